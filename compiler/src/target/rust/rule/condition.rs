//! Conditions as expressions of type `Option<bool>`, in which `None` is Kleene's *unknown*.

use gatewright_core::policy::{
    Comparison, Condition, Format, Literal, Operand, Policy, Presence, PrincipalType, Route,
    ScalarType, Segment, Source, TypeKind, ValueType,
};
use proc_macro2::TokenStream;
use quote::quote;

use super::{network, principal, schema};
use crate::target::rust::names::{Kind, Names};

/// What they read.
pub(super) fn operands_of(route: &Route) -> Vec<&Source> {
    let mut sources = Vec::new();
    for condition in route.conditions() {
        condition.visit_operands(&mut |operand| sources.push(&operand.source));
    }
    sources
}

/// What a condition stands in.
pub(super) struct Context<'a> {
    pub(super) policy: &'a Policy,
    pub(super) route: &'a Route,
    pub(super) names: &'a Names,
}

impl Context<'_> {
    /// The expression.
    pub(super) fn expression(&self, condition: &Condition) -> TokenStream {
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
            Condition::InList { needle, list } => {
                let list = list.iter().map(literal);
                let needle = self.operand(needle);
                quote!(gw::is_one_of(#needle, &[#(#list),*]))
            }
            Condition::InField { needle, field } => {
                let needle = self.operand(needle);
                let list = self.principal_list(field);
                quote!(gw::is_element(#needle, #list))
            }
            // Refused before, like the operands below: unknown, which never admits.
            Condition::InItems { .. } | Condition::AddressIn { .. } => missing(),
            Condition::InNetworks { networks } => {
                let networks = network::networks(networks);
                quote!(Some(gw::is_in(client, #networks)))
            }
            Condition::Has { held_by } => {
                let holds = principal::holds(self.policy, held_by, self.names);
                quote!(Some(#holds))
            }
            Condition::Within { time, seconds } => {
                let time = self.operand(time);
                let leeway = if self.route.auth.is_empty() {
                    quote!(0)
                } else {
                    quote!(principal.scheme.leeway())
                };
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
                quote!(Some(principal.scheme == Scheme::#scheme))
            }
        }
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
        let (left, right) = (self.operand(left), self.operand(right));
        quote!(#function(#left, #right))
    }

    /// An expression of type `bool`. Lists can be set although no operator compares them.
    fn is_set(&self, operand: &Operand) -> TokenStream {
        if let Source::Query(name) = &operand.source {
            let schema = self.route.query.as_deref();
            let found = schema.and_then(|schema| schema::field(schema, name));
            return match found.map(|(ident, field)| (ident, field.presence)) {
                Some((ident, Presence::Optional)) => quote!(query.#ident.is_some()),
                Some((_, Presence::Required)) => quote!(true),
                None => quote!(false),
            };
        }
        let operand = self.operand(operand);
        quote!((#operand).is_some())
    }

    /// An operand as an `Option` of `&str`, `i64`, `bool` or `IpAddr`.
    fn operand(&self, operand: &Operand) -> TokenStream {
        match &operand.source {
            Source::Literal(value) => {
                let value = literal(value);
                quote!(Some(#value))
            }
            Source::Principal(field) => self.principal_field(field),
            Source::Path(name) => {
                let variable = self.names.get(Kind::PathParameter, name);
                match self.path_type(name) {
                    Some(kind) => scalar(kind, operand.value, &quote!(#variable)),
                    None => missing(),
                }
            }
            Source::Query(name) => self.query_field(name, operand.value),
            Source::Header(name) => {
                of_header(operand.value, &quote!(call.header(#name).as_deref()))
            }
            Source::Cookie(_)
            | Source::Country
            | Source::Tls(_)
            | Source::Body(_)
            | Source::Sum(_) => missing(),
            Source::ClientIp => quote!(Some(client)),
            Source::Time => quote!(Some(call.now)),
            Source::Method => quote!(Some(call.method())),
        }
    }

    fn path_type(&self, name: &str) -> Option<&ScalarType> {
        self.route.segments.iter().find_map(|segment| match segment {
            Segment::Parameter(parameter) if parameter.name == name => Some(&parameter.kind),
            Segment::Parameter(_) | Segment::Literal(_) => None,
        })
    }

    fn query_field(&self, name: &str, value: ValueType) -> TokenStream {
        let schema = self.route.query.as_deref();
        let found = schema.and_then(|schema| schema::field(schema, name));
        let Some((ident, field)) = found else { return missing() };
        let TypeKind::Scalar(kind) = &field.value.kind else { return missing() };
        match field.presence {
            Presence::Required => scalar(kind, value, &quote!(query.#ident)),
            Presence::Optional => {
                let inner = scalar(kind, value, &quote!(value));
                quote!(query.#ident.as_ref().and_then(|value| #inner))
            }
        }
    }

    fn principal_field(&self, name: &str) -> TokenStream {
        let found = self.policy.principal.iter().find(|field| field.name == name);
        let Some(field) = found else { return missing() };
        let ident = self.names.get(Kind::PrincipalField, name);
        match (field.kind, field.presence) {
            (PrincipalType::Text | PrincipalType::Uuid, Presence::Required) => {
                quote!(Some(principal.#ident.as_str()))
            }
            (PrincipalType::Text | PrincipalType::Uuid, Presence::Optional) => {
                quote!(principal.#ident.as_deref())
            }
            (
                PrincipalType::Int | PrincipalType::Bool | PrincipalType::Time,
                Presence::Required,
            ) => {
                quote!(Some(principal.#ident))
            }
            (
                PrincipalType::Int | PrincipalType::Bool | PrincipalType::Time,
                Presence::Optional,
            ) => {
                quote!(principal.#ident)
            }
            // Only `is set` reads a list as a whole.
            (PrincipalType::TextList | PrincipalType::Roles, Presence::Required) => {
                quote!(Some(&principal.#ident))
            }
            (PrincipalType::TextList | PrincipalType::Roles, Presence::Optional) => {
                quote!(principal.#ident.as_ref())
            }
        }
    }

    fn principal_list(&self, name: &str) -> TokenStream {
        let found = self.policy.principal.iter().find(|field| field.name == name);
        let ident = self.names.get(Kind::PrincipalField, name);
        match found.map(|field| field.presence) {
            Some(Presence::Required) => {
                quote!(Some(principal.#ident.as_slice()))
            }
            Some(Presence::Optional) => quote!(principal.#ident.as_deref()),
            None => missing(),
        }
    }
}

fn missing() -> TokenStream {
    quote!(None)
}

/// A value of a scalar's type, behind a place that can be borrowed, as an `Option` of the operand's type. UUIDs out of
/// paths and queries are in lower case.
fn scalar(kind: &ScalarType, value: ValueType, place: &TokenStream) -> TokenStream {
    match (kind, value) {
        (ScalarType::Format(Format::Time), _) => quote!(gw::time_of_text(&#place)),
        (ScalarType::Format(Format::Ip), ValueType::Ip) => quote!(gw::address_of_text(&#place)),
        (ScalarType::String { .. } | ScalarType::Format(_) | ScalarType::Constant(_), _) => {
            quote!(Some(#place.as_str()))
        }
        (ScalarType::Int(_) | ScalarType::Bool, _) => quote!(Some(#place.to_owned())),
        (ScalarType::Enumeration(_), _) => quote!(Some(#place.name())),
        (ScalarType::Decimal(_), _) => missing(),
    }
}

/// A header's text, in an `Option`, as the operand's type; missing where it is not of it.
fn of_header(value: ValueType, text: &TokenStream) -> TokenStream {
    match value {
        ValueType::Text => text.clone(),
        ValueType::Uuid => quote!(#text.and_then(gw::uuid_of_text).as_deref()),
        ValueType::Decimal | ValueType::Date | ValueType::Duration => missing(),
        ValueType::Time => quote!(#text.and_then(gw::time_of_text)),
        ValueType::Ip => quote!(#text.and_then(gw::address_of_text)),
        ValueType::Int => quote!(#text.and_then(gw::int_of_text)),
        ValueType::Bool => quote!(#text.and_then(gw::bool_of_text)),
    }
}

fn literal(literal: &Literal) -> TokenStream {
    match literal {
        Literal::Text(text) => quote!(#text),
        Literal::Int(number) | Literal::Time(number) | Literal::Duration(number) => {
            let number = proc_macro2::Literal::i64_unsuffixed(*number);
            quote!(#number)
        }
        Literal::Decimal(number) => {
            let number = number.to_string();
            quote!(#number)
        }
        Literal::Bool(truth) => quote!(#truth),
        Literal::Ip(address) => network::address(address.to_canonical()),
    }
}
