//! The address of a page as a QR code, for paper.
//!
//! ISO/IEC 18004 has eight masks weighed for each code, which took longer than all else on a page. What changes from one
//! mask to another is the same for all codes of a size, so a code is made once, with the first mask; the others are
//! that one with some modules turned over, and are weighed as rows of bits.

use qrcodegen::{Mask, QrCode, QrCodeEcc, QrSegment, Version};
use std::fmt::Write;
use std::sync::OnceLock;

/// Empty modules around the code, as the standard wants them.
const QUIET: usize = 4;

/// The largest version whose rows fit into a [`Line`]: it holds more than 1,100 bytes, and no telephone reads more.
const LARGEST: u8 = 27;

const MASKS: u8 = 8;

/// A row or column of modules, a bit for each, the first in the lowest; the dark ones are set.
type Line = u128;

/// The code as SVG; none for a text that is too long.
pub(super) fn svg(text: &str) -> Option<String> {
    let rows = code(text)?;
    let side = rows.len() + 2 * QUIET;
    let mut path = String::new();
    for (y, row) in rows.iter().enumerate() {
        let mut x = QUIET;
        for (length, is_dark) in runs(*row, rows.len()) {
            if is_dark {
                let _ = write!(path, "M{x} {}.5h{length}", y + QUIET);
            }
            x += length;
        }
    }
    Some(format!(
        "<svg viewBox=\"0 0 {side} {side}\" role=\"img\" aria-hidden=\"true\"><path stroke=\"#000\" d=\"{path}\"/></svg>"
    ))
}

/// The rows of the code with the mask that the standard prefers, the first of those that weigh the least.
fn code(text: &str) -> Option<Vec<Line>> {
    /// What the masks from the second on turn over, by version.
    static TURNED: [OnceLock<Vec<Vec<Line>>>; LARGEST as usize + 1] = [const { OnceLock::new() }; LARGEST as usize + 1];

    let segments = QrSegment::make_segments(text);
    let first = masked(&segments, 0)?;
    let version = (first.len() - 17) / 4;
    let turned = TURNED.get(version)?.get_or_init(|| {
        let others = (1..MASKS).filter_map(|mask| masked(&segments, mask));
        others.map(|other| turn(&first, &other)).collect()
    });
    let others: Vec<_> = turned.iter().map(|turned| turn(&first, turned)).collect();
    std::iter::once(first).chain(others).min_by_key(|rows| penalty(rows))
}

/// The rows of a code with one of the masks.
fn masked(segments: &[QrSegment], mask: u8) -> Option<Vec<Line>> {
    let (least, most) = (Version::MIN, Version::new(LARGEST));
    let mask = Some(Mask::new(mask));
    let code = QrCode::encode_segments_advanced(segments, QrCodeEcc::Medium, least, most, mask, false).ok()?;
    Some(rows(&code))
}

fn rows(code: &QrCode) -> Vec<Line> {
    let row = |y| (0..code.size()).fold(0, |row, x| row | Line::from(code.get_module(x, y)) << x);
    (0..code.size()).map(row).collect()
}

/// The one with those modules turned over that are dark in the other.
fn turn(rows: &[Line], others: &[Line]) -> Vec<Line> {
    rows.iter().zip(others).map(|(row, other)| row ^ other).collect()
}

/// How hard a code is to read, by the rules of the standard (7.8.3.1): long runs of one colour, blocks of it, what looks
/// like the pattern in the corners, and how far dark and light are from being as many.
fn penalty(rows: &[Line]) -> u32 {
    let side = rows.len();
    let lines = rows.iter().copied().chain(columns(rows)).map(|line| of_line(line, side));
    let blocks = rows.windows(2).map(|pair| if let [a, b] = pair { blocks(*a, *b, side) } else { 0 });
    let dark: u32 = rows.iter().map(|row| row.count_ones()).sum();
    let all = u32::try_from(side * side).unwrap_or(u32::MAX);
    // In steps of 5 % from the half; none up to the first.
    let steps = (dark * 20).abs_diff(all * 10).div_ceil(all).saturating_sub(1);
    lines.sum::<u32>() + 3 * blocks.sum::<u32>() + 10 * steps
}

