//! The file of a paper to begin with, of a record: its reference as front matter, the rest in a comment.

use crate::model::work::{Work, plain};
use crate::render::export::bibtex::edtf;
use crate::yaml::scalar;
use serde_json::Value;

/// Keys of front matter and the CSL variables that they are.
const TEXTS: [(&str, &str); 20] = [
    ("title", "title"),
    ("type", "type"),
    ("short-title", "title-short"),
    ("container-title", "container-title"),
    ("collection-title", "collection-title"),
    ("collection-number", "collection-number"),
    ("publisher", "publisher"),
    ("publisher-place", "publisher-place"),
    ("volume", "volume"),
    ("issue", "issue"),
    ("number", "number"),
    ("edition", "edition"),
    ("genre", "genre"),
    ("page", "page"),
    ("URL", "URL"),
    ("DOI", "DOI"),
    ("ISBN", "ISBN"),
    ("ISSN", "ISSN"),
    ("language", "language"),
    ("note", "note"),
];

const NAMES: [&str; 3] = ["author", "editor", "translator"];
const DATES: [&str; 2] = ["issued", "accessed"];

/// The keys of front matter with their values in YAML.
pub(super) fn keys(work: &Work) -> Vec<(&'static str, String)> {
    let text = |(key, variable): (&'static str, &str)| Some((key, scalar(&work.plain(variable)?)));
    let mut keys: Vec<_> = TEXTS.into_iter().filter_map(text).collect();
    for role in NAMES {
        let names: Vec<String> = work.names(role).iter().map(name).collect();
        if !names.is_empty() {
            keys.push((role, format!("[{}]", names.join(", "))));
        }
    }
    keys.extend(DATES.into_iter().filter_map(|date| Some((date, edtf(work, date)?))));
    keys
}

/// The whole file: a draft until somebody has written a summary.
pub(super) fn file(work: &Work, fields: &[(String, String)]) -> String {
    let mut text = "---\n".to_owned();
    for (key, value) in keys(work) {
        text += &format!("{key}: {value}\n");
    }
    text += "# An imported reference is no summary yet: take the next line away when there is one.\ndraft: true\n---\n";
    let rest = rest(work, fields);
    if !rest.is_empty() {
        text += "\n<!-- What the imported record says beside its reference:\n";
        for (name, value) in rest {
            text += &format!("{name}: {}\n", value.replace("-->", "--&gt;"));
        }
        text += "-->\n";
    }
    text
}

/// What front matter has no key for: variables of CSL, and fields that are none.
fn rest(work: &Work, fields: &[(String, String)]) -> Vec<(String, String)> {
    let is_key = |variable: &str| {
        let text = TEXTS.iter().any(|(_, it)| *it == variable);
        text || variable == "id" || NAMES.contains(&variable) || DATES.contains(&variable)
    };
    let plain = |value: &Value| value.as_str().map_or_else(|| value.to_string(), plain);
    let variables = work.csl.iter().filter(|(variable, _)| !is_key(variable));
    let mut rest: Vec<(String, String)> = variables.map(|(name, value)| (name.clone(), plain(value))).collect();
    rest.extend(
        fields
            .iter()
            .filter(|(name, _)| super::works::is_unknown(name))
            .cloned(),
    );
    rest
}

fn name(name: &Value) -> String {
    let part = |key: &str| name.get(key).and_then(Value::as_str).filter(|it| !it.is_empty());
    let order = [
        "family",
        "given",
        "non-dropping-particle",
        "dropping-particle",
        "suffix",
        "literal",
    ];
    let parts = order
        .into_iter()
        .filter_map(|key| Some(format!("{key}: {}", in_flow(part(key)?))));
    format!("{{{}}}", parts.collect::<Vec<_>>().join(", "))
}

/// A text as it stands between braces, where a comma would end it.
fn in_flow(text: &str) -> String {
    if text.contains(',') {
        Value::from(text).to_string()
    } else {
        scalar(text)
    }
}
