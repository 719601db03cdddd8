//! Shapes what every page shows: links, dates, claims, statements, disagreements, backlinks.

use super::{
    AccountView, BacklinkGroup, BacklinkView, ClaimView, DateView, DisagreementView, ErratumView, EventRow, LinkView,
    LocatorView, RunView, SideView, TreatmentView, WorkView,
};
use crate::graph::{Edge, EntryId, Node, WorkId, account_fragment, treatment_fragment};
use crate::model::date::{DateRelation, DateWords, Edtf};
use crate::model::locator::Locator;
use crate::model::paper::{Account, Erratum, Paper, Treatment};
use crate::model::translation::Part;
use crate::model::typography::smart_as;
use crate::model::{Data, Entry, Kind, Quotes, Relation};
use crate::parse::slug;
use crate::site::Site;
use crate::site::accounts::{Aspect, Claims, Degree, Disagreement, Statement};
use crate::site::address::{self, Listing};
use crate::site::citation::Run;
use crate::span::Spanned;
use std::collections::BTreeSet;

/// Makes the views of one page: it knows where the page is, so that links are relative to it.
#[derive(Clone, Copy)]
pub struct Viewer<'a> {
    pub(super) site: &'a Site,
    /// The way from the page to the root of the site.
    pub(super) root: &'static str,
    /// The language of the page, BCP 47.
    pub(super) language: &'a str,
}

