//! Reads HTML into tags and texts that are stretches of it: fast where it is written as templates write it, and through a
//! whole tokenizer where it is not.

use super::super::html_text::escape;
use html5gum::emitters::default::{DefaultEmitter, Token as Parsed};
use html5gum::{HtmlString, Tokenizer};
use std::borrow::Cow;
use std::fmt::Write as _;

/// What a document consists of.
pub(super) enum Token<'t, 'a> {
    /// An element begins.
    Start(&'t Tag<'a>),
    /// An element of that name ends.
    End(&'a str),
    /// Words, as XML has them.
    Text(&'t str),
}

/// An element that begins.
#[derive(Default)]
pub(super) struct Tag<'a> {
    pub(super) name: &'a str,
    /// In the order of their names, each once.
    pub(super) attributes: Vec<Attribute<'a>>,
    pub(super) self_closing: bool,
}

impl<'a> Tag<'a> {
    /// The value of an attribute.
    pub(super) fn value(&self, name: &str) -> Option<Cow<'a, str>> {
        Some(decoded(self.written(name)?, parsed_value))
    }

    /// The value of an attribute, as it is written.
    pub(super) fn written(&self, name: &str) -> Option<&'a str> {
        let attribute = self.attributes.iter().find(|it| it.name == name)?;
        Some(attribute.written)
    }
}

/// An attribute, with its value as it is written.
#[derive(Clone, Copy)]
pub(super) struct Attribute<'a> {
    pub(super) name: &'a str,
    pub(super) written: &'a str,
}

impl<'a> Attribute<'a> {
    /// The value.
    pub(super) fn value(&self) -> Cow<'a, str> {
        decoded(self.written, parsed_value)
    }
}

/// Hands on what a stretch of HTML consists of; `false` where it is not written as templates write it.
pub(super) fn each<'a>(html: &'a str, take: &mut dyn FnMut(Token<'_, 'a>)) -> bool {
    ![b'\0', b'\r'].iter().any(|it| html.as_bytes().contains(it)) && read(html, true, take).is_some()
}

/// The same for what [`plain`] gives.
pub(super) fn each_of_plain<'a>(html: &'a str, take: &mut dyn FnMut(Token<'_, 'a>)) {
    // What cannot be read ends there.
    let _ = read(html, false, take);
}

/// The same elements and texts, written as templates write them.
pub(super) fn plain(html: &str) -> String {
    let mut emitter = DefaultEmitter::default();
    emitter.naively_switch_states(true);
    let mut plain = String::with_capacity(html.len());
    let mut is_opaque = false;
    for token in Tokenizer::new_with_emitter(html, emitter) {
        match token {
            Ok(Parsed::StartTag(tag)) => {
                let name = text_of(&tag.name);
                is_opaque = holds_no_html(&name);
                let _ = write!(plain, "<{name}");
                for (name, value) in &tag.attributes {
                    let name = text_of(name);
                    // Others cannot be told from the rest of the tag, and mean nothing.
                    if !name.contains(['=', '"', '\'', '<']) {
                        let _ = write!(plain, " {name}=\"{}\"", escape(&text_of(&value.value)));
                    }
                }
                plain.push_str(if tag.self_closing { " />" } else { ">" });
            }
            Ok(Parsed::EndTag(tag)) => {
                is_opaque = false;
                let _ = write!(plain, "</{}>", text_of(&tag.name));
            }
            Ok(Parsed::String(text)) if !is_opaque => plain.push_str(&escape(&text_of(&text.value))),
            Ok(_) => {}
        }
    }
    plain
}

/// A text as XML has it: escaped, and without the control characters that XML cannot hold.
pub(super) fn xml_text(written: &str) -> Cow<'_, str> {
    if is_xml(written) {
        Cow::Borrowed(written)
    } else {
        Cow::Owned(xml(&decoded(written, parsed_text)))
    }
}

/// The same of the value of an attribute.
pub(super) fn xml_value(written: &str) -> Cow<'_, str> {
    if is_xml(written) {
        Cow::Borrowed(written)
    } else {
        Cow::Owned(xml(&decoded(written, parsed_value)))
    }
}

/// The same of what has no character references.
pub(super) fn xml(text: &str) -> String {
    if text.bytes().all(|byte| USUAL[usize::from(byte)]) {
        return text.to_owned();
    }
    let is_allowed = |it: &char| !it.is_control() || matches!(it, '\t' | '\n' | '\r');
    escape(&text.chars().filter(is_allowed).collect::<String>())
}

/// Bytes that stand in XML as they are, whatever is around them. The control characters from U+0080 on begin with 0xc2.
const USUAL: [bool; 256] = {
    let mut usual = [true; 256];
    let mut byte = 0;
    while byte < b' ' {
        usual[byte as usize] = matches!(byte, b'\t' | b'\n' | b'\r');
        byte += 1;
    }
    let mut at = 0;
    let others = [b'"', b'&', b'<', b'>', 0x7f, 0xc2];
    while at < others.len() {
        usual[others[at] as usize] = false;
        at += 1;
    }
    usual
};

