//! `conspectus graph`: what leads from one entry to another, for other programs.

use super::site::Site as Folder;
use super::{End, Failure, GraphArgs, GraphFormat, say_to};
use crate::diag::nearest;
use crate::graph::{Edge, Graph, Node};
use crate::model::Relation;
use crate::pipeline::{self, Checked, Options};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;

/// What edges may end in: the kinds, and works of the bibliography.
pub(super) const KINDS: [&str; 7] = ["paper", "theme", "event", "actor", "term", "page", "work"];

/// Writes the edges that are asked for.
pub(super) fn graph(args: &GraphArgs) -> Result<End, Failure> {
    let folder = Folder::find(&args.site)?;
    let checked = pipeline::check(&folder.root, &Options::default()).map_err(Failure::new)?;
    if checked.diags.has_errors() {
        let line = "the site has errors, and references that lead nowhere are left out: `conspectus check` lists them";
        say_to(&mut std::io::stderr(), format!("note: {line}"));
    }
    let graph = &checked.site.graph;
    let edges = select(graph, args)?;
    let text = match args.format {
        GraphFormat::Json => data(&checked, &edges),
        GraphFormat::Dot => dot(graph, &edges),
        GraphFormat::Csv => table(&checked, &edges, csv_field, ","),
        GraphFormat::Tsv => table(&checked, &edges, tsv_field, "\t"),
    };
    let _ = std::io::stdout().write_all(text.as_bytes());
    Ok(End::Clean)
}

/// The edges asked for: of these relations, between these kinds, and on a way of at most so many edges.
fn select<'g>(graph: &'g Graph, args: &GraphArgs) -> Result<Vec<&'g Edge>, Failure> {
    let of_kind = |node| args.kind.is_empty() || args.kind.iter().any(|it| it == kind(graph, node));
    let of_relation =
        |edge: &Edge| args.relation.is_empty() || args.relation.iter().any(|it| it == edge.relation.name());
    let walked = |edge: &&Edge| of_relation(edge) && of_kind(Node::Entry(edge.from)) && of_kind(edge.to);
    let edges: Vec<&Edge> = graph.edges().filter(walked).collect();
    let start = args.from.as_deref().map(|id| find(graph, id)).transpose()?;
    let goal = args.to.as_deref().map(|id| find(graph, id)).transpose()?;
    let ahead = start.map(|node| distances(&edges, node, args.depth, true));
    let back = goal.map(|node| distances(&edges, node, args.depth, false));
    let steps = |edge: &Edge| {
        let before = ahead
            .as_ref()
            .map_or(Some(0), |it| it.get(&Node::Entry(edge.from)).copied())?;
        let after = back.as_ref().map_or(Some(0), |it| it.get(&edge.to).copied())?;
        Some(before + 1 + after)
    };
    let bounded = start.is_some() || goal.is_some();
    Ok(edges
        .into_iter()
        .filter(|edge| !bounded || steps(edge).is_some_and(|it| it <= args.depth))
        .collect())
}

/// How many edges lead from a node to each other, or from each other to it; none farther than the limit.
fn distances(edges: &[&Edge], from: Node, limit: usize, ahead: bool) -> BTreeMap<Node, usize> {
    let mut next: BTreeMap<Node, BTreeSet<Node>> = BTreeMap::new();
    for edge in edges {
        let (a, b) = (Node::Entry(edge.from), edge.to);
        let (a, b) = if ahead { (a, b) } else { (b, a) };
        next.entry(a).or_default().insert(b);
    }
    let mut found = BTreeMap::from([(from, 0)]);
    let mut border = vec![from];
    for step in 1..=limit {
        let reached: BTreeSet<Node> = border.iter().filter_map(|it| next.get(it)).flatten().copied().collect();
        border = reached.into_iter().filter(|node| !found.contains_key(node)).collect();
        found.extend(border.iter().map(|node| (*node, step)));
        if border.is_empty() {
            break;
        }
    }
    found
}

/// The node of a name: `themes/upkeep`, `upkeep` where one entry has it, `@key`.
fn find(graph: &Graph, written: &str) -> Result<Node, Failure> {
    let name = written.trim_end_matches(".md").trim_start_matches("content/");
    if let Some(key) = name.strip_prefix('@').or_else(|| name.strip_prefix("works/")) {
        let found = graph.works().find(|(_, it)| it.work.key == key);
        let keys = graph.works().map(|(_, it)| it.work.key.as_str());
        let node = found.map(|(id, it)| it.paper.map_or(Node::Work(id), Node::Entry));
        return node.ok_or_else(|| unknown(format!("there is no cited work `{written}`"), key, keys));
    }
    let named = graph
        .entries()
        .filter(|(_, it)| it.key.to_string() == name || it.key.stem == name);
    let found: Vec<_> = named.collect();
    match found.as_slice() {
        [(id, _)] => Ok(Node::Entry(*id)),
        [] => {
            let stem = name.rsplit('/').next().unwrap_or(name);
            let stems = graph.entries().map(|(_, it)| it.key.stem.as_str());
            Err(unknown(format!("there is no entry `{written}`"), stem, stems))
        }
        several => {
            let keys: Vec<String> = several.iter().map(|(_, it)| it.key.to_string()).collect();
            Err(Failure::new(format!("`{written}` could mean `{}`", keys.join("` or `"))).help("write the folder too"))
        }
    }
}

