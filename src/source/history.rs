//! When the files of a site changed, as its git repository tells: one run of `git log` for all of them.
//!
//! Nothing of the repository is written, no hook or helper that it names is run. A site that lies in no repository, or on
//! a machine without git, has no history, and says so nowhere.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// How much of the name of a commit is shown: the same length in every repository, however large.
const SHORT: usize = 10;

/// A state in which a file was recorded.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Change {
    /// When, in seconds since 1970.
    pub seconds: i64,
    /// The first letters of the name of the commit.
    pub hash: String,
    /// Whether the file was new.
    pub added: bool,
}

/// The changes of each file, newest first, by its path from the root of the site.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct History {
    changes: BTreeMap<String, Vec<Change>>,
}

impl History {
    /// The changes of a file, newest first; none where they are not known.
    pub fn of(&self, path: &str) -> &[Change] {
        self.changes.get(path).map_or(&[], Vec::as_slice)
    }
}

/// What is being asked of git while the files are read.
pub(super) struct Asked {
    log: Option<Child>,
    /// Files that differ from what was recorded last.
    edited: Option<Child>,
}

/// Asks git, without waiting for the answer.
pub(super) fn ask(root: &Path) -> Asked {
    let log = [
        "log",
        "--no-show-signature",
        "--no-ext-diff",
        "--no-textconv",
        "--no-renames",
    ];
    let format = ["--decorate=short", "--format=%x02%H %ct %D", "--name-status"];
    let edited = ["diff", "--no-ext-diff", "--no-textconv", "--no-renames", "--name-only"];
    Asked {
        log: git(
            root,
            &[&log[..], &format, &["--relative", "-z", "--", "content"]].concat(),
        ),
        edited: git(
            root,
            &[&edited[..], &["--relative", "-z", "HEAD", "--", "content"]].concat(),
        ),
    }
}

fn git(root: &Path, arguments: &[&str]) -> Option<Child> {
    let quiet = [
        "--no-pager",
        "--no-optional-locks",
        "-c",
        "core.fsmonitor=false",
        "-c",
        "core.quotePath=false",
    ];
    let mut command = Command::new("git");
    command.arg("-C").arg(root).args(quiet).args(arguments);
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    command.spawn().ok()
}

impl Asked {
    /// Waits for the answer. Where git fails, as outside a repository, nothing is known.
    pub(super) fn answer(self) -> History {
        let (log, edited) = (text_of(self.log), text_of(self.edited));
        let Some((log, edited)) = log.zip(edited) else {
            return History::default();
        };
        let edited: BTreeSet<&str> = edited.split('\0').collect();
        let mut history = read(&log);
        // The file on the disk is none of its recorded states.
        history.changes.retain(|path, _| !edited.contains(path.as_str()));
        history
    }
}

fn text_of(child: Option<Child>) -> Option<String> {
    let output = child?.wait_with_output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    output.status.success().then_some(text)
}

/// Reads the answer of `git log`: for each commit `\x02hash seconds names`, then a letter and a path for each file, all
/// with a zero byte behind.
fn read(log: &str) -> History {
    let mut history = History::default();
    // Of a file that was taken away, only what came after counts.
    let mut gone = BTreeSet::new();
    for commit in log.split('\u{2}').skip(1) {
        let mut fields = commit.split('\0').map(|it| it.trim_start_matches('\n'));
        let head = fields.next().unwrap_or_default();
        let mut head = head.splitn(3, ' ');
        let (Some(hash), Some(Ok(seconds))) = (head.next(), head.next().map(str::parse)) else {
            continue;
        };
        // In a clone without its past, the oldest commit seems to have changed every file.
        let is_cut = head
            .next()
            .is_some_and(|names| names.split(", ").any(|it| it == "grafted"));
        while let (false, Some(letter), Some(path)) = (is_cut, fields.next(), fields.next()) {
            if letter == "D" {
                gone.insert(path.to_owned());
            } else if !gone.contains(path) {
                let change = Change {
                    seconds,
                    hash: hash.chars().take(SHORT).collect(),
                    added: letter == "A",
                };
                history.changes.entry(path.to_owned()).or_default().push(change);
            }
        }
    }
    history
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(seconds: i64, hash: &str, added: bool) -> Change {
        Change {
            seconds,
            hash: hash.to_owned(),
            added,
        }
    }

    #[test]
    fn the_log_is_read_newest_first() {
        let log = "\u{2}cccccccccccccccc 300 HEAD -> main\0\nM\0a.md\0A\0ü b.md\0\u{2}bbbbbbbbbbbbbbbb 200 \0\u{2}aaaaaaaaaaaaaaaa 100 \0\nA\0a.md\0";
        let history = read(log);
        let a = [change(300, "cccccccccc", false), change(100, "aaaaaaaaaa", true)];
        assert_eq!(history.of("a.md"), a);
        assert_eq!(history.of("ü b.md"), [change(300, "cccccccccc", true)]);
        assert_eq!(history.of("nothing.md"), []);
    }

    #[test]
    fn a_clone_without_its_past_does_not_know_when_a_file_changed() {
        let log =
            "\u{2}bbbbbbbbbbbb 200 HEAD -> main\0\nM\0a.md\0\u{2}aaaaaaaaaaaa 100 grafted, v1\0\nA\0a.md\0A\0b.md\0";
        let history = read(log);
        assert_eq!(history.of("a.md"), [change(200, "bbbbbbbbbb", false)]);
        assert_eq!(history.of("b.md"), []);
    }

    #[test]
    fn a_file_that_came_back_is_new() {
        let log = "\u{2}c 3 \0\nA\0a.md\0\u{2}b 2 \0\nD\0a.md\0\u{2}a 1 \0\nA\0a.md\0";
        assert_eq!(read(log).of("a.md"), [change(3, "c", true)]);
    }
}
