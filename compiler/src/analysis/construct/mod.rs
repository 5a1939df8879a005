//! The parts of the language that not every target has, and where a policy uses them.
//!
//! [`uses`] takes the policy apart without `..`, so that whoever adds a field to the model has to say here what it asks of
//! a target. A target answers for each [`Construct`] in a match without a wildcard.

mod condition;
mod network;
mod response;
mod route;
mod schema;
mod scheme;
#[cfg(test)]
mod tests;
mod upstream;

use gatewright_core::policy::{Limit, LimitKey, LimitScope, Log, Policy, Secret, Span, Target};

/// A part of the language that not every target has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Construct {
    /// `keys: jwks "https://…"`: keys that are fetched.
    RemoteKeys,
    /// `env "NAME"`: a secret out of the environment.
    EnvironmentSecret,
    /// `from: header "…"` on a `jwt` scheme: a token that stands elsewhere than in `Authorization`.
    TokenHeader,
    /// `from: cookie "…"`: a credential that stands in a cookie.
    CredentialCookie,
    /// `forward: true`: a credential that goes on to the upstream.
    ForwardedCredential,
    /// `split " "`: a claim that is a list in one string.
    SplitClaim,
    /// `auth … = introspection`: tokens that their issuer is asked about.
    Introspection,
    /// `auth … = mtls`: client certificates.
    ClientCertificate,
    /// `auth … = basic`: names and passwords.
    BasicCredential,
    /// A token that is bound to a client certificate (RFC 8705).
    CertificateBinding,
    /// `auth: optional […]`: callers who present nothing.
    OptionalAuth,
    /// `ids: NAME`: schemes that share their ids.
    SharedIds,
    /// `step_up NAME` (RFC 9470).
    StepUp,
    /// `require`: what must be true on each route.
    Require,
    /// `hide`: a 403 that looks like a 404.
    Hide,
    /// `+` and `-` in a condition.
    Arithmetic,
    /// `cookie("…")` in a condition.
    CookieOperand,
    /// `client.country` in a condition.
    CountryOperand,
    /// `tls` in a condition.
    TlsOperand,
    /// `body` in a condition: stage 12.
    BodyCondition,
    /// A comparison that not every target can make.
    RichComparison,
    /// `open`: a schema that admits unknown fields.
    OpenSchema,
    /// `map[T]`.
    MapType,
    /// `one_of A, B by kind`.
    TaggedUnion,
    /// `idn_hostname`.
    InternationalHostname,
    /// `headers SCHEMA` and `cookies SCHEMA` on a route.
    DeclaredHeaders,
    /// `body any`.
    AnyBody,
    /// `body form SCHEMA`.
    FormBody,
    /// `body multipart`.
    MultipartBody,
    /// `returns`: fields outside of it are dropped.
    ResponseProjection,
    /// `masked`: a field that leaves in part.
    MaskedField,
    /// The `headers` block: what every answer carries.
    ResponseHeaders,
    /// `rate_limit: true`: answers that tell what remains of limits.
    LimitHeaders,
    /// `type_base`: types of problems of the policy's own.
    ProblemTypes,
    /// `errors { upstream: clean }`: an upstream's 5xx of which only the status leaves.
    CleanedErrors,
    /// `cors`.
    Cors,
    /// `deprecated`, `sunset` and `successor`.
    Lifetime,
    /// A path that a route gives its upstream.
    PathTransformation,
    /// `send` and `drop`: headers that an upstream gets or does not get.
    HeaderTransformation,
    /// `timeout`, `connect_timeout` and `breaker` of an upstream.
    UpstreamSettings,
    /// `https://…`: an upstream over TLS.
    UpstreamTls,
    /// `tls` of a target.
    Tls,
    /// `deny`, `allow` and `countries` of the network.
    NetworkRule,
    /// `limit` of the network.
    NetworkLimit,
    /// `limit … by client.country`.
    CountryLimit,
    /// `limit … shared`: one count for the whole fleet.
    SharedLimit,
    /// The `log` block.
    Log,
    /// `log { principal: … }`: records that tell callers apart.
    RecordedPrincipal,
    /// `alert`.
    Alert,
}

