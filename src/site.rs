//! The site as it will be: which pages there are, at which addresses, in which orders, and what is compared on them.

pub mod accounts;
pub mod address;
pub mod citation;
pub mod collate;
pub mod coupling;
pub mod course;
pub mod coverage;
pub mod downloads;
pub mod fingerprints;
pub mod former;
pub mod glossary;
pub mod index;
pub mod kept;
pub mod matrix;
pub mod network;
pub mod pagination;
mod sentences;
mod since;
pub mod texts;
pub mod timeline;
pub mod tree;
pub mod versions;

use crate::config::Config;
use crate::diag::Diagnostics;
use crate::graph::{EntryId, Graph, Node, WorkId};
use crate::model::date::DateWords;
use crate::model::ledger::Ledger;
use crate::model::typography::smart_as;
use crate::model::{Data, Entry, Kind, ProseReference, Quotes, Relation};
use crate::parse;
use crate::source::SourceTree;
use accounts::Disagreement;
use address::{Addresses, Listing};
use citation::{Citations, Cite, CiteRun, Run, Style};
use collate::Collation;
use rayon::prelude::*;
use since::{Since, Sources};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use texts::Texts;
use versions::Versions;

/// Everything that pages are made from. A copy shares all of it.
#[derive(Clone)]
pub struct Site {
    /// The settings.
    pub config: Arc<Config>,
    /// Entries, works, and what leads from one to another.
    pub graph: Graph,
    /// Which pages there are, and where.
    pub addresses: Arc<Addresses>,
    /// Every address and fragment that was published before.
    pub ledger: Arc<Ledger>,
    /// How names are compared and grouped by letter.
    pub collation: Arc<Collation>,
    /// The state of the content, as RFC 3339 has it, where it is known: the clock is no input of a build.
    pub date: Option<String>,
    /// The interface texts of the theme.
    pub texts: Arc<Texts>,
    /// The words of dates in the language of the site.
    pub date_words: Arc<DateWords>,
    /// The words of dates in the other languages that a page has.
    other_date_words: Arc<BTreeMap<String, DateWords>>,
    /// The entries of each kind, in the order in which a reader meets them.
    orders: Arc<Orders>,
    /// The index of actors.
    pub index: Arc<index::Index>,
    /// Where papers differ.
    disagreements: Arc<Disagreements>,
    /// For each entry that is a paper, its authors and year, as scholars speak of it.
    spoken: Arc<Vec<Option<String>>>,
    /// References and citations in the style of the site.
    cited: Arc<Cited>,
    /// Who appears in events with whom.
    pub network: Arc<network::Network>,
    /// The citation style; none where it could not be read, which has been reported.
    pub style: Option<Arc<Style>>,
    /// Which version of each entry this is.
    pub versions: Arc<Versions>,
    sources: Arc<Sources>,
    /// Whether nothing was wrong with what it is made from.
    is_sound: bool,
}

/// The entries of each kind in their order.
#[derive(Default)]
struct Orders {
    by_kind: BTreeMap<Kind, Vec<EntryId>>,
    /// The place of each entry in the order of its kind.
    ranks: Vec<Option<u32>>,
}

/// Where papers differ.
#[derive(Default)]
struct Disagreements {
    /// By subject.
    all: Vec<Disagreement>,
    /// The numbers of those about an event or theme, and of those that a paper has a side in.
    by_entry: BTreeMap<EntryId, Vec<usize>>,
}

