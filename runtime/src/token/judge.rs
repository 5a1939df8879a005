//! From a token to whom it stands for, by one set of keys.

use std::sync::Arc;

use gatewright_core::policy::{Algorithm, JwtScheme, KeySource, Secret, TokenBinding, TokenPlace};
use gatewright_core::primitive::certificate::Thumbprint;
use gatewright_core::primitive::jwk::KeySet;
use gatewright_core::primitive::jwt::{Token, check_claims, check_times};

use super::cache::VerifiedCache;
use super::{BadCredential, Claims, CredentialFault, Verifier};
use crate::load::LoadFault;

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
    /// What a token must be bound to.
    pub binding: TokenBinding,
}

/// What judges the tokens of a scheme, whatever its keys are now.
pub(super) struct TokenJudge<P> {
    rules: JwtScheme,
    principal: fn(&Claims) -> Result<P, BadCredential>,
}

/// The keys of a scheme, parsed once, and what they have verified.
pub(super) struct VerifyingKeys<P> {
    keys: KeySet,
    verifier: Verifier,
    verified: VerifiedCache<P>,
}

impl<P> VerifyingKeys<P> {
    /// Reads a JWK set; one key that is malformed refuses it all.
    pub(super) fn parse(
        text: &str,
        algorithms: &[Algorithm],
    ) -> Result<VerifyingKeys<P>, LoadFault> {
        let keys = KeySet::parse(text, algorithms).map_err(LoadFault::KeySet)?;
        let verifier = Verifier::new([&keys]).map_err(LoadFault::Key)?;
        Ok(VerifyingKeys { keys, verifier, verified: VerifiedCache::new() })
    }

    /// Whether both are the same keys.
    pub(super) fn is_same(&self, other: &VerifyingKeys<P>) -> bool {
        self.keys == other.keys
    }

    /// Whom a token stands for that was verified before and is still valid.
    pub(super) fn known(
        &self,
        token: &[u8],
        certificate: Option<&Thumbprint>,
        now: i64,
    ) -> Option<Arc<P>> {
        self.verified.find(token, certificate, now)
    }
}

impl<P> TokenJudge<P> {
    pub(super) fn new(
        rules: &TokenRules,
        principal: fn(&Claims) -> Result<P, BadCredential>,
    ) -> TokenJudge<P> {
        let rules = JwtScheme {
            issuer: rules.issuer.to_owned(),
            audience: rules.audience.to_owned(),
            token_type: rules.token_type.to_owned(),
            algorithms: rules.algorithms.to_vec(),
            // Where keys and tokens are is not the judge's business.
            keys: KeySource::Local(Secret::File(String::new())),
            from: TokenPlace::Authorization,
            leeway: rules.leeway,
            max_lifetime: rules.max_lifetime,
            binding: rules.binding,
            // The policy's module maps the claims itself.
            mapping: Vec::new(),
        };
        TokenJudge { rules, principal }
    }

    /// Takes a token apart, and refuses what no key could make valid.
    pub(super) fn read<'t>(&self, token: &'t [u8]) -> Result<Token<'t>, CredentialFault> {
        let token = Token::parse(token)?;
        token.check_type(&self.rules.token_type)?;
        token.check_algorithm(&self.rules.algorithms)?;
        Ok(token)
    }

    /// Whether the set holds the one key that the token's header names.
    pub(super) fn has_key(&self, read: &Token<'_>, keys: &VerifyingKeys<P>) -> bool {
        read.key(&self.rules.algorithms, &keys.keys).is_ok()
    }

    /// Whom a token stands for, `read` being what [`TokenJudge::read`] made of it. A valid one is remembered.
    pub(super) fn judge(
        &self,
        token: &[u8],
        read: &Token<'_>,
        keys: &VerifyingKeys<P>,
        certificate: Option<&Thumbprint>,
        now: i64,
    ) -> Result<Arc<P>, CredentialFault> {
        read.verify(&self.rules.algorithms, &keys.keys, &keys.verifier)?;
        let claims = read.claims()?;
        check_claims(&self.rules, &claims, certificate, now)?;
        let valid = check_times(self.rules.leeway, &claims, now)?.valid(self.rules.leeway);
        let holder = Arc::new((self.principal)(&Claims(claims))?);
        keys.verified.insert(token, certificate, valid, &holder, now);
        Ok(holder)
    }
}
