//! A work: one bibliographic record in CSL variables, whatever file it was read from.

use super::date::Edtf;
use super::name::{Name, NameParts};
use super::paper::Paper;
use crate::span::{FileId, Span, Spanned};
use serde_json::{Map, Value, json};

/// The item types of CSL 1.0.2, as `type` has them.
pub const TYPES: [&str; 45] = [
    "article",
    "article-journal",
    "article-magazine",
    "article-newspaper",
    "bill",
    "book",
    "broadcast",
    "chapter",
    "classic",
    "collection",
    "dataset",
    "document",
    "entry",
    "entry-dictionary",
    "entry-encyclopedia",
    "event",
    "figure",
    "graphic",
    "hearing",
    "interview",
    "legal_case",
    "legislation",
    "manuscript",
    "map",
    "motion_picture",
    "musical_score",
    "pamphlet",
    "paper-conference",
    "patent",
    "performance",
    "periodical",
    "personal_communication",
    "post",
    "post-weblog",
    "regulation",
    "report",
    "review",
    "review-book",
    "software",
    "song",
    "speech",
    "standard",
    "thesis",
    "treaty",
    "webpage",
];

/// The CSL variables that hold names.
pub const NAME_VARIABLES: [&str; 26] = [
    "author",
    "chair",
    "collection-editor",
    "compiler",
    "composer",
    "container-author",
    "contributor",
    "curator",
    "director",
    "editor",
    "editorial-director",
    "editor-translator",
    "executive-producer",
    "guest",
    "host",
    "illustrator",
    "interviewer",
    "narrator",
    "organizer",
    "original-author",
    "performer",
    "producer",
    "recipient",
    "reviewed-author",
    "script-writer",
    "translator",
];

/// The CSL variables that hold dates.
pub const DATE_VARIABLES: [&str; 6] = [
    "accessed",
    "available-date",
    "event-date",
    "issued",
    "original-date",
    "submitted",
];

/// A work of the bibliography.
#[derive(Clone, Debug)]
pub struct Work {
    /// The citation key.
    pub key: String,
    /// The file it stands in.
    pub file: FileId,
    /// Where its key stands.
    pub span: Span,
    /// The record as CSL-JSON has it: texts (with the inline markup of CSL-JSON, such as `<i>`), lists of names, dates
    /// as `date-parts`.
    pub csl: Map<String, Value>,
}

impl Work {
    /// The work that a paper's front matter describes; its key is the stem of the file.
    pub fn of_paper(stem: &str, paper: &Paper, file: FileId, span: Span) -> Work {
        let mut csl = Map::new();
        csl.insert("id".to_owned(), stem.into());
        for (variable, value) in texts_of(paper) {
            csl.insert(variable.to_owned(), value.into());
        }
        for (variable, names) in [
            ("author", &paper.author),
            ("editor", &paper.editor),
            ("translator", &paper.translator),
        ] {
            if !names.is_empty() {
                csl.insert(variable.to_owned(), names.iter().map(csl_name).collect());
            }
        }
        for (variable, date) in [("issued", &paper.issued), ("accessed", &paper.accessed)] {
            if let Some(date) = date.as_ref().and_then(edtf) {
                csl.insert(variable.to_owned(), date);
            }
        }
        Work {
            key: stem.to_owned(),
            file,
            span,
            csl,
        }
    }

    /// The text of a CSL variable, with its markup; numbers are not text.
    pub fn text(&self, variable: &str) -> Option<&str> {
        let text = self.csl.get(variable)?.as_str()?;
        (!text.is_empty()).then_some(text)
    }

    /// The text of a CSL variable without markup; a number is written out.
    pub fn plain(&self, variable: &str) -> Option<String> {
        match self.csl.get(variable)? {
            Value::String(text) if !text.is_empty() => Some(plain(text)),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        }
    }

    /// The title without markup; the key where there is none.
    pub fn title(&self) -> String {
        self.plain("title").unwrap_or_else(|| self.key.clone())
    }

    /// The CSL type; `document` where none is given.
    pub fn csl_type(&self) -> &str {
        self.text("type").unwrap_or("document")
    }

    /// The title of the journal or book that holds it, without markup.
    pub fn container(&self) -> Option<String> {
        self.plain("container-title")
    }

    /// Its web address; what a browser would run instead of open is none.
    pub fn url(&self) -> Option<&str> {
        let is_web = |url: &&str| ["http://", "https://", "ftp://"].iter().any(|it| url.starts_with(it));
        self.text("URL").filter(is_web)
    }

