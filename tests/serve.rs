//! The preview, over a real connection: what it serves, what it refuses, and what it tells browsers after an edit.

#![cfg(unix)]
#![expect(clippy::disallowed_methods, reason = "makes sites and looks at what was published")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "what fails here fails the test")]

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
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
    /// The line that says where the site can be read.
    line: String,
}

/// Starts a preview of a small site on the port.
fn preview_on(port: u16) -> Preview {
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
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let stderr = child.stderr.take().unwrap();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    while !line.contains("http://") {
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
    assert!(preview.get("/scans/").body.starts_with("<p>scans<script"));
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
        assert!(preview.get("/missing.html").body.starts_with("<p>Lost?<script"));
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
