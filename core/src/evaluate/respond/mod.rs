//! Stage 14: what the client gets.

mod headers;
mod returns;

use super::decision::{Decision, Outcome, Preflight, Stage, Step, Trace};
use super::request::{Request, trim};
use crate::policy::{Policy, ResponseHeaders, Route, Span, UpstreamErrors};
use crate::primitive::answer::{LISTS, is_bodiless};
use crate::primitive::cors;
use crate::primitive::header::HOP_BY_HOP;
use crate::refusal::{COMMON_HEADERS, Disclosure, Refusal, RuleName};

/// An answer as a server hands it on. Whoever sends it writes its Content-Length, unless one stands among the headers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    /// The status code.
    pub status: u16,
    /// The header lines in their order.
    pub headers: Vec<(String, Vec<u8>)>,
    /// The body's octets.
    pub body: Vec<u8>,
}

/// What came of handing a request on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UpstreamAnswer {
    /// The upstream answered.
    Answered(Response),
    /// It refused the connection or broke it.
    Unreachable,
    /// It took too long.
    TimedOut,
}

/// What the client gets, and why.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// The answer.
    pub response: Response,
    /// The rule that refused; nothing where the upstream's answer goes out.
    pub rule: Option<RuleName>,
    /// Every check that was made of the upstream's answer, in order; the last one decided.
    pub trace: Vec<Step>,
}

/// What the client gets for a request of which `decision` was made. `upstream` is looked at where that is to hand it on.
#[must_use]
pub fn respond(
    policy: &Policy,
    request: &Request,
    decision: &Decision,
    upstream: &UpstreamAnswer,
) -> Answer {
    let mut trace = Trace::default();
    let route = policy.routes().find(|route| Some(&route.name) == decision.route.as_ref());
    let outcome = match (&decision.outcome, route) {
        (Outcome::Refuse(refusal), _) => Err(refusal.clone()),
        (Outcome::Preflight(preflight), _) => Ok(Response {
            status: Preflight::STATUS,
            headers: octets(preflight_headers(policy, request, route, preflight)),
            body: Vec::new(),
        }),
        (Outcome::Admit(admission), Some(route)) => {
            let answered = of_upstream(policy, route, request, upstream, &mut trace)
                .map(|response| without_cors(route, response));
            with_answer_headers(
                answered,
                &admission.answer,
                headers::of(policy, Some(route)),
                request,
            )
        }
        // A decision of another policy.
        (Outcome::Admit(_), None) => Err(Refusal::internal()),
    };
    let (mut response, rule) = match outcome {
        Ok(response) => (response, None),
        Err(refusal) => (problem(policy, request, route, &refusal), Some(refusal.rule)),
    };
    if is_bodiless(&request.method, response.status) {
        response.body.clear();
    }
    Answer { response, rule, trace: trace.0 }
}

fn of_upstream(
    policy: &Policy,
    route: &Route,
    request: &Request,
    upstream: &UpstreamAnswer,
    trace: &mut Trace,
) -> Result<Response, Refusal> {
    let span = route.upstream.as_ref().map(|upstream| upstream.span);
    let answered = match upstream {
        UpstreamAnswer::Answered(answered) => answered,
        UpstreamAnswer::Unreachable => {
            let refusal = Refusal::upstream();
            return trace.refuse(Stage::Respond, "no connection to the upstream", span, refusal);
        }
        UpstreamAnswer::TimedOut => {
            let refusal = Refusal::upstream_timeout();
            return trace.refuse(Stage::Respond, "the upstream took too long", span, refusal);
        }
    };
    if !(200..=599).contains(&answered.status) {
        let detail = format!("the upstream answered with the status {}", answered.status);
        return trace.refuse(Stage::Respond, detail, span, Refusal::upstream());
    }
    let response = without_hop_by_hop(answered);
    if (500..=599).contains(&response.status)
        && let Some(span) = cleaning(policy, route)
    {
        let detail = format!("nothing of the upstream's {} leaves but that", response.status);
        return trace.refuse(Stage::Respond, detail, Some(span), cleaned(&response));
    }
    match &route.returns {
        Some(returns) if (200..=299).contains(&response.status) => returns::project(
            route,
            returns,
            is_bodiless(&request.method, response.status),
            response,
            trace,
        ),
        Some(_) | None => {
            trace.pass(Stage::Respond, "the upstream's answer goes out", span);
            Ok(response)
        }
    }
}

/// What asks that nothing of an upstream's error leaves.
fn cleaning(policy: &Policy, route: &Route) -> Option<Span> {
    match policy.upstream_errors {
        UpstreamErrors::Cleaned(span) => Some(span),
        UpstreamErrors::Forwarded => route.returns.as_ref().map(|returns| returns.span),
    }
}

