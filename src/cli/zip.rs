//! `conspectus zip`.
#![expect(clippy::disallowed_methods, reason = "writes the archive that was asked for")]

use super::build::source_date;
use super::report::Report;
use super::site::{Site, shown};
use super::{End, Failure, ZipArgs};
use crate::pipeline::{self, Options};
use crate::render::archive;
use std::fs;

/// Builds the site in memory and packs it.
pub(super) fn zip(args: &ZipArgs) -> Result<End, Failure> {
    let site = Site::find(&args.site)?;
    let report = Report::new(&args.report, &site)?;
    let options = Options {
        base_url: args.address.base_url.clone(),
        source_date: source_date()?,
        policy: report.policy.clone(),
        ..Options::default()
    };
    let build = pipeline::build(&site.root, &options).map_err(Failure::new)?;
    report.tell(&build.diagnostics, &build.sources);
    if build.diagnostics.has_errors() {
        report.sum_up("nothing packed".to_owned());
        return Ok(End::Problems);
    }
    let out = args.out.clone().unwrap_or_else(|| site.root.join("site.zip"));
    let mut files: Vec<_> = build
        .files
        .iter()
        .map(|it| (it.path.as_str(), it.bytes.as_slice()))
        .collect();
    files.sort_unstable();
    let packed = archive::zip(files).map_err(Failure::new)?;
    let cannot = |error| Failure::new(format!("cannot write {}: {error}", shown(&out)));
    fs::write(&out, &packed).map_err(cannot)?;
    let megabytes = (packed.len() as u64).div_ceil(100_000);
    report.sum_up(format!(
        "packed {} files into {} ({}.{} MB); its first page is index.html",
        build.files.len(),
        shown(&out),
        megabytes / 10,
        megabytes % 10
    ));
    Ok(End::Clean)
}
