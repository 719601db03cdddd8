//! A theme: a question that papers speak to, in a tree.

use super::{Direction, Kind, Language, MatterReference, Reference, Relation};
use crate::span::Spanned;
use crate::yaml::record;

record! {
    /// A question that papers speak to.
    Theme {
        /// The title.
        required title "title": Spanned<String>,
        /// What a review asks of each paper.
        optional question "question": Spanned<String>,
        /// The broader theme that this one belongs to.
        optional parent "parent": Reference => "themes",
        /// Themes beside this one.
        list related "related": Reference => "themes",
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

impl Theme {
    /// Every reference that the front matter makes.
    pub fn references(&self) -> Vec<MatterReference<'_>> {
        use MatterReference as Of;
        let parent = self
            .parent
            .iter()
            .map(|it| Of::new(Relation::Broader, &[Kind::Theme], it, 0));
        parent
            .chain(Of::each(Relation::Related, &[Kind::Theme], &self.related))
            .collect()
    }
}
