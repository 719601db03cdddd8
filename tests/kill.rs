//! Builds that are killed at random points of ten histories of edits: what is published is the old site or the new one.
//!
//! `CONSPECTUS_KILLS=500 CONSPECTUS_BIN=target/release/conspectus cargo test --test kill` makes the long run.
#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::panic,
    clippy::expect_used,
    reason = "what fails here fails the test"
)]

mod seeded;

use seeded::{Seeded, program, rounds};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const HISTORIES: usize = 10;
/// States of the site in each history.
const EDITIONS: usize = 4;

/// Every file with the hash of what it holds.
type Tree = BTreeMap<PathBuf, blake3::Hash>;

fn tree(root: &Path) -> Tree {
    let files = walkdir::WalkDir::new(root).into_iter().map(Result::unwrap);
    let files = files.filter(|it| !it.file_type().is_dir());
    files
        .map(|it| {
            let path = it.path().strip_prefix(root).unwrap().to_owned();
            (path, blake3::hash(&fs::read(it.path()).unwrap()))
        })
        .collect()
}

fn start(arguments: &[&str], site: &Path, out: &Path) -> Child {
    Command::new(program())
        .args(arguments)
        .arg("--site")
        .arg(site)
        .arg("--out")
        .arg(out)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

fn build(site: &Path, out: &Path) {
    assert!(start(&["build"], site, out).wait().unwrap().success());
}

/// The site that edits begin with.
fn begin(site: &Path) {
    let made = Command::new(program())
        .arg("init")
        .arg(site)
        .stdout(Stdio::null())
        .status();
    assert!(made.unwrap().success());
}

/// Changes the site in one of the ways in which authors do: pages come and go, texts change, pictures are replaced.
fn edit(site: &Path, random: &mut Seeded) {
    let number = random.below(6);
    let page = site.join(format!("content/pages/note-{number}.md"));
    match random.below(4) {
        0 if page.exists() => fs::remove_file(&page).unwrap(),
        1 => {
            let settings = site.join("conspectus.yaml");
            let text = fs::read_to_string(&settings).unwrap();
            let lines = text.lines().filter(|line| !line.starts_with("title:"));
            let text: String = lines.map(|line| format!("{line}\n")).collect();
            fs::write(settings, format!("title: Edition {}\n{text}", random.next())).unwrap();
        }
        2 => {
            fs::create_dir_all(site.join("content/scans")).unwrap();
            let picture = site.join(format!("content/scans/{number}.svg"));
            fs::write(
                picture,
                format!(
                    "<svg xmlns=\"http://www.w3.org/2000/svg\"><!-- {} --></svg>",
                    random.next()
                ),
            )
            .unwrap();
        }
        _ => {
            let text = format!(
                "---\ntitle: Note {number}\n---\n\nWritten {} times. [[relief-strike]]\n",
                random.next()
            );
            fs::write(&page, text).unwrap();
        }
    }
}

/// Puts one folder's files into another.
fn copy(from: &Path, to: &Path) {
    let _ = fs::remove_dir_all(to);
    for item in walkdir::WalkDir::new(from).into_iter().map(Result::unwrap) {
        let to = to.join(item.path().strip_prefix(from).unwrap());
        match item.file_type().is_dir() {
            true => fs::create_dir_all(to).unwrap(),
            false => fs::copy(item.path(), to).map(drop).unwrap(),
        }
    }
}

/// The states of a site in a history, and what each is published as.
fn editions(base: &Path, random: &mut Seeded) -> Vec<(PathBuf, Tree)> {
    let working = base.join("working");
    begin(&working);
    let edition = |at: usize| {
        for _ in 0..=random.below(3) {
            edit(&working, random);
        }
        let (site, out) = (base.join(format!("edition-{at}")), base.join(format!("expected-{at}")));
        copy(&working, &site);
        build(&site, &out);
        (site, tree(&out))
    };
    (0..EDITIONS).map(edition).collect()
}

/// What lies beside the output when nothing is left behind.
fn leftovers(base: &Path) -> Vec<String> {
    let names = fs::read_dir(base.join("publish")).unwrap();
    let names = names.map(|it| it.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names
        .filter(|it| it != "public" && !it.ends_with("conspectus-state"))
        .collect();
    names.sort();
    names
}

#[test]
fn a_killed_build_leaves_the_old_site_or_the_new_one() {
    let kills = rounds("CONSPECTUS_KILLS", 40);
    let (mut old, mut new, mut ended) = (0, 0, 0);
    for history in 0..HISTORIES {
        let mut random = Seeded::new(history as u64 + 1);
        let base = tempfile::tempdir().unwrap();
        let base = base.path();
        let editions = editions(base, &mut random);
        let (site, out) = (base.join("site"), base.join("publish/public"));
        fs::create_dir_all(base.join("publish")).unwrap();
        copy(&editions[0].0, &site);
        let begun = Instant::now();
        build(&site, &out);
        let usual = begun.elapsed();
        let mut current = 0;
        for _ in 0..kills / HISTORIES {
            let next = (current + 1 + random.below(EDITIONS - 1)) % EDITIONS;
            copy(&editions[next].0, &site);
            let mut child = start(&["build"], &site, &out);
            std::thread::sleep(usual.mul_f64(random.below(1000) as f64 / 900.0));
            ended += usize::from(child.try_wait().unwrap().is_some());
            let _ = child.kill();
            child.wait().unwrap();
            let found = tree(&out);
            if found == editions[current].1 {
                old += 1;
            } else {
                assert!(found == editions[next].1, "history {history}: neither site");
                new += 1;
                current = next;
            }
            // At most what one run left: the next one removes it.
            assert!(leftovers(base).len() <= 2, "{:?}", leftovers(base));
        }
        let last = (current + 1) % EDITIONS;
        copy(&editions[last].0, &site);
        build(&site, &out);
        assert!(
            tree(&out) == editions[last].1,
            "history {history}: the build after the last kill"
        );
        assert_eq!(leftovers(base), Vec::<String>::new());
    }
    println!(
        "{} kills: {old} old trees, {new} new ones, {ended} of them after the end of the build",
        old + new
    );
    assert!(old + new >= kills / HISTORIES * HISTORIES && old > 0);
}

#[test]
fn a_killed_preview_leaves_the_old_site_or_the_new_one() {
    let kills = rounds("CONSPECTUS_KILLS", 40) / 4;
    let base = tempfile::tempdir().unwrap();
    let base = base.path();
    let mut random = Seeded::new(77);
    let editions = editions(base, &mut random);
    let (site, out) = (base.join("site"), base.join("publish/public"));
    fs::create_dir_all(base.join("publish")).unwrap();
    copy(&editions[0].0, &site);
    let begun = Instant::now();
    build(&site, &out);
    let usual = begun.elapsed();
    let (mut current, mut seen) = (0, [0, 0]);
    for round in 0..kills {
        let next = (current + 1) % EDITIONS;
        copy(&editions[next].0, &site);
        // The preview publishes what changed since as its first act, and then again after every edit.
        let mut child = start(&["serve", "--port", "0"], &site, &out);
        std::thread::sleep(usual.mul_f64(random.below(1000) as f64 / 700.0) + Duration::from_millis(5));
        let _ = child.kill();
        child.wait().unwrap();
        let found = tree(&out);
        let is_new = found == editions[next].1;
        assert!(is_new || found == editions[current].1, "round {round}: neither site");
        seen[usize::from(is_new)] += 1;
        if is_new {
            current = next;
        }
    }
    copy(&editions[(current + 1) % EDITIONS].0, &site);
    build(&site, &out);
    assert_eq!(leftovers(base), Vec::<String>::new());
    println!(
        "{kills} kills of the preview: {} old trees, {} new ones",
        seen[0], seen[1]
    );
}
