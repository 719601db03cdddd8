//! The prose of an entry as HTML: Markdown's events, with links, citations, names and footnotes in their places.

use super::highlight::Highlighter;
use super::html_text::escape;
use crate::graph::{Edge, EntryId, Resolved};
use crate::model::{Entry, Kind, Quotes, markup};
use crate::parse::prose::{self, LinkTarget};
use crate::site::citation::Run;
use crate::view::{Card, Viewer};
use pulldown_cmark::{Alignment, BlockQuoteKind, CodeBlockKind, Event, Tag, TagEnd};
use std::collections::BTreeMap;
use std::ops::Range;

/// The names of the interface texts that stand in a body, for [`Words`].
pub(super) const TEXTS: [&str; 5] = ["section-link", "passage-link", "footnotes", "back-to-text", "table"];

/// The interface texts that stand in a body.
pub(super) struct Words<'a> {
    /// What a link to a section is called, with `{title}` for the heading.
    pub(super) anchor: &'a str,
    /// What a link to a paragraph is called.
    pub(super) passage: &'a str,
    /// The heading of the footnotes.
    pub(super) footnotes: &'a str,
    /// What the way back from a footnote is called.
    pub(super) back: &'a str,
    /// What a table that can be scrolled is called.
    pub(super) table: &'a str,
}

/// The body of an entry as HTML.
pub(super) fn html(viewer: Viewer<'_>, id: EntryId, text: &str, code: &Highlighter, words: &Words<'_>) -> String {
    let mut writer = Writer {
        viewer,
        id,
        entry: viewer.site().entry(id),
        code,
        words,
        out: String::with_capacity(text.len() * 2),
        mentions: viewer.site().graph.linked_mentions(id).collect(),
        mention_end: None,
        headings: 0,
        passage: None,
        block: None,
        html: String::new(),
        skip: 0,
        links: Vec::new(),
        image: None,
        alignments: Vec::new(),
        column: 0,
        in_head: false,
        footnotes: Vec::new(),
        notes: Vec::new(),
        cards: BTreeMap::new(),
    };
    let quotes = Quotes::of(viewer.site().graph.language_of(id));
    for (event, range) in prose::events(text, quotes) {
        writer.event(event, range);
    }
    writer.endnotes();
    writer.print_cards();
    writer.out
}

/// A footnote, in the order of the first marks.
struct Note {
    name: String,
    /// How many marks lead to it.
    marks: usize,
    html: String,
}

struct Writer<'a> {
    viewer: Viewer<'a>,
    id: EntryId,
    entry: &'a Entry,
    code: &'a Highlighter,
    words: &'a Words<'a>,
    out: String,
    /// The names that become links, in the order of the text; each is taken off when it is reached.
    mentions: std::collections::VecDeque<&'a Edge>,
    /// Where the name that is open ends.
    mention_end: Option<usize>,
    headings: usize,
    /// The name of the paragraph that is open.
    passage: Option<&'a str>,
    /// The language and text of the block of code that is open.
    block: Option<(String, String)>,
    /// The block of HTML that is open.
    html: String,
    /// Inside something whose text is not printed: front matter, the inside of a citation.
    skip: usize,
    /// What closes each link that is open.
    links: Vec<&'static str>,
    /// The address and words of the picture that is open.
    image: Option<(String, String)>,
    alignments: Vec<Alignment>,
    column: usize,
    in_head: bool,
    footnotes: Vec<Note>,
    /// The footnotes that are being written, one in another, each with the page before it.
    notes: Vec<(String, String)>,
    /// The cards of what is linked, by their fragments.
    cards: BTreeMap<String, Card>,
}

