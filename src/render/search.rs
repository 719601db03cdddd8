//! The search index: parts of bounded size as classic scripts, which a page loads from any folder and from the disk.
//!
//! `search/index.js` says how the others are divided. `w…` hold words and where they stand, `r…` what is shown of pages,
//! `f…` what pages are filtered by, `n…` the names of themes and actors for the filters. Each calls
//! `conspectusSearch(name, state, data)`, which `themes/default/static/search.js` provides. docs/search.md tells more.

mod code;
mod fold;
mod index;
mod lexicon;
mod pack;
mod records;
mod sound;
mod stem;
mod words;

use super::{OutputFile, Sink};
use crate::graph::{EntryId, WorkId};
use crate::model::Quotes;
use crate::model::typography::smart_as;
use crate::site::Site;
use crate::site::texts::Interface;
use crate::source::SourceTree;
use rayon::prelude::*;
use records::{Record, Section};
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;

/// About how many bytes of pages one part shows, how many pages one part filters, and how many names one part has.
const SHOWN: usize = 10_000;
const FILTERED: usize = 1024;
const NAMED: usize = 512;

/// The interface texts of each language of the site.
type Texts = BTreeMap<String, Interface>;

/// Makes the index of everything that can be found; every part is handed on as soon as it is made.
pub(super) fn files(site: &Site, tree: &SourceTree, texts: &Texts, sink: &Sink<'_>) {
    let (records, found) = read(site, tree);
    let part = |letter: &str, number: usize, data: &str| {
        let (name, state) = (format!("{letter}{number}"), state(data));
        sink(script(&name, &state, data));
        state
    };
    let words = index::parts(&found, |number, it| (it.first, part("w", number, &text(&it.words))));
    drop(found);
    let (firsts, words): (Vec<String>, Vec<String>) = words.into_iter().unzip();
    let (shown, first_shown) = shown_parts(&records);
    let states = |letter: &str, parts: Vec<String>| -> String {
        let parts = parts.into_par_iter().enumerate();
        parts.map(|(at, data)| part(letter, at, &data)).collect()
    };
    let shown = states("r", shown);
    let values = FilterValues::of(&records);
    let filtered = |part: &[Page]| part.iter().map(|it| values.packed(it)).collect::<Vec<_>>().join(" ");
    let filtered = records.chunks(FILTERED).map(|part| text(&filtered(part)));
    let root = json!({
        "states": {
            "w": words.concat(),
            "r": shown,
            "f": states("f", filtered.collect()),
            "n": states("n", values.names(site)),
        },
        "pages": records.len(),
        "words": firsts,
        "shown": first_shown,
        "filtered": FILTERED,
        "named": NAMED,
        "kinds": records::KINDS,
        "letters": table(fold::LETTERS),
        "sounds": table(sound::ARABIC),
        "latin": sound::LATIN,
        "texts": interface(texts),
        "language": site.config.language(),
    })
    .to_string();
    sink(script("index", &state(&root), &root));
}

/// The words of a text as the index has them: each folded, its stem, and what it is heard as, with `/` between them. What
/// the client makes of the same text has to be the same.
pub fn words(text: &str) -> Vec<String> {
    let words = fold::words(text).into_iter();
    words
        .map(|word| format!("{word}/{}/{}", stem::stem(&word), sound::sounds(&word).join(" ")))
        .collect()
}

/// A string as JSON.
fn text(text: &str) -> String {
    Json::from(text).to_string()
}

/// What is kept of a record when its words are in the index.
struct Page {
    kind: usize,
    /// What is shown of it, as JSON.
    shown: String,
    themes: Vec<EntryId>,
    actors: Vec<EntryId>,
    decades: Vec<i64>,
}

impl Page {
    fn of(site: &Site, record: Record) -> Page {
        Page {
            shown: shown(site, &record).to_string(),
            kind: record.kind,
            themes: record.themes,
            actors: record.actors,
            decades: record.decades,
        }
    }
}

