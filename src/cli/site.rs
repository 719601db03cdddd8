//! Which site a command means, and how its folders are shown.

use super::{Failure, SiteArgs};
use crate::config;
use std::path::{Path, PathBuf};

/// A site on the disk.
pub(super) struct Site {
    /// The folder that holds its `conspectus.yaml`.
    pub(super) root: PathBuf,
}

impl Site {
    /// The site asked for, or the one of this folder or the nearest above it.
    pub(super) fn find(args: &SiteArgs) -> Result<Site, Failure> {
        let found = match &args.site {
            Some(root) => given(root),
            None => nearest(),
        };
        found.map(|root| Site { root })
    }

    /// The folder to publish to.
    pub(super) fn out(&self, out: Option<&Path>) -> PathBuf {
        out.map_or_else(|| self.root.join("public"), Path::to_owned)
    }
}

/// A path as short as it can be from here.
pub(super) fn shown(path: &Path) -> String {
    let here = std::env::current_dir().ok();
    let below = here.and_then(|here| path.strip_prefix(here).ok().map(Path::to_owned));
    let path = below.unwrap_or_else(|| path.to_owned());
    let plain = path.strip_prefix(".").unwrap_or(&path);
    plain.display().to_string()
}

fn given(root: &Path) -> Result<PathBuf, Failure> {
    if is_site(root) {
        return Ok(root.to_owned());
    }
    let message = if root.is_dir() {
        format!("there is no `{}` in `{}`", config::FILE_NAME, root.display())
    } else {
        format!("there is no folder `{}`", root.display())
    };
    Err(Failure::new(message).help(format!(
        "`conspectus init {}` makes a small site to start from, if the folder is empty or new",
        root.display()
    )))
}

fn nearest() -> Result<PathBuf, Failure> {
    let here = std::env::current_dir().map_err(|error| Failure::new(format!("cannot tell this folder: {error}")))?;
    let found = here.ancestors().find(|folder| is_site(folder));
    let none = || {
        let message = format!("there is no `{}` in this folder or any above it", config::FILE_NAME);
        Failure::new(message)
            .help("`conspectus init my-site` makes a small site to start from")
            .help("`--site DIR` names a site that lies elsewhere")
    };
    found.map(Path::to_owned).ok_or_else(none)
}

fn is_site(folder: &Path) -> bool {
    folder.join(config::FILE_NAME).is_file()
}
