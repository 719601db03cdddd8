//! Records of reference managers become entries of `references.bib`, or papers to begin with.
//!
//! A record that the site has is never written again, however it is called there: it gets the fields that it lacks, and
//! where a field differs, that of the site stays and the other is told. So importing a file twice changes nothing.

use super::identity::{Identity, folded};
use super::{Record, Report, Source, line, records, stub};
use crate::diag::{Code, Diagnostics};
use crate::edit::{Creation, Edit, Plan};
use crate::model::Kind;
use crate::model::work::{Work, bare_doi, csl_date, short_name};
use crate::parse::{self, Matter, bibliography};
use crate::source::SourceTree;
use crate::span::{FileId, SourceMap, Span};
use crate::yaml::{Node, Value as Yaml};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// What becomes of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Destination {
    /// An entry of `content/references.bib`.
    References,
    /// A file in `content/papers/`, as a draft.
    Papers,
    /// Both.
    Both,
}

/// Where new records are written.
const REFERENCES: &str = "content/references.bib";

/// The fields that Conspectus reads; others are kept and told.
const FIELDS: &str = "abstract addendum address annotation annote archiveprefix author bookauthor booksubtitle booktitle \
chapter crossref date day director doi edition editor editortype entrysubtype eprint eprinttype eventdate eventtitle holder \
howpublished illustrator institution interviewer isbn issn issue issuesubtitle issuetitle journal journalsubtitle journaltitle \
keywords langid language library location mainsubtitle maintitle medium month note number organization origdate origlocation \
origpublisher origtitle pages pagetotal part publisher pubstate school series shortjournal shorttitle subtitle title \
translator type url urldate venue version volume volumes xdata year";

/// Fields that name other records.
const NAMING: [&str; 5] = ["crossref", "xref", "xdata", "related", "entryset"];

/// Whether a field has no meaning here.
pub(super) fn is_unknown(field: &str) -> bool {
    !FIELDS.split(' ').any(|it| it == field)
}

/// A record that the site has, or will have.
struct Known {
    key: String,
    identity: Identity,
    kind: String,
    fields: Vec<(String, String)>,
    place: Place,
}

enum Place {
    /// In a `.bib` file, up to its closing brace.
    Bib(FileId, usize),
    /// In a `.json` file.
    Json(FileId),
    /// A paper of the site.
    Paper(FileId),
    /// Nowhere yet.
    New,
}

/// Plans to import the records of some files.
pub fn works(tree: &SourceTree, sources: &[Source], to: Destination) -> (Plan, Report) {
    let mut report = Report::default();
    let mut read: Vec<Record> = Vec::new();
    for source in sources {
        read.extend(records(source, &mut report));
    }
    report.read = read.len();
    for record in &mut read {
        mend(record, &mut report);
        for (name, _) in record.fields.iter().filter(|(name, _)| is_unknown(name)) {
            *report.kept.entry(name.clone()).or_default() += 1;
        }
    }
    let mut plan = Plan::default();
    if to != Destination::Papers {
        references(tree, read.clone(), to, &mut plan, &mut report);
    }
    if to != Destination::References {
        let counted = (to == Destination::Papers).then_some(&mut report);
        papers(tree, &read, &mut plan, counted);
    }
    plan.title = format!(
        "import {} records: {} new, {} completed, {} there already",
        report.read, report.added, report.completed, report.unchanged
    );
    (plan, report)
}

