//! JSON Web Tokens whose keys are read from a file or the environment.

use std::sync::Arc;

use gatewright_core::primitive::certificate::Thumbprint;
use gatewright_core::primitive::jwt::Token;

use super::judge::{TokenJudge, VerifyingKeys};
use super::{BadCredential, Claims, CredentialFault, TokenRules};
use crate::load::{LoadError, Loader, SecretPlace};
use crate::reload::Reloaded;

/// The keys of one scheme with its rules. With keys that change, what the old ones verified is forgotten.
pub struct TokenKeys<P> {
    judge: TokenJudge<P>,
    keys: Reloaded<VerifyingKeys<P>>,
}

impl<P: Send + Sync + 'static> TokenKeys<P> {
    /// Reads a JWK set; one key that is malformed refuses it all.
    ///
    /// # Errors
    ///
    /// Names the file, and what is wrong with it.
    pub fn read(
        loader: &Loader<'_>,
        keys: SecretPlace,
        rules: &TokenRules,
        principal: fn(&Claims) -> Result<P, BadCredential>,
    ) -> Result<TokenKeys<P>, LoadError> {
        let algorithms = rules.algorithms;
        let keys = loader.read(keys, move |text| VerifyingKeys::parse(text, algorithms))?;
        Ok(TokenKeys { judge: TokenJudge::new(rules, principal), keys })
    }

    /// Whom a token stands for that is valid at `now`; `certificate` is the client's, where tokens are bound to it.
    ///
    /// # Errors
    ///
    /// [`CredentialFault::Invalid`], whatever is wrong with it.
    pub fn verify(
        &self,
        token: &[u8],
        certificate: Option<&Thumbprint>,
        now: i64,
    ) -> Result<Arc<P>, CredentialFault> {
        self.keys.ask(|keys| {
            if let Some(holder) = keys.known(token, certificate, now) {
                return Ok(holder);
            }
            let read = self.judge.read(token)?;
            self.judge.judge(token, &read, keys, certificate, now)
        })
    }
}

/// The issuer that a token names, believed for nothing but choosing the scheme that judges the token.
#[must_use]
pub fn unverified_issuer(token: &[u8]) -> Option<String> {
    Token::parse(token).ok()?.unverified_issuer()
}
