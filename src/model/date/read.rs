//! Reads EDTF, strictly; where that fails, `slip` is asked what was meant.

use std::ops::Range;

use super::slip::{end_word, short_end, slip, whole_slip};
use super::{Date, DateWords, Day, Edtf, EdtfError, End, MAX_YEAR, Mark, Member, Moment, SetKind, Shape};
use super::{Value, Zone, day_text, days_in_month, year_text};

/// A part of the text being read, with the byte offset at which it stands.
#[derive(Clone, Copy)]
pub(super) struct Piece<'t> {
    pub(super) text: &'t str,
    pub(super) start: usize,
}

/// What is wrong with a piece: where, and what the piece `over` should be replaced with.
pub(super) struct Fault {
    message: String,
    at: Range<usize>,
    over: Range<usize>,
    edit: Option<String>,
    certain: bool,
}

type Read<T> = Result<T, Fault>;

impl<'t> Piece<'t> {
    pub(super) fn range(self) -> Range<usize> {
        self.start..self.start + self.text.len()
    }

    pub(super) fn wrong(self, message: impl Into<String>) -> Fault {
        Fault {
            message: message.into(),
            at: self.range(),
            over: self.range(),
            edit: None,
            certain: false,
        }
    }

    pub(super) fn instead(self, edit: impl Into<String>, message: impl Into<String>) -> Fault {
        Fault {
            edit: Some(edit.into()),
            ..self.wrong(message)
        }
    }

    pub(super) fn split(self, separator: &str) -> Vec<Piece<'t>> {
        let mut start = self.start;
        let mut pieces = Vec::new();
        for text in self.text.split(separator) {
            pieces.push(Piece { text, start });
            start += text.len() + separator.len();
        }
        pieces
    }

    pub(super) fn after(self, prefix: &str) -> Option<Piece<'t>> {
        let text = self.text.strip_prefix(prefix)?;
        Some(Piece {
            text,
            start: self.start + prefix.len(),
        })
    }

    pub(super) fn before(self, suffix: &str) -> Option<Piece<'t>> {
        let text = self.text.strip_suffix(suffix)?;
        Some(Piece { text, ..self })
    }

    /// The piece without a sign of qualification at its end, and what the sign means.
    pub(super) fn unmarked(self) -> (Piece<'t>, Mark) {
        [Mark::Uncertain, Mark::Approximate, Mark::Both]
            .into_iter()
            .find_map(|mark| Some((self.before(mark.symbol())?, mark)))
            .unwrap_or((self, Mark::Plain))
    }

    /// The value of exactly `width` digits.
    pub(super) fn digits(self, width: usize) -> Option<i64> {
        (self.text.len() == width).then_some(())?;
        number(self.text)
    }

    pub(super) fn two_digits(self) -> Option<u8> {
        u8::try_from(self.digits(2)?).ok()
    }
}

/// The value of a text of digits only; `None` if there is another character or too many.
pub(super) fn number(text: &str) -> Option<i64> {
    let plain = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    plain.then(|| text.parse().ok()).flatten()
}

impl Fault {
    pub(super) fn at(self, at: Range<usize>) -> Fault {
        Fault { at, ..self }
    }

    /// The replacement says exactly what was written, in the notation of today.
    pub(super) fn certain(self) -> Fault {
        Fault { certain: true, ..self }
    }

    /// Whether the fault comes with a replacement.
    pub(super) fn offers(&self) -> bool {
        self.edit.is_some()
    }

    fn into_error(self, text: &str) -> EdtfError {
        let fix = self.edit.and_then(|edit| {
            let (before, after) = (text.get(..self.over.start)?, text.get(self.over.end..)?);
            Some(format!("{before}{edit}{after}"))
        });
        EdtfError {
            message: self.message,
            at: self.at,
            certain: self.certain && fix.is_some(),
            fix,
        }
    }
}

impl Edtf {
    /// Reads a date.
    ///
    /// # Errors
    ///
    /// If the text is not EDTF of levels 0 and 1 or a set of level 2, or names a day that does not
    /// exist, or an interval that ends before it starts.
    pub fn parse(text: &str) -> Result<Edtf, EdtfError> {
        let mut error = match read(text) {
            Ok(date) => return Ok(date),
            Err(error) => error,
        };
        let settled = error.fix.and_then(|text| settle(text, error.certain));
        error.certain = settled.as_ref().is_some_and(|(_, certain)| *certain);
        error.fix = settled.map(|(text, _)| text);
        Err(error)
    }
}

