//! Reads RIS, as reference managers and library catalogues write it (<https://en.wikipedia.org/wiki/RIS_(file_format)>).

use super::{Record, Report, Source, escape, is_key};

/// The types of RIS with the entry type and subtype that stand for them.
const TYPES: [(&str, &str, &str); 46] = [
    ("ABST", "article", ""),
    ("ADVS", "video", ""),
    ("ART", "artwork", ""),
    ("BILL", "legislation", "bill"),
    ("BLOG", "online", "blog"),
    ("BOOK", "book", ""),
    ("CASE", "jurisdiction", ""),
    ("CHAP", "incollection", ""),
    ("COMP", "software", ""),
    ("CONF", "proceedings", ""),
    ("CPAPER", "inproceedings", ""),
    ("DATA", "dataset", ""),
    ("DBASE", "dataset", ""),
    ("DICT", "inreference", "dictionary"),
    ("EBOOK", "book", ""),
    ("ECHAP", "incollection", ""),
    ("EDBOOK", "collection", ""),
    ("EJOUR", "article", ""),
    ("ELEC", "online", ""),
    ("ENCYC", "inreference", ""),
    ("GEN", "misc", ""),
    ("GRNT", "misc", ""),
    ("HEAR", "jurisdiction", "hearing"),
    ("ICOMM", "letter", ""),
    ("INPR", "article", ""),
    ("JFULL", "periodical", ""),
    ("JOUR", "article", ""),
    ("LEGAL", "legal", ""),
    ("MANSCPT", "unpublished", ""),
    ("MAP", "map", ""),
    ("MGZN", "article", "magazine"),
    ("MPCT", "movie", ""),
    ("MULTI", "audio", ""),
    ("MUSIC", "music", "score"),
    ("NEWS", "article", "newspaper"),
    ("PAMP", "pamphlet", ""),
    ("PAT", "patent", ""),
    ("PCOMM", "letter", ""),
    ("RPRT", "report", ""),
    ("SER", "book", ""),
    ("SLIDE", "unpublished", "speech"),
    ("SOUND", "music", ""),
    ("STAND", "standard", ""),
    ("STAT", "legislation", ""),
    ("THES", "thesis", ""),
    ("UNPB", "unpublished", ""),
];

/// A tag, its value and its line.
struct Tagged {
    tag: String,
    value: String,
    line: usize,
}

/// Reads the records; lines that belong to none are told.
pub(super) fn read(source: &Source, report: &mut Report) -> Vec<Record> {
    let mut records = Vec::new();
    let mut open: Option<Vec<Tagged>> = None;
    for (at, text) in source.text.lines().enumerate() {
        match (tagged(text), &mut open) {
            (Some(("TY", value)), _) => {
                records.extend(open.take().map(|lines| record(&lines, source)));
                open = Some(vec![one("TY", value, at)]);
            }
            (Some(("ER", _)), Some(_)) => records.extend(open.take().map(|lines| record(&lines, source))),
            (Some((tag, value)), Some(lines)) => lines.push(one(tag, value, at)),
            // A value may run over several lines.
            (None, Some(lines)) if !text.trim().is_empty() => {
                if let Some(last) = lines.last_mut() {
                    last.value = format!("{} {}", last.value, text.trim());
                }
            }
            _ if text.trim().is_empty() => {}
            _ => report
                .lines
                .push(format!("{}:{}: not read: it belongs to no record", source.name, at + 1)),
        }
    }
    records.extend(open.map(|lines| record(&lines, source)));
    records
}

fn one(tag: &str, value: &str, at: usize) -> Tagged {
    Tagged {
        tag: tag.to_owned(),
        value: value.trim().to_owned(),
        line: at + 1,
    }
}

/// `TI  - Title`: two letters or a letter and a digit, two spaces, a hyphen.
fn tagged(line: &str) -> Option<(&str, &str)> {
    let line = line.trim_start_matches('\u{feff}');
    let (tag, rest) = line.split_at_checked(2)?;
    let is_tag = tag.starts_with(|c: char| c.is_ascii_uppercase())
        && tag.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit());
    let value = rest.strip_prefix("  -").or_else(|| rest.strip_prefix(" -"))?;
    is_tag.then_some((tag, value))
}

fn record(lines: &[Tagged], source: &Source) -> Record {
    let first = lines.first();
    let type_ = first.map_or("GEN", |it| it.value.as_str());
    let known = TYPES.iter().find(|(name, ..)| *name == type_);
    let (kind, subtype) = known.map_or(("misc", ""), |(_, kind, subtype)| (*kind, *subtype));
    let mut record = Record {
        kind: kind.to_owned(),
        place: format!("{}:{}", source.name, first.map_or(1, |it| it.line)),
        ..Record::default()
    };
    record.push("entrysubtype", subtype);
    if known.is_none() {
        record.push("ris-ty", escape(type_));
    }
    let periodical = matches!(kind, "article" | "periodical");
    for (field, tags) in [
        ("author", ["AU", "A1"]),
        ("editor", ["ED", "A2"]),
        ("translator", ["A4", ""]),
    ] {
        let names = lines
            .iter()
            .filter(|it| tags.contains(&it.tag.as_str()) && !it.value.is_empty());
        let names: Vec<String> = names.map(|it| name(&it.value)).collect();
        record.push(field, names.join(" and "));
    }
    for line in lines.iter().skip(1).filter(|it| !it.value.is_empty()) {
        field(&mut record, line, periodical);
    }
    pages(&mut record, lines);
    let words = lines.iter().filter(|it| it.tag == "KW");
    let words: Vec<String> = words.map(|it| escape(&it.value)).collect();
    record.push("keywords", words.join(", "));
    dates(&mut record, lines);
    record
}

