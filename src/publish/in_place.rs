//! Publishing file by file into an output that cannot be exchanged as a whole.
//!
//! All new files are first written aside, so that a full disk changes nothing; then each takes its place. The manifest
//! that is there meanwhile lists old and new files as ours and the changing ones as in doubt, so that a run after a
//! killed one writes those again and mistakes none for foreign.

use super::manifest::{self, Manifest, Record};
use super::place::Place;
use super::plan::Plan;
use super::stage::{Staging, create_folders, folders_of, write_new};
use super::{MANIFEST, PublishError};
use rayon::prelude::*;
use std::fs;
use std::io;
use std::path::Path;

/// Carries out the plan in the output itself; `list` is the new list of our files, `new_tree` holds those that are new or
/// differ.
pub(super) fn publish(place: &Place, plan: &Plan<'_>, list: &str, new_tree: &Path) -> Result<(), PublishError> {
    let staging = Staging::create(
        place
            .out
            .join(format!(".conspectus-new-{}-in-place", std::process::id())),
    )?;
    let aside = |number: usize| staging.path.join(number.to_string());
    let changed = plan.changed.par_iter().enumerate();
    changed.try_for_each(|(number, it)| bring(&new_tree.join(&it.path), &aside(number)))?;
    let (journal, final_list) = (staging.path.join("journal"), staging.path.join("manifest"));
    write_new(&journal, manifest::text(&in_doubt(plan)).as_bytes())?;
    write_new(&final_list, list.as_bytes())?;

    let listed = place.out.join(MANIFEST);
    fs::rename(&journal, &listed).map_err(PublishError::io("write", &listed))?;
    remove(place, plan.stale.iter().map(String::as_str))?;
    let paths = plan.changed.iter().map(|it| Path::new(it.path.as_str()));
    create_folders(&place.out, folders_of(paths))?;
    let changed = plan.changed.par_iter().enumerate();
    changed.try_for_each(|(number, it)| put(&aside(number), &place.out.join(&it.path)))?;
    fs::rename(&final_list, &listed).map_err(PublishError::io("write", &listed))
}

/// The list that holds while files are being replaced.
fn in_doubt(plan: &Plan<'_>) -> Manifest {
    let mut list = plan.old.cloned().unwrap_or_default();
    list.extend(plan.new.clone());
    let changing = plan.changed.iter().map(|it| it.path.clone());
    list.extend(
        changing
            .chain(plan.stale.iter().cloned())
            .map(|path| (path, Record::IN_DOUBT)),
    );
    list
}

/// Removes files of ours, and the folders that are empty without them.
fn remove<'a>(place: &Place, stale: impl Iterator<Item = &'a str>) -> Result<(), PublishError> {
    for path in stale {
        unlink(&place.out.join(path))?;
        let folders = Path::new(path).ancestors().skip(1);
        for folder in folders.filter(|it| !it.as_os_str().is_empty()) {
            // A folder that still holds something stays.
            if fs::remove_dir(place.out.join(folder)).is_err() {
                break;
            }
        }
    }
    Ok(())
}

/// Brings a file of the new tree into the output's own folder: under a second name, or copied from another file system.
fn bring(from: &Path, to: &Path) -> Result<(), PublishError> {
    let brought = fs::hard_link(from, to).or_else(|_| fs::copy(from, to).map(|_| ()));
    brought.map_err(PublishError::io("write", to))
}

/// Removing first and renaming then: a rename over an existing file would wait for the disk.
fn put(from: &Path, to: &Path) -> Result<(), PublishError> {
    unlink(to)?;
    fs::rename(from, to).map_err(PublishError::io("write", to))
}

fn unlink(path: &Path) -> Result<(), PublishError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(PublishError::io("remove", path)(error)),
        _ => Ok(()),
    }
}
