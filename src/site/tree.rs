//! The tree of themes.

use super::collate::Collation;
use crate::graph::{EntryId, Graph};
use crate::model::{Kind, Relation};

/// The themes directly below one, or those at the top, by title.
pub fn children(graph: &Graph, collation: &Collation, parent: Option<EntryId>) -> Vec<EntryId> {
    let is_below = |id: &EntryId| graph.one(*id, Relation::Broader) == parent;
    let mut themes: Vec<EntryId> = match parent {
        Some(parent) => graph
            .incoming(parent, Relation::Broader)
            .map(|edge| edge.from)
            .collect(),
        None => graph.of_kind(Kind::Theme).map(|(id, _)| id).collect(),
    };
    themes.retain(|id| graph.entry(*id).key.kind == Kind::Theme && is_below(id));
    themes.sort_by_cached_key(|id| (collation.key(graph.entry(*id).title()), *id));
    themes.dedup();
    themes
}

/// Every theme, each followed by those below it. Themes in a circle, which is an error, follow at the end.
pub(super) fn depth_first(graph: &Graph, collation: &Collation) -> Vec<EntryId> {
    let mut order = Vec::new();
    let mut waiting = children(graph, collation, None);
    waiting.reverse();
    while let Some(id) = waiting.pop() {
        order.push(id);
        let below = children(graph, collation, Some(id));
        waiting.extend(below.into_iter().rev().filter(|id| !order.contains(id)));
    }
    let lost = graph.of_kind(Kind::Theme).map(|(id, _)| id);
    let lost: Vec<_> = lost.filter(|id| !order.contains(id)).collect();
    order.extend(lost);
    order
}

/// How deep a theme stands, from 0.
pub fn depth(graph: &Graph, id: EntryId) -> usize {
    let mut depth = 0;
    let mut at = id;
    while let Some(parent) = graph.one(at, Relation::Broader) {
        depth += 1;
        at = parent;
        // A circle is reported by a check; here it only must not run for ever.
        if depth > 64 {
            break;
        }
    }
    depth
}
