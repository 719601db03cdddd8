//! Looks up what authors wrote, and reports what names nothing, too much or the wrong thing.

use super::{CitedWork, Edge, EntryId, Graph, Linked, Node, Resolved, WorkId, entry_id, fragments, named_fragments};
use crate::diag::{Code, Diagnostic, Diagnostics, distance, is_alone, nearest};
use crate::model::work::Work;
use crate::model::{
    BareForm, BareKey, Data, Entry, Key, Kind, MatterReference, ProseReference, Reference, Relation, Written,
};
use crate::parse::slug;
use crate::span::{FileSpan, Span, Spanned};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// An entry and its number.
type Numbered = (EntryId, Arc<Entry>);

/// The works of a site, by key, and what they were made from.
#[derive(Debug, Default)]
pub(super) struct Works {
    pub(super) list: Vec<CitedWork>,
    /// The works of the reference files.
    read: Vec<Arc<Work>>,
    /// The papers.
    papers: Vec<Numbered>,
    /// Whether no key occurs twice.
    is_sound: bool,
}

/// The works of the reference files and the papers of the site, by key; keys that occur twice are reported. Where all of
/// them are what they were before, the works are too.
pub(super) fn works(
    read: Vec<Arc<Work>>,
    entries: &[Arc<Entry>],
    before: Option<&Graph>,
    diags: &mut Diagnostics,
) -> Arc<Works> {
    let papers = entries.iter().enumerate().filter(|(_, it)| it.key.kind == Kind::Paper);
    let papers: Vec<Numbered> = papers.map(|(at, it)| (entry_id(at), Arc::clone(it))).collect();
    let same = before
        .map(|it| &it.works)
        .filter(|it| it.is_sound && it.is_of(&read, &papers));
    if let Some(same) = same {
        return Arc::clone(same);
    }
    let mut works: BTreeMap<String, CitedWork> = BTreeMap::new();
    for (id, entry) in &papers {
        if let Data::Paper(paper) = &entry.data {
            let work = Work::of_paper(&entry.key.stem, paper, entry.file, paper.title.span);
            let paper = Some(*id);
            works.insert(work.key.clone(), CitedWork { work, paper });
        }
    }
    let mut is_sound = true;
    for work in &read {
        match works.get(&work.key) {
            Some(first) => {
                is_sound = false;
                diags.push(duplicate_work(work, first));
            }
            None => {
                let work = Work::clone(work);
                works.insert(work.key.clone(), CitedWork { work, paper: None });
            }
        }
    }
    Arc::new(Works {
        list: works.into_values().collect(),
        read,
        papers,
        is_sound,
    })
}

impl Works {
    /// Whether they were made from these.
    fn is_of(&self, read: &[Arc<Work>], papers: &[Numbered]) -> bool {
        let same_work = |(a, b): (&Arc<Work>, &Arc<Work>)| Arc::ptr_eq(a, b);
        let same_paper = |((a, one), (b, other)): (&Numbered, &Numbered)| a == b && one.says_same(other);
        self.read.len() == read.len()
            && self.papers.len() == papers.len()
            && self.read.iter().zip(read).all(same_work)
            && self.papers.iter().zip(papers).all(same_paper)
    }
}

/// The beginning of what looks like a citation, as it is written.
fn as_written(bare: &BareKey, written: &str) -> String {
    match bare.form {
        BareForm::At => format!("@{written}"),
        BareForm::Bracket => format!("[{written}]"),
        BareForm::Latex => format!("\\cite{{{written}}}"),
    }
}

fn duplicate_work(work: &Work, first: &CitedWork) -> Diagnostic {
    let message = format!("the key `{}` is taken", work.key);
    let label = if first.paper.is_some() {
        "by this paper of the site"
    } else {
        "by this work"
    };
    Diagnostic::at(Code::DuplicateWork, work.span.in_file(work.file), message)
        .label(first.work.span.in_file(first.work.file), label)
        .help("a paper of the site needs no record of its own; two works need two keys")
}

