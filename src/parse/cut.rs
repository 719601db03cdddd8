//! Finds values that a `#` cuts off: in YAML it begins a comment where a space stands before it.

use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::span::{SourceFile, Span};
use crate::yaml::{Node, Value, scalar};

/// Reports every plain value behind which a comment begins that is most probably the rest of it.
pub(super) fn check(file: &SourceFile, node: &Node, diags: &mut Diagnostics) {
    match &node.value {
        Value::Map(map) => map.iter().for_each(|(_, it)| check(file, it, diags)),
        Value::List(items) => items.iter().for_each(|it| check(file, it, diags)),
        Value::Scalar(_) => diags.extend(cut(file, node.span)),
        Value::Null => {}
    }
}

fn cut(file: &SourceFile, value: Span) -> Option<Diagnostic> {
    let written = file.slice(value);
    let rest = file.text.get(value.end as usize..)?.lines().next()?;
    let comment = rest.trim_start();
    let is_near = comment
        .strip_prefix('#')
        .is_some_and(|it| it.starts_with(|c: char| !c.is_whitespace() && c != '#'));
    // Behind a quoted value nothing is cut off, and before the `#` of a comment there is a space.
    if !is_near || rest.len() == comment.len() || written.starts_with(['"', '\'', '|', '>']) {
        return None;
    }
    let end = value.end as usize + rest.trim_end().len();
    let whole = Span::new(value.start as usize..end).in_file(file.id);
    let at = Span::new(end - comment.trim_end().len()..end).in_file(file.id);
    let message = "the value ends here: a `#` behind a space begins a comment";
    let text = file.slice(whole.span);
    Some(
        Diagnostic::at(Code::CutValue, at, message)
            .under("this is left out")
            .fix_at(
                "put the whole value in quotation marks; a comment has a space behind its `#`",
                whole,
                scalar(text),
                false,
            ),
    )
}
