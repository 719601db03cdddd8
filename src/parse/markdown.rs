//! The body of an entry: its headings with their identifiers, and every reference in its prose.

use super::prose::{self, LinkTarget, Part, Piece, Prose, Sentences};
use super::{citation, passages, slips};
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::model::markup::Markup;
use crate::model::{Body, Heading, ProseReference, Quotes, Written};
use crate::span::{SourceFile, Span, Spanned};
use std::collections::{BTreeMap, BTreeSet};

/// Identifiers that every page has already; a heading with such a name gets a number.
const RESERVED: &[&str] = &["footnotes", "main", "menu"];

/// What the line begins with that stands between two texts which `conspectus merge` put together.
pub const MERGED: &str = "<!-- merged from ";

/// How the identifiers begin of what stands on a page beside its headings: sections of the templates, statements of a
/// paper, footnotes and their marks. A heading that would begin so has `section-` before it.
const RESERVED_BEGINNINGS: &[&str] = &["its-", "theme-", "event-", "card-", "fn-", "fnref-"];

/// Schemes that a link may have.
const SCHEMES: &[&str] = &["http", "https", "mailto", "tel", "doi", "urn", "geo"];

/// Reads the body of a file in that language, which begins at that byte.
pub(super) fn body(file: &SourceFile, start: usize, language: &str, diags: &mut Diagnostics) -> Body {
    let prose = prose::read(&file.text, Quotes::of(language));
    let mut headings = headings(&prose, file, diags);
    let passages = passages::name(&prose, &headings);
    let mut references = Vec::new();
    for leaf in &prose.leaves {
        let sentences = leaf.sentences(&file.text);
        for part in &leaf.parts {
            references.extend(reference(&sentences, part, file, diags));
        }
    }
    let parts = || prose.leaves.iter().flat_map(|leaf| &leaf.parts);
    let bare = parts().filter(|part| part.piece == Piece::Text);
    let bare = bare.flat_map(|part| citation::bare(file, &part.range)).collect();
    let html = prose.html.iter().map(|it| {
        let text = file.slice(Span::new(it.range.clone()));
        Markup::read(text, it.range.start, it.in_text, it.inside)
    });
    let html = html.collect();
    footnotes(&prose, file, diags);
    merged(file, start, diags);
    empty_wiki_links(&prose, file, diags);
    slips::check(&prose, file, diags);
    // Kept to the end of a build.
    headings.shrink_to_fit();
    references.shrink_to_fit();
    let words = |part: &Part| words(&part.text);
    Body {
        span: Span::new(start..file.text.len()),
        headings,
        passages,
        references,
        bare,
        html,
        words: parts().map(words).sum(),
        has_code: prose.has_code,
    }
}

/// How many words a text has.
fn words(text: &str) -> usize {
    if !text.is_ascii() {
        return text.split_whitespace().count();
    }
    let (mut count, mut was_space) = (0, true);
    for byte in text.bytes() {
        let is_space = matches!(byte, b' ' | b'\t'..=b'\r');
        count += usize::from(was_space && !is_space);
        was_space = is_space;
    }
    count
}

fn headings(prose: &Prose, file: &SourceFile, diags: &mut Diagnostics) -> Vec<Heading> {
    let mut names = Names::new(RESERVED.iter().map(|&it| it.to_owned()));
    let mut level = 1;
    let mut headings = Vec::new();
    for heading in &prose.headings {
        // The parser counts the line end to the heading; an underline of it would run into the next line.
        let written = file.slice(Span::new(heading.range.clone())).trim_end().len();
        let span = Span::new(heading.range.start..heading.range.start + written);
        if heading.level == 1 || heading.level > level + 1 {
            diags.push(heading_level(heading.level, level, span, file));
        }
        level = heading.level.max(1);
        let wanted = heading.id.clone().unwrap_or_else(|| slug(&heading.text));
        let taken_over = RESERVED_BEGINNINGS.iter().any(|it| wanted.starts_with(it));
        let wanted = if taken_over {
            format!("section-{wanted}")
        } else {
            wanted
        };
        headings.push(Heading {
            level: heading.level,
            id: names.unique(&wanted),
            text: heading.text.clone(),
            span,
        });
    }
    headings
}

/// The words of a text as an identifier: letters and digits of any script in lower case, hyphens between.
pub fn slug(text: &str) -> String {
    let mut slug = String::new();
    for c in text.chars().flat_map(char::to_lowercase) {
        if c.is_alphanumeric() {
            slug.push(c);
        } else if !slug.is_empty() && !slug.ends_with('-') && !matches!(c, '\'' | '’') {
            slug.push('-');
        }
    }
    let slug = slug.trim_end_matches('-');
    if slug.is_empty() {
        "section".to_owned()
    } else {
        slug.to_owned()
    }
}

/// The identifiers of a page, none twice.
pub(super) struct Names {
    taken: BTreeSet<String>,
    /// The last number that stands behind each name: all before it are taken.
    numbers: BTreeMap<String, usize>,
}

impl Names {
    pub(super) fn new(taken: impl IntoIterator<Item = String>) -> Names {
        Names {
            taken: taken.into_iter().collect(),
            numbers: BTreeMap::new(),
        }
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.taken.contains(name)
    }

