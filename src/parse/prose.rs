//! Markdown as the other stages ask for it: leaves of running text in pieces, headings, references, sentences.
//!
//! The Markdown parser is handed the whole file, front matter included, so every range is a range of the file.

use super::sentence;
use crate::model::Quotes;
use pulldown_cmark::{
    BrokenLink, BrokenLinkCallback, CodeBlockKind, CowStr, Event, LinkType, OffsetIter, Options, Parser, Tag, TagEnd,
};
use std::cell::OnceCell;
use std::ops::Range;

/// The Markdown that authors write. Subscripts, superscripts and mathematics are left out on purpose: what the parser
/// makes of `H~2~O` is not what an author means.
pub const OPTIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_TASKLISTS)
    .union(Options::ENABLE_SMART_PUNCTUATION)
    .union(Options::ENABLE_HEADING_ATTRIBUTES)
    .union(Options::ENABLE_YAML_STYLE_METADATA_BLOCKS)
    .union(Options::ENABLE_GFM)
    .union(Options::ENABLE_DEFINITION_LIST)
    .union(Options::ENABLE_WIKILINKS);

/// The comment after which a name is not found, for the one place where it means something else.
const NO_LINK: &str = "no link";

/// What stands as the destination of a link that is a citation.
const CITATION: &str = "conspectus:citation";

/// Makes a link of `[@key, p. 3]`, which Markdown takes for text.
#[derive(Clone, Copy, Debug)]
pub struct CitationLinks;

impl<'input> BrokenLinkCallback<'input> for CitationLinks {
    fn handle_broken_link(&mut self, link: BrokenLink<'input>) -> Option<(CowStr<'input>, CowStr<'input>)> {
        let shortcut = matches!(link.link_type, LinkType::Shortcut | LinkType::Collapsed);
        (shortcut && has_citation(&link.reference)).then(|| (CITATION.into(), "".into()))
    }
}

/// Whether an `@` stands where a citation key may begin, or where one is missing: `[@, p. 3]`.
fn has_citation(text: &str) -> bool {
    let begins = |at: usize| !text[..at].ends_with(|c: char| c.is_alphanumeric());
    let cites = |rest: &str| {
        rest.is_empty() || rest.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '{' | ',' | ';'))
    };
    text.match_indices('@')
        .any(|(at, _)| begins(at) && cites(&text[at + 1..]))
}

/// The events of a file with their ranges; straight quotation marks become those of its language.
pub fn events(text: &str, quotes: Quotes) -> impl Iterator<Item = (Event<'_>, Range<usize>)> {
    Quoted {
        events: parser_events(text),
        text,
        quotes,
        open: 0,
    }
}

/// The destinations of reference definitions (`[name]: path.md`) with their ranges; the parser gives no event for them.
pub fn definitions(text: &str) -> Vec<(String, Range<usize>)> {
    let events = parser_events(text);
    let definitions = events.reference_definitions().iter();
    definitions
        .map(|(_, it)| (it.dest.to_string(), it.span.clone()))
        .collect()
}

/// The labels of reference definitions (`[label]: path.md`).
pub fn labels(text: &str) -> Vec<String> {
    let events = parser_events(text);
    let definitions = events.reference_definitions().iter();
    definitions.map(|(label, _)| label.to_owned()).collect()
}

fn parser_events(text: &str) -> OffsetIter<'_, CitationLinks> {
    Parser::new_with_broken_link_callback(text, OPTIONS, Some(CitationLinks)).into_offset_iter()
}

/// Events with the quotation marks of a language: the parser knows only those of English.
struct Quoted<'a> {
    events: OffsetIter<'a, CitationLinks>,
    text: &'a str,
    quotes: Quotes,
    /// How many inner quotations are open; without one, what closes is an apostrophe.
    open: usize,
}

impl<'a> Iterator for Quoted<'a> {
    type Item = (Event<'a>, Range<usize>);

    fn next(&mut self) -> Option<Self::Item> {
        let (event, range) = self.events.next()?;
        let typed = self.text.get(range.clone()).unwrap_or_default();
        let printed = match &event {
            Event::Text(text) if matches!(typed, "\"" | "'") => self.mark(text, range.end),
            _ => None,
        };
        Some((printed.map_or(event, |mark| Event::Text(mark.into())), range))
    }
}

impl Quoted<'_> {
    /// The mark of the language for the English one that the parser made of a straight mark that ends there.
    fn mark(&mut self, english: &str, end: usize) -> Option<&'static str> {
        let in_word = || self.text[end..].starts_with(char::is_alphanumeric);
        match english {
            "“" => Some(self.quotes.open),
            "”" => Some(self.quotes.close),
            "‘" => {
                self.open += 1;
                Some(self.quotes.inner_open)
            }
            "’" if self.open > 0 && !in_word() => {
                self.open -= 1;
                Some(self.quotes.inner_close)
            }
            _ => None,
        }
    }
}

