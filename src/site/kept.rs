//! Fragments that were published and are no longer on their page: what of the page answers for each.

use super::Site;
use super::address::Listing;
use super::former::{Passage, Target};
use crate::model::ledger::{Published, State};
use std::collections::{BTreeMap, BTreeSet};

/// Where a former fragment leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// To this fragment of the page.
    At(String),
    /// To the beginning of the page.
    Top,
    /// To another page, or another place of this one, as an author has said.
    Moved(Target),
    /// To a further page of the list, where the item stands that is called so.
    Further(Target, String),
    /// Nowhere: an author has said why.
    Gone(String),
}

/// Whether a page may have former fragments; asked before its fragments are looked for.
pub fn may_have(site: &Site, address: &str) -> bool {
    let known = |path: &str| {
        let recorded = site.ledger.addresses.get(path);
        let said = site.addresses.former.passages.range((path.to_owned(), String::new())..);
        recorded.is_some_and(|it| !it.fragments.is_empty()) || said.take(1).any(|((page, _), _)| page == path)
    };
    let claimed = |(passage, _): &(Passage, _)| matches!(passage, Passage::Moved(to) if to.path == address);
    known(address)
        || site.addresses.former.of(address).iter().any(|path| known(path))
        || site.addresses.former.passages.values().any(claimed)
}

/// Where each fragment leads that the page at `address` has to answer for and does not have: its own former ones, and
/// those of its former addresses. `living` are the fragments that it has, in their order.
///
/// A heading that was reworded is found by its neighbours and by its words; a passage that is gone leads to what stood
/// before it.
pub fn places(site: &Site, address: &str, living: &[&str]) -> BTreeMap<String, Place> {
    let page = Page {
        address,
        living,
        here: living.iter().copied().collect(),
    };
    let mut places = BTreeMap::new();
    let former = site.addresses.former.of(address);
    for path in std::iter::once(address).chain(former.iter().map(String::as_str)) {
        let mut own = BTreeMap::new();
        if let Some(published) = site.ledger.addresses.get(path) {
            page.place(published, &mut own);
            further(site, path, &mut own);
        }
        for ((from, id), (passage, _)) in said_of(site, path) {
            debug_assert_eq!(from, path, "the range holds one page");
            if !page.here.contains(id.as_str()) {
                own.insert(id.clone(), page.as_said(passage));
            }
        }
        for (id, place) in own {
            places.entry(id).or_insert(place);
        }
    }
    // What an author has said to stand here is answered for, whatever the heading is called by now.
    for (passage, _) in site.addresses.former.passages.values() {
        if let Passage::Moved(Target {
            path,
            fragment: Some(id),
        }) = passage
            && path == address
            && !page.here.contains(id.as_str())
        {
            let place = alike(id, &page.here).map_or(Place::Top, |it| Place::At(it.to_owned()));
            places.entry(id.clone()).or_insert(place);
        }
    }
    places
}

/// Leads what a list had on one page, and has on another one by now, there.
fn further(site: &Site, path: &str, places: &mut BTreeMap<String, Place>) {
    let listing = Listing::at(path).filter(|it| site.pagination(*it).pages() > 1);
    let Some(listing) = listing.filter(|_| !places.is_empty()) else {
        return;
    };
    let mut items = site.places_in_list(listing);
    for (id, place) in places {
        if let Some((page, title)) = items.remove(id) {
            let to = Target {
                path: listing.page_address(page),
                fragment: Some(id.clone()),
            };
            *place = Place::Further(to, title);
        }
    }
}

/// What authors have said of the passages of a page.
fn said_of<'s>(
    site: &'s Site,
    path: &'s str,
) -> impl Iterator<Item = (&'s (String, String), &'s (Passage, crate::span::FileSpan))> {
    let from = site.addresses.former.passages.range((path.to_owned(), String::new())..);
    from.take_while(move |((page, _), _)| page == path)
}

/// A page as it is now.
struct Page<'a> {
    address: &'a str,
    living: &'a [&'a str],
    here: BTreeSet<&'a str>,
}

