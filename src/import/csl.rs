//! Reads CSL-JSON: what the BibTeX that is made of it says when it is read again is carried, the rest is kept beside it.

use super::{Record, Report, Source, escape, is_key};
use crate::diag::Diagnostics;
use crate::model::work::{DATE_VARIABLES, Work};
use crate::parse::bibliography;
use crate::render::export::bibtex;
use crate::span::SourceMap;
use serde_json::{Map, Value};

/// Reads the records of a list, or of an object that holds one under `items`.
pub(super) fn read(source: &Source, report: &mut Report) -> Vec<Record> {
    let value: Value = match serde_json::from_str(source.text.trim_start_matches('\u{feff}')) {
        Ok(value) => value,
        Err(error) => {
            let message = format!("{}:{}: not read: {error}", source.name, error.line());
            report.lines.push(message);
            return Vec::new();
        }
    };
    let list = match value {
        Value::Array(list) => list,
        Value::Object(mut map) => match map.remove("items") {
            Some(Value::Array(list)) => list,
            _ => vec![Value::Object(map)],
        },
        _ => Vec::new(),
    };
    let mut records = Vec::new();
    for (at, item) in list.into_iter().enumerate() {
        match item {
            Value::Object(item) => records.push(record(&item, format!("{}, record {}", source.name, at + 1))),
            _ => report
                .lines
                .push(format!("{}, record {}: not read: it is no object", source.name, at + 1)),
        }
    }
    records
}

fn record(item: &Map<String, Value>, place: String) -> Record {
    let text = |key: &str| {
        item.get(key)
            .map(|it| it.as_str().map_or_else(|| it.to_string(), str::to_owned))
    };
    let key = ["citation-key", "id"]
        .into_iter()
        .filter_map(text)
        .find(|key| is_key(key));
    let carried = carry(item);
    let again = read_again(&carried);
    let mut record = Record {
        key: key.clone(),
        place,
        ..carried
    };
    for (variable, value) in item {
        let is_key = matches!(variable.as_str(), "id" | "citation-key") && text(variable) == key;
        let same = again
            .as_ref()
            .is_some_and(|again| again.get(variable).is_some_and(|it| says(variable, it, value)));
        if !is_key && !same && !is_empty(value) {
            let written = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            record.push(&format!("csl-{}", variable.to_lowercase()), escape(&written));
        }
    }
    record
}

/// What BibTeX has words for.
fn carry(item: &Map<String, Value>) -> Record {
    let mut item = item.clone();
    item.insert("id".to_owned(), "key".into());
    let text = Value::Array(vec![Value::Object(item)]).to_string();
    let mut sources = SourceMap::default();
    let id = sources.add("record.json".to_owned(), text);
    let works = bibliography::read(sources.file(id), &mut Diagnostics::default());
    let works: Vec<&Work> = works.iter().collect();
    let id = sources.add("record.bib".to_owned(), bibtex(&works));
    let raw = bibliography::raw(sources.file(id), &mut Diagnostics::default());
    let mut record = Record {
        kind: "misc".to_owned(),
        ..Record::default()
    };
    if let Some(raw) = raw.into_iter().next() {
        record.kind = raw.kind;
        record.fields = raw.fields;
    }
    record
}

fn read_again(record: &Record) -> Option<Map<String, Value>> {
    let mut sources = SourceMap::default();
    let id = sources.add("record.bib".to_owned(), record.entry("key"));
    let works = bibliography::read(sources.file(id), &mut Diagnostics::default());
    works.into_iter().next().map(|work| work.csl)
}

fn is_empty(value: &Value) -> bool {
    matches!(value, Value::Null)
        || value.as_str().is_some_and(|it| it.trim().is_empty())
        || value.as_array().is_some_and(Vec::is_empty)
}

/// Whether two values of a variable say the same: numbers may be texts, and dates may be written in several ways.
fn says(variable: &str, a: &Value, b: &Value) -> bool {
    if DATE_VARIABLES.contains(&variable) {
        let parts = |it: &Value| it.get("date-parts").map(plain);
        let keys = |it: &Value| it.as_object().map_or(0, Map::len);
        return parts(a).is_some() && parts(a) == parts(b) && keys(b) <= keys(a);
    }
    plain(a) == plain(b)
}

/// A value as text: `1` and `"1"` are alike, and so is space.
fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.split_whitespace().collect::<Vec<_>>().join(" "),
        Value::Array(items) => format!("[{}]", items.iter().map(plain).collect::<Vec<_>>().join(",")),
        Value::Object(map) => {
            let mut pairs: Vec<String> = map
                .iter()
                .map(|(key, value)| format!("{key}:{}", plain(value)))
                .collect();
            pairs.sort();
            format!("{{{}}}", pairs.join(","))
        }
        other => other.to_string(),
    }
}
