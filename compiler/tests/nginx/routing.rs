//! Wire, path, host, route and method.

use crate::{ADMITTED, World, verdict};

#[test]
fn what_nginx_itself_refuses_is_answered_like_any_refusal() {
    let world = World::start();
    for (request, expected) in [
        ("FOO /v1/orders/health HTTP/1.1\r\nHost: localhost\r\n\r\n", (400, "wire")),
        ("TRACE /v1/orders/health HTTP/1.1\r\nHost: localhost\r\n\r\n", (400, "wire")),
        ("CONNECT localhost:80 HTTP/1.1\r\nHost: localhost\r\n\r\n", (400, "wire")),
        ("get /v1/orders/health HTTP/1.1\r\nHost: localhost\r\n\r\n", (400, "wire")),
        ("GET /v1/orders/health HTTP/1.1\r\n\r\n", (400, "wire")),
        (
            "GET /v1/orders/health HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n",
            (400, "wire"),
        ),
        ("GET /v1/orders/health HTTP/1.0\r\n\r\n", (400, "wire")),
        ("GET /v1/orders/health HTTP/1.0\r\nHost: localhost\r\n\r\n", ADMITTED),
        (
            "GET /v1/orders/health HTTP/1.1\r\nHost: localhost\r\nX-Api-Key: a\r\nX-Api-Key: a\r\n\r\n",
            (400, "wire"),
        ),
        (
            "GET /v1/orders/health HTTP/1.1\r\nHost: localhost\r\nContent-Type: a\r\nContent-Type: a\r\n\r\n",
            (400, "wire"),
        ),
        (
            "GET /v1/orders/health HTTP/1.1\r\nHost: localhost\r\nAuthorization: a\r\nAuthorization: a\r\n\r\n",
            (400, "wire"),
        ),
        (
            "GET /v1/orders/health HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\nContent-Length: 0\r\n\r\n",
            (400, "wire"),
        ),
        (
            "GET /v1/orders/health HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: foo\r\n\r\n",
            (400, "wire"),
        ),
        ("GET /v1/orders/health HTTP/1.1\r\nHost: localhost\r\nX-A: a\0b\r\n\r\n", (400, "wire")),
        (
            "GET /v1/orders/health HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
            (400, "wire"),
        ),
        (
            "GET /v1/orders/health HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
            (400, "wire"),
        ),
        ("GET /v1/orders/health HTTP/1.1\r\nHost: localhost\r\nX-A : a\r\n\r\n", (400, "wire")),
        (
            "GET /v1/orders/health HTTP/1.1\r\nHost: localhost\r\nX-A: a\r\n folded\r\n\r\n",
            (400, "wire"),
        ),
        ("GET /v1/orders/health HTTP/2.0\r\nHost: localhost\r\n\r\n", (400, "wire")),
        ("GET /v1/orders/health HTTX/1.1\r\nHost: localhost\r\n\r\n", (400, "wire")),
        ("OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n", (400, "path")),
        (
            "GET http://localhost/v1/orders/health HTTP/1.1\r\nHost: localhost\r\n\r\n",
            (400, "path"),
        ),
        ("GET /v1/orders/a b HTTP/1.1\r\nHost: localhost\r\n\r\n", (400, "path")),
        ("GET /v1/orders/health HTTP/1.1\r\nHost: evil\r\n\r\n", (421, "host")),
        ("GET /v1/orders/health HTTP/1.1\r\nHost: LocalHost:8443\r\n\r\n", ADMITTED),
        ("GET /v1/orders/health HTTP/1.1\r\nHost: localhost:\r\n\r\n", (421, "host")),
        ("GET /v1/orders/health HTTP/1.1\r\nHost: localhost.\r\n\r\n", (421, "host")),
        ("GET /v1/orders/health HTTP/1.1\r\nHost: local/host\r\n\r\n", (421, "host")),
        ("GET /v1/orders/health HTTP/1.1\r\nHost: a..b\r\n\r\n", (421, "host")),
        ("GET /v1/orders/health HTTP/1.1\r\nHost:\r\n\r\n", (421, "host")),
        ("GET /v1/%00 HTTP/1.1\r\nHost: a..b\r\n\r\n", (400, "path")),
    ] {
        let answer = world.gateway.send(request);
        assert_eq!(verdict(&answer), expected, "{request:?} {}", world.gateway.errors());
    }
    let long = "a".repeat(4096 - "/v1/orders/?".len());
    for (target, status) in
        [(format!("/v1/orders/?{long}"), 404), (format!("/v1/orders/?{long}b"), 414)]
    {
        assert_eq!(world.get(&target, &[]).status, status);
    }
    assert_eq!(verdict(&world.get(&format!("/{}", "a".repeat(20_000)), &[])), (414, "wire"));
    assert_eq!(
        verdict(&world.get("/v1/orders/health", &[&format!("X-Large: {}", "a".repeat(20_000))])),
        (431, "wire")
    );
}

