//! The contract between views and the default theme: every template renders with every view, full and empty.

use super::{TemplateFile, Templates};
use crate::diag::Diagnostics;
use crate::model::Relation;
use crate::site::texts::Texts;
use crate::source::theme;
use crate::span::{FileId, Span};
use crate::view::{
    AccountView, ActorGroup, ActorRow, ActorView, ActorsView, AlternateView, AnswerView, BacklinkGroup, BacklinkView,
    BibliographyView, ChangeDay, ChangeView, ChangesView, ChartView, ChoiceView, CiteView, ClaimView, CompanionView,
    CountView, CouplingView, CoverageView, DataGroup, DataView, DateView, DatedLink, DecadeView, DisagreementGroup,
    DisagreementView, DisagreementsView, DotView, DownloadView, DrawingView, ErratumView, EventGroup, EventRow,
    EventView, EventsView, FilterView, FindingView, GlanceView, GlossaryView, GoneView, HeadingView, HomeView,
    IndexEntry, IndexGroup, IndexHeading, IndexLocator, IndexView, LaneView, LanguageView, LetterView, LineView,
    LinkView, LocatorView, MarkView, MatrixRow, MatrixView, MeetingView, MenuItem, MetaView, NetworkGroup, NetworkRow,
    NetworkView, OfficeView, OutlineView, PageView, PagerView, PaperRelationView, PaperRow, PaperView, PapersView,
    ParticipantView, PieceView, ReadingListView, ReadingView, RelationsCell, RelationsRow, RelationsView, RunView,
    SharedWorksView, SideView, SiteView, StatedHow, StatedView, StretchView, TermGroup, TermRow, TermView, ThemeNode,
    ThemeView, ThemesView, TickView, TimelineRow, TimelineView, TreatmentView, VersionView, WeekView, WorkPageView,
    WorkView,
};
use serde::Serialize;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};

fn files(folder: &str) -> Vec<TemplateFile> {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    theme::below(theme::DEFAULT, folder)
        .into_iter()
        .map(|(path, bytes)| (path.to_owned(), text(bytes), None))
        .collect()
}

fn load(more: &[(&str, &str)]) -> (Option<Templates>, Diagnostics) {
    let mut diagnostics = Diagnostics::default();
    let mut all = files("templates/");
    all.extend(
        more.iter()
            .map(|(path, text)| ((*path).to_owned(), (*text).to_owned(), Some(FileId(7)))),
    );
    (Templates::load(&all, &mut diagnostics), diagnostics)
}

fn english() -> BTreeMap<String, serde_json::Value> {
    let mut diagnostics = Diagnostics::default();
    let texts = Texts::load(&files("i18n/"), &mut diagnostics);
    assert_eq!(diagnostics.iter().count(), 0);
    texts
        .of("en")
        .into_iter()
        .map(|(name, text)| (name, text.json()))
        .collect()
}

fn text(word: &str) -> String {
    word.to_owned()
}

fn link(kind: &'static str) -> LinkView {
    LinkView {
        title: text("Harbour <light>"),
        href: text("../x.html#y"),
        kind,
        lang: Some(text("de")),
        hreflang: Some(text("de")),
    }
}

fn date() -> DateView {
    DateView {
        human: text("about 1826"),
        edtf: text("1826~"),
        datetime: None,
    }
}

fn locator() -> LocatorView {
    LocatorView {
        text: text("Introduction, p. 3"),
        href: Some(text("#introduction")),
    }
}

fn erratum() -> ErratumView {
    ErratumView {
        says: text("The year is wrong."),
        reason: text("The paper prints the letter."),
        basis: "paper",
    }
}

fn claims() -> Vec<ClaimView> {
    ["figure", "name", "judgement"]
        .map(|kind| ClaimView {
            question: text("lights"),
            answer: text("14"),
            kind,
        })
        .into()
}

fn treatment() -> TreatmentView {
    TreatmentView {
        lang: None,
        facts_lang: Some(text("de")),
        id: text("on-a"),
        paper: link("paper"),
        href: text("#on-a"),
        theme: link("theme"),
        stance: Some(text("argues")),
        stance_number: Some(9),
        at: Some(locator()),
        says: text("Solitude was a rank."),
        claims: claims(),
        erratum: Some(erratum()),
    }
}

