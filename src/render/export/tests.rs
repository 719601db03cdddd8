//! Works in each format, and round trips through them.

use super::*;
use crate::diag::Diagnostics;
use crate::parse::bibliography;
use crate::span::{FileId, SourceMap, Span};
use serde_json::json;

fn work(csl: Value) -> Work {
    let Value::Object(csl) = csl else { panic!() };
    Work {
        key: csl["id"].as_str().unwrap().to_owned(),
        file: FileId(0),
        span: Span::default(),
        csl,
    }
}

fn read(path: &str, text: &str) -> Vec<Work> {
    let mut sources = SourceMap::default();
    let id = sources.add(path.to_owned(), text.to_owned());
    let mut diags = Diagnostics::default();
    let works = bibliography::read(sources.file(id), &mut diags);
    let problems: Vec<_> = diags.iter().map(|it| it.message.clone()).collect();
    assert_eq!(problems, Vec::<String>::new(), "{text}");
    works
}

const BIB: &str = r"
@article{a, author = {van den Berg, Jan and {Bridge \& Ford Trust} and Ortega y Gasset, J. and Brown, Jr., Carl and others},
  title = {Costs of \$5 \& 10\%: the {de facto} \emph{Apis} \#1, a\_b \{x\} Vol.~3 {\textasciitilde} {\textbackslash}n \textasciicircum{}},
  journal = {Journal of Bees}, volume = 12, number = {3--4}, pages = {101--118}, date = {2016-05-12},
  doi = {10.1234/a_b(c)}, url = {https://example.org/a_b?c=%20&d=#e}, urldate = {2020-01-02}, langid = {english},
  keywords = {bees, winter}, abstract = {On bees.}, issn = {1234-5678}, note = {In Swedish}}
@book{b, editor = {Ek, Per}, editortype = {compiler}, title = {Songs}, publisher = {Taylor {and} Francis and {Sons and Co}},
  address = {Åbo}, year = 1971, month = mar, edition = 2, series = {Studies}, number = 4, isbn = {978-0}, volumes = 3}
@phdthesis{c, author = {family=Berg, given=Jan, prefix=van, useprefix=false}, title = {Light}, school = {Uppsala}, date = {1980~}}
@mastersthesis{d, author = {Holm, H.}, title = {L}, school = {Oslo}, year = 1999}
@report{e, author = {{Bridge Trust}}, title = {State}, institution = {Bridge Trust}, type = {Working Paper}, number = 7, date = {2005/2006}}
@incollection{f, author = {A, B}, title = {T}, booktitle = {The {iron} Book}, bookauthor = {C, D}, chapter = 3, date = {2001-21}}
@online{g, title = {Bees?}, subtitle = {A Page}, url = {https://example.org}, year = {forthcoming}}
@inproceedings{h, title = {T}, booktitle = {P}, eventtitle = {E}, eventdate = {2001-02-03}, venue = {Oslo}, year = 2001}
@article{i, title = {T}, journal = {The Daily Lamp}, entrysubtype = {newspaper}, date = {1999-12-31}}
@patent{j, title = {T}, number = {US 1}, year = 1900}
";

#[test]
fn what_is_read_written_and_read_again_is_the_same() {
    let first = read("a.bib", BIB);
    assert_eq!(first.len(), 10);
    let written = bibtex(&first.iter().collect::<Vec<_>>());
    let second = read("b.bib", &written);
    for (a, b) in first.iter().zip(&second) {
        assert_eq!(Value::Object(a.csl.clone()), Value::Object(b.csl.clone()), "{written}");
    }
    let json = csl_json(&first.iter().collect::<Vec<_>>());
    let third = read("c.json", &json);
    for (a, b) in first.iter().zip(&third) {
        assert_eq!(Value::Object(a.csl.clone()), Value::Object(b.csl.clone()), "{json}");
    }
}

#[test]
fn every_type_survives_bibtex() {
    for type_ in crate::model::work::TYPES {
        let one = work(json!({"id": "k", "type": type_, "title": "T"}));
        let text = bibtex(&[&one]);
        assert_eq!(read("a.bib", &text)[0].csl_type(), type_, "{text}");
        assert!(ris(&[&one]).starts_with("TY  - "));
    }
}

#[test]
fn ris_has_its_lines() {
    let one = work(
        json!({"id": "k", "type": "article-journal", "title": "On <i>Apis</i>\nand more",
        "author": [{"family": "Berg", "given": "Jan", "non-dropping-particle": "van den"}, {"literal": "Bee Club"},
                   {"family": "Brown", "given": "Carl", "suffix": "Jr."}],
        "container-title": "Journal of Bees", "volume": "12", "issue": "3", "page": "101-118",
        "issued": {"date-parts": [[2016, 5, 12]]}, "DOI": "https://doi.org/10.1234/abc"}),
    );
    let expected = [
        "TY  - JOUR",
        "ID  - k",
        "AU  - van den Berg, Jan",
        "AU  - Bee Club",
        "AU  - Brown, Carl, Jr.",
        "TI  - On Apis and more",
        "T2  - Journal of Bees",
        "VL  - 12",
        "IS  - 3",
        "DO  - 10.1234/abc",
        "SP  - 101",
        "EP  - 118",
        "PY  - 2016",
        "DA  - 2016/05/12",
        "ER  - ",
        "",
    ];
    assert_eq!(ris(&[&one]), expected.join("\r\n"));
}

#[test]
fn coins_names_the_work() {
    let article = json!({"id": "k", "type": "article-journal", "title": "Bees & wax",
        "author": [{"family": "Ahlgren", "given": "Ada"}, {"family": "Berg", "given": "Jan"}],
        "container-title": "Journal of Bees", "volume": 12, "page": "101-118",
        "issued": {"date-parts": [[2016, 5]]}, "DOI": "10.1234/abc"});
    let thesis = json!({"id": "k", "type": "thesis", "title": "Light", "author": [{"literal": "Bee Club"}],
        "publisher": "Oslo", "genre": "PhD thesis"});
    let page = json!({"id": "k", "type": "webpage", "title": "Bees", "author": [{"family": "A", "given": "B"}],
        "URL": "https://example.org/?a=1&b=2"});
    let cases = [
        (
            article,
            "ctx_ver=Z39.88-2004&rft_val_fmt=info%3Aofi%2Ffmt%3Akev%3Amtx%3Ajournal&rft.genre=article\
             &rft.atitle=Bees%20%26%20wax&rft.jtitle=Journal%20of%20Bees&rft.volume=12&rft.date=2016-05\
             &rft.pages=101-118&rft.spage=101&rft.epage=118&rft.aulast=Ahlgren&rft.aufirst=Ada&rft.au=Ada%20Ahlgren\
             &rft.au=Jan%20Berg&rft_id=info%3Adoi%2F10.1234%2Fabc",
        ),
        (
            thesis,
            "ctx_ver=Z39.88-2004&rft_val_fmt=info%3Aofi%2Ffmt%3Akev%3Amtx%3Adissertation&rft.title=Light&rft.inst=Oslo\
             &rft.degree=PhD%20thesis&rft.aucorp=Bee%20Club",
        ),
        (
            page,
            "ctx_ver=Z39.88-2004&rft_val_fmt=info%3Aofi%2Ffmt%3Akev%3Amtx%3Adc&rft.type=webpage&rft.title=Bees\
             &rft.identifier=https%3A%2F%2Fexample.org%2F%3Fa%3D1%26b%3D2&rft.creator=B%20A\
             &rft_id=https%3A%2F%2Fexample.org%2F%3Fa%3D1%26b%3D2",
        ),
    ];
    for (csl, expected) in cases {
        assert_eq!(coins(&work(csl)), expected);
    }
}

#[test]
fn no_value_makes_a_line_of_its_own() {
    let text = "A\r\n@book{x,\u{2028}ER  - \u{85}\nTY  - BOOK";
    let name = json!([{"family": text, "given": text}]);
    let works = [work(json!({
        "id": "a", "type": "book", "title": text, "author": name, "DOI": text, "keyword": text, "note": text,
        "URL": format!("https://example.org/{text}"),
    }))];
    let works: Vec<&Work> = works.iter().collect();
    let bib = bibtex(&works);
    assert_eq!(bib.matches("\n@").count(), 0, "{bib}");
    assert!(!bib.contains(['\r', '\u{2028}', '\u{85}']), "{bib}");
    let ris = ris(&works);
    assert_eq!(
        ris.matches("TY  - ").count() - ris.matches(" TY  - ").count(),
        1,
        "{ris}"
    );
}

#[test]
fn what_a_browser_would_run_is_no_address_in_any_format() {
    for (url, is_kept) in [
        ("https://example.org/a", true),
        ("www.example.org:8080/a", true),
        ("urn:nbn:se:uu:diva-1", true),
        ("JaVa\tScRiPt:alert(1)", false),
        ("\u{a0}javascript:alert(1)", false),
        ("data:text/html,x", false),
        ("vbscript:x", false),
    ] {
        let one = work(json!({"id": "a", "type": "webpage", "title": "T", "URL": url}));
        let written = [bibtex(&[&one]), ris(&[&one]), csl_json(&[&one]), coins(&one)];
        for text in written {
            let has = text.to_lowercase().contains("url = {") || text.contains("UR  - ") || text.contains("\"URL\"");
            let has = has || text.contains("rft.identifier");
            assert_eq!(has, is_kept, "{url}: {text}");
        }
    }
}
