//! Reads Pandoc's citation syntax: `[see @ahlgren, pp. 33-35 and *passim*; -@brown]`.

use crate::model::locator::CitedLocator;
use crate::model::{BareForm, BareKey, Citation};
use crate::span::{SourceFile, Span, Spanned};
use std::ops::Range;

/// Why a bracket is no citation, in a diagnostic's words, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CitationError {
    /// In lower case, without a full stop.
    pub message: String,
    /// The bytes in the file.
    pub at: Span,
}

/// Reads the works cited in `text`, which has its brackets; `start` is where it stands in its file.
///
/// Each item is `prefix -@key, locator suffix`, items are separated by `;`, all but the key may be left out. A key is
/// what Pandoc takes for one: letters, digits, `_`, and inside it single `:.#$%&-+?<>~/`; any other key stands in
/// braces, `@{https://example.org/a}`. A locator is a label of the English CSL locale with numbers (`chap. 3`, `§ iv`),
/// numbers alone (pages), or whatever stands in braces (`{app. A}`; `{}` for none). Prefix and suffix keep their
/// Markdown.
///
/// # Errors
/// The first item that cites nothing, or whose key or braces are broken.
pub fn parse(text: &str, start: usize) -> Result<Vec<Citation>, CitationError> {
    let inside = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    let inside = inside.ok_or_else(|| error("a citation stands in brackets", start..start + text.len()))?;
    let start = start + 1;
    items(inside, start)?
        .into_iter()
        .map(|range| item(&inside[range.clone()], start + range.start))
        .collect()
}

/// What looks like a citation in a range of running text and is none: `@key`, with a locator in brackets behind it where
/// one stands there, as Pandoc has it; `(@key, p. 3)`; `[key, p. 3]`; `\cite{key}`.
pub(super) fn bare(file: &SourceFile, range: &Range<usize>) -> Vec<BareKey> {
    let text = file.text.get(range.clone()).unwrap_or_default();
    let found = at_signs(file, text, range.start).into_iter();
    found
        .chain(single_brackets(text))
        .chain(latex(text))
        .map(|bare| placed(bare, range.start))
        .collect()
}

/// The same at its place in the file: its places count from the beginning of the text.
fn placed(bare: BareKey, start: usize) -> BareKey {
    let place = |span: Span| Span::new(span.start as usize + start..span.end as usize + start);
    BareKey {
        key: Spanned::new(bare.key.value, place(bare.key.span)),
        span: place(bare.span),
        ..bare
    }
}

fn at_signs(file: &SourceFile, text: &str, start: usize) -> Vec<BareKey> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some((at, key)) = first_key(&text[from..]) {
        let (at, key) = (from + at, from + key.start..from + key.end);
        from = key.end;
        let before = file.text.get(..start + at).unwrap_or_default();
        // Part of an address, of a path or of what is in braces, which nobody takes for a slip.
        if before.ends_with(|c: char| "\\./:@-_+{".contains(c) || c.is_alphanumeric()) || text[at..].starts_with("@{") {
            continue;
        }
        let (name, rest) = (&text[key.clone()], &text[key.end..]);
        let plain = |it: &&str| !it.contains(['@', '[', ']', '(', ')', '\n']);
        let behind = rest.strip_prefix([' ', '\u{a0}']).and_then(|it| it.strip_prefix('['));
        let behind = behind
            .and_then(|it| Some(it.split_once(']')?.0))
            .filter(|it| !it.is_empty() && plain(it));
        let around = rest
            .split_once(')')
            .filter(|(it, _)| text[..at].ends_with('(') && plain(it));
        let (citation, whole) = match (around, behind) {
            (Some((inside, _)), _) => (format!("[@{name}{inside}]"), at - 1..key.end + inside.len() + 1),
            (None, Some(inside)) => (format!("[@{name}, {inside}]"), at..key.end + 2 + inside.len() + 1),
            (None, None) => (format!("[@{name}]"), at..key.end),
        };
        found.push(BareKey {
            key: Spanned::new(name.to_owned(), Span::new(key)),
            span: Span::new(whole),
            citation,
            form: BareForm::At,
        });
    }
    found
}

