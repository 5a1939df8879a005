//! One generated layer around the handler.

use anyhow::Result;
use axum::Router;
use axum::routing::post;
use gatewright::{Body, PolicyService};

use super::tokens::Issuer;

mod generated {
    #![allow(missing_docs, reason = "printed by the compiler")]

    gatewright::policy!("orders.gate");
}
use generated::orders::{Policy, Principal, schema};

/// The service.
pub(super) fn service(issuer: &Issuer) -> Result<PolicyService<Router, Policy>> {
    let folder = std::env::temp_dir().join(format!("gatewright-layer-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    std::fs::write(folder.join("jwks.json"), issuer.key_set())?;
    let router = Router::new().route("/orders", post(create));
    let service = Policy::load(&folder)?.protect(router);
    std::fs::remove_dir_all(&folder)?;
    Ok(service)
}

async fn create(principal: Principal, Body(order): Body<schema::Order>) -> String {
    format!("{} ordered {} lines", principal.id, order.lines.len())
}
