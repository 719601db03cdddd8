//! `conspectus stats`: how much a site has, how far its papers cover its themes, and where it is thin.

use super::site::Site as Folder;
use super::{End, Failure, Report, StatsArgs, say, say_to};
use crate::graph::{EntryId, Resolved};
use crate::model::{Data, Entry, Kind, Quotes, Relation};
use crate::parse::prose::{self, Leaf, LinkTarget, Piece, Prose};
use crate::pipeline::{self, Checked, Options};
use crate::site::Site;
use crate::site::coverage::{self, Question, Subject};
use crate::site::matrix;
use crate::span::{FileSpan, Span};
use serde_json::{Value, json};

/// How many examples a person is shown of each finding.
const SHOWN: usize = 5;

/// Something to look at, and its place.
struct Finding {
    /// The entry, or the beginning of the paragraph.
    what: String,
    at: FileSpan,
}

/// A question and what answers it.
struct Findings {
    name: &'static str,
    about: &'static str,
    found: Vec<Finding>,
    of: usize,
}

/// Counts, and lists what is thin.
pub(super) fn stats(args: &StatsArgs) -> Result<End, Failure> {
    let folder = Folder::find(&args.site)?;
    let checked = pipeline::check(&folder.root, &Options::default()).map_err(Failure::new)?;
    if checked.diags.has_errors() {
        let line = "the site has errors, and what they hide is not counted: `conspectus check` lists them";
        say_to(&mut std::io::stderr(), format!("note: {line}"));
    }
    let findings = findings(&checked);
    match args.format {
        Report::Human => human(&checked, &findings),
        Report::Json => say(data(&checked, &findings)),
    }
    Ok(End::Clean)
}

fn findings(checked: &Checked) -> Vec<Findings> {
    let site = &checked.site;
    let mut all = vec![thin_themes(site), unsourced(checked), without_locator(site)];
    let unused = coverage::answers(site)
        .into_iter()
        .find(|it| it.question == Question::TermsUnused);
    all.extend(unused.map(|it| {
        Findings {
            name: "unused-terms",
            about: "terms that no passage uses",
            found: it
                .found
                .iter()
                .filter_map(|it| match it.subject {
                    Subject::Entry(id) => Some(entry(site, id)),
                    _ => None,
                })
                .collect(),
            of: it.of,
        }
    }));
    all.push(actors(
        site,
        "actors-without-sort",
        "actors of several words without a form to sort by",
        |it| it.sort.is_none() && it.title.value.trim().contains(' '),
    ));
    all.push(actors(
        site,
        "actors-without-identifier",
        "actors without an identifier (`same-as`)",
        |it| it.same_as.is_empty(),
    ));
    all.push(orphans(site));
    all
}

/// An entry as a finding: at its title.
fn entry(site: &Site, id: EntryId) -> Finding {
    let entry = site.entry(id);
    Finding {
        what: entry.key.to_string(),
        at: entry.common().title.span.in_file(entry.file),
    }
}

fn thin_themes(site: &Site) -> Findings {
    let themes = site.order(Kind::Theme);
    let thin = themes
        .iter()
        .filter(|id| site.sources(**id, Relation::Treats).len() < 2);
    Findings {
        name: "thin-themes",
        about: "themes that fewer than two papers treat",
        found: thin.map(|id| entry(site, *id)).collect(),
        of: themes.len(),
    }
}

fn actors(
    site: &Site,
    name: &'static str,
    about: &'static str,
    lacks: impl Fn(&crate::model::actor::Actor) -> bool,
) -> Findings {
    let actors = site.order(Kind::Actor);
    let found = actors
        .iter()
        .filter(|id| matches!(&site.entry(**id).data, Data::Actor(it) if lacks(it)));
    Findings {
        name,
        about,
        found: found.map(|id| entry(site, *id)).collect(),
        of: actors.len(),
    }
}

