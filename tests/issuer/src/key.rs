//! One private key with its public half.

use aws_lc_rs::encoding::{AsDer as _, Pkcs8V1Der, PublicKeyX509Der};
use aws_lc_rs::rand::{self, SystemRandom};
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair,
    EcdsaSigningAlgorithm, Ed25519KeyPair, KeyPair as _, RSA_PKCS1_SHA256, RSA_PSS_SHA256,
    RsaEncoding, RsaKeyPair,
};
use aws_lc_rs::{hmac, rsa};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use crate::IssuerError;

/// Signature algorithms, each with the kind of key that it takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Algorithm {
    /// RSASSA-PKCS1-v1_5 with SHA-256 and an RSA key of 2,048 bits.
    Rs256,
    /// RSASSA-PSS with SHA-256 and an RSA key of 2,048 bits.
    Ps256,
    /// ECDSA with P-256 and SHA-256.
    Es256,
    /// ECDSA with P-384 and SHA-384.
    Es384,
    /// Ed25519.
    EdDsa,
    /// HMAC with SHA-256 and a secret of 32 octets.
    Hs256,
}

impl Algorithm {
    /// Every algorithm.
    pub const ALL: [Algorithm; 6] = [
        Algorithm::Rs256,
        Algorithm::Ps256,
        Algorithm::Es256,
        Algorithm::Es384,
        Algorithm::EdDsa,
        Algorithm::Hs256,
    ];

    /// The name in `alg`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Algorithm::Rs256 => "RS256",
            Algorithm::Ps256 => "PS256",
            Algorithm::Es256 => "ES256",
            Algorithm::Es384 => "ES384",
            Algorithm::EdDsa => "EdDSA",
            Algorithm::Hs256 => "HS256",
        }
    }

    /// The algorithm of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Algorithm> {
        Algorithm::ALL.into_iter().find(|algorithm| algorithm.name() == name)
    }
}

/// A private key, its algorithm and its `kid`.
pub struct SigningKey {
    id: String,
    algorithm: Algorithm,
    private: Vec<u8>,
    pair: Pair,
}

enum Pair {
    Rsa(RsaKeyPair),
    Ecdsa(EcdsaKeyPair),
    Ed25519(Ed25519KeyPair),
    Secret,
}

