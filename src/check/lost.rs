//! No address that was published is lost.

use crate::diag::{Code, Diagnostic, Diagnostics, nearest};
use crate::model::Kind;
use crate::site::Site;
use std::collections::{BTreeMap, BTreeSet};

/// Of how many entries it is told: where more are lost, the cause is one, and a thousand messages hide it.
const MOST: usize = 1000;

pub(super) fn check(site: &Site, paths: &BTreeSet<&str>, diags: &mut Diagnostics) {
    let recorded = site.ledger.addresses.iter();
    let lost = recorded.filter(|(path, it)| !it.forgotten && !paths.contains(path.as_str()));
    // What lay beside a page goes with it: one message for one entry.
    let mut together: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (path, _) in lost {
        together.entry(entry_of(path)).or_default().push(path);
    }
    let more = together.len().saturating_sub(MOST);
    for (entry, mut lost) in together.into_iter().take(MOST) {
        lost.sort_by_key(|path| (!path.ends_with(".html"), *path));
        if let Some((first, beside)) = lost.split_first() {
            diags.push(of_entry(site, entry, first, beside, paths));
        }
    }
    if more > 0 {
        let message = format!("{more} more addresses were published and would be lost");
        let help = "a folder may be missing, or the ledger that of another site";
        diags.push(Diagnostic::nowhere(Code::LostAddress, message).help(help));
    }
}

/// The part of a path that names the entry: `papers/a` of `papers/a.bib`. A file that is no entry's is named whole.
fn entry_of(path: &str) -> &str {
    let is_entry = path
        .split_once('/')
        .and_then(|(folder, _)| Kind::of_folder(folder))
        .is_some();
    let name = path.rfind('/').map_or(0, |slash| slash + 1);
    let dot = path.get(name..).and_then(|it| it.find('.'));
    let stem = dot.and_then(|dot| path.get(..name + dot));
    stem.filter(|_| is_entry).unwrap_or(path)
}

fn of_entry(site: &Site, entry: &str, lost: &str, beside: &[&str], paths: &BTreeSet<&str>) -> Diagnostic {
    let also = match beside.len() {
        0 => String::new(),
        1 => format!(", and `{}` beside it", beside[0]),
        more => format!(", and {more} files beside it"),
    };
    let message = format!("`{lost}` was published and would be lost{also}");
    let place = site.ledger.addresses.get(lost).and_then(|it| it.at);
    let diagnostic = match place {
        Some(at) => Diagnostic::at(Code::LostAddress, at, message),
        None => Diagnostic::nowhere(Code::LostAddress, message),
    };
    let renamed = match new_name(site, entry, paths) {
        Some(now) => format!("if `{entry}` is called `{now}` now, add to its front matter `moved-from: {entry}`"),
        None => format!("if the content of `{entry}` is in another entry now, add to that one `moved-from: {entry}`"),
    };
    let is_entry = entry != lost;
    let written = if is_entry { entry } else { lost };
    let moved = if is_entry {
        renamed
    } else {
        format!("if it lies elsewhere now, add to `content/gone.yaml` the item `{{gone: {written}, to: …}}`")
    };
    diagnostic
        .help(moved)
        .help(format!(
            "if it is gone, say why in `content/gone.yaml`: `{{gone: {written}, reason: …, see: …}}`"
        ))
        .help(format!(
            "if nobody was to keep the address, `conspectus ledger --forget {written}`"
        ))
}

/// The entry that the lost one is most probably called now: new, of the same kind, with the nearest name, or the only one.
fn new_name(site: &Site, entry: &str, paths: &BTreeSet<&str>) -> Option<String> {
    let (folder, stem) = entry.split_once('/')?;
    let kind = Kind::of_folder(folder)?;
    let is_new = |stem: &str| {
        let path = format!("{folder}/{stem}.html");
        paths.contains(path.as_str()) && !site.ledger.has(&path)
    };
    let entries = site.graph.of_kind(kind).map(|(_, entry)| entry.key.stem.as_str());
    let new: Vec<&str> = entries.filter(|stem| is_new(stem)).collect();
    let name = match new.as_slice() {
        [only] => Some(*only),
        _ => nearest(stem, new.iter().copied()),
    };
    name.map(|name| format!("{folder}/{name}"))
}
