//! Reads YAML text into nodes; the only file that knows the YAML crate.

use super::{Node, Value, slips};
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
    pub help: Option<String>,
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
    let message = message.split(" at line ").next().unwrap_or_default();
    slips::explain(message, place, text)
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
