//! Turns each file into an entry, or into what is wrong with it; no file knows of another.

pub mod bibliography;
pub mod citation;
mod cut;
mod elsewhere;
mod front_matter;
pub mod ledger;
mod markdown;
mod passages;
mod placeholder;
pub mod prose;
mod sentence;
mod slips;

use crate::diag::{Code, Diagnostic, Diagnostics, nearest};
use crate::model::work::Work;
use crate::model::{Body, Entry, Key, Kind, Language, Library, Translation};
use crate::source::SourceTree;
use crate::span::{FileId, SourceFile, Span};
use crate::yaml::Node;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

pub use front_matter::{Matter, matter};
pub use markdown::{MERGED, slug};

/// What the files held that nothing was wrong with, by their paths, each with the text that it was read from.
#[derive(Debug, Default)]
pub struct Memory {
    /// The language of the site, which decides on quotation marks.
    language: String,
    known: BTreeMap<String, (Arc<str>, Parsed)>,
    works: BTreeMap<String, (Arc<str>, FileId, Works)>,
}

/// The works of a reference file, and the keys of those that could not be read.
type Works = (Vec<Arc<Work>>, Vec<String>);

impl Memory {
    fn parsed(&self, file: &SourceFile) -> Option<&Parsed> {
        let (text, parsed) = self.known.get(&file.path)?;
        (Arc::ptr_eq(text, &file.text) || *text == file.text).then_some(parsed)
    }

    /// Keeps what was read just now, and nothing of files that are gone.
    fn keep(&mut self, tree: &SourceTree, parsed: &[Outcome]) {
        let mut kept = 0;
        for (file, outcome) in tree.entries.iter().zip(parsed) {
            let file = tree.sources.file(*file);
            let is_sound =
                matches!(outcome.parsed, Parsed::Entry(_) | Parsed::Translation(_)) && outcome.diags.is_empty();
            kept += usize::from(is_sound);
            if is_sound && !outcome.is_known {
                let known = (Arc::clone(&file.text), outcome.parsed.clone());
                self.known.insert(file.path.clone(), known);
            } else if !is_sound {
                self.known.remove(&file.path);
            }
        }
        if self.known.len() > kept {
            let paths: BTreeSet<&str> = tree.entries.iter().map(|it| &*tree.sources.file(*it).path).collect();
            self.known.retain(|path, _| paths.contains(path.as_str()));
        }
    }
}

/// What reading a file gave.
struct Outcome {
    parsed: Parsed,
    diags: Diagnostics,
    /// Whether it was known as it is.
    is_known: bool,
}

/// Reads every file of the tree, of a site in that language. What cannot be read is reported and left out; the rest is
/// there. What is in the memory is not read again.
pub fn parse(tree: &SourceTree, language: &str, memory: &mut Memory, diags: &mut Diagnostics) -> Library {
    if memory.language != language {
        // What was read under other rules is not known under these.
        *memory = Memory {
            language: language.to_owned(),
            ..Memory::default()
        };
    }
    let read = |&file| {
        let mut diags = Diagnostics::default();
        let file = tree.sources.file(file);
        let (parsed, is_known) = match memory.parsed(file) {
            Some(known) => known.in_file(file.id),
            None => (parse_file(file, language, &mut diags), false),
        };
        Outcome {
            parsed,
            diags,
            is_known,
        }
    };
    let parsed: Vec<Outcome> = tree.entries.par_iter().map(read).collect();
    memory.keep(tree, &parsed);
    let mut library = Library {
        language: language.to_owned(),
        ..Library::default()
    };
    for outcome in parsed {
        diags.append(outcome.diags);
        match outcome.parsed {
            Parsed::Entry(entry) if entry.common().draft => library.drafts.push(entry.key.clone()),
            Parsed::Entry(entry) => library.entries.push(entry),
            Parsed::Translation(translation) if translation.said.is_draft() => {}
            Parsed::Translation(translation) => library.translations.push(translation),
            Parsed::Broken(key) => library.broken.push(key),
            // Whatever kind it was meant to be: what names it is not to be reported as well.
            Parsed::Misplaced(stem) => library.broken.extend(Kind::ALL.map(|kind| Key {
                kind,
                stem: stem.clone(),
            })),
            Parsed::Nothing => {}
        }
    }
    library.entries.sort_by(|a, b| a.key.cmp(&b.key));
    references(tree, memory, &mut library, diags);
    library
}