/// Gives every page its address and every list its order, and formats what is cited. What is made from the same as in the
/// state before is taken from there.
pub fn resolve(
    graph: Graph,
    config: Config,
    tree: &SourceTree,
    source_date: Option<i64>,
    before: Option<&Site>,
    diags: &mut Diagnostics,
) -> Site {
    let sources = Sources::of(tree);
    let since = Since::new(before, &graph, &config, &sources);
    let collation = || Collation::new(config.language(), config.index_order());
    let collation = since.keep(true, |it| &it.collation, collation);
    // The first works on several threads most of the time, the others fill the rest of it.
    let ((style, cited, wrong_style), ((ledger, addresses, mut wrong), (texts, wrong_texts))) = rayon::join(
        || style_and_citations(&graph, &config, tree, &since),
        || rayon::join(|| ledger_and_addresses(&graph, tree, &since), || texts(tree, &since)),
    );
    wrong.append(wrong_texts);
    wrong.append(wrong_style);
    let date_words = || texts.date_words(config.language());
    let other_date_words = || other_date_words(&graph, &config, &texts);
    let mut site = Site {
        date: source_date
            .and_then(|seconds| jiff::Timestamp::from_second(seconds).ok())
            .map(|it| it.to_string()),
        date_words: since.keep(since.theme, |it| &it.date_words, date_words),
        other_date_words: since.keep(since.facts && since.theme, |it| &it.other_date_words, other_date_words),
        disagreements: since.keep(since.facts, |it| &it.disagreements, || disagreements(&graph)),
        spoken: since.keep(since.facts, |it| &it.spoken, || spoken(&graph)),
        cited,
        versions: since.keep(since.history, |it| &it.versions, || versions::read(&graph, tree)),
        orders: Arc::default(),
        index: Arc::default(),
        network: Arc::default(),
        sources: Arc::new(sources),
        is_sound: wrong.is_empty(),
        config: Arc::new(config),
        graph,
        addresses,
        ledger,
        collation,
        texts,
        style,
    };
    diags.append(wrong);
    site.orders = since.keep(since.facts, |it| &it.orders, || orders(&site));
    site.index = since.keep(since.facts, |it| &it.index, || index::Index::new(&site));
    site.network = since.keep(since.meetings, |it| &it.network, || network::build(&site));
    site.is_sound &= !address::further_pages_are_taken(&site, diags);
    site
}

fn style_and_citations(
    graph: &Graph,
    config: &Config,
    tree: &SourceTree,
    since: &Since<'_>,
) -> (Option<Arc<Style>>, Arc<Cited>, Diagnostics) {
    let mut wrong = Diagnostics::default();
    let style = match since.site().filter(|_| since.styles) {
        Some(before) => before.style.clone(),
        None => style(config, tree, &mut wrong).map(Arc::new),
    };
    let cited = cite(graph, config, style.as_deref(), since);
    (style, cited, wrong)
}

fn ledger_and_addresses(
    graph: &Graph,
    tree: &SourceTree,
    since: &Since<'_>,
) -> (Arc<Ledger>, Arc<Addresses>, Diagnostics) {
    let mut wrong = Diagnostics::default();
    let ledger = || parse::ledger::ledger(tree, &mut wrong);
    let ledger = since.keep(since.ledger, |it| &it.ledger, ledger);
    let addresses = || {
        let gone = parse::ledger::gone(tree, &mut wrong);
        address::claim(graph, &tree.assets, &gone, &ledger, &mut wrong)
    };
    let addresses = since.keep(since.addresses, |it| &it.addresses, addresses);
    (ledger, addresses, wrong)
}

fn texts(tree: &SourceTree, since: &Since<'_>) -> (Arc<Texts>, Diagnostics) {
    let mut wrong = Diagnostics::default();
    let texts = since.keep(since.theme, |it| &it.texts, || Texts::read(tree, &mut wrong));
    (texts, wrong)
}

/// The words of dates in the languages of entries and translations that are not the site's.
fn other_date_words(graph: &Graph, config: &Config, texts: &Texts) -> BTreeMap<String, DateWords> {
    let all: BTreeSet<&str> = graph.texts().map(|(id, _)| graph.language_of(id)).collect();
    let others = all.into_iter().filter(|language| *language != config.language());
    others
        .map(|language| (language.to_owned(), texts.date_words(language)))
        .collect()
}

fn disagreements(graph: &Graph) -> Disagreements {
    let all = accounts::compare(graph);
    Disagreements {
        by_entry: accounts::by_entry(&all),
        all,
    }
}

/// Works and citations in the style of the site.
#[derive(Default)]
struct Cited {
    citations: Citations,
    /// For each text, how many citations those before it have in its language.
    before: Vec<usize>,
}