/// Everything that a reference can name.
struct Lookup<'a> {
    graph: &'a Graph,
    /// The entries, translations aside.
    entries: &'a [Arc<Entry>],
    /// Translations by the name of their file: the key with the language behind its stem.
    translations: BTreeMap<Key, EntryId>,
    broken: BTreeSet<&'a Key>,
    drafts: BTreeSet<&'a Key>,
}

/// Looks up every reference of every entry and translation. Where names mean what they meant in the graph before, a text
/// that has not changed is not looked at again, unless something was wrong with it or a heading decided that may have.
pub(super) fn link(graph: &Graph, before: Option<&Graph>, diags: &mut Diagnostics) -> Vec<Arc<Linked>> {
    let lookup = Lookup::new(graph);
    let before = before.map(|it| (it, graph.changed_since(it)));
    let known = |id: EntryId| {
        let (before, changed) = before.as_ref()?;
        let known = before.linked.get(id.0 as usize)?;
        let is_same = known.is_sound() && !changed.contains(&id);
        (is_same && !known.looked_into.iter().any(|it| changed.contains(it))).then(|| Arc::clone(known))
    };
    let of_text = |at| known(entry_id(at)).unwrap_or_else(|| Arc::new(lookup.text(entry_id(at))));
    let linked: Vec<Arc<Linked>> = (0..graph.entries.len()).into_par_iter().map(of_text).collect();
    lookup.report(&linked, diags);
    linked
}

/// A reference that names nothing, kept until all edges are known: an entry that was renamed is now one that
/// nothing refers to, which makes it the best suggestion.
#[derive(Debug)]
pub(super) struct Unknown {
    code: Code,
    written: Reference,
    at: FileSpan,
    kinds: Vec<Kind>,
    works: bool,
}

/// What an author probably meant.
enum Meant {
    /// A name that is nearly the same, or whose title is what was written; and whether no other is as near.
    Near(String, bool),
    /// An entry that nothing refers to: perhaps it was renamed.
    Renamed(String),
}

/// What a written key was found to be.
enum Found {
    Node(Node),
    /// Reported, or of a broken file.
    Nothing,
    Unknown,
}

