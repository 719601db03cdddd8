//! Diagnostics: what is wrong, where, and what to do; one value with a renderer per format beside it.

mod codes;
pub mod explain;
pub mod fix;
pub mod github;
pub mod human;
pub mod json;
mod policy;
pub mod sarif;

use crate::span::{FileSpan, SourceMap};
pub use codes::Code;
pub use policy::{Policy, PolicyError};
use std::cmp::Reverse;

/// How diagnostics are written. To add a format: a file with a `render`, and its name here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// For a person at a terminal.
    #[default]
    Human,
    /// One JSON object a line.
    Json,
    /// One SARIF 2.1.0 log.
    Sarif,
    /// Annotations of a pull request on GitHub.
    Github,
}

impl Format {
    /// All formats, in the order of the help.
    pub const ALL: [Format; 4] = [Format::Human, Format::Json, Format::Sarif, Format::Github];

    /// What `--format` calls it.
    pub fn name(self) -> &'static str {
        match self {
            Format::Human => "human",
            Format::Json => "json",
            Format::Sarif => "sarif",
            Format::Github => "github",
        }
    }
}

/// How bad it is: an error stops publication, a warning does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Publishing would show a reader something false or broken.
    Error,
    /// The site is right but could be better.
    Warning,
}

impl Severity {
    /// `error` or `warning`.
    pub fn name(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
        }
    }
}

/// A second place that helps to understand, with what it shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The place.
    pub at: FileSpan,
    /// What is there, in lower case without a full stop.
    pub text: String,
}

/// A replacement that would mend the problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What the replacement does, in the imperative.
    pub title: String,
    /// The text to replace.
    pub at: FileSpan,
    /// What to put there.
    pub replacement: String,
    /// Whether `check --fix` may apply it without asking.
    pub safe: bool,
}

/// One problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Which kind of problem.
    pub code: Code,
    /// Its severity (that of the code, unless `--deny` or `--allow` changed it).
    pub severity: Severity,
    /// What is so, in lower case without a full stop, names in backquotes.
    pub message: String,
    /// Where, and what to say under the caret (may be empty).
    pub primary: Option<Label>,
    /// Further places.
    pub labels: Vec<Label>,
    /// What to do.
    pub helps: Vec<String>,
    /// Replacements that would mend it, best first.
    pub fixes: Vec<Fix>,
}

/// A place as programs read it: a path, and lines and columns from 1, the end exclusive.
struct Place {
    path: String,
    start: (usize, usize),
    end: (usize, usize),
}

impl Place {
    /// The place, with its path below `folder`, which is empty or ends with `/`.
    fn of(at: FileSpan, sources: &SourceMap, folder: &str) -> Place {
        let file = sources.file(at.file);
        Place {
            path: format!("{folder}{}", file.path),
            start: file.line_column(at.span.start),
            end: file.line_column(at.span.end),
        }
    }
}

impl Diagnostic {
    /// A problem at a place.
    pub fn at(code: Code, at: FileSpan, message: impl Into<String>) -> Diagnostic {
        let primary = Some(Label {
            at,
            text: String::new(),
        });
        Diagnostic {
            primary,
            ..Diagnostic::nowhere(code, message)
        }
    }

    /// A problem of the site as a whole.
    pub fn nowhere(code: Code, message: impl Into<String>) -> Diagnostic {
        Diagnostic {
            code,
            severity: code.severity(),
            message: message.into(),
            primary: None,
            labels: Vec::new(),
            helps: Vec::new(),
            fixes: Vec::new(),
        }
    }

    /// Says something under the caret.
    #[must_use]
    pub fn under(mut self, text: impl Into<String>) -> Diagnostic {
        if let Some(primary) = &mut self.primary {
            primary.text = text.into();
        }
        self
    }

    /// Points at a second place.
    #[must_use]
    pub fn label(mut self, at: FileSpan, text: impl Into<String>) -> Diagnostic {
        self.labels.push(Label { at, text: text.into() });
        self
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Diagnostic {
        self.helps.push(text.into());
        self
    }

    /// Offers a replacement of the primary place that `check --fix` may apply.
    #[must_use]
    pub fn fix(mut self, title: impl Into<String>, replacement: impl Into<String>) -> Diagnostic {
        if let Some(primary) = &self.primary {
            self.fixes.push(Fix {
                title: title.into(),
                at: primary.at,
                replacement: replacement.into(),
                safe: true,
            });
        }
        self
    }

    /// Offers a correction of a place that `check --fix` applies only if it is `safe`.
    #[must_use]
    pub fn fix_at(
        mut self,
        title: impl Into<String>,
        at: FileSpan,
        replacement: impl Into<String>,
        safe: bool,
    ) -> Diagnostic {
        self.fixes.push(Fix {
            title: title.into(),
            at,
            replacement: replacement.into(),
            safe,
        });
        self
    }

    /// The message, with the advice in lines of its own.
    pub fn told(&self) -> String {
        let helps = self.helps.iter().map(|help| format!("\nhelp: {help}"));
        let fixes = self.fixes.iter().map(|fix| format!("\nhelp: {}", fix.title));
        std::iter::once(self.message.clone())
            .chain(helps)
            .chain(fixes)
            .collect()
    }

    /// Offers the nearest of the names there are, when one is near enough to be a slip of the pen; of two that are as
    /// near, a person has to choose.
    #[must_use]
    pub fn suggest<'a>(self, written: &str, names: impl IntoIterator<Item = &'a str>) -> Diagnostic {
        let names: Vec<&str> = names.into_iter().collect();
        match (nearest(written, names.iter().copied()), self.primary.clone()) {
            (Some(name), Some(primary)) => {
                let is_certain = is_alone(written, name, names);
                self.fix_at(format!("did you mean `{name}`?"), primary.at, name, is_certain)
            }
            _ => self,
        }
    }
}