    /// The name itself, or with a number behind it where it is taken.
    pub(super) fn unique(&mut self, wanted: &str) -> String {
        if self.taken.insert(wanted.to_owned()) {
            return wanted.to_owned();
        }
        let number = self.numbers.entry(wanted.to_owned()).or_insert(1);
        loop {
            *number += 1;
            let name = format!("{wanted}-{number}");
            if self.taken.insert(name.clone()) {
                return name;
            }
        }
    }
}

/// The reference that a part of a leaf makes, if it is one.
fn reference(sentences: &Sentences<'_>, part: &Part, file: &SourceFile, diags: &mut Diagnostics) -> Option<Written> {
    let Piece::Link(target) = &part.piece else {
        return None;
    };
    let whole = Span::new(part.range.clone());
    if let LinkTarget::Wiki {
        target, fragment: None, ..
    }
    | LinkTarget::Path(target, None) = target
        && target.is_empty()
    {
        diags.push(empty_link(whole, file));
        return None;
    }
    let (reference, target, fragment) = match target {
        LinkTarget::Wiki { target, fragment, .. } => {
            let reference = ProseReference::Wiki { target: target.clone() };
            (reference, within(file, whole, target), fragment.as_ref())
        }
        LinkTarget::Entry(path, fragment) => (
            ProseReference::File { path: path.clone() },
            within(file, whole, path),
            fragment.as_ref(),
        ),
        LinkTarget::Path(path, fragment) => (
            ProseReference::Path { path: path.clone() },
            within(file, whole, path),
            fragment.as_ref(),
        ),
        LinkTarget::Here(fragment) => (ProseReference::Here, within(file, whole, fragment), Some(fragment)),
        LinkTarget::Citation => (ProseReference::Citation(citations(file, whole, diags)?), whole, None),
        LinkTarget::External(url) => {
            external(url, within(file, whole, url), file, diags);
            return None;
        }
    };
    let fragment = fragment.map(|it| Spanned::new(it.clone(), within(file, whole, it)));
    Some(Written {
        reference,
        fragment,
        span: whole,
        target,
        sentence: Span::new(sentences.around(part.range.start)),
        under: sentences.leaf.under,
    })
}

/// Where in a link its target is written; the whole link where it is written otherwise than it reads.
fn within(file: &SourceFile, whole: Span, wanted: &str) -> Span {
    let source = file.slice(whole);
    // The label comes first in `[label](path)`, last in `[[target|label]]`: look from the end the target is at.
    let found = if source.starts_with("[[") || source.starts_with("![[") {
        source.find(wanted)
    } else {
        source.rfind(wanted)
    };
    found.filter(|_| !wanted.is_empty()).map_or(whole, |at| {
        let start = whole.start as usize + at;
        Span::new(start..start + wanted.len())
    })
}

fn citations(file: &SourceFile, whole: Span, diags: &mut Diagnostics) -> Option<Vec<crate::model::Citation>> {
    match citation::parse(file.slice(whole), whole.start as usize) {
        Ok(citations) => {
            cited_twice(&citations, file, diags);
            Some(citations)
        }
        Err(error) => {
            let diagnostic = Diagnostic::at(Code::UnknownCitation, error.at.in_file(file.id), error.message);
            diags.push(
                diagnostic.help("a citation is written `[@key]`, `[@key, p. 3]` or `[see @key; @other, chap. 2]`"),
            );
            None
        }
    }
}

/// Reports works that a citation names twice with nothing between the two: other pages or other words.
fn cited_twice(citations: &[crate::model::Citation], file: &SourceFile, diags: &mut Diagnostics) {
    for (at, one) in citations.iter().enumerate() {
        let same = |it: &&crate::model::Citation| {
            it.key.value == one.key.value && it.locator == one.locator && it.suffix == one.suffix
        };
        if let Some(first) = citations[..at].iter().find(same) {
            let message = format!("`{}` is cited twice at once", one.key.value);
            let diagnostic = Diagnostic::at(Code::DuplicateKey, one.key.span.in_file(file.id), message)
                .label(first.key.span.in_file(file.id), "first cited here")
                .help("keep one of the two, or give each its pages");
            diags.push(diagnostic);
        }
    }
}

/// Reminds of two texts that were put together and are not one yet.
fn merged(file: &SourceFile, start: usize, diags: &mut Diagnostics) {
    let mut at = start;
    for line in file.text.get(start..).unwrap_or_default().split_inclusive('\n') {
        if line.starts_with(MERGED) {
            let span = Span::new(at..at + line.trim_end().len());
            let message = "two texts were put together here and are not one yet";
            let diagnostic = Diagnostic::at(Code::Merged, span.in_file(file.id), message);
            diags.push(diagnostic.help("make one text of what stands above and below, then delete this line"));
        }
        at += line.len();
    }
}

