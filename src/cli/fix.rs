//! `conspectus check --fix`: corrections that are certain, shown as a diff, agreed to, and written.

use super::Failure;
use super::carry_out::carry_out;
use super::consent::{Consent, note};
use super::report::Report;
use super::site::Site;
use crate::diag::fix::{apply, safe};
use crate::diag::{Code, Diagnostics};
use crate::edit;
use crate::pipeline::{self, Options};
use crate::source::SourceTree;
use crate::span::{FileId, SourceMap};
use std::collections::BTreeMap;
use std::path::Path;

/// Corrections may make others possible; more rounds than this would mean that two undo each other.
const MAX_ROUNDS: usize = 20;

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
    let change = plan.change();
    show(&change, &plan.before, report);
    let made = format!("{} in {}", corrections(plan.fixes), in_files(plan.after.len()));
    if !consent.given(format!("make {made}"), "conspectus check --fix")? {
        if consent == Consent::Refused {
            note(format!(
                "{} could be made in {}",
                corrections(plan.fixes),
                in_files(plan.after.len())
            ));
        }
        return Ok(());
    }
    carry_out(&site.root, &change, &plan.before)?;
    note(format!("made {made}"));
    Ok(())
}

impl Plan {
    /// What changes in each file: the rounds have moved the places of the corrections.
    fn change(&self) -> edit::Plan {
        let mut change = edit::Plan::default();
        for (file, after) in &self.after {
            change.rewrite(self.before.file(*file), after);
        }
        change
    }
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
        let corrected = pipeline::recheck(tree, options, &mut pipeline::Memory::default());
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
fn show(change: &edit::Plan, before: &SourceMap, report: &Report) {
    let diff = change.diff(before);
    if report.is_human() {
        super::say(diff.trim_end());
    } else {
        note(diff.trim_end());
    }
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
