//! Runs the CSL processor: each work on its own, or together with those that its citations could be taken for.

use super::item::{Protected, Source, source};
use super::locator::Locators;
use super::run::{self, Run, Walker};
use super::special::{self, Shape};
use super::style::{Form, Style};
use super::{Cite, order};
use crate::model::quotes::Quotes;
use crate::model::work::Work;
use hayagriva::archive;
use hayagriva::citationberg::taxonomy::Locator;
use hayagriva::citationberg::{IndependentStyle, Locale, LocaleCode, json};
use hayagriva::{
    BibliographyDriver, BibliographyItem, BibliographyRequest, CitationItem, CitationRequest, ElemChild, ElemChildren,
    ElemMeta, LocatorPayload, Rendered, SpecificLocator, standalone_citation,
};
use rayon::prelude::*;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;
use std::sync::Arc;

/// How many works that look alike are told apart by letters: the processor counts them in a byte.
const MOST_ALIKE: usize = 256;

/// A work and a locator that it is cited with.
pub(super) type Wanted<'a> = (usize, Option<(&'static str, &'a str)>);

/// The work and locator of a cite.
pub(super) fn wanted(cite: &Cite) -> Wanted<'_> {
    let locator = cite.locator.as_ref();
    (cite.work, locator.map(|it| (it.term, it.value.as_str())))
}

/// What a citation of one work looks like.
#[derive(Clone, Debug, Default)]
pub(super) struct Piece {
    /// With everything that the style gives.
    pub(super) whole: Vec<Run>,
    /// Without the names; the same as `whole` where nothing else would be left.
    pub(super) without_names: Vec<Run>,
    /// The names, as they are printed.
    pub(super) names: String,
}

/// Everything formatted.
pub(super) struct Formatted<'a> {
    /// Each work's number and reference, in the order of the style.
    pub(super) references: Vec<(usize, Vec<Run>)>,
    /// The pieces that were wanted.
    pub(super) pieces: BTreeMap<Wanted<'a>, Piece>,
}

/// The works in the order of the bibliography.
pub(super) struct Order {
    works: Vec<usize>,
    /// The place of each work.
    pub(super) ranks: Vec<usize>,
}

/// The processor with what it needs.
pub(super) struct Engine<'a> {
    pub(super) style: Cow<'a, Style>,
    pub(super) language: Cow<'a, str>,
    works: Arc<Works>,
    locale: Option<LocaleCode>,
    locales: Vec<Locale>,
    labels: bool,
}

/// The works, and the style as they need it, in whatever language.
struct Works {
    sources: Vec<Source>,
    /// The style without its bibliography, for runs that are about citations only.
    citing: IndependentStyle,
    /// The shapes of works, and for each the style.
    shapes: Vec<(Shape, Narrowed)>,
    /// Which shape each work has.
    shape_of: Vec<Option<usize>>,
    protected: Protected,
    /// A work that stands between others where the processor looks at what came before.
    filler: json::Item,
}

