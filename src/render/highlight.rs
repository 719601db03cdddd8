//! Colours code: `syntect` classes, loaded with the first block that asks for them.

use crate::render::html_text::escape;
use crate::render::locked;
use std::sync::{Arc, Mutex};
use syntect::html::{ClassStyle, ClassedHTMLGenerator};
use syntect::parsing::SyntaxSet;
use syntect::util::LinesWithEndings;

/// The classes of the theme's stylesheet begin with this.
const CLASSES: ClassStyle = ClassStyle::SpacedPrefixed { prefix: "hl-" };

/// Bytes of a line, and of a block, above which nothing is coloured: the expressions of some grammars take time that grows
/// with the square of a line, and nobody reads the colours of a file of data.
const LONGEST_LINE: usize = 1_000;
const LONGEST_BLOCK: usize = 200_000;

/// Colours blocks of code. Loading the grammars costs more than a page, so it waits for the first block.
#[derive(Default)]
pub(super) struct Highlighter {
    syntaxes: Mutex<Option<Arc<SyntaxSet>>>,
}

impl Highlighter {
    /// A block of code as HTML, in classes where its language is known.
    pub(super) fn block(&self, language: &str, code: &str) -> String {
        let is_short = code.len() <= LONGEST_BLOCK && code.lines().all(|line| line.len() <= LONGEST_LINE);
        let coloured = (!language.is_empty() && is_short)
            .then(|| self.coloured(language, code))
            .flatten();
        let inner = coloured.unwrap_or_else(|| escape(code));
        let class = if language.is_empty() {
            String::new()
        } else {
            format!(" class=\"language-{}\"", escape(language))
        };
        // A block that scrolls has to be reached by keyboard.
        format!("<pre tabindex=\"0\"><code{class}>{inner}</code></pre>\n")
    }

    /// Lets the grammars go, which take more memory than a thousand entries; the next block loads them again.
    pub(super) fn let_go(&self) {
        *locked(&self.syntaxes) = None;
    }

    fn coloured(&self, language: &str, code: &str) -> Option<String> {
        let load = || Arc::new(SyntaxSet::load_defaults_newlines());
        let syntaxes = Arc::clone(locked(&self.syntaxes).get_or_insert_with(load));
        let syntax = syntaxes.find_syntax_by_token(language)?;
        let mut generator = ClassedHTMLGenerator::new_with_class_style(syntax, &syntaxes, CLASSES);
        for line in LinesWithEndings::from(code) {
            generator.parse_html_for_line_which_includes_newline(line).ok()?;
        }
        Some(generator.finalize())
    }
}
