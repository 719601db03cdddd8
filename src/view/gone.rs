//! What the page says at an address whose content is gone.

use super::LinkView;
use super::viewer::Viewer;
use crate::model::typography::smart;
use serde::Serialize;

/// Why nothing is at an address any more, and where to look.
#[derive(Clone, Debug, Default, Serialize)]
pub struct GoneView {
    /// The reason, in a sentence or two.
    pub reason: String,
    /// Where to look instead.
    pub see: Vec<LinkView>,
}

impl Viewer<'_> {
    /// The view of the address that has this number among those whose content is gone.
    pub fn gone_view(&self, at: usize) -> GoneView {
        let Some(tombstone) = self.site.addresses.former.tombstones.get(at) else {
            return GoneView::default();
        };
        let link = |to: &crate::site::former::Target| match self.site.addresses.entry_at(&to.path) {
            Some(id) => LinkView {
                href: self.href(&to.to_string()),
                ..self.link(id)
            },
            None => LinkView {
                title: to.path.clone(),
                href: self.href(&to.to_string()),
                kind: "listing",
                lang: None,
                hreflang: None,
            },
        };
        GoneView {
            reason: smart(&tombstone.reason),
            see: tombstone.see.iter().map(|(to, _)| link(to)).collect(),
        }
    }
}
