//! Paths, methods, hosts, roles, and what a refusal looks like.

use crate::fixture::{Shop, authorized, request, send};

const ORDER: &str = "/v1/orders/0195a3c0-7d10-7000-8000-000000000001";

#[tokio::test]
async fn the_table_of_who_may_what() {
    let shop = Shop::new();
    let service = shop.policy().protect(shop.router());
    for (method, target, roles, expected) in [
        ("GET", "/v1/orders", &["viewer"][..], (200, None)),
        ("HEAD", "/v1/orders", &["viewer"], (200, None)),
        ("GET", "/v1/orders", &["admin"], (200, None)),
        ("GET", "/v1/orders", &[], (403, Some("orders.get/allow"))),
        ("GET", "/v1/orders", &["root"], (403, Some("orders.get/allow"))),
        ("GET", ORDER, &["clerk"], (200, None)),
        ("DELETE", ORDER, &["admin"], (200, None)),
        ("DELETE", ORDER, &["clerk"], (403, Some("orders.delete/{id}/allow"))),
        ("GET", "/v1/orders/of/anna", &["viewer"], (200, None)),
        ("GET", "/v1/orders/of/%C3%A4", &["viewer"], (403, Some("orders.get/of/{customer}/allow"))),
        ("GET", "/v1/orders/of/bob", &["viewer"], (403, Some("orders.get/of/{customer}/allow"))),
        ("GET", "/v1/orders/of/bob", &["admin"], (200, None)),
    ] {
        let before = shop.reached();
        let credential = shop.customer("anna", roles);
        let answer = send(&service, authorized(method, target, &credential)).await;
        assert_eq!(answer.verdict(), expected, "{method} {target} {roles:?}");
        assert_eq!(shop.reached() - before, usize::from(answer.status == 200));
    }
}

#[tokio::test]
async fn what_no_route_names_is_not_there() {
    let shop = Shop::new();
    let service = shop.policy().protect(shop.router());
    for (method, target, expected) in [
        ("GET", "/", (404, Some("route"))),
        ("GET", "/v1/orders/", (404, Some("route"))),
        ("GET", "/v1/orders/not-a-uuid", (404, Some("route"))),
        ("GET", "/v1/orders/of/", (404, Some("route"))),
        ("GET", "/V1/orders", (404, Some("route"))),
        ("PUT", "/v1/orders", (405, Some("method"))),
        ("OPTIONS", "/v1/orders", (405, Some("method"))),
        ("POST", "/v1/orders/health", (405, Some("method"))),
        ("GET", "/v1//orders", (400, Some("path"))),
        ("GET", "/v1/%6frders", (400, Some("path"))),
        ("GET", "/v1/orders/..", (400, Some("path"))),
        ("GET", "http://localhost/v1/orders/health", (400, Some("path"))),
        ("OPTIONS", "*", (400, Some("path"))),
        ("TRACE", "/v1/orders/health", (400, Some("wire"))),
        ("GET", "/v1/orders/health", (200, None)),
        ("HEAD", "/v1/orders/health", (200, None)),
    ] {
        let answer = send(&service, request(method, target)).await;
        assert_eq!(answer.verdict(), expected, "{method} {target}");
    }
    assert_eq!(shop.reached(), 2);
}

#[tokio::test]
async fn the_methods_of_a_path_are_told() {
    let shop = Shop::new();
    let service = shop.policy().protect(shop.router());
    for (target, expected) in [
        ("/v1/orders", "GET, HEAD, POST"),
        (ORDER, "GET, HEAD, DELETE"),
        ("/v1/orders/health", "GET, HEAD"),
    ] {
        let answer = send(&service, request("PATCH", target)).await;
        assert_eq!((answer.status, answer.header("allow")), (405, Some(expected)));
    }
}

#[tokio::test]
async fn other_hosts_are_misdirected() {
    let shop = Shop::new();
    let service = shop.policy().protect(shop.router());
    for (host, expected) in [("LOCALHOST", 200), ("127.0.0.1:80", 200), ("example.com", 421)] {
        let mut asked = request("GET", "/v1/orders/health");
        asked.headers_mut().unwrap().insert("host", host.parse().unwrap());
        assert_eq!(send(&service, asked).await.status, expected, "{host}");
    }
    let mut without = request("GET", "/v1/orders/health");
    without.headers_mut().unwrap().remove("host");
    assert_eq!(send(&service, without).await.verdict(), (400, Some("wire")));
}

#[tokio::test]
async fn a_refusal_is_a_problem_document() {
    let shop = Shop::new();
    let service = shop.policy().protect(shop.router());
    let answer = send(&service, request("GET", "/nowhere")).await;
    assert_eq!(answer.header("content-type"), Some("application/problem+json"));
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    let expected = r#"{"type":"about:blank","title":"Not Found","status":404,"rule":"route"}"#;
    assert_eq!(String::from_utf8(answer.body).unwrap(), expected);
    let head = send(&service, request("HEAD", "/nowhere")).await;
    assert_eq!((head.status, head.body.len()), (404, 0));
}

#[tokio::test]
async fn every_answer_carries_its_decision() {
    let shop = Shop::new();
    let service = shop.policy().protect(shop.router());
    let decided = |answer: crate::fixture::Answer| answer.decision.unwrap();
    let admitted = decided(send(&service, request("GET", "/v1/orders/health")).await);
    assert_eq!((admitted.rule, admitted.route), (None, Some("orders.get/health")));
    assert_eq!(admitted.digest, crate::shop::DIGEST);
    let refused = decided(send(&service, request("GET", ORDER)).await);
    assert_eq!(refused.rule.as_deref(), Some("orders.get/{id}/auth"));
    assert_eq!(refused.route, Some("orders.get/{id}"));
}
