//! What a site does without: scripts, a network, a server; and what it remembers for a reader. In a real browser.
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    dead_code,
    reason = "what fails here fails the test; the browser can do more than this test asks"
)]
#![allow(clippy::panic, clippy::expect_used, reason = "a test fails by panicking")]

mod browser;

use browser::Browser;
use serde_json::json;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The site that `init` writes, published; the folder that holds it, and the one of its pages.
fn site() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_conspectus"));
        let ended = command.args(arguments).current_dir(folder.path()).output().unwrap();
        assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stderr));
    };
    run(&["init", "site"]);
    run(&["build", "--site", "site"]);
    let public = folder.path().join("site/public");
    (folder, public)
}

/// The pages below a folder, as paths from it.
fn pages(public: &Path) -> Vec<String> {
    let files = walkdir::WalkDir::new(public).sort_by_file_name().into_iter();
    let paths = files.filter_map(|file| Some(file.ok()?.path().strip_prefix(public).ok()?.to_str()?.to_owned()));
    paths.filter(|path| path.ends_with(".html")).collect()
}

#[test]
fn the_choice_of_colours_is_remembered_on_the_next_page() {
    let (_folder, public) = site();
    let address = browser::serve(&public, "/");
    let mut browser = Browser::launch();
    let ground =
        "getComputedStyle(document.body).backgroundColor || getComputedStyle(document.documentElement).backgroundColor";
    browser.open(&format!("{address}index.html"));
    let light = browser.text(ground);
    let choose = "document.querySelector('button.scheme').click(), document.documentElement.dataset.theme || 'system'";
    assert_eq!(browser.text(choose), "light");
    assert_eq!(browser.text(choose), "dark");
    browser.open(&format!("{address}papers/moss-2009.html"));
    assert_eq!(browser.text("document.documentElement.dataset.theme"), "dark");
    assert_ne!(browser.text(ground), light);
    assert_eq!(browser.text(choose), "system");
    browser.open(&format!("{address}index.html"));
    assert_eq!(
        browser.text("String(document.documentElement.dataset.theme)"),
        "undefined"
    );
    assert_eq!(browser.problems(), Vec::<String>::new());
}

#[test]
fn without_scripts_every_word_is_there_and_nothing_that_does_nothing() {
    let (_folder, public) = site();
    let mut browser = Browser::launch();
    browser.call("Emulation.setScriptExecutionDisabled", &json!({"value": true}));
    for page in pages(&public) {
        browser.open(&format!("file://{}/{page}", public.display()));
        assert_eq!(
            browser.evaluate("document.documentElement.classList.contains('js')"),
            false
        );
        // A control that only a script can answer is not shown; a popover and `details` need none.
        let idle = "[...document.querySelectorAll('button:not([popovertarget]), form, [role=combobox]')]\
                    .filter(it => it.checkVisibility()).map(it => it.outerHTML.slice(0, 80)).join()";
        assert_eq!(browser.text(idle), "", "{page}");
        // In the matrix a wide page has the names of papers in its head, a narrow one in each cell.
        let hidden = "[...document.querySelectorAll('main p:not(.whose), main li, main td')]\
                      .filter(it => it.textContent.trim() && !it.closest('[hidden], details:not([open]), noscript'))\
                      .filter(it => !it.checkVisibility()).map(it => it.outerHTML.slice(0, 80)).join()";
        assert_eq!(browser.text(hidden), "", "{page}");
        // A card that another page frames has no menu: it leads out of the frame, to its entry and to its site.
        let (ways, enough) = if page.starts_with("embed/") {
            ("main a[href][target=_top]", 2)
        } else {
            ("header a[href], footer a[href]", 1)
        };
        let ways = browser.evaluate(&format!("document.querySelectorAll('{ways}').length"));
        assert!(ways.as_u64() >= Some(enough), "{page}");
    }
}

#[test]
fn from_the_disk_and_without_a_network_nothing_is_missed() {
    let (_folder, public) = site();
    let mut browser = Browser::launch();
    browser.call("Network.enable", &json!({}));
    let offline = json!({"offline": true, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1});
    browser.call("Network.emulateNetworkConditions", &offline);
    for page in pages(&public) {
        browser.open(&format!("file://{}/{page}", public.display()));
        assert!(
            browser.evaluate("document.styleSheets.length").as_u64() > Some(0),
            "{page}"
        );
    }
    // The two that fetch something when they are asked: a card, and the search.
    browser.open(&format!("file://{}/papers/moss-2009.html", public.display()));
    let shown = "!!document.querySelector('.card') && !document.querySelector('.card').hidden";
    let tabs = (0..60).take_while(|_| {
        browser.key("Tab");
        browser.evaluate(shown) == false
    });
    assert!(tabs.count() < 60, "a card opens at some link");
    browser.key("Escape");
    browser.key("/");
    browser.wait_for("document.activeElement && document.activeElement.matches('input')");
    browser.type_text("light");
    browser.wait_for("document.querySelectorAll('.search-results a').length > 0");
    let elsewhere: Vec<String> = browser
        .requests()
        .into_iter()
        .filter(|address| {
            !["file:", "about:", "data:"]
                .iter()
                .any(|scheme| address.starts_with(scheme))
        })
        .collect();
    assert_eq!(elsewhere, Vec::<String>::new());
    assert_eq!(browser.problems(), Vec::<String>::new());
}
