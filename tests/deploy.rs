//! Deployment to a real S3-compatible server on this machine: what is sent, in which order, what is left alone, and that a
//! reader never meets a broken page, whenever the deployment or the server ends.
//!
//! `CONSPECTUS_KILLS=500 CONSPECTUS_BIN="$PWD/target/release/conspectus" cargo test --test deploy` makes the long run.
#![expect(
    clippy::disallowed_methods,
    reason = "a test of whole sites reads and writes the disk"
)]
#![allow(clippy::unwrap_used, reason = "a test that cannot write its files has failed")]
#![allow(clippy::panic, reason = "a test fails by panicking")]
#![cfg(feature = "deploy")]

mod folder;
#[path = "published/markup.rs"]
mod markup;
mod seeded;
mod storage_server;

use folder::files;
use seeded::{Seeded, program, rounds};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use storage_server::{BUCKET, KEY, SECRET, Storage};

/// The folder of the bucket that the sites lie in.
const PREFIX: &str = "seminar/";

/// A site whose pages name passages of each other in a circle, and change all together with its version.
struct Site {
    place: tempfile::TempDir,
}

impl Site {
    /// That version of it, which has the pages from `p{version}` on.
    fn version(version: usize, storage: &Storage) -> Site {
        const PAGES: usize = 7;
        let site = Site {
            place: tempfile::tempdir().unwrap(),
        };
        site.write(
            "conspectus.yaml",
            &format!(
                "title: Lights\ndescription: On lights.\nbase-url: {}\nstances: [argues]\nevent-kinds: [storm]\nactor-kinds: [person]\n\
                 roles: [witness]\ntheme: own\ndeploy:\n  bucket: {BUCKET}\n  endpoint: {}\n  prefix: {PREFIX}\n",
                storage.url(PREFIX),
                storage.endpoint(),
            ),
        );
        site.write(
            "themes/own/static/style.css",
            &format!("body {{ margin: {version}px }}\n"),
        );
        site.write(
            "content/index.md",
            &format!("---\ntitle: Lights\n---\nState {version}: [[p{version}#state-{version}]].\n"),
        );
        site.write(
            &format!("content/files/chart-{version}.svg"),
            "<svg xmlns=\"http://www.w3.org/2000/svg\"/>",
        );
        for page in version..version + PAGES {
            let near = |by: usize| version + (page - version + by) % PAGES;
            let (next, last) = (near(1), near(PAGES - 1));
            let text = format!(
                "---\ntitle: Page {page}\n---\n# State {version}\n\nSee [[p{next}#state-{version}]] and [[p{last}#notes-of-{page}-{version}|its notes]], \
                 ![the chart](../files/chart-{version}.svg).\n\n## Notes of {next} {version}\n\nWords of version {version}.\n"
            );
            site.write(&format!("content/pages/p{page}.md"), &text);
        }
        site
    }

    fn write(&self, path: &str, text: &str) {
        folder::write(self.root(), path, text);
    }

    fn root(&self) -> &Path {
        self.place.path()
    }

    /// `conspectus deploy`, with the key of the server.
    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(program());
        command.args(["deploy", "--site"]).arg(self.root()).args(arguments);
        for variable in std::env::vars()
            .map(|(name, _)| name)
            .filter(|it| it.starts_with("AWS_"))
        {
            command.env_remove(variable);
        }
        command.env("AWS_SHARED_CREDENTIALS_FILE", self.root().join("no-such-file"));
        command
            .env("AWS_ACCESS_KEY_ID", KEY)
            .env("AWS_SECRET_ACCESS_KEY", SECRET);
        command
    }

    fn deploy(&self, arguments: &[&str]) -> Told {
        Told::of(self.command(arguments).output().unwrap())
    }

    /// Deploys at once what another run may have left, and expects that all goes well.
    fn finish(&self) -> Told {
        let told = self.deploy(&["--take-over", "--grace", "0"]);
        assert_eq!(told.status, Some(0), "{}", told.err);
        told
    }

    /// What is in `public/`, but for hidden files.
    fn published(&self) -> BTreeMap<String, Vec<u8>> {
        let mut files = files(&self.root().join("public"));
        files.retain(|path, _| !path.starts_with('.'));
        files
    }
}

/// What a run said.
struct Told {
    status: Option<i32>,
    out: String,
    err: String,
}

