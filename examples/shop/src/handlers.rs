//! Handlers that read nothing about the caller, the same with and without protection.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};

use crate::orders::{Order, Orders};

/// Everything but the list of orders and the placing of one.
pub(crate) fn router() -> Router<Orders> {
    Router::new()
        .route("/v1/orders/health", get(async || "ok\n"))
        .route("/v1/orders/{id}", get(show).delete(cancel))
        .route("/v1/orders/of/{customer}", get(of))
        // No route of the policy names it, so nobody reaches it through the policy.
        .route("/debug/orders", get(async |State(orders): State<Orders>| format!("{orders:?}")))
}

async fn show(State(orders): State<Orders>, Path(id): Path<String>) -> Response {
    match orders.find(&id) {
        Some(order) => Json(order).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn cancel(State(orders): State<Orders>, Path(id): Path<String>) -> StatusCode {
    orders.cancel(&id);
    StatusCode::NO_CONTENT
}

async fn of(State(orders): State<Orders>, Path(customer): Path<String>) -> Json<Vec<Order>> {
    Json(orders.of(&customer))
}
