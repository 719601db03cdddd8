//! Builds every site of `tests/sites/` with the real program and compares what it says and what it publishes.
#![expect(
    clippy::disallowed_methods,
    reason = "a test of whole sites reads and writes the disk"
)]
#![allow(clippy::unwrap_used, reason = "a test that cannot write its files has failed")]

mod folder;
mod published;

use folder::files;
use published::Problems;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::atomic::{AtomicUsize, Ordering};

/// The settings of a case that has none of its own.
const SHARED_CONFIG: &str = "tests/sites/conspectus.yaml";

/// One folder of `tests/sites/`.
struct Case {
    name: String,
    folder: PathBuf,
}

/// What a build did.
struct Built {
    /// What it wrote to stderr, with the exit code as the last line.
    stderr: String,
    /// Every published file, by its path.
    files: BTreeMap<String, Vec<u8>>,
}

#[test]
fn every_site_is_built_as_expected() {
    let cases = cases();
    let next = AtomicUsize::new(0);
    let work = || {
        let mut failures = Vec::new();
        while let Some(case) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
            let mut problems = Problems::default();
            run(case, &mut problems);
            failures.extend(problems.told_of(&case.name));
        }
        failures
    };
    let workers = std::thread::available_parallelism().map_or(2, usize::from);
    let mut failures: Vec<String> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
        let joined = threads.into_iter().flat_map(|thread| thread.join().unwrap());
        joined.collect()
    });
    failures.sort();
    assert!(
        failures.is_empty(),
        "{}\n{} of {} sites differ; `BLESS=1 cargo test --test sites` rewrites what is expected: read the diff",
        failures.join("\n"),
        failures.len(),
        cases.len(),
    );
}

#[test]
fn there_are_enough_cases_and_more_than_half_of_them_fail() {
    let cases = cases();
    let fails = |case: &&Case| {
        let expected = fs::read_to_string(case.folder.join("expected/stderr.txt"));
        expected.is_ok_and(|text| text.ends_with("exit 1\n"))
    };
    let failing = cases.iter().filter(fails).count();
    assert!(cases.len() >= 50, "only {} cases", cases.len());
    assert!(
        2 * failing > cases.len(),
        "only {failing} of {} cases fail",
        cases.len()
    );
}

fn cases() -> Vec<Case> {
    let folders = fs::read_dir("tests/sites").unwrap().map(|item| item.unwrap().path());
    let mut cases: Vec<Case> = folders
        .filter(|path| path.is_dir())
        .map(|folder| Case {
            name: folder.file_name().unwrap().to_string_lossy().into_owned(),
            folder,
        })
        .collect();
    cases.sort_by(|a, b| a.name.cmp(&b.name));
    cases
}

fn run(case: &Case, problems: &mut Problems) {
    stray_files(case, problems);
    let built = build(case, problems);
    let bless = std::env::var_os("BLESS").is_some();
    let expected = case.folder.join("expected");
    compare(&expected.join("stderr.txt"), &built.stderr, bless, problems);
    let tree: String = built.files.keys().fold(String::new(), |tree, path| tree + path + "\n");
    compare(&expected.join("tree.txt"), &tree, bless, problems);
    compare_pages(&expected.join("public"), &built.files, bless, problems);
    published::check(&built.files, problems);
}

/// A case holds a site and what is expected of it, nothing else.
fn stray_files(case: &Case, problems: &mut Problems) {
    for item in fs::read_dir(&case.folder).unwrap() {
        let name = item.unwrap().file_name().to_string_lossy().into_owned();
        let is_style = Path::new(&name).extension().is_some_and(|it| it == "csl");
        if !is_style
            && !matches!(
                name.as_str(),
                "conspectus.yaml" | "ledger.txt" | "content" | "themes" | "expected" | "args"
            )
        {
            problems.push(format!("`{name}` is no part of a case"));
        }
    }
    let Ok(expected) = fs::read_dir(case.folder.join("expected")) else {
        return;
    };
    for item in expected {
        let name = item.unwrap().file_name().to_string_lossy().into_owned();
        if !matches!(name.as_str(), "stderr.txt" | "tree.txt" | "public") {
            problems.push(format!("nothing compares `expected/{name}`"));
        }
    }
}

/// Builds a copy of the site, so that a case needs no settings and its folder stays clean.
fn build(case: &Case, problems: &mut Problems) -> Built {
    let place = tempfile::tempdir().unwrap();
    let (site, out) = (place.path().join("site"), place.path().join("out"));
    fs::create_dir_all(site.join("content")).unwrap();
    fs::copy(SHARED_CONFIG, site.join("conspectus.yaml")).unwrap();
    for (path, bytes) in files(&case.folder) {
        if !path.starts_with("expected/") && path != "args" {
            write(&site.join(path), &bytes);
        }
    }
    let output = conspectus(case, &site, &out);
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    let stderr = stderr.replace(&*place.path().to_string_lossy(), "");
    let code = output.status.code();
    let built = Built {
        stderr: said(&stderr, code),
        files: files(&out),
    };
    summary(&output, problems);
    promises(&stderr, code, &built, problems);
    built
}

