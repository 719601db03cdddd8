//! The staging tree: the whole new output, made beside the old one and exchanged for it.

use super::interrupt;
use super::manifest::Manifest;
use super::place::Place;
use super::plan::{Foreign, Plan, WantedFile, walk};
use super::{Durability, MANIFEST, PublishError};
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Completes the new tree, which holds what is new or differs, and puts it in the place of the old one; `false` where the
/// output cannot be exchanged.
pub(super) fn publish(
    staging: &Staging,
    place: &Place,
    plan: &Plan<'_>,
    list: &str,
    durability: Durability,
) -> Result<bool, PublishError> {
    fill(&staging.path, place, plan, list)?;
    if durability == Durability::Disk {
        sync(&staging.path)?;
    }
    if !place.exists() {
        fs::rename(&staging.path, &place.out).map_err(PublishError::io("create", &place.out))?;
        return Ok(true);
    }
    let exchanged = exchange(&staging.path, place)?;
    if exchanged {
        rescue(&staging.path, place, plan)?;
    }
    Ok(exchanged)
}

/// A folder that goes when it is no longer needed: the unfinished new tree, or after the exchange the old one.
#[derive(Debug)]
pub(super) struct Staging {
    /// The folder.
    pub(super) path: PathBuf,
}

impl Staging {
    /// Makes it, empty.
    pub(super) fn create(path: PathBuf) -> Result<Staging, PublishError> {
        interrupt::begins(&path);
        let staging = Staging { path };
        fs::create_dir(&staging.path).map_err(PublishError::io("create", &staging.path))?;
        Ok(staging)
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        // What cannot be removed now is removed by the next run.
        let _ = fs::remove_dir_all(&self.path);
        interrupt::ended(&self.path);
    }
}

/// Creates a file that is not there yet. No existing file is ever written through: it may be a link of a published one.
pub(super) fn write_new(path: &Path, bytes: &[u8]) -> Result<(), PublishError> {
    interrupt::check()?;
    let file = File::options().write(true).create_new(true).open(path);
    let written = file.and_then(|mut file| file.write_all(bytes));
    written.map_err(PublishError::io("write", path))
}

/// Makes folders, outermost first.
pub(super) fn create_folders<'a>(root: &Path, folders: impl IntoIterator<Item = &'a Path>) -> Result<(), PublishError> {
    for folder in folders {
        let path = root.join(folder);
        match fs::create_dir(&path) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
                return Err(PublishError::io("create", &path)(error));
            }
            _ => {}
        }
    }
    Ok(())
}

/// The folders that these files lie in, outermost first.
pub(super) fn folders_of<'a>(paths: impl IntoIterator<Item = &'a Path>) -> BTreeSet<&'a Path> {
    let above = paths.into_iter().flat_map(|path| path.ancestors().skip(1));
    above.filter(|folder| !folder.as_os_str().is_empty()).collect()
}

fn fill(staging: &Path, place: &Place, plan: &Plan<'_>, list: &str) -> Result<(), PublishError> {
    let files = plan.changed.iter().chain(&plan.kept);
    let files = files.map(|it| Path::new(it.path.as_str()));
    let mut folders = folders_of(files.chain(plan.foreign.iter().map(|it| it.path.as_path())));
    folders.extend(plan.foreign.iter().filter(|it| it.folder).map(|it| it.path.as_path()));
    create_folders(staging, folders.iter().copied())?;
    plan.kept.par_iter().try_for_each(|it| keep(staging, place, it))?;
    let foreign = plan.foreign.par_iter().filter(|it| !it.folder);
    foreign.try_for_each(|it| carry(staging, place, it))?;
    write_new(&staging.join(MANIFEST), list.as_bytes())?;
    let root = Path::new("");
    for folder in folders.into_iter().rev().chain([root]) {
        copy_permissions(&place.out.join(folder), &staging.join(folder))?;
    }
    Ok(())
}

/// A file of ours that did not change: the same file under a second name, or a copy where the file system has none.
fn keep(staging: &Path, place: &Place, wanted: &WantedFile) -> Result<(), PublishError> {
    let (from, to) = (place.out.join(&wanted.path), staging.join(&wanted.path));
    if fs::hard_link(&from, &to).is_ok() {
        return Ok(());
    }
    fs::copy(&from, &to).map_err(PublishError::io("write", &to))?;
    Ok(())
}

