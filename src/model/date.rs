//! Reads, compares, orders and words dates written in EDTF.
//!
//! Source: Library of Congress, *Extended Date/Time Format (EDTF) Specification*, 4 February 2019.
//! Levels 0 and 1 are complete; of level 2 there are the sets `[..]` and `{..}`. What is refused is
//! refused with a place and, where one can be known, the corrected text, which always parses.
//!
//! This file holds the values, their bounds and how they compare; `read` reads them, `slip` knows
//! what people write instead, `words` puts them in the words of a language.

mod read;
mod slip;
#[cfg(test)]
mod tests;
mod words;

use std::fmt;
use std::ops::Range;

pub use words::DateWords;

/// The largest year, counted from 1 BC = 0 in either direction, that is read.
const MAX_YEAR: i64 = 1_000_000_000_000;

const SECONDS_PER_DAY: i128 = 86_400;

// ---------------------------------------------------------------------------------------------
// Values
// ---------------------------------------------------------------------------------------------

/// A date as EDTF writes it: a date at some precision, a date-time, an interval or a set.
///
/// Two values are equal exactly when their canonical texts are equal: `1985/..` and `1985/` differ.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Edtf {
    shape: Shape,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Shape {
    Date(Date),
    Moment(Moment),
    Interval(End, End),
    Set(SetKind, Vec<Member>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Date {
    value: Value,
    mark: Mark,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Value {
    Day(Day),
    Month(i64, u8),
    /// Season 21 to 24, as written.
    Season(i64, u8),
    Year(i64),
    /// `196X`: the sign and the digits before the `X`.
    Decade {
        negative: bool,
        tens: i64,
    },
    /// `19XX`: the sign and the digits before the `XX`.
    Century {
        negative: bool,
        hundreds: i64,
    },
    /// `1985-04-XX`
    SomeDayOfMonth(i64, u8),
    /// `2004-XX`
    SomeMonth(i64),
    /// `1985-XX-XX`
    SomeDayOfYear(i64),
}

/// Qualification of a whole date: `?`, `~`, `%`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Mark {
    Plain,
    Uncertain,
    Approximate,
    Both,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum End {
    At(Date),
    /// `..`
    Open,
    /// nothing at all
    Unknown,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum SetKind {
    OneOf,
    AllOf,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Member {
    One(Date),
    Range(Date, Date),
    OrEarlier(Date),
    OrLater(Date),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Moment {
    day: Day,
    hour: u8,
    minute: u8,
    second: u8,
    zone: Option<Zone>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Zone {
    Utc,
    /// `-04` has no minutes, `+04:30` has.
    Shift {
        west: bool,
        hours: u8,
        minutes: Option<u8>,
    },
}

/// A civil date of the proleptic Gregorian calendar with astronomical years (0 is 1 BC).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(clippy::struct_field_names, reason = "the day of a day is its day")]
pub struct Day {
    year: i64,
    month: u8,
    day: u8,
}

impl Day {
    /// The day, or `None` if the calendar has none such or the year is beyond ±10^12.
    #[must_use]
    pub fn new(year: i64, month: u8, day: u8) -> Option<Day> {
        let known = (1..=12).contains(&month) && (-MAX_YEAR..=MAX_YEAR).contains(&year);
        (known && day >= 1 && day <= days_in_month(year, month)).then_some(Day { year, month, day })
    }

    /// The astronomical year: 0 is 1 BC, -43 is 44 BC.
    #[must_use]
    pub fn year(&self) -> i64 {
        self.year
    }

    /// The month, 1 to 12.
    #[must_use]
    pub fn month(&self) -> u8 {
        self.month
    }

    /// The day of the month, 1 to 31.
    #[must_use]
    pub fn day(&self) -> u8 {
        self.day
    }

    /// Days since 1970-01-01, negative before it.
    ///
    /// Years are counted from March, so that the leap day is the last of its year.
    #[must_use]
    pub fn ordinal(&self) -> i64 {
        let month = i64::from(self.month);
        let year = if month <= 2 { self.year - 1 } else { self.year };
        let (era, year_of_era) = (year.div_euclid(400), year.rem_euclid(400));
        let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + i64::from(self.day) - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        era * 146_097 + day_of_era - 719_468
    }

    fn first_of(year: i64, month: u8) -> Day {
        Day { year, month, day: 1 }
    }

    fn last_of(year: i64, month: u8) -> Day {
        Day {
            year,
            month,
            day: days_in_month(year, month),
        }
    }
}

fn days_in_month(year: i64, month: u8) -> u8 {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// The finest unit that a date knows, from fine to coarse: `2004-XX` knows its year only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Precision {
    /// A date with a time of day.
    Second,
    /// `1985-04-12`
    Day,
    /// `1985-04`, `1985-04-XX`
    Month,
    /// `2001-21`
    Season,
    /// `1985`, `1985-XX`, `1985-XX-XX`, `Y170000002`
    Year,
    /// `196X`
    Decade,
    /// `19XX`
    Century,
    /// Two ends, of which one may be open or unknown.
    Interval,
    /// `[..]` or `{..}`
    Set,
}

/// How the time that one date covers stands to that of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DateRelation {
    /// Both cover the same time.
    Same,
    /// The first is narrower and lies inside the second.
    Within,
    /// The second is narrower and lies inside the first.
    Contains,
    /// They share some time, and each has some of its own.
    Overlapping,
    /// They share no time: as statements about one event they cannot both be right.
    Disjoint,
}

/// A side of the time that a date covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    /// The outermost day on that side, and how exactly the date knows it.
    On(Day, Precision),
    /// `..`: it goes on.
    Open,
    /// Nobody knows.
    Unknown,
}

/// Why a text is not a date that is read here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EdtfError {
    /// What is wrong and what to write, in lower case without full stop.
    pub message: String,
    /// The byte range of the text that is wrong; may be empty, always on character boundaries.
    pub at: Range<usize>,
    /// The whole text corrected, if the meaning is clear; it always parses.
    pub fix: Option<String>,
    /// Whether the correction says exactly what was written: a notation that EDTF has given up, a word for a sign.
    pub certain: bool,
}

impl fmt::Display for EdtfError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for EdtfError {}

/// A total order over dates: by start, end, precision, and last by text.
///
/// A date without a start comes before all, and of dates that start together one without an end
/// comes last.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SortKey {
    earliest: Option<Day>,
    latest: Latest,
    precision: Precision,
    text: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Latest {
    At(Day),
    Never,
}

// ---------------------------------------------------------------------------------------------
// Printing
// ---------------------------------------------------------------------------------------------

impl fmt::Display for Edtf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.shape {
            Shape::Date(date) => date.fmt(f),
            Shape::Moment(moment) => moment.fmt(f),
            Shape::Interval(start, end) => write!(f, "{start}/{end}"),
            Shape::Set(kind, members) => {
                let texts: Vec<String> = members.iter().map(Member::to_string).collect();
                let (open, close) = kind.brackets();
                write!(f, "{open}{}{close}", texts.join(","))
            }
        }
    }
}

/// The day as EDTF writes it: `1947-08-14`, `-0043-03-15`.
impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&day_text(*self))
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.value, self.mark.symbol())
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = |negative: bool| if negative { "-" } else { "" };
        match *self {
            Value::Day(day) => day_text(day).fmt(f),
            Value::Month(year, month) => write!(f, "{}-{month:02}", year_text(year)),
            Value::Season(year, season) => write!(f, "{}-{season}", year_text(year)),
            Value::Year(year) => year_text(year).fmt(f),
            Value::Decade { negative, tens } => write!(f, "{}{tens:03}X", sign(negative)),
            Value::Century { negative, hundreds } => write!(f, "{}{hundreds:02}XX", sign(negative)),
            Value::SomeDayOfMonth(year, month) => write!(f, "{}-{month:02}-XX", year_text(year)),
            Value::SomeMonth(year) => write!(f, "{}-XX", year_text(year)),
            Value::SomeDayOfYear(year) => write!(f, "{}-XX-XX", year_text(year)),
        }
    }
}

