//! What may come in as a query.

use axum::Router;
use axum::routing::get;
use gatewright::Query;

use crate::fixture::{Shop, authorized, request, send};
use crate::shop::schema::{Paging, Sorting};

#[tokio::test]
async fn parameters_are_known_single_and_typed() {
    let shop = Shop::new();
    let service = shop.policy().protect(shop.router());
    let credential = shop.customer("anna", &["viewer"]);
    let refused = (400, Some("orders.get/query"));
    for (query, expected) in [
        ("", (200, None)),
        ("?", (200, None)),
        ("?page=1", (200, None)),
        ("?page=1000&size=100&sort=newest&status=a&status=b_c", (200, None)),
        ("?p%61ge=%31", (200, None)),
        ("?page=0", refused),
        ("?page=01", refused),
        ("?page=1.0", refused),
        ("?page=-0", refused),
        ("?page=1&page=1", refused),
        ("?page", refused),
        ("?sort=Newest", refused),
        ("?status=A", refused),
        ("?status=a&status=a&status=a&status=a&status=a", refused),
        ("?other=1", refused),
        ("?page=1&", refused),
        ("?page=%3", refused),
        ("?status=%ff", refused),
    ] {
        let target = format!("/v1/orders{query}");
        let asked = authorized("GET", &target, &credential);
        assert_eq!(send(&service, asked).await.verdict(), expected, "{query}");
    }
}

#[tokio::test]
async fn a_route_without_a_query_takes_none() {
    let shop = Shop::new();
    let service = shop.policy().protect(shop.router());
    let answer = send(&service, request("GET", "/v1/orders/health?a=1")).await;
    assert_eq!(answer.verdict(), (400, Some("orders.get/health/query")));
    assert_eq!(send(&service, request("GET", "/v1/orders/health?")).await.status, 200);
}

#[tokio::test]
async fn handlers_get_the_query_typed() {
    async fn list(Query(paging): Query<Paging>) -> String {
        assert_eq!(paging.sort, Some(Sorting::Oldest));
        format!("{:?} {:?}", paging.page, paging.status)
    }
    let shop = Shop::new();
    let service = shop.policy().protect(Router::new().route("/v1/orders", get(list)));
    let credential = shop.customer("anna", &["viewer"]);
    let target = "/v1/orders?sort=oldest&page=7&status=open";
    let answer = send(&service, authorized("GET", target, &credential)).await;
    assert_eq!(String::from_utf8(answer.body).unwrap(), "Some(7) Some([\"open\"])");
}
