//! Pagination: long lists go on on further pages, so that no page grows with the site.

use super::Site;
use super::address::Listing;
use crate::model::Kind;
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
    /// How a list is spread over pages. Those that only count or compare are one page always.
    pub fn pagination(&self, listing: Listing) -> Pagination {
        let items = match listing {
            Listing::Kind(kind) => self.order(kind).len(),
            Listing::Timeline => self.order(Kind::Event).len(),
            Listing::Index => self.index.headings.len(),
            Listing::Bibliography => self.cited.citations.bibliography.len(),
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

    /// Every page of every list.
    pub fn listing_pages(&self) -> impl Iterator<Item = (Listing, usize)> {
        let pages = |listing| (0..self.pagination(listing).pages()).map(move |page| (listing, page));
        self.listings().into_iter().flat_map(pages)
    }
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
