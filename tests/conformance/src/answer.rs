//! What an engine answered, in the form in which answers are compared.

use std::collections::BTreeMap;

use gatewright_core::policy::{CredentialField, Policy};
use serde::Serialize;
use serde_json::Value;

use crate::octets::Octets;
use crate::request::Judge;
use crate::upstream::Hit;
use crate::wire::Response;

/// Response headers that a policy sets on refusals.
pub const COMPARED_HEADERS: [&str; 6] =
    ["accept", "allow", "cache-control", "content-type", "retry-after", "www-authenticate"];

/// What an engine did with one request.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Answer {
    /// The status; 0 where no answer came.
    pub status: u16,
    /// The rule that the refusal names; `None` where it admitted, or did not tell.
    pub rule: Option<String>,
    /// The headers that a policy sets on refusals; empty where the upstream answered.
    pub headers: BTreeMap<String, Vec<String>>,
    /// The refusal's content; empty where the upstream answered.
    pub body: Octets,
    /// What reached the upstream.
    pub forwarded: Vec<Forwarded>,
    /// Why there is no answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failure: Option<String>,
    /// How long it took, in microseconds.
    pub micros: u64,
}

/// A request as the upstream sees it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Forwarded {
    /// The method.
    pub method: String,
    /// The request target.
    pub target: String,
    /// The values of each identity header that came.
    pub identity: BTreeMap<String, Vec<String>>,
    /// Header fields that carry credentials and came along.
    pub credentials: Vec<String>,
    /// Header fields whose names hold an underscore and came along.
    pub underscored: Vec<String>,
    /// The content.
    pub body: Octets,
}

impl Answer {
    /// No answer came.
    #[must_use]
    pub fn failed(reason: String) -> Answer {
        Answer { failure: Some(reason), ..Answer::default() }
    }

    /// From what came over the wire and what reached the upstream.
    #[must_use]
    pub fn observed(response: &Response, hits: &[Hit], view: &View) -> Answer {
        let forwarded: Vec<Forwarded> = hits.iter().map(|hit| view.forwarded(hit)).collect();
        let mut answer = Answer { status: response.status, forwarded, ..Answer::default() };
        if answer.forwarded.is_empty() {
            for name in COMPARED_HEADERS {
                let same = |(other, _): &&(String, Octets)| other == name;
                let values: Vec<String> =
                    response.headers.iter().filter(same).map(|(_, value)| value.text()).collect();
                if !values.is_empty() {
                    answer.headers.insert(name.to_owned(), values);
                }
            }
            answer.body = without_errors(&response.body);
            let problem: Option<Value> = serde_json::from_slice(&response.body.0).ok();
            answer.rule = problem
                .as_ref()
                .and_then(|problem| problem.get("rule"))
                .and_then(Value::as_str)
                .map(str::to_owned);
        }
        answer
    }

    /// Whether the request was let through.
    #[must_use]
    pub fn is_admitted(&self) -> bool {
        !self.forwarded.is_empty()
    }

    /// How this answer differs from the reference, in a few words each.
    #[must_use]
    pub fn differences(&self, reference: &Answer, judge: Judge) -> Vec<String> {
        match judge {
            Judge::Decision | Judge::EmptyLine => self.differences_of_decision(reference),
            Judge::Refusal => {
                let mut differences = Vec::new();
                if !(400..500).contains(&self.status) && self.failure.is_none() {
                    differences.push(format!("status {} instead of a refusal", self.status));
                }
                if self.is_admitted() {
                    differences.push("it reached the upstream".into());
                }
                differences
            }
        }
    }

    fn differences_of_decision(&self, reference: &Answer) -> Vec<String> {
        let mut differences = Vec::new();
        if let Some(failure) = &self.failure {
            return vec![failure.clone()];
        }
        if self.status != reference.status {
            differences.push(format!("status {} instead of {}", self.status, reference.status));
        }
        if self.forwarded.len() != reference.forwarded.len() {
            differences.push(format!(
                "{} requests reached the upstream instead of {}",
                self.forwarded.len(),
                reference.forwarded.len()
            ));
            return differences;
        }
        for name in COMPARED_HEADERS {
            let (here, there) = (self.headers.get(name), reference.headers.get(name));
            if here != there {
                differences.push(format!("{name} {here:?} instead of {there:?}"));
            }
        }
        if self.body != reference.body {
            differences.push(format!(
                "content `{}` instead of `{}`",
                self.body.text(),
                reference.body.text()
            ));
        }
        for (here, there) in self.forwarded.iter().zip(&reference.forwarded) {
            let mut differ = |what: &str, here: String, there: String| {
                if here != there {
                    differences.push(format!("forwarded {what} `{here}` instead of `{there}`"));
                }
            };
            differ("method", here.method.clone(), there.method.clone());
            differ("target", here.target.clone(), there.target.clone());
            differ("identity", format!("{:?}", here.identity), format!("{:?}", there.identity));
            differ("credentials", here.credentials.join(","), there.credentials.join(","));
            differ("underscored", here.underscored.join(","), there.underscored.join(","));
            differ("content", here.body.text(), there.body.text());
        }
        differences
    }
}

/// Which headers matter behind an engine.
#[derive(Clone, Debug)]
pub struct View {
    /// Identity headers, in lower case.
    pub identity: Vec<String>,
    /// Headers that carry credentials, in lower case.
    pub credentials: Vec<String>,
}

impl View {
    /// Those of a policy.
    #[must_use]
    pub fn of(policy: &Policy) -> View {
        let mut credentials = vec!["authorization".to_owned()];
        for scheme in &policy.schemes {
            let header = scheme.field().and_then(CredentialField::header).map(str::to_owned);
            credentials.extend(header.filter(|header| !credentials.contains(header)));
        }
        View { identity: policy.identity_header_names(), credentials }
    }

    /// What matters of a request that reached the upstream.
    #[must_use]
    pub fn forwarded(&self, hit: &Hit) -> Forwarded {
        let present = |name: &&String| !hit.values(name).is_empty();
        // An empty field carries nothing, so a server may leave it out.
        let carries = |name: &&String| hit.values(name).iter().any(|value| !value.is_empty());
        let identity = self.identity.iter().filter(present);
        let underscored = hit.headers.iter().filter(|(name, _)| name.contains('_'));
        Forwarded {
            method: hit.method.clone(),
            target: hit.target.clone(),
            identity: identity.map(|name| (name.clone(), hit.values(name))).collect(),
            credentials: self.credentials.iter().filter(carries).cloned().collect(),
            underscored: underscored.map(|(name, _)| name.clone()).collect(),
            body: hit.body.clone(),
        }
    }
}

/// A problem document as every engine writes it: gateways do not tell which value was wrong. `errors` stands last.
#[must_use]
pub fn without_errors(document: &Octets) -> Octets {
    let cut = |text: &str| Some(format!("{}}}", text.split_once(",\"errors\":[{\"pointer\":")?.0));
    match std::str::from_utf8(&document.0).ok().and_then(cut) {
        Some(document) => Octets(document.into_bytes()),
        None => document.clone(),
    }
}
