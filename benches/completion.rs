//! How long the language server takes to complete a name, a key and a value on a site of 10,000 entries, as an editor
//! measures it: `cargo bench --bench completion`. `CONSPECTUS_PROGRAM` names another program to measure.
#![expect(
    clippy::disallowed_methods,
    reason = "a benchmark of a whole site writes it to the disk"
)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a benchmark that cannot write its files has failed; what it measures is printed"
)]

#[allow(dead_code, reason = "the benchmark uses a part of it")]
#[path = "../tests/lsp_client/mod.rs"]
mod lsp_client;

use lsp_client::{Editor, able, behind, write};
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

/// How many entries the site has: a fifth each of papers, events, actors, terms and themes.
const ENTRIES: usize = 10_000;

/// How often each is asked.
const ROUNDS: i64 = 100;

/// What an answer may take, so that nobody waits for it.
const BAR: Duration = Duration::from_millis(50);

/// The file that is written in.
const PAPER: &str = "content/papers/mason-7.md";

fn main() {
    let base = tempfile::tempdir().unwrap();
    site(base.path());
    let program = std::env::var("CONSPECTUS_PROGRAM");
    let program = program.unwrap_or_else(|_| env!("CARGO_BIN_EXE_conspectus").to_owned());
    let mut editor = Editor::start_in(base, &program);
    editor.introduce(&able());
    let text = paper(7);
    editor.open(PAPER, &text);
    let begin = Instant::now();
    editor.settle();
    println!(
        "{ENTRIES} entries, {ROUNDS} rounds; the first analysis took {:.1} s",
        begin.elapsed().as_secs_f64()
    );
    println!("{:28} {:>10} {:>10} {:>10}", "", "median", "95 %", "longest");
    let mut worst = Duration::ZERO;
    for (what, old, new) in [
        ("a name, nothing typed", "[[flood-3]]", "[["),
        ("a name, one letter", "[[flood-3]]", "[[f"),
        ("a name, in part", "[[flood-3]]", "[[flood-12"),
        ("a name, a word of its title", "[[flood-3]]", "[[rising"),
        ("a key, nothing typed", "[@mason-9]", "[@"),
        ("a key, in part", "[@mason-9]", "[@mason-1"),
        ("a key of front matter", "issued: 1907", "vol"),
        ("a theme in front matter", "theme: upkeep-4", "theme: up"),
    ] {
        let mut times: Vec<Duration> = (0..ROUNDS)
            .map(|round| measure(&mut editor, &text, old, new, round))
            .collect();
        times.sort();
        let at = |share: usize| times[(times.len() - 1) * share / 100];
        let shown = |time: Duration| format!("{:.1} ms", time.as_secs_f64() * 1000.0);
        println!(
            "{what:28} {:>10} {:>10} {:>10}",
            shown(at(50)),
            shown(at(95)),
            shown(at(100))
        );
        worst = worst.max(at(100));
    }
    let verdict = if worst <= BAR { "within" } else { "over" };
    println!("the slowest answer is {verdict} {} ms", BAR.as_millis());
}

/// Types something, asks what could follow, and says how long the answer took.
fn measure(editor: &mut Editor, text: &str, old: &str, new: &str, round: i64) -> Duration {
    // The letter behind differs, so that nothing can be remembered.
    let typed = text.replacen(old, new, 1) + &"x".repeat(usize::try_from(round % 7).unwrap());
    editor.change(PAPER, round + 2, &typed);
    let (line, character) = behind(&typed, new);
    let params = json!({
        "textDocument": {"uri": editor.uri(PAPER)},
        "position": {"line": line, "character": character},
    });
    let begin = Instant::now();
    let list = editor.ask("textDocument/completion", params).unwrap();
    let time = begin.elapsed();
    let items = list["items"].as_array().map_or(0, Vec::len);
    assert_ne!(items, 0, "{new}: {}", Value::to_string(&list));
    time
}

/// The site: every entry names and links others.
fn site(root: &Path) {
    let settings = "title: Bridges\ndescription: Invented, to measure with.\nstances: [argues]\nevent-kinds: [flood]\nactor-kinds: [person]\n";
    write(&root.join("conspectus.yaml"), settings);
    for number in 0..ENTRIES / 5 {
        let prose = prose(number);
        let entry = |folder: &str, front: &str| {
            let text = format!("---\n{front}\n---\n\n{prose}");
            write(&root.join(format!("content/{folder}-{number}.md")), &text);
        };
        write(&root.join(format!("content/papers/mason-{number}.md")), &paper(number));
        entry(
            "events/flood",
            &format!(
                "title: The rising of river {number}\ndate: {}\nkind: flood",
                1500 + number % 400
            ),
        );
        entry(
            "actors/ada",
            &format!("title: Ada Mason{number}\nkind: person\nsort: Mason{number}, Ada"),
        );
        entry(
            "glossary/stone",
            &format!("title: keystone{number}\ndefinition: A stone of kind {number}."),
        );
        entry(
            "themes/upkeep",
            &format!("title: Upkeep of bridge {number}\nquestion: Who mends it?"),
        );
    }
}

fn paper(number: usize) -> String {
    let other = (number * 7 + 3) % (ENTRIES / 5);
    format!(
        "---\ntitle: Piers {number}\ntype: article-journal\nissued: {}\nauthor: [{{given: Ada, family: Mason{number}}}]\n\
         themes:\n  - {{stance: argues, at: p. 3, says: They were mended., theme: upkeep-4}}\n\
         events:\n  - {{event: flood-{other}, at: p. 4, says: It fell.}}\n---\n\nOf [[flood-3]] and [@mason-9].\n\n{}",
        1900 + number % 100,
        prose(number)
    )
}

fn prose(number: usize) -> String {
    let other = (number * 7 + 3) % (ENTRIES / 5);
    let mut text = String::new();
    for part in 0..4 {
        // Writing to a string cannot fail.
        let _ = write!(
            text,
            "## Part {part}\n\nThe span over the {part} river was mended by Ada Mason{other} with a keystone{number} of \
             granite. It held for years, as [[papers/mason-{other}]] tells, and the toll paid for it. Nobody knows when the \
             piers were set, nor who cut the stones for them.\n\n"
        );
    }
    text
}
