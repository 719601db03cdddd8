//! Makes the files of the site: pages through templates, feeds, exports; every one a function of the site.

pub mod anchors;
pub mod archive;
mod body;
mod book;
mod citation_cff;
mod compress;
mod course;
mod coverage_csv;
mod csv;
mod data;
mod embed;
pub mod export;
mod feed;
mod highlight;
mod hosts;
pub mod html;
mod html_text;
pub mod ledger;
mod llms;
mod matrix_csv;
mod opensearch;
mod preview;
mod qr;
mod redirect;
mod search;
mod sitemap;
mod timeline_csv;
mod timeline_ics;
mod timeline_json;

use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::graph::EntryId;
use crate::model::work::Work;
use crate::model::{Data, Kind};
use crate::site::Site;
use crate::site::address::Listing;
use crate::site::citation::References;
use crate::site::downloads;
use crate::site::fingerprints::Fingerprints;
use crate::site::texts::{Interface, Text};
use crate::source::{SourceTree, theme};
use crate::view::{self, CiteView, LinkView, PageView, RunView, Subject, Viewer};
use aho_corasick::AhoCorasick;
use blake3::Hash;
use html::{TemplateError, Templates};
use rayon::prelude::*;
use serde::Serialize;
use serde_json::Value as Json;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tera::Context;

pub use book::Book;
pub use hosts::content_type;
pub use search::words as search_words;

/// A file of the published site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutputFile {
    /// Its path from the root of the site, with `/`.
    pub path: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

impl OutputFile {
    /// A file of text.
    pub fn text(path: impl Into<String>, text: String) -> OutputFile {
        OutputFile {
            path: path.into(),
            bytes: text.into_bytes(),
        }
    }
}

/// Makes files from the site that are no pages, and hands on each as soon as it is made.
type Format = fn(&Site, &Sink<'_>);

/// Every such format. To add one: a file with a function, and its name here.
const FORMATS: &[Format] = &[
    export::papers,
    export::bibliography,
    export::gexf::gexf,
    export::graphml::graphml,
    citation_cff::citation,
    course::files,
    coverage_csv::csv,
    data::files,
    embed::cards,
    feed::atom,
    llms::guide,
    matrix_csv::csv,
    opensearch::description,
    sitemap::sitemap,
    timeline_csv::csv,
    timeline_ics::calendar,
    timeline_json::json,
];

/// Takes the files of the site one by one as they are made, in no order, from several threads at once.
pub type Sink<'a> = dyn Fn(OutputFile) + Sync + 'a;

/// A page with its address and its title.
type Addressed = (Subject, String, String);

/// The pages that an earlier build made.
pub struct Earlier<'a> {
    /// The fingerprint of each page, by its path.
    pub fingerprints: &'a BTreeMap<String, Hash>,
    /// Reads a page; nothing where it is not there as it was made.
    pub read: &'a (dyn Fn(&str) -> Option<Vec<u8>> + Sync),
}

impl Earlier<'_> {
    /// The page at an address, if it was made from what has that fingerprint.
    fn page(&self, address: &str, fingerprint: Option<&Hash>) -> Option<OutputFile> {
        let known = self.fingerprints.get(address);
        let bytes = (known.is_some() && known == fingerprint).then(|| (self.read)(address))??;
        Some(OutputFile {
            path: address.to_owned(),
            bytes,
        })
    }
}

