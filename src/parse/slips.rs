//! Finds what looks like Markdown in running text and is none: for want of a sign it would be printed as it stands.

use super::prose::{Leaf, Piece, Prose};
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::span::{SourceFile, Span};
use std::ops::Range;

/// Reports broken links, headings without a space and blocks of code that are not closed.
pub(super) fn check(prose: &Prose, file: &SourceFile, diags: &mut Diagnostics) {
    for leaf in &prose.leaves {
        diags.extend(heading(leaf, file));
        for part in leaf.parts.iter().filter(|part| part.piece == Piece::Text) {
            links(&part.range, file, diags);
        }
    }
    diags.extend(prose.unclosed.clone().map(|at| {
        let message = "the block of code is not closed, so all that follows is code";
        Diagnostic::at(Code::BrokenMarkup, Span::new(at).in_file(file.id), message)
            .under("opened here")
            .help("end it with a line that has the same three signs and nothing else")
    }));
}

/// A paragraph that begins with `##Title`.
fn heading(leaf: &Leaf, file: &SourceFile) -> Option<Diagnostic> {
    let text = file.text.get(leaf.range.clone())?.lines().next()?.trim_end();
    let title = text.trim_start_matches('#');
    let signs = text.len() - title.len();
    // One sign alone is a number or a hashtag.
    if leaf.is_heading || !(2..=6).contains(&signs) || !title.starts_with(char::is_alphanumeric) {
        return None;
    }
    let at = Span::new(leaf.range.start..leaf.range.start + signs).in_file(file.id);
    let message = "this is no heading: a space is missing behind its signs";
    Some(Diagnostic::at(Code::BrokenMarkup, at, message).fix("put a space behind them", format!("{} ", &text[..signs])))
}

/// Brackets in a stretch of running text that were meant for a link or picture.
fn links(range: &Range<usize>, file: &SourceFile, diags: &mut Diagnostics) {
    let text = file.text.get(range.clone()).unwrap_or_default();
    for (at, _) in text.match_indices('[') {
        let before = file.text.get(..range.start + at).unwrap_or_default();
        let rest = &text[at..];
        if before.ends_with(['\\', '[']) {
            continue;
        }
        let start = range.start + at;
        diags.extend(
            spaced(rest, start, file)
                .or_else(|| open_wiki(rest, start, file))
                .or_else(|| open(rest, start, file)),
        );
    }
}

/// `[label] (path.md)`, and `[label](my lamp.png)`.
fn spaced(text: &str, start: usize, file: &SourceFile) -> Option<Diagnostic> {
    let (label, behind) = text.get(1..)?.split_once(']')?;
    if label.contains(['[', '\n']) {
        return None;
    }
    let gap = behind.len() - behind.trim_start_matches(' ').len();
    let (path, _) = behind.get(gap..)?.strip_prefix('(')?.split_once(')')?;
    let is_path = is_path(path);
    let whole = Span::new(start..start + 1 + label.len() + 1 + gap + path.len() + 2).in_file(file.id);
    let broken = |message: &str| Diagnostic::at(Code::BrokenMarkup, whole, message);
    if gap > 0 {
        let link = format!("[{label}]({path})");
        return (is_path && !path.contains(' ')).then(|| {
            broken("this is no link: a space stands between its brackets").fix(format!("write `{link}`"), link)
        });
    }
    let is_spaced = is_path && path.contains(' ') && !path.contains(['"', '<', '\n']);
    is_spaced.then(|| {
        let link = format!("[{label}](<{path}>)");
        broken("this is no link: its path has a space in it").fix(format!("write `{link}`, or rename the file"), link)
    })
}

/// Whether what stands in parentheses is the path of a file or an address.
fn is_path(text: &str) -> bool {
    let text = text.trim();
    let ending = text
        .rsplit_once('.')
        .map_or("", |(_, ending)| ending.split('#').next().unwrap_or(ending));
    let is_file = (2..=5).contains(&ending.len()) && ending.chars().all(|c| c.is_ascii_alphanumeric());
    text.starts_with("http://") || text.starts_with("https://") || is_file && !text.contains(". ")
}

/// `[[name]` and `[[name`.
fn open_wiki(text: &str, start: usize, file: &SourceFile) -> Option<Diagnostic> {
    let rest = text.strip_prefix("[[")?;
    let length = rest
        .find(|c: char| !(c.is_alphanumeric() || "-/#|.".contains(c)))
        .unwrap_or(rest.len());
    let (name, behind) = rest.split_at(length);
    // One that names nothing is reported as such.
    if name.is_empty() || name.starts_with('|') || behind.starts_with("]]") {
        return None;
    }
    let closed = usize::from(behind.starts_with(']'));
    let at = Span::new(start..start + 2 + length + closed).in_file(file.id);
    let link = format!("[[{name}]]");
    Some(
        Diagnostic::at(Code::BrokenMarkup, at, "this is no link: it is not closed")
            .fix(format!("write `{link}`"), link),
    )
}

/// `[label](path.md`, not closed before the end of its line.
fn open(text: &str, start: usize, file: &SourceFile) -> Option<Diagnostic> {
    let (label, behind) = text.get(1..)?.split_once("](")?;
    let rest = behind.lines().next().unwrap_or_default();
    let length = rest.find(char::is_whitespace).unwrap_or(rest.len());
    let path = rest[..length].trim_end_matches(['.', ',', ';', ':']);
    if label.contains(['[', ']', '\n']) || rest.contains(')') || !is_path(path) {
        return None;
    }
    let at = Span::new(start..start + 1 + label.len() + 2 + path.len()).in_file(file.id);
    let link = format!("[{label}]({path})");
    Some(
        Diagnostic::at(Code::BrokenMarkup, at, "this is no link: it is not closed")
            .fix(format!("write `{link}`"), link),
    )
}
