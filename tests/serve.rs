//! The preview, over a real connection: what it serves, what it refuses, and what it tells browsers after an edit.

#![cfg(unix)]
#![expect(clippy::disallowed_methods, reason = "makes sites and looks at what was published")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "what fails here fails the test")]

mod browser;
mod edits;

use browser::Browser;
use conspectus::diag::Severity;
use conspectus::pipeline::{self, Options};
use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, ChildStdout, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

const SETTINGS: &str = "title: Bees in town\ndescription: What has been written on bees in town.\n";

struct Preview {
    _base: TempDir,
    site: PathBuf,
    child: Child,
    stdout: BufReader<ChildStdout>,
    stderr: ChildStderr,
    port: u16,
    /// What is said before that.
    before: String,
    /// The line that says where the site can be read.
    line: String,
}

/// Starts a preview of a small site on the port.
fn preview_on(port: u16) -> Preview {
    preview_with(port, &[])
}

/// The same with further arguments.
fn preview_with(port: u16, arguments: &[&str]) -> Preview {
    let base = tempfile::tempdir().unwrap();
    let site = base.path().canonicalize().unwrap().join("site");
    fs::create_dir_all(site.join("content")).unwrap();
    fs::write(site.join("conspectus.yaml"), SETTINGS).unwrap();
    fs::write(
        site.join("content/index.md"),
        "---\ntitle: Bees in town\n---\n\nWelcome.\n",
    )
    .unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_conspectus"))
        .args(["serve", "--port", &port.to_string(), "--site"])
        .arg(&site)
        .args(arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let stderr = child.stderr.take().unwrap();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    let (mut before, mut line) = (String::new(), String::new());
    while !line.contains("http://") {
        before += &line;
        line.clear();
        assert_ne!(stdout.read_line(&mut line).unwrap(), 0, "it ended");
    }
    let address = line.split("http://127.0.0.1:").nth(1).unwrap();
    let port = address.split('/').next().unwrap().parse().unwrap();
    Preview {
        _base: base,
        site,
        child,
        stdout,
        stderr,
        port,
        before,
        line,
    }
}

fn preview() -> Preview {
    preview_on(0)
}

struct Answer {
    status: u16,
    head: String,
    body: String,
}

impl Preview {
    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        stream
    }

    /// Sends a request as it is written, and reads the answer.
    fn send(&self, request: &str) -> Answer {
        let mut stream = self.connect();
        stream.write_all(request.as_bytes()).unwrap();
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).unwrap();
        let text = String::from_utf8(bytes).unwrap();
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
        Answer {
            status: head.split(' ').nth(1).unwrap_or("0").parse().unwrap(),
            head: head.to_ascii_lowercase(),
            body: body.to_owned(),
        }
    }

    fn get_with(&self, path: &str, headers: &str) -> Answer {
        let host = format!("127.0.0.1:{}", self.port);
        self.send(&format!(
            "GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{headers}\r\n"
        ))
    }

    fn get(&self, path: &str) -> Answer {
        self.get_with(path, "")
    }

    /// The next event after the one named, with its name.
    fn event(&self, since: &str) -> (String, serde_json::Value) {
        let answer = self.get_with("/_conspectus/events", &format!("Last-Event-ID: {since}\r\n"));
        assert_eq!(answer.status, 200);
        assert!(
            answer.head.contains("content-type: text/event-stream"),
            "{}",
            answer.head
        );
        let field = |name: &str| answer.body.lines().find_map(|line| line.strip_prefix(name));
        let data = field("data: ").unwrap_or_else(|| panic!("no event in time: {}", answer.body));
        (field("id: ").unwrap().to_owned(), serde_json::from_str(data).unwrap())
    }

    /// Writes a file of the site.
    fn write(&self, path: &str, text: &str) {
        edits::write(&self.site, path, text);
    }

    /// Waits until what lies at an address has a text.
    fn until(&self, path: &str, text: &str) {
        let begin = Instant::now();
        loop {
            let answer = self.get(path);
            if answer.body.contains(text) || answer.status.to_string() == text {
                return;
            }
            assert!(
                begin.elapsed() < Duration::from_secs(60),
                "no `{text}` at {path}: {}",
                answer.body
            );
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    fn settings(&self, text: &str) {
        // As editors do: a new file in the place of the old one.
        let new = self.site.join("conspectus.yaml~");
        fs::write(&new, text).unwrap();
        fs::rename(new, self.site.join("conspectus.yaml")).unwrap();
    }

    fn end(mut self, signal: &str) -> (ExitStatus, String, String) {
        let number = self.child.id().to_string();
        assert!(Command::new("kill").args([signal, &number]).status().unwrap().success());
        let begin = Instant::now();
        let status = self.child.wait().unwrap();
        assert!(begin.elapsed() < Duration::from_secs(3), "it ends at once");
        let (mut out, mut err) = (String::new(), String::new());
        self.stdout.read_to_string(&mut out).unwrap();
        self.stderr.read_to_string(&mut err).unwrap();
        (status, out, err)
    }
}

impl Drop for Preview {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn pages_get_a_script_that_the_files_do_not_have() {
    let preview = preview();
    let page = preview.get("/");
    assert_eq!(page.status, 200);
    assert!(page.head.contains("content-type: text/html; charset=utf-8"));
    assert!(page.head.contains("cache-control: no-store"));
    assert!(
        page.body.contains("<script src=\"/_conspectus/live.js\""),
        "{}",
        page.body
    );
    let file = fs::read_to_string(preview.site.join("public/index.html")).unwrap();
    assert!(file.contains("Bees in town") && !file.contains("_conspectus"));
    assert_eq!(preview.get("/index.html").body, page.body);
    assert!(preview.get("/_conspectus/live.js").head.contains("text/javascript"));
    assert!(preview.get("/_conspectus/live.css").head.contains("text/css"));
}

#[test]
fn other_files_are_served_as_they_are_with_their_media_type() {
    let preview = preview();
    let public = preview.site.join("public");
    fs::create_dir(public.join("scans")).unwrap();
    fs::write(public.join("scans/a b.svg"), "<svg></body></svg>").unwrap();
    fs::write(public.join("scans/index.html"), "<p>scans").unwrap();
    let image = preview.get("/scans/a%20b.svg?version=1");
    assert_eq!((image.status, image.body.as_str()), (200, "<svg></body></svg>"));
    assert!(image.head.contains("content-type: image/svg+xml"));
    let folder = preview.get("/scans");
    assert_eq!(folder.status, 308);
    assert!(folder.head.contains("location: /scans/"));
    assert!(preview.get("/scans/").body.contains("<p>scans"));
}

#[test]
fn a_missing_page_is_404_with_the_page_of_the_site_if_it_has_one() {
    let preview = preview();
    let answer = preview.get("/missing.html");
    assert_eq!(answer.status, 404);
    assert!(answer.body.contains("_conspectus/live.js"));
    let page = preview.site.join("public/404.html");
    if !page.exists() {
        fs::write(&page, "<p>Lost?").unwrap();
        assert!(preview.get("/missing.html").body.contains("<p>Lost?"));
    }
}

#[test]
fn nothing_outside_the_site_is_served() {
    let preview = preview();
    let public = preview.site.join("public");
    std::os::unix::fs::symlink("../conspectus.yaml", public.join("settings.txt")).unwrap();
    std::os::unix::fs::symlink("..", public.join("up")).unwrap();
    for path in [
        "/../conspectus.yaml",
        "/%2e%2e/conspectus.yaml",
        "/..%2fconspectus.yaml",
        "/x/../../conspectus.yaml",
        "/..%5cconspectus.yaml",
        "/settings.txt",
        "/up/conspectus.yaml",
        "/.conspectus",
        "//etc/passwd",
        "/%00",
        "/%",
        "/_conspectus/../../conspectus.yaml",
    ] {
        let answer = preview.get(path);
        assert_eq!(answer.status, 404, "{path}");
        assert!(!answer.body.contains("description:"), "{path}");
    }
}

#[test]
fn other_hosts_origins_and_methods_are_refused() {
    let preview = preview();
    let port = preview.port;
    for host in [
        "example.org".to_owned(),
        format!("example.org:{port}"),
        "127.0.0.1".to_owned(),
        "127.0.0.1:1".to_owned(),
    ] {
        let answer = preview.send(&format!("GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"));
        assert_eq!(answer.status, 403, "{host}");
    }
    assert_ne!(preview.send("GET / HTTP/1.1\r\nConnection: close\r\n\r\n").status, 200);
    for host in [format!("localhost:{port}"), format!("[::1]:{port}")] {
        let answer = preview.send(&format!("GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"));
        assert_eq!(answer.status, 200, "{host}");
    }
    assert_eq!(preview.get_with("/", "Origin: https://example.org\r\n").status, 403);
    assert_eq!(
        preview
            .get_with("/", &format!("Origin: http://localhost:{port}\r\n"))
            .status,
        200
    );
    let request =
        format!("POST / HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
    assert_eq!(preview.send(&request).status, 405);
}

#[test]
fn an_edit_is_published_and_told() {
    let preview = preview();
    let (first, state) = preview.event("");
    assert!(state["problems"].is_null());
    let waiting = std::thread::scope(|scope| {
        let waiting = scope.spawn(|| preview.event(&first));
        std::thread::sleep(Duration::from_millis(100));
        preview.settings(&SETTINGS.replace("Bees in town", "Bees in cities"));
        waiting.join().unwrap()
    });
    assert_ne!(waiting.0, first);
    assert_ne!(waiting.1["publication"], state["publication"]);
    assert!(preview.get("/").body.contains("Bees in cities"));
}

#[test]
fn problems_are_shown_until_they_are_mended_and_the_last_good_page_stays() {
    let preview = preview();
    let (first, good) = preview.event("");
    preview.settings(&SETTINGS.replace("title", "titel"));
    let (second, bad) = preview.event(&first);
    assert!(bad["problems"]["text"].as_str().unwrap().contains("titel"), "{bad}");
    assert_eq!(bad["publication"], good["publication"]);
    assert!(preview.get("/").body.contains("Bees in town"));
    preview.settings(SETTINGS);
    let (_, mended) = preview.event(&second);
    assert!(mended["problems"].is_null());
    assert_eq!(mended["publication"], good["publication"]);
    let (status, out, err) = preview.end("-TERM");
    assert_eq!(status.code(), Some(0));
    assert!(err.contains("titel") && err.contains("conspectus.yaml:1:1"), "{err}");
    assert!(out.contains("nothing published"), "{out}");
}

#[test]
fn scratch_files_of_editors_and_the_output_itself_cause_no_build() {
    let preview = preview();
    let (first, _) = preview.event("");
    for file in [
        "content/.index.md.swp",
        "content/index.md~",
        "content/4913",
        "public/x.html",
        "notes.txt",
    ] {
        fs::write(preview.site.join(file), "x").unwrap();
    }
    std::thread::sleep(Duration::from_millis(300));
    // A build would have given the state another name; the next one would then not be the second.
    preview.settings(&SETTINGS.replace("in town", "outside"));
    let (second, _) = preview.event(&first);
    let number = |name: &str| name.rsplit('-').next().unwrap().parse::<u32>().unwrap();
    assert_eq!(number(&second), number(&first) + 1);
}

#[test]
fn a_folder_of_sources_that_comes_later_is_followed() {
    let preview = preview();
    let (first, _) = preview.event("");
    fs::create_dir_all(preview.site.join("themes/own")).unwrap();
    let (second, _) = preview.event(&first);
    std::thread::sleep(Duration::from_millis(200));
    let seen = preview.get_with("/_conspectus/events", "").body;
    let latest = seen
        .lines()
        .find_map(|line| line.strip_prefix("id: "))
        .unwrap()
        .to_owned();
    fs::write(preview.site.join("themes/own/extra.css"), "a{}").unwrap();
    let (third, _) = preview.event(&latest);
    assert!(second != first && third != latest);
}

#[test]
fn a_taken_port_is_said_and_the_next_one_used() {
    let first = preview();
    let second = preview_on(first.port);
    assert!(second.port > first.port);
    assert!(
        second.line.contains(&format!("port {} is taken", first.port)),
        "{}",
        second.line
    );
}

#[test]
fn slow_and_many_clients_do_not_keep_others_waiting_nor_the_end() {
    let preview = preview();
    let slow: Vec<TcpStream> = (0..200).map(|_| preview.connect()).collect();
    for (number, mut stream) in slow.iter().enumerate() {
        let request = match number % 3 {
            0 => "GET / HT".to_owned(),
            1 => format!("GET / HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n", preview.port),
            _ => format!(
                "GET /_conspectus/events?since={}-1 HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n\r\n",
                preview.child.id(),
                preview.port
            ),
        };
        stream.write_all(request.as_bytes()).unwrap();
    }
    let begin = Instant::now();
    assert_eq!(preview.get("/").status, 200);
    assert!(begin.elapsed() < Duration::from_secs(2));
    let (status, _, _) = preview.end("-INT");
    assert_eq!(status.code(), Some(0));
    drop(slow);
}

/// Text enough to scroll, with something to open, to mark and to write into.
fn long_page(word: &str, extra: &str) -> String {
    let paragraphs = (1..=60)
        .map(|it| format!("Paragraph {it} speaks of {}.\n\n", if it == 40 { word } else { "bees" }))
        .collect::<Vec<_>>()
        .concat();
    format!(
        "---\ntitle: Hives\n---\n\n{extra}## First\n\n{paragraphs}## Second\n\n[Home](../index.md)\n\n## Third\n\nThe end.\n"
    )
}

/// Opens a page and waits until it is connected to the preview.
fn open(browser: &mut Browser, preview: &Preview, page: &str) {
    browser.open(&format!("http://127.0.0.1:{}/{page}", preview.port));
    browser.evaluate("window.mark = 'not loaded again'");
}

/// The page that the next tests write.
const PAGE: &str = "content/pages/hives.md";

/// A preview with a long page, and a browser that has it open.
fn reading() -> (Preview, Browser) {
    let preview = preview();
    preview.write(PAGE, &long_page("honey", ""));
    preview.until("/pages/hives.html", "honey");
    let mut browser = Browser::launch();
    open(&mut browser, &preview, "pages/hives.html");
    (preview, browser)
}

const SAME_PAGE: &str = "window.mark === 'not loaded again'";

#[test]
fn an_edit_changes_the_page_in_place_and_the_reader_stays_where_she_is() {
    let (preview, mut browser) = reading();
    // She has opened and marked something, the focus is on a link, and she has scrolled down.
    browser.evaluate(
        "(() => { document.querySelectorAll('details').forEach((it) => { it.open = true; });
         const paragraph = [...document.querySelectorAll('main p')].find((it) => it.textContent.startsWith('Paragraph 40'));
         window.paragraph = paragraph; paragraph.scrollIntoView();
         const text = [...paragraph.childNodes].find((it) => it.nodeType === 3);
         getSelection().setBaseAndExtent(text, 0, text, 12);
         document.querySelector('main a[href]').focus({ preventScroll: true });
         window.focused = document.activeElement; window.top0 = paragraph.getBoundingClientRect().top; })()",
    );
    preview.write(PAGE, &long_page("wax", "A paragraph that is new.\n\nAnd another.\n\n"));
    browser.wait_for("window.paragraph.textContent.includes('speaks of wax')");
    for holds in [
        SAME_PAGE,
        "document.body.textContent.includes('And another.')",
        "window.paragraph.isConnected",
        "Math.abs(window.paragraph.getBoundingClientRect().top - window.top0) < 2",
        "[...document.querySelectorAll('details')].every((it) => it.open) && document.querySelector('details') !== null",
        "getSelection().toString() === 'Paragraph 40'",
        "document.activeElement === window.focused && window.focused !== document.body",
        "document.documentElement.classList.contains('js')",
        "!document.documentElement.hasAttribute('style')",
    ] {
        assert_eq!(browser.evaluate(holds), true, "{holds}");
    }
    // What the reader sees is what a page has that is opened now.
    let seen =
        "[...document.querySelectorAll('main :is(h1, h2, p, li, dt, dd)')].map((it) => it.textContent).join('|')";
    let patched = browser.text(seen);
    preview.write(
        PAGE,
        &long_page("wax", "").replace("Paragraph 7 speaks", "Paragraph seven says"),
    );
    browser.wait_for("!document.body.textContent.includes('And another.')");
    assert!(browser.text(seen).contains("Paragraph seven says"));
    preview.write(PAGE, &long_page("wax", "A paragraph that is new.\n\nAnd another.\n\n"));
    browser.wait_for("document.body.textContent.includes('And another.')");
    assert_eq!(browser.evaluate(SAME_PAGE), true);
    open(&mut browser, &preview, "pages/hives.html");
    assert_eq!(browser.text(seen), patched);
    assert_eq!(browser.problems(), Vec::<String>::new());
}

#[test]
fn problems_lie_over_the_page_until_they_are_mended() {
    let (preview, mut browser) = reading();
    preview.write(PAGE, &long_page("wax", "See [[hive]].\n\n"));
    browser.wait_for("document.querySelector('#conspectus-problems pre') !== null");
    let told = browser.text("document.querySelector('#conspectus-problems').textContent");
    assert!(
        told.contains("1 error") && told.contains("content/pages/hives.md:5:7") && told.contains("[[hive]]"),
        "{told}"
    );
    assert_eq!(
        browser.evaluate("document.querySelector('main').textContent.includes('honey')"),
        true
    );
    assert_eq!(browser.evaluate(SAME_PAGE), true);
    // Escape puts it away; another problem brings it back; a mended one takes it away.
    browser.key("Escape");
    browser.wait_for("document.querySelector('#conspectus-problems') === null");
    preview.write(PAGE, &long_page("wax", "See [[hives2]].\n\n"));
    browser.wait_for("document.querySelector('#conspectus-problems') !== null");
    preview.write(PAGE, &long_page("wax", "See [[hives]].\n\n"));
    browser.wait_for("document.querySelector('#conspectus-problems') === null");
    browser.wait_for("document.querySelector('main').textContent.includes('wax')");
    assert_eq!(browser.evaluate(SAME_PAGE), true);
    // A page that goes, and comes again.
    let away = preview.site.join("hives.md");
    fs::rename(preview.site.join(PAGE), &away).unwrap();
    browser.wait_for("!document.body.textContent.includes('wax')");
    fs::rename(away, preview.site.join(PAGE)).unwrap();
    browser.wait_for("document.body.textContent.includes('wax')");
}

#[test]
fn a_page_that_was_read_before_it_went_is_told_of_once_more() {
    let preview = preview();
    let file = "content/pages/hives.md";
    preview.write(file, &long_page("honey", ""));
    preview.until("/pages/hives.html", "honey");
    let settled = || preview.event("").0;
    let mut state = settled();
    for _ in 0..5 {
        let away = preview.site.join("hives.md");
        fs::rename(preview.site.join(file), &away).unwrap();
        preview.event(&state);
        // The site no longer has the page, and the disk may have it still.
        let read = preview.get("/pages/hives.html");
        preview.until("/pages/hives.html", "404");
        while preview.site.join("public/pages/hives.html").exists() {
            std::thread::sleep(Duration::from_millis(5));
        }
        if read.status == 200 {
            // A browser that was given it then has to hear that there is something newer.
            let begin = Instant::now();
            let shown = || preview.event("").1["publication"].as_str().unwrap().to_owned();
            while read.body.contains(&format!("data-publication=\"{}\"", shown())) {
                assert!(begin.elapsed() < Duration::from_secs(20), "nothing newer is told");
                std::thread::sleep(Duration::from_millis(5));
            }
        }
        fs::rename(away, preview.site.join(file)).unwrap();
        preview.until("/pages/hives.html", "honey");
        while !preview.site.join("public/pages/hives.html").exists() {
            std::thread::sleep(Duration::from_millis(5));
        }
        std::thread::sleep(Duration::from_millis(300));
        state = settled();
    }
}

#[test]
fn files_of_the_theme_and_pictures_are_exchanged_in_the_page() {
    let preview = preview();
    let picture = |colour: &str| {
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"><rect fill=\"{colour}\" width=\"9\" height=\"9\"/></svg>"
        )
    };
    preview.write("content/bee.svg", &picture("red"));
    preview.write("content/index.md", "---\ntitle: Bees\n---\n\n![A bee](bee.svg)\n");
    preview.write("themes/own/static/style.css", "main { color: rgb(1, 2, 3) }");
    preview.settings(&format!("{SETTINGS}theme: own\n"));
    preview.until("/static/style.css", "rgb(1, 2, 3)");
    preview.until("/", "bee.svg");
    let mut browser = Browser::launch();
    open(&mut browser, &preview, "");
    browser.wait_for("getComputedStyle(document.querySelector('main')).color === 'rgb(1, 2, 3)'");
    preview.write("themes/own/static/style.css", "main { color: rgb(4, 5, 6) }");
    browser.wait_for("getComputedStyle(document.querySelector('main')).color === 'rgb(4, 5, 6)'");
    preview.write("content/bee.svg", &picture("blue"));
    browser.wait_for("document.querySelector('main img').src.includes('bee.svg?state=')");
    assert_eq!(browser.evaluate(SAME_PAGE), true);
    // A script of the theme has to begin anew.
    preview.write(
        "themes/own/static/script.js",
        "document.documentElement.dataset.mine = 'yes';",
    );
    browser.wait_for("document.documentElement.dataset.mine === 'yes' && window.mark === undefined");
}

