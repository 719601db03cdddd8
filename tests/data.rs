//! The open data of whole sites, read by parsers of others: tables against their description, RDF against the
//! vocabularies that it speaks, and every name against the pages that it names.
#![expect(clippy::disallowed_methods, reason = "writes what a validator reads")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "what fails here fails the test")]

use conspectus::pipeline::{self, Options};
use oxjsonld::JsonLdParser;
use oxttl::TurtleParser;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;

/// Where the sites of these tests are said to be published.
const BASE: &str = "https://example.org/lights/";

const SKOS: &str = "http://www.w3.org/2004/02/skos/core#";
const SCHEMA: &str = "https://schema.org/";
const TYPE: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";

/// The classes of schema.org that the graph uses, each with its superclasses as far as they bring properties.
const CLASSES: &[(&str, &[&str])] = &[
    ("Article", &["CreativeWork"]),
    ("Book", &["CreativeWork"]),
    ("Chapter", &["CreativeWork"]),
    ("Claim", &["CreativeWork"]),
    ("CreativeWork", &[]),
    ("DataDownload", &["MediaObject", "CreativeWork"]),
    ("Dataset", &["CreativeWork"]),
    ("DefinedTerm", &[]),
    ("DefinedTermSet", &["CreativeWork"]),
    ("Event", &[]),
    ("Legislation", &["CreativeWork"]),
    ("Map", &["CreativeWork"]),
    ("NewsArticle", &["Article", "CreativeWork"]),
    ("Organization", &[]),
    ("Person", &[]),
    ("Place", &[]),
    ("PropertyValue", &[]),
    ("Report", &["Article", "CreativeWork"]),
    ("Role", &[]),
    ("ScholarlyArticle", &["Article", "CreativeWork"]),
    ("SoftwareSourceCode", &["CreativeWork"]),
    ("Thesis", &["CreativeWork"]),
    ("WebPage", &["CreativeWork"]),
];

/// The properties of schema.org that the graph uses, with the classes that have them; `Thing` is every class.
const PROPERTIES: &[(&str, &[&str])] = &[
    ("about", &["CreativeWork", "Event"]),
    ("abstract", &["CreativeWork"]),
    ("additionalType", &["Thing"]),
    ("alternateName", &["Thing"]),
    ("appearance", &["Claim"]),
    ("author", &["CreativeWork"]),
    ("contentUrl", &["MediaObject"]),
    // A role stands between an event and who took part, and repeats the property (schema.org/Role).
    ("contributor", &["CreativeWork", "Event", "Role"]),
    ("correction", &["CreativeWork"]),
    ("creator", &["CreativeWork"]),
    ("datePublished", &["CreativeWork"]),
    ("description", &["Thing"]),
    ("distribution", &["Dataset"]),
    ("encodingFormat", &["CreativeWork", "MediaObject"]),
    ("endDate", &["Event", "Role"]),
    ("inDefinedTermSet", &["DefinedTerm"]),
    ("inLanguage", &["CreativeWork", "Event"]),
    ("isPartOf", &["CreativeWork"]),
    ("isbn", &["Book"]),
    ("jobTitle", &["Person"]),
    ("keywords", &["CreativeWork", "Event", "Organization", "Place"]),
    ("license", &["CreativeWork"]),
    ("location", &["Event", "Organization"]),
    ("memberOf", &["Organization", "Person"]),
    ("mentions", &["CreativeWork"]),
    ("name", &["Thing"]),
    ("propertyID", &["PropertyValue"]),
    ("roleName", &["Role"]),
    ("sameAs", &["Thing"]),
    ("startDate", &["Event", "Role"]),
    ("superEvent", &["Event"]),
    ("text", &["CreativeWork"]),
    ("url", &["Thing"]),
    ("value", &["PropertyValue"]),
];

/// Terms of the other vocabularies: a property must be one of these.
const OTHERS: &[&str] = &[
    TYPE,
    "http://purl.org/dc/terms/bibliographicCitation",
    "http://purl.org/dc/terms/date",
    "http://purl.org/dc/terms/isReplacedBy",
    "http://purl.org/dc/terms/references",
    "http://purl.org/dc/terms/relation",
    "http://purl.org/dc/terms/source",
    "http://www.w3.org/2004/02/skos/core#altLabel",
    "http://www.w3.org/2004/02/skos/core#broader",
    "http://www.w3.org/2004/02/skos/core#definition",
    "http://www.w3.org/2004/02/skos/core#exactMatch",
    "http://www.w3.org/2004/02/skos/core#inScheme",
    "http://www.w3.org/2004/02/skos/core#prefLabel",
    "http://www.w3.org/2004/02/skos/core#related",
    "http://www.w3.org/ns/prov#wasInfluencedBy",
];