/// A link event is one of these.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkTarget {
    /// `[[target#fragment|label]]`.
    Wiki {
        /// The target as written, without the fragment.
        target: String,
        /// The fragment, without `#`.
        fragment: Option<String>,
        /// Whether a label follows.
        labelled: bool,
    },
    /// A citation; the text between the brackets is to be parsed.
    Citation,
    /// An address with a scheme.
    External(String),
    /// A path to a Markdown file, and a fragment.
    Entry(String, Option<String>),
    /// A fragment of the same page.
    Here(String),
    /// Any other path: a picture, a generated page.
    Path(String, Option<String>),
}

/// What a link tag means.
pub fn link_target(link_type: LinkType, url: &str) -> LinkTarget {
    let split = |url: &str| match url.split_once('#') {
        Some((path, fragment)) => (path.to_owned(), Some(fragment.to_owned())),
        None => (url.to_owned(), None),
    };
    if let LinkType::WikiLink { has_pothole } = link_type {
        // Inside a table the pipe has to be escaped, and the parser leaves the backslash with the target.
        let (target, fragment) = split(url.trim_end_matches('\\').trim());
        return LinkTarget::Wiki {
            target: target.trim().to_owned(),
            fragment,
            labelled: has_pothole,
        };
    }
    if url == CITATION {
        return LinkTarget::Citation;
    }
    if link_type == LinkType::Email {
        return LinkTarget::External(format!("mailto:{url}"));
    }
    if has_scheme(url) || url.starts_with("//") {
        return LinkTarget::External(url.to_owned());
    }
    match split(url) {
        (path, Some(fragment)) if path.is_empty() => LinkTarget::Here(fragment),
        (path, fragment) if path.ends_with(".md") => LinkTarget::Entry(path, fragment),
        (path, fragment) => LinkTarget::Path(path, fragment),
    }
}

/// Whether an address begins with a scheme (RFC 3986, section 3.1).
fn has_scheme(url: &str) -> bool {
    let Some((scheme, _)) = url.split_once(':') else {
        return false;
    };
    scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
}

/// What a piece of a leaf is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Words, outside any link: the only pieces in which names are looked for.
    Text,
    /// Code.
    Code,
    /// A link or picture, label included.
    Link(LinkTarget),
    /// A mark that a footnote stands here.
    Footnote,
}

/// A part of a leaf.
#[derive(Clone, Debug)]
pub struct Part {
    /// What it is.
    pub piece: Piece,
    /// Where it is written.
    pub range: Range<usize>,
    /// Its words.
    pub text: String,
    /// Where runs of `text` stand in the file: offset in `text`, offset in the file, for each run.
    pub runs: Vec<(usize, usize)>,
}

impl Part {
    /// The place in the file of a byte of the words.
    pub fn place(&self, offset: usize) -> usize {
        let run = self
            .runs
            .partition_point(|&(start, _)| start <= offset)
            .saturating_sub(1);
        let next = self.runs.get(run + 1).map_or(self.range.end, |&(_, place)| place);
        // A mark that is printed may be longer than the one that was typed.
        self.runs.get(run).map_or(self.range.start, |&(start, place)| {
            (place + (offset - start)).min(next.saturating_sub(1).max(place))
        })
    }

    /// The words that are written inside a range of the file.
    pub fn words_in(&self, range: &Range<usize>) -> &str {
        let (first, end) = (self.first_from(range.start), self.first_from(range.end));
        self.text.get(first..end).unwrap_or_default()
    }

