//! The texts that a new entry begins with, each to be replaced by its author: written by `new`, known to `check`.

use super::Kind;

/// Stands where a statement of a paper goes.
pub const SENTENCE: &str = "One sentence in your own words.";

/// Stands where the definition of a term goes.
pub const DEFINITION: &str = "What the term means, in one sentence.";

/// Stands where the question of a theme goes.
pub const QUESTION: &str = "What does the paper say on this?";

/// Stands where the place of an event goes.
pub const PLACE: &str = "Where it happened";

/// What the values of front matter begin as, each with the key that it stands behind, where it is one in particular. The
/// date of a new event is none of them: somebody may mean it.
pub const VALUES: [(Option<&str>, &str); 4] = [
    (None, SENTENCE),
    (Some("definition"), DEFINITION),
    (Some("question"), QUESTION),
    (Some("place"), PLACE),
];

/// The paragraphs that the body of an entry begins as.
pub fn paragraphs(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Paper => &[
            "Who writes, what about, and what for, in two or three sentences.",
            "One heading for each section of the paper, in its own words: `at:` above names them. Link with\n\
             `[[name-of-a-file]]`, cite with `[@key, p. 3]`.",
        ],
        Kind::Theme => {
            &["What the theme is about and why it is disputed. What each paper says of it stands in the paper."]
        }
        Kind::Event => &[
            "What happened and why it matters here, as far as it is common ground. What one paper says of it stands in\n\
             the paper.",
        ],
        Kind::Actor => &["Who or what this is, and why it matters here."],
        Kind::Term => &["How the literature uses the term, and where its uses differ."],
        Kind::Page => &["Begin to write here. Link with `[[name-of-a-file]]`."],
    }
}
