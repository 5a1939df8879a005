//! The one table of refusals: which check answers with which status, title, rule name and headers.
//!
//! The reference evaluator, the generated Rust code and every gateway refuse with exactly what stands here.

mod check;
mod headers;
mod mistake;
mod rule_name;
mod step_up;
#[cfg(test)]
mod tests;

use std::borrow::Cow;

pub use check::{Check, Status};
pub use headers::{HeaderLine, RefusalHeaders};
pub use mistake::{LONGEST_POINTER, Mistake, Mistakes};
pub use rule_name::RuleName;
pub use step_up::step_up_challenge;

use crate::policy::{Carrier, Detail, Limit, Method, ProblemTypes, Route, Scheme, SchemeKind};
use crate::primitive::cors::PREFLIGHT_VARY;
use crate::primitive::json::push_escaped;
use crate::primitive::media_type;
use crate::primitive::multipart::{MULTIPART, MultipartError};

/// What stands in a policy or in this table; generated code has all of it ready.
type Text = Cow<'static, str>;

/// Headers of every refusal, before its own.
pub const COMMON_HEADERS: [(&str, &str); 2] =
    [("content-type", "application/problem+json"), ("cache-control", "no-store")];

/// After how many seconds it is worth asking again where nothing could verify a credential: keys are not fetched more often.
pub const UNVERIFIABLE_FOR: u64 = 30;

/// One refusal as the client sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The check that failed; it gives status and title.
    pub check: Check,
    /// The stable name of the rule, the same in every engine.
    pub rule: RuleName,
    /// Headers besides [`COMMON_HEADERS`].
    pub headers: RefusalHeaders,
    /// Whether the client is told what stands here.
    pub disclosure: Disclosure,
    /// The values of a body or a query that were wrong, where that is what was refused.
    pub mistakes: Option<Box<Mistakes>>,
}

/// What a client learns of a refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Disclosure {
    /// What was refused.
    Told,
    /// What [`Refusal::route`] tells: that there is no such path.
    Hidden,
}

impl Refusal {
    /// A refusal by a check that stands outside the routes: everything up to the route's choice, and what goes wrong
    /// behind it. `route` prefixes the rule of the others.
    fn new(check: Check, route: impl Into<Text>) -> Refusal {
        let rule = if check.is_of_route() {
            RuleName::of_route(check, route.into())
        } else {
            RuleName::of_policy(check)
        };
        let (headers, disclosure) = (RefusalHeaders::default(), Disclosure::Told);
        Refusal { check, rule, headers, disclosure, mistakes: None }
    }

    /// The same where several checks of one kind have names.
    fn part(mut self, part: impl Into<Text>) -> Refusal {
        self.rule = self.rule.part(part.into());
        self
    }

    fn with(mut self, name: &'static str, value: impl Into<Text>) -> Refusal {
        self.headers.extend([(name, value.into())]);
        self
    }

    /// The same, which tells what is wrong with values.
    #[must_use]
    pub fn telling(self, mistakes: impl IntoIterator<Item = Mistake>) -> Refusal {
        Refusal { mistakes: Mistakes::of(mistakes).map(Box::new), ..self }
    }

    /// A method that no policy names, not exactly one Host, or a single-valued header twice.
    #[must_use]
    pub fn wire() -> Refusal {
        Refusal::new(Check::Wire, "")
    }

    /// A target of more than 4,096 bytes.
    #[must_use]
    pub fn target_too_long() -> Refusal {
        Refusal::new(Check::TargetLength, "")
    }

    /// A header section larger than the server takes.
    #[must_use]
    pub fn headers_too_large() -> Refusal {
        Refusal::new(Check::HeaderSize, "")
    }

    /// A path or query string that is not spelled as it has to be.
    #[must_use]
    pub fn path() -> Refusal {
        Refusal::new(Check::Path, "")
    }

    /// The client's address is in a block that is denied.
    #[must_use]
    pub fn network_deny() -> Refusal {
        Refusal::new(Check::NetworkDeny, "")
    }

    /// The client's address is in no block that is allowed.
    #[must_use]
    pub fn network_allow() -> Refusal {
        Refusal::new(Check::NetworkAllow, "")
    }

    /// The client's country is not one that is admitted, or unknown.
    #[must_use]
    pub fn network_countries() -> Refusal {
        Refusal::new(Check::NetworkCountries, "")
    }

    /// The network's limit is used up.
    #[must_use]
    pub fn network_limit(retry_after: impl Into<Text>) -> Refusal {
        Refusal::new(Check::NetworkLimit, "").with("retry-after", retry_after)
    }

