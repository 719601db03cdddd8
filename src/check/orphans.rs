//! Every entry is reached from another one, not from lists alone.

use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::model::Kind;
use crate::site::Site;

pub(super) fn check(site: &Site, diags: &mut Diagnostics) {
    for (id, entry) in site.graph.entries() {
        // Papers and pages are where readers enter; actors and terms have a check of their own.
        if !matches!(entry.key.kind, Kind::Theme | Kind::Event) || site.is_referred_to(id) {
            continue;
        }
        let at = entry.common().title.span.in_file(entry.file);
        let message = format!("no entry leads to `{}`", entry.key);
        let help = match entry.key.kind {
            Kind::Theme => "let a paper treat it under `themes`, or let a theme name it as its `parent`",
            _ => "let a paper tell of it under `events`, or link to it in prose",
        };
        diags.push(Diagnostic::at(Code::Orphan, at, message).help(help));
    }
}
