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

/// How many sequences of edits are tried: `CONSPECTUS_SEQUENCES`, 200 for a release; fewer where nothing is said, so that
/// all tests together take minutes.
fn sequences() -> u64 {
    let asked = std::env::var("CONSPECTUS_SEQUENCES").ok();
    asked.and_then(|it| it.parse().ok()).unwrap_or(40)
}

#[test]
fn after_any_edits_a_preview_shows_what_a_clean_build_gives() {
    let mut sound = 0;
    let sequences = sequences();
    for seed in 1..=sequences {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        let mut chance = Chance::new(seed);
        edits::site(root, &mut chance);
        let (mut memory, mut before) = (Memory::default(), None);
        let edit = |step: u64, chance: &mut Chance| {
            let edit = [edits::edit, edits::edit_beside][chance.below(2) as usize];
            edit(root, chance, step);
        };
        for step in 0..chance.below(8) {
            edit(step, &mut chance);
            // What is kept from one state to the next is what could go wrong; the pages are compared in the end.
            let checked = pipeline::check_again(root, &Options::default(), &mut memory).unwrap();
            before = Pages::new(checked, &Options::default(), before.as_ref())
                .ok()
                .or(before);
        }
        edit(8, &mut chance);
        let again = incremental(root, &mut memory, before.as_ref());
        let clean = clean(root);
        assert_eq!(again.is_some(), clean.is_some(), "seed {seed}");
        let (Some((again, page)), Some(clean)) = (again, clean) else {
            continue;
        };
        sound += 1;
        let differing: Vec<_> = clean
            .iter()
            .filter(|(path, bytes)| again.get(*path) != Some(bytes))
            .collect();
        let differing: Vec<&String> = differing.into_iter().map(|(path, _)| path).collect();
        assert!(differing.is_empty(), "seed {seed}: {differing:?}");
        assert_eq!(again.len(), clean.len(), "seed {seed}");
        assert_eq!(page.as_ref(), clean.get("index.html"), "one page by itself");
    }
    // Edits that break the site are part of it, but most must not.
    assert!(
        sound >= sequences / 2,
        "only {sound} of {sequences} sites were sound in the end"
    );
}

/// Everything that a preview publishes, and its home page made by itself; nothing where the site has errors.
fn incremental(root: &Path, memory: &mut Memory, before: Option<&Pages>) -> Option<(Files, Option<Vec<u8>>)> {
    let options = Options::default();
    let checked = pipeline::check_again(root, &options, memory).unwrap();
    let pages = Pages::new(checked, &options, before).ok()?;
    let files = Mutex::new(BTreeMap::new());
    let take = |file: conspectus::render::OutputFile| {
        files.lock().unwrap().insert(file.path, file.bytes);
    };
    let build = pages.all(&options, &take, &|| false);
    let home = pages.page("index.html").map(|it| it.to_vec());
    (!build.diagnostics.has_errors()).then(|| (files.into_inner().unwrap(), home))
}

fn clean(root: &Path) -> Option<Files> {
    let build = pipeline::build(root, &Options::default()).unwrap();
    let files = build.files.into_iter().map(|file| (file.path, file.bytes));
    (!build.diagnostics.has_errors()).then(|| files.collect())
}

#[test]
fn a_preview_sees_what_is_recorded_in_a_repository() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    edits::site(root, &mut Chance::new(1));
    let git = |arguments: &[&str]| {
        let name = ["-c", "user.name=a", "-c", "user.email=a@example.org"];
        let program = Command::new("git")
            .arg("-C")
            .arg(root)
            .args(name)
            .args(arguments)
            .output();
        assert!(program.unwrap().status.success(), "{arguments:?}");
    };
    let mut memory = Memory::default();
    let mut same = |when: &str| {
        let again = incremental(root, &mut memory, None).map(|it| it.0);
        assert!(again.is_some() && again == clean(root), "{when}");
    };
    same("no repository");
    git(&["init", "-q"]);
    git(&["add", "."]);
    git(&["commit", "-qm", "a"]);
    same("a first commit");
    let page = "content/index.md";
    write(root, page, "---\ntitle: Bridges\n---\n\nBegin.\n");
    same("an edit");
    git(&["commit", "-qam", "b"]);
    same("a second commit");
    write(root, page, "---\ntitle: Bridges\n---\n\nAnother beginning.\n");
    same("another edit");
    git(&["checkout", "-q", "."]);
    same("an edit undone");
    fs::rename(
        root.join("content/papers/it-0.md"),
        root.join("content/papers/it-0.markdown"),
    )
    .unwrap();
    same("another ending");
    git(&["checkout", "-q", "HEAD~1"]);
    same("an older commit");
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
