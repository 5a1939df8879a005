//! Clauses that an api gives several of its routes: covered and changed once for all of them.

use std::collections::{BTreeMap, BTreeSet};

use crate::policy::{Policy, Route, Span};

/// The clauses of a policy's routes, by where they stand.
pub(super) struct Joined {
    routes: BTreeMap<Span, usize>,
    met: BTreeSet<Span>,
}

/// What a clause is to the route that is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Turn {
    /// Its own.
    Own,
    /// One that several routes have, and the first of them.
    First,
    /// The same again.
    Again,
}

impl Joined {
    pub(super) fn of(policy: &Policy) -> Joined {
        let mut routes = BTreeMap::new();
        for span in policy.routes().flat_map(spans) {
            *routes.entry(span).or_default() += 1;
        }
        Joined { routes, met: BTreeSet::new() }
    }

    pub(super) fn turn(&mut self, span: Span) -> Turn {
        if self.routes.get(&span).is_none_or(|routes| *routes < 2) {
            return Turn::Own;
        }
        if self.met.insert(span) { Turn::First } else { Turn::Again }
    }
}

impl Turn {
    /// The name of the rule: of the route, or of the api that joins it to several; nothing where it was named before.
    pub(super) fn rule(self, api: &str, route: &str, rule: &str) -> Option<String> {
        match self {
            Turn::Own => Some(format!("{route}/{rule}")),
            Turn::First => Some(format!("{api}/{rule}")),
            Turn::Again => None,
        }
    }
}

/// Where the clauses stand that an api can join.
fn spans(route: &Route) -> Vec<Span> {
    let deny = route.deny.iter().map(|clause| clause.span);
    let require = route.require.iter().map(|clause| clause.span);
    let sunset = route.lifetime.sunset.map(|moment| moment.span);
    deny.chain(require).chain(sunset).collect()
}
