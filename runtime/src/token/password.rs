//! Hashes of passwords, by AWS-LC.

#[cfg(test)]
mod tests;

use std::num::NonZeroU32;

use aws_lc_rs::pbkdf2::{PBKDF2_HMAC_SHA256, verify};
use gatewright_core::primitive::basic::{PasswordHash, VerifyPassword};

/// Checks passwords in constant time for each number of iterations.
#[derive(Clone, Copy, Debug, Default)]
pub struct PasswordVerifier;

impl VerifyPassword for PasswordVerifier {
    fn verify_password(&self, hash: &PasswordHash, password: &[u8]) -> bool {
        let Some(iterations) = NonZeroU32::new(hash.iterations) else { return false };
        verify(PBKDF2_HMAC_SHA256, iterations, &hash.salt, password, &hash.hash).is_ok()
    }
}