/// The field that a tag stands for; a tag without one keeps its name.
fn field(record: &mut Record, line: &Tagged, periodical: bool) {
    let container = if periodical { "journal" } else { "booktitle" };
    let value = line.value.as_str();
    let name = match line.tag.as_str() {
        "AU" | "A1" | "ED" | "A2" | "A4" | "SP" | "EP" | "KW" | "PY" | "Y1" | "DA" => return,
        "ID" => {
            if is_key(value) && record.key.is_none() {
                record.key = Some(value.to_owned());
                return;
            }
            "ris-id"
        }
        "TI" | "T1" | "CT" => "title",
        "T2" | "JO" | "JF" | "BT" => container,
        "JA" | "J2" => "shortjournal",
        "T3" => "series",
        "ST" => "shorttitle",
        "VL" => "volume",
        "IS" => "number",
        "ET" => "edition",
        "PB" => "publisher",
        "CY" | "PP" => "address",
        "SN" if value.chars().filter(char::is_ascii_alphanumeric).count() == 8 => "issn",
        "SN" => "isbn",
        "LA" => "language",
        "AB" | "N2" => "abstract",
        "N1" => "note",
        "M3" => "type",
        "Y2" => {
            let date = iso(value);
            let whole = date
                .as_deref()
                .is_some_and(|date| date.len() >= value.trim_end_matches('/').len());
            record.push(
                if whole { "urldate" } else { "ris-y2" },
                if whole { date.unwrap_or_default() } else { escape(value) },
            );
            return;
        }
        // What TeX leaves alone.
        "UR" => return record.push("url", address(value)),
        "DO" => return record.push("doi", address(value)),
        other => return record.push(&format!("ris-{}", other.to_lowercase()), escape(value)),
    };
    // The same title stands in T2 and JO, and again in T1: once is enough.
    let escaped = escape(value);
    let listed = matches!(name, "publisher" | "address") && escaped.contains(" and ");
    let escaped = if listed { format!("{{{escaped}}}") } else { escaped };
    if record.get(name) != Some(escaped.as_str()) {
        record.push(name, escaped);
    }
}

fn address(text: &str) -> String {
    text.replace('{', "%7B").replace('}', "%7D").replace('\\', "%5C")
}

/// `Family, Given, Suffix` as BibTeX has it: `Family, Suffix, Given`; a name without a comma is an institution.
fn name(written: &str) -> String {
    let parts: Vec<String> = written.split(',').map(|it| escape(it.trim())).collect();
    match parts.as_slice() {
        [family, given] if !given.is_empty() => format!("{}, {given}", guarded(family)),
        [family, given, suffix] => format!("{}, {suffix}, {given}", guarded(family)),
        _ => format!("{{{}}}", escape(written.trim().trim_end_matches(','))),
    }
}

fn guarded(family: &str) -> String {
    if family.contains(" and ") {
        format!("{{{family}}}")
    } else {
        family.to_owned()
    }
}

fn pages(record: &mut Record, lines: &[Tagged]) {
    let of = |tag: &str| {
        lines
            .iter()
            .find(|it| it.tag == tag)
            .map(|it| escape(&it.value))
            .filter(|it| !it.is_empty())
    };
    match (of("SP"), of("EP")) {
        (Some(first), Some(last)) => record.push("pages", format!("{first}--{last}")),
        (first, last) => record.push("pages", first.or(last).unwrap_or_default()),
    }
}

/// The date of publication: as exact as it is given, and once more as it is written where that says more.
fn dates(record: &mut Record, lines: &[Tagged]) {
    let of = |tags: [&str; 2]| {
        lines
            .iter()
            .find(|it| tags.contains(&it.tag.as_str()))
            .map(|it| it.value.as_str())
    };
    let (year, date) = (of(["PY", "Y1"]), of(["DA", ""]));
    let exact = [date, year]
        .into_iter()
        .flatten()
        .filter_map(iso)
        .max_by_key(String::len);
    match exact.as_deref() {
        Some(exact) if exact.len() > 4 => record.push("date", exact),
        Some(exact) => record.push("year", exact),
        None => record.push("year", escape(year.or(date).unwrap_or_default())),
    }
    let said = |written: &str| iso(written).is_some_and(|it| it.len() >= written.trim_end_matches('/').len());
    for (tag, written) in [("ris-py", year), ("ris-da", date)] {
        if let Some(written) = written.filter(|it| exact.is_some() && !said(it)) {
            record.push(tag, escape(written));
        }
    }
}

/// `2010/05/12/` as `2010-05-12`, as far as it is a date.
fn iso(written: &str) -> Option<String> {
    let mut parts = written.split(['/', '-']).map(str::trim).take_while(|it| !it.is_empty());
    let year = parts
        .next()
        .filter(|it| it.len() == 4 && it.chars().all(|c| c.is_ascii_digit()))?;
    let number = |part: Option<&str>, most: u32| part?.parse::<u32>().ok().filter(|it| (1..=most).contains(it));
    let mut date = year.to_owned();
    if let Some(month) = number(parts.next(), 12) {
        date += &format!("-{month:02}");
        if let Some(day) = number(parts.next(), 31) {
            date += &format!("-{day:02}");
        }
    }
    Some(date)
}