/// Corrects a corrected text until it parses, and says whether each step was certain: one slip often hides another.
fn settle(mut text: String, mut certain: bool) -> Option<(String, bool)> {
    for _ in 0..12 {
        match read(&text) {
            Ok(_) => return Some((text, certain)),
            Err(error) => {
                certain &= error.certain;
                text = error.fix?;
            }
        }
    }
    None
}

fn read(text: &str) -> Result<Edtf, EdtfError> {
    let whole = Piece { text, start: 0 };
    let shape = expression(whole);
    let shape = shape.map_err(|fault| whole_slip(whole).unwrap_or(fault).into_error(text))?;
    Ok(Edtf { shape })
}

fn expression(piece: Piece) -> Read<Shape> {
    for kind in [SetKind::OneOf, SetKind::AllOf] {
        let (open, close) = kind.brackets();
        if let Some(rest) = piece.after(open) {
            let unclosed = || {
                piece.instead(
                    piece.text.to_owned() + close,
                    format!("a set that starts with `{open}` ends with `{close}`"),
                )
            };
            return set(kind, rest.before(close).ok_or_else(unclosed)?);
        }
    }
    if piece.text.contains('/') {
        return interval(piece);
    }
    if piece.text.contains('T') {
        return moment(piece)
            .map(Shape::Moment)
            .map_err(|fault| slip(piece).unwrap_or(fault));
    }
    date(piece).map(Shape::Date)
}

// -- a date -----------------------------------------------------------------------------------

fn date(piece: Piece) -> Read<Date> {
    strict_date(piece).map_err(|fault| slip(piece).unwrap_or(fault))
}

pub(super) fn strict_date(piece: Piece) -> Read<Date> {
    let (body, mark) = piece.unmarked();
    Ok(Date {
        value: value(body)?,
        mark,
    })
}

fn value(piece: Piece) -> Read<Value> {
    if let Some(digits) = piece.after("Y") {
        return long_year(piece, digits);
    }
    let negative = piece.text.starts_with('-');
    let unsigned = piece.after("-").unwrap_or(piece);
    match *unsigned.split("-").as_slice() {
        [year] => year_alone(negative, year),
        [year, month] => year_month(four_digit_year(negative, year)?, month),
        [year, month, day] => year_month_day(four_digit_year(negative, year)?, month, day),
        _ => Err(not_a_date(piece)),
    }
}

fn not_a_date(piece: Piece) -> Fault {
    let message = match piece.text {
        "" => "there is no date here".to_owned(),
        text => format!("`{text}` is not an EDTF date: write 1947, 1947-08 or 1947-08-14"),
    };
    piece.wrong(message)
}

/// `Y170000002`: `digits` is what follows the `Y`.
fn long_year(piece: Piece, digits: Piece) -> Read<Value> {
    let magnitude = digits.after("-").unwrap_or(digits);
    let plain = magnitude.text.bytes().all(|b| b.is_ascii_digit());
    if magnitude.text.is_empty() || !plain {
        return Err(piece.wrong("a year with `Y` is `Y`, perhaps `-`, and more than four digits"));
    }
    let year = number(magnitude.text).filter(|year| *year <= MAX_YEAR);
    let year = year.ok_or_else(|| piece.wrong("years beyond 1000000000000 are not supported"))?;
    let year = if magnitude.start == digits.start { year } else { -year };
    if (-9999..=9999).contains(&year) {
        let message = "`Y` is only for years of more than four digits";
        return Err(piece.instead(year_text(year), message));
    }
    if magnitude.text.starts_with('0') {
        return Err(piece.instead(year_text(year), "a year with `Y` does not start with a zero"));
    }
    Ok(Value::Year(year))
}

fn four_digit_year(negative: bool, piece: Piece) -> Read<i64> {
    match piece.digits(4) {
        Some(0) if negative => Err(piece.wrong("there is no year -0000: the year 1 BC is 0000")),
        Some(year) if negative => Ok(-year),
        Some(year) => Ok(year),
        None if number(piece.text).is_some() => Err(piece.wrong("a year is written with four digits")),
        None => Err(not_a_date(piece)),
    }
}

fn year_alone(negative: bool, piece: Piece) -> Read<Value> {
    if let Some(hundreds) = piece.before("XX").and_then(|known| known.digits(2)) {
        return Ok(Value::Century { negative, hundreds });
    }
    if let Some(tens) = piece.before("X").and_then(|known| known.digits(3)) {
        return Ok(Value::Decade { negative, tens });
    }
    four_digit_year(negative, piece).map(Value::Year)
}

