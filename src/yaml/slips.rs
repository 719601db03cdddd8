//! What people most often mean by YAML that is none: the message of the parser in plain words, with what to write.

use super::Syntax;

/// A slip that was recognised: what is wrong, where (line and column, from 1), and what to do.
type Slip = (String, (usize, usize), String);

/// Says what is wrong where the parser stumbled with that message, at that line and column.
pub(super) fn explain(message: &str, place: (usize, usize), text: &str) -> Syntax {
    let mut lines: Vec<&str> = text.lines().take(place.0).collect();
    let line = lines.pop().unwrap_or_default();
    let slip = tab(message, text, place.0)
        .or_else(|| bullet(message, line, &lines))
        .or_else(|| colon(message, line, place.0))
        .or_else(|| quotation(message, line, place))
        .or_else(|| sign(message, line, place));
    if let Some((message, at, help)) = slip {
        let help = Some(help);
        return Syntax { message, at, help };
    }
    let help = advice(message, line, place.1)
        .or_else(|| open_bracket(text, place.0))
        .or_else(|| indentation(message, line, &lines));
    Syntax {
        message: message.to_owned(),
        at: place,
        help: help.map(str::to_owned),
    }
}

/// The first tab before any text of a line, from the line where the parser stumbled.
fn tab(message: &str, text: &str, line: usize) -> Option<Slip> {
    if !message.contains("tab") {
        return None;
    }
    let from = line.saturating_sub(1);
    let lines = text.lines().enumerate().skip(from);
    let mut tabs = lines.filter_map(|(at, line)| {
        let indent = line.len() - line.trim_start().len();
        Some((at + 1, line[..indent].find('\t')? + 1))
    });
    let help = "YAML indents with spaces: put two in the place of each tab";
    Some((
        "a line is indented with a tab".to_owned(),
        tabs.next()?,
        help.to_owned(),
    ))
}

/// An item of a list that begins with another mark than a hyphen and a space, in this line or in one above it, of which
/// this line is the rest.
fn bullet(message: &str, line: &str, before: &[&str]) -> Option<Slip> {
    if !["did not find expected", "mapping values are not allowed", "simple key"]
        .iter()
        .any(|it| message.contains(it))
    {
        return None;
    }
    let nearest = before.iter().enumerate().rev().map(|(at, line)| (at + 1, *line));
    let indent = |line: &str| line.len() - line.trim_start().len();
    let mut above = std::iter::once((before.len() + 1, line)).chain(nearest);
    // No further up than the key that the list belongs to.
    let (at, item) = above
        .by_ref()
        .take_while(|(_, it)| indent(it) > 0 || it.starts_with(['*', '-', '–', '—', '•', '·']))
        .find(|(_, it)| mark(it).is_some())?;
    let (mark, rest) = mark(item)?;
    let column = indent(item) + 1;
    let message = match mark {
        '-' => "a space is missing behind the hyphen of a list".to_owned(),
        other => format!("an item of a list begins with `{other}`"),
    };
    let help = format!(
        "an item of a list begins with a hyphen and a space: `- {}`",
        rest.trim()
    );
    Some((message, (at, column), help))
}

/// The wrong mark that an item begins with, and what stands behind it.
fn mark(line: &str) -> Option<(char, &str)> {
    let line = line.trim_start();
    let mark = line.chars().next()?;
    let rest = &line[mark.len_utf8()..];
    let is_item = match mark {
        '*' | '+' => rest.starts_with(' '),
        '-' => rest.starts_with(char::is_alphabetic) && rest.contains(':'),
        '–' | '—' | '•' | '·' => true,
        _ => false,
    };
    is_item.then_some((mark, rest))
}

/// A key without its colon, without the space behind it, or with another sign.
fn colon(message: &str, line: &str, number: usize) -> Option<Slip> {
    if !message.contains("simple key expected") {
        return None;
    }
    let written = line.trim_start().trim_start_matches("- ");
    let column = line.chars().count() - written.chars().count() + 1;
    let length = written
        .find(|c: char| !c.is_alphanumeric() && c != '-')
        .unwrap_or(written.len());
    let (key, rest) = written.split_at(length);
    let value = rest.trim_start_matches(['=', ':', ' ']);
    let is_long = value.split_whitespace().count() > 6;
    // A key begins with a small letter, or is a name in capitals, as `DOI` is; other words are a sentence.
    let is_key = key.starts_with(char::is_lowercase) || key.len() > 2 && !key.contains(char::is_lowercase);
    if !is_key || value.is_empty() || is_long {
        return None;
    }
    let (message, said) = match rest.trim_start().chars().next() {
        Some(':') => ("a space is missing behind the colon", "a space follows the colon"),
        Some('=') => (
            "an equals sign stands where a colon belongs",
            "a key and its value have a colon between them",
        ),
        _ => (
            "a colon is missing",
            "a key and its value have a colon between them, and a line that only explains begins with `#`",
        ),
    };
    Some((
        message.to_owned(),
        (number, column),
        format!("{said}: `{key}: {value}`"),
    ))
}

