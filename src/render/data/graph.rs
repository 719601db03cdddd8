//! `graph.jsonld`: every entry, statement and work with what joins them, in the words of schema.org, SKOS, CiTO and
//! Dublin Core.
//!
//! A paper's page is an article *about* the paper; what the paper is and how it stands to other works is said of its
//! place in the bibliography. Events, actors, terms and themes are named by their pages.

use super::statements::{self, Statement};
use super::{base, entry, language, locator, skos, work};
use crate::graph::{EntryId, Node, WorkId};
use crate::model::date::Edtf;
use crate::model::name::Name;
use crate::model::work::{Work, bare_doi};
use crate::model::{Data, Kind, Relation};
use crate::render::OutputFile;
use crate::site::Site;
use crate::site::address::Listing;
use crate::site::downloads::{self, licence_address};
use serde_json::{Map, Value as Json, json};
use std::collections::BTreeSet;

/// The graph, a line for each node.
pub(super) fn json_ld(site: &Site) -> OutputFile {
    let works = site.graph.works().map(|(id, _)| cited(site, id));
    let entries = site.graph.entries().filter(|(_, entry)| !entry.is_home());
    let entries = entries.map(|(id, _)| node(site, id));
    let statements = statements::all(site).map(|it| statement(site, &it));
    let nodes = std::iter::once(dataset(site))
        .chain(schemes(site))
        .chain(entries)
        .chain(statements)
        .chain(works);
    let mut bytes = format!("{{\"@context\":{},\n\"@graph\":[\n", context(site)).into_bytes();
    for (at, node) in nodes.enumerate() {
        bytes.extend_from_slice(if at > 0 { b",\n" } else { b"" });
        // In memory nothing can fail, and every key is a text.
        let _ = serde_json::to_writer(&mut bytes, &node);
    }
    bytes.extend_from_slice(b"\n]}\n");
    OutputFile {
        path: "data/graph.jsonld".to_owned(),
        bytes,
    }
}

/// What the words of the graph mean. The base stands in a line of its own.
fn context(site: &Site) -> String {
    let id = json!({"@type": "@id"});
    let date = json!({"@type": "Date"});
    let plain = json!({"@language": null});
    let terms = json!({
        "@vocab": "https://schema.org/",
        "cito": "http://purl.org/spar/cito/",
        "dcterms": "http://purl.org/dc/terms/",
        "prov": "http://www.w3.org/ns/prov#",
        "skos": "http://www.w3.org/2004/02/skos/core#",
        "edtf": {"@id": "dcterms:date", "@type": "http://id.loc.gov/datatypes/edtf/EDTF"},
        "startDate": date, "endDate": date, "datePublished": date,
        "isbn": plain, "issn": plain, "termCode": plain, "encodingFormat": plain, "inLanguage": plain,
        "url": id, "sameAs": id, "license": id, "about": id, "superEvent": id, "memberOf": id, "isPartOf": id,
        "appearance": id, "inDefinedTermSet": id, "contentUrl": id,
        "dcterms:relation": id, "dcterms:references": id, "dcterms:source": id, "dcterms:isReplacedBy": id,
        "prov:wasInfluencedBy": id,
        "skos:inScheme": id, "skos:broader": id, "skos:related": id, "skos:exactMatch": id,
    });
    let base = Json::from(base(site));
    let language = Json::from(site.config.language());
    format!("[{{\"@base\":{base}}},\n{{\"@language\":{language}}},\n{terms}]")
}

fn object(value: Json) -> Map<String, Json> {
    match value {
        Json::Object(map) => map,
        _ => Map::new(),
    }
}

/// Sets what there is.
fn set(node: &mut Map<String, Json>, key: &str, value: Option<impl Into<Json>>) {
    if let Some(value) = value {
        node.insert(key.to_owned(), value.into());
    }
}

/// Sets a list, where it is not empty.
fn set_all(node: &mut Map<String, Json>, key: &str, values: Vec<Json>) {
    if !values.is_empty() {
        node.insert(key.to_owned(), values.into());
    }
}

