//! Places in source files: a file, a byte range in it, and the map that turns both into lines and columns.
//!
//! Offsets always count from the first byte of the *file*, front matter included, so no stage ever adds one.

use std::ops::Range;
use std::sync::{Arc, OnceLock};

/// Names one file of the [`SourceMap`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub u32);

/// A range of bytes in one file, half open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The first byte.
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
}

impl Span {
    /// The span of these bytes. Files are limited to 4 GiB by [`crate::source`], so the cast saturates only in theory.
    pub fn new(range: Range<usize>) -> Span {
        let clamp = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Span {
            start: clamp(range.start),
            end: clamp(range.end),
        }
    }

    /// The bytes as a range of `usize`.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// This place in that file.
    pub fn in_file(self, file: FileId) -> FileSpan {
        FileSpan { file, span: self }
    }

    /// The smallest span that holds both.
    #[must_use]
    pub fn to(self, other: Span) -> Span {
        Span {
            start: self.start.min(other.start),
            end: self.end.max(other.end),
        }
    }

    /// Whether `other` lies inside.
    pub fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }
}

/// A place: a file and a span in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileSpan {
    /// The file.
    pub file: FileId,
    /// The bytes in it.
    pub span: Span,
}

/// A value and where it was written.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Spanned<T> {
    /// What was written.
    pub value: T,
    /// Where.
    pub span: Span,
}

impl<T> Spanned<T> {
    /// Puts a value in its place.
    pub fn new(value: T, span: Span) -> Spanned<T> {
        Spanned { value, span }
    }
}

/// One source file: its path below the root of the site, with `/`, and its text.
#[derive(Clone, Debug)]
pub struct SourceFile {
    /// Its name in the map.
    pub id: FileId,
    /// The path below the root of the site, with `/` on every system.
    pub path: String,
    /// The whole text.
    pub text: Arc<str>,
    /// Where each line begins; few files are asked for that.
    lines: OnceLock<Vec<u32>>,
}

impl SourceFile {
    fn new(id: FileId, path: String, text: String) -> SourceFile {
        SourceFile {
            id,
            path,
            text: text.into(),
            lines: OnceLock::new(),
        }
    }

    fn lines(&self) -> &[u32] {
        self.lines.get_or_init(|| {
            let starts = self.text.match_indices('\n').map(|(at, _)| at + 1);
            std::iter::once(0)
                .chain(starts)
                .map(|at| u32::try_from(at).unwrap_or(u32::MAX))
                .collect()
        })
    }

    /// The text of a span; empty where the span is not on character borders of this file.
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.range()).unwrap_or("")
    }

    /// Line and column of a byte, both from 1; the column counts characters.
    pub fn line_column(&self, offset: u32) -> (usize, usize) {
        let line = self.lines().partition_point(|&start| start <= offset).max(1);
        let start = self.lines().get(line - 1).copied().unwrap_or(0) as usize;
        let before = self.text.get(start..offset as usize).unwrap_or("");
        (line, before.chars().count() + 1)
    }

    /// The byte at this line and column (both from 1, columns in characters); the end of the file when past it.
    pub fn offset(&self, line: usize, column: usize) -> usize {
        let Some(&start) = self.lines().get(line.saturating_sub(1)) else {
            return self.text.len();
        };
        let rest = self.text.get(start as usize..).unwrap_or("");
        let skipped = rest.char_indices().nth(column.saturating_sub(1));
        start as usize + skipped.map_or(rest.len(), |(at, _)| at)
    }
}

/// The character at that line and column, both from 1; the end of the text when past it.
pub fn span_at(text: &str, (line, column): (usize, usize)) -> Span {
    let before: usize = text
        .split_inclusive('\n')
        .take(line.saturating_sub(1))
        .map(str::len)
        .sum();
    let rest = text.get(before..).unwrap_or_default();
    let found = rest.char_indices().nth(column.saturating_sub(1));
    let start = before + found.map_or(rest.len(), |(at, _)| at);
    Span::new(start..start + found.map_or(0, |(_, character)| character.len_utf8()))
}

/// All source files of one run, by number.
#[derive(Clone, Debug, Default)]
pub struct SourceMap {
    files: Vec<SourceFile>,
}

impl SourceMap {
    /// Adds a file and names it.
    pub fn add(&mut self, path: String, text: String) -> FileId {
        let id = FileId(u32::try_from(self.files.len()).unwrap_or(u32::MAX));
        self.files.push(SourceFile::new(id, path, text));
        id
    }

    /// Puts another text in the place of that of a file: what an editor holds and has not saved, or a correction that
    /// is tried.
    pub fn replace(&mut self, id: FileId, text: String) {
        let path = self.files[id.0 as usize].path.clone();
        self.files[id.0 as usize] = SourceFile::new(id, path, text);
    }

    /// Gives a file another path, as when it is moved.
    pub fn rename(&mut self, id: FileId, path: String) {
        self.files[id.0 as usize].path = path;
    }

    /// The file of that name. Every [`FileId`] comes from this map, so there always is one.
    pub fn file(&self, id: FileId) -> &SourceFile {
        &self.files[id.0 as usize]
    }

    /// All files, in the order they were added.
    pub fn files(&self) -> &[SourceFile] {
        &self.files
    }

    /// The text at a place.
    pub fn slice(&self, at: FileSpan) -> &str {
        self.file(at.file).slice(at.span)
    }
}