/// A value in quotation marks that goes on behind them.
fn quotation(message: &str, line: &str, place: (usize, usize)) -> Option<Slip> {
    if !message.contains("trailing content after") {
        return None;
    }
    let said = "text stands behind the closing quotation mark";
    let value = line.split_once(": ").map_or(line, |(_, value)| value).trim();
    let begins = |mark: char| value.starts_with(mark);
    let help = if begins('\'') && !value.contains('"') {
        let inside = value.trim_matches('\'');
        format!("an apostrophe closes what a single mark has opened; write `\"{inside}\"`")
    } else if begins('"') && !value.contains('\'') {
        format!(
            "a value that has quotation marks inside it stands in single ones: `'{}'`",
            inner(value)
        )
    } else {
        "inside double quotation marks write `\\\"` for one that is to be read".to_owned()
    };
    Some((said.to_owned(), place, help))
}

/// What is to stand in single marks: all of it, but for a pair of double ones around the whole.
fn inner(value: &str) -> &str {
    let whole = value.strip_prefix('"').and_then(|it| it.strip_suffix('"'));
    whole.filter(|it| it.contains('"')).unwrap_or(value)
}

/// A value that begins with a sign that means something in YAML.
fn sign(message: &str, line: &str, place: (usize, usize)) -> Option<Slip> {
    let value = line.split_once(": ").map_or("", |(_, value)| value.trim());
    let sign = value.chars().next()?;
    let is_said = ["anchor", "alias", "tag", "cannot start", "found character"]
        .iter()
        .any(|it| message.contains(it));
    if !is_said || !"*&!@`%|>".contains(sign) || value.contains('"') {
        return None;
    }
    let said = format!("a value begins with `{sign}`, which means something else in YAML");
    Some((said, place, format!("put it in quotation marks: `\"{value}\"`")))
}

/// Advice for the other slips that people make most; `column` is from 1.
fn advice(message: &str, line: &str, column: usize) -> Option<&'static str> {
    let value = line.split_once(": ").map_or("", |(_, value)| value.trim_start());
    let before: String = line.chars().take(column.saturating_sub(1)).collect();
    if message.contains("mapping values are not allowed") && before.contains(": ") {
        if value.starts_with(['“', '”', '„', '‘', '’', '«']) {
            return Some(
                "a value that contains `: ` has to stand in straight quotation marks, key: \"A: b\"; these are typographic ones",
            );
        }
        return Some("a value that contains `: ` has to stand in quotes: key: \"A: b\"");
    }
    if message.contains("simple key expected") || is_sentence(line) {
        return Some("a line says `key: value`; one that only explains begins with `#`");
    }
    if value.starts_with(['@', '`', '%']) {
        return Some("a value that begins with this character has to stand in quotes");
    }
    if message.contains("quoted scalar") {
        return Some("a quotation mark is opened and not closed");
    }
    if message.contains("unclosed bracket") || message.contains("flow") {
        return Some("a bracket is opened and not closed");
    }
    line.contains('\t')
        .then_some("YAML indents with spaces, never with tabs")
}

/// Whether what stands before the colon is several words, as no key is.
fn is_sentence(line: &str) -> bool {
    let key = line.split_once(": ").map_or("", |(key, _)| key.trim());
    key.split_whitespace().count() > 2 && !key.starts_with(['-', '"', '\'', '{', '['])
}

/// Advice where a line stands deeper or less deep than the parser can make sense of; `before` are the lines above it.
fn indentation(message: &str, line: &str, before: &[&str]) -> Option<&'static str> {
    if !message.contains("did not find expected") && !message.contains("mapping values are not allowed") {
        return None;
    }
    let above = before.last().map_or("", |it| it.trim_start());
    let is_indented = line.starts_with(' ');
    if is_indented && above.strip_prefix('#').is_some_and(|it| it.contains(':')) {
        return Some("the line above it is a comment: take its `#` away too, or put one before this line");
    }
    Some("keys that belong together begin in the same column, and those of an item below its first key")
}

/// Where a bracket is left open, the parser stumbles only over what follows in a later line.
fn open_bracket(text: &str, line: usize) -> Option<&'static str> {
    let before: String = text.lines().take(line.saturating_sub(1)).collect();
    let open = |pair: [char; 2]| before.matches(pair[0]).count() > before.matches(pair[1]).count();
    (open(['[', ']']) || open(['{', '}'])).then_some("a bracket is opened in a line before and not closed")
}
