//! The language of a text and the direction of its script, as front matter names them.

use crate::yaml::{Decode, Decoder, Node, Value};
use icu_locale_core::LanguageIdentifier;
use serde_json::{Value as Json, json};
use std::ops::Deref;

/// A language as BCP 47 writes it: `de`, `ur`, `zh-Hant`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Language(String);

/// A direction of script: `ltr` or `rtl`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Direction(&'static str);

const DIRECTIONS: [&str; 2] = ["ltr", "rtl"];

impl Deref for Language {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl Deref for Direction {
    type Target = str;

    fn deref(&self) -> &str {
        self.0
    }
}

impl Decode for Language {
    fn decode(node: &Node, decoder: &mut Decoder<'_>) -> Option<Self> {
        match &node.value {
            Value::Scalar(text) if LanguageIdentifier::try_from_str(text).is_ok() => Some(Language(text.clone())),
            _ => {
                decoder.wrong_type(node, "a language as BCP 47 writes it, such as `de` or `zh-Hant`");
                None
            }
        }
    }

    fn schema() -> Json {
        json!({"type": "string", "pattern": "^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$"})
    }
}

impl Decode for Direction {
    fn decode(node: &Node, decoder: &mut Decoder<'_>) -> Option<Self> {
        let known = |text: &str| DIRECTIONS.into_iter().find(|it| *it == text);
        match &node.value {
            Value::Scalar(text) if known(text).is_some() => known(text).map(Direction),
            _ => {
                decoder.wrong_word(node, &DIRECTIONS);
                None
            }
        }
    }

    fn schema() -> Json {
        json!({"enum": DIRECTIONS})
    }
}
