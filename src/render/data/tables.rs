//! The tables of the open data: which columns each has, what they mean, and a row for each thing.

use super::statements::{self, Statement};
use super::{entry, locator, work};
use crate::graph::{Edge, EntryId, Node};
use crate::model::date::{Day, Edtf};
use crate::model::name::Name;
use crate::model::paper::Erratum;
use crate::model::work::bare_doi;
use crate::model::{Data, Kind, Relation};
use crate::render::OutputFile;
use crate::render::csv::line;
use crate::site::Site;
use crate::site::downloads;
use crate::site::index::{self, Division, Passage};
use crate::span::Spanned;
use std::collections::BTreeMap;

/// Between the texts of a column that holds several.
const SEPARATOR: &str = " | ";

/// A table: its columns, and how its rows are made.
pub(super) struct Table {
    /// Its name: that of the file without its ending.
    pub(super) name: &'static str,
    /// What a row is.
    pub(super) about: &'static str,
    pub(super) columns: &'static [Column],
    /// The columns that refer to the `id` of a table: column, table.
    pub(super) foreign: &'static [(&'static str, &'static str)],
    /// Hands on one row after another: a table may be larger than all else that is held.
    rows: fn(&Site, &mut Add<'_>),
}

/// A column of a table.
pub(super) struct Column {
    pub(super) name: &'static str,
    /// Its type as Table Schema has it.
    pub(super) type_: &'static str,
    /// Whether it is never empty.
    pub(super) required: bool,
    pub(super) about: &'static str,
}

type Row = Vec<String>;

/// Takes a row.
type Add<'a> = dyn FnMut(Row) + 'a;

/// A table of a site.
pub(super) struct Published {
    pub(super) table: &'static Table,
    pub(super) path: String,
}

/// The tables that this site has.
pub(super) fn of(site: &Site) -> Vec<Published> {
    let named = |table: &'static Table| Published {
        table,
        path: format!("data/{}.csv", table.name),
    };
    let is_published = |table: &Published| downloads::of(site).any(|it| it.path == table.path);
    ALL.iter().map(named).filter(is_published).collect()
}

impl Published {
    /// The table as CSV.
    pub(super) fn csv(&self, site: &Site) -> OutputFile {
        let mut csv = line(self.table.columns.iter().map(|column| column.name.to_owned()));
        (self.table.rows)(site, &mut |row| csv.push_str(&line(row)));
        OutputFile::text(self.path.clone(), csv)
    }
}

const fn column(name: &'static str, type_: &'static str, required: bool, about: &'static str) -> Column {
    Column {
        name,
        type_,
        required,
        about,
    }
}

const fn must(name: &'static str, about: &'static str) -> Column {
    column(name, "string", true, about)
}

const fn may(name: &'static str, about: &'static str) -> Column {
    column(name, "string", false, about)
}

const PAGE: Column = must("id", "The address of its page, from the root of the site.");
const LANGUAGE: Column = must("language", "The language of the text, BCP 47.");

