//! Packs the words of one part of the index, in their order, with what is known of each; `search.js` reads them.

use super::code::{Coder, NUMBER};
use std::borrow::Cow;

/// Places of the model: what is expected of each thing that is written. `search.js` has the same.
const LETTERS: usize = 0;
const PREFIX: usize = LETTERS + 256 * 256;
const ENTRIES: usize = PREFIX + 16;
const COUNT: usize = ENTRIES + NUMBER;
const LOST: usize = COUNT + 2 * NUMBER;
const LETTER: usize = LOST + NUMBER;
const SECOND: usize = LETTER + NUMBER;
const COMMON: usize = SECOND + 1;
const STEP: usize = COMMON + 1;
const TELLING: usize = STEP + CLASSES * NUMBER;
const IMPACT: usize = TELLING + 2 * 2 * CLASSES;
const SECTION: usize = IMPACT + 2 * 8;
const MORE: usize = SECTION + 8 * NUMBER;
const PLACES: usize = MORE + 2 * 2 * CLASSES;

/// Words of about as many pages are expected to behave alike: so many classes of them, by powers of two.
const CLASSES: usize = 16;

/// A section of a page, and how much a word says of it, from 0 to 7.
pub(super) type Hit = (u32, u8);

/// A page, and what a word says of its sections.
pub(super) type Kept<'a> = (u32, Cow<'a, [Hit]>);

/// The part that is being written.
pub(super) struct Lexicon {
    coder: Coder,
    before: Vec<u8>,
}

impl Lexicon {
    /// A part of so many words.
    pub(super) fn new(words: usize) -> Lexicon {
        let mut coder = Coder::new(PLACES);
        coder.number(ENTRIES, words);
        Lexicon {
            coder,
            before: Vec::new(),
        }
    }

    /// The letters of a word: how many bytes it shares with the one before it, the others, and a zero.
    fn word(&mut self, word: &str) {
        let bytes = word.as_bytes();
        let shared = bytes.iter().zip(&self.before).take_while(|(a, b)| a == b);
        let shared = shared.count().min(15);
        self.coder.symbol(PREFIX, 4, shared);
        // The first letter that differs is expected after the one in its place; the others after their neighbours.
        let mut context = self.before.get(shared).copied().unwrap_or_default();
        for byte in bytes[shared..].iter().copied().chain([0]) {
            let place = LETTERS + usize::from(context) * 256;
            self.coder.symbol(place, 8, usize::from(byte));
            context = byte;
        }
        self.before.clear();
        self.before.extend_from_slice(bytes);
    }

    /// A word without its first or second letter, and the letters that are lost: whether it was the second, and which.
    pub(super) fn maimed(&mut self, word: &str, lost: &[(bool, char)]) {
        self.word(word);
        self.coder.number(LOST, lost.len());
        for (is_second, letter) in lost {
            self.coder.bit(SECOND, *is_second);
            self.coder.number(LETTER, *letter as usize);
        }
    }

    /// A word, and where it stands: for each page the step from the page before it, then for each section its impact,
    /// its step and whether another section follows.
    pub(super) fn places(&mut self, word: &str, is_common: bool, pages: &[Kept<'_>]) {
        self.word(word);
        let is_sound = usize::from(word.starts_with(['=', '^']));
        let coder = &mut self.coder;
        coder.bit(COMMON, is_common);
        coder.number(COUNT + is_sound * NUMBER, pages.len());
        let class = (usize::BITS - pages.len().leading_zeros()).min(15) as usize;
        let (mut before, mut was_telling) = (0, 0);
        for (page, hits) in pages {
            coder.number(STEP + class * NUMBER, (page - before) as usize);
            before = *page;
            let mut section_before = 0;
            for (at, (section, impact)) in hits.iter().enumerate() {
                let (later, impact) = (usize::from(at > 0), usize::from(*impact));
                let is_telling = usize::from(impact > 0);
                coder.bit(TELLING + (is_sound * 2 + was_telling) * CLASSES + class, impact > 0);
                if impact > 0 {
                    coder.symbol(IMPACT + is_sound * 8, 3, impact);
                }
                was_telling = is_telling;
                let kind = if impact < 4 { is_telling * 2 + later } else { impact };
                coder.number(SECTION + kind * NUMBER, (section - section_before) as usize);
                section_before = *section;
                coder.bit(MORE + (is_telling * 2 + later) * CLASSES + class, at + 1 < hits.len());
            }
        }
    }

    /// The part as it stands in the index.
    pub(super) fn finish(self) -> String {
        self.coder.finish()
    }
}