/// The columns of a code.
fn columns(rows: &[Line]) -> impl Iterator<Item = Line> {
    let bit = |x: usize| move |column, (y, row): (usize, &Line)| column | (row >> x & 1) << y;
    (0..rows.len()).map(move |x| rows.iter().enumerate().fold(0, bit(x)))
}

/// How many blocks of two by two modules of one colour begin in a row.
fn blocks(row: Line, below: Line, side: usize) -> u32 {
    let pairs = (1 << (side - 1)) - 1;
    let dark = row & below;
    let light = !row & !below;
    ((dark & dark >> 1 | light & light >> 1) & pairs).count_ones()
}

/// What the runs of a row or column weigh.
fn of_line(line: Line, side: usize) -> u32 {
    /// The runs of a corner: dark, light, dark, light, dark, of which the third is three times as long as the others.
    const CORNER: usize = 5;
    let long = |length: u32| if length >= 5 { length - 2 } else { 0 };
    let mut weight = 0;
    // The last runs, the newest first; light ones beyond the edge count as long as the code is wide.
    let mut last = [0; CORNER + 2];
    let mut add = |length: u32, is_dark: bool, beyond: u32| {
        last.rotate_right(1);
        last[0] = length + beyond;
        let [after, a, b, c, d, e, before] = last;
        let is_corner = !is_dark && a > 0 && [b, d, e] == [a; 3] && c == 3 * a;
        let on_sides = |light: u32, other: u32| u32::from(is_corner && light >= 4 * a && other >= a);
        40 * (on_sides(after, before) + on_sides(before, after))
    };
    let side = u32::try_from(side).unwrap_or(u32::MAX);
    let mut runs = runs(line, side as usize).peekable();
    let mut is_first = true;
    let mut ends_dark = false;
    while let Some((length, is_dark)) = runs.next() {
        let length = u32::try_from(length).unwrap_or(u32::MAX);
        if is_first && is_dark {
            weight += add(0, false, side);
        }
        let before = if is_first && !is_dark { side } else { 0 };
        let behind = if runs.peek().is_none() && !is_dark { side } else { 0 };
        weight += long(length) + add(length, is_dark, before + behind);
        is_first = false;
        ends_dark = is_dark;
    }
    if ends_dark {
        weight += add(0, false, side);
    }
    weight
}

/// The runs of one colour of a row: how long each is, and whether it is dark.
fn runs(line: Line, side: usize) -> impl Iterator<Item = (usize, bool)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = line.checked_shr(u32::try_from(at).ok()?)?;
        let is_dark = rest & 1 == 1;
        let same = if is_dark { rest.trailing_ones() } else { rest.trailing_zeros() };
        let length = (same as usize).min(side.checked_sub(at).filter(|left| *left > 0)?);
        at += length;
        Some((length, is_dark))
    })
}

#[cfg(test)]
mod tests {
    use super::{LARGEST, QrCode, QrCodeEcc, QrSegment, Version, code, rows, svg};

    #[test]
    fn a_code_has_its_three_corners_and_an_empty_border() {
        let svg = svg("https://example.org/lights/").unwrap();
        let first = svg.split("d=\"").nth(1).unwrap();
        assert!(first.starts_with("M4 4.5h7"), "{svg}");
        assert!(svg.contains("viewBox=\"0 0 37 37\""), "{svg}");
        assert!(!svg.contains("M3 "), "{svg}");
    }

    #[test]
    fn a_text_that_is_too_long_has_none() {
        assert_eq!(svg(&"a".repeat(5000)), None);
    }

    /// The encoder weighs the masks itself where none is asked for: by the same rules, module by module.
    #[test]
    fn the_mask_is_the_one_that_the_encoder_chooses() {
        let address = |length: usize| format!("https://example.org/{}.html", "events/q".repeat(length));
        let texts = (0..120).map(|number| format!("https://example.org/papers/{number}.html#p{}", number * 7919));
        for text in texts.chain((0..120).map(address)).chain(["".to_owned(), "12".to_owned()]) {
            let (least, most) = (Version::MIN, Version::new(LARGEST));
            let segments = QrSegment::make_segments(&text);
            let whole = QrCode::encode_segments_advanced(&segments, QrCodeEcc::Medium, least, most, None, false).unwrap();
            assert_eq!(code(&text).unwrap(), rows(&whole), "{text}");
        }
    }
}
