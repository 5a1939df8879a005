//! Verification keys out of a JWK set (RFC 7517), admitted strictly.

mod admission;
mod der;
mod roca;
#[cfg(test)]
mod tests;

use crate::policy::Algorithm;
use crate::primitive::json::JsonError;

/// The keys of one scheme. Key ids are distinct, symmetric and asymmetric keys never mix, and there is at least one key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeySet {
    /// In the file's order.
    pub keys: Vec<VerificationKey>,
}

/// One key, bound to exactly one algorithm.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerificationKey {
    /// `kid`.
    pub id: Option<String>,
    /// The only algorithm that it verifies.
    pub algorithm: Algorithm,
    /// The key itself.
    pub material: KeyMaterial,
}

/// The key itself, as unsigned big-endian numbers or octets.
#[derive(Clone, PartialEq, Eq)]
pub enum KeyMaterial {
    /// RS256 and PS256; a modulus of at least 2,048 bits.
    Rsa {
        /// `n`, without leading zeros.
        modulus: Vec<u8>,
        /// `e`, without leading zeros.
        exponent: Vec<u8>,
    },
    /// ES256 (coordinates of 32 octets) and ES384 (48).
    EllipticCurve {
        /// `x`.
        x: Vec<u8>,
        /// `y`.
        y: Vec<u8>,
    },
    /// EdDSA: 32 octets.
    Ed25519 {
        /// `x`.
        x: Vec<u8>,
    },
    /// HS256: at least 32 octets.
    Secret {
        /// `k`.
        octets: Vec<u8>,
    },
}

impl std::fmt::Debug for KeyMaterial {
    /// Names the kind only, so that no secret reaches a log.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            KeyMaterial::Rsa { .. } => "Rsa",
            KeyMaterial::EllipticCurve { .. } => "EllipticCurve",
            KeyMaterial::Ed25519 { .. } => "Ed25519",
            KeyMaterial::Secret { .. } => "Secret",
        })
    }
}

impl KeySet {
    /// Reads a JWK set for a scheme that accepts `algorithms`.
    ///
    /// A key whose `use`, `key_ops`, `kty`, `crv` or `alg` does not fit the scheme is left out. A key without `alg` is
    /// bound to the one algorithm of the scheme that fits its type.
    ///
    /// # Errors
    ///
    /// Refuses the whole set if it is malformed, holds a weak key or a private one, two keys of one id, symmetric and
    /// asymmetric keys together, a key that fits several of the algorithms, or no key that fits.
    pub fn parse(json: &str, algorithms: &[Algorithm]) -> Result<KeySet, KeySetError> {
        admission::admit(json, algorithms)
    }

    /// The key that a token's header names: by `kid` the one with this id, without it the only one of the algorithm.
    #[must_use]
    pub fn select(&self, id: Option<&str>, algorithm: Algorithm) -> Option<&VerificationKey> {
        let mut fitting = self
            .keys
            .iter()
            .filter(|key| key.algorithm == algorithm && (id.is_none() || key.id.as_deref() == id));
        let key = fitting.next()?;
        fitting.next().is_none().then_some(key)
    }
}

impl VerificationKey {
    /// The public key in DER (`SubjectPublicKeyInfo`, RFC 5280 §4.1.2.7); nothing for a secret.
    #[must_use]
    pub fn subject_public_key_info(&self) -> Option<Vec<u8>> {
        der::subject_public_key_info(&self.material)
    }
}

/// Why a JWK set is refused. Keys are counted from 1.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeySetError {
    /// Not strict JSON.
    #[error("the key set is not strict JSON: {0}")]
    Json(#[from] JsonError),
    /// No array `keys` of objects.
    #[error("the key set is not an object with an array `keys` of objects")]
    NotASet,
    /// A member of the wrong type, or that does not decode.
    #[error("key {key}: `{member}` is missing or malformed")]
    Member {
        /// Which key.
        key: usize,
        /// Which member.
        member: &'static str,
    },
    /// Private keys do not belong where signatures are only verified.
    #[error("key {key}: `{member}` is part of a private key")]
    Private {
        /// Which key.
        key: usize,
        /// Which member.
        member: &'static str,
    },
    /// Two keys with one id.
    #[error("key {key}: its `kid` is that of key {first}")]
    DuplicateId {
        /// Which key.
        key: usize,
        /// Which key has it already.
        first: usize,
    },
    /// A secret beside public keys lets a public key be taken for a secret.
    #[error("the key set mixes symmetric and asymmetric keys")]
    Mixed,
    /// Each key serves one algorithm only (RFC 8725 §3.1).
    #[error("key {key}: without `alg` it fits several of the scheme's algorithms")]
    Ambiguous {
        /// Which key.
        key: usize,
    },
    /// Below 2,048 or above 8,192 bits.
    #[error("key {key}: an RSA modulus has to be an odd number of 2,048 to 8,192 bits")]
    Modulus {
        /// Which key.
        key: usize,
    },
    /// Made by a generator whose private keys can be computed.
    #[error("key {key}: its RSA modulus was made by a faulty generator (CVE-2017-15361)")]
    Roca {
        /// Which key.
        key: usize,
    },
    /// 1, 2, even, or beyond what implementations take.
    #[error("key {key}: an RSA exponent has to be an odd number above 2, of at most 32 bits")]
    Exponent {
        /// Which key.
        key: usize,
    },
    /// Not as long as the curve says.
    #[error("key {key}: `{member}` has to be {octets} octets long")]
    Coordinate {
        /// Which key.
        key: usize,
        /// Which coordinate.
        member: &'static str,
        /// How long.
        octets: usize,
    },
    /// Shorter than the hash.
    #[error("key {key}: a secret for HS256 has to be at least 32 octets long")]
    WeakSecret {
        /// Which key.
        key: usize,
    },
    /// Nothing to verify with.
    #[error("the key set holds no key for the scheme's algorithms")]
    Empty,
}
