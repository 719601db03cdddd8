//! The build, one line per stage.

use crate::config::{self, Config};
use crate::diag::{Diagnostics, Policy};
use crate::model::ProseReference;
use crate::render::{self, OutputFile};
use crate::site::{self, Site};
use crate::source::{self, ReadError, SourceTree};
use crate::span::{SourceMap, Spanned};
use crate::{check, graph, parse};
use std::path::Path;

/// What a build takes beside the site.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The address of the site, instead of the one in its settings.
    pub base_url: Option<String>,
    /// The state of the content in seconds since 1970 (`SOURCE_DATE_EPOCH`), for the lines that have to give a date.
    pub source_date: Option<i64>,
    /// Which warnings stop publication, and which are silent.
    pub policy: Policy,
}

/// How much was built.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stats {
    /// Entries read.
    pub entries: usize,
    /// Pages made.
    pub pages: usize,
    /// References resolved, in front matter and prose, and names found.
    pub links: usize,
}

/// What a build gives.
#[derive(Debug)]
pub struct Build {
    /// What is wrong.
    pub diagnostics: Diagnostics,
    /// What the places in it mean.
    pub sources: SourceMap,
    /// The files of the site; none when there are errors.
    pub files: Vec<OutputFile>,
    /// How much it is.
    pub stats: Stats,
}

/// A site that was read, linked and checked.
pub struct Checked {
    /// What was read; its texts show where problems are.
    pub tree: SourceTree,
    /// The site.
    pub site: Site,
    /// What is wrong with it.
    pub diags: Diagnostics,
}

/// Builds the site at `root`, in memory. With any error, nothing is rendered.
///
/// # Errors
/// When there is no site to read.
pub fn build(root: &Path, options: &Options) -> Result<Build, ReadError> {
    build_with_site(root, options).map(|(build, _)| build)
}

/// Builds the site at `root`, and gives the site as well.
///
/// # Errors
/// When there is no site to read.
pub fn build_with_site(root: &Path, options: &Options) -> Result<(Build, Site), ReadError> {
    let Checked { tree, site, mut diags } = check(root, options)?;
    let files = if diags.has_errors() {
        Vec::new()
    } else {
        render::render(&site, &tree, &mut diags)
    };
    if !files.is_empty() {
        check::published(&site, files.iter().map(|file| file.path.as_str()), &mut diags);
    }
    diags.obey(&options.policy);
    let files = if diags.has_errors() { Vec::new() } else { files };
    let build = Build {
        stats: stats(&site, &files),
        diagnostics: diags,
        sources: tree.sources,
        files,
    };
    Ok((build, site))
}

/// Reads, links and checks the site at `root`. Every stage runs whatever was wrong before, so that one run reports
/// everything.
///
/// # Errors
/// When there is no site to read.
pub fn check(root: &Path, options: &Options) -> Result<Checked, ReadError> {
    let mut diags = Diagnostics::default();
    let mut tree = source::read(root, &mut diags)?;
    let config = settings(&tree, options, &mut diags);
    source::read_theme(root, &config, &mut tree, &mut diags);
    Ok(resolve(tree, config, options, diags))
}

/// Links and checks a site that was read before and whose texts may have been replaced since; what was wrong with
/// reading it is not told again.
pub fn recheck(tree: SourceTree, options: &Options) -> Checked {
    let mut diags = Diagnostics::default();
    let config = settings(&tree, options, &mut diags);
    resolve(tree, config, options, diags)
}

fn resolve(tree: SourceTree, config: Config, options: &Options, mut diags: Diagnostics) -> Checked {
    let library = parse::parse(&tree, &mut diags);
    let graph = graph::link(library, &tree.sources, &mut diags);
    let site = site::resolve(graph, config, &tree, options.source_date, &mut diags);
    check::check(&site, &mut diags);
    diags.obey(&options.policy);
    Checked { tree, site, diags }
}

fn settings(tree: &SourceTree, options: &Options, diags: &mut Diagnostics) -> Config {
    let read = tree.config.map(|file| config::read(tree.sources.file(file), diags));
    let mut config = read.unwrap_or_default();
    if let Some(url) = &options.base_url {
        config.base_url = Some(Spanned::new(url.clone(), config.span));
    }
    config
}

fn stats(site: &Site, files: &[OutputFile]) -> Stats {
    let is_page = |file: &&OutputFile| file.path.ends_with(".html");
    let external =
        |it: &&crate::model::Written| matches!(it.reference, ProseReference::Path { .. } | ProseReference::Here);
    let written = site
        .graph
        .entries()
        .flat_map(|(_, entry)| &entry.body.references)
        .filter(external);
    Stats {
        entries: site.graph.entries().count(),
        pages: files.iter().filter(is_page).count(),
        links: site.graph.edges().len() + written.count(),
    }
}
