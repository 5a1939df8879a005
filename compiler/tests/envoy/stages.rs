//! Both sides of each boundary, stage by stage.

use crate::exchange::request;
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
fn credentials_and_roles() {
    use gatewright_issuer::Algorithm::{EdDsa, Es256, Rs256};
    use serde_json::json;

    let stand = Stand::start();
    let fixture = &stand.fixture;
    let refused = stand.ask("GET /v1/orders", &[], "", 401, "orders.get/auth");
    assert_eq!(
        refused.header("www-authenticate"),
        Some(r#"Bearer realm="yard", Bearer realm="yard", ApiKey realm="yard""#)
    );
    for algorithm in [Es256, Rs256, EdDsa] {
        let token = fixture.token(algorithm, "anna", &["viewer"], |token| token);
        let answer = stand.with_token("GET /v1/orders", &token, 200, "");
        assert!(answer.body.contains("x-user-id: anna\r\n"), "{answer:?}");
        assert!(answer.body.contains("x-roles: viewer\r\n"), "{answer:?}");
        assert!(!answer.body.contains("authorization"), "{answer:?}");
        for internal in ["x-gatewright", "x-envoy", "x-forwarded-proto", "x-request-id"] {
            assert!(!answer.body.contains(internal), "{answer:?}");
        }
    }
    let good = fixture.good("a, %é", &["admin", "root", "viewer"]);
    let answer = stand.with_token("GET /v1/orders", &good, 200, "");
    assert!(answer.body.contains("x-user-id: a,%20%25%C3%A9\r\n"), "{answer:?}");
    assert!(answer.body.contains("x-roles: viewer,admin\r\n"), "{answer:?}");
    stand.ask(
        "GET /v1/orders",
        &[("Authorization", &format!("bearer {good}")), ("X-User-Id", "evil")],
        "",
        200,
        "",
    );
    stand.ask(
        "GET /v1/orders",
        &[("Authorization", &format!("BEARER {good}"))],
        "",
        401,
        "orders.get/auth",
    );
    stand.ask("GET /v1/orders", &[("Authorization", "Basic YTpi")], "", 401, "orders.get/auth");
    let id = "/v1/orders/0195a3c0-7d10-7000-8000-000000000001";
    stand.with_token(&format!("DELETE {id}"), &good, 200, "");
    let clerk = fixture.good("anna", &["clerk"]);
    stand.with_token(&format!("DELETE {id}"), &clerk, 403, "orders.delete/{id}/allow");
    stand.with_token(&format!("GET {id}"), &clerk, 200, "");
    stand.with_token("GET /v1/orders/0195a3c0", &clerk, 404, "route");

    let bad = |token: String| {
        let refused = stand.with_token("GET /v1/orders", &token, 401, "orders.get/auth.customer");
        assert_eq!(
            refused.header("www-authenticate"),
            Some(r#"Bearer realm="yard", error="invalid_token""#)
        );
    };
    let made = |change: &dyn Fn(gatewright_issuer::Token) -> gatewright_issuer::Token| {
        fixture.token(Es256, "anna", &["viewer"], change)
    };
    let now = crate::fixture::now();
    stand.with_token("GET /v1/orders", "", 401, "orders.get/auth");
    bad("a.b.c".into());
    bad(format!("{good}x"));
    bad(format!("{good}."));
    bad(format!(" {good}"));
    bad(format!("{good}, {good}"));
    bad(good.rsplit_once('.').unwrap().0.to_owned());
    bad(made(&|token| token.without_claim("exp")));
    bad(made(&|token| token.with_claim("exp", json!(now - 35))));
    bad(made(&|token| token.with_claim("exp", json!(now + 4000))));
    bad(made(&|token| token.with_claim("exp", json!("soon"))));
    bad(made(&|token| token.with_claim("nbf", json!(now + 40))));
    bad(made(&|token| token.with_claim("iat", json!(now + 40))));
    bad(made(&|token| token.without_claim("iat")));
    bad(made(&|token| token.with_claim("aud", json!("shop"))));
    bad(made(&|token| token.with_claim("aud", json!(["shop-api", 1]))));
    bad(made(&|token| token.with_claim("iss", json!("https://id.example.com"))));
    bad(made(&|token| token.with_claim("sub", json!(1))));
    bad(made(&|token| token.without_claim("sub")));
    bad(made(&|token| token.with_claim("suspended", json!("true"))));
    bad(made(&|token| token.with_claim("realm_access", json!({ "roles": "viewer" }))));
    bad(made(&|token| token.with_header("typ", json!("JWT"))));
    bad(made(&|token| token.with_header("crit", json!(["exp"]))));
    bad(made(&|token| token.with_header("b64", json!(true))));
    bad(made(&|token| token.with_header("kid", json!("rs256-2"))));
    bad(made(&|token| token.with_header("kid", json!("unknown"))));
    bad(made(&|token| token.with_header("alg", json!("none"))));
    bad(made(&|token| token.with_raw_claims(br#"{"sub":"anna","sub":"root"}"#)));
    let admitted = |token: String| {
        stand.with_token("GET /v1/orders", &token, 200, "");
    };
    admitted(made(&|token| token.with_claim("exp", json!(now - 20))));
    admitted(made(&|token| token.with_claim("nbf", json!(now + 20))));
    admitted(made(&|token| token.with_claim("aud", json!("shop-api"))));
    admitted(made(&|token| token.without_header("kid")));
    admitted(made(&|token| token.with_header("typ", json!("application/AT+JWT"))));

    let staff = fixture.staff("root");
    let (signed, signature) = staff.rsplit_once('.').unwrap();
    let forged = format!(
        "{signed}.{}{}",
        if signature.starts_with('A') { 'B' } else { 'A' },
        &signature[1..]
    );
    stand.with_token("GET /v1/orders", &staff, 403, "orders.get/allow");
    let refused = stand.with_token("GET /v1/orders", &forged, 401, "orders.get/auth.staff");
    assert_eq!(
        refused.header("www-authenticate"),
        Some(r#"Bearer realm="yard", error="invalid_token""#)
    );

    let partner = fixture.partner.secret.as_str();
    let answer = stand.ask("GET /v1/orders", &[("X-Api-Key", partner)], "", 200, "");
    assert!(
        answer.body.contains("x-user-id: acme\r\n") && answer.body.contains("x-roles: viewer\r\n"),
        "{answer:?}"
    );
    assert!(!answer.body.contains("x-api-key"), "{answer:?}");
    for key in ["", "wrong", &format!("{partner}x"), &"a".repeat(257)] {
        let refused =
            stand.ask("GET /v1/orders", &[("X-Api-Key", key)], "", 401, "orders.get/auth.partner");
        assert_eq!(refused.header("www-authenticate"), Some(r#"ApiKey realm="yard""#));
    }
    let bearer = format!("Bearer {clerk}");
    stand.ask(
        "GET /v1/orders",
        &[("X-Api-Key", "wrong"), ("Authorization", &bearer)],
        "",
        401,
        "orders.get/auth.partner",
    );
    let both = stand.ask(
        "GET /v1/orders",
        &[("X-Api-Key", partner), ("Authorization", &bearer)],
        "",
        200,
        "",
    );
    assert!(both.body.contains("x-user-id: anna\r\n"), "{both:?}");
    assert!(!stand.gateway.flushed_log().contains(partner));
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
