//! A citation style: one of those that come with the program, or a `.csl` file.

use super::run::Run;
use crate::diag::{Code, Diagnostic};
use crate::model::markup;
use crate::span::{FileSpan, SourceFile, Span};
use hayagriva::archive::ArchivedStyle;
use hayagriva::citationberg::{
    self, CitationFormat, Collapse, DisambiguationRule, IndependentStyle, StyleCategory, StyleClass, VerticalAlign,
};
use std::collections::BTreeMap;

/// How a style cites.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// By author and date, or author alone.
    Author,
    /// By the number in the bibliography.
    Number,
    /// By a label made of names and year.
    Label,
    /// In notes.
    Note,
}

/// A citation style, ready for use.
#[derive(Clone, Debug)]
pub struct Style {
    /// The style, changed so that it sorts nothing and replaces no names: both are done here.
    pub(super) csl: IndependentStyle,
    /// The keys of its bibliography.
    pub(super) sort: Option<citationberg::Sort>,
    /// How it cites.
    pub(super) form: Form,
}

impl Style {
    /// The style of that name, as the CSL repository or the archive of the `hayagriva` crate has it: `apa`, `ieee`,
    /// `chicago-author-date`, `modern-language-association`. `at` is where the name is written, if it is.
    ///
    /// # Errors
    /// The report that there is no style of that name.
    pub fn named(name: &str, at: Option<FileSpan>) -> Result<Style, Diagnostic> {
        let id = format!("http://www.zotero.org/styles/{name}");
        let archived = ArchivedStyle::by_name(name).or_else(|| ArchivedStyle::by_id(&id));
        archived.and_then(archived_style).ok_or_else(|| unknown(name, at))
    }

    /// The style of a `.csl` file. A dependent style stands for the one it depends on.
    ///
    /// # Errors
    /// The report that the file is no CSL style, or depends on one that does not come with the program.
    pub fn read(file: &SourceFile) -> Result<Style, Diagnostic> {
        let place = Span::new(0..0).in_file(file.id);
        let wrong = |message: String| Diagnostic::at(Code::Bibliography, place, message);
        if let Some(why) = endless(&file.text) {
            return Err(wrong(format!("the citation style cannot be used: {why}")));
        }
        match citationberg::Style::from_xml(&file.text) {
            Ok(citationberg::Style::Independent(style)) => Style::new(style).ok_or_else(|| {
                wrong("the style has no bibliography".to_owned()).help("take one that lists references")
            }),
            Ok(citationberg::Style::Dependent(style)) => {
                let id = &style.parent_link.href;
                let message = || format!("the style depends on `{id}`, which does not come with the program");
                ArchivedStyle::by_id(id)
                    .and_then(archived_style)
                    .ok_or_else(|| wrong(message()).help("take the file of that style instead"))
            }
            Err(error) => Err(wrong(format!("the file is no CSL style: {error}"))
                .help("styles can be had from the CSL repository, https://github.com/citation-style-language/styles")),
        }
    }

