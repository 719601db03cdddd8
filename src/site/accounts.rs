//! Accounts compared: where papers give different dates, figures, names or judgements, or one paper two.

use crate::graph::{EntryId, Graph};
use crate::model::date::{DateRelation, Edtf};
use crate::model::paper::{Account, Erratum, Treatment};
use crate::model::{Data, Kind, Relation};
use crate::span::Spanned;
use crate::yaml::Pairs;
use std::collections::BTreeMap;

/// What papers differ on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Aspect {
    /// When it was.
    Date,
    /// How many, how much.
    Figure,
    /// What something is called.
    Name,
    /// What it means.
    Judgement,
}

impl Aspect {
    /// All of them, in the order of the page.
    pub const ALL: [Aspect; 4] = [Aspect::Date, Aspect::Figure, Aspect::Name, Aspect::Judgement];

    /// `date`, `figure`, `name` or `judgement`.
    pub fn name(self) -> &'static str {
        match self {
            Aspect::Date => "date",
            Aspect::Figure => "figure",
            Aspect::Name => "name",
            Aspect::Judgement => "judgement",
        }
    }

    /// The key of a statement that holds such answers.
    pub fn key(self) -> &'static str {
        match self {
            Aspect::Date => "date",
            Aspect::Figure => "values",
            Aspect::Name => "names",
            Aspect::Judgement => "judgements",
        }
    }
}

/// How far dates differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Degree {
    /// One is more precise than the other, and inside it.
    Narrower,
    /// They share a part.
    Overlapping,
    /// They cannot both be right.
    Disjoint,
}

impl Degree {
    /// `narrower`, `overlapping` or `disjoint`.
    pub fn name(self) -> &'static str {
        match self {
            Degree::Narrower => "narrower",
            Degree::Overlapping => "overlapping",
            Degree::Disjoint => "disjoint",
        }
    }
}

/// A statement of a paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Statement {
    /// The number of a treatment.
    Treatment(usize),
    /// The number of an account.
    Account(usize),
}

/// One answer to the question on which papers differ.
#[derive(Clone, Debug)]
pub struct Side {
    /// The paper.
    pub paper: EntryId,
    /// The statement that gives the answer.
    pub statement: Statement,
    /// The answer as given; a date as EDTF.
    pub answer: String,
}

/// A point on which papers, or a paper and itself, give different answers.
#[derive(Clone, Debug)]
pub struct Disagreement {
    /// The event or theme.
    pub subject: EntryId,
    /// What it is about.
    pub aspect: Aspect,
    /// What is asked: `date`, or the key that the authors of the summaries chose.
    pub question: String,
    /// For dates, how far they differ at most.
    pub degree: Option<Degree>,
    /// The answers, in the order of the papers.
    pub sides: Vec<Side>,
}

impl Disagreement {
    /// Whether one paper differs with itself.
    pub fn within_one(&self) -> bool {
        self.sides.windows(2).all(|pair| pair[0].paper == pair[1].paper)
    }

    /// Whether a paper is on one of the sides.
    pub fn involves(&self, paper: EntryId) -> bool {
        self.sides.iter().any(|side| side.paper == paper)
    }
}

/// What a treatment and an account have in common.
pub struct Claims<'a> {
    /// Figures.
    pub values: Option<&'a Pairs<Spanned<String>>>,
    /// Names.
    pub names: Option<&'a Pairs<Spanned<String>>>,
    /// Judgements.
    pub judgements: Option<&'a Pairs<Spanned<String>>>,
    /// A mistake.
    pub erratum: Option<&'a Erratum>,
}

impl<'a> Claims<'a> {
    /// Those of a treatment.
    pub fn of_treatment(it: &'a Treatment) -> Claims<'a> {
        Claims {
            values: it.values.as_ref(),
            names: it.names.as_ref(),
            judgements: it.judgements.as_ref(),
            erratum: it.erratum.as_ref(),
        }
    }

    /// Those of an account.
    pub fn of_account(it: &'a Account) -> Claims<'a> {
        Claims {
            values: it.values.as_ref(),
            names: it.names.as_ref(),
            judgements: it.judgements.as_ref(),
            erratum: it.erratum.as_ref(),
        }
    }

    /// Every claim: what it is about, what is asked, what is answered.
    pub fn all(&self) -> impl Iterator<Item = (Aspect, &'a str, &'a str)> + use<'a> {
        let text = |(aspect, question, answer): (Aspect, &'a Spanned<String>, &'a Spanned<String>)| {
            (aspect, question.value.as_str(), answer.value.as_str())
        };
        self.spanned().map(text)
    }

    /// The same with their places.
    pub fn spanned(&self) -> impl Iterator<Item = (Aspect, &'a Spanned<String>, &'a Spanned<String>)> + use<'a> {
        let lists = [
            (Aspect::Figure, self.values),
            (Aspect::Name, self.names),
            (Aspect::Judgement, self.judgements),
        ];
        let each = |(aspect, pairs): (Aspect, Option<&'a Pairs<Spanned<String>>>)| {
            let pairs = pairs.into_iter().flatten();
            pairs.map(move |(question, answer)| (aspect, question, answer))
        };
        lists.into_iter().flat_map(each)
    }
}