impl<'a> Lookup<'a> {
    fn new(graph: &'a Graph) -> Lookup<'a> {
        let in_language = |(id, entry): (EntryId, &Entry)| {
            let stem = format!("{}.{}", entry.key.stem, graph.language_of(id));
            let kind = entry.key.kind;
            (Key { kind, stem }, id)
        };
        let (broken, drafts) = &*graph.missing;
        Lookup {
            graph,
            entries: &graph.entries[..graph.originals],
            translations: graph.translations().map(in_language).collect(),
            broken: broken.iter().collect(),
            drafts: drafts.iter().collect(),
        }
    }

    /// Looks up every reference of an entry or translation; what a translation says in its front matter is no reference.
    fn text(&self, from: EntryId) -> Linked {
        let entry = self.graph.entry(from);
        let mut linked = Linked::default();
        let references = if self.graph.is_translation(from) {
            Vec::new()
        } else {
            entry.data.references()
        };
        for reference in references {
            if let Some(to) = self.matter(entry, &reference, &mut linked) {
                linked.edges.push(matter_edge(from, to, &reference));
            }
        }
        for written in &entry.body.references {
            let resolved = self.prose(from, written, &mut linked);
            let edges = self.prose_edges(from, written, &resolved);
            linked.edges.extend(edges);
            linked.resolved.push(resolved);
        }
        let bare = entry.body.bare.iter().filter_map(|bare| self.bare(entry, bare));
        linked.diags.extend(bare);
        linked
    }

    /// Reports what is wrong with all of them.
    fn report(&self, linked: &[Arc<Linked>], diags: &mut Diagnostics) {
        let unknown: Vec<&Unknown> = linked.iter().flat_map(|it| &it.unknown).collect();
        diags.extend(linked.iter().flat_map(|it| it.diags.iter().cloned()));
        if unknown.is_empty() {
            return;
        }
        let edges = linked.iter().flat_map(|it| &it.edges);
        let referred: BTreeSet<EntryId> = edges.filter_map(|edge| edge.to.entry()).collect();
        for one in &unknown {
            let name = stem_of(&one.written.value);
            let again = unknown.iter().filter(|it| stem_of(&it.written.value) == name).count() > 1;
            diags.push(self.report_one(one, again, &referred));
        }
    }

    /// The entries of that stem, whatever they are.
    fn of_stem(&self, stem: &str) -> Vec<EntryId> {
        let found = Kind::ALL.into_iter().filter_map(|kind| self.graph.find_in(kind, stem));
        found.filter(|id| !self.graph.entry(*id).is_home()).collect()
    }

    /// Looks up a reference of front matter.
    fn matter(&self, entry: &Entry, reference: &MatterReference<'_>, linked: &mut Linked) -> Option<Node> {
        match self.find(entry, reference, &mut linked.diags) {
            Found::Node(node) => Some(node),
            Found::Nothing => None,
            // Nothing is written: the missing key has been reported.
            Found::Unknown if reference.written.span == Span::default() => None,
            Found::Unknown => {
                linked.unknown.push(Unknown {
                    code: Code::UnknownReference,
                    written: reference.written.clone(),
                    at: reference.written.span.in_file(entry.file),
                    kinds: reference.kinds.to_vec(),
                    works: reference.works,
                });
                None
            }
        }
    }

    fn find(&self, entry: &Entry, reference: &MatterReference<'_>, diags: &mut Diagnostics) -> Found {
        let written = reference.written.value.trim_end_matches(".md");
        let stem = written.rsplit_once('/').map_or(written, |(_, stem)| stem);
        for &kind in reference.kinds {
            let key = Key {
                kind,
                stem: stem.to_owned(),
            };
            let folder_fits = stem.len() == written.len() || written == key.to_string();
            if let Some(id) = self.graph.find(&key).filter(|_| folder_fits) {
                return Found::Node(Node::Entry(id));
            }
            if self.broken.contains(&key) {
                return Found::Nothing;
            }
        }
        if let Some(work) = self.graph.find_work(written).filter(|_| reference.works) {
            return Found::Node(self.work_node(work));
        }
        let kind_of = |id: EntryId| self.entries[id.0 as usize].key.kind;
        match self.of_stem(stem).first().copied() {
            // Of the right kind, but written with another folder.
            Some(other) if reference.kinds.contains(&kind_of(other)) => Found::Unknown,
            Some(other) => {
                diags.push(self.wrong_kind(entry, reference, other));
                Found::Nothing
            }
            None => Found::Unknown,
        }
    }

    /// A paper of the site stands for its own record.
    fn work_node(&self, work: WorkId) -> Node {
        let paper = self.graph.work(work).paper;
        paper.map_or(Node::Work(work), Node::Entry)
    }

    fn wrong_kind(&self, entry: &Entry, reference: &MatterReference<'_>, other: EntryId) -> Diagnostic {
        let other = &self.entries[other.0 as usize];
        let wanted: Vec<_> = reference.kinds.iter().map(|kind| kind.name()).collect();
        let written = &reference.written.value;
        let message = format!(
            "`{written}` is {} {}, not {} {}",
            article(other.key.kind.name()),
            other.key.kind,
            article(wanted[0]),
            wanted.join(" or ")
        );
        let stems = self.stems(reference.kinds);
        Diagnostic::at(Code::WrongKind, reference.written.span.in_file(entry.file), message)
            .label(
                other.common().title.span.in_file(other.file),
                format!("this is `{}`", other.key),
            )
            .suggest(written, stems.iter().map(String::as_str))
    }

    /// Looks up a reference of prose.
    fn prose(&self, from: EntryId, written: &Written, linked: &mut Linked) -> Resolved {
        let entry = self.graph.entry(from);
        match &written.reference {
            ProseReference::Wiki { target } if target.is_empty() => here(entry, written, &mut linked.diags),
            ProseReference::Wiki { target } => match self.wiki(entry, written, target, linked) {
                Some(id) => self.with_fragment(from, written, id, linked),
                None => Resolved::Unknown,
            },
            ProseReference::File { path } => match self.file(entry, written, path, linked) {
                Some(id) => self.with_fragment(from, written, id, linked),
                None => Resolved::Unknown,
            },
            ProseReference::Path { path } => {
                let fragment = written.fragment.as_ref().map(|it| it.value.clone());
                Resolved::Path(join(&published_folder(entry), &decode(path)), fragment)
            }
            ProseReference::Here => here(entry, written, &mut linked.diags),
            ProseReference::Citation(citations) => {
                // Look up all before any is missed: each unknown key is reported.
                let works = citations.iter().map(|it| self.citation(entry, &it.key, linked));
                let works: Vec<Option<WorkId>> = works.collect();
                let works: Option<Vec<WorkId>> = works.into_iter().collect();
                works.map_or(Resolved::Unknown, Resolved::Works)
            }
        }
    }

    fn wiki(&self, entry: &Entry, written: &Written, target: &str, linked: &mut Linked) -> Option<EntryId> {
        let target = target.trim_end_matches(".md");
        if let Some((folder, stem)) = target.rsplit_once('/') {
            let kind = Kind::of_folder(folder.rsplit('/').next().unwrap_or(folder));
            let key = kind.map(|kind| Key {
                kind,
                stem: stem.to_owned(),
            });
            if let Some(key) = key {
                if let Some(id) = self.named(&key) {
                    return Some(id);
                }
                if self.broken.contains(&key) {
                    return None;
                }
            }
        } else if let Some(id) = self.in_language(target) {
            return Some(id);
        } else if let ids @ [_, ..] = &*self.of_stem(target) {
            if let [id] = ids {
                return Some(*id);
            }
            linked.diags.push(self.ambiguous(entry, written, ids));
            return None;
        } else if self.broken.iter().any(|key| key.stem == target) {
            return None;
        }
        if is_picture(target) {
            let message = format!("a picture is not shown by its name alone: `{target}`");
            let diagnostic = Diagnostic::at(Code::UnknownReference, written.span.in_file(entry.file), message);
            linked
                .diags
                .push(diagnostic.help("write `![what it shows](images/name.png)`, with the path from this file"));
            return None;
        }
        linked.unknown.push(Unknown {
            code: Code::UnknownReference,
            written: Spanned::new(target.to_owned(), written.target),
            at: written.target.in_file(entry.file),
            kinds: Kind::ALL.to_vec(),
            works: false,
        });
        None
    }

    /// The entry of that key, or the translation whose file has that name.
    fn named(&self, key: &Key) -> Option<EntryId> {
        self.graph.find(key).or_else(|| self.translations.get(key).copied())
    }

    /// The translation whose file has that name, if there is only one: `moss-2009.ur`.
    fn in_language(&self, stem: &str) -> Option<EntryId> {
        let mut named = self.translations.iter().filter(|(key, _)| key.stem == stem);
        let (_, id) = named.next()?;
        named.next().is_none().then_some(*id)
    }

    fn ambiguous(&self, entry: &Entry, written: &Written, ids: &[EntryId]) -> Diagnostic {
        let keys: Vec<String> = ids
            .iter()
            .map(|id| self.entries[id.0 as usize].key.to_string())
            .collect();
        let message = format!("the link could mean `{}`", keys.join("` or `"));
        let mut diagnostic = Diagnostic::at(Code::AmbiguousReference, written.target.in_file(entry.file), message);
        for key in keys {
            diagnostic = diagnostic.help(format!("write `[[{key}]]`"));
        }
        diagnostic
    }

    /// A Markdown link to a file: its path is relative to the file it stands in.
    fn file(&self, entry: &Entry, written: &Written, path: &str, linked: &mut Linked) -> Option<EntryId> {
        let decoded = decode(path);
        let joined = join(&published_folder(entry), &decoded);
        let joined = joined.strip_prefix("content/").unwrap_or(&joined);
        let named = joined.trim_end_matches(".md");
        let key = named.split_once('/').and_then(|(folder, stem)| {
            let kind = Kind::of_folder(folder)?;
            let stem = stem.to_owned();
            Some(Key { kind, stem })
        });
        let home = Key {
            kind: Kind::Page,
            stem: "index".to_owned(),
        };
        let key = match named.strip_prefix("index") {
            Some("") => Some(home),
            Some(language) if language.starts_with('.') => Some(Key {
                stem: named.to_owned(),
                ..home
            }),
            _ => key,
        };
        if let Some(key) = &key {
            if let Some(id) = self.named(key) {
                return Some(id);
            }
            if self.broken.contains(key) {
                return None;
            }
        }
        linked.unknown.push(Unknown {
            code: Code::UnknownReference,
            written: Spanned::new(decoded, written.target),
            at: written.target.in_file(entry.file),
            kinds: Kind::ALL.to_vec(),
            works: false,
        });
        None
    }

    fn citation(&self, entry: &Entry, key: &Reference, linked: &mut Linked) -> Option<WorkId> {
        let known = self.graph.find_work(&key.value);
        if known.is_none() && !self.broken.iter().any(|it| it.stem == key.value) {
            linked.unknown.push(Unknown {
                code: Code::UnknownCitation,
                written: key.clone(),
                at: key.span.in_file(entry.file),
                kinds: vec![Kind::Paper],
                works: true,
            });
        }
        known
    }

    /// A key in running text that is one of the site's, or nearly: its brackets were forgotten. A name behind an `@` that is
    /// near to no key, or has no digit as keys have, may well be somebody's name on a social network.
    fn bare(&self, entry: &Entry, bare: &BareKey) -> Option<Diagnostic> {
        let written = bare.key.value.as_str();
        let at = bare.span.in_file(entry.file);
        let shown = as_written(bare, written);
        let is_known = self.graph.find_work(written).is_some();
        if !is_known && bare.form == BareForm::Bracket {
            self.of_stem(written).first()?;
            let message = format!("`{shown}` is no link: a link has two brackets on each side");
            let link = format!("[[{written}]]");
            let diagnostic = Diagnostic::at(Code::BrokenMarkup, at, message);
            return Some(diagnostic.fix(format!("write `{link}`"), link));
        }
        let has_digit = written.contains(|c: char| c.is_numeric());
        let near = nearest(written, self.work_keys()).filter(|_| has_digit || bare.form == BareForm::Latex);
        let key = if is_known { written } else { near? };
        let citation = bare.citation.replacen(written, key, 1);
        let message = format!("`{shown}` is printed as it stands, not as a citation");
        let diagnostic = Diagnostic::at(Code::BareCitation, at, message);
        Some(diagnostic.fix_at(format!("to cite, write `{citation}`"), at, citation, is_known))
    }

    /// Adds the fragment of a link, which has to be a heading or statement of the page it leads to.
    fn with_fragment(&self, from: EntryId, written: &Written, to: EntryId, linked: &mut Linked) -> Resolved {
        let Some(fragment) = &written.fragment else {
            return Resolved::Entry(to, None);
        };
        let target = self.graph.entry(to);
        // The link leads to the page in the language of the text, if there is one; its headings may be others.
        let local = self.graph.version(to, self.graph.language_of(from));
        linked.looked_into.extend([to, local]);
        let local = fragment_of(self.graph.entry(local), &fragment.value);
        match local.or_else(|| fragment_of(target, &fragment.value)) {
            Some(id) => Resolved::Entry(to, Some(id)),
            None => {
                let entry = self.graph.entry(from);
                linked.diags.push(unknown_fragment(entry, fragment, target));
                Resolved::Entry(to, None)
            }
        }
    }

    /// The edges that a reference of prose makes.
    fn prose_edges(&self, from: EntryId, written: &Written, resolved: &Resolved) -> Vec<Edge> {
        let edge = |to, relation, at| Edge {
            from,
            to,
            relation,
            at,
            item: 0,
            sentence: Some(written.sentence),
            under: written.under,
            first: false,
        };
        match (resolved, &written.reference) {
            (Resolved::Entry(to, _), _) if self.graph.original(*to) != self.graph.original(from) => {
                let to = self.graph.original(*to);
                vec![edge(Node::Entry(to), Relation::Links, written.span)]
            }
            (Resolved::Works(works), ProseReference::Citation(citations)) => {
                let cited = works.iter().zip(citations);
                cited
                    .map(|(&work, it)| edge(self.work_node(work), Relation::Cites, it.key.span))
                    .collect()
            }
            _ => Vec::new(),
        }
    }

    fn work_keys(&self) -> impl Iterator<Item = &'a str> {
        self.graph.works().map(|(_, it)| it.work.key.as_str())
    }

