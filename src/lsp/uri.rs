//! Files as editors name them: `file:` addresses (RFC 8089).

use std::path::{Component, Path, PathBuf};

/// The path that an address names; nothing for what is no file of this machine.
pub(super) fn path(uri: &str) -> Option<PathBuf> {
    let rest = uri.strip_prefix("file://")?;
    let rest = rest.strip_prefix("localhost").unwrap_or(rest);
    let rest = rest.split(['?', '#']).next().filter(|it| it.starts_with('/'))?;
    let decoded = decode(rest)?;
    // `/C:/site` is a path of Windows, written with a slash before it.
    let drive = decoded.as_bytes().get(2) == Some(&b':') && cfg!(windows);
    Some(PathBuf::from(if drive { &decoded[1..] } else { &decoded }))
}

/// The address of a path.
pub(super) fn of(path: &Path) -> String {
    let mut uri = String::from("file://");
    for part in path.components() {
        match part {
            Component::RootDir => {}
            Component::Prefix(prefix) => {
                uri.push('/');
                encode(&prefix.as_os_str().to_string_lossy(), &mut uri);
            }
            part => {
                uri.push('/');
                encode(&part.as_os_str().to_string_lossy(), &mut uri);
            }
        }
    }
    uri
}

fn encode(part: &str, uri: &mut String) {
    for byte in part.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            uri.push_str(&format!("%{byte:02X}"));
        }
    }
}

fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        if first == b'%' {
            let code = std::str::from_utf8(tail.get(..2)?).ok()?;
            bytes.push(u8::from_str_radix(code, 16).ok()?);
            rest = &tail[2..];
        } else {
            bytes.push(first);
            rest = tail;
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_and_addresses() {
        for (written, uri) in [
            ("/a/b c.md", "file:///a/b%20c.md"),
            ("/é/100%.md", "file:///%C3%A9/100%25.md"),
        ] {
            assert_eq!(of(Path::new(written)), uri);
            assert_eq!(path(uri), Some(PathBuf::from(written)));
        }
        assert_eq!(path("file://localhost/a#L3"), Some(PathBuf::from("/a")));
        for other in [
            "untitled:Untitled-1",
            "https://example.org/",
            "file://host/a",
            "file:///%",
            "file:///%ff",
            "",
        ] {
            assert_eq!(path(other), None, "{other}");
        }
    }
}
