//! Stage 7: every presented credential of the route's schemes must be valid; the first scheme's is the caller.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::decision::{Stage, Trace};
use super::request::Headers;
use crate::policy::{
    ApiKeyScheme, JwtScheme, Policy, PrincipalType, Route, Scheme, SchemeKind, Who,
};
use crate::primitive::api_key::{ApiKeyEntry, ApiKeyFile};
use crate::primitive::jwk::KeySet;
use crate::primitive::jwt::{self, Token, TokenError, Verify};
use crate::primitive::principal::{Principal, PrincipalValue};
use crate::refusal::{Refusal, challenge, invalid_challenge};

/// What the schemes verify with, by their names. A scheme that is not here accepts nothing.
#[derive(Clone, Debug, Default)]
pub struct Keys {
    /// The keys of `jwt` schemes.
    pub tokens: BTreeMap<String, KeySet>,
    /// The files of `api_key` schemes.
    pub api_keys: BTreeMap<String, ApiKeyFile>,
}

/// Where the principal comes from.
pub(super) enum Caller<'a> {
    /// From the request's credentials.
    Credentials {
        keys: &'a Keys,
        verify: &'a (dyn Verify + Send + Sync),
        headers: &'a Headers,
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

/// Whether some clause admits anyone: then no credential is read.
pub(super) fn is_open(route: &Route) -> bool {
    route.allow.iter().any(|clause| clause.who == Who::Anyone)
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
    for (scheme, verdict) in presented(policy, route, caller) {
        match verdict {
            Ok(verified) => {
                let taken = if caller.is_given() { "taken for valid" } else { "valid" };
                let detail = format!("the credential of `{}` is {taken}", scheme.name);
                trace.pass(Stage::Authenticate, detail, Some(scheme.span));
                principal = principal.or(Some(verified));
            }
            Err(reason) => {
                let detail = format!("the credential of `{}` is bad: {reason}", scheme.name);
                let challenge = invalid_challenge(scheme, &policy.name);
                let refusal = Refusal::bad_credential(&route.name, &scheme.name, challenge);
                return trace.refuse(Stage::Authenticate, detail, Some(scheme.span), refusal);
            }
        }
    }
    if principal.is_none() {
        let challenges: Vec<String> =
            route.auth.iter().map(|scheme| challenge(scheme, &policy.name)).collect();
        let refusal = Refusal::no_credential(&route.name, &challenges);
        let detail = "no credential of the route's schemes was presented";
        return trace.refuse(Stage::Authenticate, detail, Some(route.span), refusal);
    }
    Ok(principal)
}

/// The schemes of which a credential was presented, in the route's order, each with what it says.
fn presented<'r>(
    policy: &Policy,
    route: &'r Route,
    caller: &Caller<'_>,
) -> Vec<(&'r Arc<Scheme>, Result<Principal, String>)> {
    let (keys, verify, headers, now) = match caller {
        Caller::Credentials { keys, verify, headers, now } => (*keys, *verify, *headers, *now),
        Caller::Given(given) => {
            let scheme_of = |principal: &Principal| {
                route.auth.iter().find(|scheme| scheme.name == principal.scheme)
            };
            let found = given.and_then(|given| Some((scheme_of(given)?, Ok(given.clone()))));
            return found.into_iter().collect();
        }
    };
    let token = headers.first("authorization").and_then(jwt::bearer_token).map(Token::parse);
    let judge = token.as_ref().and_then(|token| judge_of(route, token));
    let verdicts = route.auth.iter().filter_map(|scheme| {
        let verdict = match &scheme.kind {
            SchemeKind::Jwt(settings) => {
                let token = token.as_ref().filter(|_| judge == Some(&scheme.name))?;
                let set = keys.tokens.get(&scheme.name);
                judge_token(scheme, settings, set, verify, token, now)
            }
            SchemeKind::ApiKey(settings) => {
                let value = headers.first(&settings.header)?;
                judge_key(policy, scheme, settings, keys.api_keys.get(&scheme.name), value, now)
            }
        };
        Some((scheme, verdict))
    });
    verdicts.collect()
}

/// The scheme that a token is presented to: the one whose issuer it names, else the first.
fn judge_of<'r>(route: &'r Route, token: &Result<Token<'_>, TokenError>) -> Option<&'r String> {
    let issuer = token.as_ref().ok().and_then(Token::unverified_issuer);
    let jwt_schemes = || {
        route.auth.iter().filter_map(|scheme| match &scheme.kind {
            SchemeKind::Jwt(settings) => Some((scheme, settings)),
            SchemeKind::ApiKey(_) => None,
        })
    };
    let named = jwt_schemes().find(|(_, settings)| issuer.as_ref() == Some(&settings.issuer));
    named.or_else(|| jwt_schemes().next()).map(|(scheme, _)| &scheme.name)
}

fn judge_token(
    scheme: &Scheme,
    settings: &JwtScheme,
    keys: Option<&KeySet>,
    verify: &(dyn Verify + Send + Sync),
    token: &Result<Token<'_>, TokenError>,
    now: i64,
) -> Result<Principal, String> {
    let keys = keys.ok_or("the scheme has no keys")?;
    let token = token.as_ref().map_err(ToString::to_string)?;
    jwt::authenticate(scheme, settings, keys, verify, token, now).map_err(|error| error.to_string())
}

fn judge_key(
    policy: &Policy,
    scheme: &Scheme,
    settings: &ApiKeyScheme,
    file: Option<&ApiKeyFile>,
    value: &[u8],
    now: i64,
) -> Result<Principal, String> {
    let file = file.ok_or("the scheme has no keys")?;
    let entry = file.find(value, now);
    let entry = entry.ok_or_else(|| format!("`{}` holds no valid key", settings.header))?;
    Ok(principal_of(policy, scheme, entry))
}

/// The owner of an API key: `id` and roles, and no other field.
fn principal_of(policy: &Policy, scheme: &Scheme, entry: &ApiKeyEntry) -> Principal {
    let mut fields = BTreeMap::new();
    for field in &policy.principal {
        let value = match field.kind {
            PrincipalType::Text if field.name == "id" => PrincipalValue::Text(entry.id.clone()),
            PrincipalType::Roles => {
                PrincipalValue::Roles(jwt::granted(&entry.roles, &scheme.grants))
            }
            PrincipalType::Text
            | PrincipalType::Uuid
            | PrincipalType::Int
            | PrincipalType::Bool
            | PrincipalType::Time
            | PrincipalType::TextList => continue,
        };
        fields.insert(field.name.clone(), value);
    }
    Principal { scheme: scheme.name.clone(), fields }
}
