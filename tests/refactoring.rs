//! `conspectus rename`, `merge`, `stats` and `graph` on sites that name things in every way there is.

#![expect(
    clippy::disallowed_methods,
    reason = "makes sites and looks at what the commands wrote"
)]
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

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

/// The content of the site, without `conspectus.yaml`.
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

fn site(files: &[(&str, &str)]) -> tempfile::TempDir {
    let base = tempfile::tempdir().unwrap();
    let settings = "title: Lights\ndescription: Of lighthouses.\nstances: [argues, disputes]\n";
    fs::write(base.path().join("conspectus.yaml"), settings).unwrap();
    for (path, text) in files {
        let path = base.path().join("content").join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    base
}

const PAPER: &str = "---
title: The Keepers
type: book
themes:
  - {theme: upkeep, stance: argues, says: Lamps cost.}
  - theme: \"themes/upkeep\"
    stance: argues
    says: Oil costs more.
relations:
  - {work: board-1971, how: disputes, on: 'upkeep', says: No.}
cites: [board-1971, moss-2009]
---
See [[upkeep]], [[upkeep#Costs|the costs]], [[themes/upkeep]], [one](../themes/upkeep.md#costs \"upkeep\"),
[two](../themes/upkeep.html), [three][t], [@board-1971, p. 3; @moss-2009] and `[[upkeep]]`.[^1]

| a | b |
|---|---|
| [[upkeep\\|c]] | d |

[^1]: A note on [[upkeep]], and [below](#theme-upkeep-2).

[t]: ../themes/upkeep.md 'title'
";

const SITE: &[(&str, &str)] = &[
    ("papers/hale-1911.md", PAPER),
    (
        "papers/moss-2009.md",
        "---\ntitle: Moss\ntype: book\n---\nOn [[papers/hale-1911#theme-upkeep]] and [[hale-1911]].\n",
    ),
    (
        "themes/upkeep.md",
        "---\ntitle: Upkeep\n---\nSee [[#Costs]] and [[upkeep|this page]].\n\n## Costs\n\nMuch.\n",
    ),
    (
        "themes/oil.md",
        "---\ntitle: Oil\nparent: upkeep.md # the broader one\nrelated: [upkeep]\n---\nText.\n",
    ),
    (
        "events/strike.md",
        "---\ntitle: Strike\ndate: 1919\nthemes: upkeep\n---\nSee [[strike]].\n",
    ),
    (
        "pages/draft.md",
        "---\ntitle: Draft\ndraft: true\n---\nOn [[upkeep]] and [[strike]].\n",
    ),
    (
        "index.md",
        "---\ntitle: Home\n---\n[[upkeep]], [it](themes/upkeep.md), [[strike]], [@hale-1911].\n",
    ),
    (
        "references.bib",
        "@book{board-1971,\n title = {Report},\n year = 1971\n}\n\n@inbook{part,\n title = {Part},\n crossref = {board-1971},\n note = {board-1971},\n}\n",
    ),
];

#[test]
fn every_form_of_a_name_is_mended() {
    let base = site(SITE);
    let before = conspectus(base.path(), &["check"]);
    assert_eq!(before.status, 0, "{}", before.err);
    let ended = conspectus(base.path(), &["rename", "upkeep", "maintenance", "--yes"]);
    assert_eq!(ended.status, 0, "{}", ended.err);
    assert!(
        ended
            .err
            .contains("rename `themes/upkeep` to `themes/maintenance`, with 20 references in 7 files"),
        "{}",
        ended.err
    );
    let after = content(base.path());
    assert!(!after.contains_key("themes/upkeep.md"));
    assert_eq!(
        after["themes/maintenance.md"],
        "---\ntitle: Upkeep\nmoved-from: themes/upkeep\n---\nSee [[#Costs]] and [[maintenance|this page]].\n\n## Costs\n\nMuch.\n"
    );
    let expected = PAPER
        .replace("upkeep", "maintenance")
        .replace("\"maintenance\")", "\"upkeep\")")
        .replace("`[[maintenance]]`", "`[[upkeep]]`");
    assert_eq!(after["papers/hale-1911.md"], expected);
    assert!(after["themes/oil.md"].contains("parent: maintenance.md # the broader one\nrelated: [maintenance]"));
    assert!(after["pages/draft.md"].contains("[[maintenance]]"));
    assert!(after["papers/moss-2009.md"].contains("[[papers/hale-1911#theme-maintenance]]"));
    let check = conspectus(base.path(), &["check"]);
    assert_eq!((check.status, check.err), (0, before.err));
}

#[test]
fn a_name_that_becomes_shared_gets_its_folder_and_a_name_that_comes_back_its_address() {
    let base = site(SITE);
    let ended = conspectus(base.path(), &["rename", "themes/upkeep.md", "strike", "--yes"]);
    assert_eq!(ended.status, 0, "{}", ended.err);
    let after = content(base.path());
    assert!(
        after["index.md"].contains("[[themes/strike]], [it](themes/strike.md), [[events/strike]]"),
        "{}",
        after["index.md"]
    );
    assert!(after["events/strike.md"].contains("themes: strike\n"));
    assert_eq!(conspectus(base.path(), &["check"]).status, 0);
    let ended = conspectus(base.path(), &["rename", "strike", "upkeep", "--yes"]);
    assert_eq!(ended.status, 2);
    assert!(
        ended.err.contains("could mean `themes/strike` or `events/strike`"),
        "{}",
        ended.err
    );
    let ended = conspectus(base.path(), &["rename", "themes/strike", "upkeep", "--yes"]);
    assert_eq!(ended.status, 0, "{}", ended.err);
    let after = content(base.path());
    assert!(
        after["themes/upkeep.md"].contains("moved-from: themes/strike\n"),
        "{}",
        after["themes/upkeep.md"]
    );
    assert_eq!(conspectus(base.path(), &["check"]).status, 0);
}

#[test]
fn keys_of_works_are_renamed_in_records_and_citations() {
    let base = site(SITE);
    let ended = conspectus(base.path(), &["rename", "@board-1971", "@lights.board", "--yes"]);
    assert_eq!(ended.status, 0, "{}", ended.err);
    let after = content(base.path());
    let paper = &after["papers/hale-1911.md"];
    assert!(paper.contains("{work: lights.board, how"), "{paper}");
    assert!(paper.contains("cites: [lights.board, moss-2009]") && paper.contains("[@lights.board, p. 3; @moss-2009]"));
    let records = &after["references.bib"];
    assert!(
        records.contains("@book{lights.board,") && records.contains("crossref = {lights.board}"),
        "{records}"
    );
    assert!(records.contains("note = {board-1971}"), "{records}");
    // A paper of the site is renamed by its citation key as by its name.
    let ended = conspectus(base.path(), &["rename", "@moss-2009", "moss-2010", "--yes"]);
    assert_eq!(ended.status, 0, "{}", ended.err);
    let after = content(base.path());
    assert!(after["papers/moss-2010.md"].contains("moved-from: papers/moss-2009"));
    assert!(after["papers/hale-1911.md"].contains("cites: [lights.board, moss-2010]"));
    assert_eq!(conspectus(base.path(), &["check"]).status, 0);
}

#[test]
fn other_mistakes_do_not_matter_and_what_cannot_be_known_stops_it() {
    let base = site(SITE);
    let path = |name: &str| base.path().join("content").join(name);
    fs::write(
        path("events/fog.md"),
        "---\ntitle: Fog\ndate: soon\nkind: [\nthemes: oil\n---\n",
    )
    .unwrap();
    fs::write(
        path("events/gale.md"),
        "---\ntitle: Gale\ndate: soon\nthemes: [upkeep, nothing]\n---\n",
    )
    .unwrap();
    let dry = conspectus(base.path(), &["rename", "upkeep", "maintenance", "--dry-run"]);
    assert_eq!(dry.status, 0, "{}", dry.err);
    assert!(
        dry.out
            .contains("rename from content/themes/upkeep.md\nrename to content/themes/maintenance.md"),
        "{}",
        dry.out
    );
    assert!(dry.out.contains("+themes: [maintenance, nothing]"), "{}", dry.out);
    assert!(path("themes/upkeep.md").exists());
    let refused = [
        (
            &["rename", "oil", "fuel"][..],
            "`content/events/fog.md` speaks of `oil`, and its front matter cannot be read",
        ),
        (&["rename", "upkep", "fuel"], "did you mean `upkeep`?"),
        (
            &["rename", "upkeep", "oil"],
            "conspectus merge themes/upkeep themes/oil",
        ),
        (&["rename", "upkeep", "Fuel Oil"], "`fuel-oil`"),
        (&["rename", "upkeep", "events/fuel"], "a new name keeps the kind"),
        (&["rename", "pages/index", "home"], "the home page keeps its name"),
        (&["rename", "board-1971", "x"], "write `@board-1971`"),
        (&["rename", "@board-1972", "@x"], "did you mean `@board-1971`?"),
        (&["rename", "@board-1971", "@moss-2009"], "the key `moss-2009` is taken"),
        (
            &["rename", "moss-2009", "board-1971"],
            "the key `board-1971` is that of a cited work",
        ),
        (&["rename", "upkeep", "maintenance"], "here is no terminal to ask at"),
    ];
    let before = content(base.path());
    for (arguments, message) in refused {
        let ended = conspectus(base.path(), arguments);
        assert_eq!(ended.status, 2, "{arguments:?}");
        assert!(ended.err.contains(message), "{arguments:?}: {}", ended.err);
    }
    assert_eq!(content(base.path()), before);
}

#[test]
fn translations_move_with_their_entry() {
    let mut files = SITE.to_vec();
    files.push(("themes/upkeep.de.md", "---\ntitle: Unterhalt\n---\nSiehe [[upkeep]].\n"));
    let base = site(&files);
    let ended = conspectus(base.path(), &["rename", "upkeep", "maintenance", "--yes"]);
    assert_eq!(ended.status, 0, "{}", ended.err);
    let after = content(base.path());
    assert_eq!(
        after["themes/maintenance.de.md"],
        "---\ntitle: Unterhalt\n---\nSiehe [[maintenance]].\n"
    );
}

#[test]
fn headings_keep_their_identifiers() {
    let mut files = SITE.to_vec();
    files.push((
        "pages/lamps.md",
        "---\ntitle: Lamps\n---\nSee [below](#on-upkeep).\n\n## On [[upkeep]]\n\nIts cost.\n",
    ));
    let base = site(&files);
    let ended = conspectus(base.path(), &["rename", "upkeep", "maintenance", "--yes"]);
    assert_eq!(ended.status, 0, "{}", ended.err);
    let lamps = &content(base.path())["pages/lamps.md"];
    assert!(
        lamps.contains("[below](#on-upkeep).\n\n## On [[maintenance]] {#on-upkeep}\n"),
        "{lamps}"
    );
    assert_eq!(conspectus(base.path(), &["check"]).status, 0);
}

/// The site that `init` writes uses all there is to use; every entry of it is renamed in turn.
#[test]
fn every_entry_of_a_site_can_be_renamed() {
    let base = tempfile::tempdir().unwrap();
    conspectus(base.path(), &["init", "."]);
    let links = |out: &str| out.split(" in ").next().unwrap().to_owned();
    let before = conspectus(base.path(), &["check"]);
    let paths = content(base.path());
    let entries = paths.keys().filter(|path| path.ends_with(".md") && path.contains('/'));
    for path in entries {
        let old = path.trim_end_matches(".md");
        let new = format!("{}-renamed", old.split('/').next_back().unwrap());
        let ended = conspectus(base.path(), &["rename", old, &new, "--yes"]);
        assert_eq!(ended.status, 0, "{old}: {}", ended.err);
        let word = format!("/{}.md", old.split('/').next_back().unwrap());
        let left: Vec<String> = content(base.path())
            .into_keys()
            .filter(|path| path.ends_with(&word))
            .collect();
        assert_eq!(left, Vec::<String>::new());
    }
    let after = conspectus(base.path(), &["check"]);
    assert_eq!((after.status, after.err), (0, before.err));
    assert_eq!(links(&after.out), links(&before.out));
}

const TWICE: &[(&str, &str)] = &[
    (
        "actors/lights-board.md",
        "---\ntitle: Lights Board\nsort: Board of Lights\naliases: [the Board, LB]\nheld:\n  - office: Keeper of the Seal\n    date: 1901\npart-of: state\nsee-also: [board, state]\n---\nFounded in 1850.[^1] See [[board]] and [below](#history).\n\n## History\n\nLong.\n\n[^1]: By law.\n",
    ),
    (
        "actors/board.md",
        "---\ntitle: Board of Lights # as it signs\nsort: Board of Lights\naliases:\n  - LB\nheld:\n  - {office: Owner, date: 1900}\nsee-also: [lights-board]\n---\nIt keeps the lights.[^1]\n\n## History\n\nShort.\n\n[^1]: So it says.\n",
    ),
    (
        "actors/state.md",
        "---\ntitle: The State\nsort: State, The\nsee-also: [board, lights-board]\n---\nIt owns [[board]].\n",
    ),
    (
        "events/strike.md",
        "---\ntitle: Strike\ndate: 1919\nactors:\n  - {actor: board, role: host}\n  - {actor: lights-board, role: host}\n  - actor: state\n---\nOn [[lights-board#history]] and [[lights-board|the board]], but [[board#history]].\n",
    ),
    (
        "papers/hale.md",
        "---\ntitle: Hale\ntype: book\nthemes:\n  - {theme: oil, says: One.}\n  - {theme: fuel, says: Two.}\n  - {theme: fuel, says: Three.}\nevents:\n  - {event: strike, says: A strike.}\n---\nSee [a](#theme-oil), [b](#theme-fuel) and [c](#theme-fuel-2).\n",
    ),
    (
        "themes/oil.md",
        "---\ntitle: Oil\nparent: fuel\nquestion: Which oil?\n---\nOil.\n",
    ),
    (
        "themes/fuel.md",
        "---\ntitle: Fuel\nquestion: Which fuel?\n---\nFuel.\n",
    ),
    ("index.md", "---\ntitle: Home\n---\n[[lights-board]]\n"),
];

/// A site with words for kinds and roles.
fn twice() -> tempfile::TempDir {
    let base = site(TWICE);
    let path = base.path().join("conspectus.yaml");
    let settings = fs::read_to_string(&path).unwrap();
    fs::write(path, settings + "roles: [host]\n").unwrap();
    base
}

#[test]
fn two_actors_become_one() {
    let base = twice();
    // Both have the name LB, which is an error until they are one.
    let before = conspectus(base.path(), &["check"]);
    assert_eq!(
        (before.status, before.err.matches("error[").count()),
        (1, 1),
        "{}",
        before.err
    );
    let ended = conspectus(base.path(), &["merge", "lights-board", "board", "--yes"]);
    assert_eq!(ended.status, 0, "{}", ended.err);
    let after = content(base.path());
    assert!(!after.contains_key("actors/lights-board.md"));
    assert_eq!(
        after["actors/board.md"],
        "---\ntitle: Board of Lights # as it signs\nsort: Board of Lights\naliases:\n  - LB\n  - Lights Board\n  - the Board\n\
         held:\n  - {office: Owner, date: 1900}\n  - {office: Keeper of the Seal, date: 1901}\nsee-also: [state]\npart-of: state\n\
         moved-from: actors/lights-board\n---\nIt keeps the lights.[^1]\n\n## History\n\nShort.\n\n[^1]: So it says.\n\n\
         <!-- merged from actors/lights-board: make one text of the two, then delete this line -->\n\n\
         Founded in 1850.[^lights-board-1] See [[board]] and [below](#history-2).\n\n## History\n\nLong.\n\n\
         [^lights-board-1]: By law.\n"
    );
    assert!(
        after["actors/state.md"].contains("see-also: [board]\n"),
        "{}",
        after["actors/state.md"]
    );
    let strike = &after["events/strike.md"];
    assert!(
        strike.contains("actors:\n  - {actor: board, role: host}\n  - actor: state\n"),
        "{strike}"
    );
    assert!(
        strike.contains("On [[board#history-2]] and [[board|the board]], but [[board#history]]."),
        "{strike}"
    );
    let check = conspectus(base.path(), &["check"]);
    assert_eq!(check.status, 0, "{}", check.err);
    assert!(check.err.contains("warning[merged]"), "{}", check.err);
}

#[test]
fn what_differs_is_a_choice_and_statements_keep_their_links() {
    let base = twice();
    let before = content(base.path());
    let ended = conspectus(base.path(), &["merge", "oil", "fuel", "--yes"]);
    assert_eq!(ended.status, 2);
    assert!(
        ended
            .err
            .contains("`question` is `Which oil?` in `content/themes/oil.md`, `Which fuel?`"),
        "{}",
        ended.err
    );
    assert_eq!(content(base.path()), before);
    let ended = conspectus(base.path(), &["merge", "oil", "fuel", "--prefer", "from", "--yes"]);
    assert_eq!(ended.status, 0, "{}", ended.err);
    let after = content(base.path());
    let fuel = &after["themes/fuel.md"];
    assert!(
        fuel.starts_with("---\ntitle: Oil\nquestion: Which oil?\nmoved-from: themes/oil\n---\nFuel.\n"),
        "{fuel}"
    );
    let paper = &after["papers/hale.md"];
    assert!(
        paper.contains("See [a](#theme-fuel), [b](#theme-fuel-2) and [c](#theme-fuel-3)."),
        "{paper}"
    );
    let check = conspectus(base.path(), &["check"]);
    assert_eq!(check.err.matches("error[").count(), 1, "{}", check.err);
    let ended = conspectus(base.path(), &["merge", "strike", "fuel", "--yes"]);
    assert!(ended.err.contains("are of different kinds"), "{}", ended.err);
}

#[test]
fn edges_are_told_by_way_relation_and_kind() {
    let base = site(SITE);
    let graph = |arguments: &[&str]| {
        let ended = conspectus(base.path(), &[&["graph", "--format", "tsv"], arguments].concat());
        assert_eq!(ended.status, 0, "{}", ended.err);
        let lines = ended.out.lines().skip(1);
        lines
            .map(|line| line.split('\t').take(3).collect::<Vec<_>>().join(" "))
            .collect::<Vec<_>>()
    };
    let into_oil = graph(&["--from", "oil", "--depth", "2"]);
    assert_eq!(
        into_oil,
        ["themes/oil broader themes/upkeep", "themes/oil related themes/upkeep"]
    );
    assert_eq!(
        graph(&["--relation", "relates"]),
        ["papers/hale-1911 relates works/board-1971"]
    );
    assert_eq!(
        graph(&[
            "--kind",
            "event",
            "--kind",
            "theme",
            "--to",
            "upkeep",
            "--relation",
            "concerns"
        ]),
        ["events/strike concerns themes/upkeep"]
    );
    // From the home page by one entry to the theme, but not on ways of one edge.
    let far = graph(&["--from", "pages/index", "--to", "@board-1971", "--depth", "2"]);
    assert!(
        far.contains(&"papers/hale-1911 cites works/board-1971".to_owned()),
        "{far:?}"
    );
    assert_eq!(
        graph(&["--from", "pages/index", "--to", "@board-1971"]),
        Vec::<String>::new()
    );
    let wrong = conspectus(base.path(), &["graph", "--from", "upkep"]);
    assert!(
        wrong.status == 2 && wrong.err.contains("did you mean `upkeep`?"),
        "{}",
        wrong.err
    );
    let json = conspectus(base.path(), &["graph", "--relation", "relates"]).out;
    assert!(
        json.contains("\"kind\": \"work\"") && json.contains("\"line\": 10"),
        "{json}"
    );
    let dot = conspectus(base.path(), &["graph", "--format", "dot"]).out;
    assert!(dot.starts_with("digraph conspectus {\n") && dot.ends_with("}\n"));
    assert!(
        dot.contains("  \"papers/hale-1911\" -> \"works/board-1971\" [label=\"relates\", weight=1];\n"),
        "{dot}"
    );
}

#[test]
fn what_is_thin_is_counted_and_listed() {
    let base = site(SITE);
    let human = conspectus(base.path(), &["stats"]);
    assert_eq!(human.status, 0, "{}", human.err);
    for line in [
        "papers          2",
        "papers × themes: 1 of 4 cells say something (25 %)",
        "longest summary: papers/hale-1911",
        "themes that fewer than two papers treat: 2 of 2",
        "statements of papers without `at`: 2 of 2\n  papers/hale-1911 on upkeep  (content/papers/hale-1911.md:5)",
        "paragraphs of papers and themes without a citation: 3 of 5",
    ] {
        assert!(human.out.contains(line), "{line}\n{}", human.out);
    }
    let json = conspectus(base.path(), &["stats", "--format", "json"]).out;
    assert!(
        json.contains("\"cells\": 4") && json.contains("\"unsourced-paragraphs\""),
        "{json}"
    );
    let again = conspectus(base.path(), &["stats", "--format", "json"]).out;
    assert_eq!(json, again);
}
