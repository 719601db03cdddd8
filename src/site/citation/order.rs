//! The order of the bibliography, by the keys of the style.
//!
//! The processor could sort, but formats both works anew at every comparison; here each key is formatted once.

use super::engine::Engine;
use super::run::text;
use super::special;
use hayagriva::citationberg::taxonomy::Variable;
use hayagriva::citationberg::{
    Bibliography, Formatting, IndependentStyle, Layout, SortDirection, SortKey, TextTarget, json,
};
use icu_casemap::CaseMapper;
use icu_collator::options::CollatorOptions;
use icu_collator::{Collator, CollatorBorrowed};
use rayon::prelude::*;
use std::cmp::Ordering;

/// The numbers of the works in the order of the style; as they are given where it has none, or where keys are equal.
pub(super) fn order(engine: &Engine<'_>) -> Vec<usize> {
    let all: Vec<usize> = (0..engine.sources().len()).collect();
    let Some(sort) = &engine.style.sort else {
        return all;
    };
    let collation = Collation::new(&engine.language);
    // Works that no key has told apart yet: a further key is made for these alone, which are few after the first.
    let mut alike = vec![all];
    for key in &sort.keys {
        if alike.iter().all(|works| works.len() < 2) {
            break;
        }
        let keyer = Keyer::new(key, engine);
        let divided = |works: Vec<usize>| match works.len() {
            0 | 1 => vec![works],
            _ => keyer.divided(engine, &works, &collation),
        };
        alike = alike.into_par_iter().flat_map_iter(divided).collect();
    }
    alike.concat()
}

/// Makes one sort key.
struct Keyer<'a> {
    key: &'a SortKey,
    /// The style that prints the key and nothing else.
    style: IndependentStyle,
    /// The same for works of each shape that the engine knows.
    of_shape: Vec<IndependentStyle>,
}

impl<'a> Keyer<'a> {
    fn new(key: &'a SortKey, engine: &Engine<'_>) -> Keyer<'a> {
        let target = match key {
            SortKey::Variable { variable, .. } => TextTarget::Variable {
                var: *variable,
                form: hayagriva::citationberg::LongShortForm::Long,
            },
            SortKey::MacroName { name, .. } => TextTarget::Macro { name: name.clone() },
        };
        let mut style = engine.style.csl.clone();
        style.citation.layout = Layout::new(vec![special::printing(target)], Formatting::default(), None, None);
        style.citation.sort = None;
        if let SortKey::MacroName {
            names_min,
            names_use_first,
            names_use_last,
            ..
        } = key
        {
            let options = &mut style.citation.name_options;
            options.et_al_min = names_min.or(options.et_al_min);
            options.et_al_use_first = names_use_first.or(options.et_al_use_first);
            options.et_al_use_last = names_use_last.or(options.et_al_use_last);
        }
        style.bibliography = None::<Bibliography>;
        special::without_unused_macros(&mut style);
        Keyer {
            key,
            of_shape: engine
                .shapes()
                .into_par_iter()
                .map(|shape| special::for_shape(&style, shape))
                .collect(),
            style,
        }
    }

    fn key(&self, engine: &Engine<'_>, work: usize) -> String {
        let Some(source) = engine.sources().get(work) else {
            return String::new();
        };
        let item = &source.sort_item;
        let of_shape = engine.shape_of(work).and_then(|shape| self.of_shape.get(shape));
        let style = of_shape.unwrap_or(&self.style);
        match self.key {
            SortKey::Variable {
                variable: Variable::Date(variable),
                ..
            } => date_key(item, &variable.to_string()),
            SortKey::Variable {
                variable: Variable::Name(variable),
                ..
            } => names_key(item, &variable.to_string()),
            SortKey::Variable {
                variable: Variable::Number(_) | Variable::Page(_),
                ..
            } => padded(&text(&engine.bare_cite(style, item))),
            _ => text(&engine.bare_cite(style, item)),
        }
    }

    /// The works in the order of the key, those together that have the same.
    fn divided(&self, engine: &Engine<'_>, works: &[usize], collation: &Collation) -> Vec<Vec<usize>> {
        let keyed = works
            .par_iter()
            .map(|&work| (collation.fold(&self.key(engine, work)), work));
        let mut keyed: Vec<(String, usize)> = keyed.collect();
        keyed.sort_by(|(a, _), (b, _)| self.compare(a, b, collation));
        let same = keyed.chunk_by(|(a, _), (b, _)| self.compare(a, b, collation) == Ordering::Equal);
        same.map(|works| works.iter().map(|(_, work)| *work).collect())
            .collect()
    }

    /// Works without the key come last, whatever the direction.
    fn compare(&self, a: &str, b: &str, collation: &Collation) -> Ordering {
        let ordering = collation.compare(a, b);
        match (a.is_empty(), b.is_empty()) {
            (true, false) => Ordering::Greater,
            (false, true) => Ordering::Less,
            _ if self.key.sort_direction() == SortDirection::Descending => ordering.reverse(),
            _ => ordering,
        }
    }
}

/// A date as digits that sort; years before our era sort before all others.
fn date_key(item: &json::Item, variable: &str) -> String {
    let Some(json::Value::Date(json::DateValue::DateParts { date_parts, .. })) = item.0.get(variable) else {
        return String::new();
    };
    let Some(json::VecDate(parts)) = date_parts.0.first() else {
        return String::new();
    };
    let part = |at: usize| i32::from(parts.get(at).copied().unwrap_or(0));
    format!("{:06}{:02}{:02}", part(0) + 100_000, part(1), part(2))
}

fn names_key(item: &json::Item, variable: &str) -> String {
    let Some(json::Value::Names(names)) = item.0.get(variable) else {
        return String::new();
    };
    let name = |name: &json::NameValue| match name {
        json::NameValue::Literal(name) => name.literal.clone(),
        json::NameValue::Item(name) => format!("{} {}", name.family, name.given.as_deref().unwrap_or("")),
    };
    names.iter().map(name).collect::<Vec<_>>().join("  ")
}

/// A number with zeros before it, so that 9 comes before 10.
fn padded(text: &str) -> String {
    let digits = text.chars().take_while(char::is_ascii_digit).count();
    format!("{}{text}", "0".repeat(12_usize.saturating_sub(digits)))
}

/// The alphabet of a language.
struct Collation(Option<Alphabet>);

struct Alphabet {
    collator: CollatorBorrowed<'static>,
    lowercase: Box<dyn Fn(&str) -> String + Sync>,
}

impl Collation {
    /// The alphabet of the language, or that of no language in particular where it is unknown.
    fn new(language: &str) -> Collation {
        Collation(alphabet(language).or_else(|| alphabet("und")))
    }

    fn fold(&self, text: &str) -> String {
        match &self.0 {
            Some(alphabet) => (alphabet.lowercase)(text),
            None => text.to_lowercase(),
        }
    }

    fn compare(&self, a: &str, b: &str) -> Ordering {
        self.0.as_ref().map_or_else(|| a.cmp(b), |it| it.collator.compare(a, b))
    }
}

fn alphabet(language: &str) -> Option<Alphabet> {
    // `icu_collator` does not export the type of locale that it takes; `lowercase_to_string` fixes it.
    let locale = language.parse().ok()?;
    let _ = CaseMapper::new().lowercase_to_string("", &locale);
    let collator = Collator::try_new((&locale).into(), CollatorOptions::default()).ok()?;
    let lowercase = move |text: &str| CaseMapper::new().lowercase_to_string(text, &locale).into_owned();
    Some(Alphabet {
        collator,
        lowercase: Box::new(lowercase),
    })
}
