//! Completion in front matter and settings: keys with what they mean, and the values that they take. It all comes from
//! the schemas, which come from the records that the parser reads with.

use super::{Offer, Offers, fitting};
use crate::config::{self, Config};
use crate::lsp::context::{Matter, Slot};
use crate::lsp::names::{Name, Named};
use crate::lsp::scene::{Place, Scene};
use crate::model::paper::{CITO, Paper};
use crate::model::{Data, Kind, Quotes, work};
use crate::parse::prose;
use crate::site::citation::Style;
use crate::span::Spanned;
use crate::yaml::{self, Pairs, record_schema};
use lsp_types::CompletionItemKind;
use serde_json::Value as Json;
use std::collections::BTreeSet;

/// Languages that are offered beside those that the site uses, by their codes (BCP 47).
const LANGUAGES: &[(&str, &str)] = &[
    ("ar", "Arabic"),
    ("bn", "Bengali"),
    ("cs", "Czech"),
    ("da", "Danish"),
    ("de", "German"),
    ("el", "Greek"),
    ("en", "English"),
    ("en-GB", "British English"),
    ("es", "Spanish"),
    ("fa", "Persian"),
    ("fi", "Finnish"),
    ("fr", "French"),
    ("he", "Hebrew"),
    ("hi", "Hindi"),
    ("hu", "Hungarian"),
    ("id", "Indonesian"),
    ("it", "Italian"),
    ("ja", "Japanese"),
    ("ko", "Korean"),
    ("la", "Latin"),
    ("nl", "Dutch"),
    ("nb", "Norwegian Bokmål"),
    ("pl", "Polish"),
    ("pt", "Portuguese"),
    ("pt-BR", "Brazilian Portuguese"),
    ("ro", "Romanian"),
    ("ru", "Russian"),
    ("sv", "Swedish"),
    ("sw", "Swahili"),
    ("ta", "Tamil"),
    ("tr", "Turkish"),
    ("uk", "Ukrainian"),
    ("ur", "Urdu"),
    ("vi", "Vietnamese"),
    ("zh-Hans", "Chinese, simplified"),
    ("zh-Hant", "Chinese, traditional"),
];

/// What can be written at a place of front matter or settings.
pub(super) fn offers(scene: &Scene<'_>, place: &Place<'_>, written: &Matter) -> Option<Offers> {
    let schema = schema(&place.below)?;
    let takes = at(&schema, &written.path);
    if written.slot == Slot::Key {
        let keys = keys(scene, written, &takes);
        let is_scalar = takes.iter().any(|it| it.get("properties").is_none());
        if !keys.is_empty() || !is_scalar || written.path.is_empty() || !written.is_item {
            let free = free_keys(scene, written, &takes);
            return Some(Offers::all(written.start, keys.into_iter().chain(free).collect()));
        }
    }
    values(scene, place, written, &takes)
}

/// The schema of the file at a path.
pub(in crate::lsp) fn schema(below: &str) -> Option<Json> {
    if below == config::FILE_NAME {
        return Some(record_schema(Config::ABOUT, Config::KEYS));
    }
    let kind = kind(below)?;
    Some(record_schema(kind.about(), kind.keys()))
}

/// The kind of entry whose file lies at a path.
pub(in crate::lsp) fn kind(below: &str) -> Option<Kind> {
    match below.strip_prefix("content/")?.split_once('/') {
        Some((folder, _)) => Kind::of_folder(folder),
        None => Some(Kind::Page),
    }
}

/// What the schema has at the end of a path of keys: each form that may stand there, lists opened.
pub(in crate::lsp) fn at<'s>(schema: &'s Json, path: &[String]) -> Vec<&'s Json> {
    let mut here = vec![schema];
    for key in path {
        let below = here.iter().filter_map(|it| property(it, key)).flat_map(forms);
        here = below.collect();
    }
    here
}

/// The schema of a key of a record.
pub(in crate::lsp) fn property<'s>(record: &'s Json, key: &str) -> Option<&'s Json> {
    let named = record.get("properties").and_then(|it| it.get(key));
    named.or_else(|| record.get("additionalProperties").filter(|it| it.is_object()))
}

/// The forms that a value may have: a list stands for its items.
fn forms(schema: &Json) -> Vec<&Json> {
    if let Some(any) = schema.get("anyOf").and_then(Json::as_array) {
        return any.iter().flat_map(forms).collect();
    }
    match schema.get("items") {
        Some(items) => forms(items),
        None => vec![schema],
    }
}

