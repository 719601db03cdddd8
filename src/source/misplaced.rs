//! Files that look as if they were to be read, and are not: entries saved under another ending, references in the wrong
//! folder, whatever lies beside `content/` instead of in it.
#![expect(clippy::disallowed_methods, reason = "a part of the room where reading happens")]

use super::{Asset, is_leaving, relative};
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::model::Kind;
use crate::span::{SourceMap, Span};
use std::fs;
use std::path::Path;
use walkdir::WalkDir;

/// Why a file is not read as what it looks like, and what to do.
pub(super) struct Advice {
    /// What becomes of it.
    message: String,
    /// Where it should lie.
    help: String,
}

/// What is wrong with an attachment that was most probably meant for something else: a text with front matter, one in a
/// folder of entries whose name says that it is Markdown, references among the papers.
pub(super) fn attached(asset: &Asset) -> Option<Advice> {
    const TEXTS: [&str; 5] = ["", "txt", "text", "mdx", "qmd"];
    const MARKDOWN: [&str; 5] = ["mdown", "mdwn", "mkd", "mkdn", "mdtext"];
    let (folder, name) = asset.path.rsplit_once('/').unwrap_or(("", &asset.path));
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
    let (stem, ending) = (stem.to_lowercase(), ending.to_lowercase());
    let ending = ending.as_str();
    let message = |what: &str| {
        format!(
            "`content/{}` is published as an attachment, not read as {what}",
            asset.path
        )
    };
    if ending == "bib" && Kind::of_folder(folder).is_some() {
        return Some(Advice {
            message: message("references"),
            help: format!("move it to `content/{name}`: references lie directly in content/"),
        });
    }
    let is_text = TEXTS.contains(&ending) || MARKDOWN.contains(&ending);
    let first = asset.bytes.split(|it| *it == b'\n').next().unwrap_or_default();
    let is_named = MARKDOWN.contains(&ending) || stem.ends_with(".md") || stem.ends_with(".markdown");
    let is_entry = is_text && (first.trim_ascii_end() == b"---" || is_named && Kind::of_folder(folder).is_some());
    is_entry.then(|| {
        let name = name.split('.').next().unwrap_or(name);
        let name = format!("content/{folder}/{name}.md").replace("//", "/");
        Advice {
            message: message("an entry"),
            help: format!("rename it to `{name}`: an entry is a file that ends in `.md`"),
        }
    })
}

/// Looks beside `content/` for what belongs in it: folders of entries, and references.
pub(super) fn beside(root: &Path, sources: &mut SourceMap, diags: &mut Diagnostics) {
    let items = WalkDir::new(root).max_depth(2).sort_by_file_name().into_iter();
    let is_near = |item: &walkdir::DirEntry| {
        let name = item.file_name().to_string_lossy();
        item.depth() == 0 || !is_leaving(&name) && (item.depth() > 1 || item.file_type().is_file() || is_kind(&name))
    };
    for item in items
        .filter_entry(is_near)
        .flatten()
        .filter(|it| it.file_type().is_file())
    {
        let path = relative(item.path(), root);
        let name = item.file_name().to_string_lossy();
        let is_entry = item.depth() == 2 && name.ends_with(".md") && begins_with_front_matter(item.path());
        let is_references = item.depth() == 1 && name.ends_with(".bib");
        if is_entry || is_references {
            let advice = Advice {
                message: format!("`{path}` lies beside content/, so it is no part of the site"),
                help: format!("move it to `content/{path}`"),
            };
            report(sources, path, item.path(), &advice, diags);
        }
    }
}

fn is_kind(folder: &str) -> bool {
    Kind::of_folder(folder).is_some()
}

fn begins_with_front_matter(path: &Path) -> bool {
    fs::read(path).is_ok_and(|bytes| bytes.starts_with(b"---\n") || bytes.starts_with(b"---\r\n"))
}

/// Reports a file at its first line.
pub(super) fn report(sources: &mut SourceMap, path: String, file: &Path, advice: &Advice, diags: &mut Diagnostics) {
    let Ok(text) = fs::read_to_string(file) else {
        return;
    };
    let first = text.lines().next().unwrap_or_default().trim_end().len();
    let at = Span::new(0..first).in_file(sources.add(path, text));
    diags.push(Diagnostic::at(Code::UnreadFile, at, &advice.message).help(&advice.help));
}
