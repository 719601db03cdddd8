//! The same site on every host: nginx, Apache, Caddy and the server of Python, at the root and in a folder of a user, and
//! from the disk in a real browser.
#![expect(
    clippy::disallowed_methods,
    reason = "a test of whole sites reads and writes the disk"
)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot write its files has failed"
)]
#![allow(clippy::panic, reason = "a test fails by panicking")]

mod browser;
mod folder;
#[path = "published/markup.rs"]
mod markup;
mod servers;

use browser::Browser;
use folder::files;
use servers::{Answer, Program, Server};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::Command;

/// In a folder of a user, as universities give them.
const FOLDER: &str = "/~prof/course/";

/// A site with something at every sort of address.
struct Site {
    place: tempfile::TempDir,
}

impl Site {
    /// The site that `conspectus init` makes, with downloads of every type and former addresses.
    fn new() -> Site {
        let site = Site {
            place: tempfile::tempdir().unwrap(),
        };
        let root = site.root();
        conspectus(&["init", &root.display().to_string()]);
        let add = |path: &str, text: &str| folder::write(&root.join("content"), path, text);
        for ending in ["epub", "jsonld", "csl.json", "webp", "pdf", "ttl"] {
            add(&format!("files/of-the-light.{ending}"), "{}");
        }
        add(
            "gone.yaml",
            "- {gone: files/old map.pdf, to: files/of-the-light.pdf}\n\
             - {gone: events/never-lit, reason: It was never so., see: events/relief-strike}\n\
             - {gone: pages/reading-guide#before, to: papers/moss-2009}\n",
        );
        let strike = root.join("content/events/relief-strike.md");
        let text = fs::read_to_string(&strike).unwrap();
        let from = "---\nmoved-from: [events/relief, old/deep/strike (1911)]\n";
        fs::write(&strike, text.replacen("---\n", from, 1)).unwrap();
        site
    }

    fn root(&self) -> PathBuf {
        self.place.path().join("site")
    }

    /// Builds it for a base address, with these lines in its settings.
    fn build(&self, name: &str, base: Option<&str>, settings: &str) -> PathBuf {
        let file = self.root().join("conspectus.yaml");
        let before = fs::read_to_string(&file).unwrap();
        fs::write(&file, format!("{before}\n{settings}\n")).unwrap();
        let (root, out) = (self.root().display().to_string(), self.place.path().join(name));
        let out_text = out.display().to_string();
        let mut arguments = vec!["build", "--site", &root, "--out", &out_text];
        arguments.extend(base.iter().flat_map(|base| ["--base-url", base]));
        conspectus(&arguments);
        fs::write(&file, before).unwrap();
        out
    }
}

