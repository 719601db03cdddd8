//! `conspectus import`: nothing is lost, and the second time changes nothing.

#![expect(
    clippy::disallowed_methods,
    reason = "makes sites and looks at what the commands wrote"
)]
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

use conspectus::diag::Diagnostics;
use conspectus::model::work::TYPES;
use conspectus::parse::bibliography;
use conspectus::span::SourceMap;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

struct Ended {
    status: i32,
    out: String,
    err: String,
}

fn conspectus(site: &Path, arguments: &[&str]) -> Ended {
    let output = Command::new(env!("CARGO_BIN_EXE_conspectus"))
        .args(arguments)
        .current_dir(site)
        .output()
        .unwrap();
    Ended {
        status: output.status.code().unwrap(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

fn site() -> tempfile::TempDir {
    let base = tempfile::tempdir().unwrap();
    fs::write(
        base.path().join("conspectus.yaml"),
        "title: Lights\ndescription: Of lighthouses.\n",
    )
    .unwrap();
    fs::create_dir(base.path().join("content")).unwrap();
    base
}

fn content(site: &Path) -> BTreeMap<String, String> {
    let root = site.join("content");
    let files = walkdir::WalkDir::new(&root).into_iter().flatten();
    let files = files.filter(|it| it.file_type().is_file());
    files
        .map(|it| {
            let path = it
                .path()
                .strip_prefix(&root)
                .unwrap()
                .to_string_lossy()
                .replace('\\', "/");
            (path, fs::read_to_string(it.path()).unwrap())
        })
        .collect()
}

const TITLES: [&str; 8] = [
    "The {\\\"U}bergang of {L}amps",
    "Свет маяка и хранители",
    "Lamps \\& Oil: 100\\% of \\emph{Fire}",
    "{\\'E}tudes sur les phares",
    "On {NaCl} and H$_2$O in the Lantern",
    "A Title {with {nested {braces}}} and \\textsc{caps}",
    "「燈台」の歴史",
    "Plain Title of the Light",
];

const AUTHORS: [&str; 8] = [
    "Møller, Åse and Fell, Ida",
    "Иванов, Пётр Сергеевич",
    "{Board of Northern Lights}",
    "van den Berg, Jr., Jan and de la Cruz, María and others",
    "M{\\\"u}ller, J{\\\"o}rg and Garc{\\'\\i}a, Ana",
    "Smith, A. and Smith, B. and Smith, C. and Smith, D.",
    "{Ministry of Harbours and Lights} and Reed, Tom",
    "Ōtsuka, Hanako",
];

const DATES: [&str; 8] = [
    "year = {1971}",
    "year = {c. 1890}",
    "date = {1995/1998}",
    "date = {2010-05-12}",
    "year = {n.d.}",
    "month = mar,\n  year = 2003",
    "date = {spring 1904}",
    "note = {undated}",
];

/// An export of BibTeX with every type, and fields that no other program knows.
fn zotero_bib(count: usize) -> String {
    let kinds = [
        "article",
        "book",
        "incollection",
        "inproceedings",
        "phdthesis",
        "mastersthesis",
        "techreport",
        "misc",
        "online",
        "unpublished",
        "manual",
        "patent",
        "dataset",
        "artwork",
        "video",
        "software",
        "thesis",
        "collection",
        "wibble",
        "legislation",
    ];
    let mut text = "% an export\n@string{jol = {Journal of Lights}}\n@comment{nothing}\n\n".to_owned();
    for n in 0..count {
        let pick = |list: &[&str], step: usize| list[(n * step + n / list.len()) % list.len()].to_owned();
        text += &format!(
            "@{}{{item{n},\n  title = {{{} {n}}},\n",
            pick(&kinds, 1),
            pick(&TITLES, 1)
        );
        text += &format!("  author = {{{}}},\n  {},\n", pick(&AUTHORS, 3), pick(&DATES, 5));
        text += &match n % 5 {
            0 => {
                format!(
                    "  journal = jol # {{, New Series}},\n  volume = {n},\n  number = \"{}\",\n  pages = {{1--{n}}},\n",
                    n % 4
                )
            }
            1 => {
                "  publisher = {{Lamp and Sons}},\n  address = {Bergen and Oslo},\n  isbn = {978-0-306-40615-7 0-19-852663-6},\n".to_owned()
            }
            2 => {
                format!(
                    "  booktitle = {{Proceedings, with a comma}},\n  editor = {{Hale, Eve and Moss, Ada and Reed, Tom}},\n  doi = {{10.1000/xyz_{n}(a)}},\n"
                )
            }
            3 => {
                "  url = {https://example.org/a_b?c=d&e=%20},\n  urldate = {2020-01-31},\n  keywords = {lamps, oil, маяк},\n".to_owned()
            }
            _ => {
                "  file = {Full Text:/files/1/a b.pdf:application/pdf;Snapshot:/s.html:text/html},\n  abstract = {Two\n    lines, with 5\\% more \\$.},\n  annote = {A note: it's {good}.},\n  langid = {german},\n  shorttitle = {Short},\n".to_owned()
            }
        };
        text += &format!(
            "  timestamp = {{2021-0{}-01}},\n  zoterokey = {{AB{n}}}\n}}\n\n",
            n % 9 + 1
        );
    }
    text
}

/// The fields of every record, by key, without what is only layout.
fn fields(text: &str) -> BTreeMap<String, BTreeMap<String, String>> {
    let mut sources = SourceMap::default();
    let id = sources.add("a.bib".to_owned(), text.to_owned());
    let records = bibliography::raw(sources.file(id), &mut Diagnostics::default());
    let plain = |value: &str| value.split_whitespace().collect::<Vec<_>>().join(" ");
    let fields = |raw: bibliography::RawRecord| {
        let fields = raw.fields.iter().map(|(name, value)| (name.clone(), plain(value)));
        let kind = ("type-of-entry".to_owned(), raw.kind.clone());
        (raw.key, fields.chain([kind]).collect())
    };
    records.into_iter().map(fields).collect()
}

#[test]
fn two_hundred_entries_of_bibtex_come_through_with_every_field() {
    let base = site();
    let export = zotero_bib(200);
    fs::write(base.path().join("zotero.bib"), &export).unwrap();
    let ended = conspectus(base.path(), &["import", "zotero.bib", "--yes"]);
    assert_eq!(ended.status, 0, "{}", ended.err);
    assert!(
        ended.err.contains("200 records: 200 new, 0 completed, 0 there already"),
        "{}",
        ended.err
    );
    let once = content(base.path());
    let (before, after) = (fields(&export), fields(&once["references.bib"]));
    assert_eq!((before.len(), after.len()), (200, 200));
    let mut counted = 0;
    for (key, fields) in &before {
        for (name, value) in fields {
            counted += 1;
            let found = &after[key];
            let kept = [name.clone(), format!("import-{name}")];
            let same = kept.iter().any(|name| found.get(name) == Some(value));
            let retyped = value == "wibble" && found.get("import-type") == Some(value);
            assert!(same || retyped, "{key}: {name} = {value} is lost: {found:?}");
        }
    }
    assert!(counted > 1800, "{counted}");
    let check = conspectus(base.path(), &["check"]);
    assert_eq!(check.status, 0, "{}", check.err);
    let again = conspectus(base.path(), &["import", "zotero.bib", "--yes"]);
    assert_eq!(again.status, 0, "{}", again.err);
    assert!(
        again
            .err
            .contains("nothing to do: import 200 records: 0 new, 0 completed, 200 there already"),
        "{}",
        again.err
    );
    assert_eq!(content(base.path()), once);
}

/// The same in CSL-JSON, with every type and with variables that BibTeX has no word for.
fn csl(count: usize) -> Vec<Value> {
    let item = |n: usize| {
        let mut item = json!({
            "id": format!("http://zotero.org/users/1/items/K{n}"),
            "type": TYPES[n % TYPES.len()],
            "title": format!("Lamp {n}: <i>Свет</i> & Öl {{a}} 5% #1"),
            "author": [{"family": "Fell", "given": "Ida"}, {"literal": "Board & Sons"}],
            "issued": {"date-parts": [[1900 + n, 5, 12]]},
            "abstract": "Two\nlines.",
            "custom": {"a": [1, 2]},
            "call-number": "QA 76",
            "dimensions": "3 vols",
        });
        let map = item.as_object_mut().unwrap();
        match n % 4 {
            0 => map.extend([
                (
                    "issued".to_owned(),
                    json!({"date-parts": [[1990], [1995, 3]], "circa": true}),
                ),
                ("volume".to_owned(), json!(3)),
            ]),
            1 => map.extend([
                ("issued".to_owned(), json!({"raw": "about 1900"})),
                ("reviewed-author".to_owned(), json!([{"family": "X"}])),
            ]),
            2 => map.extend([
                (
                    "editor".to_owned(),
                    json!([{"family": "Berg", "non-dropping-particle": "van den", "given": "J.", "suffix": "Jr."}]),
                ),
                ("page".to_owned(), json!("1-9, 12")),
            ]),
            _ => map.extend([
                ("DOI".to_owned(), json!(format!("10.1/{n}"))),
                ("note".to_owned(), json!("A note: 100 $")),
            ]),
        }
        item
    };
    (0..count).map(item).collect()
}

#[test]
fn csl_json_comes_through_with_every_variable() {
    let base = site();
    let items = csl(200);
    fs::write(base.path().join("library.json"), Value::from(items.clone()).to_string()).unwrap();
    let ended = conspectus(base.path(), &["import", "library.json", "--yes"]);
    assert_eq!(ended.status, 0, "{}", ended.err);
    let once = content(base.path());
    let mut sources = SourceMap::default();
    let id = sources.add("a.bib".to_owned(), once["references.bib"].clone());
    let works = bibliography::read(sources.file(id), &mut Diagnostics::default());
    let raw = fields(&once["references.bib"]);
    assert_eq!(works.len(), 200);
    for (n, item) in items.iter().enumerate() {
        let title = format!("Lamp {n}:");
        let work = works.iter().find(|work| work.title().starts_with(&title)).unwrap();
        for (variable, value) in item.as_object().unwrap() {
            // What BibTeX has a field for is read back as it was; anything else stands beside it as it was written.
            let kept = raw[&work.key].get(&format!("csl-{}", variable.to_lowercase()));
            let beside = kept.is_some_and(|kept| says(kept, value));
            let read = work.csl.get(variable);
            assert!(
                beside || read.is_some_and(|read| same(read, value)),
                "{n}: {variable} is lost: {value} is {read:?}, {kept:?}"
            );
        }
        assert_eq!(work.csl_type(), item["type"].as_str().unwrap());
    }
    let keys: Vec<&str> = works.iter().map(|work| work.key.as_str()).take(9).collect();
    assert_eq!(
        keys,
        [
            "fell-1990",
            "fell-nd",
            "fell-1902",
            "fell-1903",
            "fell-1990b",
            "fell-ndb",
            "fell-1906",
            "fell-1907",
            "fell-1990c"
        ]
    );
    assert_eq!(conspectus(base.path(), &["check"]).status, 0);
    let again = conspectus(base.path(), &["import", "library.json", "--yes"]);
    assert!(
        again.err.contains("0 new, 0 completed, 200 there already"),
        "{}",
        again.err
    );
    assert_eq!(content(base.path()), once);
}

/// Whether a field that BibTeX has no name for holds a value: a text as it is, anything else as JSON.
fn says(field: &str, value: &Value) -> bool {
    let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    match value {
        Value::String(text) => plain(field).replace('\\', "") == plain(text),
        other => plain(&field.replace('\\', "")) == plain(&other.to_string()),
    }
}

/// Whether a variable says the same, whatever its form: a number or a text, a space or a line end.
fn same(read: &Value, written: &Value) -> bool {
    match (read, written) {
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        (Value::Object(a), Value::Object(b)) => b.iter().all(|(key, b)| a.get(key).is_some_and(|a| same(a, b))),
        (a, b) => {
            let plain = |it: &Value| it.as_str().map_or_else(|| it.to_string(), str::to_owned);
            plain(a).split_whitespace().eq(plain(b).split_whitespace())
        }
    }
}

const RIS: &str = "\u{feff}TY  - JOUR\r\nID  - moss2009\r\nAU  - Moss, Ada\r\nAU  - Board of Lights\r\nAU  - Reed, Tom, Jr.\r\nTI  - Oil & Lamps\r\n\
JO  - Journal of Lights\r\nT2  - Journal of Lights\r\nVL  - 12\r\nIS  - 3\r\nSP  - 101\r\nEP  - 118\r\nPY  - 2009\r\nDA  - 2009/05/12/Spring\r\n\
SN  - 1234-5678\r\nDO  - 10.1000/oil_1\r\nUR  - https://example.org/a_b\r\nUR  - https://example.org/two\r\nKW  - oil\r\nKW  - lamps\r\n\
N1  - One note\r\nN1  - Two notes\r\nL1  - file:///a.pdf\r\nC7  - e42\r\nAB  - First line\r\nand a second.\r\nY2  - 2020/01/31/\r\nER  - \r\n\r\n\
TY  - WEIRD\r\nTI  - Nothing known\r\nER  - \r\n";

#[test]
fn ris_comes_through_with_every_tag() {
    let base = site();
    fs::write(base.path().join("mendeley.ris"), RIS).unwrap();
    let ended = conspectus(base.path(), &["import", "mendeley.ris", "--yes"]);
    assert_eq!(ended.status, 0, "{}", ended.err);
    let text = &content(base.path())["references.bib"];
    for line in [
        "@article{moss2009,",
        "  author = {Moss, Ada and {Board of Lights} and Reed, Jr., Tom},",
        "  title = {Oil \\& Lamps},",
        "  journal = {Journal of Lights},",
        "  pages = {101--118},",
        "  date = {2009-05-12},",
        "  ris-da = {2009/05/12/Spring},",
        "  issn = {1234-5678},",
        "  url-2 = {https://example.org/two},",
        "  note-2 = {Two notes},",
        "  keywords = {oil, lamps},",
        "  ris-l1 = {file:///a.pdf},",
        "  ris-c7 = {e42},",
        "  abstract = {First line and a second.},",
        "  urldate = {2020-01-31},",
        "@misc{nothing-known-nd,",
        "  ris-ty = {WEIRD},",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
    assert!(!text.contains("journal-2"), "{text}");
    assert_eq!(conspectus(base.path(), &["check"]).status, 0);
    let again = conspectus(base.path(), &["import", "mendeley.ris", "--yes"]);
    assert!(again.err.contains("nothing to do"), "{}", again.err);
}

#[test]
fn what_the_site_has_is_completed_and_what_differs_stays() {
    let base = site();
    let path = base.path().join("content/references.bib");
    fs::write(
        &path,
        "@book{oil,\n  title = {Oil},\n  year = {1971},\n  publisher = {Mine}\n}\n\n@book{item, title = {Another}}\n",
    )
    .unwrap();
    let import = "@book{oil2, title={OIL}, year=1971, publisher={Theirs}, isbn={9780306406157}, x-tag={t}}\n@book{item, title={New}}\n@inbook{part, title={Part}, crossref={item}}\n@book{broken, title={a}, }, year={1}}\n";
    fs::write(base.path().join("in.bib"), import).unwrap();
    let dry = conspectus(base.path(), &["import", "in.bib", "--dry-run"]);
    assert!(
        dry.status == 0 && dry.out.contains("+  isbn = {9780306406157},"),
        "{} {}",
        dry.out,
        dry.err
    );
    let ended = conspectus(base.path(), &["import", "in.bib", "--yes"]);
    assert_eq!(ended.status, 0, "{}", ended.err);
    assert_eq!(
        fs::read_to_string(&path).unwrap(),
        "@book{oil,\n  title = {Oil},\n  year = {1971},\n  publisher = {Mine},\n  isbn = {9780306406157},\n  x-tag = {t},\n}\n\n\
         @book{item, title = {Another}}\n\n@book{itemb,\n  title = {New},\n}\n\n@inbook{part,\n  title = {Part},\n  crossref = {itemb},\n}\n"
    );
    assert!(
        ended
            .err
            .contains("`publisher` of `@oil` stays `Mine`; the import says `Theirs`"),
        "{}",
        ended.err
    );
    assert!(
        ended.err.contains("in.bib:4: not read: the entry `broken`"),
        "{}",
        ended.err
    );
    assert!(ended.err.contains("x-tag (1)"), "{}", ended.err);
    let again = conspectus(base.path(), &["import", "in.bib", "--yes"]);
    assert!(again.err.contains("nothing to do"), "{}", again.err);
}

#[test]
fn papers_begin_as_drafts() {
    let base = site();
    fs::write(base.path().join("in.ris"), RIS).unwrap();
    let ended = conspectus(base.path(), &["import", "in.ris", "--as", "papers", "--yes"]);
    assert_eq!(ended.status, 0, "{}", ended.err);
    let once = content(base.path());
    let paper = &once["papers/moss2009.md"];
    for line in [
        "title: \"Oil & Lamps\"\n",
        "type: article-journal\n",
        "author: [{family: Moss, given: Ada}, {literal: Board of Lights}, {family: Reed, given: Tom, suffix: Jr.}]\n",
        "issued: 2009-05-12\n",
        "draft: true\n",
        "keyword: oil, lamps\n",
        "ris-c7: e42\n",
    ] {
        assert!(paper.contains(line), "{line}\n{paper}");
    }
    assert!(!once.contains_key("references.bib") && once.contains_key("papers/nothing-known-nd.md"));
    let undrafted = paper.replace("draft: true\n", "").replace("volume: \"12\"\n", "");
    assert_ne!(undrafted.len(), paper.len());
    assert_eq!(conspectus(base.path(), &["check"]).status, 0);
    let again = conspectus(base.path(), &["import", "in.ris", "--as", "papers", "--yes"]);
    assert!(
        again.err.contains("0 new, 0 completed, 2 there already"),
        "{}",
        again.err
    );
    fs::write(base.path().join("content/papers/moss2009.md"), undrafted).unwrap();
    assert_eq!(conspectus(base.path(), &["check"]).status, 0);
    let third = conspectus(base.path(), &["import", "in.ris", "--as", "papers", "--yes"]);
    assert!(
        third.err.contains("0 new, 1 completed, 1 there already"),
        "{}",
        third.err
    );
    let both = conspectus(base.path(), &["import", "in.ris", "--as", "both", "--yes"]);
    assert_eq!(both.status, 0, "{}", both.err);
    let check = conspectus(base.path(), &["check"]);
    assert_eq!(check.status, 0, "{}", check.err);
}

/// Writes files into a folder of their own beside the site.
fn vault(base: &Path, files: &[(&str, &str)]) {
    for (path, text) in files {
        let path = base.join("vault").join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}

#[test]
fn notes_of_obsidian_become_pages() {
    let base = site();
    vault(
        base.path(),
        &[
            (".obsidian/app.json", "{}"),
            (
                "Lamps.md",
                "---\naliases: [Lanterns]\ntags: [light, oil]\n---\nSee [[Oil & Wicks]], [[deep/Fog Signals#The Horn|the horn]], [[Lanterns]],\n\
                 [[Nobody]] and `[[code]]`. ![[Lens plate.png|300]] ![[Oil & Wicks]] %%hidden%%\n\n> [!tip] Trim it\n> Every day.\n\n\
                 ```\n[[raw]] <b>\n```\n\nA <b>word</b> by [@nobody2000], [one](deep/Fog%20Signals.md#the-horn) and [two](https://example.org).\n",
            ),
            (
                "deep/Fog Signals.md",
                "# Fog Signals\n\nLoud.\n\n## The Horn\n\nBack to [[Lamps]] and ![](../img/horn.jpg).\n",
            ),
            ("deep/Lamps.md", "Another of that name, ![[Lens plate.png]].\n"),
            ("Oil & Wicks.md", "# First\n\nText.\n\n# Second\n\nText, [[#Second]].\n"),
            ("Lens plate.png", "PNG"),
            ("img/horn.jpg", "JPG"),
            ("unused.pdf", "PDF"),
        ],
    );
    let ended = conspectus(base.path(), &["import", "vault", "--yes"]);
    assert_eq!(ended.status, 0, "{}", ended.err);
    let once = content(base.path());
    let names: Vec<&str> = once.keys().map(String::as_str).collect();
    assert_eq!(
        names,
        [
            "pages/Lens plate.png",
            "pages/deep-lamps.md",
            "pages/fog-signals.md",
            "pages/horn.jpg",
            "pages/lamps.md",
            "pages/oil-wicks.md"
        ]
    );
    assert_eq!(
        once["pages/lamps.md"],
        "---\ntitle: Lamps\n---\n\n<!-- What the imported front matter says beside:\naliases: Lanterns\ntags: light, oil\n-->\n\n\
         See [Oil & Wicks](oil-wicks.md), [the horn](fog-signals.md#the-horn), [Lanterns](lamps.md),\n\
         Nobody and `[[code]]`. ![Lens plate.png](Lens%20plate.png) [Oil & Wicks](oil-wicks.md) <!--hidden-->\n\n\
         > [!TIP]\n> **Trim it**\n>\n> Every day.\n\n```\n[[raw]] <b>\n```\n\n\
         A \\<b>word\\</b> by \\[@nobody2000], [one](fog-signals.md#the-horn) and [two](https://example.org).\n"
    );
    assert_eq!(
        once["pages/fog-signals.md"],
        "---\ntitle: Fog Signals\n---\n\nLoud.\n\n## The Horn\n\nBack to [Lamps](deep-lamps.md) and ![](horn.jpg).\n"
    );
    assert!(once["pages/oil-wicks.md"].contains("title: First\n---\n\nText.\n\n## Second\n\nText, [Second](#second)."));
    for note in [
        "Lamps.md:1: pages have no aliases, tags: kept in a comment",
        "Lamps.md:6: there is no note `Nobody`",
        "Lamps.md:6: `![[Oil & Wicks]]` is not shown here, but linked",
        "Lamps.md:15: HTML is shown as text",
        "Lamps.md:15: there is no cited work `nobody2000`",
        "import 4 pages: 4 new, 0 there already",
    ] {
        let told = ended.err.contains(note);
        assert!(told, "{note}\n{}", ended.err);
    }
    let check = conspectus(base.path(), &["check"]);
    assert_eq!(check.status, 0, "{}", check.err);
    let again = conspectus(base.path(), &["import", "vault", "--yes"]);
    assert!(
        again
            .err
            .contains("nothing to do: import 4 pages: 0 new, 4 there already"),
        "{}",
        again.err
    );
    let path = base.path().join("content/pages/lamps.md");
    fs::write(&path, "---\ntitle: Mine\n---\n").unwrap();
    let third = conspectus(base.path(), &["import", "vault", "--yes"]);
    assert!(
        third
            .err
            .contains("`content/pages/lamps.md` is there already and stays as it is"),
        "{}",
        third.err
    );
    assert_eq!(fs::read_to_string(path).unwrap(), "---\ntitle: Mine\n---\n");
}

#[test]
fn pages_of_hugo_and_zola_become_pages() {
    let base = site();
    vault(
        base.path(),
        &[
            (
                "_index.md",
                "+++\ntitle = \"Welcome\"\nsort_by = \"date\"\n+++\nTo [lamps](@/posts/lamps/index.md#oil) and [fog](@/posts/fog.md).\n",
            ),
            (
                "posts/lamps/index.md",
                "---\ntitle: \"Lamps: a note\"\ndraft: true\naliases: [/old/lamps/, /older.html]\ndate: 2020-01-01\n---\n\
                 See [fog]({{< relref \"../fog.md\" >}}) and [oil]({{% ref \"#oil\" %}}), {{< youtube abc >}}.\n\n\
                 {{< figure src=\"lens.png\" alt=\"A lens\" >}}\n\n## Oil\n\n{% quote() %}\nText\n{% end %}\n",
            ),
            ("posts/lamps/lens.png", "PNG"),
            (
                "posts/fog.md",
                "+++\ntitle = \"Fog\"\n[taxonomies]\ntags = [\"a\", \"b\"]\n+++\n[Home](../_index.md), [gone](gone.md), {{ gallery() }}\n",
            ),
        ],
    );
    let ended = conspectus(base.path(), &["import", "vault", "--yes"]);
    assert_eq!(ended.status, 0, "{}", ended.err);
    let once = content(base.path());
    assert!(
        once["pages/start.md"].contains("title: Welcome\n")
            && once["pages/start.md"].contains("[lamps] (@/posts/lamps/index.md) and [fog](fog.md)."),
        "{}",
        once["pages/start.md"]
    );
    let lamps = &once["pages/lamps.md"];
    for part in [
        "title: \"Lamps: a note\"\ndraft: true\nmoved-from: [old/lamps/index.html, older.html]\n---\n",
        "date: 2020-01-01\n",
        "[fog](fog.md)",
        "[oil](#oil)",
        "`{{< youtube abc >}}`",
        "![A lens](lens.png)",
        "`{% quote() %}`",
    ] {
        assert!(lamps.contains(part), "{part}\n{lamps}");
    }
    let fog = &once["pages/fog.md"];
    assert!(
        fog.contains("taxonomies.tags: a, b\n")
            && fog.contains("[Home](start.md)")
            && fog.contains("`{{ gallery() }}`"),
        "{fog}"
    );
    assert!(
        ended
            .err
            .contains("posts/fog.md:6: `gone.md` leads to nothing that is published"),
        "{}",
        ended.err
    );
    let check = conspectus(base.path(), &["check"]);
    assert_eq!(check.status, 0, "{}", check.err);
}
