//! The key that a bucket is written with: from the environment or from a profile, never from the settings of a site.

use super::DeployError;
use std::fmt;

/// A key and its secret. They are never shown.
#[derive(Clone, PartialEq, Eq)]
pub enum Credentials {
    /// A key that was given.
    Key {
        /// Its name.
        id: String,
        /// Its secret.
        secret: String,
        /// What goes with a key that lasts for some hours.
        token: Option<String>,
    },
    /// One that the place where this runs gives: a role that a workflow or a container has.
    OfPlace,
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Credentials")
    }
}

/// Where the credentials of a place are named in the environment.
const OF_PLACE: [&str; 3] = [
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
];

impl Credentials {
    /// Finds them: in the environment, else in a profile, whose file is read by `file`.
    ///
    /// # Errors
    /// When there are none, or the profile cannot be used.
    pub fn find(
        variable: &dyn Fn(&str) -> Option<String>,
        file: &dyn Fn() -> Option<String>,
    ) -> Result<Credentials, DeployError> {
        let named = |name: &str| variable(name).filter(|it| !it.trim().is_empty());
        match (named("AWS_ACCESS_KEY_ID"), named("AWS_SECRET_ACCESS_KEY")) {
            (Some(id), Some(secret)) => {
                return Ok(Credentials::Key {
                    id: id.trim().to_owned(),
                    secret: secret.trim().to_owned(),
                    token: named("AWS_SESSION_TOKEN"),
                });
            }
            (Some(_), None) => return Err(half("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")),
            (None, Some(_)) => return Err(half("AWS_SECRET_ACCESS_KEY", "AWS_ACCESS_KEY_ID")),
            (None, None) => {}
        }
        let profile = named("AWS_PROFILE");
        if profile.is_none() && OF_PLACE.iter().any(|it| named(it).is_some()) {
            return Ok(Credentials::OfPlace);
        }
        match (file(), profile) {
            (Some(text), profile) => of_profile(&text, profile.as_deref().unwrap_or("default"), profile.is_some()),
            (None, Some(profile)) => Err(DeployError::new(format!(
                "there is no file of credentials for the profile `{profile}`"
            ))
            .help("`~/.aws/credentials` has them, or the file that AWS_SHARED_CREDENTIALS_FILE names")),
            (None, None) => Err(none()),
        }
    }
}

fn half(there: &str, missing: &str) -> DeployError {
    DeployError::new(format!("there is {there} in the environment, but no {missing}")).help("set both, or neither")
}

fn none() -> DeployError {
    DeployError::new("there are no credentials for the bucket")
        .help("set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment, as secrets of the workflow for instance")
        .help("or write a profile into `~/.aws/credentials` and name it in AWS_PROFILE")
}

/// The key of a profile in the shared file of credentials.
fn of_profile(text: &str, profile: &str, is_asked_for: bool) -> Result<Credentials, DeployError> {
    let (mut is_here, mut exists) = (false, false);
    let (mut id, mut secret, mut token) = (None, None, None);
    for line in text.lines().map(str::trim) {
        if let Some(name) = line.strip_prefix('[').and_then(|it| it.strip_suffix(']')) {
            is_here = name.trim() == profile;
            exists |= is_here;
        } else if let Some((name, value)) = line
            .split_once('=')
            .filter(|_| is_here && !line.starts_with(['#', ';']))
        {
            let value = Some(value.trim().to_owned()).filter(|it| !it.is_empty());
            match name.trim() {
                "aws_access_key_id" => id = value,
                "aws_secret_access_key" => secret = value,
                "aws_session_token" => token = value,
                _ => {}
            }
        }
    }
    match (id, secret) {
        (Some(id), Some(secret)) => Ok(Credentials::Key { id, secret, token }),
        _ if !exists && !is_asked_for => Err(none()),
        _ if !exists => Err(DeployError::new(format!("the file of credentials has no profile `{profile}`"))
            .help("write its name as it stands there between brackets, without “profile”")),
        _ => Err(DeployError::new(format!("the profile `{profile}` has no key and secret"))
            .help("it needs `aws_access_key_id` and `aws_secret_access_key`; for a role or single sign-on, let the tool of the provider put temporary keys into the environment")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "[default]\naws_access_key_id = A\naws_secret_access_key=B\n\n# of the seminar\n[seminar]\n\
        aws_access_key_id=C\naws_secret_access_key = D==\naws_session_token=E\n[sso]\nsso_start_url = https://example.org/\n";

    fn found(variables: &[(&str, &str)], file: Option<&str>) -> Result<Credentials, String> {
        let variable = |name: &str| variables.iter().find(|it| it.0 == name).map(|it| it.1.to_owned());
        Credentials::find(&variable, &|| file.map(str::to_owned)).map_err(|error| error.message)
    }

    #[expect(clippy::unnecessary_wraps, reason = "it is compared with what may be an error")]
    fn key(id: &str, secret: &str, token: Option<&str>) -> Result<Credentials, String> {
        Ok(Credentials::Key {
            id: id.to_owned(),
            secret: secret.to_owned(),
            token: token.map(str::to_owned),
        })
    }

    #[test]
    fn the_environment_comes_before_profiles() {
        let both = [("AWS_ACCESS_KEY_ID", "X"), ("AWS_SECRET_ACCESS_KEY", " Y\n")];
        assert_eq!(found(&both, Some(FILE)), key("X", "Y", None));
        assert_eq!(found(&[], Some(FILE)), key("A", "B", None));
        assert_eq!(
            found(&[("AWS_PROFILE", "seminar")], Some(FILE)),
            key("C", "D==", Some("E"))
        );
        let role = [("AWS_WEB_IDENTITY_TOKEN_FILE", "/token")];
        assert_eq!(found(&role, Some(FILE)), Ok(Credentials::OfPlace));
    }

    #[test]
    fn what_is_missing_is_said() {
        for (variables, file, said) in [
            (&[][..], None, "there are no credentials for the bucket"),
            (&[], Some("[other]\n"), "there are no credentials for the bucket"),
            (
                &[("AWS_ACCESS_KEY_ID", "X")],
                None,
                "there is AWS_ACCESS_KEY_ID in the environment, but no AWS_SECRET_ACCESS_KEY",
            ),
            (
                &[("AWS_PROFILE", "x")],
                None,
                "there is no file of credentials for the profile `x`",
            ),
            (
                &[("AWS_PROFILE", "x")],
                Some(FILE),
                "the file of credentials has no profile `x`",
            ),
            (
                &[("AWS_PROFILE", "sso")],
                Some(FILE),
                "the profile `sso` has no key and secret",
            ),
        ] {
            assert_eq!(found(variables, file), Err(said.to_owned()));
        }
    }

    #[test]
    fn secrets_are_not_shown() {
        assert_eq!(format!("{:?}", key("A", "B", None).unwrap()), "Credentials");
    }
}
