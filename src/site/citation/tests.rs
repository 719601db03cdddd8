//! What the styles print for works of each type, in the bibliography and in the text.

use super::*;
use crate::span::{FileId, Span};
use serde_json::{Value, json};
use std::borrow::Cow;

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

/// The sample again and again, each time without one of its variables, by other authors.
fn lacking() -> Vec<Value> {
    let mut found = Vec::new();
    for value in sample() {
        let names: Vec<String> = value.as_object().unwrap().keys().cloned().collect();
        for name in names.iter().filter(|name| !matches!(name.as_str(), "id" | "type")) {
            let mut value = value.clone();
            value.as_object_mut().unwrap().remove(name);
            value["id"] = format!("{}-{name}", value["id"].as_str().unwrap()).into();
            if let Some(author) = value.get_mut("author") {
                let letters = ["", "a", "e", "i", "o", "u", "y"];
                let number = found.len();
                let family = format!("B{}r{}n", letters[number % 7], letters[number / 7 % 7]);
                author[0] = json!({"family": format!("{family}{}", letters[number / 49]), "given": "Ida"});
            }
            found.push(value);
        }
    }
    found
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
#[expect(clippy::too_many_lines, reason = "a table of answers is read line by line")]
fn citations_in_text_are_what_the_styles_print() {
    let works: Vec<Work> = sample().into_iter().map(work).collect();
    let works: Vec<&Work> = works.iter().collect();
    let page = Some(("page", "33-35"));
    let see = |cite: Cite| Cite {
        prefix: "see *also*".to_owned(),
        ..cite
    };
    let after = |cite: Cite, suffix: &str| Cite {
        suffix: suffix.to_owned(),
        ..cite
    };
    let suppress = |cite: Cite| Cite {
        suppress_author: true,
        ..cite
    };
    let groups = [
        vec![cite(0, page)],
        vec![cite(5, None), cite(0, None)],
        vec![cite(5, None), cite(0, Some(("page", "7")))],
        vec![
            see(cite(3, Some(("chapter", "3")))),
            after(cite(4, Some(("section", "iv"))), "and *passim*"),
        ],
        vec![suppress(cite(0, Some(("page", "1021"))))],
        vec![suppress(cite(9, None))],
        vec![cite(8, None), after(cite(2, page), ", my italics")],
        vec![cite(1, Some(("page", "xi, 12-14")))],
    ];
    let groups: Vec<&[Cite]> = groups.iter().map(Vec::as_slice).collect();
    let cases: [(&str, &[&str]); 5] = [
        (
            "chicago-author-date",
            &[
                "(<Ahlgren 2016a, 33–35>)",
                "(<Ahlgren 2016b>, <2016a>)",
                "(<Ahlgren 2016b>; <Ahlgren 2016a, 7>)",
                "(see *also* <Holm 1998, chap. 3>; <Bridge Trust 2005, sec. iv> and *passim*)",
                "(<2016a, 1021>)",
                "(<*The Book of pH* 1888>)",
                "(<Ahlgren, n.d.>; <Ekman 2011–2013, 33–35>, my italics)",
                "(<Brown and van den Berg [1971?], xi, 12–14>)",
            ],
        ),
        (
            "apa",
            &[
                "(<Ahlgren, 2016a, pp. 33–35>)",
                "(<Ahlgren, 2016a>, <2016b>)",
                "(<Ahlgren, 2016a, p. 7>; <Ahlgren, 2016b>)",
                "(see *also* <Holm, 1998, Chapter 3>; <Bridge Trust, 2005, Section iv> and *passim*)",
                "(<2016a, p. 1021>)",
                "(<*The Book of pH*, 1888>)",
                "(<Ahlgren, n.d.>; <Ekman, 2011–2013, pp. 33–35>, my italics)",
                "(<Brown & van den Berg, ca. 1971, pp. xi, 12–14>)",
            ],
        ),
        (
            "modern-language-association",
            &[
                "(<Ahlgren, “Bees in Northern Winters” 33–35>)",
                "(<Ahlgren, “How to Keep Bees”>; <Ahlgren, “Bees in Northern Winters”>)",
                "(<Ahlgren, “How to Keep Bees”>; <Ahlgren, “Bees in Northern Winters” 7>)",
                "(see *also* <Holm, ch. 3>; <Bridge Trust, sec. iv> and *passim*)",
                "(<“Bees in Northern Winters” 1021>)",
                "(<*The Book of pH*>)",
                "(<Ahlgren, *Old *Apis* Lore*>; <Ekman 33–35>, my italics)",
                "(<Brown and van den Berg xi, 12–14>)",
            ],
        ),
        (
            "ieee",
            &[
                "<[1, pp. 33–35]>",
                "<[1]>, <[6]>",
                "<[1, p. 7]>, <[6]>",
                "see *also* <[4, Ch. 3]>, <[5, Sec. iv]> and *passim*",
                "<[1, p. 1021]>",
                "<[10]>",
                "<[9]>, <[3, pp. 33–35]>, my italics",
                "<[2, pp. xi, 12–14]>",
            ],
        ),
        (
            "chicago-notes",
            &[
                "(<Ahlgren, “Bees in Northern Winters,” 33–35>)",
                "(<Ahlgren, “How to Keep Bees”>; <Ahlgren, “Bees in Northern Winters”>)",
                "(<Ahlgren, “How to Keep Bees”>; <Ahlgren, “Bees in Northern Winters,” 7>)",
                "(see *also* <Holm, “Keepers of the Light,” chap. 3>; <Bridge Trust, *State of the Bridges*, sec. iv> and *passim*)",
                "(<“Bees in Northern Winters,” 1021>)",
                "(<*The Book of pH*>)",
                "(<Ahlgren, *Old *Apis* Lore*>; <Ekman, “Lamps and Lenses,” 33–35>, my italics)",
                "(<Brown and van den Berg, *Bridges and Fords: A History*, xi, 12–14>)",
            ],
        ),
    ];
    for (name, expected) in cases {
        let done = format(&Style::named(name, None).unwrap(), &works, &groups);
        let found: Vec<String> = done.groups["en"].iter().map(|group| show_group(group)).collect();
        assert_eq!(found, expected, "{name}");
    }
}

fn format(style: &Style, works: &[&Work], groups: &[&[Cite]]) -> Citations {
    Citations::format(style, "en", works, &[("en", groups.to_vec())].into())
}

fn show_group(group: &[CiteRun]) -> String {
    let piece = |it: &CiteRun| match it.work {
        Some(_) => format!("<{}>", show(&it.runs)),
        None => show(&it.runs),
    };
    group.iter().map(piece).collect()
}

#[test]
fn references_are_what_the_styles_print() {
    let works: Vec<Work> = sample().into_iter().map(work).collect();
    let works: Vec<&Work> = works.iter().collect();
    let cases: [(&str, &[&str]); 2] = [
        (
            "chicago-author-date",
            &[
                "Ahlgren, Ada. 2016a. “Bees in Northern Winters.” *Journal of Bees* 12 (3): 101–18. https://doi.org/10.1234/abc.",
                "Ahlgren, Ada. 2016b. “How to Keep Bees.” Bee Club, July. https://example.org/bees.",
                "Ahlgren, Ada. n.d. *Old *Apis* Lore*. Lantern Press.",
                "Ahlgren, Ada, Per Ek, Bo Ask, and Cy Dal. 2001. “Swarms.” *Proceedings of the Bee Conference*, 1–9.",
                "Bridge Trust. 2005. *State of the Bridges*. Working Paper No. 7. Bridge Trust. https://example.org/report.pdf.",
                "Brown, Carl, and Jan van den Berg. [1971?]. *Bridges and Fords: A History*. 2nd ed. Uppsala University Press.",
                "Ekman, Eva. 2011–2013. “Lamps and Lenses.” In *The Lighthouse Puzzle*, edited by Frans Fisk and Greta Gran. Lantern Press.",
                "Holm, Hanna. 1998. “Keepers of the Light.” PhD thesis, University of Oslo.",
                "Ivarsson, Ida. 1999. “Bridge Falls.” *The Daily Lamp*, December 31. https://example.org/news.",
                "*The Book of pH*. 1888. Lantern Press.",
            ],
        ),
        (
            "apa",
            &[
                "Ahlgren, A. (n.d.). *Old *Apis* lore*. Lantern Press.",
                "Ahlgren, A. (2016a). Bees in Northern Winters. *Journal of Bees*, *12*(3), 101–118. https://doi.org/10.1234/abc",
                "Ahlgren, A. (2016b, July). *How to keep bees*. Bee Club. https://example.org/bees",
                "Ahlgren, A., Ek, P., Ask, B., & Dal, C. (2001). Swarms. *Proceedings of the Bee Conference*, 1–9.",
                "Bridge Trust. (2005). *State of the bridges* (Working Paper No. 7). Bridge Trust. https://example.org/report.pdf",
                "Brown, C., & van den Berg, J. (ca. 1971). *Bridges and fords: a history* (2nd ed.). Uppsala University Press.",
                "Ekman, E. (2011–2013). Lamps and lenses. In F. Fisk & G. Gran (Eds.), *The lighthouse puzzle* (pp. 191–206). Lantern Press.",
                "Holm, H. (1998). *Keepers of the light* [PhD thesis]. University of Oslo.",
                "Ivarsson, I. (1999, December 31). Bridge falls. *The Daily Lamp*, A4. https://example.org/news",
                "*The book of pH*. (1888). Lantern Press.",
            ],
        ),
    ];
    for (name, expected) in cases {
        let style = Style::named(name, None).unwrap();
        let done = format(&style, &works, &[]);
        let found: Vec<String> = done.bibliography.iter().map(|(_, runs)| show(runs)).collect();
        assert_eq!(found, expected, "{name}");
        for (work, runs) in &done.bibliography {
            assert_eq!(done.reference(*work), runs);
        }
        assert_eq!(show(&References::new(&style, "en").of(works[3])), expected[7]);
    }
}

#[test]
fn numbers_stand_in_a_bibliography_but_not_before_a_reference_alone() {
    let works: Vec<Work> = sample().into_iter().map(work).collect();
    let works: Vec<&Work> = works.iter().collect();
    let style = Style::named("ieee", None).unwrap();
    let done = format(&style, &works, &[]);
    assert!(show(done.reference(3)).starts_with("[4] H. Holm, “Keepers"));
    assert!(show(&References::new(&style, "en").of(works[3])).starts_with("H. Holm, “Keepers"));
    let link = done.reference(0).iter().find_map(|run| run.link.as_deref());
    assert_eq!(link, Some("https://doi.org/10.1234/abc"));
}

fn short(id: &str, family: &str, given: &str, year: Option<i64>) -> Work {
    let mut csl = json!({"id": id, "type": "book", "title": format!("Title {id}"),
        "author": [{"family": family, "given": given}]});
    if let Some(year) = year {
        csl["issued"] = json!({"date-parts": [[year]]});
    }
    work(csl)
}

#[test]
fn works_that_look_alike_are_told_apart_everywhere_in_the_same_way() {
    let works = [
        short("d", "Ek", "Per", Some(2012)),
        short("c", "Ek", "Per", Some(2012)),
        short("a", "Dal", "Ada", Some(2012)),
        short("b", "Dal", "Bo", Some(2012)),
        short("e", "Fisk", "F.", None),
        short("f", "Fisk", "F.", None),
    ];
    let works: Vec<&Work> = works.iter().collect();
    let cites: Vec<Vec<Cite>> = [
        Some(("page", "3")),
        Some(("page", "4-5")),
        Some(("chapter", "3a")),
        None,
    ]
    .into_iter()
    .flat_map(|locator| (0..works.len()).map(move |work| vec![cite(work, locator)]))
    .collect();
    let groups: Vec<&[Cite]> = cites.iter().map(Vec::as_slice).collect();
    let style = Style::named("apa", None).unwrap();
    let done = format(&style, &works, &groups);
    let names = [
        "Ek, 2012b",
        "Ek, 2012a",
        "A. Dal, 2012",
        "B. Dal, 2012",
        "Fisk, n.d.-a",
        "Fisk, n.d.-b",
    ];
    let after = [", p. 3", ", pp. 4–5", ", Chapter 3a", ""];
    let expected = after
        .iter()
        .flat_map(|after| names.iter().map(move |name| format!("(<{name}{after}>)")));
    let found: Vec<String> = done.groups["en"].iter().map(|group| show_group(group)).collect();
    assert_eq!(found, expected.collect::<Vec<_>>());
    let chicago = format(&Style::named("chicago-author-date", None).unwrap(), &works, &groups);
    let found: Vec<String> = chicago.groups["en"]
        .iter()
        .take(6)
        .map(|group| show_group(group))
        .collect();
    let expected = [
        "Ek 2012b",
        "Ek 2012a",
        "A. Dal 2012",
        "B. Dal 2012",
        "Fisk, n.d.-a",
        "Fisk, n.d.-b",
    ];
    assert_eq!(found, expected.map(|name| format!("(<{name}, 3>)")));
    assert_eq!(show(done.reference(0)), "Ek, P. (2012b). *Title d*.");
    assert_eq!(show(done.reference(5)), "Fisk, F. (n.d.-b). *Title f*.");
}

#[test]
fn no_record_makes_it_fall_over() {
    let odd = [
        json!({"id": "a"}),
        json!({"id": "b", "type": "book", "title": "<script>alert(1)</script> & <i>open", "author": [{}, {"given": "Only"}]}),
        json!({"id": "c", "type": "nonsense", "issued": {"date-parts": [[99999, 1, 1], [100_000]]}, "title": 3}),
        json!({"id": "d", "type": "book", "issued": {"date-parts": [[2000, 13, 40]], "season": 9}, "edition": 99_999_999_999_i64}),
        json!({"id": "e", "type": "chapter", "issued": {"date-parts": [[-44, 3, 15]]}, "page": "—", "volume": "\u{F0000}\u{E000}"}),
        json!({"id": "f", "type": "book", "issued": {"date-parts": []}, "accessed": {"raw": "x"}, "author": "me"}),
        json!({"id": "g", "type": "book", "title": "</i></b>", "page": "9999999999999-1", "issued": {"date-parts": [[2000, 5], [2000, 7]]}}),
    ];
    let works: Vec<Work> = odd.into_iter().map(work).collect();
    let works: Vec<&Work> = works.iter().collect();
    let cites: Vec<Cite> = (0..9)
        .map(|work| cite(work, Some(("nonsense", "99999999999999-"))))
        .collect();
    for name in Style::names() {
        let style = Style::named(name, None).unwrap();
        let done = Citations::format(&style, "xx-unknown", &works, &[("xx-unknown", vec![&*cites])].into());
        assert_eq!(done.bibliography.len(), works.len(), "{name}");
        if name == "apa" {
            assert_eq!(
                show(done.reference(1)),
                "Only. (n.d.). *<script>alert(1)</script> & open*."
            );
        }
    }
}

#[test]
fn an_unknown_style_is_reported_with_the_nearest_name() {
    let report = Style::named("chicago-author-dat", None).unwrap_err();
    assert_eq!(report.message, "there is no citation style `chicago-author-dat`");
    assert!(Style::named("chicago-notes-bibliography", None).is_ok());
    let mut sources = crate::span::SourceMap::default();
    let id = sources.add("a.csl".to_owned(), "<style>".to_owned());
    assert!(
        Style::read(sources.file(id))
            .unwrap_err()
            .message
            .starts_with("the file is no CSL style")
    );
}

#[test]
fn a_style_narrowed_to_a_shape_prints_what_the_whole_style_prints() {
    let (sample, lacking) = (sample(), lacking());
    for (number, name) in Style::names().into_iter().enumerate() {
        let Ok(style) = Style::named(name, None) else { continue };
        // Each style has a part of them, for the time that it takes.
        let some = lacking.iter().skip(number % 6).step_by(6);
        let works: Vec<Work> = sample.iter().chain(some).cloned().map(work).collect();
        let works: Vec<&Work> = works.iter().collect();
        let cites: Vec<Cite> = (0..works.len())
            .map(|number| cite(number, Some(("page", "7"))))
            .collect();
        let groups: Vec<&[Cite]> = cites.chunks(1).collect();
        let narrowed = Engine::narrowed(Cow::Borrowed(&style), Cow::Borrowed("en"), &works, 1);
        let whole = Engine::new(&style, "en", &works).without_shapes();
        for (number, work) in works.iter().enumerate() {
            assert_eq!(narrowed.alone(number), whole.alone(number), "{name}: {}", work.key);
        }
        let wanted = wanted(&groups, works.len());
        let (narrowed, whole) = (
            narrowed.format(&narrowed.order(), &wanted),
            whole.format(&whole.order(), &wanted),
        );
        assert_eq!(narrowed.references, whole.references, "{name}");
        for (cite, piece) in &whole.pieces {
            let other = &narrowed.pieces[cite];
            assert_eq!(
                (&other.whole, &other.names),
                (&piece.whole, &piece.names),
                "{name}: {cite:?}"
            );
        }
    }
}

/// What is cited in another language says what it says where its references are formatted too.
#[test]
fn citations_alone_are_those_beside_references() {
    let sample = sample();
    let works: Vec<Work> = sample.iter().cloned().map(work).collect();
    let works: Vec<&Work> = works.iter().collect();
    // The last works are cited by nobody.
    let cites: Vec<Cite> = (0..works.len() - 2)
        .flat_map(|number| [cite(number, Some(("page", "7"))), cite(number, None)])
        .collect();
    let wanted = wanted(&[&cites], works.len());
    for (number, name) in Style::names().into_iter().enumerate() {
        let Ok(style) = Style::named(name, None) else { continue };
        let language = ["en", "de", "fr"][number % 3];
        let engine = Engine::new(&style, "en", &works);
        let order = engine.order();
        let alone = engine.in_language(language).cite(&order, &wanted);
        let beside = Engine::new(&style, language, &works).format(&order, &wanted).pieces;
        assert_eq!(alone.len(), beside.len(), "{name}");
        for (cite, piece) in &beside {
            let other = &alone[cite];
            let same = (&other.whole, &other.without_names, &other.names);
            assert_eq!(
                same,
                (&piece.whole, &piece.without_names, &piece.names),
                "{name}: {cite:?}"
            );
        }
    }
}

/// A number leads to one reference, whatever alphabet the language of the text has.
#[test]
fn numbers_are_those_of_the_bibliography_in_every_language() {
    let named = |family: &str| {
        work(
            json!({"id": family, "type": "book", "title": "Lamps", "author": [{"family": family, "given": "A."}],
            "issued": {"date-parts": [[2001]]}}),
        )
    };
    let works = ["Öberg", "Zander", "Nord"].map(named);
    let works: Vec<&Work> = works.iter().collect();
    let cites: Vec<Cite> = (0..3).map(|number| cite(number, None)).collect();
    let groups: Vec<&[Cite]> = cites.chunks(1).collect();
    let style = Style::named("association-for-computing-machinery", None).unwrap();
    let both = [("sv", groups.clone()), ("en", groups)].into();
    let done = Citations::format(&style, "sv", &works, &both);
    let shown = |language: &str| -> Vec<String> { done.groups[language].iter().map(|it| show_group(it)).collect() };
    assert_eq!(shown("sv"), ["[<3>]", "[<2>]", "[<1>]"]);
    assert_eq!(shown("en"), shown("sv"));
}

/// A pattern that is filled in says what the style says of the work itself, in every style and with every title.
#[test]
fn a_reference_that_is_filled_in_is_what_the_style_prints() {
    let titles = [
        "Lights of the north",
        "the keeper’s iPhone: a life-long tale (and after), of USA",
        "Un phare à l’ouest – et un autre",
        "Свет и тень: о маяках",
        "A",
        "1950",
        "Lights of the North: what “light” is",
        "Who keeps the light?",
        "On lights.",
        "A <i>light</i> at sea",
        "Lights & shadows, i.e. all",
        "Holm et al. 1950: On the lights of the U.S. and others",
        "Who keeps the light? an answer! and more",
    ];
    for (number, name) in Style::names().into_iter().enumerate() {
        let Ok(style) = Style::named(name, None) else { continue };
        let language = ["en", "de", "fr"][number % 3];
        let references = References::new(&style, language);
        for at in number..number + 2 {
            let lacking = ["", "container-title", "author", "issued", "URL"][at % 5];
            for title in titles.into_iter().skip(at % 2).step_by(2) {
                let mut csl = json!({
                    "id": "page", "type": "webpage", "title": title, "container-title": "Lights: a conspectus",
                    "author": [{"literal": "The Lights Group"}], "issued": {"date-parts": [[2024, 3, 5]]},
                    "URL": format!("https://example.org/lights/{}.html", title.len()),
                });
                csl.as_object_mut().unwrap().remove(lacking);
                let work = work(csl);
                let whole = Engine::narrowed(Cow::Borrowed(&style), Cow::Borrowed(language), &[&work], 1);
                let whole = whole.without_labels().alone(0);
                assert_eq!(
                    references.of(&work),
                    whole,
                    "{name}, {language}: {title} without {lacking}"
                );
            }
        }
    }
}
