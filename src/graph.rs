//! References become edges: every key, link, citation and name is looked up once, here.

mod lookup;
pub mod mentions;
mod sentences;
mod translations;

use crate::diag::Diagnostics;
use crate::model::translation::Part;
use crate::model::work::Work;
use crate::model::{Data, Entry, Key, Kind, Library, ProseReference, Relation, Written};
use crate::span::{SourceMap, Span};
pub use lookup::{decode, join};
use rayon::prelude::*;
pub use sentences::{Piece, Sentences};
use std::collections::BTreeSet;
use std::sync::Arc;
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

/// All entries and works with everything that leads from one to another. A copy shares all of it.
#[derive(Clone, Debug, Default)]
pub struct Graph {
    /// The entries, by key, and after them their translations, by original and language.
    entries: Arc<Vec<Arc<Entry>>>,
    /// How many of them are originals.
    originals: usize,
    /// What each translation translates.
    translated: Arc<Vec<Translated>>,
    /// Keys of files that could not be read, and of drafts.
    missing: Arc<(Vec<Key>, Vec<Key>)>,
    /// The language of the site.
    language: String,
    works: Arc<lookup::Works>,
    /// For each entry and translation, what its references mean, and the names in its prose.
    linked: Arc<Vec<Arc<Linked>>>,
    named: Arc<mentions::Named>,
    /// For each entry and translation, all edges that it makes, in their order.
    edges: Arc<Vec<Arc<[Edge]>>>,
    /// What leads to each entry.
    to_entries: Arc<Vec<Arc<Leading>>>,
    /// What leads to each work that is no paper of the site.
    to_works: Arc<Vec<Arc<Leading>>>,
    /// For each entry, the work that it is, if it is a paper.
    works_of: Arc<Vec<Option<WorkId>>>,
    home: Option<EntryId>,
}

/// The edges that lead to a node: where each comes from, and its number among the edges of that entry.
type Leading = Vec<(EntryId, u32)>;

/// Where more than one text in so many has changed, everything is put together anew.
const MANY: usize = 4;

/// What looking up the references of an entry gives.
#[derive(Debug, Default)]
struct Linked {
    edges: Vec<Edge>,
    /// What its prose references mean, in their order.
    resolved: Vec<Resolved>,
    /// The other entries whose headings decided on that.
    looked_into: Vec<EntryId>,
    /// What names nothing.
    unknown: Vec<lookup::Unknown>,
    /// What is wrong otherwise.
    diags: Diagnostics,
}

impl Linked {
    /// Whether nothing was wrong: then nothing but what the references name decided on it.
    fn is_sound(&self) -> bool {
        self.unknown.is_empty() && self.diags.is_empty()
    }
}

/// Looks up every reference of the library. What has not changed since the graph that was made before is taken from it.
pub fn link(library: Library, sources: &SourceMap, before: Option<&Graph>, diags: &mut Diagnostics) -> Graph {
    let Library {
        entries,
        broken,
        drafts,
        works,
        translations,
        language,
    } = library;
    let missing: Vec<&Key> = broken.iter().chain(&drafts).collect();
    let (texts, translated) = translations::place(translations, &entries, &missing, &language, before, diags);
    let works = lookup::works(works, &entries, before, diags);
    let mut graph = Graph {
        originals: entries.len(),
        entries: Arc::new(entries.into_iter().chain(texts).collect()),
        translated: Arc::new(translated),
        missing: Arc::new((broken, drafts)),
        works,
        language,
        ..Graph::default()
    };
    graph.home = graph.find_in(Kind::Page, "index");
    let before = before.filter(|it| it.has_same_names(&graph));
    graph.linked = Arc::new(lookup::link(&graph, before, diags));
    graph.named = Arc::new(mentions::find(&graph, sources, before, diags));
    graph.connect(before);
    graph
}

fn entry_id(at: usize) -> EntryId {
    EntryId(u32::try_from(at).unwrap_or(u32::MAX))
}

fn work_id(at: usize) -> WorkId {
    WorkId(u32::try_from(at).unwrap_or(u32::MAX))
}

