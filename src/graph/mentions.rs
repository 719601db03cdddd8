//! Finds the names of actors and terms in prose: longest match, whole words, case folded, nothing guessed.

use super::sentences::Sentences;
use super::{Edge, EntryId, Graph, Node, entry_id};
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::model::{Data, Kind, Quotes, Relation};
use crate::parse::prose::{self, Part, Piece, Prose, Sentences as OfLeaf};
use crate::span::{FileSpan, SourceMap, Span, Spanned};
use aho_corasick::automaton::OverlappingState;
use aho_corasick::{AhoCorasick, Anchored, Input, Match, MatchKind, StartKind};
use icu_properties::CodePointMapData;
use icu_properties::props::GeneralCategory;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A name that is looked for.
#[derive(Debug)]
struct Name {
    entry: EntryId,
    kind: Kind,
    /// As the author wrote it.
    written: String,
    /// Written in capitals, as an acronym is: then only capitals match.
    acronym: bool,
    at: FileSpan,
}

impl Name {
    /// All but where it is written.
    fn sought(&self) -> (EntryId, Kind, &str) {
        (self.entry, self.kind, &self.written)
    }
}

/// The names that were looked for, and where they were found.
#[derive(Debug, Default)]
pub(super) struct Named {
    /// The names of each language.
    matchers: BTreeMap<String, Arc<Matcher>>,
    /// Names that two entries have.
    ambiguous: Vec<Diagnostic>,
    /// The mentions in each entry and translation.
    pub(super) found: Vec<Arc<[Edge]>>,
    /// The sentences that they and the references of each stand in.
    pub(super) sentences: Vec<Arc<Sentences>>,
}

/// Every mention of every actor and term in the prose of every entry and translation. Texts are not looked at again that
/// have not changed since a graph of the same names of entries, where what is looked for is the same too.
pub(super) fn find(graph: &Graph, sources: &SourceMap, before: Option<&Graph>, diags: &mut Diagnostics) -> Named {
    let mut named = match before.filter(|it| graph.has_same_facts(it)) {
        Some(before) => Named {
            matchers: before.named.matchers.clone(),
            ambiguous: before.named.ambiguous.clone(),
            ..Named::default()
        },
        None => look_for(graph, before.map(|it| &*it.named)),
    };
    diags.extend(named.ambiguous.iter().cloned());
    let before = before.map(|it| (it, named.languages_as_in(&it.named)));
    let found = (0..graph.entries.len()).into_par_iter().map(|at| {
        let (id, entry) = (entry_id(at), &graph.entries[at]);
        if let Some((before, languages)) = &before
            && Arc::ptr_eq(&before.entries[at], entry)
            && languages.as_ref().is_none_or(|it| it.contains(graph.language_of(id)))
        {
            let (found, sentences) = (&before.named.found[at], &before.named.sentences[at]);
            return (Arc::clone(found), Arc::clone(sentences));
        }
        let language = graph.language_of(id);
        read(
            graph,
            id,
            named.matchers.get(language).map(|it| &**it),
            &sources.file(entry.file).text,
        )
    });
    (named.found, named.sentences) = found.unzip();
    named
}

/// The mentions in a text, and the sentences that they and its references stand in.
fn read(graph: &Graph, id: EntryId, matcher: Option<&Matcher>, text: &str) -> (Arc<[Edge]>, Arc<Sentences>) {
    // What translations refer to counts nowhere, so nothing shows a sentence of theirs.
    let references = graph.entry(id).body.references.iter();
    let of_references = references.filter(|_| !graph.is_translation(id)).map(|it| it.sentence);
    if matcher.is_none() && of_references.clone().next().is_none() {
        return (Arc::default(), Arc::default());
    }
    let prose = prose::read(text, Quotes::of(graph.language_of(id)));
    let found = matcher.map(|it| it.entry(id, graph.original(id), text, &prose));
    let found: Arc<[Edge]> = found.unwrap_or_default().into();
    let of_names = found
        .iter()
        .filter(|_| !graph.is_translation(id))
        .filter_map(|it| it.sentence);
    let wanted: BTreeSet<Span> = of_references.chain(of_names).collect();
    (found, Arc::new(Sentences::of(&prose, &wanted)))
}

impl Named {
    /// The languages in which the same is looked for as in another; nothing where that is so in all.
    fn languages_as_in(&self, other: &Named) -> Option<BTreeSet<String>> {
        let is_shared = |(language, it): &(&String, &Arc<Matcher>)| {
            let there = other.matchers.get(*language);
            there.is_some_and(|there| Arc::ptr_eq(it, there))
        };
        let is_all = self.matchers.len() == other.matchers.len() && self.matchers.iter().all(|it| is_shared(&it));
        let shared = self.matchers.iter().filter(is_shared);
        (!is_all).then(|| shared.map(|(language, _)| language.clone()).collect())
    }
}

