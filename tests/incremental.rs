//! A preview keeps what has not changed: whatever is edited, in whatever order, it shows what a clean build gives, byte for
//! byte; and a build after which nothing has changed says so and touches nothing.
#![expect(
    clippy::disallowed_methods,
    reason = "a test of whole sites reads and writes the disk"
)]
#![allow(clippy::unwrap_used, reason = "a test that cannot write its files has failed")]

mod edits;

use conspectus::pipeline::{self, Memory, Options, Pages};
use edits::{Chance, SETTINGS, write};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::Mutex;

/// The files of a site, by their paths.
type Files = BTreeMap<String, Vec<u8>>;

#[test]
fn after_any_edits_a_preview_shows_what_a_clean_build_gives() {
    let mut sound = 0;
    for seed in 1..=20 {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        let mut chance = Chance::new(seed);
        edits::site(root, &mut chance);
        let mut memory = Memory::default();
        for step in 0..10 {
            edits::edit(root, &mut chance, step);
            let again = incremental(root, &mut memory);
            let clean = clean(root);
            assert_eq!(again.is_some(), clean.is_some(), "seed {seed}, step {step}");
            let (Some((again, page)), Some(clean)) = (again, clean) else {
                continue;
            };
            sound += 1;
            let differing: Vec<_> = clean
                .iter()
                .filter(|(path, bytes)| again.get(*path) != Some(bytes))
                .collect();
            let differing: Vec<&String> = differing.into_iter().map(|(path, _)| path).collect();
            assert!(differing.is_empty(), "seed {seed}, step {step}: {differing:?}");
            assert_eq!(again.len(), clean.len(), "seed {seed}, step {step}");
            assert_eq!(page.as_ref(), clean.get("index.html"), "one page by itself");
        }
    }
    // Edits that break the site are part of it, but most must not.
    assert!(sound >= 100, "only {sound} of 200 states were sound");
}

/// Everything that a preview publishes, and its home page made by itself; nothing where the site has errors.
fn incremental(root: &Path, memory: &mut Memory) -> Option<(Files, Option<Vec<u8>>)> {
    let options = Options::default();
    let checked = pipeline::check_again(root, &options, Some(memory)).unwrap();
    let pages = Pages::new(checked, &options).ok()?;
    let files = Mutex::new(BTreeMap::new());
    let take = |file: conspectus::render::OutputFile| {
        files.lock().unwrap().insert(file.path, file.bytes);
    };
    let build = pages.all(&options, &take, &|| false);
    let home = pages.page("index.html");
    (!build.diagnostics.has_errors()).then(|| (files.into_inner().unwrap(), home))
}

fn clean(root: &Path) -> Option<Files> {
    let build = pipeline::build(root, &Options::default()).unwrap();
    let files = build.files.into_iter().map(|file| (file.path, file.bytes));
    (!build.diagnostics.has_errors()).then(|| files.collect())
}

#[test]
fn a_build_after_which_nothing_has_changed_says_so_until_something_does() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    write(root, "conspectus.yaml", SETTINGS);
    write(root, "content/index.md", "---\ntitle: Bridges\n---\n\nWelcome.\n");
    let build = || {
        let program = Command::new(env!("CARGO_BIN_EXE_conspectus"))
            .args(["build", "--site"])
            .arg(root)
            .output();
        String::from_utf8(program.unwrap().stdout).unwrap()
    };
    let is_still = |told: &str| told.starts_with("nothing has changed since the last build of 1 entry");
    assert!(build().starts_with("built 1 entry"));
    assert!(is_still(&build()));
    // The output is put right again where somebody has touched it.
    fs::remove_file(root.join("public/404.html")).unwrap();
    assert!(build().starts_with("built"));
    assert!(root.join("public/404.html").exists());
    assert!(is_still(&build()));
    write(root, "public/index.html", "another text");
    assert!(!is_still(&build()));
    // A text of the same length at the same time of day is another text.
    let page = root.join("content/index.md");
    let time = fs::metadata(&page).unwrap().modified().unwrap();
    write(root, "content/index.md", "---\ntitle: Bridges\n---\n\nWalcome.\n");
    fs::File::options()
        .write(true)
        .open(&page)
        .unwrap()
        .set_modified(time)
        .unwrap();
    assert!(!is_still(&build()));
    assert!(
        fs::read_to_string(root.join("public/index.html"))
            .unwrap()
            .contains("Walcome")
    );
    write(root, "content/notes.txt", "an attachment");
    assert!(!is_still(&build()));
    assert!(root.join("public/notes.txt").exists());
}
