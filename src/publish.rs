//! Publishing: makes an output folder hold exactly the files of a site, all or nothing.
//!
//! A whole new tree is written beside the output, with hard links for what did not change, and the two are exchanged.
//! Files are written as they come, so that a site is never held in memory as a whole.
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
mod files;
mod in_place;
mod interrupt;
mod lock;
mod made;
mod manifest;
mod paths;
mod place;
mod plan;
mod stage;
mod state;

pub use error::PublishError;
pub use files::{files, read};
pub use interrupt::abandon;
pub use manifest::FILE_NAME as MANIFEST;
pub use state::{remember, unchanged};

use crate::render::OutputFile;
use blake3::Hash;
use lock::{Lock, Way};
use manifest::{Manifest, Record};
use place::Place;
use plan::{Plan, Wanted, WantedFile};
use rayon::prelude::*;
use stage::Staging;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

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
    /// The hash of the list of our files that is in the folder.
    list: Option<Hash>,
}

impl Published {
    /// Whether a reader of the folder sees anything new.
    pub fn changed(self) -> bool {
        self.written + self.removed > 0
    }

    /// Notes what the pages were made from that were published, for [`Publication::made`].
    pub fn remember(self, out: &Path, pages: &BTreeMap<String, Hash>) {
        if let (Some(list), Ok(place)) = (&self.list, Place::find(out)) {
            made::remember(&place, list, pages);
        }
    }
}

/// Makes the folder `out` hold exactly these files, beside those that others put there.
///
/// # Errors
/// The folder is left as it was when a path cannot be used, a file of others is in the way, the folder must not be
/// written to, another build is publishing, or the system refuses a step (permission, space).
pub fn publish(out: &Path, files: Vec<OutputFile>) -> Result<Published, PublishError> {
    let publication = Publication::begin(out)?;
    files.into_par_iter().for_each(|file| publication.take(file));
    publication.finish()
}

