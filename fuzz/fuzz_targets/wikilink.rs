//! Links between entries, of each form, in prose, headings and tables.
#![no_main]

use conspectus::parse::prose::link_target;
use conspectus_fuzz::{checked, page, tree_with};
use libfuzzer_sys::fuzz_target;
use pulldown_cmark::LinkType;

fuzz_target!(|text: &str| {
    link_target(LinkType::Inline, text);
    link_target(LinkType::WikiLink { has_pothole: true }, text);
    let note = format!(
        "---\ntitle: Dance\nmoved-from: [old]\n---\n[[{text}]] [a]({text}) [a](<{text}>) <{text}>\n\n## [[{text}|b]]\n\n| a |\n|---|\n| [[{text}|c]] |\n\n[{text}]: {text}\n"
    );
    let checked = checked(tree_with(&[("content/pages/dance.md", &note)]), 16);
    page(checked.as_ref(), "pages/dance.html");
});
