//! Identifiers of paragraphs, made of their first words: what is written elsewhere on the page does not change them,
//! nor does an edit further on in the paragraph.

use super::markdown::Names;
use super::prose::Prose;
use crate::model::{Heading, Passage};
use crate::span::Span;

/// How many words make an identifier. Fewer are shared by paragraphs too often, more are edited too often.
const WORDS: usize = 6;

/// Names every paragraph; no two names of a page are the same, and none is that of a heading.
///
/// Of paragraphs that begin alike the first is named after its beginning, the others after all their words, so that
/// their order does not matter as long as the first stays.
pub(super) fn name(prose: &Prose, headings: &[Heading]) -> Vec<Passage> {
    let mut names = Names::new(headings.iter().map(|it| it.id.clone()));
    let mut passages = Vec::with_capacity(prose.paragraphs.len());
    for paragraph in &prose.paragraphs {
        let beginning = hashed(prose.letters(paragraph), WORDS);
        let wanted = if names.has(&beginning) {
            hashed(prose.letters(paragraph), usize::MAX)
        } else {
            beginning
        };
        passages.push(Passage {
            id: names.unique(&wanted),
            span: Span::new(paragraph.range.clone()),
        });
    }
    passages
}

/// Stands for the first words of a text, in lower case, letters and digits only: punctuation, quotation marks and markup
/// may change.
fn hashed(text: impl Iterator<Item = char>, most: usize) -> String {
    let (mut plain, mut left) = (String::new(), most);
    let mut end_word = |plain: &mut String| {
        if !plain.is_empty() && !plain.ends_with(' ') {
            plain.push(' ');
            left -= 1;
        }
        left > 0
    };
    for c in text {
        if c.is_ascii_alphanumeric() {
            plain.push(c.to_ascii_lowercase());
        } else if c.is_alphanumeric() {
            plain.extend(c.to_lowercase());
        } else if c.is_whitespace() && !end_word(&mut plain) {
            break;
        }
    }
    end_word(&mut plain);
    let hex = blake3::hash(plain.as_bytes()).to_hex();
    ["p-", hex.get(..8).unwrap_or_default()].concat()
}

#[cfg(test)]
mod tests {
    use super::name;
    use crate::model::Quotes;
    use crate::parse::prose;

    fn ids(text: &str) -> Vec<String> {
        let passages = name(&prose::read(text, Quotes::of("en")), &[]);
        passages.into_iter().map(|it| it.id).collect()
    }

    #[test]
    fn edits_elsewhere_and_further_on_change_nothing() {
        let before = ids("The lamp was lit every evening by Ida Fell.\n\nNobody paid for the oil.\n");
        let after = ids(
            "A new paragraph.\n\nThe *lamp* was lit every evening, by two keepers.\n\n\
             > A quotation.\n\n- a point\n\nNobody paid for the oil, then.\n",
        );
        assert_eq!(before.len(), 2);
        assert!(
            before.iter().take(1).all(|id| after.contains(id)),
            "{before:?} {after:?}"
        );
        assert_eq!(
            ids("Nobody paid for the oil.")[0],
            ids("“Nobody” paid, for the OIL!")[0]
        );
    }

    #[test]
    fn paragraphs_that_begin_alike_have_names_of_their_own() {
        let [a, b, c] = [
            "One two three four five six seven.",
            "One two three four five six eight.",
            "One two three four five six nine.",
        ];
        let forward = ids(&format!("{a}\n\n{b}\n\n{c}\n"));
        let swapped = ids(&format!("{a}\n\n{c}\n\n{b}\n"));
        assert_eq!(forward.len(), 3);
        assert_eq!((&forward[0], &forward[1]), (&swapped[0], &swapped[2]));
        let twice = ids(&format!("{a}\n\n{a}\n\n{a}\n"));
        let distinct: std::collections::BTreeSet<_> = twice.iter().collect();
        assert_eq!(distinct.len(), 3, "{twice:?}");
    }

    #[test]
    fn footnotes_are_named_by_their_numbers_alone() {
        assert_eq!(ids("Text.[^a]\n\n[^a]: A note.\n").len(), 1);
    }

    #[test]
    fn paragraphs_of_other_scripts_have_words_too() {
        let both = ids("Лампа горела каждый вечер.\n\nچراغ ہر شام جلتا تھا۔\n");
        assert_ne!(both[0], both[1]);
    }
}
