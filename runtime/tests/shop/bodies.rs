//! What may come in as a body.

use std::pin::Pin;
use std::task::{Context, Poll};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::routing::{get, post};
use gatewright::Body as Typed;
use http_body::Frame;
use serde_json::json;

use crate::fixture::{Answer, Shop, authorized, request, send, send_body};
use crate::shop::schema::{Currency, NewOrder};

const ORDER: &str = r#"{"lines":[{"sku":"ABC-1234","quantity":1,"price":9.90}],"currency":"EUR","email":"a@example.com"}"#;

async fn post_order(shop: &Shop, body: impl Into<Body>, media_type: &str) -> Answer {
    let service = shop.policy().protect(shop.router());
    let credential = shop.customer("anna", &["clerk"]);
    let asked = authorized("POST", "/v1/orders", &credential).header("content-type", media_type);
    send_body(&service, asked, body).await
}

#[tokio::test]
async fn a_body_is_checked_stage_by_stage() {
    let shop = Shop::new();
    let with = |from: &str, to: &str| ORDER.replace(from, to);
    let rule = |name: &str| Some(format!("orders.post/body{name}"));
    let json = "application/json";
    for (body, media_type, status, expected) in [
        (ORDER.to_owned(), json, 200, None),
        (ORDER.to_owned(), "Application/JSON; charset=UTF-8", 200, None),
        (with("1,", "1e0,"), json, 200, None),
        (with("\"EUR\"", "\"EUR\",\"note\":null"), json, 200, None),
        (ORDER.to_owned(), "text/plain", 415, rule(".type")),
        ("{".to_owned(), "text/plain", 415, rule(".type")),
        (String::new(), json, 400, rule(".json")),
        (with("}]", "}],"), json, 400, rule(".json")),
        (with("\"email\"", "\"currency\""), json, 400, rule(".json")),
        (with("ABC", "abc") + "}", json, 400, rule(".json")),
        (with("ABC", "abc"), json, 422, rule(".schema")),
        (with("1,", "100,"), json, 422, rule(".schema")),
        (with("9.90", "9999.991"), json, 422, rule(".schema")),
        (with("EUR", "CHF"), json, 422, rule(".schema")),
        (with("\"EUR\"", "null"), json, 422, rule(".schema")),
        (with("\"EUR\"", "\"EUR\",\"total\":1"), json, 422, rule(".schema")),
        (with("\"EUR\"", "\"EUR\",\"admin\":true"), json, 422, rule(".schema")),
        (with("a@example.com", "a@"), json, 422, rule(".schema")),
        ("[]".to_owned(), json, 422, rule(".schema")),
    ] {
        let answer = post_order(&shop, body.clone(), media_type).await;
        assert_eq!(answer.verdict(), (status, expected.as_deref()), "{body} {media_type}");
    }
}

#[tokio::test]
async fn the_size_is_counted_while_the_body_arrives() {
    let shop = Shop::new();
    let padded = |size: usize| format!("{ORDER}{}", " ".repeat(size - ORDER.len()));
    let json = "application/json";
    assert_eq!(post_order(&shop, padded(16_384), json).await.status, 200);
    let too_large = (413, Some("orders.post/body.size"));
    assert_eq!(post_order(&shop, padded(16_385), json).await.verdict(), too_large);
    assert_eq!(post_order(&shop, Body::new(Endless), json).await.verdict(), too_large);
    assert_eq!(shop.reached(), 1);
}

/// A body that announces no size and never ends.
struct Endless;

impl http_body::Body for Endless {
    type Data = Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        Poll::Ready(Some(Ok(Frame::data(Bytes::from_static(b"    ")))))
    }
}

#[tokio::test]
async fn a_coding_is_not_undone() {
    let shop = Shop::new();
    let service = shop.policy().protect(shop.router());
    let credential = shop.customer("anna", &["clerk"]);
    let asked = authorized("POST", "/v1/orders", &credential)
        .header("content-type", "application/json")
        .header("content-encoding", "gzip");
    let answer = send_body(&service, asked, ORDER).await;
    assert_eq!(answer.verdict(), (415, Some("orders.post/body.type")));
    assert_eq!(answer.header("accept"), Some("application/json"));
}

#[tokio::test]
async fn a_route_without_a_body_takes_none() {
    let shop = Shop::new();
    let service = shop.policy().protect(shop.router());
    let refused = (413, Some("orders.get/health/body"));
    let asked = || request("GET", "/v1/orders/health");
    let announced = asked().header("content-length", "1");
    assert_eq!(send_body(&service, announced, "x").await.verdict(), refused);
    let chunked = asked().header("transfer-encoding", "chunked");
    assert_eq!(send(&service, chunked).await.verdict(), refused);
    assert_eq!(send_body(&service, asked(), "x").await.verdict(), refused);
    let empty = asked().header("content-length", "0");
    assert_eq!(send(&service, empty).await.status, 200);
    assert!(shop.last_seen().body.is_empty());
}

#[tokio::test]
async fn a_deny_clause_applies_to_what_is_true_and_wins() {
    let shop = Shop::new();
    let service = shop.policy().protect(shop.router());
    for (suspended, expected) in [
        (json!(true), (403, Some("orders.post/deny"))),
        (json!(false), (200, None)),
        (json!(null), (200, None)),
    ] {
        let credential = shop.customer_with("suspended", suspended.clone());
        let asked = authorized("POST", "/v1/orders", &credential);
        let asked = asked.header("content-type", "application/json");
        assert_eq!(send_body(&service, asked, ORDER).await.verdict(), expected, "{suspended}");
    }
}

#[tokio::test]
async fn handlers_get_the_body_typed_and_its_bytes() {
    async fn create(
        principal: crate::shop::Principal,
        Typed(order): Typed<NewOrder>,
        bytes: Bytes,
    ) -> String {
        assert_eq!(order.currency, Currency::EUR);
        let price = order.lines[0].price.as_ref().unwrap();
        format!("{} {} {} {price}", principal.id, order.lines[0].sku, bytes.len())
    }
    let shop = Shop::new();
    let router = Router::new()
        .route("/v1/orders", post(create))
        // The policy declares no body here, so there is nothing to take.
        .route("/v1/orders/health", get(async |_: Typed<NewOrder>| "never"));
    let service = shop.policy().protect(router);
    let credential = shop.customer("anna", &["clerk"]);
    let asked = authorized("POST", "/v1/orders", &credential);
    let asked = asked.header("content-type", "application/json");
    let answer = send_body(&service, asked, ORDER).await;
    let expected = format!("anna ABC-1234 {} 9.9", ORDER.len());
    assert_eq!(String::from_utf8(answer.body).unwrap(), expected);
    let answer = send(&service, request("GET", "/v1/orders/health")).await;
    assert_eq!((answer.status, answer.verdict().1), (500, None));
}
