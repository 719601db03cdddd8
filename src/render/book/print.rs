//! `print.html`: every page of the site on one, each a section that the others lead to.

use super::super::html_text::escape;
use super::super::{OutputFile, Renderer, TemplateError};
use super::Chapter;
use super::fragment::{Link, Piece, Place};
use crate::parse::slug;
use crate::site::Site;
use crate::view::{LinkView, PrintPart, PrintView, Subject};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Between the identifier of a section and one of its page.
pub(super) const BETWEEN: &str = "--";

/// Where a page leads that stands on the page to print: to its section, or to a file of the site.
pub(super) fn link(place: &Place, sections: &BTreeMap<&str, String>) -> Link {
    match sections.get(place.path.as_str()) {
        Some(section) => Link::Chapter(format!("#{section}"), BETWEEN),
        // The page lies at the root of the site, so a path from there is a way.
        None => Link::Elsewhere(match &place.fragment {
            Some(fragment) => format!("{}#{fragment}", place.path),
            None => place.path.clone(),
        }),
    }
}

/// The page to print, through the template `print.html`.
pub(super) fn page(
    renderer: &Renderer<'_>,
    chapters: &[Chapter<'_>],
    pieces: &[Piece],
) -> Result<OutputFile, TemplateError> {
    let body = body(renderer, chapters, pieces);
    let page = (
        Subject::Print,
        renderer.address(Subject::Print).into_owned(),
        renderer.title(Subject::Print).into_owned(),
    );
    renderer.page_with(&page, false, |context| {
        context.insert(
            "print",
            &PrintView {
                parts: parts(renderer.site, chapters),
            },
        );
        context.insert("body", &body);
    })
}

/// `papers/moss-2009.html` as an identifier: `papers-moss-2009`.
pub(super) fn section(address: &str) -> String {
    let stem = address.trim_end_matches(".html");
    stem.split('/').map(slug).collect::<Vec<_>>().join("-")
}

fn body(renderer: &Renderer<'_>, chapters: &[Chapter<'_>], pieces: &[Piece]) -> String {
    let language = renderer.site.config.language();
    let mut body = String::with_capacity(pieces.iter().map(|piece| piece.html.len() + 100).sum());
    for (chapter, piece) in chapters.iter().zip(pieces) {
        let id = escape(&section(&chapter.address));
        let class = if chapter.is_below { "chapter" } else { "chapter part" };
        let kind = chapter.kind(renderer.site);
        let _ = write!(body, "<section class=\"{class} k-{kind}\" id=\"{id}\"");
        if chapter.lang != language {
            let _ = write!(body, " lang=\"{}\" dir=\"{}\"", escape(&chapter.lang), chapter.dir);
        }
        let _ = writeln!(body, ">{}</section>", piece.html);
    }
    body
}

fn parts(site: &Site, chapters: &[Chapter<'_>]) -> Vec<PrintPart> {
    let link = |chapter: &Chapter<'_>| LinkView {
        title: chapter.title.clone(),
        href: format!("#{}", section(&chapter.address)),
        kind: chapter.kind(site),
        lang: Some(chapter.lang.clone()).filter(|lang| lang != site.config.language()),
        hreflang: None,
    };
    let mut parts: Vec<PrintPart> = Vec::new();
    for chapter in chapters {
        match parts.last_mut() {
            Some(part) if chapter.is_below => part.entries.push(link(chapter)),
            _ => parts.push(PrintPart {
                link: link(chapter),
                entries: Vec::new(),
            }),
        }
    }
    parts
}
