//! A work as a `COinS`, the `OpenURL` context object that browser plug-ins of reference managers read from a page.

use super::{date, family, pages, part};
use crate::model::work::Work;

/// The value of the `title` attribute of `<span class="Z3988" title="…">` for a work (ANSI/NISO Z39.88-2004, KEV format).
/// Its ampersands are bare: the template escapes it, as it does every attribute.
pub fn coins(work: &Work) -> String {
    let (format, genre) = format_of(work.csl_type());
    let mut pairs = vec![
        ("ctx_ver", "Z39.88-2004".to_owned()),
        ("rft_val_fmt", format!("info:ofi/fmt:kev:mtx:{format}")),
    ];
    match format {
        "dc" => pairs.extend(dublin_core(work, genre)),
        _ => {
            pairs.extend((format != "dissertation").then(|| ("rft.genre", genre.to_owned())));
            pairs.extend(titles(work, format, genre));
            pairs.extend(details(work, format));
        }
    }
    pairs.extend(authors(work, format));
    pairs.extend(work.doi().map(|doi| ("rft_id", format!("info:doi/{doi}"))));
    pairs.extend(work.url().map(|url| ("rft_id", url.to_owned())));
    let pairs: Vec<String> = pairs
        .iter()
        .map(|(key, value)| format!("{key}={}", percent(value)))
        .collect();
    pairs.join("&")
}

/// The KEV format of a CSL type and its genre there.
fn format_of(csl: &str) -> (&'static str, &'static str) {
    match csl {
        "article-journal" | "article-magazine" | "article-newspaper" | "review" | "review-book" => {
            ("journal", "article")
        }
        "article" => ("journal", "preprint"),
        "periodical" => ("journal", "issue"),
        "book" | "classic" | "pamphlet" => ("book", "book"),
        "chapter" | "entry-encyclopedia" | "entry-dictionary" | "entry" => ("book", "bookitem"),
        "paper-conference" => ("book", "proceeding"),
        "report" | "standard" => ("book", "report"),
        "thesis" => ("dissertation", "dissertation"),
        "patent" => ("patent", "patent"),
        "webpage" | "post" => ("dc", "webpage"),
        "post-weblog" => ("dc", "blogPost"),
        "map" => ("dc", "map"),
        "interview" => ("dc", "interview"),
        "motion_picture" => ("dc", "film"),
        "broadcast" => ("dc", "radioBroadcast"),
        "song" | "performance" => ("dc", "audioRecording"),
        "software" => ("dc", "computerProgram"),
        "graphic" | "figure" => ("dc", "artwork"),
        "legal_case" => ("dc", "case"),
        "bill" => ("dc", "bill"),
        "legislation" | "regulation" | "treaty" => ("dc", "statute"),
        "hearing" => ("dc", "hearing"),
        "manuscript" => ("dc", "manuscript"),
        "personal_communication" => ("dc", "letter"),
        "speech" => ("dc", "presentation"),
        "dataset" => ("dc", "dataset"),
        _ => ("dc", "document"),
    }
}

type Pair = (&'static str, String);

fn titles(work: &Work, format: &str, genre: &str) -> Vec<Pair> {
    let container = work.container();
    let (own, of_container) = match (format, genre) {
        ("journal", "issue") => ("rft.title", None),
        ("journal", _) => ("rft.atitle", Some("rft.jtitle")),
        (_, "bookitem" | "proceeding") => ("rft.atitle", Some("rft.btitle")),
        ("book", _) => ("rft.btitle", None),
        _ => ("rft.title", None),
    };
    let container = of_container.and_then(|key| Some((key, container?)));
    [(own, work.title())].into_iter().chain(container).collect()
}

fn details(work: &Work, format: &str) -> Vec<Pair> {
    let texts: &[(&'static str, &str)] = match format {
        "journal" => &[
            ("rft.stitle", "container-title-short"),
            ("rft.volume", "volume"),
            ("rft.issue", "issue"),
            ("rft.issn", "ISSN"),
        ],
        "dissertation" => &[
            ("rft.inst", "publisher"),
            ("rft.degree", "genre"),
            ("rft.tpages", "number-of-pages"),
        ],
        "patent" => &[("rft.number", "number")],
        _ => &[
            ("rft.place", "publisher-place"),
            ("rft.pub", "publisher"),
            ("rft.edition", "edition"),
            ("rft.series", "collection-title"),
            ("rft.volume", "volume"),
            ("rft.tpages", "number-of-pages"),
            ("rft.isbn", "ISBN"),
            ("rft.issn", "ISSN"),
        ],
    };
    let mut pairs: Vec<Pair> = texts
        .iter()
        .filter_map(|(key, variable)| Some((*key, work.plain(variable)?)))
        .collect();
    pairs.extend(date(work, "issued", "-").map(|date| ("rft.date", date)));
    if let Some((first, last)) = pages(work).filter(|_| format == "journal" || format == "book") {
        pairs.push((
            "rft.pages",
            last.as_ref().map_or(first.clone(), |last| format!("{first}-{last}")),
        ));
        pairs.push(("rft.spage", first));
        pairs.extend(last.map(|last| ("rft.epage", last)));
    }
    pairs.extend(work.plain("language").map(|language| ("rft.language", language)));
    pairs
}

fn dublin_core(work: &Work, genre: &str) -> Vec<Pair> {
    let mut pairs = vec![("rft.type", genre.to_owned()), ("rft.title", work.title())];
    let texts = [
        ("rft.source", "container-title"),
        ("rft.publisher", "publisher"),
        ("rft.language", "language"),
    ];
    pairs.extend(
        texts
            .into_iter()
            .filter_map(|(key, variable)| Some((key, work.plain(variable)?))),
    );
    pairs.extend(work.address().map(|url| ("rft.identifier", url.to_owned())));
    pairs.extend(date(work, "issued", "-").map(|date| ("rft.date", date)));
    pairs
}

/// The authors, or the editors of a work that has none: the first in parts, then all of them in the order of speech.
fn authors(work: &Work, format: &str) -> Vec<Pair> {
    let roles = ["author", "editor"].map(|role| work.names(role));
    let names = roles.into_iter().find(|names| !names.is_empty()).unwrap_or_default();
    let mut pairs = Vec::new();
    let all = if format == "dc" { "rft.creator" } else { "rft.au" };
    if let Some(first) = names.first().filter(|_| format != "dc") {
        pairs.extend(family(first).map(|family| ("rft.aulast", family)));
        pairs.extend(part(first, "given").map(|given| ("rft.aufirst", given.to_owned())));
        pairs.extend(part(first, "suffix").map(|suffix| ("rft.ausuffix", suffix.to_owned())));
    }
    for name in names {
        if let Some(literal) = part(name, "literal") {
            pairs.push((if format == "dc" { all } else { "rft.aucorp" }, literal.to_owned()));
            continue;
        }
        let parts = [part(name, "given").map(str::to_owned), family(name)];
        let spoken: Vec<String> = parts.into_iter().flatten().collect();
        pairs.push((all, spoken.join(" ")));
    }
    pairs
}

/// Percent-encodes everything but the unreserved characters of RFC 3986.
fn percent(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => out.push(char::from(byte)),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}
