//! The watch over the sources of a site: says when something has changed that a build reads.

use crate::config;
use notify::event::{EventKind, MetadataKind, ModifyKind};
use notify::{RecommendedWatcher, RecursiveMode};
use notify_debouncer_full::{DebounceEventResult, DebouncedEvent, Debouncer, RecommendedCache, new_debouncer};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender};
use std::time::Duration;

/// How long a file must be quiet: editors write in several steps.
const QUIET: Duration = Duration::from_millis(24);

/// The folders that are watched with all that they hold.
const FOLDERS: [&str; 2] = ["content", "themes"];

/// What wakes the thread that builds.
pub(super) enum Wake {
    /// Something happened to files.
    Changes(DebounceEventResult),
    /// The preview ends.
    End,
}

/// The watch over one site.
pub(super) struct Watch {
    site: PathBuf,
    debouncer: Debouncer<RecommendedWatcher, RecommendedCache>,
    wakes: Receiver<Wake>,
    stirred: Arc<AtomicBool>,
}

impl Watch {
    /// Begins to watch; `wake` and `wakes` are the ends of one channel.
    pub(super) fn begin(site: &Path, wake: Sender<Wake>, wakes: Receiver<Wake>) -> notify::Result<Watch> {
        let site = site.canonicalize().map_err(notify::Error::io)?;
        let stirred = Arc::new(AtomicBool::new(false));
        let (flag, root) = (Arc::clone(&stirred), site.clone());
        let handler = move |changes: DebounceEventResult| {
            let at_source = |event: &DebouncedEvent| event.paths.iter().any(|path| is_source(&root, path));
            let matters = |events: &Vec<DebouncedEvent>| events.iter().any(|it| is_change(it.kind) && at_source(it));
            if changes.as_ref().map_or(true, matters) {
                flag.store(true, Ordering::Relaxed);
            }
            // Nobody listens any more only when the preview has ended.
            let _ = wake.send(Wake::Changes(changes));
        };
        let debouncer = new_debouncer(QUIET, None, handler)?;
        let mut watch = Watch {
            site,
            debouncer,
            wakes,
            stirred,
        };
        // The folder rather than the file in it: editors put a new file in the place of the old one.
        watch.debouncer.watch(&watch.site, RecursiveMode::NonRecursive)?;
        for folder in FOLDERS {
            watch.watch_folder(folder);
        }
        Ok(watch)
    }

    /// Becomes true as soon as sources change, whether or not anybody waits.
    pub(super) fn stirred(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.stirred)
    }

    /// Waits until a source has changed; `false` at the end. Changes that come meanwhile count as one.
    pub(super) fn wait(&mut self) -> bool {
        let mut changed = false;
        while let Some(wake) = self.next(changed) {
            match wake {
                Wake::End => return false,
                Wake::Changes(events) => changed |= self.matters(&events),
            }
        }
        changed
    }

    /// The next wake: waited for as long as nothing has changed, and only if it is there already afterwards.
    fn next(&self, changed: bool) -> Option<Wake> {
        if changed {
            self.wakes.try_recv().ok()
        } else {
            self.wakes.recv().ok()
        }
    }

    fn matters(&mut self, events: &DebounceEventResult) -> bool {
        let Ok(events) = events else {
            // Something was missed: a build finds out what.
            return true;
        };
        let mut matters = false;
        for event in events
            .iter()
            .filter(|event| is_change(event.kind) || event.need_rescan())
        {
            matters |= event.need_rescan() || event.paths.iter().any(|path| is_source(&self.site, path));
            for folder in FOLDERS {
                if event.paths.iter().any(|path| *path == self.site.join(folder)) {
                    self.watch_folder(folder);
                }
            }
        }
        matters
    }

    /// Watches a folder if it is there; if not, its coming is seen by the watch over the site.
    fn watch_folder(&mut self, folder: &str) {
        let _ = self.debouncer.watch(self.site.join(folder), RecursiveMode::Recursive);
    }
}

/// Reading a file is an event too, and builds read.
fn is_change(kind: EventKind) -> bool {
    let read = EventKind::Modify(ModifyKind::Metadata(MetadataKind::AccessTime));
    !kind.is_access() && kind != read
}

/// Whether a build reads what lies at this path.
fn is_source(site: &Path, path: &Path) -> bool {
    let Ok(below) = path.strip_prefix(site) else {
        return false;
    };
    let mut parts = below.iter().map(|part| part.to_string_lossy());
    let Some(first) = parts.next() else {
        return false;
    };
    let style = |name: &str| Path::new(name).extension().is_some_and(|it| it == "csl");
    let top = FOLDERS.contains(&&*first) || first == config::FILE_NAME || style(&first);
    top && !below.iter().any(|part| is_scratch(&part.to_string_lossy()))
}

/// Files that editors and systems make for themselves: swap files, locks, back-ups, probes.
fn is_scratch(name: &str) -> bool {
    name.starts_with('.')
        || name.ends_with('~')
        || (name.starts_with('#') && name.ends_with('#'))
        || matches!(name.rsplit_once('.'), Some((_, "tmp" | "swp")))
        || name.ends_with("___jb_tmp___")
        || name.ends_with("___jb_old___")
        || name == "4913"
        || name == "Thumbs.db"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_a_build_reads_is_a_source() {
        let site = Path::new("/site");
        let is = |path: &str| is_source(site, &site.join(path));
        for path in [
            "conspectus.yaml",
            "content",
            "content/events/a.md",
            "themes/x/page.html",
            "house.csl",
        ] {
            assert!(is(path), "{path}");
        }
        for path in [
            "",
            "public/index.html",
            "README.md",
            "content/.a.md.swp",
            "content/a.md~",
            "content/#a.md#",
            "content/4913",
            "content/.obsidian/workspace.json",
            ".public.conspectus-new-1",
            "content.bak/a.md",
        ] {
            assert!(!is(path), "{path}");
        }
        assert!(!is_source(site, Path::new("/elsewhere/content/a.md")));
    }
}
