//! The drawing of the timeline as data: which mark of which form stands where, and where there is room for words.
//!
//! Lengths are in pixels at the browser's own text size. Marks of one row never overlap, and neither do their labels.

use super::axis::Axis;
use crate::model::date::{Bound, Edtf, Precision};
use std::collections::BTreeMap;

/// The height of a row; also the least width of what can be clicked (WCAG 2.2, target size).
pub const ROW: f64 = 24.0;
/// The height of the strip above the rows of a lane that its name stands in.
pub const STRIP: f64 = 20.0;
/// The radius of the mark of a moment.
pub const DOT: f64 = 5.0;
/// The longest label, and the room between a label and what it belongs to, or what comes after.
const LONGEST_LABEL: f64 = 200.0;
const LABEL_GAP: f64 = 5.0;
/// What is left free at both ends, for the arrows of what has no end.
const MARGIN: f64 = 28.0;
/// How near to the edge something comes that has no end; its arrow stands beyond.
const EDGE: f64 = 14.0;
/// How far an arrow points beyond what it stands at.
const ARROW: f64 = 9.0;
/// How far a bar reaches towards an end that nobody knows.
const FADE: f64 = 36.0;
/// New rows are opened to make room for labels up to this number; further ones only to keep marks apart.
const ROWS_FOR_LABELS: usize = 6;
/// The narrowest bar.
const NARROWEST_BAR: f64 = 6.0;

/// What is to be drawn: a date, a label, the lane.
#[derive(Clone, Copy, Debug)]
pub struct Item<'a> {
    /// When.
    pub date: &'a Edtf,
    /// The words beside the mark.
    pub title: &'a str,
    /// The number of the lane.
    pub lane: usize,
}

/// A timeline, drawn.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Chart {
    /// The scale.
    pub axis: Axis,
    /// The lanes that have marks, from the top.
    pub lanes: Vec<Lane>,
    /// How wide and high it is.
    pub size: (f64, f64),
}

/// Marks of one kind.
#[derive(Clone, Debug, PartialEq)]
pub struct Lane {
    /// Its number among the lanes asked for.
    pub number: usize,
    /// Where it begins.
    pub y: f64,
    /// How high it is.
    pub height: f64,
    /// The marks in the order of the items.
    pub marks: Vec<Mark>,
}

/// What stands for one event.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    /// The number of the item.
    pub item: usize,
    /// The middle of its row, from the top of the lane.
    pub y: f64,
    /// How far it reaches.
    pub extent: (f64, f64),
    /// How it looks.
    pub form: Form,
    /// The moments, or their likeliest places: the middle of the time that each may lie in.
    pub dots: Vec<f64>,
    /// A line over all the time in which it may lie, or a bar over the time that it lasted.
    pub span: Option<(f64, f64)>,
    /// The words.
    pub label: Label,
}

/// What a reader sees of a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Form {
    /// Of which sort it is.
    pub sort: Sort,
    /// `?`
    pub uncertain: bool,
    /// `~`
    pub approximate: bool,
    /// The sides to the left and to the right.
    pub sides: (Side, Side),
}

/// Sorts of dates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sort {
    /// A day.
    Day,
    /// A moment of a month, season or year.
    Within,
    /// It lasted: an interval.
    Lasting,
    /// It happened at each of several times.
    Several,
    /// One of several times, or a moment of a decade or century.
    Unspecified,
}

/// How a date ends on one side.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    /// There.
    Known,
    /// It goes on.
    Open,
    /// Nobody knows where.
    Unknown,
}

/// The words beside a mark.
#[derive(Clone, Debug, PartialEq)]
pub struct Label {
    /// The title, cut if it is long.
    pub text: String,
    /// Where it begins; where it ends, if it stands before the mark.
    pub x: f64,
    /// Whether it stands before the mark.
    pub before: bool,
    /// Whether there is room for it.
    pub fits: bool,
}

