//! `conspectus deploy`.
#![expect(clippy::disallowed_methods, reason = "reads the file of credentials")]

use super::build::{self, count};
use super::report::Report;
use super::site::{Site, shown};
use super::{BuildArgs, DeployArgs, End, Failure, say, say_to};
use crate::config::{self, Deploy};
use crate::deploy::{self, Action, Change, Credentials, DeployError, Deployed, Options, Target};
use crate::diag::Diagnostics;
use crate::span::SourceMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Builds the site and makes the bucket hold it.
pub(super) fn deploy(args: &DeployArgs) -> Result<End, Failure> {
    let site = Site::find(&args.site)?;
    let report = Report::new(&args.report, &site)?;
    let settings = settings(&site.root)?;
    let build = BuildArgs {
        site: args.site.clone(),
        report: args.report.clone(),
        out: args.out.clone(),
        address: args.address.clone(),
        timings: false,
        without: Vec::new(),
    };
    if build::build(&build)? == End::Problems {
        report.sum_up("nothing deployed");
        return Ok(End::Problems);
    }
    let Some(settings) = settings else {
        let message = format!("{} does not say where to deploy to", config::FILE_NAME);
        return Err(
            Failure::new(message).help("add `deploy:` with the name of a `bucket`; `conspectus help deploy` shows how")
        );
    };
    let target = target(&settings);
    let credentials = Credentials::find(&variable, &credentials_file).map_err(failure)?;
    let options = options(args);
    let out = site.out(args.out.as_deref());
    let tell = |line: &str| say_to(&mut std::io::stderr(), line);
    let deployed = deploy::deploy(&out, &target, &credentials, &options, &tell).map_err(failure)?;
    if args.dry_run {
        deployed.changes.iter().for_each(|it| say(line(it)));
    }
    for path in &deployed.left {
        tell(&format!(
            "left alone: {path} is no longer published, but someone else has changed it"
        ));
    }
    report.sum_up(summary(&deployed, &target, args.dry_run, &out));
    Ok(End::Clean)
}

fn options(args: &DeployArgs) -> Options {
    Options {
        dry_run: args.dry_run,
        keep: args.keep,
        grace: Duration::from_secs(args.grace),
        take_over: args.take_over,
        adopt: args.adopt,
        unlocked: args.unlocked,
        jobs: args.jobs,
        retries: args.retries,
    }
}

/// What the settings of the site say; what is wrong with them the build tells.
fn settings(root: &Path) -> Result<Option<Deploy>, Failure> {
    let path = root.join(config::FILE_NAME);
    let text = fs::read_to_string(&path);
    let text = text.map_err(|error| Failure::new(format!("cannot read {}: {error}", shown(&path))))?;
    let mut sources = SourceMap::default();
    let file = sources.add(config::FILE_NAME.to_owned(), text);
    Ok(config::read(sources.file(file), &mut Diagnostics::default()).deploy)
}

/// Settings first, then what the tools of Amazon read in the environment.
fn target(settings: &Deploy) -> Target {
    let first = |names: &[&str]| names.iter().find_map(|name| variable(name));
    let written = |it: &Option<crate::span::Spanned<String>>| it.as_ref().map(|it| it.value.clone());
    let region = written(&settings.region).or_else(|| first(&["AWS_REGION", "AWS_DEFAULT_REGION"]));
    Target {
        bucket: settings.bucket.value.clone(),
        endpoint: written(&settings.endpoint).or_else(|| first(&["AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL"])),
        region: region.unwrap_or_else(|| "us-east-1".to_owned()),
        prefix: settings.prefix(),
    }
}

fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|it| !it.is_empty())
}

/// The file of profiles that the tools of Amazon share.
fn credentials_file() -> Option<String> {
    let named = variable("AWS_SHARED_CREDENTIALS_FILE").map(PathBuf::from);
    let home = || std::env::home_dir().map(|home| home.join(".aws/credentials"));
    fs::read_to_string(named.or_else(home)?).ok()
}

fn failure(error: DeployError) -> Failure {
    error.helps.into_iter().fold(Failure::new(error.message), Failure::help)
}

fn line(change: &Change) -> String {
    let what = match change.action {
        Action::New => "new",
        Action::Changed => "changed",
        Action::Deleted => "delete",
    };
    format!("{what:<8} {} ({})", change.path, bytes(change.size))
}

fn summary(deployed: &Deployed, target: &Target, is_dry: bool, out: &Path) -> String {
    let of = |action: Action| deployed.changes.iter().filter(move |it| it.action == action);
    let sent: u64 = deployed
        .changes
        .iter()
        .filter(|it| it.action != Action::Deleted)
        .map(|it| it.size)
        .sum();
    let place = format!("s3://{}/{}", target.bucket, target.prefix);
    let kept = match deployed.kept {
        0 => String::new(),
        kept => format!(
            ", {} kept that are no longer published",
            count(kept, "object", "objects")
        ),
    };
    if deployed.changes.is_empty() {
        let all = count(deployed.unchanged, "file", "files");
        return format!("{place} is as {} is: {all} unchanged{kept}", shown(out));
    }
    format!(
        "{} to {place}: {} new, {} changed, {} deleted, {} unchanged, {} {}{kept}",
        if is_dry { "would deploy" } else { "deployed" },
        of(Action::New).count(),
        of(Action::Changed).count(),
        of(Action::Deleted).count(),
        deployed.unchanged,
        bytes(sent),
        if is_dry { "to send" } else { "sent" },
    )
}

/// A number of bytes for a person: `812 bytes`, `12.3 kB`, `4.0 MB`.
fn bytes(size: u64) -> String {
    let tenths = |unit: u64| {
        let all = size.div_ceil(unit / 10);
        format!("{}.{}", all / 10, all % 10)
    };
    match size {
        0..1000 => format!("{size} bytes"),
        1000..1_000_000 => format!("{} kB", tenths(1000)),
        _ => format!("{} MB", tenths(1_000_000)),
    }
}
