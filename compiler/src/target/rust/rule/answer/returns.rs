//! `returns`: which fields leave, as statics by schema.

use std::collections::BTreeMap;

use gatewright_core::policy::{
    Mask, ObjectSchema, Policy, ReturnShape, Returns, Route, Type, TypeKind,
};
use proc_macro2::{Literal, TokenStream};
use quote::quote;

use crate::target::rust::names::{Kind, Names};

/// The schemas of which fields leave, by name.
pub(in crate::target::rust) fn reached(policy: &Policy) -> BTreeMap<&str, &ObjectSchema> {
    let mut found = BTreeMap::new();
    for returns in policy.routes().filter_map(|route| route.returns.as_ref()) {
        reach(&returns.schema, &mut found);
    }
    found
}

fn reach<'p>(schema: &'p ObjectSchema, found: &mut BTreeMap<&'p str, &'p ObjectSchema>) {
    if found.insert(&schema.name, schema).is_none() {
        for field in &schema.fields {
            reach_type(&field.value, found);
        }
    }
}

fn reach_type<'p>(value: &'p Type, found: &mut BTreeMap<&'p str, &'p ObjectSchema>) {
    match &value.kind {
        TypeKind::Scalar(_) => {}
        TypeKind::List { item: inner, .. } | TypeKind::Map { value: inner, .. } => {
            reach_type(inner, found);
        }
        TypeKind::Object(schema) => reach(schema, found),
        TypeKind::OneOf(union) => {
            union.variants.iter().for_each(|variant| reach(&variant.schema, found));
        }
    }
}

pub(super) fn statics(policy: &Policy, names: &Names) -> TokenStream {
    let statics = reached(policy).into_iter().map(|(name, schema)| {
        let ident = names.get(Kind::Leaving, name);
        let about = format!(" What leaves of `{name}`.");
        let fields = schema.fields.iter().map(|field| {
            let (name, leaves) = (&field.name, leaves(&field.value, names));
            quote!((#name, #leaves))
        });
        quote! {
            #[doc = #about]
            static #ident: gw::LeavingFields = gw::LeavingFields(&[#(#fields),*]);
        }
    });
    quote!(#(#statics)*)
}

fn leaves(value: &Type, names: &Names) -> TokenStream {
    if let Some(Mask { keep }) = value.mask {
        let keep = Literal::u32_unsuffixed(keep);
        return quote!(gw::Leaves::Masked(gw::Mask { keep: #keep }));
    }
    match &value.kind {
        TypeKind::Scalar(_) => quote!(gw::Leaves::Scalar),
        TypeKind::List { item, .. } => {
            let item = leaves(item, names);
            quote!(gw::Leaves::List(&#item))
        }
        TypeKind::Map { value, .. } => {
            let value = leaves(value, names);
            quote!(gw::Leaves::Map(&#value))
        }
        TypeKind::Object(schema) => {
            let fields = names.get(Kind::Leaving, &schema.name);
            quote!(gw::Leaves::Object(&#fields))
        }
        TypeKind::OneOf(union) => {
            let tag = &union.tag;
            let variants = union.variants.iter().map(|variant| {
                let fields = names.get(Kind::Leaving, &variant.schema.name);
                let tag = &variant.tag;
                quote!((#tag, &#fields))
            });
            quote!(gw::Leaves::OneOf(&gw::LeavingUnion { tag: #tag, variants: &[#(#variants),*] }))
        }
    }
}

/// What leaves of a route's bodies.
pub(super) fn returned(route: &Route, returns: &Returns, names: &Names) -> TokenStream {
    let Returns { schema, shape, max, span: _ } = returns;
    let name = &route.name;
    let fields = names.get(Kind::Leaving, &schema.name);
    let shape = match shape {
        ReturnShape::One => quote!(One),
        ReturnShape::List => quote!(List),
    };
    let max = Literal::u64_unsuffixed(*max);
    quote! {
        gw::Returned {
            route: #name,
            fields: &#fields,
            shape: gw::ReturnShape::#shape,
            max: #max,
        }
    }
}