/// Makes of a record what can be read without an error, and tells what it was before.
fn mend(record: &mut Record, report: &mut Report) {
    if !bibliography::is_type(&record.kind) && !matches!(record.kind.as_str(), "xdata" | "set") {
        let kind = std::mem::replace(&mut record.kind, "misc".to_owned());
        let line = format!(
            "{}: there is no type `@{kind}`: `@misc`, with `import-type`",
            record.place
        );
        report.lines.push(line);
        record.push("import-type", kind);
    }
    for (name, value) in &mut record.fields {
        let alone = Record {
            kind: "misc".to_owned(),
            fields: vec![
                ("title".to_owned(), "t".to_owned()),
                (format!("x-{name}"), value.clone()),
            ],
            ..Record::default()
        };
        if !problems(&alone).is_empty() {
            let line = format!("{}: `{name}` is no TeX and is taken as plain text", record.place);
            report.lines.push(line);
            *value = super::escape(value);
        }
    }
    mend_dates(record, report);
    let is_untitled = |(code, message): &(Code, String)| *code == Code::Bibliography && message.ends_with("no title");
    if problems(record).iter().any(is_untitled) {
        report.lines.push(format!("{}: it has no title", record.place));
        record.fields.retain(|(name, _)| name != "title");
        record.push("title", "[without title]");
    }
}

/// Keeps a date that is none under another name; its year is found by [`bibliography::read`] in whatever words.
fn mend_dates(record: &mut Record, report: &mut Report) {
    for name in ["date", "urldate", "eventdate", "origdate"] {
        let value = record.get(name).unwrap_or_default().replace(['{', '}'], "");
        let is_wrong = value.contains(|c: char| c.is_ascii_digit()) && csl_date(&value).is_none();
        let Some(field) = record.fields.iter_mut().find(|(it, _)| it == name && is_wrong) else {
            continue;
        };
        field.0 = format!("import-{name}");
        let line = format!(
            "{}: `{name}` is no date: `{value}`; kept as `import-{name}`",
            record.place
        );
        report.lines.push(line);
        if name == "date" && record.get("year").is_none() {
            record.push("year", value);
        }
    }
}

/// What is wrong with a record on its own; that the records it names are not there is not.
fn problems(record: &Record) -> Vec<(Code, String)> {
    let mut diags = Diagnostics::default();
    let mut sources = SourceMap::default();
    let id = sources.add("record.bib".to_owned(), record.entry("key"));
    bibliography::read(sources.file(id), &mut diags);
    let all = diags.iter().map(|it| (it.code, it.message.clone()));
    all.filter(|(_, it)| !it.contains("which is no entry of this file"))
        .collect()
}

/// A record in CSL variables, on its own.
fn csl(record: &Record) -> Map<String, Value> {
    let mut sources = SourceMap::default();
    let id = sources.add("record.bib".to_owned(), record.entry("key"));
    let works = bibliography::read(sources.file(id), &mut Diagnostics::default());
    works.into_iter().next().map(|work| work.csl).unwrap_or_default()
}

/// Plans entries of reference files.
fn references(tree: &SourceTree, mut read: Vec<Record>, to: Destination, plan: &mut Plan, report: &mut Report) {
    let mut known = known(tree, to);
    let old = known.len();
    let places = assign(&mut known, &read);
    let mut renamed: BTreeMap<String, String> = BTreeMap::new();
    for (record, at) in read.iter().zip(&places) {
        if let (Some(given), Some(it)) = (&record.key, known.get(*at)) {
            renamed.insert(given.clone(), it.key.clone());
        }
    }
    for record in &mut read {
        for (_, value) in record
            .fields
            .iter_mut()
            .filter(|(name, _)| NAMING.contains(&name.as_str()))
        {
            let names = value.split(',').map(str::trim);
            let names: Vec<&str> = names.map(|it| renamed.get(it).map_or(it, String::as_str)).collect();
            *value = names.join(",");
        }
    }
    let mut added: BTreeMap<usize, Vec<(String, String)>> = BTreeMap::new();
    for (record, at) in read.iter().zip(places) {
        if let Some(it) = known.get_mut(at) {
            let new = complete(it, record, report);
            added.entry(at).or_default().extend(new);
        }
    }
    added.retain(|at, new| *at < old && !new.is_empty());
    report.added += known.len() - old;
    report.completed += added.len();
    report.unchanged += report.read.saturating_sub(report.added + report.completed);
    write(tree, &known, old, &added, plan, report);
}