impl<'a> Engine<'a> {
    /// Prepares the works for a style.
    pub(super) fn new(style: &'a Style, language: &'a str, works: &[&Work]) -> Engine<'a> {
        /// Narrowing a long style takes as long as formatting some works.
        const RARE: usize = 8;
        Engine::narrowed(Cow::Borrowed(style), Cow::Borrowed(language), works, RARE)
    }

    /// One that has no works of its own, to format others one by one.
    pub(super) fn of_none(style: &Style, language: &str) -> Engine<'static> {
        Engine::narrowed(Cow::Owned(style.clone()), Cow::Owned(language.to_owned()), &[], 0).without_labels()
    }

    /// The same, where a shape of work that fewer works have is that of all rare ones of its kind.
    pub(super) fn narrowed(style: Cow<'a, Style>, language: Cow<'a, str>, works: &[&Work], rare: usize) -> Engine<'a> {
        let mut protected = Protected::default();
        let numbered = works.iter().enumerate();
        let sources: Vec<Source> = numbered
            .map(|(number, work)| source(number, work, &mut protected))
            .collect();
        let citing = IndependentStyle {
            bibliography: None,
            ..style.csl.clone()
        };
        let shapes: Vec<Option<Shape>> = shapes(&sources, rare);
        let distinct: BTreeSet<&Shape> = shapes.iter().flatten().collect();
        let distinct: Vec<&Shape> = distinct.into_iter().collect();
        let numbers: BTreeMap<&Shape, usize> = distinct.iter().enumerate().map(|(at, shape)| (*shape, at)).collect();
        let shape_of = shapes
            .iter()
            .map(|shape| numbers.get(shape.as_ref()?).copied())
            .collect();
        let narrowed = |shape: &Shape| {
            let whole = special::for_shape(&style.csl, shape);
            let mut citing = special::citing(&whole);
            // What stands around a group is added when groups are put together.
            citing.citation.layout.prefix = None;
            citing.citation.layout.suffix = None;
            let narrowed = Narrowed {
                looks_back: special::looks_back(&citing),
                listing: special::listing(&whole),
                whole,
                citing,
            };
            (shape.clone(), narrowed)
        };
        let works = Works {
            shapes: distinct.into_par_iter().map(narrowed).collect(),
            shape_of,
            sources,
            citing,
            protected,
            filler: filler(),
        };
        Engine::of(style, language, Arc::new(works))
    }

    fn of(style: Cow<'a, Style>, language: Cow<'a, str>, works: Arc<Works>) -> Engine<'a> {
        let code = if language == "en" { "en-US" } else { &*language };
        Engine {
            locale: style.csl.default_locale.is_none().then(|| LocaleCode(code.to_owned())),
            locales: locales(code, style.csl.default_locale.as_ref()),
            labels: true,
            style,
            language,
            works,
        }
    }

    /// One for the same works, with the words that the style adds in another language.
    pub(super) fn in_language<'l>(&'l self, language: &'l str) -> Engine<'l> {
        let style = Cow::Borrowed(&*self.style);
        Engine::of(style, Cow::Borrowed(language), Arc::clone(&self.works))
    }

    /// Leaves out the numbers and labels that stand before references.
    pub(super) fn without_labels(mut self) -> Engine<'a> {
        self.labels = false;
        self
    }

    /// Uses the whole style for every work, to compare with.
    #[cfg(test)]
    pub(super) fn without_shapes(mut self) -> Engine<'a> {
        if let Some(works) = Arc::get_mut(&mut self.works) {
            works.shape_of.clear();
        }
        self
    }

    /// The records of the works.
    pub(super) fn sources(&self) -> &[Source] {
        &self.works.sources
    }

    /// The order of the bibliography.
    pub(super) fn order(&self) -> Order {
        let works = order::order(self);
        let mut ranks = vec![0; works.len()];
        for (rank, &work) in works.iter().enumerate() {
            if let Some(slot) = ranks.get_mut(work) {
                *slot = rank;
            }
        }
        Order { works, ranks }
    }

    /// Formats all references, and the citations that are wanted.
    pub(super) fn format<'w>(&self, order: &Order, wanted: &BTreeSet<Wanted<'w>>) -> Formatted<'w> {
        let mut references = vec![(0, Vec::new()); order.works.len()];
        let mut pieces = BTreeMap::new();
        let locators = Locators::new(wanted, |term, value| self.probe(term, value));
        for class in self.format_classes(order, &locators, None) {
            for (work, runs) in class.references {
                if let Some(slot) = order.ranks.get(work).and_then(|&rank| references.get_mut(rank)) {
                    *slot = (work, runs);
                }
            }
            pieces.extend(class.pieces);
        }
        Formatted {
            references,
            pieces: locators.fill(wanted, &pieces),
        }
    }

    /// Formats the citations that are wanted and nothing else. The order may be that of an engine for the same works in
    /// another language: numbers, and letters behind years, are those of its references then.
    pub(super) fn cite<'w>(&self, order: &Order, wanted: &BTreeSet<Wanted<'w>>) -> BTreeMap<Wanted<'w>, Piece> {
        let cited = wanted.iter().map(|(work, _)| *work).collect();
        let locators = Locators::new(wanted, |term, value| self.probe(term, value));
        let done = self.format_classes(order, &locators, Some(&cited)).into_iter();
        let pieces: BTreeMap<_, _> = done.flat_map(|class| class.pieces).collect();
        locators.fill(wanted, &pieces)
    }

    /// Formats class by class; without references, and only those that are cited, where it is said which these are.
    fn format_classes<'w>(
        &self,
        order: &Order,
        locators: &Locators<'w>,
        cited: Option<&BTreeSet<usize>>,
    ) -> Vec<Class<'w>> {
        let with_references = cited.is_none();
        let is_wanted = |class: &AlikeWorks| match cited {
            Some(cited) => class.works.iter().any(|work| cited.contains(work)),
            None => true,
        };
        let format = |class: AlikeWorks| match (class.works.as_slice(), &class.citation) {
            (&[work], Some(citation)) => self.single(work, citation, locators, with_references),
            (works, _) => self.class(works, order, locators, with_references),
        };
        let classes = self.classes(&order.works).into_par_iter().filter(is_wanted);
        classes.map(format).collect()
    }

    /// The reference of one of the works as if there were no other.
    #[cfg(test)]
    pub(super) fn alone(&self, work: usize) -> Vec<Run> {
        let source = &self.sources()[work];
        let listing = self.of_shape(&[work]).filter(|_| self.style.form != Form::Note);
        let style = listing.map_or(self.styling(&[work]), |it| &it.listing);
        let tree = self.tree_alone(style, source).unwrap_or_default();
        self.walker(source.years.as_ref()).read_reference(&tree)
    }

    /// The reference of any work as if there were no other, as the processor makes it.
    pub(super) fn tree_alone(&self, style: &IndependentStyle, source: &Source) -> Option<ElemChildren> {
        let round = Round {
            decoy: false,
            offset: 0,
        };
        let rendered = self.round(style, &[(source, None)], round);
        self.reference(source, 0, &rendered, round)
    }

    /// The style for works of a shape, as [`Engine::tree_alone`] wants it.
    pub(super) fn listing(&self, shape: &Shape) -> IndependentStyle {
        let style = special::for_shape(&self.style.csl, shape);
        if self.style.form == Form::Note {
            style
        } else {
            special::listing(&style)
        }
    }

    /// What a citation of no work in particular looks like with a locator.
    fn probe(&self, term: &'static str, value: &str) -> String {
        let tree = standalone_citation(self.request(&self.works.citing, &self.works.filler, Some((term, value))));
        run::text(&self.walker(None).read(&tree))
    }

    /// The works in classes of those whose citations look alike, each in the order of the bibliography. Only author
    /// styles have ways to tell such works apart.
    fn classes(&self, order: &[usize]) -> Vec<AlikeWorks> {
        if !matches!(self.style.form, Form::Author | Form::Label) {
            let alone = |&work: &usize| AlikeWorks {
                works: vec![work],
                citation: None,
            };
            return order.iter().map(alone).collect();
        }
        let bare = |&work: &usize| {
            let source = self.sources().get(work)?;
            let tree = standalone_citation(self.request(self.citing(&[work]), &source.item, None));
            Some((run::text(&self.walker(None).read(&tree)), (work, tree)))
        };
        let cites: Vec<_> = order.par_iter().filter_map(bare).collect();
        let mut classes: BTreeMap<String, Vec<(usize, ElemChildren)>> = BTreeMap::new();
        for (text, cite) in cites {
            classes.entry(text).or_default().push(cite);
        }
        let of_class = |class: Vec<(usize, ElemChildren)>| -> Vec<AlikeWorks> {
            let works: Vec<usize> = class.iter().map(|(work, _)| *work).collect();
            // Without a style for its shape, the citation has what stands around groups in it.
            let is_single = self.style.form == Form::Author && self.of_shape(&works).is_some_and(|it| !it.looks_back);
            let mut citation = class.into_iter().next().filter(|_| is_single);
            let chunk = |works: &[usize]| AlikeWorks {
                works: works.to_vec(),
                citation: citation.take().map(|(_, tree)| tree),
            };
            works.chunks(MOST_ALIKE).map(chunk).collect()
        };
        classes.into_values().flat_map(of_class).collect()
    }

    /// The shapes of work that there are.
    pub(super) fn shapes(&self) -> Vec<&Shape> {
        self.works.shapes.iter().map(|(shape, _)| shape).collect()
    }

    /// Which of [`Engine::shapes`] a work has.
    pub(super) fn shape_of(&self, work: usize) -> Option<usize> {
        *self.works.shape_of.get(work)?
    }

    /// The whole style for works, or that for their shape if there is but one.
    fn styling(&self, works: &[usize]) -> &IndependentStyle {
        self.of_shape(works).map_or(&self.style.csl, |it| &it.whole)
    }

    /// The same without the bibliography.
    fn citing(&self, works: &[usize]) -> &IndependentStyle {
        self.of_shape(works).map_or(&self.works.citing, |it| &it.citing)
    }

    fn of_shape(&self, works: &[usize]) -> Option<&Narrowed> {
        // The filler, a book, takes part where there are several works.
        let [work] = works else { return None };
        self.works.shapes.get(self.shape_of(*work)?).map(|(_, styles)| styles)
    }

    /// Reads what the processor makes, for a work with these years.
    fn walker<'w>(&'w self, years: Option<&'w (String, String)>) -> Walker<'w> {
        Walker::new(&self.works.protected, self.quotes(), years)
    }

    /// The marks of quotations that references have.
    pub(super) fn quotes(&self) -> Quotes {
        let of_style = self.style.csl.default_locale.as_ref().map(|code| code.0.as_str());
        Quotes::of(of_style.unwrap_or(&self.language))
    }

    /// The citation of a work by itself, as the first round of the processor sees it.
    pub(super) fn bare_cite(&self, style: &IndependentStyle, item: &json::Item) -> Vec<Run> {
        let tree = standalone_citation(self.request(style, item, None));
        self.walker(None).read(&tree)
    }

    fn request<'r>(
        &'r self,
        style: &'r IndependentStyle,
        item: &'r json::Item,
        locator: Option<(&'static str, &'r str)>,
    ) -> CitationRequest<'r, json::Item> {
        let locator = locator.map(|(term, value)| {
            let term = Locator::from_str(term).unwrap_or(Locator::Custom);
            SpecificLocator(term, LocatorPayload::Str(value))
        });
        let items = vec![CitationItem::with_locator(item, locator)];
        CitationRequest::new(items, style, self.locale.clone(), &self.locales, None)
    }

    /// Formats a work that looks like no other, whose citation is known: nothing has to tell it apart.
    fn single<'w>(
        &self,
        work: usize,
        citation: &ElemChildren,
        locators: &Locators<'w>,
        with_reference: bool,
    ) -> Class<'w> {
        let mut done = Class::default();
        let (Some(source), Some(style)) = (self.sources().get(work), self.of_shape(&[work])) else {
            return done;
        };
        if with_reference {
            let reference = self.tree_alone(&style.listing, source).unwrap_or_default();
            let runs = self.walker(source.years.as_ref()).read_reference(&reference);
            done.references.push((work, runs));
        }
        done.pieces.push(((work, None), self.piece(work, citation)));
        for locator in locators.of(work) {
            let tree = standalone_citation(self.request(&style.citing, &source.item, Some(*locator)));
            done.pieces.push(((work, Some(*locator)), self.piece(work, &tree)));
        }
        done
    }

    /// Formats a class of works: their references, and their citations. The processor adds names only where each work
    /// is cited once, so every locator has a round of its own in which all works of the class take part.
    fn class<'w>(&self, class: &[usize], order: &Order, locators: &Locators<'w>, with_references: bool) -> Class<'w> {
        let mut done = Class::default();
        let style = if with_references {
            self.styling(class)
        } else {
            self.citing(class)
        };
        let rank = class.first().and_then(|&work| order.ranks.get(work));
        let offset = rank.copied().unwrap_or(0);
        let sources: Vec<&Source> = class.iter().filter_map(|&work| self.sources().get(work)).collect();
        let bare: Vec<_> = sources.iter().map(|&source| (source, None)).collect();
        let mut round = Round { decoy: false, offset };
        let mut rendered = self.round(style, &bare, round);
        if self.first_is_left_alike(&rendered) {
            round.decoy = true;
            rendered = self.round(style, &bare, round);
        }
        for (at, (&work, source)) in class.iter().zip(&sources).enumerate() {
            if with_references {
                let reference = self.reference(source, at, &rendered, round);
                let walker = self.walker(source.years.as_ref());
                let runs = reference.map(|tree| walker.read_reference(&tree)).unwrap_or_default();
                done.references.push((work, runs));
            }
            let tree = self.citation(&rendered, at, round);
            done.pieces
                .extend(tree.map(|tree| ((work, None), self.piece(work, tree))));
        }
        let rounds = class.iter().map(|&work| locators.of(work).len()).max().unwrap_or(0);
        for number in 0..rounds {
            let cite = |&work: &usize| locators.of(work).get(number).copied();
            let cites: Vec<Wanted<'w>> = class.iter().map(|work| (*work, cite(work))).collect();
            let with_locators = sources.iter().zip(&cites).map(|(source, cite)| (*source, cite.1));
            let rendered = self.round(self.citing(class), &with_locators.collect::<Vec<_>>(), round);
            for (at, cite) in cites.iter().enumerate() {
                if let (Some(_), Some(tree)) = (cite.1, self.citation(&rendered, at, round)) {
                    done.pieces.push((*cite, self.piece(cite.0, tree)));
                }
            }
        }
        done
    }

    /// Whether the processor has told all works apart but the first: where it does so by adding a title, it does not
    /// count the first work of a class among those that need one.
    fn first_is_left_alike(&self, rendered: &Rendered) -> bool {
        if self.style.form != Form::Author || self.style.csl.citation.disambiguate_add_year_suffix {
            return false;
        }
        // The filler comes last.
        let works = rendered.citations.len().saturating_sub(1);
        let text = |at: usize| {
            let tree = rendered.citations.get(at).map(|it| cited(&it.citation));
            tree.map(|tree| run::text(&self.walker(None).read(&tree)))
        };
        let first = text(0).unwrap_or_default();
        works > 1 && (1..works).any(|at| text(at).is_some_and(|text| text.starts_with(&first)))
    }

    fn round(
        &self,
        style: &IndependentStyle,
        cites: &[(&Source, Option<(&'static str, &str)>)],
        round: Round,
    ) -> Rendered {
        let mut driver = BibliographyDriver::new().with_citation_number_offset(round.offset);
        let decoy = cites.first().filter(|_| round.decoy);
        let decoy = decoy.map(|(source, _)| decoy_of(&source.item));
        if let Some(decoy) = &decoy {
            driver.citation(self.request(style, decoy, None));
        }
        for (source, locator) in cites {
            if self.style.form == Form::Note {
                // Cited once before, but not just before: the short form, and no “ibid.”.
                driver.citation(self.request(style, &source.item, None));
                driver.citation(self.request(style, &self.works.filler, None));
            }
            driver.citation(self.request(style, &source.item, *locator));
        }
        if cites.len() > 1 {
            // The processor gives works without a date letters only where some work has a date.
            driver.citation(self.request(style, &self.works.filler, None));
        }
        driver.finish(BibliographyRequest::new(style, self.locale.clone(), &self.locales))
    }

    /// The citation of the work that is the `at`th of its class.
    fn citation<'r>(&self, rendered: &'r Rendered, at: usize, round: Round) -> Option<&'r ElemChildren> {
        let at = if self.style.form == Form::Note { 3 * at + 2 } else { at };
        let citation = rendered.citations.get(at + usize::from(round.decoy))?;
        Some(&citation.citation)
    }

    fn piece(&self, work: usize, tree: &ElemChildren) -> Piece {
        let years = self.sources().get(work).and_then(|source| source.years.as_ref());
        let cited = cited(tree);
        let mut whole = self.walker(years).read(&cited);
        let mut walker = self.walker(years);
        walker.without_names = true;
        let mut without_names = walker.read(&cited);
        if self.style.form == Form::Note {
            run::trim_end(&mut whole, &['.', ' ']);
            run::trim_end(&mut without_names, &['.', ' ']);
        }
        if without_names.is_empty() {
            without_names.clone_from(&whole);
        }
        let names = cited.find_names().map(|names| names.children.clone());
        let names = names.map(|names| run::text(&self.walker(None).read(&names)));
        Piece {
            whole,
            without_names,
            names: names.unwrap_or_default(),
        }
    }

    /// The reference of the work that is the `at`th of its class; the first note where the style has no bibliography.
    fn reference(&self, source: &Source, at: usize, rendered: &Rendered, round: Round) -> Option<ElemChildren> {
        let items = rendered.bibliography.as_ref().map(|bibliography| &bibliography.items);
        let item = items.and_then(|items| items.iter().find(|item| item.key == source.key));
        let Some(BibliographyItem {
            first_field, content, ..
        }) = item
        else {
            let first = rendered.citations.get(3 * at).filter(|_| self.style.form == Form::Note);
            let note = first.map(|it| &it.citation);
            return note.or_else(|| self.citation(rendered, at, round)).cloned();
        };
        let mut tree = content.clone();
        if let Some(label) = first_field.clone()
            && (self.labels || !is_label(&label))
        {
            tree.0.insert(0, ElemChild::Text(plain(" ")));
            tree.0.insert(0, label);
        }
        Some(tree)
    }
}

