//! Citations and references in a CSL style: what stands in the text for each citation, and the bibliography in order.
//!
//! CSL processors format one document; a site has as many as it has pages, and every page must agree with every other.
//! So a citation here depends on nothing but the works of the site: it is always in the form that the style gives a work
//! cited before (never “ibid.”), numbers are those of the bibliography, and the years of works that would look alike
//! bear the same letters everywhere. That also makes each citation cheap: works that look alike are formatted together,
//! every other work on its own, and the groups are put together from the pieces.

mod alone;
mod engine;
mod item;
mod locator;
mod order;
mod prune;
mod run;
mod special;
mod style;

use crate::model::locator::CitedLocator;
use crate::model::work::Work;
use engine::{Engine, Order, Piece};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

pub use alone::References;
pub use run::{Run, of_markdown};
pub use style::Style;

/// One work cited in a citation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cite {
    /// Its number in the works that are formatted.
    pub work: usize,
    /// Where in the work.
    pub locator: Option<CitedLocator>,
    /// Words before it, with the emphasis of Markdown.
    pub prefix: String,
    /// Words after it, with the emphasis of Markdown.
    pub suffix: String,
    /// Whether the author is named in the sentence already.
    pub suppress_author: bool,
}

/// A stretch of the text of a citation: what names one work, or what stands around it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CiteRun {
    /// The work that this stretch names (so that it can link there); none for parentheses, prefixes, separators.
    pub work: Option<usize>,
    /// Its text.
    pub runs: Vec<Run>,
}

/// The works and citations of a site, formatted.
#[derive(Clone, Debug, Default)]
pub struct Citations {
    /// Each work's number and its reference, in the order of the style.
    pub bibliography: Vec<(usize, Vec<Run>)>,
    /// The text of each citation group, by the language that it is in.
    groups: BTreeMap<String, Vec<Vec<CiteRun>>>,
    /// The place of each work in the bibliography.
    ranks: Vec<usize>,
}

impl Citations {
    /// Formats all works, whether cited or not, and all citation groups. `language` is that of the site, as BCP 47
    /// writes it; the words that the style adds (“edited by”) are in it, unless the style fixes its own. The groups come
    /// by the language of their texts, and have these words in that.
    ///
    /// Author-date and numeric styles give in the text what they give in print. A style of notes gives the short form
    /// of its note in parentheses: a page has no footnotes of the generator's making. Where the style has one author's
    /// works share his name, “(Ahlgren 2012, 2013)”, they do, if no locator or words stand between them; and where it
    /// sorts the works of a group, they are sorted, if no words stand in the group at all.
    ///
    /// Each reference can be read alone, so names are never replaced by a dash. A [`Cite`] with a number that is no
    /// work's is left out.
    pub fn format(style: &Style, language: &str, works: &[&Work], groups: &BTreeMap<&str, Vec<&[Cite]>>) -> Citations {
        let engine = Engine::new(style, language, works);
        let order = engine.order();
        let own = groups.get(language).map_or(&[][..], Vec::as_slice);
        let others = groups
            .iter()
            .filter(|(other, groups)| **other != language && !groups.is_empty());
        let others: Vec<_> = others.collect();
        let cited_in = |(language, groups): &(&&str, &Vec<&[Cite]>)| {
            let pieces = engine.in_language(language).cite(&order, &wanted(groups, works.len()));
            ((**language).to_owned(), texts(style, groups, &order, &pieces))
        };
        let (formatted, mut groups) = rayon::join(
            || engine.format(&order, &wanted(own, works.len())),
            || others.par_iter().map(cited_in).collect::<BTreeMap<_, _>>(),
        );
        groups.insert(language.to_owned(), texts(style, own, &order, &formatted.pieces));
        Citations {
            groups,
            bibliography: formatted.references,
            ranks: order.ranks,
        }
    }

    /// The text of a citation group, by its number among those in its language.
    pub fn group(&self, language: &str, number: usize) -> &[CiteRun] {
        let group = self.groups.get(language).and_then(|groups| groups.get(number));
        group.map_or(&[], Vec::as_slice)
    }

    /// The place of a work in the bibliography.
    pub fn rank(&self, work: usize) -> Option<usize> {
        self.ranks.get(work).copied()
    }

    /// The reference of a work, as it stands in the bibliography.
    pub fn reference(&self, work: usize) -> &[Run] {
        let entry = self.ranks.get(work).and_then(|&rank| self.bibliography.get(rank));
        entry.map_or(&[], |(_, runs)| runs)
    }
}

