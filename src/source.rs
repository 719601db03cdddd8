//! Reads a site from the disk: its settings, content, reference files and theme. Nothing else reads.
#![expect(clippy::disallowed_methods, reason = "this room is where reading happens")]

pub mod history;
mod list;
mod misplaced;
pub mod stamp;
pub mod theme;

use crate::config::{self, Config};
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::model::{gone, ledger};
use crate::span::{FileId, SourceFile, SourceMap, Span, Spanned};
use crate::yaml;
use history::History;
use list::{Item, Sort, Told};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::fs;
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;
use walkdir::WalkDir;

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
            let pairs = a.iter().zip(b);
            let mut same =
                pairs.map(|(a, b)| a.path == b.path && (Arc::ptr_eq(&a.bytes, &b.bytes) || a.bytes == b.bytes));
            a.len() == b.len() && same.all(|it| it)
        };
        texts(self) == texts(other)
            && pairs().all(|(a, b)| Arc::ptr_eq(a, b) || a.path == b.path && a.text == b.text)
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
    pub bytes: Arc<Vec<u8>>,
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

/// What was read of a site last: the files that nothing was wrong with, so that a file that the disk tells to be the same
/// is not read again.
#[derive(Debug, Default)]
pub struct Memory {
    content: Files,
    theme: Files,
    history: history::Memory,
}

/// A file that was read.
#[derive(Clone, Debug)]
struct Known {
    /// What the disk told of it.
    told: Told,
    /// Whether it would tell of any change since.
    is_certain: bool,
    held: Held,
}

/// What is known of files, by their paths.
type Files = BTreeMap<String, Known>;

/// What a file holds.
#[derive(Clone, Debug)]
enum Held {
    Text(Arc<SourceFile>),
    Bytes(Arc<Vec<u8>>),
}

/// Reads the site at `root`; of what is in the memory, only what has changed.
///
/// # Errors
/// When there is no `conspectus.yaml` that can be read, or no `content/` folder: then this is no site.
pub fn read(root: &Path, memory: &mut Memory, diags: &mut Diagnostics) -> Result<SourceTree, ReadError> {
    let mut tree = SourceTree::default();
    let path = root.join(config::FILE_NAME);
    let settings = fs::read_to_string(&path).map_err(|error| ReadError { path, error })?;
    let content = root.join("content");
    fs::metadata(&content).map_err(|error| ReadError {
        path: content.clone(),
        error,
    })?;
    let mut reader = Reader::new(root, &mut memory.content, diags);
    tree.config = Some(reader.add(&mut tree.sources, config::FILE_NAME.to_owned(), settings));
    let found = reader.files(&content);
    let changed = found.iter().filter(|it| it.held.is_none());
    let asked = history::ask(root, &memory.history, changed.map(|it| it.path.clone()).collect());
    for (file, read) in reader.read(found, &|path| role(path) != Role::Asset) {
        reader.content(&mut tree, file, read);
    }
    if root.join(ledger::FILE_NAME).exists() {
        tree.ledger = reader.text(&mut tree.sources, ledger::FILE_NAME.to_owned());
    }
    for path in files_at_top(root) {
        tree.styles.extend(reader.text(&mut tree.sources, path));
    }
    misplaced::beside(root, &mut tree.sources, reader.diags);
    reader.forget();
    tree.history = asked.answer(&mut memory.history);
    Ok(tree)
}

/// Reads the site's own theme, if the settings name one that is not wholly part of the program.
pub fn read_theme(root: &Path, config: &Config, tree: &mut SourceTree, memory: &mut Memory, diags: &mut Diagnostics) {
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
    let mut reader = Reader::new(root, &mut memory.theme, diags);
    let found = reader.files(&folder);
    let published = |path: &str| {
        let inside = path.strip_prefix(&prefix).unwrap_or(path);
        inside.strip_prefix("static/").map(str::to_owned)
    };
    for (file, read) in reader.read(found, &|path| published(path).is_none()) {
        match published(&file.path) {
            Some(path) => {
                let bytes = reader.bytes(file, read);
                tree.theme_assets.extend(bytes.map(|bytes| Asset { path, bytes }));
            }
            None => tree.theme_texts.extend(reader.enter(&mut tree.sources, file, read)),
        }
    }
    reader.forget();
}

