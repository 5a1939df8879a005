//! Tokens that their issuer is asked about.

use std::collections::BTreeMap;

use super::Fault;
use crate::policy::{IntrospectionScheme, Scheme};
use crate::primitive::certificate::Thumbprint;
use crate::primitive::introspection;
use crate::primitive::principal::Principal;

/// What a scheme's endpoint answered, by token. It did not answer about any other.
pub type IntrospectionAnswers = BTreeMap<String, IntrospectionAnswer>;

/// One answer of an endpoint, of status 200.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IntrospectionAnswer {
    /// The body.
    pub body: Vec<u8>,
    /// When it was asked last with success, in seconds since 1970.
    pub asked: i64,
}

pub(super) fn judge(
    scheme: &Scheme,
    settings: &IntrospectionScheme,
    answers: Option<&IntrospectionAnswers>,
    certificate: Option<&Thumbprint>,
    token: &[u8],
    now: i64,
) -> Result<Principal, Fault> {
    let text = std::str::from_utf8(token).ok().filter(|_| introspection::is_token(token));
    let text = text.ok_or_else(|| Fault::Invalid("it is no token".to_owned()))?;
    let answer = answers.and_then(|answers| answers.get(text));
    let answer =
        answer.ok_or_else(|| Fault::Unavailable("its endpoint did not answer".to_owned()))?;
    let age = now.saturating_sub(answer.asked);
    let oldest = i64::try_from(settings.cache).unwrap_or(i64::MAX);
    if age > oldest {
        let detail = format!("its endpoint answered {age}s ago, and {oldest}s is `cache`");
        return Err(Fault::Unavailable(detail));
    }
    let judged = introspection::authenticate(scheme, settings, &answer.body, certificate, now);
    judged.map_err(|error| {
        if error.is_of_endpoint() {
            Fault::Unavailable(error.to_string())
        } else {
            Fault::Invalid(error.to_string())
        }
    })
}