/// A file of others: the same file under a second name, or a copy where the file system has no such names.
fn carry(staging: &Path, place: &Place, foreign: &Foreign) -> Result<(), PublishError> {
    let (from, to) = (place.out.join(&foreign.path), staging.join(&foreign.path));
    if fs::hard_link(&from, &to).is_ok() {
        return Ok(());
    }
    let copied = if from.is_symlink() {
        fs::read_link(&from).and_then(|target| symbolic_link(&target, &to))
    } else if from.is_file() {
        fs::copy(&from, &to).map(|_| ())
    } else {
        Err(io::Error::other("it is neither a file nor a link"))
    };
    copied.map_err(PublishError::io("carry over", &from))
}

#[cfg(unix)]
fn symbolic_link(target: &Path, link: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(target, link)
}

#[cfg(not(unix))]
fn symbolic_link(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::Error::from(io::ErrorKind::Unsupported))
}

/// Gives a folder of the new tree the permissions that it had in the old one.
fn copy_permissions(from: &Path, to: &Path) -> Result<(), PublishError> {
    let (Ok(old), Ok(new)) = (fs::symlink_metadata(from), fs::metadata(to)) else {
        return Ok(());
    };
    if !old.is_dir() || old.permissions() == new.permissions() {
        return Ok(());
    }
    fs::set_permissions(to, old.permissions()).map_err(PublishError::io("set the permissions of", to))
}

/// Waits until the new tree is on the disk, so that a power cut after the exchange finds it whole.
#[cfg(any(target_os = "linux", target_os = "android"))]
fn sync(staging: &Path) -> Result<(), PublishError> {
    let done = File::open(staging).and_then(|folder| Ok(rustix::fs::syncfs(folder)?));
    done.map_err(PublishError::io("write to the disk", staging))
}

#[cfg(not(any(target_os = "linux", target_os = "android")))]
fn sync(_: &Path) -> Result<(), PublishError> {
    Ok(())
}

/// Exchanges the new tree, at `staging`, with the old one; `false` where the output cannot be moved.
fn exchange(staging: &Path, place: &Place) -> Result<bool, PublishError> {
    let exchanged = match exchange_at_once(staging, &place.out) {
        Err(error) if cannot_exchange(&error) => exchange_in_two(staging, place),
        result => result,
    };
    match exchanged {
        Ok(()) => Ok(true),
        Err(error) if cannot_move(&error) => Ok(false),
        Err(error) => Err(PublishError::io("replace", &place.out)(error)),
    }
}

#[cfg(any(target_os = "linux", target_os = "android"))]
fn exchange_at_once(staging: &Path, out: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    Ok(renameat_with(CWD, staging, CWD, out, RenameFlags::EXCHANGE)?)
}

#[cfg(not(any(target_os = "linux", target_os = "android")))]
fn exchange_at_once(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::Error::from(io::ErrorKind::Unsupported))
}

/// Two renames. If the program ends between them, [`Place::clean_up`] of the next run brings the old tree back.
fn exchange_in_two(staging: &Path, place: &Place) -> io::Result<()> {
    let old = place.beside("old");
    fs::rename(&place.out, &old)?;
    if let Err(error) = fs::rename(staging, &place.out) {
        fs::rename(&old, &place.out)?;
        return Err(error);
    }
    fs::rename(&old, staging)
}

/// Whether the system knows no exchange of two folders here.
fn cannot_exchange(error: &io::Error) -> bool {
    // Linux says `EINVAL` where the file system has no exchange, and `ENOSYS` where the kernel has none.
    matches!(error.kind(), io::ErrorKind::Unsupported | io::ErrorKind::InvalidInput)
}

/// Whether this folder has to stay where it is: a mount point, a layer of a container, somebody else's folder.
fn cannot_move(error: &io::Error) -> bool {
    use io::ErrorKind as Kind;
    matches!(
        error.kind(),
        Kind::ResourceBusy | Kind::CrossesDevices | Kind::PermissionDenied
    )
}

/// Moves to the new tree what others put into the old one while we were working.
fn rescue(old: &Path, place: &Place, plan: &Plan<'_>) -> Result<(), PublishError> {
    for (path, folder) in walk(old)? {
        let seen = plan.foreign.binary_search_by(|it| it.path.cmp(&path)).is_ok();
        let ours = |manifest: &Manifest| path.to_str().is_some_and(|it| manifest.contains_key(it));
        let to = place.out.join(&path);
        if folder || seen || plan.old.is_some_and(ours) || fs::symlink_metadata(&to).is_ok() {
            continue;
        }
        create_folders(&place.out, folders_of([path.as_path()]))?;
        fs::rename(old.join(&path), &to).map_err(PublishError::io("carry over", &to))?;
    }
    Ok(())
}
