//! Reads `.json` files that hold a list of CSL-JSON records.

use super::{character, wrong};
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::model::work::{self, DATE_VARIABLES, NAME_VARIABLES, TYPES, Work, csl_date, number};
use crate::span::{SourceFile, Span};
use crate::yaml;
use serde_json::{Map, Value, json};
use std::ops::Range;

/// Reads the works of a CSL-JSON file.
pub(super) fn read(file: &SourceFile, diags: &mut Diagnostics) -> Vec<Work> {
    if !file.text.trim_start().starts_with('[') {
        let message = "the file is no list of CSL-JSON records";
        diags.push(wrong(file, 0..0, message).help("the records stand between `[` and `]`"));
        return Vec::new();
    }
    let items = items(&file.text);
    let works: Vec<Work> = items.iter().filter_map(|item| record(item, file, diags)).collect();
    match serde_json::from_str::<Vec<Value>>(&file.text) {
        Ok(list) if list.len() != items.len() => {
            let message = "something in the list is no CSL-JSON record";
            diags.push(wrong(file, 0..1, message).help("a record stands between `{` and `}`"));
        }
        // A record that cannot be read has been reported at its place.
        Err(error) if works.len() == items.len() => diags.push(syntax(file, 0, &error)),
        _ => {}
    }
    works
}

/// One record of the list: its bytes, and those of the value of its `id`.
#[derive(Debug, Default, PartialEq, Eq)]
struct Item {
    range: Range<usize>,
    id: Option<Range<usize>>,
}

/// Finds the records without parsing them, so that one that is broken does not hide the others.
fn items(text: &str) -> Vec<Item> {
    let mut items = Vec::new();
    let mut item = Item::default();
    let (mut depth, mut at) = (0_usize, 0);
    while let Some(byte) = text.as_bytes().get(at) {
        match byte {
            b'"' => {
                let end = string_end(text, at);
                if depth == 2 && &text[at..end] == "\"id\"" && item.id.is_none() {
                    item.id = value_after(text, end);
                    at = item.id.as_ref().map_or(end, |id| id.end);
                } else {
                    at = end;
                }
                continue;
            }
            b'{' | b'[' => {
                depth += 1;
                if depth == 2 {
                    item.range.start = at;
                }
            }
            b'}' | b']' => {
                depth = depth.saturating_sub(1);
                if depth == 1 {
                    item.range.end = at + 1;
                    items.push(std::mem::take(&mut item));
                }
            }
            _ => {}
        }
        at += 1;
    }
    if depth > 1 {
        item.range.end = text.len();
        items.push(item);
    }
    items
}

/// Where the string that begins here ends, with its quotation mark; at the end of the line where that is missing.
fn string_end(text: &str, start: usize) -> usize {
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate().skip(start + 1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return at + 1,
            b'\n' => return at,
            _ => {}
        }
    }
    text.len()
}

/// The string or number after a colon.
fn value_after(text: &str, end: usize) -> Option<Range<usize>> {
    let rest = text[end..].trim_start().strip_prefix(':')?.trim_start();
    let start = text.len() - rest.len();
    if rest.starts_with('"') {
        return Some(start..string_end(text, start));
    }
    let length = rest.find(|c: char| !c.is_ascii_alphanumeric())?;
    (length > 0).then_some(start..start + length)
}

/// Takes out of a value the characters that no format can hold, and gives the first one.
fn without_unshowable(value: &mut Value) -> Option<char> {
    match value {
        Value::String(text) => {
            let found = text.chars().find(|c| yaml::is_unshowable(*c))?;
            *text = text.replace(yaml::is_unshowable, "");
            Some(found)
        }
        Value::Array(items) => items
            .iter_mut()
            .fold(None, |found, it| without_unshowable(it).or(found)),
        Value::Object(object) => object
            .values_mut()
            .fold(None, |found, it| without_unshowable(it).or(found)),
        _ => None,
    }
}

fn record(item: &Item, file: &SourceFile, diags: &mut Diagnostics) -> Option<Work> {
    let text = &file.text[item.range.clone()];
    let mut csl = match serde_json::from_str::<Map<String, Value>>(text) {
        Ok(csl) => csl,
        Err(error) => {
            diags.push(syntax(file, item.range.start, &error));
            return None;
        }
    };
    let at = item.id.clone().unwrap_or(item.range.start..item.range.start + 1);
    for value in csl.values_mut() {
        if let Some(found) = without_unshowable(value) {
            diags.push(wrong(file, at.clone(), yaml::unshowable(found)).help("remove it"));
        }
    }
    let key = match csl.get("id") {
        Some(Value::String(key)) if !key.is_empty() => key.clone(),
        Some(Value::Number(key)) => key.to_string(),
        _ => {
            diags.push(wrong(file, at, "a record has no `id`").help("the `id` is the key that citations use"));
            return None;
        }
    };
    check_type(&mut csl, &key, at.clone(), file, diags);
    check_names(&mut csl, &key, &at, file, diags);
    check_dates(&mut csl, &key, &at, file, diags);
    csl.insert("id".to_owned(), key.clone().into());
    Some(Work {
        key,
        file: file.id,
        span: Span::new(at),
        csl,
    })
}

