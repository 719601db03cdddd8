//! Translations take their places beside the entries that they translate; what does not fit is reported.

use super::{EntryId, Graph, entry_id};
use crate::diag::{Code, Diagnostic, Diagnostics, nearest};
use crate::model::translation::{Misfit, Part, Said};
use crate::model::{Body, Entry, Key, Translation};
use crate::span::Span;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A translation as an entry: the original with other texts.
#[derive(Clone, Debug)]
pub(super) struct Translated {
    /// The entry that it translates.
    pub(super) original: EntryId,
    /// Its language, BCP 47.
    pub(super) language: String,
    /// The texts that it gives; all others are those of the original.
    pub(super) given: BTreeSet<Part>,
    /// Of the home page: what the site is.
    pub(super) description: Option<String>,
    /// What was read of it.
    read: Arc<Translation>,
    /// Whether all of it has its place in the original.
    fits: bool,
}

impl Translated {
    /// Whether the same is said of what it translates.
    pub(super) fn says_same(&self, other: &Translated) -> bool {
        self.original == other.original
            && self.language == other.language
            && self.given == other.given
            && self.description == other.description
    }
}

/// Finds the original of each translation. Gives the entries in the order of their originals and languages, and what
/// each translates. `language` is that of the site; what is `missing` could not be read or is a draft, so its
/// translations are left out in silence. What fitted into the same original in the graph before is taken from there.
pub(super) fn place(
    translations: Vec<Arc<Translation>>,
    entries: &[Arc<Entry>],
    missing: &[&Key],
    language: &str,
    before: Option<&Graph>,
    diags: &mut Diagnostics,
) -> (Vec<Arc<Entry>>, Vec<Translated>) {
    let known = before.map(known).unwrap_or_default();
    let mut placed: BTreeMap<(usize, String), (Arc<Entry>, Translated)> = BTreeMap::new();
    for translation in translations {
        let Ok(at) = entries.binary_search_by(|entry| entry.key.cmp(&translation.key)) else {
            if !missing.contains(&&translation.key) {
                diags.push(without_original(&translation, entries));
            }
            continue;
        };
        let original = &entries[at];
        let own = original.common().lang.unwrap_or(language);
        if own == &*translation.language {
            diags.push(same_language(&translation, original));
            continue;
        }
        let place = (at, translation.language.to_string());
        match placed.get(&place) {
            Some((first, _)) => diags.push(second(&translation, first)),
            None => {
                let before = known.get(&(&translation.key, &*translation.language));
                let same = before.filter(|(entry, of, before)| {
                    before.fits
                        && Arc::ptr_eq(&before.read, &translation)
                        && Arc::ptr_eq(of, original)
                        && entry.file == translation.file
                });
                let beside = match same {
                    Some((entry, _, before)) => {
                        let original = entry_id(at);
                        (
                            Arc::clone(entry),
                            Translated {
                                original,
                                ..Translated::clone(before)
                            },
                        )
                    }
                    None => beside(&translation, original, entry_id(at), diags),
                };
                placed.insert(place, beside);
            }
        }
    }
    placed.into_values().unzip()
}

/// A translation as an entry, its original, and what it translates.
type Known<'a> = (&'a Arc<Entry>, &'a Arc<Entry>, &'a Translated);

/// The translations of a graph, by key and language.
fn known(graph: &Graph) -> BTreeMap<(&Key, &str), Known<'_>> {
    let translations = graph.entries[graph.originals..].iter().zip(&*graph.translated);
    let known = translations.map(|(entry, translated)| {
        let original = &graph.entries[translated.original.0 as usize];
        (
            (&entry.key, translated.language.as_str()),
            (entry, original, translated),
        )
    });
    known.collect()
}

