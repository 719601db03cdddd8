//! Gives an entry or a cited work another name: its file, its translations, and every place that names it.

use super::names::{Form, Names, Page, Target, Use, has_word, is_home, key};
use super::{Edit, Move, Plan, Refusal, counted, matter};
use crate::model::{Key, Kind};
use crate::parse::{self, bibliography, citation, is_stem};
use crate::source::SourceTree;
use crate::span::{SourceFile, SourceMap, Span};
use crate::yaml::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Plans to call an entry, or with `@` a cited work, by another name.
///
/// `old` and `new` are names as links have them: `shoals`, `events/shoals`, or the path of the file. Whatever else is
/// wrong with the site stays as it is. The former address goes to `moved-from`, unless the entry is a draft.
///
/// # Errors
/// When `old` names nothing or several things, when `new` is taken or can be no name, or when a file that may speak of
/// `old` cannot be read.
pub fn rename(tree: &SourceTree, old: &str, new: &str) -> Result<Plan, Refusal> {
    let names = Names::new(tree);
    let bare = |name: &str| name.trim().trim_start_matches('@').to_owned();
    if old.starts_with('@') || new.starts_with('@') {
        let (old, new) = (bare(old), bare(new));
        let paper = key(Kind::Paper, &old);
        if names.has(&paper) {
            return entry(&names, &paper, &new);
        }
        return work(&names, &old, &new);
    }
    let from = find(&names, old)?;
    entry(&names, &from, new)
}

/// The entry that a name means.
pub(super) fn find(names: &Names<'_>, written: &str) -> Result<Key, Refusal> {
    let name = written.trim().trim_end_matches(".md");
    let name = name.strip_prefix("./").unwrap_or(name);
    let name = name.strip_prefix("content/").unwrap_or(name);
    if let Some((folder, stem)) = name.rsplit_once('/') {
        let Some(kind) = Kind::of_folder(folder) else {
            let folders = Kind::ALL.map(Kind::folder).join(", ");
            return Err(Refusal::new(format!("there is no folder of entries `{folder}`"))
                .help(format!("the folders are: {folders}")));
        };
        let found = key(kind, stem);
        return if names.has(&found) {
            Ok(found)
        } else {
            Err(unknown(names, written, stem))
        };
    }
    let found: Vec<&Key> = names.of_stem(name).collect();
    match found.as_slice() {
        [one] => Ok((*one).clone()),
        [] => Err(unknown(names, written, name)),
        several => {
            let keys: Vec<String> = several.iter().map(ToString::to_string).collect();
            let message = format!("`{name}` could mean `{}`", keys.join("` or `"));
            let example = keys.first().map_or("", String::as_str);
            Err(Refusal::new(message).help(format!("write the folder too: `{example}`")))
        }
    }
}

fn unknown(names: &Names<'_>, written: &str, stem: &str) -> Refusal {
    let refusal = Refusal::new(format!("there is no entry `{written}`"));
    if names.has_work(stem) {
        return refusal.help(format!(
            "it is the key of a cited work: write `@{stem}` and `@` before the new key"
        ));
    }
    let stems: BTreeSet<&str> = names
        .pages
        .iter()
        .filter_map(|page| Some(page.key.as_ref()?.stem.as_str()))
        .collect();
    match crate::diag::nearest(stem, stems) {
        Some(near) => refusal.help(format!("did you mean `{near}`?")),
        None => {
            refusal.help("a name is the stem of a file, such as `shoals`, or its folder too, as in `events/shoals`")
        }
    }
}

/// Plans to rename an entry.
fn entry(names: &Names<'_>, from: &Key, new: &str) -> Result<Plan, Refusal> {
    if is_home(from) {
        return Err(Refusal::new("the home page keeps its name, which is its address"));
    }
    let to = new_key(from, new)?;
    free(names, from, &to)?;
    if let Some(refusal) = names.unreadable(&from.stem) {
        return Err(refusal);
    }
    let uses = names.uses();
    ambiguous(names, &uses, from)?;
    let mut plan = Plan::default();
    let mut mended = 0;
    for it in &uses {
        let edits = plan.edits.len();
        mend(names, it, from, &to, &mut plan)?;
        mend_fragment(it, from, &to, &mut plan);
        mended += usize::from(plan.edits.len() > edits);
    }
    keep_fragments(names, &uses, &mut plan);
    for page in names.of_key(from) {
        plan.moves.push(moved(names, page, &to));
        if page.language.is_none() && !page.draft {
            plan.edits.extend(former(names, page, from, &to)?);
        }
    }
    let mut plan = plan.ordered();
    let edited: BTreeSet<_> = plan.edits.iter().map(|edit| edit.at.file).collect();
    let references = counted(mended, "reference", "references");
    plan.title = format!("rename `{from}` to `{to}`, with {references}");
    if !edited.is_empty() {
        plan.title += &format!(" in {}", counted(edited.len(), "file", "files"));
    }
    Ok(plan)
}

