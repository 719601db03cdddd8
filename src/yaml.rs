//! YAML as a tree of nodes that know their place, and the trait that turns nodes into typed values.
//!
//! Deriving `Deserialize` would stop at the first problem of a file; [`Decode`] reports them all. The struct that
//! [`record!`](crate::yaml::record) declares is also the source of its JSON Schema and of the list of keys in the docs.

mod read;
mod slips;
mod synonyms;
mod write;

use crate::diag::{Code, Diagnostic, Diagnostics, nearest};
use crate::span::{FileId, Span, Spanned};
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;
use std::num::NonZeroUsize;

pub use read::{Syntax, read};
pub use synonyms::of as synonym;
pub use write::{scalar, scalar_in_flow};

/// A piece of YAML and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// What it holds.
    pub value: Value,
    /// Where it stands; a list or map spans its items.
    pub span: Span,
}

/// What a node holds. Scalars keep the text as written: a year stays `1947`, `no` stays `no`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// An empty value, `~` or `null`.
    Null,
    /// Text, unquoted and unescaped.
    Scalar(String),
    /// A list.
    List(Vec<Node>),
    /// Keys and values in their order, repetitions included.
    Map(Vec<(Spanned<String>, Node)>),
}

impl Value {
    /// What it is, in an author's words: a short text itself.
    fn name(&self) -> String {
        match self {
            Value::Null => "nothing".to_owned(),
            Value::Scalar(text) if text.chars().count() <= 40 && !text.contains('\n') => format!("`{text}`"),
            Value::Scalar(_) => "a text".to_owned(),
            Value::List(_) => "a list".to_owned(),
            Value::Map(_) => "keys with values".to_owned(),
        }
    }

    /// What it says in one line, the same for all that say the same.
    fn said(&self) -> String {
        let mut line = String::new();
        self.say(&mut line);
        line
    }

    fn say(&self, line: &mut String) {
        match self {
            Value::Null => line.push('~'),
            Value::Scalar(text) => line.push_str(&format!("{:?}", text.trim())),
            Value::List(items) => {
                line.push('[');
                for item in items {
                    item.value.say(line);
                    line.push(',');
                }
                line.push(']');
            }
            Value::Map(pairs) => {
                line.push('{');
                for (key, node) in pairs {
                    line.push_str(&format!("{:?}:", key.value));
                    node.value.say(line);
                    line.push(',');
                }
                line.push('}');
            }
        }
    }

    /// Whether both say the same, wherever they stand.
    pub fn says(&self, other: &Value) -> bool {
        self.said() == other.said()
    }

    /// Whether nothing stands behind the key.
    fn is_empty(&self) -> bool {
        matches!(self, Value::Null) || matches!(self, Value::Scalar(text) if text.trim().is_empty())
    }
}

/// What decoding needs beside the node: the file it is in and where to report.
pub struct Decoder<'a> {
    /// The file.
    pub file: FileId,
    /// Its text.
    pub text: &'a str,
    /// Where problems go.
    pub diags: &'a mut Diagnostics,
}

