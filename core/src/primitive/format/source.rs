//! The built-in formats as regular expressions, of which [`table`](super::table) is made.

mod identifier;
mod mail;
mod template;

use crate::policy::Format;
use crate::primitive::pattern::{DfaTable, PatternError, table_of};

/// The automaton of a format that one can tell.
pub(super) fn table(format: Format) -> Option<Result<DfaTable, PatternError>> {
    Some(match format {
        Format::Time => table_of(&time()),
        Format::Date => table_of(DATE),
        Format::Duration => table_of(DURATION),
        Format::Uuid => table_of(UUID),
        Format::Email => mail::email(),
        Format::Uri => table_of(&identifier::uri()),
        Format::Hostname => table_of(&hostname()),
        Format::Ip => table_of(&ip()),
        Format::Base64 => table_of(BASE64),
        Format::TimeOfDay => table_of(&time_of_day()),
        Format::UriReference => table_of(&identifier::uri_reference()),
        Format::IdnEmail => mail::idn_email(),
        Format::Iri => table_of(&identifier::iri()),
        Format::IriReference => table_of(&identifier::iri_reference()),
        Format::JsonPointer => table_of(JSON_POINTER),
        Format::RelativeJsonPointer => table_of(&relative_json_pointer()),
        Format::UriTemplate => table_of(&template::uri_template()),
        Format::IdnHostname => return None,
    })
}

/// RFC 3339 full-date: the days that months have, leap years too.
const DATE: &str = "\
    (?:[0-9]{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])\
    |(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)\
    |02-(?:0[1-9]|1[0-9]|2[0-8]))\
    |(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)-02-29)";

/// RFC 3339 date-time.
fn time() -> String {
    format!(r"{DATE}[Tt](?:{})", time_of_day())
}

/// RFC 3339 full-time. A leap second is only 23:59:60, with `Z`.
fn time_of_day() -> String {
    let zone = "(?:[Zz]|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])";
    let usual = format!(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]+)?{zone}");
    format!(r"{usual}|23:59:60(?:\.[0-9]+)?[Zz]")
}

/// RFC 3339 appendix A: units in order and without gaps, or weeks alone.
const DURATION: &str = "\
    P(?:(?:(?:[0-9]+Y)?[0-9]+M(?:[0-9]+D)?|[0-9]+[YD])(?:T(?:[0-9]+H(?:[0-9]+M(?:[0-9]+S)?)?|[0-9]+M(?:[0-9]+S)?|[0-9]+S))?\
    |T(?:[0-9]+H(?:[0-9]+M(?:[0-9]+S)?)?|[0-9]+M(?:[0-9]+S)?|[0-9]+S)\
    |[0-9]+W)";

/// RFC 9562 §4, any version and variant, any case.
const UUID: &str = "(?i)[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";

/// RFC 4648 §4 with padding; bits that encode nothing are zero.
const BASE64: &str = "\
    (?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/][AQgw]==|[A-Za-z0-9+/]{2}[AEIMQUYcgkosw048]=)?";

/// A label of a host name: RFC 1123 §2.1 with the 63 octets of RFC 1035 §2.3.4.
const LABEL: &str = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?";

const IPV4: &str = r"(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])\.){3}(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";

/// RFC 1123 §2.1, without a final dot.
fn hostname() -> String {
    format!(r"{LABEL}(?:\.{LABEL})*")
}

/// An IPv4 or an IPv6 address.
fn ip() -> String {
    format!("{IPV4}|{}", ipv6())
}

/// RFC 3986 §3.2.2, the same language as RFC 4291 §2.2: `::` stands for at least one group.
fn ipv6() -> String {
    let group = "[0-9A-Fa-f]{1,4}";
    let tail = format!("(?:{group}:{group}|{IPV4})");
    let mut forms = vec![format!("(?:{group}:){{6}}{tail}")];
    for after in (0..=5).rev() {
        let most = 4 - after;
        let before = match most {
            ..0 => String::new(),
            0 => format!("(?:{group})?"),
            _ => format!("(?:(?:{group}:){{0,{most}}}{group})?"),
        };
        forms.push(format!("{before}::(?:{group}:){{{after}}}{tail}"));
    }
    forms.push(format!("(?:(?:{group}:){{0,5}}{group})?::{group}"));
    forms.push(format!("(?:(?:{group}:){{0,6}}{group})?::"));
    format!("(?:{})", forms.join("|"))
}

/// RFC 6901 §3.
const JSON_POINTER: &str = "(?:/(?:[^~/]|~[01])*)*";

/// A number without leading zeros, and a JSON pointer or `#`.
fn relative_json_pointer() -> String {
    format!("(?:0|[1-9][0-9]*)(?:#|{JSON_POINTER})")
}
