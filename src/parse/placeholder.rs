//! Finds the texts in an entry that are still those with which every new entry begins.

use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::model::{Kind, placeholder};
use crate::span::{SourceFile, Span};
use crate::yaml::{Node, Value};

/// Reports every text of an entry of that kind that nobody has replaced; its body begins at that byte.
pub(super) fn check(kind: Kind, file: &SourceFile, matter: &Node, body: usize, diags: &mut Diagnostics) {
    values(None, matter, file, diags);
    // A file from Windows has other line ends, and an editor may have broken the lines elsewhere.
    let text = file.text.get(body..).unwrap_or_default();
    for paragraph in placeholder::paragraphs(kind) {
        let words: Vec<&str> = paragraph.split_whitespace().collect();
        if let Some((at, length)) = find(text, &words) {
            let begin = body + at;
            diags.push(report(Span::new(begin..begin + length), file));
        }
    }
}

fn values(key: Option<&str>, node: &Node, file: &SourceFile, diags: &mut Diagnostics) {
    match &node.value {
        Value::Map(map) => map
            .iter()
            .for_each(|(key, it)| values(Some(&key.value), it, file, diags)),
        Value::List(items) => items.iter().for_each(|it| values(key, it, file, diags)),
        Value::Scalar(text) => {
            let is_written = |(of, it): &(Option<&str>, &str)| (of.is_none() || *of == key) && *it == text.trim();
            if placeholder::VALUES.iter().any(is_written) {
                diags.push(report(node.span, file));
            }
        }
        Value::Null => {}
    }
}

/// Where these words stand in a text, one behind the other, whatever space is between them; and how long they are.
fn find(text: &str, words: &[&str]) -> Option<(usize, usize)> {
    let first = words.first()?;
    text.match_indices(first).find_map(|(at, _)| {
        let rest = &text[at..];
        let mut end = 0;
        for word in words {
            let space = rest[end..].len() - rest[end..].trim_start().len();
            let behind = rest[end + space..].strip_prefix(word)?;
            end = rest.len() - behind.len();
        }
        Some((at, end))
    })
}

fn report(at: Span, file: &SourceFile) -> Diagnostic {
    let message = "this is still the text that `conspectus new` wrote";
    Diagnostic::at(Code::Placeholder, at.in_file(file.id), message)
        .help("write your own in its place, take it out, or keep the entry off the site with `draft: true`")
}
