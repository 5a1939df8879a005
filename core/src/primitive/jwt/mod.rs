//! Signed JSON Web Tokens (RFC 7519, RFC 8725), in compact form only.
//!
//! [`authenticate`] is the whole way from the text of a token to a principal. Its steps are open too, for routes with
//! several schemes and for tests of one rule: [`Token::parse`], [`Token::verify`], [`check_claims`], [`principal`].

mod binding;
mod claims;
mod compact;
mod error;
mod mapping;
#[cfg(test)]
mod tests;
mod verify;

pub use binding::check_binding;
pub use claims::{Times, check_audience, check_claims, check_issuer, check_times};
pub use compact::{MAX_TOKEN, Token, bearer_token};
pub use error::{ClaimFault, TokenError};
pub use mapping::{claim, granted, principal, split_claim};
pub use verify::Verify;

use crate::policy::{JwtScheme, Scheme};
use crate::primitive::certificate::Thumbprint;
use crate::primitive::jwk::KeySet;
use crate::primitive::principal::Principal;

/// Whom a token of the scheme stands for at `now`, in seconds since 1970. `jwt` is the scheme's kind, `certificate` the one
/// that the client presented.
///
/// # Errors
///
/// Says which rule the token breaks; whoever presented it learns only that it is not valid.
pub fn authenticate(
    scheme: &Scheme,
    jwt: &JwtScheme,
    keys: &KeySet,
    verify: &(impl Verify + ?Sized),
    token: &Token<'_>,
    certificate: Option<&Thumbprint>,
    now: i64,
) -> Result<Principal, TokenError> {
    token.check_type(&jwt.token_type)?;
    token.verify(&jwt.algorithms, keys, verify)?;
    let claims = token.claims()?;
    check_claims(jwt, &claims, certificate, now)?;
    principal(scheme, &jwt.mapping, &claims)
}
