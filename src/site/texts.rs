//! The interface texts of a theme: one file of `key: text` per language, some with plural forms, some lists.

use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::model::date::DateWords;
use crate::model::language::{Forms, PLURAL_FORMS};
use crate::source::SourceTree;
use crate::source::theme::ThemeText;
use crate::span::{FileId, Span, Spanned, span_at};
use crate::yaml::{self, Node, Value};
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;

/// What stands behind a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Text {
    /// One text.
    Plain(String),
    /// A text for each plural form of its language.
    Forms(Forms),
    /// Names in their order, such as those of months.
    List(Vec<String>),
}

/// The texts for one language, by key, with nothing missing that English has.
pub type Interface = BTreeMap<String, Text>;

/// The texts of every language that a theme has.
#[derive(Clone, Debug, Default)]
pub struct Texts {
    languages: BTreeMap<String, Interface>,
}

impl Text {
    /// The text; of plural forms the one that is used where no number decides, of a list nothing.
    pub fn plain(&self) -> &str {
        match self {
            Text::Plain(text) => text,
            Text::Forms(forms) => forms.other(),
            Text::List(_) => "",
        }
    }

    /// As templates and scripts have it: a text, a list, or the forms beside `language`, whose rule decides.
    pub fn json(&self) -> Json {
        match self {
            Text::Plain(text) => json!(text),
            Text::List(names) => json!(names),
            Text::Forms(Forms { language, forms }) => {
                let forms = forms.iter().map(|(form, text)| (form.clone(), json!(text)));
                forms.chain([("language".to_owned(), json!(language))]).collect()
            }
        }
    }
}

impl Texts {
    /// The texts of the default theme and, over them, those of the site's own.
    pub fn read(tree: &SourceTree, diagnostics: &mut Diagnostics) -> Texts {
        Texts::load(&tree.theme_texts_below("i18n/"), diagnostics)
    }

    /// Reads files named `<language>.yaml`; a text of a later file of the same language replaces that of an earlier
    /// one, so the built-in theme comes first in the list.
    pub fn load(files: &[ThemeText], diagnostics: &mut Diagnostics) -> Texts {
        let mut texts = Texts::default();
        for (path, text, id) in files {
            let language = path.strip_suffix(".yaml").unwrap_or(path);
            match yaml::read(text) {
                Ok(node) => texts.add(language, &node, *id, diagnostics),
                Err(syntax) => diagnostics.push(unreadable(path, &syntax.message, *id, span_at(text, syntax.at))),
            }
        }
        texts
    }

    /// The texts for a language: those of the very tag, what is missing from the same without region or script, and
    /// what is missing there in English.
    pub fn of(&self, language: &str) -> Interface {
        let ends = language.match_indices('-').map(|(at, _)| at).chain([language.len()]);
        let mut merged = Interface::new();
        for name in ["en"].into_iter().chain(ends.map(|end| &language[..end])) {
            merged.extend(self.languages.get(name).cloned().unwrap_or_default());
        }
        merged
    }

    /// What a language is called by those who speak it; its tag where the theme has no texts in it.
    pub fn name<'t>(&'t self, language: &'t str) -> &'t str {
        let primary = language.split('-').next().unwrap_or(language);
        let texts = [language, primary]
            .into_iter()
            .find_map(|name| self.languages.get(name));
        texts
            .and_then(|texts| texts.get("language-name"))
            .map_or(language, Text::plain)
    }

    /// The words of dates in a language.
    pub fn date_words(&self, language: &str) -> DateWords {
        let mut words = DateWords::default();
        for (key, text) in self.of(language) {
            let Some(name) = key.strip_prefix("date-") else {
                continue;
            };
            match text {
                Text::Plain(text) => words.set_pattern(name, &text),
                Text::List(names) => words.set_names(name, &names),
                Text::Forms(forms) if name == "century" => words.century = forms,
                Text::Forms(_) => {}
            }
        }
        words
    }