fn account(relation: &'static str) -> AccountView {
    AccountView {
        lang: None,
        facts_lang: Some(text("de")),
        id: text("of-a"),
        paper: link("paper"),
        href: text("#of-a"),
        event: link("event"),
        event_date: date(),
        at: None,
        date: Some(date()),
        date_relation: Some(relation),
        says: text("The lamp was lit."),
        claims: claims(),
        erratum: None,
    }
}

fn accounts() -> Vec<AccountView> {
    ["same", "within", "contains", "overlapping", "disjoint"]
        .map(account)
        .into()
}

fn side() -> SideView {
    SideView {
        lang: None,
        facts_lang: Some(text("de")),
        paper: link("paper"),
        href: text("#a"),
        at: Some(locator()),
        answer: text("14"),
        says: text("Fourteen lights."),
        erratum: Some(erratum()),
    }
}

fn disagreements() -> Vec<DisagreementView> {
    let degrees = ["disjoint", "overlapping", "narrower", "", ""];
    let kinds = ["date", "figure", "name", "judgement", "stance"];
    let point = |(kind, degree)| DisagreementView {
        id: format!("point-{kind}"),
        subject: link("event"),
        kind,
        question: text("lights"),
        degree,
        within_one: kind == "name",
        sides: vec![side(), side()],
    };
    kinds.into_iter().zip(degrees).map(point).collect()
}

fn place() -> BacklinkView {
    BacklinkView {
        lang: Some(text("de")),
        link: link("page"),
        under: Some(text("Method")),
        sentence: text("The lamp was lit."),
        detail: Some(text("owner-of-the-light")),
    }
}

fn backlinks() -> Vec<BacklinkGroup> {
    let group = |it: Relation| BacklinkGroup {
        relation: it.name(),
        places: vec![place()],
    };
    Relation::ALL.into_iter().map(group).collect()
}

fn event_row() -> EventRow {
    EventRow {
        link: link("event"),
        date: date(),
        kind: Some(text("first-light")),
        place: None,
        role: Some(text("keeper")),
        actors: vec![link("actor"), link("actor")],
        papers: vec![link("paper")],
        disagreements: 1,
    }
}

fn alternate() -> AlternateView {
    AlternateView {
        href: text("a.bib"),
        media_type: "application/x-bibtex",
        title: "BibTeX",
    }
}

fn paper_row() -> PaperRow {
    PaperRow {
        lang: Some(text("de")),
        link: link("paper"),
        authors: vec![text("Ada Brandt")],
        year: Some(date()),
        container: Some(text("Journal of Lights")),
        thesis: vec![text("Light costs money.")],
        themes: 1,
        events: 2,
        works: 3,
    }
}

fn work_page(full: bool) -> WorkPageView {
    let bare = WorkView {
        note: None,
        passages: Vec::new(),
        ..work()
    };
    WorkPageView {
        work: if full { work() } else { bare },
        url: full.then(|| text("https://example.org/almanac")),
        relations: some(full, paper(true).relations),
    }
}

fn work() -> WorkView {
    let run = RunView {
        text: text("Almanac"),
        italic: true,
        bold: true,
        small_caps: true,
        superscript: true,
        href: Some(text("#")),
    };
    WorkView {
        id: text("work-a"),
        key: text("abel-1931"),
        reference: vec![run],
        href: text("#work-a"),
        note: Some(text("Lacks a page.")),
        summary: Some(link("paper")),
        page: Some(text("../works/abel-1931.html")),
        cited_by: vec![link("paper"), link("paper")],
        passages: vec![place()],
    }
}

fn node(children: Vec<ThemeNode>) -> ThemeNode {
    ThemeNode {
        lang: Some(text("de")),
        link: link("theme"),
        question: Some(text("Who paid?")),
        papers: 1,
        events: 2,
        children,
    }
}

fn alphabet() -> Vec<LetterView> {
    vec![
        LetterView {
            letter: text("A"),
            href: Some(text("#letter-a")),
        },
        LetterView {
            letter: text("B"),
            href: None,
        },
    ]
}

/// `full` decides whether lists hold something.
fn some<T>(full: bool, list: Vec<T>) -> Vec<T> {
    if full { list } else { Vec::new() }
}

