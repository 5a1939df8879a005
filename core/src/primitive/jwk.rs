//! Verification keys out of a JWK set (RFC 7517), admitted strictly.

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
#[derive(Clone, Debug, PartialEq, Eq)]
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
