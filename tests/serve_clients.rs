//! The preview under clients that mean it no good: a thousand at once, slow ones, ones that never end, and ones elsewhere.

#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::panic,
    reason = "what fails here fails the test"
)]

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream, UdpSocket};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use tempfile::TempDir;

struct Preview {
    base: TempDir,
    child: Child,
    port: u16,
}

impl Drop for Preview {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Preview {
    fn start() -> Preview {
        let base = tempfile::tempdir().unwrap();
        fs::create_dir_all(base.path().join("content")).unwrap();
        fs::write(
            base.path().join("conspectus.yaml"),
            "title: Bees\ndescription: Bees in town.\n",
        )
        .unwrap();
        fs::write(
            base.path().join("content/index.md"),
            "---\ntitle: Bees\n---\nWelcome.\n",
        )
        .unwrap();
        fs::write(base.path().join("secret.txt"), "a secret").unwrap();
        let mut child = Command::new(env!("CARGO_BIN_EXE_conspectus"))
            .args(["serve", "--port", "0", "--site"])
            .arg(base.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let line = lines
            .find(|line| line.as_ref().unwrap().contains("http://"))
            .unwrap()
            .unwrap();
        let address = line.split("http://").nth(1).unwrap();
        let port = address.split([':', '/']).nth(1).unwrap().parse().unwrap();
        // What it says later has to go somewhere.
        std::thread::spawn(move || lines.count());
        Preview { base, child, port }
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        stream
    }

    /// The status and the body that a request gets; 0 where the connection is closed without an answer.
    fn get(&self, path: &[u8], headers: &str) -> (u16, String) {
        let mut stream = self.connect();
        let rest = format!(
            " HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nConnection: close\r\n{headers}\r\n",
            self.port
        );
        let _ = stream.write_all(&[b"GET ", path, rest.as_bytes()].concat());
        let mut bytes = Vec::new();
        let _ = stream.read_to_end(&mut bytes);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let status = text
            .split(' ')
            .nth(1)
            .and_then(|it| it.parse().ok())
            .unwrap_or_default();
        (status, text)
    }

    fn is_well(&self) -> bool {
        self.get(b"/", "").0 == 200
    }

    fn public(&self) -> PathBuf {
        self.base.path().join("public")
    }
}

/// An address of this machine that other machines reach, where it has one.
fn outer_address() -> Option<SocketAddr> {
    let socket = UdpSocket::bind("0.0.0.0:0").ok()?;
    // Nothing is sent: the system only says from where it would be.
    socket.connect("192.0.2.1:9").ok()?;
    socket
        .local_addr()
        .ok()
        .filter(|it| !it.ip().is_loopback() && !it.ip().is_unspecified())
}

#[test]
fn no_other_machine_reaches_it() {
    let preview = Preview::start();
    let table = fs::read_to_string("/proc/net/tcp").unwrap_or_default();
    let port = format!(":{:04X}", preview.port);
    let listening: Vec<&str> = table
        .lines()
        .filter_map(|line| line.split_whitespace().nth(1))
        .filter(|it| it.ends_with(&port))
        .collect();
    assert!(listening.iter().all(|it| it.starts_with("0100007F")), "{listening:?}");
    if let Some(mut address) = outer_address() {
        address.set_port(preview.port);
        assert!(
            TcpStream::connect_timeout(&address, Duration::from_secs(5)).is_err(),
            "{address}"
        );
    }
    assert!(preview.is_well());
}

#[test]
fn a_thousand_clients_at_once_are_answered() {
    let preview = Preview::start();
    let mut clients: Vec<TcpStream> = (0..1000).map(|_| preview.connect()).collect();
    let request = format!(
        "GET / HTTP/1.1\r\nHost: localhost:{}\r\nConnection: close\r\n\r\n",
        preview.port
    );
    for client in &mut clients {
        client.write_all(request.as_bytes()).unwrap();
    }
    for (number, client) in clients.iter_mut().enumerate() {
        let mut text = String::new();
        client.read_to_string(&mut text).unwrap();
        assert!(
            text.starts_with("HTTP/1.1 200") && text.contains("Welcome"),
            "{number}: {text}"
        );
    }
}

#[test]
fn clients_that_send_and_read_slowly_keep_nobody_waiting() {
    let preview = Preview::start();
    let host = format!("GET / HTTP/1.1\r\nHost: localhost:{}\r\n", preview.port);
    let mut slow: Vec<TcpStream> = (0..500).map(|_| preview.connect()).collect();
    for round in 0..20 {
        for (number, client) in slow.iter_mut().enumerate() {
            let byte = match number % 3 {
                // A letter at a time, a header at a time, and asking without ever reading.
                0 => host.as_bytes()[round..=round].to_vec(),
                1 if round == 0 => host.clone().into_bytes(),
                1 => format!("X-{round}: y\r\n").into_bytes(),
                _ => format!("{host}\r\n").into_bytes(),
            };
            let _ = client.write_all(&byte);
        }
        assert!(preview.is_well(), "round {round}");
    }
}

#[test]
fn what_is_no_request_is_refused_and_forgotten() {
    let preview = Preview::start();
    let long = "a".repeat(1 << 20);
    let host = format!("Host: localhost:{}\r\n", preview.port);
    let requests = [
        "\0\0\0\0\r\n\r\n".to_owned(),
        "GET\r\n\r\n".to_owned(),
        format!("GET /{long} HTTP/1.1\r\n{host}\r\n"),
        format!("GET / HTTP/1.1\r\n{host}X: {long}\r\n\r\n"),
        format!("GET / HTTP/1.1\r\n{host}{}\r\n", "X: y\r\n".repeat(10_000)),
        format!("GET / HTTP/1.1\r\n{host}{host}\r\n"),
        format!("POST / HTTP/1.1\r\n{host}Content-Length: 99999999999\r\n\r\n"),
        format!("POST / HTTP/1.1\r\n{host}Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\nfff"),
        format!("CONNECT a.example:443 HTTP/1.1\r\n{host}\r\n"),
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_owned(),
        "\x16\x03\x01\x02\0\x01\0".to_owned(),
    ];
    for request in requests {
        let mut client = preview.connect();
        client.set_read_timeout(Some(Duration::from_millis(500))).unwrap();
        let _ = client.write_all(request.as_bytes());
        let mut bytes = Vec::new();
        let _ = client.read_to_end(&mut bytes);
        let start: String = request.chars().take(60).collect();
        assert!(
            !String::from_utf8_lossy(&bytes).starts_with("HTTP/1.1 200") || start.contains("Host"),
            "{start:?}"
        );
        assert!(preview.is_well(), "{start:?}");
    }
}

#[test]
fn no_way_of_writing_a_path_leads_out() {
    let preview = Preview::start();
    let public = preview.public();
    std::os::unix::fs::symlink("/etc", public.join("etc")).unwrap();
    std::os::unix::fs::symlink("../secret.txt", public.join("secret.html")).unwrap();
    let secret = preview.base.path().join("secret.txt");
    let paths = [
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/%2E%2E%2Fsecret.txt",
        "/..%2fsecret.txt",
        "/%252e%252e/secret.txt",
        "/.%2e/secret.txt",
        "/..%5csecret.txt",
        "/..\\secret.txt",
        "/%c0%ae%c0%ae/secret.txt",
        "/a/%2e%2e/%2e%2e/secret.txt",
        "/./../secret.txt",
        "//secret.txt",
        "/%2fetc/passwd",
        "/etc/passwd",
        "/secret.html",
        "/secret",
        "/index.html%00.txt",
        "/%00/../secret.txt",
        "/index.html/../../secret.txt",
        "/public/../../secret.txt",
        "/;/../secret.txt",
        "http://localhost/../secret.txt",
        "*",
        "/%",
        "/%2",
        "/%zz",
        "/_conspectus/%2e%2e/%2e%2e/secret.txt",
    ];
    let absolute = format!("/{}", secret.display());
    for path in paths.into_iter().map(str::to_owned).chain([absolute]) {
        let (status, text) = preview.get(path.as_bytes(), "");
        assert_ne!(status, 200, "{path}: {text}");
        assert!(!text.contains("a secret") && !text.contains("root:"), "{path}: {text}");
    }
    let (status, _) = preview.get(b"/\xff\xfe", "");
    assert_ne!(status, 200);
    assert!(preview.is_well());
}

#[test]
fn pages_of_others_get_nothing() {
    let preview = Preview::start();
    let port = preview.port;
    for origin in [
        "null".to_owned(),
        "https://a.example".to_owned(),
        format!("https://localhost:{port}"),
        format!("http://localhost:{port}.a.example"),
        format!("http://a.example:{port}"),
        format!("http://user@localhost:{port}"),
        "http://localhost:1".to_owned(),
    ] {
        let (status, text) = preview.get(b"/_conspectus/events", &format!("Origin: {origin}\r\n"));
        assert_eq!(status, 403, "{origin}: {text}");
        let (_, text) = preview.get(b"/", &format!("Origin: {origin}\r\n"));
        assert!(
            !text.contains("Welcome") && !text.to_lowercase().contains("access-control"),
            "{origin}: {text}"
        );
    }
}

/// A browser asks for news again each time it is answered, for days: an answer is short, and what was connected is let go.
#[test]
fn a_page_left_open_is_told_news_after_a_thousand_questions() {
    let preview = Preview::start();
    for _ in 0..1000 {
        let (status, text) = preview.get(b"/_conspectus/events?since=another", "");
        assert!(status == 200 && text.contains("data: "), "{text}");
    }
    let waiting: Vec<TcpStream> = (0..50).map(|_| preview.connect()).collect();
    drop(waiting);
    let open = fs::read_dir(format!("/proc/{}/fd", preview.child.id())).map_or(0, Iterator::count);
    assert!(open < 100, "{open} files are still open");
    assert!(preview.is_well());
}
