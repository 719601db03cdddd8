//! Requests and what answers them.

use super::client::Client;
use super::documents::Documents;
use super::scene::{Place, Scene};
use super::transport::{Outlet, Refusal};
use super::{actions, completion, hover, navigation, rename, symbols, uri};
use crate::lsp::analysis::Analysis;
use lsp_types::{
    CompletionItem, DocumentLinkParams, DocumentSymbolParams, ReferenceParams, RenameFilesParams, RenameParams,
    TextDocumentPositionParams, Uri,
};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// Requests that wait for an analysis, by their ids: whoever takes an id out answers.
#[derive(Clone, Default)]
pub(super) struct Waiting {
    ids: Arc<Mutex<BTreeSet<String>>>,
}

impl Waiting {
    /// Notes that a request waits.
    pub(super) fn add(&self, id: &Value) {
        let mut ids = self.ids.lock().unwrap_or_else(PoisonError::into_inner);
        ids.insert(id.to_string());
    }

    /// Whether the request still waited; from now on it does not.
    pub(super) fn take(&self, id: &Value) -> bool {
        let mut ids = self.ids.lock().unwrap_or_else(PoisonError::into_inner);
        ids.remove(&id.to_string())
    }
}

/// A request that was made.
pub(super) struct Asked {
    /// What the answer has to name.
    pub(super) id: Value,
    /// What is asked.
    pub(super) method: String,
    /// With what.
    pub(super) params: Value,
    /// Where it is noted while it waits; nothing for one that is answered at once.
    pub(super) waiting: Option<Waiting>,
}

impl Asked {
    /// The path of the text that it is about.
    pub(super) fn path(&self) -> Option<PathBuf> {
        let uri = self.params.pointer("/textDocument/uri");
        let uri = uri.or_else(|| self.params.pointer("/files/0/oldUri"))?;
        uri::path(uri.as_str()?)
    }

    /// The folder of the site that an item of completion is of.
    pub(super) fn root(&self) -> Option<&Path> {
        let root = self.params.pointer("/data/root").and_then(Value::as_str)?;
        Some(Path::new(root))
    }
}

/// Whether a request has to see the texts as they are now, so that it waits for an analysis: it changes files.
pub(super) fn is_exact(method: &str) -> bool {
    matches!(method, "textDocument/rename" | "workspace/willRenameFiles")
}

/// Whether a method is answered here, from a site.
pub(super) fn is_known(method: &str) -> bool {
    METHODS.contains(&method)
}

const METHODS: [&str; 11] = [
    "textDocument/completion",
    "completionItem/resolve",
    "textDocument/hover",
    "textDocument/definition",
    "textDocument/references",
    "textDocument/documentSymbol",
    "textDocument/documentLink",
    "textDocument/codeAction",
    "textDocument/prepareRename",
    "textDocument/rename",
    "workspace/willRenameFiles",
];

/// Answers a request, unless it was cancelled; a failure of the program costs this answer alone.
pub(super) fn answer(
    asked: Asked,
    analysis: Option<&Analysis>,
    documents: &Documents,
    client: &Client,
    outlet: &Outlet,
) {
    if asked.waiting.as_ref().is_some_and(|it| !it.take(&asked.id)) {
        return;
    }
    let answer = match analysis {
        Some(analysis) => {
            let scene = Scene {
                analysis,
                documents,
                client,
            };
            let found = catch_unwind(AssertUnwindSafe(|| found(&scene, &asked.method, asked.params)));
            found.unwrap_or_else(|_| Err(Refusal::internal()))
        }
        // The site cannot be read; the client was told so.
        None => Ok(Value::Null),
    };
    outlet.answer(&asked.id, &answer);
}

