//! Same input, same bytes: whatever the number of threads, the clock, the language or the folder; and a build that
//! changes nothing touches nothing.
#![expect(
    clippy::disallowed_methods,
    reason = "a test of whole sites reads and writes the disk"
)]
#![allow(clippy::unwrap_used, reason = "a test that cannot write its files has failed")]

mod folder;

use folder::files;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

#[test]
fn every_build_gives_the_same_bytes() {
    let place = tempfile::tempdir().unwrap();
    let cases = [
        ("one", Order::Written, ["1", "UTC", "C"]),
        (
            "another folder/deep down",
            Order::Backwards,
            ["2", "Pacific/Auckland", "tr_TR.UTF-8"],
        ),
        ("three", Order::Shuffled, ["16", "America/Caracas", "de_DE.ISO-8859-1"]),
    ];
    let built = cases.map(|(folder, order, [threads, zone, locale])| {
        let site = copy_of_site(&place.path().join(folder), order);
        let out = place.path().join(format!("built with {threads}"));
        let settings = [
            ("RAYON_NUM_THREADS", threads),
            ("TZ", zone),
            ("LANG", locale),
            ("LC_ALL", locale),
        ];
        build(&site, &out, &settings);
        contents(&out)
    });
    same(&built[0], &built[1]);
    same(&built[0], &built[2]);
}

#[test]
fn a_build_over_an_older_one_gives_what_a_clean_one_gives() {
    let place = tempfile::tempdir().unwrap();
    let site = copy_of_site(&place.path().join("site"), Order::Written);
    let (over, clean) = (place.path().join("over"), place.path().join("clean"));
    build(&site, &over, &[]);
    let page = site.join("content/papers/added.md");
    fs::write(&page, "---\ntitle: Added\ntype: report\n---\nAnd [[light-0]].\n").unwrap();
    build(&site, &over, &[]);
    fs::remove_file(&page).unwrap();
    build(&site, &over, &[]);
    build(&site, &clean, &[]);
    same(&contents(&clean), &contents(&over));
}

#[cfg(unix)]
#[test]
fn a_build_that_changes_nothing_touches_no_file() {
    use std::os::unix::fs::MetadataExt;
    let place = tempfile::tempdir().unwrap();
    let site = copy_of_site(&place.path().join("site"), Order::Written);
    let out = place.path().join("out");
    let identity = |path: &str| {
        let data = fs::metadata(out.join(path)).unwrap();
        (data.ino(), data.modified().unwrap())
    };
    let identities = || -> BTreeMap<String, _> {
        let paths = contents(&out).into_keys().filter(|path| !is_own_record(path));
        paths.map(|path| (path.clone(), identity(&path))).collect()
    };
    build(&site, &out, &[]);
    let before = identities();
    std::thread::sleep(std::time::Duration::from_millis(20));
    build(&site, &out, &[]);
    let after = identities();
    let touched: Vec<_> = before
        .iter()
        .filter(|(path, id)| after.get(*path) != Some(id))
        .collect();
    assert!(touched.is_empty(), "written again though nothing changed: {touched:?}");
    assert_eq!(before.len(), after.len());
}

/// What the program keeps beside the pages, to know its own files again.
fn is_own_record(path: &str) -> bool {
    path.split('/').any(|part| part.starts_with(".conspectus"))
}

/// In which order the files of a site are written, so that the disk lists them in another.
#[derive(Clone, Copy)]
enum Order {
    Written,
    Backwards,
    Shuffled,
}

/// A site with something of everything.
fn copy_of_site(root: &Path, order: Order) -> PathBuf {
    let mut files = site();
    match order {
        Order::Written => {}
        Order::Backwards => files.reverse(),
        // The hash of a path has nothing to do with its place.
        Order::Shuffled => files.sort_by_key(|(path, _)| *blake3::hash(path.as_bytes()).as_bytes()),
    }
    for (path, text) in files {
        folder::write(root, &path, text);
    }
    root.to_owned()
}

const CONFIG: &str = "title: Lighthouses
description: What has been written on lighthouses.
base-url: https://example.org/lights/
stances: [argues, disputes]
event-kinds: [founding, storm]
actor-kinds: [person, place]
roles: [keeper]
";