fn conspectus(arguments: &[&str]) {
    let output = Command::new(env!("CARGO_BIN_EXE_conspectus"))
        .args(arguments)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn servers_that_are_told_serve_everything_as_it_should_be() {
    let site = Site::new();
    let settings = "hosts: [apache, caddy, nginx]\ncompress: true";
    for base in ["/", FOLDER] {
        let url = format!("http://127.0.0.1{base}");
        let public = site.build(&format!("public{}", base.len()), Some(&url), settings);
        for program in Program::CONFIGURED {
            let server = Server::start(program, &public, base, &[]);
            let at = format!("{program:?} at {base}");
            crawl(&server, "index.html", &at);
            types(&server, &at);
            missing(&server, &at);
            former(&server, base, &at);
            packed(&server, program, base, &public, &at);
        }
    }
}

#[test]
fn the_plainest_server_will_do() {
    let site = Site::new();
    let public = site.build("public", None, "");
    for base in ["/", FOLDER] {
        let server = Server::start(Program::Python, &public, base, &[]);
        let at = format!("Python at {base}");
        crawl(&server, "index.html", &at);
        let stub = server.get("events/relief.html");
        assert!(stub.text().contains("href=\"../events/relief-strike.html\""), "{at}");
        assert_eq!(server.get("events/no-such-thing.html").status, 404, "{at}");
    }
}

/// Follows every relative link from a page on; each leads to something.
fn crawl(server: &Server, start: &str, at: &str) -> usize {
    let mut open = vec![start.to_owned()];
    let mut seen: BTreeSet<String> = open.iter().cloned().collect();
    while let Some(path) = open.pop() {
        let answer = server.get(&path);
        assert_eq!(answer.status, 200, "{at}: {path}");
        if !path.ends_with(".html") {
            continue;
        }
        assert!(answer.header("content-type").starts_with("text/html"), "{at}: {path}");
        for link in links(&answer.text()) {
            let to = resolve(&path, &link);
            if seen.insert(to.clone()) {
                open.push(to);
            }
        }
    }
    assert!(seen.len() > 60, "{at}: only {} addresses", seen.len());
    seen.len()
}

/// The relative links of a page, without their fragments.
fn links(html: &str) -> Vec<String> {
    let addresses = markup::tags(html).into_iter().filter(|tag| tag.name != "base");
    let addresses = addresses.flat_map(|tag| tag.addresses());
    let relative = addresses.filter(|it| !it.contains("://") && !it.starts_with("mailto:"));
    let paths = relative.map(|it| it.split(['#', '?']).next().unwrap_or_default().to_owned());
    paths.filter(|it| !it.is_empty()).collect()
}

fn resolve(from: &str, link: &str) -> String {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in link.split('/') {
        match part {
            ".." => {
                parts.pop().expect("a link stays in the site");
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

fn types(server: &Server, at: &str) {
    for (path, media_type) in [
        ("papers/moss-2009.bib", "application/x-bibtex"),
        ("papers/moss-2009.ris", "application/x-research-info-systems"),
        ("papers/moss-2009.json", "application/json"),
        ("timeline.ics", "text/calendar"),
        ("timeline.csv", "text/csv"),
        ("network.graphml", "application/graphml+xml"),
        ("files/of-the-light.epub", "application/epub+zip"),
        ("files/of-the-light.jsonld", "application/ld+json"),
        ("files/of-the-light.ttl", "text/turtle"),
        ("files/of-the-light.pdf", "application/pdf"),
        ("static/style.css", "text/css"),
        ("static/script.js", "text/javascript"),
        ("static/favicon.svg", "image/svg+xml"),
        ("index.html", "text/html"),
        ("", "text/html"),
        ("papers/", "text/html"),
    ] {
        let answer = server.get(path);
        assert_eq!(answer.status, 200, "{at}: {path}");
        let told = answer.header("content-type");
        assert_eq!(told.split(';').next(), Some(media_type), "{at}: {path}");
        if told.starts_with("text/") {
            assert!(told.to_lowercase().contains("charset=utf-8"), "{at}: {path}: {told}");
        }
        assert_eq!(answer.header("cache-control"), "no-cache", "{at}: {path}");
        assert!(!answer.header("etag").is_empty(), "{at}: {path} can be asked for again");
        let tag = format!("If-None-Match: {}", answer.header("etag"));
        let again = server.ask(&format!("{}{path}", server.base()), &[&tag]);
        assert_eq!(again.status, 304, "{at}: {path} is not sent twice");
    }
    let csl = server.get("files/of-the-light.csl.json");
    assert!(csl.header("content-type").contains("json"), "{at}");
}

/// Missing addresses of any depth get a page whose links work.
fn missing(server: &Server, at: &str) {
    for path in [
        "no-such.html",
        "events/no-such.html",
        "a/b/c/no-such",
        "events/no-such/",
    ] {
        let answer = server.get(path);
        assert_eq!(answer.status, 404, "{at}: {path}");
        let html = answer.text();
        let tags = markup::tags(&html);
        let base = tags
            .iter()
            .find(|tag| tag.name == "base")
            .and_then(|tag| tag.attribute("href"));
        assert_eq!(base, Some(server.base()), "{at}: {path}");
        let links = links(&html);
        assert!(links.len() > 10, "{at}: {path}");
        for link in links {
            let answer = server.get(&link);
            assert_eq!(answer.status, 200, "{at}: {link} of the page for {path}");
        }
    }
}

fn former(server: &Server, base: &str, at: &str) {
    for (from, to) in [
        ("events/relief.html", "events/relief-strike.html"),
        ("old/deep/strike (1911).html", "events/relief-strike.html"),
        ("files/old map.pdf", "files/of-the-light.pdf"),
    ] {
        let answer = server.get(from);
        assert_eq!(answer.status, 301, "{at}: {from}");
        let location = answer.header("location");
        let path = location
            .split_once("://")
            .map_or(location, |(_, rest)| &rest[rest.find('/').unwrap()..]);
        assert_eq!(path, format!("{base}{to}"), "{at}: {from}");
        assert_eq!(server.ask(path, &[]).status, 200, "{at}: {from}");
    }
    let gone = server.get("events/never-lit.html");
    assert_eq!(gone.status, 200, "{at}");
    assert!(gone.text().contains("It was never so."), "{at}");
}

/// Texts come packed to whoever takes them, and are the same texts.
fn packed(server: &Server, program: Program, base: &str, public: &Path, at: &str) {
    for path in ["index.html", "static/style.css", "timeline.ics"] {
        let plain = fs::read(public.join(path)).unwrap();
        let ask = |takes: &str| server.ask(&format!("{base}{path}"), &[&format!("Accept-Encoding: {takes}")]);
        let check = |answer: &Answer, way: &str, unpacked: Vec<u8>| {
            assert_eq!(answer.header("content-encoding"), way, "{at}: {path}");
            assert_eq!(answer.header("vary").to_lowercase(), "accept-encoding", "{at}: {path}");
            let ready = fs::read(public.join(format!("{path}.{}", &way[..2]))).unwrap();
            assert_eq!(answer.body, ready, "{at}: {path} was packed beforehand");
            assert_eq!(unpacked, plain, "{at}: {path}");
            let told = server.get(path);
            assert_eq!(
                answer.header("content-type"),
                told.header("content-type"),
                "{at}: {path}"
            );
        };
        let answer = ask("gzip");
        let mut unpacked = Vec::new();
        flate2::read::GzDecoder::new(answer.body.as_slice())
            .read_to_end(&mut unpacked)
            .unwrap();
        check(&answer, "gzip", unpacked);
        // nginx sends Brotli with a module that Debian does not have.
        if program != Program::Nginx {
            let answer = ask("gzip, br");
            let mut unpacked = Vec::new();
            brotli::BrotliDecompress(&mut answer.body.as_slice(), &mut unpacked).unwrap();
            check(&answer, "br", unpacked);
        }
        assert_eq!(ask("identity").body, plain, "{at}: {path}");
    }
}

/// Opens an address, and waits until the browser has been sent to another.
fn sent_on(browser: &mut Browser, from: &str, to: &str) {
    browser.open(from);
    browser.wait_for(&format!("location.href === {to:?}"));
}

#[test]
fn readers_are_sent_on_with_their_fragment_from_the_disk_and_under_a_strict_policy() {
    let site = Site::new();
    let public = site.build("public", None, "");
    let policy = [("Content-Security-Policy", "default-src 'self'")];
    let server = Server::start(Program::Caddy, &public, FOLDER, &policy);
    let disk = format!("file://{}/", public.display());
    let mut browser = Browser::launch();
    for base in [disk, server.url("")] {
        sent_on(
            &mut browser,
            &format!("{base}events/relief.html#demands"),
            &format!("{base}events/relief-strike.html#demands"),
        );
        sent_on(
            &mut browser,
            &format!("{base}old/deep/strike%20(1911).html"),
            &format!("{base}events/relief-strike.html"),
        );
        sent_on(
            &mut browser,
            &format!("{base}pages/reading-guide.html#before"),
            &format!("{base}papers/moss-2009.html"),
        );
        browser.open(&format!("{base}events/never-lit.html"));
        let said = browser.text("document.querySelector('main').innerText");
        assert!(said.contains("It was never so."), "{said}");
    }
    let refused: Vec<_> = browser
        .events
        .iter()
        .filter(|it| it.to_string().contains("Content Security Policy"))
        .collect();
    assert!(refused.is_empty(), "{refused:?}");
}

#[test]
fn without_scripts_readers_are_sent_on_as_well() {
    let site = Site::new();
    let public = site.build("public", None, "");
    let mut browser = Browser::launch();
    browser.call(
        "Emulation.setScriptExecutionDisabled",
        &serde_json::json!({"value": true}),
    );
    let base = format!("file://{}/", public.display());
    browser.call(
        "Page.navigate",
        &serde_json::json!({"url": format!("{base}events/relief.html")}),
    );
    browser.wait_for(&format!(
        "location.href === {:?}",
        format!("{base}events/relief-strike.html")
    ));
}

#[test]
fn the_same_bytes_work_at_three_paths_and_from_the_disk() {
    let site = Site::new();
    let public = site.build("public", None, "");
    let mut browser = Browser::launch();
    let mut counts = BTreeSet::new();
    for base in ["/", FOLDER, "/~prof/seminars/2026/"] {
        let server = Server::start(Program::Python, &public, base, &[]);
        counts.insert(crawl(&server, "index.html", base));
        works(&mut browser, &server.url(""));
    }
    assert_eq!(counts.len(), 1, "the same addresses are found everywhere: {counts:?}");
    works(&mut browser, &format!("file://{}/", public.display()));
}

/// Search finds, a card is shown, and links are followed, at an address.
fn works(browser: &mut Browser, base: &str) {
    browser.open(&format!("{base}search.html"));
    browser.wait_for("!!window.conspectusSearch");
    let found = "conspectusSearch.find('strike', {}, 3).then((it) => it.hits[0].address)";
    assert_eq!(browser.text(found), "events/relief-strike.html", "{base}");
    browser.open(&format!("{base}papers/moss-2009.html"));
    // From the link before it by keyboard, as a reader comes to it.
    browser.evaluate(
        "(() => { const all = [...document.querySelectorAll('main a')]; \
         all[all.findIndex((it) => it.matches('[aria-describedby^=\"card-\"]')) - 1].focus(); })()",
    );
    browser.key("Tab");
    browser.wait_for("!document.querySelector('body > .card').hidden");
    browser.evaluate("document.querySelector('.breadcrumbs a').click()");
    browser.wait_for(&format!("location.href === {:?}", format!("{base}index.html")));
}

/// The files, with those inside archives in place of the archives.
fn unpacked(files: BTreeMap<String, Vec<u8>>) -> BTreeMap<String, Vec<u8>> {
    let mut all = BTreeMap::new();
    for (path, bytes) in files {
        let archive = zip::ZipArchive::new(std::io::Cursor::new(&bytes));
        let Ok(mut archive) = archive else {
            all.insert(path, bytes);
            continue;
        };
        for at in 0..archive.len() {
            let mut file = archive.by_index(at).unwrap();
            let mut inside = Vec::new();
            file.read_to_end(&mut inside).unwrap();
            // No page of the site: what it says is compared as a whole.
            all.insert(
                format!("{path}!{}", file.name().unwrap().replace(".html", ".xhtml")),
                inside,
            );
        }
    }
    all
}

#[test]
fn two_base_addresses_differ_in_nothing_but_what_tells_of_them() {
    let site = Site::new();
    let (one, other) = ("https://one.example.org/", "https://other.example.org/~prof/course/");
    let build = |name: &str, url: &str| unpacked(files(&site.build(name, Some(url), "")));
    let (first, second) = (build("one", one), build("other", other));
    assert_eq!(first.keys().collect::<Vec<_>>(), second.keys().collect::<Vec<_>>());
    let told = [
        "rel=\"canonical\"",
        "rel=\"cite-as\"",
        "type=\"application/json+oembed\"",
        "property=\"og:",
        "application/ld+json",
        "class=\"canonical\"",
        "<base href",
        "<p>Address of this page:",
        // “Cite this page”.
        "<p class=\"reference\">",
        // What is copied to another website.
        "<pre data-copy=\"Copy\">&lt;iframe",
        "  url = {",
        "UR  - ",
        "&quot;URL&quot;:",
        "\"URL\":",
        "class=\"cite",
        "DC.",
    ];
    for (path, text) in &first {
        let (a, b) = (String::from_utf8_lossy(text), String::from_utf8_lossy(&second[path]));
        if a == b || path == ".conspectus" {
            continue;
        }
        // Files that give whole addresses, for programs elsewhere.
        if !path.ends_with(".html") {
            // Calendars fold their lines; what a file holds of another as its hash differs with it. A book is known by a
            // number made of its address.
            let lines = |text: &str| text.replace("\r\n ", "");
            let whole = |text: &str| {
                let text = lines(text);
                let kept = text.lines().filter(|it| !it.contains("urn:uuid:"));
                kept.collect::<Vec<_>>().join("\n")
            };
            let is_same = whole(&a).replace(one, other) == whole(&b);
            assert!(
                is_same || path == "data/datapackage.json" || path == "search/index.js",
                "{path}"
            );
            continue;
        }
        assert_eq!(a.lines().count(), b.lines().count(), "{path}");
        for (a, b) in a.lines().zip(b.lines()).filter(|(a, b)| a != b) {
            // The address for paper, drawn as a QR code.
            if [a, b].iter().all(|it| it.starts_with("<div class=\"qr\"><svg")) {
                continue;
            }
            let same =
                a.replace(one, other) == b || a.replace("<base href=\"/\">", "<base href=\"/~prof/course/\">") == b;
            assert!(same && told.iter().any(|it| a.contains(it)), "{path}:\n{a}\n{b}");
        }
    }
}
