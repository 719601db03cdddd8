//! When the files of a site changed, as its git repository tells: one run of `git log` for all of them.
//!
//! Nothing of the repository is written, no hook or helper that it names is run. A site that lies in no repository, or on
//! a machine without git, has no history, and says so nowhere.

use super::stamp::{self, Stamp};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

/// How much of the name of a commit is shown: the same length in every repository, however large.
const SHORT: usize = 10;

/// Of so many files git is asked by their names; of more, about the whole content.
const NAMED: usize = 200;

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
    /// What was recorded.
    log: Arc<BTreeMap<String, Vec<Change>>>,
    /// Files that differ from what was recorded last: they are none of their recorded states.
    edited: Arc<BTreeSet<String>>,
}

impl History {
    /// The changes of a file, newest first; none where they are not known.
    pub fn of(&self, path: &str) -> &[Change] {
        let recorded = self.log.get(path).filter(|_| !self.edited.contains(path));
        recorded.map_or(&[], Vec::as_slice)
    }

    /// The same where, of these files, those that are named differ from what was recorded last.
    fn with(mut self, paths: &[String], named: &str) -> History {
        let named: BTreeSet<&str> = named.split('\0').collect();
        if paths
            .iter()
            .any(|it| named.contains(it.as_str()) != self.edited.contains(it))
        {
            let edited = Arc::make_mut(&mut self.edited);
            edited.retain(|it| !paths.contains(it));
            edited.extend(paths.iter().filter(|it| named.contains(it.as_str())).cloned());
        }
        self
    }

    /// Whether it is certain, without comparing them, that two are the same.
    pub fn is_same(&self, other: &History) -> bool {
        Arc::ptr_eq(&self.log, &other.log) && Arc::ptr_eq(&self.edited, &other.edited)
    }
}

/// What git said last, and what is known of the repository that it said that of.
#[derive(Debug, Default)]
pub(super) struct Memory {
    last: Option<(Stamp, History)>,
}

/// What is being asked of git while the files are read.
pub(super) enum Asked {
    /// Everything.
    All {
        repository: Option<Stamp>,
        log: Option<Child>,
        edited: Option<Child>,
    },
    /// Which of these files differ from what was recorded last: all else is known.
    Edited { paths: Vec<String>, edited: Option<Child> },
}

/// Asks git, without waiting for the answer; of what is in the memory, only about the files that have changed.
pub(super) fn ask(root: &Path, memory: &Memory, changed: Vec<String>) -> Asked {
    let repository = stamp::of_repository(root).ok();
    let known = memory.last.as_ref().filter(|(of, _)| Some(*of) == repository);
    if let Some((_, history)) = known.filter(|_| changed.len() <= NAMED) {
        let is_wanted = !changed.is_empty() && !history.log.is_empty();
        return Asked::Edited {
            edited: is_wanted.then(|| edited(root, &changed)).flatten(),
            paths: changed,
        };
    }
    let log = [
        "log",
        "--no-show-signature",
        "--no-ext-diff",
        "--no-textconv",
        "--no-renames",
    ];
    let format = ["--decorate=short", "--format=%x02%H %ct %D", "--name-status"];
    Asked::All {
        repository,
        log: git(
            root,
            &[&log[..], &format, &["--relative", "-z", "--", "content"]].concat(),
        ),
        edited: edited(root, &["content".to_owned()]),
    }
}

/// Asks which files below some paths differ from what was recorded last.
fn edited(root: &Path, paths: &[String]) -> Option<Child> {
    let diff = ["diff", "--no-ext-diff", "--no-textconv", "--no-renames", "--name-only"];
    let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
    git(root, &[&diff[..], &["--relative", "-z", "HEAD", "--"], &paths].concat())
}

fn git(root: &Path, arguments: &[&str]) -> Option<Child> {
    let quiet = [
        "--no-pager",
        "--no-optional-locks",
        "-c",
        "core.fsmonitor=false",
        "-c",
        "core.quotePath=false",
        "--literal-pathspecs",
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
    pub(super) fn answer(self, memory: &mut Memory) -> History {
        match self {
            Asked::All {
                repository,
                log,
                edited,
            } => {
                let told = text_of(log).zip(text_of(edited));
                let history = told.map_or_else(History::default, |(log, edited)| History {
                    log: Arc::new(read(&log)),
                    edited: Arc::new(edited.split('\0').map(str::to_owned).collect()),
                });
                memory.last = repository.map(|it| (it, history.clone()));
                history
            }
            Asked::Edited { paths, edited } => {
                let last = memory.last.take();
                memory.last = last.and_then(|(repository, history)| {
                    Some(if edited.is_none() || history.log.is_empty() {
                        (repository, history)
                    } else {
                        (repository, history.with(&paths, &text_of(edited)?))
                    })
                });
                memory.last.as_ref().map(|(_, it)| it.clone()).unwrap_or_default()
            }
        }
    }
}

fn text_of(child: Option<Child>) -> Option<String> {
    let output = child?.wait_with_output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    output.status.success().then_some(text)
}

/// Reads the answer of `git log`: for each commit `\x02hash seconds names`, then a letter and a path for each file, all
/// with a zero byte behind.
fn read(log: &str) -> BTreeMap<String, Vec<Change>> {
    let mut changes: BTreeMap<String, Vec<Change>> = BTreeMap::new();
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
                changes.entry(path.to_owned()).or_default().push(change);
            }
        }
    }
    changes
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

    fn history(log: &str) -> History {
        History {
            log: Arc::new(read(log)),
            ..History::default()
        }
    }

    #[test]
    fn the_log_is_read_newest_first() {
        let log = "\u{2}cccccccccccccccc 300 HEAD -> main\0\nM\0a.md\0A\0ü b.md\0\u{2}bbbbbbbbbbbbbbbb 200 \0\u{2}aaaaaaaaaaaaaaaa 100 \0\nA\0a.md\0";
        let history = history(log);
        let a = [change(300, "cccccccccc", false), change(100, "aaaaaaaaaa", true)];
        assert_eq!(history.of("a.md"), a);
        assert_eq!(history.of("ü b.md"), [change(300, "cccccccccc", true)]);
        assert_eq!(history.of("nothing.md"), []);
    }

    #[test]
    fn a_clone_without_its_past_does_not_know_when_a_file_changed() {
        let log =
            "\u{2}bbbbbbbbbbbb 200 HEAD -> main\0\nM\0a.md\0\u{2}aaaaaaaaaaaa 100 grafted, v1\0\nA\0a.md\0A\0b.md\0";
        let history = history(log);
        assert_eq!(history.of("a.md"), [change(200, "bbbbbbbbbb", false)]);
        assert_eq!(history.of("b.md"), []);
    }

    #[test]
    fn a_file_that_came_back_is_new() {
        let log = "\u{2}c 3 \0\nA\0a.md\0\u{2}b 2 \0\nD\0a.md\0\u{2}a 1 \0\nA\0a.md\0";
        assert_eq!(history(log).of("a.md"), [change(3, "c", true)]);
    }
}