/// Reports `[[]]` and `[[|label]]`, which Markdown takes for text.
fn empty_wiki_links(prose: &Prose, file: &SourceFile, diags: &mut Diagnostics) {
    let parts = prose.leaves.iter().flat_map(|leaf| &leaf.parts);
    for part in parts.filter(|part| part.piece == Piece::Text) {
        for (at, _) in part.text.match_indices("[[") {
            let start = part.place(at);
            let rest = file.text.get(start..).unwrap_or_default();
            // A bracket behind a backslash is meant to be read.
            let is_shown = file.text.get(..start).is_some_and(|it| it.ends_with('\\'));
            let is_empty = !is_shown && (rest.starts_with("[[]]") || rest.starts_with("[[|"));
            let line = rest.split('\n').next().filter(|_| is_empty).unwrap_or_default();
            if let Some(length) = line.find("]]") {
                diags.push(empty_link(Span::new(start..start + length + 2), file));
            }
        }
    }
}

/// A link that names nothing would lead to where the reader is.
fn empty_link(whole: Span, file: &SourceFile) -> Diagnostic {
    Diagnostic::at(Code::UnknownReference, whole.in_file(file.id), "the link names nothing")
        .help("write what it leads to: `[[shoals]]`, `[the shoals](../events/shoals.md)`")
}

fn external(url: &str, at: Span, file: &SourceFile, diags: &mut Diagnostics) {
    let scheme = url.split(':').next().unwrap_or_default().to_ascii_lowercase();
    if url.starts_with("//") || SCHEMES.contains(&scheme.as_str()) {
        return;
    }
    let message = format!("a link cannot have the scheme `{scheme}:`");
    let diagnostic = Diagnostic::at(Code::UnsafeLink, at.in_file(file.id), message);
    diags.push(if scheme.len() == 1 || scheme == "file" {
        diagnostic.help(
            "this is a place on your own computer: put the file below content/, and write its path from this file",
        )
    } else {
        diagnostic.help(format!("links may begin with {}:", SCHEMES.join(":, ")))
    });
}

fn heading_level(level: u8, before: u8, at: Span, file: &SourceFile) -> Diagnostic {
    let diagnostic = if level == 1 {
        Diagnostic::at(
            Code::HeadingLevel,
            at.in_file(file.id),
            "the title of the page is its only heading of level 1",
        )
    } else {
        let message = format!("a heading of level {level} follows one of level {before}");
        Diagnostic::at(Code::HeadingLevel, at.in_file(file.id), message)
    };
    let signs = "#".repeat(usize::from(before.max(1)) + 1);
    let written = file.slice(at);
    let old = written.len() - written.trim_start_matches('#').len();
    // An underlined heading has no signs to change.
    if old == 0 {
        return diagnostic.help(format!("write it with {signs}"));
    }
    let start = at.start as usize;
    let place = Span::new(start..start + old).in_file(file.id);
    // The headings below it may have to follow: that is for the author to see.
    diagnostic.fix_at(format!("write it with {signs}"), place, signs, false)
}

/// Reports footnotes that nothing marks. A mark without a footnote is plain text to Markdown, and reported as such.
fn footnotes(prose: &Prose, file: &SourceFile, diags: &mut Diagnostics) {
    let marked: BTreeSet<&str> = prose.footnote_marks.iter().map(|(mark, _)| mark.as_str()).collect();
    for (name, range) in &prose.footnotes {
        if !marked.contains(name.as_str()) {
            let at = bracket(file, range.start).in_file(file.id);
            let message = format!("the footnote `{name}` is defined and never used");
            diags.push(
                Diagnostic::at(Code::Footnote, at, message)
                    .help(format!("mark its place with `[^{name}]`, or delete it")),
            );
        }
    }
    let texts = prose
        .leaves
        .iter()
        .flat_map(|leaf| &leaf.parts)
        .filter(|part| part.piece == Piece::Text);
    for part in texts {
        for (at, _) in part.text.match_indices("[^") {
            let rest = &part.text[at + 2..];
            // No name runs on over a space or another bracket.
            let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '[' | ']'));
            let Some(name) = end.filter(|&end| rest[end..].starts_with(']')).map(|end| &rest[..end]) else {
                continue;
            };
            let span = bracket(file, part.place(at));
            // As it is written: quotation marks are printed as others.
            let name = file
                .text
                .get(span.start as usize + 2..(span.end as usize).saturating_sub(1))
                .unwrap_or(name);
            let message = format!("the footnote `{name}` is used and not defined");
            diags.push(
                Diagnostic::at(Code::Footnote, span.in_file(file.id), message)
                    .help(format!("add a line `[^{name}]: …`")),
            );
        }
    }
}

/// A bracket in the file, up to where it closes: its words may be longer as they are printed than as they are written.
fn bracket(file: &SourceFile, start: usize) -> Span {
    let length = file.text.get(start..).and_then(|it| it.find(']'));
    Span::new(start..start + length.map_or(0, |it| it + 1))
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn words_are_counted_as_they_are_split() {
        let ascii: String = (0u8..128).map(char::from).collect();
        for text in [
            "",
            " ",
            "a",
            " a  b\tc\x0bd\n",
            "a lamp",
            &ascii,
            "a\u{a0}b é",
            "\u{3000}a",
        ] {
            assert_eq!(words(text), text.split_whitespace().count(), "{text:?}");
        }
    }
}
