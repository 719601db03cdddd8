//! The synthesis matrix as CSV (RFC 4180): a row per theme and a column per paper; of many papers, a row per statement.

use super::csv::line;
use super::{OutputFile, Sink};
use crate::graph::EntryId;
use crate::model::{Data, Kind, Relation};
use crate::site::Site;
use crate::site::matrix;

/// `matrix.csv`, where there is a matrix.
pub(super) fn csv(site: &Site, sink: &Sink<'_>) {
    let papers = site.order(Kind::Paper);
    if papers.is_empty() || site.order(Kind::Theme).is_empty() {
        return;
    }
    let csv = if papers.len() > MOST_COLUMNS {
        long(site)
    } else {
        wide(site, papers)
    };
    sink(OutputFile::text("matrix.csv", csv));
}

/// Most programs read no table with more columns than a few thousand, and most of its cells would be empty.
const MOST_COLUMNS: usize = 1000;

/// A row per statement: theme, paper, stance, what is said.
fn long(site: &Site) -> String {
    let mut csv = line(["theme", "paper", "stance", "says"].map(str::to_owned));
    for &theme in site.order(Kind::Theme) {
        let mut edges: Vec<_> = site.graph.incoming(theme, Relation::Treats).collect();
        edges.sort_by_key(|edge| (site.rank(edge.from), edge.item));
        for edge in edges {
            let Data::Paper(paper) = &site.entry(edge.from).data else {
                continue;
            };
            let Some(it) = paper.themes.get(edge.item) else {
                continue;
            };
            let stance = it.stance.as_ref().map_or("", |stance| stance.value.as_str());
            let titles = [theme, edge.from].map(|id| site.entry(id).title());
            let cells = [titles[0], titles[1], stance, it.says.value.as_str()];
            csv.push_str(&line(cells.map(str::to_owned)));
        }
    }
    csv
}

/// A row per theme with a cell per paper, as on the page.
fn wide(site: &Site, papers: &[EntryId]) -> String {
    let rows = matrix::rows(site);
    let header = std::iter::once("theme".to_owned()).chain(papers.iter().map(|id| site.entry(*id).title().to_owned()));
    let mut csv = line(header);
    for row in rows {
        let cells = papers.iter().zip(&row.cells).map(|(paper, items)| {
            let Data::Paper(paper) = &site.entry(*paper).data else {
                return String::new();
            };
            let says = items.iter().filter_map(|item| paper.themes.get(*item));
            let says = says.map(|it| match &it.stance {
                Some(stance) => format!("{}: {}", stance.value, it.says.value),
                None => it.says.value.clone(),
            });
            says.collect::<Vec<_>>().join(" / ")
        });
        csv.push_str(&line(
            std::iter::once(site.entry(row.theme).title().to_owned()).chain(cells),
        ));
    }
    csv
}
