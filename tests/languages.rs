//! Pages from right to left in a real browser: nothing sticks out, and what is beside stands on the proper side.
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    dead_code,
    reason = "what fails here fails the test; the browser can do more than this test asks"
)]
#![allow(clippy::panic, reason = "a test fails by panicking")]

mod browser;

use browser::Browser;
use serde_json::json;
use std::fs;
use std::path::Path;
use std::process::Command;

/// A site in English, with a paper, a term and the home page in Urdu.
const CONTENT: &[(&str, &str)] = &[
    (
        "conspectus.yaml",
        "title: Lamps\ndescription: A test\nstances: [argues]\nevent-kinds: [storm]\n",
    ),
    (
        "content/index.md",
        "---\ntitle: Lamps\n---\nSee [@hale-1911] and the wick.\n",
    ),
    (
        "content/index.ur.md",
        "---\ntitle: چراغ\ndescription: چراغوں کے بارے میں۔\n---\nدیکھیے [@hale-1911] اور بتی۔\n",
    ),
    (
        "content/glossary/wick.md",
        "---\ntitle: wick\ndefinition: What draws the oil up.\n---\n",
    ),
    (
        "content/glossary/wick.ur.md",
        "---\ntitle: بتی\ndefinition: جو تیل کو اوپر کھینچتی ہے۔\n---\n",
    ),
    (
        "content/themes/oil.md",
        "---\ntitle: Oil\nquestion: Who pays for the oil?\n---\n",
    ),
    (
        "content/events/gale.md",
        "---\ntitle: The gale\ndate: 1911-03\nkind: storm\nplace: Skarholm\n---\n",
    ),
    (
        "content/papers/hale-1911.md",
        "---\ntitle: On Lamps\ntype: book\nauthor: [{family: Hale, given: Ada}]\nissued: 1911\nthesis: Lamps need care.\n\
         themes: [{theme: oil, stance: argues, says: The Board pays.}]\nevents: [{event: gale, date: 1911-03-02, says: It blew.}]\n\
         ---\nThe wick went out in [[gale]].\n\n## Method\n\nShe asks.\n\n## Findings\n\nShe finds.\n",
    ),
    (
        "content/papers/hale-1911.ur.md",
        "---\ntitle: چراغوں پر\nthesis: چراغ دیکھ بھال چاہتے ہیں۔\nthemes: [{theme: oil, says: بورڈ ادا کرتا ہے۔}]\n\
         ---\nطوفان میں بتی بجھ گئی، جیسا [[gale]] میں ہے۔\n\n## طریقہ\n\nوہ پوچھتی ہے۔\n\n## نتائج\n\nوہ پاتی ہے۔\n",
    ),
];

/// Whether nothing sticks out of the window.
const FITS: &str = "document.documentElement.scrollWidth <= document.documentElement.clientWidth \
    && [...document.querySelectorAll('main, .masthead, .breadcrumbs, .colophon')].every((it) => { \
    const at = it.getBoundingClientRect(); return at.left >= -0.5 && at.right <= innerWidth + 0.5; })";

#[test]
fn pages_run_from_right_to_left() {
    let site = site();
    let mut browser = Browser::launch();
    for (width, height) in [(320, 640), (1280, 900)] {
        size(&mut browser, width, height);
        for page in ["index.ur.html", "papers/hale-1911.ur.html", "glossary/wick.ur.html"] {
            browser.open(&address(site.path(), page));
            let direction = browser.evaluate("getComputedStyle(document.body).direction");
            assert_eq!(direction, "rtl", "{page}");
            assert_eq!(browser.evaluate(FITS), true, "{page} at {width}");
            // The name of the site begins the line, at the right; the tools end it.
            let order = "document.querySelector('.site-title a').getBoundingClientRect().right \
                > document.querySelector('.tools').getBoundingClientRect().right - 1";
            assert_eq!(browser.evaluate(order), true, "{page} at {width}");
        }
    }
    // Where there is room, facts and contents stand before the text: right of it.
    browser.open(&address(site.path(), "papers/hale-1911.ur.html"));
    let rail = "document.querySelector('.rail').getBoundingClientRect().left \
        >= document.querySelector('.text').getBoundingClientRect().right";
    assert_eq!(browser.evaluate(rail), true);
    browser.open(&address(site.path(), "papers/hale-1911.html"));
    let mirrored = "document.querySelector('.rail').getBoundingClientRect().right \
        <= document.querySelector('.text').getBoundingClientRect().left";
    assert_eq!(browser.evaluate(mirrored), true);
}

#[test]
fn a_card_begins_where_its_link_begins() {
    let site = site();
    let mut browser = Browser::launch();
    for (width, height) in [(320, 640), (1280, 900)] {
        size(&mut browser, width, height);
        browser.open(&address(site.path(), "papers/hale-1911.ur.html"));
        browser.evaluate(
            "document.querySelector('.prose a.term').dispatchEvent(new MouseEvent('mouseover', {bubbles: true}))",
        );
        browser.wait_for("!document.querySelector('.card').hidden");
        let inside = "(() => { const at = document.querySelector('.card').getBoundingClientRect(); \
            return at.left >= 0 && at.right <= innerWidth; })()";
        assert_eq!(browser.evaluate(inside), true, "at {width}");
        let text = browser.evaluate("document.querySelector('.card').textContent");
        assert!(text.as_str().unwrap().contains("تیل"), "{text}");
    }
    let begins = "Math.abs(document.querySelector('.card').getBoundingClientRect().right \
        - document.querySelector('.prose a.term').getBoundingClientRect().right) < 1";
    assert_eq!(browser.evaluate(begins), true);
}

#[test]
fn languages_lead_to_each_other_and_to_the_same_language() {
    let site = site();
    let mut browser = Browser::launch();
    browser.open(&address(site.path(), "papers/hale-1911.html#findings"));
    let href = "document.querySelector('.languages a[hreflang=ur]').href";
    let there = browser.evaluate(href);
    browser.open(there.as_str().unwrap());
    assert_eq!(browser.evaluate("document.documentElement.lang"), "ur");
    let term = "document.querySelector('.prose a.term').getAttribute('href')";
    assert_eq!(browser.evaluate(term), "../glossary/wick.ur.html");
    let event = "document.querySelector('.prose a.event').hreflang";
    assert_eq!(browser.evaluate(event), "en");
    let said = "[...document.querySelectorAll('.says p')].map((it) => it.lang)";
    assert_eq!(browser.evaluate(said), json!(["", "en"]));
    // The sections of a translation have the names of the original.
    assert_eq!(
        browser.evaluate("document.querySelector('h2#findings').textContent.includes('نتائج')"),
        true
    );
    let back = "[...document.querySelectorAll('link[rel=alternate][hreflang]')].map((it) => it.hreflang)";
    assert_eq!(browser.evaluate(back), json!(["en", "x-default", "ur"]));
}

fn size(browser: &mut Browser, width: u32, height: u32) {
    let metrics = json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": false});
    browser.call("Emulation.setDeviceMetricsOverride", &metrics);
}

fn address(site: &Path, page: &str) -> String {
    format!("file://{}/public/{page}", site.display())
}

fn site() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in CONTENT {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_conspectus"));
    let built = command
        .args(["build", "--site"])
        .arg(folder.path())
        .arg("--out")
        .arg(folder.path().join("public"))
        .output()
        .unwrap();
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    folder
}