    /// A host that the policy does not answer for.
    #[must_use]
    pub fn host() -> Refusal {
        Refusal::new(Check::Host, "")
    }

    /// No template matches, or a parameter is not of its type.
    #[must_use]
    pub fn route() -> Refusal {
        Refusal::new(Check::Route, "")
    }

    /// The path is known, the method is not; `allowed` is from [`allowed_methods`].
    #[must_use]
    pub fn method(allowed: impl Into<Text>) -> Refusal {
        Refusal::new(Check::Method, "").with("allow", allowed)
    }

    /// The route's time is over.
    #[must_use]
    pub fn sunset(route: impl Into<Text>) -> Refusal {
        Refusal::new(Check::Sunset, route)
    }

    /// A page may not send what its browser asks for.
    #[must_use]
    pub fn preflight(route: impl Into<Text>) -> Refusal {
        Refusal::new(Check::Preflight, route).with("vary", PREFLIGHT_VARY)
    }

    /// The limit is used up.
    #[must_use]
    pub fn limit(
        route: impl Into<Text>,
        limit: impl Into<Text>,
        retry_after: impl Into<Text>,
    ) -> Refusal {
        Refusal::new(Check::Limit, route).part(limit).with("retry-after", retry_after)
    }

    /// [`Refusal::limit`] of a policy's route and limit.
    #[must_use]
    pub fn limit_of(route: &Route, limit: &Limit) -> Refusal {
        Refusal::limit(route.name.clone(), limit.name.clone(), limit.retry_after().to_string())
    }

    /// The limit is shared, and nothing can count for it now.
    #[must_use]
    pub fn uncountable_limit(route: impl Into<Text>, limit: impl Into<Text>) -> Refusal {
        Refusal::new(Check::LimitUncountable, route).part(limit)
    }

    /// The network's limit is shared, and nothing can count for it now.
    #[must_use]
    pub fn uncountable_network_limit() -> Refusal {
        let rule = RuleName::of_policy(Check::NetworkLimit);
        Refusal { rule, ..Refusal::new(Check::LimitUncountable, "") }
    }

    /// No credential of the route's schemes was presented; `challenges` is from
    /// [`challenges`].
    #[must_use]
    pub fn no_credential(route: impl Into<Text>, challenges: impl Into<Text>) -> Refusal {
        Refusal::new(Check::Credential, route).with("www-authenticate", challenges)
    }

    /// A credential of the scheme was presented and is not valid; `challenge` is from [`invalid_challenge`].
    #[must_use]
    pub fn bad_credential(
        route: impl Into<Text>,
        scheme: impl Into<Text>,
        challenge: impl Into<Text>,
    ) -> Refusal {
        Refusal::new(Check::Credential, route).part(scheme).with("www-authenticate", challenge)
    }

    /// A credential of the scheme was presented, and nothing that could verify it is to be had.
    #[must_use]
    pub fn unverifiable_credential(route: impl Into<Text>, scheme: impl Into<Text>) -> Refusal {
        Refusal::new(Check::CredentialUnverifiable, route)
            .part(scheme)
            .with("retry-after", UNVERIFIABLE_FOR.to_string())
    }

    /// The query is not of the route's schema.
    #[must_use]
    pub fn query(route: impl Into<Text>) -> Refusal {
        Refusal::new(Check::Query, route)
    }

    /// A header or a cookie is not as the route declares it.
    #[must_use]
    pub fn declared(route: impl Into<Text>, carrier: Carrier) -> Refusal {
        let check = match carrier {
            Carrier::Headers => Check::Headers,
            Carrier::Cookies => Check::Cookies,
        };
        Refusal::new(check, route)
    }

    /// A `deny when` applies.
    #[must_use]
    pub fn deny(route: impl Into<Text>) -> Refusal {
        Refusal::new(Check::Deny, route)
    }

    /// A `require` is not true.
    #[must_use]
    pub fn require(route: impl Into<Text>) -> Refusal {
        Refusal::new(Check::Require, route)
    }

    /// No `allow` clause holds.
    #[must_use]
    pub fn allow(route: impl Into<Text>) -> Refusal {
        Refusal::new(Check::Allow, route)
    }

    /// A body on a route that declares none.
    #[must_use]
    pub fn body(route: impl Into<Text>) -> Refusal {
        Refusal::new(Check::Body, route)
    }