/// The same without waiting for the disk: a preview is rebuilt after a power cut anyway.
///
/// # Errors
/// As [`publish`].
pub fn preview(out: &Path, files: Vec<OutputFile>) -> Result<Published, PublishError> {
    let publication = Publication::preview(out)?;
    files.into_par_iter().for_each(|file| publication.take(file));
    publication.finish()
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

/// A publication under way: it takes the files of the site as they are made, from several threads at once, and readers
/// see nothing of it until it is finished. One that is dropped before leaves the output as it was.
#[derive(Debug)]
pub struct Publication {
    place: Place,
    durability: Durability,
    /// The list that is in the output, as it is written and as it is understood.
    listed: Option<String>,
    old: Option<Manifest>,
    /// When the list was written, which is after the files that it names.
    listed_at: Option<SystemTime>,
    taken: Mutex<Vec<WantedFile>>,
    /// What went wrong first.
    failed: Mutex<Option<PublishError>>,
    new_tree: Mutex<Option<NewTree>>,
}

/// The new tree; it is begun with the first file that differs, so that a build that changes nothing touches nothing.
#[derive(Debug)]
struct NewTree {
    // Dropped in this order: what is left of the tree is removed before another build may begin.
    staging: Staging,
    folders: BTreeSet<String>,
    lock: Lock,
}

impl Publication {
    /// Begins to publish to the folder `out`.
    ///
    /// # Errors
    /// When the folder must not be written to, or its list cannot be read.
    pub fn begin(out: &Path) -> Result<Publication, PublishError> {
        Publication::new(out, Durability::Disk)
    }

    /// The same without waiting for the disk at the end.
    ///
    /// # Errors
    /// As [`Publication::begin`].
    pub fn preview(out: &Path) -> Result<Publication, PublishError> {
        Publication::new(out, Durability::Memory)
    }

    fn new(out: &Path, durability: Durability) -> Result<Publication, PublishError> {
        let place = Place::find(out)?;
        // A run that was killed between two renames is undone before anything is compared.
        let new_tree = if place.exists() {
            lock::clean_up(&place);
            None
        } else {
            Some(NewTree::begin(&place)?)
        };
        let listed = manifest::read(&place.out)?;
        let old = listed.as_deref().map(|text| manifest::parsed(&place.out, text));
        let listed_at = std::fs::symlink_metadata(place.out.join(MANIFEST)).and_then(|it| it.modified());
        Ok(Publication {
            old: old.transpose()?,
            listed_at: listed_at.ok(),
            listed,
            durability,
            taken: Mutex::default(),
            failed: Mutex::default(),
            new_tree: Mutex::new(new_tree),
            place,
        })
    }

    /// Takes a file of the site. What cannot be written is told by [`Publication::finish`].
    pub fn take(&self, file: OutputFile) {
        if let Err(error) = self.stage(file) {
            locked(&self.failed).get_or_insert(error);
        }
    }

    fn stage(&self, file: OutputFile) -> Result<(), PublishError> {
        let OutputFile { path, bytes } = file;
        paths::check(&path).map_err(|reason| paths::error(&path, reason))?;
        let record = Record::of(&bytes);
        let kept = self.has(&path, record, &bytes);
        let written = if kept {
            Ok(())
        } else {
            self.room(&path).and_then(|room| stage::write_new(&room, &bytes))
        };
        // Also where it could not be written: that another file has its path is the better reason.
        locked(&self.taken).push(WantedFile { path, record, kept });
        written
    }

    /// Whether the output has that file already, as ours or as one that somebody copied here without our list. What changed
    /// after our list was written is compared: somebody else wrote it.
    fn has(&self, path: &str, record: Record, bytes: &[u8]) -> bool {
        if self.old.as_ref().is_some_and(|old| old.get(path) != Some(&record)) {
            return false;
        }
        let Some(modified) = plan::modified(&self.place, path, record.size) else {
            return false;
        };
        let is_older = self.listed_at.is_some_and(|listed| modified < listed);
        is_older || std::fs::read(self.place.out.join(path)).is_ok_and(|it| it == bytes)
    }

    /// Where a file of the new tree is written, in a folder that is there.
    fn room(&self, path: &str) -> Result<std::path::PathBuf, PublishError> {
        let mut new_tree = locked(&self.new_tree);
        let new_tree = match &mut *new_tree {
            Some(new_tree) => new_tree,
            none => none.insert(self.new_tree()?),
        };
        let staging = &new_tree.staging.path;
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        if !folder.is_empty() && !new_tree.folders.contains(folder) {
            stage::create_folders(staging, paths::folders(path).map(Path::new))?;
            new_tree.folders.insert(folder.to_owned());
        }
        Ok(staging.join(path))
    }

    /// Begins the new tree. What was compared so far must still hold under the lock.
    fn new_tree(&self) -> Result<NewTree, PublishError> {
        let new_tree = NewTree::begin(&self.place)?;
        if manifest::read(&self.place.out)? != self.listed {
            return Err(PublishError::Busy {
                out: self.place.out.clone(),
                process: None,
            });
        }
        Ok(new_tree)
    }

    /// The fingerprints of what the pages in the output were made from, by their paths, as far as they were noted.
    pub fn made(&self) -> BTreeMap<String, Hash> {
        let listed = self.listed.as_ref();
        listed.map(|list| made::read(&self.place, list)).unwrap_or_default()
    }

    /// A file of ours in the output; nothing where it is not as it was published.
    pub fn published(&self, path: &str) -> Option<Vec<u8>> {
        let record = self.old.as_ref()?.get(path)?;
        let bytes = std::fs::read(self.place.out.join(path)).ok()?;
        (Record::of(&bytes) == *record).then_some(bytes)
    }

    /// The paths of the files taken so far that differ from those in the output.
    pub fn news(&self) -> Vec<String> {
        let taken = locked(&self.taken);
        let news = taken.iter().filter(|it| !it.kept);
        news.map(|it| it.path.clone()).collect()
    }

    /// Makes the output hold exactly the files that were taken, beside those that others put there.
    ///
    /// # Errors
    /// As [`publish`]: the output is left as it was.
    pub fn finish(self) -> Result<Published, PublishError> {
        let wanted = Wanted::new(std::mem::take(&mut *locked(&self.taken)))?;
        if let Some(error) = locked(&self.failed).take() {
            return Err(error);
        }
        let plan = Plan::new(&self.place, &wanted, self.old.as_ref())?;
        let list = manifest::text(&plan.new);
        let published = Published {
            list: Some(blake3::hash(list.as_bytes())),
            ..plan.published()
        };
        if plan.is_done() {
            return Ok(published);
        }
        let begun = locked(&self.new_tree).take();
        let new_tree = match begun {
            Some(new_tree) => new_tree,
            None => self.new_tree()?,
        };
        // Held until the old tree is gone.
        let exchange = interrupt::exchange()?;
        let replaced = self.replace(&new_tree, &plan, &list);
        drop(new_tree);
        drop(exchange);
        replaced?;
        Ok(published)
    }

    /// Puts the new tree in the place of the old one.
    fn replace(&self, new_tree: &NewTree, plan: &Plan<'_>, list: &str) -> Result<(), PublishError> {
        let at_once = new_tree.lock.way() == Way::Exchange;
        let exchanged = at_once && stage::publish(&new_tree.staging, &self.place, plan, list, self.durability)?;
        if !exchanged {
            in_place::publish(&self.place, plan, list, &new_tree.staging.path)?;
        }
        Ok(())
    }
}

impl NewTree {
    fn begin(place: &Place) -> Result<NewTree, PublishError> {
        place.create_parent()?;
        let lock = Lock::acquire(place)?;
        place.clean_up()?;
        let name = format!("new-{}", std::process::id());
        let path = match lock.way() {
            Way::Exchange => place.beside(&name),
            Way::InPlace => place.out.join(format!(".conspectus-{name}")),
        };
        Ok(NewTree {
            staging: Staging::create(path)?,
            folders: BTreeSet::new(),
            lock,
        })
    }
}

/// A thread that panicked elsewhere has not left anything half-done in these.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
