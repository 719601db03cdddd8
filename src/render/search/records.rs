//! What can be found: for every entry and cited work its names, its sections with their words, and what it is filtered by.

use crate::graph::{EntryId, Node, Resolved, WorkId, account_fragment, treatment_fragment};
use crate::model::date::{DateWords, Edtf};
use crate::model::paper::{Account, Paper, Treatment};
use crate::model::translation::Part as TextPart;
use crate::model::typography::smart_as;
use crate::model::{Data, Kind, Quotes, Relation};
use crate::parse::prose::{self, LinkTarget, Part, Piece};
use crate::site::Site;
use crate::site::accounts::Claims;
use crate::site::timeline;
use std::borrow::Cow;
use std::collections::BTreeSet;

/// The kinds of what can be found, in the order of the filter: those of entries, and works.
pub(super) const KINDS: [&str; 7] = ["paper", "theme", "event", "actor", "term", "page", "work"];

/// A line that is shown has at most this many characters. Sections of running text have none of their own: their
/// first words seldom tell why they were found, and would be a quarter of the index.
const LONGEST: usize = 120;

/// A page, or a work of the bibliography.
#[derive(Debug, Default)]
pub(super) struct Record {
    /// The number of its kind in [`KINDS`].
    pub(super) kind: usize,
    /// Where it is, from the root of the site.
    pub(super) address: String,
    /// Its language, BCP 47; empty for a work, which speaks for itself.
    pub(super) language: String,
    /// What it is called.
    pub(super) title: String,
    /// Every form of its name.
    pub(super) names: Vec<String>,
    /// Of a paper, who wrote it, and authors and year as scholars speak of it.
    pub(super) authors: Vec<String>,
    /// Its sections; the first is what stands before any heading.
    pub(super) sections: Vec<Section>,
    /// The themes that it belongs to.
    pub(super) themes: Vec<EntryId>,
    /// The actors that it names.
    pub(super) actors: Vec<EntryId>,
    /// The first years of the decades that it is about.
    pub(super) decades: Vec<i64>,
}

/// A part of a page that a fragment names.
#[derive(Debug, Default)]
pub(super) struct Section {
    /// The fragment; empty for the page itself.
    pub(super) fragment: String,
    /// The heading, or what a statement is about.
    pub(super) heading: String,
    /// The line that is shown of it; that of the page where this is empty.
    pub(super) lead: String,
    /// What is said in so many words: a definition, a statement.
    pub(super) statement: String,
    /// The running text.
    pub(super) text: String,
}

/// The record of an entry, or of a translation: what it says itself, beside the facts of the original.
pub(super) fn of_entry(site: &Site, id: EntryId, source: &str) -> Record {
    let entry = site.entry(id);
    let original = site.graph.original(id);
    let mut sections = body(site, id, source);
    let main = &mut sections[0];
    main.statement = said(site, id).join(" · ");
    main.lead = lead(site, id, main);
    if let Data::Paper(paper) = &entry.data {
        sections.extend(statements(site, id, paper));
    }
    let reached = |kind: Kind| -> Vec<EntryId> {
        let edges = site.graph.from(original).iter().filter_map(|edge| edge.to.entry());
        let own = (entry.key.kind == kind).then_some(original);
        let all: BTreeSet<EntryId> = edges.filter(|to| site.entry(*to).key.kind == kind).chain(own).collect();
        all.into_iter().collect()
    };
    Record {
        kind: KINDS
            .iter()
            .position(|it| *it == entry.key.kind.name())
            .unwrap_or_default(),
        address: site.addresses.of(id).to_owned(),
        language: site.graph.language_of(id).to_owned(),
        title: print(site, id, entry.title()),
        names: names(site, id),
        authors: authors(site, id),
        sections,
        themes: reached(Kind::Theme),
        actors: reached(Kind::Actor),
        decades: decades(site, original),
    }
}

/// A text of an entry or translation as it is printed.
fn print(site: &Site, id: EntryId, text: &str) -> String {
    smart_as(text, Quotes::of(site.graph.language_of(id)))
}

