//! Loads a theme's templates, checks them, and turns views into HTML.

mod filters;
mod problems;

use crate::diag::{Diagnostic, Diagnostics};
use crate::source::theme::ThemeText;
use crate::span::{FileId, FileSpan};
use std::collections::BTreeMap;
use tera::Tera;

/// One file below `templates/`.
pub type TemplateFile = ThemeText;

/// The templates of a theme, parsed and checked against each other.
pub struct Templates {
    tera: Tera,
    /// The site's own files, so that an error while rendering has a place.
    own: BTreeMap<String, FileId>,
}

/// What a template stumbled over while it was rendered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateError {
    /// The template that was asked for, without its ending: `paper`.
    pub template: String,
    /// What is so, with the file, line and column where Tera knows them.
    pub message: String,
    /// The place, where it lies in a file of the site.
    pub at: Option<FileSpan>,
}

impl TemplateError {
    /// The error as a diagnostic, at the place in the site's own file if it lies in one.
    pub fn diagnostic(&self) -> Diagnostic {
        problems::at_page(&self.template, &self.message, self.at)
    }
}

impl Templates {
    /// Parses the files and checks that every block, component, filter and included file that they name exists.
    /// A later file of the same path replaces an earlier one, so the built-in theme comes first in the list.
    ///
    /// Nothing is returned where a file cannot be used; what is wrong goes to `diagnostics`.
    pub fn load(files: &[TemplateFile], diagnostics: &mut Diagnostics) -> Option<Templates> {
        let latest: BTreeMap<&str, &TemplateFile> = files.iter().map(|file| (file.0.as_str(), file)).collect();
        let mut tera = Tera::default();
        tera.autoescape_on([".html", ".svg"]);
        // Its own writes byte by byte.
        tera.set_escape_fn(super::html_text::write_escaped);
        // Tera looks for filters when it reads a template, so they must be there first.
        filters::register(&mut tera);
        let texts = latest.values().map(|file| (file.0.as_str(), file.1.as_str()));
        if let Err(error) = tera.add_raw_templates(texts) {
            problems::report(&error, &latest, diagnostics);
            return None;
        }
        let own = latest.values().filter_map(|file| Some((file.0.clone(), file.2?)));
        Some(Templates {
            own: own.collect(),
            tera,
        })
    }

    /// Whether all of them are those of the program.
    pub fn are_built_in(&self) -> bool {
        self.own.is_empty()
    }

    /// Whether the theme has that template (named without `.html`).
    pub fn has(&self, template: &str) -> bool {
        self.tera.contains_template(&format!("{template}.html"))
    }

    /// Renders one page. `template` is the name of [`crate::view::PageView::template`], without `.html`.
    ///
    /// The context holds `site`, `page`, `t` (the interface texts), `body` (HTML) and the view of the kind, under the
    /// name that [`crate::view`] gives it.
    pub fn render(&self, template: &str, context: &tera::Context) -> Result<String, TemplateError> {
        self.render_file(&format!("{template}.html"), context)
    }

    /// Renders the template of a file that is no page, named with its ending.
    pub fn render_file(&self, file: &str, context: &tera::Context) -> Result<String, TemplateError> {
        filters::begin();
        self.tera.render(file, context).map_err(|error| TemplateError {
            template: file.trim_end_matches(".html").to_owned(),
            message: problems::sentence(&error),
            at: problems::place(&error, &self.own),
        })
    }
}

#[cfg(test)]
mod tests;
