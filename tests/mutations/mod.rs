//! The mutations: where the content can be broken, and how.

use super::Codes;
use conspectus::config::Config;
use conspectus::diag::Code;
use conspectus::graph::fragments;
use conspectus::model::paper::CITO;
use conspectus::model::work;
use conspectus::model::{Citation, Data, Entry, Kind, ProseReference, Written};
use conspectus::pipeline::Checked;
use conspectus::span::{FileId, SourceFile, Span, Spanned};
use conspectus::yaml::{self, Node, Value, record_schema};
use serde_json::Value as Json;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::ops::Range;

/// What is broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum What {
    Key,
    Value,
    Reference,
    Date,
    Link,
    Citation,
}

/// How it is broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum How {
    Misspelt,
    WrongType,
    Removed,
    Duplicated,
}

/// One way to break one place.
#[derive(Clone, Debug)]
pub(super) struct Mutation {
    pub(super) what: What,
    pub(super) how: How,
    pub(super) file: FileId,
    /// The bytes that are replaced, and with what.
    pub(super) edit: Range<usize>,
    pub(super) text: String,
    /// What would hide another mutation in it.
    pub(super) scope: Range<usize>,
    /// Where the report has to begin, in the text with this mutation alone.
    pub(super) at: usize,
    /// Whether it is enough that the report holds the place.
    pub(super) inside: bool,
    pub(super) codes: Codes,
    /// Whether it breaks conspectus.yaml.
    pub(super) settings: bool,
    /// The known name that was misspelt.
    pub(super) name: Option<String>,
}

impl Mutation {
    /// How many bytes longer the text is after it.
    pub(super) fn growth(&self) -> isize {
        self.text.len().cast_signed() - self.edit.len().cast_signed()
    }
}

impl fmt::Display for Mutation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text: String = self.text.chars().take(40).collect();
        write!(f, "{:?} {:?} at {} (now {text:?}", self.what, self.how, self.edit.start)?;
        match &self.name {
            Some(name) => write!(f, ", was {name:?})"),
            None => f.write_str(")"),
        }
    }
}

/// A generator of numbers that is the same on every machine (SplitMix64).
pub(super) struct Random(pub(super) u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % bound.max(1) as u64).unwrap()
    }

    pub(super) fn shuffle<T>(&mut self, list: &mut [T]) {
        for at in (1..list.len()).rev() {
            list.swap(at, self.below(at + 1));
        }
    }
}

/// The sound site, and the names that there are.
pub(super) struct Ground<'a> {
    checked: &'a Checked,
    names: BTreeMap<String, BTreeSet<String>>,
}

impl<'a> Ground<'a> {
    pub(super) fn new(checked: &'a Checked) -> Ground<'a> {
        let (graph, config) = (&checked.site.graph, &checked.site.config);
        let words = |list: &[Spanned<String>]| list.iter().map(|it| it.value.clone()).collect::<BTreeSet<_>>();
        let listed = |list: &[&str]| list.iter().map(|&it| it.to_owned()).collect::<BTreeSet<_>>();
        let mut names = BTreeMap::from([
            ("stances".to_owned(), words(&config.stances)),
            ("event-kinds".to_owned(), words(&config.event_kinds)),
            ("actor-kinds".to_owned(), words(&config.actor_kinds)),
            ("roles".to_owned(), words(&config.roles)),
            ("cito".to_owned(), listed(CITO)),
            ("csl-types".to_owned(), listed(&work::TYPES)),
            (
                "works".to_owned(),
                graph.works().map(|(_, it)| it.work.key.clone()).collect(),
            ),
        ]);
        for kind in Kind::ALL {
            let stems = graph.of_kind(kind).map(|(_, entry)| entry.key.stem.clone());
            names.insert(kind.folder().to_owned(), stems.collect());
        }
        Ground { checked, names }
    }

    fn file(&self, id: FileId) -> &SourceFile {
        self.checked.tree.sources.file(id)
    }

    /// Every stem.
    fn stems(&self) -> BTreeSet<String> {
        let entries = self.checked.site.graph.entries();
        entries.map(|(_, entry)| entry.key.stem.clone()).collect()
    }
}

/// Every mutation of every file.
pub(super) fn all(ground: &Ground<'_>, random: &mut Random) -> Vec<Mutation> {
    let mut out = Vec::new();
    if let Some(config) = ground.checked.tree.config {
        let file = ground.file(config);
        let schema = record_schema(Config::ABOUT, Config::KEYS);
        let node = yaml::read(&file.text).unwrap();
        Matter {
            ground,
            file,
            entry: None,
            random,
            out: &mut out,
        }
        .record(&node, &schema, true);
    }
    for (_, entry) in ground.checked.site.graph.entries() {
        let file = ground.file(entry.file);
        let schema = record_schema(entry.key.kind.about(), entry.key.kind.keys());
        let block = &file.text[..entry.matter.end as usize];
        let yaml_end = block.trim_end().len() - 3;
        let node = yaml::read(&block[..yaml_end]).unwrap();
        Matter {
            ground,
            file,
            entry: Some(entry),
            random,
            out: &mut out,
        }
        .record(&node, &schema, true);
        for written in &entry.body.references {
            prose(ground, file, entry, written, random, &mut out);
        }
    }
    out
}

/// A walk through front matter.
struct Matter<'a, 'g> {
    ground: &'a Ground<'g>,
    file: &'a SourceFile,
    entry: Option<&'a Entry>,
    random: &'a mut Random,
    out: &'a mut Vec<Mutation>,
}

impl Matter<'_, '_> {
    fn push(
        &mut self,
        what: What,
        how: How,
        edit: Range<usize>,
        text: String,
        at: usize,
        codes: Codes,
    ) -> &mut Mutation {
        self.out.push(Mutation {
            what,
            how,
            file: self.file.id,
            scope: edit.clone(),
            edit,
            text,
            at,
            inside: false,
            codes,
            settings: self.entry.is_none(),
            name: None,
        });
        self.out.last_mut().unwrap()
    }

