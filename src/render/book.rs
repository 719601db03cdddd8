//! The whole site in one piece: its pages in reading order, as an EPUB and as one page to print.
//!
//! Both are made from the pages themselves, from the `main` element of each, so they say what the pages say in whatever
//! theme; what serves the screen only (menus, drawings, buttons) stays there.

mod epub;
mod fragment;
mod print;

use super::{OutputFile, Renderer};
use crate::graph::EntryId;
use crate::model::{Kind, Quotes, language};
use crate::site::Site;
use crate::site::address::Listing;
use crate::view::{self, Subject};
use std::collections::{BTreeMap, BTreeSet};

pub(super) use fragment::main;

/// The EPUB and the page to print.
pub(super) fn files(
    renderer: &Renderer<'_>,
    pages: &BTreeMap<String, String>,
) -> Result<Vec<OutputFile>, super::TemplateError> {
    let chapters = chapters(renderer, pages);
    let print = print::page(renderer, &chapters)?;
    let book = epub::book(renderer, &chapters);
    Ok([print].into_iter().chain(book).collect())
}

/// A page of the site in its place in the book.
struct Chapter<'a> {
    subject: Subject,
    /// The address of the page.
    address: String,
    title: String,
    lang: String,
    dir: &'static str,
    /// Whether it belongs to the list before it.
    is_below: bool,
    /// The inside of the `main` element of the page.
    main: &'a str,
}

impl Chapter<'_> {
    /// The kind of entry that it is, as links have it.
    fn kind(&self, site: &Site) -> &'static str {
        match self.subject {
            Subject::Entry(id) => site.entry(id).key.kind.name(),
            Subject::Work(_) => "paper",
            Subject::Listing(Listing::Kind(kind)) => kind.name(),
            _ => "listing",
        }
    }
}

/// Every page in the order in which it is read: the pages about the site, then list by list what each lists.
fn chapters<'a>(renderer: &Renderer<'_>, pages: &'a BTreeMap<String, String>) -> Vec<Chapter<'a>> {
    let site = renderer.site;
    let entries = |kind: Kind| {
        let order = site.order(kind).iter().copied();
        order.filter(|id| !site.entry(*id).is_home()).map(Subject::Entry)
    };
    let mut subjects = vec![(Subject::Home, false)];
    subjects.extend(entries(Kind::Page).map(|it| (it, false)));
    // A drawing, a report and a list of files are for the screen; what they count is said in the other chapters.
    let is_read = |it: &Listing| {
        !matches!(
            it,
            Listing::Network | Listing::Coverage | Listing::Changes | Listing::Data
        )
    };
    for listing in site.listings().into_iter().filter(is_read) {
        subjects.push((Subject::Listing(listing), false));
        match listing {
            Listing::Kind(kind) if kind != Kind::Page => subjects.extend(entries(kind).map(|it| (it, true))),
            Listing::Bibliography => subjects.extend(site.addresses.works().map(|it| (Subject::Work(it), true))),
            _ => {}
        }
    }
    let mut taken = BTreeSet::new();
    let chapter = |(subject, is_below): (Subject, bool)| {
        let address = renderer.address(subject);
        let main = pages.get(&address)?;
        let lang = view::language(site, subject).to_owned();
        taken.insert(address.clone()).then(|| Chapter {
            subject,
            title: view::smart_as(&renderer.title(subject), Quotes::of(&lang)),
            dir: direction(renderer, subject, &lang),
            lang,
            is_below,
            main,
            address,
        })
    };
    subjects.into_iter().filter_map(chapter).collect()
}

/// The direction of a page, as the page itself has it.
fn direction(renderer: &Renderer<'_>, subject: Subject, lang: &str) -> &'static str {
    let written = |id: EntryId| renderer.site.entry(id).common().dir;
    match subject {
        Subject::Entry(id) if written(id) == Some("rtl") => "rtl",
        Subject::Entry(id) if written(id).is_some() => "ltr",
        _ => language::direction(lang),
    }
}
