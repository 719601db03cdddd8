//! Takes out of a style what prints nothing for works that lack the variables that it is about.
//!
//! The processor asks each element whether it will print before it prints it, and a group asks all that is in it, at each
//! level anew. Most of a style is about variables that a given work lacks.

use super::special::printing;
use hayagriva::citationberg::taxonomy::{DateVariable, Variable};
use hayagriva::citationberg::{
    Choose, CslMacro, IndependentStyle, LayoutRenderingElement as Element, LongShortForm, Names, NamesChild, TextTarget,
};

/// Takes out what prints nothing where `lacks` says which variables are missing.
pub(super) fn prune(style: &mut IndependentStyle, lacks: &dyn Fn(Variable) -> bool) {
    let macros = style.macros.clone();
    let pruner = Pruner { macros: &macros, lacks };
    // The elements of a layout print each for itself: what prints nothing may go without a trace.
    pruner.list(&mut style.citation.layout.elements, false, 0);
    if let Some(bibliography) = &mut style.bibliography {
        pruner.list(&mut bibliography.layout.elements, false, 0);
    }
    for it in &mut style.macros {
        pruner.list(&mut it.children, true, 0);
    }
}

/// So deep no style nests; one whose macros ask for each other would have no end.
const DEEPEST: usize = 40;

struct Pruner<'a> {
    macros: &'a [CslMacro],
    lacks: &'a dyn Fn(Variable) -> bool,
}

/// What is known of an element.
#[derive(Clone, Copy)]
enum Outcome {
    /// It may print something from the work.
    Open,
    /// It prints words that are of the style.
    Words,
    /// It prints nothing. A variable that it asks for in vain keeps the words around it in a group from being printed.
    Nothing(Option<Variable>),
}

impl Pruner<'_> {
    /// Takes out of a list what prints nothing; where that matters, one missing variable stays in its place.
    fn list(&self, elements: &mut Vec<Element>, in_group: bool, depth: usize) {
        let mut has_missing = !in_group;
        let taken = std::mem::take(elements);
        for mut element in taken {
            match self.outcome(&element, depth) {
                Outcome::Nothing(None) => {}
                Outcome::Nothing(Some(variable)) => {
                    if !std::mem::replace(&mut has_missing, true) {
                        elements.push(printing(TextTarget::Variable {
                            var: variable,
                            form: LongShortForm::Long,
                        }));
                    }
                }
                Outcome::Open | Outcome::Words => {
                    self.inside(&mut element, depth);
                    elements.push(element);
                }
            }
        }
    }

    fn inside(&self, element: &mut Element, depth: usize) {
        match element {
            Element::Group(group) => self.list(&mut group.children, true, depth + 1),
            Element::Choose(choose) => {
                let branches = std::iter::once(&mut choose.if_).chain(&mut choose.else_if);
                for branch in branches {
                    self.list(&mut branch.children, true, depth + 1);
                }
                if let Some(otherwise) = &mut choose.otherwise {
                    self.list(&mut otherwise.children, true, depth + 1);
                }
            }
            _ => {}
        }
    }

    fn outcome(&self, element: &Element, depth: usize) -> Outcome {
        if depth > DEEPEST {
            return Outcome::Open;
        }
        match element {
            Element::Text(text) => match &text.target {
                TextTarget::Variable { var, .. } => self.variable(*var),
                TextTarget::Macro { name } => {
                    let found = self.macros.iter().find(|it| it.name == *name);
                    found.map_or(Outcome::Open, |it| self.group(&it.children, depth + 1))
                }
                TextTarget::Term { .. } | TextTarget::Value { .. } => Outcome::Words,
            },
            Element::Number(number) => self.variable(number.variable.into()),
            // A label without its number is nothing, and asks for nothing.
            Element::Label(label) if (self.lacks)(label.variable.into()) => Outcome::Nothing(None),
            Element::Date(date) => match date.variable {
                // Of a work without it, a date may still print a letter that tells it from others.
                Some(variable) if variable != DateVariable::Issued => self.variable(variable.into()),
                _ => Outcome::Open,
            },
            Element::Group(group) => self.group(&group.children, depth + 1),
            Element::Choose(choose) => self.choose(choose, depth + 1),
            Element::Names(names) if self.has_no_names(names) => Outcome::Nothing(None),
            Element::Names(_) | Element::Label(_) => Outcome::Open,
        }
    }

    fn variable(&self, variable: Variable) -> Outcome {
        if (self.lacks)(variable) {
            Outcome::Nothing(Some(variable))
        } else {
            Outcome::Open
        }
    }

    /// Whether all names are missing and nothing may stand in for them. Names that are missing do not count as asked for.
    fn has_no_names(&self, names: &Names) -> bool {
        let is_substitute = |child: &NamesChild| matches!(child, NamesChild::Substitute(_));
        names.variable.iter().all(|it| (self.lacks)((*it).into())) && !names.children.iter().any(is_substitute)
    }

    /// A group, or a macro, prints nothing if variables are asked for and all are missing.
    fn group(&self, children: &[Element], depth: usize) -> Outcome {
        match self.together(children, depth) {
            // To the group around it, it counts as one that is not empty.
            Outcome::Words => Outcome::Open,
            other => other,
        }
    }

    /// Whichever branch is taken.
    fn choose(&self, choose: &Choose, depth: usize) -> Outcome {
        let otherwise = choose.otherwise.as_ref().map_or(&[][..], |it| &it.children);
        let branches = choose.branches().map(|branch| branch.children.as_slice());
        let mut asked: Option<Option<Variable>> = None;
        for children in branches.chain([otherwise]) {
            let Outcome::Nothing(missing) = self.together(children, depth) else {
                return Outcome::Open;
            };
            if asked.is_some_and(|it| it.is_some() != missing.is_some()) {
                return Outcome::Open;
            }
            asked = Some(missing);
        }
        asked.map_or(Outcome::Open, Outcome::Nothing)
    }

    fn together(&self, children: &[Element], depth: usize) -> Outcome {
        let mut missing = None;
        let mut has_words = false;
        for child in children {
            match self.outcome(child, depth) {
                Outcome::Open => return Outcome::Open,
                Outcome::Words => has_words = true,
                Outcome::Nothing(variable) => missing = missing.or(variable),
            }
        }
        match missing {
            Some(_) => Outcome::Nothing(missing),
            None if has_words => Outcome::Words,
            None => Outcome::Nothing(None),
        }
    }
}