    fn slice(&self, range: Range<usize>) -> &str {
        &self.file.text[range]
    }

    /// A map: with the keys of a record, or with those that an author chose.
    fn record(&mut self, node: &Node, schema: &Json, is_record: bool) {
        let Value::Map(map) = &node.value else { return };
        let flow = self.slice(node.span.range()).starts_with('{');
        let required: Vec<&str> = schema["required"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Json::as_str)
            .collect();
        let known: BTreeSet<String> = match schema["properties"].as_object() {
            Some(properties) => properties.keys().cloned().collect(),
            None => BTreeSet::new(),
        };
        for (at, (key, value)) in map.iter().enumerate() {
            let entry = key.span.start as usize..(value.span.end.max(key.span.end + 1)) as usize;
            self.duplicated_key(&entry, flow);
            if !is_record {
                self.value(key, value, &schema["additionalProperties"]);
                continue;
            }
            self.misspelt_key(key, &entry, &known);
            let property = &schema["properties"][&key.value];
            if required.contains(&key.value.as_str()) {
                self.removed_key(map, at, &entry);
                self.removed_value(key, value);
            }
            self.values(key, value, property);
        }
    }

    fn misspelt_key(&mut self, key: &Spanned<String>, entry: &Range<usize>, known: &BTreeSet<String>) {
        let Some(wrong) = slip(&key.value, known, self.random) else {
            return;
        };
        let at = key.span.start as usize;
        let mutation = self.push(
            What::Key,
            How::Misspelt,
            key.span.range(),
            wrong,
            at,
            &[Code::UnknownKey],
        );
        mutation.scope = entry.clone();
        mutation.name = Some(key.value.clone());
    }

    fn duplicated_key(&mut self, entry: &Range<usize>, flow: bool) {
        let text = self.slice(entry.clone()).to_owned();
        let (_, column) = self.file.line_column(u32::try_from(entry.start).unwrap());
        let lead = if flow {
            ", ".to_owned()
        } else {
            format!("\n{}", " ".repeat(column - 1))
        };
        let at = entry.end + lead.len();
        let end = entry.end..entry.end;
        let mutation = self.push(What::Key, How::Duplicated, end, lead + &text, at, &[Code::DuplicateKey]);
        mutation.scope = entry.clone();
    }

    fn removed_key(&mut self, map: &[(Spanned<String>, Node)], at: usize, entry: &Range<usize>) {
        let first = map[0].0.span.start as usize;
        let range = match (map.get(at + 1), at.checked_sub(1)) {
            (Some((next, _)), _) => entry.start..next.span.start as usize,
            (None, Some(before)) => map[before].1.span.end as usize..entry.end,
            // Without its only key it is no record.
            (None, None) => return,
        };
        let mutation = self.push(
            What::Key,
            How::Removed,
            range.clone(),
            String::new(),
            first,
            &[Code::MissingKey],
        );
        mutation.scope = entry.start.min(range.start)..entry.end.max(range.end);
    }

