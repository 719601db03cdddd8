//! Which paths can be published: those that mean one and the same file on every system.

use super::{MANIFEST, PublishError};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

/// Checks the paths of a whole site, sorted, against each other; each was checked by itself before.
pub(super) fn check_all<'a>(paths: impl Iterator<Item = &'a str>) -> Result<(), PublishError> {
    let mut spellings = BTreeMap::new();
    let mut last = "";
    for path in paths {
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        // Sorted, the files of a folder mostly follow one another.
        for prefix in folders(path).filter(|_| folder != last) {
            claim(&mut spellings, path, prefix, Role::Folder)?;
        }
        last = folder;
        claim(&mut spellings, path, path, Role::File)?;
    }
    Ok(())
}

/// Checks one path.
pub(super) fn check(path: &str) -> Result<(), &'static str> {
    if path == MANIFEST || path.starts_with(".conspectus-") {
        return Err("the name is kept for the list of published files");
    }
    if path.contains(|c: char| c.is_control() || c == '\\') {
        return Err("it has a control character or a backslash");
    }
    let odd = |name: &str| name.is_empty() || name == "." || name == "..";
    if path.split('/').any(odd) {
        return Err("it is not a plain path below the output folder");
    }
    Ok(())
}

/// The folders that a path goes through, outermost first.
pub(super) fn folders(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').map(|(at, _)| &path[..at])
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    File,
    Folder,
}

/// Notes that a name is used, unless it already is in another spelling or role.
fn claim<'a>(
    spellings: &mut BTreeMap<String, (&'a str, Role)>,
    path: &str,
    name: &'a str,
    role: Role,
) -> Result<(), PublishError> {
    let (earlier, earlier_role) = match spellings.entry(name.to_lowercase()) {
        Entry::Vacant(free) => {
            free.insert((name, role));
            return Ok(());
        }
        Entry::Occupied(taken) => *taken.get(),
    };
    if earlier != name {
        let reason =
            format!("`{earlier}` differs from it by capital letters alone, which some systems do not tell apart");
        return Err(error(path, reason));
    }
    match (earlier_role, role) {
        (Role::Folder, Role::Folder) => Ok(()),
        (Role::File, Role::File) => Err(error(path, "two files have this path")),
        _ => Err(error(path, format!("`{name}` would be both a file and a folder"))),
    }
}

/// A path that cannot be published.
pub(super) fn error(path: &str, reason: impl Into<String>) -> PublishError {
    PublishError::Path {
        path: path.to_owned(),
        reason: reason.into(),
    }
}
