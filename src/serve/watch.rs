//! The watch over the sources of a site: says when something has changed that a build reads.
//!
//! The system tells of changes where it can. On drives of a network it does not tell of what other machines write, and it
//! may refuse to watch so many folders: there the sources are looked at again and again.

use crate::source::{self, stamp};
use crate::{config, model};
use notify::event::{AccessKind, AccessMode, Event, EventKind, MetadataKind, ModifyKind, RenameMode};
use notify::{RecommendedWatcher, RecursiveMode, Watcher};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender};
use std::thread;
use std::time::{Duration, Instant};

/// How long the sources must be quiet: editors write in several steps.
const QUIET: Duration = Duration::from_millis(24);

/// How long they must be quiet behind the last step, such as the end of writing a file.
const DONE: Duration = Duration::from_millis(8);

/// How long a build waits for quiet at most: a program may write without end.
const PATIENCE: Duration = Duration::from_millis(500);

/// The folders that are watched with all that they hold.
const FOLDERS: [&str; 2] = ["content", "themes"];

/// How often sources are looked at where nobody said how often.
const INTERVAL: Duration = Duration::from_millis(500);

/// Looking at the sources takes at most one part in so many of the time.
const SHARE: u32 = 10;

/// What wakes the thread that builds.
pub(super) enum Wake {
    /// The system tells of something that happened to files.
    Told(notify::Result<Event>),
    /// A look at the sources shows that they have changed.
    Seen,
    /// The preview ends.
    End,
}

/// Why sources are looked at again and again instead of being told of.
#[derive(Debug, PartialEq, Eq)]
pub enum Polling {
    /// Somebody asked for it.
    Asked,
    /// They lie on a drive of this kind.
    Drive(&'static str),
    /// The system does not watch them, for this reason.
    Refused(String),
}

/// The watch over one site.
pub(super) struct Watch {
    site: PathBuf,
    /// Nothing where the sources are looked at instead.
    watcher: Option<RecommendedWatcher>,
    wakes: Receiver<Wake>,
    stirred: Arc<AtomicBool>,
    /// Why the sources are looked at, and how often, where they are.
    pub(super) polling: Option<(Polling, Duration)>,
}

impl Watch {
    /// Begins to watch; `wake` and `wakes` are the ends of one channel. With `poll` the sources are looked at that often.
    pub(super) fn begin(
        site: &Path,
        poll: Option<Duration>,
        wake: &Sender<Wake>,
        wakes: Receiver<Wake>,
    ) -> std::io::Result<Watch> {
        let mut watch = Watch {
            site: site.canonicalize()?,
            watcher: None,
            wakes,
            stirred: Arc::new(AtomicBool::new(false)),
            polling: None,
        };
        let reason = match (poll, network_drive(&watch.site)) {
            (Some(_), _) => Some(Polling::Asked),
            (None, Some(kind)) => Some(Polling::Drive(kind)),
            (None, None) => watch
                .listen(wake)
                .err()
                .map(|error| Polling::Refused(error.to_string())),
        };
        if let Some(reason) = reason {
            let interval = poll.unwrap_or(INTERVAL);
            watch.watcher = None;
            watch.look(interval, wake);
            watch.polling = Some((reason, interval));
        }
        Ok(watch)
    }

    /// Lets the system tell of changes. Every change wakes the build as it is told: what several of them come to, such as
    /// a new file that took the place of another and went again, only the disk says.
    fn listen(&mut self, wake: &Sender<Wake>) -> notify::Result<()> {
        let (flag, root, wake) = (Arc::clone(&self.stirred), self.site.clone(), wake.clone());
        let handler = move |told: notify::Result<Event>| {
            let is_told = |event: &Event| is_change(event.kind) || is_last_step(event.kind);
            let at_source = |event: &Event| event.paths.iter().any(|path| is_source(&root, path));
            let counts = |event: &Event| event.need_rescan() || is_told(event) && at_source(event);
            if !told.as_ref().map_or(true, counts) {
                return;
            }
            let changes = told
                .as_ref()
                .map_or(true, |event| event.need_rescan() || is_change(event.kind));
            flag.fetch_or(changes, Ordering::Relaxed);
            // Nobody listens any more only when the preview has ended.
            let _ = wake.send(Wake::Told(told));
        };
        let mut watcher = notify::recommended_watcher(handler)?;
        // The folder rather than the file in it: editors put a new file in the place of the old one.
        watcher.watch(&self.site, RecursiveMode::NonRecursive)?;
        for folder in FOLDERS.map(|it| self.site.join(it)).iter().filter(|it| it.is_dir()) {
            watcher.watch(folder, RecursiveMode::Recursive)?;
        }
        self.watcher = Some(watcher);
        Ok(())
    }

    /// Looks at the sources again and again, in a thread that ends with the program.
    fn look(&self, interval: Duration, wake: &Sender<Wake>) {
        let (flag, root, wake) = (Arc::clone(&self.stirred), self.site.clone(), wake.clone());
        let look = move || stamp::of_sources(&root, &FOLDERS, &|path| is_source(&root, path));
        let mut known = look();
        thread::spawn(move || {
            let mut pause = interval;
            loop {
                thread::sleep(pause);
                let begin = Instant::now();
                let mut now = look();
                pause = interval.max(begin.elapsed() * SHARE);
                if now == known {
                    continue;
                }
                // What is being written just now is waited for.
                loop {
                    flag.store(true, Ordering::Relaxed);
                    thread::sleep(QUIET);
                    known = std::mem::replace(&mut now, look());
                    if now == known {
                        break;
                    }
                }
                if wake.send(Wake::Seen).is_err() {
                    return;
                }
            }
        });
    }

    /// Becomes true as soon as sources change, whether or not anybody waits.
    pub(super) fn stirred(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.stirred)
    }

