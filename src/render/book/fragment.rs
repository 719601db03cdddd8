//! Turns the `main` element of a page into a piece of something larger: links, identifiers and headings as that has
//! them, without what serves the screen only.

use super::super::html_text::escape;
use html5gum::emitters::default::{DefaultEmitter, EndTag, StartTag, Token};
use html5gum::{HtmlString, Tokenizer};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::ops::Range;

/// Elements without content.
const VOID: &[&str] = &[
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr",
];

/// Elements that serve the screen only. A drawing says in its lines what the lists beside it say in words.
const SCREEN_ONLY: &[&str] = &[
    "audio", "button", "canvas", "form", "iframe", "input", "nav", "object", "script", "select", "style", "svg",
    "template", "textarea", "video",
];

/// Attributes that mean the same in print; all others serve scripts.
const KEPT: &[&str] = &[
    "alt", "cite", "class", "colspan", "datetime", "dir", "headers", "href", "id", "lang", "rel", "reversed", "role",
    "rowspan", "scope", "src", "start", "title", "value",
];

/// Attributes that name identifiers of the same page.
const NAMING: &[&str] = &["aria-labelledby", "headers"];

/// Roles of the Digital Publishing WAI-ARIA Module that are types of the EPUB Structural Semantics Vocabulary.
const TYPES: &[(&str, &str)] = &[
    ("doc-backlink", "backlink"),
    ("doc-bibliography", "bibliography"),
    ("doc-biblioref", "biblioref"),
    ("doc-endnotes", "endnotes"),
    ("doc-glossary", "glossary"),
    ("doc-glossref", "glossref"),
    ("doc-index", "index"),
    ("doc-noteref", "noteref"),
];

/// How a piece stands in the whole.
pub(super) struct Manner<'a> {
    /// The address of the page that it is taken from.
    pub(super) address: &'a str,
    /// As XML, with the types of EPUB.
    pub(super) is_epub: bool,
    /// By how many levels headings go down.
    pub(super) deeper: u8,
    /// What stands before every identifier.
    pub(super) prefix: &'a str,
    /// Where an address of the site is found; nothing where the whole does not have it.
    pub(super) link: &'a (dyn Fn(&Place) -> Link + Sync),
}

/// A place in the site.
pub(super) struct Place {
    /// The path from the root of the site.
    pub(super) path: String,
    pub(super) fragment: Option<String>,
}