impl Told {
    fn of(output: Output) -> Told {
        Told {
            status: output.status.code(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Expects that it failed with this message and this advice.
    #[track_caller]
    fn fails(&self, message: &str, help: &str) {
        assert_eq!(self.status, Some(2), "{}{}", self.out, self.err);
        assert!(self.err.contains(message) && self.err.contains(help), "{}", self.err);
        assert!(!self.err.contains(SECRET) && !self.out.contains(SECRET));
    }
}

/// The bucket holds exactly what is published, the list, and what others put there.
#[track_caller]
fn holds(storage: &Storage, site: &Site, foreign: &[&str]) {
    let mut there = storage.objects();
    for path in foreign {
        assert!(there.remove(*path).is_some(), "{path} is gone");
    }
    assert!(
        there.remove(&format!("{PREFIX}.conspectus")).is_some(),
        "there is no list"
    );
    let mut expected = BTreeMap::new();
    expected.extend(
        site.published()
            .into_iter()
            .map(|(path, bytes)| (format!("{PREFIX}{path}"), bytes)),
    );
    let names = |it: &BTreeMap<String, Vec<u8>>| it.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&there), names(&expected));
    assert!(there == expected, "the bytes are those of the files");
}

/// What is at an address: its text, and the identifiers on it.
type Read = Option<(String, BTreeSet<String>)>;

/// What a visitor meets.
struct Visitor<'a> {
    storage: &'a Storage,
    /// What was read before, where nothing changes meanwhile.
    known: Option<RefCell<BTreeMap<String, Read>>>,
}

impl<'a> Visitor<'a> {
    /// Walks through a bucket that is being changed: everything is read anew.
    fn meanwhile(storage: &'a Storage) -> (Vec<String>, BTreeSet<String>) {
        Visitor { storage, known: None }.walk()
    }

    /// Walks through a bucket that stays as it is.
    fn afterwards(storage: &'a Storage) -> (Vec<String>, BTreeSet<String>) {
        let known = Some(RefCell::default());
        Visitor { storage, known }.walk()
    }

    fn read(&self, path: &str) -> Read {
        let Some(known) = &self.known else {
            return self.read_anew(path);
        };
        if !known.borrow().contains_key(path) {
            let read = self.read_anew(path);
            known.borrow_mut().insert(path.to_owned(), read);
        }
        known.borrow()[path].clone()
    }

    /// Reads an address of the site, with the identifiers on it; nothing where nothing is.
    fn read_anew(&self, path: &str) -> Read {
        let answer = self.storage.get(&format!("{PREFIX}{path}"));
        assert!(matches!(answer.status, 200 | 404), "{path}: {}", answer.status);
        if answer.status == 404 {
            return None;
        }
        let text = String::from_utf8_lossy(&answer.body).into_owned();
        let tags = markup::tags(&text);
        let ids = tags
            .iter()
            .filter_map(|tag| tag.attribute("id"))
            .map(str::to_owned)
            .collect();
        Some((text, ids))
    }

    /// Walks the whole site from its first page, sitemap and feed; gives what is broken and the addresses found. Each link is
    /// followed as soon as its page was read.
    fn walk(&self) -> (Vec<String>, BTreeSet<String>) {
        let (mut broken, mut read) = (Vec::new(), BTreeSet::new());
        let mut seen: BTreeSet<String> = ["index.html", "sitemap.xml", "atom.xml"].map(str::to_owned).into();
        let mut open: Vec<String> = seen.iter().cloned().collect();
        while let Some(path) = open.pop() {
            let Some((text, own)) = self.read(&path) else {
                continue;
            };
            read.insert(path.clone());
            for (to, fragment) in self.links(&path, &text) {
                // A link to the page itself is followed on the page that was read.
                let there = if to == path {
                    Some(own.clone())
                } else {
                    self.read(&to).map(|(_, ids)| ids)
                };
                match there {
                    None => broken.push(format!("{path} leads to {to}, which is not there")),
                    Some(ids) if to.ends_with(".html") && !fragment.is_empty() && !ids.contains(&fragment) => {
                        broken.push(format!("{path} leads to {to}#{fragment}, which is not on that page"));
                    }
                    Some(_) => {}
                }
                if seen.insert(to.clone()) {
                    open.push(to);
                }
            }
        }
        (broken, read)
    }

