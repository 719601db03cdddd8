//! Which version of each page this is, and what changed when: the history of the files, entry by entry.

use super::Site;
use crate::graph::{EntryId, Graph};
use crate::model::date::Edtf;
use crate::source::SourceTree;
use crate::source::history::Change;
use std::collections::BTreeMap;

/// The recorded states of every entry.
#[derive(Clone, Debug, Default)]
pub struct Versions {
    /// For each entry its changes, newest first; none where they are not known.
    changes: Vec<Vec<Change>>,
    /// The last change of any entry. Every page asks, so it is looked for once.
    newest: Option<Change>,
}

/// What changed on a day.
#[derive(Clone, Debug)]
pub struct Day {
    /// The day in UTC.
    pub date: Edtf,
    /// Each entry that changed on it, in the order in which a reader meets them, with its last change of the day.
    pub entries: Vec<(EntryId, Change)>,
}

/// Takes the history of each entry's file.
pub(super) fn read(graph: &Graph, tree: &SourceTree) -> Versions {
    let changes = |file| tree.history.of(&tree.sources.file(file).path).to_vec();
    let changes: Vec<Vec<Change>> = graph.entries().map(|(_, entry)| changes(entry.file)).collect();
    Versions {
        newest: changes.iter().filter_map(|it| it.first()).max().cloned(),
        changes,
    }
}

impl Versions {
    /// The changes of an entry, newest first.
    pub fn of(&self, id: EntryId) -> &[Change] {
        self.changes.get(id.0 as usize).map_or(&[], Vec::as_slice)
    }

    /// The last change of any entry: the version of pages that are made from all of them.
    pub fn newest(&self) -> Option<&Change> {
        self.newest.as_ref()
    }

    /// Whether any change is known.
    pub fn is_known(&self) -> bool {
        self.newest.is_some()
    }
}

/// What changed, newest day first.
pub fn days(site: &Site) -> Vec<Day> {
    let mut days: BTreeMap<String, BTreeMap<EntryId, Change>> = BTreeMap::new();
    let entries = site.graph.entries().filter(|(_, entry)| !entry.is_home());
    for (id, _) in entries {
        for change in site.versions.of(id) {
            let of_day = days.entry(day(change)).or_default();
            let kept = of_day.entry(id).or_insert_with(|| change.clone());
            kept.added |= change.added;
        }
    }
    let in_order = |(date, mut entries): (String, BTreeMap<EntryId, Change>)| {
        let order = site.in_order(entries.keys().copied().collect());
        Some(Day {
            date: Edtf::parse(&date).ok()?,
            entries: order
                .into_iter()
                .filter_map(|id| Some((id, entries.remove(&id)?)))
                .collect(),
        })
    };
    days.into_iter().rev().filter_map(in_order).collect()
}

/// The day of a change in UTC, as EDTF writes it.
pub fn day(change: &Change) -> String {
    let moment = moment(change);
    moment.split('T').next().unwrap_or_default().to_owned()
}

/// The moment of a change as RFC 3339 writes it.
pub fn moment(change: &Change) -> String {
    let moment = jiff::Timestamp::from_second(change.seconds).unwrap_or_default();
    moment.to_string()
}
