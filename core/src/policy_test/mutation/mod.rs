//! Changes of a policy, one clause each, that its tests should notice.
//!
//! A change that no test notices shows a clause whose loss, or whose boundary, nobody would be told of.

mod clause;
mod condition;
mod cors;
mod declaration;
mod leaving;
mod network;
mod restriction;
mod schema;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use super::joined::Joined;
use super::run::{Surroundings, run};
use crate::policy::{Policy, Route, Span, Test};

/// One change of a policy.
pub struct Mutant {
    /// The rule that is changed.
    pub rule: String,
    /// What is changed, as in "without its condition".
    pub change: String,
    /// Where the clause stands.
    pub span: Span,
    reach: Reach,
    edit: Edit,
}

/// Which requests a change can be noticed by.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Reach {
    /// Any.
    Every,
    /// Those that come as far as this route, the only one that is changed.
    Route(String),
}

type Edit = Box<dyn Fn(&mut Policy)>;

impl fmt::Debug for Mutant {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.rule, self.change)
    }
}

impl Mutant {
    fn new(
        rule: impl Into<String>,
        change: impl Into<String>,
        span: Span,
        edit: impl Fn(&mut Policy) + 'static,
    ) -> Mutant {
        let (rule, change) = (rule.into(), change.into());
        Mutant { rule, change, span, reach: Reach::Every, edit: Box::new(edit) }
    }

    /// The same, where only requests that come as far as a route can notice it.
    fn behind(self, route: &Route) -> Mutant {
        self.behind_named(route.name.clone())
    }

    /// The same of a route by its name.
    fn behind_named(self, route: String) -> Mutant {
        Mutant { reach: Reach::Route(route), ..self }
    }

    /// The changed policy.
    #[must_use]
    pub fn apply(&self, policy: &Policy) -> Policy {
        let mut changed = policy.clone();
        (self.edit)(&mut changed);
        changed
    }
}

/// Every change, in the order of the policy.
#[must_use]
pub fn mutants(policy: &Policy) -> Vec<Mutant> {
    let mut mutants = declaration::mutants(policy);
    mutants.extend(schema::mutants(policy));
    mutants.extend(leaving::mutants(policy));
    let mut joined = Joined::of(policy);
    for (place, route) in places(policy) {
        let api = policy.apis.get(place.api).map_or("", |api| api.name.as_str());
        mutants.extend(restriction::mutants(api, route, &mut joined));
        mutants.extend(clause::mutants(policy, place, route));
    }
    mutants
}

/// The changes that the tests do not notice: each of them still passes. A change of a route is only shown to the tests
/// that come as far as that route.
#[must_use]
pub fn unnoticed(
    policy: &Policy,
    mutants: Vec<Mutant>,
    surroundings: &Surroundings,
) -> Vec<Mutant> {
    // Changes copy the policy, and no test reads what stands in the others.
    let bare = Policy { tests: Vec::new(), ..policy.clone() };
    let tests = by_route(policy, surroundings);
    let routes: BTreeMap<&str, (Place, &Route)> =
        places(policy).map(|(place, route)| (route.name.as_str(), (place, route))).collect();
    let pass = |changed: &Arc<Policy>, tests: &[&Test]| {
        tests.iter().all(|test| run(changed, test, surroundings, &mut |_| {}).is_passed())
    };
    let every: Vec<&Test> = policy.tests.iter().collect();
    let mut shared = Arc::new(bare.clone());
    let passes = |mutant: &Mutant| match &mutant.reach {
        Reach::Every => every.is_empty() || pass(&Arc::new(mutant.apply(&bare)), &every),
        Reach::Route(name) => {
            let (Some(asked), Some((place, route))) = (tests.get(name), routes.get(name.as_str()))
            else {
                return true;
            };
            // Nothing but this route is changed: it is put back, where copies of all routes would take their square.
            (mutant.edit)(Arc::make_mut(&mut shared));
            let passes = pass(&shared, asked);
            if let Some(changed) = place.route(Arc::make_mut(&mut shared)) {
                changed.clone_from(route);
            }
            passes
        }
    };
    mutants.into_iter().filter(passes).collect()
}

/// The tests that come as far as each route, by its name.
fn by_route<'p>(
    policy: &'p Policy,
    surroundings: &Surroundings,
) -> BTreeMap<String, Vec<&'p Test>> {
    let shared = Arc::new(policy.clone());
    let mut tests: BTreeMap<String, Vec<&'p Test>> = BTreeMap::new();
    for test in &policy.tests {
        let mut routes = BTreeSet::new();
        run(&shared, test, surroundings, &mut |seen| routes.extend(seen.decision.route.clone()));
        for route in routes {
            tests.entry(route).or_default().push(test);
        }
    }
    tests
}

/// Which route, by its api's number and its own.
#[derive(Clone, Copy, Debug)]
struct Place {
    api: usize,
    route: usize,
}

impl Place {
    fn route(self, policy: &mut Policy) -> Option<&mut Route> {
        policy.apis.get_mut(self.api)?.routes.get_mut(self.route)
    }
}

fn places(policy: &Policy) -> impl Iterator<Item = (Place, &Route)> {
    policy.apis.iter().enumerate().flat_map(|(api, written)| {
        let routes = written.routes.iter().enumerate();
        routes.map(move |(number, route)| (Place { api, route: number }, route))
    })
}