    /// The stems of some kinds.
    fn stems(&self, kinds: &[Kind]) -> Vec<String> {
        let entries = self
            .entries
            .iter()
            .filter(|entry| kinds.contains(&entry.key.kind) && !entry.is_home());
        entries.map(|entry| entry.key.stem.clone()).collect()
    }

    /// The draft that a reference names, if it names one.
    fn draft(&self, unknown: &Unknown) -> Option<&Key> {
        let written = unknown.written.value.trim_end_matches(".md");
        let (folder, stem) = written
            .rsplit_once('/')
            .map_or(("", written), |(folder, stem)| (folder, stem));
        let mut drafts = self.drafts.iter().copied();
        let in_folder = |key: &Key| folder.is_empty() || folder.ends_with(key.kind.folder());
        drafts.find(|key| key.stem == stem && unknown.kinds.contains(&key.kind) && in_folder(key))
    }

    /// Words the report of a reference that names nothing, with the best suggestion.
    fn report_one(&self, unknown: &Unknown, again: bool, referred: &BTreeSet<EntryId>) -> Diagnostic {
        if let Some(draft) = self.draft(unknown) {
            let message = format!("`{draft}` is a draft, and drafts are left out of the site");
            let help = "take `draft: true` out of its front matter, or take this reference away";
            return Diagnostic::at(unknown.code, unknown.at, message).help(help);
        }
        let written = &unknown.written.value;
        let what = match (unknown.code, unknown.kinds.as_slice()) {
            (Code::UnknownCitation, _) => "there is no work or paper".to_owned(),
            (_, [kind]) if unknown.works => format!("there is no {kind} or work"),
            (_, [kind]) => format!("there is no {kind}"),
            _ => "there is no entry".to_owned(),
        };
        let diagnostic = Diagnostic::at(unknown.code, unknown.at, format!("{what} `{written}`"));
        match self.suggestion(unknown, again, referred) {
            Some(Meant::Near(name, is_certain)) => {
                diagnostic.fix_at(format!("did you mean `{name}`?"), unknown.at, name, is_certain)
            }
            Some(Meant::Renamed(name)) => {
                let title = format!("did you mean `{name}`, to which nothing refers?");
                diagnostic.fix_at(title, unknown.at, name, false)
            }
            None => diagnostic.help(advice(unknown)),
        }
    }

