//! Addresses: where each page is published, each claimed once, with who claims it.

use super::Site;
use super::downloads;
use super::former::{self, Former};
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::graph::{EntryId, Graph, Node, WorkId};
use crate::model::gone::GoneList;
use crate::model::ledger::Ledger;
use crate::model::{Kind, Relation};
use crate::parse::{is_reserved, slug};
use crate::source::Asset;
use crate::span::FileSpan;
use icu_normalizer::ComposingNormalizerBorrowed;
use std::collections::BTreeMap;

/// The folder of the pictures that other sites show beside a link.
pub const PREVIEWS: &str = "preview/";

/// A page that lists or compares entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Listing {
    /// All entries of a kind; the glossary for terms.
    Kind(Kind),
    /// The timeline of events.
    Timeline,
    /// Papers and themes.
    Matrix,
    /// Where papers differ.
    Disagreements,
    /// How papers stand to each other.
    Relations,
    /// The index of actors.
    Index,
    /// Who appears in events with whom.
    Network,
    /// Every cited work.
    Bibliography,
    /// What the entries leave out.
    Coverage,
    /// What changed when.
    Changes,
    /// Everything as data, to take home.
    Data,
}

impl Listing {
    /// All of them, in the order of the menu.
    pub const ALL: [Listing; 15] = [
        Listing::Kind(Kind::Paper),
        Listing::Kind(Kind::Theme),
        Listing::Kind(Kind::Event),
        Listing::Timeline,
        Listing::Kind(Kind::Actor),
        Listing::Index,
        Listing::Network,
        Listing::Kind(Kind::Term),
        Listing::Matrix,
        Listing::Disagreements,
        Listing::Relations,
        Listing::Bibliography,
        Listing::Coverage,
        Listing::Changes,
        Listing::Data,
    ];

    /// Its name: that of its template and of its title among the interface texts.
    pub fn name(self) -> &'static str {
        match self {
            Listing::Kind(kind) => kind.folder(),
            Listing::Timeline => "timeline",
            Listing::Matrix => "matrix",
            Listing::Disagreements => "disagreements",
            Listing::Relations => "relations",
            Listing::Index => "index-of-actors",
            Listing::Network => "network",
            Listing::Coverage => "coverage",
            Listing::Changes => "changes",
            Listing::Data => "data",
            Listing::Bibliography => "bibliography",
        }
    }

    /// Where it is published.
    pub fn address(self) -> String {
        match self {
            Listing::Kind(kind) => format!("{}/index.html", kind.folder()),
            _ => format!("{}.html", self.name()),
        }
    }

    /// The list that an address belongs to: that of one of its pages, be there so many of them now or not.
    pub fn at(address: &str) -> Option<Listing> {
        let stem = address.strip_suffix(".html")?;
        let number = stem
            .rsplit_once('-')
            .filter(|(_, number)| number.parse::<usize>().is_ok_and(|it| it > 1));
        let stem = number.map_or(stem, |(stem, _)| stem);
        Listing::ALL
            .into_iter()
            .find(|it| it.address().strip_suffix(".html") == Some(stem))
    }

    /// The fragment of an item of it, by the stem of its file or the key of the work: `actor-ida-fell`. Nothing where items
    /// have none.
    pub fn fragment(self, name: &str) -> Option<String> {
        let sort = match self {
            Listing::Index => "actor",
            Listing::Kind(Kind::Term) => "term",
            Listing::Timeline => "event",
            Listing::Bibliography => "work",
            _ => return None,
        };
        Some(format!("{sort}-{name}"))
    }

    /// Where a page of it is published, counted from 0: `papers/index.html`, `papers/index-2.html`.
    pub fn page_address(self, page: usize) -> String {
        let address = self.address();
        match (page, address.strip_suffix(".html")) {
            (1.., Some(stem)) => format!("{stem}-{}.html", page + 1),
            _ => address,
        }
    }
}

/// Where pages are published, by their paths from the root of the site.
#[derive(Clone, Debug, Default)]
pub struct Addresses {
    entries: Vec<String>,
    /// The works that have a page of their own, and where.
    works: BTreeMap<WorkId, String>,
    /// Former addresses and what became of them.
    pub former: Former,
    /// Everything that is published, with what claims it.
    claims: BTreeMap<String, Claim>,
}

/// Who claims an address.
#[derive(Clone, Debug)]
pub(super) struct Claim {
    pub(super) by: String,
    pub(super) at: Option<FileSpan>,
    pub(super) page: Page,
}

/// What is at an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Page {
    Entry,
    Other,
    /// A former address of an entry.
    Redirect,
    /// A former address that `gone.yaml` names.
    Gone,
}

