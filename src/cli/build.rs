//! `conspectus build` and `conspectus check`.

use super::consent::Consent;
use super::report::Report;
use super::site::{Site, shown};
use super::{BuildArgs, CheckArgs, End, Failure, fix, interrupt};
use crate::diag::Severity;
use crate::pipeline::{self, Build, Checked, Options, Timing};
use crate::publish::{self, Publication, PublishError};
use crate::render::Earlier;
use crate::source::{self, stamp::Stamp};
use std::path::Path;
use std::time::{Duration, Instant};

/// Builds the site and publishes it if it has no errors.
pub(super) fn build(args: &BuildArgs) -> Result<End, Failure> {
    let start = Instant::now();
    let site = Site::find(&args.site)?;
    let out = site.out(args.out.as_deref());
    publish::check_output(&site.root, &out).map_err(Failure::new)?;
    let report = Report::new(&args.report, &site)?;
    let options = Options {
        base_url: args.address.base_url.clone(),
        source_date: source_date()?,
        policy: report.policy.clone(),
        without: args.without.iter().map(|part| part.part()).collect(),
        program: program(),
    };
    let before = stamp(&site.root, &options);
    if let Some(told) = before
        .and_then(|it| publish::unchanged(&out, &it))
        .filter(|_| report.is_human())
    {
        let index = shown(&out.join("index.html"));
        report.sum_up(format!("nothing has changed since the last build {told}; open {index}"));
        return Ok(End::Clean);
    }
    interrupt::listen();
    let checked = pipeline::check(&site.root, &options).map_err(Failure::new)?;
    let (build, published) = make(checked, &options, &out).map_err(interrupt::failure)?;
    report.tell(&build.diagnostics, &build.sources);
    if args.timings {
        report.timings(&build.timings, start.elapsed());
    }
    if !published {
        let rest = if out.is_dir() {
            "stays as it was"
        } else {
            "was not made"
        };
        report.sum_up(format!("{}; {} {rest}", failed_line(&build), shown(&out)));
        return Ok(End::Problems);
    }
    // What was changed while we were reading is not noted as read.
    if let Some(before) = before.filter(|it| stamp(&site.root, &options).as_ref() == Some(it)) {
        publish::remember(&out, &before, &told(&build));
    }
    let line = built_line(&build, start.elapsed());
    report.sum_up(format!("{line}; open {}", shown(&out.join("index.html"))));
    Ok(End::Clean)
}

/// Stands for all that a build depends on: the files, what is asked for, and the program itself.
fn stamp(root: &Path, options: &Options) -> Option<Stamp> {
    let mut whole = blake3::Hasher::new();
    whole.update(source::stamp::of_site(root).ok()?.as_bytes());
    options.program.as_ref()?;
    whole.update(format!("{options:?}").as_bytes());
    Some(whole.finalize())
}

/// Names this program: its version, and what the disk tells of it.
pub(super) fn program() -> Option<String> {
    let file = std::env::current_exe().and_then(|it| it.metadata()).ok()?;
    let built = file.modified().ok()?;
    Some(format!("{} {} {built:?}", env!("CARGO_PKG_VERSION"), file.len()))
}

/// What is told of a build when nothing has changed since.
fn told(build: &Build) -> String {
    let stats = build.stats;
    let known = format!(
        "of {} into {}: {}",
        count(stats.entries, "entry", "entries"),
        count(stats.pages, "page", "pages"),
        problems(build),
    );
    if build.diagnostics.sorted(&build.sources).is_empty() {
        known
    } else {
        format!("{known}, which `conspectus check` tells")
    }
}

/// Makes the files of a site and publishes them as they are made; with any error, nothing. The second is whether it was
/// published.
pub(super) fn make(checked: Checked, options: &Options, out: &Path) -> Result<(Build, bool), PublishError> {
    if checked.diags.has_errors() {
        return Ok((pipeline::render(checked, options, &|_| ()), false));
    }
    let publication = Publication::begin(out)?;
    let earlier = Earlier {
        fingerprints: &publication.made(),
        read: &|path| publication.published(path),
    };
    let take = |file| publication.take(file);
    let mut build = pipeline::render_at_last(checked, options, Some(&earlier), &take);
    if build.diagnostics.has_errors() {
        return Ok((build, false));
    }
    let start = Instant::now();
    let published = publication.finish()?;
    published.remember(out, &build.fingerprints);
    build.timings.push(Timing {
        stage: "publish",
        wall: start.elapsed(),
        count: published.written,
        of: "files",
    });
    Ok((build, true))
}

