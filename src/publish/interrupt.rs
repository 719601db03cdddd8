//! Ending early: what a publication has begun beside the output is removed before the process ends.

use super::{PublishError, locked};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard};
use std::time::Duration;

/// Whether the process is about to end.
static ENDING: AtomicBool = AtomicBool::new(false);
/// What is to be removed, the last first.
static UNFINISHED: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());
/// Held while the new tree takes the place of the old one, which is never broken off.
static EXCHANGE: Mutex<()> = Mutex::new(());

/// Removes what this process has begun beside an output and lets nothing new begin; an exchange of trees that is under
/// way is waited for. The process has to end after it: whatever still publishes waits for good.
pub fn abandon() {
    ENDING.store(true, Ordering::SeqCst);
    let exchange = locked(&EXCHANGE);
    let unfinished = locked(&UNFINISHED);
    for path in unfinished.iter().rev() {
        remove(path);
    }
    std::mem::forget((exchange, unfinished));
}

/// Threads that were writing when the process was told to end may add a file meanwhile.
fn remove(path: &Path) {
    const TRIED: u32 = 100;
    for _ in 0..TRIED {
        let _ = if path.is_dir() {
            fs::remove_dir_all(path)
        } else {
            fs::remove_file(path)
        };
        if fs::symlink_metadata(path).is_err() {
            return;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// Notes what is about to be made.
pub(super) fn begins(path: &Path) {
    locked(&UNFINISHED).push(path.to_owned());
}

/// Notes that it is gone, or needs no removal.
pub(super) fn ended(path: &Path) {
    locked(&UNFINISHED).retain(|it| it != path);
}

/// Refuses to go on when the process is about to end.
pub(super) fn check() -> Result<(), PublishError> {
    if ENDING.load(Ordering::SeqCst) {
        return Err(PublishError::Interrupted);
    }
    Ok(())
}

/// From here on the publication is not broken off, until the guard is let go.
pub(super) fn exchange() -> Result<MutexGuard<'static, ()>, PublishError> {
    let guard = locked(&EXCHANGE);
    check()?;
    Ok(guard)
}
