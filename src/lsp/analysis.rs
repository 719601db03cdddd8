//! A site as it was last read, linked and checked, and the questions that requests ask of it.

use super::names::Name;
use crate::diag::Diagnostic;
use crate::graph::{EntryId, Graph, Node, Resolved, WorkId};
use crate::model::{Data, Entry, Key, Kind, ProseReference, Quotes};
use crate::parse::prose;
use crate::pipeline::Checked;
use crate::site::Site;
use crate::source::SourceTree;
use crate::span::{FileId, FileSpan, SourceFile, Span};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What a site was found to be at one moment.
pub(super) struct Analysis {
    /// Its folder.
    pub(super) root: PathBuf,
    /// The site.
    pub(super) site: Site,
    /// What it was read from, saved or not; pictures and attachments without their bytes.
    pub(super) tree: SourceTree,
    /// What is wrong with it, in the order of files.
    pub(super) problems: Vec<Diagnostic>,
    /// What references can name.
    pub(super) names: Vec<Name>,
    files: BTreeMap<String, FileId>,
    entries: BTreeMap<FileId, EntryId>,
}

/// What a place in a text stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// An entry, and a fragment of its page.
    Entry(EntryId, Option<String>),
    /// A work of the bibliography.
    Work(WorkId),
    /// A heading of the same page.
    Heading(String),
    /// Another file of the site, by its path from the root of the published site.
    File(String),
    /// A footnote of the same page.
    Footnote(String),
}

/// A place that stands for something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    /// What it stands for.
    pub(super) meaning: Meaning,
    /// Where the name of it is written.
    pub(super) at: Span,
}

impl Analysis {
    /// Orders what a check has given.
    pub(super) fn new(root: PathBuf, checked: Checked, reading: Vec<Diagnostic>) -> Analysis {
        let Checked {
            tree, site, mut diags, ..
        } = checked;
        diags.extend(reading);
        let problems = diags.sorted(&tree.sources).into_iter().cloned().collect();
        let files = tree.sources.files().iter().map(|file| (file.path.clone(), file.id));
        Analysis {
            files: files.collect(),
            entries: site.graph.entries().map(|(id, entry)| (entry.file, id)).collect(),
            names: super::names::of(&site),
            root,
            site,
            tree,
            problems,
        }
    }

    /// The file at a path, if the site has read it.
    pub(super) fn file(&self, path: &Path) -> Option<&SourceFile> {
        let below = path.strip_prefix(&self.root).ok()?;
        let parts: Vec<_> = below.iter().map(|part| part.to_string_lossy()).collect();
        let id = self.files.get(&parts.join("/"))?;
        Some(self.tree.sources.file(*id))
    }

    /// The path of a file.
    pub(super) fn path(&self, file: FileId) -> PathBuf {
        self.root.join(&self.tree.sources.file(file).path)
    }

    /// The entry that a file is.
    pub(super) fn entry_of(&self, file: FileId) -> Option<EntryId> {
        self.entries.get(&file).copied()
    }

    /// The links between entries.
    pub(super) fn graph(&self) -> &Graph {
        &self.site.graph
    }

    /// What is written at a byte of a file.
    pub(super) fn at(&self, file: FileId, offset: usize) -> Option<Found> {
        match self.entry_of(file) {
            Some(id) => self.in_entry(id, offset),
            None => self.in_bibliography(file, offset),
        }
    }

    fn in_entry(&self, id: EntryId, offset: usize) -> Option<Found> {
        let entry = self.site.entry(id);
        let here = |span: Span| holds(span, offset);
        let written = self.graph().references(id).find(|(written, _)| here(written.span));
        if let Some((written, resolved)) = written {
            return self.in_prose(written, resolved, offset);
        }
        let edges = self.graph().from(id).iter().filter(|edge| here(edge.at));
        // Of a link and a name inside it, the shorter is meant.
        if let Some(edge) = edges.min_by_key(|edge| edge.at.end - edge.at.start) {
            return Some(Found {
                meaning: Analysis::of_node(edge.to),
                at: edge.at,
            });
        }
        Analysis::section(entry, offset).or_else(|| footnote(&self.tree.sources.file(entry.file).text, offset))
    }

