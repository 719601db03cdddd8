//! Every theme has a paper that treats it, and every event one that tells of it.

use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::graph::EntryId;
use crate::model::{Kind, Relation};
use crate::site::Site;

pub(super) fn check(site: &Site, diags: &mut Diagnostics) {
    for (id, entry) in site.graph.entries() {
        let (spoken_of, message, help) = match entry.key.kind {
            Kind::Theme => {
                let help = "add it to the `themes` of a paper, or delete it";
                (
                    is_treated(site, id),
                    format!("no paper treats the theme `{}`", entry.title()),
                    help,
                )
            }
            Kind::Event => {
                let help = "add it to the `events` of a paper, or delete it";
                let told = site.graph.incoming(id, Relation::Recounts).next().is_some();
                (told, format!("no paper tells of the event `{}`", entry.title()), help)
            }
            _ => continue,
        };
        if !spoken_of {
            let at = entry.common().title.span.in_file(entry.file);
            diags.push(Diagnostic::at(Code::Untreated, at, message).help(help));
        }
    }
}

/// A theme is treated when a paper treats it, or one of the themes below it.
fn is_treated(site: &Site, id: EntryId) -> bool {
    let mut waiting = vec![id];
    let mut seen = Vec::new();
    while let Some(theme) = waiting.pop() {
        if seen.contains(&theme) {
            continue;
        }
        if site.graph.incoming(theme, Relation::Treats).next().is_some() {
            return true;
        }
        seen.push(theme);
        waiting.extend(site.graph.incoming(theme, Relation::Broader).map(|edge| edge.from));
    }
    false
}
