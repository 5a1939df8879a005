//! What the policy is compiled for, where requests go, and how refusals look.

use std::net::SocketAddr;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{IdentityHeader, Secret, Span};

/// One `target` declaration.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Target {
    /// Which target.
    pub kind: TargetKind,
    /// Where a gateway listens; `listen: 8443` means all addresses, so `0.0.0.0:8443`. `None` for `rust`.
    pub listen: Option<SocketAddr>,
    /// By which certificate it answers; in plain HTTP without one.
    pub tls: Option<Arc<Tls>>,
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
    /// Port; unless written, 80, or 443 over TLS.
    pub port: u16,
    /// How it is spoken to.
    pub transport: Transport,
    /// How long a connection may take to be made; as long as the target says unless written.
    pub connect_timeout: Option<Timeout>,
    /// How long the upstream may take to answer; as long as the target says unless written.
    pub timeout: Option<Timeout>,
    /// When it is left alone for a while.
    pub breaker: Option<Breaker>,
    /// What the upstream learns about the caller, in the order written.
    pub identity: Vec<IdentityHeader>,
    /// The declaration.
    pub span: Span,
}

/// How an upstream is spoken to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Transport {
    /// `http://…`.
    #[default]
    Plain,
    /// `https://…`: its certificate must be valid for its host.
    Tls,
}

/// `timeout: 5s` or `connect_timeout: 1s`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timeout {
    /// How long, in milliseconds; at least 1.
    pub ms: u64,
    /// The setting.
    pub span: Span,
}

/// `breaker: open 10s after 5 failures in a row`. What counts as a failure, each target says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Breaker {
    /// Failures in a row after which it opens; at least 1.
    pub failures: u64,
    /// How long it stays open, in milliseconds; at least a second.
    pub open_ms: u64,
    /// The setting.
    pub span: Span,
}

impl Breaker {
    /// `Retry-After` of what is refused meanwhile: whole seconds, at least 1.
    #[must_use]
    pub fn retry_after(&self) -> u64 {
        self.open_ms.div_ceil(1000).max(1)
    }
}

/// One `tls` declaration: who a gateway says it is, and how.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Tls {
    /// Its name.
    pub name: String,
    /// The certificate with those that lead to its root, in PEM.
    pub certificate: Secret,
    /// The certificate's private key, in PEM.
    pub key: Secret,
    /// Which versions and ciphers.
    pub profile: TlsProfile,
    /// The declaration.
    pub span: Span,
}

/// Which versions of TLS and which ciphers a gateway offers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TlsProfile {
    /// TLS 1.3 only.
    #[default]
    Modern,
    /// TLS 1.2 too, with forward secrecy and authenticated encryption only.
    Intermediate,
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
