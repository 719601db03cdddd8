//! The timeline as a calendar (iCalendar, RFC 5545): events whose year is known, as days without hours.

use super::{OutputFile, Sink};
use crate::graph::EntryId;
use crate::model::date::{Bound, Day, Edtf, Precision};
use crate::model::{Data, Kind, Relation};
use crate::site::Site;
use crate::site::timeline;

/// A line has at most so many octets, its end aside (RFC 5545, section 3.1).
const LINE: usize = 75;

/// Every event has to say when it was written. Nothing in the content does, so a calendar without `SOURCE_DATE_EPOCH`
/// says the beginning of time.
const UNKNOWN: &str = "19700101T000000Z";

/// `timeline.ics`, where there are events.
pub(super) fn calendar(site: &Site, sink: &Sink<'_>) {
    let events = site.order(Kind::Event);
    if events.is_empty() {
        return;
    }
    let mut text = String::new();
    for (name, value) in [
        ("BEGIN", "VCALENDAR"),
        ("VERSION", "2.0"),
        ("PRODID", "-//Conspectus//Timeline//EN"),
        ("CALSCALE", "GREGORIAN"),
        ("METHOD", "PUBLISH"),
    ] {
        line(&mut text, name, value);
    }
    line(&mut text, "X-WR-CALNAME", &escaped(&site.config.title.value));
    for &id in events {
        if let Some(days) = timeline::date(site.entry(id)).and_then(days) {
            event(&mut text, site, id, days);
        }
    }
    line(&mut text, "END", "VCALENDAR");
    sink(OutputFile::text("timeline.ics", text));
}

/// The first day and the day after the last, where the date begins in a year that is known and that a calendar has.
///
/// Without an end that is known, the event stands on the first day alone, and its description says the rest.
fn days(date: &Edtf) -> Option<(Day, Option<Day>)> {
    let bounds = date.bounds();
    let is_vague = |bound: &Bound| !matches!(bound, Bound::On(_, precision) if *precision < Precision::Decade);
    let (first, last) = (date.earliest()?, date.latest());
    let years = bounds.iter().all(|(first, _)| !is_vague(first));
    let one_year = last.is_some_and(|last| last.year() == first.year());
    let has_year = years && (!date.is_one_of() || one_year);
    let in_range = |day: Day| (1..=9999).contains(&day.year());
    let last = last.filter(|_| bounds.iter().all(|(_, last)| !is_vague(last)));
    (has_year && in_range(first)).then(|| (first, last.and_then(next).filter(|day| in_range(*day))))
}

fn next(day: Day) -> Option<Day> {
    let in_month = Day::new(day.year(), day.month(), day.day() + 1);
    let in_year = || Day::new(day.year(), day.month() + 1, 1);
    in_month.or_else(in_year).or_else(|| Day::new(day.year() + 1, 1, 1))
}

fn event(text: &mut String, site: &Site, id: EntryId, (first, after): (Day, Option<Day>)) {
    let entry = site.entry(id);
    let stamp = site
        .date
        .as_deref()
        .map_or_else(|| UNKNOWN.to_owned(), |date| date.replace(['-', ':'], ""));
    let base = site.config.base_url();
    let address = site.addresses.of(id);
    line(text, "BEGIN", "VEVENT");
    let owner = base
        .clone()
        .unwrap_or_else(|| format!("urn:conspectus:{}:", crate::parse::slug(&site.config.title.value)));
    line(text, "UID", &escaped(&format!("{owner}{address}")));
    line(text, "DTSTAMP", &stamp);
    line(text, "DTSTART;VALUE=DATE", &basic(first));
    if let Some(after) = after {
        line(text, "DTEND;VALUE=DATE", &basic(after));
    }
    line(text, "SUMMARY", &escaped(entry.title()));
    line(text, "DESCRIPTION", &escaped(&description(site, id)));
    if let Data::Event(event) = &entry.data
        && let Some(place) = &event.place
    {
        line(text, "LOCATION", &escaped(&place.value));
    }
    if let Some(kind) = timeline::kind(entry) {
        line(text, "CATEGORIES", &escaped(&kind.replace('-', " ")));
    }
    if let Some(base) = base {
        line(text, "URL", &format!("{base}{address}"));
    }
    line(text, "TRANSP", "TRANSPARENT");
    line(text, "END", "VEVENT");
}

