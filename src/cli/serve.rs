//! `conspectus serve`.

use super::build::{built_line, failed_line};
use super::report;
use super::site::Site;
use super::{End, Failure, ServeArgs, interrupt, say, say_to};
use crate::serve::{self, Notice, Polling, ServeError, Settings};
use std::time::Duration;

/// Serves the site until it is told to end.
pub(super) fn serve(args: &ServeArgs) -> Result<End, Failure> {
    let site = Site::find(&args.site)?;
    let out = site.out(args.out.as_deref());
    let settings = Settings {
        port: args.port,
        poll: args.poll.map(Duration::from_millis),
    };
    interrupt::listen();
    serve::serve(&site.root, &out, settings, &tell).map_err(|error| match error {
        ServeError::Publish(error) => interrupt::failure(error),
        error => Failure::new(error),
    })?;
    Ok(End::Clean)
}

fn tell(notice: &Notice<'_>) {
    match notice {
        Notice::Listening { address, taken } => {
            interrupt::hand_over();
            let taken = taken.map_or_else(String::new, |port| format!("port {port} is taken; "));
            say(format!("{taken}serving the site at http://{address}/ (Ctrl-C ends it)"));
        }
        Notice::Polling { reason, interval } => say(polling_line(reason, *interval)),
        Notice::Built { build, published, time } => {
            report::human(&build.diagnostics, &build.sources);
            match published {
                Some(_) => say(built_line(build, *time)),
                None => say(failed_line(build)),
            }
        }
        Notice::Failed(reason) => say_to(&mut std::io::stderr(), format!("error: {reason}")),
    }
}

fn polling_line(reason: &Polling, interval: Duration) -> String {
    let reason = match reason {
        Polling::Asked => String::new(),
        Polling::Drive(kind) => format!("the site lies on a {kind} drive, whose changes the system may not tell; "),
        Polling::Refused(why) => format!("the system does not watch the files ({why}); "),
    };
    format!("{reason}looking for changes every {} ms", interval.as_millis())
}
