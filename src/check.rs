//! Checks: what can only be seen when everything is known; one file per check, all of them in one list.

mod cycles;
mod html;
mod index_see;
mod locators;
mod lost;
mod orphans;
mod paths;
mod questions;
mod redirects;
mod sort_forms;
mod uncited;
mod unmentioned;
mod untreated;
mod web;
mod words;

use crate::diag::Diagnostics;
use crate::graph::EntryId;
use crate::site::Site;
use rayon::prelude::*;
use std::sync::Arc;

/// Looks at the site and reports.
type Check = fn(&Site, &mut Diagnostics);

/// What a check looks at: where that is as it was, what it found is too.
enum Looks {
    /// At each text by itself, and at which addresses there are.
    Text(fn(&Site, EntryId, &mut Diagnostics)),
    /// At front matter.
    Facts(Check),
    /// At front matter, and at the headings of texts.
    Headings(Check),
    /// At front matter, and at what leads where.
    Edges(Check),
}

/// Every check for mistakes. To add one: a file with a function, and its name here.
const CHECKS: &[Looks] = &[
    Looks::Facts(words::check),
    Looks::Text(html::check),
    Looks::Headings(locators::check),
    Looks::Text(paths::check),
    Looks::Facts(questions::check),
    Looks::Facts(web::check),
    Looks::Facts(cycles::check),
    Looks::Edges(index_see::check),
    Looks::Facts(redirects::check),
];

/// Every check for what is missing. With a file that cannot be read, or a name that leads nowhere, half of a site seems
/// to be missing; so these look only at a site that is sound.
const COVERAGE: &[Looks] = &[
    Looks::Edges(orphans::check),
    Looks::Edges(untreated::check),
    Looks::Edges(unmentioned::check),
    Looks::Edges(uncited::check),
    Looks::Edges(sort_forms::check),
];

/// What the checks found of a site.
pub struct Found {
    /// The site.
    pub site: Site,
    mistakes: Vec<Arc<Diagnostics>>,
    missing: Vec<Arc<Diagnostics>>,
}

/// Runs every check; where what one looks at is as it was before, what it found then is taken.
pub fn check(site: &Site, before: Option<&Found>, diags: &mut Diagnostics) -> Found {
    let compared = Compared::new(site, before.map(|it| &it.site));
    let run = |checks: &[Looks], before: Option<&Vec<Arc<Diagnostics>>>| -> Vec<Arc<Diagnostics>> {
        let known = |at: usize| before.and_then(|it| it.get(at));
        let checks = checks.par_iter().enumerate();
        checks.map(|(at, check)| compared.run(check, known(at))).collect()
    };
    let mut found = Found {
        site: site.clone(),
        mistakes: run(CHECKS, before.map(|it| &it.mistakes)),
        missing: Vec::new(),
    };
    diags.extend(found.mistakes.iter().flat_map(|it| it.iter().cloned()));
    if !diags.has_errors() {
        found.missing = run(COVERAGE, before.map(|it| &it.missing));
        diags.extend(found.missing.iter().flat_map(|it| it.iter().cloned()));
    }
    found
}

/// A site, and what of it is as it was before.
struct Compared<'a> {
    site: &'a Site,
    before: Option<&'a Site>,
    facts: bool,
    headings: bool,
    edges: bool,
}

impl<'a> Compared<'a> {
    fn new(site: &'a Site, before: Option<&'a Site>) -> Compared<'a> {
        let before = before.filter(|it| *it.config == *site.config && Arc::ptr_eq(&it.addresses, &site.addresses));
        let facts = before.is_some_and(|it| site.graph.has_same_facts(&it.graph));
        Compared {
            site,
            before,
            facts,
            headings: facts && before.is_some_and(|it| site.graph.has_same_headings(&it.graph)),
            edges: facts && before.is_some_and(|it| site.graph.has_same_edges(&it.graph)),
        }
    }

    fn run(&self, check: &Looks, known: Option<&Arc<Diagnostics>>) -> Arc<Diagnostics> {
        let (is_same, check) = match check {
            Looks::Text(check) => return self.texts(*check, known),
            Looks::Facts(check) => (self.facts, check),
            Looks::Headings(check) => (self.headings, check),
            Looks::Edges(check) => (self.edges, check),
        };
        match known.filter(|_| is_same) {
            Some(known) => Arc::clone(known),
            None => {
                let mut found = Diagnostics::default();
                check(self.site, &mut found);
                Arc::new(found)
            }
        }
    }

    /// Looks at all texts; where nothing was wrong with any, only at those that are others now.
    fn texts(&self, check: fn(&Site, EntryId, &mut Diagnostics), known: Option<&Arc<Diagnostics>>) -> Arc<Diagnostics> {
        let graph = &self.site.graph;
        let before = self
            .before
            .filter(|_| self.facts && known.is_some_and(|it| it.is_empty()));
        let is_same = |id, before: &Site| {
            std::ptr::eq(graph.entry(id), before.graph.entry(id)) && graph.is_linked_as_in(&before.graph, id)
        };
        let mut found = Diagnostics::default();
        for (id, _) in graph
            .texts()
            .filter(|(id, _)| !before.is_some_and(|it| is_same(*id, it)))
        {
            check(self.site, id, &mut found);
        }
        Arc::new(found)
    }
}

/// Runs the checks that need to know everything that would be published, by its path: that no address is lost, and that
/// whatever leads on from a former one leads somewhere.
pub fn published<'a>(site: &Site, paths: impl Iterator<Item = &'a str>, diags: &mut Diagnostics) {
    let paths = paths.collect();
    redirects::targets(site, &paths, diags);
    lost::check(site, &paths, diags);
}
