//! Text inside HTML and XML.

use std::io;

/// Text with the characters escaped that mean something to HTML, in content and in quoted attributes.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for (plain, reference) in stretches(text, *b"&<>\"") {
        escaped.push_str(plain);
        escaped.push_str(reference);
    }
    escaped
}

/// Writes the text of a template, with apostrophes escaped as well: a theme may quote attributes with them.
pub(super) fn write_escaped(text: &str, out: &mut dyn io::Write) -> io::Result<()> {
    for (plain, reference) in stretches(text, *b"&<>\"'") {
        out.write_all(plain.as_bytes())?;
        out.write_all(reference.as_bytes())?;
    }
    Ok(())
}

/// The stretches of a text that can stay, each with the character reference for what comes after it.
fn stretches<const N: usize>(text: &str, special: [u8; N]) -> impl Iterator<Item = (&str, &'static str)> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest?;
        // All of them are ASCII, so a text may be cut there.
        let found = first(text.as_bytes(), special).and_then(|at| text.split_at_checked(at));
        let Some((plain, special)) = found else {
            rest = None;
            return Some((text, ""));
        };
        rest = special.get(1..);
        Some((plain, reference(special)))
    })
}

/// The first of these bytes in a text. A stretch without any is looked through at once, which processors do for all its
/// bytes together; most texts of a page have none.
#[expect(
    clippy::needless_bitwise_bool,
    reason = "what decides on each byte alone is decided for many at once"
)]
fn first<const N: usize>(text: &[u8], special: [u8; N]) -> Option<usize> {
    let is_special = |byte: &u8| special.iter().fold(false, |any, it| any | (byte == it));
    let (stretches, _) = text.as_chunks::<16>();
    let has_any = |stretch: &[u8; 16]| stretch.iter().fold(false, |any, byte| any | is_special(byte));
    let free = stretches.iter().take_while(|it| !has_any(it)).count();
    if free == stretches.len() && text.last_chunk().is_some_and(|it| !has_any(it)) {
        return None;
    }
    let from = 16 * free;
    let at = text.get(from..)?.iter().position(is_special)?;
    Some(from + at)
}

fn reference(special: &str) -> &'static str {
    match special.as_bytes().first() {
        Some(b'&') => "&amp;",
        Some(b'<') => "&lt;",
        Some(b'>') => "&gt;",
        Some(b'"') => "&quot;",
        _ => "&#39;",
    }
}

/// The same for XML, without the control characters that XML 1.0 has no place for.
pub(super) fn xml(text: &str) -> String {
    let allowed = |c: &char| !c.is_control() || matches!(c, '\t' | '\n' | '\r');
    let text: String = text
        .chars()
        .filter(|c| allowed(c) && !matches!(c, '\u{fffe}' | '\u{ffff}'))
        .collect();
    escape(&text)
}

#[cfg(test)]
mod tests {
    use super::{escape, write_escaped};

    #[test]
    fn what_means_something_to_html_is_escaped_and_nothing_else() {
        for (text, content, template) in [
            ("", "", ""),
            ("lights", "lights", "lights"),
            (
                "<é> & \"its\"",
                "&lt;é&gt; &amp; &quot;its&quot;",
                "&lt;é&gt; &amp; &quot;its&quot;",
            ),
            ("'", "'", "&#39;"),
            ("a<", "a&lt;", "a&lt;"),
            ("of sixteen bytes", "of sixteen bytes", "of sixteen bytes"),
            (
                "more than sixteen bytes, & more",
                "more than sixteen bytes, &amp; more",
                "more than sixteen bytes, &amp; more",
            ),
            (
                "more than sixteen bytes and <",
                "more than sixteen bytes and &lt;",
                "more than sixteen bytes and &lt;",
            ),
        ] {
            assert_eq!(escape(text), content);
            let mut out = Vec::new();
            write_escaped(text, &mut out).unwrap();
            assert_eq!(out, template.as_bytes());
        }
    }
}