impl Graph {
    /// Whether a reference to an entry, translation or work means the same number in both, or nothing in both.
    fn has_same_names(&self, other: &Graph) -> bool {
        let same_entry = |(a, b): (&Arc<Entry>, &Arc<Entry>)| {
            Arc::ptr_eq(a, b) || a.key == b.key && a.common().lang == b.common().lang
        };
        let same_language = |(a, b): (&Translated, &Translated)| a.original == b.original && a.language == b.language;
        let same_work = |(a, b): (&CitedWork, &CitedWork)| a.paper == b.paper && a.work.key == b.work.key;
        self.language == other.language
            && self.originals == other.originals
            && self.entries.len() == other.entries.len()
            && self.missing == other.missing
            && self.works.list.len() == other.works.list.len()
            && self.entries.iter().zip(&*other.entries).all(same_entry)
            && self.translated.iter().zip(&*other.translated).all(same_language)
            && self.works.list.iter().zip(&other.works.list).all(same_work)
    }

    /// Whether all works are the same, and all entries and translations say the same in their front matter, at the same
    /// places.
    pub fn has_same_facts(&self, other: &Graph) -> bool {
        let same = |(a, b): (&Arc<Entry>, &Arc<Entry>)| a.says_same(b);
        self.language == other.language
            && self.originals == other.originals
            && self.entries.len() == other.entries.len()
            && self.has_works_of(other)
            && self.entries.iter().zip(&*other.entries).all(same)
            && self.translated.len() == other.translated.len()
            && self
                .translated
                .iter()
                .zip(&*other.translated)
                .all(|(a, b)| a.says_same(b))
    }

    /// Whether the works are those of another graph.
    pub fn has_works_of(&self, other: &Graph) -> bool {
        Arc::ptr_eq(&self.works, &other.works)
    }

    /// Whether what the references of a text mean was taken from another graph.
    pub fn is_linked_as_in(&self, other: &Graph, id: EntryId) -> bool {
        let pair = self.linked.get(id.0 as usize).zip(other.linked.get(id.0 as usize));
        pair.is_some_and(|(a, b)| Arc::ptr_eq(a, b))
    }

    /// Whether all texts have the headings that they have in a graph of the same facts, wherever those stand.
    pub fn has_same_headings(&self, other: &Graph) -> bool {
        let pairs = self.entries.iter().zip(&*other.entries);
        let mut pairs = pairs.filter(|(a, b)| !Arc::ptr_eq(a, b));
        pairs.all(|(a, b)| {
            let texts = |entry: &Entry| entry.body.headings.iter().map(|it| it.text.clone()).collect::<Vec<_>>();
            texts(a) == texts(b)
        })
    }

    /// Whether all edges lead to what they lead to in a graph of the same facts, and stand under the same headings.
    pub fn has_same_edges(&self, other: &Graph) -> bool {
        let pairs = self.edges.iter().zip(&*other.edges);
        let mut pairs = pairs.filter(|(a, b)| !Arc::ptr_eq(a, b));
        let leads = |edge: &Edge| (edge.to, edge.relation, edge.under);
        pairs.all(|(a, b)| a.iter().map(leads).eq(b.iter().map(leads)))
    }

    /// Whether every entry cites the same entries and works as in a graph of the same facts.
    pub fn cites_same(&self, other: &Graph) -> bool {
        let cited = |edges: &Arc<[Edge]>| -> BTreeSet<Node> {
            let cites = edges.iter().filter(|edge| edge.relation == Relation::Cites);
            cites.map(|edge| edge.to).collect()
        };
        let pairs = self.edges.iter().zip(&*other.edges).take(self.originals);
        let mut pairs = pairs.filter(|(a, b)| !Arc::ptr_eq(a, b));
        pairs.all(|(a, b)| cited(a) == cited(b))
    }

    /// Whether all entries of some kinds say the same in their front matter, and their references mean the same.
    pub fn has_same_facts_of(&self, other: &Graph, kinds: &[Kind]) -> bool {
        let is_of = |it: &Entry| kinds.contains(&it.key.kind);
        let pairs = self.entries.iter().zip(&*other.entries).take(self.originals);
        let mut changed = pairs.filter(|(a, b)| !Arc::ptr_eq(a, b));
        self.has_same_names(other) && changed.all(|(a, b)| !is_of(a) || a.says_same(b))
    }

    /// The entries and translations whose files have another text than in a graph of the same names.
    fn changed_since(&self, before: &Graph) -> BTreeSet<EntryId> {
        let pairs = self.entries.iter().zip(&*before.entries).enumerate();
        let changed = pairs.filter(|(_, (now, before))| !Arc::ptr_eq(now, before));
        changed.map(|(at, _)| entry_id(at)).collect()
    }

