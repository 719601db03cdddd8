//! Turns each file into an entry, or into what is wrong with it; no file knows of another.

pub mod bibliography;
pub mod citation;
mod front_matter;
pub mod ledger;
mod markdown;
mod passages;
pub mod prose;
mod sentence;

use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::model::{Body, Data, Entry, Key, Kind, Library};
use crate::source::SourceTree;
use crate::span::{SourceFile, Span};
use rayon::prelude::*;

pub use front_matter::{Matter, matter};
pub use markdown::{MERGED, slug};

/// Reads every file of the tree. What cannot be read is reported and left out; the rest is there.
pub fn parse(tree: &SourceTree, diags: &mut Diagnostics) -> Library {
    let read = |&file| {
        let mut diags = Diagnostics::default();
        let parsed = parse_file(tree.sources.file(file), &mut diags);
        (parsed, diags)
    };
    let parsed: Vec<_> = tree.entries.par_iter().map(read).collect();
    let mut library = Library::default();
    for (parsed, problems) in parsed {
        diags.append(problems);
        match parsed {
            Parsed::Entry(entry) if entry.common().draft => library.drafts.push(entry.key),
            Parsed::Entry(entry) => library.entries.push(*entry),
            Parsed::Broken(key) => library.broken.push(key),
            Parsed::Nothing => {}
        }
    }
    library.entries.sort_by(|a, b| a.key.cmp(&b.key));
    for &file in &tree.references {
        library.works.extend(bibliography::read(tree.sources.file(file), diags));
    }
    library
}

/// What became of a file.
enum Parsed {
    Entry(Box<Entry>),
    /// It has a key but cannot be used: references to it are not to be reported as well.
    Broken(Key),
    Nothing,
}

fn parse_file(file: &SourceFile, diags: &mut Diagnostics) -> Parsed {
    let path = file.path.strip_prefix("content/").unwrap_or(&file.path);
    if path == "index.md" {
        let key = Key {
            kind: Kind::Page,
            stem: "index".to_owned(),
        };
        return parsed(key, file, diags);
    }
    let Some(key) = key(path, file, diags) else {
        return Parsed::Nothing;
    };
    parsed(key, file, diags)
}

fn parsed(key: Key, file: &SourceFile, diags: &mut Diagnostics) -> Parsed {
    match entry(key.clone(), file, diags) {
        Some(entry) => Parsed::Entry(Box::new(entry)),
        None => Parsed::Broken(key),
    }
}

fn entry(key: Key, file: &SourceFile, diags: &mut Diagnostics) -> Option<Entry> {
    let block = front_matter::find(file, diags)?;
    let data: Data = front_matter::decode(key.kind, file, &block, diags)?;
    let body = markdown::body(file, block.end, diags);
    Some(Entry {
        key,
        file: file.id,
        matter: Span::new(0..block.end),
        data,
        body,
    })
}

/// The key that a path stands for: its folder says the kind, its stem the name.
fn key(path: &str, file: &SourceFile, diags: &mut Diagnostics) -> Option<Key> {
    let kind = path
        .split_once('/')
        .and_then(|(folder, rest)| Some((Kind::of_folder(folder)?, rest)));
    let Some((kind, rest)) = kind.filter(|(_, rest)| !rest.contains('/')) else {
        diags.push(misplaced(path, file));
        return None;
    };
    let stem = rest.rsplit_once('.').map_or(rest, |(stem, _)| stem);
    if !is_stem(stem) {
        diags.push(bad_stem(stem, file));
        return None;
    }
    Some(Key {
        kind,
        stem: stem.to_owned(),
    })
}

/// The body of a file, whatever its front matter is.
pub fn body(file: &SourceFile) -> Body {
    let start = matter(file).map_or(0, |it| it.body);
    markdown::body(file, start, &mut Diagnostics::default())
}

/// Whether a file of that stem can be an entry: letters that are not capitals, digits and hyphens of any script.
pub fn is_stem(stem: &str) -> bool {
    let is_plain = |c: char| c.is_lowercase() || c.is_numeric() || c == '-' || (c.is_alphabetic() && !c.is_uppercase());
    !stem.is_empty() && stem != "index" && stem.chars().all(is_plain)
}

fn misplaced(path: &str, file: &SourceFile) -> Diagnostic {
    let folders = Kind::ALL.map(Kind::folder).join("/, ");
    let message = format!("`{path}` lies in no folder of a kind");
    Diagnostic::at(Code::MisplacedFile, Span::default().in_file(file.id), message).help(format!(
        "entries lie directly in {folders}/ of content/; the home page is content/index.md"
    ))
}

fn bad_stem(stem: &str, file: &SourceFile) -> Diagnostic {
    let message = format!("the file name `{stem}` cannot be an address");
    let diagnostic = Diagnostic::at(Code::FileName, Span::default().in_file(file.id), message);
    if stem == "index" {
        return diagnostic.help("the list of all entries of the folder is published there: give the file another name");
    }
    diagnostic.help(format!(
        "use lower-case letters, digits and hyphens: `{}.md`",
        slug(stem)
    ))
}