impl Decoder<'_> {
    /// Reports that a node is not what its key takes.
    pub fn wrong_type(&mut self, node: &Node, expected: &str) {
        let message = format!("expected {expected}, found {}", node.value.name());
        let at = node.span.in_file(self.file);
        let diagnostic = Diagnostic::at(Code::WrongType, at, message);
        let written = self.text.get(node.span.range()).unwrap_or_default();
        let diagnostic = match (
            &node.value,
            written.strip_prefix("[[").and_then(|it| it.strip_suffix("]]")),
        ) {
            (Value::List(_), Some(name)) if !name.contains(['[', ']', ',']) => {
                let name = scalar_in_flow(name.trim());
                diagnostic.fix_at("in front matter a name stands without brackets", at, name, true)
            }
            (Value::List(_) | Value::Map(_), _) if expected == "text" && written.starts_with(['[', '{']) => diagnostic
                .help("write it without brackets; where they are part of the text, put all of it in quotation marks"),
            _ => diagnostic,
        };
        self.diags.push(diagnostic);
    }

    /// Reports a node that is none of a few words, and offers the nearest.
    pub fn wrong_word(&mut self, node: &Node, words: &[&str]) {
        let written: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
        let expected = match written.as_slice() {
            [first @ .., last] if !first.is_empty() => format!("{} or {last}", first.join(", ")),
            _ => written.concat(),
        };
        let message = format!("expected {expected}, found {}", node.value.name());
        let diagnostic = Diagnostic::at(Code::WrongType, node.span.in_file(self.file), message);
        self.diags.push(match &node.value {
            Value::Scalar(text) => match synonyms::of(text, words) {
                Some(word) => diagnostic.fix(format!("write `{word}`"), word),
                None => diagnostic.suggest(text, words.iter().copied()),
            },
            _ => diagnostic,
        });
    }

    /// Reports items that say exactly what one before them says.
    fn duplicate_items(&mut self, items: &[Node]) {
        let mut said: BTreeMap<String, &Node> = BTreeMap::new();
        for item in items {
            let first = *said.entry(item.value.said()).or_insert(item);
            if std::ptr::eq(first, item) {
                continue;
            }
            let message = match &item.value {
                Value::Scalar(_) => format!("{} is listed twice", item.value.name()),
                _ => "an item of the list is written twice".to_owned(),
            };
            let diagnostic = Diagnostic::at(Code::DuplicateKey, item.span.in_file(self.file), message)
                .under("again here")
                .label(first.span.in_file(self.file), "first written here")
                .help("keep one of the two");
            self.diags.push(diagnostic);
        }
    }

    /// A text without characters that no format can hold; they are reported.
    fn shown(&mut self, text: &str, at: Span) -> String {
        let Some((_, found)) = first_unshowable(text) else {
            return text.to_owned();
        };
        let diagnostic = Diagnostic::at(Code::WrongType, at.in_file(self.file), unshowable(found));
        self.diags.push(diagnostic.help("remove it"));
        text.replace(is_unshowable, "")
    }

    /// Reports a value where keys with values are expected.
    fn not_a_map(&mut self, node: &Node, known: &[&str]) {
        let message = format!("expected keys with values, found {}", node.value.name());
        let diagnostic = Diagnostic::at(Code::WrongType, node.span.in_file(self.file), message);
        let help = match (&node.value, known.first()) {
            (Value::Scalar(text), Some(first)) => {
                let text = text.split(',').next().unwrap_or(text).trim();
                format!("write `{{{first}: {text}, …}}`; the keys are: {}", known.join(", "))
            }
            _ => format!("the keys are: {}", known.join(", ")),
        };
        self.diags.push(diagnostic.help(help));
    }

    /// Reports a key that is written twice.
    fn duplicate_keys(&mut self, map: &[(Spanned<String>, Node)]) {
        let mut written: BTreeMap<&str, &Spanned<String>> = BTreeMap::new();
        for (key, _) in map {
            let first = *written.entry(key.value.as_str()).or_insert(key);
            if std::ptr::eq(first, key) {
                continue;
            }
            let message = format!("the key `{}` is written twice", key.value);
            let diagnostic = Diagnostic::at(Code::DuplicateKey, key.span.in_file(self.file), message)
                .under("again here")
                .label(first.span.in_file(self.file), "first written here")
                .help("keep one of the two; a key that takes a list takes `[a, b]`");
            self.diags.push(diagnostic);
        }
    }

    /// Reports a key that nothing reads.
    fn unknown_key(&mut self, key: &Spanned<String>, known: &[&str]) {
        let message = format!("there is no key `{}` here", key.value);
        let diagnostic = Diagnostic::at(Code::UnknownKey, key.span.in_file(self.file), message);
        let is_near = nearest(&key.value, known.iter().copied()).is_some();
        let diagnostic = match synonyms::of(&key.value, known).filter(|_| !is_near) {
            Some(name) => diagnostic.fix_at(
                format!("it is called `{name}` here"),
                key.span.in_file(self.file),
                name,
                false,
            ),
            None => diagnostic.suggest(&key.value, known.iter().copied()),
        };
        // A paper has forty keys: the list helps only where no name is near.
        let diagnostic = if diagnostic.fixes.is_empty() {
            diagnostic.help(format!("the keys are: {}", known.join(", ")))
        } else {
            diagnostic
        };
        self.diags.push(diagnostic);
    }

    /// Reports a key that has to be there: missing, or there and empty.
    fn missing_key(&mut self, map: &[(Spanned<String>, Node)], key: &str, whole: Span) {
        let is_slip = |name: &Spanned<String>| {
            let meant = synonyms::of(&name.value, &[key]).or_else(|| nearest(&name.value, [key]));
            name.value != key && meant.is_some()
        };
        if map.iter().any(|(name, _)| is_slip(name)) {
            // `titel` has been reported, with `title` as what was meant.
            return;
        }
        let diagnostic = match map.iter().find(|(name, _)| name.value == key) {
            Some((name, _)) => {
                let message = format!("the key `{key}` has no value");
                Diagnostic::at(Code::MissingKey, name.span.in_file(self.file), message)
                    .help(format!("write it behind the colon: `{key}: …`"))
            }
            None => {
                let at = map.first().map_or(whole, |(first, _)| first.span);
                let message = format!("the key `{key}` is missing");
                Diagnostic::at(Code::MissingKey, at.in_file(self.file), message)
                    .under("the keys begin here")
                    .help(format!("add a line `{key}: …`"))
            }
        };
        self.diags.push(diagnostic);
    }

    /// Finds the value of a key: the first one, if it is not empty.
    pub fn field<'n>(&mut self, map: &'n [(Spanned<String>, Node)], key: &str) -> Option<&'n Node> {
        let (_, node) = map.iter().find(|(name, _)| name.value == key)?;
        (!node.value.is_empty()).then_some(node)
    }

    /// Opens a map: reports repeated and unknown keys, and gives its items back.
    pub fn open<'n>(&mut self, node: &'n Node, known: &[&str]) -> Option<&'n [(Spanned<String>, Node)]> {
        let Value::Map(map) = &node.value else {
            self.not_a_map(node, known);
            return None;
        };
        self.duplicate_keys(map);
        for (key, _) in map {
            if !known.contains(&key.value.as_str()) {
                self.unknown_key(key, known);
            }
        }
        Some(map)
    }

    /// The value of a key that must be there; reported and left at its default where it is not.
    pub fn required<T: Decode + Default>(&mut self, map: &[(Spanned<String>, Node)], key: &str, whole: Span) -> T {
        match self.field(map, key) {
            Some(node) => T::decode(node, self).unwrap_or_default(),
            None => {
                self.missing_key(map, key, whole);
                T::default()
            }
        }
    }

    /// The value of a key that may be left out.
    pub fn optional<T: Decode>(&mut self, map: &[(Spanned<String>, Node)], key: &str) -> Option<T> {
        let node = self.field(map, key)?;
        T::decode(node, self)
    }

    /// The values of a key that takes a list, or one value without brackets.
    pub fn list<T: Decode>(&mut self, map: &[(Spanned<String>, Node)], key: &str) -> Vec<T> {
        let Some(node) = self.field(map, key) else {
            return Vec::new();
        };
        match &node.value {
            Value::List(items) => {
                self.duplicate_items(items);
                items.iter().filter_map(|item| T::decode(item, self)).collect()
            }
            _ => T::decode(node, self).into_iter().collect(),
        }
    }
}

