//! What the entries leave out: themes that one paper treats, events that one paper tells of, decades without events,
//! actors that nobody introduces, terms that are used once; and the works that papers have in common.

use super::Site;
use super::timeline;
use crate::graph::{EntryId, Node, WorkId};
use crate::model::date::{Edtf, Precision};
use crate::model::{Data, Kind, Relation};

/// What is asked of the entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Question {
    /// Which themes no paper treats.
    ThemesUntreated,
    /// Which themes one paper treats.
    ThemesTreatedOnce,
    /// Which events no paper tells of.
    EventsUntold,
    /// Which events one paper tells of.
    EventsToldOnce,
    /// Which decades between the first and the last event have none.
    DecadesEmpty,
    /// Which actors have a page without text.
    ActorsNotIntroduced,
    /// Which actors are in no event.
    ActorsWithoutEvents,
    /// Which terms no passage uses.
    TermsUnused,
    /// Which terms one passage uses.
    TermsUsedOnce,
    /// Which works several papers cite.
    WorksShared,
}

impl Question {
    /// All of them, in the order of the page.
    pub const ALL: [Question; 10] = [
        Question::ThemesUntreated,
        Question::ThemesTreatedOnce,
        Question::EventsUntold,
        Question::EventsToldOnce,
        Question::DecadesEmpty,
        Question::ActorsNotIntroduced,
        Question::ActorsWithoutEvents,
        Question::TermsUnused,
        Question::TermsUsedOnce,
        Question::WorksShared,
    ];

    /// Its name in fragments, interface texts and data.
    pub fn name(self) -> &'static str {
        match self {
            Question::ThemesUntreated => "themes-untreated",
            Question::ThemesTreatedOnce => "themes-treated-once",
            Question::EventsUntold => "events-untold",
            Question::EventsToldOnce => "events-told-once",
            Question::DecadesEmpty => "decades-empty",
            Question::ActorsNotIntroduced => "actors-not-introduced",
            Question::ActorsWithoutEvents => "actors-without-events",
            Question::TermsUnused => "terms-unused",
            Question::TermsUsedOnce => "terms-used-once",
            Question::WorksShared => "works-shared",
        }
    }
}

/// The answer to a question.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The question.
    pub question: Question,
    /// What was found.
    pub found: Vec<Finding>,
    /// Of how many: all themes, events, decades, actors, terms or works.
    pub of: usize,
}

/// One thing that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What it is.
    pub subject: Subject,
    /// What belongs to it: the one paper, the events before and after, the papers that cite.
    pub beside: Vec<EntryId>,
}

/// What a finding is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// A theme, event, actor or term.
    Entry(EntryId),
    /// A work.
    Work(WorkId),
    /// The first years of the first and the last decade of a gap.
    Decades(i64, i64),
}

/// Every question that the site has entries for, with its answer.
pub fn answers(site: &Site) -> Vec<Answer> {
    let answers = Question::ALL.into_iter().map(|question| answer(site, question));
    answers.filter(|answer| answer.of > 0).collect()
}

fn answer(site: &Site, question: Question) -> Answer {
    let speaking = |kind, relation, count| among(site, kind, |id| exactly(count, site.sources(id, relation)));
    let used = |count| {
        among(site, Kind::Term, |id| {
            let is_term = matches!(&site.entry(id).data, Data::Term(term) if term.see.is_none());
            exactly(count, passages(site, id)).filter(|_| is_term)
        })
    };
    let plain = |holds: bool| holds.then(Vec::new);
    let (found, of) = match question {
        Question::ThemesUntreated => speaking(Kind::Theme, Relation::Treats, 0),
        Question::ThemesTreatedOnce => speaking(Kind::Theme, Relation::Treats, 1),
        Question::EventsUntold => speaking(Kind::Event, Relation::Recounts, 0),
        Question::EventsToldOnce => speaking(Kind::Event, Relation::Recounts, 1),
        Question::DecadesEmpty => gaps(site),
        Question::ActorsNotIntroduced => among(site, Kind::Actor, |id| plain(site.entry(id).body.words == 0)),
        Question::ActorsWithoutEvents => among(site, Kind::Actor, |id| {
            plain(site.graph.incoming(id, Relation::Involves).next().is_none())
        }),
        Question::TermsUnused => used(0),
        Question::TermsUsedOnce => used(1),
        Question::WorksShared => shared(site),
    };
    Answer { question, found, of }
}

