//! `conspectus glossary`: where each term was found in prose, so that an author can see what the matcher does.

use super::site::Site;
use super::{End, Failure, GlossaryArgs, Report, say, say_to};
use crate::graph::{Edge, EntryId, Node};
use crate::model::{Kind, Relation};
use crate::pipeline::{self, Checked, Options};
use serde_json::json;

/// Lists every place at which a term was found, or linked by hand.
pub(super) fn glossary(args: &GlossaryArgs) -> Result<End, Failure> {
    let site = Site::find(&args.site)?;
    let checked = pipeline::check(&site.root, &Options::default()).map_err(Failure::new)?;
    if checked.diags.has_errors() {
        say_to(
            &mut std::io::stderr(),
            "the site has errors: `conspectus check` lists them",
        );
        return Ok(End::Problems);
    }
    match args.report {
        Report::Human => human(&checked),
        Report::Json => json_lines(&checked),
    }
    Ok(End::Clean)
}

/// The places at which a term is used, in the order of files and places.
fn uses(checked: &Checked, term: EntryId) -> impl Iterator<Item = &Edge> {
    let prose = |edge: &&Edge| matches!(edge.relation, Relation::Mentions | Relation::Links);
    checked.site.graph.backlinks(Node::Entry(term)).filter(prose)
}

/// One line a term: how often it was found, and in how many entries.
fn human(checked: &Checked) {
    for &term in checked.site.order(Kind::Term) {
        let entry = checked.site.entry(term);
        let uses: Vec<&Edge> = uses(checked, term).collect();
        let mut entries: Vec<EntryId> = uses.iter().map(|edge| edge.from).collect();
        entries.dedup();
        let found = match uses.len() {
            0 => "not used".to_owned(),
            1 => "1 use".to_owned(),
            many => format!("{many} uses in {} entries", entries.len()),
        };
        say(format!("{}: {found}", entry.title()));
    }
}

/// One object a line for each use.
fn json_lines(checked: &Checked) {
    for &term in checked.site.order(Kind::Term) {
        for edge in uses(checked, term) {
            say(line(checked, term, edge));
        }
    }
}

fn line(checked: &Checked, term: EntryId, edge: &Edge) -> String {
    let (site, sources) = (&checked.site, &checked.tree.sources);
    let from = site.entry(edge.from);
    let file = sources.file(from.file);
    let (line, column) = file.line_column(edge.at.start);
    let by_hand = edge.relation == Relation::Links;
    json!({
        "term": site.entry(term).key.to_string(),
        "text": file.slice(edge.at),
        "entry": from.key.to_string(),
        "file": file.path,
        "line": line,
        "column": column,
        "start": edge.at.start,
        "end": edge.at.end,
        "sentence": site.sentence(edge),
        "linked": by_hand || edge.first,
        "by-hand": by_hand,
    })
    .to_string()
}
