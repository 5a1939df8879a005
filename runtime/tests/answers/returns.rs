//! `returns` and `masked`: of a 2xx body, nothing but the declared fields leaves.

use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::response::Response;
use tower::ServiceExt as _;

use crate::pair::{Handled, ask, get, handled, json, pair};

const ORDER: &str =
    r#"{"id":"1","secret":"s","lines":[{"sku":"a","card":"4242424242424242","cost":1}]}"#;
const LEFT: &str = r#"{"id":"1","lines":[{"sku":"a","card":"************4242"}]}"#;

#[tokio::test]
async fn declared_fields_leave_and_masks_hide() {
    let mut pair = pair!(answers);
    let found = pair.exchange(&get("/v1/orders/1").by_partner(), &json(ORDER)).await;
    assert_eq!((found.verdict(), found.body.as_str()), ("200".to_owned(), LEFT));
    assert_eq!(found.header("content-length").unwrap(), LEFT.len().to_string());
    let list = json(&format!("[{ORDER},null,7]"));
    let found = pair.exchange(&get("/v1/orders").by_partner(), &list).await;
    assert_eq!(found.body, format!("[{LEFT},null]"));
}

#[tokio::test]
async fn what_describes_the_whole_body_does_not_leave() {
    let mut pair = pair!(answers);
    let described = json(ORDER)
        .with("etag", "\"a\"")
        .with("last-modified", "Mon, 01 Jun 2026 00:00:00 GMT")
        .with("accept-ranges", "bytes")
        .with("repr-digest", "sha-256=:AA==:")
        .with("content-length", &ORDER.len().to_string())
        .with("x-own", "stays");
    let found = pair.exchange(&get("/v1/orders/1").by_partner(), &described).await;
    for name in ["etag", "last-modified", "accept-ranges", "repr-digest"] {
        assert_eq!(found.header(name), None, "{name}");
    }
    assert_eq!(found.header("x-own").unwrap(), "stays");
    // The length of the whole would tell of what does not leave.
    let found = pair
        .exchange(&ask("HEAD", "/v1/orders/1").by_partner(), &handled(200).with("etag", "\"a\""))
        .await;
    assert_eq!((found.verdict(), found.header("etag")), ("200".to_owned(), None));
}

#[tokio::test]
async fn what_cannot_leave_in_part_does_not_leave() {
    let mut pair = pair!(answers);
    let large = format!(r#"{{"id":"1","lines":[],"secret":"{}"}}"#, "s".repeat(256));
    let refused: [Handled; 9] = [
        handled(200).with("content-type", "text/plain").body("secret"),
        handled(200).body(ORDER),
        json(ORDER).with("content-type", "application/json"),
        json(ORDER).with("content-encoding", "gzip"),
        json("secret"),
        json(r#"{"id":"1","id":"2"}"#),
        json("[]"),
        json(&large),
        handled(206).with("content-type", "application/json").body(ORDER),
    ];
    for one in refused {
        let found = pair.exchange(&get("/v1/orders/1").by_partner(), &one).await;
        assert_eq!(found.verdict(), "502 orders.get/{id}/returns", "{one:?}");
        assert!(!found.body.contains("secret"), "{one:?}");
    }
}

#[tokio::test]
async fn the_limit_of_size_is_the_last_octet() {
    let mut pair = pair!(answers);
    let of = |size: usize| {
        let frame = r#"{"id":"1","x":""}"#.len();
        json(&format!(r#"{{"id":"1","x":"{}"}}"#, "s".repeat(size - frame)))
    };
    assert_eq!(pair.exchange(&get("/v1/orders/1").by_partner(), &of(256)).await.status, 200);
    assert_eq!(pair.exchange(&get("/v1/orders/1").by_partner(), &of(257)).await.status, 502);
}

#[tokio::test]
async fn other_statuses_and_empty_bodies_leave_as_they_are() {
    let mut pair = pair!(answers);
    for status in [302, 400, 404] {
        let own = handled(status).with("content-type", "text/plain").body("own");
        let found = pair.exchange(&get("/v1/orders/1").by_partner(), &own).await;
        assert_eq!((found.status, found.body.as_str()), (status, "own"));
    }
    for status in [200, 201, 204, 205, 206] {
        let found = pair.exchange(&get("/v1/orders/1").by_partner(), &handled(status)).await;
        assert_eq!((found.status, found.body.as_str()), (status, ""));
    }
    let found =
        pair.exchange(&get("/v1/orders/1").by_partner(), &handled(204).body("secret")).await;
    assert_eq!((found.status, found.body.as_str()), (204, ""));
}

/// A service of which each answer has this body.
async fn streamed(body: impl Fn() -> Body + Clone + Send + Sync + 'static) -> (u16, Bytes) {
    let folder = crate::pair::keys();
    let policy = crate::answers::Policy::load(folder.path()).unwrap();
    let router = axum::Router::new().fallback(async move || {
        Response::builder().header("content-type", "application/json").body(body()).unwrap()
    });
    let asked = get("/v1/orders/1").by_partner().to_service();
    let response = policy.protect(router).oneshot(asked).await.unwrap();
    let status = response.status().as_u16();
    (status, axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap())
}

/// Frames, one after the other.
struct Frames(Vec<Result<Bytes, std::io::Error>>, Endless);

/// Whether more of the last frame come.
#[derive(PartialEq)]
enum Endless {
    No,
    Yes,
}

impl http_body::Body for Frames {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(
        mut self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Result<http_body::Frame<Bytes>, std::io::Error>>> {
        let next = match (self.0.is_empty(), &self.1) {
            (false, _) => Some(self.0.remove(0)),
            (true, Endless::Yes) => Some(Ok(Bytes::from_static(b"  "))),
            (true, Endless::No) => None,
        };
        std::task::Poll::Ready(next.map(|frame| frame.map(http_body::Frame::data)))
    }
}

#[tokio::test]
async fn a_body_in_pieces_is_read_to_its_end() {
    let frames = || {
        let (front, back) = ORDER.split_at(20);
        let frames = vec![Ok(Bytes::from(front)), Ok(Bytes::new()), Ok(Bytes::from(back))];
        Body::new(Frames(frames, Endless::No))
    };
    assert_eq!(streamed(frames).await, (200, Bytes::from(LEFT)));
}

#[tokio::test]
async fn a_body_that_breaks_off_or_never_ends_does_not_leave() {
    let broken = || {
        let frames = vec![Ok(Bytes::from(ORDER)), Err(std::io::Error::other("broken"))];
        Body::new(Frames(frames, Endless::No))
    };
    let (status, body) = streamed(broken).await;
    assert_eq!((status, body.starts_with(b"{\"type\"")), (502, true));
    let endless = || Body::new(Frames(vec![Ok(Bytes::from(ORDER))], Endless::Yes));
    let answered = tokio::time::timeout(Duration::from_secs(10), streamed(endless)).await;
    assert_eq!(answered.unwrap().0, 502);
}
