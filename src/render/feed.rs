//! The Atom feed (RFC 4287): papers and events, for readers who want to hear of new summaries.

use super::html_text::escape;
use super::{OutputFile, Sink};
use crate::graph::EntryId;
use crate::model::{Data, Kind};
use crate::site::Site;
use crate::site::versions;
use std::fmt::Write;

/// How many entries a feed holds at most.
const MAX_ENTRIES: usize = 200;

/// A feed has to say when each entry changed. Where the site has no history, nothing does, and a clock would make every
/// build different; so a feed without history and without `SOURCE_DATE_EPOCH` says the beginning of time.
const UNKNOWN: &str = "1970-01-01T00:00:00Z";

/// `atom.xml`.
pub(super) fn atom(site: &Site, sink: &Sink<'_>) {
    let base = site.config.base_url();
    let home = base.clone().unwrap_or_default();
    let id = base
        .clone()
        .unwrap_or_else(|| format!("urn:conspectus:{}", crate::parse::slug(&site.config.title.value)));
    let newest = site.versions.newest().map(versions::moment);
    let updated = newest
        .or_else(|| site.date.clone())
        .unwrap_or_else(|| UNKNOWN.to_owned());
    let mut xml =
        String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\"");
    let _ = writeln!(xml, " xml:lang=\"{}\">", escape(site.config.language()));
    let _ = writeln!(xml, "<title>{}</title>", escape(&site.config.title.value));
    let _ = writeln!(xml, "<subtitle>{}</subtitle>", escape(&site.config.description.value));
    let _ = writeln!(xml, "<id>{}</id>\n<updated>{updated}</updated>", escape(&id));
    if let Some(base) = &base {
        let _ = writeln!(
            xml,
            "<link href=\"{0}\"/>\n<link rel=\"self\" href=\"{0}atom.xml\"/>",
            escape(base)
        );
    } else {
        let _ = writeln!(xml, "<link href=\"index.html\"/>");
    }
    let authors: Vec<&str> = site.config.author.iter().map(|it| it.value.as_str()).collect();
    let author = if authors.is_empty() {
        site.config.title.value.clone()
    } else {
        authors.join(", ")
    };
    let _ = writeln!(xml, "<author><name>{}</name></author>", escape(&author));
    for entry in newest_first(site).into_iter().take(MAX_ENTRIES) {
        item(&mut xml, site, entry, &home, &id);
    }
    xml.push_str("</feed>\n");
    sink(OutputFile::text("atom.xml", xml));
}

/// Papers and events, those that changed last before the others; without history papers, then the latest events.
fn newest_first(site: &Site) -> Vec<EntryId> {
    let events = site.order(Kind::Event).iter().rev();
    let mut entries: Vec<EntryId> = site.order(Kind::Paper).iter().chain(events).copied().collect();
    entries.sort_by_key(|&id| std::cmp::Reverse(site.versions.of(id).first().map(|it| it.seconds)));
    entries
}

fn item(xml: &mut String, site: &Site, id: EntryId, home: &str, feed: &str) {
    let entry = site.entry(id);
    let changed = site.versions.of(id).first().map(versions::moment);
    let updated = changed
        .or_else(|| site.date.clone())
        .unwrap_or_else(|| UNKNOWN.to_owned());
    let summary = match &entry.data {
        Data::Paper(paper) => paper.thesis.first().map(|it| it.value.clone()),
        Data::Event(event) => event.date.as_ref().map(|date| date.value.human(&site.date_words)),
        _ => None,
    };
    let address = site.addresses.of(id);
    let _ = writeln!(xml, "<entry>\n<title>{}</title>", escape(entry.title()));
    let _ = writeln!(xml, "<link href=\"{}{}\"/>", escape(home), escape(address));
    let _ = writeln!(
        xml,
        "<id>{}{}{}</id>",
        escape(feed),
        if feed.ends_with('/') { "" } else { ":" },
        escape(address)
    );
    let _ = writeln!(
        xml,
        "<updated>{updated}</updated>\n<category term=\"{}\"/>",
        entry.key.kind
    );
    if let Some(summary) = summary {
        let _ = writeln!(xml, "<summary>{}</summary>", escape(&summary));
    }
    xml.push_str("</entry>\n");
}
