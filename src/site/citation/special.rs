//! A style for works of one shape: what it says of others is left out, which gives the same text in less time.
//!
//! Styles are decided by `choose`, mostly by the kind of work and by the variables that it has, and the processor asks each
//! condition anew for each work and at each level of nesting. Which branches a shape can reach is known before.

use super::prune::prune;
use hayagriva::citationberg::taxonomy::{Kind, NumberVariable, StandardVariable, Variable};
use hayagriva::citationberg::{
    Affixes, Choose, ChooseBranch, ChooseMatch, ElseBranch, Formatting, IndependentStyle, LayoutRenderingElement,
    NamesChild, Text, TextTarget,
};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;

/// What works have in common.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Shape {
    /// Their kind, as CSL names it.
    pub(super) kind: String,
    /// The names of the variables that they have; where that is not known, they may have any.
    pub(super) variables: Option<BTreeSet<String>>,
}

/// A shape whose kind CSL knows.
struct Known<'a> {
    kind: Kind,
    shape: &'a Shape,
    /// The variables that were asked about, and whether they are lacking: a style asks about few, and often.
    lacking: RefCell<Vec<(Variable, bool)>>,
}

impl Known<'_> {
    /// Whether works of the shape are known not to have a variable. Some are not of the work, but of where it is cited, or
    /// made from others.
    fn lacks(&self, variable: Variable) -> bool {
        let Some(variables) = &self.shape.variables else {
            return false;
        };
        match variable {
            Variable::Standard(StandardVariable::CitationLabel | StandardVariable::YearSuffix)
            | Variable::Number(
                NumberVariable::CitationNumber
                | NumberVariable::FirstReferenceNoteNumber
                | NumberVariable::Locator
                | NumberVariable::PageFirst,
            ) => false,
            _ => {
                let known = self.lacking.borrow().iter().find(|(it, _)| *it == variable).copied();
                known.map_or_else(
                    || {
                        let lacks = !variables.contains(&variable.to_string());
                        self.lacking.borrow_mut().push((variable, lacks));
                        lacks
                    },
                    |(_, lacks)| lacks,
                )
            }
        }
    }
}

/// The style as it is for works of that shape.
pub(super) fn for_shape(style: &IndependentStyle, shape: &Shape) -> IndependentStyle {
    let Ok(kind) = Kind::from_str(&shape.kind) else {
        return style.clone();
    };
    let shape = &Known {
        kind,
        shape,
        lacking: RefCell::default(),
    };
    let mut narrowed = without_macros(style);
    narrow(&mut narrowed.citation.layout.elements, shape);
    if let Some(bibliography) = &mut narrowed.bibliography {
        narrow(&mut bibliography.layout.elements, shape);
    }
    // Most macros are about other kinds of work: only those are copied that something asks for still.
    let narrowed_macro = |name: &str| {
        let found = style.macros.iter().enumerate().filter(|(_, it)| it.name == name);
        let narrowed = found.map(|(at, it)| {
            let mut it = it.clone();
            narrow(&mut it.children, shape);
            (at, it)
        });
        narrowed.collect::<Vec<_>>()
    };
    let mut used = asked(&narrowed);
    let mut open: Vec<String> = used.iter().cloned().collect();
    let mut macros = BTreeMap::new();
    while let Some(name) = open.pop() {
        for (at, it) in narrowed_macro(&name) {
            let mut inside = BTreeSet::new();
            ask(&it.children, &mut inside);
            open.extend(inside.into_iter().filter(|name| used.insert(name.clone())));
            macros.insert(at, it);
        }
    }
    narrowed.macros = macros.into_values().collect();
    prune(&mut narrowed, &|variable| shape.lacks(variable));
    without_unused_macros(&mut narrowed);
    narrowed
}

/// The same style for citations alone.
pub(super) fn citing(style: &IndependentStyle) -> IndependentStyle {
    let mut citing = IndependentStyle {
        macros: style.macros.clone(),
        ..without_macros(style)
    };
    citing.bibliography = None;
    without_unused_macros(&mut citing);
    citing
}

fn without_macros(style: &IndependentStyle) -> IndependentStyle {
    IndependentStyle {
        info: style.info.clone(),
        default_locale: style.default_locale.clone(),
        version: style.version.clone(),
        citation: style.citation.clone(),
        bibliography: style.bibliography.clone(),
        settings: style.settings.clone(),
        macros: Vec::new(),
        locale: style.locale.clone(),
    }
}

/// The style as it is for a bibliography alone: its citations are empty, so that they take no time.
pub(super) fn listing(style: &IndependentStyle) -> IndependentStyle {
    let mut style = style.clone();
    if style.bibliography.is_some() {
        style.citation.layout.elements.clear();
    }
    style
}

fn narrow(elements: &mut Vec<LayoutRenderingElement>, shape: &Known<'_>) {
    elements.retain_mut(|element| match element {
        LayoutRenderingElement::Group(group) => {
            narrow(&mut group.children, shape);
            true
        }
        LayoutRenderingElement::Names(names) => {
            for child in &mut names.children {
                if let NamesChild::Substitute(substitute) = child {
                    narrow(&mut substitute.children, shape);
                }
            }
            true
        }
        LayoutRenderingElement::Choose(choose) => narrow_choose(choose, shape),
        _ => true,
    });
}