/// Formats every work and every citation in the style of the site, each citation in the language of its text.
fn cite(graph: &Graph, config: &Config, style: Option<&Style>, since: &Since<'_>) -> Arc<Cited> {
    since.keep(
        since.styles && since.citations,
        |it| &it.cited,
        || {
            let Some(style) = style else {
                return Cited::default();
            };
            let works: Vec<_> = graph.works().map(|(_, cited)| &cited.work).collect();
            let mut before = Vec::new();
            let mut groups: BTreeMap<&str, Vec<Vec<Cite>>> = BTreeMap::new();
            for (id, _) in graph.texts() {
                let groups = groups.entry(graph.language_of(id)).or_default();
                before.push(groups.len());
                groups.extend(citations_in(graph, id));
            }
            let groups = groups.iter();
            let groups = groups.map(|(language, groups)| (*language, groups.iter().map(Vec::as_slice).collect()));
            let citations = Citations::format(style, config.language(), &works, &groups.collect());
            Cited { citations, before }
        },
    )
}

/// The citations in a text as the style takes them.
fn citations_in(graph: &Graph, id: EntryId) -> impl Iterator<Item = Vec<Cite>> {
    graph.citations(id).map(|(written, works)| match &written.reference {
        ProseReference::Citation(cited) => cited.iter().zip(works).map(citation).collect(),
        _ => Vec::new(),
    })
}

fn citation((cited, work): (&crate::model::Citation, &WorkId)) -> Cite {
    Cite {
        work: work.0 as usize,
        locator: cited.locator.clone(),
        prefix: cited.prefix.clone(),
        suffix: cited.suffix.clone(),
        suppress_author: cited.suppress_author,
    }
}

/// The citation style: a `.csl` file of the site, or a style of the CSL repository by its name.
fn style(config: &Config, tree: &SourceTree, diags: &mut Diagnostics) -> Option<Style> {
    let name = config.csl_style();
    let file = tree
        .styles
        .iter()
        .map(|&file| tree.sources.file(file))
        .find(|file| file.path == name);
    let at = config
        .csl_style
        .as_ref()
        .zip(tree.config)
        .map(|(style, file)| style.span.in_file(file));
    let style = file.map_or_else(|| Style::named(name, at), Style::read);
    style.map_err(|diagnostic| diags.push(diagnostic)).ok()
}

fn order(site: &Site, kind: Kind) -> Vec<EntryId> {
    match kind {
        Kind::Paper => papers(site),
        Kind::Theme => tree::depth_first(&site.graph, &site.collation),
        Kind::Event => timeline::order(&site.graph),
        Kind::Actor | Kind::Term | Kind::Page => {
            let mut all: Vec<_> = site.graph.of_kind(kind).collect();
            all.sort_by_cached_key(|(id, entry)| (site.collation.key(index::heading(entry)), *id));
            all.into_iter().map(|(id, _)| id).collect()
        }
    }
}

/// Papers by first author, year and title.
fn papers(site: &Site) -> Vec<EntryId> {
    let mut papers: Vec<_> = site.graph.of_kind(Kind::Paper).collect();
    papers.sort_by_cached_key(|(id, entry)| {
        let Data::Paper(paper) = &entry.data else {
            return (Vec::new(), None, *id);
        };
        let author = paper
            .author
            .first()
            .map_or_else(String::new, crate::model::name::Name::short);
        let year = paper.issued.as_ref().map(|date| date.value.sort_key());
        (site.collation.key(&author), year, *id)
    });
    papers.into_iter().map(|(id, _)| id).collect()
}

fn orders(site: &Site) -> Orders {
    let order = |kind| (kind, order(site, kind));
    let by_kind: BTreeMap<Kind, Vec<EntryId>> = Kind::ALL.into_par_iter().map(order).collect();
    Orders {
        ranks: ranks(site, &by_kind),
        by_kind,
    }
}

/// The place of each entry in the order of its kind; none for the home page, which stands in no list.
fn ranks(site: &Site, orders: &BTreeMap<Kind, Vec<EntryId>>) -> Vec<Option<u32>> {
    let mut ranks = vec![None; site.graph.entries().count()];
    for order in orders.values() {
        for (rank, id) in (0..).zip(order) {
            if let Some(slot) = ranks.get_mut(id.0 as usize) {
                *slot = Some(rank);
            }
        }
    }
    ranks
}

