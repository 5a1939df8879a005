//! Stages 1 to 4.

use super::*;

const ID: &str = "0195a3c0-7d10-7000-8000-000000000001";

#[test]
fn the_wire() {
    let viewer = || holder(&["viewer"]);
    for method in ["TRACE", "CONNECT", "get", "PROPFIND", "", "GET "] {
        assert_eq!(verdict(&request(method, "/v1/orders", &[viewer()])), "400 wire", "{method}");
    }
    let longest = format!("/v1/orders?{}", "a".repeat(4096 - 11));
    assert_eq!(verdict(&request("GET", &longest, &[viewer()])), "400 orders.get/query");
    assert_eq!(verdict(&request("GET", &format!("{longest}a"), &[viewer()])), "414 wire");
    // The method is looked at before the length.
    assert_eq!(verdict(&request("TRACE", &format!("{longest}a"), &[])), "400 wire");
    let mut hostless = request("GET", "/v1/orders", &[viewer()]);
    hostless.headers.remove(0);
    assert_eq!(verdict(&hostless), "400 wire");
    for twice in ["HOST", "authorization", "X-Api-Key", "Content-Type", "content-length"] {
        let lines = [header(twice, "abc"), header(&twice.to_lowercase(), "abc")];
        assert_eq!(verdict(&request("GET", "/v1/orders/health", &lines)), "400 wire", "{twice}");
    }
    let twice = [
        header("accept", "a"),
        header("accept", "b"),
        header("x_api_key", "a"),
        header("x_api_key", "b"),
    ];
    assert_eq!(verdict(&request("GET", "/v1/orders/health", &twice)), "200 -");
}

#[test]
fn the_path() {
    for target in [
        "/v1//orders",
        "/v1/orders/..",
        "/v1/orders/%2e",
        "*",
        "http://api.example.com/v1/orders",
        "/v1/orders;a=b",
        "/v1/orders?a b",
    ] {
        assert_eq!(verdict(&request("OPTIONS", target, &[])), "400 path", "{target}");
    }
}

#[test]
fn the_host() {
    let asks = |host: &str| {
        let mut request = request("GET", "/v1/orders/health", &[]);
        request.headers[0].1 = host.as_bytes().to_vec();
        verdict(&request)
    };
    for host in ["api.example.com", "API.example.COM", "api.example.com:8443", "api.example.com:0"]
    {
        assert_eq!(asks(host), "200 -", "{host}");
    }
    for host in [
        "example.com",
        "api.example.com.",
        "api.example.com:",
        "api.example.com:a",
        "api.example.com:1:2",
        "",
        "evil, api.example.com",
        "a@api.example.com",
    ] {
        assert_eq!(asks(host), "421 host", "{host}");
    }
    let mut open = shop();
    open.hosts.clear();
    let request = request("GET", "/v1/orders/health", &[]);
    assert_eq!(verdict_of(&evaluator(open).decide(&request, NOW)), "200 -");
}

#[test]
fn templates_and_types() {
    let asks = |target: &str| verdict(&request("GET", target, &[]));
    assert_eq!(asks("/v1/orders"), "401 orders.get/auth");
    assert_eq!(asks(&format!("/v1/orders/{ID}")), "401 orders.get/{id}/auth");
    assert_eq!(asks(&format!("/v1/orders/{}", ID.to_uppercase())), "401 orders.get/{id}/auth");
    assert_eq!(asks("/v1/orders/of/a%20b"), "401 orders.get/of/{customer}/auth");
    // The literal wins over the parameter at the first difference, and there is no way back.
    assert_eq!(asks("/v1/orders/health"), "200 -");
    for unknown in [
        "/",
        "/v1",
        "/v1/orders/",
        "/v1/order",
        "/V1/orders",
        "/v1/orders/not-a-uuid",
        "/v1/orders/of/",
        "/v1/orders/of",
        "/v1/orders/of/a/b",
        "/v1/orders/health/",
        "/v1/orders/Health",
        &format!("/v1/orders/of/{}", "a".repeat(65)),
        "/v1/orders/of/%C2%AD%20%252f/x",
    ] {
        assert_eq!(asks(unknown), "404 route", "{unknown}");
    }
    assert_eq!(
        asks(&format!("/v1/orders/of/{}", "%C3%A9".repeat(64))),
        "401 orders.get/of/{customer}/auth"
    );
}

#[test]
fn methods_of_a_path() {
    let allow = |method: &str, target: &str| {
        let refusal = refusal(&request(method, target, &[]));
        assert_eq!(refusal.rule, "method");
        assert_eq!(refusal.status().code(), 405);
        refusal.headers[0].1.to_string()
    };
    assert_eq!(allow("OPTIONS", "/v1/orders"), "GET, HEAD, POST");
    assert_eq!(allow("PUT", &format!("/v1/orders/{ID}")), "GET, HEAD, DELETE");
    assert_eq!(allow("POST", "/v1/orders/health"), "GET, HEAD");
    // A type that does not fit comes before the method.
    assert_eq!(verdict(&request("PUT", "/v1/orders/x", &[])), "404 route");
    assert_eq!(verdict(&request("HEAD", "/v1/orders/health", &[])), "200 -");
    assert_eq!(verdict(&request("HEAD", "/v1/orders", &[])), "401 orders.get/auth");
}
