//! The search in a real browser: the client that readers use, on the index of the repository's own site.
#![expect(
    clippy::disallowed_methods,
    reason = "a test of whole sites reads and writes the disk"
)]
#![allow(clippy::unwrap_used, reason = "a test that cannot write its files has failed")]
#![allow(clippy::panic, reason = "a test fails by panicking")]

mod browser;

use browser::Browser;
use serde_json::{Value as Json, json};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// The built site of the repository; the folder lives as long as the tests.
fn site() -> &'static Path {
    static SITE: OnceLock<(tempfile::TempDir, PathBuf)> = OnceLock::new();
    let (_, out) = SITE.get_or_init(|| {
        let place = tempfile::tempdir().unwrap();
        let out = place.path().join("public");
        let mut command = Command::new(env!("CARGO_BIN_EXE_conspectus"));
        let output = command.args(["build", "--out"]).arg(&out).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        (place, out)
    });
    out
}

fn file(page: &str) -> String {
    format!("file://{}/{page}", site().display())
}

/// Waits for the results of what was typed last.
fn wait_for_results(browser: &mut Browser) {
    browser.wait_for("document.querySelectorAll('.search-results a').length > 0");
}

const FOCUS: &str = "document.activeElement.closest('.search-results li') \
    ? 'result ' + [...document.querySelectorAll('.search-results li')].indexOf(document.activeElement.closest('li')) \
    : document.activeElement.id || document.activeElement.tagName";

#[test]
fn sixty_questions_are_answered() {
    let queries = std::fs::read_to_string("tests/search-queries.tsv").unwrap();
    let queries: Vec<(&str, &str)> = queries
        .lines()
        .filter(|line| !line.starts_with('#') && !line.trim().is_empty())
        .map(|line| line.split_once('\t').unwrap_or_else(|| panic!("no tab in `{line}`")))
        .collect();
    assert_eq!(queries.len(), 60, "the file has so many questions");
    let mut browser = Browser::launch();
    browser.open(&file("search.html"));
    browser.wait_for("!!window.conspectusSearch");
    let mut missed = Vec::new();
    for (question, expected) in &queries {
        let ask = format!(
            "conspectusSearch.find({}, {{}}, 3).then((it) => it.hits.map((hit) => hit.address))",
            json!(question)
        );
        let found = browser.evaluate(&ask);
        let page = format!("{expected}.html");
        if !found.as_array().unwrap().iter().any(|it| *it == *page) {
            missed.push(format!("`{question}` gives {found}, not {page}"));
        }
    }
    assert!(
        missed.len() <= 3,
        "{} of 60 missed:\n{}",
        missed.len(),
        missed.join("\n")
    );
    eprintln!("{} of 60\n{}", 60 - missed.len(), missed.join("\n"));
}

#[test]
fn the_client_reads_words_as_the_index_does() {
    let mut browser = Browser::launch();
    browser.open(&file("search.html"));
    browser.wait_for("!!window.conspectusSearch");
    let mut texts: Vec<String> = walkdir::WalkDir::new("content")
        .sort_by_file_name()
        .into_iter()
        .flatten()
        .filter(|item| item.path().extension().is_some_and(|it| it == "md"))
        .map(|item| std::fs::read_to_string(item.path()).unwrap())
        .collect();
    texts.push(
        "Лев Толстой ÇELEBİ ﬁne Straße الحافظ مَدرَسة كتابي ۱۹۶۵ 灯台守 l’été O’Hara ʿAbd می‌خواهم planning ﷺ".to_owned(),
    );
    for text in texts {
        let read = browser.evaluate(&format!("conspectusSearch.folded({})", json!(text)));
        let read: Vec<&str> = read.as_array().unwrap().iter().filter_map(Json::as_str).collect();
        let expected = conspectus::render::search_words(&text);
        let differ = read.iter().zip(&expected).find(|(a, b)| a != b);
        assert!(differ.is_none() && read.len() == expected.len(), "{differ:?} in {text}");
    }
}

/// The way of a reader with a keyboard, on a page whose address is given without `events/index.html`.
fn keyboard(root: &str) {
    let mut browser = Browser::launch();
    browser.open(&format!("{root}events/index.html"));
    assert_eq!(
        browser.evaluate("document.querySelectorAll('script[src*=search]').length"),
        0
    );
    browser.key("/");
    browser.wait_for("document.activeElement.id === 'search-input'");
    assert_eq!(browser.evaluate("document.querySelector('dialog.search').open"), true);
    browser.type_text("helicoptres");
    wait_for_results(&mut browser);
    browser.wait_for("/\\d+ results/.test(document.querySelector('.search-status').textContent)");
    assert_eq!(
        browser.evaluate("document.querySelectorAll('.search-results mark').length > 0"),
        true
    );
    assert!(browser.text("location.hash").starts_with("#?q=helicoptres"));
    browser.key("ArrowDown");
    browser.key("ArrowDown");
    assert_eq!(browser.text(FOCUS), "result 1");
    browser.key("ArrowUp");
    browser.key("ArrowUp");
    assert_eq!(browser.text(FOCUS), "search-input");
    browser.key("Escape");
    browser.wait_for("!document.querySelector('dialog.search').open");
    browser.wait_for("location.hash === ''");
    browser.key("/");
    browser.wait_for("document.querySelector('dialog.search').open");
    wait_for_results(&mut browser);
    browser.key("ArrowDown");
    let wanted = browser.text("document.activeElement.href");
    assert!(wanted.starts_with(root), "{wanted}");
    browser.key("Enter");
    browser.wait_for(&format!("location.href === {}", json!(wanted)));
    // Back again, the search is as it was.
    browser.evaluate("history.back()");
    browser.wait_for("location.pathname.endsWith('events/index.html') && !!document.querySelector('dialog.search[open] .search-results a')");
    assert_eq!(browser.problems(), Vec::<String>::new());
}

#[test]
fn the_keyboard_is_enough_on_the_disk() {
    keyboard(&file(""));
}

#[test]
fn the_keyboard_is_enough_in_a_folder_of_a_server() {
    keyboard(&browser::serve(site(), "/~lecturer/course/"));
}

#[test]
fn a_search_has_an_address_and_filters() {
    let mut browser = Browser::launch();
    browser.open(&file("search.html#?q=visit&kind=event"));
    wait_for_results(&mut browser);
    assert_eq!(browser.text("document.getElementById('search-input').value"), "visit");
    browser.wait_for("document.querySelector('.search-filters select').value === 'event'");
    let kinds = "[...new Set([...document.querySelectorAll('.search-results li')].map((it) => it.className))].join()";
    assert_eq!(browser.text(kinds), "k-event");
    browser.evaluate(
        "{ const it = document.querySelector('select[name=decade]'); it.value = it.options[1].value; \
         it.dispatchEvent(new Event('change')); }",
    );
    browser.wait_for("location.hash.includes('decade=')");
    assert_eq!(browser.problems(), Vec::<String>::new());
}

#[test]
fn the_key_can_be_given_back() {
    let mut browser = Browser::launch();
    let root = browser::serve(site(), "/");
    browser.open(&format!("{root}search.html"));
    browser.wait_for("!!document.querySelector('.search-foot input')");
    browser.evaluate("document.querySelector('.search-foot input').click()");
    browser.open(&format!("{root}index.html"));
    browser.key("/");
    assert_eq!(browser.evaluate("document.querySelectorAll('dialog.search').length"), 0);
    browser.evaluate("document.querySelector('a.search-link').click()");
    browser.wait_for("!!document.querySelector('dialog.search[open]')");
    assert_eq!(browser.problems(), Vec::<String>::new());
}
