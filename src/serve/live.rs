//! What open browsers are told: which publication there is, and what is wrong since; as events and in pages.

use crate::diag::{Severity, human};
use crate::pipeline::Build;
use serde_json::json;
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

    /// Names this state, among those of all servers that a browser may remember.
    pub(super) fn name(&self) -> String {
        name(self.number)
    }

    /// Names the publication.
    pub(super) fn publication(&self) -> String {
        name(self.publication)
    }

    /// The state as one server-sent event.
    pub(super) fn event(&self) -> String {
        let problems = self.problems.as_ref();
        let problems = problems.map(|it| json!({"heading": it.heading, "text": it.text}));
        let data = json!({"publication": self.publication(), "problems": problems});
        format!("{RETRY}id: {}\ndata: {data}\n\n", self.name())
    }
}

/// An event that says nothing, so that connections to browsers that are gone do not pile up.
pub(super) fn nothing_new() -> String {
    format!("{RETRY}: nothing new\n\n")
}

/// Each response carries one event and ends; the browser asks again after this many milliseconds and names the last
/// event that it saw, so none is lost.
const RETRY: &str = "retry: 250\n";

fn name(number: u64) -> String {
    format!("{}-{number}", std::process::id())
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

/// A page with the script at the end of its body.
pub(super) fn inject(page: &[u8], publication: &str) -> Vec<u8> {
    let script = format!("<script src=\"{FOLDER}live.js\" data-publication=\"{publication}\" defer></script>\n");
    let end = page.windows(7).rposition(|it| it.eq_ignore_ascii_case(b"</body>"));
    let (before, after) = page.split_at(end.unwrap_or(page.len()));
    [before, script.as_bytes(), after].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_stands_at_the_end_of_the_body() {
        let page = |text: &str| String::from_utf8(inject(text.as_bytes(), "1-2")).unwrap();
        let script = "<script src=\"/_conspectus/live.js\" data-publication=\"1-2\" defer></script>\n";
        assert_eq!(page("<body>a</BODY></html>"), format!("<body>a{script}</BODY></html>"));
        assert_eq!(page("a</body>b</body>"), format!("a</body>b{script}</body>"));
        assert_eq!(page("<p>a"), format!("<p>a{script}"));
        assert_eq!(page(""), script);
    }

    #[test]
    fn an_event_is_one_line_of_data_whatever_the_text() {
        let mut live = Live::default();
        live.publish(true);
        live.fail(Problems::failure("two\nlines\r\n\u{2028}"));
        let event = live.event();
        assert_eq!(event.lines().filter(|line| line.starts_with("data: ")).count(), 1);
        assert_eq!(event.lines().count(), 4);
        assert!(event.contains(&live.publication()) && event.ends_with("\n\n"));
        assert_ne!(live.name(), live.publication());
    }
}
