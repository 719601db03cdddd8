//! Code actions: the corrections of a problem, the entry that a reference misses, all certain corrections of a text.

use super::changes::Changes;
use super::problems;
use super::scene::{Place, Scene};
use crate::diag::{Code, Diagnostic, Fix, fix};
use crate::model::{Kind, ProseReference};
use crate::skeleton;
use crate::span::FileId;
use lsp_types::{CodeAction, CodeActionKind, Range, WorkspaceEdit};

/// The kind of the action that makes all certain corrections of a text.
pub(super) const FIX_ALL: &str = "source.fixAll.conspectus";

/// What can be done about the problems in a range, of these kinds or of all.
pub(super) fn actions(scene: &Scene<'_>, place: &Place<'_>, range: Range, only: Option<&[String]>) -> Vec<CodeAction> {
    let Some(file) = place.file else {
        return Vec::new();
    };
    let wants = |kind: &str| only.is_none_or(|kinds| kinds.iter().any(|it| is_below(kind, it)));
    let mut actions = Vec::new();
    if wants("quickfix") {
        let here = problems::by_file(scene).remove(&file).unwrap_or_default();
        for problem in here {
            let Some(told) = problems::told(scene, problem).filter(|it| problems::touch(it.range, range)) else {
                continue;
            };
            let fixes = fixes(scene, problem).into_iter().chain(creations(scene, problem));
            actions.extend(fixes.map(|action| CodeAction {
                kind: Some(CodeActionKind::QuickFix),
                diagnostics: Some(vec![told.clone()]),
                ..action
            }));
        }
    }
    if wants(FIX_ALL) {
        actions.extend(fix_all(scene, file));
    }
    actions
}

/// Whether a kind of action is another or lies below it: `source.fixAll.conspectus` below `source.fixAll`.
fn is_below(kind: &str, wanted: &str) -> bool {
    let rest = kind.strip_prefix(wanted);
    wanted.is_empty() || rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// Each correction that a problem offers.
fn fixes(scene: &Scene<'_>, problem: &Diagnostic) -> Vec<CodeAction> {
    let is_only = problem.fixes.len() == 1;
    let action = |fix: &Fix| {
        Some(CodeAction {
            is_preferred: (fix.safe && is_only).then_some(true),
            ..action(title(fix), correction(scene, &[fix])?)
        })
    };
    problem.fixes.iter().filter_map(action).collect()
}

/// “did you mean `x`?” is a question; an action says what it does.
fn title(fix: &Fix) -> String {
    match fix.title.strip_prefix("did you mean ") {
        Some(rest) => format!("change to {}", rest.trim_end_matches('?')),
        None => fix.title.clone(),
    }
}

fn correction(scene: &Scene<'_>, fixes: &[&Fix]) -> Option<WorkspaceEdit> {
    let mut changes = Changes::new(scene);
    for fix in fixes {
        let text = &scene.analysis.tree.sources.file(fix.at.file).text;
        // A new line ends as the others of its file do.
        let replacement = if text.contains("\r\n") {
            fix.replacement.replace('\n', "\r\n")
        } else {
            fix.replacement.clone()
        };
        changes.replace(fix.at, replacement)?;
    }
    changes.finish()
}

fn action(title: String, edit: WorkspaceEdit) -> CodeAction {
    CodeAction {
        title,
        edit: Some(edit),
        ..CodeAction::default()
    }
}

/// All certain corrections of one text.
fn fix_all(scene: &Scene<'_>, file: FileId) -> Option<CodeAction> {
    let all: Vec<&Diagnostic> = scene.analysis.problems.iter().collect();
    let here: Vec<&Fix> = fix::safe(&all).into_iter().filter(|fix| fix.at.file == file).collect();
    if here.is_empty() {
        return None;
    }
    Some(CodeAction {
        kind: Some(CodeActionKind::Custom(FIX_ALL.into())),
        ..action(
            "make all certain corrections in this file".to_owned(),
            correction(scene, &here)?,
        )
    })
}

/// The entries that a reference misses: one of the kind that its key takes, or any where that is open.
fn creations(scene: &Scene<'_>, problem: &Diagnostic) -> Vec<CodeAction> {
    if !scene.client.can_create || !scene.client.has_document_changes {
        return Vec::new();
    }
    let Some((kinds, written)) = missing(scene, problem) else {
        return Vec::new();
    };
    let stem = written.trim_end_matches(".md").rsplit('/').next().unwrap_or_default();
    let slug = if skeleton::is_slug(stem) {
        stem.to_owned()
    } else {
        skeleton::slug_of(stem)
    };
    if slug.is_empty() {
        return Vec::new();
    }
    let creation = |kind: Kind| {
        let path = scene
            .analysis
            .root
            .join("content")
            .join(kind.folder())
            .join(format!("{slug}.md"));
        if scene.documents.get(&path).is_some() || path.exists() {
            return None;
        }
        let title = skeleton::title_of(kind, &slug);
        let text = skeleton::text(kind, &title, &scene.analysis.site.config);
        let mut changes = Changes::new(scene);
        changes.create(&path, text);
        if slug != stem {
            // The reference has to name what is created.
            changes.replace(problem.primary.as_ref()?.at, slug.clone())?;
        }
        Some(action(format!("create the {kind} `{slug}`"), changes.finish()?))
    };
    kinds.into_iter().filter_map(creation).collect()
}

/// What a reference that leads nowhere may name, and what is written.
fn missing(scene: &Scene<'_>, problem: &Diagnostic) -> Option<(Vec<Kind>, String)> {
    let at = problem.primary.as_ref()?.at;
    let written = scene.analysis.tree.sources.slice(at).to_owned();
    match problem.code {
        Code::UnknownCitation => skeleton::is_slug(&written).then(|| (vec![Kind::Paper], written)),
        Code::UnknownReference => {
            let id = scene.analysis.entry_of(at.file)?;
            let entry = scene.analysis.site.entry(id);
            let matter = entry.data.references();
            if let Some(it) = matter.iter().find(|it| it.written.span == at.span) {
                return Some((it.kinds.to_vec(), it.written.value.clone()));
            }
            let prose = entry.body.references.iter().find(|it| it.target == at.span)?;
            let (ProseReference::Wiki { target } | ProseReference::File { path: target }) = &prose.reference else {
                return None;
            };
            let folder = target.rsplit('/').nth(1).and_then(Kind::of_folder);
            let kinds = folder.map_or_else(|| Kind::ALL.to_vec(), |kind| vec![kind]);
            Some((kinds, target.clone()))
        }
        _ => None,
    }
}
