//! References become edges: every key, link, citation and name is looked up once, here.

mod lookup;
pub mod mentions;
mod translations;

use crate::diag::Diagnostics;
use crate::model::translation::Part;
use crate::model::work::Work;
use crate::model::{Data, Entry, Key, Kind, Library, ProseReference, Relation, Written};
use crate::span::{SourceMap, Span};
use lookup::Lookup;
pub use lookup::{decode, join};
use std::collections::BTreeMap;
use translations::Translated;

/// Names an entry of the graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntryId(pub u32);

/// Names a work of the graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WorkId(pub u32);

/// What an edge leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Node {
    /// An entry.
    Entry(EntryId),
    /// A work of the bibliography that is no paper of the site.
    Work(WorkId),
}

/// A known reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edge {
    /// The entry that makes it.
    pub from: EntryId,
    /// What it leads to.
    pub to: Node,
    /// How the two stand to each other.
    pub relation: Relation,
    /// Where it is written in the file of `from`.
    pub at: Span,
    /// For front matter: its number in the list of its key.
    pub item: usize,
    /// For prose: where the sentence is written.
    pub sentence: Option<Span>,
    /// For prose: the heading it stands under, as a number in the body's headings.
    pub under: Option<usize>,
    /// For mentions: whether it is the first of its section, and so becomes a link.
    pub first: bool,
}

/// What a reference in prose was found to mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resolved {
    /// An entry, and a fragment of its page.
    Entry(EntryId, Option<String>),
    /// A file of the published site, by its path from the root, and a fragment.
    Path(String, Option<String>),
    /// A fragment of the same page.
    Here(String),
    /// The works cited, in the order of the citation.
    Works(Vec<WorkId>),
    /// Nothing: it has been reported.
    Unknown,
}

/// A cited work: a record of the bibliography, or a paper of the site.
#[derive(Clone, Debug)]
pub struct CitedWork {
    /// The record.
    pub work: Work,
    /// The paper of the site that it is.
    pub paper: Option<EntryId>,
}

/// All entries and works with everything that leads from one to another.
#[derive(Clone, Debug, Default)]
pub struct Graph {
    /// The entries, by key, and after them their translations, by original and language.
    entries: Vec<Entry>,
    /// How many of them are originals.
    originals: usize,
    /// What each translation translates.
    translated: Vec<Translated>,
    by_key: BTreeMap<Key, EntryId>,
    /// The language of the site.
    language: String,
    works: Vec<CitedWork>,
    edges: Vec<Edge>,
    /// For each entry, where its edges begin in `edges`.
    forward: Vec<usize>,
    /// The numbers of all edges by what they lead to.
    backward: Vec<usize>,
    /// For each entry, and behind them for each work, where the edges that lead to it begin in `backward`.
    arrivals: Vec<usize>,
    /// For each entry, what its prose references mean, in their order.
    resolved: Vec<Vec<Resolved>>,
    /// For each entry, the work that it is, if it is a paper.
    works_of: Vec<Option<WorkId>>,
    home: Option<EntryId>,
}

/// Looks up every reference of the library.
pub fn link(library: Library, sources: &SourceMap, diags: &mut Diagnostics) -> Graph {
    let Library {
        entries,
        broken,
        drafts,
        works,
        translations,
        language,
    } = library;
    let missing: Vec<&Key> = broken.iter().chain(&drafts).collect();
    let (texts, translated) = translations::place(translations, &entries, &missing, &language, diags);
    let works = lookup::works(works, &entries, diags);
    let by_key = entries
        .iter()
        .enumerate()
        .map(|(at, entry)| (entry.key.clone(), entry_id(at)))
        .collect();
    let mut graph = Graph {
        originals: entries.len(),
        entries: entries.into_iter().chain(texts).collect(),
        translated,
        by_key,
        works,
        language,
        ..Graph::default()
    };
    let mut linked = Lookup::new(&graph, &broken, &drafts).link(diags);
    linked.edges.extend(mentions::find(&graph, sources, diags));
    linked.edges.sort();
    linked.edges.dedup();
    linked.edges.shrink_to_fit();
    graph.connect(linked);
    graph
}

