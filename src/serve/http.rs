//! The server: answers requests from this machine with published files and with the events of the preview.

use super::Latest;
use super::files::{self, Found};
use super::live::{self, Live};
use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{ALLOW, CACHE_CONTROL, CONTENT_TYPE, HOST, LOCATION, ORIGIN, X_CONTENT_TYPE_OPTIONS};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use axum::response::Response;
use std::io;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch::Sender;

/// How long a request for events waits before it is answered with nothing.
const PATIENCE: Duration = Duration::from_secs(25);

/// How long the end waits for requests that are being answered.
const GRACE: Duration = Duration::from_millis(500);

const HTML: &str = "text/html; charset=utf-8";
const TEXT: &str = "text/plain; charset=utf-8";

/// What every request needs to know.
pub(super) struct Server {
    root: PathBuf,
    /// The values of `Host` that mean this server.
    hosts: Vec<String>,
    live: Sender<Live>,
    latest: Latest,
}

impl Server {
    /// Serves the folder `root` under the names that this machine has for itself.
    pub(super) fn new(root: &Path, port: u16, live: Sender<Live>, latest: Latest) -> Server {
        let names = ["127.0.0.1", "localhost", "[::1]"];
        let with_port = names.map(|name| format!("{name}:{port}"));
        // A browser leaves the port of the scheme out.
        let plain = names.iter().filter(|_| port == 80).map(|&name| name.to_owned());
        Server {
            root: root.to_owned(),
            hosts: with_port.into_iter().chain(plain).collect(),
            live,
            latest,
        }
    }

    /// Whether a request was meant for this server: another name that leads here belongs to a page of somebody else
    /// (DNS rebinding), and so does another origin.
    fn is_meant(&self, request: &Request) -> bool {
        let ours = |host: &str| self.hosts.iter().any(|it| it.eq_ignore_ascii_case(host));
        let host = header(request.headers(), &HOST);
        let authority = request.uri().authority().map(axum::http::uri::Authority::as_str);
        let origin = header(request.headers(), &ORIGIN);
        host.is_some_and(ours)
            && authority.is_none_or(ours)
            && origin.is_none_or(|it| it.strip_prefix("http://").is_some_and(ours))
    }
}

/// Answers requests until the process is asked to end.
pub(super) fn run(listener: TcpListener, server: Server) -> io::Result<()> {
    listener.set_nonblocking(true)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let live = server.live.clone();
    let result = runtime.block_on(async {
        let listener = tokio::net::TcpListener::from_std(listener)?;
        end_on_signals(&live)?;
        let app = Router::new().fallback(respond).with_state(Arc::new(server));
        let service = axum::serve(listener, app).with_graceful_shutdown(ended(live.clone()));
        let serving = tokio::spawn(async move { service.await });
        ended(live).await;
        // A client that reads slowly must not keep the process alive.
        let _ = tokio::time::timeout(GRACE, serving).await;
        Ok(())
    });
    runtime.shutdown_background();
    result
}

async fn ended(live: Sender<Live>) {
    // The sender is held here, so the channel cannot close.
    let _ = live.subscribe().wait_for(|live| live.ending).await;
}

/// Lets Ctrl-C, and on Unix SIGTERM, end the server.
fn end_on_signals(live: &Sender<Live>) -> io::Result<()> {
    let end = |live: &Sender<Live>| live.send_modify(|live| live.ending = true);
    let interrupted = live.clone();
    tokio::spawn(async move {
        if tokio::signal::ctrl_c().await.is_ok() {
            end(&interrupted);
        }
    });
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let mut terminate = signal(SignalKind::terminate())?;
        let terminated = live.clone();
        tokio::spawn(async move {
            terminate.recv().await;
            end(&terminated);
        });
    }
    Ok(())
}

