//! `CITATION.cff`: how the site as a whole is cited (Citation File Format 1.2.0), with its version where that is known.

use super::{OutputFile, Sink};
use crate::site::Site;
use crate::site::downloads::licence_address;
use crate::site::versions;
use serde_json::Value as Json;
use std::fmt::Write;

/// The file. Texts are in quotation marks as JSON writes them, which YAML reads as it is.
pub(super) fn citation(site: &Site, sink: &Sink<'_>) {
    let config = &site.config;
    // JSON leaves some characters as they are that YAML does not take.
    let unread = |c: char| matches!(c, '\u{7f}'..='\u{9f}' | '\u{feff}');
    let quoted = |text: &str| Json::from(text.replace(unread, "")).to_string();
    let mut cff = String::from("cff-version: 1.2.0\ntype: dataset\n");
    let _ = writeln!(
        cff,
        "message: {}",
        quoted("If you use this site, please cite it as below.")
    );
    let _ = writeln!(cff, "title: {}", quoted(&config.title.value));
    let _ = writeln!(cff, "abstract: {}", quoted(&config.description.value));
    // The format wants an author; a site that names none is its own.
    let authors: Vec<&str> = config.author.iter().map(|it| it.value.as_str()).collect();
    let authors = if authors.is_empty() {
        vec![config.title.value.as_str()]
    } else {
        authors
    };
    cff.push_str("authors:\n");
    for author in authors {
        let _ = writeln!(cff, "  - name: {}", quoted(author));
    }
    if let Some(version) = site.versions.newest() {
        let _ = writeln!(cff, "version: {}", quoted(&version.hash));
        let _ = writeln!(cff, "date-released: {}", quoted(&versions::day(version)));
    }
    if let Some(url) = config.base_url() {
        let _ = writeln!(cff, "url: {}", quoted(&url));
    }
    let licence = config.licence.as_ref().and_then(|it| licence_address(&it.value));
    if let Some(address) = licence {
        let _ = writeln!(cff, "license-url: {}", quoted(&address));
    }
    sink(OutputFile::text("CITATION.cff", cff));
}