/// Reads the works of the reference files.
fn references(tree: &SourceTree, memory: &mut Memory, library: &mut Library, diags: &mut Diagnostics) {
    let before = std::mem::take(&mut memory.works);
    for &file in &tree.references {
        let file = tree.sources.file(file);
        let known = before.get(&file.path);
        let known = known.filter(|(text, id, _)| *id == file.id && *text == file.text);
        let mut found = Diagnostics::default();
        let read: Works = match known {
            Some((.., works)) => works.clone(),
            None => {
                let works = bibliography::read(file, &mut found);
                let unread = bibliography::unread_keys(file, &works);
                (works.into_iter().map(Arc::new).collect(), unread)
            }
        };
        if found.is_empty() {
            let known = (Arc::clone(&file.text), file.id, read.clone());
            memory.works.insert(file.path.clone(), known);
        }
        diags.append(found);
        let (works, unread) = read;
        library.broken.extend(unread.into_iter().map(|stem| Key {
            kind: Kind::Paper,
            stem,
        }));
        library.works.extend(works);
    }
}

/// What became of a file.
#[derive(Clone, Debug)]
enum Parsed {
    Entry(Arc<Entry>),
    Translation(Arc<Translation>),
    /// It has a key but cannot be used: references to it are not to be reported as well.
    Broken(Key),
    /// It lies where no entry lies, or has a name that no entry has.
    Misplaced(String),
    Nothing,
}

impl Parsed {
    /// The same, read from a file that is called by that number now; and whether it was before.
    fn in_file(&self, file: FileId) -> (Parsed, bool) {
        match self {
            Parsed::Entry(entry) if entry.file != file => {
                let entry = Entry {
                    file,
                    ..Entry::clone(entry)
                };
                (Parsed::Entry(Arc::new(entry)), false)
            }
            Parsed::Translation(it) if it.file != file => {
                let translation = Translation {
                    file,
                    ..Translation::clone(it)
                };
                (Parsed::Translation(Arc::new(translation)), false)
            }
            same => (same.clone(), true),
        }
    }
}

fn parse_file(file: &SourceFile, language: &str, diags: &mut Diagnostics) -> Parsed {
    let path = file.path.strip_prefix("content/").unwrap_or(&file.path);
    let named = named(path);
    if let Some((name, tag)) = named {
        return translated(name, tag, file, diags);
    }
    let Some(key) = key(path, file, diags) else {
        let name = path.rsplit_once('/').map_or(path, |(_, name)| name);
        return Parsed::Misplaced(name.split('.').next().unwrap_or(name).to_owned());
    };
    let mut read = || {
        let block = front_matter::find(file, diags)?;
        let node = front_matter::node(file, &block, diags)?;
        Some((block, node))
    };
    let Some((block, node)) = read() else {
        return Parsed::Broken(key);
    };
    entry(key, file, &block, &node, language, diags)
}

/// Reads an entry whose front matter is YAML.
fn entry(
    key: Key,
    file: &SourceFile,
    block: &front_matter::Block,
    node: &Node,
    language: &str,
    diags: &mut Diagnostics,
) -> Parsed {
    let mut found = Diagnostics::default();
    let data = front_matter::decode(key.kind, node, file, block, &mut found);
    if let Some(other) = elsewhere::kind(key.kind, node, &found) {
        diags.push(elsewhere::report(&key, other, node, file));
        return Parsed::Misplaced(key.stem);
    }
    diags.append(found);
    let Some(data) = data else {
        return Parsed::Broken(key);
    };
    cut::check(file, node, diags);
    if !data.common().draft {
        placeholder::check(key.kind, file, node, block.end, diags);
    }
    let language = data.common().lang.unwrap_or(language);
    let body = markdown::body(file, block.end, language, diags);
    Parsed::Entry(Arc::new(Entry {
        key,
        file: file.id,
        matter: Span::new(0..block.end),
        data,
        body,
    }))
}

/// The path of the entry that a file translates, and its language: a name with a dot in it, `papers/moss-2009.ur.md`.
fn named(path: &str) -> Option<(&str, &str)> {
    let (path, _) = path.rsplit_once('.')?;
    let start = path.rfind('/').map_or(0, |at| at + 1);
    let dot = path.get(start..)?.find('.')?;
    let (name, tag) = (&path[..start + dot], &path[start + dot + 1..]);
    (dot > 0).then_some((name, tag))
}

fn translated(name: &str, tag: &str, file: &SourceFile, diags: &mut Diagnostics) -> Parsed {
    let Some(key) = key(&format!("{name}.md"), file, diags) else {
        return Parsed::Nothing;
    };
    let language = match Language::known(tag) {
        Some(language) if *language == *tag => language,
        usual => {
            diags.push(unknown_language(name, tag, usual.as_deref(), file));
            return Parsed::Nothing;
        }
    };
    let translation = || {
        let block = front_matter::find(file, diags)?;
        let said = front_matter::decode_translation(&key, file, &block, diags)?;
        let body = markdown::body(file, block.end, &language, diags);
        Some(Translation {
            key,
            file: file.id,
            matter: Span::new(0..block.end),
            language,
            said,
            body,
        })
    };
    translation().map_or(Parsed::Nothing, |it| Parsed::Translation(Arc::new(it)))
}

