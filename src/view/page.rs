//! What every page has: title, menu, breadcrumbs, neighbours, metadata.

use super::metadata::{self, Page};
use super::viewer::Viewer;
use super::{AlternateView, HeadingView, LanguageView, LinkView, MenuItem, PageView, PagerView, PreviewView, SiteView};
use crate::graph::{EntryId, WorkId};
use crate::model::language::direction as direction_of;
use crate::model::typography::smart_as;
use crate::model::{Entry, Kind, Quotes};
use crate::site::Site;
use crate::site::address::{Listing, PREVIEWS};
use crate::site::downloads;

/// The width and height of a preview picture in pixels, as Open Graph readers want them.
pub const PREVIEW: (u16, u16) = (1200, 630);

/// What a page is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// The home page.
    Home,
    /// An entry, or the translation of one, be it that of the home page.
    Entry(EntryId),
    /// A work that more than one paper cites.
    Work(WorkId),
    /// A list or comparison; of a long list the page with that number, from 0.
    Listing(Listing, usize),
    /// The page that searches.
    Search,
    /// All pages on one, to print.
    Print,
    /// The page for addresses at which there is nothing.
    NotFound,
    /// The page at an address whose content is gone, by its number among them.
    Gone(usize),
}

/// The site as every page sees it.
pub fn site(site: &Site) -> SiteView {
    let config = &site.config;
    let print = |text: &str| smart_as(text, Quotes::of(config.language()));
    SiteView {
        title: print(&config.title.value),
        description: print(&config.description.value),
        language: config.language().to_owned(),
        authors: config.author.iter().map(|it| it.value.clone()).collect(),
        licence: config.licence.as_ref().map(|it| it.value.clone()),
        licence_url: config
            .licence
            .as_ref()
            .and_then(|it| downloads::licence_address(&it.value)),
        book: downloads::has_book(site),
    }
}

/// The frame of a page. `title` is that of the interface texts for a listing and for the page of missing addresses.
pub fn page(site: &Site, subject: Subject, address: &str, title: &str) -> PageView {
    let viewer = Viewer::new(site, address, language(site, subject));
    let entry = match subject {
        Subject::Entry(id) => Some((id, site.entry(id))),
        _ => None,
    };
    let home = site.graph.home().map(|id| site.entry(id));
    let (title, lang) = titled(site, subject, title);
    let lang = lang.unwrap_or(site.config.language());
    let (previous, next) = entry.map_or((None, None), |(id, _)| site.neighbours(site.graph.original(id)));
    let contents = entry
        .map(|(_, entry)| entry)
        .or(home.filter(|_| subject == Subject::Home));
    let canonical = site
        .config
        .base_url()
        .filter(|_| subject != Subject::NotFound)
        .map(|base| base + address);
    let quotes = Quotes::of(lang);
    let title = smart_as(title, quotes);
    let title = title.as_str();
    let description = smart_as(&metadata::description(&viewer, subject, title), quotes);
    let preview = preview(site, subject);
    let about = Page {
        site,
        subject,
        title,
        description: &description,
        lang,
        canonical: canonical.as_deref(),
        preview: preview.as_ref(),
    };
    let languages = languages(&viewer, subject);
    PageView {
        template: template(site, subject),
        title: title.to_owned(),
        head_title: title.to_owned(),
        lang: lang.to_owned(),
        dir: direction(lang, entry.and_then(|(_, entry)| entry.common().dir)),
        root: viewer.root,
        translation_of: translation_of(&viewer, subject),
        languages,
        site_lang: viewer.other(site.config.language()),
        base: site.config.base_path().filter(|_| subject == Subject::NotFound),
        menu: menu(&viewer, site, subject),
        breadcrumbs: breadcrumbs(&viewer, subject, site),
        contents: contents.map(headings).unwrap_or_default(),
        previous: previous.map(|id| viewer.link(id)),
        next: next.map(|id| viewer.link(id)),
        pagination: pagination(&viewer, subject),
        dublin_core: about.dublin_core(),
        json_ld: about.json_ld(),
        preview,
        alternates: alternates(&viewer, subject),
        noindex: matches!(
            subject,
            Subject::Search | Subject::Print | Subject::NotFound | Subject::Gone(_)
        ),
        versions: viewer.versions(subject),
        embed: viewer.embed(subject, "html"),
        oembed: viewer.embed(subject, "json"),
        changes: site
            .versions
            .is_known()
            .then(|| viewer.href(&Listing::Changes.address())),
        canonical,
        description,
    }
}

