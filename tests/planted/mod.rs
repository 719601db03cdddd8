//! A site whose every text is a trap: each key that the program declares, each field of a reference file, each file name
//! and each setting holds a text of its own, in the way of writing that a test asks for.
//!
//! What keys there are is read from the declarations, so a new one is planted by itself. One whose values are checked
//! makes the site fail until [`checked`] knows a value for it.
#![allow(dead_code, reason = "each test uses a part of it")]

use conspectus::config::Config;
use conspectus::model::gone::Gone;
use conspectus::model::{Kind, translation, work};
use conspectus::yaml::{NAMES, record_schema};
use serde_json::{Map, Value as Json, json};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// How the text with a number is written.
pub(crate) type Style = fn(usize) -> String;

/// Every text planted: where, by its number.
#[derive(Default)]
pub(crate) struct Planted {
    /// `papers/reed-1901 themes.says`, at the place of its number.
    pub(crate) places: Vec<String>,
}

/// Plants texts into records.
struct Planter {
    style: Style,
    planted: Planted,
    /// Words that the settings list and entries use, by the name of the list.
    words: BTreeMap<&'static str, String>,
}

/// The entries of each kind: the second refers to nothing of its own kind, so that nothing leads in a circle.
const ENTRIES: [(Kind, [&str; 2]); 6] = [
    (Kind::Paper, ["reed-1901", "moss-1909"]),
    (Kind::Theme, ["upkeep", "dues"]),
    (Kind::Event, ["first-lighting", "gale"]),
    (Kind::Actor, ["ida-fell", "keepers"]),
    (Kind::Term, ["wick", "lamp"]),
    (Kind::Page, ["about", "seminar"]),
];

/// The lists of words that the settings have, with the name that schemas give them.
const WORDS: [&str; 4] = ["stances", "event-kinds", "actor-kinds", "roles"];

/// Fields of BibTeX and BibLaTeX that hold a text, a name or an address.
const BIB_FIELDS: &[&str] = &[
    "abstract",
    "addendum",
    "address",
    "afterword",
    "annotation",
    "annotator",
    "annote",
    "author",
    "bookauthor",
    "bookpagination",
    "booksubtitle",
    "booktitle",
    "booktitleaddon",
    "chapter",
    "commentator",
    "crossref-note",
    "doi",
    "edition",
    "editor",
    "editora",
    "eid",
    "entrysubtype",
    "eprint",
    "eprintclass",
    "eprinttype",
    "eventtitle",
    "eventtitleaddon",
    "file",
    "foreword",
    "holder",
    "howpublished",
    "institution",
    "introduction",
    "isan",
    "isbn",
    "ismn",
    "isrn",
    "issn",
    "issue",
    "issuesubtitle",
    "issuetitle",
    "iswc",
    "journal",
    "journalsubtitle",
    "journaltitleaddon",
    "key",
    "keywords",
    "label",
    "library",
    "location",
    "mainsubtitle",
    "maintitle",
    "maintitleaddon",
    "nameaddon",
    "note",
    "number",
    "organization",
    "origlanguage",
    "origlocation",
    "origpublisher",
    "origtitle",
    "pages",
    "pagetotal",
    "pagination",
    "part",
    "publisher",
    "pubstate",
    "reprinttitle",
    "school",
    "series",
    "shortauthor",
    "shorthand",
    "shortjournal",
    "shortseries",
    "shorttitle",
    "subtitle",
    "title",
    "titleaddon",
    "translator",
    "type",
    "url",
    "venue",
    "version",
    "volume",
    "volumes",
];

/// Those of them that hold names.
const BIB_NAMES: &[&str] = &[
    "afterword",
    "annotator",
    "author",
    "bookauthor",
    "commentator",
    "editor",
    "editora",
    "foreword",
    "holder",
    "introduction",
    "shortauthor",
    "translator",
];

/// Variables of CSL 1.0.2 that hold a text or a number.
const CSL_TEXTS: &[&str] = &[
    "abstract",
    "annote",
    "archive",
    "archive_collection",
    "archive_location",
    "archive-place",
    "authority",
    "call-number",
    "chapter-number",
    "citation-label",
    "citation-number",
    "collection-number",
    "collection-title",
    "container-title",
    "container-title-short",
    "dimensions",
    "division",
    "DOI",
    "edition",
    "event-place",
    "event-title",
    "first-reference-note-number",
    "genre",
    "ISBN",
    "ISSN",
    "issue",
    "jurisdiction",
    "keyword",
    "language",
    "locator",
    "medium",
    "note",
    "number",
    "number-of-pages",
    "number-of-volumes",
    "original-publisher",
    "original-publisher-place",
    "original-title",
    "page",
    "page-first",
    "part-number",
    "part-title",
    "PMCID",
    "PMID",
    "printing-number",
    "publisher",
    "publisher-place",
    "references",
    "reviewed-genre",
    "reviewed-title",
    "scale",
    "section",
    "source",
    "status",
    "supplement-number",
    "title",
    "title-short",
    "URL",
    "version",
    "volume",
    "volume-title",
    "year-suffix",
];

