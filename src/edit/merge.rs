//! Makes one entry of two that turned out to be the same.

use super::matter::{self, value};
use super::names::{Names, Page, Target, Use};
use super::{Move, Plan, Refusal, counted, rename};
use crate::graph::{decode, numbered};
use crate::model::{Heading, Key, Kind, Quotes};
use crate::parse::{self, MERGED, Matter, prose};
use crate::source::SourceTree;
use crate::span::{FileId, SourceFile, SourceMap, Span};
use crate::yaml::{Node, Value};
use pulldown_cmark::{Event, Tag};
use std::collections::{BTreeMap, BTreeSet};

/// Whose value stays where the two say different things.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Prefer {
    /// That of the entry that goes.
    From,
    /// That of the entry that stays.
    Into,
}

/// Plans to make one entry of two actors, terms, themes or events.
///
/// Lists are united, the title of `from` becomes an alias, keys that only `from` has are taken over, the bodies stand one
/// behind the other. Every reference is mended, and what is then written twice stands there once. The address of `from`
/// goes to `moved-from`.
///
/// # Errors
/// When the two are no entries of one kind, when one of them or a file that may speak of `from` cannot be read, or when
/// they differ in a key that has one value and nothing is preferred.
pub fn merge(tree: &SourceTree, from: &str, into: &str, prefer: Option<Prefer>) -> Result<Plan, Refusal> {
    let names = Names::new(tree);
    let (from, into) = (rename::find(&names, from)?, rename::find(&names, into)?);
    possible(&names, &from, &into)?;
    let uses = names.uses();
    rename::ambiguous(&names, &uses, &from)?;
    let mut plan = Plan::default();
    let fragments = Fragments::new(&names, &from, &into);
    let mut mended = 0;
    for it in &uses {
        let edits = plan.edits.len();
        rename::mend(&names, it, &from, &into, &mut plan)?;
        mended += usize::from(plan.edits.len() > edits);
        fragments.mend(it, &mut plan);
    }
    let mut texts = Texts::new(&names, &plan.ordered());
    let mut result = Plan::default();
    let pairs = pairs(&names, &from, &into);
    for (gone, stays) in &pairs {
        match stays {
            Some(stays) => {
                unite(&names, &mut texts, gone, stays, (&from, &into), prefer)?;
                result.deletions.push(gone.file);
            }
            None => result.moves.push(translation(&names, gone, &into, &mut result.notes)),
        }
    }
    let deleted: BTreeSet<FileId> = result.deletions.iter().copied().collect();
    for (file, text) in &mut texts.changed {
        if !deleted.contains(file) {
            let is_into = pairs.iter().any(|(_, stays)| stays.is_some_and(|it| it.file == *file));
            *text = once(&names, *file, text, &into, is_into);
            result.rewrite(tree.sources.file(*file), text);
        }
    }
    let files = result.files();
    let references = counted(mended, "reference", "references");
    result.title = format!(
        "merge `{from}` into `{into}`, with {references} in {}",
        counted(files, "file", "files")
    );
    Ok(result.ordered())
}

/// Refuses what cannot be one entry.
fn possible(names: &Names<'_>, from: &Key, into: &Key) -> Result<(), Refusal> {
    if from == into {
        return Err(Refusal::new(format!("`{from}` and `{into}` are one entry already")));
    }
    if from.kind != into.kind {
        let message = format!("`{from}` and `{into}` are of different kinds");
        return Err(Refusal::new(message).help("make what one of them says part of the other by hand"));
    }
    if matches!(from.kind, Kind::Paper | Kind::Page) {
        let message = format!("two {}s cannot be merged: what they say has one author each", from.kind);
        return Err(Refusal::new(message).help("actors, terms, themes and events can"));
    }
    let draft = |key| names.of_key(key).any(|page| page.language.is_none() && page.draft);
    if draft(into) && !draft(from) {
        let message = format!("`{into}` is a draft, and `{from}` has an address that has to lead somewhere");
        return Err(Refusal::new(message).help(format!(
            "`conspectus merge {into} {from}` keeps the one that is published"
        )));
    }
    match names.unreadable(&from.stem) {
        Some(refusal) => Err(refusal),
        None => Ok(()),
    }
}

