//! No text of an author is ever alive: traps in every key, field, file name and setting, in a real browser and in every
//! format that is published.
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::panic,
    clippy::expect_used,
    dead_code,
    reason = "what fails here fails the test; the browser can do more than this test asks"
)]

mod browser;
mod planted;
mod shapes;

use browser::Browser;
use serde_json::{Value as Json, json};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::Path;
use std::process::Command;

type Files = BTreeMap<String, Vec<u8>>;

fn plain(number: usize) -> String {
    format!("P{number} text")
}

/// Closes whatever may be open, and opens what runs.
fn elements(number: usize) -> String {
    format!(
        "P{number}--></script></title></style></textarea></noscript>]]></text></svg><script>alive({number})</script>\
         <img src=x onerror=alive({number})><svg onload=alive({number})><alive-{number}>&lt;script&gt;{{{{ 7 * 7 }}}}{{% raw %}}"
    )
}

/// Ends an attribute in each way of quoting, and begins others.
fn attributes(number: usize) -> String {
    format!(
        "P{number}\" onfocus=\"alive({number})\" autofocus alive=\"' onfocus='alive({number})' alive='` onfocus=alive({number}) alive=\\\"\\'"
    )
}

/// Ends a line in every way, and begins lines that mean something in some format.
fn lines(number: usize) -> String {
    format!(
        "P{number}\r\nEND:VEVENT\r\nBEGIN:VALARM\nER  - \nTY  - ALIVE\n}},\n@alive{{x,\n\n# alive\n- alive\n\" .\n<a:alive> <a:b> \"\"\" .\n\
         alive: true\u{2028}Redirect / https://alive.example/\u{85}redir * https://alive.example/\rRewriteRule . alive"
    )
}

/// What a spreadsheet runs, with each first character. The first word is a cell, so that each text sorts on its own.
fn formulas(number: usize) -> String {
    let first = ["=", "+", "-", "@", "\t=", "＝", " =", "\n="][number % 8];
    format!("{first}P{number}+HYPERLINK(\"https://alive.example/\",\"x\")")
}

/// Addresses that run.
fn addresses(number: usize) -> String {
    match number % 5 {
        0 => format!("javascript:alive({number})//P{number}"),
        1 => format!("data:text/html,<script>alive({number})</script>P{number}"),
        2 => format!("JaVa\tScRiPt:alive({number})//P{number}"),
        3 => format!("\u{a0}javascript:alive({number})//P{number}"),
        _ => format!("vbscript:alive({number})'P{number}"),
    }
}

/// Harmless texts with the first words of [`addresses`], by which indexes put them in groups.
fn letters(number: usize) -> String {
    let first = match number % 5 {
        1 => "data",
        2 => "java",
        4 => "vbscript",
        _ => "javascript",
    };
    format!("{first} text {number}")
}

/// Characters that formats do not take, or that make a text look like another.
fn odd(number: usize) -> String {
    format!("P{number}[31m\u{7f}\u{9f}\u{202e}evil\u{2066}\u{feff}\u{1f600}\u{e000}&#0;&amp;&#x1;%00%0a$&$1\\0")
}

/// A site of traps, built: its folder, what was planted, what was published.
fn site(style: planted::Style) -> (tempfile::TempDir, planted::Planted, Files) {
    let folder = tempfile::tempdir().unwrap();
    let planted = planted::write(folder.path(), style);
    let out = folder.path().join("public");
    let built = conspectus(&["build", "--site"], folder.path());
    assert!(built.0 == Some(0), "the site of traps is not sound: {}", built.1);
    let files = walkdir::WalkDir::new(&out).into_iter().map(Result::unwrap);
    let files = files.filter(|it| it.file_type().is_file()).map(|it| {
        let path = it.path().strip_prefix(&out).unwrap().to_str().unwrap().to_owned();
        (path, std::fs::read(it.path()).unwrap())
    });
    let files = files.collect();
    (folder, planted, files)
}