impl Page<'_> {
    fn as_said(&self, passage: &Passage) -> Place {
        match passage {
            Passage::Moved(to) if to.path == self.address => match &to.fragment {
                Some(id) if self.here.contains(id.as_str()) => Place::At(id.clone()),
                _ => Place::Top,
            },
            Passage::Moved(to) => Place::Moved(to.clone()),
            Passage::Gone(reason) => Place::Gone(reason.clone()),
        }
    }

    /// Finds a place for each recorded fragment that the page does not have.
    fn place(&self, published: &Published, places: &mut BTreeMap<String, Place>) {
        let missing = |id: &str| !self.here.contains(id);
        if !published.fragments.keys().any(|id| missing(id)) {
            return;
        }
        let aligned = self.align(published);
        for (id, fragment) in &published.fragments {
            if missing(id) && fragment.state != State::Forgotten {
                places.insert(id.clone(), self.follow(id, published, &aligned));
            }
        }
    }

    /// Goes from a fragment to the one that answers for it until one is on the page.
    fn follow(&self, id: &str, published: &Published, aligned: &BTreeMap<&str, &str>) -> Place {
        let mut seen = BTreeSet::new();
        let mut at = id;
        while seen.insert(at) {
            if self.here.contains(at) {
                return Place::At(at.to_owned());
            }
            at = match published.fragments.get(at).map(|it| &it.state) {
                Some(State::Now(next)) => next,
                Some(State::First | State::After(_)) => match aligned.get(at) {
                    Some(next) => next,
                    None => return Place::Top,
                },
                _ => return Place::Top,
            };
        }
        Place::Top
    }

    /// What answers for each fragment that the page had when it was last recorded, and has no more: first the new one
    /// that is worded alike, then the one in its place.
    fn align<'p>(&'p self, published: &'p Published) -> BTreeMap<&'p str, &'p str> {
        let old = published.sequence();
        let known: BTreeSet<&str> = published.fragments.keys().map(String::as_str).collect();
        let mut fresh: BTreeSet<&str> = self.here.difference(&known).copied().collect();
        let mut aligned: BTreeMap<&str, &str> = BTreeMap::new();
        for id in old.iter().filter(|id| !self.here.contains(*id)) {
            if let Some(new) = alike(id, &fresh) {
                fresh.remove(new);
                aligned.insert(id, new);
            }
        }
        let is_found = |id: &str, aligned: &BTreeMap<&str, &str>| self.here.contains(id) || aligned.contains_key(id);
        let mut start = 0;
        while let Some(first) = (start..old.len()).find(|&at| !is_found(old[at], &aligned)) {
            let gap = old[first..].iter().take_while(|id| !is_found(id, &aligned)).count();
            let before = first.checked_sub(1).map(|at| old[at]);
            let before = before.map(|id| aligned.get(id).copied().unwrap_or(id));
            let missing = old[first..first + gap].iter().copied();
            for (id, new) in missing.zip(self.behind(before, &fresh)) {
                fresh.remove(new);
                aligned.insert(id, new);
            }
            start = first + gap;
        }
        self.stood_behind(&old, &mut aligned);
        aligned
    }

    /// The new fragments that follow one directly; those at the beginning of the page where there is none.
    fn behind<'p>(&'p self, before: Option<&str>, fresh: &BTreeSet<&'p str>) -> Vec<&'p str> {
        let start = before.and_then(|before| self.living.iter().position(|id| *id == before));
        let rest = self.living.iter().skip(start.map_or(0, |at| at + 1));
        rest.copied().take_while(|id| fresh.contains(id)).collect()
    }

    /// Whatever has nothing of its own leads to what stood before it.
    fn stood_behind<'p>(&'p self, old: &[&'p str], aligned: &mut BTreeMap<&'p str, &'p str>) {
        let mut before: Option<&str> = None;
        for id in old {
            if self.here.contains(id) {
                before = Some(id);
            } else if let Some(new) = aligned.get(id) {
                before = Some(new);
            } else if let Some(before) = before {
                aligned.insert(id, before);
            }
        }
    }
}

/// The fragment of some that is worded alike: more than half of the words of both are the same, or half of them
/// and at least two.
fn alike<'p>(id: &str, among: &BTreeSet<&'p str>) -> Option<&'p str> {
    let words = words(id);
    let score = |other: &str| {
        let others = self::words(other);
        let shared = words.intersection(&others).count();
        let share = (200 * shared).checked_div(words.len() + others.len()).unwrap_or(0);
        (share, shared)
    };
    let best = among
        .iter()
        .copied()
        .max_by_key(|it| (score(it), std::cmp::Reverse(*it)))?;
    let (share, shared) = score(best);
    (share > 50 || share == 50 && shared > 1).then_some(best)
}

/// The words of a fragment; what only numbers it is none.
fn words(id: &str) -> BTreeSet<&str> {
    let words = id.split('-').filter(|it| !it.is_empty());
    words.filter(|it| !it.chars().all(|c| c.is_ascii_digit())).collect()
}