impl<'a> Viewer<'a> {
    /// The viewer of the page in a language at an address.
    pub fn new(site: &'a Site, address: &str, language: &'a str) -> Viewer<'a> {
        Viewer {
            site,
            root: address::root(address),
            language,
        }
    }

    /// An entry in the language of the page, if there is such a translation, else itself.
    pub fn version(&self, id: EntryId) -> EntryId {
        self.site.graph.version(id, self.language)
    }

    /// The same with its texts.
    pub fn entry(&self, id: EntryId) -> &'a Entry {
        self.site.entry(self.version(id))
    }

    /// The title of an entry as the page prints it.
    pub fn title(&self, id: EntryId) -> String {
        self.site.title_in(id, self.language)
    }

    /// A language, where it is not that of the page.
    pub(super) fn other(&self, language: &str) -> Option<String> {
        (language != self.language).then(|| language.to_owned())
    }

    /// The language of a text of an entry: that of the translation, or of the original where the translation leaves it
    /// out.
    fn language_of(&self, id: EntryId, part: Part) -> &'a str {
        let graph = &self.site.graph;
        let version = self.version(id);
        if graph.gives(version, part) {
            graph.language_of(version)
        } else {
            graph.language_of(graph.original(version))
        }
    }

    /// The language of a text of an entry, where it is not that of the page.
    pub(super) fn lang(&self, id: EntryId, part: Part) -> Option<String> {
        self.other(self.language_of(id, part))
    }

    /// The language of the facts of an entry, which no translation repeats, where it is not that of the page.
    fn facts_lang(&self, id: EntryId) -> Option<String> {
        let graph = &self.site.graph;
        self.other(graph.language_of(graph.original(id)))
    }

    /// A text of an entry as it is printed in its language.
    pub(super) fn print(&self, id: EntryId, part: Part, text: &str) -> String {
        smart_as(text, Quotes::of(self.language_of(id, part)))
    }

    /// A fact of an entry as it is printed in the language of the original.
    pub(super) fn fact(&self, id: EntryId, text: &str) -> String {
        let graph = &self.site.graph;
        smart_as(text, Quotes::of(graph.language_of(graph.original(id))))
    }

    /// The site.
    pub fn site(&self) -> &'a Site {
        self.site
    }

    /// The way from this page to a path of the site.
    pub fn href(&self, path: &str) -> String {
        [self.root, path].concat()
    }

    /// The way to the page of an entry.
    pub fn href_of(&self, id: EntryId, fragment: Option<&str>) -> String {
        let address = self.site.addresses.of(self.holding(id, fragment));
        match fragment {
            Some(fragment) => [self.root, address, "#", fragment].concat(),
            None => self.href(address),
        }
    }

    /// The version of an entry that a link leads to: that in the language of the page, if it has the fragment.
    fn holding(&self, id: EntryId, fragment: Option<&str>) -> EntryId {
        let version = self.version(id);
        let has = |id: EntryId, fragment: &str| {
            let body = &self.site.entry(id).body;
            body.headings.iter().any(|it| it.id == fragment) || body.passages.iter().any(|it| it.id == fragment)
        };
        match fragment {
            Some(fragment) if version != id && has(id, fragment) && !has(version, fragment) => id,
            _ => version,
        }
    }

    /// The language of the page that a link to an entry leads to, where it is not that of this page.
    pub fn hreflang(&self, id: EntryId, fragment: Option<&str>) -> Option<String> {
        self.other(self.site.graph.language_of(self.holding(id, fragment)))
    }

    /// The way to a work: its summary, its page, or its place in the bibliography.
    pub fn href_of_work(&self, id: WorkId) -> String {
        let cited = self.site.graph.work(id);
        match (cited.paper, self.site.addresses.of_work(id)) {
            (Some(paper), _) => self.href_of(paper, None),
            (None, Some(page)) => self.href(page),
            (None, None) => self.href(&self.site.place_in_bibliography(id)),
        }
    }

    /// A link to an entry.
    pub fn link(&self, id: EntryId) -> LinkView {
        self.link_to(id, None)
    }

    /// A link to a part of an entry's page.
    pub(super) fn link_to(&self, id: EntryId, fragment: Option<&str>) -> LinkView {
        let entry = self.site.entry(id);
        LinkView {
            title: self.label(id),
            href: self.href_of(id, fragment),
            kind: entry.key.kind.name(),
            lang: self
                .lang(id, TITLE)
                .filter(|_| self.site.spoken(self.site.graph.original(id)).is_none()),
            hreflang: self.hreflang(id, fragment),
        }
    }

    /// A link to a page that lists entries; its title is the name that the interface texts have for it.
    pub(super) fn listing(&self, listing: Listing) -> LinkView {
        LinkView {
            title: listing.name().to_owned(),
            href: self.href(&listing.address()),
            kind: "listing",
            hreflang: self.other(self.site.config.language()),
            ..LinkView::default()
        }
    }

    /// What an entry is called in a link: a paper by its authors and year, as scholars speak of it, all else by its title.
    pub(super) fn label(&self, id: EntryId) -> String {
        match self.site.spoken(self.site.graph.original(id)) {
            Some(spoken) => spoken.to_owned(),
            None => self.print(id, TITLE, short_title(self.entry(id))),
        }
    }

    pub(super) fn links(&self, ids: impl IntoIterator<Item = EntryId>) -> Vec<LinkView> {
        ids.into_iter().map(|id| self.link(id)).collect()
    }

    /// The words of dates in the language of the page.
    pub(super) fn date_words(&self) -> &'a DateWords {
        self.site.date_words_in(self.language)
    }

    pub(super) fn date(&self, date: &Edtf) -> DateView {
        DateView {
            human: date.human(self.date_words()),
            edtf: date.to_string(),
            datetime: date.html_datetime(),
        }
    }

    /// The date of an event. One without a date was reported, so no page shows the empty text.
    pub(super) fn event_date(&self, id: EntryId) -> DateView {
        match crate::site::timeline::date(self.site.entry(id)) {
            Some(date) => self.date(date),
            None => DateView {
                human: String::new(),
                edtf: String::new(),
                datetime: None,
            },
        }
    }

    /// A place in a paper; it leads to the section of the summary.
    pub(super) fn locator(&self, paper: EntryId, at: Option<&Spanned<Locator>>) -> Option<LocatorView> {
        let locator = &at?.value;
        let section = locator.section.as_ref();
        let heading = section.and_then(|section| self.site.entry(paper).heading(&section.value));
        Some(LocatorView {
            text: self.fact(paper, &locator.human()),
            href: heading.map(|heading| self.href_of(paper, Some(&heading.id))),
        })
    }

    pub(super) fn paper(&self, id: EntryId) -> Option<&'a Paper> {
        match &self.entry(id).data {
            Data::Paper(paper) => Some(paper),
            _ => None,
        }
    }

    /// What an item of a list of front matter names.
    pub(super) fn target(&self, id: EntryId, relation: Relation, item: usize) -> Option<EntryId> {
        let mut edges = self.site.graph.out(id, relation);
        edges.find(|edge| edge.item == item).and_then(|edge| edge.to.entry())
    }
}

