//! Why a token is not valid.

use crate::primitive::json::JsonError;

/// The rule that a token breaks.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// Longer than any token has to be.
    #[error("the token is longer than {} bytes", super::MAX_TOKEN)]
    TooLong,
    /// Not three segments of base64url without padding.
    #[error("the token is not a JWS in compact form")]
    Form,
    /// The header is not strict JSON.
    #[error("the token's header is not strict JSON: {0}")]
    HeaderJson(JsonError),
    /// A header parameter of the wrong type, or the header is no object.
    #[error("the token's header has no well-formed `{0}`")]
    Header(&'static str),
    /// `crit` or `b64`: extensions that nothing here understands.
    #[error("the token's header has `{0}`, which is not supported")]
    Extension(&'static str),
    /// An algorithm that the scheme does not accept.
    #[error("the scheme does not accept the algorithm `{0}`")]
    Algorithm(String),
    /// A token of another kind, such as an ID token.
    #[error("the token's `typ` is not the scheme's token type")]
    Type,
    /// No key, or without `kid` more than one.
    #[error("no single key of the scheme fits the token's `kid` and `alg`")]
    Key,
    /// The signature does not verify.
    #[error("the signature is not valid")]
    Signature,
    /// The claims are not strict JSON.
    #[error("the token's claims are not strict JSON: {0}")]
    ClaimsJson(JsonError),
    /// The claims are no object.
    #[error("the token's claims are not an object")]
    NotAnObject,
    /// A claim breaks a rule.
    #[error("claim `{claim}`: {fault}")]
    Claim {
        /// The claim, dotted where it lies inside others.
        claim: String,
        /// What is wrong with it.
        fault: ClaimFault,
    },
}

/// What is wrong with a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ClaimFault {
    /// It has to be there.
    #[error("missing")]
    Missing,
    /// Not of its type.
    #[error("of the wrong type")]
    Type,
    /// Another issuer or audience.
    #[error("not the value that the scheme asks for")]
    Value,
    /// `exp` has passed.
    #[error("expired")]
    Expired,
    /// `nbf` or `iat` lies ahead.
    #[error("in the future")]
    Future,
    /// `cnf` names something that the scheme does not check.
    #[error("bound to something that the scheme does not check")]
    Unchecked,
    /// `cnf` names another certificate than the client presented, if it presented one.
    #[error("not the client's certificate")]
    Certificate,
    /// `exp` lies further from `iat` than `max_lifetime`.
    #[error("longer after `iat` than the scheme's `max_lifetime`")]
    Lifetime,
}
