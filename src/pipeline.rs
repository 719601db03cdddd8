//! The build, one line per stage.

use crate::config;
use crate::diag::Diagnostics;
use crate::publish::OutputFile;
use crate::span::SourceMap;
use std::fmt;
use std::path::Path;

/// What a build takes beside the site.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The address of the site, instead of the one in its settings.
    pub base_url: Option<String>,
}

/// How much was built.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stats {
    /// Entries read.
    pub entries: usize,
    /// Pages made.
    pub pages: usize,
    /// Links resolved.
    pub links: usize,
}

/// What a build gives.
#[derive(Debug)]
pub struct Build {
    /// What is wrong.
    pub diagnostics: Diagnostics,
    /// What the places in it mean.
    pub sources: SourceMap,
    /// The files of the site; none when there are errors.
    pub files: Vec<OutputFile>,
    /// How much it is.
    pub stats: Stats,
}

/// Why nothing could be read at all.
#[derive(Debug)]
pub struct EnvironmentError(String);

impl fmt::Display for EnvironmentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for EnvironmentError {}

/// Builds the site in that folder.
///
/// # Errors
/// When the folder cannot be read.
pub fn build(site: &Path, _options: &Options) -> Result<Build, EnvironmentError> {
    let path = site.join(config::FILE_NAME);
    #[expect(clippy::disallowed_methods, reason = "stands in for the source room")]
    let text = std::fs::read_to_string(&path)
        .map_err(|error| EnvironmentError(format!("cannot read `{}`: {error}", path.display())))?;
    let mut sources = SourceMap::default();
    let id = sources.add(config::FILE_NAME.to_owned(), text);
    let mut diagnostics = Diagnostics::default();
    let config = config::read(sources.file(id), &mut diagnostics);
    let page = format!(
        "<!doctype html>\n<title>{0}</title>\n<body><h1>{0}</h1></body>\n",
        config.title.value
    );
    let file = OutputFile {
        path: "index.html".to_owned(),
        bytes: page.into_bytes(),
    };
    let files = if diagnostics.has_errors() {
        Vec::new()
    } else {
        vec![file]
    };
    let stats = Stats {
        entries: 1,
        pages: 1,
        links: 0,
    };
    Ok(Build {
        diagnostics,
        sources,
        files,
        stats,
    })
}
