//! Pages at former addresses, which send the reader on.

use super::OutputFile;
use super::html_text::escape;
use crate::site::Site;
use crate::site::address::root;

/// A page for each `moved-from`: it redirects at once, and has a link for whoever stays.
pub(super) fn stubs(site: &Site) -> Vec<OutputFile> {
    let stub = |(path, id): &(String, crate::graph::EntryId)| {
        let up = "../".repeat(path.matches('/').count());
        let up = if up.is_empty() { root(path).to_owned() } else { up };
        let address = site.addresses.of(*id);
        let href = escape(&format!("{up}{address}"));
        let canonical = site.config.base_url().map(|base| {
            format!(
                "<link rel=\"canonical\" href=\"{}{}\">\n",
                escape(&base),
                escape(address)
            )
        });
        let title = escape(site.entry(*id).title());
        let language = escape(site.config.language());
        let html = format!(
            "<!DOCTYPE html>\n<html lang=\"{language}\">\n<head>\n<meta charset=\"utf-8\">\n<title>{title}</title>\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta name=\"robots\" content=\"noindex\">\n<meta http-equiv=\"refresh\" content=\"0; url={href}\">\n{}\
             </head>\n<body>\n<main><h1>{title}</h1>\n<p><a href=\"{href}\">{title}</a></p></main>\n</body>\n</html>\n",
            canonical.unwrap_or_default()
        );
        OutputFile::text(path.clone(), html)
    };
    site.addresses.redirects.iter().map(stub).collect()
}
