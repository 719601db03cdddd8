//! Turns the `main` element of a page into its pieces of the book and of the page to print: links, identifiers and headings
//! as those have them, without what serves the screen only.

use super::scan::{self, Attribute, Tag, Token};
use super::{Whole, epub};
use std::borrow::Cow;
use std::ops::Range;

/// Headings by their level.
const HEADINGS: [&str; 7] = ["h0", "h1", "h2", "h3", "h4", "h5", "h6"];

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

/// Between the identifier of a section and one of its page.
pub(super) const BETWEEN: &str = "--";

/// How a page stands in both wholes.
pub(super) struct Manner<'a> {
    /// The address of the page.
    pub(super) address: &'a str,
    /// By how many levels headings go down on the page to print.
    pub(super) deeper: u8,
    /// What stands before every identifier on the page to print.
    pub(super) prefix: &'a str,
    /// What is in the wholes.
    pub(super) whole: &'a Whole,
}

/// A whole that a page goes into.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Goal {
    Book,
    Print,
}

/// A piece of a whole.
#[derive(Debug, Default)]
pub(super) struct Piece {
    pub(super) html: String,
    /// The fragments in it that lead to pages of the whole: where each is written with what stands before it, and the
    /// number of the page.
    pub(super) fragments: Vec<(Range<u32>, u32)>,
}

/// What is made of a page.
#[derive(Debug, Default)]
pub(super) struct Pieces {
    /// As XML, with the types of EPUB.
    pub(super) book: Piece,
    /// For the page to print.
    pub(super) print: Piece,
    /// Where the identifiers of the page stand in its piece of the page to print, in the order of what is written there.
    pub(super) ids: Vec<Range<u32>>,
    /// The identifiers that its piece of the book does not have, as they are written.
    pub(super) not_in_book: Vec<String>,
    /// The files that the book shows, by their paths from the root of the site.
    pub(super) pictures: Vec<String>,
}

/// The inside of the `main` element.
pub(super) fn main(html: &str) -> &str {
    let inside = html.find("<main").and_then(|at| html.get(at..));
    let inside = inside.and_then(|rest| rest.get(rest.find('>')? + 1..));
    let inside = inside.and_then(|rest| rest.get(..rest.rfind("</main>")?));
    inside.unwrap_or_default()
}

/// The pieces made from the inside of a `main` element, each behind what its whole begins it with: a page is read once.
pub(super) fn pieces(main: &str, manner: &Manner<'_>, begin: [&str; 2]) -> Pieces {
    let mut writer = Writer::new(manner, begin, main.len());
    if scan::each(main, &mut |token| writer.take(&token)) {
        return writer.finished();
    }
    let plain = scan::plain(main);
    let mut writer = Writer::new(manner, begin, plain.len());
    scan::each_of_plain(&plain, &mut |token| writer.take(&token));
    writer.finished()
}

impl Piece {
    /// The text that the piece is, or was, without some of its fragments.
    pub(super) fn cut<'t>(&self, text: &'t str, lost: &[usize]) -> Cow<'t, str> {
        if lost.is_empty() {
            return Cow::Borrowed(text);
        }
        let mut kept = String::with_capacity(text.len());
        let mut done = 0;
        for (range, _) in lost.iter().filter_map(|at| self.fragments.get(*at)) {
            kept.push_str(text.get(done..range.start as usize).unwrap_or_default());
            done = range.end as usize;
        }
        kept.push_str(text.get(done..).unwrap_or_default());
        Cow::Owned(kept)
    }
}

impl Pieces {
    /// Gives back the memory that is not needed.
    pub(super) fn shrink(&mut self) {
        self.print.html.shrink_to_fit();
        self.print.fragments.shrink_to_fit();
        self.book.fragments.shrink_to_fit();
        self.ids.shrink_to_fit();
    }

    /// An identifier or a fragment as it is written on the page to print.
    fn written(&self, at: &Range<u32>) -> &str {
        let range = at.start as usize..at.end as usize;
        self.print.html.get(range).unwrap_or_default()
    }

    /// Whether the page has an identifier; in the book, or on the page to print.
    fn has(&self, id: &str, in_book: bool) -> bool {
        let order = |at: &Range<u32>| self.written(at).cmp(id);
        self.ids.binary_search_by(order).is_ok() && !(in_book && self.not_in_book.iter().any(|it| it == id))
    }
}

