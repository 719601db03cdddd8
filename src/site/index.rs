//! The index of actors, as an indexer would make it: inverted names, passages for locators, sub-entries, cross-references.

use super::Site;
use super::collate::letter;
use crate::graph::{Edge, EntryId, Node};
use crate::model::{Data, Entry, Kind, Relation};
use std::collections::{BTreeMap, BTreeSet};

/// More undivided locators than this want sub-entries (The Chicago Manual of Style: five or six; ISO 999 says “few”).
pub const MAX_BARE: usize = 7;

/// The index: its headings in their order.
#[derive(Debug, Default)]
pub struct Index {
    /// Every heading, cross-references among them.
    pub headings: Vec<Heading>,
    /// Where the heading of each actor stands.
    places: BTreeMap<EntryId, usize>,
}

/// A heading of the index.
#[derive(Clone, Debug)]
pub struct Heading {
    /// The words, in index form.
    pub text: String,
    /// The actor.
    pub actor: EntryId,
    /// Whether it only says under which heading to look (“see”).
    pub is_see: bool,
}

/// What stands under the heading of an actor.
#[derive(Clone, Debug)]
pub struct Content {
    /// Passages that belong to no sub-entry.
    pub bare: Vec<Passage>,
    /// Sub-entries and their passages.
    pub entries: Vec<(Division, Vec<Passage>)>,
    /// Headings to look at as well.
    pub see_also: Vec<EntryId>,
}

/// What divides passages into sub-entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Division {
    /// A theme, with its events; or a paper.
    Entry(EntryId),
    /// All pages of a kind.
    Kind(Kind),
}

/// A passage: a page, or a part of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Passage {
    /// The page.
    pub page: EntryId,
    /// The heading on it, as a number in the body's headings.
    pub under: Option<usize>,
    /// Whether the page treats the actor, not merely names it.
    pub principal: bool,
}

/// The form under which an entry is sorted: `sort` for an actor that has it, else the title.
pub fn heading(entry: &Entry) -> &str {
    match &entry.data {
        Data::Actor(actor) => actor.sort.as_ref().map_or(entry.title(), |sort| &sort.value),
        _ => entry.title(),
    }
}

impl Index {
    /// The index of a site whose entries are in their order.
    pub(super) fn new(site: &Site) -> Index {
        let mut headings = Vec::new();
        for &actor in site.order(Kind::Actor) {
            headings.push(Heading {
                text: heading(site.entry(actor)).to_owned(),
                actor,
                is_see: false,
            });
            headings.extend(cross_references(site.entry(actor), actor));
        }
        headings.sort_by_cached_key(|it| (site.collation.key(&it.text), it.actor));
        let own = headings.iter().enumerate().filter(|(_, it)| !it.is_see);
        Index {
            places: own.map(|(place, it)| (it.actor, place)).collect(),
            headings,
        }
    }

    /// The place of an actor's heading among all.
    pub fn place(&self, actor: EntryId) -> usize {
        self.places.get(&actor).copied().unwrap_or_default()
    }
}

/// How many passages of an actor belong to no sub-entry.
pub fn undivided(site: &Site, actor: EntryId) -> usize {
    divided(site, actor).0.len()
}

/// The passages of an actor: those that belong to no sub-entry, and the sub-entries.
fn divided(site: &Site, actor: EntryId) -> (Vec<Passage>, BTreeMap<Division, Vec<Passage>>) {
    let passages = passages(site, actor);
    // Few locators need no division.
    if passages.len() <= MAX_BARE {
        let whole = passages.into_iter().map(|it| (division(site, it.page), it));
        let mut whole: Vec<_> = whole.collect();
        whole.sort_by_key(|(division, _)| (division.is_some(), *division));
        return (whole.into_iter().map(|(_, it)| it).collect(), BTreeMap::new());
    }
    let mut bare = Vec::new();
    let mut grouped: BTreeMap<Division, Vec<Passage>> = BTreeMap::new();
    for passage in passages {
        match division(site, passage.page) {
            Some(under) => grouped.entry(under).or_default().push(passage),
            None => bare.push(passage),
        }
    }
    (bare, grouped)
}

