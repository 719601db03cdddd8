//! No page and no part of the search index grows with the site: a site of three times as many entries has more of them.
#![allow(clippy::unwrap_used, reason = "a test that cannot write its files has failed")]

mod folder;

use folder::files;
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

/// More than all bounds: a hundred papers are a table, three hundred actors a network, 2,000 entries a book.
const SIZES: [usize; 2] = [401, 1203];

/// So many entries of each of five kinds. Each paper treats a theme, recounts an event and cites a paper; each event has an
/// actor; each text names a term: so that no entry is spoken of more often in the larger site.
fn site(root: &Path, size: usize) {
    let write = |path: &str, text: &str| folder::write(root, path, text);
    write(
        "conspectus.yaml",
        "title: Lights\ndescription: On lights.\nbase-url: https://example.org/\nstances: [argues]\nevent-kinds: [storm]\n\
         actor-kinds: [person]\nroles: [witness]\nlist-length: 20\n",
    );
    for number in 0..size {
        // The same length everywhere, spread over the letters and the years.
        let letter = char::from(b'a' + u8::try_from(number % 26).unwrap());
        let name = format!("{letter}{number:05}");
        let day = format!("{}-{:02}-{:02}", 1800 + number % 200, number % 12 + 1, number % 28 + 1);
        let year = 1900 + number % 100;
        write(
            &format!("content/papers/p-{name}.md"),
            &format!(
                "---\ntitle: Paper {name}\ntype: book\nauthor: [{{family: Fell{name}, given: Ida}}]\nissued: {year}\nthemes:\n  - theme: t-{name}\n    \
                 says: That it shone {name}.\n    stance: argues\nevents:\n  - event: e-{name}\n    says: That it blew {name}.\n---\n\nIt cites [@p-{name}] and uses [[w-{name}]].\n"
            ),
        );
        write(
            &format!("content/themes/t-{name}.md"),
            &format!("---\ntitle: Theme {name}\n---\n\nOn [[e-{name}]].\n"),
        );
        write(
            &format!("content/events/e-{name}.md"),
            &format!(
                "---\ntitle: Event {name}\ndate: {day}\nkind: storm\nactors:\n  - actor: a-{name}\n    role: witness\n---\n\nIt blew.\n"
            ),
        );
        write(
            &format!("content/actors/a-{name}.md"),
            &format!("---\ntitle: Hale{name}, Ada\nkind: person\nsort: Hale{name}, Ada\n---\n\nShe kept it.\n"),
        );
        write(
            &format!("content/glossary/w-{name}.md"),
            &format!("---\ntitle: word{name}\ndefinition: A word, {name}.\n---\n\nOf old.\n"),
        );
    }
}

/// The bytes of the largest of each family of files: `papers/index-3.html` is one of the lists of papers.
fn largest(out: &Path) -> BTreeMap<String, usize> {
    let mut largest = BTreeMap::new();
    for (path, bytes) in files(out) {
        let letters = path.replace(|c: char| c.is_ascii_digit(), "");
        let family = letters.replace("-.html", ".html");
        let is_shown = path.ends_with(".html") || path.starts_with("search/");
        if is_shown && family != "print.html" {
            let most = largest.entry(family).or_default();
            *most = bytes.len().max(*most);
        }
    }
    largest
}

#[test]
fn no_page_and_no_part_of_the_search_index_grows_with_the_site() {
    let built = SIZES.map(|size| {
        let folder = tempfile::tempdir().unwrap();
        site(folder.path(), size);
        let program = Command::new(env!("CARGO_BIN_EXE_conspectus"))
            .args(["build", "--site"])
            .arg(folder.path())
            .output()
            .unwrap();
        let told = String::from_utf8_lossy(&program.stderr).into_owned();
        assert!(
            program.status.success(),
            "{}",
            told.chars().take(3000).collect::<String>()
        );
        largest(&folder.path().join("public"))
    });
    let [small, large] = &built;
    let grown = large.iter().filter(|(family, bytes)| {
        let before = small.get(*family).copied().unwrap_or(usize::MAX);
        // A part of the index is filled up to this; only then the next one begins.
        let most = if family.starts_with("search/") { 20_000 } else { 0 };
        **bytes > most.max(before + before / 5 + 400)
    });
    let grown: Vec<String> = grown
        .map(|(it, bytes)| format!("{it}: {:?} and {bytes} bytes", small.get(it)))
        .collect();
    assert!(grown.is_empty(), "{}", grown.join("\n"));
}