/// Every table, in the order of the description.
const ALL: &[Table] = &[
    Table {
        name: "papers",
        about: "The papers that the site summarises.",
        columns: &[
            PAGE,
            must("key", "The citation key."),
            must("title", "The title of the paper."),
            must("type", "The type in CSL terms."),
            may("authors", "The authors, separated by ` | `."),
            may("issued", "When it was published, in EDTF."),
            may("container", "The journal or book that holds it."),
            may("doi", "The DOI, without `https://doi.org/`."),
            may("url", "Its own web address."),
            may("thesis", "What it claims, in the summariser's words."),
            must("work", "Its row among the works."),
            LANGUAGE,
        ],
        foreign: &[("work", "works")],
        rows: papers,
    },
    Table {
        name: "themes",
        about: "The questions that papers speak to, in a tree.",
        columns: &[
            PAGE,
            must("title", "The title."),
            may("question", "What a review asks of each paper."),
            may("parent", "The broader theme."),
            LANGUAGE,
        ],
        foreign: &[("parent", "themes")],
        rows: themes,
    },
    Table {
        name: "events",
        about: "What happened.",
        columns: &[
            PAGE,
            must("title", "The title."),
            may("date", "When, in EDTF."),
            may("earliest", "The first day it may have been; years are astronomical."),
            may("latest", "The last day it may have been."),
            may("kind", "The kind of event, a word of the site."),
            may("place", "Where."),
            may("part_of", "The larger event."),
            LANGUAGE,
        ],
        foreign: &[("part_of", "events")],
        rows: events,
    },
    Table {
        name: "actors",
        about: "Who acts.",
        columns: &[
            PAGE,
            must("title", "The preferred name."),
            may("kind", "The kind of actor, a word of the site."),
            must("heading", "The name as the index sorts it."),
            may("aliases", "Other names and spellings, separated by ` | `."),
            may("same_as", "The same actor in authority files, separated by ` | `."),
            LANGUAGE,
        ],
        foreign: &[],
        rows: actors,
    },
    Table {
        name: "glossary",
        about: "The terms.",
        columns: &[
            PAGE,
            must("title", "The term."),
            may("definition", "One sentence that says what it means."),
            may("aliases", "Other forms, separated by ` | `."),
            may("see", "The preferred term, where this one only points to it."),
            may("source", "The paper that it is taken from."),
            may("source_at", "Where in the paper."),
            LANGUAGE,
        ],
        foreign: &[("see", "glossary"), ("source", "papers")],
        rows: terms,
    },
    Table {
        name: "pages",
        about: "The other pages.",
        columns: &[PAGE, must("title", "The title."), LANGUAGE],
        foreign: &[],
        rows: pages,
    },
    Table {
        name: "statements",
        about: "What papers say on themes and tell of events.",
        columns: &[
            must("id", "The address of the statement, with its fragment."),
            must("paper", "The paper."),
            must("subject", "The theme or event."),
            must("kind", "`theme` or `event`."),
            may("stance", "How the paper stands to a theme, a word of the site."),
            may("at", "Where in the paper."),
            may("date", "The date that the paper gives an event, in EDTF."),
            must("says", "What it says, in the summariser's words."),
            may("erratum", "A mistake of the paper."),
            may("erratum_reason", "How we know that it is one."),
            may("erratum_basis", "`paper` or `outside`: what that rests on."),
        ],
        foreign: &[("paper", "papers")],
        rows: statements,
    },
    Table {
        name: "claims",
        about: "Figures, names and judgements that stand in statements.",
        columns: &[
            must("statement", "The statement."),
            must("kind", "`figure`, `name` or `judgement`."),
            must("question", "What is asked, in the site's words."),
            must("answer", "What the paper answers."),
        ],
        foreign: &[("statement", "statements")],
        rows: claims,
    },
    Table {
        name: "works",
        about: "The works that are cited, and the papers themselves.",
        columns: &[
            must("id", "Its place in the bibliography."),
            must("key", "The citation key."),
            must("type", "The type in CSL terms."),
            must("title", "The title."),
            may("authors", "The authors, or the editors, as running text names them."),
            may("issued", "The years in which it was issued."),
            may("container", "The journal or book that holds it."),
            may("doi", "The DOI, without `https://doi.org/`."),
            may("url", "Its own web address."),
            may("paper", "Its summary, where the site has one."),
        ],
        foreign: &[("paper", "papers")],
        rows: works,
    },
    Table {
        name: "relations",
        about: "How entries and works stand to each other.",
        columns: &[
            must("from", "The entry that the relation starts from."),
            must("relation", "The relation."),
            must("to", "The entry or work that it leads to."),
            may("detail", "For `relates` the term of CiTO, for `involves` the role."),
            column("places", "integer", true, "In how many places it is written."),
        ],
        foreign: &[],
        rows: relations,
    },
    Table {
        name: "index",
        about: "The index of actors, a row for each passage and each cross-reference.",
        columns: &[
            must("heading", "The heading."),
            must(
                "actor",
                "The actor; for `see`, the one whose heading is the preferred one.",
            ),
            must("kind", "`passage`, `see` or `see-also`."),
            may("under", "The sub-entry: an entry, or a kind of entries."),
            must("to", "The passage, or the actor to look at."),
            column(
                "principal",
                "boolean",
                true,
                "Whether the passage treats the actor, not merely names it.",
            ),
        ],
        foreign: &[("actor", "actors")],
        rows: index,
    },
];

