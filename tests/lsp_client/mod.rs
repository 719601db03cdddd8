//! A small client of the language server: speaks to the program over its standard input and output.

use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;
use tempfile::TempDir;

/// How long an answer may take on a busy machine before the test is given up.
const PATIENCE: Duration = Duration::from_secs(60);

/// A site in a folder of its own, with a server that follows it.
pub(crate) struct Editor {
    base: TempDir,
    child: Child,
    stdin: Option<ChildStdin>,
    incoming: Receiver<Value>,
    last: i64,
    /// What the server has told that nobody has looked at yet.
    pub(crate) told: Vec<Value>,
    /// What the server has said of each file, by its name.
    pub(crate) problems: BTreeMap<String, Vec<Value>>,
}

/// What a client that can do everything says of itself.
pub(crate) fn able() -> Value {
    json!({
        "general": {"positionEncodings": ["utf-16"]},
        "textDocument": {
            "completion": {"completionItem": {"snippetSupport": true}},
            "hover": {"contentFormat": ["markdown", "plaintext"]},
            "definition": {"linkSupport": true},
            "documentSymbol": {"hierarchicalDocumentSymbolSupport": true},
            "publishDiagnostics": {"relatedInformation": true},
        },
        "workspace": {
            "workspaceEdit": {"documentChanges": true, "resourceOperations": ["create", "rename", "delete"]},
            "didChangeWatchedFiles": {"dynamicRegistration": true},
        },
    })
}

impl Editor {
    /// Writes the files and starts a server, to which nothing was said yet.
    pub(crate) fn start(files: &[(&str, &str)]) -> Editor {
        let base = tempfile::tempdir().unwrap();
        for (path, text) in files {
            write(&base.path().join(path), text);
        }
        Editor::start_in(base, env!("CARGO_BIN_EXE_conspectus"))
    }

    /// Starts a server of that program on the site in a folder.
    pub(crate) fn start_in(base: TempDir, program: &str) -> Editor {
        let mut child = Command::new(program)
            .args(["lsp", "--stdio"])
            .current_dir(base.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let stdin = child.stdin.take();
        let stdout = BufReader::new(child.stdout.take().unwrap());
        let (sender, incoming) = channel();
        thread::spawn(move || {
            let mut stdout = stdout;
            while let Some(message) = read(&mut stdout) {
                if sender.send(message).is_err() {
                    return;
                }
            }
        });
        Editor {
            base,
            child,
            stdin,
            incoming,
            last: 0,
            told: Vec::new(),
            problems: BTreeMap::new(),
        }
    }

    /// Starts a server and introduces a client that can do everything.
    pub(crate) fn open_folder(files: &[(&str, &str)]) -> Editor {
        Editor::open_with(files, &able())
    }

    /// Starts a server and introduces a client with these abilities.
    pub(crate) fn open_with(files: &[(&str, &str)], abilities: &Value) -> Editor {
        let mut editor = Editor::start(files);
        editor.introduce(abilities);
        editor
    }

    /// Introduces a client with these abilities.
    pub(crate) fn introduce(&mut self, abilities: &Value) {
        let folder = self.uri("");
        let folder = folder.trim_end_matches('/');
        let params = json!({
            "processId": null,
            "rootUri": folder,
            "workspaceFolders": [{"uri": folder, "name": "site"}],
            "capabilities": abilities,
        });
        self.ask("initialize", params).unwrap();
        self.tell("initialized", json!({}));
    }

    /// The path of a file of the site.
    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.base.path().join(path)
    }

    /// The address of a file of the site.
    pub(crate) fn uri(&self, path: &str) -> String {
        format!("file://{}", self.path(path).display())
    }

    /// Sends bytes as they are.
    pub(crate) fn send_raw(&mut self, bytes: &[u8]) {
        let stdin = self.stdin.as_mut().unwrap();
        stdin.write_all(bytes).unwrap();
        stdin.flush().unwrap();
    }

    fn send(&mut self, message: &Value) {
        let text = message.to_string();
        self.send_raw(format!("Content-Length: {}\r\n\r\n{text}", text.len()).as_bytes());
    }

