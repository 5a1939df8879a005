//! Which route a path is, of few and of many.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    missing_docs,
    reason = "tests fail by panicking"
)]

use std::net::IpAddr;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::routing::any;
use gatewright::{Decision, PeerAddress};
use tower::ServiceExt as _;

#[path = "../pair/mod.rs"]
mod pair;
mod shared_guards;

gatewright::policy!("tests/routes/alike.gate");

mod compiled {
    gatewright::policy!("tests/routes/few.gate");
    gatewright::policy!("tests/routes/hosts.gate");
    gatewright::policy!("tests/routes/many.gate");
}
use compiled::{few, hosts, many};

/// The status, and the route if one was found.
macro_rules! ask {
    ($policy:ident, $method:literal, $path:literal) => {{
        let router = Router::new().fallback(any(|| async {}));
        let service = $policy::Policy::load(".").unwrap().protect(router);
        let request = Request::builder().method($method).uri($path).header("host", "localhost");
        let request = request.extension(PeerAddress(IpAddr::from([127, 0, 0, 1])));
        let response = service.oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        let decision = response.extensions().get::<Decision>().unwrap();
        (response.status().as_u16(), decision.route.unwrap_or_default())
    }};
}

#[tokio::test]
async fn a_literal_wins_where_templates_first_differ() {
    assert_eq!(ask!(few, "GET", "/x"), (200, "root.get"));
    assert_eq!(ask!(few, "GET", "/a"), (200, "a.get"));
    assert_eq!(ask!(few, "GET", "/x/a"), (200, "root.get/a"));
    assert_eq!(ask!(few, "GET", "/x/a/"), (200, "root.get/a/"));
    assert_eq!(ask!(few, "GET", "/x/7"), (200, "root.get/{second}"));
    assert_eq!(ask!(few, "POST", "/x/7"), (200, "root.post/{second}"));
    // Behind `/a`, where nothing else matches, the parameter does.
    assert_eq!(ask!(few, "GET", "/a/a"), (200, "root.get/a"));
    assert_eq!(ask!(few, "HEAD", "/a/7"), (200, "root.get/{second}"));
    assert_eq!(ask!(few, "GET", "/a/b/c"), (200, "a.get/b/{third}"));
    assert_eq!(ask!(few, "GET", "/a/x/c"), (200, "a.get/{second}/c"));
    assert_eq!(ask!(few, "GET", "/a/x/true"), (200, "a.get/{second}/{third}"));
    // A value that is not of its type is not looked for elsewhere.
    assert_eq!(ask!(few, "GET", "/x/y"), (404, ""));
    assert_eq!(ask!(few, "GET", "/a/x/y"), (404, ""));
    assert_eq!(ask!(few, "GET", "/"), (404, ""));
    assert_eq!(ask!(few, "GET", "/x/"), (404, ""));
    assert_eq!(ask!(few, "GET", "/a/b/"), (404, ""));
    assert_eq!(ask!(few, "GET", "/a/b/c/d"), (404, ""));
    assert_eq!(ask!(few, "GET", "/b/b/c"), (404, ""));
    assert_eq!(ask!(few, "DELETE", "/x/7"), (405, ""));
}

#[tokio::test]
async fn of_many_routes_too() {
    assert_eq!(ask!(many, "GET", "/v1/resources-0/7"), (200, "many.get/resources-0/{id}"));
    assert_eq!(ask!(many, "GET", "/v1/resources-209/7"), (200, "many.get/resources-209/{id}"));
    assert_eq!(ask!(many, "POST", "/v1/resources-7/7"), (200, "many.post/resources-7/{id}"));
    assert_eq!(ask!(many, "POST", "/v1/resources-8/7"), (405, ""));
    assert_eq!(ask!(many, "GET", "/v1/resources-8/list"), (200, "many.get/resources-8/list"));
    assert_eq!(ask!(many, "GET", "/v1/resources-9/"), (200, "many.get/resources-9/"));
    // Of the literal's node only a parameter of another type goes on, so the list is its value.
    assert_eq!(ask!(many, "GET", "/v1/resources-10/list"), (404, ""));
    assert_eq!(ask!(many, "GET", "/v1/other/list"), (200, "many.get/{kind}/list"));
    assert_eq!(ask!(many, "GET", "/v1/resources-210/7"), (404, ""));
    assert_eq!(ask!(many, "GET", "/v1/resources-0/x"), (404, ""));
    assert_eq!(ask!(many, "GET", "/v1/resources-0/7/8"), (404, ""));
    assert_eq!(ask!(many, "GET", "/v1"), (404, ""));
}

/// The macro has to tell such names too: a claim that speaks of no route does not compile.
#[tokio::test]
async fn by_international_host_names_too() {
    assert_eq!(ask!(hosts, "GET", "/hosts/caf%C3%A9.example"), (200, "hosts.get/{host}"));
    assert_eq!(ask!(hosts, "GET", "/hosts/cafe%CC%81.example"), (404, ""));
    assert_eq!(ask!(hosts, "DELETE", "/hosts/example.com"), (403, "hosts.delete/{host}"));
}
