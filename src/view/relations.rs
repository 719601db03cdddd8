//! `relations.html`: what papers say of each other and of other works, and which works they share.

use super::viewer::{Viewer, question};
use super::{LinkView, PaperRelationView, WorkPageView};
use crate::graph::{EntryId, Node, WorkId};
use crate::model::paper::{Paper, PaperRelation};
use crate::model::translation::Part;
use crate::model::{Kind, Relation};
use crate::site::coupling::{self, Coupling};
use serde::Serialize;
use std::collections::BTreeMap;

/// With more papers than this, a table of papers and papers is no longer read: the lists below it say the same.
const MAX_TABLE: usize = 40;

/// `relations.html`, as `relations`.
#[derive(Clone, Debug, Serialize)]
pub struct RelationsView {
    /// The papers of the table, its rows and columns; none where they are too few or too many.
    pub papers: Vec<LinkView>,
    /// The table, row by row.
    pub rows: Vec<RelationsRow>,
    /// The papers that say how they stand to other works, or of which others say so.
    pub stated: Vec<StatedView>,
    /// Every two papers that share works, those with most works first.
    pub shared: Vec<CouplingView>,
}

/// A row of the table.
#[derive(Clone, Debug, Serialize)]
pub struct RelationsRow {
    /// The paper.
    pub paper: LinkView,
    /// How many works it cites.
    pub works: usize,
    /// One cell per paper.
    pub cells: Vec<RelationsCell>,
}

/// How the paper of a row stands to that of a column.
#[derive(Clone, Debug, Serialize)]
pub struct RelationsCell {
    /// Whether both are the same.
    pub same: bool,
    /// By `CiTO` term, those derived from the other paper's statements included.
    pub stated: Vec<StatedHow>,
    /// How many works they share.
    pub shared: usize,
    /// The list of these works on this page.
    pub href: String,
}

/// The statements of one `CiTO` term.
#[derive(Clone, Debug, Serialize)]
pub struct StatedHow {
    /// The term, readable: `disputes`, `is disputed by`.
    pub how: String,
    /// The statements, each under the theme that it is about; an empty title where it is about none.
    pub places: Vec<LinkView>,
}

/// How a paper stands to others.
#[derive(Clone, Debug, Serialize)]
pub struct StatedView {
    /// The paper.
    pub paper: LinkView,
    /// What it says, and what others say of it.
    pub relations: Vec<PaperRelationView>,
}

/// Two papers that share works.
#[derive(Clone, Debug, Serialize)]
pub struct CouplingView {
    /// The fragment that names the pair.
    pub id: String,
    /// The papers.
    pub papers: [LinkView; 2],
    /// The works.
    pub works: Vec<LinkView>,
}