    /// The names of the styles that come with the program, in alphabetical order.
    pub fn names() -> Vec<&'static str> {
        let styles = ArchivedStyle::all()
            .iter()
            .filter(|style| **style != ArchivedStyle::Alphanumeric);
        let mut names: Vec<_> = styles.flat_map(|style| style.names()).copied().collect();
        names.sort_unstable();
        names
    }

    /// A style of notes can do without a bibliography: references then have the form of the first note.
    fn new(mut csl: IndependentStyle) -> Option<Style> {
        let formats = csl.info.category.iter().find_map(|category| match category {
            StyleCategory::CitationFormat { format } => Some(*format),
            StyleCategory::Field { .. } => None,
        });
        let form = match (csl.settings.class, formats) {
            (StyleClass::Note, _) | (_, Some(CitationFormat::Note)) => Form::Note,
            (_, Some(CitationFormat::Numeric)) => Form::Number,
            (_, Some(CitationFormat::Label)) => Form::Label,
            _ => Form::Author,
        };
        // The processor knows how to add given names by this rule only; under the others namesakes stay alike.
        csl.citation.givenname_disambiguation_rule = DisambiguationRule::ByCite;
        let mut sort = None;
        if let Some(bibliography) = &mut csl.bibliography {
            sort = bibliography.sort.take();
            bibliography.subsequent_author_substitute = None;
        }
        let usable = csl.bibliography.is_some() || form == Form::Note;
        usable.then_some(Style { csl, sort, form })
    }

    /// What stands before a group.
    pub(super) fn prefix(&self) -> &str {
        match self.form {
            Form::Note => "(",
            _ => self.csl.citation.layout.prefix.as_deref().unwrap_or(""),
        }
    }

    /// What stands after a group.
    pub(super) fn suffix(&self) -> &str {
        match self.form {
            Form::Note => ")",
            _ => self.csl.citation.layout.suffix.as_deref().unwrap_or(""),
        }
    }

    /// What stands between two works of a group.
    pub(super) fn delimiter(&self) -> &str {
        self.csl.citation.layout.delimiter.as_deref().unwrap_or("")
    }

    /// What stands between two works of one author, of whom the second goes without his name.
    pub(super) fn group_delimiter(&self) -> &str {
        self.csl.citation.cite_group_delimiter.as_deref().unwrap_or(", ")
    }

    /// Whether works of one author share his name in a group.
    pub(super) fn collapses(&self) -> bool {
        let collapse = self.csl.citation.collapse;
        let years = [Collapse::Year, Collapse::YearSuffix, Collapse::YearSuffixRanged];
        self.form == Form::Author && collapse.is_some_and(|collapse| years.contains(&collapse))
    }

    /// Whether the works of a group are sorted; they take the order of the bibliography.
    pub(super) fn sorts_groups(&self) -> bool {
        self.csl.citation.sort.is_some()
    }

    /// Text that the style puts around citations, in the look it has there.
    pub(super) fn text(&self, text: &str) -> Run {
        Run {
            superscript: self.csl.citation.layout.vertical_align == Some(VerticalAlign::Sup),
            ..Run::plain(text)
        }
    }
}

/// How deep elements may stand in each other, and macros use each other: each level is a call inside a call. No style has
/// twenty.
const DEEPEST: usize = 100;

/// How many macros one may stand for when they are written out. The longest styles have some hundreds.
const MOST: usize = 10_000;

/// Why the processor could not come to an end with a style, if it could not.
fn endless(text: &str) -> Option<String> {
    let (mut depth, mut inside) = (0_usize, "");
    let mut uses: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (part, range) in markup::parts(text) {
        let markup::Part::Tag(tag) = part else { continue };
        let value = |wanted: &str| {
            tag.attributes
                .iter()
                .find(|(name, _)| name == wanted)
                .map(|(_, value)| *value)
        };
        if tag.is_end {
            depth = depth.saturating_sub(1);
        } else if !text[range].ends_with("/>") {
            depth += 1;
        }
        if depth > DEEPEST {
            return Some(format!("elements stand more than {DEEPEST} deep in each other"));
        }
        if tag.name == "macro" {
            inside = value("name").filter(|_| !tag.is_end).unwrap_or_default();
        }
        uses.entry(inside).or_default().extend(value("macro"));
    }
    let mut known = BTreeMap::new();
    let first = uses
        .keys()
        .find(|name| written_out(name, &uses, &mut known, 0).is_none())?;
    Some(format!("the macro `{first}` uses itself, or too many others"))
}

/// How many macros one stands for, and how deep they use each other; nothing where that is too many or too deep.
fn written_out<'a>(
    name: &'a str,
    uses: &BTreeMap<&'a str, Vec<&'a str>>,
    known: &mut BTreeMap<&'a str, (usize, usize)>,
    level: usize,
) -> Option<(usize, usize)> {
    if let Some(found) = known.get(name) {
        return Some(*found);
    }
    if level > DEEPEST {
        return None;
    }
    let (mut count, mut height) = (1_usize, 0);
    for other in uses.get(name).into_iter().flatten() {
        let (more, below) = written_out(other, uses, known, level + 1)?;
        count = count.saturating_add(more);
        height = height.max(below + 1);
    }
    let found = Some((count, height)).filter(|_| count <= MOST && height <= DEEPEST);
    known.extend(found.map(|found| (name, found)));
    found
}

fn archived_style(style: ArchivedStyle) -> Option<Style> {
    match style.get() {
        citationberg::Style::Independent(style) => Style::new(style),
        citationberg::Style::Dependent(_) => None,
    }
}

fn unknown(name: &str, at: Option<FileSpan>) -> Diagnostic {
    let message = format!("there is no citation style `{name}`");
    let diagnostic = match at {
        Some(at) => Diagnostic::at(Code::UnknownWord, at, message),
        None => Diagnostic::nowhere(Code::UnknownWord, message),
    };
    diagnostic
        .suggest(name, Style::names())
        .help("take the name of a style that comes with the program, or the path of a `.csl` file of the site")
}
