//! The pages of docs/ that say what the program itself knows are written from the program: `BLESS=1` rewrites them.
#![expect(
    clippy::disallowed_methods,
    reason = "a test of the documentation reads and writes it"
)]
#![allow(clippy::panic, reason = "a test fails by panicking")]

use conspectus::config::Config;
use conspectus::model::actor::Office;
use conspectus::model::event::Participant;
use conspectus::model::name::NameParts;
use conspectus::model::page::{Page, Reading, Week};
use conspectus::model::paper::{Account, Erratum, PaperRelation, Treatment};
use conspectus::model::term::TermSource;
use conspectus::model::{Kind, paper, translation};
use conspectus::site::citation::Style;
use conspectus::yaml::Key;
use std::fmt::Write;
use std::fs;
use std::path::Path;

/// Records that stand inside a key: the keys that hold one, what it is, and what it has.
const RECORDS: &[(&[&str], &str, &[Key])] = &[
    (&["author", "editor", "translator"], "A name", NameParts::KEYS),
    (&["themes"], Treatment::ABOUT, Treatment::KEYS),
    (&["events"], Account::ABOUT, Account::KEYS),
    (&["relations"], PaperRelation::ABOUT, PaperRelation::KEYS),
    (&["actors"], Participant::ABOUT, Participant::KEYS),
    (&["held"], Office::ABOUT, Office::KEYS),
    (&["source"], TermSource::ABOUT, TermSource::KEYS),
    (&["reading-list"], Week::ABOUT, Week::KEYS),
    (&["items"], Reading::ABOUT, Reading::KEYS),
];

#[test]
fn the_list_of_keys_is_that_of_the_program() {
    let mut text = String::from(
        "# Front matter, key by key\n\n\
         Written from the program by `BLESS=1 cargo test --test docs`. How to use the keys is told in \
         [authors.md](authors.md).\n\n\
         A key that takes a *list* takes a single value as well. *Text* may be a number: it stays as you write it. A \
         *date* is in [EDTF](dates.md). A *record* has keys of its own, listed below.\n\n\
         ## Every kind\n\n",
    );
    table(&mut text, Page::KEYS.iter().filter(|key| is_shared(key)));
    for kind in Kind::ALL {
        let own: Vec<&Key> = kind.keys().iter().filter(|key| !is_shared(key)).collect();
        let _ = writeln!(text, "## {}: `content/{}/`\n", capital(kind.name()), kind.folder());
        if own.is_empty() {
            text.push_str("No keys but those above.\n\n");
            continue;
        }
        table(&mut text, own.iter().copied());
        for key in own {
            record(&mut text, kind, key);
        }
    }
    translations(&mut text);
    text.push_str("## `conspectus.yaml`\n\n");
    table(&mut text, Config::KEYS);
    same("docs/front-matter.md", &text);
}

/// The keys of translations: names alone, for they mean what they mean in the original.
fn translations(text: &mut String) {
    text.push_str(
        "## Translations: `content/<folder>/<name>.<language>.md`\n\n\
         A translation has the texts of an entry in another language, see [languages.md](languages.md). Its keys mean \
         what they mean in the original.\n\n| of a | keys |\n|---|---|\n",
    );
    let kinds = Kind::ALL.map(|kind| (kind.name(), translation::keys(kind, false)));
    for (name, keys) in kinds
        .into_iter()
        .chain([("home page", translation::keys(Kind::Page, true))])
    {
        let keys: Vec<String> = keys.iter().map(|key| format!("`{}`", key.name)).collect();
        let _ = writeln!(text, "| {name} | {} |", keys.join(", "));
    }
    text.push_str(
        "\nItems of `themes`, `events` and `relations` have two keys: `theme`, `event` or `work`, which names the item of the \
         original, and `says`.\n\n",
    );
}

#[test]
fn the_list_of_styles_is_that_of_the_program() {
    let mut text = String::from(
        "# Citation styles\n\n\
         Written from the program by `BLESS=1 cargo test --test docs`. These names can stand behind `csl-style:` in \
         `conspectus.yaml`. Every other style of the \
         [CSL repository](https://github.com/citation-style-language/styles) works as a file: see \
         [citations.md](citations.md#the-style).\n\n",
    );
    for name in Style::names() {
        let _ = writeln!(text, "- `{name}`");
    }
    same("docs/citation-styles.md", &text);
}

