//! `conspectus rename`: another name for an entry or a cited work, in every place that names it.

use super::carry_out::carry_out;
use super::consent::{Consent, note};
use super::report;
use super::site::Site;
use super::{ChangeArgs, End, Failure, RenameArgs, say};
use crate::edit::{self, Plan, Refusal};
use crate::pipeline::{self, Checked, Options};

/// Renames what the arguments name.
pub(super) fn rename(args: &RenameArgs) -> Result<End, Failure> {
    let site = Site::find(&args.change.site)?;
    let checked = pipeline::check(&site.root, &Options::default()).map_err(Failure::new)?;
    let plan = edit::rename(&checked.tree, &args.old, &args.new).map_err(refused)?;
    carry_out_if_agreed(&site, &checked, &plan, &args.change, "conspectus rename")
}

/// What cannot be planned, as a failure of a command.
pub(super) fn refused(refusal: Refusal) -> Failure {
    let failure = Failure::new(&refusal.message);
    refusal.helps.into_iter().fold(failure, Failure::help)
}

/// Shows a plan, asks, and carries it out, unless the site would have errors that it has not now.
pub(super) fn carry_out_if_agreed(
    site: &Site,
    checked: &Checked,
    plan: &Plan,
    args: &ChangeArgs,
    command: &str,
) -> Result<End, Failure> {
    let sources = &checked.tree.sources;
    let (errors, after) = plan.new_errors(checked, &Options::default());
    if errors.has_errors() {
        report::human(&errors, &after);
        let message = format!("cannot {}: the site would have these errors afterwards", plan.title);
        return Err(Failure::new(message).help("nothing was changed"));
    }
    say(plan.diff(sources).trim_end());
    plan.notes.iter().for_each(|it| note(format!("note: {it}")));
    let consent = Consent::of(args.yes, args.dry_run);
    if !consent.given(&plan.title, command)? {
        if consent == Consent::Refused {
            note(format!("would {}", plan.title));
        }
        return Ok(End::Clean);
    }
    carry_out(&site.root, plan, sources)?;
    note(format!("done: {}", plan.title));
    Ok(End::Clean)
}
