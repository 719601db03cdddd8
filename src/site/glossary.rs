//! Letter groups: a list that is in order, cut where the first letter changes.

use super::collate::{alphabet, letter};

/// A letter, the fragment of its group, and what stands under it.
#[derive(Clone, Debug)]
pub struct Letter<T> {
    /// The letter, or `#`.
    pub letter: String,
    /// The fragment: `letter-a`.
    pub id: String,
    /// What stands under it, in order.
    pub items: Vec<T>,
}

/// Cuts a list into letters. A letter that comes back (two scripts may share their look) joins its first group.
pub fn by_letter<T>(items: impl IntoIterator<Item = T>, name: impl Fn(&T) -> String) -> Vec<Letter<T>> {
    let mut groups: Vec<Letter<T>> = Vec::new();
    for item in items {
        let letter = letter(&name(&item));
        match groups.iter_mut().find(|group| group.letter == letter) {
            Some(group) => group.items.push(item),
            None => groups.push(Letter {
                id: fragment(&letter),
                letter,
                items: vec![item],
            }),
        }
    }
    groups
}

/// The fragment of a letter.
fn fragment(letter: &str) -> String {
    if letter == "#" {
        "letter-other".to_owned()
    } else {
        format!("letter-{}", letter.to_lowercase())
    }
}

/// The alphabet over such groups: every letter, and its fragment where it is used.
pub fn bar<T>(groups: &[Letter<T>]) -> Vec<(String, Option<String>)> {
    let used: Vec<String> = groups.iter().map(|group| group.letter.clone()).collect();
    let with_fragment = |(letter, present): (String, bool)| {
        let id = present.then(|| fragment(&letter));
        (letter, id)
    };
    alphabet(&used).into_iter().map(with_fragment).collect()
}
