//! Names of files, and links that lead out of the site or round in circles.

use super::Case;

const TEXT: &str = "---\ntitle: X\n---\nBees.\n";

fn named(name: &str, files: &[&str]) -> Case {
    files
        .iter()
        .fold(Case::new(format!("name {name}")), |case, file| case.file(file, TEXT))
}

fn linked(name: &str, path: &str, to: &str) -> Case {
    Case::page(format!("link {name}"), "[a](../a.txt)\n").link(path, to)
}

pub(super) fn cases() -> Vec<Case> {
    let long = format!("content/pages/{}.md", "a".repeat(252));
    let asset = format!("content/{}", "a".repeat(255));
    let deep = format!("content/{}a.txt", "a/".repeat(1000));
    vec![
        named(
            "reserved-on-windows",
            &["content/pages/con.md", "content/pages/nul.md", "content/pages/com1.md"],
        ),
        named(
            "reserved-on-windows-of-a-file",
            &["content/aux.txt", "content/a:b.txt", "content/c .txt", "content/d./e"],
        ),
        named("of-look-alikes", &["content/pages/wax.md", "content/pages/wах.md"]),
        named(
            "of-two-normal-forms",
            &["content/pages/é.md", "content/pages/e\u{301}.md"],
        ),
        named("of-two-cases", &["content/scans/Wax.txt", "content/scans/wax.txt"]),
        named(
            "of-two-cases-of-an-entry",
            &["content/pages/Wax.md", "content/pages/wax.md"],
        ),
        named("of-252-bytes", &[&long]),
        named("of-255-bytes", &[&asset]),
        named("of-a-thousand-folders", &[&deep]),
        named(
            "with-bidi-controls",
            &["content/pages/a\u{202e}b.md", "content/a\u{2066}b.txt"],
        ),
        named("with-a-line-end", &["content/pages/a\nb.md", "content/a\nb.txt"]),
        named(
            "with-quotation-marks",
            &["content/a\"b'c<d>.txt", "content/pages/a\"b.md"],
        ),
        named(
            "with-an-escape",
            &["content/\u{1b}[31m.txt", "content/pages/\u{1b}[31m.md"],
        ),
        named("with-a-backslash", &["content/a\\b.txt", "content/..\\..\\c.txt"]),
        named("with-percent", &["content/%2e%2e%2fa.txt", "content/a?b#c.txt"]),
        named(
            "that-is-a-page",
            &["content/index.html", "content/papers/index.html", "content/search/a.js"],
        ),
        named("of-a-folder-that-is-a-page", &["content/pages.html/a.txt"]),
        named("of-an-entry-that-is-a-folder", &["content/pages/x.md/y.md"]),
        named("of-nothing-but-a-dot", &["content/pages/.md", "content/pages/..md"]),
        linked("to-the-passwords", "content/a.txt", "/etc/passwd"),
        linked("to-a-parent", "content/a", "../.."),
        linked("to-itself", "content/a.txt", "a.txt"),
        linked("to-its-own-folder", "content/pages/a", "."),
        linked("to-nothing", "content/a.txt", "nothing"),
        linked("to-a-device", "content/a.txt", "/dev/zero"),
        linked("of-an-entry", "content/pages/y.md", "/dev/zero"),
        linked("of-the-references", "content/references.bib", "/dev/zero"),
        linked("of-the-ledger", "ledger.txt", "/dev/zero"),
        linked("of-a-style", "own.csl", "/dev/zero"),
        linked("of-the-settings", "conspectus.yaml", "/dev/zero"),
        linked("of-the-content", "content", "/dev/zero"),
        linked("of-the-themes", "themes", "/proc/self"),
        linked("of-the-output", "public", "/proc/self"),
    ]
}