/// The data as a whole, with every file of it.
fn dataset(site: &Site) -> Map<String, Json> {
    let config = &site.config;
    let mut node = object(json!({
        "@id": Listing::Data.address(),
        "@type": "Dataset",
        "name": config.title.value,
        "description": config.description.value,
        "inLanguage": config.language(),
    }));
    let creators = config
        .author
        .iter()
        .map(|it| json!({"@type": "Organization", "name": it.value}));
    set_all(&mut node, "creator", creators.collect());
    let licence = config.licence.as_ref().map(|it| &it.value);
    set(&mut node, "license", licence.and_then(|it| licence_address(it)));
    let file = |it: &downloads::Download| json!({"@type": "DataDownload", "name": it.title, "encodingFormat": it.media_type, "contentUrl": it.path});
    set_all(&mut node, "distribution", downloads::of(site).map(file).collect());
    node
}

/// The glossary, the themes and the actors as vocabularies.
fn schemes(site: &Site) -> Vec<Map<String, Json>> {
    let filled = skos::SCHEMES.into_iter().filter(|kind| !site.order(*kind).is_empty());
    let node = |kind: Kind| {
        object(json!({
            "@id": Listing::Kind(kind).address(),
            "@type": ["DefinedTermSet", "skos:ConceptScheme"],
            "name": format!("{}: {}", site.config.title.value, kind.folder()),
        }))
    };
    filled.map(node).collect()
}

fn node(site: &Site, id: EntryId) -> Map<String, Json> {
    let of = site.entry(id);
    let language = language(site, id);
    let mut node = object(json!({
        "@id": entry(site, id),
        "name": {"@value": of.title(), "@language": language},
        "url": entry(site, id),
    }));
    let said = |text: &str| json!({"@value": text, "@language": language});
    match &of.data {
        Data::Paper(it) => {
            node.insert("@type".to_owned(), "Article".into());
            node.insert("inLanguage".to_owned(), language.into());
            set_all(
                &mut node,
                "abstract",
                it.thesis.iter().map(|it| said(&it.value)).collect(),
            );
            let about = site.graph.work_of(id).map(|it| work(site, it));
            set(&mut node, "about", about);
        }
        Data::Event(_) => event(site, id, &mut node),
        Data::Actor(_) => actor(site, id, &mut node),
        Data::Term(_) | Data::Theme(_) => concept(site, id, &mut node),
        Data::Page(_) => {
            node.insert("@type".to_owned(), "WebPage".into());
            node.insert("inLanguage".to_owned(), language.into());
        }
    }
    set_all(&mut node, "dcterms:references", references(site, id));
    node
}

/// Everything that the prose of an entry names, links or cites, each once.
fn references(site: &Site, id: EntryId) -> Vec<Json> {
    let edges = site.graph.from(id).iter();
    let told = edges.filter(|edge| matches!(edge.relation, Relation::Links | Relation::Mentions | Relation::Cites));
    let to: BTreeSet<Node> = told.map(|edge| edge.to).filter(|to| *to != Node::Entry(id)).collect();
    to.into_iter().map(|to| named(site, to).into()).collect()
}

fn named(site: &Site, node: Node) -> String {
    match node {
        Node::Entry(id) => entry(site, id),
        Node::Work(id) => work(site, id),
    }
}

fn targets(site: &Site, id: EntryId, relation: Relation) -> Vec<Json> {
    let targets = site.targets(id, relation).into_iter();
    targets.map(|to| entry(site, to).into()).collect()
}

fn event(site: &Site, id: EntryId, node: &mut Map<String, Json>) {
    let Data::Event(it) = &site.entry(id).data else { return };
    node.insert("@type".to_owned(), "Event".into());
    let date = it.date.as_ref().map(|it| &it.value);
    set(node, "edtf", date.map(Edtf::to_string));
    // An open end has no day, and schema.org knows no years before 0.
    let day = |day: Option<crate::model::date::Day>| day.filter(|it| it.year() > 0).map(|it| it.to_string());
    set(node, "startDate", day(date.and_then(Edtf::earliest)));
    set(node, "endDate", day(date.and_then(Edtf::latest)));
    let place = it.place.as_ref().map(|it| json!({"@type": "Place", "name": it.value}));
    set(node, "location", place);
    let kind = it.kind.as_ref().map(|it| it.value.replace('-', " "));
    set(node, "keywords", kind);
    set_all(node, "about", targets(site, id, Relation::Concerns));
    set(
        node,
        "superEvent",
        site.graph.one(id, Relation::PartOf).map(|it| entry(site, it)),
    );
    set_all(node, "prov:wasInfluencedBy", targets(site, id, Relation::CausedBy));
    let part = |edge: &crate::graph::Edge| {
        let who = json!({"@id": entry(site, edge.to.entry()?)});
        let role = it.actors.get(edge.item).and_then(|it| it.role.as_ref());
        Some(match role {
            Some(role) => json!({"@type": "Role", "roleName": role.value.replace('-', " "), "contributor": who}),
            None => who,
        })
    };
    let parts = site.graph.out(id, Relation::Involves).filter_map(part);
    set_all(node, "contributor", parts.collect());
}

