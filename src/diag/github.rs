//! Diagnostics as annotations of a pull request on GitHub: one workflow command a line.
//!
//! Source: GitHub, *Workflow commands for GitHub Actions*, and `actions/toolkit`, `packages/core/src/command.ts`, for
//! what has to be escaped.

use super::{Diagnostic, Place};
use crate::span::SourceMap;

/// Writes one command a line; `folder` comes before every path, which GitHub wants from the root of the repository.
pub fn render(diagnostics: &[&Diagnostic], sources: &SourceMap, folder: &str) -> String {
    let line = |diagnostic: &&Diagnostic| format!("{}\n", command(diagnostic, sources, folder));
    diagnostics.iter().map(line).collect()
}

fn command(diagnostic: &Diagnostic, sources: &SourceMap, folder: &str) -> String {
    let place = diagnostic
        .primary
        .as_ref()
        .map(|label| Place::of(label.at, sources, folder));
    let mut properties: Vec<(&str, String)> = Vec::new();
    if let Some(Place { path, start, end }) = place {
        properties.push(("file", path));
        properties.push(("line", start.0.to_string()));
        properties.push(("endLine", end.0.to_string()));
        // Columns are refused where the lines differ.
        if start.0 == end.0 {
            properties.push(("col", start.1.to_string()));
            properties.push(("endColumn", end.1.to_string()));
        }
    }
    properties.push(("title", diagnostic.code.name().to_owned()));
    let properties: Vec<String> = properties
        .iter()
        .map(|(name, value)| format!("{name}={}", property(value)))
        .collect();
    let severity = diagnostic.severity.name();
    format!("::{severity} {}::{}", properties.join(","), data(&diagnostic.told()))
}

/// A message: its line ends and percent signs would end it or be read as escapes.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A property: colons and commas would end it too.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::{Code, Severity};
    use crate::span::Span;

    #[test]
    fn what_would_end_a_command_is_escaped() {
        let mut sources = SourceMap::default();
        let file = sources.add("content/a,b.md".to_owned(), "one\ntwo\n".to_owned());
        let at = |range| Span::new(range).in_file(file);
        let mut one = Diagnostic::at(Code::Yaml, at(0..3), "100 %: a, b\r\nc").help("do: it");
        assert_eq!(
            command(&one, &sources, "my: site/"),
            "::error file=my%3A site/content/a%2Cb.md,line=1,endLine=1,col=1,endColumn=4,title=yaml-syntax\
             ::100 %25: a, b%0D%0Ac%0Ahelp: do: it"
        );
        one.severity = Severity::Warning;
        one.primary.as_mut().unwrap().at = at(0..5);
        one.helps.clear();
        assert_eq!(
            command(&one, &sources, ""),
            "::warning file=content/a%2Cb.md,line=1,endLine=2,title=yaml-syntax::100 %25: a, b%0D%0Ac"
        );
        assert_eq!(
            command(&Diagnostic::nowhere(Code::Unreadable, "gone"), &sources, ""),
            "::error title=unreadable::gone"
        );
    }
}