impl SigningKey {
    /// A fresh key.
    ///
    /// # Errors
    ///
    /// Where the cryptographic library refuses.
    pub fn generate(id: &str, algorithm: Algorithm) -> Result<SigningKey, IssuerError> {
        let refused = |_| IssuerError::Cryptography("generate a key");
        let private = match algorithm {
            Algorithm::Rs256 | Algorithm::Ps256 => {
                let pair = rsa::KeyPair::generate(KeySize::Rsa2048).map_err(refused)?;
                let der: Pkcs8V1Der<'_> = pair.as_der().map_err(refused)?;
                der.as_ref().to_vec()
            }
            Algorithm::Es256 => pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING)?,
            Algorithm::Es384 => pkcs8(&ECDSA_P384_SHA384_FIXED_SIGNING)?,
            Algorithm::EdDsa => {
                let document = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new());
                document.map_err(refused)?.as_ref().to_vec()
            }
            Algorithm::Hs256 => random(32)?,
        };
        SigningKey::from_private(id, algorithm, private)
    }

    /// A stored key: PKCS #8, or the octets of a secret.
    ///
    /// # Errors
    ///
    /// Where the octets are no key of that algorithm.
    pub fn from_private(
        id: &str,
        algorithm: Algorithm,
        private: Vec<u8>,
    ) -> Result<SigningKey, IssuerError> {
        let refused = |_| IssuerError::Cryptography("read a private key");
        let pair = match algorithm {
            Algorithm::Rs256 | Algorithm::Ps256 => {
                Pair::Rsa(RsaKeyPair::from_pkcs8(&private).map_err(refused)?)
            }
            Algorithm::Es256 => Pair::Ecdsa(
                EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &private)
                    .map_err(refused)?,
            ),
            Algorithm::Es384 => Pair::Ecdsa(
                EcdsaKeyPair::from_pkcs8(&ECDSA_P384_SHA384_FIXED_SIGNING, &private)
                    .map_err(refused)?,
            ),
            Algorithm::EdDsa => {
                Pair::Ed25519(Ed25519KeyPair::from_pkcs8(&private).map_err(refused)?)
            }
            Algorithm::Hs256 => Pair::Secret,
        };
        Ok(SigningKey { id: id.to_owned(), algorithm, private, pair })
    }

    /// Its `kid`.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Its algorithm.
    #[must_use]
    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// PKCS #8, or the octets of a secret.
    #[must_use]
    pub fn private(&self) -> &[u8] {
        &self.private
    }

    /// The JWK that verifies what this key signs. For `HS256` it holds the secret itself.
    #[must_use]
    pub fn jwk(&self) -> Value {
        let text = |octets: &[u8]| BASE64_URL_SAFE_NO_PAD.encode(octets);
        let mut jwk = match &self.pair {
            Pair::Rsa(pair) => json!({
                "kty": "RSA",
                "n": text(pair.public_key().modulus().big_endian_without_leading_zero()),
                "e": text(pair.public_key().exponent().big_endian_without_leading_zero()),
            }),
            Pair::Ecdsa(pair) => {
                let point = pair.public_key().as_ref();
                let (x, y) = point.get(1..).unwrap_or_default().split_at(point.len() / 2);
                let curve = if self.algorithm == Algorithm::Es256 { "P-256" } else { "P-384" };
                json!({ "kty": "EC", "crv": curve, "x": text(x), "y": text(y) })
            }
            Pair::Ed25519(pair) => {
                json!({ "kty": "OKP", "crv": "Ed25519", "x": text(pair.public_key().as_ref()) })
            }
            Pair::Secret => json!({ "kty": "oct", "k": text(&self.private) }),
        };
        if let Some(object) = jwk.as_object_mut() {
            object.insert("kid".into(), json!(self.id));
            object.insert("alg".into(), json!(self.algorithm.name()));
            object.insert("use".into(), json!("sig"));
        }
        jwk
    }

    /// The public key as SubjectPublicKeyInfo; `None` for a secret. It is what RS256→HS256 confusion signs with.
    #[must_use]
    pub fn public_der(&self) -> Option<Vec<u8>> {
        let der: PublicKeyX509Der<'_> = match &self.pair {
            Pair::Rsa(pair) => pair.public_key().as_der().ok()?,
            Pair::Ecdsa(pair) => pair.public_key().as_der().ok()?,
            Pair::Ed25519(pair) => pair.public_key().as_der().ok()?,
            Pair::Secret => return None,
        };
        Some(der.as_ref().to_vec())
    }

    /// Signs octets; ECDSA signatures are `r || s`.
    ///
    /// # Errors
    ///
    /// Where the cryptographic library refuses.
    pub fn sign(&self, message: &[u8]) -> Result<Vec<u8>, IssuerError> {
        let refused = |_| IssuerError::Cryptography("sign");
        let random = SystemRandom::new();
        match &self.pair {
            Pair::Rsa(pair) => {
                let padding: &'static dyn RsaEncoding = if self.algorithm == Algorithm::Ps256 {
                    &RSA_PSS_SHA256
                } else {
                    &RSA_PKCS1_SHA256
                };
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(padding, &random, message, &mut signature).map_err(refused)?;
                Ok(signature)
            }
            Pair::Ecdsa(pair) => {
                Ok(pair.sign(&random, message).map_err(refused)?.as_ref().to_vec())
            }
            Pair::Ed25519(pair) => Ok(pair.sign(message).as_ref().to_vec()),
            Pair::Secret => Ok(hmac_sha256(&self.private, message)),
        }
    }
}

/// HMAC with SHA-256 under any octets, such as a public key that an attacker passes off as a secret.
pub(crate) fn hmac_sha256(secret: &[u8], message: &[u8]) -> Vec<u8> {
    hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret), message).as_ref().to_vec()
}

/// Random octets.
pub(crate) fn random(length: usize) -> Result<Vec<u8>, IssuerError> {
    let mut octets = vec![0; length];
    rand::fill(&mut octets).map_err(|_| IssuerError::Cryptography("draw random octets"))?;
    Ok(octets)
}

fn pkcs8(algorithm: &'static EcdsaSigningAlgorithm) -> Result<Vec<u8>, IssuerError> {
    let document = EcdsaKeyPair::generate_pkcs8(algorithm, &SystemRandom::new())
        .map_err(|_| IssuerError::Cryptography("generate a key"))?;
    Ok(document.as_ref().to_vec())
}
