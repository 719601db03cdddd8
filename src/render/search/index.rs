//! The index itself: which word stands in which section of which page and how much it says about it, in parts of
//! bounded size that the browser loads one by one.

use super::fold;
use super::lexicon::{Hit, Kept, Lexicon};
use super::records::{KINDS, Record};
use super::sound;
use super::stem::stem;
use super::words::{Words, hash};
use rayon::prelude::*;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// About how many bits of words a part of the index holds.
const PART: usize = 80_000;

/// A word leads to this many pages at most, those of which it says most.
const MOST_PAGES: usize = 6_000;

/// Words that tell nothing of a text: they are found in names and headings only.
const STOP: &str = "a about after all also an and any are as at be because been before being between both but by can could \
    did do does during each for from had has have he her his how if in into is it its may more most no nor not of on \
    only or other our over she should so some such than that the their them then there these they this those through \
    to under up was we were what when where which while who whom whose why will with would you your";

/// From here on an impact comes of a name, a heading or a statement.
const OF_STATEMENT: u8 = 3;
const OF_NAME: u8 = 5;

/// A part of the words: the first of them, and all of them packed.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Part {
    /// The first word.
    pub(super) first: String,
    /// The packed words.
    pub(super) words: String,
}

/// What records hold, as far as the index needs it: few bytes for each word of each section.
#[derive(Debug, Default)]
pub(super) struct Found {
    words: Words,
    /// Folded words and the number of the stem of each.
    forms: Words,
    stems: Vec<u32>,
    /// What each word is heard as: the numbers of its sounds, by the number of the form.
    sounds: BTreeMap<u32, Vec<u32>>,
    /// Words and where they stand; see [`pack_hit`].
    hits: Vec<u64>,
    /// Where each word stands, word by word, when no more are added; and where those of each word begin.
    places: Vec<u32>,
    starts: Vec<u32>,
    /// The words of names.
    names: BTreeSet<u32>,
    records: u32,
}

/// So many records at most go into one [`Found`].
pub(super) const TOGETHER: usize = 1 << 12;

/// A record of those in a [`Found`], a section (those after the 32,768th are taken for one), an impact: in one number.
fn pack_place(record: u32, section: u32, impact: u8) -> u32 {
    const SECTIONS: u32 = 1 << 15;
    (record << 18) | (section.min(SECTIONS - 1) << 3) | u32::from(impact & 7)
}

/// The number of a word with a packed place, in one number, which is sorted in half the time of two.
fn pack_hit(word: u32, place: u32) -> u64 {
    (u64::from(word) << 32) | u64::from(place)
}

/// The word and the place of one such number.
fn unpack_hit(hit: u64) -> (usize, u32) {
    ((hit >> 32) as usize, hit as u32)
}

/// Hands on the parts of the index of these records with their numbers, and gives back what `take` makes of them, in the
/// order of the words. `found` follow each other.
pub(super) fn parts<T: Send>(found: &[Found], take: impl Fn(usize, Part) -> T + Sync) -> Vec<T> {
    let numbers = || {
        found
            .iter()
            .scan(0, |before, it| Some(std::mem::replace(before, *before + it.records)))
    };
    let firsts: Vec<u32> = numbers().collect();
    let records: usize = found.iter().map(|it| it.records as usize).sum();
    let of = |at: usize| (0..found[at].words.len()).map(move |word| (found[at].words.word(word), at, word));
    let mut all: Vec<(&str, usize, u32)> = (0..found.len()).flat_map(of).collect();
    let compare = order(found);
    all.par_sort_unstable_by(|a, b| compare(a.0, b.0).then(a.1.cmp(&b.1)));
    let stop: BTreeSet<String> = STOP.split_whitespace().map(stem).collect();
    // Maimed words come first: they begin with a hyphen, which no word does.
    let maimed = beginnings(found);
    let mut entries: Vec<Entry> = maimed.iter().map(|(word, lost)| Entry::Maimed(word, lost)).collect();
    entries.extend(all.chunk_by(|a, b| a.0 == b.0).map(Entry::Word));
    entries.sort_by(|a, b| compare(a.word(), b.word()));
    let weight = |entry: &Entry| match entry {
        Entry::Maimed(_, lost) => 24 + 8 * lost.len(),
        Entry::Word(places) => weight(found, places, records),
    };
    let written = |(number, part): (usize, &&[Entry])| {
        let mut lexicon = Lexicon::new(part.len());
        let (mut ranges, mut hits) = (Vec::new(), Vec::new());
        for entry in *part {
            match entry {
                Entry::Maimed(word, lost) => lexicon.maimed(word, lost),
                Entry::Word(places) => {
                    (ranges, hits) = together(found, &firsts, places, (ranges, hits));
                    let pages = ranges.iter().map(|(page, range)| (*page, &hits[range.clone()]));
                    let pages: Vec<(u32, &[Hit])> = pages.collect();
                    let (is_common, pages) = kept(&pages, records, stop.contains(entry.word()));
                    lexicon.places(entry.word(), is_common, &pages);
                }
            }
        }
        let first = part.first().map_or("", Entry::word).to_owned();
        let words = lexicon.finish();
        take(number, Part { first, words })
    };
    let parts = cut(&entries, weight);
    parts.par_iter().enumerate().map(written).collect()
}

