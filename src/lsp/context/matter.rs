//! Which key or value of a YAML text is being written: read line by line up to the cursor, since what is being written
//! is no YAML yet.

use std::ops::Range;

/// A place in YAML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::lsp) struct Matter {
    /// The keys that lead there; of a value, its own key is the last.
    pub(in crate::lsp) path: Vec<String>,
    /// Whether a key or a value stands there.
    pub(in crate::lsp) slot: Slot,
    /// Where it begins.
    pub(in crate::lsp) start: usize,
    /// How far the line is indented, with the `- ` before it.
    pub(in crate::lsp) indent: usize,
    /// The keys that the record has already, those below the cursor included.
    pub(in crate::lsp) present: Vec<String>,
    /// Whether an item of a list begins on this line before the place.
    pub(in crate::lsp) is_item: bool,
    /// Whether it stands in quotation marks.
    pub(in crate::lsp) is_quoted: bool,
    /// Whether it stands in brackets.
    pub(in crate::lsp) is_flow: bool,
}

/// What a place is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::lsp) enum Slot {
    /// A key; or an item of a list, before it is known whether it has keys.
    Key,
    /// A value.
    Value,
}

/// Keys of one record, as far as they were read.
#[derive(Clone, Debug)]
struct Frame {
    indent: usize,
    keys: Vec<String>,
}

/// A line: how far it is indented, where an item begins, and what it says.
struct Line<'t> {
    /// The column of the first `- `, if there is one.
    dash: Option<usize>,
    /// The column of what it says.
    indent: usize,
    content: &'t str,
}

/// Reads the block up to the cursor.
pub(super) fn read(text: &str, block: Range<usize>, offset: usize) -> Option<Matter> {
    let before = text.get(block.start..offset)?;
    let line_start = before.rfind('\n').map_or(block.start, |at| block.start + at + 1);
    let mut reader = Reader::default();
    for line in text.get(block.start..line_start)?.lines() {
        reader.line(line);
    }
    let written = text.get(line_start..offset)?;
    let end = block.end.max(offset);
    let after = text.get(offset..end)?.split_once('\n').map_or("", |(_, after)| after);
    reader.cursor(written, line_start, after)
}

#[derive(Default)]
struct Reader {
    frames: Vec<Frame>,
    /// The indentation of the key whose text follows in lines of its own (`|`, `>`).
    block: Option<usize>,
    /// Brackets that were opened and are not closed, with what they hold so far.
    flow: Flow,
}

impl Reader {
    fn line(&mut self, text: &str) {
        let line = split(text);
        if line.content.is_empty() || self.is_text(&line) {
            return;
        }
        if self.flow.is_open() {
            self.flow.read(line.content);
            return;
        }
        if line.content.starts_with('#') {
            return;
        }
        self.enter(&line);
        if line.content.starts_with(['[', '{']) {
            self.flow.read(line.content);
            return;
        }
        let Some((key, value)) = key_and_value(line.content) else {
            return;
        };
        self.put(line.indent, key);
        let value = value.trim_start();
        if value.starts_with(['|', '>']) {
            self.block = Some(line.indent);
        } else if value.starts_with(['[', '{']) {
            self.flow.read(value);
        }
    }

    /// Whether a line belongs to a text that a key began with `|` or `>`.
    fn is_text(&mut self, line: &Line<'_>) -> bool {
        let begin = line.dash.unwrap_or(line.indent);
        match self.block {
            Some(indent) if begin > indent => true,
            _ => {
                self.block = None;
                false
            }
        }
    }

    /// Leaves the records that are indented further; an item of a list leaves the item before it.
    fn enter(&mut self, line: &Line<'_>) {
        let stays = |frame: &Frame| match line.dash {
            Some(dash) => frame.indent <= dash,
            None => frame.indent <= line.indent,
        };
        while self.frames.last().is_some_and(|frame| !stays(frame)) {
            self.frames.pop();
        }
    }

    fn put(&mut self, indent: usize, key: &str) {
        match self.frames.last_mut() {
            Some(frame) if frame.indent == indent => frame.keys.push(key.to_owned()),
            _ => self.frames.push(Frame {
                indent,
                keys: vec![key.to_owned()],
            }),
        }
    }

    /// What the line with the cursor is about, up to the cursor.
    fn cursor(mut self, written: &str, line_start: usize, after: &str) -> Option<Matter> {
        let line = split(written);
        if self.is_text(&line) {
            return None;
        }
        let end = line_start + written.len();
        if self.flow.is_open() {
            let path = self.path(usize::MAX);
            self.flow.read(line.content);
            return Some(self.flow.matter(path, line.indent, end));
        }
        if line.content.starts_with('#') {
            return None;
        }
        self.enter(&line);
        if line.content.starts_with(['[', '{']) {
            let path = self.path(line.indent);
            self.flow.read(line.content);
            return Some(self.flow.matter(path, line.indent, end));
        }
        let item = line.dash.is_some();
        let Some((key, value)) = key_and_value(line.content) else {
            let (typed, is_quoted) = unquoted(line.content);
            let mut present = Vec::new();
            if let Some(frame) = self.frames.last().filter(|it| it.indent == line.indent) {
                present.clone_from(&frame.keys);
            }
            present.extend(below(after, line.indent));
            return Some(Matter {
                path: self.path(line.indent),
                slot: Slot::Key,
                start: end - typed.len(),
                indent: line.indent,
                present,
                is_item: item,
                is_quoted,
                is_flow: false,
            });
        };
        self.put(line.indent, key);
        let path = self.path(usize::MAX);
        let value = value.trim_start();
        if value.starts_with(['[', '{']) {
            self.flow.read(value);
            return Some(self.flow.matter(path, line.indent, end));
        }
        if value.starts_with(['|', '>', '&', '*', '!']) || value.contains(" #") {
            return None;
        }
        let (typed, is_quoted) = unquoted(value);
        Some(Matter {
            path,
            slot: Slot::Value,
            start: end - typed.len(),
            indent: line.indent,
            present: Vec::new(),
            is_item: item,
            is_quoted,
            is_flow: false,
        })
    }