/// What is looked for; what looks for the same as before is taken from there.
fn look_for(graph: &Graph, before: Option<&Named>) -> Named {
    let languages: BTreeSet<&str> = graph.texts().map(|(id, _)| graph.language_of(id)).collect();
    let mut sought = Named::default();
    let mut told = BTreeSet::new();
    let mut ambiguous = Diagnostics::default();
    for language in languages {
        let names = unambiguous(names(graph, language), graph, &mut told, &mut ambiguous);
        let known = before.and_then(|it| it.matchers.get(language));
        let matcher = match known.filter(|it| it.names.iter().map(Name::sought).eq(names.iter().map(Name::sought))) {
            Some(known) => Some(Arc::clone(known)),
            None => Matcher::new(names).map(Arc::new),
        };
        sought.matchers.extend(matcher.map(|it| (language.to_owned(), it)));
    }
    sought.ambiguous = ambiguous.iter().cloned().collect();
    sought
}

/// The titles and aliases of actors and terms that can be found in prose of a language: those in that language. A proper
/// name is the same in many, so those of an actor are found in all.
fn names(graph: &Graph, language: &str) -> Vec<Name> {
    let mut names = Vec::new();
    for (id, entry) in graph.texts() {
        let is_language = graph.language_of(id) == language;
        let (title, aliases): (&Spanned<String>, &[Spanned<String>]) = match &entry.data {
            Data::Actor(actor) if is_language || !graph.is_translation(id) => (&actor.title, &actor.aliases),
            // A term that only points to another is found as what it points to, if that has it as an alias.
            Data::Term(term) if is_language && term.see.is_none() => (&term.title, &term.aliases),
            _ => continue,
        };
        let spoken = std::iter::once(title)
            .chain(aliases)
            .filter(|name| !name.value.trim().is_empty());
        names.extend(spoken.map(|name| Name {
            entry: graph.original(id),
            kind: entry.key.kind,
            acronym: is_acronym(&name.value),
            written: name.value.clone(),
            at: name.span.in_file(entry.file),
        }));
    }
    names
}

/// At least two letters, none of them small.
fn is_acronym(name: &str) -> bool {
    let letters = name.chars().filter(|c| c.is_alphabetic()).count();
    letters >= 2 && !name.chars().any(char::is_lowercase) && name.chars().any(char::is_uppercase)
}

/// Reports names that two entries have; a mention of them could mean either, so neither gets it.
/// A name that two entries have in several languages is reported once, which `told` remembers.
fn unambiguous(
    names: Vec<Name>,
    graph: &Graph,
    told: &mut BTreeSet<BTreeSet<FileSpan>>,
    diags: &mut Diagnostics,
) -> Vec<Name> {
    let mut owners: BTreeMap<String, Vec<Name>> = BTreeMap::new();
    for name in names {
        let folded = if name.acronym {
            name.written.clone()
        } else {
            fold(&name.written).text
        };
        owners.entry(folded).or_default().push(name);
    }
    let mut kept = Vec::new();
    for mut owned in owners.into_values() {
        let distinct: BTreeSet<EntryId> = owned.iter().map(|name| name.entry).collect();
        if distinct.len() == 1 {
            kept.extend(owned.drain(..).take(1));
        } else if told.insert(owned.iter().map(|name| name.at).collect()) {
            diags.push(ambiguous(&owned, graph));
        }
    }
    kept
}

fn ambiguous(owned: &[Name], graph: &Graph) -> Diagnostic {
    let key = |name: &Name| graph.entry(name.entry).key.to_string();
    let last = &owned[owned.len() - 1];
    let keys: BTreeSet<String> = owned.iter().map(key).collect();
    let keys: Vec<String> = keys.into_iter().collect();
    let message = format!("`{}` could mean `{}`", last.written, keys.join("` or `"));
    let first = &owned[0];
    Diagnostic::at(Code::AmbiguousAlias, last.at, message)
        .label(first.at, format!("also a name of `{}`", key(first)))
        .help("keep the name with one of them, and write a link where the other is meant")
}

/// Text with case and the look of apostrophes and hyphens folded, and the way back.
struct Folded {
    text: String,
    /// For each byte of `text`, the byte of the original; one more for the end. Nothing where they are the same.
    origin: Option<Vec<usize>>,
}