/// Draws the items, which are in the order of time.
pub fn draw(items: &[Item<'_>]) -> Chart {
    let axis = Axis::of(&decades(items), MARGIN);
    let width = axis.ends().1 + MARGIN;
    let mut lanes: BTreeMap<usize, Vec<Mark>> = BTreeMap::new();
    for (at, item) in items.iter().enumerate() {
        lanes.entry(item.lane).or_default().push(mark(at, item, &axis, width));
    }
    let mut y = 0.0;
    let lanes = lanes.into_iter().map(|(number, mut marks)| {
        let height = pack(&mut marks, width);
        let lane = Lane {
            number,
            y,
            height,
            marks,
        };
        y += height;
        lane
    });
    let lanes: Vec<Lane> = lanes.collect();
    Chart {
        axis,
        lanes,
        size: (width, y),
    }
}

/// The decades to draw, each with the number of its events. A century that meets none of them adds its ends.
fn decades(items: &[Item<'_>]) -> BTreeMap<i64, usize> {
    let known = |bound: Bound| match bound {
        Bound::On(day, precision) => Some((day.year().div_euclid(10) * 10, precision == Precision::Century)),
        Bound::Open | Bound::Unknown => None,
    };
    let bounds = items.iter().flat_map(|item| item.date.bounds());
    let sides: Vec<_> = bounds.map(|(first, last)| (known(first), known(last))).collect();
    let mut decades = BTreeMap::new();
    for (first, last) in &sides {
        for (side, count) in [(first, 1), (last, 0)] {
            if let Some((decade, false)) = side {
                *decades.entry(*decade).or_insert(0) += count;
            }
        }
    }
    for side in sides {
        if let (Some((first, true)), Some((last, _))) | (Some((first, _)), Some((last, true))) = side
            && decades.range(first..=last.max(first)).next().is_none()
        {
            decades.insert(last, 0);
            decades.insert(first, 1);
        }
    }
    decades
}

fn mark(number: usize, item: &Item<'_>, axis: &Axis, width: f64) -> Mark {
    let form = form(item.date);
    let place = |(first, last)| member(axis, width, first, last);
    let members: Vec<(f64, f64, f64)> = item.date.bounds().into_iter().map(place).collect();
    let start = members.iter().map(|it| it.0).fold(f64::INFINITY, f64::min);
    let end = members.iter().map(|it| it.1).fold(f64::NEG_INFINITY, f64::max);
    let (start, end) = if start <= end {
        (start, end)
    } else {
        (width / 2.0, width / 2.0)
    };
    let lasting = form.sort == Sort::Lasting;
    let mut dots: Vec<f64> = members.iter().filter(|_| !lasting).map(|it| it.2).collect();
    dots.sort_by(f64::total_cmp);
    dots.dedup();
    let span = if lasting {
        Some((start, end.max(start + NARROWEST_BAR)))
    } else {
        Some((start, end)).filter(|_| end - start > 2.0 * DOT)
    };
    let arrow = |side: Side| if side == Side::Open { ARROW } else { 0.0 };
    let (left, right) = span.unwrap_or((start, end));
    let (left, right) = (left - arrow(form.sides.0), right + arrow(form.sides.1));
    let reach = |x: f64| (x - DOT, x + DOT);
    let left = dots.iter().map(|x| reach(*x).0).fold(left, f64::min);
    let right = dots.iter().map(|x| reach(*x).1).fold(right, f64::max);
    Mark {
        item: number,
        y: 0.0,
        extent: target(left, right, width),
        form,
        dots,
        span,
        label: Label {
            text: shortened(item.title),
            x: 0.0,
            before: false,
            fits: false,
        },
    }
}

/// What can be clicked is at least as wide as a row is high, and within the drawing.
fn target(left: f64, right: f64, width: f64) -> (f64, f64) {
    let missing = (ROW - (right - left)).max(0.0) / 2.0;
    let left = (left - missing).max(0.0).min(width - ROW);
    (left, (right + missing).max(left + ROW).min(width))
}

/// Where the time of one date begins, ends, and has its middle.
fn member(axis: &Axis, width: f64, first: Bound, last: Bound) -> (f64, f64, f64) {
    let left = |x: f64| (x - FADE).max(EDGE);
    let right = |x: f64| (x + FADE).min(width - EDGE);
    match (first, last) {
        (Bound::On(first, _), Bound::On(last, _)) => {
            let (start, end) = (axis.start_of(first), axis.end_of(last));
            (start, end, f64::midpoint(start, end))
        }
        (Bound::On(first, _), other) => {
            let start = axis.start_of(first);
            (
                start,
                if other == Bound::Open {
                    width - EDGE
                } else {
                    right(start)
                },
                start,
            )
        }
        (other, Bound::On(last, _)) => {
            let end = axis.end_of(last);
            (if other == Bound::Open { EDGE } else { left(end) }, end, end)
        }
        _ => (EDGE, width - EDGE, width / 2.0),
    }
}

/// How a date is drawn.
pub fn form(date: &Edtf) -> Form {
    let bounds = date.bounds();
    let side = |bound: Bound| match bound {
        Bound::On(..) => Side::Known,
        Bound::Open => Side::Open,
        Bound::Unknown => Side::Unknown,
    };
    let sort = match date.precision() {
        Precision::Second | Precision::Day => Sort::Day,
        Precision::Month | Precision::Season | Precision::Year => Sort::Within,
        Precision::Interval => Sort::Lasting,
        Precision::Set if !date.is_one_of() => Sort::Several,
        Precision::Set | Precision::Decade | Precision::Century => Sort::Unspecified,
    };
    Form {
        sort,
        uncertain: date.is_uncertain(),
        approximate: date.is_approximate(),
        sides: (
            bounds.iter().map(|it| side(it.0)).max().unwrap_or(Side::Known),
            bounds.iter().map(|it| side(it.1)).max().unwrap_or(Side::Known),
        ),
    }
}

/// Puts marks into rows, the first row with room first, and gives the height of the lane.
fn pack(marks: &mut [Mark], width: f64) -> f64 {
    let mut rows: Vec<Vec<(f64, f64)>> = Vec::new();
    for mark in marks {
        let length = text_width(&mark.label.text) + 2.0 * LABEL_GAP;
        let (left, right) = mark.extent;
        let labelled = [((left, right + length), false), ((left - length, right), true)];
        let inside = labelled
            .into_iter()
            .filter(|((from, to), _)| *from >= 0.0 && *to <= width);
        let inside: Vec<_> = inside.collect();
        let with_label = (0..ROWS_FOR_LABELS).find_map(|row| {
            let fitting = inside.iter().find(|(extent, _)| is_free(&rows, row, *extent));
            fitting.map(|(extent, before)| (row, *extent, *before, true))
        });
        let (row, taken, before, fits) = with_label.unwrap_or_else(|| {
            let row = (0..=rows.len()).find(|row| is_free(&rows, *row, mark.extent));
            (row.unwrap_or(rows.len()), mark.extent, right + length > width, false)
        });
        if rows.len() <= row {
            rows.resize(row + 1, Vec::new());
        }
        rows[row].push(taken);
        mark.y = STRIP + ROW * (place(row) + 0.5);
        mark.label.x = if before { left - LABEL_GAP } else { right + LABEL_GAP };
        (mark.label.before, mark.label.fits) = (before, fits);
    }
    STRIP + ROW * place(rows.len())
}

#[expect(clippy::cast_precision_loss, reason = "nobody draws 2^53 rows")]
fn place(row: usize) -> f64 {
    row as f64
}

fn is_free(rows: &[Vec<(f64, f64)>], row: usize, (from, to): (f64, f64)) -> bool {
    let taken = rows.get(row).into_iter().flatten();
    taken.copied().all(|(start, end)| to <= start || end <= from)
}

/// A title that fits the longest label, cut between words where it does not.
fn shortened(title: &str) -> String {
    if text_width(title) <= LONGEST_LABEL {
        return title.to_owned();
    }
    let mut short = String::new();
    for word in title.split_inclusive(char::is_whitespace) {
        if text_width(&format!("{short}{word}…")) > LONGEST_LABEL {
            break;
        }
        short.push_str(word);
    }
    if short.is_empty() {
        let mut width = text_width("…");
        let fits = |c: &char| {
            width += char_width(*c);
            width <= LONGEST_LABEL
        };
        short.extend(title.chars().take_while(fits));
    }
    format!("{}…", short.trim_end())
}

/// About how wide a text is at 12 px in a sans-serif font, rather more than less: fonts differ.
fn text_width(text: &str) -> f64 {
    text.chars().map(char_width).sum()
}

fn char_width(c: char) -> f64 {
    match c {
        'i' | 'j' | 'l' | 't' | 'f' | 'r' | 'I' | ' ' | '.' | ',' | ';' | ':' | '\'' | '’' | '|' | '(' | ')' => 4.6,
        'm' | 'w' | 'M' | 'W' | '—' | '…' => 11.5,
        '\u{300}'..='\u{36f}' => 0.0,
        '\u{1100}'..='\u{11ff}' | '\u{2e80}'..='\u{ffef}' | '\u{1f000}'.. => 13.0,
        'A'..='Z' => 8.8,
        _ => 7.2,
    }
}

#[cfg(test)]
mod tests;
