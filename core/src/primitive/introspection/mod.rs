//! Answers of an introspection endpoint (RFC 7662 §2.2), and which tokens it is asked about.

#[cfg(test)]
mod tests;

use crate::policy::{IntrospectionScheme, Scheme};
use crate::primitive::certificate::Thumbprint;
use crate::primitive::json::{self, Json, JsonError};
use crate::primitive::jwt::{self, MAX_TOKEN, Times, TokenError};
use crate::primitive::principal::Principal;

/// Whether this could be a token at all (`b64token`, RFC 6750 §2.1), so that the endpoint is worth asking.
#[must_use]
pub fn is_token(text: &[u8]) -> bool {
    let end = text.iter().rposition(|byte| *byte != b'=').map_or(0, |last| last + 1);
    let is_plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"-._~+/".contains(byte);
    let token = text.get(..end).unwrap_or_default();
    text.len() <= MAX_TOKEN && !token.is_empty() && token.iter().all(is_plain)
}

/// Whom the endpoint's answer stands for at `now`, in seconds since 1970. `settings` is the scheme's kind, `certificate` the
/// one that the client presented.
///
/// # Errors
///
/// Tells an answer that is none from a token that is not valid.
pub fn authenticate(
    scheme: &Scheme,
    settings: &IntrospectionScheme,
    answer: &[u8],
    certificate: Option<&Thumbprint>,
    now: i64,
) -> Result<Principal, IntrospectionError> {
    let (claims, _) = check_answer(settings, answer, certificate, now)?;
    Ok(jwt::principal(scheme, &settings.mapping, &claims)?)
}

/// What an answer says of an active token, once it is checked, and when the token is valid.
///
/// # Errors
///
/// Tells an answer that is none from a token that is not valid.
pub fn check_answer(
    settings: &IntrospectionScheme,
    answer: &[u8],
    certificate: Option<&Thumbprint>,
    now: i64,
) -> Result<(Json, Times), IntrospectionError> {
    let claims = json::parse(answer).map_err(IntrospectionError::Json)?;
    let active = claims.get("active").and_then(Json::as_bool);
    if !active.ok_or(IntrospectionError::Answer)? {
        return Err(IntrospectionError::Inactive);
    }
    let times = check(settings, &claims, certificate, now)?;
    Ok((claims, times))
}

fn check(
    settings: &IntrospectionScheme,
    claims: &Json,
    certificate: Option<&Thumbprint>,
    now: i64,
) -> Result<Times, TokenError> {
    if let Some(issuer) = &settings.issuer {
        jwt::check_issuer(issuer, claims)?;
    }
    jwt::check_audience(&settings.audience, claims)?;
    let times = jwt::check_times(settings.leeway, claims, now)?;
    jwt::check_binding(settings.binding, claims, certificate)?;
    Ok(times)
}

/// Why an answer makes no principal.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IntrospectionError {
    /// It is not strict JSON: nobody knows whether the token is valid.
    #[error("the endpoint's answer is not strict JSON: {0}")]
    Json(JsonError),
    /// It is no object that says whether the token is active: nobody knows either.
    #[error("the endpoint's answer does not say whether the token is active")]
    Answer,
    /// The token is unknown, expired or revoked.
    #[error("the token is not active")]
    Inactive,
    /// A claim breaks a rule.
    #[error(transparent)]
    Token(#[from] TokenError),
}

impl IntrospectionError {
    /// Whether it is the endpoint that failed, and not the token.
    #[must_use]
    pub fn is_of_endpoint(&self) -> bool {
        match self {
            IntrospectionError::Json(_) | IntrospectionError::Answer => true,
            IntrospectionError::Inactive | IntrospectionError::Token(_) => false,
        }
    }
}
