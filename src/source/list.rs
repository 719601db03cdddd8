//! What lies in folders: names in their order, and what the disk tells of each file without reading it.

use rayon::prelude::*;
use std::ffi::{OsStr, OsString};
use std::fs::{self, Metadata};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// What something in a folder is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sort {
    File,
    Folder,
    Link,
    /// A pipe or a device.
    Other,
}

/// What is known of a file that was not read: two that agree in all of it, and lay at one path, hold the same, unless the
/// second was written within a tick of the clock after the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Told {
    pub(super) sort: Sort,
    pub(super) size: u64,
    /// When its text was changed last, in nanoseconds since 1970.
    pub(super) modified: i64,
    /// When anything about it was changed last, its names on the disk included.
    pub(super) changed: i64,
    /// Its number on the disk, and that of the disk.
    pub(super) number: (u64, u64),
}

/// The coarsest clock of a file system: FAT counts in steps of two seconds.
const TICK: Duration = Duration::from_secs(2);

impl Told {
    pub(super) fn of(data: &Metadata) -> Told {
        let kind = data.file_type();
        let sort = match () {
            () if kind.is_file() => Sort::File,
            () if kind.is_dir() => Sort::Folder,
            () if kind.is_symlink() => Sort::Link,
            () => Sort::Other,
        };
        let (modified, changed, number) = times(data);
        Told {
            sort,
            size: data.len(),
            modified,
            changed,
            number,
        }
    }

    /// Whether a file that is read at that moment can have been written so long before that any other text of it would be
    /// told apart.
    pub(super) fn is_settled(&self, moment: SystemTime) -> bool {
        let nanoseconds = |it: Duration| i64::try_from(it.as_nanos()).unwrap_or(i64::MAX);
        let moment = moment.duration_since(UNIX_EPOCH).map_or(0, nanoseconds);
        self.modified.max(self.changed) < moment.saturating_sub(nanoseconds(TICK))
    }

    /// Whether it was changed so shortly before that moment, by a clock that counts whole seconds, that another change could
    /// not be told from that one.
    pub(super) fn is_blurred(&self, moment: SystemTime) -> bool {
        const SECOND: i64 = 1_000_000_000;
        self.modified % SECOND == 0 && self.changed % SECOND == 0 && !self.is_settled(moment)
    }
}

#[cfg(unix)]
fn times(data: &Metadata) -> (i64, i64, (u64, u64)) {
    use std::os::unix::fs::MetadataExt;
    let nanoseconds = |seconds: i64, rest: i64| seconds.wrapping_mul(1_000_000_000).wrapping_add(rest);
    let modified = nanoseconds(data.mtime(), data.mtime_nsec());
    let changed = nanoseconds(data.ctime(), data.ctime_nsec());
    (modified, changed, (data.ino(), data.dev()))
}

#[cfg(not(unix))]
fn times(data: &Metadata) -> (i64, i64, (u64, u64)) {
    let since = |it: SystemTime| it.duration_since(UNIX_EPOCH).ok();
    let modified = data.modified().ok().and_then(since);
    let modified = modified.and_then(|it| i64::try_from(it.as_nanos()).ok());
    (modified.unwrap_or(i64::MAX), 0, (0, 0))
}

/// Something in a folder.
pub(super) struct Item {
    pub(super) name: OsString,
    pub(super) told: io::Result<Told>,
}

/// A folder and what lies in it, by name.
pub(super) struct Folder {
    pub(super) path: PathBuf,
    pub(super) items: io::Result<Vec<Item>>,
}

/// Whether something counts, by its folder and name.
pub(super) type Wanted<'a> = dyn Fn(&Path, &OsStr) -> bool + Sync + 'a;

/// A folder with all folders below it, level by level, those of a level at once; what is not `wanted` is as if it were not
/// there.
pub(super) fn below(top: PathBuf, wanted: &Wanted<'_>) -> Vec<Folder> {
    let mut all: Vec<Folder> = Vec::new();
    let mut level = vec![top];
    while !level.is_empty() {
        let listed: Vec<Folder> = level.into_par_iter().map(|path| folder(path, wanted)).collect();
        let inside = |folder: &Folder| -> Vec<PathBuf> {
            let items = folder.items.iter().flatten();
            let folders = items.filter(|it| it.told.as_ref().is_ok_and(|it| it.sort == Sort::Folder));
            folders.map(|it| folder.path.join(&it.name)).collect()
        };
        level = listed.iter().flat_map(inside).collect();
        all.extend(listed);
    }
    all
}

/// One folder.
pub(super) fn folder(path: PathBuf, wanted: &Wanted<'_>) -> Folder {
    let items = items(&path, wanted);
    Folder { path, items }
}

fn items(path: &Path, wanted: &Wanted<'_>) -> io::Result<Vec<Item>> {
    let found: Vec<fs::DirEntry> = fs::read_dir(path)?.collect::<Result<_, _>>()?;
    let item = |it: &fs::DirEntry| {
        let name = it.file_name();
        wanted(path, &name).then(|| Item {
            name,
            told: it.metadata().map(|data| Told::of(&data)),
        })
    };
    let mut items: Vec<Item> = found.par_iter().with_min_len(256).filter_map(item).collect();
    items.sort_unstable_by(|a, b| a.name.cmp(&b.name));
    Ok(items)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_coarse_clock_says_nothing_of_what_has_just_changed() {
        let told = |seconds: i64, rest: i64| Told {
            sort: Sort::File,
            size: 1,
            modified: seconds * 1_000_000_000 + rest,
            changed: seconds * 1_000_000_000 + rest,
            number: (0, 0),
        };
        let moment = UNIX_EPOCH + Duration::from_millis(100_500);
        assert!(told(100, 0).is_blurred(moment));
        assert!(!told(100, 7).is_blurred(moment), "this clock counts more than seconds");
        assert!(!told(90, 0).is_blurred(moment), "long ago");
    }
}
