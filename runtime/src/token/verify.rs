//! Signatures of tokens, by AWS-LC.

#[cfg(test)]
mod tests;
#[cfg(test)]
mod wycheproof;

use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P384_SHA384_FIXED, ED25519, ParsedPublicKey,
    RSA_PKCS1_2048_8192_SHA256, RSA_PSS_2048_8192_SHA256, VerificationAlgorithm,
};
use aws_lc_rs::{constant_time, hmac};
use gatewright_core::policy::Algorithm;
use gatewright_core::primitive::jwk::{KeyMaterial, KeySet, VerificationKey};
use gatewright_core::primitive::jwt::Verify;

/// Checks signatures with keys that are parsed once.
#[derive(Debug, Default)]
pub struct Verifier {
    keys: Vec<(VerificationKey, ParsedKey)>,
}

#[derive(Debug)]
enum ParsedKey {
    Public(ParsedPublicKey),
    Secret(Box<hmac::Key>),
}

/// A key that is well-formed as a JWK, but no key: a point beside its curve, say.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the key{} is not a valid key for {}", .id.as_ref().map(|id| format!(" `{id}`")).unwrap_or_default(), .algorithm.name())]
pub struct KeyRejected {
    /// Its `kid`.
    pub id: Option<String>,
    /// The algorithm that it is bound to.
    pub algorithm: Algorithm,
}

impl Verifier {
    /// Parses the keys of all sets. It knows no other keys.
    ///
    /// # Errors
    ///
    /// Names the first key that is none.
    pub fn new<'a>(sets: impl IntoIterator<Item = &'a KeySet>) -> Result<Verifier, KeyRejected> {
        let keys = sets.into_iter().flat_map(|set| &set.keys);
        let parsed = keys.map(|key| Ok((key.clone(), ParsedKey::new(key)?)));
        Ok(Verifier { keys: parsed.collect::<Result<_, _>>()? })
    }
}

impl Verify for Verifier {
    fn verify(&self, key: &VerificationKey, message: &[u8], signature: &[u8]) -> bool {
        // A scheme has a handful of keys, and ids tell most of them apart at once.
        let parsed = self.keys.iter().find(|(known, _)| known == key);
        parsed.is_some_and(|(_, parsed)| parsed.verify(message, signature))
    }
}

impl ParsedKey {
    fn new(key: &VerificationKey) -> Result<ParsedKey, KeyRejected> {
        let rejected = || KeyRejected { id: key.id.clone(), algorithm: key.algorithm };
        let algorithm: &'static dyn VerificationAlgorithm = match (key.algorithm, &key.material) {
            (Algorithm::HS256, KeyMaterial::Secret { octets }) => {
                let key = hmac::Key::new(hmac::HMAC_SHA256, octets);
                return Ok(ParsedKey::Secret(Box::new(key)));
            }
            (Algorithm::RS256, KeyMaterial::Rsa { .. }) => &RSA_PKCS1_2048_8192_SHA256,
            (Algorithm::PS256, KeyMaterial::Rsa { .. }) => &RSA_PSS_2048_8192_SHA256,
            (Algorithm::ES256, KeyMaterial::EllipticCurve { .. }) => &ECDSA_P256_SHA256_FIXED,
            (Algorithm::ES384, KeyMaterial::EllipticCurve { .. }) => &ECDSA_P384_SHA384_FIXED,
            (Algorithm::EdDSA, KeyMaterial::Ed25519 { .. }) => &ED25519,
            (
                Algorithm::RS256
                | Algorithm::PS256
                | Algorithm::ES256
                | Algorithm::ES384
                | Algorithm::EdDSA
                | Algorithm::HS256,
                KeyMaterial::Rsa { .. }
                | KeyMaterial::EllipticCurve { .. }
                | KeyMaterial::Ed25519 { .. }
                | KeyMaterial::Secret { .. },
            ) => return Err(rejected()),
        };
        let der = key.subject_public_key_info().ok_or_else(rejected)?;
        ParsedPublicKey::new(algorithm, der).map(ParsedKey::Public).map_err(|_| rejected())
    }

    fn verify(&self, message: &[u8], signature: &[u8]) -> bool {
        match self {
            ParsedKey::Public(key) => key.verify_sig(message, signature).is_ok(),
            ParsedKey::Secret(key) => {
                let expected = hmac::sign(key, message);
                constant_time::verify_slices_are_equal(expected.as_ref(), signature).is_ok()
            }
        }
    }
}
