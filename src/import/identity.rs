//! Whether two records describe the same work.

use crate::model::work::{bare_doi, plain};
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// What tells a work from others.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Identity {
    pub(super) doi: String,
    pub(super) isbn: BTreeSet<String>,
    pub(super) title: String,
    pub(super) year: String,
    pub(super) author: String,
    pub(super) container: String,
    pub(super) volume: String,
    pub(super) page: String,
}

impl Identity {
    /// Of a record in CSL variables.
    pub(super) fn of(csl: &Map<String, Value>) -> Identity {
        let text = |name: &str| match csl.get(name) {
            Some(Value::String(text)) => plain(text),
            Some(Value::Number(number)) => number.to_string(),
            _ => String::new(),
        };
        let author = csl.get("author").and_then(|it| it.get(0));
        let part = |key: &str| {
            author
                .and_then(|it| it.get(key))
                .and_then(Value::as_str)
                .unwrap_or_default()
        };
        let year = csl.get("issued").and_then(|it| it.get("date-parts")?.get(0)?.get(0));
        Identity {
            doi: bare_doi(&text("DOI")).to_lowercase(),
            isbn: isbns(&text("ISBN")),
            title: folded(&text("title")),
            year: year
                .map(ToString::to_string)
                .unwrap_or_default()
                .trim_matches('"')
                .to_owned(),
            author: folded(&format!("{}{}", part("family"), part("literal"))),
            container: folded(&text("container-title")),
            volume: folded(&text("volume")),
            page: folded(&text("page")),
        }
    }

    /// Whether both are the same work: by DOI where both have one, else by title and year where nothing speaks against
    /// it, else by ISBN and title.
    pub(super) fn is(&self, other: &Identity) -> bool {
        if !self.doi.is_empty() && !other.doi.is_empty() {
            return self.doi == other.doi;
        }
        if self.title.is_empty() || self.title != other.title {
            return false;
        }
        let agree = |a: &str, b: &str| a.is_empty() || b.is_empty() || a == b;
        let same_place = agree(&self.author, &other.author)
            && agree(&self.container, &other.container)
            && agree(&self.volume, &other.volume)
            && agree(&self.page, &other.page);
        same_place && (self.year == other.year || !self.isbn.is_disjoint(&other.isbn))
    }
}

/// Letters and digits in lower case: punctuation, braces and space differ from program to program.
pub(super) fn folded(text: &str) -> String {
    text.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// The ISBNs of a field, each with 13 digits.
fn isbns(text: &str) -> BTreeSet<String> {
    let words = text.split([' ', ',', ';']).map(|word| {
        let digits: String = word.chars().filter(char::is_ascii_alphanumeric).collect();
        digits.to_uppercase()
    });
    words
        .filter(|it| matches!(it.len(), 10 | 13))
        .map(|it| thirteen(&it))
        .collect()
}

/// An ISBN of ten digits as one of thirteen: 978, nine digits, and the check digit anew.
fn thirteen(isbn: &str) -> String {
    if isbn.len() != 10 {
        return isbn.to_owned();
    }
    let digits = format!("978{}", isbn.get(..9).unwrap_or_default());
    let weighted = digits.chars().zip([1, 3].into_iter().cycle());
    let sum: u32 = weighted.filter_map(|(c, weight)| Some(c.to_digit(10)? * weight)).sum();
    format!("{digits}{}", (10 - sum % 10) % 10)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn of(value: Value) -> Identity {
        let Value::Object(map) = value else { panic!() };
        Identity::of(&map)
    }

    #[test]
    fn the_same_work_is_known_again() {
        let year = json!({"date-parts": [[1971]]});
        let book = json!({"title": "The <i>Lamps</i>: A History", "issued": year, "ISBN": "0-306-40615-2"});
        let cases = [
            (
                json!({"title": "the lamps - a history", "issued": {"date-parts": [["1971"]]}}),
                true,
            ),
            (json!({"title": "The Lamps: A History", "ISBN": "9780306406157"}), true),
            (json!({"title": "The Lamps: A History"}), false),
            (
                json!({"title": "The Lamps: A History", "issued": year, "volume": "2"}),
                true,
            ),
            (json!({"title": "Oil", "issued": year, "ISBN": "9780306406157"}), false),
            (json!({"issued": year}), false),
        ];
        for (other, expected) in cases {
            assert_eq!(of(book.clone()).is(&of(other.clone())), expected, "{other}");
        }
        let [a, b] = ["10.1/A", "https://doi.org/10.1/a"].map(|doi| of(json!({"title": doi, "DOI": doi})));
        assert!(a.is(&b));
    }
}
