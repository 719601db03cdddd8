//! What each host reads beside the pages: rules for former addresses, types of files, what may be kept in a cache.

use super::OutputFile;
use crate::config::{Config, Host};
use crate::site::former::Target;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};

/// Types that servers do not know by themselves, or know by another name, by ending.
const TYPES: &[(&str, &str)] = &[
    ("bib", "application/x-bibtex"),
    ("csl.json", "application/vnd.citationstyles.csl+json"),
    ("epub", "application/epub+zip"),
    ("gexf", "application/gexf+xml"),
    ("graphml", "application/graphml+xml"),
    ("ics", "text/calendar"),
    ("imscc", "application/zip"),
    ("jsonld", "application/ld+json"),
    ("ris", "application/x-research-info-systems"),
    ("ttl", "text/turtle"),
    ("webmanifest", "application/manifest+json"),
];

/// Types that every server knows; nginx wants to be told all or none.
const KNOWN_TYPES: &[(&str, &str)] = &[
    ("avif", "image/avif"),
    ("css", "text/css"),
    ("csv", "text/csv"),
    ("gif", "image/gif"),
    ("html", "text/html"),
    ("ico", "image/x-icon"),
    ("jpeg", "image/jpeg"),
    ("jpg", "image/jpeg"),
    ("js", "text/javascript"),
    ("json", "application/json"),
    ("md", "text/markdown"),
    ("mp3", "audio/mpeg"),
    ("mp4", "video/mp4"),
    ("pdf", "application/pdf"),
    ("png", "image/png"),
    ("svg", "image/svg+xml"),
    ("tsv", "text/tab-separated-values"),
    ("txt", "text/plain"),
    ("webp", "image/webp"),
    ("woff2", "font/woff2"),
    ("xml", "application/xml"),
    ("zip", "application/zip"),
];

/// Names do not change with their content, so every copy is asked for again: “not modified” costs a few bytes, an old
/// page beside a new one costs a reader.
const CACHE: &str = "no-cache";

/// So many rules GitLab reads; with one more it reads none.
const GITLAB_RULES: usize = 1000;

/// So many rules a bucket of S3 can have.
const S3_RULES: usize = 50;

/// Where each former address leads, by path.
type Leads = BTreeMap<String, Target>;

/// The files of the hosts that the settings name.
pub(super) fn files(config: &Config, leads: &Leads) -> Vec<OutputFile> {
    let hosts: BTreeSet<Host> = config.hosts.iter().copied().collect();
    let base = config.base_path().map(|path| safe(&path));
    let at = base.as_deref().unwrap_or("/");
    let mut files = Vec::new();
    for host in &hosts {
        match host {
            Host::Apache => files.push(OutputFile::text(".htaccess", apache(base.as_deref(), leads))),
            Host::Caddy => files.push(OutputFile::text("_caddy.conf", caddy(at, leads))),
            Host::GithubPages => files.push(OutputFile::text(".nojekyll", String::new())),
            Host::Nginx => {
                files.push(OutputFile::text("_nginx-map.conf", nginx_map(at, leads)));
                files.push(OutputFile::text("_nginx.conf", nginx(at)));
            }
            Host::S3 => files.push(OutputFile::text("_s3-routing-rules.json", s3(leads))),
            Host::Cloudflare | Host::Gitlab | Host::Netlify => {}
        }
    }
    if hosts.contains(&Host::Cloudflare) || hosts.contains(&Host::Netlify) {
        files.push(OutputFile::text("_headers", headers()));
    }
    let read_rules = [Host::Cloudflare, Host::Gitlab, Host::Netlify];
    let too_many = hosts.contains(&Host::Gitlab) && leads.len() > GITLAB_RULES;
    if read_rules.iter().any(|host| hosts.contains(host)) && !leads.is_empty() && !too_many {
        let only = |host| hosts.contains(&host) && read_rules.iter().filter(|it| hosts.contains(it)).count() == 1;
        // Netlify prefers a file that lies there, such as the page that leads on, unless it is told not to.
        let status = if only(Host::Netlify) { "301!" } else { "301" };
        files.push(OutputFile::text("_redirects", redirects(at, leads, status)));
    }
    files
}

/// `_redirects`: <https://docs.netlify.com/manage/routing/redirects/overview/>,
/// <https://developers.cloudflare.com/pages/configuration/redirects/>.
fn redirects(base: &str, leads: &Leads, status: &str) -> String {
    let rule = |(from, to): (&String, &Target)| format!("{base}{} {base}{} {status}\n", url(from), target(to));
    leads.iter().map(rule).collect()
}

