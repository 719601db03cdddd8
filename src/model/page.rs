//! A page: prose that is no entry of the other kinds.

use super::{Direction, Language};
use crate::span::Spanned;
use crate::yaml::record;

record! {
    /// Prose that is no entry of the other kinds: a reading guide, how to cite.
    Page {
        /// The title.
        required title "title": Spanned<String>,
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