/// Whether a text stands in XML as it is written.
fn is_xml(written: &str) -> bool {
    let mut rest = written.as_bytes();
    while let Some(at) = rest.iter().position(|byte| !USUAL[usize::from(*byte)]) {
        rest = &rest[at..];
        let escapes: [&[u8]; 4] = [b"&amp;", b"&lt;", b"&gt;", b"&quot;"];
        let stays = match rest {
            [0xc2, next, ..] => *next >= 0xa0,
            _ => escapes.iter().any(|it| rest.starts_with(it)),
        };
        if !stays {
            return false;
        }
        rest = &rest[1..];
    }
    true
}

/// What is written, without its character references; those that templates do not write are left to `parse`.
fn decoded(written: &str, parse: fn(&str) -> String) -> Cow<'_, str> {
    const KNOWN: [(&str, char); 6] = [
        ("amp;", '&'),
        ("lt;", '<'),
        ("gt;", '>'),
        ("quot;", '"'),
        ("#39;", '\''),
        ("#x27;", '\''),
    ];
    if !written.contains('&') {
        return Cow::Borrowed(written);
    }
    let mut text = String::with_capacity(written.len());
    let mut parts = written.split('&');
    text.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let Some((name, c)) = KNOWN.iter().find(|(name, _)| part.starts_with(name)) else {
            return Cow::Owned(parse(written));
        };
        text.push(*c);
        text.push_str(&part[name.len()..]);
    }
    Cow::Owned(text)
}

fn parsed_text(written: &str) -> String {
    let texts = Tokenizer::new(written).filter_map(|token| match token {
        Ok(Parsed::String(text)) => Some(text_of(&text.value)),
        _ => None,
    });
    texts.collect()
}

fn parsed_value(written: &str) -> String {
    let element = format!("<a a=\"{written}\">");
    let value = Tokenizer::new(&element).find_map(|token| match token {
        Ok(Parsed::StartTag(tag)) => Some(text_of(&tag.attributes.values().next()?.value)),
        _ => None,
    });
    value.unwrap_or_default()
}

fn text_of(text: &HtmlString) -> String {
    String::from_utf8_lossy(text).into_owned()
}

/// Hands on one token after another; nothing where one is written in another way. In `strict` HTML, elements may hold what
/// is none.
fn read<'a>(html: &'a str, strict: bool, take: &mut dyn FnMut(Token<'_, 'a>)) -> Option<()> {
    let mut tag = Tag::default();
    let mut rest = html;
    loop {
        let (text, markup) = rest.split_at(rest.find('<').unwrap_or(rest.len()));
        if !text.is_empty() {
            take(Token::Text(&xml_text(text)));
        }
        let Some(inside) = markup.strip_prefix('<') else {
            return Some(());
        };
        if let Some(comment) = inside.strip_prefix("!--") {
            let end = comment.find("-->")?;
            let is_odd = comment.starts_with(['>', '-']) || comment[..end].contains("--!");
            rest = (!is_odd).then(|| &comment[end + 3..])?;
        } else if let Some(end) = inside.strip_prefix('/') {
            let (name, behind) = named(end)?;
            rest = spaces(behind).strip_prefix('>')?;
            take(Token::End(name));
        } else {
            rest = start(inside, &mut tag)?;
            take(Token::Start(&tag));
            if strict && holds_no_html(tag.name) {
                rest = behind_opaque(rest, &tag)?;
            } else if strict && holds_raw_text(tag.name) {
                return None;
            }
        }
    }
}

/// Whether the inside of an element is no HTML; none of these is ever part of a book.
fn holds_no_html(name: &str) -> bool {
    matches!(name, "iframe" | "noscript" | "script" | "style" | "textarea")
}

/// Whether the inside of an element is no HTML either, but may be part of a book.
fn holds_raw_text(name: &str) -> bool {
    matches!(name, "noembed" | "noframes" | "plaintext" | "title" | "xmp")
}

/// Where the end tag of an element stands that holds no HTML.
fn behind_opaque<'a>(rest: &'a str, tag: &Tag<'a>) -> Option<&'a str> {
    let end = rest.find("</")?;
    let behind = rest[end + 2..].strip_prefix(tag.name)?;
    let is_end = behind.starts_with('>') && !rest[..end].contains("<!--");
    (is_end && !tag.self_closing).then(|| &rest[end..])
}

