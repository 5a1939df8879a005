//! A throw-away identity provider for examples and tests.
//!
//! It makes the keys that a policy's schemes verify with, prints their public halves as a JWK set, signs tokens with any
//! header and any claims, right or deliberately broken, and makes API keys with the file of their digests. Nothing here
//! is meant to guard anything.
//!
//! ```
//! use gatewright_issuer::{Algorithm, ApiKey, KeyRing, Token};
//! use serde_json::json;
//!
//! # fn main() -> Result<(), gatewright_issuer::IssuerError> {
//! let ring = KeyRing::generate(&[Algorithm::Es256, Algorithm::EdDsa])?;
//! let public = ring.jwk_set(); // what a policy's `keys: jwks file "…"` reads
//! let key = ring.key_for(Algorithm::Es256).expect("it was asked for");
//! let token = Token::new(key)
//!     .with_header("typ", json!("at+jwt"))
//!     .with_claim("sub", json!("anna"))
//!     .signed_by(key)?;
//! assert_eq!(token.split('.').count(), 3);
//!
//! let partner = ApiKey::generate("acme", &["viewer"], None)?;
//! assert!(partner.line().starts_with("sha256:"));
//! # assert!(public["keys"].is_array());
//! # Ok(())
//! # }
//! ```

mod api_key;
mod error;
mod key;
mod ring;
#[cfg(test)]
mod tests;
mod token;

pub use api_key::{ApiKey, keys_file};
pub use error::IssuerError;
pub use key::{Algorithm, SigningKey};
pub use ring::KeyRing;
pub use token::{Token, encode_segment};
