//! The preview: builds the site, serves it on this machine alone, and follows every change of its sources.
//!
//! One thread answers browsers and never waits for the disk or for a build; another waits for changes, builds and
//! publishes. Between them stands one value, [`live::Live`]: what was published last, and what is wrong since.

mod files;
mod http;
mod live;
mod watch;

use crate::pipeline::{self, Build, Options};
use crate::publish::{self, PublishError, Published};
use crate::source::ReadError;
use live::{Live, Problems};
use std::fmt;
use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};
use tokio::sync::watch::Sender;
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
    Watch(notify::Error),
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

/// Builds and serves the site until the process is asked to end (Ctrl-C, SIGTERM).
///
/// `port` 0 leaves the choice to the system; where the port is taken, the next free one is used. `tell` hears where
/// the site can be read and of each build.
///
/// # Errors
/// When the site cannot be read, watched or published at all, or no port is free. Errors in the content are none:
/// the preview shows them and waits for the next change.
pub fn serve(site: &Path, out: &Path, port: u16, tell: &(dyn Fn(&Notice<'_>) + Sync)) -> Result<(), ServeError> {
    publish::check_output(site, out).map_err(ServeError::Publish)?;
    let (listener, address) = listen(port)?;
    let (wake, wakes) = std::sync::mpsc::channel();
    // Watching begins before the first build, so that no change falls between them.
    let watch = Watch::begin(site, wake.clone(), wakes).map_err(ServeError::Watch)?;
    let live = Sender::new(Live::default());
    let preview = Preview {
        site: site.to_owned(),
        out: std::path::absolute(out).map_err(ServeError::Server)?,
        live: live.clone(),
        tell,
    };
    preview.first()?;
    let taken = (port != 0 && port != address.port()).then_some(port);
    tell(&Notice::Listening { address, taken });
    let server = http::Server::new(&preview.out, address.port(), live);
    thread::scope(|scope| {
        scope.spawn(|| preview.follow(watch));
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

/// The thread that builds.
struct Preview<'a> {
    site: PathBuf,
    out: PathBuf,
    live: Sender<Live>,
    tell: &'a (dyn Fn(&Notice<'_>) + Sync),
}

impl Preview<'_> {
    /// The first build: what cannot be done at all is said at once.
    fn first(&self) -> Result<(), ServeError> {
        let start = Instant::now();
        let build = pipeline::build(&self.site, &Options::default()).map_err(ServeError::Environment)?;
        self.finish(build, start).map_err(ServeError::Publish)
    }

    /// Builds after each change, until the end.
    fn follow(&self, mut watch: Watch) {
        while watch.wait() {
            let start = Instant::now();
            let failed = match pipeline::build(&self.site, &Options::default()) {
                Ok(build) => self.finish(build, start).err().map(|error| error.to_string()),
                Err(error) => Some(error.to_string()),
            };
            if let Some(message) = failed {
                (self.tell)(&Notice::Failed(&message));
                self.live.send_modify(|live| live.fail(Problems::failure(&message)));
            }
        }
    }

    /// Publishes a build, or shows what is wrong with it, and tells everybody.
    fn finish(&self, mut build: Build, start: Instant) -> Result<(), PublishError> {
        let files = std::mem::take(&mut build.files);
        let wrong = build.diagnostics.has_errors();
        let published = if wrong { None } else { Some(self.publish(files)?) };
        (self.tell)(&Notice::Built {
            build: &build,
            published,
            time: start.elapsed(),
        });
        self.live.send_modify(|live| match published {
            Some(published) => live.publish(published.changed()),
            None => live.fail(Problems::of(&build)),
        });
        Ok(())
    }

    /// Publishes; a build from the command line that is publishing just now is waited for.
    fn publish(&self, files: Vec<crate::render::OutputFile>) -> Result<Published, PublishError> {
        const PATIENCE: u32 = 20;
        for _ in 0..PATIENCE {
            match publish::preview(&self.out, files.clone()) {
                Err(PublishError::Busy { .. }) => thread::sleep(Duration::from_millis(100)),
                result => return result,
            }
        }
        publish::preview(&self.out, files)
    }
}
