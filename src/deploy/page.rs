//! What matters of a page while a site is exchanged piece by piece: its identifiers, the passages of other pages that it
//! links to, and the form in which it is shown meanwhile.

use crate::model::ledger::decode;
use html5gum::Tokenizer;
use html5gum::emitters::default::{DefaultEmitter, StartTag, Token};
use std::collections::{BTreeMap, BTreeSet};

/// A passage: the path of its page from the root of the site, and its identifier there.
pub(super) type Passage = (String, String);

/// A page, as far as others depend on it and it on others.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Page {
    /// The identifiers on it.
    pub(super) ids: BTreeSet<String>,
    /// The passages of other pages that it links to.
    pub(super) links: BTreeSet<Passage>,
}

/// Reads a page.
pub(super) fn read(path: &str, html: &str) -> Page {
    let mut page = Page::default();
    let mut from = path;
    for tag in start_tags(html) {
        for name in ["id", "name"] {
            let names = name == "id" || &**tag.name == b"a";
            page.ids.extend(attribute(&tag, name).filter(|_| names));
        }
        // Only the page for missing addresses has it, and means the root of the site.
        if &**tag.name == b"base" {
            from = "";
        }
        for (_, address) in addresses(&tag) {
            page.links.extend(passage(from, &address).filter(|(to, _)| to != path));
        }
    }
    page
}

/// The page without these fragments in its links, which lead to the whole page instead, and with these identifiers beside
/// its own.
pub(super) fn meanwhile(path: &str, html: &str, cut: &BTreeSet<Passage>, kept: &BTreeSet<String>) -> String {
    let mut text = String::with_capacity(html.len());
    let mut done = 0;
    for tag in start_tags(html).into_iter().filter(|_| !cut.is_empty()) {
        let is_cut = |address: &str| passage(path, address).is_some_and(|it| cut.contains(&it));
        let mut changed: BTreeMap<&str, String> = BTreeMap::new();
        for (name, address) in addresses(&tag).into_iter().filter(|(_, address)| is_cut(address)) {
            let whole = address.split('#').next().unwrap_or_default().to_owned();
            changed.insert(
                name,
                if name == "content" {
                    format!("0; url={whole}")
                } else {
                    whole
                },
            );
        }
        if !changed.is_empty() {
            text.push_str(&html[done..tag.span.start]);
            text.push_str(&written(&tag, &changed));
            done = tag.span.end;
        }
    }
    text.push_str(&html[done..]);
    let anchor = |id: &String| format!("<span id=\"{}\"></span>", escaped(id));
    let anchors = kept.iter().map(anchor).collect::<Vec<_>>().concat();
    let end = text.rfind("</body>").unwrap_or(text.len());
    text.insert_str(end, &anchors);
    text
}

/// The start tags of a page, but those that stand in scripts and styles.
fn start_tags(html: &str) -> Vec<StartTag<usize>> {
    let mut tags = Vec::new();
    let mut inside = false;
    for token in Tokenizer::new_with_emitter(html, DefaultEmitter::<usize>::new_with_span()) {
        match token {
            Ok(Token::StartTag(tag)) if !inside => {
                inside = is_code(&tag.name) && !tag.self_closing;
                tags.push(tag);
            }
            Ok(Token::EndTag(tag)) if is_code(&tag.name) => inside = false,
            _ => {}
        }
    }
    tags
}

fn is_code(name: &[u8]) -> bool {
    matches!(name, b"script" | b"style")
}

fn attribute(tag: &StartTag<usize>, name: &str) -> Option<String> {
    let value = tag.attributes.get(name.as_bytes())?;
    Some(String::from_utf8_lossy(value).into_owned())
}