#[test]
fn sources_that_the_system_does_not_tell_of_are_looked_at() {
    let preview = preview_with(0, &["--poll", "20"]);
    assert!(
        preview.before.contains("looking for changes every 20 ms"),
        "{}",
        preview.before
    );
    preview.settings(&SETTINGS.replace("in town", "outside"));
    preview.until("/", "Bees outside");
    preview.write("content/pages/hives.md", &long_page("honey", ""));
    preview.until("/pages/hives.html", "honey");
    fs::rename(
        preview.site.join("content/pages/hives.md"),
        preview.site.join("content/pages/combs.md"),
    )
    .unwrap();
    preview.until("/pages/combs.html", "honey");
    preview.until("/pages/hives.html", "404");
    preview.end("-TERM");
}

/// All files below a folder but the list of what was published.
fn tree(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(inside) = folders.pop() {
        // The folder may just be exchanged for another.
        for item in fs::read_dir(&inside).into_iter().flatten().flatten() {
            let path = item.path();
            if path.is_dir() {
                folders.push(path);
            } else if let Ok(bytes) = fs::read(&path) {
                let below = path.strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
                found.insert(below, bytes);
            }
        }
    }
    found.retain(|path, _| !path.starts_with('.'));
    found
}

/// What differs between what a preview shows and writes and a clean build; nothing where all is the same.
fn difference(preview: &Preview, clean: Option<&BTreeMap<String, Vec<u8>>>) -> Option<String> {
    let state = preview.event("").1;
    let disk = tree(&preview.site.join("public"));
    let wanted = match (clean, state["problems"].is_null()) {
        (Some(clean), true) => clean,
        // The last sound state stays, whichever of the edits it came after.
        (None, false) => &disk,
        (clean, shown) => return Some(format!("sound {}, shown as sound {shown}", clean.is_some())),
    };
    if let Some(path) = disk
        .keys()
        .chain(wanted.keys())
        .find(|it| disk.get(*it) != wanted.get(*it))
    {
        return Some(format!("{path} on the disk"));
    }
    let served = |path: &str| {
        let page = preview.get(&format!("/{path}")).body;
        let script = page.find("<script src=\"/_conspectus/live.js\"").unwrap_or(0);
        let end = page[script..].find("</script>").map_or(script, |at| script + at + 9);
        page[..script].to_owned() + &page[end..]
    };
    let pages = wanted.iter().filter(|(path, _)| path.ends_with(".html"));
    let differing = pages
        .into_iter()
        .find(|(path, bytes)| served(path).as_bytes() != bytes.as_slice());
    differing.map(|(path, _)| format!("{path} as it is served"))
}

