//! The consonants that a name is heard by, so that a name in Arabic script and its spellings in Latin letters meet.
//!
//! Arabic script writes few vowels, and transliterations differ in them; what stays is a row of consonants, letters that
//! are often confused taken together. Only names have such keys.

/// What Latin letters are heard as, replaced in this order; all other letters are silent.
pub(super) const LATIN: &[(&str, &str)] = &[
    ("shch", "SC"),
    ("dzh", "j"),
    ("sch", "S"),
    ("sh", "S"),
    ("ch", "C"),
    ("ck", "k"),
    ("kh", "k"),
    ("gh", "g"),
    ("zh", "z"),
    ("th", "t"),
    ("dh", "d"),
    ("ph", "w"),
    ("ce", "s"),
    ("ci", "s"),
    ("cy", "s"),
    ("c", "k"),
    ("q", "k"),
    ("x", "ks"),
    ("f", "w"),
    ("v", "w"),
    ("p", "b"),
];

/// What Arabic letters (also of Persian and Urdu) are heard as, in the order of their code points; the others are
/// vowels, or silent.
pub(super) const ARABIC: &[(char, &str)] = &[
    ('ب', "b"),
    ('ت', "t"),
    ('ث', "s"),
    ('ج', "j"),
    ('خ', "k"),
    ('د', "d"),
    ('ذ', "z"),
    ('ر', "r"),
    ('ز', "z"),
    ('س', "s"),
    ('ش', "S"),
    ('ص', "s"),
    ('ض', "z"),
    ('ط', "t"),
    ('ظ', "z"),
    ('غ', "g"),
    ('ف', "w"),
    ('ق', "k"),
    ('ل', "l"),
    ('م', "m"),
    ('ن', "n"),
    ('و', "w"),
    ('ٹ', "t"),
    ('پ', "b"),
    ('چ', "C"),
    ('ڈ', "d"),
    ('ڑ', "r"),
    ('ژ', "z"),
    ('ک', "k"),
    ('گ', "g"),
    ('ں', "n"),
];

/// What a folded word can be heard as; nothing where too little is left to tell it from others.
pub(super) fn sounds(word: &str) -> Vec<String> {
    let is_arabic = word.chars().any(|c| matches!(c, '\u{600}'..='\u{6ff}'));
    let heard = if is_arabic {
        arabic(word)
    } else {
        vec![latin(word), latin(&soft(word))]
    };
    let mut kept: Vec<String> = heard.into_iter().filter(|it| it.len() > 1).collect();
    kept.sort();
    kept.dedup();
    kept
}

/// The word with its g before a front vowel as in “George”.
fn soft(word: &str) -> String {
    word.replace("ge", "je").replace("gi", "ji")
}

fn latin(word: &str) -> String {
    let mut heard = word.to_owned();
    for (letters, sound) in LATIN {
        heard = heard.replace(letters, sound);
    }
    collapsed(heard.chars().filter(|c| "bdgjklmnrstwzSC".contains(*c)))
}

/// With and without the letter that is a consonant or a long vowel, and with and without the article.
fn arabic(word: &str) -> Vec<String> {
    let bare = word.strip_prefix("ال").filter(|bare| bare.chars().count() > 2);
    let forms = [Some(word), bare].into_iter().flatten();
    let heard = |word: &str, with_w: bool| {
        let letters = word.chars().filter(|c| with_w || *c != 'و');
        let sound = |c: char| ARABIC.binary_search_by_key(&c, |(letter, _)| *letter).ok();
        collapsed(letters.filter_map(sound).flat_map(|at| ARABIC[at].1.chars()))
    };
    forms.flat_map(|word| [heard(word, true), heard(word, false)]).collect()
}

/// The same consonant twice is heard once.
fn collapsed(letters: impl Iterator<Item = char>) -> String {
    let mut out = String::new();
    for c in letters {
        if !out.ends_with(c) {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::fold::words;
    use super::{ARABIC, sounds};

    /// Whether some word of each can be heard alike.
    #[track_caller]
    fn meet(latin: &str, other: &str) {
        let all = |text: &str| -> Vec<String> { words(text).iter().flat_map(|word| sounds(word)).collect() };
        let (one, two) = (all(latin), all(other));
        assert!(
            two.iter().any(|it| one.contains(it)),
            "{latin} {one:?}, {other} {two:?}"
        );
    }

    #[test]
    fn the_table_is_in_order() {
        assert!(ARABIC.is_sorted_by_key(|(letter, _)| *letter));
    }

    #[test]
    fn arabic_script_meets_latin_letters() {
        meet("Shahin", "شاهین");
        meet("Khaldun", "خلدون");
        meet("Tolstoy", "تولستوی");
        meet("Chekhov", "چخوف");
        meet("Nawab", "نواب");
        meet("Hafez", "الحافظ");
        meet("Petrov", "بتروف");
    }

    #[test]
    fn spellings_of_one_name_meet() {
        meet("Muhammad", "Mohamed");
        meet("Chekhov", "Чехов");
        meet("Yevgeni", "Евгений");
        meet("George", "Джордж");
        meet("George", "جارج");
    }

    #[test]
    fn too_little_is_nothing() {
        assert!(sounds("ai").is_empty());
        assert!(sounds("علی").is_empty());
    }
}