/// The files of a built site.
struct Built(BTreeMap<String, Vec<u8>>);

impl Built {
    fn text(&self, path: &str) -> &str {
        let bytes = self.0.get(path).unwrap_or_else(|| panic!("{path} is missing"));
        std::str::from_utf8(bytes).unwrap()
    }

    /// Whether a name, relative to the root, is that of a page and of something on it.
    fn names(&self, name: &str) -> bool {
        let (path, fragment) = name.split_once('#').unwrap_or((name, ""));
        let Some(bytes) = self.0.get(path) else {
            return false;
        };
        let decoded = fragment.replace("%20", " ");
        let id = format!(" id=\"{}\"", decoded.replace('&', "&amp;"));
        fragment.is_empty() || std::str::from_utf8(bytes).unwrap().contains(&id)
    }
}

fn build(root: &Path, base_url: Option<&str>) -> Built {
    let options = Options {
        base_url: base_url.map(str::to_owned),
        ..Options::default()
    };
    let build = pipeline::build(root, &options).unwrap();
    assert!(!build.diagnostics.has_errors(), "the site has errors");
    Built(build.files.into_iter().map(|file| (file.path, file.bytes)).collect())
}

/// A site whose texts are what spreadsheets, Turtle and JSON stumble over.
fn awkward() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let files = [
        (
            "conspectus.yaml",
            "title: 'Lights: \"all\" of them'\ndescription: What is said of lights\nlicence: CC BY 4.0\nauthor: [Ida Fell]\nstances: [argues]\nroles: [keeper]\nactor-kinds: [person]\nevent-kinds: [storm]\n",
        ),
        (
            "content/references.bib",
            "@book{old,title={Old = {Lights}},author={Hale, Ann},date={1850}}\n@article{new,title={New},author={Reed},date={1900},doi={10.1000/x}}\n",
        ),
        (
            "content/papers/reed-1901.md",
            "---\ntitle: \"=SUM(A1:A9)\"\ntype: article-journal\nauthor: [{family: Reed, given: Tom}]\nissued: 1901\nDOI: 10.1000/182\nthemes:\n  - {theme: upkeep, stance: argues, at: p. 3, says: \"-1 lamp, he said \\\"lit\\\"\", values: {lamps: \"+4\"}}\nevents:\n  - {event: storm, date: 1900, says: \"@dawn\", erratum: {says: It was 1899., reason: The log says so., basis: outside}}\nrelations:\n  - {work: old, how: agrees-with, says: Yes}\ncites: [new]\n---\nThe [[fell]] lamp of the [[wick]].\n",
        ),
        (
            "content/themes/upkeep.md",
            "---\ntitle: Upkeep\nquestion: Who pays?\nsame-as: ['https://www.wikidata.org/wiki/Q1']\n---\n",
        ),
        (
            "content/themes/oil.md",
            "---\ntitle: Oil\nparent: upkeep\nrelated: [upkeep]\n---\n",
        ),
        (
            "content/events/storm.md",
            "---\ntitle: Storm\ndate: 1899\nkind: storm\nplace: The \"Head\"\nactors: [{actor: fell, role: keeper}]\nthemes: [upkeep]\n---\n",
        ),
        (
            "content/events/flood.md",
            "---\ntitle: Flood\ndate: -0044\ncaused-by: [storm]\npart-of: storm\n---\n",
        ),
        (
            "content/actors/fell.md",
            "---\ntitle: Ida Fell\nkind: person\nsort: Fell, Ida\naliases: ['Ida\\Fell', '=Fell']\nsame-as: ['https://viaf.org/viaf/1']\nheld: [{office: Keeper, date: 1890}]\n---\n",
        ),
        (
            "content/glossary/wick.md",
            "---\ntitle: wick\ndefinition: \"What burns, \\\\ or \\\"glows\\\"\"\naliases: [wicks, wick]\nsame-as: ['https://www.wikidata.org/wiki/Q2']\nsource: {paper: reed-1901}\n---\n",
        ),
        (
            "content/glossary/wick.fr.md",
            "---\ntitle: mèche\naliases: [mèches]\n---\n",
        ),
        (
            "content/glossary/docht.md",
            "---\ntitle: Docht\nlang: de\nsee: wick\n---\n",
        ),
    ];
    for (path, text) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

