//! Published trees: what is in them, what is left beside them, and the runs that make them.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "each test uses a part of it; what fails here fails the test"
)]

use super::seeded::program;
use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// Every file with the hash of what it holds.
pub(crate) type Tree = BTreeMap<PathBuf, blake3::Hash>;

/// The files below a folder.
pub(crate) fn tree(root: &Path) -> Tree {
    let files = walkdir::WalkDir::new(root).into_iter().map(Result::unwrap);
    let files = files.filter(|it| !it.file_type().is_dir());
    files
        .map(|it| {
            let path = it.path().strip_prefix(root).unwrap().to_owned();
            (path, blake3::hash(&fs::read(it.path()).unwrap()))
        })
        .collect()
}

/// Starts the program on a site.
pub(crate) fn start(arguments: &[&str], site: &Path, out: &Path) -> Child {
    Command::new(program())
        .args(arguments)
        .arg("--site")
        .arg(site)
        .arg("--out")
        .arg(out)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Builds a site that is sound.
pub(crate) fn build(site: &Path, out: &Path) {
    assert!(start(&["build"], site, out).wait().unwrap().success());
}

/// The site that edits begin with.
pub(crate) fn begin(site: &Path) {
    let made = Command::new(program())
        .arg("init")
        .arg(site)
        .stdout(Stdio::null())
        .status();
    assert!(made.unwrap().success());
}

/// What lies beside the output when nothing is left behind.
pub(crate) fn leftovers(base: &Path) -> Vec<String> {
    let names = fs::read_dir(base.join("publish")).unwrap();
    let names = names.map(|it| it.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names
        .filter(|it| it != "public" && !it.ends_with("conspectus-state") && !it.ends_with("conspectus-pages"))
        .collect();
    names.sort();
    names
}

/// Waits until the new tree is begun; `false` where the program ends before.
pub(crate) fn wait_for_new_tree(base: &Path, child: &mut Child) -> bool {
    loop {
        if leftovers(base).iter().any(|it| it.contains("conspectus-new")) {
            return true;
        }
        if child.try_wait().unwrap().is_some() {
            return false;
        }
        std::thread::sleep(Duration::from_micros(200));
    }
}

/// Starts the preview and waits until the site can be read.
pub(crate) fn preview(site: &Path, out: &Path) -> Child {
    let mut child = Command::new(program())
        .args(["serve", "--port", "0", "--site"])
        .arg(site)
        .arg("--out")
        .arg(out)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut told = BufReader::new(child.stdout.take().unwrap()).lines();
    assert!(told.any(|line| line.unwrap().contains("http://127.0.0.1")));
    // What is told later must not block the program.
    std::thread::spawn(move || told.for_each(drop));
    child
}
