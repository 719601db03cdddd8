//! What learning platforms get: cartridges, the glossary for Moodle, cards for frames, codes for paper, and the whole
//! site in one file.
#![expect(clippy::disallowed_methods, reason = "makes sites and looks at what is published")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "what fails here fails the test")]

use conspectus::pipeline::{self, Options};
use roxmltree::{Document, Node};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Read;
use std::path::Path;
use std::process::Command;

const BASE: &str = "https://example.org/~prof/lights/";

const CP: &str = "http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1";
const WL: &str = "http://www.imsglobal.org/xsd/imsccv1p1/imswl_v1p1";

const PAGE: &str = "---
title: A course of <two> weeks
reading-list:
  - week: \"Week 1: wood & oil\"
    date: 2026-10-12
    note: What burns?
    items:
      - {read: hale-1911, at: 'The oil, p. 3', note: \"look for [the] price\"}
      - wick
      - {read: old, note: the *first* study}
  - week: Week 2
    items:
      - read: storm
      - read: papers/hale-1911
---
Come prepared.
";

fn site() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let files = [
        ("conspectus.yaml", "title: Lamps & Co\ndescription: A test\n"),
        (
            "content/pages/course.md",
            &PAGE.replace("      - wick\n", "      - {read: glossary/wick}\n"),
        ),
        (
            "content/references.bib",
            "@book{old,title={Öl},author={Fell, Ida},date={1850}}\n",
        ),
        (
            "content/papers/hale-1911.md",
            "---\ntitle: On Lamps\ntype: book\nauthor: [{family: Hale, given: Ada}]\nissued: 1911\nthesis: Oil is dear.\nevents: [{event: storm, says: It blew.}]\n---\n## The oil\n\nIt is dear.\n",
        ),
        (
            "content/events/storm.md",
            "---\ntitle: The storm\ndate: 1911\n---\nIt blew.\n",
        ),
        (
            "content/glossary/wick.md",
            "---\ntitle: wick\ndefinition: What draws <the> oil.\naliases: [wicks]\n---\n",
        ),
        ("content/glossary/docht.md", "---\ntitle: Docht\nsee: wick\n---\n"),
    ];
    for (path, text) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

fn build(root: &Path, base_url: Option<&str>) -> BTreeMap<String, Vec<u8>> {
    let options = Options {
        base_url: base_url.map(str::to_owned),
        ..Options::default()
    };
    let build = pipeline::build(root, &options).unwrap();
    assert!(!build.diagnostics.has_errors(), "the site has errors");
    build.files.into_iter().map(|file| (file.path, file.bytes)).collect()
}

/// The files of an archive, by path.
fn unpacked(bytes: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut files = BTreeMap::new();
    for number in 0..archive.len() {
        let mut file = archive.by_index(number).unwrap();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        let name = file.name().unwrap().into_owned();
        assert!(files.insert(name, bytes).is_none());
    }
    files
}

fn text(files: &BTreeMap<String, Vec<u8>>, path: &str) -> String {
    let bytes = files.get(path).unwrap_or_else(|| panic!("{path} is missing"));
    String::from_utf8(bytes.clone()).unwrap()
}

fn children<'a>(node: Node<'a, 'a>, name: &str) -> Vec<Node<'a, 'a>> {
    let of = node.children().filter(roxmltree::Node::is_element);
    of.filter(|it| it.has_tag_name((CP, name))).collect()
}

