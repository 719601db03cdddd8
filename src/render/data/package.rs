//! `datapackage.json`: every table with its columns, as the Frictionless Data Package standard (version 1) has it.

use super::tables::{Column, Published};
use crate::parse::slug;
use crate::render::OutputFile;
use crate::site::Site;
use crate::site::downloads::licence_address;
use serde_json::{Value as Json, json};

/// The description of these tables.
pub(super) fn description(site: &Site, tables: &[Published]) -> OutputFile {
    let config = &site.config;
    let name: String = slug(&config.title.value).chars().map(plain).collect();
    let mut package = json!({
        "profile": "tabular-data-package",
        "name": name,
        "title": config.title.value,
        "description": config.description.value,
        "resources": tables.iter().map(|it| resource(it, tables)).collect::<Vec<_>>(),
    });
    let mut set = |key: &str, value: Json| {
        if let Json::Object(package) = &mut package {
            package.insert(key.to_owned(), value);
        }
    };
    if let Some(url) = config.base_url() {
        set("homepage", url.into());
    }
    if !config.author.is_empty() {
        let authors = config.author.iter();
        let authors = authors.map(|it| json!({"title": it.value, "role": "author"}));
        set("contributors", authors.collect());
    }
    if let Some(licence) = &config.licence {
        set("licenses", json!([licensed(&licence.value)]));
    }
    OutputFile::text("data/datapackage.json", format!("{package:#}\n"))
}

/// The name of a package is an identifier of ASCII letters.
fn plain(c: char) -> char {
    if c.is_ascii_alphanumeric() { c } else { '-' }
}

fn licensed(licence: &str) -> Json {
    let keep = |c: char| if c == '.' { c } else { plain(c) };
    let name: String = licence.chars().map(keep).collect();
    match licence_address(licence) {
        Some(path) if path == licence => json!({"path": path}),
        Some(path) => json!({"name": name, "title": licence, "path": path}),
        None => json!({"name": name, "title": licence}),
    }
}

fn resource(published: &Published, tables: &[Published]) -> Json {
    let table = published.table;
    let file = published.path.rsplit('/').next().unwrap_or_default();
    let has_id = table.columns.first().is_some_and(|column| column.name == "id");
    let mut schema = json!({
        "fields": table.columns.iter().map(field).collect::<Vec<_>>(),
        "missingValues": [""],
    });
    // Where the site has no such entries there is no table to refer to.
    let is_there = |name: &str| tables.iter().any(|it| it.table.name == name);
    let foreign = table.foreign.iter().filter(|(_, to)| is_there(to));
    let reference = |&(column, to): &(&str, &str)| {
        let to = if to == table.name { "" } else { to };
        json!({"fields": column, "reference": {"resource": to, "fields": "id"}})
    };
    let foreign: Vec<Json> = foreign.map(reference).collect();
    if let Json::Object(schema) = &mut schema {
        schema.extend(has_id.then(|| ("primaryKey".to_owned(), json!("id"))));
        schema.extend((!foreign.is_empty()).then(|| ("foreignKeys".to_owned(), foreign.into())));
    }
    json!({
        "profile": "tabular-data-resource",
        "name": table.name,
        "description": table.about,
        "path": file,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": schema,
    })
}

fn field(column: &Column) -> Json {
    let mut field = json!({"name": column.name, "type": column.type_, "description": column.about});
    if let (true, Json::Object(field)) = (column.required, &mut field) {
        field.insert("constraints".to_owned(), json!({"required": true}));
    }
    field
}