fn paper(full: bool) -> PaperView {
    let names = [
        "question",
        "thesis",
        "theory",
        "method",
        "evidence",
        "recommendations",
        "limits",
    ];
    let glance = names.map(|name| GlanceView {
        lang: Some(text("de")),
        name,
        items: vec![text("So it is.")],
    });
    PaperView {
        authors: some(full, vec![text("Ada Brandt"), text("Elias Thorne")]),
        year: full.then(date),
        reference: work().reference,
        url: full.then(|| text("https://example.org/a?b&c")),
        doi: full.then(|| text("10.1234/a")),
        note: full.then(|| text("Reprinted.")),
        downloads: some(full, vec![alternate()]),
        glance: some(full, glance.into()),
        treatments: some(full, vec![treatment()]),
        accounts: some(full, accounts()),
        relations: some(full, vec![paper_relation()]),
        disagreements: some(full, disagreements()),
        silent: some(full, vec![link("theme")]),
        cites: some(full, vec![work()]),
        shares: some(
            full,
            vec![SharedWorksView {
                paper: link("paper"),
                works: vec![link("paper")],
            }],
        ),
        backlinks: some(full, backlinks()),
    }
}

fn paper_relation() -> PaperRelationView {
    PaperRelationView {
        lang: Some(text("de")),
        id: Some(text("relation-1")),
        href: text("../papers/a.html#relation-1"),
        how: text("is disputed by"),
        work: link("paper"),
        on: Some(link("theme")),
        at: Some(locator()),
        says: text("It is not so."),
    }
}

fn theme_view(full: bool) -> ThemeView {
    ThemeView {
        lang: Some(text("de")),
        question: full.then(|| text("Who paid?")),
        parent: full.then(|| link("theme")),
        children: some(full, vec![link("theme")]),
        related: some(full, vec![link("theme")]),
        treatments: some(full, vec![treatment()]),
        silent: some(full, vec![link("paper")]),
        events: some(full, vec![event_row()]),
        disagreements: some(full, disagreements()),
        backlinks: some(full, backlinks()),
    }
}

fn event(full: bool) -> EventView {
    let keeper = ParticipantView {
        actor: link("actor"),
        role: Some(text("keeper")),
        kind: Some(text("person")),
    };
    EventView {
        date: date(),
        kind: full.then(|| text("wreck")),
        place: full.then(|| text("Great Skerry")),
        actors: some(full, vec![keeper]),
        themes: some(full, vec![link("theme")]),
        part_of: full.then(|| link("event")),
        parts: some(full, vec![event_row()]),
        caused_by: some(full, vec![link("event")]),
        led_to: some(full, vec![link("event")]),
        accounts: some(full, accounts()),
        silent: some(full, vec![link("paper")]),
        disagreements: some(full, disagreements()),
        backlinks: some(full, backlinks()),
    }
}

fn actor(full: bool) -> ActorView {
    ActorView {
        kind: full.then(|| text("person")),
        sort: text(if full { "Brandt, Ada" } else { "Title & more" }),
        aliases: some(full, vec![text("A. Brandt")]),
        metonyms: some(full, vec![text("the tower")]),
        part_of: some(full, vec![link("actor")]),
        parts: some(full, vec![link("actor")]),
        held: some(
            full,
            vec![OfficeView {
                office: text("Keeper"),
                date: Some(date()),
            }],
        ),
        same_as: some(full, vec![text("https://www.example.org/Q1")]),
        see_also: some(full, vec![link("actor")]),
        events: some(full, vec![event_row()]),
        companions: some(
            full,
            vec![CompanionView {
                actor: link("actor"),
                events: 4,
            }],
        ),
        backlinks: some(full, backlinks()),
    }
}

fn term(full: bool) -> TermView {
    TermView {
        lang: Some(text("de")),
        definition: full.then(|| text("A charge on ships.")),
        aliases: some(full, vec![text("dues")]),
        broader: some(full, vec![link("term")]),
        narrower: some(full, vec![link("term")]),
        related: some(full, vec![link("term")]),
        see: full.then(|| link("term")),
        source: full.then(|| link("paper")),
        at: Some(locator()),
        backlinks: some(full, backlinks()),
    }
}

fn home(full: bool) -> HomeView {
    HomeView {
        counts: some(
            full,
            vec![CountView {
                name: "papers",
                href: text("papers/index.html"),
                count: 12_345,
            }],
        ),
        papers: some(full, vec![paper_row()]),
        themes: some(full, vec![node(vec![node(Vec::new())])]),
        disagreements: usize::from(full),
        pages: some(full, vec![link("page")]),
    }
}

