//! What somebody is writing at a place, read from the text alone: it is hardly ever whole while it is typed.

mod matter;

use crate::span::Span;
pub(super) use matter::{Matter, Slot};

/// What stands at a place, and where it begins; the place itself is its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Context {
    /// The target of a link, `[[tar`.
    Link(usize),
    /// The fragment of a link, `[[target#fra`, and its target.
    Fragment(String, usize),
    /// The key of a citation, `[see @ke`.
    Citation(usize),
    /// What follows the key of a citation, `[@key, p`.
    Locator(usize),
    /// The path of a Markdown link, `[label](pa`.
    Path(usize),
    /// The name of a footnote, `[^na`.
    Footnote(usize),
    /// A key or value of front matter, or of a file of settings.
    Matter(Matter),
}

/// What is written at a byte of an entry.
pub(super) fn of_entry(text: &str, offset: usize) -> Option<Context> {
    match front_matter(text) {
        Some(block) if offset < block.start => None,
        Some(block) if offset <= block.end => matter::read(text, block, offset).map(Context::Matter),
        Some(block) => prose(text, block.end, offset),
        None => prose(text, 0, offset),
    }
}

/// What is written at a byte of a file that is YAML as a whole.
pub(super) fn of_yaml(text: &str, offset: usize) -> Option<Context> {
    matter::read(text, 0..text.len(), offset).map(Context::Matter)
}

/// The lines of front matter, without its fences; to the end of the file where it is not closed yet.
pub(super) fn front_matter(text: &str) -> Option<std::ops::Range<usize>> {
    let mut lines = text.split_inclusive('\n');
    let first = lines.next().filter(|line| line.trim_end() == "---")?;
    let mut at = first.len();
    for line in lines {
        if matches!(line.trim_end(), "---" | "...") {
            return Some(first.len()..at.saturating_sub(1).max(first.len()));
        }
        at += line.len();
    }
    Some(first.len()..text.len())
}

fn prose(text: &str, body: usize, offset: usize) -> Option<Context> {
    let before = text.get(..offset)?;
    let fences = before
        .lines()
        .filter(|line| line.trim_start().starts_with("```"))
        .count();
    let line = before.rsplit('\n').next().unwrap_or_default();
    if fences % 2 == 1 || line.matches('`').count() % 2 == 1 {
        return None;
    }
    let fence = before[body..].find("---").map_or(body, |at| body + at + 3);
    let begin = if body > 0 { fence } else { 0 };
    let paragraph = before[begin..].rfind("\n\n").map_or(begin, |at| begin + at + 2);
    let words = &before[paragraph..];
    link(words, paragraph)
        .or_else(|| footnote(words, paragraph))
        .or_else(|| citation(words, paragraph))
        .or_else(|| path(words, paragraph))
}

fn link(words: &str, start: usize) -> Option<Context> {
    let at = words.rfind("[[")? + 2;
    let target = &words[at..];
    if target.contains(['\n', '|', ']', '[']) {
        return None;
    }
    Some(match target.split_once('#') {
        Some((target, fragment)) => Context::Fragment(target.to_owned(), start + words.len() - fragment.len()),
        None => Context::Link(start + at),
    })
}

fn footnote(words: &str, start: usize) -> Option<Context> {
    let at = words.rfind("[^")? + 2;
    let inside = words[at..].contains(|c: char| c == ']' || c.is_whitespace());
    (!inside).then_some(Context::Footnote(start + at))
}

/// Inside a bracket that is open: a key behind the last `@`, or what follows one.
fn citation(words: &str, start: usize) -> Option<Context> {
    let mut open = Vec::new();
    for (at, c) in words.char_indices() {
        match c {
            '[' => open.push(at),
            ']' => drop(open.pop()),
            _ => {}
        }
    }
    let bracket = open.last()? + 1;
    let item = words[bracket..].rfind(';').map_or(bracket, |at| bracket + at + 1);
    let sign = item + words[item..].rfind('@')?;
    if words[..sign].ends_with(char::is_alphanumeric) {
        return None;
    }
    let braced = usize::from(words[sign + 1..].starts_with('{'));
    let key = &words[sign + 1 + braced..];
    if key.chars().all(is_of_key) {
        return Some(Context::Citation(start + sign + 1 + braced));
    }
    let (_, after) = key.split_once(',')?;
    let label = after.trim_start();
    let is_begun = label.chars().all(|c| c.is_alphabetic() || ".§¶".contains(c));
    is_begun.then(|| Context::Locator(start + words.len() - label.len()))
}

fn path(words: &str, start: usize) -> Option<Context> {
    let at = words.rfind("](")? + 2;
    let inside = words[at..].contains(|c: char| c == ')' || c == ':' || c.is_whitespace());
    (!inside).then_some(Context::Path(start + at))
}

/// What Pandoc lets stand in a key.
fn is_of_key(c: char) -> bool {
    c.is_alphanumeric() || "_:.#$%&-+?<>~/".contains(c)
}

