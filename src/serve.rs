//! The preview: builds the site, serves it on this machine alone, and follows every change of its sources.
//!
//! One thread answers browsers and never waits for a build; another waits for changes and checks what they come to; a
//! third publishes. Between them stand two values: [`live::Live`], which state there is and what is wrong since, and
//! [`Latest`], the last sound state itself. A page is made from it when it is asked for, so that every page is right as
//! soon as the texts are checked; the files on the disk follow, unless another change comes before.

mod files;
mod http;
mod live;
mod publisher;
mod watch;

use crate::pipeline::{self, Build, Checked, Memory, Options, Pages};
use crate::publish::{self, PublishError, Published};
use crate::source::ReadError;
use live::{Live, Problems};
use publisher::{Publisher, State};
use std::fmt;
use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
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
#[derive(Clone, Debug)]
pub struct Settings {
    /// The port; 0 leaves the choice to the system; where it is taken, the next free one is used.
    pub port: u16,
    /// Looks at the sources this often, instead of being told of changes by the system.
    pub poll: Option<Duration>,
    /// Names the program, as [`Options::program`] does.
    pub program: Option<String>,
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
    let newest = Arc::new(AtomicU64::new(0));
    let publisher = Publisher {
        out: std::path::absolute(out).map_err(ServeError::Server)?,
        options: Options {
            program: settings.program,
            ..Options::default()
        },
        live: live.clone(),
        latest: latest.clone(),
        stirred: watch.stirred(),
        newest: Arc::clone(&newest),
        tell,
    };
    let mut preview = Preview {
        site: site.to_owned(),
        live: live.clone(),
        latest: latest.clone(),
        memory: Memory::default(),
        stirred: watch.stirred(),
        newest,
        tell,
    };
    preview.first(&publisher)?;
    let taken = (port != 0 && port != address.port()).then_some(port);
    tell(&Notice::Listening { address, taken });
    let server = http::Server::new(&publisher.out, address.port(), live, latest);
    let (states, wanted) = std::sync::mpsc::channel();
    thread::scope(|scope| {
        scope.spawn(move || publisher.follow(&wanted));
        scope.spawn(move || preview.follow(watch, &states));
        let result = http::run(listener, server).map_err(ServeError::Server);
        // The other threads finish what they are writing, so that nothing half-made is left.
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
    fn locked(&self) -> MutexGuard<'_, Option<Arc<Pages>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn get(&self) -> Option<Arc<Pages>> {
        self.locked().clone()
    }
}

/// The thread that makes states.
struct Preview<'a> {
    site: PathBuf,
    live: Sender<Live>,
    latest: Latest,
    memory: Memory,
    /// Whether sources have changed since the last state was begun.
    stirred: Arc<AtomicBool>,
    /// The number of the last state.
    newest: Arc<AtomicU64>,
    tell: &'a (dyn Fn(&Notice<'_>) + Sync),
}

impl Preview<'_> {
    /// The first build: what cannot be done at all is said at once.
    fn first(&mut self, publisher: &Publisher<'_>) -> Result<(), ServeError> {
        let start = Instant::now();
        let checked = self.check().map_err(ServeError::Environment)?;
        match Pages::new(checked, &Options::default(), None) {
            Ok(pages) => {
                let (pages, number) = (Arc::new(pages), 0);
                let state = State { pages, start, number };
                publisher.publish(&state, true).map_err(ServeError::Publish)
            }
            Err(build) => {
                self.fail(&build, start);
                Ok(())
            }
        }
    }

    /// Makes a state after each change, until the end.
    fn follow(&mut self, mut watch: Watch, states: &std::sync::mpsc::Sender<State>) {
        while watch.wait() {
            self.stirred.store(false, Ordering::Relaxed);
            let number = self.newest.fetch_add(1, Ordering::Relaxed) + 1;
            let start = Instant::now();
            let shown = match self.check() {
                Ok(checked) => self.show(checked, start),
                Err(error) => {
                    let message = error.to_string();
                    (self.tell)(&Notice::Failed(&message));
                    self.live.send_modify(|live| live.fail(Problems::failure(&message)));
                    None
                }
            };
            if let Some(pages) = shown {
                // It ends later than this thread.
                let _ = states.send(State { pages, start, number });
            }
        }
    }

    fn check(&mut self) -> Result<Checked, ReadError> {
        pipeline::check_again(&self.site, &Options::default(), &mut self.memory)
    }

    /// Shows a state that was checked, and gives it; or shows what is wrong with it.
    fn show(&mut self, checked: Checked, start: Instant) -> Option<Arc<Pages>> {
        let before = self.latest.get();
        let pages = match Pages::new(checked, &Options::default(), before.as_deref()) {
            Ok(pages) => Arc::new(pages),
            Err(build) => {
                self.fail(&build, start);
                return None;
            }
        };
        let changed = before.as_ref().is_none_or(|before| !before.same_sources(&pages));
        let mut latest = self.latest.locked();
        *latest = Some(Arc::clone(&pages));
        self.live.send_modify(|live| live.publish(changed));
        drop(latest);
        // Taken apart when nobody waits any more.
        drop(before);
        Some(pages)
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
}
