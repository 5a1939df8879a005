//! Why a credential that was presented proves nothing.

use gatewright_core::primitive::jwt::TokenError;
use gatewright_core::refusal::Refusal;

/// A credential was presented and is not valid. Why is nobody's business but the log's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadCredential;

impl From<TokenError> for BadCredential {
    fn from(_: TokenError) -> BadCredential {
        BadCredential
    }
}

/// Why a credential that was presented proves nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CredentialFault {
    /// It is not valid: 401.
    Invalid,
    /// Nothing is there that could verify it: 503.
    Unavailable,
}

impl From<BadCredential> for CredentialFault {
    fn from(_: BadCredential) -> CredentialFault {
        CredentialFault::Invalid
    }
}

impl From<TokenError> for CredentialFault {
    fn from(_: TokenError) -> CredentialFault {
        CredentialFault::Invalid
    }
}

impl CredentialFault {
    /// What is answered to whoever presents such a credential of the scheme.
    #[must_use]
    pub fn refusal(
        self,
        route: &'static str,
        scheme: &'static str,
        challenge: &'static str,
    ) -> Refusal {
        match self {
            CredentialFault::Invalid => Refusal::bad_credential(route, scheme, challenge),
            CredentialFault::Unavailable => Refusal::unverifiable_credential(route, scheme),
        }
    }
}