/// The title of a page and the language that it says it is in.
fn titled<'a>(site: &'a Site, subject: Subject, title: &'a str) -> (&'a str, Option<&'a str>) {
    let entry = match subject {
        Subject::Entry(id) => Some(id),
        Subject::Home => site.graph.home(),
        _ => return (title, None),
    };
    let entry = entry.map(|id| site.entry(id));
    entry.map_or((site.config.title.value.as_str(), None), |it| {
        (it.title(), it.common().lang)
    })
}

/// The picture beside links to the page. Other sites fetch it, so it needs an absolute address.
fn preview(site: &Site, subject: Subject) -> Option<PreviewView> {
    let kind = match subject {
        Subject::Entry(id) => site.entry(id).key.kind,
        Subject::Work(_) => Kind::Paper,
        Subject::Listing(Listing::Kind(kind), _) => kind,
        Subject::NotFound => return None,
        _ => Kind::Page,
    };
    Some(PreviewView {
        src: site.config.base_url()? + &preview_address(kind),
        width: PREVIEW.0,
        height: PREVIEW.1,
    })
}

/// Where the preview picture of a kind is published.
pub fn preview_address(kind: Kind) -> String {
    format!("{PREVIEWS}{}.png", kind.name())
}

fn template(site: &Site, subject: Subject) -> &'static str {
    match subject {
        Subject::Home => "home",
        Subject::Entry(id) if site.entry(id).is_home() => "home",
        Subject::Entry(id) => site.entry(id).key.kind.name(),
        Subject::Work(_) => "work",
        Subject::Listing(listing, _) => listing.name(),
        Subject::Search => "search",
        Subject::Print => "print",
        Subject::NotFound => "404",
        Subject::Gone(_) => "gone",
    }
}

/// The language of a page.
pub fn language(site: &Site, subject: Subject) -> &str {
    match subject {
        Subject::Entry(id) => site.graph.language_of(id),
        Subject::Home => site
            .graph
            .home()
            .map_or(site.config.language(), |id| site.graph.language_of(id)),
        _ => site.config.language(),
    }
}

/// What the page is of, if that can be translated.
fn text_of(site: &Site, subject: Subject) -> Option<EntryId> {
    match subject {
        Subject::Entry(id) => Some(id),
        Subject::Home => site.graph.home(),
        _ => None,
    }
}

/// The page in every language in which it is to be had, the original first; nothing where there is only one.
fn languages(viewer: &Viewer<'_>, subject: Subject) -> Vec<LanguageView> {
    let site = viewer.site;
    let Some(shown) = text_of(site, subject) else {
        return Vec::new();
    };
    let base = site.config.base_url();
    let view = |id: EntryId| {
        let language = site.graph.language_of(id);
        let href = viewer.href(site.addresses.of(id));
        LanguageView {
            lang: language.to_owned(),
            dir: direction(language, site.entry(id).common().dir),
            name: site.texts.name(language).to_owned(),
            url: base
                .as_ref()
                .map_or_else(|| href.clone(), |base| format!("{base}{}", site.addresses.of(id))),
            href,
            current: id == shown,
            original: !site.graph.is_translation(id),
        }
    };
    let languages: Vec<_> = site.graph.versions(shown).map(view).collect();
    if languages.len() > 1 { languages } else { Vec::new() }
}

/// A link to the original of a translation, in its own words.
fn translation_of(viewer: &Viewer<'_>, subject: Subject) -> Option<LinkView> {
    let Subject::Entry(id) = subject else {
        return None;
    };
    let graph = &viewer.site.graph;
    let original = Some(graph.original(id)).filter(|original| *original != id)?;
    let language = graph.language_of(original);
    Some(LinkView {
        title: smart_as(graph.entry(original).title(), Quotes::of(language)),
        href: viewer.href(viewer.site.addresses.of(original)),
        kind: graph.entry(original).key.kind.name(),
        lang: viewer.other(language),
        hreflang: viewer.other(language),
    })
}

/// That of the entry where it says one, else that of the language.
fn direction(lang: &str, written: Option<&str>) -> &'static str {
    match written {
        Some("rtl") => "rtl",
        Some(_) => "ltr",
        None => direction_of(lang),
    }
}

