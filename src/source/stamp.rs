//! Stamps: what the disk tells of files without reading them, so that a build that would change nothing can end at once.

use super::config;
use super::list::{self, Folder, Sort, Told, Wanted};
use blake3::Hasher;
use rayon::prelude::*;
use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// The hash of the paths, sizes and times of files.
pub type Stamp = blake3::Hash;

/// The stamp of everything that a build of the site at `root` can read: all below `content/` and `themes/`, and the files
/// beside them.
///
/// # Errors
/// When a folder cannot be listed.
pub fn of_site(root: &Path) -> io::Result<Stamp> {
    fs::metadata(root.join(config::FILE_NAME))?;
    let mut seen = Seen::new(Strict::Sources);
    let top = list::folder(root.to_owned(), &|_, _| true);
    let is_folder = |name: &OsStr| name == "content" || name == "themes";
    for item in top.items? {
        let (path, told) = (root.join(&item.name), item.told?);
        if is_folder(&item.name) {
            seen.below(path, &|_, _| true)?;
        } else if is_read_at_top(&item.name) {
            seen.file_or_link(&path, &told)?;
        }
    }
    seen.repository(root)?;
    Ok(seen.stamp())
}

/// Whether a file at the top counts. Of hidden ones styles do, and what tells git which texts are the same; our own note of
/// the last build is another.
fn is_read_at_top(name: &OsStr) -> bool {
    let name = name.to_string_lossy();
    !name.starts_with('.') || name.ends_with(".csl") || name == ATTRIBUTES
}

/// Says how git compares texts.
const ATTRIBUTES: &str = ".gitattributes";

/// The stamp of what lies in the folders and at the top of a site, as far as `is_source` says that it counts. What cannot
/// be read just now is left out: a file may go while it is looked at, and a drive of the network may be away.
pub fn of_sources(root: &Path, folders: &[&str], is_source: &(dyn Fn(&Path) -> bool + Sync)) -> Stamp {
    let mut seen = Seen::new(Strict::Nothing);
    let is_source = |folder: &Path, name: &OsStr| is_source(&folder.join(name));
    let inside = folders.iter().flat_map(|it| list::below(root.join(it), &is_source));
    let listed: Vec<Folder> = inside.chain([list::folder(root.to_owned(), &is_source)]).collect();
    // Nothing that is left out is an error.
    let _ = seen.folders(&listed);
    seen.stamp()
}

/// The stamp of all files below a folder but those that are skipped, which lie in the folder itself.
///
/// # Errors
/// When a folder cannot be listed.
pub fn of_output(out: &Path, skipped: fn(&str) -> bool) -> io::Result<Stamp> {
    let mut seen = Seen::new(Strict::Folders);
    let is_kept = |folder: &Path, name: &OsStr| folder != out || !name.to_str().is_some_and(skipped);
    seen.below(out.to_owned(), &is_kept)?;
    Ok(seen.stamp())
}

/// What is known of the repository that a site lies in: it changes with every commit, checkout and tag.
///
/// # Errors
/// When it cannot be looked at, or lies elsewhere, as the environment may tell git.
pub(super) fn of_repository(root: &Path) -> io::Result<Stamp> {
    let mut seen = Seen::new(Strict::Sources);
    seen.repository(root)?;
    Ok(seen.stamp())
}

/// What a stamp cannot do without.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Strict {
    /// Nothing: what cannot be read is left out.
    Nothing,
    /// Every folder can be listed. Of a file its own time counts, not that of its names: links to old files change it.
    Folders,
    /// The same, and nothing is a link or of a special kind, for nothing tells whether what it leads to has changed; nor was
    /// anything changed just now by a coarse clock. The time counts at which anything about a file changed, which makes a
    /// text certain that was changed within a tick of the clock.
    Sources,
}

/// What was seen so far.
struct Seen {
    strict: Strict,
    /// When it was begun to look.
    begun: SystemTime,
    hasher: Hasher,
}

impl Seen {
    fn new(strict: Strict) -> Seen {
        Seen {
            strict,
            begun: SystemTime::now(),
            hasher: Hasher::new(),
        }
    }

    /// Adds all that lies below a folder.
    fn below(&mut self, folder: PathBuf, wanted: &Wanted<'_>) -> io::Result<()> {
        self.folders(&list::below(folder, wanted))
    }

    /// Adds what lies in folders.
    fn folders(&mut self, folders: &[Folder]) -> io::Result<()> {
        let (strict, begun) = (self.strict, self.begun);
        let hashed = |folder: &Folder| {
            let items = match (&folder.items, strict) {
                (Ok(items), _) => items.as_slice(),
                (Err(_), Strict::Nothing) => &[],
                (Err(error), _) => return Err(again(error)),
            };
            let mut hasher = Hasher::new();
            name(folder.path.as_os_str(), &mut hasher);
            for item in items {
                match &item.told {
                    Ok(told) => {
                        name(&item.name, &mut hasher);
                        hasher.update(&line(told, strict, begun)?);
                    }
                    Err(_) if strict == Strict::Nothing => {}
                    Err(error) => return Err(again(error)),
                }
            }
            Ok(hasher.finalize())
        };
        for hash in folders.par_iter().map(hashed).collect::<io::Result<Vec<_>>>()? {
            self.hasher.update(hash.as_bytes());
        }
        Ok(())
    }