/// What the manifest schema and its rules of Common Cartridge 1.1 ask for, as far as reading lists use it.
fn check_cartridge(files: &BTreeMap<String, Vec<u8>>) {
    let manifest = text(files, "imsmanifest.xml");
    // Moodle looks for the namespace in the first 500 bytes.
    assert!(
        manifest[..500].contains(&format!("<manifest xmlns=\"{CP}\"")),
        "{manifest}"
    );
    let document = Document::parse(&manifest).unwrap();
    let root = document.root_element();
    let names: Vec<&str> = root
        .children()
        .filter(Node::is_element)
        .map(|it| it.tag_name().name())
        .collect();
    assert_eq!(names, ["metadata", "organizations", "resources"]);
    let metadata: Vec<_> = root
        .first_element_child()
        .unwrap()
        .children()
        .filter(Node::is_element)
        .collect();
    assert_eq!(metadata[0].text(), Some("IMS Common Cartridge"));
    assert_eq!(metadata[1].text(), Some("1.1.0"));
    assert_eq!(
        metadata[2].tag_name().namespace(),
        Some("http://ltsc.ieee.org/xsd/imsccv1p1/LOM/manifest")
    );
    let mut identifiers = BTreeSet::new();
    for id in document.descendants().filter_map(|it| it.attribute("identifier")) {
        let first = id.starts_with(|c: char| c.is_ascii_alphabetic());
        let rest = id.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c));
        assert!(
            first && rest && identifiers.insert(id),
            "`{id}` is no NCName, or stands twice"
        );
    }
    let organizations = children(children(root, "organizations")[0], "organization");
    assert_eq!(organizations.len(), 1);
    assert_eq!(organizations[0].attribute("structure"), Some("rooted-hierarchy"));
    let tops = children(organizations[0], "item");
    assert_eq!(tops.len(), 1, "one item at the top");
    assert!(children(tops[0], "title").is_empty(), "which has no title");
    let resources = children(children(root, "resources")[0], "resource");
    let ids: BTreeSet<_> = resources.iter().filter_map(|it| it.attribute("identifier")).collect();
    let mut used = BTreeSet::new();
    for item in tops[0].descendants().filter(|it| it.has_tag_name((CP, "item"))).skip(1) {
        assert_eq!(children(item, "title").len(), 1);
        if let Some(id) = item.attribute("identifierref") {
            assert!(ids.contains(id) && children(item, "item").is_empty(), "{id}");
            used.insert(id);
        }
    }
    assert_eq!(used, ids, "every resource is read, and every reading is there");
    for resource in resources {
        let held: Vec<&str> = children(resource, "file")
            .iter()
            .filter_map(|it| it.attribute("href"))
            .collect();
        assert!(held.len() == 1 && files.contains_key(held[0]), "{held:?}");
        match resource.attribute("type").unwrap() {
            "imswl_xmlv1p1" => assert_eq!(resource.attribute("href"), None, "rule 2"),
            "webcontent" => assert_eq!(resource.attribute("href"), Some(held[0]), "rule 10"),
            other => panic!("`{other}` is no type of a reading"),
        }
    }
}

