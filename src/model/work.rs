//! A work: a bibliographic record in CSL variables.

use crate::span::{FileId, Span};

/// A work of the bibliography.
#[derive(Clone, Debug)]
pub struct Work {
    /// The citation key.
    pub key: String,
    /// The file it stands in.
    pub file: FileId,
    /// Where its key stands.
    pub span: Span,
    /// The record as CSL-JSON has it.
    pub csl: serde_json::Map<String, serde_json::Value>,
}

impl Work {
    /// stub
    pub fn of_paper(stem: &str, _paper: &super::paper::Paper, file: FileId, span: Span) -> Work {
        Work {
            key: stem.into(),
            file,
            span,
            csl: Default::default(),
        }
    }
}
