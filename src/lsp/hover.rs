//! Hover: the card of what is written, what a key means, what a problem is.

use super::analysis::{Analysis, Meaning};
use super::completion::matter_schema;
use super::context;
use super::scene::{Place, Scene};
use crate::diag::Code;
use crate::graph::WorkId;
use crate::model::{Data, Entry};
use crate::view::Viewer;
use crate::yaml::{self, Node, Value};
use lsp_types::{Contents, Hover};
use serde_json::Value as Json;
use std::ops::Range;

/// What is to be said of a place.
pub(super) fn hover(scene: &Scene<'_>, place: &Place<'_>) -> Option<Hover> {
    let found = scene.found(place);
    let card = found.and_then(|(found, now)| Some((card(scene.analysis, &found.meaning)?, now)));
    let said = card.or_else(|| key(place));
    let problem = problem(scene, place);
    let (text, at) = match (said, problem) {
        (Some((text, at)), Some((problem, _))) => (format!("{text}\n\n---\n\n{problem}"), at),
        (Some(said), None) => said,
        (None, problem) => problem?,
    };
    Some(Hover {
        contents: Contents::MarkupContent(scene.client.markup(text)),
        range: Some(scene.client.encoding.range(place.text, at)),
    })
}

/// The card of an entry or work: what it is, what a reader is told of it in short, and its reference.
pub(super) fn card(analysis: &Analysis, meaning: &Meaning) -> Option<String> {
    let site = &analysis.site;
    let viewer = Viewer::new(site, "index.html", site.config.language());
    match meaning {
        Meaning::Entry(id, fragment) => {
            let entry = site.entry(*id);
            let mut parts = vec![format!("**{}** · {} `{}`", entry.title(), entry.key.kind, entry.key)];
            parts.extend(fragment.as_ref().and_then(|it| heading(entry, it)));
            parts.extend(viewer.card(*id).map(|card| card.text));
            if let Data::Paper(_) = entry.data {
                parts.extend(site.graph.work_of(*id).map(|work| reference(analysis, work)));
            }
            Some(parts.join("\n\n"))
        }
        Meaning::Work(id) => {
            let work = &site.graph.work(*id).work;
            let parts = [
                format!("**{}** · work `{}`", work.title(), work.key),
                reference(analysis, *id),
            ];
            Some(parts.join("\n\n"))
        }
        Meaning::Heading(_) | Meaning::File(_) | Meaning::Footnote(_) => None,
    }
}

fn heading(entry: &Entry, fragment: &str) -> Option<String> {
    let heading = entry.body.headings.iter().find(|it| it.id == fragment)?;
    Some(format!("§ {}", heading.text))
}

fn reference(analysis: &Analysis, work: WorkId) -> String {
    let runs = analysis.site.reference(work).iter();
    runs.map(|run| run.text.as_str()).collect()
}

/// What a key of front matter or settings means.
fn key(place: &Place<'_>) -> Option<(String, Range<usize>)> {
    let schema = matter_schema(&place.below)?;
    let is_entry = place.below.starts_with("content/");
    let end = if is_entry {
        context::front_matter(place.text)?.end
    } else {
        place.text.len()
    };
    let node = yaml::read(place.text.get(..end)?).ok()?;
    let (path, at) = key_at(&node, place.offset)?;
    let (name, above) = path.split_last()?;
    let records = super::completion::matter_at(&schema, above);
    let about = records
        .into_iter()
        .find_map(|it| super::completion::matter_property(it, name))?;
    let about = about.get("description").and_then(Json::as_str)?;
    Some((format!("**{name}**\n\n{about}"), at))
}

/// The keys that lead to the one written at a byte, and its bytes.
fn key_at(node: &Node, offset: usize) -> Option<(Vec<String>, Range<usize>)> {
    match &node.value {
        Value::Map(map) => map.iter().find_map(|(key, value)| {
            if key.span.range().contains(&offset) {
                return Some((vec![key.value.clone()], key.span.range()));
            }
            let (mut path, at) = key_at(value, offset)?;
            path.insert(0, key.value.clone());
            Some((path, at))
        }),
        Value::List(items) => items.iter().find_map(|item| key_at(item, offset)),
        Value::Null | Value::Scalar(_) => None,
    }
}

/// What the problem at a place means, for clients that show no page of its code.
fn problem(scene: &Scene<'_>, place: &Place<'_>) -> Option<(String, Range<usize>)> {
    let file = place.file.filter(|_| scene.client.explanations.is_none())?;
    let drift = super::position::Drift::between(&scene.analysis.tree.sources.file(file).text, place.text);
    let here = scene.analysis.problems.iter().find_map(|it| {
        let at = it.primary.as_ref().filter(|label| label.at.file == file)?.at;
        let now = drift.now(at.span)?;
        (now.start <= place.offset && place.offset <= now.end).then_some((it.code, now))
    });
    let (code, now) = here?;
    Some((format!("`{}`: {}", code.name(), meaning(code)), now))
}

/// What a code means: its page up to the example.
fn meaning(code: Code) -> &'static str {
    let page = code.explanation();
    page.split("\n## ").next().unwrap_or(page).trim()
}
