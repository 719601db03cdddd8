//! Turns what Tera says of a template into diagnostics with places.

use super::TemplateFile;
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::span::{FileId, FileSpan, Span, span_at};
use std::collections::BTreeMap;
use tera::{Error, ErrorKind, ReportError};

/// Reports an error of loading: one diagnostic per problem that Tera found.
pub(super) fn report(error: &Error, files: &BTreeMap<&str, &TemplateFile>, diagnostics: &mut Diagnostics) {
    match error.kind() {
        ErrorKind::SyntaxError(it) | ErrorKind::RenderingError(it) => {
            let at = files
                .get(it.filename())
                .and_then(|file| file.2)
                .map(|id| span(it).in_file(id));
            diagnostics.push(unusable(it.message(), &whereabouts(it), at));
        }
        ErrorKind::Msg(text) if text.contains(ARROW) => {
            for block in text.split("error: ").filter(|block| block.contains(ARROW)) {
                diagnostics.push(reference(block, files));
            }
        }
        _ => diagnostics.push(unusable(&error.to_string(), "", None)),
    }
}

/// The error in one line, with file, line and column where Tera knows them.
pub(super) fn sentence(error: &Error) -> String {
    match error.kind() {
        ErrorKind::SyntaxError(it) | ErrorKind::RenderingError(it) => {
            format!("{} at {}", uncapitalised(it.message()), whereabouts(it))
        }
        _ => uncapitalised(&error.to_string()),
    }
}

/// The place of an error, where it lies in one of these files.
pub(super) fn place(error: &Error, own: &BTreeMap<String, FileId>) -> Option<FileSpan> {
    match error.kind() {
        ErrorKind::SyntaxError(it) | ErrorKind::RenderingError(it) => {
            let file = own.get(it.filename())?;
            Some(span(it).in_file(*file))
        }
        _ => None,
    }
}

/// A template that loads but stumbles over a page.
pub(super) fn at_page(template: &str, message: &str, at: Option<FileSpan>) -> Diagnostic {
    let message = format!("the template `{template}` cannot be rendered: {message}");
    let diagnostic = match at {
        Some(at) => Diagnostic::at(Code::Template, at, message),
        None => Diagnostic::nowhere(Code::Template, message),
    };
    diagnostic.help("compare the names in the template with what the view of this page holds")
}

/// What stands before the place in Tera's printed reports.
const ARROW: &str = "--> ";

/// The problem of a template; `whereabouts` names the place where the file is not the site's own.
fn unusable(message: &str, whereabouts: &str, at: Option<FileSpan>) -> Diagnostic {
    let message = uncapitalised(message);
    match at {
        Some(at) => Diagnostic::at(Code::Template, at, message),
        None if whereabouts.is_empty() => Diagnostic::nowhere(Code::Template, message),
        None => Diagnostic::nowhere(
            Code::Template,
            format!("{message} at {whereabouts} of the built-in theme"),
        ),
    }
    .help("mend the template, or remove the file to use that of the built-in theme")
}

/// A name that leads nowhere. Tera gives these as printed text only: message, arrow, `file:line:column`, excerpt.
fn reference(block: &str, files: &BTreeMap<&str, &TemplateFile>) -> Diagnostic {
    let message = block.lines().next().unwrap_or(block);
    let arrow = block.lines().find_map(|line| line.trim_start().strip_prefix(ARROW));
    let whereabouts = arrow.unwrap_or_default();
    unusable(message, whereabouts, printed_place(whereabouts, files))
}

/// The place that `file:line:column` names, both numbers from 1.
fn printed_place(whereabouts: &str, files: &BTreeMap<&str, &TemplateFile>) -> Option<FileSpan> {
    let mut parts = whereabouts.rsplitn(3, ':');
    let column: usize = parts.next()?.trim().parse().ok()?;
    let line: usize = parts.next()?.parse().ok()?;
    let (_, text, id) = files.get(parts.next()?)?;
    Some(span_at(text, (line, column)).in_file((*id)?))
}

/// `paper.html:3:14`.
fn whereabouts(error: &ReportError) -> String {
    let span = error.span();
    format!("{}:{}:{}", error.filename(), span.start_line, span.start_col + 1)
}

fn span(error: &ReportError) -> Span {
    Span::new(error.span().range.clone())
}

/// Tera's sentences begin with a capital; ours do not.
fn uncapitalised(message: &str) -> String {
    let mut characters = message.chars();
    let first = characters.next().map(|it| it.to_lowercase().to_string());
    first.unwrap_or_default() + characters.as_str().trim_end_matches('.')
}
