//! Stage 3: the client's address.

use std::net::IpAddr;

use super::decision::{Stage, Trace};
use super::request::{Headers, Request};
use crate::policy::Policy;
use crate::primitive::client_address::client_address;

pub(super) fn find(
    policy: &Policy,
    request: &Request,
    headers: &Headers,
    trace: &mut Trace,
) -> IpAddr {
    let lines = headers.all("x-forwarded-for");
    let client = client_address(request.peer, lines.into_iter(), &policy.trusted_proxies);
    let whence = if client == request.peer.to_canonical() { "peer" } else { "X-Forwarded-For" };
    trace.pass(Stage::Client, format!("the client is {client}, by {whence}"), None);
    client
}
