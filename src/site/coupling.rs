//! Works that papers share: two papers that cite the same works stand in the same conversation (bibliographic coupling,
//! Kessler 1963).

use super::Site;
use crate::graph::{EntryId, Node, WorkId};
use crate::model::{Kind, Relation};

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
    let mut listed: Vec<WorkId> = listed.filter_map(|edge| work(edge.to)).collect();
    listed.sort_unstable();
    site.bibliography()
        .filter(|work| listed.binary_search(work).is_ok())
        .collect()
}

/// Every two papers that share works, those with most works first.
pub fn couplings(site: &Site) -> Vec<Coupling> {
    let papers = site.order(Kind::Paper).iter();
    let lists: Vec<_> = papers.map(|&paper| (paper, works_of(site, paper))).collect();
    let mut couplings = Vec::new();
    for (at, (paper, own)) in lists.iter().enumerate() {
        let mut known = own.clone();
        known.sort_unstable();
        for (other, theirs) in &lists[at + 1..] {
            let shared = theirs.iter().copied().filter(|work| known.binary_search(work).is_ok());
            let works: Vec<WorkId> = shared.collect();
            if !works.is_empty() {
                couplings.push(Coupling {
                    papers: (*paper, *other),
                    works,
                });
            }
        }
    }
    couplings.sort_by_key(|it| std::cmp::Reverse(it.works.len()));
    couplings
}
