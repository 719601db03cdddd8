//! Where a site is published: the real folder, the names beside it that we use, and the folders we keep away from.

use super::{MANIFEST, PublishError};
use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The output folder, found.
#[derive(Debug)]
pub(super) struct Place {
    /// The folder itself, absolute and without symbolic links.
    pub(super) out: PathBuf,
    /// The folder that it lies in.
    pub(super) parent: PathBuf,
    /// Its name.
    name: OsString,
}

impl Place {
    /// Follows symbolic links to the folder and refuses those that are not to be written to.
    pub(super) fn find(out: &Path) -> Result<Place, PublishError> {
        let out = resolve(out)?;
        let refuse = |reason: &str| PublishError::Refused {
            out: out.clone(),
            reason: reason.to_owned(),
        };
        let (Some(parent), Some(name)) = (out.parent(), out.file_name()) else {
            return Err(refuse("it is the root of the file system; name a folder with `--out`"));
        };
        if out.is_file() {
            return Err(refuse("it is a file; name a folder with `--out`"));
        }
        if let Some(home) = std::env::home_dir().and_then(|home| home.canonicalize().ok())
            && home.starts_with(&out)
        {
            return Err(refuse(
                "it holds your home folder; name a folder of its own with `--out`",
            ));
        }
        if let Some(reason) = holds_other_work(&out) {
            return Err(refuse(reason));
        }
        Ok(Place {
            parent: parent.to_owned(),
            name: name.to_owned(),
            out,
        })
    }

    /// Makes the folder that the output will lie in.
    pub(super) fn create_parent(&self) -> Result<(), PublishError> {
        fs::create_dir_all(&self.parent).map_err(PublishError::io("create", &self.parent))
    }

    /// A name beside the output, `.public.conspectus-new-4711`.
    pub(super) fn beside(&self, what: &str) -> PathBuf {
        self.parent.join(self.prefixed(what))
    }

    /// Writes a note beside the output. What is published does not need it: where it cannot be written, there is none.
    pub(super) fn note(&self, what: &str, text: &str) {
        let path = self.beside(what);
        // To replace what is in a file would be slow.
        let _ = fs::remove_file(&path);
        if fs::write(&path, text).is_err() {
            let _ = fs::remove_file(&path);
        }
    }

    /// Whether the output is there.
    pub(super) fn exists(&self) -> bool {
        self.out.is_dir()
    }

    /// Undoes what a killed run left: a first rename without its second, and trees that were never finished.
    /// Called under the lock, so none of them belongs to a run that is still going on.
    pub(super) fn clean_up(&self) -> Result<(), PublishError> {
        let old = self.beside("old");
        if !self.exists() && old.is_dir() {
            fs::rename(&old, &self.out).map_err(PublishError::io("bring back", &self.out))?;
        }
        for left_over in self.left_overs() {
            fs::remove_dir_all(&left_over).map_err(PublishError::io("remove", &left_over))?;
        }
        Ok(())
    }

    fn left_overs(&self) -> Vec<PathBuf> {
        let inside = (&self.out, OsString::from(".conspectus-new-"));
        let (new, old) = (self.prefixed("new-"), self.prefixed("old"));
        let folders = [(&self.parent, new), (&self.parent, old), inside];
        let found = folders.into_iter().flat_map(|(folder, prefix)| {
            let entries = fs::read_dir(folder).into_iter().flatten().flatten();
            let ours = move |name: &OsString| name.as_encoded_bytes().starts_with(prefix.as_encoded_bytes());
            entries.filter(move |entry| ours(&entry.file_name()))
        });
        found.map(|entry| entry.path()).collect()
    }

    fn prefixed(&self, what: &str) -> OsString {
        let mut name = OsString::from(".");
        name.push(&self.name);
        name.push(".conspectus-");
        name.push(what);
        name
    }
}

/// Refuses an output that holds the site's sources, or lies among them.
pub(super) fn apart_from_sources(site: &Path, out: &Path) -> Result<(), PublishError> {
    let out = resolve(out)?;
    let site = site.canonicalize().map_err(PublishError::io("read", site))?;
    let refuse = |reason: String| PublishError::Refused {
        out: out.clone(),
        reason,
    };
    if site.starts_with(&out) {
        return Err(refuse(
            "it holds the sources of the site; name a folder of its own with `--out`".to_owned(),
        ));
    }
    for folder in ["content", "themes"] {
        let real = site.join(folder).canonicalize();
        if real.is_ok_and(|it| out.starts_with(&it) || it.starts_with(&out)) {
            return Err(refuse(format!(
                "it and the sources in `{folder}/` hold one another; name a folder of its own with `--out`"
            )));
        }
    }
    Ok(())
}

/// The real path of a folder that may not exist yet.
fn resolve(out: &Path) -> Result<PathBuf, PublishError> {
    let absolute = std::path::absolute(out).map_err(PublishError::io("find", out))?;
    let mut missing = Vec::new();
    let mut rest = absolute.as_path();
    loop {
        match rest.canonicalize() {
            Ok(real) => return Ok(missing.iter().rev().fold(real, |path, name| path.join(name))),
            Err(error) if error.kind() == io::ErrorKind::NotFound && !rest.is_symlink() => {}
            Err(error) => return Err(PublishError::io("follow", rest)(error)),
        }
        let (Some(name), Some(parent)) = (rest.file_name(), rest.parent()) else {
            return Err(PublishError::Refused {
                out: absolute.clone(),
                reason: "its path goes through a folder that does not exist".to_owned(),
            });
        };
        missing.push(name.to_owned());
        rest = parent;
    }
}

/// Why a folder that we never wrote to looks like somebody's work.
fn holds_other_work(out: &Path) -> Option<&'static str> {
    if out.join(MANIFEST).exists() {
        return None;
    }
    if out.join(crate::config::FILE_NAME).exists() {
        return Some("it holds a `conspectus.yaml`, so it looks like the source of a site");
    }
    let repository = out.join(".git").exists();
    repository.then_some("it is a git repository that Conspectus never published to; name an empty folder in it")
}
