//! A preview keeps what has not changed: whatever is edited, in whatever order, it shows what a clean build gives, byte for
//! byte; and a build after which nothing has changed says so and touches nothing.
#![expect(
    clippy::disallowed_methods,
    reason = "a test of whole sites reads and writes the disk"
)]
#![allow(clippy::unwrap_used, reason = "a test that cannot write its files has failed")]

use conspectus::pipeline::{self, Memory, Options, Pages};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::Mutex;

const SETTINGS: &str = "title: Bridges
description: What has been written on medieval bridges.
base-url: https://example.org/
stances: [argues, disputes]
event-kinds: [building, flood]
actor-kinds: [person, place]
";

/// The files of a site, by their paths.
type Files = BTreeMap<String, Vec<u8>>;

/// Numbers that look like chance and are the same in every run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit
    }
}

#[test]
fn after_any_edits_a_preview_shows_what_a_clean_build_gives() {
    let mut sound = 0;
    for seed in 1..=200 {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        write(root, "conspectus.yaml", SETTINGS);
        write(
            root,
            "content/index.md",
            "---\ntitle: Bridges\n---\n\nBegin with [[masons]].\n",
        );
        let mut chance = Chance(0x9e37_79b9_7f4a_7c15_u64.wrapping_mul(seed));
        for number in 0..12 {
            entry(root, &mut chance, number);
        }
        let mut memory = Memory::default();
        for step in 0..chance.below(5) {
            edit(root, &mut chance, step);
            // What is kept from one state to the next is what could go wrong; the pages are compared in the end.
            pipeline::check_again(root, &Options::default(), Some(&mut memory)).unwrap();
        }
        edit(root, &mut chance, 5);
        let again = incremental(root, &mut memory);
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
    assert!(sound >= 100, "only {sound} of 200 sites were sound in the end");
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

/// Changes something: a text, a name, a date; a new entry, one less, another name of a file; the settings; the theme.
fn edit(root: &Path, chance: &mut Chance, step: u64) {
    match chance.below(10) {
        0..=4 => entry(root, chance, step),
        5 => entry(root, chance, 100 + step),
        6 => {
            let _ = fs::remove_file(root.join(path(chance.below(12))));
        }
        7 => {
            let (from, to) = (path(chance.below(12)), path(200 + chance.below(12)));
            if from.rsplit_once('/').map(|it| it.0) == to.rsplit_once('/').map(|it| it.0) {
                let _ = fs::rename(root.join(from), root.join(to));
            }
        }
        8 => {
            let style = ["apa", "ieee", "chicago-author-date"][chance.below(3) as usize];
            write(
                root,
                "conspectus.yaml",
                &format!(
                    "{SETTINGS}csl-style: {style}\ntheme: own\nlanguage: {}\n",
                    ["en", "de"][step as usize % 2]
                ),
            );
            write(
                root,
                "themes/own/templates/404.html",
                &format!("<p>Nothing here, {step}</p>"),
            );
        }
        _ => write(
            root,
            "content/references.bib",
            &format!("@book{{note, title={{Piers {step}}}, year={{1999}}}}\n"),
        ),
    }
}

fn path(number: u64) -> String {
    let folder = ["papers", "events", "actors", "glossary", "themes"][(number % 5) as usize];
    format!("content/{folder}/{}.md", name(number))
}

fn name(number: u64) -> String {
    if number == 4 {
        "masons".to_owned()
    } else {
        format!("it-{number}")
    }
}

fn entry(root: &Path, chance: &mut Chance, number: u64) {
    let other = chance.below(12);
    let words = [
        "Arches fell.",
        "The span held.",
        "Ada of It 2 crossed the river.",
        "A keystone of it 3 is lost.",
    ];
    let words = words[chance.below(4) as usize];
    let front = match number % 5 {
        0 => format!(
            "title: Piers {number}\ntype: book\nissued: {}\nauthor: [{{family: Mason}}]\n",
            1900 + chance.below(99)
        ),
        1 => format!(
            "title: Flood {number}\ndate: {}\nkind: flood\n",
            1300 + chance.below(99)
        ),
        2 => format!("title: Ada of It {number}\nkind: person\n"),
        3 => format!(
            "title: keystone of it {number}\ndefinition: The stone {} at the top.\n",
            chance.below(9)
        ),
        _ => format!("title: Masons {number}\nquestion: Who built {}?\n", chance.below(9)),
    };
    let target = path(other);
    let target = target.trim_start_matches("content/").trim_end_matches(".md");
    let link = if root.join(path(other)).exists() {
        format!("See [[{target}]].")
    } else {
        String::new()
    };
    write(
        root,
        &path(number),
        &format!(
            "---\n{front}---\n\n{words} {link}\n\n## Part {}\n\n{words}\n",
            chance.below(3)
        ),
    );
}

fn write(root: &Path, path: &str, text: &str) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
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
