//! The sentences that backlinks show: the words of a sentence as its page prints them.

use super::Site;
use super::since::Since;
use crate::graph::{EntryId, Resolved};
use crate::model::{Entry, Quotes};
use crate::parse::prose::{self, Leaf, LinkTarget, Part, Piece};
use crate::span::{SourceMap, Span};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

/// The words of every sentence that an edge stands in, text by text; those of a text are read when a page asks for one.
#[derive(Default)]
pub(super) struct Sentences {
    texts: Vec<Arc<OfText>>,
}

struct OfText {
    text: Arc<str>,
    words: OnceLock<BTreeMap<Span, String>>,
}

impl Sentences {
    /// The words of a sentence.
    pub(super) fn words<'a>(&'a self, site: &Site, entry: EntryId, sentence: Span) -> &'a str {
        let words = self.texts.get(entry.0 as usize);
        let words = words.map(|it| it.words.get_or_init(|| read(site, entry, &it.text)));
        words.and_then(|it| it.get(&sentence)).map_or("", String::as_str)
    }
}

/// The sentences of every entry, none of them read yet but those that are as they were: a sentence has words of its text,
/// of citations and of titles.
pub(super) fn unread(site: &Site, sources: &SourceMap, since: &Since<'_>) -> Sentences {
    let before = since.site().filter(|_| since.facts);
    let before = before.filter(|it| Arc::ptr_eq(&it.cited, &site.cited));
    let of_text = |(id, entry): (EntryId, &Entry)| {
        let is_same = |it: &&Site| std::ptr::eq(it.entry(id), entry) && site.graph.is_linked_as_in(&it.graph, id);
        match before
            .filter(is_same)
            .and_then(|it| it.sentences.texts.get(id.0 as usize))
        {
            Some(known) => Arc::clone(known),
            None => Arc::new(OfText {
                text: Arc::clone(&sources.file(entry.file).text),
                words: OnceLock::new(),
            }),
        }
    };
    Sentences {
        texts: site.graph.entries().map(of_text).collect(),
    }
}

/// The words of every sentence of a text that an edge of the graph stands in.
fn read(site: &Site, id: EntryId, text: &str) -> BTreeMap<Span, String> {
    let wanted: BTreeSet<Span> = site.graph.from(id).iter().filter_map(|edge| edge.sentence).collect();
    if wanted.is_empty() {
        return BTreeMap::new();
    }
    let prose = prose::read(text, Quotes::of(site.graph.language_of(id)));
    let words = |span: Span| {
        let holds = |leaf: &&Leaf| Span::new(leaf.range.clone()).contains(span);
        let leaf = prose.leaves.iter().find(holds)?;
        Some((span, sentence(site, id, leaf, span)))
    };
    wanted.into_iter().filter_map(words).collect()
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
