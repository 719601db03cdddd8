//! The glossary as Moodle exports and imports it: an entry for each term, linked wherever the course names it.

use crate::model::{Data, Kind, Relation};
use crate::render::OutputFile;
use crate::render::html_text::{escape, xml};
use crate::site::Site;
use std::fmt::Write;

/// `course/moodle-glossary.xml`, where there are terms.
pub(super) fn glossary(site: &Site) -> Option<OutputFile> {
    let terms = site.order(Kind::Term);
    if terms.is_empty() {
        return None;
    }
    let config = &site.config;
    let mut text = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<GLOSSARY>\n<INFO>\n");
    let info = [
        ("NAME", config.title.value.as_str()),
        ("INTRO", &config.description.value),
        ("INTROFORMAT", "1"),
        ("ALLOWDUPLICATEDENTRIES", "0"),
        ("DISPLAYFORMAT", "dictionary"),
        ("SHOWSPECIAL", "1"),
        ("SHOWALPHABET", "1"),
        ("SHOWALL", "1"),
        ("ALLOWCOMMENTS", "0"),
        ("USEDYNALINK", "1"),
        ("DEFAULTAPPROVAL", "1"),
        ("GLOBALGLOSSARY", "0"),
        ("ENTBYPAGE", "20"),
    ];
    for (name, value) in info {
        element(&mut text, name, value);
    }
    text.push_str("<ENTRIES>\n");
    for &id in terms {
        let Data::Term(term) = &site.entry(id).data else {
            continue;
        };
        text.push_str("<ENTRY>\n");
        element(&mut text, "CONCEPT", &term.title.value);
        element(&mut text, "DEFINITION", &definition(site, id));
        for (name, value) in [
            ("FORMAT", "1"),
            ("USEDYNALINK", "1"),
            ("CASESENSITIVE", "0"),
            ("FULLMATCH", "1"),
        ] {
            element(&mut text, name, value);
        }
        element(&mut text, "TEACHERENTRY", "1");
        if !term.aliases.is_empty() {
            text.push_str("<ALIASES>\n");
            for alias in &term.aliases {
                let _ = writeln!(text, "<ALIAS><NAME>{}</NAME></ALIAS>", xml(&alias.value));
            }
            text.push_str("</ALIASES>\n");
        }
        text.push_str("</ENTRY>\n");
    }
    text.push_str("</ENTRIES>\n</INFO>\n</GLOSSARY>\n");
    Some(OutputFile::text("course/moodle-glossary.xml", text))
}

/// The definition as HTML, with a link to the page where the address of the site is known.
fn definition(site: &Site, id: crate::graph::EntryId) -> String {
    let Data::Term(term) = &site.entry(id).data else {
        return String::new();
    };
    let said = term.definition.as_ref().map(|it| it.value.clone());
    let see = site.graph.one(id, Relation::See);
    let see = see.map(|to| format!("→ {}", site.entry(to).title()));
    let said = said.or(see).unwrap_or_else(|| term.title.value.clone());
    let link = site.config.base_url().map(|base| {
        let href = escape(&format!("{base}{}", site.addresses.of(id)));
        format!("<p><a href=\"{href}\">{}</a></p>", escape(&site.config.title.value))
    });
    format!("<p>{}</p>{}", escape(&said), link.unwrap_or_default())
}

/// An element with text. HTML in it is text to XML.
fn element(text: &mut String, name: &str, value: &str) {
    let _ = writeln!(text, "<{name}>{}</{name}>", xml(value));
}
