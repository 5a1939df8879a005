//! Where in a declaration shorthand may stand.

use super::Expander;
use crate::syntax::ast::{Declaration, LifetimeClause, Rate, Route, RouteClause, Without};

impl Expander<'_> {
    /// Replaces every name in a declaration that stands for something else.
    pub(super) fn declaration(&mut self, declaration: &mut Declaration) {
        match declaration {
            Declaration::Setting(setting) => self.value(&mut setting.value),
            Declaration::Target(target) => self.settings(&mut target.settings),
            Declaration::Upstream(upstream) => {
                self.text(&mut upstream.url);
                self.settings(&mut upstream.settings);
            }
            Declaration::Tls(tls) => self.settings(&mut tls.settings),
            Declaration::Network(network) => self.settings(&mut network.settings),
            Declaration::Auth(scheme) => self.settings(&mut scheme.settings),
            Declaration::Cors(cors) => self.settings(&mut cors.settings),
            Declaration::Errors(errors) => self.settings(&mut errors.settings),
            Declaration::Headers(headers) => self.settings(&mut headers.settings),
            Declaration::Condition(condition) => {
                let names = condition.parameters.iter().map(|parameter| &parameter.name.text);
                self.hidden = names.cloned().collect();
                self.expression(&mut condition.body);
                self.hidden.clear();
            }
            Declaration::Log(log) => self.settings(&mut log.settings),
            Declaration::Alert(alert) => {
                self.count(&mut alert.count);
                self.duration(&mut alert.window);
                alert.keys.iter_mut().for_each(|keys| self.count(keys));
            }
            Declaration::StepUp(step_up) => self.expression(&mut step_up.condition),
            Declaration::Api(api) => {
                api.lifetime.iter_mut().for_each(|clause| self.lifetime(clause));
                self.settings(&mut api.settings);
                for rule in &mut api.rules {
                    self.expression(&mut rule.condition);
                }
                for route in &mut api.routes {
                    self.route(route);
                }
            }
            Declaration::Limit(limit) => self.rate(&mut limit.rate),
            Declaration::Test(test) => {
                for case in &mut test.cases {
                    self.settings(&mut case.caller.fields);
                }
            }
            Declaration::Never(never) => {
                for claim in &mut never.claims {
                    if let Some(Without::Expression(expression)) = &mut claim.without {
                        self.expression(expression);
                    }
                }
            }
            Declaration::Parameter(_)
            | Declaration::Group(_)
            | Declaration::Principal(_)
            | Declaration::Role(_)
            | Declaration::Enumeration(_)
            | Declaration::Schema(_) => {}
        }
    }

    fn lifetime(&mut self, clause: &mut LifetimeClause) {
        match clause {
            LifetimeClause::Deprecated { at, .. } | LifetimeClause::Sunset { at, .. } => {
                self.moment(at);
            }
            LifetimeClause::Successor { .. } => {}
        }
    }

    pub(super) fn rate(&mut self, rate: &mut Rate) {
        self.count(&mut rate.requests);
        self.duration(&mut rate.window);
        rate.burst.iter_mut().for_each(|burst| self.count(burst));
        rate.keys.iter_mut().for_each(|keys| self.count(keys));
    }

    fn route(&mut self, route: &mut Route) {
        for clause in &mut route.clauses {
            match clause {
                RouteClause::Allow(clause) => {
                    if let Some(when) = &mut clause.when {
                        self.expression(when);
                    }
                }
                RouteClause::Deny(clause) => self.expression(&mut clause.when),
                RouteClause::Require(clause) => self.expression(&mut clause.condition),
                RouteClause::Body(clause) => {
                    clause.max.iter_mut().for_each(|max| self.size(max));
                }
                RouteClause::Lifetime(clause) => self.lifetime(clause),
                RouteClause::Returns(clause) => {
                    clause.max.iter_mut().for_each(|max| self.size(max));
                }
                RouteClause::Send(setting) | RouteClause::Drop(setting) => {
                    self.value(&mut setting.value);
                }
                RouteClause::StepUp(_)
                | RouteClause::Hide(_)
                | RouteClause::Auth(_)
                | RouteClause::Upstream(_)
                | RouteClause::To(_)
                | RouteClause::Query(_)
                | RouteClause::Declared(_)
                | RouteClause::Limit(_)
                | RouteClause::Override(_)
                | RouteClause::Cors(_) => {}
            }
        }
    }
}
