//! An S3-compatible server on this machine, for tests: s3s-fs with one key that may write, and objects that everybody may
//! read, as a bucket with a public website has them.
//!
//! `storage FOLDER KEY SECRET` serves the buckets in FOLDER and prints its port. While FOLDER.budget holds a number, so many
//! objects can be written or removed, and then the server is out of order.

use hyper_util::rt::TokioIo;
use s3s::access::{S3Access, S3AccessContext};
use s3s::auth::SimpleAuth;
use s3s::service::S3ServiceBuilder;
use s3s::{S3Result, s3_error};
use std::io::Write;
use std::path::PathBuf;
use std::sync::Mutex;

/// Everybody may read objects; whoever has the key may do everything, as long as the budget lasts.
struct PublicWebsite {
    budget: Mutex<PathBuf>,
}

impl PublicWebsite {
    /// Whether one more change is allowed.
    fn spend(&self) -> bool {
        let path = self.budget.lock().unwrap();
        let Ok(text) = std::fs::read_to_string(&*path) else {
            return true;
        };
        let left: u64 = text.trim().parse().unwrap_or_default();
        // A file that has been removed meanwhile does not come back.
        let file = std::fs::OpenOptions::new().write(true).truncate(true).open(&*path);
        if let Ok(mut file) = file {
            file.write_all(left.saturating_sub(1).to_string().as_bytes()).unwrap();
        }
        left > 0
    }
}

#[async_trait::async_trait]
impl S3Access for PublicWebsite {
    async fn check(&self, context: &mut S3AccessContext<'_>) -> S3Result<()> {
        let operation = context.s3_op().name();
        let reads = matches!(operation, "GetObject" | "HeadObject");
        if context.credentials().is_none() && !reads {
            return Err(s3_error!(AccessDenied, "objects can be read without a key, and nothing else"));
        }
        if matches!(operation, "PutObject" | "DeleteObject") && !self.spend() {
            return Err(s3_error!(InternalError, "out of order"));
        }
        Ok(())
    }
}

#[tokio::main]
async fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [folder, key, secret] = arguments.try_into().expect("storage FOLDER KEY SECRET");
    let files = s3s_fs::FileSystem::new(&folder).expect("a folder with the buckets");
    let mut service = S3ServiceBuilder::new(files);
    service.set_auth(SimpleAuth::from_single(key, secret));
    service.set_access(PublicWebsite {
        budget: Mutex::new(PathBuf::from(format!("{folder}.budget"))),
    });
    let service = service.build();
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
    println!("{}", listener.local_addr().expect("a bound port").port());
    while let Ok((socket, _)) = listener.accept().await {
        let service = service.clone();
        tokio::spawn(async move {
            let _ = hyper_util::server::conn::auto::Builder::new(hyper_util::rt::TokioExecutor::new())
                .http1_only()
                .serve_connection(TokioIo::new(socket), service)
                .await;
        });
    }
}
