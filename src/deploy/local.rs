//! What is to be in the bucket: the files of the output with their headers and hashes, and what pages need of each other.

use super::page::{self, Page};
use crate::publish::{self, PublishError};
use crate::render::content_type;
use md5::{Digest, Md5};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

/// Names do not change with their content, so every copy is asked for again: “not modified” costs a few bytes.
pub(super) const CACHE: &str = "no-cache";

/// A file of the output.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Local {
    /// The hash of its bytes and headers.
    pub(super) hash: String,
    /// The number of its bytes.
    pub(super) size: u64,
    /// The tag that servers give objects with these bytes, as most do.
    pub(super) tag: String,
    /// What it is as a page, if it is one.
    pub(super) page: Option<Page>,
}

/// The files of an output, by path.
pub(super) type Locals = BTreeMap<String, Local>;

/// Reads all files of an output, but hidden ones.
///
/// # Errors
/// When one cannot be read.
pub(super) fn read(out: &Path) -> Result<Locals, PublishError> {
    let paths = publish::files(out)?;
    let read = paths.into_par_iter().map(|path| {
        let bytes = publish::read(out, &path)?;
        let local = local(&path, &bytes);
        Ok((path, local))
    });
    read.collect()
}

/// What there is to know of a file.
pub(super) fn local(path: &str, bytes: &[u8]) -> Local {
    let text = path.ends_with(".html").then(|| String::from_utf8_lossy(bytes));
    Local {
        hash: hash(path, bytes),
        size: bytes.len() as u64,
        tag: format!("\"{}\"", hex(&Md5::digest(bytes))),
        page: text.map(|it| page::read(path, &it)),
    }
}

/// The hash of the bytes of a file and of the headers that it is sent with.
pub(super) fn hash(path: &str, bytes: &[u8]) -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(format!("{}\n{CACHE}\n", content_type(path)).as_bytes());
    hasher.update(bytes);
    hasher.finalize().to_hex().to_string()
}

fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .fold(String::with_capacity(2 * bytes.len()), |mut text, it| {
            let _ = write!(text, "{it:02x}");
            text
        })
}