/// The value of a key that is checked, by where it stands; the others are free.
fn checked(place: &str, other: &str) -> Option<Json> {
    let key = place.rsplit(['.', ' ']).next().unwrap_or_default();
    Some(match key {
        "lang" | "language" if !place.contains("papers/") || key == "lang" => json!("en"),
        "at" => json!("Planted"),
        "read" => json!("papers/reed-1901"),
        "moved-from" => json!(format!("{}-former", place.split(' ').next().unwrap_or_default())),
        "base-url" => json!("https://example.org/a&b/"),
        // Read by `deploy` alone, and held to the letters that storage takes.
        "bucket" | "prefix" | "region" if place.starts_with("conspectus.yaml deploy") => json!("seminar"),
        "endpoint" if place.starts_with("conspectus.yaml deploy") => json!("https://storage.example.org"),
        "theme" if place.starts_with("conspectus.yaml") => json!("default"),
        "csl-style" => json!("apa"),
        "html" => json!(["b", "details", "span"]),
        "gone" => json!("events/armistice"),
        "to" => return None,
        "draft" => json!(false),
        "compress" => json!(true),
        "see" if place.starts_with("gone.yaml") => json!(format!("papers/{other}")),
        _ => return None,
    })
}

/// Keys that cannot stand beside others: a term that only points to another has nothing else, what is gone has either
/// an address that answers for it or a reason.
fn left_out(place: &str) -> bool {
    let is_term = place.starts_with("glossary/");
    (is_term && place.ends_with(" see")) || place == "gone.yaml to"
}

/// Writes the site to a folder.
pub(crate) fn write(folder: &Path, style: Style) -> Planted {
    let mut planter = Planter {
        style,
        planted: Planted::default(),
        words: BTreeMap::new(),
    };
    for list in WORDS {
        let word = planter.text(&format!("conspectus.yaml {list}"));
        planter.words.insert(list, word);
    }
    let config = planter.record("conspectus.yaml", &record_schema(Config::ABOUT, Config::KEYS), "");
    put(folder, "conspectus.yaml", &yaml(&config));
    for (kind, [first, second]) in ENTRIES {
        planter.entry(folder, kind, first, second);
        planter.entry(folder, kind, second, first);
        planter.translation(folder, kind, first);
    }
    let title = planter.text("glossary/light title");
    put(
        folder,
        "content/glossary/light.md",
        &matter(&json!({"title": title, "see": "wick"})),
    );
    planter.home(folder);
    planter.gone(folder);
    planter.references(folder);
    planter.attachment(folder);
    planter.planted
}

impl Planter {
    /// The next text.
    fn text(&mut self, place: &str) -> String {
        self.planted.places.push(place.to_owned());
        (self.style)(self.planted.places.len() - 1)
    }

    /// A record with every key that its schema has.
    fn record(&mut self, at: &str, schema: &Json, other: &str) -> Map<String, Json> {
        let mut record = Map::new();
        let properties = schema["properties"].as_object().unwrap();
        for (key, schema) in properties {
            let place = format!("{at}{}{key}", if at.contains(' ') { '.' } else { ' ' });
            if !left_out(&place)
                && let Some(value) = self.value(&place, schema, other)
            {
                record.insert(key.clone(), value);
            }
        }
        record
    }

    /// A value of a schema; nothing where it could only name the entry itself.
    fn value(&mut self, place: &str, schema: &Json, other: &str) -> Option<Json> {
        if let Some(names) = schema[NAMES].as_str() {
            return self.named(place, names, other);
        }
        let word = place
            .strip_prefix("conspectus.yaml ")
            .and_then(|key| self.words.get(key));
        if let Some(word) = word {
            return Some(json!([word]));
        }
        if let Some(value) = checked(place, other) {
            return Some(value);
        }
        if let Some(forms) = schema["anyOf"].as_array() {
            // Of a list that takes a single value too, the list; of a name, its parts.
            let is_list = forms[0]["type"] == "array";
            let form = if is_list { &forms[0] } else { forms.last()? };
            return self.value(place, form, other);
        }
        if let Some(words) = schema["enum"].as_array() {
            return Some(if place.ends_with(" hosts") {
                json!(words[0])
            } else {
                words[0].clone()
            });
        }
        if schema["format"] == "edtf" {
            return Some(json!(if place.contains("moss") { "1902" } else { "1901" }));
        }
        match schema["type"].as_str() {
            Some("array") if place.ends_with(" hosts") => Some(schema["items"]["enum"].clone()),
            Some("array") => self.value(place, &schema["items"], other).map(|it| json!([it])),
            Some("object") if schema["properties"].is_object() => Some(Json::Object(self.record(place, schema, other))),
            Some("object") => {
                // The same figure in both papers, so that they are compared.
                let key = self.words.get("roles").cloned().unwrap_or_default();
                let value = self.value(place, &schema["additionalProperties"], other)?;
                Some(json!({key: value}))
            }
            // Of the length of lists: on several pages their order, which follows the texts, would decide what stands where.
            Some("integer") => Some(json!(1000)),
            // What is no web address is refused; the trap is what follows.
            _ if place.ends_with(" URL") || place.ends_with("same-as") => {
                Some(json!(address(&self.text(place), false)))
            }
            _ => Some(json!(self.text(place))),
        }
    }

