//! The policy as the data that the fixed runtime reads: `plan.json`.
//!
//! Everything that a policy's author or a key file made stands here and not in nginx's configuration. All of it is flat:
//! trees are lists whose entries name each other by index, since njs reads at most 31 levels. Keys of maps begin with
//! `=`, so that none can meet a property of the engine.

mod condition;
mod schema;
mod scheme;

use std::collections::BTreeMap;

use gatewright_core::policy::PrincipalType;
use ipnet::IpNet;
use serde::Serialize;

pub(super) use condition::{Condition, Operand, Value};
pub(super) use schema::{Decimal, Field, Schema, Table, Type, TypeKind};
pub(super) use scheme::{ApiKey, Holder, Jwt, Key, Mapping, Scheme};

/// The whole plan.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::target::nginx) struct Plan {
    pub(in crate::target::nginx) policy: String,
    pub(in crate::target::nginx) version: String,
    pub(in crate::target::nginx) digest: String,
    pub(in crate::target::nginx) detail: &'static str,
    pub(in crate::target::nginx) hosts: Vec<String>,
    pub(in crate::target::nginx) trusted_proxies: Vec<Network>,
    /// Headers that may stand once.
    pub(in crate::target::nginx) single_headers: Vec<String>,
    /// Those of them in which a comma tells that somebody joined two lines.
    pub(in crate::target::nginx) joined_though_single: &'static [&'static str],
    /// Names of the principal's fields.
    pub(in crate::target::nginx) principal: Vec<String>,
    /// The field that an API key's `id` fills.
    pub(in crate::target::nginx) id_field: Option<String>,
    pub(in crate::target::nginx) roles_field: Option<String>,
    /// The request headers that carry credentials, in the order of their numbers.
    pub(in crate::target::nginx) credentials: Vec<String>,
    /// The templates as a tree; the root is the first.
    pub(in crate::target::nginx) tree: Vec<Node>,
    pub(in crate::target::nginx) routes: Vec<Route>,
    pub(in crate::target::nginx) schemes: Vec<Scheme>,
    pub(in crate::target::nginx) limits: Vec<Limit>,
    pub(in crate::target::nginx) schemas: Vec<Schema>,
    pub(in crate::target::nginx) types: Vec<Type>,
    pub(in crate::target::nginx) patterns: Vec<Table>,
    /// Which pattern is the format `uuid`.
    pub(in crate::target::nginx) uuid: usize,
}

/// A map's key.
pub(in crate::target::nginx) fn key(name: &str) -> String {
    format!("={name}")
}

/// An address block.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(in crate::target::nginx) struct Network {
    pub(in crate::target::nginx) octets: Vec<u8>,
    pub(in crate::target::nginx) prefix: u8,
}

impl From<&IpNet> for Network {
    fn from(network: &IpNet) -> Network {
        Network { octets: octets(network.addr()), prefix: network.prefix_len() }
    }
}

/// An address as its octets.
pub(in crate::target::nginx) fn octets(address: std::net::IpAddr) -> Vec<u8> {
    match address {
        std::net::IpAddr::V4(address) => address.octets().to_vec(),
        std::net::IpAddr::V6(address) => address.octets().to_vec(),
    }
}

/// A node of the tree of templates.
#[derive(Debug, Default, Serialize)]
pub(in crate::target::nginx) struct Node {
    pub(in crate::target::nginx) literals: BTreeMap<String, usize>,
    pub(in crate::target::nginx) parameter: i64,
    pub(in crate::target::nginx) methods: Option<Methods>,
}

/// The routes of one template.
#[derive(Debug, Serialize)]
pub(in crate::target::nginx) struct Methods {
    /// One of them: all have the same parameter types.
    pub(in crate::target::nginx) any: usize,
    /// The value of `Allow`.
    pub(in crate::target::nginx) allow: String,
    #[serde(flatten)]
    pub(in crate::target::nginx) routes: BTreeMap<String, usize>,
}

/// A route.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::target::nginx) struct Route {
    pub(in crate::target::nginx) name: String,
    pub(in crate::target::nginx) number: usize,
    pub(in crate::target::nginx) parameters: Vec<Parameter>,
    pub(in crate::target::nginx) anyone: bool,
    pub(in crate::target::nginx) schemes: Vec<usize>,
    /// The challenges of all its schemes.
    pub(in crate::target::nginx) challenge: String,
    pub(in crate::target::nginx) limits_before: Vec<usize>,
    pub(in crate::target::nginx) limits_after: Vec<usize>,
    pub(in crate::target::nginx) deny: Vec<Vec<Condition>>,
    pub(in crate::target::nginx) allow: Vec<Allow>,
    pub(in crate::target::nginx) query: Option<usize>,
    pub(in crate::target::nginx) body: Option<Body>,
    pub(in crate::target::nginx) identity: Vec<Identity>,
    /// The location that follows the decision.
    pub(in crate::target::nginx) next: String,
    /// The location that forwards.
    pub(in crate::target::nginx) upstream: String,
}

/// A path parameter.
#[derive(Debug, Serialize)]
pub(in crate::target::nginx) struct Parameter {
    pub(in crate::target::nginx) name: String,
    pub(in crate::target::nginx) segment: usize,
    #[serde(rename = "type")]
    pub(in crate::target::nginx) kind: usize,
}

/// An `allow` clause.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::target::nginx) struct Allow {
    pub(in crate::target::nginx) who: &'static str,
    pub(in crate::target::nginx) held_by: Vec<String>,
    pub(in crate::target::nginx) when: Option<Vec<Condition>>,
}

/// A `body` clause.
#[derive(Debug, Serialize)]
pub(in crate::target::nginx) struct Body {
    pub(in crate::target::nginx) schema: usize,
    pub(in crate::target::nginx) max: u64,
}

/// An identity header, by the number of its variable.
#[derive(Debug, Serialize)]
pub(in crate::target::nginx) struct Identity {
    pub(in crate::target::nginx) number: usize,
    pub(in crate::target::nginx) field: String,
    pub(in crate::target::nginx) kind: PrincipalType,
}

/// A limit.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::target::nginx) struct Limit {
    pub(in crate::target::nginx) name: String,
    pub(in crate::target::nginx) location: String,
    /// The principal's field; none is the client's address.
    pub(in crate::target::nginx) field: Option<String>,
    pub(in crate::target::nginx) retry_after: String,
}
