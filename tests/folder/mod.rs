//! The files of a folder: written for a test, and read to compare it with another.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "each test uses a part of it; one that cannot read its files has failed"
)]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Every file below a folder, by its path with `/`.
pub(crate) fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let walk = walkdir::WalkDir::new(folder).into_iter().flatten();
    let found = walk.filter(|item| item.file_type().is_file());
    let read = found.map(|item| {
        let below = item.path().strip_prefix(folder).unwrap().to_string_lossy().into_owned();
        (below.replace('\\', "/"), fs::read(item.path()).unwrap())
    });
    read.collect()
}

/// Writes a file below a folder, with the folders that it lies in.
pub(crate) fn write(folder: &Path, path: &str, bytes: impl AsRef<[u8]>) {
    let path = folder.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, bytes).unwrap();
}
