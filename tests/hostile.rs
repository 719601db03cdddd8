//! Hostile inputs through the program under a limit of memory and of time: never a panic, never a limit, always a place.
//!
//! `CONSPECTUS_RANDOM=20000 CONSPECTUS_BIN="$PWD/target/release/conspectus" cargo test --test hostile` makes the long run.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::panic,
    reason = "what fails here fails the test"
)]

mod inputs;
mod seeded;

use inputs::Case;
use rayon::prelude::*;
use seeded::{Seeded, program, rounds};
use std::fmt::Write;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;

const SETTINGS: &str = "title: T\ndescription: D\n";

/// What the program may take, in kilobytes.
const MEMORY: usize = 1 << 20;

/// Seconds of computing that it may take: ten for a release, and for a build without optimisation what it takes for that.
const SECONDS: usize = if cfg!(debug_assertions) { 100 } else { 10 };

/// Writes a site.
fn write(root: &Path, case: &Case) {
    fs::create_dir_all(root.join("content")).unwrap();
    fs::write(root.join("conspectus.yaml"), SETTINGS).unwrap();
    for (path, bytes) in &case.files {
        let path = root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    for (path, to) in &case.links {
        let path = root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        if fs::symlink_metadata(&path).is_ok_and(|it| it.is_dir()) {
            fs::remove_dir_all(&path).unwrap();
        } else if path.exists() {
            fs::remove_file(&path).unwrap();
        }
        symlink(to, path).unwrap();
    }
}

/// Runs the program in a folder under the limits: its status, if it ended by itself, and what it said.
fn limited(arguments: &[String], folder: &Path) -> (Option<i32>, String) {
    let limits = format!("ulimit -v {MEMORY}; ulimit -t {SECONDS}; exec \"$0\" \"$@\"");
    let output = Command::new("sh")
        .args(["-c", &limits])
        .arg(program())
        .args(arguments)
        .current_dir(folder)
        .env("NO_COLOR", "1")
        .output()
        .unwrap();
    let mut told = String::from_utf8_lossy(&output.stderr).into_owned();
    if arguments.first().is_some_and(|it| it == "import") {
        told.push_str(&String::from_utf8_lossy(&output.stdout));
    }
    // Where the site lies is another place each time.
    let told = told.replace(folder.to_str().unwrap(), "");
    (output.status.code(), told)
}

/// What is wrong with how a run ended; nothing where it ended as it should.
fn flaw(status: Option<i32>, told: &str) -> Option<String> {
    let end = || told.chars().take(2000).collect::<String>();
    let words = [
        "panicked at",
        "overflowed its stack",
        "memory allocation of",
        "internal error",
    ];
    if let Some(word) = words.iter().find(|it| told.contains(**it)) {
        return Some(format!("{word}: {}", end()));
    }
    match status {
        Some(0..=2) if status == Some(0) || told.contains("error") => None,
        Some(0..=2) => Some(format!("status {status:?} without an error: {}", end())),
        _ => Some(format!("a limit was hit, status {status:?}: {}", end())),
    }
}

/// The first problem that was told, and its place.
fn first(told: &str) -> String {
    let mut lines = told.lines();
    let Some(head) = lines.find(|it| it.starts_with("error") || it.starts_with("warning")) else {
        return String::new();
    };
    let place = lines.next().and_then(|it| it.trim_start().strip_prefix("--> "));
    let short: String = head.chars().take(100).collect();
    place.map_or(short.clone(), |place| format!("{place} {short}"))
}

#[test]
fn every_hostile_input_ends_with_a_place() {
    let cases = inputs::all();
    assert!(cases.len() >= 200, "only {}", cases.len());
    let wanted = std::env::var("CONSPECTUS_CASE").unwrap_or_default();
    let run = |case: &Case| {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), case);
        let (status, told) = limited(&case.arguments, folder.path());
        let line = format!("{}\t{}\t{}", case.name, status.unwrap_or(-1), first(&told));
        (line, flaw(status, &told).map(|it| format!("== {}\n{it}\n", case.name)))
    };
    let cases: Vec<&Case> = cases.iter().filter(|it| it.name.contains(&wanted)).collect();
    let ran: Vec<_> = cases.par_iter().map(|case| run(case)).collect();
    let flaws: String = ran.iter().filter_map(|(_, flaw)| flaw.clone()).collect();
    let is = ran.iter().fold(String::new(), |mut all, (line, _)| {
        writeln!(all, "{}", line.trim_end()).unwrap();
        all
    });
    let file = Path::new("tests/inputs/expected.tsv");
    if std::env::var_os("BLESS").is_some() && wanted.is_empty() {
        fs::write(file, &is).unwrap();
    }
    assert!(flaws.is_empty(), "{flaws}");
    let expected = fs::read_to_string(file).unwrap();
    let differs = is
        .lines()
        .filter(|line| !expected.lines().any(|it| it == *line))
        .collect::<Vec<_>>();
    assert!(
        differs.is_empty(),
        "not as tests/inputs/expected.tsv has it:\n{}",
        differs.join("\n")
    );
}