#[test]
fn paths_have_one_spelling() {
    let world = World::start();
    for (target, expected) in [
        ("/v1/orders/health", ADMITTED),
        ("/v1//orders/health", (400, "path")),
        ("/v1/./orders/health", (400, "path")),
        ("/../v1/orders/health", (400, "path")),
        ("/v1/x/../orders/health", (400, "path")),
        ("/v1/orders%2fhealth", (400, "path")),
        ("/v1/orders/healt%68", (400, "path")),
        ("/v1/orders/health;a", (400, "path")),
        ("/v1/orders/health\\", (400, "path")),
        ("/v1/orders/%", (400, "path")),
        ("/v1/orders/%zz", (400, "path")),
        ("/v1/orders/%00", (400, "path")),
        ("/v1/orders/%09", (400, "path")),
        ("/%09decide", (400, "path")),
        ("/%09limit/1", (400, "path")),
        ("/%09error/403", (400, "path")),
        ("/%09error/404", (400, "path")),
        ("/%09error/494", (400, "path")),
        ("/%09error/502", (400, "path")),
        ("/%09error/", (400, "path")),
        ("/%09answer", (400, "path")),
        ("/%09fault", (400, "path")),
        ("/x/..//%09decide", (400, "path")),
        ("/v1/orders/%C3%28", (400, "path")),
        ("/v1/orders/%C2%80", (400, "path")),
        ("/v1/orders/health#x", (400, "path")),
        ("/v1/orders/health?a#x", (400, "path")),
        ("/v1/orders/health?a\"x", (400, "path")),
        ("/v1/orders/health?<a>", (400, "path")),
        ("/v1/orders/é", (400, "path")),
        ("/v1/orders/health?x", (400, "orders.get/health/query")),
        ("/v1/orders/health?", ADMITTED),
        ("/v1/orders/%C3%A9", (404, "route")),
        ("/v1/orders/health/", (404, "route")),
        ("/v1/Orders/health", (404, "route")),
        ("/v1", (404, "route")),
        ("/", (404, "route")),
        ("/v1/orders/0195a3c0-7d10-7000-8000-00000000000g", (404, "route")),
        ("/v1/orders/0195A3c0-7d10-7000-8000-000000000001", (401, "orders.get/{id}/auth")),
        ("/__proto__/constructor/", ADMITTED),
        ("/__proto__/toString/", (404, "route")),
        ("/constructor", (404, "route")),
        ("/nginx.conf", (404, "route")),
        ("/plan.json", (404, "route")),
    ] {
        assert_eq!(
            verdict(&world.get(target, &[])),
            expected,
            "{target} {}",
            world.gateway.errors()
        );
    }
    world.upstream.take();
    assert_eq!(
        verdict(&world.get(
            "/v1/orders/of/%25a%20%C3%A9:@!$&'()*+,=",
            &[&world.bearer("%a é:@!$&'()*+,=", &["viewer"])]
        )),
        ADMITTED
    );
    let seen = world.upstream.take();
    assert!(
        seen[0].starts_with("GET /v1/orders/of/%25a%20%C3%A9:@!$&'()*+,= HTTP/1.1\r\n"),
        "{seen:?}"
    );
}

