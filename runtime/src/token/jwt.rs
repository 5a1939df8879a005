//! JSON Web Tokens: a scheme's keys and rules, and the way from a token to its claims.

use std::path::Path;

use gatewright_core::policy::{Algorithm, JwtScheme, KeySource, Secret, TokenBinding, TokenPlace};
use gatewright_core::primitive::jwk::KeySet;
use gatewright_core::primitive::jwt::{Token, check_claims};

use super::{BadCredential, Claims, Verifier};
use crate::load::{self, LoadError, LoadFault};

/// What a scheme asks of a token, as the policy says.
#[derive(Clone, Copy, Debug)]
pub struct TokenRules {
    /// The only accepted `iss`.
    pub issuer: &'static str,
    /// What `aud` is or holds.
    pub audience: &'static str,
    /// The only accepted `typ`.
    pub token_type: &'static str,
    /// Accepted algorithms.
    pub algorithms: &'static [Algorithm],
    /// Clock difference allowed, in seconds.
    pub leeway: u64,
    /// Largest `exp − iat`, in seconds.
    pub max_lifetime: Option<u64>,
}

/// The keys of one scheme, parsed once, with its rules.
pub struct TokenKeys {
    rules: JwtScheme,
    keys: KeySet,
    verifier: Verifier,
}

impl TokenKeys {
    /// Reads a JWK set; one key that is malformed refuses it all.
    ///
    /// # Errors
    ///
    /// Names the file, and what is wrong with it.
    pub fn read(folder: &Path, file: &str, rules: &TokenRules) -> Result<TokenKeys, LoadError> {
        let (path, text) = load::read(folder, file)?;
        let failed = |fault| LoadError { path: path.clone(), fault };
        let keys = KeySet::parse(&text, rules.algorithms);
        let keys = keys.map_err(|error| failed(LoadFault::KeySet(error)))?;
        let verifier = Verifier::new([&keys]);
        let verifier = verifier.map_err(|error| failed(LoadFault::Key(error)))?;
        let rules = JwtScheme {
            issuer: rules.issuer.to_owned(),
            audience: rules.audience.to_owned(),
            token_type: rules.token_type.to_owned(),
            algorithms: rules.algorithms.to_vec(),
            keys: KeySource::Local(Secret::File(file.to_owned())),
            from: TokenPlace::Authorization,
            leeway: rules.leeway,
            max_lifetime: rules.max_lifetime,
            binding: TokenBinding::Bearer,
            // The policy's module maps the claims itself.
            mapping: Vec::new(),
        };
        Ok(TokenKeys { rules, keys, verifier })
    }

    /// The claims of a token that is valid at `now`.
    ///
    /// # Errors
    ///
    /// [`BadCredential`], whatever is wrong with it.
    pub fn verify(&self, token: &[u8], now: i64) -> Result<Claims, BadCredential> {
        let token = Token::parse(token)?;
        token.check_type(&self.rules.token_type)?;
        token.verify(&self.rules.algorithms, &self.keys, &self.verifier)?;
        let claims = token.claims()?;
        check_claims(&self.rules, &claims, None, now)?;
        Ok(Claims(claims))
    }
}

/// The issuer that a token names, believed for nothing but choosing the scheme that judges the token.
#[must_use]
pub fn unverified_issuer(token: &[u8]) -> Option<String> {
    Token::parse(token).ok()?.unverified_issuer()
}
