//! The language server: answers an editor while somebody writes, and tells what is wrong as soon as it is typed.
//!
//! One thread reads what the editor says and answers at once, from the last analysis of the site and the texts as they
//! are; where those have moved on, places are found again on either side of the change. Another thread per site reads,
//! links and checks it after each pause in typing. The protocol is that of version 3.17:
//! <https://microsoft.github.io/language-server-protocol/>.

mod actions;
mod analysis;
mod answer;
mod changes;
mod client;
mod completion;
mod context;
mod documents;
mod hover;
mod names;
mod navigation;
mod position;
mod problems;
mod rename;
mod scene;
mod symbols;
mod transport;
mod uri;
mod worker;

use crate::config;
use crate::diag::{Code, explain};
use answer::{Asked, Waiting};
use client::Client;
use documents::Documents;
use scene::Scene;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::{BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use transport::{Incoming, Message, Outlet, Refusal};
use worker::{Job, Known};

/// Serves an editor until it says that this is the end, or its stream ends. Gives whether it took its leave as the
/// protocol has it: `shutdown`, then `exit`.
pub fn serve(input: impl Read + Send + 'static, output: impl Write + Send + 'static) -> bool {
    let incoming = listen(input);
    let mut server = Server {
        outlet: Arc::new(Outlet::new(Box::new(output))),
        client: Arc::new(Client::default()),
        phase: Phase::New,
        documents: Documents::default(),
        folders: Vec::new(),
        sites: BTreeMap::new(),
        waiting: Waiting::default(),
    };
    while let Ok(incoming) = incoming.recv() {
        match incoming {
            Incoming::Message(message) if message.method.as_deref() == Some("exit") => {
                return server.phase == Phase::Down;
            }
            Incoming::Message(message) => server.message(message),
            Incoming::Malformed(problem) => {
                server.outlet.answer(&Value::Null, &Err(Refusal::malformed(problem)));
            }
        }
    }
    false
}

/// Reads messages in a thread of its own, so that a client that waits for its message to be read never waits for an
/// answer.
fn listen(input: impl Read + Send + 'static) -> Receiver<Incoming> {
    let (sender, receiver) = channel();
    thread::spawn(move || {
        let mut input = BufReader::new(input);
        while let Ok(Some(incoming)) = transport::read(&mut input) {
            if sender.send(incoming).is_err() {
                return;
            }
        }
    });
    receiver
}

/// How far the conversation has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    /// The client has not introduced itself.
    New,
    /// Requests are answered.
    Running,
    /// The client has taken its leave.
    Down,
}

/// A site that is followed.
struct Followed {
    known: Arc<Known>,
    jobs: Sender<Job>,
}

struct Server {
    outlet: Arc<Outlet>,
    client: Arc<Client>,
    phase: Phase,
    documents: Documents,
    /// The folders that the editor has open.
    folders: Vec<PathBuf>,
    /// The sites in them, by their folders.
    sites: BTreeMap<PathBuf, Followed>,
    waiting: Waiting,
}

impl Server {
    fn message(&mut self, message: Message) {
        match (message.method, message.id) {
            (Some(method), Some(id)) => self.request(id, method, message.params),
            (Some(method), None) => self.notification(&method, message.params),
            // An answer to something that the server has asked: nothing waits for it.
            (None, _) => {}
        }
    }

    fn request(&mut self, id: Value, method: String, params: Value) {
        let answer = match (self.phase, method.as_str()) {
            (Phase::New, "initialize") => Ok(self.initialize(&params)),
            (Phase::New, _) => Err(Refusal::early()),
            (Phase::Down, _) => Err(Refusal::invalid("the server is shut down")),
            (Phase::Running, "initialize") => Err(Refusal::invalid("the server is initialized already")),
            (Phase::Running, "shutdown") => {
                self.phase = Phase::Down;
                self.sites.clear();
                Ok(Value::Null)
            }
            (Phase::Running, "workspace/symbol") => Ok(self.symbols(&params)),
            (Phase::Running, "workspace/textDocumentContent") => explanation(&params),
            (Phase::Running, it) if answer::is_known(it) => return self.ask(id, method, params),
            (Phase::Running, it) => Err(Refusal::unknown(it)),
        };
        self.outlet.answer(&id, &answer);
    }

    fn initialize(&mut self, params: &Value) -> Value {
        self.client = Arc::new(Client::read(params));
        self.folders = folders(params);
        self.phase = Phase::Running;
        let mut capabilities = capabilities();
        capabilities["positionEncoding"] = json!(self.client.encoding.name());
        json!({
            "capabilities": capabilities,
            "serverInfo": {"name": "conspectus", "version": env!("CARGO_PKG_VERSION")},
        })
    }

