//! What every page has: title, menu, breadcrumbs, neighbours, metadata.

use super::metadata::{self, Page};
use super::typography::smart;
use super::viewer::Viewer;
use super::{AlternateView, HeadingView, LinkView, MenuItem, PageView, PreviewView, SiteView};
use crate::graph::{EntryId, WorkId};
use crate::model::{Entry, Kind};
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
    /// An entry.
    Entry(EntryId),
    /// A work that more than one paper cites.
    Work(WorkId),
    /// A list or comparison.
    Listing(Listing),
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
    SiteView {
        title: smart(&config.title.value),
        description: smart(&config.description.value),
        language: config.language().to_owned(),
        authors: config.author.iter().map(|it| it.value.clone()).collect(),
        licence: config.licence.as_ref().map(|it| it.value.clone()),
        licence_url: config
            .licence
            .as_ref()
            .and_then(|it| downloads::licence_address(&it.value)),
    }
}

/// The frame of a page. `title` is that of the interface texts for a listing and for the page of missing addresses.
pub fn page(site: &Site, subject: Subject, address: &str, title: &str) -> PageView {
    let viewer = Viewer::new(site, address);
    let entry = match subject {
        Subject::Entry(id) => Some((id, site.entry(id))),
        _ => None,
    };
    let home = site
        .graph
        .entries()
        .find(|(_, entry)| entry.is_home())
        .map(|(_, entry)| entry);
    let (title, lang) = match (entry, subject, home) {
        (Some((_, entry)), ..) => (entry.title(), entry.common().lang),
        (None, Subject::Home, Some(home)) => (home.title(), home.common().lang),
        (None, Subject::Home, None) => (site.config.title.value.as_str(), None),
        _ => (title, None),
    };
    let lang = lang.unwrap_or(site.config.language());
    let (previous, next) = entry.map_or((None, None), |(id, _)| site.neighbours(id));
    let contents = entry
        .map(|(_, entry)| entry)
        .or(home.filter(|_| subject == Subject::Home));
    let canonical = site
        .config
        .base_url()
        .filter(|_| subject != Subject::NotFound)
        .map(|base| base + address);
    let title = smart(title);
    let title = title.as_str();
    let description = smart(&metadata::description(site, subject, title));
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
    PageView {
        template: template(site, subject),
        title: title.to_owned(),
        head_title: title.to_owned(),
        lang: lang.to_owned(),
        dir: entry
            .and_then(|(_, entry)| written_direction(entry))
            .unwrap_or_else(|| direction(lang)),
        root: viewer.root,
        base: site.config.base_path().filter(|_| subject == Subject::NotFound),
        menu: menu(&viewer, site, subject),
        breadcrumbs: breadcrumbs(&viewer, subject, site),
        contents: contents.map(headings).unwrap_or_default(),
        previous: previous.map(|id| viewer.link(id)),
        next: next.map(|id| viewer.link(id)),
        dublin_core: about.dublin_core(),
        json_ld: about.json_ld(),
        preview,
        alternates: alternates(&viewer, subject),
        noindex: matches!(
            subject,
            Subject::Search | Subject::Print | Subject::NotFound | Subject::Gone(_)
        ),
        versions: viewer.versions(subject),
        changes: site
            .versions
            .is_known()
            .then(|| viewer.href(&Listing::Changes.address())),
        canonical,
        description,
    }
}

/// The picture beside links to the page. Other sites fetch it, so it needs an absolute address.
fn preview(site: &Site, subject: Subject) -> Option<PreviewView> {
    let kind = match subject {
        Subject::Entry(id) => site.entry(id).key.kind,
        Subject::Work(_) => Kind::Paper,
        Subject::Listing(Listing::Kind(kind)) => kind,
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
        Subject::Entry(id) => site.entry(id).key.kind.name(),
        Subject::Work(_) => "work",
        Subject::Listing(listing) => listing.name(),
        Subject::Search => "search",
        Subject::Print => "print",
        Subject::NotFound => "404",
        Subject::Gone(_) => "gone",
    }
}

/// `rtl` for the languages that are written so, else `ltr`.
pub fn direction(lang: &str) -> &'static str {
    const RIGHT_TO_LEFT: &[&str] = &["ar", "arc", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "ug", "ur", "yi"];
    let language = lang.split('-').next().unwrap_or(lang);
    if RIGHT_TO_LEFT.contains(&language) {
        "rtl"
    } else {
        "ltr"
    }
}

/// What the entry itself says of its direction.
fn written_direction(entry: &Entry) -> Option<&'static str> {
    Some(if entry.common().dir? == "rtl" { "rtl" } else { "ltr" })
}

fn menu(viewer: &Viewer<'_>, site: &Site, subject: Subject) -> Vec<MenuItem> {
    let section = match subject {
        Subject::Entry(id) => Some(Listing::Kind(site.entry(id).key.kind)),
        Subject::Work(_) => Some(Listing::Bibliography),
        Subject::Listing(listing) => Some(listing),
        _ => None,
    };
    let item = |listing: Listing| MenuItem {
        name: listing.name(),
        href: viewer.href(&listing.address()),
        current: subject == Subject::Listing(listing),
        section: section == Some(listing),
    };
    site.listings().into_iter().map(item).collect()
}

fn breadcrumbs(viewer: &Viewer<'_>, subject: Subject, site: &Site) -> Vec<LinkView> {
    if subject == Subject::Home {
        return Vec::new();
    }
    let home = LinkView {
        title: "home".to_owned(),
        href: viewer.href("index.html"),
        kind: "listing",
    };
    if let Subject::Work(_) = subject {
        return vec![home, viewer.listing(Listing::Bibliography)];
    }
    let Subject::Entry(id) = subject else {
        return vec![home];
    };
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
    std::iter::once(home).chain(listing).chain(above).collect()
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
            viewer.downloads(viewer.site.addresses.of(id))
        }
        Subject::Listing(listing @ Listing::Bibliography) => viewer.downloads(&listing.address()),
        Subject::Listing(Listing::Matrix) => vec![AlternateView {
            href: viewer.href("matrix.csv"),
            media_type: "text/csv",
            title: "CSV",
        }],
        Subject::Listing(Listing::Timeline) => viewer.downloads_of_timeline(),
        Subject::Listing(Listing::Coverage) => vec![AlternateView {
            href: viewer.href("coverage.csv"),
            media_type: "text/csv",
            title: "CSV",
        }],
        Subject::Listing(Listing::Network) => viewer.network_downloads(),
        Subject::Listing(Listing::Data) => viewer.whole(),
        _ => Vec::new(),
    };
    std::iter::once(feed).chain(own).collect()
}
