//! The lines themselves.

use std::collections::VecDeque;
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::{Body, Bytes};
use http::StatusCode;
use http_body::Frame;
use serde_json::{Value, json};
use tower::ServiceExt as _;

use crate::output::Memory;
use crate::pair::{Asked, Handled, NOW, Pair, ask, get, handled, keys, preflight};

const ORDER: &str = r#"{"id":"1"}"#;

/// Requests that end in every way, what the handler answers, and the verdict.
pub(crate) fn exchanges() -> Vec<(Asked, Handled, &'static str)> {
    let ok = || handled(200);
    let json_answer = |text| crate::pair::json(text);
    let listed = "https://shop.example.com";
    vec![
        (get("/v1/orders"), ok(), "401 orders.get/auth"),
        (get("/v1/orders").by(json!({})), ok(), "200"),
        (get("/v1/orders").by_partner().with("origin", listed), handled(503), "503"),
        (get("/v1/orders?a=1").by_partner(), ok(), "400 orders.get/query"),
        (get("/v1/orders").with("authorization", "Bearer x"), ok(), "401 orders.get/auth.customer"),
        (preflight("/v1/orders", listed, "GET"), ok(), "204"),
        (preflight("/v1/orders", "https://a.example", "GET"), ok(), "403 orders.get/cors"),
        // What the answer refuses.
        (get("/v1/orders/1").by_partner(), json_answer(ORDER), "200"),
        (get("/v1/orders/1").by_partner(), json_answer("secret"), "502 orders.get/{id}/returns"),
        (get("/v1/orders/1").by_partner(), handled(500), "500 upstream"),
        // What the decision changes of the request is told as it came.
        (ask("POST", "/v1/orders").by_partner().json(ORDER), ok(), "200"),
        (ask("POST", "/v1/orders").by_partner().json("{}"), ok(), "422 orders.post/body.schema"),
        (ask("POST", "/v1/orders/raw").by_partner().json("{}"), ok(), "200"),
        (
            ask("POST", "/v1/orders/raw").by_partner().json("more than sixteen"),
            ok(),
            "413 orders.post/raw/body.size",
        ),
        (ask("DELETE", "/v1/orders").by(json!({})), ok(), "404 orders.delete/allow"),
        (get("/v1/orders/few"), ok(), "200"),
        (get("/v1/orders/few"), ok(), "200"),
        (get("/v1/orders/few"), ok(), "429 orders.get/few/limit.few"),
        // Before a route, a client or a method is known.
        (get("/nowhere"), ok(), "404 route"),
        (get("/v1//orders"), ok(), "400 path"),
        (ask("BREW", "/v1/orders"), ok(), "400 wire"),
        (ask("PUT", "/v1/orders"), ok(), "405 method"),
        // Lines of one name, between others; and names that no rule reads.
        (
            get("/nowhere")
                .with("x-b", "1")
                .with("x-a", "2")
                .with("x-b", "3")
                .with("x_b", "4")
                .with("x-internal", "hush")
                .with("cookie", "hush=1")
                .with("proxy-authorization", "Basic hush")
                .with("x-amz-security-token", "hush")
                .with("referer", "https://a.example/b?hush#hush")
                .with("x-original-url", "/b#hush")
                .with("x-odd", "\"\\ \u{9b}2J \u{fffd}"),
            ok(),
            "404 route",
        ),
    ]
}

macro_rules! recorded {
    ($policy:ident) => {{
        let memory = Memory::default();
        let output = memory.clone();
        let mut pair = Pair::new(
            include_str!(concat!(stringify!($policy), ".gate")),
            |folder, clock, stage| {
                let policy = crate::$policy::Policy::load(folder).unwrap().with_clock(clock);
                policy.with_records(output).protect(stage.router())
            },
        );
        for (asked, handled, verdict) in exchanges() {
            assert_eq!(pair.exchange(&asked, &handled).await.verdict(), verdict, "{asked:?}");
        }
        let expected = pair.end().records;
        (memory.lines(), expected)
    }};
}