#[test]
fn methods_and_heads() {
    let world = World::start();
    let answer = world.ask("DELETE", "/v1/orders", &[], "");
    assert_eq!(verdict(&answer), (405, "method"));
    assert_eq!(answer.header("allow"), Some("GET, HEAD, POST"));
    assert_eq!(answer.header("content-type"), Some("application/problem+json"));
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    assert_eq!(
        answer.body,
        r#"{"type":"about:blank","title":"Method Not Allowed","status":405,"rule":"method"}"#
    );
    let answer = world.ask("HEAD", "/v1/orders", &[], "");
    assert_eq!((answer.status, answer.body.as_str()), (401, ""));
    assert_eq!(
        answer.header("www-authenticate"),
        Some("Bearer realm=\"shop\", ApiKey realm=\"shop\"")
    );
    let answer = world.ask("HEAD", "/v1/orders/health", &[], "");
    assert_eq!((answer.status, answer.body.as_str()), (200, ""));
    assert_eq!(verdict(&world.ask("OPTIONS", "/v1/orders/health", &[], "")), (405, "method"));
}

#[test]
fn the_upstream_learns_only_what_the_gateway_says() {
    let world = World::start();
    world.get(
        "/v1/orders",
        &[
            &world.bearer("anna, ü%", &["admin", "viewer", "root"]),
            "X-User-Id: root",
            "X-Roles: root",
            "x_user_id: root",
            "x.user.id: root",
            "X-Tenant: root",
            "Connection: X-User-Id",
            "Upgrade: h2c",
            "X-Other: stays",
        ],
    );
    let seen = world.upstream.take().join("");
    assert!(seen.contains("x-user-id: anna,%20%C3%BC%25\r\n"), "{seen}");
    assert!(seen.contains("x-roles: viewer,admin\r\n"), "{seen}");
    assert!(seen.contains("X-Other: stays\r\n"), "{seen}");
    for absent in ["root", "x_user_id", "x-tenant", "X-Tenant", "Bearer", "pgrade", "onnection"] {
        assert!(!seen.contains(absent), "{absent} in {seen}");
    }
    // On a route for anyone nothing is read, so nothing is used up.
    world.get("/v1/orders/health", &["Authorization: Bearer x", "X-Api-Key: y", "X-User-Id: root"]);
    let seen = world.upstream.take().join("");
    assert!(seen.to_ascii_lowercase().contains("authorization: bearer x\r\n"), "{seen}");
    assert!(seen.to_ascii_lowercase().contains("x-api-key: y\r\n"), "{seen}");
    assert!(!seen.contains("root"), "{seen}");
    world.get("/v1/orders/health", &["Authorization:", "X-Api-Key: "]);
    let seen = world.upstream.take().join("").to_ascii_lowercase();
    assert!(seen.contains("authorization: ") && seen.contains("x-api-key: "), "{seen}");
    world.get("/v1/orders/health", &[]);
    assert!(!world.upstream.take().join("").to_ascii_lowercase().contains("authorization"));
    let log = world.gateway.log_with(r#""route":"orders.get/health","rule":"","status":"200""#);
    assert!(!log.contains("Bearer"), "{log}");
}

#[test]
fn each_request_of_a_connection_is_judged_by_itself() {
    let world = World::start();
    let inner = "GET /v1/orders/health HTTP/1.1\r\nHost: localhost\r\n\r\n";
    // The body of a refused request is no request.
    let refused = format!(
        "POST /v1/orders HTTP/1.1\r\nHost: localhost\r\nContent-Length: {}\r\n\r\n{inner}",
        inner.len()
    );
    let answers = world.gateway.exchange(format!("{refused}{inner}{refused}"), 3);
    let verdicts: Vec<_> = answers.iter().map(verdict).collect();
    assert_eq!(verdicts, [(401, "orders.post/auth"), ADMITTED, (401, "orders.post/auth")]);
    assert_eq!(world.upstream.take().len(), 1);
}