    fn add(&mut self, language: &str, node: &Node, id: Option<FileId>, diagnostics: &mut Diagnostics) {
        let Value::Map(entries) = &node.value else {
            diagnostics.push(unreadable(language, "expected `key: text` lines", id, node.span));
            return;
        };
        let texts = self.languages.entry(language.to_owned()).or_default();
        for (key, value) in entries {
            match read(language, value) {
                Ok(text) => {
                    texts.insert(key.value.clone(), text);
                }
                Err((why, span)) => diagnostics.push(unreadable(&key.value, why, id, span)),
            }
        }
    }
}

/// Reads what stands behind a key.
fn read(language: &str, node: &Node) -> Result<Text, (&'static str, Span)> {
    match &node.value {
        Value::Scalar(text) => Ok(Text::Plain(text.clone())),
        Value::List(items) => {
            let name = |item: &Node| match &item.value {
                Value::Scalar(text) => Ok(text.clone()),
                _ => Err(("expected a text", item.span)),
            };
            items.iter().map(name).collect::<Result<_, _>>().map(Text::List)
        }
        Value::Map(forms) => self::forms(language, forms, node.span),
        Value::Null => Err(("expected a text", node.span)),
    }
}

/// Reads the plural forms of a text.
fn forms(language: &str, entries: &[(Spanned<String>, Node)], span: Span) -> Result<Text, (&'static str, Span)> {
    let mut forms = BTreeMap::new();
    for (form, text) in entries {
        if !PLURAL_FORMS.contains(&form.value.as_str()) {
            return Err(("the plural forms are zero, one, two, few, many and other", form.span));
        }
        let Value::Scalar(text) = &text.value else {
            return Err(("expected a text", text.span));
        };
        forms.insert(form.value.clone(), text.clone());
    }
    if !forms.contains_key("other") {
        return Err(("the plural form `other` is missing", span));
    }
    let language = language.to_owned();
    Ok(Text::Forms(Forms { language, forms }))
}

