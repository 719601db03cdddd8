//! Why a site could not be deployed, in words that say what to do.

use crate::publish::PublishError;
use object_store::Error as StoreError;
use std::fmt;

/// Why the bucket could not be made to hold the site.
#[derive(Debug)]
pub struct DeployError {
    /// What is so.
    pub message: String,
    /// What to do.
    pub helps: Vec<String>,
    /// Whether something else lay at a path than was expected there.
    pub(super) is_conflict: bool,
}

impl DeployError {
    pub(super) fn new(message: impl Into<String>) -> DeployError {
        DeployError {
            message: message.into(),
            helps: Vec::new(),
            is_conflict: false,
        }
    }

    pub(super) fn help(mut self, help: impl Into<String>) -> DeployError {
        self.helps.push(help.into());
        self
    }
}

impl fmt::Display for DeployError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for DeployError {}

impl From<PublishError> for DeployError {
    fn from(error: PublishError) -> DeployError {
        DeployError::new(error.to_string())
    }
}

/// What a server or the way to it said when it was asked to do something, as in “cannot *read* the bucket”.
pub(super) fn told(action: &str, bucket: &str, endpoint: &str, error: &StoreError) -> DeployError {
    let text = whole(error);
    let code = code(&text).unwrap_or_default();
    let cannot = |why: &str| DeployError::new(format!("cannot {action}: {why}"));
    match code {
        "NoSuchBucket" => cannot(&format!("there is no bucket `{bucket}` at {endpoint}"))
            .help("make it there, or correct `bucket`, `endpoint` or `region` of `deploy` in conspectus.yaml"),
        "RequestTimeTooSkewed" | "RequestExpired" => {
            cannot("the clock of this machine is wrong, so that the server refuses its signature")
                .help("set the clock of this machine and run it again")
        }
        "InvalidAccessKeyId" | "InvalidToken" | "ExpiredToken" | "NotSignedUp" => {
            cannot(&format!("the server does not know the key, or it has expired ({code})"))
                .help("look at AWS_ACCESS_KEY_ID, AWS_SESSION_TOKEN or the profile; keys belong to one provider")
        }
        "SignatureDoesNotMatch" => cannot("the secret does not belong to the key")
            .help("look at AWS_SECRET_ACCESS_KEY or the profile; a space or line end may have come with it"),
        "AuthorizationHeaderMalformed" | "PermanentRedirect" | "IllegalLocationConstraintException" => {
            cannot("the bucket lies in another region").help("write it as `region` of `deploy` in conspectus.yaml")
        }
        "NotImplemented" => cannot("the server does not support what it was asked (NotImplemented)").help(
            "a server without conditional writes cannot keep two deployments apart: with `--unlocked` it is up to you",
        ),
        _ if text.contains("without LOCATION") => {
            cannot("the bucket lies in another region").help("write it as `region` of `deploy` in conspectus.yaml")
        }
        _ => by_kind(action, bucket, endpoint, error, &text),
    }
}

fn by_kind(action: &str, bucket: &str, endpoint: &str, error: &StoreError, text: &str) -> DeployError {
    let cannot = |why: &str| DeployError::new(format!("cannot {action}: {why}"));
    match error {
        StoreError::PermissionDenied { .. } | StoreError::Unauthenticated { .. } => {
            cannot(&format!("the key may not do that in the bucket `{bucket}` (access denied)")).help(
                "it needs s3:ListBucket for the bucket, and s3:GetObject, s3:PutObject and s3:DeleteObject for what is in it",
            )
        }
        _ if text.contains("certificate") => cannot(&format!("the certificate of {endpoint} is not trusted"))
            .help("are the root certificates of this machine installed, such as the package `ca-certificates` of Debian?"),
        _ if !text.contains("status code") => cannot(&format!("{endpoint} cannot be reached"))
            .help("look at `endpoint` of `deploy` in conspectus.yaml, and at the network")
            .help(format!("what was said: {}", innermost(error))),
        _ => cannot("the server failed").help(format!("what was said: {text}")),
    }
}

/// An error with all its causes.
fn whole(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(it) = cause {
        let told = it.to_string();
        if !text.contains(&told) {
            text.push_str(": ");
            text.push_str(&told);
        }
        cause = it.source();
    }
    text
}

fn innermost(error: &dyn std::error::Error) -> String {
    let mut last = error;
    while let Some(cause) = last.source() {
        last = cause;
    }
    last.to_string()
}

/// The code of an error that a server of this kind tells in XML.
fn code(text: &str) -> Option<&str> {
    let (_, rest) = text.split_once("<Code>")?;
    rest.split_once("</Code>").map(|(code, _)| code)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status(text: &str) -> StoreError {
        StoreError::Generic {
            store: "S3",
            source: text.to_owned().into(),
        }
    }

    #[test]
    fn what_a_server_says_becomes_what_to_do() {
        for (text, message, help) in [
            (
                "status code: 404: <Code>NoSuchBucket</Code>",
                "no bucket `b`",
                "make it there",
            ),
            (
                "status code: 403: <Code>RequestTimeTooSkewed</Code>",
                "clock",
                "set the clock",
            ),
            (
                "status code: 403: <Code>InvalidAccessKeyId</Code>",
                "know the key",
                "AWS_ACCESS_KEY_ID",
            ),
            (
                "status code: 403: <Code>SignatureDoesNotMatch</Code>",
                "secret",
                "AWS_SECRET_ACCESS_KEY",
            ),
            (
                "status code: 400: <Code>AuthorizationHeaderMalformed</Code>",
                "region",
                "`region`",
            ),
            ("status code: 501: <Code>NotImplemented</Code>", "support", "--unlocked"),
            ("dns error: no such host", "http://e cannot be reached", "`endpoint`"),
            (
                "status code: 500: <Code>InternalError</Code>",
                "the server failed",
                "InternalError",
            ),
        ] {
            let told = told("read the bucket", "b", "http://e", &status(text));
            assert!(told.message.contains(message), "{told}");
            assert!(told.helps.concat().contains(help), "{:?}", told.helps);
        }
    }
}
