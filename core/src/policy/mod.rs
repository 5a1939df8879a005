//! The checked policy: the one model that the evaluator and every target read.
//!
//! Only the compiler's `check` makes one. Names are resolved, roles are closed over inheritance, conditions are typed
//! and expanded, schemes and limits are joined to the routes they guard: a value that exists is right.

mod condition;
mod cors;
mod declared;
mod derived_path;
#[cfg(test)]
pub(crate) mod fixture;
mod lifetime;
mod limit;
mod multipart;
mod network;
mod principal;
mod record;
mod response;
mod route;
mod schema;
mod scheme;
mod span;
mod step_up;
mod target;
mod test;
mod transformation;

use std::sync::Arc;

use serde::{Deserialize, Serialize};

pub use condition::{
    Arithmetic, Comparison, Condition, Literal, Operand, Source, Sum, TlsFact, ValueType,
};
pub use cors::{Cors, Credentials, ListedOrigin, Origins};
pub use declared::{Carrier, DeclaredFields};
pub use derived_path::{DerivedPath, DerivedSegment};
pub use lifetime::{Lifetime, Moment};
pub use limit::{Limit, LimitKey, LimitScope, LimitStage, WithoutStore};
pub use multipart::{FileField, Multipart};
pub use network::{AddressRule, Countries, CountryList, CountryRule, Network};
pub use principal::{IdentityHeader, PrincipalField, PrincipalType, Role};
pub use record::{Alert, AlertEvent, Log, RecordedDecisions};
pub use response::{
    Carried, ProblemTypes, ResponseHeader, ResponseHeaders, ReturnShape, Returns, UpstreamErrors,
};
pub use route::{
    AllowClause, Api, Body, BodyContent, DenyClause, Method, PathParameter, RequireClause, Route,
    Segment, Visibility, Who,
};
pub use schema::{
    Access, Bounds, Enumeration, Field, Format, Mask, Nullability, ObjectSchema, OtherFields,
    Presence, ScalarType, Schema, StringContent, TaggedUnion, Type, TypeKind, Variant,
};
pub use scheme::{
    Algorithm, ApiKeyScheme, BasicScheme, CertificateMapping, CertificateSource, ClaimForm,
    ClaimMapping, ClaimPath, CredentialField, CredentialPlace, Forwarding, IntrospectionScheme,
    JwtScheme, KeySource, MtlsScheme, NameTemplate, RemoteKeys, Scheme, SchemeKind, Secret,
    TokenBinding, TokenPlace,
};
pub use span::Span;
pub use step_up::{StepUp, StepUpChallenge};
pub use target::{
    AcceptedGap, Breaker, Detail, Target, TargetKind, Timeout, Tls, TlsProfile, Transport, Upstream,
};
pub use test::{
    Claim, ClaimSegment, Exchange, Expected, ExpectedForward, ExpectedHeader, Need, Never,
    Recipient, Test, TestAnswer, TestBody, TestCase,
};
pub use transformation::{DroppedHeader, SentHeader, SentValue, Transformation};

use ipnet::IpNet;

use crate::primitive::header::Repetition;

/// A checked policy.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Policy {
    /// The name after `policy`, `snake_case`.
    pub name: String,
    /// The version after the name, as written (`2.4.0`).
    pub version: String,
    /// SHA-256 of the policy's files, 64 lower-case hexadecimal digits; of a single one, that of its text.
    pub digest: String,
    /// The targets that the policy declares, in the order written.
    pub targets: Vec<Target>,
    /// Host names that the API answers to, lower case, without port; empty means any host.
    pub hosts: Vec<String>,
    /// Address blocks whose `X-Forwarded-For` entries are believed.
    pub trusted_proxies: Vec<IpNet>,
    /// Whose requests are looked at at all.
    pub network: Network,
    /// What every rule may ask about the caller, in the order written.
    pub principal: Vec<PrincipalField>,
    /// All roles, in the order written.
    pub roles: Vec<Role>,
    /// All authentication schemes, in the order written.
    pub schemes: Vec<Arc<Scheme>>,
    /// What gateways answer with over TLS, in the order written.
    pub tls: Vec<Arc<Tls>>,
    /// All upstreams, in the order written.
    pub upstreams: Vec<Arc<Upstream>>,
    /// All step-ups, in the order written.
    pub step_ups: Vec<Arc<StepUp>>,
    /// All limits, in the order written.
    pub limits: Vec<Arc<Limit>>,
    /// All declarations of which pages in browsers may call, in the order written.
    pub cors: Vec<Arc<Cors>>,
    /// All enums, in the order written.
    pub enumerations: Vec<Arc<Enumeration>>,
    /// All schemas, each after the ones it contains.
    pub schemas: Vec<Arc<ObjectSchema>>,
    /// All declared tagged unions, in the order written.
    pub unions: Vec<Arc<TaggedUnion>>,
    /// The APIs with their routes, in the order written.
    pub apis: Vec<Api>,
    /// What answers carry where no route's api says otherwise.
    pub response_headers: Option<Arc<ResponseHeaders>>,
    /// How much a refusal tells.
    pub detail: Detail,
    /// What types of problems begin with; without it they are `about:blank`.
    pub problem_types: Option<ProblemTypes>,
    /// What leaves of an upstream's errors.
    pub upstream_errors: UpstreamErrors,
    /// What is recorded of decisions; nothing but what a target says by itself without a `log` block.
    pub log: Option<Log>,
    /// All alerts, in the order written.
    pub alerts: Vec<Alert>,
    /// What the policy says of single requests, in the order written.
    pub tests: Vec<Test>,
    /// What the policy says of all requests, in the order written.
    pub nevers: Vec<Never>,
}

