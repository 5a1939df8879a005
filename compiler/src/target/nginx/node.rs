//! The tree of what the templates print: everything in it is already escaped for its place.

use serde::Serialize;

/// The gateway's configuration.
#[derive(Debug, Serialize)]
pub(super) struct Site {
    pub(super) provenance: Provenance,
    pub(super) listen: String,
    pub(super) upstreams: Vec<Upstream>,
    pub(super) zones: Vec<Zone>,
    pub(super) bodies: Vec<Body>,
    pub(super) identity: Vec<IdentityHeader>,
    pub(super) credentials: Vec<Credential>,
    /// Statuses that a refusal can have, but for 500.
    pub(super) statuses: Vec<u16>,
    /// The problem document of 500, which stands too when finding the right one fails, as a quoted string.
    pub(super) last_resort: String,
}

/// Where the artefacts come from.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Provenance {
    pub(super) policy: String,
    pub(super) version: String,
    pub(super) digest: String,
}

/// A server behind the gateway.
#[derive(Debug, Serialize)]
pub(super) struct Upstream {
    pub(super) number: usize,
    /// Host and port, quoted.
    pub(super) server: String,
}

/// A `limit_req` zone.
#[derive(Debug, Serialize)]
pub(super) struct Zone {
    pub(super) number: usize,
    /// In KiB.
    pub(super) size: u64,
    /// `10r/s` or `600r/m`.
    pub(super) rate: String,
    /// Requests beyond the first that may come back to back.
    pub(super) burst: u64,
}

/// A location that checks bodies up to one size.
#[derive(Debug, Serialize)]
pub(super) struct Body {
    pub(super) max: u64,
    pub(super) buffer: u64,
}

/// A header that the upstream learns from.
#[derive(Debug, Serialize)]
pub(super) struct IdentityHeader {
    pub(super) number: usize,
    /// Quoted.
    pub(super) name: String,
}

/// A request header that carries a credential.
#[derive(Debug, Serialize)]
pub(super) struct Credential {
    pub(super) number: usize,
    /// Quoted.
    pub(super) name: String,
    /// nginx's variable of the header, without `$`.
    pub(super) variable: String,
}

/// The location that asks a limit. A tab stands in every internal address: a client that spells one has to write
/// `%09`, which no path may hold.
pub(super) fn limit_location(number: usize) -> String {
    format!("/\tlimit/{number}")
}

/// The location that forwards to an upstream.
pub(super) fn upstream_location(number: usize) -> String {
    format!("@upstream_{number}")
}

/// The location that checks bodies up to `max` bytes.
pub(super) fn body_location(max: u64) -> String {
    format!("@body_{max}")
}
