//! Every locator names a section that the paper's summary has.

use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::model::locator::Locator;
use crate::model::{Data, Entry, Kind, Relation};
use crate::site::Site;
use crate::span::Spanned;

pub(super) fn check(site: &Site, diags: &mut Diagnostics) {
    for (id, entry) in site.graph.entries() {
        match &entry.data {
            Data::Paper(paper) => {
                let themes = paper.themes.iter().filter_map(|it| it.at.as_ref());
                let events = paper.events.iter().filter_map(|it| it.at.as_ref());
                let relations = paper.relations.iter().filter_map(|it| it.at.as_ref());
                for at in themes.chain(events).chain(relations) {
                    section(at, entry, entry, diags);
                }
            }
            Data::Term(term) => {
                let at = term.source.as_ref().and_then(|source| source.at.as_ref());
                let paper = site.graph.one(id, Relation::Source);
                if let (Some(at), Some(paper)) = (at, paper) {
                    section(at, entry, site.entry(paper), diags);
                }
            }
            Data::Page(page) => {
                for reading in page.reading_list.iter().flat_map(|week| &week.items) {
                    let mut edges = site.graph.out(id, Relation::Links);
                    let edge = edges.find(|edge| edge.at == reading.read.span);
                    let read = edge.and_then(|edge| edge.to.entry());
                    let paper = read.filter(|read| site.entry(*read).key.kind == Kind::Paper);
                    if let (Some(at), Some(paper)) = (&reading.at, paper) {
                        section(at, entry, site.entry(paper), diags);
                    }
                }
            }
            _ => {}
        }
    }
}

fn section(at: &Spanned<Locator>, entry: &Entry, paper: &Entry, diags: &mut Diagnostics) {
    let Some(section) = &at.value.section else {
        return;
    };
    if paper.heading(&section.value).is_some() {
        return;
    }
    let titles: Vec<&str> = paper.body.headings.iter().map(|it| it.text.as_str()).collect();
    let message = format!("the summary `{}` has no section `{}`", paper.key, section.value);
    let help = if titles.is_empty() {
        "add the paper's sections to its summary as headings".to_owned()
    } else {
        format!("its sections are: {}", titles.join(" · "))
    };
    let diagnostic = Diagnostic::at(Code::UnknownSection, section.span.in_file(entry.file), message);
    diags.push(diagnostic.suggest(&section.value, titles.iter().copied()).help(help));
}
