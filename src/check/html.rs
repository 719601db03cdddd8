//! HTML in Markdown is what the settings allow, is closed where it was opened, and never runs anything.

use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::graph::EntryId;
use crate::model::markup::{ATTRIBUTES, Markup, Placed, can_be_allowed, elements, is_in_text, is_void};
use crate::site::Site;
use crate::span::{FileId, Span};

pub(super) fn check(site: &Site, id: EntryId, diags: &mut Diagnostics) {
    let entry = site.entry(id);
    let html = &entry.body.html;
    let allowed: Vec<&str> = site.config.html.iter().map(|it| it.value.as_str()).collect();
    if allowed.is_empty() {
        none(html, entry.file, diags);
    } else {
        some(html, &allowed, entry.file, diags);
    }
}

fn wrong(file: FileId, at: Span, message: impl Into<String>) -> Diagnostic {
    Diagnostic::at(Code::RawHtml, at.in_file(file), message)
}

/// Where nothing is allowed, each piece is one mistake; an end tag after a start tag is the same.
fn none(html: &[Markup], file: FileId, diags: &mut Diagnostics) {
    let is_end = |it: &Markup| it.tags.first().is_some_and(|tag| tag.is_end);
    for (at, piece) in html.iter().enumerate().filter(|(at, piece)| *at == 0 || !is_end(piece)) {
        let diagnostic = wrong(file, piece.span, "HTML is not allowed in Markdown").help(
            "write it in Markdown; to show it, put it in `backquotes`; comments `<!-- … -->` are left out silently",
        );
        let name = piece
            .tags
            .first()
            .map(|tag| tag.name.as_str())
            .filter(|it| can_be_allowed(it));
        // Once is enough.
        let help = name
            .filter(|_| at == 0)
            .map(|name| format!("a site that needs such elements allows them in `conspectus.yaml`: `html: [{name}]`"));
        diags.push(help.into_iter().fold(diagnostic, Diagnostic::help));
    }
}

/// Where some is, every tag is looked at, and whether each is closed where it was opened.
fn some(html: &[Markup], allowed: &[&str], file: FileId, diags: &mut Diagnostics) {
    let mut open: Vec<(&Placed, usize)> = Vec::new();
    for piece in html {
        if !piece.is_readable {
            diags.push(
                wrong(file, piece.span, "this is no HTML that can be allowed")
                    .help("to show it, put it in `backquotes`"),
            );
        }
        for tag in &piece.tags {
            // An end tag is as wrong as its start tag, which has been told.
            if !tag.is_end {
                diags.extend(refused(tag, piece, allowed, file));
            }
            match tag {
                _ if is_void(&tag.name) => {}
                Placed { is_end: false, .. } => open.push((tag, piece.inside)),
                _ if open
                    .last()
                    .is_some_and(|(it, inside)| it.name == tag.name && *inside == piece.inside) =>
                {
                    open.truncate(open.len() - 1);
                }
                _ => diags.push(
                    wrong(
                        file,
                        tag.span,
                        format!("`</{}>` closes nothing that was opened here", tag.name),
                    )
                    .help("close an element in the paragraph in which it is opened, the last one first"),
                ),
            }
        }
    }
    for (tag, _) in open {
        let message = format!("`<{}>` is not closed", tag.name);
        diags.push(wrong(file, tag.span, message).help(format!("write `</{}>` where it ends", tag.name)));
    }
}

/// Why a tag cannot stand where it does.
fn refused(tag: &Placed, piece: &Markup, allowed: &[&str], file: FileId) -> Option<Diagnostic> {
    let name = &tag.name;
    if !allowed.contains(&name.as_str()) {
        let diagnostic = wrong(
            file,
            tag.span,
            format!("the element `{name}` is not allowed in Markdown"),
        );
        return Some(if can_be_allowed(name) {
            diagnostic.help(format!(
                "add it to `html` in `conspectus.yaml`: `html: [{}, {name}]`",
                allowed.join(", ")
            ))
        } else {
            diagnostic.help(format!(
                "no setting allows it; `html` can allow {}",
                elements().join(", ")
            ))
        });
    }
    if let Some(attribute) = tag.attributes.iter().find(|it| !ATTRIBUTES.contains(&it.as_str())) {
        let message = format!("the attribute `{attribute}` is not allowed in Markdown");
        let help = format!("an element may have {}", ATTRIBUTES.join(", "));
        return Some(wrong(file, tag.span, message).help(help));
    }
    (piece.in_text && !is_in_text(name)).then(|| {
        wrong(file, tag.span, format!("`<{name}>` stands in a line of text"))
            .help("begin a line with it, after an empty one")
    })
}
