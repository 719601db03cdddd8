use super::*;
use crate::span::{FileId, Span};
use serde_json::{Value, json};

fn work(csl: Value) -> Work {
    let Value::Object(csl) = csl else { panic!() };
    Work {
        key: csl["id"].as_str().unwrap().to_owned(),
        file: FileId(0),
        span: Span::default(),
        csl,
    }
}

fn show(runs: &[Run]) -> String {
    let mark = |run: &Run| {
        let mut text = run.text.clone();
        if run.italic {
            text = format!("*{text}*");
        }
        if run.bold {
            text = format!("**{text}**");
        }
        text
    };
    runs.iter().map(mark).collect()
}

#[test]
fn scratch() {
    let works: Vec<Work> = sample().into_iter().map(work).collect();
    let works: Vec<&Work> = works.iter().collect();
    for name in [
        "chicago-author-date",
        "apa",
        "modern-language-association",
        "ieee",
        "chicago-notes",
        "nature",
        "harvard-cite-them-right",
        "alphanumeric",
    ] {
        let style = Style::named(name, None).unwrap();
        let cites: Vec<Vec<Cite>> = (0..works.len())
            .map(|work| vec![cite(work, Some(("page", "33-35")))])
            .collect();
        let groups: Vec<&[Cite]> = cites.iter().map(Vec::as_slice).collect();
        let done = Citations::format(&style, "en", &works, &groups);
        println!("== {name}");
        for (work, runs) in &done.bibliography {
            println!("{work} {}", show(runs));
        }
        for group in &done.groups {
            println!(
                "   {}",
                group
                    .iter()
                    .map(|it| match it.work {
                        Some(_) => format!("<{}>", show(&it.runs)),
                        None => show(&it.runs),
                    })
                    .collect::<String>()
            );
        }
    }
}

fn cite(work: usize, locator: Option<(&'static str, &str)>) -> Cite {
    Cite {
        work,
        locator: locator.map(|(term, value)| CitedLocator {
            term,
            value: value.to_owned(),
        }),
        prefix: String::new(),
        suffix: String::new(),
        suppress_author: false,
    }
}

fn sample() -> Vec<Value> {
    vec![
        json!({"id": "article", "type": "article-journal", "title": "Bees in Northern Winters", "author": [{"family": "Ahlgren", "given": "Ada"}],
            "container-title": "Journal of Bees", "volume": "12", "issue": "3", "page": "101-118", "issued": {"date-parts": [[2016, 5, 12]]}, "DOI": "10.1234/abc"}),
        json!({"id": "book", "type": "book", "title": "Bridges and fords: a history", "author": [{"family": "Brown", "given": "Carl"}, {"family": "van den Berg", "given": "Jan"}],
            "publisher": "Uppsala University Press", "publisher-place": "Uppsala", "edition": "2", "issued": {"date-parts": [[1971]], "circa": true}}),
        json!({"id": "chapter", "type": "chapter", "title": "Lamps and lenses", "author": [{"family": "Ekman", "given": "Eva"}],
            "editor": [{"family": "Fisk", "given": "Frans"}, {"family": "Gran", "given": "Greta"}], "container-title": "The lighthouse puzzle",
            "publisher": "Lantern Press", "publisher-place": "Bergen", "page": "191-206", "issued": {"date-parts": [[2011], [2013]]}}),
        json!({"id": "thesis", "type": "thesis", "title": "Keepers of the light", "author": [{"family": "Holm", "given": "Hanna"}], "genre": "PhD thesis",
            "publisher": "University of Oslo", "issued": {"date-parts": [[1998]]}}),
        json!({"id": "report", "type": "report", "title": "State of the bridges", "author": [{"literal": "Bridge Trust"}], "number": "7", "genre": "Working Paper",
            "publisher": "Bridge Trust", "publisher-place": "Turku", "issued": {"date-parts": [[2005, 3]]}, "URL": "https://example.org/report.pdf"}),
        json!({"id": "web", "type": "webpage", "title": "How to keep bees", "author": [{"family": "Ahlgren", "given": "Ada"}], "container-title": "Bee Club",
            "URL": "https://example.org/bees", "accessed": {"date-parts": [[2020, 1, 2]]}, "issued": {"date-parts": [[2016, 7]]}}),
        json!({"id": "paper", "type": "paper-conference", "title": "Swarms", "author": [{"family": "Ahlgren", "given": "Ada"}, {"family": "Ek", "given": "Per"}, {"family": "Ask", "given": "Bo"}, {"family": "Dal", "given": "Cy"}], "container-title": "Proceedings of the Bee Conference",
            "event-title": "Bee Conference", "event-place": "Oslo", "page": "1-9", "issued": {"date-parts": [[2001]]}, "publisher": "Bee Club"}),
        json!({"id": "news", "type": "article-newspaper", "title": "Bridge falls", "author": [{"family": "Ivarsson", "given": "Ida"}], "container-title": "The Daily Lamp",
            "issued": {"date-parts": [[1999, 12, 31]]}, "page": "A4", "URL": "https://example.org/news"}),
        json!({"id": "nodate", "type": "book", "title": "Old <i>Apis</i> lore", "author": [{"family": "Ahlgren", "given": "Ada"}], "publisher": "Lantern Press"}),
        json!({"id": "noauthor", "type": "book", "title": "The book of <span class=\"nocase\">pH</span>", "publisher": "Lantern Press", "issued": {"date-parts": [[1888]]}}),
    ]
}

#[test]
fn scratch2() {
    for style in ArchivedStyle::all() {
        let hayagriva::citationberg::Style::Independent(csl) = style.get() else {
            println!("dep {style:?}");
            continue;
        };
        if csl.bibliography.is_none() {
            println!("no bib {:?}", style.names());
        }
        let s = Style::named(style.names()[0], None).unwrap();
        println!(
            "{:?} {:?} sort {} group {} collapse {} loc {:?}",
            style.names(),
            s.form,
            s.sort.is_some(),
            s.sorts_groups(),
            s.collapses(),
            csl.default_locale
        );
    }
}
use hayagriva::archive::ArchivedStyle;