/// What each paper is called by its authors and year; nothing for all else.
fn spoken(graph: &Graph) -> Vec<Option<String>> {
    let name = |(id, _)| {
        let work = &graph.work(graph.work_of(id)?).work;
        let authors = work.authors()?;
        Some(match work.year() {
            Some(year) => format!("{authors} {year}"),
            None => authors,
        })
    };
    graph.entries().map(name).collect()
}

impl Site {
    /// The entries of a kind in the order in which a reader meets them: papers by author, themes as a tree, events by
    /// date, the rest by the alphabet of the site's language.
    pub fn order(&self, kind: Kind) -> &[EntryId] {
        self.orders.by_kind.get(&kind).map_or(&[], Vec::as_slice)
    }

    /// Whether it was made with the same theme and settings as another.
    pub fn has_theme_of(&self, other: &Site) -> bool {
        Arc::ptr_eq(&self.texts, &other.texts) && *self.config == *other.config
    }

    /// The languages of the site: its own, and those of entries and translations.
    pub fn languages(&self) -> impl Iterator<Item = &str> {
        let others = self.other_date_words.keys().map(String::as_str);
        others.chain([self.config.language()])
    }

    /// The entry of that name.
    pub fn entry(&self, id: EntryId) -> &Entry {
        self.graph.entry(id)
    }

    /// The words of dates in a language that a page has.
    pub fn date_words_in(&self, language: &str) -> &DateWords {
        self.other_date_words.get(language).unwrap_or(&self.date_words)
    }

    /// Where papers differ, in the order of their subjects.
    pub fn disagreements(&self) -> &[Disagreement] {
        &self.disagreements.all
    }

    /// Where papers differ on an event or theme.
    pub fn disagreements_on(&self, subject: EntryId) -> impl Iterator<Item = &Disagreement> {
        self.disputes_of(subject).filter(move |it| it.subject == subject)
    }

    /// Where a paper differs with others or itself.
    pub fn disagreements_of(&self, paper: EntryId) -> impl Iterator<Item = &Disagreement> {
        self.disputes_of(paper).filter(move |it| it.involves(paper))
    }

    fn disputes_of(&self, id: EntryId) -> impl Iterator<Item = &Disagreement> {
        let numbers = self.disagreements.by_entry.get(&id).into_iter().flatten();
        numbers.filter_map(|&at| self.disagreements.all.get(at))
    }

    /// The place of an entry in the order of its kind; none for the home page.
    pub fn rank(&self, id: EntryId) -> Option<u32> {
        self.orders.ranks.get(id.0 as usize).copied().flatten()
    }

    /// A paper by its authors and year, as scholars speak of it; nothing where it has no authors, and for all else.
    pub fn spoken(&self, id: EntryId) -> Option<&str> {
        self.spoken.get(id.0 as usize)?.as_deref()
    }

    /// The entries that lead to another by some relation, in the order of their kind, each once.
    pub fn sources(&self, id: EntryId, relation: Relation) -> Vec<EntryId> {
        let mut sources: Vec<EntryId> = self.graph.incoming(id, relation).map(|edge| edge.from).collect();
        sources.dedup();
        self.in_order(sources)
    }

    /// The entries that an entry leads to by some relation, in the order written.
    pub fn targets(&self, id: EntryId, relation: Relation) -> Vec<EntryId> {
        let mut edges: Vec<_> = self.graph.out(id, relation).collect();
        edges.sort_by_key(|edge| (edge.item, edge.at));
        edges.into_iter().filter_map(|edge| edge.to.entry()).collect()
    }

    /// Entries in the order in which a reader meets them, kind by kind.
    pub fn in_order(&self, entries: Vec<EntryId>) -> Vec<EntryId> {
        let mut entries = entries;
        entries.sort_by_key(|id| (self.entry(*id).key.kind, self.rank(*id)));
        entries.dedup();
        entries
    }

    /// The reference of a work in the style of the site.
    pub fn reference(&self, work: WorkId) -> &[Run] {
        self.cited.citations.reference(work.0 as usize)
    }

    /// The place of a work in the bibliography.
    pub fn work_rank(&self, work: WorkId) -> Option<usize> {
        self.cited.citations.rank(work.0 as usize)
    }