// The files of a site, part by part.
impl<'a> Renderer<'a> {
    /// Makes every page, but those that an earlier build has made from the same. What a template stumbles over is
    /// reported, and that page is missing. Once `stop` says so, no more pages are made.
    pub fn pages(
        &self,
        earlier: Option<(&Earlier<'_>, &BTreeMap<String, Hash>)>,
        diags: &mut Diagnostics,
        sink: &Sink<'_>,
        stop: &(dyn Fn() -> bool + Sync),
    ) {
        let mut subjects = self.subjects();
        // A grammar takes as long as many pages: begun at last, it would leave the other threads without work.
        subjects.sort_by_key(|(subject, ..)| !self.has_code(*subject));
        let shared = shared_titles(&subjects);
        let page = |page: &Addressed| {
            let made = earlier.and_then(|(it, now)| it.page(&page.1, now.get(&page.1)));
            if let Some(made) = made {
                sink(made);
                return None;
            }
            let is_shared = shared.contains(page.2.as_str());
            self.page(page, is_shared).map(sink).err()
        };
        let wanted = subjects.par_iter().filter(|_| !stop());
        let stumbled_over: Vec<_> = wanted.filter_map(page).collect();
        if self.loaded.is_once {
            self.loaded.highlighter.let_go();
        }
        diags.extend(stumbled_over.iter().map(stumbled));
    }

    /// What the pages are made from, by their paths: those of entries and works, which are most. `made_by` stands for what
    /// the site does not tell.
    pub fn fingerprints(&self, made_by: &str) -> BTreeMap<String, Hash> {
        let fingerprints = Fingerprints::new(self.site, self.tree, made_by);
        let one = |subject: &Subject| {
            let fingerprint = match subject {
                Subject::Entry(id) => fingerprints.of_entry(*id)?,
                Subject::Work(id) => fingerprints.of_work(*id),
                _ => return None,
            };
            Some((self.address(*subject).into_owned(), fingerprint))
        };
        subjects(self.site).par_iter().filter_map(one).collect()
    }

    fn has_code(&self, subject: Subject) -> bool {
        matches!(subject, Subject::Entry(id) if self.site.entry(id).body.has_code)
    }

    /// Makes the page at an address alone; nothing where there is no such page, or its template stumbles.
    pub fn page_at(&self, address: &str) -> Option<OutputFile> {
        let subjects = subjects(self.site);
        let subject = subjects.iter().copied().find(|it| self.address(*it) == address)?;
        let title = self.title(subject);
        let is_shared = subjects.iter().filter(|it| self.title(**it) == title).count() > 1;
        let page = (subject, address.to_owned(), title.into_owned());
        self.page(&page, is_shared).ok()
    }

    /// A book for the pages that are about to be made.
    pub fn book(&self) -> Book<'a> {
        Book::new(*self)
    }

    /// Makes the EPUB and the page to print from the pages that a book has.
    pub fn bind(&self, book: &Book<'_>, diags: &mut Diagnostics, sink: &Sink<'_>) {
        if let Err(error) = book.finish(sink) {
            diags.push(stumbled(&error));
        }
    }

    /// Draws the pictures that other sites show beside a link.
    pub fn previews(&self, diags: &mut Diagnostics, sink: &Sink<'_>) {
        match preview::files(self) {
            Ok(files) => files.into_iter().for_each(sink),
            Err(error) => diags.push(stumbled(&error)),
        }
    }

    /// Makes feeds, sitemaps, redirects and data.
    pub fn exports(&self, sink: &Sink<'_>) {
        FORMATS.par_iter().for_each(|format| format(self.site, sink));
    }

    /// Makes the search index.
    pub fn search(&self, sink: &Sink<'_>) {
        search::files(self.site, self.tree, &self.loaded.texts, sink);
    }

    /// Hands on pictures, attachments, and the static files of the theme.
    pub fn assets(&self, sink: &Sink<'_>) {
        assets(self.tree).for_each(sink);
    }
}

/// Hands on the files of a site as they are made, and notes what the files at former addresses depend on.
pub struct Seen<'a> {
    renderer: Renderer<'a>,
    sink: &'a Sink<'a>,
    paths: Mutex<BTreeSet<String>>,
    /// Files that may answer at a former address as well.
    kept: Mutex<Vec<OutputFile>>,
    /// Finds them by their paths.
    keeps: Option<AhoCorasick>,
    /// Finds the script for former addresses, and whether a page has a note that it shows.
    script: Option<AhoCorasick>,
    notes: AtomicBool,
}