fn timeline(full: bool) -> TimelineView {
    let row = |from: bool| TimelineRow {
        id: format!("event-storm-{}", usize::from(from)),
        event: event_row(),
        actors: text("a b"),
        themes: String::new(),
        papers: text("a"),
        from: from.then_some(-43),
        to: Some(1826),
    };
    let decade = DecadeView {
        id: text("decade-1820"),
        title: text("1820s"),
        events: vec![row(true), row(false)],
    };
    let kinds = FilterView {
        name: "kind",
        choices: vec![ChoiceView {
            value: text("storm"),
            title: text("A storm & more"),
            href: full.then(|| text("themes/storms.html")),
        }],
    };
    TimelineView {
        contents: some(full, vec![link("listing")]),
        decades: some(full, vec![decade]),
        count: usize::from(full) * 2,
        chart: chart(full),
        filters: some(full, vec![kinds]),
        downloads: some(full, vec![alternate()]),
    }
}

/// A drawing with every form.
fn chart(full: bool) -> ChartView {
    let tick = |decade| TickView {
        x: text("28"),
        label: text("44 BC"),
        decade,
        fits: decade,
    };
    let piece = PieceView {
        year: -50,
        title: text("60–51 BC"),
        x: text("28"),
        end: text("76.5"),
    };
    let lane = |kind: Option<&str>| LaneView {
        kind: kind.map(text),
        y: text("0"),
        height: text("44"),
        marks: vec![mark(true), mark(false)],
    };
    let forms = vec![
        "day",
        "within",
        "lasting",
        "several",
        "unspecified",
        "uncertain",
        "approximate",
        "open",
        "unknown",
        "break",
    ];
    ChartView {
        width: text("736"),
        width_em: text("46"),
        height: text("88"),
        height_em: text("5.5"),
        ticks: some(full, vec![tick(true), tick(false)]),
        breaks: some(full, vec![stretch()]),
        pieces: some(full, vec![piece]),
        lanes: some(full, vec![lane(Some("storm")), lane(None)]),
        forms: some(full, forms),
    }
}

fn stretch() -> StretchView {
    StretchView {
        x: text("28"),
        width: text("48"),
        middle: text("52"),
        end: text("76"),
    }
}

fn mark(lasting: bool) -> MarkView {
    MarkView {
        href: text("../events/x.html"),
        row: text("event-storm-1"),
        title: text("A \"storm\" & <more>"),
        date: date(),
        form: text("lasting approximate open"),
        y: text("32"),
        target: stretch(),
        lasting,
        span: Some(stretch()),
        fades: lasting.then_some("both"),
        dots: some(!lasting, vec![text("40")]),
        arrow_left: lasting.then(|| text("14")),
        arrow_right: Some(text("722")),
        label: text("A storm…"),
        label_x: text("80"),
        label_before: lasting,
        label_fits: !lasting,
    }
}

fn events(full: bool) -> EventsView {
    let group = EventGroup {
        id: text("d1820"),
        title: text("1820s"),
        events: vec![event_row()],
    };
    EventsView {
        groups: some(full, vec![group]),
        count: 1,
    }
}

fn actors(full: bool) -> ActorsView {
    let row = ActorRow {
        link: link("actor"),
        events: 1,
        passages: 2,
    };
    let group = ActorGroup {
        id: text("kind-person"),
        title: text("person"),
        actors: vec![row],
    };
    ActorsView {
        groups: some(full, vec![group]),
        count: 1,
    }
}

fn glossary(full: bool) -> GlossaryView {
    let row = TermRow {
        lang: Some(text("de")),
        id: text("term-a"),
        link: link("term"),
        definition: Some(text("A charge.")),
        see: Some(link("term")),
        source: Some(link("paper")),
        at: Some(locator()),
        uses: 3,
    };
    let group = TermGroup {
        id: text("letter-a"),
        letter: text("A"),
        terms: vec![row],
    };
    GlossaryView {
        alphabet: alphabet(),
        groups: some(full, vec![group]),
        count: 1,
    }
}

