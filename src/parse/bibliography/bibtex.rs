//! Reads `.bib` files: BibTeX and BibLaTeX entries become CSL records.

use super::entries::{Flaw, pieces};
use super::{character, latex, types, wrong};
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::model::work::{Work, bare_doi, csl_date};
use crate::span::{SourceFile, Span, Spanned};
use biblatex::{
    Bibliography, Chunk, ChunksRef, Entry, Pair, ParseError, ParseErrorKind, Person, RawBibliography, RawChunk,
    RawEntry, Token,
};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// Reads the works of a `.bib` file.
pub(super) fn read(file: &SourceFile, diags: &mut Diagnostics) -> Vec<Work> {
    let text = without_broken_entries(file, diags);
    let raw = match RawBibliography::parse(&text) {
        Ok(raw) => raw,
        Err(error) => {
            diags.push(syntax(file, "the file", &error));
            return Vec::new();
        }
    };
    let abbreviations = Abbreviations::new(&raw.abbreviations, file, diags);
    let mut entries = Vec::with_capacity(raw.entries.len());
    for entry in raw.entries {
        let place = Place {
            key: entry.v.key.span.clone(),
            kind: entry.v.kind.span.clone(),
            written: entry.v.kind.v.to_ascii_lowercase(),
        };
        if let Some(entry) = resolve(entry.v, &abbreviations, file, diags) {
            entries.push((entry, place));
        }
    }
    inherit(&mut entries, file, diags);
    let written = entries
        .iter()
        .filter(|(_, place)| !["xdata", "set"].contains(&place.written.as_str()));
    written
        .filter_map(|(entry, place)| work(entry, place, file, diags))
        .collect()
}

/// An entry of a `.bib` file as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawRecord {
    /// Its key.
    pub key: String,
    /// Its type, in lower case.
    pub kind: String,
    /// Its fields in order, names in lower case; values without the braces or quotation marks around them, and with
    /// what `@string`s stand for.
    pub fields: Vec<(String, String)>,
    /// Its bytes, from the `@` to the closing brace.
    pub range: Range<usize>,
}

/// The entries of a `.bib` file as they are written; broken ones are reported.
pub(super) fn raw(file: &SourceFile, diags: &mut Diagnostics) -> Vec<RawRecord> {
    // Reports what is broken, once.
    without_broken_entries(file, diags);
    let mut words: BTreeMap<String, String> = BTreeMap::new();
    let mut records = Vec::new();
    for piece in pieces(&file.text).into_iter().filter(|piece| piece.flaw.is_none()) {
        let Ok(raw) = RawBibliography::parse(file.text.get(piece.range.clone()).unwrap_or_default()) else {
            continue;
        };
        let value = |pair: &Pair<'_>, words: &BTreeMap<String, String>| -> String {
            pair.value.v.iter().fold(String::new(), |mut text, chunk| {
                let more = match chunk.v {
                    RawChunk::Normal(text) => text,
                    RawChunk::Abbreviation(name) => words.get(name).map_or(name, |word| match word.len() {
                        length if text.len() + length > LONGEST => name,
                        _ => word,
                    }),
                };
                text.push_str(more);
                text
            })
        };
        for pair in &raw.abbreviations {
            words.insert(pair.key.v.to_owned(), value(pair, &words));
        }
        for entry in raw.entries {
            let field = |pair: &Pair<'_>| (pair.key.v.to_ascii_lowercase(), value(pair, &words));
            records.push(RawRecord {
                key: entry.v.key.v.to_owned(),
                kind: entry.v.kind.v.to_ascii_lowercase(),
                fields: entry.v.fields.iter().map(field).collect(),
                range: piece.range.clone(),
            });
        }
    }
    records
}

/// Fields that name other entries of the file, one or several with commas between.
const NAMING: [&str; 5] = ["crossref", "xref", "xdata", "related", "entryset"];

