//! Host names: of the API, and of upstreams.

use std::net::{Ipv4Addr, Ipv6Addr};

use super::distinct::Distinct;
use super::setting::{list, not_supported, string, wrong_literal};
use crate::diagnostic::{Applicability, Diagnostic, Suggestion, codes};
use crate::syntax::ast::Setting;

/// The hosts that the API answers to.
pub(super) fn check(setting: &Setting, findings: &mut Vec<Diagnostic>) -> Vec<String> {
    const EXAMPLE: &str = "hosts: [\"api.example.com\"]";
    let Some(written) = list(setting, EXAMPLE, findings) else { return Vec::new() };
    if written.items.is_empty() {
        findings.push(
            Diagnostic::error(codes::WRONG_VALUE, "`hosts` must name at least one")
                .label(written.span, "no request could ever arrive")
                .help(format!("write it like `{EXAMPLE}`, or delete `hosts` to answer every host")),
        );
    }
    let mut distinct = Distinct::new();
    let mut hosts = Vec::new();
    for item in &written.items {
        let span = item.span();
        let Some(text) = string(item) else {
            findings.push(wrong_literal("hosts", "a list of strings", item, EXAMPLE));
            continue;
        };
        if text.contains('*') {
            findings.push(not_supported("a wildcard in `hosts`", span).help("list each host"));
            continue;
        }
        match name(text) {
            Ok(()) => {
                if distinct.admit(text, text, span, findings) {
                    hosts.push(text.to_owned());
                }
            }
            Err(why) => {
                let error = Diagnostic::error(
                    codes::HOST,
                    format!("`{}` cannot be a host", text.escape_debug()),
                )
                .label(span, why);
                findings.push(match respelled(text) {
                    Some(better) => {
                        let sure = text.trim().eq_ignore_ascii_case(&better);
                        let better = format!("\"{better}\"");
                        error.suggest(
                            format!("write `{better}`"),
                            Suggestion::replace(span, &better, Applicability::when(sure)),
                        )
                    }
                    None => error.help(
                        "write it like `\"api.example.com\"`: neither scheme nor port nor path",
                    ),
                });
            }
        }
    }
    hosts
}

/// The host of an upstream's address; IPv6 without its brackets.
pub(super) fn upstream(host: &str) -> Result<String, String> {
    name(host)?;
    let bare = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    Ok(bare.unwrap_or(host).to_owned())
}

/// A lower-case host name (RFC 1123), an IPv4 address, or an IPv6 address in brackets, as it stands in `Host`.
fn name(text: &str) -> Result<(), String> {
    if let Some(rest) = text.strip_prefix('[') {
        let address = rest.strip_suffix(']').and_then(|inside| inside.parse::<Ipv6Addr>().ok());
        return match address {
            Some(address) if format!("[{address}]") == text => Ok(()),
            Some(address) => Err(format!("this address is spelled `[{address}]`")),
            None => Err("not an IPv6 address in brackets".to_owned()),
        };
    }
    if text.bytes().any(|byte| byte.is_ascii_uppercase()) {
        return Err("hosts are compared in lower case".to_owned());
    }
    let labels: Vec<&str> = text.split('.').collect();
    let valid = |label: &&str| {
        !label.is_empty()
            && label.len() <= 63
            && label
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    if text.len() > 253 || !labels.iter().all(valid) {
        return Err("neither a host name nor an address".to_owned());
    }
    let numeric = labels.last().is_some_and(|last| last.bytes().all(|byte| byte.is_ascii_digit()));
    if numeric && text.parse::<Ipv4Addr>().is_err() {
        return Err("neither a host name nor an IPv4 address".to_owned());
    }
    Ok(())
}

fn respelled(text: &str) -> Option<String> {
    let lower = text.trim().to_ascii_lowercase();
    let bare = lower.strip_prefix("https://").or_else(|| lower.strip_prefix("http://"));
    let bare = bare.unwrap_or(&lower).split('/').next().unwrap_or_default();
    let without_port = match bare.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
        _ => bare,
    };
    let bracketed = without_port.parse::<Ipv6Addr>().ok().map(|address| format!("[{address}]"));
    let better = bracketed.unwrap_or_else(|| without_port.to_owned());
    name(&better).is_ok().then_some(better)
}
