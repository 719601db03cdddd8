//! Where a site is deployed to: the settings of `conspectus deploy`, checked.

use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::span::{FileId, Spanned};
use crate::yaml::record;

record! {
    /// The bucket that `conspectus deploy` puts the site into: object storage that speaks the language of Amazon S3. Keys are
    /// never written here; they come from the environment.
    Deploy {
        /// The name of the bucket.
        required bucket "bucket": Spanned<String>,
        /// The address of the server, such as `https://s3.example.org`; Amazon if left out.
        optional endpoint "endpoint": Spanned<String>,
        /// The region, such as `eu-central-1`; that of AWS_REGION, or `us-east-1`, if left out.
        optional region "region": Spanned<String>,
        /// The folder in the bucket, such as `seminar/`; its root if left out.
        optional prefix "prefix": Spanned<String>,
    }
}

impl Deploy {
    /// What comes before every path in the bucket, with a slash at its end; or nothing.
    pub fn prefix(&self) -> String {
        let written = self.prefix.as_ref().map_or("", |it| it.value.trim_matches('/'));
        if written.is_empty() {
            String::new()
        } else {
            format!("{written}/")
        }
    }
}

/// Reports values that cannot be.
pub(super) fn check(deploy: &Deploy, file: FileId, diags: &mut Diagnostics) {
    let mut wrong = |written: &Spanned<String>, message: String, help: &str| {
        diags.push(Diagnostic::at(Code::WrongType, written.span.in_file(file), message).help(help));
    };
    let bucket = &deploy.bucket;
    // An empty one was reported as missing.
    if !bucket.value.is_empty() && !is_bucket(&bucket.value) {
        let message = format!("`{}` cannot be the name of a bucket", bucket.value);
        let help = "it has 3 to 63 small letters, digits, hyphens and dots, and begins and ends with a letter or digit";
        wrong(bucket, message, help);
    }
    if let Some(endpoint) = deploy.endpoint.as_ref().filter(|it| !is_endpoint(&it.value)) {
        let message = "`endpoint` is not the address of a server".to_owned();
        let help = "write it with its scheme and without the bucket, as in `https://s3.example.org`";
        wrong(endpoint, message, help);
    }
    if let Some(region) = deploy.region.as_ref().filter(|it| !is_region(&it.value)) {
        let message = format!("`{}` cannot be the name of a region", region.value);
        wrong(
            region,
            message,
            "write it as the provider does, such as `eu-central-1` or `auto`",
        );
    }
    if let Some(prefix) = deploy.prefix.as_ref().filter(|it| !is_prefix(&it.value)) {
        let message = format!("`{}` cannot be a folder of a bucket", prefix.value);
        wrong(
            prefix,
            message,
            "write plain names with `/` between them, such as `seminar/` or `courses/seminar/`",
        );
    }
}

/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html>; underscores and capitals are of old buckets.
fn is_bucket(name: &str) -> bool {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    let allowed = |c: char| plain(c) || matches!(c, '-' | '.');
    (3..=63).contains(&name.len())
        && name.chars().all(allowed)
        && name.starts_with(plain)
        && name.ends_with(plain)
        && !name.contains("..")
}

fn is_endpoint(url: &str) -> bool {
    let host = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    host.is_some_and(|it| !it.trim_end_matches('/').is_empty() && !it.contains(['@', '?', '#', ' ']))
}

fn is_region(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
}

fn is_prefix(path: &str) -> bool {
    let odd = |name: &str| {
        name.is_empty()
            || name == "."
            || name == ".."
            || name.contains(|c: char| c.is_control() || "\\?#%*".contains(c))
    };
    let path = path.strip_prefix('/').unwrap_or(path);
    let path = path.strip_suffix('/').unwrap_or(path);
    path.is_empty() || !path.split('/').any(odd)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_that_servers_take() {
        for (name, is_one) in [
            ("seminar", true),
            ("a.b-c3", true),
            ("ab", false),
            ("Seminar", false),
            ("-ab", false),
            ("a..b", false),
            ("a_b", false),
        ] {
            assert_eq!(is_bucket(name), is_one, "{name}");
        }
        for (url, is_one) in [
            ("https://s3.example.org", true),
            ("http://127.0.0.1:9000/", true),
            ("s3.example.org", false),
            ("https://", false),
            ("https://key:secret@s3.example.org", false),
        ] {
            assert_eq!(is_endpoint(url), is_one, "{url}");
        }
        for (path, is_one) in [
            ("seminar/", true),
            ("/a/b", true),
            ("", true),
            ("a//b", false),
            ("../a", false),
            ("a?b", false),
        ] {
            assert_eq!(is_prefix(path), is_one, "{path}");
        }
    }
}
