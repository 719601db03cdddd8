//! Real servers for tests: nginx, Apache, Caddy and that of Python, each set up as the documentation tells.
#![allow(dead_code, reason = "each test uses a part of it")]
#![allow(clippy::format_collect, reason = "a few lines of settings, for a test")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// How long a server may take to begin, or to answer.
const PATIENCE: Duration = Duration::from_secs(60);

/// A program that serves files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Program {
    Nginx,
    Apache,
    Caddy,
    Python,
}

impl Program {
    pub(crate) const ALL: [Program; 4] = [Program::Nginx, Program::Apache, Program::Caddy, Program::Python];

    /// Those that read the files which `hosts` asks for.
    pub(crate) const CONFIGURED: [Program; 3] = [Program::Nginx, Program::Apache, Program::Caddy];
}

/// A server on this machine; it ends with the value.
pub(crate) struct Server {
    child: Child,
    port: u16,
    /// The path at which the site lies, such as `/~prof/course/`.
    base: String,
    place: tempfile::TempDir,
}

/// What a server answers.
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// By name in lower case.
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

impl Server {
    /// Serves a published folder at a path: `/`, or a folder of the home directory of `prof` such as `/~prof/course/`.
    /// `headers` are sent with every answer, by Caddy alone.
    pub(crate) fn start(program: Program, public: &Path, base: &str, headers: &[(&str, &str)]) -> Server {
        let place = tempfile::tempdir().unwrap();
        open(place.path());
        let port = free_port();
        let mut command = match program {
            Program::Nginx => nginx(place.path(), public, base, port),
            Program::Apache => apache(place.path(), public, base, port),
            Program::Caddy => caddy(place.path(), public, base, port, headers),
            Program::Python => python(place.path(), public, base, port),
        };
        let log = fs::File::create(place.path().join("log")).unwrap();
        command
            .stdin(Stdio::null())
            .stdout(log.try_clone().unwrap())
            .stderr(log);
        let child = command.spawn();
        let child =
            child.unwrap_or_else(|error| panic!("{program:?} does not start, `tests/run` installs it: {error}"));
        let mut server = Server {
            child,
            port,
            base: base.to_owned(),
            place,
        };
        server.wait(program);
        server
    }

