//! Names of people and institutions, as CSL has them.

use crate::diag::{Code, Diagnostic};
use crate::span::{FileSpan, Spanned};
use crate::yaml::{Decode, Decoder, Node, Value, record, scalar_in_flow};
use serde_json::{Value as Json, json};

record! {
    /// The parts of a person's name.
    NameParts {
        /// The family name.
        optional family "family": Spanned<String>,
        /// The given names.
        optional given "given": Spanned<String>,
        /// A particle that belongs to the family name in sorting, such as “de” in “de Gaulle”.
        optional non_dropping_particle "non-dropping-particle": Spanned<String>,
        /// A particle that is left out where the family name stands alone, such as “van” in “Ludwig van Beethoven”.
        optional dropping_particle "dropping-particle": Spanned<String>,
        /// Jr., III.
        optional suffix "suffix": Spanned<String>,
        /// The name of an institution, or a name that has no parts.
        optional literal "literal": Spanned<String>,
    }
}

/// A name: its parts, or plain text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Name(pub NameParts);

/// Says of a text that it looks like the names of persons, whose parts no reference could tell apart.
fn persons(text: &str, at: FileSpan) -> Option<Diagnostic> {
    let several = || text.split(';').flat_map(|it| it.split(" and "));
    let inverted: Option<Vec<(&str, &str)>> = several().map(inverted).collect();
    let names = inverted.or_else(|| several().map(spoken).collect())?;
    let written = |(family, given): &(&str, &str)| {
        format!(
            "{{family: {}, given: {}}}",
            scalar_in_flow(family),
            scalar_in_flow(given)
        )
    };
    let parts: Vec<String> = names.iter().map(written).collect();
    let message = "this is read as one name, as that of an organisation is";
    let diagnostic = Diagnostic::at(Code::NameAsText, at, message);
    Some(match parts.as_slice() {
        [one] if text.contains(',') => diagnostic.fix_at(format!("for a person write `{one}`"), at, one, false),
        [one] => {
            let literal = scalar_in_flow(text);
            let help = format!("for a person write `{one}`, for an organisation `{{literal: {literal}}}`");
            diagnostic.fix_at(help, at, one, false)
        }
        several => diagnostic.help(format!("for persons write a list: `[{}]`", several.join(", "))),
    })
}

/// Words that names of persons do not have, and those of organisations often do.
const OF_ORGANISATIONS: &[&str] = &[
    "Agency",
    "Archive",
    "Archives",
    "Association",
    "Authority",
    "Bank",
    "Board",
    "Bureau",
    "Center",
    "Centre",
    "Church",
    "Club",
    "College",
    "Commission",
    "Committee",
    "Company",
    "Corporation",
    "Council",
    "Department",
    "Federation",
    "Foundation",
    "Fund",
    "Government",
    "Group",
    "Institute",
    "Institution",
    "International",
    "Library",
    "Ministry",
    "Museum",
    "Nations",
    "Network",
    "Office",
    "Organisation",
    "Organization",
    "Parliament",
    "Press",
    "Project",
    "School",
    "Service",
    "Society",
    "The",
    "Trust",
    "Union",
    "University",
    "Watch",
];

/// Words that belong to the family name after them.
const PARTICLES: &[&str] = &[
    "af", "al", "av", "bin", "da", "de", "del", "della", "den", "der", "di", "dos", "du", "el", "ibn", "la", "le",
    "ten", "ter", "van", "von", "zu", "zur",
];

/// The parts of a name that looks like one of a person as it is spoken: `Ada B. Smith`, `Ludwig van Beethoven`.
fn spoken(text: &str) -> Option<(&str, &str)> {
    let text = text.trim();
    let words: Vec<&str> = text.split_whitespace().collect();
    let (first, family) = (words.first()?, words.last()?);
    let is_name = |word: &&str| {
        let letters = || word.chars().filter(|c| c.is_alphabetic());
        // An acronym is no name, an initial is.
        let is_acronym = letters().count() > 1 && letters().all(char::is_uppercase);
        let is_plain = word.chars().all(|c| c.is_alphabetic() || ".-'’".contains(c));
        is_plain && !is_acronym && word.starts_with(char::is_uppercase) && !OF_ORGANISATIONS.contains(word)
    };
    let is_particle = |word: &&str| PARTICLES.contains(word);
    let is_person = (2..=4).contains(&words.len())
        && is_name(first)
        && is_name(family)
        && !family.ends_with('.')
        && words.iter().all(|word| is_name(word) || is_particle(word));
    if !is_person {
        return None;
    }
    let particle = words.iter().find(|word| is_particle(word));
    let at = match particle {
        Some(particle) => text.find(&format!(" {particle} "))? + 1,
        None => text.len() - family.len(),
    };
    Some((text.get(at..)?, text.get(..at)?.trim_end()))
}

/// The parts of a name that looks like one of a person with the family name first: `Smith, Ada B.`
fn inverted(text: &str) -> Option<(&str, &str)> {
    let (family, given) = text.split_once(',')?;
    let (family, given) = (family.trim(), given.trim());
    let is_name = |part: &str| {
        let words = part.split_whitespace().count();
        (1..=3).contains(&words) && part.chars().all(|c| c.is_alphabetic() || " .-'’".contains(c))
    };
    let is_capital = |part: &str| part.split_whitespace().all(|it| it.starts_with(char::is_uppercase));
    let is_firm = ["Inc", "Inc.", "Ltd", "Ltd.", "Limited"].contains(&given);
    (is_name(family) && is_name(given) && is_capital(given) && !is_firm).then_some((family, given))
}

impl Decode for Name {
    fn decode(node: &Node, decoder: &mut Decoder<'_>) -> Option<Self> {
        if let Value::Scalar(text) = &node.value {
            let literal = Some(Spanned::new(text.clone(), node.span));
            decoder.diags.extend(persons(text, node.span.in_file(decoder.file)));
            return Some(Name(NameParts {
                span: node.span,
                literal,
                ..NameParts::default()
            }));
        }
        NameParts::decode(node, decoder).map(Name)
    }

    fn schema() -> Json {
        json!({"anyOf": [{"type": "string"}, NameParts::schema()]})
    }
}

impl Name {
    /// The name in the order in which it is spoken: “Ada Lovelace”.
    pub fn spoken(&self) -> String {
        let parts = &self.0;
        if let Some(literal) = &parts.literal {
            return literal.value.clone();
        }
        let order = [
            &parts.given,
            &parts.dropping_particle,
            &parts.non_dropping_particle,
            &parts.family,
            &parts.suffix,
        ];
        join(&order)
    }

    /// The name that stands alone in running text: the family name, with its particle, or the literal.
    pub fn short(&self) -> String {
        let parts = &self.0;
        match (&parts.literal, &parts.family) {
            (Some(literal), _) => literal.value.clone(),
            (None, Some(_)) => join(&[&parts.non_dropping_particle, &parts.family]),
            (None, None) => join(&[&parts.given]),
        }
    }
}

fn join(parts: &[&Option<Spanned<String>>]) -> String {
    let present = parts.iter().filter_map(|part| part.as_ref());
    present.map(|part| part.value.as_str()).collect::<Vec<_>>().join(" ")
}
