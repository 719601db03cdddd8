//! Blocks of code that make the expressions of a grammar run back and forth, in each language that is coloured.

use super::Case;

/// The names by which authors call them.
const LANGUAGES: [&str; 40] = [
    "actionscript",
    "applescript",
    "asp",
    "bat",
    "bibtex",
    "c",
    "clojure",
    "cpp",
    "cs",
    "css",
    "d",
    "diff",
    "dot",
    "erlang",
    "go",
    "groovy",
    "haskell",
    "html",
    "java",
    "js",
    "json",
    "lisp",
    "lua",
    "make",
    "markdown",
    "matlab",
    "objective-c",
    "ocaml",
    "pascal",
    "perl",
    "php",
    "python",
    "r",
    "regex",
    "ruby",
    "rust",
    "sh",
    "sql",
    "tex",
    "xml",
];

/// Lines that begin something again and again.
const LINES: [&str; 16] = [
    "(",
    "\"",
    "<",
    "{",
    "*",
    "a",
    " ",
    "\\",
    "#",
    "/",
    "a(b[c{\"'",
    ".",
    "a b ",
    "-",
    "[",
    "<a b=\"",
];

pub(super) fn cases() -> Vec<Case> {
    let case = |language: &&str| {
        let lines = LINES.map(|line| format!("{}\n", line.repeat(3000)));
        Case::page(
            format!("code {language}"),
            &format!("````{language}\n{}````\n", lines.concat()),
        )
    };
    let unknown = Case::page("code of-no-language", &format!("```{}\na\n```\n", "x".repeat(100_000)));
    let long = Case::page(
        "code of-a-megabyte",
        &format!("```rust\n{}```\n", "fn a() {}\n".repeat(100_000)),
    );
    LANGUAGES.iter().map(case).chain([unknown, long]).collect()
}