    fn removed_value(&mut self, key: &Spanned<String>, value: &Node) {
        let at = key.span.start as usize;
        let what = What::Value;
        let mutation = self.push(
            what,
            How::Removed,
            value.span.range(),
            String::new(),
            at,
            &[Code::MissingKey],
        );
        mutation.scope = key.span.start as usize..value.span.end as usize;
    }

    /// The values of a key: those of a list, or one.
    fn values(&mut self, key: &Spanned<String>, value: &Node, schema: &Json) {
        let forms = schema["anyOf"].as_array().into_iter().flatten();
        let list = forms.clone().find(|it| it["type"] == "array").map(|it| &it["items"]);
        match (list, &value.value) {
            (Some(item), Value::List(items)) => {
                let flow = self.slice(value.span.range()).starts_with('[');
                for one in items {
                    self.duplicated_item(one, flow);
                    self.value(key, one, item);
                }
            }
            (Some(item), _) => self.value(key, value, item),
            (None, _) => self.value(key, value, schema),
        }
    }

    fn duplicated_item(&mut self, item: &Node, flow: bool) {
        let range = item.span.range();
        let text = self.slice(range.clone()).to_owned();
        let lead = if flow {
            ", ".to_owned()
        } else {
            let line = self.file.text[..range.start].rfind('\n').map_or(0, |at| at + 1);
            let lead = &self.file.text[line..range.start];
            if !lead.trim().chars().all(|c| c == '-') {
                return;
            }
            format!("\n{lead}")
        };
        let at = range.end + lead.len();
        let mutation = self.push(
            What::Value,
            How::Duplicated,
            range.end..range.end,
            lead + &text,
            at,
            &[Code::DuplicateKey],
        );
        mutation.scope = range;
    }

    fn value(&mut self, key: &Spanned<String>, value: &Node, schema: &Json) {
        let record = schema["anyOf"].as_array().into_iter().flatten().chain([schema]);
        let record = record.into_iter().find(|it| it["type"] == "object");
        let at = value.span.start as usize;
        let names = schema[yaml::NAMES].as_str();
        let is_date = schema["format"] == "edtf";
        let what = match (names.and_then(Kind::of_folder), names, is_date) {
            (Some(_), ..) | (_, Some("works"), _) => What::Reference,
            (.., true) => What::Date,
            _ => What::Value,
        };
        if value.value == Value::Null {
            return;
        }
        match (record, &value.value) {
            (Some(record), Value::Map(_)) => {
                // A name may be a text.
                if schema["anyOf"].is_null() {
                    self.push(
                        what,
                        How::WrongType,
                        value.span.range(),
                        "wrong".to_owned(),
                        at,
                        &[Code::WrongType],
                    );
                }
                self.record(value, record, record["properties"].is_object());
            }
            (None, Value::Scalar(text)) => {
                let wrong = "{wrong: type}".to_owned();
                self.push(what, How::WrongType, value.span.range(), wrong, at, &[Code::WrongType]);
                self.named(key, value, text, schema, what);
            }
            // A set of dates in brackets.
            (None, _) if is_date => {
                self.push(
                    what,
                    How::WrongType,
                    value.span.range(),
                    "{wrong: type}".to_owned(),
                    at,
                    &[Code::WrongType],
                );
                self.misspelt_date(value);
            }
            _ => {}
        }
    }

    /// Values that name something.
    fn named(&mut self, key: &Spanned<String>, value: &Node, text: &str, schema: &Json, what: What) {
        if what == What::Date {
            return self.misspelt_date(value);
        }
        if key.value == "at" {
            return self.misspelt_section(value);
        }
        let texts = |options: &Vec<Json>| options.iter().filter_map(Json::as_str).map(str::to_owned).collect();
        let choice: Option<BTreeSet<String>> = schema["enum"].as_array().map(texts);
        let names = schema[yaml::NAMES].as_str();
        let known = choice.as_ref().or_else(|| self.ground.names.get(names?));
        let Some(known) = known.cloned() else { return };
        if !known.contains(text) {
            return;
        }
        let codes: Codes = match (what, &choice) {
            (What::Reference, _) => &[Code::UnknownReference],
            (_, Some(_)) => &[Code::WrongType],
            _ => &[Code::UnknownWord],
        };
        let taken = if what == What::Reference {
            self.ground.stems().union(&known).cloned().collect()
        } else {
            known
        };
        if let Some(wrong) = slip(text, &taken, self.random) {
            let edit = self.inner(value);
            let at = value.span.start as usize;
            let name = text.to_owned();
            self.push(what, How::Misspelt, edit, wrong, at, codes).name = Some(name);
        }
        if what == What::Reference {
            self.wrong_kind(value, names.unwrap_or_default());
        }
    }

