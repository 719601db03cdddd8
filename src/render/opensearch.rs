//! `opensearch.xml`: lets a browser search the site from its address line (OpenSearch 1.1).

use super::html_text::xml;
use super::{OutputFile, Sink};
use crate::site::Site;

/// The longest name that the format allows.
const MAX_NAME: usize = 16;

/// The description, where the address of the site is known: the format has no relative addresses.
pub(super) fn description(site: &Site, sink: &Sink<'_>) {
    let Some(base) = site.config.base_url() else {
        return;
    };
    let (base, title) = (xml(&base), &site.config.title.value);
    let name: String = title.chars().take(MAX_NAME).collect();
    let text = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n\
         <OpenSearchDescription xmlns=\"http://a9.com/-/spec/opensearch/1.1/\">\n\
         <ShortName>{}</ShortName>\n<LongName>{}</LongName>\n<Description>{}</Description>\n\
         <Language>{}</Language>\n<InputEncoding>UTF-8</InputEncoding>\n\
         <Url type=\"text/html\" template=\"{base}search.html#?q={{searchTerms}}\"/>\n\
         </OpenSearchDescription>\n",
        xml(name.trim()),
        xml(&title.chars().take(3 * MAX_NAME).collect::<String>()),
        xml(&site.config.description.value),
        xml(site.config.language()),
    );
    sink(OutputFile::text("opensearch.xml", text));
}
