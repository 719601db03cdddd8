//! A page: prose that is no entry of the other kinds.

use super::date::Edtf;
use super::locator::Locator;
use super::{Direction, Kind, Language, MatterReference, Reference, Relation};
use crate::span::Spanned;
use crate::yaml::record;

record! {
    /// Prose that is no entry of the other kinds: a reading guide, how to cite.
    Page {
        /// The title.
        required title "title": Spanned<String>,
        /// What a course reads, week by week; the page shows it below its text, and offers it to learning platforms.
        list reading_list "reading-list": Week,
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
    /// A week of a reading list, or any other part of it.
    Week {
        /// What the week is called.
        required week "week": Spanned<String>,
        /// When it is, in EDTF.
        optional date "date": Spanned<Edtf>,
        /// What it is about, or what to do.
        optional note "note": Spanned<String>,
        /// What is read.
        list items "items": Reading,
    }
}

record! {
    /// Something to read.
    Reading {
        /// An entry of any kind, or a key of the bibliography.
        required read "read": Reference => "works",
        /// Which part of it: a section title, `p. 193`, or both.
        optional at "at": Spanned<Locator>,
        /// What to look for in it.
        optional note "note": Spanned<String>,
    }
}

impl Page {
    /// Every reference that the front matter makes.
    pub fn references(&self) -> Vec<MatterReference<'_>> {
        let readings = self.reading_list.iter().flat_map(|week| &week.items);
        // A reading counts on through the weeks.
        readings
            .enumerate()
            .map(|(item, it)| MatterReference {
                works: true,
                ..MatterReference::new(Relation::Links, &Kind::ALL, &it.read, item)
            })
            .collect()
    }
}
