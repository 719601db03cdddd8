//! Completion: what can be written at a place, best first.

mod matter;

pub(super) use matter::{at as matter_at, property as matter_property, schema as matter_schema};

use super::context::{self, Context};
use super::names::{Name, Named, folded};
use super::scene::{Place, Scene};
use crate::graph::fragments;
use crate::model::{Kind, Quotes};
use crate::parse::{citation, prose};
use lsp_types::{
    CompletionItem, CompletionItemKind, CompletionItemTextEdit, CompletionList, InsertTextFormat, TextEdit,
};
use serde_json::{Value, json};

/// A client that is sent more than this at once is slow to show it; it asks again with each letter.
const MOST: usize = 200;

/// Something that can be written.
#[derive(Clone, Debug)]
pub(super) struct Offer {
    label: String,
    kind: CompletionItemKind,
    detail: Option<String>,
    documentation: Option<String>,
    /// What is written: a snippet where it has `$`.
    insert: String,
    is_snippet: bool,
    filter: Option<String>,
    data: Option<Value>,
}

impl Offer {
    fn new(label: impl Into<String>, kind: CompletionItemKind) -> Offer {
        let label = label.into();
        Offer {
            insert: label.clone(),
            label,
            kind,
            detail: None,
            documentation: None,
            is_snippet: false,
            filter: None,
            data: None,
        }
    }

    fn detail(mut self, detail: impl Into<String>) -> Offer {
        self.detail = Some(detail.into());
        self
    }

    fn documentation(mut self, text: impl Into<String>) -> Offer {
        self.documentation = Some(text.into());
        self
    }

    fn inserting(mut self, text: impl Into<String>) -> Offer {
        self.insert = text.into();
        self
    }
}

/// What can be written at a place.
struct Offers {
    /// Where what is typed begins.
    start: usize,
    list: Vec<Offer>,
    /// Whether more would fit than are listed.
    is_cut: bool,
}

impl Offers {
    fn all(start: usize, list: Vec<Offer>) -> Offers {
        Offers {
            start,
            list,
            is_cut: false,
        }
    }
}

/// What can be written where the cursor is.
pub(super) fn complete(scene: &Scene<'_>, place: &Place<'_>) -> CompletionList {
    let (text, offset) = (place.text, place.offset);
    let context = match place.below.rsplit('.').next() {
        Some("md" | "markdown") => context::of_entry(text, offset),
        Some("yaml") => context::of_yaml(text, offset),
        _ => None,
    };
    let offers = context.and_then(|it| offers(scene, place, it));
    let Some(Offers { start, list, is_cut }) = offers else {
        return CompletionList::default();
    };
    let range = scene.client.encoding.range(text, start..offset);
    let items = list.into_iter().enumerate().map(|(rank, offer)| CompletionItem {
        label: offer.label,
        kind: Some(offer.kind),
        detail: offer.detail,
        documentation: offer.documentation.map(|it| scene.client.markup(it).into()),
        sort_text: Some(format!("{rank:05}")),
        filter_text: offer.filter,
        insert_text_format: offer.is_snippet.then_some(InsertTextFormat::Snippet),
        text_edit: Some(CompletionItemTextEdit::TextEdit(TextEdit {
            range,
            new_text: offer.insert,
        })),
        data: offer.data,
        ..CompletionItem::default()
    });
    CompletionList {
        is_incomplete: is_cut,
        items: items.collect(),
        ..CompletionList::default()
    }
}

