//! Histories of a site, made up edit by edit as the documentation tells authors to make them: whatever was published at
//! any time answers ever after, on every server and from the disk.
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

#[allow(dead_code, reason = "the checks of published sites use the rest")]
#[path = "published/markup.rs"]
mod markup;
mod servers;

use conspectus::pipeline::{self, Options};
use conspectus::publish;
use conspectus::render::OutputFile;
use conspectus::render::ledger::brought_up_to_date;
use servers::{Program, Server};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

const HISTORIES: usize = 30;
const EDITS: usize = 20;

/// Where the sites lie on the servers.
const BASE: &str = "/~prof/course/";

/// Fragments by address; none for what is no page.
type Addresses = BTreeMap<String, BTreeSet<String>>;

#[test]
fn whatever_was_published_answers_ever_after() {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut lost = Vec::new();
        let mut asked = 0;
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            if number >= HISTORIES {
                return (lost, asked);
            }
            let (count, problems) = history(number);
            asked += count;
            lost.extend(problems);
        }
    };
    let workers = std::thread::available_parallelism().map_or(2, usize::from);
    let results: Vec<(Vec<String>, usize)> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    let lost: Vec<String> = results.iter().flat_map(|(lost, _)| lost.clone()).collect();
    let asked: usize = results.iter().map(|(_, asked)| asked).sum();
    assert!(
        lost.is_empty(),
        "{} of {asked} are lost:\n{}",
        lost.len(),
        lost.join("\n")
    );
    assert!(asked > 100_000, "only {asked} questions were asked");
}

/// Plays one history: how much was asked, and what was lost.
fn history(number: usize) -> (usize, Vec<String>) {
    let place = tempfile::tempdir().unwrap();
    let root = place.path().join("site");
    let mut author = Author::new(number as u64 + 1);
    author.write(&root);
    let (mut files, mut published) = (publish_version(&root, "the first version"), Addresses::new());
    record(&files, &mut published);
    let (mut asked, mut lost) = (0, Vec::new());
    let mut story = Vec::new();
    for _ in 0..EDITS {
        story.push(author.edit());
        author.write(&root);
        files = publish_version(&root, &story.join("; "));
        asked += on_disk(&files, &published, &mut lost);
        record(&files, &mut published);
    }
    asked += on_disk(&files, &published, &mut lost);
    let out = place.path().join("public");
    publish::publish(&out, files.clone()).unwrap();
    for program in Program::CONFIGURED {
        asked += on_server(&Server::start(program, &out, BASE, &[]), program, &published, &mut lost);
    }
    let told = |it: String| format!("history {number}: {it}\n  after: {}", story.join("; "));
    (asked, lost.into_iter().map(told).collect())
}

/// Builds the site, which has to be sound, and brings its ledger up to date, as for publishing.
fn publish_version(root: &Path, story: &str) -> Vec<OutputFile> {
    let (build, site) = pipeline::build_with_site(root, &Options::default()).unwrap();
    let wrong = conspectus::diag::human::render(&build.diagnostics.sorted(&build.sources), &build.sources, false);
    assert!(!build.diagnostics.has_errors(), "{wrong}\nafter {story}");
    let ledger = brought_up_to_date(&site, &build.files);
    fs::write(root.join("ledger.txt"), ledger.to_string()).unwrap();
    build.files
}

/// Notes what of these files a reader may link to, without asking the program.
fn record(files: &[OutputFile], published: &mut Addresses) {
    for file in files {
        let is_part = ["static/", "search/", ".", "_", "404.html"]
            .iter()
            .any(|it| file.path.starts_with(it));
        if is_part || file.path.ends_with(".gz") || file.path.ends_with(".br") {
            continue;
        }
        let fragments = published.entry(file.path.clone()).or_default();
        if file.path.ends_with(".html") {
            fragments.extend(passages(&String::from_utf8_lossy(&file.bytes)));
        }
    }
}