impl<'a> Seen<'a> {
    /// Hands on to `sink`.
    pub fn new(renderer: Renderer<'a>, sink: &'a Sink<'a>) -> Seen<'a> {
        let living: Vec<&str> = renderer.site.addresses.former.living().collect();
        Seen {
            renderer,
            sink,
            paths: Mutex::default(),
            kept: Mutex::default(),
            keeps: AhoCorasick::new(&living).ok().filter(|_| !living.is_empty()),
            script: AhoCorasick::new([redirect::SCRIPT]).ok(),
            notes: AtomicBool::new(false),
        }
    }

    /// Takes a file and hands it on, with its packed forms where the site wants them.
    pub fn take(&self, file: OutputFile) {
        let is_page = file.path.ends_with(".html");
        if is_page && self.script.as_ref().is_some_and(|it| it.is_match(&file.bytes)) {
            self.notes.store(true, Ordering::Relaxed);
        }
        locked(&self.paths).insert(file.path.clone());
        if !is_page && self.keeps.as_ref().is_some_and(|it| it.is_match(&file.path)) {
            locked(&self.kept).push(file.clone());
        }
        self.hand_on(file);
    }

    fn hand_on(&self, file: OutputFile) {
        if self.renderer.site.config.compress == Some(true) {
            for packed in compress::packed(std::slice::from_ref(&file)) {
                (self.sink)(packed);
            }
        }
        (self.sink)(file);
    }

    /// Makes the files at former addresses, and the rules of servers; called when all others were taken. The paths of
    /// all files are given back.
    pub fn former(self) -> BTreeSet<String> {
        let site = self.renderer.site;
        let mut paths = std::mem::take(&mut *locked(&self.paths));
        let kept = std::mem::take(&mut *locked(&self.kept));
        let texts = self.renderer.gone_texts();
        let (former, leads) = redirect::files(site, &paths, &kept, self.notes.load(Ordering::Relaxed), &texts);
        for file in former.into_iter().chain(hosts::files(&site.config, &leads)) {
            paths.insert(file.path.clone());
            self.hand_on(file);
        }
        paths
    }

    /// How many files were taken so far.
    pub fn count(&self) -> usize {
        locked(&self.paths).len()
    }
}

/// A thread that panicked elsewhere has not left anything half-done in these.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The titles that a window or a search engine could not tell apart.
fn shared_titles(pages: &[Addressed]) -> BTreeSet<&str> {
    let mut seen = BTreeSet::new();
    let titles = pages.iter().map(|(.., title)| title.as_str());
    titles.filter(|title| !seen.insert(*title)).collect()
}

/// Every page there is.
fn subjects(site: &Site) -> Vec<Subject> {
    let entries = site.graph.entries().filter(|(_, entry)| !entry.is_home());
    let entries = entries.chain(site.graph.translations());
    let entries = entries.map(|(id, _)| Subject::Entry(id));
    let listings = site
        .listing_pages()
        .map(|(listing, page)| Subject::Listing(listing, page));
    let works = site.addresses.works().map(Subject::Work);
    let is_page = |at: &usize| {
        site.addresses
            .former
            .tombstones
            .get(*at)
            .is_some_and(|it| it.address.ends_with(".html"))
    };
    let gone = (0..site.addresses.former.tombstones.len())
        .filter(is_page)
        .map(Subject::Gone);
    [Subject::Home, Subject::Search, Subject::NotFound]
        .into_iter()
        .chain(listings)
        .chain(works)
        .chain(gone)
        .chain(entries)
        .collect()
}

/// Pictures and attachments of the content, and the static files of the theme; a site's own come before the default ones.
fn assets(tree: &SourceTree) -> impl Iterator<Item = OutputFile> {
    let carried = theme::below(&tree.theme, "static/");
    let own = tree
        .theme_assets
        .iter()
        .map(|asset| (asset.path.as_str(), asset.bytes.as_slice()));
    let files: BTreeMap<&str, &[u8]> = carried.into_iter().chain(own).collect();
    let files = files
        .into_iter()
        .map(|(path, bytes)| (format!("static/{path}"), bytes.to_vec()));
    let content = tree
        .assets
        .iter()
        .map(|asset| (asset.path.clone(), asset.bytes.to_vec()));
    let all = files.chain(content);
    all.map(|(path, bytes)| OutputFile { path, bytes })
}

fn stumbled(error: &TemplateError) -> Diagnostic {
    let message = format!(
        "the template `{}` cannot be rendered: {}",
        error.template, error.message
    );
    match error.at {
        Some(at) => Diagnostic::at(Code::Template, at, message),
        None => Diagnostic::nowhere(Code::Template, message),
    }
}

/// The theme of a site, ready for use.
pub struct Loaded {
    templates: Arc<Templates>,
    /// The interface texts of every language that a page has.
    texts: Arc<BTreeMap<String, Interface>>,
    /// The same as templates have them; every page shares them.
    text_values: Arc<BTreeMap<String, tera::Value>>,
    site_value: tera::Value,
    highlighter: Arc<highlight::Highlighter>,
    /// How pages are cited; nothing where the style could not be read.
    references: Option<Arc<References>>,
    /// Whether there was nothing to tell of it.
    is_sound: bool,
    /// Whether the pages are made once and never again.
    is_once: bool,
}

/// Makes the files of one site.
#[derive(Clone, Copy)]
pub struct Renderer<'a> {
    site: &'a Site,
    tree: &'a SourceTree,
    loaded: &'a Loaded,
}

