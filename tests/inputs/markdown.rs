//! Bodies of pages: what makes Markdown parsers slow or deep, in the words of their own lists of such cases, and more.

use super::Case;

/// How often a piece is repeated.
const MANY: usize = 10_000;

/// Pieces that are repeated, each with a name.
const REPEATED: [(&str, &str); 72] = [
    ("ampersands", "&"),
    ("angles", "<"),
    ("angle-tags", "<a "),
    ("angle-comments", "<!--"),
    ("angle-instructions", "<?"),
    ("angle-declarations", "<!A "),
    ("angle-cdata", "<![CDATA["),
    ("blocks-of-html", "<div>\n"),
    ("autolinks", "<https://a.example> "),
    ("addresses", "https://a.example/ "),
    ("backslashes", "\\"),
    ("bidi-overrides", "\u{202e}"),
    ("braces", "{"),
    ("brackets", "["),
    ("brackets-of-images", "!["),
    ("brackets-of-images-of-notes", "![[["),
    ("brackets-of-links", "[a]("),
    ("brackets-in-angles", "[a](<b"),
    ("brackets-and-space", "[a] "),
    ("brackets-twice", "[a][b] "),
    ("brackets-in-lines", "[a\n"),
    ("callouts", "> [!NOTE]\n> a\n\n"),
    ("carriage-returns", "\r"),
    ("citations", "[@"),
    ("citations-of-many", "[@brown; "),
    ("citations-bare", "@"),
    ("citations-in-braces", "[@{a} "),
    ("combining-marks", "\u{301}"),
    ("dashes", "-"),
    ("definitions", "a\n: b\n\n"),
    ("definitions-of-links", "[a]: u\n"),
    ("emphasis", "*a "),
    ("emphasis-closed", "a* "),
    ("emphasis-mixed", "*a_ "),
    ("emphasis-of-both", "*_"),
    ("emphasis-strong", "**a "),
    ("emphasis-under", "a_"),
    ("emphasis-alone", "*"),
    ("emphasis-on-both-sides", " *a* "),
    ("entities", "&#1;"),
    ("entities-open", "&lt"),
    ("fences", "```\n"),
    ("fences-of-tildes", "~~~ a\n"),
    ("footnotes", "[^a]"),
    ("footnotes-in-footnotes", "[^a]: "),
    ("footnotes-open", "[^"),
    ("headings", "## a\n\n"),
    ("headings-in-a-row", "# "),
    ("headings-underlined", "a\n=\n"),
    ("headings-with-attributes", "## a {#"),
    ("line-ends", "\n"),
    ("lists", "- "),
    ("lists-of-one", "- a\n"),
    ("lists-in-numbers", "1. "),
    ("lists-numbered", "1) a\n"),
    ("lists-of-tasks", "- [ ] a\n"),
    ("math", "$"),
    ("math-of-two", "$$a "),
    ("names", "queen "),
    ("no-break-spaces", "\u{a0}"),
    ("paragraphs", "a\n\n"),
    ("pipes", "|"),
    ("quotation-marks", "\"a "),
    ("quotation-marks-single", "'a "),
    ("quotations", ">"),
    ("quotations-in-lines", "> a\n"),
    ("rules", "* * "),
    ("strikes", "~~a "),
    ("tabs", "\t"),
    ("wiki-links", "[["),
    ("wiki-links-labelled", "[[a|"),
    ("words", "a"),
];

pub(super) fn cases() -> Vec<Case> {
    let term = "---\ntitle: queen\ndefinition: The bee that lays eggs.\n---\n";
    let repeated = REPEATED.iter().map(|(name, piece)| {
        Case::page(
            format!("markdown {name}"),
            &format!("The queen.\n\n{}", piece.repeat(MANY)),
        )
        .file("content/glossary/queen.md", term)
    });
    let made = made()
        .into_iter()
        .map(|(name, text)| Case::page(format!("markdown {name}"), &text));
    repeated.chain(made).collect()
}

