//! `deny when C` and `require C`, the api's first.

use gatewright_core::policy::{Condition, DenyClause, RequireClause};

use super::super::api::Inherited;
use super::super::condition::{self, Declared, Surroundings};
use super::overrides::Overrides;
use crate::diagnostic::{Code, Diagnostic, codes};
use crate::syntax::ast::{self, ApiRule};

/// What is wrong with a condition on one route, and may be right on another.
const OF_ROUTE: [Code; 3] =
    [codes::FIELD_NOT_GIVEN, codes::SCHEME_NOT_ON_ROUTE, codes::AMBIGUOUS_IDENTITY];

/// What the conditions of a route are joined and typed by.
pub(super) struct Restrictions<'a> {
    pub(super) api: &'a Inherited<'a>,
    pub(super) route: &'a ast::Route,
    pub(super) declared: &'a Declared<'a>,
    pub(super) surroundings: &'a Surroundings<'a>,
}

impl<'a> Restrictions<'a> {
    /// What must be false; `None` if one of the conditions is wrong.
    pub(super) fn deny(
        &self,
        own: &[&'a ast::DenyClause],
        overrides: &mut Overrides<'_>,
        findings: &mut Vec<Diagnostic>,
    ) -> Option<Vec<DenyClause>> {
        let inherited = self.inherited(self.api.rules.deny, overrides);
        let inherited = inherited
            .map(|rule| Some(DenyClause { when: self.joined(rule, findings)?, span: rule.span }));
        let mut clauses: Vec<Option<DenyClause>> = inherited.into_iter().collect();
        clauses.extend(own.iter().map(|clause| {
            let when = condition::check(&clause.when, self.declared, self.surroundings, findings)?;
            Some(DenyClause { when, span: clause.span })
        }));
        clauses.into_iter().collect()
    }

    /// What must be true; `None` if one of the conditions is wrong.
    pub(super) fn require(
        &self,
        own: &[&'a ast::RequireClause],
        overrides: &mut Overrides<'_>,
        findings: &mut Vec<Diagnostic>,
    ) -> Option<Vec<RequireClause>> {
        let inherited = self.inherited(self.api.rules.require, overrides);
        let inherited = inherited.map(|rule| {
            Some(RequireClause { condition: self.joined(rule, findings)?, span: rule.span })
        });
        let mut clauses: Vec<Option<RequireClause>> = inherited.into_iter().collect();
        clauses.extend(own.iter().map(|clause| {
            let condition =
                condition::check(&clause.condition, self.declared, self.surroundings, findings)?;
            Some(RequireClause { condition, span: clause.span })
        }));
        clauses.into_iter().collect()
    }

    /// A rule of the api, unless the route overrides it.
    fn inherited(
        &self,
        rule: Option<&'a ApiRule>,
        overrides: &mut Overrides<'_>,
    ) -> Option<&'a ApiRule> {
        let rule = rule?;
        overrides.take(&rule.key.text).is_none().then_some(rule)
    }

    /// The condition of a rule that the api joins; what is wrong with it shows the route as well.
    fn joined(&self, rule: &'a ApiRule, findings: &mut Vec<Diagnostic>) -> Option<Condition> {
        let before = findings.len();
        let typed = condition::check(&rule.condition, self.declared, self.surroundings, findings);
        let key = &rule.key.text;
        for finding in findings.iter_mut().skip(before) {
            let line = self.route.method_span.to(self.route.path.span);
            let told = finding.clone().label(line, format!("this route joins the api's `{key}`"));
            *finding = if finding.code == codes::PRINCIPAL_OF_ANYONE.id {
                told.help(format!(
                    "add `{key}` to the route's `override [auth]`, or do not ask about the principal"
                ))
            } else if OF_ROUTE.iter().any(|code| code.id == finding.code) {
                told.note(format!("`override [{key}]` on a route leaves it away there"))
            } else {
                told
            };
        }
        typed
    }
}
