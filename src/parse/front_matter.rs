//! The block of YAML at the top of a file: where it is, and what it says.

use crate::config::yaml_syntax;
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::model::paper::{Account, PaperRelation, Treatment};
use crate::model::translation::{self, AccountTranslation, RelationTranslation, Said, TreatmentTranslation};
use crate::model::{Data, Key, Kind};
use crate::span::{SourceFile, Span, Spanned};
use crate::yaml::{self, Decode, Decoder, Key as RecordKey, Node, Syntax, Value};

/// Where the front matter ends.
pub(super) struct Block {
    /// The byte at which the closing fence begins: the YAML is everything before.
    yaml_end: usize,
    /// The byte at which the body begins.
    pub(super) end: usize,
}

/// The front matter of a file as it is written, whatever its kind and whatever is wrong with its values.
#[derive(Clone, Debug)]
pub struct Matter {
    /// What it says, or why it is no YAML.
    pub node: Result<Node, Syntax>,
    /// The byte at which the closing fence begins.
    pub fence: usize,
    /// The byte at which the body begins.
    pub body: usize,
}

/// Reads the front matter of a file; none where it has none that is closed.
pub fn matter(file: &SourceFile) -> Option<Matter> {
    let block = find(file, &mut Diagnostics::default())?;
    let text = file.text.get(..block.yaml_end).unwrap_or_default();
    Some(Matter {
        node: yaml::read(text),
        fence: block.yaml_end,
        body: block.end,
    })
}

/// Finds the block, which begins in the first line with `---` and ends in a line of its own with `---`.
pub(super) fn find(file: &SourceFile, diags: &mut Diagnostics) -> Option<Block> {
    let text = &file.text;
    let mut lines = text.split_inclusive('\n');
    let first = lines.next().unwrap_or_default();
    if first.trim_end() != "---" {
        diags.push(missing(file, first.trim_end().len()));
        return None;
    }
    let mut at = first.len();
    for line in lines {
        if matches!(line.trim_end(), "---" | "...") {
            return Some(Block {
                yaml_end: at,
                end: at + line.len(),
            });
        }
        at += line.len();
    }
    diags.push(unclosed(file));
    None
}

fn missing(file: &SourceFile, width: usize) -> Diagnostic {
    let at = Span::new(0..width).in_file(file.id);
    let diagnostic = Diagnostic::at(
        Code::MissingFrontMatter,
        at,
        "the file does not begin with front matter",
    );
    let text = file.text.trim_start();
    if text.is_empty() {
        return Diagnostic::at(Code::MissingFrontMatter, at, "the file is empty")
            .help("begin it with a line `---`, then `title: …` and the other keys, then a line `---`; or delete it");
    }
    if file.text.starts_with([' ', '\t']) && is_fence(file.text.lines().next().unwrap_or_default().trim()) {
        return diagnostic.help("delete the space before its `---`");
    }
    if text.len() < file.text.len() && is_fence(text.lines().next().unwrap_or_default()) {
        return diagnostic.help("its `---` has to be the first line: delete what is empty above it");
    }
    if is_nearly_fence(file.text.lines().next().unwrap_or_default()) {
        return diagnostic.help("write the first line with three hyphens: `---`");
    }
    diagnostic.help("begin it with a line `---`, then `title: …` and the other keys, then a line `---`")
}

fn unclosed(file: &SourceFile) -> Diagnostic {
    let at = Span::new(0..3).in_file(file.id);
    let message = "the front matter is not closed";
    let mut begin = 0;
    let mut lines = file.text.split_inclusive('\n').map(|line| {
        begin += line.len();
        (begin - line.len(), line.trim_end())
    });
    match lines.find(|(begin, line)| *begin > 0 && is_nearly_fence(line)) {
        Some((begin, line)) => {
            let closing = Span::new(begin..begin + line.len()).in_file(file.id);
            Diagnostic::at(Code::MissingFrontMatter, closing, message)
                .under("this line does not close it")
                .label(at, "opened here")
                .help("write the line with three hyphens: `---`")
        }
        None => Diagnostic::at(Code::MissingFrontMatter, at, message)
            .under("opened here")
            .help("end it with a line `---`"),
    }
}

fn is_fence(line: &str) -> bool {
    line.trim_end() == "---"
}

/// Whether a line was probably meant for a fence: another number of hyphens, or the dashes that some editors make of
/// them.
fn is_nearly_fence(line: &str) -> bool {
    let marks = line.trim();
    !is_fence(line) && !marks.is_empty() && marks != "-" && marks.chars().all(|c| matches!(c, '-' | '‐'..='―' | '−'))
}

