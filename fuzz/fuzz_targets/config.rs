//! The settings, alone and with the site that they are for.
#![no_main]

use conspectus_fuzz::{checked, hold, page, settings, tree};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let (config, diags, alone) = settings(text);
    hold(&diags, &alone.sources);
    (
        config.base_url(),
        config.base_path(),
        config.language().len(),
        config.csl_style().len(),
    );
    config.index_order();
    let checked = checked(
        tree(&[
            ("conspectus.yaml", text),
            ("content/index.md", "---\ntitle: Bees\n---\nThe queen.\n"),
        ]),
        16,
    );
    page(checked.as_ref(), "index.html");
});