    /// The first character that is written at a place of the file or after it: places only grow.
    fn first_from(&self, place: usize) -> usize {
        // Every run ends before the next begins, so it can only be in the last that begins before the place.
        let next = self.runs.partition_point(|&(_, start)| start < place);
        let Some(&(first, start)) = next.checked_sub(1).and_then(|run| self.runs.get(run)) else {
            return 0;
        };
        let (end, next) = self
            .runs
            .get(next)
            .copied()
            .unwrap_or((self.text.len(), self.range.end));
        let mut from = if place < next {
            end.min(first + (place - start))
        } else {
            end
        };
        while !self.text.is_char_boundary(from) {
            from += 1;
        }
        from
    }
}

/// A run of text between two borders of blocks: a paragraph, the text of a list item, a cell.
#[derive(Clone, Debug)]
pub struct Leaf {
    /// Where it is written.
    pub range: Range<usize>,
    /// The heading that it *is*, as a number in [`Prose::headings`].
    pub is_heading: bool,
    /// Whether it stands in a quotation.
    pub quotation: bool,
    /// The heading that it stands under.
    pub under: Option<usize>,
    /// Its parts in order.
    pub parts: Vec<Part>,
}

impl Leaf {
    /// Its words, those of links and code included.
    fn words(&self) -> String {
        self.parts.iter().map(|part| part.text.as_str()).collect()
    }

    /// Its sentences; `text` is that of the file.
    pub fn sentences<'a>(&'a self, text: &'a str) -> Sentences<'a> {
        Sentences {
            leaf: self,
            words: text.get(self.range.clone()).unwrap_or_default(),
            ends: OnceCell::new(),
        }
    }
}

/// The sentences of a leaf, looked for once: a paragraph may have a thousand links.
pub struct Sentences<'a> {
    /// The leaf.
    pub leaf: &'a Leaf,
    words: &'a str,
    ends: OnceCell<Vec<usize>>,
}

impl Sentences<'_> {
    /// The sentence in which a place of the file stands.
    pub fn around(&self, place: usize) -> Range<usize> {
        let start = self.leaf.range.start;
        let ends = self.ends.get_or_init(|| {
            let shielded = self.leaf.parts.iter().filter(|part| part.piece != Piece::Text);
            let shielded: Vec<_> = shielded.map(|part| part.range.clone()).collect();
            sentence::ends(self.words, start, &shielded).collect()
        });
        sentence::around(self.words, start, ends, place)
    }
}

/// A heading.
#[derive(Clone, Debug)]
pub struct ProseHeading {
    /// 1 to 6.
    pub level: u8,
    /// The identifier written behind it as `{#id}`.
    pub id: Option<String>,
    /// Its words.
    pub text: String,
    /// Where it is written.
    pub range: Range<usize>,
}

/// A paragraph.
#[derive(Clone, Debug)]
pub struct Paragraph {
    /// The leaf that holds its words, by its number.
    pub leaf: usize,
    /// Where it is written.
    pub range: Range<usize>,
}

/// HTML in Markdown, which is not allowed.
#[derive(Clone, Debug)]
pub struct Html {
    /// Where it is written.
    pub range: Range<usize>,
    /// Whether it stands in a line of text.
    pub in_text: bool,
    /// The number of what it stands in: a paragraph, an item, a stretch of emphasis.
    pub inside: usize,
}

/// The prose of a file.
#[derive(Clone, Debug, Default)]
pub struct Prose {
    /// Its running text.
    pub leaves: Vec<Leaf>,
    /// Its headings.
    pub headings: Vec<ProseHeading>,
    /// Its paragraphs, those of footnotes left out.
    pub paragraphs: Vec<Paragraph>,
    /// HTML in it, comments aside.
    pub html: Vec<Html>,
    /// Where words begin that stand behind `<!-- no link -->`: no name is found there.
    pub unlinked: Vec<usize>,
    /// Where a block of code begins that is never closed.
    pub unclosed: Option<Range<usize>>,
    /// Whether there is a block of code of a language that is named.
    pub has_code: bool,
    /// Names and places of footnotes that are defined.
    pub footnotes: Vec<(String, Range<usize>)>,
    /// Names and places of marks of footnotes.
    pub footnote_marks: Vec<(String, Range<usize>)>,
}

impl Prose {
    /// The words of a paragraph, those of links and code included.
    pub fn words(&self, paragraph: &Paragraph) -> String {
        self.leaves.get(paragraph.leaf).map(Leaf::words).unwrap_or_default()
    }

    /// The same letter by letter, for those who need but a few.
    pub fn letters(&self, paragraph: &Paragraph) -> impl Iterator<Item = char> {
        let leaf = self.leaves.get(paragraph.leaf);
        leaf.into_iter()
            .flat_map(|it| &it.parts)
            .flat_map(|part| part.text.chars())
    }
}