    /// The name that was probably meant, in the form in which the reference was written; `again` says that others
    /// write the same.
    fn suggestion(&self, unknown: &Unknown, again: bool, referred: &BTreeSet<EntryId>) -> Option<Meant> {
        if let Some(name) = self.elsewhere(unknown) {
            return Some(Meant::Near(name, true));
        }
        let written = unknown.written.value.trim_end_matches(".md");
        let (folder, stem) = written
            .rsplit_once('/')
            .map_or((None, written), |(folder, stem)| (Some(folder), stem));
        let kinds = match folder.and_then(|folder| Kind::of_folder(folder.trim_start_matches("../"))) {
            Some(kind) if unknown.kinds.contains(&kind) => vec![kind],
            _ => unknown.kinds.clone(),
        };
        let entries = || {
            self.entries
                .iter()
                .enumerate()
                // Nobody refers to the page that he is writing.
                .filter(|(_, it)| kinds.contains(&it.key.kind) && !it.is_home() && it.file != unknown.at.file)
        };
        let titled = entries().find(|(_, it)| it.title().to_lowercase() == stem.to_lowercase());
        let lonely = entries()
            .filter(|(at, _)| !referred.contains(&entry_id(*at)))
            .map(|(_, it)| it);
        let lonely: Vec<&str> = lonely.map(|it| it.key.stem.as_str()).collect();
        let works = self.work_keys().filter(|_| unknown.works);
        let all: Vec<&str> = entries().map(|(_, it)| it.key.stem.as_str()).chain(works).collect();
        let titled = titled.map(|(_, it)| it.key.stem.as_str());
        let is_new_name = |it: &&str| again && (is_longer_form(it, stem) || shares_most_words(it, stem));
        let longer = || lonely.iter().copied().find(is_new_name);
        let near = titled.or_else(longer).or_else(|| likeliest(stem, &all, &lonely));
        // Papers and pages need nobody who refers to them: one that is alone was renamed only if several miss it.
        let alone = |it: &str| again || entries().any(|(_, entry)| entry.key.stem == it && !is_entrance(entry));
        let only = || lonely.first().copied().filter(|it| lonely.len() == 1 && alone(it));
        let meant = near.or_else(|| kindred(stem, &lonely)).or_else(only)?;
        let with_ending = if unknown.written.value.ends_with(".md") {
            ".md"
        } else {
            ""
        };
        let suggested = folder.map_or_else(|| meant.to_owned(), |folder| format!("{folder}/{meant}"));
        let name = self.unambiguous(suggested, &unknown.kinds) + with_ending;
        Some(if near.is_some() {
            Meant::Near(name, titled.is_some() || is_alone(stem, meant, all))
        } else {
            Meant::Renamed(name)
        })
    }

