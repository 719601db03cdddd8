//! What is published at former addresses: pages that send the reader on, the same downloads, and what is said of things gone.

use super::OutputFile;
use super::anchors::title;
use super::html_text::escape;
use crate::site::Site;
use crate::site::address::root;
use crate::site::former::{Answer, Target, Tombstone};
use std::collections::{BTreeMap, BTreeSet};

/// The script that keeps the fragment; published where a page needs it.
pub(super) const SCRIPT: &str = "static/moved.js";

/// What the script is.
const SCRIPT_TEXT: &str = include_str!("redirect/moved.js");

/// The files at former addresses, where `paths` are those of the files of the site, and `files` those that are no pages;
/// and what leads where, for the rules of servers. `notes` says whether a page has a note that the script shows.
pub(super) fn files(
    site: &Site,
    paths: &BTreeSet<String>,
    files: &[OutputFile],
    notes: bool,
    gone: &GoneTexts<'_>,
) -> (Vec<OutputFile>, BTreeMap<String, Target>) {
    let paths: BTreeSet<&str> = paths.iter().map(String::as_str).collect();
    let answers = site.addresses.former.answers(&site.ledger, &paths);
    let by_path = |path: &str| files.iter().find(|file| file.path == path);
    let (mut made, mut leads) = (Vec::new(), BTreeMap::new());
    for (path, answer) in answers {
        if paths.contains(path.as_str()) {
            continue;
        }
        match answer {
            Answer::Redirect(to) => {
                let is_download = !to.path.ends_with(".html");
                match by_path(&to.path).filter(|_| is_download) {
                    Some(same) => made.push(OutputFile {
                        path: path.clone(),
                        bytes: same.bytes.clone(),
                    }),
                    None => made.push(stub(site, &path, &to)),
                }
                leads.insert(path, to);
            }
            Answer::Copy(same) => {
                made.extend(by_path(&same).map(|file| OutputFile {
                    path: path.clone(),
                    bytes: file.bytes.clone(),
                }));
                leads.insert(path, same.into());
            }
            Answer::Gone(it) if path.ends_with(".html") && path == it.address => {}
            Answer::Gone(it) => {
                let text = if path.ends_with("json") {
                    gone_json(it)
                } else {
                    gone.text(site, it)
                };
                made.push(OutputFile::text(path, text));
            }
        }
    }
    if notes || made.iter().any(|file| holds(&file.bytes, SCRIPT)) {
        made.push(OutputFile::text(SCRIPT, SCRIPT_TEXT.to_owned()));
    }
    (made, leads)
}

fn holds(bytes: &[u8], text: &str) -> bool {
    std::str::from_utf8(bytes).is_ok_and(|it| it.contains(text))
}

/// What is said at the address of a download that is gone.
pub(super) struct GoneTexts<'a> {
    /// That it is no longer published, with `{title}`.
    pub(super) gone: &'a str,
    /// What stands before the places to look instead.
    pub(super) see: &'a str,
}

impl GoneTexts<'_> {
    fn text(&self, site: &Site, it: &Tombstone) -> String {
        let mut text = format!("{}\n{}\n", self.gone.replace("{title}", &it.title), it.reason);
        let base = site.config.base_url().unwrap_or_default();
        for (to, _) in &it.see {
            text.push_str(&format!("{} {} <{base}{to}>\n", self.see, title(site, to)));
        }
        text
    }
}

/// The same for programs that read JSON.
fn gone_json(it: &Tombstone) -> String {
    let see: Vec<String> = it.see.iter().map(|(to, _)| to.to_string()).collect();
    format!(
        "{:#}\n",
        serde_json::json!({"gone": it.title, "reason": it.reason, "see": see})
    )
}

/// A page that sends the reader on at once, and has a link for whoever stays. With scripts the fragment is kept;
/// without, the page goes on by itself.
fn stub(site: &Site, from: &str, to: &Target) -> OutputFile {
    let up = root(from);
    let href = escape(&format!("{up}{to}"));
    let base = site.config.base_url();
    let canonical = escape(&format!("{}{}", base.as_deref().unwrap_or(up), to.path));
    let (title, language) = (escape(&title(site, to)), escape(site.config.language()));
    let html = format!(
        "<!DOCTYPE html>\n<html lang=\"{language}\">\n<head>\n<meta charset=\"utf-8\">\n<title>{title}</title>\n\
         <link rel=\"canonical\" href=\"{canonical}\">\n<link rel=\"next\" data-moved href=\"{href}\">\n\
         <script src=\"{up}{SCRIPT}\"></script>\n\
         <noscript><meta http-equiv=\"refresh\" content=\"0; url={href}\"></noscript>\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         </head>\n<body>\n<main><h1>{title}</h1>\n<p><a href=\"{href}\">{title}</a></p></main>\n</body>\n</html>\n"
    );
    OutputFile::text(from, html)
}
