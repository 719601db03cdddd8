//! Links to passages: every heading, paragraph and statement has one, found by mouse and keyboard, outside the tab order.
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    dead_code,
    reason = "what fails here fails the test; the browser can do more than this test asks"
)]
#![allow(clippy::panic, clippy::expect_used, reason = "a test fails by panicking")]

mod browser;

use browser::Browser;
use conspectus::pipeline::{self, Options};
use serde_json::json;
use std::fs;
use std::path::Path;

const PAPER: &str = "---\ntitle: On Lamps\ntype: book\nthemes: [{theme: oil, says: It is dear.}]\n---\n\
    The wick went out in the gale of that year.\n\n## After the gale\n\nIt was lit again.[^a]\n\n\
    > Somebody said so.\n\n- one\n- two\n\n[^a]: By Ida.\n";

fn site(paper: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let files = [
        ("conspectus.yaml", "title: Lamps\ndescription: A test\n"),
        ("content/themes/oil.md", "---\ntitle: Oil\n---\n"),
        ("content/papers/hale-1911.md", paper),
    ];
    for (path, text) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

/// Builds the site into its `public/`; the page of the paper.
fn build(site: &Path) -> String {
    let build = pipeline::build(site, &Options::default()).unwrap();
    assert!(!build.diagnostics.has_errors());
    for file in &build.files {
        let path = site.join("public").join(&file.path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, &file.bytes).unwrap();
    }
    fs::read_to_string(site.join("public/papers/hale-1911.html")).unwrap()
}

/// The fragments that links to passages lead to, in the order of the page.
fn anchors(page: &str) -> Vec<String> {
    let links = page.split("<a class=\"anchor\" href=\"#").skip(1);
    links.map(|it| it.split('"').next().unwrap().to_owned()).collect()
}

#[test]
fn every_heading_paragraph_and_statement_links_to_itself() {
    let site = site(PAPER);
    let page = build(site.path());
    let anchors = anchors(&page);
    let ids: Vec<&str> = page
        .split(" id=\"")
        .skip(1)
        .map(|it| it.split('"').next().unwrap())
        .collect();
    assert!(
        anchors.iter().all(|it| ids.contains(&it.as_str())),
        "{anchors:?} {ids:?}"
    );
    let paragraphs = anchors.iter().filter(|it| it.starts_with("p-")).count();
    assert_eq!(
        paragraphs, 3,
        "two paragraphs and the one in the quotation: {anchors:?}"
    );
    assert!(anchors.contains(&"after-the-gale".to_owned()) && anchors.contains(&"theme-oil".to_owned()));
}

#[test]
fn an_edit_elsewhere_keeps_the_link() {
    let before = site(PAPER);
    let after = site(
        &PAPER
            .replace("The wick", "A new beginning.\n\nThe wick")
            .replace("After the gale", "Later"),
    );
    let (before, after) = (anchors(&build(before.path())), anchors(&build(after.path())));
    let kept = before
        .iter()
        .filter(|it| it.starts_with("p-"))
        .all(|it| after.contains(it));
    assert!(kept, "{before:?} {after:?}");
}

#[test]
fn an_author_can_link_to_a_passage() {
    let first = site(PAPER);
    let passage = anchors(&build(first.path()))
        .into_iter()
        .find(|it| it.starts_with("p-"))
        .unwrap();
    let linked = site(PAPER);
    let text = format!("---\ntitle: Oil\n---\nSee [[hale-1911#{passage}|there]].\n");
    fs::write(linked.path().join("content/themes/oil.md"), text).unwrap();
    build(linked.path());
    let page = fs::read_to_string(linked.path().join("public/themes/oil.html")).unwrap();
    assert!(page.contains(&format!("href=\"../papers/hale-1911.html#{passage}\"")));
}

#[test]
fn the_link_shows_on_hover_and_focus_and_copies_its_address() {
    let site = site(PAPER);
    build(site.path());
    let mut browser = Browser::launch();
    browser.open(&format!(
        "file://{}/public/papers/hale-1911.html",
        site.path().display()
    ));
    let shown = |which: &str| format!("getComputedStyle({which}).opacity === '1'");
    let first = "document.querySelector('.prose p > .anchor')";
    assert_eq!(browser.evaluate(&shown(first)), false);
    let place = browser.evaluate("(() => { const it = document.querySelector('.prose p').getBoundingClientRect(); return [it.left + 20, it.top + 8]; })()");
    browser.call(
        "Input.dispatchMouseEvent",
        &json!({"type": "mouseMoved", "x": place[0], "y": place[1]}),
    );
    browser.wait_for(&shown(first));
    // It takes no room: the paragraph ends where its text ends.
    assert_eq!(
        browser.evaluate(&format!("getComputedStyle({first}).position")),
        "absolute"
    );

    // From the link of a section, the arrow keys go to those of passages, where Tab does not stop.
    browser.evaluate("document.querySelector('h2[id=after-the-gale] .anchor').focus()");
    browser.key("ArrowDown");
    let active = "document.activeElement.matches('p > .anchor')";
    browser.wait_for(active);
    browser.wait_for(&shown("document.activeElement"));
    browser.key("Tab");
    browser.wait_for(&format!("!({active})"));

    browser.evaluate("navigator.clipboard.writeText = async (text) => { window.written = text; }");
    browser.evaluate(&format!("{first}.click()"));
    browser.wait_for("document.querySelector('[role=status]')?.textContent === 'Copied.'");
    assert_eq!(
        browser.evaluate(&format!(
            "window.written === {first}.href && location.href === window.written"
        )),
        true
    );
    assert_eq!(browser.problems(), Vec::<String>::new());
}