    /// Waits until a source has changed and the sources are quiet; `false` at the end. Changes that come meanwhile count
    /// as one.
    pub(super) fn wait(&mut self) -> bool {
        let mut first = None;
        let mut quiet = QUIET;
        while let Some(wake) = self.next(first, quiet) {
            quiet = QUIET;
            match wake {
                Wake::End => return false,
                Wake::Seen => {}
                Wake::Told(told) => {
                    let kind = told.as_ref().ok().filter(|it| !it.need_rescan()).map(|it| it.kind);
                    if kind.is_some_and(is_last_step) {
                        quiet = DONE;
                    }
                    // The end of writing is no change by itself.
                    if first.is_none() && kind.is_some_and(|it| !is_change(it)) {
                        continue;
                    }
                    self.follow_folders(&told);
                }
            }
            first.get_or_insert_with(Instant::now);
        }
        first.is_some()
    }

    /// The next wake: waited for as long as nothing has changed, and for a moment of quiet afterwards.
    fn next(&self, first: Option<Instant>, quiet: Duration) -> Option<Wake> {
        match first {
            None => self.wakes.recv().ok(),
            Some(first) => {
                let left = PATIENCE.saturating_sub(first.elapsed());
                self.wakes.recv_timeout(quiet.min(left)).ok()
            }
        }
    }

    /// Watches the folders of sources that have come.
    fn follow_folders(&mut self, told: &notify::Result<Event>) {
        let paths = told.as_ref().map_or(&[][..], |event| &event.paths);
        for folder in FOLDERS {
            if paths.iter().any(|path| *path == self.site.join(folder)) {
                self.watch_folder(folder);
            }
        }
    }

    /// Watches a folder if it is there; if not, its coming is seen by the watch over the site.
    fn watch_folder(&mut self, folder: &str) {
        if let Some(watcher) = &mut self.watcher {
            let _ = watcher.watch(&self.site.join(folder), RecursiveMode::Recursive);
        }
    }
}

/// The kind of drive that a folder lies on, if other machines, or the other half of this one, may write to it unseen.
#[cfg(any(target_os = "linux", target_os = "android"))]
fn network_drive(folder: &Path) -> Option<&'static str> {
    let kind = rustix::fs::statfs(folder).ok()?.f_type;
    // The numbers of statfs(2); those that have the highest bit set are negative where the type is narrow.
    drive_of(u32::try_from(kind & 0xffff_ffff).ok()?)
}

#[cfg(not(any(target_os = "linux", target_os = "android")))]
fn network_drive(_: &Path) -> Option<&'static str> {
    None
}

#[cfg(any(target_os = "linux", target_os = "android"))]
fn drive_of(kind: u32) -> Option<&'static str> {
    let kind = match kind {
        0x0000_6969 => "NFS",
        0x0000_517b | 0xff53_4d42 | 0xfe53_4d42 => "SMB",
        0x0102_1997 => "9P",
        0x6573_5546 => "FUSE",
        0x786f_4256 => "VirtualBox",
        0x5346_414f | 0x6b41_4653 => "AFS",
        0x00c3_6400 => "Ceph",
        _ => return None,
    };
    Some(kind)
}

/// Reading a file is an event too, and builds read.
fn is_change(kind: EventKind) -> bool {
    let read = EventKind::Modify(ModifyKind::Metadata(MetadataKind::AccessTime));
    !kind.is_access() && kind != read
}

/// Whether a program has done with a file when this happens to it: it has written it, or put it in its place.
fn is_last_step(kind: EventKind) -> bool {
    let put = |mode| matches!(mode, RenameMode::To | RenameMode::Both);
    match kind {
        EventKind::Access(access) => access == AccessKind::Close(AccessMode::Write),
        EventKind::Modify(ModifyKind::Name(mode)) => put(mode),
        _ => false,
    }
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
    let file = [config::FILE_NAME, model::ledger::FILE_NAME].contains(&&*first) || style(&first);
    let top = FOLDERS.contains(&&*first) || (file && parts.next().is_none());
    top && !below.iter().any(|part| source::is_leaving(&part.to_string_lossy()))
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
            "ledger.txt",
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

    #[cfg(any(target_os = "linux", target_os = "android"))]
    #[test]
    fn drives_that_others_write_to_are_known() {
        assert_eq!(drive_of(0x6969), Some("NFS"));
        assert_eq!(drive_of(0xff53_4d42), Some("SMB"));
        // ext4, Btrfs and tmpfs tell of every change.
        for local in [0xef53, 0x9123_683e, 0x0102_1994] {
            assert_eq!(drive_of(local), None);
        }
    }

    #[expect(clippy::disallowed_methods, reason = "what is watched has to be on the disk")]
    #[test]
    fn a_look_shows_every_change_of_sources_and_no_other() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        let write = |path: &str, text: &str| {
            let path = root.join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        };
        let look = || stamp::of_sources(root, &FOLDERS, &|path| is_source(root, path));
        write("conspectus.yaml", "title: A\n");
        let mut known = look();
        let mut differs = |what: &str, expected: bool| {
            let now = look();
            assert_eq!(now != known, expected, "{what}");
            known = now;
        };
        write("content/a.md", "a");
        differs("a new folder with a file", true);
        write("content/.a.md.swp", "x");
        write("notes.txt", "x");
        write("public/index.html", "x");
        differs("what no build reads", false);
        write("content/a.md", "ab");
        differs("another text", true);
        std::fs::rename(root.join("content/a.md"), root.join("content/b.md")).unwrap();
        differs("another name", true);
        std::fs::remove_file(root.join("content/b.md")).unwrap();
        differs("one file less", true);
        write("house.csl", "x");
        differs("a style", true);
        differs("nothing", false);
    }
}
