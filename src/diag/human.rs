//! Diagnostics as a person reads them in a terminal: rustc's layout, by rustc's own renderer.

use super::{Diagnostic, Fix, Label, Severity};
use crate::span::{FileId, SourceFile, SourceMap, Span};
use annotate_snippets::{Annotation, AnnotationKind, Element, Group, Level, Origin, Patch, Renderer, Snippet};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

/// Bytes of an excerpt: each takes the renderer time, and there may be ten thousand problems in a line.
const LONG: usize = 10_000;

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
    for excerpt in excerpts(diagnostic, sources) {
        problem = problem.element(excerpt);
    }
    for help in &diagnostic.helps {
        problem = problem.element(Level::HELP.message(help.as_str()));
    }
    let fixes = diagnostic.fixes.iter().map(|fix| patch(fix, sources));
    std::iter::once(problem).chain(fixes).collect()
}

/// One excerpt per file, the primary file first; of places far apart in a file one for each.
fn excerpts<'a>(diagnostic: &'a Diagnostic, sources: &'a SourceMap) -> Vec<Element<'a>> {
    let primary = diagnostic.primary.iter().map(|label| (AnnotationKind::Primary, label));
    let further = diagnostic.labels.iter().map(|label| (AnnotationKind::Context, label));
    let first = diagnostic.primary.as_ref().map(|label| label.at.file);
    let mut by_file: BTreeMap<(bool, FileId), Vec<(AnnotationKind, &'a Label)>> = BTreeMap::new();
    for (kind, label) in primary.chain(further) {
        let key = (Some(label.at.file) != first, label.at.file);
        by_file.entry(key).or_default().push((kind, label));
    }
    let mut elements = Vec::new();
    for ((_, file), labels) in by_file {
        let file = sources.file(file);
        let together = Excerpt::of(file, labels.iter().map(|(_, label)| label.at.span));
        if together.text.len() <= LONG {
            elements.push(together.shown(file, &labels));
            continue;
        }
        for label in labels.chunks(1) {
            elements.push(Excerpt::of(file, [label[0].1.at.span]).shown(file, label));
        }
    }
    elements
}

fn annotation<'a>(kind: AnnotationKind, label: &'a Label, excerpt: &Excerpt<'_>) -> Annotation<'a> {
    let annotation = kind.span(excerpt.within(label.at.span));
    if label.text.is_empty() {
        annotation
    } else {
        annotation.label(label.text.as_str())
    }
}

fn patch<'a>(fix: &'a Fix, sources: &'a SourceMap) -> Group<'a> {
    let file = sources.file(fix.at.file);
    let excerpt = Excerpt::of(file, [fix.at.span]);
    let patch = Patch::new(excerpt.within(fix.at.span), fix.replacement.as_str());
    let group = Group::with_title(Level::HELP.secondary_title(fix.title.as_str()));
    if excerpt.text.len() > LONG {
        return group.element(origin(file, fix.at.span));
    }
    group.element(excerpt.snippet(file).patch(patch))
}

/// A place without an excerpt.
fn origin(file: &SourceFile, span: Span) -> Origin<'_> {
    let (line, column) = file.line_column(span.start);
    Origin::path(shown(&file.path)).line(line).char_column(column)
}

/// The lines of a file that are shown. The renderer reads all that it is handed, for each problem: it gets no more.
struct Excerpt<'a> {
    text: &'a str,
    /// Where the text begins in the file.
    start: usize,
    /// The number of its first line, from 1.
    line: usize,
}

impl<'a> Excerpt<'a> {
    /// From the line where the first of these spans begins to the one where the last ends.
    fn of(file: &'a SourceFile, spans: impl IntoIterator<Item = Span>) -> Excerpt<'a> {
        let all = spans.into_iter().reduce(Span::to).unwrap_or_default().range();
        // Behind the last line there is nothing to point at: the line before is shown with it.
        let begin = all.start.min(file.text.len().saturating_sub(1));
        let before = file.text.as_bytes().get(..begin).unwrap_or_default();
        let start = before.iter().rposition(|&it| it == b'\n').map_or(0, |at| at + 1);
        let after = file.text.as_bytes().get(all.end..).unwrap_or_default();
        let end = after
            .iter()
            .position(|&it| it == b'\n')
            .map_or(file.text.len(), |at| all.end + at + 1);
        Excerpt {
            text: file.text.get(start..end).unwrap_or_default(),
            start,
            line: file.line_column(u32::try_from(start).unwrap_or(u32::MAX)).0,
        }
    }

    fn within(&self, span: Span) -> Range<usize> {
        let place = |at: usize| at.saturating_sub(self.start).min(self.text.len());
        let (mut start, mut end) = (place(span.range().start), place(span.range().end));
        // The renderer cannot cut a character: a place that does is told wider, not with a panic.
        while !self.text.is_char_boundary(start) {
            start -= 1;
        }
        while !self.text.is_char_boundary(end) {
            end += 1;
        }
        start..end
    }

    /// The excerpt with its labels; of lines that are longer than anybody reads the place alone.
    fn shown(&self, file: &'a SourceFile, labels: &[(AnnotationKind, &'a Label)]) -> Element<'a> {
        if self.text.len() > LONG {
            let first = labels.first().map(|(_, label)| label.at.span);
            return origin(file, first.unwrap_or_default()).into();
        }
        let annotations = labels.iter().map(|(kind, label)| annotation(*kind, label, self));
        let snippet = self.snippet(file);
        snippet.annotations(annotations.collect::<Vec<_>>()).into()
    }

    fn snippet<T: Clone>(&self, file: &'a SourceFile) -> Snippet<'a, T> {
        let path = shown(&file.path);
        Snippet::source(self.text).line_start(self.line).path(path)
    }
}

/// A path as a terminal may have it: the renderer replaces what could move or turn other text in excerpts, not in paths.
fn shown(path: &str) -> Cow<'_, str> {
    let turns =
        |c: char| matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let is_odd = |c: char| c.is_control() || turns(c);
    if !path.contains(is_odd) {
        return path.into();
    }
    let shown = |c: char| {
        if is_odd(c) {
            c.escape_unicode().to_string()
        } else {
            c.to_string()
        }
    };
    path.chars().map(shown).collect::<String>().into()
}

#[cfg(test)]
mod tests {
    use super::shown;

    #[test]
    fn a_path_turns_no_other_text() {
        assert_eq!(shown("content/papers/آصف-1992.md"), "content/papers/آصف-1992.md");
        assert_eq!(shown("a\u{202e}gpj.md\u{1b}"), "a\\u{202e}gpj.md\\u{1b}");
    }
}
