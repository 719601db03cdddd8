//! A term of the glossary: a concept, defined, with the forms it takes.

use super::locator::Locator;
use super::{Direction, Kind, Language, MatterReference, Reference, Relation};
use crate::span::Spanned;
use crate::yaml::record;

record! {
    /// A concept of the glossary.
    Term {
        /// The term.
        required title "title": Spanned<String>,
        /// One sentence that says what it means; left out where the term only points to another.
        optional definition "definition": Spanned<String>,
        /// Plurals, inflected forms and synonyms, found in prose.
        list aliases "aliases": Spanned<String>,
        /// Broader terms.
        list broader "broader": Reference => "glossary",
        /// Terms beside this one.
        list related "related": Reference => "glossary",
        /// The paper that the term is taken from.
        optional source "source": TermSource,
        /// The preferred term, where this one only points to it.
        optional see "see": Reference => "glossary",
        /// The same concept in other vocabularies: web addresses of Wikidata, a library's headings and the like.
        list same_as "same-as": Spanned<String>,
        /// Former addresses of this page; they redirect here.
        list moved_from "moved-from": Spanned<String>,
        /// `true` leaves the entry out of the site.
        optional draft "draft": bool,
        /// The language of this entry, where it is not the site's.
        optional lang "lang": Language,
        /// The direction of its script: `ltr` or `rtl`.
        optional dir "dir": Direction,
    }
}

record! {
    /// Where a term is taken from.
    TermSource {
        /// The paper.
        required paper "paper": Reference => "papers",
        /// Where in the paper.
        optional at "at": Spanned<Locator>,
    }
}

impl Term {
    /// Every reference that the front matter makes.
    pub fn references(&self) -> Vec<MatterReference<'_>> {
        use MatterReference as Of;
        let source = self
            .source
            .iter()
            .map(|it| Of::new(Relation::Source, &[Kind::Paper], &it.paper, 0));
        let see = self.see.iter().map(|it| Of::new(Relation::See, &[Kind::Term], it, 0));
        Of::each(Relation::Broader, &[Kind::Term], &self.broader)
            .chain(Of::each(Relation::Related, &[Kind::Term], &self.related))
            .chain(source)
            .chain(see)
            .collect()
    }
}
