//! The build, one line per stage.

use crate::config::{self, Config};
use crate::diag::{Diagnostics, Policy};
use crate::model::ProseReference;
use crate::render::{self, OutputFile};
use crate::site::{self, Site, downloads};
use crate::source::{self, ReadError, SourceTree};
use crate::span::{SourceMap, Spanned};
use crate::{check, graph, parse};
use blake3::Hash;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
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
    /// What is left out of the site, for a quick look at its pages.
    pub without: Vec<Part>,
    /// Names the program, where a later build of the same one is to take over the pages that it would make again.
    pub program: Option<String>,
}

/// A part of a site that it can do without.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Feeds, references for citation managers, data.
    Exports,
    /// The search index.
    Search,
    /// The EPUB, the page to print, and the pictures beside links.
    Book,
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
    /// What the pages were made from, by their paths; nothing where no program is named.
    pub fingerprints: BTreeMap<String, Hash>,
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
    build_with_site(root, options).map(|(build, _)| build)
}

/// Builds the site at `root`, and gives the site as well.
///
/// # Errors
/// When there is no site to read.
pub fn build_with_site(root: &Path, options: &Options) -> Result<(Build, Site), ReadError> {
    let files = Mutex::new(Vec::new());
    let take = |file| files.lock().unwrap_or_else(PoisonError::into_inner).push(file);
    let (mut build, site) = render_with_site(check(root, options)?, options, None, &take);
    if !build.diagnostics.has_errors() {
        build.files = files.into_inner().unwrap_or_else(PoisonError::into_inner);
        build.files.sort_by(|a, b| a.path.cmp(&b.path));
    }
    Ok((build, site))
}

/// Makes the files of a site and hands each on as soon as it is made, from several threads at once and in no order. With
/// any error nothing is made; an error that only making the files shows is in the diagnostics afterwards.
pub fn render(checked: Checked, options: &Options, take: &render::Sink<'_>) -> Build {
    render_with_site(checked, options, None, take).0
}

/// The same for a process that ends with it: to give the memory of the site back piece by piece would only keep its user
/// waiting. Pages that an earlier build has made from the same are taken from there.
pub fn render_at_last(
    checked: Checked,
    options: &Options,
    earlier: Option<&render::Earlier<'_>>,
    take: &render::Sink<'_>,
) -> Build {
    let (build, site) = render_with_site(checked, options, earlier, take);
    std::mem::forget(site);
    build
}

fn render_with_site(
    checked: Checked,
    options: &Options,
    earlier: Option<&render::Earlier<'_>>,
    take: &render::Sink<'_>,
) -> (Build, Site) {
    let Checked {
        tree,
        site,
        mut diags,
        mut timings,
    } = checked;
    let mut done = Done::default();
    if !diags.has_errors() {
        let loaded = Clock(&mut timings).time("templates", || {
            (render::Loaded::new(&site, &tree, None, &mut diags), 0, "")
        });
        if let Some(loaded) = loaded.map(render::Loaded::once) {
            let renderer = render::Renderer::new(&site, &tree, &loaded);
            let told = (&mut diags, &mut timings);
            done = files(&site, (renderer, earlier), options, told, take, &|| false);
        }
    }
    diags.obey(&options.policy);
    let build = Build {
        stats: stats(&site, done.pages),
        diagnostics: diags,
        sources: tree.sources,
        files: Vec::new(),
        fingerprints: done.fingerprints,
        timings,
    };
    (build, site)
}

/// What was done.
#[derive(Default)]
struct Done {
    pages: usize,
    fingerprints: BTreeMap<String, Hash>,
}

