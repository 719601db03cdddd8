//! A reading list as IMS Common Cartridge 1.1: weeks in order, and in each a link for every reading.
//!
//! Moodle takes 1.1 at most, and knows it by the first 500 bytes of the manifest: so the default namespace stands first.
//! Where the address of the site is not known there is nothing to link to, and the cartridge holds the cards themselves.

use crate::graph::{EntryId, Node};
use crate::render::html_text::xml;
use crate::render::{OutputFile, archive, embed};
use crate::site::Site;
use crate::site::course::{self, Assigned};
use crate::view::Viewer;
use std::collections::BTreeMap;
use std::fmt::Write;

/// A file of the cartridge that a reading leads to.
struct Resource {
    type_: &'static str,
    path: String,
    text: String,
}

/// The cartridge of a page that has a reading list.
pub(super) fn cartridge(site: &Site, page: EntryId) -> Option<OutputFile> {
    let mut resources: BTreeMap<String, Resource> = BTreeMap::new();
    let mut weeks = String::new();
    for (number, week) in course::weeks(site, page).iter().enumerate() {
        let number = number + 1;
        let title = match week.date {
            Some(date) => format!("{} ({})", week.title, date.human(&site.date_words)),
            None => week.title.to_owned(),
        };
        let _ = writeln!(weeks, "<item identifier=\"w{number}\"><title>{}</title>", xml(&title));
        for (at, it) in week.readings.iter().enumerate() {
            let (id, title, resource) = reading(site, it);
            let _ = writeln!(
                weeks,
                "<item identifier=\"w{number}-{}\" identifierref=\"{id}\"><title>{}</title></item>",
                at + 1,
                xml(&title)
            );
            resources.insert(id, resource);
        }
        weeks.push_str("</item>\n");
    }
    let manifest = manifest(site, page, &weeks, &resources);
    let files = resources.values().map(|it| (it.path.as_str(), it.text.as_bytes()));
    let files = std::iter::once(("imsmanifest.xml", manifest.as_bytes())).chain(files);
    // Each resource has its path from its own name, so the archive takes them all.
    let bytes = archive::zip(files).ok()?;
    Some(OutputFile {
        path: course::cartridge(site, page),
        bytes,
    })
}

fn manifest(site: &Site, page: EntryId, weeks: &str, resources: &BTreeMap<String, Resource>) -> String {
    let entry = site.entry(page);
    let language = xml(entry.common().lang.unwrap_or(site.config.language()));
    let title = xml(entry.title());
    let mut text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <manifest xmlns=\"http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1\" \
         xmlns:lomimscc=\"http://ltsc.ieee.org/xsd/imsccv1p1/LOM/manifest\" identifier=\"{}\">\n\
         <metadata>\n<schema>IMS Common Cartridge</schema>\n<schemaversion>1.1.0</schemaversion>\n\
         <lomimscc:lom><lomimscc:general><lomimscc:title><lomimscc:string language=\"{language}\">{title}\
         </lomimscc:string></lomimscc:title></lomimscc:general></lomimscc:lom>\n</metadata>\n\
         <organizations>\n<organization identifier=\"list\" structure=\"rooted-hierarchy\">\n\
         <item identifier=\"root\">\n{weeks}</item>\n</organization>\n</organizations>\n<resources>\n",
        identifier("m", &entry.key.to_string()),
    );
    for (id, it) in resources {
        let href = match it.type_ {
            "webcontent" => format!(" href=\"{}\"", it.path),
            _ => String::new(),
        };
        let _ = writeln!(
            text,
            "<resource identifier=\"{id}\" type=\"{}\"{href}><file href=\"{}\"/></resource>",
            it.type_, it.path
        );
    }
    text.push_str("</resources>\n</manifest>\n");
    text
}

/// An identifier that stays from build to build, so that a platform knows a reading again.
fn identifier(letter: &str, name: &str) -> String {
    let hash = blake3::hash(name.as_bytes()).to_hex();
    format!("{letter}-{}", hash.get(..16).unwrap_or_default())
}

/// The identifier of what is read, the words that lead to it, and what is there.
fn reading(site: &Site, it: &Assigned<'_>) -> (String, String, Resource) {
    let viewer = Viewer::new(site, "", site.config.language());
    let (title, address) = match it.what {
        Node::Entry(id) => (viewer.link(id).title, viewer.href_of(id, None)),
        Node::Work(id) => (viewer.work_link(id).title, viewer.href_of_work(id)),
    };
    let words = [Some(title.clone()), it.at.clone()].into_iter().flatten();
    let words = words.collect::<Vec<_>>().join(", ");
    let words = match it.note {
        Some(note) => format!("{words}: {note}"),
        None => words,
    };
    let id = identifier("r", &address);
    let resource = match site.config.base_url() {
        Some(base) => web_link(&id, &title, &format!("{base}{address}")),
        None => Resource {
            type_: "webcontent",
            path: format!("{id}.html"),
            text: embed::standing_alone(site, it.what),
        },
    };
    (id, words, resource)
}

fn web_link(id: &str, title: &str, url: &str) -> Resource {
    let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
    Resource {
        type_: "imswl_xmlv1p1",
        path: format!("{id}.xml"),
        text: format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
             <webLink xmlns=\"http://www.imsglobal.org/xsd/imsccv1p1/imswl_v1p1\">\n\
             <title>{}</title>\n<url href=\"{}\" target=\"_blank\"/>\n</webLink>\n",
            xml(&title),
            xml(&ascii(url)),
        ),
    }
}

/// A web address in ASCII, as platforms want it.
fn ascii(url: &str) -> String {
    let mut bytes = [0; 4];
    let mut encoded = String::with_capacity(url.len());
    for c in url.chars() {
        if c.is_ascii_graphic() && !"\"<>\\^`{|}".contains(c) {
            encoded.push(c);
        } else {
            let bytes = c.encode_utf8(&mut bytes).bytes();
            encoded.extend(bytes.map(|byte| format!("%{byte:02X}")));
        }
    }
    encoded
}
