//! Writes numbers and letters in as few bits as they are worth: an adaptive binary range coder, as that of LZMA, with
//! digits of six bits, so that what it writes stands in a script as it is and cannot be compressed any further.
//!
//! `search.js` reads it with the same model. What was seen often before is expected again; so each part of the index
//! begins with no expectation and can be read alone.

use super::pack::DIGITS;

/// Bits of a digit; all of `low`; the least `range` before the next digit is due.
const DIGIT: u32 = 6;
const WHOLE: u32 = 30;
const LEAST: u32 = 1 << (WHOLE - DIGIT);

/// Certainty: a probability of one.
const CERTAIN: u16 = 1 << 12;

/// What one number takes of the expectations: 32 for its length in bits, four for the first two of the other bits of
/// each length.
pub(super) const NUMBER: usize = 32 + 32 * 4;

/// Writes one part.
#[derive(Debug)]
pub(super) struct Coder {
    low: u32,
    range: u32,
    cache: Option<u32>,
    pending: usize,
    /// How probable a zero is, and how often that was learnt, by the place in the model.
    zeros: Vec<(u16, u8)>,
    out: Vec<u8>,
}

impl Coder {
    /// A coder whose model has so many places.
    pub(super) fn new(places: usize) -> Coder {
        Coder {
            low: 0,
            range: (1 << WHOLE) - 1,
            cache: None,
            pending: 0,
            zeros: vec![(CERTAIN / 2, 0); places],
            out: Vec::new(),
        }
    }

    /// Writes one bit that is expected as it was before at this place.
    pub(super) fn bit(&mut self, place: usize, bit: bool) {
        let expected = &mut self.zeros[place];
        let (zero, seen) = *expected;
        let shift = (2 + seen / 2).min(6);
        let learnt = if bit {
            zero - (zero >> shift)
        } else {
            zero + ((CERTAIN - zero) >> shift)
        };
        *expected = (learnt, (seen + 1).min(8));
        self.write(u32::from(zero), bit);
    }

    /// Writes a symbol of so many bits, the highest first; it takes as many places as there are symbols.
    pub(super) fn symbol(&mut self, place: usize, bits: u32, symbol: usize) {
        let mut node = 1;
        for at in (0..bits).rev() {
            let bit = (symbol >> at) & 1;
            self.bit(place + node, bit == 1);
            node = node * 2 + bit;
        }
    }

    /// Writes a number below 2³¹: how long it is, then what follows its first one.
    pub(super) fn number(&mut self, place: usize, number: usize) {
        let number = number + 1;
        let length = number.ilog2();
        self.symbol(place, 5, length as usize);
        let mut node = 1;
        for at in (0..length).rev() {
            let bit = (number >> at) & 1;
            if node < 4 {
                self.bit(place + 32 + length as usize * 4 + node, bit == 1);
                node = node * 2 + bit;
            } else {
                self.write(u32::from(CERTAIN / 2), bit == 1);
            }
        }
    }

    fn write(&mut self, zero: u32, bit: bool) {
        let bound = (self.range >> 12) * zero;
        if bit {
            self.low += bound;
            self.range -= bound;
        } else {
            self.range = bound;
        }
        while self.range < LEAST {
            self.range <<= DIGIT;
            self.shift();
        }
    }

    /// Lets the highest digit go, once it is certain that nothing is carried into it.
    fn shift(&mut self) {
        let carry = self.low >> WHOLE;
        let digit = (self.low >> (WHOLE - DIGIT)) & 63;
        if carry == 1 || digit != 63 {
            if let Some(cache) = self.cache {
                self.digit(cache + carry);
            }
            for _ in 0..std::mem::take(&mut self.pending) {
                self.digit(63 + carry);
            }
            self.cache = Some(digit);
        } else {
            self.pending += 1;
        }
        self.low = (self.low & (LEAST - 1)) << DIGIT;
    }