    /// The entry that has the very name, but lies in another folder than was written.
    fn elsewhere(&self, unknown: &Unknown) -> Option<String> {
        let written = unknown.written.value.as_str();
        let named = self.of_stem(stem_of(written));
        let mut named = named.iter().map(|id| &self.entries[id.0 as usize]);
        let key = &named.find(|it| unknown.kinds.contains(&it.key.kind))?.key;
        let is_path = written.len() > written.trim_end_matches(".md").len();
        let from_home = self.entries.iter().any(|it| it.is_home() && it.file == unknown.at.file);
        Some(match (is_path, from_home) {
            (true, true) => format!("{key}.md"),
            (true, false) => format!("../{key}.md"),
            (false, _) => key.to_string(),
        })
    }

    /// Adds the folder where a bare stem would mean two entries.
    fn unambiguous(&self, suggested: String, kinds: &[Kind]) -> String {
        match &*self.of_stem(&suggested) {
            [first, _, ..] if kinds.len() > 1 => self.graph.entry(*first).key.to_string(),
            _ => suggested,
        }
    }
}

/// The nearest name; of two that are as near, the one to which nothing refers is missed.
fn likeliest<'n>(written: &str, all: &[&'n str], lonely: &[&'n str]) -> Option<&'n str> {
    let best = nearest(written, all.iter().copied())?;
    let alone = nearest(written, lonely.iter().copied());
    let as_near = alone.filter(|it| distance(written, it) <= distance(written, best));
    as_near.or(Some(best))
}

/// Of the names that nothing refers to, the one that shares most words with what was written: what a file is called
/// after it was renamed.
fn kindred<'n>(written: &str, names: &[&'n str]) -> Option<&'n str> {
    let words = |name: &str| name.split('-').map(str::to_owned).collect::<BTreeSet<_>>();
    let wanted = words(written);
    let shared = |name: &str| words(name).intersection(&wanted).filter(|word| word.len() > 2).count();
    let best = names
        .iter()
        .max_by_key(|name| (shared(name), std::cmp::Reverse(**name)))?;
    (shared(best) > 0).then_some(*best)
}

