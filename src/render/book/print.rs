//! `print.html`: every page of the site on one, each a section that the others lead to.

use super::super::html_text::escape;
use super::super::{OutputFile, Renderer, TemplateError};
use super::Chapter;
use super::fragment::{self, Link, Manner, Piece, Place};
use crate::parse::slug;
use crate::site::Site;
use crate::view::{LinkView, PrintPart, PrintView, Subject};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Between the identifier of a section and one of its page.
const BETWEEN: &str = "--";

/// The page to print, through the template `print.html`.
pub(super) fn page(renderer: &Renderer<'_>, chapters: &[Chapter<'_>]) -> Result<OutputFile, TemplateError> {
    let sections: BTreeMap<&str, String> = chapters
        .iter()
        .map(|it| (it.address.as_str(), section(&it.address)))
        .collect();
    let link = |place: &Place| match sections.get(place.path.as_str()) {
        Some(section) => Link::Chapter(format!("#{section}"), BETWEEN),
        // The page lies at the root of the site, so a path from there is a way.
        None => Link::Elsewhere(match &place.fragment {
            Some(fragment) => format!("{}#{fragment}", place.path),
            None => place.path.clone(),
        }),
    };
    let piece = |chapter: &Chapter<'_>| {
        let prefix = format!("{}{BETWEEN}", section(&chapter.address));
        let manner = Manner {
            address: &chapter.address,
            is_epub: false,
            deeper: if chapter.is_below { 2 } else { 1 },
            prefix: &prefix,
            link: &link,
        };
        fragment::piece(chapter.main, &manner)
    };
    let mut pieces: Vec<Piece> = chapters.par_iter().map(piece).collect();
    let addresses: Vec<&str> = chapters.iter().map(|it| it.address.as_str()).collect();
    fragment::cut_lost_fragments(&mut pieces, &addresses);
    let body = body(renderer, chapters, &pieces);
    let page = (
        Subject::Print,
        renderer.address(Subject::Print),
        renderer.title(Subject::Print),
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
fn section(address: &str) -> String {
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
