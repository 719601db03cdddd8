//! Every actor and term is spoken of somewhere.

use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::graph::Node;
use crate::model::{Data, Entry, Kind, Relation};
use crate::site::Site;

pub(super) fn check(site: &Site, diags: &mut Diagnostics) {
    for (id, entry) in site.graph.entries() {
        if !matches!(entry.key.kind, Kind::Actor | Kind::Term) || is_cross_reference(entry) {
            continue;
        }
        let listed_only = |relation| matches!(relation, Relation::SeeAlso | Relation::Related | Relation::Broader);
        let mut spoken = site
            .graph
            .backlinks(Node::Entry(id))
            .filter(|edge| !listed_only(edge.relation));
        if spoken.next().is_none() {
            let at = entry.common().title.span.in_file(entry.file);
            let message = format!(
                "nothing on the site speaks of the {} `{}`",
                entry.key.kind,
                entry.title()
            );
            let help = "name it in an entry, add the form in which it is named to its `aliases`, or delete it";
            diags.push(Diagnostic::at(Code::Unmentioned, at, message).help(help));
        }
    }
}

/// A term that only points to another is there for whoever looks under it.
fn is_cross_reference(entry: &Entry) -> bool {
    matches!(&entry.data, Data::Term(term) if term.see.is_some())
}