impl fmt::Display for End {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            End::At(date) => date.fmt(f),
            End::Open => f.write_str(".."),
            End::Unknown => Ok(()),
        }
    }
}

impl fmt::Display for Member {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Member::One(date) => date.fmt(f),
            Member::Range(first, last) => write!(f, "{first}..{last}"),
            Member::OrEarlier(date) => write!(f, "..{date}"),
            Member::OrLater(date) => write!(f, "{date}.."),
        }
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}T{}", day_text(self.day), self.clock())?;
        self.zone.map_or(Ok(()), |zone| zone.fmt(f))
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Zone::Shift { west, hours, minutes } = self else {
            return f.write_str("Z");
        };
        let sign = if *west { '-' } else { '+' };
        write!(f, "{sign}{hours:02}")?;
        minutes.map_or(Ok(()), |minutes| write!(f, ":{minutes:02}"))
    }
}

impl Moment {
    fn clock(&self) -> String {
        format!("{:02}:{:02}:{:02}", self.hour, self.minute, self.second)
    }
}

impl SetKind {
    fn brackets(self) -> (&'static str, &'static str) {
        match self {
            SetKind::OneOf => ("[", "]"),
            SetKind::AllOf => ("{", "}"),
        }
    }
}

impl Mark {
    fn symbol(self) -> &'static str {
        match self {
            Mark::Plain => "",
            Mark::Uncertain => "?",
            Mark::Approximate => "~",
            Mark::Both => "%",
        }
    }
}

