//! Identity headers: one numbered variable for each name that any upstream uses.

use gatewright_core::policy::{Policy, Upstream};

use crate::target::nginx::plan;

/// The upstream's identity headers. Numbers are those of [`Policy::identity_header_names`], from 1.
pub(in crate::target::nginx) fn lower(policy: &Policy, upstream: &Upstream) -> Vec<plan::Identity> {
    let names = policy.identity_header_names();
    let number = |name: &str| names.iter().position(|known| known == name);
    upstream
        .identity
        .iter()
        .filter_map(|header| {
            let number = number(&header.name)? + 1;
            Some(plan::Identity { number, field: header.field.clone(), kind: header.kind })
        })
        .collect()
}
