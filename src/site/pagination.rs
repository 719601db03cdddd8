//! Pagination: long lists go on on further pages, so that no page grows with the site.

use super::address::Listing;
use super::glossary::{self, Letter};
use super::{Site, index, matrix};
use crate::graph::EntryId;
use crate::model::Kind;
use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::ops::Range;

/// How a list is spread over pages of about the same length. Items and pages are counted from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pagination {
    items: usize,
    each: usize,
}

impl Pagination {
    /// As few pages as there can be with at most so many items on each; one for an empty list.
    fn new(items: usize, most: NonZeroUsize) -> Pagination {
        let count = items.div_ceil(most.get()).max(1);
        Pagination {
            items,
            each: items.div_ceil(count).max(1),
        }
    }

    /// How many pages there are: at least one.
    pub fn pages(self) -> usize {
        self.items.div_ceil(self.each).max(1)
    }

    /// The page that an item stands on.
    pub fn page_of(self, item: usize) -> usize {
        (item / self.each).min(self.pages() - 1)
    }

    /// The items of a page.
    pub fn items(self, page: usize) -> Range<usize> {
        let start = (page * self.each).min(self.items);
        start..(start + self.each).min(self.items)
    }
}

impl Site {
    /// How a list is spread over pages. Those that compare or count a few things are one page always.
    pub fn pagination(&self, listing: Listing) -> Pagination {
        let items = match listing {
            Listing::Kind(kind) => self.order(kind).len(),
            Listing::Timeline => self.order(Kind::Event).len(),
            Listing::Index => self.index.headings.len(),
            Listing::Bibliography => self.cited.citations.bibliography.len(),
            Listing::Matrix if matrix::is_counted(self) => self.order(Kind::Theme).len(),
            Listing::Matrix
            | Listing::Disagreements
            | Listing::Relations
            | Listing::Network
            | Listing::Coverage
            | Listing::Changes
            | Listing::Data => 0,
        };
        Pagination::new(items, self.config.list_length())
    }

    /// The items and letters of a list by the fragments that they have in it: the page that each stands on, and what it is
    /// called. Nothing for lists that give their items no fragments.
    pub fn places_in_list(&self, listing: Listing) -> BTreeMap<String, (usize, String)> {
        let fragment = |name: &str| listing.fragment(name).unwrap_or_default();
        let named = |id: EntryId| {
            let entry = self.entry(id);
            (fragment(&entry.key.stem), entry.title().to_owned())
        };
        let pagination = self.pagination(listing);
        match listing {
            Listing::Index => {
                let headings = self.index.headings.iter();
                let letters = glossary::by_letter(headings, |it| it.text.clone());
                // Who looks for another name of an actor is told where to look.
                let name = |it: &&index::Heading| (named(it.actor).0, it.text.clone());
                let is_own = |it: &&index::Heading| !it.is_see;
                in_letters(pagination, letters, is_own, name)
            }
            Listing::Kind(Kind::Term) => {
                let title = |id: &EntryId| self.entry(*id).title().to_owned();
                let letters = glossary::by_letter(self.order(Kind::Term).iter().copied(), title);
                in_letters(pagination, letters, |_| true, |id| named(*id))
            }
            Listing::Timeline => in_order(pagination, self.order(Kind::Event).iter().map(|id| named(*id))),
            Listing::Bibliography => {
                let works = self.bibliography().map(|id| &self.graph.work(id).work);
                in_order(pagination, works.map(|it| (fragment(&it.key), it.title())))
            }
            _ => BTreeMap::new(),
        }
    }

    /// Every page of every list.
    pub fn listing_pages(&self) -> impl Iterator<Item = (Listing, usize)> {
        let pages = |listing| (0..self.pagination(listing).pages()).map(move |page| (listing, page));
        self.listings().into_iter().flat_map(pages)
    }
}

/// The page that each item stands on, by its fragment, with its name.
fn in_order(
    pagination: Pagination,
    items: impl Iterator<Item = (String, String)>,
) -> BTreeMap<String, (usize, String)> {
    let placed = |(item, (fragment, name))| (fragment, (pagination.page_of(item), name));
    items.enumerate().map(placed).collect()
}

/// The same for a list that is cut into letters, with these.
fn in_letters<T>(
    pagination: Pagination,
    letters: Vec<Letter<T>>,
    has_fragment: impl Fn(&T) -> bool,
    name: impl Fn(&T) -> (String, String),
) -> BTreeMap<String, (usize, String)> {
    let mut places = BTreeMap::new();
    let mut item = 0;
    for letter in letters {
        places.insert(letter.id, (pagination.page_of(item), letter.letter));
        for it in &letter.items {
            if has_fragment(it) {
                let (fragment, name) = name(it);
                places.insert(fragment, (pagination.page_of(item), name));
            }
            item += 1;
        }
    }
    places
}

#[cfg(test)]
mod tests {
    use super::Pagination;
    use std::num::NonZeroUsize;

    #[test]
    fn every_item_stands_on_one_page_and_no_page_is_longer_than_it_may_be() {
        for items in 0..60 {
            for most in (1..20).filter_map(NonZeroUsize::new) {
                let pagination = Pagination::new(items, most);
                assert_eq!(pagination.pages(), items.div_ceil(most.get()).max(1));
                let all: Vec<usize> = (0..pagination.pages())
                    .flat_map(|page| pagination.items(page))
                    .collect();
                assert_eq!(all, (0..items).collect::<Vec<_>>(), "{items} by {most}");
                for page in 0..pagination.pages() {
                    assert!(pagination.items(page).len() <= most.get());
                    assert!(pagination.items(page).all(|item| pagination.page_of(item) == page));
                }
            }
        }
    }
}
