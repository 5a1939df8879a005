//! What is told of a decision: one JSON object a line. No query and no body ever is, nor the value of a header whose name is
//! one of a credential.

mod header;
mod pseudonym;
#[cfg(test)]
mod tests;

use std::fmt::{self, Write as _};
use std::net::IpAddr;

use super::identity::rfc_3339;
use super::json::push_escaped;
use super::path::Target;
use crate::policy::{Method, RecordedDecisions};

pub use header::{ADDRESS, SECRET};
pub use pseudonym::{Pseudonym, PseudonymKey, PseudonymKeyError, SHORTEST_KEY};

/// The status of a preflight that is allowed.
const NO_CONTENT: u16 = 204;

/// Room for a record of a request with some headers, in bytes.
const USUAL_LENGTH: usize = 1024;

/// What is told of one decision.
#[derive(Clone)]
pub struct Record<'a> {
    /// When the request came, in seconds since 1970.
    pub time: i64,
    /// The policy's name.
    pub policy: &'a str,
    /// The digest of its text.
    pub digest: &'a str,
    /// How it ended.
    pub end: End<'a>,
    /// The route that was chosen, if the request got that far.
    pub route: Option<&'a str>,
    /// The client's address, if the request got that far.
    pub client: Option<IpAddr>,
    /// Who calls, where the policy asks for it and the request got that far.
    pub principal: Option<Pseudonym>,
    /// The method as the client wrote it.
    pub method: &'a str,
    /// Path and query string as the client wrote them.
    pub target: &'a str,
    /// The header lines: names in lower case and of letters, digits and `-` alone, values without outer spaces. The lines of
    /// one name stand in their order.
    pub headers: Vec<(&'a str, &'a [u8])>,
}

/// How a request ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End<'a> {
    /// It was admitted, and this is the status of the answer; there is none where the client did not wait for it.
    Admitted(Option<u16>),
    /// It is a preflight that was allowed.
    Preflight,
    /// A rule refused it, or the answer that it got from the upstream.
    Refused {
        /// The rule's name.
        rule: &'a str,
        /// The status as the client is told.
        status: u16,
    },
}

impl End<'_> {
    /// Whether a policy that asks for these decisions gets a record of it.
    #[must_use]
    pub fn is_recorded(self, decisions: RecordedDecisions) -> bool {
        match (decisions, self) {
            (RecordedDecisions::All, _) | (RecordedDecisions::Denied, End::Refused { .. }) => true,
            (RecordedDecisions::Denied, End::Admitted(_) | End::Preflight)
            | (RecordedDecisions::None, _) => false,
        }
    }

    fn outcome(self) -> &'static str {
        match self {
            End::Admitted(_) => "admit",
            End::Preflight => "preflight",
            End::Refused { .. } => "refuse",
        }
    }

    fn status(self) -> Option<u16> {
        match self {
            End::Admitted(status) => status,
            End::Preflight => Some(NO_CONTENT),
            End::Refused { status, .. } => Some(status),
        }
    }
}

impl<'a> End<'a> {
    fn rule(self) -> Option<&'a str> {
        match self {
            End::Refused { rule, .. } => Some(rule),
            End::Admitted(_) | End::Preflight => None,
        }
    }
}

impl Record<'_> {
    /// One object without line breaks: `time`, `policy`, `digest`, `outcome` (`admit`, `preflight` or `refuse`), `status`, `rule`,
    /// `route`, `client`, `principal` (only where it is known), `method`, `path` and `headers`, a list of pairs, sorted by name.
    /// What else is not known is `null`, and so are the values of headers whose names hold one of [`SECRET`], and of those in
    /// `redacted`, whose names are in lower case. Where the name holds one of [`ADDRESS`], the value ends before its query or
    /// fragment.
    #[must_use]
    pub fn to_json(&self, redacted: &[impl AsRef<str>]) -> String {
        let mut json = String::with_capacity(USUAL_LENGTH);
        json.push('{');
        member(&mut json, "time", rfc_3339(self.time).as_deref());
        member(&mut json, "policy", Some(self.policy));
        member(&mut json, "digest", Some(self.digest));
        member(&mut json, "outcome", Some(self.end.outcome()));
        json.push_str(",\"status\":");
        match self.end.status() {
            Some(status) => json.push_str(&status.to_string()),
            None => json.push_str("null"),
        }
        member(&mut json, "rule", self.end.rule());
        member(&mut json, "route", self.route);
        member(&mut json, "client", self.client.map(|client| client.to_string()).as_deref());
        if let Some(principal) = self.principal {
            // Writing to a string cannot fail.
            let _ = write!(json, ",\"principal\":\"{principal}\"");
        }
        member(&mut json, "method", known_method(self.method));
        let target = Target::parse(self.target).ok();
        member(&mut json, "path", target.as_ref().map(Target::path));
        json.push_str(",\"headers\":[");
        push_headers(&mut json, &self.headers, redacted);
        json.push_str("]}");
        json
    }
}

/// What a record tells of a method: nothing where it is none that a policy can name.
#[must_use]
pub fn known_method(method: &str) -> Option<&'static str> {
    Method::ALL.into_iter().map(Method::name).find(|known| *known == method)
}

fn push_headers(json: &mut String, headers: &[(&str, &[u8])], redacted: &[impl AsRef<str>]) {
    let mut lines: Vec<_> = headers.iter().collect();
    // Servers keep no order between lines of different names.
    lines.sort_by_key(|(name, _)| *name);
    for (place, (name, value)) in lines.into_iter().enumerate() {
        json.push_str(if place == 0 { "[" } else { ",[" });
        push_text(json, name);
        json.push(',');
        let is_redacted = redacted.iter().any(|own| own.as_ref() == *name);
        match header::told(name, value).filter(|_| !is_redacted) {
            Some(told) => push_text(json, &String::from_utf8_lossy(told)),
            None => json.push_str("null"),
        }
        json.push(']');
    }
}

/// A member, and the comma before it unless it is the first.
fn member(json: &mut String, name: &str, value: Option<&str>) {
    if json.len() > 1 {
        json.push(',');
    }
    push_text(json, name);
    json.push(':');
    match value {
        Some(value) => push_text(json, value),
        None => json.push_str("null"),
    }
}

/// A string. What a terminal would obey stands there as an escape.
fn push_text(json: &mut String, text: &str) {
    json.push('"');
    for part in text.split_inclusive(is_late_control) {
        let plain = part.trim_end_matches(is_late_control);
        push_escaped(json, plain);
        for control in part.chars().rev().take_while(|character| is_late_control(*character)) {
            // Writing to a string cannot fail.
            let _ = write!(json, "\\u{:04x}", u32::from(control));
        }
    }
    json.push('"');
}

/// The control characters that JSON lets stand: DEL, and those beyond ASCII.
fn is_late_control(character: char) -> bool {
    character >= '\u{7f}' && character.is_control()
}

/// Header lines may hold credentials.
impl fmt::Debug for Record<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Record")
            .field("policy", &self.policy)
            .field("route", &self.route)
            .field("end", &self.end)
            .finish_non_exhaustive()
    }
}