    fn wait(&mut self, program: Program) {
        let start = Instant::now();
        while TcpStream::connect(("127.0.0.1", self.port)).is_err() {
            let ended = self.child.try_wait().unwrap();
            let log = || fs::read_to_string(self.place.path().join("log")).unwrap_or_default();
            assert!(ended.is_none(), "{program:?} ends at once: {}", log());
            assert!(start.elapsed() < PATIENCE, "{program:?} does not listen: {}", log());
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// The path at which the site lies.
    pub(crate) fn base(&self) -> &str {
        &self.base
    }

    /// The address of a path of the site.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{}{path}", self.port, self.base)
    }

    /// Asks for a path of the site.
    pub(crate) fn get(&self, path: &str) -> Answer {
        self.ask(&format!("{}{path}", self.base), &[])
    }

    /// Asks for a path of the server, with further lines.
    pub(crate) fn ask(&self, path: &str, lines: &[&str]) -> Answer {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let path = encoded(path);
        let mut request = format!(
            "GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nConnection: close\r\n",
            self.port
        );
        for line in lines {
            let _ = write!(request, "{line}\r\n");
        }
        stream.write_all((request + "\r\n").as_bytes()).unwrap();
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).unwrap();
        answer(&bytes)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Apache and nginx end their workers when they are asked to end, not when they are killed.
        let _ = Command::new("kill").arg(self.child.id().to_string()).status();
        let start = Instant::now();
        while self.child.try_wait().is_ok_and(|ended| ended.is_none()) {
            if start.elapsed() > Duration::from_secs(10) {
                let _ = self.child.kill();
            }
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}

/// What cannot stand in the line of a request.
fn encoded(path: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_graphic();
    path.bytes().fold(String::new(), |mut text, byte| {
        if plain(byte) {
            text.push(char::from(byte));
        } else {
            let _ = write!(text, "%{byte:02X}");
        }
        text
    })
}

fn answer(bytes: &[u8]) -> Answer {
    let end = bytes
        .windows(4)
        .position(|it| it == b"\r\n\r\n")
        .expect("an answer has a head");
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let mut lines = head.lines();
    let status = lines
        .next()
        .and_then(|line| line.split(' ').nth(1)?.parse().ok())
        .expect("a status");
    let pair = |line: &str| {
        line.split_once(':')
            .map(|(name, value)| (name.to_lowercase(), value.trim().to_owned()))
    };
    let headers: BTreeMap<String, String> = lines.filter_map(pair).collect();
    let body = &bytes[end + 4..];
    let chunked = headers.get("transfer-encoding").is_some_and(|it| it == "chunked");
    let body = if chunked { whole(body) } else { body.to_vec() };
    Answer { status, headers, body }
}

/// Puts together a body that came in chunks.
fn whole(mut rest: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    while let Some(end) = rest.windows(2).position(|it| it == b"\r\n") {
        let length = usize::from_str_radix(std::str::from_utf8(&rest[..end]).unwrap().trim(), 16).unwrap();
        if length == 0 {
            break;
        }
        body.extend(&rest[end + 2..end + 2 + length]);
        rest = &rest[end + 4 + length..];
    }
    body
}

fn free_port() -> u16 {
    TcpListener::bind(("127.0.0.1", 0))
        .unwrap()
        .local_addr()
        .unwrap()
        .port()
}

/// Servers that begin as root read files as someone else.
fn open(folder: &Path) {
    fs::set_permissions(folder, fs::Permissions::from_mode(0o755)).unwrap();
}

fn copy(from: &Path, to: &Path) {
    for item in walkdir::WalkDir::new(from) {
        let item = item.unwrap();
        let target = to.join(item.path().strip_prefix(from).unwrap());
        if item.file_type().is_dir() {
            fs::create_dir_all(&target).unwrap();
            open(&target);
        } else {
            fs::copy(item.path(), &target).unwrap();
        }
    }
}

fn command(program: &str) -> Command {
    let mut command = Command::new(program);
    let path = std::env::var("PATH").unwrap_or_default();
    command.env("PATH", format!("{path}:/usr/sbin:/usr/local/sbin"));
    command
}

fn nginx(place: &Path, public: &Path, base: &str, port: u16) -> Command {
    let (here, public) = (place.display(), public.display());
    let configured = public.to_string();
    let is_configured = Path::new(&configured).join("_nginx.conf").is_file();
    let (map, rules) = if is_configured {
        (
            format!("include {public}/_nginx-map.conf;"),
            format!("include {public}/_nginx.conf;"),
        )
    } else {
        ("include /etc/nginx/mime.types;".to_owned(), String::new())
    };
    let site = if base == "/" {
        format!("root {public}; {rules}")
    } else {
        format!("location {base} {{ alias {public}/; {rules} }}")
    };
    let temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
    let temporary: String = temporary
        .iter()
        .map(|it| format!("{it}_temp_path {here}/{it};"))
        .collect();
    let text = format!(
        "daemon off; pid {here}/pid; error_log {here}/errors; worker_processes 1; user root;\nevents {{}}\n\
         http {{ access_log off; {temporary} {map}\nserver {{ listen 127.0.0.1:{port}; {site} }} }}\n"
    );
    fs::write(place.join("nginx.conf"), text).unwrap();
    let mut command = command("nginx");
    command.arg("-p").arg(place).arg("-c").arg(place.join("nginx.conf"));
    command.arg("-e").arg(place.join("errors"));
    command
}

fn apache(place: &Path, public: &Path, base: &str, port: u16) -> Command {
    let here = place.display();
    // The home of a user is served as Debian does; the folder is copied, so that its owner and place are those of a user.
    let home = place.join("home");
    let root = match base.trim_matches('/').split_once('/') {
        Some((user, folder)) => home.join(user.trim_start_matches('~')).join("public_html").join(folder),
        None => home.join("root"),
    };
    copy(public, &root);
    let modules = [
        "mpm_event",
        "authz_core",
        "dir",
        "mime",
        "headers",
        "rewrite",
        "userdir",
        "negotiation",
        "deflate",
        "filter",
        "env",
        "setenvif",
    ];
    let modules: String = modules
        .iter()
        .map(|it| format!("LoadModule {it}_module /usr/lib/apache2/modules/mod_{it}.so\n"))
        .collect();
    let text = format!(
        "{modules}ServerRoot {here}\nPidFile {here}/pid\nServerName localhost\nListen 127.0.0.1:{port}\n\
         User www-data\nGroup www-data\nErrorLog {here}/errors\nTypesConfig /etc/mime.types\n\
         AddType application/x-gzip .gz .tgz\nAddLanguage br .br\nAddOutputFilterByType DEFLATE text/html text/css\n\
         DocumentRoot {}\nUserDir {here}/home/*/public_html\n<Directory {here}/home>\n\
         AllowOverride FileInfo AuthConfig Limit Indexes\nOptions MultiViews Indexes SymLinksIfOwnerMatch IncludesNoExec\n\
         Require all granted\n</Directory>\n",
        home.join("root").display()
    );
    fs::create_dir_all(home.join("root")).unwrap();
    fs::write(place.join("apache.conf"), text).unwrap();
    let mut command = command("apache2");
    command.arg("-f").arg(place.join("apache.conf")).arg("-DFOREGROUND");
    command
}

fn caddy(place: &Path, public: &Path, base: &str, port: u16, headers: &[(&str, &str)]) -> Command {
    let is_configured = public.join("_caddy.conf").is_file();
    let public = public.display();
    let rules = if is_configured {
        format!("import {public}/_caddy.conf")
    } else {
        format!("handle_path {base}* {{\nfile_server\n}}")
    };
    let headers: String = headers
        .iter()
        .map(|(name, value)| format!("header {name} \"{value}\"\n"))
        .collect();
    let text = format!(
        "{{\nadmin off\nauto_https off\n}}\nhttp://127.0.0.1:{port} {{\nbind 127.0.0.1\nroot * {public}\n{headers}{rules}\n}}\n"
    );
    fs::write(place.join("Caddyfile"), text).unwrap();
    let mut command = command("caddy");
    command
        .args(["run", "--adapter", "caddyfile", "--config"])
        .arg(place.join("Caddyfile"));
    for variable in ["HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"] {
        command.env(variable, place);
    }
    command
}

fn python(place: &Path, public: &Path, base: &str, port: u16) -> Command {
    let root = place.join("root");
    let site = root.join(base.trim_matches('/'));
    if base == "/" {
        std::os::unix::fs::symlink(public, &root).unwrap();
    } else {
        fs::create_dir_all(site.parent().unwrap()).unwrap();
        std::os::unix::fs::symlink(public, &site).unwrap();
    }
    let mut command = command("python3");
    command.args([
        "-m",
        "http.server",
        &port.to_string(),
        "--bind",
        "127.0.0.1",
        "--directory",
    ]);
    command.arg(root);
    command
}
