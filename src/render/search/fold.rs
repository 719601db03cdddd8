//! Folds words so that one name written in several ways is one term: case, diacritics, apostrophes, Cyrillic letters.
//!
//! `themes/default/static/search.js` does the same to what a reader types, with the tables below, which the index
//! carries; `tests/search.rs` holds the two to each other.

use icu_normalizer::{ComposingNormalizerBorrowed, DecomposingNormalizerBorrowed};
use icu_properties::CodePointMapData;
use icu_properties::props::GeneralCategory;

/// Letters and what stands for them, in the order of their code points: Latin letters that do not decompose, Cyrillic
/// letters in Latin (after the English custom of newspapers), Arabic letters that differ by keyboard only, and digits.
pub(super) const LETTERS: &[(char, &str)] = &[
    ('ß', "ss"),
    ('æ', "ae"),
    ('ð', "d"),
    ('ø', "o"),
    ('þ', "th"),
    ('đ', "d"),
    ('ħ', "h"),
    ('ı', "i"),
    ('ł', "l"),
    ('ŋ', "ng"),
    ('œ', "oe"),
    ('ə', "a"),
    ('ς', "σ"),
    ('а', "a"),
    ('б', "b"),
    ('в', "v"),
    ('г', "g"),
    ('д', "d"),
    ('е', "e"),
    ('ж', "zh"),
    ('з', "z"),
    ('и', "i"),
    ('й', "y"),
    ('к', "k"),
    ('л', "l"),
    ('м', "m"),
    ('н', "n"),
    ('о', "o"),
    ('п', "p"),
    ('р', "r"),
    ('с', "s"),
    ('т', "t"),
    ('у', "u"),
    ('ф', "f"),
    ('х', "kh"),
    ('ц', "ts"),
    ('ч', "ch"),
    ('ш', "sh"),
    ('щ', "shch"),
    ('ъ', ""),
    ('ы', "y"),
    ('ь', ""),
    ('э', "e"),
    ('ю', "yu"),
    ('я', "ya"),
    ('ё', "e"),
    ('ђ', "dj"),
    ('є', "ye"),
    ('і', "i"),
    ('ї', "yi"),
    ('ј', "j"),
    ('љ', "lj"),
    ('њ', "nj"),
    ('ћ', "c"),
    ('ў', "w"),
    ('џ', "dz"),
    ('ґ', "g"),
    ('ғ', "g"),
    ('қ', "k"),
    ('ң', "n"),
    ('ү', "u"),
    ('ұ', "u"),
    ('һ', "h"),
    ('ә', "a"),
    ('ө', "o"),
    ('ة', "ه"),
    ('ك', "ک"),
    ('ى', "ی"),
    ('ي', "ی"),
    ('٠', "0"),
    ('١', "1"),
    ('٢', "2"),
    ('٣', "3"),
    ('٤', "4"),
    ('٥', "5"),
    ('٦', "6"),
    ('٧', "7"),
    ('٨', "8"),
    ('٩', "9"),
    ('ھ', "ه"),
    ('ہ', "ه"),
    ('ە', "ه"),
    ('۰', "0"),
    ('۱', "1"),
    ('۲', "2"),
    ('۳', "3"),
    ('۴', "4"),
    ('۵', "5"),
    ('۶', "6"),
    ('۷', "7"),
    ('۸', "8"),
    ('۹', "9"),
];

/// The words of a text, folded, in their order. A single Latin letter is an initial or what an apostrophe left: none.
pub(super) fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    each(text, |word| words.push(word.to_owned()));
    words
}

/// Hands on the same words one by one.
pub(super) fn each(text: &str, mut take: impl FnMut(&str)) {
    let is_word = |word: &str| word.len() > 1 || word.starts_with(|c: char| c.is_ascii_digit());
    let (mut folded, mut pieces) = (String::new(), Vec::new());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        if !is_letter(first) {
            rest = &rest[first.len_utf8()..];
            continue;
        }
        if let Some(plain) = plain_word(rest) {
            folded.clear();
            folded.push_str(plain);
            folded.make_ascii_lowercase();
            if is_word(&folded) {
                take(&folded);
            }
            rest = &rest[plain.len()..];
            continue;
        }
        let end = word_end(rest);
        add_pieces(&rest[..end], &mut pieces);
        pieces
            .drain(..)
            .filter(|word| is_word(word))
            .for_each(|word| take(&word));
        rest = &rest[end..];
    }
}

/// The word that the text begins with, if it has nothing to fold but case: almost all of an English text.
fn plain_word(text: &str) -> Option<&str> {
    let bytes = text.as_bytes();
    let length = bytes.iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
    let ends = bytes
        .get(length)
        .is_none_or(|after| after.is_ascii() && *after != b'\'');
    text.get(..length).filter(|word| ends && !word.is_empty())
}

/// Where the word ends that the text begins with. An apostrophe between letters belongs to it.
fn word_end(text: &str) -> usize {
    let mut end = 0;
    loop {
        let rest = &text[end..];
        end += rest.find(|c| !is_letter(c)).unwrap_or(rest.len());
        let mut after = text[end..].chars();
        let is_inside = after.next().is_some_and(is_apostrophe) && after.next().is_some_and(is_letter);
        if !is_inside {
            return end;
        }
        end += text[end..].chars().next().map_or(0, char::len_utf8);
    }
}

