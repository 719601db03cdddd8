//! Stamps: what the disk tells of files without reading them, so that a build that would change nothing can end at once.

use super::config;
use blake3::Hasher;
use rayon::prelude::*;
use std::fs::{self, Metadata};
use std::io;
use std::path::{Path, PathBuf};
use walkdir::WalkDir;

/// The hash of the paths, sizes and times of files.
pub type Stamp = blake3::Hash;

/// The stamp of everything that a build of the site at `root` can read: all below `content/` and `themes/`, and the files
/// beside them.
///
/// # Errors
/// When a folder cannot be listed.
pub fn of_site(root: &Path) -> io::Result<Stamp> {
    fs::metadata(root.join(config::FILE_NAME))?;
    let mut seen = Seen {
        changes: true,
        ..Seen::default()
    };
    for item in fs::read_dir(root)? {
        let item = item?;
        let name = item.file_name();
        if name == "content" || name == "themes" {
            seen.below(root.join(name))?;
        } else if item.file_type()?.is_file() && !name.to_string_lossy().starts_with('.') {
            // No hidden file is read; our own note of the last build is one.
            let line = seen.line(&root.join(name), &item.metadata()?)?;
            seen.lines.push(line);
        }
    }
    seen.repository(root)?;
    Ok(seen.stamp())
}

/// The stamp of what lies in the folders and at the top of a site, as far as `is_source` says that it counts. What cannot
/// be read just now is left out: a file may go while it is looked at, and a drive of the network may be away.
pub fn of_sources(root: &Path, folders: &[&str], is_source: &dyn Fn(&Path) -> bool) -> Stamp {
    let mut seen = Seen {
        changes: true,
        ..Seen::default()
    };
    let below = folders.iter().map(|it| WalkDir::new(root.join(it)));
    for walk in below.chain([WalkDir::new(root).max_depth(1)]) {
        let items = walk
            .into_iter()
            .filter_entry(|item| item.depth() == 0 || is_source(item.path()));
        for item in items.flatten().filter(|item| is_source(item.path())) {
            let told = item.metadata().map_err(io::Error::from);
            seen.lines.extend(told.and_then(|data| seen.line(item.path(), &data)));
        }
    }
    seen.stamp()
}

/// The stamp of all files below a folder but those that are skipped, which lie in the folder itself.
///
/// # Errors
/// When a folder cannot be listed.
pub fn of_output(out: &Path, skipped: fn(&str) -> bool) -> io::Result<Stamp> {
    let mut seen = Seen::default();
    seen.below(out.to_owned())?;
    let is_skipped = |line: &(PathBuf, Line)| {
        let name = line.0.strip_prefix(out).ok().and_then(Path::to_str);
        name.is_some_and(skipped)
    };
    seen.lines.retain(|line| !is_skipped(line));
    Ok(seen.stamp())
}

/// A file with what is known of it.
type Told = (PathBuf, Line);

/// What is known of a file: its size, its times, its number on the disk; of a link or folder, that it is one.
type Line = [u8; 40];

#[derive(Default)]
struct Seen {
    lines: Vec<Told>,
    /// Whether the time counts at which anything about a file changed, its names on the disk included. It makes a text
    /// certain that was changed within a tick of the clock; of the output, links to old files change it.
    changes: bool,
}

impl Seen {
    /// Adds all that lies below a folder, level by level, the folders of a level at once.
    fn below(&mut self, folder: PathBuf) -> io::Result<()> {
        let mut folders = vec![folder];
        while !folders.is_empty() {
            let listed: Vec<_> = folders.par_iter().map(|folder| self.list(folder)).collect();
            folders = Vec::new();
            for list in listed {
                let (inside, lines) = list?;
                folders.extend(inside);
                self.lines.extend(lines);
            }
        }
        Ok(())
    }