/// Leaves the branches that the shape can reach; `false` if there is none.
fn narrow_choose(choose: &mut Choose, shape: &Known<'_>) -> bool {
    let branches = std::iter::once(std::mem::take(&mut choose.if_.children));
    let mut bodies: Vec<Vec<LayoutRenderingElement>> = branches.collect();
    bodies.extend(
        choose
            .else_if
            .iter_mut()
            .map(|branch| std::mem::take(&mut branch.children)),
    );
    let mut open: Vec<ChooseBranch> = Vec::new();
    let mut last = choose.otherwise.take().map(|branch| branch.children);
    for (branch, children) in choose.branches().zip(bodies) {
        match reach(branch, shape) {
            Reach::Never => {}
            Reach::Always => {
                last = Some(children);
                break;
            }
            Reach::Perhaps(test) => open.push(ChooseBranch { children, ..test }),
        }
    }
    for branch in &mut open {
        narrow(&mut branch.children, shape);
    }
    if let Some(children) = &mut last {
        narrow(children, shape);
    }
    let mut open = open.into_iter();
    match (open.next(), last) {
        (Some(first), last) => {
            choose.if_ = first;
            choose.else_if = open.collect();
            choose.otherwise = last.map(|children| ElseBranch { children });
        }
        (None, Some(children)) => {
            // An element of its own as before: what stands around it may depend on that.
            choose.if_ = ChooseBranch {
                children,
                type_: Some(vec![shape.kind]),
                match_: ChooseMatch::Any,
                ..without_tests(&choose.if_)
            };
            choose.else_if = Vec::new();
        }
        (None, None) => return false,
    }
    true
}

/// Whether works of a shape come to a branch.
enum Reach {
    Never,
    Always,
    /// If what is left of the tests holds.
    Perhaps(ChooseBranch),
}

/// Decides the tests whose outcome is known. Of a variable that works have it is not: the processor takes it for missing
/// where it stood in for another.
fn reach(branch: &ChooseBranch, shape: &Known<'_>) -> Reach {
    let is_kind = branch.type_.as_ref().is_some_and(|kinds| kinds.contains(&shape.kind));
    let is_other = branch
        .type_
        .as_ref()
        .is_some_and(|kinds| kinds.iter().any(|it| *it != shape.kind));
    let variables = branch.variable.iter().flatten().copied();
    let (lacking, left): (Vec<Variable>, Vec<Variable>) = variables.partition(|it| shape.lacks(*it));
    let (holds, fails) = (is_kind, is_other || !lacking.is_empty());
    match branch.match_ {
        ChooseMatch::Any if holds => return Reach::Always,
        ChooseMatch::None if holds => return Reach::Never,
        ChooseMatch::All if fails => return Reach::Never,
        _ => {}
    }
    let rest = ChooseBranch {
        type_: None,
        variable: (!left.is_empty()).then_some(left),
        ..branch.clone()
    };
    let is_open = rest.disambiguate.is_some()
        || rest.is_numeric.is_some()
        || rest.is_uncertain_date.is_some()
        || rest.locator.is_some()
        || rest.position.is_some()
        || rest.variable.is_some();
    match branch.match_ {
        _ if is_open => Reach::Perhaps(rest),
        ChooseMatch::Any => Reach::Never,
        ChooseMatch::All | ChooseMatch::None => Reach::Always,
    }
}

fn without_tests(branch: &ChooseBranch) -> ChooseBranch {
    ChooseBranch {
        disambiguate: None,
        is_numeric: None,
        is_uncertain_date: None,
        locator: None,
        position: None,
        type_: None,
        variable: None,
        ..branch.clone()
    }
}

/// An element that prints one thing, and nothing around it.
pub(super) fn printing(target: TextTarget) -> LayoutRenderingElement {
    LayoutRenderingElement::Text(Text {
        target,
        formatting: Formatting::default(),
        affixes: Affixes::default(),
        display: None,
        quotes: false,
        strip_periods: false,
        text_case: None,
    })
}

/// Macros are looked for from the first on, so those that nothing asks for cost time.
pub(super) fn without_unused_macros(style: &mut IndependentStyle) {
    let mut used = asked(style);
    let mut open: Vec<String> = used.iter().cloned().collect();
    while let Some(name) = open.pop() {
        let mut inside = BTreeSet::new();
        for it in style.macros.iter().filter(|it| it.name == name) {
            ask(&it.children, &mut inside);
        }
        open.extend(inside.into_iter().filter(|name| used.insert(name.clone())));
    }
    style.macros.retain(|it| used.contains(&it.name));
}

/// The names of the macros that citations and references ask for.
fn asked(style: &IndependentStyle) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    ask(&style.citation.layout.elements, &mut names);
    if let Some(bibliography) = &style.bibliography {
        ask(&bibliography.layout.elements, &mut names);
    }
    names
}

/// The names of the macros that elements ask for.
fn ask(elements: &[LayoutRenderingElement], names: &mut BTreeSet<String>) {
    for element in elements {
        match element {
            LayoutRenderingElement::Text(text) => {
                if let TextTarget::Macro { name } = &text.target {
                    names.insert(name.clone());
                }
            }
            LayoutRenderingElement::Group(group) => ask(&group.children, names),
            LayoutRenderingElement::Names(it) => {
                for child in &it.children {
                    if let NamesChild::Substitute(substitute) = child {
                        ask(&substitute.children, names);
                    }
                }
            }
            LayoutRenderingElement::Choose(choose) => {
                choose.branches().for_each(|branch| ask(&branch.children, names));
                choose.otherwise.iter().for_each(|branch| ask(&branch.children, names));
            }
            _ => {}
        }
    }
}

/// Whether a citation in a style can depend on those before it: on its position, or where names are shortened when they
/// are repeated. Of some elements the attributes can only be seen as they are written.
pub(super) fn looks_back(csl: &IndependentStyle) -> bool {
    let attributes = [
        "\"@position\"",
        "\"@et-al-subsequent-min\"",
        "\"@et-al-subsequent-use-first\"",
    ];
    let written = serde_json::to_string(&(&csl.citation, &csl.macros, &csl.settings));
    written.map_or(true, |style| attributes.iter().any(|it| style.contains(it)))
}
