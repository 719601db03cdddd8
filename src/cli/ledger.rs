//! `conspectus ledger`: keeps the list of all that was ever published.

#![expect(clippy::disallowed_methods, reason = "writes the ledger of a site")]

use super::build::count;
use super::report;
use super::site::{Site, shown};
use super::{End, Failure, LedgerArgs, say};
use crate::diag::Diagnostics;
use crate::model::ledger::{FILE_NAME, Ledger, State};
use crate::pipeline::{self, Options};
use crate::render::ledger::brought_up_to_date;
use std::fs;

/// How many new addresses are named one by one.
const NAMED: usize = 20;

/// Says what the ledger lacks, adds it, or un-publishes addresses.
pub(super) fn ledger(args: &LedgerArgs) -> Result<End, Failure> {
    let site = Site::find(&args.site)?;
    if !args.forget.is_empty() {
        forget(&site, &args.forget)?;
        if !args.update {
            return Ok(End::Clean);
        }
    }
    let (build, checked) = pipeline::build_with_site(&site.root, &Options::default()).map_err(Failure::new)?;
    report::human(&build.diagnostics, &build.sources);
    if build.diagnostics.has_errors() {
        say(format!("{FILE_NAME} stays as it was: the site has errors"));
        return Ok(End::Problems);
    }
    let recorded = &checked.ledger;
    let now = brought_up_to_date(&checked, &build.files);
    let (addresses, fragments) = (new_addresses(recorded, &now), new_fragments(recorded, &now));
    for address in addresses.iter().take(NAMED) {
        say(format!("new: {address}"));
    }
    if let Some(more) = addresses.len().checked_sub(NAMED).filter(|more| *more > 0) {
        say(format!("and {}", count(more, "more address", "more addresses")));
    }
    let new = format!(
        "{} and {}",
        count(addresses.len(), "new address", "new addresses"),
        count(fragments, "new fragment", "new fragments")
    );
    if args.update {
        write(&site, &now)?;
        let (all, passages) = now.count();
        let (all, passages) = (
            count(all, "address", "addresses"),
            count(passages, "fragment", "fragments"),
        );
        say(format!("{FILE_NAME} has {all} and {passages}: {new}"));
        return Ok(End::Clean);
    }
    if addresses.is_empty() && fragments == 0 {
        say(format!("{FILE_NAME} has all that is published, and all of it answers"));
        return Ok(End::Clean);
    }
    say(format!(
        "{FILE_NAME} lacks {new}: `conspectus ledger --update` adds them"
    ));
    Ok(End::Problems)
}

fn new_addresses<'a>(recorded: &Ledger, now: &'a Ledger) -> Vec<&'a str> {
    let new = now
        .addresses
        .keys()
        .filter(|path| !recorded.addresses.contains_key(*path));
    new.map(String::as_str).collect()
}

fn new_fragments(recorded: &Ledger, now: &Ledger) -> usize {
    let known = |path: &String, id: &String| {
        let published = recorded.addresses.get(path);
        published.is_some_and(|it| it.fragments.contains_key(id))
    };
    let all = now.addresses.iter();
    let new = all.map(|(path, it)| it.fragments.keys().filter(|id| !known(path, id)).count());
    new.sum()
}

/// Un-publishes addresses: the lines stay, so that it can be seen that it was done on purpose.
fn forget(site: &Site, addresses: &[String]) -> Result<(), Failure> {
    let mut diags = Diagnostics::default();
    let tree = crate::source::read(
        &site.root,
        &mut crate::source::Memory::default(),
        &mut Diagnostics::default(),
    )
    .map_err(Failure::new)?;
    let mut ledger = crate::parse::ledger::ledger(&tree, &mut diags);
    if diags.has_errors() {
        report::human(&diags, &tree.sources);
        return Err(Failure::new(format!("{FILE_NAME} cannot be read")));
    }
    for address in addresses {
        let forgotten = forget_one(&mut ledger, address.trim_start_matches('/'));
        if forgotten.is_empty() {
            let message = format!("`{address}` is not in {FILE_NAME}");
            return Err(Failure::new(message).help("write it as it stands there, or as `events/storm`"));
        }
        for address in forgotten {
            say(format!("un-published: {address}"));
        }
    }
    write(site, &ledger)
}

/// Forgets a fragment, an address, or an entry with all that lies beside its page.
fn forget_one(ledger: &mut Ledger, address: &str) -> Vec<String> {
    let mut forgotten = Vec::new();
    if let Some((page, id)) = address.split_once('#') {
        let html = format!("{page}.html");
        let pages = ledger.addresses.iter_mut();
        for (path, published) in pages.filter(|(path, _)| *path == page || **path == html) {
            if let Some(fragment) = published.fragments.get_mut(id) {
                fragment.state = State::Forgotten;
                forgotten.push(format!("{path}#{id}"));
            }
        }
        return forgotten;
    }
    let beside = format!("{address}.");
    for (path, published) in &mut ledger.addresses {
        if path == address || path.starts_with(&beside) {
            published.forgotten = true;
            forgotten.push(path.clone());
        }
    }
    forgotten
}

fn write(site: &Site, ledger: &Ledger) -> Result<(), Failure> {
    let path = site.root.join(FILE_NAME);
    let written = fs::write(&path, ledger.to_string());
    written.map_err(|error| Failure::new(format!("cannot write {}: {error}", shown(&path))))
}
