//! The fragments of a page: which there are, and anchors for those that were there once.

use super::html_text::escape;
use crate::site::Site;
use crate::site::address::root;
use crate::site::former::Target;
use crate::site::kept::{self, Place};
use std::collections::{BTreeMap, BTreeSet};

/// What opens an anchor for a former fragment.
const KEPT: &str = "<span class=\"kept\" id=\"";

/// What gives an element its identifier.
const ID: &[u8] = b" id=\"";

/// What cannot be linked to as a passage: controls, and parts of drawings.
const NO_PASSAGE: [&str; 10] = [
    "input",
    "select",
    "textarea",
    "form",
    "button",
    "template",
    "lineargradient",
    "marker",
    "clippath",
    "g",
];

/// An element with an identifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Element<'a> {
    name: &'a str,
    id: &'a str,
    /// The byte behind its opening tag.
    inside: usize,
}

/// The fragments of a page that a reader may link to, in their order: the identifiers of its main part, without those
/// of cards, controls and drawings, and without anchors that are kept for former fragments.
pub fn fragments(html: &str) -> Vec<&str> {
    let main = Main::of(html);
    main.into_iter().flat_map(|it| it.elements).map(|it| it.id).collect()
}

/// The page with an anchor for each fragment that was published and that it has no more.
pub(super) fn keep(site: &Site, address: &str, html: String, moved: &str) -> String {
    if !kept::may_have(site, address) {
        return html;
    }
    let Main { start, end, elements } = Main::of(&html).unwrap_or(Main {
        start: 0,
        end: html.len(),
        elements: Vec::new(),
    });
    let living: Vec<&str> = elements.iter().map(|it| it.id).collect();
    let places = kept::places(site, address, &living);
    if places.is_empty() {
        return html;
    }
    let mut anchors: BTreeMap<usize, String> = BTreeMap::new();
    let mut notes = String::new();
    for (id, place) in &places {
        let at = match place {
            Place::At(other) => elements
                .iter()
                .find(|it| it.id == other)
                .and_then(|it| inside(&html, it)),
            Place::Top => None,
            Place::Moved(_) | Place::Further(..) | Place::Gone(_) => {
                notes.push_str(&note(site, address, id, place, moved));
                continue;
            }
        };
        let anchor = format!("{KEPT}{}\"></span>", escape(id));
        anchors.entry(at.unwrap_or(start)).or_default().push_str(&anchor);
    }
    if !notes.is_empty() {
        let script = format!(
            "<script src=\"{}{}\" defer></script>\n",
            root(address),
            super::redirect::SCRIPT
        );
        anchors
            .entry(end)
            .or_default()
            .push_str(&format!("<aside class=\"moved\">\n{notes}{script}</aside>\n"));
    }
    spliced(&html, &anchors)
}

/// Pages without their anchors for former fragments: what is made of them keeps its own.
pub(super) fn without_kept(html: &str) -> String {
    let mut parts = html.split(KEPT);
    let mut rest = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        rest.push_str(part.split_once("</span>").map_or(part, |(_, behind)| behind));
    }
    rest
}

/// What is said of a passage that left the page.
fn note(site: &Site, address: &str, id: &str, place: &Place, moved: &str) -> String {
    let id = escape(id);
    let moved = |to: &Target, title: &str, more: &str| {
        let (root, to) = (root(address), escape(&to.to_string()));
        let link = format!("<a href=\"{root}{to}\">{}</a>", escape(title));
        format!("<p id=\"{id}\"{more}>{}</p>\n", moved.replace("{title}", &link))
    };
    match place {
        Place::Moved(to) => {
            let to = site.addresses.former.now(to);
            moved(&to, &title(site, &to), "")
        }
        // There may be hundreds of them, and the pages of the list say the same.
        Place::Further(to, title) => moved(to, title, " class=\"further\" data-only=\"screen\""),
        Place::Gone(reason) => format!("<p id=\"{id}\">{}</p>\n", escape(reason)),
        Place::At(_) | Place::Top => String::new(),
    }
}

/// What a link to a place is called: the title of the entry, and the words of the heading where there is one.
pub(super) fn title(site: &Site, to: &Target) -> String {
    let Some(entry) = site.addresses.entry_at(&to.path).map(|id| site.entry(id)) else {
        return to.path.clone();
    };
    let heading = entry
        .body
        .headings
        .iter()
        .find(|it| Some(&it.id) == to.fragment.as_ref());
    match heading {
        Some(heading) => format!("{} § {}", entry.title(), heading.text),
        None => entry.title().to_owned(),
    }
}

fn spliced(html: &str, inserts: &BTreeMap<usize, String>) -> String {
    let more: usize = inserts.values().map(String::len).sum();
    let mut page = String::with_capacity(html.len() + more);
    let mut done = 0;
    for (&at, insert) in inserts {
        page.push_str(html.get(done..at).unwrap_or_default());
        page.push_str(insert);
        done = at;
    }
    page.push_str(html.get(done..).unwrap_or_default());
    page
}

