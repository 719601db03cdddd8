//! Properties of links over generated sites: forward and reverse edges are the same, and every sentence that a backlink
//! shows stands in its source page.
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "what fails here fails the test; it makes the sites it builds"
)]

mod page_words;

use conspectus::graph::{Edge, Node};
use conspectus::pipeline::{self, Options};
use page_words::words;
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

/// What a generated sentence may hold; `{}` is the number of an entry.
const SENTENCES: &[&str] = &[
    "The keepers met at [[event-{}]] before dawn.",
    "As [[event-{}|that night]] shows, *nothing* was certain.",
    "Actor Name{} rowed out, and Actor Name0’s lamp went dark.",
    "It was a case of term word{}, if ever there was one!",
    "Some doubt it [@paper-{}, p. 3]; others \"quote\" it -- at length.",
    "See [[theme-{}]], `code [[not-a-link]]`, and [[paper-{}#findings]].",
    "“Who saw it?” asked Actor Name{} (born c. 1850, no. 7).",
    "[The log](../events/event-{}.md) says so. It is dry reading.",
];

/// A site: for each kind of entry, the sentences of each body, as numbers.
#[derive(Clone, Debug)]
struct Plan {
    papers: Vec<Vec<(usize, usize)>>,
    others: Vec<Vec<(usize, usize)>>,
}

fn plan() -> impl Strategy<Value = Plan> {
    let body = || prop::collection::vec((0..SENTENCES.len(), 0..3_usize), 0..6);
    let bodies = |size| prop::collection::vec(body(), size);
    (bodies(3), bodies(12)).prop_map(|(papers, others)| Plan { papers, others })
}

fn prose(sentences: &[(usize, usize)]) -> String {
    let mut text = String::from("## Findings\n\n");
    for (number, (sentence, target)) in sentences.iter().enumerate() {
        let words = SENTENCES[*sentence].replace("{}", &target.to_string());
        // Paragraphs of two sentences, with line breaks inside some.
        let end = if number % 2 == 0 { "\n" } else { "\n\n" };
        let _ = write!(text, "{words}{end}");
    }
    text
}

fn write(site: &Path, plan: &Plan) {
    let put = |path: String, text: String| {
        let path = site.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    put(
        "conspectus.yaml".into(),
        "title: Lamps\ndescription: A test\nstances: [argues]\nroles: [keeper]\n".into(),
    );
    put("content/index.md".into(), "---\ntitle: Lamps\n---\n".into());
    for (number, body) in plan.papers.iter().enumerate() {
        let other = (number + 1) % 3;
        let front = format!(
            "title: Paper {number}\ntype: book\nauthor: [{{family: Hale{number}, given: Ada}}]\nissued: 19{number}1\n\
             themes: [{{theme: theme-{number}, stance: argues, says: It is so.}}]\n\
             events: [{{event: event-{number}, date: 1900, says: It was.}}]\n\
             relations: [{{work: paper-{other}, how: disputes, says: Not at all.}}]\ncites: [paper-{other}]\n"
        );
        put(
            format!("content/papers/paper-{number}.md"),
            format!("---\n{front}---\n{}", prose(body)),
        );
    }
    for (number, body) in plan.others.iter().enumerate() {
        let n = number % 3;
        let (folder, name, front) = match number / 3 {
            0 => ("themes", "theme", String::new()),
            1 => (
                "events",
                "event",
                format!("date: 190{n}\nactors: [{{actor: actor-{n}, role: keeper}}]\nthemes: [theme-{n}]\n"),
            ),
            2 => ("actors", "actor", format!("aliases: [Name{n}]\n")),
            _ => (
                "glossary",
                "term",
                format!("definition: A thing.\naliases: [word{n}]\n"),
            ),
        };
        let text = format!("---\ntitle: {name} title {n}\n{front}---\n{}", prose(body));
        put(format!("content/{folder}/{name}-{n}.md"), text);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn edges_and_sentences_hold_both_ways(plan in plan()) {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), &plan);
        let checked = pipeline::check(folder.path(), &Options::default()).unwrap();
        prop_assert!(!checked.diags.has_errors(), "{:?}", checked.diags.iter().collect::<Vec<_>>());
        let graph = &checked.site.graph;

        let forward: BTreeSet<Edge> = graph.entries().flat_map(|(id, _)| graph.from(id)).copied().collect();
        let nodes = graph.entries().map(|(id, _)| Node::Entry(id));
        let nodes = nodes.chain(graph.works().map(|(id, _)| Node::Work(id)));
        let reverse: BTreeSet<Edge> = nodes.flat_map(|node| graph.backlinks(node)).copied().collect();
        prop_assert_eq!(&forward, &reverse);
        prop_assert_eq!(forward.len(), graph.edges().count());

        let build = pipeline::build(folder.path(), &Options::default()).unwrap();
        for edge in graph.edges().filter(|edge| edge.sentence.is_some()) {
            let path = checked.site.addresses.of(edge.from);
            let page = build.files.iter().find(|file| file.path == path).unwrap();
            let page = words(&String::from_utf8_lossy(&page.bytes));
            let sentence = checked.site.sentence(edge);
            prop_assert!(!sentence.is_empty());
            prop_assert!(page.contains(&sentence), "`{}` does not stand in {}", sentence, path);
        }
    }
}

/// The repository's own content, which is written by people.
#[test]
fn every_sentence_of_the_own_site_stands_in_its_page() {
    let checked = pipeline::check(Path::new("."), &Options::default()).unwrap();
    let build = pipeline::build(Path::new("."), &Options::default()).unwrap();
    for (id, _) in checked.site.graph.entries() {
        let path = checked.site.addresses.of(id);
        let page = build.files.iter().find(|file| file.path == path).unwrap();
        let page = words(&String::from_utf8_lossy(&page.bytes));
        for edge in checked
            .site
            .graph
            .from(id)
            .iter()
            .filter(|edge| edge.sentence.is_some())
        {
            let sentence = checked.site.sentence(edge);
            assert!(page.contains(&sentence), "`{sentence}` does not stand in {path}");
        }
    }
}
