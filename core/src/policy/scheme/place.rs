//! Where a credential stands in a request, and whether it goes on.

use serde::{Deserialize, Serialize};

/// A part of a request that carries one credential and nothing else.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CredentialField {
    /// A header, its name in lower case.
    Header(String),
    /// A cookie; names are compared octet by octet (RFC 6265 §5.4).
    Cookie(String),
}

impl CredentialField {
    /// The header's name, where it is one.
    #[must_use]
    pub fn header(&self) -> Option<&str> {
        match self {
            CredentialField::Header(name) => Some(name),
            CredentialField::Cookie(_) => None,
        }
    }

    /// The cookie's name, where it is one.
    #[must_use]
    pub fn cookie(&self) -> Option<&str> {
        match self {
            CredentialField::Header(_) => None,
            CredentialField::Cookie(name) => Some(name),
        }
    }
}

/// Where a token stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TokenPlace {
    /// `Authorization: Bearer TOKEN` (RFC 6750 §2.1).
    #[default]
    Authorization,
    /// A field of its own, which holds the bare token.
    Field(CredentialField),
}

/// Where a credential stands, whatever its kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CredentialPlace<'a> {
    /// In `Authorization`.
    Authorization,
    /// In a field of its own.
    Field(&'a CredentialField),
    /// In no part of the request: the connection's TLS layer has it.
    Connection,
}

/// Whether a credential that was used goes on to the upstream.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Forwarding {
    /// It is removed.
    #[default]
    Removed,
    /// `forward: true`: it is kept.
    Kept,
}
