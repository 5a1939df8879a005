//! `headers` and `errors { type_base }`: what every answer carries.

use crate::pair::{ask, get, handled, json, pair};

const HSTS: &str = "strict-transport-security";

#[tokio::test]
async fn every_answer_carries_them_whatever_its_status() {
    let mut pair = pair!(answers);
    let plain = handled(200).with("server", "axum").with("x-internal-trace", "1").body("ok");
    let plain = plain.with("x-frame-options", "allowall").with("x-own", "stays");
    let found = pair.exchange(&get("/v1/plain"), &plain).await;
    assert_eq!(found.verdict(), "200");
    assert_eq!(found.header("x-frame-options").unwrap(), "sameorigin");
    assert_eq!(found.header("cache-control").unwrap(), "no-store, max-age=0");
    assert_eq!(found.header("x-own").unwrap(), "stays");
    assert_eq!((found.header("server"), found.header("x-internal-trace")), (None, None));
    let asked = [
        (get("/v1/plain?a=1"), "400 plain.get/query"),
        (get("/nowhere"), "404 route"),
        (get("/v1//plain"), "400 path"),
        (ask("PUT", "/v1/plain"), "405 method"),
        (ask("TRACE", "/v1/plain"), "400 wire"),
        (get("/v1/orders"), "401 orders.get/auth"),
    ];
    for (asked, verdict) in asked {
        let found = pair.exchange(&asked, &plain).await;
        assert_eq!(found.verdict(), verdict);
        assert_eq!(found.header("x-content-type-options").unwrap(), "nosniff");
        // A refusal's own headers say what it means.
        assert_eq!(found.header("cache-control").unwrap(), "no-store");
    }
    for status in [404, 500, 304, 204, 302] {
        let found = pair.exchange(&get("/v1/plain"), &handled(status)).await;
        assert_eq!(found.header("x-content-type-options").unwrap(), "nosniff");
    }
}

#[tokio::test]
async fn over_plain_http_nobody_says_strict_transport() {
    let mut pair = pair!(answers);
    let plain = handled(200).with(HSTS, "max-age=1");
    assert_eq!(pair.exchange(&get("/v1/plain"), &plain).await.header(HSTS), None);
    assert_eq!(pair.exchange(&get("/nowhere"), &plain).await.header(HSTS), None);
    for target in ["/v1/plain", "/nowhere", "/v1/orders"] {
        let found = pair.exchange(&get(target).over_tls(), &plain).await;
        assert_eq!(found.header(HSTS).unwrap(), "max-age=63072000; includeSubDomains");
    }
}

#[tokio::test]
async fn an_api_stands_on_top_of_the_policy() {
    let mut pair = pair!(answers);
    let own = handled(200).with("cache-control", "max-age=60");
    let found = pair.exchange(&get("/v1/public"), &own).await;
    assert_eq!(found.header("cache-control").unwrap(), "max-age=60");
    assert_eq!(found.header("x-robots-tag").unwrap(), "noindex");
    assert_eq!(pair.exchange(&get("/v1/plain"), &own).await.header("x-robots-tag"), None);
    // Before a route is chosen, the policy's own count.
    assert_eq!(pair.exchange(&ask("PUT", "/v1/public"), &own).await.header("x-robots-tag"), None);
}

#[tokio::test]
async fn problems_have_types_of_the_policy_s_own() {
    let mut pair = pair!(answers);
    let found = pair.exchange(&get("/nowhere"), &json("{}")).await;
    assert!(
        found.body.starts_with(r#"{"type":"https://errors.example.com/not-found","#),
        "{}",
        found.body
    );
    assert_eq!(pair.exchange(&ask("HEAD", "/nowhere"), &json("{}")).await.body, "");
}

#[tokio::test]
async fn a_hidden_route_s_403_is_the_404_of_a_path_that_no_route_has() {
    let mut pair = pair!(answers);
    let origin = "https://evil.example.com";
    let asked = crate::pair::preflight("/v1/orders/1", origin, "DELETE");
    let (hidden, none) = (
        pair.exchange(&asked, &json("{}")).await,
        pair.exchange(&crate::pair::preflight("/nowhere", origin, "DELETE"), &json("{}")).await,
    );
    assert_eq!(hidden.verdict(), "404 orders.delete/{id}/cors");
    assert_eq!((hidden.body, hidden.headers), (none.body, none.headers));
}