/// `[key]` and `[key, p. 3]`, where no link follows from it.
fn single_brackets(text: &str) -> Vec<BareKey> {
    let bare = |(at, _): (usize, &str)| {
        let (inside, behind) = text[at + 1..].split_once(']')?;
        let name = inside.split(',').next().unwrap_or(inside);
        let is_name = name.contains(|c: char| c.is_numeric() || c == '-') && simple_key(name) == name.len();
        let is_alone = !text[..at].ends_with(['[', ']', '\\']) && !behind.starts_with(['[', ']', '(', ':']);
        (is_name && is_alone && !inside.contains(['[', '@', '\n'])).then(|| BareKey {
            key: Spanned::new(name.to_owned(), Span::new(at + 1..at + 1 + name.len())),
            span: Span::new(at..at + inside.len() + 2),
            citation: format!("[@{inside}]"),
            form: BareForm::Bracket,
        })
    };
    text.match_indices('[').filter_map(bare).collect()
}

/// `\cite{key}`, `\parencite[3]{key}` and others of LaTeX with one key.
fn latex(text: &str) -> Vec<BareKey> {
    let bare = |(at, _): (usize, &str)| {
        let command = &text[at + 1..];
        let letters = command
            .find(|c: char| !c.is_ascii_alphabetic())
            .filter(|end| command[..*end].contains("cite"))?;
        let rest = &command[letters..];
        let locator = rest.strip_prefix('[').and_then(|it| Some(it.split_once(']')?.0));
        let open = letters + locator.map_or(0, |it| it.len() + 2);
        let name = command.get(open..)?.strip_prefix('{')?.split_once('}')?.0;
        let begin = at + 1 + open + 1;
        let locator = locator.map_or_else(String::new, |it| format!(", {it}"));
        (simple_key(name) == name.len() && !name.is_empty()).then(|| BareKey {
            key: Spanned::new(name.to_owned(), Span::new(begin..begin + name.len())),
            span: Span::new(at..begin + name.len() + 1),
            citation: format!("[@{name}{locator}]"),
            form: BareForm::Latex,
        })
    };
    text.match_indices('\\').filter_map(bare).collect()
}

/// The shortest label of each kind of locator with its CSL term, as in `("page", "p.")`.
pub fn labels() -> impl Iterator<Item = (&'static str, &'static str)> {
    LABELS.iter().filter_map(|(term, labels)| {
        let one = labels
            .iter()
            .filter(|label| !label.ends_with("s."))
            .min_by_key(|label| label.len());
        Some((*term, *one?))
    })
}

fn error(message: &str, at: Range<usize>) -> CitationError {
    CitationError {
        message: message.to_owned(),
        at: Span::new(at),
    }
}

/// Splits at `;`, but not inside the braces of a key or locator.
fn items(text: &str, start: usize) -> Result<Vec<Range<usize>>, CitationError> {
    let mut items = Vec::new();
    let (mut begin, mut at, mut cited) = (0, 0, false);
    while let Some(c) = text[at..].chars().next() {
        let mut width = c.len_utf8();
        match c {
            '\\' => width += text[at + 1..].chars().next().map_or(0, char::len_utf8),
            '@' => cited = true,
            '{' if cited => {
                let braces = braced(&text[at..]);
                width = braces.ok_or_else(|| error("a `{` is not closed", start + at..start + at + 1))?;
            }
            ';' => {
                items.push(begin..at);
                (begin, cited) = (at + 1, false);
            }
            _ => {}
        }
        at += width;
    }
    items.push(begin..text.len());
    Ok(items)
}

/// The length of what stands in braces, with them, if they are balanced.
fn braced(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, c) in text.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(at + c.len_utf8());
        }
    }
    None
}

fn item(text: &str, start: usize) -> Result<Citation, CitationError> {
    let blank = text.trim().is_empty();
    let Some((at, key)) = first_key(text) else {
        let width = text.len().max(1);
        let message = match (blank, text.find('@')) {
            (true, _) => "an item of the citation is empty",
            (false, Some(_)) => "an `@` has no key after it",
            (false, None) => "an item of the citation has no `@key`",
        };
        return Err(error(message, start..start + width));
    };
    let key_text = &text[key.clone()];
    let key_at = start + key.start..start + key.end;
    if key_text == "*" {
        return Err(error("`@*` cites no work", key_at));
    }
    let close = usize::from(text[key.end..].starts_with('}') && text[..key.start].ends_with('{'));
    let after = &text[key.end + close..];
    if let Some((second, _)) = first_key(after) {
        let second = start + key.end + close + second;
        let message = "a second key stands in one item; items are separated by `;`";
        return Err(error(message, second..second + 1));
    }
    let before = &text[..at];
    let suppressed = before
        .strip_suffix('-')
        .filter(|rest| rest.is_empty() || rest.ends_with(char::is_whitespace));
    let (locator, suffix) = locator(after);
    Ok(Citation {
        key: Spanned::new(key_text.to_owned(), Span::new(key_at)),
        prefix: unescape(suppressed.unwrap_or(before)),
        locator,
        suffix: unescape(suffix),
        suppress_author: suppressed.is_some(),
    })
}

