//! The views of entries, one function per kind.

use super::viewer::{Viewer, runs};
use super::{
    AccountView, ActorView, AlternateView, CompanionView, EventView, GlanceView, OfficeView, PaperView,
    ParticipantView, SharedWorksView, TermView, ThemeView, WorkView,
};
use crate::graph::EntryId;
use crate::model::actor::Actor;
use crate::model::event::Event;
use crate::model::name::Name;
use crate::model::paper::Paper;
use crate::model::term::Term;
use crate::model::theme::Theme;
use crate::model::translation::Part;
use crate::model::typography::smart_as;
use crate::model::{Data, Kind, Quotes, Relation};
use crate::site::{coupling, index, tree};
use crate::span::Spanned;
use std::collections::BTreeMap;

// Papers.
impl Viewer<'_> {
    /// A paper's page.
    pub fn paper_view(&self, id: EntryId, paper: &Paper) -> PaperView {
        let work = self.site.graph.work_of(id);
        let treatments = paper.themes.iter().enumerate();
        let disagreements = self.site.disagreements_of(id);
        PaperView {
            authors: paper.author.iter().map(Name::spoken).collect(),
            year: paper.issued.as_ref().map(|date| self.date(&date.value)),
            reference: work.map(|work| runs(self.site.reference(work))).unwrap_or_default(),
            url: paper.url.as_ref().map(|it| it.value.clone()),
            doi: paper.doi.as_ref().map(|it| it.value.clone()),
            note: paper.note.as_ref().map(|it| self.fact(id, &it.value)),
            downloads: self.downloads(self.site.addresses.of(id)),
            glance: self.glance(id, paper),
            treatments: treatments
                .filter_map(|(item, it)| self.treatment(id, item, it))
                .collect(),
            accounts: self.accounts_in_time(id, paper),
            relations: self.relations(id, paper),
            disagreements: disagreements.map(|it| self.disagreement(it)).collect(),
            silent: self.silent(Kind::Theme, self.site.targets(id, Relation::Treats)),
            cites: self.cited(id),
            shares: self.shares(id),
            backlinks: self.backlinks(id, &[Relation::Relates]),
        }
    }

    fn accounts_in_time(&self, id: EntryId, paper: &Paper) -> Vec<AccountView> {
        let place = |item| self.site.rank(self.target(id, Relation::Recounts, item)?);
        let mut items: Vec<usize> = (0..paper.events.len()).collect();
        items.sort_by_cached_key(|&item| (place(item), item));
        items
            .into_iter()
            .filter_map(|item| self.account(id, item, paper.events.get(item)?))
            .collect()
    }

    /// The reference of a paper, or the whole bibliography, for citation managers; beside the page.
    pub(super) fn downloads(&self, address: &str) -> Vec<AlternateView> {
        let stem = address.trim_end_matches(".html");
        let formats = [
            ("bib", "application/x-bibtex", "BibTeX"),
            ("ris", "application/x-research-info-systems", "RIS"),
            ("json", "application/vnd.citationstyles.csl+json", "CSL-JSON"),
        ];
        let alternate = |(ending, media_type, title)| AlternateView {
            href: self.href(&format!("{stem}.{ending}")),
            media_type,
            title,
        };
        formats.map(alternate).into()
    }

    fn cited(&self, id: EntryId) -> Vec<WorkView> {
        coupling::works_of(self.site, id)
            .into_iter()
            .map(|work| self.work(work))
            .collect()
    }

    /// Papers that cite the same works (bibliographic coupling), most shared first.
    fn shares(&self, id: EntryId) -> Vec<SharedWorksView> {
        let others = coupling::shared_with(self.site, id).into_iter();
        let mut shares: Vec<SharedWorksView> = others
            .map(|(other, shared)| SharedWorksView {
                paper: self.link(other),
                works: shared.into_iter().map(|work| self.work_link(work)).collect(),
            })
            .collect();
        shares.sort_by_key(|shared| std::cmp::Reverse(shared.works.len()));
        shares
    }
}