impl Viewer<'_> {
    /// `relations.html`.
    pub fn relations_view(&self) -> RelationsView {
        let papers = self.site.order(Kind::Paper);
        let couplings = coupling::couplings(self.site);
        let stated = papers.iter().map(|&id| StatedView {
            paper: self.link(id),
            relations: self
                .paper(id)
                .map(|paper| self.relations(id, paper))
                .unwrap_or_default(),
        });
        let tabled = if (2..=MAX_TABLE).contains(&papers.len()) {
            papers
        } else {
            &[]
        };
        RelationsView {
            papers: self.links(tabled.iter().copied()),
            rows: self.relation_rows(tabled, &couplings),
            stated: stated.filter(|it| !it.relations.is_empty()).collect(),
            shared: couplings.iter().map(|it| self.coupling(it)).collect(),
        }
    }

    fn relation_rows(&self, papers: &[EntryId], couplings: &[Coupling]) -> Vec<RelationsRow> {
        let mut shared: BTreeMap<(EntryId, EntryId), &Coupling> = BTreeMap::new();
        for it in couplings {
            shared.insert(it.papers, it);
            shared.insert((it.papers.1, it.papers.0), it);
        }
        let cell = |row: EntryId, column: EntryId| RelationsCell {
            same: row == column,
            stated: self.stated(row, column),
            shared: shared.get(&(row, column)).map_or(0, |it| it.works.len()),
            href: shared
                .get(&(row, column))
                .map_or_else(String::new, |it| format!("#{}", self.coupling_id(it))),
        };
        let row = |&paper: &EntryId| RelationsRow {
            paper: self.link(paper),
            works: coupling::works_of(self.site, paper).len(),
            cells: papers.iter().map(|&column| cell(paper, column)).collect(),
        };
        papers.iter().map(row).collect()
    }

    /// What one paper says of another, and by inversion what the other says of it.
    fn stated(&self, of: EntryId, to: EntryId) -> Vec<StatedHow> {
        let said = |from, target| self.said(from, target).into_iter();
        let own = said(of, to).map(|(it, place)| (question(&it.how.value), place));
        let inverted = said(to, of).map(|(it, place)| (inverse(&it.how.value), place));
        let mut stated: Vec<StatedHow> = Vec::new();
        for (how, place) in own.chain(inverted).filter(|_| of != to) {
            match stated.iter_mut().find(|it| it.how == how) {
                Some(it) => it.places.push(place),
                None => stated.push(StatedHow {
                    how,
                    places: vec![place],
                }),
            }
        }
        stated
    }

    /// What one paper says of another, in the order written, with links to the statements.
    fn said(&self, from: EntryId, target: EntryId) -> Vec<(&PaperRelation, LinkView)> {
        let Some(paper) = self.paper(from) else {
            return Vec::new();
        };
        let edges = self.site.graph.out(from, Relation::Relates);
        let mut edges: Vec<_> = edges.filter(|edge| edge.to == Node::Entry(target)).collect();
        edges.sort_by_key(|edge| edge.item);
        let said = |edge: &crate::graph::Edge| {
            let on = self.target(from, Relation::Concerns, edge.item);
            let place = LinkView {
                title: on.map(|theme| self.link(theme).title).unwrap_or_default(),
                href: self.href_of(from, Some(&relation_fragment(edge.item))),
                kind: "paper",
                ..LinkView::default()
            };
            Some((paper.relations.get(edge.item)?, place))
        };
        edges.into_iter().filter_map(said).collect()
    }

    fn coupling(&self, it: &Coupling) -> CouplingView {
        CouplingView {
            id: self.coupling_id(it),
            papers: [self.link(it.papers.0), self.link(it.papers.1)],
            works: it.works.iter().map(|&work| self.work_link(work)).collect(),
        }
    }

    fn coupling_id(&self, it: &Coupling) -> String {
        format!("shared-{}--{}", self.stem(it.papers.0), self.stem(it.papers.1))
    }

    /// How a paper stands to other works, and other papers of the site to it.
    pub(super) fn relations(&self, id: EntryId, paper: &Paper) -> Vec<PaperRelationView> {
        let mut own: Vec<_> = self.site.graph.out(id, Relation::Relates).collect();
        own.sort_by_key(|edge| edge.item);
        let own = own.into_iter().filter_map(|edge| {
            let it = paper.relations.get(edge.item)?;
            let how = question(&it.how.value);
            Some(PaperRelationView {
                id: Some(relation_fragment(edge.item)),
                ..self.relation(id, it, edge.item, self.node(edge.to), how)
            })
        });
        let inverse = self.site.graph.incoming(id, Relation::Relates).filter_map(|edge| {
            let it = self.paper(edge.from)?.relations.get(edge.item)?;
            Some(self.relation(edge.from, it, edge.item, self.link(edge.from), inverse(&it.how.value)))
        });
        own.chain(inverse).collect()
    }

    /// `of` is the paper that says so.
    fn relation(&self, of: EntryId, it: &PaperRelation, item: usize, work: LinkView, how: String) -> PaperRelationView {
        PaperRelationView {
            id: None,
            href: self.href_of(of, Some(&relation_fragment(item))),
            how,
            work,
            on: self.target(of, Relation::Concerns, item).map(|theme| self.link(theme)),
            at: self.locator(of, it.at.as_ref()),
            says: self.print(of, Part::Says(Relation::Relates, item), &it.says.value),
            lang: self.lang(of, Part::Says(Relation::Relates, item)),
        }
    }

    /// The page of a work that more than one paper cites.
    pub fn work_view(&self, id: WorkId) -> WorkPageView {
        let edges = self.site.graph.backlinks(Node::Work(id));
        let relations = edges
            .filter(|edge| edge.relation == Relation::Relates)
            .filter_map(|edge| {
                let it = self.paper(edge.from)?.relations.get(edge.item)?;
                Some(self.relation(edge.from, it, edge.item, self.link(edge.from), question(&it.how.value)))
            });
        WorkPageView {
            work: self.work(id),
            url: self.site.graph.work(id).work.url().map(str::to_owned),
            relations: relations.collect(),
        }
    }

    /// A link to an entry, or to a work in the bibliography.
    fn node(&self, node: Node) -> LinkView {
        match node {
            Node::Entry(id) => self.link(id),
            Node::Work(id) => self.work_link(id),
        }
    }

    /// A link to a cited work: its summary, its page, or its place in the bibliography.
    pub fn work_link(&self, id: WorkId) -> LinkView {
        let work = &self.site.graph.work(id).work;
        let title = work.title();
        LinkView {
            title: work
                .authors()
                .map_or_else(|| title.clone(), |authors| format!("{authors}, {title}")),
            href: self.href_of_work(id),
            kind: "work",
            ..LinkView::default()
        }
    }
}