    fn digit(&mut self, digit: u32) {
        self.out.push(DIGITS[digit as usize & 63]);
    }

    /// All digits; who reads takes nothing for zeros.
    pub(super) fn finish(mut self) -> String {
        for _ in 0..=WHOLE / DIGIT {
            self.shift();
        }
        let digits: String = self.out.iter().map(|digit| char::from(*digit)).collect();
        digits.trim_end_matches(char::from(DIGITS[0])).to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::{CERTAIN, Coder, DIGIT, DIGITS, LEAST, NUMBER, WHOLE};

    /// Reads as `search.js` does.
    struct Reader<'a> {
        digits: std::slice::Iter<'a, u8>,
        code: u32,
        range: u32,
        zeros: Vec<(u16, u8)>,
    }

    impl Reader<'_> {
        fn new(text: &str, places: usize) -> Reader<'_> {
            let mut reader = Reader {
                digits: text.as_bytes().iter(),
                code: 0,
                range: (1 << WHOLE) - 1,
                zeros: vec![(CERTAIN / 2, 0); places],
            };
            for _ in 0..WHOLE / DIGIT {
                reader.code = (reader.code << DIGIT) | reader.digit();
            }
            reader
        }

        fn digit(&mut self) -> u32 {
            let digit = self.digits.next().copied().unwrap_or(DIGITS[0]);
            DIGITS.iter().position(|it| *it == digit).unwrap_or_default() as u32
        }

        fn read(&mut self, zero: u32) -> usize {
            let bound = (self.range >> 12) * zero;
            let bit = self.code >= bound;
            if bit {
                self.code -= bound;
                self.range -= bound;
            } else {
                self.range = bound;
            }
            while self.range < LEAST {
                self.range <<= DIGIT;
                self.code = (self.code << DIGIT) | self.digit();
            }
            usize::from(bit)
        }

        fn bit(&mut self, place: usize) -> usize {
            let (zero, seen) = self.zeros[place];
            let bit = self.read(u32::from(zero));
            let shift = (2 + seen / 2).min(6);
            let learnt = if bit == 1 {
                zero - (zero >> shift)
            } else {
                zero + ((CERTAIN - zero) >> shift)
            };
            self.zeros[place] = (learnt, (seen + 1).min(8));
            bit
        }

        fn number(&mut self, place: usize) -> usize {
            let mut length = 1;
            while length < 32 {
                length = length * 2 + self.bit(place + length);
            }
            let (mut node, mut number) = (1, 1);
            for _ in 0..length - 32 {
                let bit = if node < 4 {
                    self.bit(place + 32 + (length - 32) * 4 + node)
                } else {
                    self.read(u32::from(CERTAIN / 2))
                };
                node = (node * 2 + bit).min(4);
                number = number * 2 + bit;
            }
            number - 1
        }
    }

    #[test]
    fn what_is_written_is_read() {
        let mut seed = 7_u32;
        let numbers: Vec<usize> = (0..20_000)
            .map(|at| {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (seed >> (8 + at % 24)) as usize
            })
            .chain([0, 0, 0, 0, 1, 0, (1 << 31) - 2])
            .collect();
        let mut coder = Coder::new(NUMBER);
        for number in &numbers {
            coder.number(0, *number);
        }
        let written = coder.finish();
        let mut reader = Reader::new(&written, NUMBER);
        for number in numbers {
            assert_eq!(reader.number(0), number);
        }
    }

    #[test]
    fn what_is_always_the_same_costs_nearly_nothing() {
        let mut coder = Coder::new(NUMBER);
        for _ in 0..10_000 {
            coder.number(0, 5);
        }
        let written = coder.finish();
        assert!(written.len() < 400, "{}", written.len());
        assert!(!written.contains(['"', '\\', ' ', '~', '|']));
    }

    #[test]
    fn nothing_is_short() {
        assert_eq!(Coder::new(1).finish(), "");
    }
}