    /// Where the bibliography has a work: its page, and the fragment on it.
    pub fn place_in_bibliography(&self, work: WorkId) -> String {
        let pagination = self.pagination(Listing::Bibliography);
        let page = pagination.page_of(self.work_rank(work).unwrap_or_default());
        let page = Listing::Bibliography.page_address(page);
        let fragment = Listing::Bibliography.fragment(&self.graph.work(work).work.key);
        format!("{page}#{}", fragment.unwrap_or_default())
    }

    /// Every work in the order of the style.
    pub fn bibliography(&self) -> impl Iterator<Item = WorkId> {
        self.cited
            .citations
            .bibliography
            .iter()
            .map(|(work, _)| WorkId(u32::try_from(*work).unwrap_or(u32::MAX)))
    }

    /// The text of the citation that begins at that byte of an entry, in stretches.
    pub fn citation(&self, id: EntryId, start: usize) -> &[CiteRun] {
        let mut written = self.graph.citations(id);
        let place = written.position(|(written, _)| written.span.start as usize == start);
        let before = self.cited.before.get(id.0 as usize);
        let number = before.zip(place).map(|(before, place)| before + place);
        let language = self.graph.language_of(id);
        number.map_or(&[], |number| self.cited.citations.group(language, number))
    }

    /// The same as plain words.
    pub fn citation_text(&self, id: EntryId, start: usize) -> String {
        let runs = self.citation(id, start).iter().flat_map(|stretch| &stretch.runs);
        runs.map(|run| run.text.as_str()).collect()
    }

    /// The title of an entry as pages in a language print it: that of its translation into it, if there is one.
    pub fn title_in(&self, id: EntryId, language: &str) -> String {
        let version = self.graph.version(id, language);
        smart_as(self.entry(version).title(), Quotes::of(self.graph.language_of(version)))
    }

    /// The words of the sentence that a reference stands in.
    pub fn sentence(&self, edge: &crate::graph::Edge) -> String {
        sentences::words(self, edge)
    }

    /// The entry before and after one, in the order of its kind.
    pub fn neighbours(&self, id: EntryId) -> (Option<EntryId>, Option<EntryId>) {
        let order = self.order(self.entry(id).key.kind);
        let Some(at) = self.rank(id).map(|rank| rank as usize) else {
            return (None, None);
        };
        let before = at.checked_sub(1).and_then(|at| order.get(at));
        (before.copied(), order.get(at + 1).copied())
    }

    /// Whether anything leads to an entry from another page, lists aside.
    pub fn is_referred_to(&self, id: EntryId) -> bool {
        self.graph.backlinks(Node::Entry(id)).any(|edge| edge.from != id)
    }

    /// The pages that list entries, those that would be empty left out.
    pub fn listings(&self) -> Vec<Listing> {
        Listing::ALL
            .into_iter()
            .filter(|listing| self.is_filled(*listing))
            .collect()
    }

    fn is_filled(&self, listing: Listing) -> bool {
        match listing {
            Listing::Kind(kind) => !self.order(kind).is_empty(),
            Listing::Index => !self.order(Kind::Actor).is_empty(),
            Listing::Timeline => !self.order(Kind::Event).is_empty(),
            Listing::Disagreements => !self.order(Kind::Paper).is_empty(),
            Listing::Matrix => !self.order(Kind::Paper).is_empty() && !self.order(Kind::Theme).is_empty(),
            Listing::Network => !self.network.actors.is_empty(),
            Listing::Relations => self.has_relations(),
            // Pages are no part of the literature, so there is nothing that they could leave out.
            Listing::Coverage => self.graph.entries().any(|(_, entry)| entry.key.kind != Kind::Page),
            Listing::Bibliography => self.graph.works().next().is_some(),
            Listing::Changes => self.versions.is_known(),
            Listing::Data => self.graph.entries().any(|(_, entry)| !entry.is_home()),
        }
    }

    /// Whether papers can be compared, or one says how it stands to a work.
    fn has_relations(&self) -> bool {
        let papers = self.order(Kind::Paper);
        let states = |paper: &EntryId| self.graph.out(*paper, Relation::Relates).next().is_some();
        papers.len() > 1 || papers.iter().any(states)
    }
}