/// What stands under the heading of an actor.
pub fn content(site: &Site, actor: EntryId) -> Content {
    let (bare, mut grouped) = divided(site, actor);
    let entries = in_order(site, &grouped.keys().copied().collect::<Vec<_>>());
    let entries = entries
        .into_iter()
        .filter_map(|division| Some((division, in_time(site, grouped.remove(&division)?))));
    Content {
        entries: entries.collect(),
        bare: in_time(site, bare),
        see_also: site.targets(actor, Relation::SeeAlso),
    }
}

/// The sub-entry that a passage belongs to: the theme of an event, the theme or paper that it is itself, or its kind.
fn division(site: &Site, page: EntryId) -> Option<Division> {
    match site.entry(page).key.kind {
        Kind::Paper | Kind::Theme => Some(Division::Entry(page)),
        Kind::Event => site
            .targets(page, Relation::Concerns)
            .first()
            .copied()
            .map(Division::Entry),
        kind @ (Kind::Actor | Kind::Term) => Some(Division::Kind(kind)),
        Kind::Page => None,
    }
}

/// Papers and themes in the order in which a reader meets them, whole kinds after them.
fn in_order(site: &Site, divisions: &[Division]) -> Vec<Division> {
    let entries = divisions.iter().filter_map(|it| match it {
        Division::Entry(id) => Some(*id),
        Division::Kind(_) => None,
    });
    let entries = site.in_order(entries.collect()).into_iter().map(Division::Entry);
    let kinds = divisions.iter().copied().filter(|it| matches!(it, Division::Kind(_)));
    entries.chain(kinds).collect()
}

/// Principal passages first, then pages in the order in which a reader meets them, then by place on the page.
fn in_time(site: &Site, passages: Vec<Passage>) -> Vec<Passage> {
    let place = |page: EntryId| (site.entry(page).key.kind, site.rank(page));
    let mut passages = passages;
    passages.sort_by_key(|it| (!it.principal, place(it.page), it.under));
    passages
}

/// The passages that speak of an actor, each once.
fn passages(site: &Site, actor: EntryId) -> Vec<Passage> {
    let mut found: BTreeSet<Passage> = BTreeSet::new();
    let mut principal: BTreeSet<EntryId> = BTreeSet::new();
    for edge in site.graph.backlinks(Node::Entry(actor)) {
        match edge.relation {
            Relation::Involves => {
                principal.insert(edge.from);
            }
            Relation::Mentions | Relation::Links if !site.entry(edge.from).is_home() => {
                found.insert(passage(edge));
            }
            _ => {}
        }
    }
    found.retain(|it| !principal.contains(&it.page));
    found.extend(principal.into_iter().map(|page| Passage {
        page,
        under: None,
        principal: true,
    }));
    found.into_iter().collect()
}

fn passage(edge: &Edge) -> Passage {
    Passage {
        page: edge.from,
        under: edge.under,
        principal: false,
    }
}

/// “See” headings for the names under which a reader may look: those that stand under another letter or word.
fn cross_references(entry: &Entry, actor: EntryId) -> Vec<Heading> {
    let Data::Actor(data) = &entry.data else {
        return Vec::new();
    };
    let preferred = heading(entry);
    let inverted = preferred.contains(',');
    let names = data
        .aliases
        .iter()
        .chain(&data.metonyms)
        .map(|name| name.value.as_str());
    // A person is looked for by family name; a second form with a given name first would only repeat it.
    let useful = |name: &&str| {
        let elsewhere = first_word(name) != first_word(preferred);
        elsewhere && !(inverted && name.contains(' ') && !name.contains(','))
    };
    let mut seen = BTreeSet::new();
    let once = names.filter(useful).filter(|name| seen.insert(name.to_lowercase()));
    once.map(|name| Heading {
        text: name.to_owned(),
        actor,
        is_see: true,
    })
    .collect()
}

fn first_word(name: &str) -> (String, String) {
    let word = name.split(|c: char| !c.is_alphanumeric()).find(|word| !word.is_empty());
    (letter(name), word.unwrap_or_default().to_lowercase())
}
