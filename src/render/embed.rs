//! Cards to embed: for every entry that has one, a page of a few lines for a frame in another website, and what oEmbed
//! tells of it.

use super::OutputFile;
use super::html_text::escape;
use crate::graph::{EntryId, Node};
use crate::site::Site;
use crate::view::{Card, Viewer};
use serde_json::json;

/// The size of the frame in CSS pixels.
const SIZE: (u32, u32) = (480, 240);

/// Every card as a page, and as oEmbed where the address of the site is known.
pub(super) fn cards(site: &Site) -> Vec<OutputFile> {
    let viewer = Viewer::new(site, "", site.config.language());
    let mut files = Vec::new();
    for (id, entry) in site.graph.entries() {
        let Some(card) = viewer.card(id) else { continue };
        let (path, address) = (format!("embed/{}", entry.key), site.addresses.of(id));
        let frame = Frame {
            language: entry.common().lang.unwrap_or(site.config.language()),
            sheet: Some("../../static/style.css"),
            page: Some(format!("../../{address}")),
            home: Some("../../index.html".to_owned()),
            kind: entry.key.kind.name(),
        };
        files.push(OutputFile::text(format!("{path}.html"), html(site, &card, &frame)));
        files.extend(oembed(site, &card, &path));
    }
    files
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
    let empty = || Card {
        id: String::new(),
        title: site.entry(id).title().to_owned(),
        text: String::new(),
        lang: None,
    };
    Viewer::new(site, "", site.config.language())
        .card(id)
        .unwrap_or_else(empty)
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
