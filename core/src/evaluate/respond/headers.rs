//! `headers`: what every answer carries, and what none does.

use super::super::request::Request;
use crate::policy::{Carried, Policy, ResponseHeader, ResponseHeaders, Route};

/// The headers that hold for a route; without one, those of the policy.
pub(super) fn of<'p>(policy: &'p Policy, route: Option<&'p Route>) -> Option<&'p ResponseHeaders> {
    let headers = match route {
        Some(route) => &route.response_headers,
        None => &policy.response_headers,
    };
    headers.as_deref()
}

/// Sets and removes headers of an upstream's answer.
pub(super) fn replace(
    headers: &ResponseHeaders,
    request: &Request,
    lines: &mut Vec<(String, Vec<u8>)>,
) {
    lines.retain(|(name, _)| {
        !headers.removed.contains(name) && !headers.set.iter().any(|header| header.name == *name)
    });
    lines.extend(carried(headers, request).map(|(name, value)| (name, value.into_bytes())));
}

/// Adds headers to a refusal; its own say what it means, and stay.
pub(super) fn add(headers: &ResponseHeaders, request: &Request, lines: &mut Vec<(String, String)>) {
    for (name, value) in carried(headers, request) {
        if lines.iter().all(|(own, _)| *own != name) {
            lines.push((name, value));
        }
    }
}

fn carried(headers: &ResponseHeaders, request: &Request) -> impl Iterator<Item = (String, String)> {
    let is_carried = |header: &&ResponseHeader| match header.carried {
        Carried::Always => true,
        Carried::OverTls => request.tls.is_some(),
    };
    let set = headers.set.iter().filter(is_carried);
    set.map(|header| (header.name.clone(), header.value.clone()))
}