/// The awkward site and the repository's own.
fn each_site(check: impl Fn(&Built)) {
    check(&build(awkward().path(), Some(BASE)));
    check(&build(Path::new("."), Some(BASE)));
}

/// Subject, predicate, object, as text; the language of a literal follows its text behind `@`.
type Triple = (String, String, String);

fn turtle(built: &Built) -> Vec<Triple> {
    let parser = TurtleParser::new()
        .with_base_iri(format!("{BASE}data/skos.ttl"))
        .unwrap();
    let triples = parser.for_slice(built.text("data/skos.ttl"));
    let text = |triple: oxttl::TurtleSyntaxError| panic!("data/skos.ttl: {triple}");
    let triples = triples.map(|it| it.unwrap_or_else(text));
    triples
        .map(|it| (bare(&it.subject), bare(&it.predicate), bare(&it.object)))
        .collect()
}

fn json_ld(built: &Built) -> Vec<Triple> {
    let parser = JsonLdParser::new()
        .with_base_iri(format!("{BASE}data/graph.jsonld"))
        .unwrap();
    let quads = parser.for_slice(built.text("data/graph.jsonld"));
    let quads = quads.map(|it| it.unwrap_or_else(|error| panic!("data/graph.jsonld: {error}")));
    quads
        .map(|it| (bare(&it.subject), bare(&it.predicate), bare(&it.object)))
        .collect()
}

/// A term as text, names without their brackets.
fn bare(term: &impl ToString) -> String {
    let term = term.to_string();
    let inner = term.strip_prefix('<').and_then(|it| it.strip_suffix('>'));
    inner.map(str::to_owned).unwrap_or(term)
}

fn objects<'a>(triples: &'a [Triple], subject: &str, predicate: &str) -> BTreeSet<&'a str> {
    let of = triples.iter().filter(|it| it.0 == subject && it.1 == predicate);
    of.map(|it| it.2.as_str()).collect()
}

#[test]
fn the_vocabulary_is_turtle_and_keeps_the_rules_of_skos() {
    each_site(|built| {
        let triples = turtle(built);
        let skos = |name: &str| format!("{SKOS}{name}");
        let of_class = |class: &str| -> Vec<&str> {
            let of = triples.iter().filter(|it| it.1 == TYPE && it.2 == skos(class));
            of.map(|it| it.0.as_str()).collect()
        };
        let (concepts, schemes) = (of_class("Concept"), of_class("ConceptScheme"));
        assert!(schemes.len() == 3 && concepts.len() >= 4, "{schemes:?} {concepts:?}");
        let above = |of: &str| {
            let mut found = BTreeSet::new();
            let mut open: Vec<&str> = objects(&triples, of, &skos("broader")).into_iter().collect();
            while let Some(next) = open.pop() {
                if found.insert(next) {
                    open.extend(objects(&triples, next, &skos("broader")));
                }
            }
            found
        };
        for concept in &concepts {
            let preferred = objects(&triples, concept, &skos("prefLabel"));
            let languages: BTreeSet<&str> = preferred
                .iter()
                .filter_map(|it| it.rsplit_once('@'))
                .map(|it| it.1)
                .collect();
            assert!(
                !preferred.is_empty() && languages.len() == preferred.len(),
                "{concept}: one label a language"
            );
            let other = objects(&triples, concept, &skos("altLabel"));
            assert!(
                preferred.is_disjoint(&other),
                "{concept}: a label is preferred or not (S13)"
            );
            let related = objects(&triples, concept, &skos("related"));
            assert!(
                related.is_disjoint(&above(concept)),
                "{concept}: related and broader (S27)"
            );
            let broader = objects(&triples, concept, &skos("broader"));
            assert!(
                broader.iter().chain(&related).all(|it| concepts.contains(it)),
                "{concept}: leads to no concept"
            );
            let own = concept.strip_prefix(BASE).unwrap();
            assert!(built.names(own), "{own} is no page");
        }
    });
}

