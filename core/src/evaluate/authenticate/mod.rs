//! Stage 7: every presented credential of the route's schemes must be valid; the first scheme's is the caller.

mod api_key;
mod certificate;
mod introspection;
mod password;
mod presented;
mod token;

use std::collections::BTreeMap;
use std::sync::Arc;

use super::decision::{Stage, Trace};
use super::request::{Headers, Tls};
use crate::policy::{Policy, Presence, Route, Scheme, Who};
use crate::primitive::api_key::ApiKeyFile;
use crate::primitive::basic::{UserFile, VerifyPassword};
use crate::primitive::jwk::KeySet;
use crate::primitive::jwt::Verify;
use crate::primitive::principal::Principal;
use crate::primitive::record::PseudonymKey;
pub(super) use certificate::is_foreign;
pub use introspection::{IntrospectionAnswer, IntrospectionAnswers};
pub(super) use password::NoPassword;
use presented::Credential;
pub(super) use presented::find;
pub use token::FetchedKeys;

use crate::refusal::{Refusal, challenges, invalid_challenge};

/// What the schemes verify with, by their names. A scheme that is not here accepts nothing.
#[derive(Clone, Debug, Default)]
pub struct Keys {
    /// The keys of `jwt` schemes that are read when a server starts.
    pub tokens: BTreeMap<String, KeySet>,
    /// The keys of `jwt` schemes that are fetched; one whose keys were never had is not here, and answers 503.
    pub remote: BTreeMap<String, FetchedKeys>,
    /// The files of `api_key` schemes.
    pub api_keys: BTreeMap<String, ApiKeyFile>,
    /// What the endpoints of `introspection` schemes answered; one that did not answer about a token makes it a 503.
    pub introspected: BTreeMap<String, IntrospectionAnswers>,
    /// The files of `basic` schemes.
    pub users: BTreeMap<String, UserFile>,
    /// The key of the pseudonyms in records; without it, no record tells one.
    pub pseudonyms: Option<PseudonymKey>,
}

/// Where the principal comes from.
pub(super) enum Caller<'a> {
    /// From the request's credentials.
    Credentials {
        keys: &'a Keys,
        verify: &'a (dyn Verify + Send + Sync),
        passwords: &'a (dyn VerifyPassword + Send + Sync),
        headers: &'a Headers,
        tls: Option<&'a Tls>,
        now: i64,
    },
    /// From somebody who says "if this were the caller".
    Given(Option<&'a Principal>),
}

impl Caller<'_> {
    fn is_given(&self) -> bool {
        match self {
            Caller::Credentials { .. } => false,
            Caller::Given(_) => true,
        }
    }
}

/// Whether some clause admits anyone, and no credential is read.
pub(super) fn is_open(route: &Route) -> bool {
    match route.credential {
        Presence::Required => route.allow.iter().any(|clause| clause.who == Who::Anyone),
        Presence::Optional => false,
    }
}

pub(super) fn check(
    policy: &Policy,
    route: &Route,
    caller: &Caller<'_>,
    trace: &mut Trace,
) -> Result<Option<Principal>, Refusal> {
    if is_open(route) {
        trace.note(Stage::Authenticate, "anyone may call: no credential is read", Some(route.span));
        return Ok(None);
    }
    let mut principal = None;
    for (scheme, verdict) in judged(policy, route, caller) {
        match verdict {
            Ok(verified) => {
                let taken = if caller.is_given() { "taken for valid" } else { "valid" };
                let detail = format!("the credential of `{}` is {taken}", scheme.name);
                trace.pass(Stage::Authenticate, detail, Some(scheme.span));
                principal = principal.or(Some(verified));
            }
            Err(Fault::Unavailable(reason)) => {
                let detail =
                    format!("a credential of `{}` cannot be verified: {reason}", scheme.name);
                let refusal =
                    Refusal::unverifiable_credential(route.name.clone(), scheme.name.clone());
                return trace.refuse(Stage::Authenticate, detail, Some(scheme.span), refusal);
            }
            Err(Fault::Invalid(reason)) => {
                let detail = format!("the credential of `{}` is bad: {reason}", scheme.name);
                let challenge = invalid_challenge(scheme, &policy.name);
                let refusal =
                    Refusal::bad_credential(route.name.clone(), scheme.name.clone(), challenge);
                return trace.refuse(Stage::Authenticate, detail, Some(scheme.span), refusal);
            }
        }
    }
    if principal.is_none() && route.credential == Presence::Optional {
        let detail = "no credential was presented, and none is needed";
        trace.pass(Stage::Authenticate, detail, Some(route.span));
        return Ok(None);
    }
    if principal.is_none() {
        let challenges = challenges(route.auth.iter().map(AsRef::as_ref), &policy.name);
        let refusal = Refusal::no_credential(route.name.clone(), challenges);
        let detail = "no credential of the route's schemes was presented";
        return trace.refuse(Stage::Authenticate, detail, Some(route.span), refusal);
    }
    Ok(principal)
}

/// The schemes of which a credential was presented, in the route's order, each with what it says.
fn judged<'r>(
    policy: &Policy,
    route: &'r Route,
    caller: &Caller<'_>,
) -> Vec<(&'r Arc<Scheme>, Result<Principal, Fault>)> {
    let (keys, verify, passwords, headers, tls, now) = match caller {
        Caller::Credentials { keys, verify, passwords, headers, tls, now } => {
            (*keys, *verify, *passwords, *headers, *tls, *now)
        }
        Caller::Given(given) => {
            let scheme_of = |principal: &Principal| {
                route.auth.iter().find(|scheme| scheme.name == principal.scheme)
            };
            let found = given.and_then(|given| Some((scheme_of(given)?, Ok(given.clone()))));
            return found.into_iter().collect();
        }
    };
    let named = |name: &str| route.auth.iter().find(|scheme| scheme.name == name);
    let bound_to = tls.and_then(Tls::thumbprint);
    let verdicts = presented::find(route, headers, tls).into_iter().filter_map(|found| {
        let scheme = found.scheme;
        let verdict = match found.credential {
            Credential::Token(settings, token) => {
                token::judge(scheme, settings, keys, verify, bound_to, token, now)
            }
            Credential::Key(value) => {
                let file = keys.api_keys.get(&scheme.name);
                api_key::judge(policy, scheme, file, value, now)
            }
            Credential::Certificate(settings, certificate) => {
                certificate::judge(scheme, settings, certificate)
            }
            Credential::Opaque(settings, token) => {
                let answers = keys.introspected.get(&scheme.name);
                introspection::judge(scheme, settings, answers, bound_to, token, now)
            }
            Credential::Password(value) => {
                let file = keys.users.get(&scheme.name);
                password::judge(policy, scheme, file, passwords, value, now)
            }
        };
        Some((named(&scheme.name)?, verdict))
    });
    verdicts.collect()
}

/// Why a credential proves nothing.
enum Fault {
    /// It is not valid: 401.
    Invalid(String),
    /// Nothing is there that could verify it: 503.
    Unavailable(String),
}
