//! The synthesis matrix: a cell for every paper and theme, gaps where nothing is said, and a CSV that says the same.
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "what fails here fails the test; it makes the sites it builds"
)]

mod page_words;

use conspectus::pipeline::{self, Options};
use page_words::words;
use std::fs;
use std::path::Path;

/// The rows of `matrix.html`: the theme, then each cell, its words without the paper's name.
fn html_rows(html: &str) -> Vec<Vec<String>> {
    let body = html.split("<tbody>").nth(1).unwrap().split("</tbody>").next().unwrap();
    let rows = body.split("<tr").skip(1);
    let row = |row: &str| {
        let theme = words(row.split("</th>").next().unwrap().split_once('>').unwrap().1);
        let cells = row.split("<td").skip(1).map(|cell| {
            let cell = format!("<td{cell}");
            if cell.starts_with("<td class=\"gap\"") {
                return String::new();
            }
            let said = cell.split("<p>").skip(1).map(words);
            said.collect::<Vec<_>>().join(" / ")
        });
        std::iter::once(theme).chain(cells).collect()
    };
    rows.map(row).collect()
}

/// The records of a CSV file (RFC 4180).
fn csv_rows(csv: &str) -> Vec<Vec<String>> {
    let mut rows = vec![vec![String::new()]];
    let mut quoted = false;
    let mut chars = csv.chars().peekable();
    while let Some(c) = chars.next() {
        let row = rows.last_mut().unwrap();
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                row.last_mut().unwrap().push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(String::new()),
            '\r' if !quoted => {}
            '\n' if !quoted => rows.push(vec![String::new()]),
            _ => row.last_mut().unwrap().push(c),
        }
    }
    rows.pop();
    rows
}

fn files(site: &Path) -> (String, String) {
    let build = pipeline::build(site, &Options::default()).unwrap();
    assert!(!build.diagnostics.has_errors());
    let file = |path: &str| {
        let file = build.files.iter().find(|file| file.path == path).unwrap();
        String::from_utf8(file.bytes.clone()).unwrap()
    };
    (file("matrix.html"), file("matrix.csv"))
}

/// Both forms with what differs between them by design taken away: the colon after the stance, and typography.
fn plain(cell: &str) -> String {
    let cell = cell
        .replace([':', '→'], "")
        .replace(['’', '‘'], "'")
        .replace(['“', '”'], "\"");
    cell.replace(['–', '—'], "-")
        .replace("--", "-")
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

#[test]
fn the_csv_says_what_the_page_says() {
    let (html, csv) = files(Path::new("."));
    let html = html_rows(&html);
    let csv = csv_rows(&csv);
    assert_eq!(html.len() + 1, csv.len());
    for (shown, written) in html.iter().zip(&csv[1..]) {
        assert_eq!(shown.len(), csv[0].len(), "every theme has a cell for every paper");
        for (shown, written) in shown.iter().zip(written) {
            assert_eq!(plain(shown), plain(written));
        }
    }
}

const PAPER: &str = "---\ntitle: On Lamps\ntype: book\nauthor: [{family: Hale, given: Ada}]\nissued: 1911\nthemes:\n  \
    - {theme: oil, stance: argues, says: Oil is dear.}\n";
const SECOND: &str = "  - {theme: wick, stance: argues, says: Wicks burn.}\n";

fn site(with_second: bool) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let put = |path: &str, text: &str| {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    put(
        "conspectus.yaml",
        "title: Lamps\ndescription: A test\nstances: [argues]\n",
    );
    put("content/themes/oil.md", "---\ntitle: Oil\n---\n");
    put("content/themes/wick.md", "---\ntitle: Wick\nparent: oil\n---\n");
    let second = if with_second { SECOND } else { "" };
    put("content/papers/hale-1911.md", &format!("{PAPER}{second}---\n"));
    put("content/papers/reed-1912.md", &format!("{PAPER}{SECOND}---\n"));
    folder
}

#[test]
fn a_treatment_that_is_taken_away_leaves_one_gap() {
    let gaps = |with_second| {
        let site = site(with_second);
        let (html, _) = files(site.path());
        html_rows(&html).iter().flatten().filter(|cell| cell.is_empty()).count()
    };
    assert_eq!((gaps(true), gaps(false)), (0, 1));
}
