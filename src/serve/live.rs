//! What open browsers are told: which publication there is, and what is wrong since; as events and in pages.

use crate::diag::{Severity, human};
use crate::pipeline::Build;
use serde_json::json;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

/// Where the script, the style and the events of the preview are served.
pub(super) const FOLDER: &str = "/_conspectus/";

/// The script that pages are given while they are served.
pub(super) const SCRIPT: &str = include_str!("live.js");

/// How the problems look that the script shows.
pub(super) const STYLE: &str = include_str!("live.css");

/// The state of the preview; each build makes a new one.
#[derive(Clone, Debug, Default)]
pub(super) struct Live {
    /// How many builds there were.
    number: u64,
    /// The number of the last build that changed what is published.
    publication: u64,
    /// What keeps the last build from being published.
    problems: Option<Arc<Problems>>,
    /// Files that pages show or run, by their paths: the number of the state in which each was last replaced.
    replaced: Arc<BTreeMap<String, u64>>,
    /// The server is about to end.
    pub(super) ending: bool,
}

impl Live {
    /// A build without errors; `changed` if a reader sees anything new.
    pub(super) fn publish(&mut self, changed: bool) {
        self.number += 1;
        self.problems = None;
        if changed {
            self.publication = self.number;
        }
    }

    /// A build that could not be published.
    pub(super) fn fail(&mut self, problems: Problems) {
        self.number += 1;
        self.problems = Some(Arc::new(problems));
    }

    /// Files were replaced on the disk. Pages that show one of them have to fetch it again.
    pub(super) fn replace(&mut self, files: &[String]) {
        let shown = |path: &&String| path.rsplit_once('.').is_some_and(|(_, it)| SHOWN.contains(&it));
        let mut shown = files.iter().filter(shown).peekable();
        if shown.peek().is_none() {
            return;
        }
        self.number += 1;
        let number = self.number;
        Arc::make_mut(&mut self.replaced).extend(shown.map(|path| (path.clone(), number)));
    }

    /// Names this state, among those of all servers that a browser may remember.
    pub(super) fn name(&self) -> String {
        name(self.number)
    }

    /// Names the publication.
    pub(super) fn publication(&self) -> String {
        name(self.publication)
    }

    /// The state as one server-sent event, for a browser that saw another one last.
    pub(super) fn event(&self, seen: &str) -> String {
        let problems = self.problems.as_ref();
        let problems = problems.map(|it| json!({"heading": it.heading, "text": it.text}));
        let replaced = self.replaced_since(seen);
        let data = json!({"publication": self.publication(), "problems": problems, "replaced": replaced});
        format!("{RETRY}id: {}\ndata: {data}\n\n", self.name())
    }

    /// The files that were replaced since a state; nothing is known of what another server showed.
    fn replaced_since(&self, seen: &str) -> Vec<&str> {
        let number = seen
            .strip_prefix(&name_of_server())
            .and_then(|it| it.parse::<u64>().ok());
        let since = number.unwrap_or(self.number);
        let new = self.replaced.iter().filter(|(_, number)| **number > since);
        new.map(|(path, _)| path.as_str()).collect()
    }
}

/// Endings of files that a page shows or runs.
const SHOWN: [&str; 16] = [
    "css", "js", "mjs", "svg", "png", "jpg", "jpeg", "gif", "webp", "avif", "woff2", "mp3", "ogg", "mp4", "webm", "pdf",
];

/// An event that says nothing, so that connections to browsers that are gone do not pile up.
pub(super) fn nothing_new() -> String {
    format!("{RETRY}: nothing new\n\n")
}

/// Each response carries one event and ends; the browser asks again after this many milliseconds and names the last
/// event that it saw, so none is lost.
const RETRY: &str = "retry: 250\n";

fn name(number: u64) -> String {
    format!("{}{number}", name_of_server())
}

/// What the names of all states of this server begin with.
fn name_of_server() -> String {
    format!("{}-", std::process::id())
}

/// What is wrong, as a browser shows it.
#[derive(Clone, Debug)]
pub(super) struct Problems {
    heading: String,
    text: String,
}

