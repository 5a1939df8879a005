//! Addresses of mail.

use super::{IPV4, hostname, ipv6};
use crate::primitive::pattern::{DfaTable, PatternError, both, read_as, separated, table_of};

/// The length of the local part is counted before the domain comes to it, or each of the domain's states would be there
/// once for each length.
pub(super) fn email() -> Result<DfaTable, PatternError> {
    address(&local_part(""), &hostname())
}

/// RFC 6531 §3.3: any other character may stand where a letter may, of names and of quoted strings. Of a domain it is only
/// known that it looks like one: labels of at most 63 characters.
pub(super) fn idn_email() -> Result<DfaTable, PatternError> {
    let other = format!("{FIRST}{FURTHER}");
    let character = |hyphen| format!("[A-Za-z0-9{FIRST}{hyphen}]{FURTHER}*");
    let (outer, inner) = (character(""), character("-"));
    let label = format!("{outer}(?:(?:{inner}){{0,61}}{outer})?");
    let stood_in = address(&local_part(&other), &format!(r"{label}(?:\.{label})*"))?;
    read_as(&stood_in, |byte| match byte {
        // No address holds a control character of ASCII.
        0x01 | 0x02 => 0x00,
        0x00..0x80 => byte,
        0x80..0xC0 => 0x02,
        0xC0.. => 0x01,
    })
}

/// Stands for the first byte of a character that is not ASCII. All text is UTF-8, so that how its bytes follow each other
/// need not be asked again, at each length of each part.
const FIRST: &str = r"\x01";
/// Stands for each of the bytes after it.
const FURTHER: &str = r"\x02";

fn address(local_part: &str, domain: &str) -> Result<DfaTable, PatternError> {
    let local = both(&table_of(local_part)?, &table_of(SHORT)?)?;
    separated(&local, b'@', &table_of(&domain_or_literal(domain))?)
}

/// RFC 5321 §4.1.2: a dot-atom or a quoted string, in both of which `other` characters stand.
fn local_part(other: &str) -> String {
    let atom = format!("[A-Za-z0-9!#$%&'*+/=?^_`{{|}}~{other}-]+");
    format!(r#"{atom}(?:\.{atom})*|"(?:[ !\x23-\x5B\x5D-\x7E{other}]|\\[ -\x7E])*""#)
}

/// RFC 5321 §4.5.3.1.1: at most 64 octets.
const SHORT: &str = r"[\x00-\x7F]{1,64}";

/// What follows the `@` of an address: a domain or an address literal of IPv4 or IPv6 (RFC 5321 §4.1.3).
fn domain_or_literal(domain: &str) -> String {
    format!(r"{domain}|\[(?:{IPV4}|(?i:IPv6:){})\]", ipv6())
}