/// The file that goes and the one that stays, for the entry and for each of its translations.
fn pairs<'n>(names: &'n Names<'_>, from: &Key, into: &Key) -> Vec<(&'n Page, Option<&'n Page>)> {
    let stays = |gone: &Page| names.of_key(into).find(|it| it.language == gone.language);
    names.of_key(from).map(|gone| (gone, stays(gone))).collect()
}

/// A translation that only the entry has that goes.
fn translation(names: &Names<'_>, page: &Page, into: &Key, notes: &mut Vec<String>) -> Move {
    let moved = rename::moved(names, page, into);
    notes.push(format!(
        "`{}` translates the half that was `{}` alone",
        moved.to,
        names.tree.sources.file(page.file).path
    ));
    moved
}

/// The texts of the files while they change, each as it is after the references are mended.
struct Texts {
    changed: BTreeMap<FileId, String>,
}

impl Texts {
    fn new(names: &Names<'_>, mended: &Plan) -> Texts {
        Texts {
            changed: mended.texts(&names.tree.sources),
        }
    }

    /// A file as it is now, with its place in the map kept.
    fn file(&self, names: &Names<'_>, id: FileId) -> Read {
        let file = names.tree.sources.file(id);
        let text = self.changed.get(&id).map_or(&*file.text, String::as_str);
        Read::new(&file.path, text)
    }
}

/// A text that is read on its own.
struct Read {
    sources: SourceMap,
    id: FileId,
}

impl Read {
    fn new(path: &str, text: &str) -> Read {
        let mut sources = SourceMap::default();
        // Lines end in a plan as they do everywhere; the file gets its own line ends back.
        let id = sources.add(path.to_owned(), text.replace("\r\n", "\n"));
        Read { sources, id }
    }

    fn file(&self) -> &SourceFile {
        self.sources.file(self.id)
    }

    fn matter(&self) -> Result<(Matter, Vec<(String, Node)>), Refusal> {
        let file = self.file();
        let unreadable = || Refusal::new(format!("the front matter of `{}` cannot be read", file.path));
        let matter = parse::matter(file).ok_or_else(unreadable)?;
        let node = matter.node.clone().map_err(|_| unreadable())?;
        let Value::Map(map) = node.value else {
            return Err(unreadable().help("write a key in each line"));
        };
        if file.slice(node.span).starts_with('{') {
            return Err(unreadable().help("write a key in each line, without braces around all"));
        }
        Ok((matter, map.into_iter().map(|(key, value)| (key.value, value)).collect()))
    }
}

/// Adds to the file that stays what the one that goes says.
fn unite(
    names: &Names<'_>,
    texts: &mut Texts,
    gone: &Page,
    stays: &Page,
    (from, into): (&Key, &Key),
    prefer: Option<Prefer>,
) -> Result<(), Refusal> {
    let (old, new) = (texts.file(names, gone.file), texts.file(names, stays.file));
    let (_, theirs) = old.matter()?;
    let (matter, ours) = new.matter()?;
    let mut union = Union {
        old: old.file(),
        new: new.file(),
        matter: &matter,
        into,
        prefer,
        plan: Plan::default(),
        conflicts: Vec::new(),
    };
    for (key, value) in &theirs {
        let ours = ours.iter().find(|(it, _)| it == key).map(|(_, value)| value);
        union.key(key, value, ours)?;
    }
    union.aliases(&theirs, &ours)?;
    if gone.language.is_none() && !gone.draft {
        union.addresses(from, &theirs)?;
    }
    if !union.conflicts.is_empty() {
        let message = format!("`{from}` and `{into}` differ where there can be one value");
        let refusal = union.conflicts.into_iter().fold(Refusal::new(message), Refusal::help);
        return Err(
            refusal.help("`--prefer into` or `--prefer from` says whose values stay; or change one of them first")
        );
    }
    let mut plan = union.plan;
    let body = body(old.file(), new.file(), matter.body, from)?;
    let end = new.file().text.len();
    plan.edit(Span::new(matter.body..end).in_file(new.id), body);
    let merged = plan.ordered().texts(&new.sources);
    texts
        .changed
        .extend(merged.into_values().map(|text| (stays.file, text)));
    Ok(())
}

