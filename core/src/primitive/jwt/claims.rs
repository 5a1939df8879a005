//! Which claims a token must make (RFC 7519 §4.1, RFC 9068 §2.2).

use std::ops::Range;

use super::binding::check_binding;
use super::error::{ClaimFault, TokenError};
use crate::policy::JwtScheme;
use crate::primitive::certificate::Thumbprint;
use crate::primitive::json::Json;

/// Checks issuer, audience, times and binding; `now` is in seconds since 1970, and `certificate` the client's.
///
/// # Errors
///
/// Names the first claim that is wrong.
pub fn check_claims(
    jwt: &JwtScheme,
    claims: &Json,
    certificate: Option<&Thumbprint>,
    now: i64,
) -> Result<(), TokenError> {
    check_issuer(&jwt.issuer, claims)?;
    check_audience(&jwt.audience, claims)?;
    let Times { expires, not_before: _, issued } = check_times(jwt.leeway, claims, now)?;
    let expires = expires.ok_or_else(|| fault("exp", ClaimFault::Missing))?;
    if let Some(max_lifetime) = jwt.max_lifetime {
        let issued = issued.ok_or_else(|| fault("iat", ClaimFault::Missing))?;
        let max_lifetime = i64::try_from(max_lifetime).unwrap_or(i64::MAX);
        if expires.saturating_sub(issued) > max_lifetime {
            return Err(fault("exp", ClaimFault::Lifetime));
        }
    }
    check_binding(jwt.binding, claims, certificate)
}

/// When a token is valid, as far as it says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Times {
    /// `exp`.
    pub expires: Option<i64>,
    /// `nbf`.
    pub not_before: Option<i64>,
    /// `iat`.
    pub issued: Option<i64>,
}

impl Times {
    /// The seconds since 1970 at which [`check_times`] takes the token: for whoever has checked it once and asks again later.
    #[must_use]
    pub fn valid(self, leeway: u64) -> Range<i64> {
        let leeway = i64::try_from(leeway).unwrap_or(0);
        let begins = self.not_before.max(self.issued);
        let start = begins.map_or(i64::MIN, |begins| begins.saturating_sub(leeway) + 1);
        start..self.expires.map_or(i64::MAX, |expires| expires.saturating_add(leeway))
    }
}

/// Checks `exp`, `nbf` and `iat` where they stand, and the types of `sub` and `jti`.
///
/// # Errors
///
/// Names the first claim that is wrong.
pub fn check_times(leeway: u64, claims: &Json, now: i64) -> Result<Times, TokenError> {
    check_text(claims, "sub")?;
    check_text(claims, "jti")?;
    let leeway = i64::try_from(leeway).unwrap_or(0);
    let latest = now.saturating_add(leeway);
    let expires = date(claims, "exp")?;
    if expires.is_some_and(|expires| now >= expires.saturating_add(leeway)) {
        return Err(fault("exp", ClaimFault::Expired));
    }
    let not_before = date(claims, "nbf")?;
    if not_before.is_some_and(|not_before| not_before >= latest) {
        return Err(fault("nbf", ClaimFault::Future));
    }
    let issued = date(claims, "iat")?;
    if issued.is_some_and(|issued| issued >= latest) {
        return Err(fault("iat", ClaimFault::Future));
    }
    Ok(Times { expires, not_before, issued })
}

pub(super) fn fault(claim: &str, fault: ClaimFault) -> TokenError {
    TokenError::Claim { claim: claim.to_owned(), fault }
}

/// Checks that `iss` is this issuer.
///
/// # Errors
///
/// Says what it is instead.
pub fn check_issuer(expected: &str, claims: &Json) -> Result<(), TokenError> {
    let issuer = claims.get("iss").ok_or_else(|| fault("iss", ClaimFault::Missing))?;
    let issuer = issuer.as_str().ok_or_else(|| fault("iss", ClaimFault::Type))?;
    if issuer == expected { Ok(()) } else { Err(fault("iss", ClaimFault::Value)) }
}

/// Checks that `aud` is or holds this audience: one string or an array of nothing but strings.
///
/// # Errors
///
/// Says what it is instead.
pub fn check_audience(expected: &str, claims: &Json) -> Result<(), TokenError> {
    let audience = claims.get("aud").ok_or_else(|| fault("aud", ClaimFault::Missing))?;
    let audiences = audience.as_array().unwrap_or(std::slice::from_ref(audience));
    let audiences: Option<Vec<&str>> = audiences.iter().map(Json::as_str).collect();
    let audiences = audiences.ok_or_else(|| fault("aud", ClaimFault::Type))?;
    if audiences.contains(&expected) { Ok(()) } else { Err(fault("aud", ClaimFault::Value)) }
}

/// A claim that RFC 7519 §4.1 makes a string is one wherever it stands, also where no field is mapped from it.
fn check_text(claims: &Json, claim: &str) -> Result<(), TokenError> {
    match claims.get(claim) {
        Some(value) if value.as_str().is_none() => Err(fault(claim, ClaimFault::Type)),
        Some(_) | None => Ok(()),
    }
}

/// A NumericDate that is a whole number of seconds; a claim that is null is of the wrong type.
fn date(claims: &Json, claim: &str) -> Result<Option<i64>, TokenError> {
    match claims.get(claim) {
        None => Ok(None),
        Some(value) => match numeric_date(value) {
            Some(seconds) => Ok(Some(seconds)),
            None => Err(fault(claim, ClaimFault::Type)),
        },
    }
}

/// Seconds since 1970 as a JSON number of integral value, 0 to 2^53 − 1.
pub(super) fn numeric_date(value: &Json) -> Option<i64> {
    value.as_int().filter(|seconds| *seconds >= 0)
}
