//! `print.html`: every page of the site on one, each a section that the others lead to.

use super::super::html_text::escape;
use super::super::{OutputFile, Renderer, TemplateError};
use super::Chapter;
use super::fragment::Pieces;
use crate::parse::slug;
use crate::site::downloads::PRINT;
use crate::site::{Site, kept};
use crate::view::{LinkView, PrintPart, PrintView, Subject};
use std::fmt::Write as _;

/// Stands for the sections while the template is filled in; no text that is escaped looks like it.
const MARK: &str = "<all sections>";

/// The page to print, through the template `print.html`.
pub(super) fn page(
    renderer: &Renderer<'_>,
    chapters: &[Chapter],
    pieces: Vec<Pieces>,
    lost: &[Vec<usize>],
) -> Result<OutputFile, TemplateError> {
    // The whole as one text goes three times through a template: where no template of the site's own can look into it, a
    // mark goes instead.
    let is_marked = renderer.loaded.templates.are_built_in() && !kept::may_have(renderer.site, PRINT);
    let (body, pieces) = if is_marked {
        (MARK.to_owned(), Some(pieces))
    } else {
        (with_sections(String::new(), pieces, lost), None)
    };
    let page = (
        Subject::Print,
        renderer.address(Subject::Print).into_owned(),
        renderer.title(Subject::Print).into_owned(),
    );
    let page = renderer.page_with(&page, false, |context| {
        context.insert(
            "print",
            &PrintView {
                parts: parts(renderer.site, chapters),
            },
        );
        context.insert_value("body", body.into());
    })?;
    Ok(match pieces {
        Some(pieces) => marked(page, pieces, lost),
        None => page,
    })
}

/// The page with all sections where the mark is.
fn marked(page: OutputFile, pieces: Vec<Pieces>, lost: &[Vec<usize>]) -> OutputFile {
    let html = String::from_utf8_lossy(&page.bytes);
    let Some((start, end)) = html.split_once(MARK) else {
        return page;
    };
    let text = with_sections(start.to_owned(), pieces, lost) + end;
    OutputFile::text(page.path.clone(), text)
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

/// A text and behind it all sections; each is let go as soon as it has its place.
fn with_sections(mut text: String, pieces: Vec<Pieces>, lost: &[Vec<usize>]) -> String {
    const END: &str = "</section>\n";
    let length = |it: &Pieces| it.print.html.len() + END.len();
    text.reserve_exact(pieces.iter().map(length).sum::<usize>() + (1 << 13));
    for (pieces, lost) in pieces.into_iter().zip(lost) {
        text.push_str(&pieces.print.cut(&pieces.print.html, lost));
        text.push_str(END);
    }
    text
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