fn year_text(year: i64) -> String {
    match year {
        -9999..0 => format!("-{:04}", -year),
        0..=9999 => [1000, 100, 10, 1].map(|place| digit(year / place)).iter().collect(),
        _ => format!("Y{year}"),
    }
}

/// Every list of dates is full of them, and to format them would take ten times as long.
fn day_text(day: Day) -> String {
    let mut text = year_text(day.year);
    for number in [day.month, day.day] {
        text.push('-');
        text.extend([10, 1].map(|place| digit(i64::from(number) / place)));
    }
    text
}

/// The last digit of a number.
fn digit(number: i64) -> char {
    char::from(b'0' + u8::try_from(number.rem_euclid(10)).unwrap_or_default())
}

// ---------------------------------------------------------------------------------------------
// Bounds
// ---------------------------------------------------------------------------------------------

impl Value {
    fn earliest(self) -> Day {
        let (year, month) = match self {
            Value::Day(day) => return day,
            Value::Month(year, month) | Value::SomeDayOfMonth(year, month) => (year, month),
            Value::Season(year, season) => (year, season.saturating_sub(20) * 3),
            Value::Decade { .. } | Value::Century { .. } => (self.years().0, 1),
            Value::Year(year) | Value::SomeMonth(year) | Value::SomeDayOfYear(year) => (year, 1),
        };
        Day::first_of(year, month)
    }

    fn latest(self) -> Day {
        let (year, month) = match self {
            Value::Day(day) => return day,
            Value::Month(year, month) | Value::SomeDayOfMonth(year, month) => (year, month),
            Value::Season(year, 24) => (year + 1, 2),
            Value::Season(year, season) => (year, season.saturating_sub(20) * 3 + 2),
            Value::Decade { .. } | Value::Century { .. } => (self.years().1, 12),
            Value::Year(year) | Value::SomeMonth(year) | Value::SomeDayOfYear(year) => (year, 12),
        };
        Day::last_of(year, month)
    }