/// A file of interface texts that cannot be used, or a line of it.
fn unreadable(what: &str, why: &str, id: Option<FileId>, span: Span) -> Diagnostic {
    let message = format!("the interface texts `{what}` cannot be used: {why}");
    match id {
        Some(id) => Diagnostic::at(Code::Template, span.in_file(id), message),
        None => Diagnostic::nowhere(Code::Template, message),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::language::{cardinal_forms, ordinal_forms};
    use crate::source::theme;
    use std::collections::BTreeSet;

    fn built_in() -> Texts {
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        let files: Vec<ThemeText> = theme::below(theme::DEFAULT, "i18n/")
            .into_iter()
            .map(|(path, bytes)| (path.to_owned(), text(bytes), None))
            .collect();
        let mut diagnostics = Diagnostics::default();
        let texts = Texts::load(&files, &mut diagnostics);
        assert_eq!(diagnostics.iter().count(), 0);
        texts
    }

    /// `{name}` for every blank of a text.
    fn blanks(text: &str) -> BTreeSet<String> {
        let parts = text.split('{').skip(1);
        parts
            .filter_map(|part| part.split_once('}'))
            .map(|(name, _)| name.to_owned())
            .collect()
    }

    /// What is wrong with a text of another language, beside the English one.
    fn fault(language: &str, key: &str, text: &Text, english: &Text) -> Option<String> {
        let expected = match key {
            "date-century" => ordinal_forms(language),
            _ => cardinal_forms(language),
        };
        match (text, english) {
            // A century may be counted in Roman figures.
            (Text::Plain(text), Text::Plain(english)) => {
                (blanks(text) != blanks(english)).then(|| format!("blanks of `{text}`"))
            }
            (Text::List(names), Text::List(english)) => (names.len() != english.len()).then(|| "length".to_owned()),
            (Text::Forms(forms), Text::Forms(english)) => {
                let has: Vec<&str> = forms.forms.keys().map(String::as_str).collect();
                let mut expected = expected;
                expected.sort_unstable();
                let may = blanks(english.other());
                let wrong = |(form, text): (&String, &String)| {
                    let has = blanks(text);
                    let is_right = match key {
                        "date-century" => !has.is_empty(),
                        // “Two results” needs no figure.
                        _ if matches!(form.as_str(), "zero" | "one" | "two") => {
                            has.is_subset(&may) && may.is_subset(&(&has | &BTreeSet::from(["count".to_owned()])))
                        }
                        _ => has == may,
                    };
                    (!is_right).then(|| format!("blanks of `{text}`"))
                };
                let wrong = forms.forms.iter().find_map(wrong);
                (has != expected).then(|| format!("forms {expected:?}")).or(wrong)
            }
            _ => Some("another sort of text than in English".to_owned()),
        }
    }

    #[test]
    fn every_language_says_what_english_says() {
        let texts = built_in();
        let english = &texts.languages["en"];
        for (language, own) in &texts.languages {
            let keys = |texts: &Interface| texts.keys().cloned().collect::<BTreeSet<_>>();
            let (has, wanted) = (keys(own), keys(english));
            let (missing, extra): (Vec<_>, Vec<_>) =
                (wanted.difference(&has).collect(), has.difference(&wanted).collect());
            assert!(missing.is_empty(), "{language}.yaml lacks {missing:?}");
            assert!(extra.is_empty(), "{language}.yaml has {extra:?}, which en.yaml has not");
            let faults: Vec<_> = own
                .iter()
                .filter_map(|(key, text)| Some((key, fault(language, key, text, &english[key])?)))
                .collect();
            assert!(faults.is_empty(), "{language}.yaml: {faults:?}");
        }
    }

    #[test]
    fn a_language_falls_back_to_english_text_by_text() {
        let mut diagnostics = Diagnostics::default();
        let file = |path: &str, line: &str| (path.to_owned(), line.to_owned(), None);
        let list = [
            file("en.yaml", "a: one\nb: two\nc: {one: 1 lamp, other: \"{count} lamps\"}"),
            file("de.yaml", "a: eins\nlanguage-name: Deutsch"),
            file("de-AT.yaml", "b: zwo"),
        ];
        let texts = Texts::load(&list, &mut diagnostics);
        let words = |language| -> Vec<String> { texts.of(language).values().map(|it| it.plain().to_owned()).collect() };
        assert_eq!(words("de-AT"), ["eins", "zwo", "{count} lamps", "Deutsch"]);
        assert_eq!(words("fr"), ["one", "two", "{count} lamps"]);
        assert_eq!((texts.name("de-CH"), texts.name("fr")), ("Deutsch", "fr"));
        let Some(Text::Forms(forms)) = texts.of("de").remove("c") else {
            panic!("forms")
        };
        assert_eq!(forms.language, "en");
    }

    #[test]
    fn the_english_texts_are_those_of_dates_in_messages() {
        assert_eq!(built_in().date_words("en"), DateWords::default());
    }

    #[test]
    fn what_cannot_be_used_is_told() {
        let table = [
            ("a: [b, {c: d}]", "expected a text"),
            ("a: {several: b, other: c}", "the plural forms are"),
            ("a: {one: b}", "the plural form `other` is missing"),
            ("a: {one: [b], other: c}", "expected a text"),
            ("just a text", "expected `key: text` lines"),
            ("a: 'b", "cannot be used"),
        ];
        for (text, message) in table {
            let mut diagnostics = Diagnostics::default();
            Texts::load(&[("en.yaml".to_owned(), text.to_owned(), None)], &mut diagnostics);
            let messages: Vec<_> = diagnostics.iter().map(|it| it.message.clone()).collect();
            assert_eq!(messages.len(), 1, "{text}: {messages:?}");
            assert!(messages[0].contains(message), "{text}: {messages:?}");
        }
    }
}
