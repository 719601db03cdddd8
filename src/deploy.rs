//! Deployment to object storage: makes a bucket hold what is published, in an order that never breaks a link.
//!
//! `local` knows what is to be in the bucket, `list` and `storage` what is; `plan` says what is done in which order, without
//! doing it; this file carries it out. A run that ends at any moment leaves a bucket in which every page has all that it
//! needs and leads to, and the next run finishes the work.

mod credentials;
mod error;
mod list;
mod local;
mod lock;
mod page;
mod plan;
mod storage;

pub use credentials::Credentials;
pub use error::DeployError;
pub use storage::Target;

use crate::publish;
use crate::render::content_type;
use futures_util::future::{self, Either};
use futures_util::stream::{self, StreamExt, TryStreamExt};
use list::List;
use local::Locals;
use lock::Lock;
use plan::{Objects, Plan, Put};
use std::collections::BTreeMap;
use std::path::Path;
use std::pin::pin;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use storage::{Expected, Storage};

/// How a site is deployed.
#[derive(Clone, Debug)]
pub struct Options {
    /// Only say what would be done.
    pub dry_run: bool,
    /// Remove nothing.
    pub keep: bool,
    /// How long what is no longer published stays for readers of the pages before.
    pub grace: Duration,
    /// A run that did not end is taken for dead at once.
    pub take_over: bool,
    /// Objects of others that lie where files belong are replaced.
    pub adopt: bool,
    /// The server knows no conditions: nothing keeps two deployments apart.
    pub unlocked: bool,
    /// How many requests are made at once.
    pub jobs: usize,
    /// How often a request is made again when the server is busy or out of order.
    pub retries: usize,
}

/// What happens to a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Action {
    /// It is put where nothing was.
    New,
    /// It is replaced.
    Changed,
    /// It is removed.
    Deleted,
}

/// What happens to one path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What.
    pub action: Action,
    /// The path, below the prefix.
    pub path: String,
    /// The number of bytes that are sent, or of those that go.
    pub size: u64,
}

/// What was done, or would be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Deployed {
    /// What happens to paths, sorted by what and by path.
    pub changes: Vec<Change>,
    /// How many files stayed as they were.
    pub unchanged: usize,
    /// Objects of ours that others have changed and that are no longer published: they stay.
    pub left: Vec<String>,
    /// Objects that are no longer published and stay as they were asked to.
    pub kept: usize,
}

/// Makes a bucket hold the files of an output folder. `tell` is told what is being done.
///
/// # Errors
/// What could not be done, and what to do about it. The site in the bucket is never left broken.
pub fn deploy(
    out: &Path,
    target: &Target,
    credentials: &Credentials,
    options: &Options,
    tell: &dyn Fn(&str),
) -> Result<Deployed, DeployError> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| DeployError::new(format!("cannot begin: {error}")))?;
    let storage = Storage::new(target, credentials, !options.unlocked, options.retries)?;
    let locals = local::read(out)?;
    let run = Run {
        out,
        locals: &locals,
        storage: &storage,
        options,
        tell,
    };
    runtime.block_on(run.deploy())
}

/// A deployment.
struct Run<'a> {
    out: &'a Path,
    locals: &'a Locals,
    storage: &'a Storage,
    options: &'a Options,
    tell: &'a dyn Fn(&str),
}

/// What is in the bucket.
struct Found {
    list: List,
    /// What lies where the list does.
    listed: Expected,
    objects: Objects,
    /// Whether a run is under way, or one has not ended.
    is_locked: bool,
}

/// The tags of what has been put, by path.
type Tags = Mutex<BTreeMap<String, Option<String>>>;

