//! The sentences that references and names stand in: their words as they are written, with gaps for what only the whole
//! site can say.

use crate::parse::prose::{Leaf, LinkTarget, Part, Piece as Written, Prose};
use crate::span::Span;
use std::collections::BTreeSet;

/// The sentences of a text, taken from its prose when that is read for names: nothing has to be read again for them.
#[derive(Debug, Default)]
pub struct Sentences {
    /// The words of all of them, one after another.
    words: Box<str>,
    /// The sentences in their order, with where the words and gaps of each end.
    all: Box<[(Span, u32, u32)]>,
    gaps: Box<[Gap]>,
}

/// Words that stand for something else.
#[derive(Clone, Copy, Debug)]
struct Gap {
    /// Where in the words it begins and ends.
    start: u32,
    end: u32,
    /// Where it is written.
    place: u32,
    is_citation: bool,
}

/// A piece of a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Words.
    Words(&'a str),
    /// The citation that is written at a byte of the file.
    Citation(usize),
    /// The link without a label that is written at a byte of the file, and its words where it leads nowhere.
    Link(usize, &'a str),
}

impl Sentences {
    /// The sentences at these places.
    pub(super) fn of(prose: &Prose, wanted: &BTreeSet<Span>) -> Sentences {
        let (mut words, mut gaps) = (String::new(), Vec::new());
        let mut all = Vec::with_capacity(wanted.len());
        for span in wanted {
            let holds = |leaf: &&Leaf| Span::new(leaf.range.clone()).contains(*span);
            if let Some(leaf) = prose.leaves.iter().find(holds) {
                add(leaf, *span, &mut words, &mut gaps);
                all.push((*span, small(words.len()), small(gaps.len())));
            }
        }
        Sentences {
            words: words.into(),
            all: all.into(),
            gaps: gaps.into(),
        }
    }

    /// The pieces of the sentence at a place; none where no sentence was wanted.
    pub fn pieces(&self, span: Span) -> impl Iterator<Item = Piece<'_>> {
        let found = self.all.binary_search_by_key(&span, |(it, ..)| *it).ok();
        let ends = |at: usize| {
            self.all
                .get(at)
                .map(|&(_, words, gaps)| (words as usize, gaps as usize))
        };
        let before = found.and_then(|at| ends(at.checked_sub(1)?)).unwrap_or_default();
        let end = found.and_then(ends).unwrap_or_default();
        let mut gaps = self.gaps.get(before.1..end.1).unwrap_or_default().iter();
        let mut at = before.0;
        let words = |start: usize, end: usize| self.words.get(start..end).unwrap_or_default();
        std::iter::from_fn(move || {
            let gap = gaps.next();
            let before = words(at, gap.map_or(end.0, |it| it.start as usize));
            at = gap.map_or(end.0, |it| it.end as usize);
            let gap = gap.map(|it| {
                if it.is_citation {
                    Piece::Citation(it.place as usize)
                } else {
                    Piece::Link(it.place as usize, words(it.start as usize, it.end as usize))
                }
            });
            (gap.is_some() || !before.is_empty()).then_some([Some(Piece::Words(before)), gap])
        })
        .flatten()
        .flatten()
    }
}

/// Adds the words of a leaf that lie in a sentence.
fn add(leaf: &Leaf, span: Span, words: &mut String, gaps: &mut Vec<Gap>) {
    let range = span.range();
    let inside = |part: &&Part| part.range.end > range.start && part.range.start < range.end;
    for part in leaf.parts.iter().filter(inside) {
        let start = words.len();
        let is_citation = part.piece == Written::Link(LinkTarget::Citation);
        match &part.piece {
            Written::Text => words.push_str(part.words_in(&range)),
            Written::Footnote | Written::Link(LinkTarget::Citation) => {}
            Written::Code | Written::Link(_) => words.push_str(&part.text),
        }
        if is_citation || matches!(part.piece, Written::Link(LinkTarget::Wiki { labelled: false, .. })) {
            gaps.push(Gap {
                start: small(start),
                end: small(words.len()),
                place: small(part.range.start),
                is_citation,
            });
        }
    }
}

/// A text has at most 16 MB, and a sentence stands in it once.
fn small(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}
