//! Reads a site from the disk: its settings, content, reference files and theme. Nothing else reads.
#![expect(clippy::disallowed_methods, reason = "this room is where reading happens")]

pub mod history;
mod misplaced;
pub mod stamp;
pub mod theme;

use crate::config::{self, Config};
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::model::{gone, ledger};
use crate::span::{FileId, SourceMap, Span, Spanned};
use crate::yaml;
use history::History;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use walkdir::{DirEntry, WalkDir};

/// A Markdown file larger than this is a mistake: it is reported, not read.
const MAX_FILE: u64 = 16 * 1024 * 1024;

/// The files of a site, as they lie on the disk, in the order of their paths.
#[derive(Clone, Debug, Default)]
pub struct SourceTree {
    /// Every text that was read.
    pub sources: SourceMap,
    /// `conspectus.yaml`.
    pub config: Option<FileId>,
    /// The Markdown files below `content/`.
    pub entries: Vec<FileId>,
    /// `.bib` and `.json` files at the top of `content/`.
    pub references: Vec<FileId>,
    /// `content/gone.yaml`: what is no longer at its address.
    pub gone: Option<FileId>,
    /// `ledger.txt`: every address that was published.
    pub ledger: Option<FileId>,
    /// Citation styles of the site: `.csl` files at its root.
    pub styles: Vec<FileId>,
    /// All other files below `content/`: pictures and attachments, published where they lie.
    pub assets: Vec<Asset>,
    /// The name of the theme that the settings choose; empty for the default one.
    pub theme: String,
    /// The templates and texts of the site's own theme.
    pub theme_texts: Vec<FileId>,
    /// The files of the site's own theme that are published as they are, by their path below `static/`.
    pub theme_assets: Vec<Asset>,
    /// When the entries changed, where the site lies in a git repository.
    pub history: History,
}

impl SourceTree {
    /// Whether both hold the same files.
    pub fn holds_same(&self, other: &SourceTree) -> bool {
        let texts = |tree: &SourceTree| tree.sources.files().len();
        let pairs = || self.sources.files().iter().zip(other.sources.files());
        let same = |a: &[Asset], b: &[Asset]| {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.path == b.path && a.bytes == b.bytes)
        };
        texts(self) == texts(other)
            && pairs().all(|(a, b)| a.path == b.path && a.text == b.text)
            && same(&self.assets, &other.assets)
            && same(&self.theme_assets, &other.theme_assets)
    }
}

/// A file that is published as it is.
#[derive(Clone, Debug)]
pub struct Asset {
    /// Its path in the published site.
    pub path: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// A site that cannot be read at all.
#[derive(Debug)]
pub struct ReadError {
    /// What could not be read.
    pub path: PathBuf,
    /// Why.
    pub error: io::Error,
}

impl std::fmt::Display for ReadError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "cannot read {}: {}", self.path.display(), self.error)
    }
}

impl std::error::Error for ReadError {}

/// Reads the site at `root`.
///
/// # Errors
/// When there is no `conspectus.yaml` that can be read, or no `content/` folder: then this is no site.
pub fn read(root: &Path, diags: &mut Diagnostics) -> Result<SourceTree, ReadError> {
    let mut tree = SourceTree::default();
    let path = root.join(config::FILE_NAME);
    let text = fs::read_to_string(&path).map_err(|error| ReadError { path, error })?;
    tree.config = Some(tree.sources.add(config::FILE_NAME.to_owned(), text));
    let content = root.join("content");
    fs::metadata(&content).map_err(|error| ReadError {
        path: content.clone(),
        error,
    })?;
    let asked = history::ask(root);
    for (relative, path) in files(root, &content, diags) {
        read_content(&mut tree, relative, &path, diags);
    }
    let path = root.join(ledger::FILE_NAME);
    if path.exists() {
        tree.ledger = read_text(&mut tree.sources, ledger::FILE_NAME.to_owned(), &path, diags);
    }
    for (relative, path) in files_at_top(root) {
        tree.styles.extend(read_text(&mut tree.sources, relative, &path, diags));
    }
    misplaced::beside(root, &mut tree.sources, diags);
    tree.history = asked.answer();
    Ok(tree)
}