// What papers state.
impl Viewer<'_> {
    /// What a paper says on a theme.
    pub(super) fn treatment(&self, paper: EntryId, item: usize, treatment: &Treatment) -> Option<TreatmentView> {
        let theme = self.target(paper, Relation::Treats, item)?;
        let id = treatment_fragment(self.site.entry(paper), item);
        let stance = treatment.stance.as_ref().map(|stance| stance.value.clone());
        let stances = &self.site.config.stances;
        Some(TreatmentView {
            paper: self.link(paper),
            href: self.href_of(paper, Some(&id)),
            theme: self.link(theme),
            stance_number: stance
                .as_ref()
                .and_then(|stance| stances.iter().position(|it| it.value == *stance)),
            stance,
            at: self.locator(paper, treatment.at.as_ref()),
            says: self.print(paper, Part::Says(Relation::Treats, item), &treatment.says.value),
            lang: self.lang(paper, Part::Says(Relation::Treats, item)),
            facts_lang: self.facts_lang(paper),
            claims: self.claims(paper, &Claims::of_treatment(treatment)),
            erratum: treatment.erratum.as_ref().map(|it| self.erratum(paper, it)),
            id,
        })
    }

    /// What a paper tells of an event.
    pub(super) fn account(&self, paper: EntryId, item: usize, account: &Account) -> Option<AccountView> {
        let event = self.target(paper, Relation::Recounts, item)?;
        let id = account_fragment(self.site.entry(paper), item);
        let own = crate::site::timeline::date(self.site.entry(event));
        let given = account.date.as_ref().map(|date| &date.value);
        Some(AccountView {
            paper: self.link(paper),
            href: self.href_of(paper, Some(&id)),
            event: self.link(event),
            event_date: self.event_date(event),
            at: self.locator(paper, account.at.as_ref()),
            date: given.map(|date| self.date(date)),
            date_relation: given.zip(own).map(|(given, own)| relation_name(given.relation(own))),
            says: self.print(paper, Part::Says(Relation::Recounts, item), &account.says.value),
            lang: self.lang(paper, Part::Says(Relation::Recounts, item)),
            facts_lang: self.facts_lang(paper),
            claims: self.claims(paper, &Claims::of_account(account)),
            erratum: account.erratum.as_ref().map(|it| self.erratum(paper, it)),
            id,
        })
    }

    /// Every treatment of a theme, paper by paper.
    pub(super) fn treatments_of(&self, theme: EntryId) -> Vec<TreatmentView> {
        let statements = self.statements(theme, Relation::Treats);
        let view = |(paper, item)| self.treatment(paper, item, self.paper(paper)?.themes.get(item)?);
        statements.into_iter().filter_map(view).collect()
    }

    /// Every account of an event, paper by paper.
    pub(super) fn accounts_of(&self, event: EntryId) -> Vec<AccountView> {
        let statements = self.statements(event, Relation::Recounts);
        let view = |(paper, item)| self.account(paper, item, self.paper(paper)?.events.get(item)?);
        statements.into_iter().filter_map(view).collect()
    }

    /// The papers that speak of an event or theme, in their order, and the numbers of their statements.
    fn statements(&self, subject: EntryId, relation: Relation) -> Vec<(EntryId, usize)> {
        let edges = self.site.graph.incoming(subject, relation);
        let mut statements: Vec<(EntryId, usize)> = edges.map(|edge| (edge.from, edge.item)).collect();
        statements.sort_by_key(|(paper, item)| (self.site.rank(*paper), *item));
        statements
    }

    /// The points on which papers differ about an event or theme.
    pub(super) fn disagreements_on(&self, subject: EntryId) -> Vec<DisagreementView> {
        self.site
            .disagreements_on(subject)
            .map(|it| self.disagreement(it))
            .collect()
    }

    pub(super) fn disagreement(&self, it: &Disagreement) -> DisagreementView {
        let subject = &self.site.entry(it.subject).key;
        let side = |side: &crate::site::accounts::Side| self.side(side.paper, side.statement, it.aspect, &side.answer);
        DisagreementView {
            id: format!(
                "{}-{}-{}-{}",
                subject.kind.name(),
                subject.stem,
                it.aspect.name(),
                slug(&it.question)
            ),
            subject: self.link(it.subject),
            kind: it.aspect.name(),
            question: question(&it.question),
            degree: it.degree.map_or("", Degree::name),
            within_one: it.within_one(),
            sides: it.sides.iter().filter_map(side).collect(),
        }
    }

    /// One side of it, or the statement that an erratum belongs to.
    pub(super) fn side(&self, paper: EntryId, statement: Statement, aspect: Aspect, answer: &str) -> Option<SideView> {
        let (entry, data) = (self.site.entry(paper), self.paper(paper)?);
        let (part, fragment, at, says, wrong) = match statement {
            Statement::Treatment(item) => {
                let it = data.themes.get(item)?;
                (
                    Part::Says(Relation::Treats, item),
                    treatment_fragment(entry, item),
                    it.at.as_ref(),
                    &it.says,
                    it.erratum.as_ref(),
                )
            }
            Statement::Account(item) => {
                let it = data.events.get(item)?;
                (
                    Part::Says(Relation::Recounts, item),
                    account_fragment(entry, item),
                    it.at.as_ref(),
                    &it.says,
                    it.erratum.as_ref(),
                )
            }
        };
        let edtf = Edtf::parse(answer).ok().filter(|_| aspect == Aspect::Date);
        Some(SideView {
            paper: self.link(paper),
            href: self.href_of(paper, Some(&fragment)),
            at: self.locator(paper, at),
            answer: edtf.map_or_else(|| self.fact(paper, answer), |it| it.human(self.date_words())),
            says: self.print(paper, part, &says.value),
            lang: self.lang(paper, part),
            facts_lang: self.facts_lang(paper),
            erratum: wrong.map(|it| self.erratum(paper, it)),
        })
    }
}

