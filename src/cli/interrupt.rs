//! What Ctrl-C and SIGTERM do while a site is published: nothing unfinished is left beside the output.

use super::{Failure, say_to};
use crate::publish::{self, PublishError};
use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

/// `SIGXFSZ`, which the system sends to a program that writes more than `ulimit -f` lets it.
#[cfg(unix)]
const FILE_TOO_LARGE: i32 = 25;

/// Whether another thread ends the process in its own way when it is asked to.
static PATIENT: AtomicBool = AtomicBool::new(false);

/// From now on a signal ends the process only after what was begun is removed. Where no thread can be had, the system
/// ends it, and the next build removes what is left.
pub(super) fn listen() {
    let thread = thread::Builder::new().name("signals".to_owned());
    let _ = thread.spawn(|| {
        let Ok(status) = signal() else { return };
        if PATIENT.load(Ordering::SeqCst) {
            thread::sleep(Duration::from_secs(10));
        }
        publish::abandon();
        say_to(&mut io::stderr(), "error: interrupted".to_owned());
        std::process::exit(status);
    });
}

/// Leaves it to another thread to end the process, which has some seconds for it.
pub(super) fn hand_over() {
    PATIENT.store(true, Ordering::SeqCst);
}

/// Why nothing was published; where the process is being ended, waits for that.
pub(super) fn failure(error: PublishError) -> Failure {
    if matches!(error, PublishError::Interrupted) {
        loop {
            thread::park();
        }
    }
    Failure::new(error)
}

/// Waits for a signal and gives the exit status that shells expect after it, 128 and its number.
fn signal() -> io::Result<i32> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        #[cfg(unix)]
        {
            use std::future::poll_fn;
            use std::task::{Context, Poll};
            use tokio::signal::unix::{SignalKind, signal};
            let mut interrupt = signal(SignalKind::interrupt())?;
            let mut terminate = signal(SignalKind::terminate())?;
            // With somebody listening, a file that grows past the limit is an error of writing and no longer the end.
            let _too_large = signal(SignalKind::from_raw(FILE_TOO_LARGE));
            let signals = |context: &mut Context<'_>| match interrupt.poll_recv(context) {
                Poll::Ready(_) => Poll::Ready(130),
                Poll::Pending => terminate.poll_recv(context).map(|_| 143),
            };
            Ok(poll_fn(signals).await)
        }
        #[cfg(not(unix))]
        {
            tokio::signal::ctrl_c().await.map(|()| 130)
        }
    })
}