/// Pieces that mean something in one of the formats.
const PIECES: [&str; 40] = [
    "---\n",
    "[[",
    "]]",
    "[@",
    "]",
    "(",
    ")",
    "{",
    "}",
    "\"",
    "'",
    "`",
    "```\n",
    "*",
    "_",
    "~~",
    "|",
    "\n",
    "\n\n",
    "  ",
    "\t",
    ": ",
    "- ",
    "> ",
    "# ",
    "[^a]",
    "[^a]: ",
    "<!--",
    "-->",
    "<b>",
    "&amp;",
    "\\",
    "\u{202e}",
    "\u{301}",
    "\u{0}",
    "\r\n",
    "@book{",
    " = {",
    "@string{a = a}\n",
    "9999999999",
];

/// Changes a text somewhere, in one of the ways in which files are broken.
fn mutate(bytes: &mut Vec<u8>, random: &mut Seeded) {
    let at = random.below(bytes.len() + 1);
    let end = (at + random.below(40)).min(bytes.len());
    match random.below(8) {
        0 => drop(bytes.splice(at..end, [])),
        1 => bytes.truncate(at),
        2 => bytes.insert(at, u8::try_from(random.below(256)).unwrap()),
        3 => {
            let copied = bytes[at..end].to_vec();
            let place = random.below(bytes.len() + 1);
            drop(bytes.splice(place..place, copied.repeat(1 + random.below(50))));
        }
        4 => bytes[at..end].reverse(),
        5 => {
            let lines: Vec<Vec<u8>> = bytes.split_inclusive(|it| *it == b'\n').map(<[u8]>::to_vec).collect();
            let (from, to) = (random.below(lines.len().max(1)), random.below(lines.len() + 1));
            let mut lines = lines;
            if let Some(line) = lines.get(from).cloned() {
                lines.insert(to, line);
            }
            *bytes = lines.concat();
        }
        _ => {
            let piece = PIECES[random.below(PIECES.len())].repeat(1 + random.below(3));
            drop(bytes.splice(at..at, piece.into_bytes()));
        }
    }
}

/// The example sites, each with the files that a build reads.
fn examples() -> Vec<Vec<(String, Vec<u8>)>> {
    let mut sites: Vec<_> = fs::read_dir("tests/sites")
        .unwrap()
        .map(|it| it.unwrap().path())
        .collect();
    sites.sort();
    let files = |site: &std::path::PathBuf| {
        let walk = walkdir::WalkDir::new(site)
            .sort_by_file_name()
            .into_iter()
            .map(Result::unwrap);
        let files = walk.filter(|it| it.file_type().is_file() && !it.path().starts_with(site.join("expected")));
        let read = files.map(|it| {
            let path = it.path().strip_prefix(site).unwrap().to_str().unwrap().to_owned();
            (path, fs::read(it.path()).unwrap())
        });
        read.collect::<Vec<_>>()
    };
    sites.iter().filter(|it| it.is_dir()).map(files).collect()
}

/// An example site with one to four changes.
fn broken(number: usize, sites: &[Vec<(String, Vec<u8>)>]) -> Case {
    let mut random = Seeded::new(number as u64 + 1);
    let mut files = sites[random.below(sites.len())].clone();
    for _ in 0..=random.below(4) {
        let file = random.below(files.len());
        mutate(&mut files[file].1, &mut random);
    }
    let mut case = inputs::empty(format!("random {number}"));
    case.files = files;
    case
}

#[test]
fn random_inputs_end_with_a_place() {
    let sites = examples();
    let count = rounds("CONSPECTUS_RANDOM", 200);
    let settings = fs::read("tests/sites/conspectus.yaml").unwrap();
    let run = |number: usize| {
        let case = broken(number, &sites);
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        write(root, &case);
        if !case.files.iter().any(|(path, _)| path == "conspectus.yaml") {
            fs::write(root.join("conspectus.yaml"), &settings).unwrap();
        }
        let (status, told) = limited(&case.arguments, root);
        // What has no line of a file names the file.
        let has_place = status != Some(1) || told.contains("--> ") || told.contains('`');
        let flaw = flaw(status, &told).or_else(|| (!has_place).then(|| format!("no place: {told}")));
        flaw.map(|flaw| format!("== {number}\n{flaw}\n"))
    };
    let flaws: Vec<String> = (0..count).into_par_iter().filter_map(run).collect();
    assert!(flaws.is_empty(), "{} of {count}:\n{}", flaws.len(), flaws.concat());
}
