//! `to`, `send` and `drop`.

use crate::pair::{ask, get, json, pair};

#[tokio::test]
async fn the_handler_gets_the_path_of_the_policy_and_the_query_of_the_client() {
    let mut pair = pair!(answers);
    let found = pair.exchange(&get("/v1/orders/a%20b").by_partner(), &json("{}")).await;
    let seen = found.seen.unwrap();
    assert_eq!(seen.target, "/internal/orders/a%20b/whole");
    assert_eq!(seen.original.as_deref(), Some("/v1/orders/a%20b"));
    let found = pair.exchange(&get("/v1/orders?").by_partner(), &json("[]")).await;
    assert_eq!(found.seen.unwrap().target, "/internal/orders?");
    let found = pair.exchange(&ask("PUT", "/v1/orders/1").by_partner(), &json("{}")).await;
    assert_eq!(found.seen.unwrap().target, "/v1/orders/1");
}

#[tokio::test]
async fn headers_are_sent_and_a_client_s_own_pass_nowhere() {
    let mut pair = pair!(answers);
    let forged = |asked: crate::pair::Asked| {
        let asked = asked.by_partner().with("x-api-version", "9").with("x-order", "9");
        asked.with("x-tenant", "9").with("x-user", "root").with("x-debug", "1")
    };
    let found = pair.exchange(&forged(ask("PUT", "/v1/orders/%C3%A4%20b")), &json("{}")).await;
    let seen = found.seen.unwrap().headers;
    assert_eq!(seen["x-api-version"], "1");
    assert_eq!(seen["x-order"], "%C3%A4%20b");
    assert_eq!((&seen["x-tenant"], &seen["x-user"]), (&seen["x-user"], &seen["x-tenant"]));
    assert!(!seen.contains_key("x-debug") && !seen.contains_key("x-key"));
    let found = pair.exchange(&forged(get("/v1/plain")), &json("{}")).await;
    let seen = found.seen.unwrap().headers;
    for name in ["x-api-version", "x-order", "x-tenant", "x-user"] {
        assert!(!seen.contains_key(name), "{name}");
    }
    assert_eq!(seen["x-debug"], "1");
}

#[tokio::test]
async fn of_bodies_of_which_fields_leave_the_whole_is_asked_for() {
    let mut pair = pair!(answers);
    let asking = |asked: crate::pair::Asked| {
        let asked = asked.by_partner().with("accept-encoding", "gzip").with("range", "bytes=0-1");
        asked.with("if-range", "\"a\"").with("if-none-match", "\"a\"").with("accept", "*/*")
    };
    let found = pair.exchange(&asking(get("/v1/orders")), &json("[]")).await;
    let seen = found.seen.unwrap().headers;
    for name in ["accept-encoding", "range", "if-range", "if-none-match"] {
        assert!(!seen.contains_key(name), "{name}");
    }
    assert!(seen.contains_key("accept"));
    let found = pair.exchange(&asking(ask("PUT", "/v1/orders/1")), &json("{}")).await;
    assert!(found.seen.unwrap().headers.contains_key("range"));
}
