//! Stage 15: what is told of decisions.

use gatewright_core::policy::{Policy, RecordedDecisions};
use proc_macro2::TokenStream;
use quote::quote;

/// The static of what the policy wants to be told.
pub(in crate::target::rust) fn observed(policy: &Policy) -> TokenStream {
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
    quote! {
        /// What is told of decisions.
        static OBSERVED: gw::Observed = gw::Observed {
            policy: NAME,
            digest: DIGEST,
            log: #log,
        };
    }
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
