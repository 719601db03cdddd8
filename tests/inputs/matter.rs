//! Front matter: what YAML allows and nobody means.

use super::Case;

const MANY: usize = 10_000;

fn entry(name: &str, folder: &str, matter: &str) -> Case {
    Case::new(format!("matter {name}")).file(&format!("content/{folder}/x.md"), format!("---\n{matter}\n---\n"))
}

fn page(name: &str, matter: &str) -> Case {
    entry(name, "pages", matter)
}

/// A list in brackets of so many items.
fn list(count: usize, item: impl Fn(usize) -> String) -> String {
    (0..count).map(item).collect::<Vec<_>>().join(", ")
}

fn lines(count: usize, line: impl Fn(usize) -> String) -> String {
    (0..count).map(line).collect::<Vec<_>>().join("\n")
}

pub(super) fn cases() -> Vec<Case> {
    [shapes(), sizes(), dates(), bytes()].into_iter().flatten().collect()
}

fn shapes() -> Vec<Case> {
    let level = |n: usize| format!("a{n}: &a{n} [{}]", list(10, |_| format!("*a{}", n - 1)));
    let bomb = format!("title: X\na0: &a0 [x]\n{}", lines(9, |n| level(n + 1)));
    vec![
        page("bomb-of-aliases", &bomb),
        page("alias-of-itself", "title: &a [*a]"),
        page("alias-of-nothing", "title: *a"),
        page(
            "anchors-and-tags",
            "title: !!binary aGk=\nlang: !!float 1\nmoved-from: !<tag:x> [!!set {a}]",
        ),
        page("brackets-open", &format!("title: {}", "[".repeat(MANY))),
        page(
            "brackets-closed",
            &format!("title: {}{}", "[".repeat(MANY), "]".repeat(MANY)),
        ),
        page("braces-open", &format!("title: {}", "{a: ".repeat(MANY))),
        page("deep-by-indent", &lines(500, |n| format!("{}a:", " ".repeat(n)))),
        page("deep-list", &format!("title: X\nmoved-from: {}", "- ".repeat(MANY))),
        page("key-that-is-a-list", "title: X\n? [a, b]\n: c"),
        page("key-that-is-empty", "title: X\n\"\": c"),
        page("merge-key", "<<: {title: X}"),
        page("nothing", ""),
        page("only-a-comment", "# title: X"),
        page("only-a-text", "title"),
        page("only-a-list", "- title"),
        page("two-documents", "title: X\n--- \ntitle: Y"),
        page("directive", "%YAML 9.9\n--- \ntitle: X"),
        page("tabs", "title:\tX\n\tlang: en"),
        page("title-of-controls", "title: \"a\\0b\\x07c\\e[31m\""),
        page("title-of-bidi", "title: \"a\\u202Eb\\u2066c\""),
        page("title-of-nothing", "title: \"\\u200B\\uFEFF\""),
        page("title-of-a-list", "title: [a, b]"),
        page("title-of-a-surrogate", "title: \"\\uD800\""),
        page(
            "address-of-a-folder",
            "title: X\nmoved-from: [\"../../etc/passwd\", \"/\", \"a/../..\", \"a\\0b\"]",
        ),
    ]
}