#[test]
fn what_nobody_reads_keeps_no_edit_from_being_followed() {
    // More than a pipe holds: a program that started the preview and reads no more, or a terminal that is stopped.
    let preview = preview();
    let (first, _) = preview.event("");
    let wrong = "wrong: 1\n".repeat(2000);
    preview.settings(&format!("{SETTINGS}{wrong}"));
    let (second, bad) = preview.event(&first);
    assert!(!bad["problems"].is_null());
    preview.settings(&SETTINGS.replace("in town", "outside"));
    let (_, mended) = preview.event(&second);
    assert!(mended["problems"].is_null());
    preview.until("/", "Bees outside");
    let number = preview.child.id().to_string();
    let begin = Instant::now();
    assert!(
        Command::new("kill")
            .args(["-TERM", &number])
            .status()
            .unwrap()
            .success()
    );
    while Path::new(&format!("/proc/{number}/fd/0")).exists() {
        assert!(
            begin.elapsed() < Duration::from_secs(5),
            "it ends although nobody reads"
        );
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn after_any_edits_what_is_served_and_written_is_what_a_clean_build_gives() {
    const EDITS: u64 = 520;
    let preview = preview();
    let mut chance = edits::Chance::new(7);
    edits::site(&preview.site, &mut chance);
    let (mut step, mut sound, mut states) = (0, 0, 0);
    while step < EDITS {
        // Several at once are one change, or several, as it happens.
        for _ in 0..=chance.below(36) {
            edits::edit(&preview.site, &mut chance, step);
            step += 1;
        }
        // Most states must be sound, or there is little to compare.
        if chance.below(4) > 0 {
            step += edits::mend(&preview.site, &mut chance);
        }
        let build = pipeline::build(&preview.site, &Options::default()).unwrap();
        let sorted = build.diagnostics.sorted(&build.sources);
        let errors: Vec<_> = sorted.iter().filter(|it| it.severity == Severity::Error).collect();
        let errors: Vec<&str> = errors.iter().map(|it| it.message.as_str()).collect();
        let errors = errors.join("; ");
        let files = build.files.into_iter().map(|file| (file.path, file.bytes));
        let clean: Option<BTreeMap<_, _>> = (!build.diagnostics.has_errors()).then(|| files.collect());
        states += 1;
        sound += usize::from(clean.is_some());
        let begin = Instant::now();
        while let Some(difference) = difference(&preview, clean.as_ref()) {
            assert!(
                begin.elapsed() < Duration::from_secs(60),
                "after {step} edits: {difference}; a clean build says: {errors}"
            );
            std::thread::sleep(Duration::from_millis(20));
        }
    }
    assert!(sound * 2 > states, "only {sound} of {states} states were sound");
}
