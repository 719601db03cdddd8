//! Rename: another name for an entry or a work, in every place that names it.

use super::analysis::Meaning;
use super::changes::Changes;
use super::navigation::itself;
use super::scene::{Place, Scene};
use super::transport::Refusal;
use crate::edit;
use crate::model::Kind;
use lsp_types::{PrepareRenamePlaceholder, WorkspaceEdit};
use std::ops::Range;

/// What can be renamed at a place: the bytes of its name, the name, and what [`edit::rename`] calls it.
fn renamed(scene: &Scene<'_>, place: &Place<'_>) -> Result<(Range<usize>, String, String), Refusal> {
    let nothing = || {
        Refusal::failed(
            "nothing here has a name that can be changed: put the cursor on a reference, a citation key, or the title \
             of an entry",
        )
    };
    let found = scene.found(place).filter(|(found, _)| can_rename(&found.meaning));
    let (meaning, now) = match found {
        Some((found, now)) => (found.meaning, now),
        None => {
            let own = itself(scene, place).filter(|found| can_rename(&found.meaning));
            let found = own.ok_or_else(nothing)?;
            (found.meaning, place.offset..place.offset)
        }
    };
    let graph = scene.analysis.graph();
    let (stem, old) = match meaning {
        Meaning::Entry(id, _) => {
            let key = &graph.entry(id).key;
            (key.stem.clone(), key.to_string())
        }
        Meaning::Work(id) => {
            let key = &graph.work(id).work.key;
            (key.clone(), format!("@{key}"))
        }
        Meaning::Heading(_) | Meaning::File(_) | Meaning::Footnote(_) => return Err(nothing()),
    };
    let written = place.text.get(now.clone()).unwrap_or_default();
    let at = written
        .find(&stem)
        .map_or(now.clone(), |at| now.start + at..now.start + at + stem.len());
    Ok((at, stem, old))
}

fn can_rename(meaning: &Meaning) -> bool {
    matches!(meaning, Meaning::Entry(..) | Meaning::Work(_))
}

/// The name at a place, for the client to let somebody change it.
pub(super) fn prepare(scene: &Scene<'_>, place: &Place<'_>) -> Result<PrepareRenamePlaceholder, Refusal> {
    let (at, placeholder, _) = renamed(scene, place)?;
    Ok(PrepareRenamePlaceholder {
        range: scene.client.encoding.range(place.text, at),
        placeholder,
    })
}

/// The change that gives what is named at a place another name.
pub(super) fn rename(scene: &Scene<'_>, place: &Place<'_>, new: &str) -> Result<WorkspaceEdit, Refusal> {
    let (_, _, old) = renamed(scene, place)?;
    let new = if old.starts_with('@') {
        format!("@{}", new.trim().trim_start_matches('@'))
    } else {
        new.to_owned()
    };
    plan(scene, &old, &new, true)
}

/// The change that mends all references when a file gets another path; nothing for what is no entry.
pub(super) fn moved(scene: &Scene<'_>, old: &str, new: &str) -> Option<Result<WorkspaceEdit, Refusal>> {
    let key = |below: &str| {
        let (folder, file) = below.strip_prefix("content/")?.split_once('/')?;
        let stem = file.strip_suffix(".md")?;
        Some(format!("{}/{stem}", Kind::of_folder(folder)?.folder()))
    };
    let (old, new) = (key(old)?, key(new)?);
    Some(plan(scene, &old, &new, false))
}

fn plan(scene: &Scene<'_>, old: &str, new: &str, with_moves: bool) -> Result<WorkspaceEdit, Refusal> {
    let tree = &scene.analysis.tree;
    let plan = edit::rename(tree, old, new).map_err(|refusal| {
        let helps = refusal.helps.iter().map(|help| format!("; {help}"));
        Refusal::failed(
            std::iter::once(refusal.message.clone())
                .chain(helps)
                .collect::<String>(),
        )
    })?;
    let mut changes = Changes::new(scene);
    for edit in &plan.edits {
        let text = &tree.sources.file(edit.at.file).text;
        let replacement = if text.contains("\r\n") {
            edit.replacement.replace('\n', "\r\n")
        } else {
            edit.replacement.clone()
        };
        let moved_on = || Refusal::failed("a text has changed meanwhile; try again");
        changes.replace(edit.at, replacement).ok_or_else(moved_on)?;
    }
    for file in plan.moves.iter().filter(|_| with_moves) {
        changes.rename(file.file, &scene.analysis.root.join(&file.to));
    }
    let unable = || Refusal::failed("this editor cannot rename files; `conspectus rename` does it on the command line");
    changes.finish().ok_or_else(unable)
}