/// What stands for an upstream's 5xx.
fn cleaned(response: &Response) -> Refusal {
    let values = response.headers.iter().filter(|(name, _)| name == "retry-after");
    Refusal::cleaned(response.status, values.map(|(_, value)| value.as_slice()))
}

/// What the policy says of headers, in the place of what the upstream does: of all answers, and of this route's.
fn with_answer_headers(
    answered: Result<Response, Refusal>,
    answer: &[(&'static str, String)],
    headers: Option<&ResponseHeaders>,
    request: &Request,
) -> Result<Response, Refusal> {
    match answered {
        Ok(mut response) => {
            if let Some(headers) = headers {
                headers::replace(headers, request, &mut response.headers);
            }
            let is_own =
                |name: &str| answer.iter().any(|(own, _)| *own == name) && !LISTS.contains(&name);
            response.headers.retain(|(name, _)| !is_own(name));
            response.headers.extend(lines(answer));
            Ok(response)
        }
        Err(mut refusal) => {
            let lines = answer.iter().cloned();
            refusal.headers.extend(lines.map(|(name, value)| (name, value.into())));
            Err(refusal)
        }
    }
}

/// An upstream's answer without what it says to browsers of other origins, where the policy speaks of that.
fn without_cors(route: &Route, mut response: Response) -> Response {
    if route.cors.is_some() {
        response.headers.retain(|(name, _)| !cors::ANSWER_HEADERS.contains(&name.as_str()));
    }
    response
}

fn lines(headers: &[(&'static str, String)]) -> impl Iterator<Item = (String, Vec<u8>)> {
    headers.iter().map(|(name, value)| ((*name).to_owned(), value.clone().into_bytes()))
}

/// The answer that a refusal is.
fn problem(
    policy: &Policy,
    request: &Request,
    route: Option<&Route>,
    refusal: &Refusal,
) -> Response {
    Response {
        status: refusal.status().code(),
        headers: octets(refusal_headers(policy, request, route, refusal)),
        body: document(policy, refusal).into_bytes(),
    }
}

/// The body of a refusal as the client sees it.
pub(super) fn document(policy: &Policy, refusal: &Refusal) -> String {
    refusal.problem_document_of(policy.problem_types.as_ref(), policy.detail)
}

/// The headers of a refusal as the client sees it: its own, and those that the policy adds.
pub(super) fn refusal_headers(
    policy: &Policy,
    request: &Request,
    route: Option<&Route>,
    refusal: &Refusal,
) -> Vec<(String, String)> {
    // What the api of a hidden route adds would tell that there is one.
    let route = route.filter(|_| refusal.disclosure == Disclosure::Told);
    let own = refusal.headers.iter().map(|(name, value)| (*name, value.as_ref()));
    let own = COMMON_HEADERS.into_iter().chain(own);
    let mut lines = own.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    if let Some(headers) = headers::of(policy, route) {
        headers::add(headers, request, &mut lines);
    }
    lines
}

/// The headers of the answer to a preflight: its own, and those that the policy adds.
pub(super) fn preflight_headers(
    policy: &Policy,
    request: &Request,
    route: Option<&Route>,
    preflight: &Preflight,
) -> Vec<(String, String)> {
    let own = preflight.headers.iter();
    let mut lines = own.map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
    if let Some(headers) = headers::of(policy, route) {
        headers::add(headers, request, &mut lines);
    }
    lines
}

fn octets(lines: Vec<(String, String)>) -> Vec<(String, Vec<u8>)> {
    lines.into_iter().map(|(name, value)| (name, value.into_bytes())).collect()
}

/// The answer with names in lower case, and without what was said to this hop only.
fn without_hop_by_hop(answered: &Response) -> Response {
    let headers = answered.headers.iter();
    let headers: Vec<(String, Vec<u8>)> =
        headers.map(|(name, value)| (name.to_ascii_lowercase(), trim(value).to_vec())).collect();
    let listed: Vec<String> = headers
        .iter()
        .filter(|(name, _)| name == "connection")
        .flat_map(|(_, value)| value.split(|octet| *octet == b','))
        .map(|option| String::from_utf8_lossy(trim(option)).to_ascii_lowercase())
        .collect();
    let passes = |name: &String| !HOP_BY_HOP.contains(&name.as_str()) && !listed.contains(name);
    Response {
        status: answered.status,
        headers: headers.into_iter().filter(|(name, _)| passes(name)).collect(),
        body: answered.body.clone(),
    }
}
