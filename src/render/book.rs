//! The whole site in one piece: its pages in reading order, as an EPUB and as one page to print.
//!
//! Both are made from the pages themselves, from the `main` element of each, so they say what the pages say in whatever
//! theme; what serves the screen only (menus, drawings, buttons) stays there.

mod epub;
mod fragment;
mod print;
mod scan;

use super::{OutputFile, Renderer, Sink, TemplateError, anchors, locked};
use crate::graph::EntryId;
use crate::model::typography::smart_as;
use crate::model::{Kind, Quotes, language};
use crate::site::Site;
use crate::site::address::Listing;
use crate::view::{self, Subject};
use fragment::{Manner, Pieces};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

/// The book while it is bound. A page is taken apart as soon as it is made, on the thread that made it: what is kept of it
/// is a chapter packed and a stretch of the page to print.
pub struct Book<'a> {
    renderer: Renderer<'a>,
    chapters: Vec<Chapter>,
    whole: Whole,
    bound: Mutex<Bound>,
}

/// What is made of each chapter so far.
struct Bound {
    pieces: Vec<Option<Pieces>>,
    /// The chapters of the EPUB.
    packed: Vec<Vec<u8>>,
}

/// What the book and the page to print hold.
struct Whole {
    /// The address of the site.
    base: Option<String>,
    /// The number of the chapter that a page is, by its address.
    numbers: BTreeMap<String, u32>,
    /// What each chapter is called on the page to print.
    sections: Vec<String>,
}

impl<'a> Book<'a> {
    /// A book without pages yet.
    pub(super) fn new(renderer: Renderer<'a>) -> Book<'a> {
        let chapters = chapters(&renderer);
        let whole = Whole {
            base: renderer.site.config.base_url(),
            numbers: (0u32..)
                .zip(&chapters)
                .map(|(at, it)| (it.address.clone(), at))
                .collect(),
            sections: chapters.iter().map(|it| print::section(&it.address)).collect(),
        };
        let bound = Bound {
            pieces: chapters.iter().map(|_| None).collect(),
            packed: vec![Vec::new(); chapters.len()],
        };
        Book {
            renderer,
            chapters,
            whole,
            bound: Mutex::new(bound),
        }
    }

    /// Adds what a page says, if it has a place in the book.
    pub fn add(&self, page: &OutputFile) {
        let number = self.whole.numbers.get(&page.path).map(|number| *number as usize);
        let Some((number, chapter)) = number.and_then(|at| Some((at, self.chapters.get(at)?))) else {
            return;
        };
        let html = String::from_utf8_lossy(&page.bytes);
        let main = anchors::without_kept(fragment::main(&html));
        let section = &self.whole.sections[number];
        let manner = Manner {
            address: &chapter.address,
            deeper: if chapter.is_below { 2 } else { 1 },
            prefix: &format!("{section}{}", fragment::BETWEEN),
            whole: &self.whole,
        };
        let begin = [
            epub::beginning(&self.renderer, chapter),
            print::beginning(&self.renderer, chapter, section),
        ];
        let mut pieces = fragment::pieces(&main, &manner, [&begin[0], &begin[1]]);
        let packed = epub::packed(chapter, std::mem::take(&mut pieces.book.html));
        pieces.shrink();
        let mut bound = locked(&self.bound);
        // It is made in memory, where nothing can fail but a chapter beyond all sizes; then there is no book.
        bound.packed[number] = packed.unwrap_or_default();
        bound.pieces[number] = Some(pieces);
    }

    /// Makes the EPUB and the page to print. A book that lacks a page is none.
    pub(super) fn finish(&self, sink: &Sink<'_>) -> Result<(), TemplateError> {
        let mut bound = locked(&self.bound);
        let pieces = std::mem::take(&mut bound.pieces)
            .into_iter()
            .collect::<Option<Vec<_>>>();
        let packed = std::mem::take(&mut bound.packed);
        drop(bound);
        let Some(mut pieces) = pieces else {
            return Ok(());
        };
        let lost = |in_book| -> Vec<Vec<usize>> {
            let pages = pieces.par_iter();
            pages.map(|page| fragment::lost(&pieces, page, in_book)).collect()
        };
        let [of_book, of_print] = [lost(true), lost(false)];
        // One after the other, so that never both are held.
        if let Some(book) = epub::book(&self.renderer, &self.chapters, packed, &mut pieces, &of_book) {
            sink(book);
        }
        sink(print::page(&self.renderer, &self.chapters, pieces, &of_print)?);
        Ok(())
    }
}

/// A page of the site in its place in the book.
struct Chapter {
    subject: Subject,
    /// The address of the page.
    address: String,
    title: String,
    lang: String,
    dir: &'static str,
    /// Whether it belongs to the list before it.
    is_below: bool,
}

impl Chapter {
    /// The kind of entry that it is, as links have it.
    fn kind(&self, site: &Site) -> &'static str {
        match self.subject {
            Subject::Entry(id) => site.entry(id).key.kind.name(),
            Subject::Work(_) => "paper",
            Subject::Listing(Listing::Kind(kind), _) => kind.name(),
            _ => "listing",
        }
    }
}

/// Every page in the order in which it is read: the pages about the site, then list by list what each lists.
fn chapters(renderer: &Renderer<'_>) -> Vec<Chapter> {
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
    for (listing, page) in site.listing_pages().filter(|(listing, _)| is_read(listing)) {
        subjects.push((Subject::Listing(listing, page), page > 0));
        if page + 1 < site.pagination(listing).pages() {
            continue;
        }
        match listing {
            Listing::Kind(kind) if kind != Kind::Page => subjects.extend(entries(kind).map(|it| (it, true))),
            Listing::Bibliography => subjects.extend(site.addresses.works().map(|it| (Subject::Work(it), true))),
            _ => {}
        }
    }
    let mut taken = BTreeSet::new();
    let chapter = |(subject, is_below): (Subject, bool)| {
        let address = renderer.address(subject).into_owned();
        let lang = view::language(site, subject).to_owned();
        taken.insert(address.clone()).then(|| Chapter {
            subject,
            title: smart_as(&renderer.title(subject), Quotes::of(&lang)),
            dir: direction(renderer, subject, &lang),
            lang,
            is_below,
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