    /// The keys that lead to a record that is indented so far.
    fn path(&self, indent: usize) -> Vec<String> {
        let frames = self.frames.iter().filter(|frame| frame.indent < indent);
        frames.filter_map(|frame| frame.keys.last().cloned()).collect()
    }
}

/// Brackets that are open.
#[derive(Clone, Debug, Default)]
struct Flow {
    open: Vec<Bracket>,
    /// What was read since the last bracket, comma or colon.
    token: String,
    quote: Option<char>,
}

/// A list, or a record with the keys that were read; the last one may wait for its value.
#[derive(Clone, Debug)]
enum Bracket {
    List,
    Record { keys: Vec<String>, is_value: bool },
}

impl Flow {
    fn is_open(&self) -> bool {
        !self.open.is_empty()
    }

    fn read(&mut self, text: &str) {
        let mut before = ' ';
        for (at, c) in text.char_indices() {
            let next = text[at + c.len_utf8()..].chars().next();
            self.character(c, before, next);
            before = c;
        }
    }

    fn character(&mut self, c: char, before: char, next: Option<char>) {
        if let Some(quote) = self.quote {
            if c == quote && before != '\\' {
                self.quote = None;
            } else {
                self.token.push(c);
            }
            return;
        }
        match c {
            '[' => self.open(Bracket::List),
            '{' => self.open(Bracket::Record {
                keys: Vec::new(),
                is_value: false,
            }),
            ']' | '}' => {
                self.open.pop();
                self.token.clear();
            }
            ',' => {
                if let Some(Bracket::Record { is_value, .. }) = self.open.last_mut() {
                    *is_value = false;
                }
                self.token.clear();
            }
            ':' if next.is_none_or(char::is_whitespace) => {
                if let Some(Bracket::Record { keys, is_value }) = self.open.last_mut() {
                    keys.push(self.token.trim().to_owned());
                    *is_value = true;
                }
                self.token.clear();
            }
            '"' | '\'' if self.token.trim().is_empty() => {
                self.token.clear();
                self.quote = Some(c);
            }
            c => self.token.push(c),
        }
    }

    fn open(&mut self, bracket: Bracket) {
        self.open.push(bracket);
        self.token.clear();
    }

    /// The place at the end of what was read; `path` leads to the first bracket.
    fn matter(self, path: Vec<String>, indent: usize, end: usize) -> Matter {
        let mut path = path;
        let mut present = Vec::new();
        let mut slot = Slot::Value;
        for (at, bracket) in self.open.iter().enumerate() {
            if let Bracket::Record { keys, is_value } = bracket {
                let is_last = at + 1 == self.open.len();
                if is_last && !is_value {
                    slot = Slot::Key;
                    present.clone_from(keys);
                } else {
                    path.extend(keys.last().cloned());
                }
            }
        }
        Matter {
            path,
            slot,
            start: end - self.token.trim_start().len(),
            indent,
            present,
            is_item: false,
            is_quoted: self.quote.is_some(),
            is_flow: true,
        }
    }
}

fn split(text: &str) -> Line<'_> {
    let mut content = text.trim_start_matches(' ');
    let mut dash = None;
    while let Some(rest) = content
        .strip_prefix('-')
        .filter(|rest| rest.is_empty() || rest.starts_with(' '))
    {
        dash.get_or_insert(text.len() - content.len());
        content = rest.trim_start_matches(' ');
    }
    Line {
        dash,
        indent: text.len() - content.len(),
        content: content.trim_end_matches('\r'),
    }
}

/// `key: value`, where the colon ends the line or has a space behind it.
fn key_and_value(content: &str) -> Option<(&str, &str)> {
    if content.starts_with(['"', '\'', '[', '{', '#']) {
        return None;
    }
    let colon = content
        .match_indices(':')
        .map(|(at, _)| at)
        .find(|at| content[at + 1..].is_empty() || content[at + 1..].starts_with([' ', '\r']))?;
    Some((content[..colon].trim_end(), &content[colon + 1..]))
}

/// A value that is being written, without the quotation mark that it began with.
fn unquoted(value: &str) -> (&str, bool) {
    match value.strip_prefix(['"', '\'']) {
        Some(inside) => (inside, true),
        None => (value, false),
    }
}

/// The keys of the record below the cursor.
fn below(after: &str, indent: usize) -> Vec<String> {
    let mut keys = Vec::new();
    for text in after.lines() {
        let line = split(text);
        if line.content.is_empty() || line.content.starts_with('#') {
            continue;
        }
        let begin = line.dash.unwrap_or(line.indent);
        if begin < indent {
            break;
        }
        if begin == indent && line.dash.is_none() {
            keys.extend(key_and_value(line.content).map(|(key, _)| key.to_owned()));
        }
    }
    keys
}
