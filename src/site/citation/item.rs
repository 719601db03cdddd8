//! A work as the CSL processor takes it: no value that it panics on, no markup, which it does not know.

use super::special::Shape;
use crate::model::work::{self, DATE_VARIABLES, NAME_VARIABLES, Work};
use hayagriva::citationberg::json;
use hayagriva::citationberg::taxonomy::Kind;
use serde_json::Value;
use std::collections::BTreeMap;
use std::str::FromStr;

/// The first of the characters that stand for marked-up words (private use, plane 15), and how many there are.
const FIRST_WORD: u32 = 0xF_0000;
const MOST_WORDS: usize = 0xFFFD;

/// Marked-up words of titles: italics, or words that no change of case may touch. The processor knows no markup; it
/// sees one character for each stretch, and so leaves the case of the words alone.
#[derive(Clone, Debug, Default)]
pub(super) struct Protected {
    words: Vec<String>,
    numbers: BTreeMap<String, usize>,
}

impl Protected {
    /// The words, with their markup, that a character stands for.
    pub(super) fn words(&self, c: char) -> Option<&str> {
        let at = u32::from(c).checked_sub(FIRST_WORD)?;
        self.words.get(usize::try_from(at).ok()?).map(String::as_str)
    }

    /// The same, where a character stands for other words.
    pub(super) fn with(&self, c: char, words: String) -> Protected {
        let mut all = self.words.clone();
        let at = u32::from(c).checked_sub(FIRST_WORD).map(|at| at as usize);
        if let Some(slot) = at.and_then(|at| all.get_mut(at)) {
            *slot = words;
        }
        Protected {
            words: all,
            numbers: BTreeMap::new(),
        }
    }

    /// A character that stands for words; none where there are no more characters.
    pub(super) fn add(&mut self, words: &str) -> Option<char> {
        let next = self.words.len();
        let at = *self.numbers.entry(words.to_owned()).or_insert(next);
        if at == next {
            self.words.push(words.to_owned());
        }
        let number = u32::try_from(at).ok().filter(|_| at < MOST_WORDS)?;
        char::from_u32(FIRST_WORD + number)
    }
}

/// A work for the processor.
#[derive(Clone, Debug)]
pub(super) struct Source {
    /// The number of the work, as the processor gives it back.
    pub(super) key: String,
    /// The record.
    pub(super) item: json::Item,
    /// The record as sorting wants it: a doubtful year sorts like a sure one.
    pub(super) sort_item: json::Item,
    /// The kind of work, as CSL names it.
    pub(super) kind: Option<String>,
    /// The years of a work that was issued over several: the first, and what to print for it. The processor panics on
    /// ranges, so it sees the first year alone.
    pub(super) years: Option<(String, String)>,
}

impl Source {
    /// What the work has in common with others.
    pub(super) fn shape(&self) -> Option<Shape> {
        let kind = self.kind.clone().filter(|kind| Kind::from_str(kind).is_ok())?;
        let variables = self.item.0.keys().cloned().collect();
        Some(Shape {
            kind,
            variables: Some(variables),
        })
    }
}

/// Makes the record of the work with that number; `label` is what label styles cite it by.
pub(super) fn source(number: usize, work: &Work, protected: &mut Protected) -> Source {
    let mut fields = BTreeMap::new();
    for (variable, value) in &work.csl {
        let name = variable.as_str();
        let value = if NAME_VARIABLES.contains(&name) {
            names(value)
        } else if DATE_VARIABLES.contains(&name) {
            date(value)
        } else {
            field(name, value, protected)
        };
        let value = value.filter(|_| name != "URL" || work.address().is_some());
        if let Some(value) = value {
            fields.insert(variable.clone(), value);
        }
    }
    if let Some(event) = fields.get("event-title").cloned() {
        fields.entry("event".to_owned()).or_insert(event);
    }
    fields.insert("citation-label".to_owned(), json::Value::String(label(work)));
    let key = number.to_string();
    fields.insert("id".to_owned(), json::Value::String(key.clone()));
    let mut sort_item = json::Item(fields.clone());
    if let Some(json::Value::Date(json::DateValue::DateParts { circa, .. })) = sort_item.0.get_mut("issued") {
        *circa = false;
    }
    let kind = match fields.get("type") {
        Some(json::Value::String(kind)) => Some(kind.clone()),
        _ => None,
    };
    Source {
        key,
        kind,
        item: json::Item(fields),
        sort_item,
        years: years(work),
    }
}

fn field(name: &str, value: &Value, protected: &mut Protected) -> Option<json::Value> {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    let text = match name {
        "DOI" => work::bare_doi(&text).to_owned(),
        "page" => text.replace(['–', '—'], "-"),
        "URL" => text,
        _ => marked(&text, protected),
    };
    (!text.is_empty()).then_some(json::Value::String(text))
}

/// The text with one character in place of each marked-up stretch.
fn marked(text: &str, protected: &mut Protected) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        push_plain(&mut out, &rest[..at]);
        rest = &rest[at..];
        let length = element(rest);
        if let Some(mark) = length.and_then(|length| protected.add(&rest[..length])) {
            out.push(mark);
        }
        let tag = work::tag(rest).map_or(0, str::len);
        if length.is_none() && tag == 0 {
            out.push('<');
        }
        rest = &rest[length.unwrap_or(tag.max(1))..];
    }
    push_plain(&mut out, rest);
    out
}