/// Every key by which an entry names another, in the order of the file.
pub(super) fn cross_references(file: &SourceFile) -> Vec<Spanned<String>> {
    let text = without_broken_entries(file, &mut Diagnostics::default());
    let Ok(raw) = RawBibliography::parse(&text) else {
        return Vec::new();
    };
    let mut keys = Vec::new();
    for field in raw.entries.iter().flat_map(|entry| &entry.v.fields) {
        if !NAMING.contains(&field.key.v.to_ascii_lowercase().as_str()) {
            continue;
        }
        let value = field.value.span.clone();
        let written = text.get(value.clone()).unwrap_or_default();
        let is_key = |c: char| !(c.is_whitespace() || "{}\",".contains(c));
        for (at, _) in written
            .char_indices()
            .filter(|(at, c)| is_key(*c) && !written[..*at].ends_with(is_key))
        {
            let length = written[at..].find(|c| !is_key(c)).unwrap_or(written.len() - at);
            let start = value.start + at;
            keys.push(Spanned::new(
                written[at..at + length].to_owned(),
                Span::new(start..start + length),
            ));
        }
    }
    keys
}

/// Where an entry stands, and its type as written, in lower case.
struct Place {
    key: Range<usize>,
    kind: Range<usize>,
    written: String,
}

/// The text with everything that is no entry, or no readable one, replaced by spaces: all offsets stay.
fn without_broken_entries(file: &SourceFile, diags: &mut Diagnostics) -> String {
    let mut out = String::with_capacity(file.text.len());
    for piece in pieces(&file.text) {
        let entry = &file.text[piece.range.clone()];
        let problem = match piece.flaw {
            Some(flaw) => Some(broken_braces(file, &piece.range, flaw)),
            None => RawBibliography::parse(entry).err().map(|mut error| {
                error.span = error.span.start + piece.range.start..error.span.end + piece.range.start;
                syntax(file, &named(entry), &error)
            }),
        };
        out.extend(std::iter::repeat_n(' ', piece.range.start - out.len()));
        match problem {
            Some(problem) => diags.push(problem),
            None => out.push_str(entry),
        }
    }
    out
}

/// What to call an entry in a message: its key, as far as one can be seen.
fn named(entry: &str) -> String {
    let key = entry.split_once(['{', '(']).map_or("", |(_, rest)| rest);
    let key = key.split([',', '}', '\n']).next().unwrap_or_default().trim();
    if key.is_empty() {
        "the entry".to_owned()
    } else {
        format!("the entry `{key}`")
    }
}

fn broken_braces(file: &SourceFile, range: &Range<usize>, flaw: Flaw) -> Diagnostic {
    let entry = &file.text[range.clone()];
    let head = entry.find(['\n', ',']).unwrap_or(entry.len());
    let at = range.start..range.start + head;
    let name = named(entry);
    match flaw {
        Flaw::Unclosed => wrong(file, at, format!("{name} is not closed"))
            .help("a `{` or a quotation mark has no partner; the entry ends with a `}`"),
        Flaw::ClosedEarly => {
            wrong(file, at, format!("{name} is closed before its end")).help("one of its fields has a `}` too many")
        }
        Flaw::TooDeep => wrong(file, at, format!("{name} has braces nested too deeply")),
    }
}

fn syntax(file: &SourceFile, name: &str, error: &ParseError) -> Diagnostic {
    let at = character(file, error.span.start);
    let (found, help) = match &error.kind {
        ParseErrorKind::UnexpectedEof => (
            "something is opened and not closed".to_owned(),
            "close each `{`, quotation mark and `$`; a `$` that means money is written `\\$`".to_owned(),
        ),
        ParseErrorKind::Expected(Token::Comma) if spaced_key(file, at.start).is_some() => (
            "its key has a space in it".to_owned(),
            format!(
                "write the key without one: `{}`",
                spaced_key(file, at.start).unwrap_or_default()
            ),
        ),
        ParseErrorKind::Expected(Token::Comma) => (
            "a comma is missing".to_owned(),
            "put a comma after the key and after each field".to_owned(),
        ),
        ParseErrorKind::Expected(Token::Equals) => (
            "an equals sign is missing".to_owned(),
            "a field is written `title = {…}`".to_owned(),
        ),
        ParseErrorKind::UnknownAbbreviation(word) => (
            format!("`{word}` is no abbreviation that the file defines"),
            format!("put the value in braces, or define `@string{{{word} = {{…}}}}` before the entry"),
        ),
        other => (other.to_string(), "a field is written `title = {…},`".to_owned()),
    };
    wrong(file, at, format!("{name} cannot be read: {found}")).help(help)
}

