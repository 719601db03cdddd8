//! HTML in Markdown, where the settings of a site allow some: which elements can be allowed, and how their tags are read.

use crate::span::Span;
use std::ops::Range;

/// Elements that can stand in a line of text.
const IN_TEXT: [&str; 26] = [
    "abbr", "b", "bdi", "bdo", "br", "del", "dfn", "em", "i", "ins", "kbd", "mark", "q", "rp", "rt", "ruby", "s",
    "samp", "small", "span", "strong", "sub", "sup", "time", "u", "var",
];

/// Elements that begin a line of their own.
const BLOCKS: [&str; 19] = [
    "caption",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "figcaption",
    "figure",
    "hr",
    "li",
    "ol",
    "summary",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "tr",
    "ul",
];

/// Elements without an end tag.
const VOID: [&str; 2] = ["br", "hr"];

/// Attributes that allowed elements may have: none of them runs, loads, leads anywhere or changes the look of the page.
pub const ATTRIBUTES: [&str; 12] = [
    "abbr", "colspan", "datetime", "dir", "lang", "open", "reversed", "rowspan", "scope", "start", "title", "value",
];

/// Whether the settings of a site can allow an element.
pub fn can_be_allowed(name: &str) -> bool {
    IN_TEXT.contains(&name) || BLOCKS.contains(&name)
}

/// All elements that can be allowed, in the order of the alphabet.
pub fn elements() -> Vec<&'static str> {
    let mut all: Vec<_> = IN_TEXT.into_iter().chain(BLOCKS).collect();
    all.sort_unstable();
    all
}

/// Whether an element can stand in a line of text.
pub fn is_in_text(name: &str) -> bool {
    IN_TEXT.contains(&name)
}

/// Whether an element has no end tag.
pub fn is_void(name: &str) -> bool {
    VOID.contains(&name)
}

/// A piece of HTML in the prose of an entry, comments aside.
#[derive(Clone, Debug)]
pub struct Markup {
    /// Where it is written.
    pub span: Span,
    /// Whether it stands in a line of text.
    pub in_text: bool,
    /// What it stands in, a paragraph, an item, a stretch of emphasis, by its number on the page.
    pub inside: usize,
    /// Its tags, each with its place.
    pub tags: Vec<Placed>,
    /// Whether all of it can be read as tags, text and comments.
    pub is_readable: bool,
}

/// A tag and its place.
#[derive(Clone, Debug)]
pub struct Placed {
    /// Where it is written.
    pub span: Span,
    /// The name of the element.
    pub name: String,
    /// The names of the attributes.
    pub attributes: Vec<String>,
    /// Whether it is an end tag.
    pub is_end: bool,
}

impl Markup {
    /// Reads a piece of HTML, which begins at that byte of its file.
    pub fn read(html: &str, start: usize, in_text: bool, inside: usize) -> Markup {
        let mut markup = Markup {
            span: Span::new(start..start + html.len()),
            in_text,
            inside,
            tags: Vec::new(),
            is_readable: true,
        };
        for (part, range) in parts(html) {
            match part {
                Part::Tag(tag) => markup.tags.push(Placed {
                    span: Span::new(start + range.start..start + range.end),
                    name: tag.name,
                    attributes: tag.attributes.into_iter().map(|(name, _)| name).collect(),
                    is_end: tag.is_end,
                }),
                Part::Other => markup.is_readable = false,
                Part::Text(_) | Part::Comment => {}
            }
        }
        markup
    }
}

