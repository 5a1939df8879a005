//! Schemes and their keys in the plan.

use std::collections::BTreeMap;

use gatewright_core::policy::PrincipalType;
use serde::Serialize;

/// A scheme.
#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(in crate::target::nginx) enum Scheme {
    /// Signed tokens.
    Jwt(Jwt),
    /// Keys known by their digest.
    ApiKey(ApiKey),
}

/// A jwt scheme.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::target::nginx) struct Jwt {
    pub(in crate::target::nginx) name: String,
    pub(in crate::target::nginx) credential: usize,
    pub(in crate::target::nginx) refused_challenge: String,
    pub(in crate::target::nginx) grants: Vec<String>,
    pub(in crate::target::nginx) leeway: u64,
    pub(in crate::target::nginx) issuer: String,
    pub(in crate::target::nginx) audience: String,
    pub(in crate::target::nginx) token_type: String,
    pub(in crate::target::nginx) algorithms: Vec<&'static str>,
    pub(in crate::target::nginx) max_lifetime: Option<u64>,
    pub(in crate::target::nginx) mapping: Vec<Mapping>,
    pub(in crate::target::nginx) keys: Vec<Key>,
}

/// Where a principal's field comes from.
#[derive(Debug, Serialize)]
pub(in crate::target::nginx) struct Mapping {
    pub(in crate::target::nginx) field: String,
    pub(in crate::target::nginx) kind: PrincipalType,
    pub(in crate::target::nginx) required: bool,
    pub(in crate::target::nginx) claim: Vec<String>,
}

/// A verification key.
#[derive(Debug, Serialize)]
pub(in crate::target::nginx) struct Key {
    pub(in crate::target::nginx) id: Option<String>,
    pub(in crate::target::nginx) algorithm: &'static str,
    /// `spki` or `raw`.
    pub(in crate::target::nginx) format: &'static str,
    /// In base64.
    pub(in crate::target::nginx) material: String,
}

/// An api_key scheme.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::target::nginx) struct ApiKey {
    pub(in crate::target::nginx) name: String,
    pub(in crate::target::nginx) credential: usize,
    pub(in crate::target::nginx) refused_challenge: String,
    pub(in crate::target::nginx) grants: Vec<String>,
    pub(in crate::target::nginx) leeway: u64,
    pub(in crate::target::nginx) header: String,
    pub(in crate::target::nginx) digests: BTreeMap<String, Holder>,
}

/// Who holds an API key.
#[derive(Debug, Serialize)]
pub(in crate::target::nginx) struct Holder {
    pub(in crate::target::nginx) id: String,
    pub(in crate::target::nginx) roles: Vec<String>,
    pub(in crate::target::nginx) expires: Option<i64>,
}
