//! What the targets share: a site in memory around a text, and what has to hold of whatever is said about it.

use conspectus::config::Config;
use conspectus::diag::{Diagnostics, human};
use conspectus::pipeline::{self, Checked, Options};
use conspectus::render::{Loaded, Renderer};
use conspectus::site::Site;
use conspectus::source::SourceTree;
use conspectus::span::SourceMap;
use conspectus::{graph, parse};
use html5gum::{Token, Tokenizer};
use std::sync::OnceLock;

const CONFIG: &str = "title: Bees\nlanguage: en\n";

const AROUND: [(&str, &str); 4] = [
    (
        "content/papers/ahlgren-2001.md",
        "---\ntitle: The hive at night\nauthor: [{family: Ahlgren, given: A.}]\nissued: 2001\n---\n## Wax\n\nThe queen.\n",
    ),
    (
        "content/glossary/queen.md",
        "---\ntitle: queen\ndefinition: The bee that lays eggs.\naliases: [queens]\n---\n",
    ),
    (
        "content/actors/guild.md",
        "---\ntitle: The Guild\nkind: organisation\naliases: [guild]\n---\n",
    ),
    (
        "content/references.bib",
        "@book{brown, title={Of {B}ees}, author={Brown, B.}, date={1999}}\n",
    ),
];

/// A tree of these files, each in the place that its path says.
pub fn tree(files: &[(&str, &str)]) -> SourceTree {
    let mut tree = SourceTree::default();
    for (path, text) in files {
        let id = tree.sources.add((*path).to_owned(), (*text).to_owned());
        match *path {
            "conspectus.yaml" => tree.config = Some(id),
            "ledger.txt" => tree.ledger = Some(id),
            "content/gone.yaml" => tree.gone = Some(id),
            it if it.ends_with(".md") => tree.entries.push(id),
            _ => tree.references.push(id),
        }
    }
    tree
}

/// A small sound site with these files in it.
pub fn tree_with(files: &[(&str, &str)]) -> SourceTree {
    let mut all = vec![("conspectus.yaml", CONFIG)];
    all.extend(AROUND);
    all.extend(files);
    tree(&all)
}

/// Reads and links a tree, and holds what is said about it. One in so many is checked whole, which takes a thousand times
/// as long: the text alone says which, so that a finding is found again.
pub fn checked(tree: SourceTree, one_in: u32) -> Option<Checked> {
    let mut diags = Diagnostics::default();
    let library = parse::parse(&tree, "en", &mut parse::Memory::default(), &mut diags);
    let graph = graph::link(library, &tree.sources, None, &mut diags);
    hold(&diags, &tree.sources);
    drop(graph);
    let sum = |sum: u32, byte: u8| sum.wrapping_mul(31).wrapping_add(u32::from(byte));
    let text = tree
        .sources
        .files()
        .iter()
        .flat_map(|file| file.text.bytes())
        .fold(7, sum);
    if text % one_in != 0 {
        return None;
    }
    let checked = pipeline::recheck(tree, &Options::default(), &mut pipeline::Memory::default());
    hold(&checked.diags, &checked.tree.sources);
    Some(checked)
}

/// Every place of a problem lies in its file, between characters, and can be shown to a person.
pub fn hold(diags: &Diagnostics, sources: &SourceMap) {
    let sorted = diags.sorted(sources);
    for it in &sorted {
        assert!(!it.message.is_empty(), "a problem without words");
        for place in it.primary.iter().chain(&it.labels).map(|label| label.at) {
            let text = &sources.file(place.file).text;
            assert!(
                text.get(place.span.range()).is_some(),
                "{}: {:?} is no place in {text:?}",
                it.message,
                place.span
            );
        }
    }
    human::render(&sorted[..sorted.len().min(20)], sources, false);
}

/// The default theme, loaded once.
fn loaded(site: &Site, tree: &SourceTree) -> &'static Loaded {
    static LOADED: OnceLock<Loaded> = OnceLock::new();
    LOADED.get_or_init(|| Loaded::new(site, tree, None, &mut Diagnostics::default()).expect("the default theme loads"))
}

/// Renders the page at an address, whatever is wrong with the site, and finds nothing in it that is alive.
pub fn page(checked: Option<&Checked>, address: &str) {
    let Some(checked) = checked else { return };
    let loaded = loaded(&checked.site, &checked.tree);
    let renderer = Renderer::new(&checked.site, &checked.tree, loaded);
    let Some(file) = renderer.page_at(address) else {
        return;
    };
    let text = String::from_utf8(file.bytes).expect("pages are UTF-8");
    // What is wrong is told, and never published.
    if !checked.diags.has_errors() {
        inert(&text);
    }
}

/// Makes the search index of a site.
pub fn search_index(checked: Option<&Checked>) {
    let Some(checked) = checked else { return };
    let loaded = loaded(&checked.site, &checked.tree);
    let renderer = Renderer::new(&checked.site, &checked.tree, loaded);
    renderer.search(&|file| assert!(!file.bytes.is_empty(), "{} is empty", file.path));
}

/// No script of an author's, no handler, no style, no link that runs.
fn inert(page: &str) {
    for token in Tokenizer::new(page) {
        let Ok(Token::StartTag(tag)) = token else { continue };
        let name = String::from_utf8_lossy(&tag.name).into_owned();
        assert!(
            !matches!(name.as_str(), "iframe" | "object" | "embed" | "applet"),
            "<{name}>"
        );
        for (attribute, value) in &tag.attributes {
            let attribute = String::from_utf8_lossy(attribute);
            let value = String::from_utf8_lossy(value);
            let plain: String = value
                .chars()
                .filter(|c| !c.is_whitespace() && !c.is_control())
                .collect();
            assert!(
                !attribute.starts_with("on") && attribute != "style",
                "<{name} {attribute}={value}>"
            );
            let runs = ["javascript:", "vbscript:", "data:"]
                .iter()
                .any(|it| plain.to_lowercase().starts_with(it));
            let is_address = matches!(
                attribute.as_ref(),
                "href" | "src" | "action" | "formaction" | "cite" | "poster"
            );
            assert!(!(runs && is_address), "<{name} {attribute}={value}>");
        }
    }
}

/// The settings of a text, and what is wrong with them.
pub fn settings(text: &str) -> (Config, Diagnostics, SourceTree) {
    let tree = tree(&[("conspectus.yaml", text)]);
    let mut diags = Diagnostics::default();
    let file = tree.config.expect("the settings are there");
    let config = conspectus::config::read(tree.sources.file(file), &mut diags);
    (config, diags, tree)
}
