//! The build, one line per stage.

use crate::config;
use crate::diag::Diagnostics;
use crate::site::{self, Site};
use crate::source::{self, ReadError, SourceTree};
use crate::{check, graph, parse};
use std::path::Path;

/// A site that was read, linked and checked.
pub struct Checked {
    /// What was read; its texts show where problems are.
    pub tree: SourceTree,
    /// The site.
    pub site: Site,
    /// What is wrong with it.
    pub diags: Diagnostics,
}

/// Reads, links and checks the site at `root`. Every stage runs whatever was wrong before, so that one run reports
/// everything.
///
/// # Errors
/// When there is no site to read.
pub fn check(root: &Path) -> Result<Checked, ReadError> {
    let mut diags = Diagnostics::default();
    let mut tree = source::read(root, &mut diags)?;
    let config = tree
        .config
        .map(|file| config::read(tree.sources.file(file), &mut diags))
        .unwrap_or_default();
    if let Some(theme) = config.theme.as_ref().filter(|theme| theme.value != "default") {
        source::read_theme(root, &theme.value, &mut tree, &mut diags);
    }
    let library = parse::parse(&tree, &mut diags);
    let graph = graph::link(library, &tree.sources, &mut diags);
    let site = site::resolve(graph, config, &tree, &mut diags);
    check::check(&site, &mut diags);
    Ok(Checked { tree, site, diags })
}
