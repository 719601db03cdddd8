//! Dates in YAML: the text as written, brackets of a set included, read as EDTF.

use super::date::Edtf;
use crate::diag::{Code, Diagnostic};
use crate::span::{Span, Spanned};
use crate::yaml::{Decode, Decoder, Node, Value};
use serde_json::{Value as Json, json};

impl Decode for Spanned<Edtf> {
    fn decode(node: &Node, decoder: &mut Decoder<'_>) -> Option<Self> {
        let (text, start) = written(node, decoder)?;
        match Edtf::parse(&text) {
            Ok(date) => Some(Spanned::new(date, node.span)),
            Err(error) => {
                let place = Span::new(start + error.at.start..start + error.at.end);
                let place = if node.span.contains(place) { place } else { node.span };
                let message = worded(&text, &error.message);
                let diagnostic = Diagnostic::at(Code::InvalidDate, place.in_file(decoder.file), message);
                decoder.diags.push(with_fix(diagnostic, node, decoder, error.fix));
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

/// The text of the date and where it begins. A set in brackets is a list to YAML, a date to us.
fn written(node: &Node, decoder: &mut Decoder<'_>) -> Option<(String, usize)> {
    let source = decoder.text.get(node.span.range()).unwrap_or_default();
    let start = node.span.start as usize;
    match &node.value {
        Value::Scalar(text) => {
            let quote = usize::from(source.starts_with(['"', '\'']));
            Some((text.trim().to_owned(), start + quote))
        }
        Value::List(_) | Value::Map(_) if source.starts_with(['[', '{']) => {
            Some((source.chars().filter(|c| !c.is_whitespace()).collect(), start))
        }
        _ => {
            decoder.wrong_type(node, "a date in EDTF, such as `1947-08-14`, `1962~` or `1979/1989`");
            None
        }
    }
}

/// The correction replaces the whole value, whatever part of it is underlined.
fn with_fix(diagnostic: Diagnostic, node: &Node, decoder: &Decoder<'_>, fix: Option<String>) -> Diagnostic {
    let Some(text) = fix else {
        return diagnostic
            .help("dates are written in EDTF: `1947`, `1947-08-14`, `1962~`, `1999?`, `1979/1989`, `1947/..`");
    };
    let replacement = if text.starts_with(['[', '{']) {
        format!("'{text}'")
    } else {
        text
    };
    let mut diagnostic = diagnostic;
    diagnostic.fixes.push(crate::diag::Fix {
        title: format!("write `{replacement}`"),
        at: node.span.in_file(decoder.file),
        replacement,
        safe: false,
    });
    diagnostic
}