/// The key that a new name stands for; the kind stays.
fn new_key(from: &Key, new: &str) -> Result<Key, Refusal> {
    let name = new.trim().trim_end_matches(".md");
    let name = name.strip_prefix("./").unwrap_or(name);
    let name = name.strip_prefix("content/").unwrap_or(name);
    let stem = match name.rsplit_once('/') {
        Some((folder, stem)) if folder == from.kind.folder() => stem,
        Some((folder, _)) => {
            let message = format!("`{from}` cannot become one of `{folder}/`: a new name keeps the kind");
            return Err(Refusal::new(message).help("what an entry of another kind says has other keys: make it anew"));
        }
        None => name,
    };
    let is_name = is_stem(stem) && !stem.starts_with('-') && !stem.ends_with('-') && stem != "null";
    if !is_name {
        let refusal = Refusal::new(format!("`{stem}` cannot be the name of a file that becomes an address"));
        return Err(refusal.help(format!(
            "use small letters, digits and hyphens: `{}`",
            parse::slug(stem)
        )));
    }
    Ok(key(from.kind, stem))
}

/// Refuses a name that is taken: by an entry, a work, or a former address.
fn free(names: &Names<'_>, from: &Key, to: &Key) -> Result<(), Refusal> {
    if from == to {
        return Err(Refusal::new(format!("`{from}` has that name already")));
    }
    if names.has(to) {
        let merge = format!("if both are the same, `conspectus merge {from} {to}` makes one of them");
        return Err(Refusal::new(format!("there already is an entry `{to}`")).help(merge));
    }
    if to.kind == Kind::Paper && names.has_work(&to.stem) {
        let message = format!("the key `{}` is that of a cited work", to.stem);
        return Err(Refusal::new(message).help("a paper and a work cannot share a key: choose another name"));
    }
    for page in names.pages.iter().filter(|page| page.key.as_ref() != Some(from)) {
        if moved_from(page)
            .iter()
            .any(|(written, _)| address(written) == to.to_string())
        {
            let path = &names.tree.sources.file(page.file).path;
            let message = format!("`{to}` is a former address, which leads to another entry");
            let help = format!("choose another name, or take it out of `moved-from` in `{path}` if nobody links to it");
            return Err(Refusal::new(message).help(help));
        }
    }
    Ok(())
}

/// Refuses where a bare name could mean the entry or another: once it is gone, it would silently mean the other.
pub(super) fn ambiguous(names: &Names<'_>, uses: &[Use], from: &Key) -> Result<(), Refusal> {
    let target = Target::Entry(from.clone());
    let Some(it) = uses
        .iter()
        .find(|it| it.targets.len() > 1 && it.targets.contains(&target))
    else {
        return Ok(());
    };
    let message = format!("the link at {} could mean `{from}` or another entry", place(names, it));
    Err(Refusal::new(message).help("write its folder too, as in `[[events/shoals]]`, so that it can be mended"))
}

/// Path, line and column.
fn place(names: &Names<'_>, it: &Use) -> String {
    let file = names.tree.sources.file(it.at.file);
    let (line, column) = file.line_column(it.at.span.start);
    format!("{}:{line}:{column}", file.path)
}

/// Writes a place that names the entry, or one that would now mean two, otherwise.
pub(super) fn mend(names: &Names<'_>, it: &Use, from: &Key, to: &Key, plan: &mut Plan) -> Result<(), Refusal> {
    let [Target::Entry(target)] = it.targets.as_slice() else {
        return Ok(());
    };
    if target == from && it.form != Form::Here {
        if !it.plain {
            let message = format!(
                "the link at {} is written in a way that cannot be mended",
                place(names, it)
            );
            return Err(Refusal::new(message).help("write the name plainly, without `\\`, `&` or quotation marks"));
        }
        let shared = names.of_stem(&to.stem).any(|other| other != from && other != to);
        let with_folder = it.form == (Form::Wiki { bare: true }) && shared;
        let name = if with_folder { to.to_string() } else { new_name(it, to) };
        plan.edit(it.at, name);
    } else if target.stem == to.stem && target != to && it.form == (Form::Wiki { bare: true }) {
        // `[[b]]` was an event; now that a theme is called so too, it has to say which.
        plan.edit(it.at, target.to_string());
    }
    Ok(())
}