impl Run<'_> {
    async fn deploy(&self) -> Result<Deployed, DeployError> {
        let found = self.look().await?;
        let plan = self.plan(&found)?;
        let done = self.summary(&plan, &found);
        // Where another run is under way, what is there now does not last.
        let is_last_word = !found.is_locked || !self.storage.is_conditional();
        if self.options.dry_run || (is_last_word && self.is_done(&plan, &found)) {
            return Ok(done);
        }
        if !self.storage.is_conditional() {
            self.interruptible(self.carry_out(&plan, &found)).await?;
            return Ok(done);
        }
        let mut lock = Lock::acquire(self.storage, self.options.take_over, self.tell).await?;
        let done = {
            let work = pin!(self.interruptible(self.again()));
            let alive = pin!(lock.keep());
            match future::select(work, alive).await {
                Either::Left((done, _)) => done,
                Either::Right((error, _)) => Err(error),
            }
        };
        let released = lock.release().await;
        let done = done?;
        released?;
        Ok(done)
    }

    /// Looks again, for another run may have ended before the lock was taken, and does what is to be done.
    async fn again(&self) -> Result<Deployed, DeployError> {
        let found = self.look().await?;
        let plan = self.plan(&found)?;
        if !self.is_done(&plan, &found) {
            self.carry_out(&plan, &found).await?;
        }
        Ok(self.summary(&plan, &found))
    }

    async fn interruptible<T>(&self, work: impl Future<Output = Result<T, DeployError>>) -> Result<T, DeployError> {
        let work = pin!(work);
        let stop = pin!(tokio::signal::ctrl_c());
        match future::select(work, stop).await {
            Either::Left((done, _)) => done,
            Either::Right(_) => Err(DeployError::new("interrupted").help("run it again: it finishes what is missing")),
        }
    }

    async fn look(&self) -> Result<Found, DeployError> {
        let mut objects = self.storage.objects().await?;
        objects.remove(list::NAME);
        let is_locked = objects.remove(lock::NAME).is_some();
        let Some((bytes, tag)) = self.storage.read(list::NAME).await? else {
            return Ok(Found {
                list: List::new(),
                listed: Expected::Nothing,
                objects,
                is_locked,
            });
        };
        let list = list::parse(&String::from_utf8_lossy(&bytes)).map_err(|line| {
            let message = format!(
                "line {line} of `{}` in the bucket is damaged, so that our objects cannot be told from others",
                list::NAME
            );
            DeployError::new(message).help("remove it there; with `--adopt` the next run takes what is there for ours")
        })?;
        Ok(Found {
            list,
            listed: Expected::Object(tag),
            objects,
            is_locked,
        })
    }

    fn plan(&self, found: &Found) -> Result<Plan, DeployError> {
        let plan = plan::plan(self.locals, &found.list, &found.objects, self.options.adopt);
        if plan.obstacles.is_empty() {
            return Ok(plan);
        }
        let shown: Vec<String> = plan
            .obstacles
            .iter()
            .take(10)
            .map(|path| format!("\n  {path}"))
            .collect();
        let more = match plan.obstacles.len().saturating_sub(shown.len()) {
            0 => String::new(),
            more => format!("\n  and {more} more"),
        };
        let message = format!(
            "objects that `conspectus deploy` did not write lie where files of the site belong:{}{more}",
            shown.concat()
        );
        Err(DeployError::new(message)
            .help("move them away, choose another `prefix`, or let the site replace them with `--adopt`"))
    }

    /// Whether there is nothing to do.
    fn is_done(&self, plan: &Plan, found: &Found) -> bool {
        let mut nothing_stale = plan.clone();
        if self.options.keep {
            nothing_stale.stale.clear();
        }
        nothing_stale.is_done(&found.list)
    }

    fn summary(&self, plan: &Plan, found: &Found) -> Deployed {
        let size = |path: &String| self.locals.get(path).map_or(0, |it| it.size);
        let lies = |path: &String| found.objects.get(path).map_or(0, |it| it.size);
        let change = |action, path: &String, size| Change {
            action,
            path: path.clone(),
            size,
        };
        let new = plan.new.iter().map(|it| change(Action::New, it, size(it)));
        let changed = plan.changed.iter().map(|it| change(Action::Changed, it, size(it)));
        let stale = plan.stale.iter().filter(|_| !self.options.keep);
        let deleted = stale.map(|it| change(Action::Deleted, it, lies(it)));
        Deployed {
            changes: new.chain(changed).chain(deleted).collect(),
            unchanged: plan.unchanged,
            left: plan.left.clone(),
            kept: if self.options.keep { plan.stale.len() } else { 0 },
        }
    }

    async fn carry_out(&self, plan: &Plan, found: &Found) -> Result<(), DeployError> {
        let listed = self.write_list(&plan.meanwhile, &found.listed).await?;
        let tags = Tags::default();
        for step in &plan.steps {
            self.tell(step.name, step.puts.len());
            self.put_all(&step.puts, found, &tags).await?;
        }
        let stale: &[String] = if self.options.keep { &[] } else { &plan.stale };
        if !self.options.grace.is_zero() && (plan.loses_identifiers || !stale.is_empty()) {
            let seconds = self.options.grace.as_secs();
            (self.tell)(&format!("waiting {seconds} s for readers of the pages before"));
            tokio::time::sleep(self.options.grace).await;
        }
        let last: Vec<Put> = plan.last_forms.iter().map(|path| last_form(path)).collect();
        if !last.is_empty() {
            self.tell("pages in their last form", last.len());
            self.put_all(&last, found, &tags).await?;
        }
        self.remove_all(stale).await?;
        let mut after = plan.after.clone();
        after.retain(|path, _| self.options.keep || self.locals.contains_key(path));
        for (path, tag) in tags.into_inner().unwrap_or_else(PoisonError::into_inner) {
            if let Some(record) = after.get_mut(&path) {
                record.tag = tag;
            }
        }
        self.write_list(&after, &Expected::Object(listed)).await?;
        Ok(())
    }

    async fn write_list(&self, list: &List, expected: &Expected) -> Result<Option<String>, DeployError> {
        let text = list::text(list);
        let put = self
            .storage
            .put(list::NAME, text.as_bytes(), "text/plain; charset=utf-8", expected);
        put.await
    }

    async fn put_all(&self, puts: &[Put], found: &Found, tags: &Tags) -> Result<(), DeployError> {
        let all = stream::iter(puts).map(|put| self.put(put, found, tags));
        all.buffer_unordered(self.options.jobs.max(1)).try_collect::<()>().await
    }

    async fn put(&self, put: &Put, found: &Found, tags: &Tags) -> Result<(), DeployError> {
        let path = put.path.as_str();
        let mut bytes = publish::read(self.out, path)?;
        if self
            .locals
            .get(path)
            .is_none_or(|it| it.hash != local::hash(path, &bytes))
        {
            let message = format!("`{path}` has changed since this deployment began");
            return Err(DeployError::new(message).help("run it again: it finishes what is missing"));
        }
        if !put.cut.is_empty() || !put.kept.is_empty() {
            let html = String::from_utf8_lossy(&bytes);
            bytes = page::meanwhile(path, &html, &put.cut, &put.kept).into_bytes();
        }
        let known = locked(tags).get(path).cloned();
        let expected = match (known, found.objects.get(path)) {
            (Some(tag), _) => Expected::Object(tag),
            (None, Some(object)) => Expected::Object(object.tag.clone()),
            (None, None) => Expected::Nothing,
        };
        let tag = self.storage.put(path, &bytes, &content_type(path), &expected).await?;
        locked(tags).insert(path.to_owned(), tag);
        Ok(())
    }

    /// Removes pages first, so that none is seen without what it needs.
    async fn remove_all(&self, stale: &[String]) -> Result<(), DeployError> {
        if !stale.is_empty() {
            self.tell("removed", stale.len());
        }
        let (pages, rest): (Vec<_>, Vec<_>) = stale.iter().partition(|path| path.ends_with(".html"));
        for paths in [pages, rest] {
            let all = stream::iter(paths).map(|path| self.storage.remove(path));
            all.buffer_unordered(self.options.jobs.max(1))
                .try_collect::<()>()
                .await?;
        }
        Ok(())
    }

    fn tell(&self, what: &str, count: usize) {
        (self.tell)(&format!("{what}: {count}"));
    }
}

fn last_form(path: &str) -> Put {
    Put {
        path: path.to_owned(),
        ..Put::default()
    }
}

fn locked(tags: &Tags) -> std::sync::MutexGuard<'_, BTreeMap<String, Option<String>>> {
    tags.lock().unwrap_or_else(PoisonError::into_inner)
}