impl Writer<'_> {
    fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        match event {
            Event::Start(Tag::MetadataBlock(_)) => self.skip += 1,
            Event::End(TagEnd::MetadataBlock(_)) => self.skip -= 1,
            Event::Start(Tag::Link {
                link_type,
                dest_url,
                title,
                ..
            }) => {
                let target = prose::link_target(link_type, &dest_url);
                self.link(&target, &title, range);
            }
            Event::End(TagEnd::Link) => self.end_link(),
            _ if self.skip > 0 => {}
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => self.text(&text, range),
            Event::Code(code) => self.inline(&format!("<code>{}</code>", escape(&code)), &code),
            Event::SoftBreak => self.text("\n", range),
            Event::HardBreak => self.inline("<br>\n", " "),
            Event::Rule => self.out.push_str("<hr>\n"),
            Event::TaskListMarker(done) => self.task(done),
            Event::FootnoteReference(name) => self.mark(&name),
            Event::Html(html) => self.html.push_str(&html),
            Event::InlineHtml(html) if self.image.is_none() => self.markup(&html),
            // Formulas are not read at all.
            Event::InlineHtml(_) | Event::InlineMath(_) | Event::DisplayMath(_) => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>, range: Range<usize>) {
        match tag {
            Tag::Paragraph => self.paragraph(range.start),
            Tag::Heading { .. } => self.heading(),
            Tag::BlockQuote(kind) => self.quotation(kind),
            Tag::CodeBlock(kind) => {
                let language = match kind {
                    CodeBlockKind::Fenced(info) => info.split([' ', ',']).next().unwrap_or_default().to_owned(),
                    CodeBlockKind::Indented => String::new(),
                };
                self.block = Some((language, String::new()));
            }
            Tag::List(Some(1)) => self.out.push_str("<ol>\n"),
            Tag::List(Some(first)) => self.out.push_str(&format!("<ol start=\"{first}\">\n")),
            Tag::List(None) => self.out.push_str("<ul>\n"),
            Tag::Item => self.out.push_str("<li>"),
            Tag::FootnoteDefinition(name) => {
                let page = std::mem::take(&mut self.out);
                self.notes.push((name.to_string(), page));
            }
            Tag::DefinitionList => self.out.push_str("<dl>\n"),
            Tag::DefinitionListTitle => self.out.push_str("<dt>"),
            Tag::DefinitionListDefinition => self.out.push_str("<dd>"),
            Tag::Table(alignments) => {
                self.alignments = alignments;
                let label = escape(self.words.table);
                self.out.push_str(&format!(
                    "<div class=\"table\" tabindex=\"0\" role=\"region\" aria-label=\"{label}\"><table>\n"
                ));
            }
            Tag::TableHead => {
                self.in_head = true;
                self.column = 0;
                self.out.push_str("<thead><tr>");
            }
            Tag::TableRow => {
                self.column = 0;
                self.out.push_str("<tr>");
            }
            Tag::TableCell => self.cell(),
            Tag::Emphasis => self.inline("<em>", ""),
            Tag::Strong => self.inline("<strong>", ""),
            Tag::Strikethrough => self.inline("<del>", ""),
            Tag::Image { dest_url, .. } => self.image(&dest_url, range),
            Tag::Link { .. } | Tag::MetadataBlock(_) | Tag::HtmlBlock | Tag::Superscript | Tag::Subscript => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph => self.end_paragraph(),
            TagEnd::Heading(_) => self.end_heading(),
            TagEnd::BlockQuote(Some(_)) => self.out.push_str("</div>\n"),
            TagEnd::BlockQuote(None) => self.out.push_str("</blockquote>\n"),
            TagEnd::CodeBlock => {
                if let Some((language, code)) = self.block.take() {
                    self.out.push_str(&self.code.block(&language, &code));
                }
            }
            TagEnd::List(true) => self.out.push_str("</ol>\n"),
            TagEnd::List(false) => self.out.push_str("</ul>\n"),
            TagEnd::Item => self.out.push_str("</li>\n"),
            TagEnd::FootnoteDefinition => self.end_note(),
            TagEnd::DefinitionList => self.out.push_str("</dl>\n"),
            TagEnd::DefinitionListTitle => self.out.push_str("</dt>\n"),
            TagEnd::DefinitionListDefinition => self.out.push_str("</dd>\n"),
            TagEnd::Table => self.out.push_str("</tbody></table></div>\n"),
            TagEnd::TableHead => {
                self.in_head = false;
                self.out.push_str("</tr></thead><tbody>\n");
            }
            TagEnd::TableRow => self.out.push_str("</tr>\n"),
            TagEnd::TableCell => self.out.push_str(if self.in_head { "</th>" } else { "</td>" }),
            TagEnd::Emphasis => self.inline("</em>", ""),
            TagEnd::Strong => self.inline("</strong>", ""),
            TagEnd::Strikethrough => self.inline("</del>", ""),
            TagEnd::Image => self.end_image(),
            // The parser gives a block line by line; a tag may run over several.
            TagEnd::HtmlBlock => {
                let html = std::mem::take(&mut self.html);
                self.markup(&html);
            }
            TagEnd::Link | TagEnd::MetadataBlock(_) | TagEnd::Superscript | TagEnd::Subscript => {}
        }
    }

    /// Prints what is allowed of HTML, and nothing else of it.
    fn markup(&mut self, html: &str) {
        let allowed = &self.viewer.site().config.html;
        if allowed.is_empty() {
            return;
        }
        for (part, _) in markup::parts(html) {
            match part {
                markup::Part::Text(text) => self.out.push_str(&text.replace('>', "&gt;")),
                markup::Part::Tag(tag) if allowed.iter().any(|it| it.value == tag.name) => {
                    self.out.push_str(&printed(&tag));
                }
                _ => {}
            }
        }
    }

    /// Prints inline HTML; inside a picture only its words count.
    fn inline(&mut self, html: &str, words: &str) {
        match &mut self.image {
            Some((_, text)) => text.push_str(words),
            None => self.out.push_str(html),
        }
    }

    fn heading(&mut self) {
        let heading = self.entry.body.headings.get(self.headings);
        let (level, id) = heading.map_or((2, ""), |it| (it.level.clamp(2, 6), it.id.as_str()));
        self.out.push_str(&format!("<h{level} id=\"{}\">", escape(id)));
    }

    /// Closes the heading with a link to itself.
    fn end_heading(&mut self) {
        let Some(heading) = self.entry.body.headings.get(self.headings) else {
            return;
        };
        self.headings += 1;
        let level = heading.level.clamp(2, 6);
        let label = escape(&self.words.anchor.replace("{title}", &heading.text));
        let id = escape(&heading.id);
        self.out.push_str(&format!(
            " <a class=\"anchor\" href=\"#{id}\" aria-label=\"{label}\">§</a></h{level}>\n"
        ));
    }

    /// Opens a paragraph, with its name where it has one: footnotes are named as a whole.
    fn paragraph(&mut self, start: usize) {
        let entry = self.entry;
        self.passage = entry.body.passage(start).map(|it| it.id.as_str());
        match self.passage {
            Some(id) => self.out.extend(["<p id=\"", id, "\">"]),
            None => self.out.push_str("<p>"),
        }
    }

    /// Closes the paragraph with a link to itself. Out of the tab order, or every paragraph would be a stop; the arrow
    /// keys lead there.
    fn end_paragraph(&mut self) {
        if let Some(id) = self.passage.take() {
            let label = escape(self.words.passage);
            let parts = [
                " <a class=\"anchor\" href=\"#",
                id,
                "\" tabindex=\"-1\" aria-label=\"",
                &label,
                "\"></a>",
            ];
            self.out.extend(parts);
        }
        self.out.push_str("</p>\n");
    }

    fn quotation(&mut self, kind: Option<BlockQuoteKind>) {
        let class = match kind {
            None => return self.out.push_str("<blockquote>\n"),
            Some(BlockQuoteKind::Note) => "note",
            Some(BlockQuoteKind::Tip) => "tip",
            Some(BlockQuoteKind::Important) => "important",
            Some(BlockQuoteKind::Warning) => "warning",
            Some(BlockQuoteKind::Caution) => "caution",
        };
        self.out
            .push_str(&format!("<div class=\"callout {class}\" role=\"note\">\n"));
    }

    fn cell(&mut self) {
        let class = match self.alignments.get(self.column) {
            Some(Alignment::Left) => " class=\"align-start\"",
            Some(Alignment::Center) => " class=\"align-center\"",
            Some(Alignment::Right) => " class=\"align-end\"",
            Some(Alignment::None) | None => "",
        };
        self.column += 1;
        let tag = if self.in_head { "th scope=\"col\"" } else { "td" };
        self.out.push_str(&format!("<{tag}{class}>"));
    }

    fn task(&mut self, done: bool) {
        let checked = if done { " checked" } else { "" };
        self.out
            .push_str(&format!("<input type=\"checkbox\" disabled{checked}> "));
    }
}

