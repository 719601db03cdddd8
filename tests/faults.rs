//! What the system refuses, and what it takes away: a clear error, exit status 2, nothing lost, nothing left behind.
#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::panic,
    reason = "what fails here fails the test"
)]

mod seeded;
mod trees;

use seeded::program;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;
use trees::{begin, build, leftovers, preview, start, tree, wait_for_new_tree};

/// A site, `base/site`, that is published to `base/publish/public`.
fn published(base: &Path) -> (PathBuf, PathBuf) {
    let (site, out) = (base.join("site"), base.join("publish/public"));
    begin(&site);
    fs::create_dir_all(base.join("publish")).unwrap();
    build(&site, &out);
    (site, out)
}

/// Changes every page.
fn retitle(site: &Path, title: &str) {
    let settings = site.join("conspectus.yaml");
    let text = fs::read_to_string(&settings).unwrap();
    let title = format!("title: {title}");
    let others = text.lines().filter(|line| !line.starts_with("title:"));
    let lines: Vec<&str> = std::iter::once(title.as_str()).chain(others).collect();
    fs::write(settings, lines.join("\n")).unwrap();
}

fn run(command: &mut Command, site: &Path, out: &Path) -> Output {
    let command = command.arg("build").arg("--site").arg(site).arg("--out").arg(out);
    command.env("NO_COLOR", "1").output().unwrap()
}

/// The build is refused with these words, and what is published stays.
fn is_refused(command: &mut Command, base: &Path, words: &str) {
    let (site, out) = (base.join("site"), base.join("publish/public"));
    let before = tree(&out);
    let output = run(command, &site, &out);
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{told}");
    assert!(told.starts_with("error: cannot ") && told.contains(words), "{told}");
    assert!(told.contains("publish"), "no path: {told}");
    assert!(tree(&out) == before, "{told}");
    assert_eq!(leftovers(base), Vec::<String>::new());
}

/// A small disk over `base/publish`, unmounted in the end; nothing where this user may not mount.
struct Disk(PathBuf);

impl Disk {
    fn mount(base: &Path, bytes: u64) -> Option<Disk> {
        let folder = base.join("publish");
        fs::create_dir_all(&folder).unwrap();
        let size = format!("size={bytes}");
        let mut command = Command::new("mount");
        let mounted = command
            .args(["-t", "tmpfs", "-o", &size, "tmpfs"])
            .arg(&folder)
            .output();
        if mounted.is_ok_and(|it| it.status.success()) {
            return Some(Disk(folder));
        }
        println!("skipped: a disk of its own needs the right to mount one");
        None
    }

    fn read_only(&self) {
        let mut command = Command::new("mount");
        let done = command.args(["-o", "remount,ro"]).arg(&self.0).status();
        assert!(done.unwrap().success());
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.0).status();
    }
}

fn size(root: &Path) -> u64 {
    let files = walkdir::WalkDir::new(root).into_iter().map(Result::unwrap);
    // In pages of 4 KiB, as such a disk counts.
    files.map(|it| it.metadata().unwrap().len().div_ceil(4096) * 4096).sum()
}

#[test]
fn a_full_disk_leaves_the_old_site() {
    let measured = tempfile::tempdir().unwrap();
    let (_, out) = published(measured.path());
    let base = tempfile::tempdir().unwrap();
    let base = base.path();
    let Some(_disk) = Disk::mount(base, size(&out) * 3 / 2) else {
        return;
    };
    let (site, _) = published(base);
    retitle(&site, "Too much");
    is_refused(&mut Command::new(program()), base, "No space left on device");
    // The state beside the output still stands for what is published: an unchanged site is built as before.
    retitle(&site, "Too much again");
    is_refused(&mut Command::new(program()), base, "No space left on device");
}

#[test]
fn a_disk_that_cannot_be_written_to_leaves_the_old_site() {
    let base = tempfile::tempdir().unwrap();
    let base = base.path();
    let Some(disk) = Disk::mount(base, 64 << 20) else {
        return;
    };
    let (site, _) = published(base);
    retitle(&site, "Not written");
    disk.read_only();
    is_refused(&mut Command::new(program()), base, "Read-only file system");
}