impl Folded {
    /// The byte of the original that a byte of the text stands for.
    fn place(&self, at: usize) -> usize {
        self.origin.as_ref().map_or(at, |origin| origin[at])
    }
}

/// Folds case letter by letter (Unicode simple and special lower-casing), so that every letter has a way back.
fn fold(original: &str) -> Folded {
    let mut text = String::with_capacity(original.len());
    if original.is_ascii() {
        text.push_str(original);
        text.make_ascii_lowercase();
        if text.contains(['\n', '\t']) {
            text = text.replace(['\n', '\t'], " ");
        }
        return Folded { text, origin: None };
    }
    let mut origin = Vec::with_capacity(original.len() + 1);
    for (at, c) in original.char_indices() {
        let start = text.len();
        match c {
            '’' | 'ʼ' => text.push('\''),
            '‐' | '‑' | '–' => text.push('-'),
            'ß' => text.push_str("ss"),
            'ς' => text.push('σ'),
            '\u{a0}' | '\n' | '\t' => text.push(' '),
            _ => text.extend(c.to_lowercase()),
        }
        origin.resize(origin.len() + text.len() - start, at);
    }
    origin.push(original.len());
    Folded {
        text,
        origin: Some(origin),
    }
}

#[derive(Debug)]
struct Matcher {
    names: Vec<Name>,
    automaton: AhoCorasick,
    /// By the place of three bytes, whether a name may begin with them: most words of a text begin otherwise.
    beginnings: Vec<bool>,
}

impl Matcher {
    fn new(names: Vec<Name>) -> Option<Matcher> {
        if names.is_empty() {
            return None;
        }
        let patterns: Vec<String> = names.iter().map(|name| fold(&name.written).text).collect();
        let mut beginnings = vec![false; 1 << 16];
        for pattern in &patterns {
            match *pattern.as_bytes() {
                [a, b, c, ..] => beginnings[place_of([a, b, c])] = true,
                [a, b] => (0..=u8::MAX).for_each(|c| beginnings[place_of([a, b, c])] = true),
                _ => beginnings.fill(true),
            }
        }
        // Every overlapping candidate is needed: the longest may fail at its borders where a shorter one does not.
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .start_kind(StartKind::Anchored)
            .build(patterns)
            .ok()?;
        Some(Matcher {
            names,
            automaton,
            beginnings,
        })
    }

    /// The mentions in one entry. The first of each name in a section becomes a link.
    fn entry(&self, from: EntryId, original: EntryId, text: &str, prose: &Prose) -> Vec<Edge> {
        let mut edges = Vec::new();
        let mut seen: BTreeSet<(Option<usize>, EntryId)> = BTreeSet::new();
        for leaf in prose.leaves.iter().filter(|leaf| !leaf.is_heading && !leaf.quotation) {
            let sentences = leaf.sentences(text);
            for part in leaf.parts.iter().filter(|part| part.piece == Piece::Text) {
                for (span, name) in self.part(part, &prose.unlinked) {
                    if name.entry != original {
                        let first = seen.insert((leaf.under, name.entry));
                        edges.push(edge(from, &sentences, span, name.entry, first));
                    }
                }
            }
        }
        edges
    }

    /// Whether a name may begin with the first bytes of a folded text.
    fn may_begin(&self, text: &[u8]) -> bool {
        let byte = |at: usize| text.get(at).copied().unwrap_or_default();
        self.beginnings[place_of([byte(0), byte(1), byte(2)])]
    }

    /// All names that begin at a place of a folded text.
    fn beginning(&self, text: &str, at: usize) -> impl Iterator<Item = Match> {
        let mut state = OverlappingState::start();
        let input = Input::new(text).range(at..).anchored(Anchored::Yes);
        std::iter::from_fn(move || {
            self.automaton.try_find_overlapping(input.clone(), &mut state).ok()?;
            state.get_match()
        })
    }

    /// The names in one piece of text, none inside another, and where they are in the file.
    fn part(&self, part: &Part, unlinked: &[usize]) -> Vec<(Span, &Name)> {
        let folded = fold(&part.text);
        let mut found: Vec<(usize, usize, &Name)> = Vec::new();
        // A name is found where no word goes on: nearly always the first letters tell that none begins there.
        let mut in_a_word = false;
        for (at, c) in folded.text.char_indices() {
            if !std::mem::replace(&mut in_a_word, in_word(c)) && self.may_begin(&folded.text.as_bytes()[at..]) {
                for candidate in self.beginning(&folded.text, at) {
                    let name = &self.names[candidate.pattern().as_usize()];
                    let (start, end) = (folded.place(candidate.start()), folded.place(candidate.end()));
                    if accepts(name, &part.text, start, end) && unlinked.binary_search(&part.place(start)).is_err() {
                        found.push((start, end, name));
                    }
                }
            }
        }
        // Leftmost first, then longest.
        found.sort_by_key(|&(start, end, _)| (start, std::cmp::Reverse(end)));
        let mut covered = 0;
        let mut kept = Vec::new();
        for (start, end, name) in found {
            if start >= covered {
                covered = end;
                let last = part.place(end.saturating_sub(1)) + 1;
                kept.push((Span::new(part.place(start)..last.min(part.range.end)), name));
            }
        }
        kept
    }
}

