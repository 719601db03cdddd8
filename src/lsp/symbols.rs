//! Symbols: the outline of a text, and the entries of the site by any of their names.

use super::analysis::Analysis;
use super::context;
use super::names::{Named, folded};
use super::scene::Scene;
use crate::model::{Kind, Quotes};
use crate::parse::prose;
use crate::yaml::{self, Node, Value};
use lsp_types::{
    BaseSymbolInformation, DocumentSymbol, Location, Range, SymbolInformation, SymbolKind, Uri, WorkspaceSymbol,
    WorkspaceSymbolLocation,
};
use serde_json::json;

/// More symbols than this nobody reads.
const MOST: usize = 256;

/// The outline of a text: its front matter key by key, and its headings, each with what stands below it.
pub(super) fn outline(scene: &Scene<'_>, text: &str, uri: &Uri, is_entry: bool) -> serde_json::Value {
    let mut symbols = Vec::new();
    if is_entry {
        symbols.extend(matter(scene, text));
        symbols.extend(headings(scene, text));
    } else if let Ok(node) = yaml::read(text) {
        symbols.extend(keys(scene, text, &node));
    }
    if scene.client.has_nested_symbols {
        return json!(symbols);
    }
    let mut flat = Vec::new();
    for symbol in symbols {
        flatten(symbol, None, uri, &mut flat);
    }
    json!(flat)
}

fn flatten(symbol: DocumentSymbol, container: Option<&str>, uri: &Uri, flat: &mut Vec<SymbolInformation>) {
    let base = BaseSymbolInformation {
        name: symbol.name.clone(),
        kind: symbol.kind,
        tags: None,
        container_name: container.map(str::to_owned),
    };
    let location = Location {
        uri: uri.clone(),
        range: symbol.selection_range,
    };
    flat.push(information(base, location));
    for child in symbol.children.into_iter().flatten() {
        flatten(child, Some(&symbol.name), uri, flat);
    }
}

#[expect(deprecated, reason = "the type has a field that clients no longer read")]
fn information(base: BaseSymbolInformation, location: Location) -> SymbolInformation {
    SymbolInformation {
        deprecated: None,
        location,
        base_symbol_information: base,
    }
}

#[expect(deprecated, reason = "the type has a field that clients no longer read")]
fn symbol(name: String, kind: SymbolKind, range: Range, selection_range: Range) -> DocumentSymbol {
    DocumentSymbol {
        name: if name.is_empty() { "…".to_owned() } else { name },
        detail: None,
        kind,
        tags: None,
        deprecated: None,
        range,
        selection_range,
        children: None,
    }
}

fn matter(scene: &Scene<'_>, text: &str) -> Option<DocumentSymbol> {
    let block = context::front_matter(text)?;
    let node = yaml::read(text.get(..block.end)?).ok()?;
    let range = |bytes| scene.client.encoding.range(text, bytes);
    Some(DocumentSymbol {
        children: Some(keys(scene, text, &node)),
        ..symbol(
            "front matter".to_owned(),
            SymbolKind::Namespace,
            range(0..block.end),
            range(0..3),
        )
    })
}

/// The keys of a record, and of records inside it.
fn keys(scene: &Scene<'_>, text: &str, node: &Node) -> Vec<DocumentSymbol> {
    match &node.value {
        Value::Map(map) => {
            let range = |bytes| scene.client.encoding.range(text, bytes);
            let key = |(key, value): &(crate::span::Spanned<String>, Node)| {
                let whole = key.span.to(value.span).range();
                let children = keys(scene, text, value);
                DocumentSymbol {
                    detail: short(value),
                    children: (!children.is_empty()).then_some(children),
                    ..symbol(
                        key.value.clone(),
                        SymbolKind::Property,
                        range(whole),
                        range(key.span.range()),
                    )
                }
            };
            map.iter().map(key).collect()
        }
        Value::List(items) => {
            let records = items.iter().filter(|item| matches!(item.value, Value::Map(_)));
            records.filter_map(|item| record(scene, text, item)).collect()
        }
        Value::Null | Value::Scalar(_) => Vec::new(),
    }
}