fn found(scene: &Scene<'_>, method: &str, params: Value) -> Result<Value, Refusal> {
    match method {
        "textDocument/completion" => {
            let params = read(params)?;
            at(scene, &params, |place| Ok(json!(completion::complete(scene, place))))
        }
        "completionItem/resolve" => {
            let item: CompletionItem = read(params)?;
            Ok(json!(completion::resolve(scene, item)))
        }
        "textDocument/hover" => {
            let params = read(params)?;
            at(scene, &params, |place| Ok(json!(hover::hover(scene, place))))
        }
        "textDocument/definition" => {
            let params = read(params)?;
            at(scene, &params, |place| Ok(json!(navigation::definition(scene, place))))
        }
        "textDocument/references" => {
            let params: ReferenceParams = read(params)?;
            let with_definition = params.context.include_declaration;
            at(scene, &params.text_document_position_params, |place| {
                Ok(json!(navigation::references(scene, place, with_definition)))
            })
        }
        "textDocument/prepareRename" => {
            let params = read(params)?;
            at(scene, &params, |place| {
                rename::prepare(scene, place).map(|it| json!(it))
            })
        }
        "textDocument/rename" => {
            let params: RenameParams = read(params)?;
            at(scene, &params.text_document_position_params, |place| {
                rename::rename(scene, place, &params.new_name).map(|it| json!(it))
            })
        }
        _ => of_text(scene, method, params),
    }
}

/// Requests about a text as a whole.
fn of_text(scene: &Scene<'_>, method: &str, params: Value) -> Result<Value, Refusal> {
    match method {
        "textDocument/documentSymbol" => {
            let params: DocumentSymbolParams = read(params)?;
            let start = beginning(&params.text_document.uri);
            at(scene, &start, |place| {
                let is_entry = place.below.ends_with(".md");
                let is_yaml = place.below.ends_with(".yaml");
                let outline = || symbols::outline(scene, place.text, &params.text_document.uri, is_entry);
                Ok(if is_entry || is_yaml { outline() } else { Value::Null })
            })
        }
        "textDocument/documentLink" => {
            let params: DocumentLinkParams = read(params)?;
            at(scene, &beginning(&params.text_document.uri), |place| {
                Ok(json!(place.file.and_then(|file| navigation::links(scene, file))))
            })
        }
        "textDocument/codeAction" => {
            let part = |path: &str| params.pointer(path).cloned().unwrap_or_default();
            let (uri, range) = (read(part("/textDocument/uri"))?, read(part("/range"))?);
            // The diagnostics that the client sends along are those of the server, which has them already.
            let only: Option<Vec<String>> = read(part("/context/only"))?;
            at(scene, &beginning(&uri), |place| {
                Ok(json!(actions::actions(scene, place, range, only.as_deref())))
            })
        }
        "workspace/willRenameFiles" => {
            let params: RenameFilesParams = read(params)?;
            Ok(moved(scene, &params))
        }
        _ => Err(Refusal::unknown(method)),
    }
}

/// Mends the references to a file that somebody is about to rename, where it is an entry.
fn moved(scene: &Scene<'_>, params: &RenameFilesParams) -> Value {
    let [file] = params.files.as_slice() else {
        return Value::Null;
    };
    let below = |uri: &Uri| {
        let path = uri::path(&uri.0)?;
        let path = path.strip_prefix(&scene.analysis.root).ok()?;
        let parts: Vec<_> = path.iter().map(|part| part.to_string_lossy()).collect();
        Some(parts.join("/"))
    };
    let (Some(old), Some(new)) = (below(&file.old_uri), below(&file.new_uri)) else {
        return Value::Null;
    };
    // What stands in the way of mending does not stand in the way of renaming.
    json!(rename::moved(scene, &old, &new).and_then(Result::ok))
}

fn at(
    scene: &Scene<'_>,
    params: &TextDocumentPositionParams,
    answer: impl FnOnce(&Place<'_>) -> Result<Value, Refusal>,
) -> Result<Value, Refusal> {
    let place = scene.place(&params.text_document.uri, params.position);
    place.map_or(Ok(Value::Null), |place| answer(&place))
}

fn beginning(uri: &Uri) -> TextDocumentPositionParams {
    TextDocumentPositionParams {
        text_document: lsp_types::TextDocumentIdentifier { uri: uri.clone() },
        position: lsp_types::Position::default(),
    }
}

/// Reads the parameters of a request.
pub(super) fn read<T: DeserializeOwned>(params: Value) -> Result<T, Refusal> {
    serde_json::from_value(params).map_err(|error| Refusal::parameters(&error))
}
