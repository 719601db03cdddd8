//! What `--deny` and `--allow` ask: which warnings stop publication, and which are not shown.

use super::{Code, Severity, nearest};
use std::collections::BTreeSet;
use std::fmt;

/// The word that `--deny` takes for all warnings at once.
const WARNINGS: &str = "warnings";

/// Which warnings become errors and which are silenced; by default neither.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Policy {
    denied: BTreeSet<Code>,
    allowed: BTreeSet<Code>,
}

/// A code that cannot be denied or allowed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyError {
    /// What is so, in lower case without a full stop.
    pub message: String,
    /// What to do.
    pub help: String,
}

impl fmt::Display for PolicyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for PolicyError {}

impl Policy {
    /// Reads the names of codes. `warnings` denies every warning that is not allowed by name.
    ///
    /// # Errors
    /// When a name is no code, when an error is to be allowed, or when a code is both denied and allowed.
    pub fn new(deny: &[String], allow: &[String]) -> Result<Policy, PolicyError> {
        let allowed = allow.iter().map(|name| allowable(name));
        let allowed = allowed.collect::<Result<BTreeSet<Code>, _>>()?;
        let mut denied = BTreeSet::new();
        for name in deny {
            if name == WARNINGS {
                let warnings = Code::ALL.iter().filter(|it| it.severity() == Severity::Warning);
                denied.extend(warnings.filter(|it| !allowed.contains(it)));
                continue;
            }
            let code = code(name, true)?;
            if allowed.contains(&code) {
                return Err(both(name));
            }
            denied.insert(code);
        }
        Ok(Policy { denied, allowed })
    }

    /// The severity that a code has here; `None` where it is silenced.
    pub fn severity(&self, code: Code) -> Option<Severity> {
        if self.denied.contains(&code) {
            return Some(Severity::Error);
        }
        (!self.allowed.contains(&code)).then(|| code.severity())
    }
}

fn allowable(name: &str) -> Result<Code, PolicyError> {
    let code = code(name, false)?;
    match code.severity() {
        Severity::Warning => Ok(code),
        Severity::Error => Err(PolicyError {
            message: format!("`{name}` is an error, and errors cannot be allowed"),
            help: "a site with errors would show readers something false or broken: mend it; `--allow` is for warnings"
                .to_owned(),
        }),
    }
}

fn both(name: &str) -> PolicyError {
    PolicyError {
        message: format!("`{name}` is both denied and allowed"),
        help: "say one of the two".to_owned(),
    }
}

fn code(name: &str, with_warnings: bool) -> Result<Code, PolicyError> {
    let found = Code::of_name(name);
    found.ok_or_else(|| {
        let group = with_warnings.then_some(WARNINGS);
        let help = match nearest(name, Code::ALL.iter().map(|it| it.name()).chain(group)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "`conspectus explain` lists all codes".to_owned(),
        };
        let message = format!("there is no diagnostic `{name}`");
        PolicyError { message, help }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn policy(deny: &[&str], allow: &[&str]) -> Result<Policy, PolicyError> {
        let owned = |names: &[&str]| names.iter().map(|&it| it.to_owned()).collect::<Vec<_>>();
        Policy::new(&owned(deny), &owned(allow))
    }

    #[test]
    fn warnings_are_raised_and_silenced() {
        let some = policy(&["orphan"], &["uncited"]).unwrap();
        assert_eq!(some.severity(Code::Orphan), Some(Severity::Error));
        assert_eq!(some.severity(Code::Uncited), None);
        assert_eq!(some.severity(Code::Untreated), Some(Severity::Warning));
        let all = policy(&["warnings"], &["uncited"]).unwrap();
        assert_eq!(all.severity(Code::Untreated), Some(Severity::Error));
        assert_eq!(all.severity(Code::Uncited), None);
        assert_eq!(
            policy(&["unknown-key"], &[]).unwrap().severity(Code::UnknownKey),
            Some(Severity::Error)
        );
    }

    #[test]
    fn what_cannot_be_is_refused_with_advice() {
        let cases = [
            (
                policy(&[], &["unknown-key"]),
                "`unknown-key` is an error, and errors cannot be allowed",
                "mend it",
            ),
            (
                policy(&["orphans"], &[]),
                "there is no diagnostic `orphans`",
                "did you mean `orphan`?",
            ),
            (
                policy(&["warning"], &[]),
                "there is no diagnostic `warning`",
                "did you mean `warnings`?",
            ),
            (
                policy(&["lighthouse"], &[]),
                "there is no diagnostic `lighthouse`",
                "conspectus explain",
            ),
            (
                policy(&["orphan"], &["orphan"]),
                "`orphan` is both denied and allowed",
                "one of the two",
            ),
        ];
        for (found, message, help) in cases {
            let error = found.unwrap_err();
            assert_eq!(error.message, message);
            assert!(error.help.contains(help), "{}", error.help);
        }
    }
}
