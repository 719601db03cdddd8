//! Events in the order of time.

pub mod axis;
pub mod chart;

use super::Site;
use crate::graph::{EntryId, Graph};
use crate::model::date::Edtf;
use crate::model::{Data, Entry, Kind, Relation};

/// The date of an event.
pub fn date(entry: &Entry) -> Option<&Edtf> {
    match &entry.data {
        Data::Event(event) => event.date.as_ref().map(|date| &date.value),
        _ => None,
    }
}

/// Every event, earliest first; those of one date by key.
pub(super) fn order(graph: &Graph) -> Vec<EntryId> {
    let mut events: Vec<_> = graph.of_kind(Kind::Event).collect();
    events.sort_by_cached_key(|(id, entry)| (date(entry).map(Edtf::sort_key), *id));
    events.into_iter().map(|(id, _)| id).collect()
}

/// Events cut into decades, earliest first; the number is the first year of the decade. Events of one decade keep the
/// order given, so that those whose start is not known stand first.
pub fn by_decade(graph: &Graph, events: &[EntryId]) -> Vec<(Option<i64>, Vec<EntryId>)> {
    let mut decades: Vec<(Option<i64>, Vec<EntryId>)> = Vec::new();
    for &id in events {
        let decade = date(graph.entry(id)).and_then(Edtf::decade);
        match decades.iter_mut().find(|(it, _)| *it == decade) {
            Some((_, events)) => events.push(id),
            None => decades.push((decade, vec![id])),
        }
    }
    decades.sort_by_key(|(decade, _)| *decade);
    decades
}

/// Events, in their order, drawn, with the names of the lanes that the drawing numbers and the events that it numbers: a lane for
/// each kind of event in the order of the settings, and one for events of no kind.
pub fn chart(site: &Site, events: &[EntryId]) -> (chart::Chart, Vec<Option<String>>, Vec<EntryId>) {
    let kinds = site.config.event_kinds.iter().map(|it| Some(it.value.clone()));
    let lanes: Vec<Option<String>> = kinds.chain([None]).collect();
    let dated = |&id: &EntryId| {
        let entry = site.entry(id);
        let kind = kind(entry).map(str::to_owned);
        let lane = lanes.iter().position(|it| *it == kind).unwrap_or(lanes.len() - 1);
        let item = chart::Item {
            date: date(entry)?,
            title: entry.title(),
            lane,
        };
        Some((id, item))
    };
    let (events, items): (Vec<_>, Vec<_>) = events.iter().filter_map(dated).unzip();
    (chart::draw(&items), lanes, events)
}

/// The kind of an event.
pub fn kind(entry: &Entry) -> Option<&str> {
    match &entry.data {
        Data::Event(event) => event.kind.as_ref().map(|it| it.value.as_str()),
        _ => None,
    }
}

/// Who took part in an event, each once.
pub fn actors(site: &Site, event: EntryId) -> Vec<EntryId> {
    site.in_order(site.targets(event, Relation::Involves))
}

/// The themes of an event, each once.
pub fn themes(site: &Site, event: EntryId) -> Vec<EntryId> {
    site.in_order(site.targets(event, Relation::Concerns))
}
