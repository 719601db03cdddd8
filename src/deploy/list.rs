//! The list of our own objects that lies in the bucket, so that all others are known to be foreign, and what is needed to go on
//! after a run that did not end.

use std::collections::{BTreeMap, BTreeSet};

/// The name of the list, below the prefix.
pub(super) const NAME: &str = ".conspectus";

const HEADING: &str = "# Objects written by `conspectus deploy`: hash of bytes and headers, size, ETag, path; fragments that links \
     name. No other object is ever replaced or removed.";

/// What we know of an object of ours.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Record {
    /// The hash of its bytes and headers; nothing while it is being replaced.
    pub(super) hash: Option<String>,
    /// The number of its bytes.
    pub(super) size: u64,
    /// The tag that the server gave it, if it did.
    pub(super) tag: Option<String>,
    /// Fragments that it has for certain, of those that links name.
    pub(super) has: BTreeSet<String>,
    /// Fragments that a page in the bucket may link to.
    pub(super) wanted: BTreeSet<String>,
}

/// Our objects, by path below the prefix.
pub(super) type List = BTreeMap<String, Record>;

/// The list as it is written: fields between tabs.
pub(super) fn text(list: &List) -> String {
    let mut text = format!("{HEADING}\n");
    for (path, it) in list {
        let hash = it.hash.as_deref().unwrap_or("-");
        let tag = it.tag.as_deref().unwrap_or("-");
        text.push_str(&format!("{hash}\t{}\t{tag}\t{path}", it.size));
        if !it.has.is_empty() || !it.wanted.is_empty() {
            text.push_str(&format!("\t{}", fragments(&it.has)));
        }
        if it.has != it.wanted {
            text.push_str(&format!("\t{}", fragments(&it.wanted)));
        }
        text.push('\n');
    }
    text
}

/// Reads a list.
///
/// # Errors
/// The number of the line that is damaged, from 1.
pub(super) fn parse(text: &str) -> Result<List, usize> {
    let lines = text.lines().enumerate().filter(|(_, line)| !line.starts_with('#'));
    lines.map(|(at, line)| record(line).ok_or(at + 1)).collect()
}

fn record(line: &str) -> Option<(String, Record)> {
    let mut fields = line.split('\t');
    let known = |field: &str| (field != "-").then(|| field.to_owned());
    let hash = known(fields.next()?);
    let size = fields.next()?.parse().ok()?;
    let tag = known(fields.next()?);
    let path = fields.next()?.to_owned();
    let has = fields.next().map(names).unwrap_or_default();
    let wanted = fields.next().map_or_else(|| has.clone(), names);
    let record = Record {
        hash,
        size,
        tag,
        has,
        wanted,
    };
    (!path.is_empty()).then_some((path, record))
}

fn fragments(names: &BTreeSet<String>) -> String {
    let written: Vec<String> = names
        .iter()
        .map(|it| {
            it.replace('%', "%25")
                .replace(' ', "%20")
                .replace('\t', "%09")
                .replace('\n', "%0A")
        })
        .collect();
    written.join(" ")
}

fn names(field: &str) -> BTreeSet<String> {
    let written = field.split(' ').filter(|it| !it.is_empty());
    written
        .map(|it| {
            it.replace("%0A", "\n")
                .replace("%09", "\t")
                .replace("%20", " ")
                .replace("%25", "%")
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_read_as_it_was_written() {
        let names = |names: &[&str]| names.iter().map(|it| (*it).to_owned()).collect::<BTreeSet<_>>();
        let settled = Record {
            hash: Some("ab".into()),
            size: 7,
            tag: Some("\"cd\"".into()),
            has: names(&["p-1", "with space", "100%"]),
            wanted: names(&["p-1", "with space", "100%"]),
        };
        let in_doubt = Record {
            hash: None,
            wanted: names(&["p-2"]),
            ..Record::default()
        };
        let list = List::from([
            ("events/the storm.html".to_owned(), settled),
            ("index.html".to_owned(), in_doubt),
            ("static/style.css".to_owned(), Record::default()),
        ]);
        assert_eq!(parse(&text(&list)), Ok(list));
        assert_eq!(parse("# x\nab\tmany\t-\ta.html\n"), Err(2));
    }
}
