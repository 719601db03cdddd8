//! Holds the rules that ARCHITECTURE.md and DESIGN state about the source: layering, who may do what, names, lengths.
#![expect(clippy::disallowed_methods, reason = "a test of the source reads the source")]
#![allow(clippy::panic, reason = "a test fails by panicking")]

use conspectus::diag::Code;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// The rooms of the vocabulary, and what each may speak of.
const VOCABULARY: &[(&str, &[&str])] = &[
    ("span", &[]),
    ("diag", &["span"]),
    ("yaml", &["span", "diag"]),
    ("model", &["span", "diag", "yaml"]),
    ("config", &["span", "diag", "yaml", "model"]),
];

/// The stages in the order in which the data passes. Each may import the vocabulary and the stages before it.
const STAGES: &[&str] = &["source", "parse", "graph", "site", "check", "view", "render", "publish"];

/// What puts rooms together. Each may import the vocabulary, the stages and the assemblies before it.
const ASSEMBLIES: &[&str] = &[
    "pipeline", "edit", "skeleton", "import", "deploy", "serve", "lsp", "cli", "main",
];

/// Names under which anything could be put, so that nothing is found.
const NAMELESS: &[&str] = &["utils", "util", "common", "helpers", "helper", "misc"];

/// A function longer than this does not fit a screen.
const MAX_FUNCTION: usize = 70;

/// A file of the source.
struct Source {
    /// Its path below `src/`.
    path: String,
    text: String,
}

impl Source {
    /// The room that it belongs to: the first part of its path.
    fn room(&self) -> &str {
        self.path.split(['/', '.']).next().unwrap_or_default()
    }

    /// Its lines without comments, numbered from 1.
    fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let numbered = self.text.lines().enumerate().map(|(at, line)| (at + 1, line));
        numbered.filter(|(_, line)| !line.trim_start().starts_with("//"))
    }

    /// The places of lines that hold one of these, in code.
    fn lines_with(&self, wanted: &[&str]) -> Vec<String> {
        let holds = |line: &str| wanted.iter().any(|it| has_word(line, it));
        let found = self.code().filter(|(_, line)| holds(line));
        found
            .map(|(at, line)| format!("src/{}:{at}: {}", self.path, line.trim()))
            .collect()
    }
}

#[test]
fn every_file_begins_with_the_sentence_that_owns_it() {
    let bare = sources().into_iter().filter(|it| !it.text.starts_with("//! "));
    none(
        "these files do not begin with a `//!` line that says what they are for",
        bare.map(|it| format!("src/{}", it.path)),
    );
}

#[test]
fn a_room_imports_only_the_vocabulary_and_rooms_before_it() {
    let mut wrong = Vec::new();
    for source in sources() {
        let room = source.room();
        if room == "lib" {
            continue;
        }
        let Some(allowed) = allowed(room) else {
            wrong.push(format!("src/{}: no room is called `{room}`", source.path));
            continue;
        };
        for import in imports(&source) {
            if import != room && !allowed.contains(&import.as_str()) {
                wrong.push(format!("src/{} imports `{import}`", source.path));
            }
        }
    }
    none("the order of the rooms is broken", wrong);
}

#[test]
fn only_views_are_serialised() {
    let others = sources().into_iter().filter(|it| it.room() != "view");
    let lines = others.flat_map(|it| it.lines_with(&["derive(Serialize", ", Serialize)]", "Serialize for "]));
    none("templates and data see `view` and nothing else", lines);
}

#[test]
fn only_reading_and_writing_rooms_touch_the_disk() {
    let others = sources()
        .into_iter()
        .filter(|it| !matches!(it.room(), "source" | "publish" | "serve" | "cli"));
    let lines = others.flat_map(|it| it.lines_with(&["std::fs", "fs::"]));
    none("these rooms do not touch the disk", lines);
}

#[test]
fn only_the_command_line_prints() {
    let others = sources()
        .into_iter()
        .filter(|it| !matches!(it.room(), "main" | "cli" | "serve"));
    let printing = [
        "print!",
        "println!",
        "eprint!",
        "eprintln!",
        "dbg!",
        "stdout()",
        "stderr()",
    ];
    let lines = others.flat_map(|it| it.lines_with(&printing));
    none(
        "what is wrong goes to `Diagnostics`; only the command line prints",
        lines,
    );
}

#[test]
fn every_name_says_something() {
    let mut wrong = Vec::new();
    for source in sources() {
        let nameless = source.path.split(['/', '.']).any(|part| NAMELESS.contains(&part));
        if nameless {
            wrong.push(format!("src/{}", source.path));
        }
        let modules: Vec<String> = NAMELESS.iter().map(|name| format!("mod {name}")).collect();
        let modules: Vec<&str> = modules.iter().map(String::as_str).collect();
        wrong.extend(source.lines_with(&modules));
    }
    none("name these for what they do", wrong);
}

