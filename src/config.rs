//! conspectus.yaml: what the author of a site has chosen, checked.

mod deploy;

pub use deploy::Deploy;

use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::model::markup;
use crate::span::{SourceFile, Spanned};
use crate::yaml::{self, Decode, Decoder, Node, Value, record};
use icu_locale_core::LanguageIdentifier;
use serde_json::{Value as Json, json};
use std::num::NonZeroUsize;

/// The name of the file, at the root of a site.
pub const FILE_NAME: &str = "conspectus.yaml";

record! {
    /// The settings of a site: its name, its language, and the words that its discipline uses.
    Config {
        /// The title of the site.
        required title "title": Spanned<String>,
        /// One sentence that says what the site is.
        required description "description": Spanned<String>,
        /// The language of the site, as BCP 47 writes it: `en`, `de`, `ur`. English if left out.
        optional language "language": Spanned<String>,
        /// Who makes the site, for “cite this page” and the feed.
        list author "author": Spanned<String>,
        /// The licence of the texts: a name or a web address.
        optional licence "licence": Spanned<String>,
        /// The address at which the site is published. Only the canonical, sitemap and feed lines use it.
        optional base_url "base-url": Spanned<String>,
        /// The theme: `default`, `plain`, or a folder in `themes/`, whose files come before those of the default theme.
        optional theme "theme": Spanned<String>,
        /// The citation style: a name of the CSL repository, or a `.csl` file of the site. `chicago-author-date` if left out.
        optional csl_style "csl-style": Spanned<String>,
        /// How the index is ordered: `word-by-word` (ISO 999) or `letter-by-letter`.
        optional index_order "index-order": IndexOrder,
        /// How many entries a list shows on one page; a longer one goes on on further pages. 500 if left out.
        optional list_length "list-length": NonZeroUsize,
        /// Elements of HTML that may stand in Markdown: `[details, summary, kbd]`. None if left out. Attributes that run, load
        /// or lead anywhere, and `style`, are never allowed.
        list html "html": Spanned<String>,
        /// Where the site is published: `apache`, `caddy`, `cloudflare`, `github-pages`, `gitlab`, `netlify`, `nginx`, `s3`.
        /// Each gets the files by which it redirects former addresses at once and names the types of files.
        list hosts "hosts": Host,
        /// `true` writes each text a second and third time, packed with gzip and Brotli, for servers that send those.
        optional compress "compress": bool,
        /// The bucket that `conspectus deploy` puts the site into.
        optional deploy "deploy": Deploy,
        /// The words for how a paper stands to a theme.
        list stances "stances": Spanned<String>,
        /// The words for kinds of events.
        list event_kinds "event-kinds": Spanned<String>,
        /// The words for kinds of actors.
        list actor_kinds "actor-kinds": Spanned<String>,
        /// The words for roles in events.
        list roles "roles": Spanned<String>,
    }
}

/// How index headings are compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum IndexOrder {
    /// A space comes before any letter: “New York” before “Newark” (ISO 999).
    #[default]
    WordByWord,
    /// Spaces do not count: “Newark” before “New York” (The Chicago Manual of Style).
    LetterByLetter,
}

impl Decode for IndexOrder {
    fn decode(node: &Node, decoder: &mut Decoder<'_>) -> Option<Self> {
        match &node.value {
            Value::Scalar(text) if text == "word-by-word" => Some(IndexOrder::WordByWord),
            Value::Scalar(text) if text == "letter-by-letter" => Some(IndexOrder::LetterByLetter),
            _ => {
                decoder.wrong_word(node, &["word-by-word", "letter-by-letter"]);
                None
            }
        }
    }

    fn schema() -> Json {
        json!({"enum": ["word-by-word", "letter-by-letter"]})
    }
}

/// A server, or a service that publishes files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Host {
    /// Apache, by `.htaccess`.
    Apache,
    /// Caddy, by a file that its configuration imports.
    Caddy,
    /// Cloudflare Pages.
    Cloudflare,
    /// GitHub Pages.
    GithubPages,
    /// GitLab Pages.
    Gitlab,
    /// Netlify.
    Netlify,
    /// nginx, by files that its configuration includes.
    Nginx,
    /// Amazon S3 and what speaks its language.
    S3,
}

impl Host {
    /// All of them, by name.
    pub const ALL: [Host; 8] = [
        Host::Apache,
        Host::Caddy,
        Host::Cloudflare,
        Host::GithubPages,
        Host::Gitlab,
        Host::Netlify,
        Host::Nginx,
        Host::S3,
    ];

    /// Its name in `hosts`.
    pub fn name(self) -> &'static str {
        match self {
            Host::Apache => "apache",
            Host::Caddy => "caddy",
            Host::Cloudflare => "cloudflare",
            Host::GithubPages => "github-pages",
            Host::Gitlab => "gitlab",
            Host::Netlify => "netlify",
            Host::Nginx => "nginx",
            Host::S3 => "s3",
        }
    }
}

