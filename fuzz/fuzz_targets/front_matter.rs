//! The front matter of each kind: the first byte chooses the kind, the rest is the file.
#![no_main]

use conspectus_fuzz::{checked, page, tree_with};
use libfuzzer_sys::fuzz_target;

const FOLDERS: [&str; 6] = ["papers", "themes", "events", "actors", "glossary", "pages"];

fuzz_target!(|text: &str| {
    let Some(first) = text.chars().next() else { return };
    let folder = FOLDERS[first as usize % FOLDERS.len()];
    let matter = &text[first.len_utf8()..];
    let text = if matter.starts_with("---") {
        matter.to_owned()
    } else {
        format!("---\n{matter}\n---\n")
    };
    let checked = checked(tree_with(&[(&format!("content/{folder}/dance.md"), &text)]), 32);
    page(checked.as_ref(), &format!("{folder}/dance.html"));
});
