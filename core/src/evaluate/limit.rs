//! Stages 3, 6 and 8: limits, in the route's order, each charged as it admits.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::Arc;

use super::client::Client;
use super::decision::{Stage, Trace};
use crate::policy::{Limit, LimitKey, LimitStage, Route, Scheme};
use crate::primitive::client_address::limit_key;
use crate::primitive::country::Country;
use crate::primitive::principal::{IdSpace, Principal, PrincipalValue};
use crate::primitive::rate::{Quota, Rate, Standing};
use crate::refusal::Refusal;

/// What has been counted: for each limit and key the number of [`Rate`]. It forgets nothing.
#[derive(Clone, Debug, Default)]
pub(super) struct Counts(BTreeMap<(String, Key), u64>);

/// A limit that a request was counted by, or refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Asked {
    pub(super) limit: String,
    pub(super) quota: Quota,
    pub(super) standing: Standing,
}

/// The limits of one request: where they are counted, and what they answered so far.
pub(super) struct Limits<'e> {
    pub(super) counts: &'e mut Counts,
    pub(super) asked: &'e mut Vec<Asked>,
    pub(super) now: u64,
}

/// Whose requests are counted together.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Key {
    Address(IpAddr),
    Country(Country),
    /// An id, which means nothing without the schemes that give it.
    Id {
        space: IdSpace<String>,
        id: String,
    },
    Value(String),
    Missing,
}

/// The limit of all requests.
pub(super) fn check_network(
    limits: &mut Limits<'_>,
    limit: &Limit,
    client: Client,
    trace: &mut Trace,
) -> Result<(), Refusal> {
    let key = Key::of(&limit.key, Some(client), None, &[]);
    limits.charge(limit, key, trace, || Refusal::network_limit(limit.retry_after().to_string()))
}

/// The limits that need no principal.
pub(super) fn check_client(
    limits: &mut Limits<'_>,
    route: &Route,
    client: Client,
    trace: &mut Trace,
) -> Result<(), Refusal> {
    for limit in of_stage(route, LimitStage::BeforeAuthentication) {
        let key = Key::of(&limit.key, Some(client), None, &[]);
        limits.charge(limit, key, trace, || Refusal::limit_of(route, limit))?;
    }
    Ok(())
}

/// The limits by a principal field.
pub(super) fn check_principal(
    limits: &mut Limits<'_>,
    route: &Route,
    principal: Option<&Principal>,
    trace: &mut Trace,
) -> Result<(), Refusal> {
    for limit in of_stage(route, LimitStage::AfterAuthentication) {
        let key = Key::of(&limit.key, None, principal, &route.auth);
        limits.charge(limit, key, trace, || Refusal::limit_of(route, limit))?;
    }
    Ok(())
}

fn of_stage(route: &Route, stage: LimitStage) -> impl Iterator<Item = &Arc<Limit>> {
    route.limits.iter().filter(move |limit| limit.stage() == stage)
}

impl Key {
    /// The key of a request; what is not known yet is missing. The principal's scheme is among `schemes`.
    pub(super) fn of(
        counted: &LimitKey,
        client: Option<Client>,
        principal: Option<&Principal>,
        schemes: &[Arc<Scheme>],
    ) -> Key {
        let field = match counted {
            LimitKey::ClientIp => {
                let address = client.map(|client| limit_key(client.address));
                return address.map_or(Key::Missing, Key::Address);
            }
            LimitKey::Country => {
                let country = client.and_then(|client| client.country);
                return country.map_or(Key::Missing, Key::Country);
            }
            LimitKey::Principal { field, .. } => field,
        };
        let value = principal.and_then(|principal| Some((principal, principal.fields.get(field)?)));
        match value {
            None => Key::Missing,
            Some((principal, value)) if field == "id" => {
                let space = IdSpace::of(&principal.scheme, schemes);
                Key::Id { space: space.into_owned(), id: text(value) }
            }
            Some((_, value)) => Key::Value(text(value)),
        }
    }
}

fn text(value: &PrincipalValue) -> String {
    match value {
        PrincipalValue::Text(text) | PrincipalValue::Uuid(text) => text.clone(),
        PrincipalValue::Int(number) | PrincipalValue::Time(number) => number.to_string(),
        PrincipalValue::Bool(truth) => truth.to_string(),
        PrincipalValue::TextList(list) | PrincipalValue::Roles(list) => format!("{list:?}"),
    }
}

impl Limits<'_> {
    fn charge(
        &mut self,
        limit: &Limit,
        key: Key,
        trace: &mut Trace,
        refusal: impl FnOnce() -> Refusal,
    ) -> Result<(), Refusal> {
        let arrival = self.counts.0.entry((limit.name.clone(), key)).or_insert(0);
        let rate = Rate::of(limit);
        let next = rate.admit(*arrival, self.now);
        *arrival = next.unwrap_or(*arrival);
        self.asked.push(Asked {
            limit: limit.name.clone(),
            quota: Quota::of(limit),
            standing: rate.standing(*arrival, self.now),
        });
        match next {
            Some(_) => {
                trace.pass(Stage::Limit, format!("within `{}`", limit.name), Some(limit.span));
                Ok(())
            }
            None => {
                let detail = format!("`{}` is used up", limit.name);
                trace.refuse(Stage::Limit, detail, Some(limit.span), refusal())
            }
        }
    }
}
