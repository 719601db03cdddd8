//! Diagnostics as programs read them, what `--deny` and `--allow` make of them, and what `--fix` corrects.
#![expect(
    clippy::disallowed_methods,
    reason = "makes sites and looks at what the commands wrote"
)]
#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "what fails here fails the test; what is left out is told"
)]

use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

struct Ended {
    status: i32,
    out: String,
    err: String,
}

/// Runs `conspectus check` in the folder above the site.
fn check(base: &Path, arguments: &[&str]) -> Ended {
    conspectus(base, &[&["check", "--site", "site"], arguments].concat())
}

fn conspectus(base: &Path, arguments: &[&str]) -> Ended {
    let output = Command::new(env!("CARGO_BIN_EXE_conspectus"))
        .args(arguments)
        .current_dir(base)
        .env("NO_COLOR", "1")
        .stdin(Stdio::null())
        .output()
        .unwrap();
    Ended {
        status: output.status.code().unwrap(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// A folder with a site in it, `site`.
fn site(files: &[(&str, &str)]) -> tempfile::TempDir {
    let base = tempfile::tempdir().unwrap();
    let root = base.path().join("site");
    fs::create_dir_all(root.join("content")).unwrap();
    fs::copy("tests/sites/conspectus.yaml", root.join("conspectus.yaml")).unwrap();
    for (path, text) in files {
        fs::create_dir_all(root.join(path).parent().unwrap()).unwrap();
        fs::write(root.join(path), text).unwrap();
    }
    base
}

const REED: (&str, &str) = (
    "content/papers/reed-1901.md",
    "---\ntitle: Lämps\ntype: book\nthemes:\n  - {theme: upkep, says: ä, thmee: x}\nevents: {event: lighting, says: b}\n---\n",
);
const UPKEEP: (&str, &str) = ("content/themes/upkeep.md", "---\ntitle: Upkeep\n---\n");
const LIGHTING: (&str, &str) = (
    "content/events/lighting.md",
    "---\ntitle: Lighting\ndate: 1901\ndate: 1902\n---\n",
);

#[test]
fn json_has_one_object_a_line() {
    let base = site(&[REED, UPKEEP, LIGHTING]);
    let ended = check(base.path(), &["--format", "json"]);
    assert_eq!(ended.status, 1);
    let found: Vec<Value> = ended
        .out
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let expected = json!([
        {
            "code": "duplicate-key", "severity": "error", "message": "the key `date` is written twice",
            "spans": [
                {"file": "site/content/events/lighting.md", "byte_start": 31, "byte_end": 35, "line_start": 4, "line_end": 4,
                 "column_start": 1, "column_end": 5, "is_primary": true, "label": "again here"},
                {"file": "site/content/events/lighting.md", "byte_start": 20, "byte_end": 24, "line_start": 3, "line_end": 3,
                 "column_start": 1, "column_end": 5, "is_primary": false, "label": "first written here"},
            ],
            "helps": ["keep one of the two; a key that takes a list takes `[a, b]`"], "fixes": [],
        },
        {
            "code": "unknown-reference", "severity": "error", "message": "there is no theme `upkep`",
            "spans": [
                {"file": "site/content/papers/reed-1901.md", "byte_start": 49, "byte_end": 54, "line_start": 5, "line_end": 5,
                 "column_start": 13, "column_end": 18, "is_primary": true, "label": null},
            ],
            "helps": [],
            "fixes": [{"title": "did you mean `upkeep`?", "safe": true, "edits": [
                {"file": "site/content/papers/reed-1901.md", "byte_start": 49, "byte_end": 54, "line_start": 5, "line_end": 5,
                 "column_start": 13, "column_end": 18, "replacement": "upkeep"},
            ]}],
        },
        {
            "code": "unknown-key", "severity": "error", "message": "there is no key `thmee` here",
            "spans": [
                {"file": "site/content/papers/reed-1901.md", "byte_start": 66, "byte_end": 71, "line_start": 5, "line_end": 5,
                 "column_start": 29, "column_end": 34, "is_primary": true, "label": null},
            ],
            "helps": [],
            "fixes": [{"title": "did you mean `theme`?", "safe": true, "edits": [
                {"file": "site/content/papers/reed-1901.md", "byte_start": 66, "byte_end": 71, "line_start": 5, "line_end": 5,
                 "column_start": 29, "column_end": 34, "replacement": "theme"},
            ]}],
        },
    ]);
    assert_eq!(json!(found), expected, "{}", ended.out);
    assert_eq!(ended.err.lines().count(), 1, "the summary: {}", ended.err);
}

#[test]
fn sarif_has_the_rules_the_places_and_the_fixes() {
    let base = site(&[REED, UPKEEP, LIGHTING]);
    let ended = check(base.path(), &["--format", "sarif"]);
    let log: Value = serde_json::from_str(&ended.out).unwrap();
    let run = &log["runs"][0];
    assert_eq!(
        (&log["version"], &run["columnKind"]),
        (&json!("2.1.0"), &json!("unicodeCodePoints"))
    );
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    assert_eq!(rules.len(), conspectus::diag::Code::ALL.len());
    let results = run["results"].as_array().unwrap();
    for result in results {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[index]["id"], result["ruleId"]);
    }
    let region = json!({"startLine": 5, "startColumn": 13, "endLine": 5, "endColumn": 18});
    let uri = json!({"uri": "site/content/papers/reed-1901.md"});
    assert_eq!(
        results[1],
        json!({
            "ruleId": "unknown-reference",
            "ruleIndex": results[1]["ruleIndex"],
            "level": "error",
            "message": {"text": "there is no theme `upkep`\nhelp: did you mean `upkeep`?"},
            "locations": [{"physicalLocation": {"artifactLocation": uri, "region": region}}],
            "fixes": [{
                "description": {"text": "did you mean `upkeep`?"},
                "artifactChanges": [{
                    "artifactLocation": uri,
                    "replacements": [{"deletedRegion": region, "insertedContent": {"text": "upkeep"}}],
                }],
            }],
        })
    );
    assert_eq!(
        results[0]["relatedLocations"][0]["message"]["text"],
        "first written here"
    );
    let empty = conspectus(
        base.path(),
        &["check", "--format", "sarif", "--site", "site", "--deny", "warnings"],
    );
    assert!(serde_json::from_str::<Value>(&empty.out).is_ok());
}

#[test]
fn sarif_fits_its_schema() {
    let Some(schema) = sarif_schema() else {
        eprintln!(
            "left out: the schema of SARIF could not be fetched (`cargo fetch --manifest-path tests/sarif/Cargo.toml`)"
        );
        return;
    };
    if Command::new("jsonschema").arg("--version").output().is_err() {
        eprintln!("left out: `jsonschema` is not installed (package python3-jsonschema on Debian)");
        return;
    }
    let base = site(&[REED, UPKEEP, LIGHTING]);
    let fits = |name: &str, text: &str| {
        let file = base.path().join(name);
        fs::write(&file, text).unwrap();
        let checked = Command::new("jsonschema")
            .arg("-i")
            .arg(&file)
            .arg(&schema)
            .output()
            .unwrap();
        (
            checked.status.success(),
            String::from_utf8_lossy(&checked.stderr).into_owned(),
        )
    };
    let sound = tempfile::tempdir().unwrap();
    conspectus(sound.path(), &["init", "site"]);
    let broken = check(base.path(), &["--format", "sarif"]).out;
    let clean = check(sound.path(), &["--format", "sarif"]).out;
    for (name, log) in [("broken.json", &broken), ("clean.json", &clean)] {
        let (is_sound, said) = fits(name, log);
        assert!(is_sound, "{said}\n{log}");
    }
    // What is no SARIF does not pass.
    let wrong = broken.replace("\"startLine\":", "\"beginLine\":");
    assert_ne!(wrong, broken);
    assert!(!fits("wrong.json", &wrong).0);
}

/// The schema of SARIF 2.1.0, in the source of a crate that cargo fetches; nothing where it cannot be had.
fn sarif_schema() -> Option<PathBuf> {
    let metadata = Command::new(env!("CARGO"))
        .args([
            "metadata",
            "--locked",
            "--format-version",
            "1",
            "--manifest-path",
            "tests/sarif/Cargo.toml",
        ])
        .output()
        .unwrap();
    let metadata: Value = serde_json::from_slice(&metadata.stdout).ok()?;
    let package = metadata["packages"]
        .as_array()?
        .iter()
        .find(|it| it["name"] == "serde-sarif")?;
    let schema = Path::new(package["manifest_path"].as_str()?).with_file_name("src/schema.json");
    schema.is_file().then_some(schema)
}

#[test]
fn github_has_one_command_a_line() {
    let base = site(&[REED, UPKEEP, LIGHTING]);
    let ended = check(base.path(), &["--format", "github"]);
    let expected = "\
::error file=site/content/events/lighting.md,line=4,endLine=4,col=1,endColumn=5,title=duplicate-key::the key `date` \
is written twice%0Ahelp: keep one of the two; a key that takes a list takes `[a, b]`
::error file=site/content/papers/reed-1901.md,line=5,endLine=5,col=13,endColumn=18,title=unknown-reference::there is \
no theme `upkep`%0Ahelp: did you mean `upkeep`?
::error file=site/content/papers/reed-1901.md,line=5,endLine=5,col=29,endColumn=34,title=unknown-key::there is no key \
`thmee` here%0Ahelp: did you mean `theme`?
";
    assert_eq!(ended.out, expected);
}

#[test]
fn warnings_are_denied_and_allowed_by_code() {
    let lonely = ("content/themes/upkeep.md", "---\ntitle: Upkeep\n---\n");
    let base = site(&[lonely]);
    let build = |arguments: &[&str]| conspectus(base.path(), &[&["build", "--site", "site"], arguments].concat());
    let plain = check(base.path(), &[]);
    assert_eq!(plain.status, 0);
    assert!(plain.err.contains("warning[orphan]") && plain.err.contains("warning[untreated]"));
    let denied = build(&["--deny", "orphan"]);
    assert_eq!(denied.status, 1);
    assert!(
        denied.err.contains("error[orphan]") && denied.err.contains("warning[untreated]"),
        "{}",
        denied.err
    );
    assert!(
        !base.path().join("site/public").exists(),
        "a denied warning stops publication"
    );
    let silent = build(&["--allow", "orphan", "--allow", "untreated"]);
    assert_eq!((silent.status, silent.err.as_str()), (0, ""));
    let all = check(base.path(), &["--deny", "warnings", "--allow", "orphan"]);
    assert_eq!(all.status, 1);
    assert!(
        all.err.contains("error[untreated]") && !all.err.contains("orphan]"),
        "{}",
        all.err
    );
}

#[test]
fn codes_that_cannot_be_denied_or_allowed_are_told_with_advice() {
    let base = site(&[]);
    for (arguments, message) in [
        (
            ["--allow", "unknown-key"],
            "`unknown-key` is an error, and errors cannot be allowed",
        ),
        (["--deny", "orphans"], "did you mean `orphan`?"),
        (["--format", "xml"], "sarif"),
    ] {
        let ended = check(base.path(), &arguments);
        assert_eq!((ended.status, ended.out.as_str()), (2, ""), "{arguments:?}");
        assert!(ended.err.contains(message), "{}", ended.err);
    }
}

const BROKEN: &[(&str, &str)] = &[
    ("content/actors/ida-fell.md", "---\ntitle: Ida Fell\nkind: persn\n---\n"),
    (
        "content/actors/jo-holt.md",
        "\u{feff}---\r\ntitle: Jo Holt\r\nkind: person\r\n---\r\n",
    ),
    (
        "content/actors/ana-de-sol.md",
        "---\ntitle: Ana de Sol\nkind: person\n---\n",
    ),
    (
        "content/events/first-lighting.md",
        "---\ntitle: First\ndate: c. 190u\nknid: fuonding\n---\n",
    ),
    (
        "content/events/second-lighting.md",
        "---\ntitle: Second\ndate: 1902-3-4\n---\n",
    ),
    (
        "content/events/third-lighting.md",
        "---\ntitle: Third\ndate: 1902/open\n---\n",
    ),
    (
        "content/papers/reed-1901.md",
        "---\ntitle: P\ntype: book\nthemse:\n  - {theme: upkep, says: A.}\nevents: [{event: first-lighting, says: A}, \
         {event: second-lighting, says: A}, {event: third-lighting, says: B}]\n---\nIda Fell, Jo Holt and Ana de Sol.\n",
    ),
    ("content/themes/upkeep.md", "---\ntitle: Upkeep\n---\n"),
];

const MENDED: &[(&str, &str)] = &[
    (
        "content/actors/ida-fell.md",
        "---\ntitle: Ida Fell\nsort: Fell, Ida\nkind: person\n---\n",
    ),
    (
        "content/actors/jo-holt.md",
        "\u{feff}---\r\ntitle: Jo Holt\r\nsort: Holt, Jo\r\nkind: person\r\n---\r\n",
    ),
    (
        "content/actors/ana-de-sol.md",
        "---\ntitle: Ana de Sol\nkind: person\n---\n",
    ),
    (
        "content/events/first-lighting.md",
        "---\ntitle: First\ndate: 190X~\nkind: founding\n---\n",
    ),
    (
        "content/events/second-lighting.md",
        "---\ntitle: Second\ndate: 1902-03-04\n---\n",
    ),
    (
        "content/events/third-lighting.md",
        "---\ntitle: Third\ndate: 1902/..\n---\n",
    ),
    (
        "content/papers/reed-1901.md",
        "---\ntitle: P\ntype: book\nthemes:\n  - {theme: upkeep, says: A.}\nevents: [{event: first-lighting, says: A}, \
         {event: second-lighting, says: A}, {event: third-lighting, says: B}]\n---\nIda Fell, Jo Holt and Ana de Sol.\n",
    ),
];

#[test]
fn what_is_certain_is_corrected_after_it_was_shown() {
    let base = site(BROKEN);
    let text = |path: &str| fs::read_to_string(base.path().join("site").join(path)).unwrap();
    let asked = check(base.path(), &["--fix"]);
    assert_eq!(asked.status, 2, "there is no terminal to ask at");
    assert!(asked.err.contains("--fix --yes"), "{}", asked.err);
    let shown = check(base.path(), &["--fix", "--dry-run"]);
    assert_eq!(shown.status, 1);
    for line in [
        "-kind: persn\n",
        "+kind: person\n",
        "+sort: Fell, Ida\n",
        "-date: c. 190u\n",
        "+date: 190X~\n",
    ] {
        assert!(shown.out.contains(line), "{}", shown.out);
    }
    for (path, before) in BROKEN {
        assert_eq!(text(path), *before);
    }
    let made = check(base.path(), &["--fix", "--yes"]);
    assert_eq!(made.status, 0, "{}", made.err);
    assert!(made.err.contains("made 10 corrections in 6 files"), "{}", made.err);
    for (path, after) in MENDED {
        assert_eq!(text(path), *after);
    }
    let again = check(base.path(), &["--fix", "--yes"]);
    assert!(again.err.contains("nothing is certain enough"), "{}", again.err);
    assert!(
        again.err.contains("sort by `Sol, Ana de`"),
        "left to a person: {}",
        again.err
    );
}

#[test]
fn schemas_know_the_words_of_the_site() {
    let base = site(&[
        UPKEEP,
        ("content/events/lighting.md", "---\ntitle: Lighting\ndate: 1901\n---\n"),
    ]);
    let print = |arguments: &[&str]| {
        let ended = conspectus(base.path(), &[&["schema"], arguments].concat());
        assert_eq!(ended.status, 0, "{}", ended.err);
        ended.out
    };
    let event: Value = serde_json::from_str(&print(&["event", "--site", "site"])).unwrap();
    assert_eq!(
        event["properties"]["kind"]["enum"],
        json!(["founding", "storm", "closure"])
    );
    assert_eq!(event["required"], json!(["title", "date"]));
    assert_eq!(
        event["properties"]["themes"]["anyOf"][0]["items"]["anyOf"][0]["enum"],
        json!(["upkeep"])
    );
    assert!(!event.to_string().contains("\"x-"), "{event}");
    let alone: Value = serde_json::from_str(&print(&["event"])).unwrap();
    assert_eq!(alone["properties"]["kind"]["type"], json!(["string", "number"]));
    print(&["--out", "schemas", "--site", "site"]);
    assert_eq!(fs::read_dir(base.path().join("schemas")).unwrap().count(), 14);
    let cms = print(&["--cms", "decap", "--site", "site"]);
    for line in [
        "  - name: \"events\"\n",
        "        widget: \"relation\"\n",
        "        options: [\"founding\",\"storm\",\"closure\"]\n",
    ] {
        assert!(cms.contains(line), "{cms}");
    }
    assert_eq!(conspectus(base.path(), &["schema", "--site", "site"]).status, 2);
}

#[test]
fn codes_are_explained_where_they_are_met() {
    let base = site(&[]);
    let explained = conspectus(base.path(), &["explain", "unknown-key"]);
    assert_eq!(explained.status, 0);
    assert!(
        explained.out.starts_with("# unknown-key\n\n*An error."),
        "{}",
        explained.out
    );
    let list = conspectus(base.path(), &["explain"]);
    assert_eq!(list.out.lines().count(), conspectus::diag::Code::ALL.len());
    let unknown = conspectus(base.path(), &["explain", "unknown-kye"]);
    assert_eq!(unknown.status, 2);
    assert!(unknown.err.contains("did you mean `unknown-key`?"), "{}", unknown.err);
}
