//! Changes of a policy, one clause each, that its tests should notice.
//!
//! A change that no test notices shows a clause whose loss, or whose boundary, nobody would be told of.

mod clause;
mod condition;
mod declaration;
mod schema;

use std::fmt;
use std::sync::Arc;

use super::run::{Surroundings, run};
use crate::policy::{Policy, Route, Span};

/// One change of a policy.
pub struct Mutant {
    /// The rule that is changed.
    pub rule: String,
    /// What is changed, as in "without its condition".
    pub change: String,
    /// Where the clause stands.
    pub span: Span,
    edit: Edit,
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
        Mutant { rule: rule.into(), change: change.into(), span, edit: Box::new(edit) }
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
    for (place, route) in places(policy) {
        mutants.extend(clause::mutants(policy, place, route));
    }
    mutants
}

/// The changes that the tests do not notice: each of them still passes.
#[must_use]
pub fn unnoticed(
    policy: &Policy,
    mutants: Vec<Mutant>,
    surroundings: &Surroundings,
) -> Vec<Mutant> {
    let passes = |mutant: &Mutant| {
        let changed = Arc::new(mutant.apply(policy));
        policy.tests.iter().all(|test| run(&changed, test, surroundings, &mut |_| {}).is_passed())
    };
    mutants.into_iter().filter(passes).collect()
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