/// Builds the site, with the further arguments that the case has in its file `args`.
fn conspectus(case: &Case, site: &Path, out: &Path) -> Output {
    let further = fs::read_to_string(case.folder.join("args")).unwrap_or_default();
    let mut command = Command::new(env!("CARGO_BIN_EXE_conspectus"));
    command.arg("build").arg("--site").arg(site).arg("--out").arg(out);
    command.args(further.split_whitespace());
    // One fixed moment, wherever a page or feed wants a date.
    command.env("SOURCE_DATE_EPOCH", "1700000000").env("NO_COLOR", "1");
    command.output().unwrap()
}

fn said(stderr: &str, code: Option<i32>) -> String {
    let code = code.map_or_else(|| "none".to_owned(), |code| code.to_string());
    let lines: Vec<&str> = stderr.trim_end().lines().map(str::trim_end).collect();
    let gap = if stderr.trim().is_empty() { "" } else { "\n\n" };
    format!("{}{gap}exit {code}\n", lines.join("\n"))
}

/// The summary is one line, on stdout.
fn summary(output: &Output, problems: &mut Problems) {
    let stdout = String::from_utf8_lossy(&output.stdout);
    if stdout.lines().count() != 1 {
        problems.push(format!("expected one summary line on stdout, found:\n{stdout}"));
    }
}

/// What holds for every build: an error stops publication, nothing else does.
fn promises(stderr: &str, code: Option<i32>, built: &Built, problems: &mut Problems) {
    let has_errors = stderr.lines().any(|line| line.starts_with("error"));
    match (has_errors, code) {
        (true, Some(1)) if built.files.is_empty() => {}
        (false, Some(0)) if !built.files.is_empty() => {}
        (true, Some(1)) => problems.push("something was published in spite of errors".to_owned()),
        (false, Some(0)) => problems.push("there is no error, and nothing was published".to_owned()),
        _ => problems.push(format!("the exit code {code:?} does not fit what was said")),
    }
}

/// Compares a text with the file that holds what is expected; blessing writes the file.
fn compare(expected: &Path, actual: &str, bless: bool, problems: &mut Problems) {
    let wanted = fs::read_to_string(expected).ok();
    if wanted.as_deref() == Some(actual) {
        return;
    }
    if bless {
        return write(expected, actual.as_bytes());
    }
    match wanted {
        Some(wanted) => problems.push(format!("{} differs:\n{}", expected.display(), diff(&wanted, actual))),
        None => problems.push(format!("{} is missing", expected.display())),
    }
}

/// Compares the pages that the case is about: those that lie in `expected/public/`.
fn compare_pages(folder: &Path, published: &BTreeMap<String, Vec<u8>>, bless: bool, problems: &mut Problems) {
    for path in files(folder).into_keys() {
        let expected = folder.join(&path);
        match published.get(&path) {
            Some(bytes) => {
                let text = String::from_utf8_lossy(bytes);
                compare(&expected, &excerpt(&path, &text), bless, problems);
            }
            None => problems.push(format!("{} is expected and not published", expected.display())),
        }
    }
}

/// What of a page is compared: the `main` element, which the case is about, not the frame around it.
fn excerpt(path: &str, text: &str) -> String {
    let main = || {
        let start = text.find("<main")?;
        let end = text.find("</main>")? + "</main>".len();
        Some(format!("{}\n", text.get(start..end)?))
    };
    let is_page = Path::new(path).extension().is_some_and(|it| it == "html");
    main().filter(|_| is_page).unwrap_or_else(|| text.to_owned())
}

/// The lines that differ, those that are the same at both ends left out.
fn diff(wanted: &str, actual: &str) -> String {
    let (wanted, actual): (Vec<_>, Vec<_>) = (wanted.lines().collect(), actual.lines().collect());
    let same = |pair: &(&&str, &&str)| pair.0 == pair.1;
    let head = wanted.iter().zip(&actual).take_while(same).count();
    let tails = wanted[head..].iter().rev().zip(actual[head..].iter().rev());
    let tail = tails.take_while(same).count();
    let mut text = format!("  from line {}:\n", head + 1);
    for (sign, lines) in [('-', &wanted), ('+', &actual)] {
        for line in &lines[head..lines.len() - tail] {
            let _ = writeln!(text, "  {sign} {line}");
        }
    }
    text
}

fn write(path: &Path, bytes: &[u8]) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, bytes).unwrap();
}