/// The key of an entry with hyphens for its spaces, where a place is in the middle of a key.
fn spaced_key(file: &SourceFile, at: usize) -> Option<String> {
    let before = file.text.get(..at)?;
    let head = &before[before.rfind('{')? + 1..];
    let rest = file.text.get(at..)?.split_once([',', '\n', '}'])?.0;
    let is_key = !head.trim().is_empty() && !head.contains([',', '=', '\n', '"']) && !rest.contains('=');
    let begins_an_entry = before[..before.len() - head.len() - 1]
        .trim_end()
        .rsplit_once('@')
        .is_some_and(|(_, kind)| !kind.is_empty() && kind.chars().all(char::is_alphabetic));
    let whole = format!("{head}{rest}");
    let words: Vec<&str> = whole.split_whitespace().collect();
    (is_key && begins_an_entry).then(|| words.join("-"))
}

/// How much an abbreviation, and a field that uses some, may stand for: a few that repeat each other stand for anything.
const LONGEST: usize = 100_000;

/// The `@string`s that may be used.
#[derive(Default)]
struct Abbreviations<'s> {
    /// In the order of the file, each with the number of bytes that it stands for.
    pairs: Vec<(Pair<'s>, usize)>,
    numbers: BTreeMap<&'s str, usize>,
}