impl Decode for Host {
    fn decode(node: &Node, decoder: &mut Decoder<'_>) -> Option<Self> {
        let written = match &node.value {
            Value::Scalar(text) => text.as_str(),
            _ => "",
        };
        let host = Host::ALL.into_iter().find(|host| host.name() == written);
        if host.is_none() {
            decoder.wrong_word(node, &Host::ALL.map(Host::name));
        }
        host
    }

    fn schema() -> Json {
        json!({"enum": Host::ALL.map(Host::name)})
    }
}

impl Config {
    /// The language of the site.
    pub fn language(&self) -> &str {
        self.language.as_ref().map_or("en", |it| &it.value)
    }

    /// The address of the site, with a slash at its end.
    pub fn base_url(&self) -> Option<String> {
        let url = &self.base_url.as_ref()?.value;
        Some(if url.ends_with('/') {
            url.clone()
        } else {
            format!("{url}/")
        })
    }

    /// The path of the site on its server, such as `/seminar/`: that of `base-url`, or the root where the host has no
    /// other; nothing where it is not known.
    pub fn base_path(&self) -> Option<String> {
        let at_root = [Host::Cloudflare, Host::Netlify, Host::S3];
        match self.base_url() {
            Some(url) => {
                let (_, rest) = url.split_once("://").unwrap_or_default();
                Some(rest.find('/').map_or("/", |slash| &rest[slash..]).to_owned())
            }
            None => self
                .hosts
                .iter()
                .any(|host| at_root.contains(host))
                .then(|| "/".to_owned()),
        }
    }

    /// The order of the index.
    pub fn index_order(&self) -> IndexOrder {
        self.index_order.unwrap_or_default()
    }

    /// How many entries a list shows on one page.
    pub fn list_length(&self) -> NonZeroUsize {
        const USUAL: NonZeroUsize = NonZeroUsize::MIN.saturating_add(499);
        self.list_length.unwrap_or(USUAL)
    }

    /// The citation style.
    pub fn csl_style(&self) -> &str {
        self.csl_style.as_ref().map_or("chicago-author-date", |it| &it.value)
    }
}

/// Reads and checks the settings.
pub fn read(file: &SourceFile, diags: &mut Diagnostics) -> Config {
    let node = match yaml::read(&file.text) {
        Ok(node) => node,
        Err(syntax) => {
            diags.push(yaml_syntax(file, &syntax));
            return Config::default();
        }
    };
    let mut decoder = Decoder {
        file: file.id,
        text: &file.text,
        diags,
    };
    let config = Config::decode(&node, &mut decoder).unwrap_or_default();
    check(&config, file, diags);
    config
}

/// Reports that a text is not YAML.
pub fn yaml_syntax(file: &SourceFile, syntax: &yaml::Syntax) -> Diagnostic {
    let (line, column) = syntax.at;
    let start = file.offset(line, column);
    let width = file.text[start..].chars().next().map_or(0, char::len_utf8);
    let at = crate::span::Span::new(start..start + width).in_file(file.id);
    let diagnostic = Diagnostic::at(Code::Yaml, at, format!("the YAML cannot be read: {}", syntax.message));
    match &syntax.help {
        Some(help) => diagnostic.help(help),
        None => diagnostic,
    }
}

fn check(config: &Config, file: &SourceFile, diags: &mut Diagnostics) {
    if let Some(deploy) = &config.deploy {
        deploy::check(deploy, file.id, diags);
    }
    if let Some(language) = &config.language
        && LanguageIdentifier::try_from_str(&language.value).is_err()
    {
        let message = format!("`{}` is not a language as BCP 47 writes it", language.value);
        let diagnostic = Diagnostic::at(Code::WrongType, language.span.in_file(file.id), message)
            .help("write its code, such as `en`, `de` or `zh-Hant`");
        diags.push(diagnostic);
    }
    for element in config.html.iter().filter(|it| !markup::can_be_allowed(&it.value)) {
        let message = format!("`{}` can never be allowed in Markdown", element.value);
        let diagnostic = Diagnostic::at(Code::WrongType, element.span.in_file(file.id), message)
            .help(format!("`html` can allow {}", markup::elements().join(", ")));
        diags.push(diagnostic);
    }
    if let Some(url) = config.base_url.as_ref().filter(|url| !is_website(&url.value)) {
        let message = "`base-url` is not the address of a website";
        let diagnostic = Diagnostic::at(Code::WrongType, url.span.in_file(file.id), message)
            .help("write it whole, as in `https://example.org/conspectus/`");
        diags.push(diagnostic);
    }
}

/// Whether an address is that of a place on the web where files can lie: a host and a path, in the characters that
/// addresses have, and nothing that a page could not add its own path to.
fn is_website(url: &str) -> bool {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    let host = rest.unwrap_or_default().split('/').next().unwrap_or_default();
    let is_plain = |c: char| c.is_alphanumeric() || (c.is_ascii_graphic() && !"\"<>\\^`{|}?#@".contains(c));
    let brackets = host.contains(['[', ']']);
    let is_host = host.starts_with(char::is_alphanumeric) && !brackets
        || host.starts_with('[') && host.matches(['[', ']']).count() == 2 && host.contains(']');
    is_host && url.chars().all(is_plain) && !url.split('/').any(|part| part == "..")
}
