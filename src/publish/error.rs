//! Why publishing was refused or failed, in words that say what to do.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// Why nothing was published.
#[derive(Debug)]
pub enum PublishError {
    /// A file of the site has a path that cannot be written.
    Path {
        /// The path.
        path: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The folder must not be written to.
    Refused {
        /// The folder.
        out: PathBuf,
        /// Why, and what to do.
        reason: String,
    },
    /// Files that Conspectus did not write lie where files of the site belong.
    Foreign {
        /// The folder.
        out: PathBuf,
        /// The files, below it.
        paths: Vec<String>,
    },
    /// Another build is publishing to the same folder.
    Busy {
        /// The folder.
        out: PathBuf,
        /// The number of its process, if it has written it.
        process: Option<u32>,
    },
    /// The process was asked to end.
    Interrupted,
    /// The list of our own files cannot be understood.
    Manifest {
        /// The list.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
    },
    /// The system refused a step.
    Io {
        /// What was being done, as in “cannot *write*”.
        action: &'static str,
        /// To which file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

impl fmt::Display for PublishError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PublishError::Interrupted => write!(f, "interrupted: the site that was published before stays"),
            PublishError::Path { path, reason } => write!(f, "`{path}` cannot be published: {reason}"),
            PublishError::Refused { out, reason } => write!(f, "`{}` is not written to: {reason}", out.display()),
            PublishError::Foreign { out, paths } => foreign(f, out, paths),
            PublishError::Busy { out, process } => {
                write!(f, "another build is publishing to `{}`", out.display())?;
                if let Some(process) = process {
                    write!(f, " (process {process})")?;
                }
                f.write_str("; wait until it has ended and run this one again")
            }
            PublishError::Manifest { path, line } => write!(
                f,
                "line {line} of `{}` is damaged, so that our files cannot be told from others; move the folder away and build again",
                path.display()
            ),
            PublishError::Io { action, path, source } => {
                write!(f, "cannot {action} `{}`: {source}", path.display())
            }
        }
    }
}

impl std::error::Error for PublishError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            PublishError::Io { source, .. } => Some(source),
            _ => None,
        }
    }
}

impl PublishError {
    /// A step that the system refused; made to be handed to `map_err`.
    pub(super) fn io(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> PublishError {
        move |source| PublishError::Io {
            action,
            path: path.to_owned(),
            source,
        }
    }
}

fn foreign(f: &mut fmt::Formatter<'_>, out: &Path, paths: &[String]) -> fmt::Result {
    const SHOWN: usize = 10;
    let out = out.display();
    writeln!(f, "files that Conspectus did not write are in the way:")?;
    for path in paths.iter().take(SHOWN) {
        writeln!(f, "  {out}/{path}")?;
    }
    if paths.len() > SHOWN {
        writeln!(f, "  and {} more", paths.len() - SHOWN)?;
    }
    f.write_str("move them away, or publish to another folder with `--out`")
}
