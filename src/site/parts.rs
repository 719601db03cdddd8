//! Long lists, cut into pages of their own, so that no page grows with the site.

use super::Site;
use super::address::Listing;
use crate::model::Kind;
use std::num::NonZeroUsize;
use std::ops::Range;

/// How a list is cut: into pages of about the same length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parts {
    items: usize,
    each: usize,
}

impl Parts {
    /// As few parts as there can be with at most so many items on each; one for an empty list.
    fn new(items: usize, most: NonZeroUsize) -> Parts {
        let count = items.div_ceil(most.get()).max(1);
        Parts {
            items,
            each: items.div_ceil(count).max(1),
        }
    }

    /// How many there are: at least one.
    pub fn count(self) -> usize {
        self.items.div_ceil(self.each).max(1)
    }

    /// The part that an item stands in; both are counted from 0.
    pub fn of(self, item: usize) -> usize {
        (item / self.each).min(self.count() - 1)
    }

    /// The items of a part.
    pub fn range(self, part: usize) -> Range<usize> {
        let start = (part * self.each).min(self.items);
        start..(start + self.each).min(self.items)
    }
}

impl Site {
    /// How a list is cut into pages. Those that only count or compare are one page always.
    pub fn parts(&self, listing: Listing) -> Parts {
        let items = match listing {
            Listing::Kind(kind) => self.order(kind).len(),
            Listing::Timeline => self.order(Kind::Event).len(),
            Listing::Index => self.index.headings.len(),
            Listing::Bibliography => self.cited.own.bibliography.len(),
            Listing::Matrix
            | Listing::Disagreements
            | Listing::Relations
            | Listing::Network
            | Listing::Coverage
            | Listing::Changes
            | Listing::Data => 0,
        };
        Parts::new(items, self.config.list_length())
    }

    /// Every page of every list.
    pub fn listing_pages(&self) -> impl Iterator<Item = (Listing, usize)> {
        let parts = |listing| (0..self.parts(listing).count()).map(move |part| (listing, part));
        self.listings().into_iter().flat_map(parts)
    }
}

#[cfg(test)]
mod tests {
    use super::Parts;
    use std::num::NonZeroUsize;

    #[test]
    fn every_item_stands_in_one_part_and_no_part_is_longer_than_it_may_be() {
        for items in 0..60 {
            for most in (1..20).filter_map(NonZeroUsize::new) {
                let parts = Parts::new(items, most);
                assert_eq!(parts.count(), items.div_ceil(most.get()).max(1));
                let all: Vec<usize> = (0..parts.count()).flat_map(|part| parts.range(part)).collect();
                assert_eq!(all, (0..items).collect::<Vec<_>>(), "{items} by {most}");
                for part in 0..parts.count() {
                    assert!(parts.range(part).len() <= most.get());
                    assert!(parts.range(part).all(|item| parts.of(item) == part));
                }
            }
        }
    }
}
