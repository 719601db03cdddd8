//! An event: something that happened, when, where, and who took part.

use super::date::Edtf;
use super::{Direction, Kind, Language, MatterReference, Reference, Relation};
use crate::span::Spanned;
use crate::yaml::record;

record! {
    /// Something that happened.
    Event {
        /// The title.
        required title "title": Spanned<String>,
        /// When, in EDTF, no more precise than is common ground.
        required date "date": Option<Spanned<Edtf>>,
        /// One of the site's kinds of event.
        optional kind "kind": Spanned<String> => "event-kinds",
        /// Where.
        optional place "place": Spanned<String>,
        /// Who took part, with the role of each.
        list actors "actors": Participant,
        /// The themes it belongs to.
        list themes "themes": Reference => "themes",
        /// The larger event that it is part of.
        optional part_of "part-of": Reference => "events",
        /// The events that led to it.
        list caused_by "caused-by": Reference => "events",
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
    /// Someone who took part in an event.
    Participant {
        /// The actor.
        required actor "actor": Reference => "actors",
        /// One of the site's roles.
        optional role "role": Spanned<String> => "roles",
    }
}

impl Event {
    /// Every reference that the front matter makes.
    pub fn references(&self) -> Vec<MatterReference<'_>> {
        use MatterReference as Of;
        let actors = self.actors.iter().enumerate();
        let actors = actors.map(|(item, it)| Of::new(Relation::Involves, &[Kind::Actor], &it.actor, item));
        let part_of = self
            .part_of
            .iter()
            .map(|it| Of::new(Relation::PartOf, &[Kind::Event], it, 0));
        actors
            .chain(Of::each(Relation::Concerns, &[Kind::Theme], &self.themes))
            .chain(part_of)
            .chain(Of::each(Relation::CausedBy, &[Kind::Event], &self.caused_by))
            .collect()
    }
}