/// The shape of each work; of fewer than `rare`, that of all works of the kind.
fn shapes(sources: &[Source], rare: usize) -> Vec<Option<Shape>> {
    let shapes: Vec<Option<Shape>> = sources.iter().map(Source::shape).collect();
    let mut counts: BTreeMap<&Shape, usize> = BTreeMap::new();
    for shape in shapes.iter().flatten() {
        *counts.entry(shape).or_default() += 1;
    }
    let common = |shape: &Shape| Shape {
        kind: shape.kind.clone(),
        variables: shape
            .variables
            .clone()
            .filter(|_| counts.get(shape).is_some_and(|count| *count >= rare)),
    };
    shapes.iter().map(|shape| shape.as_ref().map(common)).collect()
}

/// How a round of the processor is run.
#[derive(Clone, Copy)]
struct Round {
    /// Whether a copy of the first work comes before it.
    decoy: bool,
    /// How many works of the bibliography come before those of the round.
    offset: usize,
}

/// A style for works of one shape.
struct Narrowed {
    whole: IndependentStyle,
    /// Without its bibliography, and without what stands around a group.
    citing: IndependentStyle,
    /// For a bibliography alone.
    listing: IndependentStyle,
    /// Whether a citation can depend on those before it.
    looks_back: bool,
}

