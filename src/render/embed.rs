//! Cards to embed: for every entry but pages, a few lines for a frame in another website, and what oEmbed tells of them;
//! at former addresses of entries too, since a frame elsewhere is seldom mended.

use super::anchors::title;
use super::html_text::escape;
use super::{OutputFile, Sink};
use crate::graph::{EntryId, Node};
use crate::model::Kind;
use crate::site::Site;
use crate::view::{Card, Viewer};
use rayon::prelude::*;
use serde_json::json;

/// The size of the frame in CSS pixels.
const SIZE: (u32, u32) = (480, 240);

/// Every card as a page, and as oEmbed where the address of the site is known.
pub(super) fn cards(site: &Site, sink: &Sink<'_>) {
    let entries = site.graph.entries().filter(|(_, entry)| entry.key.kind != Kind::Page);
    let living: Vec<_> = entries.collect();
    living.par_iter().for_each(|(id, entry)| {
        card_at(site, *id, &format!("embed/{}", entry.key))
            .into_iter()
            .for_each(sink);
    });
    former(site).into_iter().for_each(sink);
}

/// The card of an entry at a path, without its ending.
fn card_at(site: &Site, id: EntryId, path: &str) -> Vec<OutputFile> {
    let (entry, card) = (site.entry(id), card_of(site, id));
    let frame = Frame {
        language: entry.common().lang.unwrap_or(site.config.language()),
        sheet: Some("../../static/style.css"),
        page: Some(format!("../../{}", site.addresses.of(id))),
        home: Some("../../index.html".to_owned()),
        kind: entry.key.kind.name(),
    };
    files(site, &card, &frame, path)
}

/// What frames show that were made when an entry had another name, or was not gone yet.
fn former(site: &Site) -> Vec<OutputFile> {
    let former = &site.addresses.former;
    let moved = former.redirects.iter().filter_map(|it| {
        let (path, kind) = embedded(&it.from)?;
        Some(match site.addresses.entry_at(&it.to.path) {
            Some(id) => card_at(site, id, &path),
            None => pointer(
                site,
                &it.to.to_string(),
                title(site, &it.to),
                String::new(),
                kind,
                &path,
            ),
        })
    });
    let gone = former.tombstones.iter().filter_map(|it| {
        let (path, kind) = embedded(&it.address)?;
        Some(pointer(
            site,
            &it.address,
            it.title.clone(),
            it.reason.clone(),
            kind,
            &path,
        ))
    });
    moved.chain(gone).flatten().collect()
}

/// Where the card of the entry lay that had this address: without its ending, and with the kind of the entry.
fn embedded(address: &str) -> Option<(String, Kind)> {
    let (folder, name) = address.strip_suffix(".html")?.split_once('/')?;
    let kind = Kind::of_folder(folder).filter(|kind| *kind != Kind::Page)?;
    let is_entry = !name.contains(['/', '.']) && name != "index";
    is_entry.then(|| (format!("embed/{folder}/{name}"), kind))
}

/// A card that tells where to look.
fn pointer(site: &Site, to: &str, title: String, text: String, kind: Kind, path: &str) -> Vec<OutputFile> {
    let card = Card { title, text, ..empty() };
    let frame = Frame {
        language: site.config.language(),
        sheet: Some("../../static/style.css"),
        page: Some(format!("../../{to}")),
        home: Some("../../index.html".to_owned()),
        kind: kind.name(),
    };
    files(site, &card, &frame, path)
}

fn files(site: &Site, card: &Card, frame: &Frame<'_>, path: &str) -> Vec<OutputFile> {
    let page = OutputFile::text(format!("{path}.html"), html(site, card, frame));
    std::iter::once(page).chain(oembed(site, card, path)).collect()
}

/// A card that needs no other file, for an archive that leaves the site.
pub(super) fn standing_alone(site: &Site, what: Node) -> String {
    let viewer = Viewer::new(site, "", site.config.language());
    let (card, language, kind) = match what {
        Node::Work(id) => (viewer.work_card(id), site.config.language(), "work"),
        Node::Entry(id) => {
            let entry = site.entry(id);
            let language = entry.common().lang.unwrap_or(site.config.language());
            (card_of(site, id), language, entry.key.kind.name())
        }
    };
    let frame = Frame {
        language,
        sheet: None,
        page: None,
        home: None,
        kind,
    };
    html(site, &card, &frame)
}

/// The card of an entry; for one that has nothing to say in short, its title.
fn card_of(site: &Site, id: EntryId) -> Card {
    let viewer = Viewer::new(site, "", site.config.language());
    viewer.card(id).unwrap_or_else(|| Card {
        title: site.entry(id).title().to_owned(),
        ..empty()
    })
}

fn empty() -> Card {
    Card {
        id: String::new(),
        title: String::new(),
        text: String::new(),
        lang: None,
    }
}

/// What stands around a card.
struct Frame<'a> {
    language: &'a str,
    sheet: Option<&'static str>,
    page: Option<String>,
    home: Option<String>,
    kind: &'static str,
}

fn html(site: &Site, card: &Card, frame: &Frame<'_>) -> String {
    let link = |href: &Option<String>, words: &str| match href {
        Some(href) => format!("<a href=\"{}\" target=\"_top\">{}</a>", escape(href), escape(words)),
        None => escape(words),
    };
    let sheet = frame
        .sheet
        .map(|href| format!("<link rel=\"stylesheet\" href=\"{href}\">\n"));
    format!(
        "<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"robots\" content=\"noindex\">\n<title>{}</title>\n{}</head>\n\
         <body class=\"embed k-{}\">\n<main>\n<h1>{}</h1>\n<p dir=\"auto\">{}</p>\n<p class=\"small\">{}</p>\n\
         </main>\n</body>\n</html>\n",
        escape(frame.language),
        escape(&card.title),
        sheet.unwrap_or_default(),
        frame.kind,
        link(&frame.page, &card.title),
        escape(&card.text),
        link(&frame.home, &site.config.title.value),
    )
}

/// What oEmbed 1.0 tells of the card, beside it. A static file cannot obey the size that is asked for.
fn oembed(site: &Site, card: &Card, path: &str) -> Option<OutputFile> {
    let base = site.config.base_url()?;
    let (width, height) = SIZE;
    let (source, title) = (escape(&format!("{base}{path}.html")), escape(&card.title));
    let frame = format!("<iframe src=\"{source}\" width=\"{width}\" height=\"{height}\" title=\"{title}\"></iframe>");
    let told = json!({
        "version": "1.0",
        "type": "rich",
        "title": card.title,
        "provider_name": site.config.title.value,
        "provider_url": base,
        "html": frame,
        "width": width,
        "height": height,
    });
    Some(OutputFile::text(format!("{path}.json"), format!("{told:#}\n")))
}
