//! Settings and ledgers.

use super::Case;

fn settings(name: &str, text: impl Into<String>) -> Case {
    Case::page(format!("settings {name}"), "").file("conspectus.yaml", text.into())
}

/// What an author may take for the address of a site.
const ADDRESSES: [(&str, &str); 14] = [
    ("without-host", "http://"),
    ("with-an-open-bracket", "https://[::1"),
    ("with-a-space", "https://a b/"),
    ("with-parents", "https://a.example/../../../"),
    ("with-a-nul", "https://a.example/%00"),
    ("with-a-tag", "https://a.example/\\\"><script>alert(1)</script>"),
    ("that-runs", "javascript:alert(1)"),
    ("without-scheme", "//a.example"),
    ("with-a-password", "https://user:word@a.example:99999/?q#f"),
    ("with-bidi", "https://\\u202eevil.example/"),
    ("in-capitals", "HTTPS://A.EXAMPLE"),
    ("with-one-slash", "http:/a.example"),
    ("with-a-backslash", "https://a.example\\\\b"),
    ("with-a-line-end", "https://a.example/\\n/b"),
];

pub(super) fn cases() -> Vec<Case> {
    let address = |(name, url): &(&str, &str)| {
        settings(
            &format!("address-{name}"),
            format!("title: T\ndescription: D\nbase-url: \"{url}\"\n"),
        )
    };
    let plain = |name: &str, more: &str| settings(name, format!("title: T\ndescription: D\n{more}\n"));
    let words = (0..3000).map(|n| format!("s{n}")).collect::<Vec<_>>().join(", ");
    let others = vec![
        plain("theme-of-a-parent", "theme: \"../../etc\""),
        plain("theme-of-the-root", "theme: /etc"),
        plain("theme-of-a-nul", "theme: \"a\\0b\""),
        plain("style-of-a-parent", "csl-style: ../../etc/passwd"),
        plain("language-of-nothing", "language: \"\""),
        plain("language-of-a-long-word", &format!("language: {}", "a-".repeat(10_000))),
        plain("many-words", &format!("stances: [{words}]")),
        plain("words-that-are-the-same", "stances: [a, a, A, \"\"]"),
        settings("brackets", format!("title: {}", "[".repeat(10_000))),
        settings("nothing", ""),
        settings("not-utf-8", "").file("conspectus.yaml", vec![0xff, 0xfe]),
        settings(
            "title-of-a-megabyte",
            format!("title: {}\ndescription: D\n", "a".repeat(1 << 20)),
        ),
    ];
    let ledger = |name: &str, text: String| Case::page(format!("ledger {name}"), "").file("ledger.txt", text);
    let lines = |count: usize, line: &dyn Fn(usize) -> String| (0..count).map(line).collect::<Vec<_>>().concat();
    let ledgers = vec![
        ledger("of-a-million-lines", lines(1_000_000, &|n| format!("a{n}\n"))),
        ledger("of-the-same-line", "pages/x.html\n".repeat(1_000_000)),
        ledger(
            "of-many-fragments",
            format!(
                "pages/x.html\n{}",
                lines(20_000, &|n| format!("pages/x.html#a{} after a{n}\n", n + 1))
            ),
        ),
        ledger(
            "of-circles",
            "pages/x.html#a after b\npages/x.html#b after a\npages/x.html#c now c\npages/x.html#d after d\n".to_owned(),
        ),
        ledger(
            "of-odd-addresses",
            "../a\n/etc/passwd\n%00\n%\n#\n#a\n\u{202e}\na b c d\nhttps://a.example/\n".to_owned(),
        ),
        ledger("of-a-long-line", "a".repeat(1 << 20)),
    ];
    ADDRESSES.iter().map(address).chain(others).chain(ledgers).collect()
}
