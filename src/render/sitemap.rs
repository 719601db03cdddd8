//! The sitemap (sitemaps.org): the address of every page, where the address of the site is known.

use super::OutputFile;
use super::html_text::escape;
use crate::site::Site;
use std::fmt::Write;

/// `sitemap.xml`. The protocol wants whole addresses, so a site without `base-url` lists its pages relative to the
/// sitemap, which crawlers on the site itself can still follow.
pub(super) fn sitemap(site: &Site) -> Vec<OutputFile> {
    let base = site.config.base_url().unwrap_or_default();
    let entries = site.graph.entries().filter(|(_, entry)| !entry.is_home());
    let entries = entries.map(|(id, _)| site.addresses.of(id).to_owned());
    let works = site
        .addresses
        .works()
        .filter_map(|id| site.addresses.of_work(id).map(str::to_owned));
    let listings = site.listings().into_iter().map(crate::site::address::Listing::address);
    let mut addresses: Vec<String> = ["index.html".to_owned()]
        .into_iter()
        .chain(listings)
        .chain(works)
        .chain(entries)
        .collect();
    addresses.sort();
    let mut xml = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
    xml.push_str("<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
    for address in addresses {
        let _ = write!(xml, "<url><loc>{}{}</loc>", escape(&base), escape(&address));
        if let Some(date) = &site.date {
            let _ = write!(xml, "<lastmod>{date}</lastmod>");
        }
        xml.push_str("</url>\n");
    }
    xml.push_str("</urlset>\n");
    vec![OutputFile::text("sitemap.xml", xml)]
}