/// The record of a work that is no paper of the site.
pub(super) fn of_work(site: &Site, id: WorkId) -> Record {
    let work = &site.graph.work(id).work;
    let listed = || site.place_in_bibliography(id);
    let year = work.year();
    let said = [work.authors(), year.clone(), work.container()];
    let lead = said.into_iter().flatten().collect::<Vec<_>>().join(", ");
    let people = work.names("author").iter().chain(work.names("editor"));
    let decade = year.and_then(|year| Edtf::parse(year.get(..4)?).ok()?.decade());
    Record {
        kind: KINDS.len() - 1,
        address: site.addresses.of_work(id).map_or_else(listed, str::to_owned),
        title: work.title(),
        names: std::iter::once(work.title())
            .chain(people.map(crate::model::work::short_name))
            .collect(),
        sections: vec![Section {
            statement: lead.clone(),
            lead,
            ..Section::default()
        }],
        decades: decade.into_iter().collect(),
        ..Record::default()
    }
}

/// The sections of the prose, with the running text that stands under each heading.
fn body(site: &Site, id: EntryId, source: &str) -> Vec<Section> {
    let entry = site.entry(id);
    let prose = prose::read(source, Quotes::of(site.graph.language_of(id)));
    let section = |heading: &crate::model::Heading| Section {
        fragment: heading.id.clone(),
        heading: heading.text.clone(),
        ..Section::default()
    };
    let headings = entry.body.headings.iter().map(section);
    let mut sections: Vec<Section> = std::iter::once(Section::default()).chain(headings).collect();
    for leaf in prose.leaves.iter().filter(|leaf| !leaf.is_heading) {
        let at = leaf.under.map_or(0, |under| under + 1);
        if let Some(section) = sections.get_mut(at) {
            for part in &leaf.parts {
                section.text.push_str(&part_words(site, id, part));
            }
            section.text.push(' ');
        }
    }
    sections
}

/// The words of a part of a leaf as its page prints them.
fn part_words<'a>(site: &'a Site, id: EntryId, part: &'a Part) -> Cow<'a, str> {
    match &part.piece {
        Piece::Footnote => "".into(),
        Piece::Link(LinkTarget::Citation) => site.citation_text(id, part.range.start).into(),
        Piece::Link(LinkTarget::Wiki { labelled: false, .. }) => match site.graph.resolved(id, part.range.start) {
            Some((_, Resolved::Entry(to, _))) => site.title_in(*to, site.graph.language_of(id)).into(),
            _ => part.text.as_str().into(),
        },
        Piece::Text | Piece::Code | Piece::Link(_) => part.text.as_str().into(),
    }
}

/// What the front matter says of the entry, the most telling first.
fn said(site: &Site, id: EntryId) -> Vec<String> {
    let entry = site.entry(id);
    let date_words = site.date_words_in(site.graph.language_of(id));
    // What a translation leaves out is found in the original.
    let gives = |key: &'static str| site.graph.gives(id, TextPart::Text(key));
    let mut said: Vec<String> = Vec::new();
    match &entry.data {
        Data::Paper(paper) => {
            let parts = [
                ("thesis", &paper.thesis),
                ("question", &paper.question),
                ("theory", &paper.theory),
                ("method", &paper.method),
                ("evidence", &paper.evidence),
                ("recommendations", &paper.recommendations),
                ("limits", &paper.limits),
            ];
            let parts = parts.into_iter().filter(|(key, _)| gives(key));
            said.extend(parts.flat_map(|(_, items)| items).map(|it| it.value.clone()));
            said.extend(paper.container_title.iter().map(|it| it.value.clone()));
        }
        Data::Theme(theme) if gives("question") => said.extend(theme.question.iter().map(|it| it.value.clone())),
        Data::Event(event) => {
            let date = event.date.as_ref().map(|date| date.value.human(date_words));
            said.extend(date.into_iter().chain(event.place.iter().map(|it| it.value.clone())));
            said.extend(event.kind.iter().map(|it| it.value.replace('-', " ")));
        }
        Data::Actor(actor) => {
            let offices = actor.held.iter().map(|it| it.office.value.clone());
            said.extend(offices.chain(actor.kind.iter().map(|it| it.value.replace('-', " "))));
        }
        Data::Term(term) if gives("definition") => said.extend(term.definition.iter().map(|it| it.value.clone())),
        Data::Theme(_) | Data::Term(_) | Data::Page(_) => {}
    }
    said.into_iter().map(|text| print(site, id, &text)).collect()
}