    /// The folders in a folder, and its files.
    fn list(&self, folder: &Path) -> io::Result<(Vec<PathBuf>, Vec<Told>)> {
        let items: Vec<fs::DirEntry> = fs::read_dir(folder)?.collect::<Result<_, _>>()?;
        let told = items.par_iter().with_min_len(256).map(|item| {
            let path = item.path();
            let data = item.metadata()?;
            Ok((data.is_dir(), self.line(&path, &data)?))
        });
        let told: Vec<(bool, Told)> = told.collect::<io::Result<_>>()?;
        let folders = told.iter().filter(|(is_folder, _)| *is_folder);
        let folders = folders.map(|(_, (path, _))| path.clone()).collect();
        Ok((folders, told.into_iter().map(|(_, line)| line).collect()))
    }

    /// Adds what changes in the repository that the site lies in with every commit, checkout and tag: pages may tell the
    /// version that they are of.
    fn repository(&mut self, root: &Path) -> io::Result<()> {
        let Some(git) = root
            .canonicalize()?
            .ancestors()
            .map(|it| it.join(".git"))
            .find(|it| it.exists())
        else {
            return Ok(());
        };
        let mut folders = vec![git.clone()];
        if git.is_file() {
            // A worktree names its folder in the repository, which names the one that all worktrees share.
            let named = |file: &Path, below: &Path| -> io::Result<PathBuf> {
                let text = fs::read_to_string(file)?;
                Ok(below.join(text.trim().trim_start_matches("gitdir: ")))
            };
            let own = named(&git, git.parent().unwrap_or(root))?;
            folders = vec![named(&own.join("commondir"), &own)?, own];
        }
        for folder in folders {
            for name in ["HEAD", "index", "packed-refs", "logs/HEAD"] {
                let path = folder.join(name);
                if let Ok(data) = fs::metadata(&path) {
                    let line = self.line(&path, &data)?;
                    self.lines.push(line);
                }
            }
            if folder.join("refs").is_dir() {
                self.below(folder.join("refs"))?;
            }
        }
        Ok(())
    }

    fn line(&self, path: &Path, data: &Metadata) -> io::Result<Told> {
        let mut line: Line = [0; 40];
        if data.is_file() {
            line[..8].copy_from_slice(&data.len().to_le_bytes());
            let times = times(data, self.changes);
            line[8..].copy_from_slice(&times);
        } else if data.is_dir() || !self.changes {
            line[0] = if data.is_dir() { 1 } else { 2 };
            line[39] = 1;
        } else {
            // Nothing tells whether what a link leads to has changed.
            return Err(io::Error::other("a link, or a file of a special kind"));
        }
        Ok((path.to_owned(), line))
    }

    fn stamp(mut self) -> Stamp {
        self.lines.par_sort_unstable();
        let mut hasher = Hasher::new();
        for (path, line) in &self.lines {
            let name = path.as_os_str().as_encoded_bytes();
            hasher.update(&name.len().to_le_bytes()).update(name).update(line);
        }
        hasher.finalize()
    }
}

#[cfg(unix)]
fn times(data: &Metadata, changes: bool) -> [u8; 32] {
    use std::os::unix::fs::MetadataExt;
    let nanoseconds = |seconds: i64, rest: i64| seconds.wrapping_mul(1_000_000_000).wrapping_add(rest);
    let modified = nanoseconds(data.mtime(), data.mtime_nsec());
    let since = if changes {
        nanoseconds(data.ctime(), data.ctime_nsec())
    } else {
        0
    };
    let mut times = [0; 32];
    times[..8].copy_from_slice(&modified.to_le_bytes());
    times[8..16].copy_from_slice(&since.to_le_bytes());
    times[16..24].copy_from_slice(&data.ino().to_le_bytes());
    times[24..].copy_from_slice(&data.dev().to_le_bytes());
    times
}

#[cfg(not(unix))]
fn times(data: &Metadata, _: bool) -> [u8; 32] {
    let modified = data
        .modified()
        .ok()
        .and_then(|it| it.duration_since(std::time::UNIX_EPOCH).ok());
    let modified = modified.map_or(0, |it| it.as_nanos());
    let mut times = [0; 32];
    times[..16].copy_from_slice(&modified.to_le_bytes());
    times
}
