//! Diagnostics for code scanning and editors: one SARIF log.
//!
//! Source: OASIS, *Static Analysis Results Interchange Format (SARIF) Version 2.1.0 Plus Errata 01*, 28 August 2023.

use super::{Code, Diagnostic, Fix, Label, Place, Severity};
use crate::span::{FileSpan, SourceMap};
use serde_json::{Value, json};

/// Writes the log, with every code as a rule; `folder` comes before every path.
pub fn render(diagnostics: &[&Diagnostic], sources: &SourceMap, folder: &str) -> String {
    let result = |it: &&Diagnostic| result(it, sources, folder);
    let log = json!({
        "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "Conspectus",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": Code::ALL.iter().copied().map(rule).collect::<Vec<_>>(),
            }},
            "columnKind": "unicodeCodePoints",
            "results": diagnostics.iter().map(result).collect::<Vec<_>>(),
        }],
    });
    format!("{log:#}\n")
}

fn rule(code: Code) -> Value {
    json!({
        "id": code.name(),
        "shortDescription": {"text": code.about()},
        "help": {"text": code.explanation(), "markdown": code.explanation()},
        "defaultConfiguration": {"level": code.severity().name()},
    })
}

fn result(diagnostic: &Diagnostic, sources: &SourceMap, folder: &str) -> Value {
    let index = Code::ALL.iter().position(|code| *code == diagnostic.code);
    let mut result = json!({
        "ruleId": diagnostic.code.name(),
        "ruleIndex": index,
        "level": match diagnostic.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        },
        "message": {"text": diagnostic.told()},
        "locations": [location(diagnostic.primary.as_ref(), sources, folder)],
    });
    if !diagnostic.labels.is_empty() {
        let numbered = diagnostic.labels.iter().enumerate();
        let related = numbered.map(|(at, label)| related(at, label, sources, folder));
        result["relatedLocations"] = related.collect();
    }
    if !diagnostic.fixes.is_empty() {
        let fixes = diagnostic.fixes.iter().map(|it| fix(it, sources, folder));
        result["fixes"] = fixes.collect();
    }
    result
}

/// Consumers want a place for every result: a problem of the whole site is one of its settings file.
fn location(primary: Option<&Label>, sources: &SourceMap, folder: &str) -> Value {
    match primary {
        Some(label) => json!({"physicalLocation": physical(label.at, sources, folder)}),
        None => json!({"physicalLocation": {"artifactLocation": artifact(&format!("{folder}conspectus.yaml"))}}),
    }
}

fn related(at: usize, label: &Label, sources: &SourceMap, folder: &str) -> Value {
    json!({
        "id": at,
        "message": {"text": label.text},
        "physicalLocation": physical(label.at, sources, folder),
    })
}

fn fix(fix: &Fix, sources: &SourceMap, folder: &str) -> Value {
    let place = Place::of(fix.at, sources, folder);
    json!({
        "description": {"text": fix.title},
        "artifactChanges": [{
            "artifactLocation": artifact(&place.path),
            "replacements": [{
                "deletedRegion": region(&place),
                "insertedContent": {"text": fix.replacement},
            }],
        }],
    })
}

fn physical(at: FileSpan, sources: &SourceMap, folder: &str) -> Value {
    let place = Place::of(at, sources, folder);
    json!({"artifactLocation": artifact(&place.path), "region": region(&place)})
}

fn region(place: &Place) -> Value {
    json!({
        "startLine": place.start.0,
        "startColumn": place.start.1,
        "endLine": place.end.0,
        "endColumn": place.end.1,
    })
}

/// A relative URI reference: what RFC 3986 does not let stand in a path is percent-encoded.
fn artifact(path: &str) -> Value {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/!$&'()*+,;=@".contains(&byte);
    let mut uri = String::new();
    for byte in path.bytes() {
        if plain(byte) {
            uri.push(char::from(byte));
        } else {
            uri.push_str(&format!("%{byte:02X}"));
        }
    }
    json!({"uri": uri})
}