/// Front matter that is united.
struct Union<'a> {
    old: &'a SourceFile,
    new: &'a SourceFile,
    matter: &'a Matter,
    into: &'a Key,
    prefer: Option<Prefer>,
    plan: Plan,
    conflicts: Vec<String>,
}

impl Union<'_> {
    fn key(&mut self, key: &str, theirs: &Node, ours: Option<&Node>) -> Result<(), Refusal> {
        let known = self.into.kind.keys().iter().find(|it| it.name == key);
        if matches!(key, "draft" | "moved-from" | "aliases") || matches!(theirs.value, Value::Null) {
            return Ok(());
        }
        let ours = ours.filter(|it| !matches!(it.value, Value::Null));
        if known.is_some_and(|it| it.presence == "list") {
            let has = |item: &Node| items(ours).iter().any(|it| it.value.says(&item.value));
            let items = items(Some(theirs)).into_iter();
            let items = items.filter(|item| !self.is_itself(item) && !has(item));
            let added: Vec<String> = items.map(|item| flow(self.old, item)).collect();
            return self.add(key, &added);
        }
        match ours {
            Some(ours) if ours.value.says(&theirs.value) => Ok(()),
            _ if self.is_itself(theirs) => Ok(()),
            None => self.add(key, &[flow(self.old, theirs)]),
            Some(ours) => {
                self.conflict(key, theirs, ours);
                Ok(())
            }
        }
    }

    /// The title that stays is that of `into`, whatever the other is called, unless that is preferred.
    fn conflict(&mut self, key: &str, theirs: &Node, ours: &Node) {
        match self.prefer {
            Some(Prefer::From) => self.plan.edit(ours.span.in_file(self.new.id), flow(self.old, theirs)),
            Some(Prefer::Into) => {}
            None if key == "title" => {}
            None => {
                let (theirs, ours) = (self.old.slice(theirs.span), self.new.slice(ours.span));
                self.conflicts.push(format!(
                    "`{key}` is `{theirs}` in `{}`, `{ours}` in `{}`",
                    self.old.path, self.new.path
                ));
            }
        }
    }

    /// Adds the title that goes and the other names.
    fn aliases(&mut self, theirs: &[(String, Node)], ours: &[(String, Node)]) -> Result<(), Refusal> {
        let find =
            |all: &'_ [(String, Node)], key: &str| all.iter().find(|(it, _)| it == key).map(|(_, value)| value.clone());
        let (their_title, our_title) = (find(theirs, "title"), find(ours, "title"));
        let title_differs = match (&their_title, &our_title) {
            (Some(a), Some(b)) => !a.value.says(&b.value),
            _ => false,
        };
        if !self.into.kind.keys().iter().any(|key| key.name == "aliases") {
            if title_differs {
                let title = their_title.filter(|_| self.prefer != Some(Prefer::From)).or(our_title);
                let title = title.map_or(String::new(), |it| text(&it));
                self.plan.notes.push(format!("the title `{title}` stands nowhere now"));
            }
            return Ok(());
        }
        let aliases = find(ours, "aliases");
        let mut known: Vec<String> = items(aliases.as_ref()).into_iter().map(text).collect();
        let (kept, lost, lost_in) = match self.prefer {
            Some(Prefer::From) => (their_title, our_title, self.new),
            _ => (our_title, their_title, self.old),
        };
        known.extend(kept.as_ref().map(text));
        let other = find(theirs, "aliases");
        let lost = lost.iter().map(|it| (it, lost_in));
        let others = items(other.as_ref()).into_iter().map(|it| (it, self.old));
        let mut added = Vec::new();
        for (node, file) in lost.chain(others) {
            if !known.contains(&text(node)) {
                known.push(text(node));
                added.push(flow(file, node));
            }
        }
        self.add("aliases", &added)
    }

    /// The address of the entry that goes, and those that it had before.
    fn addresses(&mut self, from: &Key, theirs: &[(String, Node)]) -> Result<(), Refusal> {
        let former = theirs
            .iter()
            .find(|(key, _)| key == "moved-from")
            .map(|(_, value)| value);
        let mut addresses = vec![from.to_string()];
        addresses.extend(items(former).into_iter().map(|item| flow(self.old, item)));
        self.add("moved-from", &addresses)
    }

    fn add(&mut self, key: &str, added: &[String]) -> Result<(), Refusal> {
        if added.is_empty() {
            return Ok(());
        }
        let refusal = || {
            let message = format!(
                "nothing can be added to `{key}` of `{}` as it is written",
                self.new.path
            );
            Refusal::new(message).help("write it as a list, `[a, b]`, or with a line for each")
        };
        let edit = matter::add(self.new, self.matter, key, added).ok_or_else(refusal)?;
        self.plan.edits.push(edit);
        Ok(())
    }

    /// Whether a value is the name of the entry that both become.
    fn is_itself(&self, node: &Node) -> bool {
        is_name(node, self.into)
    }
}