fn index(full: bool) -> IndexView {
    let locators = || {
        vec![
            IndexLocator {
                text: text("Brandt: Method"),
                href: text("a.html"),
                principal: true,
            },
            IndexLocator {
                text: text("Thorne"),
                href: text("b.html"),
                principal: false,
            },
        ]
    };
    let heading = IndexHeading {
        id: text("brandt"),
        text: text("Brandt, Ada"),
        href: Some(text("actors/a.html")),
        see: Some(link("actor")),
        locators: locators(),
        entries: vec![IndexEntry {
            text: text("as keeper"),
            listing: Some("actors"),
            href: None,
            locators: locators(),
        }],
        see_also: vec![link("actor"), link("actor")],
    };
    let group = IndexGroup {
        id: text("letter-b"),
        letter: text("B"),
        headings: vec![heading],
    };
    IndexView {
        alphabet: alphabet(),
        groups: some(full, vec![group]),
        count: 1,
    }
}

fn all_disagreements(full: bool) -> DisagreementsView {
    let group = |point: DisagreementView| DisagreementGroup {
        kind: point.kind,
        points: vec![point],
    };
    DisagreementsView {
        groups: some(full, disagreements().into_iter().map(group).collect()),
        count: 5,
        errata: some(full, vec![side()]),
    }
}

fn matrix(full: bool) -> MatrixView {
    let row = MatrixRow {
        theme: link("theme"),
        depth: 6,
        cells: vec![vec![treatment()], Vec::new()],
    };
    MatrixView {
        papers: some(full, vec![link("paper"), link("paper")]),
        rows: some(full, vec![row]),
        counts: Vec::new(),
        gaps: 1,
        cells: 2,
        stances: some(full, vec![text("argues")]),
        csv: text("matrix.csv"),
    }
}

fn network(full: bool) -> NetworkView {
    let line = LineView {
        href: text("#pair-a--b"),
        from: text("Ada"),
        to: text("Board"),
        events: 2,
        breadth: 2,
        group: None,
        ends: [0, 0],
        at: [1.5, 2.0, 3.25, 4.0],
    };
    let dot = DotView {
        link: link("actor"),
        events: 2,
        companions: 1,
        group: Some(9),
        large: true,
        dot: [1.5, 2.0],
        radius: 3.0,
        text: [9.0, 4.0],
        room: [0.0, 0.0, 80.0, 24.0],
    };
    let outline = OutlineView {
        group: 9,
        path: text("M0 0L1 1Z"),
    };
    NetworkView {
        actors: 2,
        pairs: 2,
        pairs_drawn: 1,
        actors_drawn: 1,
        drawing: DrawingView {
            width: 100.0,
            height: 50.25,
            width_rem: 6.25,
            height_rem: 3.25,
            outlines: some(full, vec![outline]),
            lines: some(full, vec![line]),
            dots: some(full, vec![dot]),
        },
        groups: some(full, vec![network_group(Some(9)), network_group(None)]),
        downloads: some(full, vec![alternate()]),
    }
}

fn network_group(number: Option<usize>) -> NetworkGroup {
    let event = || DatedLink {
        link: link("event"),
        date: date(),
    };
    let meeting = |id: Option<String>, events: usize| MeetingView {
        id,
        actor: link("actor"),
        events: (0..events).map(|_| event()).collect(),
    };
    let row = |name: &str| NetworkRow {
        id: format!("met-{name}"),
        link: link("actor"),
        events: 2,
        companions: vec![meeting(Some(format!("pair-{name}--b")), 1), meeting(None, 7)],
    };
    NetworkGroup {
        id: text("group-1"),
        number,
        heads: vec![text("Ada"), text("Board"), text("Cato")],
        actors: ["a", "b", "c", "d"].map(row).into(),
    }
}

fn relations(full: bool) -> RelationsView {
    let stated = StatedHow {
        how: text("disputes"),
        places: vec![
            link("paper"),
            LinkView {
                title: String::new(),
                ..link("paper")
            },
        ],
    };
    let cell = |same, shared, stated| RelationsCell {
        same,
        stated,
        shared,
        href: text("#shared-a--b"),
    };
    let row = RelationsRow {
        paper: link("paper"),
        works: 3,
        cells: vec![
            cell(true, 0, Vec::new()),
            cell(false, 2, vec![stated]),
            cell(false, 0, Vec::new()),
        ],
    };
    let shared = CouplingView {
        id: text("shared-a--b"),
        papers: [link("paper"), link("paper")],
        works: vec![link("work")],
    };
    RelationsView {
        papers: some(full, vec![link("paper"), link("paper"), link("paper")]),
        rows: some(full, vec![row]),
        stated: some(
            full,
            vec![StatedView {
                paper: link("paper"),
                relations: vec![paper_relation()],
            }],
        ),
        shared: some(full, vec![shared]),
    }
}

