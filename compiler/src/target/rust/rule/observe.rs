//! Stage 15: what is told of decisions.

use std::collections::BTreeSet;

use gatewright_core::policy::{
    Alert, AlertEvent, LimitKey, Policy, Presence, RecordedDecisions, Route, Secret,
};
use gatewright_core::primitive::principal::IdSpace;
use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::{auth, limit};
use crate::target::rust::names::{Kind, Names};

/// The static of what the policy wants to be told.
pub(in crate::target::rust) fn observed(policy: &Policy, names: &Names) -> TokenStream {
    let log = match &policy.log {
        Some(log) => {
            let decisions = match log.decisions {
                RecordedDecisions::All => quote!(All),
                RecordedDecisions::Denied => quote!(Denied),
                RecordedDecisions::None => quote!(None),
            };
            let redacted = policy.redacted_headers();
            quote! {
                Some(gw::Log {
                    decisions: gw::RecordedDecisions::#decisions,
                    redacted: &[#(#redacted),*],
                })
            }
        }
        None => quote!(None),
    };
    let alerts = policy.alerts.iter().map(|alert| self::alert(policy, alert, names));
    let routes = policy.routes().map(|route| &route.name);
    let templates = policy.routes().map(Route::template);
    let parts = parts(policy);
    quote! {
        /// What is told of decisions.
        static OBSERVED: gw::Observed = gw::Observed {
            policy: NAME,
            digest: DIGEST,
            log: #log,
            alerts: &[#(#alerts),*],
            routes: &[#(#routes),*],
            templates: &[#(#templates),*],
            parts: &[#(#parts),*],
        };
    }
}

/// What tells rules of one kind apart.
fn parts(policy: &Policy) -> BTreeSet<&str> {
    let limits = policy.limits.iter().map(|limit| limit.name.as_str());
    let schemes = policy.schemes.iter().map(|scheme| scheme.name.as_str());
    let step_ups = policy.step_ups.iter().map(|step_up| step_up.name.as_str());
    limits.chain(schemes).chain(step_ups).collect()
}

fn alert(policy: &Policy, alert: &Alert, names: &Names) -> TokenStream {
    let Alert { name, count, of, window_ms, key, keys, span: _ } = alert;
    let [count, window, keys] = [*count, *window_ms, *keys].map(Literal::u64_unsuffixed);
    let of = match of {
        AlertEvent::Status(status) => {
            let status = Literal::u16_unsuffixed(*status);
            quote!(gw::CountedRefusals::Status(#status))
        }
        AlertEvent::Rule(rule) => quote!(gw::CountedRefusals::Rule(#rule)),
    };
    let by = match key {
        LimitKey::ClientIp => quote!(gw::AlertKey::Client),
        LimitKey::Country => quote!(gw::AlertKey::Country),
        LimitKey::Principal { field, .. } => {
            let key = limit::principal_key(policy, field, names);
            quote! {
                gw::AlertKey::Principal(|caller, mut hasher| {
                    if let Some(principal) = caller.downcast_ref::<Principal>() {
                        if let Some(key) = #key {
                            ::core::hash::Hash::hash(&key, &mut hasher);
                        }
                    }
                })
            }
        }
    };
    quote! {
        gw::Alert { name: #name, count: #count, of: #of, window_ms: #window, by: #by, keys: #keys }
    }
}

/// Notes who calls a route, where an alert counts by that or records tell of it.
pub(super) fn caller(policy: &Policy, route: &Route) -> Option<TokenStream> {
    let is_counted = policy.alerts.iter().any(|alert| match alert.key {
        LimitKey::Principal { .. } => true,
        LimitKey::ClientIp | LimitKey::Country => false,
    });
    let is_told = recorded_by(policy).is_some();
    ((is_counted || is_told) && !route.auth.is_empty()).then(|| match route.credential {
        Presence::Required => quote!(call.known(&principal);),
        Presence::Optional => quote! {
            if let Some(principal) = &principal {
                call.known(principal);
            }
        },
    })
}

/// Where the key is by which records tell of callers, where they do.
fn recorded_by(policy: &Policy) -> Option<&Secret> {
    policy.log.as_ref()?.principal.as_ref()
}

/// The observer when the policy is loaded.
pub(in crate::target::rust) fn initial(policy: &Policy) -> TokenStream {
    let pseudonyms = recorded_by(policy).map(|key| {
        let key = auth::secret(key);
        quote!(.with_pseudonyms(gw::Pseudonyms::read(&loader, #key, pseudonym)?))
    });
    quote!(gw::Observer::new(&OBSERVED, loader.notices()) #pseudonyms)
}

/// What records tell of a caller, where they do.
pub(in crate::target::rust) fn pseudonym(policy: &Policy, names: &Names) -> Option<TokenStream> {
    recorded_by(policy)?;
    let spaces = policy.schemes.iter().map(|scheme| {
        let ident = names.get(Kind::Scheme, &scheme.name);
        let space = match IdSpace::of(&scheme.name, &policy.schemes) {
            IdSpace::Scheme(name) => quote!(Scheme(#name)),
            IdSpace::Shared(name) => quote!(Shared(#name)),
        };
        quote!(Scheme::#ident => gw::IdSpace::#space,)
    });
    let field = names.get(Kind::PrincipalField, "id");
    let id = match limit::presence(policy, "id") {
        Presence::Required => quote!(&principal.#field),
        Presence::Optional => quote!(principal.#field.as_ref()?),
    };
    Some(quote! {
        /// What records tell of a caller.
        fn pseudonym(
            key: &gw::PseudonymKey,
            caller: &dyn ::core::any::Any,
        ) -> ::core::option::Option<gw::Pseudonym> {
            let principal = caller.downcast_ref::<Principal>()?;
            let space = match principal.scheme {
                #(#spaces)*
            };
            Some(key.pseudonym(space, #id))
        }
    })
}

/// The method of `Policy` that says where records go, where there are any.
pub(in crate::target::rust) fn with_records(policy: &Policy) -> Option<TokenStream> {
    policy.log.as_ref().map(|_| {
        quote! {
            /// The same policy, whose records go to `output`: whole lines, written by a thread of its own. Unless one is
            /// given, they go to the standard output.
            #[must_use]
            pub fn with_records(
                mut self,
                output: impl ::std::io::Write + ::core::marker::Send + 'static,
            ) -> Policy {
                self.observer.record_to(output);
                self
            }
        }
    })
}