// Texts.
impl Viewer<'_> {
    fn glance(&self, id: EntryId, paper: &Paper) -> Vec<GlanceView> {
        let sections = [
            ("question", &paper.question),
            ("thesis", &paper.thesis),
            ("theory", &paper.theory),
            ("method", &paper.method),
            ("evidence", &paper.evidence),
            ("recommendations", &paper.recommendations),
            ("limits", &paper.limits),
        ];
        let filled = sections.into_iter().filter(|(_, items)| !items.is_empty());
        let view = |(name, items): (&'static str, &Vec<Spanned<String>>)| GlanceView {
            name,
            items: self.texts(id, name, items),
            lang: self.lang(id, Part::Text(name)),
        };
        filled.map(view).collect()
    }

    /// What stands behind a key of an entry, as it is printed.
    pub(super) fn text(&self, id: EntryId, key: &'static str, value: Option<&Spanned<String>>) -> Option<String> {
        value.map(|it| self.print(id, Part::Text(key), &it.value))
    }

    /// The items of a list of an entry, as they are printed.
    pub(super) fn texts(&self, id: EntryId, key: &'static str, values: &[Spanned<String>]) -> Vec<String> {
        let print = |it: &Spanned<String>| self.print(id, Part::Text(key), &it.value);
        values.iter().map(print).collect()
    }

    /// A word of the site, such as a kind or role, as it is printed.
    pub(super) fn word(&self, value: Option<&Spanned<String>>) -> Option<String> {
        value.map(|it| smart_as(&it.value, Quotes::of(self.site.config.language())))
    }
}

