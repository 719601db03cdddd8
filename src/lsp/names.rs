//! What references can name, in the form in which it is completed, and how well it fits what somebody types.

use crate::graph::{EntryId, WorkId};
use crate::model::{Data, Kind};
use crate::site::Site;
use icu_normalizer::DecomposingNormalizerBorrowed;
use std::collections::BTreeMap;

/// An entry or a work that a reference can name.
pub(super) struct Name {
    /// What it is.
    pub(super) of: Named,
    /// What is written to name it: the stem of an entry, the key of a work.
    pub(super) written: String,
    /// Its title.
    pub(super) title: String,
    /// Its other names.
    pub(super) aliases: Vec<String>,
    /// Whether no entry of another kind has the same stem.
    pub(super) is_alone: bool,
    /// All of that, as [`folded`] has it.
    folded: Vec<String>,
}

/// Which thing a name is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Named {
    /// An entry of the site.
    Entry(EntryId, Kind),
    /// A work that is no paper of the site.
    Work(WorkId),
}

/// Everything that references of a site can name: entries by kind and stem, then works by key.
pub(super) fn of(site: &Site) -> Vec<Name> {
    let mut stems: BTreeMap<&str, usize> = BTreeMap::new();
    for (_, entry) in site.graph.entries().filter(|(_, entry)| !entry.is_home()) {
        *stems.entry(&entry.key.stem).or_default() += 1;
    }
    let entries = site.graph.entries().filter(|(_, entry)| !entry.is_home());
    let entries = entries.map(|(id, entry)| {
        let aliases = match &entry.data {
            Data::Actor(actor) => actor.aliases.iter().map(|it| it.value.clone()).collect(),
            Data::Term(term) => term.aliases.iter().map(|it| it.value.clone()).collect(),
            _ => Vec::new(),
        };
        let is_alone = stems.get(entry.key.stem.as_str()) == Some(&1);
        let of = Named::Entry(id, entry.key.kind);
        Name::new(of, entry.key.stem.clone(), entry.title().to_owned(), aliases, is_alone)
    });
    let works = site.graph.works().filter(|(_, cited)| cited.paper.is_none());
    let works = works.map(|(id, cited)| {
        let work = &cited.work;
        let authors = work.authors().into_iter().chain(work.year());
        let authors = authors.collect::<Vec<_>>().join(" ");
        Name::new(Named::Work(id), work.key.clone(), work.title(), vec![authors], true)
    });
    entries.chain(works).collect()
}

impl Name {
    fn new(of: Named, written: String, title: String, aliases: Vec<String>, is_alone: bool) -> Name {
        let folded = [&written, &title].into_iter().chain(&aliases).map(|it| folded(it));
        Name {
            folded: folded.collect(),
            of,
            written,
            title,
            aliases,
            is_alone,
        }
    }

    /// How well it fits a text that [`folded`] has gone over: less is better; nothing where it does not.
    pub(super) fn fit(&self, typed: &str) -> Option<usize> {
        let fits = self.folded.iter().enumerate();
        fits.filter_map(|(at, name)| Some(fit(typed, name)? + at.min(2))).min()
    }

    /// Everything that a client may compare with what is typed.
    pub(super) fn filter(&self) -> String {
        let all = [&self.written, &self.title].into_iter().chain(&self.aliases);
        all.map(String::as_str).collect::<Vec<_>>().join(" ")
    }
}

/// A text as names are compared: lower case, without accents.
pub(super) fn folded(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let plain = DecomposingNormalizerBorrowed::new_nfkd().normalize(text);
    let letters = plain.chars().filter(|c| !matches!(c, '\u{300}'..='\u{36f}'));
    letters.flat_map(char::to_lowercase).collect()
}

/// How well a name fits: the beginning of it, the beginning of a word, within it, or its letters in their order.
pub(super) fn fit(typed: &str, name: &str) -> Option<usize> {
    if typed.is_empty() || name == typed {
        return Some(0);
    }
    if let Some(at) = name.find(typed) {
        let begins_word = !name[..at].ends_with(char::is_alphanumeric);
        return Some(match (at, begins_word) {
            (0, _) => 10,
            (_, true) => 20,
            (_, false) => 30,
        });
    }
    let mut letters = name.char_indices();
    let mut first = None;
    let mut last = 0;
    for wanted in typed.chars().filter(|c| !c.is_whitespace()) {
        let (at, _) = letters.find(|(_, c)| *c == wanted)?;
        first.get_or_insert(at);
        last = at;
    }
    let spread = last - first.unwrap_or(0);
    Some(40 + spread.min(200))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn better_fits_come_first() {
        let order = ["tower", "tower-bridge", "old-tower", "watchtower", "the-owl-perch"];
        let fits: Vec<Option<usize>> = order.iter().map(|name| fit("tower", name)).collect();
        assert!(fits.iter().all(Option::is_some) && fits.is_sorted(), "{fits:?}");
        assert_eq!(fit("towers", "tower"), None);
        assert_eq!(fit("", "tower"), Some(0));
        assert_eq!(folded("Ærø Zürich"), "ærø zurich");
    }
}