#[test]
fn the_list_of_views_is_that_of_the_source() {
    let mut text = String::from(
        "# What templates see\n\n\
         Written from `src/view.rs` and the files beside it by `BLESS=1 cargo test --test docs`. Which template gets which of these is told in \
         [themes.md](themes.md#the-templates). Nothing else reaches a template, apart from `body` (the prose as HTML), \
         `t` (the interface texts) and `coins`.\n\n\
         A value that may be missing (*or nothing*) is false to an `if`, and so is an empty list.\n",
    );
    for file in [
        "view",
        "view/network",
        "view/relations",
        "view/coverage",
        "view/data",
        "view/version",
        "view/reading",
    ] {
        views(&mut text, &read(&format!("src/{file}.rs")));
    }
    same("docs/views.md", &text);
}

#[test]
fn every_template_is_told_of() {
    let told = read("docs/themes.md");
    let walk = walkdir::WalkDir::new("themes/default/templates")
        .sort_by_file_name()
        .into_iter()
        .flatten();
    let files = walk.filter(|item| item.file_type().is_file());
    let names = files.map(|item| item.file_name().to_string_lossy().into_owned());
    let untold: Vec<_> = names.filter(|name| !told.contains(&format!("`{name}`"))).collect();
    assert!(untold.is_empty(), "docs/themes.md does not name {untold:?}");
}

#[test]
fn every_link_between_the_documents_leads_to_a_file() {
    let mut dead = Vec::new();
    for document in documents() {
        let text = read(&document);
        for (at, _) in text.match_indices("](") {
            let target = text[at + 2..].split([')', ' ']).next().unwrap_or_default();
            let file = target.split('#').next().unwrap_or_default();
            let folder = Path::new(&document).parent().unwrap_or(Path::new(""));
            let elsewhere = target.contains(':') || file.is_empty();
            if !elsewhere && !is_example(&text, at) && !folder.join(file).exists() {
                dead.push(format!("{document}: {target}"));
            }
        }
    }
    assert!(dead.is_empty(), "these links lead nowhere:\n  {}", dead.join("\n  "));
}

/// Whether a place stands in code, where links are examples.
fn is_example(text: &str, at: usize) -> bool {
    let before = &text[..at];
    let line = before.rsplit('\n').next().unwrap_or_default();
    before.matches("```").count() % 2 == 1 || line.matches('`').count() % 2 == 1
}

fn documents() -> Vec<String> {
    let walk = walkdir::WalkDir::new("docs").sort_by_file_name().into_iter().flatten();
    let paths = walk.map(|item| item.path().to_string_lossy().replace('\\', "/"));
    let below = paths.filter(|path| Path::new(path).extension().is_some_and(|it| it == "md"));
    let top = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md"].map(str::to_owned);
    top.into_iter().chain(below).collect()
}

fn table<'a>(text: &mut String, keys: impl IntoIterator<Item = &'a Key>) {
    text.push_str("| key | takes | meaning |\n|---|---|---|\n");
    for key in keys {
        let _ = writeln!(text, "| `{}` | {} | {} |", key.name, takes(key), key.about.trim());
    }
    text.push('\n');
}

fn takes(key: &Key) -> String {
    let schema = (key.schema)();
    let one = if schema["format"] == "edtf" {
        "date".to_owned()
    } else if let Some(words) = schema["enum"].as_array() {
        let words = words.iter().filter_map(|word| word.as_str());
        words.map(|word| format!("`{word}`")).collect::<Vec<_>>().join(" or ")
    } else if schema["type"] == "boolean" {
        "`true` or `false`".to_owned()
    } else if schema["type"] == "integer" {
        "whole number".to_owned()
    } else if schema["anyOf"].is_array() {
        "record, or text".to_owned()
    } else if schema["properties"].is_object() {
        "record".to_owned()
    } else if schema["type"] == "object" {
        "keys that you choose, each with text".to_owned()
    } else {
        "text".to_owned()
    };
    match key.presence {
        "required" => format!("{one}, **required**"),
        "list" => format!("list of: {one}"),
        _ => one,
    }
}