fn pager(number: usize) -> PagerView {
    PagerView {
        number,
        href: text("papers/index.html"),
        current: number == 1,
    }
}

fn coverage(full: bool) -> CoverageView {
    let finding = |href: &str| FindingView {
        link: LinkView {
            href: text(href),
            ..link("event")
        },
        beside: vec![link("paper")],
    };
    let answer = |name, count: usize| AnswerView {
        name,
        found: (0..count)
            .map(|_| finding(if count > 1 { "a.html" } else { "" }))
            .collect(),
        more: count / 10,
        count,
        of: 40,
    };
    let answers = vec![
        answer("themes-untreated", 0),
        answer("events-told-once", 30),
        answer("decades-empty", 1),
    ];
    CoverageView {
        answers: some(full, answers),
        csv: text("coverage.csv"),
    }
}

fn language(lang: &str) -> LanguageView {
    LanguageView {
        lang: text(lang),
        dir: "ltr",
        name: text("English"),
        href: text("../a.html"),
        url: text("https://example.org/a.html"),
        current: lang == "en",
        original: lang == "en",
    }
}

fn version() -> VersionView {
    VersionView {
        date: date(),
        hash: text("3f9a1c2b10"),
        added: false,
    }
}

fn changes(full: bool) -> ChangesView {
    let change = |added| ChangeView {
        link: link("event"),
        hash: text("3f9a1c2b10"),
        added,
    };
    let day = ChangeDay {
        date: date(),
        changes: vec![change(true), change(false)],
    };
    ChangesView {
        days: some(full, vec![day]),
        more: usize::from(full),
    }
}

fn reading() -> ReadingListView {
    let reading = ReadingView {
        link: link("paper"),
        reference: Vec::new(),
        at: Some(text("p. 3")),
        note: Some(text("Look for the oil.")),
    };
    let week = WeekView {
        id: text("week-1"),
        title: text("Week 1"),
        date: Some(date()),
        note: Some(text("What burns.")),
        readings: vec![reading],
    };
    ReadingListView {
        weeks: vec![week],
        downloads: vec![alternate()],
        html: text("<h3>Week 1</h3>"),
        markdown: text("### Week 1"),
    }
}

fn data(full: bool) -> DataView {
    let file = DownloadView {
        href: text("data/papers.csv"),
        file: "papers.csv",
        about: text("data-file-papers"),
        media_type: "text/csv",
    };
    let group = DataGroup {
        name: "table",
        files: vec![file],
    };
    DataView {
        groups: some(full, vec![group]),
        licence: full.then(|| text("CC BY 4.0")),
        licence_href: full.then(|| text("https://creativecommons.org/licenses/by/4.0/")),
        entries: 3,
    }
}

fn page(template: &'static str, full: bool) -> PageView {
    let menu = [
        "papers",
        "themes",
        "events",
        "actors",
        "glossary",
        "index-of-actors",
        "timeline",
        "disagreements",
        "matrix",
        "bibliography",
        "network",
        "relations",
        "coverage",
        "changes",
        "data",
    ];
    let item = |name| MenuItem {
        name,
        href: format!("{name}.html"),
        current: name == template,
        section: false,
    };
    PageView {
        template,
        title: text("Title & more"),
        head_title: text("Title & more (Paper)"),
        description: text("One sentence."),
        lang: text("en"),
        dir: "ltr",
        root: "../",
        languages: some(full, vec![language("en"), language("ur")]),
        translation_of: full.then(|| link("paper")),
        site_lang: full.then(|| text("de")),
        base: full.then(|| text("/lights/")),
        canonical: full.then(|| text("https://example.org/a.html")),
        menu: menu.map(item).into(),
        breadcrumbs: some(full, vec![link("page")]),
        contents: some(
            full,
            vec![HeadingView {
                level: 3,
                id: text("method"),
                text: text("Method"),
            }],
        ),
        previous: full.then(|| link("paper")),
        next: full.then(|| link("paper")),
        pagination: some(full, vec![pager(1), pager(2)]),
        dublin_core: some(
            full,
            vec![MetaView {
                name: "DC.title",
                content: text("Title"),
            }],
        ),
        json_ld: json!({"@type": "Article", "name": "</script>&\u{2028}"}),
        preview: full.then(|| crate::view::PreviewView {
            src: text("https://example.org/preview/paper.png"),
            width: 1200,
            height: 630,
        }),
        alternates: some(full, vec![alternate()]),
        noindex: !full,
        versions: some(full, vec![version(), version()]),
        changes: full.then(|| text("../changes.html")),
        embed: full.then(|| text("https://example.org/embed/a.html")),
        oembed: full.then(|| text("https://example.org/embed/a.json")),
    }
}

