//! Bodies: announced, in size, as JSON, of their schema.

use crate::exchange::request;
use crate::stand::Stand;

#[test]
fn bodies() {
    let stand = Stand::start();
    let clerk = format!("Bearer {}", stand.fixture.good("anna", &["clerk"]));
    let post = |kind: &str, body: &str, status: u16, check: &str| {
        let headers = [("Authorization", clerk.as_str()), ("Content-Type", kind)];
        let rule = if check.is_empty() { String::new() } else { format!("orders.post/{check}") };
        stand.ask("POST /v1/orders", &headers, body, status, &rule)
    };
    let json = |body: &str, status: u16, check: &str| post("application/json", body, status, check);
    let order = |rest: &str| {
        format!(r#"{{"lines":[{{"sku":"ABC-1234","quantity":1}}],"currency":"EUR"{rest}}}"#)
    };
    let good = order("");
    json(&good, 200, "");
    for kind in [
        "Application/JSON",
        "application/json; charset=utf-8",
        "application/json ;charset=\"UTF-8\"",
    ] {
        post(kind, &good, 200, "");
    }
    for kind in [
        "text/plain",
        "application/json; charset=latin1",
        "application/json; x=y",
        "application/jsonx",
    ] {
        let refused = post(kind, &good, 415, "body.type");
        assert_eq!(refused.header("accept"), Some("application/json"));
    }
    let hostile = serde_json::Value::from(crate::fixture::HOSTILE).to_string();
    json(&order(&format!(r#",{hostile}:true"#)), 200, "");
    json(&good.replace("\"EUR\"", &hostile), 200, "");
    for rest in [r#","note":null"#, r#","note":"ééééé""#, r#","email":"a@example.com""#] {
        json(&order(rest), 200, "");
    }
    for rest in [
        r#","note":"éééééé""#,
        r#","note":"\u0007""#,
        r#","email":"a@"}"#.trim_end_matches('}'),
        r#","total":true"#,
        r#","other":1"#,
        r#","__proto__":{}"#,
        r#","email":null"#,
    ] {
        json(&order(rest), 422, "body.schema");
    }
    json(&good.replace(":1}", ":1.0}"), 200, "");
    json(&good.replace(":1}", ":99e0}"), 200, "");
    json(&good.replace(":1}", ":1,\"price\":0e-99999999999}"), 200, "");
    json(&good.replace(":1}", ":1,\"price\":1e99999999999}"), 400, "body.json");
    json(&good.replace(":1}", ":1,\"price\":9999.99}"), 200, "");
    json(&good.replace(":1}", ":1,\"price\":9999.990000000001}"), 422, "body.schema");
    json(&good.replace(":1}", ":100}"), 422, "body.schema");
    json(&good.replace(":1}", ":1.5}"), 422, "body.schema");
    json(&good.replace(":1}", ":\"1\"}"), 422, "body.schema");
    json(&good.replace("ABC-1234", "ABC-12345"), 422, "body.schema");
    json("[]", 422, "body.schema");
    for broken in ["{", "{\"a\":1,\"a\":1}", "\u{feff}{}", "{} {}", "[1,]", "\"\\ud800\"", "1e400"]
    {
        json(broken, 400, "body.json");
    }
    json("", 400, "body.json");
    let padded = |size: usize| format!("{good}{}", " ".repeat(size - good.len()));
    json(&padded(2_000), 200, "");
    json(&padded(2_001), 413, "body.size");
    let chunked = |body: &str| {
        let head = format!(
            "POST /v1/orders HTTP/1.1\r\nHost: localhost\r\nAuthorization: {clerk}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
        );
        let (first, second) = body.split_at(body.len() / 2);
        format!("{head}{:x}\r\n{first}\r\n{:x}\r\n{second}\r\n0\r\n\r\n", first.len(), second.len())
            .into_bytes()
    };
    stand.raw(&chunked(&padded(2_000)), 200, "");
    stand.raw(&chunked(&padded(2_001)), 413, "orders.post/body.size");
    stand.raw(&chunked(&padded(400_000)), 413, "orders.post/body.size");
    let headers = [
        ("Authorization", clerk.as_str()),
        ("Content-Type", "application/json"),
        ("Content-Encoding", "gzip"),
    ];
    stand.ask("POST /v1/orders", &headers, &good, 415, "orders.post/body.type");
    stand.ask("POST /v1/orders", &headers[..1], &good, 415, "orders.post/body.type");
    stand.ask("GET /v1/orders", &headers[..1], "x", 413, "orders.get/body");
    stand.ask("GET /v1/orders", &[headers[0], ("Content-Length", "0")], "", 200, "");
    let refused = request("GET /v1/orders", &[headers[0], ("Transfer-Encoding", "chunked")], "");
    stand.raw(&[refused.as_slice(), b"1\r\nx\r\n0\r\n\r\n"].concat(), 413, "orders.get/body");
    let suspended =
        stand.fixture.token(gatewright_issuer::Algorithm::Es256, "anna", &["clerk"], |token| {
            token.with_claim("suspended", serde_json::json!(true))
        });
    stand.with_token("POST /v1/orders", &suspended, 403, "orders.post/deny");
}
