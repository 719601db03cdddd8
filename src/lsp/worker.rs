//! The thread that reads and checks a site whenever its texts have changed, and tells the client what is wrong.

use super::analysis::Analysis;
use super::answer::{self, Asked};
use super::client::Client;
use super::documents::Documents;
use super::problems;
use super::scene::Scene;
use super::transport::Outlet;
use crate::config;
use crate::diag::{Diagnostic, Diagnostics};
use crate::pipeline::{self, Memory, Options};
use crate::source::{self, ReadError, SourceTree};
use crate::span::FileId;
use lsp_types::Diagnostic as Told;
use serde_json::json;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

/// How long nobody must type before the site is checked.
const QUIET: Duration = Duration::from_millis(120);

/// How many changes may come without a pause before it is checked all the same.
const PATIENCE: usize = 20;

/// What the thread is given to do.
pub(super) enum Job {
    /// Texts have changed: those of the editor, and perhaps files on the disk.
    Look {
        /// The texts that are open now.
        documents: Documents,
        /// Whether the disk has to be read again.
        disk: bool,
    },
    /// A request that needs the site as it is now.
    Ask {
        /// The texts that are open now.
        documents: Documents,
        /// The request.
        asked: Asked,
    },
}

/// What is known of a site, as both threads see it.
#[derive(Default)]
pub(super) struct Known {
    analyses: Mutex<Analyses>,
}

#[derive(Default)]
struct Analyses {
    /// The last one.
    last: Option<Arc<Analysis>>,
    /// The last one in which every open text could be read as an entry.
    whole: Option<Arc<Analysis>>,
}

impl Known {
    /// The last analysis.
    pub(super) fn last(&self) -> Option<Arc<Analysis>> {
        self.analyses
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .last
            .clone()
    }

    /// The last analysis that has the file at a path as an entry, if there was one; else the last.
    pub(super) fn with(&self, path: &Path) -> Option<Arc<Analysis>> {
        let analyses = self.analyses.lock().unwrap_or_else(PoisonError::into_inner);
        let has = |it: &&Arc<Analysis>| it.file(path).is_some_and(|file| it.entry_of(file.id).is_some());
        let (last, whole) = (analyses.last.as_ref(), analyses.whole.as_ref());
        let known = last.filter(has).or(whole.filter(has)).or(last);
        known.cloned()
    }

    /// Replaces what was known, and gives it back: to take a large site apart takes as long as some answers, and must not
    /// be done by who answers, nor while he waits.
    fn put(&self, analysis: Arc<Analysis>, documents: &Documents) -> [Option<Arc<Analysis>>; 2] {
        let mut open = documents.below(&analysis.root);
        let is_whole = open.all(|(path, _)| {
            let file = analysis.file(&analysis.root.join(&path));
            !path.ends_with(".md") || file.is_none_or(|file| analysis.entry_of(file.id).is_some())
        });
        drop(open);
        let mut known = self.analyses.lock().unwrap_or_else(PoisonError::into_inner);
        let whole = is_whole.then(|| known.whole.replace(analysis.clone())).flatten();
        [whole, known.last.replace(analysis)]
    }
}

/// Begins to follow a site; the thread ends when the sender is dropped.
pub(super) fn follow(root: PathBuf, known: Arc<Known>, client: Arc<Client>, outlet: Arc<Outlet>) -> Sender<Job> {
    let (sender, jobs) = channel();
    let worker = Worker {
        root,
        known,
        client,
        outlet,
        read: None,
        memory: Memory::default(),
        documents: Documents::default(),
        is_stale: true,
        published: BTreeMap::new(),
        complaint: None,
        retired: Vec::new(),
    };
    thread::spawn(move || worker.run(&jobs));
    sender
}

struct Worker {
    root: PathBuf,
    known: Arc<Known>,
    client: Arc<Client>,
    outlet: Arc<Outlet>,
    /// What the disk holds, and what was wrong with reading it.
    read: Option<(SourceTree, Diagnostics)>,
    /// What the last analysis was made from, so that only what has changed since is made anew.
    memory: Memory,
    documents: Documents,
    /// Whether something has changed since the last analysis.
    is_stale: bool,
    /// What the client was told of each file, with the version that it was told of.
    published: BTreeMap<String, (Option<i32>, Vec<Told>)>,
    /// What was said last about a site that cannot be read at all.
    complaint: Option<String>,
    /// Analyses that were replaced.
    retired: Vec<Arc<Analysis>>,
}

