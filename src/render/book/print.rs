//! `print.html`: every page of the site on one, each a section that the others lead to.

use super::super::html_text::escape;
use super::super::{OutputFile, Renderer, TemplateError};
use super::Chapter;
use super::fragment::Pieces;
use crate::parse::slug;
use crate::site::Site;
use crate::view::{LinkView, PrintPart, PrintView, Subject};
use std::fmt::Write as _;

/// The page to print, through the template `print.html`.
pub(super) fn page(
    renderer: &Renderer<'_>,
    chapters: &[Chapter],
    pieces: Vec<Pieces>,
    lost: &[Vec<usize>],
) -> Result<OutputFile, TemplateError> {
    let body = body(pieces, lost);
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
        context.insert_value("body", body.into());
    })
}

/// `papers/moss-2009.html` as an identifier: `papers-moss-2009`.
pub(super) fn section(address: &str) -> String {
    let stem = address.trim_end_matches(".html");
    stem.split('/').map(slug).collect::<Vec<_>>().join("-")
}

/// What the section of a chapter begins with.
pub(super) fn beginning(renderer: &Renderer<'_>, chapter: &Chapter, section: &str) -> String {
    let class = if chapter.is_below { "chapter" } else { "chapter part" };
    let kind = chapter.kind(renderer.site);
    let mut begin = format!("<section class=\"{class} k-{kind}\" id=\"{}\"", escape(section));
    if chapter.lang != renderer.site.config.language() {
        let _ = write!(begin, " lang=\"{}\" dir=\"{}\"", escape(&chapter.lang), chapter.dir);
    }
    begin.push('>');
    begin
}

/// All sections; each is let go as soon as it has its place.
fn body(pieces: Vec<Pieces>, lost: &[Vec<usize>]) -> String {
    const END: &str = "</section>\n";
    let length = |it: &Pieces| it.print.html.len() + END.len();
    let mut body = String::with_capacity(pieces.iter().map(length).sum());
    for (pieces, lost) in pieces.into_iter().zip(lost) {
        body.push_str(&pieces.print.cut(&pieces.print.html, lost));
        body.push_str(END);
    }
    body
}

fn parts(site: &Site, chapters: &[Chapter]) -> Vec<PrintPart> {
    let link = |chapter: &Chapter| LinkView {
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
