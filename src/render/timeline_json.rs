//! The timeline as TimelineJS 3 reads it (<https://timeline.knightlab.com/docs/json-format.html>).

use super::html_text::escape;
use super::{OutputFile, Sink};
use crate::graph::EntryId;
use crate::model::date::{Bound, Day, Edtf, Precision};
use crate::model::{Data, Kind, Relation};
use crate::site::Site;
use crate::site::timeline;
use serde_json::{Map, Value as Json, json};

/// JavaScript's own dates end with this year, on either side; beyond, TimelineJS counts in years alone.
const LAST_YEAR_OF_JAVASCRIPT: i64 = 270_000;

/// `timeline.json`, where there are events.
pub(super) fn json(site: &Site, sink: &Sink<'_>) {
    let events = site.order(Kind::Event);
    if events.is_empty() {
        return;
    }
    let dates = || {
        events
            .iter()
            .filter_map(|id| Some((*id, timeline::date(site.entry(*id))?)))
    };
    let is_beyond = |day: Option<Day>| day.is_some_and(|day| day.year().abs() > LAST_YEAR_OF_JAVASCRIPT);
    let is_cosmological = dates().any(|(_, date)| is_beyond(date.earliest()) || is_beyond(date.latest()));
    let timeline = json!({
        "scale": if is_cosmological { "cosmological" } else { "human" },
        "title": {"text": {
            "headline": escape(&site.config.title.value),
            "text": escape(&site.config.description.value),
        }},
        "events": dates().map(|(id, date)| event(site, id, date, is_cosmological)).collect::<Vec<_>>(),
    });
    sink(OutputFile::text("timeline.json", format!("{timeline:#}\n")));
}

fn event(site: &Site, id: EntryId, date: &Edtf, years_only: bool) -> Json {
    let entry = site.entry(id);
    let bounds = date.bounds();
    let first = bounds.iter().map(|it| it.0).filter_map(day).min_by_key(|it| it.0);
    let last = bounds.iter().map(|it| it.1).filter_map(day).max_by_key(|it| it.0);
    let mut event = Map::new();
    // A start is demanded: what has only an end is put there, and the words say what is meant.
    let start = first.or(last).map(|it| parts(it, years_only));
    event.extend(start.map(|it| ("start_date".to_owned(), it)));
    let has_two = matches!(
        date.precision(),
        Precision::Interval | Precision::Set | Precision::Decade | Precision::Century
    );
    let end = last
        .filter(|_| has_two && first.is_some())
        .map(|it| parts(it, years_only));
    event.extend(end.map(|it| ("end_date".to_owned(), it)));
    if !is_said_by_its_parts(date) {
        event.insert("display_date".to_owned(), date.human(&site.date_words).into());
    }
    event.insert("text".to_owned(), text(site, id));
    event.extend(timeline::kind(entry).map(|kind| ("group".to_owned(), kind.replace('-', " ").into())));
    event.insert("unique_id".to_owned(), entry.key.stem.clone().into());
    Json::Object(event)
}

fn day(bound: Bound) -> Option<(Day, Precision)> {
    match bound {
        Bound::On(day, precision) => Some((day, precision)),
        Bound::Open | Bound::Unknown => None,
    }
}

/// Year, month and day as far as they are known.
fn parts((day, precision): (Day, Precision), years_only: bool) -> Json {
    match precision {
        Precision::Second | Precision::Day if !years_only => {
            json!({"year": day.year(), "month": day.month(), "day": day.day()})
        }
        Precision::Month if !years_only => json!({"year": day.year(), "month": day.month()}),
        _ => json!({"year": day.year()}),
    }
}

/// Whether the numbers alone say what the date says.
fn is_said_by_its_parts(date: &Edtf) -> bool {
    let is_known = |bound: &Bound| matches!(bound, Bound::On(_, Precision::Day | Precision::Month | Precision::Year));
    let is_plain = date
        .bounds()
        .iter()
        .all(|(first, last)| is_known(first) && is_known(last));
    let is_set = date.precision() == Precision::Set;
    let is_late = date.earliest().is_some_and(|day| day.year() >= 100);
    is_plain && is_late && !is_set && !date.is_uncertain() && !date.is_approximate() && !date.to_string().contains('X')
}

/// The title, with a link where the site has an address; where, who, and which papers tell of it.
fn text(site: &Site, id: EntryId) -> Json {
    let entry = site.entry(id);
    let title = escape(entry.title());
    let headline = match site.config.base_url() {
        Some(base) => format!(
            "<a href=\"{}{}\">{title}</a>",
            escape(&base),
            escape(site.addresses.of(id))
        ),
        None => title,
    };
    let place = match &entry.data {
        Data::Event(event) => event.place.iter().map(|it| it.value.clone()).collect(),
        _ => Vec::new(),
    };
    let titles =
        |ids: Vec<EntryId>| -> Vec<String> { ids.iter().map(|id| site.entry(*id).title().to_owned()).collect() };
    let lists = [
        place,
        titles(timeline::actors(site, id)),
        titles(site.sources(id, Relation::Recounts)),
    ];
    let filled = lists.into_iter().filter(|list| !list.is_empty());
    let paragraphs: Vec<String> = filled
        .map(|list| format!("<p>{}</p>", escape(&list.join("; "))))
        .collect();
    json!({"headline": headline, "text": paragraphs.concat()})
}
