//! Hosts, trusted proxies, and the network: whose requests are looked at at all.

use std::collections::BTreeSet;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use gatewright_core::policy::{Countries, CountryList, Network, Policy};
use gatewright_core::primitive::address_set::AddressRanges;
use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::limit::{self, Asked, Telling};

/// What stages 1 to 4 read, as constants.
pub(in crate::target::rust) fn constants(policy: &Policy) -> TokenStream {
    let hosts = &policy.hosts;
    let single_valued = policy.single_valued_headers();
    let own: BTreeSet<String> =
        policy.identity_header_names().into_iter().chain(policy.sent_header_names()).collect();
    let own = own.iter();
    let proxies = networks(&policy.trusted_proxies);
    quote! {
        /// Hosts that the API answers for; none means any.
        const HOSTS: &[&str] = &[#(#hosts),*];
        /// Headers that may stand once, since a rule reads one value of them.
        const SINGLE_VALUED: &[&str] = &[#(#single_valued),*];
        /// Headers that the policy sets, such as those by which an upstream learns who calls; a client's own are removed.
        const OWN_HEADERS: &[&str] = &[#(#own),*];
        /// Whose `X-Forwarded-For` entries are believed.
        const TRUSTED_PROXIES: &[gw::IpNet] = #proxies;
    }
}

/// Refuses cookies that stand twice of which a rule reads one value; nothing where none does.
pub(in crate::target::rust) fn single_valued_cookies(policy: &Policy) -> Option<TokenStream> {
    let names = policy.single_valued_cookies();
    (!names.is_empty()).then(|| quote!(call.require_single_cookies(&[#(#names),*])?;))
}

/// The fields of `Policy` that the network needs.
pub(in crate::target::rust) fn fields(policy: &Policy) -> TokenStream {
    let Network { deny: _, allow: _, countries, limit } = &policy.network;
    let countries = countries.as_ref().map(|_| quote!(countries: gw::Countries,));
    let limit = limit.as_ref().map(|limit| {
        let table = limit::table_type(limit);
        quote!(network_limit: #table,)
    });
    quote!(#countries #limit)
}

/// How they are read.
pub(in crate::target::rust) fn initial(policy: &Policy) -> TokenStream {
    let Network { deny: _, allow: _, countries, limit } = &policy.network;
    let countries = countries.as_ref().map(
        |Countries { database, .. }| quote!(countries: gw::policy_countries!(&loader, #database)?,),
    );
    let limit = limit.as_ref().map(|limit| {
        let table = limit::new_table(policy, limit);
        if limit::is_shared(limit) {
            quote!(network_limit: { let store = &store; #table },)
        } else {
            quote!(network_limit: #table,)
        }
    });
    quote!(#countries #limit)
}

/// Stage 3, behind the client's address.
pub(in crate::target::rust) fn check(policy: &Policy) -> TokenStream {
    let Network { deny, allow, countries, limit } = &policy.network;
    let deny = deny.as_ref().map(|rule| {
        let set = address_set(&rule.blocks);
        quote! {
            if #set.contains(client) {
                return Err(gw::Refusal::network_deny());
            }
        }
    });
    let allow = allow.as_ref().map(|rule| {
        let set = address_set(&rule.blocks);
        quote! {
            if !#set.contains(client) {
                return Err(gw::Refusal::network_allow());
            }
        }
    });
    let countries = countries.as_ref().map(|Countries { database: _, rule, span: _ }| {
        let rule = rule.as_ref().map(|rule| {
            let codes = rule.countries.iter().map(|country| country.code().to_owned());
            let is_listed = quote!(matches!(code, #(#codes)|*));
            let admits = match rule.list {
                CountryList::Allowed => is_listed,
                CountryList::Denied => quote!(!#is_listed),
            };
            quote! {
                if !call.country().is_some_and(|code| #admits) {
                    return Err(gw::Refusal::network_countries());
                }
            }
        });
        quote! {
            call.country = self.countries.find(client);
            #rule
        }
    });
    let limit = limit.as_ref().map(|limit| {
        let key = limit::client_key(limit);
        let retry_after = limit.retry_after().to_string();
        let of_policy = policy.response_headers.as_ref().and_then(|headers| headers.rate_limit);
        let is_told = of_policy.is_some()
            || policy.routes().any(|route| limit::tells(route) == Telling::Told);
        let asked = Asked {
            limit,
            table: quote!(self.network_limit),
            key,
            telling: if is_told { Telling::Told } else { Telling::Silent },
            refused: quote!(gw::Refusal::network_limit(#retry_after)),
            uncountable: quote!(gw::Refusal::uncountable_network_limit()),
        };
        asked.check()
    });
    quote!(#deny #allow #countries #limit)
}

/// Address blocks in which one is looked up.
pub(super) fn address_set(blocks: &[ipnet::IpNet]) -> TokenStream {
    let AddressRanges { v4, v6 } = AddressRanges::of(blocks);
    let v4 = v4.into_iter().map(|(first, last)| {
        let (first, last) = (ipv4(first), ipv4(last));
        quote!((#first, #last))
    });
    let v6 = v6.into_iter().map(|(first, last)| {
        let (first, last) = (ipv6(first), ipv6(last));
        quote!((#first, #last))
    });
    quote!(gw::AddressSet::new(&[#(#v4),*], &[#(#v6),*]))
}

/// Address blocks as a constant slice.
fn networks(networks: &[ipnet::IpNet]) -> TokenStream {
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
