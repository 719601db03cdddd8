//! Changes of texts and files as the client makes them.

use super::scene::Scene;
use super::uri;
use crate::span::{FileId, FileSpan};
use lsp_types::{
    CreateFile, DocumentChange, Edit, OptionalVersionedTextDocumentIdentifier, Position, RenameFile, TextDocumentEdit,
    TextDocumentIdentifier, TextEdit, Uri, WorkspaceEdit,
};
use std::collections::BTreeMap;
use std::path::Path;

/// Changes that belong together.
pub(super) struct Changes<'a> {
    scene: Scene<'a>,
    created: Vec<DocumentChange>,
    edits: BTreeMap<FileId, Vec<TextEdit>>,
    moved: Vec<DocumentChange>,
}

impl<'a> Changes<'a> {
    /// No change yet.
    pub(super) fn new(scene: &Scene<'a>) -> Changes<'a> {
        Changes {
            scene: *scene,
            created: Vec::new(),
            edits: BTreeMap::new(),
            moved: Vec::new(),
        }
    }

    /// Puts a text in the place of another; nothing where somebody is writing there.
    pub(super) fn replace(&mut self, at: FileSpan, text: String) -> Option<()> {
        let range = self.scene.range(at)?;
        let edit = TextEdit { range, new_text: text };
        let edits = self.edits.entry(at.file).or_default();
        if !edits.contains(&edit) {
            edits.push(edit);
        }
        Some(())
    }

    /// Creates a file.
    pub(super) fn create(&mut self, path: &Path, text: String) {
        let uri = Uri(uri::of(path));
        let start = Position::default();
        let edit = TextEdit {
            range: lsp_types::Range { start, end: start },
            new_text: text,
        };
        let file = CreateFile {
            uri: uri.clone(),
            options: None,
            annotation_id: None,
        };
        self.created.push(DocumentChange::CreateFile(file));
        self.created.push(edit_of(uri, None, vec![edit]));
    }

    /// Gives a file another path, after its text was changed.
    pub(super) fn rename(&mut self, file: FileId, path: &Path) {
        self.moved.push(DocumentChange::RenameFile(RenameFile {
            old_uri: self.scene.uri(file),
            new_uri: Uri(uri::of(path)),
            options: None,
            annotation_id: None,
        }));
    }

    /// All of them in the order in which they are to be made; nothing where the client cannot make them.
    pub(super) fn finish(self) -> Option<WorkspaceEdit> {
        let client = self.scene.client;
        let able = (self.created.is_empty() || client.can_create) && (self.moved.is_empty() || client.can_rename);
        if client.has_document_changes {
            let scene = self.scene;
            let edits = self.edits.into_iter();
            let edits = edits.map(|(file, edits)| edit_of(scene.uri(file), scene.version(file), edits));
            let all = self.created.into_iter().chain(edits).chain(self.moved).collect();
            return able.then_some(WorkspaceEdit {
                document_changes: Some(all),
                ..WorkspaceEdit::default()
            });
        }
        let is_plain = self.created.is_empty() && self.moved.is_empty();
        let edits = self
            .edits
            .into_iter()
            .map(|(file, edits)| (self.scene.uri(file), edits));
        is_plain.then(|| WorkspaceEdit {
            changes: Some(edits.collect()),
            ..WorkspaceEdit::default()
        })
    }
}

fn edit_of(uri: Uri, version: Option<i32>, edits: Vec<TextEdit>) -> DocumentChange {
    DocumentChange::TextDocumentEdit(TextDocumentEdit {
        text_document: OptionalVersionedTextDocumentIdentifier {
            version,
            text_document_identifier: TextDocumentIdentifier { uri },
        },
        edits: edits.into_iter().map(Edit::TextEdit).collect(),
    })
}
