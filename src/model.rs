//! The vocabulary of content: kinds, keys, references, relations, entries and the library that holds them.

pub mod actor;
pub mod date;
mod dated;
pub mod event;
pub mod gone;
pub mod language;
pub mod ledger;
pub mod locator;
pub mod markup;
pub mod name;
pub mod page;
pub mod paper;
pub mod placeholder;
pub mod quotes;
pub mod term;
pub mod theme;
pub mod translation;
pub mod typography;
pub mod work;

use crate::span::{FileId, Span, Spanned};
use crate::yaml::Key as RecordKey;
use actor::Actor;
use event::Event;
pub use language::{Direction, Language};
use page::Page;
use paper::Paper;
pub use quotes::Quotes;
use std::fmt;
use std::sync::Arc;
use term::Term;
use theme::Theme;
pub use translation::Translation;
use work::Work;

/// What an entry is about. The order is that of menus and listings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A work of the literature, summarised.
    Paper,
    /// A question that papers speak to.
    Theme,
    /// Something that happened.
    Event,
    /// Someone or something that acts.
    Actor,
    /// A concept of the glossary.
    Term,
    /// Anything else: about, a reading guide.
    Page,
}

impl Kind {
    /// All kinds, in their order.
    pub const ALL: [Kind; 6] = [
        Kind::Paper,
        Kind::Theme,
        Kind::Event,
        Kind::Actor,
        Kind::Term,
        Kind::Page,
    ];

    /// The folder of `content/` and of the site.
    pub fn folder(self) -> &'static str {
        match self {
            Kind::Paper => "papers",
            Kind::Theme => "themes",
            Kind::Event => "events",
            Kind::Actor => "actors",
            Kind::Term => "glossary",
            Kind::Page => "pages",
        }
    }

    /// The word for one of them, as in `conspectus new paper`.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Paper => "paper",
            Kind::Theme => "theme",
            Kind::Event => "event",
            Kind::Actor => "actor",
            Kind::Term => "term",
            Kind::Page => "page",
        }
    }

    /// The kind whose files lie in that folder.
    pub fn of_folder(folder: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.folder() == folder)
    }

    /// What an entry of this kind is, in a sentence.
    pub fn about(self) -> &'static str {
        match self {
            Kind::Paper => Paper::ABOUT,
            Kind::Theme => Theme::ABOUT,
            Kind::Event => Event::ABOUT,
            Kind::Actor => Actor::ABOUT,
            Kind::Term => Term::ABOUT,
            Kind::Page => Page::ABOUT,
        }
    }

    /// The keys that the front matter of this kind has.
    pub fn keys(self) -> &'static [RecordKey] {
        match self {
            Kind::Paper => Paper::KEYS,
            Kind::Theme => Theme::KEYS,
            Kind::Event => Event::KEYS,
            Kind::Actor => Actor::KEYS,
            Kind::Term => Term::KEYS,
            Kind::Page => Page::KEYS,
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Names an entry: its kind and the stem of its file. Shown as `papers/hale-1911`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    /// The kind, and so the folder.
    pub kind: Kind,
    /// The stem of the file.
    pub stem: String,
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.kind.folder(), self.stem)
    }
}

/// A key as an author wrote it, not yet known to name anything.
pub type Reference = Spanned<String>;

/// How one entry stands to another, or to a cited work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Relation {
    /// A paper says something on a theme.
    Treats,
    /// A paper tells of an event.
    Recounts,
    /// A paper stands in a `CiTO` relation to a work.
    Relates,
    /// A citation, in prose or in a paper's `cites`.
    Cites,
    /// An actor takes part in an event.
    Involves,
    /// An event belongs to a theme.
    Concerns,
    /// An event or actor is part of a larger one.
    PartOf,
    /// An event was caused by another.
    CausedBy,
    /// A theme or term is narrower than another.
    Broader,
    /// Two themes or terms are related.
    Related,
    /// An index heading sends the reader on.
    SeeAlso,
    /// A term that only points to another.
    See,
    /// A term is taken from a paper.
    Source,
    /// A link in prose.
    Links,
    /// A name or term found in prose.
    Mentions,
}