/// A start tag, behind its `<`; gives what stands behind it.
fn start<'a>(inside: &'a str, tag: &mut Tag<'a>) -> Option<&'a str> {
    let (name, mut rest) = named(inside)?;
    tag.name = name;
    tag.self_closing = false;
    tag.attributes.clear();
    loop {
        let next = spaces(rest);
        if let Some(behind) = next.strip_prefix('>') {
            break rest = behind;
        }
        if let Some(behind) = next.strip_prefix("/>") {
            tag.self_closing = true;
            break rest = behind;
        }
        // Attributes are told apart by space.
        if next.len() == rest.len() {
            return None;
        }
        let (attribute, behind) = attribute(next)?;
        tag.attributes.push(attribute);
        rest = behind;
    }
    if tag.attributes.len() > 1 {
        // Of two of one name, the first holds.
        tag.attributes.sort_by_key(|it| it.name);
        tag.attributes.dedup_by_key(|it| it.name);
    }
    Some(rest)
}

fn attribute(text: &str) -> Option<(Attribute<'_>, &str)> {
    let is_name = |byte: &u8| !matches!(byte, b'=' | b'>' | b'/' | b'"' | b'\'' | b'<') && !is_space(*byte);
    let length = text.bytes().take_while(is_name).count();
    let (name, rest) = text.split_at_checked(length).filter(|_| length > 0)?;
    let is_plain = !name.bytes().any(|byte| byte.is_ascii_uppercase());
    let Some(value) = rest.strip_prefix('=') else {
        // A space may stand before the sign.
        let is_alone = !spaces(rest).starts_with('=');
        return (is_plain && is_alone).then_some((Attribute { name, written: "" }, rest));
    };
    let (written, rest) = if let Some(value) = value.strip_prefix('"') {
        value.split_once('"')?
    } else {
        let is_value = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'#');
        let length = value.bytes().take_while(is_value).count();
        let ends = |rest: &str| rest.starts_with('>') || rest.bytes().next().is_some_and(is_space);
        let (written, rest) = value.split_at_checked(length)?;
        (length > 0 && ends(rest)).then_some((written, rest))?
    };
    is_plain.then_some((Attribute { name, written }, rest))
}

/// The name that a tag begins with.
fn named(text: &str) -> Option<(&str, &str)> {
    let is_name = |byte: &u8| !matches!(byte, b'>' | b'/') && !is_space(*byte);
    let length = text.bytes().take_while(is_name).count();
    let (name, rest) = text.split_at_checked(length)?;
    let is_plain =
        name.starts_with(|c: char| c.is_ascii_lowercase()) && !name.bytes().any(|it| it.is_ascii_uppercase());
    is_plain.then_some((name, rest))
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\x0c')
}

fn spaces(text: &str) -> &str {
    text.trim_start_matches([' ', '\t', '\n', '\x0c'])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is read of a text: tags with their attributes, and texts.
    fn shown(html: &str) -> (bool, String) {
        let mut shown = String::new();
        let done = each(html, &mut |token| show(&token, &mut shown));
        (done, shown)
    }

    fn show(token: &Token<'_, '_>, shown: &mut String) {
        let _ = match token {
            Token::Start(tag) => {
                let attributes: Vec<_> = tag.attributes.iter().map(|it| (it.name, it.value())).collect();
                write!(shown, "<{} {attributes:?} {}>", tag.name, tag.self_closing)
            }
            Token::End(name) => write!(shown, "</{name}>"),
            Token::Text(text) => write!(shown, "{text}"),
        };
    }

    /// What is written as templates write it is read as a whole tokenizer reads it, and what is not is passed on to one.
    #[test]
    fn both_ways_read_the_same() {
        let cases = [
            (
                "<p>a &amp; b \"c\" > d &#39; &nbsp;&copy &notit; \u{a0}\u{80}</p>",
                true,
            ),
            ("<a href=\"../x.html#y\" class=k id=z data-a='1'>x</a>", false),
            ("<a id=z href=\"?a=1&amp;b=2&c\" href=\"other\"\n hidden >x</a >", true),
            ("<br><br/><img src=\"a.png\" alt=\"\"/><!-- <p> --><hr >", true),
            ("<script type=\"a\">if (a < b) \"</p>\"</script>x", false),
            ("<script>a < b && c</script>x<style>p > a {}</style>", true),
            ("<P CLASS=x>x</P>", false),
            ("a < b", false),
            ("<!doctype html><?x?>", false),
            ("<p>a\r\nb</p>", false),
            ("<svg><title>a &lt; <b></title></svg>", false),
            ("<p a=\"1\"b=\"2\" / c>x</p x>", false),
            ("<p a = \"1\">x", false),
            ("<p><b", false),
        ];
        for (html, is_plain) in cases {
            let (done, fast) = shown(html);
            assert_eq!(done, is_plain, "{html}");
            let again = plain(html);
            let mut slow = String::new();
            each_of_plain(&again, &mut |token| show(&token, &mut slow));
            if is_plain {
                assert_eq!(fast, slow, "{html}");
            }
        }
    }
}
