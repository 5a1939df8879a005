//! `errors { upstream: clean }`: nothing of a handler's 5xx leaves but that.

use crate::pair::{ask, get, handled, pair};

const SECRET: &str = "panicked at src/db.rs:12";

#[tokio::test]
async fn only_the_status_of_an_error_leaves() {
    let mut pair = pair!(clean);
    let told = [(500, 500), (501, 500), (502, 502), (503, 503), (504, 504), (599, 500)];
    for (status, leaves) in told {
        let error = handled(status).with("x-trace", SECRET).with("retry-after", "7").body(SECRET);
        let found = pair.exchange(&get("/v1"), &error).await;
        assert_eq!(found.verdict(), format!("{leaves} upstream"));
        assert_eq!(found.header("content-type").unwrap(), "application/problem+json");
        assert_eq!((found.body.contains(SECRET), found.header("x-trace")), (false, None));
        assert_eq!(found.header("retry-after").is_some(), status == 503);
    }
    let error = handled(503).with("retry-after", "Mon, 01 Jun 2026 00:00:00 GMT").body(SECRET);
    assert_eq!(pair.exchange(&get("/v1"), &error).await.header("retry-after"), None);
    assert_eq!(pair.exchange(&ask("HEAD", "/v1"), &error).await.body, "");
}

#[tokio::test]
async fn what_is_no_error_leaves_as_it_is() {
    let mut pair = pair!(clean);
    for status in [200, 302, 400, 404, 499] {
        let own = handled(status).with("x-trace", "1").body("own");
        let found = pair.exchange(&get("/v1"), &own).await;
        assert_eq!((found.verdict(), found.body.as_str()), (status.to_string(), "own"));
    }
}

#[tokio::test]
async fn what_is_no_answer_does_not_leave() {
    let mut pair = pair!(clean);
    for status in [600, 999] {
        let found = pair.exchange(&get("/v1"), &handled(status).body(SECRET)).await;
        assert_eq!(found.verdict(), "502 upstream");
    }
}

#[tokio::test]
async fn a_route_that_returns_has_clean_errors_in_any_policy() {
    let mut pair = pair!(answers);
    let error = handled(500).body(SECRET);
    let found = pair.exchange(&get("/v1/orders").by_partner(), &error).await;
    assert_eq!(found.verdict(), "500 upstream");
    assert_eq!(pair.exchange(&get("/v1/plain"), &error).await.body, SECRET);
}