fn is_name(node: &Node, key: &Key) -> bool {
    let written = text(node);
    let written = written.trim_end_matches(".md");
    written == key.stem || written == key.to_string()
}

fn items(node: Option<&Node>) -> Vec<&Node> {
    match node.map(|it| &it.value) {
        Some(Value::List(items)) => items.iter().collect(),
        Some(Value::Null) | None => Vec::new(),
        Some(_) => node.into_iter().collect(),
    }
}

fn text(node: &Node) -> String {
    match &node.value {
        Value::Scalar(text) => text.trim().to_owned(),
        _ => String::new(),
    }
}

/// A value in one line, in braces and brackets: it can stand in any list.
fn flow(file: &SourceFile, node: &Node) -> String {
    match &node.value {
        Value::Null => "~".to_owned(),
        Value::Scalar(text) => {
            let written = file.slice(node.span);
            let quoted = written.starts_with(['"', '\'']);
            let plain = !quoted
                && !written.contains(['\n', ',', '[', ']', '{', '}', '#'])
                && !written.starts_with(['|', '>', '&', '*']);
            if plain || (quoted && !written.contains('\n')) {
                written.to_owned()
            } else {
                serde_json::Value::from(text.trim()).to_string()
            }
        }
        Value::List(items) => {
            let items: Vec<String> = items.iter().map(|item| flow(file, item)).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Map(map) => {
            let pair = |(key, value): &(crate::span::Spanned<String>, Node)| {
                format!("{}: {}", file.slice(key.span), flow(file, value))
            };
            format!("{{{}}}", map.iter().map(pair).collect::<Vec<_>>().join(", "))
        }
    }
}

/// The two bodies, with the mark between them where both say something.
fn body(old: &SourceFile, new: &SourceFile, start: usize, from: &Key) -> Result<String, Refusal> {
    let ours = new.text.get(start..).unwrap_or_default();
    let theirs = distinct_notes(old, new, from)?;
    let (ours_bare, theirs) = (ours.trim(), theirs.trim());
    if theirs.is_empty() || theirs == ours_bare {
        return Ok(ours.to_owned());
    }
    if ours_bare.is_empty() {
        return Ok(format!("{theirs}\n"));
    }
    let mark = format!("{MERGED}{from}: make one text of the two, then delete this line -->");
    Ok(format!("{}\n\n{mark}\n\n{theirs}\n", ours.trim_end()))
}

/// The body that goes, with other names for footnotes whose names the one that stays has.
fn distinct_notes(old: &SourceFile, new: &SourceFile, from: &Key) -> Result<String, Refusal> {
    let labels = |file: &SourceFile| -> BTreeSet<String> {
        let labels = prose::labels(&file.text).into_iter();
        labels.map(|label| label.to_lowercase()).collect()
    };
    if let Some(label) = labels(old).intersection(&labels(new)).next() {
        let message = format!("both `{}` and `{}` define the link `[{label}]`", old.path, new.path);
        return Err(Refusal::new(message).help("give one of them another name first"));
    }
    let taken: BTreeSet<String> = prose::read(&new.text, Quotes::of("en"))
        .footnotes
        .into_iter()
        .map(|(name, _)| name)
        .collect();
    let mut plan = Plan::default();
    for (event, range) in prose::events(&old.text, Quotes::of("en")) {
        let (Event::FootnoteReference(name) | Event::Start(Tag::FootnoteDefinition(name))) = event else {
            continue;
        };
        let start = range.start + "[^".len();
        let is_there = old.text.get(start..).is_some_and(|it| it.starts_with(&*name));
        if taken.contains(&*name) && is_there {
            let at = Span::new(start..start + name.len());
            plan.edit(at.in_file(old.id), format!("{}-{name}", from.stem));
        }
    }
    let mut sources = SourceMap::default();
    let id = sources.add(old.path.clone(), old.text.to_string());
    for edit in &mut plan.edits {
        edit.at.file = id;
    }
    let text = plan
        .ordered()
        .texts(&sources)
        .remove(&id)
        .unwrap_or_else(|| old.text.to_string());
    let start = parse::matter(old).map_or(0, |it| it.body);
    Ok(text.get(start..).unwrap_or_default().to_owned())
}

/// Leaves out items that say what another says now that two names are one, and what names the entry in itself.
fn once(names: &Names<'_>, id: FileId, text: &str, into: &Key, is_into: bool) -> String {
    let path = &names.tree.sources.file(id).path;
    let mut text = text.to_owned();
    // One at a time: taking one away moves the others.
    loop {
        let read = Read::new(path, &text);
        let Ok((_, map)) = read.matter() else { return text };
        let range = map.iter().find_map(|(key, value)| {
            let own = is_into && key != "title" && key != "aliases" && key != "moved-from";
            superfluous(read.file(), value, into, own)
        });
        let range = range.or_else(|| own_key(&read, &map, into, is_into));
        let Some(range) = range else {
            return read.file().text.to_string();
        };
        text = read.file().text.to_string();
        text.replace_range(range, "");
    }
}

/// A key whose one value is the entry itself, such as its parent: its whole line.
fn own_key(read: &Read, map: &[(String, Node)], into: &Key, is_into: bool) -> Option<std::ops::Range<usize>> {
    let single = |key: &str| {
        into.kind
            .keys()
            .iter()
            .any(|it| it.name == key && it.names == Some(into.kind.folder()))
    };
    let (_, value) = map
        .iter()
        .find(|(key, value)| is_into && single(key) && is_name(value, into))?;
    let file = read.file();
    let start = file.text[..value.span.start as usize]
        .rfind('\n')
        .map_or(0, |at| at + 1);
    Some(start..(matter::line_end(file, value.span.end as usize) + 1).min(file.text.len()))
}

/// An item to take away somewhere in a value: its bytes, with what separates it.
fn superfluous(file: &SourceFile, node: &Node, into: &Key, own: bool) -> Option<std::ops::Range<usize>> {
    let children: Vec<&Node> = match &node.value {
        Value::List(items) => items.iter().collect(),
        Value::Map(map) => map.iter().map(|(_, value)| value).collect(),
        _ => Vec::new(),
    };
    if let Value::List(items) = &node.value {
        for (at, item) in items.iter().enumerate() {
            let twice = items[..at].iter().any(|it| it.value.says(&item.value)) && speaks_of(item, into);
            if twice || (own && is_name(item, into)) {
                return matter::item(file, node, at);
            }
        }
    }
    children.into_iter().find_map(|it| superfluous(file, it, into, false))
}

fn speaks_of(node: &Node, key: &Key) -> bool {
    match &node.value {
        Value::Scalar(_) => is_name(node, key),
        Value::List(items) => items.iter().any(|it| speaks_of(it, key)),
        Value::Map(map) => map.iter().any(|(_, value)| speaks_of(value, key)),
        Value::Null => false,
    }
}

/// What becomes of fragments: headings of the body that goes, and statements of papers.
struct Fragments {
    from: Key,
    /// The headings of the entry that goes, with their identifiers in the text of both.
    headings: Vec<(Heading, String)>,
    /// Of each paper whose statements are numbered otherwise: fragment before and after.
    statements: BTreeMap<Key, BTreeMap<String, String>>,
}

impl Fragments {
    fn new(names: &Names<'_>, from: &Key, into: &Key) -> Fragments {
        let text = |key| {
            let page = names.of_key(key).find(|page| page.language.is_none());
            page.map(|page| names.tree.sources.file(page.file))
        };
        let headings = text(from).map(|file| parse::body(file).headings).unwrap_or_default();
        let both = text(into).zip(text(from)).map(|(ours, theirs)| {
            let start = parse::matter(theirs).map_or(0, |it| it.body);
            let theirs = theirs.text.get(start..).unwrap_or_default();
            let read = Read::new(&ours.path, &format!("{}\n\n{theirs}", ours.text));
            parse::body(read.file()).headings
        });
        let both = both.unwrap_or_default();
        let theirs = both.into_iter().rev().take(headings.len()).rev().map(|it| it.id);
        let papers = names.pages.iter().filter(|page| page.language.is_none());
        let papers = papers.filter_map(|page| Some((page.key.clone()?, page)));
        let statements = papers.filter(|(key, _)| key.kind == Kind::Paper);
        Fragments {
            from: from.clone(),
            headings: headings.into_iter().zip(theirs).collect(),
            statements: statements
                .map(|(key, page)| (key, statements_of(page, from, into)))
                .collect(),
        }
    }

    fn mend(&self, it: &Use, plan: &mut Plan) {
        let ([Target::Entry(target)], Some((fragment, at))) = (it.targets.as_slice(), &it.fragment) else {
            return;
        };
        if *at == Span::default() {
            return;
        }
        let new = if *target == self.from {
            let fragment = decode(fragment);
            let exact = self.headings.iter().find(|(heading, _)| heading.id == fragment);
            let heading = exact.or_else(|| self.headings.iter().find(|(heading, _)| heading.reads(&fragment)));
            heading.filter(|(heading, new)| heading.id != *new).map(|(_, new)| new)
        } else {
            self.statements.get(target).and_then(|it| it.get(fragment))
        };
        if let Some(new) = new {
            plan.edit(at.in_file(it.at.file), new.clone());
        }
    }
}

/// The fragments of a paper's statements that change, before and after.
fn statements_of(page: &Page, from: &Key, into: &Key) -> BTreeMap<String, String> {
    let node = page.matter.as_ref().and_then(|it| it.node.as_ref().ok());
    let mut changed = BTreeMap::new();
    let keys = [(Kind::Theme, "themes", "theme"), (Kind::Event, "events", "event")];
    for (_, list, key) in keys.into_iter().filter(|(kind, ..)| *kind == from.kind) {
        let items = items(node.and_then(|it| value(it, list)));
        let named = items
            .into_iter()
            .map(|item| value(item, key).map(text).unwrap_or_default());
        let named = named.map(|it| {
            it.trim_end_matches(".md")
                .rsplit('/')
                .next()
                .unwrap_or_default()
                .to_owned()
        });
        let before: Vec<String> = named.collect();
        let after: Vec<&str> = before
            .iter()
            .map(|it| if *it == from.stem { into.stem.as_str() } else { it })
            .collect();
        let before: Vec<&str> = before.iter().map(String::as_str).collect();
        for item in 0..before.len() {
            let name = |names: &[&str]| numbered(key, names.iter().copied(), item);
            let (old, new) = (name(&before), name(&after));
            if old != new {
                changed.insert(old, new);
            }
        }
    }
    changed
}
