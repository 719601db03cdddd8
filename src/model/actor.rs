//! An actor: a person, state or organisation, with every name it goes by.

use super::date::Edtf;
use super::{Direction, Kind, Language, MatterReference, Reference, Relation};
use crate::span::Spanned;
use crate::yaml::record;

record! {
    /// Someone or something that acts.
    Actor {
        /// The preferred name.
        required title "title": Spanned<String>,
        /// One of the site's kinds of actor.
        optional kind "kind": Spanned<String> => "actor-kinds",
        /// The form that the index sorts by, such as “Lovelace, Ada”.
        optional sort "sort": Spanned<String>,
        /// Other names and spellings, found in prose.
        list aliases "aliases": Spanned<String>,
        /// Names that stand for the actor only where written as a link, such as a capital city.
        list metonyms "metonyms": Spanned<String>,
        /// The larger actors that it is part of.
        list part_of "part-of": Reference => "actors",
        /// Offices held, with their time.
        list held "held": Office,
        /// The same actor in authority files: web addresses of Wikidata, VIAF and the like.
        list same_as "same-as": Spanned<String>,
        /// Actors to look at as well.
        list see_also "see-also": Reference => "actors",
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
    /// An office and when it was held.
    Office {
        /// The office.
        required office "office": Spanned<String>,
        /// When, in EDTF.
        optional date "date": Spanned<Edtf>,
    }
}

impl Actor {
    /// Every reference that the front matter makes.
    pub fn references(&self) -> Vec<MatterReference<'_>> {
        use MatterReference as Of;
        Of::each(Relation::PartOf, &[Kind::Actor], &self.part_of)
            .chain(Of::each(Relation::SeeAlso, &[Kind::Actor], &self.see_also))
            .collect()
    }
}
