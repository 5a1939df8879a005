//! Stage 15: what is told of a decision. No credential and no query ever is.

use std::collections::BTreeSet;
use std::net::IpAddr;

use serde_json::{Value, json};

use super::decision::{Decision, Outcome};
use super::request::Request;
use crate::policy::{CredentialField, Method, Policy, RecordedDecisions};
use crate::primitive::path::Target;

/// Headers that carry credentials whatever a policy says.
const ALWAYS_REDACTED: [&str; 5] =
    ["authorization", "cookie", "proxy-authorization", "set-cookie", "x-forwarded-client-cert"];

/// What is told of one decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// The policy's name.
    pub policy: String,
    /// The digest of its text.
    pub digest: String,
    /// The route that was chosen, if the request got that far.
    pub route: Option<String>,
    /// The rule that refused; nothing for an admission.
    pub rule: Option<String>,
    /// The refusal's status; nothing for an admission, whose status is the upstream's.
    pub status: Option<u16>,
    /// The client's address, if the request got that far.
    pub client: Option<IpAddr>,
    /// The method, if it is one that a policy can name.
    pub method: Option<Method>,
    /// The path without its query, if it is spelled as it has to be.
    pub path: Option<String>,
    /// The header lines in their order, names in lower case.
    pub headers: Vec<(String, HeaderValue)>,
}

/// What is told of a header's value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HeaderValue {
    /// All of it.
    Text(String),
    /// Nothing.
    Redacted,
}

/// What the policy's log tells of a decision; nothing without a `log` block, or where it asks for no such decision.
#[must_use]
pub fn record(policy: &Policy, request: &Request, decision: &Decision) -> Option<Record> {
    let log = policy.log.as_ref()?;
    match (log.decisions, &decision.outcome) {
        (RecordedDecisions::All, _) | (RecordedDecisions::Denied, Outcome::Refuse(_)) => {}
        (RecordedDecisions::Denied, Outcome::Admit(_) | Outcome::Preflight(_))
        | (RecordedDecisions::None, _) => {
            return None;
        }
    }
    let redacted = redacted(policy);
    let headers = request.headers.iter().map(|(name, value)| {
        let name = name.to_ascii_lowercase();
        let value = if redacted.contains(&hyphenated(&name)) {
            HeaderValue::Redacted
        } else {
            HeaderValue::Text(String::from_utf8_lossy(value).into_owned())
        };
        (name, value)
    });
    Some(Record {
        policy: policy.name.clone(),
        digest: policy.digest.clone(),
        route: decision.route.clone(),
        rule: decision.rule().map(str::to_owned),
        status: decision.status(),
        client: decision.client,
        method: Method::ALL.into_iter().find(|method| method.name() == request.method),
        path: Target::parse(&request.target).ok().map(|target| target.path().to_owned()),
        headers: headers.collect(),
    })
}

/// The headers of which no value is told: those that carry credentials, and those that the policy names.
fn redacted(policy: &Policy) -> BTreeSet<String> {
    let mut names: BTreeSet<String> = ALWAYS_REDACTED.map(str::to_owned).into();
    let fields = policy.schemes.iter().filter_map(|scheme| scheme.field());
    names.extend(fields.filter_map(CredentialField::header).map(str::to_owned));
    names.extend(policy.log.iter().flat_map(|log| log.redact.iter().cloned()));
    names
}

/// Whoever writes `X_Api_Key` sends the same secret.
fn hyphenated(name: &str) -> String {
    name.replace('_', "-")
}

impl Record {
    /// One object, without line breaks: `policy`, `digest`, `route`, `rule`, `status` (a number or `"admit"`), `client`,
    /// `method`, `path` and `headers`, a list of pairs.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let headers = self.headers.iter().map(|(name, value)| match value {
            HeaderValue::Text(text) => json!([name, text]),
            HeaderValue::Redacted => json!([name, null]),
        });
        json!({
            "policy": self.policy,
            "digest": self.digest,
            "route": self.route,
            "rule": self.rule,
            "status": self.status.map_or(json!("admit"), |status| json!(status)),
            "client": self.client,
            "method": self.method.map(Method::name),
            "path": self.path,
            "headers": headers.collect::<Vec<_>>(),
        })
    }
}
