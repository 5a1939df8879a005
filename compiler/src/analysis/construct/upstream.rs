//! What an `upstream` declaration asks of a target.

use gatewright_core::policy::{Span, Transport, Upstream};

use super::{Construct, Use};

/// The uses of one upstream.
pub(super) fn uses(upstream: &Upstream) -> Vec<Use> {
    let Upstream {
        name,
        host: _,
        port: _,
        transport,
        connect_timeout,
        timeout,
        breaker,
        identity: _,
        span,
    } = upstream;
    let asked = |construct: Construct, part: &str, span: Span| Use {
        construct,
        rule: format!("upstream.{name}.{part}"),
        span,
    };
    let mut uses = Vec::new();
    match transport {
        Transport::Plain => {}
        Transport::Tls => uses.push(asked(Construct::UpstreamTls, "https", *span)),
    }
    let settings = [
        ("connect_timeout", connect_timeout.map(|setting| setting.span)),
        ("timeout", timeout.map(|setting| setting.span)),
        ("breaker", breaker.map(|setting| setting.span)),
    ];
    let written = settings.into_iter().filter_map(|(part, span)| Some((part, span?)));
    uses.extend(written.map(|(part, span)| asked(Construct::UpstreamSettings, part, span)));
    uses
}