    /// A value that names something there is.
    fn named(&mut self, place: &str, names: &str, other: &str) -> Option<Json> {
        if let Some(word) = self.words.get(names) {
            return Some(json!(word));
        }
        if let Some((kind, [first, second])) = ENTRIES.iter().find(|(kind, _)| kind.folder() == names) {
            let own = place.starts_with(&format!("{}/", kind.folder()));
            let is_second = own && other == *first;
            // Who refers to its own kind, refers to the second, which does not.
            return (!is_second).then(|| json!(if own { second } else { first }));
        }
        Some(match names {
            "works" => json!("osten-1888"),
            "cito" => json!("disputes"),
            "csl-types" => json!("chapter"),
            other => json!(other),
        })
    }

    fn entry(&mut self, folder: &Path, kind: Kind, stem: &str, other: &str) {
        let name = format!("{}/{stem}", kind.folder());
        let mut record = self.record(&name, &record_schema(kind.about(), kind.keys()), other);
        if kind == Kind::Page && stem == "about" {
            record.remove("reading-list");
        }
        let text = matter(&Json::Object(record)) + &self.body(&name);
        put(folder, &format!("content/{name}.md"), &text);
    }

    fn translation(&mut self, folder: &Path, kind: Kind, stem: &str) {
        let name = format!("{}/{stem}.de", kind.folder());
        let schema = record_schema("", translation::keys(kind, false));
        let record = self.record(&name, &schema, stem);
        let text = matter(&Json::Object(record)) + &self.body(&name);
        put(folder, &format!("content/{name}.md"), &text);
    }

    fn home(&mut self, folder: &Path) {
        let title = self.text("index title");
        let text = matter(&json!({"title": title})) + &self.body("index");
        put(folder, "content/index.md", &text);
        let schema = record_schema("", translation::keys(Kind::Page, true));
        let record = self.record("index.de", &schema, "");
        put(folder, "content/index.de.md", &matter(&Json::Object(record)));
    }

    fn gone(&mut self, folder: &Path) {
        let record = self.record("gone.yaml", &record_schema(Gone::ABOUT, Gone::KEYS), "reed-1901");
        put(
            folder,
            "content/gone.yaml",
            &format!("-\n  {}", yaml(&record).trim_end().replace('\n', "\n  ")),
        );
    }

    /// Prose in every form that takes text.
    fn body(&mut self, name: &str) -> String {
        let mut next = || prose(&self.text(&format!("{name} (prose)")));
        let mut body = String::from("\n## Planted\n\n");
        body += &format!("## {}\n\n{}\n\n", next(), next());
        body += &format!("> {}\n\n- {}\n\n*{}* **{}**\n\n", next(), next(), next(), next());
        body += &format!("| {} | b |\n|---|---|\n| {} | [[upkeep]] |\n\n", next(), next());
        body += &format!(
            "[{}](https://example.org/ \"{}\") ![{}](../scans/plan.svg)\n\n",
            next(),
            next(),
            next()
        );
        body += &format!(
            "[[wick|{}]] [@osten-1888, p. 3] and a note.[^a]\n\n[^a]: {}\n\n",
            next(),
            next()
        );
        let code = self.text(&format!("{name} (code)"));
        let fenced = code.replace(['\n', '\r'], " ");
        body + &format!(
            "`` {} ``\n\n~~~~ html\n{}\n~~~~\n",
            fenced.replace('`', "'"),
            fenced.replace("~~~~", "")
        )
    }