/// A file that lies in the site.
struct Listed {
    /// Its path below the root, with `/`.
    path: String,
    /// The same as the disk has it, where that is no text.
    odd: Option<PathBuf>,
    told: Told,
    /// What it holds, where that is known to be the same as before.
    held: Option<Held>,
}

impl Listed {
    fn at(&self, root: &Path) -> PathBuf {
        self.odd.clone().unwrap_or_else(|| root.join(&self.path))
    }
}

/// What reading a file gave.
enum Read {
    /// The same as before.
    Known(Held),
    Text(String, Option<Flaw>),
    Bytes(Vec<u8>),
    Nothing(Diagnostic),
}

/// What is wrong with a text.
struct Flaw {
    at: Range<usize>,
    message: String,
    help: &'static str,
    /// Whether it can be used all the same.
    is_usable: bool,
}

/// Reads files.
struct Reader<'a> {
    root: &'a Path,
    /// When it began.
    begin: SystemTime,
    files: &'a mut Files,
    /// The paths of the files that are known now.
    met: Vec<String>,
    diags: &'a mut Diagnostics,
}

impl<'a> Reader<'a> {
    fn new(root: &'a Path, files: &'a mut Files, diags: &'a mut Diagnostics) -> Reader<'a> {
        Reader {
            root,
            begin: SystemTime::now(),
            files,
            met: Vec::new(),
            diags,
        }
    }

    /// Forgets the files that are no longer there.
    fn forget(self) {
        if self.files.len() > self.met.len() {
            let met: BTreeSet<String> = self.met.into_iter().collect();
            self.files.retain(|path, _| met.contains(path));
        }
    }

    /// The files below a folder, sorted by path, hidden ones and editors' leavings left out.
    fn files(&mut self, folder: &Path) -> Vec<Listed> {
        if fs::symlink_metadata(folder).is_ok_and(|it| it.is_symlink()) {
            self.diags.push(symbolic_link(&relative(folder, self.root)));
            return Vec::new();
        }
        let is_wanted = |_: &Path, name: &OsStr| !is_leaving(&name.to_string_lossy());
        let mut found = Vec::new();
        for folder in list::below(folder.to_owned(), &is_wanted) {
            let path = relative(&folder.path, self.root);
            match folder.items {
                Ok(items) => {
                    let items = items.into_iter();
                    found.extend(items.filter_map(|it| self.item(&folder.path, &path, it)));
                }
                Err(error) => self.diags.push(unlisted(&error)),
            }
        }
        found.sort_unstable_by(|a, b| a.path.cmp(&b.path));
        found
            .par_iter_mut()
            .for_each(|it| it.held = self.known(&it.path, it.told));
        found
    }

    fn item(&mut self, folder: &Path, below: &str, item: Item) -> Option<Listed> {
        let path = format!("{below}/{}", item.name.to_string_lossy());
        match item.told {
            Ok(told) => match told.sort {
                Sort::File => {
                    let odd = item.name.to_str().is_none().then(|| folder.join(&item.name));
                    let held = None;
                    return Some(Listed { path, odd, told, held });
                }
                Sort::Folder => {}
                Sort::Link => self.diags.push(symbolic_link(&path)),
                Sort::Other => self.diags.push(no_file(&path)),
            },
            // It went while the folder was looked at.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => self.diags.push(unlisted(&error)),
        }
        None
    }

    fn known(&self, path: &str, told: Told) -> Option<Held> {
        let known = self.files.get(path)?;
        (known.is_certain && known.told == told).then(|| known.held.clone())
    }

    /// Reads files, all at once.
    fn read(&self, files: Vec<Listed>, is_text: &(dyn Fn(&str) -> bool + Sync)) -> Vec<(Listed, Read)> {
        let read = |mut file: Listed| {
            let read = match file.held.take() {
                Some(held) => Read::Known(held),
                None if is_text(&file.path) => text(&file, self.root),
                None => bytes(&file, self.root).map_or_else(Read::Nothing, Read::Bytes),
            };
            (file, read)
        };
        files.into_par_iter().map(read).collect()
    }

    /// Reads a text at the top of the site, where it may be a link.
    fn text(&mut self, sources: &mut SourceMap, path: String) -> Option<FileId> {
        let told = match fs::metadata(self.root.join(&path)) {
            Ok(data) => Told::of(&data),
            Err(error) => {
                self.diags.push(unreadable(&path, &error));
                return None;
            }
        };
        if told.sort != Sort::File {
            // A pipe keeps its reader waiting, and a device never ends.
            self.diags.push(no_file(&path));
            return None;
        }
        let read = self.known(&path, told).map(Read::Known);
        let (odd, held) = (None, None);
        let file = Listed { path, odd, told, held };
        let read = read.unwrap_or_else(|| text(&file, self.root));
        self.enter(sources, file, read)
    }

    /// Adds a text to the sources; one that is the same as before is shared.
    fn add(&self, sources: &mut SourceMap, path: String, text: String) -> FileId {
        match self.files.get(&path).map(|it| &it.held) {
            Some(Held::Text(file)) if *file.text == *text => sources.share(file),
            _ => sources.add(path, text),
        }
    }

    /// Adds a text that was read to the sources; one that cannot be used is reported and left out.
    fn enter(&mut self, sources: &mut SourceMap, file: Listed, read: Read) -> Option<FileId> {
        let (id, flaw) = match read {
            Read::Known(Held::Text(text)) => {
                let id = sources.share(&text);
                let shared = sources.shared(id);
                // Its number among the sources may be another.
                if Arc::ptr_eq(shared, &text) {
                    self.met.push(file.path);
                } else {
                    self.keep(file, Held::Text(Arc::clone(shared)));
                }
                return Some(id);
            }
            Read::Text(text, flaw) => (self.add(sources, file.path.clone(), text), flaw),
            Read::Nothing(diagnostic) => {
                self.diags.push(diagnostic);
                return None;
            }
            Read::Known(Held::Bytes(_)) | Read::Bytes(_) => return None,
        };
        let Some(flaw) = flaw else {
            self.keep(file, Held::Text(Arc::clone(sources.shared(id))));
            return Some(id);
        };
        let at = Span::new(flaw.at).in_file(id);
        self.diags
            .push(Diagnostic::at(Code::Unreadable, at, flaw.message).help(flaw.help));
        flaw.is_usable.then_some(id)
    }

    /// The bytes of a file that was read; one that cannot be read is reported.
    fn bytes(&mut self, file: Listed, read: Read) -> Option<Arc<Vec<u8>>> {
        let bytes = match read {
            Read::Known(Held::Bytes(bytes)) => {
                self.met.push(file.path);
                return Some(bytes);
            }
            Read::Bytes(bytes) => Arc::new(bytes),
            Read::Nothing(diagnostic) => {
                self.diags.push(diagnostic);
                return None;
            }
            Read::Known(Held::Text(_)) | Read::Text(..) => return None,
        };
        self.keep(file, Held::Bytes(Arc::clone(&bytes)));
        Some(bytes)
    }

    /// Keeps what a file holds.
    fn keep(&mut self, file: Listed, held: Held) {
        let Listed { path, told, .. } = file;
        let is_certain = told.is_settled(self.begin);
        self.met.push(path.clone());
        self.files.insert(path, Known { told, is_certain, held });
    }

    /// Puts a file of `content/` in its place.
    fn content(&mut self, tree: &mut SourceTree, file: Listed, read: Read) {
        match role(&file.path) {
            Role::Entry => tree.entries.extend(self.enter(&mut tree.sources, file, read)),
            Role::Gone => tree.gone = self.enter(&mut tree.sources, file, read),
            Role::References => tree.references.extend(self.enter(&mut tree.sources, file, read)),
            Role::Asset => {
                let (whole, full) = (file.path.clone(), file.at(self.root));
                let path = below_content(&whole).to_owned();
                let Some(bytes) = self.bytes(file, read) else {
                    return;
                };
                let asset = Asset { path, bytes };
                if let Some(advice) = misplaced::attached(&asset) {
                    misplaced::report(&mut tree.sources, whole, &full, &advice, self.diags);
                }
                tree.assets.push(asset);
            }
        }
    }
}

/// What a file of `content/` is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    Entry,
    Gone,
    References,
    Asset,
}

