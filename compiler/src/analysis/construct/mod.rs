//! The parts of the language that not every target has, and where a policy uses them.
//!
//! [`uses`] takes the policy apart without `..`, so that whoever adds a field to the model has to say here what it asks of
//! a target. A target answers for each [`Construct`] in a match without a wildcard.

mod condition;
mod response;
mod route;
mod scheme;
#[cfg(test)]
mod tests;

use gatewright_core::policy::{Policy, Span};

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
    /// `headers SCHEMA` and `cookies SCHEMA` on a route.
    DeclaredHeaders,
    /// `body any`.
    AnyBody,
    /// `returns`: fields outside of it are dropped.
    ResponseProjection,
    /// `masked`: a field that leaves in part.
    MaskedField,
    /// The `headers` block: what every answer carries.
    ResponseHeaders,
    /// `cors`.
    Cors,
    /// `deprecated`, `sunset` and `successor`.
    Lifetime,
    /// Headers that a route sets or removes on the way to its upstream.
    HeaderTransformation,
    /// A path that a route gives its upstream.
    PathTransformation,
    /// `timeout`, `connect_timeout` and `breaker` of an upstream.
    UpstreamSettings,
    /// `tls` of a target.
    Tls,
    /// `deny`, `allow` and `countries` of the network.
    NetworkRule,
    /// `limit` of the network.
    NetworkLimit,
    /// `limit … shared`: one count for the whole fleet.
    SharedLimit,
    /// The `log` block.
    Log,
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
        targets: _,
        hosts: _,
        trusted_proxies: _,
        principal: _,
        roles: _,
        schemes,
        upstreams: _,
        limits: _,
        enumerations: _,
        schemas: _,
        apis,
        detail: _,
        tests: _,
        nevers: _,
    } = policy;
    let schemes = schemes.iter().flat_map(|scheme| scheme::uses(scheme));
    schemes.chain(condition::uses(apis)).chain(route::uses(policy)).collect()
}
