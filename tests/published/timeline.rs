//! Every event stands once in each form of the timeline: drawn, in the table, and in the files for other programs.

use super::{Problems, markup};
use std::collections::BTreeMap;

/// A calendar line has at most so many octets (RFC 5545).
const LINE: usize = 75;

/// Checks the timeline of a published tree against its pages of events.
pub(super) fn check(files: &BTreeMap<String, Vec<u8>>, problems: &mut Problems) {
    let text = |path: &str| files.get(path).map(|bytes| String::from_utf8_lossy(bytes).into_owned());
    let is_event = |path: &str| {
        !path.starts_with("events/index")
            && text(path).is_some_and(|page| !page.contains("http-equiv") && !page.contains("p-gone"))
    };
    let pages = files
        .keys()
        .filter(|path| path.starts_with("events/") && path.ends_with(".html"));
    let events: Vec<&str> = pages.map(String::as_str).filter(|path| is_event(path)).collect();
    let forms = ["html", "csv", "ics", "json"].map(|ending| text(&format!("timeline.{ending}")));
    let [Some(mut page), Some(csv), Some(ics), Some(json)] = forms else {
        if !events.is_empty() {
            problems.push("there are events, and a form of the timeline is missing".to_owned());
        }
        return;
    };
    let further = (2..).map_while(|number| text(&format!("timeline-{number}.html")));
    page.extend(further);
    let tags = markup::tags(&page);
    // The plain theme lists its events and draws none.
    let drawn = page.contains("static/timeline.js\"");
    let marks: Vec<&str> = tags
        .iter()
        .filter(|tag| has_class(tag, "mark"))
        .filter_map(|tag| tag.attribute("href"))
        .collect();
    let rows: Vec<&str> = tags
        .iter()
        .filter(|tag| ["tr", "li"].contains(&tag.name.as_str()))
        .filter_map(|tag| tag.attribute("id"))
        .collect();
    let records: Vec<&str> = csv.split("\r\n").skip(1).filter(|line| !line.is_empty()).collect();
    let slides: serde_json::Value = serde_json::from_str(&json).unwrap_or_default();
    let slides: Vec<&str> = slides["events"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|it| it["unique_id"].as_str())
        .collect();
    let unfolded = ics.replace("\r\n ", "");
    let owners: Vec<&str> = unfolded
        .split("\r\n")
        .filter_map(|line| line.strip_prefix("UID:"))
        .collect();
    let drawings = if drawn { marks.len() } else { events.len() };
    for count in [drawings, rows.len(), records.len(), slides.len()] {
        if count != events.len() {
            problems.push(format!("a form of the timeline has {count} events of {}", events.len()));
        }
    }
    for address in events {
        let stem = address.trim_start_matches("events/").trim_end_matches(".html");
        let record: Vec<&&str> = records
            .iter()
            .filter(|it| it.starts_with(&format!("\"events/{stem}\",")))
            .collect();
        let in_calendar = owners
            .iter()
            .filter(|it| it.ends_with(&format!("{}{address}", separator(it))))
            .count();
        let counts = [
            ("drawing", marks.iter().filter(|it| **it == address).count(), drawn),
            (
                "table",
                rows.iter().filter(|it| **it == format!("event-{stem}")).count(),
                true,
            ),
            ("CSV", record.len(), true),
            ("TimelineJS", slides.iter().filter(|it| **it == stem).count(), true),
            ("calendar", in_calendar, record.iter().any(|it| has_year(it))),
        ];
        for (form, count, is_due) in counts {
            if count > 1 || (is_due && count == 0) {
                problems.push(format!(
                    "`{address}` stands {count} times in the {form} of the timeline"
                ));
            }
        }
    }
    let long = ics.split("\r\n").filter(|line| line.len() > LINE).count();
    if long > 0 || ics.replace("\r\n", "").contains(['\r', '\n']) {
        problems.push(format!(
            "the calendar has {long} lines that are too long, or ends lines with less than CR LF"
        ));
    }
}

/// What stands before the address of an event in its identifier.
fn separator(owner: &str) -> char {
    if owner.starts_with("http") { '/' } else { ':' }
}

fn has_class(tag: &markup::Tag, class: &str) -> bool {
    let classes = tag.attribute("class").unwrap_or_default();
    classes.split(' ').any(|it| it == class)
}

/// Whether the date of a record is a plain year, month or day after Christ.
fn has_year(record: &str) -> bool {
    let date = record
        .split("\",\"")
        .nth(2)
        .unwrap_or_default()
        .trim_end_matches(['?', '~', '%']);
    let plain = date.chars().all(|c| c.is_ascii_digit() || c == '-') && date.len() >= 4;
    plain && !date.starts_with('-') && !date.starts_with("0000")
}