// Links.
impl Writer<'_> {
    fn link(&mut self, target: &LinkTarget, title: &str, range: Range<usize>) {
        if self.image.is_some() {
            return self.links.push("");
        }
        if *target == LinkTarget::Citation {
            self.citation(range.start);
            // What stands between the brackets has been printed in the style.
            self.skip += 1;
            return self.links.push("citation");
        }
        let Some((href, class)) = self.href(target, range.start) else {
            return self.links.push("");
        };
        let title = if title.is_empty() {
            String::new()
        } else {
            format!(" title=\"{}\"", escape(title))
        };
        let card = self.card_of(target, range.start);
        let language = self.language_of(target, range.start);
        let href = escape(&href);
        let parts = ["<a", class, &card, " href=\"", &href, "\"", &language, &title, ">"];
        self.out.extend(parts);
        if let Some(words) = self.own_words(target, range.start) {
            self.out.push_str(&escape(&words));
            self.skip += 1;
            return self.links.push("titled");
        }
        self.links.push("</a>");
    }

    /// The attribute that says in which language the page is that a link leads to, where that is another.
    fn language_of(&self, target: &LinkTarget, start: usize) -> String {
        if matches!(target, LinkTarget::External(_)) {
            return String::new();
        }
        match self.viewer.site().graph.resolved(self.id, start) {
            Some((_, Resolved::Entry(to, fragment))) => hreflang(self.viewer.hreflang(*to, fragment.as_deref())),
            _ => String::new(),
        }
    }

    /// What a wikilink without a label shows: the title of the entry, or the words of the heading on the same page.
    fn own_words(&self, target: &LinkTarget, start: usize) -> Option<String> {
        let LinkTarget::Wiki { labelled: false, .. } = target else {
            return None;
        };
        match self.viewer.site().graph.resolved(self.id, start)? {
            (_, Resolved::Entry(to, _)) => Some(self.viewer.title(*to)),
            (_, Resolved::Here(id)) => {
                let heading = self.entry.body.headings.iter().find(|heading| heading.id == *id)?;
                Some(heading.text.clone())
            }
            _ => None,
        }
    }

    fn end_link(&mut self) {
        match self.links.pop() {
            Some("citation") => self.skip -= 1,
            Some("titled") => {
                self.skip -= 1;
                self.out.push_str("</a>");
            }
            Some(closing) => self.out.push_str(closing),
            None => {}
        }
    }

    /// Where a link leads, and the class of what it leads to. Nothing for one that has been reported.
    fn href(&self, target: &LinkTarget, start: usize) -> Option<(String, &'static str)> {
        if let LinkTarget::External(url) = target {
            // Browsers know no `doi:`; the resolver is where it leads.
            let doi = url.strip_prefix("doi:").map(|doi| format!("https://doi.org/{doi}"));
            return Some((doi.unwrap_or_else(|| url.clone()), " class=\"external\""));
        }
        let (_, resolved) = self.viewer.site().graph.resolved(self.id, start)?;
        match resolved {
            Resolved::Entry(to, fragment) if self.viewer.version(*to) == self.id => {
                Some((format!("#{}", fragment.as_deref().unwrap_or("main")), ""))
            }
            Resolved::Entry(to, fragment) => {
                let kind = self.viewer.site().entry(*to).key.kind;
                Some((self.viewer.href_of(*to, fragment.as_deref()), class_of(kind)))
            }
            Resolved::Path(path, fragment) => {
                let fragment = fragment.as_ref().map(|it| format!("#{it}")).unwrap_or_default();
                Some((self.viewer.href(&format!("{path}{fragment}")), ""))
            }
            Resolved::Here(fragment) => Some((format!("#{fragment}"), "")),
            Resolved::Works(_) | Resolved::Unknown => None,
        }
    }

    fn citation(&mut self, start: usize) {
        let Some((_, Resolved::Works(works))) = self.viewer.site().graph.resolved(self.id, start) else {
            return;
        };
        let works = works.clone();
        self.out.push_str("<span class=\"citation\">");
        for stretch in self.viewer.site().citation(self.id, start) {
            let work = stretch
                .work
                .and_then(|number| works.iter().find(|work| work.0 as usize == number));
            let html: String = stretch.runs.iter().map(run).collect();
            match work {
                Some(work) => {
                    let href = escape(&self.viewer.href_of_work(*work));
                    let card = self.described(Some(self.viewer.work_card(*work)));
                    self.out
                        .push_str(&format!("<a role=\"doc-biblioref\"{card} href=\"{href}\">{html}</a>"));
                }
                None => self.out.push_str(&html),
            }
        }
        self.out.push_str("</span>");
    }

    fn image(&mut self, url: &str, range: Range<usize>) {
        let resolved = self.viewer.site().graph.resolved(self.id, range.start);
        let source = match resolved {
            Some((_, Resolved::Path(path, _))) => self.viewer.href(path),
            _ => url.to_owned(),
        };
        self.image = Some((source, String::new()));
    }

    fn end_image(&mut self) {
        if let Some((source, words)) = self.image.take() {
            let (source, words) = (escape(&source), escape(words.trim()));
            self.out
                .push_str(&format!("<img src=\"{source}\" alt=\"{words}\" loading=\"lazy\">"));
        }
    }
}

