//! Reads YAML text into nodes; the only file that knows the YAML crate.

use super::{Node, Value};
use crate::span::{Span, Spanned};
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use std::fmt;

/// What is wrong with the syntax, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Syntax {
    /// In lower case, without a full stop.
    pub message: String,
    /// Line and column, both from 1, the column in characters.
    pub at: (usize, usize),
    /// What to do, where the slip is a common one.
    pub help: Option<&'static str>,
}

/// Reads the YAML at the beginning of `text`: hand it the file from byte 0 to the end of the block, so that
/// every span is a span of the file.
///
/// # Errors
/// The first place where the text is not YAML, or is larger than front matter can be.
pub fn read(text: &str) -> Result<Node, Syntax> {
    let options = serde_yaml::options! {
        duplicate_keys: serde_yaml::DuplicateKeyPolicy::LastWins,
        merge_keys: serde_yaml::MergeKeyPolicy::AsOrdinary,
    };
    let raw = serde_yaml::from_str_with_options::<serde_yaml::Spanned<Raw>>(text, options);
    raw.map(|raw| node(&raw, text)).map_err(|error| syntax(&error, text))
}

fn syntax(error: &serde_yaml::Error, text: &str) -> Syntax {
    let error = error.without_snippet();
    let place = error
        .location()
        .map_or((1, 1), |it| (it.line() as usize, it.column() as usize));
    let message = error.to_string();
    let message = message.split(" at line ").next().unwrap_or_default().to_owned();
    if let Some(at) = message.contains("tab").then(|| tab(text, place.0)).flatten() {
        return Syntax {
            message: "a line is indented with a tab".to_owned(),
            at,
            help: Some("YAML indents with spaces: put two in the place of each tab"),
        };
    }
    let mut lines = text.lines().take(place.0).collect::<Vec<_>>();
    let line = lines.pop().unwrap_or_default();
    Syntax {
        help: advice(&message, line, place.1)
            .or_else(|| open_bracket(text, place.0))
            .or_else(|| indentation(&message, line, &lines)),
        message,
        at: place,
    }
}

/// The first tab before any text of a line, from the line where the parser stumbled; line and column from 1.
fn tab(text: &str, line: usize) -> Option<(usize, usize)> {
    let from = line.saturating_sub(1);
    let lines = text.lines().enumerate().skip(from);
    let mut tabs = lines.filter_map(|(at, line)| {
        let indent = line.len() - line.trim_start().len();
        Some((at + 1, line[..indent].find('\t')? + 1))
    });
    tabs.next()
}

/// Advice for the slips that people make most; `column` is from 1.
fn advice(message: &str, line: &str, column: usize) -> Option<&'static str> {
    let value = line.split_once(": ").map_or("", |(_, value)| value.trim_start());
    let before: String = line.chars().take(column.saturating_sub(1)).collect();
    if message.contains("mapping values are not allowed") && before.contains(": ") {
        return Some("a value that contains `: ` has to stand in quotes: key: \"A: b\"");
    }
    if message.contains("simple key expected") || is_sentence(line) {
        return Some("a line says `key: value`; one that only explains begins with `#`");
    }
    if value.starts_with(['@', '`', '%']) {
        return Some("a value that begins with this character has to stand in quotes");
    }
    if message.contains("quoted scalar") {
        return Some("a quotation mark is opened and not closed");
    }
    if message.contains("unclosed bracket") || message.contains("flow") {
        return Some("a bracket is opened and not closed");
    }
    line.contains('\t')
        .then_some("YAML indents with spaces, never with tabs")
}

/// Whether what stands before the colon is several words, as no key is.
fn is_sentence(line: &str) -> bool {
    let key = line.split_once(": ").map_or("", |(key, _)| key.trim());
    key.split_whitespace().count() > 2 && !key.starts_with(['-', '"', '\'', '{', '['])
}

/// Advice where a line stands deeper or less deep than the parser can make sense of; `before` are the lines above it.
fn indentation(message: &str, line: &str, before: &[&str]) -> Option<&'static str> {
    if !message.contains("did not find expected") && !message.contains("mapping values are not allowed") {
        return None;
    }
    let above = before.last().map_or("", |it| it.trim_start());
    let is_indented = line.starts_with(' ');
    if is_indented && above.strip_prefix('#').is_some_and(|it| it.contains(':')) {
        return Some("the line above it is a comment: take its `#` away too, or put one before this line");
    }
    Some("keys that belong together begin in the same column, and those of an item below its first key")
}

/// Where a bracket is left open, the parser stumbles only over what follows in a later line.
fn open_bracket(text: &str, line: usize) -> Option<&'static str> {
    let before: String = text.lines().take(line.saturating_sub(1)).collect();
    let open = |pair: [char; 2]| before.matches(pair[0]).count() > before.matches(pair[1]).count();
    (open(['[', ']']) || open(['{', '}'])).then_some("a bracket is opened in a line before and not closed")
}