/// The line that is shown of a page: who and when for a paper, when and where for an event, then what it says.
fn lead(site: &Site, id: EntryId, main: &Section) -> String {
    let entry = site.entry(id);
    let start = match &entry.data {
        Data::Paper(_) => label(site, id).map(|label| format!("{label}. ")),
        Data::Event(_) => {
            let facts: Vec<String> = said(site, id).into_iter().take(2).collect();
            (!facts.is_empty()).then(|| format!("{}. ", facts.join(", ")))
        }
        _ => None,
    };
    let from_prose = matches!(entry.data, Data::Event(_) | Data::Actor(_) | Data::Page(_));
    let rest = if from_prose { &main.text } else { &main.statement };
    shortened(&(start.unwrap_or_default() + rest), LONGEST)
}

/// A paper as scholars speak of it: authors and year.
fn label(site: &Site, id: EntryId) -> Option<String> {
    let Data::Paper(paper) = &site.entry(id).data else {
        return None;
    };
    let authors: Vec<String> = paper.author.iter().map(crate::model::name::Name::short).collect();
    let year = paper.issued.as_ref().and_then(|it| it.value.year());
    let parts = [
        (!authors.is_empty()).then(|| authors.join(", ")),
        year.map(|year| year.to_string()),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(" "))
}

/// Every form of the name of an entry.
fn names(site: &Site, id: EntryId) -> Vec<String> {
    let entry = site.entry(id);
    let mut names = vec![entry.title().to_owned()];
    let values =
        |list: &[crate::span::Spanned<String>]| -> Vec<String> { list.iter().map(|it| it.value.clone()).collect() };
    match &entry.data {
        Data::Paper(paper) => {
            names.extend(paper.short_title.iter().map(|it| it.value.clone()));
        }
        Data::Actor(actor) => {
            names.extend(actor.sort.iter().map(|it| it.value.clone()));
            names.extend(values(&actor.aliases));
            names.extend(values(&actor.metonyms));
        }
        Data::Term(term) => names.extend(values(&term.aliases)),
        Data::Theme(_) | Data::Event(_) | Data::Page(_) => {}
    }
    names
}

/// The authors of a paper, and the paper as scholars speak of it.
fn authors(site: &Site, id: EntryId) -> Vec<String> {
    let Data::Paper(paper) = &site.entry(id).data else {
        return Vec::new();
    };
    let spoken = paper.author.iter().map(crate::model::name::Name::spoken);
    spoken.chain(label(site, id)).collect()
}

/// What a paper says on themes, of events and of other works.
fn statements(site: &Site, id: EntryId, paper: &Paper) -> Vec<Section> {
    let entry = site.entry(id);
    let original = site.graph.original(id);
    let language = site.graph.language_of(id);
    let gives = |relation, item| site.graph.gives(id, TextPart::Says(relation, item));
    let about = |relation: Relation, item: usize| {
        let mut edges = site.graph.out(original, relation);
        edges.find(|edge| edge.item == item).map(|edge| match edge.to {
            Node::Entry(to) => print(site, id, site.entry(site.graph.version(to, language)).title()),
            Node::Work(to) => site.graph.work(to).work.title(),
        })
    };
    let says = |text: &str, facts: &[String]| statement(&print(site, id, text), facts);
    let themes = paper.themes.iter().enumerate();
    let themes = themes.filter(|(item, _)| gives(Relation::Treats, *item));
    let themes = themes.map(|(item, it)| Section {
        fragment: treatment_fragment(entry, item),
        heading: about(Relation::Treats, item).unwrap_or_default(),
        ..says(&it.says.value, &facts_of_treatment(it))
    });
    let events = paper.events.iter().enumerate();
    let events = events.filter(|(item, _)| gives(Relation::Recounts, *item));
    let events = events.map(|(item, it)| Section {
        fragment: account_fragment(entry, item),
        heading: about(Relation::Recounts, item).unwrap_or_default(),
        ..says(&it.says.value, &facts_of_account(site.date_words_in(language), it))
    });
    let relations = paper.relations.iter().enumerate();
    let relations = relations.filter(|(item, _)| gives(Relation::Relates, *item));
    let relations = relations.map(|(item, it)| Section {
        fragment: "its-relations".to_owned(),
        heading: about(Relation::Relates, item).unwrap_or_default(),
        ..says(&it.says.value, &[it.how.value.replace('-', " ")])
    });
    themes.chain(events).chain(relations).collect()
}

