//! Where the layer stands: what it covers, and what happens where it must not stand.

use std::net::SocketAddr;

use axum::Router;
use axum::routing::get;
use gatewright::PeerAddress;
use http::Request;

use crate::fixture::{Shop, request, send};

/// Handlers that no route of the policy names, in every place that axum has for them.
fn unnamed() -> Router {
    let nested = Router::new().route("/secret", get("nested")).fallback(get("nested fallback"));
    Router::new()
        .route("/secret", get("secret"))
        .route("/v1/orders/health", get("health"))
        .nest("/admin", nested.clone())
        .nest_service("/service", nested)
        .merge(Router::new().route("/merged", get("merged")))
        .fallback(get("fallback"))
}

#[tokio::test]
async fn a_handler_that_no_route_names_is_never_reached() {
    let shop = Shop::new();
    let protected = shop.policy().protect(unnamed());
    let layered = unnamed().layer(shop.policy().layer());
    for target in
        ["/secret", "/admin/secret", "/admin/x", "/service/secret", "/merged", "/x", "/admin"]
    {
        assert_eq!(send(&protected, request("GET", target)).await.verdict(), (404, Some("route")));
        assert_eq!(send(&layered, request("GET", target)).await.verdict(), (404, Some("route")));
    }
    assert_eq!(send(&protected, request("GET", "/v1/orders/health")).await.status, 200);
    assert_eq!(send(&layered, request("GET", "/v1/orders/health")).await.status, 200);
}

#[tokio::test]
async fn a_nested_router_is_decided_on_by_the_whole_path() {
    let shop = Shop::new();
    let orders = Router::new().route("/health", get("health")).route("/other", get("other"));
    let service = Router::new().nest("/v1/orders", orders).layer(shop.policy().layer());
    assert_eq!(send(&service, request("GET", "/v1/orders/health")).await.status, 200);
    assert_eq!(send(&service, request("GET", "/v1/orders/other")).await.status, 404);
}

#[tokio::test]
async fn inside_a_nest_the_layer_refuses_everything() {
    let shop = Shop::new();
    let inner = unnamed().layer(shop.policy().layer());
    let service = Router::new().nest("/prefix", inner);
    for target in ["/prefix/v1/orders/health", "/prefix/secret", "/prefix/x"] {
        let answer = send(&service, request("GET", target)).await;
        assert_eq!(answer.verdict(), (500, Some("internal")), "{target}");
    }
}

#[tokio::test]
async fn without_the_peers_address_nothing_is_admitted() {
    let shop = Shop::new();
    let service = shop.policy().protect(unnamed());
    let bare = || Request::builder().uri("/v1/orders/health").header("host", "localhost");
    assert_eq!(send(&service, bare()).await.verdict(), (500, Some("internal")));
    let told = bare().extension(PeerAddress([127, 0, 0, 1].into()));
    assert_eq!(send(&service, told).await.status, 200);
}

#[tokio::test]
async fn served_over_a_socket_it_knows_the_peer() {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let shop = Shop::new();
    let service = shop.policy().protect(unnamed());
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address: SocketAddr = listener.local_addr().unwrap();
    let server = tokio::spawn(async { axum::serve(listener, service.into_make_service()).await });
    for (target, expected) in [
        ("/v1/orders/health", "200 OK"),
        ("/secret", "404 Not Found"),
        // hyper cuts a fragment off before anybody sees it; what is decided on is what the handler gets.
        ("/v1/orders/health#x", "200 OK"),
        ("/secret#/v1/orders/health", "404 Not Found"),
    ] {
        let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
        let sent = format!("GET {target} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n");
        stream.write_all(sent.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        assert!(answer.starts_with(&format!("HTTP/1.1 {expected}\r\n")), "{answer}");
    }
    server.abort();
}
