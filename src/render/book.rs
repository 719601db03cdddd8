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
use fragment::{Manner, Piece};
use rayon::prelude::*;

/// The EPUB and the page to print.
pub(super) fn files(
    renderer: &Renderer<'_>,
    pages: &BTreeMap<String, String>,
) -> Result<Vec<OutputFile>, super::TemplateError> {
    let chapters = chapters(renderer, pages);
    let [of_book, of_print] = pieces(renderer, &chapters);
    let (print, book) = rayon::join(
        || print::page(renderer, &chapters, &of_print),
        || epub::book(renderer, &chapters, &of_book),
    );
    Ok([print?].into_iter().chain(book).collect())
}

/// What each chapter is in the EPUB, and on the page to print.
fn pieces(renderer: &Renderer<'_>, chapters: &[Chapter<'_>]) -> [Vec<Piece>; 2] {
    let base = renderer.site.config.base_url();
    let addresses: Vec<&str> = chapters.iter().map(|it| it.address.as_str()).collect();
    let held: BTreeSet<&str> = addresses.iter().copied().collect();
    let sections = addresses.iter().map(|address| (*address, print::section(address)));
    let sections: BTreeMap<&str, String> = sections.collect();
    let made = |chapter: &Chapter<'_>| {
        let address = chapter.address.as_str();
        let prefix = format!("{}{}", print::section(address), print::BETWEEN);
        let in_book = Manner {
            address,
            is_epub: true,
            deeper: 0,
            prefix: "",
            link: &|place| epub::link(address, place, &held, base.as_deref()),
        };
        let on_page = Manner {
            address,
            is_epub: false,
            deeper: if chapter.is_below { 2 } else { 1 },
            prefix: &prefix,
            link: &|place| print::link(place, &sections),
        };
        fragment::pieces(chapter.main, [&in_book, &on_page]).into()
    };
    let (mut book, mut print): (Vec<Piece>, Vec<Piece>) = chapters.par_iter().map(made).unzip();
    fragment::cut_lost_fragments(&mut book, &addresses);
    fragment::cut_lost_fragments(&mut print, &addresses);
    [book, print]
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
        let address = renderer.address(subject).into_owned();
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