    /// The name of an entry that the key does not take.
    fn wrong_kind(&mut self, value: &Node, names: &str) {
        let allowed = &self.ground.names[names];
        let others: Vec<&String> = ["actors", "themes"]
            .iter()
            .filter(|it| **it != names)
            .flat_map(|it| &self.ground.names[*it])
            .filter(|it| !allowed.contains(*it))
            .collect();
        let other = others[self.random.below(others.len())].clone();
        let (edit, at) = (self.inner(value), value.span.start as usize);
        self.push(What::Reference, How::WrongType, edit, other, at, &[Code::WrongKind]);
    }

    /// The text without its quotation marks.
    fn inner(&self, value: &Node) -> Range<usize> {
        let range = value.span.range();
        let quoted = usize::from(self.slice(range.clone()).starts_with(['"', '\'']));
        range.start + quoted..range.end - quoted
    }

    fn misspelt_date(&mut self, value: &Node) {
        let range = value.span.range();
        let digits: Vec<usize> = self
            .slice(range.clone())
            .char_indices()
            .filter(|(_, c)| c.is_ascii_digit())
            .map(|(at, _)| range.start + at)
            .collect();
        if digits.is_empty() {
            return;
        }
        let at = digits[self.random.below(digits.len())];
        let mutation = self.push(
            What::Date,
            How::Misspelt,
            at..at + 1,
            "o".to_owned(),
            at,
            &[Code::InvalidDate],
        );
        mutation.scope = range;
        mutation.inside = true;
    }

