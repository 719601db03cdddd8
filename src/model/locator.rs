//! Locators: where in a work something stands.

use crate::span::{Span, Spanned};
use crate::yaml::{Decode, Decoder, Node, Value};
use serde_json::{Value as Json, json};

/// A place in a paper as front matter names it: a section title, pages, or both.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Locator {
    /// The title of a section.
    pub section: Option<Spanned<String>>,
    /// Pages, without `p.`: `193` or `193-195`.
    pub page: Option<String>,
}

impl Locator {
    /// Reads `Introduction`, `p. 193`, `pp. 193-195` or `Introduction, p. 193`, which are `written` at a place.
    fn parse(text: &str, written: &str, place: Span) -> Locator {
        let (section, page) = match text.rsplit_once(", p") {
            Some((section, rest)) if pages(rest).is_some() => (section, pages(rest)),
            _ => match text.strip_prefix('p').and_then(pages) {
                Some(page) => ("", Some(page)),
                None => (text, None),
            },
        };
        let section = Some(section.trim()).filter(|it| !it.is_empty());
        let place_of = |section: &str| {
            // Behind a quotation mark; where it is written with escapes, somewhere in all of it.
            let start = place.start as usize + written.find(section)?;
            Some(Span::new(start..start + section.len()))
        };
        Locator {
            section: section.map(|it| Spanned::new(it.to_owned(), place_of(it).unwrap_or(place))),
            page: page.map(str::to_owned),
        }
    }

    /// As a reader sees it: `Introduction, p. 193`.
    pub fn human(&self) -> String {
        let page = self.page.as_ref().map(|page| {
            let label = if page.contains(['-', '–', ',']) { "pp." } else { "p." };
            format!("{label} {}", page.replace('-', "–"))
        });
        let section = self.section.as_ref().map(|section| section.value.clone());
        section.into_iter().chain(page).collect::<Vec<_>>().join(", ")
    }
}

/// What follows the `p` of `p. 3` or `pp. 3-5`, when it is pages.
fn pages(rest: &str) -> Option<&str> {
    let rest = rest.strip_prefix('p').unwrap_or(rest);
    let rest = rest.strip_prefix('.').unwrap_or(rest).trim();
    rest.starts_with(|c: char| c.is_ascii_digit()).then_some(rest)
}

impl Decode for Spanned<Locator> {
    fn decode(node: &Node, decoder: &mut Decoder<'_>) -> Option<Self> {
        let Value::Scalar(text) = &node.value else {
            decoder.wrong_type(node, "a section title, `p. 193`, or both");
            return None;
        };
        let written = decoder.text.get(node.span.range()).unwrap_or_default();
        let locator = Locator::parse(text.trim(), written, node.span);
        Some(Spanned::new(locator, node.span))
    }

    fn schema() -> Json {
        json!({"type": ["string", "number"]})
    }
}

/// The locator of a citation: a CSL locator term and what follows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CitedLocator {
    /// The CSL term: `page`, `chapter`, `section` …
    pub term: &'static str,
    /// The numbers or words, `3-5`.
    pub value: String,
}
