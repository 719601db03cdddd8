//! Cards beside links in a real browser: by mouse, by keyboard, by touch, and closed by Esc; from the disk.
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
use std::fs;
use std::process::Command;

const SHOWN: &str = "!document.querySelector('.card').hidden";
const HIDDEN: &str = "document.querySelector('.card').hidden";

/// A page with a term, an event and a citation in it.
fn site() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let put = |path: &str, text: &str| {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    put(
        "conspectus.yaml",
        "title: Lamps\ndescription: A test\nevent-kinds: [storm]\n",
    );
    put(
        "content/glossary/wick.md",
        "---\ntitle: wick\ndefinition: What draws the oil up.\n---\n",
    );
    put(
        "content/events/gale.md",
        "---\ntitle: The gale\ndate: 1911-03\nkind: storm\nplace: Skarholm\n---\n",
    );
    put(
        "content/papers/hale-1911.md",
        "---\ntitle: On Lamps\ntype: book\nauthor: [{family: Hale, given: Ada}]\nissued: 1911\n\
         events: [{event: gale, says: It blew.}]\n---\nThe wick went out in [[gale]].\n",
    );
    put(
        "content/index.md",
        "---\ntitle: Lamps\n---\nSee [@hale-1911] and the wick.\n",
    );
    let out = folder.path().join("public");
    let mut command = Command::new(env!("CARGO_BIN_EXE_conspectus"));
    let built = command
        .args(["build", "--site"])
        .arg(folder.path())
        .arg("--out")
        .arg(out)
        .output()
        .unwrap();
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    folder
}

/// The middle of the first element that a selector names, in the window.
fn middle(browser: &mut Browser, selector: &str) -> (f64, f64) {
    let ask = format!(
        "(() => {{ const it = document.querySelector({selector:?}).getBoundingClientRect(); \
         return [it.left + it.width / 2, it.top + it.height / 2]; }})()"
    );
    let place = browser.evaluate(&ask);
    (place[0].as_f64().unwrap(), place[1].as_f64().unwrap())
}

#[test]
fn cards_open_by_mouse_keyboard_and_touch_and_close_by_escape() {
    let site = site();
    let mut browser = Browser::launch();
    let page = |path: &str| format!("file://{}/public/{path}", site.path().display());
    browser.open(&page("papers/hale-1911.html"));

    let (x, y) = middle(&mut browser, "a.term");
    browser.call(
        "Input.dispatchMouseEvent",
        &json!({"type": "mouseMoved", "x": x, "y": y}),
    );
    browser.wait_for(SHOWN);
    assert_eq!(
        browser.text("document.querySelector('.card').textContent"),
        "wick What draws the oil up."
    );
    browser.key("Escape");
    browser.wait_for(HIDDEN);

    // By keyboard: on from the term to the event.
    browser.call(
        "Input.dispatchMouseEvent",
        &json!({"type": "mouseMoved", "x": 1, "y": 1}),
    );
    browser.evaluate("document.querySelector('a.term').focus()");
    browser.key("Tab");
    browser.wait_for(SHOWN);
    let told = browser.text("document.querySelector('.card').textContent");
    assert_eq!(told, "The gale March 1911 · storm · Skarholm");
    // What a screen reader is told is in the page, with or without the script.
    let described = "document.getElementById(document.activeElement.getAttribute('aria-describedby')).textContent";
    assert_eq!(browser.text(described), told);
    browser.key("Escape");
    browser.wait_for(HIDDEN);

    // By touch: the first opens the card, the second follows the link.
    browser.open(&page("index.html"));
    browser.call("Emulation.setTouchEmulationEnabled", &json!({"enabled": true}));
    let link = ".citation a";
    for number in 1..=2 {
        let (x, y) = middle(&mut browser, link);
        let touch = json!({"type": "touchStart", "touchPoints": [{"x": x, "y": y}]});
        browser.call("Input.dispatchTouchEvent", &touch);
        browser.call(
            "Input.dispatchTouchEvent",
            &json!({"type": "touchEnd", "touchPoints": []}),
        );
        if number == 1 {
            browser.wait_for(SHOWN);
            let told = browser.text("document.querySelector('.card').textContent");
            assert!(told.starts_with("On Lamps Hale, Ada. 1911."), "{told}");
        }
    }
    browser.wait_for("location.pathname.endsWith('papers/hale-1911.html')");
    assert_eq!(browser.problems(), Vec::<String>::new());
}
