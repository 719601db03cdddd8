//! Ways through a site: to what a reference means, to whatever leads to it, and the links of a text.

use super::analysis::{Found, Meaning};
use super::scene::{Place, Scene};
use super::uri;
use crate::graph::Resolved;
use crate::span::FileId;
use lsp_types::{DocumentLink, Location, LocationLink, Uri};
use serde_json::{Value, json};

/// Where what is written at a place is defined.
pub(super) fn definition(scene: &Scene<'_>, place: &Place<'_>) -> Option<Value> {
    let (found, now) = scene.found(place)?;
    let Some((whole, name)) = scene.analysis.definition(&found.meaning, place.file?) else {
        let location = Location {
            uri: asset(scene, &found.meaning)?,
            range: lsp_types::Range::default(),
        };
        return Some(json!([location]));
    };
    let selection = scene.range(name)?;
    if !scene.client.has_definition_links {
        return Some(json!([Location {
            uri: scene.uri(name.file),
            range: selection,
        }]));
    }
    Some(json!([LocationLink {
        origin_selection_range: Some(scene.client.encoding.range(place.text, now)),
        target_uri: scene.uri(name.file),
        target_range: scene.range(whole).unwrap_or(selection),
        target_selection_range: selection,
    }]))
}

/// Every place that leads to what is written at a place; to the entry itself from its title.
pub(super) fn references(scene: &Scene<'_>, place: &Place<'_>, with_definition: bool) -> Option<Vec<Location>> {
    let file = place.file?;
    let meaning = match scene.found(place) {
        Some((found, _)) => found.meaning,
        None => itself(scene, place)?.meaning,
    };
    let mut places = scene.analysis.references(&meaning, file);
    if with_definition {
        let definition = scene.analysis.definition(&meaning, file);
        places.extend(definition.map(|(_, name)| name));
    }
    Some(places.into_iter().filter_map(|at| scene.location(at)).collect())
}

/// The entry whose title is at a place, or the heading.
pub(super) fn itself(scene: &Scene<'_>, place: &Place<'_>) -> Option<Found> {
    let file = place.file?;
    let id = scene.analysis.entry_of(file)?;
    let entry = scene.analysis.site.entry(id);
    let drift = super::position::Drift::between(&scene.analysis.tree.sources.file(file).text, place.text);
    let then = drift.then(place.offset)?;
    let title = entry.common().title.span;
    let is_fence = then <= 3;
    if is_fence || (title.start as usize..=title.end as usize).contains(&then) {
        let meaning = Meaning::Entry(id, None);
        return Some(Found { meaning, at: title });
    }
    let mut headings = entry.body.headings.iter();
    let heading = headings.find(|it| it.span.range().contains(&then))?;
    Some(Found {
        meaning: Meaning::Heading(heading.id.clone()),
        at: heading.span,
    })
}

/// The links of a text.
pub(super) fn links(scene: &Scene<'_>, file: FileId) -> Option<Vec<DocumentLink>> {
    let analysis = scene.analysis;
    let id = analysis.entry_of(file)?;
    let mut links = Vec::new();
    for (written, resolved) in analysis.graph().references(id) {
        let target = match resolved {
            Resolved::Entry(to, fragment) => {
                let meaning = Meaning::Entry(*to, fragment.clone());
                address(scene, &meaning, file)
            }
            Resolved::Here(fragment) => address(scene, &Meaning::Heading(fragment.clone()), file),
            Resolved::Path(path, _) => asset(scene, &Meaning::File(path.clone())),
            Resolved::Works(_) | Resolved::Unknown => None,
        };
        if let (Some(target), Some(range)) = (target, scene.range(written.target.in_file(file))) {
            links.push(DocumentLink {
                range,
                target: Some(target),
                tooltip: None,
                data: None,
            });
        }
    }
    Some(links)
}

/// The address of a place, with its line.
fn address(scene: &Scene<'_>, meaning: &Meaning, from: FileId) -> Option<Uri> {
    let (_, name) = scene.analysis.definition(meaning, from)?;
    let line = scene.range(name)?.start.line + 1;
    let Uri(uri) = scene.uri(name.file);
    Some(Uri(format!("{uri}#L{line}")))
}

/// The address of a picture or attachment; pages that are made only when the site is built have none.
fn asset(scene: &Scene<'_>, meaning: &Meaning) -> Option<Uri> {
    let Meaning::File(path) = meaning else {
        return None;
    };
    let path = scene.analysis.root.join("content").join(path);
    path.is_file().then(|| Uri(uri::of(&path)))
}