/// Reads the prose of a file in a language with these quotation marks.
pub fn read(text: &str, quotes: Quotes) -> Prose {
    let mut reader = Reader::default();
    for (event, range) in events(text, quotes) {
        if let Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(_))) = &event {
            reader.prose.unclosed = unclosed(text, &range);
        }
        reader.event(event, range);
    }
    reader.close();
    reader.prose
}

/// The opening line of a block of code, if it runs to the end of the file and its last line does not close it.
fn unclosed(text: &str, block: &Range<usize>) -> Option<Range<usize>> {
    let written = text.get(block.clone())?.trim_end();
    let opening = written.lines().next()?;
    let fence = opening.len() - opening.trim_start_matches(['`', '~']).len();
    let last = written.lines().skip(1).last().unwrap_or_default();
    let last = last.trim_start_matches([' ', '>']);
    let is_closed = last.len() >= fence && last.chars().all(|c| opening.starts_with(c));
    let is_last = text.get(block.end..)?.trim().is_empty();
    (is_last && !is_closed && fence >= 3).then(|| block.start..block.start + opening.len())
}

#[derive(Default)]
struct Reader {
    prose: Prose,
    leaf: Option<Leaf>,
    /// The link that is open, as the number of its part, and how many links and pictures are open inside.
    link: Option<usize>,
    depth: usize,
    quotations: usize,
    /// Inside front matter or a block of code, where no text is prose.
    skipped: usize,
    heading: bool,
    /// Inside a footnote.
    note: bool,
    /// Where the block of HTML begins that is open, and what of it was read.
    block: Option<(usize, String)>,
    /// The elements that are open, by their numbers, and how many there were.
    open: Vec<usize>,
    count: usize,
}

