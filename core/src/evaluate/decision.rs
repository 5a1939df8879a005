//! What was decided, and why.

use std::net::IpAddr;

use serde::Serialize;
use serde_json::{Value, json};

use crate::policy::Span;
use crate::primitive::alert::is_named;
use crate::primitive::country::Country;
use crate::primitive::principal::Principal;
use crate::refusal::Refusal;

/// The answer to one request.
#[derive(Clone, Debug, PartialEq)]
pub struct Decision {
    /// The outcome.
    pub outcome: Outcome,
    /// Headers of the refusal as the client sees it, names in lower case; none of an admission.
    pub headers: Vec<(String, String)>,
    /// The route that was chosen, if the request got that far.
    pub route: Option<String>,
    /// The client's address, if the request got that far.
    pub client: Option<IpAddr>,
    /// Where that address is, if somebody can tell.
    pub country: Option<Country>,
    /// Who calls, if the request got that far; nobody on a route that anyone may call.
    pub principal: Option<Principal>,
    /// Every check that was made, in order; the last one decided.
    pub trace: Vec<Step>,
}

/// What becomes of the request.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// It goes on to the upstream.
    Admit(Admission),
    /// It is a preflight of a browser whose page may send what it wants to: it is answered at once, with 204.
    Preflight(Preflight),
    /// It is answered at once.
    Refuse(Refusal),
}

/// How the request goes on.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Admission {
    /// The path that the upstream gets, if it is not the request's; the query string stays.
    pub path: Option<String>,
    /// Names of the request's headers that do not pass, in lower case, sorted.
    pub removed: Vec<String>,
    /// Names of the request's cookies that do not pass while others do, sorted.
    pub removed_cookies: Vec<String>,
    /// Headers that are set after those were removed: of identity, then those that the policy sends.
    pub set: Vec<(String, String)>,
    /// Headers that its upstream's answer gets, names in lower case, in the place of the upstream's own.
    pub answer: Vec<(&'static str, String)>,
    /// Who calls; nobody on a route that anyone may call.
    pub principal: Option<Principal>,
}

/// The answer to a preflight: [`Preflight::STATUS`] without a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preflight {
    /// Its headers, names in lower case.
    pub headers: Vec<(&'static str, String)>,
}

impl Preflight {
    /// No Content.
    pub const STATUS: u16 = 204;
}

/// One check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Step {
    /// The stage.
    pub stage: Stage,
    /// What came out.
    pub verdict: Verdict,
    /// What was looked at, for people.
    pub detail: String,
    /// What in the policy asked for it.
    pub span: Option<Span>,
}

/// The stages of the language's table that this version has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// 1: method, sizes, single headers.
    Wire,
    /// 2: the path's spelling.
    Path,
    /// 3: the client's address.
    Client,
    /// 4: host, template, parameters, method.
    Route,
    /// 5: pages in browsers.
    Cors,
    /// 6 and 8: limits.
    Limit,
    /// 7: credentials.
    Authenticate,
    /// 9: the query.
    Query,
    /// 9: declared headers.
    Headers,
    /// 9: declared cookies.
    Cookies,
    /// 10: deny and allow.
    Authorize,
    /// 11: the body.
    Content,
    /// 12: the clauses of stage 10 that waited for the body.
    BodyCondition,
    /// 13: what the upstream sees.
    Forward,
    /// 14: what the client sees.
    Respond,
}

/// What came out of a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The request goes on.
    Pass,
    /// The request is refused.
    Refuse,
    /// It is not known before the body is read.
    Wait,
    /// Neither: an `allow` clause that does not hold while others may, or a check that does not apply.
    None,
}

impl Decision {
    /// The rule that refused; nothing for an admission or the answer to a preflight.
    #[must_use]
    pub fn rule(&self) -> Option<&str> {
        match &self.outcome {
            Outcome::Admit(_) | Outcome::Preflight(_) => None,
            Outcome::Refuse(refusal) => Some(&refusal.rule),
        }
    }

    /// The answer's status code; nothing for an admission, whose status is the upstream's.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        match &self.outcome {
            Outcome::Admit(_) => None,
            Outcome::Preflight(_) => Some(Preflight::STATUS),
            Outcome::Refuse(refusal) => Some(refusal.status().code()),
        }
    }

    /// Whether a rule that refused is meant by `name`: whole, or what stands behind its route's name and a slash.
    #[must_use]
    pub fn is_named(&self, refused_by: &str, name: &str) -> bool {
        is_named(refused_by, self.route.as_deref(), name)
    }

    /// One object: `status` (a number or `"admit"`), `rule`, `route`, `path` (the one that the upstream gets, if it is not the
    /// request's), `headers` (those of the answer, or those that the
    /// upstream gets), `removed` (headers that do not pass), `removed_cookies` (likewise), `answer_headers` (those that an
    /// upstream's answer gets) and `trace`.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let (status, headers, removed, removed_cookies, answer) = match &self.outcome {
            Outcome::Admit(admission) => {
                let set = admission.set.iter().cloned().map(|(name, value)| (name, json!(value)));
                let answer = admission.answer.iter();
                let answer = answer.map(|(name, value)| ((*name).to_owned(), json!(value)));
                (
                    json!("admit"),
                    set.collect::<serde_json::Map<_, _>>(),
                    json!(admission.removed),
                    json!(admission.removed_cookies),
                    answer.collect::<serde_json::Map<_, _>>(),
                )
            }
            Outcome::Preflight(preflight) => {
                let headers = preflight.headers.iter();
                let headers = headers.map(|(name, value)| ((*name).to_owned(), json!(value)));
                (
                    json!(Preflight::STATUS),
                    headers.collect(),
                    json!([]),
                    json!([]),
                    Default::default(),
                )
            }
            Outcome::Refuse(refusal) => {
                let lines = self.headers.iter().cloned();
                let headers = lines.map(|(name, value)| (name, json!(value))).collect();
                (json!(refusal.status().code()), headers, json!([]), json!([]), Default::default())
            }
        };
        let path = match &self.outcome {
            Outcome::Admit(admission) => admission.path.as_deref(),
            Outcome::Preflight(_) | Outcome::Refuse(_) => None,
        };
        json!({
            "status": status,
            "rule": self.rule(),
            "route": self.route,
            "path": path,
            "headers": headers,
            "removed": removed,
            "removed_cookies": removed_cookies,
            "answer_headers": answer,
            "trace": self.trace,
        })
    }
}

/// The steps so far.
#[derive(Debug, Default)]
pub(super) struct Trace(pub(super) Vec<Step>);

impl Trace {
    fn push(&mut self, stage: Stage, verdict: Verdict, detail: impl ToString, span: Option<Span>) {
        self.0.push(Step { stage, verdict, detail: detail.to_string(), span });
    }

    pub(super) fn pass(&mut self, stage: Stage, detail: impl ToString, span: Option<Span>) {
        self.push(stage, Verdict::Pass, detail, span);
    }

    pub(super) fn wait(&mut self, stage: Stage, detail: impl ToString, span: Option<Span>) {
        self.push(stage, Verdict::Wait, detail, span);
    }

    pub(super) fn note(&mut self, stage: Stage, detail: impl ToString, span: Option<Span>) {
        self.push(stage, Verdict::None, detail, span);
    }

    /// Records the refusal and hands it back, so that a check ends with it.
    pub(super) fn refuse<T>(
        &mut self,
        stage: Stage,
        detail: impl ToString,
        span: Option<Span>,
        refusal: Refusal,
    ) -> Result<T, Refusal> {
        self.push(stage, Verdict::Refuse, detail, span);
        Err(refusal)
    }
}
