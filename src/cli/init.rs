//! `conspectus init`: a small site to start from, whose files lie beside this one as they are written.

#![expect(clippy::disallowed_methods, reason = "creates the files of a site")]

use super::site::{Site, shown};
use super::{End, Failure, InitArgs, SiteArgs, say};
use crate::config::{self, Host};
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// The files of the site: path and text.
macro_rules! site {
    ($($path:literal)*) => { &[$(($path, include_str!(concat!("init/site/", $path))),)*] };
}

const FILES: &[(&str, &str)] = site! {
    "conspectus.yaml"
    "README.md"
    "content/index.md"
    "content/references.bib"
    "content/papers/moss-2009.md"
    "content/papers/lindqvist-2016.md"
    "content/themes/automation.md"
    "content/themes/household-labour.md"
    "content/events/automation-of-skarholm.md"
    "content/events/first-lighting.md"
    "content/events/founding-of-the-association.md"
    "content/events/relief-strike.md"
    "content/actors/ada-fell.md"
    "content/actors/karl-osten.md"
    "content/actors/keepers-association.md"
    "content/actors/lights-board.md"
    "content/actors/skarholm-light.md"
    "content/glossary/demanning.md"
    "content/glossary/fog-signal.md"
    "content/glossary/fresnel-lens.md"
    "content/glossary/logbook.md"
    "content/glossary/relief.md"
    "content/glossary/rock-station.md"
    "content/pages/reading-guide.md"
};

/// Lies here without its dot, so that git does not obey it.
const GITIGNORE: (&str, &str) = (".gitignore", include_str!("init/site/gitignore"));

/// The same for what git does when two branches have changed the ledger.
const GITATTRIBUTES: (&str, &str) = (".gitattributes", include_str!("init/site/gitattributes"));

/// What is written for a host: path and text.
type HostFile = (&'static str, &'static str);

/// The hosts that files can be written for.
pub(super) const HOSTS: [Host; 5] = [
    Host::GithubPages,
    Host::Gitlab,
    Host::Netlify,
    Host::Cloudflare,
    Host::Apache,
];

/// The workflow and configuration of a host.
fn host_files(host: Host) -> &'static [HostFile] {
    const BUILD: HostFile = ("build-site.sh", include_str!("init/hosts/build-site.sh"));
    match host {
        Host::GithubPages => &[(
            ".github/workflows/publish.yml",
            include_str!("init/hosts/github-pages.yml"),
        )],
        Host::Gitlab => &[(".gitlab-ci.yml", include_str!("init/hosts/gitlab.yml"))],
        Host::Netlify => &[("netlify.toml", include_str!("init/hosts/netlify.toml")), BUILD],
        Host::Cloudflare => &[("wrangler.toml", include_str!("init/hosts/wrangler.toml")), BUILD],
        Host::Apache => &[("publish.sh", include_str!("init/hosts/publish.sh"))],
        // Those who run a server of their own include what `hosts` writes.
        Host::Caddy | Host::Nginx | Host::S3 => &[],
    }
}

/// Writes the site and says what comes next; in a site that is there already, only the files of a host.
pub(super) fn init(args: &InitArgs) -> Result<End, Failure> {
    let folder = &folder(args)?;
    if let Some(host) = args.host.filter(|_| folder.join(config::FILE_NAME).is_file()) {
        return add_host(folder, host);
    }
    refuse_non_empty(folder)?;
    for (path, text) in FILES.iter().chain([&GITIGNORE, &GITATTRIBUTES]) {
        let settings = args.host.filter(|_| *path == config::FILE_NAME);
        match settings {
            Some(host) => write(&folder.join(path), &with_host(text, host))?,
            None => write(&folder.join(path), text)?,
        }
    }
    let of_host = args.host.map_or(&[][..], host_files);
    for (path, text) in of_host {
        write(&folder.join(path), text)?;
    }
    say(format!(
        "wrote a site of {} files to {}",
        FILES.len() + 2 + of_host.len(),
        folder.display()
    ));
    say(format!(
        "next: `conspectus serve{}` shows it in the browser and follows every change",
        option(folder)
    ));
    say(format!(
        "      `conspectus build{}` makes the website in {}",
        option(folder),
        shown(&folder.join("public"))
    ));
    Ok(End::Clean)
}

/// The folder that is named, or the site around this folder where only the files of a host are asked for.
fn folder(args: &InitArgs) -> Result<PathBuf, Failure> {
    if let Some(folder) = &args.folder {
        return Ok(folder.clone());
    }
    let around = SiteArgs::default();
    match args.host.map(|_| Site::find(&around)) {
        Some(Ok(site)) => Ok(site.root),
        _ => Err(Failure::new("no folder is named").help("name the folder to make, as in `conspectus init my-site`")),
    }
}

/// The settings with the host in them.
fn with_host(settings: &str, host: Host) -> String {
    let name = host.name();
    format!(
        "{settings}\n# Where the site is published: this writes the files that its server reads.\nhosts: [{name}]\n"
    )
}

/// Writes the files of a host into a site that is there.
fn add_host(folder: &Path, host: Host) -> Result<End, Failure> {
    for (path, text) in host_files(host) {
        let whole = folder.join(path);
        // A script may serve two hosts.
        if fs::read_to_string(&whole).is_ok_and(|there| there == *text) {
            continue;
        }
        write(&whole, text)?;
        say(format!("wrote {}", shown(&whole)));
    }
    say(format!(
        "next: `hosts: [{}]` in {} writes the files that its server reads",
        host.name(),
        config::FILE_NAME
    ));
    Ok(End::Clean)
}

/// How the other commands are told of the folder, from here.
fn option(folder: &Path) -> String {
    if folder == Path::new(".") {
        return String::new();
    }
    let name = folder.display().to_string();
    if name.contains(char::is_whitespace) {
        format!(" --site \"{name}\"")
    } else {
        format!(" --site {name}")
    }
}

/// A site must not be mixed with other work; the folder of git alone is none.
fn refuse_non_empty(folder: &Path) -> Result<(), Failure> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(Failure::new(format!("cannot use `{}`: {error}", folder.display()))),
    };
    let mut others = entries.filter(|entry| entry.as_ref().map_or(true, |it| it.file_name() != ".git"));
    if others.next().is_none() {
        return Ok(());
    }
    let message = format!("the folder `{}` is not empty", folder.display());
    Err(Failure::new(message).help("name a new folder, as in `conspectus init my-site`"))
}

fn write(path: &Path, text: &str) -> Result<(), Failure> {
    let created = path
        .parent()
        .map_or(Ok(()), fs::create_dir_all)
        .and_then(|()| File::create_new(path));
    let written = created.and_then(|mut file| file.write_all(text.as_bytes()));
    written.map_err(|error| Failure::new(format!("cannot write `{}`: {error}", path.display())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_of_the_site_is_written() {
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src/cli/init/site");
        let files = walkdir::WalkDir::new(&folder)
            .sort_by_file_name()
            .into_iter()
            .map(Result::unwrap);
        let path = |it: walkdir::DirEntry| it.path().strip_prefix(&folder).unwrap().display().to_string();
        let mut there: Vec<String> = files.filter(|it| it.file_type().is_file()).map(path).collect();
        let mut listed: Vec<String> = FILES.iter().map(|(path, _)| (*path).to_owned()).collect();
        listed.extend(["gitignore", "gitattributes"].map(str::to_owned));
        there.sort();
        listed.sort();
        assert_eq!(there, listed);
    }
}
