//! `headers`: what every answer carries, and what none does.

use std::collections::BTreeMap;

use gatewright_core::policy::{Carried, Policy, ResponseHeaders};
use proc_macro2::{Literal, TokenStream};
use quote::quote;

use crate::target::rust::names::{Kind, Names};

/// The blocks of a policy by a name: those of the policy under an empty one, and of each api that has its own.
fn blocks(policy: &Policy) -> BTreeMap<&str, &ResponseHeaders> {
    let own = policy.response_headers.as_deref();
    let of_apis = policy.apis.iter().filter_map(|api| {
        let headers = api.routes.first()?.response_headers.as_deref()?;
        (Some(headers) != own).then_some((api.name.as_str(), headers))
    });
    own.map(|headers| ("", headers)).into_iter().chain(of_apis).collect()
}

/// The names of the blocks.
pub(in crate::target::rust) fn names(policy: &Policy) -> Vec<&str> {
    blocks(policy).into_keys().collect()
}

pub(super) fn statics(policy: &Policy, names: &Names) -> TokenStream {
    let statics = blocks(policy).into_iter().map(|(name, headers)| {
        let ident = names.get(Kind::ResponseHeaders, name);
        let about = match name {
            "" => " What answers carry, and what they do not.".to_owned(),
            api => format!(" The same of the api `{api}`."),
        };
        let ResponseHeaders { set, removed, rate_limit: _, span: _ } = headers;
        let carried = |wanted: Carried| {
            let found = set.iter().filter(|header| header.carried == wanted);
            let pairs = found.map(|header| (header.name.as_str(), header.value.clone()));
            lines(&pairs.collect::<Vec<_>>())
        };
        let (always, over_tls) = (carried(Carried::Always), carried(Carried::OverTls));
        quote! {
            #[doc = #about]
            static #ident: gw::ConnectionHeaders = gw::ConnectionHeaders {
                always: #always,
                over_tls: #over_tls,
                removed: &[#(#removed),*],
            };
        }
    });
    quote!(#(#statics)*)
}

/// A reference to the static of a block.
pub(super) fn reference(
    policy: &Policy,
    headers: Option<&ResponseHeaders>,
    names: &Names,
) -> TokenStream {
    let found = blocks(policy).into_iter().find(|(_, block)| Some(*block) == headers);
    match found {
        Some((name, _)) => {
            let ident = names.get(Kind::ResponseHeaders, name);
            quote!(&#ident)
        }
        None => quote!(&gw::ConnectionHeaders::NONE),
    }
}

/// Header lines that stand ready.
pub(in crate::target::rust::rule) fn lines(lines: &[(&str, String)]) -> TokenStream {
    if lines.is_empty() {
        return quote!(&[]);
    }
    let count = Literal::usize_unsuffixed(lines.len());
    let lines = lines.iter().map(|(name, value)| {
        quote!((gw::HeaderName::from_static(#name), gw::HeaderValue::from_static(#value)))
    });
    // They count their uses, so each list is a static of its own.
    quote! {{
        static LINES: [gw::HeaderLine; #count] = [#(#lines),*];
        &LINES
    }}
}
