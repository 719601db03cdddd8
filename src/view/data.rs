//! `data.html`: everything that can be taken home, in words.

use super::AlternateView;
use super::viewer::Viewer;
use crate::parse::slug;
use crate::site::downloads::{self, Holds};
use serde::Serialize;

/// `data.html`, as `data`.
#[derive(Clone, Debug, Serialize)]
pub struct DataView {
    /// The files, by what they hold.
    pub groups: Vec<DataGroup>,
    /// The licence as written in the settings.
    pub licence: Option<String>,
    /// The web address of the licence, where it is known.
    pub licence_href: Option<String>,
    /// How many entries the site has.
    pub entries: usize,
}

/// Files that hold the same sort of thing.
#[derive(Clone, Debug, Serialize)]
pub struct DataGroup {
    /// The name of the group and its fragment; its title is the interface text `data-<name>`, what it is
    /// `data-<name>-about`.
    pub name: &'static str,
    /// The files.
    pub files: Vec<DownloadView>,
}

/// A file of data.
#[derive(Clone, Debug, Serialize)]
pub struct DownloadView {
    /// Where it is.
    pub href: String,
    /// The name of the file without its folder: `papers.csv`.
    pub file: &'static str,
    /// The interface text that says what it holds: `data-file-papers`.
    pub about: String,
    /// Its media type.
    pub media_type: &'static str,
}

impl Viewer<'_> {
    /// `data.html`.
    pub fn data_view(&self) -> DataView {
        let licence = self.site.config.licence.as_ref().map(|it| it.value.clone());
        let group = |holds: Holds| DataGroup {
            name: holds.name(),
            files: self.files_of(holds),
        };
        let groups = Holds::ALL.map(group).into_iter();
        DataView {
            groups: groups.filter(|group| !group.files.is_empty()).collect(),
            licence_href: licence.as_deref().and_then(downloads::licence_address),
            licence,
            entries: self.site.graph.entries().filter(|(_, entry)| !entry.is_home()).count(),
        }
    }

    /// The whole graph, for the head of the page of data.
    pub(super) fn whole(&self) -> Vec<AlternateView> {
        let files = downloads::of(self.site).filter(|it| it.holds == Holds::Whole);
        let view = |it: &downloads::Download| AlternateView {
            href: self.href(it.path),
            media_type: it.media_type,
            title: it.title,
        };
        files.map(view).collect()
    }

    fn files_of(&self, holds: Holds) -> Vec<DownloadView> {
        let files = downloads::of(self.site).filter(|it| it.holds == holds);
        let view = |it: &downloads::Download| {
            let file = it.path.rsplit('/').next().unwrap_or(it.path);
            DownloadView {
                href: self.href(it.path),
                file,
                about: format!("data-file-{}", slug(it.title)),
                media_type: it.media_type,
            }
        };
        files.map(view).collect()
    }
}