/// The fragment of a relation on the page of the paper that states it.
pub(super) fn relation_fragment(item: usize) -> String {
    format!("relation-{}", item + 1)
}

/// The inverse of a `CiTO` term: “disputes” is “is disputed by”. Source: the inverse properties of CiTO 2.8.1.
fn inverse(how: &str) -> String {
    let irregular = match how {
        "compiles" => "is compiled by",
        "contains-assertion-from" => "provides an assertion for",
        "credits" => "is credited by",
        "includes-excerpt-from" => "provides an excerpt for",
        "includes-quotation-from" => "provides a quotation for",
        "obtains-background-from" => "gives background to",
        "obtains-support-from" => "gives support to",
        "plagiarizes" => "is plagiarized by",
        "replies-to" => "has a reply from",
        "uses-conclusions-from" => "provides conclusions for",
        "uses-data-from" => "provides data for",
        "uses-method-in" => "provides a method for",
        "agrees-with" => "is agreed with by",
        "disagrees-with" => "is disagreed with by",
        _ => return regular_inverse(how),
    };
    irregular.to_owned()
}

fn regular_inverse(how: &str) -> String {
    let (verb, rest) = how.split_once('-').unwrap_or((how, ""));
    let participle = match verb.strip_suffix("ies") {
        Some(stem) => format!("{stem}ied"),
        None => match verb.strip_suffix("es").or(verb.strip_suffix('s')) {
            Some(stem) => format!("{stem}ed"),
            None => verb.to_owned(),
        },
    };
    let rest = if rest.is_empty() {
        String::new()
    } else {
        format!(" {}", question(rest))
    };
    format!("is {participle}{rest} by")
}

#[cfg(test)]
mod tests {
    use super::inverse;

    #[test]
    fn relations_read_backwards() {
        let pairs = [
            ("disputes", "is disputed by"),
            ("extends", "is extended by"),
            ("qualifies", "is qualified by"),
            ("discusses", "is discussed by"),
            ("cites-as-evidence", "is cited as evidence by"),
            ("speculates-on", "is speculated on by"),
            ("agrees-with", "is agreed with by"),
            ("uses-method-in", "provides a method for"),
            ("critiques", "is critiqued by"),
        ];
        for (how, backwards) in pairs {
            assert_eq!(inverse(how), backwards);
        }
    }
}
