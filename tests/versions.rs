//! Versions of pages, from real repositories: which state a page is, what changed, and how the state is cited.
#![expect(
    clippy::disallowed_methods,
    reason = "makes repositories and looks at what is published"
)]
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

use conspectus::pipeline::{self, Options};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

/// Two days in 2023, in seconds since 1970.
const DAYS: [&str; 2] = ["1700000000 +0000", "1700100000 +0100"];

fn git(folder: &Path, day: &str, arguments: &[&str]) -> String {
    let output = Command::new("git")
        .arg("-C")
        .arg(folder)
        .args([
            "-c",
            "user.name=Ida",
            "-c",
            "user.email=ida@example.org",
            "-c",
            "commit.gpgSign=false",
        ])
        .args(arguments)
        .env("GIT_AUTHOR_DATE", day)
        .env("GIT_COMMITTER_DATE", day)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

fn write(root: &Path, path: &str, text: &str) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

const EVENT: &str = "---\ntitle: The storm\ndate: 1911\n---\nIt blew.\n";
const PAPER: &str = "---\ntitle: On Lamps\ntype: book\nauthor: [{family: Hale, given: Ada}]\nissued: 1911\nevents: [{event: storm, says: It blew.}]\n---\n";

/// A site in a folder of a repository, with two states; the short names of the two commits.
fn repository() -> (tempfile::TempDir, [String; 2]) {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("course");
    write(
        &root,
        "conspectus.yaml",
        "title: Lamps\ndescription: A test\nauthor: The lamp group\nlicence: CC BY 4.0\n",
    );
    write(&root, "content/events/storm.md", EVENT);
    write(&root, "content/papers/hale-1911.md", PAPER);
    git(folder.path(), DAYS[0], &["init", "-q", "-b", "main"]);
    let mut names = DAYS.iter().map(|day| {
        git(folder.path(), day, &["add", "-A"]);
        git(folder.path(), day, &["commit", "-qm", "A state"]);
        write(&root, "content/events/storm.md", &EVENT.replace("blew", "blew hard"));
        git(folder.path(), day, &["rev-parse", "HEAD"])[..10].to_owned()
    });
    let names = [names.next().unwrap(), names.next().unwrap()];
    (folder, names)
}

fn build(root: &Path) -> BTreeMap<String, String> {
    let build = pipeline::build(root, &Options::default()).unwrap();
    assert!(!build.diagnostics.has_errors());
    let texts = build.files.into_iter();
    let texts = texts.filter_map(|file| Some((file.path, String::from_utf8(file.bytes).ok()?)));
    texts.collect()
}

#[test]
fn a_page_says_which_version_it_is_and_what_came_before() {
    let (folder, [first, second]) = repository();
    let files = build(&folder.path().join("course"));
    let storm = &files["events/storm.html"];
    let stated = |date: &str, day: &str, hash: &str| {
        format!("Version of <time datetime=\"{date}\">{day}</time> (<code>{hash}</code>)")
    };
    assert!(
        storm.contains(&stated("2023-11-16", "16 November 2023", &second)),
        "{storm}"
    );
    assert!(storm.contains(&format!("(<code>{first}</code>) new</li>")));
    let paper = &files["papers/hale-1911.html"];
    assert!(paper.contains(&stated("2023-11-14", "14 November 2023", &first)));
    assert!(!paper.contains("Earlier versions"));
    // A page made from many entries is as new as the newest of them.
    assert!(files["timeline.html"].contains(&second));
}

#[test]
fn changes_are_listed_newest_first_and_the_feed_has_their_dates() {
    let (folder, [first, second]) = repository();
    let files = build(&folder.path().join("course"));
    let changes = &files["changes.html"];
    let place = |text: &str| {
        changes
            .find(text)
            .unwrap_or_else(|| panic!("{text} is not on the page"))
    };
    assert!(place("16 November 2023") < place("14 November 2023"));
    assert_eq!(changes.matches(&format!("new <code>{first}</code>")).count(), 2);
    assert_eq!(changes.matches(&format!("changed <code>{second}</code>")).count(), 1);
    let feed = &files["atom.xml"];
    let dates: Vec<&str> = feed.split("<updated>").skip(1).map(|it| &it[..20]).collect();
    let (newer, older) = ("2023-11-16T02:00:00Z", "2023-11-14T22:13:20Z");
    assert_eq!(dates, [newer, newer, older], "the feed, the event, the paper");
    assert!(files["events/storm.html"].contains("href=\"../changes.html\""));
}

#[test]
fn a_state_can_be_cited() {
    let (folder, [first, second]) = repository();
    let files = build(&folder.path().join("course"));
    let paper = &files["papers/hale-1911.html"];
    let reference = "The lamp group. 2023. “Hale 1911: On Lamps.” Lamps, November 14.";
    assert!(paper.contains(reference), "{paper}");
    assert!(paper.contains(&format!("note = {{Version {first}}}")) && paper.contains("date = {2023-11-14}"));
    assert!(paper.contains("TY  - ELEC") && paper.contains(&format!("N1  - Version {first}")));
    let cff = &files["CITATION.cff"];
    for line in [
        "cff-version: 1.2.0",
        "title: \"Lamps\"",
        "  - name: \"The lamp group\"",
        &format!("version: \"{second}\""),
        "date-released: \"2023-11-16\"",
        "license-url: \"https://creativecommons.org/licenses/by/4.0/\"",
    ] {
        assert!(cff.lines().any(|it| it == line), "{line} is not in\n{cff}");
    }
}

#[test]
fn what_is_not_recorded_has_no_version() {
    let (folder, _) = repository();
    let root = folder.path().join("course");
    write(&root, "content/events/storm.md", EVENT);
    write(&root, "content/events/flood.md", &EVENT.replace("storm", "flood"));
    let files = build(&root);
    for page in ["events/storm.html", "events/flood.html"] {
        assert!(!files[page].contains("Version of"), "{page}");
        assert!(
            files[page].contains("The lamp group. n.d."),
            "{page} can be cited all the same"
        );
    }
    assert!(files["papers/hale-1911.html"].contains("Version of"));
}

#[test]
fn without_a_repository_nothing_is_said() {
    let (folder, _) = repository();
    fs::remove_dir_all(folder.path().join(".git")).unwrap();
    let files = build(&folder.path().join("course"));
    assert!(!files.contains_key("changes.html"));
    assert!(files.values().all(|text| !text.contains("Version of")));
    assert!(!files["CITATION.cff"].contains("version: \""));
}

#[test]
fn a_clone_without_its_past_claims_nothing_that_it_does_not_know() {
    let (folder, [_, second]) = repository();
    let clone = tempfile::tempdir().unwrap();
    let from = format!("file://{}", folder.path().display());
    git(clone.path(), DAYS[0], &["clone", "-q", "--depth", "1", &from, "there"]);
    let root = clone.path().join("there/course");
    assert!(!build(&root)["papers/hale-1911.html"].contains("Version of"));
    assert!(!build(&root)["events/storm.html"].contains(&second));
}

#[test]
fn two_builds_of_a_state_are_the_same() {
    let (folder, _) = repository();
    let root = folder.path().join("course");
    assert_eq!(build(&root), build(&root));
}