    /// Adds a file.
    fn file(&mut self, path: &Path, told: &Told) -> io::Result<()> {
        name(path.as_os_str(), &mut self.hasher);
        self.hasher.update(&line(told, self.strict, self.begun)?);
        Ok(())
    }

    /// Adds a file at the top, where it may be a link to one elsewhere. What is no file, or is not there, is not read.
    fn file_or_link(&mut self, path: &Path, told: &Told) -> io::Result<()> {
        let target = (told.sort == Sort::Link).then(|| fs::metadata(path).ok());
        let told = target.map_or(Some(*told), |it| it.as_ref().map(Told::of));
        match told.filter(|it| it.sort == Sort::File) {
            Some(told) => self.file(path, &told),
            None => Ok(()),
        }
    }

    /// Adds a file that need not be there.
    fn optional(&mut self, path: &Path) -> io::Result<()> {
        match fs::metadata(path) {
            Ok(data) => self.file(path, &Told::of(&data)),
            Err(_) => Ok(()),
        }
    }

    /// Adds what changes in the repository that the site lies in with every commit, checkout and tag, and what says how git
    /// reads it: pages may tell the version that they are of.
    fn repository(&mut self, root: &Path) -> io::Result<()> {
        if ["GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR"]
            .iter()
            .any(|it| std::env::var_os(it).is_some())
        {
            return Err(io::Error::other("the repository lies elsewhere"));
        }
        let root = root.canonicalize()?;
        let Some(top) = root.ancestors().find(|it| it.join(".git").exists()) else {
            return Ok(());
        };
        let git = top.join(".git");
        for folder in root.ancestors().take_while(|it| it.starts_with(top)) {
            self.optional(&folder.join(ATTRIBUTES))?;
        }
        for settings in settings_of_git() {
            self.optional(&settings)?;
        }
        let mut folders = vec![git.clone()];
        if git.is_file() {
            // A worktree names its folder in the repository, which names the one that all worktrees share.
            let named = |file: &Path, below: &Path| -> io::Result<PathBuf> {
                let text = fs::read_to_string(file)?;
                Ok(below.join(text.trim().trim_start_matches("gitdir: ")))
            };
            let own = named(&git, top)?;
            folders = vec![named(&own.join("commondir"), &own)?, own];
        }
        for folder in folders {
            for name in OF_REPOSITORY {
                self.optional(&folder.join(name))?;
            }
            for refs in ["refs", "reftable"].map(|it| folder.join(it)) {
                if refs.is_dir() {
                    self.below(refs, &|_, _| true)?;
                }
            }
        }
        Ok(())
    }

    fn stamp(self) -> Stamp {
        self.hasher.finalize()
    }
}

/// What in a repository changes what git tells, beside the folders of its names.
const OF_REPOSITORY: &[&str] = &[
    "HEAD",
    "index",
    "packed-refs",
    "logs/HEAD",
    "shallow",
    "config",
    "config.worktree",
    "info/attributes",
];

/// The settings of git for the machine and for the user: they say, too, whose repositories may be read.
fn settings_of_git() -> Vec<PathBuf> {
    let below = |variable: &str, path: &str| Some(PathBuf::from(std::env::var_os(variable)?).join(path));
    let of_user = [
        below("HOME", ".gitconfig"),
        below("USERPROFILE", ".gitconfig"),
        below("HOME", ".config/git/config"),
        below("XDG_CONFIG_HOME", "git/config"),
    ];
    let of_machine = PathBuf::from("/etc/gitconfig");
    of_user.into_iter().flatten().chain([of_machine]).collect()
}

/// An error once more: the one of the system cannot be copied.
fn again(error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), error.to_string())
}

fn name(name: &OsStr, hasher: &mut Hasher) {
    let name = name.as_encoded_bytes();
    hasher.update(&name.len().to_le_bytes()).update(name);
}

/// What counts of a file: its size, its times, its number on the disk; of a link or folder, that it is one.
fn line(told: &Told, strict: Strict, begun: SystemTime) -> io::Result<[u8; 41]> {
    let mut line = [0; 41];
    match told.sort {
        Sort::File if strict == Strict::Sources && told.is_blurred(begun) => {
            return Err(io::Error::other("a file that may change again in the same second"));
        }
        Sort::File => {
            let changed = if strict == Strict::Folders { 0 } else { told.changed };
            line[..8].copy_from_slice(&told.size.to_le_bytes());
            line[8..16].copy_from_slice(&told.modified.to_le_bytes());
            line[16..24].copy_from_slice(&changed.to_le_bytes());
            line[24..32].copy_from_slice(&told.number.0.to_le_bytes());
            line[32..40].copy_from_slice(&told.number.1.to_le_bytes());
        }
        Sort::Folder => line[40] = 1,
        Sort::Link | Sort::Other if strict == Strict::Sources => {
            return Err(io::Error::other("a link, or a file of a special kind"));
        }
        Sort::Link | Sort::Other => line[40] = 2,
    }
    Ok(line)
}
