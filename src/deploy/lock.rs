//! The lock that keeps two deployments apart: an object whose content changes as long as the run that holds it is alive.

use super::DeployError;
use super::storage::{Expected, Storage};
use std::hash::{BuildHasher, Hasher, RandomState};
use std::time::Duration;

/// The name of the lock, below the prefix.
pub(super) const NAME: &str = ".conspectus-lock";

/// How often a run shows that it is alive.
const BEAT: Duration = Duration::from_secs(5);

/// For how many beats a run may fail to show it before it ends by itself.
const MISSED: u32 = 4;

/// After how many beats without a change a run is taken for dead; more than a run goes on without.
const DEAD: u32 = MISSED + 2;

/// The lock, held.
pub(super) struct Lock<'a> {
    storage: &'a Storage,
    run: u64,
    beat: u64,
    tag: Option<String>,
}

impl<'a> Lock<'a> {
    /// Takes the lock. Where one lies already, waits to see whether its run is alive, unless `takes_over` says that it is not.
    pub(super) async fn acquire(
        storage: &'a Storage,
        takes_over: bool,
        tell: &dyn Fn(&str),
    ) -> Result<Lock<'a>, DeployError> {
        let mut lock = Lock {
            storage,
            run: RandomState::new().build_hasher().finish(),
            beat: 0,
            tag: None,
        };
        let Some((before, tag)) = storage.read(NAME).await? else {
            lock.tag = lock.show(&Expected::Nothing).await.map_err(busy_if_taken)?;
            return Ok(lock);
        };
        if !takes_over {
            let seconds = (BEAT * DEAD).as_secs();
            tell(&format!(
                "an earlier deployment has not ended; waiting {seconds} s to see whether it is alive (`--take-over`: it is not)"
            ));
            for _ in 0..DEAD {
                tokio::time::sleep(BEAT).await;
                let now = storage.read(NAME).await?.map(|(bytes, _)| bytes);
                if now.is_some_and(|now| now != before) {
                    return Err(busy());
                }
            }
        }
        let expected = if storage.read(NAME).await?.is_some() {
            Expected::Object(tag)
        } else {
            Expected::Nothing
        };
        lock.tag = lock.show(&expected).await.map_err(busy_if_taken)?;
        Ok(lock)
    }

    /// Shows that the run is alive, until another has taken the lock.
    pub(super) async fn keep(&mut self) -> DeployError {
        let mut missed = 0;
        loop {
            tokio::time::sleep(BEAT).await;
            self.beat += 1;
            match self.show(&Expected::Object(self.tag.clone())).await {
                Ok(tag) => {
                    self.tag = tag;
                    missed = 0;
                }
                Err(error) => {
                    missed += 1;
                    let is_taken = self.is_taken().await;
                    if is_taken || missed > MISSED {
                        return if is_taken { taken() } else { error };
                    }
                }
            }
        }
    }

    /// Gives the lock back, unless another run has taken it.
    pub(super) async fn release(self) -> Result<(), DeployError> {
        if self.is_taken().await {
            return Ok(());
        }
        self.storage.remove(NAME).await
    }

    async fn is_taken(&self) -> bool {
        let own = format!("run {:016x} ", self.run);
        let there = self.storage.read(NAME).await;
        there.is_ok_and(|it| it.is_none_or(|(bytes, _)| !bytes.starts_with(own.as_bytes())))
    }

    async fn show(&self, expected: &Expected) -> Result<Option<String>, DeployError> {
        let text = format!(
            "run {:016x} beat {}\n`conspectus deploy` is at work; if none is, the next one finishes what this began.\n",
            self.run, self.beat
        );
        let put = self
            .storage
            .put(NAME, text.as_bytes(), "text/plain; charset=utf-8", expected);
        put.await
    }
}

fn busy() -> DeployError {
    DeployError::new("another deployment to this place is under way")
        .help("wait until it has ended and run this one again")
}

/// What a server fails to do is no other deployment.
fn busy_if_taken(error: DeployError) -> DeployError {
    if error.is_conflict { busy() } else { error }
}

fn taken() -> DeployError {
    DeployError::new("another deployment has taken over, and this one has stopped")
        .help("when that one has ended, run this one again if its site is the one to be published")
}
