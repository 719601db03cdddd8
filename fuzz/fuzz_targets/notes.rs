//! The import of notes and pages of other programs.
#![no_main]

use conspectus::import::{Source, Vault, pages};
use conspectus_fuzz::{checked, tree_with};
use libfuzzer_sys::fuzz_target;
use std::path::Path;

fuzz_target!(|text: &str| {
    let note = |name: &str, text: &str| Source {
        name: name.to_owned(),
        text: text.to_owned(),
    };
    let vault = Vault {
        notes: vec![note("Dance.md", text), note("folder/Wax.md", "# Wax\n\n[[Dance]]\n")],
        others: vec!["picture.png".to_owned()],
    };
    let tree = tree_with(&[]);
    let (plan, _) = pages(&tree, Path::new("vault"), &vault);
    checked(plan.applied(&tree), 64);
});
