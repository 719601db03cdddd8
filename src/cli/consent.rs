//! Who agrees to a change of files: the person at the terminal, or an argument.

use super::{Failure, say_to};
use std::fmt;
use std::io::{self, BufRead, IsTerminal, Write};

/// Who agrees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Consent {
    /// The person at the terminal, when asked.
    Ask,
    /// `--yes`: it was given.
    Given,
    /// `--dry-run`: nobody.
    Refused,
}

impl Consent {
    /// As the arguments have it.
    pub(super) fn of(yes: bool, dry_run: bool) -> Consent {
        match (yes, dry_run) {
            (true, _) => Consent::Given,
            (false, true) => Consent::Refused,
            (false, false) => Consent::Ask,
        }
    }

    /// Whether the change is to be made, which is described as in “make 2 corrections in 1 file”; `command` is the one
    /// that takes `--yes`. Says so where it is not.
    pub(super) fn given(self, change: impl fmt::Display, command: &str) -> Result<bool, Failure> {
        let agreed = match self {
            Consent::Given => true,
            Consent::Refused => false,
            Consent::Ask => asked(&change, command)?,
        };
        if self == Consent::Ask && !agreed {
            note("nothing was changed");
        }
        Ok(agreed)
    }
}

fn asked(change: &dyn fmt::Display, command: &str) -> Result<bool, Failure> {
    if !io::stdin().is_terminal() || !io::stderr().is_terminal() {
        let message = format!("`{command}` asks before it changes a file, and here is no terminal to ask at");
        let help = format!(
            "`{command} --yes` changes files without asking; `{command} --dry-run` only shows what would change"
        );
        return Err(Failure::new(message).help(help));
    }
    let mut stderr = io::stderr();
    let _ = stderr.write_all(format!("{change}? [y/N] ").as_bytes());
    let _ = stderr.flush();
    let mut answer = String::new();
    let read = io::stdin().lock().read_line(&mut answer);
    read.map_err(|error| Failure::new(format!("cannot read the answer: {error}")))?;
    Ok(matches!(answer.trim().to_lowercase().as_str(), "y" | "yes"))
}

/// Says something beside what programs read.
pub(super) fn note(line: impl fmt::Display) {
    say_to(&mut io::stderr(), line);
}
