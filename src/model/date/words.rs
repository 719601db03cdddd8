//! Puts dates in the words of a language.

use super::{Date, Day, Edtf, End, Mark, Member, Moment, SetKind, Shape, Value, Zone};
use crate::model::language::Forms;

/// The words of a language for dates.
///
/// In a pattern `{}` stands for what the pattern is about; other placeholders are named at the
/// field. `or`, `and`, `comma`, `range` and `range_spaced` are separators, spaces included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DateWords {
    /// January to December, as they stand beside a day: in Russian `ноября`.
    pub months: [String; 12],
    /// The same without a day: in Russian `ноябрь`.
    pub months_alone: [String; 12],
    /// Spring, summer, autumn, winter.
    pub seasons: [String; 4],
    /// The number of a day: `{}`, in German `{}.`.
    pub day: String,
    /// `{day} {month} {year}`; must contain the text of `day_month` if ranges are to share a year.
    pub day_month_year: String,
    /// `{day} {month}`
    pub day_month: String,
    /// `{month} {year}`
    pub month_year: String,
    /// `{season} {year}`
    pub season_year: String,
    /// `{date}, {time}`
    pub date_time: String,
    /// The name of universal time, put after a time of day with a space between.
    pub utc: String,
    /// An approximate date: `about {}`.
    pub about: String,
    /// An uncertain date: `{} (uncertain)`.
    pub uncertain: String,
    /// A date that is approximate and uncertain.
    pub both: String,
    /// An interval with an open end.
    pub since: String,
    /// An interval with an open start.
    pub until: String,
    /// An interval with an unknown start.
    pub start_unknown: String,
    /// An interval with an unknown end.
    pub end_unknown: String,
    /// `2004-XX`
    pub month_unknown: String,
    /// `1985-04-XX`
    pub day_unknown: String,
    /// `1985-XX-XX`
    pub month_and_day_unknown: String,
    /// A decade, where `{}` is its first year.
    pub decade: String,
    /// A century, in the forms of ordinal numbers: `{}` is its number, `{roman}` the same in Roman figures.
    pub century: Forms,
    /// A year before Christ.
    pub before_christ: String,
    /// A year after Christ, where that must be said: years below 100, and beside one before Christ.
    pub anno_domini: String,
    /// Between the last two dates of which one holds.
    pub or: String,
    /// Between the last two dates that all hold.
    pub and: String,
    /// Between the others.
    pub comma: String,
    /// Between the ends of a range without spaces: `2011–2013`.
    pub range: String,
    /// Between ends that contain spaces.
    pub range_spaced: String,
    /// `..1984` where one date holds.
    pub or_earlier: String,
    /// `1984..` where one date holds.
    pub or_later: String,
    /// `..1984` where all dates hold.
    pub and_earlier: String,
    /// `1984..` where all dates hold.
    pub and_later: String,
}

pub(super) const ENGLISH_MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// English.
impl Default for DateWords {
    fn default() -> DateWords {
        DateWords {
            months: ENGLISH_MONTHS.map(str::to_owned),
            months_alone: ENGLISH_MONTHS.map(str::to_owned),
            seasons: ["spring", "summer", "autumn", "winter"].map(str::to_owned),
            day: "{}".into(),
            day_month_year: "{day} {month} {year}".into(),
            day_month: "{day} {month}".into(),
            month_year: "{month} {year}".into(),
            season_year: "{season} {year}".into(),
            date_time: "{date}, {time}".into(),
            utc: "UTC".into(),
            about: "about {}".into(),
            uncertain: "{} (uncertain)".into(),
            both: "about {} (uncertain)".into(),
            since: "since {}".into(),
            until: "until {}".into(),
            start_unknown: "until {} (start unknown)".into(),
            end_unknown: "from {} (end unknown)".into(),
            month_unknown: "{} (month unknown)".into(),
            day_unknown: "{} (day unknown)".into(),
            month_and_day_unknown: "{} (month and day unknown)".into(),
            decade: "{}s".into(),
            century: Forms::new(
                "en",
                &[
                    ("one", "{}st century"),
                    ("two", "{}nd century"),
                    ("few", "{}rd century"),
                    ("other", "{}th century"),
                ],
            ),
            before_christ: "{} BC".into(),
            anno_domini: "AD {}".into(),
            or: " or ".into(),
            and: " and ".into(),
            comma: ", ".into(),
            range: "–".into(),
            range_spaced: " – ".into(),
            or_earlier: "{} or earlier".into(),
            or_later: "{} or later".into(),
            and_earlier: "{} and earlier".into(),
            and_later: "{} and later".into(),
        }
    }
}

impl Edtf {
    /// The date in the words of a language: "12–16 December 1955", "about 1962", "since 1947".
    #[must_use]
    pub fn human(&self, words: &DateWords) -> String {
        match &self.shape {
            Shape::Date(date) => words.date(*date),
            Shape::Moment(moment) => words.moment(moment),
            Shape::Interval(start, end) => words.interval(*start, *end),
            Shape::Set(kind, members) => words.set(*kind, members),
        }
    }
}

