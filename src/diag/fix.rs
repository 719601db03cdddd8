//! Corrections that are certain: which of them can be made together, what they make of a text, and how that is shown.

use super::{Diagnostic, Fix};
use crate::span::{FileId, FileSpan, SourceMap};
use std::collections::BTreeMap;
use std::fmt::Write;

/// How many lines around a change are shown.
const CONTEXT: usize = 3;

/// The first safe fix of each problem, as far as they can be made together, in the order of their places.
///
/// A fix is left for another round where it overlaps one that is made, and left out where another problem overlaps
/// its place: what is right there is for a person to say.
pub fn safe<'d>(diagnostics: &[&'d Diagnostic]) -> Vec<&'d Fix> {
    let mut chosen: Vec<&Fix> = Vec::new();
    for (at, diagnostic) in diagnostics.iter().enumerate() {
        let Some(fix) = diagnostic.fixes.first().filter(|fix| fix.safe) else {
            continue;
        };
        let mut others = diagnostics.iter().enumerate().filter(|(other, _)| *other != at);
        let contested = others.any(|(_, it)| {
            let same = it.fixes.first() == Some(fix);
            !same && it.primary.as_ref().is_some_and(|label| overlap(label.at, fix.at))
        });
        let taken = chosen.iter().any(|it| overlap(it.at, fix.at));
        if !contested && !taken {
            chosen.push(fix);
        }
    }
    chosen.sort_by_key(|fix| fix.at);
    chosen
}

/// The new texts of the files that the fixes change; they must not overlap, as [`safe`] sees to.
pub fn apply(fixes: &[&Fix], sources: &SourceMap) -> BTreeMap<FileId, String> {
    let edits: Vec<(FileSpan, &str)> = fixes.iter().map(|fix| (fix.at, fix.replacement.as_str())).collect();
    replace(&edits, sources)
}

/// The new texts of the files in which places are replaced; they are in order and do not overlap.
pub fn replace(edits: &[(FileSpan, &str)], sources: &SourceMap) -> BTreeMap<FileId, String> {
    let mut texts: BTreeMap<FileId, String> = BTreeMap::new();
    // From the end, so that no place moves before its turn.
    for (at, replacement) in edits.iter().rev() {
        let file = sources.file(at.file);
        let text = texts.entry(at.file).or_insert_with(|| file.text.to_string());
        let range = at.span.range();
        if text.get(range.clone()).is_some() {
            // A new line ends as the others of its file do.
            let replacement = if file.text.contains("\r\n") {
                replacement.replace('\n', "\r\n")
            } else {
                (*replacement).to_owned()
            };
            text.replace_range(range, &replacement);
        }
    }
    texts
}

/// Two places share a byte, or both are the same point.
fn overlap(a: FileSpan, b: FileSpan) -> bool {
    let (x, y) = (a.span, b.span);
    a.file == b.file && (x == y || (x.start < y.end && y.start < x.end))
}

/// A unified diff of one file, as `patch` and `git apply` read it.
///
/// Corrections change, add and remove single lines, so lines are matched greedily from change to change; the diff is
/// right for any two texts, and short for such.
pub fn diff(path: &str, before: &str, after: &str) -> String {
    format!("--- a/{path}\n+++ b/{path}\n{}", changed(before, after))
}

/// The changes of a unified diff, without the lines that name the file.
pub fn changed(before: &str, after: &str) -> String {
    let old: Vec<&str> = before.split_inclusive('\n').collect();
    let new: Vec<&str> = after.split_inclusive('\n').collect();
    let mut text = String::new();
    for hunk in hunks(&changes(&old, &new)) {
        write_hunk(&mut text, &hunk, &old, &new);
    }
    text
}

/// A stretch of lines of the old text and what stands in its place in the new one.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Change {
    old: std::ops::Range<usize>,
    new: std::ops::Range<usize>,
}

fn changes(old: &[&str], new: &[&str]) -> Vec<Change> {
    let mut changes = Vec::new();
    let (mut i, mut j) = (0, 0);
    while i < old.len() || j < new.len() {
        if i < old.len() && j < new.len() && old[i] == new[j] {
            (i, j) = (i + 1, j + 1);
            continue;
        }
        let (skipped, added) = next_common(&old[i..], &new[j..]);
        changes.push(Change {
            old: i..i + skipped,
            new: j..j + added,
        });
        (i, j) = (i + skipped, j + added);
    }
    changes
}

