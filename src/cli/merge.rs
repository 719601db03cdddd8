//! `conspectus merge`: one entry of two that turned out to be the same.

use super::rename::{carry_out_if_agreed, refused};
use super::site::Site;
use super::{End, Failure, MergeArgs, Preference};
use crate::edit::{self, Prefer};
use crate::pipeline::{self, Options};

/// Merges what the arguments name.
pub(super) fn merge(args: &MergeArgs) -> Result<End, Failure> {
    let site = Site::find(&args.change.site)?;
    let checked = pipeline::check(&site.root, &Options::default()).map_err(Failure::new)?;
    let prefer = args.prefer.map(|it| match it {
        Preference::From => Prefer::From,
        Preference::Into => Prefer::Into,
    });
    let plan = edit::merge(&checked.tree, &args.from, &args.into, prefer).map_err(refused)?;
    carry_out_if_agreed(&site, &checked, &plan, &args.change, "conspectus merge")
}