/// The first `@` that a key follows, and the bytes of the key without its braces.
fn first_key(text: &str) -> Option<(usize, Range<usize>)> {
    for (at, _) in text.match_indices('@') {
        if text[..at].ends_with(|c: char| c.is_alphanumeric() || c == '\\') {
            continue;
        }
        let rest = &text[at + 1..];
        if rest.starts_with('{') {
            let length = braced(rest)?;
            let key = at + 2..at + length;
            let good = !key.is_empty() && !text[key.clone()].contains(char::is_whitespace);
            return good.then_some((at, key));
        }
        let length = simple_key(rest);
        if length > 0 {
            return Some((at, at + 1..at + 1 + length));
        }
    }
    None
}

/// How long the key is that a text begins with.
fn simple_key(text: &str) -> usize {
    let word = |c: char| c.is_alphanumeric() || c == '_';
    let mut chars = text.char_indices().peekable();
    match chars.next() {
        Some((_, c)) if word(c) || c == '*' => {}
        _ => return 0,
    }
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map(|(_, next)| *next);
        let inner = ":.#$%&-+?<>~/".contains(c) && next.is_some_and(word);
        let address = matches!(c, ':' | '/') && next == Some('/');
        if !(word(c) || inner || address) {
            return at;
        }
    }
    text.len()
}

/// The labels of the English CSL locale, with the CSL terms.
const LABELS: [(&str, &[&str]); 20] = [
    ("act", &["act", "acts"]),
    ("appendix", &["appendix", "appendices", "app.", "apps."]),
    ("article-locator", &["article", "articles", "art.", "arts."]),
    ("book", &["book", "books", "bk.", "bks."]),
    ("chapter", &["chapter", "chapters", "chap.", "chaps."]),
    ("column", &["column", "columns", "col.", "cols."]),
    ("equation", &["equation", "equations", "eq.", "eqs."]),
    ("figure", &["figure", "figures", "fig.", "figs."]),
    ("folio", &["folio", "folios", "fol.", "fols."]),
    ("issue", &["number", "numbers", "no.", "nos."]),
    ("line", &["line", "lines", "l.", "ll."]),
    ("note", &["note", "notes", "n.", "nn."]),
    ("opus", &["opus", "opera", "op.", "opp."]),
    ("page", &["page", "pages", "p.", "pp."]),
    ("paragraph", &["paragraph", "paragraphs", "para.", "paras.", "¶¶", "¶"]),
    ("part", &["part", "parts", "pt.", "pts."]),
    ("section", &["section", "sections", "sec.", "secs.", "§§", "§"]),
    ("sub-verbo", &["sub verbo", "sub verbis", "s.v.", "s.vv."]),
    ("verse", &["verse", "verses", "v.", "vv."]),
    ("volume", &["volume", "volumes", "vol.", "vols."]),
];

/// Splits what follows a key into locator and suffix.
fn locator(after: &str) -> (Option<CitedLocator>, &str) {
    let trimmed = after.trim_start();
    let rest = trimmed.strip_prefix(',').unwrap_or(trimmed).trim_start();
    if let Some(length) = rest.starts_with('{').then(|| braced(rest)).flatten() {
        return (forced(&rest[1..length - 1]), &rest[length..]);
    }
    let (term, words) = label(rest).unwrap_or(("page", rest));
    let explicit = words.len() < rest.len();
    let length = numbers(words, explicit);
    if length == 0 {
        return (None, after);
    }
    let value = words[..length].to_owned();
    (Some(CitedLocator { term, value }), &words[length..])
}