/// Asks the schemas, where they are: their licence wants a registration from whoever passes them on.
fn check_schemas(files: &BTreeMap<String, Vec<u8>>) {
    let Some(schemas) = std::env::var_os("COMMON_CARTRIDGE_SCHEMAS").map(std::path::PathBuf::from) else {
        println!("left out: COMMON_CARTRIDGE_SCHEMAS does not name a folder with the schemas of version 1.1");
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    for (path, bytes) in files.iter().filter(|(path, _)| path.ends_with(".xml")) {
        let file = folder.path().join(path);
        fs::write(&file, bytes).unwrap();
        let schema = match path.as_str() {
            "imsmanifest.xml" => "ccv1p1_imscp_v1p2_v1p0.xsd",
            _ => "ccv1p1_imswl_v1p1.xsd",
        };
        let mut command = Command::new("xmllint");
        command.args(["--noout", "--nonet", "--schema"]);
        let ran = command.arg(schemas.join(schema)).arg(file).output().unwrap();
        assert!(ran.status.success(), "{path}: {}", String::from_utf8_lossy(&ran.stderr));
    }
}

#[test]
fn a_cartridge_links_to_pages_that_are_there() {
    let site = site();
    let files = build(site.path(), Some(BASE));
    let cartridge = unpacked(&files["course/course.imscc"]);
    check_cartridge(&cartridge);
    check_schemas(&cartridge);
    let mut links = BTreeSet::new();
    for (path, bytes) in cartridge.iter().filter(|(path, _)| *path != "imsmanifest.xml") {
        let link = std::str::from_utf8(bytes).unwrap();
        let document = Document::parse(link).unwrap();
        assert!(document.root_element().has_tag_name((WL, "webLink")), "{path}");
        let url = document.descendants().find_map(|it| it.attribute("href")).unwrap();
        assert!(url.is_ascii(), "{url}");
        links.insert(url.strip_prefix(BASE).unwrap().to_owned());
    }
    let expected = [
        "bibliography.html#work-old",
        "events/storm.html",
        "glossary/wick.html",
        "papers/hale-1911.html",
    ];
    assert_eq!(links, expected.map(str::to_owned).into());
    for link in links {
        let (path, fragment) = link.split_once('#').unwrap_or((&link, ""));
        let page = text(&files, path);
        assert!(
            fragment.is_empty() || page.contains(&format!("id=\"{fragment}\"")),
            "{link}"
        );
    }
    let manifest = text(&cartridge, "imsmanifest.xml");
    assert!(
        manifest.contains("<title>Week 1: wood &amp; oil (12 October 2026)</title>"),
        "{manifest}"
    );
    assert!(manifest.contains("<title>Hale 1911, The oil, p. 3: look for [the] price</title>"));
}

#[test]
fn without_an_address_the_cartridge_holds_the_cards() {
    let site = site();
    let files = build(site.path(), None);
    let cartridge = unpacked(&files["course/course.imscc"]);
    check_cartridge(&cartridge);
    check_schemas(&cartridge);
    let cards: Vec<String> = cartridge
        .keys()
        .filter(|path| path.ends_with(".html"))
        .cloned()
        .collect();
    assert_eq!(cards.len(), 4);
    let all: String = cards.iter().map(|path| text(&cartridge, path)).collect();
    assert!(all.contains("What draws &lt;the&gt; oil.") && all.contains("Oil is dear."));
    assert!(!all.contains("href="), "nothing leads out of the cartridge");
    assert_eq!(
        files["course/course.imscc"],
        build(site.path(), None)["course/course.imscc"]
    );
}

#[test]
fn the_page_shows_the_list_and_has_it_to_copy() {
    let site = site();
    let page = text(&build(site.path(), None), "pages/course.html");
    assert!(page.contains("<h2 id=\"week-1\">Week 1: wood &amp; oil"), "{page}");
    assert!(page.contains("href=\"../course/course.imscc\""));
    let whole = text(&build(site.path(), Some(BASE)), "pages/course.html");
    let html = format!("&lt;li&gt;&lt;a href=&quot;{BASE}events/storm.html&quot;&gt;The storm&lt;/a&gt;&lt;/li&gt;");
    assert!(whole.replace("&#x2F;", "/").contains(&html), "{whole}");
    let markdown =
        format!("- [Hale 1911](&lt;{BASE}papers/hale-1911.html&gt;), The oil, p. 3: look for \\[the\\] price");
    assert!(whole.contains(&markdown), "{whole}");
}

#[test]
fn a_reading_is_checked_like_every_reference() {
    let site = site();
    let wrong = PAGE
        .replace("      - wick\n", "")
        .replace("The oil, p. 3", "The wax")
        .replace("read: storm", "read: sturm");
    fs::write(site.path().join("content/pages/course.md"), wrong).unwrap();
    let checked = pipeline::check(site.path(), &Options::default()).unwrap();
    let told: Vec<&str> = checked
        .diags
        .sorted(&checked.tree.sources)
        .iter()
        .map(|it| it.code.name())
        .collect();
    assert_eq!(told, ["unknown-section", "unknown-reference"]);
}

#[test]
fn the_glossary_for_moodle_has_every_term() {
    let site = site();
    let count = |xml: &str| {
        let document = Document::parse(xml).unwrap();
        let named = |name: &'static str| document.descendants().filter(move |it| it.has_tag_name(name)).count();
        (named("ENTRY"), named("CONCEPT"), named("DEFINITION"), named("ALIAS"))
    };
    let files = build(site.path(), Some(BASE));
    let xml = text(&files, "course/moodle-glossary.xml");
    assert_eq!(count(&xml), (2, 2, 2, 1));
    assert!(
        xml.contains("&lt;p&gt;What draws &amp;lt;the&amp;gt; oil.&lt;/p&gt;"),
        "{xml}"
    );
    assert!(xml.contains("→ wick"));
    let own = build(Path::new("."), None);
    let terms = own
        .keys()
        .filter(|path| path.starts_with("glossary/") && path.ends_with(".html"));
    // The pages of translations bear their language in the name.
    let is_original = |path: &&String| path.matches('.').count() == 1 && !path.ends_with("/index.html");
    let terms = terms.filter(is_original).count();
    assert_eq!(count(&text(&own, "course/moodle-glossary.xml")).0, terms);
}

#[test]
fn a_card_can_be_found_and_framed() {
    let site = site();
    let files = build(site.path(), Some(BASE));
    let page = text(&files, "glossary/wick.html");
    let link = page
        .lines()
        .find(|line| line.contains("application/json+oembed"))
        .unwrap();
    let address = link.split("href=\"").nth(1).unwrap().split('"').next().unwrap();
    let told = text(&files, address.strip_prefix(BASE).unwrap());
    let told: serde_json::Value = serde_json::from_str(&told).unwrap();
    assert_eq!((&told["version"], &told["type"]), (&"1.0".into(), &"rich".into()));
    assert!(told["width"].is_u64() && told["height"].is_u64());
    let source = told["html"]
        .as_str()
        .unwrap()
        .split("src=\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap();
    let card = text(&files, source.strip_prefix(BASE).unwrap());
    assert!(card.contains("What draws &lt;the&gt; oil.") && card.contains("href=\"../../glossary/wick.html\""));
    let without = build(site.path(), None);
    assert!(without.contains_key("embed/glossary/wick.html"));
    assert!(
        !without
            .keys()
            .any(|path| path.starts_with("embed/") && path.ends_with(".json"))
    );
}

#[test]
fn paper_has_a_code_where_the_address_is_known() {
    let site = site();
    let code = "<div class=\"qr\"><svg viewBox=";
    assert!(text(&build(site.path(), Some(BASE)), "events/storm.html").contains(code));
    assert!(!text(&build(site.path(), None), "events/storm.html").contains(code));
}

#[test]
fn the_whole_site_goes_into_one_file_that_opens_in_place() {
    let site = site();
    let pack = |out: &Path| {
        let ran = Command::new(env!("CARGO_BIN_EXE_conspectus"))
            .args(["zip", "--site"])
            .arg(site.path())
            .arg("--out")
            .arg(out)
            .output()
            .unwrap();
        assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
        fs::read(out).unwrap()
    };
    let packed = pack(&site.path().join("a.zip"));
    assert_eq!(
        packed,
        pack(&site.path().join("b.zip")),
        "the same site, the same bytes"
    );
    let files = unpacked(&packed);
    assert_eq!(files, build(site.path(), None));
    let index = text(&files, "index.html");
    let addresses = index
        .split("href=\"")
        .chain(index.split("src=\""))
        .filter_map(|it| it.split('"').next());
    let own: Vec<&str> = addresses
        .filter(|it| it.ends_with(".html") || it.starts_with("static/"))
        .collect();
    assert!(own.len() > 5 && own.iter().all(|it| files.contains_key(*it)), "{own:?}");
}

#[test]
fn a_site_with_errors_is_not_packed() {
    let site = site();
    fs::write(
        site.path().join("content/events/storm.md"),
        "---\ntitle: The storm\n---\n",
    )
    .unwrap();
    let out = site.path().join("a.zip");
    let mut command = Command::new(env!("CARGO_BIN_EXE_conspectus"));
    let ran = command
        .args(["zip", "--site"])
        .arg(site.path())
        .arg("--out")
        .arg(&out)
        .output()
        .unwrap();
    assert_eq!(ran.status.code(), Some(1));
    assert!(!out.exists());
}
