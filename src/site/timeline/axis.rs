//! The axis of the timeline: decades as wide as they are eventful, and breaks where for decades nothing happens.

use crate::model::date::Day;
use std::collections::BTreeMap;

/// The width of a decade without events, and what each event adds to it.
const DECADE: f64 = 48.0;
const PER_EVENT: f64 = 8.0;
const WIDEST_DECADE: f64 = 900.0;

/// The width of a break, and how many decades in a row without events are drawn before there is one.
const BREAK: f64 = 48.0;
const EMPTY_DECADES: i64 = 2;

/// An axis is at least this wide, its breaks aside.
const NARROWEST: f64 = 1000.0;

/// Where years are drawn. Lengths are in pixels at the browser's own text size.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Axis {
    /// The pieces from left to right, each beginning where the one before it ends.
    pub pieces: Vec<Piece>,
}

/// A piece of the axis with a scale of its own.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Piece {
    /// The first year.
    pub from: i64,
    /// The year after the last.
    pub to: i64,
    /// Where it begins.
    pub x: f64,
    /// How wide it is.
    pub width: f64,
    /// Whether it stands for years without events and is not to scale.
    pub is_break: bool,
}

impl Piece {
    /// Where it ends.
    pub fn end(&self) -> f64 {
        self.x + self.width
    }

    /// Where one of its years begins.
    #[expect(clippy::cast_precision_loss, reason = "no year beyond 10^12 is read")]
    pub fn year(&self, year: i64) -> f64 {
        self.at(year as f64)
    }

    #[expect(
        clippy::cast_precision_loss,
        reason = "years are exact in a float up to 2^53, and none beyond 10^12 is read"
    )]
    fn at(&self, year: f64) -> f64 {
        let share = (year - self.from as f64) / (self.to - self.from) as f64;
        self.x + self.width * share.clamp(0.0, 1.0)
    }
}

impl Axis {
    /// The axis of these decades (their first years), each with the number of its events, that begins at `x`.
    pub fn of(decades: &BTreeMap<i64, usize>, x: f64) -> Axis {
        let mut pieces: Vec<Piece> = Vec::new();
        for (&decade, &events) in decades {
            fill_gap(&mut pieces, decade);
            pieces.push(piece(decade, decade + 10, width(events), false));
        }
        stretch(&mut pieces);
        let mut at = x;
        for piece in &mut pieces {
            piece.x = at;
            at += piece.width;
        }
        Axis { pieces }
    }

    /// Where the axis begins and ends.
    pub fn ends(&self) -> (f64, f64) {
        let first = self.pieces.first().map_or(0.0, |piece| piece.x);
        (first, self.pieces.last().map_or(first, Piece::end))
    }

    /// Where a day begins; one outside the axis is put to its end.
    pub fn start_of(&self, day: Day) -> f64 {
        self.position(day, 0)
    }

    /// Where a day ends.
    pub fn end_of(&self, day: Day) -> f64 {
        self.position(day, 1)
    }

    #[expect(clippy::cast_precision_loss, reason = "a year has 366 days at most")]
    fn position(&self, day: Day, later: i64) -> f64 {
        let year = day.year();
        let (Some(first), Some(last)) = (Day::new(year, 1, 1), Day::new(year, 12, 31)) else {
            return self.ends().0;
        };
        let passed = (day.ordinal() - first.ordinal() + later) as f64;
        let share = passed / (last.ordinal() - first.ordinal() + 1) as f64;
        let after = self.pieces.partition_point(|piece| piece.to <= year);
        let Some(piece) = self.pieces.get(after).or(self.pieces.last()) else {
            return 0.0;
        };
        piece.at(year as f64 + share)
    }
}

fn piece(from: i64, to: i64, width: f64, is_break: bool) -> Piece {
    Piece {
        from,
        to,
        x: 0.0,
        width,
        is_break,
    }
}

#[expect(clippy::cast_precision_loss, reason = "nobody has 2^53 events")]
fn width(events: usize) -> f64 {
    (DECADE + PER_EVENT * events as f64).min(WIDEST_DECADE)
}

/// The decades without events before one with events: drawn if they are few, else a break.
fn fill_gap(pieces: &mut Vec<Piece>, decade: i64) {
    let Some(last) = pieces.last().map(|piece| piece.to) else {
        return;
    };
    let missing = (decade - last) / 10;
    if missing > EMPTY_DECADES {
        pieces.push(piece(last, decade, BREAK, true));
    } else {
        pieces.extend((0..missing).map(|n| piece(last + 10 * n, last + 10 * (n + 1), width(0), false)));
    }
}

/// Widens the decades of a short axis.
fn stretch(pieces: &mut [Piece]) {
    let drawn = |pieces: &[Piece]| {
        let drawn = pieces.iter().filter(|piece| !piece.is_break);
        drawn.map(|piece| piece.width).sum::<f64>()
    };
    let sum = drawn(pieces);
    if sum > 0.0 && sum < NARROWEST {
        for piece in pieces.iter_mut().filter(|piece| !piece.is_break) {
            piece.width *= NARROWEST / sum;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn axis(decades: &[(i64, usize)]) -> Axis {
        Axis::of(&decades.iter().copied().collect(), 10.0)
    }

    #[test]
    fn eventful_decades_are_wider() {
        let axis = axis(&[(1900, 1), (1910, 40)]);
        assert!(axis.pieces[1].width > 5.0 * axis.pieces[0].width, "{axis:?}");
        assert!(axis.pieces.iter().all(|piece| !piece.is_break));
    }

    #[test]
    fn long_silence_is_a_break_and_a_short_one_is_drawn() {
        let years = |axis: &Axis| -> Vec<_> { axis.pieces.iter().map(|it| (it.from, it.to, it.is_break)).collect() };
        let long = axis(&[(-50, 1), (1900, 1)]);
        assert_eq!(
            years(&long),
            [(-50, -40, false), (-40, 1900, true), (1900, 1910, false)]
        );
        let short = axis(&[(1900, 1), (1920, 1)]);
        assert_eq!(years(&short).len(), 3);
        assert_eq!(years(&short)[1], (1910, 1920, false));
    }

    #[test]
    fn a_later_day_is_never_further_left() {
        let axis = axis(&[(-1_000_000_000_000, 1), (-50, 3), (1900, 1), (1950, 0)]);
        let days = [
            (-50, 1, 1),
            (-44, 3, 15),
            (0, 2, 29),
            (1066, 10, 14),
            (1904, 2, 29),
            (1959, 12, 31),
            (2020, 1, 1),
        ];
        let at: Vec<f64> = days
            .iter()
            .map(|&(y, m, d)| axis.start_of(Day::new(y, m, d).unwrap()))
            .collect();
        assert!(at.is_sorted(), "{at:?}");
        let last = Day::new(1959, 12, 31).unwrap();
        assert!((axis.end_of(last) - axis.ends().1).abs() < 1e-6);
    }
}
