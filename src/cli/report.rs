//! Where diagnostics go: human ones to standard error, those for programs to standard output.

use super::site::Site;
use super::{Failure, ReportArgs, say, say_to, timings};
use crate::diag::{Diagnostics, Format, Policy, github, human, json, sarif};
use crate::pipeline::Timing;
use crate::span::SourceMap;
use std::fmt;
use std::io::{IsTerminal, Write};
use std::path::Path;
use std::time::Duration;

/// How a command tells what is wrong.
pub(super) struct Report {
    format: Format,
    /// Which warnings are errors, and which are silent.
    pub(super) policy: Policy,
    /// What comes before paths where programs read them: the way from here to the site.
    folder: String,
}

impl Report {
    /// As the arguments ask for.
    pub(super) fn new(args: &ReportArgs, site: &Site) -> Result<Report, Failure> {
        let policy = Policy::new(&args.deny, &args.allow);
        Ok(Report {
            format: args.format,
            policy: policy.map_err(|error| Failure::new(&error).help(&error.help))?,
            folder: folder(&site.root),
        })
    }

    /// Tells what is wrong.
    pub(super) fn tell(&self, diagnostics: &Diagnostics, sources: &SourceMap) {
        let render = match self.format {
            Format::Human => return human(diagnostics, sources),
            Format::Json => json::render,
            Format::Sarif => sarif::render,
            Format::Github => github::render,
        };
        let text = render(&diagnostics.sorted(sources), sources, &self.folder);
        if !text.is_empty() {
            say(text.trim_end());
        }
    }

    /// Says how it ended: beside what programs read, not in it.
    pub(super) fn sum_up(&self, line: impl fmt::Display) {
        match self.format {
            Format::Human => say(line),
            Format::Json | Format::Sarif | Format::Github => say_to(&mut std::io::stderr(), line),
        }
    }

    /// Says how long each stage took: beside the one line for a person, as one more object for programs that read JSON.
    pub(super) fn timings(&self, timings: &[Timing], total: Duration) {
        match self.format {
            Format::Json => say(timings::json(timings, total)),
            _ => say_to(&mut std::io::stderr(), timings::table(timings, total).trim_end()),
        }
    }

    /// Whether a person reads along.
    pub(super) fn is_human(&self) -> bool {
        self.format == Format::Human
    }
}

/// Writes what is wrong to standard error, for a person.
pub(super) fn human(diagnostics: &Diagnostics, sources: &SourceMap) {
    if let Some(text) = human_text(diagnostics, sources) {
        say_to(&mut std::io::stderr().lock() as &mut dyn Write, text);
    }
}

/// What is wrong, as a person reads it on standard error; nothing where nothing is.
pub(super) fn human_text(diagnostics: &Diagnostics, sources: &SourceMap) -> Option<String> {
    let colour = std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|it| it.is_empty());
    let sorted = diagnostics.sorted(sources);
    (!sorted.is_empty()).then(|| human::render(&sorted, sources, colour).trim_end().to_owned())
}

/// The way from this folder down to the site, with `/` behind it; nothing where the site does not lie below.
fn folder(root: &Path) -> String {
    let here = std::env::current_dir().and_then(|it| it.canonicalize());
    let root = root.canonicalize();
    let below = here.ok().zip(root.ok());
    let below = below.and_then(|(here, root)| root.strip_prefix(here).ok().map(Path::to_owned));
    let mut folder = String::new();
    for part in below.iter().flat_map(|it| it.components()) {
        folder.push_str(&part.as_os_str().to_string_lossy());
        folder.push('/');
    }
    folder
}
