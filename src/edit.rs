//! Changes to a site as a plan: what is to be written, moved and taken away, for a person or an editor to look at first.
//!
//! A plan is a function of what was read and touches nothing. `cli` shows it as a diff and carries it out, all or
//! nothing; an editor makes a change of its own kind of it.

mod matter;
pub mod merge;
mod names;
pub mod rename;

use crate::diag::{Code, Diagnostic, Diagnostics, fix};
use crate::pipeline::{self, Checked, Options};
use crate::source::{Asset, SourceTree};
use crate::span::{FileId, FileSpan, SourceFile, SourceMap, Span};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::PathBuf;

pub use merge::{Prefer, merge};
pub use rename::rename;

/// A place and what is written there instead; an empty place is an insertion.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edit {
    /// The place.
    pub at: FileSpan,
    /// The new text, with `\n` at the end of lines whatever the file has.
    pub replacement: String,
}

/// A file that gets another path.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Move {
    /// The file.
    pub file: FileId,
    /// Its new path below the root of the site, with `/`.
    pub to: String,
}

/// A file that is new.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Creation {
    /// Its path below the root of the site, with `/`.
    pub path: String,
    /// What it holds.
    pub text: String,
}

/// A file from elsewhere that is copied into the site.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Copied {
    /// Where it lies.
    pub from: PathBuf,
    /// Its path below the root of the site, with `/`.
    pub to: String,
}

/// What is to be done, in an order in which all of it can be done: edits lie in the old files and do not overlap.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// What it does, as in “rename `themes/a` to `themes/b`, with 3 references in 2 files”.
    pub title: String,
    /// Places that are written otherwise, by file and place.
    pub edits: Vec<Edit>,
    /// Files that are moved, after they were edited.
    pub moves: Vec<Move>,
    /// Files that are made.
    pub creations: Vec<Creation>,
    /// Files that are copied.
    pub copies: Vec<Copied>,
    /// Files that are deleted.
    pub deletions: Vec<FileId>,
    /// What a person should know or look at afterwards.
    pub notes: Vec<String>,
}

/// Why a plan cannot be made, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// In lower case, without a full stop.
    pub message: String,
    /// What to do.
    pub helps: Vec<String>,
}

impl Refusal {
    fn new(message: impl Into<String>) -> Refusal {
        Refusal {
            message: message.into(),
            helps: Vec::new(),
        }
    }