/// Works whose citations look alike.
struct AlikeWorks {
    works: Vec<usize>,
    /// The citation of a work that looks like no other.
    citation: Option<ElemChildren>,
}

/// The references and citations of one class.
#[derive(Default)]
struct Class<'a> {
    references: Vec<(usize, Vec<Run>)>,
    pieces: Vec<(Wanted<'a>, Piece)>,
}

fn plain(text: &str) -> hayagriva::Formatted {
    hayagriva::Formatted {
        text: text.to_owned(),
        formatting: hayagriva::Formatting::default(),
    }
}

/// Whether the first field of a reference is its number or label, rather than its authors.
fn is_label(field: &ElemChild) -> bool {
    let wraps = |meta: &ElemMeta| match field {
        ElemChild::Elem(elem) => elem.meta.as_ref() == Some(meta) || elem.children.find_meta(meta).is_some(),
        _ => false,
    };
    wraps(&ElemMeta::CitationNumber) || wraps(&ElemMeta::CitationLabel)
}

/// The part of a citation that names its work, without what the style puts around a group.
fn cited(tree: &ElemChildren) -> ElemChildren {
    let entry = |meta: Option<&ElemMeta>| matches!(meta, Some(ElemMeta::Entry(_)));
    let found = tree.find_elem_by(&|elem| entry(elem.meta.as_ref()));
    found.map_or_else(|| tree.clone(), |elem| elem.children.clone())
}

