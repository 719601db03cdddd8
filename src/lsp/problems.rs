//! Diagnostics as the protocol has them.

use super::scene::Scene;
use crate::config;
use crate::diag::{Diagnostic, Severity};
use crate::span::FileId;
use lsp_types::{
    Code, CodeDescription, Diagnostic as Told, DiagnosticRelatedInformation, DiagnosticSeverity, Message, Range, Uri,
};
use std::collections::BTreeMap;

/// What is wrong, by file; a problem of the site as a whole stands at the beginning of its settings.
pub(super) fn by_file<'a>(scene: &Scene<'a>) -> BTreeMap<FileId, Vec<&'a Diagnostic>> {
    let analysis = scene.analysis;
    let settings = analysis
        .file(&analysis.root.join(config::FILE_NAME))
        .map(|file| file.id);
    let mut files: BTreeMap<FileId, Vec<&Diagnostic>> = BTreeMap::new();
    for problem in &analysis.problems {
        let file = problem.primary.as_ref().map(|label| label.at.file).or(settings);
        if let Some(file) = file {
            files.entry(file).or_default().push(problem);
        }
    }
    files
}

/// A problem as the client shows it; nothing where its place is being written over.
pub(super) fn told(scene: &Scene<'_>, problem: &Diagnostic) -> Option<Told> {
    let range = match &problem.primary {
        Some(label) => scene.range(label.at)?,
        None => Range::default(),
    };
    let related = problem.labels.iter().filter_map(|label| {
        Some(DiagnosticRelatedInformation {
            location: scene.location(label.at)?,
            message: label.text.clone(),
        })
    });
    let related: Vec<_> = related.collect();
    let code = problem.code.name();
    let href = scene.client.explanations.as_ref().map(|it| format!("{it}{code}"));
    Some(Told {
        range,
        severity: Some(match problem.severity {
            Severity::Error => DiagnosticSeverity::Error,
            Severity::Warning => DiagnosticSeverity::Warning,
        }),
        code: Some(Code::String(code.to_owned())),
        code_description: href.map(|href| CodeDescription { href: Uri(href) }),
        source: Some("conspectus".to_owned()),
        message: Message::String(problem.told()),
        tags: None,
        related_information: (scene.client.has_related && !related.is_empty()).then_some(related),
        data: None,
    })
}

/// A problem with reading the site at all.
pub(super) fn unreadable(message: String, root: &std::path::Path) -> (Uri, Told) {
    let uri = Uri(super::uri::of(&root.join(config::FILE_NAME)));
    let told = Told {
        severity: Some(DiagnosticSeverity::Error),
        source: Some("conspectus".to_owned()),
        message: Message::String(message),
        ..Told::default()
    };
    (uri, told)
}

/// Whether two ranges share a place.
pub(super) fn touch(a: Range, b: Range) -> bool {
    a.start <= b.end && b.start <= a.end
}
