//! What other programs hold, as a plan for this site: records of reference managers here, notes and pages in `pages`.
//!
//! Nothing is overwritten and nothing is lost: what has no place of its own is kept under a name of its own and told.

mod csl;
mod identity;
mod pages;
mod ris;
mod stub;
pub mod works;

use crate::diag::Diagnostics;
use crate::parse::bibliography;
use crate::render::export::bibtex;
use crate::span::SourceMap;

pub use pages::{Vault, pages};
pub use works::{Destination, works};

/// A record of a reference manager, in the words of BibTeX.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Record {
    /// The key that it came with, if it is one that can be cited.
    pub key: Option<String>,
    /// Its entry type.
    pub kind: String,
    /// Fields and their values, written as BibTeX has them between the braces.
    pub fields: Vec<(String, String)>,
    /// Where it stands, as in `export.ris:12`.
    pub place: String,
}

/// A file to be read: its name for messages, and its text.
#[derive(Clone, Debug)]
pub struct Source {
    /// The name, with the ending that tells the format.
    pub name: String,
    /// What it holds.
    pub text: String,
}

/// What was done with what was read, in numbers and in lines for a person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Records or pages read.
    pub read: usize,
    /// Those that are new.
    pub added: usize,
    /// Those that were there and got something new.
    pub completed: usize,
    /// Those that were there as they are.
    pub unchanged: usize,
    /// What has no word here and is kept under its own name, with the number of times.
    pub kept: std::collections::BTreeMap<String, usize>,
    /// What differs from what the site has, which stays; what could not be carried; with places.
    pub lines: Vec<String>,
}

/// The endings of the formats of reference managers that can be read.
pub const REFERENCES: [&str; 4] = ["bib", "bibtex", "ris", "json"];

impl Record {
    fn get(&self, name: &str) -> Option<&str> {
        self.fields
            .iter()
            .find(|(it, _)| it == name)
            .map(|(_, value)| value.as_str())
    }

    /// Adds a field, with a number behind its name where there is one.
    fn push(&mut self, name: &str, value: impl Into<String>) {
        let value = value.into();
        if value.trim().is_empty() {
            return;
        }
        let taken = |name: &str| self.fields.iter().any(|(it, _)| it == name);
        let numbered = (2..).map(|n| format!("{name}-{n}"));
        let name = std::iter::once(name.to_owned()).chain(numbered).find(|it| !taken(it));
        self.fields.extend(name.map(|name| (name, value)));
    }

    /// The entry as it stands in a `.bib` file.
    fn entry(&self, key: &str) -> String {
        let lines: String = self
            .fields
            .iter()
            .fold(String::new(), |text, (name, value)| text + &line(name, value));
        format!("@{}{{{key},\n{lines}}}\n", self.kind)
    }
}

/// A field in a line of its own.
fn line(name: &str, value: &str) -> String {
    format!("  {name} = {{{}}},\n", value.replace("\r\n", "\n"))
}

/// Reads the records of a file by its ending, and says what could not be read.
fn records(source: &Source, report: &mut Report) -> Vec<Record> {
    let ending = source.name.rsplit('.').next().unwrap_or_default().to_lowercase();
    match ending.as_str() {
        "ris" => ris::read(source, report),
        "json" => csl::read(source, report),
        _ => entries(source, report),
    }
}

/// The records of a `.bib` file: every field as it is written.
fn entries(source: &Source, report: &mut Report) -> Vec<Record> {
    let mut sources = SourceMap::default();
    let id = sources.add(source.name.clone(), source.text.clone());
    let mut diags = Diagnostics::default();
    let raw = bibliography::raw(sources.file(id), &mut diags);
    for it in diags.sorted(&sources) {
        let line = it
            .primary
            .as_ref()
            .map_or(1, |at| sources.file(id).line_column(at.at.span.start).0);
        report
            .lines
            .push(format!("{}:{line}: not read: {}", source.name, it.message));
    }
    let record = |raw: bibliography::RawRecord| {
        let (line, _) = sources
            .file(id)
            .line_column(u32::try_from(raw.range.start).unwrap_or(0));
        let mut record = Record {
            key: Some(raw.key).filter(|key| is_key(key)),
            kind: raw.kind,
            fields: Vec::new(),
            place: format!("{}:{line}", source.name),
        };
        raw.fields
            .iter()
            .for_each(|(name, value)| record.push(name, value.as_str()));
        record
    };
    raw.into_iter().map(record).collect()
}

/// Whether citations can name a key: no space, and nothing that ends it in BibTeX or in prose.
fn is_key(key: &str) -> bool {
    let unusual = |c: char| c.is_whitespace() || c.is_control() || "{}(),\"#%'~\\=;[]|@".contains(c);
    let is_number = key.chars().all(|c| c.is_ascii_digit());
    !key.is_empty() && !key.contains("://") && !is_number && !key.contains(unusual)
}

fn escape(text: &str) -> String {
    // Braces that have no partner would end the field.
    bibtex::escape(text)
}