/// Where a link leads, in the whole.
pub(super) enum Link {
    /// To a chapter: what stands for it, and what stands between that and a fragment.
    Chapter(String, &'static str),
    /// To something else.
    Elsewhere(String),
    /// Nowhere: its words stay.
    Nowhere,
}

/// A piece of the whole.
#[derive(Default)]
pub(super) struct Piece {
    pub(super) html: String,
    /// Its identifiers, as its page has them.
    pub(super) ids: BTreeSet<String>,
    /// The fragments in it that lead to other pages: where each is written, and what it names.
    fragments: Vec<(Range<usize>, String, String)>,
    /// The files that it shows, by their paths from the root of the site.
    pub(super) pictures: BTreeSet<String>,
}

/// The inside of the `main` element.
pub(in crate::render) fn main(html: &str) -> &str {
    let inside = html.find("<main").and_then(|at| html.get(at..));
    let inside = inside.and_then(|rest| rest.get(rest.find('>')? + 1..));
    let inside = inside.and_then(|rest| rest.get(..rest.rfind("</main>")?));
    inside.unwrap_or_default()
}

/// The pieces made from the inside of a `main` element, one for each whole that it goes into: a page is read once.
pub(super) fn pieces<const N: usize>(main: &str, manners: [&Manner<'_>; N]) -> [Piece; N] {
    let mut emitter = DefaultEmitter::default();
    emitter.naively_switch_states(true);
    let mut writers = manners.map(|manner| Writer {
        manner,
        piece: Piece::default(),
        open: Vec::new(),
        left_out: None,
    });
    for token in Tokenizer::new_with_emitter(main, emitter) {
        match token {
            Ok(Token::StartTag(tag)) => {
                let tag = Tag::of(&tag);
                for writer in &mut writers {
                    writer.start(&tag);
                }
            }
            Ok(Token::EndTag(tag)) => {
                for writer in &mut writers {
                    writer.end(&tag);
                }
            }
            Ok(Token::String(text)) => {
                let text = xml(&text_of(&text.value));
                for writer in &mut writers {
                    writer.text(&text);
                }
            }
            Ok(_) => {}
        }
    }
    writers.map(Writer::finished)
}

/// Takes off the fragments that lead to something that the whole does not have.
pub(super) fn cut_lost_fragments(pieces: &mut [Piece], addresses: &[&str]) {
    let ids: BTreeMap<&str, BTreeSet<String>> = addresses
        .iter()
        .copied()
        .zip(pieces.iter_mut().map(|piece| std::mem::take(&mut piece.ids)))
        .collect();
    for piece in pieces {
        let lost = |(_, address, fragment): &(_, String, String)| {
            !ids.get(address.as_str()).is_some_and(|ids| ids.contains(fragment))
        };
        let mut kept = String::with_capacity(piece.html.len());
        let mut done = 0;
        for (range, ..) in std::mem::take(&mut piece.fragments).into_iter().filter(lost) {
            kept.push_str(piece.html.get(done..range.start).unwrap_or_default());
            done = range.end;
        }
        if done > 0 {
            kept.push_str(piece.html.get(done..).unwrap_or_default());
            piece.html = kept;
        }
    }
}

/// An element that begins.
struct Tag {
    name: String,
    attributes: BTreeMap<String, String>,
    self_closing: bool,
    is_left_out: bool,
}

impl Tag {
    fn of(tag: &StartTag<()>) -> Tag {
        let name = text_of(&tag.name);
        let attributes = tag.attributes.iter();
        let attributes = attributes
            .map(|(name, value)| (text_of(name), text_of(&value.value)))
            .collect();
        Tag {
            is_left_out: is_left_out(&name, &attributes),
            name,
            attributes,
            self_closing: tag.self_closing,
        }
    }
}

struct Writer<'a> {
    manner: &'a Manner<'a>,
    piece: Piece,
    /// The elements that are open, by the name in the page and by that in the piece.
    open: Vec<(String, String)>,
    /// How many elements were open when one began that is left out.
    left_out: Option<usize>,
}

impl Writer<'_> {
    fn finished(mut self) -> Piece {
        while let Some(closing) = self.open.pop() {
            self.close(closing);
        }
        self.piece
    }

    fn start(&mut self, tag: &Tag) {
        let Tag { name, attributes, .. } = tag;
        let is_void = VOID.contains(&name.as_str());
        if self.left_out.is_none() && tag.is_left_out {
            self.left_out = Some(self.open.len());
        }
        if self.left_out.is_some() {
            if is_void {
                self.end_leaving_out();
            } else if !tag.self_closing {
                self.open.push((name.clone(), String::new()));
            } else {
                self.end_leaving_out();
            }
            return;
        }
        let written = self.written(name, attributes);
        if written.is_empty() {
            // A picture that the whole cannot hold: its words stand for it.
            let words = attributes.get("alt").map_or("", String::as_str);
            self.piece.html.push_str(&xml(words));
            return;
        }
        let _ = write!(self.piece.html, "<{written}");
        self.attributes(&written, attributes);
        self.piece
            .html
            .push_str(if is_void && self.manner.is_epub { "/>" } else { ">" });
        if !is_void {
            self.open.push((name.clone(), written));
        }
    }

    /// What an element is called in the piece; empty for a picture that is replaced by its words.
    fn written(&mut self, name: &str, attributes: &BTreeMap<String, String>) -> String {
        let level = name.strip_prefix('h').and_then(|level| level.parse::<u8>().ok());
        match (name, level) {
            (_, Some(level)) if name.len() == 2 => format!("h{}", (level + self.manner.deeper).min(6)),
            // An index is a list, wherever it stands.
            ("nav", _) => "section".to_owned(),
            // What is folded on the screen lies open on paper.
            ("details", _) => "div".to_owned(),
            ("summary", _) => "p".to_owned(),
            ("a", _)
                if attributes
                    .get("href")
                    .is_some_and(|href| matches!(self.link(href), Link::Nowhere)) =>
            {
                "span".to_owned()
            }
            ("img", _) if self.picture(attributes).is_none() => String::new(),
            _ => name.to_owned(),
        }
    }

