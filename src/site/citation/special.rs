//! A style for works of one kind: what it says of other kinds is left out, which gives the same text in less time.
//!
//! Styles are decided by `choose`, mostly by the kind of work, and the processor asks each condition anew for each work
//! and at each level of nesting. Which branches a kind can reach is known before.

use hayagriva::citationberg::taxonomy::Kind;
use hayagriva::citationberg::{
    Choose, ChooseBranch, ChooseMatch, ElseBranch, IndependentStyle, LayoutRenderingElement, NamesChild, TextTarget,
};
use std::collections::BTreeSet;

/// The style as it is for works of that kind.
pub(super) fn for_kind(style: &IndependentStyle, kind: Kind) -> IndependentStyle {
    let mut style = style.clone();
    narrow(&mut style.citation.layout.elements, kind);
    if let Some(bibliography) = &mut style.bibliography {
        narrow(&mut bibliography.layout.elements, kind);
    }
    for it in &mut style.macros {
        narrow(&mut it.children, kind);
    }
    without_unused_macros(&mut style);
    style
}

/// The style as it is for a bibliography alone: its citations are empty, so that they take no time.
pub(super) fn listing(style: &IndependentStyle) -> IndependentStyle {
    let mut style = style.clone();
    if style.bibliography.is_some() {
        style.citation.layout.elements.clear();
    }
    style
}

fn narrow(elements: &mut Vec<LayoutRenderingElement>, kind: Kind) {
    elements.retain_mut(|element| match element {
        LayoutRenderingElement::Group(group) => {
            narrow(&mut group.children, kind);
            true
        }
        LayoutRenderingElement::Names(names) => {
            for child in &mut names.children {
                if let NamesChild::Substitute(substitute) = child {
                    narrow(&mut substitute.children, kind);
                }
            }
            true
        }
        LayoutRenderingElement::Choose(choose) => narrow_choose(choose, kind),
        _ => true,
    });
}

/// Leaves the branches that the kind can reach; `false` if there is none.
fn narrow_choose(choose: &mut Choose, kind: Kind) -> bool {
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
        match reach(branch, kind) {
            Reach::Never => {}
            Reach::Always => {
                last = Some(children);
                break;
            }
            Reach::Perhaps(test) => open.push(ChooseBranch { children, ..test }),
        }
    }
    for branch in &mut open {
        narrow(&mut branch.children, kind);
    }
    if let Some(children) = &mut last {
        narrow(children, kind);
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
                type_: Some(vec![kind]),
                match_: ChooseMatch::Any,
                ..without_tests(&choose.if_)
            };
            choose.else_if = Vec::new();
        }
        (None, None) => return false,
    }
    true
}

/// Whether works of a kind come to a branch.
enum Reach {
    Never,
    Always,
    /// If what is left of the tests holds.
    Perhaps(ChooseBranch),
}

fn reach(branch: &ChooseBranch, kind: Kind) -> Reach {
    let Some(kinds) = &branch.type_ else {
        return Reach::Perhaps(branch.clone());
    };
    let others = branch.disambiguate.is_some()
        || branch.is_numeric.is_some()
        || branch.is_uncertain_date.is_some()
        || branch.locator.is_some()
        || branch.position.is_some()
        || branch.variable.is_some();
    let (is_any, is_all) = (kinds.contains(&kind), kinds.iter().all(|it| *it == kind));
    let rest = || {
        Reach::Perhaps(ChooseBranch {
            type_: None,
            ..branch.clone()
        })
    };
    match branch.match_ {
        ChooseMatch::All if !is_all => Reach::Never,
        ChooseMatch::Any if is_any => Reach::Always,
        ChooseMatch::None if is_any => Reach::Never,
        ChooseMatch::Any if !others => Reach::Never,
        ChooseMatch::All | ChooseMatch::None if !others => Reach::Always,
        _ => rest(),
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

/// Macros are looked for from the first on, so those that nothing asks for cost time.
fn without_unused_macros(style: &mut IndependentStyle) {
    let mut used = BTreeSet::new();
    ask(&style.citation.layout.elements, &mut used);
    if let Some(bibliography) = &style.bibliography {
        ask(&bibliography.layout.elements, &mut used);
    }
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
