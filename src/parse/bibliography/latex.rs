//! Field values of `.bib` files as CSL text: braces that protect, ties, quotation marks and commands.

use biblatex::{Chunk, ChunksRef};

/// The text of a field with CSL's inline markup: `\emph` becomes `<i>`, and words that braces protect from a change of
/// case become a `nocase` span where a style could change them.
pub(super) fn text(chunks: ChunksRef<'_>) -> String {
    let mut out = String::new();
    for (at, chunk) in chunks.iter().enumerate() {
        let next = chunks.get(at + 1).map_or("", |next| next.v.get());
        // Braces around an accent, as in `G{\"o}teborg`, protect nothing.
        let inside_word = out.ends_with(char::is_alphanumeric) || next.starts_with(char::is_alphanumeric);
        match &chunk.v {
            Chunk::Normal(text) => out.push_str(&commands(&ties(text))),
            Chunk::Math(text) => out.push_str(text),
            // A tie or a backslash in braces of its own means the character.
            Chunk::Verbatim(text) if text == "~" || text == "\\" => out.push_str(text),
            Chunk::Verbatim(text) if needs_protection(text) && !inside_word => {
                out.push_str("<span class=\"nocase\">");
                out.push_str(&commands(&ties(text)));
                out.push_str("</span>");
            }
            Chunk::Verbatim(text) => out.push_str(&commands(&ties(text))),
        }
    }
    collapse(&out)
}

/// The text of a field without markup: for names, numbers and addresses.
pub(super) fn bare(chunks: ChunksRef<'_>) -> String {
    crate::model::work::plain(&text(chunks))
}

/// The people or institutions of a list: its parts between the words `and`.
pub(super) fn parts(chunks: ChunksRef<'_>) -> Vec<biblatex::Chunks> {
    let mut parts = vec![Vec::new()];
    for chunk in chunks {
        let Chunk::Normal(text) = &chunk.v else {
            push(&mut parts, chunk.v.clone(), chunk);
            continue;
        };
        for (at, piece) in text.split(" and ").enumerate() {
            if at > 0 {
                parts.push(Vec::new());
            }
            if !piece.is_empty() {
                push(&mut parts, Chunk::Normal(piece.to_owned()), chunk);
            }
        }
    }
    parts.retain(|part| part.iter().any(|chunk| !chunk.v.get().trim().is_empty()));
    parts
}

/// Whether the whole value stands in braces of its own: the name of an institution.
pub(super) fn is_protected(chunks: ChunksRef<'_>) -> bool {
    let mut written = chunks.iter().filter(|chunk| !chunk.v.get().trim().is_empty());
    let protected = |chunk: &biblatex::Spanned<Chunk>| matches!(chunk.v, Chunk::Verbatim(_));
    written.next().is_some_and(protected) && written.next().is_none()
}

fn push(parts: &mut [biblatex::Chunks], value: Chunk, from: &biblatex::Spanned<Chunk>) {
    if let Some(last) = parts.last_mut() {
        last.push(biblatex::Spanned::new(value, from.span.clone()));
    }
}

/// Whether a style that capitalises titles would change these words: one of them begins with a small letter.
fn needs_protection(text: &str) -> bool {
    text.split_whitespace().any(|word| word.starts_with(char::is_lowercase))
}

/// TeX's tie and its quotation marks as the characters that they print.
fn ties(text: &str) -> String {
    text.replace('~', "\u{a0}").replace("``", "“").replace("''", "”")
}

/// Resolves the commands that the parser left as they stand: known ones become markup, of others the argument stays.
fn commands(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let name = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_alphabetic()).len();
        let (name, after) = rest.split_at(name);
        let (argument, after) = match after.strip_prefix('{').and_then(braced) {
            Some((argument, after)) => (commands(argument), after),
            None => (String::new(), after.strip_prefix(' ').unwrap_or(after)),
        };
        out.push_str(&command(name, &argument));
        rest = after;
    }
    out.push_str(rest);
    out
}

/// The argument up to its closing brace, and what follows.
fn braced(text: &str) -> Option<(&str, &str)> {
    let mut depth = 1;
    for (at, c) in text.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some((&text[..at], &text[at + 1..]));
        }
    }
    None
}

fn command(name: &str, argument: &str) -> String {
    match name {
        "emph" | "textit" | "mkbibemph" | "mkbibitalic" | "textsl" => format!("<i>{argument}</i>"),
        "textbf" | "mkbibbold" => format!("<b>{argument}</b>"),
        "textsc" => format!("<span style=\"font-variant:small-caps;\">{argument}</span>"),
        "textsuperscript" | "mkbibsuperscript" => format!("<sup>{argument}</sup>"),
        "textsubscript" => format!("<sub>{argument}</sub>"),
        "enquote" | "mkbibquote" => format!("“{argument}”"),
        "slash" => "/".to_owned(),
        _ => argument.to_owned(),
    }
}

fn collapse(text: &str) -> String {
    let ordinary = |c: char| c.is_whitespace() && c != '\u{a0}';
    let words = text.split(ordinary).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}
