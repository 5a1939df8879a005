//! The module as a whole: what stands in it, from top to bottom.

use gatewright_core::policy::{Detail, Policy};
use proc_macro2::TokenStream;
use quote::quote;

use super::RustTarget;
use super::load::load;
use super::name;
use super::names::Names;
use super::rule::alike::Alike;
use super::rule::{
    answer, auth, cors, limit, multipart, network, observe, pattern, principal, question, route,
    router, schema,
};
use crate::analysis::construct::{self, Construct};
use crate::target::gap;

pub(super) fn module(policy: &Policy) -> TokenStream {
    let names = Names::of(policy);
    let Policy { name, version, digest, .. } = policy;
    let module = name::Scope::default().snake(name);
    let about = format!(" Security policy `{name}` {version}, compiled by Gatewright.");
    let kept_elsewhere = kept_elsewhere(policy);
    let access_table = crate::analysis::access_table::render(policy);
    let head = policy_type(policy, &names);
    let requirement = auth::requirement(policy);
    let idn = needs_idn(policy).then(|| quote!(gw::policy_idn!();));
    let alike = Alike::of(policy, &names);
    let names = names.with_routes(alike.first_names());
    let pseudonym = observe::pseudonym(policy, &names).unwrap_or_default();
    let parts = [
        guard(policy, &names),
        observe::observed(policy, &names),
        pseudonym,
        answer::statics(policy, &names),
        cors::statics(policy, &names),
        network::constants(policy),
        router::router(policy, &alike, &names),
        limit::table(policy, &names),
        principal::types(policy, &names),
        auth::functions(policy, &names),
        route::functions(policy, &alike, &names),
        question::questions(policy, &alike, &names),
        schema::module(policy, &names),
        multipart::module(policy, &names),
        pattern::module(policy, &names),
    ];
    quote! {
        #[doc = #about]
        #(#[doc = #kept_elsewhere])*
        #[allow(
            dead_code,
            missing_docs,
            unused_variables,
            non_camel_case_types,
            unreachable_pub,
            clippy::all,
            clippy::pedantic,
            reason = "printed by a program; what a service does not use stays"
        )]
        pub mod #module {
            use ::gatewright::generated as gw;

            #requirement
            #idn

            /// The policy's name.
            pub const NAME: &str = #name;
            /// The policy's version.
            pub const VERSION: &str = #version;
            /// SHA-256 of the policy's text.
            pub const DIGEST: &str = #digest;
            /// Who may call what, as text: one line a route, one column a role.
            pub const ACCESS_TABLE: &str = #access_table;

            #head
            #(#parts)*
        }
    }
}

/// Whether it tells international host names: the feature `idn`.
fn needs_idn(policy: &Policy) -> bool {
    let uses = construct::uses(policy);
    uses.iter().any(|one| one.construct == Construct::InternationalHostname)
}

/// The lines of the module's documentation that tell what the service leaves to the server in front of it.
fn kept_elsewhere(policy: &Policy) -> Vec<String> {
    let kept = gap::kept_elsewhere(policy, &RustTarget);
    if kept.is_empty() {
        return Vec::new();
    }
    let begin =
        ["", " The service leaves to the server in front of it, and does not do itself:", ""];
    let settings = kept.iter().map(|kept| format!(" - `{}`: kept by {}", kept.rule, kept.who));
    begin.map(String::from).into_iter().chain(settings).collect()
}

