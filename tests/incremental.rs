//! A preview keeps what has not changed: whatever is edited, in whatever order, it shows what a clean build gives, byte for
//! byte; and a build after which nothing has changed says so and touches nothing.
#![expect(
    clippy::disallowed_methods,
    reason = "a test of whole sites reads and writes the disk"
)]
#![allow(clippy::unwrap_used, reason = "a test that cannot write its files has failed")]

mod edits;

use conspectus::pipeline::{self, Memory, Options, Pages};
use conspectus::render::{Earlier, OutputFile};
use edits::{Chance, SETTINGS, write};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

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
    let take = |file: OutputFile| {
        files.lock().unwrap().insert(file.path, file.bytes);
    };
    let build = pages.all(&options, None, &take, &|| false);
    let home = pages.page("index.html").map(|it| it.to_vec());
    (!build.diagnostics.has_errors()).then(|| (files.into_inner().unwrap(), home))
}

#[test]
fn a_build_takes_over_the_pages_that_it_would_make_the_same() {
    let taken = AtomicUsize::new(0);
    let sequences = sequences();
    for seed in 1..=sequences {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        let mut chance = Chance::new(1000 + seed);
        edits::site(root, &mut chance);
        let (mut memory, mut last) = (Memory::default(), None);
        for step in 0..6 {
            let now = taking_over(root, &mut memory, last.as_ref(), &taken);
            let clean = clean(root);
            assert_eq!(now.is_some(), clean.is_some(), "seed {seed}, step {step}");
            if let (Some(now), Some(clean)) = (now, clean) {
                let differing: Vec<&String> = clean.keys().filter(|it| now.1.get(*it) != clean.get(*it)).collect();
                assert!(differing.is_empty(), "seed {seed}, step {step}: {differing:?}");
                assert_eq!(now.1.len(), clean.len(), "seed {seed}, step {step}");
                last = Some(now);
            }
            let edit = [edits::edit, edits::edit_beside, edits::edit_beside][chance.below(3) as usize];
            edit(root, &mut chance, step);
        }
    }
    let taken = taken.into_inner() as u64;
    assert!(
        taken > 3 * sequences,
        "only {taken} pages of {sequences} sites were taken over"
    );
}

