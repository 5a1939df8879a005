//! Stage 9: query strings, read into their types.

use gatewright_core::policy::{Bounds, ObjectSchema, OtherFields, Presence, Route, TypeKind};
use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};

use super::{scalar, schema};
use crate::target::rust::names::{Kind, Names};

/// The check of a route; `query` is what conditions read.
pub(super) fn check(route: &Route, names: &Names) -> TokenStream {
    match &route.query {
        None => quote!(gw::require_no_query(route.name, target)?;),
        Some(schema) => {
            let name = names.get(Kind::Type, &schema.name);
            quote! {
                let query = schema::#name::from_query(target.query())
                    .map_err(|error| gw::refuse_query(route.name, &error))?;
            }
        }
    }
}

/// Hands the query on to the handler, when nothing reads it any more.
pub(super) fn provide(route: &Route) -> TokenStream {
    match &route.query {
        None => TokenStream::new(),
        Some(_) => quote!(call.provide(gw::Query(query));),
    }
}

/// How a schema's type is read: each parameter known, once unless it is a list, and of its type.
pub(super) fn reader(schema: &ObjectSchema, names: &Names) -> TokenStream {
    let name = names.get(Kind::Type, &schema.name);
    let fields = schema::fields(schema);
    let found: Vec<Ident> =
        fields.iter().map(|(ident, _)| format_ident!("found_{}", ident)).collect();
    let arms = fields.iter().zip(&found).map(|((_, field), found)| {
        let name = &field.name;
        let read = match &field.value.kind {
            TypeKind::Scalar(kind) => {
                let value = scalar::plain(kind, &quote!(text), names);
                quote!(gw::once(name, &mut #found, gw::typed(name, #value)?)?)
            }
            TypeKind::List { item, .. } => match &item.kind {
                TypeKind::Scalar(kind) => {
                    let value = scalar::plain(kind, &quote!(text), names);
                    let items = quote!(#found.get_or_insert_with(::std::vec::Vec::new));
                    quote!(#items.push(gw::typed(name, #value)?))
                }
                TypeKind::List { .. }
                | TypeKind::Map { .. }
                | TypeKind::Object(_)
                | TypeKind::OneOf(_) => refuse(),
            },
            TypeKind::Map { .. } | TypeKind::Object(_) | TypeKind::OneOf(_) => refuse(),
        };
        quote!(#name => #read,)
    });
    // However often, so long as it can be decoded.
    let others = match schema.others {
        OtherFields::Refused => quote!(return Err(gw::QueryError::Unknown(name.to_owned()))),
        OtherFields::Admitted => quote!({}),
    };
    // In the order of the fields, as the evaluator tells what is missing.
    let counts = fields.iter().zip(&found).map(|((_, field), found)| {
        let name = &field.name;
        let length = match &field.value.kind {
            TypeKind::List { length, .. } if *length != Bounds::default() => {
                let range = scalar::range(length.min, length.max, Literal::u64_unsuffixed);
                Some(quote!(gw::require_length(#name, &#found, #range)?;))
            }
            TypeKind::List { .. }
            | TypeKind::Scalar(_)
            | TypeKind::Map { .. }
            | TypeKind::Object(_)
            | TypeKind::OneOf(_) => None,
        };
        let presence = match field.presence {
            Presence::Required => Some(quote!(let #found = gw::present(#name, #found)?;)),
            Presence::Optional => None,
        };
        quote!(#length #presence)
    });
    let idents = fields.iter().map(|(ident, _)| ident);
    quote! {
        impl #name {
            /// Reads what stands after the `?`.
            pub(super) fn from_query(
                query: ::core::option::Option<&str>,
            ) -> ::core::result::Result<#name, gw::QueryError> {
                #(let mut #found = None;)*
                for pair in gw::pairs(query.unwrap_or_default()) {
                    let (name, text) = pair?;
                    let (name, text) = (name.as_str(), text.as_str());
                    match name {
                        #(#arms)*
                        _ => #others,
                    }
                }
                #(#counts)*
                Ok(#name { #(#idents: #found),* })
            }
        }
    }
}

/// The checked policy has nothing nested in a query.
fn refuse() -> TokenStream {
    quote!(return Err(gw::QueryError::Repeated(name.to_owned())))
}