    /// Tells the server something.
    pub(crate) fn tell(&mut self, method: &str, params: impl Into<Value>) {
        let params = params.into();
        self.send(&json!({"jsonrpc": "2.0", "method": method, "params": params}));
    }

    /// Sends a request and does not wait; gives its id.
    pub(crate) fn begin(&mut self, method: &str, params: impl Into<Value>) -> i64 {
        let params = params.into();
        self.last += 1;
        let id = self.last;
        self.send(&json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}));
        id
    }

    /// Waits for an answer.
    pub(crate) fn answer(&mut self, id: i64) -> Result<Value, Value> {
        loop {
            let message = self.next().expect("the server has ended");
            if message["id"] == json!(id) && message.get("method").is_none() {
                return match message.get("error") {
                    Some(error) => Err(error.clone()),
                    None => Ok(message["result"].clone()),
                };
            }
            self.note(message);
        }
    }

    /// Sends a request and waits for its answer.
    pub(crate) fn ask(&mut self, method: &str, params: impl Into<Value>) -> Result<Value, Value> {
        let id = self.begin(method, params);
        self.answer(id)
    }

    /// Waits until the server has told something that fits.
    pub(crate) fn until(&mut self, fits: impl Fn(&Editor) -> bool) {
        while !fits(self) {
            let message = self.next().expect("the server has ended");
            self.note(message);
        }
    }

    /// The codes of the problems that the server has told of a file.
    pub(crate) fn codes(&self, path: &str) -> Vec<&str> {
        let problems = self.problems.get(path).into_iter().flatten();
        problems.map(|it| it["code"].as_str().unwrap_or_default()).collect()
    }

    /// Opens a text.
    pub(crate) fn open(&mut self, path: &str, text: &str) {
        let item = json!({"uri": self.uri(path), "languageId": "markdown", "version": 1, "text": text});
        self.tell("textDocument/didOpen", json!({"textDocument": item}));
    }

    /// Changes a text as a whole.
    pub(crate) fn change(&mut self, path: &str, version: i64, text: &str) {
        let document = json!({"uri": self.uri(path), "version": version});
        let params = json!({"textDocument": document, "contentChanges": [{"text": text}]});
        self.tell("textDocument/didChange", params);
    }

    /// Asks about a place.
    pub(crate) fn at(&mut self, method: &str, path: &str, place: (usize, usize)) -> Value {
        let params = self.place(path, place);
        self.ask(method, params).unwrap()
    }

    /// A place as the protocol has it.
    pub(crate) fn place(&self, path: &str, (line, character): (usize, usize)) -> Value {
        json!({
            "textDocument": {"uri": self.uri(path)},
            "position": {"line": line, "character": character},
            "context": {"includeDeclaration": false},
        })
    }

    /// Makes the changes of a workspace edit on the disk, in their order, and tells of them.
    pub(crate) fn carry_out(&mut self, change: &Value) {
        let path = |uri: &Value| PathBuf::from(uri.as_str().unwrap().strip_prefix("file://").unwrap());
        let mut touched = Vec::new();
        for it in change["documentChanges"].as_array().unwrap() {
            match it["kind"].as_str() {
                Some("create") => write(&path(&it["uri"]), ""),
                Some("rename") => fs::rename(path(&it["oldUri"]), path(&it["newUri"])).unwrap(),
                Some(other) => panic!("{other}"),
                None => {
                    let path = path(&it["textDocument"]["uri"]);
                    let text = fs::read_to_string(&path).unwrap();
                    fs::write(&path, edited(&text, &it["edits"])).unwrap();
                }
            }
            let uris = [&it["uri"], &it["oldUri"], &it["newUri"], &it["textDocument"]["uri"]];
            touched.extend(uris.into_iter().filter(|it| it.is_string()).cloned());
        }
        let changes: Vec<Value> = touched.iter().map(|uri| json!({"uri": uri, "type": 2})).collect();
        self.tell("workspace/didChangeWatchedFiles", json!({"changes": changes}));
    }

    /// What `conspectus check` says of the site on the disk.
    pub(crate) fn check(&self) -> String {
        let output = Command::new(env!("CARGO_BIN_EXE_conspectus"))
            .arg("check")
            .current_dir(self.base.path())
            .output()
            .unwrap();
        String::from_utf8(output.stderr).unwrap()
    }

    /// Waits until the texts as they are now were analysed: what changes files is answered only then.
    pub(crate) fn settle(&mut self) {
        let files = json!({"files": [{"oldUri": self.uri("a.txt"), "newUri": self.uri("b.txt")}]});
        assert_eq!(self.ask("workspace/willRenameFiles", files), Ok(Value::Null));
    }

    /// Tells that a file has changed on the disk.
    pub(crate) fn file_changed(&mut self, path: &str, kind: u32) {
        let changes = json!({"changes": [{"uri": self.uri(path), "type": kind}]});
        self.tell("workspace/didChangeWatchedFiles", changes);
    }

    /// Takes its leave as the protocol has it.
    pub(crate) fn leave(mut self) -> ExitStatus {
        assert_eq!(self.ask("shutdown", Value::Null), Ok(Value::Null));
        self.tell("exit", Value::Null);
        self.child.wait().unwrap()
    }

    /// Closes the stream and waits for the end.
    pub(crate) fn hang_up(mut self) -> ExitStatus {
        drop(self.stdin.take());
        self.child.wait().unwrap()
    }

    fn next(&mut self) -> Option<Value> {
        match self.incoming.recv_timeout(PATIENCE) {
            Ok(message) => Some(message),
            Err(RecvTimeoutError::Disconnected) => None,
            Err(RecvTimeoutError::Timeout) => panic!("the server says nothing; it has told {:#?}", self.problems),
        }
    }

    fn note(&mut self, message: Value) {
        if message["method"] == "textDocument/publishDiagnostics" {
            let uri = message["params"]["uri"].as_str().unwrap();
            let path = uri.strip_prefix(&self.uri("")).unwrap_or(uri).to_owned();
            let list = message["params"]["diagnostics"].as_array().unwrap().clone();
            self.problems.insert(path, list);
        }
        self.told.push(message);
    }
}

