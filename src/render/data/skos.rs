//! `skos.ttl`: the glossary, the tree of themes and the names of actors as SKOS concept schemes, in Turtle.

use super::{base, entry, language};
use crate::graph::EntryId;
use crate::model::translation::Part;
use crate::model::{Data, Kind, Relation};
use crate::render::OutputFile;
use crate::site::Site;
use crate::site::address::Listing;
use crate::site::downloads::licence_address;
use crate::span::Spanned;
use std::collections::BTreeSet;
use std::fmt::Write;

/// The kinds that are concept schemes.
pub(super) const SCHEMES: [Kind; 3] = [Kind::Theme, Kind::Actor, Kind::Term];

/// A text in a language.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Label {
    pub(super) text: String,
    /// BCP 47.
    pub(super) language: String,
}

/// What SKOS says of an entry.
pub(super) struct Concept {
    pub(super) scheme: String,
    pub(super) preferred: Vec<Label>,
    pub(super) other: Vec<Label>,
    pub(super) definition: Vec<Label>,
    pub(super) broader: Vec<String>,
    pub(super) related: Vec<String>,
    /// Web addresses of the same concept elsewhere.
    pub(super) same: Vec<String>,
}

/// The schemes and their concepts, where there are any.
pub(super) fn turtle(site: &Site) -> Option<OutputFile> {
    let schemes: Vec<Kind> = SCHEMES.into_iter().filter(|it| !site.order(*it).is_empty()).collect();
    if schemes.is_empty() {
        return None;
    }
    let mut text = format!("@base {} .\n", iri(&base(site)));
    text.push_str("@prefix dcterms: <http://purl.org/dc/terms/> .\n");
    text.push_str("@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n");
    for kind in schemes {
        scheme(&mut text, site, kind);
        for &id in site.order(kind) {
            if site.graph.one(id, Relation::See).is_none() {
                write_concept(&mut text, site, id);
            }
        }
    }
    Some(OutputFile::text("data/skos.ttl", text))
}

/// What SKOS says of a theme, actor or term, with the labels that its translations give.
pub(super) fn concept(site: &Site, id: EntryId) -> Concept {
    let label = |id: EntryId, text: &str| Label {
        text: text.to_owned(),
        language: language(site, id).to_owned(),
    };
    let (mut preferred, mut other, mut definition) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for version in site.graph.versions(id) {
        let gives = |key| site.graph.gives(version, Part::Text(key));
        preferred.insert(label(version, site.entry(version).title()));
        let (aliases, says) = said(&site.entry(version).data, version == id);
        let aliases = aliases.into_iter().filter(|_| gives("aliases"));
        other.extend(aliases.map(|it| label(version, &it.value)));
        let says = says.filter(|_| gives("definition") || gives("question"));
        definition.extend(says.map(|it| label(version, &it.value)));
    }
    // A term that only points to another is a further label of that one.
    for edge in site.graph.incoming(id, Relation::See) {
        other.insert(label(edge.from, site.entry(edge.from).title()));
    }
    let same: &[Spanned<String>] = match &site.entry(id).data {
        Data::Term(it) => &it.same_as,
        Data::Theme(it) => &it.same_as,
        Data::Actor(it) => &it.same_as,
        _ => &[],
    };
    let same = same.iter().map(|it| it.value.clone());
    let (broader, related) = relations(site, id);
    Concept {
        scheme: Listing::Kind(site.entry(id).key.kind).address(),
        other: other.into_iter().filter(|it| !preferred.contains(it)).collect(),
        preferred: preferred.into_iter().collect(),
        definition: definition.into_iter().collect(),
        broader: broader.into_iter().map(|it| entry(site, it)).collect(),
        related: related.into_iter().map(|it| entry(site, it)).collect(),
        same: same.filter(|it| is_address(it)).collect(),
    }
}

/// The other names of an entry, and what it is said to mean. Metonyms are those of the original.
fn said(data: &Data, is_original: bool) -> (Vec<&Spanned<String>>, Option<&Spanned<String>>) {
    match data {
        Data::Term(it) => (it.aliases.iter().collect(), it.definition.as_ref()),
        Data::Theme(it) => (Vec::new(), it.question.as_ref()),
        Data::Actor(it) => {
            let metonyms = it.metonyms.iter().filter(|_| is_original);
            (it.aliases.iter().chain(metonyms).collect(), None)
        }
        _ => (Vec::new(), None),
    }
}

