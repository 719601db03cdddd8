//! Cross-references lead somewhere: no “see” to a term that only points on, no “see also” to oneself or to nothing.

use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::graph::{Edge, Node};
use crate::model::{Data, Kind, Relation};
use crate::site::Site;

pub(super) fn check(site: &Site, diags: &mut Diagnostics) {
    for (id, entry) in site.graph.of_kind(Kind::Term) {
        let Data::Term(term) = &entry.data else {
            continue;
        };
        for edge in site.graph.out(id, Relation::See) {
            see(site, edge, diags);
        }
        if term.definition.is_none() && term.see.is_none() {
            let at = term.title.span.in_file(entry.file);
            let message = format!("the term `{}` has neither a definition nor a `see`", term.title.value);
            diags.push(
                Diagnostic::at(Code::IndexSee, at, message)
                    .help("add `definition:`, one sentence, or `see:`, another term"),
            );
        }
    }
    for (id, _) in site.graph.of_kind(Kind::Actor) {
        for edge in site.graph.out(id, Relation::SeeAlso) {
            see_also(site, edge, diags);
        }
    }
}

fn see(site: &Site, edge: &Edge, diags: &mut Diagnostics) {
    let Some(target) = edge.to.entry() else {
        return;
    };
    let onward = site.graph.one(target, Relation::See).is_some();
    if !onward && target != edge.from {
        return;
    }
    let from = site.entry(edge.from);
    let message = if target == edge.from {
        format!("`{}` points to itself", from.key)
    } else {
        format!(
            "`{}` points to `{}`, which only points on",
            from.key,
            site.entry(target).key
        )
    };
    let diagnostic = Diagnostic::at(Code::IndexSee, edge.at.in_file(from.file), message);
    diags.push(diagnostic.help("let `see` name the term that has the definition"));
}

fn see_also(site: &Site, edge: &Edge, diags: &mut Diagnostics) {
    let Some(target) = edge.to.entry() else {
        return;
    };
    let blind = site
        .graph
        .backlinks(Node::Entry(target))
        .all(|it| it.relation == Relation::SeeAlso);
    if !blind && target != edge.from {
        return;
    }
    let from = site.entry(edge.from);
    let message = if target == edge.from {
        format!("`{}` says “see also” of itself", from.key)
    } else {
        format!(
            "“see also” leads to `{}`, of which the index has no passage",
            site.entry(target).key
        )
    };
    let diagnostic = Diagnostic::at(Code::IndexSee, edge.at.in_file(from.file), message);
    diags.push(diagnostic.help("take the reference away, or let some entry speak of that actor"));
}
