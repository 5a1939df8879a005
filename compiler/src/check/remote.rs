//! Addresses that a target fetches from: `https` only, so that nobody on the way can answer instead.

use super::host;
use crate::diagnostic::{Diagnostic, codes};
use crate::syntax::ast::Text;

/// An `https` URL without credentials and fragment.
pub(super) fn url(written: &Text, findings: &mut Vec<Diagnostic>) -> Option<String> {
    match fault(&written.text) {
        None => Some(written.text.clone()),
        Some(why) => {
            findings.push(
                Diagnostic::error(codes::REMOTE_URL, "nothing can be fetched from this address")
                    .label(written.span, why)
                    .help("write it like `\"https://id.example.com/.well-known/jwks.json\"`"),
            );
            None
        }
    }
}

fn fault(url: &str) -> Option<String> {
    let Some(rest) = url.strip_prefix("https://") else {
        return Some("does not begin with `https://`".to_owned());
    };
    if !rest.bytes().all(|byte| byte.is_ascii_graphic() && !b"\"<>\\^`{|}".contains(&byte)) {
        return Some("holds a character that no URL has".to_owned());
    }
    if rest.contains('#') {
        return Some("a fragment is never sent".to_owned());
    }
    let end = rest.find(['/', '?']).unwrap_or(rest.len());
    let authority = rest.get(..end).unwrap_or_default();
    if authority.contains('@') {
        return Some("credentials do not belong here".to_owned());
    }
    let (name, port) = match authority.rsplit_once(':') {
        Some((name, port)) if !port.ends_with(']') => (name, Some(port)),
        _ => (authority, None),
    };
    let is_port = |port: &str| {
        port.bytes().all(|byte| byte.is_ascii_digit())
            && port.parse::<u16>().is_ok_and(|number| number > 0)
    };
    if !port.is_none_or(is_port) {
        return Some("the port is not a number from 1 to 65535".to_owned());
    }
    host::upstream(name).err()
}
