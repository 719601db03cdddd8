//! Edits by chance: a small site, and one change of it after the other.

use std::fs;
use std::path::Path;

pub(crate) const SETTINGS: &str = "title: Bridges
description: What has been written on medieval bridges.
base-url: https://example.org/
stances: [argues, disputes]
event-kinds: [building, flood]
actor-kinds: [person, place]
list-length: 3
";

/// Numbers that look like chance and are the same in every run.
pub(crate) struct Chance(u64);

impl Chance {
    /// A row of its own for each seed.
    pub(crate) fn new(seed: u64) -> Chance {
        Chance(0x9e37_79b9_7f4a_7c15_u64.wrapping_mul(seed))
    }

    pub(crate) fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit
    }
}

/// A site of twelve entries.
pub(crate) fn site(root: &Path, chance: &mut Chance) {
    write(root, "conspectus.yaml", SETTINGS);
    write(
        root,
        "content/index.md",
        "---\ntitle: Bridges\n---\n\nBegin with [[masons]].\n",
    );
    for number in 0..12 {
        entry(root, chance, number);
    }
}

/// Changes something: a text, a name, a date; a new entry, one less, another name of a file; the settings; the theme.
pub(crate) fn edit(root: &Path, chance: &mut Chance, step: u64) {
    match chance.below(10) {
        0..=4 => entry(root, chance, step),
        5 => entry(root, chance, 100 + step),
        6 => {
            let _ = fs::remove_file(root.join(path(chance.below(12))));
        }
        7 => {
            let (from, to) = (path(chance.below(12)), path(200 + chance.below(12)));
            if from.rsplit_once('/').map(|it| it.0) == to.rsplit_once('/').map(|it| it.0) {
                let _ = fs::rename(root.join(from), root.join(to));
            }
        }
        8 => {
            let style = ["apa", "ieee", "chicago-author-date"][chance.below(3) as usize];
            write(
                root,
                "conspectus.yaml",
                &format!(
                    "{SETTINGS}csl-style: {style}\ntheme: own\nlanguage: {}\n",
                    ["en", "de"][step as usize % 2]
                ),
            );
            write(
                root,
                "themes/own/templates/404.html",
                &format!("<p>Nothing here, {step}</p>"),
            );
        }
        _ => write(
            root,
            "content/references.bib",
            &format!("@book{{note, title={{Piers {step}}}, year={{1999}}}}\n"),
        ),
    }
}

/// Changes what other entries, or no entry, decide on: a name, a heading that a link leads to, what is cited, a translation,
/// the ledger, what is gone, the texts of the theme, an attachment; or nothing but the time of a file.
#[allow(dead_code, reason = "each test uses a part of it")]
pub(crate) fn edit_beside(root: &Path, chance: &mut Chance, step: u64) {
    let (one, other) = (chance.below(12), chance.below(12));
    let within = |path: &str, change: &dyn Fn(String) -> String| {
        if let Ok(text) = fs::read_to_string(root.join(path)) {
            write(root, path, &change(text));
        }
    };
    match chance.below(14) {
        0 => within(&path(one), &|text| {
            text.replacen("title: ", &format!("title: The {step} "), 1)
        }),
        1 => within(&path(2), &|text| {
            text.replacen("kind: person", "kind: person\naliases: [Mason, river]", 1)
        }),
        2 => within(&path(3), &|text| {
            text.replacen("\n---\n", &format!("\naliases: [span{}]\n---\n", step % 2), 1)
        }),
        3 => within(&path(one), &|text| {
            text + &format!("\nSee [[{}#part-{}]].\n", key(other), step % 3)
        }),
        4 => within(&path(one), &|text| text.replace("## Part", "## Piece")),
        5 => within(&path(one), &|text| text + "\nAs [@it-0, p. 4] and [@note] say.\n"),
        6 => within(&path(one), &|text| {
            text + &format!("\nWord {step}, and it 3, and the river of Ada of It 2.\n")
        }),
        7 => write(
            root,
            &path(one).replace(".md", ".de.md"),
            &format!(
                "---\ntitle: Auf Deutsch {step}\n---\n\n## Teil\n\nAda of It 2, [[{}]].\n",
                key(other)
            ),
        ),
        8 => write(root, "ledger.txt", &format!("index.html\nindex.html#old-{step}\n")),
        9 => write(
            root,
            "content/gone.yaml",
            &format!("- {{address: events/lost-{step}.html, reason: It was a mistake.}}\n"),
        ),
        10 => {
            write(root, "conspectus.yaml", &format!("{SETTINGS}theme: own\n"));
            write(root, "themes/own/i18n/en.yaml", &format!("search: Look {step}\n"));
            write(root, "themes/own/static/own.css", &format!("a {{ top: {step}px }}\n"));
        }
        11 => write(
            root,
            &format!("content/notes-{}.txt", step % 2),
            &format!("note {step}\n"),
        ),
        12 => within(&path(one), &|text| text),
        _ => within(&path(one), &|text| text.replacen("Arches", "Arcade", 1)),
    }
}

fn key(number: u64) -> String {
    let path = path(number);
    path.trim_start_matches("content/").trim_end_matches(".md").to_owned()
}

/// Writes the entries anew that were removed or renamed, so that every link leads somewhere again; says how many files
/// that changed.
#[allow(dead_code, reason = "each test uses a part of it")]
pub(crate) fn mend(root: &Path, chance: &mut Chance) -> u64 {
    let mut changed = 0;
    for number in 0..12 {
        changed += u64::from(fs::remove_file(root.join(path(200 + number))).is_ok());
    }
    for number in (0..12).filter(|it| !root.join(path(*it)).exists()).collect::<Vec<_>>() {
        entry(root, chance, number);
        changed += 1;
    }
    changed
}

fn path(number: u64) -> String {
    let folder = ["papers", "events", "actors", "glossary", "themes"][(number % 5) as usize];
    format!("content/{folder}/{}.md", name(number))
}

fn name(number: u64) -> String {
    if number == 4 {
        "masons".to_owned()
    } else {
        format!("it-{number}")
    }
}

fn entry(root: &Path, chance: &mut Chance, number: u64) {
    let other = chance.below(12);
    let words = [
        "Arches fell.",
        "The span held.",
        "Ada of It 2 crossed the river.",
        "A keystone of it 3 is lost.",
    ];
    let words = words[chance.below(4) as usize];
    let front = match number % 5 {
        0 => format!(
            "title: Piers {number}\ntype: book\nissued: {}\nauthor: [{{family: Mason}}]\n",
            1900 + chance.below(99)
        ),
        1 => format!(
            "title: Flood {number}\ndate: {}\nkind: flood\n",
            1300 + chance.below(99)
        ),
        2 => format!("title: Ada of It {number}\nkind: person\n"),
        3 => format!(
            "title: keystone of it {number}\ndefinition: The stone {} at the top.\n",
            chance.below(9)
        ),
        _ => format!("title: Masons {number}\nquestion: Who built {}?\n", chance.below(9)),
    };
    let target = path(other);
    let target = target.trim_start_matches("content/").trim_end_matches(".md");
    let link = if root.join(path(other)).exists() {
        format!("See [[{target}]].")
    } else {
        String::new()
    };
    write(
        root,
        &path(number),
        &format!(
            "---\n{front}---\n\n{words} {link}\n\n## Part {}\n\n{words}\n",
            chance.below(3)
        ),
    );
}

pub(crate) fn write(root: &Path, path: &str, text: &str) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}
