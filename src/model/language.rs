//! The language of a text and the direction of its script, as front matter names them.

use crate::yaml::{Decode, Decoder, Node, Value};
use icu_locale::{LocaleDirectionality, LocaleExpander};
use icu_locale_core::LanguageIdentifier;
use icu_plurals::{PluralCategory, PluralRuleType, PluralRules, PluralRulesOptions};
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;
use std::ops::Deref;

/// A language as BCP 47 writes it: `de`, `ur`, `zh-Hant`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Language(String);

/// A direction of script: `ltr` or `rtl`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Direction(&'static str);

const DIRECTIONS: [&str; 2] = ["ltr", "rtl"];

impl Language {
    /// The language of a tag, in its usual form (`zh-Hant`, whatever the case it was written in); nothing where the tag
    /// is not well-formed or Unicode CLDR knows no such language.
    pub fn known(tag: &str) -> Option<Language> {
        let known = LanguageIdentifier::try_from_str(tag).ok()?;
        LocaleExpander::new_extended().get_likely_script(&known)?;
        Some(Language(known.to_string()))
    }
}

/// `rtl` for a language that is written from right to left, as its tag or Unicode CLDR says, else `ltr`.
pub fn direction(language: &str) -> &'static str {
    let known = LanguageIdentifier::try_from_str(language).ok();
    match known.and_then(|it| LocaleDirectionality::new_extended().get(&it)) {
        Some(icu_locale::Direction::RightToLeft) => "rtl",
        _ => "ltr",
    }
}

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

/// The plural forms of Unicode CLDR; a language has some of them, and always `other`.
pub const PLURAL_FORMS: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];

/// A text with a form for each sort of number that its language tells apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Forms {
    /// The language, BCP 47, whose rule chooses.
    pub language: String,
    /// The forms, by their names in [`PLURAL_FORMS`].
    pub forms: BTreeMap<String, String>,
}

impl Forms {
    /// Forms by name.
    pub fn new(language: &str, forms: &[(&str, &str)]) -> Forms {
        Forms {
            language: language.to_owned(),
            forms: forms
                .iter()
                .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()))
                .collect(),
        }
    }

    /// The form for so many: `1 lamp`, `2 lamps`.
    pub fn cardinal(&self, number: u64) -> &str {
        self.form(PluralRuleType::Cardinal, number)
    }

    /// The form for the so-manieth: `1st`, `2nd`.
    pub fn ordinal(&self, number: u64) -> &str {
        self.form(PluralRuleType::Ordinal, number)
    }

    /// The form where no number decides.
    pub fn other(&self) -> &str {
        self.forms.get("other").map_or("", String::as_str)
    }

    fn form(&self, of: PluralRuleType, number: u64) -> &str {
        let name = rules(&self.language, of).map_or("other", |rules| form_name(rules.category_for(number)));
        self.forms.get(name).map_or(self.other(), String::as_str)
    }
}

/// The forms that a language has for numbers of things.
pub fn cardinal_forms(language: &str) -> Vec<&'static str> {
    forms_of(language, PluralRuleType::Cardinal)
}

/// The forms that a language has for places in a row.
pub fn ordinal_forms(language: &str) -> Vec<&'static str> {
    forms_of(language, PluralRuleType::Ordinal)
}

fn forms_of(language: &str, of: PluralRuleType) -> Vec<&'static str> {
    match rules(language, of) {
        Some(rules) => rules.categories().map(form_name).collect(),
        None => vec!["other"],
    }
}

fn rules(language: &str, of: PluralRuleType) -> Option<PluralRules> {
    let locale: icu_locale_core::Locale = language.parse().ok()?;
    let options = PluralRulesOptions::default().with_type(of);
    PluralRules::try_new((&locale).into(), options).ok()
}

fn form_name(category: PluralCategory) -> &'static str {
    match category {
        PluralCategory::Zero => "zero",
        PluralCategory::One => "one",
        PluralCategory::Two => "two",
        PluralCategory::Few => "few",
        PluralCategory::Many => "many",
        PluralCategory::Other => "other",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_has_a_tag_that_is_known() {
        let known = |tag| Language::known(tag).map(|it| it.to_string());
        assert_eq!(known("UR").as_deref(), Some("ur"));
        assert_eq!(known("zh-hant").as_deref(), Some("zh-Hant"));
        assert_eq!(known("pt-BR").as_deref(), Some("pt-BR"));
        for tag in ["", "x", "xx", "draft", "en_", "qqq", "2"] {
            assert_eq!(known(tag), None, "{tag}");
        }
    }

    #[test]
    fn scripts_have_their_direction() {
        let right_to_left = ["ar", "ur", "he", "fa-AF", "pa-Arab", "ckb", "yi", "sd"];
        assert!(right_to_left.iter().all(|language| direction(language) == "rtl"));
        let left_to_right = ["en", "ru", "pa", "sd-Deva", "az", "not a language"];
        assert!(left_to_right.iter().all(|language| direction(language) == "ltr"));
    }

    #[test]
    fn each_language_has_its_plural_forms() {
        assert_eq!(cardinal_forms("ru"), ["one", "few", "many", "other"]);
        assert_eq!(cardinal_forms("ar"), PLURAL_FORMS);
        assert_eq!(cardinal_forms("ur"), ["one", "other"]);
        assert_eq!(ordinal_forms("en"), ["one", "two", "few", "other"]);
        let lamps = Forms::new(
            "ru",
            &[("one", "лампа"), ("few", "лампы"), ("many", "ламп"), ("other", "лампы")],
        );
        let of = |number| lamps.cardinal(number);
        assert_eq!(
            [of(1), of(3), of(5), of(11), of(21), of(104)],
            ["лампа", "лампы", "ламп", "ламп", "лампа", "лампы"]
        );
    }
}
