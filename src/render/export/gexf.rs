//! The network of actors as GEXF 1.3 (<https://gexf.net/>), which Gephi and its like read, with the places of the drawing.

use crate::model::{Data, Entry};
use crate::render::html_text::xml;
use crate::render::{OutputFile, Sink};
use crate::site::Site;
use std::fmt::Write;

/// `network.gexf`, where there is a network.
pub(in crate::render) fn gexf(site: &Site, sink: &Sink<'_>) {
    let network = &site.network;
    if network.actors.is_empty() {
        return;
    }
    let mut text = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<gexf xmlns=\"http://gexf.net/1.3\" \
         xmlns:viz=\"http://gexf.net/1.3/viz\" version=\"1.3\">\n",
    );
    let date = site.date.as_deref().and_then(|date| date.get(..10));
    let modified = date
        .map(|date| format!(" lastmodifieddate=\"{date}\""))
        .unwrap_or_default();
    let _ = writeln!(
        text,
        "<meta{modified}>\n<creator>{}</creator>",
        xml(&site.config.title.value)
    );
    let _ = writeln!(
        text,
        "<description>{}</description>\n</meta>",
        xml(&site.config.description.value)
    );
    text.push_str("<graph defaultedgetype=\"undirected\" mode=\"static\">\n<attributes class=\"node\">\n");
    let columns = [
        ("kind", "string"),
        ("events", "integer"),
        ("group", "integer"),
        ("page", "anyURI"),
    ];
    for (name, kind) in columns {
        let _ = writeln!(text, "<attribute id=\"{name}\" title=\"{name}\" type=\"{kind}\"/>");
    }
    text.push_str("</attributes>\n<attributes class=\"edge\">\n");
    text.push_str("<attribute id=\"events\" title=\"events\" type=\"liststring\"/>\n");
    text.push_str("<attribute id=\"closeness\" title=\"closeness\" type=\"double\"/>\n</attributes>\n<nodes>\n");
    for number in 0..network.actors.len() {
        node(&mut text, site, number);
    }
    text.push_str("</nodes>\n<edges>\n");
    for (number, tie) in network.ties.iter().enumerate() {
        let id = |actor: usize| xml(&site.entry(network.actors[actor].actor).key.stem);
        let _ = writeln!(
            text,
            "<edge id=\"{number}\" source=\"{}\" target=\"{}\" weight=\"{}\">\n<attvalues>\
             <attvalue for=\"events\" value=\"{}\"/><attvalue for=\"closeness\" value=\"{}\"/></attvalues>\n</edge>",
            id(tie.ends.0),
            id(tie.ends.1),
            tie.events.len(),
            xml(&events(site, &tie.events)),
            super::closeness(tie),
        );
    }
    text.push_str("</edges>\n</graph>\n</gexf>\n");
    sink(OutputFile::text("network.gexf", text));
}

fn node(text: &mut String, site: &Site, number: usize) {
    let participant = &site.network.actors[number];
    let entry = site.entry(participant.actor);
    let _ = writeln!(
        text,
        "<node id=\"{}\" label=\"{}\">\n<attvalues>",
        xml(&entry.key.stem),
        xml(entry.title())
    );
    let value = |name: &str, value: &str| format!("<attvalue for=\"{name}\" value=\"{}\"/>", xml(value));
    if let Some(kind) = kind(entry) {
        text.push_str(&value("kind", kind));
    }
    text.push_str(&value("events", &participant.events.len().to_string()));
    if let Some(group) = participant.group {
        text.push_str(&value("group", &(group + 1).to_string()));
    }
    text.push_str(&value("page", &super::page(site, participant.actor)));
    text.push_str("</attvalues>\n");
    let labels = &site.network.drawing.labels;
    if let Ok(at) = labels.binary_search_by_key(&number, |label| label.actor) {
        let label = &labels[at];
        // GEXF's y grows upwards.
        let down = 0.0 - label.dot.y;
        let _ = writeln!(
            text,
            "<viz:position x=\"{}\" y=\"{down}\"/><viz:size value=\"{}\"/>",
            label.dot.x, label.radius
        );
    }
    text.push_str("</node>\n");
}

/// A `liststring`: the entries in brackets.
fn events(site: &Site, events: &[crate::graph::EntryId]) -> String {
    let stems: Vec<&str> = events
        .iter()
        .map(|&event| site.entry(event).key.stem.as_str())
        .collect();
    format!("[{}]", stems.join(", "))
}

/// One of the site's kinds of actor.
pub(super) fn kind(entry: &Entry) -> Option<&str> {
    match &entry.data {
        Data::Actor(actor) => actor.kind.as_ref().map(|kind| kind.value.as_str()),
        _ => None,
    }
}
