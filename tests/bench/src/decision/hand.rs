//! What somebody who knows the policy would write: matchit, a bit for each role, and a comparison of two texts.

use anyhow::Result;

use super::requests::Asked;
use super::workload::Workload;

/// The routes by method, and who may call each.
pub(super) struct Authorizer {
    routers: Vec<(&'static str, matchit::Router<usize>)>,
    rules: Vec<Rule>,
}

struct Rule {
    held_by: u64,
    is_owned: bool,
}

/// A caller as a service would hold it.
pub(super) struct Caller {
    id: String,
    roles: u64,
}

/// The callers of the requests.
pub(super) fn callers(asked: &[Asked]) -> Vec<Caller> {
    let caller = |asked: &Asked| Caller { id: asked.id.clone(), roles: bits(&asked.roles) };
    asked.iter().map(caller).collect()
}

fn bits(roles: &[usize]) -> u64 {
    roles.iter().fold(0, |bits, role| bits | 1 << role)
}

impl Authorizer {
    /// The rules of a workload.
    pub(super) fn new(workload: &Workload) -> Result<Authorizer> {
        let mut routers: Vec<(&'static str, matchit::Router<usize>)> = Vec::new();
        for (place, route) in workload.routes.iter().enumerate() {
            let known = routers.iter_mut().find(|(method, _)| *method == route.method);
            match known {
                Some((_, router)) => router.insert(route.template.clone(), place)?,
                None => {
                    let mut router = matchit::Router::new();
                    router.insert(route.template.clone(), place)?;
                    routers.push((route.method, router));
                }
            }
        }
        let rules = workload.routes.iter().map(|route| Rule {
            held_by: bits(&workload.holders(route.role)),
            is_owned: route.is_owned,
        });
        Ok(Authorizer { routers, rules: rules.collect() })
    }

    /// Whether the caller's request is admitted.
    pub(super) fn admits(&self, asked: &[Asked], callers: &[Caller], number: usize) -> bool {
        let (Some(asked), Some(caller)) = (asked.get(number), callers.get(number)) else {
            return false;
        };
        let router = self.routers.iter().find(|(method, _)| *method == asked.method);
        let Some(matched) = router.and_then(|(_, router)| router.at(&asked.path).ok()) else {
            return false;
        };
        let Some(rule) = self.rules.get(*matched.value) else { return false };
        caller.roles & rule.held_by != 0
            && (!rule.is_owned || matched.params.get("owner") == Some(caller.id.as_str()))
    }
}
