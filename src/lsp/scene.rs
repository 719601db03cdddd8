//! What a request is answered from: the last analysis of the site, the texts that are open, and what the client can do.

use super::analysis::{Analysis, Found};
use super::client::Client;
use super::documents::Documents;
use super::position::Drift;
use super::uri;
use crate::span::{FileId, FileSpan};
use lsp_types::{Location, Position, Range, Uri};
use std::ops::Range as Bytes;
use std::path::{Path, PathBuf};

/// What a request is answered from.
#[derive(Clone, Copy)]
pub(super) struct Scene<'a> {
    /// The site as it was found to be last; the texts may have moved on.
    pub(super) analysis: &'a Analysis,
    /// The texts as they are now.
    pub(super) documents: &'a Documents,
    /// What the client can do.
    pub(super) client: &'a Client,
}

/// A place in a text as it is now.
pub(super) struct Place<'a> {
    /// The path of the file below the folder of the site, with `/`.
    pub(super) below: String,
    /// The text.
    pub(super) text: &'a str,
    /// The byte.
    pub(super) offset: usize,
    /// The file, if the analysis has seen it.
    pub(super) file: Option<FileId>,
}

impl<'a> Scene<'a> {
    /// The place that a request names.
    pub(super) fn place(&self, uri: &Uri, position: Position) -> Option<Place<'a>> {
        let path = uri::path(&uri.0)?;
        let (text, file) = self.text_at(&path)?;
        let below = path.strip_prefix(&self.analysis.root).ok()?;
        let parts: Vec<_> = below.iter().map(|part| part.to_string_lossy()).collect();
        Some(Place {
            below: parts.join("/"),
            offset: self.client.encoding.offset(text, position),
            text,
            file,
        })
    }

    /// The text at a path as it is now, and its file if the analysis has seen it.
    pub(super) fn text_at(&self, path: &Path) -> Option<(&'a str, Option<FileId>)> {
        let file = self.analysis.file(path);
        let open = self.documents.get(path).map(|document| &*document.text);
        let text = open.or_else(|| file.map(|file| &*file.text))?;
        Some((text, file.map(|file| file.id)))
    }

    /// What is written at a place, and its bytes as they are now.
    pub(super) fn found(&self, place: &Place<'a>) -> Option<(Found, Bytes<usize>)> {
        let known = place.file.and_then(|file| {
            let drift = Drift::between(&self.analysis.tree.sources.file(file).text, place.text);
            let found = self.analysis.at(file, drift.then(place.offset)?)?;
            let now = drift.now(found.at)?;
            Some((found, now))
        });
        known.or_else(|| self.named(place))
    }

    /// What is written at a place of a text that the analysis does not know in this state: read from the text alone.
    fn named(&self, place: &Place<'a>) -> Option<(Found, Bytes<usize>)> {
        let (at, is_key) = super::context::written_at(place.text, place.offset)?;
        let written = place.text.get(at.range())?;
        let meaning = if is_key {
            self.analysis.cited(written)?
        } else {
            super::analysis::Meaning::Entry(self.analysis.named(written)?, None)
        };
        Some((Found { meaning, at }, at.range()))
    }

    /// The path of a file.
    pub(super) fn path(&self, file: FileId) -> PathBuf {
        self.analysis.path(file)
    }

    /// The address of a file, as the client writes it if the text is open.
    pub(super) fn uri(&self, file: FileId) -> Uri {
        let path = self.path(file);
        let open = self.documents.get(&path).map(|document| document.uri.clone());
        Uri(open.unwrap_or_else(|| uri::of(&path)))
    }

    /// The number of the state in which a text is open.
    pub(super) fn version(&self, file: FileId) -> Option<i32> {
        self.documents.get(&self.path(file)).map(|document| document.version)
    }

    /// Where a place that the analysis has found is now; nothing where it is being written over.
    pub(super) fn range(&self, at: FileSpan) -> Option<Range> {
        let analysed = &self.analysis.tree.sources.file(at.file).text;
        let document = self.documents.get(&self.path(at.file));
        let text = document.map_or(&**analysed, |document| &document.text);
        let now = Drift::between(analysed, text).now(at.span)?;
        Some(self.client.encoding.range(text, now))
    }

    /// The same with its address.
    pub(super) fn location(&self, at: FileSpan) -> Option<Location> {
        Some(Location {
            uri: self.uri(at.file),
            range: self.range(at)?,
        })
    }
}
