//! What of a site can be taken home: every file of data there is, what it is called and what it holds.

use super::Site;
use crate::model::Kind;

/// The whole site as an EPUB.
pub const BOOK: &str = "conspectus.epub";

/// The whole site on one page.
pub const PRINT: &str = "print.html";

/// A site of more entries than this is not made into one piece: a book of thousands of chapters is read by nobody, and it
/// would grow with the site.
const MOST_IN_BOOK: usize = 2_000;

/// Whether there is an EPUB, and a page to print.
pub fn has_book(site: &Site) -> bool {
    site.graph.entries().nth(MOST_IN_BOOK).is_none()
}

/// What a file of data holds; the page “Data” has a section for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    /// Every page, in one piece.
    Book,
    /// Everything, in one file.
    Whole,
    /// Entries of one kind, or one sort of fact, as a table.
    Table,
    /// Terms and themes.
    Vocabulary,
    /// References.
    References,
    /// Times.
    Times,
    /// Who meets whom, and what compares.
    Comparison,
    /// What tells programs of the site.
    Guide,
}

impl Holds {
    /// All of them, in the order of the page.
    pub const ALL: [Holds; 8] = [
        Holds::Book,
        Holds::Whole,
        Holds::Table,
        Holds::Vocabulary,
        Holds::References,
        Holds::Times,
        Holds::Comparison,
        Holds::Guide,
    ];

    /// Its name among the interface texts, behind `data-`.
    pub fn name(self) -> &'static str {
        match self {
            Holds::Book => "book",
            Holds::Whole => "whole",
            Holds::Table => "table",
            Holds::Vocabulary => "vocabulary",
            Holds::References => "references",
            Holds::Times => "times",
            Holds::Comparison => "comparison",
            Holds::Guide => "guide",
        }
    }
}

/// A file of data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Download {
    /// Its path from the root of the site.
    pub path: &'static str,
    /// What it is called: its format, or the kind of entry.
    pub title: &'static str,
    /// Its media type.
    pub media_type: &'static str,
    /// What it holds.
    pub holds: Holds,
    /// What has to be there for it to be there.
    needs: Needs,
}

/// What a file needs to be published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Needs {
    Nothing,
    /// That it can be read in one piece.
    Book,
    Kind(Kind),
    Works,
    /// Something for [`Holds::Comparison`] or the vocabulary: any of these kinds.
    Any(&'static [Kind]),
    /// All of these kinds.
    All(&'static [Kind]),
    Network,
    BaseUrl,
}

const CSV: &str = "text/csv";

/// Every file of data that a site may have, in the order of the page.
const ALL: &[Download] = &[
    file(BOOK, "EPUB", "application/epub+zip", Holds::Book, Needs::Book),
    file(PRINT, "print", "text/html", Holds::Book, Needs::Book),
    file(
        "data/graph.jsonld",
        "JSON-LD",
        "application/ld+json",
        Holds::Whole,
        Needs::Nothing,
    ),
    file(
        "data/datapackage.json",
        "Data Package",
        "application/json",
        Holds::Whole,
        Needs::Nothing,
    ),
    file("data/papers.csv", "papers", CSV, Holds::Table, Needs::Kind(Kind::Paper)),
    file("data/themes.csv", "themes", CSV, Holds::Table, Needs::Kind(Kind::Theme)),
    file("data/events.csv", "events", CSV, Holds::Table, Needs::Kind(Kind::Event)),
    file("data/actors.csv", "actors", CSV, Holds::Table, Needs::Kind(Kind::Actor)),
    file(
        "data/glossary.csv",
        "glossary",
        CSV,
        Holds::Table,
        Needs::Kind(Kind::Term),
    ),
    file("data/pages.csv", "pages", CSV, Holds::Table, Needs::Kind(Kind::Page)),
    file(
        "data/statements.csv",
        "statements",
        CSV,
        Holds::Table,
        Needs::Kind(Kind::Paper),
    ),
    file("data/claims.csv", "claims", CSV, Holds::Table, Needs::Kind(Kind::Paper)),
    file("data/works.csv", "works", CSV, Holds::Table, Needs::Works),
    file("data/relations.csv", "relations", CSV, Holds::Table, Needs::Nothing),
    file("data/index.csv", "index", CSV, Holds::Table, Needs::Kind(Kind::Actor)),
    file(
        "data/skos.ttl",
        "SKOS",
        "text/turtle",
        Holds::Vocabulary,
        Needs::Any(&[Kind::Term, Kind::Theme, Kind::Actor]),
    ),
    file(
        "course/moodle-glossary.xml",
        "Moodle",
        "application/xml",
        Holds::Vocabulary,
        Needs::Kind(Kind::Term),
    ),
    file(
        "bibliography.bib",
        "BibTeX",
        "application/x-bibtex",
        Holds::References,
        Needs::Works,
    ),
    file(
        "bibliography.ris",
        "RIS",
        "application/x-research-info-systems",
        Holds::References,
        Needs::Works,
    ),
    file(
        "bibliography.json",
        "CSL-JSON",
        "application/vnd.citationstyles.csl+json",
        Holds::References,
        Needs::Works,
    ),
    file(
        "timeline.ics",
        "iCalendar",
        "text/calendar",
        Holds::Times,
        Needs::Kind(Kind::Event),
    ),
    file(
        "timeline.json",
        "TimelineJS",
        "application/json",
        Holds::Times,
        Needs::Kind(Kind::Event),
    ),
    file("timeline.csv", "timeline", CSV, Holds::Times, Needs::Kind(Kind::Event)),
    file(
        "network.gexf",
        "GEXF",
        "application/gexf+xml",
        Holds::Comparison,
        Needs::Network,
    ),
    file(
        "network.graphml",
        "GraphML",
        "application/graphml+xml",
        Holds::Comparison,
        Needs::Network,
    ),
    file(
        "matrix.csv",
        "matrix",
        CSV,
        Holds::Comparison,
        Needs::All(&[Kind::Paper, Kind::Theme]),
    ),
    file(
        "coverage.csv",
        "coverage",
        CSV,
        Holds::Comparison,
        Needs::Any(&[Kind::Paper, Kind::Theme, Kind::Event, Kind::Actor, Kind::Term]),
    ),
    file("atom.xml", "Atom", "application/atom+xml", Holds::Guide, Needs::Nothing),
    file(
        "sitemap.xml",
        "Sitemap",
        "application/xml",
        Holds::Guide,
        Needs::Nothing,
    ),
    file("llms.txt", "llms.txt", "text/plain", Holds::Guide, Needs::Nothing),
    file(
        "opensearch.xml",
        "OpenSearch",
        "application/opensearchdescription+xml",
        Holds::Guide,
        Needs::BaseUrl,
    ),
];

const fn file(
    path: &'static str,
    title: &'static str,
    media_type: &'static str,
    holds: Holds,
    needs: Needs,
) -> Download {
    Download {
        path,
        title,
        media_type,
        holds,
        needs,
    }
}

/// The paths that data may take, whether or not this site has it: an entry or file must not lie there.
pub fn paths() -> impl Iterator<Item = &'static str> {
    ALL.iter().map(|it| it.path)
}

