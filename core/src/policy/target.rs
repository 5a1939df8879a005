//! What the policy is compiled for, where requests go, and how refusals look.

use std::net::SocketAddr;

use serde::{Deserialize, Serialize};

use super::{IdentityHeader, Span};

/// One `target` declaration.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Target {
    /// Which target.
    pub kind: TargetKind,
    /// Where a gateway listens; `listen: 8443` means all addresses, so `0.0.0.0:8443`. `None` for `rust`.
    pub listen: Option<SocketAddr>,
    /// Rules that the policy gives up on this target, in writing.
    pub accepted_gaps: Vec<AcceptedGap>,
    /// The declaration.
    pub span: Span,
}

/// The targets that exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TargetKind {
    /// Middleware that a Rust service links.
    Rust,
    /// Configuration of a stock nginx with njs.
    Nginx,
    /// Configuration of a stock Envoy.
    Envoy,
}

impl TargetKind {
    /// The name as the language writes it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            TargetKind::Rust => "rust",
            TargetKind::Nginx => "nginx",
            TargetKind::Envoy => "envoy",
        }
    }
}

/// One entry of `accept_gap`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AcceptedGap {
    /// The rule given up, as a dotted path (`auth.customer.EdDSA`).
    pub rule: String,
    /// Why, in the author's words; never empty.
    pub reason: String,
    /// The entry.
    pub span: Span,
}

/// One `upstream` declaration.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Upstream {
    /// Its name.
    pub name: String,
    /// Host name or address.
    pub host: String,
    /// Port, 80 unless written. Only `http` in this version.
    pub port: u16,
    /// What the upstream learns about the caller, in the order written.
    pub identity: Vec<IdentityHeader>,
    /// The declaration.
    pub span: Span,
}

/// How much a refusal tells (`errors { detail: … }`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Detail {
    /// Type, title and status.
    #[default]
    Minimal,
    /// The rule's name as well.
    Full,
}