    /// Where a page or list of pages leads to in the site.
    fn links(&self, path: &str, text: &str) -> BTreeSet<(String, String)> {
        let base = self.storage.url(PREFIX);
        let mut addresses = Vec::new();
        if path.ends_with(".html") {
            addresses.extend(
                markup::tags(text)
                    .iter()
                    .filter(|tag| tag.name != "base")
                    .flat_map(markup::Tag::addresses),
            );
        } else if path.ends_with(".xml") {
            let whole = text.match_indices(&base).map(|(at, _)| &text[at..]);
            addresses.extend(whole.map(|it| it.split(['<', '"', '&', ' ']).next().unwrap_or_default().to_owned()));
        }
        let mut links = BTreeSet::new();
        for address in addresses {
            let (address, from) = match address.strip_prefix(&base) {
                Some(below) => (below.to_owned(), "index.html"),
                None => (address, path),
            };
            // Neither addresses elsewhere nor the form of an address for searches.
            if address.contains([':', '{']) {
                continue;
            }
            let (to, fragment) = address.split_once('#').unwrap_or((&address, ""));
            let to = to.split('?').next().unwrap_or_default();
            let to = match (to, resolved(from, to)) {
                ("", _) if from == path => path.to_owned(),
                ("", _) => "index.html".to_owned(),
                (_, to) => to,
            };
            links.insert((to, fragment.to_owned()));
        }
        links
    }
}