fn syntax(file: &SourceFile, start: usize, error: &serde_json::Error) -> Diagnostic {
    let before = &file.text[start..];
    let line = before.split_inclusive('\n').take(error.line().saturating_sub(1));
    let line_start = start + line.map(str::len).sum::<usize>();
    let at = character(file, line_start + error.column().saturating_sub(1));
    let message = error.to_string();
    let message = message.split(" at line ").next().unwrap_or_default();
    wrong(file, at, format!("the JSON cannot be read: {message}"))
}

fn check_type(csl: &mut Map<String, Value>, key: &str, at: Range<usize>, file: &SourceFile, diags: &mut Diagnostics) {
    let type_ = csl.get("type").and_then(Value::as_str).unwrap_or_default();
    if TYPES.contains(&type_) {
        return;
    }
    let diagnostic = if type_.is_empty() {
        wrong(file, at, format!("the work `{key}` has no type")).help("add `\"type\": \"book\"` or another type of CSL")
    } else {
        let diagnostic = wrong(
            file,
            at,
            format!("the work `{key}` has the type `{type_}`, which CSL does not have"),
        );
        match crate::diag::nearest(type_, TYPES) {
            Some(name) => diagnostic.help(format!("did you mean `{name}`?")),
            None => diagnostic.help(format!("the types are: {}", TYPES.join(", "))),
        }
    };
    diags.push(diagnostic);
    csl.insert("type".to_owned(), "document".into());
}

fn check_names(csl: &mut Map<String, Value>, key: &str, at: &Range<usize>, file: &SourceFile, diags: &mut Diagnostics) {
    for variable in NAME_VARIABLES {
        let Some(value) = csl.get(variable) else { continue };
        let good = value
            .as_array()
            .is_some_and(|names| names.iter().all(|name| !work::short_name(name).is_empty()));
        if !good {
            let message = format!("`{variable}` of `{key}` is no list of names");
            let help = "a name is `{\"family\": \"…\", \"given\": \"…\"}` or `{\"literal\": \"…\"}`";
            diags.push(wrong(file, at.clone(), message).help(help));
            csl.remove(variable);
        }
    }
}

fn check_dates(csl: &mut Map<String, Value>, key: &str, at: &Range<usize>, file: &SourceFile, diags: &mut Diagnostics) {
    for variable in DATE_VARIABLES {
        let Some(value) = csl.get(variable) else { continue };
        if let Some(date) = date(value) {
            csl.insert(variable.to_owned(), date);
        } else {
            if value.get("literal").is_none() {
                let message = format!("`{variable}` of `{key}` is no date");
                let diagnostic = Diagnostic::at(Code::InvalidDate, Span::new(at.clone()).in_file(file.id), message)
                    .help("write it as `{\"date-parts\": [[2016, 5, 12]]}`");
                diags.push(diagnostic);
            }
            csl.remove(variable);
        }
    }
}

/// A date in the one form that works have: numbers in `date-parts`.
fn date(value: &Value) -> Option<Value> {
    let text = value.as_str().or_else(|| value.get("raw")?.as_str());
    if let Some(text) = text {
        return csl_date(text);
    }
    let mut ends: Vec<Vec<i64>> = Vec::new();
    for end in value.get("date-parts")?.as_array()? {
        let written = end.as_array()?.iter().filter(|it| it.as_str() != Some(""));
        let numbers: Option<Vec<i64>> = written.map(number).collect();
        let numbers = numbers?;
        let plausible = numbers.get(1).is_none_or(|month| (1..=24).contains(month))
            && numbers.get(2).is_none_or(|day| (1..=31).contains(day));
        if !plausible {
            return None;
        }
        if !numbers.is_empty() && !numbers.starts_with(&[0]) {
            ends.push(numbers);
        }
    }
    ends.truncate(2);
    let mut date = Map::new();
    let season = ends
        .first()?
        .get(1)
        .filter(|month| **month > 12)
        .map(|month| (month - 1) % 4 + 1);
    for end in &mut ends {
        end.truncate(if end.get(1).is_some_and(|month| *month > 12) {
            1
        } else {
            3
        });
    }
    date.insert("date-parts".to_owned(), json!(ends));
    if let Some(season) = season.or_else(|| value.get("season").and_then(number)) {
        date.insert("season".to_owned(), season.into());
    }
    if value.get("circa").is_some_and(work::truthy) {
        date.insert("circa".to_owned(), true.into());
    }
    Some(Value::Object(date))
}
