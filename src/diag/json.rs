//! Diagnostics for programs: one JSON object a line, in the manner of `rustc --error-format=json`.
//!
//! ```json
//! {
//!   "code": "unknown-reference",
//!   "severity": "error",
//!   "message": "there is no theme `upkep`",
//!   "spans": [{
//!     "file": "content/papers/hale-1911.md",
//!     "byte_start": 52, "byte_end": 57,
//!     "line_start": 5, "line_end": 5, "column_start": 12, "column_end": 17,
//!     "is_primary": true,
//!     "label": null
//!   }],
//!   "helps": [],
//!   "fixes": [{
//!     "title": "did you mean `upkeep`?",
//!     "safe": true,
//!     "edits": [{"file": "…", "byte_start": 52, …, "replacement": "upkeep"}]
//!   }]
//! }
//! ```
//!
//! `severity` is `error` or `warning`. The span with `is_primary` comes first and may be absent: then the problem is one
//! of the site as a whole. Lines and columns count from 1, columns in characters; bytes count from 0 in the file without
//! its byte order mark; ends are exclusive. Fixes come best first, and `safe` says that `check --fix` applies one.

use super::{Diagnostic, Fix, Label, Place};
use crate::span::{FileSpan, SourceMap};
use serde_json::{Value, json};

/// Writes one object a line; `folder` comes before every path.
pub fn render(diagnostics: &[&Diagnostic], sources: &SourceMap, folder: &str) -> String {
    let line = |diagnostic: &&Diagnostic| format!("{}\n", object(diagnostic, sources, folder));
    diagnostics.iter().map(line).collect()
}

/// One diagnostic as the object that the head of this file shows.
pub fn object(diagnostic: &Diagnostic, sources: &SourceMap, folder: &str) -> Value {
    let primary = diagnostic.primary.iter().map(|label| (label, true));
    let further = diagnostic.labels.iter().map(|label| (label, false));
    let span = |(label, is_primary): (&Label, bool)| {
        let mut span = place(label.at, sources, folder);
        span["is_primary"] = json!(is_primary);
        span["label"] = json!((!label.text.is_empty()).then_some(&label.text));
        span
    };
    json!({
        "code": diagnostic.code.name(),
        "severity": diagnostic.severity.name(),
        "message": diagnostic.message,
        "spans": primary.chain(further).map(span).collect::<Vec<_>>(),
        "helps": diagnostic.helps,
        "fixes": diagnostic.fixes.iter().map(|it| fix(it, sources, folder)).collect::<Vec<_>>(),
    })
}

fn fix(fix: &Fix, sources: &SourceMap, folder: &str) -> Value {
    let mut edit = place(fix.at, sources, folder);
    edit["replacement"] = json!(fix.replacement);
    json!({"title": fix.title, "safe": fix.safe, "edits": [edit]})
}

fn place(at: FileSpan, sources: &SourceMap, folder: &str) -> Value {
    let Place { path, start, end } = Place::of(at, sources, folder);
    json!({
        "file": path,
        "byte_start": at.span.start,
        "byte_end": at.span.end,
        "line_start": start.0,
        "line_end": end.0,
        "column_start": start.1,
        "column_end": end.1,
    })
}
