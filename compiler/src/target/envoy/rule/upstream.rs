//! Where admitted requests go.

use std::net::IpAddr;

use gatewright_core::policy::{IdentityHeader, Upstream};

use super::auth::type_name;
use crate::target::envoy::escape::json_string;
use crate::target::envoy::lua::Lua;
use crate::target::envoy::node::Cluster;

/// The cluster of an upstream.
pub(in crate::target::envoy) fn cluster(upstream: &Upstream) -> Cluster {
    let host = upstream.host.trim_start_matches('[').trim_end_matches(']');
    let discovery = if host.parse::<IpAddr>().is_ok() { "STATIC" } else { "STRICT_DNS" };
    Cluster {
        name: json_string(&upstream.name),
        discovery: json_string(discovery),
        host: json_string(host),
        port: upstream.port,
    }
}

/// The identity headers of an upstream as the authorization stage sets them.
pub(in crate::target::envoy) fn identity(headers: &[IdentityHeader]) -> Lua {
    let entry = |header: &IdentityHeader| {
        Lua::table([
            ("header", Some(Lua::text(&header.name))),
            ("field", Some(Lua::text(&header.field))),
            ("type", Some(Lua::text(type_name(header.kind)))),
        ])
    };
    Lua::List(headers.iter().map(entry).collect())
}