#[test]
fn a_term_that_only_points_to_another_is_a_label_of_it() {
    let built = build(awkward().path(), Some(BASE));
    let triples = turtle(&built);
    let wick = format!("{BASE}glossary/wick.html");
    let labels = objects(&triples, &wick, &format!("{SKOS}altLabel"));
    assert_eq!(
        labels,
        BTreeSet::from(["\"Docht\"@de", "\"m\u{e8}ches\"@fr", "\"wicks\"@en"])
    );
    let preferred = objects(&triples, &wick, &format!("{SKOS}prefLabel"));
    assert_eq!(preferred, BTreeSet::from(["\"m\u{e8}che\"@fr", "\"wick\"@en"]));
    let same = objects(&triples, &wick, &format!("{SKOS}exactMatch"));
    assert_eq!(same, BTreeSet::from(["https://www.wikidata.org/wiki/Q2"]));
    let definition = objects(&triples, &wick, &format!("{SKOS}definition"));
    assert_eq!(definition, BTreeSet::from(["\"What burns, \\\\ or \\\"glows\\\"\"@en"]));
}

#[test]
fn the_graph_speaks_the_vocabularies_that_it_names() {
    each_site(|built| {
        let triples = json_ld(built);
        assert!(triples.len() > 60, "{} triples", triples.len());
        let cito: BTreeSet<String> = conspectus::model::paper::CITO.iter().map(|it| camel(it)).collect();
        let mut types: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (subject, predicate, object) in &triples {
            if predicate == TYPE {
                types.entry(subject).or_default().push(object);
            }
        }
        for (subject, predicate, _) in &triples {
            let classes: Vec<&str> = types.get(subject.as_str()).into_iter().flatten().copied().collect();
            let classes = classes.iter().filter_map(|it| it.strip_prefix(SCHEMA));
            let classes: Vec<&str> = classes.flat_map(with_superclasses).collect();
            if let Some(property) = predicate.strip_prefix(SCHEMA) {
                let Some((_, domain)) = PROPERTIES.iter().find(|it| it.0 == property) else {
                    panic!("{property} is not in the table of schema.org's properties");
                };
                let fits = domain.iter().any(|it| classes.contains(it));
                assert!(fits, "{subject}, {classes:?}, cannot have {property}");
            } else if let Some(term) = predicate.strip_prefix("http://purl.org/spar/cito/") {
                assert!(cito.contains(term), "{term} is not a property of CiTO");
            } else {
                assert!(OTHERS.contains(&predicate.as_str()), "{predicate} is in no table");
            }
        }
    });
}

/// A class and what it is besides; every class is a `Thing`.
fn with_superclasses(class: &str) -> Vec<&str> {
    let Some((_, above)) = CLASSES.iter().find(|it| it.0 == class) else {
        panic!("{class} is not in the table of schema.org's classes");
    };
    above.iter().copied().chain([class, "Thing"]).collect()
}

fn camel(kebab: &str) -> String {
    let mut upper = false;
    let letters = kebab.chars().filter_map(|c| {
        let was = std::mem::replace(&mut upper, c == '-');
        (c != '-').then(|| if was { c.to_ascii_uppercase() } else { c })
    });
    letters.collect()
}

#[test]
fn every_name_in_the_graph_is_an_address() {
    each_site(|built| {
        let triples = json_ld(built);
        let names = triples
            .iter()
            .flat_map(|it| [&it.0, &it.2])
            .filter_map(|it| it.strip_prefix(BASE));
        let names: BTreeSet<&str> = names.collect();
        let pages = names.iter().filter(|it| it.ends_with(".html")).count();
        assert!(pages > 8, "{names:?}");
        for name in names {
            assert!(built.names(name), "the graph names {name}, which is not there");
        }
    });
}

#[test]
fn every_statement_with_its_claims_is_in_the_graph() {
    let built = build(awkward().path(), Some(BASE));
    let triples = json_ld(&built);
    let schema = |name: &str| format!("{SCHEMA}{name}");
    let claim = format!("{BASE}papers/reed-1901.html#event-storm");
    let text = objects(&triples, &claim, &schema("text"));
    assert_eq!(text, BTreeSet::from(["\"@dawn\"@en"]));
    assert_eq!(
        objects(&triples, &claim, &schema("correction")),
        BTreeSet::from(["\"It was 1899. The log says so.\"@en"])
    );
    let paper = format!("{BASE}bibliography.html#work-reed-1901");
    assert_eq!(
        objects(&triples, &claim, &schema("appearance")),
        BTreeSet::from([paper.as_str()])
    );
    let agrees = objects(&triples, &paper, "http://purl.org/spar/cito/agreesWith");
    let old = format!("{BASE}bibliography.html#work-old");
    assert_eq!(agrees, BTreeSet::from([old.as_str()]));
    let date = objects(
        &triples,
        &format!("{BASE}events/flood.html"),
        "http://purl.org/dc/terms/date",
    );
    let edtf = "\"-0044\"^^<http://id.loc.gov/datatypes/edtf/EDTF>";
    assert_eq!(date, BTreeSet::from([edtf]));
}

