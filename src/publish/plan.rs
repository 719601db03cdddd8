//! The plan: what there is in the output, compared with what there should be.

use super::manifest::{self, Manifest, Record};
use super::place::Place;
use super::{MANIFEST, PublishError, Published, paths};
use crate::render::OutputFile;
use rayon::prelude::*;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The files of the site, checked, hashed and sorted by path.
#[derive(Debug)]
pub(super) struct Wanted {
    files: Vec<WantedFile>,
}

/// A file of the site.
#[derive(Debug)]
pub(super) struct WantedFile {
    /// The file.
    pub(super) file: OutputFile,
    record: Record,
}

impl Wanted {
    /// Checks the paths and hashes the bytes.
    pub(super) fn new(mut files: Vec<OutputFile>) -> Result<Wanted, PublishError> {
        files.par_sort_unstable_by(|a, b| a.path.cmp(&b.path));
        paths::check_all(&files)?;
        let hashed = files.into_par_iter().map(|file| WantedFile {
            record: Record::of(&file.bytes),
            file,
        });
        Ok(Wanted {
            files: hashed.collect(),
        })
    }

    fn has(&self, path: &str) -> bool {
        self.files
            .binary_search_by(|it| it.file.path.as_str().cmp(path))
            .is_ok()
    }

    fn manifest(&self) -> Manifest {
        let record = |it: &WantedFile| (it.file.path.clone(), it.record);
        self.files.iter().map(record).collect()
    }
}

/// Whether the list in the output is already that of these files: a quick answer before the whole comparison.
pub(super) fn is_listed(place: &Place, wanted: &Wanted) -> bool {
    let same = |old: &Manifest| {
        let listed = old.iter().map(|(path, record)| (path.as_str(), *record));
        listed.eq(wanted.files.iter().map(|it| (it.file.path.as_str(), it.record)))
    };
    matches!(manifest::read(&place.out), Ok(Some(old)) if same(&old))
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
    /// Files to write.
    pub(super) changed: Vec<&'a WantedFile>,
    /// Files that are there already.
    pub(super) kept: Vec<&'a WantedFile>,
    /// Files of ours that the site no longer has.
    pub(super) stale: Vec<String>,
    /// What others put there.
    pub(super) foreign: Vec<Foreign>,
    /// The manifest that is there.
    pub(super) old: Option<Manifest>,
    /// The manifest that there will be.
    pub(super) new: Manifest,
}

impl<'a> Plan<'a> {
    /// Compares; an error where something foreign is in the way.
    pub(super) fn new(place: &Place, wanted: &'a Wanted) -> Result<Plan<'a>, PublishError> {
        let old = manifest::read(&place.out)?;
        let there = walk(&place.out)?;
        let adopted = match old {
            Some(_) => BTreeSet::new(),
            None => identical(place, wanted, &there),
        };
        let listed = old.as_ref().map_or_else(BTreeSet::new, folders_of);
        let ours = |(path, folder): &(PathBuf, bool)| {
            plain(path).is_some_and(|path| match folder {
                true => listed.contains(&*path),
                false => old.as_ref().is_some_and(|it| it.contains_key(&*path)) || adopted.contains(&*path),
            })
        };
        let (_, others): (Vec<_>, Vec<_>) = there.into_iter().partition(ours);
        let foreign = others.into_iter().map(|(path, folder)| Foreign { path, folder });
        let foreign: Vec<Foreign> = foreign.collect();
        refuse_obstacles(place, wanted, &foreign)?;
        let is_there = |it: &&WantedFile| match &old {
            Some(old) => old.get(&it.file.path) == Some(&it.record) && has_size(place, it),
            None => adopted.contains(it.file.path.as_str()),
        };
        let (kept, changed) = wanted.files.par_iter().partition(is_there);
        let stale = old.iter().flat_map(BTreeMap::keys).filter(|path| !wanted.has(path));
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
        self.changed.is_empty() && self.old.as_ref() == Some(&self.new)
    }

    /// What carrying out the plan does.
    pub(super) fn published(&self) -> Published {
        Published {
            written: self.changed.len(),
            unchanged: self.kept.len(),
            removed: self.stale.len(),
            foreign_kept: self.foreign.iter().filter(|it| !it.folder).count(),
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
    name == MANIFEST || name == ".conspectus-lock" || name.starts_with(".conspectus-new-")
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

fn has_size(place: &Place, wanted: &WantedFile) -> bool {
    let metadata = fs::symlink_metadata(place.out.join(&wanted.file.path));
    metadata.is_ok_and(|it| it.is_file() && it.len() == wanted.record.size)
}

/// Files that somebody copied here without our list and that hold what we would write.
fn identical<'a>(place: &Place, wanted: &'a Wanted, there: &[(PathBuf, bool)]) -> BTreeSet<&'a str> {
    if there.is_empty() {
        return BTreeSet::new();
    }
    let same = wanted.files.par_iter().filter(|it| {
        let bytes = || fs::read(place.out.join(&it.file.path));
        has_size(place, it) && bytes().is_ok_and(|bytes| bytes == it.file.bytes)
    });
    let same: Vec<&str> = same.map(|it| it.file.path.as_str()).collect();
    same.into_iter().collect()
}

/// Names everything foreign that lies where a file of the site, or a folder of one, belongs.
fn refuse_obstacles(place: &Place, wanted: &Wanted, foreign: &[Foreign]) -> Result<(), PublishError> {
    let folders: BTreeSet<&str> = wanted
        .files
        .iter()
        .flat_map(|it| paths::folders(&it.file.path))
        .collect();
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
