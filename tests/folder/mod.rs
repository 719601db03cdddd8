//! What lies in a folder, to compare it with another.
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test that cannot read its files has failed"
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
