//! Locators are many and formatting is dear: a work is formatted once with a number that stands for all numbers, and
//! once with a range that stands for all ranges.

use super::engine::{Piece, Wanted};
use super::run::Run;
use std::collections::{BTreeMap, BTreeSet};

/// The number and the range that stand for all others; no work has so many pages.
const NUMBER: &str = "900001";
const RANGE: &str = "900001-900009";

/// A CSL term and the value after it.
type Locator<'a> = (&'static str, &'a str);

/// What has to be formatted so that every locator that is wanted can be filled in.
pub(super) struct Locators<'a> {
    /// The locators to format for each work.
    of_work: BTreeMap<usize, Vec<Locator<'a>>>,
    /// What the locators that stand for others look like in the style.
    shapes: BTreeMap<Locator<'static>, String>,
    /// What each range looks like in the style.
    ranges: BTreeMap<Locator<'a>, String>,
}

impl<'a> Locators<'a> {
    /// Plans the work. `probe` is the text of a citation with a locator, of a work that has no numbers itself.
    pub(super) fn new(wanted: &BTreeSet<Wanted<'a>>, probe: impl Fn(&'static str, &str) -> String) -> Locators<'a> {
        let mut locators = Locators {
            of_work: BTreeMap::new(),
            shapes: BTreeMap::new(),
            ranges: BTreeMap::new(),
        };
        for &(work, locator) in wanted {
            let Some((term, value)) = locator else { continue };
            let shape = shape(value);
            let list = locators.of_work.entry(work).or_default();
            if !list.contains(&(term, shape)) {
                list.push((term, shape));
            }
            if shape == NUMBER || shape == RANGE {
                let standing = if shape == NUMBER { NUMBER } else { RANGE };
                let text = locators
                    .shapes
                    .entry((term, standing))
                    .or_insert_with(|| probe(term, shape));
                if shape == RANGE && !locators.ranges.contains_key(&(term, value)) {
                    let around = text
                        .find(NUMBER)
                        .map(|at| (&text[..at], &text[at + seen(&text[at..])..]));
                    let range = around.and_then(|(before, after)| {
                        let text = probe(term, value);
                        Some(text.strip_prefix(before)?.strip_suffix(after)?.to_owned())
                    });
                    let range = range.unwrap_or_else(|| value.replace('-', "–"));
                    locators.ranges.insert((term, value), range);
                }
            }
        }
        for text in locators.shapes.values_mut() {
            *text = text
                .find(NUMBER)
                .map_or(String::new(), |at| text[at..at + seen(&text[at..])].to_owned());
        }
        locators
    }

    /// The locators to format a work with.
    pub(super) fn of(&self, work: usize) -> &[Locator<'a>] {
        self.of_work.get(&work).map_or(&[], Vec::as_slice)
    }

    /// The pieces that are wanted, from those that were formatted.
    pub(super) fn fill(
        &self,
        wanted: &BTreeSet<Wanted<'a>>,
        formatted: &BTreeMap<Wanted<'_>, Piece>,
    ) -> BTreeMap<Wanted<'a>, Piece> {
        let piece = |&(work, locator): &Wanted<'a>| {
            let Some((term, value)) = locator else {
                return Some(((work, None), formatted.get(&(work, None))?.clone()));
            };
            let shape = shape(value);
            let mut piece = formatted.get(&(work, Some((term, shape))))?.clone();
            if let Some(seen) = self.shapes.get(&(term, shape)) {
                let value = self.ranges.get(&(term, value)).map_or(value, String::as_str);
                replace(&mut piece.whole, seen, value);
                replace(&mut piece.without_names, seen, value);
            }
            Some(((work, locator), piece))
        };
        wanted.iter().filter_map(piece).collect()
    }
}

/// What stands for a value: a number, a range, or only the value itself.
fn shape(value: &str) -> &str {
    let number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    match value.split_once(['-', '–']) {
        None if number(value) => NUMBER,
        Some((first, last)) if number(first) && number(last) => RANGE,
        _ => value,
    }
}

/// How long the number or range is that a text begins with.
fn seen(text: &str) -> usize {
    let end = text.find(|c: char| !c.is_ascii_digit() && !['-', '–', '\u{2060}'].contains(&c));
    text[..end.unwrap_or(text.len())].trim_end_matches(['-', '–']).len()
}

fn replace(runs: &mut [Run], seen: &str, value: &str) {
    if seen.is_empty() {
        return;
    }
    // The locator stands after everything else that could hold the number.
    for run in runs.iter_mut().rev() {
        if let Some(at) = run.text.rfind(seen) {
            run.text.replace_range(at..at + seen.len(), value);
            return;
        }
    }
}
