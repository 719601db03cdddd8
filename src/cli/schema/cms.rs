//! The configuration of Decap CMS and Sveltia CMS, with which a site is edited in the browser.
//!
//! Sources: Decap CMS documentation, *Collection Types* and *Widgets*; Sveltia CMS documentation, *Fields*. Sveltia
//! reads the same file and has a widget for pairs of keys and values besides.

use super::{Words, of};
use crate::model::Kind;
use crate::yaml;
use serde_json::{Value as Json, json};

/// Keys whose texts are sentences, for which a form gives more than one line.
const LONG: &[&str] = &[
    "definition",
    "evidence",
    "limits",
    "method",
    "note",
    "question",
    "reason",
    "recommendations",
    "says",
    "theory",
    "thesis",
];

/// The order in which the options of a field are written; the rest follows by name.
const ORDER: &[&str] = &[
    "backend",
    "local_backend",
    "media_folder",
    "public_folder",
    "name",
    "label",
    "label_singular",
    "branch",
    "repo",
    "folder",
    "file",
    "widget",
];

/// The whole file.
pub(super) fn config(cms: &str, words: &Words) -> String {
    let kinds = Kind::ALL.map(|kind| collection(kind, cms, words));
    let config = json!({
        "backend": {"name": "github", "repo": "OWNER/REPOSITORY", "branch": "main"},
        "media_folder": "content/files",
        "public_folder": "../files",
        "collections": kinds,
    });
    let mut text = format!(
        "# Made by `conspectus schema --cms {cms}`: put it beside the page of the CMS, and name your repository below.\n\
         # Make it anew when the words in conspectus.yaml have changed.\n"
    );
    write(&mut text, &config, 0);
    text
}

fn collection(kind: Kind, cms: &str, words: &Words) -> Json {
    let mut fields = fields(&of(kind.name()), cms, words);
    fields.push(json!({"name": "body", "label": "Text", "widget": "markdown", "required": false}));
    json!({
        "name": kind.folder(),
        "label": capital(kind.folder()),
        "label_singular": capital(kind.name()),
        "folder": format!("content/{}", kind.folder()),
        "create": true,
        "extension": "md",
        "format": "yaml-frontmatter",
        "identifier_field": "title",
        "fields": fields,
    })
}

/// The fields of a record, in the order of the documentation.
fn fields(record: &Json, cms: &str, words: &Words) -> Vec<Json> {
    let texts = |keyword: &str| {
        record[keyword]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Json::as_str)
    };
    let is_required = |name: &str| texts("required").any(|it| it == name);
    let one = |name| field(name, &record["properties"][name], is_required(name), cms, words);
    texts(yaml::ORDER).map(one).collect()
}

fn field(name: &str, schema: &Json, required: bool, cms: &str, words: &Words) -> Json {
    let items = schema["anyOf"].as_array().and_then(|forms| {
        let list = forms.iter().find(|it| it["type"] == "array")?;
        Some(&list["items"])
    });
    let mut field = match items {
        Some(item) => list(name, item, cms, words),
        None => widget(name, schema, cms, words),
    };
    field["name"] = json!(name);
    field["label"] = json!(capital(&name.replace('-', " ")));
    field["required"] = json!(required);
    if let Some(hint) = schema["description"].as_str() {
        field["hint"] = json!(hint.replace('`', ""));
    }
    field
}

fn list(name: &str, item: &Json, cms: &str, words: &Words) -> Json {
    let mut one = widget(name, item, cms, words);
    match one["widget"].as_str() {
        Some("relation" | "select") => {
            one["multiple"] = json!(true);
            one
        }
        Some("object") => json!({"widget": "list", "fields": one["fields"]}),
        _ => {
            one["name"] = json!(name);
            one["label"] = json!(capital(name));
            json!({"widget": "list", "field": one})
        }
    }
}

/// The widget for one value.
fn widget(name: &str, schema: &Json, cms: &str, words: &Words) -> Json {
    let names = schema[yaml::NAMES].as_str();
    if let Some(kind) = names.and_then(Kind::of_folder) {
        return json!({
            "widget": "relation",
            "collection": kind.folder(),
            "value_field": "{{slug}}",
            "display_fields": ["title"],
            "search_fields": ["title"],
        });
    }
    if let Some(options) = names.and_then(|it| words.get(it)).filter(|it| !it.is_empty()) {
        return json!({"widget": "select", "options": options});
    }
    if schema["enum"].is_array() {
        return json!({"widget": "select", "options": schema["enum"]});
    }
    // A name is its parts; a form has no use for the short way of writing it.
    let record = schema["anyOf"].as_array().into_iter().flatten().chain([schema]);
    if let Some(record) = record.into_iter().find(|it| it["properties"].is_object()) {
        return json!({"widget": "object", "collapsed": true, "fields": fields(record, cms, words)});
    }
    match schema["type"].as_str() {
        Some("boolean") => json!({"widget": "boolean", "default": false}),
        // Decap has no form for keys that the author chooses; hidden, they stay as they are.
        Some("object") if cms == "decap" => json!({"widget": "hidden"}),
        Some("object") => json!({"widget": "keyvalue"}),
        _ if LONG.contains(&name) => json!({"widget": "text"}),
        _ => json!({"widget": "string"}),
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .into_iter()
        .flat_map(char::to_uppercase)
        .chain(letters)
        .collect()
}

/// Writes a value as YAML in blocks; texts stand in quotes as JSON has them, which YAML reads alike.
fn write(text: &mut String, value: &Json, depth: usize) {
    match value {
        Json::Object(object) => {
            let rank = |name: &str| ORDER.iter().position(|it| *it == name).unwrap_or(ORDER.len());
            let mut keys: Vec<&String> = object.keys().collect();
            keys.sort_by_key(|name| (rank(name), name.as_str()));
            for (at, name) in keys.into_iter().enumerate() {
                // The first key of an item stands behind its hyphen.
                if at > 0 || !text.ends_with("- ") {
                    text.push_str(&"  ".repeat(depth));
                }
                text.push_str(&format!("{name}:"));
                behind(text, &object[name], depth + 1);
            }
        }
        Json::Array(items) => {
            for item in items {
                text.push_str(&format!("{}- ", "  ".repeat(depth)));
                match item {
                    Json::Object(_) => write(text, item, depth + 1),
                    _ => text.push_str(&format!("{item}\n")),
                }
            }
        }
        scalar => text.push_str(&format!("{scalar}\n")),
    }
}

fn behind(text: &mut String, value: &Json, depth: usize) {
    match value {
        Json::Object(object) if !object.is_empty() => {
            text.push('\n');
            write(text, value, depth);
        }
        Json::Array(items) if items.iter().any(Json::is_object) => {
            text.push('\n');
            write(text, value, depth);
        }
        short => text.push_str(&format!(" {short}\n")),
    }
}