fn papers(site: &Site, add: &mut Add<'_>) {
    let works = site.graph.works().filter_map(|(id, it)| Some((it.paper?, id)));
    let works: BTreeMap<EntryId, _> = works.collect();
    let row = |id, data: &Data| {
        let Data::Paper(it) = data else { return None };
        let doi = it.doi.as_ref().map(|it| bare_doi(&it.value).to_owned());
        Some(vec![
            entry(site, id),
            site.entry(id).key.stem.clone(),
            it.title.value.clone(),
            it.type_.value.clone(),
            several(it.author.iter().map(Name::spoken)),
            edtf(it.issued.as_ref()),
            text(it.container_title.as_ref()),
            doi.unwrap_or_default(),
            text(it.url.as_ref()),
            several(it.thesis.iter().map(|it| it.value.clone())),
            works.get(&id).map(|it| work(site, *it)).unwrap_or_default(),
            language(site, id),
        ])
    };
    rows(site, Kind::Paper, row, add);
}

fn themes(site: &Site, add: &mut Add<'_>) {
    let row = |id, data: &Data| {
        let Data::Theme(it) = data else { return None };
        Some(vec![
            entry(site, id),
            it.title.value.clone(),
            text(it.question.as_ref()),
            one(site, id, Relation::Broader),
            language(site, id),
        ])
    };
    rows(site, Kind::Theme, row, add);
}

fn events(site: &Site, add: &mut Add<'_>) {
    let day = |day: Option<Day>| day.map(|it| it.to_string()).unwrap_or_default();
    let row = |id, data: &Data| {
        let Data::Event(it) = data else { return None };
        let date = it.date.as_ref().map(|it| &it.value);
        Some(vec![
            entry(site, id),
            it.title.value.clone(),
            date.map(Edtf::to_string).unwrap_or_default(),
            day(date.and_then(Edtf::earliest)),
            day(date.and_then(Edtf::latest)),
            text(it.kind.as_ref()),
            text(it.place.as_ref()),
            one(site, id, Relation::PartOf),
            language(site, id),
        ])
    };
    rows(site, Kind::Event, row, add);
}

fn actors(site: &Site, add: &mut Add<'_>) {
    let row = |id, data: &Data| {
        let Data::Actor(it) = data else { return None };
        let names = it.aliases.iter().chain(&it.metonyms);
        Some(vec![
            entry(site, id),
            it.title.value.clone(),
            text(it.kind.as_ref()),
            index::heading(site.entry(id)).to_owned(),
            several(names.map(|it| it.value.clone())),
            several(it.same_as.iter().map(|it| it.value.clone())),
            language(site, id),
        ])
    };
    rows(site, Kind::Actor, row, add);
}

fn terms(site: &Site, add: &mut Add<'_>) {
    let row = |id, data: &Data| {
        let Data::Term(it) = data else { return None };
        let at = it.source.as_ref().and_then(|it| it.at.as_ref());
        Some(vec![
            entry(site, id),
            it.title.value.clone(),
            text(it.definition.as_ref()),
            several(it.aliases.iter().map(|it| it.value.clone())),
            one(site, id, Relation::See),
            one(site, id, Relation::Source),
            locator(at),
            language(site, id),
        ])
    };
    rows(site, Kind::Term, row, add);
}

fn pages(site: &Site, add: &mut Add<'_>) {
    let row = |id, _: &Data| {
        let title = site.entry(id).title().to_owned();
        Some(vec![entry(site, id), title, language(site, id)])
    };
    rows(site, Kind::Page, row, add);
}

fn statements(site: &Site, add: &mut Add<'_>) {
    let row = |it: Statement<'_>| {
        let erratum = |of: fn(&Erratum) -> &str| it.claims.erratum.map(|it| of(it).to_owned()).unwrap_or_default();
        vec![
            it.id.clone(),
            entry(site, it.paper),
            entry(site, it.subject),
            it.kind.name().to_owned(),
            text(it.stance),
            locator(it.at),
            edtf(it.date),
            it.says.to_owned(),
            erratum(|it| &it.says.value),
            erratum(|it| &it.reason.value),
            erratum(|it| it.basis.name()),
        ]
    };
    statements::all(site).map(row).for_each(add);
}

fn claims(site: &Site, add: &mut Add<'_>) {
    for it in statements::all(site) {
        for (aspect, question, answer) in it.claims.all() {
            let fields = [&it.id, aspect.name(), question, answer];
            add(fields.map(str::to_owned).into());
        }
    }
}

