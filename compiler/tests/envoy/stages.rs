//! Both sides of each boundary, stage by stage.

use crate::stand::Stand;

#[test]
fn wire_path_host_route_and_method() {
    let stand = Stand::start();
    stand.ask("GET /v1/orders/health", &[], "", 200, "");
    stand.ask("HEAD /v1/orders/health", &[], "", 200, "");
    stand.ask("GET /v1/orders/health?", &[], "", 200, "");
    for path in [
        "/v1/orders//health",
        "/v1/orders/./health",
        "/v1/x/../orders/health",
        "/v1/orders/%68ealth",
        "/v1/orders/health%2f",
        "/v1/orders/health;x",
        "/v1/orders\\health",
        "/v1/orders/health%00",
        "/v1/%zz",
    ] {
        stand.ask(&format!("GET {path}"), &[], "", 400, "path");
    }
    for path in [
        "/v1/orders/health/",
        "/v1/orders/Health",
        "/v1",
        "/",
        "/v1/orders/health/x",
        "/v1/orders/of/",
    ] {
        stand.ask(&format!("GET {path}"), &[], "", 404, "route");
    }
    stand.ask("OPTIONS *", &[], "", 400, "path");
    stand.ask("GET http://localhost/v1/orders/health", &[], "", 400, "path");
    let refused = stand.ask("POST /v1/orders/health", &[], "", 405, "method");
    assert_eq!(refused.header("allow"), Some("GET, HEAD"));
    let refused = stand.ask(
        "OPTIONS /v1/orders/0195a3c0-7d10-7000-8000-000000000001",
        &[],
        "",
        405,
        "method",
    );
    assert_eq!(refused.header("allow"), Some("GET, HEAD, DELETE"));
    assert_eq!(
        refused.body,
        r#"{"type":"about:blank","title":"Method Not Allowed","status":405,"rule":"method"}"#
    );
    stand.ask("TRACE /v1/orders/health", &[], "", 400, "wire");
    stand.ask("CONNECT localhost:80", &[], "", 400, "wire");
    stand.ask("PROPFIND /v1/orders/health", &[], "", 400, "wire");
    stand.ask("get /v1/orders/health", &[], "", 400, "wire");
    stand.ask("GET /v1/orders/health", &[("Transfer-Encoding", "identity")], "", 400, "wire");
    stand.ask("GET /v1/orders/health", &[("Host", "localhost")], "", 400, "wire");
    stand.raw(b"GET /v1/orders/health HTTP/1.1\r\nHost: evil\r\n\r\n", 421, "host");
    stand.raw(b"GET /v1/orders/health HTTP/1.1\r\nHost: LOCALHOST:8080\r\n\r\n", 200, "");
    stand.raw(b"GET /v1/orders/health HTTP/1.1\r\n\r\n", 400, "wire");
    stand.ask(
        "GET /v1/orders/health",
        &[("Authorization", "a"), ("Authorization", "b")],
        "",
        400,
        "wire",
    );
    stand.ask("GET /v1/orders/health", &[("X-Api-Key", "a"), ("X-Api-Key", "b")], "", 400, "wire");
    stand.ask(
        "GET /v1/orders/health",
        &[("X-Api-Key", "a"), ("Accept", "a,b"), ("Accept", "c")],
        "",
        200,
        "",
    );
    let target = |length: usize| format!("GET /v1/orders/health?{}", "a".repeat(length - 18));
    stand.ask(&target(4096), &[], "", 400, "orders.get/health/query");
    stand.ask(&target(4097), &[], "", 414, "wire");
    stand.ask("GET /v1/orders/health", &[("X-Large", &"a".repeat(70_000))], "", 431, "wire");
    stand.ask(
        "GET /v1/orders/health",
        &[("Upgrade", "websocket"), ("Connection", "upgrade")],
        "",
        200,
        "",
    );
}

