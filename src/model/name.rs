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

/// Says of a text that it looks like the names of persons, family name first, whose parts no reference could tell apart.
fn inverted(text: &str, at: FileSpan) -> Option<Diagnostic> {
    let several = text.split(';').flat_map(|it| it.split(" and "));
    let names: Option<Vec<(&str, &str)>> = several.map(person).collect();
    let names = names?;
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
        [one] => diagnostic.fix_at(format!("for a person write `{one}`"), at, one, false),
        several => diagnostic.help(format!("for persons write a list: `[{}]`", several.join(", "))),
    })
}

/// The parts of a name that looks like one of a person: `Smith, Ada B.`
fn person(text: &str) -> Option<(&str, &str)> {
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
            decoder.diags.extend(inverted(text, node.span.in_file(decoder.file)));
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
