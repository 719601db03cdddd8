//! `llms.txt`: a table of contents in plain Markdown, for people and programs that read text (llmstxt.org).

use super::{OutputFile, Sink};
use crate::model::{Data, Kind};
use crate::site::Site;
use crate::site::address::Listing;
use crate::site::downloads;
use std::fmt::Write;

/// The table of contents: papers with their theses, themes with their questions, where the rest is, and the data.
pub(super) fn guide(site: &Site, sink: &Sink<'_>) {
    let config = &site.config;
    let mut text = format!(
        "# {}\n\n> {}\n",
        line(&config.title.value),
        line(&config.description.value)
    );
    for kind in [Kind::Paper, Kind::Theme, Kind::Page] {
        section(&mut text, site, kind);
    }
    let rest = site.listings().into_iter().filter(|it| *it != Listing::Data);
    text.push_str("\n## Lists\n\n");
    for listing in rest {
        let _ = writeln!(text, "- [{}]({})", listing.name().replace('-', " "), listing.address());
    }
    text.push_str("\n## Data\n\n");
    for it in downloads::of(site).filter(|it| it.path != "llms.txt") {
        let _ = writeln!(text, "- [{}]({}): {}", it.path, it.path, it.media_type);
    }
    sink(OutputFile::text("llms.txt", text));
}

fn section(text: &mut String, site: &Site, kind: Kind) {
    let order = site.order(kind);
    if order.is_empty() {
        return;
    }
    let mut letters = kind.folder().chars();
    let first = letters.next().map(|c| c.to_ascii_uppercase());
    let title: String = first.into_iter().chain(letters).collect();
    let _ = write!(text, "\n## {title}\n\n");
    for &id in order {
        let entry = site.entry(id);
        let said = match &entry.data {
            Data::Paper(paper) => paper.thesis.first(),
            Data::Theme(theme) => theme.question.as_ref(),
            _ => None,
        };
        let said = said.map(|it| format!(": {}", line(&it.value))).unwrap_or_default();
        let _ = writeln!(text, "- [{}]({}){said}", label(entry.title()), site.addresses.of(id));
    }
}

/// Text in one line.
fn line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Text in one line between the brackets of a link.
fn label(text: &str) -> String {
    line(text).replace('\\', "\\\\").replace('[', "\\[").replace(']', "\\]")
}
