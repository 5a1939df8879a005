//! Patterns as static tables.

use gatewright_core::policy::{Condition, Policy, ScalarType, Segment, Type, TypeKind};
use gatewright_core::primitive::pattern::Pattern;
use proc_macro2::{Literal, TokenStream};
use quote::quote;

use crate::target::rust::names::Names;

/// The module of the policy's patterns.
pub(in crate::target::rust) fn module(policy: &Policy, names: &Names) -> TokenStream {
    let mut patterns = all(policy);
    patterns.sort_by(|one, other| one.source().cmp(other.source()));
    patterns.dedup();
    let statics = patterns.into_iter().map(|pattern| {
        let name = names.pattern(pattern);
        let about = format!(" `{}`", pattern.source().escape_debug());
        let table = pattern.table();
        let classes = Literal::byte_string(&table.classes);
        let transitions = table.rows.iter().flatten().map(|state| Literal::u16_unsuffixed(*state));
        let width = Literal::usize_unsuffixed(table.class_count());
        let accepting = &table.accepting;
        let places = table.places().into_iter().map(Literal::u32_unsuffixed);
        quote! {
            #[doc = #about]
            pub(super) static #name: gw::Dfa = gw::Dfa {
                classes: #classes,
                transitions: &[#(#transitions),*],
                width: #width,
                accepting: &[#(#accepting),*],
                places: &[#(#places),*],
            };
        }
    });
    quote! {
        /// The policy's patterns as automata over UTF-8.
        mod pattern {
            #[allow(unused_imports, reason = "a policy may have none")]
            use super::gw;

            #(#statics)*
        }
    }
}

/// Every pattern of the policy; the same one may come more than once.
pub(in crate::target::rust) fn all(policy: &Policy) -> Vec<&Pattern> {
    let mut found = Vec::new();
    for field in policy.schemas.iter().flat_map(|schema| &schema.fields) {
        of_type(&field.value, &mut found);
    }
    for route in policy.routes() {
        for segment in &route.segments {
            if let Segment::Parameter(parameter) = segment {
                of_scalar(&parameter.kind, &mut found);
            }
        }
        for when in route.conditions() {
            of_condition(when, &mut found);
        }
    }
    found
}

fn of_type<'a>(value: &'a Type, found: &mut Vec<&'a Pattern>) {
    match &value.kind {
        TypeKind::Scalar(scalar) => of_scalar(scalar, found),
        TypeKind::List { item: inner, .. } | TypeKind::Map { value: inner, .. } => {
            of_type(inner, found);
        }
        // It, or each of its variants, is one of the policy's schemas too.
        TypeKind::Object(_) | TypeKind::OneOf(_) => {}
    }
}

fn of_scalar<'a>(scalar: &'a ScalarType, found: &mut Vec<&'a Pattern>) {
    match scalar {
        ScalarType::String { pattern, .. } => found.extend(pattern),
        ScalarType::Int(_)
        | ScalarType::Decimal(_)
        | ScalarType::Bool
        | ScalarType::Format(_)
        | ScalarType::Enumeration(_)
        | ScalarType::Constant(_) => {}
    }
}

fn of_condition<'a>(condition: &'a Condition, found: &mut Vec<&'a Pattern>) {
    condition.visit_joined(&mut |joined| {
        if let Condition::Matches { pattern, .. } = joined {
            found.push(pattern);
        }
    });
}
