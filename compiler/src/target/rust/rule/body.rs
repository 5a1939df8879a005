//! Stage 11: bodies, read and validated in one pass into their types.

use std::collections::BTreeSet;

use gatewright_core::policy::{
    Access, Body, BodyContent, Bounds, Condition, Field, Format, Nullability, ObjectSchema,
    OtherFields, Policy, Presence, Route, ScalarType, Schema, StringContent, TaggedUnion, Type,
    TypeKind,
};
use gatewright_core::primitive::body::LONGEST_RANGED_TEXT;
use gatewright_core::primitive::decimal::Decimal;
use gatewright_core::primitive::pattern::Pattern;
use proc_macro2::{Ident, Literal, TokenStream};
use quote::{ToTokens, quote};

use super::{form, multipart, scalar, schema, union};
use crate::target::rust::names::{Kind, Names};

/// The most members of a tuple that the runtime reads.
const LARGEST_TUPLE: usize = 16;

/// The check of a route.
pub(super) fn check(route: &Route, names: &Names) -> TokenStream {
    let Some(body) = &route.body else { return quote!(call.require_no_body(route.name)?;) };
    let max = Literal::u64_unsuffixed(body.max);
    match &body.content {
        BodyContent::Any => quote!(call.limit_body(route.name, #max)?;),
        BodyContent::Json(_) if told(route).is_some() => {
            quote!(call.take_json(route.name, &route.body).await?;)
        }
        BodyContent::Json(schema) => {
            let name = type_name(schema, names);
            quote! {
                let bytes = call.read_json(route.name, #max).await?;
                let body: schema::#name = gw::read_body(route.name, &bytes)?;
            }
        }
        BodyContent::Form(schema) => form::check(schema, body.max, names),
        BodyContent::Multipart(multipart) => multipart::check(route, multipart, body.max, names),
    }
}

/// A JSON body that no condition reads: the route's guard is told how it is read.
pub(super) struct ToldBody<'p> {
    schema: &'p Schema,
    max: u64,
}

/// The body of a route, if it is one.
pub(super) fn told(route: &Route) -> Option<ToldBody<'_>> {
    let body = route.body.as_ref()?;
    if route.conditions().any(Condition::reads_body) {
        return None;
    }
    match &body.content {
        BodyContent::Json(schema) => Some(ToldBody { schema, max: body.max }),
        BodyContent::Any | BodyContent::Form(_) | BodyContent::Multipart(_) => None,
    }
}

impl ToldBody<'_> {
    /// A `gw::JsonBody`.
    pub(super) fn printed(&self, names: &Names) -> TokenStream {
        let (name, max) = (type_name(self.schema, names), Literal::u64_unsuffixed(self.max));
        quote!(gw::JsonBody { max: #max, read: gw::provide_json::<schema::#name> })
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
        // It has been handed on as soon as it was read.
        Some(BodyContent::Json(_)) if told(route).is_some() => TokenStream::new(),
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
    let own = fields.iter().map(|(_, field)| &field.name);
    let read_only = schema.fields.iter().filter(|field| field.access == Access::ReadOnly);
    let read_only = read_only.map(|field| &field.name);
    let new = match schema.others {
        OtherFields::Refused => quote!(new),
        OtherFields::Admitted => quote!(open),
    };
    let idents: Vec<_> = fields.iter().map(|(ident, _)| ident.clone()).collect();
    let members: Vec<_> = fields.iter().map(|(_, field)| member(field, names)).collect();
    let (values, members) = (tuple(&idents, &quote!()), tuple(&members, &quote!(gw::Then)));
    quote! {
        impl gw::ReadBody for #name {
            fn read(
                cursor: &mut gw::Cursor<'_>,
            ) -> ::core::result::Result<#name, gw::Fault> {
                let #values = gw::object(
                    cursor,
                    const {
                        &gw::Object {
                            fields: gw::Fields::#new([#(#own),*], &[#(#read_only),*]),
                            members: #members,
                        }
                    },
                )?;
                Ok(#name { #(#idents),* })
            }
        }
    }
}

/// A tuple; of more members than tuples may have, tuples in pairs, before each of which `pair` stands.
fn tuple(members: &[impl ToTokens], pair: &TokenStream) -> TokenStream {
    match members.split_at_checked(LARGEST_TUPLE) {
        None | Some((_, [])) => quote!((#(#members,)*)),
        Some((members, rest)) => {
            let rest = tuple(rest, pair);
            quote!(#pair((#(#members,)*), #rest))
        }
    }
}

fn member(field: &Field, names: &Names) -> TokenStream {
    let rule = rule(&field.value, names);
    match field.presence {
        Presence::Required => quote!(gw::Required(#rule)),
        Presence::Optional => quote!(gw::Optional(#rule)),
    }
}

/// The rule of a value.
fn rule(value: &Type, names: &Names) -> TokenStream {
    let rule = match &value.kind {
        TypeKind::Scalar(kind) => scalar_rule(kind, names),
        TypeKind::List { item, length } => {
            let (item, length) = (self::rule(item, names), bounds(*length));
            quote!(gw::ListRule { length: #length, item: #item })
        }
        TypeKind::Object(schema) => schema_rule(&names.get(Kind::Type, &schema.name)),
        TypeKind::Map { value, length } => {
            let (value, length) = (self::rule(value, names), bounds(*length));
            quote!(gw::MapRule { length: #length, value: #value })
        }
        TypeKind::OneOf(union) => schema_rule(&names.get(Kind::Type, &union::key(union))),
    };
    match value.nullability {
        Nullability::NotNull => rule,
        Nullability::Nullable => quote!(gw::Nullable(#rule)),
    }
}

fn schema_rule(name: &Ident) -> TokenStream {
    quote!(gw::SchemaRule::<schema::#name>::new())
}

fn bounds(bounds: Bounds<u64>) -> TokenStream {
    let bound = |bound: Option<u64>| match bound {
        None => quote!(None),
        Some(bound) => {
            let bound = Literal::u64_unsuffixed(bound);
            quote!(Some(#bound))
        }
    };
    let (min, max) = (bound(bounds.min), bound(bounds.max));
    quote!(gw::Bounds { min: #min, max: #max })
}

/// The rule of a pattern that is a range of characters at each place, if nothing else narrows it.
fn ranged_text(pattern: &Pattern, length: Bounds<u64>) -> Option<TokenStream> {
    let ranges = pattern.table().ranges()?;
    // What stands for itself between the quotes of JSON.
    let is_plain = |byte: u8| matches!(byte, b' '..=b'~') && byte != b'"' && byte != b'\\';
    let are_plain = ranges.iter().cloned().flatten().all(is_plain);
    let count = u64::try_from(ranges.len()).ok()?;
    let fits =
        length.min.is_none_or(|min| min <= count) && length.max.is_none_or(|max| count <= max);
    if ranges.is_empty() || ranges.len() > LONGEST_RANGED_TEXT || !are_plain || !fits {
        return None;
    }
    let (least, most): (Vec<u8>, Vec<u8>) =
        ranges.iter().map(|range| (*range.start(), *range.end())).unzip();
    let (least, most) = (Literal::byte_string(&least), Literal::byte_string(&most));
    Some(quote!(gw::RangedText { least: *#least, most: *#most }))
}

fn scalar_rule(kind: &ScalarType, names: &Names) -> TokenStream {
    match kind {
        ScalarType::String { length, pattern, content } => {
            if let Some(rule) = pattern.as_ref().and_then(|pattern| ranged_text(pattern, *length)) {
                return rule;
            }
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
                gw::StringRule {
                    min: #min,
                    max: #max,
                    content: gw::StringContent::#content,
                    pattern: #pattern,
                }
            }
        }
        ScalarType::Format(Format::Uuid) => quote!(gw::UuidRule),
        ScalarType::Format(format) => {
            let format = scalar::format_variant(*format);
            quote!(gw::Format::#format)
        }
        ScalarType::Enumeration(enumeration) => {
            let name = names.get(Kind::Type, &enumeration.name);
            quote!(gw::ParsedRule(schema::#name::parse))
        }
        ScalarType::Constant(constant) => quote!(gw::ConstantRule(#constant)),
        ScalarType::Int(bounds) => {
            let number = |bound: Option<i64>, open: TokenStream| match bound {
                None => open,
                Some(bound) => {
                    let bound = Literal::i64_unsuffixed(bound);
                    quote!(#bound)
                }
            };
            let (min, max) =
                (number(bounds.min, quote!(i64::MIN)), number(bounds.max, quote!(i64::MAX)));
            quote!(gw::IntRule { min: #min, max: #max })
        }
        ScalarType::Decimal(bounds) => {
            let bound = |bound: Option<Decimal>| match bound {
                None => quote!(None),
                Some(bound) => {
                    let parts = scalar::decimal_parts(bound);
                    quote!(Some(#parts))
                }
            };
            let (min, max) = (bound(bounds.min), bound(bounds.max));
            quote!(gw::DecimalRule { min: #min, max: #max })
        }
        ScalarType::Bool => quote!(gw::BoolRule),
    }
}
