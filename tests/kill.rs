//! Builds that are killed at random points of ten histories of edits: what is published is the old site or the new one.
//!
//! `CONSPECTUS_KILLS=500 CONSPECTUS_BIN="$PWD/target/release/conspectus" cargo test --test kill` makes the long run.
#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::panic,
    clippy::expect_used,
    reason = "what fails here fails the test"
)]

mod seeded;
mod trees;

use seeded::{Seeded, rounds};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use trees::{Tree, begin, build, leftovers, preview, start, tree, wait_for_new_tree};

/// Kills in each history, of which there are ten at most.
const KILLS: usize = 10;
const HISTORIES: usize = 10;
/// States of the site in each history.
const EDITIONS: usize = 4;

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
            let text = lines.collect::<Vec<_>>().join("\n");
            fs::write(settings, format!("title: Edition {}\n{text}\n", random.next())).unwrap();
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
        if item.file_type().is_dir() {
            fs::create_dir_all(to).unwrap();
        } else {
            fs::copy(item.path(), to).map(drop).unwrap();
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

/// How long after something the new site takes the place of the old one, as far as it is known: each kill corrects it,
/// so that the next ones come as close to that moment as the machine allows.
struct Moment {
    after: Duration,
    /// How far the next correction goes, as a part.
    step: f64,
}

impl Moment {
    fn guess(after: Duration) -> Moment {
        Moment { after, step: 0.5 }
    }

    /// A delay near it.
    fn near(&self, random: &mut Seeded) -> Duration {
        self.after * (900 + random.number_below(200)) / 1000
    }

    /// Learns whether the kill came after it.
    fn learn(&mut self, was_after: bool) {
        let factor = if was_after { 1.0 - self.step } else { 1.0 + self.step };
        self.after = self.after.mul_f64(factor).max(Duration::from_micros(200));
        self.step = (self.step * 0.7).max(0.08);
    }
}

/// What was found after kills.
#[derive(Default)]
struct Counts {
    old: usize,
    new: usize,
    /// Of the new ones, those after the end of the program.
    ended: usize,
    /// Kills that left an unfinished tree, or the old one after the exchange.
    unfinished: usize,
}

/// Builds and kills at a random moment, every second time near the exchange; whether the program had ended before.
fn build_and_kill(base: &Path, random: &mut Seeded, usual: Duration, moment: Option<&Moment>) -> bool {
    let mut child = start(&["build"], &base.join("site"), &base.join("publish/public"));
    match moment {
        Some(moment) => {
            // What the last kill left is removed as the first act of publishing.
            if wait_for_new_tree(base, &mut child) {
                std::thread::sleep(moment.near(random));
            }
        }
        None => std::thread::sleep(usual * random.number_below(1000) / 1000),
    }
    let ended = child.try_wait().unwrap().is_some();
    let _ = child.kill();
    child.wait().unwrap();
    ended
}

/// The kills of one history.
fn kill_builds(history: usize, kills: usize, counts: &mut Counts) {
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
    let mut moment = Moment::guess(usual.mul_f64(0.2));
    let mut current = 0;
    for round in 0..kills {
        let next = (current + 1 + random.below(EDITIONS - 1)) % EDITIONS;
        copy(&editions[next].0, &site);
        let is_near = round % 2 == 0 && leftovers(base).iter().all(|it| !it.contains("conspectus-new"));
        let ended = build_and_kill(base, &mut random, usual, is_near.then_some(&moment));
        let found = tree(&out);
        // Two editions may be published as the same bytes.
        let is_new = found == editions[next].1;
        assert!(
            is_new || found == editions[current].1,
            "history {history}: neither site"
        );
        if is_near {
            moment.learn(is_new);
        }
        counts.ended += usize::from(ended);
        counts.unfinished += usize::from(!leftovers(base).is_empty());
        if is_new {
            counts.new += 1;
            current = next;
        } else {
            counts.old += 1;
        }
        // At most what one run left: the next one removes it.
        assert!(leftovers(base).len() <= 2, "{:?}", leftovers(base));
        // Half of the rounds begin with what the kill before left behind.
        if random.below(2) == 0 {
            build(&site, &out);
            assert_eq!(leftovers(base), Vec::<String>::new());
            current = next;
        }
    }
    let last = (current + 1) % EDITIONS;
    copy(&editions[last].0, &site);
    build(&site, &out);
    let is_last = tree(&out) == editions[last].1;
    assert!(is_last, "history {history}: the build after the last kill");
    assert_eq!(leftovers(base), Vec::<String>::new());
}

#[test]
fn a_killed_build_leaves_the_old_site_or_the_new_one() {
    let kills = rounds("CONSPECTUS_KILLS", 2 * KILLS);
    let histories = (kills / KILLS).clamp(1, HISTORIES);
    let mut counts = Counts::default();
    for history in 0..histories {
        kill_builds(history, kills / histories, &mut counts);
    }
    let Counts {
        old,
        new,
        ended,
        unfinished,
    } = counts;
    println!(
        "{} kills in {histories} histories: {old} old trees, {new} new ones, of which {ended} after the end of the build; \
         {unfinished} left something for the next build to remove",
        old + new
    );
    assert_eq!(old + new, kills / histories * histories);
    assert!(old > 0 && unfinished > 0);
}

/// What is left of a killed build is removed by the next one, also by one that has nothing to publish.
#[test]
fn the_next_build_removes_what_a_killed_one_left() {
    let base = tempfile::tempdir().unwrap();
    let base = base.path();
    let (site, out) = (base.join("site"), base.join("publish/public"));
    begin(&site);
    fs::create_dir_all(base.join("publish")).unwrap();
    build(&site, &out);
    let page = site.join("content/pages/note.md");
    let before = tree(&out);
    let mut left = false;
    for _ in 0..20 {
        fs::write(&page, "---\ntitle: Note\n---\nA note.\n").unwrap();
        let mut child = start(&["build"], &site, &out);
        let begun = wait_for_new_tree(base, &mut child);
        let _ = child.kill();
        child.wait().unwrap();
        // The author takes the change back: what is published is what is wanted.
        fs::remove_file(&page).unwrap();
        left = begun && tree(&out) == before && !leftovers(base).is_empty();
        build(&site, &out);
        assert_eq!(leftovers(base), Vec::<String>::new());
        assert!(tree(&out) == before);
        if left {
            break;
        }
    }
    assert!(left, "no kill left anything");
}

/// One file changes at once, so that there is no state between the two.
fn note(site: &Path, edition: usize) {
    let text = format!("---\ntitle: Note\n---\nEdition {edition} of [[relief-strike]].\n");
    let (new, page) = (site.join("note.new"), site.join("content/pages/note.md"));
    fs::write(&new, text).unwrap();
    fs::rename(new, page).unwrap();
}

/// How long the preview takes from an edit to the new site on the disk; the last edition is published after it.
fn time_of_an_edit(site: &Path, out: &Path, expected: &[Tree]) -> Duration {
    let mut child = preview(site, out);
    note(site, 0);
    while tree(out) != expected[0] {
        std::thread::sleep(Duration::from_millis(1));
    }
    note(site, EDITIONS - 1);
    let begun = Instant::now();
    let page = out.join("pages/note.html");
    let before = fs::read(&page).unwrap();
    while fs::read(&page).is_ok_and(|it| it == before) {
        std::thread::sleep(Duration::from_micros(500));
    }
    let time = begun.elapsed();
    child.kill().unwrap();
    child.wait().unwrap();
    build(site, out);
    time
}

#[test]
fn a_preview_killed_after_an_edit_leaves_the_old_site_or_the_new_one() {
    let kills = rounds("CONSPECTUS_KILLS", 2 * KILLS) / 2;
    let base = tempfile::tempdir().unwrap();
    let base = base.path();
    let mut random = Seeded::new(77);
    let (site, out) = (base.join("site"), base.join("publish/public"));
    begin(&site);
    let expected: Vec<Tree> = (0..EDITIONS)
        .map(|edition| {
            let expected = base.join(format!("expected-{edition}"));
            note(&site, edition);
            build(&site, &expected);
            tree(&expected)
        })
        .collect();
    fs::create_dir_all(base.join("publish")).unwrap();
    let (mut current, mut seen, mut unfinished) = (EDITIONS - 1, [0, 0], 0);
    let mut moment = Moment::guess(time_of_an_edit(&site, &out, &expected));
    for round in 0..kills {
        let mut child = preview(&site, &out);
        assert!(
            tree(&out) == expected[current],
            "round {round}: the first act of the preview"
        );
        let next = (current + 1 + random.below(EDITIONS - 1)) % EDITIONS;
        note(&site, next);
        std::thread::sleep(moment.near(&mut random));
        child.kill().unwrap();
        child.wait().unwrap();
        let found = tree(&out);
        let is_new = found == expected[next];
        assert!(is_new || found == expected[current], "round {round}: neither site");
        seen[usize::from(is_new)] += 1;
        unfinished += usize::from(!leftovers(base).is_empty());
        moment.learn(is_new);
        current = next;
    }
    build(&site, &out);
    assert!(tree(&out) == expected[current]);
    assert_eq!(leftovers(base), Vec::<String>::new());
    println!(
        "{kills} kills of the preview after an edit: {} old trees, {} new ones; {unfinished} left something",
        seen[0], seen[1]
    );
}
