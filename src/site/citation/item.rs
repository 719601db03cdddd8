//! A work as the CSL processor takes it: no value that it panics on, and marks in place of the markup it does not know.

use crate::model::work::{self, DATE_VARIABLES, NAME_VARIABLES, Work};
use hayagriva::citationberg::json;
use serde_json::Value;
use std::collections::BTreeMap;

/// The first of the characters that stand for protected words (private use, plane 15), and how many there are.
const FIRST_WORD: u32 = 0xF_0000;
const MOST_WORDS: usize = 0xFFFD;

/// Marks for the beginning and end of italics, bold and small capitals (private use).
const ITALIC: [char; 2] = ['\u{E000}', '\u{E001}'];
const BOLD: [char; 2] = ['\u{E002}', '\u{E003}'];
const SMALL_CAPS: [char; 2] = ['\u{E004}', '\u{E005}'];

/// Words of titles that no change of case may touch. The processor sees one character for each stretch of them.
#[derive(Debug, Default)]
pub(super) struct Protected(Vec<String>);

impl Protected {
    /// The words that a character stands for.
    pub(super) fn words(&self, c: char) -> Option<&str> {
        let at = u32::from(c).checked_sub(FIRST_WORD)?;
        self.0.get(usize::try_from(at).ok()?).map(String::as_str)
    }

    fn add(&mut self, words: &str) -> Option<char> {
        let at = self.0.iter().rposition(|known| known == words).unwrap_or(self.0.len());
        if at == MOST_WORDS {
            return None;
        }
        if at == self.0.len() {
            self.0.push(words.to_owned());
        }
        char::from_u32(FIRST_WORD + u32::try_from(at).ok()?)
    }
}

/// Which markup of a title is open.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Marks {
    pub(super) italic: bool,
    pub(super) bold: bool,
    pub(super) small_caps: bool,
}

impl Marks {
    /// Whether a character is a mark.
    pub(super) fn is_mark(self, c: char) -> bool {
        ('\u{E000}'..='\u{E005}').contains(&c)
    }

    /// Opens or closes what a mark opens or closes.
    pub(super) fn take(&mut self, c: char) {
        match c {
            c if c == ITALIC[0] || c == ITALIC[1] => self.italic = c == ITALIC[0],
            c if c == BOLD[0] || c == BOLD[1] => self.bold = c == BOLD[0],
            c if c == SMALL_CAPS[0] || c == SMALL_CAPS[1] => self.small_caps = c == SMALL_CAPS[0],
            _ => {}
        }
    }
}

/// A work for the processor.
#[derive(Clone, Debug)]
pub(super) struct Source {
    /// The record.
    pub(super) item: json::Item,
    /// The record as sorting wants it: a doubtful year sorts like a sure one.
    pub(super) sort_item: json::Item,
    /// The years of a work that was issued over several: the first, and what to print for it. The processor panics on
    /// ranges, so it sees the first year alone.
    pub(super) years: Option<(String, String)>,
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
        if let Some(value) = value {
            fields.insert(variable.clone(), value);
        }
    }
    if let Some(event) = fields.get("event-title").cloned() {
        fields.entry("event".to_owned()).or_insert(event);
    }
    fields.insert("citation-label".to_owned(), json::Value::String(label(work)));
    fields.insert("id".to_owned(), json::Value::String(number.to_string()));
    let mut sort_item = json::Item(fields.clone());
    if let Some(json::Value::Date(json::DateValue::DateParts { circa, .. })) = sort_item.0.get_mut("issued") {
        *circa = false;
    }
    Source {
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

/// The text with marks in place of its markup.
fn marked(text: &str, protected: &mut Protected) -> String {
    let mut out = String::with_capacity(text.len());
    let mut open = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        push_plain(&mut out, &rest[..at]);
        rest = &rest[at..];
        if let Some((words, after)) = protected_words(rest)
            && let Some(mark) = protected.add(words)
        {
            out.push(mark);
            rest = after;
            continue;
        }
        let Some(tag) = work::tag(rest) else {
            out.push('<');
            rest = &rest[1..];
            continue;
        };
        rest = &rest[tag.len()..];
        if tag.starts_with("</") {
            out.extend(open.pop().flatten());
        } else {
            let pair = match tag {
                "<i>" => Some(ITALIC),
                "<b>" => Some(BOLD),
                tag if tag == "<sc>" || tag.contains("small-caps") => Some(SMALL_CAPS),
                _ => None,
            };
            out.extend(pair.map(|pair| pair[0]));
            open.push(pair.map(|pair| pair[1]));
        }
    }
    push_plain(&mut out, rest);
    out.extend(open.into_iter().rev().flatten());
    out
}

/// The words of a `nocase` span that a text begins with, and what follows it.
fn protected_words(text: &str) -> Option<(&str, &str)> {
    let inside = text.strip_prefix("<span class=\"nocase\">")?;
    let (words, after) = inside.split_once("</span>")?;
    (!words.contains('<') && !words.is_empty()).then_some((words, after))
}

/// Adds text without the characters that are marks here.
fn push_plain(out: &mut String, text: &str) {
    let private = |c: &char| ('\u{E000}'..='\u{E005}').contains(c) || u32::from(*c) >= FIRST_WORD;
    out.extend(text.chars().filter(|c| !private(c)));
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
