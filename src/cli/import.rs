//! `conspectus import`: what other programs hold, into this site.

#![expect(
    clippy::disallowed_methods,
    reason = "reads what is to be imported, which lies outside the site"
)]

use super::consent::note;
use super::rename::carry_out_if_agreed;
use super::site::{Site, shown};
use super::{End, Failure, ImportArgs, ImportAs};
use crate::edit::Plan;
use crate::import::{self, Destination, Report, Source};
use crate::pipeline::{self, Options};
use std::fs;
use std::path::{Path, PathBuf};

/// Imports what the arguments name.
pub(super) fn import(args: &ImportArgs) -> Result<End, Failure> {
    let site = Site::find(&args.change.site)?;
    let checked = pipeline::check(&site.root, &Options::default()).map_err(Failure::new)?;
    let sources = args
        .files
        .iter()
        .map(|path| source(path))
        .collect::<Result<Vec<_>, _>>()?;
    let to = match args.to {
        ImportAs::References => Destination::References,
        ImportAs::Papers => Destination::Papers,
        ImportAs::Both => Destination::Both,
    };
    let (plan, report) = import::works(&checked.tree, &sources, to);
    if plan
        == (Plan {
            title: plan.title.clone(),
            ..Plan::default()
        })
    {
        tell(&report);
        note(format!("nothing to do: {}", plan.title));
        return Ok(End::Clean);
    }
    let end = carry_out_if_agreed(&site, &checked, &plan, &args.change, "conspectus import")?;
    tell(&report);
    Ok(end)
}

fn source(path: &PathBuf) -> Result<Source, Failure> {
    let name = shown(path);
    let ending = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
    if !import::REFERENCES.contains(&ending.as_str()) {
        let message = format!("`{name}` is in no format that can be imported");
        return Err(Failure::new(message).help(format!("the endings are .{}", import::REFERENCES.join(", ."))));
    }
    let bytes = read(path)?;
    let text = match String::from_utf8(bytes) {
        Ok(text) => text,
        // Older programs write Latin-1, whose bytes are the first characters of Unicode.
        Err(error) => error.into_bytes().into_iter().map(char::from).collect(),
    };
    Ok(Source {
        name,
        text: text.trim_start_matches('\u{feff}').to_owned(),
    })
}

fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    fs::read(path).map_err(|error| Failure::new(format!("cannot read `{}`: {error}", shown(path))))
}

/// Says what could not be carried as it is.
fn tell(report: &Report) {
    report.lines.iter().for_each(|line| note(format!("note: {line}")));
    if !report.kept.is_empty() {
        let kept = report.kept.iter().map(|(name, count)| format!("{name} ({count})"));
        let kept = kept.collect::<Vec<_>>().join(", ");
        note(format!(
            "note: fields that Conspectus does not use are kept as they are: {kept}"
        ));
    }
}
