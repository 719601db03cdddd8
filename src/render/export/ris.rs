//! Works as RIS, which `EndNote`, Mendeley and library catalogues read.

use super::{date, date_parts, family, pages, part};
use crate::model::work::Work;
use serde_json::Value;

/// The works in RIS, in the order given. Lines end with CR and LF, as the format has it.
pub fn ris(works: &[&Work]) -> String {
    let mut out = String::new();
    for work in works {
        for (tag, value) in lines(work) {
            let value = value.split_whitespace().collect::<Vec<_>>().join(" ");
            out.push_str(&format!("{tag}  - {value}\r\n"));
        }
        out.push_str("ER  - \r\n");
    }
    out
}

fn lines(work: &Work) -> Vec<(&'static str, String)> {
    let mut lines = vec![("TY", type_of(work.csl_type()).to_owned()), ("ID", work.key.clone())];
    for (tag, variable) in [
        ("AU", "author"),
        ("ED", "editor"),
        ("A4", "translator"),
        ("A3", "collection-editor"),
    ] {
        let names = work.names(variable).iter().filter_map(name);
        lines.extend(names.map(|name| (tag, name)));
    }
    let texts = [
        ("TI", "title"),
        ("ST", "title-short"),
        ("T2", "container-title"),
        ("J2", "container-title-short"),
        ("T3", "collection-title"),
        ("VL", "volume"),
        ("IS", "issue"),
        ("ET", "edition"),
        ("PB", "publisher"),
        ("CY", "publisher-place"),
        ("SN", "ISBN"),
        ("SN", "ISSN"),
        ("UR", "URL"),
        ("LA", "language"),
        ("M3", "genre"),
        ("AB", "abstract"),
        ("N1", "note"),
    ];
    lines.extend(
        texts
            .into_iter()
            .filter(|(tag, _)| *tag != "UR" || work.address().is_some())
            .filter_map(|(tag, variable)| Some((tag, work.plain(variable)?))),
    );
    lines.extend(work.doi().map(|doi| ("DO", doi.to_owned())));
    // RIS has one tag for the number of a report and for the issue of a journal.
    let number = work.plain("number").filter(|_| work.text("issue").is_none());
    lines.extend(number.map(|number| ("IS", number)));
    if let Some((first, last)) = pages(work) {
        lines.push(("SP", first));
        lines.extend(last.map(|last| ("EP", last)));
    }
    if let Some(parts) = date_parts(work, "issued", 0) {
        lines.push(("PY", format!("{:04}", parts[0])));
        lines.extend(
            date(work, "issued", "/")
                .filter(|_| parts.len() > 1)
                .map(|date| ("DA", date)),
        );
    }
    lines.extend(date(work, "accessed", "/").map(|date| ("Y2", date)));
    let keywords = work.plain("keyword").unwrap_or_default();
    let keywords = keywords
        .split([',', ';'])
        .map(str::trim)
        .filter(|word| !word.is_empty());
    lines.extend(keywords.map(|word| ("KW", word.to_owned())));
    lines
}

fn name(name: &Value) -> Option<String> {
    if let Some(literal) = part(name, "literal") {
        return Some(literal.to_owned());
    }
    let family = family(name).or_else(|| part(name, "given").map(str::to_owned))?;
    let given = part(name, "given").filter(|_| part(name, "family").is_some());
    let given = [given, part(name, "dropping-particle")]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" ");
    let parts = [Some(family.as_str()), Some(given.as_str()), part(name, "suffix")];
    let written: Vec<&str> = parts.into_iter().flatten().filter(|part| !part.is_empty()).collect();
    Some(written.join(", "))
}

/// The RIS type of a CSL type.
fn type_of(csl: &str) -> &'static str {
    match csl {
        "article-journal" | "review" | "review-book" => "JOUR",
        "article-magazine" => "MGZN",
        "article-newspaper" => "NEWS",
        "article" | "manuscript" => "UNPB",
        "bill" => "BILL",
        "book" | "classic" | "periodical" => "BOOK",
        "broadcast" | "performance" => "MULTI",
        "chapter" => "CHAP",
        "collection" => "ARCHIVE",
        "dataset" => "DATA",
        "entry" | "entry-encyclopedia" => "ENCYC",
        "entry-dictionary" => "DICT",
        "event" | "speech" => "CONF",
        "figure" | "graphic" => "ART",
        "hearing" => "HEAR",
        "interview" | "personal_communication" => "PCOMM",
        "legal_case" => "CASE",
        "legislation" | "regulation" | "treaty" => "STAT",
        "map" => "MAP",
        "motion_picture" => "MPCT",
        "musical_score" => "MUSIC",
        "pamphlet" => "PAMP",
        "paper-conference" => "CPAPER",
        "patent" => "PAT",
        "post" | "webpage" => "ELEC",
        "post-weblog" => "BLOG",
        "report" => "RPRT",
        "software" => "COMP",
        "song" => "SOUND",
        "standard" => "STAND",
        "thesis" => "THES",
        _ => "GEN",
    }
}