impl Loaded {
    /// Loads the theme of a site; none where a template cannot be used, which is reported. `same` is one that was loaded
    /// from the same files.
    pub fn new(site: &Site, tree: &SourceTree, same: Option<&Loaded>, diags: &mut Diagnostics) -> Option<Loaded> {
        let site_value = tera::Value::from_serializable(&view::site(site));
        let references = || {
            let style = site.style.as_ref()?;
            let known = same.and_then(|it| it.references.as_ref());
            let known = known.filter(|it| it.are_in(style, site.config.language()));
            let references = || Arc::new(References::new(style, site.config.language()));
            Some(known.map_or_else(references, Arc::clone))
        };
        let languages: BTreeSet<&str> = site.languages().collect();
        let has_same_languages = |it: &&Loaded| it.texts.keys().map(String::as_str).eq(languages.iter().copied());
        if let Some(same) = same.filter(|it| it.is_sound).filter(has_same_languages) {
            return Some(Loaded {
                templates: Arc::clone(&same.templates),
                texts: Arc::clone(&same.texts),
                text_values: Arc::clone(&same.text_values),
                site_value,
                highlighter: Arc::clone(&same.highlighter),
                references: references(),
                is_sound: true,
                is_once: false,
            });
        }
        let mut wrong = Diagnostics::default();
        let templates = || Templates::load(&tree.theme_texts_below("templates/"), &mut wrong);
        let (templates, references) = rayon::join(templates, references);
        let is_sound = wrong.is_empty();
        diags.append(wrong);
        let texts = languages.into_iter();
        let texts: BTreeMap<_, _> = texts.map(|it| (it.to_owned(), site.texts.of(it))).collect();
        let value = |(language, texts): (&String, &Interface)| {
            let texts: BTreeMap<&str, Json> = texts.iter().map(|(name, text)| (name.as_str(), text.json())).collect();
            (language.clone(), tera::Value::from_serializable(&texts))
        };
        Some(Loaded {
            text_values: Arc::new(texts.iter().map(value).collect()),
            site_value,
            templates: Arc::new(templates?),
            texts: Arc::new(texts),
            highlighter: Arc::default(),
            references,
            is_sound,
            is_once: false,
        })
    }

    /// The same for one build, which lets go of what only pages need when they are made.
    #[must_use]
    pub fn once(mut self) -> Loaded {
        self.is_once = true;
        self
    }
}

impl<'a> Renderer<'a> {
    /// Makes the files of a site with its theme.
    pub fn new(site: &'a Site, tree: &'a SourceTree, loaded: &'a Loaded) -> Renderer<'a> {
        Renderer { site, tree, loaded }
    }

    /// An interface text; its own name where the theme has none.
    fn text<'t>(&'t self, language: &str, name: &'t str) -> &'t str {
        let texts = self.loaded.texts.get(language);
        texts.and_then(|texts| texts.get(name)).map_or(name, Text::plain)
    }

    /// The title with the kind of the page.
    fn head_title(&self, subject: Subject, page: &PageView) -> String {
        let kind = match subject {
            Subject::Entry(id) => self.site.entry(id).key.kind.name(),
            Subject::Work(_) => "work",
            _ => return page.title.clone(),
        };
        format!("{} ({})", page.title, self.text(&page.lang, &format!("kind-{kind}")))
    }

    fn gone_texts(&self) -> redirect::GoneTexts<'_> {
        let language = self.site.config.language();
        redirect::GoneTexts {
            gone: self.text(language, "gone-file"),
            see: self.text(language, "gone-see"),
        }
    }

    /// Every page with its address and its title.
    fn subjects(&self) -> Vec<Addressed> {
        let subjects = subjects(self.site).into_iter();
        let addressed = |it| (it, self.address(it).into_owned(), self.title(it).into_owned());
        subjects.map(addressed).collect()
    }

    fn page(&self, page: &Addressed, is_shared: bool) -> Result<OutputFile, TemplateError> {
        self.page_with(page, is_shared, |context| {
            self.view(page.0, &page.1, context);
            let references = self.loaded.references.as_ref();
            let cited = references.and_then(|references| view::citation_of(self.site, references, page));
            insert(context, "cite", &cited.map(cite));
        })
    }

