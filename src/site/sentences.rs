//! The sentences that backlinks show: the words of a sentence as its page prints them.

use super::Site;
use crate::graph::{EntryId, Resolved};
use crate::model::Quotes;
use crate::parse::prose::{self, Leaf, LinkTarget, Part, Piece};
use crate::span::{SourceMap, Span};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// The words of every sentence that an edge stands in, by entry and place.
#[derive(Clone, Debug, Default)]
pub struct Sentences {
    words: BTreeMap<(EntryId, Span), String>,
}

impl Sentences {
    /// The words of a sentence.
    pub fn words(&self, entry: EntryId, sentence: Span) -> &str {
        self.words.get(&(entry, sentence)).map_or("", String::as_str)
    }
}

/// Reads the words of every sentence that an edge of the graph stands in.
pub(super) fn read(site: &Site, sources: &SourceMap) -> Sentences {
    let entries: Vec<EntryId> = site.graph.entries().map(|(id, _)| id).collect();
    let of_entry = |&id: &EntryId| {
        let wanted: BTreeSet<Span> = site.graph.from(id).iter().filter_map(|edge| edge.sentence).collect();
        if wanted.is_empty() {
            return Vec::new();
        }
        let quotes = Quotes::of(site.graph.language_of(id));
        let prose = prose::read(&sources.file(site.entry(id).file).text, quotes);
        let words = |span: Span| {
            let leaf = prose
                .leaves
                .iter()
                .find(|leaf| Span::new(leaf.range.clone()).contains(span))?;
            Some(((id, span), sentence(site, id, leaf, span)))
        };
        wanted.into_iter().filter_map(words).collect::<Vec<_>>()
    };
    let all: Vec<Vec<_>> = entries.par_iter().map(of_entry).collect();
    Sentences {
        words: all.into_iter().flatten().collect(),
    }
}

fn sentence(site: &Site, id: EntryId, leaf: &Leaf, span: Span) -> String {
    let parts = leaf.parts.iter().filter(|part| {
        let start = part.range.start;
        part.range.end > span.start as usize && start < span.end as usize
    });
    let words: String = parts.map(|part| part_words(site, id, part, span)).collect();
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The words of a part as the page prints them, as far as they lie in the sentence.
fn part_words(site: &Site, id: EntryId, part: &Part, span: Span) -> String {
    match &part.piece {
        Piece::Text => part.words_in(&span.range()).to_owned(),
        Piece::Code => part.text.clone(),
        Piece::Footnote => String::new(),
        Piece::Link(LinkTarget::Citation) => site.citation_text(id, part.range.start),
        Piece::Link(LinkTarget::Wiki { labelled: false, .. }) => match site.graph.resolved(id, part.range.start) {
            Some((_, Resolved::Entry(to, _))) => site.entry(*to).title().to_owned(),
            Some((_, Resolved::Here(heading))) => {
                let heading = site.entry(id).body.headings.iter().find(|it| it.id == *heading);
                heading.map_or_else(|| part.text.clone(), |it| it.text.clone())
            }
            _ => part.text.clone(),
        },
        Piece::Link(_) => part.text.clone(),
    }
}