/// What the index has in one place of its order.
enum Entry<'a> {
    /// A word without one of its first letters, and which letters are lost.
    Maimed(&'a str, &'a [(bool, char)]),
    /// A word, and in which part of the site it has which number.
    Word(&'a [(&'a str, usize, u32)]),
}

impl Entry<'_> {
    fn word(&self) -> &str {
        match self {
            Entry::Maimed(word, _) => word,
            Entry::Word(places) => places.first().map_or("", |it| it.0),
        }
    }
}

/// About how many bits a word will take.
fn weight(found: &[Found], places: &[(&str, usize, u32)], records: usize) -> usize {
    let hits: usize = places.iter().map(|&(_, at, number)| found[at].count(number)).sum();
    24 + hits.min(MOST_PAGES) * (6 + (records / hits.max(1)).max(1).ilog2() as usize)
}

/// Pages with the ranges of their hits, and the hits.
type Places = (Vec<(u32, Range<usize>)>, Vec<Hit>);

/// Where a word stands in all parts of the site; in the room that another word took.
fn together(found: &[Found], firsts: &[u32], places: &[(&str, usize, u32)], room: Places) -> Places {
    let (mut pages, mut hits) = room;
    pages.clear();
    hits.clear();
    for &(_, at, number) in places {
        found[at].places(number, firsts[at], &mut pages, &mut hits);
    }
    (pages, hits)
}

/// The order of a script's strings, by units of UTF-16, for the words of these parts. That of bytes is the same, and faster
/// told, where none begins a character from U+E000 on.
fn order(found: &[Found]) -> fn(&str, &str) -> std::cmp::Ordering {
    if found.iter().any(|it| it.words.text().bytes().any(|byte| byte >= 0xee)) {
        compare
    } else {
        |a, b| a.cmp(b)
    }
}

/// The order of any texts by units of UTF-16.
fn compare(a: &str, b: &str) -> std::cmp::Ordering {
    // UTF-8 has the same order where the first bytes that differ begin no character from U+E000 on.
    let differing = a.bytes().zip(b.bytes()).find(|(a, b)| a != b);
    match differing {
        Some((a, b)) if a < 0xee && b < 0xee => a.cmp(&b),
        Some(_) => a.encode_utf16().cmp(b.encode_utf16()),
        None => a.len().cmp(&b.len()),
    }
}

