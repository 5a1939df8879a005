//! How often.

use crate::fixture::{NOW, Shop, authorized, from_peer, request, send, send_body};

const ORDER: &str =
    r#"{"lines":[{"sku":"ABC-1234","quantity":1}],"currency":"EUR","email":"a@example.com"}"#;

#[tokio::test]
async fn writes_are_counted_by_who_writes() {
    let shop = Shop::new();
    let service = shop.policy().protect(shop.router());
    let post = async |id: &str| {
        let credential = shop.customer(id, &["clerk"]);
        let asked = authorized("POST", "/v1/orders", &credential);
        send_body(&service, asked.header("content-type", "application/json"), ORDER).await
    };
    for _ in 0..3 {
        assert_eq!(post("anna").await.status, 200);
    }
    let answer = post("anna").await;
    assert_eq!(answer.verdict(), (429, Some("orders.post/limit.writes")));
    assert_eq!(answer.header("retry-after"), Some("10"));
    assert_eq!(post("bob").await.status, 200);
    shop.clock.set(NOW + 9);
    assert_eq!(post("anna").await.status, 429);
    shop.clock.set(NOW + 10);
    assert_eq!(post("anna").await.status, 200);
    assert_eq!(post("anna").await.status, 429);
}

#[tokio::test]
async fn ids_are_counted_per_scheme() {
    let shop = Shop::new();
    let service = shop.policy().protect(shop.router());
    let credential = shop.customer("acme", &["viewer"]);
    for _ in 0..20 {
        assert_eq!(send(&service, authorized("GET", "/v1/orders", &credential)).await.status, 200);
    }
    let answer = send(&service, authorized("GET", "/v1/orders", &credential)).await;
    assert_eq!(answer.verdict(), (429, Some("orders.get/limit.per_user")));
    let partner = request("GET", "/v1/orders").header("x-api-key", &shop.partner.secret);
    assert_eq!(send(&service, partner).await.status, 200);
}

#[tokio::test]
async fn clients_are_counted_by_the_address_behind_trusted_proxies() {
    let shop = Shop::new();
    let service = shop.policy().protect(shop.router());
    let from = |peer: [u8; 4], forwarded: &str| {
        from_peer(peer.into(), "GET", "/v1/orders").header("x-forwarded-for", forwarded)
    };
    for _ in 0..100 {
        assert_eq!(send(&service, from([127, 0, 0, 1], "2001:db8::1")).await.status, 401);
    }
    let limited = (429, Some("orders.get/limit.per_client"));
    // The same /64, and the same address asking for itself.
    assert_eq!(send(&service, from([127, 0, 0, 1], "2001:db8::2")).await.verdict(), limited);
    assert_eq!(
        send(&service, from([127, 0, 0, 1], "9.9.9.9, 2001:db8::1")).await.verdict(),
        limited
    );
    assert_eq!(send(&service, from([127, 0, 0, 1], "2001:db8:0:1::1")).await.status, 401);
    // A peer that is no proxy speaks for itself only.
    assert_eq!(send(&service, from([192, 0, 2, 1], "2001:db8::1")).await.status, 401);
}