/// An item of a list of records, called by its first value.
fn record(scene: &Scene<'_>, text: &str, item: &Node) -> Option<DocumentSymbol> {
    let Value::Map(map) = &item.value else {
        return None;
    };
    let (key, value) = map.first()?;
    let range = scene.client.encoding.range(text, item.span.to(key.span).range());
    let name = short(value).unwrap_or_else(|| key.value.clone());
    Some(DocumentSymbol {
        children: Some(keys(scene, text, item)),
        ..symbol(
            name,
            SymbolKind::Struct,
            range,
            scene.client.encoding.range(text, key.span.range()),
        )
    })
}

/// The beginning of a value that is a text.
fn short(value: &Node) -> Option<String> {
    match &value.value {
        Value::Scalar(text) => Some(text.chars().take(60).collect()),
        _ => None,
    }
}

/// The headings, each with those below it; a heading reaches to the next one that is not below it.
fn headings(scene: &Scene<'_>, text: &str) -> Vec<DocumentSymbol> {
    let headings = prose::read(text, Quotes::of("en")).headings;
    let flat = headings.iter().enumerate().map(|(at, heading)| {
        let next = headings[at + 1..].iter().find(|it| it.level <= heading.level);
        let end = next.map_or(text.len(), |it| it.range.start);
        let written = text.get(heading.range.clone()).unwrap_or_default().trim_end().len();
        let range = |bytes| scene.client.encoding.range(text, bytes);
        let selection = range(heading.range.start..heading.range.start + written);
        let whole = range(heading.range.start..end.max(heading.range.end));
        (
            heading.level,
            symbol(heading.text.clone(), SymbolKind::String, whole, selection),
        )
    });
    nest(&mut flat.peekable(), 0)
}

fn nest(flat: &mut std::iter::Peekable<impl Iterator<Item = (u8, DocumentSymbol)>>, above: u8) -> Vec<DocumentSymbol> {
    let mut siblings: Vec<DocumentSymbol> = Vec::new();
    while let Some((level, heading)) = flat.next_if(|(level, _)| *level > above) {
        // Six levels are the deepest that Markdown has.
        let children = nest(flat, level);
        siblings.push(DocumentSymbol {
            children: (!children.is_empty()).then_some(children),
            ..heading
        });
    }
    siblings
}

/// The entries and works of a site that a query fits, the best first.
pub(super) fn of_site(scene: &Scene<'_>, query: &str) -> Vec<(usize, WorkspaceSymbol)> {
    let query = folded(query.trim());
    let analysis = scene.analysis;
    let mut fits: Vec<_> = analysis
        .names
        .iter()
        .filter_map(|name| Some((name.fit(&query)?, name)))
        .collect();
    fits.sort_by_key(|(rank, _)| *rank);
    fits.truncate(MOST);
    let symbol = |(rank, name): (usize, &super::names::Name)| {
        let (kind, container) = match name.of {
            Named::Entry(_, kind) => (symbol_kind(kind), kind.name()),
            Named::Work(_) => (SymbolKind::Constant, "work"),
        };
        let base = BaseSymbolInformation {
            name: name.title.clone(),
            kind,
            tags: None,
            container_name: Some(format!("{container} {}", name.written)),
        };
        let location = scene.location(place(analysis, name.of))?;
        Some((
            rank,
            WorkspaceSymbol {
                location: WorkspaceSymbolLocation::Location(location),
                data: None,
                base_symbol_information: base,
            },
        ))
    };
    fits.into_iter().filter_map(symbol).collect()
}

fn place(analysis: &Analysis, named: Named) -> crate::span::FileSpan {
    match named {
        Named::Entry(id, _) => {
            let entry = analysis.site.entry(id);
            entry.common().title.span.in_file(entry.file)
        }
        Named::Work(id) => {
            let work = &analysis.graph().work(id).work;
            work.span.in_file(work.file)
        }
    }
}

fn symbol_kind(kind: Kind) -> SymbolKind {
    match kind {
        Kind::Paper => SymbolKind::File,
        Kind::Theme => SymbolKind::Module,
        Kind::Event => SymbolKind::Event,
        Kind::Actor => SymbolKind::Class,
        Kind::Term => SymbolKind::String,
        Kind::Page => SymbolKind::Package,
    }
}
