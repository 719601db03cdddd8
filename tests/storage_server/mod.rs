//! The S3-compatible server of `tests/storage/`, started for a test, and a reader without a key.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

/// The bucket that there is.
pub(crate) const BUCKET: &str = "lighthouses";

/// The key that may write, and its secret.
pub(crate) const KEY: &str = "keeper";
pub(crate) const SECRET: &str = "of-the-light-4711";

/// How long the server may take to answer.
const PATIENCE: Duration = Duration::from_secs(60);

/// A server on this machine; it ends with the value.
pub(crate) struct Storage {
    child: Child,
    port: u16,
    place: tempfile::TempDir,
}

/// What the server answers.
pub(crate) struct Answer {
    pub(crate) status: u16,
    headers: BTreeMap<String, String>,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }
}

/// Builds the server, once, and gives the program.
fn program() -> &'static Path {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    PROGRAM.get_or_init(|| {
        let target = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/storage");
        let built = Command::new(env!("CARGO"))
            .args([
                "build",
                "--quiet",
                "--locked",
                "--manifest-path",
                "tests/storage/Cargo.toml",
                "--target-dir",
            ])
            .arg(&target)
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .status();
        assert!(
            built.is_ok_and(|it| it.success()),
            "the server in tests/storage/ is not built"
        );
        target.join("debug/storage")
    })
}

impl Storage {
    pub(crate) fn start() -> Storage {
        let place = tempfile::tempdir().unwrap();
        fs::create_dir_all(place.path().join("buckets").join(BUCKET)).unwrap();
        let mut child = Command::new(program())
            .arg(place.path().join("buckets"))
            .args([KEY, SECRET])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        Storage {
            child,
            port: line.trim().parse().unwrap(),
            place,
        }
    }

    /// The address of the server.
    pub(crate) fn endpoint(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// The address of an object.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}/{BUCKET}/{path}", self.endpoint())
    }

    /// Lets so many further objects be written or removed before the server is out of order; any number without one.
    pub(crate) fn allow(&self, changes: Option<u64>) {
        let path = self.place.path().join("buckets.budget");
        match changes {
            Some(changes) => {
                // At once, for the server may be reading.
                let aside = path.with_extension("new");
                fs::write(&aside, changes.to_string()).unwrap();
                fs::rename(aside, path).unwrap();
            }
            None => drop(fs::remove_file(path)),
        }
    }

    /// How many are left; nothing where the file is just being written.
    pub(crate) fn allowed(&self) -> Option<u64> {
        fs::read_to_string(self.place.path().join("buckets.budget"))
            .ok()?
            .parse()
            .ok()
    }

    /// Every object, by its path.
    pub(crate) fn objects(&self) -> BTreeMap<String, Vec<u8>> {
        let mut files = super::files(&self.bucket());
        files.retain(|path, _| !path.split('/').any(|name| name.ends_with(".internal.json")));
        files
    }

    /// Puts an object there as someone else.
    pub(crate) fn store(&self, path: &str, bytes: &[u8]) {
        let path = self.bucket().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    /// Removes an object as someone else.
    pub(crate) fn remove(&self, path: &str) {
        fs::remove_file(self.bucket().join(path)).unwrap();
    }

    /// Waits until there is an object.
    pub(crate) fn wait_for(&self, path: &str) {
        let start = Instant::now();
        while !self.bucket().join(path).exists() {
            assert!(start.elapsed() < PATIENCE, "{path} does not come");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    fn bucket(&self) -> PathBuf {
        self.place.path().join("buckets").join(BUCKET)
    }

    /// Reads an object without a key.
    pub(crate) fn get(&self, path: &str) -> Answer {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let path = path.replace(' ', "%20");
        let request = format!(
            "GET /{BUCKET}/{path} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nConnection: close\r\n\r\n",
            self.port
        );
        stream.write_all(request.as_bytes()).unwrap();
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).unwrap();
        answer(&bytes)
    }
}

impl Drop for Storage {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn answer(bytes: &[u8]) -> Answer {
    let end = bytes.windows(4).position(|it| it == b"\r\n\r\n").unwrap();
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let mut lines = head.lines();
    let status = lines
        .next()
        .and_then(|it| it.split(' ').nth(1))
        .and_then(|it| it.parse().ok())
        .unwrap();
    let headers = lines.filter_map(|line| line.split_once(':'));
    let headers: BTreeMap<String, String> = headers
        .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
        .collect();
    let body = &bytes[end + 4..];
    let is_chunked = headers.get("transfer-encoding").is_some_and(|it| it == "chunked");
    Answer {
        status,
        body: if is_chunked { joined(body) } else { body.to_vec() },
        headers,
    }
}

/// The body of an answer that came in pieces (RFC 9112, section 7.1).
fn joined(mut rest: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    while let Some(end) = rest.windows(2).position(|it| it == b"\r\n") {
        let size = std::str::from_utf8(&rest[..end]).unwrap();
        let size = usize::from_str_radix(size.split(';').next().unwrap(), 16).unwrap();
        if size == 0 {
            break;
        }
        body.extend_from_slice(&rest[end + 2..end + 2 + size]);
        rest = &rest[end + 2 + size + 2..];
    }
    body
}