    fn notification(&mut self, method: &str, params: Value) {
        if self.phase != Phase::Running {
            return;
        }
        match method {
            "initialized" => self.begin(),
            "textDocument/didOpen" => self.opened(&params),
            "textDocument/didChange" => {
                let encoding = self.client.encoding;
                let changed = serde_json::from_value(params).ok();
                let path = changed.and_then(|it| self.documents.change(it, encoding));
                self.look_at(path.as_deref(), false);
            }
            "textDocument/didClose" => {
                let uri = params.pointer("/textDocument/uri").and_then(Value::as_str);
                let path = uri.and_then(|uri| self.documents.close(uri));
                self.look_at(path.as_deref(), true);
            }
            "textDocument/didSave" => {
                let uri = params.pointer("/textDocument/uri").and_then(Value::as_str);
                let path = uri.and_then(uri::path);
                self.look_at(path.as_deref(), true);
            }
            "workspace/didChangeWatchedFiles" => self.files_changed(&params),
            "workspace/didChangeWorkspaceFolders" => self.folders_changed(&params),
            "$/cancelRequest" => {
                let id = params.get("id").cloned().unwrap_or_default();
                if self.waiting.take(&id) {
                    self.outlet.answer(&id, &Err(Refusal::cancelled()));
                }
            }
            _ => {}
        }
    }

    /// Follows the sites of the folders that are open, and asks to be told of files that change on the disk.
    fn begin(&mut self) {
        if self.client.can_watch {
            let globs = ["**/conspectus.yaml", "**/*.csl", "**/content/**", "**/themes/**"];
            let watchers: Vec<Value> = globs.iter().map(|glob| json!({"globPattern": glob})).collect();
            let registration = json!({
                "id": "files",
                "method": "workspace/didChangeWatchedFiles",
                "registerOptions": {"watchers": watchers},
            });
            let params = json!({"registrations": [registration]});
            self.outlet.request("watch", "client/registerCapability", &params);
        }
        let roots: Vec<PathBuf> = self.folders.iter().filter_map(|folder| site_of(folder)).collect();
        for root in roots {
            self.follow(&root);
        }
        if self.sites.is_empty() && !self.folders.is_empty() {
            self.tell_missing();
        }
    }

    fn tell_missing(&self) {
        let folders: Vec<String> = self.folders.iter().map(|it| it.display().to_string()).collect();
        let message = format!(
            "there is no `{}` in {} or any folder above, so nothing is checked here; `conspectus init my-site` makes a \
             small site to start from",
            config::FILE_NAME,
            folders.join(", ")
        );
        self.outlet
            .notify("window/showMessage", &json!({"type": 2, "message": message}));
    }

    /// Begins to follow a site, if it is not followed yet.
    fn follow(&mut self, root: &Path) {
        if self.sites.contains_key(root) {
            return;
        }
        let known = Arc::new(Known::default());
        let jobs = worker::follow(root.to_owned(), known.clone(), self.client.clone(), self.outlet.clone());
        let documents = self.documents.clone();
        // Nobody listens any more only when the thread has failed; then nothing can be told.
        let _ = jobs.send(Job::Look { documents, disk: true });
        self.sites.insert(root.to_owned(), Followed { known, jobs });
    }

    fn opened(&mut self, params: &Value) {
        let item = params.get("textDocument").cloned().unwrap_or_default();
        let Some(path) = serde_json::from_value(item).ok().and_then(|it| self.documents.open(it)) else {
            return;
        };
        if let Some(root) = path.parent().and_then(site_of) {
            let is_new = !self.sites.contains_key(&root);
            self.follow(&root);
            if !is_new {
                self.look_at(Some(&path), false);
            }
        }
    }

    /// Has the site of a text checked again.
    fn look_at(&self, path: Option<&Path>, disk: bool) {
        if let Some((_, site)) = path.and_then(|path| self.site(path)) {
            let documents = self.documents.clone();
            let _ = site.jobs.send(Job::Look { documents, disk });
        }
    }

    /// The site that a path lies in: the innermost.
    fn site(&self, path: &Path) -> Option<(&PathBuf, &Followed)> {
        let mut folders = path.ancestors();
        folders.find_map(|folder| self.sites.get_key_value(folder))
    }

    fn files_changed(&mut self, params: &Value) {
        let changes = params.get("changes").and_then(Value::as_array).into_iter().flatten();
        let paths = changes.filter_map(|it| uri::path(it.get("uri")?.as_str()?));
        let mut roots: Vec<PathBuf> = Vec::new();
        for path in paths {
            let is_settings = path.file_name().is_some_and(|name| name == config::FILE_NAME);
            if let Some(root) = path
                .parent()
                .filter(|root| is_settings && root.join(config::FILE_NAME).is_file())
            {
                self.follow(root);
            }
            roots.extend(self.site(&path).map(|(root, _)| root.clone()));
        }
        roots.sort();
        roots.dedup();
        for root in roots {
            self.look_at(Some(&root), true);
        }
    }

