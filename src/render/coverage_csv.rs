//! The coverage report as CSV (RFC 4180): a row for each thing found, with what belongs to it.

use super::csv::line;
use super::{OutputFile, Sink};
use crate::site::Site;
use crate::site::address::Listing;
use crate::site::coverage::{self, Answer, Finding, Subject};

/// `coverage.csv`, where there is a report.
pub(super) fn csv(site: &Site, sink: &Sink<'_>) {
    if !site.listings().contains(&Listing::Coverage) {
        return;
    }
    let header = ["question", "id", "title", "beside"].map(str::to_owned);
    let mut csv = line(header);
    for answer in coverage::answers(site) {
        for finding in &answer.found {
            csv.push_str(&line(row(site, &answer, finding)));
        }
    }
    sink(OutputFile::text("coverage.csv", csv));
}

fn row(site: &Site, answer: &Answer, finding: &Finding) -> [String; 4] {
    let (id, title) = match finding.subject {
        Subject::Entry(id) => (site.entry(id).key.to_string(), site.entry(id).title().to_owned()),
        Subject::Work(id) => {
            let work = &site.graph.work(id).work;
            (work.key.clone(), work.title())
        }
        Subject::Decades(first, last) => (format!("{first}/{last}"), String::new()),
    };
    let beside = finding.beside.iter().map(|&id| site.entry(id).key.to_string());
    let beside = beside.collect::<Vec<_>>().join(" ");
    [answer.question.name().to_owned(), id, title, beside]
}
