//! What is done to the bucket, and in which order: at every moment every page in it has all that it needs and leads to.
//!
//! A bucket takes one object at a time, so a visitor always sees something between the old site and the new. The order:
//!
//! | step | why then |
//! |---|---|
//! | new files that are no pages | nothing asks for them yet |
//! | changed styles, scripts, pictures | their names stay, and the pages before work with them |
//! | pages that a run which did not end was about to remove | nothing leads to them yet, and they may lead too far |
//! | new pages | all they need is there; nothing leads to them yet |
//! | new lists of pages: sitemap, feeds; then the first page of a new site | all they lead to is there |
//! | changed pages | all they lead to is there |
//! | changed data and search index, then changed lists of pages | they lead to pages that are there |
//! | pages in their last form, then what is no longer published | nothing leads there any more |
//!
//! Pages that change together may link to passages of each other that are new on both, in a circle. So a page is first put
//! without the fragments that its neighbours may not have yet, and with the identifiers that it loses and its neighbours may
//! still name; in its last form when all of them have changed.

use super::list::{List, Record};
use super::local::{Local, Locals};
use super::page::Passage;
use std::collections::{BTreeMap, BTreeSet};

/// An object that lies in the bucket.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Object {
    /// The number of its bytes.
    pub(super) size: u64,
    /// Its tag, if the server tells it.
    pub(super) tag: Option<String>,
}

/// What lies in the bucket below the prefix, by path.
pub(super) type Objects = BTreeMap<String, Object>;

/// Files that are put at once, in any order among them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Step {
    /// What they are, for whoever watches.
    pub(super) name: &'static str,
    /// The files.
    pub(super) puts: Vec<Put>,
}

/// A file that is put.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Put {
    /// Its path.
    pub(super) path: String,
    /// Fragments that its links do without until what they lead to is there.
    pub(super) cut: BTreeSet<Passage>,
    /// Identifiers that it keeps until nothing leads to them any more.
    pub(super) kept: BTreeSet<String>,
}

impl Put {
    fn is_last_form(&self) -> bool {
        self.cut.is_empty() && self.kept.is_empty()
    }
}

/// What is done to the bucket.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Plan {
    /// Files that are not in the bucket yet.
    pub(super) new: Vec<String>,
    /// Files that differ there.
    pub(super) changed: Vec<String>,
    /// Objects of ours that are no longer published.
    pub(super) stale: Vec<String>,
    /// Pages that are there, but are put again before anything leads to them.
    ahead: Vec<String>,
    /// How many files stay as they are.
    pub(super) unchanged: usize,
    /// Objects of others that lie where files belong.
    pub(super) obstacles: Vec<String>,
    /// Objects of ours that others have changed and that are no longer published: they stay.
    pub(super) left: Vec<String>,
    /// What is put, one step after the other.
    pub(super) steps: Vec<Step>,
    /// Pages that get their last form when all has been put.
    pub(super) last_forms: Vec<String>,
    /// Whether one of them loses identifiers then.
    pub(super) loses_identifiers: bool,
    /// The list while all this is being done.
    pub(super) meanwhile: List,
    /// The list when it is done, but for the tags of what was put; what is stale is in it until it is removed.
    pub(super) after: List,
}

impl Plan {
    /// Whether the bucket is as it should be, and the list says so.
    pub(super) fn is_done(&self, before: &List) -> bool {
        self.steps.is_empty() && self.stale.is_empty() && self.after == *before
    }
}

/// The list, without the identifiers of objects that others have changed.
fn trusted(before: &List, there: &Objects) -> List {
    let mut list = before.clone();
    for (path, record) in &mut list {
        if there.get(path).is_none_or(|object| !is_ours(record, object)) {
            record.has.clear();
        }
    }
    list
}

/// How a file stands to what is in the bucket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    New,
    Changed,
    Unchanged,
    /// A page that is there as it should be and links to passages that are not there yet: a run that did not end was about
    /// to remove it, and nothing leads to it. It is put again without those fragments.
    Ahead,
    Obstacle,
}

