//! Names of people and institutions, as CSL has them.

use crate::span::Spanned;
use crate::yaml::{Decode, Decoder, Node, Value, record};
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
#[derive(Clone, Debug, Default)]
pub struct Name(pub NameParts);

impl Decode for Name {
    fn decode(node: &Node, decoder: &mut Decoder<'_>) -> Option<Self> {
        if let Value::Scalar(text) = &node.value {
            let literal = Some(Spanned::new(text.clone(), node.span));
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
