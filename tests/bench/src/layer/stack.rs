//! What people put together today.

use std::sync::Arc;

use anyhow::{Context as _, Result};
use axum::extract::{Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use axum::routing::post;
use axum::{Extension, Json, Router};
use garde::Validate;
use http::StatusCode;
use http::header::AUTHORIZATION;
use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode};
use serde::Deserialize;
use tower_governor::GovernorLayer;
use tower_governor::governor::GovernorConfigBuilder;

use super::tokens::Issuer;

/// The service.
pub(super) fn service(issuer: &Issuer) -> Result<Router> {
    let keys: JwkSet = serde_json::from_str(&issuer.key_set())?;
    let key = DecodingKey::from_jwk(keys.keys.first().context("no key")?)?;
    let mut validation = Validation::new(Algorithm::RS256);
    validation.set_issuer(&["https://id.example.com/"]);
    validation.set_audience(&["orders"]);
    let limit = GovernorConfigBuilder::default().per_nanosecond(1).burst_size(1_000_000).finish();
    let limit = limit.context("no such limit")?;
    let verifier = Arc::new(Verifier { key, validation });
    Ok(Router::new()
        .route("/orders", post(create))
        .layer(from_fn_with_state(verifier, authenticate))
        .layer(GovernorLayer::new(limit)))
}

struct Verifier {
    key: DecodingKey,
    validation: Validation,
}

#[derive(Clone, Debug, Deserialize)]
struct Claims {
    sub: String,
    roles: Vec<String>,
}

async fn authenticate(
    State(verifier): State<Arc<Verifier>>,
    mut request: Request,
    next: Next,
) -> Result<Response, StatusCode> {
    let header = request.headers().get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    let token = header.and_then(|value| value.strip_prefix("Bearer "));
    let token = token.ok_or(StatusCode::UNAUTHORIZED)?;
    let claims = decode::<Claims>(token, &verifier.key, &verifier.validation)
        .map_err(|_| StatusCode::UNAUTHORIZED)?
        .claims;
    if !claims.roles.iter().any(|role| role == "clerk") {
        return Err(StatusCode::FORBIDDEN);
    }
    request.extensions_mut().insert(claims);
    Ok(next.run(request).await)
}

async fn create(
    Extension(claims): Extension<Claims>,
    Json(order): Json<Order>,
) -> Result<String, StatusCode> {
    order.validate().map_err(|_| StatusCode::UNPROCESSABLE_ENTITY)?;
    let Order { currency, shipping, gift, lines, .. } = &order;
    let _ = (currency, shipping, gift);
    Ok(format!("{} ordered {} lines", claims.sub, lines.len()))
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
enum Currency {
    Eur,
    Usd,
    Gbp,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Shipping {
    Standard,
    Express,
    Pickup,
}

#[derive(Debug, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
struct Address {
    #[garde(length(chars, min = 1, max = 100))]
    street: String,
    #[garde(length(chars, min = 1, max = 60))]
    city: String,
    #[garde(length(chars, min = 3, max = 10))]
    postcode: String,
    #[garde(pattern("^[A-Z]{2}$"))]
    country: String,
}

#[derive(Debug, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
struct Line {
    #[garde(pattern("^[A-Z]{3}-[0-9]{4}$"))]
    sku: String,
    #[garde(range(min = 1, max = 99))]
    quantity: i64,
    #[garde(range(min = 0.0, max = 9999.99))]
    price: f64,
    #[garde(inner(length(chars, max = 200)))]
    note: Option<String>,
}

#[derive(Debug, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
struct Order {
    #[garde(pattern("^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"))]
    id: String,
    #[garde(length(chars, min = 1, max = 40))]
    customer: String,
    #[garde(email)]
    email: String,
    #[garde(length(min = 20, max = 35))]
    created: String,
    #[garde(skip)]
    currency: Currency,
    #[garde(skip)]
    shipping: Shipping,
    #[garde(skip)]
    gift: bool,
    #[garde(dive)]
    address: Address,
    #[garde(length(min = 1, max = 100_000), dive)]
    lines: Vec<Line>,
    #[garde(inner(length(max = 10), inner(length(chars, min = 1, max = 20))))]
    tags: Option<Vec<String>>,
}
