//! Which pages in browsers may call a route: statics, and the routes that preflights ask about.

use std::collections::BTreeSet;

use gatewright_core::policy::{Cors, Method, Origins, Policy, Route, Visibility};
use gatewright_core::primitive::cors;
use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::{answer, lifetime, router};
use crate::target::rust::names::{Kind, Names};

/// The `cors` declarations, and the routes of paths that pages may call.
pub(in crate::target::rust) fn statics(policy: &Policy, names: &Names) -> TokenStream {
    let declared = policy.cors.iter().map(|cors| declaration(cors, names));
    let asked = router::asked_by_pages(policy);
    let pages = policy.routes().filter(|route| asked.contains(route.name.as_str()));
    let pages = pages.map(|route| page(policy, route, names));
    quote!(#(#declared)* #(#pages)*)
}

/// Whether any route may be called by pages.
pub(in crate::target::rust) fn is_used(policy: &Policy) -> bool {
    policy.routes().any(|route| route.cors.is_some())
}

/// An `Option` with a reference to the declaration of a route.
pub(super) fn reference(route: &Route, names: &Names) -> TokenStream {
    match &route.cors {
        Some(cors) => {
            let ident = names.get(Kind::Pages, &cors.name);
            quote!(Some(&#ident))
        }
        None => quote!(None),
    }
}

fn declaration(cors: &Cors, names: &Names) -> TokenStream {
    let ident = names.get(Kind::Pages, &cors.name);
    let about = format!(" `cors {}`.", cors.name);
    let listed: Vec<&str> = match &cors.origins {
        Origins::Any => Vec::new(),
        Origins::Listed(origins) => origins.iter().map(|origin| origin.as_str()).collect(),
    };
    let of_listed = listed.iter().map(|origin| of_origin(cors, Some(origin.as_bytes())));
    let others = of_origin(cors, None);
    let max_age = match cors.max_age {
        Some(seconds) => {
            let seconds = Literal::u64_unsuffixed(seconds);
            quote!(Some(#seconds))
        }
        None => quote!(None),
    };
    quote! {
        #[doc = #about]
        static #ident: gw::Pages = gw::Pages {
            listed: &[#((#listed, #of_listed)),*],
            others: #others,
            max_age: #max_age,
        };
    }
}

/// What is said about pages of this origin, or of all that are not listed.
fn of_origin(cors: &Cors, origin: Option<&[u8]>) -> TokenStream {
    let answer = answer::lines(&cors::headers(cors, origin));
    let readable = match cors::readable(cors, origin) {
        Some(lines) => {
            let lines = lines.iter().map(|(name, value)| quote!((#name, #value)));
            quote!(Some(&[#(#lines),*]))
        }
        None => quote!(None),
    };
    quote!(gw::PagesOf { answer: #answer, readable: #readable })
}

/// A route as preflights ask about it.
fn page(policy: &Policy, route: &Route, names: &Names) -> TokenStream {
    let ident = names.get(Kind::Page, &route.name);
    let about = format!(" `{} {}`, as browsers ask.", route.method.name(), route.template());
    let name = &route.name;
    let method = router::method_variant(route.method);
    let sunset = lifetime::sunset(route);
    let pages = reference(route, names);
    let sendable = route.cors.iter().flat_map(|cors| cors::sendable(cors, route));
    let visibility = match route.visibility {
        Visibility::Shown => quote!(Shown),
        Visibility::Hidden { .. } => quote!(Hidden),
    };
    let answers = match answer::own(policy, route, names) {
        Some(answers) => quote!(Some(#answers)),
        None => quote!(None),
    };
    quote! {
        #[doc = #about]
        static #ident: gw::Page = gw::Page {
            route: #name,
            method: #method,
            sunset: #sunset,
            pages: #pages,
            sendable: &[#(#sendable),*],
            visibility: gw::PageVisibility::#visibility,
            answers: #answers,
        };
    }
}

/// Answers with the route that a preflight asks about; nothing where no route of the path may be called by pages.
pub(super) fn ask(routes: &[&Route], names: &Names) -> Option<TokenStream> {
    // One that may be known of, if there is one: the same in whatever order they stand.
    let other = routes.iter().filter(|route| route.cors.is_some());
    let other = other.min_by_key(|route| (is_hidden(route), route.method))?;
    let mut taken = BTreeSet::new();
    let arms: Vec<TokenStream> = routes
        .iter()
        .filter_map(|route| {
            let methods = asked_methods(route.method).into_iter();
            let methods: Vec<&str> = methods.filter(|method| taken.insert(*method)).collect();
            let page = names.get(Kind::Page, &route.name);
            (!methods.is_empty()).then(|| quote!(#(#methods)|* => &#page,))
        })
        .collect();
    let other = names.get(Kind::Page, &other.name);
    Some(quote! {
        if let Some(asked) = call.preflight(method) {
            return Ok(Found::Preflight(match &*asked {
                #(#arms)*
                _ => &#other,
            }));
        }
    })
}

fn is_hidden(route: &Route) -> bool {
    match route.visibility {
        Visibility::Shown => false,
        Visibility::Hidden { .. } => true,
    }
}

/// The methods by which a preflight is about a route of this one.
fn asked_methods(method: Method) -> Vec<&'static str> {
    let preflight = |asked: Method| cors::Preflight {
        origin: b"",
        method: asked.name().to_owned(),
        headers: String::new(),
    };
    let all = Method::ALL.into_iter();
    all.filter(|asked| preflight(*asked).is_about(method)).map(Method::name).collect()
}