    /// The first and last year of a decade or century; `-000X` and `-00XX` end in -1.
    fn years(self) -> (i64, i64) {
        let (negative, first, last) = match self {
            Value::Decade { negative, tens } => (negative, tens * 10, tens * 10 + 9),
            Value::Century { negative, hundreds } => (negative, hundreds * 100, hundreds * 100 + 99),
            other => (false, other.earliest().year, other.latest().year),
        };
        if negative {
            (-last, -first.max(1))
        } else {
            (first, last)
        }
    }

    fn precision(self) -> Precision {
        match self {
            Value::Day(_) => Precision::Day,
            Value::Month(..) | Value::SomeDayOfMonth(..) => Precision::Month,
            Value::Season(..) => Precision::Season,
            Value::Year(_) | Value::SomeMonth(_) | Value::SomeDayOfYear(_) => Precision::Year,
            Value::Decade { .. } => Precision::Decade,
            Value::Century { .. } => Precision::Century,
        }
    }
}

impl End {
    fn date(self) -> Option<Date> {
        match self {
            End::At(date) => Some(date),
            End::Open | End::Unknown => None,
        }
    }

    fn bound(self, known: impl Fn(Date) -> Bound) -> Bound {
        match self {
            End::At(date) => known(date),
            End::Open => Bound::Open,
            End::Unknown => Bound::Unknown,
        }
    }
}

impl Member {
    fn first(self) -> Option<Date> {
        match self {
            Member::One(date) | Member::Range(date, _) | Member::OrLater(date) => Some(date),
            Member::OrEarlier(_) => None,
        }
    }

    fn last(self) -> Option<Date> {
        match self {
            Member::One(date) | Member::Range(_, date) | Member::OrEarlier(date) => Some(date),
            Member::OrLater(_) => None,
        }
    }
}

impl Edtf {
    /// The first day of the time covered; `None` if the start is open or unknown.
    ///
    /// For a set this is the first day of its earliest member. Seasons are those of meteorology in
    /// the north: spring starts in March, and winter runs from December to February of the next
    /// year. Qualification does not widen the bounds, and a time shift does not move the day.
    #[must_use]
    pub fn earliest(&self) -> Option<Day> {
        match &self.shape {
            Shape::Date(date) => Some(date.value.earliest()),
            Shape::Moment(moment) => Some(moment.day),
            Shape::Interval(start, _) => Some(start.date()?.value.earliest()),
            Shape::Set(_, members) => {
                let days: Option<Vec<Day>> = members.iter().map(|m| Some(m.first()?.value.earliest())).collect();
                days?.into_iter().min()
            }
        }
    }

    /// The last day of the time covered; `None` if the end is open or unknown.
    ///
    /// For a set this is the last day of its latest member; see [`Edtf::earliest`] for the rest.
    #[must_use]
    pub fn latest(&self) -> Option<Day> {
        match &self.shape {
            Shape::Date(date) => Some(date.value.latest()),
            Shape::Moment(moment) => Some(moment.day),
            Shape::Interval(_, end) => Some(end.date()?.value.latest()),
            Shape::Set(_, members) => {
                let days: Option<Vec<Day>> = members.iter().map(|m| Some(m.last()?.value.latest())).collect();
                days?.into_iter().max()
            }
        }
    }

    /// The times that the date names, each with its two sides: one for each member of a set, else one.
    #[must_use]
    pub fn bounds(&self) -> Vec<(Bound, Bound)> {
        let from = |date: Date| Bound::On(date.value.earliest(), date.value.precision());
        let to = |date: Date| Bound::On(date.value.latest(), date.value.precision());
        match &self.shape {
            Shape::Date(date) => vec![(from(*date), to(*date))],
            Shape::Moment(moment) => vec![(
                Bound::On(moment.day, Precision::Second),
                Bound::On(moment.day, Precision::Second),
            )],
            Shape::Interval(start, end) => vec![(start.bound(from), end.bound(to))],
            Shape::Set(_, members) => {
                let sides = |member: &Member| {
                    (
                        member.first().map_or(Bound::Open, from),
                        member.last().map_or(Bound::Open, to),
                    )
                };
                members.iter().map(sides).collect()
            }
        }
    }