#[test]
fn imports_show_what_is_used() {
    let mut wrong = Vec::new();
    for source in sources() {
        let tests = source
            .text
            .find("\nmod tests {")
            .map(|at| source.text[..at].lines().count());
        let is_tests = source.path.ends_with("tests.rs");
        let globs = source.code().filter(|(_, line)| line.contains("use super::*"));
        let outside = globs.filter(|(at, _)| !is_tests && tests.is_none_or(|tests| *at < tests));
        wrong.extend(outside.map(|(at, _)| format!("src/{}:{at}", source.path)));
    }
    none("`use super::*` stands only in `mod tests`", wrong);
}

#[test]
fn functions_fit_a_screen() {
    let mut long = Vec::new();
    // A table of answers may be long: it is read line by line.
    for source in sources()
        .into_iter()
        .filter(|source| !source.path.ends_with("tests.rs"))
    {
        let lines: Vec<&str> = source.text.lines().collect();
        for (at, line) in lines.iter().enumerate() {
            let Some(length) = function_length(line, &lines[at..]) else {
                continue;
            };
            if length > MAX_FUNCTION {
                long.push(format!(
                    "src/{}:{}: {length} lines: {}",
                    source.path,
                    at + 1,
                    line.trim()
                ));
            }
        }
    }
    none("these functions do not fit a screen", long);
}

#[test]
fn every_problem_can_be_provoked() {
    let expected: String = stderr_files().into_iter().map(|path| read(&path)).collect();
    let never = Code::ALL
        .iter()
        .filter(|code| !expected.contains(&format!("[{}]", code.name())));
    none(
        "no case of tests/sites/ shows these codes",
        never.map(|code| code.name().to_owned()),
    );
}

#[test]
fn the_map_names_every_room_and_nothing_else() {
    let path = "ARCHITECTURE.md";
    assert!(Path::new(path).is_file(), "{path} is missing: it is the map of src/");
    let map = read(path);
    let rooms: BTreeSet<String> = sources().iter().map(|it| it.room().to_owned()).collect();
    let named = |room: &str| {
        let forms = [
            format!("{room}.rs"),
            format!("{room}/"),
            format!("`{room}`"),
            format!("{room}::"),
        ];
        forms.iter().any(|form| has_word(&map, form))
    };
    none(
        "ARCHITECTURE.md does not name these rooms",
        rooms.into_iter().filter(|room| !named(room)),
    );
    let files: Vec<String> = sources().into_iter().map(|it| it.path).collect();
    let words = map.split(|c: char| c.is_whitespace() || "`()[],;|\"*".contains(c));
    let is_gone = |word: &&str| {
        let file = word.rsplit("src/").next().unwrap_or(word);
        let of_src = word.starts_with("src/") || (is_rust(word) && !word.contains("tests/"));
        let held = |path: &String| *path == file || path.ends_with(&format!("/{file}")) || path.starts_with(file);
        of_src && !word.contains(['{', '<', '…', '*']) && !files.iter().any(held)
    };
    let gone = words.map(|word| word.trim_end_matches(['.', ':', '/'])).filter(is_gone);
    let elsewhere =
        |word: &&str| *word != "src" && !Path::new(&format!("tests/{word}")).exists() && !Path::new(word).exists();
    none(
        "ARCHITECTURE.md names what is not there",
        gone.filter(elsewhere).map(str::to_owned),
    );
}

#[test]
fn the_whole_default_theme_is_embedded() {
    let list = read("src/source/theme.rs");
    let root = "themes/default";
    assert!(Path::new(root).is_dir(), "{root} is missing");
    let files = files_below(root);
    let unlisted = files
        .iter()
        .map(|path| path.strip_prefix("themes/default/").unwrap_or(path));
    let unlisted = unlisted.filter(|path| !list.contains(*path));
    none(
        "src/source/theme.rs does not list these files of the default theme",
        unlisted.map(str::to_owned),
    );
}

#[test]
fn the_generator_knows_nothing_of_the_subject() {
    let words = subject_words();
    assert!(words.len() > 20, "content/actors gives {} words only", words.len());
    let mut places = Vec::new();
    for path in files_below("src").into_iter().chain(files_below("themes")) {
        let Ok(text) = fs::read_to_string(&path) else {
            continue;
        };
        for (at, line) in text.lines().enumerate() {
            // A family of type may bear the name of a country.
            let told = words
                .iter()
                .filter(|word| has_word(line, word) && !line.contains("serif"));
            places.extend(told.map(|word| format!("{path}:{}: {word}", at + 1)));
        }
    }
    none("names of the repository's own content stand in the generator", places);
}