// Themes, events, actors, terms.
impl Viewer<'_> {
    /// A theme's page.
    pub fn theme_view(&self, id: EntryId, theme: &Theme) -> ThemeView {
        let related = self.site.targets(id, Relation::Related).into_iter();
        let related = related.chain(self.site.sources(id, Relation::Related));
        let events = self.site.graph.incoming(id, Relation::Concerns).map(|edge| edge.from);
        let events = events.filter(|from| self.site.entry(*from).key.kind == Kind::Event);
        ThemeView {
            question: self.text(id, "question", theme.question.as_ref()),
            lang: self.lang(id, Part::Text("question")),
            parent: self
                .site
                .graph
                .one(id, Relation::Broader)
                .map(|parent| self.link(parent)),
            children: self.links(tree::children(&self.site.graph, &self.site.collation, Some(id))),
            related: self.links(self.site.in_order(related.collect())),
            treatments: self.treatments_of(id),
            silent: self.silent(Kind::Paper, self.site.sources(id, Relation::Treats)),
            events: self.event_rows(events.collect()),
            disagreements: self.disagreements_on(id),
            backlinks: self.backlinks(
                id,
                &[
                    Relation::Treats,
                    Relation::Concerns,
                    Relation::Broader,
                    Relation::Related,
                ],
            ),
        }
    }

    /// An event's page.
    pub fn event_view(&self, id: EntryId, event: &Event) -> EventView {
        let caused = self.site.sources(id, Relation::CausedBy);
        EventView {
            date: self.event_date(id),
            kind: self.word(event.kind.as_ref()),
            place: self.text(id, "place", event.place.as_ref()),
            actors: self.participants(id, event),
            themes: self.links(self.site.targets(id, Relation::Concerns)),
            part_of: self.site.graph.one(id, Relation::PartOf).map(|whole| self.link(whole)),
            parts: self.event_rows(self.site.sources(id, Relation::PartOf)),
            caused_by: self.links(self.site.targets(id, Relation::CausedBy)),
            led_to: self.links(caused),
            accounts: self.accounts_of(id),
            silent: self.silent(Kind::Paper, self.site.sources(id, Relation::Recounts)),
            disagreements: self.disagreements_on(id),
            backlinks: self.backlinks(id, &[Relation::Recounts, Relation::PartOf, Relation::CausedBy]),
        }
    }

    fn participants(&self, id: EntryId, event: &Event) -> Vec<ParticipantView> {
        let one = |(item, it): (usize, &crate::model::event::Participant)| {
            let actor = self.target(id, Relation::Involves, item)?;
            Some(ParticipantView {
                actor: self.link(actor),
                role: self.word(it.role.as_ref()),
                kind: self.actor_kind(actor),
            })
        };
        event.actors.iter().enumerate().filter_map(one).collect()
    }

    pub(super) fn actor_kind(&self, id: EntryId) -> Option<String> {
        match &self.site.entry(id).data {
            Data::Actor(actor) => self.word(actor.kind.as_ref()),
            _ => None,
        }
    }

    /// An actor's page.
    pub fn actor_view(&self, id: EntryId, actor: &Actor) -> ActorView {
        let mut held: Vec<_> = actor.held.iter().collect();
        held.sort_by_cached_key(|it| it.date.as_ref().map(|date| date.value.sort_key()));
        let held = held.into_iter().map(|it| OfficeView {
            office: self.fact(id, &it.office.value),
            date: it.date.as_ref().map(|date| self.date(&date.value)),
        });
        let see_also = self.site.targets(id, Relation::SeeAlso).into_iter();
        let see_also = see_also.chain(self.site.sources(id, Relation::SeeAlso));
        ActorView {
            kind: self.word(actor.kind.as_ref()),
            sort: index::heading(self.site.entry(id)).to_owned(),
            aliases: self.texts(id, "aliases", &actor.aliases),
            metonyms: actor.metonyms.iter().map(|it| self.fact(id, &it.value)).collect(),
            part_of: self.links(self.site.targets(id, Relation::PartOf)),
            parts: self.links(self.site.sources(id, Relation::PartOf)),
            held: held.collect(),
            same_as: actor.same_as.iter().map(|it| it.value.clone()).collect(),
            see_also: self.links(self.site.in_order(see_also.collect())),
            events: self.appearances(id),
            companions: self.companions(id),
            backlinks: self.backlinks(id, &[Relation::Involves, Relation::PartOf, Relation::SeeAlso]),
        }
    }

    /// The events of an actor in the order of time, with its role in each.
    fn appearances(&self, id: EntryId) -> Vec<super::EventRow> {
        let mut roles: BTreeMap<EntryId, Vec<String>> = BTreeMap::new();
        for edge in self.site.graph.incoming(id, Relation::Involves) {
            let Data::Event(event) = &self.site.entry(edge.from).data else {
                continue;
            };
            let role = event.actors.get(edge.item).and_then(|it| self.word(it.role.as_ref()));
            roles.entry(edge.from).or_default().extend(role);
        }
        let order = self.site.in_order(roles.keys().copied().collect());
        let role = |id: &EntryId| roles.get(id).filter(|it| !it.is_empty()).map(|it| it.join(", "));
        order.into_iter().map(|id| self.event_row(id, role(&id))).collect()
    }

    /// The actors that appear in the same events, most often first.
    fn companions(&self, id: EntryId) -> Vec<CompanionView> {
        let mut counts: BTreeMap<EntryId, usize> = BTreeMap::new();
        for event in self.site.sources(id, Relation::Involves) {
            let mut others = self.site.targets(event, Relation::Involves);
            others.sort_unstable();
            others.dedup();
            for other in others.into_iter().filter(|other| *other != id) {
                *counts.entry(other).or_default() += 1;
            }
        }
        let mut counts: Vec<_> = counts.into_iter().collect();
        counts.sort_by_key(|(actor, events)| (std::cmp::Reverse(*events), *actor));
        let view = |(actor, events)| CompanionView {
            actor: self.link(actor),
            events,
        };
        counts.into_iter().map(view).collect()
    }

    /// A term's page.
    pub fn term_view(&self, id: EntryId, term: &Term) -> TermView {
        let related = self.site.targets(id, Relation::Related).into_iter();
        let related = related.chain(self.site.sources(id, Relation::Related));
        let source = self.site.graph.one(id, Relation::Source);
        let at = term.source.as_ref().and_then(|source| source.at.as_ref());
        TermView {
            definition: self.text(id, "definition", term.definition.as_ref()),
            lang: self.lang(id, Part::Text("definition")),
            aliases: self.texts(id, "aliases", &term.aliases),
            broader: self.links(self.site.targets(id, Relation::Broader)),
            narrower: self.links(self.site.sources(id, Relation::Broader)),
            related: self.links(self.site.in_order(related.collect())),
            see: self.site.graph.one(id, Relation::See).map(|see| self.link(see)),
            source: source.map(|paper| self.link(paper)),
            at: source.and_then(|paper| self.locator(paper, at)),
            backlinks: self.backlinks(id, &[Relation::Broader, Relation::Related]),
        }
    }
}