impl<'s> Abbreviations<'s> {
    /// Each may use those before it, so that resolving them comes to an end.
    fn new(all: &[Pair<'s>], file: &SourceFile, diags: &mut Diagnostics) -> Abbreviations<'s> {
        let mut kept = Abbreviations::default();
        for pair in all {
            let name = pair.key.v;
            let undefined = used(pair).find(|name| !kept.numbers.contains_key(name));
            let length = kept.length(pair);
            let message = match undefined {
                _ if kept.numbers.contains_key(name) => format!("the abbreviation `{name}` is defined twice"),
                Some(other) => format!("`{other}` is no abbreviation that the file defines before this place"),
                None if length > LONGEST => {
                    format!("the abbreviation `{name}` stands for {length} characters, more than {LONGEST}")
                }
                None => {
                    kept.numbers.insert(name, kept.pairs.len());
                    kept.pairs.push((pair.clone(), length));
                    continue;
                }
            };
            diags.push(wrong(file, pair.key.span.clone(), message));
        }
        kept
    }

    /// How many bytes a value has when its abbreviations are written out.
    fn length(&self, pair: &Pair<'_>) -> usize {
        let chunks = pair.value.v.iter().map(|chunk| match chunk.v {
            RawChunk::Normal(text) => text.len(),
            RawChunk::Abbreviation(name) => self.numbers.get(name).map_or(0, |&at| self.pairs[at].1),
        });
        chunks.sum()
    }

    /// Those that an entry uses, and those that they use, in the order of the file.
    fn of(&self, entry: &RawEntry<'_>) -> Vec<Pair<'s>> {
        let number = |name: &str| self.numbers.get(name).copied();
        let mut open: Vec<usize> = entry.fields.iter().flat_map(used).filter_map(number).collect();
        let mut wanted: BTreeSet<usize> = BTreeSet::new();
        while let Some(at) = open.pop() {
            if wanted.insert(at) {
                open.extend(used(&self.pairs[at].0).filter_map(number));
            }
        }
        wanted.into_iter().map(|at| self.pairs[at].0.clone()).collect()
    }
}

fn used<'a>(pair: &'a Pair<'_>) -> impl Iterator<Item = &'a str> {
    pair.value.v.iter().filter_map(|chunk| match chunk.v {
        RawChunk::Abbreviation(name) => Some(name),
        RawChunk::Normal(_) => None,
    })
}

/// Decodes one entry; a field that cannot be decoded is reported and left out.
fn resolve(
    mut raw: RawEntry<'_>,
    abbreviations: &Abbreviations<'_>,
    file: &SourceFile,
    diags: &mut Diagnostics,
) -> Option<Entry> {
    let name = format!("the entry `{}`", raw.key.v);
    repeated_fields(&raw, file, diags);
    overlong_fields(&mut raw, abbreviations, file, diags);
    let parents = take_parents(&mut raw);
    loop {
        let one = RawBibliography {
            preamble: String::new(),
            entries: vec![biblatex::Spanned::new(raw.clone(), 0..0)],
            abbreviations: abbreviations.of(&raw),
        };
        match Bibliography::from_raw(one) {
            Ok(bibliography) => {
                let mut entry = bibliography.into_vec().pop()?;
                entry.fields.extend(parents);
                return Some(entry);
            }
            Err(error) => {
                diags.push(syntax(file, &name, &error));
                let holds = |field: &Pair<'_>| {
                    let value = &field.value.span;
                    value.start <= error.span.start && error.span.start <= value.end
                };
                let at = raw.fields.iter().position(holds)?;
                raw.fields.remove(at);
            }
        }
    }
}

/// Takes out the fields that name other entries, which are followed here (the crate would follow a circle for ever),
/// and the aliases, which nothing uses.
fn take_parents(raw: &mut RawEntry<'_>) -> BTreeMap<String, Vec<biblatex::Spanned<Chunk>>> {
    let mut parents = BTreeMap::new();
    for field in &raw.fields {
        let name = field.key.v.to_ascii_lowercase();
        if name == "crossref" || name == "xdata" {
            let chunk = |chunk: &biblatex::Spanned<RawChunk<'_>>| {
                let (RawChunk::Normal(text) | RawChunk::Abbreviation(text)) = chunk.v;
                biblatex::Spanned::new(Chunk::Normal(text.to_owned()), chunk.span.clone())
            };
            parents.insert(name, field.value.v.iter().map(chunk).collect());
        }
    }
    raw.fields
        .retain(|field| !["crossref", "xdata", "ids"].contains(&field.key.v.to_ascii_lowercase().as_str()));
    parents
}

/// Takes out the fields that abbreviations make longer than any is.
fn overlong_fields(
    raw: &mut RawEntry<'_>,
    abbreviations: &Abbreviations<'_>,
    file: &SourceFile,
    diags: &mut Diagnostics,
) {
    raw.fields.retain(|field| {
        let length = abbreviations.length(field);
        let is_short = length <= LONGEST || used(field).next().is_none();
        if !is_short {
            let name = field.key.v;
            let message =
                format!("with its abbreviations the field `{name}` has {length} characters, more than {LONGEST}");
            diags.push(wrong(file, field.key.span.clone(), message).help("write it out, or leave it out"));
        }
        is_short
    });
}

fn repeated_fields(raw: &RawEntry<'_>, file: &SourceFile, diags: &mut Diagnostics) {
    let mut seen: BTreeMap<String, Range<usize>> = BTreeMap::new();
    for field in &raw.fields {
        let name = field.key.v.to_ascii_lowercase();
        if let Some(first) = seen.get(&name) {
            let message = format!("the entry `{}` has the field `{name}` twice", raw.key.v);
            let at = Span::new(field.key.span.clone()).in_file(file.id);
            let diagnostic = Diagnostic::at(Code::DuplicateKey, at, message)
                .under("again here")
                .label(Span::new(first.clone()).in_file(file.id), "first here")
                .help("keep one of the two");
            diags.push(diagnostic);
        }
        seen.entry(name).or_insert(field.key.span.clone());
    }
}

/// Fills in from `crossref` and `xdata` what an entry leaves out. Parents are read as they are written, so an entry
/// inherits from its parents, not from theirs.
fn inherit(entries: &mut [(Entry, Place)], file: &SourceFile, diags: &mut Diagnostics) {
    let parents: BTreeMap<String, Entry> = entries
        .iter()
        .map(|(entry, _)| (entry.key.clone(), entry.clone()))
        .collect();
    for (entry, place) in entries {
        for field in ["xdata", "crossref"] {
            let Some(chunks) = entry.fields.remove(field) else {
                continue;
            };
            let at = chunks.first().map_or(place.key.clone(), |chunk| chunk.span.clone());
            for key in latex::bare(&chunks).split(',').map(str::trim) {
                match parents.get(key) {
                    Some(parent) => fill(entry, &place.written, parent, field == "crossref"),
                    None => diags.push(unknown_parent(file, at.clone(), field, key, &parents)),
                }
            }
        }
    }
}

fn unknown_parent(
    file: &SourceFile,
    at: Range<usize>,
    field: &str,
    key: &str,
    parents: &BTreeMap<String, Entry>,
) -> Diagnostic {
    wrong(
        file,
        at,
        format!("`{field}` names `{key}`, which is no entry of this file"),
    )
    .suggest(key, parents.keys().map(String::as_str))
}

fn fill(entry: &mut Entry, written: &str, parent: &Entry, crossref: bool) {
    let part = written.starts_with("in") || ["conference", "bookinbook", "suppbook"].contains(&written);
    for (field, value) in &parent.fields {
        let name = match field.as_str() {
            "crossref" | "xdata" => continue,
            "title" if crossref && part => "booktitle",
            "subtitle" if crossref && part => "booksubtitle",
            "author" if crossref && part => "bookauthor",
            "title" if crossref && written == "article" => "journaltitle",
            "title" | "subtitle" | "shorttitle" | "pages" | "doi" | "url" | "abstract" if crossref => continue,
            other => other,
        };
        entry.fields.entry(name.to_owned()).or_insert_with(|| value.clone());
    }
}

fn work(entry: &Entry, place: &Place, file: &SourceFile, diags: &mut Diagnostics) -> Option<Work> {
    if entry.key.is_empty() {
        let message = "an entry has no key";
        diags.push(wrong(file, place.kind.clone(), message).help("write one after the brace: `@book{key,`"));
        return None;
    }
    let fields = Fields(entry);
    let subtype = fields.bare("entrysubtype").unwrap_or_default().to_lowercase();
    let type_ = types::csl_type(&place.written, &subtype).unwrap_or_else(|| {
        diags.push(unknown_type(file, place));
        "document"
    });
    let mut csl = Map::new();
    csl.insert("id".to_owned(), entry.key.clone().into());
    csl.insert("type".to_owned(), type_.into());
    for (variable, text) in texts(&fields, &place.written, type_) {
        csl.insert(variable.to_owned(), text.into());
    }
    for (variable, field) in name_fields(&fields) {
        let names = fields.0.get(field).map(names).unwrap_or_default();
        if !names.is_empty() {
            csl.entry(variable).or_insert(Value::Array(names));
        }
    }
    dates(&fields, &mut csl, file, diags);
    Some(Work {
        key: entry.key.clone(),
        file: file.id,
        span: Span::new(place.key.clone()),
        csl,
    })
}

fn unknown_type(file: &SourceFile, place: &Place) -> Diagnostic {
    let message = format!("there is no entry type `@{}`", place.written);
    wrong(file, place.kind.clone(), message)
        .suggest(&place.written, types::names())
        .help("`@misc` is the type for what fits no other")
}

/// The fields of an entry.
struct Fields<'a>(&'a Entry);

