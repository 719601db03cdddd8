//! Carries out a plan: all files are written, moved and deleted, or none.
//!
//! New texts are written beside their places first, so that a full disk is met before anything has changed; then each
//! takes its place, and what was there is kept until all are. Where one fails, the others are put back.

#![expect(clippy::disallowed_methods, reason = "changing files is what the commands are for")]

use super::Failure;
use crate::edit::Plan;
use crate::span::{FileId, SourceMap};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use tempfile::TempPath;

/// What becomes of one path.
struct Step {
    /// Below the root of the site.
    path: String,
    /// What has to lie there now: nothing, or this text.
    before: Option<String>,
    /// What will lie there: nothing, or this text.
    after: Option<Vec<u8>>,
}

/// A step that was made, and how it is undone.
struct Made {
    place: PathBuf,
    /// What lay there before.
    kept: Option<TempPath>,
}

/// Changes the files of the site at `root` as the plan has it.
pub(super) fn carry_out(root: &Path, plan: &Plan, sources: &SourceMap) -> Result<(), Failure> {
    let steps = steps(plan, sources)?;
    let failed = |step: &Step, error: &io::Error| {
        let failure = Failure::new(format!("cannot write `{}`: {error}", step.path));
        failure.help("nothing was changed")
    };
    let mut folders = Vec::new();
    let mut prepared = Vec::new();
    for step in &steps {
        match prepare(root, step, &mut folders) {
            Ok(new) => prepared.push(new),
            Err(error) => {
                drop(prepared);
                remove_folders(&folders);
                return Err(failed(step, &error));
            }
        }
    }
    let mut made = Vec::new();
    for (step, new) in steps.iter().zip(prepared) {
        match make(root, step, new) {
            Ok(one) => made.push(one),
            Err(error) => {
                let lost = put_back(made);
                remove_folders(&folders);
                let failure = failed(step, &error);
                return Err(lost.into_iter().fold(failure, Failure::help));
            }
        }
    }
    Ok(())
}

/// What becomes of each path, in the order of paths: new files before old ones go.
fn steps(plan: &Plan, sources: &SourceMap) -> Result<Vec<Step>, Failure> {
    let texts = plan.texts(sources);
    let moved: BTreeMap<FileId, &str> = plan.moves.iter().map(|it| (it.file, it.to.as_str())).collect();
    let touched = texts.keys().chain(moved.keys()).chain(&plan.deletions);
    let touched: BTreeSet<FileId> = touched.copied().collect();
    let mut steps = Vec::new();
    for id in touched {
        let file = sources.file(id);
        let before = Some(file.text.to_string());
        let after = texts
            .get(&id)
            .cloned()
            .or_else(|| before.clone())
            .map(String::into_bytes);
        let is_gone = plan.deletions.contains(&id);
        let path = file.path.clone();
        match moved.get(&id) {
            Some(to) => {
                steps.push(Step {
                    path,
                    before,
                    after: None,
                });
                steps.push(Step {
                    path: (*to).to_owned(),
                    before: None,
                    after,
                });
            }
            None => steps.push(Step {
                path,
                before,
                after: after.filter(|_| !is_gone),
            }),
        }
    }
    let creations = plan.creations.iter().map(|it| Step {
        path: it.path.clone(),
        before: None,
        after: Some(it.text.clone().into_bytes()),
    });
    steps.extend(creations);
    for copy in &plan.copies {
        let bytes = fs::read(&copy.from);
        let bytes = bytes.map_err(|error| Failure::new(format!("cannot read `{}`: {error}", copy.from.display())))?;
        steps.push(Step {
            path: copy.to.clone(),
            before: None,
            after: Some(bytes),
        });
    }
    steps.sort_by(|a, b| (a.after.is_none(), &a.path).cmp(&(b.after.is_none(), &b.path)));
    Ok(steps)
}

/// Makes sure that the step can be made, and writes its new text beside its place.
fn prepare(root: &Path, step: &Step, folders: &mut Vec<PathBuf>) -> io::Result<Option<TempPath>> {
    let place = root.join(&step.path);
    let found = match fs::read(&place) {
        Ok(found) => Some(found),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(error),
    };
    let found = found.as_deref();
    let is_marked = found.is_some_and(|it| it.starts_with(MARK.as_bytes()));
    let bare = found.map(|it| it.get(if is_marked { MARK.len() } else { 0 }..).unwrap_or_default());
    match (&step.before, bare) {
        (None, Some(_)) => return Err(io::Error::other("there already is such a file")),
        (Some(before), bare) if bare != Some(before.as_bytes()) => {
            return Err(io::Error::other("it was changed meanwhile; run the command again"));
        }
        _ => {}
    }
    let Some(after) = &step.after else { return Ok(None) };
    let folder = place.parent().unwrap_or(root);
    make_folder(folder, folders)?;
    let mut new = tempfile::Builder::new().prefix(".conspectus-").tempfile_in(folder)?;
    new.write_all(if is_marked { MARK.as_bytes() } else { b"" })?;
    new.write_all(after)?;
    new.as_file().sync_all()?;
    fs::set_permissions(new.path(), permissions(&place, folder)?)?;
    Ok(Some(new.into_temp_path()))
}

/// A byte order mark, which is no part of a text and stays.
const MARK: &str = "\u{feff}";

/// The rights that a file has; those of a new file are those that the system gives.
fn permissions(place: &Path, folder: &Path) -> io::Result<fs::Permissions> {
    if let Ok(metadata) = fs::metadata(place) {
        return Ok(metadata.permissions());
    }
    let name = folder.join(format!(".conspectus-new-{}", std::process::id()));
    let file = fs::File::create_new(&name)?;
    let permissions = file.metadata().map(|it| it.permissions());
    fs::remove_file(&name)?;
    permissions
}

