//! Diagnostics as a person reads them in a terminal: rustc's layout, by rustc's own renderer.

use super::{Diagnostic, Fix, Label, Severity};
use crate::span::SourceMap;
use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Patch, Renderer, Snippet};
use std::collections::BTreeMap;

/// Writes diagnostics with excerpts and carets; `colour` only where a terminal reads them.
pub fn render(diagnostics: &[&Diagnostic], sources: &SourceMap, colour: bool) -> String {
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    let mut text = String::new();
    for diagnostic in diagnostics {
        text.push_str(&renderer.render(&report(diagnostic, sources)));
        text.push_str("\n\n");
    }
    text
}

/// The groups of one diagnostic: the problem with its places and advice, then one group per fix.
fn report<'a>(diagnostic: &'a Diagnostic, sources: &'a SourceMap) -> Vec<Group<'a>> {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let title = level
        .primary_title(diagnostic.message.as_str())
        .id(diagnostic.code.name());
    let mut problem = Group::with_title(title);
    for snippet in snippets(diagnostic, sources) {
        problem = problem.element(snippet);
    }
    for help in &diagnostic.helps {
        problem = problem.element(Level::HELP.message(help.as_str()));
    }
    let fixes = diagnostic.fixes.iter().map(|fix| patch(fix, sources));
    std::iter::once(problem).chain(fixes).collect()
}

/// One excerpt per file, the primary file first.
fn snippets<'a>(diagnostic: &'a Diagnostic, sources: &'a SourceMap) -> Vec<Snippet<'a, Annotation<'a>>> {
    let primary = diagnostic.primary.iter().map(|label| (AnnotationKind::Primary, label));
    let further = diagnostic.labels.iter().map(|label| (AnnotationKind::Context, label));
    let first = diagnostic.primary.as_ref().map(|label| label.at.file);
    let mut by_file: BTreeMap<(bool, _), Vec<Annotation<'a>>> = BTreeMap::new();
    for (kind, label) in primary.chain(further) {
        let key = (Some(label.at.file) != first, label.at.file);
        by_file.entry(key).or_default().push(annotation(kind, label));
    }
    let snippet = |((_, file), annotations)| {
        let file = sources.file(file);
        Snippet::source(&*file.text)
            .path(file.path.as_str())
            .annotations(annotations)
    };
    by_file.into_iter().map(snippet).collect()
}

fn annotation(kind: AnnotationKind, label: &Label) -> Annotation<'_> {
    let annotation = kind.span(label.at.span.range());
    if label.text.is_empty() {
        annotation
    } else {
        annotation.label(label.text.as_str())
    }
}

fn patch<'a>(fix: &'a Fix, sources: &'a SourceMap) -> Group<'a> {
    let file = sources.file(fix.at.file);
    let patch = Patch::new(fix.at.span.range(), fix.replacement.as_str());
    let snippet = Snippet::source(&*file.text).path(file.path.as_str()).patch(patch);
    Group::with_title(Level::HELP.secondary_title(fix.title.as_str())).element(snippet)
}