    fn references(&mut self, folder: &Path) {
        let mut bib = String::new();
        for (key, kind) in [
            ("osten-1888", "article"),
            ("osten-1889", "inbook"),
            ("osten-1890", "online"),
            ("osten-1891", "thesis"),
        ] {
            bib += &format!("@{kind}{{{key},\n  date = {{1888}},\n");
            for field in BIB_FIELDS {
                let mut text = || latex(&self.text(&format!("references.bib {key}.{field}")));
                let value = match *field {
                    // In braces, so that the same parts are read whatever the texts are; what has a sign `=` is read as
                    // `family=…, given=…`.
                    field if BIB_NAMES.contains(&field) => {
                        let [whole, family, given] = [text(), text().replace('=', ""), text().replace('=', "")];
                        format!("{{{whole}}} and {{{family}}}, {{{given}}}")
                    }
                    "url" => address(&text(), kind == "online"),
                    _ => text(),
                };
                bib += &format!("  {field} = {{{value}}},\n");
            }
            bib += "}\n";
        }
        put(folder, "content/references.bib", &bib);
        let mut records = Vec::new();
        for kind in ["article-journal", "chapter", "webpage", "legal_case"] {
            let mut record = Map::from_iter([
                ("id".to_owned(), json!(format!("csl-{kind}"))),
                ("type".to_owned(), json!(kind)),
            ]);
            for variable in CSL_TEXTS {
                let mut text = self.text(&format!("records.json {kind}.{variable}"));
                if *variable == "URL" {
                    text = address(&text, kind == "webpage");
                }
                record.insert((*variable).to_owned(), json!(text));
            }
            for variable in work::NAME_VARIABLES {
                let mut part = |part: &str| self.text(&format!("records.json {kind}.{variable}.{part}"));
                let name = json!([{"family": part("family"), "given": part("given"), "suffix": part("suffix"),
                    "non-dropping-particle": part("particle")}, {"literal": part("literal")}]);
                record.insert(variable.to_owned(), name);
            }
            record.insert("issued".to_owned(), json!({"date-parts": [[1888]]}));
            records.push(Json::Object(record));
        }
        put(folder, "content/records.json", &Json::Array(records).to_string());
        let all: String = ["article-journal", "chapter", "webpage", "legal_case"]
            .iter()
            .map(|kind| format!("[@csl-{kind}]\n"))
            .chain(["osten-1889", "osten-1890", "osten-1891"].map(|key| format!("[@{key}]\n")))
            .collect();
        put(
            folder,
            "content/pages/works.md",
            &format!("---\ntitle: Works\n---\n{all}"),
        );
    }

    /// Files whose names are traps, and pages that lead to them.
    fn attachment(&mut self, folder: &Path) {
        put(
            folder,
            "content/scans/plan.svg",
            "<svg xmlns=\"http://www.w3.org/2000/svg\"/>",
        );
        let name = self.text("scans (file name)").replace(['/', '\\'], "");
        // A control character in a name is refused.
        let name: String = name.replace(char::is_control, " ").trim().chars().take(60).collect();
        let path = format!("content/scans/{name}.csv");
        put(folder, &path, "a,b\n");
        let address: String = format!("{name}.csv")
            .bytes()
            .map(|byte| format!("%{byte:02x}"))
            .collect::<Vec<_>>()
            .concat();
        put(
            folder,
            "content/pages/scans.md",
            &format!("---\ntitle: Scans\n---\n[x](../scans/{address})\n"),
        );
    }
}

fn put(folder: &Path, path: &str, text: &str) {
    let path = folder.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
}

/// Front matter.
fn matter(record: &Json) -> String {
    format!("---\n{}---\n", yaml(record.as_object().unwrap()))
}

/// YAML whose values are written as JSON, which YAML takes.
fn yaml(record: &Map<String, Json>) -> String {
    let lines = record.iter().map(|(key, value)| format!("{key}: {value}\n"));
    let text = lines.collect::<Vec<_>>().concat();
    // JSON leaves some characters as they are that YAML does not take.
    let mut yaml = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\u{7f}'..='\u{9f}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}' => yaml += &format!("\\u{:04x}", u32::from(c)),
            c => yaml.push(c),
        }
    }
    yaml
}

/// An address that holds a text: as what a web address asks for, or as it is, with a scheme that nothing opens where it
/// has none.
fn address(text: &str, is_bare: bool) -> String {
    let line = text.replace(|c: char| c.is_whitespace() || c.is_control(), "");
    match (is_bare, text.contains(':')) {
        (false, _) => format!("https://example.org/?{line}"),
        (true, true) => text.to_owned(),
        (true, false) => format!("unknown:{text}"),
    }
}

/// A text as Markdown, in one line, every mark of Markdown taken literally.
fn prose(text: &str) -> String {
    let line = text.split(['\n', '\r']).collect::<Vec<_>>().join(" ");
    let mut prose = String::new();
    for c in line.trim().chars() {
        if c.is_ascii_punctuation() {
            prose.push('\\');
        }
        prose.push(c);
    }
    prose
}

/// A text as the value of a BibTeX field, its marks taken literally as far as BibTeX can.
fn latex(text: &str) -> String {
    let mut latex = String::new();
    for c in text.chars() {
        match c {
            '{' | '}' | '\\' => {}
            '#' | '$' | '%' | '&' | '_' => latex.extend(['\\', c]),
            c => latex.push(c),
        }
    }
    latex
}