/// The keys that a record has and that are not written yet.
fn keys(scene: &Scene<'_>, written: &Matter, records: &[&Json]) -> Vec<Offer> {
    let mut seen = BTreeSet::new();
    let mut offers = Vec::new();
    for record in records {
        let order = record.get(yaml::ORDER).and_then(Json::as_array).into_iter().flatten();
        for key in order.filter_map(Json::as_str) {
            let is_free = !written.present.iter().any(|it| it == key);
            if let Some(schema) = property(record, key).filter(|_| is_free && seen.insert(key)) {
                let required = record.get("required").and_then(Json::as_array);
                let is_required = required.is_some_and(|it| it.contains(&key.into()));
                offers.push(key_offer(scene, written, key, schema, is_required));
            }
        }
    }
    offers
}

fn key_offer(scene: &Scene<'_>, written: &Matter, key: &str, schema: &Json, is_required: bool) -> Offer {
    let about = schema.get("description").and_then(Json::as_str).unwrap_or_default();
    let offer = Offer::new(key, CompletionItemKind::Property)
        .detail(if is_required { "required" } else { "" })
        .documentation(about);
    let needs_item = !written.path.is_empty() && !written.is_item && !written.is_flow && written.present.is_empty();
    let in_list = needs_item && written.path.last().is_some_and(|it| is_list_of_records(it));
    let dash = if in_list { "- " } else { "" };
    if !scene.client.has_snippets || written.is_flow {
        return offer.inserting(format!("{dash}{key}: "));
    }
    let indent = " ".repeat(written.indent);
    let takes_list = schema.get("anyOf").is_some_and(|it| it[0].get("items").is_some());
    let record = forms(schema).into_iter().find(|it| it.get(yaml::ORDER).is_some());
    let keys_of = |name: &str| record.and_then(|it| it.get(name)).and_then(Json::as_array);
    let required = keys_of("required").filter(|it| !it.is_empty());
    // A record whose keys may all be left out is begun with its first two.
    let usual = keys_of(yaml::ORDER).map(|it| it.iter().take(2).cloned().collect());
    let value = match required.cloned().or(usual) {
        Some(keys) => {
            let keys = keys.iter().filter_map(Json::as_str).enumerate();
            let line = |(at, key): (usize, &str)| {
                let lead = if takes_list && at == 0 {
                    "- "
                } else if takes_list {
                    "  "
                } else {
                    ""
                };
                format!("\n{indent}  {lead}{key}: ${}", at + 1)
            };
            keys.map(line).collect()
        }
        None if takes_list => " [$0]".to_owned(),
        None if schema.get("type") == Some(&"boolean".into()) => " true".to_owned(),
        None => " $0".to_owned(),
    };
    Offer {
        is_snippet: true,
        ..offer.inserting(format!("{dash}{key}:{value}"))
    }
}

/// Whether a key of some kind takes records, so that its items begin with a dash.
fn is_list_of_records(key: &str) -> bool {
    let mut schemas = Kind::ALL.iter().map(|kind| record_schema(kind.about(), kind.keys()));
    schemas.any(|schema| {
        let found = property(&schema, key);
        let is_list = found
            .and_then(|it| it.get("anyOf"))
            .is_some_and(|it| it[0].get("items").is_some());
        is_list && found.is_some_and(|it| forms(it).iter().any(|it| it.get(yaml::ORDER).is_some()))
    })
}

/// Where authors choose the keys: those that other statements have, so that what papers say can be compared.
fn free_keys(scene: &Scene<'_>, written: &Matter, takes: &[&Json]) -> Vec<Offer> {
    let is_free = takes
        .iter()
        .any(|it| it.get("additionalProperties").is_some_and(Json::is_object));
    let Some(key) = written.path.last().filter(|_| is_free) else {
        return Vec::new();
    };
    let entries = scene.analysis.graph().of_kind(Kind::Paper);
    let papers = entries.filter_map(|(_, entry)| match &entry.data {
        Data::Paper(paper) => Some(paper),
        _ => None,
    });
    let names: BTreeSet<&str> = papers.flat_map(|paper| said(paper, key)).collect();
    let names = names
        .into_iter()
        .filter(|name| !written.present.iter().any(|it| it == name));
    let offer = |name: &str| {
        let text = format!("{}: ", yaml::scalar(name));
        Offer::new(name, CompletionItemKind::Value)
            .detail("as elsewhere")
            .inserting(text)
    };
    names.map(offer).collect()
}

/// The names under which a paper gives figures, names or judgements.
fn said<'p>(paper: &'p Paper, key: &str) -> Vec<&'p str> {
    type Given<'p> = Option<&'p Pairs<Spanned<String>>>;
    let of_key = |values: Given<'p>, names: Given<'p>, judgements: Given<'p>| match key {
        "values" => values,
        "names" => names,
        _ => judgements,
    };
    let themes = paper.themes.iter();
    let treated = themes.filter_map(|it| of_key(it.values.as_ref(), it.names.as_ref(), it.judgements.as_ref()));
    let events = paper.events.iter();
    let told = events.filter_map(|it| of_key(it.values.as_ref(), it.names.as_ref(), it.judgements.as_ref()));
    treated
        .chain(told)
        .flatten()
        .map(|(name, _)| name.value.as_str())
        .collect()
}