fn unknown<'a>(message: String, written: &str, names: impl Iterator<Item = &'a str>) -> Failure {
    let failure = Failure::new(message);
    match nearest(written, names) {
        Some(name) => failure.help(format!("did you mean `{name}`?")),
        None => failure,
    }
}

fn kind(graph: &Graph, node: Node) -> &'static str {
    match node {
        Node::Entry(id) => graph.entry(id).key.kind.name(),
        Node::Work(_) => "work",
    }
}

fn name(graph: &Graph, node: Node) -> String {
    match node {
        Node::Entry(id) => graph.entry(id).key.to_string(),
        Node::Work(id) => format!("works/{}", graph.work(id).work.key),
    }
}

fn title(graph: &Graph, node: Node) -> String {
    match node {
        Node::Entry(id) => graph.entry(id).title().to_owned(),
        Node::Work(id) => graph.work(id).work.title(),
    }
}

/// The nodes at the ends of edges, by name.
fn nodes(graph: &Graph, edges: &[&Edge]) -> BTreeMap<String, Node> {
    let ends = edges.iter().flat_map(|edge| [Node::Entry(edge.from), edge.to]);
    ends.map(|node| (name(graph, node), node)).collect()
}

fn place(checked: &Checked, edge: &Edge) -> (String, usize, usize) {
    let file = checked.tree.sources.file(checked.site.entry(edge.from).file);
    let (line, column) = file.line_column(edge.at.start);
    (file.path.clone(), line, column)
}

fn data(checked: &Checked, edges: &[&Edge]) -> String {
    let graph = &checked.site.graph;
    let nodes = nodes(graph, edges)
        .into_iter()
        .map(|(id, node)| json!({"id": id, "kind": kind(graph, node), "title": title(graph, node)}));
    let edges = edges.iter().map(|edge| {
        let (file, line, column) = place(checked, edge);
        json!({
            "from": name(graph, Node::Entry(edge.from)),
            "to": name(graph, edge.to),
            "relation": edge.relation.name(),
            "file": file,
            "line": line,
            "column": column,
        })
    });
    let graph = json!({"nodes": nodes.collect::<Vec<_>>(), "edges": edges.collect::<Vec<_>>()});
    serde_json::to_string_pretty(&graph).unwrap_or_default() + "\n"
}

/// The DOT language of Graphviz (<https://graphviz.org/doc/info/lang.html>): an edge for each pair and relation, as wide as
/// there are places.
fn dot(graph: &Graph, edges: &[&Edge]) -> String {
    let mut text = "digraph conspectus {\n  rankdir=LR;\n  node [shape=box, fontname=\"sans-serif\"];\n".to_owned();
    for (id, node) in nodes(graph, edges) {
        let label = quoted(&title(graph, node));
        text += &format!(
            "  {} [label={label}, class={}];\n",
            quoted(&id),
            quoted(kind(graph, node))
        );
    }
    let mut counted: BTreeMap<(String, String, Relation), usize> = BTreeMap::new();
    for edge in edges {
        let ends = (name(graph, Node::Entry(edge.from)), name(graph, edge.to), edge.relation);
        *counted.entry(ends).or_default() += 1;
    }
    for ((from, to, relation), count) in counted {
        let label = quoted(relation.name());
        text += &format!(
            "  {} -> {} [label={label}, weight={count}];\n",
            quoted(&from),
            quoted(&to)
        );
    }
    text + "}\n"
}

/// A quoted string of DOT, in which a backslash begins an escape.
fn quoted(text: &str) -> String {
    let text = text
        .replace('\\', "\\\\")
        .replace('"', "\\\"")
        .replace(['\n', '\r'], " ");
    format!("\"{text}\"")
}

fn table(checked: &Checked, edges: &[&Edge], field: fn(&str) -> String, separator: &str) -> String {
    let graph = &checked.site.graph;
    let line = |fields: &[&str]| fields.iter().map(|it| field(it)).collect::<Vec<_>>().join(separator) + "\n";
    let mut text = line(&["from", "relation", "to", "file", "line", "column"]);
    for edge in edges {
        let (file, row, column) = place(checked, edge);
        let (from, to) = (name(graph, Node::Entry(edge.from)), name(graph, edge.to));
        text += &line(&[
            &from,
            edge.relation.name(),
            &to,
            &file,
            &row.to_string(),
            &column.to_string(),
        ]);
    }
    text
}

/// A field of CSV (RFC 4180), in quotes where it needs them.
fn csv_field(text: &str) -> String {
    if text.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}

/// A field of TSV, which cannot hold tabs and line ends.
fn tsv_field(text: &str) -> String {
    text.replace(['\t', '\n', '\r'], " ")
}

/// The names of relations.
pub(super) fn relations() -> [&'static str; Relation::ALL.len()] {
    Relation::ALL.map(Relation::name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Kind;

    #[test]
    fn every_kind_is_asked_for_by_name() {
        assert!(Kind::ALL.iter().all(|kind| KINDS.contains(&kind.name())));
    }

    #[test]
    fn strings_of_dot_stay_strings() {
        assert_eq!(quoted("a \"b\" \\n\nc"), "\"a \\\"b\\\" \\\\n c\"");
    }
}
