//! Reads `ledger.txt` and `content/gone.yaml`: what was published, and what is no longer there.

use crate::config::yaml_syntax;
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::model::gone::{Gone, GoneList};
use crate::model::ledger::{Fragment, Ledger, State, decode};
use crate::source::SourceTree;
use crate::span::{FileSpan, SourceFile, Span};
use crate::yaml::{self, Decode, Decoder, Value};

/// The ledger of the site; empty where it has none.
pub fn ledger(tree: &SourceTree, diags: &mut Diagnostics) -> Ledger {
    let mut ledger = Ledger::default();
    let Some(file) = tree.ledger.map(|file| tree.sources.file(file)) else {
        return ledger;
    };
    let mut start = 0;
    for line in file.text.split_inclusive('\n') {
        let text = line.trim_end();
        let at = Span::new(start..start + text.len()).in_file(file.id);
        start += line.len();
        if text.is_empty() || text.starts_with('#') {
            continue;
        }
        if enter(&mut ledger, text, at).is_none() {
            diags.push(unreadable(text, at));
        }
    }
    ledger
}

/// Enters a line; of two lines for one fragment, as a merge may leave them, the first counts.
fn enter(ledger: &mut Ledger, line: &str, at: FileSpan) -> Option<()> {
    let mut words = line.split_whitespace();
    let (address, word, operand) = (words.next()?, words.next(), words.next().map(decode));
    if words.next().is_some() {
        return None;
    }
    let (path, id) = match address.split_once('#') {
        Some((path, id)) => (decode(path), Some(decode(id))),
        None => (decode(address), None),
    };
    if path.is_empty() || id.as_ref().is_some_and(String::is_empty) {
        return None;
    }
    let published = ledger.addresses.entry(path).or_default();
    let Some(id) = id else {
        published.at.get_or_insert(at);
        published.forgotten = match (word, operand) {
            (None, None) => false,
            (Some("forgotten"), None) => true,
            _ => return None,
        };
        return Some(());
    };
    let state = match (word, operand) {
        (None, None) => State::First,
        (Some("after"), Some(before)) => State::After(before),
        (Some("now"), Some(now)) => State::Now(now),
        (Some("top"), None) => State::Top,
        (Some("forgotten"), None) => State::Forgotten,
        _ => return None,
    };
    published
        .fragments
        .entry(id)
        .or_insert(Fragment { at: Some(at), state });
    Some(())
}

fn unreadable(line: &str, at: FileSpan) -> Diagnostic {
    let marker = ["<<<<<<<", "=======", ">>>>>>>", "|||||||"];
    let diagnostic = Diagnostic::at(Code::Ledger, at, "this is no line of a ledger");
    if marker.iter().any(|it| line.starts_with(it)) {
        diagnostic.help("take the marks of the merge out and keep the lines of both sides: each adds what it published")
    } else {
        diagnostic.help("a line is an address such as `events/storm.html`, with a fragment `events/storm.html#causes after night`; `#` and a space begin a remark")
    }
}

/// What the site says is no longer there.
pub fn gone(tree: &SourceTree, diags: &mut Diagnostics) -> GoneList {
    let Some(file) = tree.gone.map(|file| tree.sources.file(file)) else {
        return GoneList::default();
    };
    GoneList {
        file: Some(file.id),
        items: items(file, diags),
    }
}

fn items(file: &SourceFile, diags: &mut Diagnostics) -> Vec<Gone> {
    let node = match yaml::read(&file.text) {
        Ok(node) => node,
        Err(syntax) => {
            diags.push(yaml_syntax(file, &syntax));
            return Vec::new();
        }
    };
    let nodes = match &node.value {
        Value::List(nodes) => nodes.as_slice(),
        Value::Null => return Vec::new(),
        _ => std::slice::from_ref(&node),
    };
    let mut decoder = Decoder {
        file: file.id,
        text: &file.text,
        diags,
    };
    let items: Vec<Gone> = nodes.iter().filter_map(|it| Gone::decode(it, &mut decoder)).collect();
    for item in &items {
        says_one_thing(item, file, diags);
    }
    items
        .into_iter()
        .filter(|item| !item.address.value.is_empty())
        .collect()
}

/// An item says where its content is now, or why there is none.
fn says_one_thing(item: &Gone, file: &SourceFile, diags: &mut Diagnostics) {
    let at = item.address.span.in_file(file.id);
    if item.to.is_none() && item.reason.is_none() {
        let message = format!("nothing says what became of `{}`", item.address.value);
        diags.push(
            Diagnostic::at(Code::MissingKey, at, message)
                .help("add `to:`, where it lies now, or `reason:`, a sentence that says why there is none"),
        );
    }
    if let (Some(to), Some(reason)) = (&item.to, &item.reason) {
        let message = format!("`{}` has both `to` and `reason`", item.address.value);
        diags.push(
            Diagnostic::at(Code::WrongType, reason.span.in_file(file.id), message)
                .label(
                    to.span.in_file(file.id),
                    "readers are sent here and never see the reason",
                )
                .help("keep `to` if its content is there, or `reason` with `see` if there is none"),
        );
    }
}