/// Broader and related concepts. SKOS does not let two be related of which one is broader (S27), even by steps.
fn relations(site: &Site, id: EntryId) -> (Vec<EntryId>, Vec<EntryId>) {
    let broader = match site.entry(id).key.kind {
        Kind::Actor => site.targets(id, Relation::PartOf),
        _ => site.targets(id, Relation::Broader),
    };
    let related = match site.entry(id).key.kind {
        Kind::Actor => site.targets(id, Relation::SeeAlso),
        _ => site.targets(id, Relation::Related),
    };
    let is_above = |of: EntryId, above: EntryId| ancestors(site, of).contains(&above);
    let free = related
        .into_iter()
        .filter(|&it| it != id && !is_above(id, it) && !is_above(it, id));
    (broader, free.collect())
}

/// Everything that is broader, by any number of steps.
fn ancestors(site: &Site, id: EntryId) -> BTreeSet<EntryId> {
    let step = |id: EntryId| match site.entry(id).key.kind {
        Kind::Actor => site.targets(id, Relation::PartOf),
        _ => site.targets(id, Relation::Broader),
    };
    let mut found = BTreeSet::new();
    let mut open = step(id);
    while let Some(next) = open.pop() {
        if found.insert(next) {
            open.extend(step(next));
        }
    }
    found
}

/// Whether a text is a web address that can stand as a name in RDF.
pub(super) fn is_address(text: &str) -> bool {
    let web = text.starts_with("https://") || text.starts_with("http://");
    web && !text.contains(|c: char| c.is_whitespace() || c.is_control() || "<>\"{}|\\^`".contains(c))
}

fn scheme(text: &mut String, site: &Site, kind: Kind) {
    let _ = write!(text, "\n{} a skos:ConceptScheme", iri(&Listing::Kind(kind).address()));
    let title = format!("{}: {}", site.config.title.value, kind.folder());
    let _ = write!(
        text,
        " ;\n    dcterms:title {}",
        literal(&title, site.config.language())
    );
    let licence = site.config.licence.as_ref().and_then(|it| licence_address(&it.value));
    if let Some(address) = licence.filter(|it| is_address(it)) {
        let _ = write!(text, " ;\n    dcterms:license {}", iri(&address));
    }
    for &top in site.order(kind) {
        let is_concept = site.graph.one(top, Relation::See).is_none();
        if is_concept && concept(site, top).broader.is_empty() {
            let _ = write!(text, " ;\n    skos:hasTopConcept {}", iri(&entry(site, top)));
        }
    }
    text.push_str(" .\n");
}

fn write_concept(text: &mut String, site: &Site, id: EntryId) {
    let it = concept(site, id);
    let _ = write!(text, "\n{} a skos:Concept", iri(&entry(site, id)));
    let _ = write!(text, " ;\n    skos:inScheme {}", iri(&it.scheme));
    let labels = [
        ("prefLabel", &it.preferred),
        ("altLabel", &it.other),
        ("definition", &it.definition),
    ];
    for (property, labels) in labels {
        for label in labels {
            let _ = write!(
                text,
                " ;\n    skos:{property} {}",
                literal(&label.text, &label.language)
            );
        }
    }
    let names = [
        ("broader", &it.broader),
        ("related", &it.related),
        ("exactMatch", &it.same),
    ];
    for (property, names) in names {
        for name in names {
            let _ = write!(text, " ;\n    skos:{property} {}", iri(name));
        }
    }
    text.push_str(" .\n");
}

fn iri(name: &str) -> String {
    format!("<{name}>")
}

/// A string of Turtle with its language.
fn literal(text: &str, language: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 2);
    for c in text.chars() {
        match c {
            '"' => escaped.push_str("\\\""),
            '\\' => escaped.push_str("\\\\"),
            '\n' => escaped.push_str("\\n"),
            '\r' => escaped.push_str("\\r"),
            c if c.is_control() => {
                let _ = write!(escaped, "\\u{:04X}", u32::from(c));
            }
            c => escaped.push(c),
        }
    }
    format!("\"{escaped}\"@{language}")
}
