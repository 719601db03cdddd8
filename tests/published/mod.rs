//! What holds for every published site, whatever it is about: links lead somewhere, and nothing foreign is alive.

mod markup;
mod timeline;

use markup::Tag;
use std::collections::{BTreeMap, BTreeSet};

/// What is wrong with one case.
#[derive(Default)]
pub(crate) struct Problems(Vec<String>);

impl Problems {
    pub(crate) fn push(&mut self, problem: String) {
        self.0.push(problem);
    }

    /// The problems as one text under the name of the case, if there are any.
    pub(crate) fn told_of(self, case: &str) -> Option<String> {
        let told = || format!("== {case}\n{}\n", self.0.join("\n"));
        (!self.0.is_empty()).then(told)
    }
}

/// A page: its tags, and the identifiers on it.
struct Page {
    tags: Vec<Tag>,
    ids: BTreeSet<String>,
}

/// Checks a published tree.
pub(crate) fn check(files: &BTreeMap<String, Vec<u8>>, problems: &mut Problems) {
    let mut pages = BTreeMap::new();
    for (path, bytes) in files {
        let Ok(text) = std::str::from_utf8(bytes) else {
            continue;
        };
        match path.rsplit('.').next() {
            Some("html") => {
                pages.insert(path.as_str(), page(path, text, problems));
            }
            Some("xml" | "svg" | "gexf" | "graphml") => balanced(path, text, problems),
            Some("json" | "jsonld") => json(path, text, problems),
            _ => {}
        }
        if matches!(
            path.rsplit('.').next(),
            Some("html" | "xml" | "svg" | "gexf" | "graphml")
        ) && text.contains("<script>alive")
        {
            problems.push(format!("{path}: a text of the author came through as a script"));
        }
    }
    timeline::check(files, problems);
    for (path, page) in &pages {
        inert(path, page, problems);
        for tag in &page.tags {
            // What links are relative to is no link; only the page for missing addresses may say it.
            if tag.name == "base" {
                if *path != "404.html" {
                    problems.push(format!("{path}: links are not relative to the page"));
                }
                continue;
            }
            for address in tag.addresses() {
                leads_somewhere(path, &address, files, &pages, problems);
            }
        }
    }
}

fn page(path: &str, text: &str, problems: &mut Problems) -> Page {
    let tags = markup::tags(text);
    let mut ids = BTreeSet::new();
    for id in tags.iter().filter_map(|tag| tag.attribute("id")) {
        if id.is_empty() || id.contains(char::is_whitespace) {
            problems.push(format!("{path}: `{id}` is no identifier"));
        }
        if !ids.insert(id.to_owned()) {
            problems.push(format!("{path}: two elements have the identifier `{id}`"));
        }
    }
    Page { tags, ids }
}

/// Nothing on a page runs or loads that `default-src 'self'` would not allow.
fn inert(path: &str, page: &Page, problems: &mut Problems) {
    for tag in &page.tags {
        let data = tag
            .attribute("type")
            .is_some_and(|it| it.ends_with("json") || it == "speculationrules");
        if tag.name == "script" && !tag.closing && tag.attribute("src").is_none() && !data {
            problems.push(format!("{path}: a script stands in the page"));
        }
        if tag.name == "style" || tag.attribute("style").is_some() {
            problems.push(format!("{path}: a style stands in the page, in `{}`", tag.name));
        }
        for (name, value) in &tag.attributes {
            if name.starts_with("on") {
                problems.push(format!("{path}: `{}` has the handler `{name}={value}`", tag.name));
            }
            // A quotation mark or bracket in a name shows that a value was closed too early.
            if name.contains(['"', '\'', '<', '=']) {
                problems.push(format!("{path}: `{}` has the broken attribute `{name}`", tag.name));
            }
        }
        for address in tag.addresses() {
            let scheme = address.split(':').next().unwrap_or_default().to_ascii_lowercase();
            if matches!(scheme.as_str(), "javascript" | "vbscript" | "data") {
                problems.push(format!("{path}: a link has the address `{address}`"));
            }
        }
        let foreign = |name| tag.attribute(name).is_some_and(|it: &str| it.starts_with("http"));
        let loads = matches!(tag.name.as_str(), "script" | "img" | "iframe") && foreign("src");
        let is_sheet = tag.name == "link" && tag.attribute("rel") == Some("stylesheet") && foreign("href");
        if loads || is_sheet {
            problems.push(format!("{path}: `{}` loads something from elsewhere", tag.name));
        }
    }
}