fn actor(site: &Site, id: EntryId, node: &mut Map<String, Json>) {
    let Data::Actor(it) = &site.entry(id).data else { return };
    let is_person = it.kind.as_ref().is_some_and(|kind| kind.value == "person");
    let class = if is_person { "Person" } else { "Organization" };
    node.insert("@type".to_owned(), json!([class, "skos:Concept"]));
    if is_person {
        let offices = it.held.iter().map(|it| it.office.value.clone().into());
        set_all(node, "jobTitle", offices.collect());
    }
    let kind = it.kind.as_ref().map(|it| it.value.replace('-', " "));
    set(node, "additionalType", kind);
    let names = it.aliases.iter().chain(&it.metonyms).map(|it| it.value.clone().into());
    set_all(node, "alternateName", names.collect());
    let same = it.same_as.iter().filter(|it| skos::is_address(&it.value));
    set_all(node, "sameAs", same.map(|it| it.value.clone().into()).collect());
    set_all(node, "memberOf", targets(site, id, Relation::PartOf));
    set_all(node, "dcterms:relation", targets(site, id, Relation::SeeAlso));
    as_concept(site, id, node);
}

fn concept(site: &Site, id: EntryId, node: &mut Map<String, Json>) {
    node.insert("@type".to_owned(), json!(["DefinedTerm", "skos:Concept"]));
    let of = site.entry(id);
    node.insert(
        "inDefinedTermSet".to_owned(),
        Listing::Kind(of.key.kind).address().into(),
    );
    match &of.data {
        Data::Term(it) => set(node, "description", it.definition.as_ref().map(|it| it.value.clone())),
        Data::Theme(it) => set(node, "description", it.question.as_ref().map(|it| it.value.clone())),
        _ => {}
    }
    set(
        node,
        "dcterms:source",
        site.graph.one(id, Relation::Source).map(|it| entry(site, it)),
    );
    set(
        node,
        "dcterms:isReplacedBy",
        site.graph.one(id, Relation::See).map(|it| entry(site, it)),
    );
    as_concept(site, id, node);
}

/// What SKOS says of an entry, in the same words as `skos.ttl`.
fn as_concept(site: &Site, id: EntryId, node: &mut Map<String, Json>) {
    let concept = skos::concept(site, id);
    set(node, "skos:inScheme", Some(concept.scheme));
    let labels = |labels: &[skos::Label]| {
        let label = |it: &skos::Label| json!({"@value": it.text, "@language": it.language});
        labels.iter().map(label).collect()
    };
    set_all(node, "skos:prefLabel", labels(&concept.preferred));
    set_all(node, "skos:altLabel", labels(&concept.other));
    set_all(node, "skos:definition", labels(&concept.definition));
    set_all(
        node,
        "skos:broader",
        concept.broader.into_iter().map(Json::from).collect(),
    );
    set_all(
        node,
        "skos:related",
        concept.related.into_iter().map(Json::from).collect(),
    );
    set_all(
        node,
        "skos:exactMatch",
        concept.same.into_iter().map(Json::from).collect(),
    );
}

fn statement(site: &Site, it: &Statement<'_>) -> Map<String, Json> {
    let mut node = object(json!({
        "@id": it.id,
        "@type": "Claim",
        "text": {"@value": it.says, "@language": language(site, it.paper)},
        "about": entry(site, it.subject),
        "isPartOf": entry(site, it.paper),
    }));
    set(
        &mut node,
        "appearance",
        site.graph.work_of(it.paper).map(|it| work(site, it)),
    );
    set(&mut node, "keywords", it.stance.map(|it| it.value.replace('-', " ")));
    set(&mut node, "edtf", it.date.map(|it| it.value.to_string()));
    let at = locator(it.at);
    set(
        &mut node,
        "dcterms:bibliographicCitation",
        (!at.is_empty()).then_some(at),
    );
    let erratum = it
        .claims
        .erratum
        .map(|it| format!("{} {}", it.says.value, it.reason.value));
    set(&mut node, "correction", erratum);
    let claim = |(aspect, question, answer): (crate::site::accounts::Aspect, &str, &str)| json!({"@type": "PropertyValue", "propertyID": aspect.name(), "name": question, "value": answer});
    set_all(&mut node, "mentions", it.claims.all().map(claim).collect());
    node
}

