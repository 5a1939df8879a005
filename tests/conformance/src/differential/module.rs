//! A compiled module as an engine, called in this process: nothing is sent over a wire.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use anyhow::Context as _;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{ConnectInfo, Request};
use axum::http::{HeaderName, HeaderValue, Method, Uri};
use axum::response::{IntoResponse as _, Response};
use axum::{Json, Router};
use gatewright::generated::Clock;
use tokio::runtime::Runtime;
use tower_service::Service;

use crate::answer::{Answer, View};
use crate::engine::Moment;
use crate::octets::Octets;
use crate::request::Content;
use crate::upstream::Hit;
use crate::wire;

/// The time, as both sides are told it.
#[derive(Clone, Debug)]
pub struct SharedClock(Arc<AtomicU64>);

impl SharedClock {
    /// A clock that shows the present and stands still.
    #[must_use]
    pub fn started() -> SharedClock {
        SharedClock(Arc::new(AtomicU64::new(Moment::now().0)))
    }

    /// What it shows.
    #[must_use]
    pub fn now(&self) -> Moment {
        Moment(self.0.load(Ordering::SeqCst))
    }

    /// Lets so many milliseconds pass.
    pub fn advance(&self, milliseconds: u64) {
        self.0.fetch_add(milliseconds, Ordering::SeqCst);
    }
}

impl Clock for SharedClock {
    fn unix_seconds(&self) -> i64 {
        self.now().seconds()
    }

    fn monotonic_nanos(&self) -> u64 {
        self.now().0.saturating_mul(1_000_000)
    }
}

/// A compiled policy around a router.
pub trait Protected: Send {
    /// Answers one request.
    fn call(&mut self, runtime: &Runtime, request: Request) -> Response;
}

impl<S> Protected for S
where
    S: Service<Request, Response = Response, Error = Infallible> + Send,
{
    fn call(&mut self, runtime: &Runtime, request: Request) -> Response {
        let answer = runtime.block_on(async {
            std::future::poll_fn(|context| self.poll_ready(context)).await?;
            Service::call(self, request).await
        });
        match answer {
            Ok(response) => response,
            Err(never) => match never {},
        }
    }
}

/// Loads a compiled policy, whose keys stand in that folder, around a router.
pub type Start = fn(&Path, SharedClock, Router) -> anyhow::Result<Box<dyn Protected>>;

/// A compiled policy that is asked in this process.
pub struct Module {
    service: Box<dyn Protected>,
    runtime: Runtime,
    hits: Arc<Mutex<Vec<Hit>>>,
    view: View,
}

fn locked(hits: &Mutex<Vec<Hit>>) -> MutexGuard<'_, Vec<Hit>> {
    hits.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Module {
    /// Starts it.
    ///
    /// # Errors
    ///
    /// Where it does not take its keys.
    pub fn start(
        start: Start,
        folder: &Path,
        clock: &SharedClock,
        view: View,
    ) -> anyhow::Result<Module> {
        let hits = Arc::new(Mutex::new(Vec::new()));
        let upstream = Arc::clone(&hits);
        let router = Router::new().fallback(move |request| record(Arc::clone(&upstream), request));
        let service = start(folder, clock.clone(), router)?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        Ok(Module { service, runtime, hits, view })
    }

    /// Its answer; `None` where a server's own parser had refused the request.
    pub fn answer(&mut self, wire: &wire::Wire) -> Option<Answer> {
        let request = request(wire).ok()?;
        locked(&self.hits).clear();
        let called = catch_unwind(AssertUnwindSafe(|| {
            let response = self.service.call(&self.runtime, request);
            let (parts, body) = response.into_parts();
            let body = self.runtime.block_on(to_bytes(body, usize::MAX));
            (parts, body)
        }));
        let Ok((parts, Ok(body))) = called else {
            return Some(Answer::failed("the module panicked, or its answer broke off".into()));
        };
        let headers = parts.headers.iter();
        let headers = headers
            .map(|(name, value)| (name.to_string(), Octets(value.as_bytes().to_vec())))
            .collect();
        // A server sends no content after HEAD.
        let body = if wire.method.0 == b"HEAD" { Bytes::new() } else { body };
        let response =
            wire::Response { status: parts.status.as_u16(), headers, body: Octets(body.to_vec()) };
        let hits = std::mem::take(&mut *locked(&self.hits));
        Some(Answer::observed(&response, &hits, &self.view))
    }
}

/// The request as a server that has parsed it hands it on.
fn request(wire: &wire::Wire) -> anyhow::Result<Request> {
    let body = match &wire.body {
        Content::None => Body::empty(),
        Content::Length(octets) => Body::from(octets.0.clone()),
        Content::Chunked(chunks) => {
            let whole: Vec<u8> = chunks.iter().flat_map(|chunk| chunk.0.clone()).collect();
            Body::from(whole)
        }
    };
    let mut request = Request::new(body);
    *request.method_mut() = Method::from_bytes(&wire.method.0)?;
    let target = std::str::from_utf8(&wire.target.0).context("no text")?;
    *request.uri_mut() = target.parse::<Uri>()?;
    for (name, value) in wire.all_headers() {
        let name = HeaderName::from_bytes(name.as_bytes())?;
        request.headers_mut().append(name, HeaderValue::from_bytes(trimmed(&value.0))?);
    }
    request.extensions_mut().insert(ConnectInfo(SocketAddr::new(wire.from, 50_000)));
    Ok(request)
}

/// Without the white space that is no part of a value.
fn trimmed(value: &[u8]) -> &[u8] {
    let is_space = |octet: &u8| matches!(octet, b' ' | b'\t');
    let start = value.iter().position(|octet| !is_space(octet)).unwrap_or(value.len());
    let end = value.iter().rposition(|octet| !is_space(octet)).map_or(start, |last| last + 1);
    value.get(start..end).unwrap_or_default()
}

async fn record(hits: Arc<Mutex<Vec<Hit>>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, usize::MAX).await else {
        return axum::http::StatusCode::BAD_GATEWAY.into_response();
    };
    let headers = parts.headers.iter();
    let headers =
        headers.map(|(name, value)| (name.to_string(), Octets(value.as_bytes().to_vec())));
    locked(&hits).push(Hit {
        method: parts.method.to_string(),
        target: parts.uri.path_and_query().map_or_else(String::new, ToString::to_string),
        headers: headers.collect(),
        body: Octets(body.to_vec()),
    });
    Json(serde_json::json!({ "upstream": true })).into_response()
}