/// `_headers` of the same two.
fn headers() -> String {
    let mut text = format!("/*\n  Cache-Control: {CACHE}\n");
    for (ending, media_type) in TYPES {
        text.push_str(&format!("/*.{ending}\n  Content-Type: {}\n", with_charset(media_type)));
    }
    text
}

/// `.htaccess`, with what a folder may say where `AllowOverride` has `FileInfo` and `Indexes`.
fn apache(base: Option<&str>, leads: &Leads) -> String {
    let mut text = String::from("# Written by Conspectus; see docs/publishing.md.\nDirectoryIndex index.html\n");
    match base {
        Some(base) => text.push_str(&format!("ErrorDocument 404 {base}404.html\n")),
        None => text.push_str("# With `base-url` in conspectus.yaml, missing addresses get the page 404.html.\n"),
    }
    text.push_str("AddDefaultCharset utf-8\n<IfModule mod_mime.c>\nAddType text/javascript .js\n");
    text.push_str("AddCharset utf-8 .css .csv .js .json .svg .txt .xml .bib .ris .ics .ttl\n");
    for (ending, media_type) in TYPES.iter().filter(|(ending, _)| !ending.contains('.')) {
        text.push_str(&format!("AddType {media_type} .{ending}\n"));
    }
    text.push_str("</IfModule>\n");
    for (ending, media_type) in TYPES.iter().filter(|(ending, _)| ending.contains('.')) {
        let pattern = regex(ending);
        text.push_str(&format!(
            "<FilesMatch \"\\.{pattern}$\">\nForceType {media_type}\n</FilesMatch>\n"
        ));
    }
    text.push_str(&format!(
        "<IfModule mod_headers.c>\nHeader set Cache-Control {CACHE}\n</IfModule>\n"
    ));
    text.push_str("<IfModule mod_rewrite.c>\nRewriteEngine On\n");
    if !leads.is_empty() {
        text.push_str(APACHE_BASE);
    }
    for (from, to) in leads {
        let (from, to) = (regex(from), target(to).replace('%', "\\%"));
        text.push_str(&format!(
            "RewriteRule \"^{from}$\" \"%{{ENV:BASE}}{to}\" [R=301,NE,L]\n"
        ));
    }
    text.push_str(APACHE_PACKED);
    text.push_str("</IfModule>\n");
    text
}

/// Learns from the request where the site lies on the server, so that the file is right in any folder: in that of a user,
/// Apache would send readers to the path on its disk.
const APACHE_BASE: &str = r"RewriteCond %{REQUEST_URI}::$1 ^(.*?/)(.*)::\2$
RewriteRule ^(.*)$ - [E=BASE:%1]
";

/// Sends the packed form of a text to whoever takes it, with the type of the text.
const APACHE_PACKED: &str = r"RewriteCond %{HTTP:Accept-Encoding} \bbr\b
RewriteCond %{REQUEST_FILENAME}.br -s
RewriteRule ^(.+)$ $1.br [E=no-gzip:1,E=no-brotli:1,E=PACKED:br,L]
RewriteCond %{HTTP:Accept-Encoding} \bgzip\b
RewriteCond %{REQUEST_FILENAME}.gz -s
RewriteRule ^(.+)$ $1.gz [E=no-gzip:1,E=no-brotli:1,E=PACKED:gzip,L]
<IfModule mod_mime.c>
RemoveType .gz .br
RemoveLanguage .br
AddEncoding gzip .gz
AddEncoding br .br
</IfModule>
<IfModule mod_headers.c>
Header merge Vary Accept-Encoding env=REDIRECT_PACKED
</IfModule>
";

/// The lines that the server block of a Caddyfile imports.
fn caddy(base: &str, leads: &Leads) -> String {
    let mut text =
        String::from("# Written by Conspectus: `import` it in the block of the site; see docs/publishing.md.\n");
    text.push_str(&format!("header {base}* Cache-Control {CACHE}\n"));
    for (ending, media_type) in TYPES {
        let (name, pattern) = (ending.replace('.', "_"), regex(ending));
        let media_type = with_charset(media_type);
        text.push_str(&format!(
            "@type_{name} {{\n\tpath {base}*\n\tpath_regexp \\.{pattern}$\n}}\n\
             header @type_{name} Content-Type \"{media_type}\"\n"
        ));
    }
    for (from, to) in leads {
        text.push_str(&format!("redir \"{base}{from}\" \"{base}{}\" 301\n", target(to)));
    }
    text.push_str(&format!(
        "handle_errors {{\n\t@missing expression {{http.error.status_code}} == 404\n\trewrite @missing {base}404.html\n\
         \turi strip_prefix {}\n\tfile_server\n}}\n",
        if base == "/" {
            "/no-prefix/"
        } else {
            base.trim_end_matches('/')
        }
    ));
    text.push_str(&format!(
        "handle_path {base}* {{\n\tfile_server {{\n\t\tprecompressed br gzip\n\t}}\n}}\n"
    ));
    text
}

