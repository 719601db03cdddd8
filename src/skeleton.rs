//! The skeleton of an entry: its usual keys, each with its explanation, and the name and title to begin with.
//!
//! The explanations are those of [`Kind::keys`], so they are always those of the parser; the examples stand here.

use crate::config::Config;
use crate::model::paper::Paper;
use crate::model::{Data, Entry, Kind, placeholder};
use crate::span::Spanned;
use crate::yaml;
use std::fmt::Write as _;

/// The text of a new entry of a site with these settings, whose words stand beside the keys that take them.
pub fn text(kind: Kind, title: &str, config: &Config) -> String {
    let mut text = format!("---\ntitle: {}\n", yaml::scalar(title));
    if !usual(kind).is_empty() {
        text.push_str("# A line that begins with # is a comment: take the # away to use its key.\n");
    }
    for usual in usual(kind) {
        key(&mut text, kind, usual, config);
    }
    text.push_str("---\n\n");
    text.push_str(&body(kind));
    text
}

/// The beginning of a translation: the texts of the original as comments, to be translated one by one.
pub fn translation(original: &Entry, title: Option<&str>) -> String {
    let title = title.unwrap_or(original.title());
    let mut text = format!("---\ntitle: {}\n", yaml::scalar(title));
    match &original.data {
        Data::Paper(paper) => paper_texts(&mut text, paper),
        Data::Theme(theme) => one_text(&mut text, "question", theme.question.as_ref()),
        Data::Event(event) => one_text(&mut text, "place", event.place.as_ref()),
        Data::Term(term) => one_text(&mut text, "definition", term.definition.as_ref()),
        Data::Actor(_) | Data::Page(_) => {}
    }
    if matches!(original.data, Data::Actor(_) | Data::Term(_)) {
        text.push_str("# aliases: []\n");
    }
    text + "---\n\n"
}

fn paper_texts(text: &mut String, paper: &Paper) {
    one_text(text, "short-title", paper.short_title.as_ref());
    let lists = [
        ("thesis", &paper.thesis),
        ("question", &paper.question),
        ("theory", &paper.theory),
        ("method", &paper.method),
        ("evidence", &paper.evidence),
        ("recommendations", &paper.recommendations),
        ("limits", &paper.limits),
    ];
    for (key, items) in lists.into_iter().filter(|(_, items)| !items.is_empty()) {
        let _ = writeln!(text, "# {key}:");
        for item in items {
            let _ = writeln!(text, "#   - {}", yaml::scalar(&item.value));
        }
    }
    let themes = paper.themes.iter().map(|it| (&it.theme, &it.says));
    statements(text, "themes", "theme", themes);
    let events = paper.events.iter().map(|it| (&it.event, &it.says));
    statements(text, "events", "event", events);
    let works = paper.relations.iter().map(|it| (&it.work, &it.says));
    statements(text, "relations", "work", works);
}

fn one_text(text: &mut String, key: &str, value: Option<&Spanned<String>>) {
    if let Some(value) = value {
        let _ = writeln!(text, "# {key}: {}", yaml::scalar(&value.value));
    }
}

fn statements<'a>(
    text: &mut String,
    list: &str,
    key: &str,
    items: impl Iterator<Item = (&'a Spanned<String>, &'a Spanned<String>)>,
) {
    for (at, (about, says)) in items.enumerate() {
        if at == 0 {
            let _ = writeln!(text, "# {list}:");
        }
        let _ = writeln!(text, "#   - {key}: {}", yaml::scalar(&about.value));
        let _ = writeln!(text, "#     says: {}", yaml::scalar(&says.value));
    }
}

/// Whether a text can be the name of a new file, and so the last part of an address: small letters a to z, digits,
/// single hyphens.
pub fn is_slug(stem: &str) -> bool {
    let plain = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit());
    stem.split('-').all(plain)
}

/// The nearest name that [`is_slug`] accepts: no folder, no ending, no accents; empty where no letter is left.
pub fn slug_of(text: &str) -> String {
    let name = text
        .rsplit(['/', '\\'])
        .find(|part| !part.is_empty())
        .unwrap_or_default();
    let name = name.strip_suffix(".md").unwrap_or(name);
    let decomposed = icu_normalizer::DecomposingNormalizerBorrowed::new_nfkd()
        .normalize(name)
        .to_lowercase();
    let mut slug = String::new();
    for c in decomposed.chars() {
        match c {
            'a'..='z' | '0'..='9' => slug.push(c),
            'ß' => slug.push_str("ss"),
            'æ' => slug.push_str("ae"),
            'œ' => slug.push_str("oe"),
            'ø' => slug.push('o'),
            'ł' => slug.push('l'),
            'đ' => slug.push('d'),
            // Accents, which the decomposition has set apart, and apostrophes.
            '\u{300}'..='\u{36f}' | '\'' | '’' | 'ʿ' | 'ʾ' => {}
            _ if slug.ends_with('-') || slug.is_empty() => {}
            _ => slug.push('-'),
        }
    }
    slug.trim_end_matches('-').to_owned()
}