    fn end(&mut self, tag: &EndTag<()>) {
        let name = String::from_utf8_lossy(&tag.name);
        // An end without a start, which browsers pass over.
        let Some(at) = self.open.iter().rposition(|(open, _)| *open == name) else {
            return;
        };
        while self.open.len() > at {
            if let Some(closing) = self.open.pop() {
                self.close(closing);
            }
        }
    }

    fn close(&mut self, (_, written): (String, String)) {
        if self.left_out.is_some() {
            self.end_leaving_out();
        } else if !written.is_empty() {
            let _ = write!(self.piece.html, "</{written}>");
        }
    }

    fn end_leaving_out(&mut self) {
        if self.left_out == Some(self.open.len()) {
            self.left_out = None;
        }
    }

    fn text(&mut self, text: &str) {
        if self.left_out.is_none() {
            self.piece.html.push_str(text);
        }
    }

    fn attributes(&mut self, written: &str, attributes: &BTreeMap<String, String>) {
        // What has no role, or no longer has the one it had, cannot be named.
        let is_named = written != "span" && attributes.get("role").is_none_or(|role| role != "region");
        for (name, value) in attributes {
            let is_kept = KEPT.contains(&name.as_str()) || (name.starts_with("aria-label") && is_named);
            if !is_kept {
                continue;
            }
            match name.as_str() {
                "id" => {
                    self.piece.ids.insert(value.clone());
                    self.attribute("id", &format!("{}{value}", self.manner.prefix));
                }
                "href" if written == "a" => self.reference(value),
                "href" => {}
                "src" => {
                    let picture = self.picture(attributes).unwrap_or_default();
                    self.attribute("src", &picture);
                }
                "lang" if self.manner.is_epub => {
                    self.attribute("lang", value);
                    self.attribute("xml:lang", value);
                }
                "role" => self.role(written, value),
                name if NAMING.contains(&name) => {
                    let named = value.split_whitespace().map(|id| format!("{}{id}", self.manner.prefix));
                    self.attribute(name, &named.collect::<Vec<_>>().join(" "));
                }
                name => self.attribute(name, value),
            }
        }
        if written == "img" && !attributes.contains_key("alt") {
            self.attribute("alt", "");
        }
    }

    fn attribute(&mut self, name: &str, value: &str) {
        let _ = write!(self.piece.html, " {name}=\"{}\"", xml(value));
    }

    /// A role, with the type that EPUB has for it. A scrolling region is none on paper.
    fn role(&mut self, written: &str, role: &str) {
        if role == "region" || written == "span" {
            return;
        }
        self.attribute("role", role);
        let of_epub = TYPES.iter().find(|(name, _)| self.manner.is_epub && *name == role);
        if let Some((_, epub_type)) = of_epub {
            self.attribute("epub:type", epub_type);
        }
    }

    /// The address of a link. The fragment is remembered: its page may not have it in the whole.
    fn reference(&mut self, href: &str) {
        match self.link(href) {
            Link::Nowhere => {}
            Link::Elsewhere(address) => self.attribute("href", &address),
            Link::Chapter(chapter, between) => {
                let _ = write!(self.piece.html, " href=\"{}", xml(&chapter));
                let place = place(self.manner.address, href);
                if let Some(fragment) = place.fragment.filter(|it| !it.is_empty()) {
                    let start = self.piece.html.len();
                    let _ = write!(self.piece.html, "{between}{}", xml(&fragment));
                    let range = start..self.piece.html.len();
                    self.piece.fragments.push((range, place.path, fragment));
                }
                self.piece.html.push('"');
            }
        }
    }

    fn link(&self, href: &str) -> Link {
        if is_external(href) {
            return Link::Elsewhere(href.to_owned());
        }
        (self.manner.link)(&place(self.manner.address, href))
    }

    /// Where the file of a picture is; nothing for one that the whole cannot hold.
    fn picture(&mut self, attributes: &BTreeMap<String, String>) -> Option<String> {
        let source = attributes.get("src")?;
        if is_external(source) {
            return (!self.manner.is_epub).then(|| source.clone());
        }
        let path = place(self.manner.address, source).path;
        if self.manner.is_epub {
            super::epub::media_type(&path)?;
            self.piece.pictures.insert(path);
            // Chapters lie in the folders of their pages.
            return Some(source.clone());
        }
        Some(path)
    }
}

