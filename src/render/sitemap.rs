//! The sitemap (sitemaps.org): the address of every page; of very many pages in several files, with a list of these.

use super::html_text::escape;
use super::{OutputFile, Sink};
use crate::graph::EntryId;
use crate::site::Site;
use std::fmt::Write;

/// What the protocol allows in one file.
const MOST: usize = 50_000;

const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n";

const SCHEMA: &str = "http://www.sitemaps.org/schemas/sitemap/0.9";

/// `sitemap.xml`. The protocol wants whole addresses, so a site without `base-url` lists its pages relative to the
/// sitemap, which crawlers on the site itself can still follow.
pub(super) fn sitemap(site: &Site, sink: &Sink<'_>) {
    let base = site.config.base_url().unwrap_or_default();
    let home = site
        .graph
        .entries()
        .find(|(_, entry)| entry.is_home())
        .map(|(id, _)| id);
    let entries = site.graph.texts().map(|(id, _)| id).filter(|id| Some(*id) != home);
    let entries = entries.map(|id| (site.addresses.of(id).to_owned(), Some(id)));
    let works = site.addresses.works().filter_map(|id| site.addresses.of_work(id));
    let listings = site.listing_pages().map(|(listing, page)| listing.page_address(page));
    let others = works.map(str::to_owned).chain(listings).map(|address| (address, None));
    let mut addresses: Vec<(String, Option<EntryId>)> = others.chain(entries).collect();
    addresses.push(("index.html".to_owned(), home));
    addresses.sort();
    if addresses.len() <= MOST {
        sink(OutputFile::text("sitemap.xml", urls(site, &base, &addresses)));
        return;
    }
    let mut index = String::from(DECLARATION);
    let _ = writeln!(index, "<sitemapindex xmlns=\"{SCHEMA}\">");
    for (number, addresses) in (1..).zip(addresses.chunks(MOST)) {
        let path = format!("sitemap-{number}.xml");
        let _ = write!(index, "<sitemap><loc>{}{path}</loc>", escape(&base));
        lastmod(site, &mut index);
        index.push_str("</sitemap>\n");
        sink(OutputFile::text(path, urls(site, &base, addresses)));
    }
    index.push_str("</sitemapindex>\n");
    sink(OutputFile::text("sitemap.xml", index));
}

fn urls(site: &Site, base: &str, addresses: &[(String, Option<EntryId>)]) -> String {
    let mut xml = String::from(DECLARATION);
    let _ = write!(xml, "<urlset xmlns=\"{SCHEMA}\"");
    if site.graph.translations().next().is_some() {
        xml.push_str(" xmlns:xhtml=\"http://www.w3.org/1999/xhtml\"");
    }
    xml.push_str(">\n");
    for (address, text) in addresses {
        let _ = write!(xml, "<url><loc>{}{}</loc>", escape(base), escape(address));
        lastmod(site, &mut xml);
        if let Some(text) = text {
            versions(site, *text, base, &mut xml);
        }
        xml.push_str("</url>\n");
    }
    xml.push_str("</urlset>\n");
    xml
}

fn lastmod(site: &Site, xml: &mut String) {
    if let Some(date) = &site.date {
        let _ = write!(xml, "<lastmod>{date}</lastmod>");
    }
}

/// The languages of a page, itself among them, as crawlers want them: each version names all.
fn versions(site: &Site, text: EntryId, base: &str, xml: &mut String) {
    let versions: Vec<EntryId> = site.graph.versions(text).collect();
    for &id in versions.iter().filter(|_| versions.len() > 1) {
        let (language, address) = (site.graph.language_of(id), site.addresses.of(id));
        let _ = write!(
            xml,
            "<xhtml:link rel=\"alternate\" hreflang=\"{}\" href=\"{}{}\"/>",
            escape(language),
            escape(base),
            escape(address)
        );
    }
}