    fn misspelt_section(&mut self, value: &Node) {
        let Some(entry) = self.entry else { return };
        let paper = match &entry.data {
            Data::Term(_) => {
                let graph = &self.ground.checked.site.graph;
                let id = graph
                    .find(&entry.key)
                    .and_then(|id| graph.one(id, conspectus::model::Relation::Source));
                let Some(id) = id else { return };
                graph.entry(id)
            }
            _ => entry,
        };
        let inner = self.inner(value);
        let text = self.slice(inner.clone()).to_owned();
        let titles: BTreeSet<String> = paper.body.headings.iter().map(|it| it.text.clone()).collect();
        let section = titles
            .iter()
            .find(|it| text == **it || text.starts_with(&format!("{it}, p")));
        let Some(section) = section.cloned() else { return };
        let Some(wrong) = slip(&section, &titles, self.random) else {
            return;
        };
        let edit = inner.start..inner.start + section.len();
        let mutation = self.push(
            What::Value,
            How::Misspelt,
            edit,
            wrong,
            inner.start,
            &[Code::UnknownSection],
        );
        mutation.scope = inner;
        mutation.name = Some(section);
    }
}

/// The mutations of a link or citation.
fn prose(
    ground: &Ground<'_>,
    file: &SourceFile,
    entry: &Entry,
    written: &Written,
    random: &mut Random,
    out: &mut Vec<Mutation>,
) {
    match &written.reference {
        ProseReference::Citation(cited) => citation(ground, file, written, cited, random, out),
        _ => link(ground, file, entry, written, random, out),
    }
}

/// A mutation in prose that says nothing yet but where it is.
fn in_prose(file: &SourceFile, written: &Written, what: What, how: How, edit: Range<usize>, codes: Codes) -> Mutation {
    Mutation {
        what,
        how,
        file: file.id,
        at: edit.start,
        edit,
        text: String::new(),
        scope: written.span.range(),
        inside: false,
        codes,
        settings: false,
        name: None,
    }
}

fn citation(
    ground: &Ground<'_>,
    file: &SourceFile,
    written: &Written,
    cited: &[Citation],
    random: &mut Random,
    out: &mut Vec<Mutation>,
) {
    let works = &ground.names["works"];
    let actors: Vec<&String> = ground.names["actors"]
        .iter()
        .filter(|it| !works.contains(*it))
        .collect();
    for one in cited {
        let (range, at) = (one.key.span.range(), one.key.span.start as usize);
        let broken = |how| {
            in_prose(
                file,
                written,
                What::Citation,
                how,
                range.clone(),
                &[Code::UnknownCitation],
            )
        };
        if let Some(wrong) = slip(&one.key.value, works, random) {
            out.push(Mutation {
                name: Some(one.key.value.clone()),
                text: wrong,
                ..broken(How::Misspelt)
            });
        }
        out.push(Mutation {
            text: actors[random.below(actors.len())].clone(),
            ..broken(How::WrongType)
        });
        // The `@` is left without a key.
        out.push(Mutation {
            inside: true,
            at: at - file.text[..at].chars().next_back().map_or(0, char::len_utf8),
            ..broken(How::Removed)
        });
    }
    if let [one] = cited
        && one.prefix.is_empty()
    {
        let (start, end) = (written.span.start as usize + 1, written.span.end as usize - 1);
        out.push(Mutation {
            text: format!("; {}", &file.text[start..end]),
            at: end + 2 + (one.key.span.start as usize - start),
            ..in_prose(
                file,
                written,
                What::Citation,
                How::Duplicated,
                end..end,
                &[Code::DuplicateKey],
            )
        });
    }
}

fn link(
    ground: &Ground<'_>,
    file: &SourceFile,
    entry: &Entry,
    written: &Written,
    random: &mut Random,
    out: &mut Vec<Mutation>,
) {
    let target = written.target.range();
    let stems = ground.stems();
    let text = file.slice(Span::new(target.clone())).to_owned();
    let stem = text
        .trim_end_matches(".md")
        .rsplit('/')
        .next()
        .unwrap_or_default()
        .to_owned();
    let is_entry = matches!(
        written.reference,
        ProseReference::Wiki { .. } | ProseReference::File { .. }
    );
    if is_entry && stems.contains(&stem) {
        let broken = |how| {
            in_prose(
                file,
                written,
                What::Link,
                how,
                target.clone(),
                &[Code::UnknownReference],
            )
        };
        if let Some(wrong) = slip(&stem, &stems, random) {
            out.push(Mutation {
                text: text.replace(&stem, &wrong),
                name: Some(text.clone()),
                ..broken(How::Misspelt)
            });
        }
        if written.fragment.is_none() {
            out.push(Mutation {
                at: written.span.start as usize,
                ..broken(How::Removed)
            });
        }
    }
    if let Some(fragment) = &written.fragment {
        let there = target_entry(ground, entry, &stem);
        let known: BTreeSet<String> = fragments(there).into_iter().collect();
        if let Some(wrong) = slip(&fragment.value, &known, random).filter(|_| known.contains(&fragment.value)) {
            let range = fragment.span.range();
            out.push(Mutation {
                text: wrong,
                name: Some(fragment.value.clone()),
                ..in_prose(
                    file,
                    written,
                    What::Link,
                    How::Misspelt,
                    range,
                    &[Code::UnknownFragment],
                )
            });
        }
    }
}

fn target_entry<'a>(ground: &'a Ground<'_>, entry: &'a Entry, stem: &str) -> &'a Entry {
    let mut entries = ground.checked.site.graph.entries();
    entries.find(|(_, it)| it.key.stem == stem).map_or(entry, |(_, it)| it)
}

/// One slip of a typist that gives no name that exists.
fn slip(name: &str, known: &BTreeSet<String>, random: &mut Random) -> Option<String> {
    let letters: Vec<char> = name.chars().collect();
    let plain: Vec<usize> = (0..letters.len()).filter(|&at| letters[at].is_alphanumeric()).collect();
    for _ in 0..20 {
        let at = *plain.get(random.below(plain.len()))?;
        let mut wrong = letters.clone();
        match random.below(4) {
            0 if at + 1 < wrong.len() && wrong[at + 1].is_alphanumeric() => wrong.swap(at, at + 1),
            1 if letters.len() > 2 => {
                wrong.remove(at);
            }
            2 => wrong.insert(at, letters[at]),
            3 => wrong[at] = if letters[at] == 'e' { 'r' } else { 'e' },
            _ => continue,
        }
        let wrong: String = wrong.into_iter().collect();
        let same = |it: &String| it.to_lowercase() == wrong.to_lowercase();
        // A hyphen at an end would be YAML, not a name.
        if !known.iter().any(same) && wrong != name && !wrong.starts_with('-') && !wrong.ends_with('-') {
            return Some(wrong);
        }
    }
    None
}