impl Worker {
    fn run(mut self, jobs: &Receiver<Job>) {
        while let Ok(job) = jobs.recv() {
            self.take(job);
            for _ in 0..PATIENCE {
                // The first look cannot come too early.
                if self.known.last().is_none() || !self.is_stale {
                    break;
                }
                match jobs.recv_timeout(QUIET) {
                    Ok(job) => self.take(job),
                    Err(RecvTimeoutError::Timeout) => break,
                    Err(RecvTimeoutError::Disconnected) => return,
                }
            }
            self.look();
        }
    }

    fn take(&mut self, job: Job) {
        match job {
            Job::Look { documents, disk } => {
                self.documents = documents;
                self.is_stale = true;
                if disk {
                    self.read = None;
                }
            }
            Job::Ask { documents, asked } => {
                self.documents = documents;
                self.answer(asked);
            }
        }
    }

    /// Answers a request from the site as it is now.
    fn answer(&mut self, asked: Asked) {
        self.look();
        let analysis = match asked.path() {
            Some(path) => self.known.with(&path),
            None => self.known.last(),
        };
        answer::answer(asked, analysis.as_deref(), &self.documents, &self.client, &self.outlet);
    }

    /// Reads what has changed, checks, and tells what is wrong. A failure of the program itself costs this analysis
    /// alone: the last one stays.
    fn look(&mut self) {
        if !self.is_stale {
            return;
        }
        self.is_stale = false;
        let looked = catch_unwind(AssertUnwindSafe(|| self.analyse()));
        match looked {
            Ok(Ok(analysis)) => {
                let analysis = Arc::new(analysis);
                let replaced = self.known.put(analysis.clone(), &self.documents);
                self.complaint = None;
                self.publish(&analysis);
                self.retire(replaced);
            }
            Ok(Err(error)) => self.complain(&error),
            Err(_) => self.outlet.notify(
                "window/logMessage",
                &json!({"type": 1, "message": "the site could not be checked: the program failed; please report what you wrote"}),
            ),
        }
    }

    /// Takes apart what nobody needs any more. What an answer is still made from waits for the next time.
    fn retire(&mut self, replaced: [Option<Arc<Analysis>>; 2]) {
        for analysis in replaced.into_iter().flatten() {
            if !self.retired.iter().any(|it| Arc::ptr_eq(it, &analysis)) {
                self.retired.push(analysis);
            }
        }
        self.retired.retain(|it| Arc::strong_count(it) > 1);
    }

    fn analyse(&mut self) -> Result<Analysis, ReadError> {
        let (tree, reading) = match self.read.take() {
            Some(read) => read,
            None => read(&self.root)?,
        };
        let mut now = tree.clone();
        let open: Vec<FileId> = self
            .documents
            .below(&self.root)
            .filter_map(|(path, document)| overlay(&mut now, &path, &document.text))
            .collect();
        // What is open is not what the disk holds.
        let is_of_disk = |it: &&Diagnostic| it.primary.as_ref().is_none_or(|label| !open.contains(&label.at.file));
        let problems = reading.iter().filter(is_of_disk).cloned().collect();
        self.read = Some((tree, reading));
        let checked = pipeline::recheck(now, &Options::default(), &mut self.memory);
        Ok(Analysis::new(self.root.clone(), checked, problems))
    }

    /// Says once that the site cannot be read at all.
    fn complain(&mut self, error: &ReadError) {
        let message = error.to_string();
        if self.complaint.as_ref() != Some(&message) {
            self.outlet
                .notify("window/showMessage", &json!({"type": 1, "message": message}));
        }
        let (uri, told) = problems::unreadable(message.clone(), &self.root);
        self.complaint = Some(message);
        self.tell(BTreeMap::from([(uri.0, (None, vec![told]))]));
    }

