//! Works as `.bib`: entries that BibTeX understands, with fields of BibLaTeX for what BibTeX has no word for.

use super::{date_parts, part};
use crate::model::work::{self, Work};
use crate::parse::bibliography::{bibtex_type, number_variable};
use serde_json::Value;

/// The works as entries, in the order given, with their citation keys. What is read from a `.bib` file and written here
/// is the same when it is read again.
pub fn bibtex(works: &[&Work]) -> String {
    let entries: Vec<String> = works.iter().map(|work| entry(work)).collect();
    entries.join("\n")
}

fn entry(work: &Work) -> String {
    let (type_, subtype) = bibtex_type(work.csl_type());
    let genre = work.plain("genre");
    let type_ = match (type_, genre.as_deref()) {
        ("thesis", Some("PhD thesis")) => "phdthesis",
        ("thesis", Some("Master’s thesis")) => "mastersthesis",
        _ => type_,
    };
    let mut out = format!("@{type_}{{{},\n", work.key);
    let mut fields = name_fields(work);
    fields.extend(text_fields(work));
    fields.extend(
        (type_ == "thesis" || !type_.ends_with("thesis"))
            .then_some(genre)
            .flatten()
            .map(|it| ("type", escape(&it))),
    );
    fields.extend((!subtype.is_empty()).then(|| ("entrysubtype", subtype.to_owned())));
    fields.extend(date_fields(work));
    fields.extend(work.doi().map(|doi| ("doi", address(doi))));
    fields.extend(work.address().map(|url| ("url", address(url))));
    for (name, value) in fields {
        out.push_str(&format!("  {name} = {{{value}}},\n"));
    }
    if let Some(month) = month(work) {
        out.push_str(&format!("  month = {month},\n"));
    }
    out.push_str("}\n");
    out
}

