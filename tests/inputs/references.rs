//! Files of references, and imports of them: BibTeX, CSL-JSON, RIS, citation styles, notes.

use super::Case;

const MANY: usize = 10_000;

fn bib(name: &str, text: impl Into<String>) -> Case {
    Case::page(format!("bibtex {name}"), "").file("content/references.bib", text.into())
}

/// An entry whose title is this.
fn titled(name: &str, title: &str) -> Case {
    bib(name, format!("@book{{a, title={{{title}}}, date={{2001}}}}\n"))
}

fn imported(name: &str, ending: &str, text: impl Into<String>) -> Case {
    let file = format!("export.{ending}");
    Case::page(format!("import {name}"), "")
        .file(&file, text.into())
        .command(&["import", "--yes", &file])
}

fn lines(count: usize, line: impl Fn(usize) -> String) -> String {
    (0..count).map(line).collect::<Vec<_>>().join("\n")
}

pub(super) fn cases() -> Vec<Case> {
    [bibtex(), circles(), other(), imports()]
        .into_iter()
        .flatten()
        .collect()
}

fn bibtex() -> Vec<Case> {
    let names = lines(3000, |n| format!("A{n}, B")).replace('\n', " and ");
    vec![
        bib("entries-in-entries", "@book{a, title={".repeat(MANY)),
        titled("braces", &format!("{}{}", "{".repeat(MANY), "}".repeat(MANY))),
        titled("braces-open", &"{".repeat(MANY)),
        titled("braces-closed", &"}".repeat(MANY)),
        titled("commands", &format!("{}{}", "\\textbf{".repeat(MANY), "}".repeat(MANY))),
        titled(
            "commands-a-few",
            &format!("{}a{}", "\\emph{".repeat(40), "}".repeat(40)),
        ),
        titled("dollars", &"$".repeat(MANY + 1)),
        titled("backslashes", &"\\".repeat(MANY + 1)),
        titled("accents", &"\\\"".repeat(MANY)),
        titled("tildes", &"~".repeat(MANY)),
        bib("signs", "@".repeat(MANY)),
        bib(
            "strings-in-a-row",
            format!("@book{{a, title={}\"a\"}}", "\"a\" # ".repeat(MANY)),
        ),
        bib("names", format!("@book{{a, title={{x}}, author={{{names}}}}}")),
        bib(
            "names-of-commas",
            format!("@book{{a, title={{x}}, author={{{}}}}}", ",".repeat(MANY)),
        ),
        bib(
            "names-of-nothing",
            format!("@book{{a, title={{x}}, author={{{}}}}}", "and ".repeat(MANY)),
        ),
        bib(
            "pages",
            format!("@book{{a, title={{x}}, pages={{{}}}}}", "1-2,".repeat(MANY)),
        ),
        bib(
            "dates",
            format!("@book{{a, title={{x}}, date={{{}}}}}", "9".repeat(MANY)),
        ),
        bib(
            "a-year-of-30-digits",
            "@book{a, title={x}, year={1000000000000000000000000000000}}",
        ),
        bib(
            "many",
            lines(2000, |n| {
                format!("@book{{k{n}, title={{T{n}}}, author={{A{n}, B}}, date=2000}}")
            }),
        ),
        bib("many-of-one-key", "@book{a, title={x}, date=2000}\n".repeat(2000)),
        bib(
            "a-key-of-signs",
            "@book{<script>alert(1)</script>, title={x}}\n@book{../../a, title={x}}",
        ),
        bib(
            "an-address-that-runs",
            "@online{a, title={x}, url={javascript:alert(1)}}\n@book{b, title={x}, doi={javascript:alert(1)}}",
        ),
    ]
}