/// What pages are made from, and the files of a build that takes over what it can of the last one; nothing where the site
/// has errors.
fn taking_over(
    root: &Path,
    memory: &mut Memory,
    last: Option<&(BTreeMap<String, blake3::Hash>, Files)>,
    taken: &AtomicUsize,
) -> Option<(BTreeMap<String, blake3::Hash>, Files)> {
    let options = Options {
        program: Some("this test".to_owned()),
        ..Options::default()
    };
    let checked = pipeline::check_again(root, &options, memory).unwrap();
    let pages = Pages::new(checked, &options, None).ok()?;
    let read = |path: &str| {
        taken.fetch_add(1, Ordering::Relaxed);
        last.and_then(|(_, files)| files.get(path).cloned())
    };
    let earlier = last.map(|(fingerprints, _)| Earlier {
        fingerprints,
        read: &read,
    });
    let files = Mutex::new(BTreeMap::new());
    let take = |file: OutputFile| {
        files.lock().unwrap().insert(file.path, file.bytes);
    };
    let build = pages.all(&options, earlier.as_ref(), &take, &|| false);
    (!build.diagnostics.has_errors()).then(|| (build.fingerprints, files.into_inner().unwrap()))
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
    let git = |arguments: &[&str]| git(root, arguments);
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

fn git(root: &Path, arguments: &[&str]) {
    let name = ["-c", "user.name=a", "-c", "user.email=a@example.org"];
    let program = Command::new("git")
        .arg("-C")
        .arg(root)
        .args(name)
        .args(arguments)
        .output();
    assert!(program.unwrap().status.success(), "{arguments:?}");
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

#[test]
fn what_a_build_takes_over_from_the_output_is_what_it_would_make() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    edits::site(root, &mut Chance::new(7));
    let build = |out: &str, more: &[&str]| {
        let mut program = Command::new(env!("CARGO_BIN_EXE_conspectus"));
        let program = program.args(["build", "--out"]).arg(root.join(out)).args(more);
        let done = program.arg("--site").arg(root).output().unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    };
    let mut number = 0;
    let mut same = |when: &str, more: &[&str]| {
        number += 1;
        let clean = format!("clean-{number}");
        build("public", more);
        build(&clean, more);
        assert!(
            files_below(&root.join("public")) == files_below(&root.join(&clean)),
            "{when}"
        );
    };
    same("a first build", &[]);
    let page = "content/events/it-1.md";
    let text = fs::read_to_string(root.join(page)).unwrap();
    write(root, page, &format!("{text}\nNothing is left of the pier.\n"));
    same("another text", &[]);
    let note = root.join(".public.conspectus-pages");
    assert!(fs::read_to_string(&note).unwrap().contains(" events/it-1.html\n"));
    // What is in the output is what is taken over: a mark there stays while the page is made from the same.
    let marked = "actors/it-7.html";
    mark(root, marked);
    let has_mark = || {
        fs::read_to_string(root.join("public").join(marked))
            .unwrap()
            .contains(MARK)
    };
    write(root, page, &format!("{text}\nA pier is left.\n"));
    build("public", &[]);
    assert!(has_mark(), "the page was made anew");
    let other = root.join("content/actors/it-7.md");
    fs::write(&other, fs::read_to_string(&other).unwrap() + "\nShe left.\n").unwrap();
    build("public", &[]);
    assert!(!has_mark(), "another page was taken over");
    write(root, page, &text);
    same("other addresses", &["--base-url", "https://example.net/"]);
    same("the addresses of before", &[]);
    same("less", &["--without", "search"]);
    write(root, page, &format!("{text}\nTwo arches stand.\n"));
    fs::write(&note, "not a note\n\u{0}\n").unwrap();
    same("a damaged note", &[]);
    // As if another program had published what the note is not of.
    let noted = fs::read(&note).unwrap();
    write(root, page, &format!("{text}\nOne arch stands.\n"));
    same("one text more", &[]);
    fs::write(&note, noted).unwrap();
    write(root, page, &format!("{text}\nNo arch stands.\n"));
    same("a note of another output", &[]);
    git(root, &["init", "-q"]);
    git(root, &["add", "content"]);
    git(root, &["commit", "-qm", "a"]);
    same("a first commit", &[]);
    write(root, page, &format!("{text}\nThe pier stands.\n"));
    same("a text that is no recorded one", &[]);
    git(root, &["commit", "-qam", "b"]);
    same("a second commit", &[]);
    for file in [marked, "timeline.html", "static/style.css", "data/papers.csv"] {
        let path = root.join("public").join(file);
        let mut bytes = fs::read(&path).unwrap();
        bytes.reverse();
        fs::write(&path, bytes).unwrap();
    }
    same("files that somebody has changed, but for their size", &[]);
    // A passage of a translation that is named as a heading of the original: links to the heading lead to it.
    let german = |words: &str| format!("---\ntitle: Pegel\n---\n\n{words}\n");
    write(root, "content/events/it-1.de.md", &german("Der Pegel steht tief."));
    write(
        root,
        "content/actors/it-7.de.md",
        "---\ntitle: Brauer\n---\n\nEin Wort.\n",
    );
    same("two translations", &[]);
    let translated = fs::read_to_string(root.join("public/events/it-1.de.html")).unwrap();
    let (_, rest) = translated.split_once("id=\"p-").unwrap();
    let passage = format!("p-{}", rest.split('"').next().unwrap());
    write(root, page, &format!("{text}\n## {passage}\n\nSee [[it-7]].\n"));
    same("a heading", &[]);
    let shown = || fs::read_to_string(root.join("public/actors/it-7.de.html")).unwrap();
    let leads_there = || shown().contains(&format!("it-1.de.html#{passage}"));
    assert!(leads_there());
    write(root, "content/events/it-1.de.md", &german("Nun steht er hoch."));
    same("another passage", &[]);
    assert!(!leads_there());
}

#[cfg(unix)]
#[test]
fn whatever_a_build_reads_ends_that_nothing_has_changed() {
    let folder = tempfile::tempdir().unwrap();
    let root = &folder.path().join("site");
    let out = root.join("public");
    write(root, "../shared.yaml", SETTINGS);
    std::os::unix::fs::symlink("../shared.yaml", root.join("conspectus.yaml")).unwrap();
    write(root, "content/index.md", "---\ntitle: Bridges\n---\n\nWelcome.\n");
    git(folder.path(), &["init", "-q"]);
    git(folder.path(), &["add", "."]);
    git(folder.path(), &["commit", "-qm", "a"]);
    let build = |variable: Option<&str>| {
        let mut program = Command::new(env!("CARGO_BIN_EXE_conspectus"));
        program.args(["build", "--site"]).arg(root).arg("--out").arg(&out);
        program.envs(variable.map(|it| (it, folder.path().join(".git"))));
        String::from_utf8(program.output().unwrap().stdout).unwrap()
    };
    let is_still = |told: &str| told.starts_with("nothing has changed");
    assert!(!is_still(&build(None)));
    assert!(is_still(&build(None)));
    assert!(!is_still(&build(Some("GIT_DIR"))), "another repository may be meant");
    let changed = [
        ("../shared.yaml", SETTINGS.replace("title: ", "title: Old ")),
        (".house.csl", "not a style".to_owned()),
        (".gitattributes", "*.md text\n".to_owned()),
        ("../.gitattributes", "*.md text\n".to_owned()),
        ("../.git/shallow", String::new()),
        ("../.git/info/attributes", "*.md text\n".to_owned()),
        ("../.git/reftable/tables.list", String::new()),
    ];
    for (path, text) in changed {
        build(None);
        assert!(is_still(&build(None)), "before {path}");
        write(root, path, &text);
        assert!(!is_still(&build(None)), "{path}");
    }
}

const MARK: &str = "<!-- as it was published -->";

/// Changes a page of the output as if it had been published so.
fn mark(root: &Path, page: &str) {
    let (path, list, note) = (
        root.join("public").join(page),
        root.join("public/.conspectus"),
        root.join(".public.conspectus-pages"),
    );
    let (text, listed) = (fs::read_to_string(&path).unwrap(), fs::read_to_string(&list).unwrap());
    let record = |text: &str| format!("{} {} {page}\n", blake3::hash(text.as_bytes()).to_hex(), text.len());
    let marked = text.clone() + MARK;
    let relisted = listed.replace(&record(&text), &record(&marked));
    let noted = fs::read_to_string(&note).unwrap();
    let hash = |list: &str| blake3::hash(list.as_bytes()).to_hex().to_string();
    fs::write(note, noted.replace(&hash(&listed), &hash(&relisted))).unwrap();
    fs::write(list, relisted).unwrap();
    fs::write(path, marked).unwrap();
}

/// All files below a folder.
fn files_below(folder: &Path) -> Files {
    let files = walkdir::WalkDir::new(folder).into_iter().map(Result::unwrap);
    let files = files.filter(|it| it.file_type().is_file());
    let path = |it: &walkdir::DirEntry| it.path().strip_prefix(folder).unwrap().display().to_string();
    files.map(|it| (path(&it), fs::read(it.path()).unwrap())).collect()
}