/// `Policy`: what a service loads and puts around its router.
fn policy_type(policy: &Policy, names: &Names) -> TokenStream {
    let keys = auth::fields(policy, names);
    let network = network::fields(policy);
    let load = load(policy, names);
    let with_records = observe::with_records(policy);
    let located = policy
        .network
        .countries
        .as_ref()
        .map(|_| quote!(.located(TRUSTED_PROXIES, |client| self.countries.find(client))));
    quote! {
        /// The policy, ready to decide.
        pub struct Policy {
            clock: ::std::sync::Arc<dyn gw::Clock>,
            notices: gw::Notices,
            observer: gw::Observer,
            limits: Limits,
            #network
            #keys
        }

        impl Policy {
            #load

            /// The same policy on another clock.
            #[must_use]
            pub fn with_clock(mut self, clock: impl gw::Clock) -> Policy {
                self.clock = ::std::sync::Arc::new(clock);
                self
            }

            /// The same policy, which tells `receiver` what whoever runs it should know. Unless one is given, a line is written
            /// to the standard error stream.
            #[must_use]
            pub fn with_notices(
                self,
                receiver: impl Fn(&gw::Notice) + ::core::marker::Send + ::core::marker::Sync + 'static,
            ) -> Policy {
                self.notices.send_to(receiver);
                self
            }

            #with_records

            /// The same policy, beside which `shadow` decides too. Where it would decide otherwise, that is told, and nothing else
            /// comes of it.
            #[must_use]
            pub fn with_shadow(mut self, shadow: impl gw::Guard) -> Policy {
                self.observer.compare_with(shadow);
                self
            }

            /// Counts of decisions. They begin with the first call, which has to stand before `protect` or `layer`.
            #[must_use]
            pub fn metrics(&self) -> gw::Metrics {
                self.observer.metrics()
            }

            /// A request that nobody has sent, to be asked about.
            #[must_use]
            pub fn question(&self, request: gw::Request<()>) -> gw::Question {
                gw::Question::new(request, &*self.clock) #located
            }

            /// A router, or another service, as a finished service, the policy around all of it.
            pub fn protect<S>(self, service: S) -> gw::PolicyService<S, Policy> {
                gw::Layer::layer(&self.layer(), service)
            }

            /// The policy as a layer, to be put on last and outermost.
            pub fn layer(mut self) -> gw::PolicyLayer<Policy> {
                gw::Guard::start(&self);
                self.observer.start();
                gw::PolicyLayer::new(::std::sync::Arc::new(self))
            }
        }

        impl ::core::fmt::Debug for Policy {
            fn fmt(&self, formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                formatter.debug_struct("Policy").field("digest", &DIGEST).finish_non_exhaustive()
            }
        }
    }
}

/// The decision: stages 1 to 4, then the route's own function.
fn guard(policy: &Policy, names: &Names) -> TokenStream {
    let detail = match policy.detail {
        Detail::Minimal => quote!(Minimal),
        Detail::Full => quote!(Full),
    };
    let start = auth::start(policy, names);
    let start = (!start.is_empty()).then(|| {
        quote! {
            fn start(&self) {
                #start
            }
        }
    });
    let become_shadow = limit::become_shadow(policy, names);
    let known_certificate = auth::known_certificate(policy, names);
    let problem_types = policy.problem_types.as_ref().map(|types| {
        let base = &types.base;
        quote!(const PROBLEM_TYPES: ::core::option::Option<&'static str> = Some(#base);)
    });
    let answers = answer::of_guard(policy);
    let cookies = network::single_valued_cookies(policy);
    let network = network::check(policy);
    let find = if cors::is_used(policy) {
        quote! {
            let found = match find(method, &target, call)? {
                Found::Route(found) => found,
                Found::Preflight(page) => return page.answer(call, &target).map(gw::Passed::Answered),
            };
        }
    } else {
        quote!(let found = find(method, &target)?;)
    };
    quote! {
        impl gw::Guard for Policy {
            const DIGEST: &'static str = DIGEST;
            const DETAIL: gw::Detail = gw::Detail::#detail;
            #problem_types

            fn clock(&self) -> &dyn gw::Clock {
                &*self.clock
            }

            #answers

            #start
            #become_shadow

            fn observer(&self) -> ::core::option::Option<&gw::Observer> {
                ::core::option::Option::Some(&self.observer)
            }

            async fn decide(
                &self,
                call: &mut gw::Call,
            ) -> Result<gw::Passed, gw::Refusal> {
                #known_certificate
                let method = call.wire(SINGLE_VALUED)?;
                #cookies
                let uri = call.uri();
                let target = call.target(&uri)?;
                let client = call.client(TRUSTED_PROXIES)?;
                #network
                call.host(HOSTS)?;
                #find
                let identity = self.guard(found, call, &target, client).await?;
                call.forward(OWN_HEADERS, identity);
                Ok(gw::Passed::Admitted)
            }
        }
    }
}