fn is_left_out(name: &str, attributes: &BTreeMap<String, String>) -> bool {
    let is_index = attributes.get("role").is_some_and(|role| role == "doc-index");
    let class = attributes.get("class").map_or("", String::as_str);
    (SCREEN_ONLY.contains(&name) && !is_index)
        || attributes.contains_key("hidden")
        || class.split(' ').any(|class| class == "anchor")
        || attributes.get("data-only").is_some_and(|only| only == "screen")
}

fn is_external(href: &str) -> bool {
    let scheme = href.split_once(':').map(|(scheme, _)| scheme);
    href.starts_with("//") || scheme.is_some_and(|it| it.chars().all(|c| c.is_ascii_alphanumeric()))
}

/// What a relative reference on a page names.
fn place(address: &str, href: &str) -> Place {
    let (path, fragment) = match href.split_once('#') {
        Some((path, fragment)) => (path, Some(fragment.to_owned())),
        None => (href, None),
    };
    let path = path.split('?').next().unwrap_or_default();
    if path.is_empty() {
        return Place {
            path: address.to_owned(),
            fragment,
        };
    }
    let mut parts: Vec<&str> = address.split('/').collect();
    parts.pop();
    for part in path.split('/') {
        match part {
            ".." => {
                parts.pop();
            }
            "." => {}
            part => parts.push(part),
        }
    }
    Place {
        path: parts.join("/"),
        fragment,
    }
}

fn text_of(text: &HtmlString) -> String {
    String::from_utf8_lossy(text).into_owned()
}

/// Escaped, without the control characters that XML cannot hold.
fn xml(text: &str) -> String {
    let is_allowed = |it: &char| !it.is_control() || matches!(it, '\t' | '\n' | '\r');
    escape(&text.chars().filter(is_allowed).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(main: &str, is_epub: bool) -> Piece {
        let link = |place: &Place| match place.path.as_str() {
            "events/gale.html" => Link::Chapter("#gale".to_owned(), "--"),
            "papers/lamps.html" => Link::Chapter("#lamps".to_owned(), "--"),
            "data.csv" => Link::Elsewhere("data.csv".to_owned()),
            _ => Link::Nowhere,
        };
        let manner = Manner {
            address: "papers/lamps.html",
            is_epub,
            deeper: 1,
            prefix: "p-",
            link: &link,
        };
        let [piece] = pieces(main, [&manner]);
        piece
    }

    #[test]
    fn a_piece_keeps_words_and_leaves_the_screen_behind() {
        let main = "<h1 id=a>On &lt;lamps&gt;<a class=\"anchor\" href=\"#a\">#</a></h1><nav>menu</nav>\
                    <details open><summary>More</summary><br><button>x<b>y</b></button>z</details>";
        let expected = "<h2 id=\"p-a\">On &lt;lamps&gt;</h2><div><p>More</p><br/>z</div>";
        assert_eq!(made(main, true).html, expected);
    }

    #[test]
    fn links_lead_to_places_of_the_whole() {
        let main = "<a href=\"../events/gale.html#t\">t</a> <a class=k href=\"../gone.html\">g</a> \
                    <a href=\"../data.csv\">d</a> <a href=\"https://example.org/?a=1&amp;b\">e</a> <a href=\"#x\">x</a>";
        let expected = "<a href=\"#gale--t\">t</a> <span class=\"k\">g</span> <a href=\"data.csv\">d</a> \
                        <a href=\"https://example.org/?a=1&amp;b\">e</a> <a href=\"#lamps--x\">x</a>";
        assert_eq!(made(main, false).html, expected);
    }

    #[test]
    fn a_fragment_that_the_whole_lacks_is_cut() {
        let mut pieces = vec![
            made(
                "<p id=\"x\"><a class=c href=\"../events/gale.html#t\">t</a><a href=\"#x\">x</a><a href=\"#y\">y</a></p>",
                false,
            ),
            made("<p id=\"s\">s</p>", false),
        ];
        cut_lost_fragments(&mut pieces, &["papers/lamps.html", "events/gale.html"]);
        let expected =
            "<p id=\"p-x\"><a class=\"c\" href=\"#gale\">t</a><a href=\"#lamps--x\">x</a><a href=\"#lamps\">y</a></p>";
        assert_eq!(pieces[0].html, expected);
    }

    #[test]
    fn what_is_not_closed_is_closed() {
        assert_eq!(
            made("<ul><li>a<p>b</ul>c</b>", true).html,
            "<ul><li>a<p>b</p></li></ul>c"
        );
    }
}
