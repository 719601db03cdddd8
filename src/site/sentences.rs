//! The sentences that backlinks show: the words of a sentence as its page prints them.

use super::Site;
use crate::graph::{Edge, EntryId, Piece, Resolved};
use std::borrow::Cow;

/// The words of the sentence that a reference stands in.
pub(super) fn words(site: &Site, edge: &Edge) -> String {
    let Some(span) = edge.sentence else {
        return String::new();
    };
    let mut words = String::new();
    for piece in site
        .graph
        .sentences(edge.from)
        .into_iter()
        .flat_map(|it| it.pieces(span))
    {
        match piece {
            Piece::Words(text) => words.push_str(text),
            Piece::Citation(place) => words.push_str(&site.citation_text(edge.from, place)),
            Piece::Link(place, text) => words.push_str(&meant(site, edge.from, place).unwrap_or(text.into())),
        }
    }
    let mut printed = String::with_capacity(words.len());
    for word in words.split_whitespace() {
        if !printed.is_empty() {
            printed.push(' ');
        }
        printed.push_str(word);
    }
    printed
}

/// What a link without a label shows.
fn meant(site: &Site, id: EntryId, place: usize) -> Option<Cow<'_, str>> {
    match site.graph.resolved(id, place)? {
        (_, Resolved::Entry(to, _)) => Some(site.title_in(*to, site.graph.language_of(id)).into()),
        (_, Resolved::Here(heading)) => {
            let heading = site.entry(id).body.headings.iter().find(|it| it.id == *heading);
            heading.map(|it| it.text.as_str().into())
        }
        _ => None,
    }
}