fn menu(viewer: &Viewer<'_>, site: &Site, subject: Subject) -> Vec<MenuItem> {
    let section = match subject {
        Subject::Entry(id) => Some(Listing::Kind(site.entry(id).key.kind)),
        Subject::Work(_) => Some(Listing::Bibliography),
        Subject::Listing(listing, _) => Some(listing),
        _ => None,
    };
    let item = |listing: Listing| MenuItem {
        name: listing.name(),
        href: viewer.href(&listing.address()),
        current: subject == Subject::Listing(listing, 0),
        section: section == Some(listing),
    };
    site.listings().into_iter().map(item).collect()
}

/// The pages of a list that is too long for one.
fn pagination(viewer: &Viewer<'_>, subject: Subject) -> Vec<PagerView> {
    let Subject::Listing(listing, shown) = subject else {
        return Vec::new();
    };
    let view = |page: usize| PagerView {
        number: page + 1,
        href: viewer.href(&listing.page_address(page)),
        current: page == shown,
    };
    let count = viewer.site.pagination(listing).pages();
    (0..count).filter(|_| count > 1).map(view).collect()
}

fn breadcrumbs(viewer: &Viewer<'_>, subject: Subject, site: &Site) -> Vec<LinkView> {
    if subject == Subject::Home {
        return Vec::new();
    }
    let home = site.graph.home();
    let first = LinkView {
        title: "home".to_owned(),
        href: home.map_or_else(|| viewer.href("index.html"), |id| viewer.href_of(id, None)),
        kind: "listing",
        hreflang: home.map_or_else(|| viewer.other(site.config.language()), |id| viewer.hreflang(id, None)),
        ..LinkView::default()
    };
    match subject {
        Subject::Work(_) => return vec![first, viewer.listing(Listing::Bibliography)],
        Subject::Listing(listing, 1..) => return vec![first, viewer.listing(listing)],
        _ => {}
    }
    let Subject::Entry(id) = subject else {
        return vec![first];
    };
    if site.entry(id).is_home() {
        return Vec::new();
    }
    let id = site.graph.original(id);
    let kind = site.entry(id).key.kind;
    let listing = (kind != Kind::Page).then(|| viewer.listing(Listing::Kind(kind)));
    let mut above = Vec::new();
    let mut at = id;
    while let Some(parent) = site
        .graph
        .one(at, crate::model::Relation::Broader)
        .filter(|_| kind == Kind::Theme)
    {
        above.push(viewer.link(parent));
        at = parent;
    }
    above.reverse();
    std::iter::once(first).chain(listing).chain(above).collect()
}

fn headings(entry: &Entry) -> Vec<HeadingView> {
    let shown = entry
        .body
        .headings
        .iter()
        .filter(|heading| (2..=3).contains(&heading.level));
    let view = |heading: &crate::model::Heading| HeadingView {
        level: heading.level,
        id: heading.id.clone(),
        text: heading.text.clone(),
    };
    shown.map(view).collect()
}

fn alternates(viewer: &Viewer<'_>, subject: Subject) -> Vec<AlternateView> {
    let feed = AlternateView {
        href: viewer.href("atom.xml"),
        media_type: "application/atom+xml",
        title: "Atom",
    };
    let own = match subject {
        Subject::Entry(id) if viewer.site.entry(id).key.kind == Kind::Paper => {
            viewer.downloads(viewer.site.addresses.of(viewer.site.graph.original(id)))
        }
        Subject::Listing(listing @ Listing::Bibliography, _) => viewer.downloads(&listing.address()),
        Subject::Listing(Listing::Matrix, _) => vec![AlternateView {
            href: viewer.href("matrix.csv"),
            media_type: "text/csv",
            title: "CSV",
        }],
        Subject::Listing(Listing::Timeline, _) => viewer.downloads_of_timeline(),
        Subject::Listing(Listing::Coverage, _) => vec![AlternateView {
            href: viewer.href("coverage.csv"),
            media_type: "text/csv",
            title: "CSV",
        }],
        Subject::Listing(Listing::Network, _) => viewer.network_downloads(),
        Subject::Listing(Listing::Data, _) => viewer.whole(),
        _ => Vec::new(),
    };
    std::iter::once(feed).chain(own).collect()
}
