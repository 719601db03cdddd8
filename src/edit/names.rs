//! Every place of a site that names an entry or a cited work, in whatever form it is written.
//!
//! The files are read again here, and no entry has to be right for that: a reference in a draft, or in a paper whose
//! stance is misspelt, is to be mended like any other. What names an entry in front matter is what the schema of its
//! kind says names one, so a new key needs no line here.

use super::Refusal;
use crate::config::Config;
use crate::diag::Diagnostics;
use crate::graph::{decode, join};
use crate::model::work::Work;
use crate::model::{Key, Kind, Quotes};
use crate::parse::prose::{self, LinkTarget};
use crate::parse::{self, Matter, bibliography, citation};
use crate::source::SourceTree;
use crate::span::{FileId, FileSpan, SourceFile, Span};
use crate::yaml::{self, NAMES, Node, Value};
use icu_locale_core::LanguageIdentifier;
use pulldown_cmark::{Event, LinkType, Tag};
use serde_json::Value as Json;
use std::collections::BTreeSet;
use std::ops::Range;

/// What can be named.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Target {
    /// An entry.
    Entry(Key),
    /// A work of a reference file.
    Work(String),
}

/// How a name is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Form {
    /// A value of front matter.
    Matter,
    /// `[[name]]`; `bare` without a folder.
    Wiki { bare: bool },
    /// A path to a file or page, in a link or in the definition of one.
    Path,
    /// `[@key]`.
    Citation,
    /// `[x](#fragment)`.
    Here,
}

/// A place that names something.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Use {
    /// The name alone: the stem in `[x](../themes/stem.md)`. The whole link where the name cannot be told from its
    /// other characters.
    pub(super) at: FileSpan,
    /// Whether `at` is the name alone.
    pub(super) plain: bool,
    pub(super) form: Form,
    /// The fragment behind it, and where it stands.
    pub(super) fragment: Option<(String, Span)>,
    /// What it can mean: several where a bare name is that of several entries.
    pub(super) targets: Vec<Target>,
}

/// A Markdown file of the site.
pub(super) struct Page {
    pub(super) file: FileId,
    /// Its folder below `content/`, as paths in it are read.
    folder: String,
    /// The entry that it is or translates; none where it lies in no folder of a kind.
    pub(super) key: Option<Key>,
    /// The language of a translation, `de` of `name.de.md`.
    pub(super) language: Option<String>,
    pub(super) matter: Option<Matter>,
    pub(super) draft: bool,
}

/// What the files of a site are called, and where they call each other.
pub(super) struct Names<'t> {
    pub(super) tree: &'t SourceTree,
    pub(super) pages: Vec<Page>,
    pub(super) works: Vec<Work>,
    keys: BTreeSet<Key>,
    drafts: BTreeSet<Key>,
    schemas: Vec<(Kind, Json)>,
}