fn role(path: &str) -> Role {
    let below = below_content(path);
    let ending = Path::new(path).extension().unwrap_or_default().to_string_lossy();
    match ending.to_lowercase().as_str() {
        "md" | "markdown" => Role::Entry,
        "yaml" if below == gone::FILE_NAME => Role::Gone,
        "bib" | "json" if !below.contains('/') => Role::References,
        _ => Role::Asset,
    }
}

fn below_content(path: &str) -> &str {
    path.strip_prefix("content/").unwrap_or(path)
}

/// `.csl` files beside `conspectus.yaml`.
fn files_at_top(root: &Path) -> Vec<String> {
    let walk = WalkDir::new(root)
        .max_depth(1)
        .sort_by_file_name()
        .into_iter()
        .flatten();
    let styles = walk.filter(|item| item.path().extension().is_some_and(|it| it == "csl"));
    styles.map(|item| relative(item.path(), root)).collect()
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

fn bytes(file: &Listed, root: &Path) -> Result<Vec<u8>, Diagnostic> {
    fs::read(file.at(root)).map_err(|error| unreadable(&file.path, &error))
}

fn text(file: &Listed, root: &Path) -> Read {
    let size = file.told.size;
    if size > MAX_FILE {
        let message = format!("`{}` has {} MB; a text may have 16", file.path, size / 1_000_000);
        let diagnostic = Diagnostic::nowhere(Code::Unreadable, message);
        return Read::Nothing(diagnostic.help("split it into several files"));
    }
    let bytes = match bytes(file, root) {
        Ok(bytes) => bytes,
        Err(diagnostic) => return Read::Nothing(diagnostic),
    };
    match String::from_utf8(bytes) {
        // A byte order mark is no part of the text.
        Ok(text) => {
            let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
            let found = yaml::first_unshowable(&text);
            let flaw = found.map(|(at, c)| Flaw {
                at: at..at + c.len_utf8(),
                message: yaml::unshowable(c),
                help: "remove it",
                is_usable: true,
            });
            Read::Text(text, flaw)
        }
        Err(error) => {
            let valid = error.utf8_error().valid_up_to();
            let flaw = Flaw {
                at: valid..valid + '\u{fffd}'.len_utf8(),
                message: "the file is not UTF-8 text".to_owned(),
                help: "save it with the encoding UTF-8",
                is_usable: false,
            };
            Read::Text(String::from_utf8_lossy(error.as_bytes()).into_owned(), Some(flaw))
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

fn unlisted(error: &io::Error) -> Diagnostic {
    Diagnostic::nowhere(Code::Unreadable, format!("cannot read a folder: {error}"))
}

fn no_file(path: &str) -> Diagnostic {
    Diagnostic::nowhere(
        Code::Unreadable,
        format!("`{path}` is no file: a folder, a pipe or a device"),
    )
    .help("put a file there")
}

fn symbolic_link(path: &str) -> Diagnostic {
    let message = format!("`{path}` is a symbolic link, which is not followed");
    Diagnostic::nowhere(Code::Unreadable, message).help("put the file itself there")
}
