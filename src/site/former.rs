//! Former addresses: where what was published is now, or why it is gone; the one table that every redirect is made from.

use super::address::{Addresses, Claim, Listing, Page};
use super::downloads;
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::graph::{EntryId, Graph};
use crate::model::gone::{Gone, GoneList};
use crate::span::{FileSpan, Spanned};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// A place of the site: a path from its root, and a fragment.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Target {
    /// The path.
    pub path: String,
    /// The fragment, without `#`.
    pub fragment: Option<String>,
}

impl From<String> for Target {
    fn from(path: String) -> Target {
        Target { path, fragment: None }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.path)?;
        self.fragment.iter().try_for_each(|it| write!(f, "#{it}"))
    }
}

/// A former address and where its content is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redirect {
    /// The former address.
    pub from: String,
    /// Where it leads.
    pub to: Target,
    /// Where that is written.
    pub at: Option<FileSpan>,
}

/// An address whose content is gone for good.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tombstone {
    /// The address.
    pub address: String,
    /// What was there.
    pub title: String,
    /// Why it is gone.
    pub reason: String,
    /// Where to look instead, with the place where it is written.
    pub see: Vec<(Target, FileSpan)>,
    /// Where the address is written.
    pub at: FileSpan,
}

/// What became of a passage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Passage {
    /// It stands elsewhere now.
    Moved(Target),
    /// It is gone, for this reason.
    Gone(String),
}

/// All former addresses.
#[derive(Clone, Debug, Default)]
pub struct Former {
    /// Those that lead on, in the order of the entries that claim them.
    pub redirects: Vec<Redirect>,
    /// Those whose content is gone.
    pub tombstones: Vec<Tombstone>,
    /// Passages that left their page, by path and fragment.
    pub passages: BTreeMap<(String, String), (Passage, FileSpan)>,
    /// Former addresses by what they lead to, both without their endings.
    stems: BTreeMap<String, Vec<String>>,
}

/// What answers at an address that has no file of its own any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer<'a> {
    /// A page that leads on.
    Redirect(Target),
    /// The same download as at this path.
    Copy(String),
    /// What is said of something that is gone.
    Gone(&'a Tombstone),
}

impl Former {
    pub(super) fn redirect(&mut self, from: String, to: Target, at: Option<FileSpan>) {
        let stems = self.stems.entry(stem(&to.path).to_owned()).or_default();
        stems.push(stem(&from).to_owned());
        self.redirects.push(Redirect { from, to, at });
    }

    /// What stands in the path of every file that may answer at a former address as well.
    pub fn living(&self) -> impl Iterator<Item = &str> {
        self.redirects.iter().map(|it| stem(&it.to.path))
    }

    /// The former addresses of a page: of `papers/b.html` those that lead to it, of `papers/b.de.html` the same with
    /// that ending.
    pub fn of(&self, path: &str) -> Vec<String> {
        let stem = stem(path);
        let ending = path.get(stem.len()..).unwrap_or_default();
        let former = self.stems.get(stem).into_iter().flatten();
        former.map(|it| format!("{it}{ending}")).collect()
    }

    /// Where a place is by now, that may lie on a former address.
    pub fn now(&self, to: &Target) -> Target {
        let redirect = self.redirects.iter().find(|it| it.from == to.path);
        redirect.map_or_else(
            || to.clone(),
            |it| Target {
                path: it.to.path.clone(),
                fragment: to.fragment.clone().or_else(|| it.to.fragment.clone()),
            },
        )
    }

    /// What answers at every former address, when these paths are published. Of what was published beside a page that
    /// moved, such as `papers/a.bib`, the counterpart answers: `papers/b.bib`.
    pub fn answers<'a>(&'a self, ledger: &super::Ledger, paths: &BTreeSet<&str>) -> BTreeMap<String, Answer<'a>> {
        let mut answers = BTreeMap::new();
        let (mut to, mut gone) = (BTreeMap::new(), BTreeMap::new());
        for it in &self.redirects {
            to.insert(stem(&it.from), stem(&it.to.path));
            answers.insert(it.from.clone(), Answer::Redirect(it.to.clone()));
        }
        for it in &self.tombstones {
            gone.insert(stem(&it.address), it);
            answers.insert(it.address.clone(), Answer::Gone(it));
        }
        let recorded = ledger.addresses.keys();
        let unanswered: Vec<&String> = recorded
            .filter(|path| ledger.has(path) && !paths.contains(path.as_str()) && !answers.contains_key(*path))
            .collect();
        for path in unanswered {
            // A list that has nothing to show now comes back by itself, and a site outgrows being one book; no author can
            // say what became of it.
            let list = Listing::at(path).map(Listing::address);
            if list.is_some() || [downloads::BOOK, downloads::PRINT].contains(&path.as_str()) {
                let list = list.filter(|list| paths.contains(list.as_str()));
                let to = list.unwrap_or_else(|| "index.html".to_owned());
                answers.insert(path.clone(), Answer::Redirect(to.into()));
                continue;
            }
            for part in stems(path) {
                let is_page = path.ends_with(".html");
                let counterpart = to.get(part).map(|to| path.replacen(part, to, 1));
                let answer = match counterpart.filter(|it| paths.contains(it.as_str())) {
                    Some(page) if is_page => Some(Answer::Redirect(page.into())),
                    Some(file) => Some(Answer::Copy(file)),
                    None => gone.get(part).map(|it| {
                        if is_page {
                            Answer::Redirect(it.address.clone().into())
                        } else {
                            Answer::Gone(it)
                        }
                    }),
                };
                if let Some(answer) = answer {
                    answers.insert(path.clone(), answer);
                    break;
                }
            }
        }
        answers
    }
}

