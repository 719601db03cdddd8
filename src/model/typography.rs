//! Typographic punctuation for texts of front matter, as Markdown's smart punctuation gives it to prose.

use super::Quotes;
use super::quotes::APOSTROPHE;

/// [`smart_as`] in English.
pub fn smart(text: &str) -> String {
    smart_as(text, Quotes::of("en"))
}

/// Straight quotation marks as those of a language, straight apostrophes, hyphens for dashes and full stops for an
/// ellipsis, as they are printed.
pub fn smart_as(text: &str, quotes: Quotes) -> String {
    if !may_change(text) {
        return text.to_owned();
    }
    let mut printed = String::with_capacity(text.len());
    let mut rest = text;
    // The character before, as it was typed: what is printed for it differs from language to language.
    let mut before = None;
    let mut inner = 0;
    while let Some(c) = rest.chars().next() {
        let (piece, length) = match c {
            '"' => (if opens(before) { quotes.open } else { quotes.close }, 1),
            '\'' if opens(before) && !is_elision(rest) => {
                inner += 1;
                (quotes.inner_open, 1)
            }
            // Without a quotation to close, and inside a word, it is an apostrophe.
            '\'' if inner > 0 && !rest[1..].starts_with(char::is_alphanumeric) => {
                inner -= 1;
                (quotes.inner_close, 1)
            }
            '\'' => (APOSTROPHE, 1),
            '-' if rest.starts_with("---") => ("—", 3),
            '-' if rest.starts_with("--") => ("–", 2),
            '.' if rest.starts_with("...") => ("…", 3),
            _ => (&rest[..c.len_utf8()], c.len_utf8()),
        };
        // One language closes with the mark that another opens with.
        before = match c {
            '"' | '\'' if opens(before) => Some('('),
            '"' | '\'' => Some(')'),
            _ => piece.chars().next_back(),
        };
        printed.push_str(piece);
        rest = &rest[length..];
    }
    printed
}

/// Whether anything in a text may be printed otherwise than it is typed. Most have nothing of the kind, which processors
/// see of many bytes at once.
#[expect(
    clippy::needless_bitwise_bool,
    reason = "what decides on each byte alone is decided for many at once"
)]
fn may_change(text: &str) -> bool {
    let bytes = text.as_bytes();
    let has_mark = bytes.iter().fold(false, |any, it| any | (*it == b'"') | (*it == b'\''));
    let pairs = bytes.iter().zip(bytes.iter().skip(1));
    has_mark | pairs.fold(false, |any, (a, b)| any | ((a == b) & ((*a == b'-') | (*a == b'.'))))
}

/// Whether a quotation mark after this character opens a quotation.
fn opens(before: Option<char>) -> bool {
    before.is_none_or(|c| c.is_whitespace() || matches!(c, '(' | '[' | '{' | '“' | '‘' | '„' | '«' | '–' | '—' | '/'))
}

/// `’90s`: the apostrophe stands for what is left out before figures.
fn is_elision(rest: &str) -> bool {
    rest.get(1..)
        .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::{smart, smart_as};
    use crate::model::Quotes;

    #[test]
    fn punctuation_is_printed_as_in_books() {
        let table = [
            ("the \"New Light\" of 1911", "the “New Light” of 1911"),
            (
                "the keepers' log, the tower's lamp",
                "the keepers’ log, the tower’s lamp",
            ),
            ("('single')", "(‘single’)"),
            ("the '90s", "the ’90s"),
            ("1911--1912 --- so...", "1911–1912 — so…"),
            ("“done” already’s", "“done” already’s"),
        ];
        for (written, printed) in table {
            assert_eq!(smart(written), printed);
        }
    }

    #[test]
    fn quotation_marks_are_those_of_the_language() {
        let written = "the \"old 'New' Light's\" log";
        let table = [
            ("en", "the “old ‘New’ Light’s” log"),
            ("de", "the „old ‚New‘ Light’s“ log"),
            ("fr", "the «\u{202f}old “New” Light’s\u{202f}» log"),
            ("ru", "the «old „New“ Light’s» log"),
            ("ur", "the ”old ’New‘ Light’s“ log"),
        ];
        for (language, printed) in table {
            assert_eq!(smart_as(written, Quotes::of(language)), printed, "{language}");
        }
        assert_eq!(smart_as("\"'Aye'\"", Quotes::of("de")), "„‚Aye‘“");
    }
}
