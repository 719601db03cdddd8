//! Measures the linking of glossary terms on the repository's own content against lists that were judged by hand.
//!
//! `matches.tsv` says of matches whether the word means the term there (precision), `sentences.tsv` which terms a
//! sentence names and should be linked to (recall). Rows are known by the words of their sentence, so an edit elsewhere
//! does not touch them. To draw again: `DRAW=1 cargo test --test glossary -- --nocapture` prints what there is to
//! draw from, in order; the first line of each list says how it was drawn.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot read its lists has failed"
)]

use conspectus::graph::{EntryId, Node};
use conspectus::model::{Kind, Quotes, Relation};
use conspectus::parse::prose::{self, Leaf, LinkTarget, Piece};
use conspectus::pipeline::{self, Checked, Options};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Of the judged matches, so many must be right.
const PRECISION: f64 = 0.98;

/// Of the judged uses, so many must be found.
const RECALL: f64 = 0.95;

/// Of the judged rows, so many may be gone before they say too little.
const GONE: f64 = 0.10;

/// The length of a sentence's key in characters.
const KEY: usize = 60;

/// A use of a term or the name of an actor in prose, found or linked by hand.
struct Use {
    file: String,
    /// The sentence that it stands in.
    sentence: String,
    text: String,
    /// The key of what it means.
    name: String,
    by_hand: bool,
}

/// A sentence of running text.
struct Sentence {
    file: String,
    /// Its words, without citations.
    words: String,
    /// As it is written, where links can be seen.
    source: String,
}

/// A match by what identifies it in the list: file, key of the sentence, text, term.
type MatchKey = (String, String, String, String);

/// How a list was met: out of so many rows so many are gone, and out of so many that count so many are good.
struct Figures {
    rows: usize,
    gone: usize,
    good: usize,
    counted: usize,
    /// The rows that are not good.
    faults: Vec<String>,
}

impl Figures {
    #[expect(clippy::cast_precision_loss, reason = "a few hundred")]
    fn share(&self) -> f64 {
        self.good as f64 / self.counted.max(1) as f64
    }

    /// Prints the figures, and fails when they say too little or the share is too low.
    #[expect(clippy::cast_precision_loss, reason = "a few hundred")]
    fn hold(&self, name: &str, list: &str, least: f64) {
        let (share, faults) = (self.share(), self.faults.join("\n  "));
        println!(
            "{name} {share:.3} ({} of {}; {} of {} rows of {list} are gone)\n  {faults}",
            self.good, self.counted, self.gone, self.rows,
        );
        assert!(
            self.gone as f64 <= GONE * self.rows as f64,
            "{} of {} rows of tests/glossary/{list} are no longer in the content: draw and judge the list again",
            self.gone,
            self.rows,
        );
        assert!(
            share >= least,
            "{name} is {share:.3}, and {least} is asked for:\n  {faults}"
        );
    }
}

#[test]
fn a_found_word_means_the_term() {
    let found: BTreeSet<MatchKey> = uses(&content(), Kind::Term)
        .iter()
        .filter(|it| !it.by_hand)
        .map(match_key)
        .collect();
    let list = list(include_str!("glossary/matches.tsv"));
    let mut figures = Figures::of(&list);
    for [file, sentence, text, term, verdict, remark] in list.iter().map(|row| fields::<6>(row)) {
        let key = (file.to_owned(), sentence.to_owned(), text.to_owned(), term.to_owned());
        if !found.contains(&key) {
            figures.gone += 1;
            continue;
        }
        assert!(
            matches!(verdict, "right" | "wrong"),
            "a verdict is `right` or `wrong`: {verdict}"
        );
        figures.count(verdict == "right", || {
            format!("`{text}` is not `{term}` in {file}: {remark}")
        });
    }
    figures.hold("precision", "matches.tsv", PRECISION);
}

#[test]
fn a_word_that_means_a_term_is_found() {
    let checked = content();
    let mut terms: BTreeMap<(String, String), BTreeSet<String>> = BTreeMap::new();
    for Sentence { file, words, .. } in sentences(&checked) {
        terms.entry((file, key(&words))).or_default();
    }
    for it in uses(&checked, Kind::Term) {
        terms.entry((it.file, key(&it.sentence))).or_default().insert(it.name);
    }
    let list = list(include_str!("glossary/sentences.tsv"));
    let mut figures = Figures::of(&list);
    for [file, sentence, wanted, _] in list.iter().map(|row| fields::<4>(row)) {
        let Some(found) = terms.get(&(file.to_owned(), sentence.to_owned())) else {
            figures.gone += 1;
            continue;
        };
        for term in wanted.split_whitespace() {
            figures.count(found.contains(term), || {
                format!("`{term}` is not found in {file}: {sentence}")
            });
        }
    }
    figures.hold("recall", "sentences.tsv", RECALL);
}

/// Prints what the lists are drawn from, where it is asked for; that all of it can be read is tested in any case.
#[test]
fn what_there_is_to_draw_from() {
    let mut lines = Vec::new();
    let checked = content();
    for (kind, name) in [(Kind::Term, "match"), (Kind::Actor, "actor")] {
        for it in uses(&checked, kind).iter().filter(|it| !it.by_hand) {
            let Use {
                file,
                sentence,
                text,
                name: entry,
                ..
            } = it;
            lines.push(format!(
                "{name}\t{file}\t{}\t{text}\t{entry}\t{sentence}",
                key(sentence)
            ));
        }
    }
    for Sentence { file, words, source } in sentences(&checked) {
        lines.push(format!("sentence\t{file}\t{}\t{source}", key(&words)));
    }
    assert!(lines.len() > 300, "there is too little to draw from");
    if std::env::var_os("DRAW").is_some() {
        println!("{}", lines.join("\n"));
    }
}