/// What looking up gives.
#[derive(Default)]
struct Linked {
    edges: Vec<Edge>,
    resolved: Vec<Vec<Resolved>>,
}

fn entry_id(at: usize) -> EntryId {
    EntryId(u32::try_from(at).unwrap_or(u32::MAX))
}

fn work_id(at: usize) -> WorkId {
    WorkId(u32::try_from(at).unwrap_or(u32::MAX))
}

impl Graph {
    fn connect(&mut self, linked: Linked) {
        let Linked { edges, resolved } = linked;
        self.forward = (0..self.entries.len())
            .map(|at| edges.partition_point(|edge| edge.from < entry_id(at)))
            .collect();
        self.edges = edges;
        self.resolved = resolved;
        // Nothing is said twice because it is said in two languages: what translations refer to counts nowhere.
        let mut arrivals = vec![0; self.entries.len() + self.works.len() + 1];
        for edge in self.edges() {
            arrivals[self.place_of(edge.to) + 1] += 1;
        }
        for at in 1..arrivals.len() {
            arrivals[at] += arrivals[at - 1];
        }
        let mut next = arrivals.clone();
        let mut backward = vec![0; self.edges().len()];
        for (at, edge) in self.edges().iter().enumerate() {
            let place = self.place_of(edge.to);
            backward[next[place]] = at;
            next[place] += 1;
        }
        (self.arrivals, self.backward) = (arrivals, backward);
        self.works_of = vec![None; self.entries.len()];
        for (at, work) in self.works.iter().enumerate().rev() {
            if let Some(slot) = work.paper.and_then(|paper| self.works_of.get_mut(paper.0 as usize)) {
                *slot = Some(work_id(at));
            }
        }
        self.home = self.entries.iter().position(Entry::is_home).map(entry_id);
    }

    /// The entry of that name, or the translation: an entry like its original, with other texts.
    pub fn entry(&self, id: EntryId) -> &Entry {
        &self.entries[id.0 as usize]
    }

    /// The work of that name.
    pub fn work(&self, id: WorkId) -> &CitedWork {
        &self.works[id.0 as usize]
    }

    /// All entries, by kind and stem; translations are none.
    pub fn entries(&self) -> impl Iterator<Item = (EntryId, &Entry)> {
        self.texts().take(self.originals)
    }

    /// All entries and after them their translations.
    pub fn texts(&self) -> impl Iterator<Item = (EntryId, &Entry)> {
        self.entries.iter().enumerate().map(|(at, entry)| (entry_id(at), entry))
    }

    /// All translations, by original and language.
    pub fn translations(&self) -> impl Iterator<Item = (EntryId, &Entry)> {
        self.texts().skip(self.originals)
    }

    fn translated(&self, id: EntryId) -> Option<&Translated> {
        self.translated.get((id.0 as usize).checked_sub(self.originals)?)
    }

    /// The entry that a translation translates; any other entry itself.
    pub fn original(&self, id: EntryId) -> EntryId {
        self.translated(id).map_or(id, |it| it.original)
    }

    /// Whether it is a translation.
    pub fn is_translation(&self, id: EntryId) -> bool {
        self.translated(id).is_some()
    }

    /// Whether a translation gives that text itself; an original gives all.
    pub fn gives(&self, id: EntryId, part: Part) -> bool {
        self.translated(id).is_none_or(|it| it.given.contains(&part))
    }

    /// The sentence that says what the site is, where a translation of the home page gives it.
    pub fn description(&self, id: EntryId) -> Option<&str> {
        self.translated(id)?.description.as_deref()
    }

    /// An entry and its translations, by language.
    pub fn versions(&self, id: EntryId) -> impl Iterator<Item = EntryId> {
        let original = self.original(id);
        let first = self.translated.partition_point(|it| it.original < original);
        let rest = self.translated[first..].iter().enumerate();
        let translations = rest.take_while(move |(_, it)| it.original == original);
        let translations = translations.map(move |(at, _)| entry_id(self.originals + first + at));
        std::iter::once(original).chain(translations)
    }

