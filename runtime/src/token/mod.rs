//! Credentials that callers present.

mod api_key;
mod cache;
#[cfg(feature = "mtls")]
mod certificate;
mod claims;
mod fault;
mod holder;
mod introspection;
mod judge;
mod jwt;
mod password;
mod remote;
mod users;
mod verify;

pub use api_key::ApiKeys;
#[cfg(feature = "mtls")]
pub use certificate::{CertificateNames, ClientCertificates, NameSource};
pub use claims::Claims;
pub use fault::{BadCredential, CredentialFault};
pub use holder::Holder;
pub use introspection::{Introspection, IntrospectionRules};
pub use judge::TokenRules;
pub use jwt::{TokenKeys, unverified_issuer};
pub use password::PasswordVerifier;
pub use remote::{KeyServer, RemoteTokenKeys};
pub use users::Users;
pub use verify::{KeyRejected, Verifier};
