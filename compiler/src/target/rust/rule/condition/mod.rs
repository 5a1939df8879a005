//! Conditions as expressions of type `Option<bool>`, in which `None` is Kleene's *unknown*.

mod body;
mod operand;
mod verdict;

use gatewright_core::policy::{
    Comparison, Condition, Literal, Operand, Policy, Presence, Route, Source, ValueType,
};
use proc_macro2::TokenStream;
use quote::quote;

use super::{network, principal, schema};
use crate::target::rust::names::{Kind, Names};
use operand::{Form, missing};
pub(super) use verdict::Verdict;

/// What they read.
pub(super) fn operands_of(route: &Route) -> Vec<&Source> {
    let mut sources = Vec::new();
    for condition in route.conditions() {
        condition.visit_operands(&mut |operand| sources.push(&operand.source));
    }
    sources
}

/// Whether the body has been read where a condition stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Known {
    /// Not yet: what reads it is unknown.
    WithoutBody,
    /// Its fields are those of the variable `body`.
    WithBody,
}

/// What a condition stands in.
pub(super) struct Context<'a> {
    pub(super) policy: &'a Policy,
    pub(super) route: &'a Route,
    pub(super) names: &'a Names,
    pub(super) known: Known,
}

impl Context<'_> {
    /// Whether the condition is unknown here, whatever the request is: nothing in it can be decided without the body.
    pub(super) fn is_unknown(&self, condition: &Condition) -> bool {
        match condition {
            Condition::And(parts) | Condition::Or(parts) => {
                parts.iter().all(|part| self.is_unknown(part))
            }
            Condition::Not(inner) => self.is_unknown(inner),
            Condition::Compare { .. }
            | Condition::InList { .. }
            | Condition::InField { .. }
            | Condition::InItems { .. }
            | Condition::InNetworks { .. }
            | Condition::AddressIn { .. }
            | Condition::Has { .. }
            | Condition::Within { .. }
            | Condition::IsSet(_)
            | Condition::StartsWith { .. }
            | Condition::EndsWith { .. }
            | Condition::Matches { .. }
            | Condition::SchemeIs(_) => match self.known {
                Known::WithoutBody => condition.reads_body(),
                Known::WithBody => false,
            },
        }
    }

    /// The expression.
    pub(super) fn expression(&self, condition: &Condition) -> TokenStream {
        if self.is_unknown(condition) {
            return missing();
        }
        match condition {
            Condition::And(parts) => {
                let parts = parts.iter().map(|part| self.expression(part));
                quote!(gw::all([#(#parts),*]))
            }
            Condition::Or(parts) => {
                let parts = parts.iter().map(|part| self.expression(part));
                quote!(gw::any([#(#parts),*]))
            }
            Condition::Not(inner) => {
                let inner = self.expression(inner);
                quote!(gw::not(#inner))
            }
            Condition::Compare { operator, left, right } => self.compare(*operator, left, right),
            Condition::InList { needle, list } => self.is_one_of(needle, list),
            Condition::InField { needle, field } => {
                let needle = self.operand(needle);
                let list = self.principal_list(field);
                quote!(gw::is_element(#needle, #list))
            }
            Condition::InItems { needle, list } => self.is_item(needle, list),
            Condition::InNetworks { networks } => {
                let networks = network::address_set(networks);
                quote!(Some(#networks.contains(client)))
            }
            Condition::AddressIn { address, networks } => {
                let (address, networks) = (self.operand(address), network::address_set(networks));
                quote!((#address).map(|address| #networks.contains(address)))
            }
            Condition::Has { held_by } => {
                let holds = self.holds(held_by);
                quote!(Some(#holds))
            }
            Condition::Within { time, seconds } => {
                let time = self.operand(time);
                let leeway = principal::leeway(self.route);
                let seconds = proc_macro2::Literal::u64_unsuffixed(*seconds);
                quote!(gw::is_within_last(#time, call.now, #leeway, #seconds))
            }
            Condition::IsSet(operand) => {
                let is_set = self.is_set(operand);
                quote!(Some(#is_set))
            }
            Condition::StartsWith { subject, affix } => {
                let (subject, affix) = (self.operand(subject), self.operand(affix));
                quote!(gw::starts_with(#subject, #affix))
            }
            Condition::EndsWith { subject, affix } => {
                let (subject, affix) = (self.operand(subject), self.operand(affix));
                quote!(gw::ends_with(#subject, #affix))
            }
            Condition::Matches { subject, pattern } => {
                let subject = self.operand(subject);
                let pattern = self.names.pattern(pattern);
                quote!((#subject).map(|text| pattern::#pattern.matches(text)))
            }
            Condition::SchemeIs(scheme) => {
                let scheme = self.names.get(Kind::Scheme, scheme);
                principal::read(self.route, &quote!(Some(principal.scheme == Scheme::#scheme)))
            }
        }
    }

    /// An expression of type `bool`: the caller holds one of the roles.
    pub(super) fn holds(&self, held_by: &[String]) -> TokenStream {
        self.of_principal(principal::holds(self.policy, held_by, self.names))
    }

    /// An expression of type `bool` about the principal, false where there is none.
    fn of_principal(&self, holds: TokenStream) -> TokenStream {
        match self.route.credential {
            Presence::Required => holds,
            Presence::Optional => quote!(principal.as_ref().is_some_and(|principal| #holds)),
        }
    }

    /// The same of the roles that the route allows, which its functions are told.
    pub(super) fn is_allowed(&self) -> TokenStream {
        self.of_principal(principal::holds_set(self.policy, &quote!(route.allow), self.names))
    }

    fn compare(&self, operator: Comparison, left: &Operand, right: &Operand) -> TokenStream {
        let function = match operator {
            Comparison::Equal => quote!(gw::equal),
            Comparison::NotEqual => quote!(gw::different),
            Comparison::Less => quote!(gw::less),
            Comparison::LessOrEqual => quote!(gw::less_or_equal),
            Comparison::Greater => quote!(gw::greater),
            Comparison::GreaterOrEqual => quote!(gw::greater_or_equal),
        };
        let form = Form::of_both(left.value, right.value);
        let (left, right) = (self.operand_as(left, form), self.operand_as(right, form));
        quote!(#function(#left, #right))
    }

    fn is_one_of(&self, needle: &Operand, list: &[Literal]) -> TokenStream {
        let is_decimal = |literal: &Literal| matches!(literal, Literal::Decimal(_));
        let of_list = if list.iter().any(is_decimal) { ValueType::Decimal } else { needle.value };
        let form = Form::of_both(needle.value, of_list);
        let list = list.iter().map(|literal| operand::literal(literal, form));
        let needle = self.operand_as(needle, form);
        quote!(gw::is_one_of(#needle, &[#(#list),*]))
    }

    /// `needle in query.tags`, `needle in body.tags`.
    fn is_item(&self, needle: &Operand, list: &Operand) -> TokenStream {
        let Some((items, read)) = self.items(list, needle.value) else { return missing() };
        let needle = self.owned(needle, list.value);
        quote!(gw::is_item(#needle, #items, |item| #read))
    }

    /// An expression of type `bool`. Lists and objects can be set although no operator compares them.
    fn is_set(&self, operand: &Operand) -> TokenStream {
        match &operand.source {
            Source::Query(name) => {
                let schema = self.route.query.as_deref();
                let found = schema.and_then(|schema| schema::field(schema, name));
                match found.map(|(ident, field)| (ident, field.presence)) {
                    Some((ident, Presence::Optional)) => quote!(query.#ident.is_some()),
                    Some((_, Presence::Required)) => quote!(true),
                    None => quote!(false),
                }
            }
            Source::Body(path) => match self.body_field(path) {
                Some((field, _)) => field.is_set(),
                None => quote!(false),
            },
            Source::Literal(_)
            | Source::Principal(_)
            | Source::Path(_)
            | Source::Header(_)
            | Source::Cookie(_)
            | Source::ClientIp
            | Source::Time
            | Source::Method
            | Source::Country
            | Source::Tls(_)
            | Source::Sum(_) => {
                let operand = self.operand(operand);
                quote!((#operand).is_some())
            }
        }
    }
}
