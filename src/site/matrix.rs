//! The synthesis matrix: papers and themes, what each says on each, and where nothing is said.

use super::Site;
use crate::graph::EntryId;
use crate::model::{Kind, Relation};
use std::collections::BTreeMap;

/// A row of the matrix: a theme with one cell per paper.
#[derive(Clone, Debug)]
pub struct Row {
    /// The theme.
    pub theme: EntryId,
    /// How deep it stands in the tree, from 0.
    pub depth: usize,
    /// For each paper, the numbers of its treatments of the theme; empty where it is silent.
    pub cells: Vec<Vec<usize>>,
}

/// With more papers than this, nobody reads a table with a column for each, and its page would grow with the square of
/// the site: papers are counted instead.
const MOST_COLUMNS: usize = 100;

/// Whether the matrix only counts what papers say, theme by theme.
pub fn is_counted(site: &Site) -> bool {
    site.order(Kind::Paper).len() > MOST_COLUMNS
}

/// The rows in the order of the tree; the columns are the papers in their order.
pub fn rows(site: &Site) -> Vec<Row> {
    let papers = site.order(Kind::Paper);
    let row = |&theme: &EntryId| {
        let mut treatments: BTreeMap<EntryId, Vec<usize>> = BTreeMap::new();
        for edge in site.graph.incoming(theme, Relation::Treats) {
            treatments.entry(edge.from).or_default().push(edge.item);
        }
        let cell = |paper: &EntryId| treatments.get(paper).cloned().unwrap_or_default();
        Row {
            theme,
            depth: super::tree::depth(&site.graph, theme),
            cells: papers.iter().map(cell).collect(),
        }
    };
    site.order(Kind::Theme).iter().map(row).collect()
}