/// The new name as the place takes it: a citation key with unusual letters stands in braces.
fn new_name(it: &Use, to: &Key) -> String {
    if it.form == Form::Citation {
        cited(&to.stem)
    } else {
        to.stem.clone()
    }
}

fn cited(key: &str) -> String {
    let plain = citation::parse(&format!("[@{key}]"), 0).is_ok_and(|all| all.iter().any(|it| it.key.value == key));
    if plain { key.to_owned() } else { format!("{{{key}}}") }
}

/// The statements of a paper have the name of their theme or event in their fragment.
fn mend_fragment(it: &Use, from: &Key, to: &Key, plan: &mut Plan) {
    let ([Target::Entry(target)], Some((fragment, at))) = (it.targets.as_slice(), &it.fragment) else {
        return;
    };
    let named = format!("{}-{}", from.kind.name(), from.stem);
    let Some(rest) = fragment.strip_prefix(&named) else {
        return;
    };
    let number = rest.is_empty() || rest.strip_prefix('-').is_some_and(|it| it.parse::<u32>().is_ok());
    let has_statements = matches!(from.kind, Kind::Theme | Kind::Event) && target.kind == Kind::Paper;
    if number && has_statements && *at != Span::default() {
        plan.edit(at.in_file(it.at.file), format!("{}-{}{rest}", to.kind.name(), to.stem));
    }
}

/// Headings and paragraphs are called by their words, and a link without a label is one of them: a heading keeps its
/// identifier, and links to a paragraph get the new one.
fn keep_fragments(names: &Names<'_>, uses: &[Use], plan: &mut Plan) {
    let sources = &names.tree.sources;
    let mut renamed: BTreeMap<(Target, String), String> = BTreeMap::new();
    *plan = std::mem::take(plan).ordered();
    for (id, after) in plan.texts(sources) {
        let Some(page) = names.pages.iter().find(|page| page.file == id) else {
            continue;
        };
        let mut new = SourceMap::default();
        let new_id = new.add(String::new(), after);
        let (old, new) = (parse::body(sources.file(id)), parse::body(new.file(new_id)));
        for (heading, _) in old.headings.iter().zip(&new.headings).filter(|(a, b)| a.id != b.id) {
            let written = sources.file(id).slice(heading.span);
            if written.starts_with('#') && !written.ends_with(['#', '}']) {
                let end = Span {
                    start: heading.span.end,
                    ..heading.span
                };
                plan.edit(end.in_file(id), format!(" {{#{}}}", heading.id));
            }
        }
        let target = page.key.clone().filter(|_| page.language.is_none()).map(Target::Entry);
        for (passage, now) in old.passages.iter().zip(new.passages).filter(|(a, b)| a.id != b.id) {
            renamed.extend(target.clone().map(|target| ((target, passage.id.clone()), now.id)));
        }
    }
    for it in uses {
        let Some((fragment, at)) = it.fragment.as_ref().filter(|(_, at)| *at != Span::default()) else {
            continue;
        };
        let new = it
            .targets
            .iter()
            .find_map(|target| renamed.get(&(target.clone(), fragment.clone())));
        if let Some(new) = new {
            plan.edit(at.in_file(it.at.file), new.clone());
        }
    }
}

pub(super) fn moved(names: &Names<'_>, page: &Page, to: &Key) -> Move {
    let path = &names.tree.sources.file(page.file).path;
    let ending = path.rsplit_once('.').map_or("md", |(_, ending)| ending);
    let language = page.language.as_ref().map(|it| format!(".{it}")).unwrap_or_default();
    Move {
        file: page.file,
        to: format!("content/{to}{language}.{ending}"),
    }
}

/// Adds the former address; an entry that gets a name back that it once had no longer redirects from it.
fn former(names: &Names<'_>, page: &Page, from: &Key, to: &Key) -> Result<Vec<Edit>, Refusal> {
    let file = names.tree.sources.file(page.file);
    let unwritable = || {
        let message = format!(
            "the former address cannot be added to the front matter of `{}`",
            file.path
        );
        Refusal::new(message).help("write `moved-from` as a list, `[a, b]`, or with a line for each")
    };
    let written = moved_from(page);
    let back = written.iter().find(|(it, _)| address(it) == to.to_string());
    if let Some((_, at)) = back {
        let edit = Edit {
            at: at.in_file(file.id),
            replacement: from.to_string(),
        };
        return Ok(vec![edit]);
    }
    let front = page.matter.as_ref().ok_or_else(unwritable)?;
    let edit = matter::add(file, front, "moved-from", &[from.to_string()]);
    edit.map(|it| vec![it]).ok_or_else(unwritable)
}