/// A path without what stands behind the first dot of its last part.
fn stem(path: &str) -> &str {
    let name = path.rfind('/').map_or(0, |slash| slash + 1);
    let dot = path.get(name..).and_then(|it| it.find('.'));
    dot.and_then(|dot| path.get(..name + dot)).unwrap_or(path)
}

/// What could be the stem of a page in a path: each pair of its parts and each part, without an ending.
fn stems(path: &str) -> Vec<&str> {
    let whole = stem(path);
    let starts = || std::iter::once(0).chain(whole.match_indices('/').map(|(at, _)| at + 1));
    let ends = |start: usize| {
        let slashes = whole.match_indices('/').map(|(at, _)| at);
        let ends = slashes.chain([whole.len()]).filter(move |end| *end > start);
        ends.take(2)
    };
    let mut found: Vec<&str> = starts()
        .flat_map(|start| ends(start).filter_map(move |end| whole.get(start..end)))
        .collect();
    found.sort_by_key(|it| std::cmp::Reverse(it.len()));
    found
}

/// Claims every former address: those of entries, and those that `gone.yaml` names.
pub(super) fn claim(addresses: &mut Addresses, graph: &Graph, gone: &GoneList, diags: &mut Diagnostics) {
    for (id, entry) in graph.entries() {
        for written in entry.common().moved_from {
            let at = written.span.in_file(entry.file);
            match read(&written.value) {
                Some(from) => moved(addresses, from, id, &entry.key.to_string(), at, diags),
                None => diags.push(no_address(&written.value, at)),
            }
        }
    }
    for item in &gone.items {
        if let Some(file) = gone.file {
            let place = |it: &Spanned<String>| it.span.in_file(file);
            match read(&item.address.value) {
                Some(from) => is_gone(addresses, from, item, place(&item.address), &place, diags),
                None => diags.push(no_address(&item.address.value, place(&item.address))),
            }
        }
    }
}

/// Claims a former address, or a passage, for an entry.
fn moved(addresses: &mut Addresses, from: Target, id: EntryId, key: &str, at: FileSpan, diags: &mut Diagnostics) {
    let to = addresses.of(id).to_owned();
    let Some(fragment) = from.fragment else {
        let claim = Claim {
            by: format!("a former address of `{key}`"),
            at: Some(at),
            page: Page::Redirect,
        };
        addresses.claim(from.path.clone(), claim, diags);
        return addresses.former.redirect(from.path, to.into(), Some(at));
    };
    // A passage may come back to where it was.
    if from.path == to {
        return;
    }
    let now = Target {
        path: to,
        fragment: Some(fragment.clone()),
    };
    passage(addresses, (from.path, fragment), Passage::Moved(now), at, diags);
}