impl Addresses {
    /// Where the page of an entry or translation is.
    pub fn of(&self, id: EntryId) -> &str {
        self.entries.get(id.0 as usize).map_or("", String::as_str)
    }

    /// Where the page of a work is, for a work that more than one paper cites.
    pub fn of_work(&self, id: WorkId) -> Option<&str> {
        self.works.get(&id).map(String::as_str)
    }

    /// The works that have a page of their own, by key.
    pub fn works(&self) -> impl Iterator<Item = WorkId> {
        self.works.keys().copied()
    }

    /// Whether anything is published at a path.
    pub fn is_published(&self, path: &str) -> bool {
        self.claims.contains_key(path)
    }

    /// The entry whose page is at an address.
    pub fn entry_at(&self, path: &str) -> Option<EntryId> {
        let at = self.entries.iter().position(|it| it == path)?;
        u32::try_from(at).ok().map(EntryId)
    }

    /// Where it is said that an address is a former one; nothing for one that is in use.
    pub fn said_former(&self, path: &str) -> Option<FileSpan> {
        let claim = self.claims.get(path)?;
        let is_former = matches!(claim.page, Page::Redirect | Page::Gone);
        claim.at.filter(|_| is_former)
    }

    /// All published paths that have a name like `timeline.html`, for suggestions.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.claims.keys().map(String::as_str)
    }
}

/// Folders that the program fills, with what is in them.
const MADE: [(&str, &str); 3] = [
    ("course/", "a file for learning platforms"),
    ("embed/", "a card to embed"),
    ("search/", "a part of the search index"),
];

/// The way from a page to the root of the site.
pub fn root(address: &str) -> &'static str {
    const UP: &str = "../../../../../../../../../../../../";
    let depth = address.matches('/').count();
    UP.get(..3 * depth).unwrap_or(UP)
}

/// The address of the page of an entry or translation: `papers/moss-2009.html`, `papers/moss-2009.ur.html`.
fn address(graph: &Graph, id: EntryId) -> String {
    let entry = graph.entry(id);
    let name = if entry.is_home() {
        "index".to_owned()
    } else {
        entry.key.to_string()
    };
    if graph.is_translation(id) {
        format!("{name}.{}.html", graph.language_of(id))
    } else {
        format!("{name}.html")
    }
}

/// Claims an address for every page and file; two claims of one address are reported.
pub(super) fn claim(
    graph: &Graph,
    assets: &[Asset],
    gone: &GoneList,
    ledger: &Ledger,
    diags: &mut Diagnostics,
) -> Addresses {
    let mut addresses = Addresses::default();
    let fixed = Listing::ALL.map(Listing::address).into_iter();
    let fixed = fixed.chain(["404.html", "search.html", "index.html"].map(str::to_owned));
    let fixed = fixed.chain(downloads::paths().map(str::to_owned));
    for path in fixed {
        let by = "a page that every site has".to_owned();
        addresses.claims.insert(path, other(by));
    }
    for kind in Kind::ALL {
        let by = other("a preview picture".to_owned());
        addresses.claims.insert(format!("{PREVIEWS}{}.png", kind.name()), by);
    }
    addresses.claims.remove("index.html");
    for (id, entry) in graph.texts() {
        let claim = Claim {
            by: format!("`{}`", entry.key),
            at: Some(entry.common().title.span.in_file(entry.file)),
            page: Page::Entry,
        };
        let path = address(graph, id);
        addresses.entries.push(path.clone());
        addresses.claim(path, claim, diags);
    }
    let home = other("the home page".to_owned());
    addresses.claims.entry("index.html".to_owned()).or_insert(home);
    for asset in assets {
        let made = MADE.iter().find(|(folder, _)| asset.path.starts_with(folder));
        if let Some((_, what)) = made {
            addresses.claims.insert(asset.path.clone(), other((*what).to_owned()));
        }
        addresses.claim(
            asset.path.clone(),
            other(format!("the file `content/{}`", asset.path)),
            diags,
        );
    }
    works(&mut addresses, graph, ledger, diags);
    former::claim(&mut addresses, graph, gone, diags);
    case_collisions(&addresses, diags);
    asset_names(assets, diags);
    addresses
}

fn other(by: String) -> Claim {
    Claim {
        by,
        at: None,
        page: Page::Other,
    }
}

impl Addresses {
    pub(super) fn claim(&mut self, path: String, claim: Claim, diags: &mut Diagnostics) {
        match self.claims.get(&path) {
            Some(first) => diags.push(taken(&path, &claim, first)),
            None => {
                self.claims.insert(path, claim);
            }
        }
    }
}