    fn in_prose(&self, written: &crate::model::Written, resolved: &Resolved, offset: usize) -> Option<Found> {
        let found = |meaning| {
            Some(Found {
                meaning,
                at: written.target,
            })
        };
        match (resolved, &written.reference) {
            (Resolved::Entry(to, fragment), _) => found(Meaning::Entry(*to, fragment.clone())),
            (Resolved::Here(heading), _) => found(Meaning::Heading(heading.clone())),
            (Resolved::Path(path, _), _) => found(Meaning::File(path.clone())),
            (Resolved::Works(works), ProseReference::Citation(cited)) => {
                // Outside a key, the work of the item is meant that ends next.
                let at = cited
                    .iter()
                    .rposition(|it| it.key.span.start as usize <= offset + 1)
                    .unwrap_or(0);
                let (work, key) = (works.get(at)?, &cited.get(at)?.key);
                let meaning = self.of_work(*work);
                Some(Found { meaning, at: key.span })
            }
            _ => None,
        }
    }

    /// A key of a reference file stands for its work.
    fn in_bibliography(&self, file: FileId, offset: usize) -> Option<Found> {
        let mut works = self.graph().works();
        let (id, cited) = works.find(|(_, it)| it.work.file == file && holds(it.work.span, offset))?;
        let meaning = Meaning::Work(id);
        let at = cited.work.span;
        Some(Found { meaning, at })
    }

    /// A locator in front matter names a section of the same page.
    fn section(entry: &Entry, offset: usize) -> Option<Found> {
        let Data::Paper(paper) = &entry.data else {
            return None;
        };
        let treated = paper.themes.iter().filter_map(|it| it.at.as_ref());
        let told = paper.events.iter().filter_map(|it| it.at.as_ref());
        let related = paper.relations.iter().filter_map(|it| it.at.as_ref());
        let at = treated.chain(told).chain(related).find(|it| holds(it.span, offset))?;
        let section = at.value.section.as_ref()?;
        let heading = entry.heading(&section.value)?;
        Some(Found {
            meaning: Meaning::Heading(heading.id.clone()),
            at: section.span,
        })
    }

    fn of_node(node: Node) -> Meaning {
        match node {
            Node::Entry(id) => Meaning::Entry(id, None),
            Node::Work(id) => Meaning::Work(id),
        }
    }

    /// A paper of the site stands for its own record.
    fn of_work(&self, work: WorkId) -> Meaning {
        match self.graph().work(work).paper {
            Some(paper) => Meaning::Entry(paper, None),
            None => Meaning::Work(work),
        }
    }

    /// What a name means that is read from a text alone: a stem, or a folder and a stem.
    pub(super) fn named(&self, written: &str) -> Option<EntryId> {
        let written = written.trim().trim_end_matches(".md");
        let (folder, stem) = written.rsplit_once('/').map_or((None, written), |(folder, stem)| {
            (Kind::of_folder(folder.rsplit('/').next().unwrap_or(folder)), stem)
        });
        let kinds = folder.map_or(Kind::ALL.to_vec(), |kind| vec![kind]);
        let key = |kind| Key {
            kind,
            stem: stem.to_owned(),
        };
        kinds.into_iter().find_map(|kind| self.graph().find(&key(kind)))
    }

    /// What a citation key means that is read from a text alone.
    pub(super) fn cited(&self, key: &str) -> Option<Meaning> {
        let mut works = self.graph().works();
        works.find(|(_, it)| it.work.key == key).map(|(id, _)| self.of_work(id))
    }

    /// Where what is meant is defined: the whole of it, and its name in it.
    pub(super) fn definition(&self, meaning: &Meaning, from: FileId) -> Option<(FileSpan, FileSpan)> {
        match meaning {
            Meaning::Entry(id, fragment) => {
                let entry = self.site.entry(*id);
                let name = fragment.as_ref().and_then(|it| fragment_span(entry, it));
                let name = name.unwrap_or(entry.common().title.span);
                let whole = if fragment.is_some() { name } else { entry.matter };
                let whole = if whole.contains(name) { whole } else { name };
                Some((whole.in_file(entry.file), name.in_file(entry.file)))
            }
            Meaning::Work(id) => {
                let work = &self.graph().work(*id).work;
                let at = work.span.in_file(work.file);
                Some((at, at))
            }
            Meaning::Heading(id) => {
                let entry = self.site.entry(self.entry_of(from)?);
                let at = fragment_span(entry, id)?.in_file(from);
                Some((at, at))
            }
            Meaning::Footnote(name) => {
                let prose = prose::read(
                    &self.tree.sources.file(from).text,
                    Quotes::of(self.site.config.language()),
                );
                let (_, range) = prose.footnotes.iter().find(|(it, _)| it == name)?;
                let at = Span::new(range.start..range.start + name.len() + 3);
                Some((Span::new(range.clone()).to(at).in_file(from), at.in_file(from)))
            }
            Meaning::File(_) => None,
        }
    }