    /// An entry in a language: its translation, if there is one into that language, else itself.
    pub fn version(&self, id: EntryId, language: &str) -> EntryId {
        if self.is_translation(id) {
            return id;
        }
        let found = self.versions(id).find(|it| self.language_of(*it) == language);
        found.unwrap_or(id)
    }

    /// The language of an entry or translation, BCP 47.
    pub fn language_of(&self, id: EntryId) -> &str {
        match self.translated(id) {
            Some(translated) => &translated.language,
            None => self.entry(id).common().lang.unwrap_or(&self.language),
        }
    }

    /// The entries of one kind, by stem; the home page is none of them.
    pub fn of_kind(&self, kind: Kind) -> impl Iterator<Item = (EntryId, &Entry)> {
        // The entries are sorted by kind.
        let originals = self.entries.get(..self.originals).unwrap_or_default();
        let start = originals.partition_point(|entry| entry.key.kind < kind);
        let from = originals.get(start..).unwrap_or_default().iter().enumerate();
        from.take_while(move |(_, entry)| entry.key.kind == kind)
            .map(move |(at, entry)| (entry_id(start + at), entry))
            .filter(|(_, entry)| !entry.is_home())
    }

    /// The entry with that key.
    pub fn find(&self, key: &Key) -> Option<EntryId> {
        self.by_key.get(key).copied()
    }

    /// All works, by key.
    pub fn works(&self) -> impl Iterator<Item = (WorkId, &CitedWork)> {
        self.works.iter().enumerate().map(|(at, work)| (work_id(at), work))
    }

    /// All edges, by where they come from; what translations refer to is not among them.
    pub fn edges(&self) -> &[Edge] {
        let end = self.forward.get(self.originals).copied().unwrap_or(self.edges.len());
        &self.edges[..end]
    }

    /// The edges that an entry or translation makes.
    pub fn from(&self, id: EntryId) -> &[Edge] {
        let start = self.forward[id.0 as usize];
        let end = self.forward.get(id.0 as usize + 1).copied().unwrap_or(self.edges.len());
        &self.edges[start..end]
    }

    /// The edges of one relation that an entry makes.
    pub fn out(&self, id: EntryId, relation: Relation) -> impl Iterator<Item = &Edge> {
        self.from(id).iter().filter(move |edge| edge.relation == relation)
    }

    /// The edges that lead to an entry or work.
    pub fn backlinks(&self, to: Node) -> impl Iterator<Item = &Edge> {
        let place = self.place_of(to);
        let from = |at: usize| self.arrivals.get(at).copied().unwrap_or_default();
        let backward = self.backward.get(from(place)..from(place + 1)).unwrap_or_default();
        backward.iter().map(|&at| &self.edges[at])
    }

    /// The place of an entry or work among all of them.
    fn place_of(&self, node: Node) -> usize {
        match node {
            Node::Entry(id) => id.0 as usize,
            Node::Work(id) => self.entries.len() + id.0 as usize,
        }
    }

    /// The edges of one relation that lead to an entry.
    pub fn incoming(&self, id: EntryId, relation: Relation) -> impl Iterator<Item = &Edge> {
        self.backlinks(Node::Entry(id))
            .filter(move |edge| edge.relation == relation)
    }

    /// The entry that the only edge of a relation leads to, such as a theme's parent.
    pub fn one(&self, id: EntryId, relation: Relation) -> Option<EntryId> {
        self.out(id, relation).find_map(|edge| edge.to.entry())
    }

    /// What the reference in prose that begins at that byte means.
    pub fn resolved(&self, id: EntryId, start: usize) -> Option<(&Written, &Resolved)> {
        let references = &self.entry(id).body.references;
        let at = references
            .binary_search_by_key(&start, |it| it.span.start as usize)
            .ok()?;
        Some((references.get(at)?, self.resolved.get(id.0 as usize)?.get(at)?))
    }