fn resolved(from: &str, link: &str) -> String {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in link.split('/') {
        match part {
            "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// Runs until the server has taken so many changes, and kills it then.
fn kill_after(changes: u64, storage: &Storage, mut command: Command) -> bool {
    const MANY: u64 = 1_000_000;
    storage.allow(Some(MANY));
    let mut child: Child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let killed = loop {
        if storage.allowed().is_some_and(|left| MANY - left >= changes) {
            child.kill().unwrap();
            break true;
        }
        if child.try_wait().unwrap().is_some() {
            break false;
        }
        std::thread::sleep(Duration::from_micros(500));
    };
    child.wait().unwrap();
    storage.allow(None);
    killed
}

#[test]
fn killed_at_any_point_no_page_is_ever_broken_and_the_next_run_finishes() {
    let storage = Storage::start();
    let sites: Vec<Site> = (0..4).map(|version| Site::version(version, &storage)).collect();
    storage.store("theirs.txt", b"not ours");
    sites[0].finish();
    let whole = Visitor::afterwards(&storage);
    assert_eq!(whole.0, [""; 0]);
    assert!(whole.1.len() > 20, "{:?}", whole.1);
    let changes = u64::try_from(sites[0].published().len()).unwrap() + 20;
    let mut numbers = Seeded::new(2026);
    let kills = rounds("CONSPECTUS_KILLS", 50);
    let (mut killed, mut now) = (0, 0);
    while killed < kills {
        now = (now + 1 + numbers.below(sites.len() - 1)) % sites.len();
        let point = 1 + numbers.below(usize::try_from(changes).unwrap()) as u64;
        let command = sites[now].command(&["--take-over", "--grace", "0", "--jobs", "4"]);
        let was_killed = kill_after(point, &storage, command);
        killed += usize::from(was_killed);
        let (broken, read) = Visitor::afterwards(&storage);
        assert!(
            broken.is_empty(),
            "killed at change {point} to version {now}:\n{}",
            broken.join("\n")
        );
        assert!(read.contains("index.html"), "the first page is always there");
        // Now and then the next run is killed as well, and has another site to bring.
        if numbers.below(3) > 0 {
            sites[now].finish();
            holds(&storage, &sites[now], &["theirs.txt"]);
            let told = sites[now].finish();
            assert!(told.out.contains("unchanged"), "{}", told.out);
        }
    }
    sites[now].finish();
    holds(&storage, &sites[now], &["theirs.txt"]);
    println!("{killed} deployments killed: no page was broken, and each next run finished");
}

#[test]
fn a_server_that_fails_midway_leaves_no_page_broken() {
    let storage = Storage::start();
    let sites: Vec<Site> = (0..2).map(|version| Site::version(version, &storage)).collect();
    sites[0].finish();
    let mut numbers = Seeded::new(7);
    for round in 0..12 {
        let site = &sites[(round + 1) % 2];
        let point = numbers.below(site.published().len().max(60)) as u64;
        storage.allow(Some(point));
        let told = site.deploy(&["--take-over", "--grace", "0", "--retries", "0"]);
        storage.allow(None);
        let (broken, _) = Visitor::afterwards(&storage);
        assert!(broken.is_empty(), "failed at change {point}:\n{}", broken.join("\n"));
        if told.status == Some(2) {
            assert!(
                told.err.contains("the server failed") && told.err.contains("out of order"),
                "{}",
                told.err
            );
        }
        site.finish();
        holds(&storage, site, &[]);
    }
}

#[test]
fn a_crawler_that_reads_meanwhile_meets_no_broken_page() {
    let storage = Storage::start();
    let sites: Vec<Site> = (0..3).map(|version| Site::version(version, &storage)).collect();
    sites[0].finish();
    let is_over = AtomicBool::new(false);
    let (walks, broken) = std::thread::scope(|scope| {
        let crawler = scope.spawn(|| {
            let (mut walks, mut broken) = (0, Vec::new());
            while !is_over.load(Ordering::Relaxed) {
                broken.extend(Visitor::meanwhile(&storage).0);
                walks += 1;
            }
            (walks, broken)
        });
        for site in [&sites[1], &sites[2], &sites[0]] {
            let told = site.deploy(&["--grace", "3", "--jobs", "2"]);
            assert_eq!(told.status, Some(0), "{}", told.err);
            assert!(
                told.err.contains("waiting 3 s for readers of the pages before"),
                "{}",
                told.err
            );
        }
        is_over.store(true, Ordering::Relaxed);
        crawler.join().unwrap()
    });
    assert!(walks > 2, "{walks} walks");
    assert!(broken.is_empty(), "{}", broken.join("\n"));
    holds(&storage, &sites[0], &[]);
}

#[test]
fn what_would_be_done_is_said_first_and_only_what_changed_is_sent() {
    let storage = Storage::start();
    let site = Site::version(0, &storage);
    let told = site.deploy(&["--dry-run"]);
    assert_eq!(told.status, Some(0), "{}", told.err);
    assert!(told.out.contains("\nnew      pages/p0.html ("), "{}", told.out);
    assert!(
        told.out.contains(&format!("would deploy to s3://{BUCKET}/{PREFIX}: ")),
        "{}",
        told.out
    );
    assert!(storage.objects().is_empty(), "nothing is sent");
    site.deploy(&[]);
    holds(&storage, &site, &[]);
    for (path, media_type) in [
        ("index.html", "text/html; charset=utf-8"),
        ("static/style.css", "text/css; charset=utf-8"),
        ("atom.xml", "application/xml"),
        ("files/chart-0.svg", "image/svg+xml"),
        ("search/index.js", "text/javascript; charset=utf-8"),
    ] {
        let answer = storage.get(&format!("{PREFIX}{path}"));
        assert_eq!(answer.header("content-type"), media_type, "{path}");
        assert_eq!(answer.header("cache-control"), "no-cache", "{path}");
    }
    site.write(
        "content/files/chart-0.svg",
        "<svg xmlns=\"http://www.w3.org/2000/svg\"><g/></svg>",
    );
    site.write("public/slides.txt", "of their own");
    fs::remove_file(site.root().join("content/pages/p3.md")).unwrap();
    for page in [2, 4] {
        let path = format!("content/pages/p{page}.md");
        let text = fs::read_to_string(site.root().join(&path)).unwrap();
        let text = text
            .replace("[[p3#state-0]]", "p3")
            .replace("[[p3#notes-of-4-0|its notes]]", "p3");
        site.write(&path, &text);
    }
    let told = site.deploy(&["--dry-run"]);
    for line in [
        "changed  files/chart-0.svg (50 bytes)",
        "new      slides.txt (12 bytes)",
        "delete   pages/p3.html (",
    ] {
        assert!(told.out.contains(&format!("\n{line}")), "{line}: {}", told.out);
    }
    assert!(!told.out.contains("pages/p5.html"), "{}", told.out);
    let before = storage.objects();
    let told = site.deploy(&["--keep"]);
    assert!(told.out.contains("kept that are no longer published"), "{}", told.out);
    assert!(storage.objects().contains_key("seminar/pages/p3.html"));
    assert_eq!(
        before["seminar/pages/p5.html"],
        storage.objects()["seminar/pages/p5.html"]
    );
    let told = site.deploy(&["--grace", "0"]);
    assert!(told.out.contains("0 new, 0 changed, "), "{}", told.out);
    holds(&storage, &site, &[]);
}

#[test]
fn objects_of_others_are_left_alone() {
    let storage = Storage::start();
    let site = Site::version(0, &storage);
    storage.store("seminar/notes.html", b"theirs");
    storage.store("seminar/pages/p2.html", b"in the way");
    let told = site.deploy(&[]);
    told.fails(
        "did not write lie where files of the site belong:\n  pages/p2.html\n",
        "--adopt",
    );
    assert_eq!(storage.objects().len(), 2, "nothing is sent");
    let told = site.deploy(&["--adopt"]);
    assert_eq!(told.status, Some(0), "{}", told.err);
    holds(&storage, &site, &["seminar/notes.html"]);
    // What others did to our objects is mended while they are published, and theirs afterwards.
    storage.store("seminar/pages/p1.html", b"defaced");
    storage.remove("seminar/pages/p4.html");
    site.finish();
    holds(&storage, &site, &["seminar/notes.html"]);
}

#[test]
fn two_at_once_are_kept_apart() {
    let storage = Storage::start();
    let sites: Vec<Site> = (0..2).map(|version| Site::version(version, &storage)).collect();
    sites[0].finish();
    let mut first = sites[1]
        .command(&["--grace", "20"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    storage.wait_for("seminar/.conspectus-lock");
    let second = sites[0].deploy(&["--grace", "0"]);
    second.fails("another deployment to this place is under way", "run this one again");
    assert_eq!(first.wait().unwrap().code(), Some(0));
    holds(&storage, &sites[1], &[]);
    // One that has taken over makes the other stop.
    let mut first = sites[0]
        .command(&["--grace", "60"])
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    storage.wait_for("seminar/.conspectus-lock");
    sites[1].finish();
    let first = Told::of(Output {
        status: first.wait().unwrap(),
        stdout: Vec::new(),
        stderr: std::io::Read::bytes(first.stderr.take().unwrap())
            .map(Result::unwrap)
            .collect(),
    });
    first.fails("another deployment has taken over", "run this one again");
    sites[1].finish();
    holds(&storage, &sites[1], &[]);
}

#[test]
fn what_cannot_be_done_is_told_with_what_to_do() {
    let storage = Storage::start();
    let site = Site::version(0, &storage);
    let run = |change: &dyn Fn(&mut Command)| {
        let mut command = site.command(&["--retries", "0"]);
        change(&mut command);
        Told::of(command.output().unwrap())
    };
    run(&|it| {
        it.env_remove("AWS_ACCESS_KEY_ID").env_remove("AWS_SECRET_ACCESS_KEY");
    })
    .fails("there are no credentials for the bucket", "AWS_PROFILE");
    run(&|it| {
        it.env_remove("AWS_SECRET_ACCESS_KEY");
    })
    .fails("but no AWS_SECRET_ACCESS_KEY", "set both");
    run(&|it| {
        it.env("AWS_SECRET_ACCESS_KEY", "wrong");
    })
    .fails("the secret does not belong to the key", "AWS_SECRET_ACCESS_KEY");
    run(&|it| {
        it.env("AWS_ACCESS_KEY_ID", "wrong");
    })
    .fails("cannot read the bucket", "AWS_");
    let profiles = site.root().join("profiles");
    fs::write(
        &profiles,
        format!("[seminar]\naws_access_key_id = {KEY}\naws_secret_access_key = {SECRET}\n"),
    )
    .unwrap();
    let profile = |name: &'static str| {
        let profiles: PathBuf = profiles.clone();
        move |it: &mut Command| {
            it.env_remove("AWS_ACCESS_KEY_ID").env_remove("AWS_SECRET_ACCESS_KEY");
            it.env("AWS_SHARED_CREDENTIALS_FILE", &profiles)
                .env("AWS_PROFILE", name);
        }
    };
    run(&profile("other")).fails("has no profile `other`", "write its name");
    assert_eq!(run(&profile("seminar")).status, Some(0));
    let settings = fs::read_to_string(site.root().join("conspectus.yaml")).unwrap();
    site.write("conspectus.yaml", &settings.replace(BUCKET, "no-such-bucket"));
    run(&|_| ()).fails("there is no bucket `no-such-bucket`", "make it there");
    site.write(
        "conspectus.yaml",
        &settings.replace(&storage.endpoint(), "http://127.0.0.1:9"),
    );
    run(&|_| ()).fails("http://127.0.0.1:9 cannot be reached", "`endpoint`");
    site.write("conspectus.yaml", settings.split("deploy:").next().unwrap());
    run(&|_| ()).fails("does not say where to deploy to", "`bucket`");
    site.write("conspectus.yaml", &settings);
    let before = storage.objects();
    site.write("content/index.md", "---\ntitle: Lights\n---\n[[no-such-page]]\n");
    let told = run(&|_| ());
    assert_eq!(told.status, Some(1), "{}", told.err);
    assert!(told.out.ends_with("nothing deployed\n"), "{}", told.out);
    assert_eq!(before, storage.objects());
}
