//! Stages 9 and 11.

use super::*;
use crate::policy::{
    BodyContent, Field, Nullability, ObjectSchema, ScalarType, Schema, TaggedUnion, Type, TypeKind,
    Variant, fixture,
};

#[test]
fn queries() {
    let asks = |query: &str| {
        verdict(&request("GET", &format!("/v1/orders{query}"), &[holder(&["viewer"])]))
    };
    for good in ["", "?", "?page=1", "?page=1000&status=a&status=b%20+c"] {
        assert_eq!(asks(good), "200 -", "{good}");
    }
    for bad in [
        "?page=0",
        "?page=01",
        "?page=1&page=1",
        "?page=",
        "?x=1",
        "?&",
        "?page=1&",
        "?status=",
        "?status=a&status=b&status=c",
        "?status=%ff",
        "?status=%",
        "?=1",
    ] {
        assert_eq!(asks(bad), "400 orders.get/query", "{bad}");
    }
    let health = |query: &str| verdict(&request("GET", &format!("/v1/orders/health{query}"), &[]));
    assert_eq!(health("?"), "200 -");
    assert_eq!(health("?a"), "400 orders.get/health/query");
}

#[test]
fn bodies_where_none_is_declared() {
    let asks = |name: &str, value: &str| {
        verdict(&request("GET", "/v1/orders/health", &[header(name, value)]))
    };
    assert_eq!(asks("content-length", "0"), "200 -");
    assert_eq!(asks("content-length", "1"), "413 orders.get/health/body");
    assert_eq!(asks("transfer-encoding", "chunked"), "413 orders.get/health/body");
    assert_eq!(asks("content-type", "application/json"), "200 -");
    let mut request = request("GET", "/v1/orders/health", &[]);
    request.body = b"{}".to_vec();
    assert_eq!(verdict(&request), "413 orders.get/health/body");
}

fn post(headers: &[(&str, &str)], body: &str) -> String {
    let lines = headers.iter().map(|(name, value)| header(name, value));
    let lines: Vec<_> = std::iter::once(holder(&["clerk"])).chain(lines).collect();
    let mut request = request("POST", "/v1/orders", &lines);
    request.body = body.as_bytes().to_vec();
    verdict(&request)
}

