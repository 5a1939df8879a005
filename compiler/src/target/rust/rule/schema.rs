//! The types of the `schema` module, and how each is read out of a body or a query.

use std::collections::BTreeSet;

use gatewright_core::policy::{
    Access, Enumeration, Field, Nullability, ObjectSchema, OtherFields, Policy, Presence, Type,
    TypeKind,
};
use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::{body, declared, form, query, scalar, union};
use crate::target::rust::name::Scope;
use crate::target::rust::names::{Kind, Names};

/// `pub mod schema`.
pub(in crate::target::rust) fn module(policy: &Policy, names: &Names) -> TokenStream {
    let enumerations =
        policy.enumerations.iter().map(|enumeration| enumeration_type(enumeration, names));
    let bodies = body::InBodies::of(policy);
    let queries: BTreeSet<&str> =
        policy.routes().filter_map(|route| Some(route.query.as_ref()?.name.as_str())).collect();
    let forms: BTreeSet<&str> = policy
        .routes()
        .filter_map(|route| Some(route.body.as_ref()?.form()?.name.as_str()))
        .collect();
    let carriers = declared::carriers(policy);
    let schemas = policy.schemas.iter().map(|schema| {
        let own = struct_type(schema, names);
        let name = schema.name.as_str();
        let from_body = bodies.schemas.contains(name).then(|| body::reader(schema, names));
        let from_query = queries.contains(name).then(|| query::reader(schema, names));
        let from_form = forms.contains(name).then(|| form::reader(schema, names));
        let carried = carriers.get(name).map(|carriers| declared::readers(carriers, schema, names));
        quote!(#own #from_body #from_form #from_query #carried)
    });
    let unions = union::all(policy);
    let unions = unions.iter().map(|(key, union)| {
        let own = union::enum_type(key, union, names);
        let from_body = bodies.unions.contains(key).then(|| union::reader(key, union, names));
        quote!(#own #from_body)
    });
    quote! {
        /// The policy's schemas as types.
        pub mod schema {
            #[allow(unused_imports, reason = "a policy may have no patterns and no enums")]
            use super::{gw, pattern, schema};

            #(#enumerations)*
            #(#schemas)*
            #(#unions)*
        }
    }
}

/// The fields that a client may send, with their identifiers.
pub(super) fn fields(schema: &ObjectSchema) -> Vec<(Ident, &Field)> {
    let mut scope = Scope::default();
    let writable = schema.fields.iter().filter(|field| field.access == Access::ReadWrite);
    writable.map(|field| (scope.snake(&field.name), field)).collect()
}

/// One of them.
pub(super) fn field<'a>(schema: &'a ObjectSchema, name: &str) -> Option<(Ident, &'a Field)> {
    fields(schema).into_iter().find(|(_, field)| field.name == name)
}

fn struct_type(schema: &ObjectSchema, names: &Names) -> TokenStream {
    let name = names.get(Kind::Type, &schema.name);
    let others = match schema.others {
        OtherFields::Refused => "",
        OtherFields::Admitted => " Fields that it does not name stand in the request only.",
    };
    let about = format!(" `schema {}`, as a client may send it.{others}", schema.name);
    let fields = fields(schema).into_iter().map(|(ident, field)| {
        let value = value_type(&field.value, names);
        let value = match field.presence {
            Presence::Required => value,
            Presence::Optional => quote!(::core::option::Option<#value>),
        };
        quote!(pub #ident: #value)
    });
    quote! {
        #[doc = #about]
        #[derive(Clone, Debug, PartialEq)]
        pub struct #name {
            #(#fields),*
        }

        // Derived, it would be a function for rustc to check.
        impl ::core::cmp::Eq for #name {}
    }
}

fn value_type(value: &Type, names: &Names) -> TokenStream {
    let kind = match &value.kind {
        TypeKind::Scalar(scalar) => scalar::rust_type(scalar, names),
        TypeKind::List { item, .. } => {
            let item = value_type(item, names);
            quote!(::std::vec::Vec<#item>)
        }
        TypeKind::Object(schema) => {
            let name = names.get(Kind::Type, &schema.name);
            quote!(schema::#name)
        }
        TypeKind::Map { value, .. } => {
            let value = value_type(value, names);
            quote!(::std::collections::BTreeMap<::std::string::String, #value>)
        }
        TypeKind::OneOf(union) => {
            let name = names.get(Kind::Type, &union::key(union));
            quote!(schema::#name)
        }
    };
    match value.nullability {
        Nullability::NotNull => kind,
        Nullability::Nullable => quote!(::core::option::Option<#kind>),
    }
}

fn enumeration_type(enumeration: &Enumeration, names: &Names) -> TokenStream {
    let name = names.get(Kind::Type, &enumeration.name);
    let about = format!(" `enum {}`.", enumeration.name);
    let mut scope = Scope::default();
    let values = &enumeration.values;
    let variants: Vec<Ident> = values.iter().map(|value| scope.camel(value)).collect();
    let abouts = values.iter().map(|value| format!(" `{}`.", value.escape_debug()));
    quote! {
        #[doc = #about]
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum #name {
            #(
                #[doc = #abouts]
                #variants
            ),*
        }

        impl #name {
            /// The value as clients write it.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    #(#name::#variants => #values,)*
                }
            }

            /// The value that clients write so.
            #[must_use]
            pub fn parse(text: &str) -> ::core::option::Option<#name> {
                match text {
                    #(#values => Some(#name::#variants),)*
                    _ => None,
                }
            }
        }
    }
}
