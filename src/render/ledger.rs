//! What a published site adds to its ledger.

use super::OutputFile;
use super::anchors::fragments;
use crate::model::ledger::{Ledger, Published, State};
use crate::site::Site;
use crate::site::kept::{self, Place};
use std::collections::BTreeSet;

/// Whether an address is one that readers link to: no part of a page, no file for the server alone.
pub fn is_recorded(path: &str) -> bool {
    // A card for a frame goes with the entry that it is of.
    let is_part = ["static/", "search/", "embed/"].iter().any(|it| path.starts_with(it)) || path == "404.html";
    // `.htaccess`, `.nojekyll`, `_redirects`.
    let is_for_server = path.starts_with(['.', '_']);
    let is_packed = path.ends_with(".gz") || path.ends_with(".br");
    !is_part && !is_for_server && !is_packed
}

/// The ledger as it has to be once these files are published. Nothing is ever taken out of it.
pub fn brought_up_to_date(site: &Site, files: &[OutputFile]) -> Ledger {
    let mut ledger = Ledger::clone(&site.ledger);
    // What stands on one page of several today stands on the next tomorrow: nobody could keep a promise of fragments.
    let is_cut = |listing| site.pagination(listing).pages() > 1;
    let cut = site.listing_pages().filter(|(listing, _)| is_cut(*listing));
    let cut: BTreeSet<String> = cut.map(|(listing, page)| listing.page_address(page)).collect();
    for file in files.iter().filter(|file| is_recorded(&file.path)) {
        let published = ledger.addresses.entry(file.path.clone()).or_default();
        published.forgotten = false;
        let is_former = site.addresses.said_former(&file.path).is_some();
        if file.path.ends_with(".html")
            && !is_former
            && !cut.contains(&file.path)
            && let Ok(html) = std::str::from_utf8(&file.bytes)
        {
            page(site, &file.path, &fragments(html), published);
        }
    }
    ledger
}

fn page(site: &Site, path: &str, living: &[&str], published: &mut Published) {
    for (id, place) in kept::places(site, path, living) {
        let known = published.fragments.contains_key(&id);
        // What came with a former address is published here by now, too.
        let fragment = published.fragments.entry(id).or_default();
        fragment.state = match place {
            Place::At(now) => State::Now(now),
            // What authors have said stands in their files.
            Place::Moved(_) | Place::Further(..) | Place::Gone(_) if known => continue,
            Place::Top | Place::Moved(_) | Place::Further(..) | Place::Gone(_) => State::Top,
        };
    }
    let mut before: Option<&str> = None;
    for id in living {
        let state = before.map_or(State::First, |before| State::After(before.to_owned()));
        let fragment = published.fragments.entry((*id).to_owned()).or_default();
        fragment.state = state;
        before = Some(id);
    }
}
