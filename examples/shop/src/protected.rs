//! The shop behind its policy: a handler's arguments are what the policy verified.

use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;
use axum::{Json, Router};
use gatewright::{Body, PolicyService, Query};

use crate::handlers;
use crate::orders::{Line, Order, Orders, Wish};
use crate::shop::schema::{NewOrder, Paging};
use crate::shop::{Policy, Principal};

/// The whole service: nothing reaches a handler that `policy` does not admit.
#[must_use]
pub fn service(policy: Policy, orders: Orders) -> PolicyService<Router, Policy> {
    policy.protect(
        Router::new()
            .route("/v1/orders", get(list).post(place))
            .merge(handlers::router())
            .with_state(orders),
    )
}

async fn list(State(orders): State<Orders>, Query(paging): Query<Paging>) -> Json<Vec<Order>> {
    let number = |value: Option<i64>| value.and_then(|value| usize::try_from(value).ok());
    Json(orders.page(number(paging.page).unwrap_or(1), number(paging.size).unwrap_or(20)))
}

async fn place(
    State(orders): State<Orders>,
    principal: Principal,
    Body(order): Body<NewOrder>,
) -> (StatusCode, Json<Order>) {
    let lines = order.lines.into_iter();
    let wish = Wish {
        lines: lines.map(|line| Line { sku: line.sku.into(), quantity: line.quantity }).collect(),
        currency: order.currency.name().to_owned(),
    };
    (StatusCode::CREATED, Json(orders.place(&principal.id, wish)))
}