fn conspectus(arguments: &[&str], folder: &Path) -> (Option<i32>, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_conspectus"));
    let output = command
        .args(arguments)
        .arg(folder)
        .env("NO_COLOR", "1")
        .output()
        .unwrap();
    (
        output.status.code(),
        String::from_utf8_lossy(&output.stderr).into_owned(),
    )
}

/// Compares every file of a site of traps with that of the same site without.
fn stay_in_their_place(style: planted::Style, harmless: planted::Style) {
    let (_base, planted, base) = site(harmless);
    let (_folder, again, files) = site(style);
    assert_eq!(planted.places, again.places);
    let mut told = String::new();
    // Packed forms are left out where they save nothing; names of attachments and shares of the search index follow texts.
    let follows_texts = |path: &str| ["scans/", "search/"].iter().any(|it| path.starts_with(it));
    let is_packed = |path: &str| path.ends_with(".gz") || path.ends_with(".br");
    let is_compared = |path: &&String| !follows_texts(path) && !is_packed(path);
    for path in files
        .keys()
        .filter(is_compared)
        .filter(|path| !base.contains_key(*path))
    {
        let _ = writeln!(told, "`{path}` is published only with traps");
    }
    for (path, bytes) in base.iter().filter(|(path, _)| is_compared(path)) {
        let expected = shapes::of(path, bytes).unwrap_or_else(|error| panic!("{path}: {error}"));
        let found = files.get(path).ok_or("missing".to_owned());
        match found.and_then(|trapped| shapes::of(path, trapped)) {
            Ok(found) if found == expected => {}
            Ok(found) => {
                let differs = difference(&expected.unwrap_or_default(), &found.unwrap_or_default());
                let _ = writeln!(told, "{path}: {differs}");
            }
            Err(error) => {
                let _ = writeln!(told, "{path}: {error}");
            }
        }
    }
    assert!(told.is_empty(), "{told}");
}

#[test]
fn elements_stay_in_their_place_in_every_format() {
    stay_in_their_place(elements, plain);
}

#[test]
fn attributes_stay_in_their_place_in_every_format() {
    stay_in_their_place(attributes, plain);
}

#[test]
fn lines_stay_in_their_place_in_every_format() {
    stay_in_their_place(lines, plain);
}

#[test]
fn formulas_stay_in_their_place_in_every_format() {
    stay_in_their_place(formulas, plain);
}

#[test]
fn addresses_stay_in_their_place_in_every_format() {
    stay_in_their_place(addresses, letters);
}

#[test]
fn odd_characters_stay_in_their_place_in_every_format() {
    stay_in_their_place(odd, plain);
}

/// What one shape has more or less of than another.
fn difference(expected: &shapes::Shape, found: &shapes::Shape) -> String {
    let parts: BTreeSet<&String> = expected.keys().chain(found.keys()).collect();
    let number = |shape: &shapes::Shape, part: &String| shape.get(part).copied().unwrap_or(0);
    let differing = parts
        .into_iter()
        .filter(|part| number(expected, part) != number(found, part));
    let told: Vec<String> = differing
        .take(6)
        .map(|part| format!("`{part}` {} instead of {}", number(found, part), number(expected, part)))
        .collect();
    told.join(", ")
}

/// Notes in every page, before its own scripts run, what comes to life.
const WITNESS: &str = "window.lived = []; window.alive = (n) => { window.lived.push(n); };";