    /// Whether this is a set of which one member holds, `[..]`.
    #[must_use]
    pub fn is_one_of(&self) -> bool {
        matches!(self.shape, Shape::Set(SetKind::OneOf, _))
    }

    /// The key by which to sort dates; different dates have different keys.
    #[must_use]
    pub fn sort_key(&self) -> SortKey {
        SortKey {
            earliest: self.earliest(),
            latest: self.latest().map_or(Latest::Never, Latest::At),
            precision: self.precision(),
            text: self.to_string(),
        }
    }

    /// The finest unit that the date knows.
    #[must_use]
    pub fn precision(&self) -> Precision {
        match &self.shape {
            Shape::Date(date) => date.value.precision(),
            Shape::Moment(_) => Precision::Second,
            Shape::Interval(..) => Precision::Interval,
            Shape::Set(..) => Precision::Set,
        }
    }

    /// Whether the date, an end or a member of it is uncertain: `?` or `%`.
    #[must_use]
    pub fn is_uncertain(&self) -> bool {
        self.dates()
            .iter()
            .any(|date| matches!(date.mark, Mark::Uncertain | Mark::Both))
    }

    /// Whether the date, an end or a member of it is approximate: `~` or `%`.
    #[must_use]
    pub fn is_approximate(&self) -> bool {
        self.dates()
            .iter()
            .any(|date| matches!(date.mark, Mark::Approximate | Mark::Both))
    }

    /// Whether `..` leaves the start or the end open. An end that is unknown is not open.
    #[must_use]
    pub fn is_open(&self) -> bool {
        match &self.shape {
            Shape::Interval(start, end) => [start, end].contains(&&End::Open),
            Shape::Set(_, members) => members
                .iter()
                .any(|m| matches!(m, Member::OrEarlier(_) | Member::OrLater(_))),
            Shape::Date(_) | Shape::Moment(_) => false,
        }
    }

    /// Whether this is an interval, `start/end`.
    #[must_use]
    pub fn is_interval(&self) -> bool {
        matches!(self.shape, Shape::Interval(..))
    }

    /// The astronomical year of the first day, or of the last day if there is no first.
    #[must_use]
    pub fn year(&self) -> Option<i64> {
        self.earliest().or(self.latest()).map(|day| day.year)
    }

    /// The first year of the decade of [`Edtf::year`]: 1960 for 1962, -50 for -43.
    #[must_use]
    pub fn decade(&self) -> Option<i64> {
        self.year().map(|year| year.div_euclid(10) * 10)
    }

    fn dates(&self) -> Vec<Date> {
        match &self.shape {
            Shape::Date(date) => vec![*date],
            Shape::Moment(_) => Vec::new(),
            Shape::Interval(start, end) => [start, end].into_iter().filter_map(|end| end.date()).collect(),
            Shape::Set(_, members) => members.iter().flat_map(|m| [m.first(), m.last()]).flatten().collect(),
        }
    }

    /// A valid value of the HTML attribute `datetime`, or `None` if HTML cannot say this date.
    ///
    /// HTML knows years 0001 to 9999, months, days and date-times (no leap seconds), and neither
    /// qualification nor `X`, seasons, intervals and sets.
    #[must_use]
    pub fn html_datetime(&self) -> Option<String> {
        (1..=9999).contains(&self.year()?).then_some(())?;
        match &self.shape {
            Shape::Date(Date {
                value: Value::Day(_) | Value::Month(..) | Value::Year(_),
                mark: Mark::Plain,
            }) => Some(self.to_string()),
            Shape::Moment(moment) if moment.second < 60 => match moment.zone {
                Some(Zone::Shift { minutes: None, .. }) => Some(format!("{self}:00")),
                _ => Some(self.to_string()),
            },
            _ => None,
        }
    }
}