fn circles() -> Vec<Case> {
    let level = |n: usize| format!("@string{{a{} = {}a{n}}}", n + 1, format!("a{n} # ").repeat(9));
    let bomb = format!(
        "@string{{a0 = \"xxxxxxxxxx\"}}\n{}\n@book{{x, title=a11}}",
        lines(12, level)
    );
    vec![
        bib("a-string-of-itself", "@string{a = a}\n@book{x, title=a}"),
        bib(
            "strings-of-each-other",
            "@string{a = b}\n@string{b = a}\n@book{x, title=a}",
        ),
        bib("a-bomb-of-strings", bomb.clone()),
        bib(
            "a-bomb-in-a-field",
            format!(
                "@string{{a = \"{}\"}}\n@book{{x, title={}a}}",
                "x".repeat(MANY),
                "a # ".repeat(MANY)
            ),
        ),
        bib(
            "many-strings",
            format!(
                "{}\n{}",
                lines(2000, |n| format!("@string{{s{n} = \"a\"}}")),
                lines(2000, |n| format!("@book{{k{n}, title=s{n}}}"))
            ),
        ),
        bib("a-parent-of-itself", "@book{x, title={a}, crossref={x}}"),
        bib(
            "parents-of-each-other",
            "@book{x, title={a}, crossref={y}}\n@book{y, title={a}, crossref={x}}",
        ),
        bib(
            "parents-in-a-circle",
            "@xdata{x, title={a}, xdata={y}}\n@xdata{y, xdata={x}}\n@book{z, xdata={x}}",
        ),
        bib(
            "parents-in-a-row",
            lines(2000, |n| format!("@book{{k{n}, title={{T}}, crossref={{k{}}}}}", n + 1)),
        ),
        bib(
            "parents-that-are-none",
            lines(1000, |n| format!("@book{{k{n}, title={{T}}, crossref={{none{n}}}}}")),
        ),
        imported("a-bomb-of-strings", "bib", bomb),
        imported("a-string-of-itself", "bib", "@string{a = a}\n@book{x, title=a}"),
    ]
}

fn other() -> Vec<Case> {
    let json =
        |name: &str, text: String| Case::page(format!("csl-json {name}"), "").file("content/references.json", text);
    let style = |name: &str, text: String| {
        let case = Case::page(format!("style {name}"), "[@a]").file("own.csl", text);
        let case = case.file("conspectus.yaml", "title: T\ndescription: D\ncsl-style: own.csl\n");
        case.file("content/references.bib", "@book{a, title={x}, date={2001}}")
    };
    let entities = "<!DOCTYPE a [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><style>&b;</style>";
    vec![
        json("brackets", "[".repeat(100_000)),
        json(
            "brackets-in-a-title",
            format!("[{{\"id\":\"a\",\"title\":{}{}}}]", "[".repeat(100), "]".repeat(100)),
        ),
        json(
            "numbers",
            "[{\"id\":1e999,\"type\":\"book\",\"title\":\"a\",\"issued\":{\"date-parts\":[[99999999999999999999]]}}]"
                .to_owned(),
        ),
        json("nothing", String::new()),
        json(
            "surrogates",
            "[{\"id\":\"\\ud800\",\"type\":\"book\",\"title\":\"\\udc00\"}]".to_owned(),
        ),
        style("of-elements-in-elements", "<style>".repeat(MANY)),
        style(
            "of-groups-in-groups",
            format!(
                "<style xmlns=\"http://purl.org/net/xbiblio/csl\" class=\"in-text\" version=\"1.0\"><info><title>a</title><id>a</id></info><citation><layout>{}",
                "<group>".repeat(MANY)
            ),
        ),
        style("of-entities", entities.to_owned()),
        style("of-a-macro-of-itself", macro_of_itself()),
        style("of-nothing", String::new()),
    ]
}

fn macro_of_itself() -> String {
    "<style xmlns=\"http://purl.org/net/xbiblio/csl\" class=\"in-text\" version=\"1.0\"><info><title>a</title><id>a</id></info>\
     <macro name=\"a\"><text macro=\"a\"/></macro><citation><layout><text macro=\"a\"/></layout></citation>\
     <bibliography><layout><text macro=\"a\"/></layout></bibliography></style>"
        .to_owned()
}

fn imports() -> Vec<Case> {
    vec![
        imported(
            "ris-without-end",
            "ris",
            format!("TY  - BOOK\nTI  - a\n{}", "KW  - wax\n".repeat(MANY)),
        ),
        imported("ris-of-ends", "ris", "ER  - \n".repeat(MANY)),
        imported("ris-of-beginnings", "ris", "TY  - BOOK\n".repeat(MANY)),
        imported(
            "ris-of-a-long-line",
            "ris",
            format!("TY  - BOOK\nTI  - {}\nER  - \n", "a".repeat(1 << 20)),
        ),
        imported(
            "ris-of-dates",
            "ris",
            format!("TY  - BOOK\nTI  - a\nPY  - {}\nER  - \n", "9/".repeat(MANY)),
        ),
        imported("ris-of-nothing", "ris", ""),
        imported(
            "bibtex-of-braces",
            "bib",
            format!("@book{{a, title={{{}", "{".repeat(MANY)),
        ),
        imported("csl-json-of-brackets", "json", "[".repeat(100_000)),
    ]
}
