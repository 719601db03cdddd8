//! The ledger: every address and fragment that a site has ever published, as `ledger.txt` has them.

use crate::span::FileSpan;
use std::collections::BTreeMap;
use std::fmt;

/// The name of the file, at the root of a site.
pub const FILE_NAME: &str = "ledger.txt";

/// What stands above the addresses.
const HEADER: &str = "\
# Every address and fragment that this site has published, one a line, so that none is ever lost.
# `conspectus ledger --update` adds lines; commit the file. The words behind a fragment say what stands before it on its
# page (`after`), or where the page answers for it since it is gone (`now`, or the `top` of the page).
";

/// What has been published, by path from the root of the site.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
    /// The addresses.
    pub addresses: BTreeMap<String, Published>,
}

/// An address that was published.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Published {
    /// Its line; none for an address that has been added since the file was read.
    pub at: Option<FileSpan>,
    /// Whether it was un-published on purpose.
    pub forgotten: bool,
    /// The fragments that its page had.
    pub fragments: BTreeMap<String, Fragment>,
}

/// A fragment that was published.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fragment {
    /// Its line.
    pub at: Option<FileSpan>,
    /// What became of it.
    pub state: State,
}

/// What the ledger knows of a fragment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum State {
    /// It was the first of its page.
    #[default]
    First,
    /// It stood behind another one of its page.
    After(String),
    /// It is gone from its page, and this one answers for it.
    Now(String),
    /// It is gone from its page, whose beginning answers for it.
    Top,
    /// It was un-published on purpose.
    Forgotten,
}

impl State {
    /// Whether the page had the fragment when the ledger was last brought up to date.
    pub fn is_living(&self) -> bool {
        matches!(self, State::First | State::After(_))
    }
}

impl Ledger {
    /// Whether anything is recorded.
    pub fn is_empty(&self) -> bool {
        self.addresses.is_empty()
    }

    /// Whether an address was published and is not to be forgotten.
    pub fn has(&self, path: &str) -> bool {
        self.addresses.get(path).is_some_and(|it| !it.forgotten)
    }

    /// How many addresses and how many fragments there are.
    pub fn count(&self) -> (usize, usize) {
        let fragments = self.addresses.values().map(|it| it.fragments.len()).sum();
        (self.addresses.len(), fragments)
    }
}

impl Published {
    /// The fragments that the page had when the ledger was last brought up to date, in the order of the page.
    ///
    /// Each line names what stood before, so that a new heading changes two lines and not all that follow. What two
    /// branches have added behind the same fragment stands in the order of names.
    pub fn sequence(&self) -> Vec<&str> {
        let mut behind: BTreeMap<Option<&str>, Vec<&str>> = BTreeMap::new();
        for (id, fragment) in &self.fragments {
            let before = match &fragment.state {
                State::After(before) => Some(before.as_str()),
                State::First => None,
                _ => continue,
            };
            let living = |id: &&str| self.fragments.get(*id).is_some_and(|it| it.state.is_living());
            behind.entry(before.filter(living)).or_default().push(id);
        }
        let mut sequence = Vec::new();
        let mut open: Vec<&str> = behind.remove(&None).unwrap_or_default();
        open.reverse();
        while let Some(id) = open.pop() {
            sequence.push(id);
            open.extend(behind.remove(&Some(id)).into_iter().flatten().rev());
        }
        // Lines that name each other in a circle, as after a merge by hand: none is left out.
        sequence.extend(behind.into_values().flatten());
        sequence
    }
}

/// Writes the file: sorted, each address and fragment once.
impl fmt::Display for Ledger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(HEADER)?;
        for (path, published) in &self.addresses {
            let path = encode(path);
            let forgotten = if published.forgotten { " forgotten" } else { "" };
            writeln!(f, "{path}{forgotten}")?;
            for (id, fragment) in &published.fragments {
                write!(f, "{path}#{}", encode(id))?;
                match &fragment.state {
                    State::First => writeln!(f),
                    State::After(before) => writeln!(f, " after {}", encode(before)),
                    State::Now(now) => writeln!(f, " now {}", encode(now)),
                    State::Top => writeln!(f, " top"),
                    State::Forgotten => writeln!(f, " forgotten"),
                }?;
            }
        }
        Ok(())
    }
}

/// Writes the few characters that would end a word or mean something as `%20` and the like.
fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_whitespace() || c.is_control() || matches!(c, '%' | '#' | '?') {
            let mut bytes = [0; 4];
            for byte in c.encode_utf8(&mut bytes).bytes() {
                encoded.push_str(&format!("%{byte:02X}"));
            }
        } else {
            encoded.push(c);
        }
    }
    encoded
}

/// Reads `%20` and the like; what is no such code stays as it is.
pub fn decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        let code = tail
            .get(..2)
            // A number in Rust may have a sign.
            .filter(|digits| first == b'%' && digits.iter().all(u8::is_ascii_hexdigit))
            .and_then(|digits| std::str::from_utf8(digits).ok())
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        bytes.push(code.unwrap_or(first));
        rest = code.and_then(|_| tail.get(2..)).unwrap_or(tail);
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A fragment and its state.
    type Line<'a> = (&'a str, State);

    fn page(fragments: &[Line<'_>]) -> Published {
        let fragment = |(id, state): &(&str, State)| {
            let state = state.clone();
            ((*id).to_owned(), Fragment { at: None, state })
        };
        Published {
            fragments: fragments.iter().map(fragment).collect(),
            ..Published::default()
        }
    }

    fn after(id: &str) -> State {
        State::After(id.to_owned())
    }

    #[test]
    fn the_order_of_a_page_comes_out_of_its_lines() {
        let cases: &[(&[Line<'_>], &[&str])] = &[
            (
                &[("z", State::First), ("a", after("z")), ("m", after("a"))],
                &["z", "a", "m"],
            ),
            (
                &[("a", State::First), ("x", State::Now("a".into())), ("b", after("x"))],
                &["a", "b"],
            ),
            (
                &[
                    ("a", State::First),
                    ("c", after("a")),
                    ("b", after("a")),
                    ("d", after("c")),
                ],
                &["a", "b", "c", "d"],
            ),
            (&[("a", after("b")), ("b", after("a"))], &["b", "a"]),
            (&[("a", after("a"))], &["a"]),
        ];
        for (fragments, expected) in cases {
            assert_eq!(page(fragments).sequence(), *expected, "{fragments:?}");
        }
    }

    #[test]
    fn characters_with_a_meaning_are_written_as_codes() {
        for (plain, written) in [
            ("a b.pdf", "a%20b.pdf"),
            ("50%", "50%25"),
            ("straße", "straße"),
            ("a#b", "a%23b"),
        ] {
            assert_eq!(encode(plain), written);
            assert_eq!(decode(written), plain);
        }
        assert_eq!(decode("100%"), "100%");
    }
}
