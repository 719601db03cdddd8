//! Whatever leads on from a former address leads to something that is there, at once.

use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::site::Site;
use crate::site::former::{Passage, Target};
use crate::span::FileSpan;
use std::collections::BTreeSet;

/// No former address leads to another one, or to itself.
pub(super) fn check(site: &Site, diags: &mut Diagnostics) {
    for (from, to, at) in leads(site) {
        if let Some(next) = site.addresses.said_former(&to.path) {
            let circle = is_circle(site, &to, &from);
            // A circle is told once.
            if !circle || from <= to.to_string() {
                diags.push(chain(&from, &to, at, next, circle));
            }
        } else if let Target {
            path,
            fragment: Some(id),
        } = &to
            && let Some((_, next)) = site.addresses.former.passages.get(&(path.clone(), id.clone()))
        {
            let circle = is_circle(site, &to, &from);
            diags.push(chain(&from, &to, at, *next, circle));
        }
    }
}

/// Every place that a former address leads to is published.
pub(super) fn targets(site: &Site, paths: &BTreeSet<&str>, diags: &mut Diagnostics) {
    for (_, to, at) in leads(site) {
        if !paths.contains(to.path.as_str()) {
            let message = format!("nothing is published at `{}`", to.path);
            let diagnostic = Diagnostic::at(Code::UnknownReference, at, message)
                .suggest(&to.path, paths.iter().copied())
                .help("name an address of this site, such as `events/first-lighting` or `timeline.html`");
            diags.push(diagnostic);
        }
    }
}

/// Everything that leads on: from where, to where, and where that is written.
fn leads(site: &Site) -> Vec<(String, Target, FileSpan)> {
    let former = &site.addresses.former;
    let redirects = former.redirects.iter();
    let redirects = redirects.filter_map(|it| Some((it.from.clone(), it.to.clone(), it.at?)));
    let see = former.tombstones.iter();
    let see = see.flat_map(|it| it.see.iter().map(|(to, at)| (it.address.clone(), to.clone(), *at)));
    let passages = former
        .passages
        .iter()
        .filter_map(|((path, id), (passage, at))| match passage {
            Passage::Moved(to) => Some((format!("{path}#{id}"), to.clone(), *at)),
            Passage::Gone(_) => None,
        });
    redirects.chain(see).chain(passages).collect()
}

/// Whether one comes back to where one began.
fn is_circle(site: &Site, to: &Target, from: &str) -> bool {
    let mut seen = BTreeSet::new();
    let mut at = to.to_string();
    while seen.insert(at.clone()) {
        if at == from || at.split('#').next() == Some(from) {
            return true;
        }
        let path = at.split('#').next().unwrap_or_default();
        let leads = leads(site);
        let next = leads.iter().find(|(from, ..)| *from == at || from == path);
        match next {
            Some((_, to, _)) => at = to.to_string(),
            None => return false,
        }
    }
    false
}

fn chain(from: &str, to: &Target, at: FileSpan, next: FileSpan, circle: bool) -> Diagnostic {
    if circle {
        let message = format!("`{from}` leads to `{to}`, which leads back");
        let diagnostic = Diagnostic::at(Code::RedirectChain, at, message);
        let diagnostic = if next == at {
            diagnostic
        } else {
            diagnostic.label(next, "the way back")
        };
        return diagnostic.help("let one of them lead to what is there now");
    }
    let message = format!("`{from}` leads to `{to}`, where nothing is any more");
    Diagnostic::at(Code::RedirectChain, at, message)
        .label(next, "it is a former address itself")
        .help("name the address that has the content now, so that readers are sent on once")
}
