//! `cors`.

use crate::pair::{ask, get, handled, json, pair, preflight};

const SHOP: &str = "https://shop.example.com";
const ALLOWED: &str = "access-control-allow-origin";

#[tokio::test]
async fn a_preflight_asks_no_credential_and_reaches_no_handler() {
    let mut pair = pair!(answers);
    let asked = preflight("/v1/orders/1", SHOP, "PUT")
        .with("access-control-request-headers", "X-Key, x-request-note");
    let found = pair.exchange(&asked, &json("{}")).await;
    assert_eq!((found.verdict(), found.body.as_str()), ("204".to_owned(), ""));
    assert_eq!(found.header(ALLOWED).unwrap(), SHOP);
    assert_eq!(found.header("access-control-allow-credentials").unwrap(), "true");
    assert_eq!(found.header("access-control-allow-methods").unwrap(), "PUT");
    assert_eq!(found.header("access-control-allow-headers").unwrap(), "x-key, x-request-note");
    assert_eq!(found.header("access-control-max-age").unwrap(), "600");
    assert!(found.header("vary").unwrap().starts_with("Origin, Access-Control-Request-Method"));
}

#[tokio::test]
async fn the_answer_to_a_preflight_carries_what_every_answer_does() {
    let mut pair = pair!(answers);
    let found = pair.exchange(&preflight("/v1/orders", SHOP, "GET").over_tls(), &json("{}")).await;
    assert_eq!(found.verdict(), "204");
    assert_eq!(found.header("x-content-type-options").unwrap(), "nosniff");
    assert_eq!(found.header("x-frame-options").unwrap(), "sameorigin");
    assert!(found.header("strict-transport-security").is_some());
    assert_eq!((found.header("deprecation"), found.header("link")), (None, None));
    // The route's own, where its api has others.
    let found = pair.exchange(&preflight("/v1/public", SHOP, "GET"), &json("{}")).await;
    assert_eq!(found.header("x-robots-tag").unwrap(), "noindex");
    assert_eq!(found.header("strict-transport-security"), None);
    let found = pair.exchange(&preflight("/v0/orders/7", SHOP, "GET"), &json("{}")).await;
    assert_eq!(found.verdict(), "204");
    assert_eq!(found.header("deprecation").unwrap(), "@1767225600");
    assert_eq!(found.header("sunset").unwrap(), "Mon, 01 Jun 2026 00:00:00 GMT");
    assert_eq!(found.header("link").unwrap(), "</v1/orders/7>; rel=\"successor-version\"");
}

#[tokio::test]
async fn what_may_not_be_sent_is_403_and_says_nothing_of_cors() {
    let mut pair = pair!(answers);
    let refused = [
        preflight("/v1/orders", "https://evil.example.com", "GET"),
        preflight("/v1/orders", "null", "GET"),
        preflight("/v1/orders", SHOP, "PATCH"),
        preflight("/v1/orders", SHOP, "get"),
        preflight("/v1/orders", SHOP, "GET").with("access-control-request-headers", "x-other"),
        preflight("/v1/orders", SHOP, "GET").with("access-control-request-headers", "a b"),
    ];
    for asked in refused {
        let found = pair.exchange(&asked, &json("{}")).await;
        assert_eq!(found.status, 403, "{asked:?}");
        let told = found.headers.keys().any(|name| name.as_str().starts_with("access-control-"));
        assert!(!told && found.header("vary").is_some(), "{asked:?}");
    }
    assert_eq!(
        pair.exchange(&preflight("/v1/orders/a/b", SHOP, "GET"), &json("{}")).await.status,
        404
    );
    let other = ask("OPTIONS", "/v1/orders").with("origin", SHOP);
    assert_eq!(pair.exchange(&other, &json("{}")).await.verdict(), "405 method");
    let other = preflight("/v1/plain", SHOP, "GET");
    assert_eq!(pair.exchange(&other, &json("{}")).await.verdict(), "405 method");
}

#[tokio::test]
async fn a_preflight_for_head_is_for_the_get_route() {
    let mut pair = pair!(answers);
    let found = pair.exchange(&preflight("/v1/orders", SHOP, "HEAD"), &json("{}")).await;
    assert_eq!(found.header("access-control-allow-methods").unwrap(), "HEAD");
}

#[tokio::test]
async fn a_preflight_uses_up_no_limit() {
    let mut pair = pair!(answers);
    for _ in 0..5 {
        let found = pair.exchange(&preflight("/v1/orders", SHOP, "POST"), &json("{}")).await;
        assert_eq!(found.verdict(), "204");
    }
    for verdict in ["200", "200", "200", "429 orders.post/limit.few"] {
        let found =
            pair.exchange(&ask("POST", "/v1/orders").with("origin", SHOP), &handled(200)).await;
        assert_eq!(
            (found.verdict().as_str(), found.header(ALLOWED).unwrap()),
            (verdict, SHOP.to_owned())
        );
    }
}

#[tokio::test]
async fn refusals_and_errors_can_be_read_by_pages_of_listed_origins() {
    let mut pair = pair!(answers);
    let asked = [
        (get("/v1/orders"), "401 orders.get/auth"),
        (get("/v1/orders?a=1").by_partner(), "400 orders.get/query"),
        (get("/v1/orders").by_partner(), "500 upstream"),
    ];
    for (asked, verdict) in asked {
        for (origin, allowed) in [(SHOP, Some(SHOP.to_owned())), ("https://evil.example.com", None)]
        {
            let found = pair.exchange(&asked.clone().with("origin", origin), &handled(500)).await;
            assert_eq!(
                (found.verdict().as_str(), found.header(ALLOWED)),
                (verdict, allowed.clone())
            );
            assert_eq!(found.header("vary").unwrap(), "Origin");
            assert_eq!(found.header("access-control-expose-headers").is_some(), allowed.is_some());
        }
        assert_eq!(pair.exchange(&asked, &handled(500)).await.header("vary").unwrap(), "Origin");
    }
}

#[tokio::test]
async fn what_a_handler_says_of_cors_is_replaced() {
    let mut pair = pair!(answers);
    let own = json("{}")
        .with(ALLOWED, "*")
        .with("access-control-allow-private-network", "true")
        .with("vary", "accept-language");
    let asked = get("/v1/public").with("origin", SHOP);
    let found = pair.exchange(&asked, &own).await;
    assert_eq!(
        (found.header(ALLOWED).unwrap(), found.header("vary").unwrap()),
        ("*".to_owned(), "accept-language".to_owned())
    );
    assert_eq!(found.header("access-control-allow-private-network"), None);
    let asked = get("/v1/orders").by_partner().with("origin", "https://evil.example.com");
    let found = pair.exchange(&asked, &json("[]").with(ALLOWED, "*").with("vary", "accept")).await;
    assert_eq!(
        (found.header(ALLOWED), found.header("vary").unwrap()),
        (None, "accept, Origin".to_owned())
    );
    // Where the policy says nothing, the handler's word leaves as it is.
    let found = pair.exchange(&get("/v1/plain").with("origin", SHOP), &own).await;
    assert_eq!(found.header(ALLOWED).unwrap(), "*");
}

#[tokio::test]
async fn two_origins_are_refused() {
    let mut pair = pair!(answers);
    let asked = get("/v1/public").with("origin", SHOP).with("origin", SHOP);
    assert_eq!(pair.exchange(&asked, &json("{}")).await.verdict(), "400 wire");
}
