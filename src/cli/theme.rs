//! `conspectus theme`: the files of the themes that the program carries, and copies of them to change.

#![expect(clippy::disallowed_methods, reason = "creates files of a theme")]

use super::site::{Site, shown};
use super::{End, Failure, SiteArgs, say};
use crate::diag::{Diagnostics, nearest};
use crate::source::theme::{self, ThemeFile};
use crate::{config, span};
use clap::{Args, Subcommand};
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::Path;

/// The folder for a site that has chosen no theme of its own.
const NEW: &str = "mine";

pub(super) const EXAMPLES: &str = "\
Examples:
  conspectus theme list default             its files
  conspectus theme eject templates/term.html
                                            into the theme of the site, or themes/mine
  conspectus theme eject style.css --to blue
  conspectus theme eject templates --from plain --to ours";

#[derive(Debug, Subcommand)]
pub(super) enum ThemeCommand {
    /// List the themes that the program carries, or the files of one
    List(ListArgs),
    /// Copy files of a theme into the site's own, to change them there
    Eject(EjectArgs),
}

#[derive(Debug, Args)]
pub(super) struct ListArgs {
    /// The theme whose files are listed: default or plain
    #[arg(value_name = "THEME")]
    theme: Option<String>,
}

#[derive(Debug, Args)]
pub(super) struct EjectArgs {
    /// A file or folder of the theme, as `theme list` has it, or the name of a file alone
    #[arg(value_name = "FILE", required = true)]
    files: Vec<String>,
    /// The theme to copy from [default: the theme of the site, if the program carries it, else `default`]
    #[arg(long, value_name = "THEME")]
    from: Option<String>,
    /// The folder in `themes/` to copy to [default: the theme of the site, else `mine`]
    #[arg(long, value_name = "NAME", value_parser = folder_name)]
    to: Option<String>,
    #[command(flatten)]
    site: SiteArgs,
}

pub(super) fn theme(command: &ThemeCommand) -> Result<End, Failure> {
    match command {
        ThemeCommand::List(args) => list(args),
        ThemeCommand::Eject(args) => eject(args),
    }
}

/// Prints the names of the themes, or the files of one.
fn list(args: &ListArgs) -> Result<End, Failure> {
    match &args.theme {
        None => theme::THEMES.iter().for_each(|(name, _)| say(name)),
        Some(name) => carried(name)?.iter().for_each(|(path, _)| say(path)),
    }
    Ok(End::Clean)
}

/// Copies files into the site's own theme; one that is there already is left as it is, and nothing else is copied.
fn eject(args: &EjectArgs) -> Result<End, Failure> {
    let site = Site::find(&args.site)?;
    let chosen = chosen(&site)?;
    let from = args.from.as_deref();
    let from = from.unwrap_or_else(|| {
        chosen
            .as_deref()
            .filter(|it| theme::carried(it).is_some())
            .unwrap_or(theme::DEFAULT)
    });
    let to = args.to.as_deref().or(chosen.as_deref()).unwrap_or(NEW);
    let folder = site.root.join("themes").join(to);
    let mut files = Vec::new();
    for wanted in &args.files {
        files.extend(named(from, wanted)?);
    }
    files.dedup();
    if let Some((path, _)) = files.iter().find(|(path, _)| folder.join(path).exists()) {
        let message = format!("`{}` is there already; nothing was copied", shown(&folder.join(path)));
        return Err(Failure::new(message).help("remove it first, if it is to be as the program has it"));
    }
    for (path, bytes) in files {
        write(&folder.join(path), bytes)?;
        say(format!("wrote {}", shown(&folder.join(path))));
    }
    if chosen.as_deref() != Some(to) {
        say(format!("next: write `theme: {to}` in {}", config::FILE_NAME));
    }
    Ok(End::Clean)
}

/// The theme that the settings of the site choose, unless it is the default one.
fn chosen(site: &Site) -> Result<Option<String>, Failure> {
    let path = site.root.join(config::FILE_NAME);
    let text =
        fs::read_to_string(&path).map_err(|error| Failure::new(format!("cannot read {}: {error}", shown(&path))))?;
    let mut sources = span::SourceMap::default();
    let file = sources.add(config::FILE_NAME.to_owned(), text);
    let config = config::read(sources.file(file), &mut Diagnostics::default());
    let chosen = config.theme.map(|it| it.value);
    Ok(chosen.filter(|name| folder_name(name).is_ok()))
}

/// A name that a folder of `themes/` can have; the folder of the default theme would not be read.
fn folder_name(name: &str) -> Result<String, String> {
    if name == theme::DEFAULT {
        return Err("the default theme cannot be replaced as a whole; choose another name".to_owned());
    }
    if name.is_empty() || name.starts_with('.') || name.contains(['/', '\\']) {
        return Err("not the name of a folder".to_owned());
    }
    Ok(name.to_owned())
}

/// The files of a theme that are meant by a path, a folder, or a name that only one of them has.
fn named(from: &str, wanted: &str) -> Result<Vec<ThemeFile>, Failure> {
    let files = carried(from)?;
    let folder = format!("{}/", wanted.trim_end_matches('/'));
    let ending = format!("/{wanted}");
    let found: Vec<ThemeFile> = files
        .iter()
        .filter(|(path, _)| *path == wanted || path.starts_with(&folder) || path.ends_with(&ending))
        .copied()
        .collect();
    if !found.is_empty() {
        return Ok(found);
    }
    let failure = Failure::new(format!("the theme `{from}` has no file `{wanted}`"));
    let last = |path: &'static str| path.rsplit('/').next().unwrap_or(path);
    Err(
        match nearest(wanted, files.iter().flat_map(|(path, _)| [*path, last(path)])) {
            Some(near) => failure.help(format!("did you mean `{near}`?")),
            None => failure.help(format!("`conspectus theme list {from}` lists them")),
        },
    )
}

fn carried(name: &str) -> Result<&'static [ThemeFile], Failure> {
    theme::carried(name).ok_or_else(|| {
        let names: Vec<&str> = theme::THEMES.iter().map(|(it, _)| *it).collect();
        Failure::new(format!("the program has no theme `{name}`")).help(format!("it has: {}", names.join(", ")))
    })
}

/// Writes a file that is not there yet.
fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let folder = path.parent().unwrap_or(path);
    let written = fs::create_dir_all(folder)
        .and_then(|()| OpenOptions::new().write(true).create_new(true).open(path))
        .and_then(|mut file| file.write_all(bytes));
    written.map_err(|error| Failure::new(format!("cannot write {}: {error}", shown(path))))
}
