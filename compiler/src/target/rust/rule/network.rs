//! Hosts, trusted proxies and address blocks.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use gatewright_core::policy::Policy;
use proc_macro2::{Literal, TokenStream};
use quote::quote;

/// What stages 1 to 4 read, as constants.
pub(in crate::target::rust) fn constants(policy: &Policy) -> TokenStream {
    let hosts = &policy.hosts;
    let single_valued = policy.single_valued_headers();
    let identity = policy.identity_header_names();
    let proxies = networks(&policy.trusted_proxies);
    quote! {
        /// Hosts that the API answers for; none means any.
        const HOSTS: &[&str] = &[#(#hosts),*];
        /// Headers that may stand once, since a rule reads one value of them.
        const SINGLE_VALUED: &[&str] = &[#(#single_valued),*];
        /// Headers by which an upstream learns who calls; a client's own are removed.
        const IDENTITY_HEADERS: &[&str] = &[#(#identity),*];
        /// Whose `X-Forwarded-For` entries are believed.
        const TRUSTED_PROXIES: &[gw::IpNet] = #proxies;
    }
}

/// Refuses cookies that stand twice of which a rule reads one value; nothing where none does.
pub(in crate::target::rust) fn single_valued_cookies(policy: &Policy) -> Option<TokenStream> {
    let names = policy.single_valued_cookies();
    (!names.is_empty()).then(|| quote!(call.require_single_cookies(&[#(#names),*])?;))
}

/// Address blocks as a constant slice.
pub(super) fn networks(networks: &[ipnet::IpNet]) -> TokenStream {
    let blocks = networks.iter().map(|network| {
        let prefix = Literal::u8_unsuffixed(network.prefix_len());
        match network.addr() {
            IpAddr::V4(v4) => {
                let v4 = ipv4(v4);
                quote!(gw::IpNet::V4(gw::Ipv4Net::new_assert(#v4, #prefix)))
            }
            IpAddr::V6(v6) => {
                let v6 = ipv6(v6);
                quote!(gw::IpNet::V6(gw::Ipv6Net::new_assert(#v6, #prefix)))
            }
        }
    });
    quote!(&[#(#blocks),*])
}

/// An address as a constant.
pub(super) fn address(address: IpAddr) -> TokenStream {
    match address {
        IpAddr::V4(v4) => {
            let v4 = ipv4(v4);
            quote!(::std::net::IpAddr::V4(#v4))
        }
        IpAddr::V6(v6) => {
            let v6 = ipv6(v6);
            quote!(::std::net::IpAddr::V6(#v6))
        }
    }
}

fn ipv4(address: Ipv4Addr) -> TokenStream {
    let octets = address.octets().map(Literal::u8_unsuffixed);
    quote!(::std::net::Ipv4Addr::new(#(#octets),*))
}

fn ipv6(address: Ipv6Addr) -> TokenStream {
    let groups = address.segments().map(Literal::u16_unsuffixed);
    quote!(::std::net::Ipv6Addr::new(#(#groups),*))
}
