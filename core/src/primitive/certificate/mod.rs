//! Client certificates as a server reads them; whether one is to be believed is the server's to find out.

mod mapping;
#[cfg(test)]
mod tests;

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
pub use mapping::{CertificateError, principal, value_of};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// A certificate that a client presented, and proved to hold the key of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClientCertificate {
    /// Subject alternative names (RFC 5280 §4.2.1.6) that are URIs, in the certificate's order.
    #[serde(default)]
    pub uris: Vec<String>,
    /// Those that are DNS names.
    #[serde(default)]
    pub dns_names: Vec<String>,
    /// Those that are email addresses.
    #[serde(default)]
    pub emails: Vec<String>,
    /// The subject's common names.
    #[serde(default)]
    pub common_names: Vec<String>,
    /// The subject's distinguished name (RFC 4514).
    #[serde(default)]
    pub subject: String,
    /// Which certificate it is.
    pub thumbprint: Thumbprint,
    /// The `mtls` schemes whose authorities it verifies against, now and for authenticating a client.
    #[serde(default)]
    pub verified_for: Vec<String>,
}

/// SHA-256 of a certificate in DER, as `cnf.x5t#S256` binds a token to it (RFC 8705 §3.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Thumbprint([u8; 32]);

impl Thumbprint {
    /// That of a certificate in DER.
    #[must_use]
    pub fn of(certificate: &[u8]) -> Thumbprint {
        Thumbprint(Sha256::digest(certificate).into())
    }

    /// Its octets.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Out of its text: base64url without padding.
    #[must_use]
    pub fn parse(text: &str) -> Option<Thumbprint> {
        let octets = URL_SAFE_NO_PAD.decode(text).ok()?;
        octets.try_into().ok().map(Thumbprint)
    }
}

impl fmt::Display for Thumbprint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&URL_SAFE_NO_PAD.encode(self.0))
    }
}

impl From<Thumbprint> for String {
    fn from(thumbprint: Thumbprint) -> String {
        thumbprint.to_string()
    }
}

impl TryFrom<String> for Thumbprint {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Thumbprint, &'static str> {
        Thumbprint::parse(&text).ok_or("a thumbprint is 32 octets in base64url without padding")
    }
}