/// The same work under another name.
fn decoy_of(item: &json::Item) -> json::Item {
    let mut decoy = item.clone();
    decoy.0.insert("id".to_owned(), json::Value::String("decoy".to_owned()));
    decoy
}

/// A work that resembles no other.
fn filler() -> json::Item {
    let text = |text: &str| json::Value::String(text.to_owned());
    let date = json::DateValue::DateParts {
        date_parts: json::VecDateRange(vec![json::VecDate(vec![1])]),
        literal: None,
        season: None,
        circa: false,
    };
    let name = json::NameValue::Literal(json::LiteralName {
        literal: "\u{F8FF}".to_owned(),
    });
    let fields = [
        ("id", text("filler")),
        ("type", text("book")),
        ("title", text("\u{F8FF}")),
        ("author", json::Value::Names(vec![name])),
        ("issued", json::Value::Date(date)),
    ];
    json::Item(fields.map(|(key, value)| (key.to_owned(), value)).into())
}

/// The CSL locales that a language can need: its own, that of the style, and English.
fn locales(language: &str, of_style: Option<&LocaleCode>) -> Vec<Locale> {
    let base = |code: &str| code.split('-').next().unwrap_or_default().to_owned();
    let mut bases = vec!["en".to_owned(), base(language)];
    bases.extend(of_style.map(|code| base(&code.0)));
    let needed = archive::LOCALES
        .iter()
        .filter(|packed| packed_language(packed).is_none_or(|code| bases.contains(&base(code))));
    let read = needed.filter_map(|packed| ciborium::from_reader::<Locale, _>(*packed).ok());
    read.filter(|it| it.lang.as_ref().is_some_and(|code| bases.contains(&base(&code.0))))
        .collect()
}

/// The language of a locale of the archive, which stands first in it: to read all sixty takes longer than a small site.
fn packed_language(packed: &[u8]) -> Option<&str> {
    /// CBOR (RFC 8949): a map of few items, and the text that is its first key.
    const KEY: &[u8] = b"\x69@xml:lang";
    let (length, rest) = packed.get(1..)?.strip_prefix(KEY)?.split_first()?;
    // A text of fewer than 24 bytes has its length in the byte before it.
    let length = length.checked_sub(0x60).filter(|length| *length < 24)?;
    std::str::from_utf8(rest.get(..length.into())?).ok()
}
