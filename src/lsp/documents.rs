//! The texts that the editor has open, saved or not.

use super::position::Encoding;
use super::uri;
use lsp_types::{DidChangeTextDocumentParams, TextDocumentContentChangeEvent, TextDocumentItem};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A text that is open.
#[derive(Clone, Debug)]
pub(super) struct Document {
    /// Its address, as the client writes it.
    pub(super) uri: String,
    /// The number that the client gave to this state of it.
    pub(super) version: i32,
    /// What it says.
    pub(super) text: Arc<str>,
}

/// All texts that are open, by path.
#[derive(Clone, Debug, Default)]
pub(super) struct Documents {
    open: BTreeMap<PathBuf, Document>,
}

impl Documents {
    /// Opens a text; what is no file is not followed.
    pub(super) fn open(&mut self, item: TextDocumentItem) -> Option<PathBuf> {
        let path = uri::path(&item.uri.0)?;
        let document = Document {
            uri: item.uri.0,
            version: item.version,
            text: item.text.into(),
        };
        self.open.insert(path.clone(), document);
        Some(path)
    }

    /// Makes the changes of a text in their order.
    pub(super) fn change(&mut self, params: DidChangeTextDocumentParams, encoding: Encoding) -> Option<PathBuf> {
        let path = uri::path(&params.text_document.text_document_identifier.uri.0)?;
        let document = self.open.get_mut(&path)?;
        let mut text = document.text.to_string();
        for change in params.content_changes {
            match change {
                TextDocumentContentChangeEvent::TextDocumentContentChangePartial(part) => {
                    let start = encoding.offset(&text, part.range.start);
                    let end = encoding.offset(&text, part.range.end).max(start);
                    text.replace_range(start..end, &part.text);
                }
                TextDocumentContentChangeEvent::TextDocumentContentChangeWholeDocument(whole) => text = whole.text,
            }
        }
        document.text = text.into();
        document.version = params.text_document.version;
        Some(path)
    }

    /// Closes a text: what the disk holds counts again.
    pub(super) fn close(&mut self, uri: &str) -> Option<PathBuf> {
        let path = uri::path(uri)?;
        self.open.remove(&path).map(|_| path)
    }

    /// The text at a path, if it is open.
    pub(super) fn get(&self, path: &Path) -> Option<&Document> {
        self.open.get(path)
    }

    /// The texts below a folder, with their paths below it, with `/`.
    pub(super) fn below<'a>(&'a self, root: &'a Path) -> impl Iterator<Item = (String, &'a Document)> {
        self.open.iter().filter_map(move |(path, document)| {
            let below = path.strip_prefix(root).ok()?;
            let parts: Vec<_> = below.iter().map(|part| part.to_string_lossy()).collect();
            Some((parts.join("/"), document))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn changes_are_made_in_their_order() {
        let mut documents = Documents::default();
        let item = json!({"uri": "file:///s/a.md", "languageId": "markdown", "version": 1, "text": "é one\ntwo\n"});
        let path = documents.open(serde_json::from_value(item).unwrap()).unwrap();
        let range = |from: (u32, u32), to: (u32, u32)| json!({"start": {"line": from.0, "character": from.1}, "end": {"line": to.0, "character": to.1}});
        let changes = json!({
            "textDocument": {"uri": "file:///s/a.md", "version": 2},
            "contentChanges": [
                {"range": range((0, 2), (0, 5)), "text": "1"},
                {"range": range((1, 0), (9, 9)), "text": ""},
                {"range": range((0, 3), (0, 0)), "text": "!"},
            ],
        });
        documents
            .change(serde_json::from_value(changes).unwrap(), Encoding::Utf16)
            .unwrap();
        let document = documents.get(&path).unwrap();
        assert_eq!((&*document.text, document.version), ("é 1!\n", 2));
        let below: Vec<String> = documents.below(Path::new("/s")).map(|(path, _)| path).collect();
        assert_eq!(below, ["a.md"]);
        assert!(documents.close("file:///s/a.md").is_some() && documents.close("untitled:1").is_none());
    }
}
