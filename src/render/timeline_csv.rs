//! The timeline as CSV: a line per event, in the order of time. Years are astronomical: `-0043` is 44 BC.

use super::csv::line;
use super::{OutputFile, Sink};
use crate::graph::EntryId;
use crate::model::date::Edtf;
use crate::model::{Data, Kind, Relation};
use crate::site::Site;
use crate::site::timeline;

const COLUMNS: [&str; 11] = [
    "id", "title", "edtf", "earliest", "latest", "kind", "place", "actors", "themes", "papers", "address",
];

/// Between the names of a list.
const SEPARATOR: &str = "; ";

/// `timeline.csv`, where there are events.
pub(super) fn csv(site: &Site, sink: &Sink<'_>) {
    let events = site.order(Kind::Event);
    if events.is_empty() {
        return;
    }
    let header = line(COLUMNS.map(str::to_owned));
    let lines = events.iter().map(|id| line(fields(site, *id)));
    let text = std::iter::once(header).chain(lines).collect();
    sink(OutputFile::text("timeline.csv", text));
}

fn fields(site: &Site, id: EntryId) -> [String; 11] {
    let entry = site.entry(id);
    let date = timeline::date(entry);
    let place = match &entry.data {
        Data::Event(event) => event.place.as_ref().map(|it| it.value.clone()),
        _ => None,
    };
    let titles = |ids: Vec<EntryId>| {
        let titles: Vec<&str> = ids.iter().map(|id| site.entry(*id).title()).collect();
        titles.join(SEPARATOR)
    };
    let day = |day: Option<crate::model::date::Day>| day.map(|it| it.to_string()).unwrap_or_default();
    [
        entry.key.to_string(),
        entry.title().to_owned(),
        date.map(Edtf::to_string).unwrap_or_default(),
        day(date.and_then(Edtf::earliest)),
        day(date.and_then(Edtf::latest)),
        timeline::kind(entry).unwrap_or_default().to_owned(),
        place.unwrap_or_default(),
        titles(timeline::actors(site, id)),
        titles(timeline::themes(site, id)),
        titles(site.sources(id, Relation::Recounts)),
        format!(
            "{}{}",
            site.config.base_url().unwrap_or_default(),
            site.addresses.of(id)
        ),
    ]
}