fn render(template: &'static str, name: &'static str, view: &impl Serialize, full: bool) -> String {
    let site = SiteView {
        title: text("Lights"),
        description: text("What is said of lights."),
        language: text("en"),
        authors: some(full, vec![text("A department")]),
        licence: full.then(|| text("CC BY 4.0")),
        licence_url: full.then(|| text("https://creativecommons.org/licenses/by/4.0/")),
        book: full,
    };
    let mut context = tera::Context::new();
    context.insert("site", &site);
    context.insert("page", &page(template, full));
    context.insert("t", &english());
    context.insert("body", if full { "<p>Body.</p>" } else { "" });
    context.insert("coins", "ctx_ver=Z39.88-2004&rft.date=1998");
    context.insert(name, view);
    if full {
        let cite = CiteView {
            reference: vec![RunView {
                text: text("A department. Lights."),
                italic: false,
                bold: false,
                small_caps: false,
                superscript: false,
                href: None,
            }],
            bibtex: text("@online{a,}"),
            ris: text("TY  - ELEC"),
        };
        context.insert("cite", &cite);
    }
    let templates = load(&[]).0.expect("the default theme loads");
    templates
        .render(template, &context)
        .unwrap_or_else(|error| panic!("{}: {}", error.template, error.message))
}

/// Every page there is, full or empty, by template.
fn pages(full: bool) -> Vec<(&'static str, String)> {
    let papers = PapersView {
        papers: some(full, vec![paper_row()]),
    };
    let themes = ThemesView {
        themes: some(full, vec![node(Vec::new())]),
    };
    let works = BibliographyView {
        works: some(full, vec![work()]),
        downloads: some(full, vec![alternate()]),
    };
    let nothing = json!(null);
    vec![
        ("home", render("home", "home", &home(full), full)),
        ("paper", render("paper", "paper", &paper(full), full)),
        ("theme", render("theme", "theme", &theme_view(full), full)),
        ("event", render("event", "event", &event(full), full)),
        ("actor", render("actor", "actor", &actor(full), full)),
        ("term", render("term", "term", &term(full), full)),
        ("work", render("work", "work", &work_page(full), full)),
        ("page", render("page", "reading", &full.then(reading), full)),
        ("papers", render("papers", "papers", &papers, full)),
        ("themes", render("themes", "themes", &themes, full)),
        ("events", render("events", "events", &events(full), full)),
        ("actors", render("actors", "actors", &actors(full), full)),
        ("glossary", render("glossary", "glossary", &glossary(full), full)),
        (
            "index-of-actors",
            render("index-of-actors", "index", &index(full), full),
        ),
        ("timeline", render("timeline", "timeline", &timeline(full), full)),
        (
            "disagreements",
            render("disagreements", "disagreements", &all_disagreements(full), full),
        ),
        ("matrix", render("matrix", "matrix", &matrix(full), full)),
        ("network", render("network", "network", &network(full), full)),
        ("relations", render("relations", "relations", &relations(full), full)),
        ("coverage", render("coverage", "coverage", &coverage(full), full)),
        ("changes", render("changes", "changes", &changes(full), full)),
        ("data", render("data", "data", &data(full), full)),
        ("bibliography", render("bibliography", "bibliography", &works, full)),
        ("404", render("404", "nothing", &nothing, full)),
        ("gone", render("gone", "gone", &gone(full), full)),
    ]
}

fn gone(full: bool) -> GoneView {
    GoneView {
        reason: text("It was <never> lit."),
        see: if full { vec![link("event")] } else { Vec::new() },
    }
}