impl Fields<'_> {
    fn text(&self, name: &str) -> Option<String> {
        Some(latex::text(self.0.get(name)?)).filter(|text| !text.is_empty())
    }

    fn bare(&self, name: &str) -> Option<String> {
        Some(latex::bare(self.0.get(name)?)).filter(|text| !text.is_empty())
    }

    fn first(&self, names: &[&str]) -> Option<String> {
        names.iter().find_map(|name| self.text(name))
    }

    /// A title with its subtitle.
    fn title(&self, title: &str, subtitle: &str) -> Option<String> {
        let title = self.text(title)?;
        let Some(subtitle) = self.text(subtitle) else {
            return Some(title);
        };
        let mark = if title.ends_with(['?', '!', ':']) { "" } else { ":" };
        Some(format!("{title}{mark} {subtitle}"))
    }

    /// A list such as `location = {A and B}`.
    fn list(&self, names: &[&str]) -> Option<String> {
        let chunks = names.iter().find_map(|name| self.0.get(name))?;
        let parts: Vec<String> = latex::parts(chunks).iter().map(|part| latex::bare(part)).collect();
        (!parts.is_empty()).then(|| parts.join("; "))
    }
}

/// The CSL variables that hold text.
fn texts(fields: &Fields<'_>, written: &str, type_: &str) -> Vec<(&'static str, String)> {
    let howpublished = fields.text("howpublished").filter(|text| !is_address(text));
    let all = [
        ("title", fields.title("title", "subtitle")),
        ("title-short", fields.text("shorttitle")),
        ("container-title", container(fields)),
        ("container-title-short", fields.text("shortjournal")),
        ("collection-title", fields.first(&["series"])),
        ("volume-title", fields.title("issuetitle", "issuesubtitle")),
        ("event-title", fields.text("eventtitle")),
        ("event-place", fields.list(&["venue"])),
        (
            "publisher",
            fields
                .list(&["publisher", "institution", "school", "organization"])
                .or(howpublished),
        ),
        ("publisher-place", fields.list(&["location", "address"])),
        ("original-title", fields.text("origtitle")),
        ("original-publisher", fields.list(&["origpublisher"])),
        ("original-publisher-place", fields.list(&["origlocation"])),
        ("volume", fields.text("volume")),
        ("number-of-volumes", fields.bare("volumes")),
        ("number-of-pages", fields.bare("pagetotal")),
        ("chapter-number", fields.bare("chapter")),
        ("part-number", fields.bare("part")),
        ("version", fields.bare("version")),
        ("edition", fields.bare("edition").map(|text| edition(&text))),
        ("page", fields.bare("pages").map(|text| text.replace(['–', '—'], "-"))),
        ("genre", genre(fields, written)),
        ("medium", fields.text("medium")),
        ("status", fields.text("pubstate").or_else(|| status(fields))),
        ("note", note(fields)),
        ("annote", fields.first(&["annotation", "annote"])),
        ("abstract", fields.text("abstract")),
        ("keyword", fields.text("keywords")),
        ("archive", fields.text("library")),
        ("DOI", fields.bare("doi").map(|doi| bare_doi(&doi).to_owned())),
        ("URL", url(fields)),
        ("ISBN", fields.bare("isbn")),
        ("ISSN", fields.bare("issn")),
        (
            "language",
            fields.first(&["langid", "language"]).map(|text| language(&text)),
        ),
    ];
    let mut texts: Vec<(&'static str, String)> =
        all.into_iter().filter_map(|(name, text)| Some((name, text?))).collect();
    texts.extend(numbers(fields, type_));
    texts
}

fn container(fields: &Fields<'_>) -> Option<String> {
    fields
        .title("journaltitle", "journalsubtitle")
        .or_else(|| fields.title("journal", "journalsubtitle"))
        .or_else(|| fields.title("booktitle", "booksubtitle"))
        .or_else(|| fields.title("maintitle", "mainsubtitle"))
}

/// `number` and `issue`: the issue of a journal, the number in a series, or the number of the work itself.
fn numbers(fields: &Fields<'_>, type_: &str) -> Vec<(&'static str, String)> {
    let (number, issue) = (fields.text("number"), fields.text("issue"));
    let variable = types::number_variable(type_);
    let issue = issue.map(|issue| ("issue", issue));
    let number = number.map(|number| (variable, number));
    issue.into_iter().chain(number).collect()
}

/// `2nd`, `Second` and `2` are all the second edition.
fn edition(text: &str) -> String {
    let words = [
        "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
    ];
    let word = text.trim().trim_end_matches(" edition").trim_end_matches(" ed.");
    let folded = word.to_lowercase();
    if let Some(at) = words.iter().position(|it| *it == folded) {
        return (at + 1).to_string();
    }
    let endings = ["st", "nd", "rd", "th"];
    let digits = endings.iter().find_map(|ending| folded.strip_suffix(ending));
    let digits = digits.unwrap_or(&folded);
    if !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit()) {
        digits.to_owned()
    } else {
        text.to_owned()
    }
}