/// What can be found.
#[derive(Clone, Copy)]
enum Source {
    Entry(EntryId),
    Work(WorkId),
}

/// Reads every entry and translation, and every work that is no paper of the site. The text of a page is let go as soon as its words are
/// counted.
fn read(site: &Site, tree: &SourceTree) -> (Vec<Page>, Vec<index::Found>) {
    let entries = site.graph.texts().map(|(id, _)| Source::Entry(id));
    let works = site.graph.works().filter(|(_, cited)| cited.paper.is_none());
    let sources: Vec<Source> = entries.chain(works.map(|(id, _)| Source::Work(id))).collect();
    let record = |source: &Source| match source {
        Source::Entry(id) => records::of_entry(site, *id, &tree.sources.file(site.entry(*id).file).text),
        Source::Work(id) => records::of_work(site, *id),
    };
    let together = |sources: &[Source]| {
        let mut found = index::Found::default();
        let mut pages = Vec::with_capacity(sources.len());
        for source in sources {
            let record = record(source);
            found.add(&record);
            pages.push(Page::of(site, record));
        }
        (pages, found.finish())
    };
    // Several times as many parts as threads, so that none is left waiting; how many does not show in the index.
    let parts = rayon::current_num_threads() * 4;
    let together_at_most = sources.len().div_ceil(parts).clamp(64, index::TOGETHER);
    let done: Vec<(Vec<Page>, index::Found)> = sources.par_chunks(together_at_most).map(together).collect();
    let (pages, found): (Vec<Vec<Page>>, Vec<index::Found>) = done.into_iter().unzip();
    (pages.into_iter().flatten().collect(), found)
}

/// What is shown of the pages, in parts, and the number of the first page of each part.
fn shown_parts(pages: &[Page]) -> (Vec<String>, Vec<usize>) {
    let (mut parts, mut firsts) = (Vec::new(), Vec::new());
    let (mut part, mut size): (Vec<&str>, usize) = (Vec::new(), 0);
    for (at, page) in pages.iter().enumerate() {
        let its = page.shown.len();
        if part.is_empty() || size + its > SHOWN {
            parts.extend((!part.is_empty()).then(|| list(&std::mem::take(&mut part))));
            firsts.push(at);
            size = 0;
        }
        size += its;
        part.push(&page.shown);
    }
    parts.extend((!part.is_empty()).then(|| list(&part)));
    (parts, firsts)
}

/// A list of what is JSON already.
fn list(items: &[&str]) -> String {
    format!("[{}]", items.join(","))
}

/// What is shown of a page: kind, address, title, lead, its sections, and the language where it is not that of the site.
fn shown(site: &Site, record: &Record) -> Json {
    let sections: Json = record.sections.iter().skip(1).map(shown_section).collect();
    let lead = record.sections.first().map_or("", |main| main.lead.as_str());
    if record.language.is_empty() || record.language == site.config.language() {
        return json!([record.kind, record.address, record.title, lead, sections]);
    }
    json!([
        record.kind,
        record.address,
        record.title,
        lead,
        sections,
        record.language
    ])
}

/// A heading, its fragment and its lead; a heading alone where the fragment can be told from it.
fn shown_section(section: &Section) -> Json {
    if section.lead.is_empty() && fragment_of(&section.heading) == section.fragment {
        return section.heading.as_str().into();
    }
    json!([section.heading, section.fragment, section.lead])
}

/// The fragment that `search.js` makes of a heading: that of the page, where all its letters are English.
fn fragment_of(heading: &str) -> String {
    let heading: String = heading.chars().filter(|c| !matches!(c, '\'' | '’')).collect();
    let words = heading
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("-").to_ascii_lowercase()
}

/// Themes and actors as numbers, those of most pages first: then small numbers are frequent, and the first part of the
/// names is mostly all that is needed.
struct FilterValues {
    order: Vec<EntryId>,
    numbers: BTreeMap<EntryId, usize>,
}