/// Whether a name has every word of another, and more: `the-old-bell` of `old-bell`.
fn is_longer_form(name: &str, of: &str) -> bool {
    let words: BTreeSet<&str> = name.split('-').collect();
    name.len() > of.len() && of.split('-').all(|word| words.contains(word))
}

/// Whether two names have more than half of the words of each in common: `grey-gull-rock` and `grey-gull-island`.
fn shares_most_words(name: &str, other: &str) -> bool {
    let words = |name: &'_ str| name.split('-').map(str::to_owned).collect::<BTreeSet<_>>();
    let (name, other) = (words(name), words(other));
    name.intersection(&other).count() * 2 > name.len().max(other.len())
}

/// Whether readers enter a site by such pages, so that no other has to lead to them.
fn is_entrance(entry: &Entry) -> bool {
    matches!(entry.key.kind, Kind::Paper | Kind::Page)
}

/// The name of the file in a reference, without folder and ending.
fn stem_of(written: &str) -> &str {
    let written = written.trim_end_matches(".md");
    written.rsplit_once('/').map_or(written, |(_, stem)| stem)
}

fn article(word: &str) -> &'static str {
    if word.starts_with(['a', 'e', 'i', 'o', 'u']) {
        "an"
    } else {
        "a"
    }
}

/// What to do where no name is near.
fn advice(unknown: &Unknown) -> String {
    match unknown.kinds.as_slice() {
        [kind] if unknown.works => format!(
            "add it to content/references.bib, or write a file in content/{}/",
            kind.folder()
        ),
        [kind] => format!("`conspectus new {kind} {}` makes it", slug(&unknown.written.value)),
        _ => "a link names the stem of a file, as in `[[shoals]]`, or its folder too, as in `[[events/shoals]]`"
            .to_owned(),
    }
}

