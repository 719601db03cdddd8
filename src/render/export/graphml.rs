//! The network of actors as GraphML (<http://graphml.graphdrawing.org/>), which igraph, NetworkX and yEd read.

use super::gexf::kind;
use crate::render::html_text::xml;
use crate::render::{OutputFile, Sink};
use crate::site::Site;
use std::fmt::Write;

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>
<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" \
 xsi:schemaLocation=\"http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd\">
";

/// What is stated of nodes and edges: which, name, type.
const KEYS: [(&str, &str, &str); 8] = [
    ("node", "label", "string"),
    ("node", "kind", "string"),
    ("node", "events", "int"),
    ("node", "group", "int"),
    ("node", "page", "string"),
    ("edge", "weight", "int"),
    ("edge", "closeness", "double"),
    ("edge", "shared", "string"),
];

/// `network.graphml`, where there is a network.
pub(in crate::render) fn graphml(site: &Site, sink: &Sink<'_>) {
    let network = &site.network;
    if network.actors.is_empty() {
        return;
    }
    let mut text = HEAD.to_owned();
    for (of, name, kind) in KEYS {
        let _ = writeln!(
            text,
            "<key id=\"{name}\" for=\"{of}\" attr.name=\"{name}\" attr.type=\"{kind}\"/>"
        );
    }
    text.push_str("<graph id=\"network\" edgedefault=\"undirected\">\n");
    for participant in &network.actors {
        let entry = site.entry(participant.actor);
        let _ = writeln!(text, "<node id=\"{}\">", xml(&entry.key.stem));
        data(&mut text, "label", entry.title());
        if let Some(kind) = kind(entry) {
            data(&mut text, "kind", kind);
        }
        data(&mut text, "events", &participant.events.len().to_string());
        if let Some(group) = participant.group {
            data(&mut text, "group", &(group + 1).to_string());
        }
        data(&mut text, "page", &super::page(site, participant.actor));
        text.push_str("</node>\n");
    }
    for tie in &network.ties {
        let stem = |actor: usize| xml(&site.entry(network.actors[actor].actor).key.stem);
        let _ = writeln!(
            text,
            "<edge source=\"{}\" target=\"{}\">",
            stem(tie.ends.0),
            stem(tie.ends.1)
        );
        data(&mut text, "weight", &tie.events.len().to_string());
        data(&mut text, "closeness", &super::closeness(tie));
        let shared: Vec<&str> = tie
            .events
            .iter()
            .map(|&event| site.entry(event).key.stem.as_str())
            .collect();
        data(&mut text, "shared", &shared.join(" "));
        text.push_str("</edge>\n");
    }
    text.push_str("</graph>\n</graphml>\n");
    sink(OutputFile::text("network.graphml", text));
}

fn data(text: &mut String, key: &str, value: &str) {
    let _ = writeln!(text, "<data key=\"{key}\">{}</data>", xml(value));
}
