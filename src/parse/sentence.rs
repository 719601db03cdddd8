//! Sentences: where the one begins and ends in which a place stands.

use std::ops::Range;

/// Words before a full stop that do not end a sentence.
const ABBREVIATIONS: &[&str] = &[
    "p", "pp", "e.g", "i.e", "cf", "vs", "etc", "ca", "c", "no", "nos", "vol", "vols", "ed", "eds", "ch", "chap",
    "sec", "fig", "dr", "mr", "mrs", "ms", "prof", "gen", "col", "lt", "capt", "sgt", "st", "jr", "sr", "rev", "hon",
    "al", "ibid", "op", "cit", "bd", "hg", "hrsg", "bzw", "z.b", "d.h", "u.a", "art", "approx", "est", "resp", "jan",
    "feb", "mar", "apr", "aug", "sept", "sep", "oct", "nov", "dec",
];

/// The sentence around a place. `words` is the source of a leaf, which begins at `start` of the file; its sentences end
/// at `ends`.
pub(super) fn around(words: &str, start: usize, ends: &[usize], place: usize) -> Range<usize> {
    let next = ends.partition_point(|&end| end <= place);
    let begin = next.checked_sub(1).map_or(start, |before| ends[before]);
    let end = ends.get(next).copied().unwrap_or(start + words.len());
    trim(words, start, begin..end)
}

fn trim(words: &str, start: usize, range: Range<usize>) -> Range<usize> {
    let text = words.get(range.start - start..range.end - start).unwrap_or_default();
    let leading = text.len() - text.trim_start().len();
    let trailing = text.len() - text.trim_end().len();
    range.start + leading..(range.end - trailing).max(range.start + leading)
}

/// Where sentences end, as places of the file behind the closing punctuation, in order; none in the `shielded` ranges
/// (links, citations, code), which are in order too.
pub(super) fn ends<'a>(words: &'a str, start: usize, shielded: &'a [Range<usize>]) -> impl Iterator<Item = usize> + 'a {
    let stops = words
        .char_indices()
        .filter(|&(_, c)| matches!(c, '.' | '!' | '?' | '…' | '؟' | '۔' | '。' | '！' | '？'));
    stops.filter_map(move |(at, stop)| {
        let place = start + at;
        let before = shielded.partition_point(|range| range.start <= place);
        if before.checked_sub(1).is_some_and(|at| shielded[at].contains(&place)) {
            return None;
        }
        let rest = &words[at + stop.len_utf8()..];
        let closing = rest.len()
            - rest
                .trim_start_matches(['"', '\'', '”', '’', '»', ')', ']', '*', '_'])
                .len();
        let next = &rest[closing..];
        let is_wide = matches!(stop, '。' | '！' | '？');
        let separated = next.is_empty() || next.starts_with(char::is_whitespace) || is_wide;
        let ends = separated && begins_sentence(label(next)) && !(stop == '.' && is_abbreviation(&words[..at]));
        ends.then_some(place + stop.len_utf8() + closing)
    })
}

/// What a reader sees of a text that begins with a wiki link: the label of `[[key|label]]`. Of `[[key]]` that is a title,
/// which is not known here; the sentence may begin with it.
fn label(rest: &str) -> &str {
    let link = rest
        .trim_start()
        .trim_start_matches(['"', '\'', '“', '‘', '«', '(', '*', '_']);
    // No search for the end of a link goes past the next bracket, or a text of nothing but beginnings takes for ever.
    let inside = link.strip_prefix("[[").unwrap_or_default();
    let target = inside.split(['[', ']']).next().unwrap_or_default();
    if !inside[target.len()..].starts_with("]]") {
        return rest;
    }
    target.split_once('|').map_or("", |(_, label)| label)
}

/// Whether what follows can begin a sentence: anything but a lower-case letter.
fn begins_sentence(rest: &str) -> bool {
    let first = rest
        .trim_start()
        .trim_start_matches(['"', '\'', '“', '‘', '«', '(', '[', '*', '_']);
    !first.starts_with(char::is_lowercase)
}

/// Whether the full stop belongs to an abbreviation or an initial.
fn is_abbreviation(before: &str) -> bool {
    let word = before
        .rsplit(|c: char| c.is_whitespace() || "([\"“'*_[".contains(c))
        .next()
        .unwrap_or_default();
    let mut letters = word.chars();
    let initial = matches!((letters.next(), letters.next()), (Some(c), None) if c.is_uppercase());
    // “U.S.” and “J.F.K.”: initials run together.
    let initials = word.contains('.') && word.split('.').all(|part| part.chars().count() <= 1);
    initial || initials || ABBREVIATIONS.contains(&word.to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::ends;
    use std::ops::Range;

    fn around(words: &str, start: usize, shielded: &[Range<usize>], place: usize) -> Range<usize> {
        let ends: Vec<usize> = ends(words, start, shielded).collect();
        super::around(words, start, &ends, place)
    }

    /// `|` marks the place; the sentence around it is expected.
    #[track_caller]
    fn check(marked: &str, expected: &str) {
        let place = marked.find('|').unwrap();
        let text = marked.replacen('|', "", 1);
        assert_eq!(&text[around(&text, 0, &[], place)], expected);
    }

    #[test]
    fn sentences_end_at_full_stops() {
        check("One here. T|wo here. Three.", "Two here.");
        check("O|ne.", "One.");
        check("No stop at |all", "No stop at all");
    }

    #[test]
    fn abbreviations_and_initials_do_not_end_them() {
        check(
            "See p. 3 for J. F. Kepler |and others. Next.",
            "See p. 3 for J. F. Kepler and others.",
        );
        check("The U.S. fleet |sailed. Next.", "The U.S. fleet sailed.");
        check("It cost 3.5 |million. Next.", "It cost 3.5 million.");
    }

    #[test]
    fn a_link_begins_a_sentence_by_its_label() {
        let text = "One. [[two-keys|Two]] here. [[three]] too.";
        let sentence = |place: usize| &text[around(text, 0, &[], place)];
        assert_eq!(sentence(0), "One.");
        assert_eq!(sentence(6), "[[two-keys|Two]] here.");
        assert_eq!(sentence(30), "[[three]] too.");
        let small = "No end. [[so-it|so]] it goes.";
        assert_eq!(&small[around(small, 0, &[], 0)], small);
    }

    #[test]
    fn closing_quotation_marks_belong_to_the_sentence() {
        check("He said “g|o.” She went.", "He said “go.”");
    }

    #[test]
    fn other_scripts_have_their_own_stops() {
        check("یہ پہلا ہے۔ یہ |دوسرا ہے۔", "یہ دوسرا ہے۔");
    }

    #[test]
    fn a_shielded_stop_does_not_count() {
        let text = "A [@b. C] d. E.";
        assert_eq!(&text[around(text, 0, std::slice::from_ref(&(2..9)), 0)], "A [@b. C] d.");
    }
}