/// A work, and for a paper of the site how it stands to others.
fn cited(site: &Site, id: WorkId) -> Map<String, Json> {
    let cited = site.graph.work(id);
    let it = &cited.work;
    let mut node = object(json!({"@id": work(site, id), "@type": class(it), "name": it.title()}));
    let author = |name: &Json| json!({"@type": "Person", "name": crate::model::work::short_name(name)});
    let authors = match cited.paper.map(|paper| &site.entry(paper).data) {
        Some(Data::Paper(paper)) => {
            let author = |name: &Name| json!({"@type": "Person", "name": name.spoken()});
            paper.author.iter().map(author).collect()
        }
        _ => it.names("author").iter().map(author).collect(),
    };
    set_all(&mut node, "author", authors);
    set(&mut node, "datePublished", year(it));
    let container = it
        .container()
        .map(|name| json!({"@type": "CreativeWork", "name": name}));
    set(&mut node, "isPartOf", container);
    let doi = it.doi().map(|doi| format!("https://doi.org/{}", bare_doi(doi)));
    let same = doi.into_iter().chain(it.url().map(str::to_owned));
    let same: BTreeSet<String> = same.filter(|it| skos::is_address(it)).collect();
    set_all(&mut node, "sameAs", same.into_iter().map(Json::from).collect());
    set(&mut node, "isbn", it.plain("ISBN"));
    if let Some(paper) = cited.paper {
        relations(site, paper, &mut node);
    }
    node
}

/// The year alone: parts of a date that a record may have wrongly are not repeated here.
fn year(work: &Work) -> Option<String> {
    let year = work.csl.get("issued")?.get("date-parts")?.get(0)?.get(0)?;
    let year = crate::model::work::number(year)?;
    (1..=9999).contains(&year).then(|| format!("{year:04}"))
}

fn class(work: &Work) -> &'static str {
    match work.csl_type() {
        "article" | "article-journal" | "paper-conference" | "review" | "review-book" => "ScholarlyArticle",
        "article-newspaper" => "NewsArticle",
        "article-magazine" => "Article",
        "book" => "Book",
        "chapter" => "Chapter",
        "dataset" => "Dataset",
        "legislation" | "bill" | "treaty" => "Legislation",
        "map" => "Map",
        "report" => "Report",
        "software" => "SoftwareSourceCode",
        "thesis" => "Thesis",
        "webpage" => "WebPage",
        _ => "CreativeWork",
    }
}

/// How a paper stands to other works, in CiTO's terms.
fn relations(site: &Site, paper: EntryId, node: &mut Map<String, Json>) {
    let Data::Paper(data) = &site.entry(paper).data else {
        return;
    };
    let place = |to: Node| match to {
        Node::Work(id) => Some(work(site, id)),
        Node::Entry(id) => site.graph.work_of(id).map(|it| work(site, it)),
    };
    let cites = site.graph.out(paper, Relation::Cites).filter_map(|edge| place(edge.to));
    let cites: BTreeSet<String> = cites.collect();
    let refer = |to: &String| json!({"@id": to});
    set_all(node, "cito:cites", cites.iter().map(refer).collect());
    for edge in site.graph.out(paper, Relation::Relates) {
        let Some((how, to)) = data
            .relations
            .get(edge.item)
            .map(|it| &it.how.value)
            .zip(place(edge.to))
        else {
            continue;
        };
        let list = node.entry(format!("cito:{}", camel(how))).or_insert_with(|| json!([]));
        if let Json::Array(list) = list
            && !list.contains(&refer(&to))
        {
            list.push(refer(&to));
        }
    }
}

/// A term of CiTO as its ontology writes it: `agrees-with` is `agreesWith`.
fn camel(kebab: &str) -> String {
    let mut parts = kebab.split('-');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |camel, part| {
        let mut letters = part.chars();
        let head = letters.next().map(|c| c.to_ascii_uppercase());
        camel + &head.into_iter().chain(letters).collect::<String>()
    })
}

#[cfg(test)]
mod tests {
    use super::camel;

    #[test]
    fn terms_of_cito_are_written_as_its_ontology_has_them() {
        assert_eq!(camel("agrees-with"), "agreesWith");
        assert_eq!(camel("cites"), "cites");
        assert_eq!(camel("cites-as-potential-solution"), "citesAsPotentialSolution");
    }
}
