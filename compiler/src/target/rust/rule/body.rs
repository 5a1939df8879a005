//! Stage 11: bodies, read and validated in one pass into their types.

use std::collections::BTreeSet;

use gatewright_core::policy::{
    Access, Body, BodyContent, Bounds, Nullability, ObjectSchema, OtherFields, Policy, Presence,
    Route, ScalarType, Schema, StringContent, TaggedUnion, Type, TypeKind,
};
use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};

use super::{form, multipart, scalar, schema, union};
use crate::target::rust::names::{Kind, Names};

/// The check of a route.
pub(super) fn check(route: &Route, names: &Names) -> TokenStream {
    let Some(body) = &route.body else { return quote!(call.require_no_body(ROUTE)?;) };
    let max = Literal::u64_unsuffixed(body.max);
    match &body.content {
        BodyContent::Any => quote!(call.limit_body(ROUTE, #max)?;),
        BodyContent::Json(schema) => {
            let name = type_name(schema, names);
            quote! {
                let bytes = call.read_json(ROUTE, #max).await?;
                let body: schema::#name = gw::read_body(ROUTE, &bytes)?;
            }
        }
        BodyContent::Form(schema) => form::check(schema, body.max, names),
        BodyContent::Multipart(multipart) => multipart::check(route, multipart, body.max, names),
    }
}

/// Whether the check waits for the body to arrive.
pub(super) fn waits(route: &Route) -> bool {
    route.body.as_ref().is_some_and(is_typed)
}

/// Whether it is read into a type.
fn is_typed(body: &Body) -> bool {
    match body.content {
        BodyContent::Any => false,
        BodyContent::Json(_) | BodyContent::Form(_) | BodyContent::Multipart(_) => true,
    }
}

fn type_name(schema: &Schema, names: &Names) -> Ident {
    match schema {
        Schema::Object(schema) => names.get(Kind::Type, &schema.name),
        Schema::OneOf(union) => names.get(Kind::Type, &union::key(union)),
    }
}

/// Hands the body on to the handler, when nothing reads it any more.
pub(super) fn provide(route: &Route) -> TokenStream {
    match route.body.as_ref().map(|body| &body.content) {
        None | Some(BodyContent::Any) => TokenStream::new(),
        Some(BodyContent::Json(_) | BodyContent::Form(_)) => {
            quote!(call.provide(gw::Body(body));)
        }
        Some(BodyContent::Multipart(multipart)) => multipart::provide(multipart),
    }
}

/// What stands in bodies.
#[derive(Debug, Default)]
pub(super) struct InBodies<'a> {
    /// The names of the schemas.
    pub(super) schemas: BTreeSet<&'a str>,
    /// The keys of the unions.
    pub(super) unions: BTreeSet<String>,
}

impl<'a> InBodies<'a> {
    pub(super) fn of(policy: &'a Policy) -> InBodies<'a> {
        let mut found = InBodies::default();
        for schema in policy.routes().filter_map(|route| route.body.as_ref()?.schema()) {
            match schema {
                Schema::Object(schema) => found.reach(schema),
                Schema::OneOf(union) => found.reach_union(union),
            }
        }
        found
    }

    fn reach(&mut self, schema: &'a ObjectSchema) {
        if self.schemas.insert(&schema.name) {
            for field in &schema.fields {
                self.reach_type(&field.value);
            }
        }
    }

    fn reach_union(&mut self, union: &'a TaggedUnion) {
        if self.unions.insert(union::key(union)) {
            for variant in &union.variants {
                self.reach(&variant.schema);
            }
        }
    }

    fn reach_type(&mut self, value: &'a Type) {
        match &value.kind {
            TypeKind::Scalar(_) => {}
            TypeKind::List { item: inner, .. } | TypeKind::Map { value: inner, .. } => {
                self.reach_type(inner);
            }
            TypeKind::Object(schema) => self.reach(schema),
            TypeKind::OneOf(union) => self.reach_union(union),
        }
    }
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
    let count = Literal::usize_unsuffixed(fields.len());
    let new = match schema.others {
        OtherFields::Refused => quote!(new),
        OtherFields::Admitted => quote!(open),
    };
    quote! {
        impl gw::ReadBody for #name {
            fn read(
                cursor: &mut gw::Cursor<'_>,
            ) -> ::core::result::Result<#name, gw::Fault> {
                static FIELDS: gw::Fields<#count> =
                    gw::Fields::#new([#(#field_names),*], &[#(#read_only),*]);
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
        TypeKind::Map { value, length } => {
            let value = self::value(value, names);
            let length = scalar::range(length.min, length.max, Literal::u64_unsuffixed);
            quote!(cursor.map(#length, |cursor| #value))
        }
        TypeKind::OneOf(union) => {
            let name = names.get(Kind::Type, &union::key(union));
            quote!(<schema::#name as gw::ReadBody>::read(cursor))
        }
    };
    match value.nullability {
        Nullability::NotNull => read,
        Nullability::Nullable => quote!(cursor.nullable(|cursor| #read)),
    }
}

fn scalar_value(kind: &ScalarType, names: &Names) -> TokenStream {
    match kind {
        ScalarType::String { length, pattern, content } => {
            let min = Literal::u64_unsuffixed(length.min.unwrap_or(0));
            let max = length.max.map(Literal::u64_unsuffixed);
            let max = max.map_or_else(|| quote!(u64::MAX), |max| quote!(#max));
            let content = match content {
                StringContent::Text => quote!(Text),
                StringContent::Raw => quote!(Raw),
            };
            let pattern = match pattern {
                None => quote!(None),
                Some(pattern) => {
                    let pattern = names.pattern(pattern);
                    quote!(Some(&pattern::#pattern))
                }
            };
            quote! {
                cursor.string(&gw::StringRule {
                    min: #min,
                    max: #max,
                    content: gw::StringContent::#content,
                    pattern: #pattern,
                })
            }
        }
        ScalarType::Format(_) | ScalarType::Enumeration(_) | ScalarType::Constant(_) => {
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
