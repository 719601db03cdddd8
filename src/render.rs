//! Makes the files of the site: pages through templates, feeds, exports; every one a function of the site.

pub mod anchors;
mod body;
mod book;
mod citation_cff;
mod compress;
mod coverage_csv;
mod csv;
mod data;
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
mod redirect;
mod search;
mod sitemap;
mod timeline_csv;
mod timeline_ics;
mod timeline_json;

use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::graph::EntryId;
use crate::model::work::Work;
use crate::model::{Data, Entry, Kind};
use crate::site::Site;
use crate::site::address::Listing;
use crate::site::downloads;
use crate::site::texts::{Interface, Text};
use crate::source::{SourceTree, theme};
use crate::view::{self, CiteView, PageView, RunView, Subject, Viewer};
use html::{TemplateError, Templates};
use rayon::prelude::*;
use serde::Serialize;
use serde_json::Value as Json;
use std::collections::{BTreeMap, BTreeSet};
use tera::Context;

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

/// Makes files from the site that are no pages.
type Format = fn(&Site) -> Vec<OutputFile>;

/// Every such format. To add one: a file with a function, and its name here.
const FORMATS: &[Format] = &[
    export::papers,
    export::bibliography,
    export::gexf::gexf,
    export::graphml::graphml,
    citation_cff::citation,
    coverage_csv::csv,
    data::files,
    feed::atom,
    llms::guide,
    matrix_csv::csv,
    opensearch::description,
    sitemap::sitemap,
    timeline_csv::csv,
    timeline_ics::calendar,
    timeline_json::json,
];

/// Makes every file of the site. What a template stumbles over is reported, and that page is missing.
pub fn render(site: &Site, tree: &SourceTree, diags: &mut Diagnostics) -> Vec<OutputFile> {
    let Some(renderer) = Renderer::new(site, tree, diags) else {
        return Vec::new();
    };
    let subjects = renderer.subjects();
    let cited = view::citations_of(site, &subjects);
    let pages: Vec<_> = subjects
        .into_par_iter()
        .zip(cited)
        .map(|((subject, address, title), cited)| renderer.page(subject, address, &title, cited))
        .collect();
    let mut files = Vec::new();
    for page in pages {
        match page {
            Ok(file) => files.push(file),
            Err(error) => diags.push(stumbled(&error)),
        }
    }
    match book::files(&renderer, &files) {
        Ok(whole) => files.extend(whole),
        Err(error) => diags.push(stumbled(&error)),
    }
    files.extend(FORMATS.iter().flat_map(|format| format(site)));
    files.extend(search::files(site, tree, &renderer.texts));
    match preview::files(&renderer) {
        Ok(pictures) => files.extend(pictures),
        Err(error) => diags.push(stumbled(&error)),
    }
    files.extend(assets(tree));
    let (former, leads) = redirect::files(site, &files, &renderer.gone_texts());
    files.extend(former);
    files.extend(hosts::files(&site.config, &leads));
    if site.config.compress == Some(true) {
        files.extend(compress::packed(&files));
    }
    files
}

