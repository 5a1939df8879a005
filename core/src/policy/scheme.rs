//! How a caller proves who it is.

use serde::{Deserialize, Serialize};

use super::{Presence, PrincipalType, Span};

/// One `auth` declaration.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Scheme {
    /// Its name.
    pub name: String,
    /// Roles that it may give, in the policy's role order; others in a credential are dropped.
    pub grants: Vec<String>,
    /// The kind with its settings.
    pub kind: SchemeKind,
    /// The declaration.
    pub span: Span,
}

/// The kinds of schemes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SchemeKind {
    /// A signed JSON Web Token in `Authorization: Bearer`.
    Jwt(JwtScheme),
    /// A key in a header of its own.
    ApiKey(ApiKeyScheme),
}

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
    /// Path of the JWK set, relative to the policy's file.
    pub keys_file: String,
    /// Clock difference allowed, in seconds: 2 to 60.
    pub leeway: u64,
    /// Largest `exp − iat`, in seconds; `iat` is required where this is given.
    pub max_lifetime: Option<u64>,
    /// Where each principal field comes from, in the order of the `principal` block. A field that is not mapped is
    /// optional and missing.
    pub mapping: Vec<ClaimMapping>,
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
    /// The entry.
    pub span: Span,
}

/// A path into the claims: `claim.realm_access.roles` is `["realm_access", "roles"]`. Never empty. Every step but the
/// last must be an object; anything else on the way, or null at its end, counts as missing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ClaimPath(pub Vec<String>);

/// `auth … = api_key`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ApiKeyScheme {
    /// The header that carries the key, in lower case.
    pub header: String,
    /// Path of the file of digests, relative to the policy's file.
    pub keys_file: String,
}
