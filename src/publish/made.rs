//! What published pages were made from, by their fingerprints, so that the next build takes over those that it would make
//! the same. What a fingerprint is of is known to whoever gives it.
//!
//! It is noted beside the output, as the state is, and stands for one list of files alone: an output that another run has
//! written, or that was brought back from elsewhere, has other pages.

use super::place::Place;
use blake3::Hash;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;

/// The last part of the name of the file: `.public.conspectus-pages`.
const FILE_NAME: &str = "pages";

const HEADING: &str =
    "# What the pages of the last build were made from. It may be removed: then the next build makes all.";

/// The fingerprint of each page, by its path, as noted beside an output that has that list; nothing where there is no such
/// note.
pub(super) fn read(place: &Place, list: &str) -> BTreeMap<String, Hash> {
    let text = fs::read_to_string(place.beside(FILE_NAME)).unwrap_or_default();
    let mut lines = text.lines().skip(1);
    if lines.next() != Some(blake3::hash(list.as_bytes()).to_hex().as_str()) {
        return BTreeMap::new();
    }
    let page = |line: &str| {
        let (hash, path) = line.split_once(' ')?;
        Some((path.to_owned(), Hash::from_hex(hash).ok()?))
    };
    // The last line may lack its end: then its path is none of the site.
    lines.filter_map(page).collect()
}

/// Notes it beside an output.
pub(super) fn remember(place: &Place, list: &Hash, pages: &BTreeMap<String, Hash>) {
    let mut text = format!("{HEADING}\n{}\n", list.to_hex());
    for (page, hash) in pages {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{} {page}", hash.to_hex());
    }
    place.note(FILE_NAME, &text);
}
