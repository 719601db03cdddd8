//! The lock that keeps two builds from publishing to one folder at once; it ends with the process that holds it.

use super::place::Place;
use super::{PublishError, interrupt};
use std::fs::{self, File, TryLockError};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

/// The name of its file in an output beside which nothing can be written.
const IN_PLACE: &str = ".conspectus-lock";

/// How the output can be replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// As a whole: a new tree can be made beside it.
    Exchange,
    /// File by file: nothing can be made beside it, or it is a mount point.
    InPlace,
}

/// The lock, held; the file goes when it is let go.
#[derive(Debug)]
pub(super) struct Lock {
    path: PathBuf,
    way: Way,
    _file: File,
}

impl Lock {
    /// Takes the lock, or says who holds it.
    pub(super) fn acquire(place: &Place) -> Result<Lock, PublishError> {
        let beside = place.beside("lock");
        match open(&beside) {
            Ok(file) => {
                let way = if is_mount_point(place) {
                    Way::InPlace
                } else {
                    Way::Exchange
                };
                hold(place, beside, file, way)
            }
            Err(error) if place.exists() && is_refusal(&error) => {
                let inside = place.out.join(IN_PLACE);
                let file = open(&inside).map_err(PublishError::io("write", &inside))?;
                hold(place, inside, file, Way::InPlace)
            }
            Err(error) => Err(PublishError::io("write", &beside)(error)),
        }
    }

    /// How the output can be replaced.
    pub(super) fn way(&self) -> Way {
        self.way
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Only where `hold` notices that a file it waited for is gone.
        if cfg!(unix) {
            let _ = fs::remove_file(&self.path);
        }
        interrupt::ended(&self.path);
    }
}

/// Removes what a killed run left, also where nothing else is to be done: the file of its lock is there and nobody holds
/// it. What cannot be removed now is left to a run that publishes.
pub(super) fn clean_up(place: &Place) {
    let files = [place.beside("lock"), place.out.join(IN_PLACE)];
    if files.iter().any(|it| it.exists())
        && let Ok(_lock) = Lock::acquire(place)
    {
        let _ = place.clean_up();
    }
}

fn hold(place: &Place, path: PathBuf, mut file: File, way: Way) -> Result<Lock, PublishError> {
    loop {
        match file.try_lock() {
            Ok(()) => {}
            // A file system without locks: better to publish than never to.
            Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => {}
            Err(TryLockError::Error(error)) => return Err(PublishError::io("lock", &path)(error)),
            Err(TryLockError::WouldBlock) => return Err(busy(place, file)),
        }
        if is_still(&file, &path) {
            break;
        }
        // The run before us removed the file between our opening and our locking it.
        file = open(&path).map_err(PublishError::io("write", &path))?;
    }
    interrupt::begins(&path);
    let written = file.set_len(0).and_then(|()| write!(file, "{}", std::process::id()));
    let lock = Lock { path, way, _file: file };
    written.map_err(PublishError::io("write", &lock.path))?;
    Ok(lock)
}

fn open(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.read(true).write(true).create(true).truncate(false).open(path)
}

fn busy(place: &Place, mut file: File) -> PublishError {
    let mut text = String::new();
    let _ = file.read_to_string(&mut text);
    PublishError::Busy {
        out: place.out.clone(),
        process: text.trim().parse().ok(),
    }
}

pub(super) fn is_refusal(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem
    )
}

#[cfg(unix)]
fn is_still(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let id = |it: fs::Metadata| (it.dev(), it.ino());
    match (file.metadata(), fs::metadata(path)) {
        (Ok(held), Ok(there)) => id(held) == id(there),
        _ => false,
    }
}

#[cfg(not(unix))]
fn is_still(_: &File, _: &Path) -> bool {
    true
}

#[cfg(unix)]
fn is_mount_point(place: &Place) -> bool {
    use std::os::unix::fs::MetadataExt;
    let device = |path: &Path| fs::metadata(path).map(|it| it.dev()).ok();
    place.exists() && device(&place.out) != device(&place.parent)
}

#[cfg(not(unix))]
fn is_mount_point(_: &Place) -> bool {
    false
}