/// Whether XML (1.0, section 2.2), and so a feed, a drawing and a book, cannot hold a character in any way of writing.
pub fn is_unshowable(c: char) -> bool {
    matches!(c, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}')
}

/// The first such character of a text, and where it is.
#[expect(
    clippy::needless_bitwise_bool,
    reason = "what decides on each byte alone is decided for many at once"
)]
pub fn first_unshowable(text: &str) -> Option<(usize, char)> {
    // In bytes, which processors look through many at once: hardly any text has one.
    let may_be = |byte: u8| (byte < b' ') & (byte != b'\t') & (byte != b'\n') & (byte != b'\r') | (byte == 0xef);
    let may_have = text.bytes().fold(false, |any, byte| any | may_be(byte));
    text.char_indices()
        .filter(|_| may_have)
        .find(|(_, c)| is_unshowable(*c))
}

/// What is wrong with such a character.
pub fn unshowable(c: char) -> String {
    format!(
        "the text has the control character U+{:04X}, which no page can show",
        u32::from(c)
    )
}

/// A type that can be read from YAML.
pub trait Decode: Sized {
    /// Reads it, or reports what is wrong and gives nothing.
    fn decode(node: &Node, decoder: &mut Decoder<'_>) -> Option<Self>;

    /// Its JSON Schema (draft 2020-12).
    fn schema() -> Json;
}

impl Decode for Spanned<String> {
    fn decode(node: &Node, decoder: &mut Decoder<'_>) -> Option<Self> {
        match &node.value {
            Value::Scalar(text) => {
                let text = decoder.shown(text, node.span);
                Some(Spanned::new(text.trim().to_owned(), node.span))
            }
            _ => {
                decoder.wrong_type(node, "text");
                None
            }
        }
    }

