//! Works in the formats that reference managers read, one file per format.

pub mod bibtex;
pub mod coins;
pub mod csl_json;
pub mod ris;

use crate::model::work::{self, Work};
use serde_json::Value;

pub use bibtex::bibtex;
pub use coins::coins;
pub use csl_json::csl_json;
pub use ris::ris;

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

#[cfg(test)]
mod tests;
