//! From an address to a file of the published site, and never to one outside it.

#![expect(clippy::disallowed_methods, reason = "reads what was published, to serve it")]

use std::fs;
use std::path::{Path, PathBuf};

/// What an address leads to.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// A file: what it holds, and its media type.
    File(Vec<u8>, &'static str),
    /// A folder, whose address must end with a slash so that the links of its page are right.
    Folder,
    /// Nothing that is served.
    Missing,
}

/// Looks an address up; `path` is that of the URL, percent-encoded, with its leading slash.
pub(super) fn find(root: &Path, path: &str) -> Found {
    let Some(below) = below_root(path) else {
        return Found::Missing;
    };
    // A link may lead out of the site even where the address does not.
    let (Ok(root), Ok(real)) = (root.canonicalize(), root.join(&below).canonicalize()) else {
        return Found::Missing;
    };
    if !real.starts_with(&root) {
        return Found::Missing;
    }
    if !real.is_dir() {
        return if path.ends_with('/') {
            Found::Missing
        } else {
            file(&real)
        };
    }
    if !path.ends_with('/') {
        return Found::Folder;
    }
    match real.join("index.html").canonicalize() {
        Ok(index) if index.starts_with(&root) => file(&index),
        _ => Found::Missing,
    }
}

/// The address of a page, from the root of the site, that the path of a URL stands for.
pub(super) fn address(path: &str) -> Option<String> {
    let below = below_root(path)?;
    let page = if path.ends_with('/') {
        below.join("index.html")
    } else {
        below
    };
    let parts: Option<Vec<&str>> = page.iter().map(|part| part.to_str()).collect();
    Some(parts?.join("/")).filter(|address| address.ends_with(".html"))
}

/// The page that stands in for missing ones, if the site has one.
pub(super) fn missing_page(root: &Path) -> Option<Vec<u8>> {
    match find(root, "/404.html") {
        Found::File(bytes, _) => Some(bytes),
        _ => None,
    }
}

fn file(path: &Path) -> Found {
    // Anything but a plain file, such as a pipe, could make the reader wait for ever.
    if !path.is_file() {
        return Found::Missing;
    }
    match fs::read(path) {
        Ok(bytes) => Found::File(bytes, media_type(path)),
        Err(_) => Found::Missing,
    }
}

/// The path below the root that an address names; nothing that could mean a place elsewhere or a hidden file.
fn below_root(path: &str) -> Option<PathBuf> {
    let decoded = percent_decoded(path)?;
    let mut below = PathBuf::new();
    let path = decoded.strip_prefix('/')?;
    let path = path.strip_suffix('/').unwrap_or(path);
    if path.is_empty() {
        return Some(below);
    }
    for part in path.split('/') {
        let hidden = part.starts_with('.') && part != ".well-known";
        if part.is_empty() || hidden || part.contains(['\\', ':', '\0']) {
            return None;
        }
        below.push(part);
    }
    Some(below)
}

fn percent_decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let mut digit = || char::from(rest.next()?).to_digit(16);
        let (high, low) = (digit()?, digit()?);
        bytes.push(u8::try_from(high * 16 + low).ok()?);
    }
    String::from_utf8(bytes).ok()
}

fn media_type(path: &Path) -> &'static str {
    let extension = path.extension().and_then(|it| it.to_str()).unwrap_or_default();
    let extension = extension.to_ascii_lowercase();
    let known = MEDIA_TYPES.iter().find(|(known, _)| *known == extension);
    known.map_or("application/octet-stream", |(_, media_type)| media_type)
}

const MEDIA_TYPES: &[(&str, &str)] = &[
    ("html", "text/html; charset=utf-8"),
    ("htm", "text/html; charset=utf-8"),
    ("css", "text/css; charset=utf-8"),
    ("js", "text/javascript; charset=utf-8"),
    ("mjs", "text/javascript; charset=utf-8"),
    ("json", "application/json"),
    ("jsonld", "application/ld+json"),
    ("webmanifest", "application/manifest+json"),
    ("xml", "application/xml"),
    ("atom", "application/atom+xml"),
    ("gexf", "application/xml"),
    ("graphml", "application/xml"),
    ("txt", "text/plain; charset=utf-8"),
    ("md", "text/markdown; charset=utf-8"),
    ("csv", "text/csv; charset=utf-8"),
    ("bib", "application/x-bibtex; charset=utf-8"),
    ("ris", "application/x-research-info-systems; charset=utf-8"),
    ("ttl", "text/turtle; charset=utf-8"),
    ("ics", "text/calendar; charset=utf-8"),
    ("svg", "image/svg+xml"),
    ("png", "image/png"),
    ("jpg", "image/jpeg"),
    ("jpeg", "image/jpeg"),
    ("gif", "image/gif"),
    ("webp", "image/webp"),
    ("avif", "image/avif"),
    ("ico", "image/vnd.microsoft.icon"),
    ("woff", "font/woff"),
    ("woff2", "font/woff2"),
    ("ttf", "font/ttf"),
    ("otf", "font/otf"),
    ("mp3", "audio/mpeg"),
    ("mp4", "video/mp4"),
    ("webm", "video/webm"),
    ("wasm", "application/wasm"),
    ("pdf", "application/pdf"),
    ("epub", "application/epub+zip"),
    ("zip", "application/zip"),
    ("imscc", "application/zip"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_lead_below_the_root_or_nowhere() {
        for (path, below) in [
            ("/", ""),
            ("/a.html", "a.html"),
            ("/a/", "a"),
            ("/a/b%20c%c3%a9.html", "a/b cé.html"),
            ("/.well-known/x", ".well-known/x"),
        ] {
            assert_eq!(below_root(path), Some(PathBuf::from(below)), "{path}");
        }
        for path in [
            "",
            "a",
            "//a",
            "/a//b",
            "/..",
            "/../a",
            "/a/../../b",
            "/%2e%2e/a",
            "/..%2fa",
            "/a%2f..%2f..%2fb",
            "/./a",
            "/%5c..%5ca",
            "/c:/a",
            "/a%00",
            "/%",
            "/%f",
            "/%zz",
            "/%+1",
            "/%ff",
            "/.conspectus",
            "/.git/config",
        ] {
            assert_eq!(below_root(path), None, "{path}");
        }
    }

    #[test]
    fn media_types_do_not_depend_on_case() {
        assert_eq!(media_type(Path::new("A.HTML")), "text/html; charset=utf-8");
        assert_eq!(media_type(Path::new("noending")), "application/octet-stream");
    }
}