/// Of more entries than this that say nothing of a subject only the number is told.
const MOST_SILENT: usize = 100;

// Lists and backlinks.
impl Viewer<'_> {
    /// Links to the entries of a kind that are not among those that speak; where they are many, one link with their
    /// number, to the page that lists the kind. A list that grew with the site on each of its pages would grow with its
    /// square.
    pub(super) fn silent(&self, kind: Kind, speaking: Vec<EntryId>) -> Vec<LinkView> {
        let speaking: BTreeSet<EntryId> = speaking.into_iter().collect();
        let all = self.site.order(kind);
        let silent = all.len().saturating_sub(speaking.len());
        if silent > MOST_SILENT {
            return vec![LinkView {
                title: silent.to_string(),
                ..self.listing(Listing::Kind(kind))
            }];
        }
        self.links(all.iter().copied().filter(|id| !speaking.contains(id)))
    }

    /// An event in a list.
    pub(super) fn event_row(&self, id: EntryId, role: Option<String>) -> EventRow {
        let (kind, place) = match &self.entry(id).data {
            Data::Event(event) => (event.kind.as_ref(), event.place.as_ref()),
            _ => (None, None),
        };
        EventRow {
            link: self.link(id),
            date: self.event_date(id),
            kind: kind.map(|it| it.value.clone()),
            place: place.map(|it| self.print(id, Part::Text("place"), &it.value)),
            role,
            actors: self.links(self.site.targets(id, Relation::Involves)),
            papers: self.links(self.site.sources(id, Relation::Recounts)),
            disagreements: self.site.disagreements_on(id).count(),
        }
    }

    /// Events in the order of time.
    pub(super) fn event_rows(&self, ids: Vec<EntryId>) -> Vec<EventRow> {
        let order = self.site.in_order(ids);
        order.into_iter().map(|id| self.event_row(id, None)).collect()
    }

    /// A cited work.
    pub(super) fn work(&self, id: WorkId) -> WorkView {
        let cited = self.site.graph.work(id);
        let node = cited.paper.map_or(Node::Work(id), Node::Entry);
        let citing = self
            .site
            .graph
            .backlinks(node)
            .filter(|edge| edge.relation == Relation::Cites);
        let (passages, lists): (Vec<&Edge>, Vec<&Edge>) = citing.partition(|edge| edge.sentence.is_some());
        let papers = lists.into_iter().map(|edge| edge.from).collect();
        WorkView {
            key: cited.work.key.clone(),
            reference: runs(self.site.reference(id)),
            href: self.href(&self.site.place_in_bibliography(id)),
            id: Listing::Bibliography.fragment(&cited.work.key).unwrap_or_default(),
            note: cited.work.plain("note"),
            summary: cited.paper.map(|paper| self.link(paper)),
            page: self.site.addresses.of_work(id).map(|page| self.href(page)),
            cited_by: self.links(self.site.in_order(papers)),
            passages: passages.into_iter().map(|edge| self.backlink(edge)).collect(),
        }
    }

    /// Everything that leads to an entry, by relation; what the page shows in a section of its own is left out.
    pub(super) fn backlinks(&self, id: EntryId, shown: &[Relation]) -> Vec<BacklinkGroup> {
        let relations = Relation::ALL.into_iter().filter(|relation| !shown.contains(relation));
        let group = |relation: Relation| {
            let mut edges: Vec<&Edge> = self
                .site
                .graph
                .incoming(id, relation)
                .filter(|edge| edge.from != id)
                .collect();
            let place = |id: EntryId| (self.site.entry(id).key.kind, self.site.rank(id));
            edges.sort_by_key(|edge| (place(edge.from), edge.at));
            // A name that stands twice in a sentence is one passage.
            edges.dedup_by_key(|edge| (edge.from, edge.sentence, edge.item));
            let places: Vec<_> = edges.into_iter().map(|edge| self.backlink(edge)).collect();
            (!places.is_empty()).then_some(BacklinkGroup {
                relation: relation.name(),
                places,
            })
        };
        relations.filter_map(group).collect()
    }

    /// A place that leads here, with the sentence or statement that it stands in.
    pub(super) fn backlink(&self, edge: &Edge) -> BacklinkView {
        let heading = edge
            .under
            .and_then(|under| self.site.entry(edge.from).body.headings.get(under));
        let (fragment, said) = self.statement(edge).unwrap_or_else(|| {
            let fragment = heading.map(|heading| heading.id.clone());
            let sentence = self.site.sentence(edge);
            let said = Stated {
                sentence,
                detail: self.role(edge),
                lang: self.facts_lang(edge.from),
            };
            (fragment, said)
        });
        let named = |id: &str| self.entry(edge.from).body.headings.iter().find(|it| it.id == id);
        BacklinkView {
            link: self.link_to(edge.from, fragment.as_deref()),
            under: heading.map(|heading| named(&heading.id).unwrap_or(heading).text.clone()),
            sentence: said.sentence,
            detail: said.detail,
            lang: said.lang,
        }
    }

    /// For a treatment, account or relation of a paper: its fragment and what is said, with the stance or `CiTO` term.
    fn statement(&self, edge: &Edge) -> Option<(Option<String>, Stated)> {
        let (entry, paper) = (self.site.entry(edge.from), self.paper(edge.from)?);
        let (fragment, says, detail, relation) = match edge.relation {
            Relation::Treats => {
                let it = paper.themes.get(edge.item)?;
                let stance = it.stance.as_ref().map(|stance| stance.value.clone());
                (treatment_fragment(entry, edge.item), &it.says, stance, Relation::Treats)
            }
            Relation::Recounts => {
                let it = paper.events.get(edge.item)?;
                (account_fragment(entry, edge.item), &it.says, None, Relation::Recounts)
            }
            Relation::Relates | Relation::Concerns => {
                let it = paper.relations.get(edge.item)?;
                let fragment = super::relations::relation_fragment(edge.item);
                (fragment, &it.says, Some(question(&it.how.value)), Relation::Relates)
            }
            _ => return None,
        };
        let part = Part::Says(relation, edge.item);
        let said = Stated {
            sentence: self.print(edge.from, part, &says.value),
            detail,
            lang: self.lang(edge.from, part),
        };
        Some((Some(fragment), said))
    }

    /// The role of an actor in an event.
    fn role(&self, edge: &Edge) -> Option<String> {
        match &self.site.entry(edge.from).data {
            Data::Event(event) if edge.relation == Relation::Involves => {
                let role = event.actors.get(edge.item)?.role.as_ref();
                role.map(|role| role.value.clone())
            }
            _ => None,
        }
    }
}