fn orphans(site: &Site) -> Findings {
    let all: Vec<EntryId> = Kind::ALL
        .into_iter()
        .flat_map(|kind| site.order(kind))
        .copied()
        .collect();
    let found = all.iter().filter(|id| !site.is_referred_to(**id));
    Findings {
        name: "orphans",
        about: "entries to which no other leads",
        found: found.map(|id| entry(site, *id)).collect(),
        of: all.len(),
    }
}

/// What papers say without telling where they say it.
fn without_locator(site: &Site) -> Findings {
    let (mut found, mut of) = (Vec::new(), 0);
    for &id in site.order(Kind::Paper) {
        let entry = site.entry(id);
        let Data::Paper(paper) = &entry.data else { continue };
        let themes = paper.themes.iter().map(|it| (&it.theme, it.at.is_some()));
        let events = paper.events.iter().map(|it| (&it.event, it.at.is_some()));
        for (named, located) in themes.chain(events) {
            of += 1;
            if !located {
                found.push(Finding {
                    what: format!("{} on {}", entry.key, named.value),
                    at: named.span.in_file(entry.file),
                });
            }
        }
    }
    Findings {
        name: "statements-without-locator",
        about: "statements of papers without `at`",
        found,
        of,
    }
}

/// Paragraphs of papers and themes that cite nothing and link to no paper, themselves or in a footnote.
fn unsourced(checked: &Checked) -> Findings {
    let site = &checked.site;
    let (mut found, mut of) = (Vec::new(), 0);
    let entries = [Kind::Paper, Kind::Theme].into_iter().flat_map(|kind| site.order(kind));
    for &id in entries {
        let entry = site.entry(id);
        let prose = prose::read(&checked.tree.sources.file(entry.file).text, Quotes::of("en"));
        let in_note = |leaf: &Leaf| {
            prose
                .footnotes
                .iter()
                .any(|(_, range)| range.contains(&leaf.range.start))
        };
        let paragraphs = prose.leaves.iter().filter(|leaf| !leaf.is_heading && !in_note(leaf));
        for leaf in paragraphs.filter(|leaf| is_sentence(leaf)) {
            of += 1;
            if !is_sourced(site, id, &prose, leaf) {
                found.push(Finding {
                    what: format!("{}: {}", entry.key, beginning(leaf)),
                    at: Span::new(leaf.range.clone()).in_file(entry.file),
                });
            }
        }
    }
    Findings {
        name: "unsourced-paragraphs",
        about: "paragraphs of papers and themes without a citation",
        found,
        of,
    }
}

fn is_sourced(site: &Site, id: EntryId, prose: &Prose, leaf: &Leaf) -> bool {
    leaf.parts.iter().any(|part| match &part.piece {
        Piece::Link(LinkTarget::Citation) => true,
        Piece::Link(_) => matches!(
            site.graph.resolved(id, part.range.start),
            Some((_, Resolved::Entry(to, _))) if site.entry(*to).key.kind == Kind::Paper && *to != id
        ),
        Piece::Footnote => {
            let mark = prose.footnote_marks.iter().find(|(_, range)| *range == part.range);
            let note = prose
                .footnotes
                .iter()
                .find(|(name, _)| mark.is_some_and(|(it, _)| it == name));
            let leaves = prose.leaves.iter();
            note.is_some_and(|(_, range)| {
                leaves
                    .clone()
                    .any(|leaf| range.contains(&leaf.range.start) && is_sourced_itself(leaf))
            })
        }
        _ => false,
    })
}

fn is_sourced_itself(leaf: &Leaf) -> bool {
    leaf.parts
        .iter()
        .any(|part| part.piece == Piece::Link(LinkTarget::Citation))
}

/// Whether something is said: a cell of a table or an item of a list may be a name.
fn is_sentence(leaf: &Leaf) -> bool {
    let text = || leaf.parts.iter().filter(|part| part.piece == Piece::Text);
    text().any(|part| part.text.contains(['.', '!', '?', '…', '。', '؟', '۔', '।']))
}

