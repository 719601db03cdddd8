//! Every stance, kind, role, relation and type is one that the site, `CiTO` or CSL has.

use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::model::paper::CITO;
use crate::model::work;
use crate::model::{Data, Entry};
use crate::site::Site;
use crate::span::Spanned;
use crate::yaml::{scalar_in_flow, synonym};

pub(super) fn check(site: &Site, diags: &mut Diagnostics) {
    let config = &site.config;
    for (_, entry) in site.graph.entries() {
        match &entry.data {
            Data::Paper(paper) => {
                let stances = paper.themes.iter().filter_map(|it| it.stance.as_ref());
                stances.for_each(|it| listed(it, "stance", "stances", &config.stances, entry, diags));
                paper.relations.iter().for_each(|it| cito(&it.how, entry, diags));
                csl_type(&paper.type_, entry, diags);
            }
            Data::Event(event) => {
                let kind = event.kind.iter();
                kind.for_each(|it| listed(it, "kind of event", "event-kinds", &config.event_kinds, entry, diags));
                let roles = event.actors.iter().filter_map(|it| it.role.as_ref());
                roles.for_each(|it| listed(it, "role", "roles", &config.roles, entry, diags));
            }
            Data::Actor(actor) => {
                let kind = actor.kind.iter();
                kind.for_each(|it| listed(it, "kind of actor", "actor-kinds", &config.actor_kinds, entry, diags));
            }
            Data::Theme(_) | Data::Term(_) | Data::Page(_) => {}
        }
    }
}

fn listed(
    word: &Spanned<String>,
    what: &str,
    key: &str,
    words: &[Spanned<String>],
    entry: &Entry,
    diags: &mut Diagnostics,
) {
    if words.iter().any(|it| it.value == word.value) {
        return;
    }
    let names: Vec<&str> = words.iter().map(|it| it.value.as_str()).collect();
    let message = format!("`{}` is no {what} of this site", word.value);
    let help = if names.is_empty() {
        format!("list the words under `{key}` in conspectus.yaml")
    } else {
        format!("`{key}` in conspectus.yaml has: {}", names.join(", "))
    };
    let diagnostic = Diagnostic::at(Code::UnknownWord, word.span.in_file(entry.file), message);
    let mut diagnostic = diagnostic.suggest(&word.value, names.iter().copied());
    // The words are the site's own, and may mean something else in YAML.
    for fix in &mut diagnostic.fixes {
        fix.replacement = scalar_in_flow(&fix.replacement);
    }
    diags.push(diagnostic.help(help));
}

fn cito(how: &Spanned<String>, entry: &Entry, diags: &mut Diagnostics) {
    if how.value.is_empty() || CITO.contains(&how.value.as_str()) {
        return;
    }
    let message = format!("`{}` is no relation of CiTO, the Citation Typing Ontology", how.value);
    let diagnostic = Diagnostic::at(Code::UnknownWord, how.span.in_file(entry.file), message);
    let help = "relations between works are those of CiTO: agrees-with, disputes, extends, qualifies, supports …";
    diags.push(diagnostic.suggest(&how.value, CITO.iter().copied()).help(help));
}

fn csl_type(word: &Spanned<String>, entry: &Entry, diags: &mut Diagnostics) {
    // Nothing is written: the missing key has been reported.
    if word.value.is_empty() || work::TYPES.contains(&word.value.as_str()) {
        return;
    }
    let message = format!("`{}` is no type of work in CSL", word.value);
    let diagnostic = Diagnostic::at(Code::UnknownWord, word.span.in_file(entry.file), message);
    let diagnostic = match synonym(&word.value, &work::TYPES) {
        Some(name) => diagnostic.fix(format!("write `{name}`"), name),
        None => diagnostic.suggest(&word.value, work::TYPES.iter().copied()),
    };
    // There are forty-five: the list helps only where no name is near.
    diags.push(if diagnostic.fixes.is_empty() {
        diagnostic.help(format!("the types are: {}", work::TYPES.join(", ")))
    } else {
        diagnostic
    });
}
