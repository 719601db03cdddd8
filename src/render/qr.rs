//! The address of a page as a QR code, for paper.
//!
//! ISO/IEC 18004 has eight masks weighed for each code, which took longer than all else on a page. What changes from one
//! mask to another is the same for all codes of a size, so a code is made once, with the first mask; the others are
//! that one with some modules turned over, and are weighed as rows of bits.

use qrcodegen::{Mask, QrCode, QrCodeEcc, QrSegment, Version};
use std::sync::OnceLock;

/// Empty modules around the code, as the standard wants them.
const QUIET: usize = 4;

/// The largest version whose rows fit into a [`Line`] with what is looked at beyond their ends: it holds almost 1,000
/// bytes, and no telephone reads more.
const LARGEST: u8 = 25;

const MASKS: u8 = 8;

/// A row or column of modules, a bit for each, the first in the lowest; the dark ones are set.
type Line = u128;

/// The modules of a code, or those that another mask turns over.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Modules {
    rows: Vec<Line>,
    columns: Vec<Line>,
}

/// The code as SVG; none for a text that is too long.
pub(super) fn svg(text: &str) -> Option<String> {
    let rows = code(text)?.rows;
    let side = rows.len() + 2 * QUIET;
    let mut path = String::new();
    for (y, row) in rows.iter().enumerate() {
        let mut x = QUIET;
        for (length, is_dark) in runs(*row, rows.len()) {
            if is_dark {
                for (letter, number) in [("M", x), (" ", y + QUIET), (".5h", length)] {
                    path.push_str(letter);
                    push(&mut path, number);
                }
            }
            x += length;
        }
    }
    Some(format!(
        "<svg viewBox=\"0 0 {side} {side}\" role=\"img\" aria-hidden=\"true\"><path stroke=\"#000\" d=\"{path}\"/></svg>"
    ))
}

/// Adds a number below 1,000: a code has so many that formatting them would take longer than making it.
fn push(text: &mut String, number: usize) {
    let places = match number {
        0..10 => 1,
        10..100 => 2,
        _ => 3,
    };
    for place in (0..places).rev() {
        let digit = number / 10_usize.pow(place) % 10;
        text.push(char::from(b'0' + digit as u8));
    }
}

/// The code with the mask that the standard prefers, the first of those that weigh the least.
fn code(text: &str) -> Option<Modules> {
    /// What the masks from the second on turn over, by version.
    static TURNED: [OnceLock<Vec<Modules>>; LARGEST as usize + 1] = [const { OnceLock::new() }; LARGEST as usize + 1];

    let segments = QrSegment::make_segments(text);
    let first = Modules::masked(&segments, 0)?;
    let version = (first.rows.len() - 17) / 4;
    let turned = TURNED.get(version)?.get_or_init(|| {
        let others = (1..MASKS).filter_map(|mask| Modules::masked(&segments, mask));
        others.map(|other| first.turned(&other)).collect()
    });
    let others: Vec<_> = turned.iter().map(|turned| first.turned(turned)).collect();
    std::iter::once(first).chain(others).min_by_key(Modules::penalty)
}

impl Modules {
    /// The code with one of the masks.
    fn masked(segments: &[QrSegment], mask: u8) -> Option<Modules> {
        let (least, most) = (Version::MIN, Version::new(LARGEST));
        let mask = Some(Mask::new(mask));
        let code = QrCode::encode_segments_advanced(segments, QrCodeEcc::Medium, least, most, mask, false).ok()?;
        Some(Modules::of(&code))
    }

    fn of(code: &QrCode) -> Modules {
        let side = usize::try_from(code.size()).unwrap_or_default();
        let (mut rows, mut columns) = (vec![0; side], vec![0; side]);
        for (row, y) in rows.iter_mut().zip(0..) {
            for (column, x) in columns.iter_mut().zip(0..) {
                let is_dark = Line::from(code.get_module(x, y));
                *row |= is_dark << x;
                *column |= is_dark << y;
            }
        }
        Modules { rows, columns }
    }

    /// The one with those modules turned over that are dark in the other.
    fn turned(&self, other: &Modules) -> Modules {
        let turn = |lines: &[Line], others: &[Line]| lines.iter().zip(others).map(|(a, b)| a ^ b).collect();
        Modules {
            rows: turn(&self.rows, &other.rows),
            columns: turn(&self.columns, &other.columns),
        }
    }

