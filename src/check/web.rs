//! Every web address in front matter is one.

use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::model::Data;
use crate::site::Site;

pub(super) fn check(site: &Site, diags: &mut Diagnostics) {
    for (_, entry) in site.graph.entries() {
        let addresses = match &entry.data {
            Data::Paper(paper) => paper.url.iter().collect::<Vec<_>>(),
            Data::Actor(actor) => actor.same_as.iter().collect(),
            Data::Term(term) => term.same_as.iter().collect(),
            Data::Theme(theme) => theme.same_as.iter().collect(),
            _ => continue,
        };
        for address in addresses {
            let is_web = ["https://", "http://"].iter().any(|scheme| {
                let rest = address.value.strip_prefix(scheme);
                rest.is_some_and(|rest| rest.contains('.') && !rest.contains(char::is_whitespace))
            });
            if !is_web {
                let message = format!("`{}` is not a web address", address.value);
                let diagnostic = Diagnostic::at(Code::WrongType, address.span.in_file(entry.file), message);
                diags.push(diagnostic.help("write it whole, as in `https://www.wikidata.org/wiki/Q42`"));
            }
        }
    }
}
