//! The preview: builds the site, serves it on this machine alone, and follows every change of its sources.
//!
//! One thread answers browsers and never waits for a build; another waits for changes, checks, builds and publishes.
//! Between them stand two values: [`live::Live`], which state there is and what is wrong since, and [`Latest`], the last
//! sound state itself. A page is made from it when it is asked for, so that every page is right as soon as the texts are
//! checked; the files on the disk follow, unless another change comes before.

mod files;
mod http;
mod live;
mod watch;

use crate::pipeline::{self, Build, Checked, Memory, Options, Pages};
use crate::publish::{self, Publication, PublishError, Published};
use crate::source::ReadError;
use live::{Live, Problems};
use std::fmt;
use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};
use tokio::sync::watch::Sender;
pub use watch::Polling;
use watch::Watch;

/// Why the preview could not begin, or ended.
#[derive(Debug)]
pub enum ServeError {
    /// The site cannot be read at all.
    Environment(ReadError),
    /// The output folder cannot be used.
    Publish(PublishError),
    /// No port is free.
    Port {
        /// The port asked for.
        port: u16,
        /// What the system said.
        source: io::Error,
    },
    /// The sources cannot be watched.
    Watch(io::Error),
    /// The server failed.
    Server(io::Error),
}

impl fmt::Display for ServeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ServeError::Environment(error) => error.fmt(f),
            ServeError::Publish(error) => error.fmt(f),
            ServeError::Port { port, source } => write!(f, "cannot listen on port {port}: {source}"),
            ServeError::Watch(error) => write!(f, "cannot watch the sources of the site: {error}"),
            ServeError::Server(error) => write!(f, "the server failed: {error}"),
        }
    }
}

impl std::error::Error for ServeError {}

/// What the preview has to tell whoever started it.
#[derive(Debug)]
pub enum Notice<'a> {
    /// The site can be read at this address.
    Listening {
        /// The address.
        address: SocketAddr,
        /// The port asked for, if it was taken.
        taken: Option<u16>,
    },
    /// The system does not tell of changes: the sources are looked at.
    Polling {
        /// Why.
        reason: &'a Polling,
        /// How often.
        interval: Duration,
    },
    /// The site was built; it is published unless it has errors.
    Built {
        /// What was built; its files are gone.
        build: &'a Build,
        /// What publishing did, where there were no errors.
        published: Option<Published>,
        /// How long both took.
        time: Duration,
    },
    /// The site could not be built or published this time.
    Failed(&'a str),
}

/// How a site is previewed.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// The port; 0 leaves the choice to the system; where it is taken, the next free one is used.
    pub port: u16,
    /// Looks at the sources this often, instead of being told of changes by the system.
    pub poll: Option<Duration>,
}

/// Builds and serves the site until the process is asked to end (Ctrl-C, SIGTERM). `tell` hears where the site can be
/// read and of each build.
///
/// # Errors
/// When the site cannot be read, watched or published at all, or no port is free. Errors in the content are none:
/// the preview shows them and waits for the next change.
pub fn serve(
    site: &Path,
    out: &Path,
    settings: Settings,
    tell: &(dyn Fn(&Notice<'_>) + Sync),
) -> Result<(), ServeError> {
    publish::check_output(site, out).map_err(ServeError::Publish)?;
    let port = settings.port;
    let (listener, address) = listen(port)?;
    let (wake, wakes) = std::sync::mpsc::channel();
    // Watching begins before the first build, so that no change falls between them.
    let watch = Watch::begin(site, settings.poll, &wake, wakes).map_err(ServeError::Watch)?;
    if let Some((reason, interval)) = &watch.polling {
        let interval = *interval;
        tell(&Notice::Polling { reason, interval });
    }
    let live = Sender::new(Live::default());
    let latest = Latest::default();
    let mut preview = Preview {
        site: site.to_owned(),
        out: std::path::absolute(out).map_err(ServeError::Server)?,
        live: live.clone(),
        latest: latest.clone(),
        memory: Memory::default(),
        stirred: watch.stirred(),
        tell,
    };
    preview.first()?;
    let taken = (port != 0 && port != address.port()).then_some(port);
    tell(&Notice::Listening { address, taken });
    let server = http::Server::new(&preview.out, address.port(), live, latest);
    thread::scope(|scope| {
        scope.spawn(move || preview.follow(watch));
        let result = http::run(listener, server).map_err(ServeError::Server);
        // The other thread finishes what it is writing, so that nothing half-made is left.
        let _ = wake.send(watch::Wake::End);
        result
    })
}

/// Listens on this machine alone, on the port or the next free one.
fn listen(port: u16) -> Result<(TcpListener, SocketAddr), ServeError> {
    const TRIED: u16 = 100;
    let error = |source| ServeError::Port { port, source };
    let mut candidates = port..=port.saturating_add(TRIED);
    loop {
        let Some(candidate) = candidates.next() else {
            return Err(error(io::ErrorKind::AddrInUse.into()));
        };
        match TcpListener::bind((Ipv4Addr::LOCALHOST, candidate)) {
            Ok(listener) => {
                let address = listener.local_addr().map_err(error)?;
                return Ok((listener, address));
            }
            Err(source) if source.kind() == io::ErrorKind::AddrInUse => {}
            Err(source) => return Err(error(source)),
        }
    }
}

/// The last state of the site that has no errors.
#[derive(Clone, Default)]
struct Latest(Arc<Mutex<Option<Arc<Pages>>>>);

impl Latest {
    fn get(&self) -> Option<Arc<Pages>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn set(&self, pages: Option<Arc<Pages>>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = pages;
    }
}

/// The thread that builds.
struct Preview<'a> {
    site: PathBuf,
    out: PathBuf,
    live: Sender<Live>,
    latest: Latest,
    memory: Memory,
    /// Whether sources have changed since the last build began.
    stirred: Arc<AtomicBool>,
    tell: &'a (dyn Fn(&Notice<'_>) + Sync),
}