    fn schema() -> Json {
        json!({"type": ["string", "number"]})
    }
}

impl Decode for String {
    fn decode(node: &Node, decoder: &mut Decoder<'_>) -> Option<Self> {
        Spanned::<String>::decode(node, decoder).map(|text| text.value)
    }

    fn schema() -> Json {
        Spanned::<String>::schema()
    }
}

impl Decode for bool {
    fn decode(node: &Node, decoder: &mut Decoder<'_>) -> Option<Self> {
        match &node.value {
            Value::Scalar(text) if text == "true" => Some(true),
            Value::Scalar(text) if text == "false" => Some(false),
            _ => {
                decoder.wrong_word(node, &["true", "false"]);
                None
            }
        }
    }

    fn schema() -> Json {
        json!({"type": "boolean"})
    }
}

impl Decode for NonZeroUsize {
    fn decode(node: &Node, decoder: &mut Decoder<'_>) -> Option<Self> {
        let number = match &node.value {
            Value::Scalar(text) => text.parse().ok(),
            _ => None,
        };
        if number.is_none() {
            decoder.wrong_type(node, "a whole number, 1 or more");
        }
        number
    }

    fn schema() -> Json {
        json!({"type": "integer", "minimum": 1})
    }
}

/// For a `required` key whose type has no default: reported where it is missing, and left empty.
impl<T: Decode> Decode for Option<T> {
    fn decode(node: &Node, decoder: &mut Decoder<'_>) -> Option<Self> {
        T::decode(node, decoder).map(Some)
    }

    fn schema() -> Json {
        T::schema()
    }
}

/// A map whose keys the author chooses, in the order written.
pub type Pairs<T> = Vec<(Spanned<String>, T)>;

impl<T: Decode> Decode for Pairs<T> {
    fn decode(node: &Node, decoder: &mut Decoder<'_>) -> Option<Self> {
        let Value::Map(map) = &node.value else {
            decoder.wrong_type(node, "keys with values");
            return None;
        };
        decoder.duplicate_keys(map);
        let pair = |(key, value): &(Spanned<String>, Node)| {
            let name = Spanned::new(decoder.shown(&key.value, key.span), key.span);
            T::decode(value, decoder).map(|it| (name, it))
        };
        Some(map.iter().filter_map(pair).collect())
    }