impl DateWords {
    /// Replaces the pattern of that name, that of its field with hyphens; any other name changes nothing.
    pub fn set_pattern(&mut self, name: &str, text: &str) {
        let field = match name {
            "day" => &mut self.day,
            "day-month-year" => &mut self.day_month_year,
            "day-month" => &mut self.day_month,
            "month-year" => &mut self.month_year,
            "season-year" => &mut self.season_year,
            "time" => &mut self.date_time,
            "utc" => &mut self.utc,
            "about" => &mut self.about,
            "uncertain" => &mut self.uncertain,
            "about-uncertain" => &mut self.both,
            "since" => &mut self.since,
            "until" => &mut self.until,
            "start-unknown" => &mut self.start_unknown,
            "end-unknown" => &mut self.end_unknown,
            "month-unknown" => &mut self.month_unknown,
            "day-unknown" => &mut self.day_unknown,
            "month-and-day-unknown" => &mut self.month_and_day_unknown,
            "decade" => &mut self.decade,
            "before-christ" => &mut self.before_christ,
            "anno-domini" => &mut self.anno_domini,
            "or" => &mut self.or,
            "and" => &mut self.and,
            "comma" => &mut self.comma,
            "range" => &mut self.range,
            "range-spaced" => &mut self.range_spaced,
            "or-earlier" => &mut self.or_earlier,
            "or-later" => &mut self.or_later,
            "and-earlier" => &mut self.and_earlier,
            "and-later" => &mut self.and_later,
            _ => return,
        };
        text.clone_into(field);
    }

    /// Replaces `months`, `months-alone` or `seasons`; names that are too many are left out.
    pub fn set_names(&mut self, name: &str, names: &[String]) {
        let places = match name {
            "months" => self.months.as_mut_slice(),
            "months-alone" => self.months_alone.as_mut_slice(),
            "seasons" => self.seasons.as_mut_slice(),
            _ => return,
        };
        for (place, name) in places.iter_mut().zip(names) {
            place.clone_from(name);
        }
    }
}

fn put(pattern: &str, what: &str) -> String {
    pattern.replace("{}", what)
}

impl DateWords {
    fn date(&self, date: Date) -> String {
        let value = self.value(date.value);
        match date.mark {
            Mark::Plain => value,
            Mark::Uncertain => put(&self.uncertain, &value),
            Mark::Approximate => put(&self.about, &value),
            Mark::Both => put(&self.both, &value),
        }
    }

    pub(super) fn value(&self, value: Value) -> String {
        match value {
            Value::Day(day) => self.whole_day(&self.day(day), day),
            Value::Month(year, month) => self.month_of(self.month_alone(month), year),
            Value::Season(year, season) => self.season_of(self.season(season), year),
            Value::Year(year) => self.year(year),
            Value::Decade {
                negative: false,
                tens: 1..,
            } => put(&self.decade, &value.years().0.to_string()),
            Value::Decade { .. } => self.years(value.years().0, value.years().1),
            Value::Century { negative, hundreds } => self.century(negative, hundreds + 1),
            Value::SomeDayOfMonth(year, month) => put(&self.day_unknown, &self.month_of(self.month_alone(month), year)),
            Value::SomeMonth(year) => put(&self.month_unknown, &self.year(year)),
            Value::SomeDayOfYear(year) => put(&self.month_and_day_unknown, &self.year(year)),
        }
    }

    fn day(&self, day: Day) -> String {
        put(&self.day, &day.day.to_string())
    }

    fn month(&self, month: u8) -> &str {
        let place = usize::from(month).wrapping_sub(1);
        self.months.get(place).map_or("", String::as_str)
    }

    fn month_alone(&self, month: u8) -> &str {
        let place = usize::from(month).wrapping_sub(1);
        self.months_alone.get(place).map_or("", String::as_str)
    }

    fn season(&self, season: u8) -> &str {
        let place = usize::from(season).wrapping_sub(21);
        self.seasons.get(place).map_or("", String::as_str)
    }

    /// A day with `days` in the place of its number.
    fn whole_day(&self, days: &str, day: Day) -> String {
        let pattern = self.day_month_year.replace("{day}", days);
        pattern
            .replace("{month}", self.month(day.month))
            .replace("{year}", &self.year(day.year))
    }

    fn day_of_month(&self, day: Day) -> String {
        self.day_month
            .replace("{day}", &self.day(day))
            .replace("{month}", self.month(day.month))
    }

    fn month_of(&self, month: &str, year: i64) -> String {
        self.month_year
            .replace("{month}", month)
            .replace("{year}", &self.year(year))
    }

    fn season_of(&self, season: &str, year: i64) -> String {
        self.season_year
            .replace("{season}", season)
            .replace("{year}", &self.year(year))
    }

