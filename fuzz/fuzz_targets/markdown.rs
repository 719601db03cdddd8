//! Markdown to HTML: the body of a page.
#![no_main]

use conspectus_fuzz::{checked, page, tree_with};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let note = format!("---\ntitle: Dance\n---\n{text}");
    let checked = checked(tree_with(&[("content/pages/dance.md", &note)]), 16);
    page(checked.as_ref(), "pages/dance.html");
});