// Cards. They stand hidden at the end of the body, so that they need no network and a screen reader finds them; a script
// shows them beside the link.
impl Writer<'_> {
    /// The attribute that leads from a link to its card; nothing where there is none.
    fn described(&mut self, card: Option<Card>) -> String {
        let Some(card) = card else {
            return String::new();
        };
        let attribute = [" aria-describedby=\"", &escape(&card.id), "\""].concat();
        self.cards.entry(card.id.clone()).or_insert(card);
        attribute
    }

    fn card_of(&mut self, target: &LinkTarget, start: usize) -> String {
        if matches!(target, LinkTarget::External(_)) {
            return String::new();
        }
        let card = match self.viewer.site().graph.resolved(self.id, start) {
            Some((_, Resolved::Entry(to, _))) if self.viewer.version(*to) != self.id => self.viewer.card(*to),
            _ => None,
        };
        self.described(card)
    }

    fn print_cards(&mut self) {
        if self.cards.is_empty() {
            return;
        }
        self.out.push_str("<div class=\"cards\" hidden>\n");
        for card in std::mem::take(&mut self.cards).into_values() {
            let (id, title, text) = (escape(&card.id), escape(&card.title), escape(&card.text));
            let text = match &card.lang {
                Some(lang) => format!("<span lang=\"{}\" dir=\"auto\">{text}</span>", escape(lang)),
                None => text,
            };
            self.out
                .extend(["<p id=\"", &id, "\"><b>", &title, "</b> ", &text, "</p>\n"]);
        }
        self.out.push_str("</div>\n");
    }
}