    /// An astronomical year: 0 is `1 BC`.
    #[must_use]
    pub fn year(&self, year: i64) -> String {
        match year {
            ..=0 => put(&self.before_christ, &(1 - year).to_string()),
            1..100 => put(&self.anno_domini, &year.to_string()),
            _ => year.to_string(),
        }
    }

    fn years(&self, first: i64, last: i64) -> String {
        match (first, last) {
            (..=0, ..=0) => put(&self.before_christ, &format!("{}{}{}", 1 - first, self.range, 1 - last)),
            (..=0, _) => self.join(&self.year(first), &put(&self.anno_domini, &last.to_string())),
            (1..100, _) => put(&self.anno_domini, &format!("{first}{}{last}", self.range)),
            _ => format!("{first}{}{last}", self.range),
        }
    }

    fn century(&self, negative: bool, number: i64) -> String {
        let form = self.century.ordinal(number.unsigned_abs());
        let text = put(&form.replace("{roman}", &roman(number)), &number.to_string());
        if negative {
            put(&self.before_christ, &text)
        } else {
            text
        }
    }

    fn moment(&self, moment: &Moment) -> String {
        let zone = match moment.zone {
            None => String::new(),
            Some(Zone::Utc) => format!(" {}", self.utc),
            Some(shift) => format!(" {}{}", self.utc, shift.to_string().replace('-', "\u{2212}")),
        };
        let date = self.value(Value::Day(moment.day));
        let time = format!("{}{zone}", moment.clock());
        self.date_time.replace("{date}", &date).replace("{time}", &time)
    }

    fn interval(&self, start: End, end: End) -> String {
        match (start, end) {
            (End::At(start), End::At(end)) => self.span(start, end),
            (End::At(start), End::Open) => put(&self.since, &self.date(start)),
            (End::At(start), End::Unknown) => put(&self.end_unknown, &self.date(start)),
            (End::Open, End::At(end)) => put(&self.until, &self.date(end)),
            (End::Unknown, End::At(end)) => put(&self.start_unknown, &self.date(end)),
            _ => String::new(),
        }
    }

    /// A range, with what its ends share said once.
    fn span(&self, start: Date, end: Date) -> String {
        if start == end {
            return self.date(start);
        }
        let shared = match (start.mark, end.mark) {
            (Mark::Plain, Mark::Plain) => self.shared(start.value, end.value),
            _ => None,
        };
        shared.unwrap_or_else(|| self.join(&self.date(start), &self.date(end)))
    }

    fn shared(&self, start: Value, end: Value) -> Option<String> {
        match (start, end) {
            (Value::Day(a), Value::Day(b)) if a.year == b.year => self.days(a, b),
            (Value::Month(year, a), Value::Month(other, b)) if year == other => {
                Some(self.month_of(&self.join(self.month_alone(a), self.month_alone(b)), year))
            }
            (Value::Season(year, a), Value::Season(other, b)) if year == other => {
                Some(self.season_of(&self.join(self.season(a), self.season(b)), year))
            }
            (Value::Year(a), Value::Year(b)) => Some(self.years(a, b)),
            _ => None,
        }
    }

    /// Two days of one year.
    fn days(&self, start: Day, end: Day) -> Option<String> {
        if start.month == end.month {
            return Some(self.whole_day(&self.join(&self.day(start), &self.day(end)), start));
        }
        self.day_month_year.contains(&self.day_month).then_some(())?;
        let both = self.join(&self.day_of_month(start), &self.day_of_month(end));
        let pattern = self.day_month_year.replace(&self.day_month, &both);
        Some(pattern.replace("{year}", &self.year(start.year)))
    }

    fn join(&self, start: &str, end: &str) -> String {
        let spaced = start.contains(char::is_whitespace) || end.contains(char::is_whitespace);
        format!("{start}{}{end}", if spaced { &self.range_spaced } else { &self.range })
    }

    fn set(&self, kind: SetKind, members: &[Member]) -> String {
        let texts: Vec<String> = members.iter().map(|member| self.member(kind, *member)).collect();
        let Some((last, others)) = texts.split_last() else {
            return String::new();
        };
        let word = if kind == SetKind::OneOf { &self.or } else { &self.and };
        match others {
            [] => last.clone(),
            _ => format!("{}{word}{last}", others.join(&self.comma)),
        }
    }

    fn member(&self, kind: SetKind, member: Member) -> String {
        let (earlier, later) = match kind {
            SetKind::OneOf => (&self.or_earlier, &self.or_later),
            SetKind::AllOf => (&self.and_earlier, &self.and_later),
        };
        match member {
            Member::One(date) => self.date(date),
            Member::Range(first, last) => self.span(first, last),
            Member::OrEarlier(date) => put(earlier, &self.date(date)),
            Member::OrLater(date) => put(later, &self.date(date)),
        }
    }
}

/// A number from 1 to 100 in Roman figures.
fn roman(mut number: i64) -> String {
    let figures = [
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    let mut text = String::new();
    for (value, figure) in figures {
        while number >= value {
            text.push_str(figure);
            number -= value;
        }
    }
    text
}