/// Touches what a reader can touch, then gives what lives on the page, and every element and attribute there is.
const EXAMINE: &str = r#"(async () => {
  for (const it of document.querySelectorAll("a, button, summary, input, select, [tabindex], svg *")) {
    for (const type of ["mouseover", "focusin", "pointerenter", "touchstart"]) {
      it.dispatchEvent(new Event(type, {bubbles: true}));
    }
    if (it.matches("button, summary")) it.click();
    if (it.matches("input[type=search], input[type=text]")) {
      it.value = "P1";
      for (const type of ["input", "change"]) it.dispatchEvent(new Event(type, {bubbles: true}));
    }
    if (it.matches("select, input[type=checkbox]")) it.dispatchEvent(new Event("change", {bubbles: true}));
  }
  await new Promise((done) => setTimeout(done, 20));
  const parts = new Set();
  const wrong = window.lived.map((n) => "alive " + n);
  for (const it of document.querySelectorAll("*")) {
    const name = it.localName;
    parts.add(name);
    for (const {name: key, value} of it.attributes) {
      // Scripts make a stop of what scrolls, which longer words do.
      if (key !== "tabindex") parts.add(name + " " + key);
      if (key.startsWith("on")) wrong.push(`${name} has the handler ${key}=${value}`);
      const bare = value.replace(/[\s\u0000-\u0020]/g, "").toLowerCase();
      const leads = ["href", "src", "action", "formaction", "data", "poster", "xlink:href", "srcset", "content"];
      if (leads.includes(key) && /^(javascript|vbscript|data):|url=(javascript|data):/.test(bare)) {
        if (key !== "content" || it.httpEquiv !== "") wrong.push(`${name} ${key}=${value}`);
      }
      if (name === "a" && key === "href") {
        const scheme = new URL(value, location.href).protocol;
        if (!["file:", "http:", "https:", "mailto:"].includes(scheme)) wrong.push(`a link leads to ${value}`);
      }
    }
    if (name === "script" && (it.type === "application/ld+json" || it.type === "application/json")) {
      try { JSON.parse(it.textContent); } catch (error) { wrong.push("no JSON: " + error); }
    }
  }
  return {wrong, parts: [...parts]};
})()"#;

/// Opens every page at an address and gives what is wrong, and which parts there are.
fn examine(browser: &mut Browser, root: &str, files: &Files, wrong: &mut BTreeSet<String>) -> BTreeSet<String> {
    let mut parts = BTreeSet::new();
    for path in files.keys().filter(|path| path.ends_with(".html")) {
        // Search shows what a query in the address asks for.
        let query = if path == "search.html" { "?q=P1" } else { "" };
        browser.open(&format!("{root}{path}{query}"));
        let found = browser.evaluate(EXAMINE);
        let list = |key: &str| -> Vec<String> {
            let items = found[key].as_array().unwrap();
            items.iter().map(|it| it.as_str().unwrap().to_owned()).collect()
        };
        wrong.extend(list("wrong").into_iter().map(|it| format!("{path}: {it}")));
        parts.extend(list("parts"));
    }
    parts
}