/// How long the element is that a text begins with, from its opening to its closing tag.
fn element(text: &str) -> Option<usize> {
    let (mut depth, mut at) = (0_usize, 0);
    loop {
        let tag = work::tag(&text[at..])?;
        depth = if tag.starts_with("</") {
            depth.checked_sub(1)?
        } else {
            depth + 1
        };
        at += tag.len();
        if depth == 0 {
            return Some(at);
        }
        while work::tag(&text[at..]).is_none() {
            at += 1 + text.get(at + 1..)?.find('<')?;
        }
    }
}

/// Adds text without the characters that have a meaning here.
fn push_plain(out: &mut String, text: &str) {
    out.extend(text.chars().filter(|c| u32::from(*c) < FIRST_WORD));
}

fn names(value: &Value) -> Option<json::Value> {
    let names: Vec<json::NameValue> = value.as_array()?.iter().filter_map(name).collect();
    (!names.is_empty()).then_some(json::Value::Names(names))
}

fn name(value: &Value) -> Option<json::NameValue> {
    let part = |key: &str| {
        let text = value.get(key)?.as_str()?.trim();
        (!text.is_empty()).then(|| text.to_owned())
    };
    let literal = |literal: String| Some(json::NameValue::Literal(json::LiteralName { literal }));
    if let Some(name) = part("literal") {
        return literal(name);
    }
    let Some(family) = part("family") else {
        return literal(part("given")?);
    };
    let (mut particle, mut family) = (part("non-dropping-particle"), family);
    if particle.is_none()
        && let Some(length) = leading_particle(&family)
    {
        // The processor would take small words at the front for a particle that citations leave out.
        let rest = family.split_off(length);
        particle = Some(family.trim_end().to_owned());
        family = rest;
    }
    if let Some(text) = particle.take_if(|text| text.ends_with(['-', '\'', '’'])) {
        // The processor would put a space after it.
        family = text + &family;
    }
    Some(json::NameValue::Item(json::NameItem {
        family,
        given: part("given"),
        non_dropping_particle: particle,
        dropping_particle: part("dropping-particle"),
        suffix: part("suffix"),
        comma_suffix: value.get("comma-suffix").map(work::truthy),
    }))
}

/// How long the small words at the front of a family name are, with the space after them.
fn leading_particle(family: &str) -> Option<usize> {
    let small = |word: &str| word.starts_with(char::is_lowercase);
    let mut end = 0;
    for word in family.split_inclusive(' ') {
        if !small(word) {
            return (end > 0).then_some(end);
        }
        end += word.len();
    }
    None
}

/// A date that the processor takes: one end, with a year that fits.
fn date(value: &Value) -> Option<json::Value> {
    let ends = value.get("date-parts")?.as_array()?;
    let numbers = |end: &Value| -> Option<Vec<i16>> {
        let numbers = end.as_array()?.iter().map_while(work::number);
        numbers.map(|number| i16::try_from(number).ok()).collect()
    };
    let mut first = numbers(ends.first()?)?;
    let last = ends.get(1).and_then(numbers);
    let year = first.first_mut()?;
    if *year < 0 {
        // CSL counts 1 BC as -1, the processor as 0.
        *year += 1;
    }
    if last.is_some() {
        first.truncate(1);
    }
    let valid = |at: usize, most: i16| first.get(at).is_none_or(|part| (1..=most).contains(part));
    let kept = match (valid(1, 12), valid(2, 31)) {
        (false, _) => 1,
        (true, false) => 2,
        (true, true) => 3,
    };
    first.truncate(kept);
    let season = value.get("season").and_then(work::number);
    Some(json::Value::Date(json::DateValue::DateParts {
        date_parts: json::VecDateRange(vec![json::VecDate(first)]),
        literal: None,
        season: season.filter(|it| (1..=4).contains(it)).map(|it| it.to_string()),
        circa: value.get("circa").is_some_and(work::truthy),
    }))
}

fn years(work: &Work) -> Option<(String, String)> {
    let parts = work.csl.get("issued")?.get("date-parts")?.as_array()?;
    let year = |at: usize| work::number(parts.get(at)?.get(0)?);
    let (first, last) = (year(0)?, year(1)?);
    (first > 0 && first != last).then(|| (first.to_string(), format!("{first}–{last}")))
}

/// What a label style cites a work by: letters of the names and two digits of the year, “Ahl12”, “AB12”.
fn label(work: &Work) -> String {
    let letters =
        |text: &str, most: usize| -> String { text.chars().filter(|c| c.is_alphabetic()).take(most).collect() };
    let roles = ["author", "editor"].map(|role| work.names(role));
    let names: Vec<String> = roles
        .into_iter()
        .find(|names| !names.is_empty())
        .unwrap_or_default()
        .iter()
        .map(work::short_name)
        .collect();
    let mut label = match names.as_slice() {
        [] => letters(&work.title(), 3),
        [one] => letters(one, 3),
        more => more.iter().take(4).map(|name| letters(name, 1)).collect(),
    };
    let year = work
        .csl
        .get("issued")
        .and_then(|it| work::number(it.get("date-parts")?.get(0)?.get(0)?));
    if let Some(year) = year {
        label.push_str(&format!("{:02}", year.rem_euclid(100)));
    }
    label
}
