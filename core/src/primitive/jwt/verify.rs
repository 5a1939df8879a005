//! Signatures come from outside: core holds no cryptography.

use crate::primitive::jwk::VerificationKey;

/// Checks signatures.
pub trait Verify {
    /// Whether `signature` is the key's over `message`, by the key's own algorithm. An ECDSA signature is `r` and `s`
    /// one after the other, each as long as the curve's order. Anything that cannot be checked is not valid.
    fn verify(&self, key: &VerificationKey, message: &[u8], signature: &[u8]) -> bool;
}