/// The fragments of a page, by their place among all, that lead to something that the whole does not have.
pub(super) fn lost(pages: &[Pieces], page: &Pieces, in_book: bool) -> Vec<usize> {
    let fragments = page.print.fragments.iter().enumerate();
    let is_lost = |(_, (range, to)): &(usize, &(Range<u32>, u32))| {
        let behind = range.start + BETWEEN.len() as u32..range.end;
        !pages
            .get(*to as usize)
            .is_some_and(|to| to.has(page.written(&behind), in_book))
    };
    fragments.filter(is_lost).map(|(at, _)| at).collect()
}

/// Where a link leads.
enum Link<'t> {
    /// Out of the site.
    Outside(&'t str),
    /// To a page of the whole with that number.
    Chapter(u32, Place<'t>),
    /// To something else of the site.
    Site(Place<'t>),
}

/// A place in the site.
struct Place<'t> {
    /// The path from the root of the site.
    path: Cow<'t, str>,
    fragment: Option<&'t str>,
}

/// An element that is open: its name in the page, and in both wholes.
struct Open<'a> {
    name: &'a str,
    in_book: &'a str,
    in_print: &'a str,
}

struct Writer<'m, 'a> {
    manner: &'m Manner<'m>,
    made: Pieces,
    open: Vec<Open<'a>>,
    /// How many elements were open when one began that is left out.
    left_out: Option<usize>,
}

impl<'m, 'a> Writer<'m, 'a> {
    fn new(manner: &'m Manner<'m>, [book, print]: [&str; 2], length: usize) -> Writer<'m, 'a> {
        let piece = |begin: &str| {
            let mut html = String::with_capacity(begin.len() + length + length / 4);
            html.push_str(begin);
            Piece {
                html,
                fragments: Vec::new(),
            }
        };
        Writer {
            manner,
            made: Pieces {
                book: piece(book),
                print: piece(print),
                ..Pieces::default()
            },
            open: Vec::new(),
            left_out: None,
        }
    }

    fn finished(mut self) -> Pieces {
        while let Some(closing) = self.open.pop() {
            self.close(&closing);
        }
        let mut ids = std::mem::take(&mut self.made.ids);
        ids.sort_by(|a, b| self.made.written(a).cmp(self.made.written(b)));
        self.made.ids = ids;
        self.made
    }

    fn take(&mut self, token: &Token<'_, 'a>) {
        match token {
            Token::Start(tag) => self.start(tag),
            Token::End(name) => self.end(name),
            Token::Text(text) if self.left_out.is_none() => {
                self.made.book.html.push_str(text);
                self.made.print.html.push_str(text);
            }
            Token::Text(_) => {}
        }
    }

    fn start(&mut self, tag: &Tag<'a>) {
        let is_void = is_void(tag.name);
        if self.left_out.is_none() && is_left_out(tag) {
            self.left_out = Some(self.open.len());
        }
        let (mut in_book, mut in_print) = ("", "");
        if self.left_out.is_none() {
            let href = tag.attributes.iter().find(|it| it.name == "href").map(Attribute::value);
            let link = href.as_deref().filter(|_| tag.name == "a").map(|href| self.link(href));
            in_book = self.begin(tag, link.as_ref(), Goal::Book);
            in_print = self.begin(tag, link.as_ref(), Goal::Print);
        } else if is_void || tag.self_closing {
            self.end_leaving_out();
            return;
        }
        if !is_void {
            self.open.push(Open {
                name: tag.name,
                in_book,
                in_print,
            });
        }
    }

