//! The address of a page as a QR code, for paper.
//!
//! ISO/IEC 18004 has eight masks weighed for each code, which took longer than all else on a page. What changes from one
//! mask to another is the same for all codes of a size, so a code is made once, with the first mask; the others are
//! that one with some modules turned over, and are weighed as rows of bits.

use qrcodegen::{Mask, QrCode, QrCodeEcc, QrSegment, Version};
use std::ops::{BitAnd, BitOr, BitOrAssign, BitXor, Not, Shl, Shr};
use std::sync::{LazyLock, OnceLock};

/// Empty modules around the code, as the standard wants them.
const QUIET: usize = 4;

/// The largest version whose rows fit into 128 bits with what is looked at beyond their ends: it holds almost 1,000
/// bytes, and no telephone reads more.
const LARGEST: u8 = 25;

/// The same for 64 bits: most addresses are that short.
const SMALL: u8 = 10;

const MASKS: u8 = 8;

/// A row or column of modules, a bit for each, the first in the lowest; the dark ones are set.
trait Line:
    Copy
    + 'static
    + PartialEq
    + BitAnd<Output = Self>
    + BitOr<Output = Self>
    + BitXor<Output = Self>
    + BitOrAssign
    + Not<Output = Self>
    + Shl<usize, Output = Self>
    + Shr<usize, Output = Self>
{
    /// All light.
    const LIGHT: Self;
    /// The first module dark.
    const FIRST: Self;

    /// How many are dark.
    fn dark(self) -> u32;

    /// How many light ones stand before the first dark one.
    fn light_before(self) -> usize;

    /// What [`turned`] knows by version.
    fn turned() -> &'static [OnceLock<Vec<Modules<Self>>>];

    /// So many dark ones.
    fn first(count: usize) -> Self {
        !(!Self::LIGHT << count)
    }
}

macro_rules! line {
    ($bits:ty) => {
        impl Line for $bits {
            const LIGHT: Self = 0;
            const FIRST: Self = 1;

            fn dark(self) -> u32 {
                self.count_ones()
            }

            fn light_before(self) -> usize {
                self.trailing_zeros() as usize
            }

            fn turned() -> &'static [OnceLock<Vec<Modules<Self>>>] {
                static TURNED: [OnceLock<Vec<Modules<$bits>>>; LARGEST as usize + 1] =
                    [const { OnceLock::new() }; LARGEST as usize + 1];
                &TURNED
            }
        }
    };
}

line!(u64);
line!(u128);

/// The modules of a code, or those that another mask turns over.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Modules<L> {
    rows: Vec<L>,
    columns: Vec<L>,
}

/// The code as SVG; none for a text that is too long.
pub(super) fn svg(text: &str) -> Option<String> {
    let segments = QrSegment::make_segments(text);
    let first = masked(&segments, 0)?;
    Some(if first.version().value() <= SMALL {
        drawn(&code::<u64>(&segments, &first))
    } else {
        drawn(&code::<u128>(&segments, &first))
    })
}

/// The way to each column. To format numbers where they stand would take longer than making the code.
static MOVES: LazyLock<Vec<String>> =
    LazyLock::new(|| (0..=usize::from(u8::MAX)).map(|number| format!("M{number}")).collect());

fn drawn<L: Line>(code: &Modules<L>) -> String {
    let side = code.rows.len() + 2 * QUIET;
    let to = |at: usize| MOVES.get(at).map_or("", String::as_str);
    let mut path = String::with_capacity(code.rows.len() * 96);
    for (y, row) in code.rows.iter().enumerate() {
        let line = format!(" {}.5h", y + QUIET);
        for (x, length) in dark_runs(*row) {
            path.push_str(to(x + QUIET));
            path.push_str(&line);
            path.push_str(to(length).get(1..).unwrap_or_default());
        }
    }
    format!(
        "<svg viewBox=\"0 0 {side} {side}\" role=\"img\" aria-hidden=\"true\"><path stroke=\"#000\" d=\"{path}\"/></svg>"
    )
}

/// The code with the mask that the standard prefers, the first of those that weigh the least. The one with the first
/// mask is known.
fn code<L: Line>(segments: &[QrSegment], first: &QrCode) -> Modules<L> {
    let first = Modules::of(first);
    let mut least = first.penalty();
    let mut best = None;
    for turned in turned(segments, first.rows.len()) {
        let other = first.turned(turned);
        let penalty = other.penalty();
        if penalty < least {
            (least, best) = (penalty, Some(other));
        }
    }
    best.unwrap_or(first)
}

/// What the masks from the second on turn over in the codes of a size.
fn turned<L: Line>(segments: &[QrSegment], side: usize) -> &'static [Modules<L>] {
    let version = side.saturating_sub(17) / 4;
    let turned = L::turned().get(version);
    let turned = turned.map(|it| {
        it.get_or_init(|| {
            let with = |mask| masked(segments, mask).map(|code| Modules::of(&code));
            let others = (1..MASKS).filter_map(with);
            with(0).map_or_else(Vec::new, |first| others.map(|other| first.turned(&other)).collect())
        })
    });
    turned.map_or(&[], Vec::as_slice)
}

