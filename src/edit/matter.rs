//! Small changes to front matter that leave everything else as its author wrote it: comments, order and indentation.

use super::Edit;
use crate::parse::Matter;
use crate::span::{SourceFile, Span};
use crate::yaml::{Node, Value};
use std::ops::Range;

/// The value of a key at the top of front matter.
pub(super) fn value<'n>(node: &'n Node, key: &str) -> Option<&'n Node> {
    let Value::Map(map) = &node.value else { return None };
    map.iter().find(|(name, _)| name.value == key).map(|(_, node)| node)
}

/// Adds values, each YAML in one line, to a key that takes a list: makes the key, or the list, where there is none. None where the list
/// is written in a way in which nothing can be added to it.
pub(super) fn add(file: &SourceFile, matter: &Matter, key: &str, items: &[String]) -> Option<Edit> {
    let node = matter.node.as_ref().ok()?;
    let edit = |at: usize, end: usize, replacement: String| Edit {
        at: Span::new(at..end).in_file(file.id),
        replacement,
    };
    let joined = items.join(", ");
    let several = if items.len() == 1 {
        joined.clone()
    } else {
        format!("[{joined}]")
    };
    let map = match &node.value {
        Value::Map(map) => map.as_slice(),
        Value::Null => &[],
        _ => return None,
    };
    if file.slice(node.span).starts_with('{') {
        return None;
    }
    let Some((name, values)) = map.iter().find(|(it, _)| it.value == key) else {
        return Some(edit(matter.fence, matter.fence, format!("{key}: {several}\n")));
    };
    let (start, end) = (values.span.start as usize, values.span.end as usize);
    let written = file.slice(values.span);
    match &values.value {
        Value::Null => {
            let after = file.text.get(name.span.end as usize..)?;
            let colon = name.span.end as usize + after.find(':')? + 1;
            Some(edit(colon, colon, format!(" {several}")))
        }
        Value::Scalar(_) => Some(edit(start, end, format!("[{written}, {joined}]"))),
        Value::List(old) if written.starts_with('[') => match old.last() {
            Some(last) => {
                let end = last.span.end as usize;
                Some(edit(end, end, format!(", {joined}")))
            }
            None => Some(edit(start, end, format!("[{joined}]"))),
        },
        Value::List(old) => {
            let (first, last) = (old.first()?, old.last()?);
            let dash = before_item(file, first)?;
            let end = line_end(file, last.span.end as usize);
            let lines = items.join(&format!("\n{dash}"));
            Some(edit(end, end, format!("\n{dash}{lines}")))
        }
        Value::Map(_) => None,
    }
}

/// The bytes to take away with an item of a list: its line or lines, or the comma too.
pub(super) fn item(file: &SourceFile, list: &Node, at: usize) -> Option<Range<usize>> {
    let Value::List(items) = &list.value else { return None };
    let item = items.get(at)?;
    let (start, end) = (item.span.start as usize, item.span.end as usize);
    if file.slice(list.span).starts_with('[') {
        let before = at.checked_sub(1).and_then(|before| items.get(before));
        return Some(match (before, items.get(at + 1)) {
            (Some(before), _) => before.span.end as usize..end,
            (None, Some(next)) => start..next.span.start as usize,
            (None, None) => start..end,
        });
    }
    let dash = before_item(file, item)?;
    let end = (line_end(file, end) + 1).min(file.text.len());
    Some(start - dash.len()..end)
}

/// What stands before an item of a block list in its line: spaces, a hyphen and a space.
pub(super) fn before_item<'f>(file: &'f SourceFile, item: &Node) -> Option<&'f str> {
    let before = file.text.get(..item.span.start as usize)?;
    let line = before.rfind('\n').map_or(0, |at| at + 1);
    let dash = before.get(line..)?;
    (dash.trim() == "-").then_some(dash)
}

/// Where the line ends that holds a byte, before its line end.
pub(super) fn line_end(file: &SourceFile, at: usize) -> usize {
    let rest = file.text.get(at..).unwrap_or_default();
    let end = rest.find('\n').map_or(file.text.len(), |it| at + it);
    if file.text.get(..end).is_some_and(|it| it.ends_with('\r')) {
        end - 1
    } else {
        end
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::fix;
    use crate::parse;
    use crate::span::SourceMap;

    #[test]
    fn an_item_is_added_to_every_form_of_a_list() {
        let cases = [
            ("title: A\n", "title: A\nkey: new\n"),
            ("key: a # why\n", "key: [a, new] # why\n"),
            ("key:\ntitle: A\n", "key: new\ntitle: A\n"),
            ("key: [a, \"b\"] # why\n", "key: [a, \"b\", new] # why\n"),
            ("key: []\n", "key: [new]\n"),
            (
                "key:\n  - a # why\n  - b # because\ntitle: A\n",
                "key:\n  - a # why\n  - b # because\n  - new\ntitle: A\n",
            ),
            ("key:\n- a\n", "key:\n- a\n- new\n"),
        ];
        for (before, after) in cases {
            let mut sources = SourceMap::default();
            let id = sources.add("a.md".to_owned(), format!("---\n{before}---\nBody\n"));
            let matter = parse::matter(sources.file(id)).unwrap();
            let edit = add(sources.file(id), &matter, "key", &["new".to_owned()]).unwrap();
            let texts = fix::replace(&[(edit.at, edit.replacement.as_str())], &sources);
            assert_eq!(texts[&id], format!("---\n{after}---\nBody\n"));
        }
    }
}
