//! The mistakes of whoever writes for the first time, each in a copy of one small site, and all that is said of them: at
//! once where it is, what it is and what to do. What is said stands in `newcomer/said.txt`, to be read as such a person.
#![expect(clippy::disallowed_methods, reason = "makes the sites that are wrong")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "what fails here fails the test")]

use Edit::{Rename, Replace, Write};
use std::fs;
use std::path::Path;
use std::process::Command;

const SITE: &str = "tests/newcomer/site";
const SAID: &str = "tests/newcomer/said.txt";

const HOME: &str = "content/index.md";
const PAPER: &str = "content/papers/osten-1888.md";
const EVENT: &str = "content/events/storm.md";
const ACTOR: &str = "content/actors/ada-fell.md";
const TERM: &str = "content/glossary/fog-signal.md";

/// A change of the sound site.
enum Edit {
    /// In a file, a text and what is written instead.
    Replace(&'static str, &'static str, &'static str),
    /// A file that is new.
    Write(&'static str, &'static str),
    /// A file and the name that it has instead.
    Rename(&'static str, &'static str),
}

/// What people get wrong.
#[rustfmt::skip]
const MISTAKES: &[(&str, &[Edit])] = &[
    ("quotes-curly-open", &[Replace(PAPER, "title: The Keeping of Lights", "title: “The Keeping: of Lights”")]),
    ("quotes-inside", &[Replace(PAPER, "title: The Keeping of Lights", "title: \"The \"Keeping\" of Lights\"")]),
    ("quotes-apostrophe", &[Replace(PAPER, "title: The Keeping of Lights", "title: 'The Keeper's Lights'")]),
    ("quotes-begin-a-value", &[Replace(PAPER, "says: Oil was dear.", "says: \"Oil\" was dear.")]),
    ("colon-missing", &[Replace(PAPER, "type: book", "type book")]),
    ("colon-without-space", &[Replace(PAPER, "type: book", "type:book")]),
    ("equals-for-colon", &[Replace(PAPER, "type: book", "type = book")]),
    ("title-with-colon", &[Replace(PAPER, "title: The Keeping of Lights", "title: The Keeping of Lights: A History")]),
    ("title-with-hash", &[Replace(PAPER, "title: The Keeping of Lights", "title: The Keeping of Light #1")]),
    ("title-with-bracket", &[Replace(PAPER, "title: The Keeping of Lights", "title: [The Keeping of Lights]")]),
    ("title-with-asterisk", &[Replace(PAPER, "title: The Keeping of Lights", "title: *The Keeping of Lights*")]),
    ("title-empty", &[Replace(PAPER, "title: The Keeping of Lights", "title:")]),
    ("title-capital-key", &[Replace(PAPER, "title: The", "Title: The")]),
    ("key-in-own-words", &[Replace(PAPER, "author: [{family: Osten, given: Karl}]", "authors: Karl Osten")]),
    ("author-as-text", &[Replace(PAPER, "author: [{family: Osten, given: Karl}]", "author: Karl Osten")]),
    ("author-without-braces", &[Replace(PAPER, "author: [{family: Osten, given: Karl}]", "author: [Karl Osten]")]),
    ("author-by-commas", &[Replace(PAPER, "author: [{family: Osten, given: Karl}]", "author: Osten, Karl; Fell, Ada")]),
    ("year-for-issued", &[Replace(PAPER, "issued: 1888", "year: 1888")]),
    ("date-with-slashes", &[Replace(EVENT, "date: 1862", "date: 3/4/1862")]),
    ("date-with-month-name", &[Replace(EVENT, "date: 1862", "date: 3 April 1862")]),
    ("date-with-month-first", &[Replace(EVENT, "date: 1862", "date: April 3, 1862")]),
    ("date-with-dots", &[Replace(EVENT, "date: 1862", "date: 3.4.1862")]),
    ("date-range-with-dash", &[Replace(EVENT, "date: 1862", "date: 1862-1865")]),
    ("date-range-with-en-dash", &[Replace(EVENT, "date: 1862", "date: 1862–1865")]),
    ("date-circa", &[Replace(EVENT, "date: 1862", "date: c. 1862")]),
    ("date-question", &[Replace(EVENT, "date: 1862", "date: 1862 ?")]),
    ("date-decade", &[Replace(EVENT, "date: 1862", "date: 1860s")]),
    ("theme-for-themes", &[Replace(PAPER, "themes:\n  - theme: upkeep\n    at: Introduction\n    says: Oil was dear.", "theme: upkeep")]),
    ("themes-as-text", &[Replace(PAPER, "themes:\n  - theme: upkeep\n    at: Introduction\n    says: Oil was dear.", "themes: upkeep")]),
    ("themes-by-commas", &[Replace(PAPER, "themes:\n  - theme: upkeep\n    at: Introduction\n    says: Oil was dear.", "themes: upkeep, cost")]),
    ("themes-as-names", &[Replace(PAPER, "themes:\n  - theme: upkeep\n    at: Introduction\n    says: Oil was dear.", "themes: [upkeep]")]),
    ("list-dash-without-space", &[Replace(PAPER, "  - theme: upkeep\n    at: Introduction\n    says: Oil was dear.", "  -theme: upkeep\n   at: Introduction\n   says: Oil was dear.")]),
    ("list-indent-uneven", &[Replace(PAPER, "    at: Introduction\n    says: Oil", "   at: Introduction\n    says: Oil")]),
    ("list-with-bullets", &[Replace(PAPER, "  - theme: upkeep", "  * theme: upkeep")]),
    ("list-dash-of-word", &[Replace(PAPER, "  - theme: upkeep", "  – theme: upkeep")]),
    ("theme-by-title", &[Replace(PAPER, "theme: upkeep", "theme: Upkeep")]),
    ("event-in-brackets", &[Replace(PAPER, "event: storm", "event: [[storm]]")]),
    ("link-by-title", &[Replace(HOME, "[[ada-fell]]", "[[Ada Fell]]")]),
    ("link-by-title-in-part", &[Replace(HOME, "[[ada-fell]]", "[[Fell]]")]),
    ("link-single-brackets", &[Replace(HOME, "[[ada-fell]]", "[ada-fell]")]),
    ("link-with-space", &[Replace(HOME, "[[ada-fell]]", "[ada fell] (actors/ada-fell.md)")]),
    ("link-not-closed", &[Replace(HOME, "[[ada-fell]]", "[[ada-fell]")]),
    ("image-missing", &[Replace(HOME, "See", "![A lamp](lamp.png)\n\nSee")]),
    ("image-wrong-case", &[Replace(HOME, "See", "![A lamp](Images/Lamp.PNG)\n\nSee"), Write("content/images/lamp.png", "x")]),
    ("image-by-wiki-link", &[Replace(HOME, "See", "![[lamp.png]]\n\nSee"), Write("content/images/lamp.png", "x")]),
    ("image-from-disk", &[Replace(HOME, "See", "![A lamp](C:\\Users\\ada\\lamp.png)\n\nSee")]),
    ("image-with-space", &[Replace(HOME, "See", "![A lamp](my lamp.png)\n\nSee"), Write("content/my lamp.png", "x")]),
    ("image-from-content", &[Replace(HOME, "See", "![A lamp](content/images/lamp.png)\n\nSee"), Write("content/images/lamp.png", "x")]),
    ("same-name-twice", &[Write("content/pages/storm.md", "---\ntitle: The storm\n---\n\nMore.\n")]),
    ("same-name-in-two-folders-as-cited", &[Write("content/references.bib", "@book{osten-1888,\n  author = {Osten, Karl},\n  title = {The Keeping of Lights},\n  year = {1888},\n}\n")]),
    ("bib-key-with-space", &[Replace(HOME, "See", "As [@moss 2009] says. See"), Write("content/references.bib", "@book{moss 2009,\n  author = {Moss, Eva},\n  title = {Glass},\n  year = {2009},\n}\n")]),
    ("bib-comma-missing", &[Replace(HOME, "See", "As [@moss-2009] says. See"), Write("content/references.bib", "@book{moss-2009,\n  author = {Moss, Eva}\n  title = {Glass},\n  year = {2009},\n}\n")]),
    ("bib-brace-missing", &[Replace(HOME, "See", "As [@moss-2009] says. See"), Write("content/references.bib", "@book{moss-2009,\n  author = {Moss, Eva},\n  title = {Glass,\n  year = {2009},\n}\n")]),
    ("bib-missing", &[Replace(HOME, "See", "As [@moss-2009] says. See")]),
    ("bib-in-wrong-folder", &[Replace(HOME, "See", "As [@moss-2009] says. See"), Write("references.bib", "@book{moss-2009,\n  author = {Moss, Eva},\n  title = {Glass},\n  year = {2009},\n}\n")]),
    ("bib-in-papers", &[Replace(HOME, "See", "As [@moss-2009] says. See"), Write("content/papers/references.bib", "@book{moss-2009,\n  author = {Moss, Eva},\n  title = {Glass},\n  year = {2009},\n}\n")]),
    ("citation-in-parentheses", &[Replace(HOME, "See", "As (@osten-1888, p. 3) says. See")]),
    ("citation-without-at", &[Replace(HOME, "See", "As [osten-1888, p. 3] says. See")]),
    ("citation-by-latex", &[Replace(HOME, "See", "As \\cite{osten-1888} says. See")]),
    ("citation-with-comma-between", &[Replace(HOME, "See", "As [@osten-1888, @storm] says. See")]),
    ("fence-not-closed", &[Replace(EVENT, "kind: storm\n---\n", "kind: storm\n")]),
    ("fence-with-four", &[Replace(EVENT, "kind: storm\n---\n", "kind: storm\n----\n")]),
    ("fence-with-space-before", &[Replace(EVENT, "---\ntitle: Storm", " ---\ntitle: Storm")]),
    ("code-fence-not-closed", &[Replace(HOME, "See", "```\ncode\n\nSee")]),
    ("file-empty", &[Write(EVENT, "")]),
    ("file-with-capitals", &[Rename(EVENT, "content/events/Great Storm.md")]),
    ("file-with-underscore", &[Rename(EVENT, "content/events/great_storm.md")]),
    ("folder-misspelt", &[Rename(EVENT, "content/event/storm.md")]),
    ("folder-nested", &[Rename(EVENT, "content/events/1862/storm.md")]),
    ("folder-above-content", &[Rename(EVENT, "events/storm.md")]),
    ("entry-in-wrong-folder", &[Rename(EVENT, "content/papers/storm.md")]),
    ("entry-at-top", &[Rename(EVENT, "content/storm.md")]),
    ("kind-unknown", &[Replace(ACTOR, "kind: person", "kind: human")]),
    ("kind-plural", &[Replace(ACTOR, "kind: person", "kind: persons")]),
    ("type-in-own-words", &[Replace(PAPER, "type: book", "type: journal article")]),
    ("tab-for-indent", &[Replace(PAPER, "    at: Introduction", "\tat: Introduction")]),
    ("section-unknown", &[Replace(PAPER, "at: Introduction", "at: Intro")]),
    ("says-missing", &[Replace(PAPER, "\n    says: Oil was dear.", "")]),
    ("stance-unknown", &[Replace(PAPER, "    says: Oil was dear.", "    stance: agrees\n    says: Oil was dear.")]),
    ("heading-without-space", &[Replace(PAPER, "## Introduction", "##Introduction")]),
    ("heading-first-level", &[Replace(PAPER, "## Introduction", "# Introduction")]),
    ("type-in-own-words", &[Replace(EVENT, "kind: storm", "kind: storm\ndraft: yes")]),
    ("html-in-text", &[Replace(HOME, "See", "<b>See</b>")]),
    ("definition-empty", &[Replace(TERM, "definition: A horn that sounds in fog.", "definition:")]),
    ("comment-by-slashes", &[Replace(PAPER, "type: book", "type: book // or article")]),
    ("date-in-curly-quotes", &[Replace(EVENT, "date: 1862", "date: “1862”")]),
    ("theme-in-curly-quotes", &[Replace(PAPER, "theme: upkeep", "theme: “upkeep”")]),
    ("section-in-curly-quotes", &[Replace(PAPER, "at: Introduction", "at: “Introduction”")]),
    ("type-in-curly-quotes", &[Replace(PAPER, "type: book", "type: “book”")]),
    ("date-with-time", &[Replace(EVENT, "date: 1862", "date: 1862-04-03T12:00")]),
    ("date-two-digit-year", &[Replace(EVENT, "date: 1862", "date: 62")]),
    ("url-without-scheme", &[Replace(PAPER, "issued: 1888", "issued: 1888\nURL: www.example.org/lights")]),
    ("list-in-text-brackets-open", &[Replace(PAPER, "author: [{family: Osten, given: Karl}]", "author: [{family: Osten, given: Karl}")]),
    ("settings-unknown-key", &[Replace("conspectus.yaml", "title: Lighthouses\n", "title: Lighthouses\nbaseurl: https://example.org/\n")]),
    ("settings-url-without-scheme", &[Replace("conspectus.yaml", "title: Lighthouses\n", "title: Lighthouses\nbase-url: example.org\n")]),
    ("entry-saved-as-text", &[Rename(EVENT, "content/events/storm.md.txt")]),
    ("entry-saved-by-a-word-processor", &[Rename(EVENT, "content/events/storm.txt")]),
    ("citation-without-brackets", &[Replace(HOME, "See", "As @osten-1888 says. See")]),
    ("placeholder-left", &[Replace(TERM, "A horn that sounds in fog.", "What the term means, in one sentence.")]),
    ("home-page-misnamed", &[Rename(HOME, "content/home.md")]),
];

/// What looks like a mistake and is understood: nothing is said of it.
#[rustfmt::skip]
const UNDERSTOOD: &[(&str, &[Edit])] = &[
    ("quotes-curly", &[Replace(PAPER, "title: The Keeping of Lights", "title: “The Keeping of Lights”")]),
    ("list-without-dash", &[Replace(PAPER, "  - theme: upkeep", "    theme: upkeep")]),
    ("event-with-md", &[Replace(PAPER, "event: storm", "event: storm.md")]),
    ("event-with-path", &[Replace(PAPER, "event: storm", "event: events/storm.md")]),
    ("link-to-html", &[Replace(HOME, "[[ada-fell]]", "[Ada](actors/ada-fell.html)")]),
    ("link-from-root", &[Replace(HOME, "[[ada-fell]]", "[Ada](/content/actors/ada-fell.md)")]),
    ("link-to-anchor-by-title", &[Replace(HOME, "[[osten-1888]]", "[[osten-1888#Introduction]]")]),
    ("bib-named-otherwise", &[Replace(HOME, "See", "As [@moss-2009] says. See"), Write("content/library.BIB", "@book{moss-2009,\n  author = {Moss, Eva},\n  title = {Glass},\n  year = {2009},\n}\n")]),
    ("tab-after-colon", &[Replace(PAPER, "type: book", "type:\tbook")]),
    ("doi-as-address", &[Replace(PAPER, "issued: 1888", "issued: 1888\nDOI: https://doi.org/10.1234/lights")]),
    ("page-numbers-en-dash", &[Replace(PAPER, "at: Introduction", "at: Introduction, p. 3–5")]),
    ("doi-with-prefix", &[Replace(PAPER, "issued: 1888", "issued: 1888\nDOI: doi:10.1234/lights")]),
];

#[test]
fn every_mistake_is_told_where_it_is_with_what_to_do() {
    let mut all = String::new();
    let mut silent = Vec::new();
    for (name, edits) in MISTAKES {
        let said = said_of(edits);
        // A place in a file, and advice or a correction.
        if !said.contains("-->") || !said.contains("help: ") {
            silent.push(*name);
        }
        all.push_str(&format!("## {name}\n\n{said}\n\n"));
    }
    assert!(silent.is_empty(), "no place or no advice: {silent:?}");
    if std::env::var_os("BLESS").is_some() {
        fs::write(SAID, &all).unwrap();
    }
    let written = fs::read_to_string(SAID).unwrap_or_default();
    let differing = all
        .split("## ")
        .zip(written.split("## "))
        .find(|(now, before)| now != before);
    if let Some((now, before)) = differing {
        panic!(
            "{SAID} is not what is said now; `BLESS=1 cargo test --test newcomer` rewrites it\n{before}\nnow\n{now}"
        );
    }
    assert_eq!(all.len(), written.len(), "{SAID} has mistakes that are made no more");
}

#[test]
fn what_is_understood_needs_no_word() {
    for (name, edits) in UNDERSTOOD {
        assert_eq!(said_of(edits), "", "{name}");
    }
    assert_eq!(said_of(&[]), "", "the site itself");
}

#[test]
fn safe_corrections_leave_nothing_to_say() {
    let fixed = [
        "citation-without-brackets",
        "link-single-brackets",
        "theme-by-title",
        "date-with-month-name",
        "type-in-own-words",
    ];
    for name in fixed {
        let (_, edits) = MISTAKES.iter().find(|(it, _)| *it == name).unwrap();
        let place = tempfile::tempdir().unwrap();
        make(place.path(), edits);
        let fix = Command::new(env!("CARGO_BIN_EXE_conspectus"))
            .args(["check", "--fix", "--yes", "--site"])
            .arg(place.path())
            .output()
            .unwrap();
        assert!(fix.status.success(), "{name}: {}", String::from_utf8_lossy(&fix.stderr));
        assert_eq!(check(place.path()), "", "{name}");
    }
}

/// What `check` says of the site with these changes.
fn said_of(edits: &[Edit]) -> String {
    let place = tempfile::tempdir().unwrap();
    make(place.path(), edits);
    check(place.path())
}

fn check(site: &Path) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_conspectus"))
        .args(["check", "--site"])
        .arg(site)
        .env("NO_COLOR", "1")
        .output()
        .unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    let lines: Vec<&str> = said.trim_end().lines().map(str::trim_end).collect();
    lines.join("\n")
}

fn make(site: &Path, edits: &[Edit]) {
    copy(Path::new(SITE), site);
    for edit in edits {
        match edit {
            Replace(path, old, new) => {
                let text = fs::read_to_string(site.join(path)).unwrap();
                assert!(text.contains(old), "{path} has no {old}");
                fs::write(site.join(path), text.replace(old, new)).unwrap();
            }
            Write(path, text) => write(&site.join(path), text.as_bytes()),
            Rename(from, to) => {
                let bytes = fs::read(site.join(from)).unwrap();
                write(&site.join(to), &bytes);
                fs::remove_file(site.join(from)).unwrap();
            }
        }
    }
}

fn write(path: &Path, bytes: &[u8]) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, bytes).unwrap();
}

fn copy(from: &Path, to: &Path) {
    for item in fs::read_dir(from).unwrap() {
        let path = item.unwrap().path();
        let there = to.join(path.file_name().unwrap());
        if path.is_dir() {
            fs::create_dir_all(&there).unwrap();
            copy(&path, &there);
        } else {
            fs::copy(&path, &there).unwrap();
        }
    }
}
