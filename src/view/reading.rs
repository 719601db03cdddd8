//! Reading lists of courses: weeks, what is read in them, and the same to copy or to take to a learning platform.

use super::viewer::{Viewer, runs};
use super::{AlternateView, DateView, LinkView, RunView};
use crate::graph::{EntryId, Node};
use crate::model::typography::smart;
use crate::site::course::{self, Assigned, Week};
use serde::Serialize;
use std::fmt::Write;

/// The reading list of a page, as `reading`.
#[derive(Clone, Debug, Serialize)]
pub struct ReadingListView {
    /// Its weeks.
    pub weeks: Vec<WeekView>,
    /// The list for learning platforms.
    pub downloads: Vec<AlternateView>,
    /// The list as HTML, to copy. Its links are whole where the address of the site is known.
    pub html: String,
    /// The list as Markdown, to copy.
    pub markdown: String,
}

/// A week of a reading list.
#[derive(Clone, Debug, Serialize)]
pub struct WeekView {
    /// Its fragment: `week-1`.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// When it is.
    pub date: Option<DateView>,
    /// What it is about.
    pub note: Option<String>,
    /// What is read.
    pub readings: Vec<ReadingView>,
}

/// Something to read.
#[derive(Clone, Debug, Serialize)]
pub struct ReadingView {
    /// The entry or work.
    pub link: LinkView,
    /// Its reference, for a paper or work.
    pub reference: Vec<RunView>,
    /// Which part of it.
    pub at: Option<String>,
    /// What to look for.
    pub note: Option<String>,
}

impl Viewer<'_> {
    /// The reading list of a page, where it has one.
    pub fn reading_list_view(&self, page: EntryId) -> Option<ReadingListView> {
        let weeks = course::weeks(self.site, page);
        if weeks.is_empty() {
            return None;
        }
        let cartridge = AlternateView {
            href: self.href(&course::cartridge(self.site, page)),
            media_type: "application/zip",
            title: "Common Cartridge",
        };
        let weeks = weeks.iter().enumerate().map(|(at, week)| self.week(at, week));
        let weeks: Vec<WeekView> = weeks.collect();
        Some(ReadingListView {
            html: self.as_html(&weeks),
            markdown: self.as_markdown(&weeks),
            weeks,
            downloads: vec![cartridge],
        })
    }

    /// Where a link leads that is copied out of its page.
    fn copied(&self, link: &LinkView) -> String {
        match self.site.config.base_url() {
            Some(base) => base + link.href.strip_prefix(self.root).unwrap_or(&link.href),
            None => link.href.clone(),
        }
    }

    fn as_html(&self, weeks: &[WeekView]) -> String {
        let mut html = String::new();
        for week in weeks {
            let _ = writeln!(html, "<h3>{}</h3>", escape(&headline(week)));
            if let Some(note) = &week.note {
                let _ = writeln!(html, "<p>{}</p>", escape(note));
            }
            html.push_str("<ul>\n");
            for it in &week.readings {
                let (href, title) = (escape(&self.copied(&it.link)), escape(&it.link.title));
                let _ = writeln!(html, "<li><a href=\"{href}\">{title}</a>{}</li>", escape(&rest(it)));
            }
            html.push_str("</ul>\n");
        }
        html
    }

    fn as_markdown(&self, weeks: &[WeekView]) -> String {
        let mut text = String::new();
        for week in weeks {
            let _ = writeln!(text, "### {}\n", marked(&headline(week)));
            if let Some(note) = &week.note {
                let _ = writeln!(text, "{}\n", marked(note));
            }
            for it in &week.readings {
                let (href, title) = (self.copied(&it.link), marked(&it.link.title));
                let _ = writeln!(text, "- [{title}](<{href}>){}", marked(&rest(it)));
            }
            text.push('\n');
        }
        text
    }

    fn week(&self, at: usize, week: &Week<'_>) -> WeekView {
        WeekView {
            id: format!("week-{}", at + 1),
            title: smart(week.title),
            date: week.date.map(|date| self.date(date)),
            note: week.note.map(smart),
            readings: week.readings.iter().map(|it| self.assigned(it)).collect(),
        }
    }

    fn assigned(&self, it: &Assigned<'_>) -> ReadingView {
        let (link, work) = match it.what {
            Node::Entry(id) => (self.link(id), self.site.graph.work_of(id)),
            Node::Work(id) => (self.work_link(id), Some(id)),
        };
        ReadingView {
            link,
            reference: work.map(|work| runs(self.site.reference(work))).unwrap_or_default(),
            at: it.at.as_deref().map(smart),
            note: it.note.map(smart),
        }
    }
}

/// What a week is called, with its date.
fn headline(week: &WeekView) -> String {
    match &week.date {
        Some(date) => format!("{} ({})", week.title, date.human),
        None => week.title.clone(),
    }
}

/// What stands behind the title of a reading.
fn rest(it: &ReadingView) -> String {
    let at = it.at.as_ref().map(|at| format!(", {at}"));
    let note = it.note.as_ref().map(|note| format!(": {note}"));
    at.into_iter().chain(note).collect()
}

fn escape(text: &str) -> String {
    let escaped = text.replace('&', "&amp;").replace('<', "&lt;");
    escaped.replace('>', "&gt;").replace('"', "&quot;")
}

/// Text that Markdown takes for nothing but text.
fn marked(text: &str) -> String {
    let mut marked = String::with_capacity(text.len());
    for c in text.chars() {
        if "\\`*_[]<>#".contains(c) {
            marked.push('\\');
        }
        marked.push(c);
    }
    marked
}
