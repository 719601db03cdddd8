//! Events in the order of time.

use crate::graph::{EntryId, Graph};
use crate::model::date::Edtf;
use crate::model::{Data, Entry, Kind};

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

/// Events cut into decades, in the order given; the number is the first year of the decade.
pub fn by_decade(graph: &Graph, events: &[EntryId]) -> Vec<(Option<i64>, Vec<EntryId>)> {
    let mut decades: Vec<(Option<i64>, Vec<EntryId>)> = Vec::new();
    for &id in events {
        let decade = date(graph.entry(id)).and_then(Edtf::decade);
        match decades.iter_mut().find(|(it, _)| *it == decade) {
            Some((_, events)) => events.push(id),
            None => decades.push((decade, vec![id])),
        }
    }
    decades
}
