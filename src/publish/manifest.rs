//! The manifest: the list of our own files that lies in the output, so that all others are known to be foreign.

use super::PublishError;
use blake3::Hash;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io;
use std::path::Path;

/// The name of the list, in the output folder.
pub const FILE_NAME: &str = ".conspectus";

const HEADING: &str = "# Files written by Conspectus: blake3 hash, size in bytes, path. No other file is ever removed.";

/// What we know of a file of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Record {
    /// The hash of its bytes.
    pub(super) hash: Hash,
    /// Their number.
    pub(super) size: u64,
}

impl Record {
    /// A file of ours that may hold anything: it is being replaced.
    pub(super) const IN_DOUBT: Record = Record {
        hash: Hash::from_bytes([0; 32]),
        size: 0,
    };

    /// The record of these bytes.
    pub(super) fn of(bytes: &[u8]) -> Record {
        Record {
            hash: blake3::hash(bytes),
            size: bytes.len() as u64,
        }
    }
}

/// Our files, by path.
pub(super) type Manifest = BTreeMap<String, Record>;

/// The text of the list of a folder; `None` where there is none.
pub(super) fn read(out: &Path) -> Result<Option<String>, PublishError> {
    let path = out.join(FILE_NAME);
    match std::fs::read_to_string(&path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(PublishError::io("read", &path)(error)),
    }
}

/// What the list of a folder says.
pub(super) fn parsed(out: &Path, text: &str) -> Result<Manifest, PublishError> {
    let path = out.join(FILE_NAME);
    let lines = text.lines().enumerate().filter(|(_, line)| !line.starts_with('#'));
    let parsed = lines.map(|(at, line)| {
        let damaged = || PublishError::Manifest {
            path: path.clone(),
            line: at + 1,
        };
        parse(line).ok_or_else(damaged)
    });
    parsed.collect()
}

/// The list as it is written.
pub(super) fn text(manifest: &Manifest) -> String {
    let mut text = format!("{HEADING}\n");
    for (path, record) in manifest {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{} {} {path}", record.hash.to_hex(), record.size);
    }
    text
}

fn parse(line: &str) -> Option<(String, Record)> {
    let mut parts = line.splitn(3, ' ');
    let hash = Hash::from_hex(parts.next()?).ok()?;
    let size = parts.next()?.parse().ok()?;
    let path = parts.next()?;
    let plain = super::paths::check(path).is_ok();
    plain.then(|| (path.to_owned(), Record { hash, size }))
}
