//! Finds where the entries of a `.bib` file begin and end, so that a broken one can be taken out before parsing.

use std::ops::Range;

/// How deep braces may be nested; the parser recurses once per level.
const DEEPEST: usize = 50;

/// One `@…{…}` of a file.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Piece {
    /// Its bytes, from the `@`.
    pub(super) range: Range<usize>,
    /// What is wrong with its braces, if anything is.
    pub(super) flaw: Option<Flaw>,
}

/// What can be wrong with the braces of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Flaw {
    /// The closing brace is missing.
    Unclosed,
    /// After the closing brace comes what looks like the rest of the entry.
    ClosedEarly,
    /// Braces are nested deeper than any field needs.
    TooDeep,
}

/// The pieces of a file in order. What stands between them is a comment, as in BibTeX.
pub(super) fn pieces(text: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut at = 0;
    while let Some(start) = next_start(text, at) {
        let piece = piece(text, start);
        at = piece.range.end;
        pieces.push(piece);
    }
    pieces
}

/// The next `@word {` that is not part of a word itself, nor in a `%` line.
fn next_start(text: &str, from: usize) -> Option<usize> {
    let found = text.get(from..)?.match_indices('@').map(|(at, _)| from + at);
    found.into_iter().find(|&at| {
        let before = &text[..at];
        let line = before.rfind('\n').map_or(before, |newline| &before[newline + 1..]);
        let apart = !before.ends_with(|c: char| c.is_alphanumeric());
        apart && !line.trim_start().starts_with('%') && opens(&text[at + 1..]).is_some()
    })
}

/// After an `@`: the length of the word, the space and the brace that open an entry.
fn opens(text: &str) -> Option<usize> {
    let word = text.find(|c: char| !c.is_ascii_alphabetic() && c != '_')?;
    let space = text[word..].len() - text[word..].trim_start().len();
    let opened = word > 0 && text[word + space..].starts_with(['{', '(']);
    opened.then_some(word + space + 1)
}

fn piece(text: &str, start: usize) -> Piece {
    let open = start + 1 + opens(&text[start + 1..]).unwrap_or(0);
    let (end, mut flaw) = match close(&text[open..]) {
        Ok(length) => (open + length, None),
        Err(flaw) => (next_line_start(text, open), Some(flaw)),
    };
    let rest = text[end..].trim_start();
    if flaw.is_none() && rest.starts_with([',', '}']) {
        flaw = Some(Flaw::ClosedEarly);
    }
    let end = match flaw {
        Some(Flaw::ClosedEarly) => next_line_start(text, end),
        _ => end,
    };
    Piece {
        range: start..end,
        flaw,
    }
}

/// How long the inside of a brace is, with the brace that closes it.
fn close(text: &str) -> Result<usize, Flaw> {
    let mut depth = 1;
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'{' => depth += 1,
            b'}' => depth -= 1,
            _ => {}
        }
        if depth > DEEPEST {
            return Err(Flaw::TooDeep);
        }
        if depth == 0 {
            return Ok(at + 1);
        }
    }
    Err(Flaw::Unclosed)
}

/// The next entry that begins a line, or the end of the text.
fn next_line_start(text: &str, from: usize) -> usize {
    let mut at = from;
    while let Some(start) = next_start(text, at) {
        let before = text[..start].trim_end_matches([' ', '\t']);
        if before.ends_with('\n') {
            return start;
        }
        at = start + 1;
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_found_whatever_stands_between() {
        type Case<'a> = (&'a str, &'a [(&'a str, Option<Flaw>)]);
        let cases: [Case<'_>; 6] = [
            ("@a{x}@b{y}", &[("@a{x}", None), ("@b{y}", None)]),
            ("mail me@example.org\n@a{x}", &[("@a{x}", None)]),
            ("% @no{x}\n@a {x, t={\\}}}", &[("@a {x, t={\\}}}", None)]),
            (
                "@a{x, t={T}\n@b{y}",
                &[("@a{x, t={T}\n", Some(Flaw::Unclosed)), ("@b{y}", None)],
            ),
            (
                "@a{x, t={T}},\n y={Z}}\n@b{y}",
                &[("@a{x, t={T}},\n y={Z}}\n", Some(Flaw::ClosedEarly)), ("@b{y}", None)],
            ),
            ("nothing", &[]),
        ];
        for (text, expected) in cases {
            let found = pieces(text);
            let found: Vec<_> = found.iter().map(|it| (&text[it.range.clone()], it.flaw)).collect();
            assert_eq!(found, expected, "{text}");
        }
    }
}