/// Reads the front matter of an entry of that kind.
pub(super) fn decode(
    kind: Kind,
    node: &Node,
    file: &SourceFile,
    block: &Block,
    diags: &mut Diagnostics,
) -> Option<Data> {
    let text = text(file, block);
    let mut decoder = Decoder {
        file: file.id,
        text,
        diags,
    };
    let decoder = &mut decoder;
    match kind {
        Kind::Paper => Decode::decode(node, decoder).map(|it| Data::Paper(Box::new(it))),
        Kind::Theme => Decode::decode(node, decoder).map(Data::Theme),
        Kind::Event => Decode::decode(node, decoder).map(Data::Event),
        Kind::Actor => Decode::decode(node, decoder).map(Data::Actor),
        Kind::Term => Decode::decode(node, decoder).map(Data::Term),
        Kind::Page => Decode::decode(node, decoder).map(Data::Page),
    }
}

/// Reads the front matter of the translation of an entry.
pub(super) fn decode_translation(key: &Key, file: &SourceFile, block: &Block, diags: &mut Diagnostics) -> Option<Said> {
    let is_home = key.stem == "index";
    let (mut node, text) = (node(file, block, diags)?, text(file, block));
    take_facts(
        &mut node,
        key.kind.keys(),
        translation::keys(key.kind, is_home),
        file,
        diags,
    );
    let mut decoder = Decoder {
        file: file.id,
        text,
        diags,
    };
    let decoder = &mut decoder;
    match key.kind {
        Kind::Paper => Decode::decode(&node, decoder).map(|it| Said::Paper(Box::new(it))),
        Kind::Theme => Decode::decode(&node, decoder).map(Said::Theme),
        Kind::Event => Decode::decode(&node, decoder).map(Said::Event),
        Kind::Actor => Decode::decode(&node, decoder).map(Said::Actor),
        Kind::Term => Decode::decode(&node, decoder).map(Said::Term),
        Kind::Page if is_home => Decode::decode(&node, decoder).map(Said::Home),
        Kind::Page => Decode::decode(&node, decoder).map(Said::Page),
    }
}

/// Reports facts, which the original has, and takes them out, so that nobody asks whether they are misspelt.
fn take_facts(node: &mut Node, all: &[RecordKey], own: &[RecordKey], file: &SourceFile, diags: &mut Diagnostics) {
    let Value::Map(map) = &mut node.value else {
        return;
    };
    let has = |keys: &[RecordKey], name: &str| keys.iter().any(|key| key.name == name);
    map.retain(|(key, _)| {
        let is_fact = has(all, &key.value) && !has(own, &key.value);
        if is_fact {
            diags.push(fact_repeated(key, file));
        }
        !is_fact
    });
    for (key, node) in map {
        let (all, own) = match key.value.as_str() {
            "themes" => (Treatment::KEYS, TreatmentTranslation::KEYS),
            "events" => (Account::KEYS, AccountTranslation::KEYS),
            "relations" => (PaperRelation::KEYS, RelationTranslation::KEYS),
            _ => continue,
        };
        if let Value::List(items) = &mut node.value {
            for item in items {
                take_facts(item, all, own, file, diags);
            }
        }
    }
}

fn fact_repeated(key: &Spanned<String>, file: &SourceFile) -> Diagnostic {
    let at = key.span.in_file(file.id);
    if matches!(key.value.as_str(), "lang" | "dir") {
        return Diagnostic::at(
            Code::FactRepeated,
            at,
            "the language of a translation stands in the name of its file",
        )
        .help("take it out: the direction follows from the language");
    }
    let message = format!(
        "`{}` stands in the original, and a translation does not repeat it",
        key.value
    );
    Diagnostic::at(Code::FactRepeated, at, message)
        .help("take it out: a translation has the texts alone, so that facts stand in one place")
}

/// The YAML of a block, which begins at the start of the file, so that places are those of the file.
fn text<'f>(file: &'f SourceFile, block: &Block) -> &'f str {
    file.text.get(..block.yaml_end).unwrap_or_default()
}

/// The YAML of a block as a tree; what keeps it from being read is reported.
pub(super) fn node(file: &SourceFile, block: &Block, diags: &mut Diagnostics) -> Option<Node> {
    let read = yaml::read(text(file, block));
    read.map_err(|syntax| diags.push(yaml_syntax(file, &syntax))).ok()
}
