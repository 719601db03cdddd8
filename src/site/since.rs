//! What of a site is as it was before: then what was made from it is taken over.

use super::{Site, citations_in};
use crate::config::Config;
use crate::graph::{CitedWork, EntryId, Graph, WorkId};
use crate::model::{Entry, Kind};
use crate::source::SourceTree;
use crate::source::history::History;
use crate::span::{FileId, SourceFile};
use std::sync::Arc;

/// What a site is made from beside its entries and settings.
#[derive(Clone, Default)]
pub(super) struct Sources {
    theme: String,
    theme_texts: Vec<Arc<SourceFile>>,
    styles: Vec<Arc<SourceFile>>,
    /// The ledger, and what is said to be gone.
    ledger: Vec<Arc<SourceFile>>,
    gone: Vec<Arc<SourceFile>>,
    /// The paths of pictures and attachments.
    assets: Vec<String>,
    /// The files of entries, for their paths.
    entries: Vec<Arc<SourceFile>>,
    history: History,
}

impl Sources {
    pub(super) fn of(tree: &SourceTree) -> Sources {
        let file = |file: FileId| Arc::clone(tree.sources.shared(file));
        let files = |list: &[FileId]| -> Vec<_> { list.iter().copied().map(file).collect() };
        Sources {
            theme: tree.theme.clone(),
            theme_texts: files(&tree.theme_texts),
            styles: files(&tree.styles),
            ledger: files(tree.ledger.as_slice()),
            gone: files(tree.gone.as_slice()),
            assets: tree.assets.iter().map(|it| it.path.clone()).collect(),
            entries: files(&tree.entries),
            history: tree.history.clone(),
        }
    }
}

/// The state before, and what is the same in it.
#[derive(Clone, Copy, Default)]
pub(super) struct Since<'a> {
    site: Option<&'a Site>,
    /// All front matter, at the same places.
    pub(super) facts: bool,
    /// The front matter of events and actors.
    pub(super) meetings: bool,
    /// What the works of the bibliography are, and what is cited where.
    pub(super) citations: bool,
    /// The texts of the theme.
    pub(super) theme: bool,
    /// The citation styles.
    pub(super) styles: bool,
    /// The ledger.
    pub(super) ledger: bool,
    /// What can claim an address.
    pub(super) addresses: bool,
    /// What git tells.
    pub(super) history: bool,
}

impl<'a> Since<'a> {
    /// Compares with a state; with other settings, or where something was wrong with it, nothing is taken over.
    pub(super) fn new(before: Option<&'a Site>, graph: &Graph, config: &Config, sources: &Sources) -> Since<'a> {
        let Some(site) = before.filter(|it| it.is_sound && *it.config == *config) else {
            return Since::default();
        };
        let then = &site.sources;
        let facts = graph.has_same_facts(&site.graph);
        let ledger = are_shared(&then.ledger, &sources.ledger);
        let paths = are_shared(&then.gone, &sources.gone) && then.assets == sources.assets;
        Since {
            site: Some(site),
            facts,
            meetings: graph.has_same_facts_of(&site.graph, &[Kind::Event, Kind::Actor]),
            citations: has_same_citations(graph, &site.graph),
            theme: then.theme == sources.theme && are_shared(&then.theme_texts, &sources.theme_texts),
            styles: are_shared(&then.styles, &sources.styles),
            ledger,
            addresses: facts && ledger && paths && graph.cites_same(&site.graph),
            history: facts && then.history.is_same(&sources.history) && has_same_paths(&then.entries, &sources.entries),
        }
    }

    /// What the state before has, if what it is made from is the same; else what is made anew.
    pub(super) fn keep<T>(&self, is_same: bool, part: fn(&Site) -> &Arc<T>, make: impl FnOnce() -> T) -> Arc<T> {
        match self.site.filter(|_| is_same) {
            Some(site) => Arc::clone(part(site)),
            None => Arc::new(make()),
        }
    }

    /// The state before.
    pub(super) fn site(&self) -> Option<&'a Site> {
        self.site
    }
}

/// Whether two graphs have the same works and cite them in the same way, wherever in its text that is.
fn has_same_citations(now: &Graph, before: &Graph) -> bool {
    let same_work = |(a, b): ((WorkId, &CitedWork), (WorkId, &CitedWork))| {
        a.1.work.key == b.1.work.key && a.1.work.csl == b.1.work.csl
    };
    let same_works = || now.works().count() == before.works().count() && now.works().zip(before.works()).all(same_work);
    let same_text = |((a, one), (b, other)): ((EntryId, &Entry), (EntryId, &Entry))| {
        // Both sites have one language.
        std::ptr::eq(one, other) && now.is_linked_as_in(before, a)
            || now.language_of(a) == before.language_of(b) && citations_in(now, a).eq(citations_in(before, b))
    };
    (now.has_works_of(before) || same_works())
        && now.texts().count() == before.texts().count()
        && now.texts().zip(before.texts()).all(same_text)
}

/// Whether the files of two lists lie at the same paths.
fn has_same_paths(one: &[Arc<SourceFile>], other: &[Arc<SourceFile>]) -> bool {
    one.len() == other.len()
        && one
            .iter()
            .zip(other)
            .all(|(a, b)| Arc::ptr_eq(a, b) || a.path == b.path)
}

/// Whether two lists are of the very same files.
fn are_shared(one: &[Arc<SourceFile>], other: &[Arc<SourceFile>]) -> bool {
    one.len() == other.len() && one.iter().zip(other).all(|(a, b)| Arc::ptr_eq(a, b))
}
