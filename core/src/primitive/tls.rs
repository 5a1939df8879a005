//! What is known of a connection's TLS layer.

use serde::{Deserialize, Serialize};

use super::number::Number;

/// Versions of TLS that are not broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum TlsVersion {
    /// TLS 1.2 (RFC 5246).
    #[serde(rename = "1.2")]
    Tls12,
    /// TLS 1.3 (RFC 8446).
    #[serde(rename = "1.3")]
    Tls13,
}

impl TlsVersion {
    /// The number that conditions compare.
    #[must_use]
    pub const fn number(self) -> Number<'static> {
        match self {
            TlsVersion::Tls12 => Number::of_digits(false, "12", -1),
            TlsVersion::Tls13 => Number::of_digits(false, "13", -1),
        }
    }
}
