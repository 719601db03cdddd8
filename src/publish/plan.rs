//! The plan: what there is in the output, compared with what there should be.

use super::manifest::{Manifest, Record};
use super::place::Place;
use super::{MANIFEST, PublishError, Published, paths};
use rayon::prelude::*;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// The files of the site, checked and sorted by path; their bytes are on the disk already.
#[derive(Debug)]
pub(super) struct Wanted {
    files: Vec<WantedFile>,
}

/// A file of the site.
#[derive(Debug)]
pub(super) struct WantedFile {
    /// Its path below the output.
    pub(super) path: String,
    /// Its hash and size.
    pub(super) record: Record,
    /// Whether it lies in the output as it should be; else it lies in the new tree.
    pub(super) kept: bool,
}

impl Wanted {
    /// Checks the paths against each other.
    pub(super) fn new(mut files: Vec<WantedFile>) -> Result<Wanted, PublishError> {
        files.par_sort_unstable_by(|a, b| a.path.cmp(&b.path));
        paths::check_all(files.iter().map(|it| it.path.as_str()))?;
        Ok(Wanted { files })
    }

    fn has(&self, path: &str) -> bool {
        self.files.binary_search_by(|it| it.path.as_str().cmp(path)).is_ok()
    }

    fn manifest(&self) -> Manifest {
        let record = |it: &WantedFile| (it.path.clone(), it.record);
        self.files.iter().map(record).collect()
    }
}

/// What lies in the output and is not ours.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Foreign {
    /// Its path below the output.
    pub(super) path: PathBuf,
    /// A folder, or anything else.
    pub(super) folder: bool,
}

/// What has to be done.
#[derive(Debug)]
pub(super) struct Plan<'a> {
    /// Files that are new or differ.
    pub(super) changed: Vec<&'a WantedFile>,
    /// Files that are there already.
    pub(super) kept: Vec<&'a WantedFile>,
    /// Files of ours that the site no longer has.
    pub(super) stale: Vec<String>,
    /// What others put there.
    pub(super) foreign: Vec<Foreign>,
    /// The manifest that is there.
    pub(super) old: Option<&'a Manifest>,
    /// The manifest that there will be.
    pub(super) new: Manifest,
}

impl<'a> Plan<'a> {
    /// Compares; an error where something foreign is in the way.
    pub(super) fn new(place: &Place, wanted: &'a Wanted, old: Option<&'a Manifest>) -> Result<Plan<'a>, PublishError> {
        let (kept, changed): (Vec<&WantedFile>, Vec<&WantedFile>) = wanted.files.iter().partition(|it| it.kept);
        let adopted: BTreeSet<&str> = match old {
            Some(_) => BTreeSet::new(),
            None => kept.iter().map(|it| it.path.as_str()).collect(),
        };
        let listed = old.map_or_else(BTreeSet::new, folders_of);
        let ours = |(path, folder): &(PathBuf, bool)| {
            plain(path).is_some_and(|path| match folder {
                true => listed.contains(&*path),
                false => old.is_some_and(|it| it.contains_key(&*path)) || adopted.contains(&*path),
            })
        };
        let (_, others): (Vec<_>, Vec<_>) = walk(&place.out)?.into_iter().partition(ours);
        let foreign = others.into_iter().map(|(path, folder)| Foreign { path, folder });
        let foreign: Vec<Foreign> = foreign.collect();
        refuse_obstacles(place, wanted, &foreign)?;
        let stale = old
            .into_iter()
            .flat_map(BTreeMap::keys)
            .filter(|path| !wanted.has(path));
        Ok(Plan {
            changed,
            kept,
            stale: stale.cloned().collect(),
            foreign,
            new: wanted.manifest(),
            old,
        })
    }

    /// Whether the output is already as it should be.
    pub(super) fn is_done(&self) -> bool {
        self.changed.is_empty() && self.old == Some(&self.new)
    }

    /// What carrying out the plan does.
    pub(super) fn published(&self) -> Published {
        Published {
            written: self.changed.len(),
            unchanged: self.kept.len(),
            removed: self.stale.len(),
            foreign_kept: self.foreign.iter().filter(|it| !it.folder).count(),
            list: None,
        }
    }
}

/// Everything in a tree but our own list and locks: paths below it, and whether each is a folder. Links are not followed.
pub(super) fn walk(root: &Path) -> Result<Vec<(PathBuf, bool)>, PublishError> {
    let mut found = Vec::new();
    let mut folders = vec![PathBuf::new()];
    while let Some(folder) = folders.pop() {
        let path = root.join(&folder);
        let entries = match fs::read_dir(&path) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound && folder.as_os_str().is_empty() => break,
            Err(error) => return Err(PublishError::io("read", &path)(error)),
        };
        for entry in entries {
            let entry = entry.map_err(PublishError::io("read", &path))?;
            let name = entry.file_name();
            let own = name.as_encoded_bytes().starts_with(MANIFEST.as_bytes());
            if own && folder.as_os_str().is_empty() && is_own(&name.to_string_lossy()) {
                continue;
            }
            let is_folder = entry.file_type().is_ok_and(|it| it.is_dir());
            let below = folder.join(name);
            if is_folder {
                folders.push(below.clone());
            }
            found.push((below, is_folder));
        }
    }
    found.par_sort_unstable();
    Ok(found)
}

fn is_own(name: &str) -> bool {
    name == MANIFEST || super::state::is_own(name)
}

/// A path below the output as the manifest writes it; `None` where it is not Unicode.
fn plain(path: &Path) -> Option<Cow<'_, str>> {
    let path = path.to_str()?;
    Some(match std::path::MAIN_SEPARATOR {
        '/' => Cow::Borrowed(path),
        separator => Cow::Owned(path.replace(separator, "/")),
    })
}

fn folders_of(manifest: &Manifest) -> BTreeSet<&str> {
    manifest.keys().flat_map(|path| paths::folders(path)).collect()
}

/// When the file at a path of the output was written; nothing where none of that many bytes lies there.
pub(super) fn modified(place: &Place, path: &str, size: u64) -> Option<SystemTime> {
    let metadata = fs::symlink_metadata(place.out.join(path)).ok()?;
    let is_same = metadata.is_file() && metadata.len() == size;
    is_same.then(|| metadata.modified().ok())?
}

/// Names everything foreign that lies where a file of the site, or a folder of one, belongs.
fn refuse_obstacles(place: &Place, wanted: &Wanted, foreign: &[Foreign]) -> Result<(), PublishError> {
    let folders: BTreeSet<&str> = wanted.files.iter().flat_map(|it| paths::folders(&it.path)).collect();
    let in_the_way = |it: &&Foreign| {
        let Some(path) = plain(&it.path) else { return false };
        wanted.has(&path)
            || (!it.folder && folders.contains(&*path))
            || paths::folders(&path).any(|folder| wanted.has(folder))
    };
    let obstacles = foreign.iter().filter(in_the_way);
    let paths: Vec<String> = obstacles.map(|it| it.path.display().to_string()).collect();
    if paths.is_empty() {
        return Ok(());
    }
    Err(PublishError::Foreign {
        out: place.out.clone(),
        paths,
    })
}