/// A relative address leads to a published file, its fragment to an identifier on it.
fn leads_somewhere(
    from: &str,
    address: &str,
    files: &BTreeMap<String, Vec<u8>>,
    pages: &BTreeMap<&str, Page>,
    problems: &mut Problems,
) {
    if has_scheme(address) || address.starts_with("//") {
        return;
    }
    if address.starts_with('/') && from != "404.html" {
        problems.push(format!("{from}: `{address}` does not work below a folder"));
    }
    let (path, fragment) = address.split_once('#').unwrap_or((address, ""));
    let path = path.split('?').next().unwrap_or_default();
    let Some(target) = resolve(from, &decode(path)) else {
        problems.push(format!("{from}: `{address}` leads out of the site"));
        return;
    };
    if !files.contains_key(&target) {
        problems.push(format!(
            "{from}: `{address}` leads to `{target}`, which is not published"
        ));
        return;
    }
    let known = |page: &Page| page.ids.contains(fragment) || page.ids.contains(&decode(fragment));
    if !fragment.is_empty() && pages.get(target.as_str()).is_some_and(|page| !known(page)) {
        problems.push(format!(
            "{from}: `{address}` names a fragment that `{target}` does not have"
        ));
    }
}

/// Whether an address begins with a scheme (RFC 3986, section 3.1).
fn has_scheme(address: &str) -> bool {
    let scheme = address.split_once(':').map_or("", |(scheme, _)| scheme);
    scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
}

/// The path that a relative path leads to; nothing where it leaves the site.
fn resolve(from: &str, path: &str) -> Option<String> {
    if path.is_empty() {
        return Some(from.to_owned());
    }
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    if path.starts_with('/') {
        parts.clear();
    }
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            _ => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// Decodes `%20` and the like.
fn decode(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        let hex = tail.get(..2).and_then(|it| std::str::from_utf8(it).ok());
        let code = hex
            .filter(|_| first == b'%')
            .and_then(|it| u8::from_str_radix(it, 16).ok());
        bytes.push(code.unwrap_or(first));
        rest = if code.is_some() { &tail[2..] } else { tail };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Every element of an XML file is closed, in its turn.
fn balanced(path: &str, text: &str, problems: &mut Problems) {
    let mut open: Vec<String> = Vec::new();
    for tag in markup::tags(text) {
        if !tag.closing {
            open.extend((!tag.empty).then_some(tag.name));
        } else if open.pop().as_ref() != Some(&tag.name) {
            problems.push(format!("{path}: `</{}>` closes what is not open", tag.name));
            return;
        }
    }
    if let Some(name) = open.pop() {
        problems.push(format!("{path}: `<{name}>` is not closed"));
    }
}

fn json(path: &str, text: &str, problems: &mut Problems) {
    if let Err(error) = serde_json::from_str::<serde_json::Value>(text) {
        problems.push(format!("{path}: no JSON: {error}"));
    }
}

#[cfg(test)]
mod tests {
    use super::{Problems, check};
    use std::collections::BTreeMap;

    /// What is found wrong with a page beside an empty `other.html`.
    #[track_caller]
    fn finds(page: &str, expected: &[&str]) {
        let files = [("a/page.html", page), ("other.html", "<p id=\"x\">")];
        let files: BTreeMap<_, _> = files.map(|(path, text)| (path.to_owned(), text.into())).into();
        let mut problems = Problems::default();
        check(&files, &mut problems);
        assert_eq!(problems.0, expected, "{page}");
    }

    #[test]
    fn sound_pages_pass() {
        finds(
            "<a href=\"../other.html#x\" title='a > b'>x</a><a href=\"#i\" id=i>",
            &[],
        );
        finds(
            "<!-- <a href=\"gone\"> --><script type=\"application/ld+json\">\"<a href='gone'>\"</script>",
            &[],
        );
        finds(
            "<a href=\"https://example.org/?a=1&amp;b=2\">x</a><img src=\"%2e./other.html\">",
            &[],
        );
    }

    #[test]
    fn dead_links_are_found() {
        finds(
            "<a href=gone.html>",
            &["a/page.html: `gone.html` leads to `a/gone.html`, which is not published"],
        );
        finds(
            "<a href=\"../../x\">",
            &["a/page.html: `../../x` leads out of the site"],
        );
        let fragment = "a/page.html: `../other.html#y` names a fragment that `other.html` does not have";
        finds("<a href=\"../other.html#y\">", &[fragment]);
        let redirect = "<meta http-equiv=\"refresh\" content=\"0; url=gone\">";
        finds(
            redirect,
            &["a/page.html: `gone` leads to `a/gone`, which is not published"],
        );
    }

    #[test]
    fn what_is_alive_is_found() {
        finds(
            "<b onclick=\"x()\">",
            &["a/page.html: `b` has the handler `onclick=x()`"],
        );
        finds("<script>x()</script>", &["a/page.html: a script stands in the page"]);
        finds(
            "<a href=\"JavaScript:x()\">",
            &["a/page.html: a link has the address `JavaScript:x()`"],
        );
        finds(
            "<b title=\"a\"b\">",
            &["a/page.html: `b` has the broken attribute `b\"`"],
        );
    }
}