/// Claims a page for each work that more than one paper cites, or that had one; a paper of the site has its summary,
/// to which a former page of the work leads.
fn works(addresses: &mut Addresses, graph: &Graph, ledger: &Ledger, diags: &mut Diagnostics) {
    for (id, cited) in graph.works() {
        let path = format!("works/{}.html", slug(&cited.work.key));
        let at = Some(cited.work.span.in_file(cited.work.file));
        let claim = |page| Claim {
            by: format!("the work `{}`", cited.work.key),
            at,
            page,
        };
        if let Some(paper) = cited.paper {
            if ledger.has(&path) {
                addresses.claim(path.clone(), claim(Page::Redirect), diags);
                let to = addresses.of(paper).to_owned();
                addresses.former.redirect(path, to.into(), at);
            }
            continue;
        }
        let citing = graph
            .backlinks(Node::Work(id))
            .filter(|edge| edge.relation == Relation::Cites);
        let mut papers: Vec<EntryId> = citing.map(|edge| edge.from).collect();
        papers.retain(|from| graph.entry(*from).key.kind == Kind::Paper);
        papers.dedup();
        if papers.len() > 1 || ledger.has(&path) {
            addresses.claim(path.clone(), claim(Page::Other), diags);
            addresses.works.insert(id, path);
        }
    }
}

/// Reports what has the address of a further page of a list; whether anything has.
pub(super) fn further_pages_are_taken(site: &Site, diags: &mut Diagnostics) -> bool {
    let further = site.listing_pages().filter(|(_, page)| *page > 0);
    let mut any = false;
    for path in further.map(|(listing, page)| listing.page_address(page)) {
        if let Some(first) = site.addresses.claims.get(&path) {
            let by = "a further page of a list that is longer than `list-length`".to_owned();
            let help = "rename the entry, or write a greater `list-length` in conspectus.yaml";
            diags.push(both(&path, &other(by), first).help(help));
            any = true;
        }
    }
    any
}

fn taken(path: &str, second: &Claim, first: &Claim) -> Diagnostic {
    both(path, second, first).help(match second.page {
        Page::Redirect => "remove it from `moved-from`: the address is in use again",
        Page::Gone => "take it out of `content/gone.yaml`: the address is in use again",
        _ => "rename one of the two",
    })
}

fn both(path: &str, second: &Claim, first: &Claim) -> Diagnostic {
    let message = format!("`{path}` would be both {} and {}", first.by, second.by);
    let place = second.at.or(first.at);
    let diagnostic = match place {
        Some(at) => Diagnostic::at(Code::AddressTaken, at, message),
        None => Diagnostic::nowhere(Code::AddressTaken, message),
    };
    match (second.at, first.at) {
        (Some(_), Some(first)) => diagnostic.label(first, "the other one"),
        _ => diagnostic,
    }
}

/// Files whose names a disk of another system does not take: whoever unpacks the site there would miss them.
fn asset_names(assets: &[Asset], diags: &mut Diagnostics) {
    for asset in assets {
        let wrong = asset.path.split('/').find_map(|part| Some((part, unwritable(part)?)));
        if let Some((part, why)) = wrong {
            let message = format!("the file name `{}` {why}", part.escape_debug());
            let told = format!("rename `content/{}`", asset.path.escape_debug());
            diags.push(Diagnostic::nowhere(Code::FileName, message).help(told));
        }
    }
}

/// Why a name cannot be that of a file everywhere, if it cannot.
fn unwritable(name: &str) -> Option<&'static str> {
    let stem = name.split('.').next().unwrap_or_default();
    if is_reserved(stem) {
        return Some("is one that Windows keeps for itself");
    }
    if name.ends_with(['.', ' ']) {
        return Some("ends with a full stop or a space, which Windows takes away");
    }
    let is_odd = |c: char| c.is_control() || c == '\\';
    name.contains(is_odd)
        .then_some("has a control character or a backslash")
}

/// Two paths that differ only in case, or in whether an accent is a letter of its own, are one file on some disks.
fn case_collisions(addresses: &Addresses, diags: &mut Diagnostics) {
    let mut folded: BTreeMap<String, &String> = BTreeMap::new();
    let composed = ComposingNormalizerBorrowed::new_nfc();
    for (path, claim) in &addresses.claims {
        if let Some(first) = folded.insert(composed.normalize(&path.to_lowercase()).into_owned(), path) {
            let differ = if first.to_lowercase() == path.to_lowercase() {
                "case"
            } else {
                "two ways of writing an accent"
            };
            let message = format!("`{first}` and `{path}` are one file on disks that do not tell {differ} apart");
            let diagnostic = match claim.at {
                Some(at) => Diagnostic::at(Code::AddressTaken, at, message),
                None => Diagnostic::nowhere(Code::AddressTaken, message),
            };
            diags.push(diagnostic.help(match claim.page {
                Page::Redirect | Page::Gone => "write this former address as it is written elsewhere, or take it away",
                _ => "rename one of the two",
            }));
        }
    }
}
