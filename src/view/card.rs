//! Cards: what a reader is told of an entry where it is linked, in a line or two.

use super::Subject;
use super::viewer::{TITLE, Viewer};
use crate::graph::{EntryId, WorkId};
use crate::model::Data;
use crate::model::name::Name;
use crate::model::translation::Part;
use crate::site::timeline;

/// A card: a title, and what is to be said in short.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    /// The fragment that names it on the page, such as `card-term-zenith`.
    pub id: String,
    /// What it is of.
    pub title: String,
    /// One or two sentences; a card without any is not shown.
    pub text: String,
    /// The language of the text, where it is not that of the page.
    pub lang: Option<String>,
}

impl Viewer<'_> {
    /// The card of an entry: a term's definition, an event's date and place, a paper's thesis. None where the entry has
    /// nothing of the kind to say.
    pub fn card(&self, id: EntryId) -> Option<Card> {
        let entry = self.entry(id);
        let text = match &entry.data {
            Data::Term(term) => term.definition.as_ref()?.value.clone(),
            Data::Theme(theme) => theme.question.as_ref()?.value.clone(),
            Data::Event(event) => {
                let facts = [event.kind.as_ref(), event.place.as_ref()].into_iter().flatten();
                let facts = facts.map(|fact| fact.value.clone());
                let date = timeline::date(self.site.entry(id)).map(|it| it.human(self.date_words()));
                let date = date.unwrap_or_default();
                std::iter::once(date).chain(facts).collect::<Vec<_>>().join(" · ")
            }
            Data::Actor(actor) => {
                let offices = actor.held.iter().map(|held| held.office.value.clone());
                let facts = actor
                    .kind
                    .iter()
                    .map(|kind| kind.value.replace('-', " "))
                    .chain(offices);
                facts.collect::<Vec<_>>().join(" · ")
            }
            Data::Paper(paper) => {
                let authors: Vec<String> = paper.author.iter().map(Name::spoken).collect();
                let thesis = paper.thesis.first().map(|it| it.value.as_str()).unwrap_or_default();
                format!("{}. {thesis}", authors.join(", "))
            }
            Data::Page(_) => return None,
        };
        let part = match &entry.data {
            Data::Term(_) => Part::Text("definition"),
            Data::Theme(_) => Part::Text("question"),
            Data::Paper(_) => Part::Text("thesis"),
            Data::Event(_) | Data::Actor(_) | Data::Page(_) => Part::Text("place"),
        };
        // Kinds and roles are words of the site.
        let lang = match &entry.data {
            Data::Event(_) | Data::Actor(_) => self.other(self.site.config.language()),
            _ => self.lang(id, part),
        };
        (!text.is_empty()).then(|| Card {
            id: ["card-", entry.key.kind.name(), "-", &entry.key.stem].concat(),
            title: self.print(id, TITLE, entry.title()),
            text: self.print(id, part, &text),
            lang,
        })
    }

    /// The web address of the card of an entry as a page of its own, or what is told of it.
    pub(super) fn embed(&self, subject: Subject, ending: &str) -> Option<String> {
        let Subject::Entry(id) = subject else {
            return None;
        };
        let base = self.site.config.base_url()?;
        self.card(id)?;
        Some(format!("{base}embed/{}.{ending}", self.site.entry(id).key))
    }

    /// The card of a cited work: its reference.
    pub fn work_card(&self, id: WorkId) -> Card {
        let work = &self.site.graph.work(id).work;
        let runs = self.site.reference(id).iter();
        Card {
            id: format!("card-work-{}", crate::parse::slug(&work.key)),
            title: work.title(),
            text: runs.map(|run| run.text.as_str()).collect(),
            lang: None,
        }
    }
}