#[test]
fn a_folder_of_somebody_else_leaves_the_old_site() {
    let base = tempfile::tempdir().unwrap();
    let base = base.path();
    let (site, out) = published(base);
    retitle(&site, "Not allowed");
    let mode = |path: &Path, mode: u32| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    mode(base, 0o755);
    mode(&base.join("publish"), 0o555);
    for folder in walkdir::WalkDir::new(&out).into_iter().map(Result::unwrap) {
        if folder.file_type().is_dir() {
            mode(folder.path(), 0o555);
        }
    }
    let is_root = fs::write(base.join("publish/probe"), "").is_ok();
    if is_root {
        fs::remove_file(base.join("publish/probe")).unwrap();
        // Nothing is forbidden to root; somebody else may not be allowed to come to where the program was built.
        let copy = base.join("conspectus");
        fs::copy(program(), &copy).unwrap();
        let mut command = Command::new("setpriv");
        command
            .args(["--reuid=65534", "--regid=65534", "--clear-groups"])
            .arg(copy);
        is_refused(&mut command, base, "Permission denied");
    } else {
        is_refused(&mut Command::new(program()), base, "Permission denied");
    }
    mode(&base.join("publish"), 0o755);
    for folder in walkdir::WalkDir::new(&out).into_iter().map(Result::unwrap) {
        if folder.file_type().is_dir() {
            mode(folder.path(), 0o755);
        }
    }
}

#[test]
fn folders_that_vanish_during_a_build_do_no_harm() {
    let base = tempfile::tempdir().unwrap();
    let base = base.path();
    let (site, out) = published(base);
    for round in 0..12_u64 {
        retitle(&site, &format!("Round {round}"));
        let before = tree(&out);
        let mut command = Command::new(program());
        let command = command.arg("build").arg("--site").arg(&site).arg("--out").arg(&out);
        let child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(round * 15));
        let (from, aside) = if round % 2 == 0 {
            (site.join("content"), base.join("content"))
        } else {
            (out.clone(), base.join("public"))
        };
        let moved = fs::rename(&from, &aside).is_ok();
        let output = child.wait_with_output().unwrap();
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(matches!(output.status.code(), Some(0..=2)), "round {round}: {told}");
        assert!(!told.contains("panicked"), "round {round}: {told}");
        assert_eq!(leftovers(base), Vec::<String>::new(), "round {round}: {told}");
        if moved && round % 2 == 0 {
            assert!(output.status.success() || tree(&out) == before, "round {round}: {told}");
            fs::rename(&aside, &from).unwrap();
        }
        if round % 2 == 1 {
            let _ = fs::remove_dir_all(&aside);
        }
        build(&site, &out);
    }
}

fn signal(child: &Child, name: &str) {
    let number = child.id().to_string();
    assert!(Command::new("kill").args([name, &number]).status().unwrap().success());
}

#[test]
fn a_build_that_is_told_to_end_leaves_nothing_behind() {
    let base = tempfile::tempdir().unwrap();
    let base = base.path();
    let (site, out) = published(base);
    let mut interrupted = 0;
    for round in 0..10_u64 {
        let before = tree(&out);
        retitle(&site, &format!("Round {round}"));
        let mut child = start(&["build"], &site, &out);
        wait_for_new_tree(base, &mut child);
        std::thread::sleep(Duration::from_millis(round * 4));
        let (name, status) = if round % 2 == 0 { ("-TERM", 143) } else { ("-INT", 130) };
        if child.try_wait().unwrap().is_none() {
            signal(&child, name);
        }
        let code = child.wait().unwrap().code();
        assert_eq!(leftovers(base), Vec::<String>::new(), "round {round}: {code:?}");
        let is_old = tree(&out) == before;
        interrupted += usize::from(code == Some(status) && is_old);
        assert!(code == Some(0) || code == Some(status), "round {round}: {code:?}");
        assert!(code != Some(0) || !is_old, "round {round}: nothing was published");
        build(&site, &out);
    }
    assert!(interrupted > 0, "every build was faster than its signal");
}

#[test]
fn a_preview_that_is_told_to_end_leaves_nothing_behind() {
    let base = tempfile::tempdir().unwrap();
    let base = base.path();
    let (site, out) = published(base);
    for round in 0..4_u64 {
        let mut child = preview(&site, &out);
        let before = tree(&out);
        let title = format!("Round {round}");
        retitle(&site, &title);
        std::thread::sleep(Duration::from_millis(40 + round * 60));
        signal(&child, "-TERM");
        assert_eq!(child.wait().unwrap().code(), Some(0));
        assert_eq!(leftovers(base), Vec::<String>::new(), "round {round}");
        let home = fs::read_to_string(out.join("index.html")).unwrap();
        assert!(tree(&out) == before || home.contains(&title), "round {round}");
        build(&site, &out);
    }
}

#[test]
fn a_limit_on_the_size_of_files_leaves_the_old_site() {
    let base = tempfile::tempdir().unwrap();
    let base = base.path();
    let (site, _) = published(base);
    retitle(&site, "Too large");
    let limit = "ulimit -f 8; exec \"$0\" \"$@\"";
    is_refused(
        Command::new("sh").args(["-c", limit]).arg(program()),
        base,
        "File too large",
    );
}