/// Compares what is to be with what is there. `adopts` says that objects of others may be replaced.
pub(super) fn plan(locals: &Locals, before: &List, there: &Objects, adopts: bool) -> Plan {
    let before = &trusted(before, there);
    let mut states: BTreeMap<&str, State> = locals
        .iter()
        .map(|(path, local)| (path.as_str(), state(local, before.get(path), there.get(path), adopts)))
        .collect();
    let passages = passages(locals);
    let uncertain = uncertain(locals, before, &passages, &states);
    for (path, state) in &mut states {
        if *state == State::Unchanged && leads_to(locals, path, &uncertain) {
            *state = State::Ahead;
        }
    }
    let of = |wanted: State| -> Vec<String> {
        let found = states.iter().filter(|(_, state)| **state == wanted);
        found.map(|(path, _)| (*path).to_owned()).collect()
    };
    let mut plan = Plan {
        new: of(State::New),
        changed: of(State::Changed),
        ahead: of(State::Ahead),
        unchanged: of(State::Unchanged).len() + of(State::Ahead).len(),
        obstacles: of(State::Obstacle),
        ..Plan::default()
    };
    for (path, record) in before.iter().filter(|(path, _)| !locals.contains_key(*path)) {
        match there.get(path) {
            Some(object) if is_ours(record, object) => plan.stale.push(path.clone()),
            Some(_) => plan.left.push(path.clone()),
            None => {}
        }
    }
    let forms = Forms {
        locals,
        uncertain,
        before,
        states: &states,
    };
    plan.steps = steps(&plan, &forms);
    let puts = plan.steps.iter().flat_map(|step| &step.puts);
    let meanwhile: Vec<&Put> = puts.filter(|put| !put.is_last_form()).collect();
    plan.loses_identifiers = meanwhile.iter().any(|put| !put.kept.is_empty());
    plan.last_forms = meanwhile.into_iter().map(|put| put.path.clone()).collect();
    lists(&mut plan, locals, before, there, &passages, &states);
    plan
}

fn state(local: &Local, record: Option<&Record>, object: Option<&Object>, adopts: bool) -> State {
    let Some(object) = object else {
        return State::New;
    };
    let has_bytes = object.size == local.size && object.tag.as_ref() == Some(&local.tag);
    match record {
        // Where it was being replaced when a run ended, only its tag tells what it is now.
        Some(record) if record.hash.is_none() && has_bytes => State::Unchanged,
        Some(record) if record.hash.as_ref() == Some(&local.hash) && is_ours(record, object) => State::Unchanged,
        Some(_) => State::Changed,
        None if has_bytes => State::Unchanged,
        None if adopts => State::Changed,
        None => State::Obstacle,
    }
}

/// Whether an object is as we left it, or was being replaced by us.
fn is_ours(record: &Record, object: &Object) -> bool {
    match (&record.tag, &object.tag) {
        _ if record.hash.is_none() => true,
        (Some(recorded), Some(tag)) => recorded == tag,
        _ => record.size == object.size,
    }
}

/// The fragments that links of other pages name, by page.
type Passages<'a> = BTreeMap<&'a str, BTreeSet<String>>;

fn passages(locals: &Locals) -> Passages<'_> {
    let mut passages = Passages::new();
    let links = locals
        .values()
        .filter_map(|it| it.page.as_ref())
        .flat_map(|it| &it.links);
    for (path, fragment) in links {
        passages.entry(path.as_str()).or_default().insert(fragment.clone());
    }
    passages
}

/// Passages that pages link to, and that are not there until the pages that get them have changed.
fn uncertain(
    locals: &Locals,
    before: &List,
    passages: &Passages<'_>,
    states: &BTreeMap<&str, State>,
) -> BTreeSet<Passage> {
    let mut uncertain = BTreeSet::new();
    let is_changed = |path: &str| states.get(path) == Some(&State::Changed);
    for (path, fragments) in passages.iter().filter(|(path, _)| is_changed(path)) {
        let has = before.get(*path).map(|it| &it.has);
        let ids = locals.get(*path).and_then(|it| it.page.as_ref()).map(|it| &it.ids);
        let new = fragments.iter().filter(|it| {
            let will_be = ids.is_some_and(|ids| ids.contains(*it));
            will_be && !has.is_some_and(|has| has.contains(*it))
        });
        uncertain.extend(new.map(|it| ((*path).to_owned(), it.clone())));
    }
    uncertain
}

/// Whether a page links to one of these passages.
fn leads_to(locals: &Locals, path: &str, passages: &BTreeSet<Passage>) -> bool {
    let page = locals.get(path).and_then(|it| it.page.as_ref());
    page.is_some_and(|page| !page.links.is_disjoint(passages))
}

/// In which form each page is put.
struct Forms<'a> {
    locals: &'a Locals,
    /// What links of pages do without while their neighbours change.
    uncertain: BTreeSet<Passage>,
    /// What the pages in the bucket may link to.
    before: &'a List,
    states: &'a BTreeMap<&'a str, State>,
}