    /// Begins an element in a whole, and says what it is called there; nothing for a picture that is replaced by its words.
    fn begin(&mut self, tag: &Tag<'a>, link: Option<&Link<'_>>, goal: Goal) -> &'a str {
        let written = self.written(tag, link, goal);
        if written.is_empty() {
            // A picture that the whole cannot hold: its words stand for it.
            let words = tag.written("alt").unwrap_or_default();
            self.push(goal, &scan::xml_value(words));
            let id = tag.value("id").filter(|_| goal == Goal::Book);
            self.made.not_in_book.extend(id.map(|id| scan::xml(&id)));
            return written;
        }
        self.push(goal, "<");
        self.push(goal, written);
        if !tag.attributes.is_empty() || written == "img" {
            self.attributes(written, tag, link, goal);
        }
        let is_void = is_void(tag.name);
        self.push(goal, if is_void && goal == Goal::Book { "/>" } else { ">" });
        written
    }

    /// What an element is called in a whole; empty for a picture that is replaced by its words.
    fn written(&mut self, tag: &Tag<'a>, link: Option<&Link<'_>>, goal: Goal) -> &'a str {
        let deeper = if goal == Goal::Print { self.manner.deeper } else { 0 };
        match tag.name.as_bytes() {
            [b'h', level @ b'0'..=b'9'] => HEADINGS[usize::from(level - b'0' + deeper).min(6)],
            // An index is a list, wherever it stands.
            b"nav" => "section",
            // What is folded on the screen lies open on paper.
            b"details" => "div",
            b"summary" => "p",
            // What is no page of the book is reached on the site, where that has an address.
            b"a" if goal == Goal::Book && self.manner.whole.base.is_none() && matches!(link, Some(Link::Site(_))) => {
                "span"
            }
            b"img" if self.picture(tag, goal).is_none() => "",
            _ => tag.name,
        }
    }

    fn end(&mut self, name: &str) {
        // An end without a start, which browsers pass over.
        let Some(at) = self.open.iter().rposition(|open| open.name == name) else {
            return;
        };
        while self.open.len() > at {
            if let Some(closing) = self.open.pop() {
                self.close(&closing);
            }
        }
    }

    fn close(&mut self, closing: &Open<'a>) {
        if self.left_out.is_some() {
            self.end_leaving_out();
            return;
        }
        for (goal, written) in [(Goal::Book, closing.in_book), (Goal::Print, closing.in_print)] {
            if !written.is_empty() {
                self.push(goal, "</");
                self.push(goal, written);
                self.push(goal, ">");
            }
        }
    }

    fn end_leaving_out(&mut self) {
        if self.left_out == Some(self.open.len()) {
            self.left_out = None;
        }
    }

    fn push(&mut self, goal: Goal, text: &str) {
        self.piece(goal).html.push_str(text);
    }

    fn piece(&mut self, goal: Goal) -> &mut Piece {
        match goal {
            Goal::Book => &mut self.made.book,
            Goal::Print => &mut self.made.print,
        }
    }

    fn attributes(&mut self, written: &str, tag: &Tag<'a>, link: Option<&Link<'_>>, goal: Goal) {
        // What has no role, or no longer has the one it had, cannot be named.
        let is_named = written != "span" && tag.value("role").is_none_or(|role| role != "region");
        let prefix = if goal == Goal::Print { self.manner.prefix } else { "" };
        for attribute in &tag.attributes {
            let name = attribute.name;
            let stays = is_kept(name) || is_named && name.starts_with("aria-label");
            if !stays {
                continue;
            }
            match name {
                "id" => {
                    let id = scan::xml_value(attribute.written);
                    self.attribute(goal, "id", &[prefix, &id]);
                    let end = length(&self.made.print.html).saturating_sub(1);
                    let ids = (goal == Goal::Print).then(|| end - length(&id)..end);
                    self.made.ids.extend(ids);
                }
                "href" if written == "a" => {
                    if let Some(link) = link {
                        self.reference(link, goal);
                    }
                }
                "href" => {}
                "src" => {
                    let picture = self.picture(tag, goal).unwrap_or_default();
                    self.attribute(goal, "src", &[&scan::xml(&picture)]);
                }
                "lang" if goal == Goal::Book => {
                    let lang = scan::xml_value(attribute.written);
                    self.attribute(goal, "lang", &[&lang]);
                    self.attribute(goal, "xml:lang", &[&lang]);
                }
                "role" => self.role(written, &attribute.value(), goal),
                // They name identifiers of the same page.
                "aria-labelledby" | "headers" => {
                    let value = attribute.value();
                    let named = value.split_whitespace().map(|id| format!("{prefix}{id}"));
                    let named = named.collect::<Vec<_>>().join(" ");
                    self.attribute(goal, name, &[&scan::xml(&named)]);
                }
                name => self.attribute(goal, name, &[&scan::xml_value(attribute.written)]),
            }
        }
        if written == "img" && tag.written("alt").is_none() {
            self.attribute(goal, "alt", &[]);
        }
    }

    /// An attribute whose value consists of what is XML already.
    fn attribute(&mut self, goal: Goal, name: &str, value: &[&str]) {
        let html = &mut self.piece(goal).html;
        html.push(' ');
        html.push_str(name);
        html.push_str("=\"");
        for part in value {
            html.push_str(part);
        }
        html.push('"');
    }

    /// A role, with the type that EPUB has for it. A scrolling region is none on paper.
    fn role(&mut self, written: &str, role: &str, goal: Goal) {
        if role == "region" || written == "span" {
            return;
        }
        self.attribute(goal, "role", &[&scan::xml(role)]);
        let of_epub = TYPES.iter().find(|(name, _)| goal == Goal::Book && *name == role);
        if let Some((_, epub_type)) = of_epub {
            self.attribute(goal, "epub:type", &[epub_type]);
        }
    }

    /// The address of a link. The fragment is remembered: its page may not have it in the whole.
    fn reference(&mut self, link: &Link<'_>, goal: Goal) {
        let whole = self.manner.whole;
        match link {
            Link::Outside(href) => self.attribute(goal, "href", &[&scan::xml(href)]),
            Link::Site(place) if goal == Goal::Book => {
                let base = whole.base.as_deref().unwrap_or_default();
                self.attribute(goal, "href", &[&scan::xml(&format!("{base}{}", place.path))]);
            }
            // The page lies at the root of the site, so a path from there is a way.
            Link::Site(place) => {
                let (path, fragment) = (scan::xml(&place.path), place.fragment.map(scan::xml));
                let between = if fragment.is_some() { "#" } else { "" };
                self.attribute(goal, "href", &[&path, between, fragment.as_deref().unwrap_or_default()]);
            }
            Link::Chapter(number, place) => {
                let section = whole.sections.get(*number as usize).map_or("", String::as_str);
                let root = crate::site::address::root(self.manner.address);
                let fragment = place.fragment.filter(|it| !it.is_empty()).map(scan::xml);
                let between = if goal == Goal::Book { "#" } else { BETWEEN };
                let piece = self.piece(goal);
                piece.html.push_str(" href=\"");
                match goal {
                    Goal::Book => {
                        piece.html.push_str(root);
                        piece.html.push_str(&scan::xml(&epub::file(&place.path)));
                    }
                    Goal::Print => {
                        piece.html.push('#');
                        piece.html.push_str(section);
                    }
                }
                if let Some(fragment) = fragment {
                    let start = length(&piece.html);
                    piece.html.push_str(between);
                    piece.html.push_str(&fragment);
                    piece.fragments.push((start..length(&piece.html), *number));
                }
                piece.html.push('"');
            }
        }
    }

    fn link<'t>(&self, href: &'t str) -> Link<'t>
    where
        'm: 't,
    {
        if is_external(href) {
            return Link::Outside(href);
        }
        let place = place(self.manner.address, href);
        match self.manner.whole.numbers.get(&*place.path) {
            Some(number) => Link::Chapter(*number, place),
            None => Link::Site(place),
        }
    }

    /// Where the file of a picture is; nothing for one that the whole cannot hold.
    fn picture(&mut self, tag: &Tag<'a>, goal: Goal) -> Option<String> {
        let source = tag.value("src")?;
        if is_external(&source) {
            return (goal == Goal::Print).then(|| source.into_owned());
        }
        let path = place(self.manner.address, &source).path.into_owned();
        if goal == Goal::Book {
            epub::media_type(&path)?;
            self.made.pictures.push(path);
            // Chapters lie in the folders of their pages.
            return Some(source.into_owned());
        }
        Some(path)
    }
}