/// A locator in braces: a label, or pages; none where the braces are empty.
fn forced(inside: &str) -> Option<CitedLocator> {
    let inside = inside.trim();
    let (term, value) = label(inside).unwrap_or(("page", inside));
    let value = value.trim().to_owned();
    (!value.is_empty()).then_some(CitedLocator { term, value })
}

/// The CSL term of the label that a text begins with, and what follows it.
fn label(text: &str) -> Option<(&'static str, &str)> {
    let all = LABELS
        .iter()
        .flat_map(|(term, labels)| labels.iter().map(move |label| (*term, *label)));
    let fits = all.filter_map(|(term, label)| {
        let rest = text.get(label.len()..)?;
        let begins = text[..label.len()].to_lowercase() == label;
        let whole = !label.ends_with(char::is_alphanumeric);
        let apart = rest.starts_with(char::is_whitespace) || (whole && rest.starts_with(|c: char| c.is_alphanumeric()));
        (begins && apart).then(|| (term, rest.trim_start()))
    });
    fits.min_by_key(|(_, rest)| rest.len())
}

/// How long the list of numbers is that a text begins with: words with digits, or Roman numerals where a label stands
/// before them, separated by commas or space.
fn numbers(text: &str, roman: bool) -> usize {
    let mut end = 0;
    loop {
        let rest = &text[end..];
        let gap = rest.trim_start_matches([',', ' ', '\u{a0}', '\n']);
        let gap = if end == 0 { 0 } else { rest.len() - gap.len() };
        if end > 0 && gap == 0 {
            return end;
        }
        let word = number_word(&rest[gap..]);
        let word_text = &rest[gap..gap + word];
        let digits = word_text.contains(|c: char| c.is_numeric());
        if word == 0 || !(digits || roman && is_roman(word_text)) {
            return end;
        }
        end += gap + word;
    }
}

/// How long the word is that a text begins with: letters, digits, balanced parentheses, and inside it `-`, `–`, `:`,
/// `.` and `/`.
fn number_word(text: &str) -> usize {
    let mut open = 0_usize;
    let mut end = 0;
    for (at, c) in text.char_indices() {
        match c {
            '(' => open += 1,
            ')' if open > 0 => open -= 1,
            '-' | '–' | ':' | '.' | '/' => continue,
            c if c.is_alphanumeric() => {}
            _ => break,
        }
        if open == 0 {
            end = at + c.len_utf8();
        }
    }
    end
}

fn is_roman(word: &str) -> bool {
    word.chars().all(|c| "ivxlcdmIVXLCDM-–".contains(c))
}

