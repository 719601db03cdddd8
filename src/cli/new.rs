//! `conspectus new`: the file of an entry, with the usual keys of its kind explained.

#![expect(clippy::disallowed_methods, reason = "creates the file of an entry")]

use super::site::{Site, shown};
use super::{End, Failure, NewArgs, say};
use crate::config::{self, Config};
use crate::diag::Diagnostics;
use crate::model::{Key, Kind, Language};
use crate::pipeline::{self, Options};
use crate::skeleton;
use crate::span::SourceMap;
use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::Path;

/// Writes the file and says what comes next.
pub(super) fn new(args: &NewArgs) -> Result<End, Failure> {
    let stem = args.slug.as_str();
    if !skeleton::is_slug(stem) {
        return Err(bad_slug(stem));
    }
    let site = Site::find(&args.site)?;
    if let Some(language) = &args.into {
        return translation(&site, args, language);
    }
    let title = args
        .title
        .clone()
        .unwrap_or_else(|| skeleton::title_of(args.kind, stem));
    let path = site
        .root
        .join("content")
        .join(args.kind.folder())
        .join(format!("{stem}.md"));
    write(&site, &path, &skeleton::text(args.kind, &title, &settings(&site)))?;
    say(next_step(&site, args.kind, stem));
    Ok(End::Clean)
}

/// Writes a file that must not be there yet.
fn write(site: &Site, path: &Path, text: &str) -> Result<(), Failure> {
    let parent = path.parent().unwrap_or(&site.root);
    let created = fs::create_dir_all(parent).and_then(|()| File::create_new(path));
    match created.and_then(|mut file| file.write_all(text.as_bytes())) {
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            let message = format!("there already is a file `{}`", shown(path));
            return Err(Failure::new(message).help("edit it, or choose another name"));
        }
        Err(error) => return Err(Failure::new(format!("cannot write `{}`: {error}", shown(path)))),
    }
    say(format!("wrote {}", shown(path)));
    Ok(())
}

/// Begins a translation: a file with the texts of the entry, to be replaced by those of the other language.
fn translation(site: &Site, args: &NewArgs, tag: &str) -> Result<End, Failure> {
    let Some(language) = Language::known(tag) else {
        let failure = Failure::new(format!("there is no language `{tag}`"));
        return Err(failure.help("write it as BCP 47 does, such as `ur`, `pt-BR` or `zh-Hant`"));
    };
    let key = Key {
        kind: args.kind,
        stem: args.slug.clone(),
    };
    let checked = pipeline::check(&site.root, &Options::default()).map_err(Failure::new)?;
    let graph = &checked.site.graph;
    let Some(id) = graph.find(&key) else {
        let failure = Failure::new(format!("there is no `{key}` that could be translated"));
        return Err(failure.help(format!("`conspectus new {} {}` makes it", key.kind, key.stem)));
    };
    if graph.language_of(id) == &*language {
        return Err(Failure::new(format!(
            "`{key}` is in the language `{}` itself",
            &*language
        )));
    }
    let name = format!("{}.{}.md", key.stem, &*language);
    let folder = site.root.join("content");
    let path = if graph.entry(id).is_home() {
        folder.join(name)
    } else {
        folder.join(key.kind.folder()).join(name)
    };
    let text = skeleton::translation(graph.entry(id), args.title.as_deref());
    write(site, &path, &text)?;
    say("next: take away the # before what you translate; what is left out is shown as the original has it");
    Ok(End::Clean)
}

/// The settings of the site; what is wrong with them is for `check` to say.
fn settings(site: &Site) -> Config {
    let text = fs::read_to_string(site.root.join(config::FILE_NAME)).unwrap_or_default();
    let mut sources = SourceMap::default();
    let id = sources.add(config::FILE_NAME.to_owned(), text);
    config::read(sources.file(id), &mut Diagnostics::default())
}

fn next_step(site: &Site, kind: Kind, stem: &str) -> String {
    let mut steps = match kind {
        Kind::Paper => {
            "next: fill in the reference, then say under `themes` and `events` what the paper says".to_owned()
        }
        Kind::Theme => format!("next: name it in the papers that speak to it, under `themes`: `- theme: {stem}`"),
        Kind::Event => format!("next: give its date, then name it in the papers that tell of it: `- event: {stem}`"),
        Kind::Actor | Kind::Term | Kind::Page => format!("next: write it, and link to it with `[[{stem}]]`"),
    };
    let elsewhere = Kind::ALL.into_iter().filter(|other| *other != kind).find(|other| {
        let file = site
            .root
            .join("content")
            .join(other.folder())
            .join(format!("{stem}.md"));
        file.exists()
    });
    if let Some(other) = elsewhere {
        let _ = write!(
            steps,
            "\nnote: there also is {}/{stem}, so links have to say which: `[[{}/{stem}]]`",
            other.folder(),
            kind.folder()
        );
    }
    steps
}

fn bad_slug(stem: &str) -> Failure {
    let message = format!("`{stem}` cannot be the name of a file that becomes an address");
    let failure = Failure::new(message).help("use small letters a to z, digits and single hyphens");
    let better = skeleton::slug_of(stem);
    if better.is_empty() {
        return failure;
    }
    failure.help(format!(
        "`{better}` would do; `--title` keeps the name as it is written"
    ))
}
