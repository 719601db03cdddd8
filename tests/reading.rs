//! What a site gives beside its pages on the screen: what it says of itself to machines.
#![expect(
    clippy::disallowed_methods,
    reason = "a test of whole sites reads and writes the disk"
)]
#![allow(clippy::unwrap_used, reason = "a test that cannot write its files has failed")]
#![allow(clippy::panic, reason = "a test fails by panicking")]

use serde_json::Value as Json;
use std::fs;
use std::path::Path;
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
         actors: [{actor: ada-hale, role: keeper}]\n---\n",
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
