//! `auth … = jwt`: signed tokens.

use serde::{Deserialize, Serialize};

use super::{Secret, TokenPlace};
use crate::policy::{Presence, PrincipalType, Span};

/// `auth … = jwt`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct JwtScheme {
    /// The only accepted `iss`, compared byte for byte.
    pub issuer: String,
    /// The value that `aud` must be or contain.
    pub audience: String,
    /// The only accepted `typ`, without `application/`; compared without regard to ASCII case.
    pub token_type: String,
    /// Accepted algorithms, in the order written.
    pub algorithms: Vec<Algorithm>,
    /// Where the JWK set is.
    pub keys: KeySource,
    /// Where a token stands.
    pub from: TokenPlace,
    /// Clock difference allowed, in seconds: 2 to 60.
    pub leeway: u64,
    /// Largest `exp − iat`, in seconds; `iat` is required where this is given.
    pub max_lifetime: Option<u64>,
    /// What a token must be bound to.
    pub binding: TokenBinding,
    /// Where each principal field comes from, in the order of the `principal` block. A field that is not mapped is
    /// optional and missing.
    pub mapping: Vec<ClaimMapping>,
}

/// What a token must be bound to, so that who steals it cannot use it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TokenBinding {
    /// To nothing: whoever bears it may use it.
    #[default]
    Bearer,
    /// `binding: certificate`: to the client's certificate (RFC 8705 §3).
    Certificate,
}

/// Where the keys of a scheme come from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeySource {
    /// Read once, when a target starts.
    Local(Secret),
    /// Fetched, and fetched again.
    Remote(RemoteKeys),
}

/// `jwks "https://…" { refresh: 10m  stale_max: 24h }`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RemoteKeys {
    /// An `https` URL without credentials and fragment. Redirects are not followed.
    pub url: String,
    /// Age in seconds at which a set is fetched again; at least 30.
    pub refresh: u64,
    /// Age in seconds up to which a set is used while it cannot be fetched again; at least `refresh`.
    pub stale_max: u64,
    /// The setting.
    pub span: Span,
}

/// Signature algorithms (RFC 7518 §3, RFC 8037).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Algorithm {
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    RS256,
    /// RSASSA-PSS with SHA-256.
    PS256,
    /// ECDSA with P-256 and SHA-256.
    ES256,
    /// ECDSA with P-384 and SHA-384.
    ES384,
    /// Ed25519.
    EdDSA,
    /// HMAC with SHA-256.
    HS256,
}

impl Algorithm {
    /// Every algorithm.
    pub const ALL: [Algorithm; 6] = [
        Algorithm::RS256,
        Algorithm::PS256,
        Algorithm::ES256,
        Algorithm::ES384,
        Algorithm::EdDSA,
        Algorithm::HS256,
    ];

    /// The name in `alg`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Algorithm::RS256 => "RS256",
            Algorithm::PS256 => "PS256",
            Algorithm::ES256 => "ES256",
            Algorithm::ES384 => "ES384",
            Algorithm::EdDSA => "EdDSA",
            Algorithm::HS256 => "HS256",
        }
    }
}

/// Where one principal field comes from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ClaimMapping {
    /// The principal field.
    pub field: String,
    /// Its type.
    pub kind: PrincipalType,
    /// Whether the claim may be missing.
    pub presence: Presence,
    /// The claim.
    pub claim: ClaimPath,
    /// How it is written.
    pub form: ClaimForm,
    /// The entry.
    pub span: Span,
}

/// A path into the claims: `claim.realm_access.roles` is `["realm_access", "roles"]`. Never empty. Every step but the
/// last must be an object; anything else on the way, or null at its end, counts as missing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ClaimPath(pub Vec<String>);

/// How a claim is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClaimForm {
    /// As JSON has the field's type: lists are arrays of strings.
    #[default]
    Plain,
    /// `split " "`: a list as one string in which this character parts the items; empty items do not count.
    Separated(char),
}