fn genre(fields: &Fields<'_>, written: &str) -> Option<String> {
    let type_ = fields.text("type");
    let word = type_.as_deref().unwrap_or(match written {
        "phdthesis" => "phdthesis",
        "mastersthesis" => "mathesis",
        _ => return type_,
    });
    let genre = match word {
        "phdthesis" => "PhD thesis",
        "mathesis" => "Master’s thesis",
        "bathesis" => "Bachelor’s thesis",
        "candthesis" => "Candidate thesis",
        "techreport" => "Technical report",
        "resreport" => "Research report",
        other => other,
    };
    Some(genre.to_owned())
}

/// What stands in `year` where it is no year: “forthcoming”, “in press”.
fn status(fields: &Fields<'_>) -> Option<String> {
    let year = fields.text("year").or_else(|| fields.text("date"))?;
    let unknown = ["n.d.", "nd", "n. d.", "no date", "s.d."].contains(&year.to_lowercase().as_str());
    (!unknown && !year.contains(|c: char| c.is_ascii_digit())).then_some(year)
}

fn note(fields: &Fields<'_>) -> Option<String> {
    let notes: Vec<String> = ["note", "addendum"]
        .iter()
        .filter_map(|name| fields.text(name))
        .collect();
    (!notes.is_empty()).then(|| notes.join(". "))
}