/// The values that a key takes.
fn values(scene: &Scene<'_>, place: &Place<'_>, written: &Matter, takes: &[&Json]) -> Option<Offers> {
    let key = written.path.last()?;
    let listed = |list: Vec<Offer>| Some(Offers::all(written.start, list));
    match key.as_str() {
        "at" => return listed(sections(place, written)),
        "lang" | "language" => return listed(languages(scene)),
        "csl-style" => {
            let styles = Style::names().into_iter();
            return listed(styles.map(|it| Offer::new(it, CompletionItemKind::Value)).collect());
        }
        _ => {}
    }
    let words = takes.iter().find_map(|it| words(scene, it));
    if let Some(words) = words {
        let offer = |word: String| {
            let text = scalar(&word, written);
            Offer::new(word, CompletionItemKind::EnumMember).inserting(text)
        };
        return listed(words.into_iter().map(offer).collect());
    }
    let named = takes.iter().find_map(|it| it.get(yaml::NAMES).and_then(Json::as_str))?;
    let kind = Kind::of_folder(named);
    let is_wanted = |name: &&Name| match name.of {
        Named::Entry(_, it) => Some(it) == kind || (named == "works" && it == Kind::Paper),
        Named::Work(_) => named == "works",
    };
    let typed = place.text.get(written.start..place.offset)?;
    let typed = typed.rsplit_once('/').map_or(typed, |(_, stem)| stem);
    let offers = fitting(scene, written.start, typed, is_wanted, |name| {
        let text = scalar(&name.written, written);
        name.offer(scene).inserting(text)
    });
    (kind.is_some() || named == "works").then_some(offers)
}

/// The words of a list that is closed: of the vocabulary, or of the settings.
fn words(scene: &Scene<'_>, schema: &Json) -> Option<Vec<String>> {
    let texts = |list: &[&str]| Some(list.iter().map(|&it| it.to_owned()).collect());
    if let Some(words) = schema.get("enum").and_then(Json::as_array) {
        let words = words.iter().filter_map(Json::as_str);
        return Some(words.map(str::to_owned).collect());
    }
    if schema.get("type") == Some(&"boolean".into()) {
        return texts(&["true", "false"]);
    }
    let config = &scene.analysis.site.config;
    let own = match schema.get(yaml::NAMES).and_then(Json::as_str)? {
        "cito" => return texts(CITO),
        "csl-types" => return texts(&work::TYPES),
        "stances" => &config.stances,
        "event-kinds" => &config.event_kinds,
        "actor-kinds" => &config.actor_kinds,
        "roles" => &config.roles,
        _ => return None,
    };
    Some(own.iter().map(|it| it.value.clone()).collect())
}

/// The sections that the summary has, and the beginning of a page.
fn sections(place: &Place<'_>, written: &Matter) -> Vec<Offer> {
    let headings = prose::read(place.text, Quotes::of("en")).headings;
    let headings = headings.into_iter().map(|heading| {
        let text = scalar(&heading.text, written);
        Offer::new(heading.text, CompletionItemKind::Reference)
            .detail("section")
            .inserting(text)
    });
    let pages = ["p.", "pp."].map(|label| {
        let text = format!("{label} ");
        Offer::new(label, CompletionItemKind::Keyword)
            .detail("page")
            .inserting(text)
    });
    headings.chain(pages).collect()
}

/// Languages, those of the site first.
fn languages(scene: &Scene<'_>) -> Vec<Offer> {
    let site = &scene.analysis.site;
    let used = site.graph.entries().filter_map(|(_, entry)| entry.common().lang);
    let used: BTreeSet<&str> = used.chain([site.config.language()]).collect();
    let name = |code: &str| {
        LANGUAGES
            .iter()
            .find(|(it, _)| *it == code)
            .map_or("", |(_, name)| name)
    };
    let others = LANGUAGES
        .iter()
        .map(|(code, _)| *code)
        .filter(|code| !used.contains(code));
    let offer = |code: &str| Offer {
        filter: Some(format!("{code} {}", name(code))),
        ..Offer::new(code, CompletionItemKind::Value).detail(name(code))
    };
    used.iter().copied().chain(others).map(offer).collect()
}

/// A value as it is written at that place.
fn scalar(text: &str, written: &Matter) -> String {
    if written.is_quoted {
        return text.replace('\\', "\\\\").replace('"', "\\\"");
    }
    if written.is_flow {
        yaml::scalar_in_flow(text)
    } else {
        yaml::scalar(text)
    }
}