/// Makes a folder and those above it, and remembers which there were not.
fn make_folder(folder: &Path, made: &mut Vec<PathBuf>) -> io::Result<()> {
    let missing: Vec<&Path> = folder.ancestors().take_while(|it| !it.exists()).collect();
    for folder in missing.into_iter().rev() {
        fs::create_dir(folder)?;
        made.push(folder.to_owned());
    }
    Ok(())
}

/// Makes one step.
fn make(root: &Path, step: &Step, new: Option<TempPath>) -> io::Result<Made> {
    let place = root.join(&step.path);
    let kept = step.before.as_ref().map(|_| keep(&place)).transpose()?;
    let done = match (new, &kept) {
        (Some(new), Some(_)) => new.persist(&place).map_err(|it| it.error),
        (Some(new), None) => new.persist_noclobber(&place).map_err(|it| it.error),
        (None, _) => fs::remove_file(&place),
    };
    done.map(|()| Made { place, kept })
}

/// A second name for what lies at a place, or a copy where the disk has no second names.
fn keep(place: &Path) -> io::Result<TempPath> {
    let folder = place.parent().unwrap_or(Path::new("."));
    let kept = tempfile::Builder::new()
        .prefix(".conspectus-")
        .make_in(folder, |name| {
            fs::hard_link(place, name).or_else(|_| fs::copy(place, name).map(drop))
        })?;
    Ok(kept.into_temp_path())
}

/// Undoes the steps that were made, the last first; tells which could not be.
fn put_back(made: Vec<Made>) -> Vec<String> {
    let mut lost = Vec::new();
    for Made { place, kept } in made.into_iter().rev() {
        let undone = match kept {
            Some(kept) => kept.persist(&place).map_err(|failed| {
                let old = failed.path.to_path_buf();
                // What cannot be put back must not be deleted.
                let _ = failed.path.keep();
                format!(
                    "what was in `{}` is now in `{}`: {}",
                    place.display(),
                    old.display(),
                    failed.error
                )
            }),
            None => fs::remove_file(&place).map_err(|error| format!("delete `{}` by hand: {error}", place.display())),
        };
        lost.extend(undone.err());
    }
    lost
}

fn remove_folders(folders: &[PathBuf]) {
    for folder in folders.iter().rev() {
        let _ = fs::remove_dir(folder);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::{Creation, Edit, Move};
    use crate::span::Span;

    /// A site of two files, read, and a plan that changes both and makes a third.
    fn planned(root: &Path) -> (Plan, SourceMap) {
        let mut sources = SourceMap::default();
        for (path, text) in [("a.md", "one"), ("b/c.md", "two")] {
            fs::create_dir_all(root.join(path).parent().unwrap()).unwrap();
            fs::write(root.join(path), text).unwrap();
            sources.add(path.to_owned(), text.to_owned());
        }
        let edit = |file| Edit {
            at: Span::new(0..1).in_file(file),
            replacement: "X".to_owned(),
        };
        let plan = Plan {
            edits: vec![edit(FileId(0)), edit(FileId(1))],
            moves: vec![Move {
                file: FileId(1),
                to: "d/e.md".to_owned(),
            }],
            creations: vec![Creation {
                path: "f/g.md".to_owned(),
                text: "new".to_owned(),
            }],
            ..Plan::default()
        };
        (plan, sources)
    }

    fn files(root: &Path) -> Vec<String> {
        let walk = walkdir::WalkDir::new(root).sort_by_file_name().into_iter().flatten();
        let files = walk.filter(|it| it.depth() > 0).map(|it| {
            let path = it.path().strip_prefix(root).unwrap().display().to_string();
            match fs::read_to_string(it.path()) {
                Ok(text) => format!("{path}: {text}"),
                Err(_) => path,
            }
        });
        files.collect()
    }

    #[test]
    fn a_plan_is_carried_out() {
        let root = tempfile::tempdir().unwrap();
        let (plan, sources) = planned(root.path());
        carry_out(root.path(), &plan, &sources).unwrap();
        let expected = ["a.md: Xne", "b", "d", "d/e.md: Xwo", "f", "f/g.md: new"];
        assert_eq!(files(root.path()), expected);
    }

    #[test]
    fn a_plan_that_cannot_be_carried_out_changes_nothing() {
        type Spoil = fn(&Path);
        let spoils: [Spoil; 3] = [
            |root| fs::write(root.join("b/c.md"), "changed").unwrap(),
            |root| fs::write(root.join("d"), "no folder").unwrap(),
            |root| fs::create_dir_all(root.join("f/g.md/full")).unwrap(),
        ];
        for spoil in spoils {
            let root = tempfile::tempdir().unwrap();
            let (plan, sources) = planned(root.path());
            spoil(root.path());
            let before = files(root.path());
            assert!(carry_out(root.path(), &plan, &sources).is_err());
            assert_eq!(files(root.path()), before);
        }
    }

    #[test]
    fn steps_that_were_made_are_undone() {
        let root = tempfile::tempdir().unwrap();
        let (plan, sources) = planned(root.path());
        let before = files(root.path());
        let mut folders = Vec::new();
        let mut made = Vec::new();
        for step in &steps(&plan, &sources).unwrap() {
            let new = prepare(root.path(), step, &mut folders).unwrap();
            made.push(make(root.path(), step, new).unwrap());
        }
        assert_ne!(files(root.path()), before);
        assert_eq!(put_back(made), Vec::<String>::new());
        remove_folders(&folders);
        assert_eq!(files(root.path()), before);
    }
}
