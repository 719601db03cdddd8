//! Numbers for words: each distinct word of a part of the site is kept once, and is a number everywhere else.

/// The words that were seen, numbered in the order in which they came.
#[derive(Debug, Default)]
pub(super) struct Words {
    text: String,
    /// Where each word ends in `text`.
    ends: Vec<u32>,
    /// Open addressing: the number of a word plus one, at the first free place from its hash on. Nothing ever reads it
    /// in its own order, so what comes out does not depend on it.
    table: Vec<u32>,
}

impl Words {
    /// The number of a word; a new one where it was not seen before, which the second tells.
    pub(super) fn number(&mut self, word: &str) -> (u32, bool) {
        if self.ends.len() * 2 >= self.table.len() {
            self.grow();
        }
        let mask = self.table.len() - 1;
        let mut at = hash(word) & mask;
        loop {
            match self.table[at] {
                0 => break,
                taken if self.bytes(taken - 1) == word.as_bytes() => return (taken - 1, false),
                _ => at = (at + 1) & mask,
            }
        }
        let number = u32::try_from(self.ends.len()).unwrap_or(u32::MAX);
        self.text.push_str(word);
        self.ends.push(u32::try_from(self.text.len()).unwrap_or(u32::MAX));
        self.table[at] = number + 1;
        (number, true)
    }

    /// All words, one after another.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// The word of a number.
    pub(super) fn word(&self, number: u32) -> &str {
        self.text.get(self.range(number)).unwrap_or_default()
    }

    /// The same as bytes, to compare: where characters begin need not be looked for.
    fn bytes(&self, number: u32) -> &[u8] {
        self.text.as_bytes().get(self.range(number)).unwrap_or_default()
    }

    fn range(&self, number: u32) -> std::ops::Range<usize> {
        let at = number as usize;
        let start = at.checked_sub(1).and_then(|before| self.ends.get(before)).copied();
        let end = self.ends.get(at).copied();
        start.unwrap_or(0) as usize..end.unwrap_or(0) as usize
    }

    /// How many there are.
    pub(super) fn len(&self) -> u32 {
        u32::try_from(self.ends.len()).unwrap_or(u32::MAX)
    }

    /// The same words, of which no more are asked by their letters.
    pub(super) fn closed(mut self) -> Words {
        self.table = Vec::new();
        self.text.shrink_to_fit();
        self.ends.shrink_to_fit();
        self
    }

    fn grow(&mut self) {
        let size = (self.table.len() * 2).max(1024);
        let mut table = vec![0; size];
        for number in 0..self.len() {
            let mut at = hash(self.word(number)) & (size - 1);
            while table[at] != 0 {
                at = (at + 1) & (size - 1);
            }
            table[at] = number + 1;
        }
        self.table = table;
    }
}

/// A hash of a word, eight bytes at a time: each time multiplied, so that every bit moves the high ones, which are folded
/// into the low ones that the table takes.
pub(super) fn hash(word: &str) -> usize {
    let mix = |hash: u64, bytes: u64| {
        let hash = (hash ^ bytes).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        hash ^ (hash >> 32)
    };
    let (eights, rest) = word.as_bytes().as_chunks::<8>();
    let whole = eights
        .iter()
        .fold(word.len() as u64, |hash, eight| mix(hash, u64::from_le_bytes(*eight)));
    let rest = rest.iter().fold(0, |all, byte| all << 8 | u64::from(*byte));
    mix(whole, rest) as usize
}

#[cfg(test)]
mod tests {
    use super::Words;

    #[test]
    fn a_word_has_one_number() {
        let mut words = Words::default();
        let all: Vec<String> = (0..5000).map(|it| format!("lamp{it}")).collect();
        for (number, word) in (0u32..).zip(&all) {
            assert_eq!(words.number(word), (number, true));
        }
        for (number, word) in (0u32..).zip(&all) {
            assert_eq!(words.number(word), (number, false));
            assert_eq!(words.word(number), word);
        }
        assert_eq!(words.number(""), (5000, true));
        assert_eq!(words.word(5000), "");
        assert_eq!(words.len(), 5001);
    }
}