fn year_month(year: i64, piece: Piece) -> Read<Value> {
    match (piece.text, piece.two_digits()) {
        ("XX", _) => Ok(Value::SomeMonth(year)),
        (_, Some(season @ 21..=24)) => Ok(Value::Season(year, season)),
        _ => Ok(Value::Month(year, month(piece)?)),
    }
}

fn month(piece: Piece) -> Read<u8> {
    let Some(month) = piece.two_digits() else {
        return Err(piece.wrong("a month is written with two digits, 01 to 12"));
    };
    let known = (1..=12).contains(&month);
    let message = || format!("there is no month {month:02}: months go from 01 to 12, seasons from 21 to 24");
    known.then_some(month).ok_or_else(|| piece.wrong(message()))
}

fn year_month_day(year: i64, month_piece: Piece, piece: Piece) -> Read<Value> {
    if (month_piece.text, piece.text) == ("XX", "XX") {
        return Ok(Value::SomeDayOfYear(year));
    }
    let month = month(month_piece)?;
    if piece.text == "XX" {
        return Ok(Value::SomeDayOfMonth(year, month));
    }
    let day = piece.two_digits();
    let day = day.ok_or_else(|| piece.wrong("a day is written with two digits, 01 to 31"))?;
    let message = || {
        format!(
            "there is no day {day:02}: {} has {} days",
            year_month_name(year, month),
            days_in_month(year, month)
        )
    };
    Day::new(year, month, day)
        .map(Value::Day)
        .ok_or_else(|| piece.wrong(message()))
}

fn year_month_name(year: i64, month: u8) -> String {
    DateWords::default().value(Value::Month(year, month))
}

// -- a date-time ------------------------------------------------------------------------------

pub(super) fn moment(piece: Piece) -> Read<Moment> {
    let [date, time] = *piece.split("T").as_slice() else {
        return Err(not_a_date(piece));
    };
    let Value::Day(day) = value(date)? else {
        return Err(date.wrong("a time of day needs a date with a day before it"));
    };
    let (clock, zone) = split_zone(time)?;
    let (hour, minute, second) = clock_time(clock)?;
    Ok(Moment {
        day,
        hour,
        minute,
        second,
        zone,
    })
}

fn split_zone(time: Piece) -> Read<(Piece, Option<Zone>)> {
    if let Some(clock) = time.before("Z") {
        return Ok((clock, Some(Zone::Utc)));
    }
    let (west, parts) = if time.text.contains('+') {
        (false, time.split("+"))
    } else {
        (true, time.split("-"))
    };
    match *parts.as_slice() {
        [clock] => Ok((clock, None)),
        [clock, shift] => Ok((clock, Some(zone_shift(west, shift)?))),
        _ => Err(time.wrong("a time has one time shift, such as Z, -04 or +04:30")),
    }
}

fn zone_shift(west: bool, piece: Piece) -> Read<Zone> {
    let (hours, minutes) = match *piece.split(":").as_slice() {
        [hours] => (hours.two_digits(), None),
        [hours, minutes] => (hours.two_digits(), Some(minutes.two_digits().unwrap_or(99))),
        _ => (None, None),
    };
    match (hours, minutes) {
        (Some(0), None | Some(0)) if west => Err(piece.wrong("there is no time shift -00: write Z")),
        (Some(hours @ 0..=23), None | Some(0..=59)) => Ok(Zone::Shift { west, hours, minutes }),
        _ => Err(piece.wrong("a time shift is written hh or hh:mm, as in -04 or +04:30")),
    }
}

fn clock_time(piece: Piece) -> Read<(u8, u8, u8)> {
    let parts = piece.split(":");
    let values: Option<Vec<u8>> = parts.iter().map(|part| part.two_digits()).collect();
    match values.as_deref() {
        Some(&[hour @ 0..=23, minute @ 0..=59, second @ 0..=59]) => Ok((hour, minute, second)),
        Some(&[hour @ 0..=23, 59, 60]) => Ok((hour, 59, 60)),
        Some(&[_, _]) => Err(piece.instead(format!("{}:00", piece.text), "a time of day has seconds: hh:mm:ss")),
        _ => Err(piece.wrong("a time of day is written hh:mm:ss, from 00:00:00 to 23:59:59")),
    }
}

