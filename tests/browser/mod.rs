//! A real browser for tests: Chromium without a window, spoken to in its own protocol over a WebSocket.
//!
//! What a page may load is limited to `file:` and to addresses of this machine: a test that needs more fails.
#![allow(dead_code, reason = "each test uses a part of it")]

use serde_json::{Value as Json, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// How long a page may take to do what is waited for.
const PATIENCE: Duration = Duration::from_secs(60);

/// A browser with one page.
pub(crate) struct Browser {
    child: Child,
    socket: BufReader<TcpStream>,
    number: u64,
    /// What the browser told of by itself.
    pub(crate) events: Vec<Json>,
    _profile: tempfile::TempDir,
}

impl Browser {
    /// Starts the browser. Without Chromium the test fails and says what to install.
    pub(crate) fn launch() -> Browser {
        let profile = tempfile::tempdir().unwrap();
        let child = Command::new(program())
            .args([
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--no-first-run",
                "--disable-extensions",
            ])
            .args([
                "--disable-dev-shm-usage",
                "--disable-background-networking",
                "--remote-debugging-port=0",
            ])
            .args([
                "--window-size=1280,900",
                "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
            ])
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .arg("about:blank")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| panic!("Chromium does not start: {error}"));
        let port = patiently("Chromium to listen", || {
            let text = std::fs::read_to_string(profile.path().join("DevToolsActivePort")).ok()?;
            text.lines().next()?.parse::<u16>().ok()
        });
        let path = patiently("Chromium to open a page", || page_path(port));
        let mut browser = Browser {
            child,
            socket: connect(port, &path),
            number: 0,
            events: Vec::new(),
            _profile: profile,
        };
        for domain in ["Page", "Runtime", "Log"] {
            browser.call(&format!("{domain}.enable"), &json!({}));
        }
        browser
    }

    /// Opens an address and waits until it is loaded.
    pub(crate) fn open(&mut self, address: &str) {
        self.call("Page.navigate", &json!({"url": "about:blank"}));
        self.wait_for("location.href === 'about:blank' && document.readyState === 'complete'");
        self.call("Page.navigate", &json!({"url": address}));
        self.wait_for("location.href !== 'about:blank' && document.readyState === 'complete'");
    }

    /// The value of an expression on the page; a promise is waited for.
    pub(crate) fn evaluate(&mut self, expression: &str) -> Json {
        let asked = json!({"expression": expression, "awaitPromise": true, "returnByValue": true});
        let answer = self.call("Runtime.evaluate", &asked);
        assert!(answer.get("exceptionDetails").is_none(), "{expression}: {answer}");
        answer["result"]["value"].clone()
    }

    /// The same as text.
    pub(crate) fn text(&mut self, expression: &str) -> String {
        self.evaluate(expression).as_str().unwrap_or_default().to_owned()
    }

    /// Waits until an expression is true; the page may be going to another in between.
    pub(crate) fn wait_for(&mut self, expression: &str) {
        let asked = json!({"expression": expression, "awaitPromise": true, "returnByValue": true});
        patiently(expression, || {
            let answer = self.call_if_possible("Runtime.evaluate", &asked)?;
            (answer["result"]["value"] == true).then_some(())
        });
    }

    /// Types a text, key by key.
    pub(crate) fn type_text(&mut self, text: &str) {
        for letter in text.chars() {
            self.key(&letter.to_string());
        }
    }

    /// Presses and releases a key: a letter, or a name such as `ArrowDown`, `Enter`, `Escape`, `Tab`.
    pub(crate) fn key(&mut self, key: &str) {
        let code = match key {
            "Enter" => 13,
            "Escape" => 27,
            "Tab" => 9,
            "End" => 35,
            "Home" => 36,
            "ArrowUp" => 38,
            "ArrowDown" => 40,
            _ => 0,
        };
        let text = match key {
            "Enter" => "\r",
            _ if code != 0 => "",
            letter => letter,
        };
        let event = |kind: &str| json!({"type": kind, "key": key, "text": text, "windowsVirtualKeyCode": code});
        self.call("Input.dispatchKeyEvent", &event("keyDown"));
        let mut up = event("keyUp");
        up["text"] = json!("");
        self.call("Input.dispatchKeyEvent", &up);
    }

    /// Calls a method of the protocol.
    pub(crate) fn call(&mut self, method: &str, parameters: &Json) -> Json {
        self.call_if_possible(method, parameters)
            .unwrap_or_else(|| panic!("the browser refuses {method} {parameters}"))
    }

    fn call_if_possible(&mut self, method: &str, parameters: &Json) -> Option<Json> {
        self.number += 1;
        let message = json!({"id": self.number, "method": method, "params": parameters});
        send(self.socket.get_mut(), &message.to_string());
        loop {
            let answer: Json = serde_json::from_str(&receive(&mut self.socket)).unwrap();
            if answer["id"] == self.number {
                return answer.get("result").cloned();
            }
            self.events.push(answer);
        }
    }

    /// The addresses of everything that was asked for since the domain `Network` was enabled.
    pub(crate) fn requests(&self) -> Vec<String> {
        let sent = self
            .events
            .iter()
            .filter(|event| event["method"] == "Network.requestWillBeSent");
        sent.filter_map(|event| Some(event["params"]["request"]["url"].as_str()?.to_owned()))
            .collect()
    }

    /// What went wrong on the pages so far: exceptions, and what the log calls an error.
    pub(crate) fn problems(&self) -> Vec<String> {
        let is_problem = |event: &&Json| {
            event["method"] == "Runtime.exceptionThrown"
                || (event["method"] == "Log.entryAdded" && event["params"]["entry"]["level"] == "error")
        };
        self.events.iter().filter(is_problem).map(Json::to_string).collect()
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn program() -> PathBuf {
    let named = std::env::var_os("CHROMIUM").map(PathBuf::from);
    let places = std::env::var_os("PATH").unwrap_or_default();
    let programs = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
    let paths = std::env::split_paths(&places).flat_map(|place| programs.map(|program| place.join(program)));
    named
        .into_iter()
        .chain(paths)
        .find(|path| path.is_file())
        .unwrap_or_else(|| {
            panic!("Chromium is missing: `tests/run` installs what the tests need, or set CHROMIUM to its path")
        })
}

fn patiently<T>(what: &str, mut attempt: impl FnMut() -> Option<T>) -> T {
    let start = Instant::now();
    loop {
        if let Some(done) = attempt() {
            return done;
        }
        assert!(start.elapsed() < PATIENCE, "waited too long for {what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// The path of the WebSocket of the first page.
fn page_path(port: u16) -> Option<String> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).ok()?;
    let request = format!("GET /json/list HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).ok()?;
    stream.set_read_timeout(Some(PATIENCE)).ok()?;
    // The browser keeps the connection open whatever is asked of it.
    let (mut reader, mut line, mut length) = (BufReader::new(stream), String::new(), 0);
    while line != "\r\n" {
        line.clear();
        reader.read_line(&mut line).ok().filter(|read| *read > 0)?;
        let (name, value) = line.split_once(':').unwrap_or_default();
        if name.eq_ignore_ascii_case("content-length") {
            length = value.trim().parse().ok()?;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    let pages: Json = serde_json::from_slice(&body).ok()?;
    let page = pages.as_array()?.iter().find(|it| it["type"] == "page")?;
    let address = page["webSocketDebuggerUrl"].as_str()?;
    Some(address[address.find("/devtools")?..].to_owned())
}

/// Opens a WebSocket (RFC 6455).
fn connect(port: u16, path: &str) -> BufReader<TcpStream> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    let request = format!(
        "GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
         Sec-WebSocket-Key: Y29uc3BlY3R1cyB0ZXN0cw==\r\nSec-WebSocket-Version: 13\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).unwrap();
    let mut socket = BufReader::new(stream);
    let mut line = String::new();
    while line != "\r\n" {
        line.clear();
        socket.read_line(&mut line).unwrap();
    }
    socket
}

/// Sends a text in one frame, masked with zeros.
fn send(stream: &mut TcpStream, text: &str) {
    let length = text.len();
    let mut frame = vec![0x81];
    match length {
        0..126 => frame.push(0x80 | length as u8),
        126..0x1_0000 => {
            frame.push(0x80 | 0x7e);
            frame.extend((length as u16).to_be_bytes());
        }
        _ => {
            frame.push(0x80 | 0x7f);
            frame.extend((length as u64).to_be_bytes());
        }
    }
    frame.extend([0; 4]);
    frame.extend(text.as_bytes());
    stream.write_all(&frame).unwrap();
}

/// Receives a text, which may come in several frames.
fn receive(socket: &mut BufReader<TcpStream>) -> String {
    let mut text = Vec::new();
    loop {
        let mut head = [0; 2];
        socket.read_exact(&mut head).unwrap();
        let mut wide = [0; 8];
        let length = match head[1] & 0x7f {
            126 => {
                socket.read_exact(&mut wide[6..]).unwrap();
                u64::from_be_bytes(wide)
            }
            127 => {
                socket.read_exact(&mut wide).unwrap();
                u64::from_be_bytes(wide)
            }
            short => u64::from(short),
        };
        let mut frame = vec![0; usize::try_from(length).unwrap()];
        socket.read_exact(&mut frame).unwrap();
        if matches!(head[0] & 0x0f, 0..=2) {
            text.extend(frame);
            if head[0] & 0x80 != 0 {
                return String::from_utf8(text).unwrap();
            }
        }
    }
}

/// Serves a folder below a path, on this machine only, under a content security policy. Returns the address of the path.
pub(crate) fn serve(folder: &Path, below: &str) -> String {
    serve_under(folder, below, "Content-Security-Policy: default-src 'self'\r\n")
}

/// The same without any policy: what is alive in a page comes to life.
pub(crate) fn serve_freely(folder: &Path, below: &str) -> String {
    serve_under(folder, below, "")
}

fn serve_under(folder: &Path, below: &str, policy: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}{below}", listener.local_addr().unwrap());
    let (folder, below) = (folder.to_owned(), below.to_owned());
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let (folder, below) = (folder.clone(), below.clone());
            std::thread::spawn(move || answer(&stream, &folder, &below, policy));
        }
    });
    address
}

/// Answers the requests of one connection.
fn answer(stream: &TcpStream, folder: &Path, below: &str, policy: &str) -> Option<()> {
    let mut reader = BufReader::new(stream);
    let mut out = stream;
    loop {
        let (mut first, mut line) = (String::new(), String::new());
        reader.read_line(&mut first).ok().filter(|read| *read > 0)?;
        while line != "\r\n" {
            line.clear();
            reader.read_line(&mut line).ok().filter(|read| *read > 0)?;
        }
        let path = first.split(' ').nth(1)?.split('?').next()?;
        let file = path
            .strip_prefix(below)
            .filter(|path| !path.contains(".."))
            .map(|path| folder.join(path));
        let bytes = file.as_ref().and_then(|file| std::fs::read(file).ok());
        let ending = path.rsplit('.').next()?;
        let kind = match ending {
            "html" => "text/html; charset=utf-8",
            "css" => "text/css",
            "js" => "text/javascript",
            "svg" => "image/svg+xml",
            _ => "application/octet-stream",
        };
        let status = if bytes.is_some() { "200 OK" } else { "404 Not Found" };
        let body = bytes.unwrap_or_default();
        let head = format!(
            "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n\
             {policy}\r\n",
            body.len()
        );
        out.write_all(head.as_bytes()).ok()?;
        out.write_all(&body).ok()?;
    }
}