/// Parts of bounded size. Where one ends depends on the words there and on nothing before, as far as the bounds allow:
/// so an edit changes the parts that hold its words, and not all that come after.
fn cut<'a>(entries: &'a [Entry<'a>], weight: impl Fn(&Entry) -> usize) -> Vec<&'a [Entry<'a>]> {
    let (mut parts, mut start, mut size) = (Vec::new(), 0, 0);
    for (at, entry) in entries.iter().enumerate() {
        let its = weight(entry);
        size += its;
        let is_cut = size > PART / 2 && (hash(entry.word()) & 0xffff_ffff) % (PART / 2) < its;
        if is_cut || size > PART + PART / 2 || at + 1 == entries.len() {
            parts.push(&entries[start..=at]);
            (start, size) = (at + 1, 0);
        }
    }
    parts
}

impl Found {
    /// Adds the words of the next record, with the sections that hold them.
    pub(super) fn add(&mut self, record: &Record) {
        let start = self.hits.len();
        // A name leads to what bears it before all that its bearer wrote.
        let less = if record.kind + 1 == KINDS.len() { 2 } else { 0 };
        for name in &record.names {
            self.add_name(name, less);
        }
        for name in &record.authors {
            self.add_name(name, 1);
        }
        for (number, section) in (0u32..).zip(&record.sections) {
            let heading = fold::words(&section.heading);
            let impact = if heading.len() < 4 { 4 } else { 3 };
            for word in &heading {
                self.add_stem(word, number, impact);
            }
            fold::each(&section.statement, |word| {
                self.add_stem(word, number, OF_STATEMENT);
            });
            self.add_text(&section.text, number);
        }
        for letter in initials(record) {
            self.add_word(&letter, 0, OF_NAME);
        }
        self.keep_strongest(start);
        self.records += 1;
    }

    fn add_name(&mut self, name: &str, less: u8) {
        let folded = fold::words(name);
        let impact = of_name(folded.len()) - less;
        for word in folded {
            let form = self.form_of(&word);
            let (words, place) = (&mut self.words, pack_place(self.records, 0, impact));
            let heard = || sound::sounds(&word).into_iter();
            let numbers = || heard().map(|sound| words.number(&format!("={sound}")).0).collect();
            let sounds = self.sounds.entry(form).or_insert_with(numbers);
            self.hits.extend(sounds.iter().map(|sound| pack_hit(*sound, place)));
            let stem = self.stems[form as usize];
            self.hits.push(pack_hit(stem, place));
            self.names.insert(stem);
        }
        for word in joined(name) {
            self.add_stem(&word, 0, impact);
        }
    }

    /// Adds running text: a word says the more of a section the more often it stands there. Sections are short, so
    /// their length would add little, and it would cost a tenth of the index.
    fn add_text(&mut self, text: &str, section: u32) {
        let mut stems: Vec<u32> = Vec::new();
        fold::each(text, |word| stems.push(self.stem_of(word)));
        stems.sort_unstable();
        for same in stems.chunk_by(|a, b| a == b) {
            let impact = same.len().min(3) as u8 - 1;
            let place = pack_place(self.records, section, impact);
            self.hits.push(pack_hit(same[0], place));
        }
    }

    fn add_stem(&mut self, word: &str, section: u32, impact: u8) -> u32 {
        let stem = self.stem_of(word);
        self.hits
            .push(pack_hit(stem, pack_place(self.records, section, impact)));
        stem
    }

    fn add_word(&mut self, word: &str, section: u32, impact: u8) {
        let (number, _) = self.words.number(word);
        self.hits
            .push(pack_hit(number, pack_place(self.records, section, impact)));
    }

    fn stem_of(&mut self, word: &str) -> u32 {
        let form = self.form_of(word);
        self.stems[form as usize]
    }

    /// The number of a word as it is written; its stem is known from then on.
    fn form_of(&mut self, word: &str) -> u32 {
        let (form, is_new) = self.forms.number(word);
        if is_new {
            self.stems.push(self.words.number(&stem(word)).0);
        }
        form
    }

    /// Of what the hits from there on say of one word in one section, keeps what says most.
    fn keep_strongest(&mut self, start: usize) {
        // Of one word and section, the strongest comes last.
        let mut of_record = self.hits.split_off(start);
        of_record.sort_unstable();
        let same = |a: &u64, b: &u64| a >> 3 == b >> 3;
        self.hits
            .extend(of_record.chunk_by(same).filter_map(|same| same.last()));
    }

    /// Brings the hits into the order of the words; no more can be added.
    pub(super) fn finish(mut self) -> Found {
        // How many there are of each word, then where the next of each goes, then where those of each end.
        let mut next = vec![0; self.words.len() as usize + 1];
        for hit in &self.hits {
            next[unpack_hit(*hit).0 + 1] += 1;
        }
        for at in 1..next.len() {
            next[at] += next[at - 1];
        }
        let starts = next.clone();
        let mut places = vec![0; self.hits.len()];
        // They came record by record, so those of one word stay in order.
        for (word, place) in std::mem::take(&mut self.hits).into_iter().map(unpack_hit) {
            let at = &mut next[word];
            places[*at as usize] = place;
            *at += 1;
        }
        Found {
            words: self.words.closed(),
            names: self.names,
            records: self.records,
            places,
            starts,
            ..Found::default()
        }
    }

    /// How often a word stands somewhere.
    fn count(&self, word: u32) -> usize {
        (self.starts[word as usize + 1] - self.starts[word as usize]) as usize
    }

    /// The pages where a word stands, numbered from `first`, with the ranges of their hits.
    fn places(&self, word: u32, first: u32, pages: &mut Vec<(u32, Range<usize>)>, hits: &mut Vec<Hit>) {
        let (start, end) = (self.starts[word as usize], self.starts[word as usize + 1]);
        for &place in &self.places[start as usize..end as usize] {
            let page = first + (place >> 18);
            hits.push(((place >> 3) & 0x7fff, (place & 7) as u8));
            match pages.last_mut() {
                Some((last, range)) if *last == page => range.end = hits.len(),
                _ => pages.push((page, hits.len() - 1..hits.len())),
            }
        }
    }
}

/// What a reader may write in one where a name has a hyphen: `mk35`, `nonviolence`.
fn joined(name: &str) -> Vec<String> {
    let is_hyphen = |c: char| matches!(c, '-' | '‐' | '‑');
    let compounds = name.split_whitespace().filter(|it| it.contains(is_hyphen));
    compounds
        .flat_map(|it| fold::words(&it.replace(is_hyphen, "")))
        .collect()
}

/// How much a word says of what has it in its name: the whole name most.
fn of_name(words: usize) -> u8 {
    match words {
        0 | 1 => 7,
        2 | 3 => 6,
        4..=7 => 5,
        _ => 4,
    }
}

/// The first letters of a title and a family name, for the reader who has typed no more.
fn initials(record: &Record) -> BTreeSet<String> {
    let names = record.names.iter().chain(&record.authors);
    let names = names.filter(|_| record.kind + 1 < KINDS.len());
    let first = names
        .take(2)
        .filter_map(|name| fold::words(name).first()?.chars().next());
    first.map(|letter| format!("^{letter}")).collect()
}

/// Whether a word is common, and where it stands. Words that tell little keep what names, headings and statements say.
fn kept<'a>(pages: &[(u32, &'a [Hit])], records: usize, is_stop: bool) -> (bool, Vec<Kept<'a>>) {
    let is_frequent = records > 64 && pages.len() > records / 2;
    let least = match (is_stop, is_frequent) {
        (true, _) => OF_NAME,
        (false, true) => OF_STATEMENT,
        (false, false) => 0,
    };
    let telling = |hits: &'a [Hit]| -> Cow<'a, [Hit]> {
        match least {
            0 => hits.into(),
            least => hits.iter().filter(|hit| hit.1 >= least).copied().collect(),
        }
    };
    let pages = strongest(pages).into_iter().map(|(page, hits)| (page, telling(hits)));
    let pages = pages.filter(|(_, hits)| !hits.is_empty()).collect();
    (is_stop || is_frequent, pages)
}

