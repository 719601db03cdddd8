//! Fingerprints: hashes of all that a page is made from, so that one that would be made the same again need not be.
//!
//! What any page may show is in every fingerprint: settings, theme, works, the front matter and headings of all entries.
//! Prose is in those of the few pages that show some of it. So an edit of prose changes few, any other edit all of them.

use super::{Site, coupling};
use crate::graph::{EntryId, Node, Resolved, WorkId};
use crate::model::{Entry, Kind, Relation};
use crate::source::SourceTree;
use crate::span::FileId;
use blake3::{Hash, Hasher};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// The fingerprints of a site.
pub struct Fingerprints<'a> {
    site: &'a Site,
    shared: Hash,
    /// The text of each entry and translation.
    texts: Vec<Hash>,
}

impl<'a> Fingerprints<'a> {
    /// Looks at all that pages are made from. `made_by` stands for what the site does not tell: the program, and what it
    /// was asked for.
    pub fn new(site: &'a Site, tree: &SourceTree, made_by: &str) -> Fingerprints<'a> {
        let entries: Vec<(EntryId, &Entry)> = site.graph.texts().collect();
        let text = |(_, entry): &(EntryId, &Entry)| blake3::hash(tree.sources.file(entry.file).text.as_bytes());
        Fingerprints {
            site,
            shared: shared(site, tree, made_by),
            texts: entries.par_iter().map(text).collect(),
        }
    }

    /// That of the page of an entry or translation; none of the home page, which shows something of most.
    pub fn of_entry(&self, id: EntryId) -> Option<Hash> {
        let site = self.site;
        if site.entry(id).is_home() {
            return None;
        }
        let original = site.graph.original(id);
        let mut page = self.begin("entry", id.0);
        for version in site.graph.versions(original) {
            self.text(version, &mut page);
            for (_, resolved) in site.graph.references(version) {
                // Which language a link leads to depends on which text has the passage.
                if let Resolved::Entry(to, Some(_)) = resolved {
                    for it in site.graph.versions(*to) {
                        self.text(it, &mut page);
                    }
                }
            }
        }
        for change in site.versions.of(id) {
            page.update(format!("{change:?}").as_bytes());
        }
        self.leading(Node::Entry(original), &mut page);
        if site.entry(original).key.kind == Kind::Paper {
            for work in coupling::works_of(site, original) {
                self.leading(self.node(work), &mut page);
            }
        }
        Some(page.finalize())
    }

    /// That of the page of a work.
    pub fn of_work(&self, id: WorkId) -> Hash {
        let mut page = self.begin("work", id.0);
        page.update(format!("{:?}", self.site.versions.newest()).as_bytes());
        self.leading(self.node(id), &mut page);
        page.finalize()
    }

    fn begin(&self, sort: &str, number: u32) -> Hasher {
        let mut page = Hasher::new();
        page.update(self.shared.as_bytes());
        page.update(sort.as_bytes()).update(&number.to_le_bytes());
        page
    }

    fn node(&self, work: WorkId) -> Node {
        let paper = self.site.graph.work(work).paper;
        paper.map_or(Node::Work(work), Node::Entry)
    }

    /// Adds the texts whose prose leads to a node: its page quotes their sentences.
    fn leading(&self, to: Node, page: &mut Hasher) {
        let is_prose = |from: EntryId, at: u32| at >= self.site.entry(from).matter.end;
        let edges = self.site.graph.backlinks(to);
        let edges = edges.filter(|edge| is_prose(edge.from, edge.at.start));
        // In which language a passage is shown depends on which of the texts have it.
        let originals: BTreeSet<EntryId> = edges.map(|edge| self.site.graph.original(edge.from)).collect();
        page.update(&originals.len().to_le_bytes());
        for it in originals.iter().flat_map(|it| self.site.graph.versions(*it)) {
            self.text(it, page);
        }
    }

    fn text(&self, id: EntryId, page: &mut Hasher) {
        let hash = self.texts.get(id.0 as usize);
        page.update(&id.0.to_le_bytes());
        page.update(hash.map_or(&[], |it| it.as_bytes()));
    }
}

/// What any page may show.
fn shared(site: &Site, tree: &SourceTree, made_by: &str) -> Hash {
    let mut shared = Hasher::new();
    let mut add = |text: &str| {
        shared.update(&text.len().to_le_bytes()).update(text.as_bytes());
    };
    add(made_by);
    add(&tree.theme);
    add(if site.versions.is_known() { "versions" } else { "" });
    let of_files: BTreeMap<FileId, EntryId> = site.graph.texts().map(|(id, entry)| (entry.file, id)).collect();
    for (file, source) in (0..).map(FileId).zip(tree.sources.files()) {
        add(&source.path);
        match of_files.get(&file) {
            Some(&id) => facts(site, id, &source.text, &mut add),
            // Settings, references, the ledger, the theme; entries that are drafts.
            None => add(&source.text),
        }
    }
    add(&tree.assets.len().to_string());
    for asset in tree.assets.iter().chain(&tree.theme_assets) {
        add(&asset.path);
    }
    shared.finalize()
}

/// What other pages may show of an entry beside the sentences of its prose: front matter, headings, what it cites.
fn facts(site: &Site, id: EntryId, text: &str, add: &mut impl FnMut(&str)) {
    let entry = site.entry(id);
    add(text.get(..entry.matter.end as usize).unwrap_or(text));
    for heading in &entry.body.headings {
        add(&heading.id);
        add(&heading.text);
    }
    let cites: BTreeSet<Node> = site.graph.out(id, Relation::Cites).map(|edge| edge.to).collect();
    add(&format!("{cites:?}"));
}
