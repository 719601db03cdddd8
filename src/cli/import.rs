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
use crate::import::{self, Destination, Report, Source, Vault};
use crate::pipeline::{self, Options};
use std::fs;
use std::path::Path;
use walkdir::{DirEntry, WalkDir};

/// Imports what the arguments name.
pub(super) fn import(args: &ImportArgs) -> Result<End, Failure> {
    let site = Site::find(&args.change.site)?;
    let checked = pipeline::check(&site.root, &Options::default()).map_err(Failure::new)?;
    let (plan, report) = match args.files.as_slice() {
        [folder] if folder.is_dir() => import::pages(&checked.tree, folder, &vault(folder)?),
        files => {
            let sources = files.iter().map(|path| source(path)).collect::<Result<Vec<_>, _>>()?;
            import::works(&checked.tree, &sources, destination(args.to))
        }
    };
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

fn destination(to: ImportAs) -> Destination {
    match to {
        ImportAs::References => Destination::References,
        ImportAs::Papers => Destination::Papers,
        ImportAs::Both => Destination::Both,
    }
}

/// The notes and other files of a folder, hidden ones left out, in the order of their paths.
fn vault(root: &Path) -> Result<Vault, Failure> {
    let mut vault = Vault::default();
    let is_hidden = |item: &DirEntry| item.depth() > 0 && item.file_name().to_string_lossy().starts_with('.');
    let walk = WalkDir::new(root).sort_by_file_name().into_iter();
    for item in walk.filter_entry(|item| !is_hidden(item)) {
        let item = item.map_err(Failure::new)?;
        if !item.file_type().is_file() {
            continue;
        }
        let below = item.path().strip_prefix(root).unwrap_or(item.path());
        let parts = below.components().map(|part| part.as_os_str().to_string_lossy());
        let name = parts.collect::<Vec<_>>().join("/");
        if name.to_lowercase().ends_with(".md") {
            let text = text(read(item.path())?);
            vault.notes.push(Source { name, text });
        } else {
            vault.others.push(name);
        }
    }
    Ok(vault)
}

fn source(path: &Path) -> Result<Source, Failure> {
    let name = shown(path);
    let ending = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
    if !import::REFERENCES.contains(&ending.as_str()) {
        let message = format!("`{name}` is in no format that can be imported");
        let help = format!(
            "the endings are .{}; a folder holds notes or pages",
            import::REFERENCES.join(", .")
        );
        return Err(Failure::new(message).help(help));
    }
    let text = text(read(path)?);
    Ok(Source { name, text })
}

/// Bytes as text, without a byte order mark.
fn text(bytes: Vec<u8>) -> String {
    let text = match String::from_utf8(bytes) {
        Ok(text) => text,
        // Older programs write Latin-1, whose bytes are the first characters of Unicode.
        Err(error) => error.into_bytes().into_iter().map(char::from).collect(),
    };
    text.trim_start_matches('\u{feff}').replace("\r\n", "\n")
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