    /// A body that is not announced as plain JSON.
    #[must_use]
    pub fn body_type(route: impl Into<Text>) -> Refusal {
        Refusal::media_type(route, media_type::JSON)
    }

    /// A body that is not announced as the media type that the route takes.
    #[must_use]
    pub fn media_type(route: impl Into<Text>, taken: &'static str) -> Refusal {
        Refusal::new(Check::BodyType, route).with("accept", taken)
    }

    /// A body larger than the route takes.
    #[must_use]
    pub fn body_size(route: impl Into<Text>) -> Refusal {
        Refusal::new(Check::BodySize, route)
    }

    /// A body that is not strict JSON.
    #[must_use]
    pub fn body_json(route: impl Into<Text>) -> Refusal {
        Refusal::new(Check::BodyJson, route)
    }

    /// A body that is no form as the language has them.
    #[must_use]
    pub fn body_form(route: impl Into<Text>) -> Refusal {
        Refusal::new(Check::BodyForm, route)
    }

    /// A multipart body that is none, or whose parts are not what the route takes.
    #[must_use]
    pub fn multipart(route: impl Into<Text>, error: &MultipartError) -> Refusal {
        match error {
            MultipartError::Malformed(_) | MultipartError::Form(_) => Refusal::body_form(route),
            MultipartError::FileSize(_) => Refusal::body_size(route),
            MultipartError::FileType(_) => Refusal::media_type(route, MULTIPART),
            MultipartError::Schema(violation) => {
                Refusal::body_schema(route).telling(Some(violation.clone().into()))
            }
        }
    }

    /// A body that is not of the route's schema.
    #[must_use]
    pub fn body_schema(route: impl Into<Text>) -> Refusal {
        Refusal::new(Check::BodySchema, route)
    }

    /// The upstream refused the connection or broke it.
    #[must_use]
    pub fn upstream() -> Refusal {
        Refusal::new(Check::Upstream, "")
    }

    /// The upstream took too long.
    #[must_use]
    pub fn upstream_timeout() -> Refusal {
        Refusal::new(Check::UpstreamTimeout, "")
    }

    /// The upstream failed too often lately, and is left alone (RFC 9110 §15.6.4).
    #[must_use]
    pub fn upstream_open(retry_after: u64) -> Refusal {
        Refusal::new(Check::UpstreamOpen, "").with("retry-after", retry_after.to_string())
    }

    /// The upstream says that it cannot answer now, and perhaps for how many seconds.
    #[must_use]
    pub fn upstream_unavailable(retry_after: Option<u64>) -> Refusal {
        let refusal = Refusal::new(Check::UpstreamUnavailable, "");
        match retry_after {
            Some(seconds) => refusal.with("retry-after", seconds.to_string()),
            None => refusal,
        }
    }

    /// The upstream answers with an error of its own.
    #[must_use]
    pub fn upstream_error() -> Refusal {
        Refusal::new(Check::UpstreamError, "")
    }