/// The pages of which the word says most, in their order.
fn strongest<'a>(pages: &[(u32, &'a [Hit])]) -> Vec<(u32, &'a [Hit])> {
    let mut pages = pages.to_vec();
    if pages.len() > MOST_PAGES {
        let strength = |hits: &[Hit]| hits.iter().map(|(_, impact)| *impact).max();
        pages.sort_by_key(|(page, hits)| (std::cmp::Reverse(strength(hits)), *page));
        pages.truncate(MOST_PAGES);
        pages.sort_unstable();
    }
    pages
}

/// For a mistake in the first two letters, where the order of the words does not help: the words of names without
/// their first, and without their second letter, each with the words that they come from.
fn beginnings(found: &[Found]) -> Vec<(String, Vec<(bool, char)>)> {
    let names = found
        .iter()
        .flat_map(|it| it.names.iter().map(|&name| it.words.word(name)));
    let words: BTreeSet<&str> = names.collect();
    let mut maimed: BTreeMap<String, BTreeSet<(bool, char)>> = BTreeMap::new();
    for word in words {
        let letters: Vec<char> = word.chars().collect();
        if letters.len() < 5 || letters.iter().any(char::is_ascii_digit) {
            continue;
        }
        for lost in [0, 1] {
            let kept = letters.iter().enumerate().filter(|(at, _)| *at != lost);
            let key: String = std::iter::once('-').chain(kept.map(|(_, letter)| *letter)).collect();
            maimed.entry(key).or_default().insert((lost == 1, letters[lost]));
        }
    }
    maimed
        .into_iter()
        .map(|(key, lost)| (key, lost.into_iter().collect()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::records::{Record, Section};
    use super::{Found, PART, beginnings, kept};

    fn parts(records: &[Record]) -> Vec<super::Part> {
        let mut found = Found::default();
        for record in records {
            found.add(record);
        }
        super::parts(&[found.finish()], |_, part| part)
    }

    fn record(title: &str, text: &str) -> Record {
        Record {
            title: title.to_owned(),
            names: vec![title.to_owned()],
            sections: vec![Section {
                text: text.to_owned(),
                ..Section::default()
            }],
            ..Record::default()
        }
    }

    #[test]
    fn every_form_of_a_name_is_there() {
        let mut found = Found::default();
        found.add(&record("Çelebi", ""));
        let found = found.finish();
        // The name, the consonants, the initial.
        let words: Vec<&str> = (0..found.words.len()).map(|word| found.words.word(word)).collect();
        assert_eq!(words, ["celebi", "=slb", "^c"]);
        let maimed = beginnings(&[found]);
        assert_eq!(
            maimed,
            [
                ("-clebi".to_owned(), vec![(true, 'e')]),
                ("-elebi".to_owned(), vec![(false, 'c')])
            ]
        );
    }

    #[test]
    fn a_name_says_more_of_its_bearer_than_of_what_the_bearer_wrote() {
        let mut found = Found::default();
        found.add(&Record {
            authors: vec!["Ida Fell".to_owned()],
            ..record("On a lamp", "")
        });
        found.add(&record("Ida Fell", ""));
        let found = found.finish();
        let (mut pages, mut hits) = (Vec::new(), Vec::new());
        let fell = (0..found.words.len()).find(|word| found.words.word(*word) == "fell");
        found.places(fell.expect("the name is there"), 0, &mut pages, &mut hits);
        assert_eq!(hits, [(0, 5), (0, 6)]);
    }

    #[test]
    fn parts_are_bounded_and_say_where_they_begin() {
        let records: Vec<Record> = (0..4000).map(|at| record(&format!("lamp{at}"), "a light")).collect();
        let parts = parts(&records);
        assert!(parts.len() > 2);
        assert!(parts.is_sorted_by_key(|part| part.first.clone()));
        assert!(
            parts
                .iter()
                .all(|part| part.words.len() < PART / 3 && !part.words.is_empty())
        );
    }

    #[test]
    fn an_edit_changes_few_parts() {
        let text = |at: usize| {
            (0..40)
                .map(|it| format!("word{}", at * 31 + it * 7))
                .collect::<Vec<_>>()
                .join(" ")
        };
        let mut records: Vec<Record> = (0..2000).map(|at| record(&format!("lamp{at}"), &text(at))).collect();
        let before = parts(&records);
        records[1000].sections[0].text.push_str(" unheard");
        let after = parts(&records);
        let same = after.iter().filter(|part| before.contains(part)).count();
        assert!(before.len() > 8 && same + 3 >= after.len(), "{same} of {}", after.len());
    }

    #[test]
    fn frequent_words_keep_what_they_tell() {
        let hits: Vec<[(u32, u8); 1]> = (0..100).map(|at| [(0, if at == 7 { 6 } else { 1 })]).collect();
        let pages: Vec<(u32, &[(u32, u8)])> = (0u32..)
            .zip(&hits)
            .map(|(page, hits)| (page, hits.as_slice()))
            .collect();
        assert_eq!(kept(&pages, 100, false), (true, vec![(7, vec![(0, 6)].into())]));
        assert_eq!(kept(&pages, 1000, false).1.len(), 100);
        assert_eq!(kept(&pages[..7], 1000, true), (true, Vec::new()));
    }

    #[test]
    fn a_word_of_too_many_pages_keeps_the_strongest() {
        let hits: Vec<[(u32, u8); 1]> = (0..9000).map(|at| [(0, u8::from(at >= 8000) * 3)]).collect();
        let pages: Vec<(u32, &[(u32, u8)])> = (0u32..)
            .zip(&hits)
            .map(|(page, hits)| (page, hits.as_slice()))
            .collect();
        let kept = super::strongest(&pages);
        assert_eq!(kept.len(), super::MOST_PAGES);
        assert!(kept.iter().filter(|(page, _)| *page >= 8000).count() == 1000);
        assert!(kept.is_sorted());
    }
}