/// The identifiers of the main part of a page that are no cards or controls.
fn passages(html: &str) -> BTreeSet<String> {
    let main = html.split_once("<main").map_or("", |(_, rest)| rest);
    let main = main.split("</main>").next().unwrap_or_default();
    let main = main.split_once('>').map_or("", |(_, rest)| rest);
    let tags = markup::tags(main).into_iter();
    let tags = tags.filter(|tag| !["input", "select", "form", "button", "g", "marker"].contains(&tag.name.as_str()));
    let ids = tags.filter_map(|tag| tag.attribute("id").map(str::to_owned));
    ids.filter(|id| !id.starts_with("card-")).collect()
}

/// All identifiers of a page.
fn ids(html: &str) -> BTreeSet<String> {
    let tags = markup::tags(html).into_iter();
    tags.filter_map(|tag| tag.attribute("id").map(str::to_owned)).collect()
}

/// Follows each address and fragment as a browser does that opens files.
fn on_disk(files: &[OutputFile], published: &Addresses, lost: &mut Vec<String>) -> usize {
    let by_path: BTreeMap<&str, &OutputFile> = files.iter().map(|file| (file.path.as_str(), file)).collect();
    let mut pages: BTreeMap<&str, (Option<String>, BTreeSet<String>)> = BTreeMap::new();
    for file in files.iter().filter(|file| file.path.ends_with(".html")) {
        let html = String::from_utf8_lossy(&file.bytes);
        pages.insert(&file.path, (leads_to(&file.path, &html), ids(&html)));
    }
    let mut asked = 0;
    for (path, fragments) in published {
        asked += 1 + fragments.len();
        let Some(file) = by_path.get(path.as_str()).filter(|file| !file.bytes.is_empty()) else {
            lost.push(format!("`{path}` on the disk"));
            continue;
        };
        let Some((mut to, mut here)) = pages.get(file.path.as_str()).cloned() else {
            continue;
        };
        let mut at = path.clone();
        for _ in 0..3 {
            if let Some(next) = to.take() {
                next.split('#').next().unwrap_or_default().clone_into(&mut at);
                let Some((further, there)) = pages.get(at.as_str()).cloned() else {
                    lost.push(format!("`{path}` leads to `{at}` on the disk"));
                    break;
                };
                (to, here) = (further, there);
            }
        }
        let missing = fragments.iter().filter(|id| !here.contains(*id));
        lost.extend(missing.map(|id| format!("`{path}#{id}` at `{at}` on the disk")));
    }
    asked
}

