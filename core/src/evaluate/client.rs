//! Stage 3: the client's address, whether its network and country are admitted, and the limit of all requests.

use std::net::IpAddr;

use super::decision::{Stage, Trace};
use super::limit::{self, Counts};
use super::request::{Headers, Request};
use crate::policy::{Countries, Network, Policy};
use crate::primitive::client_address::{client_address, is_in};
use crate::refusal::Refusal;

/// The client's address, if requests from there are looked at.
pub(super) fn check(
    policy: &Policy,
    counts: &mut Counts,
    request: &Request,
    headers: &Headers,
    now: u64,
    trace: &mut Trace,
) -> Result<IpAddr, Refusal> {
    let client = find(policy, request, headers, trace);
    let Network { deny, allow, countries, limit } = &policy.network;
    if let Some(deny) = deny {
        let span = Some(deny.span);
        if is_in(client, &deny.blocks) {
            let detail = format!("{client} is in a block that is denied");
            return trace.refuse(Stage::Client, detail, span, Refusal::network_deny());
        }
        trace.pass(Stage::Client, format!("{client} is in no block that is denied"), span);
    }
    if let Some(allow) = allow {
        let span = Some(allow.span);
        if !is_in(client, &allow.blocks) {
            let detail = format!("{client} is in no block that is allowed");
            return trace.refuse(Stage::Client, detail, span, Refusal::network_allow());
        }
        trace.pass(Stage::Client, format!("{client} is in a block that is allowed"), span);
    }
    if let Some(countries) = countries {
        check_country(countries, request, trace)?;
    }
    if let Some(limit) = limit {
        limit::check_network(counts, limit, client, now, trace)?;
    }
    Ok(client)
}

fn find(policy: &Policy, request: &Request, headers: &Headers, trace: &mut Trace) -> IpAddr {
    let lines = headers.all("x-forwarded-for");
    let client = client_address(request.peer, lines.into_iter(), &policy.trusted_proxies);
    let whence = if client == request.peer.to_canonical() { "peer" } else { "X-Forwarded-For" };
    trace.pass(Stage::Client, format!("the client is {client}, by {whence}"), None);
    client
}

fn check_country(
    countries: &Countries,
    request: &Request,
    trace: &mut Trace,
) -> Result<(), Refusal> {
    let Some(rule) = &countries.rule else { return Ok(()) };
    let span = Some(countries.span);
    let place = match request.country {
        Some(country) => format!("the client is in {country}"),
        None => "nobody knows where the client is".to_owned(),
    };
    if rule.admits(request.country) {
        trace.pass(Stage::Client, place, span);
        return Ok(());
    }
    trace.refuse(Stage::Client, place, span, Refusal::network_countries())
}
