//! `conspectus check --fix`: corrections that are certain, shown as a diff, agreed to, and written.
#![expect(clippy::disallowed_methods, reason = "correcting files is what the command is for")]

use super::report::Report;
use super::site::Site;
use super::{CheckArgs, Failure, say_to};
use crate::diag::fix::{apply, diff, safe};
use crate::diag::{Code, Diagnostics};
use crate::pipeline::{self, Options};
use crate::source::SourceTree;
use crate::span::{FileId, SourceMap};
use std::collections::BTreeMap;
use std::fs;
use std::io::{self, BufRead, IsTerminal, Write};
use std::path::Path;

/// Corrections may make others possible; more rounds than this would mean that two undo each other.
const MAX_ROUNDS: usize = 20;

/// Who agrees to the corrections.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Consent {
    /// The person at the terminal, when asked.
    Ask,
    /// `--yes`: it was given.
    Given,
    /// `--dry-run`: nobody.
    Refused,
}

impl Consent {
    /// As the arguments have it.
    pub(super) fn of(args: &CheckArgs) -> Consent {
        match (args.yes, args.dry_run) {
            (true, _) => Consent::Given,
            (false, true) => Consent::Refused,
            (false, false) => Consent::Ask,
        }
    }
}

/// What the corrections make of the files.
struct Plan {
    /// The texts before.
    before: SourceMap,
    /// The texts after, of the files that change.
    after: BTreeMap<FileId, String>,
    fixes: usize,
}

/// Finds all corrections, shows them, and writes the files if that is agreed to.
pub(super) fn fix(site: &Site, options: &Options, consent: Consent, report: &Report) -> Result<(), Failure> {
    let plan = plan(&site.root, options)?;
    if plan.fixes == 0 {
        note("nothing is certain enough to be corrected here");
        return Ok(());
    }
    show(&plan, report);
    let files = plan.after.len();
    if consent == Consent::Refused {
        note(format!(
            "{} could be made in {}",
            corrections(plan.fixes),
            in_files(files)
        ));
        return Ok(());
    }
    if consent == Consent::Ask && !agreed(&plan)? {
        note("nothing was changed");
        return Ok(());
    }
    for (file, text) in &plan.after {
        let file = plan.before.file(*file);
        write(&site.root.join(&file.path), &file.text, text)
            .map_err(|error| Failure::new(format!("cannot correct `{}`: {error}", file.path)))?;
    }
    note(format!("made {} in {}", corrections(plan.fixes), in_files(files)));
    Ok(())
}

/// Corrects in memory, round by round, until nothing is left that is certain.
fn plan(root: &Path, options: &Options) -> Result<Plan, Failure> {
    let mut checked = pipeline::check(root, options).map_err(Failure::new)?;
    let before = checked.tree.sources.clone();
    let mut plan = Plan {
        before,
        after: BTreeMap::new(),
        fixes: 0,
    };
    for _ in 0..MAX_ROUNDS {
        let sources = &checked.tree.sources;
        let sorted = checked.diags.sorted(sources);
        let fixes = safe(&sorted);
        let texts = apply(&fixes, sources);
        if texts.is_empty() {
            break;
        }
        let made = fixes.len();
        let mut tree: SourceTree = checked.tree.clone();
        for (file, text) in &texts {
            tree.sources.replace(*file, text.clone());
        }
        let corrected = pipeline::recheck(tree, options);
        // A correction that breaks something else was none.
        if unreadable(&corrected.diags) > unreadable(&checked.diags) {
            break;
        }
        plan.fixes += made;
        plan.after.extend(texts);
        checked = corrected;
    }
    Ok(plan)
}

/// How many files hold no YAML. Other problems may well come to light where one is mended: a key that was not known
/// hid its values.
fn unreadable(diagnostics: &Diagnostics) -> usize {
    diagnostics.iter().filter(|it| it.code == Code::Yaml).count()
}

/// The diff goes where the diagnostics of a person go; programs that read standard output have their own format.
fn show(plan: &Plan, report: &Report) {
    let diffs = plan.after.iter().map(|(file, after)| {
        let file = plan.before.file(*file);
        diff(&file.path, &file.text, after)
    });
    let diffs: String = diffs.collect();
    if report.is_human() {
        super::say(diffs.trim_end());
    } else {
        note(diffs.trim_end());
    }
}

fn agreed(plan: &Plan) -> Result<bool, Failure> {
    if !io::stdin().is_terminal() || !io::stderr().is_terminal() {
        return Err(
            Failure::new("`--fix` asks before it changes a file, and here is no terminal to ask at")
                .help("`--fix --yes` changes files without asking; `--fix --dry-run` only shows what would change"),
        );
    }
    let mut stderr = io::stderr();
    let question = format!(
        "make {} in {}? [y/N] ",
        corrections(plan.fixes),
        in_files(plan.after.len())
    );
    let _ = stderr.write_all(question.as_bytes());
    let _ = stderr.flush();
    let mut answer = String::new();
    let read = io::stdin().lock().read_line(&mut answer);
    read.map_err(|error| Failure::new(format!("cannot read the answer: {error}")))?;
    Ok(matches!(answer.trim().to_lowercase().as_str(), "y" | "yes"))
}

/// Replaces a file as a whole: a new one is written beside it, with the same rights, and takes its name. A byte order
/// mark stays; a file that has changed since it was read is left alone.
fn write(path: &Path, before: &str, after: &str) -> io::Result<()> {
    let found = fs::read(path)?;
    let mark = if found.starts_with(b"\xef\xbb\xbf") {
        "\u{feff}"
    } else {
        ""
    };
    if found.get(mark.len()..) != Some(before.as_bytes()) {
        return Err(io::Error::other("it was changed meanwhile; run the command again"));
    }
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut new = tempfile::Builder::new().prefix(".conspectus-").tempfile_in(folder)?;
    new.write_all(mark.as_bytes())?;
    new.write_all(after.as_bytes())?;
    new.as_file().sync_all()?;
    fs::set_permissions(new.path(), fs::metadata(path)?.permissions())?;
    new.persist(path).map(drop).map_err(|error| error.error)
}

fn note(line: impl std::fmt::Display) {
    say_to(&mut io::stderr(), line);
}

fn corrections(number: usize) -> String {
    if number == 1 {
        "1 correction".to_owned()
    } else {
        format!("{number} corrections")
    }
}

fn in_files(number: usize) -> String {
    if number == 1 {
        "1 file".to_owned()
    } else {
        format!("{number} files")
    }
}