/// `harbour-opening` as a title: `Harbour opening`; an actor is a name: `Ada Jones`.
pub fn title_of(kind: Kind, stem: &str) -> String {
    let capitals = if kind == Kind::Actor { usize::MAX } else { 1 };
    let words = stem.split('-').enumerate();
    let titled = words.map(|(at, word)| {
        let mut letters = word.chars();
        let first = letters
            .next()
            .map(|c| if at < capitals { c.to_ascii_uppercase() } else { c });
        first.into_iter().chain(letters).collect::<String>()
    });
    titled.collect::<Vec<_>>().join(" ")
}

/// Finds in the settings the words that a key takes.
type WordsOf = fn(&Config) -> &[Spanned<String>];

/// A key of the skeleton and an example of its value: `> ` begins further lines, as in a list.
struct Usual {
    key: &'static str,
    example: &'static str,
    /// Which of the site's words it takes.
    words: Option<WordsOf>,
    /// Whether the key is filled in, or stands there as a comment.
    filled: bool,
}

const fn filled(key: &'static str, example: &'static str) -> Usual {
    Usual {
        key,
        example,
        words: None,
        filled: true,
    }
}

const fn shown_as(key: &'static str, example: &'static str) -> Usual {
    Usual {
        filled: false,
        ..filled(key, example)
    }
}

const fn worded(key: &'static str, example: &'static str, words: WordsOf) -> Usual {
    Usual {
        words: Some(words),
        ..shown_as(key, example)
    }
}

const PAPER: &[Usual] = &[
    filled("type", "article-journal"),
    shown_as("author", "[{family: Smith, given: Ada}]"),
    shown_as("issued", "2019"),
    shown_as("container-title", "Journal of Island Studies"),
    shown_as("volume", "12"),
    shown_as("issue", "3"),
    shown_as("page", "191-206"),
    shown_as("DOI", "10.1234/example"),
    shown_as("URL", "https://example.org/paper"),
    shown_as("thesis", placeholder::SENTENCE),
    shown_as("method", placeholder::SENTENCE),
    worded(
        "themes",
        "\n  - theme: a-theme\n    stance: argues\n    at: Introduction, p. 193\n    says: One sentence in your own words.",
        |words| &words.stances,
    ),
    shown_as(
        "events",
        "\n  - event: an-event\n    at: Introduction\n    date: 1979-12\n    says: One sentence in your own words.",
    ),
    shown_as(
        "relations",
        "\n  - {work: another-paper, how: disputes, on: a-theme, says: One sentence in your own words.}",
    ),
    shown_as("cites", "[key-of-references-bib, another-paper]"),
];

const THEME: &[Usual] = &[
    shown_as("question", placeholder::QUESTION),
    shown_as("parent", "a-broader-theme"),
    shown_as("related", "[another-theme]"),
];

const EVENT: &[Usual] = &[
    filled("date", "20XX"),
    worded("kind", "a-kind", |words| &words.event_kinds),
    shown_as("place", placeholder::PLACE),
    worded("actors", "[{actor: an-actor, role: a-role}]", |words| &words.roles),
    shown_as("themes", "[a-theme]"),
    shown_as("part-of", "a-larger-event"),
    shown_as("caused-by", "[an-earlier-event]"),
];

const ACTOR: &[Usual] = &[
    worded("kind", "a-kind", |words| &words.actor_kinds),
    shown_as("sort", "Smith, Ada"),
    shown_as("aliases", "[A. Smith, Smith]"),
    shown_as("part-of", "[a-larger-actor]"),
    shown_as("held", "[{office: President of the Society, date: 1973-08/1977-07}]"),
    shown_as("same-as", "[https://www.wikidata.org/wiki/Q1]"),
    shown_as("see-also", "[another-actor]"),
];

const TERM: &[Usual] = &[
    filled("definition", placeholder::DEFINITION),
    shown_as("aliases", "[its plural, another form]"),
    shown_as("broader", "[a-broader-term]"),
    shown_as("related", "[another-term]"),
    shown_as("source", "{paper: a-paper, at: Introduction}"),
    shown_as("see", "the-preferred-term"),
];

fn usual(kind: Kind) -> &'static [Usual] {
    match kind {
        Kind::Paper => PAPER,
        Kind::Theme => THEME,
        Kind::Event => EVENT,
        Kind::Actor => ACTOR,
        Kind::Term => TERM,
        Kind::Page => &[],
    }
}

fn key(text: &mut String, kind: Kind, usual: &Usual, config: &Config) {
    let about = kind
        .keys()
        .iter()
        .find(|it| it.name == usual.key)
        .map_or("", |it| it.about.trim());
    // Writing to a string cannot fail.
    let _ = write!(text, "\n# {about}");
    if let Some(list) = usual.words.map(|of| of(config)).filter(|list| !list.is_empty()) {
        let list: Vec<&str> = list.iter().map(|it| it.value.as_str()).collect();
        let _ = write!(text, " This site has: {}.", list.join(", "));
    }
    text.push('\n');
    let gap = if usual.example.starts_with('\n') { "" } else { " " };
    for line in format!("{}:{gap}{}", usual.key, usual.example).lines() {
        let mark = if usual.filled { "" } else { "#" };
        let _ = writeln!(text, "{mark}{line}");
    }
}

