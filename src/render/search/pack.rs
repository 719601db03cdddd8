//! Numbers and lists as printable characters: what the index writes and `search.js` reads.

/// The digits. In lists a digit of the second half says that another one follows; the words take the first 64.
pub(super) const DIGITS: &[u8] =
    b"!#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz{|";

/// Half of the digits: the base.
const BASE: usize = 45;

/// Writes a number, the least digit first.
pub(super) fn number(mut number: usize, out: &mut String) {
    while number >= BASE {
        out.push(char::from(DIGITS[BASE + number % BASE]));
        number /= BASE;
    }
    out.push(char::from(DIGITS[number]));
}

/// Writes how many numbers there are and each less the one before it. They must ascend.
pub(super) fn ascending(numbers: &[usize], out: &mut String) {
    number(numbers.len(), out);
    let mut before = 0;
    for &it in numbers {
        number(it - before, out);
        before = it;
    }
}

#[cfg(test)]
mod tests {
    use super::{ascending, number};

    #[test]
    fn numbers_are_short_and_free_of_what_a_script_would_escape() {
        let written = |it: usize| {
            let mut out = String::new();
            number(it, &mut out);
            out
        };
        assert_eq!(written(0), "!");
        assert_eq!(written(44).len(), 1);
        assert_eq!(written(45).len(), 2);
        assert_eq!(written(2024).len(), 2);
        assert_eq!(written(2025).len(), 3);
        let all: String = (0..3000).map(written).collect();
        assert!(!all.contains(['"', '\\', ' ', '~', '}']) && all.is_ascii());
    }

    #[test]
    fn ascending_numbers_are_written_as_steps() {
        let mut out = String::new();
        ascending(&[3, 3, 10], &mut out);
        assert_eq!(out, "%%!)");
    }
}
