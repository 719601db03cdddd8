//! What a site gives beside its pages on the screen: what it says of itself to machines, a book, paper, notes in the margin.
#![expect(
    clippy::disallowed_methods,
    reason = "a test of whole sites reads and writes the disk"
)]
#![allow(clippy::unwrap_used, reason = "a test that cannot write its files has failed")]
#![allow(
    clippy::panic,
    clippy::expect_used,
    dead_code,
    reason = "a test fails by panicking; the browser can do more than this test asks"
)]

mod browser;

use browser::Browser;
use serde_json::{Value as Json, json};
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::Command;

const ENTRIES: &[(&str, &str)] = &[
    (
        "conspectus.yaml",
        "title: Lamps and Towers\ndescription: What is said of lights.\nauthor: A department\nlicence: CC BY-SA 4.0\n\
         event-kinds: [storm]\nactor-kinds: [person, office]\nroles: [keeper]\nstances: [argues]\n",
    ),
    (
        "content/index.md",
        "---\ntitle: Lamps and Towers\n---\nSee [@hale-1911] on the wick.[^w]\n\n[^w]: Cotton, as a rule.\n",
    ),
    (
        "content/glossary/wick.md",
        "---\ntitle: wick\ndefinition: What draws the oil up.\naliases: [lampwick]\n---\n",
    ),
    (
        "content/actors/ada-hale.md",
        "---\ntitle: Ada Hale\nsort: Hale, Ada\nkind: person\n---\nShe kept the light.\n",
    ),
    (
        "content/events/gale.md",
        "---\ntitle: The gale\ndate: 1911-03-02/1911-03-04\nkind: storm\nplace: Skarholm\n\
         actors: [{actor: ada-hale, role: keeper}]\nthemes: [oil]\n---\n",
    ),
    (
        "content/themes/oil.md",
        "---\ntitle: Oil\nquestion: Which oil burns best?\n---\n",
    ),
    (
        "content/papers/hale-1911.md",
        "---\ntitle: On Lamps\ntype: article-journal\nauthor: [{family: Hale, given: Ada}]\nissued: 1911\n\
         container-title: Annals of Light\nDOI: 10.1000/182\npage: 3-9\nthesis: [Oil is dear.]\n\
         themes: [{theme: oil, stance: argues, says: Colza burns best.}]\n\
         events: [{event: gale, says: It blew.}]\n---\n## The storm\n\nThe wick went out in [[gale]], as\n\
         [the log](https://example.org/log?a=1&b=2) has it.[^1] Nobody saw it.[^2]\n\n\
         [^1]: The log of the tower, second volume.\n[^2]: Save the keeper.\n",
    ),
];