/// Which known record each is; what is none becomes one.
fn assign(known: &mut Vec<Known>, read: &[Record]) -> Vec<usize> {
    let mut keys: BTreeSet<String> = known.iter().map(|it| it.key.clone()).collect();
    let mut places = Vec::with_capacity(read.len());
    for record in read {
        let csl = csl(record);
        let identity = Identity::of(&csl);
        let found = find(known, record, &identity);
        places.push(found.unwrap_or(known.len()));
        if found.is_none() {
            let wanted = record.key.clone().unwrap_or_else(|| key_of(&csl));
            let key = free(&wanted, |key| keys.contains(key));
            keys.insert(key.clone());
            known.push(Known {
                key,
                identity,
                kind: record.kind.clone(),
                // With its fields it is known again when the same record comes twice.
                fields: Vec::new(),
                place: Place::New,
            });
        }
    }
    places
}

/// Gives a record what it lacks, and tells what differs. Two records of one import that are the same work keep both.
fn complete(known: &mut Known, record: &Record, report: &mut Report) -> Vec<(String, String)> {
    let mut new = Vec::new();
    for (name, value) in &record.fields {
        let mut same = known.fields.iter().filter(|it| is_called(&it.0, name));
        if same.any(|(_, it)| alike(name, it, value)) {
            continue;
        }
        match known.fields.iter().find(|it| is_called(&it.0, name)) {
            Some((_, theirs)) if !matches!(known.place, Place::New) => {
                let key = &known.key;
                let line = format!(
                    "{}: `{name}` of `@{key}` stays `{theirs}`; the import says `{value}`",
                    record.place
                );
                report.lines.push(line);
            }
            Some(_) => {
                let mut both = Record {
                    fields: std::mem::take(&mut known.fields),
                    ..Record::default()
                };
                both.push(name, value.as_str());
                known.fields = both.fields;
            }
            None => {
                known.fields.push((name.clone(), value.clone()));
                new.push((name.clone(), value.clone()));
            }
        }
    }
    new
}

/// Whether a field has that name, or that name with a number behind it.
fn is_called(field: &str, name: &str) -> bool {
    let number = |rest: &str| rest.strip_prefix('-').is_some_and(|it| it.parse::<u32>().is_ok());
    field
        .strip_prefix(name)
        .is_some_and(|rest| rest.is_empty() || number(rest))
}