/// Makes the files of a site stage by stage.
fn files(
    site: &Site,
    (renderer, earlier): (render::Renderer<'_>, Option<&render::Earlier<'_>>),
    options: &Options,
    (diags, timings): (&mut Diagnostics, &mut Vec<Timing>),
    take: &render::Sink<'_>,
    stop: &(dyn Fn() -> bool + Sync),
) -> Done {
    let asked = format!("{options:?}");
    let fingerprints = options.program.as_ref().map(|_| renderer.fingerprints(&asked));
    let fingerprints = fingerprints.unwrap_or_default();
    let seen = render::Seen::new(renderer, take);
    let has = |part| !options.without.contains(&part);
    let with_book = has(Part::Book) && downloads::has_book(site);
    let bound = with_book.then(|| renderer.book());
    let page = |file: OutputFile| {
        if let Some(book) = &bound {
            book.add(&file);
        }
        seen.take(file);
    };
    if !stop() {
        let earlier = earlier.map(|it| (it, &fingerprints));
        let make: Make<'_> = &|diags, sink| renderer.pages(earlier, diags, sink, stop);
        timings.push(stage("pages", make, diags, &page));
    }
    let book: Make<'_> = &|diags, sink| {
        if let Some(book) = &bound {
            renderer.bind(book, diags, sink);
        }
    };
    let previews: Make<'_> = &|diags, sink| renderer.previews(diags, sink);
    let beside: [(&str, bool, Make<'_>); 5] = [
        ("book", with_book, book),
        ("previews", has(Part::Book), previews),
        ("exports", has(Part::Exports), &|_, sink| renderer.exports(sink)),
        ("search", has(Part::Search), &|_, sink| renderer.search(sink)),
        ("assets", true, &|_, sink| renderer.assets(sink)),
    ];
    // Each has stretches that one thread works on alone; what runs beside it fills them.
    let made = beside.into_par_iter().filter(|(_, wanted, _)| *wanted && !stop());
    let made = made.map(|(name, _, make)| {
        let mut diags = Diagnostics::default();
        (stage(name, make, &mut diags, &|file| seen.take(file)), diags)
    });
    for (timing, found) in made.collect::<Vec<_>>() {
        timings.push(timing);
        diags.append(found);
    }
    let paths = seen.former();
    // An address that is left out on purpose is not lost.
    if !stop() && options.without.is_empty() {
        check::published(site, paths.iter().map(String::as_str), diags);
    }
    // A card for a frame elsewhere is a part of a page.
    let is_page = |path: &&String| path.ends_with(".html") && !path.starts_with("embed/");
    Done {
        pages: paths.iter().filter(is_page).count(),
        fingerprints,
    }
}