/// The state of the content, where the environment gives it (<https://reproducible-builds.org/specs/source-date-epoch/>).
pub(super) fn source_date() -> Result<Option<i64>, Failure> {
    let Some(written) = std::env::var_os("SOURCE_DATE_EPOCH").filter(|it| !it.is_empty()) else {
        return Ok(None);
    };
    let seconds = written.to_str().and_then(|it| it.parse().ok());
    let wrong = || Failure::new("SOURCE_DATE_EPOCH is not a number of seconds since 1970");
    seconds.map(Some).ok_or_else(wrong)
}

/// Makes the site, lets go of every file, and says what is wrong; with `--fix`, corrects what is certain before.
pub(super) fn check(args: &CheckArgs) -> Result<End, Failure> {
    let start = Instant::now();
    let site = Site::find(&args.site)?;
    let report = Report::new(&args.report, &site)?;
    let options = Options {
        policy: report.policy.clone(),
        ..Options::default()
    };
    if args.fix {
        fix::fix(&site, &options, Consent::of(args.yes, args.dry_run), &report)?;
    }
    let read = pipeline::check(&site.root, &options).map_err(Failure::new)?;
    let build = pipeline::render(read, &options, &|_| ());
    report.tell(&build.diagnostics, &build.sources);
    report.sum_up(checked(&build, start.elapsed()));
    let wrong = build.diagnostics.has_errors();
    Ok(if wrong { End::Problems } else { End::Clean })
}

/// What was built: the line that `serve` says and `build` begins with.
pub(super) fn built_line(build: &Build, time: Duration) -> String {
    let stats = build.stats;
    format!(
        "built {} into {} with {} in {}: {}",
        count(stats.entries, "entry", "entries"),
        count(stats.pages, "page", "pages"),
        count(stats.links, "link", "links"),
        seconds(time),
        problems(build),
    )
}

/// That nothing was published, and why.
pub(super) fn failed_line(build: &Build) -> String {
    let entries = count(build.stats.entries, "entry", "entries");
    format!("nothing published: {} in {entries}", problems(build))
}

fn checked(build: &Build, time: Duration) -> String {
    let stats = build.stats;
    format!(
        "checked {} with {} in {}: {}",
        count(stats.entries, "entry", "entries"),
        count(stats.links, "link", "links"),
        seconds(time),
        problems(build),
    )
}

fn problems(build: &Build) -> String {
    let sorted = build.diagnostics.sorted(&build.sources);
    let number = |severity| sorted.iter().filter(|it| it.severity == severity).count();
    format!(
        "{}, {}",
        count(number(Severity::Error), "error", "errors"),
        count(number(Severity::Warning), "warning", "warnings"),
    )
}

fn seconds(time: Duration) -> String {
    match time.as_millis() {
        millis @ 0..100 => format!("{millis} ms"),
        _ => format!("{:.1} s", time.as_secs_f64()),
    }
}

/// `5,210 links`, `1 link`.
pub(super) fn count(number: usize, one: &str, many: &str) -> String {
    let noun = if number == 1 { one } else { many };
    format!("{} {noun}", grouped(number))
}

fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_thousands_separators() {
        for (number, text) in [
            (0, "0"),
            (999, "999"),
            (1000, "1,000"),
            (12_345, "12,345"),
            (1_234_567, "1,234,567"),
        ] {
            assert_eq!(grouped(number), text);
        }
        assert_eq!(count(1, "entry", "entries"), "1 entry");
    }

    #[test]
    fn short_times_are_milliseconds() {
        assert_eq!(seconds(Duration::from_millis(7)), "7 ms");
        assert_eq!(seconds(Duration::from_millis(412)), "0.4 s");
    }
}