    /// Its address as it is written, for programs that keep references: a web address, one without a scheme
    /// (`www.example.org`) or a persistent name (`urn:nbn:…`); what a browser would run is none.
    pub fn address(&self) -> Option<&str> {
        self.text("URL").filter(|url| names_a_place(url))
    }

    /// Its DOI, without `https://doi.org/`.
    pub fn doi(&self) -> Option<&str> {
        let doi = self.text("DOI")?;
        Some(bare_doi(doi))
    }

    /// The names of a CSL name variable.
    pub fn names(&self, variable: &str) -> &[Value] {
        self.csl
            .get(variable)
            .and_then(Value::as_array)
            .map_or(&[], Vec::as_slice)
    }

    /// Its authors, or the editors where it has none, as running text names them: “Hale”, “Hale and Reed”,
    /// “Hale et al.”. None where it has neither.
    pub fn authors(&self) -> Option<String> {
        let responsible = ["author", "editor", "translator"].map(|role| self.names(role));
        let names = responsible.into_iter().find(|names| !names.is_empty())?;
        let short: Vec<String> = names.iter().map(short_name).collect();
        match short.as_slice() {
            [] => None,
            [one] => Some(one.clone()),
            [one, other] if other == "others" => Some(format!("{one} et al.")),
            [one, other] => Some(format!("{one} and {other}")),
            [one, ..] => Some(format!("{one} et al.")),
        }
    }

    /// The years in which it was issued, as text: `1971`, `2011–2013`, `c. 1971`. None where that is not known.
    pub fn year(&self) -> Option<String> {
        let date = self.csl.get("issued")?;
        let parts = date.get("date-parts")?.as_array()?;
        let year = |part: &Value| part.get(0).and_then(number).map(year_text);
        let first = year(parts.first()?)?;
        let last = parts.get(1).and_then(year).filter(|last| *last != first);
        let years = match last {
            Some(last) => format!("{first}–{last}"),
            None => first,
        };
        let circa = date.get("circa").is_some_and(truthy);
        Some(if circa { format!("c. {years}") } else { years })
    }
}

/// A date of EDTF (levels 0 and 1, sets of level 2) as CSL-JSON has it: `date-parts`, `season`, and `circa` where the
/// date is approximate, uncertain or partly unknown. None where not even the year is known.
pub fn csl_date(edtf: &str) -> Option<Value> {
    let text = edtf.trim();
    if let Some(list) = text.strip_prefix(['[', '{']) {
        let list = list.trim_end_matches([']', '}']).trim_start_matches("..");
        let first = list.split(',').next()?.split("..").next()?;
        return csl_date(first).map(circa);
    }
    let (start, end) = text.split_once('/').map_or((text, ""), |(start, end)| (start, end));
    let ends: Vec<Point> = [start, end].into_iter().filter_map(point).collect();
    let mut date = Map::new();
    let parts: Vec<&Vec<i64>> = ends.iter().map(|end| &end.parts).collect();
    let first = ends.first()?;
    date.insert("date-parts".to_owned(), json!(parts));
    if let Some(season) = first.season {
        date.insert("season".to_owned(), season.into());
    }
    if ends.iter().any(|end| end.circa) {
        date.insert("circa".to_owned(), true.into());
    }
    Some(Value::Object(date))
}

/// A text of CSL-JSON without its inline markup (`<i>`, `<b>`, `<sc>`, `<sup>`, `<sub>`, `<span …>`).
pub fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        let tag = tag(&rest[at..]);
        if tag.is_none() {
            out.push('<');
        }
        rest = &rest[at + tag.map_or(1, str::len)..];
    }
    out.push_str(rest);
    out
}

/// The tag of CSL-JSON that a text begins with, if it does: `<i>`, `</span>` …
pub fn tag(text: &str) -> Option<&str> {
    if !text.starts_with('<') {
        return None;
    }
    let end = text.find('>')?;
    let name = text.get(1..end)?.trim_start_matches('/');
    let name = name.split(' ').next()?;
    ["i", "b", "sc", "sup", "sub", "span"]
        .contains(&name)
        .then(|| &text[..=end])
}

