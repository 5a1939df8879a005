//! The compact form and the header (RFC 7515 §3.1, §4).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::error::TokenError;
use super::verify::Verify;
use crate::policy::Algorithm;
use crate::primitive::json::{self, Json};
use crate::primitive::jwk::{KeySet, VerificationKey};

/// Longest token in bytes.
pub const MAX_TOKEN: usize = 8192;

/// The token in the value of an `Authorization` header; nothing where that presents none.
#[must_use]
pub fn bearer_token(authorization: &[u8]) -> Option<&[u8]> {
    authorization.strip_prefix(b"Bearer ").or_else(|| authorization.strip_prefix(b"bearer "))
}

/// A token whose form and header are right. Nothing in it is to be believed before [`Token::verify`].
#[derive(Clone, Debug)]
pub struct Token<'t> {
    signed: &'t [u8],
    algorithm: String,
    token_type: Option<String>,
    key_id: Option<String>,
    payload: Vec<u8>,
    signature: Vec<u8>,
}

impl<'t> Token<'t> {
    /// Takes a token apart and reads its header.
    ///
    /// # Errors
    ///
    /// Refuses anything but three base64url segments of which the first is a header without extensions.
    pub fn parse(token: &'t [u8]) -> Result<Token<'t>, TokenError> {
        if token.len() > MAX_TOKEN {
            return Err(TokenError::TooLong);
        }
        let mut segments = token.split(|byte| *byte == b'.');
        let (Some(header), Some(payload), Some(signature), None) =
            (segments.next(), segments.next(), segments.next(), segments.next())
        else {
            return Err(TokenError::Form);
        };
        let signed = token.get(..header.len() + 1 + payload.len()).ok_or(TokenError::Form)?;
        let (payload, signature) = (decode(payload)?, decode(signature)?);
        let header = json::parse(&decode(header)?).map_err(TokenError::HeaderJson)?;
        for extension in ["crit", "b64"] {
            if header.get(extension).is_some() {
                return Err(TokenError::Extension(extension));
            }
        }
        let text = |name: &'static str| {
            let parameter = header.get(name);
            let text = parameter.map(|value| value.as_str().ok_or(TokenError::Header(name)));
            text.transpose().map(|text| text.map(str::to_owned))
        };
        let algorithm = text("alg")?.ok_or(TokenError::Header("alg"))?;
        let (token_type, key_id) = (text("typ")?, text("kid")?);
        Ok(Token { signed, algorithm, token_type, key_id, payload, signature })
    }

    /// Whether `typ` is `expected`, without regard to ASCII case and to a leading `application/`.
    ///
    /// # Errors
    ///
    /// Refuses a token of another type, and one without.
    pub fn check_type(&self, expected: &str) -> Result<(), TokenError> {
        const APPLICATION: &str = "application/";
        let written = self.token_type.as_deref().ok_or(TokenError::Type)?;
        let named = match written.split_at_checked(APPLICATION.len()) {
            Some((prefix, rest)) if prefix.eq_ignore_ascii_case(APPLICATION) => rest,
            Some(_) | None => written,
        };
        if named.eq_ignore_ascii_case(expected) { Ok(()) } else { Err(TokenError::Type) }
    }

    /// The algorithm that the header names, if it is one of these.
    ///
    /// # Errors
    ///
    /// Refuses every other.
    pub fn check_algorithm(&self, algorithms: &[Algorithm]) -> Result<Algorithm, TokenError> {
        let accepted = algorithms.iter().find(|algorithm| algorithm.name() == self.algorithm);
        accepted.copied().ok_or_else(|| TokenError::Algorithm(self.algorithm.clone()))
    }

    /// The one key of the set that the header names.
    ///
    /// # Errors
    ///
    /// Refuses an algorithm that is not accepted, and a key that is not there.
    pub fn key<'k>(
        &self,
        algorithms: &[Algorithm],
        keys: &'k KeySet,
    ) -> Result<&'k VerificationKey, TokenError> {
        let algorithm = self.check_algorithm(algorithms)?;
        keys.select(self.key_id.as_deref(), algorithm).ok_or(TokenError::Key)
    }

    /// Checks the signature, by the one key that the header names and with that key's own algorithm.
    ///
    /// # Errors
    ///
    /// Refuses an algorithm that is not accepted, a key that is not there, and a signature that is not the key's.
    pub fn verify(
        &self,
        algorithms: &[Algorithm],
        keys: &KeySet,
        verify: &(impl Verify + ?Sized),
    ) -> Result<(), TokenError> {
        let key = self.key(algorithms, keys)?;
        let has_length = match key.algorithm {
            Algorithm::ES256 | Algorithm::EdDSA => self.signature.len() == 64,
            Algorithm::ES384 => self.signature.len() == 96,
            Algorithm::HS256 => self.signature.len() == 32,
            Algorithm::RS256 | Algorithm::PS256 => true,
        };
        if has_length && verify.verify(key, self.signed, &self.signature) {
            Ok(())
        } else {
            Err(TokenError::Signature)
        }
    }

    /// The claims.
    ///
    /// # Errors
    ///
    /// Refuses what is not an object in strict JSON.
    pub fn claims(&self) -> Result<Json, TokenError> {
        let claims = json::parse(&self.payload).map_err(TokenError::ClaimsJson)?;
        if claims.as_object().is_some() { Ok(claims) } else { Err(TokenError::NotAnObject) }
    }

    /// The issuer that the token names, believed for nothing but choosing the scheme that judges the token.
    #[must_use]
    pub fn unverified_issuer(&self) -> Option<String> {
        self.claims().ok()?.get("iss")?.as_str().map(str::to_owned)
    }
}

/// Base64url without padding and white space; bits that carry nothing are zero.
fn decode(segment: &[u8]) -> Result<Vec<u8>, TokenError> {
    if segment.is_empty() {
        return Err(TokenError::Form);
    }
    URL_SAFE_NO_PAD.decode(segment).map_err(|_| TokenError::Form)
}