/// Whether every kind has the key.
fn is_shared(key: &Key) -> bool {
    let has = |kind: Kind| kind.keys().iter().any(|it| it.name == key.name);
    Kind::ALL.into_iter().all(has)
}

/// Lists the keys of what a key holds, where that is a record.
fn record(text: &mut String, kind: Kind, key: &Key) {
    let schema = (key.schema)();
    let is_record = schema["properties"].is_object() || schema["anyOf"].is_array();
    if !is_record || (key.name != "author" && ["editor", "translator"].contains(&key.name)) {
        return;
    }
    let properties = |schema: &serde_json::Value| {
        let object = schema["properties"]
            .as_object()
            .or(schema["anyOf"][1]["properties"].as_object());
        object.map_or(0, serde_json::Map::len)
    };
    let holds = |it: &&(&[&str], &str, &[Key])| it.0.contains(&key.name) && it.2.len() == properties(&schema);
    let Some((names, about, keys)) = RECORDS.iter().find(holds) else {
        panic!("RECORDS does not have `{}` of a {kind}", key.name);
    };
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    let about = about.trim().trim_end_matches('.');
    let _ = writeln!(text, "### One of {}\n\n{about}.\n", names.join(", "));
    table(text, *keys);
    for inner in *keys {
        if (inner.schema)()["properties"].is_object() && !text.contains("### One of `erratum`") {
            let _ = writeln!(text, "### One of `erratum`\n\n{}\n", paper::Erratum::ABOUT.trim());
            table(text, Erratum::KEYS);
        }
    }
}

/// Lists every struct of the source with its fields, from their comments.
fn views(text: &mut String, source: &str) {
    let (mut about, mut inside) = (Vec::new(), false);
    for line in source.lines() {
        let line = line.trim();
        if let Some(comment) = line.strip_prefix("/// ") {
            about.push(comment);
        } else if let Some(name) = line.strip_prefix("pub struct ") {
            let name = name.trim_end_matches(" {");
            let _ = write!(
                text,
                "\n## {name}\n\n{}\n\n| field | is | meaning |\n|---|---|---|\n",
                about.join(" ")
            );
            (inside, about) = (true, Vec::new());
        } else if let Some((name, kind)) = line.strip_prefix("pub ").and_then(|it| it.split_once(": ")) {
            if inside {
                let kind = plain_type(kind.trim_end_matches(','));
                let _ = writeln!(text, "| `{name}` | {kind} | {} |", about.join(" "));
            }
            about.clear();
        } else if !line.starts_with("#[") {
            inside &= line != "}";
            about.clear();
        }
    }
}

/// A type of Rust in words.
fn plain_type(kind: &str) -> String {
    let within = |prefix: &str| kind.strip_prefix(prefix).and_then(|it| it.strip_suffix('>'));
    if let Some(inner) = within("Option<") {
        return format!("{}, or nothing", plain_type(inner));
    }
    if let Some(inner) = within("Vec<") {
        return format!("list of {}", plain_type(inner));
    }
    if let Some((inner, count)) = kind
        .strip_prefix('[')
        .and_then(|it| it.strip_suffix(']')?.split_once("; "))
    {
        return format!("{count} of {}", plain_type(inner));
    }
    match kind {
        "String" | "&'static str" => "text".to_owned(),
        "bool" => "true or false".to_owned(),
        "usize" | "u8" | "f64" => "number".to_owned(),
        "serde_json::Value" => "JSON".to_owned(),
        view => format!("[{view}](#{})", view.to_lowercase()),
    }
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    let first = letters.next().map(|c| c.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}

/// Compares a document with what it should be; with `BLESS=1` makes it so.
fn same(path: &str, wanted: &str) {
    let wanted = format!("{}\n", wanted.trim_end());
    if std::env::var_os("BLESS").is_some() {
        fs::write(path, &wanted).unwrap_or_else(|error| panic!("{path}: {error}"));
    }
    let found = fs::read_to_string(path).unwrap_or_default().replace("\r\n", "\n");
    assert!(
        found == wanted,
        "{path} is not what the program says: `BLESS=1 cargo test --test docs` rewrites it"
    );
}

fn read(path: &str) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{path}: {error}"))
}
