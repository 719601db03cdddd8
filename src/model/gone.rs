//! What is no longer at its address: `content/gone.yaml`, one item an address.

use crate::span::{FileId, Spanned};
use crate::yaml::record;

/// The name of the file, in `content/`.
pub const FILE_NAME: &str = "gone.yaml";

record! {
    /// An address at which nothing is any more, with where its content lies now or why there is none.
    Gone {
        /// The former address, as `events/armistice` or `files/map.pdf`; with a fragment, as `papers/hale-1911#method`, a passage.
        required address "gone": Spanned<String>,
        /// Where it lies now: readers are sent there. For what moved into an entry, `moved-from` of the entry says the same.
        optional to "to": Spanned<String>,
        /// Why there is none, in a sentence or two: the page at the address says so.
        optional reason "reason": Spanned<String>,
        /// What it was called; the address if left out.
        optional title "title": Spanned<String>,
        /// Where a reader may look instead: addresses of this site.
        list see "see": Spanned<String>,
    }
}

/// The items of the file, which knows where it is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct GoneList {
    /// The file; none where the site has none.
    pub file: Option<FileId>,
    /// What is gone, in the order written.
    pub items: Vec<Gone>,
}
