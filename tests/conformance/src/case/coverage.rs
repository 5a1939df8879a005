//! Which cells of rule × {inside, outside} a policy has, and which of them cases filled.

use std::collections::BTreeMap;

use gatewright_core::policy::{BodyContent, Condition, Policy, Presence, Route, SchemeKind, Who};
use serde::Serialize;

use crate::request::{Credential, Request};
use crate::sample::Side;

/// How often each side of a rule was seen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Count {
    /// Requests that the rule let pass.
    pub inside: usize,
    /// Requests that it refused.
    pub outside: usize,
}

/// The cells of a policy.
pub struct Coverage {
    /// By rule.
    pub rules: BTreeMap<String, Count>,
    routes: Vec<String>,
}

impl Coverage {
    /// All cells, still empty.
    #[must_use]
    pub fn of(policy: &Policy) -> Coverage {
        let mut rules = BTreeMap::new();
        for rule in ["wire", "path", "route", "method"] {
            rules.insert(rule.to_owned(), Count::default());
        }
        if !policy.hosts.is_empty() {
            rules.insert("host".to_owned(), Count::default());
        }
        for route in policy.routes() {
            for rule in rules_of(route) {
                rules.insert(rule, Count::default());
            }
        }
        Coverage { rules, routes: policy.routes().map(|route| route.name.clone()).collect() }
    }

    /// Notes what a request led to: the rule that refused it, or `None` where it was admitted. `aimed_at` tells the route
    /// where the outcome does not.
    pub fn note(&mut self, request: &Request, outcome: Option<&str>, aimed_at: Option<&str>) {
        let named = outcome.and_then(|rule| self.route_of(rule));
        let route = named.or_else(|| aimed_at.filter(|_| outcome.is_none()).map(str::to_owned));
        if let Some(count) = outcome.and_then(|rule| self.rules.get_mut(rule)) {
            count.outside += 1;
        }
        let reached = stage(outcome.unwrap_or_default());
        let schemes: Vec<&str> = request.credentials.iter().map(scheme_of).collect();
        for (rule, count) in &mut self.rules {
            let own = route.as_ref().is_some_and(|route| {
                rule.strip_prefix(route.as_str()).is_some_and(|rest| rest.starts_with('/'))
            });
            let general = !rule.contains('/');
            let scheme = rule.rsplit_once("/auth.").map(|(_, scheme)| scheme);
            let presented = scheme.is_none_or(|scheme| schemes.contains(&scheme));
            if (own || general) && presented && stage(rule) < reached {
                count.inside += 1;
            }
        }
    }

    /// Cells that stayed empty.
    #[must_use]
    pub fn empty(&self) -> Vec<(String, Side)> {
        let mut empty = Vec::new();
        for (rule, count) in &self.rules {
            if count.inside == 0 {
                empty.push((rule.clone(), Side::Inside));
            }
            if count.outside == 0 {
                empty.push((rule.clone(), Side::Outside));
            }
        }
        empty
    }

    /// The route whose name begins the rule's; the longest, since names may begin alike.
    fn route_of(&self, rule: &str) -> Option<String> {
        let begins = |route: &&String| {
            rule.strip_prefix(route.as_str()).is_some_and(|rest| rest.starts_with('/'))
        };
        self.routes.iter().filter(begins).max_by_key(|route| route.len()).cloned()
    }
}

fn scheme_of(credential: &Credential) -> &str {
    match credential {
        Credential::Token(recipe) => &recipe.scheme,
        Credential::ApiKey { scheme, .. } => scheme,
    }
}

fn rules_of(route: &Route) -> Vec<String> {
    let mut rules = Vec::new();
    let mut add = |check: &str| rules.push(format!("{}/{check}", route.name));
    let anyone = route.allow.iter().any(|clause| clause.who == Who::Anyone);
    if !anyone {
        add("auth");
    }
    if !anyone || route.credential == Presence::Optional {
        for scheme in &route.auth {
            match &scheme.kind {
                SchemeKind::Jwt(_) | SchemeKind::ApiKey(_) => add(&format!("auth.{}", scheme.name)),
                // No target has them, so that no policy of the suite does.
                SchemeKind::Mtls(_) | SchemeKind::Introspection(_) | SchemeKind::Basic(_) => {}
            }
        }
    }
    for limit in &route.limits {
        add(&format!("limit.{}", limit.name));
    }
    add("query");
    for (carrier, _) in route.declared() {
        add(carrier.word());
    }
    if !route.require.is_empty() {
        add("require");
    }
    for step_up in &route.step_up {
        add(&format!("step_up.{}", step_up.name));
    }
    if !route.deny.is_empty() {
        add("deny");
    }
    let refuses_nobody = route.allow.iter().any(|clause| {
        clause.when.is_none() && matches!(clause.who, Who::Anyone | Who::Authenticated)
    });
    if !refuses_nobody {
        add("allow");
    }
    match route.body.as_ref().map(|body| &body.content) {
        None => add("body"),
        Some(BodyContent::Any) => add("body.size"),
        Some(BodyContent::Json(_)) => {
            ["body.type", "body.size", "body.json", "body.schema"].into_iter().for_each(add);
        }
        Some(BodyContent::Form(_) | BodyContent::Multipart(_)) => {
            ["body.type", "body.size", "body.form", "body.schema"].into_iter().for_each(add);
        }
    }
    rules
}

/// Whether the rule may have refused behind the body, and not where [`stage`] puts it.
#[must_use]
pub fn may_wait(policy: &Policy, rule: &str) -> bool {
    let check = rule.rsplit_once('/').map(|(_, check)| check).unwrap_or_default();
    let is_clause = ["deny", "require", "allow"].contains(&check) || check.starts_with("step_up.");
    let reads_body = |route: &Route| {
        rule.strip_prefix(route.name.as_str()).is_some_and(|rest| rest.starts_with('/'))
            && route.conditions().any(Condition::reads_body)
    };
    is_clause && policy.routes().any(reads_body)
}

/// Where in the order of checks a rule stands; an admission comes after all.
#[must_use]
pub fn stage(rule: &str) -> u32 {
    match rule {
        "" => 100,
        "wire" => 1,
        "path" => 2,
        "host" => 4,
        "route" => 5,
        "method" => 6,
        _ => match rule.rsplit_once('/').map(|(_, check)| check).unwrap_or_default() {
            "auth" => 10,
            "query" => 20,
            "headers" => 21,
            "cookies" => 22,
            "deny" => 30,
            "require" => 31,
            "allow" => 32,
            "body" => 40,
            "body.type" => 41,
            "body.size" => 42,
            "body.json" | "body.form" => 43,
            "body.schema" => 44,
            check if check.starts_with("auth.") => 11,
            check if check.starts_with("limit.") => 9,
            check if check.starts_with("step_up.") => 33,
            _ => 0,
        },
    }
}