impl Preview<'_> {
    /// The first build: what cannot be done at all is said at once.
    fn first(&mut self) -> Result<(), ServeError> {
        let start = Instant::now();
        let checked = self.check().map_err(ServeError::Environment)?;
        match Pages::new(checked, &Options::default()) {
            Ok(pages) => self.publish(&Arc::new(pages), start, true).map_err(ServeError::Publish),
            Err(build) => {
                self.fail(&build, start);
                Ok(())
            }
        }
    }

    /// Builds after each change, until the end.
    fn follow(&mut self, mut watch: Watch) {
        while watch.wait() {
            self.stirred.store(false, Ordering::Relaxed);
            let start = Instant::now();
            let failed = match self.check() {
                Ok(checked) => self.show(checked, start).err().map(|error| error.to_string()),
                Err(error) => Some(error.to_string()),
            };
            if let Some(message) = failed {
                (self.tell)(&Notice::Failed(&message));
                self.live.send_modify(|live| live.fail(Problems::failure(&message)));
            }
        }
    }

    fn check(&mut self) -> Result<Checked, ReadError> {
        pipeline::check_again(&self.site, &Options::default(), Some(&mut self.memory))
    }

    /// Shows a state that was checked, or what is wrong with it.
    fn show(&mut self, checked: Checked, start: Instant) -> Result<(), PublishError> {
        match Pages::new(checked, &Options::default()) {
            Ok(pages) => {
                let pages = Arc::new(pages);
                let changed = self.latest.get().is_none_or(|before| !before.same_sources(&pages));
                self.latest.set(Some(Arc::clone(&pages)));
                self.live.send_modify(|live| live.publish(changed));
                self.publish(&pages, start, false)
            }
            Err(build) => {
                self.fail(&build, start);
                Ok(())
            }
        }
    }

    /// Tells everybody what is wrong with a build.
    fn fail(&self, build: &Build, start: Instant) {
        (self.tell)(&Notice::Built {
            build,
            published: None,
            time: start.elapsed(),
        });
        self.live.send_modify(|live| live.fail(Problems::of(build)));
    }

    /// Publishes a state to the disk, unless sources change meanwhile; a build from the command line that is publishing
    /// just now is waited for. The first state is shown when it is on the disk.
    fn publish(&self, pages: &Arc<Pages>, start: Instant, first: bool) -> Result<(), PublishError> {
        const PATIENCE: u32 = 20;
        let stop = || !first && self.stirred.load(Ordering::Relaxed);
        for _ in 0..PATIENCE {
            match self.publish_once(pages, &stop) {
                Err(PublishError::Busy { .. }) => thread::sleep(Duration::from_millis(100)),
                Err(error) => return Err(error),
                Ok(None) => return Ok(()),
                Ok(Some((build, published, news))) => {
                    let wrong = build.diagnostics.has_errors();
                    self.latest.set((!wrong).then(|| Arc::clone(pages)));
                    if wrong {
                        self.fail(&build, start);
                        return Ok(());
                    }
                    (self.tell)(&Notice::Built {
                        build: &build,
                        published: Some(published),
                        time: start.elapsed(),
                    });
                    self.live.send_modify(|live| {
                        // What only the disk has, such as a page that is gone, may have been read before it was written.
                        if first || published.changed() {
                            live.publish(published.changed());
                        }
                        live.replace(&news);
                    });
                    return Ok(());
                }
            }
        }
        Err(PublishError::Busy {
            out: self.out.clone(),
            process: None,
        })
    }

    /// The build, what publishing it did, and which files are new on the disk; nothing where sources have changed
    /// meanwhile.
    fn publish_once(
        &self,
        pages: &Pages,
        stop: &(dyn Fn() -> bool + Sync),
    ) -> Result<Option<(Build, Published, Vec<String>)>, PublishError> {
        let publication = Publication::preview(&self.out)?;
        let build = pages.all(&Options::default(), &|file| publication.take(file), stop);
        if stop() {
            return Ok(None);
        }
        if build.diagnostics.has_errors() {
            return Ok(Some((build, Published::default(), Vec::new())));
        }
        let news = publication.news();
        let published = publication.finish()?;
        Ok(Some((build, published, news)))
    }
}