impl Forms<'_> {
    fn put(&self, path: &str) -> Put {
        let mut put = Put {
            path: path.to_owned(),
            ..Put::default()
        };
        let Some(page) = self.locals.get(path).and_then(|it| it.page.as_ref()) else {
            return put;
        };
        put.cut = page.links.intersection(&self.uncertain).cloned().collect();
        if self.states.get(path) == Some(&State::Changed) {
            let wanted = self.before.get(path).map(|it| &it.wanted);
            put.kept = wanted
                .into_iter()
                .flatten()
                .filter(|it| !page.ids.contains(*it))
                .cloned()
                .collect();
        }
        put
    }
}

/// What a file is for, as far as the order depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    /// A style, a script, a picture: pages need it, and it leads nowhere.
    Asset,
    /// A page.
    Page,
    /// Data that speak of pages, and parts of the search index.
    Data,
    /// What programs and visitors find pages by: the sitemap, feeds, the root of the search index.
    Finder,
    /// The page by which visitors enter.
    First,
}

fn role(path: &str) -> Role {
    let name = path.rsplit('/').next().unwrap_or(path);
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    match ending {
        _ if path == "index.html" => Role::First,
        _ if path == "search/index.js" => Role::Finder,
        "html" => Role::Page,
        "xml" | "txt" | "atom" | "rss" if !path.contains('/') || name.starts_with("feed") => Role::Finder,
        "js" if path.starts_with("search/") => Role::Data,
        "css" | "js" | "mjs" | "wasm" | "woff" | "woff2" | "ttf" | "otf" | "png" | "jpg" | "jpeg" | "gif" | "webp"
        | "avif" | "ico" | "svg" | "pdf" | "mp3" | "mp4" | "webm" => Role::Asset,
        _ => Role::Data,
    }
}

fn steps(plan: &Plan, forms: &Forms<'_>) -> Vec<Step> {
    let (new, changed, ahead) = (&plan.new, &plan.changed, &plan.ahead);
    let order: [(&'static str, &Vec<String>, &[Role]); 9] = [
        ("new files", new, &[Role::Asset, Role::Data]),
        ("changed styles, scripts and pictures", changed, &[Role::Asset]),
        ("pages that a run before left", ahead, &[Role::Page, Role::First]),
        ("new pages", new, &[Role::Page]),
        ("new lists of pages", new, &[Role::Finder]),
        ("the first page", new, &[Role::First]),
        ("changed pages", changed, &[Role::Page, Role::First]),
        ("changed data", changed, &[Role::Data]),
        ("changed lists of pages", changed, &[Role::Finder]),
    ];
    let of = |(name, paths, roles): (&'static str, &Vec<String>, &[Role])| {
        let paths = paths.iter().filter(|path| roles.contains(&role(path)));
        let puts: Vec<Put> = paths.map(|path| forms.put(path)).collect();
        Step { name, puts }
    };
    let steps = order.into_iter().map(of);
    steps.filter(|step| !step.puts.is_empty()).collect()
}

/// Writes what the list says while the plan is carried out, and afterwards.
fn lists(
    plan: &mut Plan,
    locals: &Locals,
    before: &List,
    there: &Objects,
    passages: &Passages<'_>,
    states: &BTreeMap<&str, State>,
) {
    for path in &plan.stale {
        let record = before.get(path).cloned().unwrap_or_default();
        plan.meanwhile.insert(path.clone(), record.clone());
        plan.after.insert(path.clone(), record);
    }
    for (path, local) in locals {
        let named = passages.get(path.as_str()).cloned().unwrap_or_default();
        let old = before.get(path).cloned().unwrap_or_default();
        let ids = |wanted: &BTreeSet<String>| -> BTreeSet<String> {
            let page = local.page.as_ref();
            page.map(|it| wanted.intersection(&it.ids).cloned().collect())
                .unwrap_or_default()
        };
        let wanted: BTreeSet<String> = old.wanted.union(&named).cloned().collect();
        let object = there.get(path).cloned().unwrap_or_default();
        let state = states.get(path.as_str()).copied();
        let is_settled = state == Some(State::Unchanged);
        let after = Record {
            hash: Some(local.hash.clone()),
            size: local.size,
            tag: object.tag.clone().or(old.tag).filter(|_| is_settled),
            has: ids(&named),
            wanted: ids(&named),
        };
        let meanwhile = Record {
            hash: is_settled.then(|| local.hash.clone()),
            has: match state {
                Some(State::Changed) => ids(&old.has),
                _ => ids(&wanted),
            },
            wanted,
            ..after.clone()
        };
        plan.after.insert(path.clone(), after);
        plan.meanwhile.insert(path.clone(), meanwhile);
    }
}

#[cfg(test)]
mod tests;