/// Where an empty anchor may stand in an element: rows and lists hold nothing but cells and items.
fn inside(html: &str, element: &Element<'_>) -> Option<usize> {
    let rest = html.get(element.inside..)?;
    let child: &[&str] = match element.name {
        // A group of a list of definitions.
        "div" if rest.trim_start().starts_with("<dt") => &["<dt"],
        "tr" => &["<td", "<th"],
        "ul" | "ol" => &["<li"],
        "dl" => &["<dt", "<dd"],
        "details" => &["<summary"],
        "table" | "thead" | "tbody" | "colgroup" | "svg" | "img" | "hr" | "br" => return None,
        _ => return Some(element.inside),
    };
    let tag = child.iter().filter_map(|it| rest.find(it)).min()?;
    let end = rest.get(tag..)?.find('>')?;
    Some(element.inside + tag + end + 1)
}

/// The main part of a page.
struct Main<'a> {
    start: usize,
    end: usize,
    /// What a reader may link to, each identifier once.
    elements: Vec<Element<'a>>,
}

impl<'a> Main<'a> {
    fn of(html: &'a str) -> Option<Main<'a>> {
        let tag = html.find("<main")?;
        let start = tag + html.get(tag..)?.find('>')? + 1;
        let (mut elements, mut seen) = (Vec::new(), BTreeSet::new());
        let mut at = start;
        loop {
            let tag_start = at + html.get(at..)?.find('<')? + 1;
            let rest = html.get(tag_start..)?;
            if rest.starts_with("/main>") {
                let end = tag_start - 1;
                return Some(Main { start, end, elements });
            }
            at = tag_start + tag_length(rest)?;
            let Some(element) = html.get(tag_start..at).and_then(|tag| element(tag, at)) else {
                continue;
            };
            let is_kept = html.get(tag_start - 1..at).is_some_and(|it| it.starts_with(KEPT));
            if !is_kept && seen.insert(element.id) {
                elements.push(element);
            }
        }
    }
}

/// How long a tag is, up to and with its `>`; a quoted value may hold one. A script or style counts whole.
fn tag_length(rest: &str) -> Option<usize> {
    let opaque = match rest.as_bytes() {
        [b'!', b'-', b'-', ..] => return rest.find("-->").map(|end| end + 3),
        [b's', b'c' | b't', ..] => ["script", "style"].iter().find(|it| rest.starts_with(**it)),
        _ => None,
    };
    if let Some(opaque) = opaque {
        return rest.find(&format!("</{opaque}>")).map(|end| end + opaque.len() + 3);
    }
    let mut at = 0;
    loop {
        let behind = rest.get(at..)?;
        let sign = behind.bytes().position(|it| matches!(it, b'>' | b'"' | b'\''))?;
        at += sign + 1;
        at += match behind.as_bytes().get(sign)? {
            b'"' => rest.get(at..)?.find('"')? + 1,
            b'\'' => rest.get(at..)?.find('\'')? + 1,
            _ => return Some(at),
        };
    }
}

/// The element that a tag opens, if it can be linked to.
fn element(tag: &str, inside: usize) -> Option<Element<'_>> {
    if !tag.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    // What finds a text in a text has more to prepare than there is of a tag.
    let at = tag.as_bytes().windows(ID.len()).position(|it| it == ID)?;
    let id = tag.get(at + ID.len()..)?.split('"').next()?;
    let name = tag.split(|c: char| !c.is_ascii_alphanumeric()).next()?;
    let is_passage = !id.starts_with("card-") && !NO_PASSAGE.iter().any(|it| it.eq_ignore_ascii_case(name));
    (is_passage && !id.is_empty() && !name.starts_with("script")).then_some(Element { name, id, inside })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fragments_are_what_a_reader_may_link_to() {
        let page = "<nav id=\"menu\"></nav><main id=\"main\"><h2 title=\"a > b\" id=\"first\">x</h2><!-- <p id=\"no\"> -->\
                    <input id=\"words\"><p id=\"card-term-x\">x</p><script type=\"a\">\"<p id=\\\"no\\\">\"</script>\
                    <span class=\"kept\" id=\"old\"></span><tr id=\"row\"><td>x</td></tr></main><p id=\"after\">";
        assert_eq!(fragments(page), ["first", "row"]);
        let elements = |html| Main::of(html).unwrap().elements.into_iter();
        let row = elements(page).find(|it| it.id == "row").unwrap();
        assert!(page[inside(page, &row).unwrap()..].starts_with("x</td>"));
        let list = "<main><dl><div id=\"group\">\n<dt><dfn>wick</dfn></dt></div></dl></main>";
        let group = elements(list).next().unwrap();
        assert!(list[inside(list, &group).unwrap()..].starts_with("<dfn>"));
    }

    #[test]
    fn anchors_for_former_fragments_are_left_out() {
        let page = "<p><span class=\"kept\" id=\"a\"></span><span class=\"kept\" id=\"b\"></span>x <span>y</span></p>";
        assert_eq!(without_kept(page), "<p>x <span>y</span></p>");
    }

    #[test]
    fn a_page_without_a_main_part_has_none() {
        assert!(fragments("<p id=\"a\">").is_empty());
    }
}