fn offers(scene: &Scene<'_>, place: &Place<'_>, context: Context) -> Option<Offers> {
    let typed = |start: usize| place.text.get(start..place.offset).unwrap_or_default();
    Some(match context {
        Context::Link(start) => {
            let (folder, name) = typed(start).rsplit_once('/').unwrap_or(("", typed(start)));
            let wanted = Kind::of_folder(folder);
            let fits = |it: &&Name| match it.of {
                Named::Entry(_, kind) => folder.is_empty() || Some(kind) == wanted,
                Named::Work(_) => false,
            };
            let end = closing(place, "]]");
            fitting(scene, start, name, fits, |name| {
                let written = name.reference(folder.is_empty() && name.is_alone);
                name.offer(scene).inserting(written + end)
            })
        }
        Context::Fragment(target, start) => Offers::all(start, headings(scene, place, &target)),
        Context::Citation(start) => {
            let is_work = |it: &&Name| matches!(it.of, Named::Work(_) | Named::Entry(_, Kind::Paper));
            fitting(scene, start, typed(start), is_work, |name| name.offer(scene))
        }
        Context::Locator(start) => Offers::all(start, locators()),
        Context::Path(start) => {
            let name = typed(start).rsplit_once('/').map_or(typed(start), |(_, name)| name);
            let is_entry = |it: &&Name| matches!(it.of, Named::Entry(..));
            let up = if place.below == "content/index.md" { "" } else { "../" };
            fitting(scene, start, name, is_entry, |name| {
                let path = format!("{up}{}.md", name.reference(false));
                name.offer(scene).inserting(path + closing(place, ")"))
            })
        }
        Context::Footnote(start) => {
            let notes = prose::read(place.text, Quotes::of("en")).footnotes;
            let end = closing(place, "]");
            let offer = |(name, range): &(String, std::ops::Range<usize>)| {
                let words = place.text.get(range.clone()).unwrap_or_default();
                let words = words.split_once(':').map_or(words, |(_, words)| words).trim();
                let words: String = words.chars().take(80).collect();
                Offer::new(name, CompletionItemKind::Reference)
                    .detail(words)
                    .inserting(format!("{name}{end}"))
            };
            Offers::all(start, notes.iter().map(offer).collect())
        }
        Context::Matter(written) => matter::offers(scene, place, &written)?,
    })
}

/// What closes a reference, as far as it does not stand there already; nothing in the middle of a word.
fn closing(place: &Place<'_>, end: &'static str) -> &'static str {
    let rest = place.text.get(place.offset..).unwrap_or_default();
    let is_within = rest.starts_with(|c: char| c.is_alphanumeric() || "-/#|".contains(c));
    if is_within || rest.starts_with(end) {
        ""
    } else if end.len() == 2 && rest.starts_with(&end[..1]) {
        &end[..1]
    } else {
        end
    }
}

/// The names that fit what is typed, the best first; all of them where they are few.
fn fitting(
    scene: &Scene<'_>,
    start: usize,
    typed: &str,
    is_wanted: impl Fn(&&Name) -> bool,
    offer: impl Fn(&Name) -> Offer,
) -> Offers {
    let query = folded(typed);
    let wanted: Vec<&Name> = scene.analysis.names.iter().filter(is_wanted).collect();
    if wanted.len() <= MOST {
        let mut ranked: Vec<_> = wanted
            .iter()
            .map(|it| (it.fit(&query).unwrap_or(usize::MAX), it))
            .collect();
        ranked.sort_by_key(|(rank, _)| *rank);
        return Offers::all(start, ranked.into_iter().map(|(_, name)| offer(name)).collect());
    }
    let mut ranked: Vec<_> = wanted.iter().filter_map(|it| Some((it.fit(&query)?, it))).collect();
    ranked.sort_by_key(|(rank, _)| *rank);
    ranked.truncate(MOST);
    let list = ranked.into_iter().map(|(_, name)| {
        let offer = offer(name);
        // The client compares as well, and knows nothing of accents: what was typed always fits.
        let filter = format!("{typed} {}", offer.filter.as_deref().unwrap_or_default());
        Offer {
            filter: Some(filter),
            ..offer
        }
    });
    Offers {
        start,
        list: list.collect(),
        is_cut: true,
    }
}

impl Name {
    /// How it is written, with the folder of its kind or without.
    fn reference(&self, is_bare: bool) -> String {
        match self.of {
            Named::Entry(_, kind) if !is_bare => format!("{}/{}", kind.folder(), self.written),
            _ => self.written.clone(),
        }
    }