/// Reads the site's own theme, if the settings name one that is not wholly part of the program.
pub fn read_theme(root: &Path, config: &Config, tree: &mut SourceTree, diags: &mut Diagnostics) {
    let Some(chosen) = config.theme.as_ref().filter(|it| it.value != theme::DEFAULT) else {
        return;
    };
    let name = &chosen.value;
    let folder = root.join("themes").join(name);
    let prefix = format!("themes/{name}/");
    tree.theme.clone_from(name);
    let is_name = !name.is_empty() && !name.starts_with('.') && !name.contains(['/', '\\']);
    if theme::carried(name).is_some() && !folder.is_dir() {
        return;
    }
    if !is_name || !folder.is_dir() {
        diags.extend(tree.config.map(|file| missing_theme(chosen, file)));
        return;
    }
    for (relative, path) in files(root, &folder, diags) {
        let inside = relative.strip_prefix(&prefix).unwrap_or(&relative).to_owned();
        match inside.strip_prefix("static/") {
            Some(inside) => read_asset(&mut tree.theme_assets, inside.to_owned(), &path, diags),
            None => tree
                .theme_texts
                .extend(read_text(&mut tree.sources, relative, &path, diags)),
        }
    }
}

/// The files below a folder, sorted by path, hidden ones and editors' leavings left out.
fn files(root: &Path, folder: &Path, diags: &mut Diagnostics) -> Vec<(String, PathBuf)> {
    let walk = WalkDir::new(folder).sort_by_file_name().into_iter();
    let mut found = Vec::new();
    let leaving = |item: &DirEntry| is_leaving(&item.file_name().to_string_lossy());
    for item in walk.filter_entry(|item| item.depth() == 0 || !leaving(item)) {
        match item {
            Ok(item) if item.file_type().is_dir() => {}
            Ok(item) if item.file_type().is_symlink() => diags.push(symbolic_link(item.path(), root)),
            Ok(item) if !item.file_type().is_file() => diags.push(no_file(&relative(item.path(), root))),
            Ok(item) => found.push((relative(item.path(), root), item.into_path())),
            Err(error) => diags.push(Diagnostic::nowhere(
                Code::Unreadable,
                format!("cannot read a folder: {error}"),
            )),
        }
    }
    found.sort();
    found
}

/// `.csl` files beside `conspectus.yaml`.
fn files_at_top(root: &Path) -> Vec<(String, PathBuf)> {
    let walk = WalkDir::new(root)
        .max_depth(1)
        .sort_by_file_name()
        .into_iter()
        .flatten();
    let styles = walk.filter(|item| item.path().extension().is_some_and(|it| it == "csl"));
    styles
        .map(|item| (relative(item.path(), root), item.into_path()))
        .collect()
}

/// Whether a file or folder of this name is none of the site's: hidden ones, and what editors and systems make for
/// themselves, such as swap files, locks, back-ups and probes.
pub fn is_leaving(name: &str) -> bool {
    name.starts_with('.')
        || name.ends_with('~')
        || (name.starts_with('#') && name.ends_with('#'))
        || matches!(name.rsplit_once('.'), Some((_, "tmp" | "swp")))
        || name.ends_with("___jb_tmp___")
        || name.ends_with("___jb_old___")
        || matches!(name, "4913" | "Thumbs.db" | "desktop.ini")
}

/// The path below the root, with `/` on every system.
fn relative(path: &Path, root: &Path) -> String {
    let below = path.strip_prefix(root).unwrap_or(path);
    let parts = below.components().map(|part| part.as_os_str().to_string_lossy());
    parts.collect::<Vec<_>>().join("/")
}

