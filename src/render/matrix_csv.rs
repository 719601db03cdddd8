//! The synthesis matrix as CSV (RFC 4180): a row per theme, a column per paper, the same cells as the page.

use super::OutputFile;
use crate::model::{Data, Kind};
use crate::site::Site;
use crate::site::matrix;

/// `matrix.csv`, where there is a matrix.
pub(super) fn csv(site: &Site) -> Vec<OutputFile> {
    let papers = site.order(Kind::Paper);
    let rows = matrix::rows(site);
    if papers.is_empty() || rows.is_empty() {
        return Vec::new();
    }
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
    vec![OutputFile::text("matrix.csv", csv)]
}

/// A record: its fields, with commas between them.
pub(super) fn line(fields: impl Iterator<Item = String>) -> String {
    fields.map(|it| field(&it)).collect::<Vec<_>>().join(",") + "\r\n"
}

/// A field in quotes. One that a spreadsheet would run as a formula gets an apostrophe before it.
fn field(text: &str) -> String {
    let guard = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        "'"
    } else {
        ""
    };
    format!("\"{guard}{}\"", text.replace('"', "\"\""))
}