impl Policy {
    /// All routes of all APIs, in the order written.
    pub fn routes(&self) -> impl Iterator<Item = &Route> {
        self.apis.iter().flat_map(|api| api.routes.iter())
    }

    /// The request headers, in lower case and sorted, that may occur only once because a rule reads one value of them:
    /// `authorization`, `content-type` and `host` always, `origin` where pages of browsers may call, then the API-key
    /// headers, those that routes declare, and those that conditions name, unless their lines are joined.
    pub fn single_valued_headers(&self) -> Vec<String> {
        let mut names: std::collections::BTreeSet<String> =
            ["authorization", "content-type", "host"].map(String::from).into();
        if !self.cors.is_empty() {
            names.insert("origin".to_owned());
        }
        for scheme in &self.schemes {
            names.extend(scheme.field().and_then(CredentialField::header).map(String::from));
        }
        self.visit_operands(&mut |operand| {
            if let Source::Header(name) = &operand.source
                && Repetition::of(name) == Repetition::Refused
            {
                names.insert(name.clone());
            }
        });
        names.extend(self.declared(Carrier::Headers));
        names.into_iter().collect()
    }

    /// The request headers whose values no record tells, in lower case and sorted, besides those that carry credentials
    /// whatever a policy says: the headers of schemes, and those that `log` names.
    pub fn redacted_headers(&self) -> Vec<String> {
        let fields = self.schemes.iter().filter_map(|scheme| scheme.field());
        let carriers = fields.filter_map(CredentialField::header).map(String::from);
        let named = self.log.iter().flat_map(|log| log.redact.iter().cloned());
        let names: std::collections::BTreeSet<String> = carriers.chain(named).collect();
        names.into_iter().collect()
    }

    /// The cookies, sorted, that may occur only once because a rule reads them: those of schemes, of conditions, and those
    /// that routes declare.
    pub fn single_valued_cookies(&self) -> Vec<String> {
        let fields = self.schemes.iter().filter_map(|scheme| scheme.field());
        let mut names: std::collections::BTreeSet<String> =
            fields.filter_map(CredentialField::cookie).map(String::from).collect();
        self.visit_operands(&mut |operand| {
            if let Source::Cookie(name) = &operand.source {
                names.insert(name.clone());
            }
        });
        names.extend(self.declared(Carrier::Cookies));
        names.into_iter().collect()
    }

    /// The names of the headers or cookies that routes declare.
    fn declared(&self, wanted: Carrier) -> impl Iterator<Item = String> {
        let declared = self.routes().flat_map(Route::declared);
        let declared = declared.filter(move |(carrier, _)| *carrier == wanted);
        declared.flat_map(|(carrier, fields)| fields.carried(carrier)).map(|(name, _)| name)
    }

    /// Calls `visit` with what the conditions of all routes read.
    fn visit_operands<'a>(&'a self, visit: &mut impl FnMut(&'a Operand)) {
        for route in self.routes() {
            for condition in route.conditions() {
                condition.visit_operands(visit);
            }
        }
    }

    /// The identity headers of all upstreams, in lower case and sorted: a client's own copies never pass.
    pub fn identity_header_names(&self) -> Vec<String> {
        let names: std::collections::BTreeSet<String> = self
            .upstreams
            .iter()
            .flat_map(|upstream| upstream.identity.iter().map(|header| header.name.clone()))
            .collect();
        names.into_iter().collect()
    }

    /// The headers that some route sends to its upstream, in lower case and sorted: a client's own copies never pass.
    pub fn sent_header_names(&self) -> Vec<String> {
        let sent = self.routes().flat_map(|route| &route.transformation.sent);
        let names: std::collections::BTreeSet<String> =
            sent.map(|header| header.name.clone()).collect();
        names.into_iter().collect()
    }
}
