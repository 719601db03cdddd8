//! The themes that the program carries: every file below `themes/default/` and `themes/plain/`, so that a site needs
//! none of its own.

use super::SourceTree;
use crate::span::FileId;

/// A file of a theme: its path below the theme's folder, with `/`, and its bytes.
pub type ThemeFile = (&'static str, &'static [u8]);

/// A text of a theme: its path below one of the theme's folders, what it says, and its place among the sources where it
/// is the site's own (the built-in theme has none).
pub type ThemeText = (String, String, Option<FileId>);

/// The name of the theme whose files stand behind those of every other.
pub const DEFAULT: &str = "default";

/// Names files of a theme once each, and embeds them.
macro_rules! files {
    ($theme:literal: $($path:literal),* $(,)?) => {
        &[$(($path, include_bytes!(concat!("../../themes/", $theme, "/", $path)))),*]
    };
}

/// The themes, by name, the default one first; `fonts/` holds those of preview pictures, `i18n/` interface texts, `static/` what is
/// published as it is, `templates/` the templates.
pub const THEMES: &[(&str, &[ThemeFile])] = &[(DEFAULT, DEFAULT_FILES), ("plain", PLAIN_FILES)];

const DEFAULT_FILES: &[ThemeFile] = files!["default":
    "fonts/NotoNaskhArabic.ttf",
    "fonts/NotoSerif.ttf",
    "fonts/OFL.txt",
    "i18n/ar.yaml",
    "i18n/de.yaml",
    "i18n/en.yaml",
    "i18n/fr.yaml",
    "i18n/ru.yaml",
    "i18n/ur.yaml",
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
    "templates/changes.html",
    "templates/components.html",
    "templates/coverage.html",
    "templates/data.html",
    "templates/disagreements.html",
    "templates/event.html",
    "templates/events.html",
    "templates/glossary.html",
    "templates/gone.html",
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

const PLAIN_FILES: &[ThemeFile] = files!["plain":
    "static/style.css",
    "templates/actor.html",
    "templates/base.html",
    "templates/event.html",
    "templates/home.html",
    "templates/network.html",
    "templates/page.html",
    "templates/paper.html",
    "templates/plain.html",
    "templates/term.html",
    "templates/theme.html",
    "templates/timeline.html",
];

/// The files of a theme that the program carries.
pub fn carried(name: &str) -> Option<&'static [ThemeFile]> {
    THEMES.iter().find(|(it, _)| *it == name).map(|(_, files)| *files)
}

/// The files below one folder of a theme and of the default one behind it, their paths counted from there:
/// `below("plain", "templates/")` gives `base.html`. A later file replaces an earlier one of the same path.
pub fn below(name: &str, folder: &str) -> Vec<ThemeFile> {
    let own = carried(name).filter(|_| name != DEFAULT).unwrap_or_default();
    let all = DEFAULT_FILES.iter().chain(own);
    all.filter_map(|(path, bytes)| Some((path.strip_prefix(folder)?, *bytes)))
        .collect()
}

impl SourceTree {
    /// The texts of a folder of the themes that the program carries, and after them the site's own.
    pub fn theme_texts_below(&self, folder: &str) -> Vec<ThemeText> {
        let carried = below(&self.theme, folder).into_iter();
        let carried = carried.map(|(path, bytes)| (path.to_owned(), String::from_utf8_lossy(bytes).into_owned(), None));
        let own = self.theme_texts.iter().map(|&file| self.sources.file(file));
        let own = own.filter_map(|file| {
            let (_, path) = file.path.split_once(&format!("/{folder}"))?;
            Some((path.to_owned(), file.text.to_string(), Some(file.id)))
        });
        carried.chain(own).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The lists above are written by hand; this holds them to what is on disk.
    #[test]
    fn every_file_of_the_folders_is_in_the_lists() {
        for (name, files) in THEMES {
            let listed: Vec<&str> = files.iter().map(|(path, _)| *path).collect();
            assert_eq!(listed, on_disk(name));
        }
    }

    fn on_disk(name: &str) -> Vec<String> {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("themes")
            .join(name);
        let files = walkdir::WalkDir::new(&root).sort_by_file_name().into_iter();
        files
            .filter_map(Result::ok)
            .filter(|entry| entry.file_type().is_file())
            .filter_map(|entry| Some(entry.path().strip_prefix(&root).ok()?.to_str()?.replace('\\', "/")))
            .collect()
    }

    #[test]
    fn the_paths_of_a_folder_are_counted_from_it() {
        let assets = below(DEFAULT, "static/");
        assert!(
            assets
                .iter()
                .any(|(path, bytes)| *path == "style.css" && !bytes.is_empty())
        );
        assert!(below(DEFAULT, "templates/").iter().all(|(path, _)| !path.contains('/')));
    }

    #[test]
    fn the_files_of_a_theme_come_after_the_default_ones() {
        let named = |name| {
            below(name, "static/")
                .into_iter()
                .filter(|(path, _)| *path == "style.css")
                .count()
        };
        assert_eq!((named(DEFAULT), named("plain"), named("elsewhere")), (1, 2, 1));
    }

    /// The promise of the docs: a theme can be small.
    #[test]
    fn the_plain_theme_has_under_three_hundred_lines() {
        let lines = |(_, bytes): &ThemeFile| String::from_utf8_lossy(bytes).lines().count();
        let all: usize = carried("plain").unwrap_or_default().iter().map(lines).sum();
        assert!(all < 300, "{all} lines");
    }
}
