//! The views of pages that list and compare: home, listings, index, bibliography, disagreements, matrix.

use super::viewer::{TITLE, Viewer, question};
use super::{
    ActorGroup, ActorRow, ActorsView, BibliographyView, CountView, DisagreementGroup, DisagreementsView, EventGroup,
    EventsView, GlossaryView, HomeView, IndexEntry, IndexGroup, IndexHeading, IndexLocator, IndexView, LetterView,
    LinkView, MatrixCount, MatrixRow, MatrixView, PaperRow, PapersView, SideView, TermGroup, TermRow, ThemeNode,
    ThemesView,
};
use crate::graph::{EntryId, Node};
use crate::model::name::Name;
use crate::model::translation::Part;
use crate::model::{Data, Kind, Relation};
use crate::parse::slug;
use crate::site::accounts::{self, Aspect};
use crate::site::address::Listing;
use crate::site::index::{self, Division, Passage};
use crate::site::{glossary, matrix, tree};
use std::collections::{BTreeMap, BTreeSet};

impl Viewer<'_> {
    /// The home page.
    pub fn home_view(&self) -> HomeView {
        let kinds = [Kind::Paper, Kind::Theme, Kind::Event, Kind::Actor, Kind::Term];
        let count = |kind: Kind| CountView {
            name: kind.folder(),
            href: self.href(&Listing::Kind(kind).address()),
            count: self.site.order(kind).len(),
        };
        let is_many = |kind| self.site.order(kind).len() > MOST_AT_HOME;
        HomeView {
            counts: kinds.into_iter().map(count).filter(|it| it.count > 0).collect(),
            papers: if is_many(Kind::Paper) {
                Vec::new()
            } else {
                self.paper_rows(self.site.order(Kind::Paper))
            },
            themes: if is_many(Kind::Theme) {
                Vec::new()
            } else {
                self.theme_trees(self.site.order(Kind::Theme))
            },
            disagreements: self.site.disagreements().len(),
            pages: self.links(self.site.order(Kind::Page).iter().copied()),
        }
    }

    /// The items of a page of a list.
    pub(super) fn cut<'i, T>(&self, listing: Listing, page: usize, items: &'i [T]) -> &'i [T] {
        items.get(self.site.pagination(listing).items(page)).unwrap_or_default()
    }

    /// The fragment of an entry in a list.
    pub(super) fn item_fragment(&self, listing: Listing, item: EntryId) -> String {
        listing.fragment(&self.site.entry(item).key.stem).unwrap_or_default()
    }

    /// The way from one page of a list to the fragment of an item.
    pub(super) fn href_in_list(&self, listing: Listing, shown: usize, item: usize, fragment: &str) -> String {
        let page = self.site.pagination(listing).page_of(item);
        if page == shown {
            format!("#{fragment}")
        } else {
            self.href(&format!("{}#{fragment}", listing.page_address(page)))
        }
    }

    /// `papers/index.html`, or a further page of it.
    pub fn papers_view(&self, page: usize) -> PapersView {
        let papers = Listing::Kind(Kind::Paper);
        PapersView {
            papers: self.paper_rows(self.cut(papers, page, self.site.order(Kind::Paper))),
        }
    }

    fn paper_rows(&self, papers: &[EntryId]) -> Vec<PaperRow> {
        let row = |&id: &EntryId| {
            let paper = self.paper(id)?;
            let mut themes = self.site.targets(id, Relation::Treats);
            themes.sort_unstable();
            themes.dedup();
            let mut events = self.site.targets(id, Relation::Recounts);
            events.sort_unstable();
            events.dedup();
            Some(PaperRow {
                link: LinkView {
                    title: self.print(id, TITLE, &paper.title.value),
                    lang: self.lang(id, TITLE),
                    ..self.link(id)
                },
                lang: self.lang(id, Part::Text("thesis")),
                authors: paper.author.iter().map(Name::spoken).collect(),
                year: paper.issued.as_ref().map(|date| self.date(&date.value)),
                container: paper.container_title.as_ref().map(|it| self.fact(id, &it.value)),
                thesis: self.texts(id, "thesis", &paper.thesis),
                themes: themes.len(),
                events: events.len(),
                works: paper.cites.len(),
            })
        };
        papers.iter().filter_map(row).collect()
    }

    /// `themes/index.html`, or a further page of it.
    pub fn themes_view(&self, page: usize) -> ThemesView {
        let themes = Listing::Kind(Kind::Theme);
        ThemesView {
            themes: self.theme_trees(self.cut(themes, page, self.site.order(Kind::Theme))),
        }
    }

    /// Themes that follow one another as trees: those below one that is not among them stand at the top.
    fn theme_trees(&self, themes: &[EntryId]) -> Vec<ThemeNode> {
        let shown: BTreeSet<EntryId> = themes.iter().copied().collect();
        let parent = |id: &EntryId| self.site.graph.one(*id, Relation::Broader);
        let is_root = |id: &&EntryId| parent(id).is_none_or(|parent| !shown.contains(&parent));
        themes
            .iter()
            .filter(is_root)
            .map(|&id| self.theme_node(id, &shown))
            .collect()
    }

    fn theme_node(&self, id: EntryId, shown: &BTreeSet<EntryId>) -> ThemeNode {
        let question = match &self.entry(id).data {
            Data::Theme(theme) => self.text(id, "question", theme.question.as_ref()),
            _ => None,
        };
        let concerned = self.site.sources(id, Relation::Concerns);
        let events = concerned
            .iter()
            .filter(|from| self.site.entry(**from).key.kind == Kind::Event);
        let below = tree::children(&self.site.graph, &self.site.collation, Some(id)).into_iter();
        ThemeNode {
            link: self.link(id),
            lang: self.lang(id, Part::Text("question")),
            question,
            papers: self.site.sources(id, Relation::Treats).len(),
            events: events.count(),
            children: below
                .filter(|it| shown.contains(it))
                .map(|it| self.theme_node(it, shown))
                .collect(),
        }
    }

    /// `events/index.html`, or a further page of it: events by kind, those of no kind at the end.
    pub fn events_view(&self, page: usize) -> EventsView {
        let kind = |id: EntryId| match &self.site.entry(id).data {
            Data::Event(event) => self.word(event.kind.as_ref()),
            _ => None,
        };
        let mut events: Vec<_> = self.site.order(Kind::Event).iter().map(|&id| (kind(id), id)).collect();
        events.sort_by(|(a, _), (b, _)| (a.is_none(), a).cmp(&(b.is_none(), b)));
        let shown = self.cut(Listing::Kind(Kind::Event), page, &events);
        let group = |group: &[(Option<String>, EntryId)]| EventGroup {
            id: kind_fragment(group),
            title: kind_title(group),
            events: group.iter().map(|(_, event)| self.event_row(*event, None)).collect(),
        };
        EventsView {
            count: events.len(),
            groups: shown.chunk_by(|a, b| a.0 == b.0).map(group).collect(),
        }
    }

    /// `actors/index.html`, or a further page of it: actors by kind, in the order of the settings.
    pub fn actors_view(&self, page: usize) -> ActorsView {
        let kinds = self.site.config.actor_kinds.iter().map(|it| self.word(Some(it)));
        let kinds: Vec<Option<String>> = kinds.chain([None]).collect();
        let place = |kind: &Option<String>| kinds.iter().position(|it| it == kind);
        let actors = self.site.order(Kind::Actor).iter();
        let mut actors: Vec<_> = actors.map(|&id| (self.actor_kind(id), id)).collect();
        actors.sort_by_key(|(kind, _)| place(kind));
        let shown = self.cut(Listing::Kind(Kind::Actor), page, &actors);
        let group = |group: &[(Option<String>, EntryId)]| ActorGroup {
            id: kind_fragment(group),
            title: kind_title(group),
            actors: group.iter().map(|(_, actor)| self.actor_row(*actor)).collect(),
        };
        ActorsView {
            count: actors.len(),
            groups: shown.chunk_by(|a, b| a.0 == b.0).map(group).collect(),
        }
    }

    fn actor_row(&self, id: EntryId) -> ActorRow {
        let prose = [Relation::Mentions, Relation::Links];
        let edges = self
            .site
            .graph
            .backlinks(Node::Entry(id))
            .filter(|edge| prose.contains(&edge.relation));
        let mut passages: Vec<_> = edges.map(|edge| (edge.from, edge.under)).collect();
        passages.sort_unstable();
        passages.dedup();
        ActorRow {
            link: LinkView {
                title: index::heading(self.site.entry(id)).to_owned(),
                ..self.link(id)
            },
            events: self.site.sources(id, Relation::Involves).len(),
            passages: passages.len(),
        }
    }

    /// `glossary/index.html`, or a further page of it.
    pub fn glossary_view(&self, page: usize) -> GlossaryView {
        let terms = self.site.order(Kind::Term);
        let title = |id: &EntryId| self.entry(*id).title().to_owned();
        let (alphabet, groups) = self.by_letter(Listing::Kind(Kind::Term), page, terms, title);
        let group = |group: glossary::Letter<EntryId>| TermGroup {
            id: group.id,
            letter: group.letter,
            terms: group.items.into_iter().filter_map(|id| self.term_row(id)).collect(),
        };
        GlossaryView {
            alphabet,
            count: terms.len(),
            groups: groups.into_iter().map(group).collect(),
        }
    }

    /// The letters of a page of a list, and the alphabet over the whole of it.
    fn by_letter<T: Clone>(
        &self,
        listing: Listing,
        page: usize,
        items: &[T],
        name: impl Fn(&T) -> String,
    ) -> (Vec<LetterView>, Vec<glossary::Letter<T>>) {
        let groups = glossary::by_letter(items.iter().cloned(), &name);
        let mut starts = BTreeMap::new();
        let mut before = 0;
        for group in &groups {
            starts.insert(group.id.clone(), before);
            before += group.items.len();
        }
        let letter = |(letter, id): (String, Option<String>)| LetterView {
            letter,
            href: id.map(|id| self.href_in_list(listing, page, starts.get(&id).copied().unwrap_or_default(), &id)),
        };
        let alphabet = glossary::bar(&groups).into_iter().map(letter).collect();
        let all: Vec<T> = groups.into_iter().flat_map(|group| group.items).collect();
        let shown = self.cut(listing, page, &all).iter().cloned();
        (alphabet, glossary::by_letter(shown, name))
    }

    fn term_row(&self, id: EntryId) -> Option<TermRow> {
        let Data::Term(term) = &self.entry(id).data else {
            return None;
        };
        let view = self.term_view(id, term);
        let uses = view.backlinks.iter().map(|group| group.places.len()).sum();
        Some(TermRow {
            id: self.item_fragment(Listing::Kind(Kind::Term), id),
            link: self.link(id),
            definition: view.definition,
            lang: view.lang,
            see: view.see,
            source: view.source,
            at: view.at,
            uses,
        })
    }

    /// `index-of-actors.html`, or a further page of it.
    pub fn index_view(&self, page: usize) -> IndexView {
        let headings: Vec<&index::Heading> = self.site.index.headings.iter().collect();
        let text = |heading: &&index::Heading| heading.text.clone();
        let (alphabet, groups) = self.by_letter(Listing::Index, page, &headings, text);
        let mut taken = BTreeSet::new();
        let group = |group: glossary::Letter<&index::Heading>| IndexGroup {
            id: group.id,
            letter: group.letter,
            headings: group
                .items
                .into_iter()
                .map(|heading| self.index_heading(heading, page, &mut taken))
                .collect(),
        };
        IndexView {
            alphabet,
            count: headings.len(),
            groups: groups.into_iter().map(group).collect(),
        }
    }

    /// A heading; `taken` are the fragments of cross-references before it: “US” and “U.S.” would have the same.
    fn index_heading(&self, heading: &index::Heading, page: usize, taken: &mut BTreeSet<String>) -> IndexHeading {
        let base = IndexHeading {
            id: self.index_fragment(heading.actor),
            text: heading.text.clone(),
            href: None,
            see: None,
            locators: Vec::new(),
            entries: Vec::new(),
            see_also: Vec::new(),
        };
        if heading.is_see {
            return IndexHeading {
                id: unused(&format!("see-{}", slug(&base.text)), taken),
                see: Some(self.index_link(heading.actor, page)),
                ..base
            };
        }
        let content = index::content(self.site, heading.actor);
        let entry = |(division, passages): &(Division, Vec<Passage>)| self.index_entry(*division, passages);
        IndexHeading {
            href: Some(self.href_of(heading.actor, None)),
            locators: self.locators(&content.bare),
            entries: content.entries.iter().map(entry).collect(),
            see_also: content
                .see_also
                .into_iter()
                .map(|id| self.index_link(id, page))
                .collect(),
            ..base
        }
    }

    fn index_fragment(&self, actor: EntryId) -> String {
        self.item_fragment(Listing::Index, actor)
    }

    /// A link from a page of the index to the heading of an actor.
    fn index_link(&self, actor: EntryId, page: usize) -> LinkView {
        let place = self.site.index.place(actor);
        LinkView {
            title: index::heading(self.site.entry(actor)).to_owned(),
            href: self.href_in_list(Listing::Index, page, place, &self.index_fragment(actor)),
            kind: "actor",
            ..LinkView::default()
        }
    }

    fn index_entry(&self, division: Division, passages: &[Passage]) -> IndexEntry {
        let (page, listing) = match division {
            Division::Entry(id) => (Some(id), None),
            Division::Kind(kind) => (None, Some(kind.folder())),
        };
        // The page that the sub-entry is named for is its own locator.
        let is_itself = |passage: &&Passage| Some(passage.page) == page && passage.under.is_none();
        let (itself, others): (Vec<&Passage>, Vec<&Passage>) = passages.iter().partition(is_itself);
        IndexEntry {
            text: page.map(|id| self.label(id)).unwrap_or_default(),
            href: itself.first().map(|passage| self.href_of(passage.page, None)),
            listing,
            locators: others
                .into_iter()
                .map(|passage| self.index_locator(passage, page))
                .collect(),
        }
    }

    fn locators(&self, passages: &[Passage]) -> Vec<IndexLocator> {
        passages
            .iter()
            .map(|passage| self.index_locator(passage, None))
            .collect()
    }

    /// A passage by its page and heading; by its heading alone under a sub-entry that names the page.
    fn index_locator(&self, passage: &Passage, named: Option<EntryId>) -> IndexLocator {
        let entry = self.site.entry(passage.page);
        let heading = passage.under.and_then(|under| entry.body.headings.get(under));
        let link = self.link_to(passage.page, heading.map(|heading| heading.id.as_str()));
        IndexLocator {
            text: match heading {
                Some(heading) if named == Some(passage.page) => heading.text.clone(),
                Some(heading) => format!("{}: {}", link.title, heading.text),
                None => link.title,
            },
            href: link.href,
            principal: passage.principal,
        }
    }

    /// `bibliography.html`, or a further page of it.
    pub fn bibliography_view(&self, page: usize) -> BibliographyView {
        let works: Vec<_> = self.site.bibliography().collect();
        let shown = self.cut(Listing::Bibliography, page, &works).iter();
        BibliographyView {
            works: shown.map(|work| self.work(*work)).collect(),
            downloads: self.downloads(&Listing::Bibliography.address()),
        }
    }

    /// `disagreements.html`.
    pub fn disagreements_view(&self) -> DisagreementsView {
        let all = self.site.disagreements();
        let group = |aspect: Aspect| DisagreementGroup {
            kind: aspect.name(),
            points: all
                .iter()
                .filter(|it| it.aspect == aspect)
                .map(|it| self.disagreement(it))
                .collect(),
        };
        let groups = Aspect::ALL
            .map(group)
            .into_iter()
            .filter(|group| !group.points.is_empty());
        DisagreementsView {
            count: all.len(),
            groups: groups.collect(),
            errata: self.errata(),
        }
    }

    /// Every mistake that the site points out, paper by paper.
    fn errata(&self) -> Vec<SideView> {
        let papers = self.site.order(Kind::Paper).iter();
        let of_paper = |&id: &EntryId| {
            let Some(paper) = self.paper(id) else {
                return Vec::new();
            };
            let treatments = paper.themes.iter().enumerate().filter(|(_, it)| it.erratum.is_some());
            let treatments = treatments.map(|(item, _)| (Relation::Treats, item, accounts::Statement::Treatment(item)));
            let told = paper.events.iter().enumerate().filter(|(_, it)| it.erratum.is_some());
            let told = told.map(|(item, _)| (Relation::Recounts, item, accounts::Statement::Account(item)));
            let side = |(relation, item, statement)| {
                let subject = self.entry(self.target(id, relation, item)?).title();
                self.side(id, statement, Aspect::Judgement, subject)
            };
            treatments.chain(told).filter_map(side).collect::<Vec<_>>()
        };
        papers.flat_map(of_paper).collect()
    }

    /// `matrix.html`.
    pub fn matrix_view(&self, page: usize) -> MatrixView {
        let papers = self.site.order(Kind::Paper);
        let themes = self.site.order(Kind::Theme);
        let counted = matrix::is_counted(self.site);
        let spoken: usize = themes
            .iter()
            .map(|&theme| self.site.sources(theme, Relation::Treats).len())
            .sum();
        let rows = if counted { Vec::new() } else { matrix::rows(self.site) };
        let cell = |paper: EntryId, items: &Vec<usize>| {
            let view = |&item: &usize| self.treatment(paper, item, self.paper(paper)?.themes.get(item)?);
            items.iter().filter_map(view).collect::<Vec<_>>()
        };
        let row = |row: &matrix::Row| MatrixRow {
            theme: self.link(row.theme),
            depth: row.depth,
            cells: papers
                .iter()
                .zip(&row.cells)
                .map(|(paper, items)| cell(*paper, items))
                .collect(),
        };
        let (columns, lines) = if counted {
            (&[][..], self.cut(Listing::Matrix, page, themes))
        } else {
            (papers, &[][..])
        };
        MatrixView {
            papers: self.links(columns.iter().copied()),
            rows: rows.iter().map(row).collect(),
            counts: lines.iter().map(|&theme| self.matrix_count(theme)).collect(),
            gaps: themes.len() * papers.len() - spoken,
            cells: themes.len() * papers.len(),
            stances: self.site.config.stances.iter().map(|it| question(&it.value)).collect(),
            csv: self.href("matrix.csv"),
        }
    }

    /// What is said of a theme, by stance.
    fn matrix_count(&self, theme: EntryId) -> MatrixCount {
        let config = &self.site.config.stances;
        let mut stances = vec![0; config.len() + 1];
        for edge in self.site.graph.incoming(theme, Relation::Treats) {
            let treatment = self.paper(edge.from).and_then(|paper| paper.themes.get(edge.item));
            let stance = treatment.and_then(|it| it.stance.as_ref());
            let number = stance.and_then(|stance| config.iter().position(|it| it.value == stance.value));
            if let Some(count) = stances.get_mut(number.unwrap_or(config.len())) {
                *count += 1;
            }
        }
        let speaking = self.site.sources(theme, Relation::Treats).len();
        MatrixCount {
            theme: self.link(theme),
            depth: tree::depth(&self.site.graph, theme),
            stances,
            silent: self.site.order(Kind::Paper).len() - speaking,
        }
    }
}

/// More papers or themes than this are not listed on the home page, which leads to their own lists.
const MOST_AT_HOME: usize = 500;

/// A fragment that is not taken: with a number where it would be.
fn unused(wanted: &str, taken: &mut BTreeSet<String>) -> String {
    let numbered = (2..).map(|number| format!("{wanted}-{number}"));
    let mut candidates = std::iter::once(wanted.to_owned()).chain(numbered);
    let fragment = candidates.find(|it| !taken.contains(it)).unwrap_or_default();
    taken.insert(fragment.clone());
    fragment
}

fn kind_title(group: &[(Option<String>, EntryId)]) -> String {
    let kind = group.first().and_then(|(kind, _)| kind.clone());
    kind.unwrap_or_default()
}

fn kind_fragment(group: &[(Option<String>, EntryId)]) -> String {
    format!("kind-{}", slug(&kind_title(group)))
}
