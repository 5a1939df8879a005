//! Stage 11: bodies, read and validated in one pass into their types.

use std::collections::BTreeSet;

use gatewright_core::policy::{
    Access, Bounds, Nullability, ObjectSchema, Policy, Presence, Route, ScalarType, Type, TypeKind,
};
use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use super::{scalar, schema};
use crate::target::rust::names::{Kind, Names};

/// The check of a route.
pub(super) fn check(route: &Route, names: &Names) -> TokenStream {
    let object = route.body.as_ref().and_then(|body| Some((body, body.object()?)));
    match object {
        // So too where the body is of a kind that the policy was refused for.
        None => quote!(call.require_no_body(ROUTE)?;),
        Some((body, schema)) => {
            let name = names.get(Kind::Type, &schema.name);
            let max = Literal::u64_unsuffixed(body.max);
            quote! {
                let bytes = call.read_json(ROUTE, #max).await?;
                let body: schema::#name = gw::read_body(ROUTE, &bytes)?;
            }
        }
    }
}

/// Hands the body on to the handler, when nothing reads it any more.
pub(super) fn provide(route: &Route) -> TokenStream {
    match route.body.as_ref().and_then(|body| body.object()) {
        None => TokenStream::new(),
        Some(_) => quote!(call.provide(gw::Body(body));),
    }
}

/// The names of the schemas that stand in bodies.
pub(super) fn schemas(policy: &Policy) -> BTreeSet<&str> {
    let mut found = BTreeSet::new();
    for schema in policy.routes().filter_map(|route| route.body.as_ref()?.object()) {
        reach(schema, &mut found);
    }
    found
}

fn reach<'a>(schema: &'a ObjectSchema, found: &mut BTreeSet<&'a str>) {
    if found.insert(&schema.name) {
        for field in &schema.fields {
            reach_type(&field.value, found);
        }
    }
}

fn reach_type<'a>(value: &'a Type, found: &mut BTreeSet<&'a str>) {
    match &value.kind {
        TypeKind::Scalar(_) => {}
        TypeKind::List { item, .. } => reach_type(item, found),
        TypeKind::Object(schema) => reach(schema, found),
        TypeKind::Map { .. } | TypeKind::OneOf(_) => {}
    }
}

/// The type of what the policy was refused for: it has no value.
pub(super) fn no_type() -> TokenStream {
    quote!(::core::convert::Infallible)
}

/// How a schema's type is read.
pub(super) fn reader(schema: &ObjectSchema, names: &Names) -> TokenStream {
    let name = names.get(Kind::Type, &schema.name);
    let fields = schema::fields(schema);
    let field_names = fields.iter().map(|(_, field)| &field.name);
    let read_only = schema.fields.iter().filter(|field| field.access == Access::ReadOnly);
    let read_only = read_only.map(|field| &field.name);
    let found: Vec<_> = fields.iter().map(|(ident, _)| format_ident!("found_{}", ident)).collect();
    let arms = fields.iter().zip(&found).enumerate().map(|(place, ((_, field), found))| {
        let place = Literal::usize_unsuffixed(place);
        let value = value(&field.value, names);
        quote!(#place => #found = Some(#value?),)
    });
    let values = fields.iter().zip(&found).map(|((ident, field), found)| match field.presence {
        Presence::Required => {
            let name = &field.name;
            quote!(#ident: cursor.required(#found, #name)?)
        }
        Presence::Optional => quote!(#ident: #found),
    });
    quote! {
        impl gw::ReadBody for #name {
            fn read(
                cursor: &mut gw::Cursor<'_>,
            ) -> ::core::result::Result<#name, gw::Fault> {
                static FIELDS: gw::Fields =
                    gw::Fields::new(&[#(#field_names),*], &[#(#read_only),*]);
                #(let mut #found = None;)*
                cursor.object(&FIELDS, |cursor, field| {
                    match field {
                        #(#arms)*
                        _ => {}
                    }
                    Ok(())
                })?;
                Ok(#name { #(#values),* })
            }
        }
    }
}

/// An expression of type `Result<T, Fault>` that reads one value.
fn value(value: &Type, names: &Names) -> TokenStream {
    let read = match &value.kind {
        TypeKind::Scalar(kind) => scalar_value(kind, names),
        TypeKind::List { item, length } => {
            let item = self::value(item, names);
            let length = scalar::range(length.min, length.max, Literal::u64_unsuffixed);
            quote!(cursor.list(#length, |cursor| #item))
        }
        TypeKind::Object(schema) => {
            let name = names.get(Kind::Type, &schema.name);
            quote!(<schema::#name as gw::ReadBody>::read(cursor))
        }
        TypeKind::Map { .. } | TypeKind::OneOf(_) => {
            let none = no_type();
            quote!(cursor.text(|_| ::core::option::Option::<#none>::None))
        }
    };
    match value.nullability {
        Nullability::NotNull => read,
        Nullability::Nullable => quote!(cursor.nullable(|cursor| #read)),
    }
}

fn scalar_value(kind: &ScalarType, names: &Names) -> TokenStream {
    match kind {
        ScalarType::String { .. }
        | ScalarType::Format(_)
        | ScalarType::Enumeration(_)
        | ScalarType::Constant(_) => {
            let value = scalar::from_string(kind, &quote!(text), names);
            quote!(cursor.text(|text| #value))
        }
        ScalarType::Int(bounds) if *bounds == Bounds::default() => quote!(cursor.int(|_| true)),
        ScalarType::Int(bounds) => {
            let range = scalar::range(bounds.min, bounds.max, Literal::i64_unsuffixed);
            quote!(cursor.int(|number| (#range).contains(&number)))
        }
        ScalarType::Decimal(bounds) => match scalar::decimal_bounds(bounds) {
            Some((min, max)) => quote!(cursor.decimal(|number| gw::is_within(number, #min, #max))),
            None => quote!(cursor.decimal(|_| true)),
        },
        ScalarType::Bool => quote!(cursor.boolean()),
    }
}