/// Claims an address that an item of `gone.yaml` names.
fn is_gone(
    addresses: &mut Addresses,
    from: Target,
    item: &Gone,
    at: FileSpan,
    place: &dyn Fn(&Spanned<String>) -> FileSpan,
    diags: &mut Diagnostics,
) {
    let mut read_or_report = |written: &Spanned<String>| {
        let target = read(&written.value);
        if target.is_none() {
            diags.push(no_address(&written.value, place(written)));
        }
        Some((target?, place(written)))
    };
    let to = item.to.as_ref().map(&mut read_or_report);
    let see: Vec<_> = item.see.iter().filter_map(read_or_report).collect();
    let reason = item.reason.as_ref().map(|it| it.value.clone()).unwrap_or_default();
    if let Some(fragment) = from.fragment {
        let now = match to {
            Some(Some((to, _))) => Passage::Moved(to),
            Some(None) => return,
            None => Passage::Gone(reason),
        };
        return passage(addresses, (from.path, fragment), now, at, diags);
    }
    let claim = Claim {
        by: "an address that is gone".to_owned(),
        at: Some(at),
        page: Page::Gone,
    };
    addresses.claim(from.path.clone(), claim, diags);
    match to {
        Some(Some((to, to_at))) => addresses.former.redirect(from.path, to, Some(to_at)),
        Some(None) => {}
        None => addresses.former.tombstones.push(Tombstone {
            title: item
                .title
                .as_ref()
                .map_or_else(|| item.address.value.clone(), |it| it.value.clone()),
            address: from.path,
            reason,
            see,
            at,
        }),
    }
}

fn passage(addresses: &mut Addresses, from: (String, String), now: Passage, at: FileSpan, diags: &mut Diagnostics) {
    if let Some((_, first)) = addresses.former.passages.get(&from) {
        let message = format!("it is said twice what became of `{}#{}`", from.0, from.1);
        diags.push(
            Diagnostic::at(Code::AddressTaken, at, message)
                .label(*first, "first said here")
                .help("keep one of the two"),
        );
        return;
    }
    addresses.former.passages.insert(from, (now, at));
}

/// An address as an author writes it: `events/armistice`, `/events/armistice.html`, `files/map.pdf`, `papers/a#method`.
fn read(written: &str) -> Option<Target> {
    let (path, fragment) = match written.split_once('#') {
        Some((path, fragment)) => (path, Some(fragment.to_owned())),
        None => (written, None),
    };
    let path = path.trim_start_matches('/').trim_end_matches(".md");
    let name = path.rsplit('/').next().unwrap_or_default();
    let path = match name {
        "" if !path.is_empty() => format!("{path}index.html"),
        _ if name.contains('.') => path.to_owned(),
        _ => format!("{path}.html"),
    };
    let is_below = !path.split('/').any(|part| matches!(part, "" | "." | ".." | ".html"));
    let is_named = fragment.as_ref().is_none_or(|it| !it.is_empty());
    (is_below && is_named).then_some(Target { path, fragment })
}

fn no_address(written: &str, at: FileSpan) -> Diagnostic {
    let message = format!("`{written}` is no address below the root of the site");
    let help = "write it as it was, such as `events/armistice` or `events/armistice.html`";
    Diagnostic::at(Code::WrongType, at, message).help(help)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_as_authors_write_them() {
        let cases = [
            ("events/armistice", Some("events/armistice.html")),
            ("/events/armistice.html", Some("events/armistice.html")),
            ("events/armistice.md", Some("events/armistice.html")),
            ("files/map.pdf", Some("files/map.pdf")),
            ("old/", Some("old/index.html")),
            ("papers/a#method", Some("papers/a.html#method")),
            ("../outside", None),
            ("papers/a#", None),
            ("", None),
            ("/", None),
        ];
        for (written, expected) in cases {
            assert_eq!(read(written).map(|it| it.to_string()).as_deref(), expected, "{written}");
        }
    }

    #[test]
    fn what_lay_beside_a_page_moves_with_it() {
        let mut former = Former::default();
        former.redirect("papers/a.html".into(), "papers/b.html".to_owned().into(), None);
        let mut ledger = super::super::Ledger::default();
        for path in [
            "papers/a.html",
            "papers/a.bib",
            "papers/a.de.html",
            "cards/papers/a.json",
            "papers/ab.bib",
        ] {
            ledger.addresses.entry(path.to_owned()).or_default();
        }
        let paths = [
            "papers/b.html",
            "papers/b.bib",
            "papers/b.de.html",
            "cards/papers/b.json",
            "papers/bb.bib",
        ];
        let answers = former.answers(&ledger, &BTreeSet::from(paths));
        let answer = |path: &str| answers.get(path).cloned();
        let page = |path: &str| Some(Answer::Redirect(path.to_owned().into()));
        assert_eq!(answer("papers/a.html"), page("papers/b.html"));
        assert_eq!(answer("papers/a.de.html"), page("papers/b.de.html"));
        assert_eq!(answer("papers/a.bib"), Some(Answer::Copy("papers/b.bib".into())));
        assert_eq!(
            answer("cards/papers/a.json"),
            Some(Answer::Copy("cards/papers/b.json".into()))
        );
        assert_eq!(answer("papers/ab.bib"), None);
        assert_eq!(former.of("papers/b.de.html"), ["papers/a.de.html"]);
    }
}