#[test]
fn bodies_of_a_schema() {
    let json = [("Content-Type", "application/json; charset=utf-8")];
    assert_eq!(post(&json, r#"{"quantity":1}"#), "200 -");
    assert_eq!(post(&json, r#"{"quantity":1e0,"note":"é"}"#), "200 -");
    for malformed in
        ["", "{", "{\"quantity\":1}x", "{\"quantity\":1,\"quantity\":1}", "\u{feff}{}", "NaN"]
    {
        assert_eq!(post(&json, malformed), "400 orders.post/body.json", "{malformed}");
    }
    for wrong in [
        "1",
        "[]",
        "{}",
        r#"{"quantity":0}"#,
        r#"{"quantity":"1"}"#,
        r#"{"quantity":null}"#,
        r#"{"quantity":1,"x":1}"#,
        r#"{"quantity":1,"total":1}"#,
        r#"{"quantity":1,"note":"\u0000"}"#,
    ] {
        assert_eq!(post(&json, wrong), "422 orders.post/body.schema", "{wrong}");
    }
    // Bad JSON wins over a bad value before it.
    assert_eq!(post(&json, r#"{"quantity":0,"#), "400 orders.post/body.json");
    let fitting = format!("{{\"quantity\":1}}{}", " ".repeat(100 - 14));
    assert_eq!(post(&json, &fitting), "200 -");
    assert_eq!(post(&json, &format!("{fitting} ")), "413 orders.post/body.size");
}

#[test]
fn media_types_come_first() {
    let body = "{";
    assert_eq!(post(&[], body), "415 orders.post/body.type");
    assert_eq!(post(&[("content-type", "text/plain")], body), "415 orders.post/body.type");
    let coded = [("content-type", "application/json"), ("content-encoding", "identity")];
    assert_eq!(post(&coded, body), "415 orders.post/body.type");
    let refusal = refusal(&request("POST", "/v1/orders", &[holder(&["clerk"])]));
    assert_eq!(refusal.headers, [("accept", "application/json".into())]);
}

#[test]
fn who_may_not_call_learns_nothing_about_the_body() {
    assert_eq!(verdict(&request("POST", "/v1/orders?x=1", &[])), "401 orders.post/auth");
    assert_eq!(
        verdict(&request("POST", "/v1/orders?x=1", &[holder(&["viewer"])])),
        "400 orders.post/query"
    );
    assert_eq!(
        verdict(&request("POST", "/v1/orders", &[holder(&["viewer"])])),
        "403 orders.post/allow"
    );
}

/// The verdict on a body where bodies are of this content.
fn post_to(content: &BodyContent, headers: &[(&str, &str)], body: &str) -> String {
    let mut policy = shop();
    for route in policy.apis.iter_mut().flat_map(|api| &mut api.routes) {
        if let Some(own) = &mut route.body {
            own.content = content.clone();
        }
    }
    let lines = headers.iter().map(|(name, value)| header(name, value));
    let lines: Vec<_> = std::iter::once(holder(&["clerk"])).chain(lines).collect();
    let mut request = request("POST", "/v1/orders", &lines);
    request.body = body.as_bytes().to_vec();
    let decision = evaluator(policy).decide(&request, NOW);
    verdict_of(&decision)
}

#[test]
fn of_any_body_only_the_size_counts() {
    for headers in [
        &[][..],
        &[("content-type", "image/png")],
        &[("content-type", "application/json"), ("content-encoding", "gzip")],
        &[("transfer-encoding", "chunked")],
    ] {
        let any = |body: &str| post_to(&BodyContent::Any, headers, body);
        assert_eq!(any(""), "200 -", "{headers:?}");
        assert_eq!(any("{\"a\":"), "200 -", "{headers:?}");
        assert_eq!(any(&"x".repeat(100)), "200 -", "{headers:?}");
        assert_eq!(any(&"x".repeat(101)), "413 orders.post/body.size", "{headers:?}");
    }
}

#[test]
fn forms_of_a_schema() {
    let content = BodyContent::Form(fixture::new_order());
    let form = [("content-type", "application/x-www-form-urlencoded")];
    let post = |body: &str| post_to(&content, &form, body);
    for good in ["quantity=1", "note=%C3%A9+%26&quantity=9"] {
        assert_eq!(post(good), "200 -", "{good}");
    }
    for malformed in ["quantity", "quantity=1&", "quantity=%", "quantity=1&quantity=1", "{}"] {
        assert_eq!(post(malformed), "400 orders.post/body.form", "{malformed}");
    }
    for wrong in ["", "quantity=0", "quantity=1.0", "quantity=1&x=1", "quantity=1&total=1"] {
        assert_eq!(post(wrong), "422 orders.post/body.schema", "{wrong}");
    }
    assert_eq!(post("quantity=0&x"), "400 orders.post/body.form", "no form wins");
    let fitting = format!("quantity=1&note={}", "a".repeat(100 - 16));
    assert_ne!(post(&fitting), "413 orders.post/body.size");
    assert_eq!(post(&format!("{fitting}a")), "413 orders.post/body.size");
    for headers in [
        &[][..],
        &[("content-type", "application/json")],
        &[("content-type", "multipart/form-data; boundary=a")],
        &[form[0], ("content-encoding", "gzip")],
    ] {
        let verdict = post_to(&content, headers, "quantity=1");
        assert_eq!(verdict, "415 orders.post/body.type", "{headers:?}");
    }
}

#[test]
fn bodies_of_several_schemas() {
    let order = fixture::new_order();
    let mut tagged = ObjectSchema::clone(&order);
    let tag = Field {
        name: "kind".into(),
        value: Type {
            kind: TypeKind::Scalar(ScalarType::Constant("order".into())),
            nullability: Nullability::NotNull,
            mask: None,
        },
        ..order.fields[0].clone()
    };
    tagged.fields.push(tag);
    let union = TaggedUnion {
        name: "Event".into(),
        tag: "kind".into(),
        variants: vec![Variant { tag: "order".into(), schema: Arc::new(tagged) }],
        span: order.span,
    };
    let content = BodyContent::Json(Schema::OneOf(Arc::new(union)));
    let json = [("content-type", "application/json")];
    let post = |body: &str| post_to(&content, &json, body);
    assert_eq!(post(r#"{"kind":"order","quantity":1}"#), "200 -");
    assert_eq!(post(r#"{"kind":"refund","quantity":1}"#), "422 orders.post/body.schema");
    assert_eq!(post(r#"{"quantity":1}"#), "422 orders.post/body.schema");
    assert_eq!(post(r#"{"kind":"order","quantity":0}"#), "422 orders.post/body.schema");
    assert_eq!(post(r#"{"kind":"order""#), "400 orders.post/body.json");
    assert_eq!(post_to(&content, &[], r#"{"kind":"order"}"#), "415 orders.post/body.type");
}
