//! What conditions read, each as an `Option` of a value that operators compare.

use gatewright_core::policy::{
    Arithmetic, Format, Literal, Nullability, Operand, Presence, PrincipalType, ScalarType,
    Segment, Source, Sum, TlsFact, Type, TypeKind, ValueType,
};
use gatewright_core::primitive::decimal::Decimal;
use proc_macro2::TokenStream;
use quote::quote;

use super::Context;
use crate::target::rust::names::Kind;
use crate::target::rust::rule::{network, principal, schema};

/// In which form a value is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// As `&str`, `i64`, `bool` or `IpAddr`.
    Own,
    /// As a `gw::Number`: ints stand beside decimals.
    Number,
}

impl Form {
    /// The form in which values of both types are compared.
    pub(super) fn of_both(left: ValueType, right: ValueType) -> Form {
        if left == ValueType::Decimal || right == ValueType::Decimal {
            Form::Number
        } else {
            Form::Own
        }
    }
}

impl Context<'_> {
    /// An operand in the form of its own type; a decimal is a `gw::Number`.
    pub(super) fn operand(&self, operand: &Operand) -> TokenStream {
        self.operand_as(operand, Form::of_both(operand.value, operand.value))
    }

    /// An operand in the form in which it is compared.
    pub(super) fn operand_as(&self, operand: &Operand, form: Form) -> TokenStream {
        if form == Form::Own || operand.value == ValueType::Decimal {
            return self.value(operand);
        }
        if let Source::Literal(value) = &operand.source {
            return some_literal(value, form);
        }
        let int = self.value(operand);
        quote!((#int).map(gw::Decimal::of_int).as_ref().map(gw::Decimal::number))
    }

    fn value(&self, operand: &Operand) -> TokenStream {
        match &operand.source {
            Source::Literal(value) => {
                some_literal(value, Form::of_both(operand.value, operand.value))
            }
            Source::Principal(field) => self.principal_field(field),
            Source::Path(name) => {
                let variable = self.names.get(Kind::PathParameter, name);
                match self.path_type(name) {
                    Some(kind) if stays_text(kind, operand.value) => quote!(Some(#variable)),
                    Some(kind) => scalar(kind, operand.value, &quote!(#variable)),
                    None => missing(),
                }
            }
            Source::Query(name) => self.query_field(name, operand.value),
            Source::Header(name) => of_text(operand.value, &quote!(call.header(#name).as_deref())),
            Source::Cookie(name) => of_text(operand.value, &quote!(call.cookie(#name).as_deref())),
            Source::Body(path) => self.body_value(path, operand.value),
            Source::Sum(sum) => self.sum(sum, operand.value),
            Source::Tls(TlsFact::Version) => quote!(call.tls_version()),
            Source::Tls(TlsFact::ServerName) => quote!(call.server_name()),
            Source::Country => quote!(call.country()),
            Source::ClientIp => quote!(Some(client)),
            Source::Time => quote!(Some(call.now)),
            Source::Method => quote!(Some(call.method())),
        }
    }

    /// An operand as a value of its own, in the type of the items that it is looked for among.
    pub(super) fn owned(&self, operand: &Operand, items: ValueType) -> TokenStream {
        if Form::of_both(operand.value, items) == Form::Number {
            return self.decimal(operand);
        }
        let value = self.value(operand);
        match operand.value {
            ValueType::Uuid => quote!((#value).map(str::to_owned)),
            ValueType::Text
            | ValueType::Int
            | ValueType::Decimal
            | ValueType::Bool
            | ValueType::Time
            | ValueType::Date
            | ValueType::Duration
            | ValueType::Ip => value,
        }
    }

    /// A number as a `gw::Decimal`.
    fn decimal(&self, operand: &Operand) -> TokenStream {
        let is_int = operand.value == ValueType::Int;
        if let Source::Sum(sum) = &operand.source
            && !is_int
        {
            return self.decimal_sum(sum);
        }
        let value = self.value(operand);
        if is_int {
            quote!((#value).map(gw::Decimal::of_int))
        } else {
            quote!((#value).and_then(gw::Decimal::of))
        }
    }

    fn sum(&self, sum: &Sum, value: ValueType) -> TokenStream {
        if value == ValueType::Decimal {
            let sum = self.decimal_sum(sum);
            return quote!((#sum).as_ref().map(gw::Decimal::number));
        }
        let Sum { operator, left, right } = sum;
        let (left, right) = (self.value(left), self.value(right));
        match operator {
            Arithmetic::Plus => quote!(gw::plus(#left, #right)),
            Arithmetic::Minus => quote!(gw::minus(#left, #right)),
        }
    }

    fn decimal_sum(&self, sum: &Sum) -> TokenStream {
        let Sum { operator, left, right } = sum;
        let (left, right) = (self.decimal(left), self.decimal(right));
        match operator {
            Arithmetic::Plus => quote!(gw::plus_decimal(#left, #right)),
            Arithmetic::Minus => quote!(gw::minus_decimal(#left, #right)),
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

    /// The items of a list as an `Option` of a slice, and how one of them, `item`, is read as a value of its own.
    pub(super) fn items(
        &self,
        list: &Operand,
        needle: ValueType,
    ) -> Option<(TokenStream, TokenStream)> {
        match &list.source {
            Source::Query(name) => {
                let (ident, field) = schema::field(self.route.query.as_deref()?, name)?;
                let items = match field.presence {
                    Presence::Required => quote!(Some(query.#ident.as_slice())),
                    Presence::Optional => quote!(query.#ident.as_deref()),
                };
                Some((items, item(&field.value, list.value, needle)?))
            }
            Source::Body(path) => {
                let (field, value) = self.body_field(path)?;
                Some((field.items(), item(value, list.value, needle)?))
            }
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
            | Source::Sum(_) => None,
        }
    }

    fn principal_field(&self, name: &str) -> TokenStream {
        let found = self.policy.principal.iter().find(|field| field.name == name);
        let Some(field) = found else { return missing() };
        let ident = self.names.get(Kind::PrincipalField, name);
        let value = match (field.kind, field.presence) {
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
        };
        principal::read(self.route, &value)
    }

    pub(super) fn principal_list(&self, name: &str) -> TokenStream {
        let found = self.policy.principal.iter().find(|field| field.name == name);
        let ident = self.names.get(Kind::PrincipalField, name);
        let list = match found.map(|field| field.presence) {
            Some(Presence::Required) => {
                quote!(Some(principal.#ident.as_slice()))
            }
            Some(Presence::Optional) => quote!(principal.#ident.as_deref()),
            None => return missing(),
        };
        principal::read(self.route, &list)
    }
}

pub(super) fn missing() -> TokenStream {
    quote!(None)
}

/// Whether a value of the scalar's type is compared as the text that it is.
fn stays_text(kind: &ScalarType, value: ValueType) -> bool {
    match (kind, value) {
        (ScalarType::Format(Format::Time | Format::Uuid), _)
        | (ScalarType::Format(Format::Ip), ValueType::Ip)
        | (_, ValueType::Date | ValueType::Duration) => false,
        (ScalarType::String { .. } | ScalarType::Format(_) | ScalarType::Constant(_), _) => true,
        (
            ScalarType::Int(_)
            | ScalarType::Bool
            | ScalarType::Enumeration(_)
            | ScalarType::Decimal(_),
            _,
        ) => false,
    }
}

/// A value of a scalar's type, behind a place that can be borrowed, as an `Option` of the operand's type. UUIDs out of
/// paths and queries are in lower case.
pub(super) fn scalar(kind: &ScalarType, value: ValueType, place: &TokenStream) -> TokenStream {
    match (kind, value) {
        (ScalarType::Format(Format::Time), _) => quote!(gw::time_of_text(&#place)),
        (ScalarType::Format(Format::Ip), ValueType::Ip) => quote!(gw::address_of_text(&#place)),
        (_, ValueType::Date) => quote!(gw::date_of_text(&#place)),
        (_, ValueType::Duration) => quote!(gw::duration_of_text(&#place)),
        (ScalarType::String { .. } | ScalarType::Format(_) | ScalarType::Constant(_), _) => {
            quote!(Some(#place.as_str()))
        }
        (ScalarType::Int(_) | ScalarType::Bool, _) => quote!(Some(#place.to_owned())),
        (ScalarType::Enumeration(_), _) => quote!(Some(#place.name())),
        (ScalarType::Decimal(_), _) => quote!(Some(#place.number())),
    }
}

/// How one item of a list, `item`, is read, in the type that it is compared in with the needle. One that is null is missing.
fn item(list: &Type, value: ValueType, needle: ValueType) -> Option<TokenStream> {
    let TypeKind::List { item, .. } = &list.kind else { return None };
    let TypeKind::Scalar(kind) = &item.kind else { return None };
    let read = match (kind, Form::of_both(value, needle)) {
        (ScalarType::Int(_), Form::Number) => quote!(Some(gw::Decimal::of_int(*item))),
        (_, Form::Number) => quote!(Some(item.clone())),
        (ScalarType::Format(Format::Uuid), Form::Own) => quote!(gw::uuid_of_text(item)),
        (_, Form::Own) => scalar(kind, value, &quote!(item)),
    };
    Some(match item.nullability {
        Nullability::NotNull => read,
        Nullability::Nullable => {
            quote!(item.as_ref().and_then(|item| #read))
        }
    })
}

/// The text of a header or a cookie, in an `Option`, as the operand's type; missing where it is not of it.
fn of_text(value: ValueType, text: &TokenStream) -> TokenStream {
    match value {
        ValueType::Text => text.clone(),
        ValueType::Uuid => quote!(#text.and_then(gw::uuid_of_text).as_deref()),
        ValueType::Decimal => {
            quote!(#text.and_then(gw::decimal_of_text).as_ref().map(gw::Decimal::number))
        }
        ValueType::Time => quote!(#text.and_then(gw::time_of_text)),
        ValueType::Date => quote!(#text.and_then(gw::date_of_text)),
        ValueType::Duration => quote!(#text.and_then(gw::duration_of_text)),
        ValueType::Ip => quote!(#text.and_then(gw::address_of_text)),
        ValueType::Int => quote!(#text.and_then(gw::int_of_text)),
        ValueType::Bool => quote!(#text.and_then(gw::bool_of_text)),
    }
}

fn some_literal(value: &Literal, form: Form) -> TokenStream {
    let value = literal(value, form);
    quote!(Some(#value))
}

/// What the policy writes, in the form in which it is compared.
pub(super) fn literal(literal: &Literal, form: Form) -> TokenStream {
    match (literal, form) {
        (Literal::Text(text), _) => quote!(#text),
        (Literal::Int(number), Form::Number) => decimal(&Decimal::of_int(*number)),
        (Literal::Int(number) | Literal::Time(number) | Literal::Duration(number), _) => {
            let number = proc_macro2::Literal::i64_unsuffixed(*number);
            quote!(#number)
        }
        (Literal::Decimal(number), _) => decimal(number),
        (Literal::Bool(truth), _) => quote!(#truth),
        (Literal::Ip(address), _) => network::address(address.to_canonical()),
    }
}

fn decimal(decimal: &Decimal) -> TokenStream {
    let units = proc_macro2::Literal::i64_unsuffixed(decimal.units());
    let exponent = proc_macro2::Literal::i64_unsuffixed(decimal.exponent());
    quote!(gw::Decimal::new(#units, #exponent).number())
}
