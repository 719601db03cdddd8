//! The state: what the last build read and wrote, by its stamps, so that one that would change nothing ends at once.
//!
//! It lies beside the output, for what is published is the same whenever it was built, and names no file. Whatever does
//! not agree with it is built anew.

use super::lock;
use super::place::Place;
use crate::source::stamp::{self, Stamp};
use std::fs;
use std::path::Path;

/// The last part of the name of the file: `.public.conspectus-state`.
const FILE_NAME: &str = "state";

const HEADING: &str =
    "# What the last build read and wrote. It may be removed: then the next build looks at everything.";

/// What the last build had to tell, if it read what a stamp stands for and the output is as it left it.
pub fn unchanged(out: &Path, inputs: &Stamp) -> Option<String> {
    let place = Place::find(out).ok()?;
    lock::clean_up(&place);
    let text = fs::read_to_string(place.beside(FILE_NAME)).ok()?;
    let mut lines = text.lines().skip(1);
    let (read, written) = (lines.next()?, lines.next()?);
    if read != inputs.to_hex().as_str() {
        return None;
    }
    let there = stamp::of_output(out, is_own).ok()?;
    (written == there.to_hex().as_str()).then(|| lines.collect::<Vec<_>>().join("\n"))
}

/// Notes what a build read, and what it had to tell. The output is as that build left it. Where nothing can be written
/// beside the output nothing is noted, and each build looks at everything.
pub fn remember(out: &Path, inputs: &Stamp, told: &str) {
    if let (Ok(place), Ok(outputs)) = (Place::find(out), stamp::of_output(out, is_own)) {
        let (inputs, outputs) = (inputs.to_hex(), outputs.to_hex());
        place.note(FILE_NAME, &format!("{HEADING}\n{inputs}\n{outputs}\n{told}\n"));
    }
}

/// What is ours in the output beside the list of files.
pub(super) fn is_own(name: &str) -> bool {
    name == ".conspectus-lock" || name.starts_with(".conspectus-new-")
}