/// The files of the site: forty papers that speak of twenty lights, storms, keepers and terms.
fn site() -> Vec<(String, String)> {
    let mut files = vec![
        ("conspectus.yaml".to_owned(), CONFIG.to_owned()),
        ("content/references.bib".to_owned(), bibliography()),
        (
            "content/index.md".to_owned(),
            "---\ntitle: Lighthouses\n---\nBegin with [[paper-0]].\n".to_owned(),
        ),
        (
            "content/themes/upkeep.md".to_owned(),
            "---\ntitle: Upkeep\nquestion: Who pays?\n---\n".to_owned(),
        ),
        (
            "content/themes/oil.md".to_owned(),
            "---\ntitle: Oil\nparent: upkeep\n---\n".to_owned(),
        ),
    ];
    for n in 0..20 {
        files.push((format!("content/events/storm-{n}.md"), storm(n)));
        files.push((format!("content/actors/light-{n}.md"), light(n)));
        files.push((format!("content/actors/keeper-{n}.md"), keeper(n)));
        files.push((format!("content/glossary/signal-{n}.md"), signal(n)));
    }
    files.extend((0..40).map(|n| (format!("content/papers/paper-{n}.md"), paper(n))));
    files
}

fn bibliography() -> String {
    (0..10).fold(String::new(), |mut text, n| {
        let _ = write!(
            text,
            "@book{{book-{n},\n  author = {{Author{n}, A.}},\n  title = {{Book {n}}},\n  year = {{18{n:02}}},\n}}\n\n"
        );
        text
    })
}

/// Letters instead of numbers, for names that are told apart in prose.
fn named(n: usize) -> String {
    const SYLLABLES: [&str; 5] = ["Ska", "Vel", "Öst", "Мая", "Tor"];
    const ENDINGS: [&str; 4] = ["holm", "rund", "vik", "ness"];
    format!("{}{}", SYLLABLES[n % 5], ENDINGS[n / 5 % 4])
}

fn storm(n: usize) -> String {
    let year = 1850 + n;
    format!(
        "---\ntitle: Storm of {year}\ndate: {year}\nkind: storm\nthemes: oil\nactors: [{{actor: keeper-{n}, role: keeper}}, {{actor: light-{n}}}]\n---\n{} Light stood.\n",
        named(n)
    )
}

fn light(n: usize) -> String {
    format!(
        "---\ntitle: {} Light\nkind: place\nsee-also: light-{}\n---\n",
        named(n),
        (n + 1) % 20
    )
}

fn keeper(n: usize) -> String {
    let name = named(n);
    format!("---\ntitle: Ida {name}\nkind: person\nsort: '{name}, Ida'\n---\nKept [[light-{n}]].\n")
}

fn signal(n: usize) -> String {
    format!(
        "---\ntitle: {} signal\ndefinition: A signal.\nrelated: signal-{}\n---\n",
        named(n),
        (n + 7) % 20
    )
}

fn paper(n: usize) -> String {
    let (storm, name, book) = (n % 20, named(n % 20), n % 10);
    let (before, year) = (n.saturating_sub(1), 1900 + n);
    let stance = ["argues", "disputes"][n % 2];
    let relation = if n == 0 {
        String::new()
    } else {
        format!("relations: {{work: paper-{before}, how: disputes, on: upkeep, says: It was not so.}}\n")
    };
    format!(
        "---
title: Paper {n}
type: article-journal
author: {{family: {name}, given: Ida}}
issued: {year}
themes: {{theme: oil, stance: {stance}, at: Costs, says: Oil is dear.}}
events: {{event: storm-{storm}, date: {}, values: {{lamps: {n}}}, says: It blew.}}
cites: book-{book}
{relation}---
A {name} signal was heard at {name} Light [@book-{book}, p. {n}].

## Costs

Ida {name} counted, and wrote of [[storm-{storm}|the storm]].[^1]

```rust
fn lamps() -> usize {{ {n} }}
```

[^1]: Twice.
",
        1850 + n
    )
}

fn build(site: &Path, out: &Path, settings: &[(&str, &str)]) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_conspectus"));
    command.arg("build").arg("--site").arg(site).arg("--out").arg(out);
    command.env_remove("SOURCE_DATE_EPOCH").envs(settings.iter().copied());
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && said.is_empty(), "{}\n{said}", output.status);
}

/// Every file below a folder, by its path.
fn contents(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let contents = files(folder);
    assert!(!contents.is_empty(), "nothing was published");
    contents
}

/// Fails with the names of the files that differ.
fn same(one: &BTreeMap<String, Vec<u8>>, other: &BTreeMap<String, Vec<u8>>) {
    let paths: std::collections::BTreeSet<&String> = one.keys().chain(other.keys()).collect();
    let differing: Vec<_> = paths
        .into_iter()
        .filter(|path| one.get(*path) != other.get(*path))
        .collect();
    assert!(differing.is_empty(), "these files differ: {differing:?}");
}
