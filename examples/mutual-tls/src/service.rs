//! The handlers, behind the policy.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::get;
use gatewright::{Body, PolicyService};

use crate::vault::schema::NewSecret;
use crate::vault::{Policy, Principal};

/// Secrets by the service whose they are.
#[derive(Clone, Default)]
struct Secrets(Arc<Mutex<HashMap<String, String>>>);

/// The whole service: nothing reaches a handler that `policy` does not admit.
#[must_use]
pub fn service(policy: Policy) -> PolicyService<Router, Policy> {
    let router = Router::new()
        .route("/v1/secrets/health", get(async || "well"))
        .route("/v1/secrets/{service}", get(show).put(store))
        .with_state(Secrets::default());
    policy.protect(router)
}

async fn show(
    State(secrets): State<Secrets>,
    Path(service): Path<String>,
) -> Result<String, StatusCode> {
    let secrets = secrets.0.lock().unwrap_or_else(PoisonError::into_inner);
    secrets.get(&service).cloned().ok_or(StatusCode::NOT_FOUND)
}

async fn store(
    State(secrets): State<Secrets>,
    caller: Principal,
    Body(secret): Body<NewSecret>,
) -> StatusCode {
    let mut secrets = secrets.0.lock().unwrap_or_else(PoisonError::into_inner);
    secrets.insert(caller.id, secret.value.into());
    StatusCode::NO_CONTENT
}