/// Adds what a word with apostrophes consists of: the genitive `’s` goes, one or two letters before an apostrophe
/// stand alone (`l’`, `O’`), anything else is one word (`Sana’a`).
fn add_pieces(word: &str, words: &mut Vec<String>) {
    let mut parts: Vec<&str> = word.split(is_apostrophe).collect();
    if parts.len() > 1 && parts.last().is_some_and(|last| last.eq_ignore_ascii_case("s")) {
        parts.pop();
    }
    let mut glued = String::new();
    for (at, part) in parts.iter().enumerate() {
        glued.push_str(part);
        if at + 1 == parts.len() || glued.chars().count() <= 2 {
            add_folded(&fold(&glued), words);
            glued.clear();
        }
    }
}

/// Chinese characters and Japanese syllables are words of their own: no space tells them apart.
fn add_folded(folded: &str, words: &mut Vec<String>) {
    let is_alone = |c: char| matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}');
    let mut run = String::new();
    for c in folded.chars() {
        if is_alone(c) {
            words.extend((!run.is_empty()).then(|| std::mem::take(&mut run)));
            words.push(c.to_string());
        } else {
            run.push(c);
        }
    }
    words.extend((!run.is_empty()).then_some(run));
}

/// A word without case, diacritics and the difference between some scripts.
pub(super) fn fold(word: &str) -> String {
    if word.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return word.to_ascii_lowercase();
    }
    // Before decomposition, which would make another letter of й; after it, for forms that decompose into a letter.
    let composed = ComposingNormalizerBorrowed::new_nfc().normalize(word).to_lowercase();
    let decomposed = DecomposingNormalizerBorrowed::new_nfkd();
    let bare = decomposed.normalize(&replaced(&composed)).into_owned();
    let bare: String = bare.chars().filter(|c| !is_silent(*c)).collect();
    replaced(&bare.to_lowercase())
}

fn replaced(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    for c in word.chars() {
        match LETTERS.binary_search_by_key(&c, |(letter, _)| *letter) {
            Ok(at) => out.push_str(LETTERS[at].1),
            Err(_) => out.push(c),
        }
    }
    out
}

fn category(c: char) -> GeneralCategory {
    CodePointMapData::<GeneralCategory>::new().get(c)
}

/// Letters, numbers, marks, and the invisible signs that stand inside words.
fn is_letter(c: char) -> bool {
    use GeneralCategory as Of;
    if c.is_ascii() {
        return c.is_ascii_alphanumeric();
    }
    let of_word = matches!(
        category(c),
        Of::UppercaseLetter
            | Of::LowercaseLetter
            | Of::TitlecaseLetter
            | Of::ModifierLetter
            | Of::OtherLetter
            | Of::DecimalNumber
            | Of::LetterNumber
            | Of::OtherNumber
            | Of::NonspacingMark
            | Of::SpacingMark
            | Of::EnclosingMark
    );
    of_word || is_invisible(c)
}

/// A soft hyphen and the joiners of Arabic and Indian scripts.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200c}' | '\u{200d}')
}

fn is_silent(c: char) -> bool {
    is_invisible(c)
        || matches!(
            category(c),
            GeneralCategory::NonspacingMark | GeneralCategory::ModifierLetter
        )
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’')
}

#[cfg(test)]
mod tests {
    use super::{LETTERS, words};

    #[track_caller]
    fn gives(text: &str, expected: &[&str]) {
        assert_eq!(words(text), expected, "{text}");
    }

    #[test]
    fn the_table_is_in_order() {
        assert!(LETTERS.is_sorted_by_key(|(letter, _)| *letter));
    }

    #[test]
    fn case_and_diacritics_are_folded() {
        gives("Çelebi, ŁÓDŹ Straße", &["celebi", "lodz", "strasse"]);
        gives("ﬁne e\u{301}tude", &["fine", "etude"]);
        gives("ʿAbd al-Raḥmān", &["abd", "al", "rahman"]);
    }

    #[test]
    fn cyrillic_is_read_as_latin() {
        gives("Лев Толстой", &["lev", "tolstoy"]);
        gives("Щедрин Чехов", &["shchedrin", "chekhov"]);
    }

    #[test]
    fn arabic_letters_of_different_keyboards_are_one() {
        assert_eq!(words("كتابي"), words("کتابی"));
        assert_eq!(words("مَدرَسة"), words("مدرسه"));
        gives("۱۹۶۵ ١٩٦٥", &["1965", "1965"]);
    }

    #[test]
    fn apostrophes_belong_to_some_words() {
        gives("the keeper’s lamp", &["the", "keeper", "lamp"]);
        gives("Sana'a O’Hara l’été qu’elle", &["sanaa", "hara", "ete", "qu", "elle"]);
        gives("'quoted'", &["quoted"]);
    }

    #[test]
    fn hyphens_part_words_and_numbers_stay() {
        gives("Mk-35, 5 lamps (1911–12)", &["mk", "35", "5", "lamps", "1911", "12"]);
        gives("U 2 A", &["2"]);
    }

    #[test]
    fn characters_are_words_of_their_own() {
        gives("灯台守 x9", &["灯", "台", "守", "x9"]);
    }
}
