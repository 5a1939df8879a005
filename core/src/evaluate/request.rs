//! What the evaluator is asked about.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};

use crate::primitive::certificate::{ClientCertificate, Thumbprint};
use crate::primitive::cookie;
use crate::primitive::country::Country;
pub use crate::primitive::tls::TlsVersion;

/// A request as a server hands it on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The method as the client wrote it.
    pub method: String,
    /// Path and query string as the client wrote them.
    pub target: String,
    /// The header lines in their order, with Host among them.
    pub headers: Vec<(String, Vec<u8>)>,
    /// The body's octets.
    pub body: Vec<u8>,
    /// Whoever opened the connection.
    pub peer: IpAddr,
    /// Where the client's address is, as far as whoever asks can tell: this is looked up in a database, not in the request.
    pub country: Option<Country>,
    /// The connection's TLS layer; nothing where it has none, or where somebody else ended it.
    pub tls: Option<Tls>,
}

/// What a server knows of a connection's TLS layer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tls {
    /// The version that was agreed on.
    pub version: TlsVersion,
    /// The name that the client asked for (RFC 6066 §3), in lower case.
    #[serde(default)]
    pub server_name: Option<String>,
    /// The certificate that the client presented.
    #[serde(default)]
    pub certificate: Option<ClientCertificate>,
}

impl Tls {
    /// Which certificate the client presented, whoever vouches for it.
    pub(super) fn thumbprint(&self) -> Option<&Thumbprint> {
        self.certificate.as_ref().map(|certificate| &certificate.thumbprint)
    }
}

/// A moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Timestamp {
    /// Whole seconds since 1970-01-01T00:00:00Z: what tokens and conditions read.
    pub seconds: i64,
    /// Nanoseconds on top, below 10^9: only limits read them.
    pub nanos: u32,
}

impl Timestamp {
    /// Nanoseconds since 1970; earlier moments count as that one.
    #[must_use]
    pub fn total_nanos(self) -> u64 {
        let seconds = u64::try_from(self.seconds).unwrap_or(0);
        seconds.saturating_mul(1_000_000_000).saturating_add(u64::from(self.nanos))
    }
}

/// The header lines that rules read: names in lower case, values without outer spaces, and none whose name has another
/// character than letters, digits and hyphens, since servers behind that follow CGI take it for a hyphen.
#[derive(Clone, Debug)]
pub(super) struct Headers(Vec<(String, Vec<u8>)>);

impl Headers {
    pub(super) fn of(request: &Request) -> Headers {
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
        let readable = request.headers.iter().filter(|(name, _)| name.bytes().all(is_plain));
        Headers(
            readable.map(|(name, value)| (name.to_ascii_lowercase(), trim(value).into())).collect(),
        )
    }

    /// The values of all lines of this name, given in lower case.
    pub(super) fn all<'h>(&'h self, name: &str) -> Vec<&'h [u8]> {
        let lines = self.0.iter().filter(|(own, _)| own == name);
        lines.map(|(_, value)| value.as_slice()).collect()
    }

    /// All lines in their order.
    pub(super) fn lines(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_slice()))
    }

    /// The value of the first line; after stage 1 a single-valued header has one line.
    pub(super) fn first(&self, name: &str) -> Option<&[u8]> {
        self.all(name).first().copied()
    }

    /// The values of all cookies of this name; after stage 1 one that the policy reads has one value.
    pub(super) fn cookies(&self, name: &str) -> Vec<&[u8]> {
        cookie::values(self.all("cookie"), name)
    }
}

/// Without the spaces and tabs around it, which are no part of a header's value (RFC 9110 §5.5).
pub(super) fn trim(value: &[u8]) -> &[u8] {
    let is_space = |byte: &u8| matches!(byte, b' ' | b'\t');
    let start = value.iter().position(|byte| !is_space(byte)).unwrap_or(value.len());
    let end = value.iter().rposition(|byte| !is_space(byte)).map_or(start, |last| last + 1);
    value.get(start..end).unwrap_or_default()
}