/// Whether an address names where something is, and is no program to run: its scheme, if it has one, is of those that do.
fn names_a_place(url: &str) -> bool {
    // Browsers skip these before and within a scheme.
    let letters = url.chars().filter(|c| !c.is_whitespace() && !c.is_control());
    let bare = letters.collect::<String>().to_ascii_lowercase();
    let Some((scheme, _)) = bare.split_once(':') else {
        return true;
    };
    // The name of a host before its port, or a path, is no scheme.
    scheme.contains(['.', '/', '?', '#'])
        || ["https", "http", "ftp", "urn", "doi", "hdl", "ark", "info"].contains(&scheme)
}

/// A DOI without the address that resolves it.
pub fn bare_doi(doi: &str) -> &str {
    let prefixes = [
        "https://doi.org/",
        "http://doi.org/",
        "https://dx.doi.org/",
        "http://dx.doi.org/",
        "doi:",
    ];
    let found = prefixes.iter().find_map(|prefix| doi.strip_prefix(prefix));
    found.unwrap_or(doi).trim()
}

/// A number of CSL-JSON, which may be written as text.
pub fn number(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) => number.as_i64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

/// Whether a value of CSL-JSON means yes: `true`, `1`, `"true"`, `"1"`.
pub fn truthy(value: &Value) -> bool {
    matches!(value, Value::Bool(true)) || value.as_str() == Some("true") || number(value) == Some(1)
}

/// The name that stands alone in running text.
pub fn short_name(name: &Value) -> String {
    let part = |key: &str| name.get(key).and_then(Value::as_str).filter(|text| !text.is_empty());
    match (part("literal"), part("family"), part("non-dropping-particle")) {
        (Some(literal), _, _) => literal.to_owned(),
        (None, Some(family), Some(particle)) => join_particle(particle, family),
        (None, Some(family), None) => family.to_owned(),
        (None, None, _) => part("given").unwrap_or_default().to_owned(),
    }
}

/// A particle and what follows it: “de Gaulle”, but “d’Orsay” and “al-Hasan”.
pub fn join_particle(particle: &str, name: &str) -> String {
    let gap = if particle.ends_with(['-', '\'', '’']) {
        ""
    } else {
        " "
    };
    format!("{particle}{gap}{name}")
}

/// One end of a date.
struct Point {
    parts: Vec<i64>,
    season: Option<i64>,
    circa: bool,
}

fn point(text: &str) -> Option<Point> {
    let qualifiers = ['?', '~', '%'];
    let mut circa = text.contains(qualifiers);
    let bare: String = text.chars().filter(|c| !qualifiers.contains(c)).collect();
    let bare = bare.split('T').next()?;
    let bare = bare.strip_prefix('Y').unwrap_or(bare);
    let (sign, bare) = bare.strip_prefix('-').map_or((1, bare), |rest| (-1, rest));
    let mut fields = bare.split('-');
    let year = fields.next()?.split('S').next()?;
    if year.chars().all(|c| c == 'X') {
        return None;
    }
    circa |= year.contains('X');
    // EDTF counts 1 BC as 0, CSL as -1.
    let year = match sign * year.replace('X', "0").parse::<i64>().ok()? {
        year @ ..=0 => year - 1,
        year => year,
    };
    let mut point = Point {
        parts: vec![year],
        season: None,
        circa,
    };
    match fields.next().and_then(|month| month.parse::<i64>().ok()) {
        Some(month @ 1..=12) => point.parts.push(month),
        Some(season @ 21..=24) => point.season = Some(season - 20),
        _ => return Some(point),
    }
    match fields.next().and_then(|day| day.parse::<i64>().ok()) {
        Some(day @ 1..=31) if point.season.is_none() => point.parts.push(day),
        _ => {}
    }
    Some(point)
}

fn circa(mut date: Value) -> Value {
    if let Some(date) = date.as_object_mut() {
        date.insert("circa".to_owned(), true.into());
    }
    date
}

fn year_text(year: i64) -> String {
    if year < 0 {
        format!("{} BC", -year)
    } else {
        year.to_string()
    }
}

fn edtf(date: &Spanned<Edtf>) -> Option<Value> {
    csl_date(&date.value.to_string())
}