fn text_fields(work: &Work) -> Vec<(&'static str, String)> {
    let csl = work.csl_type();
    let periodical = number_variable(csl) == "issue" || csl == "article";
    let publisher = match csl {
        "thesis" => "school",
        "report" => "institution",
        _ => "publisher",
    };
    let issue = if periodical { "number" } else { "issue" };
    let fields = [
        ("title", "title"),
        ("title-short", "shorttitle"),
        ("container-title", if periodical { "journal" } else { "booktitle" }),
        ("container-title-short", "shortjournal"),
        ("collection-title", "series"),
        ("volume-title", "issuetitle"),
        ("event-title", "eventtitle"),
        ("event-place", "venue"),
        ("publisher", publisher),
        ("publisher-place", "address"),
        ("original-title", "origtitle"),
        ("original-publisher", "origpublisher"),
        ("original-publisher-place", "origlocation"),
        ("volume", "volume"),
        ("issue", issue),
        (if periodical { "" } else { number_variable(csl) }, "number"),
        ("number-of-volumes", "volumes"),
        ("number-of-pages", "pagetotal"),
        ("chapter-number", "chapter"),
        ("part-number", "part"),
        ("version", "version"),
        ("edition", "edition"),
        ("page", "pages"),
        ("medium", "medium"),
        ("status", "pubstate"),
        ("note", "note"),
        ("annote", "annotation"),
        ("abstract", "abstract"),
        ("keyword", "keywords"),
        ("archive", "library"),
        ("ISBN", "isbn"),
        ("ISSN", "issn"),
        ("language", "language"),
    ];
    let written = fields.into_iter().filter_map(|(variable, field)| {
        let text = match work.csl.get(variable)? {
            Value::String(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            _ => return None,
        };
        Some((field, field_value(field, &text)))
    });
    written.filter(|(_, value)| !value.is_empty()).collect()
}

fn field_value(field: &str, text: &str) -> String {
    let lists = [
        "publisher",
        "school",
        "institution",
        "address",
        "venue",
        "origpublisher",
        "origlocation",
    ];
    match field {
        "pages" => escape(&text.replace(['–', '—'], "-")).replace('-', "--"),
        // In a list, `and` separates.
        _ if lists.contains(&field) && text.contains(" and ") => format!("{{{}}}", escape(text)),
        _ => escape(text),
    }
}

fn name_fields(work: &Work) -> Vec<(&'static str, String)> {
    let variables = [
        ("author", "author"),
        ("editor", "editor"),
        ("compiler", "editor"),
        ("organizer", "editor"),
        ("translator", "translator"),
        ("container-author", "bookauthor"),
        ("director", "director"),
        ("illustrator", "illustrator"),
        ("interviewer", "interviewer"),
    ];
    let mut fields: Vec<(&'static str, String)> = Vec::new();
    for (variable, field) in variables {
        let names: Vec<String> = work.names(variable).iter().map(name).collect();
        if names.is_empty() || fields.iter().any(|(written, _)| *written == field) {
            continue;
        }
        fields.push((field, names.join(" and ")));
        if field != variable && field == "editor" {
            fields.push(("editortype", variable.to_owned()));
        }
    }
    fields
}

/// A name as BibTeX has it: `van den Berg, Jr., Jan`; an institution stands in braces.
fn name(name: &Value) -> String {
    let text = |key: &str| part(name, key).map(escape);
    let Some(family) = text("family") else {
        return match work::short_name(name).as_str() {
            "others" => "others".to_owned(),
            literal => format!("{{{}}}", escape(literal)),
        };
    };
    let (given, suffix) = (text("given"), text("suffix"));
    if let Some(prefix) = text("dropping-particle") {
        let parts = [
            ("family", Some(family)),
            ("given", given),
            ("prefix", Some(prefix)),
            ("suffix", suffix),
        ];
        let parts = parts
            .into_iter()
            .filter_map(|(key, part)| Some(format!("{key}={{{}}}", part?)));
        return format!("{}, useprefix=false", parts.collect::<Vec<_>>().join(", "));
    }
    let small = |word: &str| word.starts_with(char::is_lowercase);
    let delicate = family.contains(',') || family.split(' ').any(small) || family.contains(" and ");
    let alone = given.is_none() && family.contains(' ');
    let family = if delicate || alone {
        format!("{{{family}}}")
    } else {
        family
    };
    let family = match text("non-dropping-particle") {
        Some(particle) if particle.split(' ').all(small) => format!("{particle} {family}"),
        Some(particle) => format!("{{{particle}}} {family}"),
        None => family,
    };
    let parts = [Some(family), suffix, given];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn date_fields(work: &Work) -> Vec<(&'static str, String)> {
    let year = date_parts(work, "issued", 0).map(|parts| ("year", parts[0].to_string()));
    let full = edtf(work, "issued")
        .filter(|_| !is_simple(work))
        .map(|date| ("date", date));
    let others = [
        ("accessed", "urldate"),
        ("event-date", "eventdate"),
        ("original-date", "origdate"),
    ];
    let others = others
        .into_iter()
        .filter_map(|(variable, field)| Some((field, edtf(work, variable)?)));
    year.into_iter().chain(full).chain(others).collect()
}

/// Whether `year` and `month` say all that is known of the date of publication.
fn is_simple(work: &Work) -> bool {
    let date = work.csl.get("issued");
    let plain = |key: &str| date.and_then(|date| date.get(key)).is_none();
    let parts = date_parts(work, "issued", 0).unwrap_or_default();
    let one = date_parts(work, "issued", 1).is_none();
    one && parts.len() < 3 && parts.first().is_some_and(|year| *year > 999) && plain("circa") && plain("season")
}

fn month(work: &Work) -> Option<&'static str> {
    let names = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ];
    let month = *date_parts(work, "issued", 0)?.get(1)?;
    names.get(usize::try_from(month - 1).ok()?).copied()
}

/// A date of CSL-JSON in EDTF: `2016-05-12`, `1971~`, `2011/2013`.
pub fn edtf(work: &Work, variable: &str) -> Option<String> {
    let date = work.csl.get(variable)?;
    let circa = if date.get("circa").is_some_and(work::truthy) {
        "~"
    } else {
        ""
    };
    let season = date
        .get("season")
        .and_then(work::number)
        .filter(|season| (1..=4).contains(season));
    let point = |end: usize| {
        let parts = date_parts(work, variable, end)?;
        // CSL counts 1 BC as -1, EDTF as 0.
        let year = if parts[0] < 0 { parts[0] + 1 } else { parts[0] };
        let sign = if year < 0 { "-" } else { "" };
        let mut text = format!("{sign}{:04}", year.abs());
        match season {
            Some(season) => text.push_str(&format!("-{}", season + 20)),
            None => parts
                .iter()
                .skip(1)
                .take(2)
                .for_each(|part| text.push_str(&format!("-{part:02}"))),
        }
        Some(format!("{text}{circa}"))
    };
    let first = point(0)?;
    Some(match point(1) {
        Some(last) => format!("{first}/{last}"),
        None => first,
    })
}

/// A DOI or web address: TeX leaves these alone, so that only what would end the field or the line is encoded.
fn address(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join("%20");
    line.replace('{', "%7B").replace('}', "%7D").replace('\\', "%5C")
}

/// Text with CSL's markup as TeX has it.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut open = Vec::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if let Some(tag) = work::tag(rest) {
            rest = &rest[tag.len()..];
            if tag.starts_with("</") {
                out.push_str(open.pop().unwrap_or(""));
            } else {
                out.push_str(command(tag));
                open.push("}");
            }
            continue;
        }
        rest = &rest[c.len_utf8()..];
        match c {
            '&' | '%' | '$' | '#' | '_' | '{' | '}' => out.extend(['\\', c]),
            '~' => out.push_str("{\\textasciitilde}"),
            '^' => out.push_str("\\textasciicircum{}"),
            '\\' => out.push_str("{\\textbackslash}"),
            '\u{a0}' => out.push('~'),
            // No text makes a line of its own, for readers that look for `@` at the beginning of one.
            c if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') => out.push(' '),
            c => out.push(c),
        }
    }
    for end in &open {
        out.push_str(end);
    }
    out
}

fn command(tag: &str) -> &'static str {
    match tag {
        "<i>" => "\\emph{",
        "<b>" => "\\textbf{",
        "<sup>" => "\\textsuperscript{",
        "<sub>" => "\\textsubscript{",
        tag if tag == "<sc>" || tag.contains("small-caps") => "\\textsc{",
        _ => "{",
    }
}