/// How many lines to leave out on either side until both go on alike.
fn next_common(old: &[&str], new: &[&str]) -> (usize, usize) {
    for distance in 1..old.len() + new.len() {
        for skipped in 0..=distance.min(old.len()) {
            let added = distance - skipped;
            if old.get(skipped).is_some_and(|line| new.get(added) == Some(line)) {
                return (skipped, added);
            }
        }
    }
    (old.len(), new.len())
}

/// Changes whose context would touch stand in one hunk.
fn hunks(changes: &[Change]) -> Vec<Vec<Change>> {
    let mut hunks: Vec<Vec<Change>> = Vec::new();
    for change in changes {
        match hunks.last_mut() {
            Some(hunk)
                if hunk
                    .last()
                    .is_some_and(|it| change.old.start - it.old.end <= 2 * CONTEXT) =>
            {
                hunk.push(change.clone());
            }
            _ => hunks.push(vec![change.clone()]),
        }
    }
    hunks
}

fn write_hunk(text: &mut String, hunk: &[Change], old: &[&str], new: &[&str]) {
    let (Some(first), Some(last)) = (hunk.first(), hunk.last()) else {
        return;
    };
    let lead = first.old.start.min(CONTEXT);
    let end = (last.old.end + CONTEXT).min(old.len());
    let (old_start, new_start) = (first.old.start - lead, first.new.start - lead);
    let new_end = last.new.end + (end - last.old.end);
    let _ = writeln!(
        text,
        "@@ -{} +{} @@",
        extent(old_start, end - old_start),
        extent(new_start, new_end - new_start)
    );
    let mut at = old_start;
    for change in hunk {
        lines(text, ' ', &old[at..change.old.start]);
        lines(text, '-', &old[change.old.clone()]);
        lines(text, '+', &new[change.new.clone()]);
        at = change.old.end;
    }
    lines(text, ' ', &old[at..end]);
}

/// Line and number of lines; nothing is before the line after which it stands.
fn extent(start: usize, count: usize) -> String {
    match count {
        0 => format!("{start},0"),
        1 => format!("{}", start + 1),
        _ => format!("{},{count}", start + 1),
    }
}

fn lines(text: &mut String, sign: char, lines: &[&str]) {
    for line in lines {
        text.push(sign);
        text.push_str(line);
        if !line.ends_with('\n') {
            text.push_str("\n\\ No newline at end of file\n");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Code;
    use crate::span::Span;

    fn file(text: &str) -> (SourceMap, FileId) {
        let mut sources = SourceMap::default();
        let id = sources.add("a.md".to_owned(), text.to_owned());
        (sources, id)
    }

    fn problem(file: FileId, at: std::ops::Range<usize>) -> Diagnostic {
        Diagnostic::at(Code::UnknownKey, Span::new(at).in_file(file), "")
    }

    #[test]
    fn what_can_be_made_together_is_made() {
        let (sources, id) = file("one two three");
        let a = problem(id, 0..3).fix("", "1");
        let b = problem(id, 8..13).fix("", "3");
        let overlapping = problem(id, 4..7).fix_at("", Span::new(2..5).in_file(id), "x", true);
        let fixes = safe(&[&a, &b, &overlapping]);
        assert_eq!(fixes.len(), 2, "{fixes:?}");
        assert_eq!(apply(&fixes, &sources)[&id], "1 two 3");
    }

    #[test]
    fn what_another_problem_overlaps_is_left_alone() {
        let (_, id) = file("one two three");
        let whole = problem(id, 0..13);
        let inner = problem(id, 4..7).fix("", "2");
        assert!(safe(&[&whole, &inner]).is_empty());
        let mut unsafe_one = inner.clone();
        unsafe_one.fixes[0].safe = false;
        assert!(safe(&[&unsafe_one]).is_empty());
        assert_eq!(safe(&[&inner]).len(), 1);
    }

    #[test]
    fn diffs_are_unified() {
        let before = "a\nb\nc\nd\ne\nf\ng\nh\ni\nj\nk\nl\n";
        let after = "a\nB\nc\nd\ne\nf\ng\nh\ni\nj\nk\nnew\nl\n";
        let expected =
            "--- a/x\n+++ b/x\n@@ -1,5 +1,5 @@\n a\n-b\n+B\n c\n d\n e\n@@ -9,4 +9,5 @@\n i\n j\n k\n+new\n l\n";
        assert_eq!(diff("x", before, after), expected);
        assert_eq!(
            diff("x", "a", "b"),
            "--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+b\n\\ No newline at end of file\n"
        );
    }
}