/// The entries of a kind for which there is something to say, and how many there are in all.
fn among(site: &Site, kind: Kind, says: impl Fn(EntryId) -> Option<Vec<EntryId>>) -> (Vec<Finding>, usize) {
    let all = site.order(kind);
    let finding = |&id: &EntryId| {
        Some(Finding {
            subject: Subject::Entry(id),
            beside: says(id)?,
        })
    };
    (all.iter().filter_map(finding).collect(), all.len())
}

fn exactly(count: usize, entries: Vec<EntryId>) -> Option<Vec<EntryId>> {
    (entries.len() == count).then_some(entries)
}

/// The pages whose prose uses a term, once for each passage.
fn passages(site: &Site, term: EntryId) -> Vec<EntryId> {
    let prose = [Relation::Links, Relation::Mentions];
    let edges = site.graph.backlinks(Node::Entry(term));
    let edges = edges.filter(|edge| prose.contains(&edge.relation) && edge.from != term);
    let mut passages: Vec<_> = edges.map(|edge| (edge.from, edge.sentence)).collect();
    passages.sort_unstable();
    passages.dedup();
    passages.into_iter().map(|(from, _)| from).collect()
}

/// The decades between the first and the last event that no event lies in or reaches through, neighbouring ones as one,
/// with the events before and after; and how many decades there are.
fn gaps(site: &Site) -> (Vec<Finding>, usize) {
    let mut spans: Vec<(i64, i64, EntryId)> = Vec::new();
    for &event in site.order(Kind::Event) {
        if let Some((first, last)) = timeline::date(site.entry(event)).and_then(decades) {
            spans.push((first, last, event));
        }
    }
    spans.sort_by_key(|(first, ..)| *first);
    let mut found = Vec::new();
    let mut reached: Option<(i64, EntryId)> = None;
    for &(first, last, event) in &spans {
        if let Some((until, before)) = reached.filter(|(until, _)| until + 10 < first) {
            found.push(Finding {
                subject: Subject::Decades(until + 10, first - 10),
                beside: vec![before, event],
            });
        }
        reached = Some(reached.filter(|(until, _)| *until > last).unwrap_or((last, event)));
    }
    let whole = spans
        .first()
        .zip(reached)
        .map_or(0, |((first, ..), (until, _))| (until - first) / 10 + 1);
    (found, usize::try_from(whole).unwrap_or(0))
}

/// The first and the last decade that a date reaches into; an open end counts as the start. A date that leaves the decade
/// open, such as `19XX`, lies in none.
fn decades(date: &Edtf) -> Option<(i64, i64)> {
    let first = date.decade()?;
    let last = date.latest().map_or(first, |day| day.year().div_euclid(10) * 10);
    match date.precision() {
        Precision::Interval => Some((first, last.max(first))),
        _ => (first == last).then_some((first, first)),
    }
}

/// The works that several papers cite, most cited first; and how many works there are.
fn shared(site: &Site) -> (Vec<Finding>, usize) {
    let all: Vec<WorkId> = site.bibliography().collect();
    let mut found: Vec<Finding> = all.iter().filter_map(|&work| cited_by_several(site, work)).collect();
    found.sort_by_key(|it| std::cmp::Reverse(it.beside.len()));
    (found, all.len())
}

fn cited_by_several(site: &Site, work: WorkId) -> Option<Finding> {
    let node = site.graph.work(work).paper.map_or(Node::Work(work), Node::Entry);
    let cites = site
        .graph
        .backlinks(node)
        .filter(|edge| edge.relation == Relation::Cites);
    let papers = cites
        .map(|edge| edge.from)
        .filter(|id| site.entry(*id).key.kind == Kind::Paper);
    let papers = site.in_order(papers.filter(|id| Node::Entry(*id) != node).collect());
    (papers.len() > 1).then_some(Finding {
        subject: Subject::Work(work),
        beside: papers,
    })
}
