//! Works in the formats that reference managers read, and the network in those of network programs, one file per format.

pub mod bibtex;
pub mod coins;
pub mod csl_json;
pub(super) mod gexf;
pub(super) mod graphml;
pub mod ris;

use crate::model::work::{self, Work};
use rayon::prelude::*;
use serde_json::Value;

pub use bibtex::bibtex;
pub use coins::coins;
pub use csl_json::csl_json;
pub use ris::ris;

use super::{OutputFile, Sink};
use crate::graph::EntryId;
use crate::site::Site;
use crate::site::address::Listing;
use crate::site::network::Tie;

/// The reference of each paper of the site, beside its page.
pub(super) fn papers(site: &Site, sink: &Sink<'_>) {
    let works = site.graph.works();
    let papers: Vec<_> = works
        .filter_map(|(_, cited)| Some((cited.paper?, &cited.work)))
        .collect();
    papers
        .par_iter()
        .for_each(|(id, work)| files(site.addresses.of(*id), &[work], sink));
}

/// The whole bibliography, beside its page.
pub(super) fn bibliography(site: &Site, sink: &Sink<'_>) {
    let works: Vec<&Work> = site.bibliography().map(|id| &site.graph.work(id).work).collect();
    if !works.is_empty() {
        files(&Listing::Bibliography.address(), &works, sink);
    }
}

fn files(page: &str, works: &[&Work], sink: &Sink<'_>) {
    let stem = page.trim_end_matches(".html");
    let put = |ending: &str, text: String| sink(OutputFile::text(format!("{stem}.{ending}"), text));
    put("bib", bibtex(works));
    put("ris", ris(works));
    put("json", csl_json(works));
}

/// The numbers of one end of a date: year, month, day, as far as they are known.
fn date_parts(work: &Work, variable: &str, end: usize) -> Option<Vec<i64>> {
    let parts = work.csl.get(variable)?.get("date-parts")?.get(end)?.as_array()?;
    let numbers: Vec<i64> = parts.iter().map_while(work::number).collect();
    (!numbers.is_empty()).then_some(numbers)
}

/// A date with its parts joined: `2016-05-12`.
fn date(work: &Work, variable: &str, separator: &str) -> Option<String> {
    let parts = date_parts(work, variable, 0)?;
    let number = |(at, part): (usize, &i64)| {
        if at == 0 {
            format!("{part:04}")
        } else {
            format!("{part:02}")
        }
    };
    let parts: Vec<String> = parts.iter().enumerate().map(number).collect();
    Some(parts.join(separator))
}

/// A part of a name, if it has that part.
fn part<'a>(name: &'a Value, key: &str) -> Option<&'a str> {
    name.get(key)?.as_str().filter(|text| !text.is_empty())
}

/// The family name with the particle that belongs to it.
fn family(name: &Value) -> Option<String> {
    let family = part(name, "family")?;
    Some(match part(name, "non-dropping-particle") {
        Some(particle) => work::join_particle(particle, family),
        None => family.to_owned(),
    })
}

/// The first and the last page of `101-118`.
fn pages(work: &Work) -> Option<(String, Option<String>)> {
    let pages = work.plain("page")?.replace(['–', '—'], "-");
    Some(match pages.split_once('-') {
        Some((first, last)) => (first.trim().to_owned(), Some(last.trim().to_owned())),
        None => (pages, None),
    })
}

/// The address of an entry's page, absolute where the site knows its own.
fn page(site: &Site, id: EntryId) -> String {
    site.config.base_url().unwrap_or_default() + site.addresses.of(id)
}

/// How close a tie is, in shares of an event, to three decimals.
fn closeness(tie: &Tie) -> String {
    let thousandths = (tie.closeness * 1000 + Tie::UNIT / 2) / Tie::UNIT;
    format!("{}.{:03}", thousandths / 1000, thousandths % 1000)
}

#[cfg(test)]
mod tests;
