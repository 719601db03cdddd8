//! A translation of an entry: the texts that it gives in another language; the facts are those of the original.

use super::{Body, Data, Key, Kind, Language, Reference, Relation};
use crate::span::{FileId, Span, Spanned};
use crate::yaml::{Key as RecordKey, record};
use std::collections::BTreeSet;

record! {
    /// The translation of a paper's summary.
    PaperTranslation {
        /// The title of the paper in this language.
        required title "title": Spanned<String>,
        /// The title for narrow places.
        optional short_title "short-title": Spanned<String>,
        /// What the paper claims; as many items as in the original, as in all lists.
        list thesis "thesis": Spanned<String>,
        /// The question it asks.
        list question "question": Spanned<String>,
        /// The theory it works with.
        list theory "theory": Spanned<String>,
        /// How it proceeds.
        list method "method": Spanned<String>,
        /// What it rests on.
        list evidence "evidence": Spanned<String>,
        /// What it recommends.
        list recommendations "recommendations": Spanned<String>,
        /// What it leaves open, and where to be careful.
        list limits "limits": Spanned<String>,
        /// What it says on themes: the statements of the original, known by their theme and order.
        list themes "themes": TreatmentTranslation,
        /// What it tells of events: the accounts of the original, known by their event and order.
        list events "events": AccountTranslation,
        /// How it stands to other works: the relations of the original, known by their work and order.
        list relations "relations": RelationTranslation,
        /// `true` leaves the translation out of the site.
        optional draft "draft": bool,
    }
}

record! {
    /// A statement on a theme in another language.
    TreatmentTranslation {
        /// The theme, as in the original.
        required theme "theme": Reference => "themes",
        /// The sentence.
        required says "says": Spanned<String>,
    }
}

record! {
    /// An account of an event in another language.
    AccountTranslation {
        /// The event, as in the original.
        required event "event": Reference => "events",
        /// The sentence.
        required says "says": Spanned<String>,
    }
}

record! {
    /// What is said of a relation in another language.
    RelationTranslation {
        /// The work, as in the original.
        required work "work": Reference => "works",
        /// The sentence.
        required says "says": Spanned<String>,
    }
}

record! {
    /// The translation of a theme.
    ThemeTranslation {
        /// The title in this language.
        required title "title": Spanned<String>,
        /// What a review asks of each paper.
        optional question "question": Spanned<String>,
        /// `true` leaves the translation out of the site.
        optional draft "draft": bool,
    }
}

record! {
    /// The translation of an event.
    EventTranslation {
        /// The title in this language.
        required title "title": Spanned<String>,
        /// Where; for an event that has a place.
        optional place "place": Spanned<String>,
        /// `true` leaves the translation out of the site.
        optional draft "draft": bool,
    }
}

record! {
    /// The translation of an actor.
    ActorTranslation {
        /// The name in this language.
        required title "title": Spanned<String>,
        /// Other names in this language, found in prose of this language.
        list aliases "aliases": Spanned<String>,
        /// `true` leaves the translation out of the site.
        optional draft "draft": bool,
    }
}

record! {
    /// The translation of a term.
    TermTranslation {
        /// The term in this language.
        required title "title": Spanned<String>,
        /// One sentence that says what it means.
        optional definition "definition": Spanned<String>,
        /// Plurals, inflected forms and synonyms in this language, found in prose of this language.
        list aliases "aliases": Spanned<String>,
        /// `true` leaves the translation out of the site.
        optional draft "draft": bool,
    }
}

record! {
    /// The translation of a page.
    PageTranslation {
        /// The title in this language.
        required title "title": Spanned<String>,
        /// `true` leaves the translation out of the site.
        optional draft "draft": bool,
    }
}

record! {
    /// The translation of the home page.
    HomeTranslation {
        /// The title in this language.
        required title "title": Spanned<String>,
        /// The sentence that says what the site is, which `conspectus.yaml` has in the language of the site.
        optional description "description": Spanned<String>,
        /// `true` leaves the translation out of the site.
        optional draft "draft": bool,
    }
}

/// The front matter of a translation.
#[derive(Clone, Debug)]
pub enum Said {
    /// Of a paper.
    Paper(Box<PaperTranslation>),
    /// Of a theme.
    Theme(ThemeTranslation),
    /// Of an event.
    Event(EventTranslation),
    /// Of an actor.
    Actor(ActorTranslation),
    /// Of a term.
    Term(TermTranslation),
    /// Of a page.
    Page(PageTranslation),
    /// Of the home page.
    Home(HomeTranslation),
}