/// The first words of a paragraph.
fn beginning(leaf: &Leaf) -> String {
    let text: String = leaf.parts.iter().map(|part| part.text.as_str()).collect();
    let words: Vec<&str> = text.split_whitespace().collect();
    let shown = words.iter().take(8).copied().collect::<Vec<_>>().join(" ");
    if words.len() > 8 { shown + " …" } else { shown }
}

/// Cells of the matrix that say something, and all cells.
fn cells(site: &Site) -> (usize, usize) {
    let rows = matrix::rows(site);
    let all: usize = rows.iter().map(|row| row.cells.len()).sum();
    let filled = rows.iter().flat_map(|row| &row.cells).filter(|cell| !cell.is_empty());
    (filled.count(), all)
}

/// The summaries of papers by their number of words, the longest first.
fn summaries(site: &Site) -> Vec<&Entry> {
    let mut papers: Vec<&Entry> = site.order(Kind::Paper).iter().map(|id| site.entry(*id)).collect();
    papers.sort_by(|a, b| (b.body.words, &a.key).cmp(&(a.body.words, &b.key)));
    papers
}

fn human(checked: &Checked, findings: &[Findings]) {
    let site = &checked.site;
    for kind in Kind::ALL {
        say(format!("{:<10} {:>6}", kind.folder(), site.order(kind).len()));
    }
    say(format!("{:<10} {:>6}", "works", site.graph.works().count()));
    let (filled, all) = cells(site);
    if let Some(share) = (filled * 100).checked_div(all) {
        say(format!(
            "\npapers × themes: {filled} of {all} cells say something ({share} %)"
        ));
    }
    let summaries = summaries(site);
    if let (Some(longest), Some(shortest)) = (summaries.first(), summaries.last()) {
        let told = |entry: &Entry| format!("{} ({} words)", entry.key, entry.body.words);
        say(format!(
            "longest summary: {}; shortest: {}",
            told(longest),
            told(shortest)
        ));
    }
    for Findings { about, found, of, .. } in findings.iter().filter(|it| it.of > 0) {
        say(format!("\n{about}: {} of {of}", found.len()));
        for Finding { what, at } in found.iter().take(SHOWN) {
            let file = checked.tree.sources.file(at.file);
            let (line, _) = file.line_column(at.span.start);
            say(format!("  {what}  ({}:{line})", file.path));
        }
        if found.len() > SHOWN {
            say(format!(
                "  … and {} more: `--format json` lists all",
                found.len() - SHOWN
            ));
        }
    }
}

/// One object, everything listed.
fn data(checked: &Checked, findings: &[Findings]) -> String {
    let site = &checked.site;
    let counts = Kind::ALL.map(|kind| (kind.folder().to_owned(), json!(site.order(kind).len())));
    let works = ("works".to_owned(), json!(site.graph.works().count()));
    let (filled, all) = cells(site);
    let finding = |it: &Finding| {
        let file = checked.tree.sources.file(it.at.file);
        let (line, column) = file.line_column(it.at.span.start);
        json!({"what": it.what, "file": file.path, "line": line, "column": column})
    };
    let found = findings.iter().map(|it| {
        let all: Vec<Value> = it.found.iter().map(finding).collect();
        (
            it.name.to_owned(),
            json!({"about": it.about, "of": it.of, "found": all}),
        )
    });
    let summaries = summaries(site)
        .into_iter()
        .map(|it| json!({"entry": it.key.to_string(), "words": it.body.words}));
    let stats = json!({
        "entries": counts.into_iter().chain([works]).collect::<serde_json::Map<_, _>>(),
        "coverage": {"filled": filled, "cells": all},
        "summaries": summaries.collect::<Vec<_>>(),
        "findings": found.collect::<serde_json::Map<_, _>>(),
    });
    serde_json::to_string_pretty(&stats).unwrap_or_default()
}