impl<'t> Names<'t> {
    /// Reads the names of all files.
    pub(super) fn new(tree: &'t SourceTree) -> Names<'t> {
        let pages: Vec<Page> = tree.entries.iter().map(|&file| page(tree.sources.file(file))).collect();
        let originals = || pages.iter().filter(|it| it.language.is_none());
        let keys = originals().filter_map(|it| it.key.clone()).collect();
        let drafts = originals()
            .filter(|it| it.draft)
            .filter_map(|it| it.key.clone())
            .collect();
        let mut diags = Diagnostics::default();
        let works = tree.references.iter();
        let works = works
            .flat_map(|&file| bibliography::read(tree.sources.file(file), &mut diags))
            .collect();
        let schemas = Kind::ALL.map(|kind| (kind, yaml::record_schema(kind.about(), kind.keys())));
        Names {
            tree,
            pages,
            works,
            keys,
            drafts,
            schemas: schemas.into(),
        }
    }

    /// Whether an entry of that key has a file.
    pub(super) fn has(&self, key: &Key) -> bool {
        self.keys.contains(key)
    }

    /// Whether a work of a reference file has that key.
    pub(super) fn has_work(&self, key: &str) -> bool {
        self.works.iter().any(|work| work.key == key)
    }

    /// The entries of that stem, of whatever kind.
    pub(super) fn of_stem<'a>(&'a self, stem: &str) -> impl Iterator<Item = &'a Key> {
        self.keys.iter().filter(move |key| key.stem == stem && !is_home(key))
    }

    /// The file of an entry, and those of its translations.
    pub(super) fn of_key<'a>(&'a self, key: &Key) -> impl Iterator<Item = &'a Page> {
        self.pages.iter().filter(move |page| page.key.as_ref() == Some(key))
    }

    /// Every place that names something.
    pub(super) fn uses(&self) -> Vec<Use> {
        let mut uses = Vec::new();
        for page in &self.pages {
            self.in_matter(page, &mut uses);
            self.in_prose(page, &mut uses);
        }
        if let Some(file) = self.tree.config.map(|file| self.tree.sources.file(file))
            && let Ok(node) = yaml::read(&file.text)
        {
            let schema = yaml::record_schema(Config::ABOUT, Config::KEYS);
            self.in_yaml(file, &node, &schema, &mut uses);
        }
        uses.sort();
        uses.dedup();
        uses
    }

    /// The files that hold these words and cannot be read well enough to tell what they mean there.
    pub(super) fn unreadable(&self, words: &str) -> Option<Refusal> {
        let unread = |page: &&Page| {
            let file = self.tree.sources.file(page.file);
            let broken = match &page.matter {
                Some(matter) => matter.node.is_err(),
                None => file.text.starts_with("---"),
            };
            broken && has_word(&file.text, words)
        };
        let page = self.pages.iter().find(unread)?;
        let path = &self.tree.sources.file(page.file).path;
        let message = format!("`{path}` speaks of `{words}`, and its front matter cannot be read");
        Some(Refusal::new(message).help("mend it first: `conspectus check` says where"))
    }

    fn in_matter(&self, page: &Page, uses: &mut Vec<Use>) {
        let file = self.tree.sources.file(page.file);
        let node = page.matter.as_ref().and_then(|it| it.node.as_ref().ok());
        let kind = page.key.as_ref().map(|key| key.kind);
        let schema = self.schemas.iter().find(|(it, _)| Some(*it) == kind);
        if let Some((node, (_, schema))) = node.zip(schema) {
            self.in_yaml(file, node, schema, uses);
        }
    }

    /// Walks YAML and its schema side by side.
    fn in_yaml(&self, file: &SourceFile, node: &Node, schema: &Json, uses: &mut Vec<Use>) {
        for one in schema.get("anyOf").and_then(Json::as_array).into_iter().flatten() {
            self.in_yaml(file, node, one, uses);
        }
        match &node.value {
            Value::Scalar(text) => {
                let names = schema.get(NAMES).and_then(Json::as_str);
                uses.extend(names.and_then(|names| self.value(file, node, text.trim(), names)));
            }
            Value::List(items) => {
                for item in items {
                    schema
                        .get("items")
                        .into_iter()
                        .for_each(|it| self.in_yaml(file, item, it, uses));
                }
            }
            Value::Map(map) => {
                for (key, value) in map {
                    let known = schema.get("properties").and_then(|it| it.get(&key.value));
                    let other = || schema.get("additionalProperties").filter(|it| it.is_object());
                    known
                        .or_else(other)
                        .into_iter()
                        .for_each(|it| self.in_yaml(file, value, it, uses));
                }
            }
            Value::Null => {}
        }
    }

    /// What a value of front matter names, by the rules of [`crate::graph`].
    fn value(&self, file: &SourceFile, node: &Node, text: &str, names: &str) -> Option<Use> {
        let kinds: Vec<Kind> = match names {
            "works" => vec![Kind::Paper],
            "entries" => Kind::ALL.to_vec(),
            folder => vec![Kind::of_folder(folder)?],
        };
        let written = text.trim_end_matches(".md");
        let stem = stem_of(written);
        let fits = |key: &Key| stem.len() == written.len() || written == key.to_string();
        let keys = kinds.into_iter().map(|kind| key(kind, stem));
        let mut targets: Vec<Target> = keys
            .filter(|key| self.has(key) && fits(key))
            .map(Target::Entry)
            .collect();
        if targets.is_empty() && names == "works" && self.has_work(text) {
            targets.push(Target::Work(text.to_owned()));
        }
        let area = Area::new(file, node.span, "");
        let place = match targets.first()? {
            Target::Entry(_) => area.stem_of(text),
            Target::Work(key) => area.find(key),
        };
        Some(area.used(place, Form::Matter, None, targets))
    }

    fn in_prose(&self, page: &Page, uses: &mut Vec<Use>) {
        let file = self.tree.sources.file(page.file);
        for (dest, range) in prose::definitions(&file.text) {
            let target = prose::link_target(LinkType::Inline, &dest);
            self.link(page, file, &target, "]:", &range, uses);
        }
        // Links alone count here, whatever quotation marks are printed around them.
        for (event, range) in prose::events(&file.text, Quotes::of("en")) {
            let Event::Start(
                Tag::Link {
                    link_type, dest_url, ..
                }
                | Tag::Image {
                    link_type, dest_url, ..
                },
            ) = event
            else {
                continue;
            };
            let target = prose::link_target(link_type, &dest_url);
            match link_type {
                LinkType::WikiLink { .. } => self.link(page, file, &target, "[[", &range, uses),
                LinkType::Inline => self.link(page, file, &target, "](", &range, uses),
                _ if target == LinkTarget::Citation => self.link(page, file, &target, "", &range, uses),
                // The others are written at their definition.
                _ => {}
            }
        }
    }

    /// What a link names; `mark` is what stands before its target.
    fn link(
        &self,
        page: &Page,
        file: &SourceFile,
        target: &LinkTarget,
        mark: &str,
        range: &Range<usize>,
        uses: &mut Vec<Use>,
    ) {
        let area = Area::new(file, Span::new(range.clone()), mark);
        let mut push = |whole: &str, form, fragment: Option<&String>, targets: Vec<Target>| {
            let fragment = fragment.map(|it| (it.clone(), area.behind(it)));
            if !targets.is_empty() {
                uses.push(area.used(area.stem_of(whole), form, fragment, targets));
            }
        };
        match target {
            LinkTarget::Wiki { target, fragment, .. } if target.is_empty() => {
                push("", Form::Here, fragment.as_ref(), itself(page));
            }
            LinkTarget::Here(fragment) => push("", Form::Here, Some(fragment), itself(page)),
            LinkTarget::Wiki { target, fragment, .. } => {
                let bare = !target.contains('/');
                push(target, Form::Wiki { bare }, fragment.as_ref(), self.wiki(target));
            }
            LinkTarget::Entry(path, fragment) | LinkTarget::Path(path, fragment) => {
                let targets = self.path(page, path).into_iter().collect();
                push(path, Form::Path, fragment.as_ref(), targets);
            }
            LinkTarget::Citation => {
                let cited = citation::parse(area.written, range.start).unwrap_or_default();
                for it in cited {
                    let targets = self.cited(&it.key.value);
                    if !targets.is_empty() {
                        uses.push(area.used(Some(it.key.span), Form::Citation, None, targets));
                    }
                }
            }
            LinkTarget::External(_) => {}
        }
    }

    /// The entries that `[[target]]` can mean; drafts only where no other is called so.
    fn wiki(&self, target: &str) -> Vec<Target> {
        let target = target.trim_end_matches(".md");
        if let Some((folder, stem)) = target.rsplit_once('/') {
            let kind = Kind::of_folder(stem_of(folder));
            let key = kind.map(|kind| key(kind, stem)).filter(|key| self.has(key));
            return key.map(Target::Entry).into_iter().collect();
        }
        let published = || self.of_stem(target).filter(|key| !self.drafts.contains(*key));
        if published().next().is_some() {
            published().cloned().map(Target::Entry).collect()
        } else {
            self.of_stem(target).cloned().map(Target::Entry).collect()
        }
    }

    /// The entry or work whose file or page lies at a path.
    fn path(&self, page: &Page, path: &str) -> Option<Target> {
        let joined = join(&page.folder, &decode(path));
        let joined = joined.strip_prefix("content/").unwrap_or(&joined);
        let named = joined.strip_suffix(".md").or_else(|| joined.strip_suffix(".html"))?;
        if let Some(slug) = named.strip_prefix("works/") {
            let work = self.works.iter().find(|work| parse::slug(&work.key) == slug)?;
            return Some(Target::Work(work.key.clone()));
        }
        let (folder, stem) = named.split_once('/')?;
        let key = key(Kind::of_folder(folder)?, stem.split('.').next()?);
        self.has(&key).then_some(Target::Entry(key))
    }

    fn cited(&self, written: &str) -> Vec<Target> {
        let paper = key(Kind::Paper, written);
        if self.has(&paper) {
            vec![Target::Entry(paper)]
        } else if self.has_work(written) {
            vec![Target::Work(written.to_owned())]
        } else {
            Vec::new()
        }
    }
}