/// A place for three bytes, which others may have too.
fn place_of([a, b, c]: [u8; 3]) -> usize {
    (usize::from(a) << 8 | usize::from(b)) ^ (usize::from(c) << 5)
}

/// Whether a candidate is a whole word, in the case that the name asks for.
fn accepts(name: &Name, text: &str, start: usize, end: usize) -> bool {
    let matched = &text[start..end];
    let hyphen = |c: char| matches!(c, '-' | '‐' | '‑');
    let before = text[..start].chars().next_back();
    let after = text[end..].chars().next();
    let whole = !before.is_some_and(in_word) && !after.is_some_and(in_word);
    // “Non-state actor” is no “state actor”; but “US-led” is led by the US.
    // Before a name of several words a hyphen binds the first word only: “non-Baltic ports” are no Baltic ports.
    let compound = match name.kind {
        Kind::Term => before.is_some_and(hyphen) || after.is_some_and(hyphen),
        _ => before.is_some_and(hyphen) && name.written.contains(' '),
    };
    let cased = match (name.acronym, name.kind) {
        (true, _) => matched == name.written,
        (false, Kind::Actor) => capitals_agree(&name.written, matched),
        (false, _) => true,
    };
    let in_name = name.kind == Kind::Term && in_longer_name(&name.written, text, start, end);
    whole && !compound && cased && !in_name
}

/// Whether a term that is written small stands with a capital beside another word with one, inside a sentence: “light”
/// is not what “The Great Light Book” speaks of, which is a title.
fn in_longer_name(name: &str, text: &str, start: usize, end: usize) -> bool {
    let capital = |text: &str| text.starts_with(char::is_uppercase);
    if capital(name) || !capital(&text[start..end]) || begins_sentence(text, start) {
        return false;
    }
    let before = text[..start].strip_suffix(' ').map(|before| {
        let word = before.rsplit(|c: char| !in_word(c)).next().unwrap_or_default();
        (word, before.len() - word.len())
    });
    let follows_one = before.is_some_and(|(word, at)| capital(word) && !begins_sentence(text, at));
    follows_one || text[end..].strip_prefix(' ').is_some_and(capital)
}

/// Whether a sentence, or what is printed like one, may begin at a place: nothing before it, or a mark.
fn begins_sentence(text: &str, at: usize) -> bool {
    let before = text[..at].trim_end();
    let mark = |c: char| !c.is_alphanumeric() && !matches!(c, ',' | ';' | '-' | '’' | '\'' | ')' | ']' | '%');
    before.is_empty() || before.ends_with(mark)
}

/// Whether every word that begins with a capital in the name does so in the text: “china” is no country, “dawn” no
/// newspaper.
fn capitals_agree(name: &str, matched: &str) -> bool {
    let words = |text: &str| {
        let words = text
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty());
        words
            .map(|word| word.starts_with(char::is_uppercase))
            .collect::<Vec<_>>()
    };
    words(name)
        .into_iter()
        .zip(words(matched))
        .all(|(in_name, in_text)| in_text || !in_name)
}

/// Letters, digits and the marks that belong to them. UAX 29 words would not do: they take “Ada’s” for one word.
fn in_word(c: char) -> bool {
    use GeneralCategory::{EnclosingMark, NonspacingMark, SpacingMark};
    if c.is_ascii() {
        return c.is_ascii_alphanumeric();
    }
    let category = CodePointMapData::<GeneralCategory>::new().get(c);
    c.is_alphanumeric() || matches!(category, NonspacingMark | SpacingMark | EnclosingMark)
}

fn edge(from: EntryId, sentences: &OfLeaf<'_>, at: Span, to: EntryId, first: bool) -> Edge {
    Edge {
        from,
        to: Node::Entry(to),
        relation: Relation::Mentions,
        at,
        item: 0,
        sentence: Some(Span::new(sentences.around(at.start as usize))),
        under: sentences.leaf.under,
        first,
    }
}