/// One place where a policy asks for a construct.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Use {
    /// What is asked for.
    pub construct: Construct,
    /// The rule that asks, as a target's capabilities name it (`network.deny`, `orders.get/returns`).
    pub rule: String,
    /// Where.
    pub span: Span,
}

/// Every use, in the order of the policy.
#[must_use]
pub fn uses(policy: &Policy) -> Vec<Use> {
    let Policy {
        name: _,
        version: _,
        digest: _,
        targets,
        hosts: _,
        trusted_proxies: _,
        network,
        principal: _,
        roles: _,
        schemes,
        // Each stands at the target that names it.
        tls: _,
        upstreams,
        // Asked for by the routes that have them.
        step_ups,
        limits,
        cors,
        enumerations: _,
        schemas,
        // Wherever one stands, it asks.
        unions: _,
        apis,
        // `response` looks at them.
        response_headers: _,
        detail: _,
        log,
        alerts,
        problem_types: _,
        upstream_errors: _,
        tests: _,
        nevers: _,
    } = policy;
    let mut uses = network::uses(network);
    uses.extend(targets.iter().filter_map(tls));
    uses.extend(upstreams.iter().flat_map(|upstream| upstream::uses(upstream)));
    uses.extend(schemes.iter().flat_map(|scheme| scheme::uses(scheme)));
    uses.extend(limits.iter().flat_map(|limit| of_limit(limit, &format!("limit.{}", limit.name))));
    uses.extend(schemas.iter().flat_map(|schema| schema::uses(schema)));
    uses.extend(cors.iter().map(|cors| Use {
        construct: Construct::Cors,
        rule: format!("cors.{}", cors.name),
        span: cors.span,
    }));
    uses.extend(condition::uses(apis, step_ups));
    uses.extend(route::uses(policy));
    uses.extend(apis.iter().flat_map(|api| &api.routes).flat_map(schema::of_body));
    uses.extend(response::uses(policy));
    uses.extend(log.iter().flat_map(of_log));
    uses.extend(alerts.iter().map(|alert| Use {
        construct: Construct::Alert,
        rule: format!("alert.{}", alert.name),
        span: alert.span,
    }));
    uses
}

fn tls(target: &Target) -> Option<Use> {
    let Target { kind, listen: _, tls, accepted_gaps: _, span } = target;
    let rule = format!("target.{}.tls", kind.name());
    tls.as_ref().map(|_| Use { construct: Construct::Tls, rule, span: *span })
}

fn of_log(log: &Log) -> Vec<Use> {
    let Log { decisions: _, redact: _, principal, span } = log;
    let of = |construct, rule: &str| Use { construct, rule: rule.to_owned(), span: *span };
    let mut uses = vec![of(Construct::Log, "log")];
    if let Some(key) = principal {
        uses.push(of(Construct::RecordedPrincipal, "log.principal"));
        match key {
            Secret::File(_) => {}
            Secret::Environment(_) => uses.push(of(Construct::EnvironmentSecret, "log.principal")),
        }
    }
    uses
}

fn of_limit(limit: &Limit, rule: &str) -> Vec<Use> {
    let Limit { name: _, requests: _, window_ms: _, burst: _, key, keys: _, scope, span } = limit;
    let key = match key {
        LimitKey::ClientIp | LimitKey::Principal { .. } => None,
        LimitKey::Country => Some(Construct::CountryLimit),
    };
    let scope = match scope {
        LimitScope::Instance => None,
        LimitScope::Fleet(_) => Some(Construct::SharedLimit),
    };
    let of = |construct| Use { construct, rule: rule.to_owned(), span: *span };
    key.into_iter().chain(scope).map(of).collect()
}