/// A stretch of a file in which a name is looked for, from the mark on that stands before it.
struct Area<'f> {
    file: &'f SourceFile,
    span: Span,
    written: &'f str,
    skip: usize,
}

impl<'f> Area<'f> {
    fn new(file: &'f SourceFile, span: Span, mark: &str) -> Area<'f> {
        let written = file.slice(span);
        // A label may hold links of its own; the target comes last.
        let found = if mark == "](" {
            written.rfind(mark)
        } else {
            written.find(mark)
        };
        Area {
            file,
            span,
            written,
            skip: found.map_or(0, |at| at + mark.len()),
        }
    }

    /// Where these words stand, if they stand there as they read.
    fn find(&self, words: &str) -> Option<Span> {
        let at = self.skip + self.written.get(self.skip..)?.find(words)?;
        let start = self.span.start as usize + at;
        Some(Span::new(start..start + words.len()))
    }

    /// Where the last part of a path stands, without its ending.
    fn stem_of(&self, path: &str) -> Option<Span> {
        let whole = self.find(path)?;
        let named = file_name(path);
        let stem = stem_of(named);
        let start = whole.start as usize + named.len() - stem.len();
        // Of `name.de`, a translation, the name alone.
        Some(Span::new(start..start + stem.split('.').next().map_or(0, str::len)))
    }

    /// Where a fragment stands; an empty place where it does not stand there as it reads.
    fn behind(&self, fragment: &str) -> Span {
        let found = self.find(&format!("#{fragment}"));
        found.map_or(Span::default(), |it| Span {
            start: it.start + 1,
            ..it
        })
    }

    fn used(&self, at: Option<Span>, form: Form, fragment: Option<(String, Span)>, targets: Vec<Target>) -> Use {
        Use {
            at: at.unwrap_or(self.span).in_file(self.file.id),
            plain: at.is_some(),
            form,
            fragment,
            targets,
        }
    }
}

/// An entry as it is called.
pub(super) fn key(kind: Kind, stem: &str) -> Key {
    Key {
        kind,
        stem: stem.to_owned(),
    }
}

/// Whether it is the home page, which has an address of its own.
pub(super) fn is_home(key: &Key) -> bool {
    key.kind == Kind::Page && key.stem == "index"
}

/// Whether a text holds a name, with nothing before or after that would make it another.
pub(super) fn has_word(text: &str, word: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
    text.match_indices(word)
        .any(|(at, _)| !text[..at].ends_with(is_part) && !text[at + word.len()..].starts_with(is_part))
}

fn page(file: &SourceFile) -> Page {
    let path = file.path.strip_prefix("content/").unwrap_or(&file.path);
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let name = name.rsplit_once('.').map_or(name, |(name, _)| name);
    let (stem, language) = match name.split_once('.') {
        Some((stem, language)) if is_language(language) => (stem, Some(language.to_owned())),
        _ => (name, None),
    };
    let kind = Kind::of_folder(folder).or((folder.is_empty() && stem == "index").then_some(Kind::Page));
    let matter = parse::matter(file);
    let node = matter.as_ref().and_then(|it| it.node.as_ref().ok());
    let draft = node.and_then(|it| super::matter::value(it, "draft"));
    let draft = draft.is_some_and(|it| matches!(&it.value, Value::Scalar(text) if text == "true"));
    Page {
        file: file.id,
        folder: folder.to_owned(),
        key: kind.map(|kind| key(kind, stem)),
        language,
        matter,
        draft,
    }
}

fn is_language(text: &str) -> bool {
    LanguageIdentifier::try_from_str(text).is_ok()
}

/// The last part of a path.
fn stem_of(written: &str) -> &str {
    written.rsplit_once('/').map_or(written, |(_, stem)| stem)
}

/// A path without the ending of a file or page.
fn file_name(path: &str) -> &str {
    let plain = path.strip_suffix(".md").or_else(|| path.strip_suffix(".html"));
    plain.unwrap_or(path)
}

fn itself(page: &Page) -> Vec<Target> {
    page.key.clone().map(Target::Entry).into_iter().collect()
}