fn sizes() -> Vec<Case> {
    vec![
        page("title-of-a-megabyte", &format!("title: {}", "a".repeat(1 << 20))),
        page("title-in-many-lines", &format!("title: |\n{}", "  a\n".repeat(100_000))),
        page(
            "many-keys",
            &format!("title: X\n{}", lines(MANY, |n| format!("k{n}: v"))),
        ),
        page("the-same-key", &"title: X\n".repeat(MANY)),
        page(
            "many-former-addresses",
            &format!("title: X\nmoved-from: [{}]", list(MANY, |n| format!("a{n}"))),
        ),
        entry(
            "many-aliases",
            "glossary",
            &format!(
                "title: X\ndefinition: Y.\naliases: [{}]",
                list(MANY, |n| format!("alias {n}"))
            ),
        ),
        entry(
            "aliases-of-one-letter-more-each",
            "glossary",
            &format!(
                "title: X\ndefinition: Y.\naliases: [{}]",
                list(300, |n| "a".repeat(n + 2))
            ),
        )
        .file(
            "content/pages/y.md",
            format!("---\ntitle: Y\n---\n{}\n", "a".repeat(MANY)),
        ),
        entry(
            "many-authors",
            "papers",
            &format!(
                "title: X\nissued: 2001\nauthor: [{}]",
                list(3000, |n| format!("{{family: A{n}}}"))
            ),
        ),
        entry(
            "many-citations",
            "papers",
            &format!(
                "title: X\nauthor: A\nissued: 2001\ncites: [{}]",
                list(3000, |n| format!("a{n}"))
            ),
        ),
        entry(
            "a-number-of-10000-digits",
            "papers",
            &format!(
                "title: X\nauthor: A\nissued: 2001\nvolume: {0}\npage: {0}-{0}",
                "9".repeat(MANY)
            ),
        ),
    ]
}

fn dates() -> Vec<Case> {
    let year = format!("1{}", "0".repeat(30));
    let many = list(3000, |n| (1000 + n).to_string());
    let dates = [
        ("of-10000-digits", "9".repeat(MANY)),
        ("of-the-year-1e30", year.clone()),
        ("of-the-year-Y1e30", format!("Y{year}")),
        ("of-the-year-y1e30", "y1e30".to_owned()),
        ("of-a-long-interval", "Y-170000000/Y170000000".to_owned()),
        ("of-a-set-of-everything", "[..2001]".to_owned()),
        ("of-a-large-set", format!("[{many}]")),
        ("of-a-large-set-in-quotes", format!("\"{{{many}}}\"")),
        ("of-many-slashes", "2001/".repeat(MANY)),
        ("of-marks", format!("2001{}", "~?%".repeat(MANY))),
        ("of-a-moment", "2001-01-01T99:99:99+99:99".to_owned()),
        ("of-other-digits", "٢٠٠١".to_owned()),
    ];
    let event =
        |(name, date): (&str, String)| entry(&format!("date-{name}"), "events", &format!("title: X\ndate: {date}"));
    dates.into_iter().map(event).collect()
}

fn bytes() -> Vec<Case> {
    let utf16 = |text: &str, little: bool| -> Vec<u8> {
        let units = std::iter::once(0xfeff).chain(text.encode_utf16());
        let bytes = units.map(|unit: u16| if little { unit.to_le_bytes() } else { unit.to_be_bytes() });
        bytes.flatten().collect()
    };
    let text = "---\ntitle: X\n---\nBees.\n";
    let with = |name: &str, bytes: Vec<u8>| Case::new(format!("bytes {name}")).file("content/pages/x.md", bytes);
    vec![
        with("nul", b"---\ntitle: a\0b\n---\n\0".to_vec()),
        with("nul-only", vec![0; MANY]),
        with("utf-16-little", utf16(text, true)),
        with("utf-16-big", utf16(text, false)),
        with("invalid-in-front-matter", b"---\ntitle: \xff\xfe\n---\n".to_vec()),
        with("invalid-in-the-body", b"---\ntitle: X\n---\nab\xc3(\n".to_vec()),
        with("overlong", b"---\ntitle: X\n---\n\xc0\xaf\n".to_vec()),
        with("surrogates", b"---\ntitle: X\n---\n\xed\xa0\x80\n".to_vec()),
        with("byte-order-mark", format!("\u{feff}{text}").into_bytes()),
        with("byte-order-marks", format!("\u{feff}\u{feff}{text}").into_bytes()),
        with(
            "carriage-returns-and-line-feeds",
            text.replace('\n', "\r\n").into_bytes(),
        ),
        with("carriage-returns", text.replace('\n', "\r").into_bytes()),
        with("other-line-ends", text.replace('\n', "\u{2028}").into_bytes()),
        with("nothing", Vec::new()),
        with("an-open-fence", b"---".to_vec()),
        with("fences", b"---\n---\n---\n---\n".to_vec()),
        with("every-byte", (0..=255).collect()),
    ]
}