/// The fields of each line of CSV as RFC 4180 has it.
fn csv(text: &str) -> Vec<Vec<String>> {
    let mut rows = vec![vec![String::new()]];
    let (mut quoted, mut letters) = (false, text.chars().peekable());
    while let Some(c) = letters.next() {
        let row = rows.last_mut().unwrap();
        match c {
            '"' if quoted && letters.peek() == Some(&'"') => row.last_mut().unwrap().extend(letters.next()),
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(String::new()),
            '\r' if !quoted => {}
            '\n' if !quoted => rows.push(vec![String::new()]),
            c => row.last_mut().unwrap().push(c),
        }
    }
    assert!(!quoted, "a quotation mark is open");
    assert_eq!(rows.pop(), Some(vec![String::new()]), "the last line has its end");
    rows
}

/// The tables by name: their schema, and their rows as maps from column to field.
fn tables(built: &Built) -> BTreeMap<String, (Value, Vec<BTreeMap<String, String>>)> {
    let package: Value = serde_json::from_str(built.text("data/datapackage.json")).unwrap();
    let resources = package["resources"].as_array().unwrap().iter();
    let table = |resource: &Value| {
        let path = format!("data/{}", resource["path"].as_str().unwrap());
        let mut rows = csv(built.text(&path)).into_iter();
        let header = rows.next().unwrap();
        let fields = resource["schema"]["fields"].as_array().unwrap();
        let names: Vec<&str> = fields.iter().map(|it| it["name"].as_str().unwrap()).collect();
        assert_eq!(header, names, "{path}");
        let row = |row: Vec<String>| {
            assert_eq!(row.len(), header.len(), "{path}: {row:?}");
            header.iter().cloned().zip(row).collect()
        };
        let rows = rows.map(row).collect();
        (
            resource["name"].as_str().unwrap().to_owned(),
            (resource["schema"].clone(), rows),
        )
    };
    resources.map(table).collect()
}

#[test]
fn the_tables_are_as_they_are_described() {
    each_site(|built| {
        let tables = tables(built);
        let on_disk = built
            .0
            .keys()
            .filter(|it| it.starts_with("data/") && it.ends_with(".csv"));
        assert_eq!(on_disk.count(), tables.len(), "every table is described");
        for (name, (schema, rows)) in &tables {
            for field in schema["fields"].as_array().unwrap() {
                let column = field["name"].as_str().unwrap();
                for value in rows.iter().map(|row| &row[column]) {
                    let is_so = match field["type"].as_str().unwrap() {
                        "integer" => value.parse::<u32>().is_ok(),
                        "boolean" => value == "true" || value == "false",
                        _ => true,
                    };
                    let present = !value.is_empty() || field["constraints"]["required"] != true;
                    assert!(is_so && present, "{name}.{column}: `{value}`");
                    assert!(
                        !value.starts_with(['=', '+', '-', '@']),
                        "{name}.{column}: `{value}` runs"
                    );
                }
            }
            if schema["primaryKey"] == "id" {
                let ids: BTreeSet<&String> = rows.iter().map(|row| &row["id"]).collect();
                assert_eq!(ids.len(), rows.len(), "{name}: an id stands twice");
                assert!(ids.iter().all(|id| built.names(id)), "{name}: an id is no address");
            }
            for key in schema["foreignKeys"].as_array().into_iter().flatten() {
                let column = key["fields"].as_str().unwrap();
                let to = key["reference"]["resource"].as_str().unwrap();
                let (_, targets) = &tables[if to.is_empty() { name } else { to }];
                let ids: BTreeSet<&String> = targets.iter().map(|row| &row["id"]).collect();
                let lost = rows
                    .iter()
                    .map(|row| &row[column])
                    .find(|it| !it.is_empty() && !ids.contains(it));
                assert_eq!(lost, None, "{name}.{column}");
            }
        }
    });
}