/// The original with the texts of its translation.
fn beside(
    translation: &Arc<Translation>,
    original: &Entry,
    id: EntryId,
    diags: &mut Diagnostics,
) -> (Arc<Entry>, Translated) {
    let mut misfits = Vec::new();
    let (data, given) = translation.over(&original.data, &mut misfits);
    let fits = misfits.is_empty();
    for misfit in misfits {
        diags.push(misfitting(&misfit, translation, original));
    }
    let entry = Entry {
        key: original.key.clone(),
        file: translation.file,
        matter: translation.matter,
        data,
        body: body(&translation.body, &original.body),
    };
    let translated = Translated {
        original: id,
        language: translation.language.to_string(),
        given,
        description: match &translation.said {
            Said::Home(home) => home.description.as_ref().map(|it| it.value.clone()),
            _ => None,
        },
        read: Arc::clone(translation),
        fits,
    };
    (Arc::new(entry), translated)
}

/// The body of a translation. Where its headings are those of the original, level by level, they have the identifiers of
/// the original: then a link to a section leads to the same in every language.
fn body(translation: &Body, original: &Body) -> Body {
    let mut body = translation.clone();
    let levels = |body: &Body| body.headings.iter().map(|heading| heading.level).collect::<Vec<_>>();
    if levels(translation) == levels(original) {
        for (heading, original) in body.headings.iter_mut().zip(&original.headings) {
            heading.id.clone_from(&original.id);
        }
    }
    body
}

fn without_original(translation: &Translation, entries: &[Arc<Entry>]) -> Diagnostic {
    let key = &translation.key;
    let message = format!("there is no `{key}` that this file could translate");
    let diagnostic = at_title(translation, message);
    let stems = entries
        .iter()
        .filter(|entry| entry.key.kind == key.kind && !entry.is_home());
    match nearest(&key.stem, stems.map(|entry| entry.key.stem.as_str())) {
        Some(near) => diagnostic.help(format!(
            "did you mean `{near}`? then the name of the file is `{near}.{}.md`",
            &*translation.language
        )),
        None => diagnostic
            .help("a translation has the name of the file that it translates, with its language before the ending"),
    }
}

fn same_language(translation: &Translation, original: &Entry) -> Diagnostic {
    let message = format!(
        "`{}` is in the language `{}` itself",
        original.key, &*translation.language
    );
    at_title(translation, message)
        .label(
            original.common().title.span.in_file(original.file),
            "this is the original",
        )
        .help("name the file for the language that it is in, or give the original its own `lang`")
}

fn second(translation: &Translation, first: &Entry) -> Diagnostic {
    let message = format!(
        "`{}` has two translations into `{}`",
        translation.key, &*translation.language
    );
    at_title(translation, message)
        .label(first.common().title.span.in_file(first.file), "the other one")
        .help("keep one of the two files")
}

fn misfitting(misfit: &Misfit, translation: &Translation, original: &Entry) -> Diagnostic {
    let at =
        |span: Span, message: String| Diagnostic::at(Code::TranslationMisfit, span.in_file(translation.file), message);
    let key = &original.key;
    match misfit {
        Misfit::Length(name, span, has, wanted) => {
            let items = |count: usize| format!("{count} {}", if count == 1 { "item" } else { "items" });
            let message = format!("`{name}` has {} here and {} in `{key}`", items(*has), items(*wanted));
            at(*span, message).help("translate each item, in their order, or leave the whole list to the original")
        }
        Misfit::Nothing(name, span) => at(*span, format!("`{key}` has no `{name}` that could be translated"))
            .help("write it in the original first, or take it out here"),
        Misfit::NoItem(list, about) => {
            let message = format!("`{list}` of `{key}` has no item on `{}`, or fewer of them", about.value);
            at(about.span, message)
                .help("items are known by what they are about, and by their order among those about the same")
        }
    }
}

fn at_title(translation: &Translation, message: String) -> Diagnostic {
    let title = translation.said.title().span.in_file(translation.file);
    Diagnostic::at(Code::TranslationMisfit, title, message)
}
