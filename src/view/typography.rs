//! Typographic punctuation for texts of front matter, as Markdown's smart punctuation gives it to prose.

/// Straight quotation marks and apostrophes, hyphens for dashes and full stops for an ellipsis, as they are printed.
pub fn smart(text: &str) -> String {
    let mut printed = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let before = printed.chars().next_back();
        let (piece, length) = match c {
            '"' => (if opens(before) { "“" } else { "”" }, 1),
            '\'' => (
                if opens(before) && !is_elision(rest) {
                    "‘"
                } else {
                    "’"
                },
                1,
            ),
            '-' if rest.starts_with("---") => ("—", 3),
            '-' if rest.starts_with("--") => ("–", 2),
            '.' if rest.starts_with("...") => ("…", 3),
            _ => (&rest[..c.len_utf8()], c.len_utf8()),
        };
        printed.push_str(piece);
        rest = &rest[length..];
    }
    printed
}

/// Whether a quotation mark after this character opens a quotation.
fn opens(before: Option<char>) -> bool {
    before.is_none_or(|c| c.is_whitespace() || matches!(c, '(' | '[' | '{' | '“' | '‘' | '–' | '—' | '/'))
}

/// `’90s`: the apostrophe stands for what is left out before figures.
fn is_elision(rest: &str) -> bool {
    rest.get(1..)
        .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::smart;

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
}