fn read_content(tree: &mut SourceTree, relative: String, path: &Path, diags: &mut Diagnostics) {
    let below = relative.strip_prefix("content/").unwrap_or(&relative).to_owned();
    let ending = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
    let at_top = !below.contains('/');
    match ending.as_str() {
        "md" | "markdown" => tree.entries.extend(read_text(&mut tree.sources, relative, path, diags)),
        "yaml" if below == gone::FILE_NAME => tree.gone = read_text(&mut tree.sources, relative, path, diags),
        "bib" | "json" if at_top => tree
            .references
            .extend(read_text(&mut tree.sources, relative, path, diags)),
        _ => {
            read_asset(&mut tree.assets, below, path, diags);
            tree.assets
                .last()
                .and_then(misplaced::attached)
                .into_iter()
                .for_each(|advice| {
                    misplaced::report(&mut tree.sources, relative.clone(), path, &advice, diags);
                });
        }
    }
}

fn read_asset(assets: &mut Vec<Asset>, inside: String, path: &Path, diags: &mut Diagnostics) {
    match fs::read(path) {
        Ok(bytes) => assets.push(Asset { path: inside, bytes }),
        Err(error) => diags.push(unreadable(&inside, &error)),
    }
}

/// Reads a text; one that cannot be read is reported and left out.
fn read_text(sources: &mut SourceMap, relative: String, path: &Path, diags: &mut Diagnostics) -> Option<FileId> {
    let found = fs::metadata(path).ok();
    if found.as_ref().is_some_and(|it| !it.is_file()) {
        // A pipe keeps its reader waiting, and a device never ends.
        diags.push(no_file(&relative));
        return None;
    }
    let size = found.map_or(0, |it| it.len());
    if size > MAX_FILE {
        let message = format!("`{relative}` has {} MB; a text may have 16", size / 1_000_000);
        diags.push(Diagnostic::nowhere(Code::Unreadable, message).help("split it into several files"));
        return None;
    }
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) => {
            diags.push(unreadable(&relative, &error));
            return None;
        }
    };
    match String::from_utf8(bytes) {
        // A byte order mark is no part of the text.
        Ok(text) => {
            let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
            let found = text.char_indices().find(|(_, c)| yaml::is_unshowable(*c));
            let file = sources.add(relative, text);
            diags.extend(found.map(|(at, c)| {
                let span = Span::new(at..at + c.len_utf8()).in_file(file);
                Diagnostic::at(Code::Unreadable, span, yaml::unshowable(c)).help("remove it")
            }));
            Some(file)
        }
        Err(error) => {
            let valid = error.utf8_error().valid_up_to();
            let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
            let file = sources.add(relative, text);
            let at = Span::new(valid..valid + '\u{fffd}'.len_utf8()).in_file(file);
            let diagnostic = Diagnostic::at(Code::Unreadable, at, "the file is not UTF-8 text");
            diags.push(diagnostic.help("save it with the encoding UTF-8"));
            None
        }
    }
}

fn missing_theme(theme: &Spanned<String>, file: FileId) -> Diagnostic {
    let message = format!(
        "there is no theme `{0}`: `themes/{0}/` is no folder of the site",
        theme.value
    );
    let diagnostic = Diagnostic::at(Code::Template, theme.span.in_file(file), message);
    diagnostic
        .help("leave `theme` out for the default theme, or make the folder: its files come before the default ones")
}

fn unreadable(path: &str, error: &io::Error) -> Diagnostic {
    Diagnostic::nowhere(Code::Unreadable, format!("cannot read `{path}`: {error}"))
}

fn no_file(path: &str) -> Diagnostic {
    Diagnostic::nowhere(
        Code::Unreadable,
        format!("`{path}` is no file: a folder, a pipe or a device"),
    )
    .help("put a file there")
}

fn symbolic_link(path: &Path, root: &Path) -> Diagnostic {
    let message = format!("`{}` is a symbolic link, which is not followed", relative(path, root));
    Diagnostic::nowhere(Code::Unreadable, message).help("put the file itself there")
}