#[test]
fn conditions() {
    let stand = Stand::start();
    let anna = stand.fixture.good("änna", &["viewer"]);
    stand.with_token("GET /v1/orders/of/%C3%A4nna", &anna, 200, "");
    stand.with_token("GET /v1/orders/of/bob", &anna, 403, "orders.get/of/{customer}/allow");
    stand.with_token("GET /v1/orders/of/bobbobbob", &anna, 404, "route");
    let partner = [("X-Api-Key", stand.fixture.partner.secret.as_str())];
    stand.ask("GET /v1/orders/of/acme", &partner, "", 403, "orders.get/of/{customer}/allow");
    let bearer = format!("Bearer {anna}");
    let word = crate::fixture::HOSTILE.split('\n').next().unwrap();
    let ask = |word: &str, deny: &[(&str, &str)], status: u16, rule: &str| {
        let mut headers = vec![("Authorization", bearer.as_str()), ("X-Word", word)];
        headers.extend_from_slice(deny);
        stand.ask("GET /v1/hostile", &headers, "", status, rule);
    };
    ask(word, &[], 200, "");
    ask("else", &[], 403, "orders.get/hostile/allow");
    ask(word, &[("X-Deny", "]'\"{{rest")], 403, "orders.get/hostile/deny");
    ask(word, &[("X-Deny", "x]'\"{{rest")], 200, "");
    stand.raw(
        format!("GET /v1/hostile HTTP/1.1\r\nHost: localhost\r\nAuthorization: {bearer}\r\nX-Word: {word}\r\nx_deny: ]{{{{\r\n\r\n")
            .as_bytes(),
        200,
        "",
    );
}

#[test]
fn limits_in_order() {
    let stand = Stand::start();
    let anna = stand.fixture.good("anna", &["viewer"]);
    let bob = stand.fixture.good("bob", &["viewer"]);
    stand.with_token("GET /v1/limited", &anna, 200, "");
    stand.with_token("GET /v1/limited", &anna, 200, "");
    let refused =
        stand.with_token("GET /v1/limited", &anna, 429, "orders.get/limited/limit.per_user");
    assert_eq!(refused.header("retry-after"), Some("1"));
    assert_eq!(refused.header("x-gatewright-limit"), None);
    stand.with_token("GET /v1/limited", &bob, 200, "");
    stand.with_token("GET /v1/orders", &bob, 200, "");
    stand.with_token("GET /v1/limited", &bob, 200, "");
    stand.ask("GET /v1/limited", &[], "", 401, "orders.get/limited/auth");
    let refused = stand.ask("GET /v1/limited", &[], "", 429, "orders.get/limited/limit.per_client");
    assert_eq!(refused.header("retry-after"), Some("10"));
    let forwarded = |addresses: &str, status: u16, rule: &str| {
        stand.ask("GET /v1/limited", &[("X-Forwarded-For", addresses)], "", status, rule);
    };
    forwarded("198.51.100.7", 401, "orders.get/limited/auth");
    forwarded("198.51.100.7, unknown", 429, "orders.get/limited/limit.per_client");
    let bearer = format!("Bearer {anna}");
    let elsewhere = [("Authorization", bearer.as_str()), ("X-Forwarded-For", "198.51.100.8")];
    let per_user = "orders.get/limited/limit.per_user";
    // One token a second, continuously, and never more than the burst.
    std::thread::sleep(std::time::Duration::from_millis(1_100));
    stand.ask("GET /v1/limited", &elsewhere, "", 200, "");
    stand.ask("GET /v1/limited", &elsewhere, "", 429, per_user);
    std::thread::sleep(std::time::Duration::from_millis(3_500));
    stand.ask("GET /v1/limited", &elsewhere, "", 200, "");
    stand.ask("GET /v1/limited", &elsewhere, "", 200, "");
    stand.ask("GET /v1/limited", &elsewhere, "", 429, per_user);
    let log = stand.gateway.flushed_log();
    assert!(
        log.contains(r#""limit":"per_client""#)
            && log.contains(r#""rule":"orders.get/limited/auth""#),
        "{log}"
    );
}

#[test]
fn queries() {
    let stand = Stand::start();
    let anna = stand.fixture.good("anna", &["viewer"]);
    for query in ["", "?", "?page=1", "?page=100&status=a&status=bcde", "?status=%61"] {
        stand.with_token(&format!("GET /v1/orders{query}"), &anna, 200, "");
    }
    for query in [
        "?page=0",
        "?page=101",
        "?page=01",
        "?page=1&page=1",
        "?other=1",
        "?&",
        "?page",
        "?page=%zz",
        "?page=1%00",
        "?status=a&status=b&status=c",
        "?status=",
        "?status=A",
        "?page=1%FF",
    ] {
        stand.with_token(&format!("GET /v1/orders{query}"), &anna, 400, "orders.get/query");
    }
    stand.with_token("GET /v1/orders?page=é", &anna, 400, "wire");
}
