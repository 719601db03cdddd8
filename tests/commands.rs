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
    for arguments in [
        &["build"][..],
        &["check"],
        &["serve"],
        &["new", "paper", "a"],
        &["init"],
        &["init", "--host", "gitlab"],
    ] {
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
fn the_ledger_is_made_kept_and_forgets_on_purpose() {
    let base = tempfile::tempdir().unwrap();
    conspectus(base.path(), &["init", "."]);
    let look = conspectus(base.path(), &["ledger"]);
    assert_eq!(look.status, 1, "there is none yet");
    assert!(look.out.contains("conspectus ledger --update"), "{}", look.out);
    let update = conspectus(base.path(), &["ledger", "--update"]);
    assert_eq!((update.status, update.err.as_str()), (0, ""));
    assert_eq!(conspectus(base.path(), &["ledger"]).status, 0, "it is up to date");
    let written = fs::read_to_string(base.path().join("ledger.txt")).unwrap();
    assert!(written.contains("\nevents/relief-strike.html\n"), "{written}");
    let addresses: Vec<&str> = written
        .lines()
        .filter(|it| !it.starts_with('#') && !it.contains('#'))
        .collect();
    assert!(addresses.is_sorted(), "{addresses:?}");

    fs::rename(
        base.path().join("content/pages/reading-guide.md"),
        base.path().join("content/pages/guide.md"),
    )
    .unwrap();
    let index = base.path().join("content/index.md");
    let text = fs::read_to_string(&index).unwrap();
    fs::write(&index, text.replace("reading-guide", "guide")).unwrap();
    let lost = conspectus(base.path(), &["check"]);
    assert_eq!(lost.status, 1);
    for way in [
        "error[lost-address]",
        "moved-from: pages/reading-guide",
        "content/gone.yaml",
        "--forget pages/reading-guide",
    ] {
        assert!(lost.err.contains(way), "{way}: {}", lost.err);
    }
    let refused = conspectus(base.path(), &["ledger", "--update"]);
    assert_eq!(refused.status, 1);
    assert_eq!(fs::read_to_string(base.path().join("ledger.txt")).unwrap(), written);
    let unknown = conspectus(base.path(), &["ledger", "--forget", "pages/no-such"]);
    assert_eq!(unknown.status, 2, "{}", unknown.err);
    assert_eq!(
        conspectus(base.path(), &["ledger", "--forget", "pages/reading-guide"]).status,
        0
    );
    assert_eq!(conspectus(base.path(), &["ledger", "--update"]).status, 0);
    assert_eq!(conspectus(base.path(), &["check"]).status, 0);
    let written = fs::read_to_string(base.path().join("ledger.txt")).unwrap();
    assert!(written.contains("\npages/reading-guide.html forgotten\n"), "{written}");
    assert!(written.contains("\npages/guide.html\n"), "{written}");
}

/// The commands of a workflow or script: what stands behind `run:`, and the items of `script:`.
fn commands(text: &str) -> Vec<String> {
    let mut commands = Vec::new();
    for line in text.lines() {
        let line = line.trim().trim_start_matches("- ");
        let line = line.strip_prefix("run: ").unwrap_or(line);
        let starts = [
            "command -v conspectus ||",
            "conspectus ",
            "test ! -f",
            "SOURCE_DATE_EPOCH=",
        ];
        if starts.iter().any(|it| line.starts_with(it)) {
            commands.push(line.to_owned());
        }
    }
    commands
}

#[test]
fn what_is_written_for_each_host_publishes_the_site() {
    let program = Path::new(env!("CARGO_BIN_EXE_conspectus")).parent().unwrap();
    let path = format!("{}:{}", program.display(), std::env::var("PATH").unwrap());
    for (host, files) in [
        ("github-pages", &[".github/workflows/publish.yml"][..]),
        ("gitlab", &[".gitlab-ci.yml"]),
        ("netlify", &["netlify.toml", "build-site.sh"]),
        ("cloudflare", &["wrangler.toml", "build-site.sh"]),
        ("apache", &["publish.sh"]),
    ] {
        let base = tempfile::tempdir().unwrap();
        let init = conspectus(base.path(), &["init", ".", "--host", host]);
        assert_eq!((init.status, init.err.as_str()), (0, ""), "{host}");
        let shell = |command: &str| {
            let mut shell = Command::new("sh");
            shell
                .args(["-euc", command])
                .current_dir(base.path())
                .env("PATH", &path);
            // What the services say of the address.
            shell
                .env("BASE", "https://example.org/seminar")
                .env("URL", "https://example.org");
            shell.env("CI_PAGES_URL", "https://example.org/seminar");
            let output = shell.output().unwrap();
            assert!(
                output.status.success(),
                "{host}: {command}: {}",
                String::from_utf8_lossy(&output.stderr)
            );
        };
        shell("git init -q && git add . && git -c user.name=A -c user.email=a@example.org commit -qm First");
        shell("conspectus ledger --update");
        let mut run = 0;
        for file in files {
            let text = fs::read_to_string(base.path().join(file)).unwrap();
            match Path::new(file).extension().unwrap().to_str().unwrap() {
                "sh" => shell(&format!("sh -n {file}")),
                "yml" => drop(serde_yaml::from_str::<serde_json::Value>(&text).unwrap()),
                _ => assert!(text.contains("public"), "{file}"),
            }
            let commands = commands(&text);
            run += commands.len();
            for command in &commands {
                shell(command);
            }
        }
        assert!(run >= 3, "{host}: only {run} commands");
        assert!(base.path().join("public/index.html").is_file(), "{host}");
        // From a folder of the site, without its name.
        let inside = base.path().join("content/papers");
        let again = conspectus(&inside, &["init", "--host", "gitlab"]);
        assert_eq!(again.status, 0, "a host can be added: {}", again.err);
        assert!(base.path().join(".gitlab-ci.yml").is_file());
    }
}

#[test]
fn the_action_of_the_repository_builds_a_site() {
    let text = fs::read_to_string("action.yml").unwrap();
    let action: serde_json::Value = serde_yaml::from_str(&text).unwrap();
    assert_eq!(action["runs"]["using"], "composite");
    let base = tempfile::tempdir().unwrap();
    conspectus(base.path(), &["init", "my-site"]);
    let program = Path::new(env!("CARGO_BIN_EXE_conspectus")).parent().unwrap();
    let path = format!("{}:{}", program.display(), std::env::var("PATH").unwrap());
    let begin = "git init -q && git add . && git -c user.name=A -c user.email=a@example.org commit -qm First";
    let steps = action["runs"]["steps"].as_array().unwrap();
    let commands = steps.iter().filter_map(|step| step["run"].as_str());
    for command in [begin].into_iter().chain(commands) {
        let mut shell = Command::new("bash");
        shell
            .args(["-euc", command])
            .current_dir(base.path())
            .env("PATH", &path);
        shell
            .env("SITE", "my-site")
            .env("OUT", "out")
            .env("BASE", "https://example.org/")
            .env("DENY", "warnings");
        let output = shell.output().unwrap();
        assert!(
            output.status.success(),
            "{command}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
    assert!(base.path().join("out/index.html").is_file());
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

#[test]
fn new_begins_a_translation_with_the_texts_of_the_original() {
    let base = tempfile::tempdir().unwrap();
    conspectus(base.path(), &["init", "site"]);
    let site = base.path().join("site");
    for (kind, name, path) in [
        ("paper", "moss-2009", "papers/moss-2009.de.md"),
        ("term", "relief", "glossary/relief.de.md"),
        ("page", "index", "index.de.md"),
    ] {
        let made = conspectus(&site, &["new", kind, name, "--into", "de"]);
        assert_eq!((made.status, made.err.as_str()), (0, ""), "{}", made.out);
        let path = site.join("content").join(path);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.starts_with("---\ntitle: "), "{text}");
        // With every comment opened it still fits its original; aliases are for the author to find.
        let opened = text.replace("\n# aliases: []", "").replace("\n# ", "\n");
        fs::write(&path, opened).unwrap();
    }
    let ended = conspectus(&site, &["check"]);
    assert_eq!((ended.status, ended.err.as_str()), (0, ""), "{}", ended.out);
    for (arguments, message) in [
        (["new", "paper", "moss-2009", "--into", "de"], "there already is a file"),
        (
            ["new", "paper", "moss-2009", "--into", "xx"],
            "there is no language `xx`",
        ),
        (
            ["new", "paper", "moss-2009", "--into", "en"],
            "in the language `en` itself",
        ),
        (
            ["new", "paper", "moss-2008", "--into", "de"],
            "there is no `papers/moss-2008`",
        ),
    ] {
        let refused = conspectus(&site, &arguments);
        assert_eq!(refused.status, 2);
        assert!(refused.err.contains(message), "{}", refused.err);
    }
}
