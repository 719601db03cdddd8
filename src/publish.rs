//! Publishing: makes an output folder hold exactly the files of a site, all or nothing.
//!
//! A whole new tree is written beside the output, with hard links for what did not change, and the two are exchanged.
//! Whoever reads the output, and whoever ends the program at any moment, finds the old tree or the new one:
//!
//! | where | what happens at the exchange |
//! |---|---|
//! | Linux | one step (`renameat2` with `EXCHANGE`); the data is on the disk before it |
//! | elsewhere, and file systems that cannot exchange | two renames; if the program ends between them, the next run undoes the first |
//! | an output that cannot be moved: a mount point, a parent without permission | new files are written aside, then moved in one by one, the manifest last |
//!
//! Rewriting files in place would be slower as well: ext4 forces each truncated or replaced file to the disk.

#![expect(clippy::disallowed_methods, reason = "the room that writes the output")]

mod error;
mod in_place;
mod lock;
mod manifest;
mod paths;
mod place;
mod plan;
mod stage;

pub use error::PublishError;
pub use manifest::FILE_NAME as MANIFEST;

use crate::render::OutputFile;
use lock::{Lock, Way};
use place::Place;
use plan::{Plan, Wanted};
use std::path::Path;

/// What publishing did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Published {
    /// Files written because they are new or differ.
    pub written: usize,
    /// Files that stayed as they were.
    pub unchanged: usize,
    /// Files of an earlier run that the site no longer has.
    pub removed: usize,
    /// Files of others in the folder, which stayed.
    pub foreign_kept: usize,
}

impl Published {
    /// Whether a reader of the folder sees anything new.
    pub fn changed(self) -> bool {
        self.written + self.removed > 0
    }
}

/// Makes the folder `out` hold exactly these files, beside those that others put there.
///
/// # Errors
/// The folder is left as it was when a path cannot be used, a file of others is in the way, the folder must not be
/// written to, another build is publishing, or the system refuses a step (permission, space).
pub fn publish(out: &Path, files: Vec<OutputFile>) -> Result<Published, PublishError> {
    run(out, files, Durability::Disk)
}

/// The same without waiting for the disk: a preview is rebuilt after a power cut anyway.
///
/// # Errors
/// As [`publish`].
pub fn preview(out: &Path, files: Vec<OutputFile>) -> Result<Published, PublishError> {
    run(out, files, Durability::Memory)
}

/// Refuses an output folder that holds the sources of the site, or lies among them.
///
/// # Errors
/// [`PublishError::Refused`], with the reason.
pub fn check_output(site: &Path, out: &Path) -> Result<(), PublishError> {
    place::apart_from_sources(site, out)
}

/// What the new tree must survive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Durability {
    /// The end of the program.
    Memory,
    /// A power cut as well.
    Disk,
}

fn run(out: &Path, files: Vec<OutputFile>, durability: Durability) -> Result<Published, PublishError> {
    let wanted = Wanted::new(files)?;
    let place = Place::find(out)?;
    // With nothing to do nothing is touched, not even a lock. What is wrong is found again under the lock.
    if plan::is_listed(&place, &wanted)
        && let Ok(plan) = Plan::new(&place, &wanted)
        && plan.is_done()
    {
        return Ok(plan.published());
    }
    place.create_parent()?;
    let lock = Lock::acquire(&place)?;
    place.clean_up()?;
    let plan = Plan::new(&place, &wanted)?;
    if !plan.is_done() {
        let exchanged = lock.way() == Way::Exchange && stage::publish(&place, &plan, durability)?;
        if !exchanged {
            in_place::publish(&place, &plan)?;
        }
    }
    Ok(plan.published())
}