/// The key that a path stands for: its folder says the kind, its stem the name.
fn key(path: &str, file: &SourceFile, diags: &mut Diagnostics) -> Option<Key> {
    if path == "index.md" {
        return Some(Key {
            kind: Kind::Page,
            stem: "index".to_owned(),
        });
    }
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

/// The body of a file, whatever its front matter is; for its headings and links, which are the same in all languages.
pub fn body(file: &SourceFile) -> Body {
    let start = matter(file).map_or(0, |it| it.body);
    markdown::body(file, start, "en", &mut Diagnostics::default())
}

/// Whether a file of that stem can be an entry: letters that are not capitals, digits and hyphens of any script.
pub fn is_stem(stem: &str) -> bool {
    let is_plain = |c: char| c.is_lowercase() || c.is_numeric() || c == '-' || (c.is_alphabetic() && !c.is_uppercase());
    let is_possible = !stem.is_empty() && stem.len() <= LONGEST_STEM && !is_reserved(stem);
    is_possible && stem != "index" && stem.chars().all(is_plain)
}

/// Bytes of the name of an entry: a disk takes 255, and endings of several files stand behind it.
const LONGEST_STEM: usize = 200;

/// Whether Windows keeps a name for itself, whatever ending stands behind it: `con`, `lpt1`.
pub fn is_reserved(stem: &str) -> bool {
    let stem = stem.to_ascii_lowercase();
    let port = stem.strip_prefix("com").or_else(|| stem.strip_prefix("lpt"));
    let is_port = port.is_some_and(|it| matches!(it.as_bytes(), [b'1'..=b'9']));
    is_port || matches!(stem.as_str(), "con" | "prn" | "aux" | "nul")
}

fn misplaced(path: &str, file: &SourceFile) -> Diagnostic {
    let folders = Kind::ALL.map(Kind::folder);
    let message = format!("`{path}` lies in no folder of a kind");
    let diagnostic = Diagnostic::at(Code::MisplacedFile, Span::default().in_file(file.id), message);
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let outermost = folder.split('/').next().unwrap_or(folder);
    let meant = folders.into_iter().find(|it| *it == outermost);
    let meant = meant.or_else(|| nearest(outermost, folders)).or_else(|| {
        let node = matter(file)?.node.ok()?;
        elsewhere::only(&node).map(Kind::folder)
    });
    let advice = "entries lie directly in";
    match meant {
        Some(folder) => diagnostic.help(format!("move it to `content/{folder}/{name}`: {advice} {folder}/")),
        None => diagnostic.help(format!(
            "{advice} {}/ of content/; the home page is content/index.md",
            folders.join("/, ")
        )),
    }
}

fn bad_stem(stem: &str, file: &SourceFile) -> Diagnostic {
    let message = format!("the file name `{stem}` cannot be an address");
    let diagnostic = Diagnostic::at(Code::FileName, Span::default().in_file(file.id), message);
    if stem == "index" {
        return diagnostic.help("the list of all entries of the folder is published there: give the file another name");
    }
    if is_reserved(stem) {
        return diagnostic.help("no file can have that name on Windows: give it another");
    }
    if stem.len() > LONGEST_STEM {
        return diagnostic.help(format!("it has {} bytes; a name may have {LONGEST_STEM}", stem.len()));
    }
    diagnostic.help(format!(
        "use lower-case letters, digits and hyphens: `{}.md`",
        slug(stem)
    ))
}

/// A file name with a dot in it, behind which no language stands.
fn unknown_language(name: &str, tag: &str, usual: Option<&str>, file: &SourceFile) -> Diagnostic {
    let at = Span::default().in_file(file.id);
    let ending = file.path.rsplit_once('.').map_or("md", |(_, ending)| ending);
    match usual {
        Some(usual) => Diagnostic::at(Code::UnknownLanguage, at, format!("the language `{tag}` is written `{usual}`"))
            .help(format!("rename the file: `content/{name}.{usual}.{ending}`")),
        None => Diagnostic::at(Code::UnknownLanguage, at, format!("there is no language `{tag}`")).help(
            "what stands after a dot in a file name is the language of a translation, as BCP 47 writes it: `moss-2009.ur.md`; \
             a name itself has no dot",
        ),
    }
}