/// The titles of the site's actors and the family names of its persons; short ones are words of many subjects.
fn subject_words() -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    for path in files_below("content/actors") {
        let text = read(&path);
        let value = |key: &str| {
            let line = text.lines().find(|line| line.starts_with(key))?;
            Some(line[key.len()..].trim().trim_matches(['"', '\'']).to_owned())
        };
        words.extend(value("title:"));
        let sort = value("sort:").unwrap_or_default();
        words.extend(sort.split_once(',').map(|(family, _)| family.to_owned()));
    }
    words.retain(|word| word.chars().filter(|c| c.is_alphabetic()).count() >= 6);
    words
}

fn none(rule: &str, exceptions: impl IntoIterator<Item = String>) {
    let exceptions: Vec<String> = exceptions.into_iter().collect();
    assert!(exceptions.is_empty(), "{rule}:\n  {}", exceptions.join("\n  "));
}

fn allowed(room: &str) -> Option<Vec<&'static str>> {
    if let Some((_, allowed)) = VOCABULARY.iter().find(|(name, _)| *name == room) {
        return Some(allowed.to_vec());
    }
    let vocabulary = VOCABULARY.iter().map(|(name, _)| *name);
    let in_order: Vec<&str> = vocabulary.chain(STAGES.iter().chain(ASSEMBLIES).copied()).collect();
    let place = in_order.iter().position(|name| *name == room)?;
    Some(in_order[..place].to_vec())
}

/// The rooms that a file names in `crate::…` paths, and in `conspectus::…` paths of the binary.
fn imports(source: &Source) -> BTreeSet<String> {
    let lines: Vec<&str> = source.code().map(|(_, line)| line).collect();
    let code = lines.join("\n");
    let mut rooms = BTreeSet::new();
    for root in ["crate::", "conspectus::"] {
        for (at, _) in code.match_indices(root) {
            let of_binary = root == "crate::" || source.room() == "main";
            let rest = &code[at + root.len()..];
            if !of_binary || code[..at].ends_with(is_word) {
                continue;
            }
            match rest.strip_prefix('{') {
                Some(group) => rooms.extend(heads(group)),
                None => rooms.extend([identifier(rest)]),
            }
        }
    }
    rooms.retain(|room| !room.is_empty());
    rooms
}

/// The first names of a group of imports, whose `{` has been read.
fn heads(group: &str) -> Vec<String> {
    let (mut depth, mut heads, mut begins) = (1, Vec::new(), true);
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 1 => begins = true,
            _ if c.is_whitespace() => {}
            _ if begins => {
                heads.push(identifier(&group[at..]));
                begins = false;
            }
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
    heads
}

fn identifier(text: &str) -> String {
    text.chars().take_while(|c| is_word(*c)).collect()
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Whether the text holds the word, with nothing before or after that would make it another word.
fn has_word(text: &str, word: &str) -> bool {
    let free = |at: usize| {
        let before = !text[..at].ends_with(is_word) || !word.starts_with(is_word);
        let after = !text[at + word.len()..].starts_with(is_word) || !word.ends_with(is_word);
        before && after
    };
    text.match_indices(word).any(|(at, _)| free(at))
}

/// How many lines a function has that begins in this line. Rustfmt closes it with a brace at the same indentation.
fn function_length(line: &str, rest: &[&str]) -> Option<usize> {
    let indent = line.len() - line.trim_start().len();
    let before_name = line.trim_start().split_once("fn ").map(|(before, _)| before)?;
    let modifiers = before_name
        .split_whitespace()
        .map(|word| word.split('(').next().unwrap_or(word));
    let mut modifiers = modifiers.filter(|word| !word.ends_with(')'));
    if !modifiers.all(|word| matches!(word, "pub" | "const" | "async" | "unsafe" | "extern")) {
        return None;
    }
    let end = format!("{}}}", " ".repeat(indent));
    let one_line = line.ends_with('}') || line.ends_with(';');
    let last = rest.iter().position(|line| *line == end);
    if one_line { Some(1) } else { last.map(|at| at + 1) }
}

fn is_rust(path: &str) -> bool {
    Path::new(path).extension().is_some_and(|it| it == "rs")
}

fn sources() -> Vec<Source> {
    let paths = files_below("src").into_iter().filter(|path| is_rust(path));
    let source = |path: String| Source {
        text: read(&path),
        path: path.strip_prefix("src/").unwrap_or(&path).to_owned(),
    };
    paths.map(source).collect()
}

fn stderr_files() -> Vec<String> {
    let files = files_below("tests/sites").into_iter();
    files.filter(|path| path.ends_with("/expected/stderr.txt")).collect()
}

/// The files below a folder of the repository, sorted.
fn files_below(folder: &str) -> Vec<String> {
    let walk = walkdir::WalkDir::new(folder).into_iter().flatten();
    let files = walk.filter(|item| item.file_type().is_file());
    let mut paths: Vec<String> = files.map(|it| it.path().to_string_lossy().replace('\\', "/")).collect();
    paths.sort();
    paths
}

fn read(path: &str) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{path}: {error}"))
}
