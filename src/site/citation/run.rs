//! Formatted text: stretches of one look each, read from the processor's tree.

use super::item::{Marks, Protected};
use hayagriva::citationberg::{Display, FontStyle, FontVariant, FontWeight, VerticalAlign};
use hayagriva::{ElemChild, ElemChildren, ElemMeta, Formatted, Formatting};

/// A stretch of text of one look.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Run {
    /// The text, not escaped for any format.
    pub text: String,
    /// Whether it is italic.
    pub italic: bool,
    /// Whether it is bold.
    pub bold: bool,
    /// Whether it is in small capitals.
    pub small_caps: bool,
    /// Whether it is raised, as the numbers of some styles are.
    pub superscript: bool,
    /// The web address it leads to (`http` or `https`).
    pub link: Option<String>,
}

impl Run {
    /// Text without any look of its own.
    pub fn plain(text: impl Into<String>) -> Run {
        Run {
            text: text.into(),
            ..Run::default()
        }
    }

    fn looks_like(&self, other: &Run) -> bool {
        let look = |run: &Run| (run.italic, run.bold, run.small_caps, run.superscript);
        look(self) == look(other) && self.link == other.link
    }
}

/// Adds runs, joining those that look alike.
pub(super) fn append(runs: &mut Vec<Run>, more: Vec<Run>) {
    for run in more {
        match runs.last_mut() {
            Some(last) if last.looks_like(&run) => last.text.push_str(&run.text),
            _ if run.text.is_empty() => {}
            _ => runs.push(run),
        }
    }
}

/// The words around a citation as runs: `*…*` and `_…_` are italic, `**…**` and `__…__` bold.
pub fn of_markdown(text: &str) -> Vec<Run> {
    for (mark, bold) in [("**", true), ("__", true), ("*", false), ("_", false)] {
        let Some((before, rest)) = text.split_once(mark) else {
            continue;
        };
        let Some((inside, after)) = rest.split_once(mark) else {
            continue;
        };
        let inner = inside.trim();
        let opens = mark.starts_with('*') || !before.ends_with(char::is_alphanumeric);
        if inner.is_empty() || inner.len() < inside.len() || !opens {
            continue;
        }
        let mut runs = of_markdown(before);
        let strong = Run {
            italic: !bold,
            bold,
            ..Run::plain(inside)
        };
        append(&mut runs, vec![strong]);
        append(&mut runs, of_markdown(after));
        return runs;
    }
    if text.is_empty() {
        Vec::new()
    } else {
        vec![Run::plain(text)]
    }
}

/// The text of runs.
pub(super) fn text(runs: &[Run]) -> String {
    runs.iter().map(|run| run.text.as_str()).collect()
}

/// Takes characters off the beginning.
pub(super) fn trim_start(runs: &mut Vec<Run>, marks: &[char]) {
    while let Some(first) = runs.first_mut() {
        first.text = first.text.trim_start_matches(marks).to_owned();
        if !first.text.is_empty() {
            return;
        }
        runs.remove(0);
    }
}

/// Takes characters off the end.
pub(super) fn trim_end(runs: &mut Vec<Run>, marks: &[char]) {
    while let Some(last) = runs.last_mut() {
        last.text = last.text.trim_end_matches(marks).to_owned();
        if !last.text.is_empty() {
            return;
        }
        runs.pop();
    }
}

/// Reads the tree that the processor makes. Its own writers do not escape, and know nothing of the markup in titles.
pub(super) struct Walker<'a> {
    /// The words that no change of case may touch.
    pub(super) protected: &'a Protected,
    /// The years of a work that was issued over several: the first, and what to print for it.
    pub(super) years: Option<&'a (String, String)>,
    /// Whether the names that come first are left out.
    pub(super) without_names: bool,
    marks: Marks,
    skipped: bool,
    runs: Vec<Run>,
}

impl<'a> Walker<'a> {
    pub(super) fn new(protected: &'a Protected, years: Option<&'a (String, String)>) -> Walker<'a> {
        Walker {
            protected,
            years,
            without_names: false,
            marks: Marks::default(),
            skipped: false,
            runs: Vec::new(),
        }
    }

    /// The runs of a tree.
    pub(super) fn read(mut self, tree: &ElemChildren) -> Vec<Run> {
        self.children(tree, false);
        if self.without_names && self.skipped {
            trim_start(&mut self.runs, &[' ', '\u{a0}', ',', ';', ':', '.']);
        }
        trim_end(&mut self.runs, &[' ', '\n']);
        self.runs
    }

    fn children(&mut self, tree: &ElemChildren, date: bool) {
        for child in &tree.0 {
            self.child(child, date);
        }
    }

    fn child(&mut self, child: &ElemChild, date: bool) {
        match child {
            ElemChild::Text(text) if date => self.text(&self.with_years(text), text.formatting, None),
            ElemChild::Text(text) => self.text(&text.text, text.formatting, None),
            ElemChild::Link { text, url } => {
                let web = url.starts_with("https://") || url.starts_with("http://");
                self.text(&text.text, text.formatting, web.then(|| url.clone()));
            }
            ElemChild::Markup(text) => self.text(text, Formatting::default(), None),
            ElemChild::Elem(elem) => {
                let names =
                    matches!(&elem.meta, Some(ElemMeta::Names(names)) if names.iter().any(|(it, _)| !it.is_empty()));
                if names && self.without_names && !self.skipped {
                    self.skipped = true;
                    self.runs.clear();
                    return;
                }
                if matches!(
                    elem.display,
                    Some(Display::Block | Display::Indent | Display::RightInline)
                ) {
                    self.space();
                }
                self.children(&elem.children, date || elem.meta == Some(ElemMeta::Date));
            }
            ElemChild::Transparent { .. } => {}
        }
    }

    fn space(&mut self) {
        if self.runs.last().is_some_and(|run| !run.text.ends_with(' ')) {
            append(&mut self.runs, vec![Run::plain(" ")]);
        }
    }

    fn with_years(&self, text: &Formatted) -> String {
        match self.years {
            Some((first, all)) => text.text.replacen(first, all, 1),
            None => text.text.clone(),
        }
    }

    /// Adds text, resolving the marks that stand for markup and for protected words.
    fn text(&mut self, text: &str, look: Formatting, link: Option<String>) {
        let mut plain = String::new();
        for c in text.chars() {
            if let Some(words) = self.protected.words(c) {
                plain.push_str(words);
            } else if self.marks.is_mark(c) {
                self.flush(&mut plain, look, link.as_ref());
                self.marks.take(c);
            } else {
                plain.push(c);
            }
        }
        self.flush(&mut plain, look, link.as_ref());
    }

    fn flush(&mut self, text: &mut String, look: Formatting, link: Option<&String>) {
        let run = Run {
            text: std::mem::take(text),
            // Emphasis inside emphasis is upright, as in print.
            italic: (look.font_style == FontStyle::Italic) != self.marks.italic,
            bold: (look.font_weight == FontWeight::Bold) != self.marks.bold,
            small_caps: look.font_variant == FontVariant::SmallCaps || self.marks.small_caps,
            superscript: look.vertical_align == VerticalAlign::Sup,
            link: link.cloned(),
        };
        append(&mut self.runs, vec![run]);
    }
}
