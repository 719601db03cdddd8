//! A paper: its reference in CSL terms, and what it says of themes, events and other works.

use super::date::Edtf;
use super::locator::Locator;
use super::name::Name;
use super::{Direction, Kind, Language, MatterReference, Reference, Relation};
use crate::span::Spanned;
use crate::yaml::{Decode, Decoder, Node, Pairs, Value, record};
use serde_json::{Value as Json, json};

record! {
    /// A work of the literature, summarised in one file.
    Paper {
        /// The title of the paper.
        required title "title": Spanned<String>,
        /// A shorter form of the title, for narrow places.
        optional short_title "short-title": Spanned<String>,
        /// The type of the work in CSL terms: `article-journal`, `chapter`, `book`, `report`, `thesis` …
        required type_ "type": Spanned<String> => "csl-types",
        /// The authors, in order.
        list author "author": Name,
        /// The editors of the book that holds it.
        list editor "editor": Name,
        /// The translators.
        list translator "translator": Name,
        /// When it was published, in EDTF; left out where that is not known.
        optional issued "issued": Spanned<Edtf>,
        /// The journal or book that holds it.
        optional container_title "container-title": Spanned<String>,
        /// The series it belongs to.
        optional collection_title "collection-title": Spanned<String>,
        /// Its number in the series.
        optional collection_number "collection-number": Spanned<String>,
        /// The publisher.
        optional publisher "publisher": Spanned<String>,
        /// Where the publisher is.
        optional publisher_place "publisher-place": Spanned<String>,
        /// The volume.
        optional volume "volume": Spanned<String>,
        /// The issue.
        optional issue "issue": Spanned<String>,
        /// The number of a report.
        optional number "number": Spanned<String>,
        /// The edition.
        optional edition "edition": Spanned<String>,
        /// The genre, such as “PhD thesis”.
        optional genre "genre": Spanned<String>,
        /// The pages, `191-206`.
        optional page "page": Spanned<String>,
        /// The web address of the paper itself.
        optional url "URL": Spanned<String>,
        /// The DOI, without `https://doi.org/`.
        optional doi "DOI": Spanned<String>,
        /// The ISBN of the book.
        optional isbn "ISBN": Spanned<String>,
        /// The ISSN of the journal.
        optional issn "ISSN": Spanned<String>,
        /// The language of the paper itself.
        optional language "language": Spanned<String>,
        /// When a web address was last read, in EDTF.
        optional accessed "accessed": Spanned<Edtf>,
        /// What is to be said about the reference, such as how its year was found.
        optional note "note": Spanned<String>,
        /// What the paper claims, in the summariser's words.
        list thesis "thesis": Spanned<String>,
        /// The question it asks.
        list question "question": Spanned<String>,
        /// The theory it works with.
        list theory "theory": Spanned<String>,
        /// How it proceeds.
        list method "method": Spanned<String>,
        /// What it rests on.
        list evidence "evidence": Spanned<String>,
        /// What it recommends.
        list recommendations "recommendations": Spanned<String>,
        /// What it leaves open, and where to be careful.
        list limits "limits": Spanned<String>,
        /// What it says on each theme.
        list themes "themes": Treatment,
        /// What it tells of each event.
        list events "events": Account,
        /// How it stands to other papers and works.
        list relations "relations": PaperRelation,
        /// The works it cites: keys of the bibliography, or papers of the site.
        list cites "cites": Reference => "works",
        /// Former addresses of this page; they redirect here.
        list moved_from "moved-from": Spanned<String>,
        /// `true` leaves the entry out of the site.
        optional draft "draft": bool,
        /// The language of this summary, where it is not the site's.
        optional lang "lang": Language,
        /// The direction of its script: `ltr` or `rtl`.
        optional dir "dir": Direction,
    }
}

record! {
    /// What a paper says on a theme.
    Treatment {
        /// The theme.
        required theme "theme": Reference => "themes",
        /// How the paper stands to it: one of the site's stances.
        optional stance "stance": Spanned<String> => "stances",
        /// Where in the paper: a section, a page, or both.
        optional at "at": Spanned<Locator>,
        /// One sentence in the summariser's own words.
        required says "says": Spanned<String>,
        /// Figures as the paper gives them.
        optional values "values": Pairs<Spanned<String>>,
        /// Names as the paper gives them.
        optional names "names": Pairs<Spanned<String>>,
        /// Judgements: the question, and the paper's answer in a few words.
        optional judgements "judgements": Pairs<Spanned<String>>,
        /// A mistake of the paper, with the reason.
        optional erratum "erratum": Erratum,
    }
}

