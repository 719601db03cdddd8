//! Every link to a file of the published site leads to one.

use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::graph::{EntryId, Resolved};
use crate::site::Site;

pub(super) fn check(site: &Site, id: EntryId, diags: &mut Diagnostics) {
    let entry = site.entry(id);
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
        let at = written.target.in_file(entry.file);
        let diagnostic = Diagnostic::at(Code::UnknownReference, at, message);
        let below = path
            .strip_prefix("content/")
            .or_else(|| path.split_once("/content/").map(|(_, it)| it));
        let meant = below
            .filter(|it| site.addresses.is_published(it))
            .or_else(|| same_name(site, path));
        let diagnostic = match meant {
            Some(meant) => {
                let meant = relative(meant);
                diagnostic.fix_at(format!("did you mean `{meant}`?"), at, meant, true)
            }
            None => diagnostic.suggest(&asked, paths.iter().map(String::as_str)),
        };
        diags.push(diagnostic.help(
            "a path begins at the folder of this file, and leads to an entry, to a page such as `timeline.html`, or \
             to a file below content/; capitals and small letters differ",
        ));
    }
}

/// The only file of that name, wherever it lies, case aside.
fn same_name<'s>(site: &'s Site, path: &str) -> Option<&'s str> {
    let name = |path: &str| path.rsplit('/').next().unwrap_or_default().to_lowercase();
    let wanted = name(path);
    let mut found = site.addresses.paths().filter(|it| name(it) == wanted);
    let first = found.next()?;
    found.next().is_none().then_some(first)
}