/// The length of a text, which a page of four GiB would exceed.
fn length(text: &str) -> u32 {
    u32::try_from(text.len()).unwrap_or(u32::MAX)
}

/// Whether an element has no content.
fn is_void(name: &str) -> bool {
    matches!(
        name,
        "area"
            | "base"
            | "br"
            | "col"
            | "embed"
            | "hr"
            | "img"
            | "input"
            | "link"
            | "meta"
            | "source"
            | "track"
            | "wbr"
    )
}

/// Whether an element serves the screen only. A drawing says in its lines what the lists beside it say in words.
fn is_screen_only(name: &str) -> bool {
    matches!(
        name,
        "audio"
            | "button"
            | "canvas"
            | "form"
            | "iframe"
            | "input"
            | "nav"
            | "noscript"
            | "object"
            | "script"
            | "select"
            | "style"
            | "svg"
            | "template"
            | "textarea"
            | "video"
    )
}

/// Whether an attribute means the same in print; all others serve scripts.
fn is_kept(name: &str) -> bool {
    matches!(
        name,
        "alt"
            | "cite"
            | "class"
            | "colspan"
            | "datetime"
            | "dir"
            | "headers"
            | "href"
            | "id"
            | "lang"
            | "rel"
            | "reversed"
            | "role"
            | "rowspan"
            | "scope"
            | "src"
            | "start"
            | "title"
            | "value"
    )
}

fn is_left_out(tag: &Tag<'_>) -> bool {
    if tag.attributes.is_empty() {
        return is_screen_only(tag.name);
    }
    let is_index = || tag.value("role").is_some_and(|role| role == "doc-index");
    let class = tag.written("class").unwrap_or_default();
    (is_screen_only(tag.name) && !is_index())
        || tag.written("hidden").is_some()
        || class.split(' ').any(|class| class == "anchor")
        || tag.value("data-only").is_some_and(|only| only == "screen")
}