/// Bodies that are more than one piece.
fn made() -> Vec<(&'static str, String)> {
    let numbers = |count: usize| 0..count;
    let lines = |count: usize, line: &dyn Fn(usize) -> String| numbers(count).map(line).collect::<Vec<_>>().join("\n");
    let schemes = |line: &dyn Fn(&str) -> String| lines(SCHEMES.len(), &|n| line(SCHEMES[n]));
    let wide = |cell: &str| vec![cell; MANY].join("|");
    vec![
        (
            "a-table-of-10000-columns",
            format!("{}\n{}\n{}", wide("a"), wide("-"), "b\n".repeat(20)),
        ),
        (
            "a-table-of-10000-rows",
            format!("|a|b|\n|-|-|\n{}", "|a|b|\n".repeat(MANY)),
        ),
        (
            "backquotes-of-every-length",
            lines(300, &|n| format!("e{}", "`".repeat(n))),
        ),
        ("brackets-closed", format!("{}{}", "[".repeat(MANY), "]".repeat(MANY))),
        (
            "emphasis-closed-at-the-end",
            format!("{}a{}", "*".repeat(MANY), "*".repeat(MANY)),
        ),
        (
            "links-in-links",
            format!("{}{}", "[a".repeat(MANY), "](b)".repeat(MANY)),
        ),
        (
            "parentheses-in-a-link",
            format!("[a]({}{})", "(".repeat(MANY), ")".repeat(MANY)),
        ),
        ("quotations-of-lists", format!("{}a", "> - ".repeat(500))),
        ("lists-by-indent", lines(500, &|n| format!("{}- a", "  ".repeat(n)))),
        (
            "footnotes-of-many-names",
            format!(
                "{}\n\n{}",
                lines(3000, &|n| format!("a[^{n}]")),
                lines(3000, &|n| format!("[^{n}]: b"))
            ),
        ),
        (
            "footnotes-that-lead-on",
            format!("a[^0]\n\n{}", lines(3000, &|n| format!("[^{n}]: b[^{}]", n + 1))),
        ),
        (
            "a-definition-used-often",
            format!("[x]: {}\n\n{}", "a".repeat(MANY), "[x] ".repeat(1000)),
        ),
        ("headings-of-many-names", lines(3000, &|n| format!("## Wax {n}\n"))),
        ("paragraphs-of-many-words", lines(3000, &|n| format!("Bees {n}.\n"))),
        ("links-in-one-paragraph", "[[index|a]] ".repeat(3000)),
        ("links-to-nothing", lines(3000, &|n| format!("[[nothing-{n}]]"))),
        ("a-long-title-of-a-link", format!("[a](b \"{}\")", "c".repeat(100_000))),
        ("a-text-of-one-megabyte", "Bees fly. ".repeat(100_000)),
        ("a-text-of-17-megabytes", "a".repeat(17 << 20)),
        ("schemes", schemes(&|it| format!("[a]({it}) [b](<{it}>)\n"))),
        ("schemes-of-pictures", schemes(&|it| format!("![a](<{it}>)\n"))),
        ("schemes-of-autolinks", schemes(&|it| format!("<{it}>\n"))),
        (
            "schemes-of-definitions",
            lines(SCHEMES.len(), &|n| format!("[a{n}]\n\n[a{n}]: <{}>\n", SCHEMES[n])),
        ),
        ("schemes-of-wiki-links", schemes(&|it| format!("[[{it}|a]]\n"))),
    ]
}

/// Addresses that run, in all the spellings that browsers have ever taken.
pub(super) const SCHEMES: [&str; 12] = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "javascript&colon;alert(1)",
    "java&#x09;script:alert(1)",
    "&#1;javascript:alert(1)",
    "java\\script:alert(1)",
    "%6aavascript:alert(1)",
    "data:text/html,a",
    "data:image/svg+xml;base64,PHN2Zy8+",
    "vbscript:msgbox(1)",
    "view-source:javascript:alert(1)",
    "file:///etc/passwd",
];
