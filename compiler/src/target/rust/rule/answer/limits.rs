//! `rate_limit: true`: the limits that answers tell of.

use gatewright_core::policy::{Limit, LimitStage, Policy, Route};
use gatewright_core::primitive::rate::{QUOTAS_HEADER, Quota, quotas};
use proc_macro2::TokenStream;
use quote::quote;

use super::headers::lines;
use crate::target::rust::rule::limit::{Telling, tells};

/// Whether answers before a route is chosen tell of the network's.
pub(super) fn are_told_of_policy(policy: &Policy) -> bool {
    let told = policy.response_headers.as_ref().and_then(|headers| headers.rate_limit);
    told.is_some() && policy.network.limit.is_some()
}

/// Whether those of a route tell of its own.
pub(super) fn are_told_of_route(route: &Route) -> bool {
    tells(route) == Telling::Told && !route.limits.is_empty()
}

pub(super) fn of_policy(policy: &Policy) -> TokenStream {
    if are_told_of_policy(policy) { line(policy, []) } else { quote!(&[]) }
}

pub(super) fn of_route(policy: &Policy, route: &Route) -> TokenStream {
    let limits = |stage| route.limits.iter().filter(move |limit| limit.stage() == stage);
    let limits = LimitStage::ALL.into_iter().flat_map(limits).map(AsRef::as_ref);
    match tells(route) {
        Telling::Silent => quote!(&[]),
        Telling::Told => line(policy, limits),
    }
}

/// The header, in the order in which the limits are asked.
fn line<'p>(policy: &'p Policy, of_route: impl IntoIterator<Item = &'p Limit>) -> TokenStream {
    let limits = policy.network.limit.iter().map(AsRef::as_ref).chain(of_route);
    let quotas = quotas(limits.map(|limit| (limit.name.as_str(), Quota::of(limit))));
    if quotas.is_empty() { quote!(&[]) } else { lines(&[(QUOTAS_HEADER, quotas)]) }
}
