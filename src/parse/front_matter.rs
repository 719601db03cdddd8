//! The block of YAML at the top of a file: where it is, and what it says.

use crate::config::yaml_syntax;
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::model::{Data, Kind};
use crate::span::{SourceFile, Span};
use crate::yaml::{self, Decode, Decoder, Node, Syntax};

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
    Diagnostic::at(
        Code::MissingFrontMatter,
        at,
        "the file does not begin with front matter",
    )
    .help("begin it with a line `---`, then `title: …` and the other keys, then a line `---`")
}

fn unclosed(file: &SourceFile) -> Diagnostic {
    let at = Span::new(0..3).in_file(file.id);
    Diagnostic::at(Code::MissingFrontMatter, at, "the front matter is not closed")
        .under("opened here")
        .help("end it with a line `---`")
}

/// Reads the front matter of an entry of that kind.
pub(super) fn decode(kind: Kind, file: &SourceFile, block: &Block, diags: &mut Diagnostics) -> Option<Data> {
    let text = file.text.get(..block.yaml_end).unwrap_or_default();
    let node = match yaml::read(text) {
        Ok(node) => node,
        Err(syntax) => {
            diags.push(yaml_syntax(file, &syntax));
            return None;
        }
    };
    let mut decoder = Decoder {
        file: file.id,
        text,
        diags,
    };
    let decoder = &mut decoder;
    match kind {
        Kind::Paper => Decode::decode(&node, decoder).map(|it| Data::Paper(Box::new(it))),
        Kind::Theme => Decode::decode(&node, decoder).map(Data::Theme),
        Kind::Event => Decode::decode(&node, decoder).map(Data::Event),
        Kind::Actor => Decode::decode(&node, decoder).map(Data::Actor),
        Kind::Term => Decode::decode(&node, decoder).map(Data::Term),
        Kind::Page => Decode::decode(&node, decoder).map(Data::Page),
    }
}
