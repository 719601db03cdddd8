//! Publishing, on real folders: what it writes, what it leaves alone, and what a killed run leaves behind.

#![expect(clippy::disallowed_methods, reason = "looks at what was published")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "what fails here fails the test")]

use conspectus::publish::{MANIFEST, PublishError, Published, check_output, publish};
use conspectus::render::OutputFile;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

struct Folder {
    _base: TempDir,
    base: PathBuf,
    out: PathBuf,
}

fn folder() -> Folder {
    let temporary = tempfile::tempdir().unwrap();
    let base = temporary.path().canonicalize().unwrap();
    Folder {
        out: base.join("public"),
        base,
        _base: temporary,
    }
}

fn files(files: &[(&str, &str)]) -> Vec<OutputFile> {
    let file = |(path, text): &(&str, &str)| OutputFile {
        path: (*path).to_owned(),
        bytes: text.as_bytes().to_owned(),
    };
    files.iter().map(file).collect()
}

fn put(out: &Path, list: &[(&str, &str)]) -> Published {
    publish(out, files(list)).unwrap()
}

/// Every file below a folder, with its text.
fn tree(root: &Path) -> BTreeMap<String, String> {
    let entries = walkdir::WalkDir::new(root).into_iter().map(Result::unwrap);
    let files = entries.filter(|it| !it.file_type().is_dir());
    let path = |it: &walkdir::DirEntry| it.path().strip_prefix(root).unwrap().display().to_string();
    files
        .map(|it| (path(&it), fs::read_to_string(it.path()).unwrap_or_default()))
        .filter(|(path, _)| path != MANIFEST)
        .collect()
}

fn texts(list: &[(&str, &str)]) -> BTreeMap<String, String> {
    list.iter()
        .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()))
        .collect()
}