#[test]
fn every_template_renders_full_and_empty() {
    for (template, html) in pages(true).into_iter().chain(pages(false)) {
        assert_eq!(html.matches("<h1").count(), 1, "{template} has one title");
        assert_eq!(html.matches("<main").count(), 1, "{template} has one main part");
        assert!(
            !html.contains(" style=") && !html.contains("<style"),
            "{template} has no inline style"
        );
        assert!(!html.contains("Title & more"), "{template} escapes its title");
        assert!(
            html.trim_start().starts_with("<!DOCTYPE html>"),
            "{template} is a document"
        );
    }
}

#[test]
fn empty_sections_leave_no_heading_behind() {
    for (template, html) in pages(false) {
        let helpful = ["theme", "event"].contains(&template);
        assert_eq!(html.contains("<h2"), helpful, "{template}");
    }
}

#[test]
fn json_in_a_script_cannot_end_it() {
    let (_, html) = pages(true).remove(0);
    assert!(html.contains(r#""name":"\u003c/script\u003e\u0026\u2028""#));
}

#[test]
fn numbers_are_grouped_from_five_digits_on() {
    assert!(pages(true)[0].1.contains("<dd>12,345</dd>"));
}

/// The keys that templates name outright, `t["key"]` or `t.key`; those that are put together end in `-`.
fn named_texts() -> BTreeSet<String> {
    let mut named = BTreeSet::new();
    for (_, template, _) in files("templates/") {
        for rest in template.split("t[\"").skip(1) {
            named.extend(rest.split_once('"').map(|(key, _)| key.to_owned()));
        }
        let words = template.split(|c: char| !(c.is_alphanumeric() || "._".contains(c)));
        named.extend(words.filter_map(|word| word.strip_prefix("t.")).map(str::to_owned));
    }
    named
}

#[test]
fn templates_and_interface_texts_agree() {
    let (named, texts) = (named_texts(), english());
    let (beginnings, whole): (Vec<&String>, Vec<&String>) = named.iter().partition(|key| key.ends_with('-'));
    for key in whole {
        assert!(texts.contains_key(key), "`{key}` is used and not written");
    }
    // Titles that the generator gives to pages, and what it writes into bodies.
    let others = [
        "book-accessibility",
        "print",
        "not-found",
        "gone-file",
        "list-page",
        "moved-passage",
        "language-name",
        "languages",
        "translation-of",
    ]
    .into_iter()
    .chain(crate::render::body::TEXTS);
    let listings = page("home", true).menu.into_iter().map(|item| item.name);
    let listings: BTreeSet<String> = listings.chain(others).map(str::to_owned).collect();
    for key in &listings {
        assert!(texts.contains_key(key), "`{key}` is used and not written");
    }
    for key in texts.keys() {
        let put_together = beginnings.iter().any(|beginning| key.starts_with(beginning.as_str()));
        assert!(
            put_together || named.contains(key) || listings.contains(key) || crate::render::search::is_text(key),
            "`{key}` is written and not used"
        );
    }
}

#[test]
fn a_template_of_the_site_comes_before_that_of_the_theme() {
    let (templates, _) = load(&[("404.html", "gone: {{ page }}")]);
    let mut context = tera::Context::new();
    context.insert("page", "here");
    assert_eq!(templates.unwrap().render("404", &context).unwrap(), "gone: here");
}

#[test]
fn problems_of_templates_have_places() {
    let cases = [
        ("{% if %}", 6..8),
        ("{{ 1 | shiny }}\n", 7..8),
        ("\n{{ <lamp /> }}", 4..5),
    ];
    for (text, range) in cases {
        let (templates, diagnostics) = load(&[("404.html", text)]);
        assert!(templates.is_none());
        let found: Vec<_> = diagnostics.iter().collect();
        let [only] = found.as_slice() else {
            panic!("one problem in {text}: {found:?}")
        };
        let at = only.primary.as_ref().map(|label| label.at);
        assert_eq!(
            at,
            Some(Span::new(range).in_file(FileId(7))),
            "{text}: {}",
            only.message
        );
    }
}

#[test]
fn an_error_while_rendering_says_where() {
    let (templates, _) = load(&[("404.html", "{{ lamp }}")]);
    let error = templates.unwrap().render("404", &tera::Context::new()).unwrap_err();
    assert_eq!(error.at, Some(Span::new(3..7).in_file(FileId(7))));
    assert!(error.message.contains("404.html:1:4"), "{}", error.message);
}