record! {
    /// What a paper tells of an event.
    Account {
        /// The event.
        required event "event": Reference => "events",
        /// Where in the paper: a section, a page, or both.
        optional at "at": Spanned<Locator>,
        /// The date as this paper gives it, in EDTF.
        optional date "date": Spanned<Edtf>,
        /// One sentence in the summariser's own words.
        required says "says": Spanned<String>,
        /// Figures as the paper gives them.
        optional values "values": Pairs<Spanned<String>>,
        /// Names as the paper gives them.
        optional names "names": Pairs<Spanned<String>>,
        /// Judgements: the question, and the paper's answer in a few words.
        optional judgements "judgements": Pairs<Spanned<String>>,
        /// A mistake of the paper, with the reason.
        optional erratum "erratum": Erratum,
    }
}

record! {
    /// A mistake of a paper.
    Erratum {
        /// What is mistaken.
        required says "says": Spanned<String>,
        /// How we know.
        required reason "reason": Spanned<String>,
        /// Whether the papers themselves show it, or knowledge from outside.
        required basis "basis": Basis,
    }
}

record! {
    /// How a paper stands to another paper or work.
    PaperRelation {
        /// A paper of the site, or a key of the bibliography.
        required work "work": Reference => "works",
        /// The relation, a term of CiTO, the Citation Typing Ontology, in kebab-case.
        required how "how": Spanned<String> => "cito",
        /// The theme on which they stand so.
        optional on "on": Reference => "themes",
        /// Where in the paper.
        optional at "at": Spanned<Locator>,
        /// One sentence in the summariser's own words.
        required says "says": Spanned<String>,
    }
}

/// Properties of `CiTO`, the Citation Typing Ontology 2.8.1, in kebab-case, with the inverse of each where it is not
/// `is-…-by`. Source: <https://sparontologies.github.io/cito/current/cito.html>.
pub const CITO: &[&str] = &[
    "agrees-with",
    "cites",
    "cites-as-authority",
    "cites-as-data-source",
    "cites-as-evidence",
    "cites-as-metadata-document",
    "cites-as-potential-solution",
    "cites-as-recommended-reading",
    "cites-as-related",
    "cites-as-source-document",
    "cites-for-information",
    "compiles",
    "confirms",
    "contains-assertion-from",
    "corrects",
    "credits",
    "critiques",
    "derides",
    "describes",
    "disagrees-with",
    "discusses",
    "disputes",
    "documents",
    "extends",
    "includes-excerpt-from",
    "includes-quotation-from",
    "obtains-background-from",
    "obtains-support-from",
    "parodies",
    "plagiarizes",
    "qualifies",
    "refutes",
    "replies-to",
    "retracts",
    "reviews",
    "ridicules",
    "speculates-on",
    "supports",
    "updates",
    "uses-conclusions-from",
    "uses-data-from",
    "uses-method-in",
];

/// What an erratum rests on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Basis {
    /// The papers of the site.
    #[default]
    Paper,
    /// Knowledge from outside them.
    Outside,
}

impl Basis {
    /// `paper` or `outside`.
    pub fn name(self) -> &'static str {
        match self {
            Basis::Paper => "paper",
            Basis::Outside => "outside",
        }
    }
}

impl Decode for Basis {
    fn decode(node: &Node, decoder: &mut Decoder<'_>) -> Option<Self> {
        match &node.value {
            Value::Scalar(text) if text == "paper" => Some(Basis::Paper),
            Value::Scalar(text) if text == "outside" => Some(Basis::Outside),
            _ => {
                decoder.wrong_word(node, &["paper", "outside"]);
                None
            }
        }
    }

    fn schema() -> Json {
        json!({"enum": ["paper", "outside"]})
    }
}

impl Paper {
    /// Every reference that the front matter makes.
    pub fn references(&self) -> Vec<MatterReference<'_>> {
        use MatterReference as Of;
        let themes = self.themes.iter().enumerate();
        let themes = themes.map(|(item, it)| Of::new(Relation::Treats, &[Kind::Theme], &it.theme, item));
        let events = self.events.iter().enumerate();
        let events = events.map(|(item, it)| Of::new(Relation::Recounts, &[Kind::Event], &it.event, item));
        let works = self.relations.iter().enumerate().map(|(item, it)| Of {
            works: true,
            ..Of::new(Relation::Relates, &[Kind::Paper], &it.work, item)
        });
        let on = self.relations.iter().enumerate();
        let on = on.filter_map(|(item, it)| Some(Of::new(Relation::Concerns, &[Kind::Theme], it.on.as_ref()?, item)));
        let cites = Of::each(Relation::Cites, &[Kind::Paper], &self.cites).map(|it| Of { works: true, ..it });
        themes.chain(events).chain(works).chain(on).chain(cites).collect()
    }
}
