//! The default theme, carried in the program: every file below `themes/default/`, so that a site needs none of its own.

use super::SourceTree;
use crate::span::FileId;

/// A file of the theme: its path below the theme's folder, with `/`, and its bytes.
pub type ThemeFile = (&'static str, &'static [u8]);

/// A text of a theme: its path below one of the theme's folders, what it says, and its place among the sources where it
/// is the site's own (the built-in theme has none).
pub type ThemeText = (String, String, Option<FileId>);

/// Names files of the default theme once each, and embeds them.
macro_rules! files {
    ($($path:literal),* $(,)?) => {
        /// The files, by path: `fonts/` holds those of preview pictures, `i18n/` interface texts, `static/` what is published as it is, `templates/` the
        /// templates.
        pub const FILES: &[ThemeFile] = &[$(($path, include_bytes!(concat!("../../themes/default/", $path)))),*];
    };
}

files![
    "fonts/NotoNaskhArabic.ttf",
    "fonts/NotoSerif.ttf",
    "fonts/OFL.txt",
    "i18n/en.yaml",
    "static/book.css",
    "static/cards.js",
    "static/favicon.svg",
    "static/matrix.js",
    "static/network.js",
    "static/scheme.js",
    "static/script.js",
    "static/search.css",
    "static/search.js",
    "static/style.css",
    "static/timeline.js",
    "templates/404.html",
    "templates/actor.html",
    "templates/actors.html",
    "templates/base.html",
    "templates/bibliography.html",
    "templates/components.html",
    "templates/coverage.html",
    "templates/data.html",
    "templates/disagreements.html",
    "templates/event.html",
    "templates/events.html",
    "templates/glossary.html",
    "templates/home.html",
    "templates/index-of-actors.html",
    "templates/matrix.html",
    "templates/network.html",
    "templates/page.html",
    "templates/paper.html",
    "templates/papers.html",
    "templates/preview.svg",
    "templates/print.html",
    "templates/relations.html",
    "templates/search.html",
    "templates/term.html",
    "templates/theme.html",
    "templates/themes.html",
    "templates/timeline-chart.html",
    "templates/timeline.html",
    "templates/work.html",
];

/// The files below one of the theme's folders, their paths counted from there: `below("templates/")` gives `base.html`.
pub fn below(folder: &str) -> impl Iterator<Item = ThemeFile> {
    FILES
        .iter()
        .filter_map(move |(path, bytes)| Some((path.strip_prefix(folder)?, *bytes)))
}

impl SourceTree {
    /// The texts of a folder of the default theme, and after them the site's own.
    pub fn theme_texts_below(&self, folder: &str) -> Vec<ThemeText> {
        let default = below(folder);
        let default = default.map(|(path, bytes)| (path.to_owned(), String::from_utf8_lossy(bytes).into_owned(), None));
        let own = self.theme_texts.iter().map(|&file| self.sources.file(file));
        let own = own.filter_map(|file| {
            let (_, path) = file.path.split_once(&format!("/{folder}"))?;
            Some((path.to_owned(), file.text.to_string(), Some(file.id)))
        });
        default.chain(own).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The list above is written by hand; this holds it to what is on disk.
    #[test]
    fn every_file_of_the_folder_is_in_the_list() {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("themes/default");
        let on_disk: Vec<String> = walkdir::WalkDir::new(&root)
            .sort_by_file_name()
            .into_iter()
            .filter_map(Result::ok)
            .filter(|entry| entry.file_type().is_file())
            .filter_map(|entry| Some(entry.path().strip_prefix(&root).ok()?.to_str()?.replace('\\', "/")))
            .collect();
        let listed: Vec<&str> = FILES.iter().map(|(path, _)| *path).collect();
        assert_eq!(listed, on_disk);
    }

    #[test]
    fn the_paths_of_a_folder_are_counted_from_it() {
        assert!(below("static/").any(|(path, bytes)| path == "style.css" && !bytes.is_empty()));
        assert!(below("templates/").all(|(path, _)| !path.contains('/')));
    }
}
