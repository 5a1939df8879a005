//! `auth … = introspection`: tokens that their issuer is asked about (RFC 7662).

use serde::{Deserialize, Serialize};

use super::{ClaimMapping, Secret, TokenBinding, TokenPlace};

/// `auth … = introspection`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct IntrospectionScheme {
    /// The endpoint: an `https` URL without credentials and fragment. Redirects are not followed.
    pub url: String,
    /// As whom the endpoint is asked (RFC 6749 §2.3.1).
    pub client_id: String,
    /// With which secret.
    pub client_secret: Secret,
    /// The only accepted `iss`, which then must be there; any unless written.
    pub issuer: Option<String>,
    /// The value that `aud` must be or contain.
    pub audience: String,
    /// For how many seconds an answer is used again, never beyond the token's `exp`; 0 for not at all.
    pub cache: u64,
    /// How many seconds the endpoint has.
    pub timeout: u64,
    /// Where a token stands.
    pub from: TokenPlace,
    /// Clock difference allowed, in seconds: 2 to 60.
    pub leeway: u64,
    /// What a token must be bound to.
    pub binding: TokenBinding,
    /// Where each principal field comes from, in the order of the `principal` block, as with a token's claims.
    pub mapping: Vec<ClaimMapping>,
}