// What papers give, in the language of the original.
impl Viewer<'_> {
    fn claims(&self, paper: EntryId, claims: &Claims<'_>) -> Vec<ClaimView> {
        let view = |(aspect, asked, answer): (Aspect, &str, &str)| ClaimView {
            question: question(asked),
            answer: self.fact(paper, answer),
            kind: aspect.name(),
        };
        claims.all().map(view).collect()
    }

    fn erratum(&self, paper: EntryId, it: &Erratum) -> ErratumView {
        ErratumView {
            says: self.fact(paper, &it.says.value),
            reason: self.fact(paper, &it.reason.value),
            basis: it.basis.name(),
        }
    }
}

/// The part of an entry that is its title.
pub(super) const TITLE: Part = Part::Text("title");

/// What stands at a place that leads to an entry.
struct Stated {
    sentence: String,
    detail: Option<String>,
    lang: Option<String>,
}

/// The title for narrow places.
fn short_title(entry: &Entry) -> &str {
    match &entry.data {
        Data::Paper(paper) => paper.short_title.as_ref().map_or(entry.title(), |it| &it.value),
        _ => entry.title(),
    }
}

/// How a paper's date stands to the event's.
fn relation_name(relation: DateRelation) -> &'static str {
    match relation {
        DateRelation::Same => "same",
        DateRelation::Within => "within",
        DateRelation::Contains => "contains",
        DateRelation::Overlapping => "overlapping",
        DateRelation::Disjoint => "disjoint",
    }
}

/// A key as a question that a reader can read.
pub(super) fn question(key: &str) -> String {
    key.replace('-', " ")
}

pub(super) fn runs(runs: &[Run]) -> Vec<RunView> {
    let view = |run: &Run| RunView {
        text: run.text.clone(),
        italic: run.italic,
        bold: run.bold,
        small_caps: run.small_caps,
        superscript: run.superscript,
        href: run.link.clone(),
    };
    runs.iter().map(view).collect()
}
