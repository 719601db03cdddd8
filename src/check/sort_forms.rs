//! Persons have a form of the name to sort by, and index headings no more bare locators than a reader can use.

use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::model::{Data, Entry, Kind};
use crate::site::Site;
use crate::site::index::{self, MAX_BARE};
use crate::span::Span;
use rayon::prelude::*;

pub(super) fn check(site: &Site, diags: &mut Diagnostics) {
    for (_, entry) in site.graph.of_kind(Kind::Actor) {
        missing(entry, diags);
    }
    let actors = site.order(Kind::Actor).par_iter();
    let bare: Vec<_> = actors.map(|&actor| (actor, index::undivided(site, actor))).collect();
    for (actor, bare) in bare {
        if bare > MAX_BARE {
            let entry = site.entry(actor);
            let at = entry.common().title.span.in_file(entry.file);
            let message = format!(
                "the index heading `{}` has {bare} locators that nothing divides",
                index::heading(entry)
            );
            let help = "give the events among them their `themes`, from which the index makes sub-entries";
            diags.push(Diagnostic::at(Code::BareLocators, at, message).help(help));
        }
    }
}

/// A name of several words is inverted by data, never by guess; so a person needs the form, or it sorts by given name.
fn missing(entry: &Entry, diags: &mut Diagnostics) {
    let Data::Actor(actor) = &entry.data else {
        return;
    };
    let is_person = actor.kind.as_ref().is_some_and(|kind| kind.value == "person");
    let title = &actor.title.value;
    if !is_person || actor.sort.is_some() || !title.trim().contains(' ') {
        return;
    }
    let (given, family) = title.trim().rsplit_once(' ').unwrap_or(("", title));
    let message = format!("the person `{title}` has no `sort`, the form that the index sorts by");
    let diagnostic = Diagnostic::at(Code::MissingSort, actor.title.span.in_file(entry.file), message);
    let diagnostic = diagnostic.help(format!(
        "add `sort: {family}, {given}`, or `sort: {title}` where the name is not inverted"
    ));
    // What YAML could read as anything but text is left to a person.
    let is_plain = |c: char| c.is_alphabetic() || matches!(c, ' ' | '-' | '.' | '\'' | '’');
    if !title.starts_with(char::is_alphabetic) || !title.chars().all(is_plain) {
        diags.push(diagnostic);
        return;
    }
    let behind = Span {
        start: actor.title.span.end,
        ..actor.title.span
    };
    diags.push(diagnostic.fix_at(
        format!("sort by `{family}, {given}`"),
        behind.in_file(entry.file),
        format!("\nsort: {family}, {given}"),
        // Which part of a name of three words is the family's is anyone's guess.
        !given.contains(' '),
    ));
}