impl Problems {
    /// The problems of a build.
    pub(super) fn of(build: &Build) -> Problems {
        const SHOWN: usize = 50;
        let sorted = build.diagnostics.sorted(&build.sources);
        let errors: Vec<_> = sorted.into_iter().filter(|it| it.severity == Severity::Error).collect();
        let shown = errors.get(..SHOWN).unwrap_or(&errors);
        let mut text = human::render(shown, &build.sources, false);
        if errors.len() > shown.len() {
            // Writing to a string cannot fail.
            let _ = write!(text, "and {} more", errors.len() - shown.len());
        }
        let heading = match errors.len() {
            1 => "1 error".to_owned(),
            many => format!("{many} errors"),
        };
        Problems {
            heading,
            text: text.trim_end().to_owned(),
        }
    }

    /// A build that could not even begin, or whose result could not be written.
    pub(super) fn failure(message: &str) -> Problems {
        Problems {
            heading: "The site could not be built".to_owned(),
            text: message.to_owned(),
        }
    }
}

/// A page with the script at the beginning of its head: it notes how the page came before other scripts change it.
pub(super) fn inject(page: &[u8], live: &Live) -> Vec<u8> {
    let script = format!(
        "<script src=\"{FOLDER}live.js\" data-publication=\"{}\" data-state=\"{}\"></script>",
        live.publication(),
        live.name()
    );
    let (before, after) = page.split_at(head(page));
    [before, script.as_bytes(), after].concat()
}

/// Where the head of a page begins to say something: behind its tag, or behind what comes before it.
fn head(page: &[u8]) -> usize {
    let behind = |tag: &[u8]| {
        let found = page.windows(tag.len() + 1).position(|it| {
            let (name, next) = it.split_at(tag.len());
            name.eq_ignore_ascii_case(tag) && (next == b">" || next[0].is_ascii_whitespace())
        });
        let end = page.get(found?..)?.iter().position(|it| *it == b'>');
        Some(found? + end? + 1)
    };
    [&b"<head"[..], b"<html", b"<!doctype"]
        .into_iter()
        .find_map(behind)
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_stands_where_the_head_begins() {
        let live = Live::default();
        let name = live.name();
        let page = |text: &str| String::from_utf8(inject(text.as_bytes(), &live)).unwrap();
        let script =
            format!("<script src=\"/_conspectus/live.js\" data-publication=\"{name}\" data-state=\"{name}\"></script>");
        assert_eq!(
            page("<!doctype html><html><header><HEAD lang=a><title>"),
            format!("<!doctype html><html><header><HEAD lang=a>{script}<title>")
        );
        assert_eq!(
            page("<!DOCTYPE html>\n<html><p>"),
            format!("<!DOCTYPE html>\n<html>{script}<p>")
        );
        assert_eq!(page("<!doctype html><p>"), format!("<!doctype html>{script}<p>"));
        assert_eq!(page("<p>a"), format!("{script}<p>a"));
        assert_eq!(page("<head"), format!("{script}<head"));
        assert_eq!(page(""), script);
    }

    #[test]
    fn an_event_is_one_line_of_data_whatever_the_text() {
        let mut live = Live::default();
        live.publish(true);
        live.fail(Problems::failure("two\nlines\r\n\u{2028}"));
        let event = live.event("");
        assert_eq!(event.lines().filter(|line| line.starts_with("data: ")).count(), 1);
        assert_eq!(event.lines().count(), 4);
        assert!(event.contains(&live.publication()) && event.ends_with("\n\n"));
        assert_ne!(live.name(), live.publication());
    }

    #[test]
    fn what_was_replaced_since_is_told_to_who_has_not_seen_it() {
        let mut live = Live::default();
        let files = |list: &[&str]| list.iter().map(|&it| it.to_owned()).collect::<Vec<_>>();
        let first = live.name();
        live.replace(&files(&["static/style.css", "index.html", "papers/a.bib"]));
        let second = live.name();
        live.replace(&files(&["papers/a.bib"]));
        assert_eq!(live.name(), second, "nothing that a page shows");
        live.replace(&files(&["map.png"]));
        assert_eq!(live.replaced_since(&first), ["map.png", "static/style.css"]);
        assert_eq!(live.replaced_since(&second), ["map.png"]);
        assert!(live.replaced_since(&live.name()).is_empty());
        assert!(live.replaced_since("0-1").is_empty(), "another server");
    }
}