/// A file `<name>.<language>.md`: an entry in another language.
#[derive(Clone, Debug)]
pub struct Translation {
    /// The entry that it translates.
    pub key: Key,
    /// Its language.
    pub language: Language,
    /// Its file.
    pub file: FileId,
    /// Where the front matter stands.
    pub matter: Span,
    /// What the front matter says.
    pub said: Said,
    /// What the prose holds.
    pub body: Body,
}

/// A text of an entry that a translation can give.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// What stands behind a key.
    Text(&'static str),
    /// What a paper says in an item of a list: a treatment, an account or a relation, by its number.
    Says(Relation, usize),
}

/// Why a translation does not fit its original.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Misfit {
    /// A list has not as many items as that of the original: the key, where the first item stands, how many it has,
    /// and how many it should have.
    Length(&'static str, Span, usize, usize),
    /// The original has no text behind the key.
    Nothing(&'static str, Span),
    /// The original has no such item, or not that many: the key, and what names the item.
    NoItem(&'static str, Reference),
}

/// The keys that a translation of that kind can have.
pub fn keys(kind: Kind, is_home: bool) -> &'static [RecordKey] {
    match kind {
        Kind::Paper => PaperTranslation::KEYS,
        Kind::Theme => ThemeTranslation::KEYS,
        Kind::Event => EventTranslation::KEYS,
        Kind::Actor => ActorTranslation::KEYS,
        Kind::Term => TermTranslation::KEYS,
        Kind::Page if is_home => HomeTranslation::KEYS,
        Kind::Page => PageTranslation::KEYS,
    }
}

impl Said {
    /// Whether it is left out of the site.
    pub fn is_draft(&self) -> bool {
        let draft = match self {
            Said::Paper(it) => it.draft,
            Said::Theme(it) => it.draft,
            Said::Event(it) => it.draft,
            Said::Actor(it) => it.draft,
            Said::Term(it) => it.draft,
            Said::Page(it) => it.draft,
            Said::Home(it) => it.draft,
        };
        draft.unwrap_or(false)
    }

    /// The title.
    pub fn title(&self) -> &Spanned<String> {
        match self {
            Said::Paper(it) => &it.title,
            Said::Theme(it) => &it.title,
            Said::Event(it) => &it.title,
            Said::Actor(it) => &it.title,
            Said::Term(it) => &it.title,
            Said::Page(it) => &it.title,
            Said::Home(it) => &it.title,
        }
    }
}

impl Translation {
    /// The front matter of the original with the texts of this translation in their places, and which texts they are.
    /// What does not fit is told to `misfits`, and stays as in the original.
    pub fn over(&self, original: &Data, misfits: &mut Vec<Misfit>) -> (Data, BTreeSet<Part>) {
        let mut data = original.clone();
        let mut over = Over {
            given: BTreeSet::from([Part::Text("title")]),
            misfits,
        };
        let language = Some(self.language.clone());
        match (&mut data, &self.said) {
            (Data::Paper(it), Said::Paper(said)) => {
                (it.title, it.lang, it.dir) = (said.title.clone(), language, None);
                over.paper(it, said);
            }
            (Data::Theme(it), Said::Theme(said)) => {
                (it.title, it.lang, it.dir) = (said.title.clone(), language, None);
                over.text("question", &mut it.question, said.question.as_ref());
            }
            (Data::Event(it), Said::Event(said)) => {
                (it.title, it.lang, it.dir) = (said.title.clone(), language, None);
                over.text("place", &mut it.place, said.place.as_ref());
            }
            (Data::Actor(it), Said::Actor(said)) => {
                (it.title, it.lang, it.dir) = (said.title.clone(), language, None);
                over.names(&mut it.aliases, &said.aliases);
            }
            (Data::Term(it), Said::Term(said)) => {
                (it.title, it.lang, it.dir) = (said.title.clone(), language, None);
                over.text("definition", &mut it.definition, said.definition.as_ref());
                over.names(&mut it.aliases, &said.aliases);
            }
            (Data::Page(it), Said::Page(PageTranslation { title, .. }) | Said::Home(HomeTranslation { title, .. })) => {
                (it.title, it.lang, it.dir) = (title.clone(), language, None);
            }
            _ => {}
        }
        (data, over.given)
    }
}

/// Puts texts over those of the original.
struct Over<'a> {
    given: BTreeSet<Part>,
    misfits: &'a mut Vec<Misfit>,
}