/// A tag with the attributes that it may have.
fn printed(tag: &markup::Tag<'_>) -> String {
    if !markup::can_be_allowed(&tag.name) || (tag.is_end && markup::is_void(&tag.name)) {
        return String::new();
    }
    if tag.is_end {
        return format!("</{}>", tag.name);
    }
    let mut text = format!("<{}", tag.name);
    for (name, value) in tag
        .attributes
        .iter()
        .filter(|(name, _)| markup::ATTRIBUTES.contains(&name.as_str()))
    {
        // References such as `&amp;` were written by the author.
        let value = value.replace('"', "&quot;").replace('<', "&lt;").replace('>', "&gt;");
        text.push_str(&format!(" {name}=\"{value}\""));
    }
    text.push('>');
    text
}

/// The attribute for the language of the page that a link leads to.
fn hreflang(language: Option<String>) -> String {
    language.map_or_else(String::new, |it| format!(" hreflang=\"{}\"", escape(&it)))
}

fn class_of(kind: Kind) -> &'static str {
    match kind {
        Kind::Paper => " class=\"paper\"",
        Kind::Theme => " class=\"theme\"",
        Kind::Event => " class=\"event\"",
        Kind::Actor => " class=\"actor\"",
        Kind::Term => " class=\"term\"",
        Kind::Page => "",
    }
}

fn run(run: &Run) -> String {
    let mut html = escape(&run.text);
    for (is_so, tag) in [(run.italic, "em"), (run.bold, "strong"), (run.superscript, "sup")] {
        if is_so {
            html = format!("<{tag}>{html}</{tag}>");
        }
    }
    if run.small_caps {
        format!("<span class=\"small-caps\">{html}</span>")
    } else {
        html
    }
}

