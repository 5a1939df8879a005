//! The policy as the data that the fixed runtime reads: `plan.json`.
//!
//! Everything that a policy's author or a key file made stands here and not in nginx's configuration. All of it is flat:
//! trees are lists whose entries name each other by index, since njs reads at most 31 levels. Keys of maps begin with
//! `=`, so that none can meet a property of the engine.

use std::collections::BTreeMap;

use gatewright_core::policy::PrincipalType;
use ipnet::IpNet;
use serde::Serialize;

/// The whole plan.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Plan {
    pub(super) policy: String,
    pub(super) version: String,
    pub(super) digest: String,
    pub(super) detail: &'static str,
    pub(super) hosts: Vec<String>,
    pub(super) trusted_proxies: Vec<Network>,
    pub(super) single_headers: Vec<String>,
    /// Names of the principal's fields.
    pub(super) principal: Vec<String>,
    /// The field that an API key's `id` fills.
    pub(super) id_field: Option<String>,
    pub(super) roles_field: Option<String>,
    /// The request headers that carry credentials, in the order of their numbers.
    pub(super) credentials: Vec<String>,
    /// The templates as a tree; the root is the first.
    pub(super) tree: Vec<Node>,
    pub(super) routes: Vec<Route>,
    pub(super) schemes: Vec<Scheme>,
    pub(super) limits: Vec<Limit>,
    pub(super) schemas: Vec<Schema>,
    pub(super) types: Vec<Type>,
    pub(super) patterns: Vec<Table>,
    /// Which pattern is the format `uuid`.
    pub(super) uuid: usize,
}

/// A map's key.
pub(super) fn key(name: &str) -> String {
    format!("={name}")
}

/// An address block.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct Network {
    pub(super) octets: Vec<u8>,
    pub(super) prefix: u8,
}

impl From<&IpNet> for Network {
    fn from(network: &IpNet) -> Network {
        Network { octets: octets(network.addr()), prefix: network.prefix_len() }
    }
}

/// An address as its octets.
pub(super) fn octets(address: std::net::IpAddr) -> Vec<u8> {
    match address {
        std::net::IpAddr::V4(address) => address.octets().to_vec(),
        std::net::IpAddr::V6(address) => address.octets().to_vec(),
    }
}

/// A node of the tree of templates.
#[derive(Debug, Default, Serialize)]
pub(super) struct Node {
    pub(super) literals: BTreeMap<String, usize>,
    pub(super) parameter: i64,
    pub(super) methods: Option<Methods>,
}

/// The routes of one template.
#[derive(Debug, Serialize)]
pub(super) struct Methods {
    /// One of them: all have the same parameter types.
    pub(super) any: usize,
    /// The value of `Allow`.
    pub(super) allow: String,
    #[serde(flatten)]
    pub(super) routes: BTreeMap<String, usize>,
}

/// A route.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Route {
    pub(super) name: String,
    pub(super) number: usize,
    pub(super) parameters: Vec<Parameter>,
    pub(super) anyone: bool,
    pub(super) schemes: Vec<usize>,
    /// The challenges of all its schemes.
    pub(super) challenge: String,
    pub(super) limits_before: Vec<usize>,
    pub(super) limits_after: Vec<usize>,
    pub(super) deny: Vec<Vec<Condition>>,
    pub(super) allow: Vec<Allow>,
    pub(super) query: Option<usize>,
    pub(super) body: Option<Body>,
    pub(super) identity: Vec<Identity>,
    /// The location that follows the decision.
    pub(super) next: String,
    /// The location that forwards.
    pub(super) upstream: String,
}

/// A path parameter.
#[derive(Debug, Serialize)]
pub(super) struct Parameter {
    pub(super) name: String,
    pub(super) segment: usize,
    #[serde(rename = "type")]
    pub(super) kind: usize,
}

/// An `allow` clause.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Allow {
    pub(super) who: &'static str,
    pub(super) held_by: Vec<String>,
    pub(super) when: Option<Vec<Condition>>,
}

/// A `body` clause.
#[derive(Debug, Serialize)]
pub(super) struct Body {
    pub(super) schema: usize,
    pub(super) max: u64,
}

/// An identity header, by the number of its variable.
#[derive(Debug, Serialize)]
pub(super) struct Identity {
    pub(super) number: usize,
    pub(super) field: String,
    pub(super) kind: PrincipalType,
}

/// A scheme.
#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(super) enum Scheme {
    /// Signed tokens.
    Jwt(Jwt),
    /// Keys known by their digest.
    ApiKey(ApiKey),
}

