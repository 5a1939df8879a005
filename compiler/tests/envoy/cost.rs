//! No input holds up a worker: each of these took seconds where a pattern went back and forth over a long run.

use std::time::{Duration, Instant};

use crate::stand::Stand;

/// Far above what the work takes, far below what going over each run again and again would.
const MOST: Duration = Duration::from_millis(1500);

#[test]
fn long_runs_cost_no_more_than_their_length() {
    let stand = Stand::edited(|artifacts| {
        let artifact = artifacts.files.get_mut("authorize.lua").unwrap();
        let text = String::from_utf8(artifact.contents.clone()).unwrap();
        assert!(text.contains("max = 2000 "), "{text}");
        artifact.contents = text.replace("max = 2000 ", "max = 62000 ").into_bytes();
    });
    let quickly = |what: &str, ask: &dyn Fn()| {
        let began = Instant::now();
        ask();
        assert!(began.elapsed() < MOST, "{what}: {:?}", began.elapsed());
    };
    let spaced = format!("a{}b", " ".repeat(50_000));
    quickly("an API key", &|| {
        stand.ask("GET /v1/orders", &[("X-Api-Key", &spaced)], "", 401, "orders.get/auth.partner");
    });
    quickly("a list of addresses", &|| {
        stand.ask("GET /v1/orders/health", &[("X-Forwarded-For", &spaced)], "", 200, "");
    });
    let clerk = format!("Bearer {}", stand.fixture.good("anna", &["clerk"]));
    let post = |kind: &str, body: &str, status: u16, rule: &str| {
        let headers = [("Authorization", clerk.as_str()), ("Content-Type", kind)];
        stand.ask("POST /v1/orders", &headers, body, status, rule);
    };
    let order = |quantity: &str| {
        format!(r#"{{"lines":[{{"sku":"ABC-1234","quantity":{quantity}}}],"currency":"EUR"}}"#)
    };
    let zeros = "0".repeat(60_000);
    quickly("a number", &|| {
        post("application/json", &order(&format!("1.{zeros}")), 200, "");
        let number = format!("1.{zeros}1");
        post("application/json", &order(&number), 422, "orders.post/body.schema");
    });
    quickly("a media type", &|| {
        let kind = format!("application/json; charset={}x", " ".repeat(50_000));
        post(&kind, &order("1"), 415, "orders.post/body.type");
    });
}
