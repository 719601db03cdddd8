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
use crate::site::Site;

/// Looks at the site and reports.
type Check = fn(&Site, &mut Diagnostics);

/// Every check for mistakes. To add one: a file with a function, and its name here.
const CHECKS: &[Check] = &[
    words::check,
    html::check,
    locators::check,
    paths::check,
    questions::check,
    web::check,
    cycles::check,
    index_see::check,
    redirects::check,
];

/// Every check for what is missing. With a file that cannot be read, or a name that leads nowhere, half of a site seems
/// to be missing; so these look only at a site that is sound.
const COVERAGE: &[Check] = &[
    orphans::check,
    untreated::check,
    unmentioned::check,
    uncited::check,
    sort_forms::check,
];

/// Runs every check.
pub fn check(site: &Site, diags: &mut Diagnostics) {
    for check in CHECKS {
        check(site, diags);
    }
    if !diags.has_errors() {
        for check in COVERAGE {
            check(site, diags);
        }
    }
}

/// Runs the checks that need to know everything that would be published, by its path: that no address is lost, and that
/// whatever leads on from a former one leads somewhere.
pub fn published<'a>(site: &Site, paths: impl Iterator<Item = &'a str>, diags: &mut Diagnostics) {
    let paths = paths.collect();
    redirects::targets(site, &paths, diags);
    lost::check(site, &paths, diags);
}
