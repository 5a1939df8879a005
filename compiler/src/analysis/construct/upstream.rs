//! What an `upstream` declaration asks of a target.

use gatewright_core::policy::{Transport, Upstream};

use super::{Construct, Use};

/// The uses of one upstream.
pub(super) fn uses(upstream: &Upstream) -> Vec<Use> {
    let Upstream {
        name,
        host: _,
        port: _,
        transport,
        connect_timeout_ms,
        timeout_ms,
        breaker,
        identity: _,
        span,
    } = upstream;
    let asked = |construct: Construct, part: &str| Use {
        construct,
        rule: format!("upstream.{name}.{part}"),
        span: *span,
    };
    let mut uses = Vec::new();
    match transport {
        Transport::Plain => {}
        Transport::Tls => uses.push(asked(Construct::UpstreamTls, "https")),
    }
    let settings = [
        ("connect_timeout", connect_timeout_ms.is_some()),
        ("timeout", timeout_ms.is_some()),
        ("breaker", breaker.is_some()),
    ];
    let written = settings.into_iter().filter(|(_, is_written)| *is_written);
    uses.extend(written.map(|(part, _)| asked(Construct::UpstreamSettings, part)));
    uses
}
