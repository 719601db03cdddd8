//! `coverage.html`: what the entries leave out, question by question.

use super::LinkView;
use super::viewer::Viewer;
use crate::site::coverage::{self, Answer, Finding, Question, Subject};
use serde::Serialize;

/// `coverage.html`, as `coverage`.
#[derive(Clone, Debug, Serialize)]
pub struct CoverageView {
    /// The questions that the site has entries for.
    pub answers: Vec<AnswerView>,
    /// The same as CSV.
    pub csv: String,
}

/// A question and its answer.
#[derive(Clone, Debug, Serialize)]
pub struct AnswerView {
    /// The name of the question and its fragment; its title is the interface text `coverage-<name>`.
    pub name: &'static str,
    /// What was found; of much, the beginning.
    pub found: Vec<FindingView>,
    /// How many more were found, which only the CSV has.
    pub more: usize,
    /// How many entries were found; for decades, how many decades.
    pub count: usize,
    /// Of how many.
    pub of: usize,
}

/// One thing that was found.
#[derive(Clone, Debug, Serialize)]
pub struct FindingView {
    /// The entry or work, or the words of a gap with an empty `href`.
    pub link: LinkView,
    /// The one paper, the events before and after, the papers that cite.
    pub beside: Vec<LinkView>,
}

impl Viewer<'_> {
    /// `coverage.html`.
    pub fn coverage_view(&self) -> CoverageView {
        let answers = coverage::answers(self.site);
        CoverageView {
            answers: answers.iter().map(|answer| self.answer(answer)).collect(),
            csv: self.href("coverage.csv"),
        }
    }

    fn answer(&self, answer: &Answer) -> AnswerView {
        let decades = |finding: &Finding| match finding.subject {
            Subject::Decades(first, last) => usize::try_from((last - first) / 10 + 1).unwrap_or(0),
            _ => 1,
        };
        let most = self.site.config.list_length().get();
        let finding = |finding: &Finding| self.finding(answer.question, finding);
        AnswerView {
            name: answer.question.name(),
            found: answer.found.iter().take(most).map(finding).collect(),
            more: answer.found.len().saturating_sub(most),
            count: answer.found.iter().map(decades).sum(),
            of: answer.of,
        }
    }

    fn finding(&self, question: Question, finding: &Finding) -> FindingView {
        let link = match finding.subject {
            Subject::Entry(id) => self.link(id),
            Subject::Work(id) => self.work_link(id),
            Subject::Decades(first, last) => LinkView {
                title: self.decades(first, last),
                href: String::new(),
                kind: "event",
                ..LinkView::default()
            },
        };
        // A theme or event that one paper speaks to leads to what that paper says.
        let fragment = |id| match (question, finding.subject) {
            (Question::ThemesTreatedOnce, Subject::Entry(theme)) => {
                let statement = self.treatments_of(theme).into_iter().next();
                LinkView {
                    href: statement.map(|it| it.href).unwrap_or_default(),
                    ..self.link(id)
                }
            }
            (Question::EventsToldOnce, Subject::Entry(event)) => {
                let statement = self.accounts_of(event).into_iter().next();
                LinkView {
                    href: statement.map(|it| it.href).unwrap_or_default(),
                    ..self.link(id)
                }
            }
            _ => self.link(id),
        };
        FindingView {
            link,
            beside: finding.beside.iter().map(|&id| fragment(id)).collect(),
        }
    }

    /// `1880s`, or the first and the last decade of a longer gap.
    fn decades(&self, first: i64, last: i64) -> String {
        if first == last {
            self.decade_in_words(first)
        } else {
            format!("{} – {}", self.decade_in_words(first), self.decade_in_words(last))
        }
    }
}