/// Finds every point on which papers differ: by event, then by theme, each by key.
pub(super) fn compare(graph: &Graph) -> Vec<Disagreement> {
    let subjects = graph.of_kind(Kind::Event).chain(graph.of_kind(Kind::Theme));
    subjects.flat_map(|(id, _)| compare_one(graph, id)).collect()
}

/// The numbers of the disagreements about each event and theme, and of those that each paper has a side in.
pub(super) fn by_entry(disagreements: &[Disagreement]) -> BTreeMap<EntryId, Vec<usize>> {
    let mut numbers: BTreeMap<EntryId, Vec<usize>> = BTreeMap::new();
    for (number, it) in disagreements.iter().enumerate() {
        let mut involved: Vec<EntryId> = it.sides.iter().map(|side| side.paper).collect();
        involved.push(it.subject);
        involved.sort_unstable();
        involved.dedup();
        for id in involved {
            numbers.entry(id).or_default().push(number);
        }
    }
    numbers
}

fn compare_one(graph: &Graph, subject: EntryId) -> Vec<Disagreement> {
    let mut dates: Vec<(Side, &Edtf)> = Vec::new();
    let mut answers: BTreeMap<(Aspect, &str), Vec<Side>> = BTreeMap::new();
    for (paper, statement, date, claims) in statements(graph, subject) {
        let side = |answer: &str| Side {
            paper,
            statement,
            answer: answer.to_owned(),
        };
        dates.extend(date.map(|date| (side(&date.to_string()), date)));
        for (aspect, question, answer) in claims.all() {
            answers.entry((aspect, question)).or_default().push(side(answer));
        }
    }
    let on_date = differing_dates(subject, dates);
    let others = answers
        .into_iter()
        .filter(|(_, sides)| differ(sides))
        .map(|((aspect, question), sides)| Disagreement {
            subject,
            aspect,
            question: question.to_owned(),
            degree: None,
            sides,
        });
    on_date.into_iter().chain(others).collect()
}

/// What papers state of an event or theme, in the order of the papers and of their lists.
pub fn statements(graph: &Graph, subject: EntryId) -> Vec<(EntryId, Statement, Option<&Edtf>, Claims<'_>)> {
    let treatments = graph.incoming(subject, Relation::Treats);
    let edges = treatments.chain(graph.incoming(subject, Relation::Recounts));
    let statement = |edge: &crate::graph::Edge| {
        let Data::Paper(paper) = &graph.entry(edge.from).data else {
            return None;
        };
        if edge.relation == Relation::Treats {
            let claims = Claims::of_treatment(paper.themes.get(edge.item)?);
            return Some((edge.from, Statement::Treatment(edge.item), None, claims));
        }
        let account = paper.events.get(edge.item)?;
        let date = account.date.as_ref().map(|date| &date.value);
        Some((
            edge.from,
            Statement::Account(edge.item),
            date,
            Claims::of_account(account),
        ))
    };
    edges.filter_map(statement).collect()
}

fn differing_dates(subject: EntryId, dates: Vec<(Side, &Edtf)>) -> Option<Disagreement> {
    let pairs = dates
        .iter()
        .enumerate()
        .flat_map(|(at, (_, a))| dates[at + 1..].iter().map(move |(_, b)| (a, b)));
    let degree = pairs.filter_map(|(a, b)| degree(a.relation(b))).max()?;
    Some(Disagreement {
        subject,
        aspect: Aspect::Date,
        question: "date".to_owned(),
        degree: Some(degree),
        sides: dates.into_iter().map(|(side, _)| side).collect(),
    })
}

fn degree(relation: DateRelation) -> Option<Degree> {
    match relation {
        DateRelation::Same => None,
        DateRelation::Within | DateRelation::Contains => Some(Degree::Narrower),
        DateRelation::Overlapping => Some(Degree::Overlapping),
        DateRelation::Disjoint => Some(Degree::Disjoint),
    }
}

/// Whether answers differ: numbers as numbers, words without regard to case and space.
fn differ(sides: &[Side]) -> bool {
    sides
        .windows(2)
        .any(|pair| canonical(&pair[0].answer) != canonical(&pair[1].answer))
}

fn canonical(answer: &str) -> String {
    let digits: String = answer
        .chars()
        .filter(|c| !matches!(c, ',' | ' ' | '\u{a0}' | '\u{202f}'))
        .collect();
    match digits.parse::<f64>() {
        Ok(number) => number.to_string(),
        Err(_) => answer.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase(),
    }
}