    fn help(mut self, help: impl Into<String>) -> Refusal {
        self.helps.push(help.into());
        self
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Refusal {}

impl Plan {
    /// Puts the edits in order and leaves out those that are there twice.
    fn ordered(mut self) -> Plan {
        // Insertions at one place stay in the order in which they were made.
        self.edits.sort_by_key(|edit| edit.at);
        self.edits.dedup();
        self.moves.sort();
        self
    }

    /// Adds an edit.
    fn edit(&mut self, at: FileSpan, replacement: impl Into<String>) {
        self.edits.push(Edit {
            at,
            replacement: replacement.into(),
        });
    }

    /// Replaces what differs between the text of a file and another, from the first difference to the last.
    pub fn rewrite(&mut self, file: &SourceFile, after: &str) {
        let after = if file.text.contains("\r\n") && !after.contains("\r\n") {
            after.replace('\n', "\r\n")
        } else {
            after.to_owned()
        };
        let before = &file.text;
        let same = |(a, b): &(char, char)| a == b;
        let width = |(a, _): (char, char)| a.len_utf8();
        let start: usize = before.chars().zip(after.chars()).take_while(same).map(width).sum();
        let (old, new) = (&before[start..], &after[start..]);
        let end: usize = old
            .chars()
            .rev()
            .zip(new.chars().rev())
            .take_while(same)
            .map(width)
            .sum();
        if old.len() + new.len() > 2 * end {
            let at = Span::new(start..before.len() - end).in_file(file.id);
            self.edit(at, new[..new.len() - end].replace("\r\n", "\n"));
        }
    }

    /// The new texts of the files that are edited.
    pub fn texts(&self, sources: &SourceMap) -> BTreeMap<FileId, String> {
        let edits: Vec<_> = self.edits.iter().map(|it| (it.at, it.replacement.as_str())).collect();
        fix::replace(&edits, sources)
    }

    /// The files that are edited, moved, made or deleted.
    pub fn files(&self) -> usize {
        let edited = self.edits.iter().map(|edit| edit.at.file);
        let moved = self.moves.iter().map(|it| it.file);
        let old: BTreeSet<FileId> = edited.chain(moved).chain(self.deletions.iter().copied()).collect();
        old.len() + self.creations.len() + self.copies.len()
    }

    /// The whole plan as a unified diff with the headers of git, which `git apply` reads.
    pub fn diff(&self, sources: &SourceMap) -> String {
        let texts = self.texts(sources);
        let mut parts: BTreeMap<String, String> = BTreeMap::new();
        for (file, after) in &texts {
            let file = sources.file(*file);
            parts.insert(file.path.clone(), fix::diff(&file.path, &file.text, after));
        }
        for Move { file, to } in &self.moves {
            let from = &sources.file(*file).path;
            let text = &sources.file(*file).text;
            let hunks = texts.get(file).map(|after| fix::changed(text, after));
            let names = hunks.map(|hunks| format!("--- a/{from}\n+++ b/{to}\n{hunks}"));
            let head = format!("diff --git a/{from} b/{to}\nrename from {from}\nrename to {to}\n");
            parts.insert(from.clone(), head + &names.unwrap_or_default());
        }
        for Creation { path, text } in &self.creations {
            let hunks = fix::changed("", text);
            parts.insert(path.clone(), format!("--- /dev/null\n+++ b/{path}\n{hunks}"));
        }
        for Copied { from, to } in &self.copies {
            parts.insert(to.clone(), format!("Only in b: {to} (a copy of {})\n", from.display()));
        }
        for file in &self.deletions {
            let file = sources.file(*file);
            let hunks = fix::changed(&file.text, "");
            parts.insert(
                file.path.clone(),
                format!("--- a/{}\n+++ /dev/null\n{hunks}", file.path),
            );
        }
        parts.into_values().collect()
    }

    /// What was read, as it will be afterwards.
    pub fn applied(&self, tree: &SourceTree) -> SourceTree {
        let mut tree = tree.clone();
        for (file, text) in self.texts(&tree.sources) {
            tree.sources.replace(file, text);
        }
        for Move { file, to } in &self.moves {
            tree.sources.rename(*file, to.clone());
        }
        tree.entries.retain(|file| !self.deletions.contains(file));
        for Creation { path, text } in &self.creations {
            let file = tree.sources.add(path.clone(), text.clone());
            if path.ends_with(".md") {
                tree.entries.push(file);
            } else {
                tree.references.push(file);
            }
        }
        tree.assets.extend(self.copies.iter().map(|it| Asset {
            path: it.to.strip_prefix("content/").unwrap_or(&it.to).to_owned(),
            bytes: std::sync::Arc::default(),
        }));
        let sources = &tree.sources;
        tree.entries.sort_by_key(|file| sources.file(*file).path.clone());
        tree.references.sort_by_key(|file| sources.file(*file).path.clone());
        tree
    }

    /// The errors that the site would have afterwards and has not now, with the texts that they are in. What was wrong
    /// before is no reason not to carry the plan out.
    pub fn new_errors(&self, before: &Checked, options: &Options) -> (Diagnostics, SourceMap) {
        let Checked { tree, diags, .. } =
            pipeline::recheck(self.applied(&before.tree), options, &mut pipeline::Memory::default());
        let count = |all: &[&Diagnostic], code: Code| all.iter().filter(|it| it.code == code).count();
        let is_error = |it: &&Diagnostic| it.severity == crate::diag::Severity::Error;
        let errors = |diags: &Diagnostics, sources: &SourceMap| -> Vec<Diagnostic> {
            let all = diags.sorted(sources).into_iter().filter(is_error);
            all.cloned().collect()
        };
        let old = errors(&before.diags, &before.tree.sources);
        let new = errors(&diags, &tree.sources);
        let (old, all): (Vec<_>, Vec<_>) = (old.iter().collect(), new.iter().collect());
        let mut added = Diagnostics::default();
        for it in &new {
            if count(&all, it.code) > count(&old, it.code) {
                added.push(it.clone());
            }
        }
        (added, tree.sources)
    }
}

/// `1 file`, `3 files`.
fn counted(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}
