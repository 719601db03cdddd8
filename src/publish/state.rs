//! The state: what the last build read and wrote, by its stamps, so that one that would change nothing ends at once.
//!
//! It lies beside the list of our files in the output and names no file. Whatever does not agree with it is built anew.

use super::PublishError;
use crate::source::stamp::{self, Stamp};
use std::fs;
use std::io;
use std::path::Path;

/// The name of the file, in the output folder.
pub(super) const FILE_NAME: &str = ".conspectus-state";

const HEADING: &str =
    "# What the last build read and wrote. It may be removed: then the next build looks at everything.";

/// What the last build had to tell, if it read what a stamp stands for and the output is as it left it.
pub fn unchanged(out: &Path, inputs: &Stamp) -> Option<String> {
    let text = fs::read_to_string(out.join(FILE_NAME)).ok()?;
    let mut lines = text.lines().skip(1);
    let (read, written) = (lines.next()?, lines.next()?);
    if read != inputs.to_hex().as_str() {
        return None;
    }
    let there = stamp::of_output(out, is_own).ok()?;
    (written == there.to_hex().as_str()).then(|| lines.collect::<Vec<_>>().join("\n"))
}

/// Notes what a build read, and what it had to tell. The output is as that build left it.
///
/// # Errors
/// When the note cannot be written.
pub fn remember(out: &Path, inputs: &Stamp, told: &str) -> Result<(), PublishError> {
    let path = out.join(FILE_NAME);
    let error = |source: io::Error| PublishError::io("write", &path)(source);
    let outputs = stamp::of_output(out, is_own).map_err(error)?;
    let text = format!("{HEADING}\n{}\n{}\n{told}\n", inputs.to_hex(), outputs.to_hex());
    match fs::remove_file(&path) {
        Err(source) if source.kind() != io::ErrorKind::NotFound => Err(error(source)),
        _ => super::stage::write_new(&path, text.as_bytes()),
    }
}

/// What is ours in the output beside the list of files.
pub(super) fn is_own(name: &str) -> bool {
    name == FILE_NAME || name == ".conspectus-lock" || name.starts_with(".conspectus-new-")
}
