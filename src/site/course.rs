//! Courses: the reading lists of pages, with what each reading was found to be.

use super::Site;
use crate::graph::{EntryId, Node};
use crate::model::date::Edtf;
use crate::model::page::Reading;
use crate::model::{Data, Relation};

/// A week of a reading list.
pub struct Week<'a> {
    /// What it is called.
    pub title: &'a str,
    /// When it is.
    pub date: Option<&'a Edtf>,
    /// What it is about.
    pub note: Option<&'a str>,
    /// What is read in it, in order.
    pub readings: Vec<Assigned<'a>>,
}

/// Something to read.
pub struct Assigned<'a> {
    /// The entry or work.
    pub what: Node,
    /// Which part of it, in words.
    pub at: Option<String>,
    /// What to look for.
    pub note: Option<&'a str>,
}

/// The pages that have a reading list, in the order of pages.
pub fn pages(site: &Site) -> impl Iterator<Item = EntryId> {
    let pages = site.graph.entries().map(|(id, _)| id);
    pages.filter(|&id| matches!(&site.entry(id).data, Data::Page(page) if !page.reading_list.is_empty()))
}

/// The weeks of a page.
pub fn weeks(site: &Site, page: EntryId) -> Vec<Week<'_>> {
    let Data::Page(data) = &site.entry(page).data else {
        return Vec::new();
    };
    data.reading_list
        .iter()
        .map(|it| Week {
            title: &it.week.value,
            date: it.date.as_ref().map(|date| &date.value),
            note: it.note.as_ref().map(|note| note.value.as_str()),
            readings: it
                .items
                .iter()
                .filter_map(|reading| assigned(site, page, reading))
                .collect(),
        })
        .collect()
}

/// What a reading is. It has the place where it is written in common with its edge.
fn assigned<'a>(site: &Site, page: EntryId, it: &'a Reading) -> Option<Assigned<'a>> {
    let mut edges = site.graph.out(page, Relation::Links);
    let edge = edges.find(|edge| edge.at == it.read.span)?;
    Some(Assigned {
        what: edge.to,
        at: it.at.as_ref().map(|at| at.value.human()),
        note: it.note.as_ref().map(|note| note.value.as_str()),
    })
}

/// Where the cartridge of a page is published.
pub fn cartridge(site: &Site, page: EntryId) -> String {
    format!("course/{}.imscc", site.entry(page).key.stem)
}