// ---------------------------------------------------------------------------------------------
// Comparing
// ---------------------------------------------------------------------------------------------

/// Seconds since 1970-01-01T00:00:00 as written: from, and up to but not including.
type Stretch = (i128, i128);

impl Edtf {
    /// How the time that this date covers stands to that of the other.
    ///
    /// Both are taken as all the time between their bounds, and a set as the time of its members, so
    /// that `[1947,1949]` is disjoint from `1948`. An open or unknown end reaches for ever.
    /// Qualification does not count. Time shifts count only where both dates have one.
    #[must_use]
    pub fn relation(&self, other: &Edtf) -> DateRelation {
        let (mine, theirs) = match (self.instant(), other.instant()) {
            (Some(a), Some(b)) => (vec![(a, a + 1)], vec![(b, b + 1)]),
            _ => (self.stretches(), other.stretches()),
        };
        let inside = |a: &[Stretch], b: &[Stretch]| a.iter().all(|x| b.iter().any(|y| y.0 <= x.0 && x.1 <= y.1));
        let meet = || mine.iter().any(|x| theirs.iter().any(|y| x.0 < y.1 && y.0 < x.1));
        match (inside(&mine, &theirs), inside(&theirs, &mine)) {
            (true, true) => DateRelation::Same,
            (true, false) => DateRelation::Within,
            (false, true) => DateRelation::Contains,
            (false, false) if meet() => DateRelation::Overlapping,
            (false, false) => DateRelation::Disjoint,
        }
    }

    /// The stretches of time covered, in order, apart from one another.
    fn stretches(&self) -> Vec<Stretch> {
        let between = |first: Option<Day>, last: Option<Day>| {
            let from = first.map_or(i128::MIN, |day| i128::from(day.ordinal()) * SECONDS_PER_DAY);
            (
                from,
                last.map_or(i128::MAX, |day| (i128::from(day.ordinal()) + 1) * SECONDS_PER_DAY),
            )
        };
        match &self.shape {
            Shape::Moment(moment) => vec![(moment.seconds(), moment.seconds() + 1)],
            Shape::Set(_, members) => merge(
                members
                    .iter()
                    .map(|m| {
                        between(
                            m.first().map(|d| d.value.earliest()),
                            m.last().map(|d| d.value.latest()),
                        )
                    })
                    .collect(),
            ),
            Shape::Date(_) | Shape::Interval(..) => vec![between(self.earliest(), self.latest())],
        }
    }

    /// The second since 1970-01-01T00:00:00Z of a date-time that has a time shift.
    fn instant(&self) -> Option<i128> {
        let Shape::Moment(moment) = &self.shape else {
            return None;
        };
        let east = match moment.zone? {
            Zone::Utc => 0,
            Zone::Shift { west, hours, minutes } => {
                let minutes = i128::from(hours) * 60 + i128::from(minutes.unwrap_or(0));
                if west { -minutes } else { minutes }
            }
        };
        Some(moment.seconds() - east * 60)
    }
}

impl Moment {
    /// Seconds since 1970-01-01T00:00:00 on the clock as written; a leap second is the one before.
    fn seconds(&self) -> i128 {
        let minutes = i128::from(self.hour) * 60 + i128::from(self.minute);
        i128::from(self.day.ordinal()) * SECONDS_PER_DAY + minutes * 60 + i128::from(self.second.min(59))
    }
}

fn merge(mut stretches: Vec<Stretch>) -> Vec<Stretch> {
    stretches.sort_unstable();
    let mut merged: Vec<Stretch> = Vec::new();
    for next in stretches {
        match merged.last_mut() {
            Some(last) if next.0 <= last.1 => last.1 = last.1.max(next.1),
            _ => merged.push(next),
        }
    }
    merged
}