    /// A page whose template sees what `add` gives it. Where another page has its title, the kind is added.
    fn page_with(
        &self,
        (subject, address, title): &Addressed,
        is_shared: bool,
        add: impl FnOnce(&mut Context),
    ) -> Result<OutputFile, TemplateError> {
        let subject = *subject;
        let mut page = view::page(self.site, subject, address, title);
        for link in &mut page.breadcrumbs {
            if link.kind == "listing" {
                link.title = self.text(&page.lang, &link.title).to_owned();
            }
        }
        if let Subject::Listing(listing, shown) = subject {
            let link = |number: usize| self.list_page(&page, listing, number);
            let previous = shown.checked_sub(1).map(link);
            let next = Some(shown + 1).filter(|next| *next < self.site.pagination(listing).pages());
            (page.next, page.previous) = (next.map(link), previous);
        }
        if is_shared {
            page.head_title = self.head_title(subject, &page);
        }
        let mut context = Context::new();
        context.insert_value("site", self.loaded.site_value.clone());
        if let Some(texts) = self.loaded.text_values.get(&page.lang) {
            context.insert_value("t", texts.clone());
        }
        add(&mut context);
        insert(&mut context, "qr", &page.canonical.as_deref().and_then(qr::svg));
        context.insert("page", &page);
        let html = self.loaded.templates.render(page.template, &context)?;
        let html = anchors::keep(self.site, address, html, self.text(&page.lang, "moved-passage"));
        Ok(OutputFile::text(address.clone(), html))
    }