/// Whether no other of the names is as near to what was written.
pub fn is_alone<'a>(written: &str, name: &str, names: impl IntoIterator<Item = &'a str>) -> bool {
    let limit = distance(written, name);
    let mut others = names.into_iter().filter(|it| *it != name);
    !others.any(|it| distance(written, it) <= limit)
}

/// The name nearest to what was written, if the difference looks like a slip: at most a third of its letters, case
/// aside. Of two that are as near, the one that begins alike, then the longer: letters get lost more than they grow.
pub fn nearest<'a>(written: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let letters = written.chars().count();
    // One letter is no slip of another.
    let limit = (letters / 3).max(1).min(letters.saturating_sub(1));
    let alike = |name: &str| written.chars().zip(name.chars()).take_while(|(a, b)| a == b).count();
    let rank = |name: &'a str| {
        let order = (Reverse(alike(name)), Reverse(name.len()));
        (distance(written, name), order, name)
    };
    let (distance, _, name) = names.into_iter().map(rank).min()?;
    (distance <= limit).then_some(name)
}

/// How many letters are added, left out, replaced or swapped between two names (optimal string alignment), case aside.
pub fn distance(a: &str, b: &str) -> usize {
    strsim::osa_distance(&a.to_lowercase(), &b.to_lowercase())
}

/// Where the stages put what is wrong.
#[derive(Clone, Debug, Default)]
pub struct Diagnostics {
    list: Vec<Diagnostic>,
}

impl Diagnostics {
    /// Adds one.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.list.push(diagnostic);
    }

    /// Adds several.
    pub fn extend(&mut self, diagnostics: impl IntoIterator<Item = Diagnostic>) {
        self.list.extend(diagnostics);
    }

    /// Adds all of another sink (a parallel stage gives each worker its own).
    pub fn append(&mut self, mut other: Diagnostics) {
        self.list.append(&mut other.list);
    }

    /// Gives each the severity that the policy gives its code, and leaves out what it silences.
    pub fn obey(&mut self, policy: &Policy) {
        self.list.retain_mut(|it| match policy.severity(it.code) {
            Some(severity) => {
                it.severity = severity;
                true
            }
            None => false,
        });
    }

    /// Whether there is nothing to tell.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Whether anything forbids publishing.
    pub fn has_errors(&self) -> bool {
        self.count(Severity::Error) > 0
    }

    /// How many of that severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.list.iter().filter(|it| it.severity == severity).count()
    }

    /// All of them by file, place and code, without repetitions: the order of work never shows.
    pub fn sorted(&self, sources: &SourceMap) -> Vec<&Diagnostic> {
        let mut all: Vec<&Diagnostic> = self.list.iter().collect();
        let path = |it: &Diagnostic| {
            it.primary
                .as_ref()
                .map(|label| sources.file(label.at.file).path.clone())
        };
        let span = |it: &Diagnostic| it.primary.as_ref().map(|label| label.at.span);
        all.sort_by_cached_key(|it| (path(it), span(it), it.code, it.message.clone()));
        all.dedup();
        all
    }

    /// As they came.
    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.list.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::span::{FileId, Span};

    #[test]
    fn the_nearest_name_is_a_slip_away() {
        let names = ["at", "date", "event", "says", "values"];
        let cases = [
            ("dat", Some("date")),
            ("DATE", Some("date")),
            ("evnet", Some("event")),
            ("sasy", Some("says")),
            ("ta", Some("at")),
            ("x", None),
            ("lighthouse", None),
        ];
        for (written, expected) in cases {
            assert_eq!(nearest(written, names), expected, "{written}");
        }
    }

    #[test]
    fn what_could_be_two_names_is_left_to_a_person() {
        let at = Span::default().in_file(FileId(0));
        let safe = |written: &str| {
            let diagnostic = Diagnostic::at(Code::UnknownKey, at, "").suggest(written, ["coast", "boast", "harbour"]);
            diagnostic.fixes.first().map(|fix| fix.safe)
        };
        assert_eq!(safe("harbuor"), Some(true));
        assert_eq!(safe("roast"), Some(false));
        assert_eq!(safe("lighthouse"), None);
    }
}
