//! Works that papers share: two papers that cite the same works stand in the same conversation (bibliographic coupling,
//! Kessler 1963).

use super::Site;
use crate::graph::{EntryId, Node, WorkId};
use crate::model::{Kind, Relation};
use std::collections::{BTreeMap, BTreeSet};

/// Two papers, in their order, and the works that both cite, in the order of the bibliography.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coupling {
    /// The papers.
    pub papers: (EntryId, EntryId),
    /// The works.
    pub works: Vec<WorkId>,
}

/// The works that a paper's own list names, in the order of the bibliography.
pub fn works_of(site: &Site, paper: EntryId) -> Vec<WorkId> {
    let listed = site
        .graph
        .out(paper, Relation::Cites)
        .filter(|edge| edge.sentence.is_none());
    let work = |node| match node {
        Node::Work(work) => Some(work),
        Node::Entry(paper) => site.graph.work_of(paper),
    };
    let ranked = |work| Some((site.work_rank(work)?, work));
    let mut listed: Vec<(usize, WorkId)> = listed.filter_map(|edge| work(edge.to)).filter_map(ranked).collect();
    listed.sort_unstable();
    listed.dedup();
    listed.into_iter().map(|(_, work)| work).collect()
}

/// The papers whose own lists name a work, in no order, the work's own paper among them if it does.
fn citing(site: &Site, work: WorkId) -> impl Iterator<Item = EntryId> {
    let node = site.graph.work(work).paper.map_or(Node::Work(work), Node::Entry);
    let edges = site.graph.backlinks(node);
    let listed = edges.filter(|edge| edge.relation == Relation::Cites && edge.sentence.is_none());
    let papers = listed.filter(|edge| site.entry(edge.from).key.kind == Kind::Paper);
    papers.map(|edge| edge.from)
}

/// The other papers that cite works that a paper cites, in their order, with these works in the order of the
/// bibliography.
pub fn shared_with(site: &Site, paper: EntryId) -> Vec<(EntryId, Vec<WorkId>)> {
    let mut shared: BTreeMap<(Option<u32>, EntryId), Vec<WorkId>> = BTreeMap::new();
    for work in works_of(site, paper) {
        let others: BTreeSet<EntryId> = citing(site, work).filter(|other| *other != paper).collect();
        for other in others {
            shared.entry((site.rank(other), other)).or_default().push(work);
        }
    }
    shared.into_iter().map(|((_, other), works)| (other, works)).collect()
}

/// Every two papers that share works, those with most works first.
pub fn couplings(site: &Site) -> Vec<Coupling> {
    let mut couplings = Vec::new();
    for &paper in site.order(Kind::Paper) {
        let later = |other: &EntryId| site.rank(*other) > site.rank(paper);
        let others = shared_with(site, paper).into_iter().filter(|(other, _)| later(other));
        couplings.extend(others.map(|(other, works)| Coupling {
            papers: (paper, other),
            works,
        }));
    }
    couplings.sort_by_key(|it| std::cmp::Reverse(it.works.len()));
    couplings
}