/// Every page there is.
fn subjects(site: &Site) -> Vec<Subject> {
    let entries = site.graph.entries().filter(|(_, entry)| !entry.is_home());
    let entries = entries.map(|(id, _)| Subject::Entry(id));
    let listings = site.listings().into_iter().map(Subject::Listing);
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
fn assets(tree: &SourceTree) -> Vec<OutputFile> {
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
        .map(|asset| (asset.path.clone(), asset.bytes.clone()));
    let all = files.chain(content);
    all.map(|(path, bytes)| OutputFile { path, bytes }).collect()
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

/// What rendering a page needs.
struct Renderer<'a> {
    site: &'a Site,
    tree: &'a SourceTree,
    templates: Templates,
    /// The interface texts of every language that a page has.
    texts: BTreeMap<String, Interface>,
    highlighter: highlight::Highlighter,
    /// Titles that more than one page has.
    shared_titles: BTreeSet<String>,
}

impl<'a> Renderer<'a> {
    fn new(site: &'a Site, tree: &'a SourceTree, diags: &mut Diagnostics) -> Option<Renderer<'a>> {
        let templates = Templates::load(&tree.theme_texts_below("templates/"), diags)?;
        let languages = site.graph.entries().filter_map(|(_, entry)| entry.common().lang);
        let languages = languages.chain([site.config.language()]);
        let renderer = Renderer {
            site,
            tree,
            templates,
            texts: languages
                .map(|language| (language.to_owned(), site.texts.of(language)))
                .collect(),
            highlighter: highlight::Highlighter::default(),
            shared_titles: BTreeSet::new(),
        }
        .with_shared_titles();
        Some(renderer)
    }

    /// Finds the titles that a window or a search engine could not tell apart.
    fn with_shared_titles(mut self) -> Renderer<'a> {
        let language = self.site.config.language();
        let listings = self.site.listings().into_iter();
        let listings = listings.map(|listing| self.text(language, listing.name()).to_owned());
        let works = self.site.addresses.works();
        let works = works.map(|id| self.site.graph.work(id).work.title());
        let entries = self.site.graph.entries().filter(|(_, entry)| !entry.is_home());
        let entries = entries.map(|(_, entry)| entry.title().to_owned());
        let mut seen = BTreeSet::new();
        let titles = listings.chain(works).chain(entries).map(|title| view::smart(&title));
        let shared: BTreeSet<String> = titles.filter(|title| !seen.insert(title.clone())).collect();
        self.shared_titles = shared;
        self
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

    /// An interface text; its own name where the theme has none.
    fn text<'t>(&'t self, language: &str, name: &'t str) -> &'t str {
        let texts = self.texts.get(language);
        texts.and_then(|texts| texts.get(name)).map_or(name, Text::plain)
    }

    /// The interface texts of a language as templates have them.
    fn interface(&self, language: &str) -> BTreeMap<&str, Json> {
        let texts = self.texts.get(language).into_iter().flatten();
        texts.map(|(name, text)| (name.as_str(), text.json())).collect()
    }

    fn gone_texts(&self) -> redirect::GoneTexts<'_> {
        let language = self.site.config.language();
        redirect::GoneTexts {
            gone: self.text(language, "gone-file"),
            see: self.text(language, "gone-see"),
        }
    }

    /// Every page with its address and its title.
    fn subjects(&self) -> Vec<(Subject, String, String)> {
        let subjects = subjects(self.site).into_iter();
        subjects.map(|it| (it, self.address(it), self.title(it).0)).collect()
    }

    fn page(
        &self,
        subject: Subject,
        address: String,
        title: &str,
        cited: Option<(Work, Vec<RunView>)>,
    ) -> Result<OutputFile, TemplateError> {
        self.page_with(subject, address, title, |address, context| {
            self.view(subject, address, context);
            insert(context, "cite", &cited.map(cite));
        })
    }

    /// A page whose template sees what `add` gives it.
    fn page_with(
        &self,
        subject: Subject,
        address: String,
        title: &str,
        add: impl FnOnce(&str, &mut Context),
    ) -> Result<OutputFile, TemplateError> {
        let mut page = view::page(self.site, subject, &address, title);
        for link in &mut page.breadcrumbs {
            if link.kind == "listing" {
                link.title = self.text(&page.lang, &link.title).to_owned();
            }
        }
        if self.shared_titles.contains(&page.title) {
            page.head_title = self.head_title(subject, &page);
        }
        let mut context = Context::new();
        context.insert("site", &view::site(self.site));
        context.insert("t", &self.interface(&page.lang));
        add(&address, &mut context);
        context.insert("page", &page);
        let html = self.templates.render(page.template, &context)?;
        let html = anchors::keep(self.site, &address, html, self.text(&page.lang, "moved-passage"));
        Ok(OutputFile::text(address, html))
    }

    /// The title of a page, and its language.
    fn title(&self, subject: Subject) -> (String, String) {
        let site = self.site.config.language();
        let of_entry = |entry: &Entry| {
            let lang = entry.common().lang.unwrap_or(site);
            (entry.title().to_owned(), lang.to_owned())
        };
        let home = self.site.graph.entries().find(|(_, entry)| entry.is_home());
        let text = |name| (self.text(site, name).to_owned(), site.to_owned());
        match subject {
            Subject::Home => home.map_or_else(
                || (self.site.config.title.value.clone(), site.to_owned()),
                |(_, entry)| of_entry(entry),
            ),
            Subject::Entry(id) => of_entry(self.site.entry(id)),
            Subject::Work(id) => (self.site.graph.work(id).work.title(), site.to_owned()),
            Subject::Listing(listing) => text(listing.name()),
            Subject::Search => text("search"),
            Subject::Print => text("print"),
            Subject::NotFound => text("not-found"),
            Subject::Gone(at) => {
                let gone = self.site.addresses.former.tombstones.get(at);
                (gone.map_or_else(String::new, |it| it.title.clone()), site.to_owned())
            }
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

    fn address(&self, subject: Subject) -> String {
        match subject {
            Subject::Home => "index.html".to_owned(),
            Subject::Entry(id) => self.site.addresses.of(id).to_owned(),
            Subject::Work(id) => self.site.addresses.of_work(id).unwrap_or_default().to_owned(),
            Subject::Listing(listing) => listing.address(),
            Subject::Search => "search.html".to_owned(),
            Subject::Print => downloads::PRINT.to_owned(),
            Subject::NotFound => "404.html".to_owned(),
            Subject::Gone(at) => {
                let tombstone = self.site.addresses.former.tombstones.get(at);
                tombstone.map(|it| it.address.clone()).unwrap_or_default()
            }
        }
    }

    /// Adds the view of the page, under the name that its template knows.
    fn view(&self, subject: Subject, address: &str, context: &mut Context) {
        let viewer = Viewer::new(self.site, address);
        match subject {
            Subject::Home => {
                let home = self.site.graph.entries().find(|(_, entry)| entry.is_home());
                let body = home.map(|(id, _)| self.body(viewer, id)).unwrap_or_default();
                insert(context, "body", &body);
                insert(context, "home", &viewer.home_view());
            }
            Subject::Search | Subject::Print | Subject::NotFound => {}
            Subject::Gone(at) => insert(context, "gone", &viewer.gone_view(at)),
            Subject::Entry(id) => self.entry(viewer, id, context),
            Subject::Work(id) => insert(context, "work", &viewer.work_view(id)),
            Subject::Listing(listing) => match listing {
                Listing::Kind(Kind::Paper) => insert(context, "papers", &viewer.papers_view()),
                Listing::Kind(Kind::Theme) => insert(context, "themes", &viewer.themes_view()),
                Listing::Kind(Kind::Event) => insert(context, "events", &viewer.events_view()),
                Listing::Kind(Kind::Actor) => insert(context, "actors", &viewer.actors_view()),
                Listing::Kind(Kind::Term) => insert(context, "glossary", &viewer.glossary_view()),
                // Pages have no listing: the home page and the menu lead to them.
                Listing::Kind(Kind::Page) => {}
                Listing::Timeline => insert(context, "timeline", &viewer.timeline_view()),
                Listing::Matrix => insert(context, "matrix", &viewer.matrix_view()),
                Listing::Disagreements => insert(context, "disagreements", &viewer.disagreements_view()),
                Listing::Relations => insert(context, "relations", &viewer.relations_view()),
                Listing::Network => insert(context, "network", &viewer.network_view()),
                Listing::Coverage => insert(context, "coverage", &viewer.coverage_view()),
                Listing::Changes => insert(context, "changes", &viewer.changes_view()),
                Listing::Data => insert(context, "data", &viewer.data_view()),
                Listing::Index => insert(context, "index", &viewer.index_view()),
                Listing::Bibliography => insert(context, "bibliography", &viewer.bibliography_view()),
            },
        }
    }

    fn entry(&self, viewer: Viewer<'_>, id: EntryId, context: &mut Context) {
        insert(context, "body", &self.body(viewer, id));
        match &self.site.entry(id).data {
            Data::Paper(paper) => {
                let work = self.site.graph.work_of(id).map(|work| &self.site.graph.work(work).work);
                insert(context, "coins", &work.map(export::coins).unwrap_or_default());
                insert(context, "paper", &viewer.paper_view(id, paper));
            }
            Data::Theme(theme) => insert(context, "theme", &viewer.theme_view(id, theme)),
            Data::Event(event) => insert(context, "event", &viewer.event_view(id, event)),
            Data::Actor(actor) => insert(context, "actor", &viewer.actor_view(id, actor)),
            Data::Term(term) => insert(context, "term", &viewer.term_view(id, term)),
            Data::Page(_) => {}
        }
    }

    fn body(&self, viewer: Viewer<'_>, id: EntryId) -> String {
        let entry = self.site.entry(id);
        let language = entry.common().lang.unwrap_or(self.site.config.language());
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
            &self.highlighter,
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