    /// Puts the edges together.
    fn connect(&mut self, before: Option<&Graph>) {
        let is_kept = |at: usize, before: &Graph| {
            let same_names = |before: &Graph| Arc::ptr_eq(&self.named.found[at], &before.named.found[at]);
            Arc::ptr_eq(&self.linked[at], &before.linked[at]) && same_names(before)
        };
        let all = 0..self.entries.len();
        let changed = before.map(|before| (before, all.filter(|&at| !is_kept(at, before)).collect::<Vec<_>>()));
        match changed.filter(|(_, changed)| changed.len() * MANY < self.entries.len()) {
            Some((before, changed)) => self.connect_again(before, &changed),
            None => self.connect_all(),
        }
        let mut works_of = vec![None; self.entries.len()];
        for (at, work) in self.works.list.iter().enumerate().rev() {
            if let Some(slot) = work.paper.and_then(|paper| works_of.get_mut(paper.0 as usize)) {
                *slot = Some(work_id(at));
            }
        }
        self.works_of = Arc::new(works_of);
    }

    fn connect_all(&mut self) {
        let edges: Vec<_> = (0..self.entries.len())
            .into_par_iter()
            .map(|at| self.edges_of(at))
            .collect();
        let (mut entries, mut works) = (
            vec![Vec::new(); self.originals],
            vec![Vec::new(); self.works.list.len()],
        );
        // Nothing is said twice because it is said in two languages: what translations refer to counts nowhere.
        for (at, edge) in edges.iter().take(self.originals).flat_map(|it| (0..).zip(it.iter())) {
            let leading: Option<&mut Leading> = match edge.to {
                Node::Entry(id) => entries.get_mut(id.0 as usize),
                Node::Work(id) => works.get_mut(id.0 as usize),
            };
            if let Some(leading) = leading {
                leading.push((edge.from, at));
            }
        }
        self.edges = Arc::new(edges);
        self.to_entries = Arc::new(entries.into_iter().map(Arc::new).collect());
        self.to_works = Arc::new(works.into_iter().map(Arc::new).collect());
    }

    /// The same where only some texts make other edges than before.
    fn connect_again(&mut self, before: &Graph, changed: &[usize]) {
        let mut edges = Vec::clone(&before.edges);
        let (mut entries, mut works) = (Vec::clone(&before.to_entries), Vec::clone(&before.to_works));
        for &at in changed {
            let from = entry_id(at);
            let new = self.edges_of(at);
            let old = std::mem::replace(&mut edges[at], Arc::clone(&new));
            if at >= self.originals || old == new {
                continue;
            }
            let targets: BTreeSet<Node> = old.iter().chain(new.iter()).map(|edge| edge.to).collect();
            for to in targets {
                let leading = match to {
                    Node::Entry(id) => entries.get_mut(id.0 as usize),
                    Node::Work(id) => works.get_mut(id.0 as usize),
                };
                let here = (0..).zip(new.iter()).filter(|(_, edge)| edge.to == to);
                if let Some(leading) = leading.map(Arc::make_mut) {
                    let place = leading.partition_point(|(it, _)| *it < from);
                    let end = leading.partition_point(|(it, _)| *it <= from);
                    leading.splice(place..end, here.map(|(at, _)| (from, at)));
                }
            }
        }
        (self.edges, self.to_entries, self.to_works) = (Arc::new(edges), Arc::new(entries), Arc::new(works));
    }

    /// Every edge that a text makes.
    fn edges_of(&self, at: usize) -> Arc<[Edge]> {
        let mut edges = self.linked[at].edges.clone();
        edges.extend(self.named.found[at].iter());
        edges.sort();
        edges.dedup();
        edges.into()
    }

    /// The sentences that the references and names of an entry stand in; none of a translation.
    pub fn sentences(&self, id: EntryId) -> Option<&Sentences> {
        self.named.sentences.get(id.0 as usize).map(|it| &**it)
    }

    /// The entry of that name, or the translation: an entry like its original, with other texts.
    pub fn entry(&self, id: EntryId) -> &Entry {
        &self.entries[id.0 as usize]
    }

