//! The interface texts of a theme, one flat file of `key: text` per language.

use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::span::{FileId, Span};
use crate::yaml::{self, Node, Value};
use std::collections::BTreeMap;

/// The texts of every language that a theme has.
#[derive(Clone, Debug, Default)]
pub struct Texts {
    languages: BTreeMap<String, BTreeMap<String, String>>,
}

impl Texts {
    /// Reads files named `<language>.yaml`, given as path, text and place among the sources; a text of a later file of
    /// the same language replaces that of an earlier one, so the built-in theme comes first in the list.
    pub fn load(files: &[super::TemplateFile], diagnostics: &mut Diagnostics) -> Texts {
        let mut texts = Texts::default();
        for (path, text, id) in files {
            let language = path.strip_suffix(".yaml").unwrap_or(path);
            match yaml::read(text) {
                Ok(node) => texts.add(language, &node, *id, diagnostics),
                Err(syntax) => diagnostics.push(unreadable(
                    path,
                    &syntax.message,
                    *id,
                    super::problems::span_at(text, syntax.at),
                )),
            }
        }
        texts
    }

    /// The texts for a language: those of the very tag, what is missing from the language without region or script,
    /// and what is missing there in English.
    pub fn of(&self, language: &str) -> BTreeMap<String, String> {
        let primary = language.split('-').next().unwrap_or(language);
        let mut merged = BTreeMap::new();
        for name in ["en", primary, language] {
            merged.extend(self.languages.get(name).cloned().unwrap_or_default());
        }
        merged
    }

    fn add(&mut self, language: &str, node: &Node, id: Option<FileId>, diagnostics: &mut Diagnostics) {
        let Value::Map(entries) = &node.value else {
            diagnostics.push(unreadable(language, "expected `key: text` lines", id, node.span));
            return;
        };
        let texts = self.languages.entry(language.to_owned()).or_default();
        for (key, value) in entries {
            match &value.value {
                Value::Scalar(text) => {
                    texts.insert(key.value.clone(), text.clone());
                }
                _ => diagnostics.push(unreadable(&key.value, "expected a text", id, value.span)),
            }
        }
    }
}

/// A file of interface texts that cannot be used, or a line of it.
fn unreadable(what: &str, why: &str, id: Option<FileId>, span: Span) -> Diagnostic {
    let message = format!("the interface texts `{what}` cannot be used: {why}");
    match id {
        Some(id) => Diagnostic::at(Code::Template, span.in_file(id), message),
        None => Diagnostic::nowhere(Code::Template, message),
    }
}
