//! Stage 3: the client's address, whether its network and country are admitted, and the limit of all requests.

use std::net::IpAddr;

use super::decision::{Stage, Trace};
use super::limit::{self, Limits};
use super::request::{Headers, Request};
use crate::policy::{Countries, Network, Policy};
use crate::primitive::client_address::{client_address, is_in};
use crate::primitive::country::Country;
use crate::refusal::Refusal;

/// Where a client is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Client {
    pub(super) address: IpAddr,
    /// Nothing where nobody can tell.
    pub(super) country: Option<Country>,
}

/// Whether requests from there are looked at.
pub(super) fn check(
    policy: &Policy,
    limits: &mut Limits<'_>,
    client: Client,
    trace: &mut Trace,
) -> Result<(), Refusal> {
    let Client { address, country } = client;
    let Network { deny, allow, countries, limit } = &policy.network;
    if let Some(deny) = deny {
        let span = Some(deny.span);
        if is_in(address, &deny.blocks) {
            let detail = format!("{address} is in a block that is denied");
            return trace.refuse(Stage::Client, detail, span, Refusal::network_deny());
        }
        trace.pass(Stage::Client, format!("{address} is in no block that is denied"), span);
    }
    if let Some(allow) = allow {
        let span = Some(allow.span);
        if !is_in(address, &allow.blocks) {
            let detail = format!("{address} is in no block that is allowed");
            return trace.refuse(Stage::Client, detail, span, Refusal::network_allow());
        }
        trace.pass(Stage::Client, format!("{address} is in a block that is allowed"), span);
    }
    if let Some(countries) = countries {
        check_country(countries, country, trace)?;
    }
    if let Some(limit) = limit {
        limit::check_network(limits, limit, client, trace)?;
    }
    Ok(())
}

/// Who asks, whether or not they may.
pub(super) fn find(
    policy: &Policy,
    request: &Request,
    headers: &Headers,
    trace: &mut Trace,
) -> Client {
    let lines = headers.all("x-forwarded-for");
    let address = client_address(request.peer, lines.into_iter(), &policy.trusted_proxies);
    let whence = if address == request.peer.to_canonical() { "peer" } else { "X-Forwarded-For" };
    trace.pass(Stage::Client, format!("the client is {address}, by {whence}"), None);
    Client { address, country: request.country }
}

fn check_country(
    countries: &Countries,
    country: Option<Country>,
    trace: &mut Trace,
) -> Result<(), Refusal> {
    let Some(rule) = &countries.rule else { return Ok(()) };
    let span = Some(countries.span);
    let place = match country {
        Some(country) => format!("the client is in {country}"),
        None => "nobody knows where the client is".to_owned(),
    };
    if rule.admits(country) {
        trace.pass(Stage::Client, place, span);
        return Ok(());
    }
    trace.refuse(Stage::Client, place, span, Refusal::network_countries())
}
