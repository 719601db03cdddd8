//! Citations in brackets, alone and in the prose of a page.
#![no_main]

use conspectus::parse::citation;
use conspectus_fuzz::{checked, page, tree_with};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let start = 7;
    let whole = format!("[{text}]");
    if let Err(error) = citation::parse(&whole, start) {
        let range = error.at.range();
        assert!(whole.get(range.start - start..range.end - start).is_some(), "{error:?}");
    }
    let note = format!("---\ntitle: Dance\n---\nAs [{text}] says.\n\n[@brown, {text}]\n");
    let checked = checked(tree_with(&[("content/pages/dance.md", &note)]), 16);
    page(checked.as_ref(), "pages/dance.html");
});
