//! References of works by themselves, as in a bibliography that has no other: without a number or a letter after the year.
//!
//! The pages of a site are such works, and differ in little more than their titles and addresses. So where a title is
//! plain, the reference of one work with everything but those two in common is made once, with marks in their places,
//! and filled in for the others.

use super::engine::Engine;
use super::item::{Protected, Source, source};
use super::run::{Run, Walker};
use super::special::Shape;
use super::style::{Form, Style};
use crate::model::work::Work;
use hayagriva::ElemChildren;
use hayagriva::citationberg::{IndependentStyle, json};
use hayagriva::lang::{Case, CaseFolder, SentenceCase, TitleCase};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The address that stands in a pattern; no site has it (RFC 2606).
const ADDRESS: &str = "https://reference.invalid/page.html";

/// A work that shows what a style does with titles and addresses, and whether a pattern does the same.
const TRIAL: (&str, &str) = (
    "of the probing Keeper et al. 1950: an iPhone’s light-house. is it, in USA? and over UK",
    "http://trial.invalid/a-b/c.html",
);

/// A style with what it has made.
pub struct References {
    engine: Engine<'static>,
    /// The style for each shape of work that there was.
    styles: Mutex<BTreeMap<Shape, Arc<IndependentStyle>>>,
    /// The pattern of works that have everything but title and address in common; none where the style does with
    /// titles what no pattern can.
    patterns: Mutex<BTreeMap<String, Option<Arc<Pattern>>>>,
}

/// The reference of a work with marks in the places of its title and address.
struct Pattern {
    tree: ElemChildren,
    /// What stands for the title.
    mark: char,
    /// What the style does with the letters of titles.
    folding: Folding,
    protected: Protected,
    years: Option<(String, String)>,
}

/// What a style does with the letters of a text (CSL 1.0.2, “Text-case”).
#[derive(Clone, Copy)]
struct Folding {
    case: Case,
    /// Whether the last word is looked at as a whole: the processor does so only where more text follows in the same case.
    to_end: bool,
}

impl Folding {
    const NONE: Folding = Folding {
        case: Case::NoTransform,
        to_end: false,
    };

    fn all() -> impl Iterator<Item = Folding> {
        let cases = [
            Case::NoTransform,
            Case::Title(TitleCase::default()),
            Case::Sentence(SentenceCase::default()),
            Case::Uppercase,
            Case::Lowercase,
            Case::FirstUpper,
            Case::AllUpper,
        ];
        let both = |case| [false, true].map(|to_end| Folding { case, to_end });
        cases.into_iter().flat_map(both)
    }

    fn of(self, text: &str) -> String {
        let mut folder = CaseFolder::with_config(self.case);
        folder.push_str(text);
        if !self.to_end {
            folder.reconfigure(Case::NoTransform);
        }
        folder.finish()
    }
}

impl References {
    /// For a style, whose own words are in that language (BCP 47).
    pub fn new(style: &Style, language: &str) -> References {
        References {
            engine: Engine::of_none(style, language),
            styles: Mutex::default(),
            patterns: Mutex::default(),
        }
    }

    /// Whether they are in that style and language.
    pub fn are_in(&self, style: &Style, language: &str) -> bool {
        self.engine.language == language && self.engine.style.csl == style.csl
    }

    /// The reference of a work. On a page of a site that has more works, use [`super::Citations::reference`].
    pub fn of(&self, work: &Work) -> Vec<Run> {
        let text = |key: &str| work.csl.get(key).and_then(|it| it.as_str());
        let filled = text("title").filter(|title| is_plain(title)).and_then(|title| {
            let pattern = self.pattern(work)?;
            Some(self.filled(&pattern, pattern.folding, title, text("URL").unwrap_or_default()))
        });
        filled.unwrap_or_else(|| self.whole(work))
    }

    /// The same, made anew.
    fn whole(&self, work: &Work) -> Vec<Run> {
        let mut protected = Protected::default();
        let source = source(0, work, &mut protected);
        let tree = self.tree(&source).unwrap_or_default();
        self.read(&tree, &protected, source.years.as_ref())
    }

    fn tree(&self, source: &Source) -> Option<ElemChildren> {
        match source.shape() {
            Some(shape) => {
                let known = locked(&self.styles).get(&shape).cloned();
                let style = known.unwrap_or_else(|| {
                    let style = Arc::new(self.engine.listing(&shape));
                    Arc::clone(locked(&self.styles).entry(shape).or_insert(style))
                });
                self.engine.tree_alone(&style, source)
            }
            None => self.engine.tree_alone(&self.engine.style.csl, source),
        }
    }

    fn read(&self, tree: &ElemChildren, protected: &Protected, years: Option<&(String, String)>) -> Vec<Run> {
        Walker::new(protected, self.engine.quotes(), years).read_reference(tree)
    }

    /// The pattern of a work and of those that are like it.
    fn pattern(&self, work: &Work) -> Option<Arc<Pattern>> {
        let has_address = work.address().is_some();
        let mut rest = work.csl.clone();
        rest.remove("title");
        if has_address {
            rest.insert("URL".to_owned(), ADDRESS.into());
        }
        let key = serde_json::to_string(&rest).ok()?;
        if let Some(known) = locked(&self.patterns).get(&key) {
            return known.clone();
        }
        // A label is made from letters of the title.
        let made = (self.engine.style.form != Form::Label).then(|| self.made(work, has_address));
        let made = made.flatten().map(Arc::new);
        locked(&self.patterns).entry(key).or_insert(made).clone()
    }

    fn made(&self, work: &Work, has_address: bool) -> Option<Pattern> {
        let mut protected = Protected::default();
        let mut source = source(0, work, &mut protected);
        let mark = protected.add("title")?;
        set(&mut source, mark.to_string(), ADDRESS, has_address);
        let mut pattern = Pattern {
            tree: self.tree(&source)?,
            mark,
            folding: Folding::NONE,
            protected,
            years: source.years.clone(),
        };
        let (title, address) = TRIAL;
        set(&mut source, title.to_owned(), address, has_address);
        let wanted = self.read(&self.tree(&source)?, &pattern.protected, pattern.years.as_ref());
        let address = if has_address { address } else { "" };
        let does_the_same = |folding: &Folding| self.filled(&pattern, *folding, title, address) == wanted;
        pattern.folding = Folding::all().find(does_the_same)?;
        Some(pattern)
    }

    fn filled(&self, pattern: &Pattern, folding: Folding, title: &str, address: &str) -> Vec<Run> {
        let protected = pattern.protected.with(pattern.mark, folding.of(title));
        let mut runs = self.read(&pattern.tree, &protected, pattern.years.as_ref());
        for run in &mut runs {
            run.text = run.text.replace(ADDRESS, address);
            run.link = run.link.take().map(|link| link.replace(ADDRESS, address));
        }
        runs
    }
}

/// Gives a record another title and address.
fn set(source: &mut Source, title: String, address: &str, has_address: bool) {
    let fields = &mut source.item.0;
    fields.insert("title".to_owned(), json::Value::String(title));
    if has_address {
        fields.insert("URL".to_owned(), json::Value::String(address.to_owned()));
    }
}

/// Whether nothing in a title can meet what a style puts around it: no mark at its ends, no markup, no quotation.
fn is_plain(title: &str) -> bool {
    let inside = |c: char| c.is_alphanumeric() || " ,.:;?!-–—()’&/".contains(c);
    let at_ends = title.starts_with(char::is_alphanumeric) && title.ends_with(char::is_alphanumeric);
    at_ends && title.chars().all(inside) && !title.contains("  ")
}

/// A thread that panicked elsewhere has not left anything half-done in these.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
