//! `load`: what a service calls once, when it starts.

use gatewright_core::policy::Policy;
use proc_macro2::TokenStream;
use quote::quote;

use super::names::Names;
use super::rule::{auth, limit, network, observe};

/// `load`, and for a policy that asks other servers also the one that takes a client. Where limits are shared, both take the
/// store, so that there is no service without one.
pub(super) fn load(policy: &Policy, names: &Names) -> TokenStream {
    let read = auth::initial(policy, names);
    let limits = limit::initial(policy);
    let observer = observe::initial(policy);
    let network = network::initial(policy);
    let needs_store = limit::needs_store(policy);
    let store = needs_store.then(|| quote!(store: impl gw::CountStore,));
    let given = needs_store.then(|| quote!(, store));
    let held = needs_store.then(|| quote!(let store = gw::Store::new(store, loader.notices());));
    let build = quote! {
        let loader = gw::Loader::new(folder.as_ref());
        #held
        Ok(Policy {
            clock: ::std::sync::Arc::new(gw::SystemClock::default()),
            notices: loader.notices(),
            observer: #observer,
            limits: #limits,
            #network
            #read
        })
    };
    let (loaded, with_client) = if auth::asks(policy) {
        let with_client = quote! {
            /// The same with another client in place of the one that comes with the feature `client`.
            ///
            /// # Errors
            ///
            /// Those of [`Policy::load`].
            pub fn load_with(
                folder: impl ::core::convert::AsRef<::std::path::Path>,
                client: impl gw::Fetch,
                #store
            ) -> Result<Policy, gw::LoadError> {
                let client: ::std::sync::Arc<dyn gw::Fetch> = ::std::sync::Arc::new(client);
                #build
            }
        };
        (quote!(Policy::load_with(folder, gw::policy_client!()? #given)), Some(with_client))
    } else {
        (build, None)
    };
    let about_store = needs_store.then(|| {
        quote! {
            #[doc = " Shared limits are counted in `store`, the same one for all instances of the service."]
            #[doc = ""]
        }
    });
    quote! {
        /// Reads the policy's key files, which stand relative to `folder`.
        ///
        #about_store
        /// # Errors
        ///
        /// A file that cannot be read, or in which anything at all is wrong.
        pub fn load(
            folder: impl ::core::convert::AsRef<::std::path::Path>,
            #store
        ) -> Result<Policy, gw::LoadError> {
            #loaded
        }

        #with_client
    }
}