fn url(fields: &Fields<'_>) -> Option<String> {
    let eprint = || {
        let id = fields.bare("eprint")?;
        match fields.first(&["eprinttype", "archiveprefix"])?.to_lowercase().as_str() {
            "arxiv" => Some(format!("https://arxiv.org/abs/{id}")),
            "jstor" => Some(format!("https://www.jstor.org/stable/{id}")),
            "hdl" => Some(format!("https://hdl.handle.net/{id}")),
            "pubmed" => Some(format!("https://pubmed.ncbi.nlm.nih.gov/{id}")),
            _ => None,
        }
    };
    let written = |name: &str| fields.bare(name).filter(|text| is_address(text));
    fields.bare("url").or_else(|| written("howpublished")).or_else(eprint)
}

fn is_address(text: &str) -> bool {
    text.starts_with("http://") || text.starts_with("https://")
}

/// The name of a language as babel has it, as BCP 47 has it; others stay.
fn language(text: &str) -> String {
    let tag = match text.to_lowercase().as_str() {
        "english" => "en",
        "american" | "usenglish" => "en-US",
        "british" | "ukenglish" => "en-GB",
        "german" | "ngerman" => "de",
        "french" => "fr",
        "spanish" => "es",
        "italian" => "it",
        "portuguese" => "pt",
        "brazilian" => "pt-BR",
        "dutch" => "nl",
        "russian" => "ru",
        "ukrainian" => "uk",
        "polish" => "pl",
        "czech" => "cs",
        "swedish" => "sv",
        "danish" => "da",
        "norwegian" | "norsk" => "no",
        "finnish" => "fi",
        "hungarian" => "hu",
        "greek" => "el",
        "turkish" => "tr",
        "arabic" => "ar",
        "persian" | "farsi" => "fa",
        "urdu" => "ur",
        "hindi" => "hi",
        "bengali" => "bn",
        "hebrew" => "he",
        "chinese" => "zh",
        "japanese" => "ja",
        "korean" => "ko",
        "latin" => "la",
        _ => return text.to_owned(),
    };
    tag.to_owned()
}

/// Which field holds the names of which CSL variable.
fn name_fields(fields: &Fields<'_>) -> [(&'static str, &'static str); 8] {
    let editor = match fields.bare("editortype").as_deref() {
        Some("compiler") => "compiler",
        Some("director") => "director",
        Some("organizer") => "organizer",
        _ => "editor",
    };
    [
        ("author", "author"),
        (editor, "editor"),
        ("translator", "translator"),
        ("container-author", "bookauthor"),
        ("director", "director"),
        ("illustrator", "illustrator"),
        ("interviewer", "interviewer"),
        ("author", "holder"),
    ]
}

/// The names of a list, as CSL-JSON has them. What stands in braces of its own is an institution.
fn names(chunks: ChunksRef<'_>) -> Vec<Value> {
    latex::parts(chunks).iter().map(|part| name(part)).collect()
}

fn name(chunks: ChunksRef<'_>) -> Value {
    if latex::is_protected(chunks) || latex::bare(chunks) == "others" {
        return json!({ "literal": latex::bare(chunks) });
    }
    let clean = |text: &str| latex::bare(&[biblatex::Spanned::detached(Chunk::Normal(text.to_owned()))]);
    let trimmed = trimmed(chunks);
    let person = Person::parse(&trimmed);
    let particle = match person.use_prefix {
        Some(false) => "dropping-particle",
        _ => "non-dropping-particle",
    };
    let braced = matches!(trimmed.first().map(|chunk| &chunk.v), Some(Chunk::Verbatim(_)));
    let (prefix, family) = match (&person.prefix, &person.name) {
        // “Ortega y Gasset” is one name: a particle that is not in braces begins with a small letter.
        (prefix, name) if prefix.starts_with(char::is_uppercase) && !braced => {
            (String::new(), format!("{prefix} {name}"))
        }
        (prefix, name) => (prefix.clone(), name.clone()),
    };
    let parts = [
        ("family", clean(&family)),
        ("given", clean(&person.given_name)),
        (particle, clean(&prefix)),
        ("suffix", clean(&person.suffix)),
    ];
    let written = parts.into_iter().filter(|(_, text)| !text.is_empty());
    let mut name: Map<String, Value> = written.map(|(part, text)| (part.to_owned(), text.into())).collect();
    if !name.contains_key("family") {
        name = Map::new();
        name.insert("literal".to_owned(), latex::bare(chunks).into());
    }
    Value::Object(name)
}