/// What the crate gives: the text of quoted and block scalars, nothing for plain ones that it would type.
enum Raw {
    Scalar(Option<String>),
    List(Vec<serde_yaml::Spanned<Raw>>),
    Map(Vec<(serde_yaml::Spanned<RawKey>, serde_yaml::Spanned<Raw>)>),
}

struct RawKey(String);

impl<'de> Deserialize<'de> for RawKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(RawKey)
    }
}

impl<'de> Deserialize<'de> for Raw {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(RawVisitor)
    }
}

struct RawVisitor;

impl<'de> Visitor<'de> for RawVisitor {
    type Value = Raw;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("YAML")
    }
    fn visit_bool<E>(self, _: bool) -> Result<Raw, E> {
        Ok(Raw::Scalar(None))
    }
    fn visit_i64<E>(self, _: i64) -> Result<Raw, E> {
        Ok(Raw::Scalar(None))
    }
    fn visit_u64<E>(self, _: u64) -> Result<Raw, E> {
        Ok(Raw::Scalar(None))
    }
    fn visit_i128<E>(self, _: i128) -> Result<Raw, E> {
        Ok(Raw::Scalar(None))
    }
    fn visit_u128<E>(self, _: u128) -> Result<Raw, E> {
        Ok(Raw::Scalar(None))
    }
    fn visit_f64<E>(self, _: f64) -> Result<Raw, E> {
        Ok(Raw::Scalar(None))
    }
    fn visit_unit<E>(self) -> Result<Raw, E> {
        Ok(Raw::Scalar(None))
    }
    fn visit_none<E>(self) -> Result<Raw, E> {
        Ok(Raw::Scalar(None))
    }
    fn visit_str<E>(self, text: &str) -> Result<Raw, E> {
        Ok(Raw::Scalar(Some(text.to_owned())))
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Raw, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Raw::List(list))
    }
    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Raw, A::Error> {
        let mut map = Vec::new();
        while let Some(entry) = entries.next_entry()? {
            map.push(entry);
        }
        Ok(Raw::Map(map))
    }
}

fn node(raw: &serde_yaml::Spanned<Raw>, text: &str) -> Node {
    let span = span(raw, text);
    match &raw.value {
        Raw::Scalar(read) => scalar(read.as_deref(), span, text),
        Raw::List(items) => {
            let items: Vec<Node> = items.iter().map(|item| node(item, text)).collect();
            let last = items.last().map(|item| item.span);
            Node {
                span: whole(span, last, text),
                value: Value::List(items),
            }
        }
        Raw::Map(entries) => {
            let key = |key: &serde_yaml::Spanned<RawKey>| Spanned::new(key.value.0.clone(), self::span(key, text));
            let entries: Vec<_> = entries.iter().map(|(k, value)| (key(k), node(value, text))).collect();
            let last = entries.last().map(|(_, value)| value.span);
            Node {
                span: whole(span, last, text),
                value: Value::Map(entries),
            }
        }
    }
}

/// A plain scalar keeps the characters of the file, whatever type YAML would give it.
fn scalar(read: Option<&str>, span: Span, text: &str) -> Node {
    let written = text.get(span.range()).unwrap_or_default();
    let value = match read {
        Some(text) => Value::Scalar(text.to_owned()),
        None if matches!(written, "" | "~" | "null" | "Null" | "NULL") => Value::Null,
        None => Value::Scalar(written.to_owned()),
    };
    Node { value, span }
}

fn span<T>(spanned: &serde_yaml::Spanned<T>, text: &str) -> Span {
    let place = spanned.referenced.span();
    let start = place.byte_offset().map_or(0, |it| it as usize).min(text.len());
    let length = place.byte_len().map_or(0, |it| it as usize);
    let end = (start + length).min(text.len());
    let trimmed = text.get(start..end).map_or(end, |it| start + it.trim_end().len());
    Span::new(start..trimmed)
}

/// A list or map from where it begins to the end of its last item, closing bracket included.
fn whole(begin: Span, last: Option<Span>, text: &str) -> Span {
    let end = last.map_or(begin.end, |it| it.end.max(begin.end));
    let opens = text.get(begin.range()).unwrap_or_default();
    let rest = text.get(end as usize..).unwrap_or_default();
    let closing = match opens {
        "[" => rest.find(']'),
        "{" => rest.find('}'),
        _ => None,
    };
    let closed = closing.filter(|&at| rest[..at].chars().all(|c| c.is_whitespace() || c == ','));
    let end = closed.map_or(end as usize, |at| end as usize + at + 1);
    Span::new(begin.start as usize..end)
}