impl Relation {
    /// All relations, in the order in which backlinks are grouped.
    pub const ALL: [Relation; 15] = [
        Relation::Treats,
        Relation::Recounts,
        Relation::Relates,
        Relation::Cites,
        Relation::Involves,
        Relation::Concerns,
        Relation::PartOf,
        Relation::CausedBy,
        Relation::Broader,
        Relation::Related,
        Relation::SeeAlso,
        Relation::See,
        Relation::Source,
        Relation::Links,
        Relation::Mentions,
    ];

    /// Its name in data and interface texts, kebab-case.
    pub fn name(self) -> &'static str {
        match self {
            Relation::Treats => "treats",
            Relation::Recounts => "recounts",
            Relation::Relates => "relates",
            Relation::Cites => "cites",
            Relation::Involves => "involves",
            Relation::Concerns => "concerns",
            Relation::PartOf => "part-of",
            Relation::CausedBy => "caused-by",
            Relation::Broader => "broader",
            Relation::Related => "related",
            Relation::SeeAlso => "see-also",
            Relation::See => "see",
            Relation::Source => "source",
            Relation::Links => "links",
            Relation::Mentions => "mentions",
        }
    }
}

/// A reference in front matter: how it relates, what was written, what it may name, and its place in its list.
pub struct MatterReference<'a> {
    /// The relation that the key stands for.
    pub relation: Relation,
    /// What was written.
    pub written: &'a Reference,
    /// The kinds it may name.
    pub kinds: &'static [Kind],
    /// Whether it may also name a work of the bibliography.
    pub works: bool,
    /// Its number in the list of its key, from 0.
    pub item: usize,
}

impl<'a> MatterReference<'a> {
    /// A reference to an entry of one kind.
    pub fn new(relation: Relation, kind: &'static [Kind], written: &'a Reference, item: usize) -> Self {
        MatterReference {
            relation,
            written,
            kinds: kind,
            works: false,
            item,
        }
    }

    /// References of a list of bare keys.
    pub fn each(
        relation: Relation,
        kind: &'static [Kind],
        list: &'a [Reference],
    ) -> impl Iterator<Item = MatterReference<'a>> {
        let one = move |(item, written)| MatterReference::new(relation, kind, written, item);
        list.iter().enumerate().map(one)
    }
}

/// The front matter of an entry.
#[derive(Clone, Debug, PartialEq)]
pub enum Data {
    /// Of a paper.
    Paper(Box<Paper>),
    /// Of a theme.
    Theme(Theme),
    /// Of an event.
    Event(Event),
    /// Of an actor.
    Actor(Actor),
    /// Of a term.
    Term(Term),
    /// Of a page.
    Page(Page),
}

impl Data {
    /// What is common to all kinds.
    pub fn common(&self) -> Common<'_> {
        match self {
            Data::Paper(it) => Common::new(
                &it.title,
                &it.moved_from,
                it.draft,
                it.lang.as_deref(),
                it.dir.as_deref(),
            ),
            Data::Theme(it) => Common::new(
                &it.title,
                &it.moved_from,
                it.draft,
                it.lang.as_deref(),
                it.dir.as_deref(),
            ),
            Data::Event(it) => Common::new(
                &it.title,
                &it.moved_from,
                it.draft,
                it.lang.as_deref(),
                it.dir.as_deref(),
            ),
            Data::Actor(it) => Common::new(
                &it.title,
                &it.moved_from,
                it.draft,
                it.lang.as_deref(),
                it.dir.as_deref(),
            ),
            Data::Term(it) => Common::new(
                &it.title,
                &it.moved_from,
                it.draft,
                it.lang.as_deref(),
                it.dir.as_deref(),
            ),
            Data::Page(it) => Common::new(
                &it.title,
                &it.moved_from,
                it.draft,
                it.lang.as_deref(),
                it.dir.as_deref(),
            ),
        }
    }

    /// Every reference that the front matter makes.
    pub fn references(&self) -> Vec<MatterReference<'_>> {
        match self {
            Data::Paper(it) => it.references(),
            Data::Theme(it) => it.references(),
            Data::Event(it) => it.references(),
            Data::Actor(it) => it.references(),
            Data::Term(it) => it.references(),
            Data::Page(it) => it.references(),
        }
    }
}