    /// The title of a page.
    fn title(&self, subject: Subject) -> Cow<'_, str> {
        let language = self.site.config.language();
        match subject {
            Subject::Home => match self.site.graph.home() {
                Some(home) => self.site.entry(home).title().into(),
                None => self.site.config.title.value.as_str().into(),
            },
            Subject::Entry(id) => self.site.entry(id).title().into(),
            Subject::Work(id) => self.site.graph.work(id).work.title().into(),
            Subject::Listing(listing, page) => self.list_title(language, listing, page),
            Subject::Search => self.text(language, "search").into(),
            Subject::Print => self.text(language, "print").into(),
            Subject::NotFound => self.text(language, "not-found").into(),
            Subject::Gone(at) => {
                let gone = self.site.addresses.former.tombstones.get(at);
                gone.map_or("", |it| &it.title).into()
            }
        }
    }

    /// The title of a list, with the number of the page from the second on.
    fn list_title<'t>(&'t self, language: &str, listing: Listing, page: usize) -> Cow<'t, str> {
        let title = self.text(language, listing.name());
        if page == 0 {
            return title.into();
        }
        let numbered = self.text(language, "list-page").replace("{title}", title);
        numbered.replace("{number}", &(page + 1).to_string()).into()
    }

    /// A link from a page of a list to another one.
    fn list_page(&self, from: &PageView, listing: Listing, page: usize) -> LinkView {
        LinkView {
            title: self.list_title(&from.lang, listing, page).into_owned(),
            href: format!("{}{}", from.root, listing.page_address(page)),
            kind: "listing",
            ..LinkView::default()
        }
    }

    /// A file of the theme that is published as it is.
    fn static_file(&self, name: &str) -> Vec<u8> {
        let own = self.tree.theme_assets.iter().find(|asset| asset.path == name);
        let carried = theme::below(&self.tree.theme, "static/");
        let carried = carried.iter().rfind(|(path, _)| *path == name);
        let bytes = own.map(|it| it.bytes.as_slice()).or(carried.map(|(_, bytes)| *bytes));
        bytes.unwrap_or_default().to_vec()
    }

    fn address(&self, subject: Subject) -> Cow<'_, str> {
        match subject {
            Subject::Home => "index.html".into(),
            Subject::Entry(id) => self.site.addresses.of(id).into(),
            Subject::Work(id) => self.site.addresses.of_work(id).unwrap_or_default().into(),
            Subject::Listing(listing, page) => listing.page_address(page).into(),
            Subject::Search => "search.html".into(),
            Subject::Print => downloads::PRINT.into(),
            Subject::NotFound => "404.html".into(),
            Subject::Gone(at) => {
                let tombstone = self.site.addresses.former.tombstones.get(at);
                tombstone.map_or("", |it| &it.address).into()
            }
        }
    }

    /// Adds the view of the page, under the name that its template knows.
    fn view(&self, subject: Subject, address: &str, context: &mut Context) {
        let viewer = Viewer::new(self.site, address, view::language(self.site, subject));
        match subject {
            Subject::Home => {
                let home = self.site.graph.home();
                let body = home.map(|id| self.body(viewer, id)).unwrap_or_default();
                insert(context, "body", &body);
                insert(context, "home", &viewer.home_view());
            }
            Subject::Search | Subject::Print | Subject::NotFound => {}
            Subject::Gone(at) => insert(context, "gone", &viewer.gone_view(at)),
            Subject::Entry(id) => self.entry(viewer, id, context),
            Subject::Work(id) => insert(context, "work", &viewer.work_view(id)),
            Subject::Listing(listing, page) => match listing {
                Listing::Kind(Kind::Paper) => insert(context, "papers", &viewer.papers_view(page)),
                Listing::Kind(Kind::Theme) => insert(context, "themes", &viewer.themes_view(page)),
                Listing::Kind(Kind::Event) => insert(context, "events", &viewer.events_view(page)),
                Listing::Kind(Kind::Actor) => insert(context, "actors", &viewer.actors_view(page)),
                Listing::Kind(Kind::Term) => insert(context, "glossary", &viewer.glossary_view(page)),
                // Pages have no listing: the home page and the menu lead to them.
                Listing::Kind(Kind::Page) => {}
                Listing::Timeline => insert(context, "timeline", &viewer.timeline_view(page)),
                Listing::Matrix => insert(context, "matrix", &viewer.matrix_view(page)),
                Listing::Disagreements => insert(context, "disagreements", &viewer.disagreements_view()),
                Listing::Relations => insert(context, "relations", &viewer.relations_view()),
                Listing::Network => insert(context, "network", &viewer.network_view()),
                Listing::Coverage => insert(context, "coverage", &viewer.coverage_view()),
                Listing::Changes => insert(context, "changes", &viewer.changes_view()),
                Listing::Data => insert(context, "data", &viewer.data_view()),
                Listing::Index => insert(context, "index", &viewer.index_view(page)),
                Listing::Bibliography => insert(context, "bibliography", &viewer.bibliography_view(page)),
            },
        }
    }

    /// The view of an entry or of a translation, which has the texts of its own and the facts of its original.
    fn entry(&self, viewer: Viewer<'_>, text: EntryId, context: &mut Context) {
        insert(context, "body", &self.body(viewer, text));
        let id = self.site.graph.original(text);
        match &self.site.entry(text).data {
            Data::Page(_) if self.site.entry(text).is_home() => insert(context, "home", &viewer.home_view()),
            Data::Paper(paper) => {
                let work = self.site.graph.work_of(id).map(|work| &self.site.graph.work(work).work);
                insert(context, "coins", &work.map(export::coins).unwrap_or_default());
                insert(context, "paper", &viewer.paper_view(id, paper));
            }
            Data::Theme(theme) => insert(context, "theme", &viewer.theme_view(id, theme)),
            Data::Event(event) => insert(context, "event", &viewer.event_view(id, event)),
            Data::Actor(actor) => insert(context, "actor", &viewer.actor_view(id, actor)),
            Data::Term(term) => insert(context, "term", &viewer.term_view(id, term)),
            Data::Page(_) => insert(context, "reading", &viewer.reading_list_view(id)),
        }
    }

    fn body(&self, viewer: Viewer<'_>, id: EntryId) -> String {
        let entry = self.site.entry(id);
        let language = self.site.graph.language_of(id);
        let [anchor, passage, footnotes, back, table] = body::TEXTS.map(|name| self.text(language, name));
        let words = body::Words {
            anchor,
            passage,
            footnotes,
            back,
            table,
        };
        body::html(
            viewer,
            id,
            &self.tree.sources.file(entry.file).text,
            &self.loaded.highlighter,
            &words,
        )
    }
}

/// How a page is cited, in all forms.
fn cite((work, reference): (Work, Vec<RunView>)) -> CiteView {
    CiteView {
        reference,
        bibtex: export::bibtex(&[&work]),
        ris: export::ris(&[&work]).replace("\r\n", "\n"),
    }
}

fn insert(context: &mut Context, name: &'static str, view: &impl Serialize) {
    context.insert(name, view);
}
