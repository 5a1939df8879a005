//! The reference evaluator: what a policy decides on one request, and why.
//!
//! It is the specification in code: naive, one stage a file, in the order of the language's table. Every target has to
//! decide as it does. [`Evaluator::decide`] can be read as that table, and [`respond()`] as its end.

mod alert;
mod answer;
mod authenticate;
mod authorize;
mod body_condition;
mod client;
mod condition;
mod content;
mod cors;
mod decision;
mod declared;
mod forward;
mod forwarded;
mod lifetime;
mod limit;
mod path;
mod query;
mod rate_limit;
mod record;
mod request;
mod respond;
mod route;
#[cfg(test)]
mod tests;
mod wire;

use std::fmt;
use std::sync::Arc;

pub use alert::{Alerts, Raised};
pub use authenticate::{FetchedKeys, IntrospectionAnswer, IntrospectionAnswers, Keys};
pub use decision::{Admission, Decision, Outcome, Preflight, Stage, Step, Verdict};
pub use forwarded::Forwarded;
pub use request::{Request, Timestamp, Tls, TlsVersion};
pub use respond::{Answer, Response, UpstreamAnswer, respond};

use authenticate::{Caller, NoPassword};
use client::Client;
use condition::{Body, Facts};
use content::Content;
use decision::Trace;
use limit::{Asked, Counts, Limits};
use request::Headers;
use route::Chosen;

use crate::policy::{Policy, Visibility};
use crate::primitive::basic::VerifyPassword;
use crate::primitive::jwt::Verify;
use crate::primitive::principal::Principal;
use crate::refusal::{Refusal, Status};

/// A policy that decides, one request after the other, and counts them for its limits.
#[derive(Clone)]
pub struct Evaluator {
    policy: Arc<Policy>,
    keys: Keys,
    verify: Arc<dyn Verify + Send + Sync>,
    passwords: Arc<dyn VerifyPassword + Send + Sync>,
    counts: Counts,
}

impl fmt::Debug for Evaluator {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Evaluator")
            .field("policy", &self.policy.name)
            .finish_non_exhaustive()
    }
}

impl Evaluator {
    /// An evaluator that has seen no request. A scheme without `keys` accepts no credential.
    #[must_use]
    pub fn new(
        policy: Arc<Policy>,
        keys: Keys,
        verify: Arc<dyn Verify + Send + Sync>,
    ) -> Evaluator {
        let passwords = Arc::new(NoPassword);
        Evaluator { policy, keys, verify, passwords, counts: Counts::default() }
    }

    /// The same with something that checks passwords; without it, none is right.
    #[must_use]
    pub fn with_passwords(self, passwords: Arc<dyn VerifyPassword + Send + Sync>) -> Evaluator {
        Evaluator { passwords, ..self }
    }

    /// The policy that decides.
    #[must_use]
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// Decides on a request by the credentials that it presents.
    pub fn decide(&mut self, request: &Request, now: Timestamp) -> Decision {
        let headers = Headers::of(request);
        let caller = Caller::Credentials {
            keys: &self.keys,
            verify: self.verify.as_ref(),
            passwords: self.passwords.as_ref(),
            headers: &headers,
            tls: request.tls.as_ref(),
            now: now.seconds,
        };
        run(&self.policy, &mut self.counts, request, &headers, &caller, now)
    }

    /// Decides on a request as if `principal` had presented a valid credential of its scheme, or nobody one. The
    /// request's own credentials are not read.
    pub fn decide_as(
        &mut self,
        request: &Request,
        principal: Option<&Principal>,
        now: Timestamp,
    ) -> Decision {
        let headers = Headers::of(request);
        let caller = Caller::Given(principal);
        run(&self.policy, &mut self.counts, request, &headers, &caller, now)
    }
}