// Text, and the names in it.
impl Writer<'_> {
    fn text(&mut self, text: &str, range: Range<usize>) {
        if let Some((_, code)) = &mut self.block {
            return code.push_str(text);
        }
        if let Some((_, words)) = &mut self.image {
            return words.push_str(text);
        }
        let mut at = range.start;
        while at < range.end {
            let next = self.next_border(at, range.end);
            let piece = slice(text, &range, at..next);
            self.out.push_str(&escape(piece));
            at = next;
            self.cross(at);
        }
    }

    /// Where the next name begins or the open one ends, at most at `end`; opens a name that begins right here.
    fn next_border(&mut self, at: usize, end: usize) -> usize {
        if self.mention_end.is_none() {
            while self.mentions.front().is_some_and(|edge| (edge.at.start as usize) < at) {
                self.mentions.pop_front();
            }
            match self.mentions.front() {
                Some(edge) if edge.at.start as usize == at => self.open_mention(),
                Some(edge) => return (edge.at.start as usize).min(end),
                None => return end,
            }
        }
        self.mention_end.map_or(end, |it| it.min(end))
    }

    fn open_mention(&mut self) {
        let Some(edge) = self.mentions.pop_front() else {
            return;
        };
        let Some(to) = edge.to.entry().filter(|_| self.links.is_empty()) else {
            return;
        };
        let role = match self.viewer.site().entry(to).key.kind {
            Kind::Term => " role=\"doc-glossref\"",
            _ => "",
        };
        let class = class_of(self.viewer.site().entry(to).key.kind);
        let href = escape(&self.viewer.href_of(to, None));
        let card = self.described(self.viewer.card(to));
        let language = hreflang(self.viewer.hreflang(to, None));
        let parts = ["<a", class, role, &card, " href=\"", &href, "\"", &language, ">"];
        self.out.extend(parts);
        self.mention_end = Some(edge.at.end as usize);
    }

    /// Closes the name that ends at a place.
    fn cross(&mut self, at: usize) {
        if self.mention_end.is_some_and(|end| end <= at) {
            self.mention_end = None;
            self.out.push_str("</a>");
        }
    }
}

/// The part of a text event that was written in a part of its range. Smart punctuation is longer or shorter than what
/// was written; it is one character, and goes whole with its first byte.
fn slice<'t>(text: &'t str, range: &Range<usize>, wanted: Range<usize>) -> &'t str {
    if text.len() == range.len() {
        return text
            .get(wanted.start - range.start..wanted.end - range.start)
            .unwrap_or_default();
    }
    if wanted.start == range.start { text } else { "" }
}

// Footnotes.
impl Writer<'_> {
    fn mark(&mut self, name: &str) {
        let number = self.note_number(name);
        let marks = &mut self.footnotes[number].marks;
        *marks += 1;
        let suffix = if *marks == 1 {
            String::new()
        } else {
            format!("-{marks}")
        };
        let shown = number + 1;
        let html =
            format!("<sup><a role=\"doc-noteref\" id=\"fnref-{shown}{suffix}\" href=\"#fn-{shown}\">{shown}</a></sup>");
        self.inline(&html, "");
    }

    fn note_number(&mut self, name: &str) -> usize {
        if let Some(number) = self.footnotes.iter().position(|note| note.name == name) {
            return number;
        }
        self.footnotes.push(Note {
            name: name.to_owned(),
            marks: 0,
            html: String::new(),
        });
        self.footnotes.len() - 1
    }

    fn end_note(&mut self) {
        if let Some((name, page)) = self.notes.pop() {
            let html = std::mem::replace(&mut self.out, page);
            let number = self.note_number(&name);
            self.footnotes[number].html = html;
        }
    }

    /// The footnotes at the end of the body, each with the way back to its marks.
    fn endnotes(&mut self) {
        let notes = std::mem::take(&mut self.footnotes);
        if notes.iter().all(|note| note.marks == 0) {
            return;
        }
        let title = escape(self.words.footnotes);
        self.out
            .push_str("<section class=\"footnotes\" role=\"doc-endnotes\" aria-labelledby=\"footnotes\">\n");
        self.out.push_str(&format!("<h2 id=\"footnotes\">{title}</h2>\n<ol>\n"));
        for (number, note) in notes.iter().enumerate() {
            let back = back_links(number + 1, note.marks, self.words.back);
            let html = note.html.trim_end();
            let html = match html.strip_suffix("</p>") {
                Some(start) => format!("{start} {back}</p>"),
                None => format!("{html} {back}"),
            };
            self.out
                .push_str(&format!("<li id=\"fn-{}\">{html}</li>\n", number + 1));
        }
        self.out.push_str("</ol>\n</section>\n");
    }
}

fn back_links(number: usize, marks: usize, label: &str) -> String {
    let label = escape(label);
    let link = |mark: usize| {
        let suffix = if mark == 1 { String::new() } else { format!("-{mark}") };
        format!(
            "<a role=\"doc-backlink\" href=\"#fnref-{number}{suffix}\" aria-label=\"{label} {number}{suffix}\">↩</a>"
        )
    };
    (1..=marks).map(link).collect::<Vec<_>>().join(" ")
}