    fn folders_changed(&mut self, params: &Value) {
        let list = |name: &str| {
            let list = params.pointer(&format!("/event/{name}")).and_then(Value::as_array);
            let uris = list.into_iter().flatten().filter_map(|it| it.get("uri")?.as_str());
            uris.filter_map(uri::path).collect::<Vec<PathBuf>>()
        };
        let removed = list("removed");
        self.folders.retain(|it| !removed.contains(it));
        let added = list("added");
        for root in added.iter().filter_map(|folder| site_of(folder)) {
            self.follow(&root);
        }
        self.folders.extend(added);
    }

    /// Answers from what is known, or hands the request to the thread that will know.
    fn ask(&mut self, id: Value, method: String, params: Value) {
        let mut asked = Asked {
            id,
            method,
            params,
            waiting: None,
        };
        let path = asked.path();
        let site = path.as_deref().or(asked.root()).and_then(|it| self.site(it));
        let Some((_, site)) = site else {
            self.outlet.answer(&asked.id, &Ok(Value::Null));
            return;
        };
        let known = match &path {
            Some(path) => site.known.with(path),
            None => site.known.last(),
        };
        match known.filter(|_| !answer::is_exact(&asked.method)) {
            Some(analysis) => answer::answer(asked, Some(&analysis), &self.documents, &self.client, &self.outlet),
            None => {
                self.waiting.add(&asked.id);
                asked.waiting = Some(self.waiting.clone());
                let documents = self.documents.clone();
                let _ = site.jobs.send(Job::Ask { documents, asked });
            }
        }
    }

    /// The entries of all sites that a query fits.
    fn symbols(&self, params: &Value) -> Value {
        let query = params.get("query").and_then(Value::as_str).unwrap_or_default();
        let mut all = Vec::new();
        for analysis in self.sites.values().filter_map(|site| site.known.last()) {
            let scene = Scene {
                analysis: &analysis,
                documents: &self.documents,
                client: &self.client,
            };
            all.extend(symbols::of_site(&scene, query));
        }
        all.sort_by_key(|(rank, _)| *rank);
        let symbols: Vec<_> = all.into_iter().map(|(_, symbol)| symbol).collect();
        json!(symbols)
    }
}

/// The folders that the editor has open; older clients name one.
fn folders(initialize: &Value) -> Vec<PathBuf> {
    let list = initialize.get("workspaceFolders").and_then(Value::as_array);
    let uris = list.into_iter().flatten().filter_map(|it| it.get("uri")?.as_str());
    let mut folders: Vec<PathBuf> = uris.filter_map(uri::path).collect();
    if folders.is_empty() {
        let uri = initialize.get("rootUri").and_then(Value::as_str).and_then(uri::path);
        let path = initialize.get("rootPath").and_then(Value::as_str).map(PathBuf::from);
        folders.extend(uri.or(path));
    }
    folders
}

/// The site that a folder lies in: the folder itself, or the nearest above it.
fn site_of(folder: &Path) -> Option<PathBuf> {
    let mut folders = folder.ancestors();
    folders
        .find(|it| it.join(config::FILE_NAME).is_file())
        .map(Path::to_owned)
}

/// What the server can do.
fn capabilities() -> Value {
    let files = json!({
        "filters": [{"scheme": "file", "pattern": {"glob": "**/content/*/*.md", "matches": "file"}}],
    });
    json!({
        "textDocumentSync": {"openClose": true, "change": 2, "save": {"includeText": false}},
        "completionProvider": {
            "triggerCharacters": ["[", "@", "#", "/", "^", ":", " ", "-"],
            "resolveProvider": true,
        },
        "hoverProvider": true,
        "definitionProvider": true,
        "referencesProvider": true,
        "documentSymbolProvider": true,
        "workspaceSymbolProvider": true,
        "documentLinkProvider": {"resolveProvider": false},
        "renameProvider": {"prepareProvider": true},
        "codeActionProvider": {"codeActionKinds": ["quickfix", actions::FIX_ALL]},
        "workspace": {
            "workspaceFolders": {"supported": true, "changeNotifications": true},
            "fileOperations": {"willRename": files},
        },
    })
}

/// The page of a code, whose name ends the address that is asked for.
fn explanation(params: &Value) -> Result<Value, Refusal> {
    let uri = params.get("uri").and_then(Value::as_str).unwrap_or_default();
    let name = uri.rsplit(['/', ':', '#']).next().unwrap_or_default();
    let code = Code::of_name(name.trim_end_matches(".md"));
    let code = code.ok_or_else(|| Refusal::failed(format!("there is no code `{name}`")))?;
    Ok(json!({"text": explain::page(code)}))
}
