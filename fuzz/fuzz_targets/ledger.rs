//! The ledger of published addresses, and the list of what is gone: a line of `%%` parts the two.
#![no_main]

use conspectus::diag::Diagnostics;
use conspectus::parse::ledger::{gone, ledger};
use conspectus_fuzz::{checked, hold, tree, tree_with};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let (published, is_gone) = text.split_once("%%\n").unwrap_or((text, ""));
    let files = [("ledger.txt", published), ("content/gone.yaml", is_gone)];
    let alone = tree(&files);
    let mut diags = Diagnostics::default();
    let read = ledger(&alone, &mut diags);
    gone(&alone, &mut diags);
    hold(&diags, &alone.sources);
    let written = read.to_string();
    let again = tree(&[("ledger.txt", &written)]);
    let mut diags = Diagnostics::default();
    assert_eq!(ledger(&again, &mut diags).to_string(), written);
    assert!(
        diags.iter().next().is_none(),
        "what is written cannot be read: {written}"
    );
    checked(tree_with(&files), 64);
});
