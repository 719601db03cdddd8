//! `conspectus rename` on sites that name things in every way there is.

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