/// Makes some of the files of a site.
type Make<'a> = &'a (dyn Fn(&mut Diagnostics, &render::Sink<'_>) + Sync);

/// Makes files, and says how many there were and how long it took.
fn stage(stage: &'static str, make: Make<'_>, diags: &mut Diagnostics, take: &render::Sink<'_>) -> Timing {
    let (start, count) = (Instant::now(), AtomicUsize::new(0));
    make(diags, &|file| {
        count.fetch_add(1, Ordering::Relaxed);
        take(file);
    });
    Timing {
        stage,
        wall: start.elapsed(),
        count: count.into_inner(),
        of: "files",
    }
}

/// A site without errors, whose pages can be made one by one as they are asked for.
pub struct Pages {
    checked: Checked,
    loaded: render::Loaded,
    /// The pages that were asked for last: browsers ask more than once.
    made: Mutex<BTreeMap<String, Arc<[u8]>>>,
}

/// So many pages are kept that were asked for.
const KEPT: usize = 64;

impl Pages {
    /// Loads the theme, or takes that of a state `before`; where there are errors, or a template cannot be used, gives the
    /// build that failed.
    ///
    /// # Errors
    /// The build that failed.
    pub fn new(mut checked: Checked, options: &Options, before: Option<&Pages>) -> Result<Pages, Build> {
        let loaded = if checked.diags.has_errors() {
            None
        } else {
            let same = before.filter(|it| checked.site.has_theme_of(&it.checked.site));
            let same = same.map(|it| &it.loaded);
            render::Loaded::new(&checked.site, &checked.tree, same, &mut checked.diags)
        };
        match loaded {
            Some(loaded) => Ok(Pages {
                checked,
                loaded,
                made: Mutex::default(),
            }),
            None => Err(render(checked, options, &|_| ())),
        }
    }

    /// The page at an address, from the root of the site; nothing where there is none.
    pub fn page(&self, address: &str) -> Option<Arc<[u8]>> {
        let made = || self.made.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(page) = made().get(address) {
            return Some(Arc::clone(page));
        }
        let page: Arc<[u8]> = self.renderer().page_at(address)?.bytes.into();
        let mut made = made();
        if made.len() >= KEPT {
            made.clear();
        }
        made.insert(address.to_owned(), Arc::clone(&page));
        Some(page)
    }

    /// Whether two states were made from the same files.
    pub fn same_sources(&self, other: &Pages) -> bool {
        self.checked.tree.holds_same(&other.checked.tree)
    }

    /// Makes all files, as [`render_at_last`] does; none any more once `stop` says so.
    pub fn all(
        &self,
        options: &Options,
        earlier: Option<&render::Earlier<'_>>,
        take: &render::Sink<'_>,
        stop: &(dyn Fn() -> bool + Sync),
    ) -> Build {
        let Checked { site, tree, .. } = &self.checked;
        let mut diags = self.checked.diags.clone();
        let mut timings = self.checked.timings.clone();
        let told = (&mut diags, &mut timings);
        let done = files(site, (self.renderer(), earlier), options, told, take, stop);
        diags.obey(&options.policy);
        Build {
            stats: stats(site, done.pages),
            diagnostics: diags,
            sources: tree.sources.clone(),
            files: Vec::new(),
            fingerprints: done.fingerprints,
            timings,
        }
    }

    fn renderer(&self) -> render::Renderer<'_> {
        render::Renderer::new(&self.checked.site, &self.checked.tree, &self.loaded)
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
    check_again(root, options, &mut Memory::default())
}

/// What is known of the last state of a site: each stage takes over from it what it would make in the same way again.
#[derive(Default)]
pub struct Memory {
    read: source::Memory,
    parsed: parse::Memory,
    checked: Option<check::Found>,
}

/// The same as [`check`], with the same result, for a site that was checked before.
///
/// # Errors
/// When there is no site to read.
pub fn check_again(root: &Path, options: &Options, memory: &mut Memory) -> Result<Checked, ReadError> {
    let mut diags = Diagnostics::default();
    let mut timings = Vec::new();
    let (tree, config) = Clock(&mut timings).time("read", || {
        let read = source::read(root, &mut memory.read, &mut diags).map(|mut tree| {
            let config = settings(&tree, options, &mut diags);
            source::read_theme(root, &config, &mut tree, &mut memory.read, &mut diags);
            (tree, config)
        });
        let files = read.as_ref().map_or(0, |(tree, _)| tree.sources.files().len());
        (read, files, "files")
    })?;
    Ok(resolve(tree, config, options, diags, timings, memory))
}

/// Links and checks a site that was read before and whose texts may have been replaced since; what was wrong with
/// reading it is not told again. What is known of the last state is taken over from the memory.
pub fn recheck(tree: SourceTree, options: &Options, memory: &mut Memory) -> Checked {
    let mut diags = Diagnostics::default();
    let config = settings(&tree, options, &mut diags);
    resolve(tree, config, options, diags, Vec::new(), memory)
}

fn resolve(
    tree: SourceTree,
    config: Config,
    options: &Options,
    mut diags: Diagnostics,
    mut timings: Vec<Timing>,
    memory: &mut Memory,
) -> Checked {
    let found = memory.checked.take();
    let before = found.as_ref().map(|it| &it.site);
    let mut clock = Clock(&mut timings);
    let library = clock.time("parse", || {
        let library = parse::parse(&tree, config.language(), &mut memory.parsed, &mut diags);
        let entries = library.entries.len();
        (library, entries, "entries")
    });
    let graph = clock.time("graph", || {
        let graph = graph::link(library, &tree.sources, before.map(|it| &it.graph), &mut diags);
        let edges = graph.edges().count();
        (graph, edges, "edges")
    });
    let site = clock.time("site", || {
        let site = site::resolve(graph, config, &tree, options.source_date, before, &mut diags);
        let works = site.graph.works().count();
        (site, works, "works")
    });
    memory.checked = Some(clock.time("check", || (check::check(&site, found.as_ref(), &mut diags), 0, "")));
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
        links: site.graph.edges().count() + written.count(),
    }
}
