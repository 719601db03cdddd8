//! Every link to a file of the published site leads to one.

use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::graph::Resolved;
use crate::site::Site;

pub(super) fn check(site: &Site, diags: &mut Diagnostics) {
    for (id, entry) in site.graph.texts() {
        for (written, resolved) in site.graph.references(id) {
            let Resolved::Path(path, _) = resolved else {
                continue;
            };
            if site.addresses.is_published(path) {
                continue;
            }
            let here = site.addresses.of(id);
            let folder = here.rsplit_once('/').map_or("", |(folder, _)| folder);
            let relative = |path: &str| match path.strip_prefix(folder).and_then(|it| it.strip_prefix('/')) {
                Some(inside) if !folder.is_empty() => inside.to_owned(),
                _ if folder.is_empty() => path.to_owned(),
                _ => format!("../{path}"),
            };
            let paths: Vec<String> = site.addresses.paths().map(relative).collect();
            let asked = relative(path);
            let message = format!("nothing is published at `{path}`");
            let diagnostic = Diagnostic::at(Code::UnknownReference, written.target.in_file(entry.file), message)
                .suggest(&asked, paths.iter().map(String::as_str))
                .help("a link leads to an entry, to a page such as `timeline.html`, or to a file below content/");
            diags.push(diagnostic);
        }
    }
}
