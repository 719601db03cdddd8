//! The thread that brings each state of the site to the disk, behind what is shown: it makes room for the next state, and
//! for whoever makes it.

use super::live::{Live, Problems};
use super::{Latest, Notice};
use crate::pipeline::{Build, Options, Pages};
use crate::publish::{Publication, PublishError, Published};
use crate::render::Earlier;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::Receiver;
use std::thread;
use std::time::{Duration, Instant};
use tokio::sync::watch::Sender;

/// A state that is to be published.
pub(super) struct State {
    pub(super) pages: Arc<Pages>,
    /// When it was begun.
    pub(super) start: Instant,
    /// Its number.
    pub(super) number: u64,
}

/// Publishes states to the disk.
pub(super) struct Publisher<'a> {
    pub(super) out: PathBuf,
    pub(super) options: Options,
    pub(super) live: Sender<Live>,
    pub(super) latest: Latest,
    /// Whether sources have changed since the last state was begun.
    pub(super) stirred: Arc<AtomicBool>,
    /// The number of the last state.
    pub(super) newest: Arc<AtomicU64>,
    pub(super) tell: &'a (dyn Fn(&Notice<'_>) + Sync),
}

impl Publisher<'_> {
    /// Publishes every state that is handed over, unless another has come meanwhile; until there are no more.
    pub(super) fn follow(&self, states: &Receiver<State>) {
        let pool = rayon::ThreadPoolBuilder::new().start_handler(|_| give_way()).build();
        while let Ok(mut state) = states.recv() {
            while let Ok(newer) = states.try_recv() {
                state = newer;
            }
            let published = match &pool {
                Ok(pool) => pool.install(|| self.publish(&state, false)),
                // Where no more threads are to be had, those that make states do this too.
                Err(_) => self.publish(&state, false),
            };
            if let Err(error) = published {
                let message = error.to_string();
                (self.tell)(&Notice::Failed(&message));
                self.live.send_modify(|live| live.fail(Problems::failure(&message)));
            }
        }
    }

    /// Publishes a state to the disk, unless sources change meanwhile; a build from the command line that is publishing
    /// just now is waited for. The first state is shown when it is on the disk.
    pub(super) fn publish(&self, state: &State, first: bool) -> Result<(), PublishError> {
        const PATIENCE: u32 = 20;
        let is_newest = || state.number == self.newest.load(Ordering::Relaxed);
        let stop = || !first && (self.stirred.load(Ordering::Relaxed) || !is_newest());
        for _ in 0..PATIENCE {
            match self.publish_once(&state.pages, &stop) {
                Err(PublishError::Busy { .. }) => thread::sleep(Duration::from_millis(100)),
                Err(error) => return Err(error),
                Ok(None) => return Ok(()),
                Ok(Some((build, published, news))) => {
                    self.tell(state, &build, published, &news, first);
                    return Ok(());
                }
            }
        }
        Err(PublishError::Busy {
            out: self.out.clone(),
            process: None,
        })
    }

    /// Tells everybody what was published, or what is wrong that only making all files shows.
    fn tell(&self, state: &State, build: &Build, published: Published, news: &[String], first: bool) {
        let wrong = build.diagnostics.has_errors();
        (self.tell)(&Notice::Built {
            build,
            published: (!wrong).then_some(published),
            time: state.start.elapsed(),
        });
        // The next state may be shown by now: then this one is not shown any more.
        let mut latest = self.latest.locked();
        let is_shown = latest.as_ref().is_some_and(|it| Arc::ptr_eq(it, &state.pages));
        if wrong {
            if is_shown || first {
                *latest = None;
                self.live.send_modify(|live| live.fail(Problems::of(build)));
            }
            return;
        }
        if first {
            *latest = Some(Arc::clone(&state.pages));
        }
        self.live.send_modify(|live| {
            // What only the disk has, such as a page that is gone, may have been read before it was written.
            if first || is_shown && published.changed() {
                live.publish(published.changed());
            }
            live.replace(news);
        });
    }

    /// The build, what publishing it did, and which files are new on the disk; nothing where sources have changed
    /// meanwhile.
    fn publish_once(
        &self,
        pages: &Pages,
        stop: &(dyn Fn() -> bool + Sync),
    ) -> Result<Option<(Build, Published, Vec<String>)>, PublishError> {
        let publication = Publication::preview(&self.out)?;
        let earlier = Earlier {
            fingerprints: &publication.made(),
            read: &|path| publication.published(path),
        };
        let take = |file| publication.take(file);
        let build = pages.all(&self.options, Some(&earlier), &take, stop);
        if stop() {
            return Ok(None);
        }
        if build.diagnostics.has_errors() {
            return Ok(Some((build, Published::default(), Vec::new())));
        }
        let news = publication.news();
        let published = publication.finish()?;
        published.remember(&self.out, &build.fingerprints);
        Ok(Some((build, published, news)))
    }
}

/// Lets other threads go first: somebody waits for what they do.
#[cfg(any(target_os = "linux", target_os = "android"))]
fn give_way() {
    // Where the system does not allow it, it is only slower.
    let _ = rustix::process::nice(10);
}

#[cfg(not(any(target_os = "linux", target_os = "android")))]
fn give_way() {}
