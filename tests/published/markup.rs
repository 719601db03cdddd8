//! Reads the tags of HTML and XML with their attributes, as far as the checks of published sites need them.

/// A start or end tag.
#[derive(Debug)]
pub(super) struct Tag {
    /// In lower case.
    pub(super) name: String,
    /// Whether it is an end tag.
    pub(super) closing: bool,
    /// Whether it ends in `/>`.
    pub(super) empty: bool,
    /// Names in lower case, values with their character references resolved.
    pub(super) attributes: Vec<(String, String)>,
}

impl Tag {
    /// The value of an attribute.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(it, _)| it == name);
        found.map(|(_, value)| value.as_str())
    }

    /// Every address that it has: of links, pictures, scripts, and where a redirect leads.
    pub(super) fn addresses(&self) -> Vec<String> {
        let plain = ["href", "src", "poster", "data", "action", "xlink:href"];
        let mut found: Vec<String> = plain
            .iter()
            .filter_map(|it| self.attribute(it))
            .map(str::to_owned)
            .collect();
        if self.name == "meta"
            && self
                .attribute("http-equiv")
                .is_some_and(|it| it.eq_ignore_ascii_case("refresh"))
        {
            let content = self.attribute("content").unwrap_or_default();
            found.extend(content.split_once("url=").map(|(_, url)| url.trim().to_owned()));
        }
        let sources = self.attribute("srcset").unwrap_or_default().split(',');
        found.extend(sources.filter_map(|it| it.split_whitespace().next()).map(str::to_owned));
        found
    }
}

/// The tags of a text in their order. Comments, declarations and what stands in scripts and styles are passed over.
pub(super) fn tags(text: &str) -> Vec<Tag> {
    let mut tags = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        if let Some(comment) = rest.strip_prefix("!--") {
            rest = after(comment, "-->");
        } else if let Some(data) = rest.strip_prefix("![CDATA[") {
            rest = after(data, "]]>");
        } else if rest.starts_with(['!', '?']) {
            rest = after(rest, ">");
        } else if rest.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/') {
            let (tag, behind) = tag(rest);
            rest = behind;
            if matches!(tag.name.as_str(), "script" | "style") && !tag.closing && !tag.empty {
                let end = format!("</{}", tag.name);
                rest = rest.find(&end).map_or("", |at| &rest[at..]);
            }
            tags.push(tag);
        }
    }
    tags
}

fn after<'a>(text: &'a str, end: &str) -> &'a str {
    text.find(end).map_or("", |at| &text[at + end.len()..])
}

/// A tag, whose `<` has been read, and what follows it.
fn tag(text: &str) -> (Tag, &str) {
    let closing = text.starts_with('/');
    let text = text.trim_start_matches('/');
    let end = text.find(|c: char| c.is_whitespace() || "/>".contains(c));
    let (name, mut rest) = text.split_at(end.unwrap_or(text.len()));
    let mut tag = Tag {
        name: name.to_ascii_lowercase(),
        closing,
        empty: false,
        attributes: Vec::new(),
    };
    loop {
        rest = rest.trim_start();
        if rest.is_empty() || rest.starts_with('>') {
            return (tag, rest.get(1..).unwrap_or_default());
        }
        if let Some(behind) = rest.strip_prefix('/') {
            tag.empty = behind.starts_with('>');
            rest = behind;
            continue;
        }
        let (attribute, behind) = attribute(rest);
        tag.attributes.push(attribute);
        rest = behind;
    }
}

/// An attribute and what follows it.
fn attribute(text: &str) -> ((String, String), &str) {
    // The first character belongs to the name whatever it is, as in HTML: so every call goes on.
    let first = text.chars().next().map_or(0, char::len_utf8);
    let end = text[first..].find(|c: char| c.is_whitespace() || "=/>".contains(c));
    let (name, rest) = text.split_at(end.map_or(text.len(), |at| at + first));
    let name = name.to_ascii_lowercase();
    let Some(value) = rest.trim_start().strip_prefix('=') else {
        return ((name, String::new()), rest);
    };
    let value = value.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
    let (value, rest) = if let Some(quote) = quote {
        value[1..].split_once(quote).unwrap_or((&value[1..], ""))
    } else {
        let end = value.find(|c: char| c.is_whitespace() || c == '>');
        value.split_at(end.unwrap_or(value.len()))
    };
    ((name, plain(value)), rest)
}

/// A value with its character references resolved.
fn plain(value: &str) -> String {
    let mut text = String::new();
    let mut rest = value;
    while let Some(at) = rest.find('&') {
        text.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.find(';');
        let resolved = end.and_then(|end| Some((character(&rest[1..end])?, end)));
        if let Some((c, end)) = resolved {
            text.push(c);
            rest = &rest[end + 1..];
        } else {
            text.push('&');
            rest = &rest[1..];
        }
    }
    text + rest
}

fn character(reference: &str) -> Option<char> {
    let code = reference
        .strip_prefix('#')
        .map(|digits| match digits.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok(),
            None => digits.parse().ok(),
        });
    match (reference, code) {
        (_, Some(code)) => char::from_u32(code?),
        ("amp", _) => Some('&'),
        ("lt", _) => Some('<'),
        ("gt", _) => Some('>'),
        ("quot", _) => Some('"'),
        ("apos", _) => Some('\''),
        _ => None,
    }
}