/// Where the page at a former address sends readers, as a path of the site.
fn leads_to(path: &str, html: &str) -> Option<String> {
    let tags = markup::tags(html);
    let link = tags.iter().find(|tag| tag.attribute("data-moved").is_some())?;
    let mut parts: Vec<&str> = path.split('/').collect();
    parts.pop();
    for part in link.attribute("href")?.split('/') {
        match part {
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// Asks a server for each address; a browser carries the fragment along.
fn on_server(server: &Server, program: Program, published: &Addresses, lost: &mut Vec<String>) -> usize {
    let mut asked = 0;
    for (path, fragments) in published {
        asked += 1 + fragments.len();
        let mut answer = server.get(path);
        for _ in 0..2 {
            if answer.status == 301 {
                let to = answer.header("location").to_owned();
                let to = to
                    .split_once("://")
                    .map_or(to.as_str(), |(_, rest)| &rest[rest.find('/').unwrap_or(0)..]);
                answer = server.ask(to.split('#').next().unwrap_or_default(), &[]);
            }
        }
        if answer.status != 200 || answer.body.is_empty() {
            lost.push(format!("`{path}` on {program:?}: {}", answer.status));
            continue;
        }
        if path.ends_with(".html") {
            let html = answer.text();
            let here = ids(&html);
            let is_stub = html.contains("data-moved");
            let missing = fragments.iter().filter(|id| is_stub || !here.contains(*id));
            lost.extend(missing.map(|id| format!("`{path}#{id}` on {program:?}")));
        }
    }
    asked
}

/// An entry of the site that the author has in mind.
#[derive(Clone)]
struct Entry {
    folder: &'static str,
    stem: String,
    title: String,
    sections: Vec<(String, String)>,
    moved_from: Vec<String>,
    /// The events that a paper tells of.
    events: Vec<String>,
}

impl Entry {
    fn key(&self) -> String {
        format!("{}/{}", self.folder, self.stem)
    }

    fn text(&self) -> String {
        let mut text = format!("---\ntitle: {}\n", self.title);
        match self.folder {
            "papers" => text.push_str("type: article-journal\nauthor: {family: Reed, given: Ida}\nissued: 1901\n"),
            "events" => text.push_str("date: 1901-05\n"),
            "glossary" => text.push_str("definition: A word of keepers.\n"),
            _ => {}
        }
        if !self.events.is_empty() {
            text.push_str("events:\n");
            for event in &self.events {
                let _ = writeln!(text, "  - {{event: {event}, says: It is told.}}");
            }
        }
        if !self.moved_from.is_empty() {
            text.push_str("moved-from:\n");
            for from in &self.moved_from {
                let _ = writeln!(text, "  - \"{from}\"");
            }
        }
        text.push_str("---\n");
        for (heading, words) in &self.sections {
            let _ = write!(text, "\n## {heading}\n\n{words}\n");
        }
        text
    }
}

/// Something gone, as `gone.yaml` has it.
struct Gone {
    address: String,
    to: Option<String>,
    see: Option<String>,
}

/// Whoever edits the site, by a seed.
struct Author {
    state: u64,
    number: usize,
    entries: Vec<Entry>,
    files: Vec<String>,
    gone: Vec<Gone>,
}

const WORDS: [&str; 24] = [
    "lamp", "oil", "keeper", "tower", "relief", "storm", "rock", "boat", "signal", "fog", "lens", "clock", "harbour",
    "wages", "leave", "letter", "coast", "chart", "winter", "watch", "bell", "stair", "stone", "light",
];

impl Author {
    fn new(seed: u64) -> Author {
        let mut author = Author {
            state: seed.wrapping_mul(0x9E37_79B9_7F4A_7C15),
            number: 0,
            entries: Vec::new(),
            files: vec!["files/map.txt".to_owned()],
            gone: Vec::new(),
        };
        for folder in [
            "events", "events", "events", "papers", "papers", "papers", "pages", "pages", "glossary", "glossary",
        ] {
            let entry = author.new_entry(folder);
            author.entries.push(entry);
        }
        author
    }

    /// The next number below a bound (xorshift64*).
    fn below(&mut self, bound: usize) -> usize {
        self.state ^= self.state >> 12;
        self.state ^= self.state << 25;
        self.state ^= self.state >> 27;
        let mixed = self.state.wrapping_mul(0x2545_F491_4F6C_DD1D);
        usize::try_from((mixed >> 33) % bound as u64).unwrap()
    }

    fn words(&mut self, count: usize) -> String {
        let words: Vec<&str> = (0..count).map(|_| WORDS[self.below(WORDS.len())]).collect();
        words.join(" ")
    }

    /// A name that nothing had before.
    fn name(&mut self) -> String {
        self.number += 1;
        let letters = u8::try_from(self.number % 26).unwrap();
        format!("{} {}{}", self.words(2), char::from(b'a' + letters), self.number)
    }

    fn section(&mut self) -> (String, String) {
        (self.name(), self.words(12))
    }

    fn new_entry(&mut self, folder: &'static str) -> Entry {
        let title = self.name();
        let count = 2 + self.below(3);
        let sections = (0..count).map(|_| self.section()).collect();
        let events: Vec<String> = self
            .entries
            .iter()
            .filter(|it| it.folder == "events")
            .map(|it| it.stem.clone())
            .collect();
        Entry {
            folder,
            stem: title.replace(' ', "-"),
            title,
            sections,
            moved_from: Vec::new(),
            events: if folder == "papers" { events } else { Vec::new() },
        }
    }

    fn any(&mut self) -> usize {
        self.below(self.entries.len())
    }

    /// Makes one change, and says which.
    fn edit(&mut self) -> String {
        match self.below(9) {
            0 | 1 => self.rename(),
            2 => self.split(),
            3 => self.merge(),
            4 => self.delete(),
            5 | 6 => self.reword(),
            7 => self.move_section(),
            _ => self.move_file(),
        }
    }

    fn rename(&mut self) -> String {
        let at = self.any();
        let stem = self.name().replace(' ', "-");
        let old = self.entries[at].key();
        let from = std::mem::replace(&mut self.entries[at].stem, stem.clone());
        self.entries[at].moved_from.push(old.clone());
        let new = self.entries[at].key();
        self.events_now(&from, Some(&stem));
        self.see_now(&old, &new);
        format!("rename {old} to {new}")
    }

    fn split(&mut self) -> String {
        let at = self.any();
        let mut new = self.new_entry(self.entries[at].folder);
        let half = self.entries[at].sections.len() / 2;
        new.sections = self.entries[at].sections.split_off(half);
        for (heading, _) in new.sections.clone() {
            self.take_passage(at, &mut new, &heading);
        }
        let told = format!("split {} into {}", self.entries[at].key(), new.key());
        self.entries.push(new);
        told
    }

    /// The entry that takes a passage says where it was, and wherever it was before.
    fn take_passage(&mut self, from: usize, to: &mut Entry, heading: &str) {
        let passage = format!("#{}", heading.replace(' ', "-"));
        let before: Vec<String> = self.entries[from]
            .moved_from
            .extract_if(.., |it| it.ends_with(&passage))
            .collect();
        let here = format!("{}{passage}", self.entries[from].key());
        to.moved_from.extend(before.into_iter().chain([here]));
        let own = to.key();
        to.moved_from.retain(|it| it.split('#').next() != Some(&own));
    }

    fn merge(&mut self) -> String {
        let at = self.any();
        let folder = self.entries[at].folder;
        let alike: Vec<usize> = (0..self.entries.len())
            .filter(|it| *it != at && self.entries[*it].folder == folder)
            .collect();
        if alike.len() < 2 {
            return self.reword();
        }
        let into = alike[self.below(alike.len())];
        let gone = self.entries[at].clone();
        let target = &mut self.entries[into];
        target.sections.extend(gone.sections.clone());
        target.moved_from.extend(gone.moved_from.clone());
        target.moved_from.push(gone.key());
        let (own, stem) = (target.key(), target.stem.clone());
        target.moved_from.retain(|it| it.split('#').next() != Some(&own));
        self.entries.remove(at);
        self.events_now(&gone.stem, Some(&stem));
        self.see_now(&gone.key(), &own);
        format!("merge {} into {own}", gone.key())
    }

    fn delete(&mut self) -> String {
        let at = self.any();
        let folder = self.entries[at].folder;
        if self.entries.iter().filter(|it| it.folder == folder).count() < 3 {
            return self.reword();
        }
        let gone = self.entries.remove(at);
        self.events_now(&gone.stem, None);
        self.see_now(&gone.key(), "index.html");
        let see = self.any();
        let see = self.entries[see].key();
        // What led to the entry leads nowhere now either; passages that it had taken are answered for by their pages.
        let addresses = gone.moved_from.iter().filter(|it| !it.contains('#')).cloned();
        for address in addresses.chain([gone.key()]) {
            self.gone.push(Gone {
                address,
                to: None,
                see: Some(see.clone()),
            });
        }
        format!("delete {}", gone.key())
    }

    fn reword(&mut self) -> String {
        let at = self.any();
        let how = self.below(4);
        let entry = self.entries[at].clone();
        if entry.sections.is_empty() || how == 3 {
            let section = self.section();
            let place = self.below(entry.sections.len() + 1);
            self.entries[at].sections.insert(place, section);
            return format!("add a section to {}", entry.key());
        }
        let section = self.below(entry.sections.len());
        let old = &entry.sections[section].0;
        let new = match how {
            0 => self.name(),
            1 => format!("the {old}"),
            _ => {
                self.entries[at].sections.remove(section);
                return format!("take `{old}` out of {}", entry.key());
            }
        };
        self.entries[at].sections[section].0.clone_from(&new);
        format!("call `{old}` of {} `{new}`", entry.key())
    }

    fn move_section(&mut self) -> String {
        let (from, to) = (self.any(), self.any());
        if from == to || self.entries[from].sections.is_empty() {
            return self.reword();
        }
        let section = self.below(self.entries[from].sections.len());
        let section = self.entries[from].sections.remove(section);
        let mut target = self.entries[to].clone();
        self.take_passage(from, &mut target, &section.0);
        let told = format!(
            "move `{}` from {} to {}",
            section.0,
            self.entries[from].key(),
            target.key()
        );
        target.sections.push(section);
        self.entries[to] = target;
        told
    }

    fn move_file(&mut self) -> String {
        let new = format!("files/{}.txt", self.name());
        let old = std::mem::replace(&mut self.files[0], new.clone());
        // Former addresses lead to where the file is now, at once.
        for gone in &mut self.gone {
            if gone.to.as_ref() == Some(&old) {
                gone.to = Some(new.clone());
            }
        }
        let told = format!("move {old} to {new}");
        self.gone.push(Gone {
            address: old,
            to: Some(new),
            see: None,
        });
        told
    }

    /// Mends the papers that tell of an event.
    fn events_now(&mut self, old: &str, new: Option<&str>) {
        for entry in &mut self.entries {
            if let Some(at) = entry.events.iter().position(|it| it == old) {
                match new.filter(|new| !entry.events.iter().any(|it| it == new)) {
                    Some(new) => new.clone_into(&mut entry.events[at]),
                    None => drop(entry.events.remove(at)),
                }
            }
        }
    }

    /// Mends where those look who find something gone.
    fn see_now(&mut self, old: &str, new: &str) {
        for gone in &mut self.gone {
            if gone.see.as_deref() == Some(old) {
                gone.see = Some(new.to_owned());
            }
        }
    }

    fn write(&self, root: &Path) {
        let content = root.join("content");
        let _ = fs::remove_dir_all(&content);
        for entry in &self.entries {
            put(&content.join(format!("{}.md", entry.key())), &entry.text());
        }
        for file in &self.files {
            put(&content.join(file), "North is up.\n");
        }
        put(
            &content.join("index.md"),
            "---\ntitle: Lamps\n---\n\n## Where to begin\n\nAt the tower.\n",
        );
        let mut gone = String::new();
        for it in &self.gone {
            let _ = match &it.to {
                Some(to) => writeln!(gone, "- {{gone: \"{}\", to: \"{to}\"}}", it.address),
                None => {
                    let see = it.see.as_deref().unwrap_or("index.html");
                    writeln!(
                        gone,
                        "- {{gone: \"{}\", reason: It was a mistake., see: {see}}}",
                        it.address
                    )
                }
            };
        }
        put(&content.join("gone.yaml"), &gone);
        let settings = fs::read_to_string("tests/sites/conspectus.yaml").unwrap();
        let more = format!("base-url: http://127.0.0.1{BASE}\nhosts: [apache, caddy, nginx]\n");
        put(&root.join("conspectus.yaml"), &(settings + &more));
    }
}

fn put(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}