/// The names in the folder that the output lies in.
fn beside(folder: &Folder) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(&folder.base)
        .unwrap()
        .map(|it| it.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

const SITE: &[(&str, &str)] = &[
    ("index.html", "home"),
    ("papers/moss-2009.html", "moss"),
    ("papers/lind-2016.html", "lind"),
];

#[test]
fn a_new_folder_holds_the_files_and_nothing_lies_beside_it() {
    let folder = folder();
    let published = put(&folder.out, SITE);
    assert_eq!((published.written, published.unchanged), (3, 0));
    assert_eq!(tree(&folder.out), texts(SITE));
    assert_eq!(beside(&folder), ["public"]);
    let manifest = fs::read_to_string(folder.out.join(MANIFEST)).unwrap();
    let listed: Vec<&str> = manifest
        .lines()
        .skip(1)
        .filter_map(|line| line.rsplit(' ').next())
        .collect();
    assert_eq!(listed, ["index.html", "papers/lind-2016.html", "papers/moss-2009.html"]);
}

#[test]
fn folders_above_are_made() {
    let folder = folder();
    let deep = folder.base.join("a/b/public");
    put(&deep, SITE);
    assert_eq!(tree(&deep), texts(SITE));
}

#[cfg(unix)]
#[test]
fn without_a_change_nothing_is_touched() {
    use std::os::unix::fs::MetadataExt;
    let folder = folder();
    put(&folder.out, SITE);
    let stamps = || {
        let entries = walkdir::WalkDir::new(&folder.base)
            .sort_by_file_name()
            .into_iter()
            .map(Result::unwrap);
        let stamp = |it: walkdir::DirEntry| {
            let metadata = it.metadata().unwrap();
            (
                it.path().to_owned(),
                metadata.ino(),
                metadata.mtime_nsec(),
                metadata.ctime_nsec(),
            )
        };
        entries.map(stamp).collect::<Vec<_>>()
    };
    let before = stamps();
    let published = put(&folder.out, SITE);
    assert_eq!((published.written, published.unchanged, published.removed), (0, 3, 0));
    assert!(!published.changed());
    assert_eq!(before, stamps());
}

#[cfg(unix)]
#[test]
fn a_changed_file_is_a_new_file_and_the_others_stay() {
    use std::os::unix::fs::MetadataExt;
    let folder = folder();
    put(&folder.out, SITE);
    let file = |path: &str| {
        let metadata = fs::metadata(folder.out.join(path)).unwrap();
        (metadata.ino(), metadata.mtime_nsec())
    };
    let (home, moss) = (file("index.html"), file("papers/moss-2009.html"));
    let mut changed = SITE.to_vec();
    changed[0].1 = "house";
    let published = put(&folder.out, &changed);
    assert_eq!((published.written, published.unchanged), (1, 2));
    assert_eq!(tree(&folder.out), texts(&changed));
    assert_ne!(home.0, file("index.html").0);
    assert_eq!(moss, file("papers/moss-2009.html"));
    assert_eq!(beside(&folder), ["public"]);
}

#[test]
fn a_file_that_somebody_deleted_or_cut_short_is_written_again() {
    let folder = folder();
    put(&folder.out, SITE);
    fs::remove_file(folder.out.join("index.html")).unwrap();
    fs::write(folder.out.join("papers/lind-2016.html"), "li").unwrap();
    assert_eq!(put(&folder.out, SITE).written, 2);
    assert_eq!(tree(&folder.out), texts(SITE));
}

#[test]
fn files_that_the_site_no_longer_has_go_with_their_folders() {
    let folder = folder();
    put(&folder.out, SITE);
    let published = put(&folder.out, &SITE[..1]);
    assert_eq!((published.removed, published.written), (2, 0));
    assert_eq!(tree(&folder.out), texts(&SITE[..1]));
    assert!(!folder.out.join("papers").exists());
}

#[test]
fn a_page_may_become_a_folder_and_a_folder_a_page() {
    let folder = folder();
    put(&folder.out, &[("a", "page"), ("b/c", "page")]);
    put(&folder.out, &[("a/c", "page"), ("b", "page")]);
    assert_eq!(tree(&folder.out), texts(&[("a/c", "page"), ("b", "page")]));
}

#[test]
fn what_others_put_there_stays() {
    let folder = folder();
    put(&folder.out, SITE);
    fs::write(folder.out.join("CNAME"), "example.org").unwrap();
    fs::create_dir_all(folder.out.join("papers/scans/empty")).unwrap();
    fs::write(folder.out.join("papers/scans/moss.txt"), "scan").unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink("../nowhere", folder.out.join("dangling")).unwrap();
    let published = put(&folder.out, &[("index.html", "home")]);
    assert_eq!(published.foreign_kept, if cfg!(unix) { 3 } else { 2 });
    assert_eq!(
        fs::read_to_string(folder.out.join("papers/scans/moss.txt")).unwrap(),
        "scan"
    );
    assert_eq!(fs::read_to_string(folder.out.join("CNAME")).unwrap(), "example.org");
    assert!(folder.out.join("papers/scans/empty").is_dir());
    #[cfg(unix)]
    assert_eq!(
        fs::read_link(folder.out.join("dangling")).unwrap(),
        Path::new("../nowhere")
    );
    assert!(!folder.out.join("papers/moss-2009.html").exists());
}

#[test]
fn a_file_of_others_in_the_way_is_named_and_nothing_changes() {
    let folder = folder();
    put(&folder.out, SITE);
    fs::write(folder.out.join("about.html"), "mine").unwrap();
    fs::write(folder.out.join("themes"), "mine").unwrap();
    fs::create_dir(folder.out.join("feed.xml")).unwrap();
    let before = tree(&folder.out);
    let next = files(&[("about.html", "ours"), ("themes/a.html", "a"), ("feed.xml", "f")]);
    let error = publish(&folder.out, next).unwrap_err();
    let PublishError::Foreign { paths, .. } = &error else {
        panic!("{error}")
    };
    assert_eq!(*paths, ["about.html", "feed.xml", "themes"]);
    assert!(error.to_string().contains("about.html"));
    assert_eq!(tree(&folder.out), before);
    assert_eq!(beside(&folder), ["public"]);
}

#[test]
fn without_a_list_files_with_the_same_text_are_adopted_and_others_refused() {
    let folder = folder();
    fs::create_dir(&folder.out).unwrap();
    fs::write(folder.out.join("index.html"), "home").unwrap();
    let published = put(&folder.out, SITE);
    assert_eq!(
        (published.written, published.unchanged, published.foreign_kept),
        (2, 1, 0)
    );
    fs::remove_file(folder.out.join(MANIFEST)).unwrap();
    let error = publish(&folder.out, files(&[("index.html", "house")])).unwrap_err();
    assert!(matches!(error, PublishError::Foreign { .. }), "{error}");
}

#[cfg(unix)]
#[test]
fn a_symbolic_link_to_the_output_is_followed_and_stays() {
    let folder = folder();
    fs::create_dir(folder.base.join("real")).unwrap();
    std::os::unix::fs::symlink("real", &folder.out).unwrap();
    put(&folder.out, SITE);
    put(&folder.out, &SITE[..2]);
    assert!(folder.out.is_symlink());
    assert_eq!(tree(&folder.base.join("real")), texts(&SITE[..2]));
    assert_eq!(beside(&folder), ["public", "real"]);
}

#[cfg(unix)]
#[test]
fn permissions_of_folders_stay() {
    use std::os::unix::fs::PermissionsExt;
    let folder = folder();
    put(&folder.out, SITE);
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o7777;
    fs::set_permissions(&folder.out, fs::Permissions::from_mode(0o2775)).unwrap();
    fs::set_permissions(folder.out.join("papers"), fs::Permissions::from_mode(0o711)).unwrap();
    put(&folder.out, &SITE[..2]);
    assert_eq!(mode(&folder.out), 0o2775);
    assert_eq!(mode(&folder.out.join("papers")), 0o711);
}

/// Where the folder above cannot be written to, the output is changed file by file.
#[cfg(unix)]
#[test]
fn below_a_read_only_folder_a_new_output_fails_and_an_old_one_is_changed_in_place() {
    use std::os::unix::fs::PermissionsExt;
    let folder = folder();
    put(&folder.out, SITE);
    fs::write(folder.out.join("CNAME"), "example.org").unwrap();
    let mode = |mode| fs::set_permissions(&folder.base, fs::Permissions::from_mode(mode)).unwrap();
    mode(0o555);
    if fs::write(folder.base.join("probe"), "").is_ok() {
        eprintln!("this user may write everywhere: nothing to see");
        return;
    }
    let error = publish(&folder.base.join("other"), files(SITE)).unwrap_err();
    let changed = publish(&folder.out, files(&[("index.html", "house"), ("new/a.html", "a")]));
    mode(0o755);
    assert!(error.to_string().contains("other"), "{error}");
    assert_eq!(changed.unwrap().removed, 2);
    assert_eq!(
        tree(&folder.out),
        texts(&[("CNAME", "example.org"), ("index.html", "house"), ("new/a.html", "a")])
    );
    assert_eq!(beside(&folder), ["public"]);
}

#[test]
fn a_file_in_the_place_of_a_folder_is_named() {
    let folder = folder();
    fs::write(&folder.out, "a file").unwrap();
    assert!(
        publish(&folder.out, files(SITE))
            .unwrap_err()
            .to_string()
            .contains("public")
    );
    assert!(publish(&folder.out.join("deeper"), files(SITE)).is_err());
    assert_eq!(beside(&folder), ["public"]);
}

#[test]
fn paths_that_are_not_plain_are_refused() {
    let folder = folder();
    let bad = [
        "",
        "/etc/a",
        "../a",
        "a/../b",
        "a//b",
        "a\\b",
        "a\nb",
        "./a",
        ".conspectus",
        "a/",
    ];
    for path in bad {
        let error = publish(&folder.out, files(&[(path, "")])).unwrap_err();
        assert!(matches!(error, PublishError::Path { .. }), "{path}: {error}");
    }
    let clashes = [
        ["a.html", "A.html"],
        ["a/b", "A/c"],
        ["é", "É"],
        ["a", "a/b"],
        ["a", "a"],
    ];
    for [one, two] in clashes {
        let error = publish(&folder.out, files(&[(one, "1"), (two, "2")])).unwrap_err();
        assert!(matches!(error, PublishError::Path { .. }), "{one} {two}: {error}");
    }
    assert!(beside(&folder).is_empty());
}

#[test]
fn folders_with_other_work_are_refused() {
    let folder = folder();
    let site = folder.base.join("site");
    fs::create_dir_all(site.join("content")).unwrap();
    fs::write(site.join("conspectus.yaml"), "title: x").unwrap();
    fs::create_dir_all(folder.base.join("repository/.git")).unwrap();
    for out in [&site, &folder.base.join("repository"), Path::new("/")] {
        let error = publish(out, files(SITE)).unwrap_err();
        assert!(matches!(error, PublishError::Refused { .. }), "{error}");
    }
    for out in ["", "content", "content/public", "..", "themes/.."] {
        assert!(check_output(&site, &site.join(out)).is_err(), "{out}");
    }
    for out in ["public", "../public", "build/site"] {
        check_output(&site, &site.join(out)).unwrap();
    }
}

#[test]
fn a_damaged_list_is_reported_with_its_line() {
    let folder = folder();
    put(&folder.out, SITE);
    fs::write(folder.out.join(MANIFEST), "# heading\nnonsense\n").unwrap();
    let error = publish(&folder.out, files(SITE)).unwrap_err();
    assert!(matches!(error, PublishError::Manifest { line: 2, .. }), "{error}");
}

#[test]
fn two_at_once_do_not_mix() {
    let folder = folder();
    put(&folder.out, SITE);
    let site = |name: usize| -> Vec<OutputFile> {
        let file = |number| OutputFile {
            path: format!("{number}.html"),
            bytes: format!("{name} {number}").into_bytes(),
        };
        (0..200).map(file).collect()
    };
    let (mut done, mut busy) = (0, 0);
    std::thread::scope(|scope| {
        let out = &folder.out;
        let runs: Vec<_> = (0..8)
            .map(|name| scope.spawn(move || publish(out, site(name))))
            .collect();
        for run in runs {
            match run.join().unwrap() {
                Ok(_) => done += 1,
                Err(PublishError::Busy { .. }) => busy += 1,
                Err(error) => panic!("{error}"),
            }
        }
    });
    assert!(done >= 1 && done + busy == 8);
    let texts = tree(&folder.out);
    let first = texts["0.html"].split(' ').next().unwrap().to_owned();
    assert_eq!(texts.len(), 200);
    assert!(texts.values().all(|text| text.starts_with(&first)));
    assert_eq!(beside(&folder), ["public"]);
}

#[test]
fn what_a_killed_run_left_is_removed() {
    let folder = folder();
    put(&folder.out, SITE);
    let left = folder.base.join(".public.conspectus-new-1");
    fs::create_dir_all(left.join("papers")).unwrap();
    fs::write(left.join("papers/x.html"), "half").unwrap();
    put(&folder.out, &SITE[..2]);
    assert_eq!(beside(&folder), ["public"]);
}

#[test]
fn a_rename_without_its_second_is_undone() {
    let folder = folder();
    put(&folder.out, SITE);
    fs::write(folder.out.join("CNAME"), "example.org").unwrap();
    fs::rename(&folder.out, folder.base.join(".public.conspectus-old")).unwrap();
    put(&folder.out, &SITE[..2]);
    assert!(folder.out.join("CNAME").exists());
    assert_eq!(beside(&folder), ["public"]);
}

/// The files of one of two editions of a site; they share some, differ in some, and each has some of its own.
fn edition(number: usize) -> Vec<OutputFile> {
    let number = number % 2;
    let file = |at: usize| match at % 3 {
        0 => (format!("shared/{at}.html"), format!("shared {at}")),
        1 => (
            format!("both/{at}.html"),
            format!("edition {number} page {at} {}", "x".repeat(at * 40)),
        ),
        _ => (format!("own-{number}/{at}.html"), format!("edition {number} page {at}")),
    };
    let output = |(path, text): (String, String)| OutputFile {
        path,
        bytes: text.into_bytes(),
    };
    (0..120).map(file).map(output).collect()
}

/// Publishes without end where the test below asks for it, which starts this very file again and kills it.
#[test]
fn publish_without_end() {
    let Some(out) = std::env::var_os("CONSPECTUS_TEST_OUT") else {
        return;
    };
    for number in 0.. {
        publish(Path::new(&out), edition(number)).unwrap();
    }
}

#[test]
fn a_run_that_is_killed_leaves_the_old_tree_or_the_new_one() {
    let folder = folder();
    publish(&folder.out, edition(0)).unwrap();
    fs::write(folder.out.join("CNAME"), "example.org").unwrap();
    let editions = [0, 1].map(|number| {
        let file = |it: OutputFile| (it.path, String::from_utf8(it.bytes).unwrap());
        let foreign = ("CNAME".to_owned(), "example.org".to_owned());
        edition(number)
            .into_iter()
            .map(file)
            .chain([foreign])
            .collect::<BTreeMap<_, _>>()
    });
    let mut seen = [0, 0];
    for round in 0..40_u64 {
        let mut child = std::process::Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "publish_without_end", "--nocapture"])
            .env("CONSPECTUS_TEST_OUT", &folder.out)
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .spawn()
            .unwrap();
        // Spread over many runs of the loop, in steps that share no factor with its length.
        std::thread::sleep(std::time::Duration::from_micros(15_000 + round * 7_919 % 60_000));
        child.kill().unwrap();
        child.wait().unwrap();
        let found = tree(&folder.out);
        let which = editions.iter().position(|edition| *edition == found);
        let which = which.unwrap_or_else(|| panic!("round {round}: neither edition, but {} files", found.len()));
        seen[which] += 1;
        assert_manifest_is_true(&folder.out, found.len() - 1);
    }
    assert!(seen[0] > 0 && seen[1] > 0, "{seen:?}");
    publish(&folder.out, edition(0)).unwrap();
    publish(&folder.out, edition(1)).unwrap();
    assert_eq!(beside(&folder), ["public"]);
}

fn assert_manifest_is_true(out: &Path, number: usize) {
    let manifest = fs::read_to_string(out.join(MANIFEST)).unwrap();
    let lines: Vec<&str> = manifest.lines().skip(1).collect();
    assert_eq!(lines.len(), number);
    for line in lines {
        let parts: Vec<&str> = line.splitn(3, ' ').collect();
        let bytes = fs::read(out.join(parts[2])).unwrap();
        assert_eq!(parts[0], blake3::hash(&bytes).to_hex().as_str(), "{line}");
        assert_eq!(parts[1], bytes.len().to_string(), "{line}");
    }
}