async fn respond(State(server): State<Arc<Server>>, request: Request) -> Response {
    if !server.is_meant(&request) {
        let message = "This preview answers only to 127.0.0.1 and localhost.\n";
        return response(StatusCode::FORBIDDEN, TEXT, message);
    }
    if request.method() != Method::GET && request.method() != Method::HEAD {
        let mut refusal = response(StatusCode::METHOD_NOT_ALLOWED, TEXT, "Pages can only be read.\n");
        refusal
            .headers_mut()
            .insert(ALLOW, HeaderValue::from_static("GET, HEAD"));
        return refusal;
    }
    match request.uri().path().strip_prefix(live::FOLDER) {
        Some("events") => events(&server, last_seen(&request)).await,
        Some("live.js") => response(StatusCode::OK, "text/javascript; charset=utf-8", live::SCRIPT),
        Some("live.css") => response(StatusCode::OK, "text/css; charset=utf-8", live::STYLE),
        _ => page(server, request.uri().path().to_owned()).await,
    }
}

/// Which state a browser saw last: that of its last event, or before the first one that of its page.
fn last_seen(request: &Request) -> String {
    let since = request.uri().query().and_then(|it| it.strip_prefix("since="));
    let last = header(request.headers(), &HeaderName::from_static("last-event-id"));
    last.or(since).unwrap_or_default().to_owned()
}

/// Waits for a state that the browser has not seen, and answers with it.
async fn events(server: &Server, seen: String) -> Response {
    let mut live = server.live.subscribe();
    let news = live.wait_for(|live| live.ending || live.name() != seen);
    let body = match tokio::time::timeout(PATIENCE, news).await {
        Ok(Ok(live)) if !live.ending => live.event(&seen),
        _ => live::nothing_new(),
    };
    response(StatusCode::OK, "text/event-stream", body)
}

/// A page of the last sound state, or a published file; a page gets the script of the preview.
async fn page(server: Arc<Server>, path: String) -> Response {
    // Read first: a publication between the two is then told once more, and none is missed.
    let live = server.live.borrow().clone();
    let address = path.clone();
    let looked_up = tokio::task::spawn_blocking(move || {
        let made = files::address(&path).and_then(|address| server.latest.get()?.page(&address));
        let found = match made {
            Some(page) => Found::File(page.to_vec(), HTML),
            None => files::find(&server.root, &path),
        };
        let missing = matches!(found, Found::Missing).then(|| files::missing_page(&server.root));
        (found, missing.flatten())
    });
    match looked_up.await {
        Ok((Found::File(bytes, HTML), _)) => response(StatusCode::OK, HTML, live::inject(&bytes, &live)),
        Ok((Found::File(bytes, media_type), _)) => response(StatusCode::OK, media_type, bytes),
        Ok((Found::Folder, _)) => moved(&format!("{address}/")),
        Ok((Found::Missing, page)) => {
            let page = page.unwrap_or_else(|| MISSING.as_bytes().to_owned());
            response(StatusCode::NOT_FOUND, HTML, live::inject(&page, &live))
        }
        Err(_) => response(StatusCode::INTERNAL_SERVER_ERROR, TEXT, "The page could not be read.\n"),
    }
}

/// What is shown for a missing page while the site has no page for that.
const MISSING: &str = "<!doctype html>
<html lang=\"en\">
<head><meta charset=\"utf-8\"><title>Not found</title></head>
<body><h1>Not found</h1><p>There is no such page in the site as it was last built.</p></body>
</html>
";

fn moved(to: &str) -> Response {
    let mut moved = response(StatusCode::PERMANENT_REDIRECT, TEXT, "");
    match HeaderValue::from_str(to) {
        Ok(to) => {
            moved.headers_mut().insert(LOCATION, to);
            moved
        }
        Err(_) => response(StatusCode::NOT_FOUND, TEXT, ""),
    }
}

fn response(status: StatusCode, media_type: &'static str, body: impl Into<Body>) -> Response {
    let mut response = Response::new(body.into());
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}

fn header<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}
