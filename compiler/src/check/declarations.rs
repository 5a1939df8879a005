//! The declarations of a policy, sorted by kind.

use gatewright_core::policy::Span;

use crate::diagnostic::Diagnostic;
use crate::syntax::ast::{self, Declaration, Setting};

use super::setting::{Place, Settings};

const PLACE: Place = Place { what: "a policy", known: &["hosts"] };

/// What a policy declares; its order among different kinds means nothing.
#[derive(Debug, Default)]
pub(super) struct Declarations<'a> {
    /// The setting `hosts`.
    pub hosts: Option<&'a Setting>,
    /// `target`.
    pub targets: Vec<&'a ast::Target>,
    /// `upstream`.
    pub upstreams: Vec<&'a ast::Upstream>,
    /// `tls`.
    pub tls: Vec<&'a ast::Tls>,
    /// `network`.
    pub networks: Vec<&'a ast::Network>,
    /// `principal`.
    pub principals: Vec<&'a ast::Principal>,
    /// `auth`.
    pub schemes: Vec<&'a ast::Auth>,
    /// `role`.
    pub roles: Vec<&'a ast::Role>,
    /// `condition`.
    pub conditions: Vec<&'a ast::ConditionDeclaration>,
    /// `step_up`.
    pub step_ups: Vec<&'a ast::StepUp>,
    /// `limit`.
    pub limits: Vec<&'a ast::Limit>,
    /// `cors`.
    pub cors: Vec<&'a ast::Cors>,
    /// `enum`.
    pub enumerations: Vec<&'a ast::Enumeration>,
    /// `schema`.
    pub schemas: Vec<&'a ast::Schema>,
    /// `api`.
    pub apis: Vec<&'a ast::Api>,
    /// `errors`.
    pub errors: Vec<&'a ast::Errors>,
    /// `log`.
    pub logs: Vec<&'a ast::Log>,
    /// `alert`.
    pub alerts: Vec<&'a ast::Alert>,
    /// `headers`.
    pub headers: Vec<&'a ast::Headers>,
    /// `test`.
    pub tests: Vec<&'a ast::Test>,
    /// `never`.
    pub nevers: Vec<&'a ast::Never>,
}

impl<'a> Declarations<'a> {
    /// Sorts what the policy declares; `head` is its own line.
    pub(super) fn sort(
        head: Span,
        declarations: &'a [Declaration],
        findings: &mut Vec<Diagnostic>,
    ) -> Declarations<'a> {
        let mut sorted = Declarations::default();
        let mut settings = Vec::new();
        for declaration in declarations {
            match declaration {
                Declaration::Setting(setting) => settings.push(setting),
                Declaration::Target(target) => sorted.targets.push(target),
                Declaration::Upstream(upstream) => sorted.upstreams.push(upstream),
                Declaration::Tls(tls) => sorted.tls.push(tls),
                Declaration::Network(network) => sorted.networks.push(network),
                // Written out already.
                Declaration::Parameter(_) | Declaration::Group(_) => {}
                Declaration::Principal(principal) => sorted.principals.push(principal),
                Declaration::Auth(scheme) => sorted.schemes.push(scheme),
                Declaration::Role(role) => sorted.roles.push(role),
                Declaration::Condition(condition) => sorted.conditions.push(condition),
                Declaration::StepUp(step_up) => sorted.step_ups.push(step_up),
                Declaration::Limit(limit) => sorted.limits.push(limit),
                Declaration::Cors(cors) => sorted.cors.push(cors),
                Declaration::Enumeration(enumeration) => sorted.enumerations.push(enumeration),
                Declaration::Schema(schema) => sorted.schemas.push(schema),
                Declaration::Api(api) => sorted.apis.push(api),
                Declaration::Errors(errors) => sorted.errors.push(errors),
                Declaration::Log(log) => sorted.logs.push(log),
                Declaration::Alert(alert) => sorted.alerts.push(alert),
                Declaration::Headers(headers) => sorted.headers.push(headers),
                Declaration::Test(test) => sorted.tests.push(test),
                Declaration::Never(never) => sorted.nevers.push(never),
            }
        }
        let settings = Settings::read(&PLACE, head, settings, findings);
        sorted.hosts = settings.get("hosts");
        sorted
    }
}
