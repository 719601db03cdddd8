//! The statements of all papers, one after the other, whatever they are about.

use crate::graph::{EntryId, account_fragment, treatment_fragment};
use crate::model::date::Edtf;
use crate::model::locator::Locator;
use crate::model::paper::Paper;
use crate::model::{Data, Kind, Relation};
use crate::site::Site;
use crate::site::accounts::Claims;
use crate::span::Spanned;

/// A statement of a paper on a theme or event.
pub(super) struct Statement<'a> {
    /// Its address: that of the paper, with a fragment.
    pub(super) id: String,
    pub(super) paper: EntryId,
    pub(super) subject: EntryId,
    /// That of the subject.
    pub(super) kind: Kind,
    pub(super) stance: Option<&'a Spanned<String>>,
    pub(super) at: Option<&'a Spanned<Locator>>,
    pub(super) date: Option<&'a Spanned<Edtf>>,
    pub(super) says: &'a str,
    pub(super) claims: Claims<'a>,
}

/// Every statement, paper by paper: first what it says on themes, then what it tells of events.
pub(super) fn all(site: &Site) -> impl Iterator<Item = Statement<'_>> {
    let of_paper = |&paper: &EntryId| {
        let Data::Paper(data) = &site.entry(paper).data else {
            return Vec::new();
        };
        let treatments = (0..data.themes.len()).filter_map(|item| treatment(site, paper, data, item));
        let accounts = (0..data.events.len()).filter_map(|item| account(site, paper, data, item));
        treatments.chain(accounts).collect()
    };
    site.order(Kind::Paper).iter().flat_map(of_paper)
}

fn treatment<'a>(site: &Site, paper: EntryId, data: &'a Paper, item: usize) -> Option<Statement<'a>> {
    let it = data.themes.get(item)?;
    let fragment = treatment_fragment(site.entry(paper), item);
    Some(Statement {
        id: format!("{}#{fragment}", site.addresses.of(paper)),
        paper,
        subject: target(site, paper, Relation::Treats, item)?,
        kind: Kind::Theme,
        stance: it.stance.as_ref(),
        at: it.at.as_ref(),
        date: None,
        says: &it.says.value,
        claims: Claims::of_treatment(it),
    })
}

fn account<'a>(site: &Site, paper: EntryId, data: &'a Paper, item: usize) -> Option<Statement<'a>> {
    let it = data.events.get(item)?;
    let fragment = account_fragment(site.entry(paper), item);
    Some(Statement {
        id: format!("{}#{fragment}", site.addresses.of(paper)),
        paper,
        subject: target(site, paper, Relation::Recounts, item)?,
        kind: Kind::Event,
        stance: None,
        at: it.at.as_ref(),
        date: it.date.as_ref(),
        says: &it.says.value,
        claims: Claims::of_account(it),
    })
}

/// The entry that one item of a list of front matter names.
fn target(site: &Site, id: EntryId, relation: Relation, item: usize) -> Option<EntryId> {
    let mut edges = site.graph.out(id, relation).filter(|edge| edge.item == item);
    edges.find_map(|edge| edge.to.entry())
}
