//! The open data of a site: the graph as JSON-LD, tables with their description, and the vocabularies as SKOS.
//!
//! Entries are named by the addresses of their pages, statements by address and fragment. They are written relative to
//! the root of the site, which a file names once, so that the address of the site stands in one line.

mod graph;
mod package;
mod skos;
mod statements;
mod tables;

use super::Sink;
use crate::graph::{EntryId, WorkId};
use crate::model::locator::Locator;
use crate::site::Site;
use crate::site::address::Listing;
use crate::span::Spanned;
use rayon::prelude::*;

/// Everything in `data/`.
pub(super) fn files(site: &Site, sink: &Sink<'_>) {
    let tables = tables::of(site);
    sink(graph::json_ld(site));
    sink(package::description(site, &tables));
    skos::turtle(site).into_iter().for_each(sink);
    tables.par_iter().for_each(|table| sink(table.csv(site)));
}

/// What relative names in `data/` are counted from: the address of the site, or the folder above.
fn base(site: &Site) -> String {
    site.config.base_url().unwrap_or_else(|| "../".to_owned())
}

/// The name of a work: its place in the bibliography, as if that were one page. A name does not move with a page.
fn work(site: &Site, id: WorkId) -> String {
    let key = &site.graph.work(id).work.key;
    format!("{}#work-{}", Listing::Bibliography.address(), encoded(key))
}

/// A key of a reference file as a fragment: what RDF does not allow in a name is written as `%20`.
fn encoded(key: &str) -> String {
    let mut encoded = String::with_capacity(key.len());
    for c in key.chars() {
        if c.is_whitespace() || c.is_control() || "<>\"{}|\\^`%#".contains(c) {
            let mut bytes = [0; 4];
            encoded.extend(c.encode_utf8(&mut bytes).bytes().map(|byte| format!("%{byte:02X}")));
        } else {
            encoded.push(c);
        }
    }
    encoded
}

/// The name of an entry: the address of its page.
fn entry(site: &Site, id: EntryId) -> String {
    site.addresses.of(id).to_owned()
}

/// The language of an entry.
fn language(site: &Site, id: EntryId) -> &str {
    site.entry(id).common().lang.unwrap_or(site.config.language())
}

fn locator(at: Option<&Spanned<Locator>>) -> String {
    at.map(|it| it.value.human()).unwrap_or_default()
}
