//! `body any`: octets that go on as they arrive, and no further than their bound.

use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::routing::post;
use http::HeaderMap;
use http_body::{Body as _, Frame};
use http_body_util::BodyExt as _;

use crate::pair::{Answer, Pair};

/// A body that tells no size, frame by frame.
struct Frames(VecDeque<Frame<Bytes>>);

impl http_body::Body for Frames {
    type Data = Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        Poll::Ready(self.0.pop_front().map(Ok))
    }
}

fn frames(pieces: &[&'static str]) -> Body {
    let data = |piece: &&'static str| Frame::data(Bytes::from_static(piece.as_bytes()));
    Body::new(Frames(pieces.iter().map(data).collect()))
}

/// What handlers saw of bodies.
type Seen = Arc<Mutex<Vec<Result<Bytes, String>>>>;

/// Reads frame by frame until there is none, whatever they are.
async fn read(mut body: Body, seen: &Seen) {
    while let Some(frame) = body.frame().await {
        let frame = frame.map(|frame| frame.into_data().unwrap());
        seen.lock().unwrap().push(frame.map_err(|error| error.to_string()));
    }
}

fn service() -> (Pair, Seen) {
    let seen = Seen::default();
    let [first, second, third] = [Arc::clone(&seen), Arc::clone(&seen), Arc::clone(&seen)];
    let router = Router::new()
        .route("/kinds/any", post(async |body: Bytes| body))
        .route("/kinds/deaf", post(async move |body: Body| read(body, &first).await))
        .route(
            "/kinds/unread",
            post(async move |_: Body| second.lock().unwrap().push(Ok(Bytes::new()))),
        )
        .route(
            "/kinds/streaming",
            post(async move |body: Body| {
                third.lock().unwrap().push(Ok(Bytes::new()));
                body
            }),
        );
    (Pair::new(router), seen)
}

async fn send(pair: &Pair, route: &str, headers: &[(&str, &str)], body: Body) -> Answer {
    pair.send("POST", &format!("/kinds/{route}"), headers, body).await
}

const BEYOND: &str = "the body is larger than the policy admits";

#[tokio::test]
async fn octets_of_any_kind_pass_up_to_the_bound() {
    let (mut pair, _) = service();
    for (body, expected) in [
        (&b""[..], "200"),
        (b"0123456789", "200"),
        (b"0123456789a", "413 kinds.post/any/body.size"),
    ] {
        assert_eq!(pair.ask("POST", "/kinds/any", body).await.verdict, expected);
    }
    for headers in [&[][..], &[("content-type", "image/png"), ("content-encoding", "gzip")]] {
        let answer = send(&pair, "any", headers, frames(&["01234", "", "56789"])).await;
        assert_eq!((answer.verdict.as_str(), answer.body.as_str()), ("200", "0123456789"));
    }
}

#[tokio::test]
async fn a_size_that_is_told_is_refused_before_the_handler() {
    let (pair, seen) = service();
    let announced = send(&pair, "deaf", &[("content-length", "11")], frames(&["0"])).await;
    assert_eq!(announced.verdict, "413 kinds.post/deaf/body.size");
    let known = send(&pair, "deaf", &[], Body::from("0123456789a")).await;
    assert_eq!(known.verdict, "413 kinds.post/deaf/body.size");
    assert!(seen.lock().unwrap().is_empty());
    let fits = send(&pair, "deaf", &[("content-length", "10")], Body::from("0123456789")).await;
    assert_eq!(fits.verdict, "200");
}

/// The handler gets nothing of the frame that goes beyond, and whatever it makes of that, the answer is 413.
#[tokio::test]
async fn a_size_that_is_found_out_is_refused_in_the_middle() {
    let (pair, seen) = service();
    let answer = send(&pair, "deaf", &[], frames(&["01234", "56789", "a", "b"])).await;
    assert_eq!(answer.verdict, "413 kinds.post/deaf/body.size");
    assert!(answer.body.contains("\"status\":413"), "{}", answer.body);
    let expected = [Ok(Bytes::from("01234")), Ok(Bytes::from("56789")), Err(BEYOND.to_owned())];
    assert_eq!(*seen.lock().unwrap(), expected);
    let extracted = send(&pair, "any", &[], frames(&["01234", "567890"])).await;
    assert_eq!(extracted.verdict, "413 kinds.post/any/body.size");
    // The bound is that of one request.
    assert_eq!(send(&pair, "any", &[], frames(&["01234", "56789"])).await.verdict, "200");
}

/// What nobody read was not too large for anybody; what was sent cannot be taken back, but it breaks off.
#[tokio::test]
async fn an_answer_that_has_begun_stands() {
    let (pair, seen) = service();
    let unread = send(&pair, "unread", &[], frames(&["01234567890"])).await;
    assert_eq!(unread.verdict, "200");
    let begun = send(&pair, "streaming", &[], frames(&["01234", "567890"])).await;
    assert_eq!((begun.verdict.as_str(), begun.body), ("200", format!("broken off: {BEYOND}")));
    assert_eq!(seen.lock().unwrap().len(), 2);
}

#[tokio::test]
async fn frames_pass_uncopied_and_trailers_do_not() {
    let data = Bytes::from(vec![b'x'; 10]);
    let trailers = HeaderMap::from_iter([("x-admin".parse().unwrap(), "1".parse().unwrap())]);
    let body = Frames([Frame::data(data.clone()), Frame::trailers(trailers)].into());
    let (pair, seen) = service();
    assert_eq!(send(&pair, "deaf", &[], Body::new(body)).await.verdict, "200");
    let seen = seen.lock().unwrap();
    let [Ok(only)] = seen.as_slice() else { panic!("{seen:?}") };
    assert_eq!(only.as_ptr(), data.as_ptr());
}

/// A body that breaks off is told as what it is.
#[tokio::test]
async fn an_error_of_the_body_passes() {
    struct Broken;
    impl http_body::Body for Broken {
        type Data = Bytes;
        type Error = std::io::Error;

        fn poll_frame(
            self: Pin<&mut Self>,
            _: &mut Context<'_>,
        ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
            Poll::Ready(Some(Err(std::io::Error::other("broken"))))
        }
    }
    assert!(!Broken.is_end_stream());
    let (pair, _) = service();
    let answer = send(&pair, "any", &[], Body::new(Broken)).await;
    assert_eq!(answer.verdict, "400", "{answer:?}");
}
