//! Holds the page of every code to what it says: its example provokes the code, its repair mends it, and
//! docs/diagnostics.md has them all.
#![expect(clippy::disallowed_methods, reason = "makes the sites of the examples")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "what fails here fails the test")]

use conspectus::diag::Code;
use conspectus::diag::explain::{self, Example, ExampleFile};
use conspectus::pipeline::{self, Options};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

const BOOK: &str = "docs/diagnostics.md";

#[test]
fn every_example_provokes_its_code_and_its_repair_mends_it() {
    let mut failures = Vec::new();
    for &code in Code::ALL {
        let place = tempfile::tempdir().unwrap();
        let site = place.path();
        fs::create_dir_all(site.join("content")).unwrap();
        fs::copy("tests/sites/conspectus.yaml", site.join("conspectus.yaml")).unwrap();
        let example = Example::of(code);
        example.files.iter().for_each(|file| write(site, file));
        let found = codes(site);
        if !found.contains(code.name()) {
            failures.push(format!(
                "the example of `{}` does not provoke it, but {found:?}",
                code.name()
            ));
        }
        // What nothing leads to, no paper tells of.
        if found.len() > 1 && code != Code::Orphan {
            failures.push(format!("the example of `{}` provokes {found:?}", code.name()));
        }
        example.repaired.iter().for_each(|file| write(site, file));
        example
            .removed
            .iter()
            .for_each(|path| fs::remove_file(site.join(path)).unwrap());
        let left = codes(site);
        if !left.is_empty() {
            failures.push(format!("the repair of `{}` leaves {left:?}", code.name()));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn every_page_says_what_to_do_and_the_list_has_every_code() {
    let list = explain::list();
    assert_eq!(list.lines().count(), Code::ALL.len());
    for &code in Code::ALL {
        let page = explain::page(code);
        let example = Example::of(code);
        assert!(!example.files.is_empty(), "{page}");
        assert!(!example.repaired.is_empty() || !example.removed.is_empty(), "{page}");
        assert!(list.contains(code.name()) && list.contains(code.about()));
    }
}

#[test]
fn the_documentation_has_every_page() {
    let book = explain::book();
    if std::env::var_os("BLESS").is_some() {
        fs::create_dir_all("docs").unwrap();
        fs::write(BOOK, &book).unwrap();
    }
    let written = fs::read_to_string(BOOK).unwrap_or_default();
    assert!(
        written == book,
        "{BOOK} is not what `BLESS=1 cargo test --test explain` writes"
    );
}

/// The codes that building the site finds.
fn codes(site: &Path) -> BTreeSet<&'static str> {
    let build = pipeline::build(site, &Options::default()).unwrap();
    build.diagnostics.iter().map(|it| it.code.name()).collect()
}

fn write(site: &Path, file: &ExampleFile<'_>) {
    let path = site.join(file.path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    if file.is_latin_1 {
        let bytes: Vec<u8> = file.text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
        fs::write(path, bytes).unwrap();
    } else {
        fs::write(path, file.text).unwrap();
    }
}
