//! `conspectus schema`: what front matter can say, for editors of YAML and of the browser.
#![expect(
    clippy::disallowed_methods,
    reason = "writing schemas to a folder is what the command is for"
)]

mod cms;

use super::site::{Site, shown};
use super::{End, Failure, SchemaArgs, say};
use crate::config::Config;
use crate::model::Kind;
use crate::model::paper::CITO;
use crate::model::translation;
use crate::model::work;
use crate::pipeline::{self, Options};
use crate::yaml::{self, record_schema};
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// What has a schema: the kinds, and the settings.
pub(super) const NAMES: [&str; 14] = [
    "paper",
    "theme",
    "event",
    "actor",
    "term",
    "page",
    "paper-translation",
    "theme-translation",
    "event-translation",
    "actor-translation",
    "term-translation",
    "page-translation",
    "home-translation",
    CONFIG,
];

const CONFIG: &str = "config";

/// How the names of the schemas of translations end.
const TRANSLATION: &str = "-translation";

/// The names that values can have, by what they name: see [`yaml::Key::names`].
type Words = BTreeMap<String, Vec<String>>;

/// Prints a schema, writes all, or prints the configuration of a CMS.
pub(super) fn schema(args: &SchemaArgs) -> Result<End, Failure> {
    let words = words(args)?;
    if let Some(cms) = &args.cms {
        say(cms::config(cms, &words).trim_end());
        return Ok(End::Clean);
    }
    if let Some(out) = &args.out {
        return write_all(out, &words);
    }
    let Some(name) = &args.kind else {
        return Err(Failure::new("which schema?").help(format!(
            "name one of {}; or `--out DIR` writes all of them",
            NAMES.join(", ")
        )));
    };
    say(format!("{:#}", document(name, &words)));
    Ok(End::Clean)
}

fn write_all(out: &Path, words: &Words) -> Result<End, Failure> {
    let cannot = |error| Failure::new(format!("cannot write to {}: {error}", shown(out)));
    fs::create_dir_all(out).map_err(cannot)?;
    for name in NAMES {
        let path = out.join(format!("{name}.schema.json"));
        fs::write(path, format!("{:#}\n", document(name, words))).map_err(cannot)?;
    }
    say(format!("wrote {} schemas to {}", NAMES.len(), shown(out)));
    Ok(End::Clean)
}

/// A schema as a document of its own.
fn document(name: &str, words: &Words) -> Json {
    let mut schema = of(name);
    speak(&mut schema, words);
    schema["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
    schema["title"] = match name {
        CONFIG => json!("conspectus.yaml"),
        _ if translated(name).is_some() => json!(format!(
            "Front matter of the translation of a {}",
            name.trim_end_matches(TRANSLATION)
        )),
        _ => json!(format!("Front matter of a {name}")),
    };
    schema
}

/// The keys of a translation, by the name of its schema.
fn translated(name: &str) -> Option<&'static [yaml::Key]> {
    let of = name.strip_suffix(TRANSLATION)?;
    let kind = Kind::ALL.into_iter().find(|kind| kind.name() == of);
    Some(translation::keys(kind.unwrap_or(Kind::Page), of == "home"))
}

/// The schema of a kind, of a translation, or of the settings.
fn of(name: &str) -> Json {
    if let Some(keys) = translated(name) {
        return record_schema("The texts of an entry in another language.", keys);
    }
    match Kind::ALL.into_iter().find(|kind| kind.name() == name) {
        Some(kind) => record_schema(kind.about(), kind.keys()),
        None => record_schema(Config::ABOUT, Config::KEYS),
    }
}

/// The names that the site has; without a site, those of the vocabularies alone.
fn words(args: &SchemaArgs) -> Result<Words, Failure> {
    let vocabulary = |words: &[&str]| words.iter().map(|&it| it.to_owned()).collect::<Vec<_>>();
    let mut words = Words::from([
        ("cito".to_owned(), vocabulary(CITO)),
        ("csl-types".to_owned(), vocabulary(&work::TYPES)),
    ]);
    let site = match Site::find(&args.site) {
        Ok(site) => site,
        Err(failure) if args.site.site.is_some() => return Err(failure),
        Err(_) => return Ok(words),
    };
    let site = pipeline::check(&site.root, &Options::default())
        .map_err(Failure::new)?
        .site;
    let config = &site.config;
    for (name, list) in [
        ("stances", &config.stances),
        ("event-kinds", &config.event_kinds),
        ("actor-kinds", &config.actor_kinds),
        ("roles", &config.roles),
    ] {
        words.insert(name.to_owned(), list.iter().map(|it| it.value.clone()).collect());
    }
    for kind in Kind::ALL {
        let stems = site.graph.of_kind(kind).map(|(_, entry)| entry.key.stem.clone());
        words.insert(kind.folder().to_owned(), stems.collect());
    }
    let keys = site.graph.works().map(|(_, cited)| cited.work.key.clone());
    words.insert("works".to_owned(), keys.collect());
    Ok(words)
}

/// Puts the names there are in the place of the keyword that asks for them.
fn speak(schema: &mut Json, words: &Words) {
    match schema {
        Json::Object(object) => {
            object.remove(yaml::ORDER);
            let asked = object.remove(yaml::NAMES);
            let asked = asked.as_ref().and_then(Json::as_str);
            if let Some(names) = asked.and_then(|it| words.get(it)).filter(|it| !it.is_empty()) {
                object.remove("type");
                let one = json!({"enum": names});
                let is_kind = asked.is_some_and(|it| Kind::of_folder(it).is_some());
                // `themes/upkeep` names the same as `upkeep`.
                let with_folder = asked.map(|it| json!({"type": "string", "pattern": format!("^{it}/")}));
                match with_folder.filter(|_| is_kind) {
                    Some(with_folder) => object.insert("anyOf".to_owned(), json!([one, with_folder])),
                    None => object.insert("enum".to_owned(), json!(names)),
                };
            }
            object.values_mut().for_each(|it| speak(it, words));
        }
        Json::Array(items) => items.iter_mut().for_each(|it| speak(it, words)),
        _ => {}
    }
}