fn is_external(href: &str) -> bool {
    let scheme = href.split_once(':').map(|(scheme, _)| scheme);
    href.starts_with("//") || scheme.is_some_and(|it| it.chars().all(|c| c.is_ascii_alphanumeric()))
}

/// What a relative reference on a page names.
fn place<'t>(address: &'t str, href: &'t str) -> Place<'t> {
    let (path, fragment) = match href.split_once('#') {
        Some((path, fragment)) => (path, Some(fragment)),
        None => (href, None),
    };
    let path = path.split('?').next().unwrap_or_default();
    let path = if path.is_empty() {
        Cow::Borrowed(address)
    } else {
        path_from_root(address, path)
    };
    Place { path, fragment }
}

/// The path from the root of the site of what a page calls by a path from its own folder.
fn path_from_root<'t>(address: &str, path: &'t str) -> Cow<'t, str> {
    // As templates write it: up to the root, and down from there.
    let below = path.strip_prefix(crate::site::address::root(address));
    if let Some(below) = below.filter(|it| !it.contains("./") && !it.ends_with('.') && !it.starts_with('/')) {
        return Cow::Borrowed(below);
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
    Cow::Owned(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ADDRESSES: [&str; 2] = ["papers/lamps.html", "events/gale.html"];

    fn made(main: &str) -> Pieces {
        let whole = Whole {
            base: None,
            numbers: (0u32..).zip(ADDRESSES).map(|(at, it)| (it.to_owned(), at)).collect(),
            sections: vec!["lamps".to_owned(), "gale".to_owned()],
        };
        let manner = Manner {
            address: "papers/lamps.html",
            deeper: 1,
            prefix: "p-",
            whole: &whole,
        };
        pieces(main, &manner, ["", ""])
    }

    #[test]
    fn a_piece_keeps_words_and_leaves_the_screen_behind() {
        let main = "<h1 id=a>On &lt;lamps&gt;<a class=\"anchor\" href=\"#a\">#</a></h1><nav>menu</nav>\
                    <details open><summary>More</summary><br><button>x<b>y</b></button>z</details>";
        let made = made(main);
        assert_eq!(
            made.book.html,
            "<h1 id=\"a\">On &lt;lamps&gt;</h1><div><p>More</p><br/>z</div>"
        );
        let print = "<h2 id=\"p-a\">On &lt;lamps&gt;</h2><div><p>More</p><br>z</div>";
        assert_eq!(made.print.html, print);
    }

    #[test]
    fn links_lead_to_places_of_the_whole() {
        let main = "<a href=\"../events/gale.html#t\">t</a> <a class=k href=\"../data.csv#r\">d</a> \
                    <a href=\"https://example.org/?a=1&amp;b\">e</a> <a href=\"#x\">x</a>";
        let made = made(main);
        let print = "<a href=\"#gale--t\">t</a> <a class=\"k\" href=\"data.csv#r\">d</a> \
                     <a href=\"https://example.org/?a=1&amp;b\">e</a> <a href=\"#lamps--x\">x</a>";
        assert_eq!(made.print.html, print);
        let book = "<a href=\"../events/gale.xhtml#t\">t</a> <span class=\"k\">d</span> \
                    <a href=\"https://example.org/?a=1&amp;b\">e</a> <a href=\"../papers/lamps.xhtml#x\">x</a>";
        assert_eq!(made.book.html, book);
    }

    #[test]
    fn a_fragment_that_the_whole_lacks_is_lost() {
        let page = made(
            "<p id=\"x\"><a class=c href=\"../events/gale.html#t\">t</a><a href=\"#x\">x</a><a href=\"#y\">y</a></p>\
             <img id=\"p\" src=\"p.tiff\"><a href=\"#p\">p</a>",
        );
        let pages = [page, made("<p id=\"s\">s</p>")];
        assert_eq!(lost(&pages, &pages[0], false), [0, 2]);
        assert_eq!(lost(&pages, &pages[0], true), [0, 2, 3]);
    }

    #[test]
    fn what_is_not_closed_is_closed() {
        assert_eq!(
            made("<ul><li>a<p>b</ul>c</b>").book.html,
            "<ul><li>a<p>b</p></li></ul>c"
        );
    }

    #[test]
    fn what_no_template_writes_is_read_as_well() {
        let made = made("<P Title='a \"b\"'>1 < 2<SCRIPT>x</SCRIPT>\r\n&hellip;</P>");
        assert_eq!(made.book.html, "<p title=\"a &quot;b&quot;\">1 &lt; 2\n…</p>");
    }
}