/// A part of HTML as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part<'a> {
    /// Text between tags.
    Text(&'a str),
    /// A comment, which no page shows.
    Comment,
    /// A tag.
    Tag(Tag<'a>),
    /// What is no HTML that can be allowed: a declaration, an instruction, a tag that is not closed.
    Other,
}

/// A tag as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag<'a> {
    /// The name of the element, in small letters.
    pub name: String,
    /// Names in small letters, and values without quotation marks; empty where there is none.
    pub attributes: Vec<(String, &'a str)>,
    /// Whether it is an end tag.
    pub is_end: bool,
}

/// The parts of HTML, each with its bytes.
pub fn parts(html: &str) -> Vec<(Part<'_>, Range<usize>)> {
    let mut parts = Vec::new();
    let mut at = 0;
    while let Some(rest) = html.get(at..).filter(|rest| !rest.is_empty()) {
        let (part, length) = part(rest);
        parts.push((part, at..at + length));
        at += length;
    }
    parts
}

fn part(rest: &str) -> (Part<'_>, usize) {
    if !rest.starts_with('<') {
        let length = rest.find('<').unwrap_or(rest.len());
        return (Part::Text(&rest[..length]), length);
    }
    if let Some(comment) = rest.strip_prefix("<!--") {
        let length = comment.find("-->").map_or(rest.len(), |at| at + "<!---->".len());
        return (Part::Comment, length);
    }
    match tag(rest) {
        Some((tag, length)) => (Part::Tag(tag), length),
        None => (Part::Other, rest[1..].find('<').map_or(rest.len(), |at| at + 1)),
    }
}

/// The tag at the beginning of a text, and its length.
fn tag(text: &str) -> Option<(Tag<'_>, usize)> {
    let is_end = text.starts_with("</");
    let mut rest = &text[if is_end { 2 } else { 1 }..];
    let name = word(&mut rest, |c| c.is_ascii_alphanumeric());
    let mut attributes = Vec::new();
    loop {
        rest = rest.trim_start();
        if let Some(after) = rest.strip_prefix('>').or_else(|| rest.strip_prefix("/>")) {
            let name = name.to_ascii_lowercase();
            let is_tag = name.starts_with(|c: char| c.is_ascii_alphabetic());
            let tag = Tag {
                name,
                attributes,
                is_end,
            };
            return is_tag.then(|| (tag, text.len() - after.len()));
        }
        let attribute = word(&mut rest, |c| c.is_ascii_alphanumeric() || "-_:.@".contains(c));
        if attribute.is_empty() {
            return None;
        }
        attributes.push((attribute.to_ascii_lowercase(), value(&mut rest)?));
    }
}

/// Takes a word off the beginning.
fn word<'a>(rest: &mut &'a str, is_in: impl Fn(char) -> bool) -> &'a str {
    let end = rest.find(|c| !is_in(c)).unwrap_or(rest.len());
    let (word, after) = rest.split_at(end);
    *rest = after;
    word
}

/// Takes the value of an attribute off the beginning, with its sign; the empty one where there is none.
fn value<'a>(rest: &mut &'a str) -> Option<&'a str> {
    let Some(after) = rest.trim_start().strip_prefix('=') else {
        return Some("");
    };
    let after = after.trim_start();
    let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''));
    let Some(quote) = quote else {
        *rest = after;
        return Some(word(rest, |c| !c.is_whitespace() && !"\"'=<>`/".contains(c)));
    };
    let (value, after) = after[1..].split_once(quote)?;
    *rest = after;
    Some(value)
}

#[cfg(test)]
mod tests {
    use super::{Part, parts};

    #[test]
    fn tags_are_read_as_browsers_read_them() {
        let text = "a<B Title='x > y' open>b</b><!-- <i> --><br/><x y=1 z";
        let read = parts(text);
        let shown: Vec<String> = read
            .iter()
            .map(|(part, range)| match part {
                Part::Tag(tag) => format!("{}{} {:?}", if tag.is_end { "/" } else { "" }, tag.name, tag.attributes),
                Part::Text(text) => (*text).to_owned(),
                Part::Comment => "comment".to_owned(),
                Part::Other => text[range.clone()].to_owned(),
            })
            .collect();
        assert_eq!(
            shown,
            [
                "a",
                "b [(\"title\", \"x > y\"), (\"open\", \"\")]",
                "b",
                "/b []",
                "comment",
                "br []",
                "<x y=1 z"
            ]
        );
    }
}
