//! The layer in tower stacks that know nothing of axum: bodies of several types, values out of the request's extensions.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    missing_docs,
    reason = "tests fail by panicking"
)]

use std::collections::VecDeque;
use std::convert::Infallible;
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};

use bytes::Bytes;
use gatewright::{BodyError, ClientUri, Decision, PeerAddress, RequestBody};
use http::{Request, Response};
use http_body::Frame;
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt as _, Empty, Full};
use stack::schema::{Order, Paging};
use tower::{Service, ServiceExt as _, service_fn};

gatewright::policy!("tests/stack/stack.gate");

/// A body that tells no size, frame by frame, and breaks off where a frame is missing.
struct Frames(VecDeque<Option<&'static str>>);

impl http_body::Body for Frames {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, std::io::Error>>> {
        let frame = self.0.pop_front().map(|frame| {
            let data = frame.map(|text| Frame::data(Bytes::from_static(text.as_bytes())));
            data.ok_or_else(|| std::io::Error::other("cut off"))
        });
        Poll::Ready(frame)
    }
}

fn frames(frames: &[Option<&'static str>]) -> RequestBody {
    RequestBody::new(Frames(frames.iter().copied().collect()))
}

fn request(method: &str, target: &str) -> http::request::Builder {
    let request = Request::builder().method(method).uri(target).header("host", "localhost");
    request.extension(PeerAddress(IpAddr::from([127, 0, 0, 1])))
}

fn json(body: RequestBody) -> Request<RequestBody> {
    let request = request("POST", "/stack").header("content-type", "application/json");
    request.body(body).unwrap()
}

fn policy() -> stack::Policy {
    stack::Policy::load(".").unwrap()
}

/// What the service behind the policy says of what it got.
async fn told(request: Request<RequestBody>) -> String {
    let values = request.extensions();
    if let Some(gatewright::Body(Order { sku, count })) = values.get() {
        let text = format!("{{\"sku\":\"{sku}\",\"count\":{count},\"secret\":1}}");
        let body = request.into_body().collect().await.unwrap().to_bytes();
        assert!(!body.is_empty(), "the bytes are there, too");
        return text;
    }
    if let Some(gatewright::Query(Paging { page })) = values.get() {
        return format!("page {page}");
    }
    if let Some(ClientUri(sent)) = values.get() {
        return format!("{} for {sent}", request.uri());
    }
    match request.into_body().collect().await {
        Ok(body) => String::from_utf8(body.to_bytes().to_vec()).unwrap(),
        Err(error) => error.to_string(),
    }
}

/// Status, rule, content type and body.
async fn ask<S, B>(service: S, request: Request<RequestBody>) -> (u16, String, String)
where
    S: Service<Request<RequestBody>, Response = Response<B>, Error = Infallible>,
    B: http_body::Body<Data = Bytes, Error: std::fmt::Debug>,
{
    let response = service.oneshot(request).await.unwrap();
    let decision = response.extensions().get::<Decision>().unwrap();
    let rule = decision.rule.clone().map(|rule| rule.to_string()).unwrap_or_default();
    let status = response.status().as_u16();
    let body = response.into_body().collect().await.unwrap().to_bytes();
    (status, rule, String::from_utf8(body.to_vec()).unwrap())
}

/// A service that answers with whole bodies, how often it was asked, and the policy around it.
macro_rules! protected {
    ($reached:ident) => {{
        let reached = Arc::clone(&$reached);
        policy().protect(service_fn(move |request: Request<RequestBody>| {
            reached.fetch_add(1, Ordering::SeqCst);
            async move {
                let typed = request.uri().path() == "/stack";
                let response = Response::builder()
                    .header("content-type", if typed { "application/json" } else { "text/plain" });
                Ok::<_, Infallible>(
                    response.body(Full::<Bytes>::from(told(request).await)).unwrap(),
                )
            }
        }))
    }};
}

#[tokio::test]
async fn values_are_in_the_extensions_and_what_is_refused_goes_nowhere() {
    let reached = Arc::new(AtomicUsize::new(0));
    let service = protected!(reached);
    let asked = [
        (
            json(frames(&[Some("{\"sku\":\"ABC\","), Some("\"count\":3}")])),
            (200, "", "{\"sku\":\"ABC\"}"),
        ),
        (
            request("GET", "/stack?page=2").body(RequestBody::new(Empty::<Bytes>::new())).unwrap(),
            (200, "", "page 2"),
        ),
        (
            request("GET", "/stack/old/a").body(RequestBody::default()).unwrap(),
            (200, "", "/new/a for /stack/old/a"),
        ),
    ];
    for (request, (status, rule, body)) in asked {
        let found = ask(service.clone(), request).await;
        assert_eq!(found, (status, rule.to_owned(), body.to_owned()));
    }
    assert_eq!(reached.load(Ordering::SeqCst), 3);
    for (request, status, rule) in [
        (json(frames(&[Some("{\"sku\":\"ABC\",\"count\":10}")])), 422, "stack.post/body.schema"),
        (json(frames(&[Some("{\"sku\":"), None])), 400, "wire"),
        (request("GET", "/stack").body(RequestBody::default()).unwrap(), 400, "stack.get/query"),
        (request("GET", "/elsewhere").body(RequestBody::default()).unwrap(), 404, "route"),
    ] {
        let (found, by, document) = ask(service.clone(), request).await;
        assert_eq!((found, by.as_str()), (status, rule));
        assert!(document.contains(&format!("\"status\":{status}")), "{document}");
    }
    assert_eq!(reached.load(Ordering::SeqCst), 3);
}

#[tokio::test]
async fn octets_pass_as_they_arrive_up_to_the_bound() {
    let reached = Arc::new(AtomicUsize::new(0));
    let service = protected!(reached);
    let any = |body| request("POST", "/stack/any").body(body).unwrap();
    let passed = ask(service.clone(), any(frames(&[Some("01234"), Some("56789")]))).await;
    assert_eq!(passed, (200, String::new(), "0123456789".to_owned()));
    let whole =
        ask(service.clone(), any(RequestBody::from(Bytes::from_static(b"0123456789")))).await;
    assert_eq!(whole, passed);
    let (status, rule, _) =
        ask(service.clone(), any(frames(&[Some("01234"), Some("567890")]))).await;
    assert_eq!((status, rule.as_str()), (413, "stack.post/any/body.size"));
    let larger = RequestBody::from(Bytes::from_static(b"0123456789a"));
    let (status, _, _) = ask(service.clone(), any(larger)).await;
    assert_eq!((status, reached.load(Ordering::SeqCst)), (413, 3));
    let (status, rule, body) = ask(service, any(frames(&[Some("0"), None]))).await;
    assert_eq!((status, rule, body.as_str()), (200, String::new(), "cut off"));
}

/// Boxed bodies on both sides: what proxies hand on.
#[tokio::test]
async fn boxed_bodies_are_handed_on_as_such() {
    type Boxed = UnsyncBoxBody<Bytes, BodyError>;
    let service = policy().protect(service_fn(async |request: Request<Boxed>| {
        Ok::<_, Infallible>(Response::builder().status(500).body(request.into_body()).unwrap())
    }));
    let body = Frames(VecDeque::from([Some("secret")])).map_err(BodyError::from).boxed_unsync();
    let asked = request("POST", "/stack/any").body(body).unwrap();
    let response = service.clone().oneshot(asked).await.unwrap();
    // The handler's error leaves cleaned, in a body of the same type.
    assert_eq!(response.headers()["content-type"], "application/problem+json");
    let document = response.into_body().collect().await.unwrap().to_bytes();
    assert!(!document.windows(6).any(|text| text == b"secret"));
    let asked = request("GET", "/stack").body(Boxed::default()).unwrap();
    assert_eq!(service.oneshot(asked).await.unwrap().status(), 400);
}

#[tokio::test]
async fn without_the_peer_s_address_nothing_is_decided() {
    let reached = Arc::new(AtomicUsize::new(0));
    let asked = Request::builder().uri("/stack?page=1").header("host", "localhost");
    let (status, rule, _) =
        ask(protected!(reached), asked.body(RequestBody::default()).unwrap()).await;
    assert_eq!((status, rule.as_str(), reached.load(Ordering::SeqCst)), (500, "internal", 0));
}