/// A reference that is written at a byte, whether the file can be read or not: the bytes of the name, and whether it
/// is a citation key.
pub(super) fn written_at(text: &str, offset: usize) -> Option<(Span, bool)> {
    let (start, is_key) = match of_entry(text, offset)? {
        Context::Link(start) => (start, false),
        Context::Citation(start) => (start, true),
        _ => return None,
    };
    let rest = text.get(start..)?;
    let end = if is_key {
        rest.find(|c: char| !is_of_key(c))
    } else {
        rest.find(['#', '|', ']', '\n'])
    };
    let end = start + end.unwrap_or(rest.len());
    Some((Span::new(start..end), is_key))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is written where the cursor `|` stands: the name of the context and what was typed of it.
    fn at(text: &str) -> String {
        let offset = text.find('‸').unwrap();
        let text = text.replace('‸', "");
        let (name, start) = match of_entry(&text, offset) {
            None => return "nothing".to_owned(),
            Some(Context::Link(start)) => ("link".to_owned(), start),
            Some(Context::Fragment(target, start)) => (format!("fragment of {target}"), start),
            Some(Context::Citation(start)) => ("citation".to_owned(), start),
            Some(Context::Locator(start)) => ("locator".to_owned(), start),
            Some(Context::Path(start)) => ("path".to_owned(), start),
            Some(Context::Footnote(start)) => ("footnote".to_owned(), start),
            Some(Context::Matter(matter)) => (format!("{:?} {}", matter.slot, matter.path.join(".")), matter.start),
        };
        format!("{name} `{}`", &text[start..offset])
    }

    #[test]
    fn prose_is_read_up_to_the_cursor() {
        for (text, expected) in [
            ("See [[tow‸", "link `tow`"),
            ("See [[events/tow‸]] and", "link `events/tow`"),
            ("See [[tower#h‸", "fragment of tower `h`"),
            ("See [[tower|w‸", "nothing"),
            ("See [[tower]] w‸", "nothing"),
            ("Says [see @ha‸", "citation `ha`"),
            ("Says [@hale; -@re‸]", "citation `re`"),
            ("Says [@{a b‸", "nothing"),
            ("Says [@hale, c‸]", "locator `c`"),
            ("Says [@hale, ‸]", "locator ``"),
            ("Says [@hale, p. 3‸]", "nothing"),
            ("mail a@b‸", "nothing"),
            ("[a note](../ev‸", "path `../ev`"),
            ("[a note](https://ev‸", "nothing"),
            ("So[^no‸", "footnote `no`"),
            ("`[[tow‸`", "nothing"),
            ("```\n[[tow‸\n```", "nothing"),
            ("[[a\n\nb‸", "nothing"),
            ("é [[é‸", "link `é`"),
        ] {
            assert_eq!(at(text), expected, "{text}");
            let below = format!("---\ntitle: A\n---\n\n{text}");
            assert_eq!(at(&below), expected, "{below}");
        }
    }

    #[test]
    fn front_matter_is_read_up_to_the_cursor() {
        for (text, expected) in [
            ("---\nti‸\n---\n", "Key  `ti`"),
            ("---\n‸", "Key  ``"),
            ("---\ntitle: T‸\n---\n", "Value title `T`"),
            ("---\nthemes:\n  - the‸", "Key themes `the`"),
            ("---\nthemes:\n  - theme: up‸\n", "Value themes.theme `up`"),
            ("---\nthemes:\n  - theme: upkeep\n    st‸\n---\n", "Key themes `st`"),
            (
                "---\nthemes:\n- theme: upkeep\n  stance: ar‸",
                "Value themes.stance `ar`",
            ),
            (
                "---\nthemes:\n  - theme: a\n    values:\n      mas‸",
                "Key themes.values `mas`",
            ),
            ("---\nthemes: [up‸]\n", "Value themes `up`"),
            ("---\nthemes: [upkeep, li‸", "Value themes `li`"),
            ("---\nactors: [{actor: a, ro‸}]", "Key actors `ro`"),
            ("---\nactors: [{actor: a, role: ke‸}]", "Value actors.role `ke`"),
            ("---\nactors:\n  - {actor: ‸", "Value actors.actor ``"),
            ("---\nactors: [\n  {actor: a},\n  {actor: b‸", "Value actors.actor `b`"),
            ("---\nsays: |\n  some: te‸xt\n", "nothing"),
            ("---\nsays: |\n  some: text\nki‸", "Key  `ki`"),
            ("---\n# a com‸ment\n", "nothing"),
            ("---\npart-of: \"a‸\"", "Value part-of `a`"),
            ("---\naliases:\n  - a‸", "Key aliases `a`"),
            ("-‸--\n", "nothing"),
        ] {
            assert_eq!(at(text), expected, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn nothing_makes_it_fall_over(text in "(---\n)?[-a:é@\\[\\]{}|\"'#^;,. \n`]{0,40}", at in 0..44usize) {
            let at = super::super::position::floor(&text, at);
            let _ = of_entry(&text, at);
            let _ = of_yaml(&text, at);
            let _ = written_at(&text, at);
        }
    }
}
