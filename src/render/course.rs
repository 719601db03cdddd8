//! What learning platforms read: a Common Cartridge of each reading list, and the glossary for Moodle.

mod cartridge;
mod moodle;

use super::Sink;
use crate::site::Site;
use crate::site::course;

/// Everything in `course/`.
pub(super) fn files(site: &Site, sink: &Sink<'_>) {
    let cartridges = course::pages(site).filter_map(|page| cartridge::cartridge(site, page));
    cartridges.chain(moodle::glossary(site)).for_each(sink);
}
