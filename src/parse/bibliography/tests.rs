//! Tables of reference files and what is read from them.

use super::*;
use crate::span::SourceMap;
use serde_json::{Value, json};

fn read_text(path: &str, text: &str) -> (Vec<Work>, Vec<String>) {
    let mut sources = SourceMap::default();
    let id = sources.add(path.to_owned(), text.to_owned());
    let mut diags = Diagnostics::default();
    let works = read(sources.file(id), &mut diags);
    let shown = diags.sorted(&sources).into_iter().map(|it| {
        let at = it.primary.as_ref().unwrap().at.span;
        let (line, column) = sources.file(id).line_column(at.start);
        format!("{line}:{column} {}", it.message)
    });
    (works, shown.collect())
}

fn bib(text: &str) -> Value {
    let (works, problems) = read_text("a.bib", text);
    assert_eq!(problems, Vec::<String>::new(), "{text}");
    Value::Object(works.into_iter().next().unwrap().csl)
}

#[test]
fn entries_become_csl() {
    let cases = [
        (
            r"@article{a, author = {Ahlgren, Ada and Brown, Jr., Carl}, title = {Bees in {northern} Winters},
               journaltitle = {Journal of Bees}, volume = 12, number = 3, pages = {101--118}, date = {2016-05-12},
               doi = {https://doi.org/10.1234/ab_c}}",
            json!({"id": "a", "type": "article-journal",
                "title": "Bees in <span class=\"nocase\">northern</span> Winters",
                "author": [{"family": "Ahlgren", "given": "Ada"},
                           {"family": "Brown", "given": "Carl", "suffix": "Jr."}],
                "container-title": "Journal of Bees", "volume": "12", "issue": "3", "page": "101-118",
                "issued": {"date-parts": [[2016, 5, 12]]}, "DOI": "10.1234/ab_c"}),
        ),
        (
            r#"@book{b, author = {{Bridge Trust}}, title = "Bridges \& Fords", subtitle = {A History},
               publisher = {A and B}, address = {G{\"o}teborg}, year = 1971, month = mar, edition = {2nd},
               series = {Studies}, number = 4, isbn = {978-0}}"#,
            json!({"id": "b", "type": "book", "title": "Bridges & Fords: A History",
                "author": [{"literal": "Bridge Trust"}], "publisher": "A; B", "publisher-place": "Göteborg",
                "issued": {"date-parts": [[1971, 3]]}, "edition": "2", "collection-title": "Studies",
                "collection-number": "4", "ISBN": "978-0"}),
        ),
        (
            r"@phdthesis{c, author = {van den Berg, Jan}, title = {Light}, school = {Uppsala}, year = {c. 1980}}",
            json!({"id": "c", "type": "thesis", "title": "Light", "genre": "PhD thesis", "publisher": "Uppsala",
                "author": [{"family": "Berg", "given": "Jan", "non-dropping-particle": "van den"}],
                "issued": {"date-parts": [[1980]], "circa": true}}),
        ),
        (
            r"@online{d, author = {Ekman, Eva and others}, title = {A \emph{Lamp}'s Tale}, url = {https://example.org/a_b?c=%20},
               urldate = {2020-01-02}, organization = {Lamps}}",
            json!({"id": "d", "type": "webpage", "title": "A <i>Lamp</i>'s Tale", "publisher": "Lamps",
                "author": [{"family": "Ekman", "given": "Eva"}, {"literal": "others"}],
                "URL": "https://example.org/a_b?c=%20", "accessed": {"date-parts": [[2020, 1, 2]]}}),
        ),
        (
            r"@misc{e, title = {Leaflet}, howpublished = {\url{https://example.org}}, note = {Vol.~3}, year = {forthcoming}}",
            json!({"id": "e", "type": "document", "title": "Leaflet", "URL": "https://example.org",
                "note": "Vol.\u{a0}3", "status": "forthcoming"}),
        ),
        (
            r"@techreport{f, title = {R}, institution = {I}, type = {Working Paper}, number = {7}, year = {1995--1996}}",
            json!({"id": "f", "type": "report", "title": "R", "publisher": "I", "genre": "Working Paper",
                "number": "7", "issued": {"date-parts": [[1995], [1996]]}}),
        ),
        (
            "@string{jb = {Journal of } # \"Bees\"} @article{g, title={T}, journal=jb, year=1999}",
            json!({"id": "g", "type": "article-journal", "title": "T", "container-title": "Journal of Bees",
                "issued": {"date-parts": [[1999]]}}),
        ),
        (
            "@inproceedings{h, title={T}, crossref={p}} @proceedings{p, title={Proc}, year=2001, editor={Ek, E.}}",
            json!({"id": "h", "type": "paper-conference", "title": "T", "container-title": "Proc",
                "editor": [{"family": "Ek", "given": "E."}], "issued": {"date-parts": [[2001]]}}),
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(bib(text), expected);
    }
}

#[test]
fn every_problem_is_reported_and_good_entries_survive() {
    let cases: [(&str, &[&str], &[&str]); 12] = [
        (
            "@book{a, title={A}}\n@book{b title={B}}\n@book{c, title={C}}",
            &["a", "c"],
            &["2:9 the entry `b title={B` cannot be read: a comma is missing"],
        ),
        (
            "@book{a, title={A}\n@book{b, title={B}}",
            &["b"],
            &["1:1 the entry `a` is not closed"],
        ),
        ("@book{a, year=1999}", &["a"], &["1:7 the work `a` has no title"]),
        (
            "@book{a, title={A}}\n\n@book{a, title={B}}",
            &["a"],
            &["3:7 two works have the key `a`"],
        ),
        ("@bok{a, title={A}}", &["a"], &["1:2 there is no entry type `@bok`"]),
        (
            "@book{a, title={A}, month=sept, publisher=foo}",
            &["a"],
            &[
                "1:27 the entry `a` cannot be read: `sept` is no abbreviation that the file defines",
                "1:43 the entry `a` cannot be read: `foo` is no abbreviation that the file defines",
            ],
        ),
        (
            "@book{a, title={A}, note={costs $5}}",
            &["a"],
            &["1:35 the entry `a` cannot be read: something is opened and not closed"],
        ),
        (
            "@book{a, title={A}, title={B}}",
            &["a"],
            &["1:21 the entry `a` has the field `title` twice"],
        ),
        (
            "@book{a, title={A}, date={12.5.2016}}",
            &["a"],
            &["1:27 `date` of `a` is no date: `12.5.2016`"],
        ),
        (
            "@string{a = a}\n@book{b, title=a}",
            &["b"],
            &[
                "1:9 `a` is no abbreviation that the file defines before this place",
                "2:7 the work `b` has no title",
                "2:16 the entry `b` cannot be read: `a` is no abbreviation that the file defines",
            ],
        ),
        (
            "@inbook{a, title={A}, crossref={b}}\n@book{b, title={B}, crossref={a}}\n@inbook{c, title={C}, crossref={d}}",
            &["a", "b", "c"],
            &["3:33 `crossref` names `d`, which is no entry of this file"],
        ),
        ("", &[], &[]),
    ];
    for (text, keys, problems) in cases {
        let (works, found) = read_text("a.bib", text);
        let found_keys: Vec<_> = works.iter().map(|it| it.key.as_str()).collect();
        assert_eq!(found_keys, keys, "{text}");
        assert_eq!(found, problems, "{text}");
    }
}

#[test]
fn csl_json_is_read_and_checked() {
    let cases: [(&str, &[&str], &[&str]); 6] = [
        (
            r#"[{"id": "a", "type": "book", "title": "A", "issued": {"date-parts": [["2001", 5]]}}]"#,
            &["a"],
            &[],
        ),
        (
            "[{\"id\": \"a\", \"type\": \"book\", \"title\": \"A\"},\n {\"id\": \"b\" \"title\": 1},\n {\"id\": 3, \"type\": \"map\", \"title\": \"M\"}]",
            &["a", "3"],
            &["2:13 the JSON cannot be read: expected `,` or `}`"],
        ),
        (
            r#"[{"id": "a", "type": "boook", "title": "A", "author": "me"}]"#,
            &["a"],
            &[
                "1:9 `author` of `a` is no list of names",
                "1:9 the work `a` has the type `boook`, which CSL does not have",
            ],
        ),
        (
            r#"[{"id": "a", "type": "book", "title": "A", "issued": {"date-parts": [[2001, 13, 50]]}}, {"type": "book"}]"#,
            &["a"],
            &["1:9 `issued` of `a` is no date", "1:89 a record has no `id`"],
        ),
        ("{}", &[], &["1:1 the file is no list of CSL-JSON records"]),
        (
            "[{\"id\": \"a\", \"type\": \"book\", \"title\": \"A\"}",
            &["a"],
            &["1:42 the JSON cannot be read: EOF while parsing a list"],
        ),
    ];
    for (text, keys, problems) in cases {
        let (works, found) = read_text("a.json", text);
        let found_keys: Vec<_> = works.iter().map(|it| it.key.as_str()).collect();
        assert_eq!(found_keys, keys, "{text}");
        assert_eq!(found, problems, "{text}");
    }
}