/// The code with one of the masks.
fn masked(segments: &[QrSegment], mask: u8) -> Option<QrCode> {
    let (least, most) = (Version::MIN, Version::new(LARGEST));
    let mask = Some(Mask::new(mask));
    QrCode::encode_segments_advanced(segments, QrCodeEcc::Medium, least, most, mask, false).ok()
}

impl<L: Line> Modules<L> {
    fn of(code: &QrCode) -> Modules<L> {
        let side = usize::try_from(code.size()).unwrap_or_default();
        let (mut rows, mut columns) = (vec![L::LIGHT; side], vec![L::LIGHT; side]);
        for ((row, y), at) in rows.iter_mut().zip(0..).zip(0..) {
            for ((column, x), place) in columns.iter_mut().zip(0..).zip(0..) {
                if code.get_module(x, y) {
                    *row |= L::FIRST << place;
                    *column |= L::FIRST << at;
                }
            }
        }
        Modules { rows, columns }
    }

    /// The one with those modules turned over that are dark in the other.
    fn turned(&self, other: &Modules<L>) -> Modules<L> {
        let turn = |lines: &[L], others: &[L]| lines.iter().zip(others).map(|(a, b)| *a ^ *b).collect();
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
        let dark: u32 = self.rows.iter().map(|row| row.dark()).sum();
        let all = u32::try_from(side * side).unwrap_or(u32::MAX);
        // In steps of 5 % from the half; none up to the first.
        let steps = (dark * 20).abs_diff(all * 10).div_ceil(all).saturating_sub(1);
        lines.sum::<u32>() + 3 * blocks + 10 * steps
    }
}

/// How many blocks of two by two modules of one colour begin in a row.
fn blocks<L: Line>(row: L, below: L, side: usize) -> u32 {
    let as_below = !(row ^ below);
    (as_below & as_below >> 1 & !(row ^ row >> 1) & L::first(side - 1)).dark()
}

/// Three points for each run of five modules of one colour, and one for each module more.
fn long_runs<L: Line>(line: L, side: usize) -> u32 {
    let as_next = !(line ^ line >> 1) & L::first(side - 1);
    let threes = as_next & as_next >> 1;
    let fives = threes & threes >> 2;
    fives.dark() + 2 * (fives & !(fives << 1)).dark()
}

/// How often a line looks like a corner: runs of dark, light, dark, light, dark, the third three times as long as the
/// others, and light four times as long on one side. It is light beyond the ends.
fn corners<L: Line>(line: L, side: usize) -> u32 {
    let dark = line << 4;
    let twos = dark & dark >> 1;
    let sixes = twos & twos >> 2 & twos >> 4;
    if sixes != L::LIGHT {
        let six_alone = sixes & !(sixes << 1) & !(sixes >> 1);
        if six_alone & !(dark >> 7) & !(dark << 2) != L::LIGHT || sixes & sixes >> 3 != L::LIGHT {
            return wide_corners(line, side);
        }
    }
    let alone = dark & !(dark << 1) & !(dark >> 1);
    let three = twos & dark >> 2 & !(dark << 1) & !(dark >> 3);
    let found = alone & three >> 2 & alone >> 6;
    if found == L::LIGHT {
        return 0;
    }
    let four_light = !(dark | dark >> 1 | dark >> 2 | dark >> 3);
    (found & four_light >> 7).dark() + (found & four_light << 4).dark()
}

/// The same for corners of any size, run by run: few lines have runs that are long enough.
fn wide_corners<L: Line>(line: L, side: usize) -> u32 {
    // Light and dark in turn, with what is beyond the ends.
    let mut lengths = Vec::with_capacity(side + 2);
    let mut beyond = side;
    let mut end = 0;
    for (start, length) in dark_runs(line) {
        lengths.extend([beyond + start - end, length]);
        (beyond, end) = (0, start + length);
    }
    lengths.push(beyond + 2 * side - end);
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

/// The dark runs of a line: where each begins, and how long it is.
fn dark_runs<L: Line>(line: L) -> impl Iterator<Item = (usize, usize)> {
    let mut rest = line;
    let mut at = 0;
    std::iter::from_fn(move || {
        if rest == L::LIGHT {
            return None;
        }
        let light = rest.light_before();
        let dark = (!(rest >> light)).light_before();
        let start = at + light;
        at = start + dark;
        rest = rest >> (light + dark);
        Some((start, dark))
    })
}

#[cfg(test)]
mod tests {
    use super::{LARGEST, Modules, QrCode, QrCodeEcc, QrSegment, SMALL, Version, code, masked, svg};

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
            let first = masked(&segments, 0).unwrap();
            assert_eq!(code::<u128>(&segments, &first), Modules::of(&whole), "{text}");
            if whole.version().value() <= SMALL {
                assert_eq!(code::<u64>(&segments, &first), Modules::of(&whole), "{text}");
            }
        }
    }
}
