//! Versions: which state of a page this is, what changed, and how the page itself is cited.

use super::viewer::{Viewer, runs};
use super::{DateView, LinkView, RunView, Subject};
use crate::graph::EntryId;
use crate::model::typography::smart;
use crate::model::work::Work;
use crate::site::Site;
use crate::site::citation::References;
use crate::site::versions;
use crate::source::history::Change;
use crate::span::{FileId, Span};
use serde::Serialize;
use serde_json::{Map, Value as Json, json};

/// More changes than this are counted, not listed.
const MAX_CHANGES: usize = 400;

/// A recorded state of a page.
#[derive(Clone, Debug, Serialize)]
pub struct VersionView {
    /// When it was recorded, by the day.
    pub date: DateView,
    /// The first letters of the name of the commit.
    pub hash: String,
    /// Whether the page was new.
    pub added: bool,
}

/// How the page itself is cited, as `cite`.
#[derive(Clone, Debug, Serialize)]
pub struct CiteView {
    /// The reference in the style of the site.
    pub reference: Vec<RunView>,
    /// The same as BibTeX.
    pub bibtex: String,
    /// The same as RIS.
    pub ris: String,
}

/// `changes.html`, as `changes`.
#[derive(Clone, Debug, Serialize)]
pub struct ChangesView {
    /// The days on which something changed, newest first.
    pub days: Vec<ChangeDay>,
    /// How many older changes are not listed.
    pub more: usize,
}

/// What changed on a day.
#[derive(Clone, Debug, Serialize)]
pub struct ChangeDay {
    /// The day.
    pub date: DateView,
    /// What changed, kind by kind.
    pub changes: Vec<ChangeView>,
}

/// A change of an entry.
#[derive(Clone, Debug, Serialize)]
pub struct ChangeView {
    /// The entry.
    pub link: LinkView,
    /// The first letters of the name of the commit.
    pub hash: String,
    /// Whether the entry was new.
    pub added: bool,
}

impl Viewer<'_> {
    /// `changes.html`.
    pub fn changes_view(&self) -> ChangesView {
        let (mut left, mut more) = (MAX_CHANGES, 0);
        let mut days = Vec::new();
        for day in versions::days(self.site) {
            let shown = day.entries.len().min(left);
            left -= shown;
            more += day.entries.len() - shown;
            let changes: Vec<ChangeView> = day.entries.iter().take(shown).map(|it| self.change(it)).collect();
            if !changes.is_empty() {
                let date = self.date(&day.date);
                days.push(ChangeDay { date, changes });
            }
        }
        ChangesView { days, more }
    }

    fn change(&self, (id, change): &(EntryId, Change)) -> ChangeView {
        ChangeView {
            link: self.link(*id),
            hash: change.hash.clone(),
            added: change.added,
        }
    }

    /// The recorded states of a page, newest first: those of the entry, or the last of all for a page made from many.
    pub(super) fn versions(&self, subject: Subject) -> Vec<VersionView> {
        let all = &self.site.versions;
        let states: Vec<&Change> = match subject {
            Subject::Entry(id) => all.of(id).iter().collect(),
            Subject::Search | Subject::NotFound | Subject::Gone(_) => Vec::new(),
            Subject::Home | Subject::Work(_) | Subject::Listing(..) | Subject::Print => {
                all.newest().into_iter().collect()
            }
        };
        let view = |change: &Change| {
            let date = crate::model::date::Edtf::parse(&versions::day(change)).ok()?;
            Some(VersionView {
                date: self.date(&date),
                hash: change.hash.clone(),
                added: change.added,
            })
        };
        states.into_iter().filter_map(view).collect()
    }
}

/// A page as a work that can be cited, and its reference; nothing for pages that say nothing of their own. A page comes
/// with its address, and with its title where that is an interface text.
pub fn citation_of(
    site: &Site,
    references: &References,
    page: &(Subject, String, String),
) -> Option<(Work, Vec<RunView>)> {
    let subject = page.0;
    if matches!(subject, Subject::Search | Subject::NotFound | Subject::Gone(_)) {
        return None;
    }
    let mut work = page_as_work(site, page);
    let reference = references.of(&work);
    if let Some(version) = version_of(site, subject) {
        // For reference managers.
        let note = format!("Version {}", version.hash);
        work.csl.insert("note".to_owned(), note.into());
    }
    // The page's own address is for the reader to take along. As a link it would lead back to the page, and from a copy
    // without a network to nowhere.
    let unlinked = |run| RunView { href: None, ..run };
    Some((work, runs(&reference).into_iter().map(unlinked).collect()))
}

fn version_of(site: &Site, subject: Subject) -> Option<&Change> {
    match subject {
        Subject::Entry(id) => site.versions.of(id).first(),
        _ => site.versions.newest(),
    }
}

fn page_as_work(site: &Site, (subject, address, title): &(Subject, String, String)) -> Work {
    let subject = *subject;
    let config = &site.config;
    let stem = address.trim_end_matches(".html");
    let mut csl = Map::new();
    let mut set = |key: &str, value: Json| csl.insert(key.to_owned(), value);
    set("type", "webpage".into());
    set("title", smart(&cited_title(site, subject, title)).into());
    if subject != Subject::Home {
        set("container-title", config.title.value.clone().into());
    }
    let authors = config.author.iter().map(|it| json!({"literal": it.value}));
    set("author", authors.collect());
    if let Some(version) = version_of(site, subject) {
        let parts: Vec<Json> = versions::day(version)
            .split('-')
            .filter_map(|part| part.parse::<i64>().ok())
            .map(Json::from)
            .collect();
        set("issued", json!({"date-parts": [parts]}));
    }
    if let Some(base) = config.base_url() {
        set("URL", (base + address.as_str()).into());
    }
    Work {
        key: crate::parse::slug(stem),
        file: FileId(0),
        span: Span::default(),
        csl,
    }
}

/// What the page is called in a reference. A summary is not the paper: the authors stand before the title.
fn cited_title(site: &Site, subject: Subject, title: &str) -> String {
    match subject {
        Subject::Entry(id) => {
            let entry = site.entry(id);
            let work = site.graph.work_of(id).map(|work| &site.graph.work(work).work);
            match work.and_then(|work| Some((work.authors()?, work.year()))) {
                Some((authors, Some(year))) => format!("{authors} {year}: {}", entry.title()),
                Some((authors, None)) => format!("{authors}: {}", entry.title()),
                None => entry.title().to_owned(),
            }
        }
        Subject::Home => site.config.title.value.clone(),
        _ => title.to_owned(),
    }
}
