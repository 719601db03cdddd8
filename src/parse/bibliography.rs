//! Reads reference files, `.bib` (BibTeX and BibLaTeX) and `.json` (CSL-JSON), into works; a broken record costs itself
//! alone.

mod bibtex;
mod csl_json;
mod entries;
mod latex;
mod types;

use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::model::work::Work;
use crate::span::{SourceFile, Span, Spanned};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

pub use bibtex::RawRecord;
pub(crate) use types::{bibtex_type, number_variable};

/// The entries of a `.bib` file as they are written, for changing them: every field, known or not.
pub fn raw(file: &SourceFile, diags: &mut Diagnostics) -> Vec<RawRecord> {
    bibtex::raw(file, diags)
}

/// Whether there is an entry type of that name.
pub fn is_type(name: &str) -> bool {
    types::names().any(|it| it == name)
}

/// Reads the works of a reference file, in its order. Everything that is wrong is reported at its place; a record that
/// can be read is returned whatever stands around it. The caller checks that no key occurs in two files.
pub fn read(file: &SourceFile, diags: &mut Diagnostics) -> Vec<Work> {
    let works = match file.path.rsplit('.').next() {
        Some("json") => csl_json::read(file, diags),
        _ => bibtex::read(file, diags),
    };
    let works = without_duplicates(works, file, diags);
    for work in &works {
        check_title(work, file, diags);
    }
    works
}

/// The keys of records that look like such and could not be read: what cites them is not to be reported as well.
pub fn unread_keys(file: &SourceFile, works: &[Work]) -> Vec<String> {
    if file.path.ends_with(".json") {
        return Vec::new();
    }
    let read: BTreeSet<&str> = works.iter().map(|work| work.key.as_str()).collect();
    let keys = file.text.split('@').skip(1).filter_map(|record| {
        let (kind, rest) = record.split_once('{')?;
        let key = rest.split([',', '}', '\n']).next()?.trim();
        let is_record = !key.is_empty() && kind.trim().chars().all(|c| c.is_ascii_alphabetic());
        (is_record && !read.contains(key)).then(|| key.to_owned())
    });
    keys.collect()
}

/// Every key by which a record of a `.bib` file names another, as in `crossref`; CSL-JSON has no such fields.
pub fn cross_references(file: &SourceFile) -> Vec<Spanned<String>> {
    if file.path.ends_with(".json") {
        Vec::new()
    } else {
        bibtex::cross_references(file)
    }
}

/// Keeps the first work of each key and reports the others.
fn without_duplicates(works: Vec<Work>, file: &SourceFile, diags: &mut Diagnostics) -> Vec<Work> {
    let mut seen: BTreeMap<String, Span> = BTreeMap::new();
    let mut kept = Vec::with_capacity(works.len());
    for work in works {
        if let Some(&first) = seen.get(&work.key) {
            diags.push(duplicate(&work, first, file));
        } else {
            seen.insert(work.key.clone(), work.span);
            kept.push(work);
        }
    }
    kept
}

fn duplicate(work: &Work, first: Span, file: &SourceFile) -> Diagnostic {
    let message = format!("two works have the key `{}`", work.key);
    Diagnostic::at(Code::DuplicateWork, work.span.in_file(file.id), message)
        .under("again here")
        .label(first.in_file(file.id), "first here")
        .help("give one of them another key, or remove it if they are the same work")
}

/// Types of works that may well have no title.
const UNTITLED: [&str; 4] = ["personal_communication", "interview", "review", "review-book"];

fn check_title(work: &Work, file: &SourceFile, diags: &mut Diagnostics) {
    if work.plain("title").is_some() || UNTITLED.contains(&work.csl_type()) {
        return;
    }
    let message = format!("the work `{}` has no title", work.key);
    let diagnostic =
        Diagnostic::at(Code::Bibliography, work.span.in_file(file.id), message).help("add a field `title`");
    diags.push(diagnostic);
}

/// Reports something that is wrong with a reference file at these bytes.
fn wrong(file: &SourceFile, at: Range<usize>, message: impl Into<String>) -> Diagnostic {
    Diagnostic::at(Code::Bibliography, Span::new(at).in_file(file.id), message)
}

/// The character at a byte, or the one that the byte is in; nothing at the end of the file.
fn character(file: &SourceFile, at: usize) -> Range<usize> {
    let mut start = at.min(file.text.len());
    while !file.text.is_char_boundary(start) {
        start -= 1;
    }
    let width = file.text[start..].chars().next().map_or(0, char::len_utf8);
    start..start + width
}

#[cfg(test)]
mod tests;