    /// What stands for an upstream's 5xx, without what that says of its inside. `retry_after` are the values of that header.
    #[must_use]
    pub fn cleaned<'v>(status: u16, retry_after: impl IntoIterator<Item = &'v [u8]>) -> Refusal {
        match status {
            502 => Refusal::upstream(),
            503 => {
                let values = retry_after.into_iter();
                let mut seconds =
                    values.filter_map(|value| std::str::from_utf8(value).ok()?.parse().ok());
                Refusal::upstream_unavailable(seconds.next())
            }
            504 => Refusal::upstream_timeout(),
            _ => Refusal::upstream_error(),
        }
    }

    /// The upstream's body is none of which fields could leave.
    #[must_use]
    pub fn returns(route: impl Into<Text>) -> Refusal {
        Refusal::new(Check::Returns, route)
    }

    /// Something is wrong inside an engine.
    #[must_use]
    pub fn internal() -> Refusal {
        Refusal::new(Check::Internal, "")
    }

    /// The same for a client that must not learn that there is such a route: it cannot be told from
    /// [`Refusal::route`]. `check` and `rule` stay what they are, for whoever runs the policy.
    #[must_use]
    pub fn hidden(self) -> Refusal {
        Refusal { headers: RefusalHeaders::default(), disclosure: Disclosure::Hidden, ..self }
    }

    /// Status code and title, as the client is told.
    #[must_use]
    pub fn status(&self) -> Status {
        match self.disclosure {
            Disclosure::Told => self.check.status(),
            Disclosure::Hidden => Check::Route.status(),
        }
    }

    /// The rule's name, as the client is told.
    fn told_rule(&self) -> &str {
        match self.disclosure {
            Disclosure::Told => &self.rule,
            Disclosure::Hidden => Check::Route.rule(),
        }
    }

    /// The body of the answer: a problem document (RFC 9457) without white space. HEAD gets the headers only.
    #[must_use]
    pub fn problem_document(&self, detail: Detail) -> String {
        self.document("about:blank", detail)
    }

    /// The same with a type that begins with the policy's own base, if it has one, and ends with the status's
    /// [`Status::slug`].
    #[must_use]
    pub fn problem_document_of(&self, types: Option<&ProblemTypes>, detail: Detail) -> String {
        self.problem_document_under(types.map(|types| types.base.as_str()), detail)
    }

    /// The same for a base that stands alone.
    #[must_use]
    pub fn problem_document_under(&self, base: Option<&str>, detail: Detail) -> String {
        match base {
            Some(base) => self.document(&format!("{base}{}", self.status().slug()), detail),
            None => self.problem_document(detail),
        }
    }

    fn document(&self, kind: &str, detail: Detail) -> String {
        let status = self.status();
        let mut text = String::from("{\"type\":\"");
        push_escaped(&mut text, kind);
        text.push_str("\",\"title\":\"");
        text.push_str(status.title());
        text.push_str("\",\"status\":");
        text.push_str(&status.code().to_string());
        match detail {
            Detail::Minimal => {}
            Detail::Full => {
                text.push_str(",\"rule\":\"");
                // Rule names need no escaping; a refusal made by hand must not break the document either.
                push_escaped(&mut text, self.told_rule());
                text.push('"');
                self.push_errors(&mut text);
            }
        }
        text.push('}');
        text
    }

    /// The extension member `errors`, as in RFC 9457 §3.
    fn push_errors(&self, text: &mut String) {
        let (Some(mistakes), Disclosure::Told) = (&self.mistakes, self.disclosure) else { return };
        text.push_str(",\"errors\":");
        let mut separator = '[';
        for Mistake { pointer, detail } in mistakes.iter() {
            text.push(separator);
            text.push_str("{\"pointer\":\"");
            push_escaped(text, pointer);
            text.push_str("\",\"detail\":\"");
            push_escaped(text, detail);
            text.push_str("\"}");
            separator = ',';
        }
        text.push(']');
    }
}

/// The methods of a path's routes as `Allow` lists them: in the order of [`Method::ALL`], HEAD with GET.
#[must_use]
pub fn allowed_methods(methods: &[Method]) -> String {
    let allowed = Method::ALL.into_iter().filter(|method| {
        methods.contains(method) || (*method == Method::Head && methods.contains(&Method::Get))
    });
    allowed.map(Method::name).collect::<Vec<_>>().join(", ")
}

/// The challenges of a route of whose schemes no credential was presented, in the order of its `auth` list.
pub fn challenges<'s>(schemes: impl IntoIterator<Item = &'s Scheme>, realm: &str) -> String {
    let challenges = schemes.into_iter().map(|scheme| challenge(scheme, realm));
    challenges.collect::<Vec<_>>().join(", ")
}

/// The challenge of a scheme of which no credential was presented; `realm` is the policy's name.
#[must_use]
pub fn challenge(scheme: &Scheme, realm: &str) -> String {
    match &scheme.kind {
        SchemeKind::Jwt(_) | SchemeKind::Introspection(_) => format!("Bearer realm=\"{realm}\""),
        // No registered challenge asks for an API key or for a certificate.
        SchemeKind::ApiKey(_) => format!("ApiKey realm=\"{realm}\""),
        SchemeKind::Mtls(_) => format!("ClientCertificate realm=\"{realm}\""),
        SchemeKind::Basic(basic) => {
            let realm = basic.realm.as_deref().unwrap_or(realm);
            format!("Basic realm=\"{realm}\", charset=\"UTF-8\"")
        }
    }
}

/// The challenge of a scheme of which a credential was presented that is not valid.
#[must_use]
pub fn invalid_challenge(scheme: &Scheme, realm: &str) -> String {
    let challenge = challenge(scheme, realm);
    match &scheme.kind {
        SchemeKind::Jwt(_) | SchemeKind::Introspection(_) => {
            format!("{challenge}, error=\"invalid_token\"")
        }
        SchemeKind::ApiKey(_) | SchemeKind::Mtls(_) | SchemeKind::Basic(_) => challenge,
    }
}