    /// Tells the client what is wrong with each file, as far as it does not know.
    fn publish(&mut self, analysis: &Analysis) {
        let scene = Scene {
            analysis,
            documents: &self.documents,
            client: &self.client,
        };
        let by_file = problems::by_file(&scene).into_iter();
        let files = by_file.map(|(file, list)| {
            let told = list.into_iter().filter_map(|it| problems::told(&scene, it)).collect();
            (scene.uri(file).0, (scene.version(file), told))
        });
        let files = files.collect();
        self.tell(files);
    }

    fn tell(&mut self, files: BTreeMap<String, (Option<i32>, Vec<Told>)>) {
        let mended = self.published.keys().filter(|uri| !files.contains_key(*uri));
        for uri in mended {
            self.outlet.notify(
                "textDocument/publishDiagnostics",
                &json!({"uri": uri, "diagnostics": []}),
            );
        }
        for (uri, told) in files
            .iter()
            .filter(|(uri, told)| self.published.get(*uri) != Some(told))
        {
            let (version, list) = told;
            let mut params = json!({"uri": uri, "diagnostics": list});
            if let Some(version) = version {
                params["version"] = json!(version);
            }
            self.outlet.notify("textDocument/publishDiagnostics", &params);
        }
        self.published = files;
    }
}

/// Reads a site from the disk, without the bytes of pictures and attachments.
fn read(root: &Path) -> Result<(SourceTree, Diagnostics), ReadError> {
    let mut diags = Diagnostics::default();
    let mut memory = source::Memory::default();
    let mut tree = source::read(root, &mut memory, &mut diags)?;
    if let Some(file) = tree.config {
        // What is wrong with the settings is found when the site is checked.
        let config = config::read(tree.sources.file(file), &mut Diagnostics::default());
        source::read_theme(root, &config, &mut tree, &mut memory, &mut diags);
    }
    for asset in tree.assets.iter_mut().chain(&mut tree.theme_assets) {
        asset.bytes = Arc::default();
    }
    Ok((tree, diags))
}

/// Puts a text that is open in the place of what the disk holds, or beside it where the disk does not have it yet.
/// Gives its file, if it is one of the site.
fn overlay(tree: &mut SourceTree, path: &str, text: &str) -> Option<FileId> {
    let is_hidden = path.split('/').any(|part| part.starts_with('.') || part.ends_with('~'));
    let below = path.strip_prefix("content/");
    let ending = path.rsplit('.').next().unwrap_or_default();
    let is_at_top = |path: &str| !path.contains('/');
    let known = tree
        .sources
        .files()
        .iter()
        .find(|file| file.path == path)
        .map(|file| file.id);
    let list = match (below, ending) {
        _ if is_hidden => return None,
        (Some(_), "md" | "markdown") => Some(&mut tree.entries),
        (Some(below), "bib" | "json") if is_at_top(below) => Some(&mut tree.references),
        (None, "csl") if is_at_top(path) => Some(&mut tree.styles),
        _ => None,
    };
    let text = text.strip_prefix('\u{feff}').unwrap_or(text).to_owned();
    let file = match (known, &list) {
        (Some(file), _) => {
            tree.sources.replace(file, text);
            file
        }
        (None, Some(_)) => tree.sources.add(path.to_owned(), text),
        (None, None) => return None,
    };
    if let Some(list) = list.filter(|list| !list.contains(&file)) {
        list.push(file);
    }
    Some(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_open_comes_before_what_the_disk_holds() {
        let mut tree = SourceTree::default();
        let old = tree.sources.add("content/events/a.md".to_owned(), "old".to_owned());
        tree.entries.push(old);
        assert_eq!(overlay(&mut tree, "content/events/a.md", "\u{feff}new"), Some(old));
        assert_eq!(&*tree.sources.file(old).text, "new");
        let new = overlay(&mut tree, "content/events/b.md", "b").unwrap();
        assert_eq!(tree.entries, [old, new]);
        assert!(overlay(&mut tree, "content/references.bib", "").is_some());
        assert!(overlay(&mut tree, "house.csl", "").is_some());
        for other in ["README.md", "content/.a.md", "content/papers/x.bib", "themes/a/b.css"] {
            assert_eq!(overlay(&mut tree, other, ""), None, "{other}");
        }
        assert_eq!((tree.references.len(), tree.styles.len()), (1, 1));
    }
}