/// Where a tag leads, with the name of the attribute that says so.
fn addresses(tag: &StartTag<usize>) -> Vec<(&'static str, String)> {
    let plain = ["href", "xlink:href"];
    let mut found: Vec<_> = plain
        .into_iter()
        .filter_map(|name| Some((name, attribute(tag, name)?)))
        .collect();
    if &**tag.name == b"meta" && attribute(tag, "http-equiv").is_some_and(|it| it.eq_ignore_ascii_case("refresh")) {
        let content = attribute(tag, "content").unwrap_or_default();
        found.extend(
            content
                .split_once("url=")
                .map(|(_, url)| ("content", url.trim().to_owned())),
        );
    }
    found
}

/// The passage of the site that an address names; nothing where it names none.
fn passage(from: &str, address: &str) -> Option<Passage> {
    let (path, fragment) = address.split_once('#')?;
    let path = path.split('?').next().unwrap_or_default();
    if fragment.is_empty() || path.is_empty() || path.starts_with('/') || path.contains(':') {
        return None;
    }
    let mut parts: Vec<String> = from.split('/').map(str::to_owned).collect();
    parts.pop();
    for part in path.split('/') {
        match part {
            "." => {}
            ".." => drop(parts.pop()?),
            part => parts.push(decode(part)),
        }
    }
    Some((parts.join("/"), decode(fragment)))
}

/// A tag with other values of some attributes.
fn written(tag: &StartTag<usize>, changed: &BTreeMap<&str, String>) -> String {
    let mut text = format!("<{}", String::from_utf8_lossy(&tag.name));
    for (name, value) in &tag.attributes {
        let name = String::from_utf8_lossy(name);
        let own = String::from_utf8_lossy(value);
        let value = changed.get(&*name).map_or(&*own, String::as_str);
        text.push_str(&format!(" {name}=\"{}\"", escaped(value)));
    }
    text.push_str(if tag.self_closing { "/>" } else { ">" });
    text
}

fn escaped(value: &str) -> String {
    value.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    const HTML: &str = "<!DOCTYPE html><html><body id=\"top\"><!-- <a href=\"x.html#no\"> -->\
        <p id='p-1'>See <a class=\"a\" href=\"../events/storm.html#account%202\" title='5 &lt; 6 &amp; \"7\"'>the storm</a>, \
        <a href=\"#p-1\">here</a>, <a href=\"other.html\">all of it</a>, <a href=\"https://example.org/#x\">elsewhere</a>.</p>\
        <script>\"<a href='no.html#no'>\"</script>\
        <noscript><meta http-equiv=\"refresh\" content=\"0; url=other.html#end\"></noscript></body></html>";

    fn set<T: Ord>(items: impl IntoIterator<Item = T>) -> BTreeSet<T> {
        items.into_iter().collect()
    }

    #[test]
    fn links_to_passages_of_other_pages_are_found() {
        let page = read("papers/moss.html", HTML);
        assert_eq!(page.ids, set(["p-1", "top"].map(str::to_owned)));
        let links = [("events/storm.html", "account 2"), ("papers/other.html", "end")];
        assert_eq!(page.links, set(links.map(|(a, b)| (a.to_owned(), b.to_owned()))));
    }

    #[test]
    fn fragments_are_cut_and_identifiers_kept() {
        let page = read("papers/moss.html", HTML);
        let kept = set(["old\"one".to_owned()]);
        let shown = meanwhile("papers/moss.html", HTML, &page.links, &kept);
        assert!(
            shown.contains(
                "<a class=\"a\" href=\"../events/storm.html\" title=\"5 &lt; 6 &amp; &quot;7&quot;\">the storm</a>"
            ),
            "{shown}"
        );
        assert!(shown.contains("content=\"0; url=other.html\""), "{shown}");
        assert!(shown.contains("<a href=\"#p-1\">here</a>"), "{shown}");
        assert!(shown.contains("<span id=\"old&quot;one\"></span></body>"), "{shown}");
        assert_eq!(read("papers/moss.html", &shown).links, BTreeSet::new());
    }

    #[test]
    fn a_page_that_nothing_has_to_be_done_to_stays_as_it_is() {
        let none = BTreeSet::new();
        assert_eq!(meanwhile("a.html", HTML, &none, &BTreeSet::new()), HTML);
    }
}