/// The chunks without the space around them, which the crate would take for empty names.
fn trimmed(chunks: ChunksRef<'_>) -> biblatex::Chunks {
    let mut chunks = chunks.to_vec();
    if let Some(Chunk::Normal(first)) = chunks.first_mut().map(|chunk| &mut chunk.v) {
        *first = first.trim_start().to_owned();
    }
    if let Some(Chunk::Normal(last)) = chunks.last_mut().map(|chunk| &mut chunk.v) {
        *last = last.trim_end().to_owned();
    }
    chunks
}

fn dates(fields: &Fields<'_>, csl: &mut Map<String, Value>, file: &SourceFile, diags: &mut Diagnostics) {
    let edtf = [
        ("issued", "date"),
        ("accessed", "urldate"),
        ("event-date", "eventdate"),
        ("original-date", "origdate"),
    ];
    for (variable, field) in edtf {
        // In a date, TeX's tie means “approximately”.
        let Some(text) = fields.bare(field).map(|it| it.replace('\u{a0}', "~")) else {
            continue;
        };
        match csl_date(&text) {
            Some(date) => {
                csl.insert(variable.to_owned(), date);
            }
            None if !text.contains(|c: char| c.is_ascii_digit()) => {}
            None => diags.push(invalid_date(fields, field, &text, file)),
        }
    }
    if !csl.contains_key("issued")
        && let Some(date) = year_month_day(fields)
    {
        csl.insert("issued".to_owned(), date);
    }
}

fn invalid_date(fields: &Fields<'_>, field: &str, text: &str, file: &SourceFile) -> Diagnostic {
    let chunks = fields.0.get(field).unwrap_or_default();
    let at = chunks.first().map_or(0..0, |chunk| chunk.span.clone());
    let at = Span::new(at).in_file(file.id);
    let message = format!("`{field}` of `{}` is no date: `{text}`", fields.0.key);
    Diagnostic::at(Code::InvalidDate, at, message).help("write it as `2016`, `2016-05` or `2016-05-12`")
}

/// The date of the fields `year`, `month` and `day`. A year may be `1971`, `c. 1971`, `[1971]`, `1971?`, `1995–1996`.
fn year_month_day(fields: &Fields<'_>) -> Option<Value> {
    let year = fields.bare("year")?;
    let digits: Vec<&str> = year
        .split(|c: char| !c.is_ascii_digit())
        .filter(|it| it.len() > 2)
        .collect();
    let mut first: Vec<i64> = vec![digits.first()?.parse().ok()?];
    let month = fields.bare("month").and_then(|month| month_number(&month));
    let day = fields.bare("day").and_then(|day| day.trim().parse::<i64>().ok());
    first.extend(month);
    first.extend(month.and(day));
    let mut parts = vec![first];
    if let Some(last) = digits.get(1).and_then(|last| last.parse().ok()) {
        parts.push(vec![last]);
    }
    let sure = year
        .chars()
        .all(|c| c.is_ascii_digit() || matches!(c, '-' | '–' | '/' | ' '));
    Some(if sure {
        json!({ "date-parts": parts })
    } else {
        json!({ "date-parts": parts, "circa": true })
    })
}

fn month_number(text: &str) -> Option<i64> {
    let names = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ];
    let text = text.trim().to_lowercase();
    if let Ok(number @ 1..=12) = text.parse::<i64>() {
        return Some(number);
    }
    let at = names.iter().position(|name| text.starts_with(name))?;
    i64::try_from(at + 1).ok()
}