impl Figures {
    fn of(list: &[&str]) -> Figures {
        let rows = list.len();
        assert!(rows >= 100, "the list is too short to say anything");
        Figures {
            rows,
            gone: 0,
            good: 0,
            counted: 0,
            faults: Vec::new(),
        }
    }

    fn count(&mut self, good: bool, fault: impl FnOnce() -> String) {
        self.counted += 1;
        if good {
            self.good += 1;
        } else {
            self.faults.push(fault());
        }
    }
}

fn content() -> Checked {
    pipeline::check(Path::new(env!("CARGO_MANIFEST_DIR")), &Options::default()).unwrap()
}

/// The rows of a list, without the line that says how it was drawn and the one with the names of the columns.
fn list(text: &str) -> Vec<&str> {
    text.lines().filter(|line| !line.starts_with('#')).skip(1).collect()
}

fn fields<const N: usize>(row: &str) -> [&str; N] {
    let fields: Vec<&str> = row.split('\t').collect();
    let count = fields.len();
    fields
        .try_into()
        .unwrap_or_else(|_| panic!("{count} columns instead of {N}: {row}"))
}

fn match_key(it: &Use) -> MatchKey {
    (it.file.clone(), key(&it.sentence), it.text.clone(), it.name.clone())
}

/// The beginning of a sentence, which identifies it in its file.
fn key(sentence: &str) -> String {
    let key: String = sentence.chars().take(KEY).collect();
    key.trim_end().to_owned()
}

/// Every use of every term, in the order of files and places.
fn uses(checked: &Checked, kind: Kind) -> Vec<Use> {
    let mut uses = Vec::new();
    for (from, path, prose) in read(checked) {
        for edge in checked.site.graph.from(from) {
            let Node::Entry(to) = edge.to else { continue };
            let to = checked.site.entry(to);
            let in_prose = matches!(edge.relation, Relation::Mentions | Relation::Links);
            if !in_prose || to.key.kind != kind {
                continue;
            }
            let at = edge.at.range();
            let sentence = prose.leaves.iter().find(|leaf| leaf.range.contains(&at.start));
            let sentence = sentence.map(|leaf| words(leaf, &edge.sentence.unwrap_or(edge.at).range()));
            let file = checked.tree.sources.file(checked.site.entry(from).file);
            uses.push((
                (path.clone(), at.start),
                Use {
                    file: path.clone(),
                    sentence: sentence.unwrap_or_default(),
                    text: spaced(file.slice(edge.at)),
                    name: to.key.to_string(),
                    by_hand: edge.relation == Relation::Links,
                },
            ));
        }
    }
    uses.sort_by(|(one, _), (other, _)| one.cmp(other));
    uses.into_iter().map(|(_, it)| it).collect()
}

/// Every sentence of running text with at least three words outside links, by file and place.
fn sentences(checked: &Checked) -> Vec<Sentence> {
    let mut sentences = Vec::new();
    for (from, path, prose) in read(checked) {
        let text = &checked.tree.sources.file(checked.site.entry(from).file).text;
        for leaf in prose.leaves.iter().filter(|leaf| !leaf.is_heading && !leaf.quotation) {
            let mut place = leaf.range.start;
            while place < leaf.range.end {
                let range = leaf.sentences(text).around(place);
                if is_prose(leaf, &range) {
                    sentences.push(Sentence {
                        file: path.clone(),
                        words: words(leaf, &range),
                        source: spaced(&text[range.clone()]),
                    });
                }
                place = range.end.max(place) + 1;
            }
        }
    }
    sentences
}

/// The prose of every entry, in the order of files.
fn read(checked: &Checked) -> Vec<(EntryId, String, prose::Prose)> {
    let of_entry = |(id, entry): (EntryId, &conspectus::model::Entry)| {
        let file = checked.tree.sources.file(entry.file);
        (id, file.path.clone(), prose::read(&file.text, Quotes::of("en")))
    };
    let mut read: Vec<_> = checked.site.graph.entries().map(of_entry).collect();
    read.sort_by(|one, other| one.1.cmp(&other.1));
    read
}

fn is_prose(leaf: &Leaf, range: &std::ops::Range<usize>) -> bool {
    let text = leaf.parts.iter().filter(|part| part.piece == Piece::Text);
    let words = text.flat_map(|part| part.words_in(range).split_whitespace());
    words.filter(|word| word.chars().any(char::is_alphabetic)).count() >= 3
}

/// The words of a sentence, labels of links among them, citations not.
fn words(leaf: &Leaf, range: &std::ops::Range<usize>) -> String {
    let inside = |part: &&prose::Part| part.range.end > range.start && part.range.start < range.end;
    let words = leaf.parts.iter().filter(inside).map(|part| match &part.piece {
        Piece::Text => part.words_in(range),
        Piece::Link(LinkTarget::Citation) | Piece::Footnote => "",
        Piece::Code | Piece::Link(_) => part.text.as_str(),
    });
    spaced(&words.collect::<String>())
}

fn spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