impl Over<'_> {
    fn paper(&mut self, paper: &mut super::paper::Paper, said: &PaperTranslation) {
        match (&mut paper.short_title, &said.short_title) {
            (_, Some(title)) => {
                self.given.insert(Part::Text("short-title"));
                paper.short_title = Some(title.clone());
            }
            // The short form of a title in another language is of no use beside this one.
            (short, None) => *short = None,
        }
        let lists = [
            ("thesis", &mut paper.thesis, &said.thesis),
            ("question", &mut paper.question, &said.question),
            ("theory", &mut paper.theory, &said.theory),
            ("method", &mut paper.method, &said.method),
            ("evidence", &mut paper.evidence, &said.evidence),
            ("recommendations", &mut paper.recommendations, &said.recommendations),
            ("limits", &mut paper.limits, &said.limits),
        ];
        for (key, original, said) in lists {
            self.list(key, original, said);
        }
        let themes = paper.themes.iter_mut().map(|it| (&it.theme, &mut it.says)).collect();
        let said_of = said.themes.iter().map(|it| (&it.theme, &it.says));
        self.items(Relation::Treats, "themes", themes, said_of);
        let events = paper.events.iter_mut().map(|it| (&it.event, &mut it.says)).collect();
        let said_of = said.events.iter().map(|it| (&it.event, &it.says));
        self.items(Relation::Recounts, "events", events, said_of);
        let works = paper.relations.iter_mut().map(|it| (&it.work, &mut it.says)).collect();
        let said_of = said.relations.iter().map(|it| (&it.work, &it.says));
        self.items(Relation::Relates, "relations", works, said_of);
    }

    fn text(&mut self, key: &'static str, original: &mut Option<Spanned<String>>, said: Option<&Spanned<String>>) {
        match (original, said) {
            (_, None) => {}
            (None, Some(said)) => self.misfits.push(Misfit::Nothing(key, said.span)),
            (Some(original), Some(said)) => {
                original.clone_from(said);
                self.given.insert(Part::Text(key));
            }
        }
    }

    /// Names need not be as many: each language has its own forms.
    fn names(&mut self, original: &mut Vec<Spanned<String>>, said: &[Spanned<String>]) {
        said.clone_into(original);
        self.given.insert(Part::Text("aliases"));
    }

    fn list(&mut self, key: &'static str, original: &mut Vec<Spanned<String>>, said: &[Spanned<String>]) {
        let Some(first) = said.first() else {
            return;
        };
        if original.is_empty() {
            self.misfits.push(Misfit::Nothing(key, first.span));
        } else if original.len() == said.len() {
            said.clone_into(original);
            self.given.insert(Part::Text(key));
        } else {
            let misfit = Misfit::Length(key, first.span, said.len(), original.len());
            self.misfits.push(misfit);
        }
    }

    /// Items are known by what they are about, and among those about the same by their order.
    fn items<'s>(
        &mut self,
        relation: Relation,
        key: &'static str,
        mut original: Vec<(&Reference, &mut Spanned<String>)>,
        said: impl Iterator<Item = (&'s Reference, &'s Spanned<String>)>,
    ) {
        for (about, says) in said {
            let mut free = original.iter_mut().enumerate();
            let item = free.find(|(item, (of, _))| {
                stem(&of.value) == stem(&about.value) && !self.given.contains(&Part::Says(relation, *item))
            });
            match item {
                Some((item, (_, original))) => {
                    original.clone_from(says);
                    self.given.insert(Part::Says(relation, item));
                }
                // Nothing is written: the missing key has been reported.
                None if about.span == Span::default() => {}
                None => self.misfits.push(Misfit::NoItem(key, about.clone())),
            }
        }
    }
}

/// A reference without its folder: `themes/upkeep` names the same as `upkeep`.
fn stem(written: &str) -> &str {
    let written = written.trim_end_matches(".md");
    written.rsplit_once('/').map_or(written, |(_, stem)| stem)
}
