//! Recognises an entry of one kind that lies in the folder of another, by its keys.

use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::model::{Key, Kind};
use crate::span::SourceFile;
use crate::yaml::{Node, Value};

/// The kind that an entry was most probably meant to be, if it does not fit the one of its folder: it has keys that
/// folder does not know, and all of them are keys of one other kind, which asks for no more.
pub(super) fn kind(folder: Kind, node: &Node, found: &Diagnostics) -> Option<Kind> {
    if !found.iter().any(|it| it.code == Code::UnknownKey) || fits(folder, node) {
        return None;
    }
    only(node).filter(|it| *it != folder)
}

/// The only kind that has all the keys of a front matter, and asks for no other.
pub(super) fn only(node: &Node) -> Option<Kind> {
    let mut fitting = Kind::ALL
        .into_iter()
        .filter(|kind| *kind != Kind::Page && fits(*kind, node));
    let kind = fitting.next()?;
    fitting.next().is_none().then_some(kind)
}

fn fits(kind: Kind, node: &Node) -> bool {
    let Value::Map(map) = &node.value else {
        return false;
    };
    let has = |name: &str| map.iter().any(|(key, _)| key.value == name);
    let knows = |name: &str| kind.keys().iter().any(|key| key.name == name);
    let mut required = kind.keys().iter().filter(|key| key.presence == "required");
    map.iter().all(|(key, _)| knows(&key.value)) && required.all(|key| has(key.name))
}

/// Says where it should lie.
pub(super) fn report(key: &Key, kind: Kind, node: &Node, file: &SourceFile) -> Diagnostic {
    let foreign = match &node.value {
        Value::Map(map) => map
            .iter()
            .find(|(it, _)| key.kind.keys().iter().all(|own| own.name != it.value)),
        _ => None,
    };
    let at = foreign.map_or(node.span, |(key, _)| key.span).in_file(file.id);
    let message = format!(
        "this lies in the folder of {}s and has the keys of {} {kind}",
        key.kind,
        article(kind)
    );
    Diagnostic::at(Code::MisplacedFile, at, message)
        .under(format!("no key of {} {}", article(key.kind), key.kind))
        .help(format!("move it to `content/{}/{}.md`", kind.folder(), key.stem))
}

fn article(kind: Kind) -> &'static str {
    match kind {
        Kind::Event | Kind::Actor => "an",
        Kind::Paper | Kind::Theme | Kind::Term | Kind::Page => "a",
    }
}
