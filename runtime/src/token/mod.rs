//! Credentials that callers present.

mod api_key;
mod claims;
mod jwt;
mod password;
mod verify;

pub use api_key::ApiKeys;
pub use claims::{BadCredential, Claims};
pub use jwt::{TokenKeys, TokenRules, unverified_issuer};
pub use password::PasswordVerifier;
pub use verify::{KeyRejected, Verifier};
