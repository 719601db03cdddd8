//! Every work of the bibliography is cited by something.

use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::graph::Node;
use crate::site::Site;

pub(super) fn check(site: &Site, diags: &mut Diagnostics) {
    for (id, cited) in site.graph.works() {
        if cited.paper.is_some() || site.graph.backlinks(Node::Work(id)).next().is_some() {
            continue;
        }
        let at = cited.work.span.in_file(cited.work.file);
        let message = format!("nothing cites the work `{}`", cited.work.key);
        let help = "add its key to the `cites` of the paper that cites it, or take it out of the file";
        diags.push(Diagnostic::at(Code::Uncited, at, message).help(help));
    }
}
