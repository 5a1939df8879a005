//! The same rules in Cedar, entities ready: one policy a role over the group of the actions that ask for it, and another where
//! an owner is asked.

use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;

use anyhow::Result;
use cedar_policy::{
    Authorizer as Engine, Context, Decision, Entities, Entity, EntityUid, PolicySet, Request,
    RestrictedExpression,
};

use super::requests::Asked;
use super::workload::{Workload, role_name};

/// The rules, and all requests.
pub(super) struct Authorizer {
    engine: Engine,
    policies: PolicySet,
    entities: Entities,
    requests: Vec<Request>,
}

impl Authorizer {
    /// The rules of a workload.
    pub(super) fn new(workload: &Workload, asked: &[Asked]) -> Result<Authorizer> {
        let policies: PolicySet = policies(workload).parse()?;
        let entities = Entities::from_entities(entities(workload, asked)?, None)?;
        let mut requests = Vec::new();
        for asked in asked {
            let owner = asked.owner.clone().unwrap_or_default();
            let owner = RestrictedExpression::new_string(owner);
            requests.push(Request::new(
                uid("User", &caller(asked))?,
                uid("Action", &format!("a{}", asked.route))?,
                uid("Resource", "any")?,
                Context::from_pairs([("owner".to_owned(), owner)])?,
                None,
            )?);
        }
        Ok(Authorizer { engine: Engine::new(), policies, entities, requests })
    }

    /// Whether the caller's request is admitted.
    pub(super) fn admits(&self, number: usize) -> bool {
        let request = self.requests.get(number);
        request.is_some_and(|request| {
            let answer = self.engine.is_authorized(request, &self.policies, &self.entities);
            answer.decision() == Decision::Allow
        })
    }
}

/// A caller of one id with one set of roles.
fn caller(asked: &Asked) -> String {
    format!("{} {:?}", asked.id, asked.roles)
}

fn uid(kind: &str, id: &str) -> Result<EntityUid> {
    Ok(EntityUid::from_type_name_and_id(kind.parse()?, id.parse()?))
}

/// The group of the actions that ask for a role, and of those that ask for its owner too.
fn group(role: usize, is_owned: bool) -> String {
    let owned = if is_owned { " owned" } else { "" };
    format!("{}{owned}", role_name(role))
}

fn policies(workload: &Workload) -> String {
    let asks: HashSet<(usize, bool)> =
        workload.routes.iter().map(|route| (route.role, route.is_owned)).collect();
    let mut text = String::new();
    for (role, is_owned) in asks {
        let owned = if is_owned { " when { context.owner == principal.id }" } else { "" };
        let _ = writeln!(
            text,
            "permit(principal in Role::\"{}\", action in Action::\"{}\", resource){owned};",
            role_name(role),
            group(role, is_owned)
        );
    }
    text
}

fn entities(workload: &Workload, asked: &[Asked]) -> Result<Vec<Entity>> {
    let mut all = HashMap::new();
    let mut add = |kind: &str,
                   id: String,
                   parents: Vec<(&str, String)>,
                   attributes: HashMap<String, RestrictedExpression>|
     -> Result<()> {
        let parents: Result<HashSet<EntityUid>> =
            parents.into_iter().map(|(kind, id)| uid(kind, &id)).collect();
        let own = uid(kind, &id)?;
        all.insert(own.clone(), Entity::new(own, attributes, parents?)?);
        Ok(())
    };
    for (role, below) in workload.roles.iter().enumerate() {
        let parents = below.iter().map(|below| ("Role", role_name(*below))).collect();
        add("Role", role_name(role), parents, HashMap::new())?;
    }
    for (place, route) in workload.routes.iter().enumerate() {
        let group = group(route.role, route.is_owned);
        add("Action", group.clone(), Vec::new(), HashMap::new())?;
        add("Action", format!("a{place}"), vec![("Action", group)], HashMap::new())?;
    }
    for asked in asked {
        let roles = asked.roles.iter().map(|role| ("Role", role_name(*role))).collect();
        let id = RestrictedExpression::new_string(asked.id.clone());
        add("User", caller(asked), roles, HashMap::from([("id".to_owned(), id)]))?;
    }
    add("Resource", "any".to_owned(), Vec::new(), HashMap::new())?;
    Ok(all.into_values().collect())
}