/// Opens every page of a site of traps from the disk and over the network.
fn lives_not(style: planted::Style) {
    let mut browser = Browser::launch();
    browser.call("Page.addScriptToEvaluateOnNewDocument", &json!({"source": WITNESS}));
    let (base, _, files) = site(plain);
    let mut wrong = BTreeSet::new();
    let disk = |folder: &tempfile::TempDir| format!("file://{}/public/", folder.path().display());
    let expected = examine(&mut browser, &disk(&base), &files, &mut wrong);
    assert!(wrong.is_empty(), "the site without traps: {wrong:#?}");
    let before = browser.problems().len();
    let (folder, planted, files) = site(style);
    let served = browser::serve_freely(&folder.path().join("public"), "/seminar/");
    let mut opened = 0;
    for root in [disk(&folder), served] {
        let parts = examine(&mut browser, &root, &files, &mut wrong);
        wrong.extend(
            parts
                .difference(&expected)
                .map(|it| format!("a part that only traps have: {it}")),
        );
        opened += files.keys().filter(|path| path.ends_with(".html")).count();
    }
    println!("{} texts planted, {opened} pages opened", planted.places.len());
    // Wherever it is shown, 404.html names its styles by the address at which the site is published, which is not here.
    // The picture at the root of a server is what the browser asks for by itself.
    let is_elsewhere =
        |it: &String| it.contains("Failed to load resource") && (it.contains("/a&b/") || it.contains("/favicon.ico"));
    let problems = browser.problems().split_off(before);
    wrong.extend(problems.into_iter().filter(|it| !is_elsewhere(it)));
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn no_element_lives_in_a_browser() {
    lives_not(elements);
}

#[test]
fn no_attribute_lives_in_a_browser() {
    lives_not(attributes);
}

#[test]
fn no_line_lives_in_a_browser() {
    lives_not(lines);
}

#[test]
fn no_address_lives_in_a_browser() {
    lives_not(addresses);
}

#[test]
fn odd_characters_do_not_live_in_a_browser() {
    lives_not(odd);
}

/// Characters that no feed, drawing or book can hold are refused where they stand, in each of the four kinds of file.
#[test]
fn control_characters_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let put = |path: &str, text: &str| {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    put("conspectus.yaml", "title: \"Bees\\u0001\"\ndescription: d\n");
    put("content/index.md", "---\ntitle: \"a\\0b\"\n---\nText.\n");
    put("content/pages/about.md", "---\ntitle: About\n---\nA \u{b} bee.\n");
    put(
        "content/works.json",
        r#"[{"id": "a", "type": "book", "title": "A\u0008B"}]"#,
    );
    put("content/works.bib", "@book{b, title = {A \u{1b} B}}\n");
    let (status, told) = conspectus(&["build", "--site"], folder.path());
    assert_eq!(status, Some(1), "{told}");
    for found in ["U+0001", "U+0000", "U+000B", "U+0008", "U+001B"] {
        assert!(told.contains(&format!("control character {found}")), "{found}: {told}");
    }
    assert!(!folder.path().join("public").exists());
}

#[test]
fn an_archive_holds_the_pages_as_they_are() {
    let (folder, _, files) = site(elements);
    let (status, told) = conspectus(&["zip", "--site"], folder.path());
    assert_eq!(status, Some(0), "{told}");
    let bytes = std::fs::read(folder.path().join("site.zip")).unwrap();
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    for at in 0..archive.len() {
        let mut file = archive.by_index(at).unwrap();
        let name = file.name().unwrap().into_owned();
        assert!(file.enclosed_name().is_some(), "{name}");
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut file, &mut bytes).unwrap();
        let inside = name.split_once('/').map_or(name.as_str(), |(_, inside)| inside);
        let page = files.get(&name).or_else(|| files.get(inside));
        assert!(page.is_none_or(|page| *page == bytes), "{name} differs from the page");
        assert!(page.is_some(), "{name} is no file of the site");
    }
}

/// A sanity check of the test itself: a page in which a trap lives is found.
#[test]
fn the_browser_sees_what_lives() {
    let mut browser = Browser::launch();
    browser.call("Page.addScriptToEvaluateOnNewDocument", &json!({"source": WITNESS}));
    let folder = tempfile::tempdir().unwrap();
    for (page, expected) in [
        ("<img src=x onerror=alive(1)>", "alive 1"),
        ("<script>alive(2)</script>", "alive 2"),
        ("<a href='java&#10;script:alive(3)'>x</a>", "a link leads to"),
        ("<button onclick='alive(4)'>x</button>", "alive 4"),
        (
            "<script type='application/ld+json'>{\"a\": \"</script><script>alive(5)</script>",
            "alive 5",
        ),
        (
            "<meta http-equiv=refresh content='9; url=javascript:alive(6)'>",
            "meta content",
        ),
    ] {
        std::fs::write(
            folder.path().join("page.html"),
            format!("<!doctype html><title>x</title>{page}"),
        )
        .unwrap();
        browser.open(&format!("file://{}/page.html", folder.path().display()));
        let found: Json = browser.evaluate(EXAMINE);
        assert!(found["wrong"].to_string().contains(expected), "{page}: {found}");
    }
}
