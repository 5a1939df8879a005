//! Stage 13: which path and headers the upstream gets.

use std::collections::{BTreeMap, BTreeSet};

use super::authenticate;
use super::decision::{Admission, Stage, Trace};
use super::request::{Headers, Request};
use super::route::Chosen;
use crate::policy::{
    CredentialField, CredentialPlace, DroppedHeader, Forwarding, Policy, SentHeader, SentValue,
    Transformation,
};
use crate::primitive::identity::{encoded_text, header_value};
use crate::primitive::path::decode_segment;
use crate::primitive::principal::Principal;
use crate::primitive::projection::asks_for_less;

pub(super) fn prepare(
    policy: &Policy,
    chosen: &Chosen<'_, '_>,
    request: &Request,
    headers: &Headers,
    principal: Option<Principal>,
    trace: &mut Trace,
) -> Admission {
    let Chosen { route, spelled, .. } = chosen;
    let Transformation { path, sent, dropped } = &route.transformation;
    let path = path.as_ref().and_then(|path| {
        let filled = path.fill(|name| spelled.get(name).copied())?;
        trace.pass(Stage::Forward, format!("the upstream's path is `{filled}`"), Some(path.span));
        Some(filled)
    });
    let own_names: BTreeSet<String> =
        policy.identity_header_names().into_iter().chain(policy.sent_header_names()).collect();
    let is_dropped = |name: &str| dropped.iter().any(|header| header.name == name);
    let mut removed: BTreeSet<String> = request
        .headers
        .iter()
        .map(|(name, _)| name.to_ascii_lowercase())
        .filter(|name| {
            name.contains('_')
                || own_names.contains(name)
                || is_dropped(name)
                || route.returns.is_some() && asks_for_less(route.method, name)
        })
        .collect();
    let mut removed_cookies = BTreeSet::new();
    for used in authenticate::find(route, headers, request.tls.as_ref()) {
        match (used.scheme.forwarding, used.scheme.place()) {
            (Forwarding::Kept, _) | (Forwarding::Removed, CredentialPlace::Connection) => {}
            (Forwarding::Removed, CredentialPlace::Authorization) => {
                removed.insert("authorization".to_owned());
            }
            (Forwarding::Removed, CredentialPlace::Field(CredentialField::Header(name))) => {
                removed.insert(name.clone());
            }
            (Forwarding::Removed, CredentialPlace::Field(CredentialField::Cookie(name))) => {
                removed_cookies.insert(name.clone());
            }
        }
    }
    let identity = route.upstream.iter().flat_map(|upstream| &upstream.identity);
    let mut set: Vec<(String, String)> = identity
        .filter_map(|header| {
            let value = principal.as_ref()?.fields.get(&header.field)?;
            Some((header.name.clone(), header_value(value)?))
        })
        .collect();
    for header in sent {
        let SentHeader { name, value, span } = header;
        match sent_value(value, principal.as_ref(), spelled) {
            Some(value) => {
                trace.pass(Stage::Forward, format!("`{name}` is sent"), Some(*span));
                set.push((name.clone(), value));
            }
            None => trace.note(Stage::Forward, format!("`{name}` is left away"), Some(*span)),
        }
    }
    for DroppedHeader { name, span } in dropped.iter().filter(|one| removed.contains(&one.name)) {
        trace.pass(Stage::Forward, format!("`{name}` is dropped"), Some(*span));
    }
    let names = |names: Vec<&str>| if names.is_empty() { "none".into() } else { names.join(", ") };
    let mut detail = format!(
        "headers removed: {}; set: {}",
        names(removed.iter().map(String::as_str).collect()),
        names(set.iter().map(|(name, _)| name.as_str()).collect()),
    );
    if !removed_cookies.is_empty() {
        let removed = names(removed_cookies.iter().map(String::as_str).collect());
        detail = format!("cookies removed: {removed}; {detail}");
    }
    let span = route.upstream.as_ref().map(|upstream| upstream.span);
    trace.pass(Stage::Forward, detail, span);
    Admission {
        path,
        removed: removed.into_iter().collect(),
        removed_cookies: removed_cookies.into_iter().collect(),
        set,
        answer: Vec::new(),
        principal,
    }
}

/// What a header says that the policy sends; nothing where the value is missing.
fn sent_value(
    value: &SentValue,
    principal: Option<&Principal>,
    spelled: &BTreeMap<&str, &str>,
) -> Option<String> {
    match value {
        SentValue::Text(text) => Some(text.clone()),
        SentValue::Principal(field) => header_value(principal?.fields.get(field)?),
        SentValue::Parameter(name) => {
            decode_segment(spelled.get(name.as_str())?).map(|decoded| encoded_text(&decoded))
        }
    }
}