impl Drop for Editor {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Writes a file and the folders above it.
pub(crate) fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

fn read(stream: &mut impl BufRead) -> Option<Value> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).ok()? == 0 {
            return None;
        }
        match line.trim_end().split_once(": ") {
            Some(("Content-Length", value)) => length = value.parse().ok()?,
            Some(_) => {}
            None => break,
        }
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).ok()?;
    serde_json::from_slice(&body).ok()
}

/// Line and column, in units of UTF-16, behind the first occurrence of a text.
pub(crate) fn behind(text: &str, needle: &str) -> (usize, usize) {
    let end = text.find(needle).unwrap() + needle.len();
    let before = &text[..end];
    let line = before.rsplit('\n').next().unwrap();
    (before.matches('\n').count(), line.encode_utf16().count())
}

/// The text of a range.
pub(crate) fn slice(text: &str, range: &Value) -> String {
    let offset = |position: &Value| {
        let number = |name: &str| usize::try_from(position[name].as_u64().unwrap()).unwrap();
        let start: usize = text.split_inclusive('\n').take(number("line")).map(str::len).sum();
        let units: Vec<u16> = text[start..].encode_utf16().take(number("character")).collect();
        start + String::from_utf16(&units).unwrap().len()
    };
    text[offset(&range["start"])..offset(&range["end"])].to_owned()
}

/// A text after the edits of a change.
pub(crate) fn edited(text: &str, edits: &Value) -> String {
    let mut edits: Vec<&Value> = edits.as_array().unwrap().iter().collect();
    let key = |edit: &&Value| {
        let start = &edit["range"]["start"];
        (start["line"].as_u64(), start["character"].as_u64())
    };
    edits.sort_by_key(key);
    let mut text = text.to_owned();
    for edit in edits.into_iter().rev() {
        let old = slice(&text, &edit["range"]);
        let start = json!({"start": {"line": 0, "character": 0}, "end": edit["range"]["start"]});
        let at = slice(&text, &start).len();
        text.replace_range(at..at + old.len(), edit["newText"].as_str().unwrap());
    }
    text
}