/// A jwt scheme.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Jwt {
    pub(super) name: String,
    pub(super) credential: usize,
    pub(super) refused_challenge: String,
    pub(super) grants: Vec<String>,
    pub(super) leeway: u64,
    pub(super) issuer: String,
    pub(super) audience: String,
    pub(super) token_type: String,
    pub(super) algorithms: Vec<&'static str>,
    pub(super) max_lifetime: Option<u64>,
    pub(super) mapping: Vec<Mapping>,
    pub(super) keys: Vec<Key>,
}

/// Where a principal's field comes from.
#[derive(Debug, Serialize)]
pub(super) struct Mapping {
    pub(super) field: String,
    pub(super) kind: PrincipalType,
    pub(super) required: bool,
    pub(super) claim: Vec<String>,
}

/// A verification key.
#[derive(Debug, Serialize)]
pub(super) struct Key {
    pub(super) id: Option<String>,
    pub(super) algorithm: &'static str,
    /// `spki` or `raw`.
    pub(super) format: &'static str,
    /// In base64.
    pub(super) material: String,
}

/// An api_key scheme.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ApiKey {
    pub(super) name: String,
    pub(super) credential: usize,
    pub(super) refused_challenge: String,
    pub(super) grants: Vec<String>,
    pub(super) leeway: u64,
    pub(super) header: String,
    pub(super) digests: BTreeMap<String, Holder>,
}

/// Who holds an API key.
#[derive(Debug, Serialize)]
pub(super) struct Holder {
    pub(super) id: String,
    pub(super) roles: Vec<String>,
    pub(super) expires: Option<i64>,
}

/// A limit.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Limit {
    pub(super) name: String,
    pub(super) location: String,
    /// The principal's field; none is the client's address.
    pub(super) field: Option<String>,
    pub(super) retry_after: String,
}

/// A schema.
#[derive(Debug, Serialize)]
pub(super) struct Schema {
    pub(super) fields: BTreeMap<String, Field>,
    pub(super) required: Vec<String>,
}

/// A schema's field.
#[derive(Debug, Serialize)]
pub(super) struct Field {
    #[serde(rename = "type")]
    pub(super) kind: usize,
    #[serde(rename = "readOnly")]
    pub(super) read_only: bool,
}

/// A type with its nullability.
#[derive(Debug, PartialEq, Serialize)]
pub(super) struct Type {
    #[serde(flatten)]
    pub(super) kind: TypeKind,
    pub(super) nullable: bool,
}

/// What a value looks like.
#[derive(Debug, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(super) enum TypeKind {
    String { min: Option<u64>, max: Option<u64>, raw: bool, pattern: Option<usize> },
    Int { min: Option<i64>, max: Option<i64> },
    Decimal { min: Option<Decimal>, max: Option<Decimal> },
    Bool,
    Format { pattern: usize, max: Option<usize> },
    Enum { values: BTreeMap<String, u8> },
    List { item: usize, min: Option<u64>, max: Option<u64> },
    Object { schema: usize },
}

/// A decimal number.
#[derive(Debug, PartialEq, Serialize)]
pub(super) struct Decimal {
    pub(super) negative: bool,
    pub(super) digits: String,
    pub(super) exponent: i64,
}

/// An automaton.
#[derive(Debug, PartialEq, Serialize)]
pub(super) struct Table {
    pub(super) width: usize,
    pub(super) classes: Vec<u8>,
    /// The rows one after another.
    pub(super) transitions: Vec<u16>,
    /// 1 where the string may end.
    pub(super) accepting: Vec<u8>,
}

/// A node of a condition; its parts stand before it and are named by their index.
#[derive(Debug, PartialEq, Serialize)]
#[serde(tag = "op", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub(super) enum Condition {
    And { parts: Vec<usize> },
    Or { parts: Vec<usize> },
    Not { part: usize },
    Compare { operator: gatewright_core::policy::Comparison, left: Operand, right: Operand },
    InList { needle: Operand, list: Vec<Value> },
    InField { needle: Operand, field: String },
    InNetworks { networks: Vec<Network> },
    Has { held_by: Vec<String> },
    Within { time: Operand, seconds: u64 },
    IsSet { operand: Operand },
    StartsWith { subject: Operand, affix: Operand },
    EndsWith { subject: Operand, affix: Operand },
    Matches { subject: Operand, pattern: usize },
    SchemeIs { scheme: String },
}

/// What a condition reads.
#[derive(Debug, PartialEq, Serialize)]
pub(super) struct Operand {
    pub(super) from: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) value: Option<Value>,
    #[serde(rename = "type")]
    pub(super) kind: gatewright_core::policy::ValueType,
}

/// A value written in the policy.
#[derive(Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub(super) enum Value {
    Text(String),
    Number(i64),
    Bool(bool),
    Address(Vec<u8>),
}