fn facts_of_treatment(it: &Treatment) -> Vec<String> {
    let mut facts = claim_words(&Claims::of_treatment(it));
    facts.extend(it.stance.iter().map(|it| it.value.clone()));
    facts.extend(it.at.iter().map(|at| at.value.human()));
    facts
}

fn facts_of_account(words: &DateWords, it: &Account) -> Vec<String> {
    let mut facts = claim_words(&Claims::of_account(it));
    facts.extend(it.date.iter().map(|date| date.value.human(words)));
    facts.extend(it.at.iter().map(|at| at.value.human()));
    facts
}

/// The questions of figures, names and judgements, and what the paper answers.
fn claim_words(claims: &Claims<'_>) -> Vec<String> {
    let all = claims.all();
    all.map(|(_, asked, answer)| format!("{} {answer}", asked.replace('-', " ")))
        .collect()
}

fn statement(says: &str, facts: &[String]) -> Section {
    Section {
        lead: shortened(says, LONGEST),
        statement: format!("{says} {}", facts.join(" ")),
        ..Section::default()
    }
}

/// The decades of an event; those in which a paper or work was published; those of the events of an actor.
fn decades(site: &Site, id: EntryId) -> Vec<i64> {
    let entry = site.entry(id);
    let dates: Vec<&Edtf> = match &entry.data {
        Data::Event(_) => timeline::date(entry).into_iter().collect(),
        Data::Paper(paper) => paper.issued.iter().map(|it| &it.value).collect(),
        Data::Actor(_) => {
            let events = site.graph.incoming(id, Relation::Involves);
            events
                .filter_map(|edge| timeline::date(site.entry(edge.from)))
                .collect()
        }
        Data::Theme(_) | Data::Term(_) | Data::Page(_) => Vec::new(),
    };
    let all: BTreeSet<i64> = dates.into_iter().flat_map(decades_of).collect();
    all.into_iter().collect()
}

/// The decades that a date reaches over; of a date that is open, or longer than a century, the first.
fn decades_of(date: &Edtf) -> Vec<i64> {
    let Some(first) = date.decade() else {
        return Vec::new();
    };
    let last = date.latest().map_or(first, |day| day.year().div_euclid(10) * 10);
    let last = if last - first > 100 { first } else { last };
    (first..=last).step_by(10).collect()
}

/// The beginning of a text, cut at a space.
fn shortened(text: &str, longest: usize) -> String {
    let words = text.split_whitespace().scan(0, |before, word| {
        // The beginning is enough: no character has more than four bytes.
        let is_wanted = *before <= 4 * longest;
        *before += word.len();
        is_wanted.then_some(word)
    });
    let text = words.collect::<Vec<_>>().join(" ");
    let Some((end, _)) = text.char_indices().nth(longest) else {
        return text;
    };
    let cut = text[..end].rfind(' ').unwrap_or(end);
    format!(
        "{}…",
        text[..cut].trim_end_matches([',', ';', ':', '.', ' ', '–', '—', '('])
    )
}

#[cfg(test)]
mod tests {
    use super::{decades_of, shortened};
    use crate::model::date::Edtf;

    #[test]
    fn a_text_is_cut_between_words() {
        assert_eq!(shortened("a  lamp\nburns", 40), "a lamp burns");
        assert_eq!(shortened("a lamp, burns", 8), "a lamp…");
        assert_eq!(shortened("lamplighter", 4), "lamp…");
    }

    #[test]
    fn a_date_has_the_decades_it_reaches_over() {
        let decades = |date: &str| decades_of(&Edtf::parse(date).expect("a date"));
        assert_eq!(decades("1965-08"), [1960]);
        assert_eq!(decades("1968/1981"), [1960, 1970, 1980]);
        assert_eq!(decades("1947/.."), [1940]);
        assert_eq!(decades("1200/1999"), [1200]);
    }
}