/// Whether two values say the same: space and braces are no matter, nor how a DOI is written.
fn alike(name: &str, a: &str, b: &str) -> bool {
    let plain = |text: &str| -> String {
        let text = text.replace(['{', '}'], "");
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    if name == "doi" {
        return bare_doi(&plain(a)).eq_ignore_ascii_case(bare_doi(&plain(b)));
    }
    plain(a) == plain(b)
}

/// The known record that is the same work: one that says all of it already, else by identity, else by its key.
fn find(known: &[Known], record: &Record, identity: &Identity) -> Option<usize> {
    let says_all = |it: &Known| {
        let has = |(name, value): &(String, String)| {
            let mut named = it.fields.iter().filter(|it| is_called(&it.0, name));
            NAMING.contains(&name.as_str()) || named.any(|(_, it)| alike(name, it, value))
        };
        let called = record.key.as_ref().is_none_or(|key| it.key.starts_with(key.as_str()));
        called && it.kind == record.kind && it.identity.title == identity.title && record.fields.iter().all(has)
    };
    let by_key = |it: &Known| {
        let agree = |a: &str, b: &str| a.is_empty() || b.is_empty() || a == b;
        let same = agree(&it.identity.title, &identity.title) && agree(&it.identity.doi, &identity.doi);
        record.key.as_ref() == Some(&it.key) && same && !matches!(it.place, Place::New)
    };
    let all = known.iter();
    let found = all.clone().position(says_all);
    let found = found.or_else(|| all.clone().position(|it| it.identity.is(identity)));
    found.or_else(|| all.clone().position(by_key))
}

/// The name itself, or with a letter behind it where it is taken.
fn free(wanted: &str, taken: impl Fn(&str) -> bool) -> String {
    let letters = ('b'..='z').map(|letter| format!("{wanted}{letter}"));
    let numbers = (27..).map(|number| format!("{wanted}-{number}"));
    let mut all = std::iter::once(wanted.to_owned()).chain(letters).chain(numbers);
    all.find(|key| !taken(key)).unwrap_or_default()
}

/// `moss-2009`: the family name of the first author or editor, else the first words of the title; the year, or `nd`.
fn key_of(csl: &Map<String, Value>) -> String {
    let roles = ["author", "editor", "translator"].into_iter();
    let mut all = roles.filter_map(|role| csl.get(role)?.get(0)).map(short_name);
    let title = csl.get("title").and_then(Value::as_str).unwrap_or_default();
    let words: Vec<&str> = title.split_whitespace().take(3).collect();
    let named = all.find(|it| !it.is_empty()).unwrap_or_else(|| words.join(" "));
    let latin = crate::skeleton::slug_of(&named);
    let name = if latin.is_empty() { parse::slug(&named) } else { latin };
    let year = csl.get("issued").and_then(|it| it.get("date-parts")?.get(0)?.get(0));
    let year = year.map_or("nd".to_owned(), |it| it.to_string().trim_matches(['"', '-']).to_owned());
    let name: Vec<&str> = name.split('-').take(4).collect();
    format!("{}-{year}", name.join("-"))
}

/// What the site has: records of `.bib` and `.json` files, and papers.
fn known(tree: &SourceTree, to: Destination) -> Vec<Known> {
    let mut all = Vec::new();
    for &id in &tree.references {
        let file = tree.sources.file(id);
        if file.path.ends_with(".json") {
            let works = bibliography::read(file, &mut Diagnostics::default());
            all.extend(works.into_iter().map(|work| Known {
                identity: Identity::of(&work.csl),
                key: work.key,
                kind: String::new(),
                fields: Vec::new(),
                place: Place::Json(id),
            }));
            continue;
        }
        for raw in bibliography::raw(file, &mut Diagnostics::default()) {
            let record = Record {
                kind: raw.kind,
                fields: raw.fields,
                ..Record::default()
            };
            all.push(Known {
                key: raw.key,
                identity: Identity::of(&csl(&record)),
                kind: record.kind,
                fields: record.fields,
                place: Place::Bib(id, raw.range.end),
            });
        }
    }
    // A stub is a draft beside its record, not instead of it.
    let papers = summaries(tree).into_iter();
    let papers = papers.filter(|it| !it.draft || to == Destination::Papers);
    all.extend(papers.map(|paper| Known {
        key: paper.stem,
        identity: paper.identity,
        kind: String::new(),
        fields: Vec::new(),
        place: Place::Paper(paper.file),
    }));
    all
}

/// A paper of the site, as far as it says which work it is.
struct Summary {
    stem: String,
    file: FileId,
    identity: Identity,
    draft: bool,
    matter: Matter,
}

fn summaries(tree: &SourceTree) -> Vec<Summary> {
    let folder = format!("content/{}/", Kind::Paper.folder());
    let paper = |&id: &FileId| {
        let file = tree.sources.file(id);
        let stem = file.path.strip_prefix(&folder)?.strip_suffix(".md")?.to_owned();
        let matter = parse::matter(file)?;
        let node = matter.node.clone().ok()?;
        let Yaml::Map(map) = node.value else { return None };
        let mut csl = Map::new();
        let mut draft = false;
        for (key, node) in &map {
            draft |= key.value == "draft" && text(node) == "true";
            match key.value.as_str() {
                "issued" => csl.extend(csl_date(&text(node)).map(|date| ("issued".to_owned(), date))),
                "author" => csl.extend([("author".to_owned(), json!([author(node)]))]),
                other => csl.extend([(other.to_owned(), text(node).into())]),
            }
        }
        Some(Summary {
            stem,
            file: id,
            identity: Identity::of(&csl),
            draft,
            matter,
        })
    };
    tree.entries.iter().filter_map(paper).collect()
}

fn text(node: &Node) -> String {
    match &node.value {
        Yaml::Scalar(text) => text.trim().to_owned(),
        _ => String::new(),
    }
}

/// The first author.
fn author(node: &Node) -> Value {
    match &node.value {
        Yaml::List(items) => items.first().map_or(Value::Null, author),
        Yaml::Map(map) => map
            .iter()
            .map(|(key, value)| (key.value.clone(), Value::from(text(value))))
            .collect(),
        Yaml::Scalar(text) => json!({"literal": text}),
        Yaml::Null => Value::Null,
    }
}

/// Writes new records behind the others, and new fields before the brace that closes their record.
fn write(
    tree: &SourceTree,
    known: &[Known],
    old: usize,
    added: &BTreeMap<usize, Vec<(String, String)>>,
    plan: &mut Plan,
    report: &mut Report,
) {
    for (it, fields) in added.iter().filter_map(|(at, fields)| Some((known.get(*at)?, fields))) {
        let names: Vec<&str> = fields.iter().map(|(name, _)| name.as_str()).collect();
        let told = |file: FileId| {
            let (path, names) = (&tree.sources.file(file).path, names.join(", "));
            format!(
                "`{}` is in `{path}`, which stays as it is: the import also has {names}",
                it.key
            )
        };
        match it.place {
            Place::Bib(file, end) => plan.edits.push(insertion(tree, file, end, fields)),
            Place::Json(file) | Place::Paper(file) => report.lines.push(told(file)),
            Place::New => {}
        }
    }
    let entry = |it: &Known| {
        let record = Record {
            kind: it.kind.clone(),
            fields: it.fields.clone(),
            ..Record::default()
        };
        record.entry(&it.key)
    };
    let new: Vec<String> = known.iter().skip(old).map(entry).collect();
    if new.is_empty() {
        return;
    }
    let text = new.join("\n");
    let mut files = tree.references.iter().map(|&id| tree.sources.file(id));
    let Some(file) = files.find(|file| file.path == REFERENCES) else {
        plan.creations.push(Creation {
            path: REFERENCES.to_owned(),
            text,
        });
        return;
    };
    let end = file.text.len();
    let gap = match (file.text.is_empty(), file.text.ends_with('\n')) {
        (true, _) => "",
        (false, true) => "\n",
        (false, false) => "\n\n",
    };
    plan.edits.push(Edit {
        at: Span::new(end..end).in_file(file.id),
        replacement: format!("{gap}{text}"),
    });
}

fn insertion(tree: &SourceTree, id: FileId, end: usize, fields: &[(String, String)]) -> Edit {
    let file = tree.sources.file(id);
    let inside = file.text.get(..end.saturating_sub(1)).unwrap_or_default();
    let bare = inside.trim_end();
    let comma = if bare.ends_with(',') { "" } else { "," };
    let lines = fields
        .iter()
        .fold(String::new(), |text, (name, value)| text + &line(name, value));
    Edit {
        at: Span::new(bare.len()..inside.len()).in_file(id),
        replacement: format!("{comma}\n{lines}"),
    }
}

/// Plans files of papers; counted where nothing else is.
fn papers(tree: &SourceTree, read: &[Record], plan: &mut Plan, report: Option<&mut Report>) {
    let there = summaries(tree);
    let mut stems: BTreeSet<String> = there.iter().map(|it| it.stem.clone()).collect();
    let mut new: Vec<(Identity, Record)> = Vec::new();
    let mut told = Report::default();
    for record in read.iter().filter(|it| !matches!(it.kind.as_str(), "xdata" | "set")) {
        let identity = Identity::of(&csl(record));
        let is_stub = |it: &Summary| stub(&it.stem, record) == *tree.sources.file(it.file).text;
        let same = there.iter().find(|it| it.identity.is(&identity) || is_stub(it));
        if let Some(paper) = same {
            let changed = add_keys(tree, paper, record, plan, &mut told);
            *(if changed {
                &mut told.completed
            } else {
                &mut told.unchanged
            }) += 1;
        } else if let Some((_, first)) = new.iter_mut().find(|(it, _)| it.is(&identity)) {
            let more: Vec<_> = record.fields.iter().filter(|it| !first.fields.contains(it)).collect();
            for (name, value) in more {
                first.push(name, value.as_str());
            }
            told.unchanged += 1;
        } else {
            told.added += 1;
            new.push((identity, record.clone()));
        }
    }
    for (_, record) in new {
        let key = record.key.clone().unwrap_or_else(|| key_of(&csl(&record)));
        let latin = crate::skeleton::slug_of(&key);
        let slug = if latin.is_empty() { parse::slug(&key) } else { latin };
        let stem = free(&slug, |stem| stems.contains(stem));
        plan.creations.push(Creation {
            path: format!("content/{}/{stem}.md", Kind::Paper.folder()),
            text: stub(&stem, &record),
        });
        stems.insert(stem);
    }
    if let Some(report) = report {
        report.added += told.added;
        report.completed += told.completed;
        report.unchanged += told.unchanged;
        report.lines.extend(told.lines);
    }
}

fn stub(stem: &str, record: &Record) -> String {
    stub::file(&work(stem, record), &record.fields)
}

fn work(key: &str, record: &Record) -> Work {
    Work {
        key: key.to_owned(),
        file: FileId(0),
        span: Span::default(),
        csl: csl(record),
    }
}

/// Adds the keys that a paper lacks; says which differ.
fn add_keys(tree: &SourceTree, paper: &Summary, record: &Record, plan: &mut Plan, report: &mut Report) -> bool {
    let Ok(Node {
        value: Yaml::Map(map), ..
    }) = &paper.matter.node
    else {
        return false;
    };
    let file = tree.sources.file(paper.file);
    let mut lines = String::new();
    for (key, value) in stub::keys(&work(&paper.stem, record)) {
        match map.iter().find(|(it, _)| it.value == key) {
            None => lines += &format!("{key}: {value}\n"),
            Some((_, theirs)) => {
                let theirs = file.slice(theirs.span);
                if folded(theirs) != folded(&value) {
                    let (place, path) = (&record.place, &file.path);
                    let line = format!("{place}: `{key}` of `{path}` stays `{theirs}`; the import says `{value}`");
                    report.lines.push(line);
                }
            }
        }
    }
    if lines.is_empty() {
        return false;
    }
    plan.edits.push(Edit {
        at: Span::new(paper.matter.fence..paper.matter.fence).in_file(file.id),
        replacement: lines,
    });
    true
}

#[cfg(test)]
mod tests {
    use super::super::is_key;
    use super::*;

    #[test]
    fn keys_are_made_of_author_and_year() {
        let cases = [
            (
                json!({"author": [{"family": "Møller"}], "issued": {"date-parts": [[1971]]}}),
                "moller-1971",
            ),
            (
                json!({"editor": [{"literal": "Board of the Lights"}]}),
                "board-of-the-lights-nd",
            ),
            (json!({"title": "On the Lamp: A Story"}), "on-the-lamp-nd"),
            (
                json!({"author": [{"family": "Иванов"}], "issued": {"date-parts": [["2001"]]}}),
                "иванов-2001",
            ),
        ];
        for (csl, key) in cases {
            let Value::Object(csl) = csl else { panic!() };
            assert_eq!(key_of(&csl), key);
            assert!(is_key(key));
        }
        assert_eq!(free("a-1", |key| ["a-1", "a-1b"].contains(&key)), "a-1c");
    }
}
