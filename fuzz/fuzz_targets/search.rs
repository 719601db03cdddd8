//! The search index: words of any script, folded, stemmed and packed.
#![no_main]

use conspectus::render::search_words;
use conspectus_fuzz::{checked, search_index, tree_with};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    for word in search_words(text) {
        assert!(!word.is_empty());
    }
    let lines: String = text.lines().map(|line| format!("    {line}\n")).collect();
    let note = format!("---\ntitle: |\n{lines}lang: en\n---\n## Wax\n\n{text}\n");
    search_index(checked(tree_with(&[("content/pages/dance.md", &note)]), 32).as_ref());
});
