//! Collation: names in the order of the site's language, and the letter that each stands under.
//!
//! ICU orders letters; what counts for nothing in an index (an article, the sign for ʿayn) is taken off first.

use crate::config::IndexOrder;
use icu_collator::options::{AlternateHandling, CollatorOptions, Strength};
use icu_collator::{Collator, CollatorBorrowed};
use icu_normalizer::DecomposingNormalizer;
use std::cmp::Ordering;

/// Arabic articles, as they are transliterated before sun letters and others.
const ARTICLES: &[&str] = &["al-", "el-", "ad-", "an-", "ar-", "as-", "ash-", "at-", "az-", "ul-"];

/// Signs for ʿayn and hamza, which stand for no letter in an index.
const SIGNS: &[char] = &['ʿ', 'ʾ', 'ʻ', 'ʼ', '‘', '’', '\''];

/// How names are compared.
pub struct Collation {
    collator: Option<CollatorBorrowed<'static>>,
}

impl std::fmt::Debug for Collation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Collation")
    }
}

impl Collation {
    /// The collation of a language (BCP 47). A language that ICU does not know is ordered as the root collation does.
    pub fn new(language: &str, order: IndexOrder) -> Collation {
        let locale = language
            .parse::<icu_locale_core::Locale>()
            .unwrap_or(icu_locale_core::Locale::UNKNOWN);
        let mut options = CollatorOptions::default();
        options.strength = Some(Strength::Tertiary);
        if order == IndexOrder::LetterByLetter {
            // Spaces and punctuation count only where nothing else differs.
            options.alternate_handling = Some(AlternateHandling::Shifted);
            options.strength = Some(Strength::Quaternary);
        } else {
            options.alternate_handling = Some(AlternateHandling::NonIgnorable);
        }
        Collation {
            collator: Collator::try_new((&locale).into(), options).ok(),
        }
    }

    /// Bytes that compare as the names do; names that ICU takes for equal are told apart by their code points.
    pub fn key(&self, name: &str) -> Vec<u8> {
        let plain = significant(name);
        let mut key = Vec::new();
        if let Some(collator) = &self.collator {
            let _ = collator.write_sort_key_to(&plain, &mut key);
        }
        key.push(0);
        key.extend_from_slice(name.as_bytes());
        key
    }

    /// Compares two names.
    pub fn compare(&self, a: &str, b: &str) -> Ordering {
        self.key(a).cmp(&self.key(b))
    }
}

/// The part of a name that counts: without a leading article and without signs that stand for no letter.
fn significant(name: &str) -> String {
    let lower = name.to_lowercase();
    let article = ARTICLES.iter().find(|article| lower.starts_with(**article));
    let rest = article.and_then(|article| name.get(article.len()..)).unwrap_or(name);
    rest.chars().filter(|c| !SIGNS.contains(c)).collect()
}

/// The letter that a name stands under: its first letter without marks, in capitals; `#` for anything else.
pub fn letter(name: &str) -> String {
    let plain = significant(name);
    let first = plain.chars().find(|c| c.is_alphanumeric());
    let Some(first) = first.filter(|c| c.is_alphabetic()) else {
        return "#".to_owned();
    };
    let decomposed = DecomposingNormalizer::new_nfd()
        .normalize(first.encode_utf8(&mut [0; 4]))
        .into_owned();
    let base = decomposed.chars().next().unwrap_or(first);
    base.to_uppercase().collect()
}

/// The letters of an alphabet bar: the Latin alphabet and every other letter in use, in order of the groups.
pub fn alphabet(used: &[String]) -> Vec<(String, bool)> {
    let is_latin = |letter: &str| letter.len() == 1 && letter.chars().all(|c| c.is_ascii_uppercase());
    if !used.iter().any(|letter| is_latin(letter)) {
        return used.iter().map(|letter| (letter.clone(), true)).collect();
    }
    let latin = ('A'..='Z').map(|c| c.to_string()).map(|letter| {
        let present = used.contains(&letter);
        (letter, present)
    });
    let first = used
        .iter()
        .take_while(|letter| !is_latin(letter))
        .cloned()
        .map(|letter| (letter, true));
    let last = used
        .iter()
        .skip_while(|letter| !is_latin(letter))
        .filter(|letter| !is_latin(letter));
    first
        .chain(latin)
        .chain(last.cloned().map(|letter| (letter, true)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{Collation, letter};
    use crate::config::IndexOrder;

    #[track_caller]
    fn check(order: IndexOrder, language: &str, sorted: &[&str]) {
        let collation = Collation::new(language, order);
        let mut names = sorted.to_vec();
        names.reverse();
        names.sort_by(|a, b| collation.compare(a, b));
        assert_eq!(names, sorted);
    }

    #[test]
    fn word_by_word_puts_the_space_first() {
        check(IndexOrder::WordByWord, "en", &["New York", "Newark", "Newton, Isaac"]);
    }

    #[test]
    fn letter_by_letter_ignores_it() {
        check(
            IndexOrder::LetterByLetter,
            "en",
            &["Newark", "Newton, Isaac", "New York"],
        );
    }

    #[test]
    fn articles_signs_and_marks_count_for_nothing() {
        check(
            IndexOrder::WordByWord,
            "en",
            &["ʿAbd al-Nasir", "Pune", "al-Quds", "Québec", "Queens"],
        );
    }

    #[test]
    fn languages_have_their_own_orders() {
        check(IndexOrder::WordByWord, "sv", &["Zorn", "Ångström", "Öberg"]);
        check(IndexOrder::WordByWord, "de", &["Ångström", "Öberg", "Zorn"]);
    }

    #[test]
    fn other_scripts_follow_and_have_their_own_letters() {
        check(IndexOrder::WordByWord, "en", &["Zurich", "Лавров", "Петров", "مشرف"]);
        assert_eq!(letter("Лавров"), "Л");
        assert_eq!(letter("مشرف"), "م");
        assert_eq!(letter("Élysée"), "E");
        assert_eq!(letter("al-Quds"), "Q");
        assert_eq!(letter("9/11"), "#");
    }
}