/// The formatted pieces, by what was wanted.
type Pieces<'a> = BTreeMap<engine::Wanted<'a>, Piece>;

/// What tells one cite from another.
type CiteKey<'a> = (usize, Option<(&'a str, &'a str)>, &'a str, &'a str, bool);

fn group_key(group: &[Cite]) -> Vec<CiteKey<'_>> {
    group.iter().map(cite_key).collect()
}

fn cite_key(cite: &Cite) -> CiteKey<'_> {
    let (work, locator) = engine::wanted(cite);
    (work, locator, &cite.prefix, &cite.suffix, cite.suppress_author)
}

/// Every work with every locator that it is cited with.
fn wanted<'a>(groups: &[&'a [Cite]], works: usize) -> BTreeSet<engine::Wanted<'a>> {
    let cites = groups.iter().flat_map(|group| group.iter());
    let known = cites.filter(|cite| cite.work < works);
    known.map(engine::wanted).collect()
}

/// One cite of a group with its formatted piece.
struct Part<'a> {
    cite: &'a Cite,
    piece: &'a Piece,
}

/// The texts of groups from the pieces that they are made of.
fn texts(style: &Style, groups: &[&[Cite]], order: &Order, pieces: &Pieces<'_>) -> Vec<Vec<CiteRun>> {
    let mut distinct: BTreeMap<Vec<CiteKey<'_>>, &[Cite]> = BTreeMap::new();
    for group in groups {
        distinct.entry(group_key(group)).or_insert(group);
    }
    let texts: BTreeMap<_, _> = distinct
        .into_par_iter()
        .map(|(key, group)| (key, assemble(style, group, order, pieces)))
        .collect();
    let of_group = |group: &&[Cite]| texts.get(&group_key(group)).cloned().unwrap_or_default();
    groups.iter().map(of_group).collect()
}

fn assemble(style: &Style, group: &[Cite], order: &Order, pieces: &Pieces<'_>) -> Vec<CiteRun> {
    let part = |cite| {
        let piece = pieces.get(&engine::wanted(cite))?;
        Some(Part { cite, piece })
    };
    let mut parts: Vec<Part<'_>> = group.iter().filter_map(part).collect();
    let plain = |cite: &Cite| cite.prefix.is_empty() && cite.suffix.is_empty();
    if style.sorts_groups() && parts.iter().all(|part| plain(part.cite)) {
        parts.sort_by_key(|part| order.ranks.get(part.cite.work).copied());
    }
    let mut out = Out(Vec::new());
    out.around(style.text(style.prefix()));
    for (at, part) in parts.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|before| parts.get(before));
        let shared = before.is_some_and(|before| style.collapses() && shares_author(before, part));
        match before {
            Some(_) if shared => out.around(style.text(style.group_delimiter())),
            Some(_) => out.around(style.text(style.delimiter())),
            None => {}
        }
        out.cite(part, shared || part.cite.suppress_author);
    }
    out.around(style.text(style.suffix()));
    out.0
}

/// Whether the second of two cites can do without the names that the first has.
fn shares_author(before: &Part<'_>, part: &Part<'_>) -> bool {
    let bare = |part: &Part<'_>| part.cite.locator.is_none() && !part.cite.suppress_author;
    let between = before.cite.suffix.is_empty() && part.cite.prefix.is_empty();
    let names = &part.piece.names;
    between && bare(before) && bare(part) && !names.is_empty() && *names == before.piece.names
}

/// The text of a group as it grows.
struct Out(Vec<CiteRun>);

impl Out {
    fn around(&mut self, run: Run) {
        if !run.text.is_empty() {
            self.extend(vec![run]);
        }
    }

    fn extend(&mut self, runs: Vec<Run>) {
        match self.0.last_mut() {
            Some(CiteRun { work: None, runs: last }) => run::append(last, runs),
            _ => self.0.push(CiteRun { work: None, runs }),
        }
    }

    fn cite(&mut self, part: &Part<'_>, suppress: bool) {
        let Cite { prefix, suffix, .. } = part.cite;
        if !prefix.is_empty() {
            self.extend(of_markdown(&format!("{prefix} ")));
        }
        let runs = if suppress {
            &part.piece.without_names
        } else {
            &part.piece.whole
        };
        self.0.push(CiteRun {
            work: Some(part.cite.work),
            runs: runs.clone(),
        });
        if !suffix.is_empty() {
            let gap = if suffix.starts_with([',', '.', ';', ':', ')', '?', '!']) {
                ""
            } else {
                " "
            };
            self.extend(of_markdown(&format!("{gap}{suffix}")));
        }
    }
}

#[cfg(test)]
mod tests;