impl FilterValues {
    fn of(records: &[Page]) -> FilterValues {
        let mut counts: BTreeMap<EntryId, usize> = BTreeMap::new();
        for id in records.iter().flat_map(|it| it.themes.iter().chain(&it.actors)) {
            *counts.entry(*id).or_default() += 1;
        }
        let mut order: Vec<EntryId> = counts.keys().copied().collect();
        order.sort_by_key(|id| (std::cmp::Reverse(counts[id]), *id));
        let numbers = order.iter().enumerate().map(|(at, id)| (*id, at)).collect();
        FilterValues { order, numbers }
    }

    /// The kind of a page, its decades (tens of years, counted from 1000 before the common era), themes and actors.
    fn packed(&self, record: &Page) -> String {
        let mut out = String::new();
        pack::number(record.kind, &mut out);
        let decades = record
            .decades
            .iter()
            .map(|it| usize::try_from(it / 10 + 100).unwrap_or(0));
        pack::ascending(&decades.collect::<Vec<_>>(), &mut out);
        for ids in [&record.themes, &record.actors] {
            let mut numbers: Vec<usize> = ids.iter().filter_map(|id| self.numbers.get(id).copied()).collect();
            numbers.sort_unstable();
            pack::ascending(&numbers, &mut out);
        }
        out
    }

    /// The stem and the title of each theme and actor.
    fn names(&self, site: &Site) -> Vec<String> {
        let print = |id: &EntryId| smart_as(site.entry(*id).title(), Quotes::of(site.graph.language_of(*id)));
        let name = |id: &EntryId| json!([site.entry(*id).key.stem, print(id)]);
        self.order
            .chunks(NAMED)
            .map(|part| part.iter().map(name).collect::<Json>().to_string())
            .collect()
    }
}

fn table(letters: &[(char, &str)]) -> Json {
    letters
        .iter()
        .map(|(letter, other)| (letter.to_string(), json!(other)))
        .collect::<serde_json::Map<_, _>>()
        .into()
}

/// The texts that the search shows, by language: those whose names begin with `search`, and the names of the kinds.
fn interface(texts: &Texts) -> Json {
    let needed = texts.iter().map(|(language, texts)| {
        let texts = texts.iter().filter(|(name, _)| is_text(name));
        let texts: serde_json::Map<_, _> = texts.map(|(name, text)| (name.clone(), text.json())).collect();
        (language.clone(), texts.into())
    });
    needed.collect::<serde_json::Map<_, _>>().into()
}

/// Names the state of a part, so that a browser never mixes parts of two indexes and asks again for what changed alone:
/// 24 bits, as four digits.
fn state(data: &str) -> String {
    let hash = blake3::hash(data.as_bytes());
    let bits = hash
        .as_bytes()
        .iter()
        .take(3)
        .fold(0, |sum, byte| sum << 8 | usize::from(*byte));
    let digit = |at: u32| char::from(STATES[bits >> (6 * at) & 63]);
    [3, 2, 1, 0].map(digit).iter().collect()
}

/// Digits that stand in an address as they are.
const STATES: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

fn script(name: &str, state: &str, data: &str) -> OutputFile {
    // Inside a string of a script, these two once ended a line.
    let ends_line = |c: char| matches!(c, '\u{2028}' | '\u{2029}');
    let mut text = String::with_capacity(data.len() + name.len() + 64);
    text.push_str(&format!("conspectusSearch(\"{name}\",\"{state}\","));
    for part in data.split_inclusive(ends_line) {
        match part.strip_suffix(ends_line) {
            Some(start) => text.push_str(&format!(
                "{start}\\u{:x}",
                u32::from(part.chars().last().unwrap_or_default())
            )),
            None => text.push_str(part),
        }
    }
    text.push_str(");\n");
    OutputFile::text(format!("search/{name}.js"), text)
}

/// Whether an interface text goes with the index, for the script that shows results.
pub(super) fn is_text(name: &str) -> bool {
    name.starts_with("search") || name.starts_with("kind-")
}
