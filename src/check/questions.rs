//! Figures, names and judgements of one event or theme are compared by their keys, so keys that look like one should be one.

use crate::diag::{Code, Diagnostic, Diagnostics, distance};
use crate::graph::EntryId;
use crate::model::Kind;
use crate::site::Site;
use crate::site::accounts::{self, Aspect};
use crate::span::FileSpan;
use crate::yaml::scalar_in_flow;
use std::collections::BTreeMap;

/// A shorter key is no slip of another.
const LONG_ENOUGH: usize = 4;

pub(super) fn check(site: &Site, diags: &mut Diagnostics) {
    for kind in [Kind::Event, Kind::Theme] {
        for (subject, _) in site.graph.of_kind(kind) {
            check_one(site, subject, diags);
        }
    }
}

/// A key with the list that it stands in.
type Question<'a> = (&'a str, Aspect);

fn check_one(site: &Site, subject: EntryId, diags: &mut Diagnostics) {
    let mut places: BTreeMap<Question<'_>, Vec<FileSpan>> = BTreeMap::new();
    for (paper, _, _, claims) in accounts::statements(&site.graph, subject) {
        let file = site.entry(paper).file;
        for (aspect, question, _) in claims.spanned() {
            let at = question.span.in_file(file);
            places.entry((&question.value, aspect)).or_default().push(at);
        }
    }
    let asked: Vec<(Question<'_>, &[FileSpan])> = places.iter().map(|(it, at)| (*it, at.as_slice())).collect();
    for (at, one) in asked.iter().enumerate() {
        let others = asked[at + 1..].iter().filter(|other| are_alike(one.0, other.0));
        for other in others {
            // What more statements have is likely to be meant.
            let [few, many] = if one.1.len() < other.1.len() {
                [one, other]
            } else {
                [other, one]
            };
            diags.extend(few.1.iter().filter_map(|at| report(site, subject, (few.0, *at), many)));
        }
    }
}

fn report(
    site: &Site,
    subject: EntryId,
    ((written, aspect), at): (Question<'_>, FileSpan),
    ((other, other_aspect), places): &(Question<'_>, &[FileSpan]),
) -> Option<Diagnostic> {
    let title = site.entry(subject).title();
    let first = *places.first()?;
    if written == *other {
        let message = format!(
            "`{written}` of `{title}` stands under `{}` here and under `{}` elsewhere, so the answers are not compared",
            aspect.key(),
            other_aspect.key()
        );
        let diagnostic = Diagnostic::at(Code::NearQuestions, at, message).label(first, "the other is here");
        return Some(diagnostic.help("move one of them to the list of the other, or give it another key"));
    }
    let message = format!(
        "`{written}` of `{title}` is nearly `{other}`, and answers are compared only if their keys are the same"
    );
    let diagnostic = Diagnostic::at(Code::NearQuestions, at, message).label(first, "the other is here");
    let diagnostic = diagnostic.help("write both alike, or make keys that mean different things more different");
    let key = scalar_in_flow(other);
    Some(diagnostic.fix_at(format!("write `{key}`"), at, key, false))
}

/// Whether one of two keys could be meant for the other.
fn are_alike((one, one_aspect): Question<'_>, (other, other_aspect): Question<'_>) -> bool {
    if one_aspect != other_aspect {
        return one == other;
    }
    let [one, other] = [one, other].map(folded);
    if one == other {
        return true;
    }
    let [letters, other_letters] = [&one, &other].map(|key| key.replace(|c: char| c.is_numeric(), ""));
    let length = one.chars().count().min(other.chars().count());
    // Keys that differ in a number ask for different years or units.
    letters != other_letters && length >= LONG_ENOUGH && distance(&one, &other) <= if length < 12 { 1 } else { 2 }
}

/// A key without what the eye passes over.
fn folded(key: &str) -> String {
    key.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}