    fn schema() -> Json {
        json!({"type": "object", "additionalProperties": T::schema()})
    }
}

/// One key of a record, as its schema and its documentation say it.
pub struct Key {
    /// As written in YAML.
    pub name: &'static str,
    /// What it means: the field's doc comment.
    pub about: &'static str,
    /// `required`, `optional` or `list`.
    pub presence: &'static str,
    /// The schema of one value.
    pub schema: fn() -> Json,
    /// What a value has to name, where it is not free: the folder of a kind (`themes`), `works`, a list of words in
    /// conspectus.yaml (`stances`), or a vocabulary (`cito`, `csl-types`).
    pub names: Option<&'static str>,
}

/// The keyword of a schema that says what its values have to name; see [`Key::names`].
pub const NAMES: &str = "x-names";

/// The keyword of a schema that lists the keys in the order of the documentation; JSON objects have none.
pub const ORDER: &str = "x-order";

/// The schema of a record with these keys.
pub fn record_schema(about: &str, keys: &[Key]) -> Json {
    let property = |key: &Key| {
        let mut one = (key.schema)();
        if let (Json::Object(object), Some(names)) = (&mut one, key.names) {
            object.insert(NAMES.into(), names.into());
        }
        let mut schema = match key.presence {
            "list" => json!({"anyOf": [{"type": "array", "items": one.clone()}, one]}),
            _ => one,
        };
        if let Json::Object(object) = &mut schema {
            object.insert("description".into(), key.about.trim().into());
        }
        (key.name.to_owned(), schema)
    };
    let properties: serde_json::Map<_, _> = keys.iter().map(property).collect();
    let required: Vec<_> = keys
        .iter()
        .filter(|key| key.presence == "required")
        .map(|key| key.name)
        .collect();
    json!({
        "type": "object",
        "description": about.trim(),
        "properties": properties,
        "required": required,
        "additionalProperties": false,
        ORDER: keys.iter().map(|key| key.name).collect::<Vec<_>>(),
    })
}

/// Declares a struct that is read from a YAML map: each field with its presence and its key.
///
/// `required` fields fall back to their default once reported, so that one run reports everything. What a value has to
/// name stands behind its type, as in `=> "themes"`.
macro_rules! record {
    (
        $(#[doc = $about:literal])+
        $name:ident {
            $( $(#[doc = $doc:literal])+ $presence:ident $field:ident $key:literal: $type:ty $(=> $names:literal)?, )*
        }
    ) => {
        $(#[doc = $about])+
        #[derive(Clone, Debug, Default, PartialEq)]
        pub struct $name {
            /// Where the record stands.
            pub span: $crate::span::Span,
            $( $(#[doc = $doc])+ pub $field: $crate::yaml::record!(@type $presence $type), )*
        }

        impl $name {
            /// What it is.
            pub const ABOUT: &'static str = concat!($($about),+);
            /// The keys it has, in the order of the documentation.
            pub const KEYS: &'static [$crate::yaml::Key] = &[$(
                $crate::yaml::Key {
                    name: $key,
                    about: concat!($($doc),+),
                    presence: stringify!($presence),
                    schema: <$type as $crate::yaml::Decode>::schema,
                    names: $crate::yaml::record!(@names $($names)?),
                },
            )*];
        }

        impl $crate::yaml::Decode for $name {
            fn decode(node: &$crate::yaml::Node, decoder: &mut $crate::yaml::Decoder<'_>) -> Option<Self> {
                let map = decoder.open(node, &[$($key),*])?;
                Some($name {
                    span: node.span,
                    $( $field: $crate::yaml::record!(@read $presence decoder map $key node), )*
                })
            }

            fn schema() -> serde_json::Value {
                $crate::yaml::record_schema(Self::ABOUT, Self::KEYS)
            }
        }
    };
    (@names) => { None };
    (@names $names:literal) => { Some($names) };
    (@type required $type:ty) => { $type };
    (@type optional $type:ty) => { Option<$type> };
    (@type list $type:ty) => { Vec<$type> };
    (@read required $decoder:ident $map:ident $key:literal $node:ident) => {
        $decoder.required($map, $key, $node.span)
    };
    (@read optional $decoder:ident $map:ident $key:literal $node:ident) => { $decoder.optional($map, $key) };
    (@read list $decoder:ident $map:ident $key:literal $node:ident) => { $decoder.list($map, $key) };
}
pub(crate) use record;