/// The words around a citation, without the backslashes that protect punctuation.
fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.trim().chars().peekable();
    while let Some(c) = chars.next() {
        match chars.peek() {
            Some(next) if c == '\\' && next.is_ascii_punctuation() => {}
            _ => out.push(c),
        }
        if c == '\\' {
            out.extend(chars.next_if(char::is_ascii_punctuation));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Shows a citation as `prefix|-key@place|term value|suffix`.
    fn show(citation: &Citation) -> String {
        let locator = citation.locator.as_ref();
        let locator = locator.map_or(String::new(), |it| format!("{} {}", it.term, it.value));
        let minus = if citation.suppress_author { "-" } else { "" };
        let (key, at) = (&citation.key.value, citation.key.span.start);
        format!("{}|{minus}{key}@{at}|{locator}|{}", citation.prefix, citation.suffix)
    }

    #[test]
    fn citations_are_read_as_pandoc_reads_them() {
        let cases: [(&str, &[&str]); 40] = [
            ("[@a]", &["|a@2||"]),
            (
                "[see @a, pp. 33-35 and *passim*; -@b; @{https://x}, chap. 3]",
                &[
                    "see|a@6|page 33-35|and *passim*",
                    "|-b@35||",
                    "|https://x@40|chapter 3|",
                ],
            ),
            ("[@doe99, 33]", &["|doe99@2|page 33|"]),
            (
                "[@doe99, 33–35, 38-39, and elsewhere]",
                &["|doe99@2|page 33–35, 38-39|, and elsewhere"],
            ),
            ("[@doe p.33]", &["|doe@2|page 33|"]),
            ("[@doe, P. 33]", &["|doe@2|page 33|"]),
            ("[@doe, sec. 3.1]", &["|doe@2|section 3.1|"]),
            ("[@doe, § 4]", &["|doe@2|section 4|"]),
            ("[@doe §§4-5]", &["|doe@2|section 4-5|"]),
            ("[@doe ¶ 2]", &["|doe@2|paragraph 2|"]),
            ("[@doe, vol. iv]", &["|doe@2|volume iv|"]),
            ("[@doe, fig. 2a]", &["|doe@2|figure 2a|"]),
            ("[@doe, no. 7]", &["|doe@2|issue 7|"]),
            ("[@doe, n. 7]", &["|doe@2|note 7|"]),
            ("[@doe, para. 7]", &["|doe@2|paragraph 7|"]),
            ("[@doe, pt. II]", &["|doe@2|part II|"]),
            ("[@doe, part 2]", &["|doe@2|part 2|"]),
            ("[@doe, book 3]", &["|doe@2|book 3|"]),
            ("[@doe, col. 3]", &["|doe@2|column 3|"]),
            ("[@doe, fol. 3r]", &["|doe@2|folio 3r|"]),
            ("[@doe, op. 3]", &["|doe@2|opus 3|"]),
            ("[@doe, l. 3]", &["|doe@2|line 3|"]),
            ("[@doe, ll. 3-4]", &["|doe@2|line 3-4|"]),
            ("[@doe, v. 3:16]", &["|doe@2|verse 3:16|"]),
            ("[@doe{s.v. bee}]", &["|doe@2|sub-verbo bee|"]),
            (
                "[@doe{ii, A, D-Z}, with a suffix]",
                &["|doe@2|page ii, A, D-Z|, with a suffix"],
            ),
            (
                "[@doe, {pp. iv, vi-xi}, with a suffix]",
                &["|doe@2|page iv, vi-xi|, with a suffix"],
            ),
            ("[@doe{}, 99 years later]", &["|doe@2||, 99 years later"]),
            ("[@doe, chap. one]", &["|doe@2||, chap. one"]),
            ("[@doe, xi]", &["|doe@2||, xi"]),
            ("[@doe, p. 33.]", &["|doe@2|page 33|."]),
            ("[@doe, pages are lost]", &["|doe@2||, pages are lost"]),
            ("[@foo.]", &["|foo@2||."]),
            ("[@foo--bar]", &["|foo@2||--bar"]),
            ("[@Foo_bar.baz:q]", &["|Foo_bar.baz:q@2||"]),
            ("[@http://x.org/a]", &["|http://x.org/a@2||"]),
            ("[mail me@x.org, @a]", &["mail me@x.org,|a@17||"]),
            ("[@é2, 3]", &["|é2@2|page 3|"]),
            ("[vgl. -@a{1}; cf. @b]", &["vgl.|-a@8|page 1|", "cf.|b@19||"]),
            ("[see \\[x\\] @a]", &["see [x]|a@12||"]),
        ];
        for (text, expected) in cases {
            let found = parse(text, 0).unwrap_or_else(|error| panic!("{text}: {}", error.message));
            assert_eq!(found.iter().map(show).collect::<Vec<_>>(), expected, "{text}");
        }
    }

    #[test]
    fn places_count_from_the_start_of_the_file() {
        let found = parse("[see @{a b}; @b]", 100);
        assert_eq!(found.unwrap_err().at, Span::new(101..111));
        assert_eq!(parse("[@bc]", 100).unwrap()[0].key.span, Span::new(102..104));
    }

    #[test]
    fn what_is_no_citation_is_refused() {
        let cases = [
            ("[]", "an item of the citation is empty", 1..2),
            ("[@a; ]", "an item of the citation is empty", 4..5),
            ("[@a; see b]", "an item of the citation has no `@key`", 4..10),
            ("[@]", "an `@` has no key after it", 1..2),
            ("[@{}]", "an `@` has no key after it", 1..4),
            ("[@{a]", "a `{` is not closed", 2..3),
            ("[@*]", "`@*` cites no work", 2..3),
            (
                "[@a and @b]",
                "a second key stands in one item; items are separated by `;`",
                8..9,
            ),
            ("@a", "a citation stands in brackets", 0..2),
        ];
        for (text, message, at) in cases {
            let found = parse(text, 0).unwrap_err();
            assert_eq!((found.message.as_str(), found.at), (message, Span::new(at)), "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn nothing_makes_it_fall_over(text in "\\[[ @{};,.\\-a-z0-9§é\\\\*]{0,40}\\]") {
            let _ = parse(&text, 7);
        }
    }
}
