//! Breaks the repository's own content in every place in turn and counts what is reported, where, and with what advice.
//!
//! `cargo test --release --test mutation -- --nocapture` makes every mutation and prints the figures; a debug build
//! makes a sample with a fixed seed, unless `CONSPECTUS_MUTATIONS=all` is set.
//!
//! # What is broken, and what counts
//!
//! Every key and value of the front matter of every file and of conspectus.yaml, every link and every citation in prose,
//! in four ways. Only what *is* a mistake counts:
//!
//! | | misspelt | wrong type | removed | duplicated |
//! |---|---|---|---|---|
//! | key | each key that the program knows | – | each required key, with its value | each key, with its value |
//! | value | names of entries and works, words of a list, sections, dates | `{wrong: type}` in place of a text, a text in place of keys with values, and for names an entry of another kind | each value of a required key | each item of a list |
//! | link, citation | target, fragment, key | a citation of what is no work | target, key | an item of a citation |
//!
//! A free text cannot be misspelt, a key that may be left out can be removed, an author's own key in `values` may have any
//! name: these are no mistakes and are not made. A misspelling is one slip of a typist (two letters swapped, one left out,
//! doubled or replaced) that does not give another name that exists; in a date it puts a letter for a digit.
//!
//! A mutation is **reported** if there is a diagnostic of the right code whose place begins at the line and column of what
//! was broken: of the misspelt name, of the value of the wrong type, of the key without a value, of the second of two.
//! What was removed has no place: there it is the first key of the record that it is missing from. In a date the place
//! must hold the wrong letter, since the part that is wrong is underlined. The **suggestion** is right if the first fix
//! puts back what was there.
//!
//! Mutations in different places are made together and checked in one run, as long as none hides another.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::panic,
    clippy::cast_precision_loss,
    reason = "a test that prints its figures"
)]

mod mutations;

use conspectus::diag::{Code, Diagnostic};
use conspectus::pipeline::{self, Options};
use conspectus::source::SourceTree;
use conspectus::span::FileId;
use mutations::{Ground, How, Mutation, Random, What};
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

/// The number of runs of a sample.
const SAMPLE_RUNS: usize = 12;

/// How a mutation fared.
#[derive(Clone, Copy, Default)]
struct Tally {
    made: usize,
    reported: usize,
    /// Misspellings of known names, and how many of them were answered with the name.
    named: usize,
    answered: usize,
}

#[test]
fn what_is_broken_is_reported_at_its_place() {
    let checked = pipeline::check(Path::new("."), &Options::default()).unwrap();
    let before = checked.diags.sorted(&checked.tree.sources).len();
    assert_eq!(before, 0, "the content is sound before it is broken");
    let mut random = Random(20_260_101);
    let mut pending = mutations::all(&Ground::new(&checked), &mut random);
    random.shuffle(&mut pending);
    let total = pending.len();
    let everything = !cfg!(debug_assertions) || std::env::var("CONSPECTUS_MUTATIONS").is_ok_and(|it| it == "all");
    let mut tallies: BTreeMap<(What, How), Tally> = BTreeMap::new();
    let (mut runs, mut panics, mut said, mut missed) = (0, 0, 0, Vec::new());
    while !pending.is_empty() && (everything || runs < SAMPLE_RUNS) {
        let (batch, rest) = independent(pending);
        pending = rest;
        runs += 1;
        let tree = break_all(&checked.tree, &batch);
        let Ok(found) = catch_unwind(AssertUnwindSafe(|| {
            pipeline::recheck(tree, &Options::default(), &mut pipeline::Memory::default())
        })) else {
            panics += 1;
            continue;
        };
        let diagnostics = found.diags.sorted(&found.tree.sources);
        said += diagnostics.len();
        let mut by_file: BTreeMap<FileId, Vec<&Diagnostic>> = BTreeMap::new();
        for it in diagnostics {
            by_file
                .entry(it.primary.as_ref().map_or(FileId(0), |label| label.at.file))
                .or_default()
                .push(it);
        }
        for (mutation, shift) in shifted(&batch) {
            let near = by_file.get(&mutation.file).map_or(&[][..], Vec::as_slice);
            let tally = tallies.entry((mutation.what, mutation.how)).or_default();
            if let Some(miss) = judge(mutation, shift, near, tally) {
                missed.push(format!("{}: {miss}", checked.tree.sources.file(mutation.file).path));
            }
        }
    }
    println!("\n{said} diagnostics in {runs} runs, {panics} panics");
    print(&tallies, total, &missed);
    let sum = tallies.values().fold(Tally::default(), add);
    assert_eq!(panics, 0);
    assert!(sum.reported * 100 >= sum.made * 99, "{} of {}", sum.reported, sum.made);
    assert!(
        sum.answered * 100 >= sum.named * 95,
        "{} of {}",
        sum.answered,
        sum.named
    );
}

