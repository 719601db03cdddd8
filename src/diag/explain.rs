//! The page of each code: what it means, a tiny site that provokes it, and the repair.
//!
//! A page is Markdown of a fixed shape, one file per code beside this one: what the code means, `## Example`,
//! `## Repair`. The fenced blocks name a file behind their language; those of the repair replace those of the example,
//! and a path that is struck through in the repair, ~~`content/a.md`~~, is removed. `tests/explain.rs` builds both.

use super::Code;

/// A file of an example, or of its repair.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExampleFile<'a> {
    /// Its path below the root of the site.
    pub path: &'a str,
    /// Its text, with a line end.
    pub text: &'a str,
    /// Whether the example has it in Latin-1, as no site should.
    pub is_latin_1: bool,
}

/// What the page of a code shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example<'a> {
    /// A site that provokes the code.
    pub files: Vec<ExampleFile<'a>>,
    /// What the repair puts in the place of these files, or adds.
    pub repaired: Vec<ExampleFile<'a>>,
    /// The files that the repair removes.
    pub removed: Vec<&'a str>,
}

impl Example<'static> {
    /// The example of a code.
    pub fn of(code: Code) -> Example<'static> {
        let (_, rest) = split(code.explanation(), "\n## Example\n");
        let (example, repair) = split(rest, "\n## Repair\n");
        let struck = repair.split("~~`").skip(1);
        Example {
            files: files(example),
            repaired: files(repair),
            removed: struck.filter_map(|it| Some(it.split_once("`~~")?.0)).collect(),
        }
    }
}

/// The page of a code as `conspectus explain` prints it.
pub fn page(code: Code) -> String {
    format!("# {}\n\n{}", code.name(), body(code))
}

/// All codes with their severity, one a line.
pub fn list() -> String {
    let width = Code::ALL.iter().map(|code| code.name().len()).max().unwrap_or(0);
    let line = |code: &Code| {
        format!(
            "{:width$}  {:7}  {}\n",
            code.name(),
            code.severity().name(),
            code.about()
        )
    };
    Code::ALL.iter().map(line).collect()
}

/// `docs/diagnostics.md`: all pages in one.
pub fn book() -> String {
    let mut text = String::from(INTRODUCTION);
    for code in Code::ALL {
        text.push_str(&format!(
            "| [`{0}`](#{0}) | {1} | {2} |\n",
            code.name(),
            code.severity().name(),
            code.about()
        ));
    }
    for code in Code::ALL {
        let page = body(*code).replace("\n## ", "\n### ");
        text.push_str(&format!("\n## {}\n\n{page}", code.name()));
    }
    text
}

const INTRODUCTION: &str = "\
# What Conspectus can find wrong

`conspectus check` says everything that is wrong with a site at once, each with its place, its reason and, where it can
be known, its repair. An error stops publication: readers would see something false or broken. A warning does not;
`--deny CODE` makes an error of it (`--deny warnings` of all), `--allow CODE` silences it. `conspectus explain CODE`
prints the part of this page that is about one code. `--format` chooses between `human`, `json` (one object a line),
`sarif` (2.1.0) and `github` (annotations of a pull request).

`conspectus check --fix` makes the corrections that are certain: it shows them as a diff and asks first.

This page is generated from the explanations in the program, whose examples are tested; do not edit it.

| code | severity | meaning |
|---|---|---|
";

fn body(code: Code) -> String {
    let severity = match code.severity() {
        super::Severity::Error => "An error.",
        super::Severity::Warning => "A warning.",
    };
    format!("*{severity} {}*\n\n{}", code.about(), code.explanation())
}

fn split<'a>(text: &'a str, heading: &str) -> (&'a str, &'a str) {
    text.split_once(heading).unwrap_or((text, ""))
}

/// The fenced blocks of a part of a page.
fn files(part: &str) -> Vec<ExampleFile<'_>> {
    let mut files = Vec::new();
    let mut rest = part;
    while let Some((_, after)) = rest.split_once("\n```") {
        let (info, after) = after.split_once('\n').unwrap_or((after, ""));
        let Some(length) = after.find("```") else { break };
        let (_, named) = info.split_once(' ').unwrap_or((info, ""));
        files.push(ExampleFile {
            path: named.trim_end_matches(" latin-1"),
            text: &after[..length],
            is_latin_1: named.ends_with(" latin-1"),
        });
        rest = &after[length + 3..];
    }
    files
}