fn body(kind: Kind) -> String {
    let heading = match kind {
        Kind::Paper => "\n\n## Introduction\n\n",
        _ => "\n\n",
    };
    placeholder::paragraphs(kind).join(heading) + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Diagnostics;
    use crate::model::actor::Actor;
    use crate::model::event::Event;
    use crate::model::page::Page;
    use crate::model::paper::Paper;
    use crate::model::term::Term;
    use crate::model::theme::Theme;
    use crate::span::SourceMap;
    use crate::yaml::{self, Decode, Decoder};

    /// What is wrong with the front matter of a skeleton.
    fn problems(kind: Kind, text: &str) -> Vec<String> {
        let end = text[4..].find("\n---\n").unwrap() + 5;
        let mut sources = SourceMap::default();
        let id = sources.add("new.md".to_owned(), text.to_owned());
        let node = yaml::read(&text[..end]).unwrap_or_else(|error| panic!("{error:?}\n{text}"));
        let mut diags = Diagnostics::default();
        let mut decoder = Decoder {
            file: id,
            text,
            diags: &mut diags,
        };
        let read = match kind {
            Kind::Paper => Paper::decode(&node, &mut decoder).is_some(),
            Kind::Theme => Theme::decode(&node, &mut decoder).is_some(),
            Kind::Event => Event::decode(&node, &mut decoder).is_some(),
            Kind::Actor => Actor::decode(&node, &mut decoder).is_some(),
            Kind::Term => Term::decode(&node, &mut decoder).is_some(),
            Kind::Page => Page::decode(&node, &mut decoder).is_some(),
        };
        assert!(read);
        diags.iter().map(|it| it.message.clone()).collect()
    }

    /// The line with its key in use: `#key: value`, but not `# explanation`.
    fn uncommented(line: &str) -> &str {
        let key = |rest: &&str| !rest.starts_with(' ') || rest.starts_with("  ");
        line.strip_prefix('#').filter(key).unwrap_or(line)
    }

    #[test]
    fn skeletons_are_valid_with_and_without_their_comments() {
        for kind in Kind::ALL {
            let text = super::text(kind, "A title: with \"marks\"", &Config::default());
            assert_eq!(problems(kind, &text), Vec::<String>::new(), "{text}");
            let (matter, body) = text.split_at(text[4..].find("\n---\n").unwrap() + 4);
            let lines: Vec<&str> = matter.lines().map(uncommented).collect();
            let text = lines.join("\n") + body;
            assert_eq!(problems(kind, &text), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn every_sentence_to_be_replaced_is_known() {
        for it in Kind::ALL.into_iter().flat_map(usual) {
            for line in it.example.lines() {
                let value = line
                    .rsplit_once("says: ")
                    .map_or(line, |(_, says)| says.trim_end_matches('}'));
                let is_sentence = value.ends_with(['.', '?']) && value.contains(' ');
                let known = placeholder::VALUES.iter().any(|(_, known)| *known == value);
                assert!(!is_sentence || known, "{value}");
            }
        }
    }

    #[test]
    fn every_usual_key_is_a_key_and_every_required_one_is_there() {
        for kind in Kind::ALL {
            for it in usual(kind) {
                assert!(kind.keys().iter().any(|key| key.name == it.key), "{kind} {}", it.key);
            }
            for key in kind
                .keys()
                .iter()
                .filter(|key| key.presence == "required" && key.name != "title")
            {
                assert!(
                    usual(kind).iter().any(|it| it.key == key.name && it.filled),
                    "{kind} {}",
                    key.name
                );
            }
        }
    }

    #[test]
    fn slugs_are_checked_and_suggested() {
        assert!(is_slug("smith-2019") && is_slug("a"));
        for bad in ["", "Smith", "a--b", "-a", "a-", "a b", "é", "a/b", "a.md", ".."] {
            assert!(!is_slug(bad), "{bad}");
        }
        for (written, better) in [
            ("Smith 2019", "smith-2019"),
            ("papers/smith_2019.md", "smith-2019"),
            ("Ærø’s Pier--Head", "aeros-pier-head"),
            ("Übergang", "ubergang"),
            ("燈台", ""),
        ] {
            assert_eq!(slug_of(written), better);
        }
        assert_eq!(title_of(Kind::Event, "harbour-opening"), "Harbour opening");
        assert_eq!(title_of(Kind::Actor, "ada-jones"), "Ada Jones");
    }

    #[test]
    fn titles_are_quoted_where_yaml_needs_it() {
        for (title, yaml) in [
            ("Ada Jones", "Ada Jones"),
            ("Islands: A History", "\"Islands: A History\""),
            ("#1", "\"#1\""),
            ("no", "\"no\""),
            ("1947", "\"1947\""),
        ] {
            assert_eq!(yaml::scalar(title), yaml);
        }
    }
}