/// The front matter that every kind has.
#[derive(Clone, Copy, Debug)]
pub struct Common<'a> {
    /// The title.
    pub title: &'a Spanned<String>,
    /// Former addresses, below the root of the site.
    pub moved_from: &'a [Spanned<String>],
    /// Left out of the site.
    pub draft: bool,
    /// The language, as BCP 47 writes it, where it is not the site's.
    pub lang: Option<&'a str>,
    /// The direction of its script, `ltr` or `rtl`, where it is not that of the language.
    pub dir: Option<&'a str>,
}

impl<'a> Common<'a> {
    fn new(
        title: &'a Spanned<String>,
        moved_from: &'a [Spanned<String>],
        draft: Option<bool>,
        lang: Option<&'a str>,
        dir: Option<&'a str>,
    ) -> Self {
        Common {
            title,
            moved_from,
            draft: draft.unwrap_or(false),
            lang,
            dir,
        }
    }
}

/// A heading of a body, with the identifier that links to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// 1 to 6, as written.
    pub level: u8,
    /// The fragment that names it on its page.
    pub id: String,
    /// Its words, without markup.
    pub text: String,
    /// The whole heading in the file.
    pub span: Span,
}

impl Heading {
    /// Whether these are its words: case, space and the look of quotation marks and dashes aside.
    pub fn reads(&self, words: &str) -> bool {
        plain_words(&self.text) == plain_words(words)
    }
}

/// A paragraph of a body, with the identifier that links to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage {
    /// The fragment that names it on its page.
    pub id: String,
    /// The paragraph in the file.
    pub span: Span,
}

/// What kind of reference stands in prose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProseReference {
    /// `[[target#fragment|label]]`: the target as written.
    Wiki {
        /// The key or stem.
        target: String,
    },
    /// `[label](path.md#fragment)`: the path as written.
    File {
        /// The path, relative to the file that it stands in.
        path: String,
    },
    /// `[label](../timeline.html)` or `![](map.png)`: another file of the published site.
    Path {
        /// The path, relative to the file that it stands in.
        path: String,
    },
    /// `[label](#fragment)`.
    Here,
    /// `[@key, p. 3; @other]`.
    Citation(Vec<Citation>),
}

/// One work cited in a citation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Citation {
    /// The key, with the place of the key alone.
    pub key: Reference,
    /// Words before it, such as “see”.
    pub prefix: String,
    /// The locator, if there is one.
    pub locator: Option<locator::CitedLocator>,
    /// Words after it.
    pub suffix: String,
    /// `-@key`: the author is named in the sentence already.
    pub suppress_author: bool,
}

/// A reference in prose and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// What it is.
    pub reference: ProseReference,
    /// The fragment asked for, without `#`.
    pub fragment: Option<Spanned<String>>,
    /// The whole reference.
    pub span: Span,
    /// Where the target alone is written (to underline, to rename).
    pub target: Span,
    /// The sentence it stands in.
    pub sentence: Span,
    /// The heading it stands under, as a number in [`Body::headings`].
    pub under: Option<usize>,
}

/// The prose of an entry: not its words, which stay in the source map, but what the other stages ask of it.
#[derive(Clone, Debug, Default)]
pub struct Body {
    /// From the end of the front matter to the end of the file.
    pub span: Span,
    /// Its headings in order.
    pub headings: Vec<Heading>,
    /// Its paragraphs in order, those of footnotes left out.
    pub passages: Vec<Passage>,
    /// Its references in order.
    pub references: Vec<Written>,
    /// What looks like citations without their brackets: `@key` in running text, in order.
    pub bare: Vec<BareKey>,
    /// The HTML in it, comments aside.
    pub html: Vec<markup::Markup>,
    /// How many words it has.
    pub words: usize,
    /// Whether it has code of a language that it names.
    pub has_code: bool,
}

