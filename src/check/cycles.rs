//! Where entries form a tree or an order, they do not lead round in a circle.

use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::graph::{Edge, EntryId};
use crate::model::{Kind, Relation};
use crate::site::Site;
use std::collections::BTreeSet;

/// What must not go round, and how it reads.
const ORDERS: &[(Kind, Relation, &str)] = &[
    (Kind::Theme, Relation::Broader, "is below"),
    (Kind::Term, Relation::Broader, "is narrower than"),
    (Kind::Event, Relation::PartOf, "is part of"),
    (Kind::Actor, Relation::PartOf, "is part of"),
    (Kind::Event, Relation::CausedBy, "was caused by"),
];

pub(super) fn check(site: &Site, diags: &mut Diagnostics) {
    for &(kind, relation, words) in ORDERS {
        let mut reported = BTreeSet::new();
        for (start, _) in site.graph.of_kind(kind) {
            let Some(circle) = circle(site, start, relation) else {
                continue;
            };
            // Each circle once, whichever of its members is looked at first.
            if circle.iter().all(|edge| reported.insert(edge.from)) {
                diags.push(report(site, &circle, words));
            }
        }
    }
}

/// The edges that lead from an entry back to itself, if there are such: the first found depth-first.
fn circle(site: &Site, start: EntryId, relation: Relation) -> Option<Vec<Edge>> {
    let mut seen = BTreeSet::new();
    let mut path: Vec<Edge> = Vec::new();
    let mut waiting: Vec<(usize, Edge)> = site.graph.out(start, relation).map(|edge| (0, *edge)).collect();
    while let Some((depth, edge)) = waiting.pop() {
        path.truncate(depth);
        path.push(edge);
        let to = edge.to.entry()?;
        if to == start {
            return Some(path);
        }
        if seen.insert(to) {
            waiting.extend(site.graph.out(to, relation).map(|edge| (depth + 1, *edge)));
        }
    }
    None
}

fn report(site: &Site, circle: &[Edge], words: &str) -> Diagnostic {
    let title = |id: EntryId| site.entry(id).key.to_string();
    let mut chain: Vec<String> = circle.iter().map(|edge| format!("`{}`", title(edge.from))).collect();
    chain.extend(chain.first().cloned());
    let message = format!("entries lead round in a circle: {}", chain.join(&format!(" {words} ")));
    let place = |edge: &Edge| edge.at.in_file(site.entry(edge.from).file);
    let Some(first) = circle.first() else {
        return Diagnostic::nowhere(Code::Cycle, message);
    };
    let mut diagnostic = Diagnostic::at(Code::Cycle, place(first), message);
    for edge in &circle[1..] {
        diagnostic = diagnostic.label(place(edge), "and on from here");
    }
    diagnostic.help("take one of these references away")
}
