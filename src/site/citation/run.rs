//! Formatted text: stretches of one look each, read from the processor's tree.

use super::item::Protected;
use crate::model::quotes::Quotes;
use crate::model::work;
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

    /// Other text in the same look.
    fn with(&self, text: &str) -> Run {
        Run {
            text: text.to_owned(),
            ..self.clone()
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
    /// The marks of quotations.
    quotes: Quotes,
    /// The years of a work that was issued over several: the first, and what to print for it.
    pub(super) years: Option<&'a (String, String)>,
    /// Whether the names that come first are left out.
    pub(super) without_names: bool,
    skipped: bool,
    runs: Vec<Run>,
}

impl<'a> Walker<'a> {
    pub(super) fn new(protected: &'a Protected, quotes: Quotes, years: Option<&'a (String, String)>) -> Walker<'a> {
        Walker {
            protected,
            quotes,
            years,
            without_names: false,
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
        quoted(single_spaces(self.runs), self.quotes)
    }

    /// The same for a reference, which begins with no space.
    pub(super) fn read_reference(self, tree: &ElemChildren) -> Vec<Run> {
        let mut runs = self.read(tree);
        trim_start(&mut runs, &[' ']);
        runs
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

    /// Adds text, resolving the characters that stand for marked-up words.
    fn text(&mut self, text: &str, look: Formatting, link: Option<String>) {
        let base = Run {
            italic: look.font_style == FontStyle::Italic,
            bold: look.font_weight == FontWeight::Bold,
            small_caps: look.font_variant == FontVariant::SmallCaps,
            superscript: look.vertical_align == VerticalAlign::Sup,
            link,
            ..Run::default()
        };
        let mut rest = text;
        while let Some((at, words)) = self.next_words(rest) {
            let (before, after) = rest.split_at(at);
            append(&mut self.runs, vec![base.with(before)]);
            append(&mut self.runs, of_markup(words, &base));
            let mut after = after.chars();
            after.next();
            rest = after.as_str();
        }
        append(&mut self.runs, vec![base.with(rest)]);
    }

    fn next_words(&self, text: &str) -> Option<(usize, &'a str)> {
        let protected = self.protected;
        text.char_indices().find_map(|(at, c)| Some((at, protected.words(c)?)))
    }
}

/// The words of a marked-up stretch. Emphasis inside emphasis is upright, as in print.
fn of_markup(text: &str, base: &Run) -> Vec<Run> {
    let mut runs = Vec::new();
    let mut open: Vec<Run> = vec![base.clone()];
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        let look = open.last().unwrap_or(base).clone();
        append(&mut runs, vec![look.with(&rest[..at])]);
        rest = &rest[at..];
        let Some(tag) = work::tag(rest) else {
            append(&mut runs, vec![look.with("<")]);
            rest = &rest[1..];
            continue;
        };
        rest = &rest[tag.len()..];
        match tag {
            "<i>" => open.push(Run {
                italic: !look.italic,
                ..look
            }),
            "<b>" => open.push(Run {
                bold: !look.bold,
                ..look
            }),
            "<sup>" => open.push(Run {
                superscript: true,
                ..look
            }),
            tag if tag.starts_with("</") => drop(open.pop()),
            tag if tag == "<sc>" || tag.contains("small-caps") => open.push(Run {
                small_caps: true,
                ..look
            }),
            _ => open.push(look),
        }
    }
    append(&mut runs, vec![open.last().unwrap_or(base).with(rest)]);
    runs
}

/// Styles can leave two spaces where a part between them is empty.
fn single_spaces(runs: Vec<Run>) -> Vec<Run> {
    let mut after_space = false;
    let mut single = Vec::with_capacity(runs.len());
    for mut run in runs {
        run.text.retain(|c| {
            let drop = c == ' ' && after_space;
            after_space = c == ' ';
            !drop
        });
        append(&mut single, vec![run]);
    }
    single
}

/// The marks of quotations in titles, typed straight or not, as the language prints them: a quotation inside another has
/// the inner marks. The processor knows the marks that it sets itself, and no others (CSL 1.0.2, “Quotes”).
fn quoted(mut runs: Vec<Run>, quotes: Quotes) -> Vec<Run> {
    let mark = |text: &str| text.chars().find(|c| !c.is_whitespace());
    let (opening, closing) = (mark(quotes.open), mark(quotes.close.trim_start()));
    let opened = |run: &Run| run.text.chars().filter(|c| Some(*c) == opening).count();
    if opening == closing || !runs.iter().any(|it| it.text.contains('"')) && runs.iter().map(opened).sum::<usize>() < 2
    {
        return runs;
    }
    let mut open: Vec<bool> = Vec::new();
    let mut before = ' ';
    for run in &mut runs {
        let mut text = String::with_capacity(run.text.len());
        for c in run.text.chars() {
            let begins =
                before.is_whitespace() || "([-–—/".contains(before) || Quotes::is_mark(before) && before != '’';
            if Some(c) == opening && !open.is_empty() || c == '"' && (begins || open.is_empty()) {
                let is_inner = !open.is_empty();
                text.push_str(if is_inner { quotes.inner_open } else { quotes.open });
                open.push(is_inner);
            } else if Some(c) == opening {
                text.push(c);
                open.push(false);
            } else if (c == '"' || Some(c) == closing) && open.last() == Some(&true) {
                text.push_str(quotes.inner_close);
                open.pop();
            } else if c == '"' {
                text.push_str(quotes.close);
                open.pop();
            } else {
                text.push(c);
                if Some(c) == closing {
                    open.pop();
                }
            }
            before = c;
        }
        run.text = text;
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotations_in_titles_have_the_marks_of_their_depth() {
        let table = [
            ("en", "“The \"Great\" Light.” In", "“The ‘Great’ Light.” In"),
            ("en", "“\"Great\" Lights”", "“‘Great’ Lights”"),
            ("en", "“The “Great” Light.” In", "“The ‘Great’ Light.” In"),
            ("en", "The \"Great\" Light", "The “Great” Light"),
            ("de", "„Das \"große\" Licht“", "„Das ‚große‘ Licht“"),
            ("ru", "«\"Большой\" свет»", "«„Большой“ свет»"),
            (
                "en",
                "“The Keeper’s Light.” “Another.”",
                "“The Keeper’s Light.” “Another.”",
            ),
        ];
        for (language, typed, printed) in table {
            let runs = quoted(vec![Run::plain(typed)], Quotes::of(language));
            assert_eq!(text(&runs), printed, "{typed}");
        }
    }
}