fn matter_edge(from: EntryId, to: Node, reference: &MatterReference<'_>) -> Edge {
    Edge {
        from,
        to,
        relation: reference.relation,
        at: reference.written.span,
        item: reference.item,
        sentence: None,
        under: None,
        first: false,
    }
}

/// Whether a name ends as those of pictures do.
fn is_picture(name: &str) -> bool {
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending).to_lowercase();
    ["png", "jpg", "jpeg", "gif", "svg", "webp", "avif"].contains(&ending.as_str())
}

fn here(entry: &Entry, written: &Written, diags: &mut Diagnostics) -> Resolved {
    let Some(fragment) = &written.fragment else {
        return Resolved::Here(String::new());
    };
    match fragment_of(entry, &fragment.value) {
        Some(id) => Resolved::Here(id),
        None => {
            diags.push(unknown_fragment(entry, fragment, entry));
            Resolved::Unknown
        }
    }
}

/// The fragment that was meant: an identifier, or the words of a heading.
fn fragment_of(target: &Entry, written: &str) -> Option<String> {
    let written = decode(written);
    let fragments = fragments(target);
    let exact = fragments.iter().find(|id| **id == written).cloned();
    exact.or_else(|| target.heading(&written).map(|heading| heading.id.clone()))
}

fn unknown_fragment(entry: &Entry, fragment: &Spanned<String>, target: &Entry) -> Diagnostic {
    let message = format!("`{}` has no heading `{}`", target.key, fragment.value);
    let fragments = named_fragments(target);
    let diagnostic = Diagnostic::at(Code::UnknownFragment, fragment.span.in_file(entry.file), message)
        .suggest(&fragment.value, fragments.iter().map(String::as_str));
    let headings: Vec<&str> = target.body.headings.iter().map(|it| it.id.as_str()).collect();
    if headings.is_empty() {
        return diagnostic.help("its page has no headings");
    }
    diagnostic.help(format!("its headings are: {}", headings.join(", ")))
}

/// The folder of the published page of an entry.
fn published_folder(entry: &Entry) -> String {
    if entry.is_home() {
        String::new()
    } else {
        entry.key.kind.folder().to_owned()
    }
}

/// A relative path joined to a folder, with `.` and `..` worked out.
pub fn join(folder: &str, path: &str) -> String {
    let mut parts: Vec<&str> = if path.starts_with('/') {
        Vec::new()
    } else {
        folder.split('/').filter(|it| !it.is_empty()).collect()
    };
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            _ => parts.push(part),
        }
    }
    parts.join("/")
}

/// Percent-decodes a path; what is no valid encoding stays as it is.
pub fn decode(path: &str) -> String {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        let code = tail
            .get(..2)
            .filter(|hex| first == b'%' && hex.iter().all(u8::is_ascii_hexdigit))
            .and_then(|hex| std::str::from_utf8(hex).ok());
        match code.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &tail[2..];
            }
            None => {
                bytes.push(first);
                rest = tail;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| path.to_owned())
}
