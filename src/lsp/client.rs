//! What the client can do, as it says at the beginning.

use super::position::Encoding;
use lsp_types::{MarkupContent, MarkupKind};
use serde_json::Value;

/// What the client can do, and how it wants to be spoken to.
#[derive(Clone, Debug, Default)]
pub(super) struct Client {
    /// How characters are counted.
    pub(super) encoding: Encoding,
    /// Whether completion may hold places to fill in.
    pub(super) has_snippets: bool,
    /// Whether texts may be marked up.
    has_markdown: bool,
    /// Whether definitions may come with the range that leads to them.
    pub(super) has_definition_links: bool,
    /// Whether symbols may hold others.
    pub(super) has_nested_symbols: bool,
    /// Whether problems may name second places.
    pub(super) has_related: bool,
    /// Whether a change may touch several files in an order.
    pub(super) has_document_changes: bool,
    /// Whether a change may create files.
    pub(super) can_create: bool,
    /// Whether a change may rename files.
    pub(super) can_rename: bool,
    /// Whether it can be asked to watch files.
    pub(super) can_watch: bool,
    /// What stands before the code of a problem in the address of its explanation.
    pub(super) explanations: Option<String>,
}

impl Client {
    /// Reads the parameters of `initialize`. What is missing or odd counts as what the client cannot do.
    pub(super) fn read(initialize: &Value) -> Client {
        let capability = |path: &str| initialize.pointer(&format!("/capabilities{path}"));
        let can = |path: &str| capability(path) == Some(&Value::Bool(true));
        let lists = |path: &str, name: &str| {
            let list = capability(path).and_then(Value::as_array);
            list.is_some_and(|it| it.contains(&name.into()))
        };
        let operations = "/workspace/workspaceEdit/resourceOperations";
        let explanations = initialize.pointer("/initializationOptions/explanations");
        Client {
            encoding: Encoding::agreed(initialize),
            has_snippets: can("/textDocument/completion/completionItem/snippetSupport"),
            has_markdown: lists("/textDocument/hover/contentFormat", "markdown"),
            has_definition_links: can("/textDocument/definition/linkSupport"),
            has_nested_symbols: can("/textDocument/documentSymbol/hierarchicalDocumentSymbolSupport"),
            has_related: can("/textDocument/publishDiagnostics/relatedInformation"),
            // Operations on files stand among such changes; some clients name only those.
            has_document_changes: can("/workspace/workspaceEdit/documentChanges") || capability(operations).is_some(),
            can_create: lists(operations, "create"),
            can_rename: lists(operations, "rename"),
            can_watch: can("/workspace/didChangeWatchedFiles/dynamicRegistration"),
            explanations: explanations.and_then(Value::as_str).map(str::to_owned),
        }
    }

    /// A text with the marks that the client shows.
    pub(super) fn markup(&self, text: String) -> MarkupContent {
        if self.has_markdown {
            return MarkupContent {
                kind: MarkupKind::Markdown,
                value: text,
            };
        }
        MarkupContent {
            kind: MarkupKind::PlainText,
            value: text.replace("**", "").replace('`', ""),
        }
    }
}
