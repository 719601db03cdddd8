//! The commands as a shell sees them: exit status, what goes to which stream, and the files that they make.

#![expect(
    clippy::disallowed_methods,
    reason = "makes sites and looks at what the commands wrote"
)]
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

use std::fs;
use std::path::Path;
use std::process::Command;

struct Ended {
    status: i32,
    out: String,
    err: String,
}

fn conspectus(folder: &Path, arguments: &[&str]) -> Ended {
    let output = Command::new(env!("CARGO_BIN_EXE_conspectus"))
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap();
    Ended {
        status: output.status.code().unwrap(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

#[test]
fn the_site_that_init_writes_builds_without_a_warning() {
    let base = tempfile::tempdir().unwrap();
    let init = conspectus(base.path(), &["init", "my-site"]);
    assert_eq!((init.status, init.err.as_str()), (0, ""));
    assert!(init.out.contains("conspectus serve --site my-site"), "{}", init.out);
    for command in ["check", "build"] {
        let ended = conspectus(base.path(), &[command, "--site", "my-site"]);
        assert_eq!((ended.status, ended.err.as_str()), (0, ""), "{}", ended.out);
        assert!(ended.out.contains("0 errors, 0 warnings"), "{}", ended.out);
        assert_eq!(ended.out.lines().count(), 1);
    }
    assert!(base.path().join("my-site/public/index.html").exists());
    assert!(base.path().join("my-site/.gitignore").exists());
    let deep = base.path().join("my-site/content/papers");
    assert_eq!(conspectus(&deep, &["check"]).status, 0);
    assert_eq!(conspectus(base.path(), &["init", "my-site"]).status, 2);
}

#[test]
fn without_a_site_the_next_step_is_told() {
    let base = tempfile::tempdir().unwrap();
    for arguments in [&["build"][..], &["check"], &["serve"], &["new", "paper", "a"]] {
        let ended = conspectus(base.path(), arguments);
        assert_eq!((ended.status, ended.out.as_str()), (2, ""));
        assert!(ended.err.contains("conspectus init my-site"), "{}", ended.err);
    }
}

#[test]
fn with_an_error_nothing_is_published() {
    let base = tempfile::tempdir().unwrap();
    conspectus(base.path(), &["init", "."]);
    let settings = base.path().join("conspectus.yaml");
    let right = fs::read_to_string(&settings).unwrap();
    fs::write(&settings, right.replace("language:", "langauge:")).unwrap();
    let ended = conspectus(base.path(), &["build"]);
    assert_eq!(ended.status, 1);
    assert!(
        ended.err.contains("langauge") && !ended.err.contains('\x1b'),
        "{}",
        ended.err
    );
    assert!(ended.out.starts_with("nothing published: 1 error"), "{}", ended.out);
    assert!(!base.path().join("public").exists());
    assert_eq!(conspectus(base.path(), &["check"]).status, 1);
}

#[test]
fn an_output_among_the_sources_is_refused() {
    let base = tempfile::tempdir().unwrap();
    conspectus(base.path(), &["init", "."]);
    for out in [".", "..", "content", "content/public"] {
        let ended = conspectus(base.path(), &["build", "--out", out]);
        assert_eq!(ended.status, 2, "{out}");
        assert!(ended.err.contains("--out"), "{}", ended.err);
    }
}

#[test]
fn new_writes_a_file_once_and_only_with_a_good_name() {
    let base = tempfile::tempdir().unwrap();
    conspectus(base.path(), &["init", "."]);
    for (kind, folder) in [
        ("paper", "papers"),
        ("theme", "themes"),
        ("event", "events"),
        ("actor", "actors"),
        ("term", "glossary"),
        ("page", "pages"),
    ] {
        let (name, title) = (format!("a-new-{kind}"), format!("New: {kind}"));
        let made = conspectus(base.path(), &["new", kind, &name, "--title", &title]);
        assert_eq!(made.status, 0, "{}", made.err);
        let path = Path::new("content").join(folder).join(format!("{name}.md"));
        assert!(
            made.out.contains(&path.display().to_string()) && made.out.contains("next: "),
            "{}",
            made.out
        );
        let text = fs::read_to_string(base.path().join(path)).unwrap();
        assert!(text.starts_with(&format!("---\ntitle: \"{title}\"\n")), "{text}");
        assert_eq!(conspectus(base.path(), &["new", kind, &name]).status, 2);
    }
    let bad = conspectus(base.path(), &["new", "paper", "Smith 2019"]);
    assert_eq!(bad.status, 2);
    assert!(bad.err.contains("`smith-2019` would do"), "{}", bad.err);
    assert_eq!(conspectus(base.path(), &["new", "papers", "a"]).status, 2);
    let check = conspectus(base.path(), &["check"]);
    assert_eq!(check.status, 0, "{}", check.err);
}

#[test]
fn usage_is_told_with_status_2_and_help_with_0() {
    let here = Path::new(".");
    for arguments in [&[][..], &["biuld"], &["build", "--sit", "x"], &["serve", "--port", "x"]] {
        assert_eq!(conspectus(here, arguments).status, 2, "{arguments:?}");
    }
    for arguments in [&["--help"][..], &["--version"], &["help", "new"], &["build", "-h"]] {
        let ended = conspectus(here, arguments);
        assert_eq!((ended.status, ended.err.as_str()), (0, ""), "{arguments:?}");
        assert!(
            ended.out.lines().all(|line| line.chars().count() <= 100),
            "{}",
            ended.out
        );
    }
}

#[test]
fn files_of_a_theme_are_copied_to_be_changed_and_never_written_over() {
    let base = tempfile::tempdir().unwrap();
    conspectus(base.path(), &["init", "."]);
    let themes = conspectus(base.path(), &["theme", "list"]);
    assert_eq!((themes.status, themes.out.as_str()), (0, "default\nplain\n"));
    assert!(
        conspectus(base.path(), &["theme", "list", "plain"])
            .out
            .contains("templates/base.html\n")
    );

    let made = conspectus(base.path(), &["theme", "eject", "term.html", "static/style.css"]);
    assert_eq!((made.status, made.err.as_str()), (0, ""));
    assert!(made.out.contains("next: write `theme: mine`"), "{}", made.out);
    let term = base.path().join("themes/mine/templates/term.html");
    fs::write(&term, "mine").unwrap();
    let again = conspectus(base.path(), &["theme", "eject", "actor.html", "term.html"]);
    assert_eq!(again.status, 2);
    assert!(
        again.err.contains("is there already; nothing was copied"),
        "{}",
        again.err
    );
    assert_eq!(fs::read_to_string(&term).unwrap(), "mine");
    assert!(!base.path().join("themes/mine/templates/actor.html").exists());

    let missing = conspectus(base.path(), &["theme", "eject", "terms.html"]);
    assert!(missing.err.contains("did you mean `term.html`?"), "{}", missing.err);
    assert_eq!(
        conspectus(base.path(), &["theme", "eject", "x", "--to", "../x"]).status,
        2
    );
    assert_eq!(
        conspectus(base.path(), &["theme", "eject", "x", "--from", "shiny"]).status,
        2
    );
}

#[test]
fn the_plain_theme_needs_no_folder_and_a_folder_of_its_name_comes_before_it() {
    let base = tempfile::tempdir().unwrap();
    conspectus(base.path(), &["init", "."]);
    let settings = base.path().join("conspectus.yaml");
    let text = fs::read_to_string(&settings).unwrap() + "\ntheme: plain\n";
    fs::write(&settings, text).unwrap();
    let home = || fs::read_to_string(base.path().join("public/index.html")).unwrap();
    let ended = conspectus(base.path(), &["build"]);
    assert_eq!((ended.status, ended.err.as_str()), (0, ""));
    assert!(!home().contains("<script src"));
    let made = conspectus(base.path(), &["theme", "eject", "home.html"]);
    assert_eq!(made.out.lines().count(), 1, "{}", made.out);
    let copy = base.path().join("themes/plain/templates/home.html");
    let changed = fs::read_to_string(&copy)
        .unwrap()
        .replace("{{ body | safe }}", "<p>Mine</p>");
    fs::write(&copy, changed).unwrap();
    assert_eq!(conspectus(base.path(), &["build"]).status, 0);
    assert!(home().contains("<p>Mine</p>"));
}