impl Reader {
    fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        match &event {
            Event::Start(tag) if !matches!(tag, Tag::HtmlBlock) => {
                self.count += 1;
                self.open.push(self.count);
            }
            Event::End(tag) if !matches!(tag, TagEnd::HtmlBlock) => drop(self.open.pop()),
            _ => {}
        }
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(tag, range),
            Event::Text(text) => self.text(&text, range),
            Event::Code(text) => self.part(Piece::Code, &text, range),
            Event::SoftBreak | Event::HardBreak => self.text(" ", range),
            Event::Html(html) => match &mut self.block {
                // The parser gives a block line by line; a comment may run over several.
                Some((_, block)) => block.push_str(&html),
                None => self.html(&html, range, false),
            },
            Event::InlineHtml(html) => self.html(&html, range, true),
            Event::FootnoteReference(name) => {
                self.prose.footnote_marks.push((name.to_string(), range.clone()));
                self.part(Piece::Footnote, "", range);
            }
            Event::Rule => self.close(),
            Event::TaskListMarker(_) | Event::InlineMath(_) | Event::DisplayMath(_) => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>, range: Range<usize>) {
        match tag {
            Tag::Link {
                link_type, dest_url, ..
            }
            | Tag::Image {
                link_type, dest_url, ..
            } => {
                if self.depth == 0 {
                    self.part(Piece::Link(link_target(link_type, &dest_url)), "", range);
                    self.link = self.leaf.as_ref().map(|leaf| leaf.parts.len() - 1);
                }
                self.depth += 1;
            }
            Tag::Emphasis | Tag::Strong | Tag::Strikethrough => {}
            Tag::Heading { level, id, .. } => {
                self.close();
                self.heading = true;
                self.prose.headings.push(ProseHeading {
                    level: level as u8,
                    id: id.map(|id| id.to_string()),
                    text: String::new(),
                    range,
                });
            }
            Tag::BlockQuote(_) => {
                self.close();
                self.quotations += 1;
            }
            Tag::CodeBlock(_) | Tag::MetadataBlock(_) => {
                let is_named =
                    |kind: &CodeBlockKind<'_>| matches!(kind, CodeBlockKind::Fenced(info) if !info.is_empty());
                self.prose.has_code |= matches!(&tag, Tag::CodeBlock(kind) if is_named(kind));
                self.close();
                self.skipped += 1;
            }
            Tag::HtmlBlock => {
                self.close();
                self.block = Some((range.start, String::new()));
            }
            Tag::FootnoteDefinition(name) => {
                self.close();
                self.note = true;
                self.prose.footnotes.push((name.to_string(), range));
            }
            _ => self.close(),
        }
    }

    fn end(&mut self, tag: TagEnd, range: Range<usize>) {
        match tag {
            TagEnd::Link | TagEnd::Image => {
                self.depth = self.depth.saturating_sub(1);
                if self.depth == 0 {
                    self.link = None;
                }
            }
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough => {}
            TagEnd::Heading(_) => {
                self.finish_heading();
            }
            TagEnd::Paragraph => {
                self.finish_paragraph(range);
            }
            TagEnd::FootnoteDefinition => {
                self.close();
                self.note = false;
            }
            TagEnd::BlockQuote(_) => {
                self.close();
                self.quotations = self.quotations.saturating_sub(1);
            }
            TagEnd::HtmlBlock => {
                if let Some((start, block)) = self.block.take() {
                    self.html(&block, start..start + block.trim_end().len(), false);
                }
            }
            TagEnd::CodeBlock | TagEnd::MetadataBlock(_) => {
                self.close();
                self.skipped = self.skipped.saturating_sub(1);
            }
            _ => self.close(),
        }
    }

    fn finish_paragraph(&mut self, range: Range<usize>) {
        if self.leaf.is_some() && !self.note {
            let leaf = self.prose.leaves.len();
            self.prose.paragraphs.push(Paragraph { leaf, range });
        }
        self.close();
    }

    fn finish_heading(&mut self) {
        let words = self.leaf.as_ref().map(Leaf::words);
        if let (Some(heading), Some(words)) = (self.prose.headings.last_mut(), words) {
            words.trim().clone_into(&mut heading.text);
        }
        self.close();
        self.heading = false;
    }

    fn text(&mut self, text: &str, range: Range<usize>) {
        if self.skipped > 0 {
            return;
        }
        if let Some(link) = self.link {
            if let Some(part) = self.leaf.as_mut().and_then(|leaf| leaf.parts.get_mut(link)) {
                part.text.push_str(text);
            }
            return;
        }
        let leaf = self.open(&range);
        match leaf.parts.last_mut() {
            // A name may run over several events, so neighbours become one piece.
            Some(last) if last.piece == Piece::Text && last.range.end == range.start => {
                last.runs.push((last.text.len(), range.start));
                last.text.push_str(text);
                last.range.end = range.end;
            }
            _ => leaf.parts.push(Part {
                piece: Piece::Text,
                runs: vec![(0, range.start)],
                text: text.to_owned(),
                range: range.clone(),
            }),
        }
        leaf.range.end = leaf.range.end.max(range.end);
    }

    fn part(&mut self, piece: Piece, text: &str, range: Range<usize>) {
        if self.link.is_some() {
            return self.text(text, range);
        }
        let leaf = self.open(&range);
        leaf.range.end = leaf.range.end.max(range.end);
        leaf.parts.push(Part {
            piece,
            runs: vec![(0, range.start)],
            text: text.to_owned(),
            range,
        });
    }

    fn html(&mut self, html: &str, range: Range<usize>, in_text: bool) {
        if !without_comments(html).trim().is_empty() {
            self.prose.html.push(Html {
                range,
                in_text,
                inside: self.open.last().copied().unwrap_or_default(),
            });
        } else if html.trim_start_matches("<!--").trim_end_matches("-->").trim() == NO_LINK {
            self.prose.unlinked.push(range.end);
        }
    }

    fn open(&mut self, range: &Range<usize>) -> &mut Leaf {
        let headings = self.prose.headings.len();
        let (is_heading, quotation) = (self.heading, self.quotations > 0);
        self.leaf.get_or_insert_with(|| Leaf {
            range: range.clone(),
            is_heading,
            quotation,
            under: headings.checked_sub(1),
            parts: Vec::new(),
        })
    }

    fn close(&mut self) {
        self.link = None;
        self.depth = 0;
        self.prose.leaves.extend(self.leaf.take());
    }
}

/// What is left of HTML when its comments are taken out; an open comment runs to the end.
fn without_comments(html: &str) -> String {
    let mut left = String::new();
    let mut rest = html;
    while let Some((before, comment)) = rest.split_once("<!--") {
        left.push_str(before);
        rest = comment.split_once("-->").map_or("", |(_, after)| after);
    }
    left + rest
}
