//! Dates in YAML: the text as written, brackets of a set included, read as EDTF.

use super::date::Edtf;
use crate::diag::{Code, Diagnostic};
use crate::span::{Span, Spanned};
use crate::yaml::{Decode, Decoder, Node, Value};
use serde_json::{Value as Json, json};
use std::ops::Range;

impl Decode for Spanned<Edtf> {
    fn decode(node: &Node, decoder: &mut Decoder<'_>) -> Option<Self> {
        let text = written(node, decoder)?;
        match Edtf::parse(&text) {
            Ok(date) => Some(Spanned::new(date, node.span)),
            Err(error) => {
                let place = place(node, decoder.text, &error.at);
                let message = worded(&text, &error.message);
                let diagnostic = Diagnostic::at(Code::InvalidDate, place.in_file(decoder.file), message);
                decoder
                    .diags
                    .push(with_fix(diagnostic, node, decoder, error.fix, error.certain));
                None
            }
        }
    }

    fn schema() -> Json {
        json!({"type": ["string", "number", "array"], "format": "edtf"})
    }
}

/// A reason that names the date says enough.
fn worded(text: &str, reason: &str) -> String {
    if reason.starts_with(&format!("`{text}`")) {
        return reason.to_owned();
    }
    format!("`{text}` is not a date in EDTF: {reason}")
}

/// The text of the date. A set in brackets is a list to YAML, a date to us.
fn written(node: &Node, decoder: &mut Decoder<'_>) -> Option<String> {
    let source = decoder.text.get(node.span.range()).unwrap_or_default();
    match &node.value {
        Value::Scalar(text) => Some(text.trim().to_owned()),
        Value::List(_) if source.starts_with('[') => Some(source.chars().filter(|c| !c.is_whitespace()).collect()),
        // To YAML the members of a set are keys without values.
        Value::Map(map) if source.starts_with('{') && map.iter().all(|(_, it)| it.value == Value::Null) => {
            Some(source.chars().filter(|c| !c.is_whitespace()).collect())
        }
        _ => {
            decoder.wrong_type(node, "a date in EDTF, such as `1947-08-14`, `1962~` or `1979/1989`");
            None
        }
    }
}

/// Where a part of the text of a date stands in the file; the whole date where that cannot be told.
fn place(node: &Node, file: &str, at: &Range<usize>) -> Span {
    let source = file.get(node.span.range()).unwrap_or_default();
    let at = match &node.value {
        Value::Scalar(_) => {
            let quote = usize::from(source.starts_with(['"', '\'']));
            at.start + quote..at.end + quote
        }
        _ => with_spaces(source, at),
    };
    // In quotation marks a character may be written as another.
    if source.get(at.clone()).is_none() {
        return node.span;
    }
    let start = node.span.start as usize;
    Span::new(start + at.start..start + at.end)
}

/// Where a part of a text without its white space stands in the text.
fn with_spaces(source: &str, at: &Range<usize>) -> Range<usize> {
    let mut place = source.len()..source.len();
    let mut read = 0;
    for (index, c) in source.char_indices().filter(|(_, c)| !c.is_whitespace()) {
        if read == at.start {
            place.start = index;
        }
        read += c.len_utf8();
        if read == at.end {
            place.end = index + c.len_utf8();
        }
    }
    place
}

/// The correction replaces the whole value, whatever part of it is underlined.
fn with_fix(
    diagnostic: Diagnostic,
    node: &Node,
    decoder: &Decoder<'_>,
    fix: Option<String>,
    certain: bool,
) -> Diagnostic {
    let Some(text) = fix else {
        return diagnostic
            .help("dates are written in EDTF: `1947`, `1947-08-14`, `1962~`, `1999?`, `1979/1989`, `1947/..`");
    };
    let replacement = if text.starts_with(['[', '{']) {
        format!("'{text}'")
    } else {
        text
    };
    let title = format!("write `{replacement}`");
    diagnostic.fix_at(title, node.span.in_file(decoder.file), replacement, certain)
}
