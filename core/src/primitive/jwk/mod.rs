//! Verification keys out of a JWK set (RFC 7517), admitted strictly.

mod der;
#[cfg(test)]
mod tests;

use crate::policy::Algorithm;

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