    /// Every place that leads to what is meant.
    pub(super) fn references(&self, meaning: &Meaning, from: FileId) -> Vec<FileSpan> {
        let mut places: Vec<FileSpan> = match meaning {
            Meaning::Entry(id, None) => self.leading_to(Node::Entry(*id)),
            Meaning::Work(id) => self.leading_to(Node::Work(*id)),
            Meaning::Entry(id, Some(fragment)) => self.leading_to_heading(*id, fragment),
            Meaning::Heading(fragment) => self
                .entry_of(from)
                .map_or_else(Vec::new, |id| self.leading_to_heading(id, fragment)),
            Meaning::Footnote(name) => {
                let prose = prose::read(
                    &self.tree.sources.file(from).text,
                    Quotes::of(self.site.config.language()),
                );
                let marks = prose.footnote_marks.into_iter().filter(|(it, _)| it == name);
                marks.map(|(_, range)| Span::new(range).in_file(from)).collect()
            }
            Meaning::File(_) => Vec::new(),
        };
        places.sort_by_key(|at| (self.tree.sources.file(at.file).path.clone(), at.span));
        places.dedup();
        places
    }

    fn leading_to(&self, node: Node) -> Vec<FileSpan> {
        let edges = self.graph().backlinks(node);
        let mut places: Vec<FileSpan> = edges
            .map(|edge| edge.at.in_file(self.site.entry(edge.from).file))
            .collect();
        // A link of an entry to itself is no edge.
        if let Node::Entry(id) = node {
            let file = self.site.entry(id).file;
            let own = self.graph().references(id);
            let own = own.filter(|(_, resolved)| matches!(resolved, Resolved::Entry(to, _) if *to == id));
            places.extend(own.map(|(written, _)| written.span.in_file(file)));
        }
        places
    }

    /// Links with that fragment, and locators of the page itself that name the section.
    fn leading_to_heading(&self, id: EntryId, fragment: &str) -> Vec<FileSpan> {
        let mut places = Vec::new();
        let mut from: Vec<EntryId> = self.graph().backlinks(Node::Entry(id)).map(|edge| edge.from).collect();
        from.push(id);
        from.sort();
        from.dedup();
        for source in from {
            let file = self.site.entry(source).file;
            let leads = |resolved: &Resolved| match resolved {
                Resolved::Entry(to, Some(it)) => *to == id && it == fragment,
                Resolved::Here(it) => source == id && it == fragment,
                _ => false,
            };
            let links = self.graph().references(source).filter(|(_, resolved)| leads(resolved));
            places.extend(links.map(|(written, _)| written.span.in_file(file)));
        }
        let entry = self.site.entry(id);
        if let Data::Paper(paper) = &entry.data {
            let treated = paper.themes.iter().filter_map(|it| it.at.as_ref());
            let told = paper.events.iter().filter_map(|it| it.at.as_ref());
            let sections = treated.chain(told).filter_map(|at| at.value.section.as_ref());
            let named = sections.filter(|it| entry.heading(&it.value).is_some_and(|it| it.id == fragment));
            places.extend(named.map(|it| it.span.in_file(entry.file)));
        }
        places
    }
}

/// Where the heading or paragraph of a fragment is written, or the statement of a paper that it names.
fn fragment_span(entry: &Entry, fragment: &str) -> Option<Span> {
    let headings = entry.body.headings.iter().map(|it| (&it.id, it.span));
    let passages = entry.body.passages.iter().map(|it| (&it.id, it.span));
    if let Some((_, span)) = headings.chain(passages).find(|(id, _)| *id == fragment) {
        return Some(span);
    }
    let Data::Paper(paper) = &entry.data else {
        return None;
    };
    let at = crate::graph::statements(entry).iter().position(|it| it == fragment)?;
    let treated = paper.themes.iter().map(|it| it.span);
    let told = paper.events.iter().map(|it| it.span);
    treated.chain(told).nth(at)
}

/// The mark of a footnote at that byte, or its definition.
fn footnote(text: &str, offset: usize) -> Option<Found> {
    let prose = prose::read(text, Quotes::of("en"));
    let mark = |(name, range): &(String, std::ops::Range<usize>)| {
        let at = Span::new(range.start..range.start + name.len() + 3);
        holds(at, offset).then(|| Found {
            meaning: Meaning::Footnote(name.clone()),
            at,
        })
    };
    let mut all = prose.footnote_marks.iter().chain(&prose.footnotes);
    all.find_map(mark)
}

/// Whether a cursor at that byte stands in the span; behind its last character counts too.
fn holds(span: Span, offset: usize) -> bool {
    (span.start as usize..=span.end as usize).contains(&offset)
}
