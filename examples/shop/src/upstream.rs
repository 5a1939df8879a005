//! The shop without protection, for a gateway to stand in front of: it believes what the gateway tells about the caller.

use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::get;
use axum::{Json, Router};
use serde::Deserialize;

use crate::handlers;
use crate::orders::{Order, Orders, Wish};

/// The bare handlers.
pub fn router(orders: Orders) -> Router {
    Router::new()
        .route("/v1/orders", get(list).post(place))
        .merge(handlers::router())
        .with_state(orders)
}

#[derive(Deserialize)]
struct Paging {
    page: Option<usize>,
    size: Option<usize>,
}

async fn list(State(orders): State<Orders>, Query(paging): Query<Paging>) -> Json<Vec<Order>> {
    Json(orders.page(paging.page.unwrap_or(1), paging.size.unwrap_or(20)))
}

async fn place(
    State(orders): State<Orders>,
    headers: HeaderMap,
    Json(wish): Json<Wish>,
) -> (StatusCode, Json<Order>) {
    let customer = headers.get("x-user-id").and_then(|value| value.to_str().ok()).unwrap_or("");
    (StatusCode::CREATED, Json(orders.place(customer, wish)))
}
