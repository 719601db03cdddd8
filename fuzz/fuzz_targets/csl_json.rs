//! CSL-JSON as a file of the site, and its import.
#![no_main]

use conspectus::import::{Destination, Source, works};
use conspectus_fuzz::{checked, tree_with};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let source = Source {
        name: "export.json".to_owned(),
        text: text.to_owned(),
    };
    let tree = tree_with(&[]);
    let (plan, _) = works(&tree, &[source], Destination::Both);
    checked(plan.applied(&tree), 64);
    checked(tree_with(&[("content/more.json", text)]), 64);
});