    /// The mentions of an entry that become links, in their order.
    pub fn linked_mentions(&self, id: EntryId) -> impl Iterator<Item = &Edge> {
        let mut mentions: Vec<&Edge> = self.out(id, Relation::Mentions).filter(|edge| edge.first).collect();
        mentions.sort_by_key(|edge| edge.at);
        mentions.into_iter()
    }

    /// Every citation group in the prose of an entry with its works.
    pub fn citations(&self, id: EntryId) -> impl Iterator<Item = (&Written, &[WorkId])> {
        let references = self.entry(id).body.references.iter();
        let resolved = self.resolved.get(id.0 as usize).into_iter().flatten();
        references
            .zip(resolved)
            .filter_map(|(written, resolved)| match (&written.reference, resolved) {
                (ProseReference::Citation(_), Resolved::Works(works)) => Some((written, works.as_slice())),
                _ => None,
            })
    }

    /// What the references in the prose of an entry mean, in their order.
    pub fn references(&self, id: EntryId) -> impl Iterator<Item = (&Written, &Resolved)> {
        let references = self.entry(id).body.references.iter();
        references.zip(self.resolved.get(id.0 as usize).into_iter().flatten())
    }

    /// The work that a paper of the site is.
    pub fn work_of(&self, paper: EntryId) -> Option<WorkId> {
        self.works_of.get(paper.0 as usize).copied().flatten()
    }

    /// The entry that is the home page.
    pub fn home(&self) -> Option<EntryId> {
        self.home
    }
}

impl Node {
    /// The entry, if it is one.
    pub fn entry(self) -> Option<EntryId> {
        match self {
            Node::Entry(id) => Some(id),
            Node::Work(_) => None,
        }
    }
}

/// The fragments that the page of an entry has: its headings, for a paper its statements, and its paragraphs.
pub fn fragments(entry: &Entry) -> Vec<String> {
    let passages = entry.body.passages.iter().map(|passage| passage.id.clone());
    named_fragments(entry).into_iter().chain(passages).collect()
}

/// The fragments that have names an author may remember: all but those of paragraphs.
pub fn named_fragments(entry: &Entry) -> Vec<String> {
    let headings = entry.body.headings.iter().map(|heading| heading.id.clone());
    headings.chain(statements(entry)).collect()
}

/// The fragments of a paper's statements: `theme-…` for treatments, `event-…` for accounts, in their order.
pub fn statements(entry: &Entry) -> Vec<String> {
    let Data::Paper(paper) = &entry.data else {
        return Vec::new();
    };
    let treatments = (0..paper.themes.len()).map(|item| treatment_fragment(entry, item));
    let accounts = (0..paper.events.len()).map(|item| account_fragment(entry, item));
    treatments.chain(accounts).collect()
}

/// The fragment of what a paper says on a theme: `theme-upkeep`, `theme-upkeep-2`.
pub fn treatment_fragment(entry: &Entry, item: usize) -> String {
    let Data::Paper(paper) = &entry.data else {
        return String::new();
    };
    let names: Vec<&str> = paper.themes.iter().map(|it| stem(&it.theme.value)).collect();
    numbered("theme", &names, item)
}

/// The fragment of what a paper tells of an event: `event-armistice`, `event-armistice-2`.
pub fn account_fragment(entry: &Entry, item: usize) -> String {
    let Data::Paper(paper) = &entry.data else {
        return String::new();
    };
    let names: Vec<&str> = paper.events.iter().map(|it| stem(&it.event.value)).collect();
    numbered("event", &names, item)
}

fn stem(written: &str) -> &str {
    written.rsplit_once('/').map_or(written, |(_, stem)| stem)
}

/// The fragment of the statement with that number, of those that speak of these names in their order: the second on
/// `upkeep` is `theme-upkeep-2`.
pub fn numbered(kind: &str, names: &[&str], item: usize) -> String {
    let name = names.get(item).copied().unwrap_or_default();
    let before = names.iter().take(item).filter(|it| **it == name).count();
    if before == 0 {
        format!("{kind}-{name}")
    } else {
        format!("{kind}-{name}-{}", before + 1)
    }
}