/// The map that the `http` block of nginx includes.
fn nginx_map(base: &str, leads: &Leads) -> String {
    let mut text = String::from(
        "# Written by Conspectus: `include` it in the http block; see docs/publishing.md.\n\
         map_hash_bucket_size 512;\nmap $uri $conspectus_moved {\ndefault \"\";\n",
    );
    for (from, to) in leads {
        let from = format!("{base}{from}").replace('\\', "\\\\").replace('"', "\\\"");
        text.push_str(&format!("\"{from}\" \"{base}{}\";\n", target(to)));
    }
    text.push_str("}\n");
    text
}

/// What the server or location block of nginx includes.
fn nginx(base: &str) -> String {
    let mut text = format!(
        "# Written by Conspectus: `include` it in the server or location block; see docs/publishing.md.\n\
         absolute_redirect off;\nindex index.html;\nerror_page 404 {base}404.html;\n\
         if ($conspectus_moved) {{\n\treturn 301 $conspectus_moved;\n}}\n\
         add_header Cache-Control {CACHE};\ngzip_static on;\ngzip_vary on;\ncharset utf-8;\n\
         charset_types text/css text/csv text/javascript text/plain text/calendar text/turtle application/json;\n\
         default_type application/octet-stream;\ntypes {{\n"
    );
    let types = TYPES
        .iter()
        .chain(KNOWN_TYPES)
        .filter(|(ending, _)| !ending.contains('.'));
    for (ending, media_type) in types {
        text.push_str(&format!("\t{media_type} {ending};\n"));
    }
    text.push_str("}\n");
    text
}

/// The routing rules of a bucket that is a website:
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/how-to-page-redirect.html>. Pages lead on beyond the limit.
fn s3(leads: &Leads) -> String {
    let rule = |(from, to): (&String, &Target)| {
        json!({
            "Condition": {"KeyPrefixEquals": from},
            "Redirect": {"ReplaceKeyWith": target(to), "HttpRedirectCode": "301"},
        })
    };
    let rules: Vec<_> = leads.iter().take(S3_RULES).map(rule).collect();
    format!("{:#}\n", serde_json::Value::from(rules))
}

/// The type that a file is sent as, by the ending of its name, with the encoding of texts.
pub fn content_type(path: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or(path);
    let of = |(ending, _): &&(&str, &str)| {
        let before = name.len().checked_sub(ending.len() + 1);
        before.is_some_and(|at| name.is_char_boundary(at) && name[at..].strip_prefix('.') == Some(ending))
    };
    let known = TYPES
        .iter()
        .chain(KNOWN_TYPES)
        .filter(of)
        .max_by_key(|(ending, _)| ending.len());
    known.map_or_else(
        || "application/octet-stream".to_owned(),
        |(_, media_type)| with_charset(media_type),
    )
}

fn with_charset(media_type: &str) -> String {
    if media_type.starts_with("text/") {
        format!("{media_type}; charset=utf-8")
    } else {
        media_type.to_owned()
    }
}

/// A path with its fragment, as an address.
fn target(to: &Target) -> String {
    let fragment = to
        .fragment
        .as_ref()
        .map(|it| format!("#{}", url(it)))
        .unwrap_or_default();
    url(&to.path) + &fragment
}

/// Percent-encodes what cannot stand in the path of an address (RFC 3986, section 3.3), slashes aside, and what means
/// something in the configuration of a server.
fn url(path: &str) -> String {
    let mut encoded = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/!*+,=:@".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

/// The path of the site, in which a mark that means something in a configuration is percent-encoded.
fn safe(base: &str) -> String {
    let parts: Vec<String> = base.split('%').map(url).collect();
    parts.join("%")
}

/// A path as a regular expression that matches it alone.
fn regex(path: &str) -> String {
    let mut pattern = String::with_capacity(path.len());
    for c in path.chars() {
        if !c.is_alphanumeric() && !matches!(c, '/' | '-' | '_') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern
}

#[cfg(test)]
mod tests {
    use super::content_type;

    #[test]
    fn the_longest_ending_says_the_type() {
        for (path, media_type) in [
            ("index.html", "text/html; charset=utf-8"),
            ("papers/moss-2009.csl.json", "application/vnd.citationstyles.csl+json"),
            ("data/moss.json", "application/json"),
            ("timeline.ics", "text/calendar; charset=utf-8"),
            ("files/json", "application/octet-stream"),
            ("files/é", "application/octet-stream"),
        ] {
            assert_eq!(content_type(path), media_type, "{path}");
        }
    }
}
