//! Changes of what must be false (`deny`) and of what must be true (`require`).

use super::super::joined::{Joined, Turn};
use super::Mutant;
use super::condition::variants;
use crate::policy::{Condition, Policy, Route, Span};

/// A list of conditions that a route has.
#[derive(Clone, Copy)]
enum List {
    Deny,
    Require,
}

impl List {
    fn rule(self) -> &'static str {
        match self {
            List::Deny => "deny",
            List::Require => "require",
        }
    }

    fn of(self, route: &Route) -> Vec<(Span, &Condition)> {
        match self {
            List::Deny => route.deny.iter().map(|clause| (clause.span, &clause.when)).collect(),
            List::Require => {
                route.require.iter().map(|clause| (clause.span, &clause.condition)).collect()
            }
        }
    }

    fn remove(self, route: &mut Route, gone: Span) {
        match self {
            List::Deny => route.deny.retain(|clause| clause.span != gone),
            List::Require => route.require.retain(|clause| clause.span != gone),
        }
    }

    /// Puts the variant of this number in the place of each condition that stands there.
    fn change(self, route: &mut Route, place: Span, number: usize) {
        let change = |condition: &mut Condition| {
            if let Some((_, changed)) = variants(condition).into_iter().nth(number) {
                *condition = changed;
            }
        };
        let deny = route.deny.iter_mut().map(|clause| (clause.span, &mut clause.when));
        let require = route.require.iter_mut().map(|clause| (clause.span, &mut clause.condition));
        let of_list: Vec<(Span, &mut Condition)> = match self {
            List::Deny => deny.collect(),
            List::Require => require.collect(),
        };
        for (span, condition) in of_list {
            if span == place {
                change(condition);
            }
        }
    }
}

/// The changes of a route's lists; what its api joins is changed on all routes at once.
pub(super) fn mutants(api: &str, route: &Route, joined: &mut Joined) -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for list in [List::Deny, List::Require] {
        for (span, condition) in list.of(route) {
            let turn = joined.turn(span);
            let Some(rule) = turn.rule(api, &route.name, list.rule()) else { continue };
            let reached = |mutant: Mutant| match turn {
                Turn::Own => mutant.behind(route),
                Turn::First | Turn::Again => mutant,
            };
            mutants.push(reached(Mutant::new(&rule, "deleted", span, move |policy| {
                of_all(policy, |route| list.remove(route, span));
            })));
            for (number, (change, _)) in variants(condition).into_iter().enumerate() {
                mutants.push(reached(Mutant::new(&rule, change, span, move |policy| {
                    of_all(policy, |route| list.change(route, span, number));
                })));
            }
        }
    }
    mutants
}

fn of_all(policy: &mut Policy, edit: impl Fn(&mut Route)) {
    policy.apis.iter_mut().flat_map(|api| &mut api.routes).for_each(edit);
}