    fn offer(&self, scene: &Scene<'_>) -> Offer {
        let (kind, what) = match self.of {
            Named::Entry(_, kind) => (symbol(kind), kind.name()),
            Named::Work(_) => (CompletionItemKind::Reference, "work"),
        };
        let about = match self.of {
            Named::Work(_) => self.aliases.first().filter(|it| !it.is_empty()),
            Named::Entry(..) => None,
        };
        let title = about.map_or_else(|| self.title.clone(), |about| format!("{about}: {}", self.title));
        let root = scene.analysis.root.to_string_lossy();
        Offer {
            filter: Some(self.filter()),
            data: Some(json!({"root": root, "name": self.reference(false), "work": what == "work"})),
            ..Offer::new(&self.written, kind).detail(format!("{what} · {title}"))
        }
    }
}

fn symbol(kind: Kind) -> CompletionItemKind {
    match kind {
        Kind::Paper => CompletionItemKind::File,
        Kind::Theme => CompletionItemKind::Module,
        Kind::Event => CompletionItemKind::Event,
        Kind::Actor => CompletionItemKind::Class,
        Kind::Term => CompletionItemKind::Text,
        Kind::Page => CompletionItemKind::Folder,
    }
}

/// The headings, statements and paragraphs of the page that a link names; of the page itself where it names none.
fn headings(scene: &Scene<'_>, place: &Place<'_>, target: &str) -> Vec<Offer> {
    let graph = scene.analysis.graph();
    let id = if target.is_empty() {
        place.file.and_then(|file| scene.analysis.entry_of(file))
    } else {
        scene.analysis.named(target)
    };
    let Some(entry) = id.map(|id| graph.entry(id)) else {
        return Vec::new();
    };
    let end = closing(place, "]]");
    let source = scene.analysis.tree.sources.file(entry.file);
    let offer = |id: String| {
        let heading = entry.body.headings.iter().find(|it| it.id == id);
        let passage = entry.body.passages.iter().find(|it| it.id == id);
        let words = passage.map(|it| {
            source
                .slice(it.span)
                .trim()
                .replace('\n', " ")
                .chars()
                .take(80)
                .collect()
        });
        let text: String = heading.map(|it| it.text.clone()).or(words).unwrap_or_default();
        Offer {
            filter: Some(format!("{id} {text}")),
            ..Offer::new(&id, CompletionItemKind::Reference)
                .detail(text)
                .inserting(format!("{id}{end}"))
        }
    };
    fragments(entry).into_iter().map(offer).collect()
}

/// The labels of locators as Pandoc reads them, the shortest form of each with its term; most cite a page.
fn locators() -> Vec<Offer> {
    let label = |(term, label): (&'static str, &'static str)| {
        Offer::new(label, CompletionItemKind::Keyword)
            .detail(term)
            .inserting(format!("{label} "))
    };
    let mut labels: Vec<_> = citation::labels().collect();
    labels.sort_by_key(|(term, _)| *term != "page");
    labels.into_iter().map(label).collect()
}

/// What is to be said of an item that is looked at.
pub(super) fn resolve(scene: &Scene<'_>, item: CompletionItem) -> CompletionItem {
    let data = item.data.as_ref();
    let name = data
        .and_then(|it| it.get("name"))
        .and_then(Value::as_str)
        .unwrap_or_default();
    let is_work = data.and_then(|it| it.get("work")) == Some(&Value::Bool(true));
    let meaning = if is_work {
        scene.analysis.cited(name)
    } else {
        let id = scene.analysis.named(name);
        id.map(|id| super::analysis::Meaning::Entry(id, None))
    };
    let card = meaning.and_then(|it| super::hover::card(scene.analysis, &it));
    CompletionItem {
        documentation: card.map(|it| scene.client.markup(it).into()).or(item.documentation),
        ..item
    }
}