    /// The work of that name.
    pub fn work(&self, id: WorkId) -> &CitedWork {
        &self.works.list[id.0 as usize]
    }

    /// All entries, by kind and stem; translations are none.
    pub fn entries(&self) -> impl Iterator<Item = (EntryId, &Entry)> {
        self.texts().take(self.originals)
    }

    /// All entries and after them their translations.
    pub fn texts(&self) -> impl Iterator<Item = (EntryId, &Entry)> {
        self.entries
            .iter()
            .enumerate()
            .map(|(at, entry)| (entry_id(at), &**entry))
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
        if self.translated.is_empty() || self.is_translation(id) {
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
            .map(move |(at, entry)| (entry_id(start + at), &**entry))
            .filter(|(_, entry)| !entry.is_home())
    }

    /// The entry with that key.
    pub fn find(&self, key: &Key) -> Option<EntryId> {
        self.find_in(key.kind, &key.stem)
    }

    /// The entry of that kind and stem.
    fn find_in(&self, kind: Kind, stem: &str) -> Option<EntryId> {
        let originals = self.entries.get(..self.originals)?;
        let found = originals.binary_search_by(|it| (it.key.kind, it.key.stem.as_str()).cmp(&(kind, stem)));
        found.ok().map(entry_id)
    }

    /// The work of that key.
    fn find_work(&self, key: &str) -> Option<WorkId> {
        let found = self.works.list.binary_search_by(|it| it.work.key.as_str().cmp(key));
        found.ok().map(work_id)
    }

    /// All works, by key.
    pub fn works(&self) -> impl Iterator<Item = (WorkId, &CitedWork)> {
        self.works.list.iter().enumerate().map(|(at, work)| (work_id(at), work))
    }

    /// All edges, by where they come from; what translations refer to is not among them.
    pub fn edges(&self) -> impl Iterator<Item = &Edge> {
        self.edges.iter().take(self.originals).flat_map(|it| it.iter())
    }

    /// The edges that an entry or translation makes.
    pub fn from(&self, id: EntryId) -> &[Edge] {
        &self.edges[id.0 as usize]
    }

    /// The edges of one relation that an entry makes.
    pub fn out(&self, id: EntryId, relation: Relation) -> impl Iterator<Item = &Edge> {
        self.from(id).iter().filter(move |edge| edge.relation == relation)
    }

    /// The edges that lead to an entry or work.
    pub fn backlinks(&self, to: Node) -> impl Iterator<Item = &Edge> {
        let leading = match to {
            Node::Entry(id) => self.to_entries.get(id.0 as usize),
            Node::Work(id) => self.to_works.get(id.0 as usize),
        };
        let leading = leading.into_iter().flat_map(|it| it.iter());
        leading.filter_map(|(from, at)| self.from(*from).get(*at as usize))
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
        Some((references.get(at)?, self.resolved_of(id).get(at)?))
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
        let resolved = self.resolved_of(id);
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
        references.zip(self.resolved_of(id))
    }

    fn resolved_of(&self, id: EntryId) -> &[Resolved] {
        self.linked.get(id.0 as usize).map_or(&[], |it| &it.resolved)
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
    numbered("theme", paper.themes.iter().map(|it| it.theme.value.as_str()), item)
}

/// The fragment of what a paper tells of an event: `event-armistice`, `event-armistice-2`.
pub fn account_fragment(entry: &Entry, item: usize) -> String {
    let Data::Paper(paper) = &entry.data else {
        return String::new();
    };
    numbered("event", paper.events.iter().map(|it| it.event.value.as_str()), item)
}

/// The fragment of the statement with that number, of those that speak of these names in their order: the second on
/// `upkeep` is `theme-upkeep-2`.
pub fn numbered<'a>(kind: &str, names: impl Iterator<Item = &'a str> + Clone, item: usize) -> String {
    let written = names.clone().nth(item).unwrap_or_default();
    let name = written.rsplit_once('/').map_or(written, |(_, stem)| stem);
    // The folder may be written or not. Most names end otherwise, which is seen at once.
    let is_same = |it: &&str| {
        it.strip_suffix(name)
            .is_some_and(|folder| folder.is_empty() || folder.ends_with('/'))
    };
    let before = names.take(item).filter(is_same).count();
    if before == 0 {
        [kind, "-", name].concat()
    } else {
        format!("{kind}-{name}-{}", before + 1)
    }
}