/// Builds the site and gives its folder; the website is in `public/`.
fn build(arguments: &[&str]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in ENTRIES {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_conspectus"));
    let command = command.args(["build", "--site"]).arg(folder.path()).args(arguments);
    let built = command.arg("--out").arg(folder.path().join("public")).output().unwrap();
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    folder
}

fn page(site: &Path, path: &str) -> String {
    fs::read_to_string(site.join("public").join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// What a page says of itself in schema.org's words.
fn json_ld(html: &str) -> Json {
    let (_, rest) = html.split_once("<script type=\"application/ld+json\">").unwrap();
    serde_json::from_str(rest.split_once("</script>").unwrap().0).unwrap()
}

#[test]
fn pages_say_in_schema_orgs_words_what_they_are_of() {
    let site = build(&["--base-url", "https://example.org/lamps/"]);
    let json = |path: &str| json_ld(&page(site.path(), path));
    let paper = json("papers/hale-1911.html");
    assert_eq!(paper["@type"], "Article");
    assert_eq!(paper["about"]["@type"], "ScholarlyArticle");
    assert_eq!(paper["about"]["isPartOf"]["name"], "Annals of Light");
    assert_eq!(paper["about"]["identifier"]["value"], "10.1000/182");
    assert_eq!(paper["license"], "https://creativecommons.org/licenses/by-sa/4.0/");
    let event = &json("events/gale.html")["mainEntity"];
    assert_eq!(
        (&event["@type"], &event["startDate"], &event["endDate"]),
        (&"Event".into(), &"1911-03-02".into(), &"1911-03-04".into())
    );
    assert_eq!(json("actors/ada-hale.html")["mainEntity"]["@type"], "Person");
    let term = &json("glossary/wick.html")["mainEntity"];
    assert_eq!(term["@type"], "DefinedTerm");
    assert_eq!(
        term["inDefinedTermSet"]["url"],
        "https://example.org/lamps/glossary/index.html"
    );
    let list = &json("papers/index.html")["mainEntity"];
    assert_eq!(list["@type"], "ItemList");
    assert_eq!(
        list["itemListElement"][0]["url"],
        "https://example.org/lamps/papers/hale-1911.html"
    );
    assert_eq!(json("index.html")["@type"], "WebSite");
}

#[test]
fn a_site_with_an_address_has_a_picture_for_links_to_it() {
    let site = build(&["--base-url", "https://example.org/lamps"]);
    for (path, kind) in [
        ("papers/hale-1911.html", "paper"),
        ("events/gale.html", "event"),
        ("glossary/index.html", "term"),
        ("index.html", "page"),
    ] {
        let html = page(site.path(), path);
        let image = format!("<meta property=\"og:image\" content=\"https://example.org/lamps/preview/{kind}.png\">");
        assert!(html.contains(&image), "{path} lacks {image}");
        let bytes = fs::read(site.path().join(format!("public/preview/{kind}.png"))).unwrap();
        assert_eq!(&bytes[..8], b"\x89PNG\r\n\x1a\n", "{kind}");
        let number = |at: usize| u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap());
        assert_eq!((number(16), number(20)), (1200, 630), "{kind}");
    }
    let pictures =
        ["paper", "event"].map(|kind| fs::read(site.path().join(format!("public/preview/{kind}.png"))).unwrap());
    assert_ne!(pictures[0], pictures[1], "each kind has its own");
    let again = build(&["--base-url", "https://example.org/lamps"]);
    let drawn = |site: &Path| fs::read(site.join("public/preview/paper.png")).unwrap();
    assert_eq!(drawn(site.path()), drawn(again.path()), "the same on every build");
    let none = build(&[]);
    assert!(!none.path().join("public/preview").exists());
    assert!(!page(none.path(), "index.html").contains("og:image"));
}

#[test]
fn pages_name_their_licence_their_index_and_their_place() {
    let site = build(&["--base-url", "https://example.org/lamps/"]);
    let html = page(site.path(), "papers/hale-1911.html");
    for line in [
        "<link rel=\"canonical\" href=\"https://example.org/lamps/papers/hale-1911.html\">",
        "<link rel=\"cite-as\" href=\"https://example.org/lamps/papers/hale-1911.html\">",
        "<link rel=\"license\" href=\"https://creativecommons.org/licenses/by-sa/4.0/\">",
        "<link rel=\"index\" href=\"../index-of-actors.html\">",
        "<link rel=\"glossary\" href=\"../glossary/index.html\">",
        "<link rel=\"up\" href=\"../papers/index.html\">",
        "<meta name=\"author\" content=\"A department\">",
        "<meta name=\"DC.source\" content=\"https://doi.org/10.1000/182\">",
        "title=\"BibTeX\" href=\"../papers/hale-1911.bib\">",
    ] {
        assert!(html.contains(line), "the page lacks {line}");
    }
}

/// What a file of the book holds.
fn in_book(site: &Path, path: &str) -> String {
    let file = fs::File::open(site.join("public/conspectus.epub")).unwrap();
    let mut book = zip::ZipArchive::new(file).unwrap();
    let mut text = String::new();
    let mut found = book.by_name(path).unwrap_or_else(|error| panic!("{path}: {error}"));
    found.read_to_string(&mut text).unwrap();
    text
}

#[test]
fn the_book_has_every_page_with_links_between_chapters() {
    let site = build(&[]);
    let paper = in_book(site.path(), "EPUB/papers/hale-1911.xhtml");
    assert!(paper.contains("href=\"../events/gale.xhtml\""), "{paper}");
    assert!(paper.contains("role=\"doc-noteref\" epub:type=\"noteref\""), "{paper}");
    assert!(
        paper.contains("role=\"doc-backlink\" epub:type=\"backlink\""),
        "{paper}"
    );
    assert!(
        paper.contains("href=\"https://example.org/log?a=1&amp;b=2\""),
        "{paper}"
    );
    for screen in [
        "<nav",
        "<script",
        "<button",
        "class=\"cards\"",
        "class=\"anchor\"",
        ".bib",
    ] {
        assert!(!paper.contains(screen), "the chapter has {screen}: {paper}");
    }
    let glossary = in_book(site.path(), "EPUB/glossary/index.xhtml");
    assert!(glossary.contains("epub:type=\"glossary\""), "{glossary}");
    assert!(in_book(site.path(), "EPUB/index-of-actors.xhtml").contains("epub:type=\"index\""));
    let navigation = in_book(site.path(), "EPUB/nav.xhtml");
    assert!(
        navigation.contains("<a epub:type=\"glossary\" href=\"glossary/index.xhtml\">"),
        "{navigation}"
    );
    let package = in_book(site.path(), "EPUB/package.opf");
    assert!(
        package.contains("<meta property=\"schema:accessMode\">textual</meta>"),
        "{package}"
    );
    let bytes = |site: &Path| fs::read(site.join("public/conspectus.epub")).unwrap();
    let first = bytes(site.path());
    assert_eq!(
        &first[30..58],
        b"mimetypeapplication/epub+zip",
        "uncompressed and first"
    );
    assert_eq!(first, bytes(build(&[]).path()), "the same on every build");
}

#[test]
fn a_book_leads_to_the_site_for_what_it_does_not_hold() {
    let site = build(&["--base-url", "https://example.org/lamps/"]);
    let paper = in_book(site.path(), "EPUB/papers/hale-1911.xhtml");
    assert!(
        paper.contains("href=\"https://example.org/lamps/papers/hale-1911.bib\""),
        "{paper}"
    );
}

#[test]
fn the_book_passes_epubcheck() {
    let Some(program) = program("epubcheck") else {
        eprintln!("epubcheck is not installed: `tests/run` installs it");
        return;
    };
    let own = tempfile::tempdir().unwrap();
    let built = Command::new(env!("CARGO_BIN_EXE_conspectus"))
        .args([
            "build",
            "--without",
            "search",
            "--site",
            env!("CARGO_MANIFEST_DIR"),
            "--out",
        ])
        .arg(own.path().join("public"))
        .output();
    assert!(built.unwrap().status.success());
    let sites = [build(&[]), build(&["--base-url", "https://example.org/lamps/"]), own];
    for site in sites {
        // Debian's is a Java archive that some systems cannot start by itself.
        let is_archive = fs::read(&program).unwrap().starts_with(b"PK");
        let mut command = Command::new(if is_archive { Path::new("java") } else { &program });
        if is_archive {
            command.arg("-jar").arg(&program);
        }
        let checked = command
            .arg("--failonwarnings")
            .arg(site.path().join("public/conspectus.epub"))
            .output()
            .unwrap();
        let said = [checked.stdout, checked.stderr].concat();
        assert!(checked.status.success(), "{}", String::from_utf8_lossy(&said));
    }
}

/// Where a program is, if it is installed.
fn program(name: &str) -> Option<PathBuf> {
    let places = std::env::var_os("PATH")?;
    std::env::split_paths(&places)
        .map(|place| place.join(name))
        .find(|path| path.is_file())
}

/// The words of a page on paper.
fn printed(site: &Path, path: &str) -> String {
    let mut browser = Browser::launch();
    browser.open(&format!("file://{}/public/{path}", site.display()));
    let paper = json!({"preferCSSPageSize": true, "transferMode": "ReturnAsBase64"});
    let printed = browser.call("Page.printToPDF", &paper);
    let pdf = site.join("page.pdf");
    fs::write(&pdf, base64(printed["data"].as_str().unwrap())).unwrap();
    let words = Command::new("pdftotext").arg("-layout").arg(&pdf).arg("-").output();
    let words = words.unwrap_or_else(|error| panic!("pdftotext (package poppler-utils): {error}"));
    String::from_utf8_lossy(&words.stdout).into_owned()
}

/// The bytes of a text in Base64 (RFC 4648).
fn base64(text: &str) -> Vec<u8> {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let values = text
        .bytes()
        .filter_map(|letter| LETTERS.iter().position(|it| *it == letter));
    let values: Vec<usize> = values.collect();
    let bytes = |four: &[usize]| {
        let number = four.iter().fold(0, |number, value| number << 6 | value) << (6 * (4 - four.len()));
        let three = [number >> 16, number >> 8, number].map(|byte| (byte & 0xff) as u8);
        three.into_iter().take(four.len() - 1).collect::<Vec<_>>()
    };
    values.chunks(4).flat_map(bytes).collect()
}

#[test]
fn paper_shows_where_links_lead_and_whose_it_is() {
    let site = build(&[]);
    let words = printed(site.path(), "papers/hale-1911.html");
    assert!(words.contains("⟨https://example.org/log?a=1&b=2⟩"), "{words}");
    assert!(words.contains("The log of the tower, second volume."), "{words}");
    assert!(
        !words.contains("Search") && !words.contains("Menu"),
        "controls are on paper: {words}"
    );
}

#[test]
fn the_whole_site_is_on_one_page_whose_links_stay_on_it() {
    let site = build(&[]);
    let html = page(site.path(), "print.html");
    assert_eq!(html.matches("<h1").count(), 1);
    assert!(
        html.contains("<section class=\"chapter k-paper\" id=\"papers-hale-1911\">"),
        "{html}"
    );
    assert!(html.contains("href=\"#events-gale\""), "{html}");
    assert!(html.contains("<h4 id=\"papers-hale-1911--the-storm\">"), "{html}");
    let place = |id: &str| html.find(&format!(" id=\"{id}\"")).unwrap_or_else(|| panic!("no {id}"));
    assert!(place("papers-hale-1911") < place("index-of-actors"));
    assert!(place("index-of-actors") < place("glossary-wick"));
    let words = printed(site.path(), "print.html");
    assert!(
        words.matches("Lamps and Towers").count() > 3,
        "no running title: {words}"
    );
    assert!(words.contains("What draws the oil up."), "{words}");
}

#[test]
fn notes_stand_in_the_margin_where_there_is_one() {
    let site = build(&[]);
    let mut browser = Browser::launch();
    let address = format!("file://{}/public/papers/hale-1911.html", site.path().display());
    let wide = |browser: &mut Browser, width: u32| {
        let metrics = json!({"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": false});
        browser.call("Emulation.setDeviceMetricsOverride", &metrics);
        browser.open(&address);
    };
    wide(&mut browser, 1400);
    browser.wait_for("!!document.querySelector('.in-margin')");
    let places = "[...document.querySelectorAll('.footnotes li')].map((it) => { const box = it.getBoundingClientRect(); \
        return [box.left, box.top, box.bottom]; })";
    let notes = browser.evaluate(places);
    let number = |value: &Json| value.as_f64().unwrap();
    let text = "document.querySelector('.prose p').getBoundingClientRect().right";
    let text = number(&browser.evaluate(text));
    let mark = number(&browser.evaluate("document.getElementById('fnref-1').getBoundingClientRect().top"));
    assert!(number(&notes[0][0]) > text, "beside the text");
    assert!((number(&notes[0][1]) - mark).abs() < 24.0, "beside its mark");
    assert!(
        number(&notes[1][1]) >= number(&notes[0][2]),
        "one below the other: {notes}"
    );
    assert_eq!(
        browser.evaluate("document.querySelector('#fn-1 [role=doc-backlink]').hash"),
        "#fnref-1"
    );
    assert_eq!(
        browser.evaluate("document.querySelector('.footnotes').getAttribute('role')"),
        "doc-endnotes"
    );
    wide(&mut browser, 800);
    assert_eq!(browser.evaluate("!!document.querySelector('.in-margin')"), false);
    let below = "document.getElementById('fn-1').getBoundingClientRect().top > \
        document.getElementById('fnref-1').getBoundingClientRect().bottom";
    assert_eq!(browser.evaluate(below), true, "at the end of the text");
    assert!(browser.problems().is_empty(), "{:?}", browser.problems());
}

/// How many bytes a file has on its way to a reader.
fn compressed(path: &Path) -> u64 {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    zip.start_file("it", options).unwrap();
    std::io::Write::write_all(&mut zip, &fs::read(path).unwrap()).unwrap();
    let mut archive = zip.finish_into_readable().unwrap();
    archive.by_index(0).unwrap().compressed_size()
}

/// What stands in an attribute of every element of a page that begins so.
fn values(html: &str, element: &str, attribute: &str) -> Vec<String> {
    let elements = html.split(element).skip(1).filter_map(|rest| rest.split_once('>'));
    let value = |(inside, _): (&str, &str)| {
        let (_, rest) = inside.split_once(&format!("{attribute}=\""))?;
        Some(rest.split_once('"')?.0.to_owned())
    };
    elements.filter_map(value).collect()
}

#[test]
fn a_page_asks_for_little() {
    let site = build(&["--base-url", "https://example.org/lamps/"]);
    let public = site.path().join("public");
    let mut pages = 0;
    for file in walkdir::WalkDir::new(&public).into_iter().flatten() {
        // The page that searches is the search, opened.
        if file.path().extension().is_none_or(|it| it != "html") || file.path().ends_with("search.html") {
            continue;
        }
        let html = fs::read_to_string(file.path()).unwrap();
        let folder = file.path().parent().unwrap();
        let weigh = |names: &[String]| names.iter().map(|name| compressed(&folder.join(name))).sum::<u64>();
        let scripts = values(&html, "<script", "src");
        let styles = values(&html, "<link rel=\"stylesheet\"", "href");
        // The page itself, and its icon.
        let requests = 2 + scripts.len() + styles.len();
        let name = file.path().display();
        assert!(requests <= 6, "{name}: {requests} requests");
        assert!(weigh(&scripts) < 20_000, "{name}: scripts of {} bytes", weigh(&scripts));
        assert!(weigh(&styles) < 20_000, "{name}: styles of {} bytes", weigh(&styles));
        pages += 1;
    }
    assert!(pages > 20, "{pages} pages only");
}