/// The date in words and as EDTF, for a calendar shows days where the date may be vague; who took part, who tells.
fn description(site: &Site, id: EntryId) -> String {
    let date = timeline::date(site.entry(id));
    let date = date.map(|date| format!("{} (EDTF: {date})", date.human(&site.date_words)));
    let titles = |ids: Vec<EntryId>| {
        let titles: Vec<&str> = ids.iter().map(|id| site.entry(*id).title()).collect();
        (!titles.is_empty()).then(|| titles.join("; "))
    };
    let lines = [
        date,
        titles(timeline::actors(site, id)),
        titles(site.sources(id, Relation::Recounts)),
    ];
    lines.into_iter().flatten().collect::<Vec<_>>().join("\n")
}

fn basic(day: Day) -> String {
    format!("{:04}{:02}{:02}", day.year(), day.month(), day.day())
}

/// A text value: what has a meaning is escaped, and what cannot be said is left out.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for c in text.chars() {
        match c {
            '\\' | ';' | ',' => escaped.extend(['\\', c]),
            '\n' => escaped.push_str("\\n"),
            c if c.is_control() => {}
            c => escaped.push(c),
        }
    }
    escaped
}

/// Adds a line, folded between characters where it is too long.
fn line(text: &mut String, name: &str, value: &str) {
    let mut octets = 0;
    for c in name.chars().chain([':']).chain(value.chars()) {
        if octets + c.len_utf8() > LINE {
            text.push_str("\r\n ");
            octets = 1;
        }
        text.push(c);
        octets += c.len_utf8();
    }
    text.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days_of(text: &str) -> Option<(String, Option<String>)> {
        let (first, after) = days(&Edtf::parse(text).unwrap())?;
        Some((basic(first), after.map(basic)))
    }

    #[test]
    fn what_has_a_year_has_days() {
        let cases = [
            ("1901-05-03", Some(("19010503", Some("19010504")))),
            ("1900-12", Some(("19001201", Some("19010101")))),
            ("1904-02-28/1904-02-29", Some(("19040228", Some("19040301")))),
            ("1901?", Some(("19010101", Some("19020101")))),
            ("1901/..", Some(("19010101", None))),
            ("1901/", Some(("19010101", None))),
            ("9999", Some(("99990101", None))),
            ("[1901-05-03,1901-05-04]", Some(("19010503", Some("19010505")))),
            ("{1901,1903}", Some(("19010101", Some("19040101")))),
        ];
        for (text, expected) in cases {
            let expected = expected.map(|(first, after)| (first.to_owned(), after.map(str::to_owned)));
            assert_eq!(days_of(text), expected, "{text}");
        }
    }

    #[test]
    fn what_has_none_is_left_out() {
        for text in [
            "190X",
            "19XX",
            "../1901",
            "/1901",
            "[..1901]",
            "[1901,1903]",
            "-0043",
            "0000",
            "Y12000",
        ] {
            assert_eq!(days_of(text), None, "{text}");
        }
    }

    #[test]
    fn lines_are_folded_between_characters_and_unfold_to_what_they_were() {
        let value = "é灯, a; \\ ".repeat(40);
        let mut text = String::new();
        line(&mut text, "SUMMARY", &value);
        assert!(text.split("\r\n").all(|line| line.len() <= LINE));
        assert_eq!(text.replace("\r\n ", ""), format!("SUMMARY:{value}\r\n"));
    }

    #[test]
    fn text_is_escaped() {
        assert_eq!(escaped("a,b;c\\d\ne\r\u{7}f"), "a\\,b\\;c\\\\d\\nef");
    }
}