// -- an interval ------------------------------------------------------------------------------

fn interval(piece: Piece) -> Read<Shape> {
    let [first, second] = *piece.split("/").as_slice() else {
        return Err(piece.wrong("an interval is two dates with one slash between them"));
    };
    let start = end(first, Side::Start)?;
    let end = end(second, Side::End).map_err(|fault| short_end(piece, first, second).unwrap_or(fault))?;
    match (start, end) {
        (End::At(start), End::At(end)) => in_order(piece, start, end, "/")?,
        (End::At(_), _) | (_, End::At(_)) => {}
        _ => return Err(piece.wrong("an interval needs a date on at least one side")),
    }
    Ok(Shape::Interval(start, end))
}

#[derive(Clone, Copy, PartialEq)]
pub(super) enum Side {
    Start,
    End,
}

fn end(piece: Piece, side: Side) -> Read<End> {
    match piece.text {
        "" => return Ok(End::Unknown),
        ".." => return Ok(End::Open),
        _ => {}
    }
    let date = plain_date(piece).map_err(|fault| end_word(piece, side).unwrap_or(fault))?;
    match date.value.without_x(side) {
        Some(instead) => Err(piece.instead(
            format!("{instead}{}", date.mark.symbol()),
            "`X` in an interval is EDTF level 2, which is not supported: write the date without it",
        )),
        None => Ok(End::At(date)),
    }
}

/// A date where a time of day may not stand.
fn plain_date(piece: Piece) -> Read<Date> {
    date(piece).map_err(|fault| match moment(piece) {
        Ok(moment) => piece.instead(
            day_text(moment.day),
            "a time of day cannot stand in an interval or a set",
        ),
        Err(_) => fault,
    })
}

impl Value {
    /// What to write for a value with `X` at one side of an interval; `None` if there is no `X`.
    fn without_x(self, side: Side) -> Option<String> {
        let outer = match side {
            Side::Start => self.earliest().year,
            Side::End => self.latest().year,
        };
        match self {
            Value::Decade { .. } | Value::Century { .. } => Some(Value::Year(outer).to_string()),
            Value::SomeDayOfMonth(year, month) => Some(Value::Month(year, month).to_string()),
            Value::SomeMonth(year) | Value::SomeDayOfYear(year) => Some(year_text(year)),
            _ => None,
        }
    }
}

/// Refuses a range that ends before it starts.
fn in_order(piece: Piece, start: Date, end: Date, separator: &str) -> Read<()> {
    if start.value.earliest() <= end.value.latest() {
        return Ok(());
    }
    let message = format!("{end} comes before {start}: write the earlier date first");
    Err(piece.instead(format!("{end}{separator}{start}"), message))
}

// -- a set ------------------------------------------------------------------------------------

fn set(kind: SetKind, inner: Piece) -> Read<Shape> {
    if inner.text.is_empty() {
        return Err(inner.wrong("a set needs at least one date"));
    }
    let pieces = inner.split(",");
    let members: Vec<Member> = pieces.iter().copied().map(member).collect::<Read<_>>()?;
    let last = members.len() - 1;
    for (place, (member, piece)) in members.iter().zip(&pieces).enumerate() {
        match member {
            Member::OrEarlier(_) if place > 0 => {
                return Err(piece.wrong("`..` before a date can only stand at the start of a set"));
            }
            Member::OrLater(_) if place < last => {
                return Err(piece.wrong("`..` after a date can only stand at the end of a set"));
            }
            _ => {}
        }
    }
    Ok(Shape::Set(kind, members))
}

fn member(piece: Piece) -> Read<Member> {
    match *piece.split("..").as_slice() {
        [one] => plain_date(one).map(Member::One),
        [before, date] if before.text.is_empty() => range_end(date).map(Member::OrEarlier),
        [date, after] if after.text.is_empty() => range_end(date).map(Member::OrLater),
        [first, last] => {
            let (first, last) = (range_end(first)?, range_end(last)?);
            in_order(piece, first, last, "..")?;
            Ok(Member::Range(first, last))
        }
        _ => Err(piece.wrong("a range in a set is two dates with `..` between them")),
    }
}

fn range_end(piece: Piece) -> Read<Date> {
    let date = plain_date(piece)?;
    let bad = date.value.without_x(Side::Start).is_some();
    let refused = || piece.wrong("`X` beside `..` is not supported: write the date without it");
    if bad { Err(refused()) } else { Ok(date) }
}