#[tokio::test]
async fn all_decisions_are_recorded_as_the_evaluator_records_them() {
    let (lines, expected) = recorded!(records);
    assert_eq!(lines, expected);
    assert_eq!(lines.len(), exchanges().len());
    let told: Value = serde_json::from_str(&lines[7]).unwrap();
    assert_eq!((&told["outcome"], &told["status"]), (&json!("admit"), &json!(200)));
    let told: Value = serde_json::from_str(&lines[8]).unwrap();
    assert_eq!(told["rule"], "orders.get/{id}/returns");
    assert_eq!(told["time"], "2026-05-01T09:00:00Z");
    let told: Value = serde_json::from_str(&lines[5]).unwrap();
    assert_eq!(told["outcome"], "preflight");
    assert!(!lines.concat().contains("hush"));
}

#[tokio::test]
async fn denials_are_recorded_without_admissions() {
    let (lines, expected) = recorded!(denials);
    assert_eq!(lines, expected);
    let refused = exchanges().iter().filter(|(_, _, verdict)| verdict.contains(' ')).count();
    assert_eq!(lines.len(), refused);
}

#[tokio::test]
async fn nothing_is_recorded_where_nothing_is_asked_for() {
    let (lines, expected) = recorded!(silent);
    assert_eq!((lines, expected), (Vec::new(), Vec::new()));
}

fn request(body: Body) -> axum::extract::Request {
    ask("POST", "/v1/orders/raw").by_partner().to_service().map(|_| body)
}

fn policy(memory: &Memory) -> crate::records::Policy {
    let folder = keys();
    let clock = gatewright::ManualClock::at(NOW);
    let policy = crate::records::Policy::load(folder.path()).unwrap();
    policy.with_clock(clock).with_records(memory.clone())
}

/// A body of pieces that does not tell its size.
pub(crate) struct Pieces(VecDeque<&'static str>);

impl Pieces {
    pub(crate) fn of(pieces: &[&'static str]) -> Pieces {
        Pieces(pieces.iter().copied().collect())
    }
}

impl http_body::Body for Pieces {
    type Data = Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        let piece = self.0.pop_front();
        Poll::Ready(piece.map(|piece| Ok(Frame::data(Bytes::from_static(piece.as_bytes())))))
    }
}

#[tokio::test]
async fn a_body_that_turns_out_too_large_is_recorded_as_a_refusal() {
    let memory = Memory::default();
    let router = axum::Router::new().fallback(async |body: Bytes| body);
    let service = policy(&memory).protect(router);
    let body = Body::new(Pieces::of(&["0123456789"; 3]));
    let answer = service.oneshot(request(body)).await.unwrap();
    assert_eq!(answer.status(), StatusCode::PAYLOAD_TOO_LARGE);
    let told: Value = serde_json::from_str(&memory.lines()[0]).unwrap();
    assert_eq!(told["rule"], "orders.post/raw/body.size");
    assert_eq!((&told["outcome"], &told["status"]), (&json!("refuse"), &json!(413)));
}

/// A handler that never answers, or panics.
#[tokio::test]
async fn an_admission_is_recorded_where_nobody_waits_for_the_answer() {
    let memory = Memory::default();
    let reached = std::sync::Arc::new(tokio::sync::Notify::new());
    let router = {
        let reached = std::sync::Arc::clone(&reached);
        axum::Router::new().fallback(async move || {
            reached.notify_one();
            std::future::pending::<()>().await;
        })
    };
    let service = policy(&memory).protect(router);
    let waiting = tokio::spawn(service.oneshot(request(Body::empty())));
    reached.notified().await;
    waiting.abort();
    assert!(waiting.await.unwrap_err().is_cancelled());
    let told: Value = serde_json::from_str(&memory.lines()[0]).unwrap();
    assert_eq!((&told["outcome"], &told["status"]), (&json!("admit"), &Value::Null));
    let memory = Memory::default();
    let router = axum::Router::new().fallback(async || -> &'static str { panic!("a defect") });
    let service = policy(&memory).protect(router);
    let answered = tokio::spawn(service.oneshot(request(Body::empty()))).await;
    assert!(answered.unwrap_err().is_panic());
    let told: Value = serde_json::from_str(&memory.lines()[0]).unwrap();
    assert_eq!((&told["outcome"], &told["status"]), (&json!("admit"), &Value::Null));
}