/// As many as can be made together: none touches what another hides.
fn independent(pending: Vec<Mutation>) -> (Vec<Mutation>, Vec<Mutation>) {
    let mut batch: BTreeMap<FileId, Vec<Mutation>> = BTreeMap::new();
    let mut rest = Vec::new();
    // The settings say what is right elsewhere: they are broken in runs of their own.
    let settings = pending.iter().all(|it| it.settings);
    for mutation in pending {
        if mutation.settings != settings {
            rest.push(mutation);
            continue;
        }
        let taken = batch.entry(mutation.file).or_default();
        let apart =
            |it: &Mutation| it.scope.end + 40 <= mutation.scope.start || mutation.scope.end + 40 <= it.scope.start;
        // Two that look for the first key of one record would have to be told apart by more than their place.
        let distinct = |it: &Mutation| it.at != mutation.at;
        if taken.iter().all(|it| apart(it) && distinct(it)) {
            taken.push(mutation);
        } else {
            rest.push(mutation);
        }
    }
    let mut batch: Vec<Mutation> = batch.into_values().flatten().collect();
    batch.sort_by_key(|it| (it.file, it.edit.start));
    (batch, rest)
}

/// The tree with all of them made; they stand in the order of their places.
fn break_all(tree: &SourceTree, batch: &[Mutation]) -> SourceTree {
    let mut tree = tree.clone();
    let mut texts: BTreeMap<FileId, String> = BTreeMap::new();
    for mutation in batch.iter().rev() {
        let text = texts
            .entry(mutation.file)
            .or_insert_with(|| tree.sources.file(mutation.file).text.to_string());
        text.replace_range(mutation.edit.clone(), &mutation.text);
    }
    for (file, text) in texts {
        tree.sources.replace(file, text);
    }
    tree
}

/// Each with the number of bytes by which the others before it have moved its place.
fn shifted(batch: &[Mutation]) -> Vec<(&Mutation, isize)> {
    let shift = |mutation: &Mutation| {
        let before = |it: &&Mutation| it.file == mutation.file && it.edit.start < mutation.at.min(mutation.edit.start);
        batch.iter().filter(before).map(Mutation::growth).sum()
    };
    batch.iter().map(|it| (it, shift(it))).collect()
}

/// Looks for the report of a mutation; says what is there instead if there is none.
fn judge(mutation: &Mutation, shift: isize, found: &[&Diagnostic], tally: &mut Tally) -> Option<String> {
    tally.made += 1;
    let at = mutation.at.checked_add_signed(shift).unwrap();
    let fits = |it: &&&Diagnostic| {
        let span = it.primary.as_ref().unwrap().at.span.range();
        let place = if mutation.inside {
            span.contains(&at)
        } else {
            span.start == at
        };
        place && mutation.codes.contains(&it.code)
    };
    let report = found.iter().find(fits);
    tally.reported += usize::from(report.is_some());
    let mut miss = report.is_none().then(|| {
        let near = found
            .iter()
            .filter_map(|it| Some((it.primary.as_ref()?.at.span.start as usize, it)));
        let near = near.min_by_key(|(start, _)| start.abs_diff(at));
        let near = near.map(|(start, it)| format!("{} at {start}: {}", it.code.name(), it.message));
        format!(
            "{mutation} is not reported at {at}; nearest: {}",
            near.unwrap_or_default()
        )
    });
    if let Some(name) = &mutation.name {
        tally.named += 1;
        let first = report.and_then(|it| it.fixes.first());
        let right = first.is_some_and(|fix| fix.replacement == *name);
        tally.answered += usize::from(right);
        if !right && miss.is_none() {
            let first = first.map_or("nothing", |fix| fix.replacement.as_str());
            miss = Some(format!("{mutation} is answered with `{first}`"));
        }
    }
    miss
}

fn add(sum: Tally, one: &Tally) -> Tally {
    Tally {
        made: sum.made + one.made,
        reported: sum.reported + one.reported,
        named: sum.named + one.named,
        answered: sum.answered + one.answered,
    }
}

fn print(tallies: &BTreeMap<(What, How), Tally>, total: usize, missed: &[String]) {
    let sum = tallies.values().fold(Tally::default(), add);
    println!("{} of {total} mutations", sum.made);
    println!("what      how          made  reported         known names  right suggestion first");
    let line = |what: &str, how: &str, it: &Tally| {
        let share = |part: usize, whole: usize| 100.0 * part as f64 / whole.max(1) as f64;
        let names = if it.named == 0 {
            String::new()
        } else {
            format!(
                "  {:11}  {:6} ({:6.2} %)",
                it.named,
                it.answered,
                share(it.answered, it.named)
            )
        };
        println!(
            "{what:9} {how:10} {:6}  {:6} ({:6.2} %){names}",
            it.made,
            it.reported,
            share(it.reported, it.made)
        );
    };
    for ((what, how), tally) in tallies {
        line(&format!("{what:?}"), &format!("{how:?}"), tally);
    }
    line("all", "", &sum);
    let shown = if std::env::var_os("CONSPECTUS_MUTATIONS_SHOW").is_some() {
        missed.len()
    } else {
        20
    };
    for miss in missed.iter().take(shown) {
        println!("  {miss}");
    }
    if missed.len() > shown {
        println!(
            "  and {} more (CONSPECTUS_MUTATIONS_SHOW=1 shows them)",
            missed.len() - shown
        );
    }
}

/// The codes that may report a mutation.
type Codes = &'static [Code];
