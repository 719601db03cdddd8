//! The bucket: what is read of it, put into it and removed from it, by the protocol of S3.

use super::DeployError;
use super::credentials::Credentials;
use super::error::told;
use super::local::CACHE;
use super::plan::{Object, Objects};
use futures_util::TryStreamExt;
use object_store::aws::{AmazonS3, AmazonS3Builder};
use object_store::path::Path;
use object_store::{
    Attribute, Attributes, BackoffConfig, ClientOptions, Error as StoreError, ObjectStore, ObjectStoreExt, PutMode,
    PutOptions, PutPayload, RetryConfig, UpdateVersion,
};
use std::time::Duration;

/// Where a site is deployed to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// The bucket.
    pub bucket: String,
    /// The address of the server; that of Amazon if there is none.
    pub endpoint: Option<String>,
    /// The region.
    pub region: String,
    /// What comes before every path, with a slash at its end; or nothing.
    pub prefix: String,
}

/// What must be so at a path for an object to be put there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Expected {
    /// Nothing is there.
    Nothing,
    /// The object with this tag is there, or, where the server has not told it, the one that is there now.
    Object(Option<String>),
}

/// The bucket, below the prefix.
pub(super) struct Storage {
    store: AmazonS3,
    target: Target,
    /// Whether conditions are asked of the server.
    conditional: bool,
}

/// How often an object is put that has been lost on the way.
const ATTEMPTS: u32 = 4;