/// What looks like a citation in running text, outside code and links, and lacks what makes it one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BareKey {
    /// The key.
    pub key: Spanned<String>,
    /// All that belongs to the citation: its signs, and its locator.
    pub span: Span,
    /// The citation as it should be written: `[@key, p. 3]`.
    pub citation: String,
    /// How it is written.
    pub form: BareForm,
}

/// How a citation is written that is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BareForm {
    /// `@key`, `@key [p. 3]` or `(@key, p. 3)`.
    At,
    /// `[key]` or `[key, p. 3]`, which may be a link of one bracket too.
    Bracket,
    /// `\cite{key}`.
    Latex,
}

impl Body {
    /// The paragraph that begins at that byte of the file.
    pub fn passage(&self, start: usize) -> Option<&Passage> {
        let begins = |it: &Passage| it.span.start as usize;
        let at = self.passages.binary_search_by_key(&start, begins).ok()?;
        self.passages.get(at)
    }
}

/// One file of `content/`: a paper, theme, event, actor, term or page.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its name.
    pub key: Key,
    /// Its file.
    pub file: FileId,
    /// Where the front matter stands.
    pub matter: Span,
    /// What the front matter says.
    pub data: Data,
    /// What the prose holds.
    pub body: Body,
}

impl Entry {
    /// Whether this is `content/index.md`, the home page.
    pub fn is_home(&self) -> bool {
        self.key.kind == Kind::Page && self.key.stem == "index"
    }

    /// What is common to all kinds.
    pub fn common(&self) -> Common<'_> {
        self.data.common()
    }

    /// The title.
    pub fn title(&self) -> &str {
        &self.common().title.value
    }

    /// Whether two are one entry that says the same in its front matter, at the same places.
    pub fn says_same(&self, other: &Entry) -> bool {
        std::ptr::eq(self, other) || self.key == other.key && self.file == other.file && self.data == other.data
    }

    /// The heading whose words are these: case, space and the look of quotation marks and dashes aside.
    pub fn heading(&self, words: &str) -> Option<&Heading> {
        let is_same = |heading: &&Heading| {
            begin_alike(&heading.text, words)
                && (heading.text == words || plain_words(&heading.text) == plain_words(words))
        };
        self.body.headings.iter().find(is_same)
    }
}

/// Whether two texts may be the same words: letters and digits of ASCII are compared as they are.
fn begin_alike(one: &str, other: &str) -> bool {
    let pairs = one.trim_start().bytes().zip(other.trim_start().bytes());
    let mut known = pairs.take_while(|(a, b)| a.is_ascii_alphanumeric() && b.is_ascii_alphanumeric());
    known.all(|(a, b)| a.eq_ignore_ascii_case(&b))
}

/// Words as they compare: smart punctuation makes `’` of `'` on the way from the file to the heading.
fn plain_words(text: &str) -> String {
    let plain = |c: char| match c {
        '‘' | '’' | '‚' | '‹' | '›' => '\'',
        _ if Quotes::is_mark(c) && c != '\'' => '"',
        '–' | '—' => '-',
        _ => c,
    };
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    words
        .replace("...", "…")
        .to_lowercase()
        .chars()
        .map(plain)
        .collect::<String>()
        .replace("---", "-")
        .replace("--", "-")
}

/// Everything that was read: the entries and the works of the bibliography.
#[derive(Clone, Debug, Default)]
pub struct Library {
    /// The entries, by key; the home page, `content/index.md`, is the page `index`.
    pub entries: Vec<Arc<Entry>>,
    /// Keys of files that could not be read as entries: references to them are not reported as well.
    pub broken: Vec<Key>,
    /// Keys of drafts, which are left out.
    pub drafts: Vec<Key>,
    /// Translations of entries.
    pub translations: Vec<Arc<Translation>>,
    /// The works of the reference files, file by file.
    pub works: Vec<Arc<Work>>,
    /// The language of the site, BCP 47.
    pub language: String,
}
