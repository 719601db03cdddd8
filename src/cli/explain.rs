//! `conspectus explain`.

use super::{End, ExplainArgs, Failure, say};
use crate::diag::{Code, explain, nearest};

/// Prints the page of a code, or the list of all.
pub(super) fn explain(args: &ExplainArgs) -> Result<End, Failure> {
    let text = match &args.code {
        None => explain::list(),
        Some(name) => Code::of_name(name).map(explain::page).ok_or_else(|| unknown(name))?,
    };
    say(text.trim_end());
    Ok(End::Clean)
}

fn unknown(name: &str) -> Failure {
    let failure = Failure::new(format!("there is no diagnostic `{name}`"));
    match nearest(name, Code::ALL.iter().map(|code| code.name())) {
        Some(near) => failure.help(format!("did you mean `{near}`?")),
        None => failure.help("`conspectus explain` lists all codes"),
    }
}