/// The data of a site, in the order of the page.
pub fn of(site: &Site) -> impl Iterator<Item = &'static Download> {
    ALL.iter().filter(|it| is_there(site, it.needs))
}

fn is_there(site: &Site, needs: Needs) -> bool {
    let has = |kind: &Kind| !site.order(*kind).is_empty();
    match needs {
        Needs::Nothing => true,
        Needs::Book => has_book(site),
        Needs::Kind(kind) => has(&kind),
        Needs::Works => site.graph.works().next().is_some(),
        Needs::Any(kinds) => kinds.iter().any(has),
        Needs::All(kinds) => kinds.iter().all(has),
        Needs::Network => !site.network.actors.is_empty(),
        Needs::BaseUrl => site.config.base_url.is_some(),
    }
}

/// The web address of a licence that is written as a web address, or in the short form of Creative Commons:
/// `CC BY 4.0`, `CC BY-NC-SA 4.0`, `CC0 1.0`.
pub fn licence_address(licence: &str) -> Option<String> {
    if licence.starts_with("https://") || licence.starts_with("http://") {
        return Some(licence.to_owned());
    }
    let words: Vec<String> = licence.split([' ', '-']).map(str::to_lowercase).collect();
    let (version, name) = words.split_last()?;
    let is_version = version.len() == 3 && version.chars().all(|c| c.is_ascii_digit() || c == '.');
    let parts: Vec<&str> = name.iter().map(String::as_str).collect();
    match parts.as_slice() {
        _ if !is_version => None,
        ["cc0"] => Some(format!("https://creativecommons.org/publicdomain/zero/{version}/")),
        ["cc", "by", rest @ ..] if rest.iter().all(|it| matches!(*it, "nc" | "nd" | "sa")) => {
            let name = parts.get(1..).unwrap_or_default().join("-");
            Some(format!("https://creativecommons.org/licenses/{name}/{version}/"))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn licences_have_addresses() {
        let table = [
            ("CC BY 4.0", Some("https://creativecommons.org/licenses/by/4.0/")),
            (
                "CC BY-NC-SA 3.0",
                Some("https://creativecommons.org/licenses/by-nc-sa/3.0/"),
            ),
            ("CC0 1.0", Some("https://creativecommons.org/publicdomain/zero/1.0/")),
            ("https://example.org/licence", Some("https://example.org/licence")),
            ("All rights reserved", None),
            ("CC BY", None),
            ("", None),
        ];
        for (licence, address) in table {
            assert_eq!(licence_address(licence).as_deref(), address, "{licence}");
        }
    }
}
