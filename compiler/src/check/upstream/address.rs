//! Where an upstream is, as a URL without anything but scheme, host and port.

use gatewright_core::policy::{Span, Transport};

use super::super::host;
use crate::diagnostic::{Applicability, Diagnostic, Suggestion, codes};
use crate::syntax::ast::Text;

/// Where an upstream is.
pub(super) struct Address {
    pub(super) transport: Transport,
    pub(super) host: String,
    pub(super) port: u16,
}

/// What `http://HOST[:PORT]` or `https://HOST[:PORT]` says.
pub(super) fn check(url: &Text, findings: &mut Vec<Diagnostic>) -> Option<Address> {
    let plain = url.text.strip_prefix("http://").map(|rest| (Transport::Plain, "http", 80, rest));
    let tls = url.text.strip_prefix("https://").map(|rest| (Transport::Tls, "https", 443, rest));
    let Some((transport, scheme, default_port, authority)) = plain.or(tls) else {
        let error = wrong_url(url.span, "does not begin with `http://` or `https://`".to_owned());
        findings.push(if url.text.contains("://") {
            error
        } else {
            let better = format!("\"http://{}\"", url.text.escape_debug());
            let change = Suggestion::replace(url.span, &better, Applicability::MaybeIncorrect);
            error.suggest(format!("write `{better}`"), change)
        });
        return None;
    };
    if let Some(at) = authority.find(['/', '?', '#', '@']) {
        let what = match authority.get(at..=at) {
            Some("@") => "credentials do not belong here",
            _ => "a path or query cannot be added: requests keep theirs",
        };
        let bare = authority.get(..at).unwrap_or_default();
        let error = wrong_url(url.span, what.to_owned());
        findings.push(if what.starts_with("a path") {
            let better = format!("\"{scheme}://{}\"", bare.escape_debug());
            let sure = authority.get(at..) == Some("/");
            let change = Suggestion::replace(url.span, &better, Applicability::when(sure));
            error.suggest(format!("write `{better}`"), change)
        } else {
            error
        });
        return None;
    }
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
        _ => (authority, None),
    };
    let host = match host::upstream(host) {
        Ok(host) => host,
        Err(why) => {
            findings.push(wrong_url(url.span, why));
            return None;
        }
    };
    let Some(port) = port else { return Some(Address { transport, host, port: default_port }) };
    match port.parse::<u16>() {
        Ok(number) if number > 0 && port.bytes().all(|byte| byte.is_ascii_digit()) => {
            Some(Address { transport, host, port: number })
        }
        _ => {
            findings
                .push(wrong_url(url.span, "the port is not a number from 1 to 65535".to_owned()));
            None
        }
    }
}

fn wrong_url(span: Span, why: String) -> Diagnostic {
    Diagnostic::error(codes::UPSTREAM_URL, "this is not the address of an upstream")
        .label(span, why)
        .help("write it like `\"http://127.0.0.1:9001\"`")
}