fn texts_of(paper: &Paper) -> Vec<(&'static str, String)> {
    let optional = [
        ("title-short", &paper.short_title),
        ("container-title", &paper.container_title),
        ("collection-title", &paper.collection_title),
        ("collection-number", &paper.collection_number),
        ("publisher", &paper.publisher),
        ("publisher-place", &paper.publisher_place),
        ("volume", &paper.volume),
        ("issue", &paper.issue),
        ("number", &paper.number),
        ("edition", &paper.edition),
        ("genre", &paper.genre),
        ("page", &paper.page),
        ("URL", &paper.url),
        ("DOI", &paper.doi),
        ("ISBN", &paper.isbn),
        ("ISSN", &paper.issn),
        ("language", &paper.language),
        ("note", &paper.note),
    ];
    let written = |(variable, text): (&'static str, &Option<Spanned<String>>)| {
        let text = text.as_ref()?.value.clone();
        Some((variable, text))
    };
    let required = [
        ("type", paper.type_.value.clone()),
        ("title", paper.title.value.clone()),
    ];
    required
        .into_iter()
        .chain(optional.into_iter().filter_map(written))
        .collect()
}

fn csl_name(name: &Name) -> Value {
    let NameParts {
        family,
        given,
        non_dropping_particle,
        dropping_particle,
        suffix,
        literal,
        ..
    } = &name.0;
    let parts = [
        ("family", family),
        ("given", given),
        ("non-dropping-particle", non_dropping_particle),
        ("dropping-particle", dropping_particle),
        ("suffix", suffix),
        ("literal", literal),
    ];
    let written = parts.into_iter().filter_map(|(key, part)| {
        let part = part.as_ref()?;
        Some((key.to_owned(), Value::from(part.value.clone())))
    });
    Value::Object(written.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_edtf_become_date_parts() {
        let cases = [
            ("1971", json!({"date-parts": [[1971]]})),
            ("1971~", json!({"date-parts": [[1971]], "circa": true})),
            ("1971?", json!({"date-parts": [[1971]], "circa": true})),
            ("1979-12", json!({"date-parts": [[1979, 12]]})),
            ("2014-11-20", json!({"date-parts": [[2014, 11, 20]]})),
            ("2014-11-XX", json!({"date-parts": [[2014, 11]]})),
            ("199X", json!({"date-parts": [[1990]], "circa": true})),
            ("2001-21", json!({"date-parts": [[2001]], "season": 1})),
            ("2011/2013", json!({"date-parts": [[2011], [2013]]})),
            ("1947/..", json!({"date-parts": [[1947]]})),
            ("../1947", json!({"date-parts": [[1947]]})),
            (
                "[2015-06-24,2016]",
                json!({"date-parts": [[2015, 6, 24]], "circa": true}),
            ),
            ("-0043-03-15", json!({"date-parts": [[-44, 3, 15]]})),
        ];
        for (edtf, expected) in cases {
            assert_eq!(csl_date(edtf), Some(expected), "{edtf}");
        }
        assert_eq!(csl_date("XXXX"), None);
        assert_eq!(csl_date(".."), None);
        assert_eq!(csl_date(""), None);
    }

    fn work(csl: Value) -> Work {
        let Value::Object(csl) = csl else { panic!() };
        Work {
            key: "k".to_owned(),
            file: FileId(0),
            span: Span::default(),
            csl,
        }
    }

    #[test]
    fn authors_and_years_are_short() {
        let cases = [
            (
                json!({"author": [{"family": "Ahlgren", "given": "Ada"}]}),
                Some("Ahlgren"),
            ),
            (json!({"author": [{"family": "A"}, {"family": "B"}]}), Some("A and B")),
            (
                json!({"author": [{"family": "A"}, {"family": "B"}, {"family": "C"}]}),
                Some("A et al."),
            ),
            (
                json!({"author": [{"family": "Berg", "non-dropping-particle": "van den"}]}),
                Some("van den Berg"),
            ),
            (
                json!({"editor": [{"literal": "Bridge Trust"}, {"literal": "others"}]}),
                Some("Bridge Trust et al."),
            ),
            (json!({}), None),
        ];
        for (csl, expected) in cases {
            assert_eq!(work(csl).authors().as_deref(), expected);
        }
        let year = |date: Value| work(json!({ "issued": date })).year();
        assert_eq!(year(json!({"date-parts": [[1971]], "circa": true})).unwrap(), "c. 1971");
        assert_eq!(year(json!({"date-parts": [["2011"], [2013]]})).unwrap(), "2011–2013");
    }

    #[test]
    fn markup_is_left_out_of_plain_text() {
        let cases = [
            ("On <i>Apis</i> & a < b", "On Apis & a < b"),
            ("<span class=\"nocase\">iron</span> <x>", "iron <x>"),
        ];
        for (text, expected) in cases {
            assert_eq!(plain(text), expected);
        }
    }
}