impl Storage {
    /// Connects to a bucket; nothing is asked of it yet.
    pub(super) fn new(
        target: &Target,
        credentials: &Credentials,
        conditional: bool,
        retries: usize,
    ) -> Result<Storage, DeployError> {
        // Without a provider of cryptography TLS would end the program; a second one is refused, which is as well.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut builder = match credentials {
            Credentials::OfPlace => AmazonS3Builder::from_env(),
            Credentials::Key { id, secret, token } => {
                let builder = AmazonS3Builder::new()
                    .with_access_key_id(id)
                    .with_secret_access_key(secret);
                match token {
                    Some(token) => builder.with_token(token),
                    None => builder,
                }
            }
        };
        if let Some(endpoint) = &target.endpoint {
            builder = builder
                .with_endpoint(endpoint.trim_end_matches('/'))
                .with_allow_http(endpoint.starts_with("http://"));
        }
        let client = ClientOptions::new()
            .with_allow_http(target.endpoint.as_ref().is_some_and(|it| it.starts_with("http://")))
            .with_connect_timeout(Duration::from_secs(10))
            .with_timeout(Duration::from_secs(600));
        let store = builder
            .with_bucket_name(&target.bucket)
            .with_region(&target.region)
            .with_client_options(client)
            .with_retry(patience(retries))
            .with_disable_bulk_delete(true)
            .build();
        let store = store.map_err(|error| told("use the bucket", &target.bucket, &endpoint(target), &error))?;
        Ok(Storage {
            store,
            target: target.clone(),
            conditional,
        })
    }

    /// Whether conditions are asked of the server.
    pub(super) fn is_conditional(&self) -> bool {
        self.conditional
    }

    /// Everything below the prefix.
    pub(super) async fn objects(&self) -> Result<Objects, DeployError> {
        let prefix = self.target.prefix.trim_end_matches('/');
        let prefix = if prefix.is_empty() {
            None
        } else {
            Some(path_of(prefix)?)
        };
        let found = self.store.list(prefix.as_ref()).try_collect::<Vec<_>>().await;
        let found = found.map_err(|error| self.told("read the bucket", &error))?;
        let below = found.into_iter().filter_map(|it| {
            let path = it.location.as_ref().strip_prefix(&self.target.prefix)?.to_owned();
            let object = Object {
                size: it.size,
                tag: it.e_tag,
            };
            Some((path, object))
        });
        Ok(below.collect())
    }

    /// The bytes of an object and its tag; nothing where there is none.
    pub(super) async fn read(&self, path: &str) -> Result<Option<(Vec<u8>, Option<String>)>, DeployError> {
        let read = async {
            let object = self.store.get(&self.path(path)?).await;
            let object = match object {
                Err(StoreError::NotFound { source, .. }) if !source.to_string().contains("NoSuchBucket") => {
                    return Ok(None);
                }
                object => object.map_err(|error| self.told(&format!("read `{path}`"), &error))?,
            };
            let tag = object.meta.e_tag.clone();
            let bytes = object.bytes().await;
            let bytes = bytes.map_err(|error| self.told(&format!("read `{path}`"), &error))?;
            Ok(Some((bytes.to_vec(), tag)))
        };
        read.await
    }

    /// Puts an object where what is expected is there, and gives its tag.
    ///
    /// # Errors
    /// Also when something else is there.
    pub(super) async fn put(
        &self,
        path: &str,
        bytes: &[u8],
        content_type: &str,
        expected: &Expected,
    ) -> Result<Option<String>, DeployError> {
        let location = self.path(path)?;
        let mode = self.mode(&location, path, expected).await?;
        let attributes = [
            (Attribute::ContentType, content_type.to_owned()),
            (Attribute::CacheControl, CACHE.to_owned()),
        ];
        let attributes: Attributes = attributes.into_iter().collect();
        for attempt in 1.. {
            let options = PutOptions {
                mode: mode.clone(),
                attributes: attributes.clone(),
                ..PutOptions::default()
            };
            let payload = PutPayload::from(bytes.to_vec());
            match self.store.put_opts(&location, payload, options).await {
                Ok(put) => return Ok(put.e_tag),
                // What was put before and whose answer was lost is there already.
                Err(StoreError::Precondition { .. } | StoreError::AlreadyExists { .. }) => {
                    return match self.read(path).await? {
                        Some((there, tag)) if there == bytes => Ok(tag),
                        _ => Err(conflict(path)),
                    };
                }
                Err(error) if attempt < ATTEMPTS && is_lost(&error) => {
                    tokio::time::sleep(Duration::from_millis(200) * attempt).await;
                }
                Err(error) => return Err(self.told(&format!("write `{path}`"), &error)),
            }
        }
        Err(conflict(path))
    }

    /// Removes an object.
    pub(super) async fn remove(&self, path: &str) -> Result<(), DeployError> {
        match self.store.delete(&self.path(path)?).await {
            Ok(()) | Err(StoreError::NotFound { .. }) => Ok(()),
            Err(error) => Err(self.told(&format!("remove `{path}`"), &error)),
        }
    }

    async fn mode(&self, location: &Path, path: &str, expected: &Expected) -> Result<PutMode, DeployError> {
        let tag = match expected {
            _ if !self.conditional => return Ok(PutMode::Overwrite),
            Expected::Nothing => return Ok(PutMode::Create),
            Expected::Object(Some(tag)) => Some(tag.clone()),
            Expected::Object(None) => {
                let there = self.store.head(location).await;
                let there = there.map_err(|error| self.told(&format!("read `{path}`"), &error))?;
                there.e_tag
            }
        };
        Ok(match tag {
            None => PutMode::Overwrite,
            Some(tag) => PutMode::Update(UpdateVersion {
                e_tag: Some(tag),
                version: None,
            }),
        })
    }

    fn path(&self, path: &str) -> Result<Path, DeployError> {
        path_of(&format!("{}{path}", self.target.prefix))
    }

    fn told(&self, action: &str, error: &StoreError) -> DeployError {
        told(action, &self.target.bucket, &endpoint(&self.target), error)
    }
}

fn path_of(path: &str) -> Result<Path, DeployError> {
    let parsed = Path::parse(path);
    parsed.map_err(|error| DeployError::new(format!("`{path}` cannot be the name of an object: {error}")))
}

fn endpoint(target: &Target) -> String {
    let amazon = || format!("https://s3.{}.amazonaws.com", target.region);
    target.endpoint.clone().unwrap_or_else(amazon)
}

/// How long a server that is busy or out of order is asked again.
fn patience(retries: usize) -> RetryConfig {
    RetryConfig {
        backoff: BackoffConfig {
            init_backoff: Duration::from_millis(100),
            max_backoff: Duration::from_secs(5),
            base: 2.0,
        },
        max_retries: retries,
        retry_timeout: Duration::from_secs(120),
    }
}

/// Whether no answer came.
fn is_lost(error: &StoreError) -> bool {
    matches!(error, StoreError::Generic { source, .. } if !source.to_string().contains("status code"))
}

fn conflict(path: &str) -> DeployError {
    let message = format!("`{path}` was changed in the bucket by someone else meanwhile");
    let mut error = DeployError::new(message)
        .help("when the other deployment has ended, run this one again: it finishes what is missing");
    error.is_conflict = true;
    error
}