fn run(
    policy: &Policy,
    counts: &mut Counts,
    request: &Request,
    headers: &Headers,
    caller: &Caller<'_>,
    now: Timestamp,
) -> Decision {
    let mut trace = Trace::default();
    let mut found = Found::default();
    let outcome = stages(policy, counts, request, headers, caller, now, &mut found, &mut trace);
    let chosen = found.chosen.as_ref();
    let mut answer = chosen.map(|chosen| answer::headers(chosen, headers)).unwrap_or_default();
    answer.extend(rate_limit::headers(policy, chosen.map(|chosen| chosen.route), &found.asked));
    let outcome = match outcome {
        Ok(Passed::Admitted(admission)) => Outcome::Admit(Admission { answer, ..admission }),
        Ok(Passed::Answered(mut preflight)) => {
            preflight.headers.extend(answer);
            Outcome::Preflight(preflight)
        }
        Err(refusal) if is_hidden(&refusal, found.chosen.as_ref()) => {
            let mut refusal = refusal.hidden();
            let told = rate_limit::headers(policy, None, &found.asked);
            refusal.headers.extend(told.into_iter().map(|(name, value)| (name, value.into())));
            Outcome::Refuse(refusal)
        }
        Err(mut refusal) => {
            refusal.headers.extend(answer.into_iter().map(|(name, value)| (name, value.into())));
            Outcome::Refuse(refusal)
        }
    };
    let route = found.chosen.map(|chosen| chosen.route);
    let headers = match &outcome {
        Outcome::Admit(_) => Vec::new(),
        Outcome::Preflight(preflight) => {
            respond::preflight_headers(policy, request, route, preflight)
        }
        Outcome::Refuse(refusal) => respond::refusal_headers(policy, request, route, refusal),
    };
    Decision {
        outcome,
        headers,
        route: route.map(|route| route.name.clone()),
        client: found.client.map(|client| client.address),
        country: found.client.and_then(|client| client.country),
        principal: found.principal,
        trace: trace.0,
    }
}

/// Whether a refusal must not tell that its route exists.
fn is_hidden(refusal: &Refusal, chosen: Option<&Chosen<'_, '_>>) -> bool {
    let hides = chosen.is_some_and(|chosen| match chosen.route.visibility {
        Visibility::Shown => false,
        Visibility::Hidden { .. } => true,
    });
    hides && refusal.status() == Status::Forbidden
}

/// What was found out on the way, however far the request got.
#[derive(Default)]
struct Found<'p, 'r> {
    client: Option<Client>,
    chosen: Option<Chosen<'p, 'r>>,
    principal: Option<Principal>,
    asked: Vec<Asked>,
}

/// What becomes of a request that no check refuses.
enum Passed {
    /// It goes on.
    Admitted(Admission),
    /// It is a preflight.
    Answered(Preflight),
}

/// The language's table, from top to bottom. The first check that fails answers.
#[expect(clippy::too_many_arguments, reason = "what a request meets, and where to note it")]
fn stages<'p, 'r>(
    policy: &'p Policy,
    counts: &mut Counts,
    request: &'r Request,
    headers: &'r Headers,
    caller: &Caller<'_>,
    now: Timestamp,
    found: &mut Found<'p, 'r>,
    trace: &mut Trace,
) -> Result<Passed, Refusal> {
    let method = wire::check(policy, request, headers, trace)?;
    let target = path::check(request, trace)?;
    let client = client::find(policy, request, headers, trace);
    found.client = Some(client);
    let limits = &mut Limits { counts, asked: &mut found.asked, now: now.total_nanos() };
    client::check(policy, limits, client, trace)?;
    let chosen = found.chosen.insert(route::find(policy, method, headers, &target, trace)?);
    let route = chosen.route;
    lifetime::check(route, now.seconds, trace)?;
    if let Some(preflight) = &chosen.preflight {
        return cors::answer(route, preflight, trace).map(Passed::Answered);
    }
    cors::note(route, headers, trace);
    limit::check_client(limits, route, client, trace)?;
    let principal = authenticate::check(policy, route, caller, trace)?;
    found.principal.clone_from(&principal);
    limit::check_principal(limits, route, principal.as_ref(), trace)?;
    let query = query::check(route, &target, trace)?;
    declared::check(route, headers, trace)?;
    let facts = Facts {
        principal: principal.as_ref(),
        leeway: leeway(policy, principal.as_ref()),
        parameters: &chosen.parameters,
        query: &query,
        headers,
        client: client.address,
        now: now.seconds,
        method,
        country: client.country,
        tls: request.tls.as_ref(),
        body: Body::Unread,
    };
    let waiting = authorize::check(policy, route, &facts, trace)?;
    let content = content::check(route, request, headers, trace)?;
    let object = route.body.as_ref().and_then(|body| body.object());
    let body = match (object, &content) {
        (Some(schema), Content::Json(value)) => Body::Read(schema, value),
        (_, Content::Form(values)) => Body::Form(values),
        (_, Content::Json(_) | Content::Opaque) => Body::Opaque,
    };
    body_condition::check(policy, route, waiting, &Facts { body, ..facts }, trace)?;
    let admission = forward::prepare(policy, chosen, request, headers, principal, trace);
    Ok(Passed::Admitted(admission))
}

/// How far the clock of the principal's scheme may be off, in seconds.
fn leeway(policy: &Policy, principal: Option<&Principal>) -> u64 {
    let name = principal.map(|principal| principal.scheme.as_str());
    let scheme = policy.schemes.iter().find(|scheme| Some(scheme.name.as_str()) == name);
    scheme.map_or(0, |scheme| scheme.leeway())
}
