//! Stage 13: which headers the upstream gets.

use std::collections::BTreeSet;

use super::authenticate::is_open;
use super::decision::{Admission, Stage, Trace};
use super::request::{Request, trim};
use crate::policy::{Policy, Route, SchemeKind};
use crate::primitive::identity::header_value;
use crate::primitive::jwt::bearer_token;
use crate::primitive::principal::Principal;

pub(super) fn prepare(
    policy: &Policy,
    route: &Route,
    request: &Request,
    principal: Option<Principal>,
    trace: &mut Trace,
) -> Admission {
    let identity_names = policy.identity_header_names();
    let removed: BTreeSet<String> = request
        .headers
        .iter()
        .map(|(name, value)| (name.to_ascii_lowercase(), trim(value)))
        .filter(|(name, value)| {
            name.contains('_') || identity_names.contains(name) || is_used(route, name, value)
        })
        .map(|(name, _)| name)
        .collect();
    let identity = route.upstream.iter().flat_map(|upstream| &upstream.identity);
    let set: Vec<(String, String)> = identity
        .filter_map(|header| {
            let value = principal.as_ref()?.fields.get(&header.field)?;
            Some((header.name.clone(), header_value(value)?))
        })
        .collect();
    let names = |names: Vec<&str>| if names.is_empty() { "none".into() } else { names.join(", ") };
    let detail = format!(
        "headers removed: {}; set: {}",
        names(removed.iter().map(String::as_str).collect()),
        names(set.iter().map(|(name, _)| name.as_str()).collect()),
    );
    let span = route.upstream.as_ref().map(|upstream| upstream.span);
    trace.pass(Stage::Forward, detail, span);
    Admission { removed: removed.into_iter().collect(), set, principal }
}

/// Whether the header carries a credential that the route has read.
fn is_used(route: &Route, name: &str, value: &[u8]) -> bool {
    !is_open(route)
        && route.auth.iter().any(|scheme| match &scheme.kind {
            SchemeKind::Jwt(_) => name == "authorization" && bearer_token(value).is_some(),
            SchemeKind::ApiKey(settings) => name == settings.header,
        })
}