fn works(site: &Site, add: &mut Add<'_>) {
    let row = |id| {
        let cited = site.graph.work(id);
        let it = &cited.work;
        vec![
            work(site, id),
            it.key.clone(),
            it.csl_type().to_owned(),
            it.title(),
            it.authors().unwrap_or_default(),
            it.year().unwrap_or_default(),
            it.container().unwrap_or_default(),
            it.doi().unwrap_or_default().to_owned(),
            it.url().unwrap_or_default().to_owned(),
            cited.paper.map(|id| entry(site, id)).unwrap_or_default(),
        ]
    };
    site.bibliography().map(row).for_each(add);
}

fn relations(site: &Site, add: &mut Add<'_>) {
    for (from, _) in site.graph.entries() {
        let mut places: BTreeMap<(Relation, Node, &str), usize> = BTreeMap::new();
        for edge in site.graph.from(from) {
            let detail = detail(site, edge).unwrap_or_default();
            *places.entry((edge.relation, edge.to, detail)).or_default() += 1;
        }
        for ((relation, to, detail), count) in places {
            let to = match to {
                Node::Entry(id) => entry(site, id),
                Node::Work(id) => work(site, id),
            };
            let (from, relation) = (entry(site, from), relation.name().to_owned());
            add(vec![from, relation, to, detail.to_owned(), count.to_string()]);
        }
    }
}

/// For a relation of a paper the term of CiTO, for an actor of an event the role.
fn detail<'a>(site: &'a Site, edge: &Edge) -> Option<&'a str> {
    match &site.entry(edge.from).data {
        Data::Paper(paper) if edge.relation == Relation::Relates => {
            paper.relations.get(edge.item).map(|it| it.how.value.as_str())
        }
        Data::Event(event) if edge.relation == Relation::Involves => {
            let participant = event.actors.get(edge.item);
            participant.and_then(|it| it.role.as_ref()).map(|it| it.value.as_str())
        }
        _ => None,
    }
}

fn index(site: &Site, add: &mut Add<'_>) {
    for heading in &site.index.headings {
        let actor = entry(site, heading.actor);
        let mut row = |kind: &str, under: &str, to: String, principal: bool| {
            let [heading, actor, kind, under] = [&heading.text, &actor, kind, under].map(str::to_owned);
            add(vec![heading, actor, kind, under, to, principal.to_string()]);
        };
        if heading.is_see {
            row("see", "", actor.clone(), false);
            continue;
        }
        let content = index::content(site, heading.actor);
        for it in &content.bare {
            row("passage", "", passage(site, it), it.principal);
        }
        for (division, passages) in &content.entries {
            let under = match division {
                Division::Entry(id) => entry(site, *id),
                Division::Kind(kind) => kind.folder().to_owned(),
            };
            for it in passages {
                row("passage", &under, passage(site, it), it.principal);
            }
        }
        for &it in &content.see_also {
            row("see-also", "", entry(site, it), false);
        }
    }
}

/// The address of a passage: a page, or a heading on it.
fn passage(site: &Site, it: &Passage) -> String {
    let heading = it.under.and_then(|at| site.entry(it.page).body.headings.get(at));
    let address = site.addresses.of(it.page);
    heading.map_or_else(|| address.to_owned(), |heading| format!("{address}#{}", heading.id))
}

fn rows(site: &Site, kind: Kind, row: impl Fn(EntryId, &Data) -> Option<Row>, add: &mut Add<'_>) {
    let order = site.order(kind).iter();
    order.filter_map(|&id| row(id, &site.entry(id).data)).for_each(add);
}

fn text(text: Option<&Spanned<String>>) -> String {
    text.map(|it| it.value.clone()).unwrap_or_default()
}

fn edtf(date: Option<&Spanned<Edtf>>) -> String {
    date.map(|it| it.value.to_string()).unwrap_or_default()
}

fn several(texts: impl Iterator<Item = String>) -> String {
    texts.collect::<Vec<_>>().join(SEPARATOR)
}

/// The entry that a relation leads to, where there is one.
fn one(site: &Site, id: EntryId, relation: Relation) -> String {
    let to = site.graph.one(id, relation);
    to.map(|it| entry(site, it)).unwrap_or_default()
}

fn language(site: &Site, id: EntryId) -> String {
    super::language(site, id).to_owned()
}