    /// How hard a code is to read, by the rules of the standard (7.8.3.1): long runs of one colour, blocks of it, what
    /// looks like the pattern in the corners, and how far dark and light are from being as many.
    fn penalty(&self) -> u32 {
        let side = self.rows.len();
        let lines = self.rows.iter().chain(&self.columns);
        let lines = lines.map(|line| long_runs(*line, side) + 40 * corners(*line, side));
        let pairs = self.rows.iter().zip(self.rows.iter().skip(1));
        let blocks: u32 = pairs.map(|(row, below)| blocks(*row, *below, side)).sum();
        let dark: u32 = self.rows.iter().map(|row| row.count_ones()).sum();
        let all = u32::try_from(side * side).unwrap_or(u32::MAX);
        // In steps of 5 % from the half; none up to the first.
        let steps = (dark * 20).abs_diff(all * 10).div_ceil(all).saturating_sub(1);
        lines.sum::<u32>() + 3 * blocks + 10 * steps
    }
}

/// How many blocks of two by two modules of one colour begin in a row.
fn blocks(row: Line, below: Line, side: usize) -> u32 {
    let pairs = (1 << (side - 1)) - 1;
    let dark = row & below;
    let light = !row & !below;
    ((dark & dark >> 1 | light & light >> 1) & pairs).count_ones()
}

/// Three points for each run of five modules of one colour, and one for each module more.
fn long_runs(line: Line, side: usize) -> u32 {
    let of_colour = |line: Line| {
        let fives = line & line >> 1 & line >> 2 & line >> 3 & line >> 4;
        fives.count_ones() + 2 * (fives & !(fives << 1)).count_ones()
    };
    of_colour(line) + of_colour(!line & ((1 << side) - 1))
}

/// How often a line looks like a corner: runs of dark, light, dark, light, dark, the third three times as long as the
/// others, and light four times as long on one side. It is light beyond the ends.
fn corners(line: Line, side: usize) -> u32 {
    let dark = line << 4;
    let sixes = dark & dark >> 1 & dark >> 2 & dark >> 3 & dark >> 4 & dark >> 5;
    let six_alone = sixes & !(sixes << 1) & !(sixes >> 1);
    if six_alone & !(dark >> 7) & !(dark << 2) != 0 || sixes & sixes >> 3 != 0 {
        return wide_corners(line, side);
    }
    let alone = dark & !(dark << 1) & !(dark >> 1);
    let three = dark & dark >> 1 & dark >> 2 & !(dark << 1) & !(dark >> 3);
    let found = alone & three >> 2 & alone >> 6;
    if found == 0 {
        return 0;
    }
    let four_light = !(dark | dark >> 1 | dark >> 2 | dark >> 3);
    (found & four_light >> 7).count_ones() + (found & four_light << 4).count_ones()
}

/// The same for corners of any size, run by run: few lines have runs that are long enough.
fn wide_corners(line: Line, side: usize) -> u32 {
    let mut lengths = vec![side];
    for (length, is_dark) in runs(line, side) {
        match lengths.as_mut_slice() {
            [beyond] if !is_dark => *beyond += length,
            _ => lengths.push(length),
        }
    }
    // The last run is light if there are as many light ones as dark ones, and one more.
    if lengths.len().is_multiple_of(2) {
        lengths.push(side);
    } else if let Some(last) = lengths.last_mut() {
        *last += side;
    }
    let around = |runs: &[usize]| {
        let [before, one, rest @ .., after] = runs else {
            return 0;
        };
        let is_corner = rest == [*one, 3 * one, *one, *one];
        let on_side = |light: &usize, other: &usize| u32::from(is_corner && *light >= 4 * one && other >= one);
        on_side(after, before) + on_side(before, after)
    };
    lengths.windows(7).step_by(2).map(around).sum()
}

/// The runs of one colour of a row: how long each is, and whether it is dark.
fn runs(line: Line, side: usize) -> impl Iterator<Item = (usize, bool)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = line.checked_shr(u32::try_from(at).ok()?)?;
        let is_dark = rest & 1 == 1;
        let same = if is_dark {
            rest.trailing_ones()
        } else {
            rest.trailing_zeros()
        };
        let length = (same as usize).min(side.checked_sub(at).filter(|left| *left > 0)?);
        at += length;
        Some((length, is_dark))
    })
}

#[cfg(test)]
mod tests {
    use super::{LARGEST, Modules, QrCode, QrCodeEcc, QrSegment, Version, code, svg};

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
        let long = ["\0".repeat(80), "\u{7f}".repeat(300), "0".repeat(700), "A".repeat(500)];
        let texts = (0..120).map(|number| format!("https://example.org/papers/{number}.html#p{}", number * 7919));
        for text in texts
            .chain((0..110).map(address))
            .chain([String::new(), "12".to_owned()])
            .chain(long)
        {
            let (least, most) = (Version::MIN, Version::new(LARGEST));
            let segments = QrSegment::make_segments(&text);
            let whole =
                QrCode::encode_segments_advanced(&segments, QrCodeEcc::Medium, least, most, None, false).unwrap();
            assert_eq!(code(&text).unwrap(), Modules::of(&whole), "{text}");
        }
    }
}
