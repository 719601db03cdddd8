//! `conspectus serve`.

use super::build::{built_line, failed_line, program};
use super::report;
use super::site::Site;
use super::{End, Failure, ServeArgs, interrupt, say, say_to};
use crate::serve::{self, Notice, Polling, ServeError, Settings};
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;
use std::time::Duration;

/// Serves the site until it is told to end.
pub(super) fn serve(args: &ServeArgs) -> Result<End, Failure> {
    let site = Site::find(&args.site)?;
    let out = site.out(args.out.as_deref());
    let settings = Settings {
        port: args.port,
        poll: args.poll.map(Duration::from_millis),
        program: program(),
    };
    interrupt::listen();
    let told = Told::begin();
    let served = serve::serve(&site.root, &out, settings, &|notice| tell(notice, &told.lines));
    told.end();
    served.map_err(|error| match error {
        ServeError::Publish(error) => interrupt::failure(error),
        error => Failure::new(error),
    })?;
    Ok(End::Clean)
}

/// A line for a person, and whether it says what is wrong.
enum Line {
    Out(String),
    Error(String),
}

/// What is told, written by a thread of its own: a terminal that is stopped, or a program that reads no more of what it
/// started, must not keep the preview from following edits.
struct Told {
    lines: Sender<Line>,
    written: Receiver<()>,
}

impl Told {
    fn begin() -> Told {
        let (lines, wanted) = mpsc::channel();
        let (done, written) = mpsc::channel();
        thread::spawn(move || {
            for line in wanted {
                match line {
                    Line::Out(line) => say(line),
                    Line::Error(line) => say_to(&mut std::io::stderr(), line),
                }
            }
            // Nobody waits any more where writing took too long.
            let _ = done.send(());
        });
        Told { lines, written }
    }

    /// Waits until all is written, unless nobody reads it.
    fn end(self) {
        const PATIENCE: Duration = Duration::from_millis(500);
        drop(self.lines);
        let _ = self.written.recv_timeout(PATIENCE);
    }
}

fn tell(notice: &Notice<'_>, lines: &Sender<Line>) {
    let mut said = Vec::new();
    match notice {
        Notice::Listening { address, taken } => {
            interrupt::hand_over();
            let taken = taken.map_or_else(String::new, |port| format!("port {port} is taken; "));
            let line = format!("{taken}serving the site at http://{address}/ (Ctrl-C ends it)");
            said.push(Line::Out(line));
        }
        Notice::Polling { reason, interval } => said.push(Line::Out(polling_line(reason, *interval))),
        Notice::Built { build, published, time } => {
            let wrong = report::human_text(&build.diagnostics, &build.sources);
            said.extend(wrong.map(Line::Error));
            said.push(Line::Out(match published {
                Some(_) => built_line(build, *time),
                None => failed_line(build),
            }));
        }
        Notice::Failed(reason) => said.push(Line::Error(format!("error: {reason}"))),
    }
    for line in said {
        // The thread that writes ends with the preview.
        let _ = lines.send(line);
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
