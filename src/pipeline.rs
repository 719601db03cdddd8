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
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

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
    /// How long each stage took, in their order.
    pub timings: Vec<Timing>,
}

/// How long a stage took.
#[derive(Clone, Copy, Debug)]
pub struct Timing {
    /// The stage.
    pub stage: &'static str,
    /// By the clock on the wall.
    pub wall: Duration,
    /// How much it dealt with.
    pub count: usize,
    /// What is counted: `files`, `entries` …
    pub of: &'static str,
}

/// A site that was read, linked and checked.
pub struct Checked {
    /// What was read; its texts show where problems are.
    pub tree: SourceTree,
    /// The site.
    pub site: Site,
    /// What is wrong with it.
    pub diags: Diagnostics,
    /// How long each stage took so far.
    pub timings: Vec<Timing>,
}

/// Builds the site at `root`, in memory. With any error, nothing is rendered.
///
/// # Errors
/// When there is no site to read.
pub fn build(root: &Path, options: &Options) -> Result<Build, ReadError> {
    let files = Mutex::new(Vec::new());
    let take = |file| files.lock().unwrap_or_else(PoisonError::into_inner).push(file);
    let mut build = render(check(root, options)?, options, &take);
    if !build.diagnostics.has_errors() {
        build.files = files.into_inner().unwrap_or_else(PoisonError::into_inner);
        build.files.sort_by(|a, b| a.path.cmp(&b.path));
    }
    Ok(build)
}

/// Makes the files of a site and hands each on as soon as it is made, from several threads at once and in no order. With
/// any error nothing is made; an error that only making the files shows is in the diagnostics afterwards.
pub fn render(checked: Checked, options: &Options, take: &render::Sink<'_>) -> Build {
    let Checked {
        tree,
        site,
        mut diags,
        mut timings,
    } = checked;
    let pages = AtomicUsize::new(0);
    let made = AtomicUsize::new(0);
    let counted = |file: OutputFile| {
        made.fetch_add(1, Ordering::Relaxed);
        pages.fetch_add(usize::from(file.path.ends_with(".html")), Ordering::Relaxed);
        take(file);
    };
    if !diags.has_errors() {
        let mut clock = Clock(&mut timings);
        let renderer = clock.time("templates", || (render::Renderer::new(&site, &tree, &mut diags), 0, ""));
        if let Some(renderer) = renderer {
            let mut stage = |name: &'static str, make: &mut dyn FnMut()| {
                let before = made.load(Ordering::Relaxed);
                clock.time(name, || {
                    make();
                    ((), made.load(Ordering::Relaxed) - before, "files")
                });
            };
            stage("pages", &mut || renderer.pages(&mut diags, &counted));
            stage("exports", &mut || renderer.exports(&counted));
            stage("search", &mut || renderer.search(&counted));
            stage("assets", &mut || renderer.assets(&counted));
        }
    }
    diags.obey(&options.policy);
    Build {
        stats: stats(&site, pages.into_inner()),
        diagnostics: diags,
        sources: tree.sources,
        files: Vec::new(),
        timings,
    }
}

/// Notes how long each stage takes.
struct Clock<'a>(&'a mut Vec<Timing>);

impl Clock<'_> {
    /// Times a stage, which says how much of what it dealt with.
    fn time<T>(&mut self, stage: &'static str, run: impl FnOnce() -> (T, usize, &'static str)) -> T {
        let start = Instant::now();
        let (result, count, of) = run();
        self.0.push(Timing {
            stage,
            wall: start.elapsed(),
            count,
            of,
        });
        result
    }
}

/// Reads, links and checks the site at `root`. Every stage runs whatever was wrong before, so that one run reports
/// everything.
///
/// # Errors
/// When there is no site to read.
pub fn check(root: &Path, options: &Options) -> Result<Checked, ReadError> {
    let mut diags = Diagnostics::default();
    let mut timings = Vec::new();
    let (tree, config) = Clock(&mut timings).time("read", || {
        let read = source::read(root, &mut diags).map(|mut tree| {
            let config = settings(&tree, options, &mut diags);
            source::read_theme(root, &config, &mut tree, &mut diags);
            (tree, config)
        });
        let files = read.as_ref().map_or(0, |(tree, _)| tree.sources.files().len());
        (read, files, "files")
    })?;
    Ok(resolve(tree, config, options, diags, timings))
}

/// Links and checks a site that was read before and whose texts may have been replaced since; what was wrong with
/// reading it is not told again.
pub fn recheck(tree: SourceTree, options: &Options) -> Checked {
    let mut diags = Diagnostics::default();
    let config = settings(&tree, options, &mut diags);
    resolve(tree, config, options, diags, Vec::new())
}

fn resolve(
    tree: SourceTree,
    config: Config,
    options: &Options,
    mut diags: Diagnostics,
    mut timings: Vec<Timing>,
) -> Checked {
    let mut clock = Clock(&mut timings);
    let library = clock.time("parse", || {
        let library = parse::parse(&tree, &mut diags);
        let entries = library.entries.len();
        (library, entries, "entries")
    });
    let graph = clock.time("graph", || {
        let graph = graph::link(library, &tree.sources, &mut diags);
        let edges = graph.edges().len();
        (graph, edges, "edges")
    });
    let site = clock.time("site", || {
        let site = site::resolve(graph, config, &tree, options.source_date, &mut diags);
        let works = site.graph.works().count();
        (site, works, "works")
    });
    clock.time("check", || (check::check(&site, &mut diags), 0, ""));
    diags.obey(&options.policy);
    Checked {
        tree,
        site,
        diags,
        timings,
    }
}

fn settings(tree: &SourceTree, options: &Options, diags: &mut Diagnostics) -> Config {
    let read = tree.config.map(|file| config::read(tree.sources.file(file), diags));
    let mut config = read.unwrap_or_default();
    if let Some(url) = &options.base_url {
        config.base_url = Some(Spanned::new(url.clone(), config.span));
    }
    config
}

fn stats(site: &Site, pages: usize) -> Stats {
    let external =
        |it: &&crate::model::Written| matches!(it.reference, ProseReference::Path { .. } | ProseReference::Here);
    let written = site
        .graph
        .entries()
        .flat_map(|(_, entry)| &entry.body.references)
        .filter(external);
    Stats {
        entries: site.graph.entries().count(),
        pages,
        links: site.graph.edges().len() + written.count(),
    }
}