#[test]
fn every_end_of_a_relation_is_an_address() {
    each_site(|built| {
        let tables = tables(built);
        let ends = tables["relations"].1.iter().flat_map(|row| [&row["from"], &row["to"]]);
        let passages = tables["index"].1.iter().map(|row| &row["to"]);
        for name in ends.chain(passages).collect::<BTreeSet<_>>() {
            assert!(built.names(name), "{name} is not there");
        }
    });
}

#[test]
fn every_file_of_xml_is_well_formed() {
    each_site(|built| {
        let is_xml = |path: &&String| {
            [".xml", ".gexf", ".graphml", ".svg"]
                .iter()
                .any(|it| path.ends_with(it))
        };
        let paths: Vec<&String> = built.0.keys().filter(is_xml).collect();
        assert!(paths.len() > 5, "{paths:?}");
        for path in paths {
            let read = roxmltree::Document::parse(built.text(path));
            assert!(read.is_ok(), "{path}: {:?}", read.err());
        }
    });
}

/// Asks the reference implementation, where Python can have it.
#[test]
fn frictionless_accepts_the_package() {
    let Some(frictionless) = frictionless() else {
        println!(
            "left out: frictionless cannot be installed here; the check above holds the tables to their description"
        );
        return;
    };
    each_site(|built| {
        let folder = tempfile::tempdir().unwrap();
        for (path, bytes) in built.0.iter().filter(|(path, _)| path.starts_with("data/")) {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
        let ran = Command::new(&frictionless)
            .args(["validate", "datapackage.json"])
            .current_dir(folder.path().join("data"))
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&ran.stdout);
        assert!(ran.status.success(), "{said}{}", String::from_utf8_lossy(&ran.stderr));
    });
}

/// The program in an environment of its own, kept between runs.
fn frictionless() -> Option<std::path::PathBuf> {
    let home = Path::new(env!("CARGO_TARGET_TMPDIR")).join("frictionless");
    let program = home.join("bin/frictionless");
    let run = |command: &mut Command| command.output().is_ok_and(|it| it.status.success());
    if !program.is_file() {
        let made = run(Command::new("python3").args(["-m", "venv"]).arg(&home));
        let pip = home.join("bin/pip");
        let quick = [
            "install",
            "--quiet",
            "--retries",
            "0",
            "--timeout",
            "15",
            "frictionless>=5.18,<6",
        ];
        (made && run(Command::new(pip).args(quick))).then_some(())?;
    }
    run(Command::new(&program).arg("--version")).then_some(program)
}

#[test]
fn two_addresses_change_one_line_a_file() {
    let site = awkward();
    let here = build(site.path(), None);
    let there = build(site.path(), Some(BASE));
    let data = |built: &Built| -> BTreeSet<String> {
        let paths = built.0.keys().filter(|path| path.starts_with("data/"));
        paths.cloned().collect()
    };
    assert_eq!(data(&here), data(&there));
    for path in data(&here) {
        let (one, other) = (here.text(&path), there.text(&path));
        let differs = one
            .lines()
            .zip(other.lines())
            .filter(|(one, other)| one != other)
            .count();
        match path.as_str() {
            // `homepage` is a line more; the download of OpenSearch is there with an address only.
            "data/datapackage.json" => assert_eq!(one.lines().count() + 1, other.lines().count()),
            "data/graph.jsonld" => assert!(differs <= 2, "{path}: {differs}"),
            "data/skos.ttl" => assert_eq!(differs, 1, "{path}"),
            _ => assert_eq!(differs, 0, "{path}"),
        }
    }
    assert!(
        there
            .text("opensearch.xml")
            .contains("https://example.org/lights/search.html#?q={searchTerms}")
    );
    assert!(!here.0.contains_key("opensearch.xml"));
}

#[test]
fn the_page_of_data_lists_every_file_and_the_licence() {
    each_site(|built| {
        let page = built.text("data.html");
        for path in built.0.keys().filter(|path| path.starts_with("data/")) {
            assert!(page.contains(&format!("href=\"{path}\"")), "{path} is not on the page");
        }
        assert!(page.contains("href=\"https://creativecommons.org/licenses/by/4.0/\""));
        assert!(!page.contains("data-file-"), "a text is missing");
        let guide = built.text("llms.txt");
        let links = guide.split("](").skip(1).filter_map(|it| it.split_once(')'));
        for (link, _) in links {
            assert!(built.names(link), "llms.txt leads to {link}");
        }
    });
}
