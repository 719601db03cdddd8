//! What is published, read back: for those who bring it elsewhere.

use super::PublishError;
use super::plan::walk;
use std::fs;
use std::path::Path;

/// The paths of all files of an output, those of others too, sorted; but hidden ones, which servers keep to themselves.
///
/// # Errors
/// When the folder cannot be read, or a path means different files on different systems.
pub fn files(out: &Path) -> Result<Vec<String>, PublishError> {
    let mut paths = Vec::new();
    for (path, is_folder) in walk(out)? {
        let shown = path.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/");
        if is_folder || shown.split('/').any(is_hidden) {
            continue;
        }
        if path.to_str().is_none() {
            return Err(super::paths::error(&shown, "its name is not Unicode"));
        }
        super::paths::check(&shown).map_err(|reason| super::paths::error(&shown, reason))?;
        paths.push(shown);
    }
    paths.sort_unstable();
    Ok(paths)
}

/// The bytes of a file of an output.
///
/// # Errors
/// When it cannot be read.
pub fn read(out: &Path, path: &str) -> Result<Vec<u8>, PublishError> {
    let path = out.join(path);
    fs::read(&path).map_err(PublishError::io("read", &path))
}

/// `.well-known` is for programs elsewhere (RFC 8615).
fn is_hidden(name: &str) -> bool {
    name.starts_with('.') && name != ".well-known"
}