/// The former addresses of an entry, as written, with their places.
fn moved_from(page: &Page) -> Vec<(String, Span)> {
    let node = page.matter.as_ref().and_then(|it| it.node.as_ref().ok());
    let list = node.and_then(|it| matter::value(it, "moved-from"));
    let items = match list.map(|it| &it.value) {
        Some(Value::List(items)) => items.iter().collect(),
        Some(Value::Scalar(_)) => list.into_iter().collect(),
        _ => Vec::new(),
    };
    let text = |node: &crate::yaml::Node| match &node.value {
        Value::Scalar(text) => Some((text.trim().to_owned(), node.span)),
        _ => None,
    };
    items.into_iter().filter_map(text).collect()
}

/// A former address without slash and ending.
fn address(written: &str) -> &str {
    written
        .trim_start_matches('/')
        .trim_end_matches(".md")
        .trim_end_matches(".html")
}

/// Plans to give a cited work another key.
fn work(names: &Names<'_>, old: &str, new: &str) -> Result<Plan, Refusal> {
    let Some(work) = names.works.iter().find(|work| work.key == old) else {
        let keys = names.works.iter().map(|work| work.key.as_str());
        let refusal = Refusal::new(format!("there is no cited work `@{old}`"));
        return Err(match crate::diag::nearest(old, keys) {
            Some(near) => refusal.help(format!("did you mean `@{near}`?")),
            None => {
                refusal.help("keys are those of content/references.bib; `conspectus rename OLD NEW` renames entries")
            }
        });
    };
    free_work(names, old, new)?;
    if let Some(refusal) = names.unreadable(old) {
        return Err(refusal);
    }
    let mut plan = Plan::default();
    let file = names.tree.sources.file(work.file);
    in_record(file, work.span, new, &mut plan);
    for &reference in &names.tree.references {
        let file = names.tree.sources.file(reference);
        for named in bibliography::cross_references(file) {
            if named.value == old {
                plan.edit(named.span.in_file(file.id), new);
            }
        }
    }
    for it in names.uses() {
        if it.targets == [Target::Work(old.to_owned())] {
            let name = match it.form {
                Form::Citation => cited(new),
                Form::Path => parse::slug(new),
                _ => new.to_owned(),
            };
            plan.edit(it.at, name);
        }
    }
    let mut plan = plan.ordered();
    let edited: BTreeSet<_> = plan.edits.iter().map(|edit| edit.at.file).collect();
    let places = counted(plan.edits.len(), "place", "places");
    let files = counted(edited.len(), "file", "files");
    plan.title = format!("rename `@{old}` to `@{new}`, in {places} of {files}");
    plan.notes.push(format!(
        "where the work had a page of its own, `works/{}.html` is now `works/{}.html`",
        parse::slug(old),
        parse::slug(new)
    ));
    Ok(plan)
}

fn free_work(names: &Names<'_>, old: &str, new: &str) -> Result<(), Refusal> {
    let unusual = |c: char| c.is_whitespace() || c.is_control() || "{}(),\"#%'~\\=;[]|".contains(c);
    if new.is_empty() || new.contains(unusual) {
        return Err(
            Refusal::new(format!("`{new}` cannot be a citation key")).help("use letters, digits, `-`, `_` and `:`")
        );
    }
    if old == new {
        return Err(Refusal::new(format!("`@{old}` has that key already")));
    }
    if names.has_work(new) || names.has(&key(Kind::Paper, new)) {
        return Err(Refusal::new(format!("the key `{new}` is taken")).help("two works need two keys"));
    }
    let broken = |file: &SourceFile| {
        let read = bibliography::read(file, &mut crate::diag::Diagnostics::default());
        has_word(&file.text, old) && read.is_empty()
    };
    let mut files = names.tree.references.iter().map(|&file| names.tree.sources.file(file));
    match files.find(|file| broken(file)) {
        Some(file) => {
            Err(Refusal::new(format!("`{}` cannot be read", file.path)).help("mend it first: `conspectus check`"))
        }
        None => Ok(()),
    }
}

/// Writes the key of a record: bare in `.bib`, a string in `.json`.
fn in_record(file: &SourceFile, span: Span, new: &str, plan: &mut Plan) {
    let name = if file.path.ends_with(".json") {
        serde_json::Value::from(new).to_string()
    } else {
        new.to_owned()
    };
    plan.edit(span.in_file(file.id), name);
}
