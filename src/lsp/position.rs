//! Places as editors count them, and as they move while somebody types.

use crate::span::Span;
use lsp_types::{Position, Range};
use serde_json::Value;

/// What the characters of a line are counted in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Encoding {
    /// Units of UTF-16, which every client knows.
    #[default]
    Utf16,
    /// Bytes.
    Utf8,
}

impl Encoding {
    /// Bytes, if the client offers them: nothing has to be counted then.
    pub(super) fn agreed(initialize: &Value) -> Encoding {
        let offered = initialize.pointer("/capabilities/general/positionEncodings");
        let offers = |name: &str| {
            offered
                .and_then(Value::as_array)
                .is_some_and(|it| it.contains(&name.into()))
        };
        if offers("utf-8") {
            Encoding::Utf8
        } else {
            Encoding::Utf16
        }
    }

    /// Its name in the protocol.
    pub(super) fn name(self) -> &'static str {
        match self {
            Encoding::Utf8 => "utf-8",
            Encoding::Utf16 => "utf-16",
        }
    }

    fn width(self, c: char) -> usize {
        match self {
            Encoding::Utf8 => c.len_utf8(),
            Encoding::Utf16 => c.len_utf16(),
        }
    }

    /// The byte at a position; the end of its line, or of the text, where it lies behind that.
    pub(super) fn offset(self, text: &str, position: Position) -> usize {
        let Some(start) = line_starts(text).nth(position.line as usize) else {
            return text.len();
        };
        let line = text.get(start..).unwrap_or_default();
        let mut left = position.character as usize;
        for (at, c) in line.char_indices() {
            if left < self.width(c) || matches!(c, '\n' | '\r') {
                return start + at;
            }
            left -= self.width(c);
        }
        text.len()
    }

    /// The position of a byte.
    pub(super) fn position(self, text: &str, offset: usize) -> Position {
        let offset = floor(text, offset);
        let before = line_starts(text).take_while(|&start| start <= offset).enumerate();
        let (line, start) = before.last().unwrap_or((0, 0));
        let characters = text.get(start..offset).unwrap_or_default().chars();
        Position {
            line: u32::try_from(line).unwrap_or(u32::MAX),
            character: u32::try_from(characters.map(|c| self.width(c)).sum::<usize>()).unwrap_or(u32::MAX),
        }
    }

    /// The range of bytes as a range of positions.
    pub(super) fn range(self, text: &str, bytes: std::ops::Range<usize>) -> Range {
        Range {
            start: self.position(text, bytes.start),
            end: self.position(text, bytes.end),
        }
    }
}

/// Where lines begin: after `\n`, `\r\n` and `\r`.
fn line_starts(text: &str) -> impl Iterator<Item = usize> {
    let bytes = text.as_bytes();
    let ends = bytes.iter().enumerate().filter(move |&(at, byte)| match byte {
        b'\n' => true,
        b'\r' => bytes.get(at + 1) != Some(&b'\n'),
        _ => false,
    });
    std::iter::once(0).chain(ends.map(|(at, _)| at + 1))
}

/// The nearest border of characters at or before a byte.
pub(super) fn floor(text: &str, offset: usize) -> usize {
    let mut at = offset.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// How the places of a text that was analysed lie in the text as it is now: what stands before and after the stretch
/// that somebody is typing in stays known.
#[derive(Clone, Copy, Debug)]
pub(super) struct Drift {
    before: usize,
    /// Where the common end begins, in the old text and in the new one.
    old_end: usize,
    new_end: usize,
}

impl Drift {
    /// From one text to another.
    pub(super) fn between(old: &str, new: &str) -> Drift {
        if old == new {
            return Drift {
                before: old.len(),
                old_end: old.len(),
                new_end: new.len(),
            };
        }
        let pairs = old.bytes().zip(new.bytes());
        let before = floor(old, pairs.take_while(|(a, b)| a == b).count());
        let (old_rest, new_rest) = (&old.as_bytes()[before..], &new.as_bytes()[before..]);
        let pairs = old_rest.iter().rev().zip(new_rest.iter().rev());
        let mut after = pairs.take_while(|(a, b)| a == b).count();
        while !old.is_char_boundary(old.len() - after) {
            after -= 1;
        }
        Drift {
            before,
            old_end: old.len() - after,
            new_end: new.len() - after,
        }
    }

    /// Where a place of the old text is now; nothing where it was changed.
    pub(super) fn now(self, span: Span) -> Option<std::ops::Range<usize>> {
        let range = span.range();
        if range.end <= self.before {
            return Some(range);
        }
        let moved = |at: usize| at - self.old_end + self.new_end;
        (range.start >= self.old_end).then(|| moved(range.start)..moved(range.end))
    }

    /// Where a byte of the new text was; nothing where it is new.
    pub(super) fn then(self, offset: usize) -> Option<usize> {
        if offset <= self.before {
            return Some(offset);
        }
        (offset >= self.new_end).then(|| offset - self.new_end + self.old_end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(line: u32, character: u32) -> Position {
        Position { line, character }
    }

    #[test]
    fn positions_count_in_the_units_agreed_on() {
        let text = "aé\r\n😀b\rc";
        let cases = [
            (0, at(0, 0), at(0, 0)),
            (1, at(0, 1), at(0, 1)),
            (3, at(0, 3), at(0, 2)),
            (5, at(1, 0), at(1, 0)),
            (9, at(1, 4), at(1, 2)),
            (10, at(1, 5), at(1, 3)),
            (11, at(2, 0), at(2, 0)),
            (12, at(2, 1), at(2, 1)),
        ];
        for (offset, utf8, utf16) in cases {
            assert_eq!(Encoding::Utf8.position(text, offset), utf8, "{offset}");
            assert_eq!(Encoding::Utf16.position(text, offset), utf16, "{offset}");
            assert_eq!(Encoding::Utf8.offset(text, utf8), offset);
            assert_eq!(Encoding::Utf16.offset(text, utf16), offset);
        }
        // Behind the end of a line, inside a character, behind the end of the text.
        assert_eq!(Encoding::Utf16.offset(text, at(0, 9)), 3);
        assert_eq!(Encoding::Utf16.offset(text, at(1, 1)), 5);
        assert_eq!(Encoding::Utf8.offset(text, at(9, 0)), text.len());
        assert_eq!(Encoding::Utf16.position(text, 99), at(2, 1));
    }

    #[test]
    fn places_outside_the_change_are_found_again() {
        let drift = Drift::between("one two three", "one twenty three");
        assert_eq!(drift.now(Span::new(0..3)), Some(0..3));
        assert_eq!(drift.now(Span::new(8..13)), Some(11..16));
        assert_eq!(drift.now(Span::new(4..7)), None);
        assert_eq!(drift.then(12), Some(9));
        assert_eq!(drift.then(8), None);
        let same = Drift::between("é", "é");
        assert_eq!(same.now(Span::new(0..2)), Some(0..2));
        assert_eq!(same.then(2), Some(2));
    }

    proptest::proptest! {
        #[test]
        fn what_is_found_again_says_the_same(old in "[abé]{0,12}", new in "[abé]{0,12}", from in 0..12usize, to in 0..12usize) {
            let (from, to) = (floor(&old, from), floor(&old, to));
            if let Some(now) = Drift::between(&old, &new).now(Span::new(from.min(to)..to)) {
                assert_eq!(old.get(from.min(to)..to), new.get(now));
            }
            let at = floor(&new, from);
            if let Some(then) = Drift::between(&old, &new).then(at) {
                assert!(old.is_char_boundary(then));
            }
        }
    }
}
